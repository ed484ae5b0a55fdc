"""Pictures of a training: how fast each layer moves, and which hidden units are dead or saturated.

Used by lessons 09 and 12; `explorers/training.py` moves the artists that are drawn here.
"""

import math
from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from chainrule.figures import style
from chainrule.figures.pictures import show
from chainrule.figures.threads import one_blas_thread
from chainrule.maths.activations import SATURATED_BELOW, leaky_relu, relu
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.numbers import number, percent, size, times
from chainrule.maths.training import fates, train_on_rings

SPEEDS, ERRORS = (1e-10, 1e2), (1e-4, 1e2)
"""Where the axes of speed and error end; what lies beyond is drawn at the end."""
ONE_ANSWER = 0.5
"""The error of a network that gives one answer for all points of two rings: half of 1 squared."""


AS_MUCH = math.log10(1.1)
"""What differs by less than this many decades counts as equal."""


def say_speeds(gradients):
    """Compare the first layer with the last, by the length of dE/dW of each layer.

    >>> say_speeds([1e-3, 1.0]), say_speeds([1.0, 1.0]), say_speeds([0.0, 1.0])
    ('layer 1 moves 1,000 times slower than layer 2', 'layer 1 moves as fast as layer 2', 'layer 1 does not move')
    """
    first, last = gradients[0], gradients[-1]
    name = f"layer {len(gradients)}"
    if not np.isfinite([first, last]).all():
        return "the gradient is beyond any number"
    if not first:
        return "layer 1 does not move" if last else "no layer moves"
    if not last:
        return f"{name} does not move"
    decades = math.log10(last) - math.log10(first)
    if abs(decades) < AS_MUCH:
        return f"layer 1 moves as fast as {name}"
    return f"layer 1 moves {times(decades)} times {'slower' if last > first else 'faster'} than {name}"


def say_way(training, update):
    """Compare how far the last layer has come with the first, from the start to an update; "" before the first one."""
    way = training.gradients[:update].sum(axis=0)
    if not (way > 0).all() or not np.isfinite(way).all():
        return ""
    decades, name = math.log10(way[-1]) - math.log10(way[0]), f"layer {len(way)}"
    if abs(decades) < AS_MUCH:
        return f"so far layer 1 has come as far as {name}"
    one, other = ("layer 1", name) if decades < 0 else (name, "layer 1")
    return f"so far {one} has come {times(decades)} times as far as {other}"


def describe_first_layer(training, update):
    """Say of a training how large the error is after an update, and how fast its first layer moves.

    >>> from chainrule import sigmoid
    >>> from chainrule.maths.training import train_on_rings
    >>> describe_first_layer(train_on_rings(sigmoid, np.random.default_rng(2), updates=3), 0)
    'Sigmoid, update 0: error 0.597; layer 1 moves 4,800 times slower than layer 5'
    """
    now = min(update, training.last)
    if now < 0:
        return "The error is beyond any number from the start"
    error = training.errors[now]
    said = [f"error {size(error)}{', as of one answer for all' if abs(error - ONE_ANSWER) < 0.01 else ''}"]
    if len(training.gradients[now]) > 1:
        said += filter(None, [say_speeds(training.gradients[now]), say_way(training, now)])
    beyond = f"Error beyond any number since update {now + 1}. " if now < update else ""
    return f"{beyond}{training.stack.activations[0].label}, update {now}: {'; '.join(said)}"


class Speeds(NamedTuple):
    """The artists of the speeds: a line for each layer, from the first on, and marks for where things stand now."""

    lines: list[Line2D]
    marks: list[Line2D]
    guide: Line2D
    heading: Text


class Error(NamedTuple):
    """The artists of the error against updates: its line, and the mark for where it stands now."""

    line: Line2D
    mark: Line2D
    guide: Line2D
    heading: Text


def _guide(ax, top=1.0):
    return ax.axvline(0, ymax=top, color=style.CONTEXT, lw=1.5, ls="dotted")


def _mark(ax, marker, colour, size):
    (mark,) = ax.plot([], [], marker, color=colour, ms=size, mec=style.PAPER, mew=2, zorder=5, clip_on=False)
    mark.set_in_layout(False)  # it may stand on the edge
    return mark


def _end_at(ax, updates):
    """Let the axis of updates begin a little before 0 and end a little after the last one."""
    margin = max(updates, 1) / 40
    ax.set_xlim(-margin, max(updates, 1) + margin)


