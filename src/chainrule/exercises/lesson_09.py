"""The checks of lesson 09, vanishing gradients: products of weights and slopes, lengths in powers of ten, scales."""

import math
from typing import NamedTuple

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.exercises.missions import Mission
from chainrule.maths.activations import sigmoid, tanh
from chainrule.maths.ensemble import Ensemble, Setting
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.numbers import number
from chainrule.maths.training import train_on_rings

# -- a chain of single units ---------------------------------------------------------------------------------
in_the_product = Exercise(
    "Three hidden units in a row. Which of w1, w2, w3, w4 are factors of dE/dw1? Answer with a set of names.",
    lambda: {"w2", "w3", "w4"},
    why="Whatever lies between a weight and the error multiplies its gradient, and that includes the other weights.",
    hints=["Walk from w1 to the error and name all that you pass.", "z1 = w1 · x. How fast does it move with w1?"],
    mistakes=[
        wrong({"w1", "w2", "w3", "w4"}, "z1 = w1 · x moves x times as fast as w1: w1 itself drops out."),
        wrong(set(), "Only slopes of the activation? z2 = w2 · h1: how fast does it move with h1?"),
        wrong({"w4"}, "w4 is the last step. On the way from h1 to h3 the gradient meets weights as well."),
        wrong({"w2", "w3"}, "The output is w4 · h3: how fast does it move with h3?"),
        wrong({"w1"}, "Just the other way round: w1 drops out, since z1 = w1 · x moves x times as fast as w1."),
        wrong({"w1", "w2", "w3"}, "Look at both ends: how fast does w1 · x move with w1, and w4 · h3 with h3?"),
        wrong({"w3", "w4"}, "One is missing, near the input: how fast does z2 = w2 · h1 move with h1?"),
    ],
)

my_passed = Exercise(
    "Write the factor for a gradient on its way through several layers of one unit: a function of weights and "
    "slopes, two arrays of the same length.",
    lambda weights, slopes: np.prod(weights * slopes),
    why="One weight and one slope for each layer. Small slopes make it vanish, large weights can make it explode.",
    hints=["Each layer multiplies by its weight times its slope.", "`np.prod` multiplies the numbers of an array."],
    inputs=[
        (np.array([1.0, 1.0, 1.0]), np.array([0.25, 0.2, 0.1])),
        (np.array([2.0, -3.0, 1.5]), np.array([0.25, 0.2, 0.24])),
        (np.array([-4.0, -1.0]), np.array([0.5, 0.9])),
        (np.array([0.5]), np.array([0.25])),
    ],
    mistakes=[
        wrong(lambda w, s: np.prod(s), "The weights are missing: each layer multiplies by its weight as well."),
        wrong(lambda w, s: np.prod(w), "The slopes are missing."),
        wrong(lambda w, s: np.sum(w * s), "You added. Along a path factors multiply; where paths meet, they add."),
        wrong(lambda w, s: np.prod(np.abs(w * s)), "The sign is lost: a negative weight turns the gradient round."),
        wrong(lambda w, s: np.prod(w * 0.25), "That takes the bound of sigmoid for its slope. The slopes are given."),
        wrong(
            lambda w, s: 0.25 ** len(s),
            "That is the bound of sigmoid, a quarter per layer. Here the weights and the slopes are given.",
        ),
        wrong(lambda w, s: w * s, "That is the list of the factors. Now multiply them."),
    ],
)

least_left = Choice(
    'Twenty units in a row, all weights 2, input 1. In which chain is least of the gradient left: "identity", '
    '"sigmoid" or "tanh"?',
    right="tanh",
    wrong={
        "sigmoid": "Its slope is at most a quarter. But z is not 0 here: which curve is flat sooner?",
        "identity": "The slope of the identity is 1, so each layer doubles the gradient.",
    },
    why="With weights of 2 the tanh units are driven out to where they are flat, flatter than sigmoid is there.",
    hints=[
        "Two numbers count: the weight, and the slope at the place where the units sit.",
        "A weight of 2 makes z larger. Which of the curves is flat sooner?",
    ],
)


# -- many units ----------------------------------------------------------------------------------------------
def spread_of_a_sum():
    n, s = 64, 3
    mean_square = n * (s**2 / n) * 1
    return math.sqrt(mean_square)


