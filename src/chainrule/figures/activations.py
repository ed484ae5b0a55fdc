"""Pictures and tables of activations: one with its derivative, all of them, and where a formula loses its digits.

Used by lessons 02 to 05; `explorers/activations.py` moves the artists that are drawn here.
"""

import itertools
from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from chainrule.figures import style
from chainrule.figures.pictures import show
from chainrule.maths.activations import ACTIVATIONS, SATURATED_BELOW, sigmoid
from chainrule.maths.numbers import number, raised
from chainrule.maths.numeric import find_jumps

EVERYONE = tuple(ACTIVATIONS.values())
Z_AXIS = "$z$, pre-activation"
SHARE_AXIS = (-0.6, 1.8)
LONGEST_TITLE = 48  # letters: longer ones would run into the next title
STYLES = [(colour, dash) for dash in ("solid", style.DASHED, (0, (1, 1.2))) for colour in style.CATEGORIES]
MARKERS = "os^DvpdhX<>P"
IN_A_ROW = 6
"""Activations on one pair of axes: more are a crowd."""


class Probe(NamedTuple):
    """The artists that move with z: the point on the curve, its tangent, the point on the slope, the share's bar."""

    guide: Line2D
    slope_guide: Line2D
    tangent: Line2D
    point: Line2D
    slope_point: Line2D
    bar: Rectangle


class Panel(NamedTuple):
    """The artists that change with the activation: saturated zones and what they are, the curve, the title."""

    left: Rectangle
    right: Rectangle
    legend: Text
    curve: Line2D
    title: Text


def finding(activation, reach=8.0):
    """Say in a few words where an activation is flat.

    >>> finding(sigmoid)
    'Sigmoid is flat beyond |z| = 4.59'
    """
    left, right = _edges(activation, reach)
    if left >= right:
        return f"{activation.label} is flat for all |z| up to {number(reach)}"
    if left > -reach and right < reach:
        if left == -right:
            return f"{activation.label} is flat beyond |z| = {number(right)}"
        return f"{activation.label} is flat left of {number(left)} and right of {number(right)}"
    if left > -reach:
        return f"{activation.label} is flat left of z = {number(left)}"
    if right < reach:
        return f"{activation.label} is flat right of z = {number(right)}"
    return f"{activation.label} is nowhere flat for |z| up to {number(reach)}"


def place(activation):
    """Say where the slope is steepest: "at z = 0", "for z > 0", "everywhere".

    >>> place(sigmoid)
    'at z = 0'
    """
    start, end = activation.steepest_at
    if start == end:
        return f"at z = {number(start)}" if np.isfinite(start) else "for large z"
    if np.isinf(start) and np.isinf(end):
        return "everywhere"
    if np.isinf(end):
        return f"for z > {number(start)}"
    if np.isinf(start):
        return f"for z < {number(end)}"
    if (activation.derivative(np.linspace(start, end, 201)) < activation.steepest_slope - 1e-6).any():
        return f"at z = {number(start)} and z = {number(end)}"
    return f"for {number(start)} < z < {number(end)}"


def find_jump(activation, reach=20.0):
    """Find the jump of an activation nearest to 0, to a twentieth; None if it has none for |z| up to `reach`."""
    z = np.round(np.linspace(-reach, reach, round(40 * reach) + 1), 9)
    jumps = z[find_jumps(activation.apply, z)] + 0.0
    return jumps[np.abs(jumps).argmin()] if jumps.size else None


def steepest(activation):
    """Say how steep an activation is at most and where, or that it jumps.

    >>> steepest(sigmoid)
    '0.25 at z = 0'
    """
    jump = find_jump(activation)
    if jump is None:
        return f"{number(activation.steepest_slope)} {place(activation)}"
    return f"jumps at z = {number(jump)}: no slope there"


def _say_steepest(activation, reach):
    """Say the same as a sentence of its own, of what the picture shows."""
    jump = find_jump(activation, reach)
    if jump is None:
        return f"Slope at most {number(activation.steepest_slope)}, {place(activation)}"
    return f"A jump at z = {number(jump)}: no slope there"


