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


@pytest.fixture(scope="module")
def notebook(open_notebook, folder):
    """A page of JupyterLab, in which one notebook after the other is opened, each with one explorer."""
    for name, module in EXPLORERS.items():
        write_notebook(folder / f"{name}.ipynb", [f"from {module} import {name}\n{name}()"])
    with open_notebook(f"{name}.ipynb") as notebook:
        yield notebook


@pytest.mark.parametrize("name", EXPLORERS)
def test_explorer_works_by_keyboard_alone(notebook, name):
    notebook.go_on_to(f"{name}.ipynb")
    notebook.change_theme("light")
    notebook.run_all()
    (explorer,) = notebook.wait_for_explorers(1)
    operate(notebook, explorer)
    assert not too_pale(explorer)
    notebook.change_theme("dark")
    glance(notebook, explorer)
    assert not too_pale(explorer)
    notebook.check_no_errors()


def test_plain_keys_are_an_explorers_own_also_where_shortcuts_are_taken_on_the_way_down(notebook):
    notebook.go_on_to("explore_activation.ipynb")
    notebook.page.evaluate(  # as Notebook 7 does
        "document.addEventListener('keydown', event => jupyterapp.commands.processKeydownEvent(event), true)"
    )
    notebook.run_all()
    (explorer,) = notebook.wait_for_explorers(1)
    slider, old = explorer.get_by_role("slider", name="z", exact=True), notebook.settle(explorer)
    slider.press("ArrowRight")
    assert notebook.settle(explorer, old)["picture"] != old["picture"]
    slider.press("a")
    assert notebook.page.locator(".jp-Cell").count() == 1
    slider.press("Control+s")
    notebook.wait_until("jupyterapp.shell.currentWidget.context.model.dirty === false")
    notebook.check_no_errors()
