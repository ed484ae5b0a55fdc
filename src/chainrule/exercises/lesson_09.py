"""The checks of lesson 09, vanishing gradients: products of weights and slopes, lengths in powers of ten, scales."""

import math
from typing import NamedTuple

import numpy as np

from chainrule.exercises.framework import Exercise
from chainrule.exercises.missions import Mission
from chainrule.maths.activations import sigmoid, tanh
from chainrule.maths.ensemble import Ensemble, Setting
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.training import train_on_rings

# -- a chain of single units ---------------------------------------------------------------------------------


def weights_behind_h1():
    return {"w2", "w3", "w4"}


in_the_product = Exercise(
    "Three hidden units in a row. Which of w1, w2, w3, w4 are factors of dE/dw1? Answer with a set of names.",
    weights_behind_h1,
    why="Whatever lies between a weight and the error multiplies its gradient, and that includes the other weights.",
    hints=[
        "Walk from w1 to the error and name all that you pass.",
        "z1 = w1 · x. What is its slope by w1?",
    ],
)


@in_the_product.mistake("z1 = w1 · x: its slope by w1 is x, so w1 itself drops out. The later ones stay.")
def its_own_too():
    return {"w1", "w2", "w3", "w4"}


@in_the_product.mistake("Only slopes of the activation? z2 = w2 · h1: what is its slope by h1?")
def no_weight_at_all():
    return set()


@in_the_product.mistake("w4 is the last step. On the way from h1 to h3 the gradient meets weights as well.")
def only_the_last():
    return {"w4"}


@in_the_product.mistake("The output is w4 · h3: what is its slope by h3?")
def without_the_last():
    return {"w2", "w3"}


@in_the_product.mistake("Just the other way round: w1 drops out, since z1 = w1 · x has the slope x by w1.")
def only_its_own():
    return {"w1"}


@in_the_product.mistake("Look at both ends: what is the slope of w1 · x by w1, and what is the slope of w4 · h3 by h3?")
def one_too_early():
    return {"w1", "w2", "w3"}


@in_the_product.mistake("One is missing, near the input: z2 = w2 · h1, and what is its slope by h1?")
def without_the_second():
    return {"w3", "w4"}


def product_of_both(weights, slopes):
    return np.prod(weights * slopes)


my_passed = Exercise(
    "Write the factor for a gradient on its way through several layers of one unit: a function of weights and "
    "slopes, two arrays of the same length.",
    product_of_both,
    why="One weight and one slope for each layer. Small slopes make it vanish, large weights can make it explode.",
    hints=["Each layer multiplies by its weight times its slope.", "`np.prod` multiplies the numbers of an array."],
    inputs=[
        (np.array([1.0, 1.0, 1.0]), np.array([0.25, 0.2, 0.1])),
        (np.array([2.0, -3.0, 1.5]), np.array([0.25, 0.2, 0.24])),
        (np.array([-4.0, -1.0]), np.array([0.5, 0.9])),
        (np.array([0.5]), np.array([0.25])),
    ],
)


@my_passed.mistake("The weights are missing: each layer multiplies by its weight as well.")
def slopes_alone(weights, slopes):
    return np.prod(slopes)


@my_passed.mistake("The slopes are missing.")
def weights_alone(weights, slopes):
    return np.prod(weights)


@my_passed.mistake("You added. Along a path factors multiply; sums belong to places where paths meet.")
def added_up(weights, slopes):
    return np.sum(weights * slopes)


@my_passed.mistake("The sign is lost: a negative weight turns the gradient round.")
def without_sign(weights, slopes):
    return np.prod(np.abs(weights * slopes))


@my_passed.mistake("That takes the bound of sigmoid for its slope. The slopes are given.")
def quarter_for_slope(weights, slopes):
    return np.prod(weights * 0.25)


@my_passed.mistake("That is the bound of sigmoid, a quarter per layer. Here the weights and the slopes are given.")
def bound_alone(weights, slopes):
    return 0.25 ** len(slopes)


@my_passed.mistake("That is the list of the factors. Now multiply them.")
def not_multiplied(weights, slopes):
    return weights * slopes


