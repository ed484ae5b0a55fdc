"""The checks of lesson 05: compare all activations, read their facts, bring your own, and spot mistakes in texts."""

import itertools

import numpy as np

from chainrule.exercises.framework import Exercise
from chainrule.maths.activations import (
    ACTIVATIONS,
    gelu,
    leaky_relu,
    maxout,
    relu,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from chainrule.maths.numeric import central_difference, gaussian_mean

Z = [np.array([-3.0, -0.5, 0.0, 1.0, 4.0])]
BELL = np.linspace(-4, 4, 80_001)  # stands for many z from N(0, 1)


def names_of(condition):
    """The names of the built-in activations for which a condition holds."""
    return {name for name, activation in ACTIVATIONS.items() if condition(activation)}


# -- four that you know ----------------------------------------------------------------------------------------------


def by_slope_at_three():
    return tuple(sorted(["relu", "sigmoid", "tanh"], key=lambda name: ACTIVATIONS[name].derivative(3.0)))


order_of_slopes = Exercise(
    'Predict: put "relu", "sigmoid" and "tanh" in the order of their slopes at z = 3, the smallest first.',
    by_slope_at_three,
    why="Tanh is steepest in the middle and the first to lie flat. Where a unit sits decides which one is better.",
    hints=[
        "One of the three has a slope that does not depend on how large z is.",
        "Tanh is saturated beyond |z| = 3.",
    ],
)


@order_of_slopes.mistake("This is the order of the values at z = 3. The slopes are asked.")
def by_value():
    return tuple(sorted(["relu", "sigmoid", "tanh"], key=lambda name: ACTIVATIONS[name](3.0)))


@order_of_slopes.mistake("These are in the right order, from the largest down. The smallest is to come first.")
def largest_first():
    return by_slope_at_three()[::-1]


@order_of_slopes.mistake(
    "In the middle tanh is steeper than sigmoid. But z = 3 is not the middle: who lies flat there?"
)
def as_in_the_middle():
    return tuple(sorted(["sigmoid", "tanh", "relu"], key=lambda name: ACTIVATIONS[name].steepest_slope))


# -- newcomers -------------------------------------------------------------------------------------------------------


def slope_of_softplus(z):
    return np.exp(z) / (1 + np.exp(z))


softplus_derivative = Exercise(
    "Write the derivative of softplus, ln(1 + e^z): a function that takes z and gives the slope at z.",
    slope_of_softplus,
    why="Softplus is what you get by adding up sigmoid from the left: sigmoid is its slope.",
    hints=[
        "The derivative of ln(u) is 1/u, and the inner derivative multiplies.",
        "u = 1 + e^z. What is u'?",
    ],
    inputs=Z,
)


@softplus_derivative.mistake("You forgot the inner derivative: 1 + e^z has the derivative e^z, and it multiplies.")
def outer_alone(z):
    return 1 / (1 + np.exp(z))


@softplus_derivative.mistake("That is the inner derivative alone. The outer one, 1/(1 + e^z), multiplies it.")
def inner_alone(z):
    return np.exp(z)


@softplus_derivative.mistake("That is softplus itself. How fast does it climb?")
def softplus_not_derived(z):
    return np.log(1 + np.exp(z))


@softplus_derivative.mistake("That is the slope of sigmoid. The slope of softplus is asked: one step less.")
def derived_twice(z):
    return np.exp(z) / (1 + np.exp(z)) ** 2


def bottom_of_silu():
    z = np.linspace(-4, 0, 40_001)
    return z[np.argmin(silu(z))]


lowest_point = Exercise(
    "At which z does SiLU have its lowest value? (to 0.1)",
    bottom_of_silu,
    why="Left of this point the value climbs again while z falls, so the slope is negative there: not monotone.",
    hints=[
        "At the lowest point the tangent lies flat.",
        "Drag z to the left of 0 until the slope changes its sign.",
    ],
    rtol=0,
    atol=0.06,
)


@lowest_point.mistake("That is the lowest value. The z that has it is asked.")
def value_for_place():
    return silu(np.linspace(-4, 0, 40_001)).min()


@lowest_point.mistake("That is where GELU is lowest. SiLU is wider.")
def bottom_of_gelu():
    z = np.linspace(-4, 0, 40_001)
    return z[np.argmin(gelu(z))]


@lowest_point.mistake("The size is right, but it lies on the other side of 0.")
def other_side():
    return -bottom_of_silu()


def slopes_of_the_absolute_value():
    return tuple(round(float(central_difference(np.abs, z)), 6) for z in (-1.0, 1.0))


maxout_is_abs = Exercise(
    "Maxout takes the larger of w1 · z and w2 · z (both biases 0). For which (w1, w2) is it |z|? The "
    "smaller one first.",
    slopes_of_the_absolute_value,
    why="Each line of a maxout is one straight piece. With more lines it can follow any curve that bends upwards only.",
    hints=["|z| consists of two straight lines. What are their slopes?", "Left of 0 |z| is −z."],
)


@maxout_is_abs.mistake("That is ReLU: flat on the left. |z| climbs on both sides.")
def gives_relu():
    return 0.0, 1.0


@maxout_is_abs.mistake("Two equal lines: their maximum is that line, and nothing bends.")
def gives_identity():
    return 1.0, 1.0


@maxout_is_abs.mistake("These are the right lines, in the other order: the smaller number first.")
def larger_first():
    return slopes_of_the_absolute_value()[::-1]


def somewhere_above_one():
    return names_of(lambda activation: activation.steepest_slope > 1)


above_one = Exercise(
    "Which of the twelve, as drawn here, have a slope above 1 somewhere? Answer with a set of names "
    "such as {'relu', 'tanh'}.",
    somewhere_above_one,
    why="A slope above 1 makes a gradient larger. It can make up for slopes below 1 elsewhere, or be too much.",
    hints=[
        "There are three of them.",
        "Tick them one after the other and look for a curve above 1 on the right.",
    ],
)


@above_one.mistake("A slope of exactly 1 passes a gradient as it is. Above 1 is asked, and three go there.")
def one_or_more():
    return names_of(lambda activation: activation.steepest_slope >= 1)


@above_one.mistake(
    "These are the two that are not monotone. There is one more, which is stretched by a number above 1."
)
def wavy_ones():
    return {"silu", "gelu"}


@above_one.mistake("That is the one that is stretched. Two of the smooth ones overshoot a little as well.")
def stretched_one():
    return {"selu"}


@above_one.mistake("Both are right, and there is one more. It is smooth, and overshoots 1 only a little.")
def without_gelu():
    return {"selu", "silu"}


@above_one.mistake("Both are right, and there is one more. It is smooth, and overshoots 1 only a little.")
def without_silu():
    return {"selu", "gelu"}


# -- two numbers for the depth ---------------------------------------------------------------------------------------


def ten_times_half():
    return gaussian_mean(lambda z: np.square(relu.derivative(z))) ** 10


ten_layers = Exercise(
    "What share of the mean square of a gradient is left after ten ReLU layers, if each time z ~ N(0, 1) and the "
    "weights neither enlarge nor shrink anything? (2 digits)",
    ten_times_half,
    why="Half of the gates are shut, so weights have to make up for it: lesson 11 finds the factor, the root of 2.",
    hints=[
        "E[a'²] of ReLU is the share that one layer passes.",
        "Ten layers, one behind the other: shares multiply.",
    ],
    rtol=0.03,
    atol=0,
)


@ten_layers.mistake("That holds if every gate is open. With z ~ N(0, 1) half of them are shut.")
def all_open():
    return 1.0


@ten_layers.mistake("You divided by ten. Each layer multiplies by the share, so it is a power.")
def divided_by_ten():
    return 0.5 / 10


@ten_layers.mistake("That is the share for ten sigmoid layers.")
def ten_sigmoids():
    return gaussian_mean(lambda z: np.square(sigmoid.derivative(z))) ** 10


@ten_layers.mistake("That is the size of the gradient, the root of its mean square. The mean square itself is asked.")
def root_of_it():
    return np.sqrt(ten_times_half())


# -- bring your own --------------------------------------------------------------------------------------------------


def slope_of_bent(z):
    return 1 / (1 + np.abs(z)) ** 2


bent_derivative = Exercise(
    "Write the derivative of z/(1 + |z|): a function that takes z and gives the slope at z, also for z < 0.",
    slope_of_bent,
    why="No exponential in it, and the slope falls like 1/z² instead of e^(−z): it is late to lie flat.",
    hints=[
        "Take z > 0 first, where |z| = z, and use the quotient rule on z/(1 + z).",
        "The curve is symmetric about the origin, so the slope at −z is the slope at z: put |z| for z.",
    ],
    inputs=Z,
)


@bent_derivative.mistake("Right for z > 0. For z < 0 it is not: |z| belongs where z stands.")
def right_half(z):
    return 1 / (1 + z) ** 2


@bent_derivative.mistake("You derived the top only. In the quotient rule there is a second part, −u v'/v².")
def top_alone(z):
    return 1 / (1 + np.abs(z))


@bent_derivative.mistake("In the quotient rule the second part is taken away: (u'v − u v')/v².")
def plus_for_minus(z):
    return (1 + 2 * np.abs(z)) / (1 + np.abs(z)) ** 2


@bent_derivative.mistake("1 − a² is the slope of tanh. Each function has its own rule.")
def rule_of_tanh(z):
    return 1 - (z / (1 + np.abs(z))) ** 2


@bent_derivative.mistake("The curve climbs on both sides of 0, so its slope is positive there too: no sign is needed.")
def sign_of_z(z):
    return np.sign(z) / (1 + np.abs(z)) ** 2


def bent(z):
    return z / (1 + np.abs(z))


def lets_more_through():
    shares = {
        "tanh": gaussian_mean(lambda z: np.square(tanh.derivative(z))),
        "bent": gaussian_mean(lambda z: np.square(slope_of_bent(z))),
    }
    return max(shares, key=shares.get)


bent_or_tanh = Exercise(
    'Predict: which one has the larger E[a\'²] for z ~ N(0, 1): "bent", "tanh", or are they "equal"?',
    lets_more_through,
    why="Most z lie near 0, and there bent falls away from 1 at once. Its long tails are where few z are.",
    hints=[
        "Where do most z from N(0, 1) lie?",
        "Compare the slopes at z = 0.5: 1/(1 + z)² and 1 − tanh²(z).",
    ],
)


@bent_or_tanh.mistake("Far out bent is steeper, that is true. But how many z from N(0, 1) are there?")
def by_the_tails():
    return "bent"


@bent_or_tanh.mistake("Both have slope 1, and at z = 0 only. Compare them at z = 0.5.")
def by_the_top():
    return "equal"


class Design(Exercise):
    """An exercise that accepts every function with some properties, however it is written.

    Two functions agree here if they have the same properties out of `PROPERTIES`, measured from their values.
    """

    def _agree(self, expected, runs, tolerance):
        found = [properties(each.value) for each in (*expected, *runs)]
        return None not in found and found[0] == found[1]

    def _unknown(self, runs):
        found = properties(runs[0].value)
        if found is None:
            return super()._unknown(runs)
        missing = [PROPERTIES[name] for name, holds in found.items() if not holds]
        return "\n".join(["Not all that is asked holds yet:", *(f"- {sentence}" for sentence in missing)])


FLAT = 0.01
GRID = np.concatenate([np.linspace(-8, 8, 1601), [-1e-6, 1e-6]])
PROPERTIES = {
    "bent": "it is a straight line: put a bend into it.",
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
    return {
        "bent": bool(np.ptp(slope) > 0.01),
        "zero-centred": bool(abs(weight @ a) < 1e-4),
        "slope 1": bool(abs((values[-1] - values[-2]) / 2e-6 - 1) < 1e-3),
        "not saturated": bool((slope >= FLAT - 1e-9).all()),
        "passes more": bool(middle @ slope**2 / middle.sum() > gaussian_mean(lambda z: tanh.derivative(z) ** 2)),
    }


def late_to_flatten(z):
    return np.arcsinh(z)


mission = Design(
    "Design an activation: bent, zero-centred, slope 1 at z = 0, slope of at least 0.01 everywhere on [−8, 8], and "
    "with a larger E[a'²] than tanh.",
    late_to_flatten,
    why="It keeps a gradient alive near 0 and far out. Whether a network learns better with it only a race can tell.",
    hints=[
        "A sum of two functions has the sum of their slopes: what do you get by adding a slanted line to tanh?",
        "If the slope at 0 is s, divide the whole function by s.",
        "Or look for a function that climbs more and more slowly but never stops: a logarithm, a root, `np.arcsinh`.",
    ],
    inputs=[GRID],
)


@mission.mistake(
    "It has all but one: somewhere on [−8, 8] its slope is under 0.01. Let it climb on: with a slanted line, say."
)
def flat_far_out(z):
    return 1.1 * tanh(z / 1.1)


@mission.mistake(
    "A straight line has everything except what an activation is for: a bend. Layers of it stay one layer."
)
def straight(z):
    return z


@mission.mistake(
    "Its slope gets as small as that of tanh, and it lets no more of a gradient pass. Start with one of the two."
)
def no_better_than_tanh(z):
    return tanh(z)


@mission.mistake("Zero-centred it is not, nor steep enough on the left: the negative side needs values of its own.")
def one_side(z):
    return np.where(z > 0, 1.5 * z, 0) - 0.5 * np.where(z > 0, np.tanh(z), 0)


@mission.mistake("Nearly: it falls away from slope 1 too soon, so that less of a gradient passes than with tanh.")
def too_soon(z):
    return z / (1 + np.abs(z))


@mission.mistake("It has all but the slope at 0. Divide it by the slope that it has there.")
def too_steep(z):
    return z + np.tanh(z)


# -- spot the mistake ------------------------------------------------------------------------------------------------


def share_of_zeros(activation):
    return np.mean(activation(BELL) == 0)


def count_the_sparse():
    return len(names_of(lambda activation: share_of_zeros(activation) > 0.1))


sparse_ones = Exercise(
    "For how many of the twelve is more than a tenth of the values exactly 0, if z ~ N(0, 1)?",
    count_the_sparse,
    why="The sentence should say sigmoid and tanh: they always fire, like all the others but ReLU.",
    hints=[
        "`np.mean(a(z) == 0)` for each a of `ACTIVATIONS.values()`.",
        "Small is not zero: Leaky ReLU at −1 is −0.01.",
    ],
)


@sparse_ones.mistake("You seem to count Leaky ReLU and PReLU as well. Their values on the left are small, and not 0.")
def with_the_leaky_ones():
    return len({"relu", "leaky_relu", "prelu"})


@sparse_ones.mistake("That is the number of those that always fire. The others are asked.")
def the_dense_ones():
    return len(ACTIVATIONS) - count_the_sparse()


@sparse_ones.mistake("Not none: what does ReLU give for z < 0?")
def none_at_all():
    return 0


def what_is_needed():
    def distance(changes):
        stretch, scale, shift = (
            right if name in changes else 1.0 - (name == "shift") for name, right in TANH_FROM_SIGMOID.items()
        )
        return np.abs(scale * sigmoid(stretch * BELL) + shift - tanh(BELL)).max()

    subsets = [set(s) for n in range(4) for s in itertools.combinations(TANH_FROM_SIGMOID, n)]
    return min((s for s in subsets if distance(s) < 1e-12), key=len)


TANH_FROM_SIGMOID = {"stretch": 2.0, "scale": 2.0, "shift": -1.0}

makes_tanh = Exercise(
    'Which changes make a sigmoid a tanh? A set out of "stretch" (in z), "scale" (in height), "shift".',
    what_is_needed,
    why="tanh(z) = 2 sigmoid(2z) − 1: it takes all three, so the texts are each right about a part.",
    hints=[
        "Shifted only, sigmoid goes from −1/2 to 1/2.",
        "Lay it over tanh as in lesson 03, with one change less each time.",
    ],
)


@makes_tanh.mistake("Shifted only, it still goes up by 1 and not by 2, and it is four times less steep than tanh.")
def shifted_only():
    return {"shift"}


@makes_tanh.mistake("Scaled and stretched, it goes from 0 to 2. How does it get down to −1?")
def scaled_only():
    return {"stretch", "scale"}


@makes_tanh.mistake("Scaled in height, it goes from 0 to 2. How does it get down to −1, and how steep is it at z = 0?")
def scaled_in_height_only():
    return {"scale"}


@makes_tanh.mistake("It goes from −1 to 1 now, but it is half as steep as tanh at z = 0.")
def not_stretched():
    return {"scale", "shift"}


def learns_its_slope():
    return next(name for name in ("leaky_relu", "prelu", "elu") if ACTIVATIONS[name].by_parameter)


learned_alpha = Exercise(
    'In which one does gradient descent change alpha: "leaky_relu", "prelu" or "elu"?',
    learns_its_slope,
    why="What gradient descent changes is a parameter, like a weight. A hyperparameter is chosen before and stays.",
    hints=["One of them has a derivative by alpha: `a.by_parameter`.", "The P stands for parametric."],
)


@learned_alpha.mistake("Its alpha is chosen before learning, and stays: that one is the hyperparameter.")
def chosen_leak():
    return "leaky_relu"


@learned_alpha.mistake("Its alpha says where it levels off on the left; it is chosen before learning.")
def chosen_floor():
    return "elu"


def never_zero_or_less():
    candidates = [sigmoid, softplus, relu, gelu]
    return {activation.name for activation in candidates if (activation(BELL) > 0).all()}


strictly_positive = Exercise(
    'Which are strictly positive, above 0 for every z: "sigmoid", "softplus", "relu", "gelu"? Give a set.',
    never_zero_or_less,
    why="ReLU is only non-negative: half of its values are exactly 0, and that is what makes it sparse.",
    hints=["`a(z).min() > 0` for z from −4 to 4.", "Is 0 above 0?"],
)


@strictly_positive.mistake("ReLU is never negative, but it is 0 for half of all z. Above 0 is asked.")
def with_relu():
    return {"sigmoid", "softplus", "relu"}


@strictly_positive.mistake("GELU dips below 0, down to −0.17, and ReLU is exactly 0 on the left.")
def all_four():
    return {"sigmoid", "softplus", "relu", "gelu"}


@strictly_positive.mistake("GELU dips below 0 on the left, like SiLU.")
def with_gelu():
    return {"sigmoid", "softplus", "gelu"}


@strictly_positive.mistake(
    "That one is right, and there is one more: 1 plus an exponential is above 1, so its logarithm is above 0."
)
def sigmoid_alone():
    return {"sigmoid"}


def between_the_sides():
    return central_difference(leaky_relu(alpha=0.1), 0.0)


at_the_corner = Exercise(
    "What do central differences give for the slope of Leaky ReLU with alpha = 0.1 at z = 0? (2 digits)",
    between_the_sides,
    why="It is halfway between the slopes on both sides, whatever the convention says: at a bend there is "
    "no right one.",
    hints=[
        "One value from the right, a = h, one from the left, a = −0.1 h. They are 2h apart.",
        "(h + 0.1 h)/(2h).",
    ],
    rtol=0,
    atol=0.004,
)


@at_the_corner.mistake(
    "That is the convention of this course, the slope on the left. Central differences look both ways."
)
def left_slope():
    return leaky_relu(alpha=0.1).derivative(0.0)


@at_the_corner.mistake("That is the slope on the right. Central differences look both ways.")
def right_slope():
    return leaky_relu(alpha=0.1).derivative(1.0)


@at_the_corner.mistake("That is what they give for ReLU, where the left side is flat. Here it has a slope.")
def of_relu():
    return central_difference(relu, 0.0)


@at_the_corner.mistake("The value on the left is negative, −0.1 h. Taking away a negative number adds.")
def sign_lost():
    return (1 - 0.1) / 2


def shares_at_three():
    return tuple(a.derivative(3.0) / a.derivative(0.0) for a in (sigmoid, tanh))


share_of_the_slope = Exercise(
    "What share of its largest slope is left at z = 3, for sigmoid and for tanh? (a pair, 2 digits)",
    shares_at_three,
    why="The gradient is what is high in the middle; the values climb on. And for tanh 3 is already too far out.",
    hints=["Divide the slope at 3 by the slope at 0.", "`sigmoid.derivative(3) / sigmoid.derivative(0)`."],
    rtol=0.05,
    atol=0,
)


@share_of_the_slope.mistake(
    "These are the slopes themselves. Divide each by the largest slope, which is not 1 for both."
)
def slopes_themselves():
    return tuple(a.derivative(3.0) for a in (sigmoid, tanh))


@share_of_the_slope.mistake("These are the values at z = 3, the very thing that the sentence mixes up.")
def values_at_three():
    return tuple(a(3.0) for a in (sigmoid, tanh))


@share_of_the_slope.mistake("These are the right shares, in the other order: sigmoid first.")
def shares_swapped():
    return shares_at_three()[::-1]


@share_of_the_slope.mistake("You gave percent: a share lies between 0 and 1.")
def shares_in_percent():
    return tuple(100 * share for share in shares_at_three())


FORMULAS = {
    "a": lambda z: z * (z > 0),
    "b": lambda z: np.maximum(z, 0),
    "c": lambda z: z / (1 + np.exp(-z)),
    "d": lambda z: np.log(1 + np.exp(z)),
}


def no_number_at_minus_infinity():
    with np.errstate(all="ignore"):
        return {letter for letter, formula in FORMULAS.items() if np.isnan(formula(np.float64(-np.inf)))}


nan_far_out = Exercise(
    'Which give nan at z = −∞? "a": z * (z > 0), "b": np.maximum(z, 0), "c": z / (1 + np.exp(-z)), '
    '"d": np.log(1 + np.exp(z)). A set of letters.',
    no_number_at_minus_infinity,
    why="−∞ times 0 and −∞ by ∞ are no numbers. A formula that chooses, instead of multiplying, is safe.",
    hints=["Put `z = np.float64(-np.inf)` in, one after the other.", "Two of them."],
)


@nan_far_out.mistake("That one is nan, and there is another one: in it −∞ is divided by ∞.")
def product_alone():
    return {"a"}


@nan_far_out.mistake("A maximum only chooses: of −∞ and 0 it takes 0. No arithmetic, no nan.")
def the_two_relus():
    return {"a", "b"}


@nan_far_out.mistake("The exponential of −∞ is 0, and ln(1 + 0) is 0: that one is safe here.")
def with_the_logarithm():
    return {"a", "c", "d"}


def side_of_overflow(formula):
    """On which side a formula overflows: "negative" or "positive" z."""
    with np.errstate(over="raise"):
        for side, z in {"negative": -1000.0, "positive": 1000.0}.items():
            try:
                formula(np.float64(z))
            except FloatingPointError:
                return side
    return "neither"


def where_both_overflow():
    return side_of_overflow(lambda z: 1 / (1 + np.exp(-z))), side_of_overflow(lambda z: np.log(1 + np.exp(z)))


overflows = Exercise(
    'For which large z does each overflow, "positive" or "negative" ones: 1/(1 + e^(−z)), and ln(1 + e^z)? '
    "Answer with two words.",
    where_both_overflow,
    why="Look at the sign in the exponent. A form with e^(−|z|) can never overflow: that is what the package uses.",
    hints=[
        "An exponential overflows where its exponent is above 709.",
        "In the first one the exponent is −z.",
    ],
)


@overflows.mistake("The other way round: in the first formula the exponent is −z, so it is large for negative z.")
def other_way_round():
    return where_both_overflow()[::-1]


@overflows.mistake("In the first formula the exponent is −z. For which z is −z large?")
def both_positive():
    return "positive", "positive"


@overflows.mistake("In the second formula the exponent is z itself. For which z is it large?")
def both_negative():
    return "negative", "negative"


def slopes_of_max():
    a = maxout(w1=2.0, w2=1.0)
    return a.derivative(-1.0), a.derivative(1.0)


slopes_of_the_maximum = Exercise(
    "What are the slopes of max(2z, z) left and right of 0? (left, right)",
    slopes_of_max,
    why="A maximum is a maxout of two lines: it always bends upwards. Leaky ReLU with alpha = 2 bends downwards.",
    hints=["At z = −1: which is larger, −2 or −1?", "At z = 1: which is larger, 2 or 1?"],
)


@slopes_of_the_maximum.mistake(
    "That is Leaky ReLU with alpha = 2, which the text wants. What does the maximum take at −1?"
)
def as_intended():
    a = leaky_relu(alpha=2.0)
    return a.derivative(-1.0), a.derivative(1.0)


@slopes_of_the_maximum.mistake("2z is larger only where z is positive. What is the larger one of −2 and −1?")
def always_double():
    return 2.0, 2.0


@slopes_of_the_maximum.mistake("You took the smaller one on the right. At z = 1 the larger one of 2 and 1 counts.")
def always_single():
    return 1.0, 1.0


def mean_is_zero():
    return names_of(lambda activation: activation.zero_centred)


zero_centred_ones = Exercise(
    "Which of the twelve are zero-centred for z ~ N(0, 1)? A set of names.",
    mean_is_zero,
    why="Tanh does resolve the problem that sigmoid has. SELU does too, with two numbers chosen for it.",
    hints=["Look at the column of the mean in the table of numbers.", "Three of them."],
)


@zero_centred_ones.mistake("There is one that is not symmetric, and whose mean is 0 all the same: it was made for it.")
def symmetric_ones():
    return {"identity", "tanh"}


@zero_centred_ones.mistake("ELU comes nearer to 0 than ReLU, but its mean is 0.16.")
def with_elu():
    return {"identity", "tanh", "elu", "selu"}


@zero_centred_ones.mistake("Both are right, and there is one more. What is the mean of z itself?")
def without_identity():
    return {"tanh", "selu"}


@zero_centred_ones.mistake("That is where a(0) = 0. Zero-centred means that the mean output is 0.")
def through_the_origin():
    return names_of(lambda activation: activation(0.0) == 0)
