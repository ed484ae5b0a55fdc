"""What the tests of the 2-2-2 network share: random ones, and the worked example in plain floats."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from chainrule.maths.activations import ACTIVATIONS, Activation
from chainrule.maths.network import Network, forward

E_AT_FIRST, E_AFTER_1, E_AFTER_10_000 = 0.29837110876000269, 0.29102777369359935, 3.5101877829788459e-5


def exactly(value):
    return pytest.approx(value, rel=1e-15, abs=0)


BENT = {"relu", "leaky_relu", "prelu", "elu", "selu", "maxout", "own", "one_by_one"}  # all at net = 0

own = Activation("own", lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2)
without_derivative = Activation("no_slope", lambda z: np.sin(z))
one_by_one = Activation("one_by_one", lambda z: z if z > 0 else z / 2, lambda z: 1.0 if z > 0 else 0.5)
OWN = (own, one_by_one)


def away_from_bends(network, by=0.02):
    t = forward(network)
    return all(
        activation.name not in BENT or min(abs(one), abs(other)) > by
        for activation, one, other in (
            (network.hidden, t.net_h1, t.net_h2),
            (network.output, t.net_o1, t.net_o2),
        )
    )


def examples(count):
    """So many random networks, however slow the machine may be."""
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def numbers(count):
    return st.lists(st.floats(-1.5, 1.5), min_size=count, max_size=count)


@st.composite
def networks(draw, own=(*OWN, without_derivative)):
    activation = st.sampled_from([*ACTIVATIONS.values(), *own])
    return Network(
        inputs=draw(numbers(2)),
        weights=draw(numbers(8)),
        biases=draw(numbers(2) | numbers(4)),
        targets=draw(numbers(2)),
        hidden=draw(activation),
        output=draw(activation),
        learning_rate=draw(st.floats(0.01, 2)),
        learn_biases=draw(st.booleans()),
    )


def random_network(rng, hidden, output):
    return Network(
        inputs=rng.uniform(-1, 1, 2),
        weights=rng.uniform(-1, 1, 8),
        biases=rng.uniform(-1, 1, rng.choice([2, 4])),
        targets=rng.uniform(-1, 1, 2),
        hidden=hidden,
        output=output,
    )


def in_plain_floats(updates, slip=False):
    """The worked example once more, with none of our code; the slip uses w5 to w8 after their update."""
    i1, i2, target1, target2, b1, b2 = 0.05, 0.10, 0.01, 0.99, 0.35, 0.60
    w1, w2, w3, w4, w5, w6, w7, w8 = 0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55

    def s(z):
        return 1 / (1 + math.exp(-z))

    for _ in range(updates + 1):
        h1, h2 = s(w1 * i1 + w2 * i2 + b1), s(w3 * i1 + w4 * i2 + b1)
        o1, o2 = s(w5 * h1 + w6 * h2 + b2), s(w7 * h1 + w8 * h2 + b2)
        E = ((target1 - o1) ** 2 + (target2 - o2) ** 2) / 2
        d1, d2 = (o1 - target1) * o1 * (1 - o1), (o2 - target2) * o2 * (1 - o2)
        old = w5, w6, w7, w8
        w5, w6, w7, w8 = w5 - d1 * h1 / 2, w6 - d1 * h2 / 2, w7 - d2 * h1 / 2, w8 - d2 * h2 / 2
        v5, v6, v7, v8 = (w5, w6, w7, w8) if slip else old
        e1, e2 = (d1 * v5 + d2 * v7) * h1 * (1 - h1), (d1 * v6 + d2 * v8) * h2 * (1 - h2)
        w1, w2, w3, w4 = w1 - e1 * i1 / 2, w2 - e1 * i2 / 2, w3 - e2 * i1 / 2, w4 - e2 * i2 / 2
    return E
