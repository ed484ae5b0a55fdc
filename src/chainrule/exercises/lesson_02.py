"""The checks of lesson 02, sigmoid: its values, its slope, where the slope dies, and where digits are lost."""

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.maths.activations import sigmoid
from chainrule.maths.numbers import number

Z = [np.array([-30.0, -3.0, -0.5, 0.0, 1.0, 4.0, 9.0])]


def squash(z):
    return 1 / (1 + np.exp(-z))


my_sigmoid = Exercise(
    "Write sigmoid: a function that takes z and gives 1/(1 + e^(−z)).",
    squash,
    why="Every number, however large, lands between 0 and 1, and 0 lands on 1/2.",
    hints=["`np.exp` takes a number or a whole array.", "Mind the brackets: all of 1 + e^(−z) is below the line."],
    inputs=Z,
    mistakes=[
        wrong(
            lambda z: 1 / (1 + np.exp(z)),
            "The minus sign is missing: e^(−z) gets small for large z, so that sigmoid goes to 1 there.",
        ),
        wrong(
            lambda z: 1 / 1 + np.exp(-z),
            "That is 1 + e^(−z), which belongs below the line. Without brackets 1/1 + e^(−z) is the same.",
        ),
        wrong(lambda z: np.exp(-z) / (1 + np.exp(-z)), "That is e^(−z)/(1 + e^(−z)) = 1 − sigmoid(z): the top is 1."),
    ],
)


