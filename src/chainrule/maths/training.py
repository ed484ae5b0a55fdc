"""Training a stack: step after step down the gradient, with a record of what each layer does (lessons 09 to 12)."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import identity
from chainrule.maths.checks import check_above_zero, check_whole
from chainrule.maths.data import rings, with_outliers
from chainrule.maths.depth import Stack, backward, forward, make_stack, norm, saturated_and_dead
from chainrule.maths.initialization import lecun


@dataclass(frozen=True, eq=False)
class Training:
    """The record of a training; row k tells how things stood after k updates, column l - 1 is layer l.

    errors : shape (updates + 1,), E; inf from where it was beyond any number
    gradients : shape (updates + 1, layers), the length of dE/dW
    flat : for each layer an array of shape (updates + 1, units): for which share of the samples the slope is under 0.01
    silent : the same shapes: True for a unit whose slope is 0 for every sample
    stack : the Stack as it was at the end
    """

    errors: np.ndarray
    gradients: np.ndarray
    flat: tuple[np.ndarray, ...]
    silent: tuple[np.ndarray, ...]
    stack: Stack

    @property
    def updates(self):
        return len(self.errors) - 1

    @property
    def saturated(self):
        """Shape (updates + 1, layers): share of the units, over the samples, with a slope under 0.01."""
        return np.column_stack([units.mean(axis=1) for units in self.flat])

    @property
    def dead(self):
        """Shape (updates + 1, layers): the share of the units that are silent for every sample."""
        return np.column_stack([units.mean(axis=1) for units in self.silent])

    @property
    def diverged_at(self):
        """After how many updates the error was beyond any number; None if it never was."""
        beyond = np.flatnonzero(~np.isfinite(self.errors))
        return int(beyond[0]) if beyond.size else None

    @property
    def last(self):
        """The last update after which the error was a number; -1 if it never was."""
        return self.updates if self.diverged_at is None else self.diverged_at - 1


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
    check_above_zero("learning_rate", learning_rate)
    updates = check_whole("updates", updates)
    stack = Stack(tuple(W.copy() for W in stack.weights), tuple(b.copy() for b in stack.biases), stack.activations)
    parameters = [*stack.weights, *stack.biases]
    errors = np.full(updates + 1, np.inf)
    gradients = np.full((updates + 1, stack.depth), np.nan)
    flat = tuple(np.full((updates + 1, units), np.nan) for units in stack.widths[1:])
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
            flat[l][k], silent[l][k] = saturated_and_dead(slope)
        if k < updates:
            steps = [*found.weights, *found.biases]
            for parameter, step in zip(parameters, clip(steps) if clip else steps, strict=True):
                parameter -= learning_rate * step
    return Training(errors, gradients, flat, silent, stack)


def train_on_rings(
    activation, rng, depth=5, initialization=lecun, learning_rate=0.03, updates=300,
    width=16, samples=64, bias_shift=0.0, outliers=0, outlier_factor=20.0,
):  # fmt: skip
    """Train a small network to tell two rings apart: hidden layers of one activation, then one linear unit.

    Parameters
    ----------
    activation : Activation of the hidden layers
    rng : numpy.random.Generator, for the points and the weights
    depth : int, 1 to 200 layers, the last one included
    initialization : Initialization of all weights
    learning_rate, updates : as for `train`
    width : units of each hidden layer
    samples : points of both rings together
    bias_shift : where all biases of the hidden layers start
    outliers : how many points are moved away from the origin, by the factor `outlier_factor`

    Returns
    -------
    Training

    Raises
    ------
    TypeError, ValueError : as `make_stack`, `rings`, `with_outliers` and `train` do

    >>> from chainrule import sigmoid, tanh
    >>> for activation in (sigmoid, tanh):
    ...     training = train_on_rings(activation, np.random.default_rng(0))
    ...     print(f"{activation.label}: error {training.errors[-1]:.2f}")
    Sigmoid: error 0.50
    Tanh: error 0.05
    """
    x, targets = rings(samples, rng)
    widths = (2, *[width] * (check_whole("depth", depth, least=1) - 1), 1)
    stack = make_stack(widths, activation, initialization, rng, output=identity)
    biases = (*(b + bias_shift for b in stack.biases[:-1]), stack.biases[-1])
    stack = Stack(stack.weights, biases, stack.activations)
    return train(stack, with_outliers(x, outliers, outlier_factor), targets, learning_rate, updates)


class Fates(NamedTuple):
    """What became of each hidden unit, layer after layer: arrays of True and False, one for each unit.

    out : no gradient passes now, whatever the sample
    died : those of them that were alive before
    came_back : those that were out before, and are not any more
    """

    out: np.ndarray
    died: np.ndarray
    came_back: np.ndarray


def fates(training, update, saturated=False):
    """Tell which hidden units are dead after an update, which of them died in training, and which came back.

    Parameters
    ----------
    training : Training
    update : int; after the error was beyond any number, things stand as they stood last
    saturated : True to take a unit for out already if its slope is under 0.01 for every sample

    Returns
    -------
    Fates

    >>> from chainrule import relu
    >>> training = train_on_rings(relu, np.random.default_rng(0), depth=4, learning_rate=0.4, updates=40)
    >>> [int(units.sum()) for units in fates(training, 40)]
    [6, 6, 8]
    """
    units = [flat == 1 for flat in training.flat[:-1]] if saturated else training.silent[:-1]
    out = np.hstack([*units, np.zeros((training.updates + 1, 0), dtype=bool)])[: max(0, min(update, training.last)) + 1]
    return Fates(out[-1], out[-1] & ~out.all(axis=0), ~out[-1] & out.any(axis=0))
