"""The checks of lesson 08, learning: one step down, its order and its size, equal weights, and the zig-zag."""

import functools

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.maths.matrices import learn
from chainrule.maths.network import WORKED_EXAMPLE
from chainrule.maths.numbers import number


# -- one step ------------------------------------------------------------------------------------------------
def in_one_step():
    w, gradient = 0, 2 * (0 - 3)
    return (w - 3) / gradient


one_step = Exercise(
    "E = (w − 3)², and w starts at 0. With which learning rate does the very first update land on w = 3?",
    in_one_step,
    why="The gradient at 0 is −6, and half of it is the whole way. From any other start half of it is right as well.",
    hints=[
        "The update is w − rate · gradient, and it starts at w = 0.",
        "The gradient of (w − 3)² is 2(w − 3). What is it at w = 0?",
    ],
    atol=0.005,
    mistakes=[
        wrong(3.0, "The distance to go is 3, but the rate multiplies the gradient, and the gradient at 0 is −6."),
        wrong(1.0, "With that rate the step is the whole gradient, 6 to the right: it lands at 6, beyond the valley."),
        wrong(-3 / (0 - 3), "The 2 of the derivative is missing: the gradient at 0 is 2 · (0 − 3)."),
        wrong(3 / 9, "9 is the error at w = 0. The learning rate multiplies the gradient."),
        wrong(-0.5, "The minus stands in the update already: a negative rate would climb."),
    ],
    follows=lambda rate: f"That update lands on w = {number(6 * rate)}.",
)

my_update = Exercise(
    "Write one update: a function of w, its gradient and the learning rate that gives the new w.",
    lambda w, gradient, learning_rate: w - learning_rate * gradient,
    why="This one line is all there is to learning: the rest is finding the gradient.",
    hints=[
        "A positive gradient says: a larger w makes the error larger. Which way is down?",
        "Take the rate times the gradient away from w.",
    ],
    inputs=[(0.4, 0.08, 0.5), (0.5, -0.02, 0.5), (-2.0, 3.0, 0.1)],
    mistakes=[
        wrong(lambda w, g, r: w + r * g, "That climbs: the gradient points uphill, so the step must go against it."),
        wrong(lambda w, g, r: w - r * r * g, "The learning rate is in there twice: it multiplies the gradient once."),
        wrong(lambda w, g, r: w - g, "The learning rate is missing: that steps by the whole gradient."),
        wrong(lambda w, g, r: -r * g, "That is the change alone. The new w is the old one plus its change."),
        wrong(lambda w, g, r: r * g, "That is the step. Give the new w: start at w, and mind which way is down."),
        wrong(lambda w, g, r: w - r * g * w, "You multiplied by w as well. Where w stands is in the gradient already."),
        wrong(
            lambda w, g, r: w - r * np.sign(g),
            "That takes only the sign of the gradient: a steep place should make a longer step than a flat one.",
        ),
    ],
)


def updated_w7():
    w7, gradient, learning_rate = 0.50, -0.0226, 0.5
    return w7 - learning_rate * gradient


new_w7 = Exercise(
    "w7 is 0.50 and its gradient −0.0226; the learning rate is 0.5. What is w7 after one update? (4 digits)",
    updated_w7,
    why="Minus times minus: a negative gradient makes the weight larger, because a larger w7 makes the error smaller.",
    hints=["new w7 = w7 − 0.5 · gradient.", "Mind both minus signs."],
    atol=4.9e-5,
    mistakes=[
        wrong(
            0.50 + 0.5 * -0.0226,
            "That climbs: the gradient is negative, and the update subtracts it. Two minus signs make a plus.",
        ),
        wrong(0.50 - 0.5**2 * -0.0226, "You used the learning rate twice."),
        wrong(0.50 - -0.0226, "The learning rate is missing: only half of the gradient is the step."),
        wrong(0.50 - 0.5 * 0.0822, "That is a step along the gradient of w5. Each weight has a gradient of its own."),
        wrong(-0.5 * -0.0226, "That is the change alone. Where does w7 arrive?"),
        wrong(0.50 - 0.5 * -0.02274, "That is a step along the gradient of w8. Each weight has a gradient of its own."),
    ],
    follows=lambda w7: f"That is a step of {number(w7 - 0.5)}. It would need a gradient of {number((0.5 - w7) / 0.5)}.",
)


def delta(out, target):
    return (out - target) * out * (1 - out)


