"""What an exercise says to each kind of answer, on small made-up exercises."""

import functools
import html
import linecache
import math
import re
import subprocess
import sys
import types

import numpy as np
import pytest

from chainrule.exercises import slips
from chainrule.exercises.answers import normal, same, shown
from chainrule.exercises.feedback import LOOKS, Verdict, as_html
from chainrule.exercises.framework import Choice, Exercise, offer_questions, wrong


@pytest.fixture(autouse=True)
def no_search(monkeypatch):
    """What is found in the learner's code is tested in test_slips; here it is what is said otherwise."""
    monkeypatch.setattr(slips, "find", lambda *seen, **more: None)


# --- made-up exercises --------------------------------------------------------------------------------------


def square_slope(z):
    return 2 * z


def make_slope(**settings):
    exercise = Exercise(
        "Write the derivative of z².",
        square_slope,
        why="A parabola gets steeper in proportion to z.",
        hints=["What is the power rule?", "The 2 comes down."],
        **{"inputs": [0.5, -2, np.array([1.0, 3.0, -4.0])], **settings},
    )

    @exercise.mistake("That is z² itself.")
    def not_derived(z):
        return z**2

    @exercise.mistake("The 2 is lost.")
    def lost_two(z):
        return z

    return exercise


def ninety_nine():
    return math.log(99)


def make_number(**settings):
    exercise = Exercise(
        "At which z does sigmoid reach 0.99?",
        ninety_nine,
        why="Beyond it nothing moves.",
        hints=["Solve for z."],
        **settings,
    )

    @exercise.mistake("That is the logarithm to base 10.")
    def base_ten():
        return math.log10(99)

    @exercise.mistake("The minus sign belongs to z.")
    def wrong_sign():
        return -math.log(99)

    return exercise


def zero_centred():
    return "tanh"


def make_choice():
    exercise = Exercise("Which one is zero-centred?", zero_centred, why="Both signs.", hints=["Look at 0."])

    @exercise.mistake("Sigmoid is above zero everywhere.")
    def above():
        return "sigmoid"

    @exercise.mistake("ReLU is never below zero.")
    def never_below():
        return "relu"

    return exercise


def two_kinks():
    return {"relu", "leaky relu"}


def weight_and_bias():
    return np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([0.25, 0.75])


def make_parts():
    return Exercise("What are W and b?", weight_and_bias, why="So.", hints=["Step."])


def product(z, w):
    return z * w


def make_product():
    inputs = [(2.0, np.array([1.0, 2.0])), (-1.0, np.array([3.0, 4.0]))]
    return Exercise("Write z times w.", product, why="So.", hints=["Step."], inputs=inputs)


def always(value):
    return lambda z: value


# --- not answered -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        ...,
        always(...),
        always((1, ...)),
        lambda z: z * ...,
        lambda z: np.exp(...),
        lambda z: -1 if z > 0 else ...,
    ],
)
def test_three_dots_anywhere_are_not_answered_and_no_attempt(answer):
    exercise = make_slope()
    verdict = exercise(answer)
    assert verdict.outcome == "not answered"
    assert "Write the derivative of z²." in verdict.message
    assert ".hint()" in verdict.message
    assert exercise.attempts == 0


def test_three_dots_in_a_tuple_or_array_are_not_answered():
    assert make_parts()((..., ...)).outcome == "not answered"
    assert make_parts()((np.eye(2), ...)).outcome == "not answered"
    assert make_parts()(np.array([..., 1])).outcome == "not answered"


# --- correct, in any form -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        square_slope,
        lambda z: 2.0 * np.asarray(z),
        lambda z: (2 * np.asarray(z)).tolist(),
        lambda z: np.atleast_1d(2 * z),
        lambda z: (2 * np.asarray(z)).astype(np.float32),
        np.vectorize(lambda z: 2.0 * z),
        functools.partial(lambda k, z: k * z, 2),
        lambda z, k=2: k * z,
        lambda *inputs: 2 * inputs[0],
    ],
)
def test_function_in_another_form_is_right(answer):
    verdict = make_slope()(answer)
    assert verdict == Verdict("correct", "A parabola gets steeper in proportion to z.")


@pytest.mark.parametrize("form", [float, np.float64, np.array, lambda v: [v], lambda v: np.array([[v]]), np.longdouble])
def test_number_in_another_form_is_right(form):
    assert make_number()(form(math.log(99))).outcome == "correct"


