"""Pictures of depth: drawn is what was measured and what theory predicts; nothing lies beyond an axis unsaid."""

import numpy as np
import pytest

from chainrule.figures import depth as draw
from chainrule.figures import style
from chainrule.figures.threads import one_blas_thread
from chainrule.maths.activations import Activation, gelu, relu, sigmoid, tanh
from chainrule.maths.ensemble import Ensemble, Setting
from chainrule.maths.initialization import constant, he, xavier_normal, zero
from chainrule.maths.mean_field import predict
from chainrule.maths.numbers import times


def drawn(setting):
    """The artists of both panels of a setting, and what was measured."""
    _, (top, bottom) = style.new_figure(rows=2)
    measured = Ensemble().measure_setting(setting)
    return draw.draw_layers(top, measured), draw.draw_gradient(bottom, measured), measured


def words_of(setting):
    return draw.say(Ensemble().measure_setting(setting))


@pytest.mark.parametrize("setting", [Setting(sigmoid), Setting(tanh, 2.0, 37, 16), Setting(relu, initialization=he)])
def test_points_are_the_gradients_of_all_draws_and_the_line_is_theory(setting):
    _, gradient, measured = drawn(setting)
    layers, decades = gradient.points.get_data()
    assert len(layers) == measured.decades.size
    np.testing.assert_array_equal(np.sort(decades), np.sort(measured.decades.ravel()))
    for at, value in zip(layers, decades, strict=True):
        assert value in measured.decades[:, int(at) - 1]
    theory = predict(setting.activation, setting.theory_scale, setting.depth).decades
    np.testing.assert_allclose(gradient.theory.get_ydata(), theory, atol=1e-12)
    steep = np.log10(setting.activation.steepest_slope)
    assert gradient.bound.get_ydata()[0] == pytest.approx((setting.depth - 1) * steep)


def test_theory_runs_through_the_points():
    for setting in (Setting(sigmoid), Setting(tanh, 2.0), Setting(relu, 1.0, bias_spread=0.5), Setting(gelu, 2.0)):
        measured = Ensemble().measure_setting(setting)
        expected = measured.theory[0] / (setting.depth - 1)
        assert measured.decades_per_layer == pytest.approx(expected, abs=0.05)


def test_strip_shows_mean_spread_and_shares_of_each_layer():
    strip, _, measured = drawn(Setting(sigmoid, 4.0, 20))
    np.testing.assert_array_equal(strip.mean.get_ydata(), measured.mean)
    spread = strip.spread.get_ydata()
    np.testing.assert_array_equal(spread[:20], measured.mean + measured.spread)
    np.testing.assert_array_equal(spread[21:], measured.mean - measured.spread)
    strength = strip.shading.get_array()[..., 3]
    assert strength.shape == measured.shares.T.shape
    assert ((strength > 0) == (measured.shares.T > 0)).all()
    assert strip.shading.get_extent() == [0.5, 20.5, 0.0, 1.0]


def test_a_gradient_beyond_the_axis_is_marked_at_the_rim_and_said():
    setting = Setting(relu, 0.05, 50)
    _, gradient, measured = drawn(setting)
    ax = gradient.points.axes
    (low, high), marks = ax.get_ylim(), gradient.below.get_xydata()
    assert (low, high) == (-40.0, 20.0)
    assert len(marks) and (marks[:, 1] > low).all() and (marks[:, 1] < high).all()
    assert all((measured.decades[:, int(l) - 1] < low).any() for l, _ in marks)  # noqa: E741
    assert "Off the axis at layers 1 to 2" in draw.say(measured)
    assert "▼ below 10^−40" in draw.say(measured)
    up = drawn(Setting(relu, 20.0, 50))[1]
    assert len(up.above.get_xydata()) and not len(up.below.get_xydata())


@pytest.mark.parametrize("scale", [0.0, 0.05, 1.0, 20.0])
@pytest.mark.parametrize("depth", [1, 2, 200])
@pytest.mark.parametrize("activation", [relu, tanh, sigmoid])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_axis_and_no_point_is_beyond_numbers(activation, scale, depth, dtype):
    setting = Setting(activation, scale, depth, width=4, batch=1, dtype=dtype)
    strip, gradient, measured = drawn(setting)
    for line in (gradient.points, gradient.above, gradient.below, strip.above, strip.below):
        assert np.isfinite(np.array(line.get_xydata(), float)).all()
        low, high = line.axes.get_ylim()
        assert (line.get_ydata() >= low).all() and (line.get_ydata() <= high).all()
    words = draw.say(measured)
    assert "nan" not in words and "inf" not in words and "float64" not in words
    for line in (gradient.theory, gradient.bound, strip.mean, strip.spread):
        assert not np.isinf(np.array(line.get_ydata(), float)).any()


def test_layer_axis_and_gradient_axis_keep_one_angle_for_every_depth():
    for depth, end in ((1, 10), (10, 10), (11, 20), (50, 50), (51, 100), (101, 200)):
        ax = drawn(Setting(sigmoid, depth=depth, draws=1))[1].points.axes
        assert ax.get_xlim() == (1 - 0.05 * end, 1.05 * end)
        assert ax.get_ylim() in ((-0.8 * end, 0.4 * end), (-0.2 * end, 0.1 * end))


