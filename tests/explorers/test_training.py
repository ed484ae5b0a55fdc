"""The explorers of a training show what the static figures show, train once for each change, and survive extremes."""

import functools
import itertools
import re
import time

import numpy as np
import pytest

from chainrule import Activation, leaky_relu, relu, sigmoid, tanh
from chainrule.explorers import training as explore
from chainrule.explorers.canvas import LiveCanvas
from chainrule.explorers.explorer import MOST_AHEAD
from chainrule.figures import training as draw
from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.training import train_on_rings

from .pairs import pairwise

OWN = Activation("grow", np.exp)
FIRST = {"weight_scale": (0.0, 12.0), "depth": (2, 10), "learning_rate": (0.001, 10.0), "seed": (0, 9)}
DEAD = {
    "outliers": (0, 16), "weight_scale": (0.0, 12.0), "bias_shift": (-3.0, 3.0), "learning_rate": (0.001, 10.0),
    "seed": (0, 9),
}  # fmt: skip


@pytest.fixture(autouse=True)
def without_pictures(request, monkeypatch):
    """Compare artists, not pictures, which take most of the time; a test of pictures asks for `pictures`."""
    if "pictures" not in request.fixturenames:
        monkeypatch.setattr(LiveCanvas, "_lay_out", lambda canvas: None)
        monkeypatch.setattr(LiveCanvas, "_draw", lambda *drawing: "drawn")


@pytest.fixture
def pictures():
    """Draw pictures."""


@pytest.fixture(scope="module")
def first():
    return explore.explore_first_layer(activation=OWN)


@pytest.fixture(scope="module")
def dead():
    return explore.explore_dead_units(activation=OWN)


def drive(explorer, **values):
    with explorer.held():
        for name, value in values.items():
            explorer.controls[name].value = value


def training_of(explorer):
    """Train as the controls say."""
    values = dict(explorer.values)
    rate = float(f"{values['learning_rate']:.3g}")
    more = {} if "depth" in values else {"bias_shift": values["bias_shift"], "outliers": values["outliers"]}
    return train_on_rings(
        values["activation"], np.random.default_rng(values["seed"]), values.get("depth", 4),
        scaled_normal(values["weight_scale"]), rate, explorer.controls["updates"].max, **more,
    )  # fmt: skip


def looks(artist):
    """What a reader sees of an artist."""
    if hasattr(artist, "get_text"):
        return artist.get_text()
    if hasattr(artist, "get_path") and not hasattr(artist, "get_xydata"):
        return np.round(artist.get_path().vertices, 9).tolist()
    return np.asarray(artist.get_xydata(), float).tolist(), artist.get_color(), artist.get_marker()


def all_looks(explorer):
    return [looks(artist) for artist in itertools.chain(*explorer.canvas._artists)]


@functools.cache
def canvas(kind):
    """A figure of our own to compare with: what moves when the training is another one, and when the update is."""
    if kind is explore.explore_first_layer:
        _, (left, right) = draw.first_layer_axes()
        one, other = draw.draw_speeds(left, 300, explore.DEEPEST), draw.draw_training_error(right, 300)
        artists = [*one.lines, other.line, *one.marks, one.guide, one.heading, *other[1:]]
        return artists, lambda training: draw.move_training(one, other, training), draw.move_update, one, other
    _, (left, right) = draw.dead_units_axes()
    one, other = draw.draw_units(left, (16, 16, 16)), draw.draw_shares(right, 200, 3)
    artists = [*other.lines, *one, *other.marks, other.guide, other.heading]
    return artists, lambda training: draw.move_shares(other, training), draw.move_units, one, other


def static(training, update, kind):
    """The same artists, drawn for this training without an explorer; and the sentence."""
    artists, move_training, move_update, one, other = canvas(kind)
    move_training(training)
    words = move_update(one, other, training, update)
    return [looks(artist) for artist in artists], words


def check(explorer, kind):
    """Everything is said in words and numbers, drawn finite, and as in the static figure."""
    drawn, words = static(training_of(explorer), explorer.values["updates"], kind)
    assert all_looks(explorer) == drawn
    assert explorer.words == words
    assert not re.search(r"\b(?:nan|inf|None)\b", " ".join([words, *(text for text in drawn if isinstance(text, str))]))
    for ax in explorer.figure.axes:
        for line in ax.lines:
            assert np.isfinite(np.asarray(line.get_xydata(), float)).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("update", [0, 60, 200])
def test_every_activation_is_drawn_as_in_the_static_figure(first, dead, name, update):
    for explorer, kind in ((first, explore.explore_first_layer), (dead, explore.explore_dead_units)):
        drive(explorer, activation=ACTIVATIONS[name], updates=update)
        check(explorer, kind)
        explorer.reset()


def corners(ends):
    """All controls at their low ends, and at their high ends."""
    return [{name: both[i] for name, both in ends.items()} for i in (0, 1)]