def say_slope(slope):
    """Say a slope, or that there is none: nan is what `Activation.derivative` gives at a jump.

    >>> say_slope(0.105), say_slope(np.nan)
    ('slope 0.105', 'no slope, for it jumps here')
    """
    return "no slope, for it jumps here" if np.isnan(slope) else f"slope {number(slope)}"


def describe(activation, z):
    """Say an activation in numbers at `z`.

    >>> describe(sigmoid, 2.0)
    'Sigmoid at z = 2: value 0.881, slope 0.105; 10.5 % of an incoming gradient passes'
    """
    slope = activation.derivative(z)
    passes = "" if np.isnan(slope) else f"; {number(100 * slope)} % of an incoming gradient passes"
    return f"{activation.label} at z = {number(z)}: value {number(activation(z))}, {say_slope(slope)}{passes}"


def _zero_lines(ax):
    ax.axhline(0, color=style.GRID, lw=1, zorder=0)
    ax.axvline(0, color=style.GRID, lw=1, zorder=0)


def _grid(reach):
    return np.linspace(-reach, reach, style.POINTS + 1)


def _draw_panel(ax, reach, label, **line):
    """Draw an empty panel: zero lines, two hatched zones of no width, a curve without points, a title without words."""
    _zero_lines(ax)
    left, right = (
        ax.axvspan(end, end, facecolor=style.SHADE, edgecolor=style.GRID, hatch="//", lw=0, zorder=0)
        for end in (-reach, reach)
    )
    legend = ax.text(
        *(0, 0.5), f"slope under {number(SATURATED_BELOW)}", transform=ax.get_xaxis_transform(), rotation=90,
        ha="center", va="center", fontsize=style.SMALL, color=style.INK,
        bbox={"facecolor": style.SHADE, "edgecolor": "none", "pad": 3},
    )  # fmt: skip
    (curve,) = ax.plot([], [], lw=3, **line)
    ax.set_xlim(-reach, reach)
    ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 4, 5, 10], integer=True))
    ax.yaxis.set_label_coords(-0.18, 0.5)  # clear of the numbers, however wide these get
    return Panel(left, right, legend, curve, style.dress(ax, " ", Z_AXIS, label))


def _move_panel(panel, activation, reach, values, title):
    """Put new values, zones and words into a panel."""
    panel.curve.set_data(_grid(reach), values)
    panel.title.set_text(title)
    left, right = _edges(activation, reach)
    panel.left.set_width(left + reach)
    panel.right.set_x(right)
    panel.right.set_width(reach - right)
    widest = max((-reach, left), (right, reach), key=lambda zone: zone[1] - zone[0])
    panel.legend.set_x(sum(widest) / 2)
    panel.legend.set_visible(widest[1] - widest[0] > reach / 6)


def _edges(activation, reach):
    """Where the left zone ends and the right one starts; the ends of the axis if there is none."""
    zones = activation.saturated_zones(-reach, reach)
    left = [end for start, end in zones if start == round(-reach, 2)]
    right = [start for start, end in zones if end == round(reach, 2)]
    return (left or [-reach])[0], (right or [reach])[0]


def fit_limits(ax, curves):
    """Set the height of `ax` so that all the curves and the zero line fit, with a little air."""
    points = np.concatenate([[0.0], *curves])
    points = points[np.isfinite(points)]
    low, high = points.min(), points.max()
    air = 0.08 * (high - low) or 1.0
    ax.set_ylim(low - air, high + air)


def draw_value(ax, activation, reach=8.0):
    """Draw the curve of an activation with its saturated zones on `ax`; give its `Panel`."""
    panel = _draw_panel(ax, reach, "$a(z)$, activation", color=style.FUNCTION)
    fit_limits(ax, [activation(_grid(reach))])
    move_value(panel, activation, reach)
    return panel


def move_value(panel, activation, reach=8.0):
    """Draw another activation in the panel of `draw_value`."""
    title = finding(activation, reach)
    if len(title) > LONGEST_TITLE:
        title = title.removeprefix(f"{activation.label} is ").capitalize()
    _move_panel(panel, activation, reach, activation(_grid(reach)), title)


