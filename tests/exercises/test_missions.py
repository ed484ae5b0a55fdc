"""What a mission says to each kind of settings, on small made-up missions."""

import math
import re
import subprocess
import sys
import types
import warnings
from typing import NamedTuple

import numpy as np
import pytest

from chainrule import leaky_relu, sigmoid, tanh
from chainrule.exercises import lesson_12
from chainrule.exercises.missions import Mission
from chainrule.explorers.activations import explore_activation
from chainrule.explorers.training import explore_dead_units

# --- made-up missions ---------------------------------------------------------------------------------------


class State(NamedTuple):
    left: float
    layers: int


def shrink(factor_per_layer, layers):
    return State(factor_per_layer**layers, layers)


GOOD = dict(
    question="Let a gradient keep a tenth of its size.",
    measure=shrink,
    goal=lambda state: 0.1 <= state.left <= 1,
    settings={"factor_per_layer": (0, 2), "layers": range(10, 51)},
    say=lambda state: f"{state.left:.3g} of it is left after {state.layers} layers.",
    example={"factor_per_layer": 0.9, "layers": 20},
    why="A little less than 1 is far less than 1 after many layers.",
    hints=["Which factor keeps all of it?", "A little under 1."],
)


def make(**changes):
    return Mission(**{**GOOD, **changes})


def make_keep(**changes):
    mission = make(**changes)

    @mission.failing("Each layer takes too much of it.", example={"factor_per_layer": 0.5})
    def vanishes(state):
        return state.left < 0.1

    @mission.failing("It grows instead.", example={"factor_per_layer": 1.5})
    def grows(state):
        return state.left > 1

    @mission.failing("Nothing comes through a layer that multiplies by 0.", example={"factor_per_layer": 0})
    def nothing(state):
        return state.left == 0

    return mission


def make_slope(activations=(sigmoid, tanh), **changes):
    """A mission with a number and a choice of activations."""

    def slope(z, activation):
        return {"slope": float(activation.derivative(z))}

    return make(
        measure=slope,
        goal=lambda state: state["slope"] < 0.01,
        settings={"z": (-10, 10), "activation": list(activations)},
        say=lambda state: f"The slope is {state['slope']:.3g}.",
        example={"z": 6, "activation": activations[0]},
        **changes,
    )


def explorer(**values):
    return types.SimpleNamespace(values=types.MappingProxyType(values))


# --- not answered -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [..., {"factor_per_layer": ..., "layers": ...}, {"factor_per_layer": 1, "layers": ...}, {"layers": ...}, (..., 20)],
)
def test_three_dots_anywhere_are_not_answered_and_no_attempt(answer):
    mission = make_keep()
    verdict = mission(answer)
    assert verdict.outcome == "not answered"
    for part in [
        "Let a gradient keep a tenth of its size.",
        "`factor_per_layer` (from 0 to 2) and `layers` (a whole number from 10 to 50)",
        "`factor_per_layer=..., layers=...`",
        ".hint()",
    ]:
        assert part in verdict.message
    assert mission.attempts == 0


# --- reached ------------------------------------------------------------------------------------------------


def test_goal_that_is_reached_says_the_numbers_and_why():
    verdict = make_keep()({"factor_per_layer": 0.95, "layers": 30})
    assert verdict.outcome == "correct"
    assert verdict.message.splitlines() == [
        "0.215 of it is left after 30 layers.",
        "A little less than 1 is far less than 1 after many layers.",
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"factor_per_layer": 1, "layers": 10},
        {"factor per layer": 1, "Layers": 10},
        (1, 10),
        [1, 10],
        {"layers": 10.0, "factor_per_layer": np.float32(1)},
        {"layers": np.int64(10), "factor_per_layer": np.array([1.0])},
        types.MappingProxyType({"factor_per_layer": 1, "layers": 10}),
        explorer(**{"factor_per_layer": 1.0, "layers": 10, "seed": 3}),
    ],
)
def test_settings_in_another_form_are_right(answer):
    assert make_keep()(answer).outcome == "correct"


