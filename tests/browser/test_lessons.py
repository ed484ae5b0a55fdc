"""Each lesson in JupyterLab: runs, shows no error, its explorers follow the keyboard and stand out in both themes."""

import json
import re

import pytest

from .keyboard import glance
from .lab import LESSONS, THEMES
from .looks import too_pale

NAMES = sorted(path.name for path in LESSONS.glob("[0-9]*.ipynb"))


def explorers_of(lesson):
    """How many explorers the code of a lesson makes."""
    cells = json.loads((LESSONS / lesson).read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return len(re.findall(r"^explore_\w+\(", code, re.MULTILINE))


@pytest.fixture(scope="module")
def notebook(open_notebook):
    """A page of JupyterLab, in which one lesson after the other is opened: loading it takes longer than a lesson."""
    with open_notebook(NAMES[0]) as notebook:
        yield notebook


@pytest.mark.parametrize("lesson", NAMES)
def test_lesson_runs_and_its_explorers_follow_the_keyboard_and_stand_out_in_light_and_dark(notebook, lesson):
    notebook.go_on_to(lesson)
    notebook.run_all()
    explorers = notebook.wait_for_explorers(explorers_of(lesson))
    for explorer in explorers:
        glance(notebook, explorer)
    for theme in THEMES:
        notebook.change_theme(theme)
        for explorer in explorers:
            assert not too_pale(explorer)
    notebook.check_no_errors()
