"""Figures and tables of activations: every line lies where the mathematics says, and every sentence is true."""

import functools
import inspect
import itertools
import math
import re
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_hex

from chainrule.figures import activations as figures
from chainrule.figures import pictures, style
from chainrule.maths.activations import (
    ACTIVATIONS,
    Activation,
    elu,
    identity,
    leaky_relu,
    maxout,
    prelu,
    relu,
    selu,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from chainrule.maths.numbers import number

BENT = {
    "leaky_relu 0": leaky_relu(alpha=0),
    "leaky_relu 1": leaky_relu(alpha=1),
    "prelu 1.5": prelu(alpha=1.5),
    "prelu .005": prelu(alpha=0.005),
    "elu .5": elu(alpha=0.5),
    "elu 1.5": elu(alpha=1.5),
    "abs": maxout(w1=-1, w2=1),
    "constant": maxout(w1=0, b1=0.5, w2=0),
    "flat on the right": maxout(w1=-1.5, b1=1, w2=0),
}
OWN = {
    "own softsign": Activation("softsign", lambda z: z / (1 + abs(z))),
    "own relu": Activation("own_relu", lambda z: np.maximum(z, 0)),
    "own constant": Activation("zero", lambda z: 0 * z),
    "own cube": Activation("cube", lambda z: z**3),
    "own sine": Activation("sine", np.sin),
    "own for one number": Activation("step_by_step", lambda z: z if z > 0 else 0.2 * z),
}
SOME = {**ACTIVATIONS, **BENT, **OWN}
ALL = pytest.mark.parametrize("activation", SOME.values(), ids=SOME.keys())
BUILT_IN = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
REACHES = pytest.mark.parametrize("reach", [2.5, 8, 16, 2 * math.pi])


def slope_size(activation, z):
    return np.abs(activation.derivative(np.asarray(z, float)))


def as_python(words):
    """The words, with their numbers as Python writes them."""
    words = re.sub(" × 10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", r"e\1", words.replace("−", "-"))
    return words.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))


def numbers(words):
    return [float(number) for number in re.findall(r"(?<![a-z])-?\d+\.?\d*(?:e[+-]?\d+)?", as_python(words))]


# --- what is said -------------------------------------------------------------------------------------------


@ALL
@REACHES
def test_finding_tells_the_truth_about_where_it_is_flat(activation, reach):
    said = figures.finding(activation, reach)
    assert said.startswith(activation.label)
    z = np.linspace(-reach, reach, 1001)
    flat = slope_size(activation, z) < 0.01
    claim = said.removeprefix(activation.label)
    if claim.startswith(" is flat for all |z| up to "):
        assert flat.all()
        return
    left, right = -math.inf, math.inf
    match re.sub(r"-?\d[\d.e+-]*", "#", as_python(claim)):
        case " is nowhere flat for |z| up to #":
            pass
        case " is flat beyond |z| = #":
            left, right = -numbers(claim)[0], numbers(claim)[0]
        case " is flat left of # and right of #":
            left, right = numbers(claim)
        case " is flat left of z = #":
            [left] = numbers(claim)
        case " is flat right of z = #":
            [right] = numbers(claim)
        case other:
            raise AssertionError(other)
    margin = 0.06  # of the step of z, and of the three digits that are said
    assert flat[(z < left - margin) | (z > right + margin)].all()
    for end, edge, outwards in ((-reach, left, -1), (reach, right, 1)):
        inside = slope_size(activation, np.linspace(edge if abs(edge) < reach else end, 0, 6) - outwards * margin)
        assert inside[0] >= 0.0099, (end, edge)  # no larger zone is kept from the reader


@pytest.mark.parametrize(
    "activation, said",
    [
        (sigmoid, "Sigmoid is flat beyond |z| = 4.59"),
        (tanh, "Tanh is flat beyond |z| = 3"),
        (relu, "ReLU is flat left of z = 0"),
        (identity, "Identity is nowhere flat for |z| up to 8"),
        (BENT["constant"], "Maxout is flat for all |z| up to 8"),
    ],
)
def test_finding_in_known_words(activation, said):
    assert figures.finding(activation) == said


def test_beyond_4_59_sigmoid_is_flat_by_hand():
    """s (1 - s) = 0.01 at s = (1 + sqrt(0.96)) / 2, which is z = ln(s / (1 - s)) = 4.585."""
    s = (1 + math.sqrt(0.96)) / 2
    assert math.log(s / (1 - s)) == pytest.approx(4.59, abs=0.01)


