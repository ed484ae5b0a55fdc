"""The explorer of initializations: choose where weights start; see signals, gradients, a short training (lesson 11)."""

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, log_slider, menu, menu_options, whole_slider
from chainrule.figures import initialization as draw
from chainrule.maths.initialization import INITIALIZATIONS

DEEPEST, WIDEST = 10, 48
SLOWEST, FASTEST = -3, 0
"""The powers of ten between which the learning rate can be pulled."""


def explore_initialization(
    initialization="xavier_normal",
    activation="tanh",
    updates=0,
    depth=draw.DEPTH,
    width=draw.WIDTH,
    learning_rate=draw.RATE,
    seed=0,
):
    """Choose where the weights start: see signals and gradients through the layers, and whether the network learns.

    Parameters
    ----------
    initialization : name of a built-in one, or an `Initialization` of your own
    activation : name of a built-in one, or an `Activation` of your own, for the hidden layers
    updates : at which moment of the training to start, 0 to 300 in twenties
    depth, width : how many hidden layers there are, 1 to 10, and how many units each has, 1 to 48
    learning_rate : 0.001 to 1
    seed : of the weights, 0 to 20

    Raises
    ------
    ValueError : for a name that is not built in, or a number out of its range

    >>> print(explore_initialization("constant").words.split("\\n")[-1])
    All 32 units of a layer are equal and stay equal: they do the work of one.
    """
    starts, start = menu_options(INITIALIZATIONS, initialization, "initialization")
    bends, bend = choices(activation)
    controls = {
        "updates": whole_slider("updates", updates, 0, draw.UPDATES, draw.STRIDE),
        "initialization": menu("initialization", starts, start, "start"),
        "activation": menu("activation", bends, bend),
        "depth": whole_slider("depth", depth, 1, DEEPEST, words="hidden layers"),
        "width": whole_slider("width", width, 1, WIDEST, words="units"),
        "learning_rate": log_slider("learning_rate", learning_rate, SLOWEST, FASTEST),
        "seed": whole_slider("seed", seed, 0, 20),
    }
    figure, axes = draw.initialization_axes()
    trial = draw.attempt(start, bend, depth, width, controls["learning_rate"].value, seed)
    strips = draw.draw_initialization(axes, trial, updates)

    def train(initialization, activation, depth, width, learning_rate, seed):
        nonlocal trial
        before, trial = trial, draw.attempt(initialization, activation, depth, width, learning_rate, seed)
        if (before.activation, before.depth) != (activation, depth):
            draw.fit_initialization(strips, trial)
        draw.move_trial(strips, trial)
        return trial

    def move(trial, updates):
        updates = draw.STRIDE * round(updates / draw.STRIDE)  # what is typed may lie between two stops
        draw.move_moment(strips, trial, updates)
        return draw.say(trial, updates)

    still = [strips.errors, strips.new_errors, strips.titles[2]]
    moving = [strips.activations, strips.gradients, strips.now, *strips.titles[:2]]
    grips = {"updates": axes[-1]}
    explorer = Explorer(figure, [still, moving], controls, move, train, trial, ahead="updates", grips=grips)
    explorer.add_class("chainrule-wordy")
    return explorer
