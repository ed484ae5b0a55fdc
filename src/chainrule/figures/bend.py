"""Pictures of what a bend is for: a border that learns, hats that add up to a curve, layers that fold (lesson 01).

`explorers/bend.py` moves the artists that are drawn here.
"""

import functools
from typing import NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from chainrule.figures import style
from chainrule.figures.pictures import show
from chainrule.maths.activations import identity, relu, tanh
from chainrule.maths.bend import (
    border_error,
    fold_stack,
    hat,
    hinges_through,
    largest_distance,
    learn_border,
    scores,
    share_right,
    straight_pieces,
    sum_of_hats,
)
from chainrule.maths.data import moons, rings, xor
from chainrule.maths.numbers import number, size

DATA = {"moons": moons, "rings": rings, "xor": xor}
POINTS, UPDATES, FRAMES = 120, 600, 31
PLANE = (-2.3, 2.3)
GRID = 61
CURVES = {
    "wave": lambda x: 0.5 + 0.4 * np.sin(3 * np.pi * x),
    "hill": lambda x: np.exp(-20 * (x - 0.5) ** 2),
    "root": np.sqrt,
    "stairs": lambda x: np.floor(4 * np.minimum(x, 0.999)) / 4 + 0.1,
}
BUILDINGS = ("hats", "hinges")
MOST_HATS, MOST_FOLDS = 40, 7
FOLDING_UNITS = (2, 3, 4)


class Border(NamedTuple):
    """The artists of a classifier in the plane: two kinds of points, its border, its side, and who lies wrong."""

    first: Line2D
    second: Line2D
    line: Line2D
    side: PathPatch
    wrong: Line2D
    heading: Text


class Course(NamedTuple):
    """The artists of the share of wrong points against updates, and the mark for where it stands."""

    line: Line2D
    here: Line2D


def border_axes():
    """Make the figure of a border that learns; give it and its two axes."""
    return style.new_figure(columns=2, size=(10.5, 5.0), width_ratios=[1.15, 1])


def draw_border(ax):
    """Draw the plane of the points on `ax`; `move_points` and `move_border` fill it."""
    side = ax.add_patch(PathPatch(Path(np.zeros((1, 2))), facecolor=style.SHADE, edgecolor="none", zorder=0))
    (line,) = ax.plot([], [], color=style.FUNCTION, lw=3.5, label="the border")
    (first,) = ax.plot([], [], "o", color=style.INK, ms=6, mec=style.PAPER, mew=0.7, label="target −1")
    (second,) = ax.plot([], [], "s", color=style.PAPER, ms=6, mec=style.INK, mew=1.4, label="target 1")
    (wrong,) = ax.plot([], [], "x", color=style.BACKWARD, ms=13, mew=2.5, label="on the wrong side")
    heading = style.dress(ax, " ", "$x_1$, first input", "$x_2$, second input")
    ax.set(xlim=PLANE, ylim=PLANE, aspect="equal")
    ax.legend(
        loc="upper center", bbox_to_anchor=(0.5, 0), borderaxespad=3.8, ncols=2, fontsize=style.SMALL, frameon=False,
        labelcolor=style.INK,
    )  # fmt: skip
    return Border(first, second, line, side, wrong, heading)


def draw_course(ax, updates=UPDATES):
    """Draw the frame for the share of points on the wrong side on `ax`; `move_points` fills it."""
    (line,) = ax.plot([], [], color=style.BACKWARD, lw=2.5)
    (here,) = ax.plot([], [], "D", color=style.BACKWARD, ms=12, mec=style.PAPER, mew=2)
    ax.set(xlim=(-0.02 * updates, 1.02 * updates), ylim=(-2, 102))
    style.dress(ax, "On the wrong side", "updates", "% of the points")
    return Course(line, here)


def move_points(border, course, kept, x, targets):
    """Show other points, and how many of them lay wrong on the way (`kept` as `learn_border` gives it)."""
    border.first.set_data(*x[targets[:, 0] < 0].T)
    border.second.set_data(*x[targets[:, 0] > 0].T)
    course.line.set_data([updates for updates, _ in kept], [wrong_percent(stack, x, targets) for _, stack in kept])


def wrong_percent(stack, x, targets):
    return 100 * (1 - share_right(stack, x, targets))


