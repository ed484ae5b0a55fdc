"""The activations: their digits, their limits, their facts, and what a learner may pass to them.

The exact values in `exact_values.json` come from `make_exact_values.py`. REFERENCE is the project's table of recomputed
numbers; the numbers and formulas that are quoted from it say so.
"""

import dataclasses
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import chainrule
from chainrule.maths.activations import (
    ACTIVATIONS,
    SATURATED_BELOW,
    SELU_ALPHA,
    SELU_SCALE,
    Activation,
    as_floats,
    bare,
    elu,
    gelu,
    identity,
    leaky_relu,
    maxout,
    prelu,
    relu,
    selu,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from chainrule.maths.numeric import central_difference, gaussian_mean

STORED = json.loads(Path(__file__).with_name("exact_values.json").read_text())
SMALLEST_NORMAL = np.finfo(np.float64).tiny
INF, NAN = math.inf, math.nan

BUILT_IN = list(ACTIVATIONS.values())
OTHERS = [
    leaky_relu(alpha=0),
    leaky_relu(alpha=1),
    leaky_relu(alpha=1.7),
    prelu(alpha=-0.3),
    elu(alpha=0.3),
    elu(alpha=1.7),
    elu(alpha=-1),
    maxout(w1=0, b1=0, w2=1, b2=0),
    maxout(w1=1, b1=0, w2=-0.5, b2=0),
    maxout(w1=2, b1=1, w2=0.5, b2=-2),
    maxout(w1=-1, b1=0.5, w2=-3, b2=1),
    maxout(w1=0, b1=1, w2=0, b2=2),
]
BENDS = {"relu": 0, "leaky_relu": 0, "prelu": 0, "elu": 0, "selu": 0}  # and maxout, where its lines cross

each_built_in = pytest.mark.parametrize("activation", BUILT_IN, ids=lambda activation: activation.name)
each_activation = pytest.mark.parametrize("activation", BUILT_IN + OTHERS, ids=repr)
each_part = pytest.mark.parametrize("part", ["value", "derivative"])

some = settings(max_examples=50, deadline=None, derandomize=True)
few = settings(some, max_examples=12)  # with many z each, for tests that every activation goes through
moderate = st.floats(-50, 50)
finite = st.floats(allow_nan=False, allow_infinity=False)


def many(numbers):
    return st.lists(numbers, min_size=1, max_size=30).map(np.array)


def doubles(text):
    return np.array([float.fromhex(number) for number in text.split()])


def part_of(activation, part):
    return activation if part == "value" else activation.derivative


def ulp(numbers):
    """One unit in the last place of each number."""
    return np.array([math.ulp(number) for number in numbers])


def bend_of(activation):
    """Where the slope jumps, or None."""
    w1, b1, w2, b2 = (activation.parameters.get(name, 0) for name in ("w1", "b1", "w2", "b2"))
    return (b1 - b2) / (w2 - w1) if w1 != w2 else BENDS.get(activation.name)


# -- digits: value and derivative against stored exact values --------------------------------------------------------

Z = doubles(STORED["z"])


def stored_activation(row):
    activation = ACTIVATIONS[row["name"]]
    return activation(**row["parameters"]) if row["parameters"] else activation


each_stored_part = pytest.mark.parametrize(
    ("activation", "part", "exact"),
    [
        pytest.param(stored_activation(row), part, doubles(row[part]), id=f"{stored_activation(row)!r}-{part}")
        for row in STORED["activations"]
        for part in ("value", "derivative")
    ],
)


def is_near_enough(name, part, z, error, exact):
    """4 ULP; 2 z^2 ULP in GELU's left tail; 2^-53 where the slopes of SiLU and GELU cross 0: as the module says."""
    ulps = np.where(z < -1.5, np.maximum(4, 2 * z.clip(-40, 0) ** 2), 4) if name == "gelu" else 4
    crosses_0 = (part == "derivative") & (name in ("silu", "gelu")) & (z > -3) & (z < 0)
    return (error / ulp(exact) <= ulps) | (crosses_0 & (error <= 2.0**-53))


@each_stored_part
def test_is_within_4_ulp_of_the_exact_value_from_end_to_end_without_a_warning(activation, part, exact):
    normal = np.isfinite(exact) & ((np.abs(exact) >= SMALLEST_NORMAL) | (exact == 0))
    z, exact = Z[normal], exact[normal]
    error = np.abs(part_of(activation, part)(z) - exact)
    bad = ~is_near_enough(activation.name, part, z, error, exact)
    assert not bad.any(), f"z = {z[bad]}: {error[bad] / ulp(exact[bad])} ULP"


@each_stored_part
def test_keeps_the_digits_that_a_subnormal_result_has(activation, part, exact):
    subnormal = np.abs(exact) < SMALLEST_NORMAL
    error = np.abs(part_of(activation, part)(Z[subnormal]) - exact[subnormal])
    assert (error <= (64 if activation is gelu else 4) * 5e-324).all()


@each_stored_part
def test_is_infinite_where_the_exact_value_is_beyond_the_largest_double(activation, part, exact):
    beyond = np.isinf(exact)
    with np.errstate(over="ignore"):  # a true overflow: NumPy's warning is right
        assert_array_equal(part_of(activation, part)(Z[beyond]), exact[beyond])


def test_the_stored_points_cover_the_whole_range_of_doubles():
    sizes = np.sort(np.abs(Z[Z != 0]))
    assert sizes[0] == 5e-324 and sizes[-1] == np.finfo(float).max
    assert (np.diff(np.log10(sizes)) < 15).all()
    assert set(ACTIVATIONS) == {row["name"] for row in STORED["activations"]}


# float32 and float16: against the float64 result at the same z


@pytest.mark.parametrize(("dtype", "reach"), [(np.float32, 110), (np.float16, 20)])
@each_part
@pytest.mark.parametrize("activation", [*BUILT_IN, leaky_relu(alpha=1.7), elu(alpha=0.3)], ids=repr)
def test_a_narrow_float_stays_narrow_and_within_4_ulp(activation, part, dtype, reach):
    z = np.concatenate([np.linspace(-reach, reach, 6001), np.linspace(-3, 3, 3001), np.geomspace(1e-4, 1, 99)])
    z = z.astype(dtype)
    function = part_of(activation, part)
    result, wide = function(z), function(z.astype(np.float64))
    assert result.dtype == dtype
    rounded = wide.astype(dtype)
    normal = np.abs(rounded) >= np.finfo(dtype).tiny
    error = np.abs(result.astype(np.float64) - wide) / np.spacing(np.abs(rounded)).astype(np.float64)
    assert error[normal].max() <= 4
    assert error[~normal].max(initial=0) <= 4


@pytest.mark.parametrize("activation", [sigmoid, tanh, softplus], ids=repr)
@each_part
def test_float32_stays_within_4_ulp_at_half_a_million_points(activation, part):
    """Here float32 is computed in float32. A bad point is rare: (1 + e) ** 2 in the slope misses at 1 in 10,000."""
    function, z = part_of(activation, part), np.linspace(-9, 9, 500_001, dtype=np.float32)
    exact = function(z.astype(np.float64))
    assert (np.abs(function(z) - exact) / np.spacing(np.abs(exact.astype(np.float32)))).max() <= 4


@each_part
@each_built_in
def test_float32_reaches_its_own_ends_without_a_warning(activation, part):
    largest = np.finfo(np.float32).max / 2
    result = part_of(activation, part)(np.array([-largest, -1e30, -1e-40, 0, 1e-40, 1e30, largest], np.float32))
    assert np.isfinite(result).all() and result.dtype == np.float32


# -- numbers from REFERENCE ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("z", "slope"),
    [
        (0, 0.25),
        (5, 0.0066480566707901549),
        (10, 4.5395807735951671e-5),
        (20, 2.0611536139418493e-9),
        (40, 4.248354255291589e-18),
    ],
)
def test_sigmoid_derivative_has_the_values_of_reference(z, slope):
    assert_allclose(sigmoid.derivative(z), slope, rtol=1e-15)
    assert_allclose(sigmoid.derivative(-z), slope, rtol=1e-15)