def tanh_chain():
    return "tanh"


least_left = Exercise(
    'Twenty units in a row, all weights 2, input 1. In which chain is least of the gradient left: "identity", '
    '"sigmoid" or "tanh"?',
    tanh_chain,
    why="With weights of 2 the tanh units are driven out to where they are flat, flatter than sigmoid is there.",
    hints=[
        "Two numbers count: the weight, and the slope at the place where the units sit.",
        "A weight of 2 makes z larger. Which of the curves is flat sooner?",
    ],
)


@least_left.mistake("Its slope is at most a quarter. But z is not 0 here: which curve is flat sooner?")
def sigmoid_chain():
    return "sigmoid"


@least_left.mistake("The slope of the identity is 1, so each layer doubles the gradient.")
def identity_chain():
    return "identity"


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
)


@spread_of_z.mistake("That is the mean square of z, the variance. The spread is its root.")
def variance_for_spread():
    return 9


@spread_of_z.mistake("That is the spread of one weight. 64 products add up to z.")
def spread_of_a_weight():
    return 3 / math.sqrt(64)


@spread_of_z.mistake("That would be with weights from N(0, s²): the 64 is in their variance already.")
def without_the_64():
    return 3 * math.sqrt(64)


@spread_of_z.mistake("That is a mean square, and with weights from N(0, s²): the 64 is in their variance already.")
def mean_square_without_the_64():
    return 9 * 64


@spread_of_z.mistake("That is the variance of one weight. 64 products add up to z, and then comes a root.")
def variance_of_a_weight():
    return 9 / 64


@spread_of_z.mistake("That is with s = 1.")
def scale_one():
    return 1.0


def root_of_the_sum_of_squares(gradient):
    return np.sqrt(np.sum(gradient**2))


my_length = Exercise(
    "Write the length of a gradient: a function of an array of any shape.",
    root_of_the_sum_of_squares,
    why="Plus and minus cannot cancel in it. The mean of many random numbers is near 0, however large they are.",
    hints=["Pythagoras, with as many sides as there are numbers.", "Squares, their sum, the root."],
    inputs=[
        np.array([3.0, -4.0]),
        np.array([[1.0, -2.0], [2.0, 4.0]]),
        np.array([0.1, -0.1, 0.3]),
    ],
)


@my_length.mistake("That is the mean. Plus and minus cancel in it, so that a large gradient may look like none.")
def the_mean(gradient):
    return np.mean(gradient)


@my_length.mistake("That is the mean of the sizes. For the length take squares, their sum, and the root.")
def the_mean_size(gradient):
    return np.mean(np.abs(gradient))


@my_length.mistake("That is the sum of the sizes. For the length take squares, their sum, and the root.")
def the_sum_of_sizes(gradient):
    return np.sum(np.abs(gradient))


@my_length.mistake("The root is missing: that is the square of the length.")
def without_root(gradient):
    return np.sum(gradient**2)


@my_length.mistake("You took the mean of the squares. For the length take their sum.")
def mean_of_squares(gradient):
    return np.sqrt(np.mean(gradient**2))


@my_length.mistake("That is the largest entry. The length counts all of them.")
def the_largest(gradient):
    return np.max(np.abs(gradient))


@my_length.mistake("That counts the numbers of the first axis. The length of a gradient asks how large they are.")
def how_many(gradient):
    return len(gradient)


@my_length.mistake("That counts the numbers. The length of a gradient asks how large they are.")
def how_many_in_all(gradient):
    return np.size(gradient)


@my_length.mistake("That is the sum. Plus and minus cancel in it: square first.")
def the_sum(gradient):
    return np.sum(gradient)


@my_length.mistake("That is the mean square. For the length take the sum of the squares, and its root.")
def the_mean_square(gradient):
    return np.mean(gradient**2)


@my_length.mistake("With a 2 `np.linalg.norm` measures something else in a matrix. Leave the 2 out.")
def norm_of_a_matrix(gradient):
    return np.linalg.norm(gradient, 2)


@my_length.mistake("That is the spread: it takes the mean away first. The length counts from 0.")
def the_spread(gradient):
    return np.std(gradient)


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
)