def test_int_and_bool_stand_for_their_numbers():
    def one():
        return 1.0

    exercise = Exercise("What is cosh(0)?", one, why="So.", hints=["Step."])
    assert [exercise(answer).outcome for answer in (1, True, np.int8(1))] == ["correct"] * 3


@pytest.mark.parametrize("word", ["tanh", "Tanh", "  TANH\n", np.str_("tanh"), ["tanh"]])
def test_case_and_blanks_of_a_word_do_not_matter(word):
    assert make_choice()(word).outcome == "correct"


@pytest.mark.parametrize(
    "words",
    [
        ["ReLU", "leaky relu"],
        ("leaky ReLU", "relu"),
        {"relu", "leaky relu"},
        np.array(["leaky relu", "relu"]),
    ],
)
def test_set_of_words_in_any_order_is_right(words):
    exercise = Exercise("Which ones have a kink?", two_kinks, why="So.", hints=["Step."])
    assert exercise(words).outcome == "correct"
    assert exercise(["relu"]).message.startswith("You gave")
    assert exercise(["relu"]).outcome == "not yet"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"relu"}, "1 of 1 belongs to the answer, and something is missing."),
        ({"relu", "tanh"}, "1 of 2 belongs to the answer, and something is missing."),
        ({"relu", "leaky relu", "tanh"}, "2 of 3 belong to the answer."),
        ({"tanh", "elu"}, "0 of 2 belong to the answer, and something is missing."),
    ],
)
def test_a_set_is_told_how_much_of_it_is_right(words, says):
    exercise = Exercise("Which ones have a kink?", two_kinks, why="So.", hints=["Step."])
    assert f"}}`: {says}" in exercise(words).message


def test_parts_may_be_lists_and_truth_values_mixed_with_words():
    assert make_parts()([[[1, 2], [3, 5]], [0.25, 0.75]]).outcome == "correct"

    def mixed():
        return True, "relu", 0.5

    exercise = Exercise("Which, and how much?", mixed, why="So.", hints=["Step."])
    assert exercise([np.True_, "ReLU", 0.5]).outcome == "correct"
    assert "as part 3" in exercise((True, "relu", 0.6)).message
    assert "as part 2" in exercise((True, "elu", 0.5)).message
    assert "`False` as part 1: that is not it" in exercise((False, "relu", 0.5)).message


# --- tolerances ---------------------------------------------------------------------------------------------


def test_prediction_within_its_tolerance_is_right():
    exercise = make_number(atol=0.2)
    assert exercise(4.7).outcome == "correct"
    assert exercise(4.9).outcome == "not yet"


def test_lost_digits_count_where_atol_is_zero():
    def tail(z):
        return np.exp(-z) / (1 + np.exp(-z)) ** 2

    def lost(z):
        s = 1 / (1 + np.exp(-z))
        return s * (1 - s)

    settings = dict(why="So.", hints=["Step."], inputs=[30.0, 40.0])
    strict = Exercise("Write sigmoid's slope far out.", tail, rtol=1e-12, atol=0, **settings)
    strict.mistake("1 - s has lost its digits.", rtol=0.5)(lost)
    assert strict(lost).mistakes == ("lost",)
    assert strict(lambda z: tail(z) * (1 + 1e-9)).outcome == "not yet"
    assert Exercise("Write sigmoid's slope far out.", tail, **settings)(lost).outcome == "correct"


def test_own_tolerance_of_a_mistake_never_makes_a_right_answer_wrong():
    exercise = make_number()

    @exercise.mistake("Rounded.", atol=1)
    def rounded():
        return 4.0

    assert exercise(math.log(99)).outcome == "correct"
    assert exercise(4.3).mistakes == ("rounded",)


# --- not yet, and which mistake -----------------------------------------------------------------------------


def test_known_mistake_is_named_with_its_sentence_alone():
    verdict = make_slope()(lambda z: z * z)
    assert verdict == Verdict("not yet", "That is z² itself.", ("not_derived",))


def test_mistakes_that_coincide_are_both_said():
    exercise = make_slope(inputs=[1.0])
    verdict = exercise(always(1))
    assert verdict.mistakes == ("not_derived", "lost_two")
    assert "That is z² itself." in verdict.message
    assert "The 2 is lost." in verdict.message