@ALL
def test_place_says_truly_where_the_slope_is_steepest(activation):
    said, steepest = figures.place(activation), activation.steepest_slope
    z = np.linspace(-20, 20, 4001)
    slope = activation.derivative(z)
    assert (slope <= steepest + 1e-6 * max(1, abs(steepest))).all()
    match re.sub(r"-?\d[\d.e+-]*", "#", as_python(said)):
        case "everywhere":
            there = z
        case "for large z":
            there = np.array([40.0])
            assert (slope < steepest).all()
        case "at z = #":
            there = np.array(numbers(said))
        case "at z = # and z = #":
            there = np.array(numbers(said))
        case "for z > #":
            there = z[z > numbers(said)[0] + 0.01]
        case "for z < #":
            there = z[z < numbers(said)[0] - 0.01]
        case "for # < z < #":
            low, high = numbers(said)
            there = z[(z > low) & (z < high)]
        case other:
            raise AssertionError(other)
    assert there.size
    np.testing.assert_allclose(activation.derivative(there), steepest, rtol=2e-3)


@BUILT_IN
@pytest.mark.parametrize("z", [-8, -1.0, 0, 2.5, 8])
def test_description_gives_value_slope_and_share(activation, z):
    said = figures.describe(activation, z)
    assert said.startswith(f"{activation.label} at z = {number(z)}: value ")
    at, value, slope, share = numbers(said.removeprefix(activation.label))
    assert at == z
    assert value == pytest.approx(activation(z), rel=5e-3, abs=1e-300)
    assert slope == pytest.approx(activation.derivative(z), rel=5e-3, abs=1e-300)
    assert share == pytest.approx(100 * slope, rel=1e-2)


JUMPING = {
    "step": (Activation("step", lambda z: np.where(z > 0, 1.0, 0.0)), 0.0),
    "sign": (Activation("sign", np.sign), 0.0),
    "late": (Activation("late", lambda z: np.tanh(z) + (z >= 1.5)), 1.5),
}


@pytest.mark.parametrize("name", JUMPING)
def test_a_jump_has_no_slope_in_any_words_or_picture(name, shown):
    activation, jump = JUMPING[name]
    place = f"umps at z = {number(jump)}: no slope there"
    value = number(activation(jump))
    assert figures.describe(activation, jump) == (
        f"{name} at z = {number(jump)}: value {value}, no slope, for it jumps here"
    )
    assert place in figures.steepest(activation)
    assert place in repr(figures.comparison_table(["steepest slope"], [activation]))
    figures.plot_comparison([activation, tanh])
    assert place in shown.words
    figures.plot_activation(activation)
    title = f"A jump at z = {number(jump)}: no slope there"
    assert title in shown.words
    figures.plot_activation(activation, z=jump)
    slope_ax, share_ax = shown.figure.axes[1:3]
    assert slope_ax.get_title("left") == title
    assert max(np.abs(slope_ax.get_ylim())) < 3  # no spike where the differences reach over the jump
    assert share_ax.patches[0].get_height() == 0
    assert slope_ax.lines[-1].get_label() and np.isnan(slope_ax.lines[-1].get_ydata()).all()
    figures.plot_gallery([activation])


# --- one activation -----------------------------------------------------------------------------------------


@functools.cache
def shared_axes():
    """Axes on which one activation after the other is drawn: new ones for each would take most of the time."""
    return figures.activation_axes()[1]


@functools.cache
def panels(reach):
    """A panel of values and one of slopes, to be moved to another activation."""
    value_ax, slope_ax, _ = figures.activation_axes()[1]
    return figures.draw_value(value_ax, sigmoid, reach), figures.draw_slope(slope_ax, sigmoid, reach)


@functools.cache
def drawn(activation):
    """What the drawing functions give for an activation, the limits they set, and the titles that are seen."""
    axes = shared_axes()
    parts = figures.draw_value(axes[0], activation), figures.draw_slope(axes[1], activation)
    probe = figures.draw_probe(*axes, activation, 0.5)
    limits = [(ax.get_xlim(), ax.get_ylim()) for ax in axes]
    seen = [looks(artist) for artist in itertools.chain(*parts)]
    titles = [ax.get_title(loc="left") for ax in axes]
    return SimpleNamespace(parts=parts, probe=probe, limits=limits, seen=seen, titles=titles)


