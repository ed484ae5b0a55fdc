"""Simulations of starts: each is the training it claims to be, and equal units are found by one tolerance."""

import numpy as np
import pytest

from chainrule.maths import trials
from chainrule.maths.activations import identity, relu, tanh
from chainrule.maths.data import rings
from chainrule.maths.depth import backward, forward, make_stack
from chainrule.maths.initialization import INITIALIZATIONS, he, large_normal, lecun, orthogonal, xavier_normal
from chainrule.maths.softmax import log_softmax
from chainrule.maths.training import train


def birth(initialization, activation=tanh, depth=trials.DEPTH, width=trials.WIDTH, seed=0):
    """The stack and the samples of a trial, made again."""
    x, targets = rings(64, np.random.default_rng(0))
    widths = (2, *[width] * depth, 1)
    return make_stack(widths, activation, initialization, np.random.default_rng(seed), output=identity), x, targets


@pytest.mark.parametrize("name", ["constant", "xavier_normal", "orthogonal"])
def test_a_trial_is_one_training_without_a_break(name):
    initialization = INITIALIZATIONS[name]
    trial = trials.attempt(initialization, tanh, 3, 8, 0.1, seed=4)
    training = train(*birth(initialization, tanh, 3, 8, 4), 0.1, 300)
    np.testing.assert_array_equal(trial.errors, training.errors)
    assert len(trial.moments) == 16


def test_the_last_trials_are_kept_and_asking_again_trains_nothing(monkeypatch):
    trial = trials.attempt(he, depth=2, width=3)
    monkeypatch.setattr(trials, "train", None)
    assert trials.attempt(he, depth=2, width=3) is trial


def test_the_moments_are_those_of_the_training():
    stack, x, targets = birth(xavier_normal)
    trial = trials.attempt(xavier_normal)
    stack = train(stack, x, targets, trials.RATE, 40).stack
    signals = forward(stack, x)
    gradients = backward(stack, signals, signals.h[-1] - targets)
    moment = trial.at(40)
    assert len(moment.activations) == len(moment.gradients) == trials.DEPTH
    for l in range(trials.DEPTH):  # noqa: E741
        np.testing.assert_array_equal(moment.activations[l], signals.h[l + 1])
        np.testing.assert_array_equal(moment.gradients[l], gradients.h[l + 1])
    with pytest.raises(ValueError, match="updates must be one of 0, 20, 40"):
        trial.at(33)


def test_a_training_that_diverges_has_no_moments_from_there_on():
    trial = trials.attempt(large_normal, relu)
    assert trial.diverged_at == 2
    assert not np.isfinite(trial.errors[2:]).any()
    assert trial.moments[0] and trial.moments[1:] == [None] * 15


def test_learning_by_heart_is_measured_on_new_samples():
    trial = trials.attempt(large_normal)
    assert trial.errors[-1] < 0.001 and trial.moments[-1].new_error > trials.GUESS
    assert trials.attempt(xavier_normal).moments[-1].new_error < 0.1 * trials.GUESS


def test_weights_of_units_are_those_of_the_training():
    weights, errors = trials.weights_of_units(he, updates=20)
    x, targets = rings(64, np.random.default_rng(0))
    stack = make_stack((2, 8, 8, 1), tanh, he, np.random.default_rng(0), output=identity)
    training = train(stack, x, targets, 0.2, 20)
    np.testing.assert_array_equal(errors, training.errors)
    np.testing.assert_array_equal(weights[-1], training.stack.weights[0][0])
    np.testing.assert_array_equal(weights[0], stack.weights[0][0])


def test_the_network_of_the_article_is_sure_of_itself_at_birth_and_he_repairs_it():
    sure, z = trials.largest_probabilities(large_normal)
    assert sure.mean() == pytest.approx(0.996, abs=0.003)
    assert (sure > 0.999).mean() == pytest.approx(0.95, abs=0.03)
    assert z.std(axis=1).mean() == pytest.approx(168, abs=8)
    repaired, _ = trials.largest_probabilities(he)
    assert repaired.mean() < 0.35 and (repaired > 0.999).sum() == 0


@pytest.mark.parametrize(("nudge", "equal"), [(0.0, True), (1e-12, True), (1e-6, False)])
def test_units_are_equal_if_only_rounding_tells_them_apart(nudge, equal):
    moment = trials.attempt(he, depth=2, width=2).moments[0]
    h = np.array([[0.5, 0.5 + nudge], [-2.0, -2.0]])
    assert moment._replace(activations=[h, h]).equal == equal
    assert not moment._replace(activations=[h[:, :1]]).equal  # one unit has none that it could equal


def test_first_error_of_he_is_near_ln_10_and_that_of_randn_a_hundred_times_higher():
    """Lesson 11's quick test of a start; the right digit is drawn by lot."""
    digits = np.random.default_rng(5).integers(10, size=200)
    high, fair = (
        -log_softmax(trials.largest_probabilities(start)[1])[np.arange(200), digits].mean()
        for start in (large_normal, he)
    )
    assert fair == pytest.approx(np.log(10), rel=0.1)
    assert 90 < high / fair < 115


@pytest.mark.parametrize(("start", "middle", "low", "high"), [(lecun, 0.61, 0.26, 1.64), (orthogonal, 1, 1, 1)])
def test_fifty_layers_of_lecun_scatter_a_length_and_orthogonal_ones_keep_it(start, middle, low, high):
    shares = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        h = before = rng.normal(size=(1, 64))
        for _ in range(50):
            h = h @ start(64, 64, rng)
        shares.append(np.linalg.norm(h) / np.linalg.norm(before))
    np.testing.assert_allclose(np.percentile(shares, [50, 5, 95]), [middle, low, high], rtol=0.02 if low < 1 else 1e-12)
