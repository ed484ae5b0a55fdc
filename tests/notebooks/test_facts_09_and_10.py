"""What lessons 09 and 10 say in prose and show in no output, computed; of luck, in how many draws."""

import numpy as np
import pytest

from chainrule import identity, sigmoid, tanh
from chainrule.maths.data import rings
from chainrule.maths.depth import backward, forward, make_stack, norm
from chainrule.maths.descent import clip_by_norm, walk_cliff
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.training import train_on_rings

# -- 09 ------------------------------------------------------------------------------------------------------------


def chain(activation, weight, units):
    """Forward from 1 through a chain of single units: the slopes, and the value at the end."""
    h, slopes = 1.0, []
    for _ in range(units):
        slopes.append(float(activation.derivative(weight * h)))
        h = float(activation(weight * h))
    return np.array(slopes), h


def test_three_units_by_hand():
    slopes, h3 = chain(sigmoid, 1, 3)
    assert slopes.round(4).tolist() == [0.1966, 0.2194, 0.2236]
    assert round(h3 * slopes.prod(), 4) == 0.0064
    assert round(h3 * h3, 4) == 0.4391
    assert round(h3 / slopes.prod()) == 69  # dE/dw4 over dE/dw1: h3 against the slopes, out - target cancels


def test_with_weights_of_2_tanh_leaves_9000_times_less_than_sigmoid():
    of_sigmoid, of_tanh = (np.prod(2 * chain(activation, 2, 20)[0]) for activation in (sigmoid, tanh))
    assert of_sigmoid / of_tanh == pytest.approx(9000, rel=0.03)


def shortened(seed):
    """How many times shorter a gradient is nine steps back, drawn in the order of the lesson."""
    rng = np.random.default_rng(seed)
    weights = [rng.normal(0, 1 / 8, (64, 64)) for _ in range(10)]
    z = [rng.normal(size=(64, 64)) @ weights[0]]
    for W in weights[1:]:
        z.append(sigmoid(z[-1]) @ W)
    last = arrives = rng.normal(size=(64, 64))
    for W, each in zip(weights[:0:-1], z[:0:-1], strict=True):
        arrives = (arrives * sigmoid.derivative(each)) @ W.T
    return norm(last) / norm(arrives)


def test_nine_sigmoid_layers_cost_nearly_half_a_million_and_ten_two_million():
    assert shortened(9) == pytest.approx(458_000, rel=0.01)
    assert shortened(9) ** (10 / 9) == pytest.approx(2e6, rel=0.03)
    costs = [shortened(seed) for seed in range(20)]
    assert [round(min(costs), -4), round(max(costs), -4)] == [380_000, 550_000]


def test_on_the_rings_the_first_sigmoid_layer_starts_200_to_9000_times_slower():
    starts = [train_on_rings(sigmoid, np.random.default_rng(seed), updates=60) for seed in range(10)]
    slower = [run.gradients[0, -1] / run.gradients[0, 0] for run in starts]
    assert round(slower[1], -2) == 2100
    assert 200 < min(slower) < 220 and 9000 < max(slower) < 9200
    assert all(abs(run.errors[k] - 0.5) < 0.005 for run in starts for k in (50, 60))


def test_on_the_rings_the_last_sigmoid_layer_comes_10_to_260_times_as_far_as_the_first():
    ways = [train_on_rings(sigmoid, np.random.default_rng(seed)).gradients[:-1].sum(axis=0) for seed in range(10)]
    further = [way[-1] / way[0] for way in ways]
    assert 60 < further[1] < 66
    assert 10 < min(further) < 12 and 250 < max(further) < 270


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_frozen_layer_4_still_tells_the_rings_apart(seed):
    rng = np.random.default_rng(seed)
    points, targets = rings(64, rng)
    stack = make_stack((2, 16, 16, 16, 16, 1), sigmoid, scaled_normal(1.0), rng, output=identity)

    def layer_4(x):
        return np.column_stack([forward(stack, x).h[4], np.ones(len(x))])

    w = np.linalg.lstsq(layer_4(points), targets)[0]
    new, new_targets = rings(1000, np.random.default_rng(seed + 1))
    assert np.mean(np.sign(layer_4(new) @ w) == new_targets) >= 0.98
    assert 1e5 < abs(w).max() < 1e6


# -- 10 ------------------------------------------------------------------------------------------------------------


def moved(seed):
    """By which share of its own length one update at rate 0.01 moves the first and the last of thirty tanh layers."""
    rng = np.random.default_rng(seed)
    stack = make_stack((64,) * 31, tanh, scaled_normal(3.0), rng)
    signals = forward(stack, rng.normal(size=(64, 64)))
    gradients = backward(stack, signals, rng.normal(size=(64, 64)) / 64)
    return [0.01 * norm(gradients.weights[k]) / norm(stack.weights[k]) for k in (0, -1)]


def test_one_update_moves_the_first_layer_by_7_to_21_times_its_length_and_the_last_by_a_thousandth():
    first, last = np.transpose([moved(seed) for seed in range(20)])
    assert [round(moved(10)[0]), np.floor(first.min()), np.ceil(first.max())] == [8, 7, 21]
    assert 0.001 < last.min() < last.max() < 0.0015


def test_the_products_of_random_matrices():
    def largest(seed):
        rng, product = np.random.default_rng(seed), np.eye(4)
        for _ in range(100):
            product = product @ rng.normal(size=(4, 4))
        return np.abs(product).max()

    assert np.mean([1e22 < largest(seed) < 1e27 for seed in range(200)]) > 0.8


def steps(walk):
    return np.hypot(*np.diff(walk.points, axis=0).T)


def test_the_tenth_update_is_more_than_ten_times_as_long_as_all_the_others():
    walk = walk_cliff((4.3, -2.5), 0.1, updates=50)
    lengths = steps(walk)
    assert round(lengths[9], 1) == 4.8 > 10 * np.delete(lengths, 9).sum()
    assert all(0.2 < norm(gradient) < 0.52 for gradient in walk.gradients[:9])


@pytest.mark.parametrize(
    ("threshold", "holds"), [(0.01, False), (0.1, True), (0.3, True), (1, True), (3, True), (10, False)]
)
def test_thresholds_from_a_tenth_to_3_hold_the_walk(threshold, holds):
    walk = walk_cliff((4.3, -2.5), 0.1, updates=50, clip=lambda g: clip_by_norm(g, threshold))
    assert (walk.errors[-1] < 0.0002) == holds


def test_of_nine_starts_two_are_thrown():
    starts = np.linspace(-2.5, -2.1, 9)
    assert [steps(walk_cliff((4.3, b), 0.1, updates=50)).max() > 1 for b in starts] == [True, True, *[False] * 7]