def _legend(ax, labels, **place):
    """Explain the lines of the layers: first and last with their marker, those between in grey."""
    looks = [{"color": style.CONTEXT, "lw": 1.5, "ls": "solid"}] * len(labels)
    looks[-1] = {"color": style.CHANGE, "lw": 3, "ls": style.DASHED, "marker": "D", "ms": 9}
    looks[0] = {"color": style.BACKWARD, "lw": 4, "ls": "solid", "marker": "o", "ms": 10}
    handles = [Line2D([], [], mec=style.PAPER, label=label, **look) for label, look in zip(labels, looks, strict=True)]
    look = {"fontsize": style.SMALL, "frameon": False, "labelcolor": style.INK}
    ax.legend(handles=handles, borderpad=0, ncols=2, columnspacing=1, **look | place)


def _lines_of_layers(ax, layers):
    """Draw an empty line for each layer, and a mark for where the first and the last stand; the first lies on top."""
    between = [ax.plot([], [], color=style.CONTEXT, lw=1.5)[0] for _ in range(layers - 2)]
    last = ax.plot([], [], color=style.CHANGE, lw=3, ls=style.DASHED)[:1] if layers > 1 else []
    (first,) = ax.plot([], [], color=style.BACKWARD, lw=4)
    marks = [_mark(ax, "o", style.BACKWARD, 14)] + [_mark(ax, "D", style.CHANGE, 12)] * (layers > 1)
    return [first, *between, *last], marks


def _move_lines(lines, heights):
    """Draw the numbers of each layer, of shape (updates + 1, layers); lines that are left over become empty."""
    columns = heights.T
    used = [lines[0], *lines[1 : len(columns) - 1], *lines[-1:]][: len(columns)]
    for line in lines:
        line.set_data([], [])
    for line, column in zip(used, columns, strict=True):
        line.set_data(np.arange(len(column)), column)


def _stand(marks, guide, update, heights):
    """Put the marks where the first and the last layer stand after an update."""
    for mark, height in zip(marks, (heights[0], heights[-1]), strict=False):
        mark.set_data([update], [height])
    guide.set_xdata([update, update])


def _within(numbers, ends):
    """Bring numbers on a log axis that ends there: what is no number, or lies beyond, lies at the end."""
    return np.clip(np.nan_to_num(numbers, nan=ends[1], posinf=ends[1]), *ends)


def draw_speeds(ax, updates, layers):
    """Draw the frame for the length of dE/dW of each layer on `ax`; give its artists as `Speeds`."""
    heading = style.dress(ax, " ", "updates", r"length of $\partial{}E/\partial{}W$")
    ax.set(yscale="log", ylim=SPEEDS)
    ax.minorticks_off()
    _end_at(ax, updates)
    guide = _guide(ax)
    lines, marks = _lines_of_layers(ax, layers)
    labels = ["first layer", "between", "last layer"] if layers > 2 else ["first layer", "last layer"][:layers]
    _legend(ax, labels, loc="lower left", handlelength=2.6)
    return Speeds(lines, marks, guide, heading)


def draw_training_error(ax, updates):
    """Draw the frame for the error against updates on `ax`; give its artists as `Error`."""
    heading = style.dress(ax, " ", "updates", "$E$, error")
    ax.axhline(ONE_ANSWER, color=style.CONTEXT, lw=1.5, ls=style.DASHED)
    ax.annotate(
        "one answer for all", (1, ONE_ANSWER), (0, 6), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="right", fontsize=style.SMALL, color=style.INK,
    )  # fmt: skip
    ax.set(yscale="log", ylim=ERRORS)
    ax.minorticks_off()
    _end_at(ax, updates)
    guide = _guide(ax)
    (line,) = ax.plot([], [], color=style.INK, lw=3)
    return Error(line, _mark(ax, "s", style.INK, 12), guide, heading)


def move_training(speeds, error, training):
    """Draw the lines of another training: as far as its numbers are numbers."""
    _move_lines(speeds.lines, _within(training.gradients[: training.last + 1], SPEEDS))
    shown = _within(training.errors[: training.last + 1], ERRORS)
    error.line.set_data(np.arange(len(shown)), shown)


def move_update(speeds, error, training, update):
    """Mark where the layers and the error stand after an update; give the sentence that says it."""
    now = max(0, min(update, training.last))
    _stand(speeds.marks, speeds.guide, now, _within(training.gradients[now], SPEEDS))
    error.mark.set_data([now], [_within(training.errors[now], ERRORS)])
    error.guide.set_xdata([now, now])
    said = say_way(training, now) or say_speeds(training.gradients[now])
    speeds.heading.set_text(said[0].upper() + said[1:])
    shown = size(training.errors[now]) if update <= training.last else "beyond any number"
    error.heading.set_text(f"Error {shown}")
    return describe_first_layer(training, update)


