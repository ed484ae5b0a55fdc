"""The way down, the zig-zag, the cliff and the recurrence: the artists read back, against floor 1."""

import numpy as np
import pytest

from chainrule.figures import descent as draw
from chainrule.figures import style
from chainrule.maths.descent import GOAL, RULES, cliff_error, clip_by_norm, descend, unit_inputs, walk_cliff, walk_unit
from chainrule.maths.matrices import learn
from chainrule.maths.network import WORKED_EXAMPLE


@pytest.fixture
def cliff():
    _, axes = draw.cliff_axes()
    return draw.draw_cliff(*axes[:2]), axes[:2]


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


def test_the_legend_tells_what_the_shades_mean(cliff):
    _, (left, _) = cliff
    assert "the greyer, the larger $E$" in [text.get_text() for text in left.get_legend().get_texts()]
    lowest, highest = left.collections[0].get_facecolor()[[0, -1]]
    assert lowest[3] < highest[3]


@pytest.mark.parametrize("rule", ["L2 norm", "each value"])
def test_the_step_before_clipping_is_drawn_only_where_one_was_clipped(cliff, rule):
    artists, _ = cliff
    free, held = walks(rule=rule)
    draw.move_cliff(artists, free, held, 10)
    start, end = artists.raw.get_xydata()
    np.testing.assert_array_equal(start, held.points[9])
    np.testing.assert_allclose(end, held.points[9] - 0.1 * held.gradients[9], rtol=1e-12)
    assert artists.key.get_visible()
    draw.move_cliff(artists, free, held, 9)
    assert len(artists.raw.get_xydata()) == 0
    assert not artists.key.get_visible()  # a legend names no line that is not there
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


def test_the_cliff_over_the_bias_alone_is_the_error_of_the_unit_and_says_where_it_falls(shown):
    draw.plot_cliff()
    (ax,) = shown.figure.axes
    b, error = ax.lines[0].get_data()
    np.testing.assert_array_equal(error, cliff_error(4.3, b))
    assert shown.words == (
        "The error over b at w = 4.3: 0.33 at the start, b = −2.5. It falls steepest at b = −2.18; the valley is at "
        "b = −2.16"
    )
    assert cliff_error(4.3, -2.19) > 0.2
    assert cliff_error(4.3, -2.18) < 0.03


def test_the_plots_say_themselves(monkeypatch):
    shown = []
    monkeypatch.setattr(draw, "show", lambda figure, words: shown.append((figure, words)))
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


def test_descent_shows_the_walk_on_the_surface_and_its_errors(shown):
    draw.plot_descent(WORKED_EXAMPLE, ("w5", "w6"), updates=10)
    left, right = shown.figure.axes
    points, errors = descend(WORKED_EXAMPLE, ("w5", "w6"), 10)
    np.testing.assert_array_equal(left.lines[0].get_xydata(), points)
    np.testing.assert_array_equal(left.lines[1].get_xydata(), points[-1:])
    np.testing.assert_array_equal(right.lines[0].get_ydata(), errors)
    assert (left.get_xlabel(), left.get_ylabel()) == ("$w_{5}$, a weight", "$w_{6}$, a weight")
    assert shown.words == "Descent at learning rate 0.5: error 0.298 at first, 0.225 after 10 updates"


@pytest.mark.parametrize("count", [1, 2, 5])
def test_learning_shows_every_history_with_its_label(shown, count):
    histories = [learn(WORKED_EXAMPLE.replace(learning_rate=2.0**k), 20) for k in range(count)]
    labels = [f"rate {2.0**k:g}" for k in range(count)]
    draw.plot_learning(*histories, labels=labels)
    (ax,) = shown.figure.axes
    assert [line.get_label() for line in ax.lines] == labels
    for line, history in zip(ax.lines, histories, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), history.E[1:])
    assert all(label in shown.words for label in labels)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_learning_needs_no_labels(shown):
    draw.plot_learning(learn(WORKED_EXAMPLE, 20))
    assert shown.figure.axes[0].get_legend() is None
    assert shown.words == "Error against updates: error 0.298 at first, 0.149 after 20 updates"


@pytest.mark.parametrize("centring", [0.0, 0.4, 1.0])
def test_rings_of_the_zigzag_are_lines_of_equal_mean_error(centring):
    _, ax = style.new_figure()
    inputs = unit_inputs(centring, 32, np.random.default_rng(8))
    zigzag = draw.draw_zigzag(ax, unit_inputs(0.2, 32, np.random.default_rng(1)))
    draw.move_rings(zigzag, inputs)
    for ring, level in zip(zigzag.rings, draw.LEVELS, strict=True):
        miss = inputs @ (ring.get_xydata() - GOAL).T
        np.testing.assert_allclose((miss**2).mean(axis=0) / 2, level)


def test_zigzags_stand_side_by_side_and_say_how_long_they_are(shown):
    draw.plot_zigzag((0.0, 1), (0.0, 32))
    inputs = unit_inputs(0.0, 32, np.random.default_rng(8))
    for ax, batch in zip(shown.figure.axes, (1, 32), strict=True):
        walk = walk_unit(inputs, batch, 1.0, 60)
        path = next(line for line in ax.lines if len(line.get_xdata()) == 61)
        np.testing.assert_array_equal(path.get_xydata(), walk.weights)
        assert ax.get_title(loc="left") == f"all positive, batch of {batch}:\n{walk.detour:.1f} times the straight way"
        assert f"batch of {batch}: in {walk.one_sign.sum()} of 60 steps both gradients had one sign" in shown.words


@pytest.mark.parametrize("rule", RULES)
def test_a_gradient_stands_above_the_threshold_just_where_it_was_clipped(rule):
    _, axes = draw.cliff_axes()
    lengths = draw.draw_lengths(axes[2])
    for update in (0, 1, 12):
        _, held = walks(threshold=0.5, rule=rule)
        draw.move_lengths(lengths, held, rule, 0.5, update)
        updates, sizes = lengths.sizes.get_data()
        np.testing.assert_array_equal(updates, np.arange(1, update + 1))
        assert lengths.threshold.get_visible() == (rule != "nothing")
        if rule != "nothing":
            np.testing.assert_array_equal(sizes > lengths.threshold.get_ydata()[0], held.clipped[:update])
        assert len(lengths.here.get_xydata()) == min(update, 1)
