"""Pictures of descent: the way down, a zig-zag (lesson 08); the same matrix again and again, a cliff (lesson 10).

`explorers/descent.py` moves the artists that are drawn here.
"""

import itertools
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from chainrule.figures import style
from chainrule.figures.network import four
from chainrule.figures.pictures import show
from chainrule.maths.depth import norm
from chainrule.maths.descent import (
    GOAL,
    RULES,
    cliff_error,
    descend,
    matrix_with_radius,
    recur,
    recur_backward,
    unit_inputs,
    walk_cliff,
    walk_unit,
)
from chainrule.maths.network import forward
from chainrule.maths.numbers import number, size

START = (4.3, -2.5)
UPDATES = 50
W, B = (4.15, 4.75), (-2.75, -1.95)
"""The part of the plane that is shown: the cliff runs through it, and what is thrown leaves it."""
HEIGHTS = (0, 1e-4, 1e-3, 0.01, 0.03, 0.05, 0.09, 0.15, 0.2, 0.25, 0.3, 0.4)
"""Errors at which a line is drawn."""


class Cliff(NamedTuple):
    """The artists that move: the walk with clipping and without, as paths and as errors; the last raw step, its key."""

    free: Line2D
    held: Line2D
    raw: Line2D
    key: Legend
    here: Line2D
    out: Text
    free_error: Line2D
    held_error: Line2D
    error_here: Line2D


def cliff_axes():
    """Make the figure for a walk towards the cliff: the map, the errors, and below these the gradients' lengths."""
    figure, (left, right) = style.new_figure(columns=2, size=(10.5, 5.4), width_ratios=[1.15, 1])
    grid = right.get_subplotspec().subgridspec(2, 1)
    right.set_subplotspec(grid[0])
    return figure, (left, right, figure.add_subplot(grid[1]))


def draw_cliff(left, right):
    """Draw the error of the recurrent unit over w and b on `left`, and the frame for errors on `right`."""
    w, b = np.meshgrid(np.linspace(*W, 241), np.linspace(*B, 241))
    shades = [to_rgba(style.SHADE, share) for share in np.linspace(0.0, 1.0, len(HEIGHTS) - 1)]
    left.contourf(w, b, cliff_error(w, b), levels=HEIGHTS, colors=shades)
    left.contour(w, b, cliff_error(w, b), levels=HEIGHTS[1:], colors=[style.CONTEXT], linewidths=0.7)
    left.set(xlim=W, ylim=B)
    style.dress(left, "Lines of equal error: where they meet, a cliff", "$w$, weight", "$b$, bias")
    right.set(xlim=(-1, UPDATES + 1), yscale="log", ylim=(1e-6, 1))
    style.dress(right, "Error after each update", "", "$E$, error")
    free = {"color": style.INK, "lw": 2, "ls": style.DASHED, "label": "nothing clipped"}
    held = {"color": style.CHANGE, "lw": 2.5, "label": "clipped"}
    (free_path,) = left.plot([], [], marker="s", ms=4, **free)
    (held_path,) = left.plot([], [], marker="o", ms=5, **held)
    (raw,) = left.plot([], [], color=style.BACKWARD, lw=3, ls="dotted", label="step before clipping")
    (here,) = left.plot([], [], "D", color=style.CHANGE, ms=12, mec=style.PAPER, mew=2)
    out = left.text(
        0.98, 0.92, "", transform=left.transAxes, ha="right", va="top", fontsize=style.SMALL, color=style.INK
    )
    (free_error,) = right.plot([], [], **free)
    (held_error,) = right.plot([], [], **held)
    (error_here,) = right.plot([], [], "D", color=style.CHANGE, ms=12, mec=style.PAPER, mew=2)
    shade = Patch(facecolor=style.SHADE, edgecolor=style.CONTEXT, label="the greyer, the larger $E$")
    look = {"loc": "lower left", "fontsize": style.SMALL, "frameon": False, "labelcolor": style.INK}
    key = left.legend(handles=[raw], bbox_to_anchor=(0.44, 0.0), **look)  # by itself: it comes and goes with its line
    left.add_artist(key)
    left.legend(handles=[shade, free_path, held_path], bbox_to_anchor=(0.44, 0.07), **look)
    return Cliff(free_path, held_path, raw, key, here, out, free_error, held_error, error_here)


