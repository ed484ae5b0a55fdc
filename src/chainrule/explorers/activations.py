"""Explorers of activations: drag z, compare, bend sigmoid into tanh, multiply slopes (lessons 00 to 05)."""

import itertools

import numpy as np

from chainrule.explorers.explorer import Explorer, check_between, menu, menu_options, slider, tick, whole_slider
from chainrule.explorers.grips import Area
from chainrule.explorers.swatches import add_swatch
from chainrule.figures import activations as draw
from chainrule.figures import style
from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.numbers import number

RANGES = {"alpha": (0.0, 1.5), "w1": (-1.5, 1.5), "b1": (-2.0, 2.0), "w2": (-1.5, 1.5), "b2": (-2.0, 2.0)}
"""How far the shape parameters of activations can be pulled."""


def choices(activation):
    """Give the menu of activations as (words, activation), and the one that is meant.

    Parameters
    ----------
    activation : name of a built-in one, or an `Activation` (one's own is added to the menu)

    Raises
    ------
    ValueError : for a name that is not built in
    """
    return menu_options(ACTIVATIONS, activation, "activation")


def parameter_ranges(activations):
    """Give (low, high) for the slider of each shape parameter, wide enough for the value that each activation has."""
    ranges = {}
    for activation in activations:
        for name, value in activation.parameters.items() if activation.family else ():
            low, high = ranges.get(name) or RANGES.get(name) or sorted((value / 2, 2 * value or 1.0))
            ranges[name] = min(low, value), max(high, value)
    return ranges


def explore_activation(activation="sigmoid", z=2.0, reach=8.0):
    """Drag z along an activation and see its value, its tangent, its slope, and what share of a gradient passes.

    Parameters
    ----------
    activation : name of a built-in one, or an `Activation` of your own
    z : where to start
    reach : the slider and the axes go from -reach to reach

    Raises
    ------
    ValueError : for a name that is not built in, or a z beyond reach

    >>> explorer = explore_activation("tanh", z=0)
    >>> explorer.words
    'Tanh at z = 0: value 0, slope 1; 100 % of an incoming gradient passes'
    """
    check_between("reach", reach, 1, 100)
    check_between("z", z, -reach, reach)
    options, start = choices(activation)
    ranges = parameter_ranges([kind for _, kind in options])
    figure, axes = draw.activation_axes()
    value, slope = draw.draw_value(axes[0], start, reach), draw.draw_slope(axes[1], start, reach)
    probe = draw.draw_probe(*axes, start, z)
    controls = {"z": slider("z", z, -reach, reach), "activation": menu("activation", options, start)}
    controls |= {name: slider(name, low, low, high, 0.01) for name, (low, high) in ranges.items()}

    def parameters_of(kind):
        return kind.parameters if kind.family else {}

    def offer_parameters(kind):
        """Show the sliders of the shape parameters that this kind has, set to its own values."""
        for name in ranges:
            controls[name].layout.display = None if name in parameters_of(kind) else "none"
            if name in parameters_of(kind):
                controls[name].value = kind.parameters[name]

    def fit(kind):
        """Choose axes that hold the curves of this kind for all positions of its sliders."""
        names = list(parameters_of(kind))
        corners = itertools.product(*(ranges[name] for name in names)) if names else ()
        bents = [kind, *(kind(**dict(zip(names, corner, strict=True))) for corner in corners)]
        zs = np.linspace(-reach, reach, 201)
        draw.fit_limits(axes[0], [bent(zs) for bent in bents])
        draw.fit_limits(axes[1], [bent.derivative(zs) for bent in bents])
        draw.fit_share(axes[2], axes[1])

    fitted = None

    def bend(activation, **parameters):
        nonlocal fitted
        if activation is not fitted:
            fit(activation)
            fitted = activation
        bends = {name: parameters[name] for name in parameters_of(activation)}
        bent = activation(**bends) if bends else activation
        draw.move_value(value, bent, reach)
        draw.move_slope(slope, bent, reach)
        return bent

    def move(bent, z):
        draw.move_probe(probe, bent, z)
        return draw.describe(bent, z)

    offer_parameters(start)
    controls["activation"].observe(lambda change: offer_parameters(change.new), "value")
    return Explorer(figure, [[*value, *slope], [*probe]], controls, move, bend, ahead="z", grips={"z": axes[:2]})


