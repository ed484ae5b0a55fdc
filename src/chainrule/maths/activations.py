"""Activation functions, their derivatives and the facts about them (lessons 02 to 05).

Each one is an `Activation`: `tanh(z)` is its value, `tanh.derivative(z)` its slope. The formulas are the ones that keep
their digits for z of any size; the lessons show where the ones of the textbooks lose them. The derivative at a bend
(z = 0 for ReLU) is a choice: here it is the slope on the left, 0 for ReLU, as in most automatic differentiators.

Values and slopes are within 4 units in the last place (ULP) of the exact ones, with two exceptions: where the slope of
SiLU or GELU crosses 0 they are within 2^-53, and GELU's left tail is within 2 z^2 ULP (12 digits). A longdouble keeps
its range; GELU and SELU have the 16 digits of float64 in it.
"""

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from chainrule.maths.numeric import find_jumps, gaussian_mean, precision, slope_or_none

SATURATED_BELOW = 0.01
"""A unit counts as saturated where the size of its slope is under this."""

MEASURED_FACTS = ("range", "monotone", "steepest_slope", "steepest_at")
"""The facts that are measured where they are not given."""

_NOT_GIVEN = object()


def as_floats(z):
    """Turn `z` into an array of floats: floating dtypes stay, ints become float64, anything else is refused.

    Raises
    ------
    TypeError : if z holds no real numbers (strings, None, True/False, complex numbers, objects, ragged lists)
    ValueError : if z holds an int beyond the largest float64

    >>> as_floats([1, 2])
    array([1., 2.])
    """
    try:
        array = np.asarray(z)
    except ValueError as ragged:
        raise TypeError(f"z must be a number or an array of numbers; {z!r} has rows of different length") from ragged
    if array.dtype.kind == "f":
        return array
    long_ints = array.dtype == object and array.size and all(type(each) in (int, float) for each in array.flat)
    if array.dtype.kind in "iu" or long_ints:  # NumPy has no dtype for an int of 2^64 or more
        try:
            return array.astype(np.float64)
        except OverflowError:
            raise ValueError("z holds an int beyond the largest float, which is about 1.8e308") from None
    kind = {"U": "text", "S": "bytes", "b": "True or False", "c": "complex numbers"}.get(array.dtype.kind)
    given = f"{kind}, {z!r}" if kind else f"{z!r} of type {type(z).__name__}"
    raise TypeError(f"z must be a number or an array of numbers (int or float), but it is {given}")


def apply_elementwise(function, z, name):
    """Apply `function` to every number of `z`; one written for a single number (with `if` or `math`) works as well.

    Returns
    -------
    array of z's shape, of the dtype that the function gives
    """
    try:
        given = (z.reshape(()) if z.size == 1 else z).copy()  # a learner's function may change its argument
        result = np.asarray(function(given))
    except (TypeError, ValueError):
        if z.size == 1:
            raise
        result = np.array([function(number) for number in z.ravel().tolist()]).reshape(z.shape)
    if result.shape not in (z.shape, ()):
        raise ValueError(
            f"{name} gave shape {result.shape} for z of shape {z.shape}; an activation works on each number by itself"
        )
    return np.broadcast_to(result, z.shape)


def _elementwise(function, z, name):
    """Apply `function` to every number of `z`; give numbers of z's dtype."""
    return apply_elementwise(function, z, name).astype(z.dtype)[()]


_TRIED_ON = 3 * np.sin(np.arange(24.0))  # all different, and in no order


