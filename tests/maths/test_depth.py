"""Deep stacks: the chain rule against central differences and the 2-2-2 network, and where numbers end."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chainrule.maths.activations import ACTIVATIONS, Activation, identity, relu, sigmoid, tanh
from chainrule.maths.depth import (
    Stack,
    backward,
    decades_per_layer,
    forward,
    make_stack,
    measure_layers,
    norm,
    where_numbers_end,
)
from chainrule.maths.initialization import INITIALIZATIONS, constant_of, he, lecun, scaled_normal, zero
from chainrule.maths.network import WORKED_EXAMPLE
from chainrule.maths.network import backward as network_backward

SMOOTH = [
    activation
    for activation in ACTIVATIONS.values()
    if activation.name not in ("relu", "leaky_relu", "prelu", "maxout")
]
examples = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def drawn(activation=tanh, initialization=lecun, widths=(5, 4, 4, 3), batch=6, seed=0, **more):
    rng = np.random.default_rng(seed)
    stack = make_stack(widths, activation, initialization, rng, **more)
    return stack, rng.normal(size=(batch, widths[0])), rng.normal(size=(batch, widths[-1]))


def passed(*args, **more):
    stack, x, upstream = drawn(*args, **more)
    signals = forward(stack, x)
    return stack, signals, backward(stack, signals, upstream)


# -- forward and backward ------------------------------------------------------------------------------------


def test_forward_is_the_formula_layer_by_layer():
    stack, x, _ = drawn(bias_spread=0.5)
    h = x
    for W, b in zip(stack.weights, stack.biases, strict=True):
        h = np.tanh(h @ W + b)
    np.testing.assert_array_equal(forward(stack, x).h[-1], h)


def test_it_is_the_2_2_2_network_where_it_has_two_layers_of_two():
    n = WORKED_EXAMPLE
    w1, w2, w3, w4, w5, w6, w7, w8 = (n[f"w{k}"] for k in range(1, 9))
    weights = (np.array([[w1, w3], [w2, w4]]), np.array([[w5, w7], [w6, w8]]))
    stack = Stack(weights, (np.full(2, 0.35), np.full(2, 0.60)), (sigmoid, sigmoid))
    signals = forward(stack, [[0.05, 0.10]])
    found = backward(stack, signals, signals.h[-1] - [[0.01, 0.99]])
    exact = network_backward(n)
    mine = np.concatenate([found.weights[0].T.ravel(), found.weights[1].T.ravel()])
    np.testing.assert_allclose(mine, [exact[f"w{k}"] for k in range(1, 9)], rtol=1e-13)
    np.testing.assert_allclose([b.sum() for b in found.biases], [exact.dE_db1, exact.dE_db2], rtol=1e-14)


@examples
@given(
    activation=st.sampled_from(SMOOTH), seed=st.integers(0, 2**32 - 1), depth=st.integers(1, 5), width=st.integers(1, 5)
)
def test_gradients_agree_with_central_differences(activation, seed, depth, width):
    stack, x, upstream = drawn(activation, widths=(3, *[width] * depth), seed=seed, bias_spread=0.3)
    found = backward(stack, forward(stack, x), upstream)

    def error():
        return (forward(stack, x).h[-1] * upstream).sum()

    rng = np.random.default_rng(seed)
    for parameters, gradients in ((stack.weights, found.weights), (stack.biases, found.biases)):
        for parameter, gradient in zip(parameters, gradients, strict=True):
            place = tuple(rng.integers(side) for side in parameter.shape)
            kept, h = parameter[place], 1e-5
            parameter[place] = kept + h
            above = error()
            parameter[place] = kept - h
            below = error()
            parameter[place] = kept
            assert gradient[place] == pytest.approx((above - below) / (2 * h), rel=1e-6, abs=1e-7)


def test_gradient_by_the_input_agrees_with_central_differences():
    stack, x, upstream = drawn()
    found, h = backward(stack, forward(stack, x), upstream).h[0], 1e-5
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = h
        difference = ((forward(stack, x + step).h[-1] - forward(stack, x - step).h[-1]) * upstream).sum() / (2 * h)
        assert found[place] == pytest.approx(difference, rel=1e-6, abs=1e-9)


def test_the_slopes_are_kept_and_are_the_factor_between_h_and_z():
    stack, signals, gradients = passed(sigmoid)
    for l in range(1, stack.depth + 1):  # noqa: E741
        np.testing.assert_array_equal(gradients.slopes[l - 1], sigmoid.derivative(signals.z[l]))
        np.testing.assert_array_equal(gradients.z[l], gradients.h[l] * gradients.slopes[l - 1])


def test_float32_stays_float32_and_agrees_with_float64():
    wide, narrow = (passed(seed=3, dtype=dtype) for dtype in (np.float64, np.float32))
    for mine, exact in zip(narrow[2].weights, wide[2].weights, strict=True):
        assert mine.dtype == np.float32
        np.testing.assert_allclose(mine, exact, rtol=1e-3, atol=1e-5)
    assert {array.dtype for array in (*narrow[1].z, *narrow[1].h, *narrow[2].h)} == {np.dtype(np.float32)}


@pytest.mark.parametrize("activation", [
    Activation("scalar", lambda z: z if z > 0 else 0.1 * z),
    Activation("changing", lambda z: np.multiply(z, 2, out=z)),
    Activation("fixed", lambda z: 1.0),
], ids=lambda activation: activation.name)  # fmt: skip
def test_ones_own_activation_works_however_it_is_written(activation):
    stack, x, upstream = drawn(activation)
    signals = forward(stack, x)
    np.testing.assert_array_equal(signals.h[1], activation(x @ stack.weights[0]))
    expected = upstream * activation.derivative(signals.z[-1])
    np.testing.assert_array_equal(backward(stack, signals, upstream).z[-1], expected)


def test_the_output_may_have_another_activation():
    stack, x, _ = drawn(tanh, output=identity)
    assert stack.activations == (tanh, tanh, identity)
    assert np.abs(forward(stack, 100 * x).h[-1]).max() > 1


def test_the_same_seed_draws_the_same_stack_and_another_seed_another():
    first, again, other = (drawn(seed=seed)[0].weights[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).all()


# -- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "error", "said"), [
    ({"widths": (3,)}, ValueError, "1 to 200 layers, but 1 widths make 0"),
    ({"widths": (1,) * 202}, ValueError, "202 widths make 201"),
    ({"widths": (3, 0)}, ValueError, "a width must be 1 or more, but it is 0"),
    ({"widths": (3, 2.5)}, TypeError, "whole number, but it is 2.5"),
    ({"widths": (3, True)}, TypeError, "whole number, but it is True"),
    ({"activation": "tanh"}, TypeError, "activation must be an Activation, but it is 'tanh'"),
    ({"output": np.tanh}, TypeError, "output must be an Activation"),
    ({"initialization": 1.0}, TypeError, "initialization must be an Initialization, but it is 1.0"),
    ({"rng": 0}, TypeError, "random generator such as np.random.default_rng(0), but it is 0"),
    ({"bias_spread": -1.0}, ValueError, "bias_spread must be finite and 0 or more, but it is -1"),
    ({"bias_spread": math.nan}, ValueError, "bias_spread"),
    ({"dtype": np.float16}, TypeError, "np.float64 or np.float32"),
])  # fmt: skip
def test_what_makes_no_stack_is_refused_with_a_sentence(change, error, said):
    usual = {"widths": (3, 2), "activation": tanh, "initialization": lecun, "rng": np.random.default_rng(0)}
    with pytest.raises(error) as refused:
        make_stack(**usual | change)
    assert said in str(refused.value)


@pytest.mark.parametrize("x", [np.zeros(5), np.zeros((2, 4)), np.zeros((0, 5)), 1.0])
def test_inputs_of_another_shape_are_refused(x):
    with pytest.raises(ValueError, match=r"x must have shape \(batch, 5\), but its shape is"):
        forward(drawn()[0], x)


def test_a_gradient_of_another_shape_is_refused():
    stack, x, upstream = drawn()
    with pytest.raises(ValueError, match=r"the outputs' shape \(6, 3\), but its shape is \(6, 2\)"):
        backward(stack, forward(stack, x), upstream[:, :2])


# -- what is measured ----------------------------------------------------------------------------------------


def test_layers_are_measured_as_their_names_say():
    stack, signals, gradients = passed(relu, he, widths=(5, 7, 7, 4), batch=9)
    layers = measure_layers(signals, gradients)
    for l in range(1, stack.depth + 1):  # noqa: E741
        h, z, dE_dh = signals.h[l], signals.z[l], gradients.h[l]
        silent = (z <= 0).all(axis=0).mean()
        gradient = np.sqrt((dE_dh**2).sum(axis=1).mean())
        weights = np.linalg.norm(gradients.weights[l - 1])
        expected = [h.mean(), h.std(), (z**2).mean(), (z <= 0).mean(), silent, gradient, weights]
        np.testing.assert_allclose([numbers[l - 1] for numbers in layers], expected, rtol=1e-12, atol=1e-15)


def test_a_unit_that_is_silent_for_one_sample_only_is_not_dead():
    stack = Stack((np.array([[1.0, 1.0]]),), (np.array([0.0, -5.0]),), (relu,))
    signals = forward(stack, [[-1.0], [2.0]])
    layers = measure_layers(signals, backward(stack, signals, np.ones((2, 2))))
    assert layers.dead[0] == 0.5
    assert layers.saturated[0] == 0.75


def test_decades_per_layer_of_known_gradients():
    assert decades_per_layer([1e-6, 1e-4, 1e-2, 1.0]) == pytest.approx(-2)
    assert decades_per_layer([5.0]) == 0
    assert decades_per_layer([0.0, 1.0]) == -math.inf
    assert math.isnan(decades_per_layer([math.inf, math.inf]))


@pytest.mark.parametrize("size", [1e-320, 1e-300, 1e-170, 1e-160, 1e-155, 1.0, 1e154, 1e170, 1e300])
def test_the_norm_neither_overflows_nor_underflows_on_the_way(size):
    numbers = np.array([3.0, -4.0]) * size
    assert norm(numbers) == pytest.approx(5 * size, rel=1e-14 if size > 1e-300 else 0.01, abs=0)


@pytest.mark.parametrize(
    ("numbers", "expected"), [([], 0), ([0.0, 0.0], 0), ([1.0, math.inf], math.inf), ([math.nan, 1.0], math.nan)]
)
def test_the_norm_of_what_has_none(numbers, expected):
    np.testing.assert_equal(norm(np.array(numbers)), expected)


def test_the_norm_of_float32_is_taken_in_float64():
    assert norm(np.full(4, 1e30, np.float32)) == pytest.approx(2e30)
    assert norm(np.full(4, 1e-30, np.float32)) == pytest.approx(2e-30)


# -- where numbers end ---------------------------------------------------------------------------------------


def test_all_is_well_in_a_usual_stack():
    assert where_numbers_end(*passed()) == ""


def test_overflow_is_told_at_the_layer_where_it_happens():
    """Ten units of ones, all weights 1: each layer multiplies by ten; float32 ends at 3.4e38, float64 at 1.8e308."""
    for dtype, layers, said in ((np.float32, 50, "3.4 × 10³⁸, the end of float32, in layer 39"), (np.float64, 50, "")):
        stack = make_stack((10,) * (layers + 1), identity, constant_of(1.0), np.random.default_rng(0), dtype=dtype)
        assert said in where_numbers_end(stack, forward(stack, np.ones((1, 10))))
        assert bool(where_numbers_end(stack, forward(stack, np.ones((1, 10))))) == bool(said)


def test_not_a_number_is_told_at_the_layer_where_it_happens():
    """+inf and -inf in one layer add up to nan in the next."""
    weights = (np.array([[1e200, -1e200]]), np.array([[1e200, 0], [0, 1e200]]), np.ones((2, 2)))
    stack = Stack(weights, (np.zeros(2),) * 3, (identity,) * 3)
    assert (
        where_numbers_end(stack, forward(stack, [[1.0]]))
        == "forward: beyond 1.8 × 10³⁰⁸, the end of float64, in layer 2"
    )
    stack = Stack(weights, (np.zeros(2), np.array([math.inf, -math.inf]), np.zeros(2)), (identity,) * 3)
    signals = forward(stack, [[1e-300]])
    assert np.isnan(signals.z[3]).all()


def test_the_way_back_can_end_by_overflow_underflow_dead_units_or_weights_of_zero():
    rng = np.random.default_rng(0)
    x = np.ones((1, 10))

    def said(stack, upstream):
        signals = forward(stack, x)
        return where_numbers_end(stack, signals, backward(stack, signals, upstream))

    grows = make_stack((10,) * 5, tanh, constant_of(1e-3), rng)
    assert said(grows, np.full((1, 10), 1e308)) == ""
    large = Stack((np.zeros((10, 10)), *grows.weights[1:]), grows.biases, grows.activations)
    large = Stack(tuple(1e6 * W for W in large.weights), large.biases, large.activations)
    assert said(large, np.full((1, 10), 1e306)) == "backward: beyond 1.8 × 10³⁰⁸, the end of float64, in layer 3"
    small = make_stack((10,) * 31, identity, constant_of(1e-3), rng, dtype=np.float32)
    assert "it fell under 1.4 × 10⁻⁴⁵, the end of float32" in said(small, np.ones((1, 10)))
    silent = make_stack((10,) * 4, relu, constant_of(-1.0), rng)
    assert said(silent, np.ones((1, 10))) == "backward: all 0 in layer 2: no unit of layer 3 passes any"
    nothing = make_stack((10,) * 4, tanh, zero, rng)
    assert said(nothing, np.ones((1, 10))) == "backward: all 0 in layer 2: all weights of layer 3 are 0"
    assert said(grows, np.zeros((1, 10))) == "backward: all 0 in layer 4: none was sent"


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda activation: activation.name)
@pytest.mark.parametrize(
    "initialization", [*INITIALIZATIONS.values(), scaled_normal(0.0), scaled_normal(20.0)], ids=lambda i: i.label
)
def test_extremes_give_numbers_or_words_and_never_a_warning(activation, initialization):
    for depth, width, batch, dtype in ((200, 1, 1, np.float32), (60, 8, 3, np.float64)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            stack, signals, gradients = passed(activation, initialization, (width,) * (depth + 1), batch, dtype=dtype)
            layers, words = measure_layers(signals, gradients), where_numbers_end(stack, signals, gradients)
        assert len(layers.gradient) == depth
        finite = all(np.isfinite(gradient).all() for gradient in gradients.h[1:])
        assert finite or words