spread_of_z = Exercise(
    "A unit has 64 inputs with mean square 1 and weights from N(0, s²/64) with s = 3. What is the spread of its z?",
    spread_of_a_sum,
    why="That is what s stands for: s² over the number of inputs keeps the spread at s, however wide the layer is.",
    hints=[
        "Of each product w · h the mean square is s²/64 · 1. Now 64 of them are added.",
        "The spread is the root of the mean square.",
    ],
    rtol=0.02,
    mistakes=[
        wrong(9, "That is the mean square of z, the variance. The spread is its root."),
        wrong(3 / math.sqrt(64), "That is the spread of one weight. 64 products add up to z."),
        wrong(3 * math.sqrt(64), "That would be with weights from N(0, s²): the 64 is in their variance already."),
        wrong(3 * 64, "You multiplied by the number of inputs. It stands below the line in the weights' variance."),
        wrong(9 * 64, "That is a mean square, and with weights from N(0, s²): the 64 is in their variance already."),
        wrong(9 / 64, "That is the variance of one weight. 64 products add up to z, and then comes a root."),
        wrong(1.0, "That is with s = 1."),
    ],
    follows=lambda spread: f"Then the mean square of z would be {number(spread**2)}.",
)

my_length = Exercise(
    "Write the length of a gradient: a function of an array of any shape.",
    lambda gradient: np.sqrt(np.sum(gradient**2)),
    why="Plus and minus cannot cancel in it. The mean of many random numbers is near 0, however large they are.",
    hints=["Pythagoras, with as many sides as there are numbers.", "Squares, their sum, the root."],
    inputs=[np.array([3.0, -4.0]), np.array([[1.0, -2.0], [2.0, 4.0]]), np.array([0.1, -0.1, 0.3])],
    mistakes=[
        wrong(np.mean, "That is the mean. Plus and minus cancel in it, so that a large gradient may look like none."),
        wrong(
            lambda g: np.mean(np.abs(g)), "That is the mean of the sizes. For the length: square, add, take the root."
        ),
        wrong(lambda g: np.sum(np.abs(g)), "That is the sum of the sizes. For the length: square, add, take the root."),
        wrong(lambda g: np.sum(g**2), "The root is missing: that is the square of the length."),
        wrong(lambda g: np.sqrt(np.mean(g**2)), "You took the mean of the squares. For the length take their sum."),
        wrong(lambda g: np.max(np.abs(g)), "That is the largest entry. The length counts all of them."),
        wrong(lambda g: len(g), "That counts the numbers of the first axis. How large are they?"),
        wrong(np.size, "That counts the numbers. The length of a gradient asks how large they are."),
        wrong(np.sum, "That is the sum. Plus and minus cancel in it: square first."),
        wrong(lambda g: np.mean(g**2), "That is the mean square. Take the sum of the squares, and its root."),
        wrong(lambda g: np.linalg.norm(g, 2), "With a 2 it measures something else in a matrix. Leave the 2 out."),
        wrong(
            lambda g: sum(g**2) ** 0.5,
            "Python's `sum`, like `axis=0`, adds up each column by itself. `np.sum` alone adds up all of them.",
        ),
        wrong(np.std, "That is the spread: it takes the mean away first. The length counts from 0."),
    ],
)


def powers_of_ten_per_layer(lengths):
    steps = len(lengths) - 1
    return (np.log10(lengths[0]) - np.log10(lengths[-1])) / steps


my_decades = Exercise(
    "Write the powers of ten per layer: a function of an array of lengths, that of layer 1 first. Where the gradient "
    "shrinks on its way back, the result is below 0.",
    powers_of_ten_per_layer,
    why="One number for a network of any depth: −1 means that each layer costs a factor of ten.",
    hints=[
        "`np.log10` of first over last: how many powers of ten is it in all?",
        "From layer 10 back to layer 1 it is 9 steps.",
    ],
    inputs=[np.array([0.01, 0.1, 1.0]), np.array([1e-6, 3e-4, 2e-2, 0.5]), np.array([50.0, 4.0, 1.0, 0.3, 0.2])],
    mistakes=[
        wrong(
            lambda L: (np.log(L[0]) - np.log(L[-1])) / (len(L) - 1),
            "You took the natural logarithm. Powers of ten are counted by `np.log10`.",
        ),
        wrong(
            lambda L: (np.log10(L[0]) - np.log10(L[-1])) / len(L),
            "You divided by the number of layers. Between the first and the last lies one step less.",
        ),
        wrong(
            lambda L: (np.log10(L[-1]) - np.log10(L[0])) / (len(L) - 1),
            "The sign is turned round: a gradient that shrinks on its way back must give a number below 0.",
        ),
        wrong(lambda L: L[0] / L[-1] / (len(L) - 1), "The logarithm is missing: that is the ratio, by the steps."),
        wrong(
            lambda L: np.log10(L[0]) - np.log10(L[-1]),
            "Those are the powers of ten of the whole way. Divide by the number of steps.",
        ),
        wrong(
            lambda L: (L[0] - L[-1]) / (len(L) - 1),
            "You took the difference of the lengths. What counts is their ratio: take logarithms first.",
        ),
        wrong(
            lambda L: np.log10(L[0]) - np.log10(L[-1]) / (len(L) - 1),
            "Brackets are missing: the difference of the logarithms comes first, then the division.",
        ),
        wrong(
            lambda L: (np.log10(L[0]) - np.log10(L[-1])) / 9,
            "Nine steps are right for ten layers alone. How many steps does this array have?",
        ),
    ],
)


