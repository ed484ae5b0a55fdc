"""The checks of lesson 04, ReLU and its kin: the bend, slopes of 0 and 1, sparsity, dead units, and leaks."""

import numpy as np

from chainrule.exercises.framework import Exercise
from chainrule.maths.activations import prelu, relu, sigmoid, tanh

Z = [np.array([-3.0, -0.5, 0.0, 0.5, 1.0, 4.0])]
LEAKS = [(Z[0], 0.01), (Z[0], 0.1), (Z[0], 2.0)]


def threshold(z):
    return np.maximum(0, z)


my_relu = Exercise(
    "Write ReLU: a function that takes z and gives the larger one of 0 and z.",
    threshold,
    why="One comparison, no exponential. What is above 0 stays as it is, the rest is cut off.",
    hints=[
        "`np.maximum` takes two things and keeps the larger one, entry by entry. They are 0 and z.",
        "`max` and `np.max` are others: the first compares single numbers, the second looks through one array.",
    ],
    inputs=Z,
)


@my_relu.mistake("You kept the smaller one: negative numbers pass and positive ones are cut off.")
def smaller_one(z):
    return np.minimum(0, z)


@my_relu.mistake("That is |z|: a negative number is not turned round, it is cut off.")
def folded(z):
    return np.abs(z)


@my_relu.mistake("That says whether z is above 0. ReLU lets z itself through.")
def step(z):
    return np.where(z > 0, 1.0, 0.0)


@my_relu.mistake("That is ReLU of −z: it lets the negative side through. Positive numbers are to stay as they are.")
def mirrored(z):
    return np.maximum(0, -z)


def nothing_sensible():
    return "nan"


at_minus_infinity = Exercise(
    'Predict: what does `z * (z > 0)` give at z = −∞? Answer with a word: "zero", "nan" or "minus infinity".',
    nothing_sensible,
    why="0 times infinity has no value. The formula is right on paper for every number, and infinity is not a number.",
    hints=["Put it in: −∞ > 0 is false, and False counts as 0.", "What is −∞ times 0?"],
)


@at_minus_infinity.mistake("0 times any number is 0. But 0 times infinity?")
def zero_times_anything():
    return "zero"


@at_minus_infinity.mistake("The bracket is 0 there, so something is multiplied by 0. What is 0 times infinity?")
def bracket_forgotten():
    return "minus infinity"


def clipped():
    return "non-negative"


spot_the_sign = Exercise(
    'A text says: "the values of ReLU are strictly positive". '
    'Which is right: "strictly positive", "non-negative" or "non-zero"?',
    clipped,
    why="0 is not positive, and ReLU gives it for half of the line. Half of this lesson is about these zeros.",
    hints=["What is ReLU of −3? Is that number above 0?"],
)


@spot_the_sign.mistake("Strictly positive means above 0. What is ReLU of −3?")
def above_zero():
    return "strictly positive"


@spot_the_sign.mistake("What is ReLU of −3, and of every other negative number?")
def never_zero():
    return "non-zero"


def sum_then_bend():
    return relu(-3.0) + relu(5.0), relu(-3.0 + 5.0)


keeps_no_sums = Exercise(
    "Predict two numbers: (relu(−3) + relu(5), relu(−3 + 5)).",
    sum_then_bend,
    why="A linear function through 0 gives the same for both. ReLU does not, so it is not linear: the bend does it.",
    hints=["What is relu(−3)?", "In the second one the sum comes first: relu(2)."],
)


@keeps_no_sums.mistake("So it would be with a linear function. Work out relu(−3) and relu(5) first, then add.")
def as_if_linear():
    return relu(2.0), relu(2.0)


@keeps_no_sums.mistake("That is |−3| + |5|: relu(−3) is not 3.")
def minus_dropped():
    return 8.0, 2.0


@keeps_no_sums.mistake("These are right, in the other order.")
def other_order():
    return relu(2.0), relu(-3.0) + relu(5.0)


def tent(z):
    return np.maximum(0, z + 1) - 2 * np.maximum(0, z) + np.maximum(0, z - 1)


hat = Exercise(
    "Write a hat out of three ReLUs: 0 up to z = −1, straight up to 1 at z = 0, straight down to 0 at z = 1, then 0.",
    tent,
    why="Out of hats every bent line can be built, and with bent lines every continuous curve can be followed.",
    hints=[
        "Each ReLU turns the slope at its bend. Here are three bends: −1, 0 and 1.",
        "The slope is 0, then 1, then −1, then 0. How much does it turn at each bend?",
        "It turns by 1, −2 and 1: these are the weights.",
    ],
    inputs=[np.array([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 3.0])],
)


