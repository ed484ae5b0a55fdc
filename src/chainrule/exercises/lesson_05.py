"""The checks of lesson 05: compare all activations, read their facts, bring your own, and spot mistakes in texts."""

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.maths.activations import ACTIVATIONS, sigmoid, tanh
from chainrule.maths.numbers import number
from chainrule.maths.numeric import gaussian_mean

Z = [np.array([-9.0, -3.0, -0.5, 0.0, 1.0, 4.0, 12.0])]
BELL = np.linspace(-4, 4, 80_001)  # stands for many z from N(0, 1)


def names_of(condition):
    """The names of the built-in activations for which a condition holds."""
    return {name for name, activation in ACTIVATIONS.items() if condition(activation)}


# -- four that you know ----------------------------------------------------------------------------------------------
def by_slope_at_three():
    a = 1 / (1 + np.exp(-3.0))
    slopes = {"tanh": 1 - np.tanh(3.0) ** 2, "sigmoid": a * (1 - a), "relu": 1.0}
    return tuple(sorted(slopes, key=slopes.get))


order_of_slopes = Exercise(
    'Predict: put "relu", "sigmoid" and "tanh" in the order of their slopes at z = 3, the smallest first.',
    by_slope_at_three,
    why="Tanh is steepest in the middle and the first to become flat. Where a unit sits decides which one is better.",
    hints=["One of the three has a slope that does not depend on how large z is.", "Tanh is saturated beyond |z| = 3."],
    mistakes=[
        wrong(("relu", "sigmoid", "tanh"), "That is the right order from the largest down. Put the smallest first."),
        wrong(
            ("sigmoid", "tanh", "relu"),
            "This is the order of the values at z = 3, and of the slopes at 0. At z = 3 another one is flattest.",
        ),
    ],
)

# -- newcomers -------------------------------------------------------------------------------------------------------
softplus_derivative = Exercise(
    "Write the derivative of softplus, ln(1 + e^z): a function that takes z and gives the slope at z.",
    lambda z: np.exp(z) / (1 + np.exp(z)),
    why="Softplus is what you get by adding up sigmoid from the left: sigmoid is its slope.",
    hints=["The derivative of ln(u) is 1/u, and the derivative of u multiplies it.", "u = 1 + e^z. What is u'?"],
    inputs=Z,
    mistakes=[
        wrong(lambda z: 1 / (1 + np.exp(z)), "A factor is missing: the derivative of 1 + e^z, the inside, multiplies."),
        wrong(np.exp, "That is the derivative of the inside alone. That of the logarithm, 1/(1 + e^z), multiplies it."),
        wrong(lambda z: np.log(1 + np.exp(z)), "That is softplus itself. How fast does it climb?"),
        wrong(
            lambda z: np.exp(z) / (1 + np.exp(z)) ** 2,
            "That is the slope of sigmoid. You want that of softplus: one derivative less.",
        ),
    ],
)


def bottom_of_silu():
    z = np.linspace(-4, 0, 40_001)
    return z[np.argmin(z / (1 + np.exp(-z)))]


lowest_point = Exercise(
    "At which z does SiLU have its lowest value? (to 0.1)",
    bottom_of_silu,
    why="Left of this point the value climbs again while z falls, so the slope is negative there: not monotone.",
    hints=["At the lowest point the tangent is flat.", "Drag z to the left of 0 until the slope changes its sign."],
    rtol=0,
    atol=0.06,
    mistakes=[
        wrong(-0.2785, "That is the lowest value. Give the z that has it."),
        wrong(1.278, "The size is right, but it lies on the other side of 0."),
        wrong(-0.752, "That is where GELU is lowest. SiLU is wider."),
        wrong(-1.0, "Nearly: that is where the top of the fraction, z, equals −1. Drag a little further."),
    ],
    follows=lambda z: (
        f"At z = {number(z)} the slope of SiLU is "
        f"{number(ACTIVATIONS['silu'].derivative(z))}. At the lowest point it is 0."
    ),
)


def slopes_of_the_absolute_value():
    slope_on_the_left, slope_on_the_right = -1, 1
    return slope_on_the_left, slope_on_the_right


maxout_is_abs = Exercise(
    "Maxout takes the larger of w1 · z and w2 · z (both biases 0). For which (w1, w2) is it |z|? The "
    "smaller one first.",
    slopes_of_the_absolute_value,
    why="Each line of a maxout is one straight piece. With more lines it can follow any curve that bends upwards only.",
    hints=["|z| consists of two straight lines. What are their slopes?", "Left of 0 |z| is −z."],
    mistakes=[
        wrong((0.0, 1.0), "That is ReLU: flat on the left. |z| climbs on both sides."),
        wrong((1.0, 1.0), "Two equal lines: their maximum is that line, and nothing bends."),
        wrong((1, -1), "These are the right lines, in the other order: the smaller number first."),
    ],
    follows=lambda w1, w2: f"Then it gives {number(max(w1, w2))} at z = 1, and {number(max(-w1, -w2))} at z = −1.",
)