@pytest.mark.parametrize(
    ("z", "slope"),
    [
        (0, 1),
        (2, 0.070650824853164466),
        (5, 1.8158323094380668e-4),
        (10, 8.2446144557673974e-9),
        (20, 1.6993417021166356e-17),
    ],
)
def test_tanh_derivative_has_the_values_of_reference(z, slope):
    assert_allclose(tanh.derivative(z), slope, rtol=1e-15)
    assert_allclose(tanh.derivative(-z), slope, rtol=1e-15)


@pytest.mark.parametrize(
    ("activation", "mean_square", "mean_square_slope"),
    [
        (sigmoid, 0.293379, 0.044836),
        (tanh, 0.394294, 0.464403),
        (relu, 0.5, 0.5),
        (leaky_relu, 0.50005, 0.50005),
    ],
    ids=lambda thing: getattr(thing, "name", None),
)
def test_mean_squares_over_the_bell_curve_are_those_of_reference(activation, mean_square, mean_square_slope):
    assert_allclose(gaussian_mean(lambda z: activation(z) ** 2), mean_square, atol=5e-7)
    assert_allclose(gaussian_mean(lambda z: activation.derivative(z) ** 2), mean_square_slope, atol=5e-7)


def test_the_slope_of_sigmoid_changes_fastest_at_the_logarithm_of_2_plus_root_3():
    at = math.log(2 + math.sqrt(3))
    change = central_difference(sigmoid.derivative, np.array([-at, at]))
    assert_allclose(change, [1 / (6 * math.sqrt(3)), -1 / (6 * math.sqrt(3))], rtol=1e-9)
    elsewhere = np.abs(central_difference(sigmoid.derivative, np.linspace(-5, 5, 1001)))
    assert elsewhere.max() <= change[0] + 1e-10


@each_built_in
def test_means_over_the_bell_curve_agree_with_mpmath(activation):
    stored = {what: float.fromhex(number) for what, number in STORED["over_the_bell_curve"][activation.name].items()}
    assert_allclose(activation.mean_output, stored["mean"], rtol=1e-13, atol=1e-15)
    assert_allclose(gaussian_mean(lambda z: activation(z) ** 2), stored["mean_square"], rtol=1e-13)
    assert_allclose(gaussian_mean(lambda z: activation.derivative(z) ** 2), stored["mean_square_slope"], rtol=1e-13)


def test_selu_keeps_mean_0_and_variance_1():
    """Its two constants are made for that (Klambauer et al. 2017); a last digit wrong would show."""
    assert abs(gaussian_mean(selu)) < 1e-15
    assert_allclose(gaussian_mean(lambda z: selu(z) ** 2), 1, rtol=1e-13)
    assert (SELU_ALPHA, SELU_SCALE) == (1.6732632423543772, 1.0507009873554805)


# -- where the famous formulas fail, exactly as REFERENCE says, and ours do not --------------------------------------


def naive_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def relative_error(given, exact):
    return abs(given / exact - 1)


def test_the_famous_sigmoid_overflows_left_of_minus_709_78():
    assert naive_sigmoid(np.float64(-709.78)) > 0
    with pytest.warns(RuntimeWarning, match="overflow"):
        lost = naive_sigmoid(np.float64(-710.0))
    assert lost == 0
    assert_allclose(sigmoid(-710), math.exp(-710), rtol=1e-13)  # subnormal, and not 0


@pytest.mark.parametrize(("z", "error"), [(20, 3.6e-8), (30, 1.0e-3), (36.74, 1), (40, 1)])
def test_s_times_1_minus_s_loses_the_digits_that_the_derivative_keeps(z, error):
    s, exact = sigmoid(z), math.exp(-z) / (1 + math.exp(-z)) ** 2
    assert_allclose(relative_error(s * (1 - s), exact), error, rtol=0.05)
    assert_allclose(sigmoid.derivative(z), exact, rtol=1e-15)


def test_s_times_1_minus_s_is_0_from_36_74_on():
    s = sigmoid(np.array([36.73, 36.74]))
    lost = s * (1 - s)
    assert lost[0] > 0 and lost[1] == 0


def best_tanh(z):
    """tanh to the last bit for large z, so that the machine's own rounding of tanh does not matter here."""
    return 1 - 2 * math.exp(-2 * z) / (1 + math.exp(-2 * z))


