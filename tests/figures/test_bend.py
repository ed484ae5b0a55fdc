"""Pictures of what a bend is for: borders, buildings and folds show the numbers that floor 1 gives."""

import numpy as np
import pytest

from chainrule import identity, relu, tanh
from chainrule.figures.bend import (
    BUILDINGS,
    CURVES,
    DATA,
    FRAMES,
    border_axes,
    build,
    distances,
    draw_border,
    draw_building,
    draw_course,
    draw_folds,
    folds_axes,
    hats_axes,
    learn,
    move_border,
    move_building,
    move_counts,
    move_folds,
    move_goal,
    move_points,
    plot_folds,
    plot_hats,
)
from chainrule.maths.bend import fold_stack, largest_distance, scores, straight_pieces
from chainrule.maths.numbers import number


def shown(activation, data="moons", frame=FRAMES - 1, layers=1):
    _, (left, right) = border_axes()
    border, course = draw_border(left), draw_course(right)
    learned = learn(data, activation, layers, 8, 0)
    move_points(border, course, *learned)
    return border, course, learned, move_border(border, course, *learned, frame=frame)


@pytest.mark.parametrize("data", DATA)
def test_every_point_is_drawn_once_and_the_wrong_ones_are_crossed(data):
    border, course, (kept, x, targets), words = shown(tanh, data)
    assert len(border.first.get_xdata()) + len(border.second.get_xdata()) == len(x)
    wrong = np.sign(scores(kept[-1][1], x)) != targets[:, 0]
    np.testing.assert_array_equal(np.column_stack(border.wrong.get_data()), x[wrong])
    assert course.here.get_ydata() == pytest.approx([100 * wrong.mean()])
    error = np.mean((scores(kept[-1][1], x) - targets[:, 0]) ** 2) / 2
    assert f": error {number(error)}, {wrong.sum() or 'none'} of {len(x)} points" in words


def test_the_drawn_border_is_where_the_network_gives_0():
    border, _, (kept, _, _), _ = shown(tanh)
    line = np.column_stack(border.line.get_data())
    line = line[np.isfinite(line).all(axis=1)]
    inside = scores(kept[-1][1], np.array([[-2.0, -2.0], [-2.0, 2.0], [2.0, -2.0], [2.0, 2.0]]))
    assert np.abs(scores(kept[-1][1], line)).max() < 0.05 * np.abs(inside).max()


def test_without_a_bend_the_drawn_border_is_straight_and_says_so():
    border, _, _, words = shown(identity, layers=3)
    line = np.column_stack(border.line.get_data())
    line = line[np.isfinite(line).all(axis=1)]
    away = line - line.mean(axis=0)
    assert np.linalg.svd(away, compute_uv=False)[1] < 1e-9 * len(line)
    assert border.heading.get_text() == "The border is a straight line"
    assert words.endswith("on the wrong side of a straight line")


def test_the_first_frame_is_before_any_update():
    _, course, _, words = shown(relu, frame=0)
    assert "after 0 updates" in words
    assert course.here.get_xdata() == [0]


@pytest.mark.parametrize("building", BUILDINGS)
@pytest.mark.parametrize("curve", CURVES)
def test_parts_add_up_to_what_is_drawn(curve, building):
    artists = draw_building(*hats_axes()[1])
    apart = distances(CURVES[curve], building)
    move_goal(artists, CURVES[curve], apart)
    words = move_building(artists, CURVES[curve], 7, building, apart)
    x, y = artists.built.get_data()
    total, single, units = build(CURVES[curve], 7, building)
    start = total(np.array([-5.0]))[0]
    np.testing.assert_allclose(y, start + sum(part(x) for part in single), atol=1e-12)
    assert apart[6] == largest_distance(CURVES[curve], total)
    assert f"7 {building}, {units} ReLU units" in words


@pytest.mark.parametrize(("layers", "units"), [(1, 2), (5, 2), (3, 4)])
def test_folds_are_counted_and_drawn_corner_by_corner(layers, units):
    folds = draw_folds(*folds_axes()[1])
    move_counts(folds, units)
    words = move_folds(folds, layers, units)
    pieces = straight_pieces(fold_stack(layers, units))
    assert folds.deep_counts.get_ydata()[layers - 1] == folds.deep_here.get_ydata()[0] == pieces == units**layers
    assert len(folds.deep.get_xdata()) == pieces + 1
    assert f"into {pieces} straight pieces" in words


def test_a_static_picture_does_not_show_how_it_goes_on(monkeypatch):
    """Lesson 01 asks for twice as many hats, and for six layers, right below these pictures."""
    figures = []
    monkeypatch.setattr("chainrule.figures.bend.show", lambda figure, words: figures.append(figure))
    plot_hats(parts=8)
    plot_folds(layers=3)
    assert [max(max(line.get_xdata()) for line in figure.axes[-1].lines) for figure in figures] == [8, 3]
