"""The explorer of clipping, driven from code: every control to both ends, and the picture against floor 1."""

import itertools
import warnings

import numpy as np
import pytest

from chainrule.explorers.descent import explore_clipping
from chainrule.figures import descent as draw
from chainrule.maths.descent import RULES, walk_cliff

ENDS = {
    "updates": (0, 50),
    "start": (-2.7, -2.3),
    "learning rate": (0.01, 1.0),
    "threshold": (0.01, 100.0),
    "clipped": ("nothing", "each value"),
}


def lines(explorer):
    return {line.get_label(): line for line in explorer.figure.axes[0].lines if not line.get_label().startswith("_")}


def expected(explorer):
    values = explorer.values
    clip = draw.clip_with(values["clipped"], values["threshold"])
    start = (draw.START[0], values["start"])
    return [walk_cliff(start, values["learning rate"], 50, each) for each in (None, clip)]


@pytest.mark.parametrize("pair", [*itertools.combinations(ENDS, 2)], ids="-".join)
def test_every_pair_of_controls_at_its_ends_shows_what_floor_1_gives(pair):
    explorer = explore_clipping(update=10)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ends in itertools.product(*(ENDS[name] for name in pair)):
            for name, value in zip(pair, ends, strict=True):
                explorer.controls[name].value = value
            free, held = expected(explorer)
            k = explorer.values["updates"]
            np.testing.assert_array_equal(
                lines(explorer)["clipped"].get_xydata(), np.clip(held.points[: k + 1], -20, 20)
            )
            np.testing.assert_array_equal(
                lines(explorer)["nothing clipped"].get_xydata(), np.clip(free.points[: k + 1], -20, 20)
            )
            assert explorer.words == draw.describe_cliff(
                free, held, explorer.values["clipped"], explorer.values["threshold"], k
            )


def test_the_ends_are_those_of_the_controls():
    explorer = explore_clipping()
    for name in ("updates", "start"):
        assert (explorer.controls[name].min, explorer.controls[name].max) == ENDS[name]
    for name in ("learning rate", "threshold"):
        assert (10 ** explorer.controls[name].min, 10 ** explorer.controls[name].max) == ENDS[name]
    assert {value for _, value in explorer.controls["clipped"]._options_full} == set(RULES)


def test_reset_brings_the_start_back():
    explorer = explore_clipping(update=7)
    words = explorer.words
    for name, (_, end) in ENDS.items():
        explorer.controls[name].value = end
    assert explorer.words != words
    explorer.reset()
    assert explorer.words == words


def test_frames_ahead_hold_every_update_and_stay_under_a_megabyte():
    explorer = explore_clipping(update=0)
    explorer.send_frames_ahead()
    ahead = explorer.canvas.ahead
    assert len(ahead["frames"]) == 51 and len(set(ahead["descriptions"])) == 51
    assert sum(map(len, ahead["frames"])) < 1_000_000


def test_a_step_of_the_updates_walks_nothing_anew(monkeypatch):
    explorer = explore_clipping()
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
        ({"rule": "L3 norm"}, "there is no rule 'L3 norm'; choose from: L2 norm"),
        ({"threshold": 0}, "threshold must lie between 0.01 and 100, but it is 0"),
        ({"learning_rate": 2}, "learning rate must lie between 0.01 and 1, but it is 2"),
        ({"start": -1}, "start b must lie between -2.7 and -2.3, but it is -1"),
        ({"update": 51}, "updates must lie between 0 and 50, but it is 51"),
        ({"update": 1.5}, "updates must be a whole number, but it is 1.5"),
    ],
)
def test_bad_starts_are_refused(change, said):
    with pytest.raises(ValueError, match=said):
        explore_clipping(**change)
