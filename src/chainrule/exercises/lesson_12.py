"""The checks of lesson 12, keeping units alive: saturated or dead, dead for whom, one step that kills, outliers."""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.exercises.missions import Mission
from chainrule.maths.activations import relu
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.numbers import number
from chainrule.maths.training import train_on_rings

SLOPES = [
    np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]]),  # ReLU: 0 or 1
    np.array([[0.2, 0.001, 0.0, 0.0], [0.004, 0.002, 0.0, 0.03]]),
    np.array([[-0.09, 0.5, -0.05], [1.0, 0.0, -0.03], [-0.002, 1.08, 0.0]]),  # a slope may be negative (SiLU, GELU)
    np.array([[-0.5, 0.25, 0.0], [0.5, -0.125, 0.0]]),  # and add up to 0 with another
]

# -- small is not zero ---------------------------------------------------------------------------------------
who_comes_up = Choice(
    "Predict: both units start at z = −8 and learn to give 1. Which of them has an output over 0.5 after 10,000 "
    'updates: "sigmoid", "relu", "both" or "none"?',
    right="sigmoid",
    wrong={
        "both": "A saturated sigmoid does creep. But how far does a unit get with a slope of exactly 0?",
        "none": "The slope of sigmoid at −8 is small, not 0: each step makes the next one a little longer.",
        "relu": "ReLU does not saturate on the *right*. At z = −8 it is on the left: what is its slope there?",
    },
    why="A small slope makes small steps, and ten thousand of them add up. A slope of 0 makes no step at all.",
    hints=[
        "The step is the miss times the slope. What is the slope of each at z = −8?",
        "3.4 · 10⁻⁴ is little. Ten thousand times 3.4 · 10⁻⁴ is 3.4.",
    ],
)


# -- dead for whom -------------------------------------------------------------------------------------------
def flat(s):
    """The share of the slopes that are small."""
    return np.mean(np.abs(s) < 0.01)


def dead(s):
    """The share of the columns that are 0 throughout."""
    return np.mean(np.all(s == 0, axis=0))


def shares(slopes):
    saturated = np.mean(np.abs(slopes) < 0.01)
    dead = np.mean(np.all(slopes == 0, axis=0))
    return saturated, dead


my_shares = Exercise(
    "Write a function that takes the slopes a'(z) of a layer, of shape (samples, units), and gives two shares from 0 "
    "to 1: of all the slopes those whose size is under 0.01, and of the units those whose slope is 0 for every sample.",
    shares,
    why="Two numbers per layer, for every activation: the first watches sigmoid and tanh, the second watches ReLU.",
    hints=[
        "`np.abs(slopes) < 0.01` is True or False for each slope; the mean of it is a share.",
        "`np.all(slopes == 0, axis=0)` looks down each column, and a column is a unit. Then the share of the units.",
    ],
    inputs=SLOPES,
    mistakes=[
        wrong(
            lambda s: (flat(s), np.mean(s == 0)),
            "The second one counts zeros. A unit with zeros for *some* samples is at work: dead means for all.",
        ),
        wrong(
            lambda s: (flat(s), np.mean(np.any(s == 0, axis=0))),
            "The second one counts units that are silent for *one* sample. Dead means silent for all of them.",
        ),
        wrong(
            lambda s: (flat(s), np.mean(np.all(s == 0, axis=1))),
            "The second one looks along the rows, and a row is a sample. The units are the columns: axis=0.",
        ),
        wrong(
            lambda s: (flat(s), np.mean(np.all(s == 0))),
            "The second one asks once for the whole table. Ask each unit, that is, each column: axis=0.",
        ),
        wrong(
            lambda s: (flat(s), np.mean(np.all(s <= 0, axis=0))),
            "`<= 0` is the question for z. A slope may be negative, and then it passes something: ask `== 0`.",
        ),
        wrong(
            lambda s: (flat(s), np.mean(np.any(s != 0, axis=0))),
            "The second one is the share of the *living* units: for some sample their slope is not 0.",
        ),
        wrong(
            lambda s: (np.mean(s < 0.01), dead(s)),
            "The first one forgets that a slope may be negative: −0.09 is under 0.01, but it is not small.",
        ),
        wrong(
            lambda s: (flat(s), np.sum(np.all(s == 0, axis=0))),
            "The second one is the number of the dead units. The question asks for their share: divide by the units.",
        ),
        wrong(
            lambda s: (np.mean((np.abs(s) < 0.01) & (s != 0)), dead(s)),
            "The first one leaves the zeros out. 0 is under 0.01 as well: count every small slope.",
        ),
        wrong(
            lambda s: (flat(s), np.mean(np.abs(np.mean(s, axis=0)) < 0.01)),
            "The second one asks whether the slopes of a unit *add up* to 0. A negative and a positive one may.",
        ),
        wrong(
            lambda s: (flat(s), np.mean(np.sum(s, axis=0) == 0)),
            "The second one asks whether the slopes of a unit *add up* to 0. A negative and a positive one may.",
        ),
        wrong(
            lambda s: (flat(s), np.mean(np.all(np.abs(s) < 0.01, axis=0))),
            "The second one takes small for zero: a unit whose slopes are under 0.01 is saturated, not dead.",
        ),
        wrong(
            lambda s: (np.mean(np.all(np.abs(s) < 0.01, axis=0)), dead(s)),
            "The first one counts units that are flat for every sample. The question asks about all the slopes.",
        ),
        wrong(lambda s: (dead(s), flat(s)), "The shares are in the other order: first saturated, then dead."),
        wrong(lambda s: (100 * flat(s), 100 * dead(s)), "You gave percent: a share lies between 0 and 1."),
    ],
)