@pytest.mark.parametrize("make", [make_keep, lambda: make_slope([sigmoid])], ids=["two settings", "one setting"])
def test_every_mission_takes_settings_by_keyword_in_order_and_in_a_dict(make):
    mission = make()
    chosen = {name: mission.example[name] for name in mission.open_settings}
    verdicts = [mission(**chosen), mission(*chosen.values()), mission(chosen), mission(explorer(**chosen))]
    assert {verdict.outcome for verdict in verdicts} == {"correct"}
    assert mission().outcome == mission(**dict.fromkeys(chosen, ...)).outcome == "not answered"


@pytest.mark.parametrize(("factor", "layers"), [(2, 50), (0, 10)])
def test_both_ends_of_a_range_belong_to_it(factor, layers):
    assert make_keep()({"factor_per_layer": factor, "layers": layers}).message.endswith(
        ("It grows instead.", "multiplies by 0.")
    )


def test_measure_gets_floats_whole_numbers_and_the_chosen_thing():
    got = []

    def keep(factor_per_layer, layers, activation):
        got.extend([factor_per_layer, layers, activation])
        return State(1.0, layers)

    settings = {**GOOD["settings"], "activation": [sigmoid, tanh]}
    mission = make(measure=keep, settings=settings, example={**GOOD["example"], "activation": "tanh"})
    assert mission.example["activation"] is tanh
    mission({"factor_per_layer": 1, "layers": 20.0, "activation": "Sigmoid"})
    assert got == [1.0, 20, sigmoid]
    assert [type(value) for value in got[:2]] == [float, int]


# --- one setting, choices, what is fixed --------------------------------------------------------------------


def make_one(allowed=(-10, 10), example=6, **changes):
    return make(
        measure=lambda z: {"z": z},
        goal=lambda state: state["z"] == example,
        settings={"z": allowed},
        say=lambda state: f"z is {state['z']}.",
        example={"z": example},
        **changes,
    )


@pytest.mark.parametrize("answer", [6, 6.0, np.float64(6), np.array(6), [6], {"z": 6}, explorer(z=6)])
def test_where_there_is_one_setting_its_value_is_enough(answer):
    assert make_one()(answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (11, "You gave `11` as `z`: here it is from -10 to 10."),
        ("6", "You gave the string `'6'` as `z`: a number is wanted, without quotes."),
        (None, "You passed nothing (`None`); pass your `z`, or an explorer."),
        (True, "You gave `True` as `z`: a number is wanted."),
    ],
)
def test_bad_value_of_one_setting_gets_its_sentence(answer, says):
    assert make_one()(answer).message == says


def test_one_setting_is_asked_for_by_its_name():
    mission = make_one()
    assert "Put your `z`, or an explorer, where `...` stands." in mission(...).message
    assert "Call it with your `z`, or an explorer: `check(...)`." in repr(mission)


@pytest.mark.parametrize("answer", ["float32", " Float32", np.str_("float32"), {"z": "float32"}])
def test_words_are_chosen_in_any_case(answer):
    assert make_one(["float32", "float64"], "float32")(answer).outcome == "correct"


def test_truth_values_are_chosen():
    mission = make_one([True, False], True)
    assert mission(True).outcome == "correct"
    assert mission(np.False_).outcome == "not yet"
    assert mission("yes").message == "You gave `'yes'` as `z`: here it is `True` or `False`."


@pytest.mark.parametrize("given", [leaky_relu, "leaky_relu", "Leaky ReLU", leaky_relu.label])
def test_thing_is_chosen_itself_or_by_its_name(given):
    mission = make_slope((leaky_relu, sigmoid), hints=["Step."])
    assert mission({"z": -6, "activation": given}).message.startswith("The slope is 0.01.")


def test_another_thing_of_the_same_name_is_not_taken_for_the_chosen_one():
    steeper = leaky_relu.family(alpha=0.3)
    verdict = make_slope((leaky_relu, sigmoid))({"z": -6, "activation": steeper})
    assert verdict.message == 'You gave `leaky_relu` as `activation`: here it is `"leaky_relu"` or `"sigmoid"`.'


def test_choice_of_words_takes_the_thing_with_that_name():
    assert make_one(["tanh", "sigmoid"], "tanh")({"z": tanh}).outcome == "correct"


