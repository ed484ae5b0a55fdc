"""The explorer of depth: equal to the figure on paper in every regime, quick because it keeps what settings share."""

import numpy as np
import pytest

from chainrule.explorers import depth as explore
from chainrule.figures import depth as draw
from chainrule.figures import scale_map
from chainrule.maths.activations import Activation, relu, tanh
from chainrule.maths.ensemble import Ensemble, Setting
from chainrule.maths.initialization import INITIALIZATIONS, he, scaled_normal


@pytest.fixture(scope="module")
def only():
    return explore.explore_depth()


@pytest.fixture
def explorer(only):
    """One explorer for all tests: making its map takes longest."""
    yield only
    only.reset()


def change(explorer, **values):
    with explorer.held():
        for name, value in values.items():
            explorer.controls[name].value = value


def setting_of(explorer):
    asked = explorer.values
    dtype = np.float32 if asked.pop("float32") else np.float64
    return Setting(initialization=asked.pop("initialization") or None, dtype=dtype, **asked)


def lines(axes):
    return [(line.get_xydata().tolist(), line.get_marker()) for ax in axes for line in ax.lines]


def clean(found):
    return str(found)  # nan is nan here


EXTREMES = [
    {},
    {"depth": 200, "weight_scale": 20.0, "activation": relu, "float32": True},
    {"depth": 200, "weight_scale": 0.0},
    {"depth": 1, "width": 1, "batch": 1},
    {"depth": 200, "width": 1, "batch": 1, "activation": relu, "weight_scale": 20.0},
    {"depth": 33, "initialization": he, "activation": relu, "bias_spread": 0.5, "seed": 3},
    {"depth": 200, "initialization": INITIALIZATIONS["large_normal"], "activation": tanh, "width": 128, "batch": 4},
    {"depth": 20, "initialization": INITIALIZATIONS["constant"]},
]


@pytest.mark.parametrize("values", EXTREMES, ids=range(len(EXTREMES)))
def test_shows_and_says_what_the_figure_on_paper_does(values, explorer):
    change(explorer, depth=77, weight_scale=3.0)  # some other state before
    change(explorer, **explorer._start | values)
    setting = setting_of(explorer)
    measured = Ensemble().measure_setting(setting)
    assert explorer.words == draw.say(measured)
    figure, (top, bottom, right) = draw.depth_axes()
    draw.draw_layers(top, measured)
    draw.draw_gradient(bottom, measured)
    rows = [each for _, each in explorer.controls["activation"].options]
    scale_map.draw_scale_map(right, rows, (setting.activation, setting.theory_scale))
    assert clean(lines(explorer.figure.axes)) == clean(lines(figure.axes))
    assert [ax.get_ylim() for ax in explorer.figure.axes] == [ax.get_ylim() for ax in figure.axes]
    assert [ax.get_title(loc="left") for ax in explorer.figure.axes] == [ax.get_title(loc="left") for ax in figure.axes]
    np.testing.assert_array_equal(explorer.figure.axes[0].images[0].get_array(), top.images[0].get_array())


def test_no_control_draws_the_background_again_and_frames_stay_small(explorer):
    background = explorer.canvas.background
    change(explorer, weight_scale=1.0)
    for name, values in (("depth", (1, 200, 50)), ("weight_scale", (0.0, 20.0)), ("width", (1, 128)), ("seed", (7,))):
        for value in values:
            explorer.controls[name].value = value
            assert explorer.canvas.background is background
            assert sum(map(len, explorer.canvas.layers)) < 100_000


def test_the_left_end_of_the_weight_scale_is_0_and_its_middle_is_1(explorer):
    control = explorer.controls["weight_scale"]
    assert (control.min + control.max) / 2 == pytest.approx(0)
    control.value = control.base**control.min
    assert control.value == 0
    assert "every weight is 0" in explorer.words
    control.value = 0.06
    assert control.value == 0.06
    control.value = 99.0
    assert control.value == 20


@pytest.mark.parametrize("value", [0.051, 0.3, 3.0, 19.9])
def test_the_weight_scale_starts_at_the_stop_nearest_to_what_is_asked(value):
    control = explore.ScaleSlider(value)
    place = (np.log(control.value) / np.log(control.base) - control.min) / control.step
    assert place == pytest.approx(round(place), abs=1e-3)
    assert control.value == pytest.approx(value, rel=0.0031)  # half of 20^0.002


def test_a_named_initialization_lets_the_weight_scale_rest(explorer):
    assert not explorer.controls["weight_scale"].disabled
    change(explorer, initialization=he)
    assert explorer.controls["weight_scale"].disabled
    assert "He: weight scale s = 1.41." in explorer.words
    words = explorer.words
    change(explorer, weight_scale=5.0)
    assert explorer.words == words


def test_verdicts_name_their_regime(explorer):
    for values, verdict in (
        ({"depth": 50}, "Vanishes: 10^−0.63 per layer"),
        ({"weight_scale": 20.0, "depth": 50}, "Explodes: 10^0.1"),
        ({"activation": tanh, "depth": 50}, "Stays alive: "),
        ({"depth": 200, "activation": relu, "weight_scale": 20.0, "float32": True}, "Is lost: "),
    ):
        change(explorer, **explorer._start | values)
        assert explorer.words.startswith(verdict)


def test_own_activation_and_own_initialization_join_the_menus_and_the_map():
    bent = Activation("bent", lambda z: z / (1 + abs(z)))
    explorer = explore.explore_depth(bent, depth=4, initialization=scaled_normal(2.0))
    assert explorer.controls["activation"].value is bent
    assert explorer.controls["initialization"].options[1][0] == "normal, s = 2 (yours)"
    assert len(explorer.figure.axes[2].get_yticklabels()) == 13
    assert "normal, s = 2: weight scale s = 2." in explorer.words


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"activation": "foo"}, "there is no activation 'foo'"),
        ({"initialization": "foo"}, "there is no initialization 'foo'"),
        ({"weight_scale": 0.01}, "weight_scale must lie between 0.05 and 20"),
        ({"depth": 201}, "depth must lie between 1 and 200"),
        ({"width": 3}, "width must be one of 1, 2, 4"),
        ({"batch": 128}, "batch must be one of 1, 4, 16, 64"),
        ({"seed": 100}, "seed must lie between 0 and 99"),
    ],
)
def test_what_cannot_be_started_with_is_refused_with_a_sentence(wrong, says):
    with pytest.raises(ValueError, match=says):
        explore.explore_depth(**wrong)
