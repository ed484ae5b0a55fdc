"""Training a stack: its first update by hand, its record, and who dies."""

import math

import numpy as np
import pytest

from chainrule.maths.activations import identity, leaky_relu, relu, sigmoid, tanh
from chainrule.maths.data import rings
from chainrule.maths.depth import Stack, backward, forward, make_stack
from chainrule.maths.descent import clip_by_norm, gradient_norm
from chainrule.maths.initialization import lecun, scaled_normal
from chainrule.maths.network import WORKED_EXAMPLE
from chainrule.maths.training import Training, fates, train, train_on_rings


def start(activation=tanh, depth=3, seed=0, scale=1.0):
    rng = np.random.default_rng(seed)
    x, targets = rings(20, rng)
    stack = make_stack((2, *[6] * (depth - 1), 1), activation, scaled_normal(scale), rng, output=identity)
    return stack, x, targets


def test_it_starts_as_the_2_2_2_network_does_and_learns():
    n = WORKED_EXAMPLE
    w = [n[f"w{k}"] for k in range(1, 9)]
    weights = (np.array([w[0:4:2], w[1:4:2]]), np.array([w[4::2], w[5::2]]))
    stack = Stack(weights, (np.full(2, 0.35), np.full(2, 0.60)), (sigmoid, sigmoid))
    training = train(stack, [[0.05, 0.10]], [[0.01, 0.99]], 0.5, 100)
    assert training.errors[0] == pytest.approx(0.29837110876000269, rel=1e-15)
    assert training.errors[1] < 0.2911 and training.errors[100] < training.errors[50] < training.errors[1]


def test_one_update_is_all_gradients_of_the_old_weights_times_the_rate():
    stack, x, targets = start()
    signals = forward(stack, x)
    found = backward(stack, signals, (signals.h[-1] - targets) / len(x))
    after = train(stack, x, targets, 0.3, 1).stack
    for old, gradient, new in zip(
        (*stack.weights, *stack.biases), (*found.weights, *found.biases), (*after.weights, *after.biases), strict=True
    ):
        np.testing.assert_allclose(new, old - 0.3 * gradient, rtol=1e-14, atol=1e-16)


def test_the_stack_that_was_given_stays_as_it_is():
    stack, x, targets = start()
    kept = [W.copy() for W in stack.weights]
    train(stack, x, targets, 0.3, 5)
    for before, after in zip(kept, stack.weights, strict=True):
        np.testing.assert_array_equal(before, after)


def test_the_record_says_what_a_forward_and_a_backward_pass_of_each_moment_say():
    stack, x, targets = start(relu, scale=1.5)
    whole = train(stack, x, targets, 0.2, 12)
    for k in (0, 5, 12):
        there = train(stack, x, targets, 0.2, k).stack
        signals = forward(there, x)
        found = backward(there, signals, (signals.h[-1] - targets) / len(x))
        assert whole.errors[k] == pytest.approx(((signals.h[-1] - targets) ** 2).mean() / 2, rel=1e-12)
        np.testing.assert_allclose(whole.gradients[k], [np.linalg.norm(g) for g in found.weights], rtol=1e-12)
        for l in range(2):  # noqa: E741
            np.testing.assert_array_equal(whole.silent[l][k], (signals.z[l + 1] <= 0).all(axis=0))
            np.testing.assert_allclose(whole.flat[l][k], (signals.z[l + 1] <= 0).mean(axis=0))
    np.testing.assert_allclose(whole.dead[:, 0], whole.silent[0].mean(axis=1))
    np.testing.assert_allclose(whole.saturated[:, 1], whole.flat[1].mean(axis=1))


def test_clipping_gets_all_gradients_together_and_is_used():
    stack, x, targets = start(relu, 6, scale=3.0)
    seen = []

    def clip(gradient):
        seen.append(gradient_norm(gradient))
        return clip_by_norm(gradient, 0.5)

    training = train(stack, x, targets, 0.1, 1, clip)
    moved = [new - old for new, old in zip(training.stack.weights, stack.weights, strict=True)]
    moved += [new - old for new, old in zip(training.stack.biases, stack.biases, strict=True)]
    assert len(seen) == 1 and seen[0] > 0.5
    assert gradient_norm(moved) == pytest.approx(0.05, rel=1e-9)


