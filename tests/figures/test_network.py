"""Pictures of the 2-2-2 network: what is drawn and said is what the forward and backward pass give."""

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
    "linear": WORKED_EXAMPLE.replace(w1=-1e5 / 3, w5=-1e5 / 7, hidden=identity, output=identity),
    "own biases": WORKED_EXAMPLE.replace(biases=(-0.1, 0.2, 0.3, 0.4)),
}


@pytest.mark.parametrize("name", CROWDED)
def test_every_number_stays_in_its_circle_and_every_line_on_the_page(name, page):
    drawing, ax, box = page
    network = CROWDED[name]
    draw.move_weights(drawing, network)
    steps = story(network)
    for count in range(len(steps) + 1):
        draw.move_pass(drawing, network, steps, count)
        for text in (drawing.formula, drawing.numbers, drawing.check):
            assert box(text).x1 < ax.get_xlim()[1] and box(text).y0 > ax.get_ylim()[0], text.get_text()
        assert box(drawing.numbers).y0 > box(drawing.check).y1 or not drawing.check.get_text()
    for node, text in drawing.values.items():
        assert box(text).width < 2 * draw.RADIUS[node], text.get_text()


@pytest.mark.parametrize("o", ["o1", "o2"])
def test_target_and_error_stand_beside_the_arrow_into_the_error(o, page):
    drawing, _, box = page
    draw.move_weights(drawing, WORKED_EXAMPLE)
    draw.move_pass(drawing, WORKED_EXAMPLE, story(WORKED_EXAMPLE), 11)
    assert drawing.weights[f"E_{o}"].get_text() == f"target {WORKED_EXAMPLE['target_' + o]}"
    assert drawing.gradients[f"E_{o}"].get_text().startswith(f"E_{o} 0.")
    (x, y), (to_x, to_y) = drawing.lines[f"E_{o}"].get_xydata()
    for text in (drawing.weights[f"E_{o}"], drawing.gradients[f"E_{o}"]):
        side = [(px - x) * (to_y - y) - (py - y) * (to_x - x) for px, py in box(text).corners()]
        assert min(side) > 0.1 or max(side) < -0.1, text.get_text()


def test_the_bottom_of_a_network_at_rest_is_cut_off(shown):
    draw.plot_network(WORKED_EXAMPLE)
    assert shown.figure.get_figheight() < draw.network_axes()[0].get_figheight()
    assert shown.words == "The 2-2-2 network. inputs i1, i2, hidden units h1, h2, outputs o1, o2"


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
