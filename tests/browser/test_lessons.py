"""Each lesson in JupyterLab: runs, shows no error, and its explorers follow the keyboard."""

import json
import re

import pytest

from .keyboard import glance
from .lab import LESSONS

pytestmark = pytest.mark.long
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
def test_lesson_runs_and_its_explorers_follow_the_keyboard(notebook, lesson):
    notebook.go_on_to(lesson)
    notebook.run_all()
    for explorer in notebook.wait_for_explorers(explorers_of(lesson)):
        glance(notebook, explorer)
    notebook.check_no_errors()
