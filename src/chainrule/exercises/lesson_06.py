"""The checks of lesson 06, forward through 2-2-2: net, out, error, what a weight moves, matrices."""

import numpy as np

from chainrule.exercises.framework import Exercise
from chainrule.maths.activations import sigmoid, tanh
from chainrule.maths.network import PRESETS, WORKED_EXAMPLE, forward

i1, i2 = WORKED_EXAMPLE.inputs
w1, w2, w3, w4, w5, w6, w7, w8 = WORKED_EXAMPLE.weights
b1, b2 = WORKED_EXAMPLE.biases
target_o1, target_o2 = WORKED_EXAMPLE.targets

FOUR_DECIMALS = {"rtol": 0, "atol": 6e-5}


def weights_and_biases():
    return 2 * 2 + 2 * 2 + 1 + 1


parameters = Exercise(
    "How many numbers can the network in the drawing learn, its weights and its biases together?",
    weights_and_biases,
    why="Eight weights and two biases. The inputs and the targets are given: they belong to the example.",
    hints=[
        "Count the lines that carry a weight.",
        "Then the biases: how many different ones stand in the drawing?",
    ],
)


@parameters.mistake("Those are the weights. The biases are learned as well.")
def weights_only():
    return 2 * 2 + 2 * 2


@parameters.mistake(
    "You gave each of the four units a bias of its own. In this drawing h1 and h2 share one, o1 and o2 another."
)
def own_biases():
    return 2 * 2 + 2 * 2 + 2 + 2


@parameters.mistake("You counted the inputs and the targets too. They are given with the example and are not learned.")
def given_numbers_too():
    return weights_and_biases() + 2 + 2


@parameters.mistake("That is one layer: two units with two weights each, and their bias. There are two such layers.")
def one_layer():
    return 2 * 2 + 1


def net_of_h1():
    return w1 * i1 + w2 * i2 + b1 * 1


net_h1 = Exercise(
    "What is the net input of h1? Give 4 decimals.",
    net_of_h1,
    why="Each input times the weight on its own line, then the bias. Every unit of every network begins like this.",
    hints=["Which three lines end at h1?", "Two products and the bias, all added up."],
    **FOUR_DECIMALS,
)


@net_h1.mistake("You forgot the bias: its line comes from the circle that always says 1.")
def bias_forgotten():
    return w1 * i1 + w2 * i2


@net_h1.mistake("w3 leads from i1 to h2, not into h1. Follow the two lines that *end* at h1.")
def weights_transposed():
    return w1 * i1 + w3 * i2 + b1 * 1


@net_h1.mistake(
    "Each weight belongs to the input at the other end of its line; you took the inputs the other way round."
)
def inputs_swapped():
    return w1 * i2 + w2 * i1 + b1 * 1


@net_h1.mistake("That is the net input of h2, the other hidden unit.")
def net_of_h2():
    return w3 * i1 + w4 * i2 + b1 * 1


@net_h1.mistake("You multiplied the two products. They are added up.")
def products_multiplied():
    return w1 * i1 * w2 * i2 + b1 * 1


@net_h1.mistake("You used the bias of the output layer. The one that leads into h1 and h2 is b1.")
def bias_of_the_outputs():
    return w1 * i1 + w2 * i2 + b2 * 1


def out_of_h1():
    return sigmoid(net_of_h1())


out_h1 = Exercise(
    "What is the out of h1? Give 4 decimals.",
    out_of_h1,
    why="A net a little above 0 gives an out a little above a half. So you can see at once whether such "
    "a number can be right.",
    hints=[
        "Net is above 0. Is sigmoid then above a half or below?",
        "`sigmoid(...)` of the net input that you found.",
    ],
    **FOUR_DECIMALS,
)


@out_h1.mistake("That is the net input. It has to go through the activation first.")
def not_bent():
    return net_of_h1()


