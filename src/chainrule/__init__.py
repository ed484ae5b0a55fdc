"""Chain Rule: lessons on activation functions and gradients, and the functions, networks and figures behind them."""

from chainrule.maths.activations import (
    ACTIVATIONS,
    Activation,
    elu,
    gelu,
    identity,
    leaky_relu,
    maxout,
    prelu,
    relu,
    selu,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from chainrule.maths.network import WORKED_EXAMPLE, Network, backward, forward, learn, story, update

__all__ = [
    "ACTIVATIONS",
    "WORKED_EXAMPLE",
    "Activation",
    "Network",
    "backward",
    "elu",
    "forward",
    "gelu",
    "identity",
    "leaky_relu",
    "learn",
    "maxout",
    "prelu",
    "relu",
    "selu",
    "sigmoid",
    "silu",
    "softplus",
    "story",
    "tanh",
    "update",
]