def test_one_input_that_differs_tells_mistakes_apart():
    assert make_slope(inputs=[1.0, 2.0])(lambda z: z).mistakes == ("lost_two",)


def test_mistake_that_gives_nan_or_another_shape_is_still_named():
    exercise = make_slope(inputs=[np.array([1.0, 1000.0])])

    @exercise.mistake("Both grew beyond any float.")
    def ratio(z):
        return np.exp(z) / np.exp(z)

    @exercise.mistake("The sum over the batch is missing one step.")
    def summed(z):
        return np.sum(z)

    assert exercise(np.sum).mistakes == ("summed",)
    verdict = exercise(lambda z: np.exp(z) / np.exp(z))
    assert verdict.mistakes == ("ratio",)
    assert "Both grew" in verdict.message
    assert "overflow encountered in exp" in verdict.message


# --- not yet, and what can be said --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda z: 2 * z + 0.01 * z**2, "gives `1.0025` at `z = 0.5`: close, but too large"),
        (lambda z: 2 * z - 0.5 * z**2, "gives `0.875` at `z = 0.5`: too small"),
        (lambda z: 6 * z, "Everywhere it is `3` times what it should be"),
        (lambda z: z / 2, "Everywhere it is `1/4` times what it should be"),
        (lambda z: -6 * z, "Everywhere it is `-3` times what it should be"),
        (lambda z: -2 * z, "the size is right and the sign is wrong.\nThat holds everywhere."),
        (lambda z: -(z**3), "The sign is wrong everywhere."),
        (lambda z: 2 * z + 1, "Everywhere it is off by the same amount: `1` too large."),
        (lambda z: 2 * z - 1, "Everywhere it is off by the same amount: `1` too small."),
        (lambda z: 0.7 + 0 * z, "It is the same number everywhere, `0.7`."),
        (
            lambda z: 2 * np.abs(z),
            "at `z = -2`: the size is right and the sign is wrong.\n3 of the 5 values are right.",
        ),
        (lambda z: np.where(np.asarray(z) == 3, 5.0, 2 * z), "gives `5` as entry [1] at `z = 3`: too small."),
        (lambda z: 2 * z - 2 * (z < -3), "gives `-10` as entry [2] at `z = -4`: too far below zero."),
        (lambda z: 2 * z + 2 * (z < -3), "gives `-6` as entry [2] at `z = -4`: not far enough below zero."),
        (lambda z: z**3 + 7, "None of the 5 values is right."),
    ],
)
def test_unknown_mistake_is_described(answer, says):
    verdict = make_slope()(answer)
    assert verdict.outcome == "not yet"
    assert not {*verdict.mistakes} & {*make_slope().mistakes}
    assert says in verdict.message
    assert ".hint()" in verdict.message


def test_single_wrong_number_gets_a_direction_and_no_factor():
    exercise = make_number()
    assert exercise(3).message.startswith("You gave `3`: too small.\n")
    assert exercise(9).message.startswith("You gave `9`: too large.\n")
    assert exercise(-3).message.startswith("You gave `-3`: it has the wrong sign.\n")
    assert exercise(2 * math.log(99)).message.count("times") == 0


def test_reason_goes_on_in_the_sentence_and_ends_it_once():
    message = make_number()(2 * math.log(99)).message
    assert message.startswith("You gave `9.19024`: that is twice the right number: where does")
    assert message.splitlines()[0].endswith("?")


def test_right_answer_is_not_printed():
    right = f"{math.log(99):.6g}"
    for answer in [3, -3, "x", None, math.nan, [1, 2], math.log, 4.6, math.log(99) * 1.01]:
        assert right not in make_number()(answer).message


def test_learners_own_digits_are_shown_where_six_are_not_enough():
    assert f"`{math.log(99) * (1 + 1e-9)!r}`" in make_number(rtol=1e-12, atol=0)(math.log(99) * (1 + 1e-9)).message


def test_several_inputs_are_named():
    verdict = make_product()(lambda z, w: z + w)
    assert "gives `3` as entry [0] at `z = 2, w = 1`" in verdict.message


def test_inputs_are_shown_whole_where_the_answer_is_not_elementwise():
    def layer(W, x):
        return W @ x

    inputs = [(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0]))]
    exercise = Exercise("Write W times x.", layer, why="So.", hints=["Step."], inputs=inputs)
    assert "as entry [0] at `W = [[1, 2], [3, 4]], x = [5, 6]`" in exercise(lambda W, x: W @ x + x).message