@pytest.mark.parametrize(("z", "error"), [(10, 1.1e-8), (15, 1.7e-4), (19.07, 1), (25, 1)])
def test_1_minus_tanh_squared_loses_the_digits_that_the_derivative_keeps(z, error):
    exact = 1 / math.cosh(z) ** 2
    assert_allclose(relative_error(1 - best_tanh(z) ** 2, exact), error, rtol=0.05)
    assert_allclose(tanh.derivative(z), exact, rtol=2e-15)


def test_1_minus_tanh_squared_is_0_from_19_06_on():
    assert 1 - best_tanh(19.05) ** 2 > 0 == 1 - best_tanh(19.07) ** 2
    assert tanh.derivative(19.07) > 1e-17


def test_tanh_by_exponentials_is_all_wrong_for_tiny_z_and_nan_for_large_z():
    assert 2 / (1 + np.exp(-2 * 1e-17)) - 1 == 0
    assert tanh(1e-17) == 1e-17
    with np.errstate(over="ignore", invalid="ignore"):
        up, down = np.exp(710.0), np.exp(-710.0)
        assert np.isnan((up - down) / (up + down))
    assert tanh(710) == 1


def test_z_times_z_is_positive_is_nan_at_minus_infinity_and_minus_0_below_0():
    with np.errstate(invalid="ignore"):
        assert np.isnan(np.float64(-INF) * (-INF > 0))
    assert relu(-INF) == 0
    z = np.array([-3.0])
    assert np.signbit(z * (z > 0)) and not np.signbit(relu(z))


def test_the_larger_of_alpha_z_and_z_is_wrong_for_alpha_above_1():
    z = np.array([-2.0, 3.0])
    assert_array_equal(np.maximum(1.7 * z, z), [-2, 5.1])
    assert_array_equal(leaky_relu(alpha=1.7)(z), [-3.4, 3])


def test_exp_minus_1_is_all_wrong_for_tiny_z_and_elu_plus_1_loses_the_slope():
    assert np.exp(-1e-17) - 1 == 0
    assert elu(-1e-17) == -1e-17
    assert elu(-38) + 1 == 0
    assert_allclose(elu.derivative(-38), math.exp(-38), rtol=1e-15)


def test_log_of_1_plus_exp_is_infinite_above_709_78_and_0_below_minus_36_8():
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert np.log(1 + np.exp(np.float64(709.79))) == INF
    assert softplus(709.79) == 709.79
    assert np.log(1 + np.exp(-36.8)) == 0
    assert_allclose(softplus(-36.8), math.exp(-36.8), rtol=1e-15)


def test_z_times_sigmoid_loses_digits_in_the_tail_and_is_nan_at_minus_infinity():
    z = np.linspace(-714.5, -709, 1001)
    exact = z * np.exp(-700) * np.exp(z + 700)
    assert relative_error(z * sigmoid(z), exact).max() > 50 * 2.0**-52
    assert relative_error(silu(z), exact).max() < 4 * 2.0**-52
    with np.errstate(invalid="ignore"):
        assert np.isnan(-INF * sigmoid(-INF))
    assert silu(-INF) == 0


def test_the_plain_derivative_of_silu_is_nan_at_both_infinities():
    for z in (-INF, INF):
        with np.errstate(invalid="ignore"):
            assert np.isnan(sigmoid(z) * (1 + z * sigmoid(-z)))
    assert (silu.derivative(-INF), silu.derivative(INF)) == (0, 1)


def test_one_plus_erf_makes_gelu_0_from_about_minus_8_3_on():
    def by_erf(z):
        return 0.5 * z * (1 + math.erf(z / math.sqrt(2)))

    assert by_erf(-8.2) < 0 and by_erf(-8.4) == 0
    tail = math.exp(-(8.4**2) / 2) / math.sqrt(2 * math.pi)  # z Phi(z) ~ -phi(z) (1 - 1/z^2 + 3/z^4 - 15/z^6 ...)
    assert_allclose(gelu(-8.4), -tail * (1 - 8.4**-2 + 3 * 8.4**-4 - 15 * 8.4**-6), rtol=1e-4)


# -- limits, nan and bends -------------------------------------------------------------------------------------------

LIMITS = {  # value at -inf and inf, slope at -inf and inf
    "identity": (-INF, INF, 1, 1),
    "sigmoid": (0, 1, 0, 0),
    "tanh": (-1, 1, 0, 0),
    "relu": (0, INF, 0, 1),
    "leaky_relu": (-INF, INF, 0.01, 1),
    "prelu": (-INF, INF, 0.25, 1),
    "elu": (-1, INF, 0, 1),
    "selu": (-1.7580993408473768, INF, 0, 1.0507009873554805),
    "softplus": (0, INF, 0, 1),
    "silu": (0, INF, 0, 1),
    "gelu": (0, INF, 0, 1),
    "maxout": (INF, INF, -0.5, 1),
}


@each_built_in
def test_the_limits_at_both_infinities_are_right(activation):
    ends = np.array([-INF, INF])
    assert_allclose([*activation(ends), *activation.derivative(ends)], LIMITS[activation.name], rtol=2e-16)


def test_leaky_relu_without_a_leak_is_0_at_minus_infinity():
    assert leaky_relu(alpha=0)(-INF) == 0
    assert maxout(w1=0, b1=0, w2=1, b2=0)(-INF) == 0


@each_part
@each_built_in
def test_nan_stays_nan_and_touches_nothing_else(activation, part):
    function = part_of(activation, part)
    assert np.isnan(function(NAN))
    assert_array_equal(function([1.0, NAN, -1.0]), [function(1.0), NAN, function(-1.0)])


@pytest.mark.parametrize(
    ("activation", "slope"),
    [
        (relu, 0),
        (leaky_relu, 0.01),
        (leaky_relu(alpha=1.7), 1.7),
        (prelu, 0.25),
        (elu, 1),
        (elu(alpha=0.3), 0.3),
        (selu, 1.7580993408473768),
        (maxout, -0.5),
        (maxout(w1=1, b1=0, w2=-0.5, b2=0), -0.5),
    ],
    ids=repr,
)
def test_the_slope_at_a_bend_is_the_one_on_its_left(activation, slope):
    assert_allclose(activation.derivative(0), slope, rtol=2e-16)
    assert_allclose(activation.derivative(-1e-300), slope, rtol=2e-16)


