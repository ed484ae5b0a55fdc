"""Pictures of the 2-2-2 network: the drawing that a pass walks through, the error along a weight.

Used by lessons 06 to 08; `explorers/network.py` moves the artists that are drawn here.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch
from matplotlib.text import Text

from chainrule.figures import style
from chainrule.figures.pictures import data, show
from chainrule.maths.network import EDGES, NODES, backward, forward
from chainrule.maths.numbers import number
from chainrule.maths.story import html, latex

PLACES = {
    "i1": (0.0, 4.8), "i2": (0.0, 1.0), "b1": (2.1, -1.05),
    "h1": (3.8, 4.8), "h2": (3.8, 1.0), "b2": (5.9, -1.05),
    "o1": (7.6, 4.8), "o2": (7.6, 1.0), "E": (10.68, 2.9),
}  # fmt: skip
RADIUS = {"i1": 0.58, "i2": 0.58, "b1": 0.32, "b2": 0.32, "h1": 1.05, "h2": 1.05, "o1": 1.05, "o2": 1.05, "E": 0.74}
UNITS = ("h1", "h2", "o1", "o2")
BESIDE = {
    "w2": (1.12, 2.35), "w3": (1.12, 3.45), "w6": (4.7, 2.47), "w7": (4.7, 3.33),
    "E_o1": (8.8, 4.75), "E_o2": (8.8, 0.8),
    "b1": (2.52, -1.05), "b_h1": (2.3, 0.0), "b_h2": (2.52, -1.05),
    "b2": (6.32, -1.05), "b_o1": (6.1, 0.0), "b_o2": (6.32, -1.05),
}  # fmt: skip
"""Where numbers are written beside an edge, left of a slanted one; those of the other edges above and below it."""
LETTERS = 13

PHASE_COLOUR = {
    "forward": style.FORWARD, "error": style.FORWARD, "backward": style.BACKWARD, "update": style.CHANGE,
}  # fmt: skip


class Drawing(NamedTuple):
    """The artists of the drawing: what an edited network moves (halos to given), and what each step moves.

    A halo is a band around an edge or a unit, unseen until a page lights it. The keys of `given` and `found` are
    symbols, those of the others edges and nodes.
    """

    halos: dict[str, Artist]
    lines: dict[str, Line2D]
    given: dict[str, Text]
    arrows: dict[str, FancyArrowPatch]
    rings: dict[str, Circle]
    found: dict[str, Text]


def _ends(edge):
    """The two ends of an edge, at the rims of its circles."""
    start, end = (np.array(PLACES[node]) for node in EDGES[edge])
    along = (end - start) / np.hypot(*(end - start))
    return start + RADIUS[EDGES[edge][0]] * along, end - RADIUS[EDGES[edge][1]] * along


def four(x):
    """Write a number with four digits, as the worked example has them.

    >>> four(0.59326999), four(-4.3857e-04), four(1e-9)
    ('0.5933', '−0.0004386', '1 × 10⁻⁹')
    """
    return number(x, 4)


def _letters(ax, x, y, size=LETTERS, colour=style.INK, **how):
    how = {"ha": "center", "va": "center", "linespacing": 1.25, "in_layout": False} | how
    return ax.text(x, y, "", fontsize=size, color=colour, **how)


def draw_network(ax, network):
    """Draw the network on `ax`: units as circles, weights as edges; give its `Drawing`, at rest.

    A thick edge is a large weight, a dashed one a negative weight; the edges to the error carry no weight.
    What a step computes is lit: green on the way forward, purple on the way back, ochre in the update.
    """
    halos, lines, arrows, rings = {}, {}, {}, {}
    for edge in EDGES:
        ends = _ends(edge)
        (halos[edge],) = ax.plot(*zip(*ends, strict=True), color=style.LIT, lw=16, alpha=0, solid_capstyle="butt")
        (lines[edge],) = ax.plot(*zip(*ends, strict=True), color=style.CONTEXT, solid_capstyle="butt", zorder=3)
        arrows[edge] = ax.add_patch(
            FancyArrowPatch(
                *ends, arrowstyle="-|>", mutation_scale=20, lw=4.5, shrinkA=0, shrinkB=0, clip_on=False, zorder=4
            )
        )
    for node, radius in RADIUS.items():
        circle = {"xy": PLACES[node], "clip_on": False}
        ax.add_patch(Circle(radius=radius, facecolor=style.PAPER, edgecolor=style.CONTEXT, lw=1.5, zorder=1, **circle))
        halos[node] = ax.add_patch(
            Circle(radius=radius + 0.1, edgecolor=style.LIT, fill=False, lw=12, alpha=0, zorder=2, **circle)
        )
        rings[node] = ax.add_patch(Circle(radius=radius, fill=False, lw=4.5, zorder=4, **circle))
        _letters(ax, *PLACES[node], zorder=5).set_text("1" if node[0] == "b" else "")
    for node in ("i1", "i2", *UNITS, "E"):
        x, y = PLACES[node]
        _letters(ax, x, y + (0.48 if node in UNITS else 0.24), zorder=5).set_text(node)
    drawing = Drawing(halos, lines, _given(ax), arrows, rings, _found(ax))
    ax.set(xlim=(-0.8, 11.6), ylim=(-1.5, 6.35), aspect="equal")
    ax.axis("off")
    move_weights(drawing, network)
    move_pass(drawing, network, (), 0)
    return drawing


ON_PAPER = {"boxstyle": "square,pad=0", "facecolor": style.PAPER, "edgecolor": "none"}


def _beside(symbol):
    """Where the numbers of an edge or a shared bias are written: x, y, how far above or below y, which end is at x."""
    if symbol in BESIDE:
        return *BESIDE[symbol], 0.01, "right" if symbol[0] == "w" or symbol in ("b_h1", "b_o1") else "left"
    start, end = _ends(symbol)
    return *(start + end) / 2, 0.1 if start[1] == end[1] else 0.01, "center"


def _given(ax):
    """The labels of the numbers that are given, by symbol: above the edges, in the inputs, the learning rate below."""
    given = {}

    def label(symbol, x, y, term=None, **how):
        given[symbol] = _letters(ax, x, y, zorder=7, gid=data(term or symbol), **how)

    for edge in (*EDGES, "b1", "b2"):
        x, y, off, end = _beside(edge)
        label(f"target{edge[1:]}" if edge[0] == "E" else edge, x, y + off, va="bottom", ha=end, bbox=ON_PAPER)
    for node in ("i1", "i2"):
        label(node, PLACES[node][0], PLACES[node][1] - 0.2)
    label("learning_rate", 11.5, -1.05, "eta", ha="right")
    return given


def _found(ax):
    """The labels of the numbers that a pass finds, by symbol: in the circles, next to them, below the edges."""
    found = {}

    def label(symbol, x, y, colour=style.INK, **how):
        found[symbol] = _letters(ax, x, y, colour=colour, zorder=6, gid=data(symbol), **how)

    for unit in UNITS:
        x, y = PLACES[unit]
        label(f"net_{unit}", x, y + 0.03)
        label(f"out_{unit}", x, y - 0.39)
        label(f"delta_{unit}", x, y + (1 if unit[1] == "1" else -1) * (RADIUS[unit] + 0.27), style.BACKWARD)
    x, y = PLACES["E"]
    label("E", x, y - 0.2)
    label("E_new", x, y + RADIUS["E"] + 0.27, style.CHANGE)
    for edge in (*EDGES, "b1", "b2"):
        x, y, off, end = _beside(edge)
        below = {"va": "top", "ha": end, "bbox": ON_PAPER}
        if edge[0] == "E":
            label(edge, x, y - off, style.FORWARD, **below)
        else:
            label(f"dE_d{edge}", x, y - off, style.BACKWARD, **below)
            label(f"{edge}_new", x, y - off, style.CHANGE, **below)
    return found


def move_weights(drawing, network, steps=()):
    """Draw the edges of another network: the weight, thickness by its size, dashes and another colour if negative.

    `steps` are its story, if a page is to light what stands for the same quantity.
    """
    values = network.values
    for edge, line in drawing.lines.items():
        value = values.get(_carried(edge, values), 0.2)
        line.set_linewidth(1 + 3 * min(abs(value), 2.0))
        line.set_linestyle(style.DASHED if value < 0 else "solid")
        line.set_color(style.DERIVATIVE if value < 0 else style.CONTEXT)
    for symbol, text in drawing.given.items():
        name = "" if symbol[0] == "i" else symbol.partition("_")[0] if symbol[0] == "t" else symbol
        text.set_text(f"{name} {four(values[symbol])}".strip() if symbol in values else "")
    drawing.given["learning_rate"].set_text(f"learning rate η {four(network.learning_rate)}")
    for place, halo in drawing.halos.items():
        _change(halo, gid=_about(place, network, steps))


def _carried(edge, values):
    """The symbol of the number that an edge carries: its own, or that of the bias that its layer shares."""
    return edge if edge in values else EDGES[edge][0]


def _about(place, network, steps):
    """All that the story says of an edge or a node: the symbols that are its own, others that light it, its steps."""
    if place in NODES:
        given = {"b": [f"one_{place}"], "i": [place]}.get(place[0], [])
        own = {"E", "E_new"} if place == "E" else {
            name.format(place) for name in ("net_{}", "out_{}", "dE_dout_{}", "dout_{0}_dnet_{0}", "delta_{}")
        }  # fmt: skip
        mine, others = [step for step in steps if step.symbol in own], []
    else:
        given = [_carried(place, network.values)] if place[0] != "E" else []
        touching = [step for step in steps if place in step.edges]
        mine = [step for step in touching if len(step.edges) == 1]
        others = [step for step in touching if step.phase == "backward" and step not in mine]
        steps = touching
    jumps = mine if place in NODES else steps
    return data(
        " ".join(given + [step.symbol for step in mine]),
        " ".join(step.symbol for step in others),
        " ".join(str(step.number) for step in jumps),
    )


def move_pass(drawing, network, steps, count):
    """Show a pass after `count` of its steps: the values known so far, and the last step lit."""
    known = {step.symbol: step.value for step in steps[:count]}
    now = steps[count - 1] if count else None
    colour = PHASE_COLOUR[now.phase] if now else style.INK
    for node, ring in drawing.rings.items():
        lit = now is not None and node in now.nodes
        _change(ring, visible=lit)
        if lit:
            _change(ring, edgecolor=to_rgba(colour))
    for edge, arrow in drawing.arrows.items():
        lit = now is not None and edge in now.edges
        _change(arrow, visible=lit)
        if lit:
            start, end = _ends(edge)
            arrow.set_color(colour)
            arrow.set_positions(*((end, start) if now.phase == "backward" else (start, end)))
    for symbol, text in drawing.found.items():
        replaced = symbol.startswith("dE_d") and f"{symbol[4:]}_new" in known
        shown = symbol in known and not replaced
        text.set_text(f"{_word(symbol)}{_narrow(known[symbol])}" if shown else "")


def _word(symbol):
    """What stands before a number in the drawing: its name, as far as its place does not say it."""
    if symbol.endswith("_new"):
        return "new "
    if symbol.startswith("E"):
        return f"{symbol} " if symbol[1:] else ""
    return {"delta": "δ ", "dE": "∂ "}.get(symbol.split("_")[0], f"{symbol.split('_')[0]} ")


def _change(artist, **properties):
    """Set what is not so already: an artist that did not change need not be drawn again."""
    for name, value in properties.items():
        if getattr(artist, f"get_{name}")() != value:
            artist.set(**{name: value})
            artist.stale = True


def _narrow(x):
    """Write a number so that it fits into a circle: with four digits, or as many as eight characters have room for.

    >>> _narrow(-0.02274), _narrow(-4.3857e-04), _narrow(2.381e7)
    ('−0.02274', '−0.00044', '2.38×10⁷')
    """
    written = [number(x, digits).replace(" × ", "×") for digits in (4, 3, 2)]
    return next((short for short in written if len(short) <= 8), written[-1])


def network_axes():
    """Make the figure of the drawing."""
    return style.new_figure(size=(8.0, 5.1))


def plot_network(network, steps=(), count=0):
    """Show the drawing of a network, after `count` steps of its story, with the formula of the last one below."""
    figure, ax = network_axes()
    drawing = draw_network(ax, network)
    move_pass(drawing, network, steps, count)
    if count:
        formula, numbers = _formula(steps[count - 1])
        _letters(ax, -0.7, -2.2, 16, ha="left").set_text(formula)
        _letters(ax, -0.7, -2.75, ha="left", va="top", linespacing=1.4).set_text(numbers)
        high, low = 6.35, -2.85 - 0.5 * len(numbers.splitlines())
        ax.set_ylim(low, high)
        figure.set_size_inches(8.0, 8.0 * (high - low) / np.ptp(ax.get_xlim()) + 0.1)
    words = steps[count - 1].sentence if count else "inputs i1, i2, hidden units h1, h2, outputs o1, o2"
    show(figure, f"The 2-2-2 network. {words}")


def _formula(step):
    """A step's formula, and its numbers with the finite difference beside a gradient, as matplotlib writes them."""
    difference = step.central_difference
    lines = [_broken(f"= {html(step.numbers)}")]
    if difference is not None:
        lines.append(f"finite difference: {four(difference)}")
    return "$" + latex(step.formula).replace(r"\frac", r"\dfrac") + "$", "\n".join(lines)


