"""Explorers of the last layer, driven from code: every control to both ends, and the picture against floor 1."""

import itertools
import warnings

import numpy as np
import pytest

from chainrule.explorers.softmax import explore_errors, explore_softmax
from chainrule.figures import softmax as draw
from chainrule.maths.softmax import log_error, softmax, softmax_jacobian, squared_error, updates_to_turn, walk_output

SCORES = {"z1": (-5, 5), "z2": (-5, 5), "z3": (-5, 5), "temperature": (10**-0.35, 10), "row": (1, 3)}
OUTPUT = {"z": (-10, 10), "target": (0, 1), "learning_rate": (0.1, 10)}


def settings(ends):
    return [dict(zip(ends, row, strict=True)) for row in itertools.product(*ends.values())]


def set_all(explorer, values):
    for name, value in values.items():
        explorer.controls[name].value = value


def test_the_bars_of_every_setting_are_those_of_floor_1():
    explorer = explore_softmax()
    left, _, right = explorer.figure.axes
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for values in settings(SCORES):
            set_all(explorer, values)
            z, T = [values[f"z{k}"] for k in (1, 2, 3)], float(f"{explorer.controls['temperature'].value:.3g}")
            np.testing.assert_array_equal([bar.get_height() for bar in left.patches], softmax(z, temperature=T))
            slopes = softmax_jacobian(z, temperature=T)[values["row"] - 1]
            np.testing.assert_array_equal([bar.get_height() for bar in right.patches], slopes)
            assert explorer.words == draw.describe_softmax(z, T, values["row"])


def test_every_setting_of_errors_tells_the_updates_of_floor_1():
    explorer = explore_errors()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for values in settings(OUTPUT):
            set_all(explorer, values)
            z, t, rate = values.values()
            counts = [updates_to_turn(walk_output(e, z, t, rate, draw.UPDATES), t) for e in (squared_error, log_error)]
            slopes = [error.gradient(z, t) for error in (squared_error, log_error)]
            assert explorer.words == draw.describe_errors(z, t, rate, slopes, counts)


@pytest.mark.parametrize(("explore", "frames"), [(explore_softmax, 101), (explore_errors, 81)])
def test_frames_ahead_hold_every_place_of_the_first_slider_in_half_a_megabyte(explore, frames):
    explorer = explore()
    explorer.send_frames_ahead()
    assert len(explorer.canvas.ahead["frames"]) == frames == len(set(explorer.canvas.ahead["descriptions"]))
    assert sum(map(len, explorer.canvas.ahead["frames"])) < 600_000


@pytest.mark.parametrize(("explore", "ends"), [(explore_softmax, SCORES), (explore_errors, OUTPUT)])
def test_reset_brings_the_start_back(explore, ends):
    explorer = explore()
    words = explorer.words
    set_all(explorer, {name: end for name, (_, end) in ends.items()})
    assert explorer.words != words
    explorer.reset()
    assert explorer.words == words


@pytest.mark.parametrize(
    ("explore", "change", "said"),
    [
        (explore_softmax, {"z": (1, 2)}, r"z must be three scores, but it is \(1, 2\)"),
        (explore_softmax, {"z": 1}, "z must be three scores, but it is 1"),
        (explore_softmax, {"z": (1, 2, 6)}, "z3 must lie between -5 and 5, but it is 6"),
        (explore_softmax, {"temperature": 0.1}, "temperature must lie between 0.446"),
        (explore_softmax, {"row": 4}, "row must be one of 1, 2, 3, but it is 4"),
        (explore_errors, {"z": -11}, "z must lie between -10 and 10, but it is -11"),
        (explore_errors, {"target": 2}, "target must lie between 0 and 1, but it is 2"),
        (explore_errors, {"learning_rate": 0}, "learning_rate must lie between 0.1 and 10, but it is 0"),
    ],
)
def test_bad_starts_are_refused(explore, change, said):
    with pytest.raises(ValueError, match=said):
        explore(**change)
