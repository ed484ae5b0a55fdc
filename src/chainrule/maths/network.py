"""The 2-2-2 network of lessons 06 to 08: forward, backward, update.

`matrices.py` has the same as matrices, and `learn`; `story.py` tells one pass.

Two inputs i1 i2, two hidden units h1 h2, two outputs o1 o2, weights w1 to w8, biases b1 b2. A unit adds up
its net input, `net`, and its activation bends that into `out`:

    i1 --w1--> h1 --w5--> o1        w2 from i2 to h1        w6 from h2 to o1        b1 into h1 and h2
    i2 --w4--> h2 --w8--> o2        w3 from i1 to h2        w7 from h1 to o2        b2 into o1 and o2

Network, numbers and names are those of M. Mazur, "A step by step backpropagation example".
"""

import dataclasses
import functools
import math
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

import numpy as np

from chainrule.faces import face
from chainrule.maths.activations import Activation, relu, sigmoid
from chainrule.maths.checks import check_kind, look_up
from chainrule.maths.numeric import central_difference

__getattr__, __dir__, _ = face(__spec__, {"matrices": "Matrices MatrixPass matrices matrix_pass History learn"})

# -- the network ---------------------------------------------------------------------------------------------

WEIGHTS = ("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8")
SHARED_BIASES = ("b1", "b2")
OWN_BIASES = ("b_h1", "b_h2", "b_o1", "b_o2")

EDGES = {
    "w1": ("i1", "h1"), "w2": ("i2", "h1"), "w3": ("i1", "h2"), "w4": ("i2", "h2"),
    "w5": ("h1", "o1"), "w6": ("h2", "o1"), "w7": ("h1", "o2"), "w8": ("h2", "o2"),
    "b_h1": ("b1", "h1"), "b_h2": ("b1", "h2"), "b_o1": ("b2", "o1"), "b_o2": ("b2", "o2"),
    "E_o1": ("o1", "E"), "E_o2": ("o2", "E"),
}  # fmt: skip
"""Where each edge of the drawing begins and ends; b1, b2 are the nodes that always send 1, E is the error."""

NODES = ("i1", "i2", "b1", "h1", "h2", "b2", "o1", "o2", "E")

_WANTED = {
    "inputs": "2 numbers, i1 and i2",
    "weights": "8 numbers, w1 to w8",
    "biases": "2 numbers, b1 and b2, or 4, b_h1, b_h2, b_o1 and b_o2",
    "targets": "2 numbers, target_o1 and target_o2",
}

overflow_is_inf = np.errstate(over="ignore", invalid="ignore")


