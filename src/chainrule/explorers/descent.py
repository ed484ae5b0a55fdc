"""Explorers of descent: choose a learning rate, watch a zig-zag, clip at a cliff (lessons 08 and 10)."""

import ipywidgets
import numpy as np

from chainrule.explorers.explorer import Explorer, log_slider, menu, slider, stop_value, whole_slider
from chainrule.figures import descent as draw
from chainrule.figures import style
from chainrule.figures.network import four
from chainrule.maths.activations import identity
from chainrule.maths.descent import RULES, descend, unit_inputs, walk_cliff, walk_unit
from chainrule.maths.network import WORKED_EXAMPLE


def explore_clipping(threshold=1.0, rule="L2 norm", learning_rate=0.1, start=-2.5, update=12):
    """Walk towards a cliff, update by update, and clip the gradient that would throw the walk away.

    Parameters
    ----------
    threshold : 0.01 to 100; of this and of the learning rate the nearest stop of the slider is taken
    rule : what is clipped, one of the names in `chainrule.maths.descent.RULES`
    learning_rate : 0.01 to 1
    start : the bias at the start, -2.7 to -2.3; the weight starts at 4.3
    update : 0 to 50

    Raises
    ------
    ValueError : for a number out of its range or another rule

    >>> explorer = explore_clipping(update=10)
    >>> explorer.words.split(". ")[0]
    'Update 10: the gradient has length 47.78, clipped to length 1 (L2 norm, threshold 1)'
    """
    if rule not in RULES:
        raise ValueError(f"there is no rule {rule!r}; choose from: {', '.join(RULES)}")
    controls = {
        "updates": whole_slider("updates", update, 0, draw.UPDATES),
        "start": slider("start b", start, -2.7, -2.3, 0.05),
        "learning rate": log_slider("learning rate", learning_rate, -2, 0),
        "threshold": log_slider("threshold", threshold, -2, 2),
        "clipped": menu("clipped is", list(RULES), rule),
    }
    figure, axes = draw.cliff_axes()
    cliff, shown = draw.draw_cliff(*axes), {}

    def move(updates, start, threshold, clipped, **rate):
        threshold = stop_value(threshold)
        asked = (start, stop_value(rate["learning rate"]), threshold, clipped)
        if shown.get("asked") != asked:
            place, clip = (draw.START[0], start), draw.clip_with(clipped, threshold)
            walks = (walk_cliff(place, asked[1], draw.UPDATES, rule) for rule in (None, clip))
            shown.update(asked=asked, walks=tuple(walks))
        draw.move_cliff(cliff, *shown["walks"], updates)
        return draw.describe_cliff(*shown["walks"], clipped, threshold, updates)

    return Explorer(figure, [[*cliff]], controls, move, ahead="updates")


def verdict(errors, path):
    """Say of a descent whether its learning rate was too small, right or too large.

    >>> verdict(np.array([1.0, 0.99, 0.98]), np.array([[2.0, 0], [1.99, 0], [1.98, 0]]))
    'too small: it creeps'
    """
    if errors[-1] > 1.5 * errors[0]:
        return "diverging: each step lands higher than the one before"
    turns = (np.diff(path, axis=0)[1:] * np.diff(path, axis=0)[:-1]).sum(axis=1)
    if len(turns) and (turns < 0).mean() > 0.5:
        return "too large: it jumps across the valley"
    return "too small: it creeps" if errors[-1] > 0.05 * errors[0] else "right: it walks down and arrives"


def explore_descent(learning_rate=1.0, w5=4.0, w7=-3.0):
    """Choose a learning rate and a start, and watch two weights walk down: creep, arrive, jump or diverge.

    The output units are linear here (identity), so that the error is a bowl in w5 and w7 and a step can be too large.

    Parameters
    ----------
    learning_rate : 0.01 to 10
    w5, w7 : where to start, -4 to 6

    >>> explore_descent(learning_rate=0.01).words.split(". ")[-1]
    'Too small: it creeps'
    """
    start = WORKED_EXAMPLE.replace(output=identity)
    figure, (left, right) = style.new_figure(columns=2, size=(10.5, 4.9))
    walk, errors = draw.draw_surface(left, start, ("w5", "w7")), draw.draw_errors(right, 40)
    controls = {
        "updates": whole_slider("updates", 40, 0, 40),
        "learning rate": ipywidgets.FloatLogSlider(
            learning_rate, min=-2, max=1, step=0.02, description="learning rate", readout_format=".3g"
        ),
        "w5": slider("start w5", w5, -4.0, 6.0),
        "w7": slider("start w7", w7, -4.0, 6.0),
    }
    shown = {}

    def move(updates, w5, w7, **rate):
        asked = (w5, w7, rate["learning rate"])
        if shown.get("asked") != asked:
            network = start.replace(w5=w5, w7=w7, learning_rate=asked[2])
            shown.update(asked=asked, walk=descend(network, ("w5", "w7"), 40))
        path, error = shown["walk"]
        draw.move_path(walk, path[: updates + 1])
        draw.move_path(errors, np.column_stack([np.arange(updates + 1), error[: updates + 1]]))
        return (
            f"Learning rate {asked[2]:.3g}: error {four(error[0])} at the start, {four(error[updates])} after "
            f"{updates} updates. {verdict(error, path).capitalize()}"
        )

    return Explorer(figure, [[*walk, *errors]], controls, move, ahead="updates")


def explore_zigzag(centring=0.0, batch=1):
    """Watch two weights of one unit zig-zag when its inputs are all positive, and walk straight when they are not.

    Parameters
    ----------
    centring : 0 for inputs that are all positive, 1 for inputs around zero
    batch : how many samples each step averages over, 1 to 32

    >>> explore_zigzag().words
    'Inputs all positive, batch of 1: in 60 of 60 steps both gradients had one sign; the path is 2.7 times the straight way'
    """
    figure, ax = style.new_figure(size=(8.5, 5.4))
    walk = draw.draw_zigzag(ax, unit_inputs(centring, 32, np.random.default_rng(8)), width=3.6)
    controls = {
        "steps": whole_slider("steps", 60, 1, 60),
        "centring": slider("centre inputs", centring, 0.0, 1.0, 0.05),
        "batch": menu("batch", [1, 2, 4, 8, 16, 32], batch),
        "rate": slider("learning rate", 1.0, 0.1, 2.0),
    }

    def move(steps, centring, batch, rate):
        inputs = unit_inputs(centring, 32, np.random.default_rng(8))
        path = walk_unit(inputs, batch, rate, steps)
        draw.move_rings(walk, inputs)
        draw.move_path(walk, path.weights)
        return (
            f"Inputs {draw.inputs_in_words(centring)}, batch of {batch}: in {path.one_sign.sum()} of {steps} steps both "
            f"gradients had one sign; the path is {path.detour:.2g} times the straight way"
        )

    return Explorer(figure, [walk.rings, [walk.path, walk.end]], controls, move, ahead="steps")
