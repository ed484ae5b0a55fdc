"""Pictures of a training: lines, marks and cells are what the training recorded, and the words count what is drawn."""

import numpy as np
import pytest
from matplotlib.path import Path

from chainrule import Activation, leaky_relu, relu, sigmoid, tanh
from chainrule.figures import style
from chainrule.figures import training as draw
from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.initialization import constant_of, he, scaled_normal
from chainrule.maths.numbers import number, times
from chainrule.maths.training import fates, train_on_rings

EXP = Activation("grow", np.exp)


def trained(activation, seed=0, depth=4, updates=30, **settings):
    return train_on_rings(activation, np.random.default_rng(seed), depth=depth, updates=updates, **settings)


DYING = trained(relu, initialization=he, learning_rate=0.4)
DIVERGING = trained(relu, initialization=scaled_normal(4), learning_rate=1.0)
BEYOND = trained(EXP, initialization=scaled_normal(12))


def lines(ax, number):
    """The lines that hold the numbers of a whole training, first layer first."""
    return [line for line in ax.lines if len(line.get_xdata()) == number and line.get_marker() == "None"]


def copies(patch, strokes=1):
    """The outlines that a patch is made of, each as an array of corners; a cross has two strokes."""
    path = patch.get_path()
    starts = np.flatnonzero(path.codes == Path.MOVETO) if path.codes is not None and len(path.codes) else []
    return [path.vertices[i : i + 4] for i in starts[::strokes]]


# --- the speed of each layer ----------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
@pytest.mark.parametrize("activation", [sigmoid, tanh, relu])
def test_lines_are_the_lengths_of_the_gradients(shown, activation, depth):
    training = trained(activation, depth=depth)
    draw.plot_first_layer(training, update=7)
    left, right = shown.figure.axes
    heights = np.array([line.get_ydata() for line in lines(left, 31)])
    between = heights[:-2] if depth > 1 else heights[:0]  # drawn first
    found = np.vstack([heights[-1:], between, heights[-2:-1]])[:depth]
    np.testing.assert_allclose(found.T, training.gradients)
    (error,) = lines(right, 31)
    np.testing.assert_array_equal(error.get_ydata(), training.errors)
    assert (left.get_yscale(), right.get_yscale()) == ("log", "log")


def test_first_and_last_layer_are_told_apart_by_colour_dash_and_marker():
    _, ax = style.new_figure()
    speeds = draw.draw_speeds(ax, 30, 5)
    first, *between, last = speeds.lines
    assert (first.get_color(), last.get_color()) == (style.BACKWARD, style.CHANGE)
    assert last.is_dashed() and not first.is_dashed()
    assert {line.get_color() for line in between} == {style.CONTEXT}
    assert [mark.get_marker() for mark in speeds.marks] == ["o", "D"]


@pytest.mark.parametrize("update", [0, 7, 30])
def test_the_update_is_marked_where_the_lines_stand(update):
    _, (left, right) = draw.first_layer_axes()
    training = trained(sigmoid)
    speeds, error = draw.draw_speeds(left, 30, 4), draw.draw_training_error(right, 30)
    draw.move_training(speeds, error, training)
    draw.move_update(speeds, error, training, update)
    for mark, layer in zip(speeds.marks, (0, -1), strict=True):
        assert np.ravel(mark.get_data()).tolist() == [update, training.gradients[update, layer]]
    assert np.ravel(error.mark.get_data()).tolist() == [update, training.errors[update]]
    for guide in (speeds.guide, error.guide):
        assert list(guide.get_xdata()) == [update, update]


@pytest.mark.parametrize("activation", [sigmoid, tanh])
def test_words_are_the_numbers_of_the_training(activation):
    training = trained(activation, updates=20)
    words = draw.describe_first_layer(training, 20)
    speed = training.gradients[20, -1] / training.gradients[20, 0]
    way = training.gradients[:20, -1].sum() / training.gradients[:20, 0].sum()
    assert words.startswith(f"{activation.label}, update 20: error {number(training.errors[20])}")
    assert f"layer 1 moves {times(np.log10(speed))} times slower than layer 4" in words
    assert f"so far layer 4 has come {times(np.log10(way))} times as far as layer 1" in words
    assert "so far" not in draw.describe_first_layer(training, 0)