def first_layer_axes():
    """Make the figure of `plot_first_layer`: a wide panel for the speeds, a narrower one for the error."""
    return style.new_figure(columns=2, size=(11.5, 4.8), width_ratios=[3, 2])


def plot_first_layer(training, update=None):
    """Show how fast each layer of a network moves while it is trained, beside the error.

    Parameters
    ----------
    training : Training
    update : the update that is marked and told of; None for the last
    """
    figure, (left, right) = first_layer_axes()
    speeds = draw_speeds(left, training.updates, training.stack.depth)
    error = draw_training_error(right, training.updates)
    move_training(speeds, error, training)
    words = move_update(speeds, error, training, training.updates if update is None else update)
    show(figure, words)


# --- dead and saturated units ---------------------------------------------------------------------------------


def what_is_flat(activation):
    """Tell what can befall a unit: "dead" (its slope can be 0), "saturated" (only near 0, under 0.01) or "" (neither).

    >>> from chainrule import leaky_relu, relu, tanh
    >>> what_is_flat(relu), what_is_flat(tanh), what_is_flat(leaky_relu)
    ('dead', 'saturated', '')
    """
    zones = activation.saturated_zones()
    if any((activation.derivative(np.array(zone)) == 0).any() for zone in zones):
        return "dead"
    return "saturated" if zones else ""


def describe_dead_units(training, update):
    """Say of a training how many hidden units are dead after an update, or saturated if they cannot die.

    >>> from chainrule import relu
    >>> from chainrule.maths.training import train_on_rings
    >>> training = train_on_rings(relu, np.random.default_rng(0), depth=4, learning_rate=0.4, updates=40)
    >>> describe_dead_units(training, 40)
    'Update 40: 6 of 48 ReLU units are dead (12 %); 6 died in training, 8 came back; error 0.0315'
    """
    now = min(update, training.last)
    if now < 0:
        return "The error is beyond any number from the start"
    activation = training.stack.activations[0]
    flat = what_is_flat(activation)
    out, died, back = (int(units.sum()) for units in fates(training, now, flat == "saturated"))
    count = sum(training.stack.widths[1:-1])
    units = f"of {count} {activation.label} units"
    if flat == "saturated":
        share, layers = _shares(training, flat)[now], []
        for l in (1, *range(2, len(share)), len(share)) if len(share) < 5 else (1, len(share)):  # noqa: E741
            layers.append(f"layer {l} {percent(share[l - 1])}")
        whole = sum(flats[now].sum() for flats in training.flat[:-1]) / count
        said = (
            f"{activation.label} units are saturated (slope under {number(SATURATED_BELOW)}) for {percent(whole)} of "
            f"the points: {', '.join(layers)}; {out or 'none'} of {count} for every point"
        )
    elif flat:
        said = f"{out} {units} are dead ({percent(out / count)}); {died} died in training, {back} came back"
    else:
        said = f"none {units} is dead or saturated: the slope is nowhere under {number(SATURATED_BELOW)}"
    beyond = f"Error beyond any number since update {now + 1}. " if now < update else ""
    return f"{beyond}Update {now}: {said}; error {size(training.errors[now])}"


class Units(NamedTuple):
    """The artists of the hidden units: how full each cell is, a cross where none passes, a diamond where none did."""

    fill: PathPatch
    out: PathPatch
    back: PathPatch


class Shares(NamedTuple):
    """The artists of the share of each layer's units that are out: lines, where they stand now, and the heading."""

    lines: list[Line2D]
    marks: list[Line2D]
    guide: Line2D
    heading: Text


def _shares(training, flat):
    """The share that is drawn for each hidden layer, of shape (updates + 1, hidden layers)."""
    return (training.saturated if flat == "saturated" else training.dead)[:, :-1]


CELL = 0.8
"""How wide and high the cell of a unit is; they stand 1 apart."""


def _cells(widths):
    """Where the cell of each hidden unit begins, layer after layer, each layer in the middle of its row."""
    most = max(widths)
    places = [(i + (most - width) / 2, row) for row, width in enumerate(widths, 1) for i in range(width)]
    return np.array(places) - CELL / 2


BOX = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) * CELL
DIAMOND = np.array([(-1, 0), (0, -1), (1, 0), (0, 1), (-1, 0)])
CROSS = np.array([(-1, -1), (1, 1), (-1, 1), (1, -1)])
CLOSED = (Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY)
STROKES = (Path.MOVETO, Path.LINETO) * 2


