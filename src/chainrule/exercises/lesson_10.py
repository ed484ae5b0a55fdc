"""The checks of lesson 10, exploding gradients: growing products, the end of numbers, norms, clipping, and a cliff."""

import math
from typing import NamedTuple

import numpy as np

from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong
from chainrule.exercises.missions import Mission
from chainrule.maths.activations import ACTIVATIONS, sigmoid
from chainrule.maths.depth import backward, forward, make_stack
from chainrule.maths.descent import RULES, walk_cliff
from chainrule.maths.ensemble import Ensemble, Setting
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.numbers import number

# -- products that grow --------------------------------------------------------------------------------------
fifty_layers = Exercise(
    "Fifty layers of one unit each. Every weight is 3, every slope is 0.5. By which factor does a gradient change on "
    "its way back through all of them? (2 digits)",
    lambda: (3 * 0.5) ** 50,
    why="One and a half does not look dangerous. Fifty times in a row it is more than half a billion.",
    hints=["What does a single layer multiply a gradient by?", "Each layer multiplies by weight times slope."],
    rtol=0.008,
    atol=0,
    mistakes=[
        wrong(0.5**50, "That is the product of the slopes alone. The weights are in it as well."),
        wrong(3.0**50, "That is the product of the weights alone. Each layer has a slope as well."),
        wrong(50 * 3 * 0.5, "You added the layers up. Along a path factors multiply."),
        wrong(3 * 0.5, "That is the factor of a single layer. There are fifty in a row."),
    ],
    follows=lambda factor: f"It would be so if each layer multiplied it by {number(factor ** (1 / 50))}.",
)


def four():
    slope = 0.5 * (1 - 0.5)
    return 1 / slope


growing_weight = Exercise(
    "A row of sigmoid units, and every z happens to be 0. Beyond which size of the weights does a gradient grow on its "
    "way back?",
    four,
    why="At every other z the slope is smaller, so the weights would have to be larger still.",
    hints=["Each layer multiplies by weight times slope.", "What is the slope of sigmoid at 0?"],
    atol=0.005,
    mistakes=[
        wrong(1.0, "That would do without a slope. Each layer multiplies by weight times slope."),
        wrong(0.25, "That is the slope. Which weight makes up for it?"),
        wrong(1 / 0.5, "That is one over sigmoid(0). The slope at 0 is smaller than the value."),
    ],
    follows=lambda size: f"With weights of that size a layer multiplies the gradient by {number(size / 4)}.",
)


def layers_until_a_million():
    growth = 3 / math.sqrt(2)  # half of the squares pass, times s squared
    return math.ceil(math.log(1e6) / math.log(growth))


until_a_million = Exercise(
    "ReLU with weight scale 3: a layer multiplies the square of the gradient's length by 3²/2 = 4.5. After how many "
    "layers is a gradient more than a million times as long, for the first time?",
    layers_until_a_million,
    why="Deep networks need not be very deep to explode: nineteen layers will do.",
    hints=[
        "4.5 is for the square of the length. What is the factor for the length?",
        "The length grows by √4.5 with each layer. Which power of that is beyond a million?",
    ],
    mistakes=[
        wrong(
            math.ceil(math.log(1e6) / math.log(4.5)),
            "4.5 multiplies the square of the length. The length itself grows by its root.",
        ),
        wrong(
            math.ceil(math.log(1e6) / math.log10(3 / math.sqrt(2))),
            "A natural logarithm divided by one to base 10: both must have the same base.",
        ),
        wrong(
            math.ceil(math.log(1e6) / math.log(3)),
            "You took the weight scale itself. Half of the ReLUs are shut, which costs a factor √2.",
        ),
        wrong(18, "One layer too few: there it is still under a million."),
        wrong(20, "One too many: one layer earlier it has passed a million already."),
    ],
    follows=lambda layers: f"After {number(layers)} layers it is {number(4.5 ** (layers / 2))} times as long.",
)


# -- where numbers end ---------------------------------------------------------------------------------------
def layers_of_float32():
    largest = 3.4e38
    return math.floor(math.log10(largest)) + 1


