"""The race of lesson 14: the same network on the same digits, only the activation differs; who is first at 90 %?

`start` draws a network, `sgd_step` is one update of plain mini-batch gradient descent, `run` makes many of them and
measures on the way, `first_crossing` and `sustained_crossing` read off when a goal was reached.
"""

import functools
import importlib.resources
import json
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import Activation, identity
from chainrule.maths.checks import check_above_zero, check_rng, check_whole
from chainrule.maths.data import Images, split_digits
from chainrule.maths.depth import Stack, make_stack


class Measurement(NamedTuple):
    """How a runner stands after so many updates: the share of the test pictures it names right, and its error there.

    updates : int
    accuracy : float, 0 to 1
    error : float, the mean cross-entropy
    """

    updates: int
    accuracy: float
    error: float


class Room(NamedTuple):
    """Arrays that are made once and written again at each step: z of each layer, dE/dW of each layer, the batch."""

    z: list
    steps: list
    x: np.ndarray
    wanted: np.ndarray


def start(widths, activation, initialization, rng):
    """Draw a classifier in float32: hidden layers of one activation, then one score for each class.

    Parameters
    ----------
    widths : inputs, units of each hidden layer, classes: (64, 32, 10)
    activation : Activation of the hidden layers
    initialization : Initialization of all weights; biases start at 0
    rng : numpy.random.Generator

    Returns
    -------
    Stack

    Raises
    ------
    TypeError, ValueError : as `make_stack` does

    >>> from chainrule import relu
    >>> from chainrule.maths.initialization import he
    >>> start((64, 32, 10), relu, he, np.random.default_rng(0)).widths
    (64, 32, 10)
    """
    return make_stack(widths, activation, initialization, rng, output=identity, dtype=np.float32)


def make_room(stack, batch):
    """Make the arrays in which `sgd_step` works, for batches of one size.

    >>> from chainrule import relu
    >>> from chainrule.maths.initialization import he
    >>> [z.shape for z in make_room(start((64, 32, 10), relu, he, np.random.default_rng(0)), 16).z]
    [(16, 32), (16, 10)]
    """
    dtype = stack.weights[0].dtype
    return Room(
        [np.empty((batch, units), dtype) for units in stack.widths[1:]],
        [np.empty_like(W) for W in stack.weights],
        np.empty((batch, stack.widths[0]), dtype),
        np.empty((batch, stack.widths[-1]), dtype),
    )


@np.errstate(all="ignore")  # a training that runs away ends in nan, which `run` sees
def sgd_step(stack, x, wanted, learning_rate, room):
    """Make one step down the gradient of the mean cross-entropy over a batch; the stack's arrays change in place.

    p = softmax(scores),   delta = (p - wanted) / batch,   then back layer by layer:
    dE/dW = h^T delta,   dE/db = sum of delta,   delta <- (delta W^T) * a'(z),   W <- W - learning_rate dE/dW

    Parameters
    ----------
    stack : Stack as `start` gives it
    x : array of shape (batch, inputs), of the stack's dtype
    wanted : array of shape (batch, classes): 1 for the right class, 0 for the others
    learning_rate : number
    room : Room of the same batch

    Returns
    -------
    list of float : for each hidden layer dE/dalpha, times the learning rate, where alpha is learned (PReLU), else 0

    Source: Goodfellow, Bengio and Courville, "Deep Learning" (2016), algorithms 6.3, 6.4 and 8.1.

    >>> from chainrule import tanh
    >>> from chainrule.maths.initialization import lecun
    >>> stack = start((2, 8, 2), tanh, lecun, np.random.default_rng(0))
    >>> x, wanted = np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32)
    >>> for _ in range(200):
    ...     _ = sgd_step(stack, x, wanted, 0.5, make_room(stack, 2))
    >>> measure_classifier(stack, Images(x, np.array([0, 1]))).accuracy
    1.0
    """
    h = [x]
    for W, b, activation, z in zip(stack.weights, stack.biases, stack.activations, room.z, strict=True):
        np.matmul(h[-1], W, out=z)
        z += b
        h.append(activation.function(z))

    delta = softmax_in_place(room.z[-1])
    delta -= wanted
    delta *= np.float32(learning_rate / len(x))  # here, where it is small: then no weight has to be multiplied by it
    by_alpha = [0.0] * (stack.depth - 1)
    for l in reversed(range(stack.depth)):  # noqa: E741
        W, b, step_of_W = stack.weights[l], stack.biases[l], room.steps[l]
        np.matmul(h[l].T, delta, out=step_of_W)
        step_of_b = delta.sum(axis=0)
        if l > 0:
            below, z = stack.activations[l - 1], room.z[l - 1]
            delta = delta @ W.T
            if below.by_parameter:
                by_alpha[l - 1] = float((delta * below.by_parameter["alpha"](z)).sum())
            delta *= below.slope(z)
        W -= step_of_W
        b -= step_of_b
    return by_alpha


