"""The floors of the house: imports go down only, and a lower floor starts without the libraries of the upper ones.

What a floor leaves out is asked in a fresh interpreter, because here everything is imported already. Modules are found,
not listed: a new one is held to the same rules.
"""

import ast
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import chainrule

ROOT = Path(chainrule.__file__).parent
FLOORS = ("maths", "figures", "explorers", "exercises")
PARTS = {found.name for found in pkgutil.iter_modules([str(ROOT)])}  # the floors and, beside them, the command
MAY_IMPORT = {  # "chainrule" is the package itself, which offers the names of floor 1; "faces" imports nothing
    "chainrule": {"faces"},
    "faces": set(),
    "maths": {"faces", "maths"},
    "figures": {"chainrule", "faces", "maths", "figures"},
    "explorers": {"chainrule", "faces", "maths", "figures", "explorers"},
    "exercises": {"chainrule", "maths", "exercises"},
}
LEFT_OUT = {
    "chainrule": {"numpy", "matplotlib", "ipywidgets", "anywidget", "IPython", "traitlets"},
    "maths": {"matplotlib", "ipywidgets", "anywidget", "IPython", "traitlets"},
    "figures": {"ipywidgets", "anywidget"},
    "exercises": {"matplotlib", "ipywidgets", "anywidget"},
}
NUMPY_ONLY = ("chainrule", "maths")


def modules_of(floor):
    """Every module of a floor, by its dotted name."""
    if floor == "chainrule":
        return ["chainrule"]
    package = f"chainrule.{floor}"
    return [package, *(found.name for found in pkgutil.walk_packages([str(ROOT / floor)], prefix=f"{package}."))]


def fresh(code):
    """What a fresh interpreter prints after running the code, read as JSON."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def path_of(module):
    path = ROOT.parent.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports_of(module):
    """Every module that a module's source imports, also inside its functions: ("numpy", line) and so on."""
    path = path_of(module)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            if source == "chainrule":  # `from chainrule import figures` is the floor, `import sigmoid` the package
                yield from (
                    (f"chainrule.{alias.name}" if alias.name in PARTS else "chainrule", node.lineno)
                    for alias in node.names
                )
            else:
                yield source, node.lineno


def floor_of(module):
    """The floor of a module of chainrule: its second name ("cli" for chainrule.cli), or "chainrule" itself."""
    return module.split(".")[1] if "." in module else "chainrule"


def upward_imports(module):
    """Where a module imports a floor that it may not."""
    allowed = MAY_IMPORT[floor_of(module)]
    return [
        f"{module}, line {line}: {imported}"
        for imported, line in imports_of(module)
        if imported.split(".")[0] == "chainrule" and floor_of(imported) not in allowed
    ]


@pytest.mark.parametrize("module", [module for floor in MAY_IMPORT for module in modules_of(floor)])
def test_imports_go_down_only(module):
    assert upward_imports(module) == []


@pytest.mark.parametrize("module", [module for floor in NUMPY_ONLY for module in modules_of(floor)])
def test_floor_1_needs_numpy_only(module):
    outside = {imported.split(".")[0] for imported, _ in imports_of(module)} - set(sys.stdlib_module_names)
    assert outside <= {"numpy", "chainrule"}


@pytest.mark.parametrize("floor", LEFT_OUT)
def test_a_lower_floor_starts_without_the_libraries_of_the_upper_ones(floor):
    there = fresh(
        f"import importlib, json, sys\nfor name in {modules_of(floor)!r}: importlib.import_module(name)\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    assert "chainrule" in there
    assert not LEFT_OUT[floor] & set(there)


def test_importing_chainrule_takes_at_most_20_ms_over_numpy():
    """The quickest of seven fresh interpreters, in processor time: a busy machine is no property of chainrule."""
    code = (
        "import numpy, time\nbefore = time.thread_time()\nfrom chainrule import sigmoid\n"
        "print(1000 * (time.thread_time() - before))"
    )
    fresh(code)  # writes the bytecode
    times = [fresh(code) for _ in range(7)]
    assert min(times) <= 20, f"{times} ms"


def test_every_floor_is_known_here():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders == set(FLOORS)
    assert "chainrule.maths.activations" in modules_of("maths")


@pytest.mark.parametrize(
    ("module", "source", "upward"),
    [
        ("chainrule.maths.depth", "def f():\n    import chainrule.figures.style", ["chainrule.figures.style"]),
        ("chainrule.maths.depth", "from chainrule import sigmoid", ["chainrule"]),
        ("chainrule.maths.depth", "from ..figures import style", ["chainrule.figures"]),
        ("chainrule.maths.depth", "from .. import explorers", ["chainrule.explorers"]),
        ("chainrule.maths.depth", "from . import activations\nfrom .numeric import gaussian_mean", []),
        ("chainrule.figures.depth", "from chainrule import explorers, sigmoid", ["chainrule.explorers"]),
        ("chainrule.explorers.depth", "import chainrule.figures.style, chainrule.maths", []),
        ("chainrule.explorers.depth", "from chainrule.exercises import lesson_02", ["chainrule.exercises"]),
        ("chainrule.exercises.lesson_20", "from chainrule.figures.style import INK", ["chainrule.figures.style"]),
        ("chainrule.figures.depth", "from chainrule.cli import main", ["chainrule.cli"]),
        ("chainrule.figures.depth", "from chainrule import cli", ["chainrule.cli"]),
    ],
)
def test_an_upward_import_would_be_seen(module, source, upward, tmp_path, monkeypatch):
    path = tmp_path / "module.py"
    path.write_text(source, encoding="utf-8")
    monkeypatch.setitem(globals(), "path_of", lambda name: path)
    assert [found.split(": ")[1] for found in upward_imports(module)] == upward