end_of_float32 = Exercise(
    "A signal starts at 1, and every layer multiplies it by 10. The largest number of float32 is 3.4 · 10³⁸. After how "
    "many layers is the signal `inf`?",
    layers_of_float32,
    why="In float64 the same happens after 309 layers. More digits put the end off; they do not take it away.",
    hints=["After one layer it is 10, after two 10².", "10³⁸ is smaller than 3.4 · 10³⁸."],
    mistakes=[
        wrong(38, "10³⁸ is still a number of float32: it is smaller than 3.4 · 10³⁸."),
        wrong(309, "That is where float64 ends. Float32 ends much earlier."),
        wrong(40, "That is one too many: you count the start as a layer."),
        wrong(308, "That is where float64 ends. How large is the largest number of float32?"),
    ],
    follows=lambda layers: f"After {number(layers)} layers the signal is {number(10.0**layers)}.",
)


# -- norms ---------------------------------------------------------------------------------------------------
def L1(g):
    return np.abs(g).sum()


def L2(g):
    return np.sqrt((g**2).sum())


def largest(g):
    return np.abs(g).max()


my_norms = Exercise(
    "Write a function that takes a gradient g, an array, and gives its three norms: L1, L2 and L∞, in this order.",
    lambda g: (np.abs(g).sum(), np.sqrt((g**2).sum()), np.abs(g).max()),
    why="Three answers to one question: how large is it? L∞ ≤ L2 ≤ L1, whatever the gradient.",
    hints=[
        "L1 adds the sizes up, and L∞ is the largest of them. A size has no sign.",
        "L2 is the length: Pythagoras for many numbers.",
        "`np.abs(g).sum()` is the first.",
    ],
    inputs=[np.array([3.0, 4.0]), np.array([-3.0, 1.0, 2.0]), np.array([0.5, -7.0, 0.0, 6.0])],
    mistakes=[
        wrong(lambda g: (L1(g), (g**2).sum(), largest(g)), "L2 lacks its root: that is the sum of the squares."),
        wrong(lambda g: (g.sum(), L2(g), largest(g)), "Plus and minus cancel in your L1. It adds up sizes: `np.abs`."),
        wrong(lambda g: (L1(g), L2(g), g.max()), "L∞ is the largest size. −7 is larger than 6 in that sense."),
        wrong(lambda g: (g.sum(), L2(g), g.max()), "In L1 and in L∞ a size has no sign: both need `np.abs`."),
        wrong(
            lambda g: (np.abs(g.sum()), L2(g), largest(g)),
            "You took `np.abs` after the sum: by then plus and minus have cancelled. First the sizes, then add.",
        ),
        wrong(
            lambda g: (L1(g), np.sqrt(g**2).sum(), largest(g)),
            "Your L2 takes the root of each number by itself. First add up the squares, then one root of the sum.",
        ),
        wrong(lambda g: (L1(g), np.sqrt(g.sum() ** 2), largest(g)), "Your L2 squares the sum. First square, then add."),
        wrong(
            lambda g: (L1(g), np.sqrt(L1(g)), largest(g)),
            "Your L2 adds sizes under the root. It is the squares that are added there.",
        ),
        wrong(lambda g: (L1(g), L2(g), np.abs(g).min()), "The last one is the smallest size. L∞ is the largest."),
        wrong(lambda g: (g.sum(), (g**2).sum(), g.max()), "L2 lacks its root; L1 and L∞ are made of sizes: `np.abs`."),
        wrong(
            lambda g: (L1(g), (g**2).sum(), g.max()),
            "L2 lacks its root. In L∞ −7 is larger than 6: a size has no sign.",
        ),
        wrong(
            lambda g: (L1(g), np.sqrt((g**2).mean()), largest(g)),
            "Your L2 is a mean. A norm adds up: a gradient of a thousand numbers is longer than one of ten.",
        ),
        wrong(
            lambda g: (np.abs(g).mean(), np.sqrt((g**2).mean()), largest(g)),
            "You took means. A norm adds up: a gradient of a thousand numbers is longer than one of ten.",
        ),
        wrong(lambda g: (largest(g), L2(g), L1(g)), "All three are right, but not in the order L1, L2, L∞."),
        wrong(lambda g: (L2(g), L1(g), largest(g)), "All three are right, but L1 comes first, then L2."),
    ],
)

# -- clipping ------------------------------------------------------------------------------------------------
GRADIENTS = [
    (np.array([3.0, 4.0]), 1.0),
    (np.array([0.3, -0.4]), 1.0),
    (np.array([30.0, -0.4, 8.0]), 2.0),
    (np.array([0.8, -0.9]), 1.0),  # the length is beyond the threshold, no number is
    (np.array([1.0, 1.2]), 2.0),  # the square of the length is beyond the threshold, the length is not
    (np.array([0.3, 0.9]), 0.5),  # the length is beyond the threshold, and not beyond 1
    (np.array([[3.0, -1.0, 0.5], [0.2, 4.0, -2.0]]), 1.5),
]