def test_what_the_mission_fixes_may_be_left_out_but_not_changed():
    mission = make_slope([sigmoid])
    for answer in [5, {"z": 5}, {"z": 5, "activation": sigmoid}, explorer(z=5, activation=sigmoid), explorer(z=5)]:
        assert mission(answer).outcome == "correct"
    assert mission({"z": 5, "activation": "tanh"}).outcome == "not yet"
    assert mission(explorer(z=5, activation=tanh)).message == 'You gave `tanh` as `activation`: here it is `"sigmoid"`.'


# --- explorers ----------------------------------------------------------------------------------------------


def test_explorer_is_read_and_the_settings_are_said():
    verdict = make_keep()(explorer(**{"factor_per_layer": 0.2, "layers": 10, "seed": 3}))
    assert verdict.mistakes == ("vanishes",)
    assert verdict.message.endswith("\nRead from the explorer: `factor_per_layer = 0.2, layers = 10`.")
    assert "Read from" not in make_keep()({"factor_per_layer": 0.2, "layers": 10}).message


def test_explorer_of_the_course_is_read():
    real = explore_activation("sigmoid")
    mission = make_slope([sigmoid])
    mission.settings["activation"] = [real.controls["activation"].value]
    real.controls["z"].value = 6
    assert mission(real).outcome == "correct"
    real.controls["z"].value = 0
    assert mission(real).outcome == "not yet"
    real.controls["activation"].value = tanh
    assert "You gave `tanh` as `activation`" in mission(real).message


def test_explorer_and_mission_compute_with_the_same_number():
    shown = explore_dead_units(learning_rate=0.5, bias_shift=-1, weight_scale=1.0, update=200)
    measured = lesson_12.kill_every_relu(shown).message
    assert "learning_rate = 0.501" in measured
    assert measured.split(" of 48 are dead")[0] == re.search(r"(\d+) of 48", shown.words)[1]


def test_wrong_explorer_is_told_what_it_lacks():
    assert make_keep()(explorer(z=1, w=2)).message == (
        "That explorer has no `factor_per_layer` and no `layers`. It has `z` and `w`. Is it the one of this mission?"
    )
    assert make_keep()(explorer()).message.startswith("That explorer has no `factor_per_layer` and no `layers`. Is it")


def test_explorer_that_was_not_called_is_told_so():
    message = make_keep()(explore_activation).message
    assert message.startswith("You passed the function `explore_activation` itself: call it")


# --- refused before anything is computed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({}, ["`factor_per_layer` and `layers` are missing.", "(from 0 to 2)", "(a whole number from 10 to 50)"]),
        ({"layers": 20}, ["`factor_per_layer` is missing. The mission takes"]),
        ({**GOOD["example"], "depth": 3}, ["There is no setting `depth` in this mission. The mission takes"]),
        ({"factor": 1, "layers": 20}, ["There is no setting `factor` in this mission. `factor_per_layer` is missing."]),
        ({1: 1}, ["There is no setting `1` in this mission."]),
        ({"factor_per_layer": "1", "layers": 20}, ["You gave the string `'1'` as `factor_per_layer`: a number"]),
        ({"factor_per_layer": math.nan, "layers": 20}, ["You gave `nan` (not a number) as `factor_per_layer`"]),
        ({"factor_per_layer": math.inf, "layers": 20}, ["You gave `inf` as `factor_per_layer`: here it is"]),
        ({"factor_per_layer": -1, "layers": 20}, ["You gave `-1` as `factor_per_layer`: here it is from 0 to 2."]),
        ({"factor_per_layer": 1, "layers": 9}, ["You gave `9` as `layers`: here it is a whole number from 10 to 50."]),
        ({"factor_per_layer": 1, "layers": 20.5}, ["You gave `20.5` as `layers`: here it is a whole number"]),
        ({"factor_per_layer": 1, "layers": math.inf}, ["You gave `inf` as `layers`: here it is a whole number"]),
        ({"factor_per_layer": 1, "layers": None}, ["You gave nothing (`None`) as `layers`: a number is wanted."]),
        ({"factor_per_layer": 1, "layers": True}, ["You gave `True` as `layers`: a number is wanted."]),
        ({"factor_per_layer": [1, 2], "layers": 20}, ["You gave 2 numbers as `factor_per_layer`: a number is wanted."]),
        ({"factor_per_layer": 1j, "layers": print}, ["type `complex` as `factor_per_layer`", "a function as `layers`"]),
        ({"factor_per_layer": 3, "layers": 3}, ["`3` as `factor_per_layer`", "\nYou gave `3` as `layers`"]),
        (20, ["You passed `20`; pass your settings, `factor_per_layer=..., layers=...`, or an explorer."]),
        (None, ["You passed nothing (`None`); pass your settings"]),
        ("twenty", ["You passed `'twenty'`; pass your settings"]),
        ((1, 20, 3), ["You passed `[1, 20, 3]`; pass your settings"]),
        (np.arange(3), ["You passed `[0, 1, 2]`; pass your settings"]),
        (object(), ["You passed `<object object>`; pass your settings"]),
        (dict, ["You passed the function `dict` itself: call it"]),
    ],
)
def test_improper_settings_get_a_sentence_before_anything_is_measured(answer, says):
    mission = make_keep()
    mission.measure = lambda **settings: pytest.fail("measured")
    verdict = mission(answer)
    assert verdict.outcome == "not yet"
    assert verdict.mistakes == ("settings",)
    for sentence in says:
        assert sentence in verdict.message
    assert mission.attempts == 1


