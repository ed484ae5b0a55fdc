"""One JupyterLab and one browser for all browser tests; both end before the tests of the other rooms begin."""

import contextlib
import os
import shutil
import subprocess
import sys
import tarfile

import pytest

from .lab import LESSONS, ROOT, OpenNotebook, find_browser, serve, start_browser


def give_up(reason):
    """Skip, or fail where a browser is required."""
    required = os.environ.get("CHAINRULE_BROWSER") == "required"
    (pytest.fail if required else pytest.skip)(f"{reason} (browser tests need one: apt-get install chromium)")


@pytest.fixture(scope="package")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        give_up("Playwright is not installed")
    with sync_playwright() as playwright:
        if not find_browser(playwright):
            give_up("no Chromium was found")
        browser = start_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def folder(tmp_path_factory):
    """The lessons, copied, and a place for the tests' own notebooks."""
    return shutil.copytree(LESSONS, tmp_path_factory.mktemp("course") / "notebooks")


@pytest.fixture(scope="package")
def address(browser, folder):
    """The address of the server that `chainrule` starts on that folder (after `browser`: none is started in vain)."""
    with serve(folder) as address:
        yield address


@pytest.fixture(scope="package")
def open_notebook(browser, address):
    """Open a notebook by its name: `with open_notebook("02_meet_the_sigmoid.ipynb") as notebook`.

    It comes in a page that an earlier test has left, if there is one: JupyterLab need not load again.
    """
    free = []

    @contextlib.contextmanager
    def open_(name, width=1400, height=1000):
        if free:
            notebook = free.pop()
            notebook.page.set_viewport_size({"width": width, "height": height})
            notebook.open(name)
        else:
            notebook = OpenNotebook(browser, address, name, width, height)
        yield notebook
        notebook.put_away()
        free.append(notebook)

    yield open_
    for notebook in free:
        notebook.context.close()


@pytest.fixture(scope="package")
def export(browser, tmp_path_factory):
    """Export a lesson and give its page's path; all pages lie in one folder."""
    folder = tmp_path_factory.mktemp("pages")

    def export_(lesson):
        command = [sys.executable, ROOT / "tools" / "export_lesson.py", lesson, folder]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
        if done.stderr.startswith("npm "):
            pytest.skip(done.stderr.strip())
        assert done.returncode == 0, done.stderr
        return folder / f"{lesson.stem}.html"

    return export_


@pytest.fixture(scope="package")
def axe(tmp_path_factory):
    """The script that looks for what keeps people out; skip where npm does not give it."""
    folder = tmp_path_factory.mktemp("axe")
    npm = shutil.which("npm")
    if not npm or subprocess.run([npm, "pack", "axe-core@4.10.3"], cwd=folder, capture_output=True).returncode:
        pytest.skip("npm could not fetch axe-core")
    with tarfile.open(folder / "axe-core-4.10.3.tgz") as pack:
        return pack.extractfile("package/axe.min.js").read().decode()
