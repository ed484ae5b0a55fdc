"""Walks every exercise and every mission of every lesson.

The reference passes, the example reaches its goal, and every known mistake and failure is named as itself.
"""

import copy
import functools
import importlib
import math
import pkgutil
import re
import types

import numpy as np
import pytest

import chainrule.exercises
from chainrule.exercises.answers import normal, same
from chainrule.exercises.framework import Choice, Exercise
from chainrule.exercises.missions import Mission

LESSONS = {
    info.name: importlib.import_module(f"chainrule.exercises.{info.name}")
    for info in pkgutil.iter_modules(chainrule.exercises.__path__)
    if info.name.startswith("lesson_")
}


def all_of(kind):
    """Every exercise, or every mission, by "lesson.name"."""
    named = ((lesson, *item) for lesson, module in LESSONS.items() for item in vars(module).items())
    return {f"{lesson}.{name}": thing for lesson, name, thing in named if isinstance(thing, kind)}


EXERCISES, MISSIONS = all_of(Exercise), all_of(Mission)
MISTAKES = [
    pytest.param(exercise, name, id=f"{where}-{name}")
    for where, exercise in EXERCISES.items()
    for name in exercise.mistakes
]


def first_value(exercise):
    return exercise.runs[0].value


def wants_numbers(exercise):
    return isinstance(first_value(exercise), np.ndarray)


def each(condition):
    """Parametrize a test by a copy of each exercise for which a condition holds."""
    chosen = {where: exercise for where, exercise in EXERCISES.items() if condition(exercise)}
    return pytest.mark.parametrize("exercise", [pytest.param(copy.copy(chosen[where]), id=where) for where in chosen])


each_exercise = each(lambda exercise: True)
each_function = each(lambda exercise: exercise.wants_function)
each_with_numbers = each(wants_numbers)
each_number = each(lambda exercise: wants_numbers(exercise) and not exercise.wants_function)


def answer_of(exercise, function):
    """What a learner passes whose answer is what the function gives."""
    return function if exercise.wants_function else function()


def always(exercise, value):
    """What a learner passes who gives this one value whatever the inputs."""

    def attempt(*inputs):
        return value

    return answer_of(exercise, attempt)


def gives_away(exercise, message):
    """The right number at 6 digits, if it stands in a message (whole numbers stand everywhere by chance)."""
    if exercise.wants_function or not wants_numbers(exercise):
        return None
    numbers = [f"{number:.6g}" for number in first_value(exercise).ravel() if not float(number).is_integer()]
    return next((n for n in numbers if re.search(rf"(?<![\d.]){re.escape(n)}(?!\d|\.\d)", message)), None)


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_has_at_least_five_exercises(lesson):
    assert sum(where.startswith(f"{lesson}.") for where in EXERCISES) >= 5


@each_exercise
def test_has_at_least_two_mistakes_and_a_hint(exercise):
    assert len(exercise.mistakes) >= 2
    assert exercise.hints


@each_exercise
def test_reference_is_correct_and_says_why(exercise):
    verdict = exercise(answer_of(exercise, exercise.reference))
    assert verdict.outcome == "correct"
    assert exercise.why in verdict.message


@each_exercise
def test_three_dots_are_not_answered(exercise):
    for nothing_yet in [..., always(exercise, ...)]:
        verdict = exercise(nothing_yet)
        assert verdict.outcome == "not answered"
        assert exercise.question in verdict.message
        assert ".hint()" in verdict.message
        assert not gives_away(exercise, verdict.message)


@pytest.mark.parametrize(("exercise", "name"), MISTAKES)
def test_known_mistake_is_named_as_itself(exercise, name):
    mistake = exercise.mistakes[name]
    verdict = exercise(answer_of(exercise, mistake.function))
    assert verdict.outcome == "not yet"
    assert name in verdict.mistakes
    for coinciding in verdict.mistakes:
        assert exercise.mistakes[coinciding].sentence in verdict.message
    assert not gives_away(exercise, verdict.message)


@each_function
def test_exception_is_reported_with_its_line(exercise):
    def attempt(*inputs):
        raise ZeroDivisionError("made to fail")

    verdict = exercise(attempt)
    assert verdict.outcome == "raised"
    for part in ["ZeroDivisionError", "made to fail", 'raise ZeroDivisionError("made to fail")', "line"]:
        assert part in verdict.message


@each_exercise
def test_none_gets_its_own_sentence(exercise):
    verdict = exercise(always(exercise, None))
    assert verdict.outcome == "not yet"
    assert "nothing (`None`)" in verdict.message
    assert "return" in verdict.message


@each_exercise
def test_wrong_shape_gets_its_own_sentence(exercise):
    verdict = exercise(always(exercise, np.full((3, 1, 2), 0.123)))
    assert verdict.outcome == "not yet"
    assert "(3, 1, 2)" in verdict.message or "0.123" in verdict.message or "wanted" in verdict.message
    if wants_numbers(exercise):
        assert "an array of shape (3, 1, 2)" in verdict.message