@my_decades.mistake("You took the natural logarithm. Powers of ten are counted by `np.log10`.")
def natural_logarithm(lengths):
    return (np.log(lengths[0]) - np.log(lengths[-1])) / (len(lengths) - 1)


@my_decades.mistake("You divided by the number of layers. Between the first and the last lies one step less.")
def one_step_too_many(lengths):
    return (np.log10(lengths[0]) - np.log10(lengths[-1])) / len(lengths)


@my_decades.mistake("The sign is turned round: a gradient that shrinks on its way back must give a number below 0.")
def last_over_first(lengths):
    return (np.log10(lengths[-1]) - np.log10(lengths[0])) / (len(lengths) - 1)


@my_decades.mistake("The logarithm is missing: that is the ratio, divided by the steps.")
def no_logarithm(lengths):
    return lengths[0] / lengths[-1] / (len(lengths) - 1)


@my_decades.mistake("Those are the powers of ten of the whole way. Divide by the number of steps.")
def whole_way(lengths):
    return np.log10(lengths[0]) - np.log10(lengths[-1])


@my_decades.mistake("You took the difference of the lengths. What counts is their ratio: take logarithms first.")
def difference_of_lengths(lengths):
    return (lengths[0] - lengths[-1]) / (len(lengths) - 1)


@my_decades.mistake("Brackets are missing: the difference of the logarithms comes first, then the division.")
def without_brackets(lengths):
    return np.log10(lengths[0]) - np.log10(lengths[-1]) / (len(lengths) - 1)


@my_decades.mistake("Nine steps are right for ten layers alone. How many steps has this array?")
def always_nine_steps(lengths):
    return (np.log10(lengths[0]) - np.log10(lengths[-1])) / 9


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
)


@decades_of_sigmoid.mistake("That is for the square. The length goes with the root of χ.")
def of_the_square():
    return math.log10(0.0557)


@decades_of_sigmoid.mistake("You took the natural logarithm. Powers of ten are counted by `np.log10`.")
def in_natural_logarithms():
    return math.log(0.0557) / 2


@decades_of_sigmoid.mistake("That is the factor, the root of χ. Which power of ten is it?")
def the_factor():
    return math.sqrt(0.0557)


@decades_of_sigmoid.mistake("The size is right. The gradient shrinks, so the number is below 0.")
def above_zero():
    return -math.log10(0.0557) / 2


@decades_of_sigmoid.mistake("That is the bound, a quarter per layer. Here χ is given.")
def of_a_quarter():
    return math.log10(0.25)


@decades_of_sigmoid.mistake("That is for ten layers. The question is about one.")
def for_ten_layers():
    return math.log10(0.0557) * 5


def until_a_millionth():
    chi = 0.5
    return math.ceil(math.log(1e-6) / math.log(math.sqrt(chi)))


layers_of_relu = Exercise(
    "ReLU with weight scale 1: χ = 0.5. After how many layers is less than a millionth of the gradient's length left, "
    "for the first time?",
    until_a_millionth,
    why="A slope of 1 is not enough: half of the gates are shut, and with s = 1 the weights do not make up for them.",
    hints=["What is left of the length after one layer? It is not a half.", "0.5^(n/2) is to be under 0.000001."],
    atol=0.5,
)


@layers_of_relu.mistake("That is for the square of the length. Of the length itself the root of χ is left.")
def millionth_of_the_square():
    return 20


@layers_of_relu.mistake("That is with a quarter per layer, sigmoid's bound.")
def with_quarters():
    return 10


@layers_of_relu.mistake("Nearly: there it is still a little more than a millionth.")
def one_too_few():
    return 39


@layers_of_relu.mistake(
    "Nearly: one layer earlier it is under a millionth already. The first layer costs its factor too."
)
def one_too_many():
    return 41


@layers_of_relu.mistake("So it would be if a layer cost a tenth of a power of ten. What is log10 of the root of 0.5?")
def a_tenth_per_layer():
    return 60


def scale_of_chi_one(alpha):
    return np.sqrt(2 / (1 + alpha**2))


