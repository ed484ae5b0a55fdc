"""The map of weight scales: for each activation, where a gradient vanishes or explodes in the long run.

Used by lessons 09 to 11; `explorers/depth.py` moves the artists that are drawn here.
"""

import functools
import math
from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from chainrule.figures import style
from chainrule.figures.pictures import show
from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.mean_field import critical_weight_scale, long_run_chi
from chainrule.maths.numbers import number, power

EVERYONE = tuple(ACTIVATIONS.values())
SCALES = 0.05, 20.0
"""The ends of the map's axis of weight scales, with 1 in the middle."""
PURPLE, ORANGE = "#9460b8", "#d98a1c"  # shading on both light and dark pages
FULL_SHADE = 1.0  # decades per layer
AT_THE_RIM = {"clip_on": False, "in_layout": False}


class ScaleMap(NamedTuple):
    """The artists that move over the map: a frame around the row of the activation, and "you are here"."""

    row: Line2D
    here: Line2D
    beyond: Line2D


@functools.lru_cache(512)
def long_run_row(activation, count=81):
    """Give the decades per layer in the long run for evenly spread (log) weight scales from end to end of the map."""
    with np.errstate(divide="ignore"):
        return np.array([np.log10(long_run_chi(activation, float(s))) / 2 for s in np.geomspace(*SCALES, count)])


_critical = functools.lru_cache(512)(critical_weight_scale)


def map_shades(rows):
    """Turn decades per layer into purple (vanishes) and orange (explodes), clear where a gradient stays as it is."""
    size = np.nan_to_num(np.minimum(np.abs(rows) / FULL_SHADE, 1), nan=0)
    colours = np.empty((*rows.shape, 4), np.uint8)
    for i in range(3):
        purple, orange = (int(colour[2 * i + 1 : 2 * i + 3], 16) for colour in (PURPLE, ORANGE))
        colours[..., i] = np.where(rows < 0, purple, orange)
    colours[..., 3] = np.round(235 * size**0.7)
    return colours


def draw_scale_map(ax, activations, here=None):
    """Draw for each activation (a row) and weight scale what becomes of a gradient in the long run; give a `ScaleMap`.

    Parameters
    ----------
    activations : list of Activation, from top to bottom
    here : (activation, weight scale) to mark, or None
    """
    rows = np.array([long_run_row(activation) for activation in activations])
    count = len(activations)
    places = _place(np.array(SCALES))
    half = (places[1] - places[0]) / (rows.shape[1] - 1) / 2
    ax.imshow(
        map_shades(rows), aspect="auto", interpolation="nearest", zorder=0,
        extent=(places[0] - half, places[1] + half, count - 0.5, -0.5),
    )  # fmt: skip
    for i, activation in enumerate(activations):
        critical = _critical(activation)
        there = critical is not None and SCALES[0] <= critical <= SCALES[1]
        if there:
            at = [_place(critical)] * 2
            ax.plot(at, [i - 0.42, i + 0.42], color=style.INK, lw=3, zorder=2, solid_capstyle="butt")
        _beside(ax, i, number(critical) if there else "none")
    _beside(ax, -1, "critical s")
    ticks = [0.05, 0.2, 0.5, 1, 2, 5, 20]
    ax.set(
        xlim=(places[0] - half, places[1] + half), ylim=(count - 0.45, -0.55), xticks=_place(np.array(ticks)),
        xticklabels=[*map(number, ticks)], yticks=range(count), yticklabels=[a.label for a in activations],
    )  # fmt: skip
    style.dress(ax, "In the long run: − vanishes, + explodes", "$s$, weight scale", "")
    ax.tick_params(axis="y", length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    for x, sign in ((0.06, "−"), (0.94, "+")):
        for i in range(count):
            ax.text(
                x, i, sign, transform=ax.get_yaxis_transform(), ha="center", va="center", fontsize=style.TEXT + 2,
                color=style.INK,
            )  # fmt: skip
    (row,) = ax.plot([], [], color=style.INK, lw=1.5, zorder=3, clip_on=False, in_layout=False)
    mark = {"color": style.BACKWARD, "ls": "none", "mec": style.PAPER, "mew": 2, "zorder": 4} | AT_THE_RIM
    (here_mark,) = ax.plot([], [], "D", ms=13, **mark)
    (beyond,) = ax.plot([], [], "<", ms=13, **mark)
    artists = ScaleMap(row, here_mark, beyond)
    move_here(artists, activations, *(here or (None, None)))
    return artists


def _beside(ax, i, words):
    """Write words right of a row of the map."""
    right = ax.get_yaxis_transform()
    ax.text(1.02, i, words, transform=right, ha="left", va="center", fontsize=style.SMALL, color=style.INK)


def _place(scale):
    """Where a weight scale stands on the map's axis, which has 1 at 0."""
    return np.log10(scale)


def move_here(artists, activations, activation, scale):
    """Move "you are here" to an activation and a weight scale; None hides it, a scale beyond the map is at its rim."""
    for artist in artists:
        artist.set_data([], [])
    if activation is None:
        return
    i = list(activations).index(activation)
    left, right = artists.row.axes.get_xlim()
    artists.row.set_data([left, right, right, left, left], [i - 0.5, i - 0.5, i + 0.5, i + 0.5, i - 0.5])
    if scale is None:
        return
    if SCALES[0] <= scale <= SCALES[1]:
        artists.here.set_data([_place(scale)], [i])
    else:
        artists.beyond.set_marker("<" if scale < SCALES[0] else ">")
        artists.beyond.set_data([left if scale < SCALES[0] else right], [i])


def say_map(activations, here=None):
    """Say the map: the critical weight scale of each activation, and where you are."""
    known = {activation.label: _critical(activation) for activation in activations}
    said = ", ".join(f"{label} {number(scale)}" for label, scale in known.items() if scale is not None)
    none = ", ".join(label for label, scale in known.items() if scale is None)
    words = f"Below its critical weight scale a gradient vanishes, above it explodes: {said or 'none has one'}"
    words += f". No critical scale: {none}" if none and said else ""
    return f"{words}. {say_here(*here)}" if here else f"{words}."


def say_here(activation, scale):
    """Say what becomes of a gradient in the long run at one place of the map.

    >>> say_here(ACTIVATIONS["sigmoid"], 1.0)
    'You are at Sigmoid, s = 1: in the long run 10^−0.63 per layer.'
    """
    with np.errstate(divide="ignore"):
        decades = float(np.log10(long_run_chi(activation, float(scale))) / 2) if scale else -math.inf
    rate = f"{power(decades)} per layer" if math.isfinite(decades) else "nothing passes"
    return f"You are at {activation.label}, s = {number(scale)}: in the long run {rate}."


def plot_scale_map(activations=EVERYONE, here=None):
    """Show for each activation at which weight scales a gradient vanishes or explodes in the long run.

    Parameters
    ----------
    activations : from top to bottom
    here : (activation, weight scale) to mark with a diamond, or None
    """
    activations = list(dict.fromkeys([*activations, *(here[:1] if here else ())]))
    figure, ax = style.new_figure(size=(8.5, 1.6 + 0.36 * len(activations)))
    draw_scale_map(ax, activations, here)
    show(figure, say_map(activations, here))
