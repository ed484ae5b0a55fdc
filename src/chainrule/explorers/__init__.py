"""Floor 3: figures that a learner moves, with ipywidgets.

All of them can be had from here: `from chainrule.explorers import explore_depth`.
"""

from chainrule import figures as figures  # before any module imports matplotlib: it keeps that quiet
from chainrule.faces import face

__getattr__, __dir__, __all__ = face(__spec__, {
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
})  # fmt: skip