above_one = Exercise(
    "Which of the twelve, as drawn here, have a slope above 1 somewhere? Answer with a set of names "
    "such as {'relu', 'tanh'}.",
    lambda: names_of(lambda activation: activation.steepest_slope > 1),
    why="A slope above 1 makes a gradient larger. It can make up for slopes below 1 elsewhere, or be too much.",
    hints=[
        "There are three of them.",
        "Look at the slopes of all twelve, at the lower right: which curves rise above 1?",
    ],
    mistakes=[
        wrong(
            {"silu", "gelu"},
            "These are the two that are not monotone. There is one more, which is stretched by a number above 1.",
        ),
        wrong({"selu"}, "That is the one that is stretched. Two of the smooth ones overshoot a little as well."),
        wrong({"selu", "silu"}, "Both are right, and there is one more. It is smooth, and overshoots 1 only a little."),
        wrong({"selu", "gelu"}, "Both are right, and there is one more. It is smooth, and overshoots 1 only a little."),
        wrong(
            lambda: names_of(lambda activation: activation.steepest_slope >= 1),
            "A slope of exactly 1 passes a gradient as it is. You want those *above* 1: there are three.",
        ),
    ],
)


# -- two numbers for the depth ---------------------------------------------------------------------------------------
def ten_times_half():
    return 0.5**10  # each time half of the gates are open, with the slope 1


ten_layers = Exercise(
    "What share of the mean square of a gradient is left after ten ReLU layers, if each time z ~ N(0, 1) and the "
    "weights neither enlarge nor shrink anything? (2 digits)",
    ten_times_half,
    why="Half of the gates are shut, so weights have to make up for it: lesson 11 finds the factor, the root of 2.",
    hints=["E[a'²] of ReLU is the share that one layer passes.", "Ten layers in a row: shares multiply."],
    rtol=0.006,
    atol=0,
    mistakes=[
        wrong(1.0, "That holds if every gate is open. With z ~ N(0, 1) half of them are shut."),
        wrong(0.5, "That is one layer. There are ten in a row."),
        wrong(0.5 / 10, "You divided by ten. Each layer multiplies by the share, so it is a power."),
        wrong(0.5**5, "That is the size of the gradient, the root. Give the mean square itself."),
        wrong(
            lambda: gaussian_mean(lambda z: np.square(sigmoid.derivative(z))) ** 10,
            "That is the share for ten sigmoid layers.",
            rtol=0.05,
        ),
    ],
    follows=lambda share: f"That much would be left if each layer left {number(share**0.1)}.",
)

# -- bring your own --------------------------------------------------------------------------------------------------
bent_derivative = Exercise(
    "Write the derivative of z/(1 + |z|): a function that takes z and gives the slope at z, also for z < 0.",
    lambda z: 1 / (1 + np.abs(z)) ** 2,
    why="No exponential in it, and the slope falls like 1/z² instead of e^(−z): it becomes flat late.",
    hints=[
        "Take z > 0 first, where |z| = z, and use the quotient rule on z/(1 + z).",
        "The curve is symmetric about the origin, so the slope at −z is the slope at z: put |z| for z.",
    ],
    inputs=Z,
    mistakes=[
        wrong(lambda z: 1 / (1 + z) ** 2, "Right for z > 0. For z < 0 it is not: |z| belongs where z stands."),
        wrong(lambda z: 1 / (1 + np.abs(z)), "You differentiated the top only. There is a second part, −u v'/v²."),
        wrong(
            lambda z: (1 + 2 * np.abs(z)) / (1 + np.abs(z)) ** 2,
            "In the quotient rule the second part is taken away: (u'v − u v')/v².",
        ),
        wrong(lambda z: 1 - (z / (1 + np.abs(z))) ** 2, "1 − a² is the slope of tanh. Each function has its own rule."),
        wrong(
            lambda z: np.sign(z) / (1 + np.abs(z)) ** 2,
            "The curve climbs on both sides of 0, so its slope is positive there too: no sign is needed.",
        ),
        wrong(lambda z: 1 / (1 + np.abs(z)), "The square of the bottom is missing: (u'v − u v')/v²."),
    ],
)


def bent(z):
    return z / (1 + np.abs(z))