def widths(panel):
    """The ends of the two hatched zones."""
    ends = [(zone.get_x(), zone.get_x() + zone.get_width()) for zone in (panel.left, panel.right)]
    return [tuple(float(end) for end in zone) for zone in ends]


@ALL
def test_curves_are_the_activation_and_its_slope(activation):
    value, slope = drawn(activation).parts
    z = value.curve.get_xdata()
    assert (z[0], z[-1], len(z)) == (-8, 8, 401)
    np.testing.assert_array_equal(value.curve.get_ydata(), activation(z))
    np.testing.assert_array_equal(slope.curve.get_xdata(), z)
    np.testing.assert_array_equal(slope.curve.get_ydata(), activation.derivative(z))


@ALL
def test_limits_hold_the_curve_and_zero_and_the_share_every_slope(activation):
    value, slope, share = drawn(activation).limits
    assert value[0] == slope[0] == (-8, 8)
    z = np.linspace(-8, 8, 401)
    for (_, (low, high)), curve in ((value, activation(z)), (slope, activation.derivative(z))):
        assert low < min(0, curve.min())
        assert high > max(0, curve.max())
    assert share[1] == (min(slope[1][0], figures.SHARE_AXIS[0]), max(slope[1][1], figures.SHARE_AXIS[1]))


@pytest.mark.parametrize("activation", [sigmoid, tanh, relu, silu, softplus])
def test_share_axes_are_the_same_for_the_activations_of_a_lesson(activation):
    assert drawn(activation).limits[2][1] == figures.SHARE_AXIS


@ALL
def test_moving_a_panel_gives_what_drawing_gives(activation):
    moved = panels(8)
    figures.move_value(moved[0], activation, 8)
    figures.move_slope(moved[1], activation, 8)
    assert [looks(artist) for artist in itertools.chain(*moved)] == drawn(activation).seen


def test_limits_leave_out_what_is_not_a_number_and_hold_a_curve_of_zeros():
    ax = style.new_figure()[1]
    figures.fit_limits(ax, [np.array([np.nan, -1.0, np.inf, 3.0])])
    low, high = ax.get_ylim()
    assert -2 < low < -1 and 3 < high < 4
    figures.fit_limits(ax, [np.zeros(5)])
    low, high = ax.get_ylim()
    assert low < 0 < high


@ALL
@REACHES
def test_zones_are_where_the_slope_is_under_a_hundredth(activation, reach):
    for move, panel in zip((figures.move_value, figures.move_slope), panels(reach), strict=True):
        move(panel, activation, reach)
        (start, left), (right, end) = widths(panel)
        assert (start, end) == pytest.approx((-reach, reach))
        z = np.linspace(-reach, reach, 1777)
        shaded = (z < left - 0.011) | (z > right + 0.011)
        assert (slope_size(activation, z[shaded]) < 0.01).all()
        assert (left > -reach or right < reach) == bool(slope_size(activation, [-reach, reach]).min() < 0.01)
        if left < right:  # just beside each zone the slope is no longer under it
            beside = [left + 0.011] * (left > -reach) + [right - 0.011] * (right < reach)
            assert (slope_size(activation, beside) >= 0.0099).all()


@ALL
@REACHES
def test_words_say_what_a_zone_is_and_stay_in_it(activation, reach):
    for move, panel in zip((figures.move_value, figures.move_slope), panels(reach), strict=True):
        move(panel, activation, reach)
        zones = [zone.get_window_extent() for zone in (panel.left, panel.right)]
        words = panel.legend.get_window_extent()
        fits = [zone.x0 < words.x0 and words.x1 < zone.x1 for zone in zones]
        assert panel.legend.get_visible() == any(fits)
        assert panel.legend.get_text() == "slope under 0.01"


@ALL
def test_titles_state_the_finding(activation):
    steepest = f"Slope at most {figures.number(activation.steepest_slope)}, {figures.place(activation)}"
    assert drawn(activation).titles == [figures.finding(activation), steepest, "Passes"]


def test_a_long_name_leaves_its_title_the_finding_alone():
    long = Activation("z / (1 + abs(z)) with a lot behind it", lambda z: z / (1 + abs(z)))
    panel = panels(8)[0]
    figures.move_value(panel, long, 8)
    assert panel.title.get_text() == "Nowhere flat for |z| up to 8"


