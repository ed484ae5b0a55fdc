"""Explorers of a training: watch how fast each layer moves, and which units die or saturate (lessons 09 and 12)."""

import numpy as np

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, log_slider, menu, slider, stop_value, whole_slider
from chainrule.figures import training as draw
from chainrule.figures.threads import one_blas_thread
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.training import train_on_rings

DEEPEST = 10
HIDDEN = 3, 16
"""The hidden layers whose units can die, and the units of each."""


def _train(activation, depth, weight_scale, learning_rate, seed, updates, **more):
    """Train on the rings, on one thread."""
    weights, rng = scaled_normal(weight_scale), np.random.default_rng(seed)
    with one_blas_thread():
        return train_on_rings(activation, rng, depth, weights, stop_value(learning_rate), updates, **more)


def explore_first_layer(activation="sigmoid", depth=5, weight_scale=1.0, learning_rate=0.03, seed=2, update=12):
    """Train a small network on two rings, and watch how fast each of its layers moves.

    The weights are drawn from N(0, s^2 / n_in) with the weight scale s, 16 units in each hidden layer.

    Parameters
    ----------
    activation : name of a built-in one, or an `Activation` of your own, for the hidden layers
    depth : layers, 2 to 10; the last one is one linear unit
    weight_scale : 0 to 12
    learning_rate : 0.001 to 10, of which the nearest stop of the slider is taken, 20 for a factor of 10
    seed : which points and weights are drawn, 0 to 9
    update : which update is marked, 0 to 300

    Raises
    ------
    ValueError : for a name that is not built in, or a number beyond its ends

    Source: M. Nielsen, "Neural Networks and Deep Learning" (2015), chapter 5.

    >>> explore_first_layer("sigmoid", depth=5, update=0).words
    'Sigmoid, update 0: error 0.597; layer 1 moves 4,800 times slower than layer 5'
    """
    updates = 300
    options, start = choices(activation)
    controls = {
        "updates": whole_slider("update", update, 0, updates, 3, "updates"),
        "weight_scale": slider("weight_scale", weight_scale, 0.0, 12.0),
        "depth": whole_slider("depth", depth, 2, DEEPEST),
        "activation": menu("activation", options, start),
        "learning_rate": log_slider("learning_rate", learning_rate, -3, 1),
        "seed": whole_slider("seed", seed, 0, 9),
    }
    figure, (left, right) = draw.first_layer_axes()
    speeds, error = draw.draw_speeds(left, updates, DEEPEST), draw.draw_training_error(right, updates)

    def train(**asked):
        training = _train(updates=updates, **asked)
        draw.move_training(speeds, error, training)
        return training

    def move(training, updates):
        return draw.move_update(speeds, error, training, updates)

    moving = [*speeds.marks, speeds.guide, speeds.heading, *error[1:]]
    layers = [[*speeds.lines, error.line], moving]
    return Explorer(figure, layers, controls, move, train, ahead="updates", grips={"updates": [left, right]})


def explore_dead_units(
    activation="relu", learning_rate=0.4, bias_shift=0.0, outliers=0, weight_scale=1.4, seed=0, update=40,
):  # fmt: skip
    """Train a small network on two rings, and watch which of its hidden units die, saturate and come back.

    A unit is dead while its slope is 0 for every point. Where the slope is never 0, as for sigmoid and tanh, units
    saturate instead: their slope is under 0.01. Three hidden layers of 16 units, weights from N(0, s^2 / n_in).

    Parameters
    ----------
    activation : name of a built-in one, or an `Activation` of your own, for the hidden layers
    learning_rate : 0.001 to 10, of which the nearest stop of the slider is taken, 20 for a factor of 10
    bias_shift : where the biases of the hidden layers start, -3 to 3
    outliers : how many of the 64 points lie 20 times as far out, 0 to 16
    weight_scale : s, 0 to 12
    seed : which points and weights are drawn, 0 to 9
    update : which update is shown, 0 to 200

    Raises
    ------
    ValueError : for a name that is not built in, or a number beyond its ends

    >>> explore_dead_units("leaky_relu").words
    'Update 40: none of 48 Leaky ReLU units is dead or saturated: the slope is nowhere under 0.01; error 0.0208'
    """
    updates, (layers, width) = 200, HIDDEN
    options, start = choices(activation)
    controls = {
        "updates": whole_slider("update", update, 0, updates, 2, "updates"),
        "outliers": whole_slider("outliers", outliers, 0, 16),
        "weight_scale": slider("weight_scale", weight_scale, 0.0, 12.0),
        "bias_shift": slider("bias_shift", bias_shift, -3.0, 3.0, 0.5),
        "activation": menu("activation", options, start),
        "learning_rate": log_slider("learning_rate", learning_rate, -3, 1),
        "seed": whole_slider("seed", seed, 0, 9),
    }
    figure, (left, right) = draw.dead_units_axes()
    units, shares = draw.draw_units(left, (width,) * layers), draw.draw_shares(right, updates, layers)

    def train(**asked):
        training = _train(depth=layers + 1, width=width, updates=updates, **asked)
        draw.move_shares(shares, training)
        return training

    def move(training, updates):
        return draw.move_units(units, shares, training, updates)

    moving = [*units, *shares.marks, shares.guide, shares.heading]
    return Explorer(figure, [shares.lines, moving], controls, move, train, ahead="updates", grips={"updates": right})
