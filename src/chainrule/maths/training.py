"""Training a stack: step after step down the gradient, with a record of what each layer does (lessons 09 to 12)."""

import math
from dataclasses import dataclass

import numpy as np

from chainrule.maths.activations import SATURATED_BELOW
from chainrule.maths.depth import Stack, backward, forward, norm
from chainrule.maths.initialization import check_whole


@dataclass(frozen=True, eq=False)
class Training:
    """The record of a training; row k tells how things stood after k updates, column l - 1 is layer l.

    errors : shape (updates + 1,), E; inf from where it was beyond any number
    gradients : shape (updates + 1, layers), the length of dE/dW
    saturated : shape (updates + 1, layers), share of the units, over the samples, with a slope under 0.01
    silent : for each layer an array of shape (updates + 1, units): True for a unit whose slope is 0 for every sample
    stack : the Stack as it was at the end
    """

    errors: np.ndarray
    gradients: np.ndarray
    saturated: np.ndarray
    silent: tuple[np.ndarray, ...]
    stack: Stack

    @property
    def updates(self):
        return len(self.errors) - 1

    @property
    def dead(self):
        """Shape (updates + 1, layers): the share of the units that are silent for every sample."""
        return np.column_stack([units.mean(axis=1) for units in self.silent])

    @property
    def diverged_at(self):
        """After how many updates the error was beyond any number; None if it never was."""
        beyond = np.flatnonzero(~np.isfinite(self.errors))
        return int(beyond[0]) if beyond.size else None


@np.errstate(all="ignore")
def train(stack, x, targets, learning_rate, updates, clip=None):
    """Train a stack on all samples at once; every update uses gradients of the old weights only.

    E = mean over the samples of |out - target|^2 / 2,   W <- W - learning_rate dE/dW,   b likewise

    Parameters
    ----------
    stack : Stack, left as it is
    x : array of shape (samples, inputs)
    targets : array of shape (samples, outputs)
    learning_rate : number above 0
    updates : int, 0 or more
    clip : function that takes the list of all gradients (weights, then biases) and gives what is used instead, or None

    Returns
    -------
    Training

    Raises
    ------
    TypeError, ValueError : for shapes that do not fit the stack, a learning rate or a number of updates out of range

    >>> from chainrule import identity, tanh
    >>> from chainrule.maths.data import rings
    >>> from chainrule.maths.depth import make_stack
    >>> from chainrule.maths.initialization import lecun
    >>> rng = np.random.default_rng(0)
    >>> stack = make_stack((2, 16, 16, 1), tanh, lecun, rng, output=identity)
    >>> training = train(stack, *rings(64, rng), learning_rate=0.2, updates=300)
    >>> print(f"{training.errors[0]:.2f} {training.errors[-1]:.2f}")
    0.57 0.01
    """
    targets = np.asarray(targets, dtype=stack.weights[0].dtype)
    if targets.shape != (len(x), stack.widths[-1]):
        raise ValueError(f"targets must have shape {(len(x), stack.widths[-1])}, but their shape is {targets.shape}")
    if not 0 < learning_rate < math.inf:
        raise ValueError(f"learning_rate must be above 0 and finite, but it is {learning_rate}")
    updates = check_whole("updates", updates)
    stack = Stack(tuple(W.copy() for W in stack.weights), tuple(b.copy() for b in stack.biases), stack.activations)
    parameters = [*stack.weights, *stack.biases]
    errors = np.full(updates + 1, np.inf)
    gradients, saturated = np.full((2, updates + 1, stack.depth), np.nan)
    silent = tuple(np.zeros((updates + 1, units), dtype=bool) for units in stack.widths[1:])

    for k in range(updates + 1):
        signals = forward(stack, x)
        miss = signals.h[-1] - targets
        error = float((miss**2).sum(axis=1).mean() / 2)
        if not math.isfinite(error):
            break
        errors[k] = error
        found = backward(stack, signals, miss / len(x))
        gradients[k] = [norm(g) for g in found.weights]
        for l, slope in enumerate(found.slopes):  # noqa: E741
            saturated[k, l] = (np.abs(slope) < SATURATED_BELOW).mean()
            silent[l][k] = (slope == 0).all(axis=0)
        if k < updates:
            steps = [*found.weights, *found.biases]
            for parameter, step in zip(parameters, clip(steps) if clip else steps, strict=True):
                parameter -= learning_rate * step
    return Training(errors, gradients, saturated, silent, stack)