def by(norm):
    """Clipping by another norm."""
    return lambda g, t: g * t / norm(g) if norm(g) > t else g


def upside_down(g, t):
    return g * L2(g) / t if L2(g) > t else g


def short_ones(g, t):
    return g * t / L2(g) if L2(g) < t else g


def shorten(g, threshold):
    norm = np.sqrt((g**2).sum())
    return g * threshold / norm if norm > threshold else g


my_clip = Exercise(
    "Write clipping by norm: a function of a gradient g, an array of any shape, and a threshold.",
    shorten,
    why="One factor for all numbers: the step gets shorter and keeps its direction. Short gradients stay as they are.",
    hints=[
        "First the length of g, its L2 norm. Is it beyond the threshold?",
        "If so, g · threshold / norm has the length of the threshold. If not, g stays.",
    ],
    inputs=GRADIENTS,
    mistakes=[
        wrong(lambda g, t: g * t / L2(g), "You scale always. A short gradient should stay as it is."),
        wrong(
            lambda g, t: np.clip(g, -t, t),
            "You cut off each number by itself. That is clipping by value, and it turns the direction.",
        ),
        wrong(
            lambda g, t: g * t / g.sum() if g.sum() > t else g,
            "You held the sum of the numbers against the threshold. The L2 norm is meant, the length.",
        ),
        wrong(
            lambda g, t: 0 * g if L2(g) > t else g,
            "That throws a long gradient away. It should become shorter, and keep its direction.",
        ),
        wrong(
            lambda g, t: g * t / L2(g) if np.abs(g).max() > t else g,
            "Your `if` looks at single numbers. None of them need be beyond the threshold when the length is.",
        ),
        wrong(
            lambda g, t: np.where(np.abs(g) > t, g * t / L2(g), g),
            "You shorten only those numbers that are beyond the threshold. One factor is for all: else it turns.",
        ),
        wrong(lambda g, t: g * t if L2(g) > t else g, "You multiply by the threshold. Divide by the length, too."),
        wrong(
            lambda g, t: g / t if L2(g) > t else g,
            "You divide by the threshold. The factor is the threshold, divided by the length.",
        ),
        wrong(
            lambda g, t: g - t if L2(g) > t else g,
            "You subtract the threshold from each number. A factor shortens all.",
        ),
        wrong(
            lambda g, t: np.full_like(g, t) if L2(g) > t else g,
            "Every number is the threshold now. It is the *length* that should be.",
        ),
        wrong(upside_down, "The factor is upside down: it should be smaller than 1 for a long gradient."),
        wrong(by(L1), "You held the L1 norm against the threshold. The L2 norm is meant, the length."),
        wrong(by(largest), "You held the largest number against the threshold. The L2 norm is meant, the length."),
        wrong(by(lambda g: (g**2).sum()), "The root is missing: that divides by the square of the length."),
        wrong(lambda g, t: g / L2(g) if L2(g) > t else g, "That makes the length 1. It should be the threshold."),
        wrong(short_ones, "Your `if` is the wrong way round: it is the long gradients that are shortened."),
        wrong(
            lambda g, t: g * t / L2(g) if L2(g) ** 2 > t else g,
            "Your `if` looks at the square of the length. The root is missing there.",
        ),
        wrong(
            lambda g, t: g * t / L2(g) if L2(g) > 1 else g,
            "Your `if` asks whether the length is beyond 1. It should be held against the threshold.",
        ),
        wrong(by(lambda g: np.sqrt((g**2).mean())), "You took a mean. The length adds the squares up."),
    ],
)


def cut_off():
    return max(-2, min(2, 30)), max(-2, min(2, -1))


by_value = Exercise(
    "A gradient (30, −1) is clipped by value, with threshold 2. What is it then? Give a pair.",
    cut_off,
    why="Before, the first number was 30 times the second in size. Now it is twice: the step points elsewhere.",
    hints=["Each number is treated by itself.", "What is beyond 2 becomes 2. And what is not?"],
    atol=0.005,
    mistakes=[
        wrong(
            2 * np.array([30.0, -1.0]) / np.hypot(30.0, 1.0),
            "That is clipping by norm: one factor for both. By value each number is cut off by itself.",
        ),
        wrong((2.0, -2.0), "The second number is not beyond the threshold, in size: it stays."),
        wrong((28.0, -1.0), "That takes the threshold away from what is beyond it. Clipping puts it at the threshold."),
        wrong((2.0, 1.0), "A minus was lost: clipping by value keeps signs."),
    ],
)


