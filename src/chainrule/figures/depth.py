"""Pictures of signals through depth: activations layer by layer, the gradient going back, the map of weight scales.

Used by lessons 09 to 11; `explorers/depth.py` moves the artists that are drawn here.
"""

import math
from typing import NamedTuple

import numpy as np
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, MaxNLocator

from chainrule.figures import style
from chainrule.figures.pictures import show
from chainrule.figures.scale_map import AT_THE_RIM, draw_scale_map
from chainrule.figures.threads import one_blas_thread
from chainrule.maths.activations import ACTIVATIONS, sigmoid
from chainrule.maths.ensemble import Ensemble, Setting, deepest, value_range
from chainrule.maths.initialization import Initialization
from chainrule.maths.numbers import number, percent, power, raised, size, times

GENTLE, STEEP = (-0.2, 0.1), (-0.8, 0.4)
"""The gradient's axis, in decades for each layer of the layer axis: the first if all points lie in it."""
MOST_POINTS = 50
"""Of deeper stacks not every layer gets a point: they would cover each other."""
GREEN = "#2aa784"  # shading on both light and dark pages

# -- words -------------------------------------------------------------------------------------------------------


def say_gradient(measured):
    """Say what became of the gradient, with the number, and what it means for learning."""
    depth, per_layer = measured.setting.depth, measured.decades_per_layer
    if depth == 1:
        return "One layer: the gradient passes through no other one on its way."
    fate = measured.verdict.capitalize()
    if fate == "Is lost":
        return "Is lost: the gradient leaves the range of numbers on its way back."
    if per_layer == -math.inf:
        return "Vanishes: nothing arrives, the gradient of layer 1 is 0."
    theory = measured.theory
    beside = "no theory" if theory is None else f"theory {power(theory[0] / (depth - 1))}"
    return f"{fate}: {power(per_layer)} per layer ({beside}). {_say_learning(depth, measured)}".rstrip()


def _say_learning(depth, measured):
    """Say how fast the first layer learns beside the last: dE/dW is the gradient times the signal that comes in."""
    total, learning = float(np.median(measured.decades[:, 0])), float(np.median(measured.learning))
    if not math.isfinite(learning):
        return ""
    faster = "faster than" if learning > 0 else "slower than"
    speed = "as fast as" if times(learning) == "1" else f"{times(learning)} times {faster}"
    if abs(learning - total) < 1:
        return f"Layer 1 learns {speed} layer {depth}."
    gradient, signal = ("larger", "smaller") if total > learning else ("smaller", "larger")
    return (
        f"At layer 1 it is {times(total)} times {gradient} than at layer {depth}, but the signal is {signal} there: "
        f"layer 1 learns {speed} layer {depth}."
    )


def say_layer(measured, l):  # noqa: E741 - l is the lesson's symbol of a layer
    """Say mean, spread, and the shares of saturated and dead units of one layer."""
    i = l - 1
    return (
        f"Layer {l}: h = {around(measured.mean[i], measured.spread[i])}, "
        f"{percent(measured.saturated[i])} saturated, {percent(measured.dead[i])} dead"
    )


def say_signal(measured):
    """Say what became of the activations in the first and the last layer."""
    depth = measured.setting.depth
    last = "" if depth == 1 else f" {say_layer(measured, depth)}."
    return f"{say_layer(measured, 1)}.{last}"


def say_rest(measured, limits=None):
    """Say where numbers end, what lies beyond the axis and why there is no theory line, if so; a list of sentences."""
    setting, said = measured.setting, []
    if measured.trouble:
        trouble = measured.trouble.replace(" (nan)", "").replace("float64", "64-bit numbers")
        end = "Numbers end on" if "the end of" in trouble or "not a number" in trouble else "On"
        said.append(f"{end} the way {trouble.replace(':', ',', 1)}.")
    elif setting.dtype is np.float32:
        said.append("In float32 all numbers stay in range.")
    low, high = limits or decade_limits(measured.decades)
    for beyond, rim, end in ((measured.decades < low, "▼ below", low), (measured.decades > high, "▲ above", high)):
        layers = np.flatnonzero(beyond.any(axis=0)) + 1
        if layers.size:
            where = f"layer {layers[0]}" if layers.size == 1 else f"layers {layers[0]} to {layers[-1]}"
            said.append(f"Off the axis at {where}: {rim} {power(end).removesuffix('.00')}.")
    if setting.initialization and setting.theory_scale:
        said.append(f"{setting.initialization.label}: weight scale s = {number(setting.theory_scale)}.")
    if not setting.theory_scale:
        of = setting.initialization
        equal = "the same number" if of and of.name != "zero" else "0"
        said.append(f"No theory line: every weight is {equal}, and theory is for random ones.")
    return said