def _copies(places, outline, codes):
    """One path with a copy of an outline at each place: much shorter than a marker for each."""
    return Path((np.reshape(places, (-1, 1, 2)) + outline).reshape(-1, 2), codes * len(places))


def _reshape(patch, path):
    """Give a patch another outline; matplotlib does not note by itself that it has to be drawn anew."""
    patch.set_path(path)
    patch.stale = True


def _mark_size(widths, share):
    """How far a mark reaches in both directions so that it looks square and takes a share of its cell's width."""
    columns, rows = max(widths) + 0.2, len(widths) + 0.2
    side = min(share * 440 / columns, 0.3 * 236 / rows)  # the panel is about 440 by 236 points
    return np.array([side * columns / 440, side * rows / 236])


def draw_units(ax, widths):
    """Draw a cell for each hidden unit on `ax`, a row for each layer, the first one lowest; give `Units`."""
    style.dress(ax, "A unit is filled by the points whose gradient passes")
    corners = _cells(widths)
    ax.add_patch(PathPatch(_copies(corners, BOX, CLOSED), facecolor="none", edgecolor=style.CONTEXT, lw=1.2))
    nowhere = _copies(corners[:0], BOX, CLOSED)
    looks = (
        {"facecolor": style.BACKWARD, "edgecolor": "none"},
        {"facecolor": "none", "edgecolor": style.INK, "lw": 3},
        {"facecolor": style.CHANGE, "edgecolor": style.PAPER, "lw": 1.5},
    )
    fill, out, back = (ax.add_patch(PathPatch(nowhere, **look)) for look in looks)
    handles = [
        Line2D([], [], ls="none", marker="x", color=style.INK, ms=12, mew=3, label="none passes"),
        Line2D([], [], ls="none", marker="D", color=style.CHANGE, ms=11, label="none passed, now some do"),
    ]
    ax.set(
        xlim=(-0.6, max(widths) - 0.4), ylim=(0.4, len(widths) + 0.6), xticks=[],
        yticks=range(1, len(widths) + 1), yticklabels=[f"layer {i}" for i in range(1, len(widths) + 1)],
    )  # fmt: skip
    ax.tick_params(length=0, labelsize=style.TEXT)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0), fontsize=style.TEXT, frameon=False,
        labelcolor=style.INK,
    )  # fmt: skip
    return Units(fill, out, back)


def draw_shares(ax, updates, layers):
    """Draw the frame for the share of each hidden layer's units that are out on `ax`; give its artists as `Shares`."""
    heading = style.dress(ax, " ", "updates", " ")
    ax.set(ylim=(-0.04, 1.24), yticks=[0, 0.25, 0.5, 0.75, 1], yticklabels=["0", "25 %", "50 %", "75 %", "100 %"])
    _end_at(ax, updates)
    guide = _guide(ax, 0.82)
    lines, marks = _lines_of_layers(ax, layers)
    labels = [f"layer {i}" for i in range(1, layers + 1)]
    labels = labels if layers < 4 else [labels[0], "between", labels[-1]]
    _legend(ax, labels, loc="upper right", handlelength=1.9)
    return Shares(lines, marks, guide, heading)


def move_shares(shares, training):
    """Draw the shares of another training, as far as its numbers are numbers."""
    flat = what_is_flat(training.stack.activations[0])
    _move_lines(shares.lines, _shares(training, flat)[: training.last + 1])
    label = "saturated, share of units" if flat == "saturated" else "dead, share of units"
    if shares.lines[0].axes.get_ylabel() != label:
        shares.lines[0].axes.set_ylabel(label)


def move_units(units, shares, training, update):
    """Draw how things stand after an update; give the sentence that says it."""
    now = max(0, min(update, training.last))
    flat = what_is_flat(training.stack.activations[0])
    widths = training.stack.widths[1:-1]
    passing = 1 - np.nan_to_num(np.concatenate([flats[now] for flats in training.flat[:-1]]), nan=1.0)
    corners, some = _cells(widths), passing > 0
    heights = np.stack([np.ones_like(passing), passing], axis=1)[some, None]
    _reshape(units.fill, _copies(corners[some], BOX * heights, CLOSED))
    out, _, back = fates(training, now, flat == "saturated")
    _reshape(units.out, _copies(corners[out] + CELL / 2, CROSS * _mark_size(widths, 0.25), STROKES))
    _reshape(units.back, _copies(corners[back] + CELL / 2, DIAMOND * _mark_size(widths, 0.3), CLOSED))
    share = np.nan_to_num(_shares(training, flat)[now])
    _stand(shares.marks, shares.guide, now, share)
    of_all = share @ widths / sum(widths)
    shares.heading.set_text(f"{percent(of_all)} {'saturated' if flat == 'saturated' else 'of the units are dead'}")
    return describe_dead_units(training, update)