def shorten_then_step(w, g, learning_rate, threshold):
    norm = np.sqrt((g**2).sum())
    if norm > threshold:
        g = g * threshold / norm
    return w - learning_rate * g


my_step = Exercise(
    "Write one update with clipping by norm: a function of w, g (arrays of one shape), the learning rate and the "
    "threshold that gives the new w.",
    shorten_then_step,
    why="No update can move the weights further than the learning rate times the threshold, whatever the gradient.",
    hints=["Clip the gradient first, then step as in lesson 08.", "new w = w − rate · clipped g."],
    inputs=[
        (np.array([1.0, 2.0]), np.array([30.0, 40.0]), 0.1, 1.0),
        (np.array([0.5, -1.0]), np.array([0.3, 0.4]), 0.5, 1.0),
        (np.array([5.0, -5.0]), np.array([-6.0, 8.0]), 0.2, 1.5),
        (np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[3.0, 1.0], [-2.0, 5.0]]), 0.3, 2.0),
    ],
    mistakes=[
        wrong(lambda w, g, r, t: w - r * g, "Nothing is clipped: that is the plain update."),
        wrong(
            lambda w, g, r, t: w - r * np.clip(g, -t, t), "You clip each by itself. By norm, one factor shortens all."
        ),
        wrong(lambda w, g, r, t: 2 * w - shorten_then_step(w, g, r, t), "That climbs: step against the gradient."),
        wrong(lambda w, g, r, t: w + r * g, "That climbs, and nothing is clipped yet."),
        wrong(lambda w, g, r, t: w - shorten_then_step(w, g, r, t), "That is the step. The new w is w minus the step."),
        wrong(
            lambda w, g, r, t: shorten_then_step(w, g, r, t) - w,
            "That is the step, with its minus. Where is the w from which it starts?",
        ),
        wrong(lambda w, g, r, t: shorten(g, t), "That is the clipped gradient. The new w is w − rate times that."),
        wrong(lambda w, g, r, t: w - r * g * t / L2(g), "You scale always. A short gradient should stay as it is."),
        wrong(lambda w, g, r, t: shorten(w, t) - r * g, "You clip w, not the gradient."),
        wrong(
            lambda w, g, r, t: w if L2(g) > t else w - r * g,
            "You leave the update out when the gradient is long. It should be shorter, not left out.",
        ),
        wrong(
            lambda w, g, r, t: w - r * (g * t / L2(g) if L2(w) > t else g),
            "You hold the length of w against the threshold. It is the length of the gradient that counts.",
        ),
        wrong(lambda w, g, r, t: w - r * by(L1)(g, t), "You took the L1 norm. The L2 norm is meant, the length."),
        wrong(
            lambda w, g, r, t: w - r * upside_down(g, t),
            "The factor is upside down: it should be smaller than 1 for a long gradient.",
        ),
        wrong(
            lambda w, g, r, t: w - r * by(largest)(g, t),
            "You held the largest number against the threshold. The L2 norm is meant, the length.",
        ),
        wrong(
            lambda w, g, r, t: w - r * short_ones(g, t),
            "Your `if` is the wrong way round: it is the long gradients that are shortened.",
        ),
        wrong(
            lambda w, g, r, t: w - shorten(r * g, t),
            "You clip the step, when the rate is in it already. The threshold is for the gradient: clip it first.",
        ),
        wrong(
            lambda w, g, r, t: shorten(w - r * g, t),
            "You step with the whole gradient and clip afterwards. Then the weights have been thrown already.",
        ),
        wrong(
            lambda w, g, r, t: w - r * (g / L2(g) if L2(g) > t else g),
            "You make a long gradient one of length 1. It should have the length of the threshold.",
        ),
        wrong(
            lambda w, g, r, t: w - r * by(lambda g: (g**2).sum())(g, t),
            "The root is missing: that divides by the square of the length.",
        ),
    ],
)


def one_factor_for_all():
    norm = np.sqrt(3.0**2 + 4.0**2)
    return 3.0 / norm, 4.0 / norm


