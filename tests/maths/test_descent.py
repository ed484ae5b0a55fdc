"""Walking down: two weights of the network on their surface, and one unit that must zig-zag.

Known values are worked out by hand where a bowl is quadratic: there each update multiplies the distance to
the bottom by 1 - learning rate * curvature.
"""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chainrule.maths.activations import identity
from chainrule.maths.descent import GOAL, UnitPath, descend, unit_inputs, walk_unit
from chainrule.maths.network import WORKED_EXAMPLE, backward, forward, learn

LINEAR = WORKED_EXAMPLE.replace(output=identity, w5=4.0, w7=-3.0)
CURVATURE = 0.59326999210718726**2  # of E along w5 and along w7: out_h1 squared

examples = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32 - 1)
rates = st.floats(0.01, 0.9)


def drawn(centring, seed, samples=32):
    return unit_inputs(centring, samples, np.random.default_rng(seed))


# -- descend -------------------------------------------------------------------------------------------------


def test_one_update_of_w5_gives_the_published_number_and_leaves_the_other_weights():
    path, errors = descend(WORKED_EXAMPLE, ("w5", "w7"), 1)
    assert path.shape == (2, 2)
    assert path[0].tolist() == [0.4, 0.5]
    assert path[1] == pytest.approx([0.35891647971788461, 0.51130127023873753], rel=1e-15)
    moved = WORKED_EXAMPLE.replace(w5=path[1, 0], w7=path[1, 1])
    assert errors.tolist() == [forward(WORKED_EXAMPLE).E, forward(moved).E]


def test_descending_in_all_weights_is_learning():
    weights = tuple(f"w{n}" for n in range(1, 9))
    path, errors = descend(WORKED_EXAMPLE, weights, 50)
    history = learn(WORKED_EXAMPLE, 50)
    np.testing.assert_allclose(errors, history.E, rtol=1e-12)
    np.testing.assert_allclose(path, history.parameters[:, :8], rtol=1e-12)


def test_biases_walk_as_well():
    path, _ = descend(WORKED_EXAMPLE, ("b1", "b2"), 1)
    gradients = backward(WORKED_EXAMPLE)
    assert path[1] == pytest.approx([0.35 - 0.5 * gradients.dE_db1, 0.60 - 0.5 * gradients.dE_db2])


@pytest.mark.parametrize("rate", [0.5, 1 / CURVATURE, 4.0, 2 / CURVATURE, 6.0])
def test_on_a_bowl_each_update_multiplies_the_distance_by_one_minus_rate_times_curvature(rate):
    path, _ = descend(LINEAR.replace(learning_rate=rate), ("w5", "w7"), 6)
    out_h2 = 0.59688437825976706
    bottom = [
        (target - 0.60 - w * out_h2) / math.sqrt(CURVATURE) for target, w in ((0.01, 0.45), (0.99, 0.55))
    ]
    factor = 1 - rate * CURVATURE
    expected = [bottom + factor**k * (path[0] - bottom) for k in range(7)]
    np.testing.assert_allclose(path, expected, atol=1e-12, rtol=1e-12)


@pytest.mark.parametrize(("times", "falls"), [(0.1, True), (0.99, True), (1.01, False), (2.0, False)])
def test_a_descent_falls_below_two_over_the_curvature_and_climbs_above(times, falls):
    _, errors = descend(LINEAR.replace(learning_rate=times * 2 / CURVATURE), ("w5", "w7"), 5)
    assert (np.diff(errors) < 0).all() == falls
    assert (np.diff(errors) > 0).all() != falls


def test_a_path_that_diverges_stops_at_a_million_without_a_warning():
    path, errors = descend(LINEAR.replace(learning_rate=1000.0), ("w5", "w7"), 30)
    assert np.isfinite(path).all()
    assert np.isfinite(errors).all()
    assert np.abs(path).max() < 1e6
    assert (path[-1] == path[-2]).all()


def test_a_step_that_is_no_number_is_not_taken():
    huge = LINEAR.replace(hidden=identity, inputs=(1e200, 1e200))
    path, errors = descend(huge, ("w5", "w1"), 3)
    assert (path == path[0]).all()
    assert errors.shape == (4,)


def test_no_updates_give_the_start_alone():
    path, errors = descend(WORKED_EXAMPLE, ("w1",), 0)
    assert path.tolist() == [[0.15]]
    assert errors.tolist() == [forward(WORKED_EXAMPLE).E]


