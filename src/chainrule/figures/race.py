"""Pictures of the race of lesson 14: who reaches which accuracy after how many updates, over several seeds.

`explorers/race.py` moves the artists that are drawn here.
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
from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.data import digits
from chainrule.maths.numbers import number, percent
from chainrule.maths.race import Runner, collect, first_crossing, mnist_race, race, sustained_crossing

GOALS = (0.80, 0.90, 0.95)
FIRST_UPDATES = 10
"""Where the axis of updates begins."""


class Track(NamedTuple):
    """The artists of one runner: the band of its seeds, their median, when each seed was there, and the factor."""

    band: PathPatch
    median: Line2D
    first: Line2D
    sustained: Line2D
    middle: Line2D
    factor: Text


def race_axes():
    """Make the figure of a race; give it and its two axes."""
    return style.new_figure(columns=2, size=(11.5, 4.9), width_ratios=[1.15, 1])


def draw_goals(ax, updates):
    """Draw the frame of accuracies against updates on `ax`, with a line at each goal."""
    for goal in GOALS:
        ax.axhline(goal, color=style.GRID, lw=1.2, zorder=0)
    ax.set(xscale="log", xlim=(FIRST_UPDATES, updates), ylim=(0, 1.02), yticks=[0, 0.2, 0.4, 0.6, *GOALS])
    ax.set_yticklabels(["0", "20", "40", "60", *(number(100 * goal) for goal in GOALS)])


def draw_curve(ax, i):
    """Draw the band and the median of the runner with number i on `ax`; `move_curve` fills them."""
    colour, dash = style.CATEGORIES[i % 6], style.CATEGORY_DASHES[i % 6]
    band = ax.add_patch(PathPatch(Path(np.zeros((1, 2))), facecolor=style.SHADE, edgecolor="none", zorder=0.5))
    (median,) = ax.plot([], [], color=colour, ls=dash, lw=2.5)
    return band, median


def looks():
    """Give (colour, dash, marker) of each runner in turn."""
    return list(zip(style.CATEGORIES, style.CATEGORY_DASHES, style.CATEGORY_MARKERS, strict=True))


def draw_names(ax, runners):
    """Draw the legend of runners on `ax`: colour, dash and name of each; give it."""
    return _draw_names(ax, [label_of(runner, runners) for runner in runners])


def _draw_names(ax, names):
    entries = [Line2D([], [], color=colour, ls=dash, lw=2.5) for colour, dash, _ in looks()[: len(names)]]
    return ax.legend(
        entries, names, loc="lower right", fontsize=style.SMALL, frameon=False, labelcolor=style.INK, handlelength=3
    )


def draw_race(left, right, runners, updates):
    """Draw the frames of a race; give a list of `Track`, one for each runner, and the title on the right."""
    names = [label_of(runner, runners) for runner in runners]
    draw_goals(left, updates)
    style.dress(left, "Digits named right; a band for several seeds", "updates", "% of the test digits named right")
    rows = np.arange(len(runners))[::-1]
    right.set(xscale="log", xlim=(FIRST_UPDATES, 3 * updates), ylim=(-0.6, len(runners) - 0.4), yticks=rows)
    right.set_yticklabels(names)
    heading = style.dress(right, " ", "updates", "")
    right.tick_params(axis="y", length=0, labelsize=style.SMALL)
    tracks = []
    for i, row in enumerate(rows.tolist()):
        colour, marker = style.CATEGORIES[i % 6], style.CATEGORY_MARKERS[i % 6]
        right.axhline(row, color=style.GRID, lw=1, zorder=0)
        (first,) = right.plot([], [], marker, color=style.PAPER, mec=colour, mew=1.5, ms=8)
        (sustained,) = right.plot([], [], marker, color=colour, ms=7)
        (middle,) = right.plot([], [], "|", color=colour, ms=26, mew=3)
        factor = right.text(2.8 * updates, row, "", ha="right", va="center", fontsize=style.TEXT, color=style.INK)
        tracks.append(Track(*draw_curve(left, i), first, sustained, middle, factor))
    return tracks, heading


def label_of(runner, runners):
    """How a runner is called: by its activation; where two have the same one, by its learning rate too."""
    same = sum(other.activation is runner.activation for other in runners) > 1
    return f"{runner.activation.label}, rate {number(runner.learning_rate)}" if same else runner.activation.label


def move_race(tracks, heading, curves, runners, goal):
    """Show how far a race has come; give the sentence that says who reached the goal, and when.

    curves : what `collect` gives of the measurements so far; goal : one of `GOALS`.
    """
    heading.set_text(f"{percent(goal)} reached: first (open), for good (full)")
    medians = []
    for i, track in enumerate(tracks):
        own = [curve for (number, _), curve in curves.items() if number == i and curve]
        updates, accuracies = accuracies_of(own)
        move_curve(track.band, track.median, updates, accuracies)
        found = [sustained_crossing(curve, goal) for curve in own]
        there = [k for k in found if k is not None]
        first = [k for k in (first_crossing(curve, goal) for curve in own) if k is not None]
        row = track.factor.get_position()[1]
        track.first.set_data(np.maximum(first, FIRST_UPDATES), [row + 0.2] * len(first))
        track.sustained.set_data(np.maximum(there, FIRST_UPDATES), [row - 0.2] * len(there))
        median = np.median([math.inf if k is None else k for k in found]) if found else math.inf
        medians.append(float(median))
        track.middle.set_data(*(([median], [row]) if math.isfinite(median) else ([], [])))
    slowest = max((median for median in medians if math.isfinite(median)), default=math.inf)
    for track, median in zip(tracks, medians, strict=True):
        track.factor.set_text(f"{number(slowest / median, 2)} ×" if math.isfinite(median) else "not there")
    return say_race(curves, runners, medians, goal)


def accuracies_of(curves):
    """Lay the curves of several seeds side by side: give updates, and an array (seeds, updates) of accuracies.

    A curve that ended early, since its error was no number any more, stays where it was.
    """
    longest = max(curves, key=len, default=[])
    updates = np.array([now.updates for now in longest])
    rows = [[now.accuracy for now in curve] + [curve[-1].accuracy] * (len(longest) - len(curve)) for curve in curves]
    return updates, np.array(rows).reshape(len(curves), len(longest))


def move_curve(band, median, updates, accuracies):
    """Show the median of several seeds, and between which accuracies they lie."""
    seen = updates >= FIRST_UPDATES
    x, y = updates[seen], accuracies[:, seen]
    if not x.size:
        median.set_data([], [])
        band.set_path(Path(np.zeros((1, 2))))
    else:
        median.set_data(x, np.median(y, axis=0))
        band.set_path(Path(np.r_[np.c_[x, y.min(axis=0)], np.c_[x, y.max(axis=0)][::-1]]))
    band.stale = True


def say_race(curves, runners, medians, goal):
    """Say who reached a goal for good, and after how many updates, in the median of the seeds.

    >>> from chainrule import relu, sigmoid
    >>> say_race({(0, 0): [], (1, 0): []}, [Runner(sigmoid, 0.1), Runner(relu, 0.1)], [500.0, 100.0], 0.9)
    '90 % for good, 1 seed: ReLU after 100 updates, 5 times as fast as the slowest; Sigmoid after 500'
    """
    seeds = len({seed for _, seed in curves})
    order = sorted(range(len(runners)), key=medians.__getitem__)
    there = [i for i in order if math.isfinite(medians[i])]
    said = []
    for i in there:
        updates = f"{label_of(runners[i], runners)} after {number(medians[i])}"
        factor = medians[there[-1]] / medians[i]
        ahead = f"{' updates' if i == there[0] else ''}"
        said.append(updates + ahead + (f", {number(factor, 2)} times as fast as the slowest" if factor >= 1.05 else ""))
    said += [f"{label_of(runners[i], runners)} not in the median" for i in order if i not in there]
    over = "1 seed" if seeds == 1 else f"median of {seeds} seeds"
    return f"{percent(goal)} for good, {over}: {'; '.join(said)}"


def plot_race(runners, initialization, goal=0.9, seeds=3, units=32, updates=1500):
    """Show a race on the handwritten digits: the accuracy of each runner, and when it reached the goal.

    Parameters
    ----------
    runners : list of (Activation, learning rate)
    initialization : Initialization
    goal : 0.8, 0.9 or 0.95
    seeds : int, how many times each runs: with seeds 0, 1, ...
    units : int, of the hidden layer
    updates : int, how long they run
    """
    runners = [Runner(*runner) for runner in runners]
    figure, axes = race_axes()
    tracks, heading = draw_race(*axes, runners, updates)
    draw_names(axes[0], runners)
    with one_blas_thread():
        curves = collect(race(runners, range(seeds), initialization, units, updates))
    show(figure, move_race(tracks, heading, curves, runners, goal))


def plot_mnist_race():
    """Show the slides' race on MNIST, as `tools/race_mnist.py` ran it: one rate for all, and each its best."""
    measured = mnist_race()
    figure, axes = style.new_figure(columns=2, size=(11.5, 4.6), sharey=True)
    names = list(measured["best_rates"])
    said = []
    for ax, own in zip(axes, (False, True), strict=True):
        draw_goals(ax, max(run["updates"] for run in measured["runs"]))
        there = []
        for i, name in enumerate(names):
            runs = [
                run for run in measured["runs"]
                if run["activation"] == name and (run["learning_rate"] == measured["best_rates"][name]) is own
            ]  # fmt: skip
            curves = np.array([run["curve"] for run in runs])
            move_curve(*draw_curve(ax, i), curves[0, :, 0], curves[:, :, 1])
            there.append(np.median([run["first"][-1] for run in runs]))
        which = "each with its own best rate" if own else f"one rate for all, {number(runs[0]['learning_rate'])}"
        style.dress(ax, which.capitalize(), "updates", "" if own else "% of the test pictures named right")
        reached = ", ".join(
            f"{ACTIVATIONS[name].label} after {number(updates)}" for name, updates in zip(names, there, strict=True)
        )
        said.append(f"{which}: {reached}")
    _draw_names(axes[1], [ACTIVATIONS[name].label for name in names])
    show(figure, f"MNIST, 95 % for the first time, median of 3 seeds. {'; '.join(said)} updates".replace("One", "one"))


def plot_digits(rows=2, columns=10):
    """Show some of the handwritten digits that the race is run on."""
    figure, axes = style.new_figure(columns, rows, size=(10.5, 1.15 * rows))
    images = digits()
    for ax, x in zip(axes.flat, images.x, strict=False):
        ax.imshow(1 - x.reshape(8, 8), cmap="gray", vmin=0, vmax=1)
        ax.axis("off")
    shown = ", ".join(map(str, images.labels[: rows * columns]))
    show(figure, f"Handwritten digits of 8 by 8 pixels: {shown}")
