"""The checks of lesson 15: choose with evidence, and sentences from texts that a counterexample breaks."""

import math
from typing import NamedTuple

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.exercises.missions import Mission
from chainrule.maths.activations import leaky_relu, relu, sigmoid, tanh
from chainrule.maths.depth import backward, forward, make_stack, norm
from chainrule.maths.descent import clip_by_norm
from chainrule.maths.initialization import he, large_normal, lecun, scaled_normal, small_normal
from chainrule.maths.numbers import number
from chainrule.maths.race import Runner, collect, race
from chainrule.maths.training import train_on_rings

INITIALIZATIONS = [small_normal, lecun, he, large_normal]

# -- choose --------------------------------------------------------------------------------------------------
last_layer = Choice(
    "A network is to name one of three kinds of flowers. What stands behind its last layer, with cross-entropy as "
    'error: "relu", "sigmoid", "tanh", "softmax" or "none"?',
    right="softmax",
    wrong={
        "relu": "Its outputs have no upper end. The three are to be probabilities that share 1.",
        "sigmoid": "Three sigmoids may say 0.9 each. That is right for three questions with yes or no; here is one.",
        "tanh": "A probability is not negative.",
        "none": "That is for a number without limits. The three are to be probabilities that share 1.",
    },
    also={"nothing": "none", "identity": "none"},
    why="The last activation follows from the question: softmax for one of several, sigmoid for yes or no, nothing "
    "at all for a number without limits. It is another choice than that of the hidden layers.",
    hints=["Three outputs that share 1: lesson 13."],
)


class Learned(NamedTuple):
    """How a stack fared with five seeds: the largest error before any update, the errors at the end, and the share of
    dead units in the worst of the five."""

    activation: object
    at_birth: float
    errors: list
    dead: float


def train_five(activation, depth, initialization, learning_rate, updates, outliers=0):
    runs = [
        train_on_rings(
            activation, np.random.default_rng(seed), depth, initialization, learning_rate, updates, outliers=outliers
        )
        for seed in range(5)
    ]
    return Learned(
        activation,
        max(run.errors[0] for run in runs),
        [run.errors[-1] for run in runs],
        max(run.dead[run.last][:-1].mean() for run in runs),
    )


def blown_up(state):
    return not max(state.errors) < 1


def too_large_at_birth(state):
    return state.at_birth > 100


eight_layers = Mission(
    "Eight layers on the two rings, 200 updates. Choose so that the error is under 0.05 with each of five seeds, and "
    "at most half of the hidden units are dead.",
    lambda activation, initialization, learning_rate: train_five(activation, 8, initialization, learning_rate, 200),
    goal=lambda state: max(state.errors) < 0.05 and state.dead <= 0.5,
    settings={
        "activation": [sigmoid, tanh, relu, leaky_relu],
        "initialization": INITIALIZATIONS,
        "learning_rate": (0.001, 3),
    },
    say=lambda state: (
        f"Errors from {min(state.errors):.2g} to {max(state.errors):.2g}; "
        f"at most {100 * state.dead:.0f} % of the hidden units are dead."
    ),
    example={"activation": relu, "initialization": he, "learning_rate": 0.1},
    why="More than one choice does it: tanh, ReLU or its leaky kin, with LeCun's or He's weights. What all have in "
    "common: enough of the gradient gets through eight layers (lessons 09 and 11), and the rate fits.",
    hints=[
        "Which activations let a gradient through eight layers (lesson 09)?",
        "Which initialization is made for your activation (lesson 11)? Then try the rates 0.01, 0.1 and 1.",
    ],
)

eight_layers.failing(
    "The error is enormous before the first update, and no rate that we tried mends that. Which weights are smaller?",
    example={"initialization": large_normal},
)(too_large_at_birth)


@eight_layers.failing(
    "With at least one seed the numbers blew up: the steps are too long.", example={"learning_rate": 2}
)
def steps_too_long(state):
    return blown_up(state) and not too_large_at_birth(state)


