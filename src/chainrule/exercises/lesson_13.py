"""The checks of lesson 13, softmax and cross-entropy: scores to probabilities, rows and columns, two errors."""

import math

import numpy as np

from chainrule.exercises.framework import Exercise
from chainrule.maths.softmax import log_error, updates_to_turn, walk_output

SCORES = np.array([1.0, 2.0, 3.0])


def softmax(z):
    """The softmax of each row, as the lesson writes it."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# -- scores and shares ---------------------------------------------------------------------------------------------


def the_same_share():
    e = np.exp(np.array([11.0, 12.0, 13.0]))
    return e[2] / e.sum()


add_ten = Exercise(
    "Predict: the scores 1, 2, 3 all grow by 10, to 11, 12, 13. What is the third probability now? (3 digits)",
    the_same_share,
    why="Each power grows by the factor e¹⁰, and so does their sum: it cancels. Only differences of scores count.",
    hints=["e¹³ = e¹⁰ · e³, and each power in the sum below has the same factor.", "What is left if you cancel e¹⁰?"],
    atol=0.0006,
)


@add_ten.mistake("It does not grow with its score: the other two scores have grown as well, and the sum with them.")
def grown_with_the_score():
    return softmax(SCORES)[2] + 10


@add_ten.mistake("The numerator grows by the factor e¹⁰, but the sum below the line grows by the same.", rtol=0.01)
def only_the_numerator():
    return softmax(SCORES)[2] * math.exp(10)


@add_ten.mistake(
    "That is nearly sure of it, as if the other scores had stayed: they have grown by 10, too.", atol=0.0003
)
def the_others_stayed():
    return 1.0


@add_ten.mistake(
    "That is the share of the *scores*, 13 of 36. Softmax shares their powers, e¹¹, e¹² and e¹³.", atol=0.006
)
def share_of_the_new_scores():
    return 13 / 36


@add_ten.mistake(
    "That is the share of the old *scores*, 3 of 6. Softmax shares their powers, e¹, e² and e³.", atol=0.003
)
def share_of_the_old_scores():
    return 3 / 6


@add_ten.mistake("That is the probability of the second class.", atol=0.0006)
def the_second():
    return softmax(SCORES)[1]


@add_ten.mistake("That is the probability of the first class.", atol=0.0006)
def the_first():
    return softmax(SCORES)[0]


@add_ten.mistake("They do not become alike: the third score leads by 1 and by 2, as before.", atol=0.004)
def alike():
    return 1 / 3


@add_ten.mistake("No power is 0: a probability of softmax never is, on paper.")
def nothing_left():
    return 0.0


@add_ten.mistake(
    "A probability lies between 0 and 1. Did you mean a percentage? Then write `'…%'`, or divide by 100.", atol=0.06
)
def in_percent():
    return 100 * softmax(SCORES)[2]


def down_the_columns():
    e = np.exp(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]) - 3)
    return (e / e.sum(axis=0))[0]


rows_of_equal = Exercise(
    "Predict: the article's function gets two samples as rows, [[1, 2, 3], [1, 2, 3]]. What is the first row of its "
    "answer? Give three numbers. (3 digits)",
    down_the_columns,
    why="With `axis=0` it adds down the columns: each score is compared with the other *sample's*, and they are equal.",
    hints=["`e.sum(axis=0)` adds up the two numbers of each column.", "In each column stand two equal numbers."],
    atol=0.0006,
)  # fmt: skip


@rows_of_equal.mistake("That is what it should be. But `axis=0` adds down the columns, not along the row.", atol=0.0006)
def along_the_row():
    return softmax(SCORES)


@rows_of_equal.mistake("That divides by the sum of all six powers. `axis=0` gives a sum for each column.", atol=0.0012)
def by_all_six():
    return softmax(SCORES) / 2


@rows_of_equal.mistake(
    "These share a row among its three classes evenly. How many numbers does each *column* hold?", atol=0.004
)
def thirds():
    return np.full(3, 1 / 3)


@rows_of_equal.mistake("These share all six numbers evenly. How many numbers does each *column* hold?", atol=0.004)
def sixths():
    return np.full(3, 1 / 6)


@rows_of_equal.mistake("You divided by the powers themselves. Each is divided by the sum of its column.")
def ones():
    return np.ones(3)


@rows_of_equal.mistake("Taking the largest away gives no 0 at the end: e⁰ is 1, and is divided by a sum.")
def zeros():
    return np.zeros(3)


@rows_of_equal.mistake("The largest does not take all: e³ is only e times as much as e².")
def winner_takes_all():
    return np.array([0.0, 0.0, 1.0])


@rows_of_equal.mistake("Right, for each class. Give the whole row: three numbers.")
def one_for_all():
    return 0.5


@rows_of_equal.mistake("Two samples, but three classes: a row of the answer has three numbers.")
def a_pair():
    return np.array([0.5, 0.5])


@rows_of_equal.mistake("That is divided twice. In each column two equal powers share 1.")
def quarters():
    return np.full(3, 0.25)


@rows_of_equal.mistake("These are the shares along the row, turned round. `axis=0` adds down the columns.", atol=0.0006)
def turned_round():
    return softmax(SCORES)[::-1]


def rows_to_shares(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


my_softmax = Exercise(
    "Write softmax for scores z of shape (samples, classes), for scores of any size: each row of the answer sums to 1.",
    rows_to_shares,
    why="Each row by itself: its own largest score is taken away, so its largest power is 1, and its sum at least 1.",
    hints=[
        "`axis=1` goes along the rows, for the largest score and for the sum.",
        "`z.max(axis=1, keepdims=True)` keeps the shape (samples, 1), so that it can be taken from each row.",
    ],
    inputs=[  # square ones, so that a forgotten keepdims gives numbers, which can be named, and no error
        np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [3.0, 0.0, 1.0]]),
        np.array([[0.5, -1.0, 2.0], [1001.0, 1002.0, 1004.0], [-900.0, -901.0, -105.0]]),
        np.array([[0.3, 0.1, -0.2, 0.9], [-5.0, 2.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0], [0.4, 0.0, 2.0, -1.0]]),
    ],
    quiet=True,
)


def _shares(z, top, axis):
    e = np.exp(z - top)
    return e / e.sum(axis=axis, keepdims=True)


@my_softmax.mistake(
    "e¹⁰⁰⁴ is too large for the computer, and inf / inf is no number: take the largest of each row away."
)
def nothing_taken_away(z):
    return _shares(z, 0, 1)


@my_softmax.mistake("You add down the columns (`axis=0`): the samples share with each other. Rows: `axis=1`.")
def sum_of_columns(z):
    return _shares(z, z.max(axis=0), 0)


@my_softmax.mistake("The largest is that of each row, but the sum goes down the columns. Rows: `axis=1`, both times.")
def rows_then_columns(z):
    return _shares(z, z.max(axis=1, keepdims=True), 0)


@my_softmax.mistake(
    "`keepdims=True` is missing in the sum: the sum of sample 2 then divides class 2, and where there are as many "
    "samples as classes nothing complains."
)
def sum_lies_down(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


@my_softmax.mistake(
    "`keepdims=True` is missing in the largest: that of sample 2 is then taken from class 2, and where there are as "
    "many samples as classes nothing complains."
)
def largest_lies_down(z):
    return _shares(z, z.max(axis=1), 1)


@my_softmax.mistake(
    "`keepdims=True` is missing, both times: what belongs to sample 2 meets class 2, and where there are as many "
    "samples as classes nothing complains."
)
def both_lie_down(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


@my_softmax.mistake(
    "One largest score for the whole array: of a row far below it all powers are 0, and 0 / 0 is no number."
)
def largest_of_all(z):
    return _shares(z, z.max(), 1)


@my_softmax.mistake("The largest score is that of each column: `axis=1` gives that of each row.")
def largest_of_columns(z):
    return _shares(z, z.max(axis=0), 1)


@my_softmax.mistake("You divide by the sum of the whole array: each row has its own, with `axis=1, keepdims=True`.")
def sum_of_all(z):
    return _shares(z, z.max(axis=1, keepdims=True), None)


@my_softmax.mistake("These are the powers. Divide each by the sum of its row.")
def only_powers(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


@my_softmax.mistake("That shares the scores themselves, and some are negative. Share their powers: `np.exp`.")
def scores_shared(z):
    return z / z.sum(axis=1, keepdims=True)


@my_softmax.mistake("You took the smallest away, so the powers still overflow. Take the largest.")
def smallest_taken_away(z):
    return _shares(z, z.min(axis=1, keepdims=True), 1)


@my_softmax.mistake("Take the largest score *away*; divided by it, the differences are no longer the same.")
def divided_by_the_largest(z):
    return _shares(z / z.max(axis=1, keepdims=True), 0, 1)


@my_softmax.mistake("You divide by the mean of each row, so the rows sum to the number of classes. Divide by the sum.")
def by_the_mean(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.mean(axis=1, keepdims=True)


@my_softmax.mistake("The sign is turned: your smallest score gets the largest share. z − max, not max − z.")
def turned_sign(z):
    return _shares(-z, (-z).max(axis=1, keepdims=True), 1)


@my_softmax.mistake("The sign is turned: z − max, not max − z. So the powers grow where they should shrink.")
def turned_and_unsafe(z):
    return _shares(-z, -z.max(axis=1, keepdims=True), 1)


@my_softmax.mistake("`np.maximum` compares number by number. The largest of a row is `z.max(axis=1, keepdims=True)`.")
def number_by_number(z):
    return _shares(z, np.maximum(z, 0), 1)


# -- a network from an article -------------------------------------------------------------------------------------


def column_of_pixels(picture):
    return picture.reshape(784, 1) / 255


_PICTURES = [np.random.default_rng(seed).integers(0, 250, (28, 28)) for seed in (0, 1)]

my_x = Exercise(
    "Make the x that is missing: from a picture of 28 × 28 grey values, 0 to 255, one column for `W1 @ x`, with "
    "numbers from 0 to 1.",
    column_of_pixels,
    why="One sample is a column of 784 numbers here, so that `W1 @ x` is a column of 256, as the biases are.",
    hints=["`W1` has 784 columns, so x must have 784 rows.", "`reshape` gives another shape to the same numbers."],
    inputs=_PICTURES,
)


@my_x.mistake("The shape is right. But the numbers go up to 255: divide.")
def up_to_255(picture):
    return picture.reshape(784, 1)


@my_x.mistake("That is a row. For `W1 @ x` a sample is a column: (784, 1).")
def a_row(picture):
    return picture.reshape(1, 784) / 255


@my_x.mistake(
    "784 numbers without a second axis: `W1 @ x` is then (256,), and with the biases of shape (256, 1) it becomes a "
    "square of 256 × 256, without a word. Make it (784, 1)."
)  # fmt: skip
def flat(picture):
    return picture.reshape(784) / 255


@my_x.mistake("Grey values go from 0 to 255, so divide by 255: by 256 white never becomes 1.")
def by_256(picture):
    return picture.reshape(784, 1) / 256


@my_x.mistake("That is still a square. `W1 @ x` wants 784 rows: `reshape`.")
def still_a_square(picture):
    return picture / 255


@my_x.mistake(
    "You turned the picture first, so the pixels come column after column. `reshape` alone takes row after row."
)
def columns_first(picture):
    return picture.T.reshape(784, 1) / 255


@my_x.mistake("`//` leaves no fraction: all numbers are 0 or 1. Divide with `/`.")
def whole_division(picture):
    return picture.reshape(784, 1) // 255


@my_x.mistake(
    "Each picture is divided by its own brightest pixel, so a dark one looks like a bright one. Divide by 255."
)
def by_its_brightest(picture):
    return picture.reshape(784, 1) / picture.max()


@my_x.mistake("That turns black into white. Only the scale was asked for.")
def negative(picture):
    return 1 - picture.reshape(784, 1) / 255


@my_x.mistake("784 is the number of pixels. The largest grey value is 255.")
def by_the_number_of_pixels(picture):
    return picture.reshape(784, 1) / 784


@my_x.mistake("That cuts the picture into 28 parts. One column has the shape (784, 1).")
def in_pieces(picture):
    return picture.reshape(28, 28, 1) / 255


def ten_alike():
    return -math.log(1 / 10)


first_error = Exercise(
    "Predict: a network that knows nothing gives each of ten digits the same probability. What is its cross-entropy? "
    "(3 digits)",
    ten_alike,
    why="ln K for K classes: the error with which every untrained network should start. Measure yours before training.",
    hints=["The right digit has p = 1/10, whichever it is.", "The error is −ln p of the right one: `np.log` is ln."],
    atol=0.006,
)


@first_error.mistake("That is the probability. The error is −ln of it.", atol=0.0006)
def the_probability():
    return 0.1


@first_error.mistake("That is what is missing to 1. The error is −ln p of the right digit.", atol=0.0006)
def the_rest():
    return 0.9


@first_error.mistake("ln of a number under 1 is negative: the minus before it makes the error positive.", atol=0.006)
def minus_forgotten():
    return math.log(0.1)


@first_error.mistake("That is the logarithm of base 10. Here it is ln, the one of base e: `np.log`.", atol=0.0006)
def base_10():
    return 1.0


@first_error.mistake("That is the logarithm of base 2, in bits. Here it is ln: `np.log`.", atol=0.006)
def base_2():
    return math.log2(10)


@first_error.mistake("That is 1/p. The error is its logarithm.", atol=0.0006)
def without_the_logarithm():
    return 10.0


@first_error.mistake("Only the right digit counts: the y of the nine others is 0. Do not add up ten terms.", atol=0.06)
def ten_terms():
    return 10 * math.log(10)


@first_error.mistake("That is for two classes. Here are ten.", atol=0.0006)
def two_classes():
    return math.log(2)


@first_error.mistake("That is half the squared error. Cross-entropy is −ln p of the right digit.", atol=0.0006)
def squared():
    return (0.9**2 + 9 * 0.1**2) / 2


@first_error.mistake(
    "That is a tenth of it: neither a weight of 1/10 nor a mean over the ten classes belongs here.", atol=0.0006
)
def a_tenth_of_it():
    return math.log(10) / 10


@first_error.mistake("An error of 0 would mean p = 1 for the right digit.")
def no_error():
    return 0.0


# -- which error ---------------------------------------------------------------------------------------------------


def about_nine():
    return updates_to_turn(walk_output(log_error, -8.0, updates=100))


turns_after = Exercise(
    "Predict: a sigmoid output at z = −8 should give 1. Learning rate 1, cross-entropy: after about how many updates "
    "is it above 0.5? (One more or less is right.)",
    about_nine,
    why="While it is wrong, the gradient is nearly −1, so each update takes nearly a whole step up.",
    hints=["The gradient is a − t. What is it at z = −8?", "How many steps of that length lead from −8 to 0?"],
    atol=1.2,
)  # fmt: skip


@turns_after.mistake(
    "That is how long it takes with the *squared* error (lesson 12). Here the slope cancels.", atol=300
)
def as_with_the_squared_error():
    return 3000


@turns_after.mistake("One step is no longer than the gradient: |a − t| is at most 1.", atol=0.2)
def at_once():
    return 1


@turns_after.mistake("It does turn: a − t is nearly −1 at z = −8, not nearly 0.", atol=0.3)
def never():
    return 0


@turns_after.mistake("It does turn: a − t is nearly −1 at z = −8, not nearly 0.", atol=0.3)
def never_in_words():
    return "never"


@turns_after.mistake("That would be a gradient of 0.1 or less. What is a − t at z = −8?", atol=20)
def a_hundred():
    return 100


@turns_after.mistake("That would be a gradient of 0.01 or less. What is a − t at z = −8?", atol=200)
def a_thousand():
    return 1000


@turns_after.mistake("That would be steps of half the length: is a − t at z = −8 nearer to −1 or to −0.5?", atol=2)
def half_steps():
    return 16


@turns_after.mistake("Each step is at most 1 long, since |a − t| is: from −8 to 0 it takes at least eight.", atol=2)
def longer_steps():
    return 4


# -- further: scores, slopes, digits -------------------------------------------------------------------------------


def logarithm_of_the_ratio():
    return math.log(2)


twice_as_likely = Exercise(
    "By how much must z₃ lead z₂ so that class 3 is twice as likely as class 2? (3 digits)",
    logarithm_of_the_ratio,
    why="p₃/p₂ = e^(z₃ − z₂), whatever the other scores are: a difference of scores is the logarithm of a ratio.",
    hints=["Divide p₃ by p₂: the sum below cancels.", "e to which power is 2?"],
    atol=0.0006,
)


@twice_as_likely.mistake("That is the ratio. With a lead of 2 it would be e² = 7.4.", atol=0.0006)
def the_ratio():
    return 2.0


@twice_as_likely.mistake("With a lead of 1 the ratio is e = 2.72. (In base 2 it would be right.)", atol=0.0006)
def one():
    return 1.0


@twice_as_likely.mistake("With a lead of 0.5 the ratio is √e = 1.65.", atol=0.0006)
def a_half():
    return 0.5


@twice_as_likely.mistake("That is the ratio for a lead of 2. Asked is the lead for the ratio 2.", atol=0.02)
def squared_e():
    return math.exp(2)


@twice_as_likely.mistake("Then class 3 would be *half* as likely: the sign is turned.", atol=0.0006)
def behind():
    return -math.log(2)


@twice_as_likely.mistake("That is the logarithm of base 10. The powers are those of e.", atol=0.0006)
def log_10():
    return math.log10(2)


@twice_as_likely.mistake("That is the ratio for a lead of 1. Asked is the lead for the ratio 2.", atol=0.003)
def the_number_e():
    return math.e


@twice_as_likely.mistake("That is the root of 2. Which power of e is 2?", atol=0.0006)
def root():
    return math.sqrt(2)


@twice_as_likely.mistake("With a lead of 0 both are equally likely.")
def no_lead():
    return 0.0


@twice_as_likely.mistake("That makes class 3 *three* times as likely.", atol=0.0006)
def three_times():
    return math.log(3)


@twice_as_likely.mistake("That makes it √2 times as likely: nothing is to be halved.", atol=0.0006)
def halved():
    return math.log(2) / 2


@twice_as_likely.mistake("That is the ratio for a lead of ½. Asked is the lead for the ratio 2.", atol=0.002)
def root_of_e():
    return math.exp(0.5)


def slopes_of_shares(p):
    return np.diag(p) - np.outer(p, p)


my_jacobian = Exercise(
    "Write the matrix of all slopes ∂pᵢ/∂zⱼ = pᵢ (δᵢⱼ − pⱼ), from the probabilities p of one sample, of shape (K,).",
    slopes_of_shares,
    why="What one class wins the others lose: each row sums to 0. On the diagonal stands sigmoid's slope, p (1 − p).",
    hints=["On the diagonal: p (1 − p). Beside it: −pᵢ pⱼ.", "`np.diag(p)` and `np.outer(p, p)` are matrices."],
    inputs=[np.array([0.1, 0.2, 0.7]), np.array([0.4, 0.3, 0.2, 0.1])],
)


@my_jacobian.mistake(
    "That is the diagonal alone. Each score moves the *other* probabilities as well: make it a matrix."
)
def diagonal_as_a_row(p):
    return p * (1 - p)


@my_jacobian.mistake("Beside the diagonal it is not 0: if one score rises, the other probabilities fall, by pᵢ pⱼ.")
def diagonal_alone(p):
    return np.diag(p * (1 - p))


@my_jacobian.mistake("The sign: it is pᵢ δᵢⱼ *minus* pᵢ pⱼ. If one class gains, the others lose.")
def plus_outer(p):
    return np.diag(p) + np.outer(p, p)


@my_jacobian.mistake("All signs are turned: a probability *rises* with its own score.")
def signs_turned(p):
    return np.outer(p, p) - np.diag(p)


@my_jacobian.mistake("δᵢⱼ is missing: on the diagonal pᵢ is added, `np.diag(p)`.")
def without_delta(p):
    return -np.outer(p, p)


@my_jacobian.mistake("These are the products pᵢ pⱼ. They are taken away from pᵢ δᵢⱼ.")
def products_alone(p):
    return np.outer(p, p)


@my_jacobian.mistake("The δᵢⱼ is multiplied with pᵢ, too: `np.diag(p)`, not `np.eye`.")
def ones_on_the_diagonal(p):
    return np.eye(len(p)) - np.outer(p, p)


@my_jacobian.mistake("`p * p` is one number for each class. All pairs pᵢ pⱼ are `np.outer(p, p)`.")
def squares(p):
    return np.diag(p) - p * p


@my_jacobian.mistake("`p @ p` is a single number. All pairs pᵢ pⱼ are `np.outer(p, p)`.")
def dot_product(p):
    return np.diag(p) - p @ p


@my_jacobian.mistake("1 − pⱼ stands on the diagonal only. Beside it δᵢⱼ is 0, so that −pⱼ is left.")
def delta_always_1(p):
    return np.outer(p, 1 - p)


@my_jacobian.mistake("δᵢⱼ − pⱼ is there. Each row is still to be multiplied with its pᵢ.")
def without_p_i(p):
    return np.eye(len(p)) - p


@my_jacobian.mistake("pᵢ δᵢⱼ is there, but the products pᵢ pⱼ are still to be taken away.")
def without_products(p):
    return np.diag(p)


def said_minus_right(z, y):
    return softmax(z) - y


_RIGHT = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])

my_gradient = Exercise(
    "Write the gradient of the cross-entropy by the scores, for z and y of shape (samples, classes): for each sample "
    "by itself, without a mean. You may use `softmax`.",
    said_minus_right,
    why="What was said minus what is right. No slope is left in it that could be small.",
    hints=[
        "Softmax and cross-entropy together give the short form that sigmoid has as well.",
        "For sigmoid it was a − t.",
    ],
    inputs=[
        (np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 2.0]]), _RIGHT),
        (np.array([[3.0, 0.0, -2.0], [-1.0, -1.5, 0.0]]), _RIGHT[::-1]),
    ],
)


@my_gradient.mistake("The sign is turned: where p is too large, a smaller score lowers the error. p − y.")
def right_minus_said(z, y):
    return y - softmax(z)


@my_gradient.mistake("The slope p (1 − p) belongs to the squared error of a sigmoid. Here it has cancelled.")
def with_the_slope(z, y):
    p = softmax(z)
    return (p - y) * p * (1 - p)


@my_gradient.mistake("That compares the scores with y. Compare the probabilities: softmax of z.")
def scores_minus_right(z, y):
    return z - y


@my_gradient.mistake("Right for the right class. The others have a gradient too: their p, which should be 0.")
def right_class_only(z, y):
    return -y * (1 - softmax(z))


@my_gradient.mistake("That is the error itself, class by class. Asked is its gradient by z.")
def the_error_itself(z, y):
    return -y * np.log(softmax(z))


@my_gradient.mistake("That is the gradient by p. On to z it goes through the Jacobian, and then most of it cancels.")
def by_p(z, y):
    return -y / softmax(z)


@my_gradient.mistake("That is half the squared error. Asked is the gradient of the cross-entropy.")
def half_squared(z, y):
    return (softmax(z) - y) ** 2 / 2


@my_gradient.mistake("That is p. What is right, y, is still to be taken away.")
def without_y(z, y):
    return softmax(z)


@my_gradient.mistake("Your softmax goes down the columns. Each row is a sample: `axis=1`.")
def softmax_of_columns(z, y):
    return softmax(z.T).T - y


@my_gradient.mistake("That is sigmoid of each score by itself. The classes share 1: softmax along each row.")
def sigmoid_of_each(z, y):
    return 1 / (1 + np.exp(-z)) - y


@my_gradient.mistake("That is divided by the number of samples, as for a mean. Here each sample stands by itself.")
def mean_of_samples(z, y):
    return (softmax(z) - y) / len(z)


@my_gradient.mistake("Twice too much: there is no square here whose 2 comes down.")
def twice(z, y):
    return 2 * (softmax(z) - y)


@my_gradient.mistake(
    "Do not add up the classes: that is 0 for each sample. The gradient has one number for each score."
)
def summed(z, y):
    return (softmax(z) - y).sum(axis=1)


@my_gradient.mistake("y stands alone: p − y, not p − y p.")
def y_times_p(z, y):
    p = softmax(z)
    return p - y * p


OUT_O1, TARGET_O1 = 0.75136506955231571, 0.01


def without_its_slope():
    return OUT_O1 - TARGET_O1


delta_of_o1 = Exercise(
    "In the 2-2-2 network out_o1 is 0.751365 and its target 0.01. With the squared error delta_o1 was 0.138499. What "
    "is it with cross-entropy? (3 digits)",
    without_its_slope,
    why="The factor out (1 − out) = 0.187 is gone: more than five times as much gradient for the same mistake.",
    hints=["delta_o1 is dE/dnet_o1. For a sigmoid with cross-entropy it is a − t.", "a is out_o1, t its target."],
    atol=0.0006,
)  # fmt: skip


@delta_of_o1.mistake("That still has the slope out (1 − out) in it. With cross-entropy it cancels.", atol=0.0006)
def slope_still_in_it():
    return 0.138499


@delta_of_o1.mistake("The sign is turned: out minus target.", atol=0.0006)
def target_minus_out():
    return TARGET_O1 - OUT_O1


@delta_of_o1.mistake("That is the slope alone, which is just what cancels.", atol=0.0006)
def slope_alone():
    return OUT_O1 * (1 - OUT_O1)


@delta_of_o1.mistake("That is out_o1. Its target is still to be taken away.", atol=0.0003)
def out_alone():
    return OUT_O1


@delta_of_o1.mistake("That is the target. Asked is out minus target.", atol=0.0006)
def target_alone():
    return TARGET_O1


@delta_of_o1.mistake("That is half the squared error itself. Asked is dE/dnet, of the cross-entropy.", atol=0.0006)
def half_the_square():
    return (OUT_O1 - TARGET_O1) ** 2 / 2


@delta_of_o1.mistake("That is 1 − out, right for a target of 1. Here the target is 0.01.", atol=0.0006)
def rest_of_out():
    return 1 - OUT_O1


@delta_of_o1.mistake(
    "That is dE/dout. On to net it is multiplied with the slope out (1 − out), and this cancels.", atol=0.006
)
def by_out():
    return (OUT_O1 - TARGET_O1) / (OUT_O1 * (1 - OUT_O1))


@delta_of_o1.mistake("That is the cross-entropy itself. Asked is its slope by net_o1.", atol=0.006)
def cross_entropy_itself():
    return -TARGET_O1 * math.log(OUT_O1) - (1 - TARGET_O1) * math.log(1 - OUT_O1)


@delta_of_o1.mistake("That is the difference of o2: out_o2 − 0.99.", atol=0.0006)
def of_o2():
    return 0.77292846532146259 - 0.99


@delta_of_o1.mistake("Out *minus* target.", atol=0.0006)
def sum_of_both():
    return OUT_O1 + TARGET_O1


def minus_two_small_ones():
    return -math.log1p(2 * math.exp(-40))


winners_log = Exercise(
    "Scores 40, 0, 0: the winner's p rounds to 1. What is its ln p in truth? (2 digits)",
    minus_two_small_ones,
    why="ln(1 + s) is about s for a small s, and s is what the others have: two times e⁻⁴⁰.",
    hints=["p = 1 / (1 + 2 e⁻⁴⁰), so ln p = −ln(1 + 2 e⁻⁴⁰).", "For a small s, ln(1 + s) is about s."],
    rtol=0.02,
    atol=0.0,
)


@winners_log.mistake("That is what the computer says, whose p is 1. In truth p is a little less.")
def lost():
    return 0.0


@winners_log.mistake("The sign: p is under 1, so ln p is negative.", rtol=0.02)
def positive():
    return 2 * math.exp(-40)


@winners_log.mistake("There are *two* others, each with e⁻⁴⁰.", rtol=0.02)
def one_other():
    return -math.exp(-40)


@winners_log.mistake("There are *two* others, each with e⁻⁴⁰; and ln p is negative, because p is under 1.", rtol=0.02)
def one_other_positive():
    return math.exp(-40)


@winners_log.mistake("That is ln p of a loser. The winner's p is nearly 1.", rtol=0.001)
def of_a_loser():
    return -40.0


@winners_log.mistake("That is for scores 30, 0, 0.", rtol=0.02)
def for_thirty():
    return -2 * math.exp(-30)


@winners_log.mistake("That is for three equal scores.", rtol=0.01)
def for_equal_scores():
    return -math.log(3)


@winners_log.mistake("The others lie 40 *behind*: e⁻⁴⁰, not e⁴⁰.", rtol=0.02)
def plus_forty():
    return -2 * math.exp(40)


@winners_log.mistake("The two small powers are added, not multiplied.", rtol=0.02)
def multiplied():
    return -math.exp(-80)


@winners_log.mistake("The others have e⁻⁴⁰ each; no root is taken.", rtol=0.02)
def root_of_it():
    return -math.exp(-20)