# -- what theory says ----------------------------------------------------------------------------------------
def half_the_logarithm():
    chi = 0.0557
    return math.log10(chi) / 2


decades_of_sigmoid = Exercise(
    "In a deep sigmoid network with s = 1 each layer leaves the share χ = 0.0557 of the square of the gradient. How "
    "many powers of ten is that for its length? (2 digits, below 0 if it shrinks)",
    half_the_logarithm,
    why="So ten layers cost more than six powers of ten, and that is what the network of random weights showed.",
    hints=["Of the length the root of χ is left.", "log10 of a root is half of the log10."],
    rtol=0.01,
    mistakes=[
        wrong(math.log10(0.0557), "That is for the square. The length goes with the root of χ."),
        wrong(math.log(0.0557) / 2, "You took the natural logarithm. Powers of ten are counted by `np.log10`."),
        wrong(math.sqrt(0.0557), "That is the factor, the root of χ. Which power of ten is it?"),
        wrong(math.log10(0.25), "That is the bound, a quarter per layer. Here χ is given."),
        wrong(math.log10(0.0557) * 5, "That is for ten layers. The question is about one."),
        wrong(
            -2.89,
            "That is the natural logarithm, and of the *square* of the length. Take powers of ten, of the length.",
        ),
    ],
    follows=lambda decades: (
        f"Then each layer would leave {number(10**decades)} of the length, and "
        f"{number(10 ** (2 * decades))} of its square."
    ),
)


def until_a_millionth():
    chi = 0.5
    return math.ceil(math.log(1e-6) / math.log(math.sqrt(chi)))


layers_of_relu = Exercise(
    "ReLU with weight scale 1: χ = 0.5. After how many layers is less than a millionth of the gradient's length left, "
    "for the first time?",
    until_a_millionth,
    why="A slope of 1 is not enough: half of the gates are shut, and with s = 1 the weights do not make up for them.",
    hints=["What is left of the length after one layer? It is not a half.", "0.5^(n/2) is to be under 0.000001."],
    mistakes=[
        wrong(20, "That is for the square of the length. Of the length itself the root of χ is left."),
        wrong(10, "That is with a quarter per layer, sigmoid's bound."),
        wrong(39, "Nearly: there it is still a little more than a millionth."),
        wrong(41, "Nearly: one layer earlier it is under a millionth already. The first layer costs its factor too."),
        wrong(60, "That would be so if a layer cost a tenth of a power of ten. What is log10 of the root of 0.5?"),
        wrong(39.86, "Nearly: that is where it is just a millionth. Layers are whole, and it has to be less."),
    ],
    follows=lambda layers: f"After {number(layers)} layers {number(0.5 ** (layers / 2))} of the length is left.",
)

my_critical_scale = Exercise(
    "For a leaky ReLU with slope alpha on the left, χ = s² (1 + alpha²) / 2. Write the weight scale s at which χ is 1.",
    lambda alpha: np.sqrt(2 / (1 + alpha**2)),
    why="With alpha = 0 it is √2, the scale of ReLU. He's initialization, in lesson 11, is this formula.",
    hints=["Set χ to 1 and solve for s².", "Do not forget the root."],
    inputs=[0.0, 0.1, 0.5, 1.0],
    mistakes=[
        wrong(lambda a: 2 / (1 + a**2), "That is s². The scale is its root."),
        wrong(lambda a: np.sqrt((1 + a**2) / 2), "Upside down: a larger share of open gates needs smaller weights."),
        wrong(lambda a: np.sqrt(2 / (1 + a)), "The slope alpha counts with its square, since χ is about squares."),
        wrong(lambda a: np.sqrt(2), "That leaves alpha out: it is right for ReLU alone."),
        wrong(lambda a: np.sqrt(1 / (1 + a**2)), "The 2 is missing: half of the gates are open: χ is halved."),
        wrong(lambda a: np.sqrt(2) / (1 + a), "Only alpha is squared: the root of 1 + alpha² is not 1 + alpha."),
        wrong(lambda a: np.sqrt(2 / 1 + a**2), "Brackets are missing: all of 1 + alpha² stands below the line."),
    ],
)

# -- learning ------------------------------------------------------------------------------------------------
a_million_times = Choice(
    "The gradient of layer 1 is a million times smaller than that of the last layer. A friend makes the learning rate "
    'a million times larger. What does the network do: "learns", "overshoots" or "nothing"?',
    right="overshoots",
    wrong={
        "learns": "Layer 1 would get steps of a useful size. And the last layer?",
        "nothing": "The last layer has a gradient already. How large are its steps now?",
    },
    also={"overshoot": "overshoots", "it overshoots": "overshoots", "learn": "learns", "it learns": "learns"},
    why="One rate serves all layers. What is right for the first is far beyond the limit 2/c for the last.",
    hints=["The rate multiplies every gradient, not only that of layer 1.", "Lesson 08: how large may a step be?"],
)


