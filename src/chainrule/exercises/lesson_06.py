"""The checks of lesson 06, forward through 2-2-2: net, out, error, what a weight moves, matrices."""

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.maths.network import WORKED_EXAMPLE
from chainrule.maths.numbers import number

i1, i2 = WORKED_EXAMPLE.inputs
w1, w2, w3, w4, w5, w6, w7, w8 = WORKED_EXAMPLE.weights
b1, b2 = WORKED_EXAMPLE.biases
target_o1, target_o2 = WORKED_EXAMPLE.targets

FOUR_DECIMALS = {"rtol": 0, "atol": 6e-5}

parameters = Exercise(
    "How many numbers can the network in the drawing learn, its weights and its biases together?",
    lambda: 2 * 2 + 2 * 2 + 1 + 1,
    why="Eight weights and two biases. The inputs and the targets are given: they belong to the example.",
    hints=["Count the edges that carry a weight.", "Then the biases: how many different ones stand in the drawing?"],
    mistakes=[
        wrong(6, "That is the number of circles, inputs too. What is learned stands on the edges."),
        wrong(2, "Those are the biases. Each line between two layers carries a weight as well."),
        wrong(4, "Those are the units that compute. They learn the numbers that they compute with."),
        wrong(2 * 2 + 2 * 2, "Those are the weights. The biases are learned as well."),
        wrong(8 + 4, "You gave each unit a bias of its own. In this drawing h1 and h2 share one, o1 and o2 another."),
        wrong(10 + 2 + 2, "You counted the inputs and the targets too. They are given and not learned."),
        wrong(2 * 2 + 1, "That is one layer: two units with two weights each, and a bias. There are two layers."),
        wrong(8 + 2 + 2, "The two inputs, or the two targets, are counted: they are given and not learned."),
    ],
)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


net_h1 = Exercise(
    "What is the net input of h1? Give 4 decimals.",
    lambda: w1 * i1 + w2 * i2 + b1,
    why="Each input times the weight on its own edge, then the bias. Every unit of every network begins like this.",
    hints=["Which three edges end at h1?", "Two products and the bias, all added up."],
    **FOUR_DECIMALS,
    mistakes=[
        wrong(w1 * i1 + w2 * i2, "You forgot the bias: its edge comes from the circle that always says 1."),
        wrong(w1 * i1 + w3 * i2 + b1, "w3 leads from i1 to h2, not into h1. Follow the two edges that *end* at h1."),
        wrong(
            w1 * i2 + w2 * i1 + b1,
            "Each weight belongs to the input at the other end of its edge; you took the inputs the other way round.",
        ),
        wrong(w1 * i1 * w2 * i2 + b1, "You multiplied the two products. They are added up."),
        wrong(w1 * i1 + w2 * i2 + b2, "You used the bias of the outputs. The one that leads into h1 and h2 is b1."),
        wrong(w3 * i1 + w4 * i2 + b1, "That is the net input of h2, the other hidden unit."),
    ],
)

net_1, net_2 = w1 * i1 + w2 * i2 + b1, w3 * i1 + w4 * i2 + b1
out_1, out_2 = sigmoid(net_1), sigmoid(net_2)
net_o, net_p = w5 * out_1 + w6 * out_2 + b2, w7 * out_1 + w8 * out_2 + b2


def out_of_h1():
    net_h1 = w1 * i1 + w2 * i2 + b1
    return 1 / (1 + np.exp(-net_h1))


out_h1 = Exercise(
    "What is the out of h1? Give 4 decimals.",
    out_of_h1,
    why="A net a little above 0 gives an out a little above a half. So you can see at once whether such "
    "a number can be right.",
    hints=["Net is above 0. Is sigmoid then above a half or below?", "`sigmoid(...)` of the net input that you found."],
    **FOUR_DECIMALS,
    mistakes=[
        wrong(net_1, "That is the net input. It has to go through the activation first."),
        wrong(sigmoid(-net_1), "The sign of the exponent is wrong: net is above 0, so sigmoid must be above a half."),
        wrong(np.tanh(net_1), "You used tanh. The units of this network bend with sigmoid."),
        wrong(out_1 * (1 - out_1), "That is the *slope* of sigmoid there. Give its value."),
    ],
)


