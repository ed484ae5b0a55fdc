"""The map of weight scales: its colours are the long run of theory, its ticks the critical scales."""

import numpy as np
import pytest

from chainrule.figures import scale_map as draw
from chainrule.figures import style
from chainrule.maths.activations import ACTIVATIONS, gelu, sigmoid, tanh
from chainrule.maths.mean_field import critical_weight_scale, long_run_chi


def test_map_has_the_long_run_of_each_activation_and_its_critical_scale():
    _, ax = style.new_figure()
    draw.draw_scale_map(ax, list(ACTIVATIONS.values()), (tanh, 2.0))
    scales = np.geomspace(*draw.SCALES, 81)
    for activation in (sigmoid, gelu):
        row = draw.long_run_row(activation)
        expected = [np.log10(long_run_chi(activation, float(s))) / 2 for s in scales]
        np.testing.assert_allclose(row, expected)
    colours = ax.images[0].get_array()
    assert (colours[1, scales < 9, :3] == [0x94, 0x60, 0xB8]).all()  # sigmoid vanishes
    assert (colours[1, scales > 11, :3] == [0xD9, 0x8A, 0x1C]).all()
    ticks = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 2]
    known = [critical_weight_scale(each) for each in ACTIVATIONS.values()]
    np.testing.assert_allclose(ticks, np.log10([s for s in known if s is not None]))
    beside = [text.get_text() for text in ax.texts]
    assert beside.count("none") == 2 and {"10.1", "1.41", "critical s"} <= set(beside)


@pytest.mark.parametrize(("scale", "shown"), [(2.0, "here"), (0.0, "beyond"), (99.0, "beyond"), (None, None)])
def test_here_is_marked_on_the_map_or_at_its_rim(scale, shown):
    _, ax = style.new_figure()
    marks = draw.draw_scale_map(ax, [sigmoid, tanh], (tanh, scale))
    for name in ("here", "beyond"):
        data = getattr(marks, name).get_xydata()
        assert len(data) == (name == shown)
        assert not len(data) or (np.isfinite(data).all() and data[0, 1] == 1)
    assert set(marks.row.get_ydata()) == {0.5, 1.5}


def test_map_says_its_critical_scales(shown):
    draw.plot_scale_map(here=(sigmoid, 1.0))
    assert "Sigmoid 10.1, Tanh 1, ReLU 1.41" in shown.words
    assert "No critical scale: SiLU (Swish), GELU" in shown.words
    assert shown.words.endswith("You are at Sigmoid, s = 1: in the long run 10^−0.63 per layer.")
