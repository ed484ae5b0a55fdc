"""Small data sets to learn from: two rings, samples that lie far out (lessons 09 to 12), handwritten digits (14)."""

import functools
import gzip
import importlib.resources
import io
from typing import NamedTuple

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
    targets = _in_turns(samples, rng)
    angle = rng.uniform(0, 2 * np.pi, (samples, 1))
    radius = 1 + targets / 2
    return radius * np.hstack([np.cos(angle), np.sin(angle)]) + rng.normal(0, 0.1, (samples, 2)), targets


def _in_turns(samples, rng):
    """The targets of so many points, -1 and 1 in turns, after a look at both arguments."""
    check_rng(rng)
    return np.resize([-1.0, 1.0], (check_whole("samples", samples, least=1), 1))


def moons(samples, rng):
    """Draw points of two half-moons that reach into each other: no straight line parts them.

    The upper moon has target -1 and lies on (cos t, sin t), the lower one has target 1 and lies on (1 - cos t,
    0.5 - sin t), with t from 0 to pi; then both are moved by (-0.5, -0.25) and each point by N(0, 0.12^2).

    What it takes, gives and refuses is as for `rings`; every second point belongs to the lower moon.

    >>> x, targets = moons(4, np.random.default_rng(0))
    >>> x.shape, targets.ravel().tolist()
    ((4, 2), [-1.0, 1.0, -1.0, 1.0])
    """
    targets = _in_turns(samples, rng)
    t = rng.uniform(0, np.pi, (samples, 1))
    upper, lower = np.hstack([np.cos(t), np.sin(t)]), np.hstack([1 - np.cos(t), 0.5 - np.sin(t)])
    return np.where(targets < 0, upper, lower) - [0.5, 0.25] + rng.normal(0, 0.12, (samples, 2)), targets


def xor(samples, rng):
    """Draw points around four corners of a square; opposite corners belong together (exclusive or).

    The corners are (-1, -1) and (1, 1) with target -1, (-1, 1) and (1, -1) with target 1; points are N(corner, 0.3^2).

    Parameters
    ----------
    samples : int, 1 or more; the corners take turns
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (samples, 2) : the points
    array of shape (samples, 1) : the targets, -1 or 1

    Raises
    ------
    TypeError, ValueError : for no whole number above 0 or no random generator

    Source: the example of M. Minsky and S. Papert, "Perceptrons" (1969).

    >>> x, targets = xor(4, np.random.default_rng(0))
    >>> np.sign(x).tolist(), targets.ravel().tolist()
    ([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]], [-1.0, 1.0, -1.0, 1.0])
    """
    check_rng(rng)
    corners = np.resize([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]], (check_whole("samples", samples, 1), 2))
    return corners + rng.normal(0, 0.3, (samples, 2)), -corners[:, :1] * corners[:, 1:]


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


class Images(NamedTuple):
    """Pictures and what they show.

    x : float32 array of shape (pictures, pixels), from 0 to 1
    labels : int array of shape (pictures,), the class of each
    """

    x: np.ndarray
    labels: np.ndarray


@functools.cache
def digits():
    """Load 1,797 handwritten digits of 8 x 8 pixels, written by 13 people; they ship with the package.

    Returns
    -------
    Images : x of shape (1797, 64), ink from 0 to 1; labels from 0 to 9; both read-only

    Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository
    (1998), its test set; CC BY 4.0, see LICENSE-DATA.

    >>> digits().x.shape, digits().labels[:10].tolist()
    ((1797, 64), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    packed = (importlib.resources.files("chainrule") / "data" / "digits.csv.gz").read_bytes()
    table = np.loadtxt(io.BytesIO(gzip.decompress(packed)), delimiter=",", dtype=np.uint8)
    x, labels = table[:, :64] / np.float32(16), table[:, 64].astype(int)
    x.flags.writeable = labels.flags.writeable = False
    return Images(x, labels)


def split_digits(rng, test=497):
    """Shuffle the digits and part them: most to learn from, the rest to be tested on.

    Parameters
    ----------
    rng : numpy.random.Generator
    test : int, 1 to 1,796, how many are kept for the test

    Returns
    -------
    Images, Images : training and test; the same 13 people wrote both, so new hands would be harder to read

    Raises
    ------
    TypeError, ValueError : for no random generator, or a number of test pictures out of range

    >>> train, test = split_digits(np.random.default_rng(0))
    >>> len(train.x), len(test.x)
    (1300, 497)
    """
    check_rng(rng)
    x, labels = digits()
    if not check_whole("test", test, least=1) < len(x):
        raise ValueError(f"test must be less than {len(x)}, the number of digits, but it is {test}")
    order = rng.permutation(len(x))
    return Images(x[order[test:]], labels[order[test:]]), Images(x[order[:test]], labels[order[:test]])
