"""The checks of lesson 03, tanh: how sigmoid becomes it, its slope, what zero-centred buys, lost digits."""

import numpy as np

from chainrule.exercises.answers import same
from chainrule.exercises.framework import Exercise, offer_questions, wrong
from chainrule.maths.activations import sigmoid, tanh
from chainrule.maths.numbers import number

Z = [np.array([-9.0, -3.0, -0.5, 0.2, 1.0, 4.0, 12.0])]


def tanh_from_exponentials(z):
    up, down = np.exp(z), np.exp(-z)
    return (up - down) / (up + down)


my_tanh = Exercise(
    "Write tanh: a function that takes z and gives (e^z − e^(−z))/(e^z + e^(−z)).",
    tanh_from_exponentials,
    why="Swap z for −z: the top changes its sign, the bottom does not. So tanh(−z) = −tanh(z).",
    hints=["First work out e^z and e^(−z), and name them.", "Mind the brackets above and below the line."],
    inputs=Z,
    mistakes=[
        wrong(
            lambda z: (np.exp(z) + np.exp(-z)) / (np.exp(z) - np.exp(-z)),
            "Upside down: the difference stands above the line, the sum below it. Your values are larger than 1.",
        ),
        wrong(
            lambda z: np.exp(z) - np.exp(-z) / np.exp(z) + np.exp(-z),
            "`a - b / c + d` divides b by c only: put brackets around the difference and around the sum.",
        ),
        wrong(
            lambda z: (np.exp(z) - np.exp(-z)) / 2,
            "That is sinh, half of the difference, and it grows without end. Divide by the sum instead.",
        ),
        wrong(
            lambda z: (1 - np.exp(-z)) / (1 + np.exp(-z)),
            "That is tanh(z/2). If you divide top and bottom by e^z, then e^(−z) becomes e^(−2z).",
        ),
        wrong(
            lambda z: 1 / (1 + np.exp(-2 * z)),
            "Your values lie between 0 and 1: that is a sigmoid of 2z. Tanh has negative values as well.",
        ),
        wrong(
            lambda z: (np.exp(-z) - np.exp(z)) / (np.exp(z) + np.exp(-z)),
            "The sign is turned round: for positive z the larger exponential, e^z, comes first.",
        ),
    ],
)


def three_numbers_from_range_and_slope():
    scale = (1 - (-1)) / (1 - 0)  # the height of tanh over that of sigmoid
    shift = -1 - scale * 0  # at the lower end
    stretch = 1 / (scale * 1 / 4)  # the slopes at 0
    return stretch, scale, shift


class EitherWay(Exercise):
    """An exercise that also takes the mirrored answer: with −2 for both factors the curve is the same."""

    def _right(self, runs):
        return super()._right(runs) or same(np.array([-2.0, -2.0, 1.0]), runs[0].value, 0, self.atol)


three_numbers = EitherWay(
    "scale · sigmoid(stretch · z) + shift is tanh(z) for three numbers. Give (stretch, scale, shift).",
    three_numbers_from_range_and_slope,
    why="Scaled in z, scaled in height, and shifted: it takes all three, and then the curves are the same.",
    hints=[
        "Begin with the height: from bottom to top sigmoid measures 1. And tanh?",
        "Then move the curve down until both ends fit. Only the steepness in the middle is left.",
    ],
    atol=0.01,
    mistakes=[
        wrong((1, 1, -0.5), "A shift alone puts the middle at 0, but the curve is still only 1 high."),
        wrong((2, 2, 0), "Height and steepness are right, but your curve has no negative values. What is missing?"),
        wrong((2, 1, -1), "Your curve is only 1 high, from bottom to top. How high is tanh?"),
        wrong((2, -1, 2), "These are right, in another order: stretch first, then scale, then shift."),
        wrong((-1, 2, 2), "These are right, in another order: stretch first, then scale, then shift."),
        wrong((1, 2, -1), "Both ends fit, but the middle is too flat. What makes it steeper and leaves the ends?"),
        wrong((4, 2, -1), "Too steep: tanh is four times as steep as sigmoid at 0, but the scale does part of it."),
        wrong((2, 2, 1), "The shift has the wrong sign: your curve begins above 0 and climbs from there."),
        wrong((0.5, 2, -1), "A stretch under 1 makes the curve flatter. The number multiplies z."),
    ],
    follows=lambda stretch, scale, shift: (
        f"Then the values would go from {number(shift)} to {number(scale + shift)}, with a "
        f"slope of {number(stretch * scale / 4)} at z = 0."
    ),
)