bent_or_tanh = Choice(
    'Which one has the larger E[a\'²] for z ~ N(0, 1): "bent", "tanh", or are they "equal"?',
    right="tanh",
    wrong={
        "bent": "Far out bent is steeper, that is true. But how many z from N(0, 1) are there?",
        "equal": "Both have slope 1, and at z = 0 only. Compare them at z = 0.5.",
    },
    why="Most z lie near 0, and there bent falls away from 1 at once. Its long tails are where few z are.",
    hints=["Where do most z from N(0, 1) lie?", "Compare the slopes at z = 0.5: 1/(1 + z)² and 1 − tanh²(z)."],
)


class Design(Exercise):
    """An exercise that accepts every function with some properties, however it is written.

    Two functions agree here if they have the same properties out of `PROPERTIES`, measured from their values.
    """

    def _agree(self, expected, runs, rtol, atol):
        found = [properties(each.value) for each in (*expected, *runs)]
        return None not in found and found[0] == found[1]

    def _seen(self, answer, runs):
        found = properties(runs[0].value)
        if found is None:
            return super()._seen(answer, runs)
        missing = [name for name, holds in found.items() if not holds]
        said = ["Not all that is asked holds yet:", *(f"- {PROPERTIES[name]}" for name in missing)]
        return missing, "\n".join(said)


FLAT = 0.01
GRID = np.concatenate([np.linspace(-8, 8, 1601), [-1e-6, 1e-6]])
PROPERTIES = {
    "bent": "it is a straight line: put a bend into it.",
    "unbroken": "somewhere it jumps, or is as steep as a jump: draw it in one line, without a gap.",
    "zero-centred": "its mean output for z ~ N(0, 1) is not 0: take care that a(−z) = −a(z).",
    "slope 1": "its slope at z = 0 is not 1: divide it by the slope that it has there.",
    "not saturated": "somewhere on [−8, 8] its slope is under 0.01: let it climb on.",
    "passes more": "its E[a'²] is not larger than that of tanh, 0.464: keep it steep for longer.",
}


def properties(values):
    """What holds, by the names of `PROPERTIES`, for a function with these values on `GRID`; None if they are none."""
    if not isinstance(values, np.ndarray) or values.shape != GRID.shape or values.dtype.kind != "f":
        return None
    if not np.isfinite(values).all():
        return None
    z, a = GRID[:-2], values[:-2]
    slope = np.diff(a) / np.diff(z)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    middle = np.exp(-((z[1:] + z[:-1]) ** 2) / 8)
    every_other = slice(0, None, 2), slice(1, None, 2)  # a value half way up hides a jump from its neighbours
    return {
        "bent": bool(np.ptp(slope) > 0.01),
        "unbroken": not any(jumps(z[some], a[some]) for some in (slice(None), *every_other)),
        "zero-centred": bool(abs(weight @ a) < 1e-4),
        "slope 1": bool(abs((values[-1] - values[-2]) / 2e-6 - 1) < 1e-3),
        "not saturated": bool((slope >= FLAT - 1e-9).all()),
        "passes more": bool(middle @ slope**2 / middle.sum() > gaussian_mean(lambda z: tanh.derivative(z) ** 2)),
    }


def jumps(z, a):
    """Whether a step is steeper than both beside it: a corner leads from one slope to another, a jump to none."""
    slope = np.diff(a) / np.diff(z)
    beside = np.sort([slope[:-2], slope[2:]], axis=0)
    return bool(np.any(np.abs(slope[1:-1] - np.clip(slope[1:-1], *beside)) > 0.2))


mission = Design(
    "Design an activation: bent, zero-centred, slope 1 at z = 0, slope of at least 0.01 everywhere on [−8, 8], and "
    "with a larger E[a'²] than tanh.",
    lambda z: np.arcsinh(z),
    why="It keeps a gradient alive near 0 and far out. Whether a network learns better with it only a race can tell.",
    hints=[
        "A sum of two functions has the sum of their slopes: what do you get by adding a slanted line to tanh?",
        "If the slope at 0 is s, divide the whole function by s.",
        "Or look for a function that climbs more and more slowly but never stops: a logarithm, a root, `np.arcsinh`.",
    ],
    inputs=[GRID],
    mistakes=[
        wrong(
            lambda z: 1.1 * tanh(z / 1.1),
            "All but one: somewhere on [−8, 8] its slope is under 0.01. Let it climb on: with a slanted line, say.",
        ),
        wrong(lambda z: z, "A straight line lacks what an activation is for: a bend. Layers of it stay one layer."),
        wrong(tanh, "Its slope gets as small as that of tanh, and no more of a gradient passes."),
        wrong(
            lambda z: 1.5 * z * (z > 0) - 0.5 * np.tanh(z) * (z > 0),
            "Zero-centred it is not, nor steep enough on the left: the negative side needs values of its own.",
        ),
        wrong(
            lambda z: z / (1 + np.abs(z)),
            "Nearly: it falls away from slope 1 too soon, so that less of a gradient passes than with tanh.",
        ),
        wrong(lambda z: z + np.tanh(z), "It has all but the slope at 0. Divide it by the slope that it has there."),
    ],
)