def from_outs_to_new_w5(w5, out_h1, out_o1, target_o1, learning_rate):
    delta_o1 = (out_o1 - target_o1) * out_o1 * (1 - out_o1)
    return w5 - learning_rate * delta_o1 * out_h1


learn_w5 = Exercise(
    "Write the update of w5 from the values of the forward pass: a function of w5, out_h1, out_o1, target_o1 and the "
    "learning rate (sigmoid units).",
    from_outs_to_new_w5,
    why="Error, chain rule and step in two lines. A computer repeats them ten thousand times.",
    hints=[
        "First the gradient: three factors, as in lesson 07.",
        "Out minus target, times the slope of o1, times what came in through w5.",
        "Then one step against it.",
    ],
    inputs=[(0.4, 0.6, 0.75, 0.01, 0.5), (-0.3, 0.8, 0.2, 0.9, 1.5), (1.2, 0.35, 0.9, 0.3, 0.1)],
    mistakes=[
        wrong(
            lambda w5, h1, o1, t, r: w5 - r * (t - o1) * o1 * (1 - o1) * h1,
            "You took target minus output. In the update there is a minus already: together they climb.",
        ),
        wrong(lambda w5, h1, o1, t, r: w5 + r * delta(o1, t) * h1, "That steps up the gradient: the update subtracts."),
        wrong(lambda w5, h1, o1, t, r: w5 - r * (o1 - t) * h1, "The slope of o1 is missing: out(1 − out)."),
        wrong(
            lambda w5, h1, o1, t, r: w5 - r * (o1 - t) * h1 * (1 - h1) * h1,
            "The slope is that of o1, where w5 leads to, not of h1, where it comes from.",
        ),
        wrong(lambda w5, h1, o1, t, r: w5 - r * delta(o1, t), "The last factor is missing: what came in through w5."),
        wrong(
            lambda w5, h1, o1, t, r: w5 - delta(o1, t) * h1, "The rate is missing: that steps by the whole gradient."
        ),
        wrong(
            lambda w5, h1, o1, t, r: w5 - r * delta(o1, t) * w5,
            "The last factor is what came in through w5, the out of h1, and not w5 itself.",
        ),
        wrong(lambda w5, h1, o1, t, r: w5 - r**2 * delta(o1, t) * h1, "The learning rate is in there twice."),
    ],
)


# -- all at once ---------------------------------------------------------------------------------------------
def with_old_weights():
    delta_o1, delta_o2 = 0.1385, -0.0381
    w5, w7 = 0.40, 0.50  # as they were on the way forward
    return delta_o1 * w5 + delta_o2 * w7


hidden_gradient = Exercise(
    "delta_o1 = 0.1385, delta_o2 = −0.0381. w5 was 0.40 and is now 0.3589; w7 was 0.50 and has been updated, too. "
    "Which dE/dout_h1 belongs in the update of w1? (3 digits)",
    with_old_weights,
    why="All eight gradients are slopes at one and the same place: the weights with which the network went forward.",
    hints=[
        "Two paths lead from h1 to the error, through w5 and through w7. They add up.",
        "Which w5 did the forward pass use?",
    ],
    atol=6e-5,
    mistakes=[
        wrong(0.1385 * 0.40, "That is the path through o1 alone. h1 reaches the error through o2 as well."),
        wrong(-0.0381 * 0.50, "That is the path through o2 alone. h1 reaches the error through o1 as well."),
        wrong(0.1385 * 0.40 + 0.0381 * 0.50, "The second path has its own sign: delta_o2 is negative. Paths add up."),
        wrong(
            0.1385 * 0.3589 - 0.0381 * 0.5113,
            "You used the new w5 and w7. The error was made with the old ones: the slope is theirs.",
        ),
    ],
)


def the_largest_that_finds_it():
    right, published = 0.291027774, 0.291027924
    return next(tolerance for tolerance in (1e-6, 1e-8, 1e-10) if abs(published - right) > tolerance)


which_tolerance = Exercise(
    "Which tolerance tells the two apart: it refuses 0.291027924 and accepts the right error, "
    "printed with nine decimals? Choose 1e-6, 1e-8 or 1e-10.",
    the_largest_that_finds_it,
    why="A test is as good as its tolerance: loose enough for rounding, and tighter than the slip it is to find.",
    hints=["How far apart are 0.291027924 and 0.291027774?", "By how much may a number with nine decimals be off?"],
    rtol=1e-3,
    atol=0,
    mistakes=[
        wrong(1e-6, "The two differ by 0.00000015. That is less than this tolerance: the slip passes unseen."),
        wrong(1e-10, "It refuses the slip, and the right number too: rounding to nine decimals costs up to 5e-10."),
        wrong(1e-7, "That one would do as well, but it is not one of the three."),
    ],
    follows=lambda tolerance: f"{number(tolerance)} is none of the three to choose from.",
)