def _broken(line, most=64):
    """Break a line of numbers that is too long for the picture, before its last =, or before each.

    >>> _broken("= 0.5 · 2 = 1", most=9)
    '= 0.5 · 2\\n= 1'
    """
    start, _, end = line.rpartition(" = ")
    return f"{_broken(start, most)}\n= {end}" if start and len(line) > most else line


class Slope(NamedTuple):
    """The artists of the error along one weight: the curve, the tangent, the point."""

    curve: Line2D
    tangent: Line2D
    point: Line2D
    label: Text


REACH = 12.0


def draw_error_along(ax, network, symbol, value):
    """Draw the error against one weight, with the tangent at `value`, on `ax`; give the artists as a `Slope`."""
    (curve,) = ax.plot([], [], color=style.INK, lw=3)
    (tangent,) = ax.plot([], [], color=style.BACKWARD, lw=3, ls=style.DASHED)
    (point,) = ax.plot([], [], "o", color=style.CHANGE, ms=13, mec=style.PAPER, mew=2)
    style.dress(ax, "The gradient is the slope of the error along one weight", "", "$E$, error")
    label = _letters(ax, 0.5, -0.13, style.TEXT, transform=ax.transAxes, va="top", in_layout=True)
    ax.set(xlim=(-REACH, REACH), ylim=(-0.02, 0.85))
    slope = Slope(curve, tangent, point, label)
    move_error_along(slope, network, symbol, value)
    return slope


