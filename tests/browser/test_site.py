"""The site, built as a teacher builds it: nothing of it asks another host, and its Python gives the stored outputs.

Building needs npm and PyPI for the parts of Pyodide; without them these tests are skipped.
"""

import contextlib
import http.server
import json
import shutil
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from .lab import KERNEL, LESSONS, READ, ROOT

NAMES = sorted(path.name for path in LESSONS.glob("*.ipynb"))
pytestmark = pytest.mark.long
WARNING = "and a warning: overflow encountered in exp\n"  # in the browser numpy cannot warn; lesson 16 says so
RUN_ALL = """async () => {
    await jupyterapp.commands.execute('notebook:clear-all-cell-outputs');
    jupyterapp.commands.execute('notebook:run-all-cells').then(() => { globalThis.ranAll = true; });
}"""


class Files(http.server.SimpleHTTPRequestHandler):
    """Gives out a folder, quietly, with the types that a browser needs for WebAssembly and modules."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".wasm": "application/wasm",
        ".mjs": "text/javascript",
    }

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serve(folder):
    """Give the address at which a folder can be read."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def tool(name, *arguments):
    """Run one of the tools; skip where npm or PyPI does not give what it needs."""
    command = [sys.executable, ROOT / "tools" / name, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if done.returncode and done.stderr.startswith(("npm ", "node ", "pip could not")):
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    """The site's folder, with the reading page of one lesson."""
    pytest.importorskip("jupyterlite_pyodide_kernel", reason="JupyterLite is not installed (group `site`)")
    pyodide, out = tmp_path_factory.mktemp("pyodide"), tmp_path_factory.mktemp("site")
    tool("fetch_pyodide.py", pyodide)
    tool("build_site.py", out, LESSONS / NAMES[2], "--pyodide", pyodide)
    return out


@pytest.fixture(scope="module")
def address(site):
    with serve(site) as address:
        yield address


@pytest.fixture
def visit(browser, address):
    """Open a page of the site; in the end nothing was asked of another host, and the browser did not complain."""
    with contextlib.ExitStack() as opened:
        complaints = []

        def visit_(path, **options):
            context = opened.enter_context(contextlib.closing(browser.new_context(**options)))
            page = context.new_page()
            context.on(
                "request",
                lambda asked: asked.url.startswith((address, "data:", "blob:")) or complaints.append(asked.url),
            )
            page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(f"{address}/{path}")
            return page

        yield visit_
        known = ("the server responded with a status of 404", "net::ERR_INVALID_URL")  # JupyterLite's own
        assert not [said for said in complaints if not any(each in said for each in known)]


@pytest.mark.parametrize("width", [1280, 390], ids=["screen", "phone"])
def test_the_landing_page_has_an_explorer_that_can_be_pulled_at_once(visit, width):
    page = visit("index.html", viewport={"width": width, "height": 850})
    page.wait_for_function("document.querySelectorAll('.chainrule-picture g').length > 0", timeout=60_000)
    explorer = page.locator(".chainrule-explorer")
    before = explorer.evaluate(READ)
    slider = explorer.get_by_role("slider", name="z", exact=True)
    assert slider.bounding_box()["y"] < 850
    slider.press("ArrowRight")
    now = explorer.evaluate(READ)
    assert now["words"] != before["words"] and now["picture"] != before["picture"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_landing_page_leads_to_every_lesson_as_a_page_and_running(visit):
    page = visit("index.html")
    names = [Path(name).stem for name in NAMES]
    targets = page.locator(".map a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert targets[::2] == [f"{name}.html" for name in names]
    assert targets[1::2] == [f"course/lab/index.html?path={name}.ipynb" for name in names]
    page.get_by_role("link", name="Start in your browser").click()
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)


def test_a_reading_page_leads_on_and_its_lines_are_short(visit):
    page = visit(f"{Path(NAMES[2]).stem}.html", viewport={"width": 1600, "height": 900})
    assert page.locator("[rel=prev]").get_attribute("href") == f"{Path(NAMES[1]).stem}.html"
    assert page.locator("[rel=next]").get_attribute("href") == f"{Path(NAMES[3]).stem}.html"
    assert page.get_by_role("link", name="Run this lesson").get_attribute("href").endswith(NAMES[2])
    headings = page.locator(".jp-RenderedMarkdown :is(h2, h3)").evaluate_all("all => all.map(each => each.id)")
    contents = page.locator(".contents a").evaluate_all("all => all.map(each => each.getAttribute('href').slice(1))")
    assert contents == headings and len(headings) > 3
    lines = page.locator(".jp-RenderedMarkdown p").evaluate_all("""all => all.filter(p => !p.querySelector('mjx-container')).map(p => {
        const range = document.createRange(); range.selectNodeContents(p);
        return p.textContent.length / new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 8))).size;
    })""")
    assert len(lines) > 10 and max(lines) <= 80


def test_dark_is_dark_and_the_choice_is_kept(visit):
    page = visit("index.html", color_scheme="dark")
    paint = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paint) == "rgb(17, 17, 17)"
    page.get_by_role("button", name="Light").click()
    page.reload()
    assert page.evaluate(paint) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["index.html", f"{Path(NAMES[2]).stem}.html", f"teach_{Path(NAMES[2]).stem}.html"])
