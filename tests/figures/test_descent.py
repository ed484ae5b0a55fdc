"""The cliff and the recurrence: the artists read back, against floor 1."""

import numpy as np
import pytest

from chainrule.figures import descent as draw
from chainrule.figures import style
from chainrule.maths.descent import RULES, cliff_error, clip_by_norm, walk_cliff


@pytest.fixture
def cliff():
    _, axes = draw.cliff_axes()
    return draw.draw_cliff(*axes), axes


def walks(threshold=1.0, rule="L2 norm", **more):
    return walk_cliff(**more), walk_cliff(**more, clip=draw.clip_with(rule, threshold))


def test_both_walks_are_drawn_as_far_as_they_have_come(cliff):
    artists, _ = cliff
    free, held = walks()
    draw.move_cliff(artists, free, held, 9)
    np.testing.assert_array_equal(artists.held.get_xydata(), held.points[:10])
    np.testing.assert_array_equal(artists.free.get_xydata(), free.points[:10])
    np.testing.assert_array_equal(artists.held_error.get_ydata(), held.errors[:10])
    np.testing.assert_array_equal(artists.here.get_xydata(), held.points[9:10])
    assert artists.out.get_text() == ""
    draw.move_cliff(artists, free, held, 10)
    assert artists.out.get_text() == "thrown in update 10 ↗"
    assert artists.free_error.get_ydata()[-1] == free.errors[10]


@pytest.mark.parametrize("rule", ["L2 norm", "each value"])
def test_the_step_before_clipping_is_drawn_only_where_one_was_clipped(cliff, rule):
    artists, _ = cliff
    free, held = walks(rule=rule)
    draw.move_cliff(artists, free, held, 10)
    start, end = artists.raw.get_xydata()
    np.testing.assert_array_equal(start, held.points[9])
    np.testing.assert_allclose(end, held.points[9] - 0.1 * held.gradients[9], rtol=1e-12)
    draw.move_cliff(artists, free, held, 9)
    assert len(artists.raw.get_xydata()) == 0
    draw.move_cliff(artists, free, held, 0)
    assert len(artists.raw.get_xydata()) == 0
    assert len(artists.held.get_xydata()) == 1


def test_the_start_lies_in_the_picture_and_the_thrown_walk_does_not(cliff):
    _, (left, _) = cliff
    assert left.get_xlim() == draw.W and left.get_ylim() == draw.B
    free, held = walks()
    assert draw.thrown_at(free) == 10
    assert draw.thrown_at(held) is None
    assert draw.W[0] < draw.START[0] < draw.W[1] and draw.B[0] < draw.START[1] < draw.B[1]


def test_the_shades_hold_every_error_of_the_picture():
    w, b = np.meshgrid(np.linspace(*draw.W, 101), np.linspace(*draw.B, 101))
    error = cliff_error(w, b)
    assert draw.HEIGHTS[0] <= error.min() and error.max() <= draw.HEIGHTS[-1]


def test_a_point_thrown_far_away_stays_a_number(cliff):
    artists, _ = cliff
    free, held = walks(learning_rate=1.0, start=(4.3, -2.7))
    for update in range(draw.UPDATES + 1):
        draw.move_cliff(artists, free, held, update)
        assert np.isfinite(artists.free.get_xydata()).all()
        assert np.abs(artists.free.get_xydata()).max() <= 20


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("update", [0, 1, 10, 50])
def test_the_words_say_what_was_done(rule, update):
    free, held = walks(rule=rule)
    said = draw.describe_cliff(free, held, rule, 1.0, update)
    if update == 0:
        assert said == f"At the start the error is 0.3345. Clipped is: {rule}, threshold 1"
        return
    assert f"Update {update}: " in said and f"Error {draw.four(held.errors[update])}" in said
    clipped = bool(held.clipped[update - 1])
    assert ("clipped to length" in said) == clipped
    assert ("not clipped" in said) == (not clipped and rule != "nothing")
    assert ("thrown out of the picture in update 10" in said) == (update >= 10)


def test_by_value_and_by_norm_give_other_lengths():
    assert "clipped to length 1 (L2 norm" in draw.describe_cliff(*walks(), "L2 norm", 1.0, 10)
    assert "clipped to length 1.414 (each value" in draw.describe_cliff(
        *walks(rule="each value"), "each value", 1.0, 10
    )


def test_the_plots_say_themselves(monkeypatch):
    shown = []
    monkeypatch.setattr(style, "show", lambda figure, words: shown.append((figure, words)))
    draw.plot_clipping()
    draw.plot_recurrent(0.9, 1.0, 1.1)
    (cliff, first), (recurrent, second) = shown
    assert first.startswith("Walking towards a cliff at learning rate 0.1. Update 50")
    assert second.count("largest eigenvalue") == 2 and "Largest eigenvalue 0.9: length 1 becomes" in second
    measured = recurrent.axes[0].lines[::2]
    for line, radius in zip(measured, (0.9, 1.0, 1.1), strict=True):
        lengths = line.get_ydata()
        assert lengths[0] == pytest.approx(1)
        assert lengths[-1] / lengths[-2] == pytest.approx(radius, rel=0.02)
    held = walk_cliff(clip=lambda g: clip_by_norm(g, 1.0))
    path = next(line for line in cliff.axes[0].lines if line.get_label() == "clipped")
    np.testing.assert_array_equal(path.get_xydata(), held.points)
