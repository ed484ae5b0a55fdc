"""The checks of lesson 02, sigmoid: its values, its slope, where the slope dies, and where a formula loses its digits."""

import numpy as np

from chainrule.exercises.framework import Exercise
from chainrule.maths.activations import sigmoid

Z = [np.array([-3.0, -0.5, 0.0, 1.0, 4.0])]


def squash(z):
    return 1 / (1 + np.exp(-z))


my_sigmoid = Exercise(
    "Write sigmoid: a function that takes z and gives 1/(1 + e^(−z)).",
    squash,
    why="Every number, however large, lands between 0 and 1, and 0 lands on 1/2.",
    hints=["`np.exp` takes a number or a whole array.", "Mind the brackets: all of 1 + e^(−z) is below the line."],
    inputs=Z,
)


@my_sigmoid.mistake("The minus sign is missing: e^(−z) gets small for large z, so that sigmoid goes to 1 there.")
def mirrored(z):
    return 1 / (1 + np.exp(z))


@my_sigmoid.mistake("`1 / 1 + x` is (1/1) + x in Python: put brackets around 1 + e^(−z).")
def no_brackets(z):
    return 1 / 1 + np.exp(-z)


@my_sigmoid.mistake("That is e^(−z)/(1 + e^(−z)) = 1 − sigmoid(z): the numerator is 1.")
def complement(z):
    return np.exp(-z) / (1 + np.exp(-z))


