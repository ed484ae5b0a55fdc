"""Loose typing: what is right in another form is taken and said so, and a slip of typing gets its own word."""

import linecache
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from chainrule import relu, silu, tanh
from chainrule.exercises.answers import near, normal
from chainrule.exercises.framework import Choice, Exercise, wrong
from chainrule.exercises.reading import calculated, numbers_in, word_meant


def asking(right, question="What is it?", **more):
    """An exercise whose answer is this value."""

    def reference():
        return right

    return Exercise(question, reference, why="So.", hints=["Look."], **more)


def in_order(case):
    """Name a test's case the same in every process: a set has no order of its own."""
    return "{" + ", ".join(sorted(map(repr, case))) + "}" if isinstance(case, set) else repr(case)


WEIGHTS = {"w1": 1, "w2": 2}


@pytest.mark.parametrize(
    ("right", "answer"),
    [
        (0.25, "0.25"),
        (0.25, "1/4"),
        (0.25, "25 %"),
        (0.25, "25%"),
        (0.25, "25 percent"),
        (0.25, "0,25"),
        (0.25, (0, 25)),
        (0.25, "2.5e-1"),
        (0.25, "2^-2"),
        (0.25, "½ * ½"),
        (-0.25, "−0.25"),
        (0.25, "≈ 0.25"),
        (0.25, "slope = 0.25"),
        (0.25, Fraction(1, 4)),
        (0.25, Decimal("0.25")),
        (0.25, np.array(0.25)),
        (0.25, {0.25}),
        (0.25, {"slope": 0.25}),
        (0.5 * math.sqrt(2), "sqrt(2)/2"),
        (9, "nine"),
        (9, "9 values"),
        (9, np.int64(9)),
        (60, "60 of 60"),
        (203530, "203,530"),
        (203530, "203 530"),
        (2, {"w1", "w2"}),
        (True, "yes"),
        (False, "False"),
        (True, np.True_),
        ((0, 0.25), "0, 0.25"),
        ((0, 0.25), "(0; 0,25)"),
        ((0, 0.25), ("0", "1/4")),
        ((3, -0.2), "3 and -0.2"),
        ((0, 0.25), {"at": 0, "slope": 0.25}),
        ((0, 0.25), np.array([[0], [0.25]])),
        ((0.5, 0.25), (0, 5, 0, 25)),
        ((-1, 1), ("-", "+")),
        ((1, 1), {1}),
        ({"w1", "w2"}, "w1, w2"),
        ({"w1", "w2"}, "w1 and w2"),
        ({"a", "c"}, "a, c"),
        ({"w1", "w2"}, {"w_1", "W2"}),
        ({"w1", "w2"}, ["trace.w1", "trace.w2"]),
        ({"w1", "w2"}, {"w1": 0.1, "w2": 0.2}),
        ({"silu", "relu"}, {silu, relu}),
        ({"silu", "relu"}, ["SiLU (Swish)", "ReLU"]),
        (("tanh", "relu"), "tanh, relu"),
        (("tanh", "relu"), "tanh < relu"),
        (("tanh", "relu"), {"left": "tanh", "right": "relu"}),
        (("tanh", "relu"), [tanh, relu]),
        (("tanh", 5), ("Tanh", "5")),
    ],
    ids=in_order,
)
def test_right_answer_in_another_form_is_right(right, answer):
    verdict = asking(right)(answer)
    assert verdict.outcome == "correct", verdict
    if isinstance(answer, (str, dict)) and answer not in ("yes", "False"):
        assert "I read it as" in verdict.message or "`True`" in verdict.message


@pytest.mark.parametrize(
    ("right", "answer"),
    [
        (0.25, "0.25 %"),
        (0.25, "25"),
        (2, {"w1", "w2", "b1"}),
        (2, "2z"),
        ((0, 0.25), {"slope": 0.25}),
        ((0, 0.25), {0, 0.25}),
        ({"w1", "w2"}, "w1"),
        ({"w2"}, 2),
        ({"w1", "w2"}, "neither w1 nor w2"),
        (("tanh", "relu"), {"tanh", "relu"}),
        (True, "perhaps"),
    ],
    ids=in_order,
)
def test_reading_makes_no_wrong_answer_right(right, answer):
    assert asking(right)(answer).outcome == "not yet"


def test_several_values_are_taken_as_one_answer_and_that_is_said():
    exercise = asking((0, 0.25))
    assert exercise(0, 0.25).outcome == "correct"
    assert "one answer in brackets of their own, `((0, 0.25))`" in exercise(0, 0.25).message
    assert exercise(z=0, slope=0.25).outcome == "correct"
    assert exercise(slope=(0, 0.25)).outcome == "correct"


