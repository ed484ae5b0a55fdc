"""The checks of lesson 07, the way back through the 2-2-2 network: chains of slopes, two paths, deltas."""

import numpy as np

from chainrule.exercises.framework import Exercise
from chainrule.maths.activations import sigmoid
from chainrule.maths.network import WORKED_EXAMPLE, forward, update

trace = forward(WORKED_EXAMPLE)
i1, i2 = WORKED_EXAMPLE.inputs
w5, w6, w7, w8 = WORKED_EXAMPLE.weights[4:]
target_o1, target_o2 = WORKED_EXAMPLE.targets


def slope(a):
    """The slope of a sigmoid from its value."""
    return a * (1 - a)


delta_o1 = (trace.out_o1 - target_o1) * slope(trace.out_o1)
delta_o2 = (trace.out_o2 - target_o2) * slope(trace.out_o2)


# -- which way ---------------------------------------------------------------------------------------------


def fall():
    return "fall"


which_way = Exercise(
    'w7 is made a little larger. Does E "rise", "fall" or "stay"?',
    fall,
    why="Larger w7, larger net, larger out, nearer to the target 0.99: the gradient of w7 is negative.",
    hints=[
        "w7 leads from h1 to o2, and out_h1 is positive. What does a larger w7 do to net_o2?",
        "Sigmoid climbs: out_o2 follows net_o2. On which side of its target is it?",
    ],
)


@which_way.mistake("So it is with w5, which leads to o1. w7 leads to o2: is out_o2 above its target or below?")
def rise():
    return "rise"


@which_way.mistake("w7 is an edge on the way from h1 over o2 to E. What it moves, moves E.")
def stay():
    return "stay"


# -- three factors -----------------------------------------------------------------------------------------


def three_factors_for_w6():
    dE_dout_o1 = trace.out_o1 - target_o1
    slope_of_o1 = trace.out_o1 * (1 - trace.out_o1)
    return dE_dout_o1 * slope_of_o1 * trace.out_h2


gradient_of_w6 = Exercise(
    "What is the gradient of w6, dE/dw6, in the worked example? (4 digits from the first that is not 0)",
    three_factors_for_w6,
    why="Only the last factor is new: the first two are those of w5, because both weights lead into o1.",
    hints=[
        "Three factors: out − target, the slope of o1, and what comes in through w6.",
        "w6 leads from h2 to o1.",
    ],
    rtol=1e-3,
)


@gradient_of_w6.mistake("A factor is missing: the slope of o1's activation, between its net and its out.")
def w6_without_slope():
    return (trace.out_o1 - target_o1) * trace.out_h2


@gradient_of_w6.mistake("That is the gradient of w5: you used what comes in from h1. Where does w6 begin?")
def w6_with_input_of_w5():
    return delta_o1 * trace.out_h1


@gradient_of_w6.mistake(
    "The sign: the derivative of (target − out)² has an inner derivative −1, so that out − target is left."
)
def w6_with_target_minus_out():
    return -delta_o1 * trace.out_h2


@gradient_of_w6.mistake("Twice too much: E has a ½ in front of the square, and it cancels the 2.")
def w6_twice():
    return 2 * delta_o1 * trace.out_h2


@gradient_of_w6.mistake("You put net into a(1 − a): a is the value, out_o1. (Or take the derivative at net_o1.)")
def w6_net_for_out():
    return (trace.out_o1 - target_o1) * slope(trace.net_o1) * trace.out_h2


@gradient_of_w6.mistake("You took the derivative of sigmoid at out_o1. It belongs at net_o1, where sigmoid was taken.")
def w6_out_for_net():
    return (trace.out_o1 - target_o1) * sigmoid.derivative(trace.out_o1) * trace.out_h2


@gradient_of_w6.mistake("The last factor is what comes in through w6, not w6 itself: net_o1 is derived by w6.")
def w6_times_weight():
    return delta_o1 * w6


@gradient_of_w6.mistake("Two factors of three: the last one, what comes in through w6, is missing.")
def w6_without_input():
    return delta_o1


def chain_of_w5(out_h1, out_h2, w5, w6, b2, target_o1):
    out_o1 = sigmoid(w5 * out_h1 + w6 * out_h2 + b2)
    return (out_o1 - target_o1) * out_o1 * (1 - out_o1) * out_h1