@hat.mistake("It falls for ever: at z = 1 the slope must turn once more, from −1 back to 0.")
def no_third_bend(z):
    return np.maximum(0, z + 1) - 2 * np.maximum(0, z)


@hat.mistake("It stays up: a weight of −1 in the middle takes the slope from 1 to 0. It must become −1.")
def plateau(z):
    return np.maximum(0, z + 1) - np.maximum(0, z)


@hat.mistake("It is flat from z = 0 to 1 and then climbs again: in the middle the slope must go from 1 to −1.")
def weights_of_one(z):
    return np.maximum(0, z + 1) - np.maximum(0, z) + np.maximum(0, z - 1)


@hat.mistake("The hat is upside down: look at the three signs.")
def upside_down(z):
    return -np.maximum(0, z + 1) + 2 * np.maximum(0, z) - np.maximum(0, z - 1)


def zero_or_one(z):
    return np.where(z > 0, 1.0, 0.0)


relu_derivative = Exercise(
    "Write the derivative of ReLU: a function that takes z and gives the slope at z (0 at z = 0, as we agreed).",
    zero_or_one,
    why="No formula, no exponential: a gradient passes whole, or not at all.",
    hints=["Flat on the left. How steep on the right?", "`np.where(condition, a, b)`: a where it holds, else b."],
    inputs=Z,
)


@relu_derivative.mistake("On the right you give z where 1 belongs. That is ReLU itself; its slope is asked.")
def not_derived(z):
    return np.maximum(0, z)


@relu_derivative.mistake(
    "All is right but one point: at z = 0 you give 1. That is a convention too, and texts use it. Here we take 0."
)
def one_at_zero(z):
    return np.where(z >= 0, 1.0, 0.0)


@relu_derivative.mistake(
    "All is right but one point: at z = 0 you give 1/2, the middle. A fair choice; here we take 0."
)
def half_at_zero(z):
    return np.where(z > 0, 1.0, np.where(z < 0, 0.0, 0.5))


@relu_derivative.mistake("That is the slope of |z|. Left of 0 ReLU is flat: it does not fall.")
def slope_of_abs(z):
    return np.sign(z)


@relu_derivative.mistake("a(1 − a) belongs to sigmoid, and to nothing else.")
def of_sigmoid(z):
    a = np.maximum(0, z)
    return a * (1 - a)


def through_relu():
    return 3 * relu.derivative(6.0), 3 * relu.derivative(-6.0)


gradient_through = Exercise(
    "Predict: a gradient of 3 arrives at a ReLU unit. How much goes on if z = 6, and if z = −6? Give a pair.",
    through_relu,
    why="On the right all of it passes, however large z is: no saturation there. On the left nothing does.",
    hints=["What arrives is multiplied by the slope.", "The slope is the same at z = 1, z = 6 and z = 1000."],
)


@gradient_through.mistake("You multiplied by the value of ReLU. Backwards it is the slope that multiplies.")
def times_the_value():
    return 3 * relu(6.0), 3 * relu(-6.0)


@gradient_through.mistake("These are the slopes alone. What arrives, 3, multiplies them.")
def slopes_alone():
    return relu.derivative(6.0), relu.derivative(-6.0)


@gradient_through.mistake("That is what the sigmoid of lesson 02 lets through. ReLU has other slopes.", rtol=0.05)
def through_sigmoid():
    return 3 * sigmoid.derivative(6.0), 3 * sigmoid.derivative(-6.0)


@gradient_through.mistake("The sign of z does not turn the gradient round: the slope left of 0 is not −1.")
def turned_round():
    return 3.0, -3.0


@gradient_through.mistake("On the left ReLU is flat. What is the slope of a flat line?")
def both_pass():
    return 3.0, 3.0


def all_of_it():
    return relu.derivative(1.0) ** 50


fifty_layers = Exercise(
    "Predict: what share of a gradient is left after 50 ReLU units, one behind the other, all at z = 1 (weights of 1)?",
    all_of_it,
    why="1 · 1 · 1 · … is 1, at any depth. With sigmoid it would be 8 · 10⁻³¹ at best.",
    hints=["Slopes in a chain multiply.", "What is the slope of ReLU at z = 1, and its 50th power?"],
)


@fifty_layers.mistake("That is (1/4)⁵⁰, the best of sigmoid. The slope of ReLU at z = 1 is another.", rtol=0.02, atol=0)
def of_sigmoid_at_best():
    return 0.25**50


@fifty_layers.mistake("It would be 0 if one of the gates were shut. All units are at z = 1.", atol=1e-40)
def nothing_left():
    return 0.0


