"""Simulations of how networks start: a short training watched on its way, equal weights, a network sure at birth.

Lesson 11 uses them; `figures/initialization.py` draws what comes out.
"""

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import Activation, identity, relu, tanh
from chainrule.maths.data import rings
from chainrule.maths.depth import Layers, backward, forward, make_stack, measure_layers
from chainrule.maths.initialization import Initialization
from chainrule.maths.softmax import softmax
from chainrule.maths.training import train

UPDATES, STRIDE = 300, 20
SAMPLES, NEW_SAMPLES = 64, 200
DEPTH, WIDTH, RATE = 6, 32, 10**-1.5  # a place where the slider of learning rates stops
GUESS = 0.5
"""The error of a network that answers 0 to every sample, for targets of -1 and 1."""
EQUAL = 1e-9
"""Units whose values span no more than this share of the largest are equal: only rounding tells them apart."""


class Moment(NamedTuple):
    """The hidden layers at one moment of a training, in lists with an array of shape (samples, units) for each.

    activations : h
    gradients : the gradient of each sample's own error by h
    layers : what `measure_layers` says of them, hidden layers only
    new_error : the error for 200 new samples, which it does not learn from
    """

    activations: list
    gradients: list
    layers: Layers
    new_error: float

    @property
    @np.errstate(all="ignore")
    def equal(self):
        """True if all units of each hidden layer give one and the same value."""
        return self.activations[0].shape[1] > 1 and all(
            np.ptp(h, axis=1).max() <= EQUAL * np.abs(h).max() for h in self.activations
        )


@dataclass(frozen=True, eq=False)
class Trial:
    """A short training that starts from one initialization.

    initialization, activation, depth, width, learning_rate : what it was made of; depth counts the hidden layers
    errors : the error after 0, 1, 2, ... 300 updates; inf from where it was beyond any number
    moments : a `Moment` after 0, 20, 40, ... 300 updates; None from where the error was beyond any number
    """

    initialization: Initialization
    activation: Activation
    depth: int
    width: int
    learning_rate: float
    errors: np.ndarray
    moments: list

    @property
    def diverged_at(self):
        """After how many updates the error was beyond any number; None if it never was."""
        beyond = np.flatnonzero(~np.isfinite(self.errors))
        return int(beyond[0]) if beyond.size else None

    def at(self, updates):
        """Give the `Moment` after 0, 20, 40, ... 300 updates; a ValueError for another number."""
        if updates not in range(0, UPDATES + 1, STRIDE):
            raise ValueError(f"updates must be one of 0, {STRIDE}, {2 * STRIDE} ... {UPDATES}, but it is {updates}")
        return self.moments[updates // STRIDE]


@functools.lru_cache(maxsize=4)  # Reset, and to and fro between two starts, train nothing anew
def attempt(initialization, activation=tanh, depth=DEPTH, width=WIDTH, learning_rate=RATE, seed=0):
    """Train a stack on two rings, 300 updates with all 64 samples at once; give the `Trial`.

    Parameters
    ----------
    initialization : Initialization
    activation : Activation of the hidden layers; the output layer has none
    depth, width : how many hidden layers there are, and how many units each has
    learning_rate : number above 0
    seed : of the weights; the samples are the same every time

    >>> from chainrule.maths.initialization import xavier_normal
    >>> print(f"{attempt(xavier_normal).errors[-1]:.2f}")
    0.01
    """
    x, targets = rings(SAMPLES, np.random.default_rng(0))
    widths = (2, *[width] * depth, 1)
    stack = make_stack(widths, activation, initialization, np.random.default_rng(seed), output=identity)
    errors, moments = [], []
    for _ in range(UPDATES // STRIDE):
        training = train(stack, x, targets, learning_rate, STRIDE)
        moments.append(_moment(stack, x, targets) if np.isfinite(training.errors[0]) else None)
        errors.extend(training.errors[:-1])
        stack = training.stack
    errors.append(training.errors[-1])
    moments.append(_moment(stack, x, targets) if np.isfinite(errors[-1]) else None)
    return Trial(initialization, activation, depth, width, learning_rate, np.array(errors), moments)


@np.errstate(all="ignore")
def _moment(stack, x, targets):
    """Take the signals and gradients of the hidden layers, and the error for new samples."""
    signals = forward(stack, x)
    gradients = backward(stack, signals, signals.h[-1] - targets)
    layers = Layers(*(of_all[:-1] for of_all in measure_layers(signals, gradients)))
    new, new_targets = rings(NEW_SAMPLES, np.random.default_rng(1))
    new_error = float(((forward(stack, new).h[-1] - new_targets) ** 2).mean() / 2)
    return Moment(signals.h[1:-1], gradients.h[1:-1], layers, new_error)


def weights_of_units(initialization, activation=tanh, units=8, learning_rate=0.2, updates=UPDATES, seed=0):
    """Train a 2-8-8-1 network on two rings; give the weights from the first input to each unit of the first layer.

    Parameters
    ----------
    initialization : Initialization
    activation : Activation of both hidden layers
    units : of each hidden layer
    learning_rate, updates : of the training
    seed : of the weights

    Returns
    -------
    array of shape (updates + 1, units), and the errors of shape (updates + 1,)

    >>> from chainrule.maths.initialization import constant_of
    >>> weights, errors = weights_of_units(constant_of(0.5), updates=1)
    >>> print(weights[0, 0], weights.shape)
    0.5 (2, 8)
    """
    x, targets = rings(SAMPLES, np.random.default_rng(0))
    rng = np.random.default_rng(seed)
    stack = make_stack((2, units, units, 1), activation, initialization, rng, output=identity)
    weights, errors = [stack.weights[0][0]], []
    for _ in range(updates):
        training = train(stack, x, targets, learning_rate, 1)
        stack = training.stack
        weights.append(stack.weights[0][0])
        errors.append(training.errors[0])
    return np.array(weights), np.array([*errors, training.errors[-1]])


def largest_probabilities(initialization, networks=200, seed=0):
    """Make 784-256-10 networks with ReLU and softmax, and send one input through each that is drawn from U(0, 1).

    Parameters
    ----------
    initialization : Initialization; the biases are 0
    networks : how many
    seed : of inputs and weights

    Returns
    -------
    array of shape (networks,) : the largest of the ten probabilities that each gives
    array of shape (networks, 10) : the pre-activations of the softmax

    >>> from chainrule.maths.initialization import large_normal
    >>> largest, z = largest_probabilities(large_normal, networks=20)
    >>> print(f"{(largest > 0.999).mean():.2f}")
    0.95
    """
    rng = np.random.default_rng(seed)
    z = np.empty((networks, 10))
    for k in range(networks):
        stack = make_stack((784, 256, 10), relu, initialization, rng, output=identity)
        z[k] = forward(stack, rng.uniform(size=(1, 784))).h[-1][0]
    return softmax(z).max(axis=1), z
