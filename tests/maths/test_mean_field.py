"""Theory against exact values, against known critical scales, and against real networks.

Exact values: REFERENCE of the course, recomputed with mpmath. ReLU's variance map is exact: E[relu(sqrt(q) x)^2] = q/2.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.maths.activations import ACTIVATIONS, Activation, gelu, identity, leaky_relu, relu, sigmoid, silu, tanh
from chainrule.maths.depth import backward, forward, make_stack, measure_layers
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.mean_field import (
    LARGEST,
    chi,
    critical_weight_scale,
    fixed_point,
    long_run_chi,
    mean_square_slope,
    mean_square_value,
    predict,
    variance_map,
)

SCALES = st.floats(0.05, 20.0)


@pytest.mark.parametrize(("activation", "value", "slope"), [
    (sigmoid, 0.293379, 0.044836), (tanh, 0.394294, 0.464403), (relu, 0.5, 0.5), (leaky_relu, 0.50005, 0.50005),
], ids=["sigmoid", "tanh", "relu", "leaky_relu"])  # fmt: skip
def test_means_over_the_bell_curve_are_the_known_ones(activation, value, slope):
    assert mean_square_value(activation, 1.0) == pytest.approx(value, abs=6e-7)
    assert mean_square_slope(activation, 1.0) == pytest.approx(slope, abs=6e-7)


@given(q=st.floats(1e-6, 1e6), s=SCALES, alpha=st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_the_map_of_a_leaky_relu_is_a_straight_line(q, s, alpha):
    activation = leaky_relu(alpha=alpha)
    factor = s**2 * (1 + alpha**2) / 2
    assert variance_map(q, activation, s) == pytest.approx(factor * q, rel=1e-11)
    assert chi(q, activation, s) == pytest.approx(factor, rel=1e-11)


def test_means_are_taken_for_each_q_of_an_array():
    q = np.array([0.1, 1.0, 30.0])
    one_by_one = [mean_square_value(tanh, each) for each in q]
    np.testing.assert_allclose(mean_square_value(tanh, q), one_by_one, rtol=1e-15)


@pytest.mark.parametrize("q", [1e-6, 0.3, 1.0, 46.0, 400.0])
@pytest.mark.parametrize("activation", [sigmoid, tanh, gelu], ids=lambda activation: activation.name)
def test_quadrature_agrees_with_a_finer_one_of_another_kind(activation, q):
    x = np.linspace(-12, 12, 240_001)  # the trapezoidal rule, which is very exact for bell curves
    weights = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi) * (x[1] - x[0])
    for mean, f in ((mean_square_value, activation), (mean_square_slope, activation.derivative)):
        assert mean(activation, q) == pytest.approx((weights * f(np.sqrt(q) * x) ** 2).sum(), rel=1e-10)


# -- critical scales -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("activation", "scale"), [
    (identity, 1.0), (tanh, 1.0), (relu, math.sqrt(2)), (leaky_relu, math.sqrt(2 / 1.0001)),
    (leaky_relu(alpha=0.5), math.sqrt(2 / 1.25)), (sigmoid, 10.149263713),
], ids=["identity", "tanh", "relu", "leaky_relu", "leaky_relu_half", "sigmoid"])  # fmt: skip
def test_critical_scales_are_the_known_ones(activation, scale):
    assert critical_weight_scale(activation) == pytest.approx(scale, abs=1e-6)


@pytest.mark.parametrize("activation", [gelu, silu], ids=lambda activation: activation.name)
def test_gelu_and_silu_have_no_critical_scale_and_vanish_below_sqrt_2(activation):
    assert critical_weight_scale(activation) is None
    for s in (0.5, 1.0, 1.41):
        assert long_run_chi(activation, s) < 0.6
        assert fixed_point(activation, s) == 0
    assert fixed_point(activation, 2.5) == math.inf


@pytest.mark.parametrize(
    ("activation", "s"), [(identity, 1.0), (relu, math.sqrt(2)), (leaky_relu, math.sqrt(2 / 1.0001))], ids=str
)
def test_a_map_that_keeps_every_variance_keeps_that_of_a_signal_of_1(activation, s):
    assert fixed_point(activation, s) == 1
    assert fixed_point(activation, 0.999 * s) == 0 and fixed_point(activation, 1.001 * s) == math.inf


def test_a_constant_has_no_critical_scale():
    assert critical_weight_scale(Activation("flat", lambda z: 0 * z + 1, lambda z: 0 * z)) is None


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda activation: activation.name)
def test_at_the_critical_scale_chi_is_one_and_below_it_less(activation):
    scale = critical_weight_scale(activation)
    if scale is not None:
        assert long_run_chi(activation, scale) == pytest.approx(1, abs=1e-5)
        assert long_run_chi(activation, 0.9 * scale) < 1 < long_run_chi(activation, 1.1 * scale)


@given(activation=st.sampled_from([sigmoid, tanh]), s=SCALES)
@settings(max_examples=50, deadline=None)
def test_the_variance_map_keeps_its_fixed_point_and_iterating_leads_to_it(activation, s):
    q = fixed_point(activation, s)
    assert variance_map(q, activation, s) == pytest.approx(q, rel=1e-9, abs=1e-12)
    settled = predict(activation, s, depth=400).q[-1]
    assert settled == pytest.approx(q, rel=0.02, abs=3e-3)  # tanh near s = 1 comes to its fixed point like 1 / layer


# -- predictions ---------------------------------------------------------------------------------------------


def test_sigmoid_at_scale_one_loses_0_627_decades_per_layer():
    prediction = predict(sigmoid, 1.0, depth=101)
    assert prediction.chi[-1] == pytest.approx(0.0557, abs=3e-5)
    assert np.diff(prediction.decades)[-1] == pytest.approx(0.62700, abs=1e-4)
    assert np.diff(prediction.decades)[-1] == pytest.approx(-np.log10(long_run_chi(sigmoid, 1.0)) / 2, abs=1e-6)


def test_tanh_at_its_critical_scale_still_fades_after_25_layers():
    assert predict(tanh, 1.0, depth=26).chi[-1] == pytest.approx(0.961, abs=5e-4)  # after 25 steps of the map


def test_biases_and_inputs_enter_where_the_formula_says():
    prediction = predict(relu, 1.0, depth=3, input_square=4.0, bias_spread=0.5)
    np.testing.assert_allclose(prediction.q, [4.25, 2.375, 1.4375], rtol=1e-12)


@pytest.mark.parametrize(
    ("activation", "s"),
    [(sigmoid, 1.0), (sigmoid, 5.0), (tanh, 1.0), (tanh, 2.0), (relu, 1.0), (gelu, 1.5)],
    ids=lambda given: getattr(given, "name", given),
)
def test_real_networks_of_width_64_follow_within_a_hundredth_of_a_decade(activation, s):
    decades = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        stack = make_stack((64,) * 11, activation, scaled_normal(s), rng)
        signals = forward(stack, rng.normal(size=(64, 64)))
        gradients = backward(stack, signals, rng.normal(size=(64, 64)))
        decades.append(measure_layers(signals, gradients).decades_per_layer)
    expected = predict(activation, s, depth=10).decades[0] / 9
    assert np.mean(decades) == pytest.approx(expected, abs=0.01)


def test_extremes_are_predicted_without_a_warning_or_nan():
    for activation in ACTIVATIONS.values():
        for s in (0.0, 20.0):
            prediction = predict(activation, s, depth=200)
            assert not np.isnan(np.concatenate(prediction)).any()
            assert (prediction.q <= LARGEST).all()


@pytest.mark.parametrize(("change", "error"), [
    ({"weight_scale": -1.0}, ValueError), ({"weight_scale": math.inf}, ValueError), ({"weight_scale": "1"}, TypeError),
    ({"depth": 0}, ValueError), ({"depth": 2.0}, TypeError), ({"bias_spread": -0.1}, ValueError),
    ({"input_square": math.nan}, ValueError),
])  # fmt: skip
def test_bad_numbers_are_refused(change, error):
    with pytest.raises(error, match=next(iter(change))):
        predict(**{"activation": tanh, "weight_scale": 1.0, "depth": 5} | change)