def softmax_in_place(scores):
    """Turn each row of scores into probabilities, in place: `softmax` has more digits, and takes 20 times as long.

    >>> softmax_in_place(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


@np.errstate(all="ignore")
def measure_classifier(stack, test):
    """Ask a classifier for every test picture: how many are named right, and how large is the mean cross-entropy?

    >>> from chainrule import relu
    >>> from chainrule.maths.initialization import he
    >>> stack = start((64, 32, 10), relu, he, np.random.default_rng(0))
    >>> blank = Images(np.zeros((5, 64), np.float32), np.arange(5))
    >>> print(f"{measure_classifier(stack, blank).error:.6f}")  # ln 10: every class is as likely as any other
    2.302585
    """
    h = test.x
    for W, b, activation in zip(stack.weights, stack.biases, stack.activations, strict=True):
        h = activation.function(h @ W + b)
    rows = np.arange(len(h))  # the error as by `cross_entropy`, which has more digits and makes a race a third longer
    right = h.argmax(axis=1) == test.labels
    ahead = h - h[rows, test.labels][:, None]  # by how much each score leads the one of the right class
    largest = ahead.max(axis=1)
    error = largest + np.log(np.exp(ahead - largest[:, None]).sum(axis=1))
    return Measurement(0, float(right.mean()), float(error.mean()))


def run(stack, train, test, learning_rate, updates, rng, batch=32, every=1):
    """Train a classifier and measure it on the way; give each measurement as soon as it is made.

    Every epoch takes the training pictures in a new order. The loop stops where the error is no number any more.

    Parameters
    ----------
    stack : Stack as `start` gives it; left as it is
    train, test : Images
    learning_rate : number above 0
    updates : int, how many steps to make
    rng : numpy.random.Generator, for the order of the pictures
    batch : int, pictures in a step, at most as many as there are
    every : int, updates from one measurement to the next, or a function of the updates so far that gives it

    Yields
    ------
    Measurement : before the first update, then after every so many updates, and after the last

    Raises
    ------
    TypeError, ValueError : before anything is computed, for numbers out of range and pictures that do not fit

    >>> from chainrule import relu
    >>> from chainrule.maths.data import split_digits
    >>> from chainrule.maths.initialization import he
    >>> rng = np.random.default_rng(0)
    >>> train, test = split_digits(rng)
    >>> *_, last = run(start((64, 32, 10), relu, he, rng), train, test, 0.3, 600, rng, every=100)
    >>> last.updates, last.accuracy > 0.9
    (600, True)
    """
    check_above_zero("learning_rate", learning_rate)
    updates = check_whole("updates", updates)
    step = every if callable(every) else check_whole("every", every, least=1)
    between = step if callable(step) else lambda _: step
    batch = check_whole("batch", batch, least=1)
    check_rng(rng)
    for what, images in (("train", train), ("test", test)):
        _check_images(what, images, stack)
    if batch > len(train.x):
        raise ValueError(f"batch must be at most {len(train.x)}, the number of training pictures, but it is {batch}")
    return _run(stack, train, test, float(learning_rate), updates, rng, batch, between)


def _run(stack, train, test, learning_rate, updates, rng, batch, between):
    weights, biases = [W.copy() for W in stack.weights], [b.copy() for b in stack.biases]
    stack = Stack(tuple(weights), tuple(biases), stack.activations)
    classes = np.eye(stack.widths[-1], dtype=np.float32)
    room, order, place = make_room(stack, batch), rng.permutation(len(train.x)), 0
    next_measured = between(0)
    yield measure_classifier(stack, test)
    for k in range(1, updates + 1):
        if place + batch > len(order):
            order, place = rng.permutation(len(train.x)), 0
        chosen = order[place : place + batch]
        place += batch
        np.take(train.x, chosen, axis=0, out=room.x)
        np.take(classes, train.labels[chosen], axis=0, out=room.wanted)
        by_alpha = sgd_step(stack, room.x, room.wanted, learning_rate, room)
        if any(by_alpha):
            stack = Stack(stack.weights, stack.biases, _moved(stack.activations, by_alpha))
        if k in (next_measured, updates):
            next_measured = k + between(k)
            now = measure_classifier(stack, test)._replace(updates=k)
            yield now
            if not np.isfinite(now.error):
                return


def _moved(activations, by_alpha):
    """The activations after a step: a PReLU's alpha has gone down its gradient."""
    hidden = zip(activations[:-1], by_alpha, strict=True)
    return (*(a.family(alpha=a.parameters["alpha"] - step) if step else a for a, step in hidden), activations[-1])


