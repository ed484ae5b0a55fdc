"""How fast a picture follows a slider: the live canvas beside what one would pick instead, all in one run.

    uv run --group browser python benchmarks/sliders.py                   without ipympl
    uv run --group browser --with ipympl python benchmarks/sliders.py     with it

In the kernel: time to draw and send one frame, and its bytes. In JupyterLab, with Chromium: from the pressed key to
the changed pixels, and from the last event of a 200-event drag to the final picture. All contenders of a table draw the
same picture with the same functions: the three panels of an activation, a step through the 2-2-2 network, or a gradient
through five stacks. They take turns, so that a busy machine is as unkind to one as to the other.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

PANELS = """
import ipywidgets, matplotlib.pyplot as plt
from chainrule import sigmoid
from chainrule.figures import activations as draw

slider = ipywidgets.FloatSlider(2.0, min=-8, max=8, step=0.1, description="z")

def panels(z):
    figure, axes = plt.subplots(1, 3, figsize=(10.5, 4.2), width_ratios=[5, 5, 0.9])
    draw.draw_value(axes[0], sigmoid)
    draw.draw_slope(axes[1], sigmoid)
    return figure, draw.draw_probe(*axes, sigmoid, z)
"""
INTERACT = (
    PANELS
    + """
%matplotlib inline
def picture(z):
    panels(z)
    plt.show()
ipywidgets.interact(picture, z=slider);
"""
)
IPYMPL = (
    PANELS
    + """
%matplotlib widget
with plt.ioff():
    figure, probe = panels(2.0)
def move(change):
    draw.move_probe(probe, sigmoid, change.new)
    figure.canvas.draw_idle()
slider.observe(move, "value")
display(slider, figure.canvas)
"""
)
EXPLORER = "from chainrule.explorers.activations import explore_activation\n"
NOTHING_AHEAD = """
from chainrule.explorers import activations
from chainrule.explorers.explorer import Explorer

class Asking(Explorer):  # one in which each move asks the kernel, as in all that send no frames ahead
    def _fill_when_quiet(self):
        pass

activations.Explorer = Asking
"""
CANVAS = NOTHING_AHEAD + "explorer = activations.explore_activation(); slider = explorer.controls['z']\nexplorer"
SHAPE = (
    NOTHING_AHEAD + "explorer = activations.explore_activation('leaky_relu', z=-2); slider = explorer.controls['alpha']"
    + "\nexplorer"
)  # fmt: skip
AHEAD = EXPLORER + "explorer = explore_activation(); explorer"
ECHO = """
import ipywidgets
slider, words = ipywidgets.FloatSlider(2.0, min=-8, max=8, step=0.1, description="z"), ipywidgets.Label()
slider.observe(lambda change: setattr(words, "value", f"{change.new:.2f}"), "value")
display(slider, words)
"""

STEPS = """
%matplotlib inline
import ipywidgets, matplotlib.pyplot as plt
from chainrule.figures import network as draw
from chainrule.maths.network import WORKED_EXAMPLE
from chainrule.maths.story import story

steps = story(WORKED_EXAMPLE)
def picture(step):
    figure, ax = plt.subplots(figsize=(9.1, 7.25))
    draw.move_pass(draw.draw_network(ax, WORKED_EXAMPLE), WORKED_EXAMPLE, steps, step)
    plt.show()
ipywidgets.interact(picture, step=ipywidgets.IntSlider(1, min=0, max=len(steps)));
"""
PASS = "from chainrule.explorers.network import explore_pass\nexplorer = explore_pass(step=1); explorer"

STACKS = """
%matplotlib inline
import ipywidgets
from chainrule import ACTIVATIONS, sigmoid
from chainrule.figures import depth as draw
from chainrule.figures.scale_map import draw_scale_map
from chainrule.figures.threads import one_blas_thread
from chainrule.maths.ensemble import Ensemble, Setting

