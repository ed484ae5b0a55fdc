"""The 2-2-2 network: the published numbers, the chain rule against differences, edges and refusals.

Exact values are those of M. Mazur's "A step by step backpropagation example", recomputed to 17 digits.
"""

import dataclasses
import itertools
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given

from chainrule.maths.activations import ACTIVATIONS, identity, sigmoid, tanh
from chainrule.maths.matrices import learn, matrices, matrix_pass
from chainrule.maths.network import (
    EDGES,
    PRESETS,
    WEIGHTS,
    WORKED_EXAMPLE,
    Network,
    backward,
    finite_differences,
    forward,
    update,
    update_sequentially,
)
from chainrule.maths.story import story

from .networks import (
    E_AFTER_1,
    E_AT_FIRST,
    away_from_bends,
    exactly,
    examples,
    in_plain_floats,
    networks,
    random_network,
)

# -- the worked example --------------------------------------------------------------------------------------

FORWARD = {
    "net_h1": 0.3775,
    "net_h2": 0.3925,
    "out_h1": 0.59326999210718726,
    "out_h2": 0.59688437825976706,
    "net_o1": 1.1059059670597701,
    "net_o2": 1.2249214040964655,
    "out_o1": 0.75136506955231571,
    "out_o2": 0.77292846532146259,
    "E_o1": 0.27481108317615495,
    "E_o2": 0.023560025583847735,
    "E": E_AT_FIRST,
}
BACKWARD = {
    "dE_dout_o1": 0.74136506955231571,
    "dE_dout_o2": -0.21707153467853741,
    "dout_o1_dnet_o1": 0.18681560180895949,
    "dout_o2_dnet_o2": 0.17551005281727119,
    "delta_o1": 0.13849856162855697,
    "delta_o2": -0.038098236516556217,
    "dE_o1_dout_h1": 0.055399424651422786,
    "dE_o2_dout_h1": -0.019049118258278108,
    "dE_dout_h1": 0.036350306393144678,
    "dE_o1_dout_h2": 0.062324352732850635,
    "dE_o2_dout_h2": -0.020954030084105919,
    "dE_dout_h2": 0.041370322648744716,
    "dout_h1_dnet_h1": 0.24130070857232523,
    "dout_h2_dnet_h2": 0.24061341724921838,
    "dE_dw1": 4.3856773447434673e-4,
    "dE_dw2": 8.7713546894869345e-4,
    "dE_dw3": 4.9771273526086007e-4,
    "dE_dw4": 9.9542547052172014e-4,
    "dE_dw5": 0.082167040564230779,
    "dE_dw6": 0.082667627847533255,
    "dE_dw7": -0.02260254047747506,
    "dE_dw8": -0.022740242215978211,
    "dE_db1": 0.018725609394704136,
    "dE_db2": 0.10040032511200075,
}
AFTER_ONE_UPDATE = {
    "w1": 0.14978071613276283,
    "w2": 0.19956143226552565,
    "w3": 0.24975114363236957,
    "w4": 0.29950228726473914,
    "w5": 0.35891647971788461,
    "w6": 0.40866618607623337,
    "w7": 0.51130127023873753,
    "w8": 0.56137012110798911,
}


@pytest.mark.parametrize("symbol", FORWARD)
def test_forward_gives_the_published_numbers(symbol):
    assert getattr(forward(WORKED_EXAMPLE), symbol) == exactly(FORWARD[symbol])


@pytest.mark.parametrize("symbol", BACKWARD)
def test_backward_gives_the_published_numbers(symbol):
    assert getattr(backward(WORKED_EXAMPLE), symbol) == exactly(BACKWARD[symbol])


def test_one_update_gives_the_published_weights_and_keeps_the_biases():
    new = update(WORKED_EXAMPLE)
    assert {symbol: new[symbol] for symbol in WEIGHTS} == {
        symbol: exactly(value) for symbol, value in AFTER_ONE_UPDATE.items()
    }
    assert new.biases == WORKED_EXAMPLE.biases
    assert exactly(E_AFTER_1) == forward(new).E