def ratio_of_the_slopes():
    return (1 - 0**2) / (0.5 * (1 - 0.5))  # 1 - a^2 with a = 0, over a(1 - a) with a = 1/2


times_as_steep = Exercise(
    "How many times as steep as sigmoid is tanh at z = 0?",
    ratio_of_the_slopes,
    why="The scale makes the curve twice as steep, and the stretch twice as steep again: factors multiply.",
    hints=["Twice as high: how much steeper?", "And z runs twice as fast inside: how much steeper again?"],
    mistakes=[
        wrong(2, "You counted one of the two factors. The height and the faster z inside both make it steeper."),
        wrong(tanh.derivative(0.0), "That is the slope of tanh itself. Compare it with the slope of sigmoid at 0."),
        wrong(
            sigmoid.derivative(0.0) / tanh.derivative(0.0),
            "The other way round: that is sigmoid's slope measured by tanh's. Tanh is the steeper one.",
        ),
    ],
    follows=lambda times: f"Then the slope of tanh at z = 0 would be {number(times / 4)}.",
)


def slope_of_tanh(z):
    a = np.tanh(z)
    return 1 - a**2


tanh_derivative = Exercise(
    "Write the derivative of tanh: a function that takes z and gives the slope at z.",
    slope_of_tanh,
    why="As with sigmoid, the value a is all that the slope needs: one square and one subtraction.",
    hints=["Work out a = tanh(z) first.", "The slope is (1 + a)(1 − a), with a the value, not z."],
    inputs=Z,
    mistakes=[
        wrong(lambda z: 1 - np.tanh(z), "The square is missing: 1 − a is 2 far to the left, where tanh is flat."),
        wrong(lambda z: 1 - z**2, "You squared z. It is the value a = tanh(z) that is squared."),
        wrong(lambda z: 1 - np.tanh(z**2), "You squared inside: tanh(z²) is not tanh(z)². Square the value."),
        wrong(np.tanh, "That is tanh itself. Give its slope: how fast does the value move with z?"),
        wrong(
            lambda z: 2 * sigmoid.derivative(2 * z),
            "A factor 2 is missing: 2 sigmoid(2z) has a 2 in front, and d(2z)/dz, the inside, gives another.",
        ),
        wrong(
            lambda z: 4 * sigmoid.derivative(z),
            "Both factors are there, but the slope must be taken at 2z: the chain rule keeps the inside.",
        ),
        wrong(lambda z: np.tanh(z) ** 2 - 1, "The sign is turned: tanh climbs everywhere, its slope is positive."),
        wrong(
            lambda z: 1 + np.tanh(z) ** 2,
            "Plus should be minus: (1 + a)(1 − a). A slope above 1 would be steeper than the middle.",
        ),
        wrong(
            lambda z: np.tanh(z) * (1 - np.tanh(z)),
            "a(1 − a) is the slope of sigmoid. Every activation has its own: here tanh would be flat at 0.",
        ),
        wrong(lambda z: 4 / (1 + np.exp(-2 * z)), "In 4 σ′(2z) the *slope* of sigmoid counts, not its value."),
    ],
)


def edge_of_tanh():
    return np.arctanh(np.sqrt(1 - 0.01))  # 1 - a^2 = 0.01