@ALL
@pytest.mark.parametrize("z", [-8, -0.7, 0.0, 3])
def test_tangent_touches_at_the_point_with_the_slope(activation, z):
    probe = drawn(sigmoid).probe
    figures.move_probe(probe, activation, z)
    value, slope = activation(z), activation.derivative(z)
    assert probe.point.get_xydata().tolist() == [[z, value]]
    assert probe.slope_point.get_xydata().tolist() == [[z, slope]]
    assert list(probe.guide.get_xdata()) == list(probe.slope_guide.get_xdata()) == [z, z]
    (x0, y0), (x1, y1) = probe.tangent.get_xydata()
    assert x0 < z < x1
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope, abs=1e-9)
    assert y0 + (z - x0) * slope == pytest.approx(value, abs=1e-9)
    assert (probe.bar.get_y(), probe.bar.get_height()) == (0, slope)


def test_moving_a_probe_gives_what_drawing_gives():
    probe = figures.draw_probe(*shared_axes(), relu, 1.0)
    figures.move_probe(probe, sigmoid, 0.5)
    fresh = figures.draw_probe(*shared_axes(), sigmoid, 0.5)
    assert [looks(artist) for artist in probe] == [looks(artist) for artist in fresh]


def looks(artist):
    """What a reader sees of an artist."""
    if hasattr(artist, "get_text"):
        return artist.get_text(), artist.get_visible()
    if hasattr(artist, "get_height"):
        return artist.get_x(), artist.get_y(), artist.get_width(), artist.get_height()
    return np.asarray(artist.get_xydata()).tolist(), artist.get_color(), artist.get_linestyle(), artist.get_marker()


def test_value_and_slope_have_their_colours_and_a_second_cue():
    (value, slope), probe = drawn(sigmoid).parts, drawn(sigmoid).probe
    assert value.curve.get_color() == probe.point.get_color() == style.FUNCTION
    assert slope.curve.get_color() == probe.slope_point.get_color() == probe.tangent.get_color() == style.DERIVATIVE
    assert to_hex(probe.bar.get_facecolor()) == style.BACKWARD
    assert value.curve.get_linestyle() == "-" != slope.curve.get_linestyle() == probe.tangent.get_linestyle()
    assert probe.point.get_marker() != probe.slope_point.get_marker()
    assert value.left.get_hatch() and value.right.get_hatch()


def test_wide_numbers_do_not_push_a_label_out_of_the_picture():
    figure, axes = figures.activation_axes()
    figures.draw_value(axes[0], relu)  # narrow numbers, 0 to 8
    figures.draw_slope(axes[1], relu)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # as an explorer does: the places of the axes stay
    for low, high in ((0, 1), (-0.25, 0.25), (-8, 1.5), (0, 4000)):
        for ax in axes[:2]:
            ax.set_ylim(low, high)
        figure.draw_without_rendering()
        labels = [ax.yaxis.label.get_window_extent() for ax in axes[:2]]
        assert min(label.x0 for label in labels) >= 0
        for ax, label in zip(axes, labels, strict=False):
            assert label.x1 <= min(tick.get_window_extent().x0 for tick in ax.get_yticklabels())


# --- whole figures ------------------------------------------------------------------------------------------


PLOTS = {
    "activation": lambda: figures.plot_activation(sigmoid),
    "activation with z": lambda: figures.plot_activation(tanh, z=1.5),
    "comparison": lambda: figures.plot_comparison(),
    "gallery": lambda: figures.plot_gallery(),
    "gallery of five": lambda: figures.plot_gallery([sigmoid, tanh, relu, elu, selu]),
    "formula errors": lambda: figures.plot_formula_errors({"right": sigmoid.derivative}, sigmoid.derivative),
}


def test_every_plot_of_the_module_is_tested_here():
    plots = [name for name, _ in inspect.getmembers(figures, inspect.isfunction) if name.startswith("plot_")]
    assert all(any(f".{name}(" in inspect.getsource(plot) for plot in PLOTS.values()) for name in plots)


@functools.cache
def plotted(name):
    """What a plot gives, the figure that it made, and what it displayed."""
    figures_made, displayed = [], []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "png", lambda figure, png=pictures.png: figures_made.append(figure) or png(figure))
        patch.setattr("IPython.display.display", lambda bundle, **options: displayed.append((bundle, options)))
        given = PLOTS[name]()
    [figure], [(bundle, options)] = figures_made, displayed
    return given, figure, bundle, options


EVERY_PLOT = pytest.mark.parametrize("plot", PLOTS)