def _check_elementwise(function, name):
    """Refuse a function whose value at one number hangs on chance, or on the other numbers."""
    with np.errstate(all="ignore"):
        given = (_TRIED_ON, _TRIED_ON, _TRIED_ON[:4], _TRIED_ON[4:])
        found = [apply_elementwise(function, z, name) for z in given]
        whole, again, *parts = (values.astype(np.float64) for values in found)
    largest = np.abs(whole[np.isfinite(whole)]).max(initial=0.0)
    allowed = min(1e4 * precision(found[0]), 0.05) * largest  # an array may be rounded otherwise than a number
    for other, said in (
        (again, "and {:.4g} when it is asked again, but an activation gives the same twice"),
        (np.concatenate(parts), "among some numbers and {:.4g} among others, but an activation mixes none"),
    ):
        if (whole == other).all():
            continue
        differs = ~np.isclose(whole, other, rtol=0, atol=allowed, equal_nan=True)
        if differs.any():
            at = np.argmax(differs)
            said = said.format(other[at])
            raise ValueError(
                f"{name} gives {whole[at]:.4g} at z = {_TRIED_ON[at]:.4g} {said}: it works on each number by itself"
            )


@dataclass(frozen=True, eq=False, repr=False)
class Activation:
    """An activation function: call it for its value, `.derivative` for its slope; the fields are facts about it.

    Make your own from a plain function. Facts that you leave out are measured on -20 <= z <= 20, and a derivative that
    you leave out is taken by central differences (nan where the function jumps); `repr` says so.

    Parameters
    ----------
    name : str, an identifier such as "leaky_relu"
    function : takes z (a number or an array), gives the value at each z
    slope : the same for the derivative; None takes central differences
    label, latex, derivative_latex : how figures and tables write it
    range : (lowest, highest) value, approached or reached
    monotone : True if it never falls
    steepest_slope, steepest_at : the largest slope, and the interval (from, to) of z that has it
    advantages, disadvantages : short phrases for the comparison table
    parameters : shape parameters by name, such as {"alpha": 0.01}
    family : makes the same kind of activation with other parameters
    by_parameter : derivative of the value by a learned parameter, for each one
    together : gives value and slope as a pair, where that costs less than one after the other

    Raises
    ------
    TypeError : from a call, if z holds no real numbers
    ValueError : if the function does not work number by number: it changes the shape, mixes the numbers, or is random

    >>> bent = Activation("bent", lambda z: z / (1 + abs(z)))
    >>> print(f"{bent(1):.2f}  {bent.derivative(1):.2f}  {bent.range[1]:.2f}")
    0.50  0.25  0.95
    >>> bent
    <activation bent: derivative by central differences, facts measured on -20 <= z <= 20>
    """

    name: str
    function: Callable
    slope: Callable | None = None
    label: str = ""
    latex: str = ""
    derivative_latex: str = ""
    range: tuple[float, float] | None = None
    monotone: bool | None = None
    steepest_slope: float | None = None
    steepest_at: tuple[float, float] | None = None
    advantages: tuple[str, ...] = ()
    disadvantages: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    family: Callable | None = None
    by_parameter: Mapping[str, Callable] = field(default_factory=dict)
    together: Callable | None = None

    def __post_init__(self):
        if not isinstance(self.name, str) or not self.name:
            raise TypeError(f"name must be a text such as 'bent', but it is {self.name!r}")
        for given, what in ((self.function, "function"), (self.slope, "slope")):
            if not callable(given) and (what == "function" or given is not None):
                raise TypeError(f"{what} of {self.name} must be a function of z, but it is {given!r}")
        _check_elementwise(self.function, self.name)
        if self.slope is not None:
            _check_elementwise(self.slope, f"the derivative of {self.name}")
        set_field = functools.partial(object.__setattr__, self)
        set_field("label", self.label or self.name)
        set_field("parameters", MappingProxyType(dict(self.parameters)))
        missing = [fact for fact in MEASURED_FACTS if getattr(self, fact) is None]
        set_field("facts_measured", bool(missing))
        measured = _find_facts(self) if missing else {}
        for fact in missing:
            set_field(fact, measured[fact])

    def __call__(self, z=_NOT_GIVEN, /, **parameters):
        """Give the value at `z`; with a parameter and no z, give another activation: `leaky_relu(alpha=0.1)`."""
        if parameters:
            other = self._with_parameters(parameters)
            return other if z is _NOT_GIVEN else other(z)
        if z is _NOT_GIVEN:
            raise TypeError(f"{self.name} wants a number or an array: {self.name}(z)")
        return _elementwise(self.function, as_floats(z), self.name)

    def derivative(self, z):
        """Give the slope at `z`, of z's shape and floating dtype; nan where a function without a derivative jumps."""
        z = as_floats(z)
        if self.slope is None:
            return slope_or_none(self.apply, z)
        return _elementwise(self.slope, z, f"the derivative of {self.name}")

    def value_and_slope(self, z):
        """Give value and slope at `z` in one pair.

        >>> print("{:.3f} {:.3f}".format(*sigmoid.value_and_slope(0)))
        0.500 0.250
        """
        if self.together is None:
            return self(z), self.derivative(z)
        z = as_floats(z)
        return tuple(each.astype(z.dtype)[()] for each in map(np.asarray, self.together(z)))

    def apply(self, z):
        """Give the values at an array as the function returns them, in its own dtype."""
        return apply_elementwise(self.function, z, self.name)

    def derivative_by(self, parameter, z):
        """Give the derivative of the value at `z` by a *learned* parameter: `prelu.derivative_by("alpha", z)`."""
        if parameter not in self.by_parameter:
            learned = " and ".join(self.by_parameter) or "none"
            raise ValueError(f"{self.name} has no learned parameter {parameter!r}; it has: {learned}")
        return _elementwise(self.by_parameter[parameter], as_floats(z), self.name)

    @functools.cached_property
    def mean_output(self):
        """The mean value for z ~ N(0, 1): 0 is what "zero-centred" means."""
        return gaussian_mean(self)

    @property
    def zero_centred(self):
        """True if the mean value for z ~ N(0, 1) is 0 (to 12 digits of the mean size; 8 with measured facts)."""
        digits = 1e-8 if self.facts_measured else 1e-12
        return bool(abs(self.mean_output) <= digits * gaussian_mean(lambda z: np.abs(self(z))))

    def saturated_zones(self, low=-10.0, high=10.0):
        """Give the parts of [low, high], from either end inwards, in which the slope's size is under `SATURATED_BELOW`.

        Returns
        -------
        list of (from, to), to a hundredth; a short flat spot in the middle (SiLU's lowest point) is not saturation

        >>> tanh.saturated_zones(-5, 5)
        [(-5.0, -3.0), (3.0, 5.0)]
        """
        z = np.linspace(low, high, round((high - low) * 100) + 1)
        flat = np.abs(self.derivative(z)) < SATURATED_BELOW
        edges = np.flatnonzero(np.diff(np.r_[False, flat, False].astype(int)))
        return [
            (round(float(z[first]), 2), round(float(z[after - 1]), 2))
            for first, after in zip(edges[::2], edges[1::2], strict=True)
            if first == 0 or after == z.size
        ]

    def _with_parameters(self, parameters):
        known = self.parameters if self.family else {}
        unknown = set(parameters) - set(known)
        if unknown:
            has = " and ".join(known) or "none"
            raise TypeError(f"{self.name} has no parameter {sorted(unknown)[0]!r}; it has: {has}")
        for name, value in parameters.items():
            real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
            if not real or not math.isfinite(value):
                raise ValueError(f"{name} must be a finite number, but it is {value!r}")
        return self.family(**{**self.parameters, **{name: float(value) for name, value in parameters.items()}})

    def __repr__(self):
        said = [f"{name} = {value:g}" for name, value in self.parameters.items()]
        said += ["derivative by central differences"] if self.slope is None else []
        said += ["facts measured on -20 <= z <= 20"] if self.facts_measured else []
        return f"<activation {self.name}{': ' + ', '.join(said) if said else ''}>"


