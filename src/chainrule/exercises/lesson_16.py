"""The checks of lesson 16, keep your digits: what a float rounds away, what is too large for it, what is no number."""

import math

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.maths.numbers import number

one_and_a_little = Exercise(
    "Predict: on paper (1 + 1e-17) − 1 is 1e-17. What does Python give?",
    lambda: (1 + 1e-17) - 1,
    why="1 + 10⁻¹⁷ would need 18 digits. A float keeps about 16, and so the little number is rounded away.",
    hints=["Write 1 + 10⁻¹⁷ with all its digits. How many are there?", "A float keeps about 16 digits."],
    atol=0.0,
    mistakes=[
        wrong(1e-17, "On paper it is. How many digits does 1 + 10⁻¹⁷ have, and how many does a float keep?"),
        wrong(1.0, "The 1 is taken away again. What is left of the little number?"),
        wrong(2.0**-52, "That is the gap from 1 to the next float. 10⁻¹⁷ is far smaller, and is rounded away."),
        wrong(1.1e-16, "That is half the gap from 1 to the next float. 10⁻¹⁷ is smaller, and is rounded away."),
    ],
)


def where_the_value_rounds_to_1():
    return 53 * np.log(2)  # e^(-z) = 2^(-53), half of the gap between 1 and the next float


where_nothing_is_left = Exercise(
    "Predict: from about which z on is 1 − sigmoid(z) exactly 0 in Python? (a whole number)",
    where_the_value_rounds_to_1,
    why="From z = 37 on sigmoid is rounded to 1. Whatever is computed from 1 − a is lost there.",
    hints=["1 − sigmoid(z) is about e^(−z) for large z.", "1 is a number of 16 digits: e^(−z) gets lost below 10⁻¹⁶."],
    rtol=0.0,
    atol=0.3,
    mistakes=[
        wrong(36, "Nearly: at z = 36 there are still 2 · 10⁻¹⁶ left. One more step of 1.", atol=0.2),
        wrong(16, "That is how many digits there are. For which z is e^(−z) as small as 10⁻¹⁶?"),
        wrong(40, "There it is 0, and it has been 0 for a while.", atol=0.5),
        wrong(4.6, "There sigmoid is saturated: its slope is under 0.01. But 1 − a still has its digits."),
        wrong(math.log(1.8e308), "Only there e^z is too large for a float. 1 − a is lost long before.", atol=1),
        wrong(745, "There e^(−z) itself becomes 0. Beside a 1 it is lost much sooner.", rtol=0.01),
        wrong(19, "That is tanh, which is sigmoid of 2z. Sigmoid takes twice as long.", atol=1.1),
    ],
    follows=lambda z: (
        f"At z = {number(z)} the power e^(−z) is {number(math.exp(-z))}, and Python gives "
        f"{number(1 - 1 / (1 + math.exp(-z)))} for 1 − sigmoid(z)."
    ),
)


def slope_without_a_subtraction(z):
    t = np.exp(-np.abs(z))
    return t / (1 + t) ** 2


careful_sigmoid_slope = Exercise(
    "Write the slope of sigmoid so that it keeps its digits for every z, also for z = 40, z = 800 and z = −800.",
    slope_without_a_subtraction,
    why="Nothing is subtracted from 1 any more, so no digits are lost, and e^(−|z|) cannot overflow.",
    hints=[
        "1 − a loses digits when a is nearly 1. Is there a form without a subtraction?",
        "For z ≥ 0 take t = e^(−z): then a = 1/(1 + t) and 1 − a = t/(1 + t). For z < 0 put |z|.",
    ],
    inputs=[0.0, 5.0, 20.0, 40.0, -40.0, 300.0, 800.0, -800.0],
    rtol=1e-9,
    atol=0,
    quiet=True,
    mistakes=[
        wrong(
            lambda z: 1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z))),
            "From z = 37 on that is 0: sigmoid is rounded to 1, and a subtraction leaves nothing. Do not subtract.",
            rtol=0.5,
        ),
        wrong(
            lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
            "Right for z > 0, but e^(−z) overflows far to the left: use |z|, the slope is symmetric.",
        ),
        wrong(
            lambda z: np.exp(z) / (1 + np.exp(z)) ** 2,
            "Right for z < 0, but e^z overflows far to the right: use −|z|, the slope is symmetric.",
        ),
        wrong(lambda z: 1 / (1 + np.exp(z)), "That is 1 − a. The slope is the product of a and 1 − a."),
    ],
)


def where_both_overflow():
    exponents = {"1/(1 + e^(-z))": -1, "ln(1 + e^z)": 1}  # the sign of the exponent
    return tuple("positive" if sign > 0 else "negative" for sign in exponents.values())


overflows = Exercise(
    'For which large z does each overflow, "positive" or "negative" ones: 1/(1 + e^(−z)), and ln(1 + e^z)? '
    "Answer with two words.",
    where_both_overflow,
    why="Look at the sign in the exponent. A form with e^(−|z|) can never overflow: that is what the package uses.",
    hints=["An exponential overflows where its exponent is above 709.", "In the first one the exponent is −z."],
    mistakes=[
        wrong(
            ("positive", "negative"),
            "The other way round: in the first formula the exponent is −z, so it is large for negative z.",
        ),
        wrong(("positive", "positive"), "In the first formula the exponent is −z. For which z is −z large?"),
        wrong(("negative", "negative"), "In the second formula the exponent is z itself. For which z is it large?"),
    ],
)

