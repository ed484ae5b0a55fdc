"""Central differences and means over the bell curve, against derivatives and integrals that are known by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from chainrule.maths.numeric import central_difference, find_jumps, gaussian_mean, precision, slope_or_none

some = settings(max_examples=100, deadline=None, derandomize=True)


def one_sided_difference(f, z, h=1e-6):
    return (f(z + h) - f(z)) / h


# -- slopes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (np.sin, np.cos),
        (np.exp, np.exp),
        (np.arctan, lambda z: 1 / (1 + z**2)),
        (lambda z: np.log(10 + z), lambda z: 1 / (10 + z)),
    ],
    ids=["sin", "exp", "arctan", "log"],
)
def test_about_ten_digits_of_the_slope_are_right(f, slope):
    z = np.linspace(-3, 3, 601)
    assert_allclose(central_difference(f, z), slope(z), rtol=2e-10, atol=1e-10)


def test_it_is_much_closer_than_a_one_sided_difference_and_than_a_careless_step():
    z = np.linspace(-3, 3, 601)
    error = np.abs(central_difference(np.sin, z) - np.cos(z)).max()
    for h in (1e-2, 1e-10):
        careless = (np.sin(z + h) - np.sin(z - h)) / (2 * h)
        assert error < np.abs(careless - np.cos(z)).max() / 1000
    assert error < np.abs(one_sided_difference(np.sin, z) - np.cos(z)).max() / 1000


@some
@given(z=st.floats(-1e6, 1e6), a=st.floats(-10, 10), b=st.floats(-10, 10))
def test_a_parabola_has_no_error_but_rounding(z, a, b):
    size = abs(a) * z * z + abs(b * z) + 1
    step = 6.05e-6 * max(1, abs(z))
    assert abs(central_difference(lambda x: (a * x + b) * x, z) - (2 * a * z + b)) <= 1e-15 * size / step


@some
@given(z=st.floats(-1e300, 1e300))
def test_a_line_has_no_error_because_the_step_is_what_was_really_stepped(z):
    assert central_difference(lambda x: 4 * x, z) == 4


@pytest.mark.parametrize("z", [1e5, -1e10, 1e100, 1e300])
def test_the_step_grows_with_z(z):
    assert_allclose(central_difference(lambda x: 3 * x, z), 3, rtol=1e-10)
    assert_allclose(central_difference(np.sqrt, abs(z)), 0.5 / math.sqrt(abs(z)), rtol=1e-9)


@pytest.mark.parametrize("z", [11.0, 1e3, 1e6, -1e8, 1e10])
def test_the_step_stays_small_where_the_curve_bends_far_out(z):
    assert_allclose(central_difference(np.sin, z), math.cos(z), atol=1e-9)


@pytest.mark.parametrize("z", [0.3, -1.0, 9.0, 15.0])
@pytest.mark.parametrize(("dtype", "digits"), [(np.float32, 1e-3), (np.float16, 0.2)])
def test_the_step_follows_the_precision_of_what_the_function_returns(dtype, digits, z):
    def narrow(x):
        return np.sin(x).astype(dtype)

    assert_allclose(central_difference(narrow, z), math.cos(z), atol=digits)


def test_whole_numbers_and_truth_values_count_as_exact():
    assert precision(True) == precision(7) == precision(np.longdouble(1)) == 2.0**-52
    assert_array_equal(central_difference(lambda z: z > 0, [-1.0, 1.0]), [0, 0])


# -- jumps -----------------------------------------------------------------------------------------------------------


def step_at(place, size=1.0):
    return lambda z: np.where(z > place, size, 0.0)


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("place", [0.0, 0.3, -7.5, 1000.0])
def test_a_jump_is_found_where_it_is_and_nowhere_else(place, size):
    beside = place + np.array([-1, -1e-8, 0, 1e-8, 1])
    assert_array_equal(find_jumps(step_at(place, size), beside), [False, False, True, False, False])


@pytest.mark.parametrize(
    "f",
    [
        np.sin,
        np.exp,
        lambda z: np.maximum(z, 0),
        lambda z: np.tanh(1e6 * z),
        lambda z: 1 - 1 / (1 + np.exp(z)),  # in steps of 1.1e-16 for z < -30: rounding
        lambda z: 1 - np.tanh(z) ** 2,
        lambda z: np.tanh(z.astype(np.float32)),
        lambda z: 1 - np.tanh(z.astype(np.float32)) ** 2,
        lambda z: np.tanh(z.astype(np.float16)),
        lambda z: 7.0,
    ],
)
def test_neither_a_steep_curve_nor_rounding_is_a_jump(f):
    z = np.concatenate([np.linspace(-40, 40, 20_001), np.geomspace(1e-12, 1, 500)])
    assert not np.any(find_jumps(f, z))


def test_beside_a_jump_the_slope_is_that_of_the_side():
    def f(z):
        return np.where(z > 1, 5 + 2 * z, -z)

    z = 1 + np.array([-1, -1e-5, -1e-6, -1e-9, 0, 1e-9, 1e-6, 1e-5, 1])
    assert_allclose(slope_or_none(f, z), [-1] * 4 + [math.nan] + [2] * 4, rtol=1e-5)
    assert math.isnan(slope_or_none(f, 1.0)) and slope_or_none(f, np.float32(3)).dtype == np.float32


def test_where_there_is_no_jump_it_is_the_central_difference():
    z = np.linspace(-3, 3, 601)
    for f in (np.sin, np.abs, lambda z: np.tanh(1e3 * z)):
        assert_array_equal(slope_or_none(f, z), central_difference(f, z))


# -- bends -----------------------------------------------------------------------------------------------------------


def test_at_a_bend_it_is_the_mean_of_both_slopes():
    assert_allclose(central_difference(np.abs, 0.0), 0, atol=1e-12)
    assert_allclose(central_difference(lambda z: np.maximum(z, 0), 0.0), 0.5, rtol=1e-12)


@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 1, 2)])
def test_shape_and_float32_are_kept(shape):
    z = np.linspace(0, 1, math.prod(shape), dtype=np.float32).reshape(shape)
    slope = central_difference(np.sin, z)
    assert slope.shape == shape and slope.dtype == np.float32
    assert_allclose(slope, np.cos(z.astype(float)), rtol=1e-7)  # as close as float32 can be: the work is in float64


def test_float16_stays_and_whole_numbers_become_float64():
    assert central_difference(np.sin, np.float16(1)).dtype == np.float16
    assert_allclose(central_difference(np.sin, [0, 1]), np.cos([0.0, 1]), rtol=1e-9)
    assert isinstance(central_difference(np.sin, 1), np.float64)


def test_a_constant_has_slope_0_everywhere():
    assert_array_equal(central_difference(lambda z: 7.0, [1.0, 2]), [0, 0])


def test_nan_stays_nan_and_touches_nothing_else():
    slope = central_difference(np.sin, [0.0, math.nan])
    assert_allclose(slope, [1, math.nan], rtol=1e-10)


def test_only_two_values_are_asked_for_one_on_each_side():
    asked = []

    def f(z):
        asked.append(z)
        return z

    central_difference(f, np.array([1.0, -4.0]))
    above, below = asked
    assert (above > [1, -4]).all() and (below < [1, -4]).all()
    assert_allclose((above + below) / 2, [1, -4], rtol=1e-15)


# -- means over the bell curve ---------------------------------------------------------------------------------------


def odd_product(n):
    """1 * 3 * 5 ... (2n - 1), which is E[x^(2n)]."""
    return math.prod(range(1, 2 * n, 2))


@pytest.mark.parametrize("n", range(9))
def test_the_even_moments_are_products_of_odd_numbers_and_the_odd_ones_0(n):
    assert_allclose(gaussian_mean(lambda x: x ** (2 * n)), odd_product(n), rtol=1e-13)
    assert abs(gaussian_mean(lambda x: x ** (2 * n + 1))) <= 1e-13 * odd_product(n + 1)


@pytest.mark.parametrize(
    ("f", "mean"),
    [
        (np.cos, math.exp(-0.5)),
        (np.exp, math.exp(0.5)),
        (lambda x: np.maximum(x, 0), 1 / math.sqrt(2 * math.pi)),
        (np.abs, math.sqrt(2 / math.pi)),
        (lambda x: x > 0, 0.5),
        (lambda x: np.exp(-(x**2)), 1 / math.sqrt(3)),
    ],
    ids=["cos", "exp", "relu", "abs", "step", "bell"],
)
def test_smooth_functions_and_those_with_a_bend_at_0_have_14_digits(f, mean):
    assert_allclose(gaussian_mean(f), mean, rtol=1e-13)


@pytest.mark.parametrize("bend", [-2, -0.7, 0.3, 1.1, 2.5])
def test_a_bend_elsewhere_leaves_4_digits(bend):
    """E[max(x - c, 0)] = phi(c) - c (1 - Phi(c))."""
    density = math.exp(-(bend**2) / 2) / math.sqrt(2 * math.pi)
    mean = density - bend * math.erfc(bend / math.sqrt(2)) / 2
    assert abs(gaussian_mean(lambda x: np.maximum(x - bend, 0)) - mean) < 5e-5


def test_a_constant_is_its_own_mean():
    assert_allclose(gaussian_mean(lambda x: 2.5), 2.5, rtol=1e-13)


def test_the_mean_is_a_plain_number_and_the_same_every_time():
    assert type(gaussian_mean(np.sin)) is float
    assert gaussian_mean(np.exp) == gaussian_mean(np.exp)


@some
@given(a=st.floats(-10, 10), b=st.floats(-10, 10))
def test_the_mean_of_a_line_is_its_height_at_0(a, b):
    assert abs(gaussian_mean(lambda x: a * x + b) - b) <= 1e-12
