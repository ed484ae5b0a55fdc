"""The artists shows what was measured: line and dots, the grey curve beside them, and the sentences."""

import numpy as np
import pytest

from chainrule import gelu, relu, sigmoid, tanh
from chainrule.figures.own_activation import (
    draw_own_activation,
    move_own_activation,
    own_activation_axes,
    plot_own_activation,
    say_facts,
    say_place,
)
from chainrule.maths.own_activation import bring, measure_facts


def artists_of(*brought, beside=None, z=1.0):
    _, axes = own_activation_axes()
    facts = measure_facts(bring(*brought))
    return draw_own_activation(axes, facts, beside, z), facts


def test_line_is_the_derivative_given_and_dots_are_the_differences():
    artists, _ = artists_of("tanh(z)", "1 - tanh(z)")
    z, slopes = artists.slope.curve.get_data()
    np.testing.assert_allclose(slopes, 1 - np.tanh(z))
    z, dots = artists.dots.get_data()
    assert 25 < z.size < 40
    np.testing.assert_allclose(dots, tanh.derivative(z), atol=1e-8)
    assert artists.slope.title.get_text() == "Line and dots disagree, most at z = −8"


def test_without_a_derivative_there_are_dots_and_no_line():
    artists, _ = artists_of("tanh(z)")
    assert not artists.slope.curve.get_visible()
    assert artists.dots.get_xdata().size > 60


def test_grey_curve_is_the_one_beside():
    artists, facts = artists_of("tanh(z)", None, beside=gelu)
    assert artists.beside.get_visible() and artists.beside_slope.get_visible()
    z, values = artists.beside.get_data()
    np.testing.assert_array_equal(values, gelu(z))
    np.testing.assert_array_equal(artists.beside_slope.get_ydata(), gelu.derivative(z))
    move_own_activation(artists, facts, None)
    assert not artists.beside.get_visible() and not artists.beside_slope.get_visible()


def test_curves_stay_inside_the_axes_and_the_grey_one_does_not_flatten_them():
    artists, _ = artists_of("tanh(z)", None, beside=relu)  # reaches 8, tanh only 1
    low, high = artists.value.curve.axes.get_ylim()
    assert low < -1 and 1 < high < 2.5


def test_jump_does_not_stretch_the_axes():
    artists, facts = artists_of("sign(z)")
    assert artists.slope.curve.axes.get_ylim()[1] < 2
    assert artists.slope.title.get_text() == "A jump at z = 0: no slope there"
    assert "no slope" in say_place(facts, 0.0)


def test_moving_gives_what_drawing_gives():
    moved, _ = artists_of("tanh(z)")
    move_own_activation(moved, measure_facts(bring("z**2 / 8", "z / 4")), sigmoid)
    drawn, _ = artists_of("z**2 / 8", "z / 4", beside=sigmoid)
    for one, other in [(moved.value, drawn.value), (moved.slope, drawn.slope)]:
        np.testing.assert_array_equal(one.curve.get_data(), other.curve.get_data())
        assert one.title.get_text() == other.title.get_text()
        assert one.curve.axes.get_ylim() == other.curve.axes.get_ylim()
        assert one.curve.get_visible() == other.curve.get_visible()
    np.testing.assert_array_equal(moved.dots.get_data(), drawn.dots.get_data())


@pytest.mark.parametrize(
    ("brought", "said"),
    [
        (
            ("maximum(0, z)",),
            "more in 6 of 12 built-in ones. It has the values of ReLU.",
        ),
        (("maximum(0, z)", "1.0 * (z > 0)"), "mean output 0.399, not zero-centred; saturated left of z = 0"),
        (("tanh(z)", "1 - tanh(z)**2"), "The derivative given agrees."),
        ((relu,), "Range 0 to ∞; mean"),
        (("exp(z)",), "more in 0 of 12 built-in ones."),
    ],
)
def test_facts_are_said(brought, said):
    assert said in say_facts(measure_facts(bring(*brought)))


def test_facts_are_two_short_lines_and_a_third_where_the_derivative_is_wrong():
    for brought in [("z / (1 + abs(z))",), ("tanh(z)", "1 - tanh(z)"), (gelu,), ("exp(z**2 / 9)",)]:
        lines = say_facts(measure_facts(bring(*brought))).split("\n")
        assert len(lines) == (3 if "wrong" in lines[0] else 2)
        assert max(map(len, lines)) < 130


def test_plot_bench_shows_a_picture_and_the_words(capsys):
    assert plot_own_activation("z / (1 + abs(z))", beside=tanh) is None
    assert "slope 0.25" in capsys.readouterr().out
