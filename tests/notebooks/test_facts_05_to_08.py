"""What lessons 05 to 08 say in prose and show in no output, computed."""

import numpy as np
import pytest

from chainrule import relu, sigmoid
from chainrule.maths.network import PRESETS, WORKED_EXAMPLE, backward, finite_differences, forward
from chainrule.maths.numeric import central_difference

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


# -- 07 ------------------------------------------------------------------------------------------------------------


def products(layers, units):
    """Multiplications by weights in a forward pass, and those by deltas in a backward pass (slopes left out)."""
    forward_ = layers * units**2
    gradients, paths = layers * units**2, (layers - 1) * units**2  # nothing goes back to the inputs
    return forward_, gradients + paths


def test_a_backward_pass_takes_about_twice_the_work_of_a_forward_pass():
    forward_, backward_ = products(layers=50, units=64)
    assert backward_ / forward_ == pytest.approx(2, abs=0.05)


def test_the_gradient_check_says_0_where_a_tiny_gradient_is_lost_in_rounding():
    network = PRESETS["saturated"]
    gradients, tried = backward(network), finite_differences(network)
    for name in network.parameters:
        assert gradients[name] != 0 == tried[name]


def test_the_gradient_check_gives_a_slope_between_the_sides_at_a_corner():
    assert central_difference(relu, 0.0) == pytest.approx(0.5)
    assert relu.derivative(0.0) == 0


def test_the_gradient_of_w1_is_187_times_smaller_than_that_of_w5():
    gradients = backward(WORKED_EXAMPLE)
    assert round(gradients.dE_dw5 / gradients.dE_dw1) == 187


def test_the_error_along_w5_is_largest_far_to_the_right_and_there_flat():
    far = WORKED_EXAMPLE.replace(w5=12)
    assert round(forward(far).E, 2) == 0.51
    assert abs(backward(far).dE_dw5) < 0.001
    left, of_o2 = forward(WORKED_EXAMPLE.replace(w5=-9.21)).E, forward(WORKED_EXAMPLE).E_o2
    assert left == pytest.approx(of_o2, abs=1e-4)


def test_with_the_target_at_the_output_only_the_path_through_o2_is_left():
    gradients = backward(WORKED_EXAMPLE.replace(target_o1=0.7514))
    assert abs(gradients.delta_o1) < 1e-5 and abs(gradients.dE_dw5) < 1e-5
    assert gradients.dE_dw1 < 0