@each(lambda exercise: first_value(exercise) != "nan" if not wants_numbers(exercise) else True)
def test_nan_gets_its_own_sentence(exercise):
    value = first_value(exercise)
    nan = np.full(value.shape, np.nan) if wants_numbers(exercise) else np.nan

    def attempt(*inputs):
        return np.full(np.shape(exercise.reference(*inputs)), np.nan)

    shaped = exercise.wants_function and wants_numbers(exercise)
    verdict = exercise(attempt if shaped else always(exercise, nan))
    assert verdict.outcome == "not yet"
    if wants_numbers(exercise):
        assert "`nan` (not a number)" in verdict.message
    else:
        assert "wanted" in verdict.message or "choose one of" in verdict.message


@each_exercise
def test_string_gets_its_own_sentence(exercise):
    verdict = exercise(always(exercise, "pandemonium"))
    assert verdict.outcome == "not yet"
    if isinstance(first_value(exercise), str):
        assert "choose one of" in verdict.message
    else:
        assert "the string `'pandemonium'`" in verdict.message


@each_exercise
def test_wrong_kind_is_told_apart(exercise):
    verdict = exercise(0.5 if exercise.wants_function else lambda: 0.5)
    assert verdict.outcome == "not yet"
    helps = "pass the function itself" if exercise.wants_function else "You gave a function"
    assert helps in verdict.message


@each_number
def test_unknown_wrong_answer_does_not_give_the_answer_away(exercise):
    wrong = 1.37 * np.asarray(first_value(exercise), dtype=float) + 0.613
    verdict = exercise(wrong + 100 * exercise.atol)
    assert verdict.outcome == "not yet"
    assert not gives_away(exercise, verdict.message)


@each_with_numbers
def test_other_forms_of_the_right_answer_are_right(exercise):
    def attempt(*inputs):
        return np.asarray(exercise.reference(*inputs)).tolist()

    assert exercise(answer_of(exercise, attempt)).outcome == "correct"
    assert same(first_value(exercise), normal(first_value(exercise).tolist()), 0, 0)


@each_exercise
def test_hints_come_one_by_one_and_the_last_stays(exercise):
    exercise = copy.copy(exercise)
    exercise.hints_shown = 0
    said = [exercise.hint().text for _ in range(len(exercise.hints) + 1)]
    assert said == [*exercise.hints, exercise.hints[-1]]


@each_exercise
def test_definition_is_sound(exercise):
    exercise.validate()


@each(lambda exercise: not isinstance(exercise, Choice))
def test_solution_shows_the_reference(exercise):
    exercise(answer_of(exercise, exercise.reference))
    names = dict(exercise.reference.__globals__)
    exec(exercise.solution().code, names)
    shown = names[re.match(r"def (\w+)\(", exercise.solution().code)[1]]
    assert exercise(answer_of(exercise, shown)).outcome == "correct"


@each(lambda exercise: isinstance(exercise, Choice))
def test_solution_of_a_choice_says_the_word(exercise):
    exercise(first_value(exercise))
    assert first_value(exercise) in repr(exercise.solution()).casefold()


# --- digits -------------------------------------------------------------------------------------------------


def last_digit(question, number):
    """The unit of the last digit that a question asks for; None if it asks for no number of digits."""
    if found := re.search(r"\bto (0\.\d+|a tenth)\b", question):
        return 0.1 if found[1] == "a tenth" else float(found[1])
    if found := re.search(r"(\d) decimals", question):
        return 10.0 ** -int(found[1])
    if found := re.search(r"(\d) digits", question):
        return 10.0 ** (math.floor(math.log10(abs(number))) + 1 - int(found[1])) if number else None
    return None


@each(
    lambda exercise: (
        not exercise.wants_function and wants_numbers(exercise) and last_digit(exercise.question, 1.0) is not None
    )
)
def test_tolerance_is_as_wide_as_the_digits_asked(exercise):
    right = first_value(exercise)
    for place in np.ndindex(right.shape):
        unit = last_digit(exercise.question, right[place])
        if unit is None:  # a 0 has no first digit that is not 0
            continue
        for steps, outcome in [(0, "correct"), (-1.01, "not yet"), (1.01, "not yet")]:
            answer = right.copy()
            answer[place] = right[place] + steps * unit if steps else round(right[place] / unit) * unit
            assert exercise(answer).outcome == outcome, answer


@each_exercise
def test_knows_the_name_that_a_learner_types(exercise):
    original = next(thing for thing in EXERCISES.values() if thing.reference is exercise.reference)
    assert original.name.startswith("check.")
    assert original.question in repr(original)


# --- missions -----------------------------------------------------------------------------------------------


def remembering(mission):
    """A copy of a mission that measures each settings once, however many tests ask."""
    mission = copy.copy(mission)
    mission.measure = functools.cache(mission.measure)
    return mission


def without_measure(mission):
    """A copy of a mission that must not measure."""
    mission = copy.copy(mission)
    mission.measure = lambda **settings: pytest.fail(f"measured at {settings}")
    return mission


