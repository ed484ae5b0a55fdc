"""The checks of lesson 01, why a network needs a bend: lines stay lines, hinges and hats add up, layers fold."""

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.maths.activations import relu
from chainrule.maths.numbers import number

one_line = Exercise(
    "Two layers of one unit each: h = 2·x + 1, then out = 3·h − 4. Which single line out = m·x + c does the same? "
    "Answer with the two numbers (m, c).",
    lambda: (3 * 2, 3 * 1 - 4),
    why="A line put into a line is a line again. Stacking them gains nothing.",
    hints=["Write 2·x + 1 where h stands.", "out = 3·(2·x + 1) − 4. Now multiply out."],
    mistakes=[
        wrong((6, -4), "The slope is right. The 1 goes through the second layer as well: it is multiplied by 3."),
        wrong((6, 1 - 4), "Almost: the first constant passes through the second layer before −4 is added to it."),
        wrong((6, 3), "What became of the −4 at the end?"),
        wrong((6, 0), "What do the constants come to? The 1 is multiplied by 3, then 4 is taken away."),
        wrong((2, 1), "That is the first layer alone. The second one takes what it gives."),
        wrong((3, -4), "That is the second layer alone. What it gets is not x but h = 2·x + 1."),
        wrong((5, 1), "You added the slopes. The second layer multiplies: 3 times as much of 2 times as much."),
        wrong((5, -3), "You added the two layers. The second one takes what the *first* one gives: 3·(2·x + 1) − 4."),
        wrong((2 + 3, 1 - 4 + 3), "Slopes multiply here: 3 times as much of something that is 2 times as much."),
        wrong((6, -7), "Look at the signs: 3·1 is added, 4 is taken away."),
        wrong((-1, 6), "Those are the right two numbers in the other order: the slope m comes first."),
    ],
    follows=lambda m, c: (
        f"The two layers give 5 at x = 1 and 11 at x = 2. Your line gives {number(m + c)} and {number(2 * m + c)}."
    ),
)

border_of_lines = Choice(
    "Predict: six hidden layers of 16 units, and no activation. What shape does the border have after 600 updates? "
    'Answer "straight", "bent" or "closed".',
    right="straight",
    wrong={
        "bent": "Each layer gives sums of sums. Multiply two layers out, as you did above: is there a bend in it?",
        "closed": "To close around points the border would have to turn. Can a sum of straight lines turn?",
    },
    also={"straight line": "straight", "a straight line": "straight", "line": "straight", "curved": "bent"},
    why="Six layers multiply out to one. More than a thousand weights say no more than three numbers can.",
    hints=["What did two layers come to when you multiplied them out?"],
)

evenly = Exercise(
    'Which of these change by the same amount at every step of x: "3x + 2", "x²", "|x|", "5"? Answer with a set of '
    "texts.",
    lambda: {"3x + 2", "5"},
    why="Even change is what a straight line is. A flat line changes evenly too: by 0 at every step.",
    hints=["Try x = −1, 0, 1, 2 in each, and write down the differences.", "From 2 to 2 is a change as well: of 0."],
    mistakes=[
        wrong({"3x + 2"}, "One is missing. How much does 5 change from step to step?"),
        wrong({"3x + 2", "|x|"}, "|x| goes 1, 0, 1, 2: first down, then up. That is a bend."),
        wrong({"3x + 2", "|x|", "5"}, "|x| goes 1, 0, 1, 2: first down, then up. That is a bend."),
        wrong({"5"}, "3x + 2 goes −1, 2, 5, 8: by how much each time?"),
        wrong({"x²", "|x|"}, "Those are the ones that do *not*. x² goes 1, 0, 1, 4."),
        wrong({"3x + 2", "x²"}, "x² goes 1, 0, 1, 4: it changes by −1, 1, 3."),
    ],
)

my_triangle = Exercise(
    "Build a pointed hat out of three ReLUs: a function of x that is 0 up to x = −1, climbs to 1 at x = 0, and is back "
    "at 0 from x = 1 on.",
    lambda x: relu(x + 1) - 2 * relu(x) + relu(x - 1),
    why="Three bends: up, down, flat. Shift it, stretch it, and add many: that is how a network draws.",
    hints=[
        "Start with `relu(x + 1)`: it bends up at −1, with slope 1.",
        "At 0 the slope has to go from 1 to −1. How much has to be added to it there?",
        "At 1 the slope has to go from −1 back to 0.",
    ],
    inputs=[np.linspace(-3, 3, 25), np.array([-1.0, -0.5, 0.0, 0.25, 1.0, 40.0]), np.array(0.5)],
)


@my_triangle.mistake("On the right it goes on falling: the third ReLU has to bend it back to flat at x = 1.")
def falls_for_ever(x):
    return np.maximum(0, x + 1) - 2 * np.maximum(0, x)


@my_triangle.mistake("From x = 0 on it is flat: there the slope must go from 1 to −1, and that is a change of −2.")
def flat_top(x):
    return np.maximum(0, x + 1) - np.maximum(0, x)


@my_triangle.mistake("Between 0 and 1 it is flat: at x = 0 the slope must go from 1 to −1, and that is a change of −2.")
def flat_before_it_falls(x):
    return np.maximum(0, x + 1) - np.maximum(0, x) - np.maximum(0, x - 1)


@my_triangle.mistake("At x = 1 the slope must go up by 1, from −1 to 0. You bend by another amount there.")
def bent_too_far(x):
    return np.maximum(0, x + 1) - 2 * np.maximum(0, x) + 2 * np.maximum(0, x - 1)