def move_error_along(slope, network, symbol, value):
    """Draw the error along another weight, or the tangent at another value; give the error and the gradient there."""
    w = np.linspace(-REACH, REACH, style.POINTS + 1)
    here = network.replace(**{symbol: value})
    error, gradient = forward(here).E, backward(here)[symbol]
    slope.curve.set_data(w, forward(network, **{symbol: w}).E)
    slope.tangent.set_data([value - 3, value + 3], [error - 3 * gradient, error + 3 * gradient])
    slope.point.set_data([value], [error])
    slope.label.set_text(f"{symbol}, a weight; all others stay")
    return error, gradient


def plot_error_along(symbol, network):
    """Show the error against one weight of a network, and the tangent where the weight stands."""
    figure, ax = style.new_figure(size=(10.5, 4.8))
    value = network[symbol]
    error, gradient = move_error_along(draw_error_along(ax, network, symbol, value), network, symbol, value)
    w = np.linspace(-REACH, REACH, 2401)
    along = forward(network, **{symbol: w}).E
    show(
        figure,
        f"The error along {symbol}, from {four(-REACH)} to {four(REACH)}: {four(along[0])} at the left end, "
        f"{four(along.min())} at "
        f"the lowest, at {symbol} = {four(w[along.argmin()])}, {four(along[-1])} at the right end. "
        f"At {symbol} = {four(value)} it is {four(error)}, and the tangent has the slope {four(gradient)}",
    )
