"""The explorers of activations show what the static figures show, for built-in activations and for one's own."""

import itertools
import math
import re

import numpy as np
import pytest

from chainrule.explorers.activations import (
    RANGES,
    choices,
    explore_activation,
    explore_chain_of_slopes,
    explore_comparison,
    explore_sigmoid_to_tanh,
    parameter_ranges,
)
from chainrule.explorers.canvas import LiveCanvas
from chainrule.explorers.swatches import MARKERS
from chainrule.figures import activations as figures
from chainrule.figures import style
from chainrule.maths.activations import ACTIVATIONS, Activation, elu, leaky_relu, maxout, prelu, relu, sigmoid, tanh


def swish(beta=1.0):
    """An activation with a shape parameter that no built-in one has."""
    return Activation("swish", lambda z: z * sigmoid(beta * z), parameters={"beta": beta}, family=swish)


OWN = {
    "without a derivative": Activation("softsign", lambda z: z / (1 + abs(z))),
    "with one": Activation("square", lambda z: z * z, lambda z: 2 * z),
    "called like a slider": Activation("z", np.sin),
    "for one number": Activation("step_by_step", lambda z: z if z > 0 else 0.2 * z),
    "called like a built-in one": Activation("tanh", lambda z: 3 * np.tanh(z)),
    "a relative": leaky_relu(alpha=0.1),
    "constant": Activation("seven", lambda z: 0 * z + 7),
    "a relative beyond the slider": leaky_relu(alpha=-2),
    "with a parameter": swish(),
    "with a parameter at 0": swish(0.0),
    "with a parameter that is fixed": Activation("shifted", lambda z: z - 3, parameters={"shift": 3.0}),
}
EVERY_OWN = pytest.mark.parametrize("own", OWN.values(), ids=OWN.keys())
IN_COMPARISON = [
    "without a derivative",
    "called like a slider",
    "for one number",
    "called like a built-in one",
    "a relative",
]


@pytest.fixture(autouse=True)
def without_pictures(request, monkeypatch):
    """Compare artists, not pictures, which take most of the time; a test of pictures asks for `pictures`."""
    if "pictures" not in request.fixturenames:
        monkeypatch.setattr(LiveCanvas, "_lay_out", lambda canvas: None)
        monkeypatch.setattr(LiveCanvas, "_draw", lambda *drawing: "drawn")


@pytest.fixture
def pictures():
    """Draw pictures."""


def looks(artist):
    """What a reader sees of an artist."""
    if not artist.get_visible():
        return "hidden"
    if hasattr(artist, "get_text"):
        return artist.get_text()
    if hasattr(artist, "get_height"):
        return artist.get_x(), artist.get_y(), artist.get_width(), artist.get_height()
    points = np.round(np.asarray(artist.get_xydata(), float), 12).tolist()
    return points, artist.get_color(), artist.get_linestyle(), artist.get_marker()


def all_looks(artists):
    return [looks(artist) for artist in artists]


def moving(explorer):
    """The moving artists of an explorer, layer after layer."""
    return list(itertools.chain(*explorer.canvas._artists))


def drive(explorer, **values):
    with explorer.held():
        for name, value in values.items():
            explorer.controls[name].value = value


# --- one activation -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def explorer():
    return explore_activation("relu", z=-1.5)


@pytest.fixture(scope="module")
def still():
    """The axes of a static figure, on which one activation after the other is drawn."""
    return figures.activation_axes()[1]


def static(axes, activation, z, reach=8.0):
    value, slope = figures.draw_value(axes[0], activation, reach), figures.draw_slope(axes[1], activation, reach)
    return all_looks([*value, *slope, *figures.draw_probe(*axes, activation, z)])