def test_parts_are_named():
    weights, bias = weight_and_bias()
    assert "You gave `7` as part 1, entry [1, 1]: too large." in make_parts()((weights + np.diag([0, 2]), bias)).message
    assert "You gave `0.5` as part 2, entry [1]" in make_parts()((weights, [0.25, 0.5])).message


# --- not yet, because of the form ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            always(None),
            "nothing (`None`) at `z = 0.5`: is there a `return`? Printing a value does not return it.",
        ),
        (always("0.5"), "the string `'0.5'` at `z = 0.5`: a number is wanted, without quotes."),
        (always(square_slope), "a function at `z = 0.5`: a number is wanted; call that function"),
        (always([1, 2]), "2 numbers at `z = 0.5`: a number is wanted."),
        (
            lambda z: np.sum(2 * z) + z * 0 if np.ndim(z) == 0 else 4.5,
            "`4.5` at `z = [1, 3, -4]`: 3 numbers are wanted, as in `(..., ..., ...)`",
        ),
        (lambda z: z * math.nan, "`nan` (not a number) at `z = 0.5`: something like 0/0"),
        (
            lambda z: np.where(np.asarray(z) == 3, math.nan, 2 * z),
            "`nan` (not a number) as entry [1] at `z = 3`",
        ),
        (lambda z: z * math.inf, "`inf` at `z = 0.5`: a division by zero"),
        (lambda z: -abs(z) * math.inf, "`-inf` at `z = 0.5`: a division by zero"),
        (always(1j), "something of type `complex`"),
        (always({}), "something of type `dict`"),
        (always(()), "0 numbers at `z = 0.5`: a number is wanted."),
        (always(object()), "something of type `object`"),
    ],
)
def test_form_of_what_a_function_gives(answer, says):
    verdict = make_slope()(answer)
    assert verdict.outcome == "not yet"
    assert says in verdict.message


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "You gave nothing (`None`): in the function that you called, is there a `return`?"),
        ("much", "You gave the string `'much'`: a number is wanted, without quotes."),
        (math.log, "You gave a function: a number is wanted; pass the value itself."),
        (lambda: 4.6, "You gave a function"),
        ([4.6, 4.6], "You gave 2 numbers: a number is wanted."),
        (math.nan, "You gave `nan` (not a number)"),
        (True, "You gave `True`: a number is wanted."),
        (10**400, "You gave something of type `int`"),
    ],
)
def test_form_of_a_value(answer, says):
    verdict = make_number()(answer)
    assert verdict.outcome == "not yet"
    assert says in verdict.message


def test_word_that_is_no_choice_is_told_the_choices():
    for answer in ["elu", 3, True, math.log]:
        assert "choose one of `'relu'`, `'sigmoid'`, `'tanh'`" in make_choice()(answer).message
    assert make_choice()("relu").mistakes == ("never_below",)


def test_truth_value_is_asked_for():
    def yes():
        return True

    exercise = Exercise("Is tanh odd?", yes, why="So.", hints=["Step."])
    assert exercise(np.bool_(True)).outcome == "correct"
    assert "that is not it" in exercise(False).message
    assert "`True` or `False` is wanted" in exercise(0.7).message
    assert "`True` or `False` is wanted, without quotes" in exercise("perhaps").message
    assert exercise("True").outcome == "correct"


def test_transposed_shape_and_missing_parts():
    def matrix():
        return np.arange(6.0).reshape(2, 3)

    exercise = Exercise("What is W?", matrix, why="So.", hints=["Step."])
    assert "an array of shape (2, 3) is wanted; is something transposed?" in exercise(matrix().T).message
    assert "You gave `3`: 2 values are wanted." in make_parts()(3).message
    assert "You gave 3 values: 2 values are wanted." in make_parts()((np.eye(2), 1, 2)).message


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (0.5, "You passed `0.5`; pass the function itself, without parentheses"),
        (np.array([1.0, 2.0]), "You passed `[1, 2]`; pass the function itself"),
        (None, "You passed nothing (`None`); pass the function itself"),
        ("square_slope", "You passed a string; pass the function itself, without quotes"),
        (lambda: 1, "Your function takes no input. Here it is called with 1: `z`."),
        (lambda a, b: 1, "Your function takes 2 inputs: `a, b`. Here it is called with 1: `z`."),
        (lambda *, z: 1, "Your function takes 1 input: `z`. Here it is called with 1: `z`."),
    ],
)
def test_what_is_no_function_of_the_right_kind(answer, says):
    exercise = make_slope()
    verdict = exercise(answer)
    assert verdict.outcome == "not yet"
    assert says in verdict.message
    assert exercise.attempts == 1


