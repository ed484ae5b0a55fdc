"""Grips: what the browser is told of each, that it is true of the figure, and what is refused."""

import ipywidgets
import numpy as np
import pytest

from chainrule.explorers.activations import explore_activation, explore_sigmoid_to_tanh
from chainrule.explorers.depth import explore_depth
from chainrule.explorers.explorer import Explorer, log_slider, menu, slider, tick
from chainrule.explorers.grips import Area, describe_grips, read_grips
from chainrule.explorers.softmax import explore_softmax
from chainrule.figures import style


@pytest.fixture
def parts():
    figure, axes = style.new_figure(columns=2, size=(8, 4))
    controls = {
        "z": slider("z", 0, -2, 2), "rate": log_slider("rate", 1, -2, 2), "kind": menu("kind", ["a", "b", "c"], "b"),
        "batch": menu("batch", [1, 4, 16], 4), "float32": tick("float32", False),
    }  # fmt: skip
    axes[0].set(xlim=(-2.5, 2.5), ylim=(10, 0))
    axes[1].set(xscale="log", xlim=(0.01, 100), ylim=(-1, 1))
    figure.draw_without_rendering()
    return figure, axes, controls


def describe(parts, grips):
    figure, _, controls = parts
    values = {name: control.value for name, control in controls.items()}
    return describe_grips(read_grips(grips, controls, figure), controls, values, ahead="z")


def pixels(ax, x, y):
    """Where matplotlib itself draws a point, in points from the top left."""
    right, up = ax.transData.transform((x, y)) * 72 / ax.figure.dpi
    return right, 72 * ax.figure.get_size_inches()[1] - up


def test_the_box_and_the_ends_are_those_of_the_axes(parts):
    _, (ax, _), controls = parts
    [grip] = describe(parts, {"z": ax})
    assert grip["box"][:2] == pytest.approx(pixels(ax, -2.5, 0), abs=0.01)
    assert grip["box"][2:] == pytest.approx(pixels(ax, 2.5, 10), abs=0.01)
    assert grip["x"]["control"] is controls["z"]
    assert (grip["x"]["ends"], grip["x"]["log"], grip["x"]["ahead"]) == ([-2.5, 2.5], False, True)
    assert "y" not in grip


def test_an_axis_that_points_down_and_one_that_is_logarithmic(parts):
    _, (left, right), _ = parts
    down, log = describe(parts, {(None, "z"): left, ("rate", "z"): right})
    assert down["y"]["ends"] == [10, 0]
    assert (log["x"]["ends"], log["x"]["log"], log["x"]["ahead"]) == ([-2, 2], True, False)
    assert log["y"]["ends"] == [-1, 1]


def test_a_part_of_the_axes_ends_where_it_says(parts):
    _, (ax, right), _ = parts
    for area, ends in ((Area(ax, between=(-1, 2)), [-1, 2]), (Area(right, between=(0.1, 10)), [-1, 1])):
        [grip] = describe(parts, {"z": area})
        assert grip["x"]["ends"] == pytest.approx(ends)
        for edge, x in zip((grip["box"][0], grip["box"][2]), area.between, strict=True):
            assert edge == pytest.approx(pixels(area.ax, x, 0.5)[0], abs=0.01)


def test_a_menu_of_numbers_lies_at_its_numbers_and_one_of_words_in_a_row(parts):
    _, (ax, right), _ = parts
    words, numbers, log = describe(parts, {"kind": ax, (None, "batch"): ax, "batch": right})
    assert words["x"]["places"] == [0, 1, 2]
    assert numbers["y"]["places"] == [1, 4, 16]
    assert log["x"]["places"] == pytest.approx(np.log10([1, 4, 16]))


