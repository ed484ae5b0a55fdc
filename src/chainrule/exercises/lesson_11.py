"""The checks of lesson 11, where weights start: variances of sums, fan-in and fan-out, He's factor, equal units."""

import functools
from math import log10, sqrt
from typing import NamedTuple

import numpy as np

from chainrule.exercises.framework import Exercise, offer_questions, wrong
from chainrule.exercises.missions import Mission
from chainrule.maths.activations import relu
from chainrule.maths.depth import backward, forward, make_stack, norm
from chainrule.maths.initialization import INITIALIZATIONS, Initialization
from chainrule.maths.numbers import number
from chainrule.maths.trials import attempt


# -- a sum of many products ----------------------------------------------------------------------------------
def root_of_the_mean_square():
    n_in, weight_variance, input_square = 784, 1, 1 / 3
    return sqrt(n_in * weight_variance * input_square)


spread_of_z1 = Exercise(
    "784 inputs between 0 and 1, with mean square 1/3, and weights from N(0, 1): what is the spread of a hidden z? "
    "(2 digits)",
    root_of_the_mean_square,
    why="Far beyond 4.6, where sigmoid is saturated, and no input was larger than 1: it is their number that does it.",
    hints=[
        "The mean square of z: number of inputs times variance of a weight times mean square of an input.",
        "Its root is the spread.",
    ],
    rtol=0.02,
    mistakes=[
        wrong(784 / 3, "That is the mean square, the variance of z. The spread is its root."),
        wrong(sqrt(784), "That would be with inputs of mean square 1. Here it is a third."),
        wrong(sqrt(784 / 4), "You squared the mean, ½. The mean of the squares of the inputs is 1/3."),
        wrong(sqrt(1 / 3), "That is the spread of a single product. 784 of them are added."),
        wrong(sqrt(784 / 12), "You took the inputs' variance, 1/12. Their mean is not 0: it counts in a mean square."),
        wrong(sqrt(256 / 3), "You added up as many products as there are units. Each unit adds up its 784 inputs."),
        wrong(28 / 3, "You took the root of 784, and not that of 1/3: both stand under it."),
        wrong(sqrt(784 / 2), "1/2 is the mean of the inputs. The mean of their squares is 1/3."),
        wrong(17.2, "That is measured on one draw. The rule gives the value around which such draws lie."),
    ],
    follows=lambda spread: (
        f"Then the mean square of z would be {number(spread**2)}, of which each input brings {number(spread**2 / 784)}."
    ),
)

keeps_the_size = Exercise(
    "Write the spread of a weight with which the mean square of z is that of the inputs: a function of n_in, the "
    "number of inputs, and n_out, the number of units.",
    lambda n_in, n_out: 1 / sqrt(n_in),
    why="This is LeCun's initialization: more inputs, smaller weights.",
    hints=[
        "n_in · variance of a weight is to be 1.",
        "`rng.normal` takes the spread, not the variance.",
        "Each unit adds up its own inputs: how many are there?",
    ],
    inputs=[(784, 256), (256, 10), (2, 32), (64, 64)],
    mistakes=[
        wrong(lambda n, m: 1 / n, "That is the variance. The spread is its root."),
        wrong(lambda n, m: 1 / sqrt(m), "That counts the units of the layer. A unit adds up its inputs: n_in of them."),
        wrong(lambda n, m: 1 / m, "Units for inputs, and the variance for the spread: a unit adds up n_in products."),
        wrong(lambda n, m: sqrt(n), "Upside down: the more products are added, the smaller each must be."),
        wrong(lambda n, m: sqrt(2 / n), "There is a factor 2 too many: no activation comes into it yet."),
        wrong(
            lambda n, m: sqrt(3 / n),
            "That makes z as large as 1. It is to be as large as the inputs: their 1/3 stays as it is.",
        ),
        wrong(
            lambda n, m: sqrt(2 / (n + m)),
            "n_out does not come into it: on the way forward a unit adds up its n_in inputs, nothing else.",
        ),
    ],
)