def test_the_title_says_how_far_the_layers_have_come_as_soon_as_they_have():
    training = trained(sigmoid, updates=20)
    _, (left, right) = draw.first_layer_axes()
    speeds, error = draw.draw_speeds(left, 20, 4), draw.draw_training_error(right, 20)
    draw.move_update(speeds, error, training, 20)
    assert speeds.heading.get_text().lower() == draw.say_way(training, 20)
    draw.move_update(speeds, error, training, 0)
    assert speeds.heading.get_text().lower() == draw.say_speeds(training.gradients[0])


def test_first_layer_hardly_learns_with_sigmoid_and_learns_like_the_others_with_tanh_and_relu():
    slow = trained(sigmoid, 2, depth=5, updates=300).gradients
    assert 4000 < slow[0, -1] / slow[0, 0] < 5000
    for activation, start in ((tanh, scaled_normal(1)), (relu, he)):
        training = trained(activation, 2, depth=5, updates=300, initialization=start)
        assert (training.gradients[[0, 100, 200], 0] > 30 * slow[[0, 100, 200], 0]).all()
        assert training.errors[-1] < 0.03
        assert (training.gradients[50::50, -1] < 5 * training.gradients[50::50, 0]).all()


@pytest.mark.parametrize(
    ("gradients", "words"),
    [
        ([1.0, 3.0, 2.0], "layer 1 moves 2 times slower than layer 3"),
        ([2.0, 1.0], "layer 1 moves 2 times faster than layer 2"),
        ([1.0, 1.05], "layer 1 moves as fast as layer 2"),
        ([0.0, 0.0], "no layer moves"),
        ([0.0, 1.0], "layer 1 does not move"),
        ([1.0, 0.0], "layer 2 does not move"),
        ([1e-200, 1.0], "layer 1 moves 10^200 times slower than layer 2"),
        ([1.0, np.inf], "the gradient is beyond any number"),
        ([np.nan, np.nan], "the gradient is beyond any number"),
    ],
)
def test_speeds_are_compared_in_words(gradients, words):
    assert draw.say_speeds(np.array(gradients)) == words


@pytest.mark.parametrize("update", [0, 2, 30])
@pytest.mark.parametrize("training", [DIVERGING, BEYOND, trained(relu, initialization=constant_of(0.0))])
def test_what_is_no_number_is_said_and_not_drawn(shown, training, update):
    for plot in (draw.plot_first_layer, draw.plot_dead_units):
        plot(training, update)
        assert not any(word in shown.words for word in ("nan", "inf"))
        assert ("beyond any number" in shown.words) == (update > training.last)
        for ax in shown.figure.axes:
            assert not any(word in ax.get_title(loc="left") for word in ("nan", "inf"))
            for line in ax.lines:
                assert np.isfinite(np.asarray(line.get_xydata(), float)).all()
            for patch in ax.patches:
                assert np.isfinite(patch.get_path().vertices).all()


def test_words_name_the_update_since_which_there_are_no_numbers():
    since = DIVERGING.diverged_at
    words = draw.describe_first_layer(DIVERGING, 30)
    assert words.startswith(f"Error beyond any number since update {since}. ReLU, update {since - 1}: error ")
    assert draw.describe_first_layer(BEYOND, 30) == "The error is beyond any number from the start"


# --- dead and saturated units ---------------------------------------------------------------------------------


