"""A stack of layers: a signal on its way through many of them, and its gradient on the way back (lessons 09 to 12).

`make_stack` draws the weights, `forward` and `backward` are a few matrix lines, and `measure_layers` says per layer
what became of the signal and of the gradient. What theory expects of them stands in `mean_field.py`.
"""

import itertools
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import SATURATED_BELOW, Activation, bare
from chainrule.maths.checks import check_not_negative, check_rng, check_whole
from chainrule.maths.initialization import Initialization
from chainrule.maths.numbers import number

DEEPEST = 200
"""A stack has at most this many layers."""


@dataclass(frozen=True, eq=False)
class Stack:
    """A network of layers, one after the other: h_l = a_l(h_(l-1) W_l + b_l), with h_0 = x.

    weights : one matrix for each layer, of shape (n_in, n_out)
    biases : one vector for each layer, of shape (n_out,)
    activations : one `Activation` for each layer
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activations: tuple[Activation, ...]

    @property
    def depth(self):
        """The number of layers."""
        return len(self.weights)

    @property
    def widths(self):
        """The number of inputs, then the number of units of each layer."""
        return (self.weights[0].shape[0], *(W.shape[1] for W in self.weights))


class Signals(NamedTuple):
    """What a forward pass computes: z[l] and h[l] of shape (batch, units); z[0] and h[0] are the input x.

    slopes[l - 1] : a'(z_l), of the same shape, because value and slope together often cost little more than the value
    """

    z: list
    h: list
    slopes: list


class Gradients(NamedTuple):
    """What a backward pass computes, for each layer l from 1 on: the gradient of the error E by ...

    h[l] : the activations, of shape (batch, units); h[0] is the gradient by the input
    z[l] : the pre-activations (the deltas), of shape (batch, units); z[0] is h[0] again
    weights[l - 1], biases[l - 1] : the parameters of layer l, in their own shapes

    slopes[l - 1] : a'(z_l), the factor that the activation of layer l put in, of shape (batch, units)
    """

    h: list
    z: list
    weights: list
    biases: list
    slopes: list


def make_stack(widths, activation, initialization, rng, output=None, bias_spread=0.0, dtype=np.float64):
    """Draw the weights of a stack.

    Parameters
    ----------
    widths : the number of inputs, then the number of units of each layer: (64, 64, 64) has two layers
    activation : Activation of every layer
    initialization : Initialization of every layer's weights
    rng : numpy.random.Generator
    output : Activation of the last layer, if it is another one
    bias_spread : the biases are drawn from N(0, bias_spread^2); 0 for biases of zero
    dtype : np.float64 or np.float32, of all numbers

    Returns
    -------
    Stack

    Raises
    ------
    TypeError, ValueError : for no layer or more than 200, widths below 1, and what is no activation, initialization,
        random generator, spread or floating dtype

    >>> from chainrule import tanh
    >>> from chainrule.maths.initialization import lecun
    >>> make_stack((2, 16, 16, 1), tanh, lecun, np.random.default_rng(0)).depth
    3
    """
    widths = [check_whole("a width", width, least=1) for width in widths]
    if not 2 <= len(widths) <= DEEPEST + 1:
        raise ValueError(f"a stack has 1 to {DEEPEST} layers, but {len(widths)} widths make {len(widths) - 1}")
    for what, given, kind in (
        ("activation", activation, Activation),
        ("output", output or activation, Activation),
        ("initialization", initialization, Initialization),
    ):
        if not isinstance(given, kind):
            raise TypeError(f"{what} must be an {kind.__name__}, but it is {given!r}")
    check_rng(rng)
    bias_spread = check_not_negative("bias_spread", bias_spread)
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"dtype must be np.float64 or np.float32, but it is {dtype!r}")
    pairs = list(itertools.pairwise(widths))
    return Stack(
        tuple(initialization(n_in, n_out, rng).astype(dtype) for n_in, n_out in pairs),
        tuple((bias_spread * rng.normal(size=n_out)).astype(dtype) for _, n_out in pairs),
        (activation,) * (len(pairs) - 1) + (output or activation,),
    )


@np.errstate(all="ignore")
def forward(stack, x):
    """Send a batch through a stack: z_l = h_(l-1) W_l + b_l, then h_l = a_l(z_l) and the slope a_l'(z_l).

    Numbers that grow beyond the floating range become inf or nan without a warning; `where_numbers_end` tells where.

    Parameters
    ----------
    stack : Stack
    x : array of shape (batch, inputs)

    Returns
    -------
    Signals

    Raises
    ------
    TypeError, ValueError : if x holds no numbers or has another shape

    >>> from chainrule import identity
    >>> from chainrule.maths.initialization import constant_of
    >>> stack = make_stack((2, 2, 1), identity, constant_of(0.5), np.random.default_rng(0))
    >>> forward(stack, [[1.0, 3.0]]).h[-1]
    array([[2.]])
    """
    x = np.asarray(x, dtype=stack.weights[0].dtype)
    if x.ndim != 2 or not len(x) or x.shape[1] != stack.widths[0]:
        raise ValueError(f"x must have shape (batch, {stack.widths[0]}), but its shape is {x.shape}")
    z, h, slopes = [x], [x], []
    for W, b, activation in zip(stack.weights, stack.biases, stack.activations, strict=True):
        z.append(h[-1] @ W)
        z[-1] += b
        value, slope = bare(activation).value_and_slope(z[-1])
        h.append(value)
        slopes.append(slope)
    return Signals(z, h, slopes)


@np.errstate(all="ignore")
def backward(stack, signals, dE_dh):
    """Send a gradient back through a stack: by the chain rule, layer by layer, from the last to the first.

    dE/dz_l = dE/dh_l * a'(z_l),   dE/dW_l = h_(l-1)^T dE/dz_l,   dE/db_l = its sum over the batch,
    dE/dh_(l-1) = dE/dz_l W_l^T

    Parameters
    ----------
    stack : Stack
    signals : Signals of its forward pass
    dE_dh : array of shape (batch, units of the last layer), the gradient of the error by the outputs; for an error that
        is a mean over the batch it holds the 1/batch already

    Returns
    -------
    Gradients

    Raises
    ------
    ValueError : if dE_dh does not have the shape of the outputs

    Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors" (1986).

    >>> from chainrule import identity
    >>> from chainrule.maths.initialization import constant_of
    >>> stack = make_stack((2, 2, 1), identity, constant_of(0.5), np.random.default_rng(0))
    >>> backward(stack, forward(stack, [[1.0, 3.0]]), [[1.0]]).weights[0]
    array([[0.5, 0.5],
           [1.5, 1.5]])
    """
    upstream = np.asarray(dE_dh, dtype=signals.h[-1].dtype)
    if upstream.shape != signals.h[-1].shape:
        raise ValueError(f"dE_dh must have the outputs' shape {signals.h[-1].shape}, but its shape is {upstream.shape}")
    h, z, weights, biases, ones = [upstream], [], [], [], np.ones(len(upstream), upstream.dtype)
    for l in range(stack.depth, 0, -1):  # noqa: E741 - l is the lesson's symbol of a layer
        delta = h[-1] * signals.slopes[l - 1]
        z.append(delta)
        weights.append(signals.h[l - 1].T @ delta)
        biases.append(ones @ delta)  # the sum over the batch, by the quicker way
        h.append(delta @ stack.weights[l - 1].T)
    return Gradients(h[::-1], [h[-1], *z[::-1]], weights[::-1], biases[::-1], signals.slopes)


@np.errstate(all="ignore")
def norm(numbers):
    """Give the length (L2 norm) of all numbers of an array together, without overflow or underflow on the way.

    >>> norm(np.array([3e-200, 4e-200]))
    5e-200
    """
    numbers = np.asarray(numbers, dtype=np.float64).ravel()
    square = float(numbers @ numbers)
    if 1e-280 < square < 1e280:
        return math.sqrt(square)
    largest = float(np.abs(numbers).max(initial=0.0))
    if not 0 < largest < math.inf:
        return largest  # 0, inf or nan
    shares = numbers / largest
    return largest * math.sqrt(shares @ shares)


def saturated_and_dead(slopes):
    """Tell of each unit for which share of the samples it is saturated, and whether it is dead: passes no gradient.

    saturated : the size of the slope is under 0.01;   dead : the slope is 0 for the whole batch

    Parameters
    ----------
    slopes : array of shape (..., batch, units)

    Returns
    -------
    two arrays of shape (..., units): of shares, and of True and False

    >>> shares, dead = saturated_and_dead(np.array([[0.0, 0.25], [0.0, 0.001]]))
    >>> shares.tolist(), dead.tolist()
    ([1.0, 0.5], [True, False])
    """
    return (np.abs(slopes) < SATURATED_BELOW).mean(axis=-2), (slopes == 0).all(axis=-2)


class Layers(NamedTuple):
    """What became of signal and gradient, an array with one number for each layer from 1 on.

    mean, spread : of the activations h, over batch and units
    mean_square : of the pre-activations z, the q of the theory
    saturated : share of the units, over the batch, where the size of the slope is under 0.01
    dead : share of the units whose slope is 0 for the whole batch: no gradient passes, whatever the sample
    gradient : length of dE/dh for one sample, as root mean square over the batch
    weight_gradient : length of dE/dW
    """

    mean: np.ndarray
    spread: np.ndarray
    mean_square: np.ndarray
    saturated: np.ndarray
    dead: np.ndarray
    gradient: np.ndarray
    weight_gradient: np.ndarray

    @property
    def first_to_last(self):
        """The gradient at the first layer over that at the last; nan if the last is 0."""
        first, last = self.gradient[0], self.gradient[-1]
        return float(first / last) if last else math.nan

    @property
    def decades_per_layer(self):
        """By how many powers of ten the gradient grows with each layer on its way back (below 0: it shrinks).

        -inf where it becomes 0, nan where it is no finite number; 0 for a single layer.
        """
        return decades_per_layer(self.gradient)


@np.errstate(all="ignore")
def decades_per_layer(gradient):
    """Give the mean number of powers of ten by which a gradient grows with each layer on its way back.

    (log10 g_1 - log10 g_L) / (L - 1), from the last of the L numbers to the first.

    >>> print(f"{decades_per_layer([0.01, 0.1, 1.0]):.2f}")
    -1.00
    """
    if len(gradient) < 2:
        return 0.0
    return float((np.log10(gradient[0]) - np.log10(gradient[-1])) / (len(gradient) - 1))


@np.errstate(all="ignore")
def measure_layers(signals, gradients):
    """Measure per layer what became of the signal and of the gradient; give `Layers`.

    Parameters
    ----------
    signals : Signals
    gradients : Gradients that belong to them

    >>> from chainrule import sigmoid
    >>> from chainrule.maths.initialization import scaled_normal
    >>> rng = np.random.default_rng(0)
    >>> stack = make_stack((64,) * 11, sigmoid, scaled_normal(1.0), rng)
    >>> signals = forward(stack, rng.normal(size=(64, 64)))
    >>> layers = measure_layers(signals, backward(stack, signals, rng.normal(size=(64, 64))))
    >>> print(f"{layers.decades_per_layer:.1f}")
    -0.6
    """
    batch = len(signals.h[0])
    flat = [saturated_and_dead(slopes) for slopes in gradients.slopes]
    return Layers(
        mean=np.array([float(h.mean(dtype=float)) for h in signals.h[1:]]),
        spread=np.array([float(h.std(dtype=float)) for h in signals.h[1:]]),
        mean_square=np.array([np.square(norm(z)) / z.size for z in signals.z[1:]]),
        saturated=np.array([shares.mean() for shares, _ in flat]),
        dead=np.array([dead.mean() for _, dead in flat]),
        gradient=np.array([norm(g) for g in gradients.h[1:]]) / math.sqrt(batch),
        weight_gradient=np.array([norm(g) for g in gradients.weights]),
    )


def where_numbers_end(stack, signals, gradients=None):
    """Say in words in which layer the numbers leave the floating range: overflow, not a number, underflow.

    Parameters
    ----------
    stack : Stack
    signals : Signals of its forward pass
    gradients : Gradients of its backward pass, or None

    Returns
    -------
    str, the first trouble on the way forward, or else on the way back; "" if all is well

    >>> from chainrule import identity
    >>> from chainrule.maths.initialization import constant_of
    >>> stack = make_stack((10,) * 51, identity, constant_of(1.0), np.random.default_rng(0), dtype=np.float32)
    >>> where_numbers_end(stack, forward(stack, np.ones((1, 10))))
    'forward: beyond 3.4 × 10³⁸, the end of float32, in layer 39'
    """
    for l, z in enumerate(signals.z[1:], 1):  # noqa: E741
        trouble = _beyond(z)
        if trouble:
            return f"forward: {trouble} in layer {l}"
    for l in range(stack.depth, 0, -1) if gradients else ():  # noqa: E741
        trouble = _beyond(gradients.h[l])
        if trouble:
            return f"backward: {trouble} in layer {l}"
        if not gradients.h[l].any():
            return f"backward: all 0 in layer {l}: {_why_zero(stack, gradients, l)}"
    return ""


def _beyond(numbers):
    """Say what is wrong with an array of which some numbers are not finite."""
    if np.isfinite(numbers).all():
        return ""
    limits = np.finfo(numbers.dtype)
    return (
        "not a number (nan)"
        if np.isnan(numbers).any()
        else f"beyond {number(limits.max, 2)}, the end of {limits.dtype},"
    )


def _why_zero(stack, gradients, l):  # noqa: E741
    """Say why nothing of the gradient came to layer l: h[l] = (h[l + 1] * slope) W."""
    if l == stack.depth:
        return "none was sent"
    if not gradients.slopes[l].any():
        return f"no unit of layer {l + 1} passes any"
    if not stack.weights[l].any():
        return f"all weights of layer {l + 1} are 0"
    limits = np.finfo(gradients.h[l].dtype)
    return f"it fell under {number(limits.smallest_subnormal, 2)}, the end of {limits.dtype}"
