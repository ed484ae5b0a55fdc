"""What can be measured about any activation, one's own included: is its slope right, what does it pass on?

Lesson 05 uses it. `bring` makes an activation of what a learner brings, and `measure_facts` works everything out
once; figures and explorers only show it.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import ACTIVATIONS, Activation, apply_elementwise
from chainrule.maths.formula import FormulaError, read_formula
from chainrule.maths.numeric import central_difference, find_jumps, gaussian_mean, precision

SLOPES_AGREE = 1e-5
"""A slope may differ by this share from central differences, and by what these themselves may be off."""


def bring(function, slope=None):
    """Make an activation of what a learner brings.

    Parameters
    ----------
    function : text of a formula in z, a function of z, or an `Activation`
    slope : text of a formula or a function of z for the derivative; None takes what the activation
        has, or central differences

    Raises
    ------
    ValueError : if a formula cannot be read, or is not finite for -20 <= z <= 20
    TypeError : if there is nothing that could be called

    >>> bring("z / (1 + abs(z))")
    <activation yours: derivative by central differences, facts measured on -20 <= z <= 20>
    """
    if isinstance(function, Activation) and slope is None:
        return function
    name, label = "yours", "Yours"
    if isinstance(function, Activation):
        function, name, label = function.function, function.name, function.label
    if isinstance(function, str):
        function = read_formula(function)
    if isinstance(slope, str):
        try:
            slope = read_formula(slope, needs_z=False)
        except FormulaError as trouble:
            raise FormulaError(f"In the derivative: {trouble}") from None
    with np.errstate(all="ignore"):
        return Activation(name, function, slope, label=label)


class Disagreement(NamedTuple):
    """Where a derivative is farthest from central differences: z, what it says, what the differences say."""

    z: float
    given: float
    differences: float


class Differences(NamedTuple):
    """Central differences: where, how steep, how far off at most; and where the curve jumps: there it has no slope."""

    z: np.ndarray
    slopes: np.ndarray
    doubt: np.ndarray
    jumps: np.ndarray


@dataclass(frozen=True, eq=False)
class Facts:
    """What was measured about an activation, for z ~ N(0, 1) where a mean is taken.

    activation : the one that was brought; if its derivative is wrong, with central differences instead
    given : the derivative that was brought, right or wrong, or None
    mean_square : E[a^2]; a unit that gets inputs of mean square 1 gives this
    mean_square_slope : E[a'^2], the share of the mean square of a gradient that passes
    disagreement : where a derivative that was given is wrong, or None
    nearest, distance : the built-in activation with the smallest sqrt(E[(a - b)^2]), and that distance
    more, less : how many of the built-in ones have a larger, and a smaller, E[a'^2]
    """

    activation: Activation
    given: Callable | None
    mean_square: float
    mean_square_slope: float
    differences: Differences
    disagreement: Disagreement | None
    nearest: Activation
    distance: float
    more: int
    less: int


def mean_square(f):
    """Give E[f(z)^2] for z ~ N(0, 1).

    >>> print(f"{mean_square(ACTIVATIONS['relu']):.3f}")
    0.500
    """
    return gaussian_mean(lambda z: np.square(f(z)))


@functools.cache
def _built_in_mean_square_slopes():
    return np.array([mean_square(built_in.derivative) for built_in in ACTIVATIONS.values()])


def find_differences(activation, reach=8.0, step=0.1):
    """Take central differences of an activation on [-reach, reach], where it neither bends nor jumps.

    At a bend (ReLU at 0) the slope to the left is not the slope to the right, and any choice between them is
    right; at a jump there is none.

    >>> 0.0 in find_differences(ACTIVATIONS["relu"]).z, 0.0 in find_differences(ACTIVATIONS["tanh"]).z
    (False, True)
    """
    z = np.round(np.arange(-reach, reach + step / 2, step), 9)
    with np.errstate(all="ignore"):
        slopes, jumps = central_difference(activation.apply, z), find_jumps(activation.apply, z)
        eps = precision(activation.apply(z))
        h = eps ** (1 / 3) * np.maximum(1, np.abs(z))
        far_left, left, here, right, far_right = (activation(z + k * h) for k in (-2, -1, 0, 1, 2))
        rounding = 4 * eps ** (2 / 3) * (np.maximum(np.abs(here), np.median(np.abs(here))) + np.abs(z * slopes))
        cut = np.abs((far_right - far_left) / (4 * h) - (right - left) / (2 * h))  # what a smaller step changed
        turn, far_turn = np.abs(right - 2 * here + left), np.abs(far_right - 2 * here + far_left)
        bends = (turn > far_turn / 3) & (turn / h > SLOPES_AGREE * np.abs(slopes) + rounding)  # 1/4 where it is smooth
    keep = np.isfinite(slopes) & ~jumps & ~bends
    return Differences(z[keep], slopes[keep], (rounding + cut)[keep], z[jumps] + 0.0)


def find_disagreement(activation, differences):
    """Compare the derivative that an activation brings with central differences.

    Returns
    -------
    `Disagreement` where they differ most, or None if they agree everywhere

    >>> hasty = Activation("hasty", lambda z: z**2 / 8, lambda z: z / 8)
    >>> print(find_disagreement(hasty, find_differences(hasty)).z)
    -8.0
    """
    with np.errstate(all="ignore"):
        given = activation.derivative(differences.z)
        eps = precision(apply_elementwise(activation.slope, differences.z, activation.name))
    error = np.abs(given - differences.slopes)
    error = np.where(np.isfinite(error), error, np.inf)
    rounding = 4 * eps * np.abs(given).max(initial=0.0, where=np.isfinite(given))
    allowed = SLOPES_AGREE * np.abs(differences.slopes) + differences.doubt + rounding
    if (error <= allowed).all():
        return None
    worst = int(np.argmax(error))
    return Disagreement(*(float(numbers[worst]) for numbers in (differences.z, given, differences.slopes)))


def measure_facts(activation, reach=8.0):
    """Measure an activation; give its `Facts`.

    Parameters
    ----------
    activation : an `Activation`, built in or one's own
    reach : the derivative is compared with central differences on -reach <= z <= reach

    >>> facts = measure_facts(Activation("bent", lambda z: z / (1 + abs(z))))
    >>> facts.nearest.label, round(facts.mean_square_slope, 3)
    ('Tanh', 0.228)
    """
    given, differences = activation.slope and activation.derivative, find_differences(activation, reach)
    disagreement = find_disagreement(activation, differences) if given else None
    with np.errstate(all="ignore"):
        if disagreement:  # the facts are about the function, so they must not rest on a wrong slope
            activation = Activation(activation.name, activation.function, label=activation.label)
        distances = {
            built_in.name: np.sqrt(mean_square(lambda z, b=built_in: activation(z) - b(z)))
            for built_in in ACTIVATIONS.values()
        }
        passing = mean_square(activation.derivative)
        own_square = mean_square(activation)
    nearest = min(distances, key=distances.get)
    others = _built_in_mean_square_slopes()
    return Facts(
        activation=activation,
        given=given,
        mean_square=own_square,
        mean_square_slope=passing,
        differences=differences,
        disagreement=disagreement,
        nearest=ACTIVATIONS[nearest],
        distance=float(distances[nearest]),
        more=int(np.sum(others > passing * (1 + 1e-6) + 1e-12)),
        less=int(np.sum(others < passing * (1 - 1e-6) - 1e-12)),
    )