# -- shapes, kinds of numbers, refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(), (0,), (1,), (5,), (3, 1, 2), (2, 0, 3)])
@each_part
@each_built_in
def test_every_shape_is_kept(activation, part, shape):
    z = np.linspace(-3, 4, math.prod(shape)).reshape(shape)
    result = part_of(activation, part)(z)
    assert result.shape == shape and result.dtype == np.float64
    assert_array_equal(result.ravel(), part_of(activation, part)(z.ravel()))


@each_part
@each_built_in
def test_a_number_gives_a_number(activation, part):
    for z in (0.5, 1, np.float64(0.5), np.array(0.5)):
        assert isinstance(part_of(activation, part)(z), np.float64)
    assert isinstance(part_of(activation, part)(np.float32(0.5)), np.float32)


@pytest.mark.parametrize(
    "z", [2, -3, [1, -2], (1, -2), range(-3, 3), np.int8([-128, 127]), np.uint8([0, 255])], ids=str
)
@each_part
@each_built_in
def test_whole_numbers_count_as_float64(activation, part, z):
    result = part_of(activation, part)(z)
    assert result.dtype == np.float64
    assert_array_equal(result, part_of(activation, part)(np.array(z, dtype=np.float64)))


@each_part
@each_built_in
def test_the_learner_s_array_is_left_alone_and_not_shared(activation, part):
    z = np.array([[-1.0, 0.0, 2.0]])
    result = part_of(activation, part)(z[:, ::-1])
    result[:] = 99
    assert_array_equal(z, [[-1, 0, 2]])


def test_whole_numbers_of_any_length_are_taken():
    assert sigmoid(10**30) == 1 and relu.derivative(-(10**30)) == 0
    assert_array_equal(relu([10**30, -(10**30)]), [1e30, 0])
    assert_array_equal(relu(np.array([[10**25], [2]], dtype=object)), [[1e25], [2]])
    assert as_floats([10**30, 0.5]).tolist() == [1e30, 0.5]
    with pytest.raises(ValueError, match="z holds an int beyond the largest float"):
        sigmoid(10**400)


@pytest.mark.parametrize(
    ("z", "words"),
    [
        ("1", "it is text, '1'"),
        (["a", "b"], "it is text"),
        (b"1", "it is bytes"),
        (None, "it is None of type NoneType"),
        ([1, None], r"it is \[1, None\] of type list"),
        (1j, "it is complex numbers, 1j"),
        ([1, 1j], "it is complex numbers"),
        (True, "it is True or False"),
        (np.array([True, False]), "it is True or False"),
        ({1, 2}, "of type set"),
        ([10**30, True], "of type list"),
        ([10**30, None], "of type list"),
        pytest.param(object(), "of type object", id="object"),
        (Fraction(1, 2), "of type Fraction"),
        (np.datetime64("2020"), "of type datetime64"),
        ([[1, 2], [3]], r"\[\[1, 2\], \[3\]\] has rows of different length"),
    ],
    ids=str,
)
def test_what_is_no_real_number_is_refused_with_a_sentence(z, words):
    for function in (as_floats, sigmoid, relu.derivative, lambda z: prelu.derivative_by("alpha", z)):
        with pytest.raises(TypeError, match="z must be a number or an array of numbers.*" + words):
            function(z)


@each_part
@each_built_in
def test_a_longdouble_keeps_its_own_range_without_a_warning(activation, part):
    z = np.array(["-1e400", "-1e4000", "-900", "900", "1e400"], np.longdouble)
    if not np.isfinite(z).all():
        pytest.skip("here a longdouble is a double")
    result, near = part_of(activation, part)(z), part_of(activation, part)(np.array([-900.0, 900.0]))
    assert result.dtype == np.longdouble and np.isfinite(result).all()
    assert_allclose(result[2:4].astype(float), near, rtol=1e-15, atol=1e-300)
    if part == "value" and activation.range[1] == INF:
        assert result[-1] >= 0.25 * z[-1]


def test_silu_of_a_longdouble_keeps_a_tail_that_a_double_has_not():
    z = np.longdouble("-1234.1")
    if np.exp(z) == 0:
        pytest.skip("here a longdouble is a double")
    assert silu(z) < 0 and silu.derivative(z) < 0
    assert_allclose(float(silu(z) / np.exp(z)), -1234.1, rtol=1e-15)
    assert_allclose(float(silu.derivative(z) / np.exp(z)), -1233.1, rtol=1e-15)


@each_activation
def test_value_and_slope_together_are_value_and_slope(activation):
    for z in (np.linspace(-9, 9, 181).reshape(1, -1), np.float32([-800, -1, 0, 3]), np.array([]), [1, NAN], -3, 1e300):
        value, slope = activation.value_and_slope(z)
        assert_array_equal(value, activation(z))
        assert_array_equal(slope, activation.derivative(z))
        assert type(value) is type(slope) is type(activation(z)) and value.dtype == activation(z).dtype


def test_value_and_slope_of_an_own_activation_need_no_more_than_the_function():
    own = Activation("own", lambda z: z * math.exp(-z) if z > 0 else 0.0)
    value, slope = own.value_and_slope([-1.0, 1.0])
    assert_allclose([*value, *slope], [0, math.exp(-1), 0, 0], atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@each_activation
def test_every_built_in_activation_is_bare_in_a_stack(activation, dtype):
    quick, z = bare(activation), np.linspace(-5, 5, 12, dtype=dtype).reshape(3, 4)
    assert quick is not activation
    for found, expected in zip(
        (quick(z), quick.derivative(z), *quick.value_and_slope(z)),
        (activation(z), activation.derivative(z), *activation.value_and_slope(z)),
        strict=True,
    ):
        assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "own",
    [
        Activation("no slope", np.tanh),
        Activation("one number", lambda z: z if z > 0 else 0.0, lambda z: 1.0 if z > 0 else 0.0),
        Activation("wide", lambda z: np.tanh(z.astype(float)), lambda z: 1 / np.cosh(z) ** 2),
        Activation("constant slope", lambda z: 2 * z, lambda z: 2.0),
        Activation("changing", lambda z: np.multiply(z, 2, out=z), np.ones_like),
    ],
    ids=lambda own: own.name,
)
def test_what_needs_its_checks_is_not_bare(own):
    assert bare(own) is own