def move_cliff(cliff, free, held, update):
    """Show two walks, without and with clipping, after `update` of their updates."""
    updates = np.arange(update + 1)
    for line, errors, walk in ((cliff.free, cliff.free_error, free), (cliff.held, cliff.held_error, held)):
        line.set_data(*_near(walk.points[: update + 1]).T)
        errors.set_data(updates, walk.errors[: update + 1])
    clipped = bool(update and held.clipped[update - 1])
    cliff.raw.set_data(*(_raw_step(held, update) if clipped else ([], [])))
    cliff.key.set_visible(clipped)
    cliff.here.set_data(*held.points[update : update + 1].T)
    cliff.error_here.set_data([update], held.errors[update : update + 1])
    left = thrown_at(free)
    cliff.out.set_text(f"thrown in update {left} ↗" if left and left <= update else "")


class Lengths(NamedTuple):
    """The artists that move: each gradient's length before it was clipped, the threshold, and where the walk stands."""

    sizes: Line2D
    threshold: Line2D
    here: Line2D


def draw_lengths(ax):
    """Draw the frame for the gradients of a walk on `ax`, and the threshold as a line; give a `Lengths`."""
    ax.set(xlim=(-1, UPDATES + 1), yscale="log", ylim=(1e-3, 1e3))
    style.dress(ax, "Gradients; dashed: the threshold", "updates", "length")
    (sizes,) = ax.plot([], [], color=style.BACKWARD, lw=2, marker="o", ms=4)
    (threshold,) = ax.plot(ax.get_xlim(), [1, 1], color=style.INK, lw=2.5, ls=style.DASHED)
    (here,) = ax.plot([], [], "D", color=style.BACKWARD, ms=10, mec=style.PAPER, mew=2)
    return Lengths(sizes, threshold, here)


def move_lengths(lengths, held, rule, threshold, update):
    """Show the gradients of the first `update` updates of a walk, measured as the rule measures them."""
    order = {"L1 norm": 1, "L∞ norm": np.inf, "each value": np.inf}.get(rule, 2)
    sizes = np.linalg.norm(held.gradients[:update], ord=order, axis=1)
    lengths.sizes.set_data(np.arange(1, update + 1), sizes)
    lengths.here.set_data(*([update], sizes[-1:]) if update else ([], []))
    lengths.threshold.set_ydata([threshold, threshold])
    lengths.threshold.set_visible(rule != "nothing")


def _raw_step(held, update):
    """The two ends of the last step as it would have been without clipping."""
    start, used = held.points[update - 1], held.used[update - 1]
    learning_rate = norm(held.points[update] - start) / norm(used) if used.any() else 0.0
    return _near(np.array([start, start - learning_rate * held.gradients[update - 1]])).T


def _near(points):
    """Points at most a few pictures away: beyond, a line only has to leave in the right direction."""
    return np.clip(points, -20, 20)


def thrown_at(walk):
    """Tell in which update a walk leaves the picture; None if it never does."""
    (w, b) = walk.points.T
    outside = np.flatnonzero((w < W[0]) | (w > W[1]) | (b < B[0]) | (b > B[1]))
    return int(outside[0]) if outside.size else None