@pytest.mark.parametrize(
    ("setting", "verdict"),
    [
        (Setting(sigmoid), "Vanishes: 10^−0.63 per layer (theory 10^−0.63). Layer 1 learns 2"),
        (Setting(relu, 2.0), "Explodes: 10^0.1"),
        (Setting(tanh, 1.0), "Stays alive: 10^−0.0"),
        (Setting(relu, initialization=he), "Stays alive: 10^"),
        (Setting(tanh, 0.0), "Vanishes: nothing arrives, the gradient of layer 1 is 0."),
        (Setting(sigmoid, depth=1), "One layer: "),
    ],
)
def test_words_begin_with_the_verdict_and_its_number(setting, verdict):
    assert words_of(setting).startswith(verdict)


def test_words_say_why_there_is_no_theory_and_what_a_named_initialization_is():
    assert "every weight is 0, and theory" in words_of(Setting(tanh, initialization=zero))
    assert "every weight is the same number" in words_of(Setting(tanh, initialization=constant))
    assert "He: weight scale s = 1.41." in words_of(Setting(relu, initialization=he))
    assert np.isnan(drawn(Setting(tanh, initialization=constant))[1].theory.get_ydata()).all()


def test_words_say_where_float32_ends():
    words = words_of(Setting(sigmoid, depth=100, dtype=np.float32))
    assert "Numbers end on the way backward, all 0 in layer" in words and "the end of float32" in words
    assert "Numbers end" not in words_of(Setting(sigmoid, depth=100))
    assert words_of(Setting(sigmoid, dtype=np.float32)).endswith("In float32 all numbers stay in range.")
    assert "Numbers end on the way forward" in words_of(Setting(relu, 20.0, 100, dtype=np.float32))


def test_signal_that_passes_makes_up_for_a_gradient_that_does_not():
    assert "but the signal is larger there: layer 1 learns" in words_of(Setting(relu, 1.0, 50))


def test_plot_depth_draws_and_says_it_all(shown):
    draw.plot_depth(sigmoid)
    assert len(shown.figure.axes) == 3
    assert shown.words.startswith("Sigmoid, s = 1, 10 layers. Vanishes: 10^−0.63 per layer (theory 10^−0.63).")
    own = Activation("bent", lambda z: z / (1 + abs(z)))
    draw.plot_depth(own, depth=3, bias_spread=0.5)
    assert shown.words.startswith("bent, s = 1, biases ± 0.5, 3 layers.")


def test_cases_stand_side_by_side_under_their_names(shown):
    draw.plot_gradient((sigmoid, 1.0), (tanh, xavier_normal), depth=20)
    titles = [ax.get_title(loc="left") for ax in shown.figure.axes]
    assert titles[0] == "Sigmoid, s = 1\nVanishes: $10^{-0.63}$ per layer"
    assert titles[1].startswith("Tanh, Xavier normal\n")
    assert len(shown.words.split("\n")) == 2
    assert len({ax.get_ylim() for ax in shown.figure.axes}) == 1
    low, high = shown.figure.axes[0].get_ylim()
    drawn = np.concatenate([line.get_ydata() for ax in shown.figure.axes for line in ax.lines])
    assert 0.85 < np.ptp(drawn) / (high - low) <= 1, "no panel is half empty"
    draw.plot_layers((tanh, 0.5), (tanh, 4.0))
    titles = [ax.get_title(loc="left") for ax in shown.figure.axes]
    assert titles[0].startswith("Tanh, s = 0.5\nActivations fade: ± ")
    assert titles[1].endswith("% of layer 10 are saturated")


def test_bound_stands_in_grey_beside_real_stacks(shown):
    draw.plot_bound(sigmoid)
    (ax,) = shown.figure.axes
    assert ax.lines[0].get_color() == style.CONTEXT
    np.testing.assert_allclose(ax.lines[0].get_ydata(), np.arange(10) * np.log10(0.25))
    assert ax.get_title(loc="left") == "Weights beat the slopes: less is lost than (1/4)ⁿ"
    styles = {line.get_linestyle() for line in ax.lines if line.get_color() == style.INK}
    assert styles == {"-"}, "one look for theory, as the legend says"
    assert "the slopes alone would leave at most 10^−5.42; s = 1 leaves 10^−5.6" in shown.words
    draw.plot_bound(sigmoid, (0.5, 0.0))
    assert shown.figure.axes[0].get_title(loc="left").startswith("Weights make it worse")


def test_products_use_one_thread():
    from threadpoolctl import threadpool_info

    with one_blas_thread():
        assert {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"} <= {1}


@pytest.mark.parametrize(
    ("decades", "words"), [(2.9999, "1,000"), (-5.9999, "1 million"), (8.9999, "1 billion"), (11.9999, "10^12")]
)
def test_a_number_that_rounds_up_takes_the_next_word(decades, words):
    assert times(decades) == words


def test_in_the_browser_no_library_is_asked_for_its_threads(monkeypatch):
    monkeypatch.setattr("sys.platform", "emscripten")
    monkeypatch.setattr("chainrule.figures.threads._libraries", None)  # a call would fail
    with one_blas_thread():
        pass