def test_axe_finds_nothing_that_keeps_people_out(visit, axe, path, theme):
    page = visit(path, color_scheme=theme, viewport={"width": 390 if theme == "dark" else 1280, "height": 850})
    if not path.startswith("teach"):
        page.wait_for_function("document.querySelectorAll('.chainrule-picture g').length > 0", timeout=60_000)
    page.wait_for_function("!document.querySelector('script[src*=mathjax]') || MathJax.startup?.promise")
    page.evaluate("MathJax.startup?.promise")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def words(outputs):
    """Give what outputs say, pieces of one stream joined."""
    said = []
    for output in outputs:
        stream = output["output_type"] == "stream"
        text = output["text"] if stream else output.get("data", {}).get("text/plain", output.get("evalue"))
        text = "".join(text)
        if stream and said and said[-1][0]:
            said[-1] = (True, said[-1][1] + text)
        else:
            said.append((stream, text))
    return [text for _, text in said]


def open_lesson(visit, name, **options):
    """Open a lesson in JupyterLab; Python may still be on its way."""
    page = visit(f"course/lab/index.html?path={name}", viewport={"width": 1400, "height": 1000}, **options)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=300_000)
    page.wait_for_function(f"globalThis.jupyterapp?.shell.currentWidget && {KERNEL}", timeout=300_000)
    return page


def wait_while_cells_are_done(page, condition):
    """Wait for a condition however slow the machine is, as long as one cell after the other is done."""
    counted = "jupyterapp.shell.currentWidget.content.model.toJSON().cells.filter(cell => cell.execution_count).length"
    before = -1
    while not page.evaluate(condition):
        try:
            page.wait_for_function(f"({condition}) || {counted} > {before}", timeout=600_000, polling=200)
        except Exception as error:
            raise AssertionError(f"nothing came in 10 minutes, after {before} cells") from error
        before = page.evaluate(counted)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_run_in_the_browser_gives_the_stored_outputs(visit, name):
    stored = json.loads((LESSONS / name).read_text("utf-8"))["cells"]
    page = open_lesson(visit, name)
    if name == NAMES[2]:
        present_until_an_explorer_moves(page)
    page.evaluate(RUN_ALL)
    wait_while_cells_are_done(page, f"globalThis.ranAll && {KERNEL}.status === 'idle'")
    cells = page.evaluate("jupyterapp.shell.currentWidget.content.model.toJSON().cells")
    for before, now in zip(stored, cells, strict=True):
        expected = [text.replace(WARNING, "") for text in words(before.get("outputs", []))]
        assert words(now.get("outputs", [])) == expected, before["source"]
    page.locator("#chainrule-start").wait_for(state="detached")
    if name == NAMES[2]:
        answer_and_come_back(page)