at_minus_infinity = Choice(
    'Predict: what does `z * (z > 0)` give at z = −∞? Answer with a word: "zero", "nan" or "minus infinity".',
    right="nan",
    wrong={
        "zero": "0 times any number is 0. But 0 times infinity?",
        "minus infinity": "The bracket is 0 there, so something is multiplied by 0. What is 0 times infinity?",
    },
    also={"not a number": "nan", "0": "zero", "-inf": "minus infinity", "-infinity": "minus infinity"},
    why="0 times infinity has no value. The formula is right on paper for every number, and infinity is not a number.",
    hints=["Put it in: −∞ > 0 is false, and False counts as 0.", "What is −∞ times 0?"],
)


def slope_by_way_of_sigmoid(z):
    t = np.exp(-2 * np.abs(z))
    return 4 * t / (1 + t) ** 2


careful_tanh_slope = Exercise(
    "Write the slope of tanh so that it keeps its digits for every z, also for z = 20, z = 800 and z = −800.",
    slope_by_way_of_sigmoid,
    why="Nothing is subtracted from 1, and e^(−2|z|) can only get small.",
    hints=[
        "The slope is 4 sigmoid'(2z). You have written a form of sigmoid' without a subtraction.",
        "sigmoid'(z) = t/(1 + t)² with t = e^(−|z|). Put 2z in place of z, and mind the 4.",
    ],
    inputs=[0.0, 1.0, 5.0, 20.0, -20.0, 40.0, 300.0, 800.0, -800.0],
    rtol=1e-9,
    atol=0,
    quiet=True,
    mistakes=[
        wrong(
            lambda z: 1 - np.tanh(z) ** 2,
            "tanh was rounded to 1 before you subtracted: from z = 19.1 on nothing is left.",
            rtol=0.5,
        ),
        wrong(
            lambda z: 1 / np.cosh(z) ** 2, "Right values, but e^|z| overflows on the way. Use one that only gets small."
        ),
        wrong(
            lambda z: 4 * np.exp(-2 * z) / (1 + np.exp(-2 * z)) ** 2,
            "Right for z > 0, but e^(−2z) overflows far to the left: use |z|, the slope is symmetric.",
        ),
        wrong(
            lambda z: 4 * np.exp(2 * z) / (1 + np.exp(2 * z)) ** 2,
            "Right for z < 0, but e^(2z) overflows far to the right: use −|z|, the slope is symmetric.",
        ),
        wrong(lambda z: 4 * np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2, "Double z inside: t = e^(−2|z|)."),
        wrong(lambda z: slope_by_way_of_sigmoid(z) / 4, "The 4 is missing: a 2 from the scale, one from d(2z)/dz."),
        wrong(
            lambda z: 4 / (1 + np.exp(-2 * z)) * (1 - 1 / (1 + np.exp(-2 * z))),
            "sigmoid was rounded to 1 before you subtracted: from z = 18.4 on nothing is left.",
            rtol=0.5,
        ),
    ],
)

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
    mistakes=[
        wrong({"a"}, "That one is nan, and there is another one: in it −∞ is divided by ∞."),
        wrong({"a", "b"}, "A maximum only chooses: of −∞ and 0 it takes 0. No arithmetic, no nan."),
        wrong({"a", "c", "d"}, "The exponential of −∞ is 0, and ln(1 + 0) is 0: that one is safe here."),
    ],
)

winners_log = Exercise(
    "Scores 40, 0, 0: the winner's p rounds to 1. What is its ln p in truth? (2 digits)",
    lambda: -math.log1p(2 * math.exp(-40)),
    why="ln(1 + s) is about s for a small s, and s is what the others have: two times e⁻⁴⁰.",
    hints=["p = 1 / (1 + 2 e⁻⁴⁰), so ln p = −ln(1 + 2 e⁻⁴⁰).", "For a small s, ln(1 + s) is about s."],
    rtol=0.0095,
    atol=0.0,
    mistakes=[
        wrong(0.0, "That is what the computer says, whose p is 1. In truth p is a little less."),
        wrong(2 * math.exp(-40), "The sign: p is under 1, so ln p is negative."),
        wrong(-math.exp(-40), "There are *two* others, each with e⁻⁴⁰."),
        wrong(math.exp(-40), "There are *two* others, each with e⁻⁴⁰; and ln p is negative, because p is under 1."),
        wrong(-40.0, "That is ln p of a loser. The winner's p is nearly 1."),
        wrong(-2 * math.exp(-30), "That is for scores 30, 0, 0."),
        wrong(-math.log(3), "That is for three equal scores."),
        wrong(-2 * math.exp(40), "The others lie 40 *behind*: e⁻⁴⁰, not e⁴⁰."),
        wrong(-math.exp(-80), "The two small powers are added, not multiplied."),
        wrong(-math.exp(-20), "The others have e⁻⁴⁰ each; no root is taken."),
    ],
    follows=lambda log: f"Then the two others together would have the probability {number(-math.expm1(log))}.",
)

offer_questions(__name__)