def silent_for_twenty():
    speaks = 0.1
    return (1 - speaks) ** 20


quiet_batch = Exercise(
    "Predict: a unit speaks for one sample in ten. How likely is a batch of 20 samples, drawn at random, for which it "
    "is silent throughout? Give a number between 0 and 1, to 2 digits.",
    silent_for_twenty,
    why="A healthy unit looks dead in one out of eight such batches. Count over all the data before you bury it.",
    hints=[
        "It is silent for one sample with probability 0.9. And for two samples?",
        "Independent events multiply: 0.9 once for each sample.",
    ],
    atol=0.006,
    mistakes=[
        wrong(0.1**20, "That is the chance that it speaks for all 20. It is to be silent for each of them."),
        wrong(1 - 0.9**20, "That is the chance that it speaks at least once. The question asks for the other case."),
        wrong(0.9, "That is the chance for one sample. The batch has 20 of them, and all must find it silent."),
        wrong(0.1, "That is how often it speaks for one sample. It is to be silent for each of 20."),
        wrong(0.9 / 20, "You divided by 20. The chances of independent events multiply: one factor for each sample."),
        wrong(0.0, "On average two of 20 samples open it. But chance scatters, and none of 20 happens."),
    ],
    follows=lambda chance: (
        f"It would be so if the unit were silent for a single sample with the probability {number(chance**0.05)}."
    ),
)


# -- one update that kills -----------------------------------------------------------------------------------
def silent_after_one_update():
    x, target, w, b = np.array([1, 2, 3]), np.array([0, 1, 2]), 1, 1
    z = w * x + b
    miss = z - target  # every gate is open: the output is z, the slope is 1
    fall = np.mean(miss * x) * x + np.mean(miss)  # for a rate of 1; z falls by rate times this
    return np.max(z / fall)


