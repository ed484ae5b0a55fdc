"""Walking down: two weights of the 2-2-2 network, a unit that must zig-zag (lesson 08), and a cliff (lesson 10).

For the cliff: norms of a gradient, clipping by norm and by value, and two recurrent toys whose gradients explode.
"""

import math
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import sigmoid
from chainrule.maths.checks import check_above_zero, check_not_negative, check_rng, check_whole
from chainrule.maths.depth import norm
from chainrule.maths.network import backward, forward

GOAL = (1.0, -1.0)
"""The weights at which the unit of `walk_unit` makes no error."""


def descend(network, symbols, updates):
    """Let some weights of a network walk down the slope while the others stay.

    w <- w - learning_rate * dE/dw, for the given symbols, all at once

    Parameters
    ----------
    network : Network
    symbols : weights or biases that move, such as ("w5", "w7")
    updates : int, 0 or more

    Returns
    -------
    array of shape (updates + 1, len(symbols)) : the path; it stays where the next number would be beyond 10^6
    array of shape (updates + 1,) : the error along it

    Raises
    ------
    TypeError, ValueError : for a symbol that is no weight and no bias of the network; if updates is no int,
        or below 0

    >>> from chainrule.maths.network import WORKED_EXAMPLE
    >>> path, error = descend(WORKED_EXAMPLE, ("w5", "w7"), 100)
    >>> print(f"{error[0]:.4f} {error[100]:.4f}")
    0.2984 0.0520
    """
    unknown = [symbol for symbol in symbols if symbol not in network.parameters]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not among the parameters: {', '.join(network.parameters)}")
    path, errors = [], []
    for _ in range(check_whole("updates", updates) + 1):
        trace = forward(network)
        path.append([network[symbol] for symbol in symbols])
        errors.append(trace.E)
        gradients = backward(network, trace)
        new = {symbol: network[symbol] - network.learning_rate * gradients[symbol] for symbol in symbols}
        if all(abs(weight) < 1e6 for weight in new.values()):  # false for NaN too
            network = network.replace(**new)
    return np.array(path), np.array(errors)


@dataclass(frozen=True, eq=False)
class UnitPath:
    """How the two weights of one unit walked to their goal.

    `weights` has shape (steps + 1, 2); `gradients` has shape (steps, 2); `one_sign` says for each step whether
    both gradients had the same sign (at the goal both are 0: the same); `detour` is the length of the path over
    the straight distance from its start to its end, inf if it came back to where it began.
    """

    weights: np.ndarray
    gradients: np.ndarray

    @property
    def one_sign(self):
        first, second = np.sign(self.gradients).T
        return first == second

    @property
    def detour(self):
        steps = np.hypot(*np.diff(self.weights, axis=0).T).sum()
        straight = np.hypot(*(self.weights[-1] - self.weights[0]))
        if not straight:
            return math.inf if steps else 1.0
        return float(steps / straight)


def unit_inputs(centring, samples, rng):
    """Draw inputs for a unit with two weights, of shape (samples, 2): u - centring/2, u uniform in (0, 1).

    `centring` 0 gives positive inputs, as sigmoid units do; 1 gives inputs around 0, as tanh units do.

    >>> float(unit_inputs(0.0, 100, np.random.default_rng(0)).min()) > 0
    True
    """
    return rng.random((samples, 2)) - centring / 2


def walk_unit(inputs, batch, learning_rate, steps, start=(-1.0, 0.0)):
    """Train the two weights of one linear unit towards `GOAL` with mini-batches taken in order.

    out = w1 x1 + w2 x2,  dE/dw = mean over the batch of (out - target) x.  For one sample with positive inputs
    both gradients have the sign of (out - target): the weights can only go up together or down together.

    Parameters
    ----------
    inputs : array of shape (samples, 2)
    batch : int from 1 to samples; after the last sample comes the first again
    learning_rate : finite number above 0
    steps : int, 0 or more
    start : the two weights at the beginning

    Returns
    -------
    UnitPath

    Raises
    ------
    TypeError, ValueError : for inputs of another shape, a batch, a learning rate or a number of steps out of
        range

    Source: Y. LeCun et al., "Efficient BackProp" (1998), section 4.3.

    >>> inputs = unit_inputs(0.0, 32, np.random.default_rng(0))
    >>> path = walk_unit(inputs, batch=1, learning_rate=0.5, steps=30)
    >>> bool(path.one_sign.all())
    True
    """
    inputs = np.asarray(inputs, dtype=float)
    if inputs.ndim != 2 or inputs.shape[1] != 2:
        raise ValueError(f"inputs must have shape (samples, 2), but theirs is {inputs.shape}")
    samples, steps, batch = len(inputs), check_whole("steps", steps), check_whole("batch", batch)
    if not 1 <= batch <= samples:
        raise ValueError(f"batch must lie between 1 and {samples}, but it is {batch}")
    check_above_zero("learning_rate", learning_rate)
    targets = inputs @ np.array(GOAL)
    weights, gradients = [np.array(start, dtype=float)], []
    for step in range(steps):
        rows = np.arange(step * batch, (step + 1) * batch) % samples
        x, target = inputs[rows], targets[rows]
        gradients.append((x @ weights[-1] - target) @ x / batch)
        weights.append(weights[-1] - learning_rate * gradients[-1])
    return UnitPath(np.array(weights), np.array(gradients).reshape(-1, 2))