REMEMBERING = {where: remembering(mission) for where, mission in MISSIONS.items()}
each_mission = pytest.mark.parametrize("mission", [pytest.param(each, id=where) for where, each in REMEMBERING.items()])
each_failure = pytest.mark.parametrize(
    ("mission", "name"),
    [pytest.param(each, name, id=f"{where}-{name}") for where, each in REMEMBERING.items() for name in each.failures],
)


def said(mission, settings):
    """The sentence with what a mission measures; a warning on the way is an error here."""
    return mission.say(mission.measure(**settings))


def with_setting(mission, value):
    """The example of a mission with this value for one of its settings, for each one in turn."""
    return {name: {**mission.example, name: value} for name in mission.open_settings}


@each_mission
def test_mission_knows_a_way_to_fail_and_has_a_hint(mission):
    assert mission.failures
    assert mission.hints


@each_mission
def test_example_of_a_mission_reaches_its_goal(mission):
    verdict = mission(mission.example)
    assert verdict.outcome == "correct", verdict
    assert mission.why in verdict.message
    assert said(mission, mission.example) in verdict.message


@each_failure
def test_known_failure_is_named_as_itself(mission, name):
    failure = mission.failures[name]
    verdict = mission(failure.example)
    assert verdict.outcome == "not yet", verdict
    assert name in verdict.mistakes
    for coinciding in verdict.mistakes:
        assert mission.failures[coinciding].sentence in verdict.message


@each_mission
def test_mission_measures_the_same_again_and_without_warnings(mission):
    afresh = copy.copy(mission)
    afresh.measure = mission.measure.__wrapped__
    for settings in [mission.example, *(failure.example for failure in mission.failures.values())]:
        assert said(afresh, settings) == said(mission, settings)


@each_mission
def test_three_dots_in_a_mission_are_not_answered(mission):
    mission = without_measure(mission)
    for nothing_yet in [..., *with_setting(mission, ...).values()]:
        verdict = mission(nothing_yet)
        assert verdict.outcome == "not answered"
        for part in [mission.question, ".hint()", *mission.open_settings]:
            assert part in verdict.message


@each_mission
@pytest.mark.parametrize(
    ("value", "says"),
    [
        (np.nan, "`nan`"),
        (np.inf, "`inf`"),
        (-np.inf, "`-inf`"),
        ("pandemonium", "`'pandemonium'`"),
        (None, "None"),
        (np.zeros(3), "3 numbers"),
        (len, "function"),
    ],
    ids=["nan", "inf", "-inf", "string", "None", "array", "function"],
)
def test_setting_that_is_no_proper_value_gets_its_own_sentence(mission, value, says):
    mission = without_measure(mission)
    for name, settings in with_setting(mission, value).items():
        verdict = mission(settings)
        assert verdict.outcome == "not yet"
        assert f"as `{name}`" in verdict.message
        assert says in verdict.message or isinstance(mission.settings[name], list)


@each_mission
def test_missing_and_unknown_settings_get_their_own_sentence(mission):
    mission = without_measure(mission)
    for name in mission.open_settings:
        rest = {other: value for other, value in mission.example.items() if other != name}
        verdict = mission(rest)
        assert verdict.outcome == "not yet"
        assert f"`{name}` is missing" in verdict.message
    verdict = mission({**mission.example, "pandemonium": 1})
    assert verdict.outcome == "not yet"
    assert "no setting `pandemonium`" in verdict.message


@each_mission
@pytest.mark.parametrize(
    "answer", [None, "pandemonium", np.nan, (), pytest.param(object(), id="object"), print], ids=repr
)
def test_what_is_no_settings_gets_its_own_sentence(mission, answer):
    verdict = without_measure(mission)(answer)
    assert verdict.outcome == "not yet"
    assert verdict.message.startswith(("You passed ", "You gave "))


@each_mission
def test_explorer_works_like_the_settings_it_shows(mission):
    explorer = types.SimpleNamespace(values={**mission.example, "another control": 1})
    verdict, by_dict = mission(explorer), mission(mission.example)
    assert verdict.outcome == "correct"
    assert verdict.message.startswith(by_dict.message)
    assert "Read from the explorer: `" in verdict.message
    wrong = without_measure(mission)(types.SimpleNamespace(values={"another control": 1}))
    assert wrong.outcome == "not yet"
    assert f"That explorer has no `{mission.open_settings[0]}`" in wrong.message


@each_mission
def test_hints_of_a_mission_come_one_by_one_and_the_last_stays(mission):
    mission = copy.copy(mission)
    mission.hints_shown = 0
    said = [mission.hint().text for _ in range(len(mission.hints) + 1)]
    assert said == [*mission.hints, mission.hints[-1]]


@each_mission
def test_solution_of_a_mission_can_be_typed_and_reaches_its_goal(mission):
    mission = copy.copy(mission)
    mission.attempts = 1
    assert eval(mission.solution().code, {"check": mission}).outcome == "correct"


@pytest.mark.parametrize("where", MISSIONS)
def test_mission_knows_the_name_that_a_learner_types(where):
    mission = MISSIONS[where]
    assert mission.name == f"check.{where.split('.')[1]}"
    assert mission.question in repr(mission)