@EVERY_PLOT
def test_plot_gives_none_and_shows_a_picture_with_words(plot):
    given, _, bundle, options = plotted(plot)
    assert given is None
    assert bundle["image/png"].startswith(b"\x89PNG\r\n")
    words = options["metadata"]["image/png"]["alt"]
    assert pictures.stored_words(words) == bundle["text/plain"]
    assert len(words.split()) >= 5
    assert not re.search(r"\b(nan|inf)\b", words)


@EVERY_PLOT
def test_every_axis_has_a_label_with_symbol_and_meaning(plot):
    _, figure, _, _ = plotted(plot)
    axes = [ax for ax in figure.axes if ax.get_visible()]
    assert all(ax.get_title(loc="left") for ax in axes)
    if figure.get_supxlabel():
        labels = [figure.get_supxlabel(), figure.get_supylabel()]
    else:
        named = [ax for ax in axes if ax.get_title(loc="left") != "Passes"]  # its ticks say none and all
        labels = [axis.label.get_text() for ax in named for axis in (ax.xaxis, ax.yaxis)]
    assert labels
    for label in labels:
        assert re.search(r"\$.+\$, [a-z]|[a-z]+ \$.+\$", label) or label == "relative error", label


@EVERY_PLOT
def test_no_words_of_a_figure_leave_it_or_meet(plot):
    _, figure, _, _ = plotted(plot)
    width, height = figure.bbox.size
    axes = [ax for ax in figure.axes if ax.get_visible()]
    titles = [ax._left_title.get_window_extent() for ax in axes]
    sides = [label.get_window_extent() for label in (figure._supxlabel, figure._supylabel) if label]
    for box in (*titles, *sides, *(ax.get_tightbbox(for_layout_only=True) for ax in axes)):
        assert box.x0 >= -1 and box.x1 <= width + 1 and box.y0 >= -1 and box.y1 <= height + 1
    for one, other in itertools.combinations([*titles, *sides], 2):
        assert not one.overlaps(other)


def test_plot_activation_shows_curve_and_slope_and_says_the_finding(shown):
    figures.plot_activation(sigmoid)
    assert shown.words == "Sigmoid is flat beyond |z| = 4.59. Slope at most 0.25, at z = 0"
    left, right = shown.figure.axes
    for ax, curve in ((left, sigmoid), (right, sigmoid.derivative)):
        longest = max(ax.lines, key=lambda line: len(line.get_xdata()))
        np.testing.assert_array_equal(longest.get_ydata(), curve(longest.get_xdata()))


def test_plot_activation_with_z_says_the_numbers_there(shown):
    figures.plot_activation(sigmoid, z=2)
    assert shown.words == figures.describe(sigmoid, 2)
    assert len(shown.figure.axes) == 3


def test_plot_activation_at_15_with_a_reach_that_shows_it(shown):
    figures.plot_activation(sigmoid, z=-15, reach=16)
    assert "value 3.06 × 10⁻⁷" in shown.words
    assert shown.figure.axes[0].get_xlim() == (-16, 16)


@pytest.mark.parametrize("z", [15, -8.1, math.nan])
def test_plot_activation_refuses_a_point_outside_of_the_picture(shown, z):
    with pytest.raises(ValueError, match="z must lie between -8 and 8, but it is"):
        figures.plot_activation(sigmoid, z=z)
    assert shown.figure is None


# --- several activations ------------------------------------------------------------------------------------


@pytest.mark.parametrize("derivatives", [False, True])
def test_lines_of_a_comparison_are_the_values_or_the_slopes(derivatives):
    _, (ax, _) = figures.comparison_axes()
    lines = figures.draw_several(ax, SOME.values(), derivatives)
    assert [line.get_label() for line in lines.values()] == [label for _, label, _ in figures.tell_apart(SOME.values())]
    for line, activation in zip(lines.values(), SOME.values(), strict=True):
        z = line.get_xdata()
        assert (z[0], z[-1]) == (-5, 5)
        np.testing.assert_array_equal(line.get_ydata(), (activation.derivative if derivatives else activation)(z))


def cues(line):
    return to_hex(line.get_color()), str(line._unscaled_dash_pattern), line.get_marker()


def test_no_two_lines_of_a_comparison_have_the_same_cues():
    _, (ax, _) = figures.comparison_axes()
    lines = figures.draw_several(ax, SOME.values()).values()
    assert len(lines) == len(SOME)
    assert len({cues(line) for line in lines}) == len(SOME)
    assert len({line.get_label() for line in lines}) == len(SOME)
    built_in = [cues(line) for line in lines][: len(ACTIVATIONS)]
    assert len({(colour, dash) for colour, dash, _ in built_in}) == len(built_in)
    assert len({marker for *_, marker in built_in}) == len(built_in)