learn = functools.cache(learn)


def first_update_below():
    history = learn(WORKED_EXAMPLE, 2000)
    return int(np.argmax(history.E < 0.001))


def error_after(updates):
    if updates not in range(2001):
        raise ValueError("nobody has looked there")
    return f"After {number(updates)} updates the error is {number(learn(WORKED_EXAMPLE, 2000).E[int(updates)])}."


updates_until = Exercise(
    "After how many updates is the error of the worked example under 0.001 for the first time?",
    first_update_below,
    why="The first 100 updates make the error 15 times smaller. The next factor of 18 takes 900 more.",
    hints=[
        "`history.E[k]` is the error after k updates.",
        "`np.argmax(history.E < ...)` gives the first place where a condition holds.",
    ],
    atol=0.5,
    mistakes=[
        wrong(
            lambda: first_update_below() + 1, "One too many: E[0] is before any update: the index counts the updates."
        ),
        wrong(lambda: int(np.argmax(learn(WORKED_EXAMPLE, 300).E < 0.01)), "That is where E is under a *hundredth*."),
        wrong(
            lambda: int(np.argmax(learn(WORKED_EXAMPLE.replace(learn_biases=True), 700).E < 0.001)),
            "That is with biases that learn too. Here they stay as they are.",
        ),
    ],
    follows=error_after,
)


def updated_b2():
    delta_o1, delta_o2 = 0.1385, -0.0381
    gradient = 1 * delta_o1 + 1 * delta_o2
    return 0.60 - 0.5 * gradient


new_b2 = Exercise(
    "If biases learn too: what is b2, now 0.60, after one update? "
    "delta_o1 = 0.1385, delta_o2 = −0.0381, learning rate 0.5. (4 digits)",
    updated_b2,
    why="A bias is a weight whose input is always 1, and where two units share it, both of their deltas pull at it.",
    hints=["A bias is a weight whose input is 1.", "o1 and o2 share b2: two paths, and paths add up."],
    atol=6e-5,
    mistakes=[
        wrong(0.60, "That leaves the bias where it is. Here it learns, like a weight."),
        wrong(0.60 - 0.5 * 0.1385, "That is the path through o1 alone. o2 has the same bias."),
        wrong(0.60 - 0.5 * 0.1004 * 0.5933, "You multiplied by what comes from h1. The input of a bias is 1."),
        wrong(0.60 + 0.5 * 0.1004, "That climbs: the sum of the deltas is positive, so b2 must get smaller."),
        wrong(0.60 - 0.5**2 * 0.1004, "The learning rate is in there twice."),
        wrong(0.60 - 0.5 * (0.1385 + 0.0381), "The two deltas have opposite signs: add them as they are."),
        wrong(0.60 - 0.1004, "The learning rate is missing."),
        wrong(0.60 - 0.5 * 0.1004 / 2, "You took the mean of the deltas. Effects of paths add up; nothing is divided."),
        wrong(0.60 - 0.5 * -0.0381, "That is the path through o2 alone. o1 has the same bias."),
    ],
    follows=lambda b2: f"That is a step of {number(b2 - 0.6)}. It would need a gradient of {number((0.6 - b2) / 0.5)}.",
)


# -- how large a step ----------------------------------------------------------------------------------------
def two_over_the_curvature():
    out_h1 = 0.5933
    curvature = out_h1**2
    return 2 / curvature