def _find_facts(activation):
    """Measure range, monotonicity and steepest slope of an activation on a grid from -20 to 20."""
    z = np.linspace(-20, 20, 4001)
    with np.errstate(all="ignore"):
        value, slope = activation(z), activation.derivative(z)
        bad_slope = np.flatnonzero(~np.isfinite(slope))
        if activation.slope is None:
            bad_slope = bad_slope[~find_jumps(activation.apply, z[bad_slope])]
    for what, numbers, bad_ones in (
        (activation.name, value, np.flatnonzero(~np.isfinite(value))),
        (f"the derivative of {activation.name}", slope, bad_slope),
    ):
        for bad in bad_ones[:1]:
            raise ValueError(f"{what} gives {numbers[bad]} at z = {z[bad]:g}; it must be finite on -20 <= z <= 20")
    top = np.nanmax(slope)
    steep = z[slope >= top - 1e-9 * np.nanmax(np.abs(slope))]
    return {
        "range": (float(value.min()), float(value.max())),
        "monotone": bool((np.diff(value) >= -1e-12 * np.abs(value).max()).all()),
        "steepest_slope": float(top),
        "steepest_at": (float(steep[0]), float(steep[-1])),
    }


class Unchecked(NamedTuple):
    """The functions of an activation without its checks, which take longer than small layers do."""

    value: Callable
    derivative: Callable
    value_and_slope: Callable

    def __call__(self, z):
        return self.value(z)


