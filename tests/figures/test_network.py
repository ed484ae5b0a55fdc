"""Pictures of the 2-2-2 network: what is drawn and said is what the forward and backward pass give."""

import itertools

import numpy as np
import pytest

from chainrule.figures import network as draw
from chainrule.maths.activations import identity
from chainrule.maths.network import PRESETS, WORKED_EXAMPLE, backward, forward
from chainrule.maths.story import story


def test_error_along_a_weight_is_the_forward_pass_and_the_tangent_is_the_gradient(shown):
    draw.plot_error_along("w5", WORKED_EXAMPLE)
    curve, tangent, point = shown.figure.axes[0].lines
    w, error = curve.get_data()
    np.testing.assert_allclose(error, forward(WORKED_EXAMPLE, w5=w).E)
    rise, run = np.ptp(tangent.get_ydata()), np.ptp(tangent.get_xdata())
    assert rise / run == pytest.approx(backward(WORKED_EXAMPLE).dE_dw5)
    assert np.ravel(point.get_data()).tolist() == [0.4, forward(WORKED_EXAMPLE).E]


def test_error_along_a_weight_says_itself(shown):
    draw.plot_error_along("w7", WORKED_EXAMPLE)
    assert "The error along w7, from −12 to 12" in shown.words
    assert "At w7 = 0.5 it is 0.2984, and the tangent has the slope −0.0226" in shown.words


@pytest.fixture(scope="module")
def page():
    """A drawing, its axes, and a function that gives the box around an artist in the units of the axes."""
    figure, ax = draw.network_axes()
    drawing = draw.draw_network(ax, WORKED_EXAMPLE)
    figure.draw_without_rendering()
    renderer = figure._get_renderer()
    return drawing, ax, lambda artist: artist.get_window_extent(renderer).transformed(ax.transData.inverted())


CROWDED = {
    **PRESETS,
    "negative": WORKED_EXAMPLE.replace(
        w1=-0.1235, w2=-0.2345, w5=-3.123, w6=-1.235, w7=-2.346, w8=-0.9877, b1=-0.3, b2=-0.7
    ),
    "linear": WORKED_EXAMPLE.replace(w1=-1e4 / 3, w5=-1e4 / 7, hidden=identity, output=identity),
    "own biases": WORKED_EXAMPLE.replace(biases=(-0.1, 0.2, 0.3, 0.4)),
}


@pytest.mark.parametrize("name", CROWDED)
def test_every_number_stays_in_its_circle_and_on_the_page_and_clear_of_the_others(name, page):
    drawing, ax, box = page
    network = CROWDED[name]
    draw.move_weights(drawing, network)
    steps = story(network)
    for count in (14, 37, len(steps)):
        draw.move_pass(drawing, network, steps, count)
        texts = {symbol: text for symbol, text in {**drawing.given, **drawing.found}.items() if text.get_text()}
        boxes = {symbol: box(text).padded(-0.05) for symbol, text in texts.items()}
        for symbol, place in boxes.items():
            assert ax.get_xlim()[0] < place.x0 and place.x1 < ax.get_xlim()[1], texts[symbol].get_text()
            assert ax.get_ylim()[0] < place.y0 and place.y1 < ax.get_ylim()[1], texts[symbol].get_text()
            if symbol[:4] in ("net_", "out_"):
                unit = symbol[4:]
                assert place.width < 2 * draw.RADIUS[unit], texts[symbol].get_text()
        for one, other in itertools.combinations(boxes, 2):
            assert not boxes[one].overlaps(boxes[other]), (texts[one].get_text(), texts[other].get_text())


def test_letters_of_the_drawing_are_13_pixels_where_it_is_576_wide(page):
    _, ax, _ = page
    assert ax.figure.get_figwidth() * 72 == 576
    assert {text.get_fontsize() for text in ax.texts} == {13}


@pytest.mark.parametrize("o", ["o1", "o2"])
def test_target_and_error_stand_beside_the_arrow_into_the_error(o, page):
    drawing, _, box = page
    draw.move_weights(drawing, WORKED_EXAMPLE)
    draw.move_pass(drawing, WORKED_EXAMPLE, story(WORKED_EXAMPLE), 11)
    assert drawing.given[f"target_{o}"].get_text() == f"target {WORKED_EXAMPLE['target_' + o]}"
    assert drawing.found[f"E_{o}"].get_text().startswith(f"E_{o} 0.")
    (x, y), (to_x, to_y) = drawing.lines[f"E_{o}"].get_xydata()
    for text in (drawing.given[f"target_{o}"], drawing.found[f"E_{o}"]):
        side = [(px - x) * (to_y - y) - (py - y) * (to_x - x) for px, py in box(text).corners()]
        assert min(side) > 0.1 or max(side) < -0.1, text.get_text()


def test_at_rest_there_is_no_formula_and_after_a_step_it_stands_below(shown):
    draw.plot_network(WORKED_EXAMPLE)
    low = shown.figure.get_figheight()
    assert shown.words == "The 2-2-2 network. inputs i1, i2, hidden units h1, h2, outputs o1, o2"
    draw.plot_network(WORKED_EXAMPLE, story(WORKED_EXAMPLE), 25)
    assert shown.figure.get_figheight() > low
    written = [text.get_text() for text in shown.figure.axes[0].texts]
    assert written[-2].startswith(r"$\dfrac{\partial E}") and written[-1].endswith("\nfinite difference: 0.03635")


@pytest.mark.parametrize("name", CROWDED)
def test_the_formula_stays_on_the_page(name, shown):
    steps = story(CROWDED[name])
    for step in steps[::3]:
        draw.plot_network(CROWDED[name], steps, step.number)
        ax = shown.figure.axes[0]
        for text in ax.texts[-2:]:
            box = text.get_window_extent(shown.figure._get_renderer()).transformed(ax.transData.inverted())
            assert box.x1 < ax.get_xlim()[1] and box.y0 > ax.get_ylim()[0], text.get_text()


def test_a_step_back_points_back(page):
    drawing, _, _ = page
    steps = story(WORKED_EXAMPLE)
    for count, step in enumerate(steps, start=1):
        draw.move_pass(drawing, WORKED_EXAMPLE, steps, count)
        lit = {edge for edge, arrow in drawing.arrows.items() if arrow.get_visible()}
        assert lit == set(step.edges)
        assert {node for node, ring in drawing.rings.items() if ring.get_visible()} == set(step.nodes)
        for edge in lit:
            start, end = (x for x, _ in drawing.arrows[edge]._posA_posB)
            assert (end < start) == (step.phase == "backward")
