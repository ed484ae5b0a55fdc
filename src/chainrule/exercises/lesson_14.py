"""The checks of lesson 14, the race: crossings, factors, and whose learning rate it was."""

import statistics
from typing import NamedTuple

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.exercises.missions import Mission
from chainrule.maths.activations import relu, sigmoid
from chainrule.maths.initialization import he
from chainrule.maths.numbers import number
from chainrule.maths.race import Runner, collect, first_crossing, race

last_of_three = Choice(
    "Predict: sigmoid, tanh and ReLU with the same learning rate, 0.1. Which one is last to name 90 % of the "
    "digits right? "
    'Answer "sigmoid", "tanh" or "relu".',
    right="sigmoid",
    wrong={
        "tanh": "Its slope at 0 is 1, four times that of sigmoid. Which of the two gets the longer steps, then?",
        "relu": "Half its units pass the whole gradient. Which activation never passes more than a quarter?",
    },
    also={"rectifier": "relu", "rectified linear unit": "relu", "hyperbolic tangent": "tanh", "logistic": "sigmoid"},
    why="Its slope is a quarter at most, so the hidden layer takes shorter steps at the same learning rate.",
    hints=["The gradient of the first weights has the slope of the activation in it. Whose slope is smallest?"],
)

my_first = Exercise(
    "Write the first crossing: a function of an array of accuracies and a goal that gives the place (0, 1, 2, "
    "...) of the "
    "first accuracy that is at least the goal. It is reached somewhere.",
    lambda accuracies, goal: np.argmax(accuracies >= goal),
    why="This is the number that texts like to quote. One lucky batch is enough for it.",
    hints=[
        "`accuracies >= goal` is an array of True and False.",
        "`np.argmax` gives the place of the largest; of several equal ones, the first. And True is larger than False.",
    ],
    inputs=[
        (np.array([0.1, 0.5, 0.91, 0.88, 0.93]), 0.9),
        (np.array([0.95, 0.2]), 0.9),
        (np.array([0.3, 0.9]), 0.9),
        (np.array([0.3, 0.85, 0.95]), 0.9),
        (np.array([0.1, 0.4, 0.85, 0.7, 0.82, 0.99, 0.98]), 0.8),
    ],
    mistakes=[
        wrong(lambda accuracies, goal: (accuracies >= goal).sum(), "You counted them. Where is the first?"),
        wrong(
            lambda accuracies, goal: (accuracies < goal).sum(),
            "You counted those under the goal. Some of them may come later, after a dip.",
        ),
        wrong(
            lambda accuracies, goal: np.searchsorted(accuracies, goal),
            "`np.searchsorted` wants numbers that only rise. Accuracies also fall.",
        ),
        wrong(
            lambda accuracies, goal: np.argmax(accuracies),
            "That is the place of the *best* accuracy, not of the first that is good enough.",
        ),
        wrong(lambda accuracies, goal: np.argmax(accuracies > goal), "At least the goal: one equal to it counts."),
        wrong(
            lambda accuracies, goal: np.argmax(accuracies < goal),
            "Turned round: that finds the first one that is *not* there yet.",
        ),
        wrong(
            lambda accuracies, goal: accuracies[np.argmax(accuracies >= goal)],
            "That is the accuracy there. The question asks for its place in the array.",
        ),
        wrong(lambda accuracies, goal: np.argmax(accuracies >= goal) + 1, "Places are counted from 0, as Python does."),
        wrong(
            lambda accuracies, goal: accuracies >= goal,
            "That says of each place whether it is there, True or False. Which place has the first True?",
        ),
    ],
)


def last_below_and_one(accuracies, goal):
    below = np.flatnonzero(accuracies < goal)
    return below[-1] + 1 if below.size else 0


my_sustained = Exercise(
    "Write the sustained crossing: the place from which on all accuracies are at least the goal. The last one "
    "always is.",
    last_below_and_one,
    why="From here on the network is reliably that good. It comes later than the first crossing, often much later.",
    hints=[
        "Look for the *last* accuracy that is below the goal. What comes after it?",
        "`np.flatnonzero(accuracies < goal)` gives the places of all that are below. There may be none.",
    ],
    inputs=[
        (np.array([0.1, 0.5, 0.91, 0.88, 0.93]), 0.9),
        (np.array([0.2, 0.95]), 0.9),
        (np.array([0.95, 0.92]), 0.9),
        (np.array([0.3, 0.9]), 0.9),
        (np.array([0.1, 0.4, 0.85, 0.7, 0.82, 0.99, 0.98]), 0.8),
    ],
    mistakes=[
        wrong(
            lambda accuracies, goal: np.argmax(accuracies >= goal),
            "That is the first crossing. Afterwards it may fall below again.",
        ),
        wrong(
            lambda accuracies, goal: np.argmax(np.r_[accuracies < goal, False][::-1]) * 0 + len(accuracies) - 1,
            "That is the last place of all. It was there before.",
        ),
        wrong(
            lambda accuracies, goal: len(accuracies) - np.argmax(accuracies[::-1] < goal),
            "Right, but for an array that is never below: then `argmax` finds no True, gives 0, and you give the end.",
        ),
        wrong(
            lambda accuracies, goal: (accuracies < goal).sum(),
            "You counted those under the goal. The last of them may come after some that are not.",
        ),
        wrong(
            lambda accuracies, goal: np.argmax(accuracies[::-1] < goal),
            "Turned round, the array has its end at place 0: you counted from there.",
        ),
    ],
)


