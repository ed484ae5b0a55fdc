"""The checks of lesson 13, softmax and cross-entropy: scores to probabilities, rows and columns, two errors."""

import math

import numpy as np

from chainrule.exercises.framework import Exercise, offer_questions, wrong
from chainrule.maths.numbers import number

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
    mistakes=[
        wrong(
            softmax(SCORES)[2] + 10,
            "It does not grow with its score: the other two scores have grown as well, and the sum with them.",
        ),
        wrong(
            softmax(SCORES)[2] * math.exp(10),
            "The numerator grows by the factor e¹⁰, but the sum below the line grows by the same.",
        ),
        wrong(1.0, "That is nearly sure of it, as if the other scores had stayed: they have grown by 10, too."),
        wrong(13 / 36, "That is the share of the *scores*, 13 of 36. Softmax shares their powers, e¹¹, e¹² and e¹³."),
        wrong(3 / 6, "That is the share of the old *scores*, 3 of 6. Softmax shares their powers, e¹, e² and e³."),
        wrong(softmax(SCORES)[1], "That is the probability of the second class."),
        wrong(softmax(SCORES)[0], "That is the probability of the first class."),
        wrong(1 / 3, "They do not become alike: the third score leads by 1 and by 2, as before."),
        wrong(0.0, "No power is 0: a probability of softmax never is, on paper."),
        wrong(
            100 * softmax(SCORES)[2],
            "A probability lies between 0 and 1. Did you mean a percentage? Then write `'…%'`, or divide by 100.",
        ),
    ],
)


def down_the_columns():
    e = np.exp(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]) - 3)
    return (e / e.sum(axis=0))[0]


rows_of_equal = Exercise(
    "Predict: `column_softmax` gets two samples as rows, [[1, 2, 3], [1, 2, 3]]. What is the first row of its answer? "
    "Give three numbers. (3 digits)",
    down_the_columns,
    why="With `axis=0` it adds down the columns: each score is compared with the other *sample's*, and they are equal.",
    hints=["`e.sum(axis=0)` adds up the two numbers of each column.", "In each column stand two equal numbers."],
    atol=0.0006,
    mistakes=[
        wrong(softmax(SCORES), "That is what it should be. But `axis=0` adds down the columns, not along the row."),
        wrong(softmax(SCORES) / 2, "That divides by the sum of all six powers. `axis=0` gives a sum for each column."),
        wrong(np.full(3, 1 / 3), "These share a row among three classes. How many numbers does each *column* hold?"),
        wrong(np.full(3, 1 / 6), "These share all six numbers evenly. How many numbers does each *column* hold?"),
        wrong(np.ones(3), "You divided by the powers themselves. Each is divided by the sum of its column."),
        wrong(np.zeros(3), "Taking the largest away gives no 0 at the end: e⁰ is 1, and is divided by a sum."),
        wrong(np.array([0.0, 0.0, 1.0]), "The largest does not take all: e³ is only e times as much as e²."),
        wrong(0.5, "Right, for each class. Give the whole row: three numbers."),
        wrong(np.array([0.5, 0.5]), "Two samples, but three classes: a row of the answer has three numbers."),
        wrong(np.full(3, 0.25), "That is divided twice. In each column two equal powers share 1."),
        wrong(softmax(SCORES)[::-1], "These are the shares along the row, in reverse. `axis=0` adds down the columns."),
        wrong(
            (1 / 6, 2 / 6, 3 / 6),
            "Those are shares of the scores themselves, along the row. What does `axis=0` add up, and of what?",
        ),
    ],
)


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
        np.array([[0.5, -1.0, 2.0], [1001.0, 1002.0, 1004.0], [-900.0, -901.0, 1200.0]]),
        np.array([[0.3, 0.1, -0.2, 0.9], [-5.0, 2.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0], [0.4, 0.0, 2.0, -1.0]]),
    ],
    quiet=True,
    mistakes=[
        wrong(
            lambda z: _shares(z, 0, 1),
            "e¹⁰⁰⁴ is too large for the computer, and inf / inf is no number: take the largest of each row away.",
        ),
        wrong(
            lambda z: _shares(z, z.max(axis=0), 0),
            "You add down the columns (`axis=0`): the samples share with each other. Rows: `axis=1`.",
        ),
        wrong(
            lambda z: _shares(z, z.max(axis=1, keepdims=True), 0),
            "The largest is that of each row, but the sum goes down the columns. Rows: `axis=1`, both times.",
        ),
        wrong(
            lambda z: _shares(z, z.max(axis=1), 1),
            "`keepdims=True` is missing in the largest: that of sample 2 is then taken from class 2, and where there "
            "are as many samples as classes nothing complains.",
        ),
        wrong(
            lambda z: _shares(z, z.max(), 1),
            "One largest score for the whole array: of a row far below it all powers are 0, and 0 / 0 is no number.",
        ),
        wrong(lambda z: _shares(z, z.max(axis=0), 1), "That is each column's largest: `axis=1` gives each row's."),
        wrong(
            lambda z: _shares(z, z.max(axis=1, keepdims=True), None),
            "You divide by the sum of the whole array: each row has its own, with `axis=1, keepdims=True`.",
        ),
        wrong(lambda z: np.exp(z - z.max(axis=1, keepdims=True)), "These are powers. Divide each by its row's sum."),
        wrong(
            lambda z: z / z.sum(axis=1, keepdims=True),
            "That shares the scores themselves, and some are negative. Share their powers: `np.exp`.",
        ),
        wrong(
            lambda z: _shares(z, z.min(axis=1, keepdims=True), 1),
            "You took the smallest away, so the powers still overflow. Take the largest.",
        ),
        wrong(
            lambda z: _shares(z, z.mean(axis=1, keepdims=True), 1),
            "You took the mean away: a score far above it still overflows. Take the largest.",
        ),
        wrong(
            lambda z: _shares(z / z.max(axis=1, keepdims=True), 0, 1),
            "Take the largest score *away*; divided by it, the differences are no longer the same.",
        ),
        wrong(
            lambda z: _shares(-z, (-z).max(axis=1, keepdims=True), 1),
            "The sign is turned: your smallest score gets the largest share. z − max, not max − z.",
        ),
        wrong(
            lambda z: _shares(-z, -z.max(axis=1, keepdims=True), 1),
            "The sign is turned: z − max, not max − z. So the powers grow where they should shrink.",
        ),
        wrong(
            lambda z: _shares(z, np.maximum(z, 0), 1),
            "`np.maximum` compares number by number. The largest of a row is `z.max(axis=1, keepdims=True)`.",
        ),
    ],
)