# -- norms and clipping --------------------------------------------------------------------------------------


@np.errstate(over="ignore")
def gradient_norm(gradient, order=2):
    """Give the norm of a whole gradient: one number for how large it is.

    L1 = sum |g_i|,  L2 = sqrt(sum g_i^2),  L-infinity = max |g_i|, over all numbers of all its arrays together

    Parameters
    ----------
    gradient : array of any shape, or a list or tuple of arrays, such as the gradients of all weights of a network
    order : 1, 2 or math.inf

    Returns
    -------
    float, 0 or more; inf or nan if the gradient holds such a number

    Raises
    ------
    TypeError : if the gradient holds something else than real numbers
    ValueError : for another order

    >>> gradient_norm([3.0, 4.0], 1), gradient_norm([3.0, 4.0]), gradient_norm([3.0, 4.0], math.inf)
    (7.0, 5.0, 4.0)
    """
    if order not in (1, 2, math.inf):
        raise ValueError(f"order must be 1, 2 or math.inf (L1, L2 or L-infinity), but it is {order!r}")
    arrays = _arrays(gradient)
    numbers = np.concatenate([np.empty(0), *(array.ravel() for array in arrays)])
    if order == 2:
        return norm(numbers)
    return float(np.abs(numbers).sum() if order == 1 else np.abs(numbers).max(initial=0.0))


def clip_by_norm(gradient, threshold, order=2):
    """Shorten a gradient to a norm of `threshold` if it is longer; its direction stays.

    new g = g * threshold / norm(g) where norm(g) > threshold, else g

    Parameters
    ----------
    gradient : array of any shape, or a list or tuple of arrays; a list is shortened as a whole, by one factor
    threshold : finite number above 0
    order : 1, 2 or math.inf, the norm that is held against the threshold

    Returns
    -------
    the gradient in the form in which it was given, with the floating dtype of each array (float64 for ints)

    Raises
    ------
    TypeError : if the gradient holds something else than real numbers
    ValueError : if it holds inf or nan, which no factor makes finite; for a threshold or an order out of range

    Source: R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural networks" (2013),
    algorithm 1.

    >>> clip_by_norm([3.0, 4.0], 1.0)
    [0.6, 0.8]
    """
    check_above_zero("threshold", threshold)
    largest = _check_finite(gradient)
    shares = [array / (largest or 1.0) for array in _arrays(gradient)]  # at most 1: no square of them overflows
    length = gradient_norm(shares, order)
    if largest * length <= threshold:
        return _in_form(gradient, _arrays(gradient))
    return _in_form(gradient, [share / length * threshold for share in shares])


def clip_by_value(gradient, threshold):
    """Cut every number of a gradient off at `threshold`, whatever the others are; this may turn its direction.

    new g_i = min(max(g_i, -threshold), threshold)

    Parameters
    ----------
    gradient : array of any shape, or a list or tuple of arrays
    threshold : finite number above 0

    Returns
    -------
    the gradient in the form in which it was given, with the floating dtype of each array (float64 for ints)

    Raises
    ------
    TypeError : if the gradient holds something else than real numbers
    ValueError : if it holds inf or nan; for a threshold out of range

    >>> clip_by_value([3.0, 4.0, -0.5], 1.0)
    [1.0, 1.0, -0.5]
    """
    check_above_zero("threshold", threshold)
    _check_finite(gradient)
    return _in_form(gradient, [np.clip(array, -threshold, threshold) for array in _arrays(gradient)])


RULES = MappingProxyType(
    {
        "L2 norm": clip_by_norm,
        "L1 norm": partial(clip_by_norm, order=1),
        "L∞ norm": partial(clip_by_norm, order=math.inf),
        "each value": clip_by_value,
        "nothing": lambda gradient, threshold: gradient,
    }
)
"""Every way to clip, by what is clipped: a function of the gradient and the threshold."""


def _arrays(gradient):
    """Give the arrays of a gradient in float64; refuse what holds no real numbers."""
    if isinstance(gradient, list | tuple):
        return [array for part in gradient for array in _arrays(part)]
    array = np.asarray(gradient)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"a gradient is an array of real numbers, or a list of such arrays, but it holds {array!r}")
    return [array.astype(np.float64)]