# --- raised -------------------------------------------------------------------------------------------------


def test_error_is_told_with_type_message_line_and_input():
    def attempt(z):
        bottom = z - z
        return 1.0 / bottom

    verdict = make_slope()(attempt)
    line = attempt.__code__.co_firstlineno + 2
    assert verdict.outcome == "raised"
    assert "`ZeroDivisionError: float division by zero`" in verdict.message
    assert f"in line {line}: `return 1.0 / bottom`" in verdict.message
    assert "`z = 0.5`" in verdict.message


def test_error_deep_in_a_library_points_to_the_learners_line():
    def attempt(z):
        return np.linalg.inv(z)

    assert "`return np.linalg.inv(z)`" in make_slope()(attempt).message


def test_error_in_a_notebook_cell_shows_the_cells_line():
    import linecache

    cell = "def attempt(z):\n    y = z\n    return y + undefined_name\n"
    name = "/tmp/ipykernel_1/1.py"
    linecache.cache[name] = (len(cell), None, cell.splitlines(True), name)
    space = {}
    exec(compile(cell, name, "exec"), space)
    verdict = make_slope()(space["attempt"])
    assert "`NameError: name 'undefined_name' is not defined` in line 3: `return y + undefined_name`" in verdict.message


def test_error_without_a_line_of_the_learners_own():
    verdict = make_slope()(functools.partial(int, base=10))
    assert verdict.outcome == "raised"
    assert "TypeError" in verdict.message


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (lambda z: 2 * z if z > 0 else -2 * -z, "`np.where`"),
        (lambda z: math.sqrt(z * z), "`np.sqrt` takes both"),
    ],
)
def test_error_of_arrays_gets_advice(answer, advice):
    verdict = make_slope()(answer)
    assert verdict.outcome == "raised"
    assert advice in verdict.message
    assert "`z = [1, 3, -4]`" in verdict.message


def test_messages_hold_no_addresses():
    def attempt(z):
        raise ValueError(object())

    assert "<object object>" in make_slope()(attempt).message
    assert " at 0x" not in make_slope()(attempt).message + make_slope()(object()).message


# --- side effects -------------------------------------------------------------------------------------------


def test_changed_input_is_said_and_corrupts_nothing():
    def in_place(z):
        z *= 2
        return z

    exercise = make_slope()
    verdict = exercise(in_place)
    assert verdict.outcome == "correct"
    assert "changes its input `z` in place: work on a copy" in verdict.message
    assert exercise(square_slope).message == exercise.why
    np.testing.assert_array_equal(exercise.inputs[2][0], [1.0, 3.0, -4.0])


def test_array_returned_again_and_again_is_copied_each_time():
    kept = np.empty(2)

    def reuse(z, w):
        kept[:] = z * w
        return kept

    assert make_product()(reuse).outcome == "correct"


def test_warnings_are_said_and_do_not_leak(recwarn):
    def loud(z):
        np.exp(np.float64(1000))
        return 2 * z

    verdict = make_slope()(loud)
    assert verdict.outcome == "correct"
    assert verdict.message.endswith("While it ran, there were warnings: `overflow encountered in exp`.")
    assert not recwarn.list


def test_quiet_exercise_takes_a_warning_for_a_mistake():
    def loud(z):
        np.exp(np.float64(1000))
        return 2 * z

    exercise = make_slope(quiet=True)
    assert exercise(square_slope).outcome == "correct"
    assert "The values are right, but not without warnings." in exercise(loud).message
    exercise.mistake("Its exponential overflows.")(loud)
    assert exercise(loud).mistakes == ("loud",)
    with pytest.raises(ValueError, match="gives no proper answer, or warns"):
        Exercise("Twice?", loud, why="So.", hints=["Step."], inputs=[1.0], quiet=True).validate()


def test_learners_error_settings_change_nothing():
    with np.errstate(all="raise"):
        assert make_slope()(lambda z: 2 * z + 0 * np.exp(np.float64(-1000))).outcome == "correct"
        assert "overflow" in make_slope()(lambda z: 2 * z + 0 / np.exp(np.float64(1000))).message