# -- properties ------------------------------------------------------------------------------------------------------


@each_activation
@few
@given(z=many(moderate))
def test_the_derivative_is_the_central_difference_away_from_bends(activation, z):
    bend = bend_of(activation)
    z = z if bend is None else z[np.abs(z - bend) > 0.01]
    assert_allclose(activation.derivative(z), central_difference(activation, z), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("activation", [a for a in BUILT_IN + OTHERS if a.monotone], ids=repr)
@few
@given(z=many(moderate), step=st.floats(1e-6, 100))
def test_the_value_never_falls_if_the_activation_is_called_monotone(activation, z, step):
    assert (activation(z + step) >= activation(z) - 4 * ulp(activation(z))).all()
    assert (activation.derivative(z) >= 0).all()


@each_activation
def test_the_value_falls_somewhere_if_the_activation_is_not_called_monotone(activation):
    falls = (np.diff(activation(np.linspace(-50, 50, 10001))) < 0).any()
    assert activation.monotone is not bool(falls)


@each_activation
@few
@given(z=many(finite))
def test_the_value_stays_inside_the_range(activation, z):
    low, high = activation.range
    with np.errstate(over="ignore"):
        value = activation(z)
    assert (low - 4 * math.ulp(low) <= value).all() and (value <= high + 4 * math.ulp(high)).all()


@each_activation
def test_both_ends_of_the_range_are_approached(activation):
    far = np.geomspace(1, 1e300, 601)
    value = activation(np.concatenate([-far, np.linspace(-5, 5, 100001), far]))
    for end, reached in zip(activation.range, (value.min(), value.max()), strict=True):
        assert abs(reached) > 1e290 if math.isinf(end) else math.isclose(reached, end, rel_tol=1e-9, abs_tol=1e-9)


@each_activation
def test_the_steepest_slope_is_reached_where_the_fact_says(activation):
    low, high = np.clip(activation.steepest_at, -100, 100)
    inside = np.linspace(low, high, 9)[1:-1]
    assert low <= high
    assert_allclose(activation.derivative(inside), activation.steepest_slope, rtol=1e-15)


@each_activation
@few
@given(z=many(finite))
def test_no_slope_is_steeper_than_the_steepest(activation, z):
    steepest = activation.steepest_slope
    assert (activation.derivative(z) <= steepest + 4 * math.ulp(steepest)).all()


@each_activation
def test_the_slope_is_less_than_the_steepest_outside_the_place_of_the_fact(activation):
    low, high = activation.steepest_at
    z = np.linspace(-20, 20, 4001)
    outside = z[(z < low - 0.1) | (z > high + 0.1)]
    assert (activation.derivative(outside) < activation.steepest_slope).all()


@pytest.mark.parametrize("activation", [silu, gelu], ids=repr)
def test_the_landmarks_of_silu_and_gelu_agree_with_mpmath(activation):
    stored = {what: float.fromhex(number) for what, number in STORED["landmarks"][activation.name].items()}
    assert_allclose(activation.range[0], stored["lowest"], rtol=3e-16)
    assert_allclose(activation.steepest_at, stored["steepest_at"], rtol=4e-16)
    assert_allclose(activation.steepest_slope, stored["steepest_slope"], rtol=3e-16)
    assert abs(activation.derivative(stored["lowest_at"])) < 1e-15


@each_activation
def test_the_mean_output_is_the_mean_under_the_bell_curve(activation):
    """Against the trapezoid rule with a quarter of a million points, its own way of integrating."""
    z = np.linspace(-13, 13, 260001)
    mean = np.sum(activation(z) * np.exp(-(z**2) / 2)) * (z[1] - z[0]) / math.sqrt(2 * math.pi)
    bend = bend_of(activation)
    assert_allclose(activation.mean_output, mean, atol=1e-8 if bend in (None, 0) else 1e-4)
    assert activation.zero_centred is bool(abs(mean) < 1e-9)


def test_only_identity_tanh_and_selu_are_zero_centred():
    assert [activation.name for activation in BUILT_IN if activation.zero_centred] == ["identity", "tanh", "selu"]


# identities


@some
@given(z=finite)
def test_tanh_is_a_stretched_and_shifted_sigmoid(z):
    assume(abs(z) < 1e300)
    assert abs(tanh(z) - (2 * sigmoid(2 * z) - 1)) <= 4e-16


@some
@given(z=finite)
def test_sigmoid_of_z_and_of_minus_z_add_to_1(z):
    assert abs(sigmoid(z) + sigmoid(-z) - 1) <= 2.3e-16


@some
@given(z=finite)
def test_the_slopes_of_sigmoid_and_tanh_are_even_and_tanh_is_odd(z):
    assert sigmoid.derivative(z) == sigmoid.derivative(-z)
    assert tanh.derivative(z) == tanh.derivative(-z)
    assert tanh(z) == -tanh(-z)


@some
@given(z=finite)
def test_relu_of_z_minus_relu_of_minus_z_is_z(z):
    assert relu(z) - relu(-z) == z


@pytest.mark.parametrize("activation", [softplus, silu, gelu], ids=repr)
@some
@given(z=finite)
def test_the_smooth_relus_differ_by_z_at_z_and_minus_z(activation, z):
    assert_allclose(activation(z) - activation(-z), z, rtol=4e-16, atol=2.3e-16)


@some
@given(z=finite)
def test_the_slope_of_softplus_is_sigmoid(z):
    assert softplus.derivative(z) == sigmoid(z)


@some
@given(z=finite)
def test_leaky_relu_without_a_leak_and_maxout_with_0_and_z_are_relu(z):
    for same in (leaky_relu(alpha=0), maxout(w1=0, b1=0, w2=1, b2=0), prelu(alpha=0)):
        assert same(z) == relu(z)
        assert same.derivative(z) == relu.derivative(z)


@some
@given(z=finite)
def test_leaky_relu_with_alpha_1_is_the_identity(z):
    assert leaky_relu(alpha=1)(z) == identity(z) == z
    assert leaky_relu(alpha=1).derivative(z) == identity.derivative(z) == 1


@some
@given(z=moderate, lines=st.tuples(*[st.integers(-8, 8)] * 4))
def test_maxout_is_the_larger_of_its_two_lines_and_its_slope_is_that_line_s(z, lines):
    w1, b1, w2, b2 = lines
    first, second = w1 * z + b1, w2 * z + b2
    activation = maxout(w1=w1, b1=b1, w2=w2, b2=b2)
    assert activation(z) == max(first, second)
    assume(abs(first - second) > 1e-9)
    assert activation.derivative(z) == (w1 if first > second else w2)


def test_maxout_of_two_level_lines_is_the_higher_one():
    level = maxout(w1=0, b1=1, w2=0, b2=2)
    assert (level.range, level.steepest_slope, level(7), level.derivative(7)) == ((2, 2), 0, 2, 0)


# saturation


def test_sigmoid_and_tanh_saturate_where_the_algebra_says():
    """e / (1 + e)^2 = t is a quadratic in e = e^-z."""
    t = SATURATED_BELOW
    sigmoid_at = math.log((1 - 2 * t + math.sqrt(1 - 4 * t)) / (2 * t))
    tanh_at = math.acosh(1 / math.sqrt(t))
    for activation, at in ((sigmoid, sigmoid_at), (tanh, tanh_at)):
        (left_from, left_to), (right_from, right_to) = activation.saturated_zones()
        assert (left_from, right_to) == (-10, 10)
        assert left_to == -right_from and 0 <= right_from - at <= 0.01


def test_relu_saturates_on_the_left_only_and_leaky_relu_nowhere():
    assert relu.saturated_zones() == [(-10, 0)]
    assert leaky_relu.saturated_zones() == []
    assert leaky_relu(alpha=0.009).saturated_zones() == [(-10, 0)]
    assert identity.saturated_zones(-3, 3) == []


def test_the_lowest_point_of_silu_is_not_saturation():
    ((low, high),) = silu.saturated_zones()
    assert low == -10 and -7 < high < -5


# -- parameters ------------------------------------------------------------------------------------------------------


def test_a_parameter_gives_another_activation_and_leaves_the_original_unchanged():
    steeper = leaky_relu(alpha=0.1)
    assert_array_equal(steeper([-2, 3]), [-0.2, 3])
    assert_array_equal(steeper.derivative([-2, 3]), [0.1, 1])
    assert (steeper.name, steeper.parameters["alpha"]) == ("leaky_relu", 0.1)
    assert_array_equal(leaky_relu([-2, 3]), [-0.02, 3])
    assert dict(leaky_relu.parameters) == {"alpha": 0.01}
    assert ACTIVATIONS["leaky_relu"] is leaky_relu


def test_a_number_is_z_and_a_name_is_a_parameter():
    assert leaky_relu(0.1) == 0.1
    assert leaky_relu(-2, alpha=0.5) == -1
    assert elu(alpha=2)(alpha=0.5).parameters["alpha"] == 0.5
    assert maxout(w1=3).parameters == {"w1": 3, "b1": 0, "w2": 1, "b2": 0}


@pytest.mark.parametrize("alpha", [2, np.int64(2), np.float32(2), 2.0])
def test_any_real_number_is_a_parameter(alpha):
    assert leaky_relu(alpha=alpha)(-1) == -2


@pytest.mark.parametrize("alpha", [NAN, INF, -INF, "0.1", None, True, 1j, [0.1]], ids=str)
def test_a_parameter_that_is_no_finite_number_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha must be a finite number, but it is"):
        leaky_relu(alpha=alpha)


@pytest.mark.parametrize(
    ("activation", "words"),
    [(leaky_relu, "leaky_relu has no parameter 'slope'; it has: alpha"), (sigmoid, "it has: none")],
    ids=str,
)
def test_an_unknown_parameter_is_refused_and_the_known_ones_named(activation, words):
    with pytest.raises(TypeError, match=words):
        activation(slope=0.1)


def test_a_call_without_z_says_how_to_call():
    with pytest.raises(TypeError, match=r"tanh wants a number or an array: tanh\(z\)"):
        tanh()


@pytest.mark.parametrize("alpha", [0.25, -0.3, 0])
def test_prelu_gives_the_derivative_by_its_learned_slope(alpha):
    z = np.array([-2.0, -1e-3, 0, 4])
    by_alpha = prelu(alpha=alpha).derivative_by("alpha", z)
    assert_array_equal(by_alpha, [-2, -1e-3, 0, 0])
    beside = [central_difference(lambda a, x=x: np.vectorize(lambda b: prelu(alpha=b)(x))(a), alpha) for x in z]
    assert_allclose(by_alpha, beside, atol=1e-9)


def test_derivative_by_keeps_dtype_and_shape():
    by_alpha = prelu.derivative_by("alpha", np.float32([[-1, 2]]))
    assert by_alpha.dtype == np.float32 and by_alpha.shape == (1, 2)


def test_a_parameter_that_is_not_learned_is_refused():
    with pytest.raises(ValueError, match="leaky_relu has no learned parameter 'alpha'; it has: none"):
        leaky_relu.derivative_by("alpha", 1)
    with pytest.raises(ValueError, match="prelu has no learned parameter 'beta'; it has: alpha"):
        prelu.derivative_by("beta", 1)


# -- a learner's own -------------------------------------------------------------------------------------------------


def bent(z):
    return z / (1 + abs(z))


def bent_slope(z):
    return 1 / (1 + abs(z)) ** 2


def test_an_own_activation_with_its_derivative_works_like_a_built_in_one():
    own = Activation("bent", bent, bent_slope, range=(-1, 1), monotone=True, steepest_slope=1, steepest_at=(0, 0))
    z = np.array([[-3.0, 0, 1]])
    assert_array_equal(own(z), [[-0.75, 0, 0.5]])
    assert_array_equal(own.derivative(z), [[0.0625, 1, 0.25]])
    assert own(np.float32(1)).dtype == np.float32
    assert own.zero_centred
    assert repr(own) == "<activation bent>"


def test_an_own_activation_without_a_derivative_gets_a_numerical_one_and_says_so():
    own = Activation("bent", bent, range=(-1, 1), monotone=True, steepest_slope=1, steepest_at=(0, 0))
    z = np.array([-30, -3, -0.5, 0.5, 3, 30])
    assert_allclose(own.derivative(z), bent_slope(z), rtol=1e-7)
    assert own.derivative(np.float32(2)).dtype == np.float32
    assert repr(own) == "<activation bent: derivative by central differences>"


def test_facts_that_are_left_out_are_measured_and_repr_says_so():
    own = Activation("bump", lambda z: np.exp(-((z - 1) ** 2)), lambda z: -2 * (z - 1) * np.exp(-((z - 1) ** 2)))
    assert_allclose(own.range, (0, 1), atol=1e-12)
    assert own.monotone is False
    assert_allclose(own.steepest_slope, math.sqrt(2 / math.e), rtol=1e-4)
    assert_allclose(own.steepest_at, [1 - math.sqrt(0.5)] * 2, atol=0.01)
    assert repr(own) == "<activation bump: facts measured on -20 <= z <= 20>"


def test_a_fact_that_is_given_is_kept_and_only_the_others_are_measured():
    own = Activation("bent", bent, bent_slope, range=(-1, 1))
    assert own.range == (-1, 1)
    assert (own.monotone, own.steepest_slope, own.steepest_at) == (True, 1, (0, 0))
    assert "facts measured" in repr(own)


@pytest.mark.parametrize("activation", [identity, sigmoid, tanh, softplus, silu, gelu], ids=repr)
def test_measured_facts_agree_with_the_known_ones(activation):
    own = Activation("own", activation.function)
    z = np.linspace(-20, 20, 4001)
    assert own.monotone == activation.monotone
    assert own.zero_centred == activation.zero_centred
    assert_allclose(own.range, (activation(z).min(), activation(z).max()))
    assert_allclose(own.steepest_slope, activation.steepest_slope, rtol=1e-4)


def test_a_function_of_one_number_with_if_or_math_works_on_arrays():
    hard = Activation("hard", lambda z: 0.0 if z < -1 else 1.0 if z > 1 else (z + 1) / 2)
    squashed = Activation("squashed", lambda z: 1 / (1 + math.exp(-z)), lambda z: 1 / (2 + math.exp(z) + math.exp(-z)))
    z = np.array([[-4.0, -0.5], [0.5, 4]])
    assert_array_equal(hard(z), [[0, 0.25], [0.75, 1]])
    assert hard(0) == 0.5 and isinstance(hard(0), np.float64)
    assert_allclose(squashed(z), sigmoid(z), rtol=1e-15)
    assert_allclose(squashed.derivative(z), sigmoid.derivative(z), rtol=1e-14)


@pytest.mark.parametrize("shape", [(), (0,), (1,), (1, 1), (2, 3)])
def test_a_function_of_one_number_keeps_every_shape_and_float32(shape):
    own = Activation("own", lambda z: math.exp(z) if z < 0 else 1.0 + z)
    z = np.full(shape, -1, np.float32)
    result = own(z)
    assert result.shape == shape and result.dtype == np.float32
    assert_allclose(result, np.full(shape, math.exp(-1)), rtol=1e-6)


def test_a_constant_derivative_is_spread_over_z():
    own = Activation("half", lambda z: z / 2, lambda z: 0.5)
    assert_array_equal(own.derivative([[1, 2, 3]]), [[0.5, 0.5, 0.5]])
    step = Activation("step", lambda z: z > 0, lambda z: 0)
    assert_array_equal(step([-1, 2]), [0, 1])
    assert step.range == (0, 1) and step.derivative(0) == 0


def test_a_function_that_changes_its_argument_leaves_the_learner_s_array_alone():
    def cut_off(z):
        z[z < 0] = 0
        return z

    own, z = Activation("cut_off", cut_off), np.array([-1.0, 2])
    assert_array_equal(own(z), [0, 2])
    assert_array_equal(z, [-1, 2])
    assert_allclose(own.derivative(z), [0, 1], atol=1e-9)


@pytest.mark.parametrize("wrong", [lambda z: z[:3], lambda z: z[:, None], lambda z: [z, z]], ids=["cut", "2-d", "pair"])
def test_a_function_that_changes_the_shape_is_refused(wrong):
    with pytest.raises(ValueError, match=r"own gave shape .* for z of shape .* works on each number by itself"):
        Activation("own", wrong)
    with pytest.raises(ValueError, match="the derivative of own gave shape"):
        Activation("own", lambda z: z, wrong)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (np.log, "gives nan at z = -20"),
        (lambda z: 1 / z, "gives inf at z = 0"),
        (lambda z: np.exp(z**4), "gives inf at z = -20"),
        (lambda z: None, "gives nan at z = -20"),
    ],
    ids=["log", "reciprocal", "overflow", "forgot the return"],
)
def test_a_function_that_is_not_finite_is_refused_and_the_place_named(wrong, words):
    with pytest.raises(ValueError, match=f"^own {words}; it must be finite on -20 <= z <= 20"):
        Activation("own", wrong)
    with pytest.raises(ValueError, match=f"^the derivative of own {words}; it must be finite"):
        Activation("own", lambda z: z, wrong)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", bent), "name must be a text such as 'bent', but it is ''"),
        ((bent, "bent"), "name must be a text"),
        (("bent", 3), "function of bent must be a function of z, but it is 3"),
        (("bent", None), "function of bent must be a function of z, but it is None"),
        (("bent", bent, 1), "slope of bent must be a function of z, but it is 1"),
    ],
    ids=["empty name", "name is a function", "function is a number", "no function", "slope is a number"],
)
def test_what_cannot_be_an_activation_is_refused_with_a_sentence(arguments, words):
    with pytest.raises(TypeError, match=words):
        Activation(*arguments)


