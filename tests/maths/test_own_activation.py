"""What is measured about an activation is right, for the built-in ones and for one's own."""

import numpy as np
import pytest

from chainrule import ACTIVATIONS, Activation, relu, sigmoid, tanh
from chainrule.maths.own_activation import bring, find_differences, find_disagreement, mean_square, measure_facts

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)


@every_activation
def test_built_in_derivative_agrees_and_the_nearest_is_itself(activation):
    facts = measure_facts(activation)
    assert facts.disagreement is None
    assert facts.nearest is activation
    assert facts.distance == 0
    assert 10 <= facts.more + facts.less <= 11  # ReLU and Leaky ReLU are as good as equal


@every_activation
def test_without_its_derivative_the_facts_are_the_same(activation):
    own, given = measure_facts(Activation("own", activation.function)), measure_facts(activation)
    assert own.mean_square == pytest.approx(given.mean_square, rel=1e-12)
    assert own.mean_square_slope == pytest.approx(given.mean_square_slope, rel=1e-4)


@pytest.mark.parametrize(  # REFERENCE.md
    ("name", "value", "slope"),
    [
        ("sigmoid", 0.293379, 0.044836),
        ("tanh", 0.394294, 0.464403),
        ("relu", 0.5, 0.5),
        ("leaky_relu", 0.50005, 0.50005),
    ],
)
def test_mean_squares_are_the_known_ones(name, value, slope):
    facts = measure_facts(ACTIVATIONS[name])
    assert (facts.mean_square, facts.mean_square_slope) == pytest.approx((value, slope), abs=1e-6)


def test_mean_square_of_selus_slope_in_closed_form():
    from math import erfc, exp, sqrt

    scale, alpha = 1.0507009873554805, 1.6732632423543772
    left = (scale * alpha) ** 2 * exp(2) * erfc(sqrt(2)) / 2  # E[e^(2z); z < 0] = e^2 Phi(-2)
    assert mean_square(ACTIVATIONS["selu"].derivative) == pytest.approx(left + scale**2 / 2, rel=1e-10)


def test_wrong_derivative_is_found_where_it_is_most_wrong():
    facts = measure_facts(bring("tanh(z)", "tanh(z) * (1 - tanh(z))"))
    assert facts.disagreement.z == -8
    assert facts.disagreement.given == pytest.approx(-2)
    assert facts.disagreement.differences == pytest.approx(tanh.derivative(-8.0), rel=1e-3)


@pytest.mark.parametrize("wrong", ["1.001 / (1 + abs(z))**2", "1 / (1 + abs(z))**2 + 0.0001 * (z > 7)"])
def test_derivative_that_is_a_little_wrong_is_found(wrong):
    assert measure_facts(bring("z / (1 + abs(z))", wrong)).disagreement


@pytest.mark.parametrize("size", [1e-9, 1e-6, 1e6])
def test_a_wrong_derivative_is_found_whatever_the_unit(size):
    assert measure_facts(bring(f"{size} * tanh(z)", f"{2 * size} * tanh.derivative(z)")).disagreement
    assert measure_facts(bring(f"{size} * tanh(z)", f"{size} * tanh.derivative(z)")).disagreement is None
    assert measure_facts(bring(f"{size} * relu(z)", f"{size} * (z >= 0)")).disagreement is None


def test_a_derivative_that_is_wrong_in_the_tail_alone_is_found():
    facts = measure_facts(bring("tanh(z)", "tanh.derivative(z) * where(z > 7, 1.5, 1)"))
    assert facts.disagreement.z > 7


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_a_right_derivative_is_not_blamed_for_a_narrow_float(dtype):
    def narrow(z):
        return np.tanh(z.astype(dtype))

    right = [lambda z: 1 - np.tanh(z) ** 2, lambda z: (1 - np.tanh(z) ** 2).astype(dtype), lambda z: 1 - narrow(z) ** 2]
    for slope in (*right, None):
        facts = measure_facts(bring(narrow, slope))
        assert facts.disagreement is None
        assert facts.mean_square_slope == pytest.approx(0.464403, rel=0.01)
    assert measure_facts(bring(narrow, lambda z: 1.5 * (1 - np.tanh(z) ** 2))).disagreement


