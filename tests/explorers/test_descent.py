"""Explorers of descent, driven from code: every control to both ends, and the picture against floor 1."""

import numpy as np
import pytest

from chainrule.explorers import descent as explore
from chainrule.explorers.descent import explore_clipping
from chainrule.figures import descent as draw
from chainrule.maths.activations import identity
from chainrule.maths.descent import RULES, descend, unit_inputs, walk_cliff, walk_unit
from chainrule.maths.network import WORKED_EXAMPLE
from chainrule.maths.numbers import number

from .pairs import pairwise

ENDS = {
    "updates": (0, 50),
    "start": (-2.7, -2.3),
    "learning_rate": (0.01, 1.0),
    "threshold": (0.01, 100.0),
    "clipped": ("nothing", "each value"),
}


def lines(explorer):
    return {line.get_label(): line for line in explorer.figure.axes[0].lines if not line.get_label().startswith("_")}


def expected(explorer):
    values = explorer.values
    clip = draw.clip_with(values["clipped"], values["threshold"])
    start = (draw.START[0], values["start"])
    return [walk_cliff(start, values["learning_rate"], 50, each) for each in (None, clip)]


@pytest.fixture(scope="module")
def clipping():
    """One explorer for all tests, since making its figure takes longest."""
    return explore_clipping(update=10)


@pytest.fixture
def explorer(clipping):
    yield clipping
    clipping.reset()


@pytest.mark.parametrize("values", [*pairwise(ENDS)], ids=lambda row: " ".join(map(str, row.values())))
def test_every_pair_of_controls_at_its_ends_shows_what_floor_1_gives(values, explorer):
    with explorer.held():
        for name, value in values.items():
            explorer.controls[name].value = value
    free, held = expected(explorer)
    k = explorer.values["updates"]
    drawn = lines(explorer)
    np.testing.assert_array_equal(drawn["clipped"].get_xydata(), np.clip(held.points[: k + 1], -20, 20))
    np.testing.assert_array_equal(drawn["nothing clipped"].get_xydata(), np.clip(free.points[: k + 1], -20, 20))
    assert explorer.words == draw.describe_cliff(free, held, values["clipped"], values["threshold"], k)


def test_the_ends_are_those_of_the_controls(explorer):
    for name in ("updates", "start"):
        assert (explorer.controls[name].min, explorer.controls[name].max) == ENDS[name]
    for name in ("learning_rate", "threshold"):
        assert (10 ** explorer.controls[name].min, 10 ** explorer.controls[name].max) == ENDS[name]
    assert {value for _, value in explorer.controls["clipped"]._options_full} == set(RULES)


def test_reset_brings_the_start_back(explorer):
    words = explorer.words
    for name, (_, end) in ENDS.items():
        explorer.controls[name].value = end
    assert explorer.words != words
    explorer.reset()
    assert explorer.words == words


def test_frames_ahead_hold_every_update_and_stay_under_a_megabyte(explorer):
    explorer.send_frames_ahead()
    ahead = explorer.canvas.ahead
    assert len(ahead["frames"]) == 51 and len(set(ahead["descriptions"])) == 51
    assert sum(map(len, ahead["frames"])) < 1_000_000


def test_a_step_of_the_updates_walks_nothing_anew(explorer, monkeypatch):
    monkeypatch.setattr("chainrule.explorers.descent.walk_cliff", None)
    for update in (1, 25, 50):
        explorer.controls["updates"].value = update
    assert explorer.words.startswith("Update 50")


def test_a_threshold_of_one_holds_the_walk_that_is_thrown_without():
    assert "thrown out of the picture in update 10" in explore_clipping(update=50).words
    free = explore_clipping(rule="nothing", update=50)
    assert "and nothing is clipped. Error 0.0899" in free.words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rule": "L3 norm"}, "rule must be one of L2 norm, L1 norm"),
        ({"threshold": 0}, "threshold must lie between 0.01 and 100, but it is 0"),
        ({"learning_rate": 2}, "learning_rate must lie between 0.01 and 1, but it is 2"),
        ({"start": -1}, "start must lie between -2.7 and -2.3, but it is -1"),
        ({"update": 51}, "update must lie between 0 and 50, but it is 51"),
        ({"update": 1.5}, "update must be a whole number, but it is 1.5"),
    ],
)
def test_bad_starts_are_refused(change, said):
    with pytest.raises(ValueError, match=said):
        explore_clipping(**change)


BOWL = WORKED_EXAMPLE.replace(output=identity, w5=4.0, w7=-3.0)


KINDS = {
    0.01: "too small: it creeps",
    0.1: "too small: it creeps",
    1.0: "right: it walks down and arrives",
    2.0: "right: it walks down and arrives",
    5.0: "too large: it jumps across the valley",
    8.0: "diverging: each step lands higher than the one before",
}


@pytest.fixture(scope="module")
def goal():
    return descend(BOWL, ("w5", "w7"), 1000)[0][-1]


@pytest.mark.parametrize("rate", KINDS)
def test_a_verdict_is_true_of_the_walk(rate, goal):
    path, error = descend(BOWL.replace(learning_rate=rate), ("w5", "w7"), 40)
    assert explore.verdict(error, path) == KINDS[rate]
    side = np.sign(path[:5] - goal)
    assert (side[1:] != side[:-1]).all() == (rate > 2.9)  # it changes sides at each step
    assert (error[1] > error[0]) == (rate > 6)
    assert (error[-1] < 0.05 * error[0]) == (1 <= rate <= 5)


@pytest.mark.parametrize("rate", [0.01, 1.0, 10.0])
def test_a_descent_says_the_errors_of_its_walk(rate):
    explorer = explore.explore_descent(rate)
    path, error = descend(BOWL.replace(learning_rate=rate), ("w5", "w7"), 40)
    for updates in (0, 7, 40):
        explorer.controls["updates"].value = updates
        assert explorer.words == (
            f"Learning rate {rate:.3g}: error {draw.four(error[0])} at the start, "
            f"{draw.four(error[updates])} after {updates} updates. {explore.verdict(error, path).capitalize()}"
        )


@pytest.mark.parametrize("centring", [0.0, 1.0])
@pytest.mark.parametrize("batch", [1, 32])
def test_a_zigzag_says_the_signs_and_the_length_of_its_walk(centring, batch):
    explorer = explore.explore_zigzag(centring, batch)
    walk = walk_unit(unit_inputs(centring, 32, np.random.default_rng(8)), batch, 1.0, 60)
    same = (walk.gradients[:, 0] * walk.gradients[:, 1] > 0).sum()
    detour = number(walk.detour, 2)
    assert f"in {same} of 60 steps both gradients had one sign; the path is {detour} times" in explorer.words
    drawn = explorer.figure.axes[0].lines
    assert any(np.array_equal(line.get_xydata(), walk.weights) for line in drawn)


@pytest.mark.parametrize(
    ("learning_rate", "said"),
    [(0.1, "Too small"), (0.2, "Right"), (2.8, "Right"), (4.0, "Too large"), (5.6, "Too large"), (6.3, "Diverging")],
)
def test_a_walk_that_arrives_in_one_step_is_right_and_does_not_jump_across(learning_rate, said):
    assert explore.explore_descent(learning_rate=learning_rate).words.split(". ")[-1].startswith(said)
