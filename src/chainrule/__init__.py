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

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "elu",
    "gelu",
    "identity",
    "leaky_relu",
    "maxout",
    "prelu",
    "relu",
    "selu",
    "sigmoid",
    "silu",
    "softplus",
    "tanh",
]
