"""The race: its step goes down the true gradient, its error is the cross-entropy, its crossings are read off."""

import math

import numpy as np
import pytest

from chainrule import ACTIVATIONS, prelu, relu, sigmoid, tanh
from chainrule.maths.data import Images, digits, split_digits
from chainrule.maths.depth import Stack
from chainrule.maths.initialization import he, lecun
from chainrule.maths.race import (
    Measurement,
    first_crossing,
    make_room,
    measure_classifier,
    run,
    sgd_step,
    start,
    sustained_crossing,
)


def in_float64(stack):
    return Stack(
        tuple(W.astype(float) for W in stack.weights), tuple(b.astype(float) for b in stack.biases), stack.activations
    )


def mean_cross_entropy(stack, x, labels):
    """Written once more, as the definition says it."""
    h = x
    for W, b, activation in zip(stack.weights, stack.biases, stack.activations, strict=True):
        h = activation(h @ W + b)
    p = np.exp(h) / np.exp(h).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(x)), labels]).mean()


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("widths", [(5, 3), (5, 7, 3), (5, 6, 4, 3)])
def test_a_step_moves_every_number_by_its_central_difference(name, widths):
    rng = np.random.default_rng(1)
    stack = in_float64(start(widths, ACTIVATIONS[name], lecun, rng))
    for b in stack.biases:
        b += rng.normal(0, 0.3, b.shape)
    x, labels = rng.normal(size=(6, 5)), rng.integers(0, 3, 6)
    slopes = []
    for array in (*stack.weights, *stack.biases):
        slope = np.empty_like(array)
        for index in np.ndindex(array.shape):
            kept = array[index]
            beside = []
            for moved in (kept - 1e-6, kept + 1e-6):
                array[index] = moved
                beside.append(mean_cross_entropy(stack, x, labels))
            array[index] = kept
            slope[index] = (beside[1] - beside[0]) / 2e-6
        slopes.append(slope)
    before = [array.copy() for array in (*stack.weights, *stack.biases)]
    sgd_step(stack, x, np.eye(3)[labels], 0.5, make_room(stack, 6))
    for old, new, slope in zip(before, (*stack.weights, *stack.biases), slopes, strict=True):
        np.testing.assert_allclose((old - new) / 0.5, slope, rtol=1e-5, atol=1e-7)


def test_the_learned_slope_of_prelu_goes_down_its_gradient_too():
    rng = np.random.default_rng(2)
    stack = in_float64(start((5, 7, 3), prelu, lecun, rng))
    x, labels = rng.normal(size=(6, 5)), rng.integers(0, 3, 6)
    low, high = (
        mean_cross_entropy(Stack(stack.weights, stack.biases, (prelu(alpha=alpha), stack.activations[1])), x, labels)
        for alpha in (0.25 - 1e-6, 0.25 + 1e-6)
    )
    (step,) = sgd_step(stack, x, np.eye(3)[labels], 0.5, make_room(stack, 6))
    assert step / 0.5 == pytest.approx((high - low) / 2e-6, rel=1e-6)


def test_prelu_ends_elsewhere_than_leaky_relu_with_the_same_start():
    ends = []
    for activation in (prelu, ACTIVATIONS["leaky_relu"](alpha=0.25)):
        rng = np.random.default_rng(0)
        train, test = split_digits(rng)
        *_, last = run(start((64, 16, 10), activation, he, rng), train, test, 0.1, 50, rng, every=50)
        ends.append(last.error)
    assert abs(ends[0] - ends[1]) > 1e-4


def test_the_error_is_the_cross_entropy_and_survives_scores_of_any_size():
    rng = np.random.default_rng(3)
    stack = in_float64(start((5, 7, 3), tanh, lecun, rng))
    x, labels = rng.normal(size=(20, 5)), rng.integers(0, 3, 20)
    now = measure_classifier(stack, Images(x, labels))
    assert now.error == pytest.approx(mean_cross_entropy(stack, x, labels), rel=1e-12)
    stack.weights[-1][:] *= 1e5
    assert math.isfinite(measure_classifier(stack, Images(x, labels)).error)


def test_an_untrained_classifier_that_prefers_nothing_starts_at_ln_10():
    stack = start((64, 8, 10), relu, he, np.random.default_rng(0))
    stack.weights[-1][:] = 0
    assert measure_classifier(stack, digits()).error == pytest.approx(math.log(10), rel=1e-6)


def test_a_run_leaves_its_start_alone_and_is_the_same_twice():
    train, test = split_digits(np.random.default_rng(0))
    stack = start((64, 16, 10), relu, he, np.random.default_rng(0))
    kept = [W.copy() for W in stack.weights]
    once, twice = (list(run(stack, train, test, 0.3, 60, np.random.default_rng(5), every=20)) for _ in range(2))
    assert once == twice
    assert [now.updates for now in once] == [0, 20, 40, 60]
    for before, after in zip(kept, stack.weights, strict=True):
        np.testing.assert_array_equal(before, after)