def test_divergence_is_recorded_and_clipping_prevents_it():
    rng = np.random.default_rng(1)
    x, targets = rings(64, rng)
    stack = make_stack((2, *[16] * 7, 1), relu, scaled_normal(2.0), rng, output=identity)
    free = train(stack, x, targets, 0.03, 50)
    held = train(stack, x, targets, 0.03, 50, clip=lambda g: clip_by_norm(g, 1.0))
    assert free.diverged_at == 5 and free.last == 4
    assert (free.errors[5:] == math.inf).all() and np.isfinite(free.errors[:5]).all()
    assert held.diverged_at is None and held.last == held.updates == 50
    assert held.errors[-1] < held.errors[0]


def test_a_deep_sigmoid_network_stands_still_and_tanh_learns():
    for activation, low, high in ((sigmoid, 0.49, 0.51), (tanh, 0, 0.1)):
        assert low <= train_on_rings(activation, np.random.default_rng(0)).errors[-1] <= high


def test_settings_of_the_rings_enter_where_they_say():
    shifted = train_on_rings(relu, np.random.default_rng(0), bias_shift=-10.0, updates=0)
    assert (shifted.dead[0, :-1] > 0.9).all()
    assert [b.tolist()[0] for b in shifted.stack.biases] == [-10.0] * 4 + [0.0]
    plain, far = (
        train_on_rings(tanh, np.random.default_rng(0), updates=0, outliers=n, outlier_factor=50.0) for n in (0, 32)
    )
    assert far.saturated[0, 0] > plain.saturated[0, 0] + 0.3
    assert train_on_rings(tanh, np.random.default_rng(0), depth=3, width=5, updates=0).stack.widths == (2, 5, 5, 1)


def test_fates_count_the_dead_the_died_and_those_who_came_back():
    training = train_on_rings(relu, np.random.default_rng(0), depth=4, learning_rate=0.4, updates=40)
    silent = np.hstack(training.silent[:-1])
    for k in (0, 7, 40):
        found = fates(training, k)
        np.testing.assert_array_equal(found.out, silent[k])
        np.testing.assert_array_equal(found.died, silent[k] & ~silent[: k + 1].all(axis=0))
        np.testing.assert_array_equal(found.came_back, ~silent[k] & silent[: k + 1].any(axis=0))
    assert fates(training, 0).died.sum() == fates(training, 0).came_back.sum() == 0


def test_a_leaky_unit_never_dies():
    training = train_on_rings(leaky_relu, np.random.default_rng(0), depth=4, learning_rate=0.4, updates=40)
    assert not training.dead.any()


def test_a_silent_unit_of_the_first_layer_never_moves_again():
    """Its weights and bias have the gradient 0, and nothing below it moves: only the data are there."""
    training = train_on_rings(relu, np.random.default_rng(0), depth=4, learning_rate=0.5, updates=100)
    silent = training.silent[0]
    assert (silent[1:] >= silent[:-1]).all()


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"targets": np.zeros((20, 2))}, ValueError, r"shape \(20, 1\), but their shape is \(20, 2\)"),
        ({"learning_rate": 0.0}, ValueError, "learning_rate must be above 0 and finite, but it is 0"),
        ({"learning_rate": math.nan}, ValueError, "learning_rate"),
        ({"learning_rate": "0.1"}, TypeError, "learning_rate must be a number, but it is '0.1'"),
        ({"updates": -1}, ValueError, "updates must be 0 or more, but it is -1"),
        ({"updates": 1.5}, TypeError, "updates must be a whole number, but it is 1.5"),
        ({"x": np.zeros((20, 3))}, ValueError, "x must have shape"),
    ],
    ids=["targets", "no_rate", "nan_rate", "text_rate", "negative", "not_whole", "inputs"],
)
def test_bad_trainings_are_refused(change, error, said):
    stack, x, targets = start()
    with pytest.raises(error, match=said):
        train(**{"stack": stack, "x": x, "targets": targets, "learning_rate": 0.1, "updates": 2} | change)