# --- help ---------------------------------------------------------------------------------------------------


def test_hints_come_one_by_one_and_the_last_stays():
    exercise = make_slope()
    assert repr(exercise.hint()) == "Hint 1 of 2\nWhat is the power rule?"
    assert repr(exercise.hint()) == "Hint 2 of 2\nThe 2 comes down."
    assert repr(exercise.hint()) == "Hint 2 of 2\nThe 2 comes down."


def test_solution_of_a_lambda_is_a_function_with_its_inputs():
    cube = Exercise("Write z³.", lambda z: z**3, why="Odd.", hints=["z, three times."], inputs=[2.0])
    cube(lambda z: z * z * z)
    assert cube.solution().code == "def solution(z):\n    return z ** 3"


def test_solution_asks_for_an_attempt_first_and_then_shows_its_source():
    exercise = make_slope()
    exercise(...)
    assert "again to see it anyway" in repr(exercise.solution())
    assert repr(exercise.solution()) == "One solution\ndef square_slope(z):\n    return 2 * z"


def test_solution_is_shown_after_an_attempt():
    exercise = make_number()
    exercise(3)
    assert exercise.solution().code == "def ninety_nine():\n    return math.log(99)"
    assert exercise.solution().text == "It gives `4.59512`."


def test_solution_without_source_says_so(monkeypatch):
    line = "import sys\n"  # Python 3.13 keeps the text of `python -c`, as xdist's, under the name that exec gives
    monkeypatch.setitem(linecache.cache, "<string>", (len(line), None, [line], "<string>"))
    space = {}
    exec("def made(z):\n    return z", space)
    exercise = Exercise("Write z.", space["made"], why="So.", hints=["Step."], inputs=[1.0])
    exercise(3)
    assert "not at hand" in repr(exercise.solution())


def test_exercise_says_its_question():
    exercise = make_slope()
    assert repr(exercise).startswith("Write the derivative of z².\nCall it with your function")
    assert "Write the derivative of z²." in exercise._repr_html_()
    assert exercise.__doc__ == "Write the derivative of z²."


def test_exercise_knows_its_name_in_a_lesson(monkeypatch):
    lesson = types.ModuleType("chainrule.exercises.made_up")
    monkeypatch.setitem(sys.modules, lesson.__name__, lesson)
    monkeypatch.setattr(square_slope, "__module__", lesson.__name__)
    exercise = lesson.slope = make_slope()
    assert exercise.name == "check.slope"
    assert "`check.slope.hint()` gives a first step." in exercise(...).message
    assert "`check.slope(my_function)`" in exercise(0.5).message
    assert "`.hint()` gives a first step." in make_slope()(...).message


# --- how it looks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", LOOKS)
def test_verdict_shows_icon_word_and_colour(outcome):
    icon, word, colour = LOOKS[outcome]
    verdict = Verdict(outcome, "Look at `z`.")
    assert repr(verdict) == f"{icon} {word}\nLook at `z`."
    page = verdict._repr_html_()
    for part in ['role="status"', f"border-left: 5px solid {colour}", icon, word, "<code>z</code>"]:
        assert part in page
    assert "background: transparent" in page
    assert "--jp-ui-font-color1" in page