@eight_layers.failing(
    "Nobody learned anything: 0.5 is the error of one answer for all. Do signal and gradient get through eight layers?",
    example={"initialization": small_normal},
)
def asleep(state):
    return min(state.errors) > 0.49 and not blown_up(state)


@eight_layers.failing(
    "With these weights even sigmoid begins to learn. But no rate that we tried brings it there in 200 updates with "
    "every seed. Which activation lets more of the gradient through?",
    example={"activation": sigmoid, "initialization": large_normal, "learning_rate": 0.1},
)
def sigmoid_stays_behind(state):
    return state.activation is sigmoid and min(state.errors) <= 0.49 and not blown_up(state)


@eight_layers.failing(
    "It learns, but not with every seed far enough. More than one rate is worth a try.",
    example={"learning_rate": 0.01},
)
def not_every_seed(state):
    learns = min(state.errors) <= 0.49 and max(state.errors) >= 0.05
    return state.activation is not sigmoid and learns and not blown_up(state)


@eight_layers.failing(
    "With at least one seed more than half of the hidden units are dead: the steps are too long for them.",
    example={"initialization": lecun, "learning_rate": 0.5},
)
def mostly_dead(state):
    return state.dead > 0.5 and not blown_up(state)


class Accuracies(NamedTuple):
    """The share of test digits named right after 300 updates, for each of three seeds."""

    accuracies: list


def sigmoid_on_digits(initialization, learning_rate):
    runs = collect(race([Runner(sigmoid, learning_rate)], range(3), initialization, updates=300, every=300))
    return Accuracies([curve[-1].accuracy for curve in runs.values()])


rescue_sigmoid = Mission(
    '"Never use sigmoid." Break it: sigmoid in the one hidden layer, 300 updates on the digits of lesson 14, and more '
    "than 92 % of the test digits named right with each of three seeds.",
    sigmoid_on_digits,
    goal=lambda state: min(state.accuracies) > 0.92,
    settings={"initialization": INITIALIZATIONS, "learning_rate": (0.001, 10)},
    say=lambda state: (
        f"Right for {100 * min(state.accuracies):.1f} to {100 * max(state.accuracies):.1f} % of the test digits."
    ),
    example={"initialization": he, "learning_rate": 2},
    why="ReLU with its own best rate does no better here. In one hidden layer sigmoid needs a rate of its own, and "
    "that is all. In eight layers no rate that we tried saves it.",
    hints=[
        "Its slope is a quarter at most: which way should the rate go?",
        "He's or LeCun's weights, and a rate above 0.5.",
    ],
)


@rescue_sigmoid.failing(
    "On its way, but not there with every seed. Longer steps? (With a rate above 3, rather shorter ones.)",
    example={"learning_rate": 0.1},
)
def too_slow(state):
    return 0.5 < min(state.accuracies) <= 0.92


@rescue_sigmoid.failing(
    "Hardly better than guessing, with at least one seed: steps far too short, or far too long.",
    example={"learning_rate": 0.001},
)
def guessing(state):
    return min(state.accuracies) <= 0.5


# -- sentences from texts ------------------------------------------------------------------------------------
always_centred = Choice(
    'A text says: "the output of tanh is always zero-centred". Which word is too much: "output", "always", '
    '"zero" or "centred"?',
    right="always",
    wrong={
        "output": "It is about the output, a = tanh(z). On what does the mean of a depend?",
        "centred": "Centred is the claim itself. Does it hold for every set of z?",
        "zero": "The middle of the range (−1, 1) is 0, that is right. Does the mean of the outputs lie there?",
    },
    why="The range is centred. Where the outputs lie in it depends on z.",
    hints=["What is the mean of tanh(z) if every z is 3?"],
)


class Centre(NamedTuple):
    """The mean of many z, and that of tanh(z)."""

    of_z: float
    of_a: float


def mean_of_tanh(centre, spread):
    z = centre + spread * np.random.default_rng(0).normal(size=1000)
    return Centre(z.mean(), tanh(z).mean())