@functools.lru_cache(maxsize=256)
def bare(activation):
    """Give the bare functions where they take and give arrays, as the built-in ones do; else the activation itself.

    For loops that call them thousands of times on arrays of floats.

    >>> own = Activation("own", lambda z: z**2)
    >>> bare(tanh).derivative is tanh.slope, bare(own) is own
    (True, True)
    """
    value, slope = activation.function, activation.slope
    together = activation.together or (lambda z: (value(z), slope(z)))
    for dtype in (np.float32, np.float64):
        z = np.array([[-0.5, 0.5]], dtype)
        try:
            found = [value(z), slope(z), *together(z)]
        except (TypeError, ValueError):  # written for one number at a time, or no derivative given
            return activation
        whole = all(isinstance(each, np.ndarray) and each.shape == z.shape and each.dtype == dtype for each in found)
        if not whole or (z != np.array([[-0.5, 0.5]])).any():  # a learner's function may change its argument
            return activation
    return Unchecked(value, slope, together)


def _choose(z, condition, yes, no):
    """`yes` where the condition holds, `no` elsewhere, and nan where z is nan."""
    return np.where(np.isnan(z), z, np.where(condition, yes, no)).astype(z.dtype, copy=False)


# -- the functions, in teaching order --------------------------------------------------------------------------------

EVERYWHERE = (-math.inf, math.inf)

identity = Activation(
    "identity",
    lambda z: z,
    lambda z: _choose(z, True, 1, 1),
    label="Identity",
    latex=r"z",
    derivative_latex=r"1",
    range=EVERYWHERE,
    monotone=True,
    steepest_slope=1.0,
    steepest_at=EVERYWHERE,
    advantages=("the gradient passes unchanged",),
    disadvantages=("stacked layers stay one linear layer", "values can grow layer after layer"),
)


def _sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.maximum(e, z >= 0) / (1 + e)


def _sigmoid_slope(z):
    """e / (1 + e)^2, with the square written out: squaring 1 + e would double its rounding error."""
    e = np.exp(-np.abs(z))
    return e / (1 + e * (2 + e))


def _sigmoid_and_slope(z):
    """Both from one exponential, with few arrays on the way: half the time of one after the other."""
    e = np.exp(-np.abs(z))
    value = np.maximum(e, z >= 0)
    value /= 1 + e
    square = 2 + e
    square *= e
    square += 1
    return value, e / square


sigmoid = Activation(
    "sigmoid",
    _sigmoid,
    _sigmoid_slope,
    together=_sigmoid_and_slope,
    label="Sigmoid",
    latex=r"\sigma(z) = \frac{1}{1 + e^{-z}}",
    derivative_latex=r"\sigma(z)\,(1 - \sigma(z))",
    range=(0.0, 1.0),
    monotone=True,
    steepest_slope=0.25,
    steepest_at=(0.0, 0.0),
    advantages=("values stay between 0 and 1", "reads as a probability", "smooth"),
    disadvantages=("saturates on both sides", "slope at most 1/4", "not zero-centred", "needs an exponential"),
)