def move_border(border, course, kept, x, targets, frame):
    """Show the border as it was in one of the kept states; give the sentence that says it."""
    updates, stack = kept[frame]
    line, side = _outline(stack)
    border.line.set_data(*line)
    border.side.set_path(side)
    border.side.stale = True
    given = scores(stack, x)
    border.wrong.set_data(*x[np.sign(given) != targets[:, 0]].T)
    course.here.set_data([updates], [wrong_percent(stack, x, targets)])
    border.heading.set_text(_border_title(stack))
    return say_border(updates, stack, x, targets)


def _outline(stack):
    """The border as one line with gaps, and the area in which the classifier says 1."""
    w = np.linspace(*PLANE, GRID)
    heights = scores(stack, np.stack(np.meshgrid(w, w), axis=-1).reshape(-1, 2)).reshape(GRID, GRID)
    contours = contour_generator(w, w, np.nan_to_num(heights), line_type="ChunkCombinedNan", fill_type="OuterCode")
    ((lines,),) = contours.lines(0.0)
    polygons, codes = contours.filled(0.0, np.inf)
    area = Path.make_compound_path(*map(Path, polygons, codes)) if polygons else Path(np.zeros((1, 2)))
    return (lines.T if lines is not None else ([], [])), area


def _hidden(stack):
    return stack.activations[:-1]


def _bends(stack):
    return any(activation is not identity for activation in _hidden(stack))


def _border_title(stack):
    return "The border bends" if _bends(stack) else "The border is a straight line"


def say_border(updates, stack, x, targets):
    """Say where a border stands.

    >>> rng = np.random.default_rng(0)
    >>> x, targets = xor(40, rng)
    >>> updates, stack = learn_border(x, targets, identity, rng, updates=60, frames=2)[-1]
    >>> print(say_border(updates, stack, x, targets).split(":")[0])
    Identity, 2 hidden layers of 8, after 60 updates
    """
    wrong, layers = round(len(x) * (1 - share_right(stack, x, targets))), len(_hidden(stack))
    made = f"{stack.activations[0].label}, {layers} hidden layer{'s' * (layers > 1)} of {stack.widths[1]}"
    kind = "border that bends" if _bends(stack) else "straight line"
    who = f"{wrong or 'none'} of {len(x)} points"
    return (
        f"{made if layers else 'No hidden layer'}, after {updates} updates: "
        f"error {size(border_error(stack, x, targets))}, {who} on the wrong side of a {kind}"
    )


@functools.lru_cache(maxsize=4)  # Reset, and to and fro between two settings, train nothing anew
def learn(data, activation, layers, units, seed, learning_rate=0.1):
    """Draw the points of a data set and let a classifier learn them; give (kept states, x, targets)."""
    rng = np.random.default_rng(seed)
    x, targets = DATA[data](POINTS, rng)
    return learn_border(x, targets, activation, rng, layers, units, learning_rate, UPDATES, FRAMES), x, targets


def plot_border(activation=tanh, data="moons", layers=2, units=8, seed=0, learning_rate=0.1, updates=UPDATES):
    """Show the border that a small network has found between two groups of points.

    Parameters
    ----------
    activation : Activation of the hidden layers
    data : "moons", "rings" or "xor"
    layers, units : hidden layers, and units of each
    seed : which points and weights are drawn
    learning_rate : number above 0
    updates : 0 to 600; the nearest of 31 kept states is shown
    """
    figure, (left, right) = border_axes()
    border, course = draw_border(left), draw_course(right)
    learned = learn(data, activation, layers, units, seed, learning_rate)
    move_points(border, course, *learned)
    show(figure, move_border(border, course, *learned, frame=round(updates / UPDATES * (FRAMES - 1))))


# -- hats ------------------------------------------------------------------------------------------------------------


class Building(NamedTuple):
    """The artists of a curve and what is built after it, and of how far apart the two are."""

    goal: Line2D
    built: Line2D
    parts: Line2D
    heading: Text
    distances: Line2D
    here: Line2D


def hats_axes():
    """Make the figure of a curve built of hats; give it and its two axes."""
    return style.new_figure(columns=2, size=(10.5, 4.6), width_ratios=[1.5, 1])