def draw_slope(ax, activation, reach=8.0):
    """Draw the derivative of an activation with its saturated zones on `ax`; give its `Panel`."""
    panel = _draw_panel(ax, reach, "$a'(z)$, slope", color=style.DERIVATIVE, ls=style.DASHED)
    fit_limits(ax, [activation.derivative(_grid(reach))])
    move_slope(panel, activation, reach)
    return panel


def move_slope(panel, activation, reach=8.0):
    """Draw the derivative of another activation in the panel of `draw_slope`."""
    _move_panel(panel, activation, reach, activation.derivative(_grid(reach)), _say_steepest(activation, reach))


def draw_share(ax):
    """Draw the frame in which a bar says what share of an incoming gradient passes; give the bar."""
    ax.axhline(0, color=style.INK, lw=1)
    ax.axhline(1, color=style.CONTEXT, lw=2, ls="dotted")
    bar = ax.bar([0], [0], width=0.8, facecolor=style.BACKWARD, edgecolor=style.INK)[0]
    ax.set(xlim=(-0.7, 0.7), ylim=SHARE_AXIS, xticks=[], yticks=[0, 1], yticklabels=["none", "all"])
    style.dress(ax, "Passes")
    return bar


def fit_share(ax, slope_ax):
    """Set the height of the share's axes so that every slope on `slope_ax` fits."""
    low, high = slope_ax.get_ylim()
    ax.set_ylim(min(low, SHARE_AXIS[0]), max(high, SHARE_AXIS[1]))


def draw_probe(value_ax, slope_ax, share_ax, activation, z):
    """Draw the tangent, the points and the bar for one z; give them as a `Probe`."""
    probe = Probe(
        guide=value_ax.axvline(z, color=style.CONTEXT, lw=1.5, ls="dotted"),
        slope_guide=slope_ax.axvline(z, color=style.CONTEXT, lw=1.5, ls="dotted"),
        tangent=value_ax.plot([], [], color=style.DERIVATIVE, lw=2.5, ls=style.DASHED)[0],
        point=value_ax.plot([], [], "o", color=style.FUNCTION, ms=12, mec=style.PAPER, mew=2)[0],
        slope_point=slope_ax.plot([], [], "D", color=style.DERIVATIVE, ms=11, mec=style.PAPER, mew=2)[0],
        bar=draw_share(share_ax),
    )
    fit_share(share_ax, slope_ax)
    move_probe(probe, activation, z)
    return probe


def move_probe(probe, activation, z):
    """Move the artists of a `Probe` to another z or another activation."""
    value, slope = activation(z), activation.derivative(z)
    probe.guide.set_xdata([z, z])
    probe.slope_guide.set_xdata([z, z])
    probe.tangent.set_data([z - 2, z + 2], [value - 2 * slope, value + 2 * slope])
    probe.point.set_data([z], [value])
    probe.slope_point.set_data([z], [slope])
    probe.bar.set_height(np.nan_to_num(slope))


def activation_axes():
    """Make the figure of one activation: value, slope, and a narrow place for the share that passes."""
    return style.new_figure(columns=3, width_ratios=[5, 5, 0.9])


def plot_activation(activation, z=None, reach=8.0):
    """Show one activation beside its derivative; with `z`, also the tangent there and what share of a gradient passes.

    Raises
    ------
    ValueError : for a z beyond reach
    """
    if z is not None and not abs(z) <= reach:
        raise ValueError(f"z must lie between -{reach:g} and {reach:g}, but it is {z:g}; a larger reach shows it")
    if z is None:
        figure, axes = style.new_figure(columns=2)
        words = f"{finding(activation, reach)}. {_say_steepest(activation, reach)}"
    else:
        figure, axes = activation_axes()
        words = describe(activation, z)
    draw_value(axes[0], activation, reach)
    draw_slope(axes[1], activation, reach)
    if z is not None:
        draw_probe(*axes, activation, z)
    show(figure, words)


