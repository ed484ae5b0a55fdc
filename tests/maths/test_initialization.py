"""Initializations: their moments, their shapes, and what they promise."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.maths.activations import leaky_relu, relu, tanh
from chainrule.maths.depth import forward, make_stack
from chainrule.maths.initialization import (
    INITIALIZATIONS,
    constant,
    constant_of,
    he,
    he_for,
    lecun,
    orthogonal,
    scaled_normal,
    xavier_normal,
    xavier_uniform,
    zero,
)
from chainrule.maths.mean_field import critical_weight_scale

SIDES = st.integers(1, 40)
each = pytest.mark.parametrize(
    "initialization", INITIALIZATIONS.values(), ids=lambda initialization: initialization.name
)


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(("initialization", "variance"), [
    ("lecun", 1 / 300), ("xavier_normal", 2 / 500), ("xavier_uniform", 2 / 500), ("he", 2 / 300),
    ("small_normal", 1e-4), ("large_normal", 1.0), ("zero", 0.0), ("constant", 0.0), ("orthogonal", 1 / 300),
])  # fmt: skip
def test_variances_are_those_of_the_papers(initialization, variance):
    assert INITIALIZATIONS[initialization].variance(300, 200) == pytest.approx(variance, rel=1e-15)


@each
@pytest.mark.parametrize("shape", [(300, 200), (200, 300)])
def test_the_weights_drawn_have_the_moments_that_are_promised(initialization, shape):
    W = initialization(*shape, rng())
    assert W.shape == shape
    variance = initialization.variance(*shape)
    spread = math.sqrt(variance / W.size)  # of the mean of so many weights
    centre = W.flat[0] if variance == 0 else 0
    assert W.mean() == pytest.approx(centre, abs=5 * spread + 1e-15)
    assert W.var() == pytest.approx(variance, rel=5 * math.sqrt(2 / W.size), abs=1e-15)


def test_the_uniform_one_keeps_its_bound_and_comes_near_it():
    W, bound = xavier_uniform(30, 20, rng()), math.sqrt(6 / 50)
    assert 0.98 * bound < np.abs(W).max() <= bound
    normal = xavier_normal(300, 200, rng())
    assert np.abs(normal).max() > 1.5 * math.sqrt(6 / 500)  # a bell curve has no bound


@given(n_in=SIDES, n_out=SIDES, seed=st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_orthogonal_vectors_are_orthogonal(n_in, n_out, seed):
    W = orthogonal(n_in, n_out, rng(seed))
    product = W.T @ W if n_in >= n_out else W @ W.T
    np.testing.assert_allclose(product, max(n_in, n_out) / n_in * np.eye(min(n_in, n_out)), atol=1e-12)


def test_a_square_orthogonal_matrix_keeps_every_length():
    x = rng(1).normal(size=(7, 25))
    lengths = [np.linalg.norm(each, axis=1) for each in (x, x @ orthogonal(25, 25, rng()))]
    np.testing.assert_allclose(*lengths, rtol=1e-13)


def test_orthogonal_directions_are_drawn_evenly():
    """Without the signs of R the first entry would never be positive."""
    signs = [np.sign(orthogonal(3, 3, rng(seed))[0, 0]) for seed in range(200)]
    assert 70 < np.sum(np.array(signs) > 0) < 130


def test_he_is_the_critical_scale_of_relu_and_its_leaky_form_that_of_leaky_relu():
    assert he.weight_scale(64, 64) == pytest.approx(critical_weight_scale(relu), rel=1e-8)
    for alpha in (0.01, 0.1, 0.5):
        expected = critical_weight_scale(leaky_relu(alpha=alpha))
        assert he_for(alpha).weight_scale(64, 64) == pytest.approx(expected, rel=1e-8)
    assert lecun.weight_scale(64, 64) == pytest.approx(critical_weight_scale(tanh), abs=1e-6)


def test_the_weight_scale_of_a_scaled_normal_is_its_own():
    for s in (0.0, 0.5, 20.0):
        assert scaled_normal(s).weight_scale(50, 10) == pytest.approx(s)
    np.testing.assert_array_equal(scaled_normal(2.0)(5, 4, rng(1)), 2 * scaled_normal(1.0)(5, 4, rng(1)))


@pytest.mark.parametrize("initialization", [zero, constant, constant_of(-0.3)], ids=lambda i: i.label)
def test_units_that_start_equal_give_equal_values(initialization):
    stack = make_stack((3, 6, 6), tanh, initialization, rng())
    for h in forward(stack, rng(1).normal(size=(4, 3))).h[1:]:
        assert (h == h[:, :1]).all()


@each
def test_every_one_says_its_formula_source_and_use(initialization):
    assert INITIALIZATIONS[initialization.name] is initialization
    assert initialization.latex and initialization.source and initialization.made_for and initialization.label
    assert repr(initialization) == f"<initialization {initialization.name}>"


@each
def test_the_same_seed_draws_the_same_weights(initialization):
    np.testing.assert_array_equal(initialization(4, 3, rng(5)), initialization(4, 3, rng(5)))


@pytest.mark.parametrize(("args", "error", "said"), [
    ((0, 3, np.random.default_rng(0)), ValueError, "n_in must be 1 or more, but it is 0"),
    ((3, -1, np.random.default_rng(0)), ValueError, "n_out must be 1 or more, but it is -1"),
    ((3, 2.0, np.random.default_rng(0)), TypeError, "n_out must be a whole number, but it is 2.0"),
    ((3, 2, 7), TypeError, "rng must be a random generator"),
], ids=["none_in", "negative", "not_whole", "seed_for_rng"])  # fmt: skip
def test_bad_calls_are_refused(args, error, said):
    with pytest.raises(error, match=said):
        he(*args)


@pytest.mark.parametrize(("make", "value", "error"), [
    (scaled_normal, -1.0, ValueError), (scaled_normal, math.inf, ValueError), (scaled_normal, "1", TypeError),
    (he_for, math.nan, ValueError), (he_for, "0.1", TypeError), (he_for, None, TypeError),
], ids=lambda given: getattr(given, "__name__", repr(given)))  # fmt: skip
def test_bad_parameters_are_refused(make, value, error):
    with pytest.raises(error):
        make(value)