off_centre = Mission(
    "Break it: a thousand z from a bell curve. Give its centre and its spread so that the mean of tanh(z) is 0.5 or "
    "more away from 0.",
    mean_of_tanh,
    goal=lambda state: abs(state.of_a) >= 0.5,
    settings={"centre": (-5, 5), "spread": (0, 5)},
    say=lambda state: f"The mean of z is {state.of_z:.2f}, that of tanh(z) is {state.of_a:.2f}.",
    example={"centre": 2, "spread": 1},
    why="Tanh is zero-centred for z that lie symmetrically about 0. A bias, or inputs of one sign, and it is not.",
    hints=["Symmetry about 0 is what makes the mean 0. How do you break a symmetry?"],
)


@off_centre.failing("Your z lie about 0, so half of the outputs balance the other half.", example={"centre": 0})
def symmetric(state):
    return abs(state.of_z) < 0.2


@off_centre.failing(
    "Off centre, but not by half. Shift further; with a wide spread many z cross to the other side.",
    example={"centre": 0.4},
)
def not_far_enough(state):
    return abs(state.of_z) >= 0.2 and abs(state.of_a) < 0.5


def gradients_of_two_weights():
    upstream, slope = 0.4, 0.25
    return np.array([upstream * slope * 3.0, upstream * slope * 0.5])


two_weights = Exercise(
    'A text says: "the update of the weights depends only on the upstream gradient". Break it: 0.4 arrives at a '
    "sigmoid unit with z = 0. Give the gradients of its two weights, whose inputs are 3 and 0.5. (2 decimals)",
    gradients_of_two_weights,
    why="One upstream gradient, two updates, one six times the other: the input is in them. Where all inputs are "
    "positive, the *sign* depends on upstream alone; so the text has half of a truth.",
    hints=["Upstream times slope is the delta of the unit. What was sigmoid's slope at 0?", "Delta times input."],
    atol=0.006,
    rtol=0,
    mistakes=[
        wrong([0.1, 0.1], "That is the delta of the unit. Which number does each weight multiply?"),
        wrong([1.2, 0.2], "You left out the slope of sigmoid at 0."),
        wrong([0.4, 0.4], "That is what arrives. On its way to a weight it is multiplied, twice."),
        wrong([0.75, 0.125], "That is slope times input. What arrives, 0.4, is a factor, too."),
        wrong([3, 0.5], "Those are the inputs. Multiply each by the delta of the unit."),
        wrong([0.05, 0.3], "Those are the two, in the other order: first the weight with input 3."),
        wrong([-0.3, -0.05], "The step will be against the gradient. The question asks for the gradient itself."),
        wrong([0.6, 0.1], "You took ½ for the slope; that is sigmoid's value at 0."),
        wrong((3.1, 0.6), "You added the input. Along the way everything is multiplied."),
    ],
    follows=lambda one, other: (
        f"It would be so if the slope were {number(one / 1.2)} for the one, and {number(other / 0.2)} for the other."
    ),
)


def value_and_slope():
    return np.array([-0.2, 0.1])


left_of_zero = Exercise(
    'A text says: "Leaky ReLU allows a small negative slope". Break it: alpha = 1/10; give its value and its slope at '
    "z = −2. (1 decimal)",
    value_and_slope,
    why="The *value* is negative there. The slope is alpha, and positive: the graph still rises.",
    hints=["Left of 0 a = alpha · z.", "Does the line from (−2, −0.2) to (0, 0) rise or fall?"],
    atol=0.06,
    rtol=0,
    mistakes=[
        wrong([-0.2, -0.1], "From z = −2 to 0 the value goes from −0.2 up to 0. Is that a negative slope?"),
        wrong([0.1, -0.2], "Those are the two, in the other order: the value first."),
        wrong([0.2, 0.1], "Multiply −2 by a positive number: what is the sign?"),
        wrong([-2, 1], "That is the identity, as on the right of 0. On the left a = alpha · z."),
        wrong([-0.2, 1], "The slope 1 is that on the right of 0."),
        wrong([-0.02, 0.01], "That is with the alpha of most texts, 0.01. Here it is ten times as large."),
        wrong([0.0, 0.0], "That is ReLU. The leak lets a little through."),
        wrong((0, 0.1), "0 is the value of ReLU there. What does the leak let through?"),
    ],
    follows=lambda value, slope: f"A line through 0 with that slope is at {number(-2 * slope)} at z = −2.",
)