killing_rate = Exercise(
    "w = 1, b = 1, and the first update is w − 4 · rate, b − 2 · rate. From which rate on is the unit dead after it, "
    "silent for all of x = 1, 2 and 3? (3 digits)",
    silent_after_one_update,
    why="The last sample to fall silent decides. And it is the one with the smallest z, not the largest.",
    hints=[
        "After the update z = (1 − 4 · rate) · x + (1 − 2 · rate). Write it down for each x.",
        "x = 3: 4 − 14 · rate, which is 0 at rate 2/7. When do the other two get to 0?",
    ],
    atol=0.0006,
    mistakes=[
        wrong(2 / 7, "There the sample x = 3 falls silent. The other two still open the gate: dead means for all."),
        wrong(3 / 10, "There two of the three samples are silent, and x = 1 still opens the gate."),
        wrong(0.35, "0.35 does kill it, as you saw. But a smaller rate is enough: when does the last gate shut?"),
        wrong(1 / 2, "That is where the bias gets to 0. But w · x counts as well, and w is negative long before."),
        wrong(1 / 4, "That is where the weight gets to 0. There the bias is still positive, and the gate is open."),
    ],
    follows=lambda rate: "After it z is {}, {} and {} for x = 1, 2 and 3.".format(
        *(number((1 - 4 * rate) * x + 1 - 2 * rate) for x in (1, 2, 3))
    ),
)

# -- who comes back ------------------------------------------------------------------------------------------
who_can_return = Choice(
    "The gradient of a dead unit is 0 and its own weights stand still. All other units go on learning. Where can a "
    'dead unit come back all the same: in "layer 1", right behind the data, in "layer 2", in "both" or in "none"?',
    right="layer 2",
    wrong={
        "layer 1": "The inputs of layer 1 are the data, the same at every update: there z stands still for good.",
        "both": "In one of the two everything in z = w · inputs + b stands still. In which one?",
        "none": "w and b stand still. But z has a third part, the inputs, and one layer's inputs are learning.",
    },
    also={"1": "layer 1", "2": "layer 2", "layer1": "layer 1", "layer2": "layer 2", "second": "layer 2"},
    why="A dead unit cannot move itself. It can be moved: by inputs that change, and those of layer 1 never do.",
    hints=[
        "z = w · inputs + b. w and b stand still. What could still move z?",
        "The inputs of layer 1 are the data. What are the inputs of layer 2?",
    ],
)


# -- far out -------------------------------------------------------------------------------------------------
def _beyond(z):
    """The share of the bell curve to the right of z."""
    return math.erfc(z / math.sqrt(2)) / 2


def beyond_three():
    spread, edge = 10, 3
    one_side = math.erfc(edge / spread / math.sqrt(2)) / 2  # of the bell curve, to the right of edge
    return 2 * one_side


flat_at_ten = Exercise(
    "Predict: z is drawn from a bell curve around 0 with spread 10. What share of tanh units is saturated, that is, "
    "beyond 3 on either side? (2 digits)",
    beyond_three,
    why="Three units of four are flat before the first update. Large weights alone are enough.",
    hints=[
        "You may draw: `z = 10 * np.random.default_rng(0).normal(size=10_000)`, and count.",
        "`np.mean(np.abs(z) > 3)` is a share. Both ends count.",
    ],
    atol=0.0095,
    mistakes=[
        wrong(2 * _beyond(0.46), "4.6 is where *sigmoid* saturates. Tanh is flat from 3 on."),
        wrong(0.7, "You took 3 of 10 away. But a bell curve is not even up to 10, nor empty beyond."),
        wrong(_beyond(0.3), "That is one side only: tanh is flat on both."),
        wrong(1 - 2 * _beyond(0.3), "That is the share between −3 and 3, which is *not* saturated."),
        wrong(2 * _beyond(3.0), "That is for a spread of 1. With 10 the limit 3 is near the middle."),
        wrong(2 * _beyond(3 / math.sqrt(10)), "You took 10 for the variance. It is the spread: take no root."),
    ],
    follows=lambda share: (
        f"That many lie beyond {number(NormalDist().inv_cdf(1 - share / 2))} spreads on either "
        f"side. How many spreads are 3 here?"
    ),
)