@np.errstate(over="ignore")  # -2 |z| may go beyond the range, to -inf: there e is 0, as it should be
def _tanh_slope(z):
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e * (2 + e))


tanh = Activation(
    "tanh",
    np.tanh,
    _tanh_slope,
    label="Tanh",
    latex=r"\tanh(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
    derivative_latex=r"1 - \tanh^2(z)",
    range=(-1.0, 1.0),
    monotone=True,
    steepest_slope=1.0,
    steepest_at=(0.0, 0.0),
    advantages=("zero-centred", "values stay between -1 and 1", "slope up to 1"),
    disadvantages=("saturates on both sides", "needs an exponential"),
)

relu = Activation(
    "relu",
    lambda z: np.maximum(z, 0),
    lambda z: np.sign(np.maximum(z, 0)),
    label="ReLU",
    latex=r"\max(0, z)",
    derivative_latex=r"\begin{cases} 0 & z \le 0 \\ 1 & z > 0 \end{cases}",
    range=(0.0, math.inf),
    monotone=True,
    steepest_slope=1.0,
    steepest_at=(0.0, math.inf),
    advantages=("does not saturate for z > 0", "costs one comparison", "sparse: many exact zeros"),
    disadvantages=("units can die", "not zero-centred", "values can grow without bound"),
)


def _leaky(alpha, **facts):
    """max(z, 0) + alpha min(z, 0), which is right for every alpha; `max(alpha z, z)` only for 0 <= alpha <= 1."""
    return Activation(
        function=lambda z: np.maximum(z, 0) + (alpha * np.minimum(z, 0) if alpha else 0),
        slope=lambda z: _choose(z, z > 0, 1, alpha),
        latex=r"\max(0, z) + \alpha \min(0, z)",
        derivative_latex=r"\begin{cases} \alpha & z \le 0 \\ 1 & z > 0 \end{cases}",
        range=EVERYWHERE if alpha > 0 else (0.0, math.inf),
        monotone=alpha >= 0,
        steepest_slope=max(1.0, alpha),
        steepest_at=(0.0, math.inf) if alpha < 1 else EVERYWHERE if alpha == 1 else (-math.inf, 0.0),
        parameters={"alpha": alpha},
        **facts,
    )


def _leaky_relu(alpha=0.01):
    return _leaky(
        alpha,
        name="leaky_relu",
        label="Leaky ReLU",
        family=_leaky_relu,
        advantages=("a unit cannot die: some gradient always passes", "costs one comparison"),
        disadvantages=("the gradient left of 0 is small", "one more number to choose", "not zero-centred"),
    )


def _prelu(alpha=0.25):
    return _leaky(
        alpha,
        name="prelu",
        label="PReLU",
        family=_prelu,
        by_parameter={"alpha": lambda z: np.minimum(z, 0)},
        advantages=("the slope left of 0 is learned", "a unit cannot die while alpha is not 0"),
        disadvantages=("one more parameter to learn, and to overfit with", "not zero-centred"),
    )


leaky_relu = _leaky_relu()
prelu = _prelu()


def _elu(alpha=1.0):
    return Activation(
        "elu",
        lambda z: np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0)),
        lambda z: np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0))),
        label="ELU",
        latex=r"\begin{cases} \alpha (e^{z} - 1) & z \le 0 \\ z & z > 0 \end{cases}",
        derivative_latex=r"\begin{cases} \alpha e^{z} & z \le 0 \\ 1 & z > 0 \end{cases}",
        range=(min(0.0, -alpha), math.inf),
        monotone=alpha >= 0,
        steepest_slope=max(1.0, alpha),
        steepest_at=(0.0, math.inf) if alpha <= 1 else (0.0, 0.0),
        advantages=("mean nearer to 0 than ReLU", "smooth at 0 for alpha = 1"),
        disadvantages=("saturates on the left", "needs an exponential"),
        parameters={"alpha": alpha},
        family=_elu,
    )