def changes_of_a_weight():
    gradient, learning_rate = 0.08, 0.5
    return np.array([0.0, -learning_rate * gradient])


before_the_step = Exercise(
    'A text calls the *update* of the weights "back propagation". Break it: w = 0.4, learning rate 0.5. Back '
    "propagation finds dE/dw = 0.08. By how much has w changed when it has ended, and by how much after the update? "
    "(2 decimals)",
    changes_of_a_weight,
    why="Back propagation finds gradients and moves nothing. The step uses them: plain, clipped, or in other ways.",
    hints=["What does the way back change: the weights, or what you know about them?", "− rate · gradient."],
    atol=0.006,
    rtol=0,
    mistakes=[
        wrong([-0.04, -0.04], "Did the way back move w? It has only found a gradient."),
        wrong([0, 0.04], "Down is against the gradient: minus."),
        wrong([0, 0], "The way back moves nothing. But the update does: by − rate · gradient."),
        wrong([0.08, -0.04], "0.08 is the gradient that the way back has found. By how much has w changed there?"),
        wrong([0, -0.08], "That is a step with the rate 1."),
        wrong([-0.04, -0.08], "Two steps. The way back takes none."),
        wrong([0.4, 0.36], "That is w itself, before and after the update. By how much did it change?"),
        wrong([0, 0.36], "The second number is w after the update. By how much did it change?"),
        wrong((0, -0.16), "You divided by the learning rate. The step is rate times gradient."),
    ],
    follows=lambda back, update: (
        f"Then w would be {number(0.4 + back)} at the end of the way back, and {number(0.4 + update)} after the update."
    ),
)


def updates_with_a_leak():
    way, learning_rate, upstream, alpha = 2.0, 0.1, 1.0, 0.01
    return way / (learning_rate * upstream * alpha)


how_slow = Exercise(
    'A text says: with Leaky ReLU "we will not face any issue of dead neurons". Test it: a unit sits at z = −2 with '
    "alpha = 0.01, and at every update an upstream gradient of −1 pulls it up by its bias, with learning rate 0.1. How "
    "many updates until z = 0?",
    updates_with_a_leak,
    why="Right of 0 the same way takes 20. Not dead, then, but a hundred times slower: alpha is the speed that is "
    "left. And what threw the unit out there, a step too large, is not cured.",
    hints=["How far does z move in one update? Rate times upstream times slope.", "The slope left of 0 is alpha."],
    rtol=0,
    also={2001: 2000},  # who adds it up in floats gets that
    mistakes=[
        wrong(20, "That is with slope 1, as on the right. Left of 0 the slope is alpha."),
        wrong(200, "You left something out: rate times upstream times slope, and the way is 2."),
        wrong(-2000, "The size is right. A number of updates is not negative."),
        wrong(2, "That is the way. How far does z move in one update?"),
        wrong(100, "That is how many times slower than on the right. How many updates are those?"),
        wrong(20000, "Ten times too many. The rate 0.1 stands in the product once."),
        wrong(math.inf, "That is ReLU. The leak lets a hundredth through."),
        wrong(1000, "That is for a way of 1. From −2 it is 2."),
        wrong(0.001, "That is how far z moves in one update. How many of these make 2?"),
    ],
    follows=lambda updates: f"After {number(updates)} updates z is at {number(-2 + 0.001 * updates)}.",
)


# -- further -------------------------------------------------------------------------------------------------
def train_with_outliers(activation, initialization, learning_rate):
    return train_five(activation, 4, initialization, learning_rate, 300, outliers=8)