@pytest.mark.parametrize("symbol", ["w9", "i1", "b_h1", "E"])
def test_descend_refuses_what_is_no_parameter(symbol):
    with pytest.raises(ValueError, match=f"'{symbol}' is not among the parameters: w1, w2"):
        descend(WORKED_EXAMPLE, ("w5", symbol), 1)


@pytest.mark.parametrize("updates", [-1, 1.5, "10", None, True])
def test_descend_refuses_a_bad_number_of_updates(updates):
    with pytest.raises((TypeError, ValueError), match="updates must be"):
        descend(WORKED_EXAMPLE, ("w5",), updates)


# -- inputs --------------------------------------------------------------------------------------------------


@examples
@given(seeds, st.floats(0, 1), st.integers(1, 50))
def test_inputs_are_uniform_numbers_shifted_down_by_half_the_centring(seed, centring, samples):
    inputs = drawn(centring, seed, samples)
    assert inputs.shape == (samples, 2)
    np.testing.assert_array_equal(inputs, np.random.default_rng(seed).random((samples, 2)) - centring / 2)


def test_inputs_lie_above_zero_or_around_it():
    positive, centred = drawn(0.0, 0, 10_000), drawn(1.0, 0, 10_000)
    assert positive.min() > 0
    assert positive.mean() == pytest.approx(0.5, abs=0.01)
    assert centred.mean() == pytest.approx(0, abs=0.01)
    assert np.abs(centred).max() < 0.5


# -- one unit on its way -------------------------------------------------------------------------------------


def mean_error(inputs, weights):
    return ((inputs @ (np.array(weights) - GOAL)) ** 2).mean() / 2


def gradient_by_differences(inputs, weights, h=1e-6):
    ahead = [mean_error(inputs, weights + h * axis) for axis in np.eye(2)]
    behind = [mean_error(inputs, weights - h * axis) for axis in np.eye(2)]
    return (np.array(ahead) - behind) / (2 * h)


@examples
@given(seeds, rates)
def test_positive_inputs_one_by_one_always_give_both_gradients_one_sign(seed, rate):
    assert walk_unit(drawn(0.0, seed), 1, rate, 60).one_sign.all()


@examples
@given(seeds, rates)
def test_with_positive_inputs_weights_only_go_up_together_or_down_together(seed, rate):
    steps = np.diff(walk_unit(drawn(0.0, seed), 1, rate, 30).weights, axis=0)
    assert (steps.prod(axis=1) >= 0).all()


def test_centred_inputs_give_either_sign_about_as_often():
    shares = [walk_unit(drawn(1.0, seed), 1, 0.5, 60).one_sign.mean() for seed in range(40)]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.05)


@examples
@given(seeds, st.floats(0, 1), rates)
def test_the_full_batch_walks_along_the_gradient_of_the_mean_error(seed, centring, rate):
    inputs = drawn(centring, seed)
    path = walk_unit(inputs, 32, rate, 5)
    for weights, gradient in zip(path.weights, path.gradients, strict=False):
        np.testing.assert_allclose(gradient, gradient_by_differences(inputs, weights), atol=1e-8)


