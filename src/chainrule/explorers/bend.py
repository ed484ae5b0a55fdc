"""Explorers of what a bend is for: a border that learns, hats that follow a curve, layers that fold (lesson 01)."""

import numpy as np

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, log_slider, menu, whole_slider
from chainrule.figures import bend as draw
from chainrule.figures.threads import one_blas_thread


def explore_border(activation="tanh", data="moons", layers=2, units=8, learning_rate=0.1, seed=0, updates=600):
    """Train a small network to part two groups of points, and watch its border: without a bend it stays straight.

    Hidden layers of one activation, then one linear unit; half squared error, all points at once.

    Parameters
    ----------
    activation : name of a built-in one, or an `Activation` of your own, for the hidden layers
    data : "moons", "rings" or "xor"
    layers : number of hidden layers, 0 to 6
    units : of each hidden layer, 1 to 16
    learning_rate : 0.001 to 0.316, of which the nearest stop of the slider is taken, 20 for a factor of 10
    seed : which points and weights are drawn, 0 to 9
    updates : 0 to 600 in steps of 20; which moment of the training is shown

    Raises
    ------
    ValueError : for a name that is not offered, or a number beyond its ends

    >>> explore_border("identity", "xor").words.split(" points ")[1]
    'on the wrong side of a straight line'
    """
    step = draw.UPDATES // (draw.FRAMES - 1)
    options, start = choices(activation)
    controls = {
        "updates": whole_slider("updates", updates, 0, draw.UPDATES, step),
        "layers": whole_slider("layers", layers, 0, 6, words="hidden layers"),
        "units": whole_slider("units", units, 1, 16, words="units of each"),
        "activation": menu("activation", options, start),
        "data": menu("data", list(draw.DATA), data, words="points"),
        "learning_rate": log_slider("learning_rate", learning_rate, -3, -0.5),
        "seed": whole_slider("seed", seed, 0, 9),
    }
    if updates % step:
        stops = f"0, {step}, {2 * step} and so on to {draw.UPDATES}"
        raise ValueError(f"updates must be one of {stops}, but it is {updates}")
    figure, (left, right) = draw.border_axes()
    border, course = draw.draw_border(left), draw.draw_course(right)

    def compute(**asked):
        with one_blas_thread():
            learned = draw.learn(**asked)
        draw.move_points(border, course, *learned)
        return learned

    def move(learned, updates):
        return draw.move_border(border, course, *learned, frame=updates // step)

    points = [border.first, border.second]
    moving = [border.side, border.line, *points, border.wrong, border.heading, course.here]
    return Explorer(figure, [[course.line], moving], controls, move, compute, ahead="updates", grips={"updates": right})


def explore_hats(curve="wave", parts=4, building="hats"):
    """Build a curve out of hats, four ReLU units each, or out of hinges, one each: pull their number.

    Parameters
    ----------
    curve : "wave", "hill", "root", "stairs", or a function of an array, on 0 <= x <= 1
    parts : number of hats or hinges, 1 to 40
    building : "hats" or "hinges"

    Raises
    ------
    ValueError : for a name that is not offered, a function that gives no numbers, or a number beyond its ends

    >>> explore_hats("wave", parts=10).words
    '10 hats, 40 ReLU units: their sum is never more than 0.103 away from the curve between 0 and 1'
    """
    options, start = _curves(curve)
    controls = {
        "parts": whole_slider("parts", parts, 1, draw.MOST_HATS),
        "curve": menu("curve", options, start),
        "building": menu("building", list(draw.BUILDINGS), building, words="made of"),
    }
    figure, axes = draw.hats_axes()
    artists = draw.draw_building(*axes)

    def compute(curve, building):
        apart = draw.distances(curve, building)
        draw.move_goal(artists, curve, apart)
        return curve, building, apart

    def move(computed, parts):
        curve, building, apart = computed
        return draw.move_building(artists, curve, parts, building, apart)

    moving = [artists.parts, artists.built, artists.heading, artists.here]
    layers = [[artists.goal, artists.distances], moving]
    return Explorer(figure, layers, controls, move, compute, ahead="parts", grips={"parts": axes[-1]})


def _curves(curve):
    """The menu of curves as (words, function), and the one that is meant; a function of the learner's comes first."""
    options = list(draw.CURVES.items())
    if not callable(curve):
        return options, draw.CURVES.get(curve, curve) if isinstance(curve, str) else curve
    x = np.linspace(0, 1, 5)
    given = np.asarray(curve(x))
    if given.shape != x.shape or given.dtype.kind not in "fi" or not np.isfinite(given).all():
        raise ValueError(f"curve must give a finite number for each number from 0 to 1, but it gives {given!r}")
    return [("yours", curve), *options], curve


def explore_folds(layers=3, units=2):
    """Fold a line again and again: pull the number of layers, and count the straight pieces.

    Below stands what one layer makes of as many units.

    Parameters
    ----------
    layers : number of hidden layers, 1 to 7
    units : of each of them, 2, 3 or 4

    Raises
    ------
    ValueError : for a number beyond its ends

    >>> explore_folds(layers=5).words
    '5 layers of 2 units fold the line into 32 straight pieces; one layer of 10 units makes 10'
    """
    controls = {
        "layers": whole_slider("layers", layers, 1, draw.MOST_FOLDS, words="hidden layers"),
        "units": menu("units", list(draw.FOLDING_UNITS), units, words="units of each"),
    }
    figure, axes = draw.folds_axes()
    folds = draw.draw_folds(*axes)

    def compute(units):
        draw.move_counts(folds, units)
        return units

    def move(units, layers):
        return draw.move_folds(folds, layers, units)

    counts = [folds.deep_counts, folds.flat_counts]
    moving = [folds.deep, folds.flat, folds.deep_heading, folds.flat_heading, folds.deep_here, folds.flat_here]
    return Explorer(figure, [counts, moving], controls, move, compute, ahead="layers", grips={"layers": axes[-1]})
