"""Pictures of one's own activation beside a built-in one, its derivative checked.

Used by lesson 05; `explorers/own_activation.py` moves the artists that are drawn here.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from chainrule.figures import style
from chainrule.figures.activations import (
    Panel,
    Probe,
    describe,
    draw_probe,
    draw_slope,
    draw_value,
    finding,
    fit_limits,
    fit_share,
    move_slope,
    move_value,
    say_slope,
)
from chainrule.figures.pictures import show
from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.numbers import number
from chainrule.maths.own_activation import bring, measure_facts


class OwnActivation(NamedTuple):
    """The artists that change with the activation on the workbench, and the `Probe` that moves with z."""

    value: Panel
    slope: Panel
    dots: Line2D
    beside: Line2D
    beside_slope: Line2D
    probe: Probe


def own_activation_axes():
    """Make the figure of an own activation: value, slope, the share that passes, and room for a legend below."""
    return style.new_figure(columns=3, size=(10.5, 4.8), width_ratios=[5, 5, 0.9])


def draw_own_activation(axes, facts, beside=None, z=1.0, reach=8.0):
    """Draw an activation on the three axes of `own_activation_axes`; give the `OwnActivation`.

    Parameters
    ----------
    facts : what `chainrule.maths.own_activation.measure_facts` found about the activation
    beside : the `Activation` to lay beside it in grey, or None
    z : where the tangent touches
    """
    grey = {"color": style.CONTEXT, "lw": 6, "alpha": 0.75, "zorder": 1}
    grey["label"] = "built-in, for comparison"
    (beside_value,), (beside_slope,) = (ax.plot([], [], **grey) for ax in axes[:2])
    value = draw_value(axes[0], facts.activation, reach)
    slope = draw_slope(axes[1], facts.activation, reach)
    slope.curve.set_label("derivative that was given")
    (dots,) = axes[1].plot([], [], "o", color=style.INK, ms=5, label="central differences")
    artists = OwnActivation(value, slope, dots, beside_value, beside_slope, draw_probe(*axes, facts.activation, z))
    move_own_activation(artists, facts, beside, reach)
    return artists


def name_lines(parent, artists, loc):
    """Name what is shown in a legend of `parent`, which is axes or a figure; give it."""
    lines = [artists.slope.curve, artists.dots, artists.beside]
    return parent.legend(
        handles=[line for line in lines if line.get_visible()], loc=loc, ncols=1 if hasattr(parent, "xaxis") else 3,
        fontsize=style.SMALL, frameon=False, labelcolor=style.INK, handlelength=3,
    )  # fmt: skip


@np.errstate(all="ignore")
def move_own_activation(artists, facts, beside=None, reach=8.0):
    """Draw another activation in a `OwnActivation`, or another one beside it."""
    own = facts.activation
    move_value(artists.value, own, reach)
    move_slope(artists.slope, own, reach)
    artists.slope.curve.set_visible(facts.given is not None)
    artists.slope.title.set_text(_slope_title(facts, artists.slope.title.get_text()))
    step = 0.5 if facts.given else 0.2  # sparse on a line; where there is no line they have to show the shape
    some = np.isclose(facts.differences.z % step, 0.1)
    artists.dots.set_data(facts.differences.z[some], facts.differences.slopes[some])
    z = np.linspace(-reach, reach, style.POINTS + 1)
    for line in (artists.beside, artists.beside_slope):
        line.set_visible(beside is not None)
    slopes = [facts.differences.slopes]
    if facts.given:
        artists.slope.curve.set_data(z, facts.given(z))
        slopes.append(facts.given(z))
    _fit(artists.value.curve.axes, [own(z)], artists.beside, z, beside)
    _fit(artists.slope.curve.axes, slopes, artists.beside_slope, z, beside and beside.derivative)
    fit_share(artists.probe.bar.axes, artists.slope.curve.axes)


def _fit(ax, curves, line, z, function):
    """Fit the height of `ax` to the curves, with some room for the one beside them."""
    if function:
        line.set_data(z, function(z))
        low, high = min(curve.min() for curve in curves), max(curve.max() for curve in curves)
        curves = [*curves, np.clip(line.get_ydata(), low - 1, high + 1)]
    fit_limits(ax, curves)


def _slope_title(facts, steepest):
    if facts.disagreement:
        return f"Line and dots disagree, most at z = {number(facts.disagreement.z)}"
    return steepest


def say_slopes(facts):
    """Say whether the derivative that was given is right.

    >>> say_slopes(measure_facts(bring("z**2 / 8", "z / 8")))
    'The derivative given is wrong, most at z = −8: it says −1, the differences say −2 (these count).'
    """
    wrong = facts.disagreement
    if wrong:
        return (
            f"The derivative given is wrong, most at z = {number(wrong.z)}: it says {number(wrong.given)}, "
            f"the differences say {number(wrong.differences)} (these count)."
        )
    if facts.given is None:
        return "No derivative given."
    return "The derivative given agrees."


@np.errstate(all="ignore")
def say_facts(facts, reach=8.0):
    """Say what was measured, in two lines; one more if the derivative that was given is wrong.

    >>> print(say_facts(measure_facts(bring("z / (1 + abs(z))"))))
    No derivative given. Range −0.952 to 0.952 (|z| up to 20); zero-centred; nowhere saturated for |z| up to 8.
    For z ~ N(0, 1): E[a²] = 0.183, E[a′²] = 0.228, more in 11 of 12 built-in ones. Nearest: Tanh, 0.202 away.
    """
    own = facts.activation
    low, high = map(number, own.range)
    measured = " (|z| up to 20)" if own.facts_measured else ""
    centre = "" if own.zero_centred else f"mean output {number(own.mean_output)}, not "
    flat = finding(own, reach).removeprefix(f"{own.label} is ").replace("flat", "saturated")
    nearest = f"Nearest: {facts.nearest.label}, {number(facts.distance)} away"
    if facts.distance < 1e-9:
        nearest = f"It has the values of {facts.nearest.label}"
    between = "\n" if facts.disagreement else " "
    return (
        f"{say_slopes(facts)}{between}Range {low} to {high}{measured}; {centre}zero-centred; {flat}.\n"
        f"For z ~ N(0, 1): E[a²] = {number(facts.mean_square)}, E[a′²] = {number(facts.mean_square_slope)}, "
        f"more in {facts.more} of {len(ACTIVATIONS)} built-in ones. {nearest}."
    )


def say_place(facts, z):
    """Say the value and the slope at `z`, or that there is a jump.

    >>> say_place(measure_facts(bring("sign(z)")), 0.0)
    'Yours at z = 0: value 0, no slope, for it jumps here.'
    """
    return describe(facts.activation, z) + "."


def say_beside(activation, z):
    """Say the one beside it, if there is one, in a few words to go on with.

    >>> say_beside(ACTIVATIONS["tanh"], 0.0)
    ' Grey: Tanh 0, slope 1.'
    """
    if activation is None:
        return ""
    return f" Grey: {activation.label} {number(activation(z))}, {say_slope(activation.derivative(z))}."


def plot_own_activation(activation, slope=None, beside=None, z=1.0, reach=8.0):
    """Show one's own activation on the workbench, and say what was measured.

    Parameters
    ----------
    activation, slope : a formula, a function or an `Activation`, as for `chainrule.maths.own_activation.bring`
    beside : the `Activation` to lay beside it in grey, or None
    z : where the tangent touches
    """
    facts = measure_facts(bring(activation, slope), reach)
    figure, axes = own_activation_axes()
    artists = draw_own_activation(axes, facts, beside, z, reach)
    name_lines(figure, artists, "outside lower center")
    show(figure, f"{say_place(facts, z)}{say_beside(beside, z)}\n{say_facts(facts, reach)}")