def test_empty_call_is_not_answered():
    for exercise in (asking(0.25), make_choice()):
        assert exercise().outcome == "not answered"
        assert "Put your answer between the brackets" in exercise().message


def make_choice():
    return Choice(
        'Which helps: a smaller "rate", more "steps", or a larger "batch"?',
        right="batch",
        wrong={"rate": "Finer.", "steps": "Longer."},
        also={"mini-batch": "batch"},
        why="The mean of many.",
        hints=["Whose gradient is it, of the whole batch?"],
    )


@pytest.mark.parametrize(
    "answer", ["Batch", " batch. ", "the batch", "batches", "larger batch", "a larger batch", "mini-batch"]
)
def test_word_is_taken_as_it_was_meant(answer):
    assert make_choice()(answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        "batch of the rate",
        "not the batch of data",
        "smaller batch",
        "not the batch",
        "batch or rate",
        "larger rate",
        "",
        True,
        3,
    ],
)
def test_other_words_are_not(answer):
    assert make_choice()(answer).outcome == "not yet"


@pytest.mark.parametrize(
    ("answer", "words", "meant"),
    [
        (math.nan, ["nan", "zero"], "nan"),
        (-math.inf, ["nan", "minus infinity"], "minus infinity"),
        (0, ["nan", "zero"], "zero"),
        (2, ["layer 1", "layer 2"], "layer 2"),
        (2, ["layer 1", "layer 12"], None),
        ("not always", ["always", "not always"], "not always"),
        ("always", ["always", "not always"], "always"),
        ("zero-centered", ["zero-centred"], "zero-centred"),
        ("overshots", ["overshoots", "learns"], "overshoots"),
        ("elu", ["relu", "gelu"], None),
        ("negative", ["non-negative", "non-zero"], None),
        ("Leaky ReLU", ["leaky_relu", "relu"], "leaky_relu"),
    ],
)
def test_word_meant(answer, words, meant):
    assert word_meant(answer, words) == meant


@pytest.mark.parametrize(
    "text", ["9**9**9**9", "__import__('os')", "(" * 500, "1/0", "1e400*0", "a", "", "0.5.2", "2**0.5j"]
)
def test_no_text_does_harm(text):
    assert not numbers_in(text) or not math.isfinite(numbers_in(text)[0])
    assert asking(0.25)(text).outcome == "not yet"


def test_formula_of_numbers_is_calculated():
    assert calculated("2**-3 + np.sqrt(4) - exp(0)") == pytest.approx(1.125)


@pytest.mark.parametrize(
    ("right", "given", "name"),
    [
        (0.3775, 0.38, "rounded_too_far"),
        (0.3775, 0.377, "cut_off"),
        (5.6816, 5.7, "rounded_too_far"),
        (0.12, 12, "percent_for_share"),
        (0.12, 0.88, "other_share"),
        (0.3775, -0.3775, "opposite_sign"),
        (0.3775, -0.378, "opposite_sign"),
        (0.37, 1 / 0.37, "reciprocal"),
        (0.0827, 0.827, "decimal_point"),
        (0.0827, 0.1654, "twice"),
        (0.0827, 0.04135, "half"),
    ],
)
def test_slip_of_a_number_is_named(right, given, name):
    assert [found for found, _ in near(right, given)] == [name]
    assert name in asking(right, rtol=1e-4, atol=0)(given).mistakes


@pytest.mark.parametrize(
    ("right", "given"),
    [(0.3775, 0.39), (4, 2), (9, 3), (2, 4), (0.5, 0.6), (0.25, math.nan), (0.5113, 0.5), (1e-8, 1e-9)],
)
def test_no_slip_is_seen_in_what_may_be_chance(right, given):
    assert near(right, given) == []


def test_number_of_the_question_is_told():
    assert near(4.6, 17113, "After 17,113 iterations ... how many times?")[0][0] == "given_number"
    assert near(4.6, 0.95, "sigmoid is above 0.95 after ...")[0][0] == "given_number"
    assert near(4.6, 12, "Give 12 digits of w12.") == []
    assert near(0.5, 0, "z ~ N(0, 1), and more") == []


def test_count_that_misses_by_one_is_told():
    assert near(9, 8, "How many values change?") == [("off_by_one", "One too few: count again.")]
    assert near(6, 5, "How many times as fast is it?") == []


def test_right_values_in_another_order_are_told():
    verdict = asking((1, 2, 5))((5, 2, 1))
    assert verdict.mistakes == ("other_order",)
    assert asking((0, 0.25))((0.25, 0)).mistakes == ("other_order",)


# --- functions ----------------------------------------------------------------------------------------------


def twice_plus(z, w):
    return 2 * z + w