# -- ReLU ----------------------------------------------------------------------------------------------------
def thirty_halvings():
    share_of_the_square = 0.5**30
    return sqrt(share_of_the_square)


after_thirty = Exercise(
    "Thirty ReLU layers, weights from N(0, 1/n_in): each ReLU halves the mean square. Which share of the signal's "
    "size, the root of its mean square, is left at the end? (2 digits)",
    thirty_halvings,
    why="A factor of 2 seems little. Thirty layers later the signal is lost, and the 2 of He's formula keeps it.",
    hints=["The mean square is halved thirty times.", "The size is the root of what is left of the mean square."],
    rtol=0.0165,
    mistakes=[
        wrong(sqrt(0.5), "That is one layer."),
        wrong(1.0, "The weights keep the mean square, yes, and then ReLU halves it, in each layer."),
        wrong(1 / 30, "You divided by the layers. Each layer halves what the one before has left: halves multiply."),
        wrong(2.0**15, "Upside down: the signal gets smaller."),
        wrong(0.7**30, "You rounded on the way: the root of a half is 0.7071, and 0.7 is 1 % less, thirty times over."),
        wrong(0.5**30, "That is the share of the mean square. The size is its root."),
        wrong(0.5**15.5, "That is for thirty-one layers. Here there are thirty."),
    ],
    follows=lambda share: f"That much would be left if each layer left {number(share ** (1 / 30))} of the size.",
)

my_he = Exercise(
    "Write the spread of He's weights: a function of n_in, n_out and alpha, the slope of a leaky ReLU left of 0 (0 for "
    "ReLU).",
    lambda n_in, n_out, alpha: sqrt(2 / ((1 + alpha**2) * n_in)),
    why="With alpha = 0 it is √(2/n_in), for ReLU; with alpha = 1 nothing is bent, and it is LeCun's again.",
    hints=[
        "A leaky ReLU leaves (1 + alpha²)/2 of the mean square. The variance of the weights must make up for it.",
        "n_in · variance · (1 + alpha²)/2 = 1.",
        "The spread is the root of the variance.",
    ],
    inputs=[(784, 256, 0.0), (256, 10, 0.1), (64, 32, 0.5), (10, 40, 1.0)],
    mistakes=[
        wrong(lambda n, m, a: 2 / ((1 + a**2) * n), "That is the variance. The spread is its root."),
        wrong(lambda n, m, a: sqrt(2 / ((1 + a**2) * m)), "You took the number of units. Each adds up n_in products."),
        wrong(
            lambda n, m, a: sqrt(1 / ((1 + a**2) * n)),
            "The 2 is missing: half of the gates are nearly shut, and the weights must make up for it.",
        ),
        wrong(lambda n, m, a: sqrt(1 / n), "That is LeCun's. What does the activation leave of the mean square?"),
        wrong(lambda n, m, a: sqrt(2 / ((1 + a) * n)), "The slope counts with its square: it is mean *squares*."),
        wrong(lambda n, m, a: sqrt(2 / n), "That is right for ReLU alone: alpha is left out."),
        wrong(
            lambda n, m, a: sqrt(2 * (1 + a**2) / n),
            "1 + alpha² is upside down: the more a leaky ReLU lets through, the smaller the weights.",
        ),
        wrong(lambda n, m, a: sqrt(2 / (n + m)), "That is Xavier's, a mean of both directions, without a ReLU."),
        wrong(lambda n, m, a: 2 / n, "That is the variance for plain ReLU. Bring alpha into it, then take the root."),
        wrong(
            lambda n, m, a: sqrt((1 + a**2) / (2 * n)),
            "The 2 is upside down: half of the mean square is lost, so the variance must be doubled.",
        ),
        wrong(
            lambda n, m, a: sqrt(2 / ((1 + a) ** 2 * n)),
            "Square alpha alone: the two halves keep the shares 1 and alpha², and these are added.",
        ),
        wrong(lambda n, m, a: 2 / sqrt((1 + a**2) * n), "The root goes over the whole fraction, the 2 included."),
    ],
)