# -- spot the mistake ------------------------------------------------------------------------------------------------
def between_the_sides():
    h = 1e-5
    right, left = h, -0.1 * h
    return (right - left) / (2 * h)


at_the_corner = Exercise(
    "What do central differences give for the slope of Leaky ReLU with alpha = 0.1 at z = 0? (2 digits)",
    between_the_sides,
    why="It is halfway between the slopes on both sides, whatever the convention says: at a bend there is "
    "no right one.",
    hints=["One value from the right, a = h, one from the left, a = −0.1 h. They are 2h apart.", "(h + 0.1 h)/(2h)."],
    rtol=0,
    atol=0.006,
    mistakes=[
        wrong(0.1, "That is the convention of this course, the slope on the left. Central differences look both ways."),
        wrong(1, "That is the slope on the right. Central differences look both ways."),
        wrong(0.0, "That is the *value* at 0. Give the slope, from one value on each side."),
        wrong(0.5, "That is what they give for ReLU, where the left side is flat. Here it has a slope."),
        wrong((1 - 0.1) / 2, "The value on the left is negative, −0.1 h. Taking away a negative number adds."),
        wrong(0.05, "Half of alpha: that is without the right side, where the slope is 1."),
    ],
    follows=lambda slope: f"Then it would rise by {number(2 * slope)} h from −h to h.",
)


def shares_at_three():
    a = 1 / (1 + np.exp(-3.0))
    return a * (1 - a) / (1 / 4), (1 - np.tanh(3.0) ** 2) / 1


share_of_the_slope = Exercise(
    "What share of its largest slope is left at z = 3, for sigmoid and for tanh? (a pair, 2 digits)",
    shares_at_three,
    why="The gradient is what is high in the middle; the values climb on. And for tanh 3 is already too far out.",
    hints=["Divide the slope at 3 by the slope at 0.", "`sigmoid.derivative(3) / sigmoid.derivative(0)`."],
    rtol=0.009,
    atol=0,
    mistakes=[
        wrong(
            (sigmoid.derivative(3.0), tanh.derivative(3.0)),
            "These are the slopes themselves. Divide each by the largest slope, which is not 1 for both.",
        ),
        wrong((sigmoid(3.0), tanh(3.0)), "These are the values at z = 3, the very thing that the sentence mixes up."),
    ],
    follows=lambda one, other: f"Then the slopes at z = 3 would be {number(one / 4)} and {number(other)}.",
)


def slopes_of_max():
    left, right = min(2, 1), max(2, 1)  # for z < 0 the larger one of 2z and z is z
    return left, right


slopes_of_the_maximum = Exercise(
    "What are the slopes of max(2z, z) left and right of 0? (left, right)",
    slopes_of_max,
    why="A maximum is a maxout of two lines: it always bends upwards. Leaky ReLU with alpha = 2 bends downwards.",
    hints=["At z = −1: which is larger, −2 or −1?", "At z = 1: which is larger, 2 or 1?"],
    mistakes=[
        wrong((2.0, 2.0), "2z is larger only where z is positive. What is the larger one of −2 and −1?"),
        wrong((1.0, 1.0), "You took the smaller one on the right. At z = 1 the larger one of 2 and 1 counts."),
        wrong((2.0, 1.0), "That is Leaky ReLU with alpha = 2, which the text wants. What does the maximum take at −1?"),
    ],
    follows=lambda left, right: f"Then the values would be {number(-left)} at z = −1, and {number(right)} at z = 1.",
)

zero_centred_ones = Exercise(
    "Which of the twelve are zero-centred for z ~ N(0, 1)? A set of names.",
    lambda: names_of(lambda activation: activation.zero_centred),
    why="Tanh does resolve the problem that sigmoid has. SELU does too, with two numbers chosen for it.",
    hints=["Look at the column of the mean in the table of numbers.", "Three of them."],
    mistakes=[
        wrong({"identity", "tanh"}, "There is one that is not symmetric, and whose mean is 0 all the same."),
        wrong({"identity", "tanh", "elu", "selu"}, "ELU comes nearer to 0 than ReLU, but its mean is 0.16."),
        wrong({"tanh", "selu"}, "Both are right, and there is one more. What is the mean of z itself?"),
        wrong(
            lambda: names_of(lambda activation: activation(0.0) == 0),
            "That is where a(0) = 0. Zero-centred means that the mean output is 0.",
        ),
    ],
)

offer_questions(__name__)
