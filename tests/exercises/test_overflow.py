"""Where numpy never warns, as in WebAssembly, an answer that overflows is still not praised."""

import importlib

import numpy as np
import pytest

from chainrule.exercises import framework, overflow

SILENT = np.errstate
QUIET = [("16", "careful_sigmoid_slope"), ("16", "careful_tanh_slope"), ("13", "my_softmax")]


@pytest.fixture
def exercise(request, monkeypatch):
    """An exercise as it is where numpy never warns."""
    lesson, name = request.param
    made = getattr(importlib.import_module(f"chainrule.exercises.lesson_{lesson}"), name)
    monkeypatch.setattr(np, "errstate", lambda **_: SILENT(all="ignore"))
    monkeypatch.setattr(framework, "numpy_warns", lambda: False)
    again = framework.Exercise(
        made.question, made.reference, why=made.why, hints=made.hints, inputs=made.inputs,
        rtol=made.rtol, atol=made.atol, quiet=made.quiet, mistakes=made.mistakes.values(),
    )  # fmt: skip
    again.mistakes = made.mistakes
    return again


@pytest.mark.parametrize("exercise", QUIET, indirect=True, ids="-".join)
def test_the_reference_is_right_and_every_known_mistake_is_named(exercise):
    exercise.validate()
    assert exercise(exercise.reference).outcome == "correct"
    for name, mistake in exercise.mistakes.items():
        assert name in exercise(mistake.function).mistakes


@pytest.mark.parametrize("exercise", QUIET[:1], indirect=True, ids="-".join)
@pytest.mark.parametrize(
    "slope",
    [
        lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
        lambda z: np.where(z > 0, np.exp(-z) / (1 + np.exp(-z)) ** 2, np.exp(z) / (1 + np.exp(z)) ** 2),
    ],
)
def test_right_values_with_an_overflow_on_the_way_are_not_yet_right(exercise, slope):
    verdict = exercise(slope)
    assert verdict.outcome == "not yet"
    assert "overflow encountered in exp" in verdict.message


def test_a_nan_out_of_numbers_is_noticed_and_one_that_was_there_is_not():
    with pytest.warns(RuntimeWarning, match="invalid value encountered in subtract"):
        overflow.watched(np.array([np.inf])) - np.inf
    overflow.watched(np.array([np.nan, np.inf])) + 1.0


def test_what_is_no_float_is_left_alone():
    words = {"rise"}
    assert overflow.watched((1, words, "a"))[1] is words
    assert type(overflow.watched(1)) is int
