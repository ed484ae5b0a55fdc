"""Claims about the repository's own files: conda's list of packages, and what no file may name."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # the same without Qt


def test_conda_brings_python_every_dependency_and_every_test_tool_in_the_same_ranges():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    conda = re.findall(r"^  - ([\w-]+)([<>=].+)$", text, re.MULTILINE)
    ours = [
        Requirement(each) for each in (*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["dev"])
    ]
    wanted = {CONDA_NAMES.get(each.name, each.name): each.specifier for each in ours}
    wanted["python"] = SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert {name: SpecifierSet(versions) for name, versions in conda} == wanted


def test_no_file_names_a_package_registry_or_a_path_of_the_machine_it_was_made_on_or_holds_a_conflict():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    registries = r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|deb\.debian|anaconda\.org"
    forbidden = re.compile(rf"{registries}|(?<![\w.~-])/(?:work|root|opt)/")
    marks = re.compile(r"^(?:<{7}|>{7}) ")
    found = []
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if path.is_file():  # not deleted since
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            found += [f"{name}:{n}: {m[0]}" for n, line in enumerate(lines, 1) for m in forbidden.finditer(line)]
            found += [f"{name}:{n}: a conflict not resolved" for n, line in enumerate(lines, 1) if marks.match(line)]
    assert found == []


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_ruff_has_nothing_to_say(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "."], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_of_the_package_is_short_enough_to_be_read_in_one_sitting():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in ROOT.glob("src/**/*.py")}
    assert [f"{path.name}: {length} lines" for path, length in lengths.items() if length > 700] == []
