"""What lessons 00 and 01 say in prose and show in no output, computed; what hangs on a draw, counted over others."""

import numpy as np
import pytest

from chainrule import identity, relu, sigmoid, tanh
from chainrule.figures.bend import CURVES, distances
from chainrule.maths.bend import learn_border, share_right
from chainrule.maths.data import moons, rings, xor
from chainrule.maths.depth import make_stack
from chainrule.maths.initialization import xavier_normal

# -- 00 ------------------------------------------------------------------------------------------------------------


def test_tanh_rises_more_from_0_to_1_than_from_1_to_2():
    assert [round(float(rise), 2) for rise in np.diff(tanh(np.array([0.0, 1.0, 2.0])))] == [0.76, 0.2]


# -- 01 ------------------------------------------------------------------------------------------------------------


def learned_numbers(widths):
    stack = make_stack(widths, identity, xavier_normal, np.random.default_rng(0))
    return sum(each.size for each in (*stack.weights, *stack.biases))


def test_three_layers_have_337_numbers_and_six_hidden_ones_more_than_a_thousand_weights():
    assert learned_numbers((2, 16, 16, 1)) == 337
    assert (
        sum(W.size for W in make_stack((2, *[16] * 6, 1), relu, xavier_normal, np.random.default_rng(0)).weights) > 1000
    )


@pytest.mark.parametrize(
    ("curve", "building", "closer"),
    [("wave", "hats", 2), ("hill", "hats", 2), ("wave", "hinges", 4), ("hill", "hinges", 4)],
)
@pytest.mark.parametrize("parts", [10, 15, 20])
def test_twice_as_many_hats_come_twice_as_close_and_hinges_four_times(curve, building, closer, parts):
    apart = distances(CURVES[curve], building)
    assert apart[parts - 1] / apart[2 * parts - 1] == pytest.approx(closer, rel=0.15)


@pytest.mark.parametrize("building", ["hats", "hinges"])
@pytest.mark.parametrize(("curve", "at_most"), [("root", 1.5), ("stairs", 1.1)])
def test_unless_the_curve_starts_straight_up_or_jumps(curve, building, at_most):
    apart = distances(CURVES[curve], building)
    assert apart[9] / apart[19] < at_most


@pytest.mark.parametrize("points", [moons, rings, xor])
@pytest.mark.parametrize("seed", [0, 11, 12])
def test_with_tanh_or_relu_the_border_bends_around_the_points(points, seed):
    shares = {}
    for activation in (tanh, relu, identity):
        rng = np.random.default_rng(seed)
        x, targets = points(120, rng)
        shares[activation] = share_right(learn_border(x, targets, activation, rng, frames=2)[-1][1], x, targets)
    assert min(shares[tanh], shares[relu]) > 0.95 > shares[identity]


def test_five_layers_of_sigmoid_end_behind_a_straight_line_in_other_draws_too():
    def median(layers):
        shares = []
        for seed in range(10, 20):
            rng = np.random.default_rng(seed)
            x, targets = moons(120, rng)
            kept = learn_border(x, targets, sigmoid, rng, layers=layers, updates=300, frames=2)
            shares.append(share_right(kept[-1][1], x, targets))
        return np.median(shares)

    assert median(5) < median(0) - 0.05
