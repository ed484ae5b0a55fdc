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
from chainrule.maths.descent import (
    GOAL,
    RULES,
    UnitPath,
    cliff_error,
    cliff_gradient,
    clip_by_norm,
    clip_by_value,
    descend,
    gradient_norm,
    matrix_with_radius,
    recur,
    recur_backward,
    unit_inputs,
    walk_cliff,
    walk_unit,
)
from chainrule.maths.matrices import learn
from chainrule.maths.network import WORKED_EXAMPLE, backward, forward

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
    bottom = [(target - 0.60 - w * out_h2) / math.sqrt(CURVATURE) for target, w in ((0.01, 0.45), (0.99, 0.55))]
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


# -- norms and clipping --------------------------------------------------------------------------------------

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
gradients = st.lists(numbers, min_size=1, max_size=6).map(np.array)
thresholds = st.floats(1e-3, 1e3)
orders = st.sampled_from([1, 2, math.inf])


def test_the_norms_of_three_and_four_are_seven_five_and_four():
    assert [gradient_norm([3.0, 4.0], order) for order in (1, 2, math.inf)] == [7.0, 5.0, 4.0]
    assert [gradient_norm([-3.0, 4.0], order) for order in (1, 2, math.inf)] == [7.0, 5.0, 4.0]


@given(gradients, orders)
def test_norms_agree_with_numpy_whatever_the_form(g, order):
    expected = np.linalg.norm(g, order)
    assert gradient_norm(g, order) == pytest.approx(expected, rel=1e-12)
    assert gradient_norm([g[:1], g[1:]], order) == pytest.approx(expected, rel=1e-12)
    assert gradient_norm((g[:, None], np.zeros((2, 2))), order) == pytest.approx(expected, rel=1e-12)


def test_three_and_four_clipped_to_length_one():
    assert clip_by_norm([3.0, 4.0], 1.0) == pytest.approx([0.6, 0.8], rel=1e-15)
    np.testing.assert_allclose(clip_by_norm(np.array([3.0, 4.0]), 1.0, order=1), [3 / 7, 4 / 7], rtol=1e-15)
    np.testing.assert_allclose(clip_by_norm(np.array([3.0, 4.0]), 1.0, order=math.inf), [0.75, 1.0], rtol=1e-15)


@given(gradients, thresholds, orders)
def test_clipping_by_norm_keeps_the_direction_and_comes_under_the_threshold(g, threshold, order):
    clipped = clip_by_norm(g, threshold, order)
    assert gradient_norm(clipped, order) <= threshold * (1 + 1e-12)
    np.testing.assert_allclose(clipped * gradient_norm(g), g * gradient_norm(clipped), rtol=1e-9, atol=1e-9)
    assert (np.sign(clipped) == np.sign(g)).all()
    np.testing.assert_allclose(clip_by_norm(clipped, threshold, order), clipped, rtol=1e-12)


@given(gradients, thresholds, orders)
def test_a_gradient_within_the_threshold_stays_as_it_is(g, threshold, order):
    if gradient_norm(g, order) <= threshold:
        np.testing.assert_array_equal(clip_by_norm(g, threshold, order), g)
    if gradient_norm(g, math.inf) <= threshold:
        np.testing.assert_array_equal(clip_by_value(g, threshold), g)


@given(gradients, thresholds)
def test_clipping_by_value_is_that_of_numpy(g, threshold):
    np.testing.assert_array_equal(clip_by_value(g, threshold), np.clip(g, -threshold, threshold))


def test_clipping_by_value_turns_the_direction_and_by_norm_does_not():
    g = np.array([30.0, 0.4])
    by_value, by_norm = clip_by_value(g, 1.0), clip_by_norm(g, 1.0)
    assert by_value[0] / by_value[1] == pytest.approx(2.5)
    assert by_norm[0] / by_norm[1] == pytest.approx(75)


@pytest.mark.parametrize("size", [0.0, 5e-324, 1e-300, 1e300])
def test_the_extremes_neither_divide_by_zero_nor_overflow(size):
    g = [np.array([size, -size]), np.array([[size]])]
    for order in (1, 2, math.inf):
        clipped = clip_by_norm(g, 1.0, order)
        assert gradient_norm(clipped, order) == pytest.approx(min(1.0, gradient_norm(g, order)), rel=1e-12)
    assert gradient_norm(clip_by_value(g, 1.0), math.inf) == min(1.0, size)