def test_an_activation_keeps_its_cues_in_every_picture():
    _, (left, right) = figures.comparison_axes()
    everyone = figures.draw_several(left, ACTIVATIONS.values())
    for activation in ACTIVATIONS.values():
        alone = figures.draw_several(right, [OWN["own sine"], activation], True)[activation.name]
        assert cues(alone) == cues(everyone[activation.name])


def test_relatives_of_one_family_are_told_apart_by_name_and_label():
    own = Activation("leaky_relu", np.tanh), Activation("z", np.tanh)
    told = figures.tell_apart([leaky_relu, leaky_relu(alpha=0.1), *own, tanh])
    assert [name for name, _, _ in told] == ["leaky_relu", "leaky_relu 2", "leaky_relu 3", "z 2", "tanh"]
    assert [label for _, label, _ in told] == ["Leaky ReLU", "Leaky ReLU, alpha = 0.1", "leaky_relu", "z", "Tanh"]
    assert [activation for *_, activation in told][4] is tanh


def test_plot_comparison_says_the_steepest_slopes_and_names_each_line(shown):
    figures.plot_comparison([sigmoid, leaky_relu, leaky_relu(alpha=2)])
    assert shown.words == (
        "Values and slopes of 3 activations. Steepest slopes: "
        "Sigmoid: 0.25 at z = 0; Leaky ReLU: 1 for z > 0; Leaky ReLU, alpha = 2: 2 for z < 0"
    )
    [legend] = shown.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["Sigmoid", "Leaky ReLU", "Leaky ReLU, alpha = 2"]


@pytest.mark.parametrize("label", ["z", "Leaky ReLU, alpha = 0.1", "z * sigmoid(1.702 * z) + 0.1 * sin(z) - 0.25"])
def test_legend_of_a_comparison_fits_into_the_figure(shown, label):
    figures.plot_comparison([*ACTIVATIONS.values(), Activation("own", np.tanh, label=label)])
    shown.figure.draw_without_rendering()
    [legend] = shown.figure.legends
    box, (width, height) = legend.get_window_extent(), shown.figure.bbox.size
    assert box.x0 >= 0 and box.x1 <= width and box.y0 >= 0
    assert box.y1 < min(ax.get_tightbbox().y0 for ax in shown.figure.axes)
    assert sum(ax.bbox.height for ax in shown.figure.axes[::2]) > 0.5 * height  # there is room for the curves


def test_twelve_activations_stand_in_two_rows_and_so_do_their_names(shown):
    figures.plot_comparison()
    shown.figure.draw_without_rendering()
    [legend] = shown.figure.legends
    names = [activation.label for activation in ACTIVATIONS.values()]
    panels = [[line.get_label() for line in ax.get_lines()] for ax in shown.figure.axes[::2]]
    assert [[name for name in names if name in panel] for panel in panels] == [names[:6], names[6:]]
    heights = {text.get_text(): round(text.get_window_extent().y0) for text in legend.get_texts()}
    first, second = ([heights[name] for name in half] for half in (names[:6], names[6:]))
    assert max(first) - min(first) < 5 < min(first) - max(second)


def test_dots_sit_on_their_curves_with_their_cues():
    _, (left, right) = figures.comparison_axes()
    lines = figures.draw_several(left, [sigmoid, tanh])
    dots = figures.draw_dots(left, right, lines, 1.0)
    assert list(dots.value) == list(dots.slope) == list(lines)
    for name, line in lines.items():
        for dot, ax in ((dots.value[name], left), (dots.slope[name], right)):
            assert dot.axes is ax
            assert (dot.get_color(), dot.get_marker()) == (line.get_color(), line.get_marker())
    assert [list(guide.get_xdata()) for guide in dots.guides] == [[1, 1], [1, 1]]


