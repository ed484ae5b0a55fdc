"""Each explorer in JupyterLab is used by keyboard alone, in light and dark."""

import importlib
import pkgutil

import pytest

import chainrule.explorers

from .keyboard import glance, operate
from .lab import write_notebook
from .looks import too_pale

MODULES = [
    importlib.import_module(f"chainrule.explorers.{module.name}")
    for module in pkgutil.iter_modules(chainrule.explorers.__path__)
]
EXPLORERS = {
    name: module.__name__ for module in MODULES for name in vars(module)
    if name.startswith("explore_") and vars(module)[name].__module__ == module.__name__
}  # fmt: skip


AS_IN_NOTEBOOK_7 = """() => {
    window.takeKey = event => jupyterapp.commands.processKeydownEvent(event);
    document.addEventListener("keydown", takeKey, true);
}"""


@pytest.fixture(scope="module")
def notebook(open_notebook, folder):
    """A notebook of one cell, in which one explorer after the other takes the place of the one before."""
    write_notebook(folder / "keyboard.ipynb", [""])
    with open_notebook("keyboard.ipynb") as notebook:
        yield notebook


@pytest.mark.parametrize("name", EXPLORERS)
def test_explorer_works_by_keyboard_alone(notebook, name):
    explorer = notebook.show(f"from {EXPLORERS[name]} import {name}\n{name}()")
    notebook.change_theme("light")
    operate(notebook, explorer)
    assert not too_pale(explorer)
    notebook.change_theme("dark")
    glance(notebook, explorer)
    assert not too_pale(explorer)
    notebook.check_no_errors()


def test_plain_keys_are_an_explorers_own_also_where_shortcuts_are_taken_on_the_way_down(notebook):
    explorer = notebook.show("from chainrule.explorers import explore_activation\nexplore_activation()")
    notebook.page.evaluate(AS_IN_NOTEBOOK_7)
    slider, old = explorer.get_by_role("slider", name="z", exact=True), notebook.settle(explorer)
    slider.press("ArrowRight")
    assert notebook.settle(explorer, old)["picture"] != old["picture"]
    slider.press("a")
    assert notebook.page.locator(".jp-Cell").count() == 1
    slider.press("Control+s")
    notebook.wait_until("jupyterapp.shell.currentWidget.context.model.dirty === false")
    notebook.page.evaluate("document.removeEventListener('keydown', takeKey, true)")
    notebook.check_no_errors()
