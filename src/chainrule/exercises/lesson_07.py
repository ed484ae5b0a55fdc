"""The checks of lesson 07, the way back through the 2-2-2 network: chains of slopes, two paths, deltas."""

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.maths.activations import sigmoid
from chainrule.maths.network import WORKED_EXAMPLE, forward, update

trace = forward(WORKED_EXAMPLE)
i1, i2 = WORKED_EXAMPLE.inputs
w5, w6, w7, w8 = WORKED_EXAMPLE.weights[4:]
target_o1, target_o2 = WORKED_EXAMPLE.targets

out_h1, out_h2, out_o1, out_o2 = (getattr(trace, name) for name in ("out_h1", "out_h2", "out_o1", "out_o2"))


def slope(a):
    """The slope of a sigmoid from its value."""
    return a * (1 - a)


delta_o1 = (out_o1 - target_o1) * slope(out_o1)
delta_o2 = (out_o2 - target_o2) * slope(out_o2)

# -- which way ---------------------------------------------------------------------------------------------
which_way = Choice(
    'w7 is made a little larger. Does E "rise", "fall" or "stay"?',
    right="fall",
    wrong={
        "rise": "That holds for w5, which leads to o1. w7 leads to o2: is out_o2 above its target or below?",
        "stay": "w7 is an edge on the way from h1 through o2 to E. What it moves, moves E.",
    },
    also={"falls": "fall", "down": "fall", "rises": "rise", "up": "rise", "stays": "stay"},
    why="Larger w7, larger net, larger out, nearer to the target 0.99: the gradient of w7 is negative.",
    hints=[
        "w7 leads from h1 to o2, and out_h1 is positive. What does a larger w7 do to net_o2?",
        "Sigmoid climbs: out_o2 follows net_o2. On which side of its target is it?",
    ],
)

# -- three factors -----------------------------------------------------------------------------------------
gradient_of_w6 = Exercise(
    "What is the gradient of w6, dE/dw6, in the worked example? (4 digits from the first that is not 0)",
    lambda: (out_o1 - target_o1) * out_o1 * (1 - out_o1) * out_h2,
    why="Only the last factor is new: the first two are those of w5, because both weights lead into o1.",
    hints=["Three factors: out − target, the slope of o1, and what comes in through w6.", "w6 leads from h2 to o1."],
    rtol=1e-4,
    mistakes=[
        wrong((out_o1 - target_o1) * out_h2, "A factor is missing: the slope of o1, between its net and its out."),
        wrong(delta_o1 * out_h1, "That is the gradient of w5: you used what comes in from h1. Where does w6 begin?"),
        wrong(delta_o2 * out_h2, "That is the gradient of w8, which leads into o2. The weight w6 leads into o1."),
        wrong(-delta_o1 * out_h2, "The sign: target − out falls when out rises, which leaves out − target."),
        wrong(2 * delta_o1 * out_h2, "Twice too much: E has a ½ in front of the square, and it cancels the 2."),
        wrong(
            (out_o1 - target_o1) * slope(trace.net_o1) * out_h2,
            "You put net into a(1 − a): a is the value, out_o1. (Or take the derivative at net_o1.)",
        ),
        wrong(
            (out_o1 - target_o1) * sigmoid.derivative(out_o1) * out_h2,
            "You took the derivative of sigmoid at out_o1. It belongs at net_o1, where sigmoid was taken.",
        ),
        wrong(
            delta_o1 * w6, "The last factor is what comes in through w6: what w6 is multiplied by in net_o1, not w6."
        ),
        wrong(delta_o1, "Two factors of three: the last one, what comes in through w6, is missing."),
    ],
)


def net_of_o1(out_h1, out_h2, w5, w6, b2, target_o1):
    return w5 * out_h1 + w6 * out_h2 + b2


def out_of_o1(*numbers):
    return sigmoid(net_of_o1(*numbers))