def draw_building(left, right):
    """Draw the frames for a curve and what is built after it; `move_goal` and `move_building` fill them."""
    (goal,) = left.plot([], [], color=style.CONTEXT, lw=8, alpha=0.75, label="the curve")
    (parts,) = left.plot([], [], color=style.FORWARD, lw=1.5, ls=style.DASHED, label="its parts")
    (built,) = left.plot([], [], color=style.FUNCTION, lw=3, label="their sum")
    left.set(xlim=(-0.25, 1.25), ylim=(-0.25, 1.5))
    for end in (0, 1):
        left.axvline(end, color=style.CONTEXT, lw=1.5, ls="dotted")
    heading = style.dress(left, " ", "$x$, input", "value")
    left.legend(loc="upper left", ncols=2, fontsize=style.SMALL, frameon=False, labelcolor=style.INK, columnspacing=1)
    (distances,) = right.plot([], [], color=style.BACKWARD, lw=2.5)
    (here,) = right.plot([], [], "D", color=style.BACKWARD, ms=12, mec=style.PAPER, mew=2)
    right.set(xscale="log", yscale="log", xlim=(0.9, 1.1 * MOST_HATS), ylim=(1e-4, 2))
    right.set_xticks([1, 2, 5, 10, 20, 40], labels=["1", "2", "5", "10", "20", "40"], minor=False)
    right.set_xticks([], minor=True)
    style.dress(right, "More parts, less distance", "number of parts", "largest distance")
    return Building(goal, built, parts, heading, distances, here)


def build(curve, parts, building):
    """Build a curve of hats or hinges: give the sum and the single parts, functions of an array, and the units used."""
    if building == "hats":
        width = 1 / (parts - 1) if parts > 1 else 2
        centres = np.linspace(0, 1, parts) if parts > 1 else [0.5]
        hats = [lambda x, c=c: curve(np.float64(c)) * hat(x, c, width) for c in centres]
        return sum_of_hats(curve, parts), hats, 4 * parts
    start, weights, bends = hinges_through(curve, parts)
    hinges = [lambda x, w=w, b=b: w * relu(x - b) for w, b in zip(weights, bends, strict=True)]
    return lambda x: start + sum(hinge(x) for hinge in hinges), hinges, parts


def distances(curve, building):
    """The largest distance for each number of parts from 1 on."""
    return [largest_distance(curve, build(curve, parts, building)[0]) for parts in range(1, MOST_HATS + 1)]


def move_goal(artists, curve, apart):
    """Show another curve, and the distances that belong to it."""
    x = np.linspace(0, 1, 4 * style.POINTS + 1)
    artists.goal.set_data(x, curve(x))
    artists.distances.set_data(np.arange(1, len(apart) + 1), np.maximum(apart, 1e-4))


def move_building(artists, curve, parts, building, apart):
    """Show what so many parts add up to; give the sentence that says it."""
    total, single, units = build(curve, parts, building)
    x = np.linspace(-0.25, 1.25, 601)
    artists.built.set_data(x, total(x))
    gap = [np.nan]
    drawn = [(np.r_[x[seen], gap], np.r_[part(x)[seen], gap]) for part in single for seen in [part(x) != 0]]
    artists.parts.set_data(*np.hstack(drawn))
    artists.here.set_data([parts], [max(apart[parts - 1], 1e-4)])
    made = f"{parts} {building[:-1] if parts == 1 else building}"
    artists.heading.set_text(f"{made}: never more than {number(apart[parts - 1])} away, from 0 to 1")
    used = f"{made}, {units} ReLU unit{'s' * (units > 1)}"
    return f"{used}: their sum is never more than {number(apart[parts - 1])} away from the curve between 0 and 1"


def plot_hats(curve="wave", parts=8, building="hats"):
    """Show how hats (four ReLU units each) or hinges (one each) add up to a curve between 0 and 1.

    Parameters
    ----------
    curve : "wave", "hill", "root", "stairs", or a function of an array
    parts : int, 1 to 40
    building : "hats" or "hinges"
    """
    curve = CURVES.get(curve, curve) if isinstance(curve, str) else curve
    figure, axes = hats_axes()
    artists, apart = draw_building(*axes), distances(curve, building)
    move_goal(artists, curve, apart[:parts])  # how it goes on is the lesson's question
    show(figure, move_building(artists, curve, parts, building, apart))