def luminance(colour):
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("outcome", LOOKS)
@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
def test_border_stands_out_on_light_and_dark(outcome, page):
    bright, dim = sorted([luminance(LOOKS[outcome][2]), luminance(page)], reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 3


def test_learners_text_is_escaped():
    page = make_choice()("<script>alert(1)</script>")._repr_html_()
    assert "<script>" not in page
    assert html.escape("<script>alert(1)</script>") in page


@pytest.mark.parametrize(
    "text, shown",
    [
        ("the *value*, not the slope", "the <em>value</em>, not the slope"),
        ("*each* of *these two*.", "<em>each</em> of <em>these two</em>."),
        ("`a*b*c` is *one* word", "<code>a*b*c</code> is <em>one</em> word"),
        ("2 * 3 * 4 and w*x*y and 2**3**4 and f(z)*(1 - f(z))*3", None),
        ("z < 0 -> *left*", "z &lt; 0 -&gt; <em>left</em>"),
    ],
)
def test_stars_around_words_are_stress_and_between_numbers_a_product(text, shown):
    assert as_html(text) == f'<p style="margin: 0.3em 0">{shown or text}</p>'


def test_lines_that_begin_with_a_dash_are_one_list_between_paragraphs():
    page = as_html("Not yet:\n- *it* grows\n- it is -1 at 0\nTry again.")
    plain = page.replace(' style="margin: 0.3em 0"', "")
    assert plain == "<p>Not yet:</p><ul><li><em>it</em> grows</li><li>it is -1 at 0</li></ul><p>Try again.</p>"


def test_backticks_of_the_learner_break_no_code():
    message = make_choice()("a`b`c").message
    assert message.count("`") % 2 == 0
    assert "`'a'b'c'`" in message or "`\"a'b'c\"`" in message


def test_html_is_well_formed_for_every_outcome():
    from xml.etree import ElementTree

    exercise = make_slope()
    answers = [..., square_slope, lambda z: z, lambda z: 1 / 0, lambda z: "<b>&", None]
    for thing in [*map(exercise, answers), exercise.hint(), exercise.solution(), exercise]:
        ElementTree.fromstring(thing._repr_html_())


def test_the_same_answers_give_the_same_text_in_another_process():
    program = (
        "from chainrule.exercises.framework import Exercise\n"
        "import numpy as np\n"
        "def twice(z):\n    return 2 * z\n"
        "e = Exercise('Twice?', twice, why='So.', hints=['Step.'], inputs=[1.0, np.arange(3.0)])\n"
        "for a in [..., twice, object(), lambda z: object(), lambda z: z / 0, lambda z: {z} - {1.0}]:\n"
        "    print(e(a))\n"
    )
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, text=True) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout
    assert not runs[0].stderr
    assert not re.search("0x[0-9a-f]+", runs[0].stdout)


# --- definitions --------------------------------------------------------------------------------------------

GOOD = dict(question="Twice?", reference=square_slope, why="So.", hints=["Step."], inputs=[1.0])


def takes_none():
    return None


def takes_dots():
    return ...


def fails(z):
    return 1 / (z - 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"question": " "}, "the question must be a sentence"),
        ({"why": ""}, "the why of 'Twice\\?' must be a sentence"),
        ({"hints": []}, "needs at least one hint"),
        ({"hints": ["Step.", ""]}, "a hint of 'Twice\\?' must be a sentence"),
        ({"reference": "twice"}, "must be a function of Python"),
        ({"inputs": []}, "does not take the inputs"),
        ({"inputs": [(1.0, 2.0)]}, "does not take the inputs"),
        ({"reference": ninety_nine}, "does not take the inputs"),
        ({"reference": fails}, "fails of 'Twice\\?' raises on"),
        ({"reference": takes_none, "inputs": []}, "gives no proper answer"),
        ({"reference": takes_dots, "inputs": []}, "gives no proper answer"),
    ],
)
def test_bad_definition_is_refused(change, says):
    settings = {**GOOD, **change}
    with pytest.raises(ValueError, match=says):
        Exercise(settings.pop("question"), settings.pop("reference"), **settings).validate()


@pytest.mark.parametrize(
    ("sentence", "function", "says"),
    [
        ("", lambda z: z + 9, "must be a sentence"),
        ("Right after all.", lambda z: z + z, "gives the right answer on all inputs"),
        ("It fails.", lambda z: 1 / 0, "raises on"),
        ("It fits no input.", lambda: 1, "raises on"),
        ("It has no name.", None, "needs a name of its own, not <lambda>"),
    ],
)
def test_bad_mistake_is_refused(sentence, function, says):
    def named(*inputs):
        return function(*inputs)

    exercise = make_slope()
    with pytest.raises(ValueError, match=says):
        exercise.mistake(sentence)(named if function else lambda z: z + 9)
        exercise.validate()


def test_mistake_is_given_back_and_its_name_is_taken_once():
    exercise = make_slope()

    def tripled(z):
        return 3 * z

    assert exercise.mistake("Three times.")(tripled) is tripled
    with pytest.raises(ValueError, match="needs a name of its own, not tripled"):
        exercise.mistake("Three times.")(tripled)


def test_nothing_runs_before_it_is_asked():
    def never():
        raise AssertionError("run at import")

    Exercise("What?", never, why="So.", hints=["Step."], mistakes=[wrong(never, "That is never.")])


