"""Floor 3: figures that a learner moves, with ipywidgets.

All of them can be had from here: `from chainrule.explorers import explore_depth`.
"""

import importlib

from chainrule import figures as figures  # before any module imports matplotlib: it keeps that quiet

_NAMES = {
    "activations": "explore_activation explore_comparison explore_sigmoid_to_tanh explore_chain_of_slopes",
    "bend": "explore_border explore_hats explore_folds",
    "depth": "explore_depth",
    "descent": "explore_clipping explore_descent explore_zigzag",
    "initialization": "explore_initialization",
    "network": "explore_pass explore_weight",
    "own_activation": "explore_my_activation",
    "softmax": "explore_softmax explore_errors",
    "race": "explore_race",
    "training": "explore_first_layer explore_dead_units",
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
