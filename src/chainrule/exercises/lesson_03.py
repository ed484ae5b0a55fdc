"""The checks of lesson 03, tanh: how sigmoid becomes it, its slope, what zero-centred buys, lost digits."""

import numpy as np

from chainrule.exercises.framework import Exercise
from chainrule.maths.activations import sigmoid, tanh

Z = [np.array([-3.0, -0.5, 0.2, 1.0, 4.0])]


def tanh_from_exponentials(z):
    up, down = np.exp(z), np.exp(-z)
    return (up - down) / (up + down)


my_tanh = Exercise(
    "Write tanh: a function that takes z and gives (e^z − e^(−z))/(e^z + e^(−z)).",
    tanh_from_exponentials,
    why="Swap z for −z: the top changes its sign, the bottom does not. So tanh(−z) = −tanh(z).",
    hints=["First work out e^z and e^(−z), and name them.", "Mind the brackets above and below the line."],
    inputs=Z,
)


@my_tanh.mistake("Upside down: the difference stands above the line, the sum below it. Your values are larger than 1.")
def upside_down(z):
    return (np.exp(z) + np.exp(-z)) / (np.exp(z) - np.exp(-z))


@my_tanh.mistake("`a - b / c + d` divides b by c only: put brackets around the difference and around the sum.")
def no_brackets(z):
    return np.exp(z) - np.exp(-z) / np.exp(z) + np.exp(-z)


@my_tanh.mistake("That is sinh, half of the difference, and it grows without end. Divide by the sum instead.")
def half_the_difference(z):
    return (np.exp(z) - np.exp(-z)) / 2


@my_tanh.mistake("That is tanh(z/2). If you divide top and bottom by e^z, then e^(−z) becomes e^(−2z).")
def half_of_z(z):
    return (1 - np.exp(-z)) / (1 + np.exp(-z))


@my_tanh.mistake("Your values lie between 0 and 1: that is a sigmoid of 2z. Tanh has negative values as well.")
def still_a_sigmoid(z):
    return 1 / (1 + np.exp(-2 * z))


@my_tanh.mistake("The sign is turned round: for positive z the larger exponential, e^z, comes first.")
def mirrored(z):
    return (np.exp(-z) - np.exp(z)) / (np.exp(z) + np.exp(-z))


def three_numbers_from_range_and_slope():
    low, high = tanh.range
    bottom, top = sigmoid.range
    scale = (high - low) / (top - bottom)
    shift = low - scale * bottom
    stretch = tanh.steepest_slope / (scale * sigmoid.steepest_slope)
    return stretch, scale, shift


three_numbers = Exercise(
    "scale · sigmoid(stretch · z) + shift is tanh(z) for three numbers. Give (stretch, scale, shift).",
    three_numbers_from_range_and_slope,
    why="Scaled in z, scaled in height, and shifted: it takes all three, and then the curves are the same.",
    hints=[
        "Begin with the height: from bottom to top sigmoid measures 1. And tanh?",
        "Then move the curve down until both ends fit. Only the steepness in the middle is left.",
    ],
    atol=0.01,
)


@three_numbers.mistake("A shift alone puts the middle at 0, but the curve is still only 1 high, from bottom to top.")
def only_shifted():
    return 1, 1, tanh(0) - sigmoid(0)


@three_numbers.mistake("Height and steepness are right, but your curve has no negative values. What is still missing?")
def only_scaled():
    stretch, scale, _ = three_numbers_from_range_and_slope()
    return stretch, scale, 0


@three_numbers.mistake("Your curve is only 1 high, from bottom to top. How high is tanh?")
def not_scaled():
    stretch, _, shift = three_numbers_from_range_and_slope()
    return stretch, 1, shift


@three_numbers.mistake("These are right, in another order: stretch first, then scale, then shift.")
def shift_before_scale():
    stretch, scale, shift = three_numbers_from_range_and_slope()
    return stretch, shift, scale


@three_numbers.mistake("These are right, in another order: stretch first, then scale, then shift.")
def shift_first():
    stretch, scale, shift = three_numbers_from_range_and_slope()
    return shift, stretch, scale


@three_numbers.mistake("Both ends fit, but the middle is too flat. What makes it steeper and leaves the ends alone?")
def not_stretched():
    _, scale, shift = three_numbers_from_range_and_slope()
    return 1, scale, shift


@three_numbers.mistake("Too steep: tanh is four times as steep as sigmoid at 0, but the scale has done a part of that.")
def stretched_for_all():
    _, scale, shift = three_numbers_from_range_and_slope()
    return tanh.steepest_slope / sigmoid.steepest_slope, scale, shift