@fifty_layers.mistake("You added the slopes. Slopes in a chain multiply.")
def slopes_added():
    return 50 * relu.derivative(1.0)


def exact_zeros():
    z = np.random.default_rng(4).normal(size=10_000)
    return tuple(np.mean(activation(z) == 0) for activation in (relu, sigmoid, tanh))


share_of_zeros = Exercise(
    "Predict: z is drawn from the bell curve around 0. Which share of the values is exactly 0 for ReLU, for sigmoid "
    "and for tanh? Give three numbers between 0 and 1, to 2 digits.",
    exact_zeros,
    why="Half of the bell curve lies left of 0. ReLU makes all of that exactly 0; the other two never reach 0 there.",
    hints=["Which z does ReLU send to 0? How many are they?", "Is there a z other than 0 with tanh(z) = 0?"],
    atol=0.02,
)


@share_of_zeros.mistake("tanh is negative left of 0, not 0. Only exact zeros count.")
def tanh_counted():
    return 0.5, 0.0, 0.5


@share_of_zeros.mistake("Left of 0 sigmoid is small, and tanh negative. Neither is exactly 0.")
def left_side_of_all():
    return 0.5, 0.5, 0.5


@share_of_zeros.mistake("Sigmoid gets small on the left and never reaches 0.")
def sigmoid_counted():
    return 0.5, 0.5, 0.0


@share_of_zeros.mistake("ReLU is exactly 0 for every z below 0, not only at z = 0.")
def only_at_zero():
    return 0.0, 0.0, 0.0


@share_of_zeros.mistake("You gave percent: a share lies between 0 and 1.", atol=2)
def percent():
    return 50.0, 0.0, 0.0


def dense_ones():
    return {"sigmoid", "tanh"}


which_fire = Exercise(
    'A text says: "ReLU and tanh units almost always fire", that is, give something other than 0. '
    'Which two should it be, out of "relu", "sigmoid" and "tanh"? Answer with a list of two names.',
    dense_ones,
    why="Both saturating functions are dense: nearly every value is different from 0. ReLU is the sparse one.",
    hints=["Look at the table of shares: which ones have no zeros?"],
)


@which_fire.mistake("That repeats the text. For which of the two did you count about 50 % zeros?")
def as_the_text_says():
    return {"relu", "tanh"}


@which_fire.mistake("ReLU is silent for half of the bell curve. Look for the two that never are.")
def relu_for_tanh():
    return {"relu", "sigmoid"}


def silent_for_all(z):
    return np.sum(np.all(z <= 0, axis=0))


BATCHES = [
    np.array([[-1.0, 3.0, 6.0], [-2.0, -1.0, -0.5], [-1.0, 0.5, -4.0], [-3.0, -2.0, -1.0]]),
    np.array([[-1.0, -1.0, 4.0, -2.0], [-4.0, 1.0, -2.0, -1.0], [-2.0, -3.0, -1.0, 0.0]]),
]

dead_units = Exercise(
    "Write a function that takes z, of shape (samples, units), and gives how many ReLU units are dead on this batch.",
    silent_for_all,
    why="A unit is dead if no sample gets it to the right of 0. Watch this number while a network learns.",
    hints=[
        "Dead means: z is 0 or less for every sample.",
        "`np.all(condition, axis=0)` looks down each column, and a column is a unit.",
    ],
    inputs=BATCHES,
)


@dead_units.mistake("You counted units that are silent for some sample. That is a unit at work: dead means for all.")
def silent_for_one(z):
    return np.sum(np.any(z <= 0, axis=0))


@dead_units.mistake("Nearly: at z = 0 the slope is 0 as well (our convention), so it counts as silent. 0 or less.")
def below_zero_only(z):
    return np.sum(np.all(z < 0, axis=0))


@dead_units.mistake("You looked along the rows. A row is a sample; the units are the columns, axis=0.")
def silent_samples(z):
    return np.sum(np.all(z <= 0, axis=1))


@dead_units.mistake("That is the share of zeros. A healthy ReLU layer has many of them, and no dead unit.")
def share_silent(z):
    return np.mean(z <= 0)


@dead_units.mistake("That is the number of zeros in the whole batch. How many columns hold nothing else?")
def zeros_counted(z):
    return np.sum(z <= 0)


@dead_units.mistake("That is the number of units that are still alive.")
def living(z):
    return np.sum(np.any(z > 0, axis=0))


@dead_units.mistake("That is the share of dead units. Their number is asked.")
def share_of_units(z):
    return np.mean(np.all(z <= 0, axis=0))