@out_h1.mistake("The sign of the exponent is wrong: net is above 0, so sigmoid must be above a half.")
def wrong_sign():
    return sigmoid(-net_of_h1())


@out_h1.mistake("You used tanh. The units of this network bend with sigmoid.")
def bent_by_tanh():
    return tanh(net_of_h1())


@out_h1.mistake("That is the *slope* of sigmoid there. Its value is asked.")
def slope_for_value():
    return sigmoid.derivative(net_of_h1())


def out_of_h2():
    return sigmoid(net_of_h2())


def net_of_o1():
    return w5 * out_of_h1() + w6 * out_of_h2() + b2 * 1


net_o1 = Exercise(
    "What is the net input of o1? Give 4 decimals.",
    net_of_o1,
    why="For o1 the world consists of h1 and h2: it never sees the inputs themselves.",
    hints=["Which three lines end at o1?", "What travels along w5 is what h1 passes on: its out."],
    **FOUR_DECIMALS,
)


@net_o1.mistake("i1 and i2 are not connected with o1. What comes in along w5 and w6 is the out of h1 and of h2.")
def inputs_used():
    return w5 * i1 + w6 * i2 + b2 * 1


@net_o1.mistake("You used net of h1 and h2. A unit passes on its *out*, after the activation.")
def nets_used():
    return w5 * net_of_h1() + w6 * net_of_h2() + b2 * 1


@net_o1.mistake("You used b1, the bias of the hidden layer. The one that leads into o1 is b2.")
def first_bias():
    return w5 * out_of_h1() + w6 * out_of_h2() + b1 * 1


@net_o1.mistake("You forgot the bias.")
def no_bias():
    return w5 * out_of_h1() + w6 * out_of_h2()


@net_o1.mistake("w7 leads from h1 to o2. Follow the two lines that *end* at o1.")
def leaving_h1():
    return w5 * out_of_h1() + w7 * out_of_h2() + b2 * 1


@net_o1.mistake("You went one step too far: that is the out of o1.")
def already_bent():
    return sigmoid(net_of_o1())


def misses():
    net_of_o2 = w7 * out_of_h1() + w8 * out_of_h2() + b2 * 1
    return target_o1 - sigmoid(net_of_o1()), target_o2 - sigmoid(net_of_o2)


def error():
    miss_o1, miss_o2 = misses()
    return miss_o1**2 / 2 + miss_o2**2 / 2


total_error = Exercise(
    "What is the error E of both outputs together? Give 4 decimals.",
    error,
    why="One number for the whole pass. Nearly all of it comes from o1, which is far off; squaring makes "
    "far misses count.",
    hints=[
        "The error of o1 first: its miss, squared, and half of that.",
        "The same for o2, and the sum of both.",
    ],
    **FOUR_DECIMALS,
)


@total_error.mistake("You forgot the factor 1/2.")
def no_half():
    return sum(miss**2 for miss in misses())


@total_error.mistake("You did not square the misses.")
def not_squared():
    return sum(abs(miss) for miss in misses())


@total_error.mistake("You halved the misses, but did not square them.")
def halved_but_not_squared():
    return sum(abs(miss) / 2 for miss in misses())


@total_error.mistake(
    "You added the misses with their signs, so that one eats up part of the other. Square each of them first."
)
def differences_added():
    return sum(misses())


@total_error.mistake(
    "You added the misses first and squared the sum, so that they partly cancel. Square each of them first."
)
def square_of_the_sum():
    return sum(misses()) ** 2 / 2


@total_error.mistake("That is the error of o1. The one of o2 comes on top.")
def only_o1():
    return misses()[0] ** 2 / 2


@total_error.mistake("That is the error of o2. The one of o1 comes on top.")
def only_o2():
    return misses()[1] ** 2 / 2


@total_error.mistake("You took the mean of both errors, or halved twice. Here they are added up.")
def halved_twice():
    return error() / 2