gradient_of_w5 = Exercise(
    "Write dE/dw5: a function of out_h1, out_h2, w5, w6, b2 and target_o1.",
    chain_of_w5,
    why="Three factors, for any numbers. Every gradient of the output layer has this form.",
    hints=[
        "First go forward: net_o1, then out_o1.",
        "Then (out − target) times the slope times what came in.",
    ],
    inputs=[
        (0.6, 0.3, 0.4, -0.5, 0.6, 0.01),
        (0.2, 0.9, -1.5, 0.8, -0.3, 1.0),
        (0.5, 0.7, 2.0, 1.0, 0.1, 0.5),
    ],
)


@gradient_of_w5.mistake("The slope of the activation is missing: from out back to net it multiplies.")
def w5_without_slope(out_h1, out_h2, w5, w6, b2, target_o1):
    out_o1 = sigmoid(w5 * out_h1 + w6 * out_h2 + b2)
    return (out_o1 - target_o1) * out_h1


@gradient_of_w5.mistake("The derivative of sigmoid belongs at net_o1; you took it at out_o1.")
def w5_out_for_net(out_h1, out_h2, w5, w6, b2, target_o1):
    out_o1 = sigmoid(w5 * out_h1 + w6 * out_h2 + b2)
    return (out_o1 - target_o1) * sigmoid.derivative(out_o1) * out_h1


@gradient_of_w5.mistake("In a(1 − a) the a is the value out_o1; you used net_o1.")
def w5_net_for_out(out_h1, out_h2, w5, w6, b2, target_o1):
    net_o1 = w5 * out_h1 + w6 * out_h2 + b2
    return (sigmoid(net_o1) - target_o1) * slope(net_o1) * out_h1


@gradient_of_w5.mistake("The sign: it is out − target, because of the inner derivative −1.")
def w5_with_target_minus_out(out_h1, out_h2, w5, w6, b2, target_o1):
    return -chain_of_w5(out_h1, out_h2, w5, w6, b2, target_o1)


@gradient_of_w5.mistake("Twice too much: the ½ of E cancels the 2 of the square.")
def w5_twice(out_h1, out_h2, w5, w6, b2, target_o1):
    return 2 * chain_of_w5(out_h1, out_h2, w5, w6, b2, target_o1)


@gradient_of_w5.mistake("The bias is missing in net_o1: it moves the place where the slope is taken.")
def w5_without_bias(out_h1, out_h2, w5, w6, b2, target_o1):
    return chain_of_w5(out_h1, out_h2, w5, w6, 0, target_o1)


@gradient_of_w5.mistake("The last factor is what comes in through w5. You used the output of the other hidden unit.")
def w5_with_input_of_w6(out_h1, out_h2, w5, w6, b2, target_o1):
    return chain_of_w5(out_h1, out_h2, w5, w6, b2, target_o1) / out_h1 * out_h2


@gradient_of_w5.mistake("The last factor is the derivative of net_o1 by w5: that is out_h1, not w5.")
def w5_times_weight(out_h1, out_h2, w5, w6, b2, target_o1):
    return chain_of_w5(out_h1, out_h2, w5, w6, b2, target_o1) / out_h1 * w5


@gradient_of_w5.mistake("The last factor is missing: what comes in through w5.")
def w5_without_input(out_h1, out_h2, w5, w6, b2, target_o1):
    return chain_of_w5(out_h1, out_h2, w5, w6, b2, target_o1) / out_h1


@gradient_of_w5.mistake("You used net_o1 where out_o1 belongs: sigmoid is missing on the way forward.")
def w5_not_bent(out_h1, out_h2, w5, w6, b2, target_o1):
    net_o1 = w5 * out_h1 + w6 * out_h2 + b2
    return (net_o1 - target_o1) * slope(net_o1) * out_h1


# -- signs -------------------------------------------------------------------------------------------------


def signs_of_the_products():
    return np.sign(-0.2 * 0.4), np.sign(-0.2 * -0.7)


two_signs = Exercise(
    "With out_h1 = 0.4, out_h2 = −0.7 and delta_o1 = −0.2: which signs (1 or −1) have dE/dw5 and dE/dw6?",
    signs_of_the_products,
    why="Tanh is zero-centred: its values have both signs, so one weight can rise while the other falls.",
    hints=["The gradient is delta times what came in.", "Minus times plus; minus times minus."],
)


@two_signs.mistake("So it would be behind sigmoids. Here one of the two values that come in is negative.")
def both_as_delta():
    return -1, -1


@two_signs.mistake("These are the signs of the *values* that came in. The delta multiplies them, and it is negative.")
def signs_of_the_inputs():
    return 1, -1