def tell_apart(activations):
    """Give (name, label, activation) for each one, no two alike: one's own may be called like a built-in one.

    >>> from chainrule import leaky_relu
    >>> [label for name, label, activation in tell_apart([leaky_relu, leaky_relu(alpha=0.1)])]
    ['Leaky ReLU', 'Leaky ReLU, alpha = 0.1']
    """
    names, labels = [], []
    for activation in activations:
        bends = [f"{name} = {number(value)}" for name, value in activation.parameters.items()]
        usual = activation in ACTIVATIONS.values()
        names.append(_unused(activation.name, ["z", *names]))
        labels.append(_unused(activation.label if usual else ", ".join([activation.label, *bends]), labels))
    return list(zip(names, labels, activations, strict=True))


def _unused(word, used):
    """The word, with a number behind it if it is taken."""
    return next(new for i in itertools.count(1) if (new := word if i == 1 else f"{word} {i}") not in used)


def _numbers(activations):
    """The number of each activation, by which its looks go: a built-in one has its own."""
    built_in, own = list(ACTIVATIONS.values()), itertools.count(len(ACTIVATIONS))
    return [built_in.index(activation) if activation in built_in else next(own) for activation in activations]


def looks(activations):
    """Give (colour, dash, marker) of each activation in a comparison."""
    return [(*STYLES[i % len(STYLES)], MARKERS[i % len(MARKERS)]) for i in _numbers(activations)]


def draw_several(ax, activations, derivatives=False, reach=5.0):
    """Draw the curves (or the derivatives) of several activations on one `ax`; give a dict of lines by name.

    Each has its own colour, dash and marker, the same for values and slopes; a built-in one has them in every picture.
    """
    z = np.linspace(-reach, reach, style.POINTS + 1)
    _zero_lines(ax)
    lines = {}
    for (name, label, activation), (colour, dash, marker), i in zip(
        tell_apart(activations), looks(activations), _numbers(activations), strict=True
    ):
        values = activation.derivative(z) if derivatives else activation(z)
        (lines[name],) = ax.plot(
            z, values, color=colour, ls=dash, lw=2.5, label=label, marker=marker, markevery=(7 * i % 40, 60), ms=8
        )
    ax.set(xlim=(-reach, reach), ylim=(-0.75, 1.9) if derivatives else (-2.2, 3.2))
    if derivatives:
        style.dress(ax, "Slopes", Z_AXIS, "$a'(z)$, slope")
    else:
        style.dress(ax, "Values", Z_AXIS, "$a(z)$, activation")
    return lines


class Dots(NamedTuple):
    """The artists that move with z in a comparison: a point on each curve and on each slope, and two guides."""

    value: dict
    slope: dict
    guides: tuple


def draw_dots(left, right, lines, z):
    """Draw a point in the colour of each line on both axes, and a guide at z; give them as `Dots`."""
    guides = tuple(ax.axvline(z, color=style.CONTEXT, lw=1.5, ls="dotted") for ax in (left, right))
    value, slope = (
        {
            name: ax.plot([], [], line.get_marker(), color=line.get_color(), ms=14, mec=style.INK, mew=1)[0]
            for name, line in lines.items()
        }
        for ax in (left, right)
    )
    return Dots(value, slope, guides)


def comparison_axes():
    """Make the figure of a comparison: values on the left, slopes on the right, room for a legend below."""
    figure, axes = style.new_figure(columns=2, size=(10.5, 5.4))
    return figure, axes


def plot_comparison(activations=EVERYONE, reach=5.0):
    """Show several activations in one figure, six in a row: all values on the left, all slopes on the right."""
    rows = [activations[i : i + IN_A_ROW] for i in range(0, len(activations), IN_A_ROW)]
    figure, axes = style.new_figure(columns=2, rows=len(rows), size=(10.5, 1.6 + 3.8 * len(rows)), squeeze=False)
    for (left, right), row in zip(axes, rows, strict=True):
        draw_several(left, row, reach=reach)
        draw_several(right, row, derivatives=True, reach=reach)
    legend(figure, *axes[:, 0])
    said = "; ".join(f"{label}: {steepest(a)}" for name, label, a in tell_apart(activations))
    show(figure, f"Values and slopes of {len(activations)} activations. Steepest slopes: {said}")