@pytest.mark.parametrize("order", [1, 2, math.inf])
def test_nested_lists_are_clipped_as_the_array_and_stay_nested(order):
    nested = [[3.0, 4.0], [0.0, -12.0]]
    array, deep = np.array(nested), [[[3, 4]], ([0.0, -12.0], [])]
    assert gradient_norm(nested, order) == gradient_norm(deep, order) == gradient_norm(array, order)
    assert clip_by_norm(nested, 1.0, order) == clip_by_norm(array, 1.0, order).tolist()
    (three, four), (rest, nothing) = clip_by_norm(deep, 1.0, order)[0][0], clip_by_norm(deep, 1.0, order)[1]
    assert [[three, four], rest] == clip_by_norm(nested, 1.0, order) and nothing == []
    assert clip_by_value(nested, 3.5) == [[3.0, 3.5], [0.0, -3.5]]
    assert clip_by_norm(nested, 100.0, order) == nested


def test_clipping_leaves_the_given_gradient_alone_and_gives_no_view_of_it():
    g = np.array([3.0, 4.0])
    for clip in (clip_by_norm, clip_by_value):
        for threshold in (1.0, 10.0):
            clip(g, threshold)[:] = 99
            assert g.tolist() == [3, 4]


def test_a_gradient_of_many_arrays_is_shortened_by_one_factor_and_keeps_its_form():
    g = [np.full((2, 2), 3.0, dtype=np.float32), (np.array([4.0]),)[0], 2]
    clipped = clip_by_norm(g, 1.0)
    length = gradient_norm(g)
    assert isinstance(clipped, list) and isinstance(clip_by_norm(tuple(g), 1.0), tuple)
    assert clipped[0].dtype == np.float32 and clipped[0].shape == (2, 2) and isinstance(clipped[2], float)
    for before, after in zip(g, clipped, strict=True):
        np.testing.assert_allclose(after, np.asarray(before) / length, rtol=1e-6)
    assert (g[0] == 3).all()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_takes_a_gradient_and_a_threshold(rule):
    clipped = np.asarray(rule([3.0, 4.0], 1.0))
    assert clipped.shape == (2,)
    assert rule is RULES["nothing"] or np.abs(clipped).max() <= 1


def test_inf_and_nan_are_refused_because_no_factor_makes_a_step_of_them():
    for bad in (math.inf, -math.inf, math.nan):
        for clip in (clip_by_norm, clip_by_value):
            with pytest.raises(ValueError, match=r"holds inf or nan.*leave this update out"):
                clip([1.0, bad], 1.0)
    assert gradient_norm([1.0, math.inf]) == math.inf
    assert math.isnan(gradient_norm([1.0, math.nan]))


@pytest.mark.parametrize("threshold", [0.0, -1.0, math.inf, math.nan])
def test_thresholds_out_of_range_are_refused(threshold):
    for clip in (clip_by_norm, clip_by_value):
        with pytest.raises(ValueError, match="threshold must be above 0 and finite"):
            clip([3.0, 4.0], threshold)


def test_what_is_no_gradient_is_refused():
    for bad in (["a"], None, [1j], [[None]]):
        with pytest.raises(TypeError, match="real numbers"):
            gradient_norm(bad)
    with pytest.raises(ValueError, match=r"order must be 1, 2 or math\.inf"):
        gradient_norm([1.0], 3)
    with pytest.raises(TypeError, match="threshold must be a number, but it is '1'"):
        clip_by_norm([1.0], "1")


# -- recurrences ---------------------------------------------------------------------------------------------


def test_a_product_of_100_random_matrices_grows_to_ten_to_the_24():
    decades = []
    for seed in range(200):
        rng, product = np.random.default_rng(seed), np.eye(4)
        for _ in range(100):
            product = product @ rng.normal(size=(4, 4))
        decades.append(math.log10(np.abs(product).max()))
    assert np.mean(decades) == pytest.approx(24, abs=1)
    assert np.std(decades) == pytest.approx(2, abs=0.5)


@pytest.mark.parametrize("radius", [0.0, 0.5, 1.0, 1.3])
def test_a_matrix_has_the_radius_asked_for(radius):
    W = matrix_with_radius(8, radius, np.random.default_rng(1))
    assert np.abs(np.linalg.eigvals(W)).max() == pytest.approx(radius, rel=1e-12, abs=1e-15)


def test_the_gradients_through_a_recurrence_agree_with_central_differences():
    rng = np.random.default_rng(2)
    W, h0, upstream = rng.normal(size=(3, 3)), rng.normal(size=3), rng.normal(size=3)
    back, h = recur_backward(W, recur(W, h0, 6), upstream), 1e-6
    for i in np.ndindex(3, 3):
        step = np.zeros((3, 3))
        step[i] = h
        difference = (recur(W + step, h0, 6)[-1] - recur(W - step, h0, 6)[-1]) @ upstream / (2 * h)
        assert back.weights[i] == pytest.approx(difference, rel=1e-6)
    np.testing.assert_allclose(back.h[0], np.linalg.matrix_power(W.T, 6) @ upstream, rtol=1e-12)


