"""The checks of lesson 04, ReLU and its kin: the bend, slopes of 0 and 1, sparsity, dead units, and leaks."""

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.maths.activations import prelu, sigmoid
from chainrule.maths.numbers import number

Z = [np.array([-30.0, -3.0, -0.5, 0.0, 0.5, 1.0, 4.0, 12.0])]
LEAKS = [(Z[0], 0.01), (Z[0], 0.1), (Z[0], 2.0)]


def threshold(z):
    return np.maximum(0, z)


my_relu = Exercise(
    "Write ReLU: a function that takes z and gives the larger one of 0 and z.",
    threshold,
    why="One comparison, no exponential. What is above 0 stays as it is, the rest is cut off.",
    hints=[
        "`np.maximum` takes two things and keeps the larger one, entry by entry. They are 0 and z.",
        "`max` and `np.max` are others: the first compares single numbers, the second looks through one array.",
    ],
    inputs=Z,
    mistakes=[
        wrong(lambda z: np.minimum(0, z), "You kept the smaller one: positive numbers are cut off."),
        wrong(np.abs, "That is |z|: a negative number is not turned round, it is cut off."),
        wrong(lambda z: np.where(z > 0, 1.0, 0.0), "That says whether z is above 0. ReLU lets z itself through."),
        wrong(
            lambda z: np.maximum(0, -z),
            "That is ReLU of −z: it lets the negative side through. Positive numbers are to stay as they are.",
        ),
        wrong(lambda z: np.clip(z, 0, 6), "That cuts off at 6 as well (ReLU6). ReLU has no upper end."),
        wrong(lambda z: np.clip(z, 0, 1), "That cuts off at 1 as well. ReLU has no upper end."),
    ],
)

spot_the_sign = Choice(
    'A text says: "the values of ReLU are strictly positive". '
    'Which is right: "strictly positive", "non-negative" or "non-zero"?',
    right="non-negative",
    wrong={
        "strictly positive": "Strictly positive means above 0. What is ReLU of −3?",
        "non-zero": "What is ReLU of −3, and of every other negative number?",
    },
    also={
        "nonnegative": "non-negative",
        "not negative": "non-negative",
        "positive": "strictly positive",
        "nonzero": "non-zero",
    },
    why="0 is not positive, and ReLU gives it for half of the line. These zeros are what makes a layer sparse.",
    hints=["What is ReLU of −3? Is that number above 0?"],
)

keeps_no_sums = Exercise(
    "Predict two numbers: (relu(−3) + relu(5), relu(−3 + 5)).",
    lambda: (max(0, -3) + max(0, 5), max(0, -3 + 5)),
    why="A linear function through 0 gives the same for both. ReLU does not, so it is not linear: the bend does it.",
    hints=["What is relu(−3)?", "In the second one the sum comes first: relu(2)."],
    mistakes=[
        wrong((2, 2), "That would be right for a linear function. Work out relu(−3) and relu(5) first, then add."),
        wrong((8.0, 2.0), "That is |−3| + |5|: relu(−3) is not 3."),
    ],
)

relu_derivative = Exercise(
    "Write the derivative of ReLU: a function that takes z and gives the slope at z (0 at z = 0, as we agreed).",
    lambda z: np.where(z > 0, 1.0, 0.0),
    why="No formula, no exponential: a gradient passes whole, or not at all.",
    hints=["Flat on the left. How steep on the right?", "`np.where(condition, a, b)`: a where it holds, else b."],
    inputs=Z,
    mistakes=[
        wrong(lambda z: np.maximum(0, z), "On the right you give z: that is ReLU itself. Give its slope."),
        wrong(
            lambda z: np.where(z >= 0, 1.0, 0.0),
            "All is right but one point: at z = 0 you give 1. That is a convention as well; here we take 0.",
        ),
        wrong(
            lambda z: np.where(z > 0, 1.0, np.where(z < 0, 0.0, 0.5)),
            "All is right but one point: at z = 0 you give 1/2, the middle. A fair choice; here we take 0.",
        ),
        wrong(np.sign, "That is the slope of |z|. Left of 0 ReLU is flat: it does not fall."),
        wrong(lambda z: np.maximum(0, z) * (1 - np.maximum(0, z)), "a(1 − a) belongs to sigmoid, and to nothing else."),
    ],
)