def present_until_an_explorer_moves(page):
    """Present the lesson that is open, as far as its first explorer; pull that, and leave."""
    page.evaluate("void jupyterapp.commands.execute('chainrule:present')")
    page.locator(".chainrule-stage nav output").wait_for(timeout=300_000)
    cell = page.locator(".chainrule-now.jp-CodeCell", has_text="explore_activation(")
    for _ in range(60):
        if cell.count():
            break
        page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")  # the prediction was made
    explorer = cell.locator(".chainrule-explorer")
    explorer.locator(".chainrule-picture g").first.wait_for(timeout=600_000)  # Python may still be on its way
    old = explorer.evaluate(READ)
    explorer.get_by_role("slider", name="z", exact=True).press("ArrowRight")
    page.wait_for_function(
        f"old => ({READ})(document.querySelector('.chainrule-now .chainrule-explorer')).words !== old", arg=old["words"]
    )
    assert explorer.evaluate(READ)["picture"] != old["picture"]
    page.keyboard.press("Escape")
    page.locator(".chainrule-stage").wait_for(state="detached")
    page.locator(".jp-Notebook .jp-Cell:visible").first.wait_for()


def answer_and_come_back(page):
    """Answer a question; the browser still knows it when the page is opened again."""
    code = "from chainrule.exercises import lesson_00\nlesson_00.first_number(3)"
    page.evaluate(f"code => {KERNEL}.requestExecute({{ code }}).done.then(() => null)", code)
    page.reload()
    page.wait_for_function("globalThis.jupyterapp?.shell.currentWidget", timeout=300_000)
    read = "jupyterapp.serviceManager.contents.get('progress.txt', { content: true }).then(file => atob(file.content))"
    assert page.evaluate(read).endswith("\nlesson 00: first_number")


def test_a_lesson_gives_the_same_in_firefox_where_explorers_move_by_key_and_nobody_complains(site):
    if not shutil.which("firefox-esr") and not shutil.which("firefox"):
        pytest.skip("Firefox is not installed")
    tool("run_in_firefox.py", site, LESSONS / NAMES[2])


def test_while_python_starts_the_page_says_so(visit):
    page = open_lesson(visit, NAMES[2])
    said = page.locator("#chainrule-start[role=status]").text_content()
    assert said.startswith("Python is starting in your browser: ")


def test_a_learners_copy_is_kept_when_a_newer_version_comes_and_the_new_one_is_offered(visit, site):
    page = open_lesson(visit, NAMES[3])
    first = "jupyterapp.shell.currentWidget.content.model.cells.get(0).sharedModel"
    page.evaluate(f"{first}.setSource('what a learner wrote')")
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    lesson = site / "course" / "files" / NAMES[3]
    new = json.loads(lesson.read_text("utf-8"))  # as the next build would write it
    new["metadata"]["chainrule"]["version"], new["cells"][0]["source"] = "0123abcd", "# What is new"
    lesson.write_text(json.dumps(new), "utf-8")
    page.reload()
    page.wait_for_function(f"globalThis.jupyterapp?.shell.currentWidget && {KERNEL}", timeout=300_000)
    assert page.evaluate(f"{first}.getSource()") == "what a learner wrote"
    page.get_by_text("The course has a newer version.").first.wait_for(timeout=120_000)
    with page.expect_download() as download:
        page.evaluate("void jupyterapp.commands.execute('docmanager:download')")
    assert "what a learner wrote" in download.value.path().read_text("utf-8")
    page.get_by_role("button", name="Open the new one beside it").click()
    page.wait_for_function(f"{first}.getSource() === '# What is new'", timeout=120_000)
    path = "jupyterapp.shell.currentWidget.context.path"
    assert page.evaluate(path) == NAMES[3].replace(".ipynb", "_0123abcd.ipynb")
    page.evaluate("path => jupyterapp.commands.execute('docmanager:open', { path })", NAMES[3])
    page.wait_for_function(f"{first}.getSource() === 'what a learner wrote'", timeout=120_000)
