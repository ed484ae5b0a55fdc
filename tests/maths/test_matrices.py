"""The 2-2-2 network in matrices: the same numbers as in scalars, and many updates of it."""

import math
import time

import numpy as np
import pytest
from hypothesis import assume, given

from chainrule.maths.activations import Activation, identity, sigmoid
from chainrule.maths.matrices import learn, matrices, matrix_pass
from chainrule.maths.network import PRESETS, WEIGHTS, WORKED_EXAMPLE, backward, forward, update

from .networks import (
    E_AFTER_1,
    E_AFTER_10_000,
    E_AT_FIRST,
    OWN,
    away_from_bends,
    exactly,
    examples,
    in_plain_floats,
    networks,
)


def test_ten_thousand_updates_give_the_published_error_and_outputs():
    history = learn(WORKED_EXAMPLE, 10_000)
    assert history.E[0] == exactly(E_AT_FIRST)
    assert history.E[1] == exactly(E_AFTER_1)
    assert history.E[10_000] == pytest.approx(E_AFTER_10_000, rel=1e-12, abs=0)
    last = forward(history.after(10_000))
    assert pytest.approx(E_AFTER_10_000, rel=1e-12, abs=0) == last.E
    assert (last.out_o1, last.out_o2) == (
        pytest.approx(0.0159136204, abs=5e-11),
        pytest.approx(0.9840642735, abs=5e-11),
    )


def test_ten_thousand_updates_take_well_under_a_second():
    learn(WORKED_EXAMPLE, 100)
    times = []
    for _ in range(2):
        before = time.process_time()
        learn(WORKED_EXAMPLE, 10_000)
        times.append(time.process_time() - before)
    assert min(times) < 0.9


def test_an_independent_loop_in_plain_floats_agrees_all_the_way():
    E = learn(WORKED_EXAMPLE, 10_000).E
    for updates in (0, 1, 2, 10, 100, 1000, 10_000):
        assert E[updates] == pytest.approx(in_plain_floats(updates), rel=1e-12, abs=0)


@examples(80)
@given(networks(OWN))  # differences in place of a derivative would blow up the last bits
def test_matrices_agree_with_scalars(network):
    t, g = forward(network), backward(network)
    p = matrix_pass(matrices(network), network.hidden, network.output)
    for of_matrices, of_scalars in (
        (p.net_h, [t.net_h1, t.net_h2]),
        (p.out_h, [t.out_h1, t.out_h2]),
        (p.net_o, [t.net_o1, t.net_o2]),
        (p.out_o, [t.out_o1, t.out_o2]),
        (p.E, t.E),
        (p.delta_o, [g.delta_o1, g.delta_o2]),
        (p.delta_h, [g.delta_h1, g.delta_h2]),
        (p.dE_dW1, [[g.dE_dw1, g.dE_dw2], [g.dE_dw3, g.dE_dw4]]),
        (p.dE_dW2, [[g.dE_dw5, g.dE_dw6], [g.dE_dw7, g.dE_dw8]]),
    ):
        np.testing.assert_allclose(of_matrices, of_scalars, rtol=1e-13, atol=1e-14)


def test_matrices_agree_with_scalars_to_the_last_bits_of_the_worked_example():
    g = backward(WORKED_EXAMPLE)
    p = matrix_pass(matrices(WORKED_EXAMPLE), sigmoid, sigmoid)
    of_scalars = [g[symbol] for symbol in WEIGHTS]
    np.testing.assert_array_max_ulp(np.ravel([p.dE_dW1, p.dE_dW2]), np.array(of_scalars), maxulp=4)


@examples(30)
@given(networks(OWN))
def test_learn_gives_the_same_numbers_as_update_again_and_again(network):
    assume(away_from_bends(network))
    history = learn(network, 3)
    for k in range(4):
        assert history.E[k] == pytest.approx(forward(network).E, rel=1e-12, abs=1e-12)
        assert history.after(k).weights == pytest.approx(network.weights, rel=1e-12, abs=1e-12)
        assert history.after(k).biases == pytest.approx(network.biases, rel=1e-12, abs=1e-12)
        network = update(network)
        assume(away_from_bends(network))


def test_equal_weights_stay_equal():
    history = learn(PRESETS["symmetric"], 1000)
    for one, other in (("w1", "w3"), ("w2", "w4"), ("w5", "w6"), ("w7", "w8")):
        np.testing.assert_array_equal(history[one], history[other])
    assert history.E[0] > 100 * history.E[-1]


def test_learning_that_diverges_says_so_without_a_warning():
    wild = WORKED_EXAMPLE.replace(hidden=identity, output=identity, inputs=(5, 5), learning_rate=50)
    history = learn(wild, 200)
    assert history.diverged
    first = int(np.argmax(np.isinf(history.E)))
    assert 2 < first < 50
    assert np.isfinite(history.E[:first]).all()
    assert np.isinf(history.E[first:]).all()
    assert np.isnan(history["w5"][first:]).all()
    assert history.after(first - 1)["w5"] == history["w5"][first - 1]
    with pytest.raises(ValueError, match="smaller learning rate"):
        history.after(first)


def test_histories_are_read_only_and_begin_at_the_start():
    history = learn(WORKED_EXAMPLE, 0)
    assert history.updates == 0
    assert history.after(0) == WORKED_EXAMPLE
    with pytest.raises(ValueError, match="read-only"):
        history.E[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        history["w1"][0] = 0


@pytest.mark.parametrize("updates", [1e4, np.float64(1e4), np.int32(10_000)])
def test_a_whole_number_of_updates_may_be_written_as_a_float(updates):
    history = learn(WORKED_EXAMPLE, updates)
    assert history.updates == 10_000
    assert history.after(updates) == history.after(10_000)


@pytest.mark.parametrize("updates", [1e9, 10**15, 10**400])
def test_more_updates_than_memory_holds_are_refused(updates):
    with pytest.raises(ValueError, match="updates must be at most 10,000,000, since every one is kept; it is 1"):
        learn(WORKED_EXAMPLE, updates)


@pytest.mark.parametrize("value", [1.5, "10", True, None, -1, math.inf, math.nan, [3]])
def test_a_bad_number_of_updates_is_refused_before_anything_is_computed(value):
    calls = []
    spy = Activation("spy", lambda z: calls.append(z) or z, np.ones_like, range=(-1, 1))
    network = WORKED_EXAMPLE.replace(hidden=spy)
    calls.clear()
    with pytest.raises((TypeError, ValueError), match="updates must be"):
        learn(network, value)
    with pytest.raises((TypeError, ValueError), match=r"w1 must be|no 'w9'"):
        forward(network, **({"w1": "x"} if value else {"w9": 1}))
    assert not calls
