"""Numbers without a formula: slopes by central differences, jumps, and means over a bell curve.

Lesson 02 uses the first to check a derivative that was worked out by hand; the last says what an activation does
to inputs that are spread like N(0, 1).
"""

import functools

import numpy as np

STEP = np.finfo(np.float64).eps ** (1 / 3)
"""The step of a central difference for |z| up to 1, where the function returns float64."""


def precision(numbers):
    """Give the distance from 1 to the next number in the floating type of `numbers`, that of float64 at best.

    >>> print(f"{precision(np.float32(7)):.1e}")
    1.2e-07
    """
    dtype = np.asarray(numbers).dtype
    return float(np.finfo(dtype if dtype in (np.float16, np.float32) else np.float64).eps)


def _difference(f, z, h):
    """Give the rise of `f` from z - h to z + h over the run, the larger size of both values, and their precision."""
    above, below = z + h, z - h  # what is really stepped, after rounding
    high, low = np.asarray(f(above)), np.asarray(f(below))
    eps = max(precision(high), precision(low))
    high, low = high.astype(np.float64), low.astype(np.float64)
    return (high - low) / (above - below), np.maximum(np.abs(high), np.abs(low)), eps


def _differences(f, z):
    """Give central differences of `f` at float64 numbers, the size of the values, and the step."""
    size = np.maximum(1, np.abs(z))
    h = STEP * size
    slopes, values, eps = _difference(f, z, h)
    if eps > precision(z):
        h = eps ** (1 / 3) * size
        slopes, values, eps = _difference(f, z, h)
    far = np.abs(z) > 10
    if far.any():
        near_h = np.maximum(eps ** (1 / 3), 16 * eps * size)
        near_slopes, near_values, _ = _difference(f, z, near_h)
        rounding = 4 * eps * (near_values + np.abs(z * slopes)) / near_h
        cut = far & ~(np.abs(slopes - near_slopes) <= rounding)
        slopes, h = np.where(cut, near_slopes, slopes), np.where(cut, near_h, h)
    return slopes, values, h


def central_difference(f, z):
    """Estimate the derivative of `f` at `z` from two values beside it.

    f'(z) ~ (f(z + h) - f(z - h)) / 2h. A large h cuts the corner of the curve (error ~ h^2 f'''/6), a small one loses
    digits in the subtraction (error ~ eps f/h); h = eps^(1/3) max(1, |z|) balances the two and leaves about 10 digits.
    eps is the precision of what f returns: one that gives float32 gets a larger step, and 4 digits. For |z| > 10 the
    step eps^(1/3) is tried as well, and taken where that changes more than rounding does: far out, a sine bends as
    much as at 0.

    Parameters
    ----------
    f : function that works on arrays, element by element
    z : finite number or array of any shape

    Returns
    -------
    array of the shape and floating dtype of z (float64 for ints); the work is done in float64

    Source: Press et al., Numerical Recipes, section 5.7.

    >>> print(f"{central_difference(np.sin, 0.0):.8f}")
    1.00000000
    """
    z = np.asarray(z)
    dtype = z.dtype if np.issubdtype(z.dtype, np.floating) else np.float64
    return np.asarray(_differences(f, z.astype(np.float64))[0], dtype=dtype)[()]


def find_jumps(f, z, h=1e-13):
    """Tell at which z a function jumps, so that it has no slope there.

    At a jump it rises almost as much from z - h to z + h as over ten times that way; a steep curve rises a tenth. What
    is less than a ten-thousandth of its values counts as no jump, and so does rounding.

    Parameters
    ----------
    f : function that works on arrays, element by element
    z : finite number or array of any shape
    h : how near the jump must be, relative to |z| where that is above 1

    Returns
    -------
    array of True and False, of the shape of z

    >>> find_jumps(np.floor, [0.5, 1.0])
    array([False,  True])
    """
    z = np.asarray(z, dtype=np.float64)
    h = h * np.maximum(1, np.abs(z))
    values = [np.asarray(f(z + step)) for step in (-10 * h, -h, h, 10 * h)]
    eps = max(map(precision, values))
    first, below, above, last = (value.astype(np.float64) for value in values)
    wide = np.abs(last - first)
    size = np.maximum(np.abs(first), np.abs(last))
    return (np.abs(above - below) > 0.5 * wide) & (wide > max(1e-4, 64 * eps) * size + 64 * eps)


def slope_or_none(f, z):
    """Estimate the derivative by central differences; nan where `f` jumps, for there is none.

    Right beside a jump, where the central difference would reach across it, the slope on the side of z is taken.

    Parameters
    ----------
    f : function that works on arrays, element by element
    z : finite number or array of any shape

    Returns
    -------
    array of the shape and floating dtype of z (float64 for ints)

    >>> slope_or_none(np.sign, [-1.0, 0.0])
    array([ 0., nan])
    """
    z = np.asarray(z)
    dtype = z.dtype if np.issubdtype(z.dtype, np.floating) else np.float64
    wide = z.astype(np.float64)
    slopes, values, h = (np.array(np.broadcast_to(each, z.shape)) for each in _differences(f, wide))
    steep = np.abs(slopes) * h > 1e-5 * values  # only there a jump can be: few of the numbers
    if steep.any():
        at, step = wide[steep], h[steep]
        here, below, above = (np.asarray(f(at + move), dtype=np.float64) for move in (0, -step, step))
        left, right = (here - below) / step, (above - here) / step
        sided = np.where(np.abs(left) < np.abs(right), left, right)
        sided = np.where(find_jumps(f, at), np.nan, sided)
        slopes[steep] = np.where(find_jumps(f, at, step / np.maximum(1, np.abs(at))), sided, slopes[steep])
    return slopes.astype(dtype)[()]


@functools.cache
def _half_bell():
    """Gauss-Legendre nodes on (0, 12) and their weights under the density of N(0, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    x = 6 * (nodes + 1)
    return x, 6 * weights * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


def gaussian_mean(f):
    """Average `f(x)` over x ~ N(0, 1).

    E[f] = integral of f(x) exp(-x^2/2) / sqrt(2 pi) dx, with 200 Gauss-Legendre points on either side of 0, so that a
    bend at 0 (ReLU) costs no accuracy: about 14 digits there, 4 or more where the bend is elsewhere.

    Parameters
    ----------
    f : function that works on arrays, element by element; one that gives several rows is averaged row by row

    Returns
    -------
    float, or an array of one mean for each row

    >>> print(f"{gaussian_mean(np.square):.12f}")
    1.000000000000
    """
    x, weights = _half_bell()
    means = np.sum(weights * (np.asarray(f(x)) + np.asarray(f(-x))), axis=-1)
    return means if means.ndim else float(means)