MIXING = {
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(),
    "share of the largest": lambda z: z / np.abs(z).max(),
    "standardized": lambda z: (z - np.mean(z)) / np.std(z),
    "centred": lambda z: z - np.mean(z),
    "sorted": np.sort,
    "running sum": lambda z: np.cumsum(z).reshape(np.shape(z)),
    "reversed": lambda z: np.flip(z),
    "moved on": lambda z: np.roll(z, 1),
    "winner": lambda z: z == np.max(z),
    "narrow": lambda z: np.float16(z / np.abs(z).max()),
}


@pytest.mark.parametrize("wrong", MIXING.values(), ids=MIXING)
def test_a_function_that_mixes_the_numbers_is_refused(wrong):
    with pytest.raises(
        ValueError, match=r"^own gives .* among some numbers and .* mixes none: it works on each number"
    ):
        Activation("own", wrong, range=(0, 1), monotone=True, steepest_slope=1, steepest_at=(0, 0))
    with pytest.raises(ValueError, match=r"^the derivative of own gives .* at z = .* among some numbers and"):
        Activation("own", lambda z: z, wrong)


def test_a_function_that_is_not_the_same_twice_is_refused():
    rng = np.random.default_rng(0)
    for wrong in (lambda z: z + rng.normal(size=np.shape(z)), lambda z: z * (rng.random(np.shape(z)) < 0.9)):
        with pytest.raises(ValueError, match=r"^own gives .* when it is asked again, but an activation gives the same"):
            Activation("own", wrong)


