"""The explorer of initializations shows what the static figure shows, trains once per change, and never stumbles."""

import re

import numpy as np
import pytest

from chainrule.explorers.explorer import MOST_AHEAD
from chainrule.explorers.initialization import explore_initialization
from chainrule.figures import initialization as draw
from chainrule.maths.activations import Activation, relu, sigmoid, silu, tanh
from chainrule.maths.initialization import INITIALIZATIONS, constant, he, he_for, large_normal, scaled_normal, zero

from .pairs import pairwise

START = {
    "updates": 0, "initialization": INITIALIZATIONS["xavier_normal"], "activation": tanh, "depth": 6, "width": 32,
    "learning_rate": draw.RATE, "seed": 0,
}  # fmt: skip
ENDS = {
    "updates": (0, 300), "initialization": (zero, large_normal), "activation": (sigmoid, relu),
    "depth": (1, 10), "width": (1, 48), "learning_rate": (0.001, 1.0), "seed": (0, 20),
}  # fmt: skip


@pytest.fixture(scope="module")
def only():
    return explore_initialization()


@pytest.fixture
def explorer(only):
    """One explorer for all tests, since making its figure takes longest."""
    yield only
    only.reset()


def drive(explorer, **values):
    with explorer.held():
        for name, value in values.items():
            explorer.controls[name].value = value


def looks(axes):
    """What a reader sees on three axes."""
    seen = []
    for ax in axes:
        ticks = [text.get_text() for text in ax.get_yticklabels()]
        seen += [ax.get_title("left"), *ax.get_xlim(), *ax.get_ylim(), *ticks]
        for patch in ax.patches:
            seen.append(patch.get_visible() and np.round(patch.get_path().vertices, 12).tolist())
        for line in ax.lines:
            seen.append(line.get_visible() and np.round(np.asarray(line.get_xydata(), float), 12).tolist())
    return seen


def static(updates, initialization, activation, depth, width, learning_rate, seed):
    """The same, and the words, of a static figure."""
    trial = draw.attempt(initialization, activation, depth, width, learning_rate, seed)
    _, axes = draw.initialization_axes()
    draw.draw_initialization(axes, trial, updates)
    return looks(axes), draw.say(trial, updates)


def assert_like_static(explorer):
    assert (looks(explorer.figure.axes), explorer.words) == static(**explorer.values)


def test_it_starts_as_the_static_figure(explorer):
    assert explorer.values == START
    assert_like_static(explorer)


@pytest.mark.parametrize(("name", "end"), [(name, end) for name, ends in ENDS.items() for end in ends])
def test_every_control_at_both_ends_is_the_static_figure(name, end, explorer):
    explorer.controls[name].value = end
    assert_like_static(explorer)


@pytest.mark.parametrize("values", [*pairwise(ENDS)], ids=lambda row: " ".join(map(str, row.values())))
def test_every_pair_of_ends_gives_words_and_no_nan(values, only):
    explorer = only
    drive(explorer, **values)
    lines = explorer.words.split("\n")
    assert len(lines) == 3 and all(lines)
    assert not {"nan", "inf", "nan,", "inf,"} & set(explorer.words.split())
    for ax in explorer.figure.axes:
        assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all() and ax.get_title("left").strip()
    assert "nan" not in "".join(explorer.canvas.layers)


@pytest.mark.parametrize("initialization", INITIALIZATIONS.values(), ids=INITIALIZATIONS)
def test_the_menu_has_every_initialization_and_words_name_it(initialization, explorer):
    drive(explorer, initialization=initialization, updates=300)
    assert explorer.words.lower().startswith(initialization.label.lower())
    assert_like_static(explorer)


def test_axes_follow_activation_and_depth_and_nothing_else(explorer):
    limits = [ax.get_ylim() for ax in explorer.figure.axes]
    drive(explorer, initialization=large_normal, width=8, seed=3, learning_rate=1.0, updates=40)
    assert [ax.get_ylim() for ax in explorer.figure.axes] == limits
    drive(explorer, activation=relu, depth=3)
    assert explorer.figure.axes[0].get_ylim() != limits[0]
    assert explorer.figure.axes[0].get_xlim() == (0.4, 3.6)
    assert_like_static(explorer)


