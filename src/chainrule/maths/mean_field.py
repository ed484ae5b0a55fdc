"""What theory expects of a signal in a wide, random stack: the variance map and its slope (lessons 09 to 11).

In a wide layer the pre-activations of all units together look like a bell curve, N(0, q). Then two means over that
curve say everything: the **variance map** gives the q of the next layer, and the **slope** chi says how much the square
of a gradient grows or shrinks in that layer on its way back. `depth.py` has the real network to compare with.

Source: Poole et al., "Exponential expressivity in deep neural networks through transient chaos" (2016), equations 3
and 5; Schoenholz et al., "Deep information propagation" (2017), sections 3 and 5.
"""

import functools
import math
from typing import NamedTuple

import numpy as np

from chainrule.maths.checks import check_not_negative, check_whole
from chainrule.maths.numeric import gaussian_mean

LARGEST = 1e200
"""Beyond this the variance map stays where it is: the signal has exploded."""

_GRID = np.logspace(-24, 24, 385)  # q, eight steps for each power of ten
_SCALES = 0.001, 1000.0  # between which a critical weight scale is looked for


def mean_square_value(activation, q):
    """Give V(q) = E[a(sqrt(q) x)^2] over x ~ N(0, 1), the mean square of the activations of a layer.

    Parameters
    ----------
    activation : Activation
    q : number or vector of numbers, 0 or more: variance of the pre-activations

    >>> from chainrule import relu
    >>> print(f"{mean_square_value(relu, 4.0):.6f}")
    2.000000
    """
    root = np.sqrt(np.asarray(q, dtype=float))[..., None]
    return gaussian_mean(lambda x: np.square(activation(root * x)))


def mean_square_slope(activation, q):
    """Give D(q) = E[a'(sqrt(q) x)^2] over x ~ N(0, 1), the mean square of the slopes of a layer.

    >>> from chainrule import sigmoid
    >>> print(f"{mean_square_slope(sigmoid, 1.0):.6f}")
    0.044836
    """
    root = np.sqrt(np.asarray(q, dtype=float))[..., None]
    return gaussian_mean(lambda x: np.square(activation.derivative(root * x)))


def variance_map(q, activation, weight_scale, bias_spread=0.0):
    """Give the q of the next layer: s^2 E[a(sqrt(q) x)^2] + bias_spread^2.

    >>> from chainrule import relu
    >>> print(f"{variance_map(1.0, relu, weight_scale=2**0.5):.6f}")
    1.000000
    """
    return weight_scale**2 * mean_square_value(activation, q) + bias_spread**2


def chi(q, activation, weight_scale):
    """Give the factor for the square of a gradient, from one layer to the one before: s^2 E[a'(sqrt(q) x)^2].

    >>> from chainrule import relu
    >>> print(f"{chi(1.0, relu, weight_scale=1.0):.6f}")
    0.500000
    """
    return weight_scale**2 * mean_square_slope(activation, q)


class Prediction(NamedTuple):
    """What theory expects, an array with one number for each layer from 1 on.

    q : mean square of the pre-activations
    chi : factor for the square of the gradient from this layer to the one before
    decades : log10 of the length of dE/dh, with 0 at the last layer
    """

    q: np.ndarray
    chi: np.ndarray
    decades: np.ndarray