# --- not yet, and which failure -----------------------------------------------------------------------------


def test_known_failure_is_named_with_the_numbers():
    verdict = make_keep()({"factor_per_layer": 1.1, "layers": 10})
    assert verdict.outcome == "not yet"
    assert verdict.mistakes == ("grows",)
    assert verdict.message == "2.59 of it is left after 10 layers.\nIt grows instead."


def test_failures_that_hold_together_are_all_said():
    verdict = make_keep()({"factor_per_layer": 0, "layers": 10})
    assert verdict.mistakes == ("vanishes", "nothing")
    assert verdict.message.splitlines()[1:] == [
        "More than one thing is in the way:",
        "- Each layer takes too much of it.",
        "- Nothing comes through a layer that multiplies by 0.",
    ]


def test_unknown_failure_says_the_numbers_and_the_way_on():
    verdict = make()({"factor_per_layer": 0.5, "layers": 10})
    assert verdict.message == "0.000977 of it is left after 10 layers.\n`.hint()` gives a step."
    assert verdict.mistakes == ()


def test_failure_does_not_count_where_the_goal_is_reached():
    mission = make()
    mission.failing("Small.", example={"factor_per_layer": 0.1})(named("small", lambda state: state.left < 1))
    assert mission(GOOD["example"]).outcome == "correct"


def named(name, function):
    function.__name__ = name
    return function


# --- raised, warnings ---------------------------------------------------------------------------------------


def test_error_of_the_measure_is_said_with_the_settings():
    def fails(factor_per_layer, layers):
        raise ZeroDivisionError("made to fail")

    verdict = make(measure=fails)({"factor_per_layer": 0.5, "layers": 10})
    assert verdict.outcome == "raised"
    assert verdict.message == (
        "Measuring raised `ZeroDivisionError: made to fail`.\nThis was with `factor_per_layer = 0.5, layers = 10`."
    )


def test_warnings_of_the_measure_do_not_leak():
    def loud(factor_per_layer, layers):
        warnings.warn("loud", stacklevel=1)
        return State(float(np.exp(np.float64(1000)) * 0 + 1), layers)

    with np.errstate(all="raise"):
        assert make(measure=loud)(GOOD["example"]).outcome == "not yet"


# --- help ---------------------------------------------------------------------------------------------------


def test_hints_come_one_by_one_and_the_last_stays():
    mission = make()
    assert repr(mission.hint()) == "Hint 1 of 2\nWhich factor keeps all of it?"
    assert [mission.hint().text for _ in range(2)] == ["A little under 1."] * 2


def test_solution_asks_for_an_attempt_first_and_then_shows_settings_with_their_numbers():
    mission = make()
    mission(...)
    assert "again to see it anyway" in repr(mission.solution())
    assert repr(mission.solution()) == (
        "One way there\n0.122 of it is left after 20 layers.\ncheck(factor_per_layer=0.9, layers=20)"
    )


def test_solution_is_shown_after_an_attempt_as_it_can_be_typed():
    word, truth = make_one(["a", "b"], "a"), make_one([True, False], True)
    for mission in [make(), make_slope(), make_slope([sigmoid]), word, truth]:
        mission(5)
        assert eval(mission.solution().code, {"check": mission}).outcome == "correct"