def test_sequential_updates_give_the_numbers_that_the_article_prints():
    once = update_sequentially(WORKED_EXAMPLE)
    assert f"{forward(once).E:.9f}" == "0.291027924"
    assert f"{in_plain_floats(10_000, slip=True):.9f}" == "0.000035085"
    many = once
    for _ in range(99):
        many = update_sequentially(many)
    assert pytest.approx(in_plain_floats(100, slip=True), rel=1e-13, abs=0) == forward(many).E


def test_a_tolerance_of_1e_8_sees_the_slip_and_one_of_1e_6_does_not():
    slip, right = forward(update_sequentially(WORKED_EXAMPLE)).E, forward(update(WORKED_EXAMPLE)).E
    assert slip == pytest.approx(right, rel=0, abs=1e-6)
    assert slip != pytest.approx(right, rel=0, abs=1e-8)


def test_the_slip_leaves_the_output_weights_right():
    slip, right = update_sequentially(WORKED_EXAMPLE), update(WORKED_EXAMPLE)
    assert slip.weights[4:] == right.weights[4:]
    assert all(off != good for off, good in zip(slip.weights[:4], right.weights[:4], strict=True))


# -- random networks -----------------------------------------------------------------------------------------


def test_gradients_of_a_thousand_random_networks_agree_with_differences_and_with_matrices():
    """By four-point differences: 1e-7 relative, plus what rounding E does to them."""
    rng = np.random.default_rng(222)
    h = 1e-3
    around = np.array([-2, -1, 1, 2]) * h
    weights = np.array([1, -8, 8, -1]) / (12 * h)
    count = 0
    for hidden, output in itertools.product(ACTIVATIONS.values(), repeat=2):
        for _ in range(7):
            while not away_from_bends(network := random_network(rng, hidden, output)):
                pass
            count += 1
            gradients, E = backward(network), forward(network).E
            for symbol in network.parameters:
                difference = weights @ forward(network, **{symbol: network[symbol] + around}).E
                allowed = 1e-7 * abs(difference) + 5e-12 * max(E, 1)
                assert abs(gradients[symbol] - difference) < allowed, (symbol, network)
            p = matrix_pass(matrices(network), hidden, output)
            of_scalars = [gradients[symbol] for symbol in WEIGHTS]
            np.testing.assert_allclose(np.ravel([p.dE_dW1, p.dE_dW2]), of_scalars, rtol=1e-13, atol=1e-15)
    assert count >= 1000


@examples(30)
@given(networks())
def test_every_factor_agrees_with_its_central_difference(network):
    assume(away_from_bends(network))
    gradients, differences = vars(backward(network)), vars(finite_differences(network))
    scale = max(forward(network).E, 1)
    for name, value in gradients.items():
        assert value == pytest.approx(differences[name], rel=1e-7, abs=2e-9 * scale), name


def test_learned_biases_move_by_their_gradient_and_shared_ones_by_the_sum_of_both():
    learning = WORKED_EXAMPLE.replace(learn_biases=True)
    g, new = backward(learning), update(learning)
    assert new["b1"] == learning["b1"] - 0.5 * (g.delta_h1 + g.delta_h2)
    each = learning.replace(biases=(0.35, 0.35, 0.60, 0.60))
    assert update(each)["b_h2"] == 0.35 - 0.5 * g.delta_h2
    assert learn(each, 1)["b_h2"][1] == pytest.approx(update(each)["b_h2"], rel=1e-15)
    assert learn(learning, 1)["b2"][1] == pytest.approx(new["b2"], rel=1e-15)


def test_one_bias_for_each_unit_gives_the_same_pass_as_a_shared_one_of_the_same_value():
    each = WORKED_EXAMPLE.replace(biases=(0.35, 0.35, 0.60, 0.60))
    assert forward(each) == forward(WORKED_EXAMPLE)
    assert backward(each) == backward(WORKED_EXAMPLE)


def test_arrays_walk_along_weights_as_one_pass_after_another_does():
    w1, b1 = np.linspace(-3, 3, 7), np.linspace(-1, 1, 5)[:, None]
    surface = forward(WORKED_EXAMPLE, w1=w1, b1=b1)
    assert surface.E.shape == (5, 7)
    assert surface.net_h2.shape == (5, 1)  # w1 does not reach h2
    for row, column in np.ndindex(5, 7):
        one = forward(WORKED_EXAMPLE.replace(w1=w1[column], b1=b1[row, 0]))
        assert surface.E[row, column] == pytest.approx(one.E, rel=1e-14)