@pytest.mark.parametrize(
    "honest",
    [
        lambda z: np.exp(z - np.max(z)) * np.exp(np.max(z)),  # the same but for its rounding
        lambda z: np.tanh(np.float32(z)),
        lambda z: np.tanh(np.float16(z) / np.float16(3)),
        lambda z: math.tanh(z) if z > 0 else 0.0,
        lambda z: np.round(z),
        lambda z: 1e-300 * z,
        lambda z: 0.0,
        lambda z: np.interp(z, [-2, 0, 2], [0, 1, 0]),
    ],
)
def test_a_function_that_works_number_by_number_is_not_refused(honest):
    assert Activation("own", honest)(0.5) == honest(0.5)


def step(z):
    return np.where(z > 0, 1.0, 0.0)


def test_where_a_function_jumps_there_is_no_slope():
    own = Activation("step", step)
    assert_array_equal(own.derivative([-1, 0, 1]), [0, NAN, 0])
    assert_array_equal(own.derivative([-1e-9, 1e-9, 3e-6]), [0, 0, 0])  # beside it there is one
    assert (own.steepest_slope, own.steepest_at, own.monotone) == (0, (-20, 20), True)
    ramp = Activation("ramp", lambda z: 0.5 * z + 3 * np.floor(z))
    assert_allclose(ramp.derivative([-1, 2, 0.5, 2 + 1e-7]), [NAN, NAN, 0.5, 0.5])
    assert_allclose(ramp.steepest_slope, 0.5)


