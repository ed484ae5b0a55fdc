"""Pictures of ReLU and its kin: what is drawn is the sum, the corner and the batch that the titles speak of."""

import numpy as np
import pytest

from chainrule import leaky_relu, relu
from chainrule.figures import relu as draw
from chainrule.figures import style

PIECES = [(-3, -2), (2, -1), (2, 0), (2, 1)]


def test_sum_joins_the_points_of_the_curve():
    z = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    np.testing.assert_allclose(draw.sum_of_relus(4, PIECES, z), z**2)
    assert draw.largest_gap(4, PIECES, np.square) == pytest.approx(0.25)


def test_twice_as_many_bends_make_the_gap_four_times_smaller():
    bends = np.arange(-2, 2, 0.5)
    slopes = (bends + 0.5) + bends  # of z^2 from one bend to the next
    turns = np.diff(slopes, prepend=0)
    pieces = list(zip(turns, bends, strict=True))
    assert draw.largest_gap(4, pieces, np.square) == pytest.approx(0.25 / 4)


def test_pieces_are_drawn_one_by_one_and_told_apart_by_their_dash():
    _, ax = style.new_figure()
    lines = draw.draw_pieces(ax, PIECES)
    assert len({str(line._unscaled_dash_pattern) for line in lines}) == len(PIECES)
    for line, (weight, bend) in zip(lines, PIECES, strict=True):
        z, values = line.get_data()
        np.testing.assert_allclose(values, weight * np.maximum(0, z - bend))


def test_bends_lie_on_the_sum():
    _, ax = style.new_figure()
    drawn = draw.draw_sum_of_relus(ax, 4, PIECES, np.square, "$z^2$")
    z, values = drawn.total.get_data()
    bends, at_bends = drawn.bends.get_data()
    np.testing.assert_allclose(at_bends, np.interp(bends, z, values), atol=0.02)
    np.testing.assert_allclose(drawn.curve.get_ydata(), z**2)
    assert "0.25" in ax.get_title(loc="left")


def test_lines_through_the_corner_have_the_slopes_that_are_said():
    _, ax = style.new_figure()
    slopes = [np.ptp(line.get_ydata()) / np.ptp(line.get_xdata()) for line in draw.draw_corner(ax)]
    assert slopes == [0, 0.5, 1]
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 1), (-1, 1))


@pytest.mark.parametrize(
    ("activation", "z", "words"),
    [
        (relu, [-3.0, -2.0, 1.0], "bias 0: 1 of 3 pass"),
        (relu, [-3.0, -2.0, 0.0], "bias 0: nothing passes: dead"),
        (leaky_relu, [-3.0, -2.0, -1.0], "bias 0: 3 of 3 pass"),
    ],
)
def test_title_counts_the_samples_that_get_a_gradient_through(activation, z, words):
    _, ax = style.new_figure()
    batch = draw.draw_batch(ax, activation, np.array(z), "bias 0")
    assert ax.get_title(loc="left") == words
    np.testing.assert_array_equal(batch.samples.get_ydata(), activation(np.array(z)))


def test_pictures_say_themselves(shown):
    draw.plot_sum_of_relus(4, PIECES, np.square)
    assert "−3 max(0, z + 2), 2 max(0, z + 1)" in shown.words and "never more than 0.25" in shown.words
    draw.plot_corner()
    assert "slope 0, 1/2 and 1" in shown.words
    draw.plot_batches(relu, {"alive": np.array([-1.0, 1.0]), "low": np.array([-2.0, -1.0])})
    assert shown.words == "A batch on ReLU. alive: 1 of 2 pass; low: nothing passes: dead"
    assert len(shown.figure.axes) == 2
