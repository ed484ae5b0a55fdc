"""A browser without JupyterLab, and in it views of a canvas whose model, and whose controls, are a few lines."""

import os
import shutil

import pytest

from chainrule.explorers import canvas

SCRIPT = canvas.LiveCanvas._esm

START = """async script => {
    const module = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    window.open_view = (state, hidden = false) => {
        const handlers = {};
        const model = {
            get: name => state[name],
            set: (name, value) => { state[name] = value; (handlers[`change:${name}`] ?? []).forEach(act => act()); },
            on: (name, act) => (handlers[name] ??= []).push(act),
            save_changes() {},
            widget_manager: { get_model: async name => window.controls[name] },
        };
        const el = document.createElement("div");
        el.hidden = hidden;
        document.body.append(el);
        const close = module.default.render({ model, el });
        return { model, el, close };
    };
    window.sheets = el => [...el.querySelectorAll(".chainrule-picture > svg")].slice(-2).map(svg => svg.textContent);
}"""


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        found = found or (own if os.path.exists(own) else None)
        if found is None:
            if os.environ.get("CHAINRULE_BROWSER") == "required":
                pytest.fail("no browser was found")
            pytest.skip("no browser here; .ci/run brings one")
        with playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"]) as chromium:
            yield chromium


@pytest.fixture
def open_views():
    """Make `open_view` and `sheets` known to a page."""
    return lambda page: page.evaluate(START, SCRIPT)


@pytest.fixture
def page(browser, open_views):
    page = browser.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    open_views(page)
    yield page
    page.close()
    assert complaints == []