@pytest.mark.parametrize("update", [0, 3, 30])
@pytest.mark.parametrize(
    "training", [DYING, trained(tanh, initialization=scaled_normal(8), outliers=6), trained(leaky_relu)],
)  # fmt: skip
def test_cells_are_the_units_of_the_training(shown, training, update):
    draw.plot_dead_units(training, update)
    left, right = shown.figure.axes
    _, fill, out, back = left.patches
    flat = draw.what_is_flat(training.stack.activations[0])
    told = fates(training, update, saturated=flat == "saturated")
    passing = 1 - np.concatenate([units[update] for units in training.flat[:-1]])
    assert sorted(np.ptp(box[:, 1]) / draw.CELL for box in copies(fill)) == pytest.approx(sorted(passing[passing > 0]))
    for patch, strokes, chosen in ((out, 2, told.out), (back, 1, told.came_back)):
        places = {tuple(np.round(corners.mean(axis=0), 6)) for corners in copies(patch, strokes)}
        assert places == {(unit % 16, unit // 16 + 1) for unit in np.flatnonzero(chosen)}
    share = (training.saturated if flat == "saturated" else training.dead)[:, :-1]
    between, last, first = (line.get_ydata() for line in lines(right, 31))
    np.testing.assert_array_equal(np.stack([first, between, last], axis=1), share)


def test_words_count_the_dead_those_that_died_and_those_that_came_back():
    out, died, back = (int(units.sum()) for units in fates(DYING, 30))
    assert out >= died > 5 < back
    assert draw.describe_dead_units(DYING, 30) == (
        f"Update 30: {out} of 48 ReLU units are dead ({100 * out / 48:.0f} %); {died} died in training, "
        f"{back} came back; error {draw.size(DYING.errors[30])}"
    )


def test_words_say_that_sigmoid_and_tanh_saturate_instead():
    for activation in (sigmoid, tanh):
        training = trained(activation, initialization=scaled_normal(8))
        words = draw.describe_dead_units(training, 30)
        whole = training.saturated[30, :-1].mean()
        label = activation.label
        assert f"{label} units are saturated (slope under 0.01) for {100 * whole:.0f} % of the points" in words
        for layer in (1, 2, 3):
            assert f"layer {layer} {100 * training.saturated[30, layer - 1]:.0f} %" in words
        assert "dead" not in words


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_can_befall_a_unit_is_told_by_its_slope(name):
    activation = ACTIVATIONS[name]
    slope = np.abs(activation.derivative(np.array([-10.0, 10.0])))
    expected = "dead" if (slope == 0).any() else "saturated" if (slope < 0.01).any() else ""
    assert draw.what_is_flat(activation) == expected
    assert (expected == "dead") == (name == "relu")


def test_a_network_without_hidden_units_is_refused():
    with pytest.raises(ValueError, match="no hidden units"):
        draw.plot_dead_units(trained(relu, depth=1))


@pytest.mark.parametrize("depth", [2, 3, 7])
def test_any_depth_can_be_drawn(shown, depth):
    draw.plot_dead_units(trained(tanh, depth=depth, width=5))
    left, right = shown.figure.axes
    assert [label.get_text() for label in left.get_yticklabels()] == [f"layer {i}" for i in range(1, depth)]
    assert len(lines(right, 31)) == depth - 1


def test_dead_shares_are_those_of_trainings_and_a_leak_lets_none_die(shown):
    draw.plot_dead_shares(rates=(0.1, 0.7), networks=3)
    left, right = shown.figure.axes
    runs = [
        train_on_rings(relu, np.random.default_rng(seed), 4, scaled_normal(1.4), 0.7, updates=200) for seed in range(3)
    ]
    dead = [run.dead[run.last, :3].mean() for run in runs]
    means = {line.get_label(): line.get_ydata() for line in left.lines if not line.get_label().startswith("_")}
    assert means["ReLU"][1] == pytest.approx(np.mean(dead))
    assert not means["Leaky ReLU"].any()
    learned = next(line for line in right.lines if line.get_label() == "ReLU").get_ydata()
    assert learned[1] == pytest.approx(np.mean([run.errors[-1] < 0.05 for run in runs]))
    assert shown.words.count("learned") == 4
    assert shown.words.startswith("ReLU, rate 0.1: dead ")
