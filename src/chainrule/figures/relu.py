"""Pictures that only ReLU and its kin need: a curve out of a few bends, the corner at 0, a batch on the flat side.

Used by lesson 04; one activation and its slope are drawn in `figures/activations.py`.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from chainrule.figures import style
from chainrule.figures.activations import Z_AXIS
from chainrule.figures.pictures import show
from chainrule.maths.activations import relu
from chainrule.maths.numbers import number

DASHES = ["solid", style.DASHED, (0, (1, 1.2)), (0, (6, 2, 1, 2))]


class Sum(NamedTuple):
    """The artists of a sum of ReLUs: the curve to follow, the sum, and its bends."""

    curve: Line2D
    total: Line2D
    bends: Line2D


class Batch(NamedTuple):
    """The artists of a batch on an activation: its curve, and one dot for each sample."""

    curve: Line2D
    samples: Line2D


def sum_of_relus(start, pieces, z):
    """Add ReLUs: start + sum of weight * max(0, z - bend) over the (weight, bend) pairs of `pieces`.

    >>> sum_of_relus(4, [(-3, -2), (2, 0)], np.array([-2.0, 0.0, 1.0]))
    array([ 4., -2., -3.])
    """
    return start + sum(weight * relu(z - bend) for weight, bend in pieces)


def formula(weight, bend):
    """Write one piece for people.

    >>> formula(-3, -2), formula(2, 0)
    ('−3 max(0, z + 2)', '2 max(0, z)')
    """
    inside = "z" if bend == 0 else f"z {'−' if bend > 0 else '+'} {number(abs(bend))}"
    return f"{number(weight)} max(0, {inside})"


def _margin(span):
    return 0.2 * (span[1] - span[0])


def _wide(span):
    """Points on the span and a little beyond it."""
    return np.linspace(span[0] - _margin(span), span[1] + _margin(span), style.POINTS + 1)


def draw_pieces(ax, pieces, span=(-2.0, 2.0)):
    """Draw each ReLU of a sum by itself on `ax`; give the list of lines."""
    z = _wide(span)
    ax.axhline(0, color=style.GRID, lw=1, zorder=0)
    lines = [
        ax.plot(z, sum_of_relus(0, [piece], z), color=style.FORWARD, ls=DASHES[i % 4], lw=2.5, label=formula(*piece))[0]
        for i, piece in enumerate(pieces)
    ]
    low, high = ax.get_ylim()
    ax.set(xlim=(z[0], z[-1]), ylim=(low, high + 0.5 * (high - low)))  # room for the legend
    style.dress(ax, f"{len(pieces)} ReLUs, each with a bend of its own", Z_AXIS, "weight · ReLU")
    ax.legend(loc="upper left", fontsize=style.SMALL, frameon=False, labelcolor=style.INK, handlelength=3)
    return lines


def largest_gap(start, pieces, curve, span=(-2.0, 2.0)):
    """Measure how far a sum of ReLUs is from a curve, at most, on `span`."""
    z = np.linspace(*span, 8 * style.POINTS + 1)
    return float(np.abs(sum_of_relus(start, pieces, z) - curve(z)).max())


def draw_sum_of_relus(ax, start, pieces, curve, label, span=(-2.0, 2.0)):
    """Draw a sum of ReLUs over the curve that it follows on `ax`; give the artists as a `Sum`."""
    z, bends = _wide(span), np.array([bend for _, bend in pieces])
    for end in span:
        ax.axvline(end, color=style.CONTEXT, lw=1.5, ls="dotted")
    (goal,) = ax.plot(z, curve(z), color=style.CONTEXT, lw=7, alpha=0.5, label=label)
    (total,) = ax.plot(z, sum_of_relus(start, pieces, z), color=style.FUNCTION, lw=3, label="the sum")
    at_bends = sum_of_relus(start, pieces, bends)
    (dots,) = ax.plot(bends, at_bends, "o", color=style.FUNCTION, ms=10, mec=style.PAPER, mew=2, label="its bends")
    ax.set_xlim(z[0], z[-1])
    gap = number(largest_gap(start, pieces, curve, span))
    style.dress(ax, f"Their sum is never more than {gap} away", Z_AXIS, "value")
    ax.legend(loc="best", fontsize=style.SMALL, frameon=False, labelcolor=style.INK)
    return Sum(goal, total, dots)


def plot_sum_of_relus(start, pieces, curve, label="the curve", span=(-2.0, 2.0)):
    """Show how a few ReLUs add up to a curve: the pieces on the left, their sum on the right.

    Parameters
    ----------
    start : number that is added to the pieces
    pieces : list of (weight, bend), for weight * max(0, z - bend)
    curve : function of z that the sum follows
    label : how the legend writes the curve
    span : (from, to), where it follows
    """
    figure, (left, right) = style.new_figure(columns=2, size=(10.5, 3.8))
    draw_pieces(left, pieces, span)
    draw_sum_of_relus(right, start, pieces, curve, label, span)
    terms = ", ".join(formula(*piece) for piece in pieces)
    gap = number(largest_gap(start, pieces, curve, span))
    where = f"from {number(span[0])} to {number(span[1])}"
    words = f"{terms} and {number(start)} add up to a bent line, never more than {gap} away from the curve {where}"
    show(figure, words)


def draw_corner(ax):
    """Draw ReLU from close up on `ax`, and the lines through its corner that could be a tangent; give these lines."""
    z = np.array([-1.0, 0.0, 1.0])
    ax.axhline(0, color=style.GRID, lw=1, zorder=0)
    ax.axvline(0, color=style.GRID, lw=1, zorder=0)
    ax.plot(z, relu(z), color=style.FUNCTION, lw=6, alpha=0.5, label="ReLU")
    slopes = {"slope 0, as on the left": 0, "slope 1/2, in the middle": 0.5, "slope 1, as on the right": 1}
    lines = [
        ax.plot(z, slope * z, color=style.DERIVATIVE, ls=dash, lw=2.5, label=words)[0]
        for (words, slope), dash in zip(slopes.items(), DASHES[1:], strict=True)
    ]
    ax.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    style.dress(ax, "Which line touches the corner? Each of them", Z_AXIS, "$a(z)$, activation")
    ax.legend(
        loc="center left", bbox_to_anchor=(1, 0.5), fontsize=style.SMALL, frameon=False,
        labelcolor=style.INK, handlelength=3,
    )  # fmt: skip
    return lines


def plot_corner():
    """Show ReLU on [-1, 1] by [-1, 1], and three slopes that could be its slope at 0."""
    figure, ax = style.new_figure(size=(7.5, 4.2))
    draw_corner(ax)
    show(figure, "ReLU from z = −1 to 1: flat, then straight up; lines of slope 0, 1/2 and 1 all touch its corner")


def verdict(activation, z):
    """Say what share of a batch gets a gradient through.

    >>> verdict(relu, np.array([-3.0, -2.0])), verdict(relu, np.array([-3.0, 2.0]))
    ('nothing passes: dead', '1 of 2 pass')
    """
    passing = np.count_nonzero(np.nan_to_num(activation.derivative(z)))  # at a jump there is no slope: nan
    return f"{passing} of {len(z)} pass" if passing else "nothing passes: dead"


def draw_batch(ax, activation, z, label, reach=8.0):
    """Draw where the samples of a batch land on an activation on `ax`; give the artists as a `Batch`."""
    grid = np.linspace(-reach, reach / 3, style.POINTS + 1)
    ax.axhline(0, color=style.GRID, lw=1, zorder=0)
    (curve,) = ax.plot(grid, activation(grid), color=style.FUNCTION, lw=3)
    (samples,) = ax.plot(
        z, activation(z), "o", color=style.FORWARD, ms=8, mec=style.PAPER, mew=0.5, alpha=0.6, label="a sample",
    )  # fmt: skip
    ax.set(xlim=(-reach, reach / 3), ylim=(-reach / 12, reach / 3))
    style.dress(ax, f"{label}: {verdict(activation, z)}", Z_AXIS, "$a(z)$, activation")
    return Batch(curve, samples)


def plot_batches(activation, batches, reach=8.0):
    """Show where batches land on an activation, side by side: on the flat side no gradient passes.

    Parameters
    ----------
    activation : Activation
    batches : dict of label -> array of pre-activations of one unit
    reach : the axes go from -reach to a third of it
    """
    figure, axes = style.new_figure(columns=len(batches), size=(10.5, 3.2), sharey=True, squeeze=False)
    for ax, (label, z) in zip(axes.flat, batches.items(), strict=True):
        draw_batch(ax, activation, z, label, reach)
    axes[0, 0].legend(loc="upper left", fontsize=style.SMALL, frameon=False, labelcolor=style.INK)
    for ax in axes[0, 1:]:
        ax.set_ylabel("")
    said = "; ".join(f"{label}: {verdict(activation, z)}" for label, z in batches.items())
    show(figure, f"A batch on {activation.label}. {said}")
