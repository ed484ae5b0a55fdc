"""Run lessons of a built site in Firefox, compare what their cells say with what is stored, and press a key on sliders.

    uv run --group browser python tools/run_in_firefox.py SITE                   lessons 00, 02 and 09
    uv run --group browser python tools/run_in_firefox.py SITE notebooks/1*      these

The site is that of tools/build_site.py. Playwright's Firefox is one of its own; this takes the machine's, without a
window, and speaks WebDriver BiDi with it.
"""

import contextlib
import itertools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import websocket

ROOT = pathlib.Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.browser.lab import READ, free_port  # noqa: E402
from tests.browser.test_site import RUN_ALL, WARNING, serve, words  # noqa: E402

PATIENCE = 600  # seconds
OPEN = """jupyterapp.commands.execute('docmanager:open', { path: %s }).then(async panel => {
    await panel.context.ready;
    jupyterapp.shell.activateById(panel.id);  // a window without focus has no current notebook
    panel.content.activate();
    globalThis.panel = panel;
    return true;
})"""
KERNEL = "panel.sessionContext.session?.kernel"
EXPLORERS = "[...panel.node.querySelectorAll('.chainrule-explorer')]"
FOCUS = """explorer => {
    explorer.scrollIntoView();
    const slider = [...explorer.querySelectorAll("[role=slider]")].find(each => each.checkVisibility());
    slider?.focus();
    return slider && (slider.getAttribute("aria-valuenow") === slider.getAttribute("aria-valuemax") ? "left" : "right");
}"""
ARROWS = {"left": "\ue012", "right": "\ue014"}  # as WebDriver writes these keys


class Firefox:
    """A page of Firefox, and every error that its console showed."""

    def __init__(self, port):
        self.socket = until(lambda: connect(port), "Firefox started")
        self.numbers, self.errors = itertools.count(), []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        self.page = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method, **parameters):
        """Send a command; give what comes back."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (said := json.loads(self.socket.recv())).get("id") != number:
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self.errors.append(said["params"]["text"])
        if "error" in said:
            raise RuntimeError(f"{method}: {said['message']}")
        return said["result"]

    def evaluate(self, expression):
        """Give the value of an expression, awaited, as JSON writes it."""
        found = self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self.page},
            awaitPromise=True,
        )
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"].get("value", "null"))

    def wait(self, condition):
        until(lambda: self.evaluate(condition), condition)

    def press(self, key):
        actions = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        self.ask("input.performActions", context=self.page, actions=[{"type": "key", "id": "keys", "actions": actions}])


def connect(port):
    """Give Firefox's end of the line, or None as long as it does not listen."""
    with contextlib.suppress(OSError):
        return websocket.create_connection(f"ws://127.0.0.1:{port}/session", timeout=PATIENCE, suppress_origin=True)


def until(find, what):
    """Wait until something is found, and give it."""
    end = time.monotonic() + PATIENCE
    while not (found := find()):
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.3)
    return found


@contextlib.contextmanager
def firefox():
    """Start a Firefox without a window, in a profile of its own."""
    name = shutil.which("firefox-esr") or shutil.which("firefox") or sys.exit("Firefox is not installed")
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [name, "--headless", "--no-remote", "--profile", profile, f"--remote-debugging-port={port}"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                yield Firefox(port)
            finally:
                process.terminate()


def differences(page, address, path):
    """Run a lesson; give the cells that say something else than what is stored: (source, stored, now)."""
    page.ask("browsingContext.navigate", context=page.page, url=f"{address}/course/lab/index.html?path={path.name}")
    page.wait("!!globalThis.jupyterapp && jupyterapp.restored.then(() => true)")
    page.evaluate(OPEN % json.dumps(path.name))
    page.wait(f"!!{KERNEL}")
    page.evaluate(f"({RUN_ALL})()")
    page.wait(f"!!globalThis.ranAll && {KERNEL}.status === 'idle'")
    page.wait("!document.getElementById('chainrule-start')")
    now = page.evaluate("panel.content.model.toJSON().cells")
    for before, after in zip(json.loads(path.read_text("utf-8"))["cells"], now, strict=True):
        stored = [text.replace(WARNING, "") for text in words(before.get("outputs", []))]
        if (said := words(after.get("outputs", []))) != stored:
            yield after["source"], stored, said


def pull_explorers(page):
    """Press an arrow key on a slider of each explorer of the open lesson, and see its picture move; count them."""
    pulled = 0
    for i in range(page.evaluate(f"{EXPLORERS}.length")):
        explorer = f"{EXPLORERS}[{i}]"
        page.wait(f"!!{explorer}.querySelector('.chainrule-picture g')")
        before = json.dumps(page.evaluate(f"({READ})({explorer}).picture"))

        def moves(explorer=explorer, before=before):
            if arrow := page.evaluate(f"({FOCUS})({explorer})"):
                page.press(ARROWS[arrow])
            return not arrow or page.evaluate(f"({READ})({explorer}).picture !== {before}")

        until(moves, f"explorer {i} moves")
        pulled += page.evaluate(f"({READ})({explorer}).picture !== {before}")
    return pulled


def main(site, *paths):
    wrong = 0
    with serve(site) as address, firefox() as page:
        for path in map(pathlib.Path, paths or [next((ROOT / "notebooks").glob(f"{n}*")) for n in ("00", "02", "09")]):
            start = time.monotonic()
            found = [*differences(page, address, path)]
            wrong += len(found)
            print(f"{path.stem}: {len(found)} cells differ, {time.monotonic() - start:.0f} s", *found, sep="\n    ")
            print(f"    {pull_explorers(page)} explorers pulled by key", flush=True)
        print("errors on the console:", *dict.fromkeys(page.errors), sep="\n    ")
    sys.exit(wrong + len(page.errors))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