largest_rate = Exercise(
    "With linear outputs, and only w5 moving: beyond which learning rate does it diverge? out_h1 = 0.5933. (3 digits)",
    two_over_the_curvature,
    why="The more a valley bends, the smaller the steps must be. Weights that move together bend it more.",
    hints=["The limit is 2 divided by the curvature.", "The curvature of E along w5 is out_h1²."],
    atol=0.006,
    mistakes=[
        wrong(1 / 0.5933**2, "At 1 over the curvature one update arrives. It diverges only beyond twice that."),
        wrong(2 / 0.5933, "The square is missing: out_h1 comes in through net, and again through the chain rule."),
        wrong(2 / 2, "That is the limit of the first valley, whose curvature is 2. This bowl bends less."),
        wrong(
            2 / (0.5933 * (1 - 0.5933)),
            "You used out_h1(1 − out_h1), a slope of sigmoid. With linear outputs the curvature is out_h1².",
        ),
        wrong(0.5933**2, "That is the curvature. The limit is 2 divided by it."),
        wrong(1 / 0.5933**2, "You forgot the ½ of the error: with it the curvature is out_h1², not twice that."),
        wrong(2 / (0.5933**2 + 0.5969**2), "That is the limit where w5 and w6 learn together. Here w5 moves alone."),
    ],
    follows=lambda rate: (
        f"With that rate each update multiplies the distance to the minimum by {number(1 - rate * 0.5933**2)}."
    ),
)

far_too_large = Choice(
    'The worked example, sigmoid outputs, 1000 updates with learning rate 500. Does the error "diverge" without end, '
    'get "stuck", or "vanish", to less than with any smaller rate?',
    right="stuck",
    wrong={
        "diverge": "The outputs lie between 0 and 1, so the error cannot grow without end. Where do they end up?",
        "vanish": "The first step is huge, and it overshoots the targets. What is the slope where it lands?",
    },
    also={"get stuck": "stuck", "gets stuck": "stuck", "diverges": "diverge", "vanishes": "vanish"},
    why="Sigmoid cannot blow up: the first step throws the outputs onto its flat ends, where hardly any gradient is "
    "left.",
    hints=["Between which two numbers does an output of a sigmoid lie?", "How large is the slope of sigmoid far out?"],
)

# -- equal weights -------------------------------------------------------------------------------------------
twins = Choice(
    "h1 and h2 start with equal weights: w1 = w3, w2 = w4, w5 = w6, w7 = w8. After 10,000 updates, are w1 and w3 "
    '"equal", "apart" or "unchanged"?',
    right="equal",
    wrong={
        "apart": "What could drive them apart? Their inputs, outs and gradients are the same at every step.",
        "unchanged": "The error is not at its smallest, so the gradients are not 0. Do both move by the same?",
    },
    also={
        "same": "equal",
        "the same": "equal",
        "stay equal": "equal",
        "different": "apart",
        "not changed": "unchanged",
    },
    why="Equal weights give equal outs and equal gradients, so equal steps: two units that do the work of one.",
    hints=["Are out_h1 and out_h2 the same? Then what are their gradients?"],
)


# -- zig-zag -------------------------------------------------------------------------------------------------
def steps_with_one_sign():
    steps, share_with_one_sign = 60, 1  # the same factor, out - target, stands before both inputs
    return steps * share_with_one_sign


one_sign_steps = Exercise(
    "The inputs of a unit are all positive. In how many of 60 steps, each with one example, "
    "do both of its gradients have the same sign?",
    steps_with_one_sign,
    why="One factor, out minus target, stands before all inputs. With positive inputs it alone decides every sign.",
    hints=[
        "Both gradients are (out − target) times an input.",
        "What sign does (out − target) times a positive number have?",
    ],
    atol=0.5,
    mistakes=[
        wrong(30, "Half of them would be right if the signs were tossed like coins. They share a factor."),
        wrong(0, "Never? Both have the factor (out − target). What do positive inputs do to its sign?"),
        wrong(15, "Signs: ++, +−, −+ and −− are four cases on paper. Only two of them can occur here."),
    ],
    also={"all": 60, "all of them": 60, "always": 60, "every": 60, "100 %": 60, "none": 0, "half": 30},
    follows=lambda steps: (
        f"In the other {number(60 - steps)} of 60 the signs would differ. What could make them differ?"
    ),
)

straighter = Choice(
    "All inputs positive, one example a step. Which change makes the path nearly straight: a ten times smaller "
    'learning "rate", ten times more "steps", or a larger "batch"?',
    right="batch",
    wrong={
        "rate": "Smaller steps are still up-up or down-down: the zig-zag gets finer, and it stays a zig-zag.",
        "steps": "More steps bring you nearer to the goal. They do not change where each step may go.",
    },
    also={"larger batch": "batch", "a larger batch": "batch", "smaller rate": "rate", "more steps": "steps"},
    why="Examples with out too high and too low mix in a batch, and the two gradients may differ in sign.",
    hints=["Which of the three can give a step in which one weight goes up and the other down?"],
)

offer_questions(__name__)
