"""A JupyterLab as a learner gets it from `chainrule`, and a browser to use it: for tests, benchmarks, pictures."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
LESSONS = ROOT / "notebooks"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
FLAGS = [
    "--no-sandbox",  # root in a container may use no sandbox
    "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 180  # seconds until something counts as broken: on a busy machine all takes ten times as long
KERNEL = "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"  # none while a page is restored
PUT_AWAY = """async () => {
    for (const notebook of [...jupyterapp.shell.widgets("main")]) {
        await notebook.sessionContext?.shutdown();
        notebook.dispose();  // without the question whether to save it
    }
    jupyterapp.shell.expandLeft();  // the list of files, as in a page that was just loaded
}"""
SHOW = """async code => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = 0;
    notebook.activeCell.model.outputs.clear();
    notebook.activeCell.model.sharedModel.setSource(code);
    await jupyterapp.commands.execute("notebook:run-cell");
}"""
ERRORS = [f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in ("error", "stderr")]

READ = """explorer => {
    const all = (selector, what) => [...explorer.querySelectorAll(selector)].map(what).join("\\n");
    const markup = all(".chainrule-picture > svg > g", part => part.outerHTML);
    let hash = 0;
    for (let i = 0; i < markup.length; i++) hash = (Math.imul(31, hash) + markup.charCodeAt(i)) | 0;
    return {
        picture: `${markup.length} characters, hash ${hash}`,
        words: all(".chainrule-picture[role=img]", picture => picture.getAttribute("aria-label")),
        caption: all(".chainrule-caption", caption => caption.textContent),
        table: all(".chainrule-side", side => side.textContent),
        values: all(".widget-readout, input, select", control => [control.textContent, control.value, control.checked]),
    };
}"""
SETTLE = f"""async ([explorer, old, goal, seconds]) => {{
    const read = {READ}, end = performance.now() + 1000 * seconds;
    for (let first = true; ; first = false) {{
        const now = read(explorer);
        if (first && old && now.values === old.values) return now;
        const wanted = goal ? Object.keys(goal).every(part => now[part] === goal[part]) : ["picture", "words", "table"].some(part => !old || (part in old && now[part] !== old[part]));
        if (wanted && !now.words.includes("the race is on") && {KERNEL}?.status === "idle") return now;
        if (performance.now() > end)
            throw new Error(`${{goal ? "not as before" : "nothing new"}} after ${{seconds}} s, kernel ${{{KERNEL}?.status}}: ${{JSON.stringify(now)}} was ${{JSON.stringify(old ?? goal)}}`);
        await new Promise(done => setTimeout(done, 60));
    }}
}}"""


def find_browser(playwright):
    """Give the path of a Chromium: one of the system's, or Playwright's own; None if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    own = playwright.chromium.executable_path
    return next(filter(None, map(shutil.which, names)), own if os.path.exists(own) else None)


def start_browser(playwright):
    """Start that Chromium without a window."""
    return playwright.chromium.launch(executable_path=find_browser(playwright), args=FLAGS)


def free_port():
    """Give a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_notebook(path, cells):
    """Write a notebook of code cells."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{i}",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for i, source in enumerate(cells)
    ]
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": python}, "cells": cells}
    Path(path).write_text(json.dumps(notebook), "utf-8")


@contextlib.contextmanager
def serve(folder, *options, python=sys.executable, environment=None):
    """Let `chainrule` open `folder` on a free port, with settings of its own; give the server's address."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        places = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR",
                  "IPYTHONDIR")  # fmt: skip
        env = os.environ | {place: str(Path(home, place)) for place in places} | (environment or {})
        port = free_port()
        command = [python, "-c", "from chainrule.cli import main; main()", "--no-browser", f"--port={port}",
                   f"--ServerApp.root_dir={folder}", "--LabApp.default_url=/lab", "--IdentityProvider.token=",
                   "--LabApp.expose_app_in_browser=True", *options]  # fmt: skip
        log = Path(home, "log")
        with log.open("wb") as output, subprocess.Popen(command, env=env, stdout=output, stderr=output) as server:
            try:
                yield wait_for(f"http://127.0.0.1:{port}", server, log)
            finally:
                server.terminate()


def wait_for(address, server, log, seconds=PATIENCE):
    """Wait until the server answers; give its address."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/api/status"):
            return address
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8', 'replace')}")


