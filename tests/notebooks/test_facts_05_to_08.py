"""What lessons 05 to 08 say in prose and show in no output, computed."""

import itertools
import math

import numpy as np
import pytest

from chainrule import ACTIVATIONS, Activation, identity, relu, sigmoid
from chainrule.maths.descent import unit_inputs, walk_unit
from chainrule.maths.matrices import learn
from chainrule.maths.network import (
    PRESETS,
    WORKED_EXAMPLE,
    backward,
    finite_differences,
    forward,
    update,
)
from chainrule.maths.numeric import central_difference
from chainrule.maths.own_activation import mean_square
from chainrule.maths.story import Symbol, story

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
    assert round(forward(WORKED_EXAMPLE, b2=WORKED_EXAMPLE["b1"]).E, 4) == 0.2741 < forward(WORKED_EXAMPLE).E


def test_with_weights_so_large_the_outputs_are_flat_for_inputs_of_0_and_the_hidden_units_are_not():
    trace = forward(PRESETS["saturated"])
    assert [round(trace.net_o1), round(trace.net_o2)] == [86, 106]
    assert min(trace.out_h1, trace.out_h2) > 1 - 1e-9
    assert forward(PRESETS["saturated"].replace(i1=0, i2=0)).out_h1 == pytest.approx(0.59, abs=0.005)


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


def test_the_delta_of_o1_is_used_directly_in_five_later_steps():
    uses = [step.number for step in story(WORKED_EXAMPLE) if Symbol("delta_o1") in step.formula[1:]]
    assert [number for number in uses if number <= 37] == [15, 16, 22, 23, 30]


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


# -- 08 ------------------------------------------------------------------------------------------------------------

LINEAR = WORKED_EXAMPLE.replace(output=identity)
TRACE = forward(WORKED_EXAMPLE)


def error_after(network, names, learning_rate, updates=200):
    """The error after some updates of these weights alone."""
    for _ in range(updates):
        gradients = backward(network)
        network = network.replace(**{name: network[name] - learning_rate * gradients[name] for name in names})
    return forward(network).E


@pytest.mark.parametrize(
    ("names", "limit", "said"),
    [
        (("w5",), 2 / TRACE.out_h1**2, 5.68),
        (("w5", "w7"), 2 / TRACE.out_h1**2, 5.68),
        (("w5", "w6"), 2 / (TRACE.out_h1**2 + TRACE.out_h2**2), 2.82),
    ],
)
def test_weights_into_one_unit_share_their_limit_of_the_learning_rate(names, limit, said):
    assert round(limit, 2) == said
    assert error_after(LINEAR, names, 0.98 * limit) < forward(LINEAR).E
    assert error_after(LINEAR, names, 1.02 * limit) > 10 * forward(LINEAR).E


def test_the_first_update_lowers_the_error_nearly_as_much_as_any():
    lowered = -np.diff(learn(WORKED_EXAMPLE, 10_000).E)
    assert [round(lowered[0], 4), round(lowered.max(), 4)] == [0.0073, 0.0079]
    assert np.all(np.diff(lowered[7:]) < 0)  # after the eighth each lowers it less than the one before


def test_each_further_power_of_ten_takes_longer():
    errors = learn(WORKED_EXAMPLE, 6000).E
    assert [int(np.argmax(errors < goal)) for goal in (0.1, 0.01, 0.0001)] == [30, 173, 5493]


def test_the_gradients_of_the_first_layer_are_20_to_200_times_smaller():
    gradients = backward(WORKED_EXAMPLE)
    first, second = ([abs(gradients[f"w{k}"]) for k in four] for four in (range(1, 5), range(5, 9)))
    assert min(second) / max(first) > 20
    assert max(second) / min(first) < 200


def test_on_the_plateau_w7_goes_more_than_three_times_as_far_as_w5():
    network = WORKED_EXAMPLE.replace(w5=4, w7=-3)
    assert round(forward(network).out_o1, 2) == 0.96
    for _ in range(40):
        gradients = backward(network)
        network = network.replace(**{name: network[name] - 0.5 * gradients[name] for name in ("w5", "w7")})
    assert 3 < (network["w7"] + 3) / (4 - network["w5"]) < 4


def test_with_new_weights_the_hidden_gradient_is_17_percent_too_small():
    gradients, new = backward(WORKED_EXAMPLE), update(WORKED_EXAMPLE)
    late = gradients.delta_o1 * new["w5"] + gradients.delta_o2 * new["w7"]
    assert round(1 - late / gradients.dE_dout_h1, 2) == 0.17


def updates_until_o2_is_back(learning_rate=500, at_most=600_000):
    """Train the worked example as plain numbers, until out_o2 is near its target; give the update and out_o1."""
    (i1, i2), (b1, b2), (t1, t2) = WORKED_EXAMPLE.inputs, WORKED_EXAMPLE.biases, WORKED_EXAMPLE.targets
    w1, w2, w3, w4, w5, w6, w7, w8 = WORKED_EXAMPLE.weights
    r, exp = learning_rate, math.exp
    for update_number in range(at_most):
        h1, h2 = 1 / (1 + exp(-w1 * i1 - w2 * i2 - b1)), 1 / (1 + exp(-w3 * i1 - w4 * i2 - b1))
        o1, o2 = 1 / (1 + exp(-w5 * h1 - w6 * h2 - b2)), 1 / (1 + exp(-w7 * h1 - w8 * h2 - b2))
        if update_number > 1 and o2 < 0.991:
            return update_number, o1
        d1, d2 = (o1 - t1) * o1 * (1 - o1), (o2 - t2) * o2 * (1 - o2)
        e1, e2 = (d1 * w5 + d2 * w7) * h1 * (1 - h1), (d1 * w6 + d2 * w8) * h2 * (1 - h2)
        w1, w2, w3, w4 = w1 - r * e1 * i1, w2 - r * e1 * i2, w3 - r * e2 * i1, w4 - r * e2 * i2
        w5, w6, w7, w8 = w5 - r * d1 * h1, w6 - r * d1 * h2, w7 - r * d2 * h1, w8 - r * d2 * h2
    return math.inf, o1


