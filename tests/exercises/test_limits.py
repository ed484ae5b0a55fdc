"""Whatever a learner passes, a sentence comes back and the process lives."""

import sys
import threading

import numpy as np
import pytest

from chainrule.exercises import framework
from chainrule.exercises.answers import normal, shown, unanswered
from chainrule.exercises.framework import Exercise
from chainrule.exercises.limits import TimeUp, within


def twice(z):
    return 2 * z


def two():
    return 2.0


def make(reference=twice):
    inputs = [0.5, np.array([1.0, 2.0])] if reference is twice else []
    return Exercise("Twice?", reference, why="So.", hints=["Step."], inputs=inputs)


def endless(z):
    while True:
        pass


def endless_and_stubborn(z):
    while True:
        try:
            pass
        except:  # noqa: E722
            return z


def without_ground(z):
    return without_ground(z)


class Mute:
    def __repr__(self):
        raise RuntimeError("no words")


@pytest.mark.parametrize("attempt", [endless, endless_and_stubborn])
def test_endless_loop_ends_with_a_sentence(attempt, monkeypatch):
    monkeypatch.setattr(framework, "SECONDS", 0.2)
    verdict = make()(attempt)
    assert verdict.outcome in ("raised", "not yet")
    if attempt is endless:
        assert "loop without an end" in verdict.message
        assert "`while True:`" in verdict.message or "`pass`" in verdict.message


@pytest.mark.parametrize("limit", [within])
def test_limit_ends_a_loop_in_any_thread(limit):
    said = []

    def attempt():
        try:
            limit(0.1, endless, 1.0)
        except TimeUp:
            said.append("ended")

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join(10)
    assert said == ["ended"]
    assert limit(1.0, max, 2, 3) == 3


def test_exit_and_endless_recursion_are_told():
    assert "SystemExit" in make()(lambda z: sys.exit()).message
    assert "RecursionError" in make()(without_ground).message


def test_odd_things_get_a_sentence():
    knot = []
    knot.append(knot)
    for odd in [knot, (knot,), Mute(), [Mute()], [0.5] * 10**6, np.zeros(10**7), {Mute()}]:
        assert make(two)(odd).outcome == "not yet"
        assert make()(lambda z, odd=odd: odd).outcome == "not yet"
    assert not unanswered(knot)
    assert "Mute" in shown(Mute())


def test_masked_number_is_no_value():
    masked = np.ma.array([1.0, 2.0], mask=[False, True])
    np.testing.assert_array_equal(normal(masked), [1.0, np.nan])