def test_no_updates_give_the_record_of_the_start():
    stack, x, targets = start()
    training = train(stack, x, targets, 0.1, 0)
    assert training.updates == 0
    assert training.errors.shape == (1,) and training.gradients.shape == (1, 3)


def test_fates_before_the_first_and_after_the_last_update_are_those_of_the_first_and_the_last():
    training = train_on_rings(relu, np.random.default_rng(0), depth=4, learning_rate=0.4, updates=40)
    for update, same in ((-7, 0), (41, 40), (10**6, 40)):
        for mine, theirs in zip(fates(training, update), fates(training, same), strict=True):
            np.testing.assert_array_equal(mine, theirs)
    assert not np.array_equal(fates(training, 0).out, fates(training, 40).out)


def test_fates_of_a_training_that_diverged_are_those_of_its_last_number():
    training = train_on_rings(relu, np.random.default_rng(0), depth=4, learning_rate=30.0, updates=40)
    assert 0 < training.last < 40
    for mine, theirs in zip(fates(training, 40), fates(training, training.last), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_stack_that_is_trained_is_left_as_it_is():
    rng = np.random.default_rng(0)
    stack = make_stack((2, 4, 1), tanh, lecun, rng, bias_spread=1.0)
    kept = [array.copy() for array in (*stack.weights, *stack.biases)]
    trained = train(stack, *rings(8, rng), learning_rate=0.1, updates=3).stack
    for array, before, after in zip(
        (*stack.weights, *stack.biases), kept, (*trained.weights, *trained.biases), strict=True
    ):
        np.testing.assert_array_equal(array, before)
        assert (array != after).any()


@pytest.mark.parametrize("seed", range(5))
def test_frozen_sigmoid_layers_still_tell_the_rings_apart_at_a_spread_of_a_thousandth(seed):
    """Lesson 09: what vanishes on the way forward is size, not information."""
    rng = np.random.default_rng(seed)
    x, targets = rings(64, rng)
    stack = make_stack((2, 16, 16, 16, 16, 1), sigmoid, lecun, rng, output=identity)

    def layer_4(points):
        return np.column_stack([forward(stack, points).h[4], np.ones(len(points))])

    w = np.linalg.lstsq(layer_4(x), targets, rcond=None)[0]
    new, new_targets = rings(1000, np.random.default_rng(1000))
    assert np.mean(np.sign(layer_4(new) @ w) == new_targets) > 0.95
    assert 0.001 < layer_4(new)[:, :16].std(axis=0).mean() < 0.003
    assert np.abs(w).max() > 1e5


def test_first_sigmoid_layer_starts_hundreds_to_thousands_of_times_slower_and_the_rings_are_never_learned():
    runs = [train_on_rings(sigmoid, np.random.default_rng(seed)) for seed in range(10)]
    ratios = [run.gradients[0, -1] / run.gradients[0, 0] for run in runs]
    assert min(ratios) > 200
    assert max(ratios) < 9500
    assert all(0.495 < run.errors[-1] < 0.505 for run in runs)


def test_clipping_makes_twenty_of_twenty_networks_learn_that_blow_up_without_it():
    """Lesson 10 says so: eight layers, weight scale 2, learning rate 0.1."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x, targets = rings(64, rng)
        stack = make_stack((2, *[16] * 7, 1), relu, scaled_normal(2.0), rng, output=identity)
        assert train(stack, x, targets, 0.1, 300).errors[-1] > 1e6
        assert train(stack, x, targets, 0.1, 300, lambda g: clip_by_norm(g, 1.0)).errors[-1] < 0.1


def test_a_unit_is_saturated_only_if_it_is_so_for_every_sample():
    flat, last = np.array([[0.0, 0.5, 0.99, 1.0]]), np.zeros((1, 1))
    training = Training(np.ones(1), np.ones((1, 2)), (flat, last), (flat == 2, last == 1), None)
    assert fates(training, 0, saturated=True).out.tolist() == [False, False, False, True]
    assert not fates(training, 0).out.any()