@two_signs.mistake("The delta is negative, and one of the two values is not. Can both products be positive?")
def both_positive():
    return 1, 1


@two_signs.mistake("Those are the gradients themselves. Only their signs are asked: 1 or −1 for each.")
def products_for_signs():
    return -0.2 * 0.4, -0.2 * -0.7


# -- two paths ---------------------------------------------------------------------------------------------


def two_paths_to_w4():
    paths = delta_o1 * w6 + delta_o2 * w8
    slope_of_h2 = trace.out_h2 * (1 - trace.out_h2)
    return paths * slope_of_h2 * i2


paths_of_h2 = delta_o1 * w6 + delta_o2 * w8

gradient_of_w4 = Exercise(
    "What is the gradient of w4, dE/dw4, in the worked example? (4 digits from the first that is not 0)",
    two_paths_to_w4,
    why="Two paths, one slope, one input. This is the hardest gradient of the network, and you have it.",
    hints=[
        "From h2 two edges lead to the outputs, w6 and w8. Each path is a delta times its weight.",
        "Add the paths, then multiply by the slope of h2 and by what came in through w4.",
    ],
    rtol=1e-3,
)


@gradient_of_w4.mistake("One path is missing: h2 reaches the error through o2 as well.")
def only_through_o1():
    return delta_o1 * w6 * slope(trace.out_h2) * i2


@gradient_of_w4.mistake("One path is missing: h2 reaches the error through o1 as well.")
def only_through_o2():
    return delta_o2 * w8 * slope(trace.out_h2) * i2


@gradient_of_w4.mistake("You used the weights that lead *into o2*, w7 and w8. Asked are those that *leave h2*.")
def row_for_column():
    return (delta_o1 * w7 + delta_o2 * w8) * slope(trace.out_h2) * i2


@gradient_of_w4.mistake("Those are the paths of h1, w5 and w7. The weight w4 leads into h2.")
def paths_of_h1():
    return (delta_o1 * w5 + delta_o2 * w7) * slope(trace.out_h2) * i2


@gradient_of_w4.mistake("The slope of the hidden unit is missing: from out_h2 back to net_h2 it multiplies.")
def w4_without_slope():
    return paths_of_h2 * i2


@gradient_of_w4.mistake("Nearly: you took the slope of h1. The weight w4 leads into h2, so the slope is that of h2.")
def slope_of_the_wrong_unit():
    return paths_of_h2 * slope(trace.out_h1) * i2


@gradient_of_w4.mistake("You took the derivative of sigmoid at out_h2. It belongs at net_h2.")
def w4_out_for_net():
    return paths_of_h2 * sigmoid.derivative(trace.out_h2) * i2


@gradient_of_w4.mistake("The input is that of w3. The weight w4 begins at i2.")
def input_of_w3():
    return paths_of_h2 * slope(trace.out_h2) * i1


@gradient_of_w4.mistake("That is delta_h2: the last factor, what came in through w4, is missing.")
def w4_without_input():
    return paths_of_h2 * slope(trace.out_h2)


@gradient_of_w4.mistake("The sign: the deltas contain out − target, not target − out.")
def w4_with_target_minus_out():
    return -paths_of_h2 * slope(trace.out_h2) * i2


@gradient_of_w4.mistake("Twice too much: the ½ of E cancels the 2 of the square.")
def w4_twice():
    return 2 * paths_of_h2 * slope(trace.out_h2) * i2


@gradient_of_w4.mistake("You used weights that were updated already. All gradients come from the old weights.")
def with_updated_weights():
    new = update(WORKED_EXAMPLE)
    return (delta_o1 * new["w6"] + delta_o2 * new["w8"]) * slope(trace.out_h2) * i2


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
    inputs=[
        (0.14, -0.04, 0.4, 0.45, 0.5, 0.55, 0.6),
        (-0.3, 0.1, 2, -1, 0.7, 3, 0.2),
        (0.2, 0.2, -1, 4, 3, 1, 0.9),
    ],
)