def picture(depth):
    setting = Setting(sigmoid, depth=depth)
    with one_blas_thread():
        measured = Ensemble().measure_setting(setting)
    figure, (top, bottom, right) = draw.depth_axes()
    draw.draw_layers(top, measured)
    draw.draw_gradient(bottom, measured)
    draw_scale_map(right, list(ACTIVATIONS.values()), (sigmoid, 1.0))
    display(figure)
ipywidgets.interact(picture, depth=ipywidgets.IntSlider(50, min=1, max=200));
"""
DEEP = "from chainrule.explorers.depth import explore_depth\nexplorer = explore_depth(depth=50); explorer"

PUT_PICTURE, PUT_LABEL = ".chainrule-picture", ".widget-label:not(.widget-slider *)"
ACTIVATION = {  # name: cell, what of the page changes, the slider's name; the first is what the others are held against
    "interact, new figure": (INTERACT, ".widget-output", "z"),
    "ipympl, set_data and draw_idle": (IPYMPL, "canvas", "z"),
    "live canvas: z through the kernel": (CANVAS, PUT_PICTURE, "z"),
    "live canvas: alpha through the kernel": (SHAPE, PUT_PICTURE, "alpha"),
    "live canvas: z, frames sent ahead": (AHEAD, PUT_PICTURE, "z"),
    "an empty echo through the kernel": (ECHO, PUT_LABEL, "z"),
}
NETWORK = {
    "interact, new figure": (STEPS, ".widget-output", "step"),
    "live canvas: explore_pass, frames sent ahead": (PASS, PUT_PICTURE, "step"),
}
DEPTH = {
    "interact, new figure": (STACKS, ".widget-output", "depth"),
    "live canvas: explore_depth through the kernel": (DEEP, PUT_PICTURE, "depth"),
}
PICTURES = {"An activation": ACTIVATION, "A step of the 2-2-2 network": NETWORK, "Five stacks of 50 layers": DEPTH}

# In the kernel: moves the slider, draws and sends; what the browser of ipympl asks for is asked for here.
MEASURE = """
import json, time
_session, _sent = get_ipython().kernel.session, [0]
def _count(send):
    def counted(stream, message, *args, buffers=None, **kwargs):
        _sent[0] += sum(memoryview(buffer).nbytes for buffer in buffers or [])
        return send(stream, message, *args, buffers=buffers, **kwargs)
    return counted
def _measure(serialize):
    def measured(*args, **kwargs):
        parts = serialize(*args, **kwargs)
        _sent[0] += sum(map(len, parts))
        return parts
    return measured
_session.send, _session.serialize = _count(_session.send), _measure(_session.serialize)
def frames(count):
    times = []
    _sent[0] = 0
    low, high, step = slider.min, slider.max, slider.step
    stops = round((high - low) / step)
    for i in range(count):
        value = round(low + (37 * i + 5) % stops * step, 9)
        start = time.perf_counter()
        slider.value = value
        ask()
        times.append(time.perf_counter() - start)
    return json.dumps({"ms": [1000 * seconds for seconds in times], "bytes": _sent[0] / count})