@np.errstate(all="ignore")
def predict(activation, weight_scale, depth, input_square=1.0, bias_spread=0.0):
    """Predict q, chi and the gradient of each layer of a wide random stack, each layer at its own q.

    q_1 = s^2 E[x^2] + bias_spread^2,  then the variance map;  |dE/dh_(l-1)| = sqrt(chi_l) |dE/dh_l|

    Parameters
    ----------
    activation : Activation
    weight_scale : s, 0 or more; the weights are N(0, s^2 / n_in)
    depth : int, 1 or more
    input_square : mean square of the inputs
    bias_spread : the biases are N(0, bias_spread^2)

    Returns
    -------
    Prediction

    Raises
    ------
    TypeError, ValueError : for numbers below 0 or not finite, or a depth below 1

    >>> from chainrule import relu
    >>> print(f"{predict(relu, weight_scale=1.0, depth=11).decades[0]:.4f}")
    -1.5051
    """
    weight_scale = check_not_negative("weight_scale", weight_scale)
    bias_spread = check_not_negative("bias_spread", bias_spread)
    q = [weight_scale**2 * check_not_negative("input_square", input_square) + bias_spread**2]
    depth = check_whole("depth", depth, least=1)
    while len(q) < depth and q[-1] not in q[-2:-1]:  # from a fixed point on, all layers are alike
        q.append(min(variance_map(q[-1], activation, weight_scale, bias_spread), LARGEST))
    factors = chi(np.array(q), activation, weight_scale)
    q, factors = (np.pad(each, (0, depth - len(q)), mode="edge") for each in (q, factors))
    steps = np.log10(factors[1:]) / 2
    return Prediction(q, factors, np.append(np.cumsum(steps[::-1])[::-1], 0.0))


@functools.cache
def _on_grid(activation):
    """V and D of an activation for every q of the grid."""
    with np.errstate(all="ignore"):
        return mean_square_value(activation, _GRID), mean_square_slope(activation, _GRID)


def fixed_point(activation, weight_scale):
    """Find the q that a signal of q = 1 comes to after many layers: the nearest one that the variance map keeps.

    Parameters
    ----------
    activation : Activation
    weight_scale : s above 0

    Returns
    -------
    float : 0.0 if the signal fades, inf if it grows without end

    >>> from chainrule import sigmoid, tanh
    >>> print(f"{fixed_point(sigmoid, 1.0):.6f}  {fixed_point(tanh, 0.9)}")
    0.264687  0.0
    """

    def growth(q, value):
        return weight_scale**2 * value - q

    start = int(np.searchsorted(_GRID, 1.0))
    here = growth(_GRID, _on_grid(activation)[0])
    if abs(here[start]) <= 1e-12:  # a mean over the bell curve is right to so many digits
        return 1.0
    way = 1 if here[start] > 0 else -1
    turned = np.flatnonzero(here[start::way] * way <= 0)
    if not turned.size:
        return math.inf if way > 0 else 0.0
    ends = sorted((_GRID[start + way * turned[0]], _GRID[start + way * (turned[0] - 1)]))
    return _bisect(lambda q: growth(q, mean_square_value(activation, q)), *ends)


def _bisect(f, low, high):
    """Halve an interval, at whose ends f has different signs, until its middle is the root to the last digit."""
    sign = np.sign(f(low))
    while low < (middle := math.sqrt(low * high)) < high:
        low, high = (middle, high) if np.sign(f(middle)) == sign else (low, middle)
    return low


@functools.lru_cache(maxsize=4096)
def long_run_chi(activation, weight_scale):
    """Give chi where the variance has settled: every further layer changes the gradient by its square root.

    Parameters
    ----------
    activation : Activation
    weight_scale : s above 0

    >>> from chainrule import sigmoid
    >>> print(f"{long_run_chi(sigmoid, 1.0):.4f}")
    0.0557
    """
    q = min(max(fixed_point(activation, weight_scale), _GRID[0]), _GRID[-1])
    with np.errstate(all="ignore"):
        return chi(q, activation, weight_scale)


def critical_weight_scale(activation):
    """Find the weight scale s at which chi is 1 in the long run: gradients neither vanish nor explode.

    Found by halving, from below. Where chi jumps over 1 (GELU and SiLU, whose signal either fades or explodes) there
    is none.

    Parameters
    ----------
    activation : Activation

    Returns
    -------
    float, or None if there is none between 0.001 and 1000

    >>> from chainrule import gelu, relu, tanh
    >>> print(f"{critical_weight_scale(tanh):.6f} {critical_weight_scale(relu):.6f} {critical_weight_scale(gelu)}")
    1.000000 1.414214 None
    """
    low, high = _SCALES
    if not long_run_chi(activation, low) < 1 < long_run_chi(activation, high):
        return None
    while high - low > 1e-9 * low:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if long_run_chi(activation, middle) < 1 else (low, middle)
    return high if abs(long_run_chi(activation, low) - 1) < 1e-3 else None