elu = _elu()

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
_SELU_LEFT = SELU_SCALE * SELU_ALPHA

selu = Activation(
    "selu",
    lambda z: SELU_SCALE * np.maximum(z, 0) + _SELU_LEFT * np.expm1(np.minimum(z, 0)),
    lambda z: np.where(z > 0, SELU_SCALE, _SELU_LEFT * np.exp(np.minimum(z, 0))),
    label="SELU",
    latex=r"1.0507 \cdot \begin{cases} 1.6733\,(e^{z} - 1) & z \le 0 \\ z & z > 0 \end{cases}",
    derivative_latex=r"1.0507 \cdot \begin{cases} 1.6733\,e^{z} & z \le 0 \\ 1 & z > 0 \end{cases}",
    range=(-_SELU_LEFT, math.inf),
    monotone=True,
    steepest_slope=_SELU_LEFT,
    steepest_at=(0.0, 0.0),
    advantages=("keeps mean 0 and variance 1 through the layers", "zero-centred"),
    disadvantages=("needs its own initialization (LeCun)", "saturates on the left", "needs an exponential"),
)

softplus = Activation(
    "softplus",
    lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))),
    _sigmoid,
    label="Softplus",
    latex=r"\ln(1 + e^{z})",
    derivative_latex=r"\sigma(z)",
    range=(0.0, math.inf),
    monotone=True,
    steepest_slope=1.0,
    steepest_at=(math.inf, math.inf),
    advantages=("a smooth ReLU",),
    disadvantages=("never exactly 0: not sparse", "not zero-centred", "needs a logarithm and an exponential"),
)


def _silu_and_slope(z):
    """z s(z), and s(z) (1 + z s(-z)), for the sigmoid s; in float64 or better.

    e^z is taken in two halves, because it leaves the range of doubles (z < -708) before z e^z does.
    """
    x = z.astype(np.promote_types(z.dtype, np.float64))
    end = -1.2 * np.log(np.finfo(x.dtype).tiny)  # beyond, all exponentials are 0
    x = np.maximum(x, -end)
    half = np.exp(-np.abs(x) / 2)
    up, down, whole = np.maximum(half, x >= 0), np.maximum(half, x <= 0), 1 + half * half
    value = up * x * up / whole
    slope = up * (1 + np.minimum(x, end) * (down * down / whole)) * up / whole
    return value.astype(z.dtype), slope.astype(z.dtype)


silu = Activation(
    "silu",
    lambda z: _silu_and_slope(z)[0],
    lambda z: _silu_and_slope(z)[1],
    together=_silu_and_slope,
    label="SiLU (Swish)",
    latex=r"z\,\sigma(z)",
    derivative_latex=r"\sigma(z)\,(1 + z\,\sigma(-z))",
    range=(-0.27846454276107380, math.inf),
    monotone=False,
    steepest_slope=1.0998393201288672,
    steepest_at=(2.3993572805154677, 2.3993572805154677),
    advantages=("smooth, and close to ReLU", "some gradient passes left of 0"),
    disadvantages=("not monotone", "not zero-centred", "needs an exponential"),
)


_TAIL = (
    4.67587388373423e-10,
    7.339580708680688e-10,
    -4.690806102539815e-09,
    -9.215836642224952e-09,
    2.5958008705228583e-08,
    6.88596667718866e-08,
    -1.1790773810059215e-07,
    -4.306403370970876e-07,
    5.855502414617866e-07,
    2.5744821259922618e-06,
    -3.977193888432009e-06,
    -1.4934262680439593e-05,
    3.670900151221221e-05,
    6.85792591114809e-05,
    -0.00037375515343088467,
    0.00017913973639521302,
    0.002766822966967093,
    -0.011446593719400208,
    0.025878317157475794,
    -0.03856311413251423,
    0.03463363584511266,
    -0.0005615824506832536,
    -0.0629382420010418,
    0.44927858175162705,
)
"""Phi(-x) = e^(-x^2/2) P(t) / (x + sqrt(2/pi)), t = (x - 4.5) / (x + 4.5): the polynomial P, highest power first."""


