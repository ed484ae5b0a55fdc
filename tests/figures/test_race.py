"""The picture of the race: medians, crossings and factors are those of the curves, and the sentence says the same."""

import math

import numpy as np
import pytest

from chainrule import relu, sigmoid, tanh
from chainrule.figures.race import accuracies_of, draw_race, label_of, move_race, race_axes, say_race
from chainrule.maths.race import Measurement, Runner

RUNNERS = [Runner(sigmoid, 0.1), Runner(relu, 0.1)]


def curve(*accuracies):
    return [Measurement(20 * k, accuracy, 1.0) for k, accuracy in enumerate(accuracies)]


CURVES = {
    (0, 0): curve(0.1, 0.5, 0.7, 0.85, 0.91, 0.92),
    (0, 1): curve(0.1, 0.5, 0.91, 0.85, 0.80, 0.92),
    (1, 0): curve(0.2, 0.92, 0.95, 0.95, 0.95, 0.96),
    (1, 1): curve(0.2, 0.92, 0.80, 0.95, 0.95, 0.96),
}


def drawn(curves, goal=0.9, runners=RUNNERS):
    _, axes = race_axes()
    tracks, heading = draw_race(*axes, runners, 1500)
    return tracks, heading, move_race(tracks, heading, curves, runners, goal)


def test_crossings_medians_and_factors_are_those_of_the_curves():
    (slow, fast), heading, words = drawn(CURVES)
    assert slow.first.get_xdata().tolist() == [80, 40]
    assert slow.sustained.get_xdata().tolist() == [80, 100]
    assert fast.sustained.get_xdata().tolist() == [20, 60]
    assert slow.middle.get_xdata() == [90.0] and fast.middle.get_xdata() == [40.0]
    assert slow.factor.get_text() == "1 ×" and fast.factor.get_text() == "2.2 ×"
    assert "90 %" in heading.get_text()
    assert words.startswith(
        "90 % for good, median of 2 seeds: ReLU after 40 updates, 2.2 times as fast as the slowest; "
    )


def test_who_does_not_arrive_is_said():
    (slow, _), _, words = drawn(CURVES, goal=0.95)
    assert slow.factor.get_text() == "not there"
    assert len(slow.middle.get_xdata()) == 0
    assert words.endswith("Sigmoid not in the median")


def test_the_line_is_the_median_and_the_band_holds_all_seeds():
    (slow, _), _, _ = drawn(CURVES)
    updates, accuracies = accuracies_of([CURVES[0, 0], CURVES[0, 1]])
    seen = updates >= 10
    np.testing.assert_array_equal(slow.median.get_ydata(), np.median(accuracies, axis=0)[seen])
    edges = slow.band.get_path().vertices
    assert edges[:, 1].min() == 0.5 and edges[:, 1].max() == 0.92


def test_a_run_that_ended_early_stays_where_it_was():
    _, accuracies = accuracies_of([curve(0.1, 0.2), curve(0.1, 0.5, 0.6)])
    assert accuracies.tolist() == [[0.1, 0.2, 0.2], [0.1, 0.5, 0.6]]


def test_before_the_start_there_is_a_sentence_too():
    _, _, words = drawn({key: [] for key in CURVES})
    assert words == "90 % for good, median of 2 seeds: Sigmoid not in the median; ReLU not in the median"


@pytest.mark.parametrize("second", [0.1, 0.5])
def test_two_of_one_kind_are_told_apart_by_their_rate(second):
    runners = [Runner(tanh, 0.3), Runner(tanh, second), Runner(relu, 0.3)]
    assert [label_of(runner, runners) for runner in runners] == ["Tanh, rate 0.3", f"Tanh, rate {second:g}", "ReLU"]


def test_nobody_arrives():
    assert "not in the median" in say_race({(0, 0): []}, RUNNERS[:1], [math.inf], 0.8)