@delta_of_h1.mistake("One path is missing: h1 reaches the error through o2 as well.")
def h1_only_through_o1(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return delta_o1 * w5 * slope(out_h1)


@delta_of_h1.mistake("One path is missing: h1 reaches the error through o1 as well.")
def h1_only_through_o2(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return delta_o2 * w7 * slope(out_h1)


@delta_of_h1.mistake("You used w5 and w6, which lead *into o1*. Those that *leave h1* are asked: look at the drawing.")
def w6_for_w7(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return (delta_o1 * w5 + delta_o2 * w6) * slope(out_h1)


@delta_of_h1.mistake("Those are the paths of h2. The edges that leave h1 are asked.")
def paths_of_the_other_unit(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return (delta_o1 * w6 + delta_o2 * w8) * slope(out_h1)


@delta_of_h1.mistake("The slope of h1 is missing. What you have is the gradient at out_h1, not at net_h1.")
def h1_without_slope(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return delta_o1 * w5 + delta_o2 * w7


@delta_of_h1.mistake("You took the derivative of sigmoid at out_h1. With the value a at hand, the slope is a(1 − a).")
def h1_out_for_net(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return (delta_o1 * w5 + delta_o2 * w7) * sigmoid.derivative(out_h1)


@delta_of_h1.mistake("Each delta goes back along its own edge: multiply first, then add.")
def sums_multiplied(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return (delta_o1 + delta_o2) * (w5 + w7) * slope(out_h1)


@delta_of_h1.mistake("You multiplied by the value out_h1. Back through a unit its *slope* multiplies, a(1 − a).")
def h1_value_for_slope(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return (delta_o1 * w5 + delta_o2 * w7) * out_h1


@delta_of_h1.mistake("The slope multiplies the sum of both paths: put parentheses around it.")
def h1_without_parentheses(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return delta_o1 * w5 + delta_o2 * w7 * slope(out_h1)


@delta_of_h1.mistake("You multiplied the paths. Along a path slopes multiply; where paths meet they add up.")
def h1_paths_multiplied(delta_o1, delta_o2, w5, w6, w7, w8, out_h1):
    return delta_o1 * w5 * delta_o2 * w7 * slope(out_h1)


# -- biases ------------------------------------------------------------------------------------------------


def both_hidden_deltas():
    delta_h1 = (delta_o1 * w5 + delta_o2 * w7) * trace.out_h1 * (1 - trace.out_h1)
    delta_h2 = (delta_o1 * w6 + delta_o2 * w8) * trace.out_h2 * (1 - trace.out_h2)
    return delta_h1 + delta_h2


delta_h1 = (delta_o1 * w5 + delta_o2 * w7) * slope(trace.out_h1)
delta_h2 = paths_of_h2 * slope(trace.out_h2)

gradient_of_b1 = Exercise(
    "What is the gradient of the bias b1, which h1 and h2 share? (4 digits)",
    both_hidden_deltas,
    why="A bias has input 1, so it gets the delta itself; a shared one gets the sum over its units.",
    hints=[
        "With a bias of its own, h1 would give delta_h1 · 1.",
        "b1 reaches the error through h1 and through h2.",
    ],
    rtol=2e-3,
)


@gradient_of_b1.mistake("b1 goes into h2 as well: one path is missing.")
def b1_only_through_h1():
    return delta_h1


@gradient_of_b1.mistake("b1 goes into h1 as well: one path is missing.")
def b1_only_through_h2():
    return delta_h2


@gradient_of_b1.mistake("You multiplied by the inputs. What comes in through a bias is always 1.")
def b1_times_inputs():
    return delta_h1 * i1 + delta_h2 * i2


@gradient_of_b1.mistake("That is the mean. Effects of paths add up; nothing is divided.")
def b1_mean():
    return (delta_h1 + delta_h2) / 2


@gradient_of_b1.mistake("That is the gradient of b2, from the deltas of the outputs. b1 belongs to the hidden units.")
def gradient_of_b2():
    return delta_o1 + delta_o2


@gradient_of_b1.mistake("b1 moves both hidden nets, and they move E. Its input is not 0 but 1: biases learn, too.")
def b1_forgotten():
    return 0.0


@gradient_of_b1.mistake("The slopes of the hidden units are missing: you added the gradients at out_h1 and out_h2.")
def b1_without_slopes():
    return delta_o1 * w5 + delta_o2 * w7 + paths_of_h2


# -- what the way back needs -------------------------------------------------------------------------------


def input_and_output_of_w7():
    return {"out_h1", "out_o2"}


what_to_keep = Exercise(
    'Which of "i1", "out_h1", "out_h2", "out_o1", "out_o2" does dE/dw7 need? Answer with a set of names.',
    input_and_output_of_w7,
    why="What came in through the edge, and the value of the unit it leads to. All of it is in the trace.",
    hints=[
        "w7 leads from h1 to o2.",
        "Out − target and the slope need the value of o2; the last factor is what came in.",
    ],
)


@what_to_keep.mistake("What came in through w7 is missing: the last factor of the chain.")
def only_the_output():
    return {"out_o2"}


@what_to_keep.mistake("Out − target and the slope of o2 are made of a forward value, too: which one?")
def only_the_input():
    return {"out_h1"}


@what_to_keep.mistake("The weight w7 begins at h1; what comes from h2 goes through w8.")
def input_of_w8():
    return {"out_h2", "out_o2"}


@what_to_keep.mistake("The weight w7 leads into o2. The output o1 has no part in it.")
def output_of_w5():
    return {"out_h1", "out_o1"}


@what_to_keep.mistake("Too many: w7 does not touch o1, and the error of o1 does not contain it.")
def both_outputs():
    return {"out_h1", "out_o1", "out_o2"}


@what_to_keep.mistake("Too many: where w7 begins, out_h1 is there already, and how it was made does not matter.")
def down_to_the_input():
    return {"i1", "out_h1", "out_o2"}


@what_to_keep.mistake("Too many: what comes from h2 goes through w8, not through w7.")
def both_hidden_outs():
    return {"out_h1", "out_h2", "out_o2"}


# -- the gradient check ------------------------------------------------------------------------------------


def forgotten_slope():
    return "slope"


what_was_forgotten = Exercise(
    'The friend\'s gradients of w1 to w4 are too large. What was forgotten: "slope", "input" or "path"?',
    forgotten_slope,
    why="1/4.144 = 0.2413 is the slope of h1, 1/4.156 = 0.2406 that of h2: ratios tell the missing factor.",
    hints=[
        "The ratios of w1 and w2 are the same, although their inputs differ.",
        "What is 1 divided by 4.144?",
    ],
)


@what_was_forgotten.mistake("Without its input w1 would be 1/0.05 = 20 times too large, and w2 10 times.")
def forgotten_input():
    return "input"


@what_was_forgotten.mistake("With the path through o1 alone the ratio for w1 would be 0.0554/0.03635 = 1.52.")
def forgotten_path():
    return "path"


# -- other activations -------------------------------------------------------------------------------------


def slopes_of_tanh_and_relu():
    tanh_slope, relu_slope = 1 - 0.36**2, 1
    return 0.08 * tanh_slope * 0.1, 0.08 * relu_slope * 0.1


other_bends = Exercise(
    "h1 is a tanh, h2 a ReLU, both with out = 0.36; 0.08 arrives at each out, the input is 0.1. "
    "Give the gradients of w2 and w4. (4 digits each, from the first that is not 0)",
    slopes_of_tanh_and_relu,
    why="Each activation brings its own slope; the rest of the chain stays as it is.",
    hints=[
        "Gradient that arrives, times local slope, times input.",
        "tanh: 1 − a². ReLU above 0: what is its slope?",
    ],
    rtol=1e-3,
)


@other_bends.mistake("a(1 − a) is the slope of *sigmoid*. Tanh and ReLU have slopes of their own.")
def sigmoid_for_both():
    return 0.08 * slope(0.36) * 0.1, 0.08 * slope(0.36) * 0.1


@other_bends.mistake("The ReLU is right. For tanh you used a(1 − a), which belongs to sigmoid.")
def sigmoid_for_tanh():
    return 0.08 * slope(0.36) * 0.1, 0.08 * 0.1


@other_bends.mistake("The tanh is right. For ReLU you used a(1 − a), which belongs to sigmoid.")
def sigmoid_for_relu():
    return 0.08 * (1 - 0.36**2) * 0.1, 0.08 * slope(0.36) * 0.1


@other_bends.mistake("The tanh is right. For ReLU you used its value as its slope; the line z has another one.")
def value_for_slope_of_relu():
    return 0.08 * (1 - 0.36**2) * 0.1, 0.08 * 0.36 * 0.1


@other_bends.mistake("The ReLU is right. For tanh you have 1 − a: the a is squared.")
def tanh_not_squared():
    return 0.08 * (1 - 0.36) * 0.1, 0.08 * 0.1


@other_bends.mistake(
    "The ReLU is right. For tanh you took tanh of 0.36 again. But out is the value a already: square that."
)
def tanh_of_out():
    return 0.08 * (1 - np.tanh(0.36) ** 2) * 0.1, 0.08 * 0.1


@other_bends.mistake("The slope of tanh is missing: both numbers are what a slope of 1 gives.")
def no_slope_at_all():
    return 0.08 * 0.1, 0.08 * 0.1


@other_bends.mistake("The tanh is right. A ReLU with out 0.36 has a net above 0: its slope there is not 0.")
def dead_relu():
    return 0.08 * (1 - 0.36**2) * 0.1, 0


@other_bends.mistake("The other way round: h1, which w2 leads into, is the tanh.")
def units_swapped():
    return 0.08 * 0.1, 0.08 * (1 - 0.36**2) * 0.1


@other_bends.mistake("These are deltas. The last factor, the input 0.1, is missing.")
def without_input():
    return 0.08 * (1 - 0.36**2), 0.08 * 1


# -- dead units --------------------------------------------------------------------------------------------


def only_b2():
    return {"b2"}


still_alive = Exercise(
    "Both hidden units are dead ReLUs: out 0, slope 0. The gradients of which weights and biases are not 0?",
    only_b2,
    why="The deltas of the outputs are alive, but only the bias has an input that is not 0.",
    hints=[
        "A gradient is a delta times what came in. Which deltas are 0? Which inputs are 0?",
        "delta_h1 and delta_h2 are 0. And what comes into o1 from h1?",
    ],
)


@still_alive.mistake("The deltas of the outputs are alive, yes. But what comes in through w5 to w8?")
def whole_output_layer():
    return {"w5", "w6", "w7", "w8", "b2"}


@still_alive.mistake("These get delta times out_h1 or out_h2, and those are 0. And one number has the input 1.")
def output_weights():
    return {"w5", "w6", "w7", "w8"}


@still_alive.mistake("These lie behind a slope of 0, so they get nothing. What lies before it, at the outputs?")
def hidden_layer():
    return {"w1", "w2", "w3", "w4", "b1"}


@still_alive.mistake("b1 gets delta_h1 + delta_h2, and behind a slope of 0 both are 0.")
def both_biases():
    return {"b1", "b2"}


@still_alive.mistake("One is left: which parameter has an input that no ReLU can make 0, and a delta that is not 0?")
def nothing_at_all():
    return set()


# -- matrices ----------------------------------------------------------------------------------------------


def back_through_W2(W2, delta_o, out_h):
    return (W2.T @ delta_o) * out_h * (1 - out_h)


back_with_a_matrix = Exercise(
    "Write delta_h: a function of the matrix W2 and the vectors delta_o and out_h (sigmoids).",
    back_through_W2,
    why="Forward with W2, back with its transpose: this line is backpropagation, for layers of any size.",
    hints=[
        "`W2.T` is the transposed matrix, `@` multiplies.",
        "Then element by element with the slope a(1 − a).",
    ],
    inputs=[
        (np.array([[0.4, 0.45], [0.5, 0.55]]), np.array([0.14, -0.04]), np.array([0.6, 0.3])),
        (np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([0.2, 0.1]), np.array([0.1, 0.7])),
    ],
)


@back_with_a_matrix.mistake("Back it goes along the columns: the matrix must be transposed, W2.T.")
def not_transposed(W2, delta_o, out_h):
    return (W2 @ delta_o) * out_h * (1 - out_h)


@back_with_a_matrix.mistake("The slopes of the hidden units are missing.")
def matrix_without_slope(W2, delta_o, out_h):
    return W2.T @ delta_o


@back_with_a_matrix.mistake("Not transposed, and without the slopes: that is how signals go forward.")
def forward_again(W2, delta_o, out_h):
    return W2 @ delta_o


@back_with_a_matrix.mistake("You took the derivative of sigmoid at out_h. With the values at hand it is a(1 − a).")
def matrix_out_for_net(W2, delta_o, out_h):
    return (W2.T @ delta_o) * sigmoid.derivative(out_h)


@back_with_a_matrix.mistake("`*` multiplies entry by entry and adds no paths up. `@` does both.")
def entry_by_entry(W2, delta_o, out_h):
    return W2.T * delta_o * out_h * (1 - out_h)


@back_with_a_matrix.mistake(
    "`*` multiplies entry by entry and adds no paths up: `@` does both. And the matrix must be transposed, W2.T."
)
def entry_by_entry_not_transposed(W2, delta_o, out_h):
    return W2 * delta_o * out_h * (1 - out_h)


@back_with_a_matrix.mistake("The slopes belong to the hidden units: first the product with W2.T, then the slopes.")
def slopes_too_early(W2, delta_o, out_h):
    return W2.T @ (delta_o * out_h * (1 - out_h))


@back_with_a_matrix.mistake("You multiplied by the values out_h. Back through a unit its *slope* multiplies, a(1 − a).")
def value_for_slope(W2, delta_o, out_h):
    return (W2.T @ delta_o) * out_h
