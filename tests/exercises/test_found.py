"""What readers found by trying answers on the checks, each with what it must get: no slip comes back."""

import importlib

import numpy as np
import pytest

from chainrule import sigmoid
from chainrule.exercises.missions import Mission
from chainrule.exercises.question import Question
from chainrule.explorers import explore_clipping, explore_dead_units
from chainrule.maths.network import WORKED_EXAMPLE, forward

trace = forward(WORKED_EXAMPLE)
w5, w6, w7, w8 = WORKED_EXAMPLE.weights[4:]
target_o1, target_o2 = WORKED_EXAMPLE.targets


def slope(a):
    return a * (1 - a)


delta_o1 = (trace.out_o1 - target_o1) * slope(trace.out_o1)
delta_o2 = (trace.out_o2 - target_o2) * slope(trace.out_o2)
paths = delta_o1 * (w5 + w6) + delta_o2 * (w7 + w8)


def backward_pass(i, w, out_h, out_o, target, slope=slope, both_paths=True):
    own = w[4:].reshape(2, 2).T if both_paths else np.diag(w[[4, 7]])
    delta_o = (out_o - target) * slope(out_o)
    delta_h = own @ delta_o * slope(out_h)
    return (*np.outer(delta_h, i).ravel(), *np.outer(delta_o, out_h).ravel())


def each_path_alone(i, w, out_h, out_o, target):
    return backward_pass(i, w, out_h, out_o, target, both_paths=False)


def slopes_taken_at_the_outs(i, w, out_h, out_o, target):
    return backward_pass(i, w, out_h, out_o, target, slope=sigmoid.derivative)


def clipped_row_by_row(g, threshold):
    return g * np.minimum(1, threshold / np.linalg.norm(g, axis=-1, keepdims=True))


def shares_of_sums(slopes):
    return np.mean(slopes < 0.01), np.mean(np.sum(slopes, axis=0) == 0)


LESSONS = [importlib.import_module(f"chainrule.exercises.lesson_{lesson:02d}") for lesson in range(17)]


def asked(lesson, name):
    """The question of this name, in its lesson or wherever it has moved."""
    return next(getattr(module, name) for module in [LESSONS[lesson], *LESSONS] if name in dir(module))


@pytest.mark.parametrize(
    ("lesson", "name", "answer"),
    [
        (2, "where_the_slope_dies", 4.5),
        (3, "where_the_slope_dies", 2.9),
        (3, "where_the_slopes_cross", 1.6),
        (3, "three_units", 0.075),
        (4, "my_relu", lambda z: np.clip(z, 0, 6)),
        (4, "share_of_zeros", (0.5, 0.02, 0.02)),
        (5, "ten_layers", 0.001),
        (5, "mission", lambda z: np.arcsinh(z) + 0.1 * np.sign(z)),
        (5, "mission", lambda z: np.where(z > 1, 0.05, 0) + np.arcsinh(z) - 0.025),
        (6, "step_of_net_o1", 0.01 * trace.out_h2),
        (7, "gradient_of_b1", paths * slope(trace.out_h1)),
        (8, "new_w7", w7 - 0.5 * delta_o2 * trace.out_h2),
        (9, "layers_of_relu", 39.86),
        (10, "my_clip", clipped_row_by_row),
        (12, "my_shares", shares_of_sums),
        (15, "how_slow", 1999),
        (4, "share_of_zeros", (0.5, 0.008, 0.008)),
    ],
)
def test_wrong_answer_is_not_praised(lesson, name, answer):
    assert asked(lesson, name)(answer).outcome == "not yet"


@pytest.mark.parametrize(
    ("lesson", "name", "answer"),
    [
        (3, "three_numbers", (-2, -2, 1)),
        (3, "three_numbers", {"stretch": 2, "scale": 2, "shift": -1}),
        (3, "resolved", {"small slope", "not zero-centered"}),
        (4, "at_minus_infinity", np.nan),
        (4, "which_fire", ["Sigmoid", "Tanh"]),
        (5, "above_one", ["SiLU (Swish)", "GELU", "SELU"]),
        (7, "what_to_keep", {"trace.out_h1", "trace.out_o2"}),
        (11, "sigmoids_spread", 1.3),
        (11, "sigmoids_spread", 1.2686),
        (15, "how_slow", 2001),
        (7, "what_was_forgotten", "the slope of the hidden unit"),
    ],
)
def test_right_answer_is_not_refused(lesson, name, answer):
    assert asked(lesson, name)(answer).outcome == "correct"


