"""How fast a picture follows a slider: the live canvas beside what one would pick instead, all in one run.

    uv run --group browser python benchmarks/sliders.py                                   without ipympl and plotly
    uv run --group browser --with ipympl --with plotly python benchmarks/sliders.py       with them
    uv run --group browser --with ipympl --with plotly python benchmarks/sliders.py --only-pointer

In the kernel: time to draw and send one frame, and its bytes. In JupyterLab, with Chromium: from the pressed key to
the changed pixels, and from the last event of a 200-event drag to the final picture; and from a pointer's move, on the
picture itself where that can be dragged, to the changed pixels, while the kernel is idle and while a cell in it sleeps
(JupyterLab's sliders are then answered beside the cell; what was not moved before may have to wait for it). All
contenders of a table draw the same picture with the same functions (plotly its own): the three panels of an activation,
a step through the 2-2-2 network, or a gradient through five stacks. They take turns, so that a busy machine is as
unkind to one as to the other.
"""

import argparse
import contextlib
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
IPYMPL_PULLED = (
    PANELS
    + """
%matplotlib widget
with plt.ioff():
    figure, probe = panels(2.0)
def pull(event):
    if event.inaxes:
        draw.move_probe(probe, sigmoid, event.xdata)
        figure.canvas.draw_idle()
figure.canvas.mpl_connect("motion_notify_event", pull)
display(figure.canvas)
"""
)
PLOTLY = """
import numpy as np, plotly.graph_objects as go
from plotly.subplots import make_subplots
from chainrule import sigmoid

def probe(z):
    a, slope = sigmoid(z), sigmoid.derivative(z)
    tangent = go.Scatter(x=[z - 2, z + 2], y=[a - 2 * slope, a + 2 * slope], mode="lines", xaxis="x", yaxis="y")
    points = [go.Scatter(x=[z], y=[y], xaxis=f"x{k}", yaxis=f"y{k}") for y, k in ((a, ""), (slope, "2"))]
    bar = go.Bar(x=[0], y=[slope], xaxis="x3", yaxis="y3")
    return [tangent, *points, bar]

z, stops = np.linspace(-8, 8, 401), np.linspace(-8, 8, 161)
figure = make_subplots(1, 3)
figure.add_scatter(x=z, y=sigmoid(z), row=1, col=1).add_scatter(x=z, y=sigmoid.derivative(z), row=1, col=2)
figure.add_traces(probe(2.0))
figure.frames = [go.Frame(name=str(i), data=probe(stop), traces=[2, 3, 4, 5]) for i, stop in enumerate(stops)]
at_once = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
steps = [{"method": "animate", "label": f"{stop:.1f}", "args": [[str(i)], at_once]} for i, stop in enumerate(stops)]
figure.update_layout(sliders=[{"active": 100, "steps": steps}])
figure
"""
ONE_NUMBER = """
from IPython.display import HTML
HTML('<p class="one-number" onpointermove="this.lastChild.data = event.clientX">Here. </p>')
"""
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
POINTER = {  # name: cell, what of the page changes, what the pointer takes
    "interact, its slider": (INTERACT, ".widget-output", ".noUi-handle"),
    "ipympl, the picture: motion event and draw_idle": (
        IPYMPL_PULLED,
        "canvas",
        ".jupyter-matplotlib-canvas-div canvas",
    ),
    "plotly, its slider of frames": (PLOTLY, ".js-plotly-plot", ".slider-grip-rect"),
    "live canvas, the picture: z through the kernel": (CANVAS, PUT_PICTURE, ".chainrule-grip"),
    "live canvas, the picture: z, frames sent ahead": (AHEAD, PUT_PICTURE, ".chainrule-grip"),
    "explore_depth, the map in it: through the kernel": (DEEP, PUT_PICTURE, ".chainrule-grip"),
    "an empty echo through the kernel, its slider": (ECHO, PUT_LABEL, ".noUi-handle"),
    "a page that writes one number": (ONE_NUMBER, ".one-number", ".one-number"),
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
    window.addEventListener("pointermove", (event) => { bench.key = event.timeStamp; }, true);
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
        const all = { childList: true, subtree: true, characterData: true, attributes: selector.includes("plotly") };
        new MutationObserver(changes => { if (changes.some(hasPicture)) changed(node); }).observe(node, all);
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


@contextlib.contextmanager
def opened(contenders):
    """Open a notebook for each contender, and watch in it what is to change; give the notebooks by name."""
    from lab import OpenNotebook, serve, start_browser, write_notebook
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        serve(folder, environment=environment()) as address,
        sync_playwright() as playwright,
    ):
        browser, pages = start_browser(playwright), {}
        for i, (name, (cell, selector, _)) in enumerate(contenders.items()):
            write_notebook(Path(folder, f"{i}.ipynb"), [cell])
            pages[name] = notebook = OpenNotebook(browser, address, f"{i}.ipynb")
            notebook.run_all()
            notebook.page.wait_for_selector(selector, state="attached")
            if cell in (AHEAD, PASS):
                notebook.wait_for_frames_ahead()
            notebook.page.wait_for_timeout(1500)
            notebook.page.evaluate(WATCH, [selector])
        yield pages
        for notebook in pages.values():
            notebook.close()
        browser.close()