def net_of_o1():
    out_h1, out_h2 = sigmoid(w1 * i1 + w2 * i2 + b1), sigmoid(w3 * i1 + w4 * i2 + b1)
    return w5 * out_h1 + w6 * out_h2 + b2


net_o1 = Exercise(
    "What is the net input of o1? Give 4 decimals.",
    net_of_o1,
    why="For o1 the world consists of h1 and h2: it never sees the inputs themselves.",
    hints=["Which three edges end at o1?", "What travels along w5 is what h1 passes on: its out."],
    **FOUR_DECIMALS,
    mistakes=[
        wrong(
            w5 * i1 + w6 * i2 + b2,
            "i1 and i2 are not connected with o1. What comes in along w5 and w6 is the out of h1 and of h2.",
        ),
        wrong(w5 * net_1 + w6 * net_2 + b2, "You used the nets. A unit passes on its *out*, after the activation."),
        wrong(w5 * out_1 + w6 * out_2 + b1, "You used b1, the hidden layer's bias. The one that leads into o1 is b2."),
        wrong(w5 * out_1 + w6 * out_2, "You forgot the bias."),
        wrong(w5 * out_1 + w7 * out_2 + b2, "w7 leads from h1 to o2. Follow the two edges that *end* at o1."),
        wrong(sigmoid(net_o), "You went one step too far: that is the out of o1."),
    ],
)


def error():
    out_h1, out_h2 = sigmoid(w1 * i1 + w2 * i2 + b1), sigmoid(w3 * i1 + w4 * i2 + b1)
    out_o1, out_o2 = sigmoid(w5 * out_h1 + w6 * out_h2 + b2), sigmoid(w7 * out_h1 + w8 * out_h2 + b2)
    return 1 / 2 * (target_o1 - out_o1) ** 2 + 1 / 2 * (target_o2 - out_o2) ** 2


miss_o, miss_p = target_o1 - sigmoid(net_o), target_o2 - sigmoid(net_p)

total_error = Exercise(
    "What is the error E of both outputs together? Give 4 decimals.",
    error,
    why="One number for the whole pass. Nearly all of it comes from o1, which is far off; squaring makes "
    "far misses count.",
    hints=["The error of o1 first: its miss, squared, and half of that.", "The same for o2, and the sum of both."],
    **FOUR_DECIMALS,
    mistakes=[
        wrong(miss_o**2 + miss_p**2, "You forgot the factor 1/2."),
        wrong(abs(miss_o) + abs(miss_p), "You did not square the misses."),
        wrong((abs(miss_o) + abs(miss_p)) / 2, "You halved the misses, but did not square them."),
        wrong(
            miss_o + miss_p,
            "You added the misses with their signs, so that one cancels part of the other. Square each of them first.",
        ),
        wrong(
            (miss_o + miss_p) ** 2 / 2,
            "You added the misses first and squared the sum, so that they partly cancel. Square each of them first.",
        ),
        wrong(miss_o**2 / 2, "That is the error of o1. Add the error of o2."),
        wrong(miss_p**2 / 2, "That is the error of o2. Add the error of o1."),
        wrong(error() / 2, "You took the mean of both errors, or halved twice. Here they are added up."),
    ],
)


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


def layers_by_hand(i, w, b, biases=(0, 0, 1, 1), hidden=sigmoid, output=sigmoid):
    """The forward pass with another choice of biases, or of what bends a layer."""
    h = hidden(w[:4].reshape(2, 2) @ i + b[list(biases[:2])])
    return output(w[4:].reshape(2, 2) @ h + b[list(biases[2:])])


