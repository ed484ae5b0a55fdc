"""Each lesson and each explorer in JupyterLab: runs, shows no error, and is used by keyboard in light and dark."""

import importlib
import json
import pkgutil
import re

import pytest

import chainrule.explorers

from .keyboard import glance, operate
from .lab import ERRORS, LESSONS, THEMES, write_notebook
from .looks import too_pale

NAMES = sorted(path.name for path in LESSONS.glob("[0-9]*.ipynb"))
MODULES = [
    importlib.import_module(f"chainrule.explorers.{module.name}")
    for module in pkgutil.iter_modules(chainrule.explorers.__path__)
]
EXPLORERS = {
    name: module.__name__ for module in MODULES for name in vars(module)
    if name.startswith("explore_") and vars(module)[name].__module__ == module.__name__
}  # fmt: skip


def assert_no_errors(notebook):
    for selector in ERRORS:
        assert not notebook.page.locator(selector).all_text_contents()
    assert not notebook.complaints


def explorers_of(lesson):
    """How many explorers the code of a lesson makes."""
    cells = json.loads((LESSONS / lesson).read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return len(re.findall(r"^explore_\w+\(", code, re.MULTILINE))


def wait_for_explorers(notebook, count):
    """Wait until that many explorers have drawn themselves; give them."""
    notebook.wait_until(
        "count => document.querySelectorAll('.chainrule-picture').length === count"
        " && [...document.querySelectorAll('.chainrule-picture')].every(picture => picture.querySelector('g'))", count,
    )  # fmt: skip
    explorers = notebook.explorers()
    assert len(explorers) == count
    return explorers


@pytest.mark.parametrize("lesson", NAMES)
def test_lesson_runs_and_its_explorers_follow_the_keyboard_in_light_and_dark(open_notebook, lesson):
    with open_notebook(lesson) as notebook:
        notebook.run_all()
        explorers = wait_for_explorers(notebook, explorers_of(lesson))
        for theme in THEMES:
            notebook.change_theme(theme)
            for explorer in explorers:
                glance(notebook, explorer)
                assert not too_pale(explorer)
        assert_no_errors(notebook)


@pytest.fixture(scope="module")
def bench(open_notebook, folder):
    """A notebook with every explorer there is."""
    write_notebook(
        folder / "bench.ipynb", [f"from {module} import {name}\n{name}()" for name, module in EXPLORERS.items()]
    )
    with open_notebook("bench.ipynb") as notebook:
        notebook.run_all()
        wait_for_explorers(notebook, len(EXPLORERS))
        yield notebook


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", EXPLORERS)
def test_explorer_works_by_keyboard_alone(bench, name, theme):
    bench.change_theme(theme)
    explorer = bench.explorers()[list(EXPLORERS).index(name)]
    if theme == "light":
        operate(bench, explorer)
    else:
        glance(bench, explorer)
    assert not too_pale(explorer)
    assert_no_errors(bench)