class OpenNotebook:
    """A notebook in JupyterLab in a page of its own, which notes every complaint of the browser in `.complaints`."""

    def __init__(self, browser, address, name, width=1400, height=1000):
        self.address, self.complaints, self.received = address, [], []
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.context.set_default_timeout(1000 * PATIENCE)
        self.page = page = self.context.new_page()
        page.on("console", lambda said: said.type == "error" and self._note(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self._note_failure(request))
        page.on("response", lambda got: got.status >= 400 and self.complaints.append(f"{got.status} {got.url}"))
        page.on("websocket", lambda socket: socket.on("framereceived", self._note_frame))
        page.goto(f"{address}/lab/tree/{name}?reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_for_kernel()

    def go_on_to(self, name):
        """Put this notebook away, with its kernel, and open another one in the same page, which need not load again."""
        self.put_away()
        self.open(name)

    def put_away(self):
        """Put this notebook away, with its kernel, and what it led to; its page is free for another."""
        self.page.evaluate(PUT_AWAY)

    def open(self, name):
        """Open a notebook in this page, which is free."""
        self.complaints.clear()
        self.received.clear()
        self.page.evaluate("async path => { await jupyterapp.commands.execute('docmanager:open', { path }); }", name)
        self.wait_until("path => jupyterapp.shell.currentWidget?.context?.path === path", name)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_for_kernel()

    def _note(self, said):
        if (
            "Shared module @jupyterlite/" not in said
        ):  # its kernel is there for the site's tests, and no kernel of JupyterLab
            self.complaints.append(said)

    def _note_failure(self, request):
        if request.failure != "net::ERR_ABORTED":  # the page itself broke it off, as when it is closed
            self.complaints.append(f"{request.failure} {request.url}")

    def _note_frame(self, frame):
        self.received.append(frame if isinstance(frame, bytes) else frame.encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Close the page and end its kernel."""
        self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.context.close()

    def wait_until(self, condition, argument=None, seconds=PATIENCE):
        """Wait until a JavaScript condition holds."""
        self.page.wait_for_function(condition, arg=argument, timeout=1000 * seconds, polling=20)

    def run_all(self):
        """Run all cells and wait for the last."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")

    def show(self, code):
        """Let the first cell show another explorer, in place of the one it showed; give that."""
        self.received.clear()
        self.page.evaluate(SHOW, code)
        (explorer,) = self.wait_for_explorers(1)
        return explorer

    def keep_kernel_busy(self, seconds):
        """Let the kernel do something else, as if a cell ran for so long; give back at once."""
        self.page.evaluate(f"void {KERNEL}.requestExecute({{ code: 'import time; time.sleep({seconds})' }})")
        self.wait_until(f"{KERNEL}.status === 'busy'")

    def interrupt_kernel(self):
        """End what the kernel does; wait until it is idle."""
        self.page.evaluate(f"{KERNEL}.interrupt()")
        self.wait_for_kernel()

    def change_theme(self, theme):
        """Change to the "light" or "dark" theme."""
        self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", THEMES[theme])
        self.wait_until("light => document.body.dataset.jpThemeLight === light", str(theme == "light").lower())

    def explorers(self):
        """Give a locator for each explorer of the page, in their order."""
        return self.page.locator(".chainrule-explorer").all()

    def wait_for_explorers(self, count):
        """Wait until that many explorers have drawn themselves; give them."""
        self.wait_until(
            "count => document.querySelectorAll('.chainrule-picture').length === count"
            " && [...document.querySelectorAll('.chainrule-picture')].every(picture => picture.querySelector('g'))", count,
        )  # fmt: skip
        explorers = self.explorers()
        assert len(explorers) == count
        return explorers

    def check_no_errors(self):
        """No cell shows an error, and the browser complained of nothing."""
        for selector in ERRORS:
            assert not self.page.locator(selector).all_text_contents()
        assert not self.complaints, self.complaints

    def read(self, explorer):
        """Give what an explorer shows: picture (a hash), words (the text alternative), caption, table, controls."""
        return explorer.evaluate(READ)

    def settle(self, explorer, old=None, goal=None, seconds=PATIENCE):
        """Wait until the kernel is idle and an explorer shows or says something else than `old`, or all of `goal`.

        Give what it shows then. If no control has moved since `old`, give it at once.
        """
        return self.page.evaluate(SETTLE, [explorer.element_handle(), old, goal, seconds])

    def wait_for_kernel(self):
        """Wait until the kernel is idle."""
        self.wait_until(f"{KERNEL}?.status === 'idle'")

    def frames_sent(self, since=0):
        """How many messages with a frame, or with frames ahead, came from the kernel since `received[since]`."""
        keys = (b'"layers"', b'"background"', b'"frames"')
        return sum(any(key in message for key in keys) for message in self.received[since:])

    def wait_for_frames_ahead(self, explorers=1, seconds=PATIENCE):
        """Wait until the frames of so many explorers were sent ahead."""
        end = time.monotonic() + seconds
        while sum(b'"frames"' in message for message in self.received) < explorers:
            assert time.monotonic() < end, "no frames were sent ahead"
            self.page.wait_for_timeout(50)