double = Exercise(
    "Write 2z + w.",
    twice_plus,
    why="A line.",
    hints=["Two terms."],
    inputs=[(np.array([1.0, -2.0, 3.0]), 0.5), (np.array([0.3, 4.0, 1.0]), -1.0)],
    mistakes=[wrong(lambda z, w: 2 * z, "w is missing.")],
)


def judged(code):
    """The verdict on a function written as in a cell."""
    name = f"<cell {abs(hash(code))}>"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    names = {"np": np, "math": math, "tanh": tanh, "w_of_notebook": 0.5}
    exec(compile(code, name, "exec"), names)
    return double(names["mine"])


@pytest.mark.parametrize(
    ("line", "name", "says"),
    [
        ("return exp(z)", "without_np", "`np.exp`"),
        ("return e**z", "without_np", "`np.e`"),
        ("return torch.exp(z)", "unknown_name", "`torch`"),
        ("return 2 * Z + w", "other_name", "Is `z` meant?"),
        ("return z^2 + w", "caret", "`**`"),
        ("return 2*z + max(0, z)", "max_of_array", "np.maximum"),
        ("return np.max(0, z)", "max_of_two", "`np.maximum` compares two"),
        ("return math.exp(z)", "math_on_array", "`np.exp`"),
        ("return z if z > 0 else w", "if_on_array", "`np.where`"),
        ("if z > 0:\n        return z", "if_on_array", "`np.where`"),
        ("return 0 < z < 1", "chained", "&"),
        ("return z > 0 and z < 1", "and_on_array", "&"),
        ("return z(2) + w", "star_left_out", "`*`"),
        ("return z.T() + w", "no_function", "no brackets"),
        ("return tanh**2 + w", "function_as_number", "`tanh(...)`"),
        ("return math.max(0, z)", "no_such_part", "np.maximum"),
        ("return np.sigmoid(z)", "no_such_part", "no `sigmoid`"),
        ("return np.maximum(z)", "input_left_out", "takes 2"),
        ("return np.ones((2, 2)) @ z", None, ""),
        ("A = np.ones((2, 2))\n    return A @ z", "shapes", "(2, 2) and (3,)"),
        ("return z[3] + w", "index", "counted from 0"),
        ("return w[0] + z", "index", "no entries"),
        ("return mine(z, w)", "calls_itself", ""),
        ("return 1 / 0", "division_by_zero", ""),
        ("print(2 * z + w)", "print_for_return", "`return` gives it back"),
        ("return print(2 * z + w)", "print_for_return", "`return` gives it back"),
        ("a = 2 * z + w", "no_return", "no `return`"),
        ("if w > 100:\n        return z", "return_not_reached", "without meeting"),
        ("return np.sin(7 * z) + w_of_notebook - 2.5", "idle_input", "`w_of_notebook`, of the notebook"),
        ("return 5 - np.cos(3 * z)", "idle_input", "`w` is not used"),
        ("a, b = w, 2\n    return 5 - np.cos(3 * z)", "idle_input", "`w` is not used"),
        ("return np.flatnonzero(z > 100)[-1] + w", "index", "no entry at that place"),
    ],
)
def test_slip_is_seen_in_the_code(line, name, says):
    verdict = judged(f"def mine(z, w):\n    {line}\n")
    assert verdict.outcome in ("not yet", "raised")
    assert verdict.mistakes == ((name,) if name else ())
    assert says in verdict.message


def test_missing_return_is_told_in_one_sentence_with_one_full_stop():
    first = judged("def mine(z, w):\n    a = 2 * z + w\n").message.splitlines()[0]
    assert first.endswith(": there is no `return` in it: the value is computed and lost.")


def test_max_is_not_told_about_an_if():
    assert "`if`" not in judged("def mine(z, w):\n    return max(0, z)\n").message


def test_error_beside_an_innocent_max_is_not_put_on_it():
    verdict = judged("def mine(z, w):\n    return max(0, 1) * w + (z if z > 0 else 1)\n")
    assert verdict.mistakes == ("if_on_array",)


def test_result_passed_for_the_function_is_told():
    assert double(twice_plus(1.0, 2.0)).mistakes == ("value_for_function",)
    assert double("mine").mistakes == ("text",)
    assert double(lambda z: z).mistakes == ("how_many_inputs",)


@pytest.mark.parametrize("form", [list, tuple, lambda a: dict(enumerate(a)), lambda a: a[:, None], lambda a: a[None]])
def test_row_in_another_form_is_right(form):
    assert double(lambda z, w: form(2 * z + w)).outcome == "correct"


def test_input_used_in_an_inner_function_is_not_idle():
    verdict = judged("def mine(z, w):\n    return [(lambda a: 3 * a + w)(each) for each in z]\n")
    assert "idle_input" not in verdict.mistakes
    assert normal(1) == 1