bear_outliers = Mission(
    "Four layers on the two rings, 300 updates; 8 of the 64 points are written down 20 times too far out. Choose so "
    "that the error is under 0.05 with each of five seeds.",
    train_with_outliers,
    goal=lambda state: max(state.errors) < 0.05,
    settings={"activation": [tanh, relu, leaky_relu], "initialization": [lecun, he], "learning_rate": (0.001, 1)},
    say=lambda state: f"Errors from {min(state.errors):.2g} to {max(state.errors):.2g}.",
    example={"activation": tanh, "initialization": lecun, "learning_rate": 0.2},
    why="Tanh bounds what an outlier can do: it saturates its units, for itself. Without a bound its gradient is as "
    "large as the outlier, and the step throws everybody else. So tanh is not always the slower one.",
    hints=["Which activation bounds its output?", "Rates between 0.1 and 0.3."],
)

bear_outliers.failing(
    "With at least one seed the numbers blew up: the outliers make the steps too large. Smaller steps, or a bound?",
    example={"activation": relu, "learning_rate": 0.3},
)(blown_up)


@bear_outliers.failing(
    "The numbers stay finite, but it is not under 0.05 with every seed. Would a larger rate do, or does that blow up?",
    example={"learning_rate": 0.01},
)
def too_slow_with_outliers(state):
    return max(state.errors) >= 0.05 and not blown_up(state)


whose_sign = Choice(
    "A text says: \"with sigmoid the gradients of a unit's weights are all positive or all negative, depending on the "
    'output of the neuron". On what do they depend: "output", "input", "slope" or "upstream"?',
    right="upstream",
    wrong={
        "output": "The output of a sigmoid is positive, whatever happens. Could it ever decide between two signs?",
        "input": "An input may be negative, and then its weight differs from the others. With sigmoid below, none is.",
        "slope": "The slope of sigmoid is positive everywhere. Could it ever decide between two signs?",
    },
    also={"upstream gradient": "upstream"},
    why="Gradient = upstream · slope · input. If slope and inputs are positive, upstream decides.",
    hints=["Gradient = upstream · slope · input. Which of them can be negative here?"],
)


class Signs(NamedTuple):
    """The output of a sigmoid unit, and the gradient of a weight with input 1 for two upstream gradients."""

    output: float
    gradients: list


def gradients_at_one_output(z, upstream_1, upstream_2):
    return Signs(float(sigmoid(z)), [upstream * float(sigmoid.derivative(z)) for upstream in (upstream_1, upstream_2)])


opposite_signs = Mission(
    "Break it: one sigmoid unit, one output, and two samples with other targets. Give z and two upstream gradients so "
    "that the gradients of a weight with input 1 have opposite signs, and both are 0.05 or more in size.",
    gradients_at_one_output,
    goal=lambda state: min(state.gradients) <= -0.05 and max(state.gradients) >= 0.05,
    settings={"z": (-6, 6), "upstream_1": (-1, 1), "upstream_2": (-1, 1)},
    say=lambda state: (
        f"The output is {state.output:.3f}; the gradients are {state.gradients[0]:.3g} and {state.gradients[1]:.3g}."
    ),
    example={"z": 0.5, "upstream_1": 0.8, "upstream_2": -0.8},
    why="The same output, both signs: so it cannot be the output that decides.",
    hints=["The slope is positive. Where can a minus come from?", "And where is the slope large enough?"],
)


@opposite_signs.failing("Both have the same sign: the slope cannot change it.", example={"upstream_2": 0.3})
def same_sign(state):
    return state.gradients[0] * state.gradients[1] >= 0


@opposite_signs.failing(
    "Opposite signs, but too small: where is sigmoid steep, and how much arrives?", example={"z": 6}
)
def too_small(state):
    first, second = state.gradients
    return first * second < 0 and min(abs(first), abs(second)) < 0.05


class TwoStacks(NamedTuple):
    """Twenty layers of tanh and of ReLU: what is left of the gradient, how much the values grow."""

    tanh_share: float
    relu_growth: float


def two_stacks(tanh_scale, relu_scale):
    found = []
    for activation, weight_scale in ((tanh, tanh_scale), (relu, relu_scale)):
        rng = np.random.default_rng(0)
        stack = make_stack((64,) * 21, activation, scaled_normal(weight_scale), rng)
        signals = forward(stack, rng.normal(size=(32, 64)))
        gradients = backward(stack, signals, rng.normal(size=(32, 64)))
        last = norm(gradients.z[-1])
        found.append((norm(gradients.z[1]) / last if last else 0.0, norm(signals.h[-1]) / norm(signals.h[0])))
    return TwoStacks(found[0][0], found[1][1])