def test_a_slope_that_is_given_is_not_asked_whether_the_function_jumps():
    assert Activation("step", step, lambda z: 0.0).derivative(0) == 0


@pytest.mark.parametrize(("dtype", "digits"), [(np.float64, 1e-9), (np.float32, 1e-4), (np.float16, 2e-2)])
def test_the_numerical_derivative_has_the_digits_that_the_function_has(dtype, digits):
    own = Activation("own", lambda z: np.tanh(z.astype(dtype)))
    z = np.linspace(-6, 6, 1201)
    assert_allclose(own.derivative(z), tanh.derivative(z), atol=digits)
    assert own.derivative(z).dtype == np.float64
    one_by_one = Activation("own", lambda z: dtype(math.tanh(dtype(z))))
    assert_allclose(one_by_one.derivative(z), tanh.derivative(z), atol=digits)


@pytest.mark.parametrize("size", [1e-9, 1e9])
def test_measured_facts_do_not_hang_on_the_unit(size):
    wave = Activation("wave", lambda z: size * np.exp(-((z - 1) ** 2)))
    assert wave.monotone is False
    assert wave.steepest_at[1] - wave.steepest_at[0] < 0.05
    assert wave.zero_centred is False
    assert Activation("own", lambda z: size * np.tanh(z)).monotone is True


def test_an_own_activation_with_parameters_but_no_family_has_none_to_change():
    own = Activation("own", bent, parameters={"scale": 1})
    assert repr(own).startswith("<activation own: scale = 1, derivative")
    with pytest.raises(TypeError, match="own has no parameter 'scale'; it has: none"):
        own(scale=2)


def test_an_own_family_makes_more_of_its_kind():
    def bent_by(scale=1.0):
        return Activation("bent", lambda z: bent(scale * z), parameters={"scale": scale}, family=bent_by)

    assert bent_by()(scale=3)(1) == 0.75


def test_an_own_error_reaches_the_learner_as_it_is():
    def broken(z):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        Activation("own", broken)


# -- the registry ----------------------------------------------------------------------------------------------------


def test_the_registry_is_in_teaching_order():
    order = "identity sigmoid tanh relu leaky_relu prelu elu selu softplus silu gelu maxout"
    assert list(ACTIVATIONS) == order.split()


def test_the_registry_and_what_is_in_it_cannot_be_changed():
    with pytest.raises(TypeError):
        ACTIVATIONS["mine"] = tanh
    with pytest.raises(TypeError):
        leaky_relu.parameters["alpha"] = 0.5
    with pytest.raises(dataclasses.FrozenInstanceError):
        tanh.name = "mine"


@each_built_in
def test_each_activation_can_be_imported_from_chainrule(activation):
    assert getattr(chainrule, activation.name) is ACTIVATIONS[activation.name] is activation
    assert activation.name in chainrule.__all__


@each_built_in
def test_every_fact_is_there_for_the_tables(activation):
    assert activation.label and activation.latex.strip() and activation.derivative_latex.strip()
    assert activation.latex != activation.derivative_latex
    assert activation.advantages and activation.disadvantages
    assert all(isinstance(words, str) and words for words in activation.advantages + activation.disadvantages)
    assert not activation.facts_measured and activation.slope is not None


@each_built_in
def test_what_the_tables_say_about_zero_centring_is_so(activation):
    assert ("zero-centred" in activation.advantages) is (activation.zero_centred and activation is not identity)
    assert ("not zero-centred" in activation.disadvantages) is (not activation.zero_centred and activation is not elu)


def test_repr_names_the_parameters():
    assert repr(tanh) == "<activation tanh>"
    assert repr(prelu) == "<activation prelu: alpha = 0.25>"
    assert repr(maxout) == "<activation maxout: w1 = -0.5, b1 = 0, w2 = 1, b2 = 0>"