@dataclass(frozen=True)
class Network:
    """A 2-2-2 network with its example and its learning rate: every number that one pass and one update need.

    What you leave out is as in Mazur's article, whose biases stay fixed: with its numbers E is .291028 after an update;
    with `learn_biases=True`, as most programs have it, .285751.

    Parameters
    ----------
    inputs : 2 numbers, i1 i2
    weights : 8 numbers, w1 to w8
    biases : 2 numbers, b1 b2, each shared by a layer; or 4, b_h1 b_h2 b_o1 b_o2, one for each unit
    targets : 2 numbers, target_o1 target_o2
    hidden, output : Activation of h1 and h2, and of o1 and o2
    learning_rate : number above 0, the eta of the formulas
    learn_biases : True if an update changes the biases too; False by default

    Raises
    ------
    TypeError : if something is not a number, or an activation is not an `Activation`
    ValueError : for a wrong count, an infinite number or NaN, a learning rate that is not above 0

    Source: M. Mazur, "A step by step backpropagation example".

    >>> network = Network(inputs=(1, 2), weights=(1, 2, 3, 4, 5, 6, 7, 8), biases=(0, 0), targets=(0, 1))
    >>> network["w3"]
    3.0
    >>> network.replace(w3=9, learning_rate=0.1)["w3"]
    9.0
    """

    inputs: tuple[float, float]
    weights: tuple[float, ...]
    biases: tuple[float, ...]
    targets: tuple[float, float]
    hidden: Activation = sigmoid
    output: Activation = sigmoid
    learning_rate: float = 0.5
    learn_biases: bool = False

    def __post_init__(self):
        set_field = functools.partial(object.__setattr__, self)
        for group, wanted in _WANTED.items():
            set_field(group, _listed(group, getattr(self, group), wanted))
        for group, symbols in self.symbols.items():
            numbers = getattr(self, group)
            if len(numbers) != len(symbols):
                raise ValueError(f"{group} must be {_WANTED[group]}; {len(numbers)} given: {numbers!r}")
            set_field(group, tuple(float(_finite(*pair)) for pair in zip(symbols, numbers, strict=True)))
        for layer in ("hidden", "output"):
            check_activation(layer, getattr(self, layer))
        rate = float(_finite("learning_rate", self.learning_rate))
        if rate <= 0:
            raise ValueError(f"learning_rate must be above 0, to step down the slope; it is {rate:g}")
        set_field("learning_rate", rate)
        if not isinstance(self.learn_biases, bool | np.bool_):
            raise TypeError(f"learn_biases must be True or False; it is {self.learn_biases!r}")

    @property
    def shared_biases(self):
        """True if each layer shares one bias, False if each unit has its own."""
        return self.symbols["biases"] == SHARED_BIASES

    @property
    def symbols(self):
        """The symbol of every number, by group."""
        return {
            "inputs": ("i1", "i2"),
            "weights": WEIGHTS,
            "biases": OWN_BIASES if len(self.biases) == 4 else SHARED_BIASES,
            "targets": ("target_o1", "target_o2"),
        }

    @property
    def values(self):
        """Every number by its symbol, as a dict: i1, i2, w1 to w8, the biases, target_o1, target_o2."""
        return {
            symbol: number
            for group, symbols in self.symbols.items()
            for symbol, number in zip(symbols, getattr(self, group), strict=True)
        }

    @property
    def parameters(self):
        """The symbols of what a network of this kind can learn: the weights, then the biases."""
        return self.symbols["weights"] + self.symbols["biases"]

    @property
    def learned(self):
        """The symbols that an update changes: the parameters, or the weights alone if biases stay fixed."""
        return self.parameters if self.learn_biases else self.symbols["weights"]

    def __getitem__(self, symbol):
        """Give the number that a symbol stands for: `network["w5"]`."""
        return look_up(symbol, self.values, "network")

    def replace(self, **changes):
        """Give the network with some symbols or fields changed: `network.replace(w1=2, hidden=tanh)`."""
        fields = {field.name for field in dataclasses.fields(self)}
        network = dataclasses.replace(self, **{name: changes.pop(name) for name in fields & set(changes)})
        values = {**network._having(changes), **changes}
        groups = {group: [values[symbol] for symbol in symbols] for group, symbols in network.symbols.items()}
        return dataclasses.replace(network, **groups)

    def _having(self, symbols):
        """The values, after a look whether these symbols are among them."""
        values = self.values
        for symbol in symbols:
            look_up(symbol, values, "network")
        return values


def check_network(network):
    """Refuse what is no `Network`, with a TypeError that names one."""
    check_kind("network", network, Network, "such as WORKED_EXAMPLE")


def check_activation(layer, given, kinds=Activation):
    """Refuse what is no activation for this layer, with a TypeError that shows how to make one."""
    if not isinstance(given, kinds):
        raise TypeError(
            f"{layer} must be an activation such as sigmoid, or your own: Activation('mine', f); it is {given!r}"
        )


def _listed(name, values, wanted):
    if isinstance(values, str | bytes):
        raise TypeError(f"{name} must be {wanted}; given was the text {values!r}")
    if isinstance(values, set | frozenset | dict):
        raise TypeError(f"{name} must be {wanted}, in their order; given was {values!r}")
    try:
        return tuple(values)
    except TypeError:
        raise TypeError(f"{name} must be {wanted}; given was {values!r}") from None