my_forward = Exercise(
    "Write the forward pass: a function that takes inputs, weights and biases and gives (out_o1, out_o2).",
    forward_pass,
    why="Four sums, four bends. Deep networks do the same, with more units and more layers.",
    hints=[
        "Four lines before the `return`, one for each unit, or two for the hidden units alone.",
        "The outputs see out_h1 and out_h2, and b2.",
    ],
    inputs=NETWORKS,
    mistakes=[
        wrong(lambda i, w, b: forward_pass(i, w, b[[0, 0]]), "You used b1 in the output layer too. There it is b2."),
        wrong(lambda i, w, b: forward_pass(i, w, 0 * b), "The biases are missing."),
        wrong(
            lambda i, w, b: forward_pass(i, w[[0, 2, 1, 3, 4, 6, 5, 7]], b),
            "The weights are transposed: h1 gets w1 and w2, h2 gets w3 and w4; o1 gets w5 and w6, o2 gets w7 and w8.",
        ),
        wrong(
            lambda i, w, b: forward_pass(i, w[[0, 1, 2, 3, 4, 6, 5, 7]], b),
            "In the output layer w6 leads from h2 to o1 and w7 from h1 to o2: you took them the other way round.",
        ),
        wrong(lambda i, w, b: forward_pass(i, w, b)[0], "That is out_o1 alone: `return out_o1, out_o2`."),
        wrong(
            lambda i, w, b: (sigmoid(w[4] * i[0] + w[5] * i[1] + b[1]), sigmoid(w[6] * i[0] + w[7] * i[1] + b[1])),
            "The output units use i1 and i2. They see only out_h1 and out_h2.",
        ),
        wrong(
            lambda i, w, b: (sigmoid(w[0] * i[0] + w[1] * i[1] + b[0]), sigmoid(w[2] * i[0] + w[3] * i[1] + b[0])),
            "You stopped at the hidden layer: that is (out_h1, out_h2).",
        ),
        wrong(
            lambda i, w, b: layers_by_hand(i, w, b, biases=[0, 1, 0, 1]),
            "Each layer has one bias: b1 goes into h1 and h2, b2 into o1 and o2.",
        ),
        wrong(
            lambda i, w, b: layers_by_hand(i, w, b, hidden=np.array),
            "The hidden units pass on their net: sigmoid is missing there.",
        ),
        wrong(lambda i, w, b: layers_by_hand(i, w, b, output=np.array), "At the end sigmoid is missing."),
    ],
)


def what_w5_reaches():
    return {"net_o1", "out_o1", "E_o1", "E"}  # from w5 into o1, and from there into E


what_w5_moves = Exercise(
    'Predict: which of the eleven values change when w5 changes? Answer with a set of names, such as {"net_h1", "E"}.',
    what_w5_reaches,
    why="A change runs forward along the edges and nowhere else: from w5 into o1, and from there into E.",
    hints=["Where does the edge of w5 end?", "What comes after that unit? Four names in all."],
    mistakes=[
        wrong({"net_o1", "out_o1", "E_o1", "net_o2", "out_o2", "E_o2", "E"}, "w5 does not lead to o2. Which edges do?"),
        wrong({"net_o1"}, "The change goes on from there: net_o1 decides out_o1, and so on, to the very end."),
        wrong({"net_o1", "out_o1"}, "You stopped at the out of o1. What is computed from it?"),
        wrong({"net_o1", "out_o1", "E_o1"}, "Three of four: E is the sum of both errors, so it moves as well."),
        wrong(
            {"net_h1", "out_h1", "net_o1", "out_o1", "E_o1", "E"},
            "What lies *before* w5 stays as it is: the hidden values were there before w5 was used.",
        ),
        wrong(
            {"w5", "net_o1", "out_o1", "E_o1", "E"},
            "Nearly: w5 itself is not one of the eleven values. The four that change are right.",
        ),
        wrong({"net_o1", "out_o1", "E"}, "E is a sum. Which part of it moves with out_o1?"),
        wrong(
            {"net_h1", "out_h1", "net_h2", "out_h2", "net_o1", "out_o1", "E_o1", "E"},
            "w5 is not the first thing on the way: what stands in the hidden layer is computed without it.",
        ),
    ],
)


def what_w1_reaches():
    in_h1, in_o1, in_o2 = {"net_h1", "out_h1"}, {"net_o1", "out_o1", "E_o1"}, {"net_o2", "out_o2", "E_o2"}
    return len(in_h1 | in_o1 | in_o2 | {"E"})