def say(measured, limits=None):
    """Say all of it, in two or three lines; the first one is the verdict."""
    rest = say_rest(measured, limits)
    lines = [say_gradient(measured), say_signal(measured), " ".join(rest)]
    return "\n".join(filter(None, lines))


def name_of(setting):
    """Name a setting by its activation and its weights.

    >>> name_of(Setting(sigmoid, 1.0))
    'Sigmoid, s = 1'
    """
    how = setting.initialization.label if setting.initialization else f"s = {number(setting.weight_scale)}"
    biases = f", biases ± {number(setting.bias_spread)}" if setting.bias_spread else ""
    return f"{setting.activation.label}, {how}{biases}"


# -- the gradient ------------------------------------------------------------------------------------------------


def decade_limits(decades):
    """Give the ends of the gradient's axis for the decades of some draws, of shape (draws, depth).

    >>> decade_limits(np.array([[-1.0, 0.0]])), decade_limits(np.array([[-99.0, 0.0]]))
    ((-2.0, 1.0), (-8.0, 4.0))
    """
    end = deepest(decades.shape[1])
    fits = (decades >= GENTLE[0] * end).all() and (decades <= GENTLE[1] * end).all()
    low, high = GENTLE if fits else STEEP
    return low * end, high * end


class Gradient(NamedTuple):
    """The artists of the gradient: points of all draws, marks at the rim for others, theory, slopes alone, title."""

    points: Line2D
    above: Line2D
    below: Line2D
    theory: Line2D
    bound: Line2D
    title: Text


def draw_gradient(ax, measured, limits=None):
    """Draw log10 of the gradient against the layer on `ax`; give the `Gradient`.

    `limits` are the ends of its axis, in decades; None for those of `decade_limits`.
    """
    ax.axhline(0, color=style.GRID, lw=1, zorder=0)
    dot = {"color": style.BACKWARD, "ls": "none", "mec": style.PAPER, "mew": 0.5, "zorder": 3}
    (points,) = ax.plot([], [], "o", ms=6, label="measured", **dot)
    above, below = (ax.plot([], [], shape, ms=9, **dot, **AT_THE_RIM)[0] for shape in "^v")
    (theory,) = ax.plot([], [], color=style.INK, lw=2, zorder=4, label="theory")
    (bound,) = ax.plot([], [], color=style.CONTEXT, lw=2.5, ls="dotted", zorder=1, label="slopes alone")
    label = r"$|\partial E/\partial h_l|$, gradient"
    title = style.dress(ax, " ", "$l$, layer: signal goes right, gradient left", label)
    ax.legend(loc="lower right", fontsize=style.SMALL, frameon=False, labelcolor=style.INK, borderaxespad=0.1)
    artists = Gradient(points, above, below, theory, bound, title)
    move_gradient(artists, measured, limits)
    return artists


def _fit(ax, limits):
    """Set the axis of the gradient, if it is another one."""
    low, high = limits
    if ax.get_ylim() != (low, high):
        ax.set_ylim(low, high)
        ax.yaxis.set_major_locator(FixedLocator(np.linspace(low, high, 4)))
        ax.yaxis.set_major_formatter(lambda y, _: raised(y))


