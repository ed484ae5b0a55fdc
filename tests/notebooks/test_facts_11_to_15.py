"""What lessons 11, 14 and 15 say in prose and show in no output, computed again."""

import numpy as np
import pytest

from chainrule import identity, leaky_relu, relu, sigmoid, tanh
from chainrule.exercises import lesson_15 as check
from chainrule.maths.data import rings
from chainrule.maths.depth import forward, make_stack
from chainrule.maths.initialization import he, large_normal, lecun, orthogonal, xavier_normal, xavier_uniform
from chainrule.maths.race import mnist_race

# -- 11 ------------------------------------------------------------------------------------------------------------


def test_what_fifty_layers_of_lecun_keep_of_a_length():
    """A layer of 64 by 64 normal weights multiplies the square of a length by chi-square(64) / 64."""
    squares = np.prod(np.random.default_rng(0).chisquare(64, (100_000, 50)) / 64, axis=1)
    assert np.percentile(np.sqrt(squares), [5, 50, 95]) == pytest.approx([0.24, 0.68, 1.9], rel=0.02)


def left_of_the_signal(start, seed):
    """The root of the mean square of h in the last of ten ReLU layers, as a share of that in the first."""
    rng = np.random.default_rng(seed)
    h = forward(make_stack((2, *[32] * 10, 1), relu, start, rng, output=identity), rings(64, rng)[0]).h
    return np.sqrt(np.mean(h[10] ** 2) / np.mean(h[1] ** 2))


def test_of_ten_relu_layers_only_hes_keep_the_signal():
    kept = [left_of_the_signal(start, seed) for start in (lecun, xavier_normal, xavier_uniform, orthogonal)
            for seed in range(5)]  # fmt: skip
    assert 0.01 < min(kept) < max(kept) < 0.12
    assert min(left_of_the_signal(he, seed) for seed in range(5)) > 0.3


# -- 14 ------------------------------------------------------------------------------------------------------------

SHARED = 0.033
RUNS = mnist_race()["runs"]


def test_with_one_rate_the_order_is_that_of_the_slides_but_for_a_tie():
    first = {(run["activation"], run["seed"]): run["first"] for run in RUNS if run["learning_rate"] == SHARED}
    for seed in range(3):
        by_goal = zip(*(first[name, seed] for name in ("relu", "tanh", "sigmoid")), strict=True)
        assert all(relu <= tanh < sigmoid for relu, tanh, sigmoid in by_goal)
    assert sum(first["relu", s][k] == first["tanh", s][k] for s in range(3) for k in range(3)) == 1


def test_with_rates_of_their_own_each_needs_a_fifth_of_the_quickest_on_the_slides():
    own = [run for run in RUNS if run["learning_rate"] != SHARED]
    assert max(run["first"][2] for run in own) < 3694 / 5
    sigmoids = [run["final_accuracy"] for run in own if run["activation"] == "sigmoid"]
    others = [run["final_accuracy"] for run in own if run["activation"] != "sigmoid"]
    assert [round(end(ends), 3) for ends in (sigmoids, others) for end in (min, max)] == [0.98, 0.982, 0.977, 0.979]


# -- 15 ------------------------------------------------------------------------------------------------------------


def reached(activation, start, rate):
    return check.eight_layers.goal(check.eight_layers.measure(activation, start, rate))


@pytest.mark.parametrize("activation", [tanh, relu, leaky_relu])
@pytest.mark.parametrize("start", [lecun, he])
def test_three_activations_get_through_eight_layers_with_either_start(activation, start):
    assert reached(activation, start, 0.1)


def test_sigmoid_is_not_sent_after_rates_that_do_not_exist():
    verdict = check.eight_layers(sigmoid, large_normal, 0.1)  # the best of those tried
    assert "Which activation" in verdict.message and "rate is worth a try" not in verdict.message
