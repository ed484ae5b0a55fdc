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
