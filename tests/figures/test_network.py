"""Pictures of the 2-2-2 network: what is drawn and said is what the forward and backward pass give."""

import numpy as np
import pytest

from chainrule.figures import network as draw
from chainrule.maths.network import WORKED_EXAMPLE, backward, forward


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
