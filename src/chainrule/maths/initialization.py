"""Where weights start: the initializations of lesson 11, each with its formula, its source and what it is made for.

Each one is an `Initialization`: `he(256, 10, rng)` draws a matrix of weights for 256 inputs and 10 units. What they
differ in is the variance of a weight, and so whether a signal grows or shrinks on its way through many layers.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from chainrule.maths.checks import check_not_negative, check_rng, check_whole


@dataclass(frozen=True, eq=False, repr=False)
class Initialization:
    """A way to draw the first weights of a layer: call it with the layer's inputs and units and a random generator.

    W = initialization(n_in, n_out, rng) has shape (n_in, n_out), so that a batch passes as `x @ W`.

    Parameters
    ----------
    name : str, an identifier such as "xavier_normal"
    label : how figures and menus write it
    latex : its formula
    source : where it was published
    made_for : the activations it suits, in words
    variance : function of (n_in, n_out) that gives the variance of a weight; 0 where all weights are equal
    draw : function of (n_in, n_out, rng) that gives the weights
    independent : True if the weights are drawn independently of each other, around 0

    Raises
    ------
    TypeError, ValueError : from a call, if n_in or n_out is no whole number above 0, or rng no random generator

    >>> W = he(256, 10, np.random.default_rng(0))
    >>> W.shape, he.variance(256, 10)
    ((256, 10), 0.0078125)
    """

    name: str
    label: str
    latex: str
    source: str
    made_for: str
    variance: Callable
    draw: Callable
    independent: bool = True

    def __call__(self, n_in, n_out, rng):
        for name, count in (("n_in", n_in), ("n_out", n_out)):
            check_whole(name, count, least=1)
        check_rng(rng)
        return self.draw(n_in, n_out, rng)

    def weight_scale(self, n_in, n_out):
        """Give s = sqrt(n_in * variance): the weights are spread as those of N(0, s^2 / n_in).

        >>> print(f"{he.weight_scale(256, 256):.4f}")
        1.4142
        """
        return math.sqrt(n_in * self.variance(n_in, n_out))

    def __repr__(self):
        return f"<initialization {self.name}>"


def _normal(variance):
    """Draw weights from N(0, variance(n_in, n_out))."""
    return lambda n_in, n_out, rng: rng.normal(0, math.sqrt(variance(n_in, n_out)), (n_in, n_out))


def _uniform(variance):
    """Draw weights evenly from (-r, r); the variance of that is r^2 / 3."""

    def draw(n_in, n_out, rng):
        r = math.sqrt(3 * variance(n_in, n_out))
        return rng.uniform(-r, r, (n_in, n_out))

    return draw


def _orthogonal(n_in, n_out, rng):
    """Draw a matrix whose shorter side's vectors are orthogonal, evenly among all such matrices.

    Their length makes the variance of a weight 1 / n_in: it is 1 for a square matrix, which then keeps the length of
    every vector.
    """
    tall = rng.normal(size=(max(n_in, n_out), min(n_in, n_out)))
    q, r = np.linalg.qr(tall)
    q = q * np.sign(np.diag(r))  # without it some directions are likelier than others
    return (q if n_in >= n_out else q.T) * math.sqrt(max(n_in, n_out) / n_in)


def _lecun_variance(n_in, n_out):
    return 1 / n_in


def _xavier_variance(n_in, n_out):
    return 2 / (n_in + n_out)


def scaled_normal(weight_scale):
    """Give the initialization N(0, s^2 / n_in) for a weight scale s: the slider of lesson 09.

    Parameters
    ----------
    weight_scale : number, 0 or more

    Raises
    ------
    TypeError, ValueError : for anything else

    Source: Poole et al., "Exponential expressivity in deep neural networks through transient chaos" (2016), section 2.

    >>> print(f"{scaled_normal(1.5).weight_scale(64, 64):.2f}")
    1.50
    """
    s = check_not_negative("weight_scale", weight_scale)

    def variance(n_in, n_out):
        return s**2 / n_in

    return Initialization(
        "scaled_normal",
        f"normal, s = {s:g}",
        r"w \sim N\!\left(0,\ \frac{s^2}{n_{in}}\right)",
        "Poole et al. 2016, section 2",
        "finding out which scale suits an activation",
        variance,
        _normal(variance),
    )


def plain_normal(spread, name, label, source, made_for):
    """Give the initialization N(0, spread^2), whatever the number of inputs."""

    def variance(n_in, n_out):
        return spread**2

    latex = rf"w \sim N(0,\ {spread:g}^2)"
    return Initialization(name, label, latex, source, made_for, variance, _normal(variance))


def he_for(alpha):
    """Give He's initialization for a leaky ReLU with slope alpha left of 0: N(0, 2 / ((1 + alpha^2) n_in)).

    Parameters
    ----------
    alpha : finite number; 0 for ReLU

    Raises
    ------
    TypeError, ValueError : for anything else

    Source: He et al., "Delving deep into rectifiers" (2015), equations 10 and 15.

    >>> print(f"{he_for(0.1).weight_scale(64, 64):.4f}")
    1.4072
    """
    alpha = check_not_negative("abs(alpha)", abs(alpha) if isinstance(alpha, int | float) else alpha)

    def variance(n_in, n_out):
        return 2 / ((1 + alpha**2) * n_in)

    slope = r"(1 + \alpha^2)\," if alpha else ""
    return Initialization(
        "he",
        f"He, α = {alpha:g}" if alpha else "He",
        rf"w \sim N\!\left(0,\ \frac{{2}}{{{slope}n_{{in}}}}\right)",
        "He et al. 2015",
        "leaky ReLU, PReLU" if alpha else "ReLU",
        variance,
        _normal(variance),
    )


def constant_of(value):
    """Give the initialization in which every weight is the same number: all units of a layer stay equal for ever.

    >>> constant_of(0.5)(1, 2, np.random.default_rng(0))
    array([[0.5, 0.5]])
    """
    return Initialization(
        "constant" if value else "zero",
        f"all {value:g}" if value else "zero",
        f"w = {value:g}",
        "shown to fail",
        "nothing: equal units stay equal",
        lambda n_in, n_out: 0.0,
        lambda n_in, n_out, rng: np.full((n_in, n_out), float(value)),
        independent=False,
    )


zero = constant_of(0.0)
constant = constant_of(0.1)
small_normal = plain_normal(
    0.01, "small_normal", "small normal, 0.01", "Krizhevsky et al. 2012, section 5", "a width that happens to suit"
)
large_normal = plain_normal(
    1.0, "large_normal", "large normal, 1", "`randn` as it comes", "nothing: units saturate or explode"
)

lecun = Initialization(
    "lecun",
    "LeCun",
    r"w \sim N\!\left(0,\ \frac{1}{n_{in}}\right)",
    "LeCun et al. 1998, Efficient BackProp, equation 16",
    "tanh, SELU, identity",
    _lecun_variance,
    _normal(_lecun_variance),
)

xavier_normal = Initialization(
    "xavier_normal",
    "Xavier normal",
    r"w \sim N\!\left(0,\ \frac{2}{n_{in} + n_{out}}\right)",
    "Glorot and Bengio 2010, equation 12",
    "tanh, identity",
    _xavier_variance,
    _normal(_xavier_variance),
)

xavier_uniform = Initialization(
    "xavier_uniform",
    "Xavier uniform",
    r"w \sim U(-r, r),\ r = \sqrt{\frac{6}{n_{in} + n_{out}}}",
    "Glorot and Bengio 2010, equation 16",
    "tanh, identity",
    _xavier_variance,
    _uniform(_xavier_variance),
)

he = he_for(0.0)

orthogonal = Initialization(
    "orthogonal",
    "orthogonal",
    r"W^T W = I \text{ (square)}",
    "Saxe, McClelland and Ganguli 2014",
    "identity, tanh; very deep and recurrent networks",
    _lecun_variance,
    _orthogonal,
    independent=False,
)

INITIALIZATIONS = MappingProxyType(
    {
        each.name: each
        for each in (
            zero, constant, small_normal, large_normal, lecun, xavier_normal, xavier_uniform, he, orthogonal,
        )
    }
)  # fmt: skip
"""Every built-in initialization by name, in teaching order."""