def a_leak(z, alpha):
    return np.where(z > 0, z, alpha * z)


my_leaky_relu = Exercise(
    "Write Leaky ReLU: a function of z and alpha that gives z right of 0 and alpha · z left of it, for "
    "every alpha ≥ 0.",
    a_leak,
    why="Two pieces, and the sign of z alone chooses between them. That is right for every alpha.",
    hints=["`np.where(z > 0, a, b)` gives a where z is above 0, else b.", "Is 2 · z below or above z?"],
    inputs=LEAKS,
)


@my_leaky_relu.mistake(
    "Right up to alpha = 1, and wrong beyond: with alpha = 2 the larger one of 2z and z is on the other side. "
    "Let the sign of z choose."
)
def larger_one(z, alpha):
    return np.maximum(alpha * z, z)


@my_leaky_relu.mistake("The leak is on the wrong side: right of 0 z passes whole, left of 0 it is multiplied by alpha.")
def leak_on_the_right(z, alpha):
    return np.where(z > 0, alpha * z, z)


@my_leaky_relu.mistake("Left of 0 the value is alpha times z, a sloping line. You gave alpha itself, a flat one.")
def constant_leak(z, alpha):
    return np.where(z > 0, z, alpha)


@my_leaky_relu.mistake("Left of 0 the values are negative: alpha · z, not alpha · |z|.")
def turned_up(z, alpha):
    return np.where(z > 0, z, alpha * np.abs(z))


@my_leaky_relu.mistake("alpha is not used: 0.01 is only one of its values.")
def fixed_leak(z, alpha):
    return np.where(z > 0, z, 0.01 * z)


def leaky_slope(z, alpha):
    return np.where(z > 0, 1.0, alpha)


leaky_derivative = Exercise(
    "Write the derivative of Leaky ReLU: a function of z and alpha that gives the slope at z (alpha at z = 0).",
    leaky_slope,
    why="Left of 0 the share alpha of a gradient passes. It is little, and it is not nothing.",
    hints=["Two straight lines: what are their slopes?", "The line alpha · z has the slope alpha."],
    inputs=LEAKS,
)


@leaky_derivative.mistake("The two slopes are on the wrong sides: 1 belongs to the right, alpha to the left.")
def slopes_swapped(z, alpha):
    return np.where(z > 0, alpha, 1.0)


@leaky_derivative.mistake("Left of 0 you give the value alpha · z. Its slope is asked.")
def value_on_the_left(z, alpha):
    return np.where(z > 0, 1.0, alpha * z)


@leaky_derivative.mistake("On the right you give z where 1 belongs.")
def z_on_the_right(z, alpha):
    return np.where(z > 0, z, alpha)


@leaky_derivative.mistake("That is the slope of ReLU. Left of 0 the leak lets something through.")
def no_leak(z, alpha):
    return np.where(z > 0, 1.0, 0.0)


@leaky_derivative.mistake(
    "All is right but z = 0: there you give 1. A convention too; here we take the slope on the left."
)
def one_at_the_bend(z, alpha):
    return np.where(z >= 0, 1.0, alpha)


def learned():
    return "parameter"


spot_the_kind = Exercise(
    'A text says of PReLU: "the slope alpha is a hyperparameter". '
    'What is alpha there: "hyperparameter", "parameter" or "constant"?',
    learned,
    why="A hyperparameter is set by you before learning. PReLU learns its slope, with a gradient, like a weight.",
    hints=["Who chooses its value in the end: you, or gradient descent?"],
)


@spot_the_kind.mistake(
    "A hyperparameter is set before learning, such as the slope of Leaky ReLU. PReLU changes its own."
)
def chosen_by_you():
    return "hyperparameter"


@spot_the_kind.mistake("It would be constant in Leaky ReLU. In PReLU it moves at every update.")
def never_changed():
    return "constant"


def by_alpha(z, alpha):
    return np.minimum(z, 0)


prelu_by_alpha = Exercise(
    "Write the derivative of PReLU by alpha: a function of z and alpha that says how fast a moves when alpha moves.",
    by_alpha,
    why="Right of 0 alpha has no say. Left of 0 the value is alpha · z, and moving alpha by 1 moves it by z.",
    hints=["z stays where it is; alpha moves.", "Left of 0 a = alpha · z. What is its derivative by alpha?"],
    inputs=LEAKS,
)


@prelu_by_alpha.mistake("That is the derivative by z. Here z stands still, and alpha moves.")
def by_z(z, alpha):
    return np.where(z > 0, 1.0, alpha)


@prelu_by_alpha.mistake("That treats alpha as fixed: it is learned here, and left of 0 the value depends on it.")
def nothing_moves(z, alpha):
    return 0.0 * z