where_the_slope_dies = Exercise(
    "Predict: beyond which positive z is the slope of tanh under 0.01? (to 0.1)",
    edge_of_tanh,
    why="Tanh is steeper in the middle, and it saturates earlier than sigmoid.",
    hints=["1 − a² = 0.01: how large is a?", "a = 0.99499. At which z? `np.arctanh` undoes tanh."],
    atol=0.06,
    mistakes=[
        wrong(4.6, "That is where sigmoid gets flat. Tanh runs through its values twice as fast."),
        wrong(2.3, "Half of sigmoid's 4.6: z runs twice as fast, but the slopes are higher too, and last longer."),
        wrong(np.arctanh(0.99), "There the value has come within 0.01 of its end. Look where the *slope* is 0.01."),
        wrong(np.arctanh(np.sqrt(1 - 0.1)), "There the slope falls under a tenth. Look for a hundredth."),
        wrong(-edge_of_tanh(), "That is the edge on the left. Give the positive one; the slopes are symmetric."),
    ],
    follows=lambda z: f"At z = {number(z)} the slope of tanh is {number(tanh.derivative(z))}.",
)


def where_slopes_are_equal():
    return 2 * np.arccosh((1 + np.sqrt(3)) / 2)  # cosh z = 2 cosh(z/2)


where_the_slopes_cross = Exercise(
    "At which positive z do the slopes of sigmoid and tanh cross? (to 0.1)",
    where_slopes_are_equal,
    why="Inside, tanh passes more of a gradient; outside, sigmoid does. Neither is better everywhere.",
    hints=["Compare the slopes at z = 1 and at z = 2.", "Move z by 0.1 until the other one is larger."],
    atol=0.06,
    mistakes=[
        wrong(
            np.arctanh(np.sqrt(1 - 0.25)),
            "There tanh has come down to sigmoid's largest slope, 1/4. But sigmoid has come down as well.",
        ),
        wrong(edge_of_tanh(), "There tanh gets flat. Sigmoid overtook it some way before."),
        wrong(0.0, "At 0 the slopes are farthest apart. Look where the two curves on the right meet."),
    ],
    follows=lambda z: (
        f"At z = {number(z)} the slope of sigmoid is {number(sigmoid.derivative(z))}, and that of tanh "
        f"{number(tanh.derivative(z))}."
    ),
)

mean_outputs = Exercise(
    "Predict the mean output for z drawn from N(0, 1): (mean of sigmoid, mean of tanh). (to 0.01)",
    lambda: (sigmoid.mean_output, tanh.mean_output),
    why="Each curve is symmetric about its middle. Tanh has its middle at 0: that is zero-centred.",
    hints=["With each z comes a −z, equally likely. Where are the values?", "Add a(z) and a(−z), and halve."],
    atol=0.006,
    mistakes=[
        wrong((0.0, 0.0), "The mean of z is 0, but sigmoid sends 0 elsewhere, and none of its values is negative."),
        wrong((sigmoid.derivative(0.0), tanh.derivative(0.0)), "These are the slopes at 0. Give mean values."),
        wrong(
            (sigmoid.mean_output, sigmoid.mean_output),
            "Sigmoid is right. For tanh, put each z together with −z: the two values have opposite signs.",
        ),
    ],
)


def count_the_patterns():
    inputs = np.array([0.2, 0.7, 0.9])
    return len({tuple(np.sign(gradient_at_z * inputs)) for gradient_at_z in (-1.0, 1.0)})


sign_patterns = Exercise(
    "Each of three weight gradients is + or −: eight patterns on paper. "
    "How many of them can occur if all three inputs are positive?",
    count_the_patterns,
    why="All plus or all minus. In one step the three weights go up together or down together.",
    hints=["Each gradient is the gradient at z times one input.", "Which of these two can be negative?"],
    mistakes=[
        wrong(2**3, "Eight would need three signs that are free. All three share one factor: the gradient at z."),
        wrong(1, "The inputs are positive, but the gradient at z can have either sign."),
        wrong(2**3 - count_the_patterns(), "Those are the patterns that cannot occur: the mixed ones."),
        wrong(3, "You counted the weights. Count the patterns that their three signs can form together."),
    ],
)