def _fit_layers(ax, end):
    """Set the layer axis to reach to layer `end`, in a way that does not call the rest of the figure outdated."""
    limits = (1 - 0.05 * end, end + 0.05 * end)
    if ax.get_xlim() != limits:
        ax.set_xlim(limits)
        ax.xaxis.set_major_locator(FixedLocator([1, *range(end // 5, end + 1, end // 5)]))


def move_gradient(gradient, measured, limits=None):
    """Draw the gradient of another setting."""
    setting, ax = measured.setting, gradient.points.axes
    depth = setting.depth
    low, high = limits or decade_limits(measured.decades)
    _fit(ax, (low, high))
    _fit_layers(ax, deepest(depth))
    layers = np.arange(1, depth + 1)
    shown = np.unique(np.r_[layers[:: -(-depth // MOST_POINTS)], depth])
    decades = measured.decades[:, shown - 1]
    there = (decades >= low) & (decades <= high)
    every = np.broadcast_to(shown, decades.shape)
    gradient.points.set_data(every[there], decades[there])
    air = 0.03 * (high - low)
    for line, beyond, at in (
        (gradient.above, decades > high, high - air),
        (gradient.below, decades < low, low + air),
    ):
        places = _spaced(shown[beyond.any(axis=0)], deepest(depth) / 25)
        line.set_data(places, np.full(len(places), at))
    expected = measured.theory
    gradient.theory.set_data(layers, np.full(depth, np.nan) if expected is None else _finite(expected))
    with np.errstate(all="ignore"):
        alone = (depth - layers) * np.log10(setting.activation.steepest_slope)
    gradient.bound.set_data(layers, _finite(alone))
    gradient.title.set_text(_title(measured))


def _finite(values):
    """Leave out what is beyond numbers: a line has a gap there."""
    return np.where(np.isfinite(values), values, np.nan)


def _spaced(places, least):
    """Leave out places nearer than `least` to the one before."""
    kept = []
    for place in places:
        if not kept or place - kept[-1] >= least:
            kept.append(place)
    return kept


def _title(measured):
    """The verdict for the title."""
    per_layer = measured.decades_per_layer
    if measured.setting.depth == 1:
        return "One layer: nothing to pass"
    fate = measured.verdict.capitalize()
    if not math.isfinite(per_layer):
        return "Vanishes: nothing arrives" if fate == "Vanishes" else "Is lost: beyond numbers"
    factor = power(per_layer).removeprefix("10^").replace("−", "-")  # mathtext makes it a true minus
    return f"{fate}: $10^{{{factor}}}$ per layer"


# -- the activations ---------------------------------------------------------------------------------------------


class Strip(NamedTuple):
    """The artists of the activations: shading, mean and spread per layer, marks where many lie off the axis, title."""

    shading: AxesImage
    mean: Line2D
    spread: Line2D
    above: Line2D
    below: Line2D
    title: Text


def draw_layers(ax, measured):
    """Draw the histogram of the activations of each layer as a strip of shading on `ax`; give the `Strip`."""
    shading = ax.imshow(
        np.zeros((1, 1, 4)), origin="lower", aspect="auto", interpolation="nearest", extent=(0, 1, 0, 1), zorder=0
    )
    line = {"color": style.FORWARD, "clip_on": True}
    (mean,) = ax.plot([], [], lw=3, zorder=2, **line)
    (spread,) = ax.plot([], [], lw=1.5, ls=style.DASHED, zorder=2, **line)
    mark = {"color": style.FORWARD, "ls": "none", "ms": 9, "mec": style.PAPER, "mew": 0.5, "zorder": 3} | AT_THE_RIM
    above, below = (ax.plot([], [], shape, **mark)[0] for shape in "^v")
    title = style.dress(ax, " ", "", "$h_l$, activation")
    strip = Strip(shading, mean, spread, above, below, title)
    move_layers(strip, measured)
    return strip


def value_limits(low, high):
    """Give the ends of the axis of the activations: those of `value_range`, and some air."""
    air = 0.06 * (high - low)
    return low - air, high + air


def shades(measured):
    """Turn shares of activations into a green that is the stronger the larger the share, of shape (BINS, depth, 4)."""
    red, green, blue = (int(GREEN[i : i + 2], 16) for i in (1, 3, 5))
    strength = np.minimum(1, 2.2 * np.sqrt(np.nan_to_num(measured.shares.T)))
    colours = np.empty((*strength.shape, 4), np.uint8)
    colours[..., 0], colours[..., 1], colours[..., 2] = red, green, blue
    colours[..., 3] = np.round(230 * strength)
    return colours


def move_layers(strip, measured):
    """Draw the activations of another setting."""
    setting, ax = measured.setting, strip.mean.axes
    depth = setting.depth
    low, high = value_range(setting.activation)
    limits = value_limits(low, high)
    if ax.get_ylim() != limits:
        ax.set_ylim(limits)
        ax.yaxis.set_major_locator(FixedLocator(sorted({low, high, *([0] if low < -0.5 and high > 0 else [])})))
        ax.yaxis.set_major_formatter(lambda y, _: number(y))
    _fit_layers(ax, deepest(depth))
    strip.shading.set_data(shades(measured))
    strip.shading.set_extent((0.5, depth + 0.5, low, high))
    layers = np.arange(1, depth + 1)
    far = 100 * (limits[1] - limits[0])
    mean, spread = (_finite(np.clip(each, -far, far)) for each in (measured.mean, measured.spread))
    strip.mean.set_data(layers, mean)
    strip.spread.set_data([*layers, np.nan, *layers], [*(mean + spread), np.nan, *(mean - spread)])
    for line, beyond, rim in ((strip.above, measured.above, limits[1]), (strip.below, measured.below, limits[0])):
        at = _spaced(layers[beyond > 0.1], deepest(depth) / 25)
        line.set_data(at, np.full(len(at), rim))
    strip.title.set_text(_signal_title(measured))


def _signal_title(measured):
    """The verdict on the activations: the worst that can be said of the last layer."""
    setting = measured.setting
    at = f"layer {setting.depth}"
    mean, spread, first = measured.mean[-1], measured.spread[-1], measured.spread[0]
    if measured.dead[-1] == 1:
        return f"All units of {at} are dead"
    if not math.isfinite(spread) or spread > 10 * max(first, 1e-300):
        return f"Activations explode: ± {size(spread)}"
    if spread < 0.1 * first:
        return f"Activations fade: ± {size(spread)}"
    if math.isfinite(setting.activation.range[1]) and measured.saturated[-1] > 0.3:
        return f"{percent(measured.saturated[-1])} of {at} are saturated"
    return f"Activations live: {around(mean, spread)}"


def around(mean, spread):
    """Write mean and spread, the mean to the second digit of the spread.

    >>> around(-1.9e-06, 0.000822), around(540.3, 785.2)
    ('0 ± 0.00082', '540 ± 790')
    """
    if not (math.isfinite(mean) and math.isfinite(spread)):
        return f"{size(mean)} ± {size(spread)}"
    digits = 1 - math.floor(math.log10(spread)) if spread > 0 else 3
    return f"{number(round(mean, digits))} ± {number(round(spread, digits))}"


# -- the map -----------------------------------------------------------------------------------------------------


# -- one-liners for lessons --------------------------------------------------------------------------------------


def depth_axes():
    """Make the figure of a stack: activations above, gradient below, the map of weight scales beside them."""
    figure, axes = style.new_figure(
        columns=2, rows=2, size=(12, 6.2), sharex="col", width_ratios=[1.12, 1], height_ratios=[1, 1.7]
    )
    for ax in axes[:, 1]:
        ax.remove()
    return figure, (*axes[:, 0], figure.add_subplot(axes[0, 0].get_gridspec()[:, 1]))


def _measure_setting(setting):
    """Measure a setting on one thread."""
    with one_blas_thread():
        return Ensemble().measure_setting(setting)


def plot_depth(activation=sigmoid, weight_scale=1.0, depth=10, **options):
    """Show a stack of layers: activations forward, gradient back, and where its weight scale lies on the map.

    Parameters
    ----------
    activation : Activation
    weight_scale : s, 0 or more
    depth : number of layers, 1 to 200
    options : width, bias_spread, initialization, batch, dtype, seed, draws, as in `chainrule.maths.ensemble.Setting`
    """
    setting = Setting(activation, weight_scale, depth, **options)
    measured = _measure_setting(setting)
    figure, (top, bottom, right) = depth_axes()
    activations = list(dict.fromkeys([*ACTIVATIONS.values(), activation]))
    draw_layers(top, measured)
    draw_gradient(bottom, measured)
    draw_scale_map(right, activations, (activation, setting.theory_scale))
    show(figure, f"{name_of(setting)}, {depth} layers. {say(measured)}")


def _settings(cases, options):
    """Turn cases (activation, weight scale or initialization) into settings."""
    for activation, weights in cases:
        if isinstance(weights, Initialization):
            yield Setting(activation, initialization=weights, **options)
        else:
            yield Setting(activation, weights, **options)


def plot_gradient(*cases, **options):
    """Show the gradient through some stacks side by side.

    Parameters
    ----------
    cases : (activation, weight scale) or (activation, Initialization) each
    options : depth, width, bias_spread, batch, dtype, seed, draws, as in `chainrule.maths.ensemble.Setting`
    """
    _plot_cases(draw_gradient, say_gradient, cases, options)


def plot_layers(*cases, **options):
    """Show the activations of some stacks side by side, layer by layer.

    Parameters
    ----------
    cases : (activation, weight scale) or (activation, Initialization) each
    options : depth, width, bias_spread, batch, dtype, seed, draws, as in `chainrule.maths.ensemble.Setting`
    """
    _plot_cases(draw_layers, say_signal, cases, {"draws": 1, **options})


def _common_limits(found):
    """Give the ends of one axis of decades for several stacks, no further than they reach."""
    decades = np.concatenate([measured.decades.ravel() for measured in found])
    decades = decades[np.isfinite(decades)]
    low, high = decades.min(initial=-1.0), decades.max(initial=0.0)
    air = 0.06 * (high - low)
    end = deepest(max(measured.setting.depth for measured in found))
    return max(low - air, STEEP[0] * end), min(high + air, STEEP[1] * end)


def _plot_cases(draw, tell, cases, options):
    """Draw the settings of some cases side by side, each under its name and its verdict."""
    figure, axes = style.new_figure(columns=len(cases), size=(10.5, 4.2), squeeze=False)
    said, found = [], [_measure_setting(setting) for setting in _settings(cases, options)]
    same = {} if draw is draw_layers else {"limits": _common_limits(found)}
    for i, (ax, measured) in enumerate(zip(axes[0], found, strict=True)):
        setting = measured.setting
        title = draw(ax, measured, **same).title
        title.set_text(f"{name_of(setting)}\n{title.get_text()}")
        ax.set_xlabel("$l$, layer")
        if same:
            ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
            ax.get_legend().set_loc("best")  # where the points leave room
        if i:
            ax.set_ylabel("")
            if ax.get_legend():
                ax.get_legend().remove()
        rest = " ".join(each for each in say_rest(measured) if tell is say_gradient or "Numbers" in each)
        said.append(f"{name_of(setting)}, {setting.depth} layers: {tell(measured)} {rest}".strip())
    show(figure, "\n".join(said))


def plot_bound(activation=sigmoid, weight_scales=(1.0, 4.0, 10.0), depth=10, **options):
    """Show the product of the steepest slopes, (1/4)^n for sigmoid, beside what becomes of a gradient in real stacks.

    Parameters
    ----------
    activation : Activation
    weight_scales : of the real stacks, up to four
    depth : number of layers
    options : width, bias_spread, batch, dtype, seed, draws, as in `chainrule.maths.ensemble.Setting`
    """
    figure, ax = style.new_figure(size=(10.5, 4.6))
    n = np.arange(depth)
    steep = activation.steepest_slope
    name = {0.25: "(1/4)"}.get(steep, number(steep))
    alone = n * np.log10(steep)
    ax.plot(n, alone, color=style.CONTEXT, lw=4, ls="dotted", label=f"slopes alone, {name}ⁿ", zorder=1)
    said, beaten = [], False
    for scale, marker in zip(weight_scales, "osD^", strict=False):
        setting = Setting(activation, scale, depth, **options)
        measured = _measure_setting(setting)
        decades = _finite(measured.decades[:, ::-1])
        ax.plot(
            np.tile(n, len(decades)), decades.ravel(), marker, color=style.BACKWARD, mec=style.PAPER, mew=0.5, ms=8,
            label=f"measured, s = {number(scale)}", zorder=3,
        )  # fmt: skip
        expected = measured.theory
        if expected is not None:
            label = "_" if said else "theory"
            ax.plot(n, _finite(expected[::-1]), color=style.INK, lw=2, zorder=2, label=label)
        last = float(np.median(measured.decades[:, 0]))
        beaten |= last > alone[-1]
        left = power(last) if math.isfinite(last) else "0"
        said.append(f"s = {number(scale)} leaves {left} after {depth - 1} layers")
    finding = "Weights beat the slopes: less is lost" if beaten else "Weights make it worse: more is lost"
    style.dress(ax, f"{finding} than {name}ⁿ", "$n$, layers back from the last", r"$|\partial E/\partial h|$, gradient")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(lambda y, _: raised(y))
    ax.legend(loc="lower left", fontsize=style.SMALL, frameon=False, labelcolor=style.INK)
    slopes = f"the slopes alone would leave at most {power(alone[-1])}"
    show(figure, f"{activation.label}: {slopes}; {'; '.join(said)}.")