def forward_pass(i, w, b):
    i1, i2 = i
    w1, w2, w3, w4, w5, w6, w7, w8 = w
    b1, b2 = b
    out_h1 = sigmoid(w1 * i1 + w2 * i2 + b1)
    out_h2 = sigmoid(w3 * i1 + w4 * i2 + b1)
    out_o1 = sigmoid(w5 * out_h1 + w6 * out_h2 + b2)
    out_o2 = sigmoid(w7 * out_h1 + w8 * out_h2 + b2)
    return out_o1, out_o2


NETWORKS = [
    (np.array([0.05, 0.1]), np.array([0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]), np.array([0.35, 0.6])),
    (np.array([1.0, -2.0]), np.array([0.3, -0.1, 0.8, 0.2, -1.0, 0.5, 0.7, -0.4]), np.array([-0.2, 0.1])),
]

my_forward = Exercise(
    "Write the forward pass: a function that takes inputs, weights and biases and gives (out_o1, out_o2).",
    forward_pass,
    why="Four sums, four bends. Deep networks do the same, with more units and more layers.",
    hints=[
        "Four lines before the `return`, one for each unit, or two for the hidden units alone.",
        "The outputs see out_h1 and out_h2, and b2.",
    ],
    inputs=NETWORKS,
)


@my_forward.mistake("You used b1 in the output layer as well. There it is b2.")
def b1_everywhere(i, w, b):
    return forward_pass(i, w, b[[0, 0]])


@my_forward.mistake("The biases are missing.")
def without_biases(i, w, b):
    return forward_pass(i, w, 0 * b)


@my_forward.mistake(
    "The weights are transposed: h1 gets w1 and w2, h2 gets w3 and w4; o1 gets w5 and w6, o2 gets w7 and w8."
)
def all_transposed(i, w, b):
    return forward_pass(i, w[[0, 2, 1, 3, 4, 6, 5, 7]], b)


@my_forward.mistake(
    "In the output layer w6 leads from h2 to o1 and w7 from h1 to o2: you took them the other way round."
)
def outputs_transposed(i, w, b):
    return forward_pass(i, w[[0, 1, 2, 3, 4, 6, 5, 7]], b)


@my_forward.mistake("Each layer has one bias: b1 goes into h1 and h2, b2 into o1 and o2.")
def biases_by_number(i, w, b):
    out_h1 = sigmoid(w[0] * i[0] + w[1] * i[1] + b[0])
    out_h2 = sigmoid(w[2] * i[0] + w[3] * i[1] + b[1])
    return sigmoid(w[4] * out_h1 + w[5] * out_h2 + b[0]), sigmoid(w[6] * out_h1 + w[7] * out_h2 + b[1])


@my_forward.mistake("That is out_o1 alone. Both outputs are asked: `return out_o1, out_o2`.")
def only_the_first_output(i, w, b):
    return forward_pass(i, w, b)[0]


@my_forward.mistake("The hidden units pass on their net: sigmoid is missing there.")
def hidden_not_bent(i, w, b):
    h1, h2 = w[0] * i[0] + w[1] * i[1] + b[0], w[2] * i[0] + w[3] * i[1] + b[0]
    return sigmoid(w[4] * h1 + w[5] * h2 + b[1]), sigmoid(w[6] * h1 + w[7] * h2 + b[1])


@my_forward.mistake("You give net_o1 and net_o2: sigmoid is missing at the end.")
def outputs_not_bent(i, w, b):
    h1, h2 = sigmoid(w[0] * i[0] + w[1] * i[1] + b[0]), sigmoid(w[2] * i[0] + w[3] * i[1] + b[0])
    return w[4] * h1 + w[5] * h2 + b[1], w[6] * h1 + w[7] * h2 + b[1]


@my_forward.mistake("The output units use i1 and i2. They see only out_h1 and out_h2.")
def hidden_layer_skipped(i, w, b):
    return sigmoid(w[4] * i[0] + w[5] * i[1] + b[1]), sigmoid(w[6] * i[0] + w[7] * i[1] + b[1])