def slope_of_sigmoid(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


sigmoid_derivative = Exercise(
    "Write the derivative of sigmoid: a function that takes z and gives the slope at z.",
    slope_of_sigmoid,
    why="One exponential serves both passes: the forward pass has a already, and the slope is a(1 − a).",
    hints=["Work out a = sigmoid(z) first.", "The slope is a(1 − a), with a the value, not z."],
    inputs=Z,
)


@sigmoid_derivative.mistake("You used z where a belongs: the slope is a(1 − a) with a = sigmoid(z).")
def z_for_a(z):
    return z * (1 - z)


@sigmoid_derivative.mistake("That is sigmoid itself. Its slope is asked: how fast does the value move with z?")
def not_derived(z):
    return 1 / (1 + np.exp(-z))


@sigmoid_derivative.mistake("The inner derivative has a minus sign, and so has the outer one: together they give plus.")
def lost_sign(z):
    a = 1 / (1 + np.exp(-z))
    return -a * (1 - a)


@sigmoid_derivative.mistake("You forgot the inner derivative: d(1 + e^(−z))/dz is −e^(−z), and it multiplies.")
def no_inner_derivative(z):
    return 1 / (1 + np.exp(-z)) ** 2


@sigmoid_derivative.mistake("That is the outer derivative alone. The inner one, d(1 + e^(−z))/dz, multiplies it.")
def outer_derivative_alone(z):
    return -1 / (1 + np.exp(-z)) ** 2


@sigmoid_derivative.mistake("That is 1 − a. One factor is still missing: a itself.")
def one_factor(z):
    return 1 - 1 / (1 + np.exp(-z))


@sigmoid_derivative.mistake("You squared a. The slope is a(1 − a): the bracket holds 1 − a, without a square.")
def one_minus_the_square(z):
    return 1 - 1 / (1 + np.exp(-z)) ** 2


def top_of_the_slope():
    return 0.0, sigmoid.derivative(0.0)


steepest = Exercise(
    "Where is sigmoid steepest, and how steep is it there? Answer with two numbers: (z, slope).",
    top_of_the_slope,
    why="Even at its best sigmoid passes on a quarter of a gradient. Remember 1/4: lesson 09 is built on it.",
    hints=[
        "The slope is a(1 − a). For which a is that largest?",
        "It is largest at a = 1/2. At which z does a get there?",
    ],
    atol=0.005,
)


@steepest.mistake("At z = 0 the *value* is 0.5. The slope is asked: a(1 − a).")
def value_for_slope():
    return 0.0, sigmoid(0.0)


@steepest.mistake("Then a would move as fast as z. Can a(1 − a) be so large, with a between 0 and 1?")
def slope_one():
    return 0.0, 1.0


@steepest.mistake("These are right, in the other order: z first, then the slope.")
def swapped():
    return sigmoid.derivative(0.0), 0.0


def edge_of_saturation():
    a = (1 + np.sqrt(1 - 4 * 0.01)) / 2  # the larger root of a(1 - a) = 0.01
    return np.log(a / (1 - a))


where_the_slope_dies = Exercise(
    "Predict: beyond which positive z is the slope of sigmoid under 0.01? (to 0.1)",
    edge_of_saturation,
    why="Beyond |z| = 4.6 less than a hundredth of a gradient passes. That is what we call saturated.",
    hints=[
        "Try some z: `sigmoid.derivative(3.0)` gives the slope at z = 3.",
        "a(1 − a) = 0.01 has the root a = 0.98990. For which z is that? a/(1 − a) is e^z.",
    ],
    atol=0.11,
)


@where_the_slope_dies.mistake("There the slope falls under a *tenth*. A hundredth is asked.")
def under_a_tenth():
    a = (1 + np.sqrt(1 - 4 * 0.1)) / 2
    return np.log(a / (1 - a))


@where_the_slope_dies.mistake("That is the *value* a at the edge. At which z does a reach it?", atol=0.01)
def value_for_z():
    return (1 + np.sqrt(1 - 4 * 0.01)) / 2


@where_the_slope_dies.mistake("That is the edge on the left. The positive one is asked; the curve is symmetric.")
def left_edge():
    return -edge_of_saturation()


@where_the_slope_dies.mistake(
    "There it falls under a hundredth of its *largest value*, 0.0025. The slope itself is to be 0.01."
)
def of_the_maximum():
    a = (1 + np.sqrt(1 - 4 * 0.0025)) / 2
    return np.log(a / (1 - a))


def through_a_unit():
    return 0.8 * sigmoid.derivative(2.0)


gradient_through = Exercise(
    "A gradient of 0.8 arrives at a sigmoid unit with z = 2. How much of it gets past the activation? (to 0.001)",
    through_a_unit,
    why="The local slope multiplies what arrives. A unit with slope 0 cuts the signal, whatever arrives.",
    hints=["What arrives is multiplied by the slope at z = 2.", "The slope at z = 2 is `sigmoid.derivative(2.0)`."],
    rtol=0.006,
)


@gradient_through.mistake("You multiplied by the *value* at z = 2. Backwards it is the slope that multiplies.")
def times_the_value():
    return 0.8 * sigmoid(2.0)


@gradient_through.mistake("That is the slope alone. What arrives, 0.8, multiplies it.")
def slope_alone():
    return sigmoid.derivative(2.0)


@gradient_through.mistake("The slope multiplies; it is not added.")
def added():
    return 0.8 + sigmoid.derivative(2.0)


@gradient_through.mistake("You divided by the slope. It multiplies, and makes a gradient smaller.", rtol=0.01)
def divided_by_the_slope():
    return 0.8 / sigmoid.derivative(2.0)


def a_quarter_three_times():
    return 0.25**3


three_layers = Exercise(
    "At most what share of a gradient gets through three sigmoid units, one behind the other (weights of 1)? "
    "(a fraction, or to 0.0001)",
    a_quarter_three_times,
    why="Slopes in a chain multiply, so the loss is a power: 1/4, 1/16, 1/64, ... This is the vanishing gradient.",
    hints=["Each unit multiplies by at most 1/4.", "One unit 1/4, two units 1/4 · 1/4, three units ...?"],
    rtol=0.005,
)


@three_layers.mistake("You added the quarters. Slopes of a chain multiply.")
def quarters_added():
    return 0.25 * 3


@three_layers.mistake("That is one unit. There are three of them, one behind the other.")
def one_unit():
    return 0.25


@three_layers.mistake("You divided by 3: each further unit multiplies by 1/4 again.")
def divided():
    return 0.25 / 3


@three_layers.mistake("That is upside down: a share of a gradient is less than 1.")
def other_way_round():
    return 4**3


@three_layers.mistake("Those are two units. There is one more behind them.")
def two_units():
    return 0.25**2


def gradient():
    return "gradient"


spot_the_mistake = Exercise(
    'A text says: "sigmoid\'s *values* are high between −3 and 3 and low elsewhere". '
    'Which word should stand there: "values", "gradient" or "inputs"?',
    gradient,
    why="The values keep climbing to 1. It is the gradient that is high in the middle: at z = 3 it is 18 % of its maximum.",
    hints=["What are the values at z = 5: high or low?"],
)


@spot_the_mistake.mistake("At z = 5 the value is 0.993, the highest yet. What is low there?")
def values():
    return "values"


@spot_the_mistake.mistake("Inputs are neither high nor low by themselves. What does the curve with a hump show?")
def inputs():
    return "inputs"


def slope_with_all_digits(z):
    t = np.exp(-np.abs(z))
    return t / (1 + t) ** 2


keep_the_digits = Exercise(
    "Write the slope of sigmoid so that it keeps its digits for every z, also for z = 40, z = 800 and z = −800.",
    slope_with_all_digits,
    why="Nothing is subtracted from 1 any more, so no digits are lost, and e^(−|z|) cannot overflow.",
    hints=[
        "1 − a loses digits when a is nearly 1. Is there a form without a subtraction?",
        "For z ≥ 0 take t = e^(−z): then a = 1/(1 + t) and 1 − a = t/(1 + t). For z < 0 put |z|.",
    ],
    inputs=[0.0, 5.0, 20.0, 40.0, -40.0, 300.0, 800.0, -800.0],
    rtol=1e-9,
    atol=0,
    quiet=True,
)


@keep_the_digits.mistake("a(1 − a) is 0 from z = 37 on, because a is rounded to 1. Avoid subtracting from 1.", rtol=0.5)
def textbook_slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


@keep_the_digits.mistake("Right for z > 0, but e^(−z) overflows far to the left: use |z|, the slope is symmetric.")
def one_sided(z):
    t = np.exp(-z)
    return t / (1 + t) ** 2


@keep_the_digits.mistake("Right for z < 0, but e^z overflows far to the right: use −|z|, the slope is symmetric.")
def other_side_only(z):
    t = np.exp(z)
    return t / (1 + t) ** 2