def _finite(name, value, wanted="a number"):
    """Give back a finite number as an array of no dimension, or refuse it with a sentence."""
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.asarray(None)
    real = array.dtype.kind in "iuf" or all(
        isinstance(each, Real | Decimal) and not isinstance(each, bool) for each in array.flat
    )  # NumPy keeps fractions, decimals and ints of 2^64 or more as objects
    if not real or array.dtype.kind == "b" or (array.ndim and wanted == "a number"):
        raise TypeError(f"{name} must be {wanted}; it is {value!r}")
    try:
        with np.errstate(over="ignore"):
            array = array.astype(np.float64)
    except OverflowError:
        raise ValueError(f"{name} must be finite; it is beyond the largest float, about 1.8e308") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite; it is {value!r}")
    return array


WORKED_EXAMPLE = Network(
    inputs=(0.05, 0.10),
    weights=(0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55),
    biases=(0.35, 0.60),
    targets=(0.01, 0.99),
    hidden=sigmoid,
    output=sigmoid,
    learning_rate=0.5,
    learn_biases=False,
)
"""The network of Mazur's article."""

PRESETS = {
    "worked example": WORKED_EXAMPLE,
    "saturated": WORKED_EXAMPLE.replace(inputs=(0.5, 1), weights=(15, 20, 25, 30, 40, 45, 50, 55)),
    "dead": WORKED_EXAMPLE.replace(hidden=relu, b1=-1),
    "symmetric": WORKED_EXAMPLE.replace(w3=0.15, w4=0.20, w6=0.40, w8=0.50),
}
"""Beside the example: weights a hundred times too large, hidden ReLUs that never fire, h1 and h2 alike."""

# -- forward -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trace:
    """Every value of a forward pass: net and out of each unit, the error of each output, and their sum.

    >>> trace = forward(WORKED_EXAMPLE)
    >>> trace["net_h1"] == trace.net_h1
    True
    """

    net_h1: float
    net_h2: float
    out_h1: float
    out_h2: float
    net_o1: float
    net_o2: float
    out_o1: float
    out_o2: float
    E_o1: float
    E_o2: float
    E: float

    def __getitem__(self, symbol):
        """Give a value by its name: `trace["E"]` is `trace.E`."""
        return look_up(symbol, vars(self), "trace")


@overflow_is_inf
def forward(network, **changes):
    """Send the inputs through the network and measure the error.

    net = sum of weight * input + bias,  out = activation(net),  E = sum of (target - out)^2 / 2

    Parameters
    ----------
    network : Network
    changes : other numbers for some symbols, for this pass: `forward(network, w5=2)`. Arrays are welcome, of
        shapes that broadcast, so that one call walks along a weight or over an error surface

    Returns
    -------
    Trace : of floats; with arrays, each field that depends on them has their shape

    Raises
    ------
    TypeError : if it is no Network, or a change is no number
    ValueError : if a change is no symbol of the network or not finite, or the arrays do not broadcast

    Source: M. Mazur, "A step by step backpropagation example", "The Forward Pass".

    >>> forward(WORKED_EXAMPLE).net_h1
    0.3775
    >>> forward(WORKED_EXAMPLE, w5=np.array([0.3, 0.4])).E.round(4)
    array([0.2901, 0.2984])
    """
    (i1, i2), weights, biases, (target_o1, target_o2) = numbers_of(network, changes)
    w1, w2, w3, w4, w5, w6, w7, w8 = weights
    b_h1, b_h2, b_o1, b_o2 = biases  # where a layer shares its bias, both are b1, or both b2
    hidden, output = network.hidden, network.output

    net_h1 = w1 * i1 + w2 * i2 + b_h1
    net_h2 = w3 * i1 + w4 * i2 + b_h2
    out_h1 = hidden(net_h1)
    out_h2 = hidden(net_h2)

    net_o1 = w5 * out_h1 + w6 * out_h2 + b_o1
    net_o2 = w7 * out_h1 + w8 * out_h2 + b_o2
    out_o1 = output(net_o1)
    out_o2 = output(net_o2)

    E_o1 = (target_o1 - out_o1) ** 2 / 2
    E_o2 = (target_o2 - out_o2) ** 2 / 2
    E = E_o1 + E_o2

    values = (net_h1, net_h2, out_h1, out_h2, net_o1, net_o2, out_o1, out_o2, E_o1, E_o2, E)
    return Trace(*map(_plain, values))