def _in_form(gradient, arrays):
    """Give new numbers the form of the gradient: array, list, tuple or nested, and the dtype of each of its arrays."""
    if isinstance(gradient, list | tuple):
        rest = iter(arrays)
        new = [_in_form(part, [next(rest) for _ in _arrays(part)]) for part in gradient]
        return new if isinstance(gradient, list) else tuple(new)
    dtype = np.asarray(gradient).dtype
    new = arrays[0].astype(dtype if dtype.kind == "f" else np.float64)
    return new if new.ndim else float(new)


def _check_finite(gradient):
    """Refuse a gradient with inf or nan, with a ValueError that says what to do; give its largest number."""
    largest = gradient_norm(gradient, math.inf)
    if not math.isfinite(largest):
        raise ValueError("the gradient holds inf or nan, which no clipping makes a step of: leave this update out")
    return largest


# -- the same matrix again and again -------------------------------------------------------------------------


class Recurrent(NamedTuple):
    """The gradient through a recurrence: h[k], of shape (units,), by the state after k steps; weights by the matrix."""

    h: np.ndarray
    weights: np.ndarray


def matrix_with_radius(units, radius, rng):
    """Draw a square matrix from N(0, 1), then stretch it until its largest eigenvalue has the size `radius`.

    Parameters
    ----------
    units : int above 0, rows and columns
    radius : finite number, 0 or more
    rng : numpy.random.Generator

    >>> W = matrix_with_radius(8, 1.1, np.random.default_rng(0))
    >>> print(f"{np.abs(np.linalg.eigvals(W)).max():.6f}")
    1.100000
    """
    check_rng(rng)
    W = rng.normal(size=(check_whole("units", units, least=1),) * 2)
    return check_not_negative("radius", radius) / np.abs(np.linalg.eigvals(W)).max() * W


@np.errstate(all="ignore")
def recur(W, h0, steps):
    """Send a state through the same matrix again and again: h_t = W h_(t-1).

    Numbers that grow beyond the floating range become inf or nan without a warning.

    Parameters
    ----------
    W : array of shape (units, units)
    h0 : array of shape (units,), the state at first
    steps : int, 0 or more

    Returns
    -------
    array of shape (steps + 1, units) : the state after 0, 1, 2 ... steps

    Raises
    ------
    TypeError, ValueError : for a matrix that is not square, a state of another length, a bad number of steps

    >>> recur(np.array([[2.0]]), [1.0], 3).ravel()
    array([1., 2., 4., 8.])
    """
    W, h = np.asarray(W, dtype=float), [np.asarray(h0, dtype=float)]
    if W.ndim != 2 or W.shape != h[0].shape * 2:
        shapes = f"{W.shape} and {h[0].shape}"
        raise ValueError(f"W must be square and h0 as long as its rows, but their shapes are {shapes}")
    for _ in range(check_whole("steps", steps)):
        h.append(W @ h[-1])
    return np.array(h)


@np.errstate(all="ignore")
def recur_backward(W, h, dE_dh):
    """Send a gradient back through `recur`: each step back multiplies by the same matrix, transposed.

    dE/dh_(t-1) = W^T dE/dh_t,   dE/dW = sum over t of dE/dh_t h_(t-1)^T

    After many steps the gradient grows like the size of the largest eigenvalue of W to the power t; for any number of
    steps it is at most the largest singular value to the power t times what was sent.

    Parameters
    ----------
    W : array of shape (units, units)
    h : array of shape (steps + 1, units), as `recur` gives it
    dE_dh : array of shape (units,), the gradient by the last state

    Returns
    -------
    Recurrent

    Source: Pascanu, Mikolov and Bengio (2013), section 2.1.

    >>> back = recur_backward(np.array([[2.0]]), recur(np.array([[2.0]]), [1.0], 3), [1.0])
    >>> back.h.ravel(), back.weights  # E = W^3 h_0, so dE/dh_0 = W^3 and dE/dW = 3 W^2
    (array([8., 4., 2., 1.]), array([[12.]]))
    """
    back = recur(np.transpose(W), dE_dh, len(h) - 1)[::-1]
    return Recurrent(back, back[1:].T @ np.asarray(h, dtype=float)[:-1])


# -- the cliff -----------------------------------------------------------------------------------------------

UNROLLED, FIRST_STATE, WANTED = 50, 0.5, 0.7
"""The recurrent unit of Pascanu et al.: so many steps, from this state, to this output."""