def test_places_may_follow_the_other_controls(parts):
    _, (ax, _), controls = parts
    area = Area(ax, places=lambda z, rate, **others: rate * np.arange(3))
    assert describe(parts, {"z": area})[0]["x"]["places"] == [0, 1, 2]
    controls["rate"].value = 10
    assert describe(parts, {"z": area})[0]["x"]["places"] == [0, 10, 20]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("q", "a grip moves 'q', but there is no such control; choose from: z, rate, kind, batch, float32"),
        (("z", "q"), "a grip moves 'q', but there is no such control"),
        ("float32", "a grip moves a slider or a menu, but 'float32' is a Checkbox"),
    ],
)
def test_a_grip_that_names_no_control_is_refused(parts, names, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        describe(parts, {names: parts[1][0]})


def test_a_grip_without_axes_of_this_figure_is_refused(parts):
    other = style.new_figure()[1]
    for wrong in (other, Area(other), "left", None, [parts[1][0], other]):
        with pytest.raises(ValueError, match=r"^the grip of 'z' needs axes of the explorer's figure, not "):
            describe(parts, {"z": wrong})


def test_an_explorer_refuses_such_a_grip_when_it_is_made(parts):
    figure, _, controls = parts
    with pytest.raises(ValueError, match="no such control"):
        Explorer(figure, [[]], controls, lambda **_: "words", grips={"q": figure.axes})


def test_grips_are_sent_again_only_when_limits_change(monkeypatch):
    explorer = explore_activation("leaky_relu")
    sent = []
    monkeypatch.setattr(explorer.canvas.comm, "send", lambda data, **other: sent.append(data["state"]))
    explorer.controls["z"].value = 1.0
    explorer.controls["alpha"].value = 0.5
    assert sent and not any("grips" in state for state in sent)
    explorer.figure.axes[0].set_xlim(-4, 4)
    explorer.controls["alpha"].value = 0.4
    assert sent[-1]["grips"][0]["x"]["ends"] == [-4, 4]
    assert sent[-1]["grips"][1]["x"]["ends"] == [-8, 8]
    assert sent[-1]["grips"][0]["x"]["control"] == f"IPY_MODEL_{explorer.controls['z'].model_id}"


def test_the_diamond_of_the_map_lies_where_its_grip_says():
    explorer = explore_depth("tanh", weight_scale=2.0)
    [grip] = explorer.canvas.grips
    *_, here, _ = (artist for artist in explorer.canvas._artists[-1])
    x, y = here.get_xydata()[0]
    assert isinstance(grip["y"]["control"], ipywidgets.Dropdown)
    assert 10**x == pytest.approx(explorer.controls["weight_scale"].value, rel=1e-3)
    assert grip["x"]["log"] and grip["y"]["places"][explorer.controls["activation"].index] == y


@pytest.mark.parametrize("temperature", [0.5, 1, 10])
def test_a_bar_is_as_high_as_its_grip_says(temperature):
    explorer = explore_softmax((-2.0, 0.5, 1.0), temperature)
    bars = [bar.get_height() for bar in explorer.figure.axes[0].patches]
    for k, (grip, bar) in enumerate(zip(explorer.canvas.grips, bars, strict=True), 1):
        control = grip["y"]["control"]
        assert control is explorer.controls[f"z{k}"]
        stop = round((control.value - control.min) / control.step)
        assert grip["y"]["places"][stop] == pytest.approx(bar)
        assert len(grip["y"]["places"]) == 101


def test_the_handles_of_a_bent_sigmoid_lie_where_their_grips_say():
    explorer = explore_sigmoid_to_tanh()
    for name, value in (("stretch", 2.0), ("scale", 1.5), ("shift", -0.4)):
        explorer.controls[name].value = value
    floor, stretch, ceiling = explorer.canvas.grips
    lines = {line.get_marker(): line for line in explorer.figure.axes[0].lines}
    assert stretch["x"]["places"][15] == pytest.approx(lines["D"].get_xdata()[0])
    assert len(stretch["x"]["places"]) == len(ceiling["y"]["places"]) == 26
    assert ceiling["y"]["places"][10] == pytest.approx(lines["v"].get_ydata()[0])
    assert floor["y"]["places"] == []
    assert lines["^"].get_ydata()[0] == -0.4