# -- missions ------------------------------------------------------------------------------------------------
class Arrived(NamedTuple):
    """What arrives at the first layer, as a share of what was sent back from the last."""

    share: float


def through_tanh(weight_scale, depth, activation, initialization):
    measured = Ensemble().measure_setting(Setting(activation, weight_scale, depth))
    return Arrived(float(10 ** np.median(measured.decades[:, 0])))


keep_alive = Mission(
    "Keep a gradient alive through a hundred tanh layers: at layer 1 it is between half and twice as long as at "
    "layer 100.",
    through_tanh,
    goal=lambda state: 0.5 <= state.share <= 2,
    settings={"weight_scale": (0, 20), "depth": [100], "activation": [tanh], "initialization": [""]},
    say=lambda state: (
        f"At layer 1 the gradient is {state.share:.2g} times as long as at layer 100 (median of 5 networks)."
    ),
    example={"weight_scale": 1.1},
    why="A little above the critical scale. At 1 itself the first layers, with large values, cost a factor of ten.",
    hints=[
        "Where on the map is tanh critical?",
        "At the critical scale itself a tenth arrives. A little more is enough: try one number and look at the answer.",
    ],
)


@keep_alive.failing(
    "Too little arrives. Look where the gradient is lost: would larger weights make up for it, or smaller ones?",
    example={"weight_scale": 0.9},
)
def too_little_arrives(state):
    return state.share < 0.5


@keep_alive.failing("Too much arrives: that is too far beyond the critical scale.", example={"weight_scale": 1.5})
def too_much_arrives(state):
    return state.share > 2


SEEDS = range(7)


class Learned(NamedTuple):
    """What became of seven trainings: how they are in the middle, and the best and the worst error.

    error : at its end
    peak : the largest error on the way, as a multiple of the error at the start
    share : gradient of the first layer at the start, as a share of that of the last layer
    best, worst : the smallest and the largest error
    """

    error: float
    peak: float
    share: float
    best: float
    worst: float


def train_sigmoids(weight_scale, learning_rate, depth, activation):
    start = scaled_normal(weight_scale)
    runs = [train_on_rings(activation, np.random.default_rng(seed), depth, start, learning_rate) for seed in SEEDS]
    first, last = np.transpose([run.gradients[0, [0, -1]] for run in runs])
    shares = np.divide(first, last, out=np.zeros_like(first), where=last > 0)
    errors = np.array([run.errors[-1] for run in runs])
    peaks = np.array([run.errors.max() / run.errors[0] for run in runs])
    middle = (float(np.median(each)) for each in (errors, peaks, shares))
    return Learned(*middle, float(min(errors)), float(max(errors)))


wake_up = Mission(
    "Make networks with five hidden layers of sigmoid units learn: after 300 updates the middle one of seven (seeds 0 "
    "to 6) has an error under 0.25, half of what one answer for all points gets.",
    train_sigmoids,
    goal=lambda state: state.error < 0.25,
    settings={"weight_scale": (0, 20), "learning_rate": (0.001, 10), "depth": [6], "activation": [sigmoid]},
    say=lambda state: (
        f"After 300 updates the error is {state.error:.2g} in the middle of seven networks, from {state.best:.2g} to "
        f"{state.worst:.2g}. At the start the first layer had {state.share:.1g} times the gradient of the last."
    ),
    example={"weight_scale": 8, "learning_rate": 0.1},
    why="The gradient had to reach the first layer, and the step had to suit the last. Look how far the seven lie "
    "apart: deep sigmoid networks stay hard to train.",
    hints=[
        "Two things can go wrong: layer 1 stands still, or the last layer overshoots. The measured numbers tell which.",
        "Larger weights let more of the gradient through. Try scales of several times 1.",
        "Make the weights larger, and the learning rate not much larger than it was.",
    ],
)


@wake_up.failing(
    "The first layer stands still: hardly any gradient reaches it. Which of your two numbers decides that?",
    example={"weight_scale": 1},
)
def stands_still(state):
    return state.share < 0.01


@wake_up.failing(
    "On the way the error rose to more than twice what it was: the last layer oversteps.", example={"learning_rate": 1}
)
def oversteps(state):
    return state.peak > 2


@wake_up.failing(
    "The gradient gets through, and the error falls, but not far enough in 300 updates. Which number would help?",
    example={"weight_scale": 5, "learning_rate": 0.03},
)
def not_far_enough(state):
    return state.share >= 0.01 and state.peak <= 2


offer_questions(__name__)