my_standardise = Exercise(
    "Write a function that standardises x, of shape (samples, inputs): each input gets mean 0 and spread (standard "
    "deviation) 1 over the samples.",
    lambda x: (x - np.mean(x, axis=0)) / np.std(x, axis=0),
    why="Whatever units the inputs were written in, z starts out near 0, where the slopes are.",
    hints=[
        "Take away the mean of each column, then divide by the spread of each column.",
        "`np.mean(x, axis=0)` gives one mean for each column; `np.std` does the same for the spread.",
    ],
    inputs=[
        np.array([[1.0, 200.0], [3.0, 600.0], [5.0, 100.0]]),
        np.array([[0.5, -3.0, 70.0], [0.1, -5.0, 90.0], [0.9, 4.0, 20.0], [0.2, -1.0, 40.0]]),
    ],
    mistakes=[
        wrong(
            lambda x: (x - np.mean(x, axis=1, keepdims=True)) / np.std(x, axis=1, keepdims=True),
            "You went along the rows: metres and grams of one sample have no common mean. Columns: axis=0.",
        ),
        wrong(
            lambda x: (x - np.mean(x)) / np.std(x),
            "One mean and one spread for the whole array: each column has its own, with axis=0.",
        ),
        wrong(
            lambda x: (x - np.mean(x, axis=0)) / np.std(x),
            "The mean is that of each column, the spread that of the whole array: it needs axis=0 as well.",
        ),
        wrong(
            lambda x: (x - np.mean(x)) / np.std(x, axis=0),
            "The spread is that of each column, the mean that of the whole array: it needs axis=0 as well.",
        ),
        wrong(
            lambda x: x / np.std(x, axis=0) - np.mean(x, axis=0),
            "You divided before taking the mean away. In parentheses first: (x − mean), then / spread.",
        ),
        wrong(
            lambda x: (x - np.mean(x, axis=0)) / (np.max(x, axis=0) - np.min(x, axis=0)),
            "You divided by the way from smallest to largest. The spread is `np.std`.",
        ),
        wrong(
            lambda x: (x - np.mean(x, axis=0)) / np.var(x, axis=0),
            "You divided by the variance. The spread is its square root, `np.std`.",
        ),
        wrong(lambda x: x / np.std(x, axis=0), "The spread is 1, but the mean is not 0: take the mean away first."),
        wrong(lambda x: x - np.mean(x, axis=0), "The mean is 0, the spread is not 1: divide by that of each column."),
        wrong(
            lambda x: (x - np.min(x, axis=0)) / (np.max(x, axis=0) - np.min(x, axis=0)),
            "That puts each column between 0 and 1. The question asks for mean 0 and spread 1.",
        ),
        wrong(
            lambda x: x - np.mean(x, axis=0) / np.std(x, axis=0),
            "The division binds closer than the minus: put x − mean in parentheses.",
        ),
        wrong(
            lambda x: (x - np.mean(x, axis=0)) / np.std(x, axis=0, ddof=1),
            "Nearly: that spread divides by n − 1 (ddof=1). Ours divides by n, as `np.std` does by itself.",
        ),
    ],
)


def three_and_a_third():
    x = np.array([0.0] * 9 + [100.0])
    z = (x - np.mean(x)) / np.std(x)
    return z[0], z[-1]


squeezed = Exercise(
    "Nine samples are 0, and a tenth is 100. Standardise them: what becomes of a 0, and what of the 100? Give a pair. "
    "(2 digits)",
    three_and_a_third,
    why="The outlier makes the spread that it is measured with: it looks harmless, and the others lie in one heap.",
    hints=["The mean is 10.", "Nine distances of 10 and one of 90: the mean of their squares is 900."],
    atol=0.006,
    mistakes=[
        wrong((-10 / 900, 90 / 900), "You divided by the variance, 900. The spread is its square root."),
        wrong((0.0, 100 / 30), "The mean was not taken away: after standardising the mean is 0."),
        wrong((0.0, 1.0), "That puts smallest and largest at 0 and 1. Take the mean away, then divide by the spread."),
        wrong((-1.0, 9.0), "You divided by the mean. The spread is the root of the mean squared distance from it."),
        wrong((-10.0, 90.0), "These are the distances from the mean. Now divide by the spread."),
        wrong((-10 / math.sqrt(1000), 90 / math.sqrt(1000)), "That spread divides by n − 1. `np.std` divides by n."),
        wrong((3.0, -1 / 3), "The two numbers are there, in the other order: first what becomes of a 0."),
        wrong(
            (-0.1, 0.9),
            "The mean is taken away, as it should be. But the spread is not 100: it is the root of the mean square.",
        ),
    ],
    follows=lambda a, b: (
        f"Then the mean of the ten would be {number((9 * a + b) / 10)}, and their mean square "
        f"{number((9 * a**2 + b**2) / 10)}."
    ),
)