def test_it_trains_once_per_change_and_never_for_a_frame(explorer, monkeypatch):
    calls, attempt = [], draw.attempt
    monkeypatch.setattr(draw, "attempt", lambda *asked: calls.append(asked) or attempt(*asked))
    explorer.send_frames_ahead()
    drive(explorer, updates=100)
    assert not calls
    drive(explorer, initialization=he, activation=relu)
    explorer.send_frames_ahead()
    assert calls == [(he, relu, 6, 32, draw.RATE, 0)]


def test_a_number_that_is_typed_between_two_stops_is_rounded(explorer):
    drive(explorer, updates=133)
    assert "after 140 updates" in explorer.words


def test_frames_ahead_are_what_moving_gives(explorer):
    explorer.send_frames_ahead()
    frames, said = explorer.canvas.ahead["frames"], explorer.canvas.ahead["descriptions"]
    assert len(frames) == 16
    for place in (0, 7, 15):
        words, _ = explorer._moved(**{**explorer.values, "updates": 20 * place})
        assert (explorer.canvas.frame(), words) == (frames[place], said[place])


@pytest.mark.parametrize(("name", "value"), [("initialization", he), ("updates", 100), ("seed", 3), ("width", 8)])
def test_the_browser_gets_the_histograms_of_the_moment(name, value, explorer):
    before = shapes(explorer)
    drive(explorer, **{name: value})
    assert shapes(explorer) == shapes(explore_initialization(**explorer.values)) != before


def shapes(explorer):
    """What the browser draws in the layer of the histograms, without its words."""
    return re.findall(r' d="[^"]*"', explorer.canvas.layers[-1])


@pytest.mark.parametrize("activation", [relu, silu, tanh], ids=lambda a: a.name)
@pytest.mark.parametrize("initialization", [constant, he, large_normal], ids=lambda i: i.name)
def test_frames_ahead_stay_under_a_megabyte_at_the_largest(initialization, activation, explorer):
    drive(explorer, initialization=initialization, activation=activation, depth=10, width=48)
    explorer.send_frames_ahead()
    assert len(explorer.canvas.ahead["frames"]) == 16
    assert sum(map(len, explorer.canvas.ahead["frames"])) < MOST_AHEAD


def test_equal_units_do_the_work_of_one():
    words = explore_initialization("constant", depth=2, width=16).words
    assert words.endswith("All 16 units of a layer are equal and stay equal: they do the work of one.")


def test_ones_own_initialization_and_activation_stand_in_the_menus():
    own, bent = scaled_normal(1.5), Activation("bent", lambda z: z / (1 + abs(z)), label="Bent")
    explorer = explore_initialization(own, bent, updates=40, depth=2, width=8, seed=1)
    assert explorer.words.startswith("Normal, s = 1.5 (Bent, 2 hidden layers of 8), after 40 updates: ")
    assert explorer.controls["initialization"].options[0] == ("normal, s = 1.5 (yours)", own)
    assert_like_static(explorer)
    assert explore_initialization(he_for(0.1), depth=1).words.startswith("He, α = 0.1")


def test_what_is_not_there_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="there is no initialization 'glorot'; choose from: zero, constant"):
        explore_initialization("glorot")
    with pytest.raises(ValueError, match="there is no activation"):
        explore_initialization(activation="bent")
    with pytest.raises(ValueError, match="depth must lie between 1 and 10, but it is 11"):
        explore_initialization(depth=11)
    with pytest.raises(ValueError, match="learning_rate must lie between 0\\.001 and 1, but it is 0"):
        explore_initialization(learning_rate=0)
    with pytest.raises(ValueError, match="updates must be one of 0, 20, 40"):
        explore_initialization(updates=33)