@three_numbers.mistake("The shift has the wrong sign: your curve begins above 0 and climbs from there.")
def shifted_up():
    stretch, scale, shift = three_numbers_from_range_and_slope()
    return stretch, scale, -shift


@three_numbers.mistake("A stretch under 1 makes the curve flatter. The number multiplies z, it does not divide it.")
def divided_z():
    stretch, scale, shift = three_numbers_from_range_and_slope()
    return 1 / stretch, scale, shift


def ratio_of_the_slopes():
    return tanh.derivative(0.0) / sigmoid.derivative(0.0)


times_as_steep = Exercise(
    "Predict: how many times as steep as sigmoid is tanh at z = 0?",
    ratio_of_the_slopes,
    why="The scale makes the curve twice as steep, and the stretch twice as steep again: factors multiply.",
    hints=["Twice as high: how much steeper?", "And z runs twice as fast inside: how much steeper again?"],
)


@times_as_steep.mistake("You counted one of the two factors. The height and the faster z inside both make it steeper.")
def one_factor():
    return np.sqrt(ratio_of_the_slopes())


@times_as_steep.mistake("That is the slope of tanh itself. It is to be compared with the slope of sigmoid at 0.")
def slope_itself():
    return tanh.derivative(0.0)


@times_as_steep.mistake("The other way round: that is sigmoid's slope measured by tanh's. Tanh is the steeper one.")
def other_way_round():
    return sigmoid.derivative(0.0) / tanh.derivative(0.0)


def slope_of_tanh(z):
    a = np.tanh(z)
    return 1 - a**2


tanh_derivative = Exercise(
    "Write the derivative of tanh: a function that takes z and gives the slope at z.",
    slope_of_tanh,
    why="As with sigmoid, the backward pass needs only the value a that the forward pass left behind.",
    hints=["Work out a = tanh(z) first.", "By the quotient rule the slope is (v² − u²)/v², and u/v is a."],
    inputs=Z,
)


@tanh_derivative.mistake(
    "a(1 − a) is the slope of sigmoid. Every activation has its own: here tanh would be flat at 0."
)
def rule_of_sigmoid(z):
    a = np.tanh(z)
    return a * (1 - a)


@tanh_derivative.mistake("The square is missing: 1 − a is 2 far to the left, where tanh is flat.")
def no_square(z):
    return 1 - np.tanh(z)


@tanh_derivative.mistake("You squared z. It is the value a = tanh(z) that is squared.")
def z_for_a(z):
    return 1 - z**2


@tanh_derivative.mistake("You squared inside: tanh(z²) is not tanh(z)². Take the value first, then square it.")
def squared_inside(z):
    return 1 - np.tanh(z**2)


@tanh_derivative.mistake("That is tanh itself. Its slope is asked: how fast does the value move with z?")
def not_derived(z):
    return np.tanh(z)


@tanh_derivative.mistake(
    "A factor 2 is missing: 2 sigmoid(2z) has an outer 2, and the inner derivative d(2z)/dz gives another."
)
def no_inner_factor(z):
    return 2 * sigmoid.derivative(2 * z)


@tanh_derivative.mistake("Both factors are there, but the slope must be taken at 2z: the chain rule keeps the inside.")
def not_at_two_z(z):
    return 4 * sigmoid.derivative(z)


@tanh_derivative.mistake("The sign is turned round: tanh climbs everywhere, so its slope is never negative.")
def lost_sign(z):
    return np.tanh(z) ** 2 - 1


@tanh_derivative.mistake("Plus should be minus: (v² − u²)/v². A slope above 1 would be steeper than the middle.")
def plus(z):
    return 1 + np.tanh(z) ** 2


def edge_of_tanh():
    return np.arctanh(np.sqrt(1 - 0.01))  # 1 - a^2 = 0.01


def edge_of_sigmoid():
    a = (1 + np.sqrt(1 - 4 * 0.01)) / 2  # a(1 - a) = 0.01
    return np.log(a / (1 - a))


where_the_slope_dies = Exercise(
    "Predict: beyond which positive z is the slope of tanh under 0.01? (to 0.1)",
    edge_of_tanh,
    why="Tanh is steeper in the middle, and it saturates earlier than sigmoid.",
    hints=["1 − a² = 0.01: how large is a?", "a = 0.99499. At which z? `np.arctanh` undoes tanh."],
    atol=0.11,
)


@where_the_slope_dies.mistake("That is where sigmoid gets flat. Tanh runs through its values twice as fast.")
def as_sigmoid():
    return edge_of_sigmoid()


@where_the_slope_dies.mistake(
    "Half of sigmoid's 4.6: z runs twice as fast, but the slopes are higher too: they last a bit longer."
)
def half_of_sigmoid():
    return edge_of_sigmoid() / 2