def explore_comparison(*ticked, z=1.0, reach=5.0):
    """Tick several activations and see their values and slopes in the same two panels, and the numbers at z.

    Parameters
    ----------
    ticked : names of built-in ones or `Activation`s of your own to start with; none for sigmoid, tanh and ReLU
    z : where to start
    reach : the slider and the axes go from -reach to reach

    >>> explore_comparison("sigmoid", "tanh", z=0).words
    'At z = 0: Sigmoid value 0.5, slope 0.25; Tanh value 0, slope 1'
    """
    check_between("reach", reach, 1, 100)
    check_between("z", z, -reach, reach)
    first = [choices(activation)[1] for activation in ticked or ("sigmoid", "tanh", "relu")]
    everyone = list(dict.fromkeys([*ACTIVATIONS.values(), *first]))
    told = draw.tell_apart(everyone)
    figure, (left, right) = draw.comparison_axes()
    values, slopes = draw.draw_several(left, everyone, reach=reach), draw.draw_several(right, everyone, True, reach)
    dots = draw.draw_dots(left, right, values, z)
    controls = {"z": slider("z", z, -reach, reach)}
    controls |= {
        name: add_swatch(tick(name, activation in first, label), *look)
        for (name, label, activation), look in zip(told, draw.looks(everyone), strict=True)
    }

    def move(z, **chosen):
        said = []
        for name, label, activation in told:
            for artist in (values[name], slopes[name], dots.value[name], dots.slope[name]):
                artist.set_visible(chosen[name])
            if chosen[name]:
                a, slope = activation(z), activation.derivative(z)
                dots.value[name].set_data([z], [a])
                dots.slope[name].set_data([z], [slope])
                said.append(f"{label} value {draw.number(a)}, {draw.say_slope(slope)}")
        for guide in dots.guides:
            guide.set_xdata([z, z])
        return f"At z = {draw.number(z)}: " + ("; ".join(said) or "tick an activation to see it")

    def legend():
        return draw.legend_inside(left, [line for line in values.values() if line.get_visible()])

    layers = [[*values.values(), *slopes.values()], [*dots.guides, *dots.value.values(), *dots.slope.values()]]
    return Explorer(figure, layers, controls, move, ahead="z", grips={"z": [left, right]}, paper=legend)


def explore_sigmoid_to_tanh():
    """Stretch and shift a sigmoid until it lies on tanh: which three numbers does it take?

    >>> explorer = explore_sigmoid_to_tanh()
    >>> for name, value in {"stretch": 2, "scale": 2, "shift": -1}.items():
    ...     explorer.controls[name].value = value
    >>> print(explorer.words)
    2 · sigmoid(2 · z) − 1: largest distance to tanh 0. That is tanh: tanh(z) = 2 sigmoid(2z) − 1
    """
    figure, ax = style.new_figure(size=(10.5, 4.6))
    curve, gap = draw.draw_stretched_sigmoid(ax, 1.0, 1.0, 0.0)
    handles = draw.draw_bend_handles(ax)
    controls = {
        "stretch": slider("stretch z", 1.0, 0.5, 3.0),
        "scale": slider("scale", 1.0, 0.5, 3.0),
        "shift": slider("shift", 0.0, -1.5, 1.5),
    }

    def move(stretch, scale, shift):
        distance = draw.move_stretched_sigmoid(curve, gap, stretch, scale, shift)
        draw.move_bend_handles(handles, stretch, scale, shift)
        sign = "−" if shift < 0 else "+"
        formula = f"{number(scale)} · sigmoid({number(stretch)} · z) {sign} {number(abs(shift))}"
        if distance < 1e-12:
            return f"{formula}: largest distance to tanh 0. That is tanh: tanh(z) = 2 sigmoid(2z) − 1"
        return f"{formula}: largest distance to tanh {number(distance)}"

    def stops(name):
        return np.arange(controls[name].min, controls[name].max + 0.05, controls[name].step)

    grips = {  # the floor, the place of the rise, and the ceiling
        (None, "shift"): Area(ax, between=(-4.0, -1.5)),
        "stretch": Area(ax, between=(-1.5, 2.4), places=lambda **_: np.log(3) / stops("stretch")),
        (None, "scale"): Area(ax, between=(2.4, 4.0), places=lambda shift, **_: shift + stops("scale")),
    }
    return Explorer(figure, [[curve, gap, *handles]], controls, move, ahead="stretch", grips=grips)


def explore_chain_of_slopes(activation="sigmoid", z=0.0, layers=10):
    """Multiply the slopes of n layers that all sit at the same z: what is left of a gradient?

    Parameters
    ----------
    activation : name of a built-in one, or an `Activation` of your own
    z : where every layer sits, -6 to 6
    layers : how many slopes are multiplied, 0 to 50

    >>> explore_chain_of_slopes("sigmoid", z=0, layers=10).words
    'Sigmoid at z = 0: slope 0.25; after 10 layers 9.54 × 10⁻⁷ of the gradient is left; (1/4)^10 = 9.54 × 10⁻⁷'
    """
    options, start = choices(activation)
    controls = {
        "n": whole_slider("layers", layers, 0, 50, words="n"),
        "z": slider("z", z, -6.0, 6.0),
        "activation": menu("activation", options, start),
    }
    figure, ax = style.new_figure(size=(10.5, 4.6))
    chain = draw.draw_chain_of_slopes(ax, start, z, layers)

    def move(n, z, activation):
        left = draw.move_chain_of_slopes(chain, activation, z, n)
        return (
            f"{activation.label} at z = {draw.number(z)}: slope {draw.number(activation.derivative(z))}; "
            f"after {n} layers {draw.number(left)} of the gradient is left; (1/4)^{n} = {draw.number(0.25**n)}"
        )

    return Explorer(figure, [[*chain]], controls, move, ahead="n", grips={"n": ax})