@examples
@given(seeds, st.floats(0, 1), st.integers(1, 32), st.integers(0, 40))
def test_each_step_uses_the_next_samples_and_begins_again_after_the_last(seed, centring, batch, steps):
    inputs = drawn(centring, seed)
    path = walk_unit(inputs, batch, 0.5, steps)
    assert path.weights.shape == (steps + 1, 2)
    assert path.gradients.shape == (steps, 2)
    np.testing.assert_array_equal(path.weights[0], (-1.0, 0.0))
    again = np.concatenate([inputs] * (steps * batch // 32 + 1))
    for k in range(steps):
        rows = again[k * batch : (k + 1) * batch]
        expected = gradient_by_differences(rows, path.weights[k])
        np.testing.assert_allclose(path.gradients[k], expected, atol=1e-8)
        np.testing.assert_array_equal(path.weights[k + 1], path.weights[k] - 0.5 * path.gradients[k])


def test_one_step_by_hand():
    path = walk_unit(np.array([[0.5, 1.0]]), 1, 0.5, 1, start=(0, 0))  # out 0, target 0.5 - 1 = -0.5
    assert path.gradients.tolist() == [[0.25, 0.5]]
    assert path.weights.tolist() == [[0, 0], [-0.125, -0.25]]


@pytest.mark.parametrize("centring", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("batch", [1, 4, 32])
def test_every_walk_comes_nearer_to_the_goal(centring, batch):
    path = walk_unit(drawn(centring, 8), batch, 0.5, 60)
    distance = np.hypot(*(path.weights - GOAL).T)
    assert distance[-1] < 0.3 * distance[0]


def test_larger_batches_and_centred_inputs_make_the_path_straighter():
    def detour(centring, batch, rate=1.0, steps=60):
        walks = [walk_unit(drawn(centring, seed), batch, rate, steps).detour for seed in range(20)]
        return np.mean(walks)

    assert detour(0.0, 1) > detour(0.0, 4) > detour(0.0, 32) > detour(1.0, 32)
    assert detour(0.0, 1) > detour(0.5, 1) > detour(1.0, 1)
    assert detour(1.0, 32) < 1.05


def test_a_small_learning_rate_leaves_most_of_the_zig_zag():
    slow = [walk_unit(drawn(0.0, seed), 1, 0.05, 1200).detour for seed in range(5)]
    assert min(slow) > 1.8


def test_at_the_goal_both_gradients_are_zero_and_count_as_one_sign():
    path = walk_unit(drawn(0.0, 8), 1, 1.0, 600)
    assert (path.gradients[-1] == 0).all()
    assert path.one_sign.all()
    assert walk_unit(drawn(0.0, 8), 4, 1.0, 10, start=GOAL).detour == 1


# -- the path itself -----------------------------------------------------------------------------------------


@examples
@given(
    st.tuples(st.floats(-5, 5), st.floats(-5, 5)),
    st.floats(0, 6.28),
    st.lists(st.floats(0.01, 2), min_size=1),
)
def test_a_straight_walk_makes_no_detour(start, angle, lengths):
    along = np.concatenate([[0], np.cumsum(lengths)])[:, None] * [math.cos(angle), math.sin(angle)]
    assert UnitPath(start + along, np.zeros((len(lengths), 2))).detour == pytest.approx(1, abs=1e-12)


@examples
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=2, max_size=8))
def test_no_path_is_shorter_than_the_straight_way(points):
    assume(math.dist(points[0], points[-1]) > 1e-3)
    assert UnitPath(np.array(points), np.zeros((len(points) - 1, 2))).detour >= 1 - 1e-12


def test_detour_of_two_legs_at_a_right_angle_and_of_coming_back():
    legs = UnitPath(np.array([[0, 0], [3, 0], [3, 4]]), np.zeros((2, 2)))
    assert legs.detour == pytest.approx(7 / 5)
    back = UnitPath(np.array([[0, 0], [3, 0], [0, 0]]), np.zeros((2, 2)))
    assert back.detour == math.inf
    assert walk_unit(drawn(0.0, 0), 1, 0.5, 0).detour == 1


def test_one_sign_asks_only_for_the_signs_however_small_the_gradients():
    gradients = np.array([[1e-200, 1e-200], [-1e-200, -3], [1e-200, -1e-200], [0, 1]])
    assert UnitPath(np.zeros((5, 2)), gradients).one_sign.tolist() == [True, True, False, False]


BAD = [
    ({"batch": 0}, "batch must lie between 1 and 32, but it is 0"),
    ({"batch": 33}, "batch must lie between 1 and 32, but it is 33"),
    ({"batch": 1.5}, "batch must be a whole number"),
    ({"learning_rate": 0.0}, "learning_rate must be above 0 and finite, but it is 0"),
    ({"learning_rate": -1.0}, "learning_rate must be above 0"),
    ({"learning_rate": math.nan}, "learning_rate must be above 0"),
    ({"learning_rate": math.inf}, "learning_rate must be above 0 and finite, but it is inf"),
    ({"steps": -1}, "steps must be 0 or more"),
    ({"steps": 2.5}, "steps must be a whole number"),
    ({"inputs": np.ones((4, 3))}, r"inputs must have shape \(samples, 2\), but theirs is \(4, 3\)"),
    ({"inputs": np.ones(4)}, r"inputs must have shape \(samples, 2\)"),
    ({"inputs": np.ones((0, 2))}, "batch must lie between 1 and 0"),
]


@pytest.mark.parametrize(("wrong", "sentence"), BAD, ids=[str(k) for k in range(len(BAD))])
def test_bad_walks_are_refused_with_a_sentence(wrong, sentence):
    right = {"inputs": drawn(0.0, 0), "batch": 1, "learning_rate": 0.5, "steps": 3}
    with pytest.raises((TypeError, ValueError), match=sentence):
        walk_unit(**{**right, **wrong})