def test_stuck_is_not_stuck_for_ever():
    back, out_o1 = updates_until_o2_is_back()
    assert back == pytest.approx(420_000, rel=0.01)
    assert 1e-18 < out_o1 < 1e-16


def test_the_longest_step_along_w7_comes_near_minus_2_7():
    w = np.linspace(-12, 12, 2401)
    errors = forward(WORKED_EXAMPLE, w7=w).E
    assert w[np.argmin(np.gradient(errors, w))] == pytest.approx(-2.7, abs=0.1)
    assert np.argmax(errors) == 0


def detours(centring, batch, learning_rate=1.0, seeds=20):
    walks = [
        walk_unit(unit_inputs(centring, 32, np.random.default_rng(seed)), batch, learning_rate, steps=60)
        for seed in range(seeds)
    ]
    return [walk.detour for walk in walks], [walk.one_sign.sum() for walk in walks]


def test_one_sign_in_every_step_is_a_law_and_the_length_of_the_detour_is_none():
    lengths, one_sign = detours(centring=0.0, batch=1)
    assert set(one_sign) == {60}
    assert [round(min(lengths), 1), round(max(lengths), 1)] == [1.9, 4.1]


def test_with_centred_inputs_about_half_of_the_steps_have_one_sign():
    _, one_sign = detours(centring=1.0, batch=1)
    assert [min(one_sign), max(one_sign)] == [18, 35]
    assert np.mean(one_sign) == pytest.approx(30, abs=3)


def test_centring_and_batches_shorten_every_detour():
    as_it_is, *better = (detours(*case)[0] for case in [(0.0, 1), (1.0, 1), (0.0, 32), (1.0, 32)])
    assert max(map(max, better)) < 1.5 < min(as_it_is)
    assert max(better[-1]) < 1.07


def test_a_smaller_rate_keeps_one_sign_and_does_not_arrive():
    inputs = unit_inputs(0.0, 32, np.random.default_rng(8))
    walk = walk_unit(inputs, 1, 0.1, steps=60)
    assert walk.one_sign.all()
    assert np.linalg.norm(walk.weights[-1] - [1, -1]) > 1


# -- 05 ------------------------------------------------------------------------------------------------------------


def test_right_of_0_six_are_the_line_z_four_come_near_and_two_leave_it():
    z = np.linspace(0.01, 20, 2000)
    exact = {name for name, activation in ACTIVATIONS.items() if np.array_equal(activation(z), z)}
    assert exact == {"identity", "relu", "leaky_relu", "prelu", "elu", "maxout"}
    assert np.allclose(ACTIVATIONS["selu"](z) / z, 1.05, atol=0.001)
    for name, off in {"softplus": 0.31, "silu": -0.27, "gelu": -0.16}.items():
        assert round(float(ACTIVATIONS[name](1.0)) - 1, 2) == off
        assert ACTIVATIONS[name](20.0) == pytest.approx(20)
    assert max(ACTIVATIONS["sigmoid"](z).max(), ACTIVATIONS["tanh"](z).max()) <= 1


def test_left_of_0_all_twelve_differ():
    z = np.linspace(-5, -1, 5)
    for one, other in itertools.combinations(ACTIVATIONS.values(), 2):
        assert not np.allclose(one(z), other(z), atol=1e-3), (one, other)


def test_those_that_fall_somewhere_rise_elsewhere():
    steps = {name: np.diff(activation(np.linspace(-8, 8, 1601))) for name, activation in ACTIVATIONS.items()}
    falling = {name for name, step in steps.items() if step.min() < -1e-12}
    assert falling == {"silu", "gelu", "maxout"}
    assert all(steps[name].max() > 0 for name in falling)


def test_far_to_the_left_three_keep_a_slope_and_leaky_relu_a_small_one():
    slopes = {name: abs(activation.derivative(-10.0)) for name, activation in ACTIVATIONS.items()}
    assert {name for name, slope in slopes.items() if slope > 0.02} == {"identity", "prelu", "maxout"}
    assert {name for name, slope in slopes.items() if 0.001 < slope <= 0.02} == {"leaky_relu"}


def test_two_extremes_on_the_bench():
    wave = Activation("wave", lambda z: z * np.exp(-(z**2)), lambda z: (1 - 2 * z**2) * np.exp(-(z**2)))
    square = Activation("square", lambda z: np.maximum(0, z) ** 2, lambda z: 2 * np.maximum(0, z))
    assert mean_square(wave.derivative) == pytest.approx(0.30, abs=0.005)
    assert mean_square(square.derivative) == pytest.approx(2.00, abs=0.005)


def test_what_ten_layers_leave():
    sigmoids, selus = (mean_square(ACTIVATIONS[name].derivative) ** 10 for name in ("sigmoid", "selu"))
    assert sigmoids < 1e-13
    assert selus == pytest.approx(2, rel=0.01)
    assert 10 < mean_square(ACTIVATIONS["tanh"].derivative) / mean_square(ACTIVATIONS["sigmoid"].derivative) < 11