@my_triangle.mistake("It has the shape, but it stands in another place: it should reach its top at x = 0.")
def shifted(x):
    return np.maximum(0, x) - 2 * np.maximum(0, x - 1) + np.maximum(0, x - 2)


@my_triangle.mistake("It is right between −1 and 1, but outside it goes below 0. It takes ReLUs to stay flat there.")
def not_cut_off(x):
    return 1 - np.abs(x)


def two_bends():
    first = (2 - 0) / (1 - 0)
    return first, (1 - 2) / (2 - 1) - first


weights_of_hinges = Exercise(
    "A line of straight pieces goes through (0, 0), (1, 2) and (2, 1). Write it as u·relu(x) + v·relu(x − 1). "
    "Which u and v? Answer with the two numbers (u, v).",
    two_bends,
    why="The first weight is the first slope; each further one is the *change* of slope at its bend.",
    hints=[
        "What is the slope of the first piece, from (0, 0) to (1, 2)?",
        "From x = 1 on both are at work: u + v is the slope.",
    ],
    mistakes=[
        wrong((2, -1), "−1 is the slope of the second piece. The first ReLU still climbs there: what is added to it?"),
        wrong((2, 1), "Those are heights. What counts is the slope of each piece, and how it changes."),
        wrong((2, 3), "The sign: the line turns downwards at x = 1."),
        wrong((2, 0), "With v = 0 nothing bends: the line would climb on. From x = 1 on it has to fall by 1."),
        wrong((1, 2), "Those are the coordinates of the point in the middle. Give slopes, and how they change."),
        wrong((1, -1), "Look at the first piece: from x = 0 to 1 it climbs by 2."),
        wrong((0.5, -1), "A slope is rise over run: from (0, 0) to (1, 2) the rise is 2 and the run 1."),
        wrong((2, -2), "With −2 the line is flat from x = 1 on. It has to fall by 1."),
        wrong((-3, 2), "Those are the right two numbers in the other order: u belongs to relu(x)."),
    ],
    follows=lambda u, v: f"Then the line is at {number(u)} for x = 1, and at {number(2 * u + v)} for x = 2.",
)

units_of_hats = Exercise(
    "Hats with a flat top take four ReLU units each. How many units are in the hidden layer for 25 hats?",
    lambda: 4 * 25,
    why="Any curve on an interval, to any closeness, if you may use enough units: that is the theorem. It does not say "
    "how many are enough, nor how to find their weights.",
    hints=["Every hat has units of its own."],
    mistakes=[
        wrong(25, "That is the number of hats. Each one is made of several units."),
        wrong(4 + 25, "You added. Each of the 25 hats has four units of its own."),
        wrong(25 / 4, "You divided: that is how many hats 25 units make. Each hat *takes* four."),
        wrong(3 * 25, "Three units make a pointed hat. These have a flat top, so they bend four times."),
        wrong(4, "That is one hat."),
        wrong(2 * 25, "Two sides, but each side bends twice: once to climb or fall, once to stop."),
    ],
    follows=lambda units: f"That many units make {number(units / 4)} of these hats.",
)

pieces_of_six = Exercise(
    "Predict: each layer of two units folds the line once more. How many straight pieces come out of six layers?",
    lambda: 2**6,
    why="Every layer doubles them, while it costs only two more units. One layer of 12 units makes 12.",
    hints=["One layer makes 2 pieces. The second lays each of them into 2.", "2, 4, 8, ..."],
    mistakes=[
        wrong(12, "That is the number of units, and what one layer of 12 units makes here. Six layers *multiply*."),
        wrong(13, "13 is the most that 12 units in one layer can make. Six layers in a row *multiply*."),
        wrong(2**5, "One doubling too few: the first layer makes 2 already."),
        wrong(7, "That holds if a layer adds one piece. It folds *every* piece that is there: twice as many."),
        wrong(2, "That is one layer. The next one folds both of its pieces."),
        wrong(2 * 2 * 6, "Six layers double six times: 2 · 2 · 2 · 2 · 2 · 2."),
        wrong(2**7, "One doubling too many: the first layer makes 2, not 4."),
        wrong(6**2, "Two to the power six, not six to the power two: each layer doubles."),
        wrong(6, "Each layer makes two pieces out of every piece that it gets."),
    ],
    follows=lambda pieces: f"Then each layer would make {number(pieces ** (1 / 6))} times as many pieces.",
)

deeper = Exercise(
    "You have run it: which network named the fewest points right, in the median of ten draws? Answer with its "
    'activation and its number of hidden layers, such as ("Tanh", 2).',
    lambda: ("Sigmoid", 5),
    why="A deeper network *can* say more. Whether it *learns* to is another matter: five layers of sigmoid end behind "
    "no hidden layer at all. Lesson 09 shows why, and what helps.",
    hints=["Look for the smallest number in the table.", "Its row is the activation, its column the number of layers."],
    mistakes=[
        wrong(("Sigmoid", 0), "Without a hidden layer all three are one straight line. One network ends behind it."),
        wrong(("Tanh", 5), "That one named nearly all of them right. Which named the *fewest*?"),
        wrong(("ReLU", 5), "That one named nearly all of them right. Which named the *fewest*?"),
        wrong(("Sigmoid", 1), "It is no better than a straight line, but there is one that is worse."),
        wrong(("Sigmoid", 2), "It is no better than a straight line, but there is one that is worse."),
        wrong(("ReLU", 0), "Without a hidden layer all three are one straight line. One network ends behind it."),
        wrong(("Tanh", 0), "Without a hidden layer all three are one straight line. One network ends behind it."),
    ],
)

offer_questions(__name__)
