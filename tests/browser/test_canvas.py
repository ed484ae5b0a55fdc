"""The live canvas in JupyterLab: frames ahead need no kernel, a fast drag loses nothing, the page does not grow."""

import re
import time

import pytest

from .lab import write_notebook

CELLS = (
    "from chainrule.explorers.activations import explore_activation, explore_chain_of_slopes",
    "explore_activation('leaky_relu', z=-2.0)",
    "explore_chain_of_slopes()",
)


@pytest.fixture(scope="module")
def notebook(open_notebook, folder):
    """Two explorers whose frames were sent ahead."""
    write_notebook(folder / "canvas.ipynb", CELLS)
    with open_notebook("canvas.ipynb") as notebook:
        notebook.run_all()
        notebook.wait_for_frames_ahead(2)
        yield notebook


def test_frame_sent_ahead_needs_no_kernel(notebook):
    explorer = notebook.explorers()[0]
    handle = explorer.get_by_role("slider", name="z")
    first = notebook.read(explorer)
    handle.focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.settle(explorer, first)
    notebook.keep_kernel_busy(4)
    received, end = len(notebook.received), time.monotonic() + 3
    said, moves = set(), 0
    while moves < 10 and time.monotonic() < end:
        before = notebook.read(explorer)
        notebook.page.keyboard.press("ArrowRight")
        after = notebook.read(explorer)  # no waiting: the picture changed while the key was down
        assert after["picture"] != before["picture"]
        assert after["words"] == after["caption"] != before["words"]
        said.add(after["words"])
        moves += 1
    assert len(said) == moves >= 3
    notebook.wait_for_kernel()
    assert notebook.frames_sent(received) == 0
    assert not notebook.complaints


DRAG = """handle => {
    const picture = handle.closest(".chainrule-explorer").querySelector(".chainrule-picture");
    const seen = window.seen = { events: 0, lastEvent: 0, frames: 0, lastFrame: 0, longest: 0 };
    document.addEventListener("mousemove", () => { seen.events++; seen.lastEvent = performance.now(); }, true);
    new MutationObserver(() => {
        const now = performance.now();
        seen.frames++;
        if (seen.lastFrame) seen.longest = Math.max(seen.longest, now - seen.lastFrame);
        seen.lastFrame = now;
    }).observe(picture, { childList: true, subtree: true });
}"""


@pytest.mark.parametrize(("place", "slider"), [(0, "alpha"), (1, "z")])
def test_drag_of_200_events_ends_at_the_final_picture_with_no_queue(notebook, record_property, place, slider):
    explorer = notebook.explorers()[place]
    handle = explorer.get_by_role("slider", name=slider, exact=True)
    whole = handle.locator("xpath=ancestor::*[contains(@class, 'widget-slider')]")
    readout = whole.locator(".widget-readout")
    handle.scroll_into_view_if_needed()
    handle.evaluate(DRAG)
    box, track, mouse = handle.bounding_box(), whole.locator(".slider-container").bounding_box(), notebook.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    ends = (track["x"] + 0.3 * track["width"], track["x"] + 0.8 * track["width"])
    mouse.move(x, y)
    mouse.down()
    for i in range(200):
        share = 1 - abs(1 - i % 100 / 50)  # to and fro, twice
        mouse.move(ends[0] + share * (ends[1] - ends[0]), y)
    last = notebook.page.evaluate("seen.lastEvent")
    value = readout.text_content()
    notebook.page.wait_for_timeout(1500)
    mouse.up()
    seen = notebook.page.evaluate("seen")
    assert seen["lastEvent"] == last
    lag, frame = seen["lastFrame"] - last, seen["longest"]
    record_property("milliseconds from the last event to the final picture", round(lag))
    print(f"\n{slider}: {seen['events']} events, {seen['frames']} changes of the picture, the last {lag:.0f} ms after the last "
          f"event; longest gap between two {frame:.0f} ms")  # fmt: skip
    assert lag < 1000  # a queue of 200 frames would take several seconds
    assert readout.text_content() == value

    final = notebook.read(explorer)
    assert re.search(r"[−-]?\d", final["words"]) and final["words"] == final["caption"]
    handle.focus()
    notebook.page.keyboard.press("ArrowLeft")
    notebook.settle(explorer, final)
    notebook.page.keyboard.press("ArrowRight")
    assert readout.text_content() == value
    notebook.settle(explorer, goal=final)
    assert not notebook.complaints


MOVES = """async ([handle, moves]) => {
    const press = key => handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    for (let i = 0; i < moves; i++) {
        press(Math.floor(i / 20) % 2 ? "ArrowLeft" : "ArrowRight");
        await new Promise(done => setTimeout(done, 2));
    }
}"""


def test_page_does_not_grow_in_600_moves(notebook):
    explorer = notebook.explorers()[0]
    cdp = notebook.context.new_cdp_session(notebook.page)
    cdp.send("Performance.enable")

    def size():
        """How many elements the page has, and how many nodes and listeners the browser keeps for it."""
        notebook.wait_for_kernel()
        notebook.page.wait_for_timeout(1500)  # until the frames ahead are there again
        cdp.send("HeapProfiler.collectGarbage")
        kept = {metric["name"]: metric["value"] for metric in cdp.send("Performance.getMetrics")["metrics"]}
        return (
            notebook.page.evaluate("document.getElementsByTagName('*').length"),
            kept["Nodes"],
            kept["JSEventListeners"],
        )

    def move(moves):
        for name in ("z", "alpha"):
            handle = explorer.get_by_role("slider", name=name, exact=True)
            handle.focus()
            notebook.page.evaluate(MOVES, [handle.element_handle(), moves // 2])

    move(200)
    elements, nodes, listeners = size()
    move(600)
    after = size()
    print(
        f"\nelements {elements} -> {after[0]}, nodes kept {nodes:.0f} -> {after[1]:.0f}, listeners {listeners:.0f} -> {after[2]:.0f}"
    )
    assert abs(after[0] - elements) < 50
    assert after[1] < 1.1 * nodes
    assert after[2] < 1.1 * listeners
    assert not notebook.complaints


LETTERS = """explorer => {
    const sheet = explorer.querySelector(".chainrule-picture > svg"), width = sheet.getBoundingClientRect().width;
    return { pixels: 12 * width / sheet.viewBox.baseVal.width, cut: explorer.scrollWidth - explorer.clientWidth };
}"""


def test_panels_stand_one_below_the_other_on_a_narrow_page(notebook):
    explorer = notebook.explorers()[0]
    notebook.page.evaluate("jupyterapp.shell.collapseLeft()")
    wide = notebook.read(explorer)
    notebook.page.set_viewport_size({"width": 390, "height": 1000})
    notebook.settle(explorer, {"picture": wide["picture"]})
    letters = explorer.evaluate(LETTERS)
    assert letters["pixels"] > 11 and letters["cut"] == 0
    notebook.page.set_viewport_size({"width": 1400, "height": 1000})
    notebook.settle(explorer, goal={"picture": wide["picture"]})
    assert not notebook.complaints