def legend_inside(ax, lines):
    """Name lines in the corner of `ax`, as a picture on paper needs it; give the legend."""
    return ax.legend(handles=lines, loc="upper left", fontsize=style.SMALL, frameon=False, labelcolor=style.INK)


def legend(figure, *axes):
    """Put one legend under a figure, a row for each of the `axes` if it fits."""
    rows = [list(zip(*ax.get_legend_handles_labels(), strict=True)) for ax in axes]
    longest = max((len(label) for row in rows for _, label in row), default=0)
    columns = IN_A_ROW if longest <= 12 else 4 if longest <= 28 else 2
    if columns == IN_A_ROW:  # matplotlib fills a legend column by column
        rows = itertools.zip_longest(*rows)
    handles, labels = zip(*filter(None, itertools.chain(*rows)), strict=True) if longest else ((), ())
    figure.legend(
        handles, labels, loc="outside lower center", ncols=columns, fontsize=style.SMALL, frameon=False,
        labelcolor=style.INK, handlelength=3,
    )  # fmt: skip


def plot_gallery(activations=EVERYONE, reach=4.0):
    """Show each activation (solid) with its derivative (dashed) in a small picture of its own."""
    rows = -(-len(activations) // 4)
    figure, axes = style.new_figure(
        columns=4, rows=rows, size=(10.5, 2.5 * rows), squeeze=False, sharex=True, sharey=True
    )
    z = np.linspace(-reach, reach, 201)
    for ax, activation in zip(axes.flat, activations, strict=False):
        _zero_lines(ax)
        ax.plot(z, activation(z), color=style.FUNCTION, lw=2.5)
        ax.plot(z, activation.derivative(z), color=style.DERIVATIVE, lw=2.5, ls=style.DASHED)
        ax.set(xlim=(-reach, reach), ylim=(-2.2, 3.2))
        style.dress(ax, activation.label)
    for ax in axes.flat[len(activations) :]:
        ax.set_visible(False)
    for ax in axes.flat[max(0, len(activations) - 4) : len(activations)]:
        ax.xaxis.set_tick_params(labelbottom=True)
    figure.supxlabel(Z_AXIS, fontsize=style.TEXT, color=style.INK)
    figure.supylabel("value $a(z)$, slope $a'(z)$", fontsize=style.TEXT, color=style.INK)
    names = ", ".join(activation.label for activation in activations)
    show(figure, f"Value (solid) and derivative (dashed) of {names}")


def plot_formula_errors(formulas, exact, largest=1000.0, smallest=0.1):
    """Show the relative error of formulas against z > 0, on log axes; a cross marks where a formula gives no number.

    Parameters
    ----------
    formulas : dict of label -> function of z
    exact : the function that keeps its digits, such as `sigmoid.derivative`
    largest, smallest : where the z axis ends and starts
    """
    z = np.geomspace(smallest, largest, 600)
    figure, ax = style.new_figure(size=(10.5, 4.2))
    said = []
    with np.errstate(all="ignore"):
        dashes = itertools.cycle(("solid", style.DASHED, "dotted"))
        for (label, formula), (colour, _), dash in zip(formulas.items(), STYLES, dashes, strict=False):
            error = np.where(exact(z) == 0, 0, np.abs(formula(z) / exact(z) - 1))
            known = np.isfinite(error)
            seen = np.maximum(error, 1e-17)
            ax.plot(z[known], seen[known], color=colour, ls=dash, lw=3, label=label)
            words = _lost_digits(z[known], error[known])
            if not known[-1]:
                last = np.flatnonzero(known)[-1]
                end = _last_number(formula, z[last], z[last + 1])
                ax.plot([z[last], end], seen[[last, last]], color=colour, ls=dash, lw=3)
                ax.plot(end, seen[last], "X", color=colour, ms=14, mec=style.PAPER, zorder=3)
                words += f", no number beyond z = {number(end, 4)}"
            said.append(f"{label}: {words}")
    ax.axhline(np.finfo(float).eps, color=style.CONTEXT, ls="dotted", lw=1.5)
    ax.set(xscale="log", yscale="log", ylim=(2e-18, 30))
    style.dress(ax, "Where a formula loses its digits", Z_AXIS, "relative error")
    ax.legend(fontsize=style.SMALL, frameon=False, labelcolor=style.INK)
    show(figure, "Relative error against z. " + "; ".join(said))


def _lost_digits(z, error):
    """Say at which end of z a formula is wrong by half or more.

    >>> _lost_digits(np.array([1e-9, 1.0, 2.0, 3.0]), np.array([1.0, 0.0, 0.0, 1.0]))
    'all digits lost up to about z = 10⁻⁹ and from z = 3'
    """
    wrong = error > 0.5
    low = np.argmin(wrong)
    high = low + np.flatnonzero(wrong[low:])[:1]
    power = round(np.log10(z[low - 1]))  # the digit before it is another one on another processor
    said = ([f"up to about z = {raised(power)}"] if low else []) + [f"from z = {number(z[i])}" for i in high]
    if said:
        return f"all digits lost {' and '.join(said)}"
    return "keeps its digits" if error.max() < 1e-12 else f"wrong by up to {number(error.max(), 1)} of its value"


def _last_number(formula, low, high):
    """Halve the way from a z where a formula gives a number to one where it gives none; give the last good z."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if np.isfinite(formula(middle)) else (low, middle)
    return low


def draw_stretched_sigmoid(ax, stretch, scale, shift, reach=4.0):
    """Draw scale * sigmoid(stretch * z) + shift beside tanh on `ax`; give the moving curve and the gap's line."""
    z = np.linspace(-reach, reach, style.POINTS + 1)
    _zero_lines(ax)
    ax.plot(z, ACTIVATIONS["tanh"](z), color=style.CONTEXT, lw=7, alpha=0.75, label="tanh(z)")
    (curve,) = ax.plot([], [], color=style.FUNCTION, lw=3, label="the sigmoid that you bend")
    (gap,) = ax.plot([], [], color=style.CHANGE, lw=3, ls=style.DASHED, marker="_", ms=14, label="largest gap")
    ax.set(xlim=(-reach, reach), ylim=(-1.6, 2.1))
    style.dress(ax, "Can you lay the sigmoid over tanh?", Z_AXIS, "$a(z)$, value")
    ax.legend(loc="upper left", fontsize=style.SMALL, frameon=False, labelcolor=style.INK)
    move_stretched_sigmoid(curve, gap, stretch, scale, shift, reach)
    return curve, gap


def move_stretched_sigmoid(curve, gap, stretch, scale, shift, reach=4.0):
    """Bend the sigmoid anew and mark where it is farthest from tanh; give that distance."""
    z = np.linspace(-reach, reach, style.POINTS + 1)
    bent, goal = scale * sigmoid(stretch * z) + shift, ACTIVATIONS["tanh"](z)
    worst = np.argmax(np.abs(bent - goal))
    curve.set_data(z, bent)
    gap.set_data([z[worst], z[worst]], [bent[worst], goal[worst]])
    return float(np.abs(bent - goal)[worst])


class BendHandles(NamedTuple):
    """What a pointer takes to bend a sigmoid: its floor, its ceiling, and where it has risen by three quarters."""

    floor: Line2D
    ceiling: Line2D
    rise: Line2D


def draw_bend_handles(ax):
    """Draw floor and ceiling of a sigmoid on `ax`, and points to take on them and on its rise; give a `BendHandles`."""
    dotted = {"color": style.FUNCTION, "lw": 1.5, "ls": "dotted"}
    point = {"mec": style.PAPER, "mew": 2, "ms": 13}
    (floor,) = ax.plot([], [], marker="^", markevery=[1], **dotted, **point)
    (ceiling,) = ax.plot([], [], marker="v", markevery=[1], **dotted, **point)
    (rise,) = ax.plot([], [], "D", color=style.FUNCTION, **point)
    return BendHandles(floor, ceiling, rise)


def move_bend_handles(handles, stretch, scale, shift, reach=4.0):
    """Put them where scale * sigmoid(stretch * z) + shift has them: sigmoid(ln 3) is 3/4."""
    handles.floor.set_data([-reach, -0.75 * reach, reach], [shift] * 3)
    handles.ceiling.set_data([-reach, 0.75 * reach, reach], [shift + scale] * 3)
    handles.rise.set_data([np.log(3) / stretch], [0.75 * scale + shift])


class Chain(NamedTuple):
    """The artists of a product of slopes: the product after each layer, and where it ends."""

    product: Line2D
    end: Line2D


def draw_chain_of_slopes(ax, activation, z, layers, longest=50):
    """Draw the product of 1, 2, ... slopes at z against the layers on `ax`, beside (1/4)^n; give a `Chain`."""
    n = np.arange(longest + 1)
    ax.plot(n, 0.25**n, color=style.CONTEXT, lw=2.5, ls="dotted", label="(1/4)$^n$, at most for sigmoid")
    ax.axhline(1, color=style.GRID, lw=1)
    (product,) = ax.plot([], [], color=style.BACKWARD, lw=2.5, marker=".", ms=10, label="product of n slopes")
    (end,) = ax.plot([], [], "D", color=style.BACKWARD, ms=12, mec=style.PAPER, mew=2)
    ax.set(xlim=(-0.5, longest + 0.5), yscale="log", ylim=(1e-32, 1e4))
    style.dress(ax, "What is left of a gradient after n layers", "$n$, layers", "$|a'(z)|^n$, product of slopes")
    ax.legend(loc="lower left", fontsize=style.SMALL, frameon=False, labelcolor=style.INK)
    chain = Chain(product, end)
    move_chain_of_slopes(chain, activation, z, layers)
    return chain


def move_chain_of_slopes(chain, activation, z, layers):
    """Draw the product anew for another activation, z or number of layers; give the product (its size, if negative)."""
    n = np.arange(layers + 1)
    with np.errstate(over="ignore"):
        product = np.abs(activation.derivative(z)) ** n
    chain.product.set_data(n, product)
    chain.end.set_data([layers], [product[-1]])
    return float(product[-1])


class Table:
    """A small table: Markdown in a notebook (with formulas set), aligned text elsewhere."""

    def __init__(self, head, rows):
        self.head, self.rows = head, rows

    def _repr_markdown_(self):
        lines = [self.head, ["---"] * len(self.head), *([_cell(words) for words in row] for row in self.rows)]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def __repr__(self):
        return "\n".join(" · ".join(line) for line in [self.head, *self.rows])


def _cell(words):
    """Write words for a cell in Markdown: on one line, and no bar in them, which would end the cell."""
    words = " ".join(words.split())
    return words.replace("|", r"\vert ") if words.startswith("$") else words.replace("|", r"\|")


def _interval(low, high):
    return f"({number(low)}, {number(high)})"


COLUMNS = {
    "equation": lambda a: f"${a.latex}$" if a.latex else a.name,
    "derivative": lambda a: f"${a.derivative_latex}$" if a.derivative_latex else f"slope of {a.name}",
    "range": lambda a: _interval(*a.range),
    "zero-centred": lambda a: f"{'yes' if a.zero_centred else 'no'} (mean {number(round(a.mean_output, 12))})",
    "steepest slope": steepest,
    "monotone": lambda a: "yes" if a.monotone else "no",
    "advantages": lambda a: "; ".join(a.advantages),
    "disadvantages": lambda a: "; ".join(a.disadvantages),
}


def comparison_table(columns=("equation", "derivative"), activations=EVERYONE):
    """Make a table of activations from their own facts.

    Parameters
    ----------
    columns : names out of equation, derivative, range, zero-centred, steepest slope, monotone, advantages and
        disadvantages
    activations : the rows

    Raises
    ------
    ValueError : for a column that is not one of these

    >>> comparison_table(["range", "steepest slope"], [sigmoid])
    activation · range · steepest slope
    Sigmoid · (0, 1) · 0.25 at z = 0
    """
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown:
        raise ValueError(f"there is no column {unknown[0]!r}; choose from: {', '.join(COLUMNS)}")
    rows = [[activation.label, *(COLUMNS[column](activation) for column in columns)] for activation in activations]
    return Table(["activation", *columns], rows)