def through_relu():
    slope_at_6, slope_at_minus_6 = 1, 0
    return 3 * slope_at_6, 3 * slope_at_minus_6


gradient_through = Exercise(
    "Predict: a gradient of 3 arrives at a ReLU unit. How much goes on if z = 6, and if z = −6? Give a pair.",
    through_relu,
    why="On the right all of it passes, however large z is: no saturation there. On the left nothing does.",
    hints=["What arrives is multiplied by the slope.", "The slope is the same at z = 1, z = 6 and z = 1000."],
    mistakes=[
        wrong((3 * 6, 3 * 0), "You multiplied by the value of ReLU. Backwards it is the slope that multiplies."),
        wrong((1, 0), "These are the slopes alone. What arrives, 3, multiplies them."),
        wrong(
            (3 * sigmoid.derivative(6.0), 3 * sigmoid.derivative(-6.0)),
            "That is what the sigmoid of lesson 02 lets through. ReLU has other slopes.",
        ),
        wrong((3.0, -3.0), "The sign of z does not turn the gradient round: the slope left of 0 is not −1."),
        wrong((3.0, 3.0), "On the left ReLU is flat. What is the slope of a flat line?"),
        wrong((18, -18), "You multiplied by z itself. It is the slope at z that multiplies, 1 or 0."),
    ],
    follows=lambda right, left: f"That much would pass if the slopes were {number(right / 3)} and {number(left / 3)}.",
)


def all_of_it():
    slope = 1
    return slope**50


fifty_layers = Exercise(
    "Predict: what share of a gradient is left after 50 ReLU units in a row, all at z = 1 (weights of 1)?",
    all_of_it,
    why="1 · 1 · 1 · … is 1, at any depth. With sigmoid it would be 8 · 10⁻³¹ at best.",
    hints=["Slopes in a chain multiply.", "What is the slope of ReLU at z = 1, and its 50th power?"],
    mistakes=[
        wrong(0.25**50, "That is (1/4)⁵⁰, the best of sigmoid. ReLU has another slope at z = 1."),
        wrong(0.0, "It would be 0 if one of the gates were shut. All units are at z = 1."),
        wrong(50 * 1, "You added the slopes. Slopes in a chain multiply."),
        wrong(0.5**50, "Half of the gates? At z = 1 each of them is open, with slope 1."),
        wrong(0.5, "Half of the gates? At z = 1 each of them is open, with slope 1."),
        wrong(0.42**50, "0.42 is the slope of tanh at z = 1. ReLU has another one there."),
        wrong(1 / 50, "You divided by the number of units. Each multiplies by its slope."),
    ],
    follows=lambda share: f"That much would be left if each unit let {number(share ** (1 / 50))} through.",
)


def exact_zeros():
    left_of_0 = 1 / 2  # the bell curve is symmetric
    return left_of_0, 0, 0


share_of_zeros = Exercise(
    "Predict: z is drawn from the bell curve around 0. Which share of the values is exactly 0 for ReLU, for sigmoid "
    "and for tanh? Give three numbers between 0 and 1, to 2 digits.",
    exact_zeros,
    why="Half of the bell curve lies left of 0. ReLU makes all of that exactly 0; the other two never reach 0 there.",
    hints=["Which z does ReLU send to 0? How many of them are there?", "Is there a z other than 0 with tanh(z) = 0?"],
    rtol=0.018,
    atol=0,
    mistakes=[
        wrong((0.49, 0.0, 0.0), "So many of 10,000 numbers are left of 0, by chance. How much of the curve is it?"),
        wrong((0.5, 0.0, 0.5), "tanh is negative left of 0, not 0. Only exact zeros count."),
        wrong((0.5, 0.5, 0.5), "Left of 0 sigmoid is small, and tanh negative. Neither is exactly 0."),
        wrong((0.5, 0.5, 0.0), "Sigmoid gets small on the left and never reaches 0."),
        wrong((0.0, 0.0, 0.0), "ReLU is exactly 0 for every z below 0, not only at z = 0."),
    ],
)