@pytest.mark.parametrize(
    ("activation", "values"),
    [(relu, values) for values in pairwise(FIRST)]
    + [(activation, values) for activation in (sigmoid, OWN) for values in corners(FIRST)],
)
def test_ends_of_the_controls_of_the_first_layer_meet(first, values, activation):
    drive(first, activation=activation, updates=300, **values)
    check(first, explore.explore_first_layer)
    first.reset()


@pytest.mark.parametrize(
    ("activation", "values"),
    [(relu, values) for values in pairwise(DEAD)]
    + [(activation, values) for activation in (tanh, OWN) for values in corners(DEAD)],
)
def test_ends_of_the_controls_of_dead_units_meet(dead, values, activation):
    drive(dead, activation=activation, updates=200, **values)
    check(dead, explore.explore_dead_units)
    dead.reset()


@pytest.mark.parametrize("kind", [explore.explore_first_layer, explore.explore_dead_units])
def test_a_training_is_computed_once_for_each_change_and_never_for_a_frame(kind, monkeypatch):
    calls = []

    def count(*args, **settings):
        calls.append(args)
        return train_on_rings(*args, **settings)

    monkeypatch.setattr(explore, "train_on_rings", count)
    explorer = kind()
    explorer.send_frames_ahead()
    assert len(calls) == 1
    explorer.controls["updates"].value = 0
    assert len(calls) == 1
    explorer.controls["seed"].value = 5
    explorer.send_frames_ahead()
    assert len(calls) == 2


WORST = [
    (explore.explore_first_layer, {"depth": 10}),
    (explore.explore_dead_units, {}),
    (explore.explore_dead_units, {"activation": "tanh", "weight_scale": 6.0}),
    (explore.explore_dead_units, {"activation": "elu", "bias_shift": -3.0}),
    (explore.explore_dead_units, {"bias_shift": -0.5, "learning_rate": 0.3}),
]


@pytest.mark.parametrize(("kind", "settings"), WORST)
def test_frames_ahead_are_under_a_megabyte(kind, settings, pictures):
    explorer = kind(**settings)
    start = time.perf_counter()
    explorer.send_frames_ahead()
    frames = explorer.canvas.ahead["frames"]
    assert len(frames) == 101
    assert sum(map(len, frames)) < 0.75 * MOST_AHEAD
    assert time.perf_counter() - start < 20


def test_cells_crosses_and_diamonds_are_drawn_anew_for_each_update(pictures):
    explorer = explore.explore_dead_units()
    drawn = []
    for update in (0, 2, 10):
        explorer.controls["updates"].value = update
        drawn.append([explorer.canvas._drawings[patch] for patch in explorer.figure.axes[0].patches[1:]])
    for drawings in zip(*drawn, strict=True):
        assert len(set(drawings)) == 3


def test_a_learning_rate_is_a_stop_of_its_slider():
    for rate in (0.001, 0.03, 0.4, 10):
        value = explore.explore_first_layer(learning_rate=rate).values["learning_rate"]
        place = 20 * (np.log10(value) + 3)
        assert place == pytest.approx(round(place))
        assert value == pytest.approx(rate, rel=0.06)


@pytest.mark.parametrize(
    "settings",
    [
        {"learning_rate": 0.0}, {"learning_rate": 11}, {"seed": 10}, {"update": -1}, {"weight_scale": 13.0},
        {"activation": "?"},
    ],
)  # fmt: skip
def test_what_lies_beyond_a_control_is_refused(settings):
    for kind in (explore.explore_first_layer, explore.explore_dead_units):
        with pytest.raises(ValueError, match=r"must lie between|there is no activation"):
            kind(**settings)


# --- what a learner is to find ----------------------------------------------------------------------------------


def test_a_large_learning_rate_kills_and_a_small_one_does_not():
    counts = []
    for rate in (0.1, 0.4):
        training = training_of(explore.explore_dead_units(learning_rate=rate))
        counts.append(training.dead[40, :-1].mean())
    assert counts[0] < 0.2 < counts[1]


def test_a_bias_shift_kills_for_good_and_leaky_relu_does_not_die():
    explorer = explore.explore_dead_units(bias_shift=-2.0, learning_rate=0.1, update=200)
    training = training_of(explorer)
    assert training.dead[0, 2] == training.dead[200, 2] == 1
    explorer.controls["activation"].value = leaky_relu
    assert not training_of(explorer).dead.any()
    assert "none of 48 Leaky ReLU units is dead" in explorer.words


def test_outliers_saturate_the_first_layer_and_large_weights_all():
    tidy, wild, large = (
        training_of(explore.explore_dead_units("tanh", learning_rate=0.1, **settings)).saturated[40, :-1]
        for settings in ({"weight_scale": 1.0}, {"weight_scale": 1.0, "outliers": 16}, {"weight_scale": 8.0})
    )
    assert (tidy < 0.03).all()
    assert wild[0] > 0.15 > wild[1:].max()
    assert (large > 0.4).all()