def chain_of_w5(out_h1, out_h2, w5, w6, b2, target_o1):
    out_o1 = 1 / (1 + np.exp(-(w5 * out_h1 + w6 * out_h2 + b2)))
    return (out_o1 - target_o1) * out_o1 * (1 - out_o1) * out_h1


gradient_of_w5 = Exercise(
    "Write dE/dw5: a function of out_h1, out_h2, w5, w6, b2 and target_o1.",
    chain_of_w5,
    why="Three factors, for any numbers. Every gradient of the output layer has this form.",
    hints=["First go forward: net_o1, then out_o1.", "Then (out − target) times the slope times what came in."],
    inputs=[(0.6, 0.3, 0.4, -0.5, 0.6, 0.01), (0.2, 0.9, -1.5, 0.8, -0.3, 1.0), (0.5, 0.7, 2.0, 1.0, 0.1, 0.5)],
    mistakes=[
        wrong(lambda *x: -chain_of_w5(*x), "The sign: out − target. The bracket (target − out) falls when out rises."),
        wrong(lambda *x: 2 * chain_of_w5(*x), "Twice too much: the ½ of E cancels the 2 of the square."),
        wrong(
            lambda h1, h2, w5, w6, b2, t: chain_of_w5(h1, h2, w5, w6, 0, t),
            "The bias is missing in net_o1: it moves the place where the slope is taken.",
        ),
        wrong(
            lambda *x: chain_of_w5(*x) / x[0] * x[1],
            "The last factor is what comes in through w5. You used the output of the other hidden unit.",
        ),
        wrong(
            lambda *x: chain_of_w5(*x) / x[0] * x[2],
            "The last factor is what w5 is multiplied by in net_o1: that is out_h1, not w5.",
        ),
        wrong(lambda *x: chain_of_w5(*x) / x[0], "The last factor is missing: what comes in through w5."),
        wrong(
            lambda *x: chain_of_w5(*x) / slope(out_of_o1(*x)),
            "The slope of the activation is missing: from out back to net it multiplies.",
        ),
        wrong(
            lambda *x: chain_of_w5(*x) / slope(out_of_o1(*x)) * sigmoid.derivative(out_of_o1(*x)),
            "The derivative of sigmoid belongs at net_o1; you took it at out_o1.",
        ),
        wrong(
            lambda *x: chain_of_w5(*x) / slope(out_of_o1(*x)) * slope(net_of_o1(*x)),
            "In a(1 − a) the a is the value out_o1; you used net_o1.",
        ),
        wrong(
            lambda *x: (net_of_o1(*x) - x[5]) * slope(net_of_o1(*x)) * x[0],
            "You used net_o1 where out_o1 belongs: sigmoid is missing on the way forward.",
        ),
    ],
)

# -- signs -------------------------------------------------------------------------------------------------
two_signs = Exercise(
    "With out_h1 = 0.4, out_h2 = −0.7 and delta_o1 = −0.2: which signs (1 or −1) do dE/dw5 and dE/dw6 have?",
    lambda: (np.sign(-0.2 * 0.4), np.sign(-0.2 * -0.7)),
    why="Tanh is zero-centred: its values have both signs, so one weight can rise while the other falls.",
    hints=["The gradient is delta times what came in.", "Minus times plus; minus times minus."],
    mistakes=[
        wrong((-1, -1), "That would be right for sigmoids. Here one of the two values that come in is negative."),
        wrong((1, -1), "These are the signs of the *values* that came in. The delta, below 0, multiplies them."),
        wrong((1, 1), "The delta is negative, and one of the two values is not. Can both products be positive?"),
        wrong((-0.2 * 0.4, -0.2 * -0.7), "Those are the gradients, with the right signs: give only those, 1 or −1."),
    ],
)


# -- two paths ---------------------------------------------------------------------------------------------
def two_paths_to_w4():
    paths = delta_o1 * w6 + delta_o2 * w8
    return paths * out_h2 * (1 - out_h2) * i2


paths_of_h2 = delta_o1 * w6 + delta_o2 * w8