def numbers_of(network, changes=None):
    """Give inputs, weights, one bias for each unit, and targets, with changes taken in."""
    check_network(network)
    values = network._having(changes) if changes else network.values
    if changes:
        arrays = {
            symbol: _finite(symbol, value, "a number or an array of numbers") for symbol, value in changes.items()
        }
        _check_broadcast(arrays)
        values |= arrays
    inputs, weights, biases, targets = ([values[s] for s in group] for group in network.symbols.values())
    if network.shared_biases:
        b1, b2 = biases
        biases = [b1, b1, b2, b2]
    return inputs, weights, biases, targets


def _check_broadcast(arrays):
    try:
        np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{symbol} of shape {array.shape}" for symbol, array in arrays.items())
        raise ValueError(f"{shapes} do not broadcast to one shape") from None


def _plain(value):
    """A Python float for a single number, so that it prints as one; an array as it is."""
    return value if np.ndim(value) else float(value)


# -- backward ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gradients:
    """Every factor of the chain rule on the way back, both paths to each hidden unit, and every gradient.

    `dE_dw5` is the derivative of E by w5, `delta_o1` that of E by net_o1. `dE_db1` is for a bias that h1 and
    h2 share, `dE_db_h1` for one of h1's own.

    >>> gradients = backward(WORKED_EXAMPLE)
    >>> gradients["w5"] == gradients.dE_dw5
    True
    """

    dE_dout_o1: float
    dE_dout_o2: float
    dout_o1_dnet_o1: float
    dout_o2_dnet_o2: float
    delta_o1: float
    delta_o2: float
    dE_o1_dout_h1: float
    dE_o2_dout_h1: float
    dE_dout_h1: float
    dE_o1_dout_h2: float
    dE_o2_dout_h2: float
    dE_dout_h2: float
    dout_h1_dnet_h1: float
    dout_h2_dnet_h2: float
    delta_h1: float
    delta_h2: float
    dE_dw1: float
    dE_dw2: float
    dE_dw3: float
    dE_dw4: float
    dE_dw5: float
    dE_dw6: float
    dE_dw7: float
    dE_dw8: float
    dE_db_h1: float
    dE_db_h2: float
    dE_db_o1: float
    dE_db_o2: float
    dE_db1: float
    dE_db2: float

    def __getitem__(self, parameter):
        """Give the gradient of a weight or bias: `gradients["w5"]` is `gradients.dE_dw5`."""
        if not isinstance(parameter, str) or parameter not in WEIGHTS + SHARED_BIASES + OWN_BIASES:
            raise ValueError(f"{parameter!r} is no weight and no bias; try 'w1' or 'b1'")
        return getattr(self, f"dE_d{parameter}")


