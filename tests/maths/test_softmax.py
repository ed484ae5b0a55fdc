"""Softmax and cross-entropy: their digits, their slopes, rows and columns, infinities, and what they refuse.

The exact values in `exact_softmax.json` come from `make_exact_softmax.py`. REFERENCE is the project's table of numbers.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from chainrule.maths.activations import sigmoid
from chainrule.maths.numeric import central_difference
from chainrule.maths.softmax import (
    cross_entropy,
    cross_entropy_gradient,
    log_error,
    log_softmax,
    softmax,
    softmax_jacobian,
    squared_error,
    updates_to_turn,
    walk_output,
)

STORED = json.loads(Path(__file__).with_name("exact_softmax.json").read_text())
INF, NAN = math.inf, math.nan
ERRORS = {"squared": squared_error, "log": log_error}


def numbers(text):
    return np.array([float(x) if x in ("0", "1", "-1", "inf", "-inf") else float.fromhex(x) for x in text.split()])


def ulps(given, exact):
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(given == exact, 0, np.abs(given - exact) / np.spacing(np.abs(exact)))


def check_rows(function, wanted, only_heat_1=False):
    """Compare function(z, temperature) with the exact values of every stored row, to 4 ULP and without a warning."""
    for row in STORED["rows"]:
        z, heat = numbers(row["z"]), float.fromhex(row["temperature"])
        if only_heat_1 and heat != 1:
            continue
        with np.errstate(all="raise", under="ignore"):
            given = function(z, heat)
        assert ulps(given, wanted(row)).max() <= 4, (z, heat)


def test_probabilities_keep_their_digits_over_the_whole_range():
    check_rows(lambda z, heat: softmax(z, temperature=heat), lambda row: numbers(row["p"]))


def test_log_probabilities_keep_their_digits_over_the_whole_range():
    check_rows(lambda z, heat: log_softmax(z, temperature=heat), lambda row: numbers(row["log_p"]))


def test_the_slope_of_each_probability_by_its_own_score_keeps_its_digits():
    check_rows(lambda z, heat: np.diag(softmax_jacobian(z, temperature=heat)), lambda row: numbers(row["slopes"]))


def test_a_low_temperature_brings_back_slopes_whose_product_of_probabilities_would_be_0():
    T = 1e-60
    slopes = softmax_jacobian([400 * T, 0.0, 0.0], temperature=T)
    p = softmax([400.0, 0.0, 0.0])
    assert p[1] * p[2] == 0
    assert slopes[1, 2] == pytest.approx(-(math.exp(-400) / T) * math.exp(-400), rel=1e-12)


def test_cross_entropy_keeps_its_digits_whichever_class_is_right():
    check_rows(
        lambda z, heat: cross_entropy(np.tile(z, (len(z), 1)), np.arange(len(z))),
        lambda row: -numbers(row["log_p"]), only_heat_1=True,
    )  # fmt: skip


def test_the_gradient_of_the_right_class_keeps_its_digits_where_p_rounds_to_1():
    check_rows(
        lambda z, heat: -np.diag(cross_entropy_gradient(np.tile(z, (len(z), 1)), np.arange(len(z)))),
        lambda row: numbers(row["rest"]), only_heat_1=True,
    )  # fmt: skip


def test_the_gradient_of_a_wrong_class_is_its_probability():
    check_rows(
        lambda z, heat: cross_entropy_gradient(z, 0)[1:] if len(z) > 1 else np.zeros(1),
        lambda row: numbers(row["p"])[1:] if len(numbers(row["p"])) > 1 else np.zeros(1), only_heat_1=True,
    )  # fmt: skip


@pytest.mark.parametrize("stored", STORED["outputs"], ids=lambda stored: f"t={stored['t']}")
@pytest.mark.parametrize("name", ERRORS)
def test_the_errors_of_one_output_keep_their_digits(name, stored):
    """Where a is nearly t = 0.25 they are differences of two like numbers, and exact only to 4 ULP of these."""
    z, t = numbers(stored["z"]), stored["t"]
    factor = {"squared": sigmoid.derivative(z), "log": 1.0}[name]
    near = 0 if t in (0, 1) else 4 * np.spacing(t)
    off = np.abs(numbers(stored["log_slope"]))
    with np.errstate(all="raise", under="ignore"):
        value, slope = ERRORS[name].value(z, t), ERRORS[name].gradient(z, t)
    room = {"squared": near * off, "log": 0}[name]
    exact, exact_slope = numbers(stored[name]), numbers(stored[f"{name}_slope"])
    assert (np.abs(value - exact) <= 4 * np.spacing(np.abs(exact)) + room).all()
    assert (np.abs(slope - exact_slope) <= 4 * np.spacing(np.abs(exact_slope)) + near * factor).all()


def test_the_numbers_of_reference():
    p = [0.090030573170380458, 0.24472847105479765, 0.66524095577482189]
    assert_allclose(softmax([1, 2, 3]), p, rtol=1e-15)
    assert_allclose(log_softmax([1, 2, 3]), [-2.4076059644443803, -1.4076059644443803, -0.4076059644443803], rtol=1e-15)
    assert_allclose(cross_entropy_gradient([1, 2, 3], 2), [p[0], p[1], -0.33475904422517811], rtol=1e-15)
    assert_allclose(softmax([1, 2, 3], temperature=0.5), [0.01587624, 0.11731043, 0.86681333], atol=5e-9)
    assert_allclose(softmax([1, 2, 3], temperature=10), [0.30060964, 0.33222499, 0.36716540], atol=5e-9)
    assert log_softmax([30, 0, 0])[0] == pytest.approx(-1.8715245937678598e-13, rel=1e-15)
    assert log_softmax([40, 0, 0])[0] == pytest.approx(-8.496708510583178e-18, rel=1e-15)
    assert cross_entropy(np.zeros(10), 3) == pytest.approx(math.log(10), rel=1e-15)
    jacobian = softmax_jacobian([1, 2, 3])
    assert_allclose(jacobian[0], [0.081925069065, -0.0220330445202, -0.0598920245448], rtol=1e-10)
    assert_allclose(jacobian[1:, 1:].ravel()[[0, 1, 3]], [0.18483644651, -0.16280340199, 0.222695426535], rtol=1e-10)


def test_the_usual_formula_loses_a_winner_that_leads_by_40():
    z = np.array([40.0, 0.0, 0.0])
    usual = z - z.max() - np.log(np.sum(np.exp(z - z.max())))
    assert usual[0] == 0 > log_softmax(z)[0]
    assert softmax(z)[0] - 1 == 0 > cross_entropy_gradient(z, 0)[0]


scores = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(2, 6)), elements=st.floats(-1e3, 1e3))


@given(scores, st.floats(0.01, 100))
def test_probabilities_are_positive_or_0_and_sum_to_1(z, heat):
    p = softmax(z, temperature=heat)
    assert (p >= 0).all()
    assert_allclose(p.sum(axis=1), 1, rtol=2e-15)
    assert_array_equal(np.take_along_axis(p, z.argmax(axis=1, keepdims=True), 1)[:, 0], p.max(axis=1))


@given(scores)
def test_slopes_are_symmetric_and_every_row_sums_to_0(z):
    slopes = softmax_jacobian(z)
    assert_array_equal(slopes, np.swapaxes(slopes, -1, -2))
    assert_allclose(slopes.sum(axis=-1), 0, atol=2e-15)


@given(arrays(np.float64, 4, elements=st.floats(-5, 5)), st.integers(0, 3), st.floats(0.3, 10))
def test_slopes_agree_with_central_differences(z, j, heat):
    def moved(x):
        return np.where(np.arange(4) == j, np.asarray(x)[..., None], z)

    for i in range(4):
        by_hand = central_difference(lambda x, i=i: softmax(moved(x), temperature=heat)[..., i], z[j])
        assert softmax_jacobian(z, temperature=heat)[i, j] == pytest.approx(by_hand, abs=1e-8)
        by_hand = central_difference(lambda x, i=i: cross_entropy(moved(x), i), z[j])
        assert cross_entropy_gradient(z, i)[j] == pytest.approx(by_hand, abs=1e-8)


@given(arrays(np.float64, 3, elements=st.floats(-50, 50)), arrays(np.float64, 3, elements=st.floats(0.1, 1)))
def test_shares_as_targets_give_the_weighted_mean_of_the_classes(z, y):
    y = y / y.sum()
    assert cross_entropy(z, y) == pytest.approx(sum(y[k] * cross_entropy(z, k) for k in range(3)), rel=1e-12)
    assert_allclose(cross_entropy_gradient(z, y), softmax(z) - y, atol=1e-15)


def test_two_classes_are_a_sigmoid_of_the_difference():
    for lead in (-800.0, -37.0, -1.0, 0.0, 2.0, 37.0, 800.0):
        assert softmax([lead, 0.0])[0] == pytest.approx(sigmoid(lead), rel=1e-15)
        assert cross_entropy([lead, 0.0], 0) == pytest.approx(log_error.value(lead, 1), rel=1e-15)


def test_rows_and_columns_are_told_by_the_axis():
    z = np.random.default_rng(0).normal(size=(4, 3, 5))
    for axis in (0, 1, 2, -1):
        last = np.moveaxis(z, axis, -1)
        assert_allclose(softmax(z, axis), np.moveaxis(softmax(last), -1, axis), rtol=1e-15)
        assert_allclose(log_softmax(z, axis).shape, z.shape)
        targets = np.ones(last.shape[:-1], int)
        assert_allclose(cross_entropy(z, targets, axis), -np.take(log_softmax(z, axis), 1, axis), rtol=1e-15)
        gradient = cross_entropy_gradient(z, targets, axis)
        assert_allclose(gradient, np.moveaxis(cross_entropy_gradient(last, targets), -1, axis), rtol=1e-15)
        assert softmax_jacobian(z, axis).shape == (*last.shape, last.shape[-1])
    assert_array_equal(softmax([[1, 2, 3], [1, 2, 3]], axis=0), np.full((2, 3), 0.5))  # erratum E12


def test_floating_dtypes_stay_and_ints_become_doubles():
    for dtype in (np.float16, np.float32, np.float64, np.longdouble):
        z = np.array([[1, 2, 3], [300, -300, 0]], dtype)
        for result in (softmax(z), log_softmax(z), softmax_jacobian(z), cross_entropy(z, [0, 1])):
            assert result.dtype == dtype
        assert cross_entropy_gradient(z, [0, 1], axis=1).dtype == dtype
        exact = softmax(z.astype(float))
        room = max(np.finfo(dtype).eps, 1e-15) * exact + np.finfo(dtype).smallest_subnormal
        assert (np.abs(softmax(z) - exact) <= room).all()
    assert softmax([1, 2]).dtype == np.float64
    assert isinstance(cross_entropy([1, 2], 0), np.float64)


def test_an_array_given_is_left_as_it_was():
    z = np.array([[3.0, 1.0], [2.0, 5.0]])
    before = z.copy()
    softmax(z), log_softmax(z, axis=0), cross_entropy_gradient(z, [0, 1]), softmax_jacobian(z)
    assert_array_equal(z, before)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("z", "p", "log_p"),
    [
        ([INF, 0, 1], [1, 0, 0], [0, -INF, -INF]),
        ([INF, -INF], [1, 0], [0, -INF]),
        ([-INF, 0, 0], [0, 0.5, 0.5], [-INF, -math.log(2), -math.log(2)]),
        ([INF, INF, 0], [NAN] * 3, [NAN] * 3),
        ([-INF, -INF], [NAN] * 2, [NAN] * 2),
        ([NAN, 0], [NAN] * 2, [NAN] * 2),
        ([NAN], [NAN], [NAN]),
        ([-INF], [1], [0]),
    ],
)
def test_one_inf_takes_all_and_what_cannot_be_told_is_nan(z, p, log_p):
    with np.errstate(all="raise", under="ignore"):
        assert_allclose(softmax(z), p, rtol=1e-15)
        assert_allclose(log_softmax(z), log_p, rtol=1e-15)
        assert_allclose(softmax(z, temperature=3.3), p, rtol=1e-15)
        assert_allclose(cross_entropy(z, 0), -log_p[0], rtol=1e-15)
        assert_allclose(cross_entropy_gradient(z, 0)[0], p[0] - 1, rtol=1e-15)
        assert np.isnan(softmax_jacobian(z)).any() == np.isnan(p).any()
    assert_allclose(softmax([z, [1] * len(z)])[1], 1 / len(z))  # no other row is touched


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: softmax(3.0), ValueError, "a number for each class, such as [1, 2, 3], but it is 3 alone"),
        (lambda: softmax(np.zeros((2, 0))), ValueError, "its shape (2, 0) has no class"),
        (lambda: softmax("abc"), TypeError, "text, 'abc'"),
        (lambda: softmax([[1, 2], [3]]), TypeError, "rows of different length"),
        (lambda: softmax([1, 2], axis=1), ValueError, "axis must be -1 to 0 for z of shape (2,): not 1"),
        (lambda: softmax([1, 2], axis=None), TypeError, "axis must be a whole number, but it is None"),
        (lambda: softmax([1, 2], temperature=0), ValueError, "temperature must be above 0 and finite, but it is 0"),
        (lambda: log_softmax([1, 2], temperature="1"), TypeError, "temperature must be a number, but it is '1'"),
        (lambda: softmax_jacobian([1, 2], temperature=INF), ValueError, "temperature must be above 0 and finite"),
        (lambda: cross_entropy([1, 2], 2), ValueError, "numbers of classes, 0 to 1, but one is 2"),
        (lambda: cross_entropy([1, 2], -1), ValueError, "but one is -1"),
        (lambda: cross_entropy([1, 2], 1.0), TypeError, "must be the number of a class, but they are 1.0"),
        (lambda: cross_entropy([1, 2], None), TypeError, "None"),
        (lambda: cross_entropy([[1, 2]] * 3, [[0]] * 3), ValueError, "class numbers of shape (3,) or shares"),
        (lambda: cross_entropy([1, 2], [0.5, 0.6]), ValueError, "those of a row sum to 1, but they are [0.5, 0.6]"),
        (lambda: cross_entropy([1, 2], [1.5, -0.5]), ValueError, "shares must be 0 or more"),
        (lambda: cross_entropy_gradient([1, 2], [NAN, 1]), ValueError, "shares must be 0 or more"),
        (lambda: walk_output(log_error, 0, learning_rate=0), ValueError, "learning_rate must be above 0"),
        (lambda: walk_output(log_error, 0, updates=1.5), TypeError, "updates must be a whole number"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(call, error, said):
    with pytest.raises(error) as caught:
        call()
    assert said in str(caught.value)


def test_a_walk_follows_the_gradient_of_its_error():
    for error in (squared_error, log_error):
        for t in (0, 1, 0.3):
            path = walk_output(error, -3.0, t, learning_rate=0.7, updates=50)
            assert_allclose(np.diff(path), -0.7 * error.gradient(path[:-1], t), rtol=1e-10, atol=1e-15)


def test_a_confidently_wrong_unit_turns_round_in_9_updates_or_in_3001():
    """Lesson 12 walked the same way with the squared error: at -1.453 after 3000 updates, and soon through."""
    assert updates_to_turn(walk_output(log_error, -8.0, updates=20)) == 9
    squared = updates_to_turn(walk_output(squared_error, -8.0, updates=5000))
    assert 3000 < squared < 3020
    assert updates_to_turn(walk_output(squared_error, 8.0, t=0, updates=5000), t=0) == squared
    assert updates_to_turn(walk_output(squared_error, -8.0, updates=100)) is None
    assert updates_to_turn(np.array([1.0])) == 0