gradient_of_w4 = Exercise(
    "What is the gradient of w4, dE/dw4, in the worked example? (4 digits from the first that is not 0)",
    two_paths_to_w4,
    why="Two paths, one slope, one input. This is the hardest gradient of the network, and you have it.",
    hints=[
        "From h2 two edges lead to the outputs, w6 and w8. Each path is a delta times its weight.",
        "Add the paths, then multiply by the slope of h2 and by what came in through w4.",
    ],
    rtol=1e-4,
    mistakes=[
        wrong(delta_o1 * w6 * slope(out_h2) * i2, "One path is missing: h2 reaches the error through o2 as well."),
        wrong(delta_o2 * w8 * slope(out_h2) * i2, "One path is missing: h2 reaches the error through o1 as well."),
        wrong(
            (delta_o1 * w7 + delta_o2 * w8) * slope(out_h2) * i2,
            "You used the weights that lead *into o2*, w7 and w8. You need those that *leave h2*.",
        ),
        wrong(
            (delta_o1 * w5 + delta_o2 * w7) * slope(out_h2) * i2,
            "Those are the paths of h1, w5 and w7. The weight w4 leads into h2.",
        ),
        wrong(paths_of_h2 * i2, "The slope of the hidden unit is missing: from out_h2 back to net_h2 it multiplies."),
        wrong(
            paths_of_h2 * slope(out_h1) * i2,
            "Nearly: you took the slope of h1. The weight w4 leads into h2, so the slope is that of h2.",
        ),
        wrong(paths_of_h2 * sigmoid.derivative(out_h2) * i2, "Sigmoid's derivative is taken at net_h2, not at out_h2."),
        wrong(paths_of_h2 * slope(out_h2) * i1, "The input is that of w3, i1. The weight w4 begins at i2."),
        wrong(paths_of_h2 * slope(out_h2), "That is delta_h2: the last factor, what came in through w4, is missing."),
        wrong(-paths_of_h2 * slope(out_h2) * i2, "The sign: the deltas contain out − target, not target − out."),
        wrong(2 * paths_of_h2 * slope(out_h2) * i2, "Twice too much: the ½ of E cancels the 2 of the square."),
        wrong(
            lambda: (
                (delta_o1 * update(WORKED_EXAMPLE)["w6"] + delta_o2 * update(WORKED_EXAMPLE)["w8"]) * slope(out_h2) * i2
            ),
            "You used weights that were updated already. All gradients come from the old weights.",
        ),
        wrong(
            paths_of_h2 / 2 * slope(out_h2) * i2,
            "You took the mean of the two paths. Effects of paths add up; nothing is divided.",
        ),
    ],
)