whole_network = Exercise(
    "Layer 1 has a gradient of length 3, layer 2 one of length 4. The gradient of the whole network is clipped to "
    "norm 1. How long are the two gradients then? Give a pair.",
    one_factor_for_all,
    why="One factor for the whole network keeps the direction of the step. One for each layer would turn it.",
    hints=[
        "All numbers of both layers together are one gradient. How long is it?",
        "Its length is √(3² + 4²). One factor shortens everything.",
    ],
    atol=0.005,
    mistakes=[
        wrong((1.0, 1.0), "You clipped each layer by itself. Then layer 1 moves as far as layer 2."),
        wrong((3 / 7, 4 / 7), "Lengths do not add up like that: the length of the whole is √(3² + 4²)."),
        wrong((0.75, 1.0), "The longest layer got length 1. The whole gradient is longer than its longest layer."),
        wrong((3.0, 4.0), "Nothing is shortened yet. Together they are 5 long, and 5 is beyond 1."),
        wrong((0.5, 0.5), "You shared the threshold out evenly. One factor for both keeps 3 to 4."),
        wrong(
            (math.sqrt(0.5), math.sqrt(0.5)),
            "Together they have length 1, but one was longer than the other. One factor for both keeps 3 to 4.",
        ),
        wrong((3 / 25, 4 / 25), "You divided by 3² + 4². The length is the root of that."),
        wrong((9 / 25, 16 / 25), "Those are the shares in the square of the length. The question asks for lengths."),
        wrong((2.0, 3.0), "You took the threshold away from each. Clipping by norm multiplies by one factor."),
    ],
    follows=lambda one, other: (
        f"Together they would be {number(math.hypot(one, other))} long, and one {number(one / other)} times the other."
    ),
)

vanished = Choice(
    "A gradient has vanished to a length of 10⁻⁷. What does clipping by norm, with threshold 1, do for it: "
    '"lengthens", "shortens" or "nothing"?',
    right="nothing",
    wrong={
        "lengthens": "It only acts where the norm is beyond the threshold. It never makes a gradient longer.",
        "shortens": "It would, if the norm were beyond the threshold. Is it?",
    },
    also={"it lengthens": "lengthens", "it shortens": "shortens", "none": "nothing"},
    why="Clipping has one direction only. Against vanishing it takes another activation or another start.",
    hints=["When does the rule change a gradient at all?", "Is 10⁻⁷ beyond 1?"],
)


# -- missions ------------------------------------------------------------------------------------------------
class Exploded(NamedTuple):
    """How a gradient fared: the factor from the last layer to the first, and the weights and slopes behind it."""

    scale: float
    factor: float
    saturated: float


def through_sigmoid(weight_scale, depth, width, bias_spread, activation, initialization):
    measured = Ensemble().measure_setting(Setting(activation, weight_scale, depth, width, bias_spread))
    return Exploded(weight_scale, float(10 ** np.median(measured.decades[:, 0])), float(measured.saturated[-1]))


explode_sigmoid = Mission(
    "Make the gradient of a stack of twenty sigmoid layers explode: at layer 1 it is at least ten times as long as at "
    "layer 20.",
    through_sigmoid,
    goal=lambda state: state.factor >= 10,
    settings={
        "weight_scale": (0, 20),
        "depth": [20],
        "width": [64],
        "bias_spread": [0.0],
        "activation": [sigmoid],
        "initialization": [""],
    },
    say=lambda state: (
        f"At layer 1 the gradient is {state.factor:.3g} times as long as at layer 20, and "
        f"{100 * state.saturated:.0f} % of the units of layer 20 are saturated."
    ),
    example={"weight_scale": 16},
    why="So it can be done, with a weight scale ten times as large as anybody would choose, and with more than half of "
    "the units saturated. The rest have slopes whose squares, times s², still make χ larger than 1.",
    hints=[
        "Each layer multiplies by weights times slopes, and no slope of sigmoid is larger than 1/4.",
        "Where is sigmoid's critical scale on the map of lesson 09?",
    ],
)


@explode_sigmoid.failing(
    "The scale is too small for any slope: χ is s² times a mean of squared slopes, and no slope is above 1/4. Up to a "
    "scale of 4, χ cannot pass 1.",
    example={"weight_scale": 3},
)
def under_four(state):
    return state.scale <= 4


@explode_sigmoid.failing(
    "Beyond 4, and still not ten times as long: larger weights make larger z too, and there the slopes are small. "
    "Go on.",
    example={"weight_scale": 8},
)
def saturated_before_it_explodes(state):
    return state.scale > 4


class Ends(NamedTuple):
    """Where numbers end on the way forward and back: nan or inf in float32, and in float64."""

    nan32: bool
    inf32: bool
    ends64: bool