# -- the way back --------------------------------------------------------------------------------------------
def units_over_inputs():
    n_in, n_out = 784, 256
    weight_variance = 1 / n_in
    return n_out * weight_variance


way_back = Exercise(
    "A layer from 784 to 256 with weights from N(0, 1/784). By which factor does the mean square of a gradient change "
    "on its way back through these weights? (2 digits)",
    units_over_inputs,
    why="The same weights keep the signal and shrink the gradient: forward 784 products are added, back only 256.",
    hints=["Back, each input collects from all the units it leads to.", "How many products are added on the way back?"],
    rtol=0.025,
    mistakes=[
        wrong(1.0, "That is the way forward, where 784 products are added. Back, an input collects from 256 units."),
        wrong(784 / 256, "Upside down: 256 products, each with the variance 1/784."),
        wrong(sqrt(256 / 784), "That is the factor for the length. The question is about the mean square."),
        wrong(2 * 256 / (784 + 256), "That would be with Xavier's variance. Here it is 1/784."),
        wrong(256.0, "That counts the products. Each of them is made smaller by a weight with the variance 1/784."),
        wrong(256 / 784 / 2, "You took a half away for ReLU. The question is about the weights alone."),
    ],
    follows=lambda factor: f"That would be {number(factor * 784)} products, each with the variance 1/784.",
)


def bound_of_xavier(n_in, n_out):
    variance = 2 / (n_in + n_out)
    return sqrt(3 * variance)


my_bound = Exercise(
    "Xavier's uniform weights are drawn evenly between −r and r, and their variance r²/3 is to be 2/(n_in + n_out). "
    "Write r, a function of n_in and n_out.",
    bound_of_xavier,
    why="This is the √6 of Glorot and Bengio. Only the variance counts: bell curve or uniform, signals fare alike.",
    hints=["Set r²/3 equal to 2/(n_in + n_out).", "Solve for r: a factor 3, and a root."],
    inputs=[(784, 256), (256, 10), (2, 32), (64, 64)],
    mistakes=[
        wrong(
            lambda n, m: sqrt(2 / (n + m)),
            "That is the spread. The bound must lie further out: most weights are nearer to 0 than r is.",
        ),
        wrong(lambda n, m: 6 / (n + m), "The root is missing: that is r²."),
        wrong(lambda n, m: 2 * sqrt(6 / (n + m)), "That is the whole width, from −r to r. The bound is half of it."),
        wrong(lambda n, m: sqrt(3 / (n + m)), "The 2 of the variance is missing."),
        wrong(lambda n, m: sqrt(6 / n), "You counted the inputs alone. Xavier's is for both ways: n_in + n_out."),
        wrong(lambda n, m: sqrt(2 / (3 * (n + m))), "Upside down: the variance is a third of r². What is r² then?"),
        wrong(lambda n, m: sqrt(6) / (n + m), "The root goes over the whole fraction, n_in + n_out too."),
        wrong(lambda n, m: 6 / sqrt(n + m), "The 6 belongs under the root as well."),
        wrong(lambda n, m: sqrt(3 / n), "That is LeCun's variance 1/n_in, drawn evenly. Xavier's is 2/(n_in + n_out)."),
    ],
)