def describe_cliff(free, held, rule, threshold, update):
    """Say where two walks stand after `update` updates: the last gradient, what was done to it, and both errors.

    >>> free = walk_cliff()
    >>> describe_cliff(free, walk_cliff(clip=lambda g: RULES["L2 norm"](g, 1.0)), "L2 norm", 1.0, 10)
    'Update 10: the gradient has length 47.78, clipped to length 1 (L2 norm, threshold 1). Error 0.01066; without \
clipping the walk was thrown out of the picture in update 10, and its error is 0.0899'
    """
    if not update:
        return f"At the start the error is {four(held.errors[0])}. Clipped is: {rule}, threshold {four(threshold)}"
    gradient, used = held.gradients[update - 1], held.used[update - 1]
    if held.clipped[update - 1]:
        done = f"clipped to length {four(norm(used))} ({rule}, threshold {four(threshold)})"
    else:
        done = f"not clipped ({rule}, threshold {four(threshold)})" if rule != "nothing" else "and nothing is clipped"
    left = thrown_at(free)
    thrown = left is not None and left <= update
    other = f"the walk was thrown out of the picture in update {left}, and its error is" if thrown else "it is"
    return (
        f"Update {update}: the gradient has length {four(norm(gradient))}, {done}. "
        f"Error {four(held.errors[update])}; without clipping {other} {four(free.errors[update])}"
    )


def clip_with(rule, threshold):
    """Give the function of a gradient that clips it by one of `RULES` with this threshold."""
    return lambda gradient: RULES[rule](gradient, threshold)


def plot_cliff(w=START[0], start=START[1]):
    """Show the error of the recurrent unit over its bias alone, at one weight w; a walk will start at the bias `start`.

    Where the curve falls most steeply is the cliff.
    """
    figure, ax = style.new_figure()
    b = np.linspace(start - 0.1, B[1], 2001)
    error = cliff_error(w, b)
    ax.plot(b, error, color=style.INK, lw=3)
    ax.plot([start], [cliff_error(w, start)], "D", color=style.CHANGE, ms=12, mec=style.PAPER, mew=2)
    ax.annotate("start", (start, cliff_error(w, start)), (0, 12), textcoords="offset points", fontsize=style.TEXT,
                ha="center", color=style.INK)  # fmt: skip
    edge = np.argmin(np.diff(error))
    valley = b[np.argmin(error)]
    ax.set(xlim=(b[0], b[-1]), ylim=(0, 1.25 * error[0]))
    style.dress(ax, "A high plain, a cliff, a valley", f"$b$, bias, at $w = {number(w)}$", "$E$, error")
    show(
        figure,
        f"The error over b at w = {number(w)}: {number(cliff_error(w, start), 2)} at the start, b = {number(start)}. "
        f"It falls steepest at b = {number(b[edge])}; the valley is at b = {number(valley)}",
    )


def plot_clipping(threshold=1.0, rule="L2 norm", learning_rate=0.1, start=START, update=UPDATES):
    """Show a walk towards the cliff with clipping and without, after `update` of 50 updates.

    `rule` is one of the names in `chainrule.maths.descent.RULES`.
    """
    figure, axes = cliff_axes()
    cliff, lengths = draw_cliff(*axes[:2]), draw_lengths(axes[2])
    free = walk_cliff(start, learning_rate, UPDATES)
    held = walk_cliff(start, learning_rate, UPDATES, clip_with(rule, threshold))
    move_cliff(cliff, free, held, update)
    move_lengths(lengths, held, rule, threshold, update)
    show(figure, f"Walking towards a cliff at learning rate {four(learning_rate)}. "
                       f"{describe_cliff(free, held, rule, threshold, update)}")  # fmt: skip


def plot_recurrent(*radii, units=8, steps=50, seed=0):
    """Show how a gradient changes on its way back through the same matrix, for some sizes of its largest eigenvalue."""
    figure, ax = style.new_figure(size=(10.5, 4.6))
    dashes, said = ("solid", style.DASHED, "dotted", "dashdot"), []
    back = np.arange(steps + 1)
    for i, radius in enumerate(radii):
        rng = np.random.default_rng(seed)
        W = matrix_with_radius(units, radius, rng)
        h = recur(W, rng.normal(size=units), steps)
        upstream = rng.normal(size=units)
        lengths = [norm(g) for g in recur_backward(W, h, upstream / norm(upstream)).h[::-1]]
        ax.plot(back, lengths, color=style.BACKWARD, lw=3, ls=dashes[i % 4])
        ax.plot(back, lengths[-1] * float(radius) ** (back - steps), color=style.CONTEXT, lw=1.2)
        ax.annotate(number(radius), (steps, lengths[-1]), (8, 0), textcoords="offset points", va="center",
                    fontsize=style.TEXT, color=style.INK)  # fmt: skip
        said.append(f"largest eigenvalue {number(radius)}: length 1 becomes {number(lengths[-1], 2)}")
    ax.set(yscale="log", xlim=(0, steps + 4))
    style.dress(
        ax, "The largest eigenvalue, to the power $t$, decides (grey)", "$t$, steps back", "length of the gradient"
    )
    show(figure, f"A gradient on its way back through {steps} steps of the same matrix. {'; '.join(said).capitalize()}")


