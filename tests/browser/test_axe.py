"""A lesson in JupyterLab: axe finds nothing in what is ours, explorers, pictures, tables and checks, in both themes."""

import pytest

from .lab import THEMES
from .test_lessons import explorers_of

LESSON = "07_go_back.ipynb"
OURS = [".chainrule-explorer", ".chainrule-still", ".jp-OutputArea-output > *"]


@pytest.fixture(scope="module")
def notebook(open_notebook, axe):
    with open_notebook(LESSON) as notebook:
        notebook.run_all()
        notebook.wait_for_explorers(explorers_of(LESSON))
        notebook.wait_for_kernel()
        notebook.page.evaluate(axe)
        yield notebook


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_what_is_ours(notebook, theme):
    notebook.change_theme(theme)
    found = notebook.page.evaluate("ours => axe.run({ include: ours.map(selector => [selector]) })", OURS)
    assert len(found["passes"]) > 15
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]] == []