def test_the_gradient_grows_like_the_largest_eigenvalue_to_the_power_t_and_not_beyond_the_singular_value():
    rng = np.random.default_rng(3)
    W = matrix_with_radius(8, 1.2, rng)
    back = recur_backward(W, recur(W, rng.normal(size=8), 200), rng.normal(size=8)).h[::-1]
    lengths = np.linalg.norm(back, axis=1)
    assert (lengths[-1] / lengths[100]) ** (1 / 100) == pytest.approx(1.2, rel=0.01)
    largest = np.linalg.norm(W, 2)
    assert (lengths <= lengths[0] * largest ** np.arange(201) * (1 + 1e-9)).all()


def test_shapes_that_do_not_fit_are_refused():
    for W, h0 in ((np.ones((2, 3)), [1.0, 1.0]), (np.eye(2), [1.0]), (np.ones(2), [1.0, 1.0])):
        with pytest.raises(ValueError, match="W must be square and h0 as long as its rows"):
            recur(W, h0, 3)


# -- the cliff -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("w", "b"), [(4.3, -2.5), (4.3, -2.2), (4.5, -2.1), (-3.0, 1.0), (0.5, 0.5), (6.8, 1.9)])
def test_the_gradient_at_the_cliff_agrees_with_central_differences(w, b):
    error, gradient = cliff_gradient(w, b)
    h = 1e-6
    differences = [
        (cliff_error(w + h, b) - cliff_error(w - h, b)) / (2 * h),
        (cliff_error(w, b + h) - cliff_error(w, b - h)) / (2 * h),
    ]
    assert error == pytest.approx(float(cliff_error(w, b)), rel=1e-12)
    np.testing.assert_allclose(gradient, differences, rtol=1e-5, atol=1e-8)


def test_the_unclipped_walk_is_thrown_and_the_clipped_one_arrives():
    free, held = walk_cliff(), walk_cliff(clip=lambda g: clip_by_norm(g, 1.0))
    np.testing.assert_array_equal(free.points[:10], held.points[:10])
    assert gradient_norm(free.gradients[9]) == pytest.approx(47.78, abs=0.01)
    assert np.abs(free.points[-1] - free.points[9]).max() > 3
    assert free.errors[-1] > 0.08 > 0.001 > held.errors[-1]
    assert held.clipped.sum() == 1 and held.clipped[9] and not free.clipped.any()
    step = -0.1 * free.gradients[9] / gradient_norm(free.gradients[9])
    np.testing.assert_allclose(held.points[10] - held.points[9], step)


def test_no_step_of_a_clipped_walk_is_longer_than_rate_times_threshold():
    for threshold in (0.01, 0.3, 5.0):
        walk = walk_cliff(learning_rate=0.2, clip=lambda g, t=threshold: clip_by_norm(g, t))
        assert np.hypot(*np.diff(walk.points, axis=0).T).max() <= 0.2 * threshold * (1 + 1e-9)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"start": (1.0,)}, ValueError, "start must be two finite numbers"),
        ({"start": (math.nan, 1.0)}, ValueError, "start must be two finite numbers"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be above 0"),
        ({"updates": -1}, ValueError, "updates"),
        ({"clip": lambda g: g[:1]}, ValueError, "clip must give a gradient of shape"),
    ],
    ids=["one_number", "nan", "rate", "updates", "clip"],
)
def test_bad_walks_are_refused(change, error, said):
    with pytest.raises(error, match=said):
        walk_cliff(**change)


def test_a_clip_that_changes_its_argument_leaves_the_record_of_the_gradient():
    def shrink(gradient):
        gradient *= 0.5
        return gradient

    walk = walk_cliff(updates=3, clip=shrink)
    np.testing.assert_array_equal(walk.used, 0.5 * walk.gradients)
    np.testing.assert_array_equal(walk.gradients[0], cliff_gradient(4.3, -2.5)[1])
    assert walk.clipped.all() and not walk_cliff(updates=3).clipped.any()


def test_a_walk_over_the_cliff_stays_where_the_next_number_would_be_beyond_a_million():
    walk = walk_cliff(learning_rate=1e9, updates=3)
    assert walk.points.tolist() == [[4.3, -2.5]] * 4


def test_a_sum_of_huge_numbers_is_clipped_without_overflow():
    g = [1.5e308, -1.5e308]
    assert clip_by_norm(g, 1.0, order=1) == pytest.approx([0.5, -0.5])
    assert clip_by_norm(g, 1.0) == pytest.approx([math.sqrt(0.5), -math.sqrt(0.5)])
    assert clip_by_norm([3e-320, 4e-320], 1e-321, order=math.inf)[1] == pytest.approx(1e-321, rel=0.01)


def test_the_start_of_a_walk_and_the_inputs_are_left_alone():
    start, inputs = np.array([-1.0, 0.0]), drawn(0.0, 0)
    kept = inputs.copy()
    path = walk_unit(inputs, 1, 0.5, 3, start=start)
    path.weights[:] = 99
    assert start.tolist() == [-1, 0]
    np.testing.assert_array_equal(inputs, kept)