which_fire = Exercise(
    'A text says: "ReLU and tanh units almost always fire", that is, give something other than 0. '
    'Which two should it be, out of "relu", "sigmoid" and "tanh"? Answer with a list of two names.',
    lambda: {"sigmoid", "tanh"},
    why="Both saturating functions are dense: nearly every value is different from 0. ReLU is the sparse one.",
    hints=["Look at the table of shares: which ones have no zeros?"],
    mistakes=[
        wrong({"relu", "tanh"}, "That repeats the text. For which of the two did you count about 50 % zeros?"),
        wrong({"relu", "sigmoid"}, "ReLU is silent for half of the bell curve. Look for the two that never are."),
    ],
)

BATCHES = [  # the batches differ in the number of samples, of units and of dead ones, so that each slip shows
    np.array([[0.5, -2.0, 0.0, -0.3, -4.0], [1.5, -1.0, -3.0, -2.5, 2.0]]),
    np.array([[-1.0, 3.0, 6.0], [-2.0, -1.0, -0.5], [-1.0, 0.5, -4.0], [-3.0, -2.0, -1.0]]),
    np.array([[-1.0, -1.0, 4.0, -2.0], [-4.0, 1.0, -2.0, -1.0], [-2.0, -3.0, 1.0, 0.0]]),
]

dead_units = Exercise(
    "Write a function that takes z, of shape (samples, units), and gives how many ReLU units are dead on this batch.",
    lambda z: np.sum(np.all(z <= 0, axis=0)),
    why="A unit is dead if no sample gets it to the right of 0. Watch this number while a network learns.",
    hints=[
        "Dead means: z is 0 or less for every sample.",
        "`np.all(condition, axis=0)` looks down each column, and a column is a unit.",
    ],
    inputs=BATCHES,
    mistakes=[
        wrong(
            lambda z: np.sum(np.any(z <= 0, axis=0)),
            "You counted units that are silent for some sample. That is a unit at work: dead means for all.",
        ),
        wrong(
            lambda z: np.sum(np.all(z < 0, axis=0)),
            "Nearly: at z = 0 the slope is 0 as well (our convention), so it counts as silent. 0 or less.",
        ),
        wrong(
            lambda z: np.sum(np.all(z <= 0, axis=1)),
            "You looked along the rows. A row is a sample; the units are the columns, axis=0.",
        ),
        wrong(lambda z: np.mean(z <= 0), "That is the share of zeros. A healthy layer has many, and no dead unit."),
        wrong(lambda z: np.sum(z <= 0), "That counts entries, 0 or below. How many *columns* hold nothing else?"),
        wrong(lambda z: np.sum(np.any(z > 0, axis=0)), "That is the number of units that are still alive."),
        wrong(lambda z: np.mean(np.all(z <= 0, axis=0)), "That is the share of dead units. Give their number."),
    ],
)

