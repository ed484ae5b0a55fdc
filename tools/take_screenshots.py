"""Take the README's pictures, one of which moves, from the running course, with Chromium.

uv run --group browser python tools/take_screenshots.py
"""

import contextlib
import io
import math
import pathlib
import shutil
import sys
import tempfile

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.browser.lab import LESSONS, OpenNotebook, serve, start_browser  # noqa: E402

PICTURES = {  # file: lesson, theme, which of its explorers, how many Nexts
    "explore_pass": ("07_go_back.ipynb", "dark", 0, 16),
    "explore_depth": ("09_lose_the_gradient.ipynb", "light", 0, 0),
}
STILLS = 36


@contextlib.contextmanager
def ready(browser, address, lesson, theme="light", which=0):
    """Run a lesson; give its notebook and one of its explorers."""
    with OpenNotebook(browser, address, lesson, width=1400, height=1300) as notebook:
        notebook.change_theme(theme)
        notebook.run_all()
        explorer = notebook.page.locator(".chainrule-explorer").nth(which)
        explorer.wait_for(timeout=60_000)
        notebook.wait_for_kernel()
        explorer.scroll_into_view_if_needed()
        notebook.page.wait_for_timeout(2000)  # until the cells above have found their heights
        yield notebook, explorer


def take(browser, address, name, lesson, theme, which, steps):
    """Store one of a lesson's explorers as docs/NAME.png."""
    with ready(browser, address, lesson, theme, which) as (notebook, explorer):
        for _ in range(steps):
            before = notebook.read(explorer)
            explorer.get_by_role("button", name="Next").click()
            notebook.settle(explorer, before)
        explorer.screenshot(path=ROOT / "docs" / f"{name}.png")


def film(browser, address):
    """Drag the point along sigmoid, there and back, and store what is seen as docs/drag.gif."""
    with ready(browser, address, "02_meet_the_sigmoid.ipynb") as (notebook, explorer):
        notebook.wait_for_frames_ahead()
        area, mouse, frames = explorer.locator(".chainrule-grip").first.bounding_box(), notebook.page.mouse, []
        for i in range(STILLS):
            share = 0.5 - 0.4 * math.cos(2 * math.pi * i / STILLS)
            mouse.move(area["x"] + share * area["width"], area["y"] + area["height"] / 2)
            if i == 0:
                mouse.down()
            notebook.page.wait_for_timeout(150)
            shot = Image.open(io.BytesIO(explorer.screenshot())).convert("RGB")
            frames.append(shot.resize((800, round(800 * shot.height / shot.width))))
        mouse.up()
    palette = frames[STILLS // 4].quantize(128)  # there the slope is steep, and every colour is seen
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    first.save(ROOT / "docs" / "drag.gif", append_images=others, duration=120, loop=0)


if __name__ == "__main__":
    (ROOT / "docs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        folder = shutil.copytree(LESSONS, pathlib.Path(home, "notebooks"))
        browser = start_browser(playwright)
        with serve(folder) as address:
            film(browser, address)
            for name, options in PICTURES.items():
                take(browser, address, name, *options)
        browser.close()
