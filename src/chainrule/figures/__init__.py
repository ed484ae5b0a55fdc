"""Floor 2: the figures of the lessons, with matplotlib.

All of them can be had from here, `from chainrule.figures import plot_depth`; what draws them stands in the modules.
"""

import importlib
import logging

# What matplotlib says of a home that cannot be written to, or of a missing font, is no output of a lesson's cell.
logging.getLogger("matplotlib").setLevel(logging.ERROR)

_NAMES = {
    "activations": "plot_activation plot_comparison plot_gallery plot_formula_errors comparison_table",
    "bend": "plot_border plot_hats plot_folds",
    "depth": "plot_depth plot_gradient plot_layers plot_bound",
    "descent": "plot_clipping plot_recurrent plot_descent plot_learning plot_zigzag",
    "initialization": "initialization_table plot_initialization plot_initializations plot_equal_weights "
    "plot_saturated_at_birth",
    "network": "plot_network plot_error_along",
    "own_activation": "plot_own_activation",
    "race": "plot_race plot_mnist_race plot_digits",
    "relu": "plot_sum_of_relus plot_corner plot_batches",
    "scale_map": "plot_scale_map",
    "softmax": "plot_softmax plot_errors",
    "training": "plot_first_layer plot_dead_units",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}
__all__ = [*_HOME]


def __getattr__(name):
    """Import the module of a name when the name is asked for (PEP 562): one lesson needs few of them."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__():
    return sorted({*globals(), *__all__})