def back_to_h1(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    paths = delta_o1 * w5 + delta_o2 * w7
    return paths * out_h1 * (1 - out_h1)


delta_of_h1 = Exercise(
    "Write delta_h1: a function of delta_o1, delta_o2, w5, w6, w7, w8 and out_h1 (a sigmoid).",
    back_to_h1,
    why="Deltas come from deltas. With a third layer below, this line would be used once more.",
    hints=[
        "Which edges leave h1? Each brings back the delta of its unit times its weight.",
        "Add both, then multiply by the slope out_h1(1 − out_h1).",
    ],
    inputs=[(0.14, -0.04, 0.4, 0.45, 0.5, 0.55, 0.6), (-0.3, 0.1, 2, -1, 0.7, 3, 0.2), (0.2, 0.2, -1, 4, 3, 1, 0.9)],
    mistakes=[
        wrong(lambda d, e, w5, w6, w7, w8, h: d * w5 * slope(h), "One path is missing: h1 reaches E through o2 too."),
        wrong(lambda d, e, w5, w6, w7, w8, h: e * w7 * slope(h), "One path is missing: h1 reaches E through o1 too."),
        wrong(
            lambda d, e, w5, w6, w7, w8, h: (d * w5 + e * w6) * slope(h),
            "You used w5 and w6, which lead *into o1*. You need those that *leave h1*: look at the drawing.",
        ),
        wrong(
            lambda d, e, w5, w6, w7, w8, h: (d * w6 + e * w8) * slope(h),
            "Those are the paths of h2. Take the edges that leave h1.",
        ),
        wrong(
            lambda d, e, w5, w6, w7, w8, h: d * w5 + e * w7,
            "The slope of h1 is missing. What you have is the gradient at out_h1, not at net_h1.",
        ),
        wrong(
            lambda d, e, w5, w6, w7, w8, h: (d * w5 + e * w7) * sigmoid.derivative(h),
            "You took the derivative of sigmoid at out_h1. With the value a at hand, the slope is a(1 − a).",
        ),
        wrong(
            lambda d, e, w5, w6, w7, w8, h: (d + e) * (w5 + w7) * slope(h),
            "Each delta goes back along its own edge: multiply first, then add.",
        ),
        wrong(
            lambda d, e, w5, w6, w7, w8, h: (d * w5 + e * w7) * h,
            "You multiplied by the value out_h1. Back through a unit its *slope* multiplies, a(1 − a).",
        ),
        wrong(
            lambda d, e, w5, w6, w7, w8, h: d * w5 + e * w7 * slope(h),
            "The slope multiplies the sum of both paths: put parentheses around it.",
        ),
        wrong(
            lambda d, e, w5, w6, w7, w8, h: d * w5 * e * w7 * slope(h),
            "You multiplied the paths. Along a path slopes multiply; where paths meet they add up.",
        ),
    ],
)


# -- the whole pass ----------------------------------------------------------------------------------------
def whole_backward_pass(i, w, out_h, out_o, target):
    i1, i2 = i
    w5, w6, w7, w8 = w[4:]
    out_h1, out_h2 = out_h
    out_o1, out_o2 = out_o
    target_o1, target_o2 = target
    delta_o1 = (out_o1 - target_o1) * out_o1 * (1 - out_o1)
    delta_o2 = (out_o2 - target_o2) * out_o2 * (1 - out_o2)
    delta_h1 = (delta_o1 * w5 + delta_o2 * w7) * out_h1 * (1 - out_h1)
    delta_h2 = (delta_o1 * w6 + delta_o2 * w8) * out_h2 * (1 - out_h2)
    into_hidden = delta_h1 * i1, delta_h1 * i2, delta_h2 * i1, delta_h2 * i2
    into_outputs = delta_o1 * out_h1, delta_o1 * out_h2, delta_o2 * out_h1, delta_o2 * out_h2
    return (*into_hidden, *into_outputs)


def pass_by_parts(output_slope=slope, hidden_slope=slope, edges=np.transpose, paths=np.matmul, product=np.outer):
    """The backward pass with another choice for one of its parts."""

    def backward_pass(i, w, out_h, out_o, target):
        delta_o = (out_o - target) * output_slope(out_o)
        delta_h = paths(edges(w[4:].reshape(2, 2)), delta_o) * hidden_slope(out_h)
        return (*product(delta_h, i).ravel(), *product(delta_o, out_h).ravel())

    return backward_pass


def without_output_slopes(i, w, out_h, out_o, target):
    delta_o = out_o - target
    delta_h = (w[4:].reshape(2, 2).T @ delta_o) * slope(out_h)
    return (*np.outer(delta_h, i).ravel(), *np.outer(delta_o, out_h).ravel())


def without_last_factors(i, w, out_h, out_o, target):
    delta_o = (out_o - target) * slope(out_o)
    delta_h = (w[4:].reshape(2, 2).T @ delta_o) * slope(out_h)
    return (*np.repeat(delta_h, 2), *np.repeat(delta_o, 2))


def with_updated_weights(i, w, out_h, out_o, target):
    step = 0.5 * np.outer((out_o - target) * slope(out_o), out_h).ravel()
    return whole_backward_pass(i, [*w[:4], *(w[4:] - step)], out_h, out_o, target)


my_backward = Exercise(
    "Write the backward pass: a function of the inputs i, the weights w, the outs of both layers and the targets "
    "that gives all eight gradients, dE/dw1 to dE/dw8 (sigmoids).",
    whole_backward_pass,
    why="Four deltas and eight products: this is backpropagation, and deeper networks only repeat its middle part.",
    hints=[
        "delta_o1 and delta_o2 first: out − target, times the slope out(1 − out).",
        "delta_h1: the two paths delta_o1 · w5 and delta_o2 · w7, added up, times the slope of h1. Then delta_h2.",
        "Each gradient is the delta of the unit that the weight leads to, times what came in: "
        "`return delta_h1 * i1, delta_h1 * i2, delta_h2 * i1, ...`",
    ],
    inputs=[
        (
            np.array([0.05, 0.1]),
            np.array([0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]),
            np.array([0.6, 0.3]),
            np.array([0.75, 0.8]),
            np.array([0.01, 0.99]),
        ),
        (
            np.array([1.0, -2.0]),
            np.array([0.3, -0.1, 0.8, 0.2, -1.0, 0.5, 0.7, -0.4]),
            np.array([0.9, 0.2]),
            np.array([0.4, 0.1]),
            np.array([1.0, 0.0]),
        ),
    ],
    mistakes=[
        wrong(
            pass_by_parts(hidden_slope=np.ones_like),
            "w5 to w8 are right. For w1 to w4 the slope of the hidden unit is missing: out_h(1 − out_h).",
        ),
        wrong(
            pass_by_parts(paths=lambda matrix, delta_o: matrix[:, 0] * delta_o[0]),
            "w5 to w8 are right. For w1 to w4 you took the path through o1 only: each hidden unit goes to o2 as well.",
        ),
        wrong(
            pass_by_parts(paths=lambda matrix, delta_o: matrix[:, 1] * delta_o[1]),
            "w5 to w8 are right. For w1 to w4 you took the path through o2 only: each hidden unit goes to o1 as well.",
        ),
        wrong(
            pass_by_parts(paths=lambda matrix, delta_o: np.diag(matrix) * delta_o),
            "w5 to w8 are right. For w1 to w4 a path is missing: each hidden unit goes to both outputs.",
        ),
        wrong(
            pass_by_parts(sigmoid.derivative, sigmoid.derivative),
            "You took the derivative of sigmoid at the outs. It belongs at the nets; from an out the slope is "
            "out(1 − out).",
        ),
        wrong(
            pass_by_parts(edges=np.array),
            "w5 to w8 are right. The paths of h1 go along w5 and w7, the edges that *leave* it; those of h2 along w6 "
            "and w8.",
        ),
        wrong(
            pass_by_parts(product=lambda delta, came_in: np.outer(came_in, delta)),
            "The products are right, but in another order: w2 leads from i2 to h1, and w6 from h2 to o1.",
        ),
        wrong(
            lambda i, w, h, o, t: tuple(-g for g in whole_backward_pass(i, w, h, o, t)),
            "All signs are turned round: a delta of an output begins with out − target.",
        ),
        wrong(
            lambda i, w, h, o, t: tuple(2 * g for g in whole_backward_pass(i, w, h, o, t)),
            "Twice too much: the ½ of E cancels the 2 of the square.",
        ),
        wrong(without_output_slopes, "The slope of the outputs is missing in their deltas: out_o(1 − out_o)."),
        wrong(
            lambda i, w, h, o, t: np.divide(whole_backward_pass(i, w, h, o, t)[::2], (i[0], i[0], h[0], h[0])),
            "Those are the four deltas. Each belongs to two gradients: multiply it by what came in.",
        ),
        wrong(
            lambda i, w, h, o, t: np.take(whole_backward_pass(i, w, h, o, t), (0, 2, 1, 3, 4, 5, 6, 7)),
            "w2 and w3 changed places: w2 leads from i2 to h1, and w3 from i1 to h2.",
        ),
        wrong(without_last_factors, "Those are deltas. Each is multiplied by what came in through the weight."),
        wrong(
            lambda i, w, h, o, t: whole_backward_pass(i, w, h, o, t)[4:] + whole_backward_pass(i, w, h, o, t)[:4],
            "The right numbers in another order: w1 to w4 first, then w5 to w8.",
        ),
        wrong(
            lambda i, w, h, o, t: whole_backward_pass(i, w, h, o, t)[4:],
            "Those are four of eight, the gradients of w5 to w8. Those of w1 to w4 come first.",
        ),
        wrong(
            with_updated_weights,
            "You stepped with w5 to w8 before you used them for w1 to w4. All gradients come from the old weights.",
        ),
    ],
)


# -- biases ------------------------------------------------------------------------------------------------
def both_hidden_deltas():
    delta_h1 = (delta_o1 * w5 + delta_o2 * w7) * out_h1 * (1 - out_h1)
    delta_h2 = (delta_o1 * w6 + delta_o2 * w8) * out_h2 * (1 - out_h2)
    return 1 * delta_h1 + 1 * delta_h2


delta_h1 = (delta_o1 * w5 + delta_o2 * w7) * slope(out_h1)
delta_h2 = paths_of_h2 * slope(out_h2)

gradient_of_b1 = Exercise(
    "What is the gradient of the bias b1, which h1 and h2 share? (4 digits from the first that is not 0)",
    both_hidden_deltas,
    why="A bias has input 1, so it gets the delta itself; a shared one gets the sum over its units.",
    hints=["With a bias of its own, h1 would give delta_h1 · 1.", "b1 reaches the error through h1 and through h2."],
    atol=6e-6,
    mistakes=[
        wrong(delta_h1, "b1 goes into h2 as well: one path is missing."),
        wrong(delta_h2, "b1 goes into h1 as well: one path is missing."),
        wrong(delta_h1 * i1 + delta_h2 * i2, "You multiplied by the inputs. What comes in through a bias is always 1."),
        wrong((delta_h1 + delta_h2) / 2, "That is the mean. Effects of paths add up; nothing is divided."),
        wrong(delta_o1 + delta_o2, "That is the gradient of b2. b1 belongs to the hidden units: take their deltas."),
        wrong(0.0, "b1 moves both hidden nets, and they move E. Its input is not 0 but 1: biases learn, too."),
        wrong(
            delta_o1 * w5 + delta_o2 * w7 + paths_of_h2,
            "The slopes of the hidden units are missing: you added the gradients at out_h1 and out_h2.",
        ),
        wrong(
            (delta_o1 * w5 + delta_o2 * w7 + paths_of_h2) * slope(out_h1),
            "You took the slope of h1 for both units. h2 has a slope of its own.",
        ),
        wrong(
            (delta_o1 * w5 + delta_o2 * w7 + paths_of_h2) * slope(out_h2),
            "You took the slope of h2 for both units. h1 has a slope of its own.",
        ),
    ],
)

# -- what the way back needs -------------------------------------------------------------------------------
what_to_keep = Exercise(
    'Which of "i1", "out_h1", "out_h2", "out_o1", "out_o2" does dE/dw7 need? Answer with a set of names.',
    lambda: {"out_h1", "out_o2"},
    why="What came in through the edge, and the value of the unit it leads to. All of it is in the trace.",
    hints=[
        "w7 leads from h1 to o2.",
        "Out − target and the slope need the value of o2; the last factor is what came in.",
    ],
    mistakes=[
        wrong({"out_o2"}, "What came in through w7 is missing: the last factor of the chain."),
        wrong({"out_h1"}, "Out − target and the slope of o2 are made of a forward value, too: which one?"),
        wrong({"out_h2", "out_o2"}, "The weight w7 begins at h1; what comes from h2 goes through w8."),
        wrong({"out_h1", "out_o1"}, "The weight w7 leads into o2. The output o1 has no part in it."),
        wrong({"out_h1", "out_o1", "out_o2"}, "Too many: w7 does not touch o1, nor the error of o1."),
        wrong(
            {"i1", "out_h1", "out_o2"}, "Too many: where w7 begins, out_h1 is there; how it was made does not matter."
        ),
        wrong({"out_h1", "out_h2", "out_o2"}, "Too many: what comes from h2 goes through w8, not through w7."),
    ],
)

# -- the gradient check ------------------------------------------------------------------------------------
what_was_forgotten = Choice(
    'The friend\'s gradients of w1 to w4 are too large. What was forgotten: "slope", "input" or "path"?',
    right="slope",
    wrong={
        "input": "Without its input w1 would be 1/0.05 = 20 times too large, and w2 10 times.",
        "path": "With the path through o1 alone the ratio for w1 would be 0.0554/0.03635 = 1.52.",
    },
    also={"the slope": "slope", "slopes": "slope", "the input": "input", "the path": "path", "paths": "path"},
    why="1/4.144 = 0.2413 is the slope of h1, 1/4.156 = 0.2406 that of h2: ratios tell the missing factor.",
    hints=["The ratios of w1 and w2 are the same, although their inputs differ.", "What is 1 divided by 4.144?"],
)


# -- other activations -------------------------------------------------------------------------------------
def slopes_of_tanh_and_relu():
    tanh_slope, relu_slope = 1 - 0.36**2, 1
    return 0.08 * tanh_slope * 0.1, 0.08 * relu_slope * 0.1


other_bends = Exercise(
    "h1 is a tanh, h2 a ReLU, both with out = 0.36; 0.08 arrives at each out, the input is 0.1. "
    "Give the gradients of w2 and w4. (4 digits each, from the first that is not 0)",
    slopes_of_tanh_and_relu,
    why="Each activation brings its own slope; the rest of the chain stays as it is.",
    hints=["Gradient that arrives, times local slope, times input.", "tanh: 1 − a². ReLU above 0: what is its slope?"],
    rtol=1e-4,
    mistakes=[
        wrong(
            (0.08 * slope(0.36) * 0.1, 0.08 * slope(0.36) * 0.1),
            "a(1 − a) is the slope of *sigmoid*. Tanh and ReLU have slopes of their own.",
        ),
        wrong((0.08 * slope(0.36) * 0.1, 0.08 * 0.1), "The ReLU is right. For tanh you used sigmoid's a(1 − a)."),
        wrong(
            (0.08 * (1 - 0.36**2) * 0.1, 0.08 * slope(0.36) * 0.1),
            "The tanh is right. For ReLU you used a(1 − a), which belongs to sigmoid.",
        ),
        wrong(
            (0.08 * (1 - 0.36**2) * 0.1, 0.08 * 0.36 * 0.1),
            "The tanh is right. For ReLU you used its value as its slope; the line z has another one.",
        ),
        wrong((0.08 * (1 - 0.36) * 0.1, 0.08 * 0.1), "The ReLU is right. For tanh you have 1 − a: the a is squared."),
        wrong(
            (0.08 * (1 - np.tanh(0.36) ** 2) * 0.1, 0.08 * 0.1),
            "The ReLU is right. For tanh you took tanh of 0.36 again. But out is the value a already: square that.",
        ),
        wrong((0.08 * 0.1, 0.08 * 0.1), "The slope of tanh is missing: both numbers are what a slope of 1 gives."),
        wrong(
            (0.08 * (1 - 0.36**2) * 0.1, 0), "The tanh is right. A ReLU with out 0.36 has a net above 0: which slope?"
        ),
        wrong((0.08 * 0.1, 0.08 * (1 - 0.36**2) * 0.1), "The other way round: h1, which w2 leads into, is the tanh."),
        wrong((0.08 * (1 - 0.36**2), 0.08 * 1), "These are deltas. The last factor, the input 0.1, is missing."),
    ],
)

# -- dead units --------------------------------------------------------------------------------------------
what_stays = Choice(
    "All units are linear, and i1 changes. Which of these is the same for every i1: "
    '"local slope", "delta" or "gradient"?',
    right="local slope",
    wrong={
        "delta": "delta_h1 carries the errors of the outputs, and the outputs move with i1.",
        "gradient": "The gradient of w1 is delta_h1 times i1. At i1 = 0 it is 0: is it elsewhere?",
    },
    also={"slope": "local slope", "delta_h1": "delta", "dE_dw1": "gradient", "update": "gradient"},
    why="The slope of the identity is 1 everywhere. It is one factor of three, and the input is another.",
    hints=["Which of them is a'(z), and of which function?", "The gradient of w1 is delta_h1 times i1."],
)

still_alive = Exercise(
    "Both hidden units are dead ReLUs: out 0, slope 0. The gradients of which weights and biases are not 0?",
    lambda: {"b2"},
    why="The deltas of the outputs are alive, but only the bias has an input that is not 0.",
    hints=[
        "A gradient is a delta times what came in. Which deltas are 0? Which inputs are 0?",
        "delta_h1 and delta_h2 are 0. And what comes into o1 from h1?",
    ],
    mistakes=[
        wrong({"w5", "w6", "w7", "w8", "b2"}, "The outputs have deltas, yes. But what comes in through w5 to w8?"),
        wrong({"w5", "w6", "w7", "w8"}, "These get delta times out_h1 or out_h2, both 0. One number has the input 1."),
        wrong(
            {"w1", "w2", "w3", "w4", "b1"},
            "These lie behind a slope of 0, so they get nothing. What lies before it, at the outputs?",
        ),
        wrong({"b1", "b2"}, "b1 gets delta_h1 + delta_h2, and behind a slope of 0 both are 0."),
        wrong(set(), "One is left: which parameter has an input that no ReLU can make 0, and a delta that is not 0?"),
    ],
)

# -- matrices ----------------------------------------------------------------------------------------------
back_with_a_matrix = Exercise(
    "Write delta_h: a function of the matrix W2 and the vectors delta_o and out_h (sigmoids).",
    lambda W2, delta_o, out_h: (W2.T @ delta_o) * out_h * (1 - out_h),
    why="Forward with W2, back with its transpose: this line is backpropagation, for layers of any size.",
    hints=["`W2.T` is the transposed matrix, `@` multiplies.", "Then element by element with the slope a(1 − a)."],
    inputs=[
        (np.array([[0.4, 0.45], [0.5, 0.55]]), np.array([0.14, -0.04]), np.array([0.6, 0.3])),
        (np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([0.2, 0.1]), np.array([0.1, 0.7])),
    ],
    mistakes=[
        wrong(
            lambda W2, d, h: (W2 @ d) * h * (1 - h),
            "Your sums run along the rows of W2, as forward. Back it goes along its columns: `W2.T @ delta_o`.",
        ),
        wrong(lambda W2, d, h: W2.T @ d, "The slopes of the hidden units are missing."),
        wrong(lambda W2, d, h: W2 @ d, "Not transposed, and without the slopes: that is how signals go forward."),
        wrong(
            lambda W2, d, h: (W2.T @ d) * sigmoid.derivative(h),
            "You took the derivative of sigmoid at out_h. With the values at hand it is a(1 − a).",
        ),
        wrong(lambda W2, d, h: W2.T * d * h * (1 - h), "`*` multiplies entry by entry. `@` adds the paths up, too."),
        wrong(
            lambda W2, d, h: W2 * d * h * (1 - h),
            "`*` multiplies entry by entry and adds no paths up. `@` does both; and W2 must be turned round.",
        ),
        wrong(
            lambda W2, d, h: W2.T @ (d * h * (1 - h)),
            "The slopes belong to the hidden units: first the product with W2.T, then the slopes.",
        ),
        wrong(
            lambda W2, d, h: (W2.T @ d) * h,
            "You multiplied by the values out_h. Back through a unit its *slope* multiplies, a(1 − a).",
        ),
    ],
)

offer_questions(__name__)