@overflow_is_inf
def backward(network, trace=None):
    """Send the error back through the network, by the chain rule.

    delta_o = (out - target) * activation'(net),  delta_h = (sum of delta_o * weight) * activation'(net),
    dE/dweight = delta of the unit it leads to * what came in through it

    Parameters
    ----------
    network : Network
    trace : Trace of one forward pass; by default `forward(network)`

    Returns
    -------
    Gradients : of floats; at a bend the slope is `activation.derivative`'s choice, 0 for ReLU at net = 0

    Raises
    ------
    TypeError : if it is no Network, or no Trace
    ValueError : if the trace is of many passes at once, made by `forward` with arrays

    Source: M. Mazur, "A step by step backpropagation example", "The Backwards Pass".

    >>> print(f"{backward(WORKED_EXAMPLE).dE_dw5:.9f}")
    0.082167041
    """
    t = forward(network) if trace is None else _checked(trace)
    (i1, i2), (_, _, _, _, w5, w6, w7, w8), _, (target_o1, target_o2) = numbers_of(network)
    hidden, output = network.hidden, network.output

    dE_dout_o1 = -(target_o1 - t.out_o1)
    dE_dout_o2 = -(target_o2 - t.out_o2)
    dout_o1_dnet_o1 = output.derivative(t.net_o1)
    dout_o2_dnet_o2 = output.derivative(t.net_o2)
    delta_o1 = dE_dout_o1 * dout_o1_dnet_o1
    delta_o2 = dE_dout_o2 * dout_o2_dnet_o2

    dE_o1_dout_h1 = delta_o1 * w5  # h1 reaches the error on two paths, through o1 and through o2,
    dE_o2_dout_h1 = delta_o2 * w7
    dE_dout_h1 = dE_o1_dout_h1 + dE_o2_dout_h1  # and where paths meet, they add up
    dE_o1_dout_h2 = delta_o1 * w6
    dE_o2_dout_h2 = delta_o2 * w8
    dE_dout_h2 = dE_o1_dout_h2 + dE_o2_dout_h2
    dout_h1_dnet_h1 = hidden.derivative(t.net_h1)
    dout_h2_dnet_h2 = hidden.derivative(t.net_h2)
    delta_h1 = dE_dout_h1 * dout_h1_dnet_h1
    delta_h2 = dE_dout_h2 * dout_h2_dnet_h2

    gradients = Gradients(
        dE_dout_o1, dE_dout_o2, dout_o1_dnet_o1, dout_o2_dnet_o2, delta_o1, delta_o2,
        dE_o1_dout_h1, dE_o2_dout_h1, dE_dout_h1, dE_o1_dout_h2, dE_o2_dout_h2, dE_dout_h2,
        dout_h1_dnet_h1, dout_h2_dnet_h2, delta_h1, delta_h2,
        dE_dw1=delta_h1 * i1,
        dE_dw2=delta_h1 * i2,
        dE_dw3=delta_h2 * i1,
        dE_dw4=delta_h2 * i2,
        dE_dw5=delta_o1 * t.out_h1,
        dE_dw6=delta_o1 * t.out_h2,
        dE_dw7=delta_o2 * t.out_h1,
        dE_dw8=delta_o2 * t.out_h2,
        dE_db_h1=delta_h1,  # a bias is a weight whose input is 1
        dE_db_h2=delta_h2,
        dE_db_o1=delta_o1,
        dE_db_o2=delta_o2,
        dE_db1=delta_h1 + delta_h2,
        dE_db2=delta_o1 + delta_o2,
    )  # fmt: skip
    return _as_floats(gradients)


def _checked(trace):
    """Give back the trace of a single pass."""
    check_kind("trace", trace, Trace, "as forward(network) gives")
    for name, value in vars(trace).items():
        if np.ndim(value):
            raise ValueError(
                f"trace must be of one pass, but its {name} has shape {np.shape(value)}; go back for one at a time"
            )
    return trace


def _as_floats(gradients):
    return Gradients(**{name: float(value) for name, value in vars(gradients).items()})