@my_sustained.mistake("That is the last place that is still *below*. It is there from the next one on.")
def last_below(accuracies, goal):
    below = np.flatnonzero(accuracies < goal)
    return below[-1] if below.size else 0


factor_of_the_slides = Exercise(
    "On the slides sigmoid is above 0.95 for good after 17,113 updates, ReLU after 3,705. How many times as many does "
    "sigmoid need? Give 2 digits.",
    lambda: 17113 / 3705,
    why="This is the kind of number that gets quoted. It belongs to one seed, one start, and one learning rate "
    "for both.",
    hints=["One number divided by the other."],
    rtol=0,
    atol=0.051,
    mistakes=[
        wrong(3705 / 17113, "The other way round: how many times as many does *sigmoid* need?"),
        wrong(17113 - 3705, "That is how many more. How many *times* as many is it?"),
        wrong(16249 / 3694, "Those are the first crossings. The question asks when they stayed above."),
        wrong(17113 / 6417, "That is sigmoid against tanh."),
        wrong((17113 - 3705) / 3705, "That is how many times *more*. How many times *as many* is one more than that."),
    ],
    follows=lambda factor: f"Then sigmoid would need {number(3705 * factor)} updates.",
)

SEEDS = range(3)
LONGEST = 600  # updates: more than three times what ReLU needs


class Chase(NamedTuple):
    """What came out: updates to the first 95 %, in the median of the seeds, and the rate of sigmoid."""

    sigmoid: float
    relu: float
    sigmoid_rate: float


def updates_to_the_goal(activation, rate, limit):
    curves = collect(race([Runner(activation, rate)], SEEDS, he, updates=limit))
    return statistics.median(first_crossing(curves[0, seed], 0.95) or np.inf for seed in SEEDS)


def chase(sigmoid_rate, relu_rate):
    there = updates_to_the_goal(sigmoid, sigmoid_rate, LONGEST), updates_to_the_goal(relu, relu_rate, LONGEST // 2)
    return Chase(*there, sigmoid_rate)


def say_chase(state):
    names = {"Sigmoid": state.sigmoid, "ReLU": state.relu}
    said = [
        f"{name} after {updates} updates" if updates < np.inf else f"{name} not within {LONGEST} updates"
        for name, updates in names.items()
    ]
    return f"95 % for the first time, median of {len(SEEDS)} seeds: {', '.join(said)}."


catch_up = Mission(
    "ReLU trains with the rate 0.3. Find a learning rate with which sigmoid is at 95 % after at most 1.5 times as many "
    "updates.",
    chase,
    goal=lambda state: state.sigmoid <= 1.5 * state.relu,
    settings={"sigmoid_rate": (0.001, 10), "relu_rate": [0.3]},
    say=say_chase,
    example={"sigmoid_rate": 2.0},
    why="Most of the famous factor was the shared learning rate. With a rate of its own sigmoid keeps up on "
    "this small network; "
    "in deep ones it does not (lesson 09).",
    hints=["Its slope is a quarter of ReLU's at most. What would make up for that?", "Far more than 0.3."],
)


@catch_up.failing(
    "Steps too long: its hidden units saturate. A little smaller.",
    example={"sigmoid_rate": 10},
)
def thrown(state):
    return state.sigmoid_rate > 2


@catch_up.failing(
    "Sigmoid still creeps. Its slope is small: let it take longer steps than ReLU.", example={"sigmoid_rate": 0.3}
)
def creeps(state):
    return state.sigmoid_rate <= 2


prelu_or_leaky = Choice(
    "You have run it: Leaky ReLU with the *same* first slope, 0.25, beside PReLU, which learns it. Who is first "
    "at 90 % in more "
    'of the ten seeds? Answer "prelu", "leaky relu" or "equal".',
    right="prelu",
    wrong={
        "leaky relu": "Count again: in how many seeds is PReLU's number the smaller one?",
        "equal": "In some seeds they are. Count only those where one of them is ahead.",
    },
    also={"leaky": "leaky relu", "leakyrelu": "leaky relu", "leaky_relu": "leaky relu", "parametric relu": "prelu"},
    why="Here the belief holds, a little: one more number to learn, a few updates won. On other data it may "
    "not: measure it.",
    hints=["Compare the two rows, seed by seed."],
)

end_of_the_race = Choice(
    'After 100 epochs of MNIST, how far apart are the final accuracies on the slides? Answer "far", "a little" '
    'or "hardly".',
    right="hardly",
    wrong={
        "far": "Look at the last row: 0.974, 0.975, 0.975.",
        "a little": "0.974 and 0.975: that is one picture in a thousand, less than another seed changes.",
    },
    also={"not at all": "hardly", "nothing": "hardly", "very": "far"},
    why="All three arrive. What the race measures is the way there, and that depends on the learning rate.",
    hints=["Look at the average accuracies in the table."],
)

offer_questions(__name__)