"""
ASK_IPYMPL = """
figure.canvas.syncing_data_url = False  # as if a browser had said that it is there
def ask(): figure.canvas._handle_message(figure.canvas, {"type": "draw"}, [])
"""

WATCH = """([selector]) => {
    const painted = async node => {
        for (const image of node.querySelectorAll?.("img") ?? []) await image.decode().catch(() => 0);
        await new Promise(requestAnimationFrame);  // just before the browser paints ...
        return new Promise(done => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => done(performance.now());
            channel.port2.postMessage(0);  // ... and just after
        });
    };
    const bench = window.bench = { key: 0, event: 0, events: 0, frame: 0, frames: 0, first: null };
    window.addEventListener("keydown", () => { bench.key = performance.now(); }, true);
    window.addEventListener("mousemove", () => { bench.event = performance.now(); bench.events++; }, true);
    async function changed(node) {
        const first = bench.first;
        bench.first = null;
        const now = await painted(node);
        bench.frame = now;
        bench.frames++;
        first?.(now - bench.key);
    }
    if (selector === "canvas") {
        const draw = CanvasRenderingContext2D.prototype.drawImage;
        CanvasRenderingContext2D.prototype.drawImage = function (...all) {
            draw.apply(this, all);
            if (this.canvas.isConnected) changed(this.canvas);
        };
    } else {
        const node = document.querySelector(".jp-Notebook").querySelector(selector);
        const hasPicture = change => selector !== ".widget-output"
            || [...change.addedNodes].some(added => added.matches?.("img") || added.querySelector?.("img"));
        new MutationObserver(changes => { if (changes.some(hasPicture)) changed(node); })
            .observe(node, { childList: true, subtree: true, characterData: true });
    }
}"""
NEXT = "() => { bench.next = new Promise(done => { bench.first = done; setTimeout(done, 5000, NaN); }); }"


def in_kernel(contenders, rounds, frames):
    """Measure contenders in kernels of their own, in turns; give {name: (median ms, bytes per frame)}."""
    from jupyter_client.manager import start_new_kernel

    running, results = {}, {}
    try:
        for name, (cell, _, _) in contenders.items():
            if cell in (AHEAD, ECHO):
                continue
            manager, client = start_new_kernel(kernel_name="python3", stderr=subprocess.DEVNULL)
            running[name] = manager, client
            for code in (cell, MEASURE + (ASK_IPYMPL if cell == IPYMPL else "def ask(): pass"), "frames(5)"):
                run(client, code)
        for _ in range(rounds):
            for name, (_, client) in running.items():
                count = max(3, frames // 10) if name == next(iter(contenders)) else frames
                results.setdefault(name, []).append(json.loads(run(client, f"frames({count})")))
    finally:
        for manager, client in running.values():
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    return {
        name: (statistics.median(ms for result in found for ms in result["ms"]), found[-1]["bytes"])
        for name, found in results.items()
    }


def run(client, code):
    """Run code in a kernel; give the value of its last line, if it is a text."""
    values = []

    def hear(message):
        content = message["content"]
        if message["msg_type"] == "error":
            raise RuntimeError("\n".join(content["traceback"]))
        if message["msg_type"] == "execute_result":
            values.append(content["data"]["text/plain"])

    client.execute_interactive(code, output_hook=hear, timeout=120)
    return values[-1].strip("'") if values else None


def environment():
    """Where Jupyter's parts lie: with `uv run --with` they are in more than one place."""
    shares = [Path(place).parents[2] / "share" / "jupyter" for place in sys.path if place.endswith("site-packages")]
    lab = next(share / "lab" for share in shares if (share / "lab" / "static" / "index.html").exists())
    return {"JUPYTER_PATH": os.pathsep.join(map(str, shares)), "JUPYTERLAB_DIR": str(lab)}


def in_browser(contenders, rounds, presses):
    """Measure contenders in JupyterLab, in turns; give {name: (median ms, 95th percentile, bytes, ms after a drag)}."""
    from lab import OpenNotebook, serve, start_browser, write_notebook
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        serve(folder, environment=environment()) as address,
        sync_playwright() as playwright,
    ):
        browser, pages = start_browser(playwright), {}
        for i, (name, (cell, selector, slider)) in enumerate(contenders.items()):
            write_notebook(Path(folder, f"{i}.ipynb"), [cell])
            pages[name] = notebook = OpenNotebook(browser, address, f"{i}.ipynb")
            notebook.run_all()
            notebook.handle = notebook.page.locator(".jp-Notebook").get_by_role("slider").first
            if selector == PUT_PICTURE:
                notebook.handle = notebook.page.get_by_role("slider", name=slider, exact=True)
            notebook.handle.wait_for()
            notebook.page.wait_for_selector(selector, state="attached")
            if cell in (AHEAD, PASS):
                notebook.wait_for_frames_ahead()
            notebook.page.wait_for_timeout(1500)
            notebook.page.evaluate(WATCH, [selector])
            press(notebook, 5)
        keys, sizes, drags = {name: [] for name in pages}, {}, {name: [] for name in pages}
        for i in range(rounds):
            for name, notebook in pages.items():
                notebook.page.bring_to_front()
                press(notebook, 2)
                received = len(notebook.received)
                keys[name] += press(notebook, presses)
                notebook.page.wait_for_timeout(500)
                sizes[name] = sum(map(len, notebook.received[received:])) / presses
                if contenders[name][0] in (AHEAD, PASS):
                    assert not notebook.frames_sent(received), "a picture came from the kernel"
                if i % 2 == 0:
                    drags[name].append(drag(notebook))
        for notebook in pages.values():
            notebook.close()
        browser.close()
    tails = {name: statistics.quantiles(found, n=20)[-1] for name, found in keys.items()}
    return {
        name: (statistics.median(found), tails[name], sizes[name], statistics.median(drags[name]))
        for name, found in keys.items()
    }