def test_single_values_are_plain_floats_that_print_as_numbers():
    for values in (forward(WORKED_EXAMPLE), backward(WORKED_EXAMPLE), finite_differences(WORKED_EXAMPLE)):
        assert {type(value) for value in vars(values).values()} == {float}


def test_edges_lead_where_the_formulas_say():
    zero = WORKED_EXAMPLE.replace(weights=[0] * 8, biases=[0] * 4, hidden=identity, output=identity)
    for weight in WEIGHTS:
        source, end = EDGES[weight]
        given = {"inputs": (0, 0), "biases": (0, 0, 0, 0), weight: 1}
        signal = source if source.startswith("i") else f"b_{source}"  # what makes the source send 1
        assert getattr(forward(zero.replace(**{**given, signal: 1})), f"net_{end}") == 1, weight


# -- the presets ---------------------------------------------------------------------------------------------


def test_dead_hidden_units_leave_nothing_to_learn_but_the_output_bias():
    gradients = backward(PRESETS["dead"])
    assert {symbol for symbol in PRESETS["dead"].parameters if gradients[symbol]} == {"b2"}


def test_saturated_units_stop_the_learning():
    network = PRESETS["saturated"]
    assert forward(network).net_o1 > 10
    assert max(abs(backward(network)[symbol]) for symbol in network.parameters) < 1e-15
    assert forward(network).E > 0.4
    assert learn(network, 100).E[-1] == forward(network).E


# -- any numbers ---------------------------------------------------------------------------------------------


def test_huge_numbers_overflow_to_infinity_without_a_warning():
    huge = WORKED_EXAMPLE.replace(weights=[1e200] * 8, hidden=identity, output=identity)
    assert math.inf == forward(huge).E
    with pytest.raises(ValueError, match="smaller learning rate"):
        update(huge)


def test_replace_takes_symbols_and_fields_together():
    network = WORKED_EXAMPLE.replace(biases=(1, 2, 3, 4), b_o1=9, hidden=tanh, w8=-1)
    assert network.biases == (1, 2, 9, 4)
    assert (network.hidden, network["w8"], network["w7"]) == (tanh, -1, 0.5)
    assert WORKED_EXAMPLE["w8"] == 0.55


BAD = [
    ({"weights": [1] * 7}, ValueError, "weights must be 8 numbers, w1 to w8; 7 given"),
    ({"inputs": [1, 2, 3]}, ValueError, "inputs must be 2 numbers, i1 and i2; 3 given"),
    ({"biases": [1, 2, 3]}, ValueError, "biases must be 2 numbers, b1 and b2, or 4.*3 given"),
    ({"targets": []}, ValueError, "targets must be 2 numbers.*0 given"),
    ({"targets": 0.5}, TypeError, "targets must be 2 numbers.*given was 0.5"),
    ({"biases": 0.5}, TypeError, "biases must be 2 numbers.*given was 0.5"),
    ({"inputs": "12"}, TypeError, "inputs must be 2 numbers.*the text '12'"),
    ({"inputs": {0.1, 0.2}}, TypeError, "inputs must be 2 numbers, i1 and i2, in their order; given was {0"),
    ({"targets": {"o1": 1, "o2": 2}}, TypeError, "targets must be 2 numbers.*in their order; given was {'o1'"),
    ({"w3": Decimal("nan")}, ValueError, "w3 must be finite"),
    ({"inputs": ["a", 1]}, TypeError, "i1 must be a number; it is 'a'"),
    ({"inputs": [[1, 2], [3]]}, TypeError, "i1 must be a number"),
    ({"w3": "0.5"}, TypeError, "w3 must be a number; it is '0.5'"),
    ({"w3": None}, TypeError, "w3 must be a number; it is None"),
    ({"w3": True}, TypeError, "w3 must be a number; it is True"),
    ({"w3": 1j}, TypeError, "w3 must be a number"),
    ({"w3": np.ones(2)}, TypeError, "w3 must be a number"),
    ({"w3": [[1], [1, 2]]}, TypeError, "w3 must be a number"),
    ({"w3": math.nan}, ValueError, "w3 must be finite; it is nan"),
    ({"b2": math.inf}, ValueError, "b2 must be finite; it is inf"),
    ({"w9": 1}, ValueError, "there is no 'w9' in this network; it has i1, i2, w1"),
    ({"b_h1": 1}, ValueError, "there is no 'b_h1' in this network"),
    ({"learning_rate": 0}, ValueError, "learning_rate must be above 0.*it is 0"),
    ({"learning_rate": -0.5}, ValueError, "learning_rate must be above 0.*it is -0.5"),
    ({"learning_rate": math.nan}, ValueError, "learning_rate must be finite"),
    ({"learning_rate": "fast"}, TypeError, "learning_rate must be a number; it is 'fast'"),
    ({"hidden": "relu"}, TypeError, "hidden must be an activation such as sigmoid.*it is 'relu'"),
    ({"output": np.tanh}, TypeError, "output must be an activation"),
    ({"learn_biases": "no"}, TypeError, "learn_biases must be True or False; it is 'no'"),
]


