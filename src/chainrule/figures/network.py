"""Pictures of the 2-2-2 network: the drawing that a pass walks through, the error along a weight.

Used by lessons 06 to 08; `explorers/network.py` moves the artists that are drawn here.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch
from matplotlib.text import Text

from chainrule.figures import style
from chainrule.figures.pictures import show
from chainrule.maths.network import EDGES, NODES, backward, forward
from chainrule.maths.numbers import number
from chainrule.maths.story import html, latex

PLACES = {
    "i1": (0.0, 4.5), "i2": (0.0, 1.2), "b1": (2.1, -0.7),
    "h1": (3.8, 4.5), "h2": (3.8, 1.2), "b2": (5.9, -0.7),
    "o1": (7.6, 4.5), "o2": (7.6, 1.2), "E": (10.7, 2.85),
}  # fmt: skip
RADIUS = {"i1": 0.55, "i2": 0.55, "b1": 0.3, "b2": 0.3, "h1": 0.88, "h2": 0.88, "o1": 0.88, "o2": 0.88, "E": 0.7}
WHERE = {"w1": 0.47, "w4": 0.47, "w5": 0.5, "w8": 0.5, "b_h2": 0.5, "b_o2": 0.5}
"""How far along its edge the number is written; where edges cross, nearer to the start."""
BESIDE = {"E_o1": (8.75, 4.45), "E_o2": (8.75, 1.05)}
"""Where the target and the error are written: beside these edges, which are short."""

PHASE_COLOUR = {
    "forward": style.FORWARD, "error": style.FORWARD, "backward": style.BACKWARD, "update": style.CHANGE,
}  # fmt: skip


class Drawing(NamedTuple):
    """The artists of the drawing: what an edited network moves (lines, weights), and what each step moves."""

    lines: dict[str, Line2D]
    weights: dict[str, Text]
    arrows: dict[str, FancyArrowPatch]
    rings: dict[str, Circle]
    values: dict[str, Text]
    gradients: dict[str, Text]
    formula: Text
    numbers: Text
    check: Text


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


def _letters(ax, x, y, size=12, colour=style.INK, **how):
    how = {"ha": "center", "va": "center", "linespacing": 1.25, "in_layout": False} | how
    return ax.text(x, y, "", fontsize=size, color=colour, **how)


def draw_network(ax, network):
    """Draw the network on `ax`: units as circles, weights as edges; give its `Drawing`, at rest.

    A thick edge is a large weight, a dashed one a negative weight; the edges to the error carry no weight.
    What a step computes is lit: green on the way forward, purple on the way back, ochre in the update.
    """
    on_paper = {"boxstyle": "square,pad=0.1", "facecolor": style.PAPER, "edgecolor": "none"}
    lines, weights, arrows, gradients = {}, {}, {}, {}
    for edge in EDGES:
        start, end = _ends(edge)
        (lines[edge],) = ax.plot(*zip(start, end, strict=True), color=style.CONTEXT, solid_capstyle="butt", zorder=1)
        arrows[edge] = ax.add_patch(
            FancyArrowPatch(
                start, end, arrowstyle="-|>", mutation_scale=22, lw=5, shrinkA=0, shrinkB=0, clip_on=False, zorder=2
            )
        )
        x, y = BESIDE.get(edge, start + WHERE.get(edge, 0.32) * (end - start))
        place = {"ha": "left" if edge in BESIDE else "center", "bbox": on_paper, "zorder": 5}
        off = 0.1 if start[1] == end[1] else 0.01  # above and below a level edge, on a slanted one
        weights[edge] = _letters(ax, x, y + off, va="bottom", **place)
        gradients[edge] = _letters(ax, x, y - off, 11, va="top", **place)
    rings, values = {}, {}
    for node in NODES:
        circle = {"radius": RADIUS[node], "facecolor": style.PAPER, "clip_on": False}
        ax.add_patch(Circle(PLACES[node], edgecolor=style.CONTEXT, linewidth=1.5, zorder=3, **circle))
        rings[node] = ax.add_patch(Circle(PLACES[node], linewidth=5, zorder=4, **circle))
        values[node] = _letters(ax, *PLACES[node], zorder=6)
        x, y = PLACES[node]
        gradients[node] = _letters(ax, x, y + RADIUS[node] + 0.25, 12, style.BACKWARD, bbox=on_paper, zorder=6)
    formula, numbers, check = (
        _letters(ax, -0.6, y, size, ha="left") for y, size in ((-1.9, 17), (-2.85, 14), (-3.55, 13))
    )
    ax.set(xlim=(-0.7, 11.5), ylim=(-3.85, 5.85), aspect="equal")
    ax.axis("off")
    drawing = Drawing(lines, weights, arrows, rings, values, gradients, formula, numbers, check)
    move_weights(drawing, network)
    move_pass(drawing, network, (), 0)
    return drawing


def move_weights(drawing, network):
    """Draw the edges of another network: the weight, thickness by its size, dashes and another colour if negative."""
    own = {f"b_{unit}": f"b{layer}" for layer, units in ((1, ("h1", "h2")), (2, ("o1", "o2"))) for unit in units}
    values = network.values
    for edge, line in drawing.lines.items():
        value = values.get(edge, values.get(own.get(edge), 0.2))
        line.set_linewidth(1 + 3 * min(abs(value), 2.0))
        line.set_linestyle(style.DASHED if value < 0 else "solid")
        line.set_color(style.DERIVATIVE if value < 0 else style.CONTEXT)
        drawing.weights[edge].set_text(_edge_words(edge, network))


def move_pass(drawing, network, steps, count):
    """Show a pass after `count` of its steps: the values known so far, and the last step lit."""
    known = {step.symbol: step.value for step in steps[:count]}
    now = steps[count - 1] if count else None
    colour = PHASE_COLOUR[now.phase] if now else style.INK
    backward = now is not None and now.phase == "backward"
    for node, ring in drawing.rings.items():
        lit = now is not None and node in now.nodes
        _change(ring, visible=lit)
        if lit:
            _change(ring, edgecolor=to_rgba(colour))
        drawing.values[node].set_text(_node_words(node, network, known))
        if node == "E":
            _change(
                drawing.gradients[node],
                text=f"new {four(known['E_new'])}" if "E_new" in known else "",
                color=style.CHANGE,
            )
        else:
            delta = known.get(f"delta_{node}")
            drawing.gradients[node].set_text("" if delta is None else f"δ {four(delta)}")
    for edge, arrow in drawing.arrows.items():
        lit = now is not None and edge in now.edges
        _change(arrow, visible=lit)
        if lit:
            start, end = _ends(edge)
            arrow.set_color(colour)
            arrow.set_positions(*((end, start) if backward else (start, end)))
        _write_gradient(drawing.gradients[edge], edge, network, known)
    drawing.formula.set_text("$" + latex(now.formula).replace(r"\frac", r"\dfrac") + "$" if now else "")
    drawing.numbers.set_text(
        _broken(f"= {html(now.numbers)}") if now else "Press Next, or the right arrow key, to begin."
    )
    _change(drawing.numbers, color=colour)
    difference = now.central_difference if now else None
    drawing.check.set_text("" if difference is None else f"finite difference: {four(difference)}")


def _change(artist, **properties):
    """Set what is not so already: an artist that did not change need not be drawn again."""
    for name, value in properties.items():
        if getattr(artist, f"get_{name}")() != value:
            artist.set(**{name: value})


def _broken(line, most=80):
    """Break a line of numbers that is too long for the picture, before its last =, or before each.

    >>> _broken("= 0.5 · 2 = 1", most=9)
    '= 0.5 · 2\\n= 1'
    """
    start, _, end = line.rpartition(" = ")
    return f"{_broken(start, most)}\n= {end}" if start and len(line) > most else line


def _narrow(x):
    """Write a number so that it fits into a circle."""
    return four(x).replace(" × ", "×")


def _node_words(node, network, known):
    if node[0] == "i":
        return f"{node}\n{_narrow(network[node])}"
    if node[0] == "b":
        return "1"
    if node == "E":
        return "E" + (f"\n{_narrow(known['E'])}" if "E" in known else "")
    lines = [f"{part} {_narrow(known[f'{part}_{node}'])}" for part in ("net", "out") if f"{part}_{node}" in known]
    return "\n".join([node, *lines])


def _edge_words(edge, network):
    """What is written on an edge: a weight or an own bias; a shared bias only once, on its lower edge."""
    if edge in network.values:
        return f"{edge} {four(network[edge])}"
    if edge in ("b_h2", "b_o2"):
        return f"{'b1' if edge == 'b_h2' else 'b2'} {four(network['b1' if edge == 'b_h2' else 'b2'])}"
    return f"target {four(network['target' + edge[1:]])}" if edge in ("E_o1", "E_o2") else ""


def _write_gradient(text, edge, network, known):
    symbol = {"b_h2": "b1", "b_o2": "b2"}.get(edge, edge) if network.shared_biases else edge
    if f"{symbol}_new" in known:
        _change(text, text=f"new {four(known[f'{symbol}_new'])}", color=style.CHANGE)
    elif f"dE_d{symbol}" in known:
        _change(text, text=f"grad {four(known[f'dE_d{symbol}'])}", color=style.BACKWARD)
    elif edge in ("E_o1", "E_o2") and edge in known:
        _change(text, text=f"{edge} {four(known[edge])}", color=style.FORWARD)
    else:
        text.set_text("")


def network_axes():
    """Make the figure of the drawing."""
    return style.new_figure(size=(9.1, 7.25))


def plot_network(network, steps=(), count=0):
    """Show the drawing of a network, after `count` steps of its story."""
    figure, ax = network_axes()
    drawing = draw_network(ax, network)
    move_pass(drawing, network, steps, count)
    if not count:
        drawing.numbers.set_text("")  # on paper there is no Next to press, and no formula yet
        ax.set_ylim(-1.2, 5.5)
        figure.set_size_inches(9.1, 5.0)
    words = steps[count - 1].sentence if count else "inputs i1, i2, hidden units h1, h2, outputs o1, o2"
    show(figure, f"The 2-2-2 network. {words}")


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