@my_forward.mistake("You stopped at the hidden layer: that is (out_h1, out_h2).")
def stopped_halfway(i, w, b):
    return sigmoid(w[0] * i[0] + w[1] * i[1] + b[0]), sigmoid(w[2] * i[0] + w[3] * i[1] + b[0])


def moved_by(**change):
    before, after = vars(forward(WORKED_EXAMPLE)), vars(forward(WORKED_EXAMPLE, **change))
    return {name for name in before if before[name] != after[name]}


def what_w5_reaches():
    return moved_by(w5=0.5)


what_w5_moves = Exercise(
    'Predict: which of the eleven values change when w5 changes? Answer with a set of names, such as {"net_h1", "E"}.',
    what_w5_reaches,
    why="A change runs forward along the lines and nowhere else: from w5 into o1, and from there into E.",
    hints=["Where does the line of w5 end?", "What comes after that unit? Four names in all."],
)


@what_w5_moves.mistake("There is no line from w5 to o2. Which lines end at o2?")
def both_outputs():
    return {"net_o1", "out_o1", "E_o1", "net_o2", "out_o2", "E_o2", "E"}


@what_w5_moves.mistake("The change goes on, behind net_o1: net_o1 decides out_o1, and so on, to the very end.")
def net_alone():
    return {"net_o1"}


@what_w5_moves.mistake("You stopped at the out of o1. What is computed from it?")
def no_errors():
    return {"net_o1", "out_o1"}


@what_w5_moves.mistake("Three of four: E is the sum of both errors, so it moves when one of them does.")
def no_sum():
    return {"net_o1", "out_o1", "E_o1"}


@what_w5_moves.mistake("What lies *before* w5 does not notice: the hidden values were there before w5 was used.")
def backwards_too():
    return {"net_h1", "out_h1", "net_o1", "out_o1", "E_o1", "E"}


@what_w5_moves.mistake("E is a sum. Which part of it moves with out_o1?")
def no_part_of_the_sum():
    return {"net_o1", "out_o1", "E"}


@what_w5_moves.mistake("w5 is not the first thing on the way: what stands in the hidden layer is computed without it.")
def hidden_layer_too():
    return {"net_h1", "out_h1", "net_h2", "out_h2", "net_o1", "out_o1", "E_o1", "E"}


def what_w1_reaches():
    return len(moved_by(w1=0.2))


how_many_w1_moves = Exercise(
    "Predict: how many of the eleven values change when w1 changes?",
    what_w1_reaches,
    why="All but net_h2 and out_h2. Two roads lead from w1 to E, through o1 and through o2: lesson 07 needs both.",
    hints=[
        "w1 moves net_h1, and that moves out_h1. Which lines leave h1?",
        "Count what does *not* change, and subtract.",
    ],
)


@how_many_w1_moves.mistake("Two roads lead from h1 to E, one through o1 and one through o2: you took one of them.")
def one_road():
    return len({"net_h1", "out_h1", "net_o1", "out_o1", "E_o1", "E"})


@how_many_w1_moves.mistake("You counted net and out of the units. The errors move as well.")
def units_only():
    return len({"net_h1", "out_h1", "net_o1", "out_o1", "net_o2", "out_o2"})


@how_many_w1_moves.mistake("Not all of them: h2 does not see w1.")
def all_of_them():
    return len(vars(forward(WORKED_EXAMPLE)))


@how_many_w1_moves.mistake("You stopped at h1. What it passes on goes into both outputs.")
def stopped_at_h1():
    return len({"net_h1", "out_h1"})


@how_many_w1_moves.mistake("What stands in h1 itself moves too, before anything behind it does.")
def h1_left_out():
    return len({"net_o1", "out_o1", "net_o2", "out_o2", "E_o1", "E_o2", "E"})