how_many_w1_moves = Exercise(
    "Predict: how many of the eleven values change when w1 changes?",
    what_w1_reaches,
    why="All but net_h2 and out_h2. Two paths lead from w1 to E, through o1 and through o2: lesson 07 needs both.",
    hints=[
        "w1 moves net_h1, and that moves out_h1. Which edges leave h1?",
        "Count what does *not* change, and subtract.",
    ],
    mistakes=[
        wrong(6, "Two paths lead from h1 to E, one through o1 and one through o2: you took one of them."),
        wrong(6, "You counted net and out of the units. The errors move as well."),
        wrong(11, "Not all of them: h2 does not see w1."),
        wrong(2, "You stopped at h1. What it passes on goes into both outputs."),
        wrong(7, "The two values in h1 itself move too: did you count both?"),
        wrong(8, "Nearly: you missed one. Did you count E itself, the sum?"),
    ],
)


def step_of_the_net():
    out_h1 = sigmoid(w1 * i1 + w2 * i2 + b1)
    return 0.01 * out_h1


step_of_net_o1 = Exercise(
    "w5 grows by 0.01 and everything else stays. By how much does net_o1 grow? Give 4 decimals.",
    step_of_the_net,
    why="net_o1 moves out_h1 times as fast as w5. Without the kept out_h1 nobody could say how fast.",
    hints=["In net_o1, what is w5 multiplied by?", "The step of w5 times what comes in along it."],
    rtol=0,
    atol=3.5e-5,  # between the right number and the one with out_h2 lie 3.6e-5
    mistakes=[
        wrong(0.01, "That is how much w5 grows. In net_o1 it is multiplied by what comes in along it."),
        wrong(0.01 * net_1, "You multiplied by net_h1. What comes in along w5 is *out* of h1."),
        wrong(0.01 * w5, "You multiplied by w5 itself. It is w5 that moves; what stands beside it in net_o1?"),
        wrong(0.01 * i1, "You multiplied by i1. What comes in along w5 has been through h1."),
        wrong(out_1, "That is how much net_o1 would grow if w5 grew by 1. It grows by 0.01."),
        wrong(net_o + 0.01 * out_1, "That is the new net_o1. How much more is it than before?"),
        wrong(0.01 * out_2, "You multiplied by out_h2, which comes in along w6. What comes in along w5?"),
    ],
    follows=lambda step: f"Then net_o1 would move by {number(100 * step)} for each 1 of w5.",
)


def outputs_when_saturated():
    h1, h2 = sigmoid(15 * 0.5 + 20 * 1 + b1), sigmoid(25 * 0.5 + 30 * 1 + b1)
    return sigmoid(40 * h1 + 45 * h2 + b2), sigmoid(50 * h1 + 55 * h2 + b2)


saturated_outputs = Exercise(
    "Predict the two outputs when all weights are a hundred times as large, for inputs 0.5 and 1. "
    "Answer with (out_o1, out_o2), 2 decimals each.",
    outputs_when_saturated,
    why="All four units sit at the right end of sigmoid. For any inputs that are not negative, the outputs do.",
    hints=["How large is net_h1 about, with w1 = 15 and w2 = 20?", "What is sigmoid of 28? And of 40 + 45?"],
    rtol=0,
    atol=0.006,
    mistakes=[
        wrong((0.0, 0.0), "The other end: weights and inputs are positive, so net is large and *positive*."),
        wrong(WORKED_EXAMPLE.targets, "Those are the targets. What does the network say, whatever it should say?"),
        wrong((85.6, 105.6), "Those are net_o1 and net_o2. An out of sigmoid cannot be larger than 1.", atol=0.6),
        wrong(
            (75.1, 77.3),
            "Sigmoid does not pass a factor on: a hundred times the net is not a hundred times the out.",
            atol=0.6,
        ),
        wrong((sigmoid(net_o), sigmoid(net_p)), "Those are the outputs of the worked example. Here net is far from 1."),
    ],
)

LAYERS = [
    (np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([0.05, 0.1]), np.array([0.35, 0.35])),
    (np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([2.0, 1.0]), np.array([0.1, -0.4])),
]