# -- equal weights, and numbers without n ----------------------------------------------------------------------
who_moves = Exercise(
    "A tanh layer with W1 and b1, a linear unit with W2 and b2. All of them start at 0, and the mean of the targets "
    'is not 0. Which of "W1", "b1", "W2", "b2" are not 0 any more after a hundred updates? Answer with a set of names.',
    lambda: {"b2"},
    why="Its input is 1. All others wait for each other: W2 for a signal out of W1, W1 for a gradient through W2. With "
    "targets that are 0 on average, as those of the two rings, not even b2 moves.",
    hints=[
        "A gradient is a delta times what came in. What comes into the last unit, if W1 and b1 are 0?",
        "What comes back through W2, if W2 is 0?",
    ],
    mistakes=[
        wrong({"W2", "b2"}, "W2's gradient is a delta times what came in. With W1 and b1 at 0, what does tanh give?"),
        wrong({"b1", "b2"}, "b1 lies behind W2: its gradient comes back through weights of 0."),
        wrong({"W1", "b1", "W2", "b2"}, "What is the gradient of W1, if it comes back through a W2 of 0?"),
        wrong({"W1", "b1"}, "W1 and b1 get their gradient through W2, and that is 0."),
        wrong(set(), "One of them has an input that is never 0, and no weights between itself and the error."),
        wrong({"W2"}, "What comes into W2? With W1 and b1 at 0, tanh gives 0. And b2: what comes into a bias?"),
        wrong({"W1", "W2"}, "Each waits for the other: W2 for a signal out of W1, W1 for a gradient through W2."),
    ],
)


def inputs_for_a_hundredth():
    spread = 0.01
    return 2 / spread**2


right_by_chance = Exercise(
    "Weights with the spread 0.01, whatever the layer: for how many inputs is this just He's initialization?",
    inputs_for_a_hundredth,
    why="A fixed number is right for one width alone. With n_in in the formula it is right for each.",
    hints=["He: variance 2/n_in.", "The variance is the square of the spread."],
    rtol=0.01,
    mistakes=[
        wrong(2 / 0.01, "0.01 is the spread. Its square is the variance."),
        wrong(1 / 0.01**2, "That is LeCun's. He has a 2 above the line."),
        wrong(1 / 0.01, "LeCun's formula, and the spread for the variance. He: 2/n_in is the square of 0.01."),
        wrong(sqrt(2) / 0.01, "You took one root too many: the square of 0.01 is 2/n_in, and n_in has no square."),
    ],
    follows=lambda n: f"For {number(n)} inputs He takes the spread {number((2 / n) ** 0.5)}.",
)


def spread_at_the_critical_scale():
    s, n_in = 10.149, 64
    return s / sqrt(n_in)


sigmoids_spread = Exercise(
    "Lesson 09 found the critical weight scale of sigmoid, s = 10.149. What is the spread of a weight in a unit with "
    "64 inputs then? (2 digits)",
    spread_at_the_critical_scale,
    why="Ten times LeCun's, and far too large for tanh or ReLU. No named initialization is made for deep sigmoids.",
    hints=["The variance of a weight is s²/n_in.", "The spread is the root of that."],
    atol=0.05,
    mistakes=[
        wrong(10.149**2 / 64, "That is the variance. The spread is its root."),
        wrong(10.149, "s is the scale of a whole unit: it does not yet share out among 64 inputs."),
        wrong(10.149 / 64, "The root of n_in goes below the line, not n_in."),
        wrong(1 / sqrt(64), "That is LeCun's, s = 1."),
        wrong(10.149 * sqrt(64), "Upside down: the more inputs, the smaller the weights."),
        wrong(sqrt(10.149 / 64), "The variance has s², so the spread has s: the root is already taken there."),
    ],
    follows=lambda spread: f"With 64 inputs that is the weight scale s = {number(8 * spread)}.",
)


# -- missions ------------------------------------------------------------------------------------------------
class Birth(NamedTuple):
    """The 784-256-10 network before any learning: means over ten networks, and the spread of weights that did it."""

    largest: float
    spread: float
    weights: float


@functools.cache
def _draws():
    """Ten inputs, and the weights of ten networks at spread 1."""
    rng = np.random.default_rng(11)
    return [(rng.random(784), rng.normal(size=(784, 256)), rng.normal(size=(256, 10))) for _ in range(10)]


def born(spread):
    z = np.array([np.maximum(x @ (spread * W1), 0) @ (spread * W2) for x, W1, W2 in _draws()])
    e = np.exp(z - z.max(axis=1, keepdims=True))
    largest = (e / e.sum(axis=1, keepdims=True)).max(axis=1)
    return Birth(float(largest.mean()), float(z.std(axis=1).mean()), spread)


