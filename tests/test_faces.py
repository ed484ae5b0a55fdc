"""The faces of floors 2 and 3: `from chainrule.figures import plot_depth` finds every name and loads one module."""

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import chainrule

ROOT = Path(chainrule.__file__).parent
FACES = {"figures": "plot_", "explorers": "explore_"}


def offered(floor):
    """Every function of a floor that a lesson calls, by the name of its module."""
    for path in sorted((ROOT / floor).glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and (
                node.name.startswith(FACES[floor]) or (node.name.endswith("_table") and node.name[0] != "_")
            ):
                yield node.name, f"chainrule.{floor}.{path.stem}"


@pytest.mark.parametrize("floor", FACES)
def test_a_face_names_every_function_for_lessons_and_gives_that_of_its_module(floor):
    face, known = importlib.import_module(f"chainrule.{floor}"), dict(offered(floor))
    assert sorted(face.__all__) == sorted(known)
    for name, module in known.items():
        assert getattr(face, name) is getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("floor", FACES)
def test_tab_offers_the_names_of_a_face_and_a_wrong_one_is_an_attribute_error(floor):
    face = importlib.import_module(f"chainrule.{floor}")
    assert set(face.__all__) <= set(dir(face))
    with pytest.raises(AttributeError, match=f"module 'chainrule.{floor}' has no attribute 'plot_everything'"):
        _ = face.plot_everything
    with pytest.raises(ImportError, match="cannot import name 'plot_everything'"):
        exec(f"from chainrule.{floor} import plot_everything")


def loaded(code):
    """The modules that a fresh interpreter has after running the code."""
    code += "\nimport json, sys; print(json.dumps([*sys.modules]))"
    return set(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))


def test_a_face_loads_nothing_before_a_name_is_asked_for_and_then_its_module_only():
    assert not {"matplotlib", "ipywidgets"} & loaded("import chainrule.figures, chainrule.explorers")
    after = loaded("from chainrule.figures import plot_corner")
    assert "chainrule.figures.relu" in after
    assert not {"chainrule.figures.initialization", "ipywidgets"} & after
