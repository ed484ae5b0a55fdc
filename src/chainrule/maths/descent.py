"""Walking down: two weights of the 2-2-2 network, and one unit that must zig-zag (lesson 08)."""

import math
from dataclasses import dataclass

import numpy as np

from chainrule.maths.network import _count, backward, forward

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
    for _ in range(_count("updates", updates) + 1):
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
    samples, steps, batch = len(inputs), _count("steps", steps), _count("batch", batch)
    if not 1 <= batch <= samples:
        raise ValueError(f"batch must lie between 1 and {samples}, but it is {batch}")
    if not 0 < learning_rate < math.inf:
        raise ValueError(f"learning_rate must be above 0 and finite, but it is {learning_rate}")
    targets = inputs @ np.array(GOAL)
    weights, gradients = [np.array(start, dtype=float)], []
    for step in range(steps):
        rows = np.arange(step * batch, (step + 1) * batch) % samples
        x, target = inputs[rows], targets[rows]
        gradients.append((x @ weights[-1] - target) @ x / batch)
        weights.append(weights[-1] - learning_rate * gradients[-1])
    return UnitPath(np.array(weights), np.array(gradients).reshape(-1, 2))
