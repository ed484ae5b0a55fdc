"""Explorers of descent: choose a learning rate, watch a zig-zag, clip at a cliff (lessons 08 and 10)."""

import numpy as np

from chainrule.explorers.explorer import Explorer, log_slider, menu, slider, stop_value, whole_slider
from chainrule.figures import descent as draw
from chainrule.figures import style
from chainrule.figures.network import four
from chainrule.maths.activations import identity
from chainrule.maths.descent import RULES, descend, unit_inputs, walk_cliff, walk_unit
from chainrule.maths.network import WORKED_EXAMPLE
from chainrule.maths.numbers import number


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
    controls = {
        "updates": whole_slider("update", update, 0, draw.UPDATES, words="updates"),
        "start": slider("start", start, -2.7, -2.3, 0.05, "start b"),
        "learning_rate": log_slider("learning_rate", learning_rate, -2, 0),
        "threshold": log_slider("threshold", threshold, -2, 2),
        "clipped": menu("rule", list(RULES), rule, "clipped is"),
    }
    figure, axes = draw.cliff_axes()
    cliff, lengths = draw.draw_cliff(*axes[:2]), draw.draw_lengths(axes[2])

    def walk(start, learning_rate, threshold, clipped):
        place, threshold = (draw.START[0], start), stop_value(threshold)
        clips = None, draw.clip_with(clipped, threshold)
        free, held = (walk_cliff(place, stop_value(learning_rate), draw.UPDATES, clip) for clip in clips)
        return free, held, clipped, threshold

    def move(walked, updates):
        free, held, clipped, threshold = walked
        draw.move_cliff(cliff, free, held, updates)
        draw.move_lengths(lengths, held, clipped, threshold, updates)
        return draw.describe_cliff(free, held, clipped, threshold, updates)

    grips = {(None, "start"): axes[0], "updates": axes[1], (None, "threshold"): axes[2]}
    return Explorer(figure, [[*cliff, *lengths]], controls, move, walk, ahead="updates", grips=grips)


def verdict(errors, path):
    """Say of a descent whether its learning rate was too small, right or too large.

    >>> verdict(np.array([1.0, 0.99, 0.98]), np.array([[2.0, 0], [1.99, 0], [1.98, 0]]))
    'too small: it creeps'
    """
    if errors[-1] > 1.5 * errors[0]:
        return "diverging: each step lands higher than the one before"
    steps = np.diff(path, axis=0)
    steps = steps[np.abs(steps).max(axis=1) > 1e-12 * np.abs(path).max()]  # at the bottom rounding jumps about
    turns = (steps[1:] * steps[:-1]).sum(axis=1)
    if len(turns) and (turns < 0).mean() > 0.5:
        return "too large: it jumps across the valley"
    return "too small: it creeps" if errors[-1] > 0.05 * errors[0] else "right: it walks down and arrives"


def explore_descent(learning_rate=1.0, w5=4.0, w7=-3.0):
    """Choose a learning rate and a start, and watch two weights walk down: creep, arrive, jump or diverge.

    The output units are linear here (identity), so that the error is a bowl in w5 and w7 and a step can be too large.

    Parameters
    ----------
    learning_rate : 0.01 to 10, of which the nearest stop of the slider is taken
    w5, w7 : where to start, -4 to 6

    Raises
    ------
    ValueError : for a number out of its range

    >>> explore_descent(learning_rate=0.01).words.split(". ")[-1]
    'Too small: it creeps'
    """
    start = WORKED_EXAMPLE.replace(output=identity)
    controls = {
        "updates": whole_slider("updates", 40, 0, 40),
        "learning_rate": log_slider("learning_rate", learning_rate, -2, 1),
        "w5": slider("w5", w5, -4.0, 6.0, words="start w5"),
        "w7": slider("w7", w7, -4.0, 6.0, words="start w7"),
    }
    figure, (left, right) = style.new_figure(columns=2, size=(10.5, 4.9))
    walk, errors = draw.draw_surface(left, start, ("w5", "w7")), draw.draw_errors(right, 40)
    from_here = draw.draw_start(left)

    def walk_down(learning_rate, w5, w7):
        from_here.set_data([w5], [w7])
        network = start.replace(w5=w5, w7=w7, learning_rate=stop_value(learning_rate))
        return *descend(network, ("w5", "w7"), 40), network.learning_rate

    def move(walked, updates):
        path, error, learning_rate = walked
        draw.move_path(walk, path[: updates + 1])
        draw.move_path(errors, np.column_stack([np.arange(updates + 1), error[: updates + 1]]))
        return (
            f"Learning rate {number(learning_rate)}: error {four(error[0])} at the start, {four(error[updates])} after "
            f"{updates} updates. {verdict(error, path).capitalize()}"
        )

    grips = {("w5", "w7"): left, "updates": right}
    return Explorer(figure, [[from_here], [*walk, *errors]], controls, move, walk_down, ahead="updates", grips=grips)


def explore_zigzag(centring=0.0, batch=1, w1=-1.0, w2=0.0):
    """Watch two weights of one unit zig-zag when its inputs are all positive, and walk straight when they are not.

    Parameters
    ----------
    centring : 0 for inputs that are all positive, 1 for inputs around zero
    batch : how many samples each step averages over, 1, 2, 4, 8, 16 or 32
    w1, w2 : where to start, -3 to 3 and -2 to 2

    Raises
    ------
    ValueError : for a number out of its range, or another batch

    >>> explore_zigzag().words
    'Inputs all positive, batch of 1: in 60 of 60 steps both gradients had one sign; the path is 2.7 times the \
straight way'
    """
    controls = {
        "steps": whole_slider("steps", 60, 1, 60),
        "centring": slider("centring", centring, 0.0, 1.0, 0.05, "centre inputs"),
        "batch": menu("batch", [1, 2, 4, 8, 16, 32], batch),
        "learning_rate": slider("learning_rate", 1.0, 0.1, 2.0),
        "w1": slider("w1", w1, -3.0, 3.0, words="start w1"),
        "w2": slider("w2", w2, -2.0, 2.0, words="start w2"),
    }
    figure, ax = style.new_figure(size=(8.5, 5.4))
    walk = draw.draw_zigzag(ax, unit_inputs(centring, 32, np.random.default_rng(8)), width=3.6)

    from_here = draw.draw_start(ax)

    def choose_inputs(centring, batch, learning_rate, w1, w2):
        inputs = unit_inputs(centring, 32, np.random.default_rng(8))
        draw.move_rings(walk, inputs)
        from_here.set_data([w1], [w2])
        return inputs, centring, batch, learning_rate, (w1, w2)

    def move(chosen, steps):
        inputs, centring, batch, learning_rate, start = chosen
        path = walk_unit(inputs, batch, learning_rate, steps, start)
        draw.move_path(walk, path.weights)
        return (
            f"Inputs {draw.inputs_in_words(centring)}, batch of {batch}: in {path.one_sign.sum()} of {steps} steps "
            f"both gradients had one sign; the path is {number(path.detour, 2)} times the straight way"
        )

    layers = [[*walk.rings, from_here], [walk.path, walk.end]]
    return Explorer(figure, layers, controls, move, choose_inputs, ahead="steps", grips={("w1", "w2"): ax})
