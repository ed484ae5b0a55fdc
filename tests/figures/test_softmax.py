"""Shares, triangle, slopes, and two errors of one output: the artists read back, against floor 1."""

import numpy as np
import pytest

from chainrule.figures import softmax as draw
from chainrule.figures import style
from chainrule.maths.activations import sigmoid
from chainrule.maths.softmax import log_error, softmax, softmax_jacobian, squared_error, updates_to_turn, walk_output

ROWS = [(1.0, 2.0, 3.0), (0.0, 0.0, 0.0), (-5.0, 4.3, 4.3), (5.0, -5.0, -5.0)]


@pytest.mark.parametrize("z", ROWS)
@pytest.mark.parametrize("temperature", [0.45, 1.0, 10.0])
def test_bars_point_and_slopes_are_those_of_floor_1(shown, z, temperature):
    draw.plot_softmax(z, temperature, row=2)
    left, middle, right = shown.figure.axes
    p = softmax(z, temperature=temperature)
    slopes = softmax_jacobian(z, temperature=temperature)[1]
    np.testing.assert_array_equal([bar.get_height() for bar in left.patches], p)
    np.testing.assert_array_equal([bar.get_height() for bar in right.patches], slopes)
    point = middle.lines[-1].get_xydata()[0]
    np.testing.assert_allclose(point, p @ draw.CORNERS)
    assert all(low <= height <= high for height in slopes for low, high in [right.get_ylim()])
    assert draw.describe_softmax(z, temperature, 2) == shown.words == shown.metadata["image/png"]["alt"]


def test_the_line_of_temperatures_leads_from_the_winners_corner_through_the_point_to_the_middle(shown):
    draw.plot_softmax((1.0, 2.0, 3.0), temperature=2.0)
    path, point = (line.get_xydata() for line in shown.figure.axes[1].lines[-2:])
    np.testing.assert_allclose(path[0], draw.CORNERS[2], atol=1e-3)
    np.testing.assert_allclose(path[-1], draw.CORNERS.mean(axis=0), atol=5e-3)
    assert np.linalg.norm(path - point, axis=1).min() < 0.02


def test_the_borders_of_the_triangle_part_the_winners(shown):
    draw.plot_softmax()
    borders = [line.get_xydata() for line in shown.figure.axes[1].lines if line.get_linestyle() == ":"]
    assert len(borders) == 3
    for i, (middle, edge) in enumerate(borders):
        np.testing.assert_allclose(middle, draw.place_in_triangle([1 / 3] * 3))
        shares = np.full(3, 0.5)
        shares[i - 2] = 0.0
        np.testing.assert_allclose(edge, draw.place_in_triangle(shares), atol=1e-12)


@pytest.mark.parametrize(
    ("p", "said"),
    [
        ([0.2, 0.2, 0.6], "class 3 leads"),
        ([0.4, 0.4, 0.2], "classes 1 and 2 lead"),
        ([1 / 3] * 3, "all three are alike"),
    ],
)
def test_the_leader_is_named(p, said):
    assert draw.leader(p) == said


def test_numbers_on_bars_are_short():
    assert [draw._on_bar(x) for x in (0.0, 1.0, 0.0004, -0.5, -1e-300)] == [
        "0",
        "1",
        "0.0004",
        "−0.5",
        "−1×10⁻³⁰⁰",
    ]


@pytest.mark.parametrize(("z", "t"), [(-8.0, 1), (8.0, 0), (3.0, 1), (0.0, 0), (10.0, 0)])
def test_both_errors_their_gradients_and_walks_are_drawn(shown, z, t):
    draw.plot_errors(z, t, learning_rate=2.0)
    left, middle, right = shown.figure.axes
    grid = np.linspace(-10, 10, 201)
    curves = [line for line in left.lines if len(line.get_xdata()) == 201]
    slopes = [line for line in middle.lines if len(line.get_xdata()) == 201]
    walks = [line for line in right.lines if len(line.get_xdata()) > 30]
    for error, curve, slope, walk in zip((squared_error, log_error), curves, slopes, walks, strict=True):
        np.testing.assert_array_equal(curve.get_ydata(), error.value(grid, t))
        np.testing.assert_array_equal(slope.get_ydata(), error.gradient(grid, t))
        path = walk_output(error, z, t, 2.0, draw.UPDATES)
        x, y = walk.get_data()
        np.testing.assert_array_equal(y[1:], sigmoid(path[np.asarray(x)[1:].astype(int)]))
        assert y[0] == sigmoid(z) and x[0] == draw.START
    assert curves[0].get_linestyle() == slopes[0].get_linestyle() == walks[0].get_linestyle() == "--"


def test_the_turns_are_marked_where_the_walks_turn(shown):
    draw.plot_errors(-8.0)
    marks = [line.get_xdata()[0] for line in shown.figure.axes[2].lines if line.get_marker() in ("s", "o")]
    assert marks == [updates_to_turn(walk_output(error, -8.0, updates=4000)) for error in (squared_error, log_error)]
    titles = [ax.get_title(loc="left") for ax in shown.figure.axes]
    assert titles[1:] == ["−0.000335 against −1", "3,011 against 9"]


@pytest.mark.parametrize(
    ("z", "t", "rate", "title", "words"),
    [
        (-10.0, 1, 0.1, "Over 10,000 against 110", "Learning rate 0.1: right not in 10,000 updates, or after 110"),
        (3.0, 1, 1.0, "Right from the start", "Right from the start"),
        (0.0, 1, 1.0, "1 against 1", "right after 1 update, or after 1"),
    ],
)
def test_what_never_turns_and_what_need_not_are_said(shown, z, t, rate, title, words):
    draw.plot_errors(z, t, rate)
    assert shown.figure.axes[2].get_title(loc="left") == title
    assert words in shown.words


def test_colours_mean_what_they_mean_elsewhere(shown):
    draw.plot_errors()
    assert [ax.lines[0].get_color() for ax in shown.figure.axes] == [style.INK, style.BACKWARD, style.FORWARD]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: draw.plot_softmax([1, 2]), "z must be three scores, but it is"),
        (lambda: draw.plot_softmax(row=0), "row must be 1, 2 or 3, but it is 0"),
        (lambda: draw.plot_softmax(temperature=0), "temperature must be above 0"),
        (lambda: draw.plot_errors(z=11), "z must lie between -10 and 10, but it is 11"),
        (lambda: draw.plot_errors(target=0.5), "target must be 0 or 1, but it is 0.5"),
    ],
)
def test_what_cannot_be_drawn_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