@pytest.mark.parametrize(("lesson", "name", "answer"), [(8, "new_w7", 0.511), (8, "updates_until", 1100)])
def test_right_number_rounded_too_far_gets_no_other_name(lesson, name, answer):
    assert asked(lesson, name)(answer).mistakes == ("rounded_too_far",)


@pytest.mark.parametrize(
    ("lesson", "name", "answer", "never"),
    [
        (5, "maxout_is_abs", (-0.5, 1), "half"),
        (15, "left_of_zero", (-0.1, 0.1), "half"),
        (9, "my_length", lambda gradient: np.sqrt(np.sum(gradient**2, axis=0)), "row by row"),
        (9, "my_critical_scale", lambda alpha: np.sqrt(2 / (1 + alpha) ** 2), "sum of the roots"),
        (5, "order_of_slopes", {"tanh", "sigmoid", "relu"}, "frozenset"),
    ],
)
def test_slip_that_was_not_made_is_not_told(lesson, name, answer, never):
    assert never not in asked(lesson, name)(answer).message


@pytest.mark.parametrize(("lesson", "name", "word"), [(4, "spot_the_kind", "Weight"), (7, "which_way", "Up or Down")])
def test_word_is_shown_back_as_it_was_typed(lesson, name, word):
    assert f"`'{word}'`" in asked(lesson, name)(word).message


def test_set_of_activations_is_right():
    from chainrule import gelu, selu, silu

    assert asked(5, "above_one")({silu, selu, gelu}).outcome == "correct"


@pytest.mark.parametrize(
    ("lesson", "name", "answer", "says", "never"),
    [
        (6, "parameters", 8 + 2 + 2, "inputs", "rotten"),
        (7, "gradient_of_w4", paths and (delta_o1 * w6 + delta_o2 * w8) / 2 * slope(trace.out_h2) * 0.1, "mean", ""),
        (7, "back_with_a_matrix", lambda W2, d, o: (W2 @ d) * o * (1 - o), "W2.T", "must be transposed"),
        (6, "total_error", 0.7414**2 + 0.2171**2, "1/2", ""),
        (6, "what_w5_moves", {"w5", "net_o1", "out_o1", "E_o1", "E"}, "w5 itself", ""),
        (7, "my_backward", each_path_alone, "goes to both outputs", ""),
        (7, "my_backward", slopes_taken_at_the_outs, "derivative of sigmoid at the outs", ""),
        (8, "largest_rate", 1 / 0.5933**2, "½", ""),
        (8, "largest_rate", 2 / (0.5933**2 + 0.5969**2), "w5 moves alone", "½"),
        (8, "new_b2", 0.60 - 0.5 * 0.1004 / 2, "mean", ""),
        (10, "my_clip", lambda g, t: g * t / n if (n := np.linalg.norm(g)) > 1 else g, "whether the length", ""),
        (11, "after_thirty", 0.5**15.5, "thirty-one", ""),
        (11, "spread_of_z1", 28 / 3, "784", ""),
        (5, "bent_derivative", lambda z: 1 / (1 + np.abs(z)), "square", ""),
    ],
)
def test_slip_gets_its_own_name(lesson, name, answer, says, never):
    message = asked(lesson, name)(answer).message
    assert says in message
    assert not never or never not in message


@pytest.mark.parametrize("count", [np.median, np.mean, np.sum, lambda z, axis: z[0], lambda z, axis: z[-1]])
def test_dead_units_counted_otherwise_get_no_false_name(count):
    verdict = asked(4, "dead_units")(lambda z: np.sum(count(z, axis=0) <= 0))
    assert verdict.outcome == "not yet"
    assert not {*verdict.mistakes} & {*asked(4, "dead_units").mistakes}