def press(notebook, count):
    """Press arrow keys, each after the last one's picture is there; give the ms from key to changed pixels."""
    found = []
    notebook.handle.focus()
    for i in range(count):
        notebook.page.evaluate(NEXT)
        notebook.page.keyboard.press("ArrowLeft" if i % 2 else "ArrowRight")
        found.append(notebook.page.evaluate("bench.next"))
        notebook.page.wait_for_timeout(random.uniform(100, 200))  # not in step with the screen
    assert all(ms == ms for ms in found), "a key changed no pixels"
    return found


def drag(notebook, events=200):
    """Drag the handle to and fro for two seconds; give the ms from the last event to the final picture."""
    mouse, box = notebook.page.mouse, notebook.handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    start = time.monotonic()
    for i in range(events):
        share = 1 - abs(1 - i % 100 / 50) if i < events - 1 else 0.5  # the last is a jump: it moves any slider
        mouse.move(x + 60 * share + 1, y)
        notebook.page.wait_for_timeout(max(0, 1000 * (start + 0.01 * i - time.monotonic())))
    frames = -1
    while frames != (frames := notebook.page.evaluate("bench.frames")):
        notebook.page.wait_for_timeout(1500)
    late = notebook.page.evaluate("bench.frame - bench.event")
    mouse.move(x, y)  # back to where it began: else drag after drag it comes nearer to the slider's end
    mouse.up()
    notebook.page.wait_for_timeout(1500)
    return late


def table(head, rows):
    """Print rows in columns."""
    widths = [max(len(str(row[i])) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        print("  ".join(str(cell).ljust(width) if i == 0 else str(cell).rjust(width)
                        for i, (cell, width) in enumerate(zip(row, widths, strict=True))))  # fmt: skip
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6, help="how often the contenders take turns")
    parser.add_argument("--presses", type=int, default=20, help="keys pressed in each turn")
    parser.add_argument("--frames", type=int, default=100, help="frames drawn in each turn in the kernel")
    options = parser.parse_args()
    if not find_spec("ipympl"):
        del ACTIVATION["ipympl, set_data and draw_idle"]
        print("ipympl is not installed; to see it: uv run --group browser --with ipympl python benchmarks/sliders.py\n")

    found = in_kernel(ACTIVATION, options.rounds, options.frames)
    slow, *_ = (ms for ms, _ in found.values())
    print("In the kernel, per frame")
    table(
        ["", "ms", "KB sent", "times as fast"],
        [[name, f"{ms:.2f}", f"{size / 1000:.1f}", f"{slow / ms:.1f}"] for name, (ms, size) in found.items()],
    )
    print("In JupyterLab: ms from key press to changed pixels; KB that came from the server for it; ms from the last")
    print("of the 200 events of a drag to the final picture\n")
    for picture, contenders in PICTURES.items():
        found = in_browser(contenders, options.rounds, options.presses)
        (slow, _, _, late), *_ = found.values()
        head = [picture, "median", "95 %", "KB", "times as fast", "after a drag", "times as fast"]
        rows = [
            [name, *f"{ms:.0f} {tail:.0f} {size / 1000:.1f} {slow / ms:.1f} {end:.0f} {late / end:.1f}".split()]
            for name, (ms, tail, size, end) in found.items()
        ]
        table(head, rows)


if __name__ == "__main__":
    main()