def _check_images(what, images, stack):
    if not isinstance(images, Images):
        raise TypeError(f"{what} must be Images(x, labels), but it is {type(images).__name__}")
    if images.x.ndim != 2 or images.x.shape[1] != stack.widths[0] or not len(images.x):
        raise ValueError(f"{what}.x must have shape (pictures, {stack.widths[0]}), but its shape is {images.x.shape}")
    if images.labels.shape != images.x.shape[:1]:
        raise ValueError(f"{what}.labels must be one for each picture, but their shape is {images.labels.shape}")
    if images.labels.min() < 0 or images.labels.max() >= stack.widths[-1]:
        raise ValueError(f"{what}.labels must lie between 0 and {stack.widths[-1] - 1}")


def first_crossing(curve, goal):
    """Give the updates after which the accuracy reached a goal for the first time; None if it never did.

    curve : list of Measurement; goal : number, 0 to 1.

    >>> curve = [Measurement(0, 0.1, 2), Measurement(10, 0.91, 1), Measurement(20, 0.89, 1), Measurement(30, 0.93, 1)]
    >>> first_crossing(curve, 0.9), sustained_crossing(curve, 0.9)
    (10, 30)
    """
    return next((now.updates for now in curve if now.accuracy >= goal), None)


def sustained_crossing(curve, goal):
    """Give the updates from which on the accuracy stayed at a goal or above, to the end; None if it did not.

    curve : list of Measurement; goal : number, 0 to 1.
    """
    found = None
    for now in reversed(curve):
        if not now.accuracy >= goal:
            break
        found = now.updates
    return found


class Runner(NamedTuple):
    """Who runs: the activation of the hidden layer, and the learning rate that it trains with."""

    activation: Activation
    learning_rate: float


def race(runners, seeds, initialization, units=32, updates=1500, every=10):
    """Let runners train on the digits side by side; give each measurement of each of them as soon as it is made.

    All runners of one seed get the same pictures in the same order and the same first weights; only the activation
    and the learning rate differ. One hidden layer, batches of 32.

    Parameters
    ----------
    runners : list of Runner
    seeds : list of int; every runner runs once for each: which pictures are for the test, weights and order
    initialization : Initialization
    units : int, 1 or more, of the hidden layer
    updates, every : as for `run`

    Yields
    ------
    (number of the runner, seed), Measurement : in turns, so that all come forward together

    Raises
    ------
    TypeError, ValueError : as `start` and `run` do, before anything is computed

    >>> from chainrule import relu, sigmoid
    >>> from chainrule.maths.initialization import he
    >>> curves = collect(race([Runner(sigmoid, 0.1), Runner(relu, 0.1)], [0], he, updates=800))
    >>> sigmoids, relus = (first_crossing(curves[runner, 0], 0.9) for runner in (0, 1))
    >>> sigmoids > 3 * relus
    True
    """
    going = {}
    for seed in seeds:
        for number, runner in enumerate(runners):
            rng = np.random.default_rng(seed)
            train, test = split_digits(rng)
            stack = start((64, units, 10), runner.activation, initialization, rng)
            going[number, seed] = run(stack, train, test, runner.learning_rate, updates, rng, every=every)
    return _in_turns(going)


def _in_turns(going):
    while going:
        for key, measurements in list(going.items()):
            now = next(measurements, None)
            if now is None:
                del going[key]
            else:
                yield key, now


def collect(measurements):
    """Gather what `race` yields: a list of Measurement, a curve, for each (number of the runner, seed)."""
    curves = {}
    for key, now in measurements:
        curves.setdefault(key, []).append(now)
    return curves


@functools.cache
def mnist_race():
    """Load what `tools/race_mnist.py` measured on MNIST: three activations, two learning rates, three seeds.

    Returns
    -------
    dict : "how" it was made; "goals"; "best_rates" by activation; "seconds_per_epoch" by activation; and "runs", each
        with activation, learning_rate, seed, the "first" and "sustained" crossing of each goal, final_accuracy, and
        the curve as pairs of updates and accuracy

    >>> len(mnist_race()["runs"])
    18
    """
    return json.loads((importlib.resources.files("chainrule") / "data" / "race_mnist.json").read_text("utf-8"))