def dead_units_axes():
    """Make the figure of `plot_dead_units`: a wide panel for the units, a narrower one for their shares."""
    return style.new_figure(columns=2, size=(11.5, 4.4), width_ratios=[5, 3])


def plot_dead_units(training, update=None):
    """Show which hidden units are dead after an update, and the share of dead units in each layer over time.

    Where the slope is never 0, as for sigmoid and tanh, saturation is shown instead: a slope under 0.01.

    Parameters
    ----------
    training : Training of a network with a hidden layer
    update : the update that is shown; None for the last

    Raises
    ------
    ValueError : for a network without a hidden layer
    """
    widths = training.stack.widths[1:-1]
    if not widths:
        raise ValueError("a network of one layer has no hidden units")
    figure, (left, right) = dead_units_axes()
    units, shares = draw_units(left, widths), draw_shares(right, training.updates, len(widths))
    move_shares(shares, training)
    show(figure, move_units(units, shares, training, training.updates if update is None else update))


# --- how many die, and how many learn -------------------------------------------------------------------------

LEARNED = 0.05
"""A training has learned the two rings if its last error is under this."""


class Count(NamedTuple):
    """Of some networks with one learning rate: the dead share of each at the end, and how many have learned."""

    dead: np.ndarray
    learned: int


def count_dead(activation, learning_rate, networks=20):
    """Train networks of three hidden layers of 16 on two rings, 200 updates, weight scale 1.4; give their `Count`."""
    with one_blas_thread():
        runs = [
            train_on_rings(activation, np.random.default_rng(seed), 4, scaled_normal(1.4), learning_rate, updates=200)
            for seed in range(networks)
        ]
    dead = np.array([run.dead[run.last, :-1].mean() for run in runs])
    return Count(dead, sum(bool(run.errors[-1] < LEARNED) for run in runs))


def draw_dead_against_rate(left, right, rates, counts):
    """Draw the dead shares on `left` and how many have learned on `right`, for a list of `Count` of each activation."""
    for i, (activation, found) in enumerate(counts.items()):
        look = {
            "color": style.CATEGORIES[i], "ls": style.CATEGORY_DASHES[i], "marker": style.CATEGORY_MARKERS[i], "ms": 9,
            "mec": style.PAPER, "lw": 3, "label": activation.label,
        }  # fmt: skip
        for rate, count in zip(rates, found, strict=True):
            at = np.full(len(count.dead), rate + 0.012 * (2 * i - 1))
            left.plot(at, count.dead, look["marker"], color=look["color"], ms=5, alpha=0.35, mew=0)
        left.plot(rates, [count.dead.mean() for count in found], **look)
        right.plot(rates, [count.learned / len(count.dead) for count in found], **look)
    ends = {"ylim": (-0.04, 1.04), "yticks": [0, 0.25, 0.5, 0.75, 1], "xticks": rates}
    left.set(**ends, yticklabels=["0", "25 %", "50 %", "75 %", "100 %"])
    right.set(**ends, yticklabels=["none", "", "half", "", "all"])
    style.dress(left, "Dead units: each network, and their mean", r"$\eta$, learning rate", "dead, share of units")
    style.dress(right, f"Networks with an error under {number(LEARNED)}", r"$\eta$, learning rate", "learned")
    left.legend(fontsize=style.SMALL, frameon=False, labelcolor=style.INK, loc="upper left")


def plot_dead_shares(rates=(0.1, 0.3, 0.5, 0.7), activations=(relu, leaky_relu), networks=20):
    """Show how many units die, and how many networks learn, at some learning rates.

    Parameters
    ----------
    rates : learning rates, numbers above 0
    activations : of the hidden layers, up to six
    networks : how many are trained for each rate and activation
    """
    counts = {each: [count_dead(each, rate, networks) for rate in rates] for each in activations}
    figure, axes = style.new_figure(columns=2, size=(10.5, 4.4))
    draw_dead_against_rate(*axes, rates, counts)
    said = []
    for activation, found in counts.items():
        for rate, count in zip(rates, found, strict=True):
            low, mean, high = (percent(share) for share in (count.dead.min(), count.dead.mean(), count.dead.max()))
            said.append(
                f"{activation.label}, rate {number(rate)}: dead {mean} on average ({low} to {high}), "
                f"{count.learned} of {networks} learned"
            )
    show(figure, "\n".join(said))