def test_mission_says_its_question():
    mission = make()
    assert repr(mission) == (
        "Let a gradient keep a tenth of its size.\n"
        "Call it with your settings, `factor_per_layer=..., layers=...`, or an explorer: `check(...)`. "
        "`.hint()` helps, `.solution()` shows one."
    )
    assert "Let a gradient keep" in mission._repr_html_()
    assert mission.__doc__ == mission.question


def test_mission_knows_its_name_in_a_lesson(monkeypatch):
    lesson = types.ModuleType("chainrule.exercises.made_up")
    monkeypatch.setitem(sys.modules, lesson.__name__, lesson)
    monkeypatch.setattr(GOOD["goal"], "__module__", lesson.__name__)
    mission = lesson.keep = make()
    assert mission.name == "check.keep"
    assert "`check.keep.hint()` gives a first step." in mission(...).message
    mission(None)
    assert mission.solution().code == "check.keep(factor_per_layer=0.9, layers=20)"


def test_html_is_well_formed_for_every_outcome():
    from xml.etree import ElementTree

    mission = make_keep()
    answers = [..., GOOD["example"], {"factor_per_layer": 0, "layers": 10}, {"<b>&": 1}, explorer(**{"<i>": 1}), None]
    for thing in [*map(mission, answers), mission.hint(), mission.solution(), mission]:
        ElementTree.fromstring(thing._repr_html_())


def test_nothing_is_measured_before_it_is_asked():
    def never(factor_per_layer, layers):
        pytest.fail("measured")

    mission = make_keep(measure=never)
    for text in [repr(mission), repr(mission(...)), repr(mission.hint()), repr(mission.solution())]:
        assert text


# --- definitions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"question": " "}, "the question must be a sentence"),
        ({"why": ""}, "the why of .* must be a sentence"),
        ({"hints": []}, "needs at least one hint"),
        ({"hints": ["Step.", ""]}, "a hint of .* must be a sentence"),
        ({"measure": lambda factor, layers: None}, "its measure takes \\['factor', 'layers'\\], but the settings"),
        ({"settings": {}}, "at least one setting must be left to the learner"),
        ({"settings": {"factor_per_layer": [1.0], "layers": [20]}}, "at least one setting must be left to the learner"),
        ({"settings": {**GOOD["settings"], "layers": (5, 3)}}, "layers must be \\(low, high\\), a range or a list"),
        ({"settings": {**GOOD["settings"], "layers": (5,)}}, "layers must be \\(low, high\\), a range or a list"),
        ({"settings": {**GOOD["settings"], "layers": []}}, "layers must be \\(low, high\\), a range or a list"),
        ({"settings": {**GOOD["settings"], "layers": 5}}, "layers must be \\(low, high\\), a range or a list"),
        ({"example": {"layers": 20}}, "its example is not proper: `factor_per_layer` is missing"),
        ({"example": {**GOOD["example"], "layers": 51}}, "its example is not proper: You gave `51` as `layers`"),
    ],
)
def test_bad_definition_is_refused(changes, says):
    with pytest.raises(ValueError, match=says):
        make(**changes)


@pytest.mark.parametrize(
    ("sentence", "name", "example", "says"),
    [
        ("", "small", {}, "the sentence of failure small must be a sentence"),
        ("Small.", "<lambda>", {}, "needs a name of its own, not <lambda>"),
        ("Small.", "grows", {}, "needs a name of its own, not grows"),
        ("Small.", "small", {"layers": 3}, "the example of failure small is not proper: You gave `3` as `layers`"),
        ("Small.", "small", {"depth": 3}, "the example of failure small is not proper: There is no setting `depth`"),
    ],
)
def test_bad_failure_is_refused(sentence, name, example, says):
    with pytest.raises(ValueError, match=says):
        make_keep().failing(sentence, example=example)(named(name, lambda state: state.left < 0.5))


def test_failure_is_given_back_and_completes_its_example():
    mission, small = make(), named("small", lambda state: state.left < 0.1)
    assert mission.failing("Small.", example={"factor_per_layer": 0.1})(small) is small
    assert mission.failures["small"].example == {"factor_per_layer": 0.1, "layers": 20}


def test_missions_need_numpy_alone():
    program = "import sys, chainrule.exercises.missions\nprint({'matplotlib', 'ipywidgets'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