@where_the_slope_dies.mistake("There the value has come within 0.01 of its end. The slope is asked.")
def by_the_value():
    return np.arctanh(0.99)


@where_the_slope_dies.mistake("There the slope falls under a tenth. A hundredth is asked.")
def under_a_tenth():
    return np.arctanh(np.sqrt(1 - 0.1))


@where_the_slope_dies.mistake("That is the edge on the left. The positive one is asked; the slopes are symmetric.")
def left_edge():
    return -edge_of_tanh()


def where_slopes_are_equal():
    return 2 * np.arccosh((1 + np.sqrt(3)) / 2)  # cosh z = 2 cosh(z/2)


where_the_slopes_cross = Exercise(
    "At which positive z do the slopes of sigmoid and tanh cross? (to 0.1)",
    where_slopes_are_equal,
    why="Inside, tanh passes more of a gradient; outside, sigmoid does. Neither is better everywhere.",
    hints=["Compare the slopes at z = 1 and at z = 2.", "Move z by 0.1 until the other one is larger."],
    atol=0.08,
)


@where_the_slopes_cross.mistake(
    "There tanh has come down to sigmoid's largest slope, 1/4. But sigmoid has come down as well."
)
def down_to_a_quarter():
    return np.arctanh(np.sqrt(1 - 0.25))


@where_the_slopes_cross.mistake("There tanh gets flat. Sigmoid overtook it some way before.")
def edge_for_crossing():
    return edge_of_tanh()


@where_the_slopes_cross.mistake("At 0 the slopes are farthest apart. Look where the two curves on the right meet.")
def at_zero():
    return 0.0


@where_the_slopes_cross.mistake("That is the crossing on the left. The positive one is asked.")
def left_crossing():
    return -where_slopes_are_equal()


def means_for_a_bell_curve():
    return sigmoid.mean_output, tanh.mean_output


mean_outputs = Exercise(
    "Predict the mean output for z drawn from N(0, 1): (mean of sigmoid, mean of tanh). (to 0.01)",
    means_for_a_bell_curve,
    why="Each curve is symmetric about its middle. Tanh has its middle at 0: that is zero-centred.",
    hints=["With each z comes a −z, equally likely. Where are the values?", "Add a(z) and a(−z), and halve."],
    atol=0.02,
)


@mean_outputs.mistake("The mean of z is 0, but sigmoid sends 0 somewhere else, and none of its values is negative.")
def both_zero():
    return 0.0, 0.0


@mean_outputs.mistake("These are right, in the other order: sigmoid first.")
def swapped():
    return tanh.mean_output, sigmoid.mean_output


@mean_outputs.mistake("These are the slopes at 0. The mean of the values is asked.")
def slopes_for_values():
    return sigmoid.derivative(0.0), tanh.derivative(0.0)


@mean_outputs.mistake("Sigmoid is right. For tanh, put each z together with −z: the two values have opposite signs.")
def same_for_both():
    return sigmoid.mean_output, sigmoid.mean_output


def count_the_patterns():
    inputs = np.array([0.2, 0.7, 0.9])
    return len({tuple(np.sign(gradient_at_z * inputs)) for gradient_at_z in (-1.0, 1.0)})


sign_patterns = Exercise(
    "Each of three weight gradients is + or −: eight patterns on paper. "
    "How many of them can occur if all three inputs are positive?",
    count_the_patterns,
    why="All plus or all minus. In one step the three weights go up together or down together.",
    hints=["Each gradient is the gradient at z times one input.", "Which of these two can be negative?"],
)


@sign_patterns.mistake("Eight would need three signs that are free. All three share one factor: the gradient at z.")
def all_of_them():
    return 2**3


@sign_patterns.mistake("The inputs are positive, but the gradient at z can have either sign.")
def only_plus():
    return 1


@sign_patterns.mistake("Those are the patterns that cannot occur: the mixed ones.")
def the_mixed_ones():
    return 2**3 - count_the_patterns()


@sign_patterns.mistake("You counted the weights. Count the patterns that their three signs can form together.")
def one_each():
    return 3


def through_three():
    return tanh.derivative(1.0) ** 3


three_units = Exercise(
    "What share of a gradient gets through three tanh units in a row, all at z = 1? (weights 1; to 0.001)",
    through_three,
    why="Less than a tenth is left: more than sigmoid lets through, but it shrinks with depth as well.",
    hints=["The slope at z = 1 is 1 − tanh(1)².", "Each unit multiplies by the slope. There are three."],
    rtol=0.02,
)


@three_units.mistake("That holds at z = 0, where the slope is 1. Here each unit sits at z = 1.")
def at_the_top():
    return tanh.derivative(0.0) ** 3


