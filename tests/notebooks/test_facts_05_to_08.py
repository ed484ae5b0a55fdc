"""What lessons 05 to 08 say in prose and show in no output, computed."""

import numpy as np
import pytest

from chainrule import sigmoid
from chainrule.maths.network import PRESETS, WORKED_EXAMPLE, forward

# -- 06 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inputs", [(0, 0), (0.25, 0.5), (0, 1), (1, 0), (1000, 1000)])
def test_weights_a_hundred_times_too_large_give_one_answer_to_inputs_that_are_not_negative(inputs):
    trace = forward(PRESETS["saturated"].replace(i1=inputs[0], i2=inputs[1]))
    assert 1 - min(trace.out_o1, trace.out_o2) < 1e-9


def test_and_another_answer_to_negative_ones():
    network = PRESETS["saturated"].replace(i1=-0.5, i2=-1)
    trace = forward(network)
    assert trace.out_o1 == pytest.approx(sigmoid(network["b2"])) == pytest.approx(0.646, abs=5e-4)
    assert trace.out_o2 == pytest.approx(trace.out_o1)


def test_a_slip_in_the_bias_can_make_the_error_smaller():
    assert forward(WORKED_EXAMPLE, b2=WORKED_EXAMPLE["b1"]).E < forward(WORKED_EXAMPLE).E


def test_the_second_miss_is_29_percent_of_the_first_and_its_error_9_percent():
    trace = forward(WORKED_EXAMPLE)
    miss_o1, miss_o2 = np.subtract((trace.out_o1, trace.out_o2), WORKED_EXAMPLE.targets)
    assert round(abs(miss_o2 / miss_o1), 2) == 0.29
    assert round(trace.E_o2 / trace.E_o1, 2) == 0.09