def in_browser(contenders, rounds, presses):
    """Measure contenders in JupyterLab, in turns; give {name: (median ms, 95th percentile, bytes, ms after a drag)}."""
    with opened(contenders) as pages:
        for name, notebook in pages.items():
            _, selector, slider = contenders[name]
            notebook.handle = notebook.page.locator(".jp-Notebook").get_by_role("slider").first
            if selector == PUT_PICTURE:
                notebook.handle = notebook.page.get_by_role("slider", name=slider, exact=True)
            notebook.handle.wait_for()
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
    tails = {name: statistics.quantiles(found, n=20)[-1] for name, found in keys.items()}
    return {
        name: (statistics.median(found), tails[name], sizes[name], statistics.median(drags[name]))
        for name, found in keys.items()
    }


def press(notebook, count):
    """Press arrow keys, each after the last one's picture is there; give the ms from key to changed pixels."""
    notebook.handle.focus()
    found = answers(
        notebook, count, lambda i: notebook.page.keyboard.press("ArrowLeft" if i % 2 else "ArrowRight"), (100, 200)
    )
    assert all(ms == ms for ms in found), "a key changed no pixels"
    return found


def answers(notebook, count, act, pause):
    """Act again and again, each time after the last one's picture is there; give the ms until pixels changed."""
    found = []
    for i in range(count):
        notebook.page.evaluate(NEXT)
        act(i)
        found.append(notebook.page.evaluate("bench.next"))
        notebook.page.wait_for_timeout(random.uniform(*pause))  # not in step with the screen
    return found


def pull(notebook, count):
    """Take hold and pull to and fro; give the ms from each of the pointer's moves to changed pixels, or nan."""
    mouse, box = notebook.page.mouse, notebook.held.bounding_box()
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2  # in the first panel of ipympl's three
    mouse.move(x, y)
    mouse.down()
    found = answers(notebook, count, lambda i: mouse.move(x + (-25 if i % 2 else 25) + i % 10, y), (20, 60))
    mouse.up()
    return found


def by_pointer(rounds, moves):
    """Pull each contender in JupyterLab, in turns; give {name: (ms while the kernel is idle, ms while it is busy)}."""
    idle, busy = {name: [] for name in POINTER}, {name: [] for name in POINTER}
    with opened(POINTER) as pages:
        for name, notebook in pages.items():
            notebook.held = notebook.page.locator(".jp-Notebook").locator(POINTER[name][2]).first
            notebook.held.wait_for()
            notebook.held.scroll_into_view_if_needed()
        for _ in range(rounds):
            for name, notebook in pages.items():
                notebook.page.bring_to_front()
                pull(notebook, 3)
                idle[name] += pull(notebook, moves)
                assert all(ms == ms for ms in idle[name]), f"{name}: a move changed no pixels"
                notebook.page.wait_for_timeout(1000)
                notebook.wait_for_kernel()
                notebook.keep_kernel_busy(600)
                by_itself = all(ms == ms for ms in pull(notebook, 2))  # else each of its moves would take five seconds
                busy[name] += pull(notebook, moves) if by_itself else []
                notebook.interrupt_kernel()
                notebook.page.wait_for_timeout(1000)
    return {name: (idle[name], busy[name]) for name in pages}


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


def tell(found):
    """Median and 95th percentile, as texts; dashes where no picture came."""
    return (
        [f"{ms:.0f}" for ms in (statistics.median(found), statistics.quantiles(found, n=20)[-1])]
        if found
        else ["-"] * 2
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6, help="how often the contenders take turns")
    parser.add_argument("--presses", type=int, default=20, help="keys pressed in each turn")
    parser.add_argument("--frames", type=int, default=100, help="frames drawn in each turn in the kernel")
    parser.add_argument("--only-pointer", action="store_true", help="only the pointer on the picture")
    options = parser.parse_args()
    for other in ("ipympl", "plotly"):
        if not find_spec(other):
            for contenders in (ACTIVATION, POINTER):
                for name in [name for name in contenders if name.startswith(other)]:
                    del contenders[name]
            print(f"{other} is not installed; uv run --group browser --with {other} ... shows it as well\n")

    print("In JupyterLab: ms from a pointer's move to changed pixels, from the time that the browser gives the event;")
    print("kernel idle, then busy\n")
    rows = [
        [name, *tell(idle), *tell(busy)] for name, (idle, busy) in by_pointer(options.rounds, options.presses).items()
    ]
    table(["A pull", "median", "95 %", "busy: median", "95 %"], rows)
    if options.only_pointer:
        return

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