@pytest.mark.parametrize("count", [1, 4, 5, 12])
def test_gallery_gives_each_activation_a_picture_with_both_curves(shown, count):
    activations = list(ACTIVATIONS.values())[:count]
    figures.plot_gallery(activations)
    axes = [ax for ax in shown.figure.axes if ax.get_visible()]
    assert [ax.get_title(loc="left") for ax in axes] == [activation.label for activation in activations]
    for ax, activation in zip(axes, activations, strict=True):
        value, slope = [line for line in ax.lines if len(line.get_xdata()) > 2]
        np.testing.assert_array_equal(value.get_ydata(), activation(value.get_xdata()))
        np.testing.assert_array_equal(slope.get_ydata(), activation.derivative(slope.get_xdata()))
        assert (value.get_linestyle(), slope.get_linestyle()) == ("-", "--")
    lowest = [ax for ax in axes if ax.get_subplotspec().rowspan.stop == -(-count // 4)]
    assert all(ax.xaxis.get_major_ticks()[0].label1.get_visible() for ax in axes[-4:] if ax in lowest or count > 4)


# --- lost digits --------------------------------------------------------------------------------------------


def naive(z):
    return sigmoid(z) * (1 - sigmoid(z))


def error_lines(figure):
    return {line.get_label(): line for line in figure.axes[0].lines if not line.get_label().startswith("_")}


def test_naive_slope_of_sigmoid_is_all_wrong_from_37_and_ours_nowhere(shown):
    other_form = lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2  # noqa: E731
    figures.plot_formula_errors({"s(1-s)": naive, "e/(1+e)^2": other_form}, sigmoid.derivative, largest=700)
    lines = error_lines(shown.figure)
    z, error = lines["s(1-s)"].get_data()
    assert (error[z > 37] > 0.5).all()
    assert (error[z < 30] < 0.5).all()
    assert (error[(z > 20) & (z < 30)] > 1e-9).all()
    z, error = lines["e/(1+e)^2"].get_data()
    assert z[-1] == 700
    assert (error < 1e-15).all()
    assert (shown.figure.axes[0].get_xscale(), shown.figure.axes[0].get_yscale()) == ("log", "log")
    assert shown.words == "Relative error against z. s(1-s): all digits lost from z = 37; e/(1+e)^2: keeps its digits"


def test_errors_are_those_of_the_formulas(shown):
    figures.plot_formula_errors({"off": lambda z: 1.3 * tanh(z)}, tanh, largest=100)
    error = error_lines(shown.figure)["off"].get_ydata()
    np.testing.assert_allclose(error, 0.3)
    assert "off: wrong by up to 0.3 of its value" in shown.words


def test_a_formula_that_overflows_is_said_to_give_no_number(shown):
    figures.plot_formula_errors({"textbook": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))}, tanh)
    assert "no number beyond z = 709.8" in shown.words
    crosses = [line for line in shown.figure.axes[0].lines if line.get_marker() == "X"]
    assert [round(float(cross.get_xdata()[0]), 1) for cross in crosses] == [709.8]


# --- sigmoid into tanh, chains of slopes --------------------------------------------------------------------


@pytest.mark.parametrize("stretch, scale, shift", [(1, 1, 0), (2, 2, -1), (0.5, 3, 1.5), (3, 0.5, -1.5)])
def test_bent_sigmoid_lies_where_its_formula_says_and_the_gap_is_the_largest(stretch, scale, shift):
    _, ax = style.new_figure()
    curve, gap = figures.draw_stretched_sigmoid(ax, stretch, scale, shift)
    z, bent = curve.get_data()
    np.testing.assert_array_equal(bent, scale * sigmoid(stretch * z) + shift)
    (x, one), (x_again, other) = gap.get_xydata()
    assert x == x_again
    assert {one, other} == {scale * sigmoid(stretch * x) + shift, tanh(x)}
    distance = figures.move_stretched_sigmoid(curve, gap, stretch, scale, shift)
    assert distance == pytest.approx(abs(one - other)) == pytest.approx(np.abs(bent - tanh(z)).max())
    assert (distance < 1e-15) == ((stretch, scale, shift) == (2, 2, -1))


def test_handles_of_a_bent_sigmoid_lie_on_its_floor_its_ceiling_and_itself():
    _, ax = style.new_figure()
    handles = figures.draw_bend_handles(ax)
    figures.move_bend_handles(handles, 2.0, 3.0, -1.0)
    assert {*handles.floor.get_ydata()} == {3 * sigmoid(-1000.0) - 1}
    assert {*handles.ceiling.get_ydata()} == {3 * sigmoid(1000.0) - 1}
    (z,), (y,) = handles.rise.get_data()
    assert y == pytest.approx(3 * sigmoid(2 * z) - 1)
    assert (y + 1) / 3 == pytest.approx(0.75)