def _normal_cdf(z):
    """Phi(z) and e^(-z^2/2). In the left tail the rounding of z^2 costs up to z^2 / 2 ULP: 12 digits are right at -37.

    Source: the form is that of Shepherd and Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in
    0 <= x < infinity" (1981); the polynomial is made by tests/maths/make_normal_tail.py, to 17 digits.
    """
    x = np.abs(z)
    bell, t, tail = np.exp(-0.5 * x * x), (x - 4.5) / (x + 4.5), np.full_like(x, _TAIL[0])
    for coefficient in _TAIL[1:]:
        tail *= t
        tail += coefficient
    tail *= bell
    tail /= x + math.sqrt(2 / math.pi)
    return np.abs((z > 0) - tail), bell


def _gelu_and_slope(z):
    """z Phi(z), and Phi(z) + z e^(-z^2/2) / sqrt(2 pi); Phi in float64, so that a longdouble has 16 digits as well."""
    x = np.clip(z, -40, 40).astype(np.float64)  # beyond, Phi is 0 or 1
    cdf, bell = _normal_cdf(x)
    value, slope = np.maximum(z, -40) * cdf, cdf + x * bell / math.sqrt(2 * math.pi)
    return value.astype(z.dtype), slope.astype(z.dtype)


gelu = Activation(
    "gelu",
    lambda z: _gelu_and_slope(z)[0],
    lambda z: _gelu_and_slope(z)[1],
    together=_gelu_and_slope,
    label="GELU",
    latex=r"z\,\Phi(z)",
    derivative_latex=r"\Phi(z) + z\,\frac{e^{-z^2/2}}{\sqrt{2\pi}}",
    range=(-0.16997120747990366, math.inf),
    monotone=False,
    steepest_slope=1.1289041451851547,
    steepest_at=(math.sqrt(2), math.sqrt(2)),
    advantages=("smooth, and close to ReLU", "some gradient passes left of 0"),
    disadvantages=("not monotone", "not zero-centred", "needs the error function"),
)


def _line(w, b, z):
    return w * z + b if w else np.full_like(z, b)


def _maxout(w1=-0.5, b1=0.0, w2=1.0, b2=0.0):
    left, right = sorted((w1, w2))  # the larger line has the smaller slope on the left, the larger one on the right
    bend = (b1 - b2) / (w2 - w1) if w1 != w2 else 0.0
    at_bend = (b1 * w2 - b2 * w1) / (w2 - w1) if w1 != w2 else max(b1, b2)
    return Activation(
        "maxout",
        lambda z: np.maximum(_line(w1, b1, z), _line(w2, b2, z)),
        lambda z: _choose(z, z > bend, right, left),
        label="Maxout",
        latex=r"\max(w_1 z + b_1,\; w_2 z + b_2)",
        derivative_latex=r"w_1 \text{ or } w_2, \text{ of the larger line}",
        range=(at_bend if left <= 0 <= right else -math.inf, math.inf if w1 or w2 else at_bend),
        monotone=left >= 0,
        steepest_slope=right,
        steepest_at=EVERYWHERE if left == right else (bend, math.inf),
        advantages=("contains ReLU and Leaky ReLU", "does not saturate", "units do not die"),
        disadvantages=("twice as many weights for each unit", "not zero-centred"),
        parameters={"w1": w1, "b1": b1, "w2": w2, "b2": b2},
        family=_maxout,
    )


maxout = _maxout()

ACTIVATIONS = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            identity, sigmoid, tanh, relu, leaky_relu, prelu, elu, selu, softplus, silu, gelu, maxout,
        )
    }
)  # fmt: skip
"""Every built-in activation by name, in teaching order."""