@pytest.mark.parametrize(("changes", "error", "sentence"), BAD, ids=[str(changes) for changes, _, _ in BAD])
def test_bad_input_is_refused_with_a_sentence(changes, error, sentence):
    with pytest.raises(error, match=sentence):
        WORKED_EXAMPLE.replace(**changes)


def test_a_trace_gives_its_values_by_their_names():
    trace = forward(WORKED_EXAMPLE)
    assert {name: trace[name] for name in vars(trace)} == vars(trace)


@pytest.mark.parametrize("number", [Fraction(2, 5), Decimal("0.4"), np.float32(0.4), np.array(0.4), np.longdouble(0.4)])
def test_every_kind_of_real_number_is_a_weight(number):
    assert WORKED_EXAMPLE.replace(w5=number)["w5"] == float(number)
    assert type(WORKED_EXAMPLE.replace(w5=number)["w5"]) is float
    assert forward(WORKED_EXAMPLE, w5=number).E == forward(WORKED_EXAMPLE.replace(w5=float(number))).E
    np.testing.assert_array_equal(
        forward(WORKED_EXAMPLE, w5=[number, number]).E, forward(WORKED_EXAMPLE, w5=[float(number)] * 2).E
    )
    assert WORKED_EXAMPLE.replace(learning_rate=number).learning_rate == float(number)


def test_a_long_int_is_a_weight_and_one_beyond_all_floats_is_refused():
    assert WORKED_EXAMPLE.replace(w5=10**30)["w5"] == 1e30
    for beyond in (10**400, -(10**5000), Fraction(10**400), np.longdouble("1e400")):
        if float(np.longdouble("1e400")) != math.inf and isinstance(beyond, np.longdouble):
            continue  # a machine whose long double is a double
        with pytest.raises(ValueError, match="w5 must be finite"):
            WORKED_EXAMPLE.replace(w5=beyond)
        with pytest.raises(ValueError, match="w5 must be finite"):
            forward(WORKED_EXAMPLE, w5=[1, beyond])


NOT_A_NETWORK = [None, "worked example", 5, np.ones(8), PRESETS, Network]


@pytest.mark.parametrize("given", NOT_A_NETWORK, ids=lambda given: type(given).__name__)
@pytest.mark.parametrize(
    "function",
    [
        forward,
        lambda network: forward(network, w5=2),
        backward,
        lambda network: backward(network, forward(WORKED_EXAMPLE)),
        finite_differences,
        update,
        lambda network: update(network, backward(WORKED_EXAMPLE)),
        update_sequentially,
        lambda network: learn(network, 3),
        matrices,
        story,
    ],
)
def test_what_is_no_network_is_refused_with_a_sentence(function, given):
    with pytest.raises(TypeError, match=r"^network must be a Network, such as WORKED_EXAMPLE; it is "):
        function(given)


@pytest.mark.parametrize("given", [forward, "E", 0.3, WORKED_EXAMPLE, {"E": 1}], ids=lambda given: type(given).__name__)
def test_what_is_no_trace_no_gradients_and_no_matrices_is_refused_with_a_sentence(given):
    with pytest.raises(TypeError, match=r"^trace must be a Trace, as forward\(network\) gives; it is "):
        backward(WORKED_EXAMPLE, given)
    with pytest.raises(TypeError, match=r"^gradients must be a Gradients, as backward\(network\) gives; it is "):
        update(WORKED_EXAMPLE, given)
    with pytest.raises(TypeError, match=r"^m must be a Matrices, as matrices\(network\) gives; it is "):
        matrix_pass(given, sigmoid, sigmoid)
    with pytest.raises(TypeError, match=r"^output must be an activation such as sigmoid"):
        matrix_pass(matrices(WORKED_EXAMPLE), sigmoid, given)
    with pytest.raises(TypeError, match=r"^hidden must be an activation such as sigmoid"):
        matrix_pass(matrices(WORKED_EXAMPLE), given, sigmoid)