table_of_troubles = Mission(
    "A table gives the vanishing gradient as a trouble of sigmoid alone, and none of its troubles of ReLU is that "
    "values blow up. Break both lines: choose weight scales so that through twenty tanh layers less than a "
    "thousandth of the gradient is left, and through twenty ReLU layers the values grow a thousand times.",
    two_stacks,
    goal=lambda state: state.tanh_share < 1e-3 and state.relu_growth > 1e3,
    settings={"tanh_scale": (0.05, 5), "relu_scale": (0.05, 5)},
    say=lambda state: (
        f"Tanh leaves {state.tanh_share:.2g} of the gradient; through ReLU the values grow by {state.relu_growth:.2g}."
    ),
    example={"tanh_scale": 0.5, "relu_scale": 3},
    why="Both troubles belong to activation and weights together: no activation has them, or is free of them, alone.",
    hints=[
        "Where is tanh critical on the map of lesson 09? On which side does the gradient vanish?",
        "ReLU keeps the size at a weight scale of 1.41, the root of 2.",
    ],
)


@table_of_troubles.failing(
    "The gradient of tanh does not vanish yet. Smaller or larger weights?", example={"tanh_scale": 1}
)
def tanh_alive(state):
    return state.tanh_share >= 1e-3


@table_of_troubles.failing("The values of ReLU do not blow up yet.", example={"relu_scale": 1.4})
def relu_tame(state):
    return state.relu_growth <= 1e3


same_direction = Choice(
    'A text clips "the gradient of a parameter vector", each layer by itself; another clips the gradient of the whole '
    'network. Do both step in the same direction: "always", "never" or "not always"?',
    right="not always",
    wrong={
        "always": "By itself each layer gets a factor of its own. What if only one of them is beyond the threshold?",
        "never": "If nothing is beyond the threshold, neither changes anything.",
    },
    also={"sometimes": "not always", "yes": "always", "no": "not always"},
    why="One factor for all keeps the direction. A factor for each layer changes how the layers compare.",
    hints=["Take a layer with a gradient of length 10 and one of 0.1, and the threshold 1."],
)


class TwoClippings(NamedTuple):
    """The clipped gradients of two layers, as a whole and each by itself, and the angle between them."""

    whole: list
    each: list
    degrees: float


def clip_two_layers(layer_1, layer_2):
    whole = clip_by_norm([layer_1, layer_2], 1.0)
    each = [clip_by_norm(layer, 1.0) for layer in (layer_1, layer_2)]
    angles = [math.atan2(float(second), float(first)) for first, second in (whole, each)]
    return TwoClippings([float(g) for g in whole], [float(g) for g in each], math.degrees(abs(angles[0] - angles[1])))


two_clippings = Mission(
    "Two layers with one weight each, threshold 1. Give their two gradients so that the two ways to clip leave "
    "directions that are 20 degrees or more apart.",
    clip_two_layers,
    goal=lambda state: state.degrees >= 20,
    settings={"layer_1": (0, 10), "layer_2": (0, 10)},
    say=lambda state: (
        f"As a whole ({state.whole[0]:.2g}, {state.whole[1]:.2g}), each by itself ({state.each[0]:.2g}, "
        f"{state.each[1]:.2g}): {state.degrees:.0f} degrees apart."
    ),
    example={"layer_1": 8, "layer_2": 1},
    why="Two rules under one name. Before you compare a threshold with that of a text, ask which of them it means.",
    hints=["When does each rule change anything?", "One gradient beyond the threshold, the other near it."],
)


@two_clippings.failing("Nothing is turned: both layers got the same factor, or none.", example={"layer_2": 8})
def not_turned(state):
    return state.degrees < 0.5


@two_clippings.failing("Turned, but by less than 20 degrees.", example={"layer_1": 1.5})
def hardly_turned(state):
    return 0.5 <= state.degrees < 20


offer_questions(__name__)
