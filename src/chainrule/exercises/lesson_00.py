"""The checks of lesson 00: a first number, a first function, a first prediction, and the chain rule in one line."""

import numpy as np

from chainrule.exercises.framework import Exercise, offer_questions, wrong
from chainrule.maths.activations import tanh
from chainrule.maths.numbers import number

first_number = Exercise(
    "A line rises by 6 while z moves on by 2. What is its slope?",
    lambda: 6 / 2,
    why="A slope says how far the value moves for each step of z: here 3 up for each step of 1.",
    hints=["A slope is rise divided by run: how far up, over how far along.", "Which of the two numbers is the rise?"],
    mistakes=[
        wrong(2 / 6, "That is run divided by rise, upside down. How far *up* for each step of z?"),
        wrong(6 - 2, "You subtracted. A slope is a ratio: rise divided by run."),
        wrong(6 * 2, "You multiplied. A slope is a ratio: rise divided by run."),
        wrong(6 + 2, "You added. A slope is a ratio: rise divided by run."),
        wrong(6, "That is the whole rise. z moved on by 2 for it: how far up is that for *one* step?"),
        wrong(2, "That is how far z moved. How far up did the line go for each step of it?"),
    ],
    follows=lambda slope: f"With that slope the line would rise by {number(2 * slope)} while z moves on by 2.",
)

first_function = Exercise(
    "Write a function that doubles z and then adds 1.",
    lambda z: 2 * z + 1,
    why="The check tried your function on several numbers, not on one. It never looks at how you wrote it.",
    hints=["A function gives its result back with `return`.", "2z + 1 is `2 * z + 1` in Python."],
    inputs=[0.0, 1.0, -2.5, np.array([1.0, 2.0, 3.0])],
    mistakes=[
        wrong(lambda z: 2 * (z + 1), "You added 1 first and doubled afterwards. Double z, then add 1."),
        wrong(lambda z: z**2 + 1, "In Python `z ** 2` is z squared. Twice z is `2 * z`."),
        wrong(lambda z: 2 * z, "That doubles z. The 1 is still to be added."),
    ],
)


def half_as_steep():
    return np.arctanh(np.sqrt(0.5))  # lesson 03: the slope of tanh is 1 - tanh(z)^2


read_the_slope = Exercise(
    "Drag z to the right of 0 until the slope of tanh is one half. Which z is it? (to a tenth)",
    half_as_steep,
    why="The slope fell from 1 to 1/2 within one step of z. Slopes can change fast: that is what this course is about.",
    hints=["The slope is the second number in the sentence under the picture.", "Look between 0.5 and 1.5."],
    atol=0.06,
    mistakes=[
        wrong(np.arctanh(0.5), "There the *value* is one half. The slope is the other number."),
        wrong(-np.arctanh(np.sqrt(0.5)), "There the slope is one half too, left of 0. Look on the right."),
        wrong(np.sqrt(0.5), "That is the *value* of tanh where its slope is one half. Give the z below it."),
        wrong(1, "There the slope is under one half already. A little nearer to 0?"),
        wrong(0, "There tanh is steepest, with slope 1. Move on to the right."),
        wrong(0.42, "That is the slope at z = 1. Give the z at which the slope is 0.5."),
    ],
    follows=lambda z: f"At z = {number(z)} the slope of tanh is {number(tanh.derivative(z))}.",
)

slope_of_square = Exercise(
    "What is the slope of z² at z = 3?",
    lambda: 2 * 3.0,
    why="The derivative of z² is 2z. The course needs few others by heart: those of 1/u, e^z and ln u.",
    hints=["The derivative of z² is a formula with z in it.", "It is 2z. Now put in z = 3."],
    mistakes=[
        wrong(3.0**2, "That is the value of z² at z = 3. How fast does it move there?"),
        wrong(2.0, "The slope of z² depends on where you are: it is 2z, not 2."),
        wrong(3.0, "That is z. The slope there is 2z."),
        wrong(2 + 3.0, "You added the 2. In 2z it multiplies."),
        wrong(2 * 3.0 * 2, "A factor 2 too many: the slope of z² is 2z, once."),
        wrong(18, "You doubled 3². The 2 comes down from the power, and the power becomes one less."),
    ],
    follows=lambda slope: f"From 3 to 3.01 z² rises by 0.0601. With that slope it would rise by {number(slope / 100)}.",
)

first_chain = Exercise(
    "u moves 3 times as fast as z, and a moves 2 times as fast as u. How many times as fast as z does a move?",
    lambda: 2 * 3,
    why="That is the chain rule: rates along a chain multiply. Everything in this course hangs on it.",
    hints=["Let z move by 1. How far does u move? And then a?", "z by 1, u by 3, a by 2 · 3."],
    mistakes=[
        wrong(2 + 3, "You added the rates. Let z move by 1: u moves by 3, and a moves 2 for *each* of these."),
        wrong(2, "That is how fast a moves with u. Between z and u there is another factor."),
        wrong(3 - 2, "You subtracted the rates. Along a chain they multiply."),
        wrong(3**2, "You squared one rate. The other one stands beside it: each counts once."),
        wrong(2**3, "A power would be 2 times 2 times 2. Here one rate of 3 meets one rate of 2."),
        wrong(3, "That is how fast u moves with z. Between u and a there is another factor."),
        wrong(2 / 3, "You divided one rate by the other. Rates along a chain multiply."),
        wrong(3 / 2, "You divided one rate by the other. Rates along a chain multiply."),
    ],
    follows=lambda times: f"Then a would move on by {number(times / 3)} for each 1 of u.",
)


def slope_of_tanh_at(z):
    rise = tanh(z + 0.001) - tanh(z - 0.001)
    return rise / 0.002


numerical_slope = Exercise(
    "Write a function that estimates the slope of tanh at z from two values: one at z + 0.001 and one at z − 0.001.",
    slope_of_tanh_at,
    why="Two values give the slope of any smooth function, without a formula. We check all our derivatives this way.",
    hints=[
        "Rise divided by run: how far apart are the two places?",
        "The rise is `tanh(z + 0.001) - tanh(z - 0.001)`.",
    ],
    inputs=[0.0, 0.5, -1.0],
    rtol=1e-5,
    mistakes=[
        wrong(
            lambda z: (np.tanh(z + 0.001) - np.tanh(z - 0.001)) / 0.001,
            "The two places are 0.002 apart, not 0.001: the run is twice the step.",
        ),
        wrong(
            lambda z: (np.tanh(z - 0.001) - np.tanh(z + 0.001)) / 0.002,
            "The sign is turned around: value on the right minus value on the left.",
        ),
        wrong(lambda z: np.tanh(z + 0.001) - np.tanh(z - 0.001), "That is the rise. A slope is rise divided by run."),
        wrong(lambda z: 0.002 / (np.tanh(z + 0.001) - np.tanh(z - 0.001)), "That is run divided by rise, upside down."),
        wrong(
            lambda z: np.tanh(z + 0.001) - np.tanh(z - 0.001) / 0.002,
            "Python divides before it subtracts: put brackets around the rise.",
        ),
        wrong(
            lambda z: (np.tanh(z + 0.001) - np.tanh(z)) / 0.001,
            "You took the value at z itself and one beside it. Take one on each side: it is more exact.",
        ),
        wrong(
            lambda z: (np.tanh(z) - np.tanh(z - 0.001)) / 0.001,
            "You took the value at z itself and one beside it. Take one on each side: it is more exact.",
        ),
    ],
)

offer_questions(__name__)