@pytest.mark.parametrize("changes", [{"w5": [1.0, 2.0]}, {"target_o2": np.ones((2, 3))}, {"w1": [1.0]}])
def test_a_trace_of_many_passes_has_no_single_way_back(changes):
    with pytest.raises(ValueError, match=r"trace must be of one pass, but its \w+ has shape \(.*\); go back for one"):
        backward(WORKED_EXAMPLE, forward(WORKED_EXAMPLE, **changes))


def test_arrays_that_do_not_broadcast_are_refused_by_their_names():
    with pytest.raises(ValueError, match=r"w5 of shape \(2,\), w6 of shape \(3,\) do not broadcast to one shape"):
        forward(WORKED_EXAMPLE, w5=[1, 2], w6=[1, 2, 3])


def test_a_change_of_what_is_no_number_is_told_by_its_name_first():
    with pytest.raises(ValueError, match="there is no 'hidden' in this network; it has i1"):
        forward(WORKED_EXAMPLE, hidden=tanh)


def test_a_network_made_by_hand_from_the_numbers_of_the_article_is_that_of_the_article():
    by_hand = Network(
        inputs=(0.05, 0.10),
        weights=(0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55),
        biases=(0.35, 0.60),
        targets=(0.01, 0.99),
    )
    assert by_hand == WORKED_EXAMPLE
    assert exactly(E_AFTER_1) == forward(update(by_hand)).E
    assert f"{forward(update(by_hand.replace(learn_biases=True))).E:.6f}" == "0.285751"


@pytest.mark.parametrize("wrong", [np.array([1, math.nan]), "x", [[1], [1, 2]], None])
def test_forward_refuses_bad_arrays(wrong):
    with pytest.raises((TypeError, ValueError), match="w1 must be"):
        forward(WORKED_EXAMPLE, w1=wrong)


def test_looking_up_what_is_not_there_says_what_is():
    with pytest.raises(ValueError, match="there is no 'w0'"):
        WORKED_EXAMPLE["w0"]
    with pytest.raises(ValueError, match="no weight and no bias"):
        backward(WORKED_EXAMPLE)["E"]
    history = learn(WORKED_EXAMPLE, 2)
    with pytest.raises(ValueError, match=r"there is no 'b_h1' in this history; it has w1, .* b2$"):
        history["b_h1"]
    with pytest.raises(ValueError, match=r"there is no 'net_h3' in this trace; it has net_h1, .* E$"):
        forward(WORKED_EXAMPLE)["net_h3"]
    for strange in (None, 5, ["w1"], np.ones(2)):
        for held in (WORKED_EXAMPLE, forward(WORKED_EXAMPLE), backward(WORKED_EXAMPLE), history):
            with pytest.raises(ValueError, match=r"there is no |no weight and no bias"):
                held[strange]
    with pytest.raises(ValueError, match="this history has 2 updates; 3 asked for"):
        history.after(3)


def test_networks_compare_by_their_numbers_and_cannot_be_changed():
    assert WORKED_EXAMPLE.replace() == WORKED_EXAMPLE
    assert WORKED_EXAMPLE.replace(w1=2) != WORKED_EXAMPLE
    with pytest.raises(dataclasses.FrozenInstanceError):
        WORKED_EXAMPLE.learning_rate = 1


@pytest.mark.parametrize("bad", [[True, False], [10**30, True], [10**30, "1"]], ids=repr)
def test_an_array_of_numbers_holds_no_true_and_no_text(bad):
    with pytest.raises(TypeError, match="w1 must be a number or an array of numbers"):
        forward(WORKED_EXAMPLE, w1=bad)


def test_an_array_of_huge_ints_is_one_of_numbers():
    assert forward(WORKED_EXAMPLE, w1=[10**30, 1]).net_h1.tolist() == [1e30 * 0.05 + 0.37, 0.42]