@how_many_w1_moves.mistake("Nearly: you missed one. Did you count E itself, the sum?")
def one_missing():
    return len(moved_by(w1=0.2) - {"E"})


def step_of_the_net():
    return 0.01 * out_of_h1()


step_of_net_o1 = Exercise(
    "w5 grows by 0.01 and everything else stays. By how much does net_o1 grow? Give 4 decimals.",
    step_of_the_net,
    why="net_o1 moves out_h1 times as fast as w5. Without the kept out_h1 nobody could say how fast.",
    hints=["In net_o1, what is w5 multiplied by?", "The step of w5 times what comes in along it."],
    **FOUR_DECIMALS,
)


@step_of_net_o1.mistake("So much grows w5. In net_o1 it is multiplied by what comes in along it.")
def step_itself():
    return 0.01


@step_of_net_o1.mistake("You multiplied by net_h1. What comes in along w5 is *out* of h1.")
def times_net():
    return 0.01 * net_of_h1()


@step_of_net_o1.mistake("You multiplied by w5 itself. It is w5 that moves; what stands beside it in net_o1?")
def times_weight():
    return 0.01 * w5


@step_of_net_o1.mistake("You multiplied by i1. What comes in along w5 has been through h1.")
def times_input():
    return 0.01 * i1


@step_of_net_o1.mistake("So much would net_o1 grow if w5 grew by 1. It grows by 0.01.")
def growth_for_one():
    return out_of_h1()


@step_of_net_o1.mistake("That is the new net_o1. How much more is it than before?")
def new_net():
    return net_of_o1() + step_of_the_net()


def outputs_when_saturated():
    trace = forward(PRESETS["saturated"])
    return trace.out_o1, trace.out_o2


saturated_outputs = Exercise(
    "Predict the two outputs when all weights are a hundred times as large, for inputs 0.5 and 1. "
    "Answer with (out_o1, out_o2), 2 decimals each.",
    outputs_when_saturated,
    why="All four units sit at the right end of sigmoid. The network says yes to both questions, whatever is asked.",
    hints=["How large is net_h1 about, with w1 = 15 and w2 = 20?", "What is sigmoid of 28? And of 40 + 45?"],
    rtol=0,
    atol=0.006,
)


@saturated_outputs.mistake("Those are net_o1 and net_o2. An out of sigmoid cannot be larger than 1.")
def nets_of_the_outputs():
    trace = forward(PRESETS["saturated"])
    return trace.net_o1, trace.net_o2


@saturated_outputs.mistake(
    "Sigmoid does not pass a factor on: a hundred times the net is not a hundred times the out.", atol=0.6
)
def hundred_times():
    trace = forward(WORKED_EXAMPLE)
    return 100 * trace.out_o1, 100 * trace.out_o2


@saturated_outputs.mistake("Those are the outputs of the worked example. With such weights net is far from 1.")
def as_before():
    trace = forward(WORKED_EXAMPLE)
    return trace.out_o1, trace.out_o2


@saturated_outputs.mistake("The other end: weights and inputs are positive, so net is large and *positive*.")
def other_end():
    return 0.0, 0.0


@saturated_outputs.mistake("Those are the targets. What does the network say, whatever it should say?")
def the_targets():
    return WORKED_EXAMPLE.targets


def net_of_layer(W, x, b):
    return W @ x + b


LAYERS = [
    (np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([0.05, 0.1]), np.array([0.35, 0.35])),
    (np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([2.0, 1.0]), np.array([0.1, -0.4])),
]

my_layer = Exercise(
    "Write the net input of a whole layer: a function that takes a matrix W with a row for each unit, "
    "the values x that come in, and the biases b.",
    net_of_layer,
    why="One line for a layer of two units, or of two thousand.",
    hints=[
        "`@` is the product of a matrix and a vector.",
        "Row times column: the matrix stands on the left.",
    ],
    inputs=LAYERS,
)