# -- break it ------------------------------------------------------------------------------------------------
UNITS = 48
FIXED = {"activation": [relu], "outliers": [0], "seed": [0]}
"""What the missions hold; the explorer shows it as well."""
STEPS = {"learning_rate": (0.001, 10), "updates": range(0, 201)}


class Living(NamedTuple):
    """How many of the 48 hidden units were dead before the first update, how many are now, by layer; and the error."""

    at_birth: int
    layer_1: int
    layer_2: int
    layer_3: int
    error: float

    @property
    def dead(self):
        return self.layer_1 + self.layer_2 + self.layer_3


def rings_through_relu(weight_scale, bias_shift, learning_rate, updates, activation, outliers, seed):
    training = train_on_rings(
        activation, np.random.default_rng(seed), depth=4, initialization=scaled_normal(weight_scale),
        learning_rate=learning_rate, updates=updates, bias_shift=bias_shift, outliers=outliers,
    )  # fmt: skip
    birth, now = ([int(silent[k].sum()) for silent in training.silent[:-1]] for k in (0, training.last))
    return Living(sum(birth), *now, float(training.errors[-1]))


def count_the_dead(state):
    error = f"the error is {state.error:.3g}" if state.error < math.inf else "the error is beyond any number"
    layers = f"{state.layer_1}, {state.layer_2} and {state.layer_3} in layers 1, 2 and 3"
    return f"{state.dead} of {UNITS} are dead ({layers}), {state.at_birth} were so at the start; {error}."


def blown_up(state):
    return not state.error < 1000


kill_every_relu = Mission(
    "Kill every ReLU: all 48 hidden units are silent for all 64 points, and the error is still a number.",
    rings_through_relu,
    goal=lambda state: state.dead == UNITS and state.error < math.inf,
    settings={"bias_shift": (-3, 3), "weight_scale": (0, 12), **STEPS, **FIXED},
    say=count_the_dead,
    example={"bias_shift": -2, "weight_scale": 0.5, "learning_rate": 0.1, "updates": 40},
    why="Nothing passes, forward or back: only the last bias could learn, and the network gives one answer for all.",
    hints=[
        "z = w · x + b is to be below 0 for every point. Which setting moves b, which one keeps w · x small?",
        "The points reach out to 1.6. With small weights a moderate b is enough for all of layer 1.",
    ],
)

kill_every_relu.failing(
    "The numbers blew up. That is another end: try to silence the units before the first update.",
    example={"bias_shift": 0, "weight_scale": 12},
)(blown_up)


@kill_every_relu.failing(
    "Layer 1 still speaks: for some point w · x + b is above 0. Two settings are in it: which one makes w · x smaller?",
    example={"bias_shift": -3, "weight_scale": 1.4},
)
def layer_1_speaks(state):
    return state.layer_1 < 16 and not blown_up(state)


SEEDS = range(10)


class Many(NamedTuple):
    """Ten networks: their dead share (at birth; at the end its mean, smallest, largest), the middle one's error, and
    how many have learned or blown up."""

    at_birth: float
    dead: float
    fewest: float
    most: float
    error: float
    learned: int
    blown_up: int


def ten_networks(learning_rate, updates, activation, bias_shift, weight_scale, outliers):
    more = weight_scale, bias_shift, learning_rate, updates, activation, outliers
    states = [rings_through_relu(*more, seed) for seed in SEEDS]
    dead = [state.dead / UNITS for state in states]
    return Many(
        at_birth=float(np.mean([state.at_birth for state in states])) / UNITS,
        dead=float(np.mean(dead)),
        fewest=min(dead),
        most=max(dead),
        error=float(np.median([state.error for state in states])),
        learned=sum(state.error < 0.05 for state in states),
        blown_up=sum(blown_up(state) for state in states),
    )