@pytest.mark.parametrize("kind", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
def test_every_activation_at_both_ends_is_drawn_as_in_the_static_figure(explorer, still, kind):
    explorer.controls["activation"].value = kind
    for z in (-8.0, 8.0):
        explorer.controls["z"].value = z
        assert all_looks(moving(explorer)) == static(still, kind, z)
        assert explorer.words == figures.describe(kind, z)


BENDS = {
    "leaky_relu": [{"alpha": 0.0}, {"alpha": 1.5}],
    "prelu": [{"alpha": 0.0}, {"alpha": 1.5}],
    "elu": [{"alpha": 0.0}, {"alpha": 1.5}],
    "maxout": [
        dict(zip(("w1", "b1", "w2", "b2"), corner, strict=True))
        for corner in itertools.product((-1.5, 1.5), (-2, 2), repeat=2)
    ],
}


@pytest.mark.parametrize("name", BENDS)
def test_every_end_of_the_shape_parameters_is_drawn_as_in_the_static_figure(explorer, still, name):
    kind = ACTIVATIONS[name]
    explorer.controls["activation"].value = kind
    for bends in BENDS[name]:
        drive(explorer, **bends, z=2.0)
        assert all_looks(moving(explorer)) == static(still, kind(**bends), 2.0)
        assert explorer.words == figures.describe(kind(**bends), 2.0)
        for ax, curve in zip(explorer.figure.axes, (kind(**bends), kind(**bends).derivative), strict=False):
            values = curve(np.linspace(-8, 8, 401))
            low, high = ax.get_ylim()
            assert low < values.min() and values.max() < high
        low, high = explorer.figure.axes[2].get_ylim()
        assert low < values.min() and values.max() < high  # the share is the slope


def test_limits_stay_while_a_shape_parameter_is_pulled(explorer):
    explorer.controls["activation"].value = elu
    limits = [ax.get_ylim() for ax in explorer.figure.axes]
    for alpha in (0.0, 0.7, 1.5):
        explorer.controls["alpha"].value = alpha
        assert [ax.get_ylim() for ax in explorer.figure.axes] == limits


def test_a_shape_parameter_starts_at_the_value_of_each_kind(explorer):
    for kind in (leaky_relu, elu, prelu, elu, leaky_relu):
        explorer.controls["activation"].value = kind
        assert explorer.controls["alpha"].value == kind.parameters["alpha"]
        assert explorer.words == figures.describe(kind, explorer.controls["z"].value)
        explorer.controls["alpha"].value = 0.5
    explorer.controls["activation"].value = maxout
    assert {name: explorer.controls[name].value for name in maxout.parameters} == dict(maxout.parameters)


@pytest.mark.parametrize("kind", [sigmoid, prelu, maxout])
def test_only_sliders_of_the_kind_are_shown(explorer, kind):
    explorer.controls["activation"].value = kind
    assert {name for name in RANGES if explorer.controls[name].layout.display != "none"} == set(kind.parameters)


@pytest.fixture(scope="module")
def drawn_once():
    """An explorer whose axes have found their places for ReLU, which has the narrowest numbers."""
    return explore_activation("relu")


@pytest.mark.parametrize("kind", [sigmoid, tanh, leaky_relu, maxout])
def test_labels_stay_in_the_picture_and_clear_of_numbers_when_the_kind_changes(drawn_once, kind):
    explorer = drawn_once
    explorer.controls["activation"].value = kind
    explorer.figure.draw_without_rendering()
    for ax in explorer.figure.axes[:2]:
        label = ax.yaxis.label.get_window_extent()
        low, high = ax.get_ylim()
        numbers = [tick.label1 for tick in ax.yaxis.get_major_ticks() if low <= tick.get_loc() <= high]
        assert label.x0 >= 0
        assert label.x1 <= min(number.get_window_extent().x0 for number in numbers)


def test_code_can_drive_it(explorer):
    drive(explorer, activation=sigmoid, z=0)
    explorer.controls["z"].value = 2
    assert explorer.words == "Sigmoid at z = 2: value 0.881, slope 0.105; 10.5 % of an incoming gradient passes"
    assert explorer.canvas.description == explorer.words


def test_reset_goes_back_to_the_kind_and_the_parameters_of_the_start(pictures):
    explorer = explore_activation(leaky_relu(alpha=0.3), z=-2)
    words, layers = explorer.words, explorer.canvas.layers
    assert words == "Leaky ReLU at z = −2: value −0.6, slope 0.3; 30 % of an incoming gradient passes"
    drive(explorer, activation=elu, alpha=1.2, z=3)
    drive(explorer, activation=maxout, w1=1.0)
    explorer.reset()
    assert (explorer.words, explorer.canvas.layers) == (words, layers)
    assert explorer.controls["alpha"].value == 0.3


def test_an_activation_that_fails_does_not_leave_the_explorer_stuck(still):
    broken = []

    def moody(z):
        if broken:
            raise ArithmeticError("not today")
        return z / 100

    explorer = explore_activation(Activation("moody", moody, lambda z: 0 * z + 0.01))
    drive(explorer, activation=tanh, z=1.0)
    limits = [ax.get_ylim() for ax in explorer.figure.axes]
    broken.append(True)
    with pytest.raises(ArithmeticError):
        explorer.controls["activation"].value = dict(explorer.controls["activation"].options)["moody (yours)"]
    explorer.controls["activation"].value = tanh
    assert all_looks(moving(explorer)) == static(still, tanh, 1.0)
    assert [ax.get_ylim() for ax in explorer.figure.axes] == limits
    broken.clear()
    explorer.reset()
    assert explorer.words.startswith("moody at z = 2: value 0.02")


@pytest.mark.parametrize("reach", [2, 5.5, 16, 2 * math.pi])
def test_any_reach_is_drawn_as_in_the_static_figure(reach):
    explorer = explore_activation("tanh", z=1.0, reach=reach)
    axes = figures.activation_axes()[1]
    assert all_looks(moving(explorer)) == static(axes, tanh, 1.0, reach)
    assert (explorer.controls["z"].min, explorer.controls["z"].max) == (-reach, reach)
    drive(explorer, z=reach)
    assert explorer.words == figures.describe(tanh, reach)


def test_frames_of_a_wide_reach_still_fit_into_a_megabyte(pictures):
    explorer = explore_activation("gelu", reach=16)
    explorer.send_frames_ahead()
    ahead = explorer.canvas.ahead
    assert len(ahead["frames"]) == 321
    assert sum(map(len, ahead["frames"] + ahead["descriptions"])) < 1_000_000
    assert ahead["descriptions"][0].startswith("GELU at z = −16:")
    assert ahead["descriptions"][160].startswith("GELU at z = 0:")
    assert ahead["descriptions"][-1].startswith("GELU at z = 16:")


def test_a_frame_is_small_for_every_activation(pictures):
    explorer = explore_activation()
    for kind in ACTIVATIONS.values():
        explorer.controls["activation"].value = kind
        for z in (-8.0, 3.3):
            explorer.controls["z"].value = z
            assert 500 < len(explorer.canvas.layers[-1]) < 4000
        assert 161 * (len(explorer.canvas.layers[-1]) + len(explorer.words)) < 1_000_000
        assert sum(map(len, explorer.canvas.layers)) < 20_000


# --- several activations ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def comparison():
    return explore_comparison()


@pytest.fixture(scope="module")
def still_comparison():
    _, (left, right) = figures.comparison_axes()
    values = figures.draw_several(left, ACTIVATIONS.values())
    slopes = figures.draw_several(right, ACTIVATIONS.values(), derivatives=True)
    return values, slopes, (left, right)


def test_comparison_has_its_legend_on_paper_and_swatches_on_a_page(comparison, still_comparison):
    drive(comparison, z=1.0, **{name: name in ("tanh", "relu") for name in ACTIVATIONS})
    legend = comparison._paper()
    assert [text.get_text() for text in legend.get_texts()] == ["Tanh", "ReLU"]
    legend.remove()
    for name in ACTIVATIONS:
        classes = comparison.controls[name]._dom_classes
        line = still_comparison[0][name]
        colour = next(known for known, code in style.LIGHT.items() if code == line.get_color())
        assert {"chainrule-swatch", f"chainrule-colour-{colour}"} < {*classes}
        assert f"chainrule-marker-{MARKERS.index(line.get_marker())}" in classes


@pytest.mark.parametrize("z", [-5.0, 0.3, 5.0])
@pytest.mark.parametrize("ticked", [[], ["tanh"], ["sigmoid", "maxout"], list(ACTIVATIONS)])
def test_comparison_shows_what_the_static_figure_shows_of_those_that_are_ticked(
    comparison, still_comparison, ticked, z
):
    drive(comparison, z=z, **{name: name in ticked for name in ACTIVATIONS})
    values, slopes, _ = still_comparison
    curves, dots = comparison.canvas._artists
    for line, name in zip(curves, 2 * list(ACTIVATIONS), strict=True):
        still = (values if line in curves[: len(ACTIVATIONS)] else slopes)[name]
        assert looks(line) == (looks(still) if name in ticked else "hidden")
    guides, points = dots[:2], dots[2:]
    assert [list(guide.get_xdata()) for guide in guides] == [[z, z], [z, z]]
    for point, (name, curve) in zip(
        points,
        [*((name, a) for name, a in ACTIVATIONS.items()), *((name, a.derivative) for name, a in ACTIVATIONS.items())],
        strict=True,
    ):
        assert point.get_visible() == (name in ticked)
        if name in ticked:
            assert point.get_xydata().tolist() == [[z, curve(z)]]
            assert (point.get_color(), point.get_marker()) == (values[name].get_color(), values[name].get_marker())
    said = [f"{ACTIVATIONS[name].label} value " for name in ticked]
    assert all(words in comparison.words for words in said)
    assert comparison.words.count(" slope ") == len(ticked)
    assert comparison.words.startswith(f"At z = {figures.number(z)}: ")


def test_comparison_with_nothing_ticked_says_what_to_do(comparison):
    drive(comparison, z=1.0, **dict.fromkeys(ACTIVATIONS, False))
    assert comparison.words == "At z = 1: tick an activation to see it"


def test_comparison_starts_with_three_or_with_those_it_is_given():
    started = explore_comparison()
    assert [name for name in ACTIVATIONS if started.controls[name].value] == ["sigmoid", "tanh", "relu"]
    started = explore_comparison("gelu", relu, z=0)
    assert [name for name in ACTIVATIONS if started.controls[name].value] == ["relu", "gelu"]
    assert started.words == "At z = 0: ReLU value 0, slope 0; GELU value 0, slope 0.5"


def test_frames_of_all_activations_together_fit_into_a_megabyte(pictures):
    explorer = explore_comparison(*ACTIVATIONS)
    explorer.send_frames_ahead()
    ahead = explorer.canvas.ahead
    assert 0 < sum(map(len, ahead["frames"] + ahead["descriptions"])) < 1_000_000


# --- sigmoid to tanh ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bending():
    return explore_sigmoid_to_tanh()


@pytest.mark.parametrize(
    "stretch, scale, shift",
    [*itertools.product((0.5, 3.0), (0.5, 3.0), (-1.5, 1.5)), (2.0, 2.0, -1.0), (1.0, 1.0, 0.0)],
)
def test_bent_sigmoid_is_drawn_as_in_the_static_figure_and_its_gap_is_said(bending, stretch, scale, shift):
    drive(bending, stretch=stretch, scale=scale, shift=shift)
    _, ax = style.new_figure()
    still, handles = figures.draw_stretched_sigmoid(ax, stretch, scale, shift), figures.draw_bend_handles(ax)
    figures.move_bend_handles(handles, stretch, scale, shift)
    assert all_looks(moving(bending)) == all_looks([*still, *handles])
    z = np.linspace(-4, 4, 401)
    gap = np.abs(scale * sigmoid(stretch * z) + shift - tanh(z)).max()
    said = float(re.search(r"largest distance to tanh (\d+\.?\d*)", bending.words)[1])
    assert said == pytest.approx(gap, rel=0.005, abs=5e-4)
    assert ("That is tanh" in bending.words) == ((stretch, scale, shift) == (2, 2, -1))
    assert bending.words.startswith(f"{scale:g} · sigmoid({stretch:g} · z) {'−' if shift < 0 else '+'} {abs(shift):g}:")


# --- chains of slopes ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chained():
    return explore_chain_of_slopes()


@pytest.mark.parametrize("kind", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
def test_chain_is_drawn_as_in_the_static_figure_at_every_end(chained, chain, kind):
    for z, n in itertools.product((-6.0, 0.0, 6.0), (0, 50)):
        drive(chained, activation=kind, z=z, n=n)
        left = figures.move_chain_of_slopes(chain, kind, z, n)
        assert all_looks(moving(chained)) == all_looks(chain)
        assert left == pytest.approx(abs(float(kind.derivative(z))) ** n, rel=1e-12)
        assert chained.words == (
            f"{kind.label} at z = {figures.number(z)}: slope {figures.number(kind.derivative(z))}; "
            f"after {n} layers {figures.number(left)} of the gradient is left; (1/4)^{n} = {figures.number(0.25**n)}"
        )


@pytest.fixture(scope="module")
def chain():
    return figures.draw_chain_of_slopes(style.new_figure()[1], relu, 1.0, 3)


def test_ten_layers_of_sigmoid_leave_less_than_a_millionth():
    assert (
        "after 10 layers 9.54 × 10⁻⁷ of the gradient is left"
        in explore_chain_of_slopes("sigmoid", z=0, layers=10).words
    )


# --- one's own ----------------------------------------------------------------------------------------------


@EVERY_OWN
def test_an_activation_of_ones_own_works_in_the_explorer_of_one(own, still):
    explorer = explore_activation(own, z=0.5)
    assert all_looks(moving(explorer)) == static(still, own, 0.5)
    assert explorer.words == figures.describe(own, 0.5)
    label, chosen = explorer.controls["activation"].options[0]
    assert (label, chosen) == (f"{own.label} (yours)", own)
    for name in own.parameters if own.family else ():
        control = explorer.controls[name]
        assert control.value == own.parameters[name]
        for end in (control.min, control.max):
            control.value = end
            assert explorer.words == figures.describe(own(**{name: end}), 0.5)
    explorer.controls["activation"].value = tanh
    assert all_looks(moving(explorer)) == static(still, tanh, 0.5)
    explorer.controls["activation"].value = own
    assert explorer.words == figures.describe(own, 0.5)


@pytest.mark.parametrize("own", [OWN[which] for which in IN_COMPARISON], ids=IN_COMPARISON)
def test_an_activation_of_ones_own_works_in_a_comparison(own):
    explorer = explore_comparison("tanh", "leaky_relu", own, z=0.5)
    name, label, _ = figures.tell_apart([*ACTIVATIONS.values(), own])[-1]
    assert len(explorer.controls) == 2 + len(ACTIVATIONS)
    assert explorer.controls[name].description == label
    assert explorer.words.endswith(
        f"; {label} value {figures.number(own(0.5))}, slope {figures.number(own.derivative(0.5))}"
    )
    shown = [line for line in explorer.canvas._artists[0] if line.get_visible()]
    assert len(shown) == 6
    np.testing.assert_array_equal(shown[2].get_ydata(), own(shown[2].get_xdata()))
    explorer.controls[name].value = False
    assert f"{label} value " not in explorer.words
    assert len([line for line in explorer.canvas._artists[0] if line.get_visible()]) == 4
    still_lines = [line for ax in explorer.figure.axes for line in ax.lines if not line.get_animated()]
    assert all(line.get_label().startswith("_") for line in still_lines)  # no curve is left in the background


@pytest.mark.parametrize("own", [OWN["without a derivative"], OWN["with one"], OWN["for one number"]])
def test_an_activation_of_ones_own_works_in_a_chain(own):
    explorer = explore_chain_of_slopes(own, z=0.5, layers=3)
    left = abs(float(own.derivative(0.5))) ** 3
    assert explorer.words.startswith(f"{own.label} at z = 0.5: slope ")
    assert f"after 3 layers {figures.number(left)} of" in explorer.words
    for z, n in itertools.product((-6.0, 6.0), (0, 50)):
        drive(explorer, z=z, n=n)
        assert "nan" not in explorer.words


def test_two_relatives_in_a_comparison_have_a_box_and_a_line_each():
    explorer = explore_comparison(leaky_relu, leaky_relu(alpha=0.1), leaky_relu(alpha=0.5), z=-1)
    assert explorer.words == (
        "At z = −1: Leaky ReLU value −0.01, slope 0.01; Leaky ReLU, alpha = 0.1 value −0.1, slope 0.1; "
        "Leaky ReLU, alpha = 0.5 value −0.5, slope 0.5"
    )
    explorer.controls["leaky_relu 2"].value = False
    assert "alpha = 0.1" not in explorer.words and "alpha = 0.5" in explorer.words


def test_sliders_of_parameters_hold_the_values_of_ones_own():
    kinds = [*ACTIVATIONS.values(), leaky_relu(alpha=-2), prelu(alpha=4), swish(), swish(-3.0), swish(0.0)]
    ranges = parameter_ranges(kinds)
    assert ranges["alpha"] == (-2, 4)
    assert ranges["w1"] == RANGES["w1"]
    for kind in kinds:
        for name, value in kind.parameters.items():
            low, high = ranges[name]
            assert low <= value <= high and low < high


# --- what cannot be shown is refused with a sentence --------------------------------------------------------


EXPLORERS = [explore_activation, explore_comparison, explore_chain_of_slopes]


@pytest.mark.parametrize("explore", EXPLORERS)
@pytest.mark.parametrize("wrong", ["sigmiod", "", None, 3, np.tanh, ["tanh"], {"tanh"}])
def test_what_is_no_activation_is_refused_with_those_that_are(explore, wrong):
    with pytest.raises(ValueError, match=r"^there is no activation .*; choose from: identity, sigmoid, tanh, relu"):
        explore(wrong)


@pytest.mark.parametrize("explore", EXPLORERS)
@pytest.mark.parametrize("z", [8.01, -100, math.nan, math.inf, "2", None])
def test_a_z_beyond_reach_is_refused(explore, z):
    with pytest.raises(ValueError, match=r"^z must lie between -\d and \d, but it is "):
        explore("tanh", z=z)


@pytest.mark.parametrize("explore", [explore_activation, explore_comparison])
@pytest.mark.parametrize("reach", [0, -8, 0.5, 101, math.nan, "8", None])
def test_a_reach_that_cannot_be_drawn_is_refused(explore, reach):
    with pytest.raises(ValueError, match=r"^reach must lie between 1 and 100, but it is "):
        explore("tanh", z=0, reach=reach)


@pytest.mark.parametrize("layers", [-1, 51, math.nan, "10"])
def test_a_number_of_layers_that_the_axis_does_not_hold_is_refused(layers):
    with pytest.raises(ValueError, match=r"^layers must lie between 0 and 50, but it is "):
        explore_chain_of_slopes("tanh", layers=layers)


def test_half_a_layer_is_refused():
    with pytest.raises(ValueError, match=r"layers must be a whole number, but it is 2\.5"):
        explore_chain_of_slopes("tanh", layers=2.5)


def test_choices_offer_the_built_in_ones_in_teaching_order_and_ones_own_first():
    built_in, chosen = choices("tanh")
    assert [activation for _, activation in built_in] == list(ACTIVATIONS.values())
    assert chosen is tanh
    own = OWN["with one"]
    options, chosen = choices(own)
    assert options == [("square (yours)", own), *built_in]
    assert chosen is own
    assert choices(sigmoid) == (built_in, sigmoid)