def both_precisions(weight_scale, depth, width, activation, initialization):
    found = {}
    for dtype in (np.float32, np.float64):
        rng = np.random.default_rng(0)
        stack = make_stack((width,) * (depth + 1), activation, scaled_normal(weight_scale), rng, dtype=dtype)
        signals = forward(stack, rng.normal(size=(16, width)))
        gradients = backward(stack, signals, rng.normal(size=(16, width)))
        arrays = [*signals.z, *gradients.h]
        found[dtype] = [any(test(array).any() for array in arrays) for test in (np.isnan, np.isinf)]
    return Ends(*found[np.float32], any(found[np.float64]))


nan_in_float32 = Mission(
    "Get a `nan` in float32 where float64, with the same weights and inputs, stays finite from end to end.",
    both_precisions,
    goal=lambda state: state.nan32 and not state.ends64,
    settings={
        "weight_scale": (0, 100),
        "depth": range(1, 201),
        "width": [64],
        "activation": [*ACTIVATIONS.values()],
        "initialization": [""],
    },
    say=lambda state: (
        f"Float32: {'nan' if state.nan32 else 'inf, but no nan' if state.inf32 else 'all numbers finite'}. "
        f"Float64: {'not finite either' if state.ends64 else 'all numbers finite'}."
    ),
    example={"weight_scale": 20, "depth": 60, "activation": ACTIVATIONS["relu"]},
    why="First a number becomes inf. In the next layer inf meets −inf, and their sum is not a number. Float64 has room "
    "up to 10³⁰⁸, so it was not there yet.",
    hints=[
        "Float32 ends at 10³⁸, float64 at 10³⁰⁸. By how many powers of ten does each layer multiply?",
        "An activation that squashes cannot blow up on the way forward. ReLU can.",
        "ReLU with weight scale 20 multiplies by 14 per layer. How many layers does it take?",
    ],
)


@nan_in_float32.failing(
    "The numbers do not get large enough, even for float32. Layers and weights multiply them; an activation that "
    "squashes stops them all the same.",
    example={"weight_scale": 2},
)
def all_finite(state):
    return not state.nan32 and not state.inf32


@nan_in_float32.failing(
    "Float64 has come to its end as well: that was too much.", example={"weight_scale": 100, "depth": 200}
)
def float64_ends_too(state):
    return state.ends64


@nan_in_float32.failing(
    "Some numbers are inf, but none is nan. It takes a sum in which inf meets −inf: that is one layer later.",
    example={"depth": 33},
)
def inf_only(state):
    return state.inf32 and not state.nan32


class Walked(NamedTuple):
    """How a walk towards the cliff ended: the error, and the longest step on the way."""

    error: float
    longest: float


def walk_at(threshold, start, learning_rate, clipped):
    walk = walk_cliff((4.3, start), learning_rate, clip=lambda g: RULES[clipped](g, threshold))
    return Walked(float(walk.errors[-1]), float(np.hypot(*np.diff(walk.points, axis=0).T).max()))


hold_the_cliff = Mission(
    "Start at b = −2.5, learning rate 0.1, clipping by the L2 norm. Find a threshold with which the walk is at an "
    "error under 0.000001, a millionth, after 50 updates.",
    walk_at,
    goal=lambda state: state.error < 1e-6,
    settings={"threshold": (0.001, 100), "start": [-2.5], "learning_rate": [0.1], "clipped": ["L2 norm"]},
    say=lambda state: f"After 50 updates the error is {state.error:.2g}; the longest step was {state.longest:.2g}.",
    example={"threshold": 2.5},
    why="Such a threshold stops the one update that would throw, and leaves all the others alone, also those at the "
    "bottom, where the walk settles.",
    hints=[
        "Nine updates are quiet, with norms from 0.2 to 0.5. The tenth has 48.",
        "The threshold should be above the quiet ones and far below the loud one. Try a larger one, and a smaller.",
    ],
)


@hold_the_cliff.failing(
    "It is thrown from the cliff: the threshold lets a step through that is far longer than the others.",
    example={"threshold": 50},
)
def thrown(state):
    return state.longest > 0.4


@hold_the_cliff.failing(
    "It creeps: the threshold shortens every step, also those that were short already.", example={"threshold": 0.05}
)
def creeps(state):
    return state.longest < 0.02


@hold_the_cliff.failing(
    "It holds, but at the bottom it hops from side to side: where the walk lands after the loud update is not yet "
    "good. Let that step be a little longer, or shorter.",
    example={"threshold": 1},
)
def hops(state):
    return 0.02 <= state.longest <= 0.4


offer_questions(__name__)