my_leaky_relu = Exercise(
    "Write Leaky ReLU: a function of z and alpha that gives z right of 0 and alpha · z left of it, for "
    "every alpha ≥ 0.",
    lambda z, alpha: np.where(z > 0, z, alpha * z),
    why="Two pieces, and the sign of z alone chooses between them. That is right for every alpha.",
    hints=["`np.where(z > 0, a, b)` gives a where z is above 0, else b.", "Is 2 · z below or above z?"],
    inputs=LEAKS,
    mistakes=[
        wrong(
            lambda z, a: np.maximum(a * z, z),
            "Right up to alpha = 1, and wrong beyond: with alpha = 2 the larger one of 2z and z is on the other side. "
            "Let the sign of z choose.",
        ),
        wrong(
            lambda z, a: np.where(z > 0, a * z, z),
            "The leak is on the wrong side: right of 0 z passes whole, left of 0 it is multiplied by alpha.",
        ),
        wrong(
            lambda z, a: np.where(z > 0, z, a),
            "Left of 0 the value is alpha times z, a sloping line. You gave alpha itself, a flat one.",
        ),
        wrong(lambda z, a: np.where(z > 0, z, a * np.abs(z)), "Left of 0 the values are negative, not alpha · |z|."),
        wrong(lambda z, a: np.where(z > 0, z, 0.01 * z), "alpha is not used: 0.01 is only one of its values."),
        wrong(
            lambda z, alpha: np.maximum(0, z) + alpha * z,
            "Right of 0 alpha · z is added as well. It belongs to the left side only.",
        ),
    ],
)

leaky_derivative = Exercise(
    "Write the derivative of Leaky ReLU: a function of z and alpha that gives the slope at z (alpha at z = 0).",
    lambda z, alpha: np.where(z > 0, 1.0, alpha),
    why="Left of 0 the share alpha of a gradient passes. It is little, and it is not nothing.",
    hints=["Two straight lines: what are their slopes?", "The line alpha · z has the slope alpha."],
    inputs=LEAKS,
    mistakes=[
        wrong(
            lambda z, a: np.where(z > 0, a, 1.0),
            "The two slopes are on the wrong sides: 1 belongs to the right, alpha to the left.",
        ),
        wrong(lambda z, a: np.where(z > 0, 1.0, a * z), "Left of 0 you give the value alpha · z. Give its slope."),
        wrong(lambda z, a: np.where(z > 0, z, a), "On the right you give z where 1 belongs."),
        wrong(lambda z, a: np.where(z > 0, 1.0, 0.0), "That is the slope of ReLU. Left of 0 there is a leak."),
        wrong(
            lambda z, a: np.where(z >= 0, 1.0, a),
            "All is right but z = 0: there you give 1. A convention too; here we take the slope on the left.",
        ),
        wrong(lambda z, alpha: (z > 0) + alpha, "Right of 0 alpha is added as well. It belongs to the left side only."),
    ],
)

spot_the_kind = Choice(
    'A text says of PReLU: "the slope alpha is a hyperparameter". '
    'What is alpha there: "hyperparameter", "parameter" or "constant"?',
    right="parameter",
    wrong={
        "hyperparameter": "A hyperparameter is set before learning, as in Leaky ReLU. PReLU changes its slope.",
        "constant": "It would be constant in Leaky ReLU. In PReLU it moves at every update.",
    },
    also={"a parameter": "parameter", "learned": "parameter", "fixed": "constant"},
    why="A hyperparameter is set by you before learning. PReLU learns its slope, with a gradient, like a weight.",
    hints=["Who chooses its value in the end: you, or gradient descent?"],
)

prelu_by_alpha = Exercise(
    "Write the derivative of PReLU with respect to alpha, as a function of z and alpha: how fast a moves with alpha.",
    lambda z, alpha: np.minimum(z, 0),
    why="Right of 0 alpha has no say. Left of 0 the value is alpha · z, and moving alpha by 1 moves it by z.",
    hints=["z stays where it is; alpha moves.", "Left of 0 a = alpha · z. What is its slope as alpha moves?"],
    inputs=LEAKS,
    mistakes=[
        wrong(
            lambda z, a: np.where(z > 0, 1.0, a), "That is the derivative by z. Here z stands still, and alpha moves."
        ),
        wrong(lambda z, a: 0.0 * z, "That treats alpha as fixed. Left of 0 the value depends on it."),
        wrong(
            lambda z, a: a * np.minimum(z, 0),
            "That is the value left of 0. By how much does alpha · z change if alpha grows by 1?",
        ),
        wrong(lambda z, a: np.maximum(z, 0), "The wrong side: right of 0 the value is z, and alpha is not in it."),
        wrong(lambda z, a: 1.0 * z, "Left of 0 that is right. Right of 0 the value is z, and alpha is not in it."),
        wrong(
            lambda z, a: np.where(z > 0, 1.0, z),
            "Left of 0 that is right. Right of 0 you give the slope in z, and alpha is not in a = z.",
        ),
        wrong(lambda z, a: np.where(z > 0, 0.0, 1.0), "That is how alpha moves. The value left of 0 is alpha · z."),
    ],
)

