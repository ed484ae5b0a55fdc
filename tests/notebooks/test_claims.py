"""What lessons 02, 03, 04 and 16 say in numbers, computed again."""

import itertools

import numpy as np
import pytest

from chainrule import elu, sigmoid, tanh
from chainrule.maths.numeric import gaussian_mean


def right_digits(computed, right):
    """How many leading digits of a number are right."""
    pairs = zip(f"{computed:.15e}", f"{right:.15e}", strict=True)
    return sum(mine.isdigit() for mine, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


@pytest.mark.parametrize(("z", "slope"), [(0, 0.25), (3, 0.0452), (5, 0.0066), (10, 0.000045), (15, 3.059e-7)])
def test_02_slopes_of_sigmoid(z, slope):
    for side in (z, -z):
        assert sigmoid.derivative(side) == pytest.approx(slope, rel=0.01)


def test_02_half_of_the_largest_slope_is_left_at_1_8_and_18_percent_at_3():
    assert sigmoid.derivative(1.75) > 1 / 8 > sigmoid.derivative(1.85)
    assert round(sigmoid.derivative(3.0) / sigmoid.derivative(0.0), 2) == 0.18


def test_02_ten_sigmoids_at_their_best_leave_less_than_a_millionth_and_nine_do_not():
    assert 0.25**10 < 1e-6 < 0.25**9


def test_03_a_shift_alone_and_the_two_factors_alone_stay_away_from_tanh():
    z = np.linspace(-8, 8, 1601)
    assert round(np.abs(sigmoid(z) - 0.5 - tanh(z)).max(), 2) == 0.59
    assert round(np.abs(2 * sigmoid(2 * z) - tanh(z)).max(), 2) == 1.00


def test_03_steeper_in_the_middle_and_flat_earlier():
    assert tanh.derivative(0.0) == 4 * sigmoid.derivative(0.0)
    assert tanh.derivative(1.0) / sigmoid.derivative(1.0) == pytest.approx(2, abs=0.2)
    assert tanh.derivative(1.6) > sigmoid.derivative(1.6)
    assert tanh.derivative(1.7) < sigmoid.derivative(1.7)
    assert round(sigmoid.derivative(5.0) / tanh.derivative(5.0)) == 37
    of_tanh, of_sigmoid = (gaussian_mean(lambda z, a=a: a.derivative(z) ** 2) for a in (tanh, sigmoid))
    assert round(np.sqrt(of_tanh / of_sigmoid), 1) == 3.2


@pytest.mark.parametrize(("z", "layers"), [(1.0, 16), (2.0, 6)])
def test_03_layers_of_tanh_until_less_than_a_millionth_is_left(z, layers):
    assert tanh.derivative(z) ** layers < 1e-6 < tanh.derivative(z) ** (layers - 1)


def test_04_what_fifty_layers_leave_and_where_elu_leaks_as_little_as_a_leak():
    assert 1e-19 < tanh.derivative(1.0) ** 50 < 2e-19
    assert elu.derivative(-4.6) == pytest.approx(0.01, abs=0.0001)


def test_04_with_twice_as_many_bends_the_gap_is_four_times_smaller():
    z = np.linspace(-2, 2, 4001)
    gaps = [np.abs(np.interp(z, bends, bends**2) - z**2).max() for bends in (np.arange(-2, 3), np.arange(-2, 2.5, 0.5))]
    assert gaps == pytest.approx([0.25, 0.0625])


@pytest.mark.parametrize(("z", "digits"), [(20.0, 8), (30.0, 2), (40.0, 0)])
def test_16_right_digits_of_a_times_1_minus_a(z, digits):
    a = sigmoid(z)
    assert right_digits(a * (1 - a), sigmoid.derivative(z)) == digits


def test_16_from_where_on_nothing_is_left():
    assert sigmoid(36.7) < 1 == sigmoid(37.0)
    assert 1 - tanh(18.9) ** 2 > 0 == 1 - tanh(19.1) ** 2


def test_16_what_rounding_leaves_of_a_little():
    assert (1 + 1e-17) - 1 == 0
    too_large = ((1 + 1e-15) - 1) / 1e-15 - 1
    assert too_large == pytest.approx(0.11, abs=0.005)


def test_16_seven_digits_of_a_tiny_tanh_are_right():
    z = 1e-10
    for by_hand in ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)), 2 / (1 + np.exp(-2 * z)) - 1):
        assert 10**-7.5 < abs(by_hand / tanh(z) - 1) < 10**-6.5