def cliff_error(w, b):
    """Give the error of one recurrent unit after 50 steps, whose surface over w and b has a cliff.

    h_t = w sigmoid(h_(t-1)) + b from h_0 = 0.5;  E = (sigmoid(h_50) - 0.7)^2

    Above the cliff the unit settles at a high state, below it at a low one. At the edge 50 slopes multiply, and a tiny
    change of w or b becomes a change of everything.

    Parameters
    ----------
    w, b : weight and bias, finite numbers or arrays whose shapes go together

    Returns
    -------
    array of that shape

    Source: the single recurrent unit of R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent
    neural networks" (2013).

    >>> print(np.round(cliff_error(4.3, np.array([-2.1, -2.2])), 4))
    [0.0052 0.2225]
    """
    h = np.full(np.broadcast_shapes(np.shape(w), np.shape(b)), FIRST_STATE)
    for _ in range(UNROLLED):
        h = w * sigmoid(h) + b
    return (sigmoid(h) - WANTED) ** 2


def cliff_gradient(w, b):
    """Give the error of `cliff_error` and its gradient, by backpropagation through time.

    delta_t = dE/dh_t;  delta_(t-1) = delta_t w sigmoid'(h_(t-1));
    dE/dw = sum over t of delta_t sigmoid(h_(t-1)),  dE/db = sum over t of delta_t

    Parameters
    ----------
    w, b : weight and bias, finite numbers

    Returns
    -------
    float, the error; array (dE/dw, dE/db)

    >>> error, gradient = cliff_gradient(4.3, -2.5)
    >>> print(f"{error:.4f}", np.round(gradient, 4))
    0.3345 [-0.0278 -0.2286]
    """
    past, h = [], FIRST_STATE
    for _ in range(UNROLLED):
        past.append(_sigmoid(h))
        h = w * past[-1][0] + b
    out, slope = _sigmoid(h)
    delta, dE_dw, dE_db = 2 * (out - WANTED) * slope, 0.0, 0.0
    for out_before, slope_before in reversed(past):
        dE_dw += delta * out_before
        dE_db += delta
        delta *= w * slope_before
    return (out - WANTED) ** 2, np.array([dE_dw, dE_db])


def _sigmoid(h):
    """Give sigmoid and its slope for one float, many times quicker than for an array."""
    e = math.exp(-abs(h))
    return (1.0 if h >= 0 else e) / (1 + e), e / (1 + e) ** 2


@dataclass(frozen=True, eq=False)
class CliffWalk:
    """How w and b of the recurrent unit walked, with or without clipping.

    `points` has shape (updates + 1, 2), `errors` (updates + 1,); for each update `gradients` holds the gradient as it
    is and `used` the one that the step was made with, both of shape (updates, 2); `clipped` tells where they differ.
    """

    points: np.ndarray
    errors: np.ndarray
    gradients: np.ndarray
    used: np.ndarray

    @property
    def clipped(self):
        return (self.used != self.gradients).any(axis=1)


def walk_cliff(start=(4.3, -2.5), learning_rate=0.1, updates=50, clip=None):
    """Let w and b of the recurrent unit walk down `cliff_error`: (w, b) <- (w, b) - learning_rate * clip(gradient).

    From the start given here the unclipped walk comes upon the cliff in its 10th update, with a gradient of norm 48,
    and is thrown to where the gradient is almost 0: there it stays. The cliff is thin, and many starts miss it.

    Parameters
    ----------
    start : w and b, two finite numbers
    learning_rate : finite number above 0
    updates : int, 0 or more
    clip : function that takes the gradient, an array of shape (2,), and gives the one to use; None leaves it as it is

    Returns
    -------
    CliffWalk; it stays where the next number would be beyond 10^6

    Raises
    ------
    TypeError, ValueError : for a start, a learning rate or a number of updates out of range, and what `clip` raises

    >>> free, held = walk_cliff(), walk_cliff(clip=lambda g: clip_by_norm(g, 1.0))
    >>> print(f"{gradient_norm(free.gradients[9]):.1f} {free.errors[-1]:.4f} {held.errors[-1]:.4f}")
    47.8 0.0899 0.0001
    """
    point = np.array(start, dtype=float)
    if point.shape != (2,) or not np.isfinite(point).all():
        raise ValueError(f"start must be two finite numbers, w and b, but it is {start!r}")
    check_above_zero("learning_rate", learning_rate)
    points, errors, gradients, used = [], [], [], []
    for _ in range(check_whole("updates", updates)):
        error, gradient = cliff_gradient(*point.tolist())
        points.append(point)
        errors.append(error)
        gradients.append(gradient)
        used.append(np.asarray(clip(gradient.copy()), dtype=float) if clip else gradient)
        if used[-1].shape != (2,):
            raise ValueError(f"clip must give a gradient of shape (2,), but it gave {used[-1]!r}")
        new = point - learning_rate * used[-1]
        point = new if (np.abs(new) < 1e6).all() else point
    errors.append(cliff_gradient(*point.tolist())[0])
    return CliffWalk(
        np.array([*points, point]), np.array(errors), np.array(gradients).reshape(-1, 2), np.array(used).reshape(-1, 2)
    )
