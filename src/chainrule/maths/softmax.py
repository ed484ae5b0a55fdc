"""Scores to probabilities, how wrong they are, and how that moves with the scores (lesson 13).

A row of scores z becomes a row of probabilities p by softmax; cross-entropy says how wrong p is. Both are within 4
units in the last place (ULP) of the exact values over the whole range of doubles. That holds where one score leads by
so much that its p rounds to 1, too: what is left for the others is summed by itself, and never taken from 1.

Two cases have no answer: a row with several scores at inf, or with none above -inf (and more than one). These rows, and
rows that hold a nan, become nan. A single inf takes all; a score of -inf is a class that is ruled out, with p = 0.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import as_floats, sigmoid, softplus
from chainrule.maths.checks import check_above_zero, check_whole


class _Race(NamedTuple):
    """How far each score lies behind the winner of its row, and what that is worth; classes along the last axis."""

    behind: np.ndarray  # (z - max z) / T, rounded
    lost: np.ndarray  # what the rounding took away
    powers: np.ndarray  # e^(behind + lost)
    winner: np.ndarray  # its place in each row
    others: np.ndarray  # the sum of all powers but the winner's, which is 1


def _classes_last(name, array, axis):
    """Give an array of scores with its classes along the last axis, as doubles at least; refuse what has no classes."""
    array = as_floats(array)
    if array.ndim == 0:
        raise ValueError(f"{name} must hold a number for each class, such as [1, 2, 3], but it is {array[()]:g} alone")
    if not -array.ndim <= check_whole("axis", axis, least=-math.inf) < array.ndim:
        raise ValueError(
            f"axis must be {-array.ndim} to {array.ndim - 1} for {name} of shape {array.shape}: not {axis}"
        )
    if array.shape[axis] == 0:
        raise ValueError(f"{name} must hold a number for each class, but its shape {array.shape} has no class")
    wide = np.result_type(array, np.float64)
    return np.ascontiguousarray(np.moveaxis(array, axis, -1), wide)  # numpy adds most exactly along what lies together


def _split(x):
    """Two halves of the digits of x, whose products with other halves are exact (Veltkamp 1968)."""
    high = 134217729 * x  # 2^27 + 1
    high = high - (high - x)
    return high, x - high


def _subtract(a, b):
    """a - b, rounded, and what the rounding took away (Knuth's two-sum)."""
    difference = a - b
    minus_b = difference - a
    return difference, (a - (difference - minus_b)) - (b + minus_b)


def _divide(a, lost, divisor):
    """(a + lost) / divisor, rounded, and what the rounding took away (Dekker 1971)."""
    quotient = a / divisor
    product = quotient * divisor
    (high, low), (divisor_high, divisor_low) = _split(quotient), _split(divisor)
    below = ((high * divisor_high - product) + high * divisor_low + low * divisor_high) + low * divisor_low
    return quotient, ((a - product) - below + lost) / divisor


@np.errstate(over="ignore", invalid="ignore", under="ignore")  # overflow is -inf, and inf - inf nan, as they should
def _run_race(z, axis, temperature):
    check_above_zero("temperature", temperature)
    digits, exponent = math.frexp(temperature)  # digits 2^exponent; to divide by powers of 2 is exact
    z = np.ldexp(_classes_last("z", z, axis), -max(exponent, 0))
    winner = np.argmax(z, axis=-1, keepdims=True)
    top = np.take_along_axis(z, winner, -1)
    behind, lost = _divide(*(np.ldexp(part, -min(exponent, 0)) for part in _subtract(z, top)), digits)
    np.put_along_axis(behind, winner, np.where(np.isnan(top), top, 0), -1)  # also where a single inf leads
    lost = np.where((behind > -1e6) & (behind < 0), lost, 0)  # further behind it does not count, and may be no number
    powers = np.exp(behind)
    powers += powers * lost
    others = powers.copy()
    np.put_along_axis(others, winner, 0, -1)
    return _Race(behind, lost, powers, winner, others.sum(axis=-1, keepdims=True))


def _shares(race):
    """p, and 1 - p with its digits: for the winner that is the share of all the others."""
    p = race.powers / (1 + race.others)
    rest = 1 - p
    np.put_along_axis(rest, race.winner, race.others / (1 + race.others), -1)
    return p, rest


def _restored(result, given, axis):
    """The result in the order of axes and the floating dtype that was given."""
    dtype = as_floats(given).dtype
    with np.errstate(over="ignore", under="ignore"):
        return np.moveaxis(result, -1, axis).astype(dtype)


def softmax(z, axis=-1, temperature=1.0):
    """Turn the scores of several classes into probabilities, which are positive and sum to 1.

    p_i = e^(z_i / T) / sum_k e^(z_k / T). Only differences of scores matter, so the largest one is taken away first:
    then no power overflows.

    Parameters
    ----------
    z : array of any shape but (), scores
    axis : along which the classes lie; every row along it is taken by itself
    temperature : T, above 0; near 0 the winner takes all, and the larger T, the more all are alike

    Returns
    -------
    array of the shape and floating dtype of z (float64 for ints)

    Raises
    ------
    TypeError : for what is no array of numbers, or a temperature that is no number
    ValueError : for a single number, no class, an axis that z does not have, or a temperature that is not above 0

    Source: J. Bridle (1990), "Probabilistic interpretation of feedforward classification network outputs".

    >>> print(softmax([1, 2, 3]).round(4), softmax([1, 2, 3], temperature=10).round(4))
    [0.09   0.2447 0.6652] [0.3006 0.3322 0.3672]
    """
    return _restored(_shares(_run_race(z, axis, temperature))[0], z, axis)


def log_softmax(z, axis=-1, temperature=1.0):
    """Give the logarithms of the probabilities, with all their digits, however sure or however unlikely a class is.

    ln p_i = (z_i - m)/T - ln(1 + sum of the others), where m is the largest score, and the others are all
    e^((z_k - m)/T) but the winner's own. With the winner in the sum, its ln p would be 0 as soon as it leads by 36.7.

    Parameters, shape, dtype and refusals are those of `softmax`; a class that is ruled out has -inf.

    >>> print(log_softmax([40, 0, 0])[0])
    -8.496708510583178e-18
    """
    race = _run_race(z, axis, temperature)
    return _restored(race.behind + (race.lost - np.log1p(race.others)), z, axis)


def softmax_jacobian(z, axis=-1, temperature=1.0):
    """Give the slope of every probability by every score.

    dp_i/dz_j = p_i (delta_ij - p_j) / T, where delta_ij is 1 for i = j, else 0. It is symmetric, and its rows sum to 0.

    Parameters and refusals are those of `softmax`.

    Returns
    -------
    array of shape (..., K, K) for K classes, row i for p_i; the axis of the classes stands at the end, twice; as exact
    as p is, which has few digits under 2e-308

    >>> print(softmax_jacobian([1, 2, 3]).round(3))
    [[ 0.082 -0.022 -0.06 ]
     [-0.022  0.185 -0.163]
     [-0.06  -0.163  0.223]]
    """
    p, rest = _shares(_run_race(z, axis, temperature))
    row, column, each = p[..., :, None], p[..., None, :], np.arange(p.shape[-1])
    with np.errstate(
        over="ignore", under="ignore"
    ):  # the smaller factor is divided, so that no product underflows first
        slopes = 0 - np.minimum(row, column) / temperature * np.maximum(row, column)
        slopes[..., each, each] = np.minimum(p, rest) / temperature * np.maximum(p, rest)
        return slopes.astype(as_floats(z).dtype)


def _as_shares(targets, z, axis):
    """Give targets as shares of each class, the classes along the last axis; refuse what does not fit z."""
    shape, given = np.shape(z), np.asarray(targets)
    classes, rows = shape[axis], np.delete(shape, axis)
    if given.shape == tuple(rows):
        if given.dtype.kind not in "iu":
            raise TypeError(f"a target for each row must be the number of a class, but they are {targets!r}")
        for wrong in given[(given < 0) | (given >= classes)][:1]:
            raise ValueError(f"targets must be numbers of classes, 0 to {classes - 1}, but one is {wrong}")
        return (given[..., None] == np.arange(classes)).astype(np.float64)
    if given.shape != shape:
        raise ValueError(
            f"targets for z of shape {shape} must be class numbers of shape {tuple(map(int, rows))} or shares of shape "
            f"{shape}, but their shape is {given.shape}"
        )
    shares = _classes_last("targets", targets, axis)
    sums = shares.sum(axis=-1)
    if not (shares >= 0).all() or not (abs(sums - 1) < 1e-6).all():
        raise ValueError(f"shares must be 0 or more, and those of a row sum to 1, but they are {targets!r}")
    return shares


def _weighted(weight, number):
    """weight * number, where a weight of 0 takes the number out, be it infinite."""
    return np.multiply(weight, number, where=np.asarray(weight) != 0, out=np.zeros_like(number))


def cross_entropy(z, targets, axis=-1):
    """Say how wrong the probabilities of scores are: little where the right class has much of the whole, else a lot.

    E = - sum_k y_k ln p_k; for one right class that is -ln p of the right one. It is taken from the scores, because a p
    that was rounded has lost what its logarithm needs.

    Parameters
    ----------
    z : array of any shape but (), scores
    targets : the number of the right class for each row (whole numbers, of z's shape without the axis), or y, a share
        for each class (of z's shape, each row summing to 1)
    axis : along which the classes lie

    Returns
    -------
    array of z's shape without the axis: an error for each row, 0 to inf

    Raises
    ------
    TypeError, ValueError : as for `softmax`, and for targets that do not fit z

    >>> print(cross_entropy([[1, 2, 3], [0, 0, 0]], [2, 1]).round(4))
    [0.4076 1.0986]
    """
    race = _run_race(z, axis, 1)
    y = _as_shares(targets, z, axis)
    surprise = np.log1p(race.others) - race.lost - race.behind
    return _weighted(y, surprise).sum(axis=-1).astype(as_floats(z).dtype)[()]


def cross_entropy_gradient(z, targets, axis=-1):
    """Give the gradient of `cross_entropy` by the scores: what was said minus what is right.

    dE/dz = p - y, computed as p (1 - y) - y (1 - p), which is the same and loses no digits where p is near 1.

    Parameters and refusals are those of `cross_entropy`; for the *mean* over n rows divide by n.

    Returns
    -------
    array of z's shape and floating dtype; each row sums to 0

    >>> print(cross_entropy_gradient([1, 2, 3], 2).round(4))
    [ 0.09    0.2447 -0.3348]
    """
    p, rest = _shares(_run_race(z, axis, 1))
    y = _as_shares(targets, z, axis)
    return _restored(p * (1 - y) - y * rest, z, axis)


# -- one sigmoid output: yes or no -----------------------------------------------------------------------------------


class OutputError(NamedTuple):
    """An error of one output a = sigmoid(z) with a target t, 0 to 1; its functions take z and t, numbers or arrays."""

    name: str
    value: Callable
    gradient: Callable  # dE/dz
    from_output: Callable  # dE/dz again, from a and t: as on paper, without care for the last digits


def _off(z, t):
    """a - t as (1 - t) sigmoid(z) - t sigmoid(-z), which keeps its digits where a is near 1."""
    z = as_floats(z)
    return (1 - t) * sigmoid(z) - t * sigmoid(-z)


squared_error = OutputError(
    "squared error",
    lambda z, t: _off(z, t) ** 2 / 2,
    lambda z, t: _off(z, t) * sigmoid.derivative(z),
    lambda a, t: (a - t) * a * (1 - a),
)
"""E = (a - t)^2 / 2, so that dE/dz = (a - t) a (1 - a): where sigmoid is flat, so is the error."""

log_error = OutputError(
    "cross-entropy",
    lambda z, t: _weighted(t, softplus(-as_floats(z))) + _weighted(1 - t, softplus(z)),
    _off,
    lambda a, t: a - t,
)
"""E = - t ln a - (1 - t) ln(1 - a), so that dE/dz = a - t: the slope of sigmoid cancels."""


def walk_output(error, z, t=1, learning_rate=1.0, updates=1000):
    """Let one sigmoid output learn its target alone: z - learning_rate dE/dz, again and again.

    Parameters
    ----------
    error : `squared_error` or `log_error`
    z : finite number, where it starts
    t : target, 0 to 1
    learning_rate : above 0
    updates : how many

    Returns
    -------
    array of updates + 1 values of z, the start first

    >>> for error in (squared_error, log_error):
    ...     print(error.name, walk_output(error, -8, updates=10)[[0, 1, 10]].round(3))
    squared error [-8.    -8.    -7.997]
    cross-entropy [-8.    -7.     0.638]
    """
    check_above_zero("learning_rate", learning_rate)
    z, path = float(z), []
    for _ in range(check_whole("updates", updates)):
        path.append(z)
        z -= learning_rate * error.from_output(1 / (1 + math.exp(min(-z, 700))), t)
    return np.array([*path, z])


def updates_to_turn(path, t=1):
    """Count the updates of a walk until the output lies on the side of its target, above 0.5 or below; None for never.

    >>> updates_to_turn(np.array([-1.0, -0.2, 0.3, 0.9]))
    2
    """
    right = path > 0 if t > 0.5 else path < 0
    return int(np.argmax(right)) if right.any() else None