def slope_of_sigmoid(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


sigmoid_derivative = Exercise(
    "Write the derivative of sigmoid: a function that takes z and gives the slope at z.",
    slope_of_sigmoid,
    why="Once a is known, the slope costs one subtraction and one multiplication: a(1 − a).",
    hints=["Work out a = sigmoid(z) first.", "The slope is a(1 − a), with a the value, not z."],
    inputs=Z,
    mistakes=[
        wrong(lambda z: z * (1 - z), "You used z where a belongs: the slope is a(1 − a) with a = sigmoid(z)."),
        wrong(lambda z: 1 / (1 + np.exp(-z)), "That is sigmoid itself. Give its slope: how fast does it move?"),
        wrong(
            lambda z: 1 / (1 + np.exp(-z)) ** 2,
            "You forgot the derivative of the inside: d(1 + e^(−z))/dz is −e^(−z), and it multiplies.",
        ),
        wrong(
            lambda z: -1 / (1 + np.exp(-z)) ** 2,
            "That is the derivative of 1/u alone. That of the inside, d(1 + e^(−z))/dz, multiplies it.",
        ),
        wrong(lambda z: 1 - 1 / (1 + np.exp(-z)), "That is 1 − a. One factor is still missing: a itself."),
        wrong(
            lambda z: 1 - 1 / (1 + np.exp(-z)) ** 2,
            "You squared a. The slope is a(1 − a): the bracket holds 1 − a, without a square.",
        ),
        wrong(
            lambda z: -squash(z) * (1 - squash(z)),
            "The derivative of 1/u has a minus sign, and so has that of the inside: together they give plus.",
        ),
        wrong(
            lambda z: (1 / (1 + np.exp(-z))) ** 2 * np.exp(z),
            "The derivative of the inside is −e^(−z), with its minus in the exponent.",
        ),
    ],
)

steepest = Exercise(
    "Where is sigmoid steepest, and how steep is it there? Answer with two numbers: (z, slope).",
    lambda: (0.0, 0.5 * (1 - 0.5)),
    why="Even at its best sigmoid passes on a quarter of a gradient. Remember 1/4: lesson 09 is built on it.",
    hints=[
        "The slope is a(1 − a). For which a is that largest?",
        "It is largest at a = 1/2. At which z does a get there?",
    ],
    atol=0.005,
    mistakes=[
        wrong((0.0, sigmoid(0.0)), "At z = 0 the *value* is 0.5. Give the slope: a(1 − a)."),
        wrong((0.0, 1.0), "Then a would move as fast as z. Can a(1 − a) be so large, with a between 0 and 1?"),
        wrong(0.25, "That is the slope. Where is it so steep? The answer is a pair: (z, slope)."),
    ],
)


def edge_of_saturation():
    a = (1 + np.sqrt(1 - 4 * 0.01)) / 2  # the larger root of a(1 - a) = 0.01
    return np.log(a / (1 - a))


def edge(slope):
    """The positive z at which sigmoid has this slope."""
    return 2 * np.arccosh(1 / (2 * np.sqrt(slope)))


where_the_slope_dies = Exercise(
    "Predict: beyond which positive z is the slope of sigmoid under 0.01? (to 0.1)",
    edge_of_saturation,
    why="Beyond |z| = 4.6 less than a hundredth of a gradient passes. That is what we call saturated.",
    hints=[
        "Try some z: `sigmoid.derivative(3.0)` gives the slope at z = 3.",
        "a(1 − a) = 0.01 has the root a = 0.98990. For which z is that? a/(1 − a) is e^z.",
    ],
    atol=0.06,
    mistakes=[
        wrong((1 + np.sqrt(1 - 4 * 0.01)) / 2, "That is the *value* a at the edge. At which z is it?"),
        wrong(edge(0.1), "There the slope falls under a *tenth*. Look for a hundredth."),
        wrong(edge(0.0025), "There it falls under a hundredth of its *largest value*. The slope itself is to be 0.01."),
    ],
    follows=lambda z: f"At z = {number(z)} the slope of sigmoid is {number(sigmoid.derivative(z))}.",
)


def through_a_unit():
    z = 2
    a = 1 / (1 + np.exp(-z))
    return 0.8 * a * (1 - a)


gradient_through = Exercise(
    "A gradient of 0.8 arrives at a sigmoid unit with z = 2. How much of it gets past the activation? (to 0.001)",
    through_a_unit,
    why="The local slope multiplies what arrives. A unit with slope 0 cuts the signal, whatever arrives.",
    hints=["What arrives is multiplied by the slope at z = 2.", "The slope at z = 2 is `sigmoid.derivative(2.0)`."],
    atol=0.0006,
    mistakes=[
        wrong(0.8, "That is what arrives. The slope at z = 2 multiplies it."),
        wrong(0.8 * sigmoid(2.0), "You multiplied by the *value* at z = 2. Backwards it is the slope that multiplies."),
        wrong(0.8 * 0.25, "A quarter passes only at z = 0. What is the slope at z = 2?"),
        wrong(sigmoid.derivative(2.0), "That is the slope alone. What arrives, 0.8, multiplies it."),
        wrong(0.8 + sigmoid.derivative(2.0), "The slope multiplies; it is not added."),
        wrong(0.8 / sigmoid.derivative(2.0), "You divided by the slope. It multiplies, and shrinks it."),
    ],
    follows=lambda passed: f"That much would pass if the slope at z = 2 were {number(passed / 0.8)}.",
)

three_layers = Exercise(
    "At most what share of a gradient gets through three sigmoid units in a row (weights of 1)? "
    "(a fraction, or to 0.0001)",
    lambda: 0.25**3,
    why="Slopes in a chain multiply, so the loss is a power: 1/4, 1/16, 1/64, ... This is the vanishing gradient.",
    hints=["Each unit multiplies by at most 1/4.", "One unit 1/4, two units 1/4 · 1/4, three units ...?"],
    atol=6e-5,
    mistakes=[
        wrong(0.25 * 3, "You added the quarters. Slopes of a chain multiply."),
        wrong(0.25, "That is one unit. There are three of them in a row."),
        wrong(0.25 / 3, "You divided by 3: each further unit multiplies by 1/4 again."),
        wrong(4**3, "That is upside down: a share of a gradient is less than 1."),
        wrong(0.25**2, "Those are two units. There is one more."),
        wrong(1 / 3, "You divided by the number of units. Each of them takes its own share of what arrives."),
    ],
    follows=lambda share: f"That much would be left if each unit let {number(share ** (1 / 3))} through.",
)

spot_the_mistake = Choice(
    'A text says: "sigmoid\'s *values* are high between −3 and 3 and low elsewhere". '
    'Which word should stand there: "values", "gradient" or "inputs"?',
    right="gradient",
    wrong={
        "values": "At z = 5 the value is 0.993, the highest yet. What is low there?",
        "inputs": "Inputs are neither high nor low by themselves. What does the curve with a hump show?",
    },
    also={"gradients": "gradient", "slope": "gradient", "slopes": "gradient", "value": "values", "input": "inputs"},
    why="The values keep climbing to 1. The gradient is high in the middle: at z = 3 it is 18 % of its maximum.",
    hints=["What are the values at z = 5: high or low?"],
)

offer_questions(__name__)
