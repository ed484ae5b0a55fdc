"""Chain Rule: lessons on activation functions and gradients, and the functions, networks and figures behind them."""

from chainrule.faces import face

__getattr__, __dir__, __all__ = face(__spec__, {
    "maths.activations": "ACTIVATIONS Activation elu gelu identity leaky_relu maxout prelu relu selu sigmoid silu "
    "softplus tanh",
})  # fmt: skip
