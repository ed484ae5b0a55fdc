"""The own_activation reads what is typed, keeps the last good picture, and never raises."""

import ipywidgets
import numpy as np
import pytest

from chainrule import ACTIVATIONS, Activation, relu, tanh
from chainrule.explorers import own_activation
from chainrule.explorers.own_activation import explore_my_activation


def curve(explorer):
    return next(each for each in explorer.figure.axes[0].lines if each.get_linewidth() == 3)


@pytest.fixture(scope="module")
def explorer_of_tanh():
    return explore_my_activation("tanh(z)")


def test_starts_with_a_formula_and_says_it_in_three_lines():
    lines = explore_my_activation().words.split("\n")
    assert lines[0] == "Yours at z = 1: value 0.5, slope 0.25; 25 % of an incoming gradient passes."
    assert len(lines) == 3
    assert "E[a²] = 0.183, E[a′²] = 0.228" in lines[2]


def test_typed_formula_takes_the_place_of_the_first():
    explorer = explore_my_activation()
    explorer.controls["formula"].value = "tanh(z)"
    z, values = curve(explorer).get_data()
    np.testing.assert_allclose(values, np.tanh(z))
    assert "It has the values of Tanh" in explorer.words
    assert "value 0.762, slope 0.42" in explorer.words


def test_typed_derivative_is_checked():
    explorer = explore_my_activation("tanh(z)")
    explorer.controls["slope"].value = "1 - tanh(z)"
    assert "is wrong, most at z = −8: it says 2, the differences say 4.5 × 10⁻⁷" in explorer.words
    explorer.controls["slope"].value = "1 - tanh(z)**2"
    assert "agrees" in explorer.words
    explorer.controls["slope"].value = ""
    assert "No derivative given" in explorer.words


@pytest.mark.parametrize(
    ("typed", "helps"),
    [
        ("x", "called z"),
        ("z^2", "**"),
        ("(z", "brackets"),
        ("foo(z)", "no foo"),
        ("log(z)", "At z = 0"),
        ("(-1)**0.5 * z", "complex"),
        ("3", "no z"),
        ("", "Type a formula"),
        ("__import__('os')", "no __import__"),
    ],
)
def test_bad_formula_is_answered_and_the_last_good_picture_stays(explorer_of_tanh, typed, helps):
    explorer = explorer_of_tanh
    explorer.reset()
    before = curve(explorer).get_ydata().copy(), list(explorer.canvas.layers)
    explorer.controls["formula"].value = typed
    trouble, still = explorer.words.split("\n")
    assert helps in trouble
    assert still.startswith("Still shown: Yours at z = 1: value 0.762")
    np.testing.assert_array_equal(curve(explorer).get_ydata(), before[0])
    assert explorer.canvas.layers == before[1]
    explorer.controls["z"].value = 0.0
    assert explorer.words.startswith(f"{trouble}\nStill shown: Yours at z = 0: value 0, slope 1;")
    explorer.controls["formula"].value = "z"
    assert explorer.words.startswith("Yours at z = 0")


def test_bad_derivative_is_answered_as_such():
    explorer = explore_my_activation("tanh(z)")
    explorer.controls["slope"].value = "1 - t**2"
    assert explorer.words.startswith("In the derivative: There is no t.")


def test_function_of_a_learner_comes_with_its_derivative_until_another_is_typed():
    explorer = explore_my_activation(lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2)
    assert explorer.controls["formula"].value == ""
    assert "agrees" in explorer.words
    explorer.controls["slope"].value = "1 / (1 + abs(z))"
    assert "is wrong" in explorer.words
    explorer.controls["slope"].value = ""
    assert "agrees" in explorer.words
    explorer.controls["formula"].value = "z**2"
    assert "No derivative given" in explorer.words
    explorer.controls["formula"].value = ""
    assert "agrees" in explorer.words


def test_activation_keeps_its_name():
    bent = Activation("bent", lambda z: z / (1 + abs(z)), label="Bent")
    explorer = explore_my_activation(bent)
    assert explorer.words.startswith("Bent at z = 1")
    assert explore_my_activation(tanh).words.startswith("Tanh at z = 1")


def test_one_beside_it_is_drawn_in_grey():
    explorer = explore_my_activation(beside="tanh")
    assert explorer.controls["beside"].value is tanh
    grey = next(each for each in explorer.figure.axes[0].lines if each.get_linewidth() == 6)
    explorer.controls["beside"].value = relu
    np.testing.assert_array_equal(grey.get_ydata(), relu(grey.get_xdata()))
    assert "passes. Grey: ReLU 1, slope 1." in explorer.words
    explorer.controls["beside"].label = "nothing"
    assert explorer.controls["beside"].index == 0
    assert not grey.get_visible()


def test_own_activation_can_stand_beside():
    bent = Activation("bent", lambda z: z / (1 + abs(z)))
    assert explore_my_activation("tanh(z)", beside=bent).controls["beside"].value is bent


def test_nothing_is_measured_while_z_moves(monkeypatch):
    calls, measure_facts = [], own_activation.measure_facts
    monkeypatch.setattr(own_activation, "measure_facts", lambda *args: calls.append(args) or measure_facts(*args))
    explorer = explore_my_activation()
    assert len(calls) == 1
    for z in (-8.0, 0.0, 3.1):
        explorer.controls["z"].value = z
    explorer.send_frames_ahead()
    explorer.controls["beside"].value = tanh
    assert len(calls) == 1
    explorer.controls["formula"].value = "z"
    assert len(calls) == 2


def test_frames_ahead_are_what_moving_gives_and_stay_small():
    explorer = explore_my_activation(beside="tanh")
    explorer.send_frames_ahead()
    ahead = explorer.canvas.ahead
    assert len(ahead["frames"]) == 161
    assert sum(map(len, ahead["frames"] + ahead["descriptions"])) < 1_000_000
    explorer.controls["z"].value = 2.0
    assert ahead["descriptions"][100] == explorer.words


def test_fields_are_read_when_enter_is_pressed_and_reset_brings_the_first_formula_back():
    explorer = explore_my_activation()
    first = explorer.words
    for name in ("formula", "slope"):
        assert isinstance(explorer.controls[name], ipywidgets.Text)
        assert not explorer.controls[name].continuous_update
    explorer.controls["formula"].value = "x"
    explorer.controls["z"].value = 3.0
    explorer.reset()
    assert explorer.words == first


def test_every_built_in_one_can_be_laid_on_the_bench(explorer_of_tanh):
    explorer_of_tanh.reset()
    for name in ACTIVATIONS:
        explorer_of_tanh.controls["formula"].value = f"{name}(z)"
        explorer_of_tanh.controls["slope"].value = f"{name}.derivative(z)"
        assert "agrees" in explorer_of_tanh.words
        assert f"It has the values of {ACTIVATIONS[name].label}" in explorer_of_tanh.words


def test_what_cannot_be_started_with_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="called z"):
        explore_my_activation("x")
    with pytest.raises(ValueError, match="between -8 and 8"):
        explore_my_activation(z=9)
    with pytest.raises(ValueError, match="there is no activation"):
        explore_my_activation(beside="foo")
    with pytest.raises(TypeError, match="must be a function"):
        explore_my_activation(3)