class Walk(NamedTuple):
    """The artists of a walk: the path so far, and where it stands."""

    path: Line2D
    end: Line2D


def _draw_path(ax):
    (path,) = ax.plot([], [], color=style.CHANGE, lw=2, marker="o", ms=4)
    (end,) = ax.plot([], [], "D", color=style.CHANGE, ms=12, mec=style.PAPER, mew=2)
    return Walk(path, end)


def move_path(artists, points):
    """Draw a walk through `points` of shape (n, 2); points far outside the picture are left out."""
    seen = points[(np.abs(points) < 1e3).all(axis=1)]
    artists.path.set_data(seen[:, 0], seen[:, 1])
    artists.end.set_data(seen[-1:, 0], seen[-1:, 1])


def draw_start(ax):
    """Draw an open circle for the start of a walk on `ax`, to be taken and put elsewhere; give it."""
    (start,) = ax.plot([], [], "o", color=style.CHANGE, mfc=style.PAPER, ms=11, mew=2.5)
    return start


def draw_surface(ax, network, symbols, low=-4.0, high=6.0):
    """Draw the error over two weights as lines of equal height on `ax`; give the artists of a walk on it."""
    w = np.linspace(low, high, 81)
    first, second = np.meshgrid(w, w)
    error = forward(network, **{symbols[0]: first, symbols[1]: second}).E
    heights = ax.contour(first, second, error, levels=12, colors=[style.CONTEXT], linewidths=1.2)
    ax.clabel(heights, fontsize=style.SMALL, fmt=lambda error: number(error, 2))
    name = [rf"${symbol[0]}_{{{symbol[1:]}}}$, a weight" for symbol in symbols]
    style.dress(ax, "Lines of equal error", *name)
    ax.set(xlim=(low, high), ylim=(low, high), aspect="equal")  # a round bowl looks round
    return _draw_path(ax)


def draw_errors(ax, updates):
    """Draw the frame for the error against the number of updates, on a log axis; give its line and end point."""
    ax.set(xlim=(-1, updates + 1), yscale="log", ylim=(1e-16, 1e4))
    style.dress(ax, "Error after each update", "updates", "$E$, error")
    (line,) = ax.plot([], [], color=style.INK, lw=2.5)
    (end,) = ax.plot([], [], "D", color=style.INK, ms=10, mec=style.PAPER, mew=2)
    return Walk(line, end)


def _first_and_last(errors):
    return f"error {size(errors[0])} at first, {size(errors[-1])} after {number(len(errors) - 1)} updates"


def plot_descent(network, symbols=("w5", "w7"), updates=40):
    """Show two weights of a network walking down the error surface, and the error after each update."""
    figure, (left, right) = style.new_figure(columns=2, size=(10.5, 4.8))
    points, errors = descend(network, symbols, updates)
    move_path(draw_surface(left, network, symbols), points)
    line = draw_errors(right, updates)
    move_path(line, np.column_stack([np.arange(updates + 1), errors]))
    rate = network.learning_rate
    show(
        figure,
        f"Descent at learning rate {number(rate)}: {_first_and_last(errors)}",
    )