@prelu_by_alpha.mistake("That is the value left of 0. By how much does alpha · z change if alpha grows by 1?")
def value_for_derivative(z, alpha):
    return alpha * np.minimum(z, 0)


@prelu_by_alpha.mistake("The wrong side: right of 0 the value is z, and alpha is not in it.")
def on_the_right(z, alpha):
    return np.maximum(z, 0)


@prelu_by_alpha.mistake("Left of 0 that is right. Right of 0 the value is z, and alpha is not in it.")
def on_both_sides(z, alpha):
    return 1.0 * z


@prelu_by_alpha.mistake("Left of 0 that is right. Right of 0 you give the derivative by z, and alpha is not in a = z.")
def by_z_on_the_right(z, alpha):
    return np.where(z > 0, 1.0, z)


@prelu_by_alpha.mistake("The derivative of alpha by alpha is 1. But the value left of 0 is alpha · z.")
def factor_forgotten(z, alpha):
    return np.where(z > 0, 0.0, 1.0)


ALPHA, RATE = 0.25, 0.1
ARRIVES, LANDS = np.array([0.5, -0.2, 0.7]), np.array([-2.0, -1.0, 3.0])


def one_step_down():
    gradient = np.sum(ARRIVES * np.minimum(LANDS, 0))
    return ALPHA - RATE * gradient


alpha_after_a_step = Exercise(
    "A PReLU unit with alpha = 0.25 sees z = (−2, −1, 3); the gradients that arrive are (0.5, −0.2, 0.7). "
    "What is alpha after one step with the learning rate 0.1? (3 digits)",
    one_step_down,
    why="The slope moves by itself to where the error is smaller: a parameter like every other.",
    hints=[
        "The gradient of alpha is the sum of what arrives times min(z, 0), over the three samples.",
        "New alpha = old alpha − learning rate · gradient.",
    ],
    atol=0.0005,
)


@alpha_after_a_step.mistake("You multiplied by the slope in z. For alpha it is the derivative by alpha: min(z, 0).")
def step_by_z():
    return ALPHA - RATE * np.sum(ARRIVES * prelu.derivative(LANDS))


@alpha_after_a_step.mistake("You took alpha for fixed, as in Leaky ReLU. In PReLU it is learned.")
def not_moved():
    return ALPHA


@alpha_after_a_step.mistake("You went up the gradient: it is subtracted.")
def one_step_up():
    return ALPHA + RATE * np.sum(ARRIVES * np.minimum(LANDS, 0))


@alpha_after_a_step.mistake("The learning rate 0.1 is missing.")
def no_rate():
    return ALPHA - np.sum(ARRIVES * np.minimum(LANDS, 0))


@alpha_after_a_step.mistake("The gradients that arrive are missing: each multiplies its own min(z, 0).")
def nothing_arrives():
    return ALPHA - RATE * np.sum(np.minimum(LANDS, 0))


@alpha_after_a_step.mistake("The third sample lies right of 0, where alpha has no say: it adds nothing.")
def all_three():
    return ALPHA - RATE * np.sum(ARRIVES * LANDS)


@alpha_after_a_step.mistake("You took the mean over the samples. Here the gradients of all three add up.")
def mean_of_three():
    return ALPHA - RATE * np.mean(ARRIVES * np.minimum(LANDS, 0))


def soft_landing(z):
    return np.where(z > 0, z, np.exp(z) - 1)


my_elu = Exercise(
    "Write ELU with alpha = 1: a function that takes z and gives z right of 0, and e^z − 1 left of it.",
    soft_landing,
    why="The two pieces meet at 0 with the same slope, 1: no corner. Far to the left the value settles at −1.",
    hints=["`np.where(z > 0, a, b)` again.", "At z = 0 both pieces must give 0."],
    inputs=Z,
)


@my_elu.mistake("The −1 is missing: left of 0 the curve ends at 1, and jumps. Both pieces must meet at 0.")
def a_jump(z):
    return np.where(z > 0, z, np.exp(z))


@my_elu.mistake("You use e^z − 1 on both sides. Right of 0 ELU is the straight line z.")
def exponential_everywhere(z):
    return np.exp(z) - 1


@my_elu.mistake("Left of 0 the sign is wrong: e^z is under 1 there, and e^z − 1 negative.")
def turned_over(z):
    return np.where(z > 0, z, 1 - np.exp(z))


@my_elu.mistake("The sides are swapped: the exponential belongs to the left, where it cannot grow.")
def sides_swapped(z):
    return np.where(z > 0, np.exp(z) - 1, z)
