"""The 2-2-2 network of lessons 06 to 08 once more, in vectors and matrices, and `learn`: many updates that way."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import Activation, Unchecked, bare
from chainrule.maths.checks import check_kind, check_whole, look_up
from chainrule.maths.network import Network, check_activation, numbers_of, overflow_is_inf

# -- one pass ------------------------------------------------------------------------------------------------


class Matrices(NamedTuple):
    """The numbers of a network as vectors of shape (2,) and matrices of shape (2, 2): a row for each unit."""

    i: np.ndarray
    target: np.ndarray
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


class MatrixPass(NamedTuple):
    """Forward and backward as vectors and matrices; `dE_dW1` has the shape of `W1`. E is a number."""

    net_h: np.ndarray
    out_h: np.ndarray
    net_o: np.ndarray
    out_o: np.ndarray
    E: float
    delta_o: np.ndarray
    delta_h: np.ndarray
    dE_dW1: np.ndarray
    dE_dW2: np.ndarray


def matrices(network):
    """Write the numbers of a network as vectors and matrices.

    W1 = [[w1, w2], [w3, w4]], W2 = [[w5, w6], [w7, w8]]; b1 and b2 hold one bias for each unit

    Parameters
    ----------
    network : Network

    Returns
    -------
    Matrices

    >>> from chainrule.maths.network import WORKED_EXAMPLE
    >>> matrices(WORKED_EXAMPLE).W1
    array([[0.15, 0.2 ],
           [0.25, 0.3 ]])
    """
    i, w, b, target = map(np.array, numbers_of(network))
    return Matrices(i, target, w[:4].reshape(2, 2), b[:2], w[4:].reshape(2, 2), b[2:])


def matrix_pass(m, hidden, output):
    """Go forward and backward with two matrices in place of eight scalars.

    net = W out + b,  delta_h = (W2^T delta_o) * activation'(net_h),  dE/dW = delta times the row that came in

    Parameters
    ----------
    m : Matrices
    hidden, output : Activation

    Returns
    -------
    MatrixPass : the gradients by b1 and b2 are delta_h and delta_o; by a shared bias, their sums

    >>> from chainrule.maths.network import WORKED_EXAMPLE
    >>> matrix_pass(matrices(WORKED_EXAMPLE), WORKED_EXAMPLE.hidden, WORKED_EXAMPLE.output).dE_dW2.round(4)
    array([[ 0.0822,  0.0827],
           [-0.0226, -0.0227]])
    """
    check_kind("m", m, Matrices, "as matrices(network) gives")
    check_activation("hidden", hidden, Activation | Unchecked)
    check_activation("output", output, Activation | Unchecked)
    net_h = m.W1 @ m.i + m.b1
    out_h = hidden(net_h)
    net_o = m.W2 @ out_h + m.b2
    out_o = output(net_o)
    miss = out_o - m.target
    E = float(miss @ miss) / 2

    delta_o = miss * output.derivative(net_o)
    delta_h = (m.W2.T @ delta_o) * hidden.derivative(net_h)
    dE_dW1 = delta_h[:, None] * m.i
    dE_dW2 = delta_o[:, None] * out_h
    return MatrixPass(net_h, out_h, net_o, out_o, E, delta_o, delta_h, dE_dW1, dE_dW2)


# -- many updates --------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class History:
    """What `learn` saw: the error and every weight and bias, before the first update and after each.

    Fields: `start`, the Network it began with; `E`, of shape (updates + 1,); `parameters`, of shape
    (updates + 1, parameters), with columns in the order of `start.parameters`. Both arrays are read-only.

    >>> from chainrule.maths.network import WORKED_EXAMPLE, forward
    >>> history = learn(WORKED_EXAMPLE, 100)
    >>> history["w5"].shape
    (101,)
    >>> print(f"{forward(history.after(100)).E:.4f} {history.E[100]:.4f}")
    0.0200 0.0200
    """

    start: Network
    E: np.ndarray
    parameters: np.ndarray

    @property
    def updates(self):
        """How many updates were asked for."""
        return len(self.E) - 1

    @property
    def diverged(self):
        """True if the error left the range of numbers: from there on `E` is inf, the parameters are NaN."""
        return not math.isfinite(self.E[-1])

    def __getitem__(self, symbol):
        """Give one weight or bias along the way: `history["w5"][k]` is w5 after k updates."""
        return look_up(symbol, dict(zip(self.start.parameters, self.parameters.T, strict=True)), "history")

    def after(self, updates):
        """Give the Network after that many updates, from 0 to `history.updates`."""
        k = _check_updates(updates)
        if k > self.updates:
            raise ValueError(f"this history has {self.updates} updates; {k} asked for")
        if not np.isfinite(self.E[k]):
            raise ValueError(f"after {k} updates the error was beyond any number; take a smaller learning rate")
        numbers = self.parameters[k].tolist()
        return self.start.replace(**dict(zip(self.start.parameters, numbers, strict=True)))


MOST_UPDATES = 10_000_000
"""The longest history: every update is kept, so that these fill a gigabyte."""


def _check_updates(updates):
    """Give a number of updates as int: 1e4 is a whole number too."""
    whole = isinstance(updates, float) and updates.is_integer()
    return check_whole("updates", int(updates) if whole else updates)


@overflow_is_inf
def learn(network, updates):
    """Update again and again, and keep the error and the parameters of every moment.

    Runs in matrices, 20 to 40 microseconds an update; `update`, called as often, gives the same numbers.

    Parameters
    ----------
    network : Network
    updates : a whole number, 0 to `MOST_UPDATES`

    Returns
    -------
    History : once the error is beyond any number (learning rate too large), `E` is inf and the parameters NaN

    Raises
    ------
    TypeError, ValueError : if it is no Network, or updates is not whole or out of range

    >>> from chainrule.maths.network import WORKED_EXAMPLE
    >>> print(f"{learn(WORKED_EXAMPLE, 10_000).E[-1]:.9f}")
    0.000035102
    """
    updates = _check_updates(updates)
    if updates > MOST_UPDATES:
        raise ValueError(f"updates must be at most {MOST_UPDATES:,}, since every one is kept; it is {updates}")
    m = matrices(network)
    W1, b1, W2, b2 = (np.full((updates + 1, *start.shape), np.nan) for start in (m.W1, m.b1, m.W2, m.b2))
    W1[0], b1[0], W2[0], b2[0] = m.W1, m.b1, m.W2, m.b2
    E = np.full(updates + 1, np.inf)
    hidden, output = bare(network.hidden), bare(network.output)
    eta, shared, learn_biases = network.learning_rate, network.shared_biases, network.learn_biases

    for k in range(updates + 1):
        p = matrix_pass(Matrices(m.i, m.target, W1[k], b1[k], W2[k], b2[k]), hidden, output)
        if not math.isfinite(p.E):
            W1[k:], b1[k:], W2[k:], b2[k:] = np.nan, np.nan, np.nan, np.nan
            break
        E[k] = p.E
        if k < updates:
            W1[k + 1] = W1[k] - eta * p.dE_dW1
            W2[k + 1] = W2[k] - eta * p.dE_dW2
            b1[k + 1] = b1[k] - eta * (p.delta_h.sum() if shared else p.delta_h) if learn_biases else b1[k]
            b2[k + 1] = b2[k] - eta * (p.delta_o.sum() if shared else p.delta_o) if learn_biases else b2[k]

    biases = np.column_stack([b1[:, 0], b2[:, 0]] if shared else [b1, b2])
    parameters = np.column_stack([W1.reshape(-1, 4), W2.reshape(-1, 4), biases])
    for array in (E, parameters):
        array.flags.writeable = False
    return History(network, E, parameters)