def plot_learning(*histories, labels=()):
    """Show the error against the number of updates, both on log axes, for histories of `learn` and a label for each."""
    figure, ax = style.new_figure()
    said = []
    dashes = itertools.cycle(("solid", style.DASHED, "dotted", "dashdot"))
    for history, label, dash in zip(histories, labels or [""] * len(histories), dashes, strict=False):
        updates = np.arange(1, len(history.E))
        ax.plot(updates, history.E[1:], color=style.INK, lw=3, ls=dash, label=label)
        said.append(f"{label} {_first_and_last(history.E)}".strip())
    ax.set(xscale="log", yscale="log")
    style.dress(ax, "The error falls, and falls ever more slowly", "updates", "$E$, error")
    if any(labels):
        ax.legend(fontsize=style.SMALL, frameon=False, labelcolor=style.INK)
    show(figure, "Error against updates: " + "; ".join(said))


class Zigzag(NamedTuple):
    """The artists of a unit on its way: lines of equal error, the path so far, and where it stands."""

    rings: list[Line2D]
    path: Line2D
    end: Line2D


LEVELS = 0.01 * np.arange(1, 12) ** 2
"""The errors of a unit at which a line is drawn: evenly spaced on a bowl."""


def draw_zigzag(ax, inputs, width=2.2):
    """Draw the mean error of one unit over its two weights on `ax`, with its goal; give the artists that move.

    Both axes have one scale, so that a round bowl looks round; `width` is how far the first reaches.
    """
    rings = [ax.plot([], [], color=style.CONTEXT, lw=1, zorder=1)[0] for _ in LEVELS]
    ax.plot(*GOAL, "*", mfc="none", mec=style.FORWARD, mew=2, ms=26, zorder=4)  # seen around a walk that has arrived
    ax.annotate("goal", GOAL, (8, 8), textcoords="offset points", fontsize=style.SMALL, color=style.INK)
    style.dress(ax, "Two weights of one unit on their way", "$w_1$, first weight", "$w_2$, second weight")
    ax.set(xlim=(-width, width), ylim=(-2.2, 2.2), aspect="equal")
    zigzag = Zigzag(rings, *_draw_path(ax))
    move_rings(zigzag, inputs)
    return zigzag


def move_rings(zigzag, inputs):
    """Draw the lines of equal error for other inputs: ellipses around the goal, the same errors each time."""
    curvatures, axes = np.linalg.eigh(inputs.T @ inputs / len(inputs))
    angle = np.linspace(0, 2 * np.pi, 121)
    circle = np.array([np.cos(angle), np.sin(angle)])
    ellipse = axes @ (circle / np.sqrt(np.maximum(curvatures, 1e-9))[:, None])
    for ring, error in zip(zigzag.rings, LEVELS, strict=True):
        ring.set_data(*(np.array(GOAL)[:, None] + np.sqrt(2 * error) * ellipse))


def inputs_in_words(centring):
    """Say what `unit_inputs(centring, ...)` gives.

    >>> inputs_in_words(0.0), inputs_in_words(0.5)
    ('all positive', 'shifted by 0.25')
    """
    return {0: "all positive", 1: "around zero"}.get(centring, f"shifted by {number(centring / 2, 2)}")


def plot_zigzag(*cases, learning_rate=1.0, steps=60, seed=8):
    """Show one unit on its way for some cases (centring, batch) side by side: the wilder its path, the longer.

    The inputs are those of `explore_zigzag`, if the seed is.
    """
    figure, axes = style.new_figure(columns=len(cases), size=(10.5, 4.4), squeeze=False)
    said = []
    for ax, (centring, batch) in zip(axes[0], cases, strict=True):
        inputs = unit_inputs(centring, 32, np.random.default_rng(seed))
        walk = walk_unit(inputs, batch, learning_rate, steps)
        move_path(draw_zigzag(ax, inputs), walk.weights)
        kind = f"{inputs_in_words(centring)}, batch of {batch}"
        ax.set_title(
            f"{kind}:\n{number(walk.detour, 2)} times the straight way", fontsize=style.TEXT, loc="left", y=1.02
        )
        said.append(
            f"inputs {kind}: in {walk.one_sign.sum()} of {steps} steps both gradients had one sign, "
            f"and the path is {number(walk.detour, 2)} times the straight way"
        )
    show(figure, f"Two weights of one unit on their way from (−1, 0) to (1, −1). {'; '.join(said).capitalize()}")