# -- folds -----------------------------------------------------------------------------------------------------------


class Folds(NamedTuple):
    """The artists of a folded line: the deep network's, the flat one's with as many units, and the two counts."""

    deep: Line2D
    flat: Line2D
    deep_heading: Text
    flat_heading: Text
    deep_counts: Line2D
    flat_counts: Line2D
    deep_here: Line2D
    flat_here: Line2D


def folds_axes():
    """Make the figure of folds; give it and its axes: deep above, flat below, counts on the right."""
    figure, _ = style.new_figure(size=(10.5, 5.0))
    figure.clear()
    grid = figure.add_gridspec(2, 2, width_ratios=[1.5, 1])
    return figure, (figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[:, 1]))


def draw_folds(above, below, right):
    """Draw the frames of the folds; `move_counts` and `move_folds` fill them."""
    (deep,) = above.plot([], [], color=style.FUNCTION, lw=1.8)
    (flat,) = below.plot([], [], color=style.CONTEXT, lw=1.8)
    for ax in (above, below):
        ax.set(xlim=(0, 1), ylim=(-0.05, 1.05), yticks=[0, 1])
    deep_heading = style.dress(above, " ", "", "output")
    flat_heading = style.dress(below, " ", "$x$, input", "output")
    (deep_counts,) = right.plot([], [], "o-", color=style.FUNCTION, lw=2, ms=5)
    (flat_counts,) = right.plot([], [], "s--", color=style.CONTEXT, lw=2, ms=5)
    (deep_here,) = right.plot([], [], "o", color=style.FUNCTION, ms=14, mec=style.PAPER, mew=2, label="folded")
    (flat_here,) = right.plot([], [], "s", color=style.CONTEXT, ms=12, mec=style.PAPER, mew=2, label="one layer")
    right.set(yscale="log", xlim=(0.5, MOST_FOLDS + 0.5), ylim=(1, 4 ** (MOST_FOLDS + 0.3)))
    style.dress(right, "Pieces, with as many units", "hidden layers", "straight pieces")
    right.legend(loc="upper left", fontsize=style.SMALL, frameon=False, labelcolor=style.INK)
    return Folds(deep, flat, deep_heading, flat_heading, deep_counts, flat_counts, deep_here, flat_here)


def move_counts(folds, units, most=MOST_FOLDS):
    """Show how many pieces so many units a layer make, for each number of layers up to `most`."""
    layers = np.arange(1, most + 1)
    folds.deep_counts.set_data(layers, [straight_pieces(fold_stack(n, units)) for n in layers.tolist()])
    folds.flat_counts.set_data(layers, [straight_pieces(fold_stack(1, n * units)) for n in layers.tolist()])


def move_folds(folds, layers, units):
    """Show a line folded by so many layers, and by one layer of as many units; give the sentence that says it."""
    counts = []
    for line, here, stack in (
        (folds.deep, folds.deep_here, fold_stack(layers, units)),
        (folds.flat, folds.flat_here, fold_stack(1, layers * units)),
    ):
        pieces = straight_pieces(stack)
        x = np.arange(pieces + 1) / pieces
        line.set_data(x, scores(stack, x[:, None]))
        here.set_data([layers], [pieces])
        counts.append(pieces)
    deep, flat = counts
    plural, verb = ("s", "fold") if layers > 1 else ("", "folds")
    folds.deep_heading.set_text(f"{layers} layer{plural} of {units} units: {number(deep)} straight pieces")
    folds.flat_heading.set_text(f"1 layer of {layers * units} units: {flat} straight pieces")
    return (
        f"{layers} layer{plural} of {units} units {verb} the line into {number(deep)} straight pieces; "
        f"one layer of {layers * units} units makes {flat}"
    )


def plot_folds(layers=4, units=2):
    """Show how layers fold a line into straight pieces, beside one layer of as many units.

    Parameters
    ----------
    layers : int, 1 to 7
    units : int, 2 to 4, of each layer
    """
    figure, axes = folds_axes()
    folds = draw_folds(*axes)
    move_counts(folds, units, layers)  # how it goes on is the lesson's question
    show(figure, move_folds(folds, layers, units))
