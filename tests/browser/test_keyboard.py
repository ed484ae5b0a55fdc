"""Each explorer in JupyterLab is used by keyboard alone, in light and dark."""

import importlib
import pkgutil

import pytest

import chainrule.explorers

from .keyboard import glance, operate
from .lab import THEMES, write_notebook
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
def bench(open_notebook, folder):
    """A notebook with every explorer there is."""
    write_notebook(
        folder / "bench.ipynb", [f"from {module} import {name}\n{name}()" for name, module in EXPLORERS.items()]
    )
    with open_notebook("bench.ipynb") as notebook:
        notebook.run_all()
        notebook.wait_for_explorers(len(EXPLORERS))
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
    bench.check_no_errors()