def _shares(z, top, axis):
    e = np.exp(z - top)
    return e / e.sum(axis=axis, keepdims=True)


@my_softmax.mistake(
    "`keepdims=True` is missing in the sum: the sum of sample 2 then divides class 2, and where there are as many "
    "samples as classes nothing complains."
)
def sum_lies_down(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


@my_softmax.mistake(
    "`keepdims=True` is missing, both times: what belongs to sample 2 meets class 2, and where there are as many "
    "samples as classes nothing complains."
)
def both_lie_down(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


@my_softmax.mistake("You divide by the mean of each row, so the rows sum to the number of classes. Divide by the sum.")
def by_the_mean(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.mean(axis=1, keepdims=True)


# -- a network from an article -------------------------------------------------------------------------------------
_PICTURES = [np.random.default_rng(seed).integers(0, 250, (28, 28)) for seed in (0, 1)]

my_x = Exercise(
    "Make the x that is missing: from a picture of 28 × 28 grey values, 0 to 255, one column for `W1 @ x`, with "
    "numbers from 0 to 1.",
    lambda picture: picture.reshape(784, 1) / 255,
    why="One sample is a column of 784 numbers here, so that `W1 @ x` is a column of 256, as the biases are.",
    hints=["`W1` has 784 columns, so x must have 784 rows.", "`reshape` gives another shape to the same numbers."],
    inputs=_PICTURES,
    mistakes=[
        wrong(lambda picture: picture.reshape(784, 1), "The shape is right. But the numbers go up to 255: divide."),
        wrong(lambda picture: picture.reshape(1, 784) / 255, "A row. For `W1 @ x` a sample is a column: (784, 1)."),
        wrong(
            lambda picture: picture.reshape(784) / 255,
            "784 numbers without a second axis: `W1 @ x` is then (256,), and with the biases of shape (256, 1) it "
            "becomes a square of 256 × 256, without a word. Make it (784, 1).",
        ),
        wrong(
            lambda picture: picture.reshape(784, 1) / 256,
            "Grey values go from 0 to 255, so divide by 255: by 256 white never becomes 1.",
        ),
        wrong(lambda picture: picture / 255, "That is still a square. `W1 @ x` wants 784 rows: `reshape`."),
        wrong(
            lambda picture: picture.T.reshape(784, 1) / 255,
            "You turned the picture first: its pixels come column after column. `reshape` alone takes row after row.",
        ),
        wrong(lambda picture: picture.reshape(784, 1) // 255, "`//` gives only 0 and 1 here, no fractions: use `/`."),
        wrong(
            lambda picture: picture.reshape(784, 1) / picture.max(),
            "Each picture is divided by its own brightest pixel, so a dark one looks like a bright one. Divide by 255.",
        ),
        wrong(lambda picture: 1 - picture.reshape(784, 1) / 255, "That turns black into white. Only scale it."),
        wrong(lambda picture: picture.reshape(784, 1) / 784, "784 counts the pixels. The largest grey value is 255."),
        wrong(
            lambda picture: picture.reshape(28, 28, 1) / 255,
            "That cuts the picture into 28 parts. One column has the shape (784, 1).",
        ),
    ],
)

first_error = Exercise(
    "Predict: a network that knows nothing gives each of ten digits the same probability. What is its cross-entropy? "
    "(3 digits)",
    lambda: -math.log(1 / 10),
    why="ln K for K classes: the error with which every untrained network should start. Measure yours before training.",
    hints=["The right digit has p = 1/10, whichever it is.", "The error is −ln p of the right one: `np.log` is ln."],
    atol=0.006,
    mistakes=[
        wrong(0.1, "That is the probability. The error is −ln of it."),
        wrong(0.9, "That is what is missing to 1. The error is −ln p of the right digit."),
        wrong(math.log(0.1), "ln of a number under 1 is negative: the minus before it makes the error positive."),
        wrong(1.0, "That is the logarithm of base 10. Here it is ln, the one of base e: `np.log`."),
        wrong(math.log2(10), "That is the logarithm of base 2, in bits. Here it is ln: `np.log`."),
        wrong(10.0, "That is 1/p. The error is its logarithm."),
        wrong(10 * math.log(10), "Only the right digit counts: the y of the others is 0. Do not add up ten terms."),
        wrong(math.log(2), "That is for two classes. Here are ten."),
        wrong((0.9**2 + 9 * 0.1**2) / 2, "That is half the squared error. Cross-entropy is −ln p of the right digit."),
        wrong(math.log(10) / 10, "That is a tenth of it. There is no weight of 1/10, and no mean over the classes."),
        wrong(0.0, "An error of 0 would mean p = 1 for the right digit."),
        wrong(0.105, "That is −ln 0.9. Which probability does the *right* digit get?"),
    ],
    follows=lambda error: f"It would be so if the right digit had the probability {number(math.exp(-error))}.",
)


# -- which error ---------------------------------------------------------------------------------------------------
def steps_up():
    z, t, updates = -8.0, 1.0, 0
    while z <= 0:
        a = 1 / (1 + math.exp(-z))
        z = z - (a - t)
        updates = updates + 1
    return updates


turns_after = Exercise(
    "Predict: a sigmoid output at z = −8 should give 1. Learning rate 1, cross-entropy: after about how many updates "
    "is it above 0.5? (One more or less is right.)",
    steps_up,
    why="While it is wrong, the gradient is nearly −1, so each update takes nearly a whole step up.",
    hints=["The gradient is a − t. What is it at z = −8?", "How many steps of that length lead from −8 to 0?"],
    atol=1.2,
    mistakes=[
        wrong(3000, "That is how long it takes with the *squared* error. Here the slope cancels.", atol=300),
        wrong(1, "One step is no longer than the gradient: |a − t| is at most 1.", atol=0.2),
        wrong(0, "It does turn: a − t is nearly −1 at z = −8, not nearly 0.", atol=0.3),
        wrong("never", "It does turn: a − t is nearly −1 at z = −8, not nearly 0.", atol=0.3),
        wrong(100, "That would be a gradient of 0.1 or less. What is a − t at z = −8?", atol=20),
        wrong(1000, "That would be a gradient of 0.01 or less. What is a − t at z = −8?", atol=200),
        wrong(16, "That would be steps of half the length: is a − t at z = −8 nearer to −1 or to −0.5?", atol=2),
        wrong(4, "Each step is at most 1 long, since |a − t| is: from −8 to 0 it takes at least eight.", atol=2),
    ],
)

# -- further: scores, slopes, digits -------------------------------------------------------------------------------
twice_as_likely = Exercise(
    "By how much must z₃ lead z₂ so that class 3 is twice as likely as class 2? (3 digits)",
    lambda: math.log(2),
    why="p₃/p₂ = e^(z₃ − z₂), whatever the other scores are: a difference of scores is the logarithm of a ratio.",
    hints=["Divide p₃ by p₂: the sum below cancels.", "e to which power is 2?"],
    atol=0.0006,
    mistakes=[
        wrong(2.0, "That is the ratio. With a lead of 2 it would be e² = 7.4."),
        wrong(1.0, "With a lead of 1 the ratio is e = 2.72. (In base 2 it would be right.)"),
        wrong(0.5, "With a lead of 0.5 the ratio is √e = 1.65."),
        wrong(math.exp(2), "That is the ratio for a lead of 2. Which lead gives 2?"),
        wrong(-math.log(2), "Then class 3 would be *half* as likely: the sign is turned."),
        wrong(math.log10(2), "That is the logarithm of base 10. The powers are those of e."),
        wrong(math.e, "That is the ratio for a lead of 1. Which lead gives 2?"),
        wrong(math.sqrt(2), "That is the root of 2. Which power of e is 2?"),
        wrong(0.0, "With a lead of 0 both are equally likely."),
        wrong(math.log(3), "That makes class 3 *three* times as likely."),
        wrong(math.log(2) / 2, "That makes it √2 times as likely: nothing is to be halved."),
        wrong(math.exp(0.5), "That is the ratio for a lead of ½. Which lead gives 2?"),
    ],
    follows=lambda lead: f"With that lead class 3 is {number(math.exp(lead))} times as likely as class 2.",
)

my_jacobian = Exercise(
    "Write the matrix of all slopes ∂pᵢ/∂zⱼ = pᵢ (δᵢⱼ − pⱼ), from the probabilities p of one sample, of shape (K,).",
    lambda p: np.diag(p) - np.outer(p, p),
    why="What one class wins the others lose: each row sums to 0. On the diagonal is sigmoid's slope, p (1 − p).",
    hints=["On the diagonal: p (1 − p). Off it: −pᵢ pⱼ.", "`np.diag(p)` and `np.outer(p, p)` are matrices."],
    inputs=[np.array([0.1, 0.2, 0.7]), np.array([0.4, 0.3, 0.2, 0.1])],
    mistakes=[
        wrong(
            lambda p: p * (1 - p),
            "That is the diagonal alone. Each score moves the *other* probabilities as well: make it a matrix.",
        ),
        wrong(
            lambda p: np.diag(p * (1 - p)),
            "Off the diagonal it is not 0: if one score rises, the other probabilities fall, by pᵢ pⱼ.",
        ),
        wrong(lambda p: np.diag(p) + np.outer(p, p), "The sign: *minus* pᵢ pⱼ. If one class gains, the others lose."),
        wrong(lambda p: np.outer(p, p) - np.diag(p), "All signs are turned: a probability *rises* with its own score."),
        wrong(lambda p: -np.outer(p, p), "δᵢⱼ is missing: on the diagonal pᵢ is added, `np.diag(p)`."),
        wrong(lambda p: np.outer(p, p), "These are the products pᵢ pⱼ. They are taken away from pᵢ δᵢⱼ."),
        wrong(lambda p: np.eye(len(p)) - np.outer(p, p), "δᵢⱼ is multiplied by pᵢ: `np.diag(p)`, not `np.eye`."),
        wrong(lambda p: np.diag(p) - p * p, "`p * p` is one number per class. All pairs pᵢ pⱼ: `np.outer(p, p)`."),
        wrong(lambda p: np.diag(p) - p @ p, "`p @ p` is a single number. All pairs pᵢ pⱼ are `np.outer(p, p)`."),
        wrong(lambda p: np.outer(p, 1 - p), "1 − pⱼ is for the diagonal alone. Off it −pⱼ is left, since δᵢⱼ = 0."),
        wrong(lambda p: np.eye(len(p)) - p, "δᵢⱼ − pⱼ is there. Each row is still to be multiplied by its pᵢ."),
        wrong(lambda p: np.diag(p), "pᵢ δᵢⱼ is there, but the products pᵢ pⱼ are still to be taken away."),
    ],
)

_RIGHT = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])

my_gradient = Exercise(
    "Write the gradient of the cross-entropy with respect to the scores, for z and y of shape (samples, classes): for "
    "each sample by itself, without a mean. You may use `softmax`.",
    lambda z, y: softmax(z) - y,
    why="What was said minus what is right. No slope is left in it that could be small.",
    hints=[
        "Softmax and cross-entropy together give the short form that sigmoid has as well.",
        "For sigmoid it was a − t.",
    ],
    inputs=[
        (np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 2.0]]), _RIGHT),
        (np.array([[3.0, 0.0, -2.0], [-1.0, -1.5, 0.0]]), _RIGHT[::-1]),
    ],
    mistakes=[
        wrong(lambda z, y: y - softmax(z), "The sign: where p is too large, a smaller score lowers the error. p − y."),
        wrong(lambda z, y: z - y, "That compares the scores with y. Compare the probabilities: softmax of z."),
        wrong(
            lambda z, y: -y * (1 - softmax(z)),
            "Right for the right class. The others have a gradient too: their p, which should be 0.",
        ),
        wrong(lambda z, y: -y * np.log(softmax(z)), "That is the error, class by class. What is its gradient by z?"),
        wrong(
            lambda z, y: -y / softmax(z),
            "That is the gradient with respect to p. From there to z it goes through the Jacobian, and most cancels.",
        ),
        wrong(
            lambda z, y: (softmax(z) - y) ** 2 / 2,
            "That is half the squared error. The question asks for the gradient of the cross-entropy.",
        ),
        wrong(lambda z, y: softmax(z), "That is p. What is right, y, is still to be taken away."),
        wrong(lambda z, y: softmax(z.T).T - y, "Your softmax goes down the columns. Each row is a sample: `axis=1`."),
        wrong(
            lambda z, y: 1 / (1 + np.exp(-z)) - y,
            "That is sigmoid of each score by itself. The classes share 1: softmax along each row.",
        ),
        wrong(
            lambda z, y: (softmax(z) - y) / len(z),
            "That is divided by the number of samples, as for a mean. Here each sample stands by itself.",
        ),
        wrong(lambda z, y: 2 * (softmax(z) - y), "Twice too much: there is no square here whose 2 comes down."),
        wrong(
            lambda z, y: (softmax(z) - y).sum(axis=1),
            "Do not add up the classes: that is 0 for each sample. The gradient has one number for each score.",
        ),
    ],
)