def test_parameter_is_not_said_to_be_of_the_notebook():
    space = {"out_o1": 0.75}
    exec("def mine(w5, out_h1, out_o1, target_o1, rate):\n    return (out_o1 - target_o1) * out_h1", space)
    verdict = asked(8, "learn_w5")(space["mine"])
    assert verdict.mistakes == ("idle_input",)
    assert "of the notebook" not in verdict.message


def test_input_put_into_a_place_is_not_idle():
    def halved(gradient):
        out = np.zeros_like(gradient)
        out[0] = gradient[0]
        return np.sum(out)

    assert "idle_input" not in asked(9, "my_length")(halved).mistakes


def test_input_that_is_used_is_not_called_idle():
    verdict = asked(4, "dead_units")(lambda z: np.sum(np.all(z == 0, axis=0)))
    assert "idle_input" not in verdict.mistakes
    assert "is the input used" not in verdict.message


def test_two_values_do_not_make_an_everywhere():
    assert "Everywhere" not in asked(2, "steepest")((0.5, 0.5)).message
    assert "verywhere" not in asked(7, "other_bends")((2 * 0.0069632, 2 * 0.008)).message


@pytest.mark.parametrize("settings", [{}, {"updates": 0}, {"learning_rate": 10}])
def test_weights_too_large_are_not_put_on_the_steps_alone(settings):
    verdict = asked(12, "wake_them")(**{"weight_scale": 12, "learning_rate": 0.001, "updates": 200, **settings})
    assert "as large as the weights make them" in verdict.message


def test_nan_at_the_limits_is_told_apart():
    mission = asked(10, "nan_in_float32")
    assert mission(weight_scale=100, depth=200, activation="relu").mistakes == ("float64_ends_too",)
    assert mission(weight_scale=0, depth=200, activation="relu").mistakes == ("all_finite",)


# --- explorers and missions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lesson", "name", "explorer"),
    [(10, "hold_the_cliff", explore_clipping), (12, "forty_percent", explore_dead_units)],
)
def test_explorer_as_it_comes_does_not_reach_the_goal(lesson, name, explorer):
    assert asked(lesson, name)(explorer()).outcome == "not yet"


def test_mission_measures_at_the_number_that_the_slider_shows():
    seen = []

    def measure(learning_rate):
        seen.append(learning_rate)
        return {"rate": learning_rate}

    mission = Mission(
        "Set a rate.",
        measure,
        goal=lambda state: state["rate"] > 0.3,
        settings={"learning_rate": (0.001, 10)},
        say=lambda state: f"{state['rate']:g}",
        example={"learning_rate": 0.5},
        why="So.",
        hints=["Larger."],
    )
    explorer = explore_dead_units(learning_rate=0.5)
    assert mission(explorer).outcome == "correct"
    assert seen == [0.501]
    assert "0.501" in mission(explorer).message


@pytest.mark.parametrize("lesson", range(17))
def test_tab_offers_questions_only(lesson):
    module = importlib.import_module(f"chainrule.exercises.lesson_{lesson:02d}")
    for name, thing in vars(module).items():
        if not name.startswith("__"):
            assert (name in dir(module)) == hasattr(module, name) == isinstance(thing, Question)


@pytest.mark.parametrize("first", [0, 10, 20, 30])
def test_what_wakes_ten_networks_wakes_any_other_ten(monkeypatch, first):
    lesson = importlib.import_module("chainrule.exercises.lesson_12")
    monkeypatch.setitem(object.__getattribute__(lesson, "__dict__"), "SEEDS", range(first, first + 10))
    for scale, rate in ((3.5, 0.003), (3, 0.005)):
        assert asked(12, "wake_them")(weight_scale=scale, learning_rate=rate, updates=200)
    for scale, rate in ((2, 0.005), (3, 0.05)):
        assert asked(12, "wake_them")(weight_scale=scale, learning_rate=rate, updates=200).outcome == "not yet"