def test_every_epoch_shows_each_picture_once():
    seen = []

    def remember(z):
        if z.ndim == 2:  # not when the facts of the activation are measured
            seen.append(z[:, 0].copy())
        return z

    x = np.arange(12, dtype=np.float32)[:, None]
    from chainrule import Activation

    watching = Activation("watching", remember, lambda z: np.ones_like(z), range=(0, 1), monotone=True,
                          steepest_slope=1.0, steepest_at=(0, 0))  # fmt: skip
    stack = start((1, 1, 2), watching, he, np.random.default_rng(0))
    stack.weights[0][:] = 1
    images = Images(x, np.arange(12) % 2)
    seen.clear()
    list(run(stack, images, images, 1e-30, 6, np.random.default_rng(0), batch=4, every=100))
    batches = [z for z in seen if len(z) == 4]
    assert len(batches) == 6
    for epoch in (batches[:3], batches[3:]):
        assert sorted(np.concatenate(epoch)) == pytest.approx(list(range(12)))


def test_a_run_that_runs_away_stops_and_does_not_warn():
    rng = np.random.default_rng(0)
    train, test = split_digits(rng)
    curve = list(run(start((64, 32, 10), relu, he, rng), train, test, 1e38, 500, rng))
    assert curve[-1].updates < 500
    assert not math.isfinite(curve[-1].error)
    assert sustained_crossing(curve, 0.9) is None


def test_with_one_learning_rate_sigmoid_is_several_times_slower_and_with_its_own_it_is_not():
    """Reference: shared/REFERENCE.md's trial on MNIST, 2.6 to 9.4 times with one rate, 0.9 to 2 times with the best."""

    def median_updates(activation, learning_rate):
        found = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            train, test = split_digits(rng)
            curve = run(start((64, 32, 10), activation, he, rng), train, test, learning_rate, 3000, rng, every=5)
            found.append(next(now.updates for now in curve if now.accuracy >= 0.95))
        return np.median(found)

    assert median_updates(sigmoid, 0.1) > 3 * median_updates(relu, 0.1)
    assert median_updates(sigmoid, 3.0) < 2 * median_updates(relu, 0.3)


def test_crossings_of_curves_that_never_or_always_are_there():
    low, high = Measurement(0, 0.5, 1.0), Measurement(1, 0.9, 1.0)
    assert first_crossing([low], 0.9) is sustained_crossing([low], 0.9) is None
    assert first_crossing([high, high], 0.9) == sustained_crossing([high, high], 0.9) == 1
    assert sustained_crossing([low, high, low], 0.9) is None
    assert first_crossing([], 0.9) is sustained_crossing([], 0.9) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"learning_rate": 0}, "learning_rate must be above 0"),
        ({"updates": -1}, "updates must be 0 or more"),
        ({"every": 0}, "every must be 1 or more"),
        ({"batch": 2000}, "batch must be at most 1300"),
        ({"rng": 0}, "rng must be a random generator"),
        ({"train": np.zeros((3, 64))}, r"train must be Images\(x, labels\), but it is ndarray"),
        ({"test": Images(np.zeros((3, 9)), np.zeros(3, int))}, r"test.x must have shape \(pictures, 64\)"),
        ({"test": Images(np.zeros((3, 64)), np.zeros(2, int))}, "test.labels must be one for each picture"),
        ({"test": Images(np.zeros((3, 64)), np.array([0, 1, 10]))}, "test.labels must lie between 0 and 9"),
    ],
)
def test_bad_input_is_refused_before_anything_runs(changed, said):
    train, test = split_digits(np.random.default_rng(0))
    stack = start((64, 8, 10), relu, he, np.random.default_rng(0))
    asked = {"train": train, "test": test, "learning_rate": 0.1, "updates": 5, "rng": np.random.default_rng(0)}
    with pytest.raises((TypeError, ValueError), match=said):
        run(stack, **{**asked, **changed})


def test_a_goal_that_is_met_exactly_is_reached_and_an_accuracy_that_is_no_number_reaches_none():
    low, met, lost = (Measurement(k, accuracy, 1.0) for k, accuracy in enumerate([0.5, 0.9, math.nan]))
    assert first_crossing([low, met], 0.9) == sustained_crossing([low, met], 0.9) == 1
    assert first_crossing([lost], 0.9) is sustained_crossing([met, lost], 0.9) is None


def test_a_goal_that_was_lost_again_is_reached_when_it_stays():
    curve = [Measurement(k, accuracy, 1.0) for k, accuracy in enumerate([0.1, 0.9, 0.8, 0.9, 0.9])]
    assert (first_crossing(curve, 0.9), sustained_crossing(curve, 0.9)) == (1, 3)