my_layer = Exercise(
    "Write the net input of a whole layer: a function that takes a matrix W with a row for each unit, "
    "the values x that come in, and the biases b.",
    lambda W, x, b: W @ x + b,
    why="One line for a layer of two units, or of two thousand.",
    hints=["`@` is the product of a matrix and a vector.", "Row times column: the matrix stands on the left."],
    inputs=LAYERS,
    mistakes=[
        wrong(
            lambda W, x, b: W.T @ x + b,
            "W is transposed: unit h1 got w1 and w3. A *row* of W belongs to a unit, so W stands on the left: no T.",
        ),
        wrong(lambda W, x, b: W * x + b, "`*` multiplies entry by entry and does not add up. `@` does both."),
        wrong(lambda W, x, b: W @ x, "The bias is missing."),
        wrong(lambda W, x, b: W @ (x + b), "The bias is added to the product. You sent it through the weights."),
        wrong(lambda W, x, b: sigmoid(W @ x + b), "You went on, through sigmoid. Stop at the net input."),
    ],
)

BATCHES = [
    (W, X, b) for W, _, b in LAYERS for X in (np.array([[0.05, 0.1], [0.5, 1.0]]), np.array([[1.0, -1.0], [3.0, 2.0]]))
]

my_batch = Exercise(
    "Write the net inputs of a layer for a batch: X has a row for each example, and so has the result.",
    lambda W, X, b: X @ W.T + b,
    why="In the result, row n belongs to example n and column k to unit k. The shape is (batch, units).",
    hints=[
        "Row n of the result is `W @ X[n] + b`.",
        "A row of X must meet a row of W. Which of the two has to be transposed?",
    ],
    inputs=BATCHES,
    mistakes=[
        wrong(
            lambda W, X, b: X @ W + b,
            "A row of X met a *column* of W. With two inputs and two units no error is raised: check by one example.",
        ),
        wrong(lambda W, X, b: W @ X + b, "There each *column* of X is an example. Here the examples are rows."),
        wrong(
            lambda W, X, b: W @ X.T + b,
            "In your result an example is a column, so the biases go to the wrong places. Its rows should be examples.",
        ),
        wrong(
            lambda W, X, b: W @ X.T + b[:, None],
            "The numbers are right, but in your result the rows are units. Its rows should be examples.",
        ),
        wrong(lambda W, X, b: sigmoid(X @ W.T + b), "You went on, through sigmoid. Stop at the net inputs."),
        wrong(lambda W, X, b: X @ W.T, "The bias is missing."),
    ],
)

larger_network = Exercise(
    "A network for pictures of digits has 784 inputs, 256 hidden units and 10 outputs, "
    "and each hidden unit and each output has a bias of its own. How many numbers does it learn?",
    lambda: (784 + 1) * 256 + (256 + 1) * 10,
    why="Nearly all of them sit in the first layer. Lesson 14 races a smaller one, on smaller pictures of digits.",
    hints=[
        "A hidden unit has 784 weights and a bias. How many hidden units are there?",
        "Then the ten outputs, each with 256 weights and a bias.",
    ],
    mistakes=[
        wrong(784 * 256 + 256 * 10, "Those are the weights. Each hidden unit and each output has a bias too."),
        wrong((784 + 1) * 256, "That is the hidden layer. The ten outputs have weights and biases too."),
        wrong(784 * 256 + 256 * 10 + 2, "You counted one bias for each layer. Here each unit has one of its own."),
        wrong(784 * 256 + 256 * 10 + 784 + 256 + 10, "Inputs have no bias: they compute nothing."),
        wrong(
            784 * 256 * 10,
            "You multiplied all three layers. Each layer is connected with the next one only, and the layers add up.",
        ),
    ],
)

bias_of_the_article = Choice(
    'Mazur prints 0.75136507 for out_o1. Which bias did he add in net_o1: "b1", "b2" or "neither"?',
    right="b2",
    wrong={
        "b1": "The slide says so. Work out_o1 out with 0.35 and with 0.60 in place of the bias, and compare.",
        "neither": "One of the two gives his number to the last digit. Without a bias out_o1 is smaller than that.",
    },
    why="Each layer has a bias of its own. A slip in a formula is found by putting the numbers in.",
    hints=["sigmoid(w5 * out_h1 + w6 * out_h2 + b): which b makes it 0.75136507?"],
)

offer_questions(__name__)