@ALL
@pytest.mark.parametrize("z", [-6, 0.5])
@pytest.mark.parametrize("layers", [0, 1, 50])
def test_chain_is_the_running_product_of_slopes(activation, z, layers, chain):
    figures.move_chain_of_slopes(chain, activation, z, layers)
    n, product = chain.product.get_data()
    assert n.tolist() == list(range(layers + 1))
    by_hand = np.cumprod([1, *layers * [abs(float(activation.derivative(z)))]])
    np.testing.assert_allclose(product, by_hand, rtol=1e-12)
    assert chain.end.get_xydata().tolist() == [[layers, product[-1]]]
    assert figures.move_chain_of_slopes(chain, activation, z, layers) == product[-1]


@pytest.fixture(scope="module")
def chain():
    return figures.draw_chain_of_slopes(style.new_figure()[1], tanh, 1.0, 7)


def test_chain_is_shown_on_a_log_axis_beside_the_most_that_sigmoid_lets_pass():
    ax = style.new_figure()[1]
    chain = figures.draw_chain_of_slopes(ax, sigmoid, 0.0, 50)
    quarter = next(line for line in ax.lines if "1/4" in line.get_label())
    np.testing.assert_array_equal(quarter.get_ydata(), 0.25 ** np.arange(51))
    np.testing.assert_allclose(chain.product.get_ydata(), quarter.get_ydata())
    assert ax.get_yscale() == "log"
    low, high = ax.get_ylim()
    assert low < 0.25**50 and high > 1


def test_chain_of_steep_slopes_overflows_without_a_warning(chain):
    steep = Activation("steep", lambda z: z**9, lambda z: 9 * z**8)
    assert figures.move_chain_of_slopes(chain, steep, 6.0, 50) == math.inf
    assert chain.product.get_ydata()[-1] == math.inf


# --- tables -------------------------------------------------------------------------------------------------


def cells(markdown_line):
    """Split a line of a Markdown table as Markdown does: at bars without a backslash."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", markdown_line)[1:-1]]


def test_table_of_all_columns_comes_from_the_registry():
    table = figures.comparison_table(figures.COLUMNS)
    head, rule, *rows = table._repr_markdown_().splitlines()
    assert cells(head) == ["activation", *figures.COLUMNS]
    assert set(cells(rule)) == {"---"}
    assert len(rows) == len(ACTIVATIONS)
    for row, activation in zip(rows, ACTIVATIONS.values(), strict=True):
        said = dict(zip(cells(head), cells(row), strict=True))
        assert said["activation"] == activation.label
        assert said["equation"] == f"${activation.latex}$"
        assert said["derivative"] == f"${activation.derivative_latex}$"
        assert said["zero-centred"].startswith("yes" if activation.zero_centred else "no")
        assert numbers(said["zero-centred"])[0] == pytest.approx(activation.mean_output, rel=5e-3, abs=1e-11)
        assert said["monotone"] == ("yes" if activation.monotone else "no")
        assert said["advantages"].split("; ") == list(activation.advantages)
        assert said["disadvantages"].split("; ") == list(activation.disadvantages)
        assert said["steepest slope"].endswith(figures.place(activation))
        low, high = as_python(said["range"]).strip("()").replace("∞", "inf").split(", ")
        assert (float(low), float(high)) == pytest.approx(activation.range, rel=5e-3)


@pytest.mark.parametrize("column", figures.COLUMNS)
def test_every_row_of_a_table_has_one_cell_for_each_column(column):
    odd = Activation("|z|", abs, label="size\nor |z|", latex="|z|", disadvantages=("a|b",))
    own = Activation("own", np.arctan)
    table = figures.comparison_table([column], [odd, own, *ACTIVATIONS.values()])
    lines = table._repr_markdown_().splitlines()
    assert len(lines) == 2 + 2 + len(ACTIVATIONS)
    assert {len(cells(line)) for line in lines} == {2}
    assert all(all(cells(line)) for line in lines) or "advantages" in column  # one's own may have none
    assert not any(cell == "$$" for line in lines for cell in cells(line))
    assert not any(re.search(r"\\\|", cell) for line in lines for cell in cells(line) if cell.startswith("$"))


def test_table_reads_as_text_where_there_is_no_markdown():
    assert repr(figures.comparison_table(["range", "monotone"], [tanh, relu])) == (
        "activation · range · monotone\nTanh · (−1, 1) · yes\nReLU · (0, ∞) · yes"
    )


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="there is no column 'price'; choose from: equation, derivative, range"):
        figures.comparison_table(["range", "price"])
