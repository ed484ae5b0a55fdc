"""The bench shows what was measured: line and dots, the grey curve beside them, and the sentences."""

import numpy as np
import pytest

from chainrule import gelu, relu, sigmoid, tanh
from chainrule.figures.bench import bench_axes, draw_bench, move_bench, plot_bench, say_facts, say_place
from chainrule.maths.bench import bring, measure


def bench_of(*brought, beside=None, z=1.0):
    figure, axes = bench_axes()
    facts = measure(bring(*brought))
    return draw_bench(figure, axes, facts, beside, z), facts


def test_line_is_the_derivative_given_and_dots_are_the_differences():
    bench, _ = bench_of("tanh(z)", "1 - tanh(z)")
    z, slopes = bench.slope.curve.get_data()
    np.testing.assert_allclose(slopes, 1 - np.tanh(z))
    z, dots = bench.dots.get_data()
    assert 25 < z.size < 40
    np.testing.assert_allclose(dots, tanh.derivative(z), atol=1e-8)
    assert bench.slope.title.get_text() == "Line and dots disagree, most at z = -8"


def test_without_a_derivative_there_are_dots_and_no_line():
    bench, _ = bench_of("tanh(z)")
    assert not bench.slope.curve.get_visible()
    assert bench.dots.get_xdata().size > 60


def test_grey_curve_is_the_one_beside():
    bench, facts = bench_of("tanh(z)", None, beside=gelu)
    assert bench.beside.get_visible() and bench.beside_slope.get_visible()
    z, values = bench.beside.get_data()
    np.testing.assert_array_equal(values, gelu(z))
    np.testing.assert_array_equal(bench.beside_slope.get_ydata(), gelu.derivative(z))
    move_bench(bench, facts, None)
    assert not bench.beside.get_visible() and not bench.beside_slope.get_visible()


def test_curves_stay_inside_the_axes_and_the_grey_one_does_not_flatten_them():
    bench, _ = bench_of("tanh(z)", None, beside=relu)  # reaches 8, tanh only 1
    low, high = bench.value.curve.axes.get_ylim()
    assert low < -1 and 1 < high < 2.5


def test_jump_does_not_stretch_the_axes():
    bench, facts = bench_of("sign(z)")
    assert bench.slope.curve.axes.get_ylim()[1] < 2
    assert bench.slope.title.get_text() == "A jump at z = 0: no slope there"
    assert "no slope" in say_place(facts, 0.0)


def test_moving_gives_what_drawing_gives():
    moved, _ = bench_of("tanh(z)")
    move_bench(moved, measure(bring("z**2 / 8", "z / 4")), sigmoid)
    drawn, _ = bench_of("z**2 / 8", "z / 4", beside=sigmoid)
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
            "It has the values of ReLU. Of the 12 built-in ones 6 let more of a gradient pass.",
        ),
        (("maximum(0, z)", "1.0 * (z > 0)"), "mean output 0.399, not zero-centred; saturated left of z = 0"),
        (("tanh(z)", "1 - tanh(z)**2"), "agrees with central differences"),
        ((relu,), "Range 0 to ∞; mean"),
        (("exp(z)",), "Of the 12 built-in ones 0 let more of a gradient pass."),
    ],
)
def test_facts_are_said(brought, said):
    assert said in say_facts(measure(bring(*brought)))


def test_facts_are_four_short_lines():
    for brought in [("z / (1 + abs(z))",), ("tanh(z)", "1 - tanh(z)"), (gelu,), ("exp(z**2 / 9)",)]:
        lines = say_facts(measure(bring(*brought))).split("\n")
        assert len(lines) == 4
        assert max(map(len, lines)) < 125


def test_plot_bench_shows_a_picture_and_the_words(capsys):
    assert plot_bench("z / (1 + abs(z))", beside=tanh) is None
    assert "slope 0.25" in capsys.readouterr().out