def count_in_ten(state):
    dead = f"{100 * state.dead:.0f} % are dead on average, from {100 * state.fewest:.0f} to {100 * state.most:.0f} %"
    return f"{dead}; {100 * state.at_birth:.0f} % were so at the start."


wake_them = Mission(
    "The biases start at −2, and you do not touch them; with weight scale 0.5 every unit is dead there. Bring them "
    "back: on average over ten networks (seeds 0 to 9) at most a third is dead at the end, and the middle error is "
    "under 0.45.",
    ten_networks,
    goal=lambda state: state.dead <= 1 / 3 and state.error < 0.45,
    settings={"bias_shift": [-2.0], "weight_scale": (0, 12), **STEPS, "activation": [relu], "outliers": [0]},
    say=lambda state: (
        f"{count_in_ten(state)} The middle error is "
        f"{format(state.error, '.3g') if state.error < math.inf else 'beyond any number'}."
    ),
    example={"weight_scale": 3.5, "learning_rate": 0.003, "updates": 200},
    why="A gate is a matter of w · x against b. Larger weights open it, and ask for a smaller learning rate in return.",
    hints=[
        "z = w · x + b, and b is fixed. What makes w · x larger?",
        "Larger weights make larger gradients: let the rate be near its lower end, and give it all 200 updates.",
    ],
)

wake_them.failing(
    "They woke up and blew up: outputs and gradients are as large as the weights make them. Smaller weights, and "
    "smaller steps?",
    example={"weight_scale": 12},
)(blown_up)


@wake_them.failing(
    "Too many are dead before the first update. The bias takes 2 away: what else could lift w · x + b above 0?",
    example={"weight_scale": 1.4},
)
def asleep(state):
    return state.at_birth > 1 / 3


@wake_them.failing(
    "They were awake at the start, and the updates killed them again. Steps grow with the rate and the weights.",
    example={"weight_scale": 3, "learning_rate": 0.05},
)
def killed_again(state):
    return state.at_birth <= 1 / 3 < state.dead and not blown_up(state)


@wake_them.failing(
    "They are awake, but the error is not yet under 0.45. It starts high with such weights: more, or other, steps?",
    example={"updates": 0},
)
def not_learned_yet(state):
    return state.dead <= 1 / 3 and state.error >= 0.45 and not blown_up(state)


forty_percent = Mission(
    "Let 40 % of the units die, on average over ten networks (seeds 0 to 9), with the learning rate alone, and have at "
    "least four of the ten learn all the same: an error under 0.05.",
    ten_networks,
    goal=lambda state: state.dead >= 0.4 and state.learned >= 4,
    settings={
        **STEPS,
        "activation": [relu],
        "bias_shift": [0.0],
        "weight_scale": [1.4],
        "outliers": [0],
    },
    say=lambda state: f"{count_in_ten(state)} {state.learned} of 10 networks learned.",
    example={"learning_rate": 0.6, "updates": 200},
    why="The error of those looks fine, and a large part of the network is gone. Only the count tells you.",
    hints=[
        "With a rate of 0.1 hardly any die, with 1 nearly all. Try a few in between, with many updates.",
        "The plot of dead shares has 0.5 and 0.7. What lies between?",
    ],
)


@forty_percent.failing(
    "Too far: most of them blew up. A smaller rate kills as well, and stays within the numbers.",
    example={"learning_rate": 3},
)
def most_blew_up(state):
    return state.blown_up > 5


@forty_percent.failing("Too few died: this rate is too good.", example={"learning_rate": 0.1})
def too_few(state):
    return state.dead < 0.4 and state.blown_up <= 5


@forty_percent.failing(
    "Enough died, but fewer than four have an error under 0.05: too many are gone, or the rest needs more updates.",
    example={"learning_rate": 0.8},
)
def too_little_learned(state):
    return state.dead >= 0.4 and state.learned < 4 and state.blown_up <= 5


offer_questions(__name__)