repair = Mission(
    "Repair the 784-256-10 network with one number, the spread of all its weights: the ten z of the last layer should "
    "have a spread between 0.5 and 2.",
    born,
    goal=lambda state: 0.5 <= state.spread <= 2,
    settings={"spread": (0, 2)},
    say=lambda state: (
        f"The ten z have a spread of {state.spread:.3g}, and the largest probability is "
        f"{state.largest:.2f}, both on average over ten networks."
    ),
    example={"spread": 0.07},
    why="One number serves both layers here. Another network needs another one, and a formula with n_in finds it.",
    hints=[
        "The spread enters twice, once in each layer. If both are halved, what becomes of the last z?",
        "With the spread 1 the last z have a spread of about 170. It goes with the square of your number.",
    ],
)


@repair.failing("The network is surer than it has reason to be: the weights are too large.", example={"spread": 0.5})
def still_sure(state):
    return state.spread > 2


@repair.failing(
    "Now the signal fades: whatever comes in, the ten probabilities are nearly alike. The weights are too small.",
    example={"spread": 0.01},
)
def faded(state):
    return state.spread < 0.5 and not _hes_for_784(state)


@repair.failing(
    "That is He's spread for 784 inputs. The second layer has 256 only, so there it is too small, and one number "
    "serves both. Which would be He's for 256?",
    example={"spread": sqrt(2 / 784)},
)
def hes_for_784(state):
    return _hes_for_784(state)


def _hes_for_784(state):
    return state.spread < 0.5 and abs(state.weights / sqrt(2 / 784) - 1) < 0.02


class Kept(NamedTuple):
    """Powers of ten by which signal and gradient change over the whole stack, and the bound that did it."""

    signal: float
    gradient: float
    bound: float


def _uniform(bound):
    return Initialization(
        "uniform", "uniform", "", "", "", lambda n, m: bound**2 / 3,
        lambda n, m, rng: rng.uniform(-bound, bound, (n, m)),
    )  # fmt: skip


def through_thirty(r):
    rng = np.random.default_rng(11)
    stack = make_stack((128,) * 31, relu, _uniform(r), rng)
    signals = forward(stack, rng.normal(size=(64, 128)))
    gradients = backward(stack, signals, rng.normal(size=(64, 128)))
    return Kept(_decades(signals.z[-1], signals.z[1]), _decades(gradients.h[1], gradients.h[-1]), r)


def _decades(after, before):
    """The powers of ten from one length to another."""
    return log10(norm(after) / norm(before))


thirty_layers = Mission(
    "Thirty ReLU layers of 128 units, weights drawn evenly between −r and r. Find an r with which neither the signal "
    "nor the gradient changes by more than a factor of ten on its way.",
    through_thirty,
    goal=lambda state: abs(state.signal) < 1 and abs(state.gradient) < 1,
    settings={"r": (0.01, 1)},
    say=lambda state: (
        f"Over the stack the signal changes by {_times(state.signal)}, the gradient by {_times(state.gradient)}."
    ),
    example={"r": 0.215},
    why="He's variance, drawn evenly: r²/3 = 2/n, so r = √(6/n). A few per cent beside it count thirty times.",
    hints=["Which variance does ReLU want?", "The variance of numbers drawn evenly between −r and r is r²/3."],
)


def _times(decades):
    """Say by which factor, beyond a hundred as a power of ten."""
    return f"a factor of {10**decades:.2g}" if abs(decades) < 2 else f"a factor of 10^{decades:.1f}".replace("-", "−")


@thirty_layers.failing("It fades: the weights are too small.", example={"r": 0.1})
def fades(state):
    return state.signal < -1 and not _near(state, 1 / 128, 2 / 128 / 3)


@thirty_layers.failing("It explodes: the weights are too large.", example={"r": 0.5})
def explodes(state):
    return state.signal > 1


