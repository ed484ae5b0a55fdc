"""Pictures of softmax with its triangle and its slopes, and of two errors for one sigmoid output (lesson 13).

`explorers/softmax.py` moves the artists that are drawn here.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from chainrule.figures import style
from chainrule.figures.pictures import show
from chainrule.maths.activations import sigmoid
from chainrule.maths.numbers import number
from chainrule.maths.softmax import log_error, softmax, softmax_jacobian, squared_error, updates_to_turn, walk_output

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
"""Where each of three classes has the probability 1."""
TEMPERATURES = np.geomspace(0.02, 200, 49)
"""For the line of all temperatures: from the corner of the winner to the middle."""
STEEPEST = 0.62
BELOW = "₁₂₃"
"""Small numbers as letters, which take less room in a frame than typeset ones."""
REACH = 10.0
"""How far the pre-activation of an output can be pulled."""
UPDATES = 10_000
START = 0.4
"""Where the update 0 stands on the logarithmic axis of updates."""


def _on_bar(x):
    """A number as short as a bar is wide: three decimals, or its power of ten.

    >>> _on_bar(0.66524), _on_bar(-4.18e-9)
    ('0.665', '−4×10⁻⁹')
    """
    return number(round(x, 3)) if abs(x) >= 0.0005 else number(x, 1).replace(" × ", "×")


# -- three scores, their probabilities, a row of slopes ----------------------------------------------------------------


class Bars(NamedTuple):
    """The artists of three bars: the bars, a number on each, a word under each, and the title."""

    bars: list[Rectangle]
    numbers: list[Text]
    words: list[Text]
    title: Text


class Triangle(NamedTuple):
    """The artists in the triangle: the point, and the line on which it moves with the temperature."""

    point: Line2D
    path: Line2D


class Softmax(NamedTuple):
    """Everything that moves with three scores and a temperature."""

    shares: Bars
    triangle: Triangle
    slopes: Bars


def softmax_axes():
    """Make the figure of three scores: shares, triangle, slopes."""
    return style.new_figure(columns=3, size=(11.5, 4.4), width_ratios=[1, 1.15, 1])


def _draw_bars(ax, colour, **bar):
    bars = list(ax.bar([1, 2, 3], [0, 0, 0], width=0.62, facecolor=colour, edgecolor=style.INK, **bar))
    centred = {"ha": "center", "fontsize": style.TEXT, "color": style.INK}
    numbers = [ax.text(k, 0, "", va="center", **centred) for k in (1, 2, 3)]
    words = [ax.text(k, 0, "", va="top", **centred) for k in (1, 2, 3)]
    ax.set(xlim=(0.45, 3.55), xticks=[])
    return bars, numbers, words


def draw_shares(ax):
    """Draw three empty bars for probabilities on `ax`; give them as `Bars`."""
    bars, numbers, words = _draw_bars(ax, style.FORWARD)
    for k, word in enumerate(words, 1):
        word.set_y(-0.03)
        ax.text(k, -0.12, f"class {k}", ha="center", va="top", fontsize=style.SMALL, color=style.INK)
    ax.set(ylim=(0, 1.12), yticks=[0, 0.5, 1])
    return Bars(bars, numbers, words, style.dress(ax, " ", " \n ", "$p$, probability"))


def place_in_triangle(p):
    """Give the point of the triangle that has three probabilities as its shares of the corners.

    >>> place_in_triangle([0, 0, 1]).round(3).tolist()
    [0.5, 0.866]
    """
    return np.asarray(p) @ CORNERS


def draw_triangle(ax):
    """Draw the triangle of all probabilities of three classes on `ax`; give its `Triangle`."""
    ring, middle = CORNERS[[0, 1, 2, 0]], CORNERS.mean(axis=0)
    ax.fill(*ring.T, facecolor=style.SHADE, edgecolor="none", alpha=0.55)
    ax.plot(*ring.T, color=style.INK, lw=1.5)
    for i in range(3):
        ax.plot(*np.array([middle, CORNERS[[i, i - 1]].mean(axis=0)]).T, color=style.CONTEXT, lw=1.2, ls="dotted")
    for k, (corner, up, place) in enumerate(zip(CORNERS, (-8, -8, 8), ("top", "top", "bottom"), strict=True), 1):
        ax.annotate(
            f"$p_{k} = 1$", corner, (0, up), textcoords="offset points", ha="center", va=place, fontsize=style.TEXT,
            color=style.INK,
        )  # fmt: skip
    (path,) = ax.plot([], [], color=style.CONTEXT, lw=2.5, ls=style.DASHED)
    (point,) = ax.plot([], [], "o", color=style.FORWARD, ms=15, mec=style.PAPER, mew=2)
    ax.margins(0.1)
    ax.set_aspect("equal")
    style.dress(ax, "Dashed: all temperatures", " \nnearer to a corner: surer of it")
    ax.set(xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    return Triangle(point, path)


def draw_slopes(ax):
    """Draw three empty bars for a row of the Jacobian on `ax`; give them as `Bars`."""
    bars, numbers, words = _draw_bars(ax, style.DERIVATIVE, hatch="//")
    ax.axhline(0, color=style.INK, lw=1)
    for word in words:
        word.set_y(-STEEPEST - 0.03)
    ax.set(ylim=(-STEEPEST, STEEPEST), yticks=[-0.5, -0.25, 0, 0.25, 0.5])
    ax.spines["bottom"].set_visible(False)
    return Bars(bars, numbers, words, style.dress(ax, " ", " \n ", r"slope"))


def draw_softmax(left, middle, right):
    """Draw shares, triangle and slopes on three axes, still empty; give them as `Softmax`."""
    return Softmax(draw_shares(left), draw_triangle(middle), draw_slopes(right))


def _move_bars(bars, heights, words, title, above):
    for bar, figure, word, height, said in zip(bars.bars, bars.numbers, bars.words, heights, words, strict=True):
        bar.set_height(height)
        figure.set_text(_on_bar(height))
        figure.set_y(height + (above if height >= 0 else -above))
        word.set_text(said)
    bars.title.set_text(title)


def leader(p):
    """Say which class of three leads.

    >>> leader([0.1, 0.2, 0.7]), leader([0.4, 0.4, 0.2])
    ('class 3 leads', 'classes 1 and 2 lead')
    """
    first = np.flatnonzero(np.asarray(p) == max(p)) + 1
    if len(first) == 3:
        return "all three are alike"
    return f"class {first[0]} leads" if len(first) == 1 else f"classes {first[0]} and {first[1]} lead"


def move_softmax(artists, z, temperature=1.0, row=3):
    """Draw other scores, another temperature or another row of the Jacobian; give the sentence that says it."""
    z = np.asarray(z, dtype=float)
    p, slopes = softmax(z, temperature=temperature), softmax_jacobian(z, temperature=temperature)[row - 1]
    said = leader(p)
    scores = [f"z{below} = {number(round(score, 2))}" for below, score in zip(BELOW, z, strict=True)]
    _move_bars(artists.shares, p, scores, said[0].upper() + said[1:], 0.045)
    by = [f"by z{below}" for below in BELOW]
    _move_bars(artists.slopes, slopes, by, f"Row {row}: slopes of p{BELOW[row - 1]}", 0.06)
    artists.triangle.point.set_data(*place_in_triangle(p)[:, None])
    artists.triangle.path.set_data(*place_in_triangle(softmax(z / TEMPERATURES[:, None])).T)
    return describe_softmax(z, temperature, row)


def describe_softmax(z, temperature=1.0, row=3):
    """Say three scores, their probabilities, and a row of the Jacobian.

    >>> describe_softmax([1, 2, 3])
    'Scores 1, 2, 3 at temperature 1: p = 0.09, 0.245, 0.665; class 3 leads. \
p3 moves by −0.0599, −0.163, 0.223 for each 1 of z1, z2, z3'
    """
    p, slopes = softmax(z, temperature=temperature), softmax_jacobian(z, temperature=temperature)[row - 1]
    listed = [", ".join(number(x) for x in numbers) for numbers in (np.round(np.asarray(z, float), 2), p, slopes)]
    return (
        f"Scores {listed[0]} at temperature {number(temperature)}: p = {listed[1]}; {leader(p)}. "
        f"p{row} moves by {listed[2]} for each 1 of z1, z2, z3"
    )


def plot_softmax(z=(1.0, 2.0, 3.0), temperature=1.0, row=3):
    """Show three scores as probabilities, as a point in the triangle, and how one probability moves with each score.

    Parameters
    ----------
    z : three scores
    temperature : above 0
    row : 1 to 3, which probability's slopes are shown

    Raises
    ------
    ValueError : for other than three scores, or a row that there is not
    """
    if np.shape(z) != (3,):
        raise ValueError(f"the triangle has three corners, so z must be three scores, but it is {z!r}")
    if row not in (1, 2, 3):
        raise ValueError(f"row must be 1, 2 or 3, but it is {row!r}")
    figure, axes = softmax_axes()
    show(figure, move_softmax(draw_softmax(*axes), z, temperature, row))


# -- two errors for one sigmoid output ---------------------------------------------------------------------------------

BOTH = (squared_error, log_error)


class Errors(NamedTuple):
    """The artists of two errors, the squared one first in each pair: curves, slopes, walks, and where they stand."""

    values: list[Line2D]
    slopes: list[Line2D]
    walks: list[Line2D]
    points: list[Line2D]
    slope_points: list[Line2D]
    turns: list[Line2D]
    guides: list[Line2D]
    titles: list[Text]


def errors_axes():
    """Make the figure of two errors: values, slopes, walks."""
    return style.new_figure(columns=3, size=(11.5, 4.4))


def _pair(ax, colour):
    """Two empty lines: squared error dashed, cross-entropy solid."""
    (dashed,) = ax.plot([], [], color=colour, lw=2.5, ls=style.DASHED)
    (solid,) = ax.plot([], [], color=colour, lw=3)
    return [dashed, solid]


def _marks(ax, colour):
    """Two marks: squared error a square, cross-entropy a disc."""
    return [ax.plot([], [], shape, color=colour, ms=12, mec=style.PAPER, mew=2)[0] for shape in "so"]


def draw_errors(left, middle, right):
    """Draw the frames for values, slopes and walks of both errors on three axes; give `Errors`."""
    values, slopes, walks = _pair(left, style.INK), _pair(middle, style.BACKWARD), _pair(right, style.FORWARD)
    guides = [ax.axvline(0, color=style.CONTEXT, lw=1.5, ls="dotted") for ax in (left, middle)]
    for ax in (left, middle):
        ax.set_xlim(-1.06 * REACH, 1.06 * REACH)
        ax.axhline(0, color=style.GRID, lw=1, zorder=0)
    left.set_ylim(-0.5, REACH + 0.8)
    middle.set_ylim(-1.15, 1.15)
    right.axhline(0.5, color=style.CONTEXT, lw=1.5, ls="dotted")
    ticks = [START, 1, 10, 100, 1000, 10_000]
    right.set(xscale="log", xlim=(START * 0.7, 1.5 * UPDATES), ylim=(-0.05, 1.05))
    right.set_xticks(ticks, ["0", "1", "10", "100", "1,000", "10,000"])
    right.minorticks_off()
    titles = [
        style.dress(left, "", "$z$, pre-activation", "$E$, error"),
        style.dress(middle, " ", "$z$, pre-activation", r"$dE/dz$, gradient"),
        style.dress(right, " ", "updates", "$a$, output"),
    ]
    handles = [
        Line2D([], [], color=style.INK, marker=shape, ls=dash, lw=2.5, ms=9, mec=style.PAPER, label=error.name)
        for error, shape, dash in zip(BOTH, "so", (style.DASHED, "solid"), strict=True)
    ]
    left.legend(
        handles=handles, loc="upper center", fontsize=style.SMALL, frameon=False, labelcolor=style.INK, handlelength=3
    )
    points, slope_points = _marks(left, style.INK), _marks(middle, style.BACKWARD)
    return Errors(values, slopes, walks, points, slope_points, _marks(right, style.FORWARD), guides, titles)


def move_target(artists, t):
    """Draw the curves of both errors for another target."""
    z = np.linspace(-REACH, REACH, 201)
    for error, value, slope in zip(BOTH, artists.values, artists.slopes, strict=True):
        value.set_data(z, error.value(z, t))
        slope.set_data(z, error.gradient(z, t))
    artists.titles[0].set_text("Far on the wrong side, one is flat")


def move_errors(artists, z, t=1, learning_rate=1.0):
    """Let a unit start at another z; give the sentence that says it."""
    shown = np.unique(np.geomspace(1, UPDATES, 60).astype(int))
    slopes, counts = [], []
    for k, error in enumerate(BOTH):
        path = walk_output(error, z, t, learning_rate, UPDATES)
        counts.append(updates_to_turn(path, t))
        slopes.append(error.gradient(z, t))
        a = sigmoid(path[shown])
        artists.walks[k].set_data([START, *shown], [sigmoid(z), *a])
        artists.points[k].set_data([z], [error.value(z, t)])
        artists.slope_points[k].set_data([z], [slopes[-1]])
        turn = counts[-1]
        artists.turns[k].set_data(*([[max(turn, START)], [sigmoid(path[turn])]] if turn is not None else ([], [])))
    for guide in artists.guides:
        guide.set_xdata([z, z])
    artists.titles[1].set_text(f"{number(slopes[0])} against {number(slopes[1])}")
    artists.titles[2].set_text(_headline(*counts))
    return describe_errors(z, t, learning_rate, slopes, counts)


def _headline(*counts):
    """Say after how many updates the unit is right, with the squared error and with cross-entropy."""
    if counts == (0, 0):
        return "Right from the start"
    squared, log = (f"over {number(UPDATES)}" if count is None else number(count) for count in counts)
    return f"{squared} against {log}".capitalize()


def describe_errors(z, t, learning_rate, slopes, counts):
    """Say where a unit starts, and both gradients and how many updates it needs, those of the squared error first.

    >>> print(describe_errors(-8.0, 1, 1.0, (-0.000335, -0.9997), (3011, 9)))
    Target 1, start at z = −8 (a = 0.000335): gradient −0.000335 with the squared error, −1 with cross-entropy.
    Learning rate 1: right after 3,011 updates, or after 9
    """
    start = f"Target {number(t)}, start at z = {number(z)} (a = {number(sigmoid(z))})"
    both = f"gradient {number(slopes[0])} with the squared error, {number(slopes[1])} with cross-entropy"
    if counts[0] == counts[1] == 0:
        return f"{start}: {both}.\nRight from the start"
    first, second = (f"not in {number(UPDATES)}" if count is None else f"after {number(count)}" for count in counts)
    updates = "update" if counts[0] == 1 else "updates"
    return f"{start}: {both}.\nLearning rate {number(learning_rate)}: right {first} {updates}, or {second}"


def plot_errors(z=-8.0, target=1, learning_rate=1.0):
    """Show squared error and cross-entropy of one sigmoid output, their gradients, and the way of a unit with each.

    Parameters
    ----------
    z : where the unit starts, -10 to 10
    target : 0 or 1
    learning_rate : above 0

    Raises
    ------
    ValueError : for a z or a target out of range
    """
    if not abs(z) <= REACH:
        raise ValueError(f"z must lie between -{REACH:g} and {REACH:g}, but it is {z:g}")
    if target not in (0, 1):
        raise ValueError(f"target must be 0 or 1, but it is {target!r}")
    figure, axes = errors_axes()
    artists = draw_errors(*axes)
    move_target(artists, target)
    show(figure, move_errors(artists, z, target, learning_rate))