@my_gradient.mistake("The slope p (1 − p) belongs to the squared error of a sigmoid. Here it has cancelled.")
def with_the_slope(z, y):
    p = softmax(z)
    return (p - y) * p * (1 - p)


@my_gradient.mistake("y stands alone: p − y, not p − y p.")
def y_times_p(z, y):
    p = softmax(z)
    return p - y * p


OUT_O1, TARGET_O1 = 0.75136506955231571, 0.01

delta_of_o1 = Exercise(
    "In the 2-2-2 network out_o1 is 0.751365 and its target 0.01. With the squared error delta_o1 was 0.138499. What "
    "is it with cross-entropy? (3 digits)",
    lambda: OUT_O1 - TARGET_O1,
    why="The factor out (1 − out) = 0.187 is gone: more than five times as much gradient for the same mistake.",
    hints=["delta_o1 is dE/dnet_o1. For a sigmoid with cross-entropy it is a − t.", "a is out_o1, t its target."],
    atol=0.0006,
    mistakes=[
        wrong(0.138499, "That still has the slope out (1 − out) in it. With cross-entropy it cancels."),
        wrong(TARGET_O1 - OUT_O1, "The sign is turned: out minus target."),
        wrong(OUT_O1 * (1 - OUT_O1), "That is the slope alone, which is just what cancels."),
        wrong(OUT_O1, "That is out_o1. Its target is still to be taken away."),
        wrong(TARGET_O1, "That is the target. The question asks for out minus target."),
        wrong(
            (OUT_O1 - TARGET_O1) ** 2 / 2, "That is half the squared error. What is asked is dE/dnet of cross-entropy."
        ),
        wrong(1 - OUT_O1, "That is 1 − out, right for a target of 1. Here the target is 0.01."),
        wrong(
            (OUT_O1 - TARGET_O1) / (OUT_O1 * (1 - OUT_O1)),
            "That is dE/dout. To reach net it is multiplied by the slope out (1 − out), which cancels.",
        ),
        wrong(
            -TARGET_O1 * math.log(OUT_O1) - (1 - TARGET_O1) * math.log(1 - OUT_O1),
            "That is the cross-entropy itself. What is its slope with respect to net_o1?",
        ),
        wrong(0.77292846532146259 - 0.99, "That is the difference of o2: out_o2 − 0.99."),
        wrong(OUT_O1 + TARGET_O1, "Out *minus* target."),
    ],
    follows=lambda delta: f"It would be so if the target were {number(0.751365 - delta)}.",
)

offer_questions(__name__)