@thirty_layers.failing(
    "That r has the variance 1/n_in, LeCun's and Xavier's. What does ReLU do to the mean square?",
    example={"r": sqrt(3 / 128)},
)
def forgot_the_half(state):
    return _near(state, 1 / 128)


@thirty_layers.failing(
    "You took the spread for r. Between −r and r the variance is only r²/3.", example={"r": sqrt(2 / 128)}
)
def took_the_spread(state):
    return _near(state, 2 / 128 / 3)


def _near(state, *variances):
    """True if the bound is, within two per cent, that of one of these variances."""
    return any(abs(state.bound / sqrt(3 * variance) - 1) < 0.02 for variance in variances)


SEEDS = range(5)


class Learned(NamedTuple):
    """How trainings start and end, each number in the middle of five.

    signal : spread of the activations in the last hidden layer, as a share of that in the first
    gradient : length of the gradient at the first hidden layer, as a share of that at the last
    alike : True if all units of each hidden layer give the same
    error : after 300 updates
    best, worst : the smallest and the largest of the five errors
    """

    signal: float
    gradient: float
    alike: bool
    error: float
    best: float
    worst: float


def train_ten_layers(initialization, learning_rate, activation, depth, width):
    trials = [attempt(initialization, activation, depth, width, learning_rate, seed) for seed in SEEDS]
    births, errors = [trial.moments[0] for trial in trials], [float(trial.errors[-1]) for trial in trials]
    return Learned(
        signal=float(np.median([_share(birth.layers.spread[-1], birth.layers.spread[0]) for birth in births])),
        gradient=float(np.median([_share(birth.layers.gradient[0], birth.layers.gradient[-1]) for birth in births])),
        alike=births[0].equal,
        error=float(np.median(errors)),
        best=min(errors),
        worst=max(errors),
    )


def _share(part, whole):
    return float(part / whole) if whole else 0.0


small_steps = Mission(
    "Ten hidden ReLU layers of 32 units, and a learning rate of at most 0.011. Find a start with which the middle one "
    "of five networks (seeds 0 to 4) has an error under 0.05 after 300 updates.",
    train_ten_layers,
    goal=lambda state: state.error < 0.05,
    settings={
        "initialization": list(INITIALIZATIONS.values()),
        "learning_rate": (0.0005, 0.0113),
        "activation": [relu],
        "depth": [10],
        "width": [32],
    },
    say=lambda state: (
        f"The error after 300 updates is {_error(state.error)} in the middle of five networks, from "
        f"{_error(state.best)} to {_error(state.worst)}. At the start the gradient at hidden layer 1 was "
        f"{state.gradient:.2g} times as long as at hidden layer 10."
    ),
    example={"initialization": "he", "learning_rate": 0.01},
    why="Little was lost on the way, so short steps are enough. With LeCun's or Xavier's they are too short.",
    hints=["Which start is made for ReLU?", "Then the learning rate: how long may the steps be?"],
)


def _error(error):
    return f"{error:.2g}" if error < 1000 else "beyond 1000"


@small_steps.failing(
    "All units of a layer give the same: they do the work of one.", example={"initialization": "constant"}
)
def units_alike(state):
    return state.alike


@small_steps.failing(
    "The signal grows from layer to layer: the weights are too large.", example={"initialization": "large_normal"}
)
def too_large(state):
    return not state.alike and state.signal > 10


@small_steps.failing(
    "Signal and gradient lose in every layer, so the steps are short where they begin. What does ReLU do to the mean "
    "square, and which formula makes up for it?",
    example={"initialization": "xavier_normal"},
)
def too_small(state):
    return not state.alike and state.gradient < 0.1


@small_steps.failing(
    "The start is good, but the steps are too short for 300 updates.", example={"learning_rate": 0.001}
)
def too_slow(state):
    return state.gradient >= 0.1 and 0.1 <= state.signal <= 10 and not state.alike


offer_questions(__name__)