@three_units.mistake("You added the three slopes. Slopes of a chain multiply.")
def slopes_added():
    return 3 * tanh.derivative(1.0)


@three_units.mistake("That is one unit. There are three of them, one behind the other.")
def one_unit():
    return tanh.derivative(1.0)


@three_units.mistake("Those are two units. There is one more behind them.", rtol=0.03)
def two_units():
    return tanh.derivative(1.0) ** 2


@three_units.mistake("You multiplied the values. Backwards it is the slopes that multiply.")
def values_multiplied():
    return tanh(1.0) ** 3


@three_units.mistake("You used a(1 − a), the slope of sigmoid, with a value of tanh.")
def with_the_rule_of_sigmoid():
    return (tanh(1.0) * (1 - tanh(1.0))) ** 3


@three_units.mistake("The square is missing in your slope: 1 − a² with a = tanh(1).")
def without_the_square():
    return (1 - tanh(1.0)) ** 3


@three_units.mistake("These are three sigmoid units. Tanh has the larger slope at z = 1.")
def three_sigmoids():
    return sigmoid.derivative(1.0) ** 3


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
)


@resolved.mistake("Those are the weak points that remain. Which ones are gone?")
def what_remains():
    return {"saturates", "exponential"}


@resolved.mistake("Tanh still saturates: what is its slope at z = 5?")
def not_saturation():
    return {"not zero-centred", "small slope", "saturates"}


@resolved.mistake("That is one of them. There is another: compare the slopes at z = 0.")
def only_the_centre():
    return {"not zero-centred"}


@resolved.mistake("That is one of them. There is another: compare the mean outputs.")
def only_the_slope():
    return {"small slope"}


@resolved.mistake("Tanh still saturates: what is its slope at z = 5? The other one is right, and not alone.")
def saturation_and_the_slope():
    return {"small slope", "saturates"}


@resolved.mistake("Tanh still saturates: what is its slope at z = 5?")
def saturation_alone():
    return {"saturates"}


@resolved.mistake("The formula of tanh is made of exponentials too.")
def exponential_alone():
    return {"exponential"}


@resolved.mistake("The formula of tanh is made of exponentials too. The other two are right.")
def not_the_exponential():
    return {"not zero-centred", "small slope", "exponential"}


@resolved.mistake('You mean the right ones. Spell the first as in the question: "not zero-centred".')
def in_american():
    return {"not zero-centered", "small slope"}


@resolved.mistake("The formula of tanh is made of exponentials too, and its ends are flat.")
def everything():
    return {"not zero-centred", "small slope", "saturates", "exponential"}


def slope_with_all_digits(z):
    t = np.exp(-2 * np.abs(z))
    return 4 * t / (1 + t) ** 2


keep_the_digits = Exercise(
    "Write the slope of tanh so that it keeps its digits for every z, also for z = 20, z = 800 and z = −800.",
    slope_with_all_digits,
    why="Nothing is subtracted from 1, and e^(−2|z|) can only get small.",
    hints=[
        "The slope is 4 sigmoid'(2z). Lesson 02 found a form of sigmoid' without a subtraction.",
        "sigmoid'(z) = t/(1 + t)² with t = e^(−|z|). Put 2z in place of z, and mind the 4.",
    ],
    inputs=[0.0, 1.0, 5.0, 20.0, -20.0, 40.0, 300.0, 800.0, -800.0],
    rtol=1e-9,
    atol=0,
    quiet=True,
)


@keep_the_digits.mistake(
    "tanh was rounded to 1 before you subtracted: from z = 19.1 on nothing is left.",
    rtol=0.5,
)
def textbook_slope(z):
    return 1 - np.tanh(z) ** 2


@keep_the_digits.mistake("Right for z > 0, but e^(−2z) overflows far to the left: use |z|, the slope is symmetric.")
def one_sided(z):
    t = np.exp(-2 * z)
    return 4 * t / (1 + t) ** 2


@keep_the_digits.mistake("Right for z < 0, but e^(2z) overflows far to the right: use −|z|, the slope is symmetric.")
def other_side_only(z):
    t = np.exp(2 * z)
    return 4 * t / (1 + t) ** 2


@keep_the_digits.mistake("Right values, but e^|z| overflows on the way. Use an exponential that only gets small.")
def through_cosh(z):
    return 1 / np.cosh(z) ** 2


@keep_the_digits.mistake("z must be doubled inside: t = e^(−2|z|).")
def not_doubled(z):
    t = np.exp(-np.abs(z))
    return 4 * t / (1 + t) ** 2


@keep_the_digits.mistake("The 4 is missing: one 2 from the scale, another from the inner derivative.")
def no_four(z):
    t = np.exp(-2 * np.abs(z))
    return t / (1 + t) ** 2
