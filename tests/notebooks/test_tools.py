"""What the tools keep of a lesson: a prediction's output stays hidden when stored, and folded on its page."""

import importlib.util
import pathlib
import re

import nbformat
import pytest

TOOLS = pathlib.Path(__file__).parents[2] / "tools"
PREDICTION = {"jupyter": {"outputs_hidden": True}}


def tool(name):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lesson():
    """A lesson of two cells: the second one's output answers a prediction."""
    picture = {"image/png": "iVBORw0KGgo=", "text/plain": "A picture. In words:\na line at 3"}
    outputs = [
        [nbformat.v4.new_output("stream", text="seen at once\n")],
        [nbformat.v4.new_output("display_data", data=picture)],
    ]
    cells = [
        nbformat.v4.new_code_cell("...", execution_count=number, outputs=given)
        for number, given in enumerate(outputs, 1)
    ]
    cells[1].metadata = nbformat.from_dict({**PREDICTION, "tags": ["gone"], "collapsed": True})
    state = {"version_major": 2, "version_minor": 0, "state": {}}
    widgets = {"widgets": {"application/vnd.jupyter.widget-state+json": state}}
    return nbformat.v4.new_notebook(cells=cells, metadata=widgets)


def test_refreshing_keeps_that_an_output_is_hidden_and_nothing_else(lesson):
    kept = tool("refresh_lessons").canonical(lesson)
    assert [cell.metadata for cell in kept.cells] == [{}, PREDICTION]


def test_a_page_folds_hidden_outputs_and_only_these(lesson):
    html = tool("export_lesson").page(lesson, "a lesson")
    folded = re.findall(r"<details>.*?</details>", html, re.DOTALL)
    assert len(folded) == 1 == html.count('alt="a line at 3"')
    assert 'alt="a line at 3"' in folded[0] and "seen at once" not in folded[0]