def test_mistakes_as_data_have_stable_names():
    mistakes = [
        wrong(lambda z: z**2, "That is z² itself."),
        wrong(lambda z: z**3, "That is z² itself, times z."),
        wrong(0.0, "Flat."),
        wrong(np.sign, "Only the sign."),
        wrong(lambda z: 3 * z, "Three times.", name="tripled"),
    ]
    exercise = Exercise(**GOOD, mistakes=mistakes)
    assert list(exercise.mistakes) == ["that_is_z²_itself", "that_is_z²_itself_2", "flat", "sign", "tripled"]
    exercise.validate()
    assert exercise(lambda z: 0 * z).mistakes == ("flat",)


def test_choice_knows_its_words_and_other_ways_to_say_them():
    wrong_words = {"rise": "So it is with w5.", "stay": "What it moves, moves E."}
    settings = dict(right="fall", wrong=wrong_words, also={"falls": "fall", "grows": "rise"})
    exercise = Choice("Which way?", why="So.", hints=["Step."], **settings)
    assert [exercise(word).outcome for word in ["fall", "Falls "]] == ["correct"] * 2
    assert exercise("grows").mistakes == exercise("rise").mistakes == ("rise",)
    assert exercise.solution().text == "It is `'fall'`."


def test_lesson_offers_its_questions_only(monkeypatch):
    lesson = types.ModuleType("chainrule.exercises.made_up")
    monkeypatch.setitem(sys.modules, lesson.__name__, lesson)
    vars(lesson).update(slope=make_slope(), square_slope=square_slope, np=np)
    offer_questions(lesson.__name__)
    assert dir(lesson) == ["slope"]
    assert lesson.slope(square_slope).outcome == "correct"
    with pytest.raises(AttributeError, match="no question of this lesson; they are: slope"):
        lesson.square_slope()


# --- answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (2 / 3, "0.666667"),
        (1e-20, "1e-20"),
        (True, "True"),
        ([1, 2.5], "[1, 2.5]"),
        (np.eye(2), "[[1, 0], [0, 1]]"),
        (np.arange(50.0), "[0, 1, 2, ..., 47, 48, 49]"),
        ("tanh", "'tanh'"),
        (square_slope, "square_slope"),
        (np.float64(0.5), "0.5"),
    ],
)
def test_values_are_shown_shortly(value, text):
    assert shown(value) == text


def test_infinite_numbers_agree_with_themselves_only():
    assert same(normal(math.inf), normal(math.inf), 1e-6, 0)
    assert not same(normal(math.inf), normal(5.0), 1e-6, 0)
    assert not same(normal(math.inf), normal(-math.inf), 1e-6, 0)
    assert same(normal(math.nan), normal(math.nan), 1e-6, 0)
    assert not same(normal(1e308), normal(-1e308), 1e-6, 0)


def test_framework_needs_numpy_alone():
    program = "import sys, chainrule.exercises.framework\nprint({'matplotlib', 'ipywidgets'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


@pytest.mark.parametrize(
    ("attempt", "helps"),
    [
        (lambda z: math.exp(z), "`math` takes one number"),
        (lambda z: np.max(0, z), "`np.maximum` compares two"),
        (lambda z: 1 if z > 0 else 0, "`if` needs one number"),
    ],
    ids=["math", "np.max", "if"],
)
def test_errors_that_beginners_meet_with_arrays_say_what_helps(attempt, helps):
    def rectified(z):
        return np.maximum(0, z)

    exercise = Exercise("Cut off.", rectified, why="So.", hints=["Try."], inputs=[np.array([-1.0, 2.0])])
    assert helps in exercise(attempt).message


def test_set_of_names_is_shown_as_it_was_typed():
    def names():
        return {"W1", "b2"}

    exercise = Exercise("Which of them?", names, why="These.", hints=["Two."])
    assert "`{'W1', 'W2'}`" in exercise({"W1", "W2"}).message


def test_wrong_number_is_put_to_the_test_where_nothing_else_is_seen():
    exercise = make_number(follows=lambda z: f"There it is {1 / z:.2f}.")
    assert exercise(4.0).mistakes == ("put_to_the_test",)
    assert "There it is 0.25." in exercise(4.0).message
    assert exercise(math.log10(99)).mistakes == ("base_ten",)
    assert exercise(0.0).mistakes == ()