@overflow_is_inf
def finite_differences(network):
    """Find every derivative of `backward` again, without calculus: move one number and see what the end does.

    dE/dw ~ (E(w + h) - E(w - h)) / 2h

    Parameters
    ----------
    network : Network

    Returns
    -------
    Gradients : each field by central differences, right to about 1e-10 of the size of E; at a bend, such as
        ReLU's at net = 0, the mean of both slopes

    >>> print(f"{finite_differences(WORKED_EXAMPLE).dE_dw5:.9f}")
    0.082167041
    """
    t = forward(network)
    _, (_, _, _, _, w5, w6, w7, w8), (b_h1, b_h2, b_o1, b_o2), (target_o1, target_o2) = numbers_of(network)
    hidden, output, slope = network.hidden, network.output, central_difference

    def E_o1(out_h1, out_h2):
        return (target_o1 - output(w5 * out_h1 + w6 * out_h2 + b_o1)) ** 2 / 2

    def E_o2(out_h1, out_h2):
        return (target_o2 - output(w7 * out_h1 + w8 * out_h2 + b_o2)) ** 2 / 2

    def E(out_h1, out_h2):
        return E_o1(out_h1, out_h2) + E_o2(out_h1, out_h2)

    own = network.replace(biases=(b_h1, b_h2, b_o1, b_o2))

    def by(symbol):
        return slope(lambda value: forward(own, **{symbol: value}).E, own[symbol])

    gradients = Gradients(
        dE_dout_o1=slope(lambda out: (target_o1 - out) ** 2 / 2, t.out_o1),
        dE_dout_o2=slope(lambda out: (target_o2 - out) ** 2 / 2, t.out_o2),
        dout_o1_dnet_o1=slope(output, t.net_o1),
        dout_o2_dnet_o2=slope(output, t.net_o2),
        delta_o1=slope(lambda net: (target_o1 - output(net)) ** 2 / 2, t.net_o1),
        delta_o2=slope(lambda net: (target_o2 - output(net)) ** 2 / 2, t.net_o2),
        dE_o1_dout_h1=slope(lambda out: E_o1(out, t.out_h2), t.out_h1),
        dE_o2_dout_h1=slope(lambda out: E_o2(out, t.out_h2), t.out_h1),
        dE_dout_h1=slope(lambda out: E(out, t.out_h2), t.out_h1),
        dE_o1_dout_h2=slope(lambda out: E_o1(t.out_h1, out), t.out_h2),
        dE_o2_dout_h2=slope(lambda out: E_o2(t.out_h1, out), t.out_h2),
        dE_dout_h2=slope(lambda out: E(t.out_h1, out), t.out_h2),
        dout_h1_dnet_h1=slope(hidden, t.net_h1),
        dout_h2_dnet_h2=slope(hidden, t.net_h2),
        delta_h1=slope(lambda net: E(hidden(net), t.out_h2), t.net_h1),
        delta_h2=slope(lambda net: E(t.out_h1, hidden(net)), t.net_h2),
        **{f"dE_d{symbol}": by(symbol) for symbol in own.parameters},
        dE_db1=slope(lambda more: forward(own, b_h1=b_h1 + more, b_h2=b_h2 + more).E, 0.0),
        dE_db2=slope(lambda more: forward(own, b_o1=b_o1 + more, b_o2=b_o2 + more).E, 0.0),
    )
    return _as_floats(gradients)


# -- update and learn ----------------------------------------------------------------------------------------


def update(network, gradients=None):
    """Take one step down the slope, with all weights (and learned biases) at once.

    w <- w - learning_rate * dE/dw, every gradient from the old weights

    Parameters
    ----------
    network : Network; its `learn_biases` says whether the biases move too
    gradients : Gradients; by default `backward(network)`

    Returns
    -------
    Network : with the new weights and biases

    Raises
    ------
    TypeError : if it is no Network, or no Gradients
    ValueError : if the step leaves the range of floating-point numbers

    Source: M. Mazur, "A step by step backpropagation example".

    >>> print(f"{forward(update(WORKED_EXAMPLE)).E:.8f}")
    0.29102777
    """
    gradients = backward(network) if gradients is None else gradients
    check_network(network)
    check_kind("gradients", gradients, Gradients, "as backward(network) gives")
    old = network.values
    new = {symbol: old[symbol] - network.learning_rate * gradients[symbol] for symbol in network.learned}
    for symbol, value in new.items():
        if not math.isfinite(value):
            raise ValueError(f"this update makes {symbol} {value}, not finite; try a smaller learning rate")
    return network.replace(**new)


def update_sequentially(network):
    """Take the step as it must **not** be taken: w5 to w8 first, then the hidden gradients from the new ones.

    dE/dout_h1 = delta_o1 * (new w5) + delta_o2 * (new w7): the slip behind the errors printed in the article,
    0.291027924 after one update instead of 0.291027774; here for a lesson to show and an exercise to name.

    Parameters
    ----------
    network : Network

    Returns
    -------
    Network : with weights that are a little off

    Raises
    ------
    ValueError : if the step leaves the range of floating-point numbers

    Source: M. Mazur, "A step by step backpropagation example", the numbers printed there.

    >>> print(f"{forward(update_sequentially(WORKED_EXAMPLE)).E:.8f}")
    0.29102792
    """
    new = update(network)
    too_soon = network.replace(**{symbol: new[symbol] for symbol in ("w5", "w6", "w7", "w8")})
    return update(network, backward(too_soon, forward(network)))
