"""Small data sets to learn from (lessons 09 to 12): two rings, and samples that lie far out."""

import numpy as np

from chainrule.maths.checks import check_rng, check_whole


def rings(samples, rng):
    """Draw points of two rings around the origin; a network is to tell which ring a point belongs to.

    The inner ring has radius 0.5 and target -1, the outer one radius 1.5 and target 1; each point is moved by
    N(0, 0.1^2) in both directions. No straight line parts the two.

    Parameters
    ----------
    samples : int, 1 or more; every second one belongs to the outer ring
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (samples, 2) : the points
    array of shape (samples, 1) : the targets, -1 or 1

    Raises
    ------
    TypeError, ValueError : for no whole number above 0 or no random generator

    >>> x, targets = rings(4, np.random.default_rng(0))
    >>> x.shape, targets.ravel().tolist()
    ((4, 2), [-1.0, 1.0, -1.0, 1.0])
    """
    check_rng(rng)
    targets = np.resize([-1.0, 1.0], (check_whole("samples", samples, least=1), 1))
    angle = rng.uniform(0, 2 * np.pi, (samples, 1))
    radius = 1 + targets / 2
    return radius * np.hstack([np.cos(angle), np.sin(angle)]) + rng.normal(0, 0.1, (samples, 2)), targets


def with_outliers(x, count, factor):
    """Move the first `count` samples away from the origin by a factor: measurements gone wrong, or in other units.

    Parameters
    ----------
    x : array of shape (samples, inputs), left as it is
    count : int, from 0 to the number of samples
    factor : number

    Raises
    ------
    TypeError, ValueError : for a count that is no whole number from 0 to the number of samples

    >>> with_outliers(np.ones((3, 2)), count=1, factor=20)
    array([[20., 20.],
           [ 1.,  1.],
           [ 1.,  1.]])
    """
    if check_whole("count", count) > len(x):
        raise ValueError(f"count must be at most the number of samples, {len(x)}, but it is {count}")
    moved = np.array(x, dtype=float)
    moved[:count] *= factor
    return moved