@pytest.mark.parametrize("formula", ["z**3", "z**2", "exp(z)", "sin(30 * z)", "tanh(20 * z)", "1 - 1 / (1 + exp(z))"])
def test_a_right_derivative_passes_at_flat_points_and_in_tails(formula):
    slopes = {
        "z**3": "3 * z**2", "z**2": "2 * z", "exp(z)": "exp(z)", "sin(30 * z)": "30 * cos(30 * z)",
        "tanh(20 * z)": "20 * tanh.derivative(20 * z)", "1 - 1 / (1 + exp(z))": "sigmoid.derivative(z)",
    }  # fmt: skip
    for reach in (4.0, 8.0, 20.0):
        own = bring(formula, slopes[formula])
        assert measure_facts(own, reach).disagreement is None
        assert len(find_differences(own, reach).z) == round(20 * reach) + 1  # nothing was left out


STRAIGHT = {"range": (-9, 9), "monotone": True, "steepest_slope": 1, "steepest_at": (-9, 9)}


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_derivative_that_is_no_number_somewhere_is_wrong_there(bad):
    own = Activation("own", lambda z: z, lambda z: np.where(z < 3, 1.0, bad), **STRAIGHT)
    found = find_disagreement(own, find_differences(own))
    assert found.z == 3 and not np.isfinite(found.given)


def test_the_first_place_is_named_where_a_derivative_is_no_number():
    own = Activation(
        "own", lambda z: z, lambda z: np.where(abs(z) < 3, 1.0, np.where(z < 0, np.inf, np.nan)), **STRAIGHT
    )
    assert find_disagreement(own, find_differences(own)).z == -8


@pytest.mark.parametrize("at_bend", ["z > 0", "z >= 0", "where(z == 0, 0.5, z > 0)"])
def test_any_slope_is_accepted_at_a_bend(at_bend):
    assert measure_facts(bring("maximum(0, z)", f"1.0 * ({at_bend})")).disagreement is None


def test_bends_are_left_out_and_smooth_points_are_not():
    assert set(find_differences(tanh).z) - set(find_differences(relu).z) == {0.0}


def test_jump_is_found_and_has_no_slope():
    facts = measure_facts(bring("where(z > 1, 1, 0)"))
    assert facts.differences.jumps.tolist() == [1.0]
    assert np.all(facts.differences.slopes == 0)
    assert facts.mean_square_slope == 0
    assert (facts.more, facts.less) == (12, 0)


def test_steep_curve_is_no_jump():
    assert not measure_facts(bring("exp(z)")).differences.jumps.size
    assert not measure_facts(bring("tanh(20 * z)")).differences.jumps.size


def test_nearest_is_the_one_that_looks_alike():
    assert measure_facts(bring("z * sigmoid(1.702 * z)")).nearest.name == "gelu"
    assert measure_facts(bring("clip(z, -1, 1)")).nearest is tanh


def test_bring_takes_a_formula_a_function_and_an_activation():
    by_text, by_function = bring("z**3", "3 * z**2"), bring(lambda z: z**3, lambda z: 3 * z**2)
    z = np.linspace(-2, 2, 9)
    np.testing.assert_array_equal(by_text(z), by_function(z))
    np.testing.assert_array_equal(by_text.derivative(z), by_function.derivative(z))
    assert bring(tanh) is tanh
    again = bring(sigmoid, "sigmoid(z) * (1 - sigmoid(z))")
    assert again.label == "Sigmoid"
    assert measure_facts(again).disagreement is None


def test_bring_says_which_of_the_two_formulas_cannot_be_read():
    with pytest.raises(ValueError, match=r"^In the derivative: The input is called z"):
        bring("z", "x")
    with pytest.raises(ValueError, match=r"^The input is called z"):
        bring("x", "1")
    with pytest.raises(TypeError, match="must be a function of z"):
        bring(3)


def test_measuring_a_steep_activation_gives_no_warning():
    facts = measure_facts(bring(lambda z: 1 / (1 + np.exp(-(z**3)))))
    assert facts.disagreement is None


def test_facts_do_not_rest_on_a_wrong_derivative():
    wrong, right = measure_facts(bring("tanh(z)", "1 / (1 + abs(z))**2")), measure_facts(tanh)
    assert wrong.given(1.0) == 0.25
    assert wrong.mean_square_slope == pytest.approx(right.mean_square_slope, rel=1e-8)
    assert wrong.activation.saturated_zones() == tanh.saturated_zones()
