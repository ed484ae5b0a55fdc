"""Take the README's pictures from the running course, with Chromium.

uv run --group browser python tools/take_screenshots.py
"""

import pathlib
import shutil
import sys
import tempfile

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.browser.lab import LESSONS, OpenNotebook, serve, start_browser  # noqa: E402

PICTURES = {  # file: lesson, theme, which of its explorers, how many Nexts
    "explore_activation": ("02_meet_the_sigmoid.ipynb", "light", 0, 0),
    "explore_pass": ("07_go_back.ipynb", "dark", 0, 16),
    "explore_depth": ("09_lose_the_gradient.ipynb", "light", 0, 0),
}


def take(browser, address, name, lesson, theme, which, steps):
    """Run a lesson, and store one of its explorers as docs/NAME.png."""
    with OpenNotebook(browser, address, lesson, width=1400, height=1300) as notebook:
        notebook.change_theme(theme)
        notebook.run_all()
        explorer = notebook.page.locator(".chainrule-explorer").nth(which)
        explorer.wait_for(timeout=60_000)
        notebook.wait_for_kernel()
        explorer.scroll_into_view_if_needed()
        notebook.page.wait_for_timeout(2000)  # until the cells above have found their heights
        for _ in range(steps):
            before = notebook.read(explorer)
            explorer.get_by_role("button", name="Next").click()
            notebook.settle(explorer, before)
        explorer.screenshot(path=ROOT / "docs" / f"{name}.png")


if __name__ == "__main__":
    (ROOT / "docs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        folder = shutil.copytree(LESSONS, pathlib.Path(home, "notebooks"))
        browser = start_browser(playwright)
        with serve(folder) as address:
            for name, options in PICTURES.items():
                take(browser, address, name, *options)
        browser.close()