def through_three():
    a = np.tanh(1.0)
    return (1 - a**2) ** 3


three_units = Exercise(
    "What share of a gradient gets through three tanh units in a row, all at z = 1? (weights 1; to 0.001)",
    through_three,
    why="Less than a tenth is left: more than sigmoid lets through, but it shrinks with depth as well.",
    hints=["The slope at z = 1 is 1 − tanh(1)².", "Each unit multiplies by the slope. There are three."],
    atol=0.0006,
    mistakes=[
        wrong(tanh.derivative(0.0) ** 3, "That holds at z = 0, where the slope is 1. Here each unit sits at z = 1."),
        wrong(3 * tanh.derivative(1.0), "You added the three slopes. Slopes of a chain multiply."),
        wrong(tanh.derivative(1.0), "That is one unit. There are three of them in a row."),
        wrong(tanh.derivative(1.0) ** 2, "Those are two units. There is one more."),
        wrong(tanh(1.0) ** 3, "You multiplied the values. Backwards it is the slopes that multiply."),
        wrong((tanh(1.0) * (1 - tanh(1.0))) ** 3, "You used a(1 − a), the slope of sigmoid, with a value of tanh."),
        wrong((1 - tanh(1.0)) ** 3, "The square is missing in your slope: 1 − a² with a = tanh(1)."),
        wrong(sigmoid.derivative(1.0) ** 3, "These are three sigmoid units. Tanh has the larger slope at z = 1."),
        wrong(1 / 64, "That is sigmoid at its best. What is the slope of tanh at z = 1?"),
    ],
    follows=lambda share: f"That much would be left if each slope were {number(share ** (1 / 3))}.",
)


def what_tanh_mends():
    mended = set()
    if tanh.zero_centred and not sigmoid.zero_centred:
        mended.add("not zero-centred")
    if tanh.steepest_slope > sigmoid.steepest_slope:
        mended.add("small slope")
    if sigmoid.saturated_zones() and not tanh.saturated_zones():
        mended.add("saturates")
    return mended


resolved = Exercise(
    'Which of sigmoid\'s weak points does tanh resolve? Choose from "saturates", "small slope" (at z = 0), '
    '"not zero-centred", "exponential" (needs one). Answer with a set, such as {"saturates", "small slope"}.',
    what_tanh_mends,
    why="Two of four. The slope is better in the middle only, and both ends are as flat as before.",
    hints=["Compare the two at z = 0 and at z = 5.", "Look at the mean outputs, and at the formula."],
    mistakes=[
        wrong({"saturates", "exponential"}, "Those are the weak points that remain. Which ones are gone?"),
        wrong({"not zero-centred", "small slope", "saturates"}, "Tanh still saturates: what is its slope at z = 5?"),
        wrong({"not zero-centred"}, "That is one of them. There is another: compare the slopes at z = 0."),
        wrong({"small slope"}, "That is one of them. There is another: compare the mean outputs."),
        wrong(
            {"small slope", "saturates"},
            "Tanh still saturates: what is its slope at z = 5? The other one is right, and not alone.",
        ),
        wrong({"saturates"}, "Tanh still saturates: what is its slope at z = 5?"),
        wrong({"exponential"}, "The formula of tanh is made of exponentials too."),
        wrong(
            {"not zero-centred", "small slope", "exponential"},
            "The formula of tanh is made of exponentials too. The other two are right.",
        ),
        wrong(
            {"not zero-centred", "small slope", "saturates", "exponential"},
            "The formula of tanh is made of exponentials too, and its ends are flat.",
        ),
    ],
)

offer_questions(__name__)