@my_layer.mistake(
    "W is transposed: unit h1 got w1 and w3. A *row* of W belongs to a unit, so W stands on the left: no T."
)
def transposed(W, x, b):
    return W.T @ x + b


@my_layer.mistake("`*` multiplies entry by entry and does not add up. `@` does both.")
def entry_by_entry(W, x, b):
    return W * x + b


@my_layer.mistake("The bias is missing.")
def matrix_alone(W, x, b):
    return W @ x


@my_layer.mistake("The bias goes on top of the product. You sent it through the weights.")
def bias_too_early(W, x, b):
    return W @ (x + b)


@my_layer.mistake("You went one step further, through sigmoid. Here the net input is asked.")
def bent_already(W, x, b):
    return sigmoid(W @ x + b)


def net_of_batch(W, X, b):
    return X @ W.T + b


BATCHES = [
    (W, X, b) for W, _, b in LAYERS for X in (np.array([[0.05, 0.1], [0.5, 1.0]]), np.array([[1.0, -1.0], [3.0, 2.0]]))
]

my_batch = Exercise(
    "Write the net inputs of a layer for a batch: X has a row for each example, and so has the result.",
    net_of_batch,
    why="In the result, row n belongs to example n and column k to unit k. The shape is (batch, units).",
    hints=[
        "Row n of the result is `W @ X[n] + b`.",
        "A row of X must meet a row of W. Which of the two has to be transposed?",
    ],
    inputs=BATCHES,
)


@my_batch.mistake(
    "A row of X met a *column* of W. With two inputs and two units no error is raised: check against one example."
)
def rows_meet_columns(W, X, b):
    return X @ W + b


@my_batch.mistake("There each *column* of X is taken for an example. Here the examples are rows.")
def examples_as_columns(W, X, b):
    return W @ X + b


@my_batch.mistake(
    "In your result an example is a column, so the biases go to the wrong places. Its rows should be examples."
)
def result_turned(W, X, b):
    return W @ X.T + b


@my_batch.mistake("The numbers are right, but in your result the rows are units. Its rows should be examples.")
def rows_are_units(W, X, b):
    return W @ X.T + b[:, None]


@my_batch.mistake("You went one step further, through sigmoid. Here the net inputs are asked.")
def batch_bent_already(W, X, b):
    return sigmoid(X @ W.T + b)


@my_batch.mistake("The bias is missing.")
def batch_without_bias(W, X, b):
    return X @ W.T


def learned_by_784_256_10():
    return (784 + 1) * 256 + (256 + 1) * 10


larger_network = Exercise(
    "A network for pictures of digits has 784 inputs, 256 hidden units and 10 outputs, "
    "and each hidden unit and each output has a bias of its own. How many numbers does it learn?",
    learned_by_784_256_10,
    why="Nearly all of them sit in the first layer. You will race such a network in lesson 14.",
    hints=[
        "A hidden unit has 784 weights and a bias. How many hidden units are there?",
        "Then the ten outputs, each with 256 weights and a bias.",
    ],
)


@larger_network.mistake("Those are the weights. Each hidden unit and each output has a bias too.")
def no_biases():
    return 784 * 256 + 256 * 10


@larger_network.mistake("That is the hidden layer. The ten outputs have weights and biases too.")
def hidden_layer_alone():
    return (784 + 1) * 256


@larger_network.mistake("You counted one bias for each layer. Here each unit has one of its own.")
def shared_biases():
    return 784 * 256 + 256 * 10 + 2


@larger_network.mistake("Inputs have no bias: they compute nothing.")
def inputs_with_biases():
    return 784 * 256 + 256 * 10 + 784 + 256 + 10


@larger_network.mistake(
    "You multiplied all three layers. Each layer is connected with the next one only, and the layers add up."
)
def all_multiplied():
    return 784 * 256 * 10