my_critical_scale = Exercise(
    "For a leaky ReLU with slope alpha on the left, χ = s² (1 + alpha²) / 2. Write the weight scale s at which χ is 1.",
    scale_of_chi_one,
    why="With alpha = 0 it is √2, the scale of ReLU. He's initialization, in lesson 11, is this formula.",
    hints=["Set χ to 1 and solve for s².", "Do not forget the root."],
    inputs=[0.0, 0.1, 0.5, 1.0],
)


@my_critical_scale.mistake("That is s². The scale is its root.")
def scale_squared(alpha):
    return 2 / (1 + alpha**2)


@my_critical_scale.mistake("Upside down: a larger share of open gates needs smaller weights.")
def upside_down(alpha):
    return np.sqrt((1 + alpha**2) / 2)


@my_critical_scale.mistake("The slope alpha counts with its square, since χ is about squares.")
def alpha_not_squared(alpha):
    return np.sqrt(2 / (1 + alpha))


@my_critical_scale.mistake("That leaves alpha out: it is right for ReLU alone.")
def alpha_left_out(alpha):
    return np.sqrt(2)


@my_critical_scale.mistake("The 2 is missing: half of the gates are open, so χ has a 2 below the line.")
def two_left_out(alpha):
    return np.sqrt(1 / (1 + alpha**2))


@my_critical_scale.mistake("The root of a sum is not the sum of the roots: take the root of all of 1 + alpha².")
def root_of_each(alpha):
    return np.sqrt(2) / (1 + alpha)


@my_critical_scale.mistake("Brackets are missing: all of 1 + alpha² stands below the line.")
def all_below_the_line(alpha):
    return np.sqrt(2 / 1 + alpha**2)


# -- learning ------------------------------------------------------------------------------------------------


def the_last_layers_overshoot():
    return "overshoots"


a_million_times = Exercise(
    "The gradient of layer 1 is a million times smaller than that of the last layer. A friend makes the learning rate "
    'a million times larger. What does the network do: "learns", "overshoots" or "nothing"?',
    the_last_layers_overshoot,
    why="One rate serves all layers. What is right for the first is far beyond the limit 2/c for the last.",
    hints=["The rate multiplies every gradient, not only that of layer 1.", "Lesson 08: how large may a step be?"],
)


@a_million_times.mistake("Layer 1 would get steps of a useful size. And the last layer?")
def it_learns():
    return "learns"


@a_million_times.mistake("The last layer has a gradient already. How large are its steps now?")
def it_does_nothing():
    return "nothing"


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


class Learned(NamedTuple):
    """What became of a training.

    error : at its end
    peak : the largest error on the way, as a multiple of the error at the start
    share : gradient of the first layer at the start, as a share of that of the last layer
    """

    error: float
    peak: float
    share: float


def train_sigmoids(weight_scale, learning_rate, depth, activation, seed):
    rng, start = np.random.default_rng(seed), scaled_normal(weight_scale)
    training = train_on_rings(activation, rng, depth, start, learning_rate)
    first, last = training.gradients[0, [0, -1]]
    share = float(first / last) if last else 0.0
    return Learned(float(training.errors[-1]), float(training.errors.max() / training.errors[0]), share)


wake_up = Mission(
    "Make a network with five hidden layers of sigmoid units learn: after 300 updates its error is under 0.1.",
    train_sigmoids,
    goal=lambda state: state.error < 0.1,
    settings={
        "weight_scale": (0, 20),
        "learning_rate": (0.001, 10),
        "depth": [6],
        "activation": [sigmoid],
        "seed": [1],
    },
    say=lambda state: (
        f"After 300 updates the error is {state.error:.2g}. At the start the first layer had "
        f"{state.share:.1g} times the gradient of the last."
    ),
    example={"weight_scale": 8, "learning_rate": 0.1},
    why="The gradient had to reach the first layer, and the step had to suit the last. With another "
    "seed 300 updates may be too few: deep sigmoid networks stay hard to train.",
    hints=[
        "Two things can go wrong: layer 1 stands still, or the last layer overshoots. The measured numbers tell which.",
        "Where on the map lies the critical scale of sigmoid?",
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