ALPHA, RATE = 0.25, 0.1
ARRIVES, LANDS = np.array([0.5, -0.2, 0.7]), np.array([-2.0, -1.0, 3.0])


def one_step_down():
    gradient = np.sum(ARRIVES * np.minimum(LANDS, 0))
    return ALPHA - RATE * gradient


alpha_after_a_step = Exercise(
    "A PReLU unit with alpha = 0.25 sees z = (−2, −1, 3); the gradients that arrive are (0.5, −0.2, 0.7). "
    "What is alpha after one step with the learning rate 0.1? (3 digits)",
    one_step_down,
    why="The slope moves by itself to where the error is smaller: a parameter like every other.",
    hints=[
        "The gradient of alpha is the sum of what arrives times min(z, 0), over the three samples.",
        "New alpha = old alpha − learning rate · gradient.",
    ],
    atol=0.0005,
    mistakes=[
        wrong(
            ALPHA - RATE * np.sum(ARRIVES * prelu.derivative(LANDS)),
            "You multiplied by the slope in z. For alpha it is the slope in alpha: min(z, 0).",
        ),
        wrong(-0.8, "That is the gradient of alpha. Now take the step: old alpha minus learning rate times that."),
        wrong(ALPHA, "You took alpha for fixed, as in Leaky ReLU. In PReLU it is learned."),
        wrong(ALPHA + RATE * np.sum(ARRIVES * np.minimum(LANDS, 0)), "You went up the gradient: it is subtracted."),
        wrong(
            ALPHA - RATE * np.sum(np.minimum(LANDS, 0)),
            "The gradients that arrive are missing: each multiplies its own min(z, 0).",
        ),
        wrong(ALPHA - RATE * np.sum(ARRIVES * LANDS), "The third sample lies right of 0: alpha has no say there."),
        wrong(
            ALPHA - RATE * np.mean(ARRIVES * np.minimum(LANDS, 0)),
            "You took the mean over the samples. Here the gradients of all three add up.",
        ),
    ],
    follows=lambda alpha: (
        f"That is a step of {number(alpha - 0.25)}. It would need a gradient of {number((0.25 - alpha) / 0.1)}."
    ),
)

my_elu = Exercise(
    "Write ELU with alpha = 1: a function that takes z and gives z right of 0, and e^z − 1 left of it.",
    lambda z: np.where(z > 0, z, np.exp(z) - 1),
    why="The two pieces meet at 0 with the same slope, 1: no corner. Far to the left the value settles at −1.",
    hints=["`np.where(z > 0, a, b)` again.", "At z = 0 both pieces must give 0."],
    inputs=Z,
    mistakes=[
        wrong(
            lambda z: np.where(z > 0, z, np.exp(z)),
            "The −1 is missing: left of 0 the curve ends at 1, and jumps. Both pieces must meet at 0.",
        ),
        wrong(lambda z: np.exp(z) - 1, "You use e^z − 1 on both sides. Right of 0 ELU is the straight line z."),
        wrong(lambda z: np.where(z > 0, z, 1 - np.exp(z)), "The sign: left of 0 e^z is under 1, and e^z − 1 negative."),
        wrong(
            lambda z: np.where(z > 0, np.exp(z) - 1, z),
            "The sides are swapped: the exponential belongs to the left, where it cannot grow.",
        ),
    ],
)

offer_questions(__name__)
