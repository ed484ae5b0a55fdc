"""Floor 2: the figures of the lessons, with matplotlib.

All of them can be had from here, `from chainrule.figures import plot_depth`; what draws them stands in the modules.
"""

import logging

from chainrule.faces import face

# What matplotlib says of a home that cannot be written to, or of a missing font, is no output of a lesson's cell.
logging.getLogger("matplotlib").setLevel(logging.ERROR)

__getattr__, __dir__, __all__ = face(__spec__, {
    "activations": "plot_activation plot_comparison plot_gallery plot_formula_errors comparison_table",
    "bend": "plot_border plot_hats plot_folds",
    "depth": "plot_depth plot_gradient plot_layers plot_bound",
    "descent": "plot_cliff plot_clipping plot_recurrent plot_descent plot_learning plot_zigzag",
    "initialization": "initialization_table plot_initialization plot_initializations plot_equal_weights "
    "plot_saturated_at_birth",
    "network": "plot_network plot_error_along",
    "own_activation": "plot_own_activation",
    "race": "plot_race plot_mnist_race plot_digits",
    "relu": "plot_sum_of_relus plot_corner plot_batches",
    "scale_map": "plot_scale_map",
    "softmax": "plot_softmax plot_errors",
    "training": "plot_first_layer plot_dead_units plot_dead_shares",
})  # fmt: skip
