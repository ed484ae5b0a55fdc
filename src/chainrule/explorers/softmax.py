"""Explorers of the last layer: scores to probabilities, and two errors for one output (lesson 13)."""

import functools

import numpy as np

from chainrule.explorers.explorer import Explorer, log_slider, menu, slider, stop_value, whole_slider
from chainrule.explorers.grips import Area
from chainrule.figures import softmax as draw

LOWEST, HIGHEST = -5.0, 5.0


def explore_softmax(z=(1.0, 2.0, 3.0), temperature=1.0, row=3):
    """Pull three scores and a temperature, and see the probabilities, their point in the triangle, and their slopes.

    Parameters
    ----------
    z : three scores, each from -5 to 5
    temperature : 0.45 to 10, of which the nearest stop of the slider is taken, 20 for a factor of 10
    row : 1 to 3, the probability whose slopes are shown

    Raises
    ------
    ValueError : for other than three scores, or a number out of its range

    >>> explore_softmax(temperature=10).words.split(";")[0]
    'Scores 1, 2, 3 at temperature 10: p = 0.301, 0.332, 0.367'
    """
    if np.shape(z) != (3,):
        raise ValueError(f"z must be three scores, but it is {z!r}")
    controls = {f"z{k}": slider(f"z{k}", score, LOWEST, HIGHEST) for k, score in enumerate(z, 1)}
    controls |= {
        "temperature": log_slider("temperature", temperature, -0.35, 1),
        "row": menu("row", [(f"slopes of p{k}", k) for k in (1, 2, 3)], row),
    }
    figure, axes = draw.softmax_axes()
    artists = draw.draw_softmax(*axes)

    def move(z1, z2, z3, temperature, row):
        return draw.move_softmax(artists, (z1, z2, z3), stop_value(temperature), row)

    shares, triangle, slopes = artists
    moving = [triangle.path, triangle.point]
    moving += [part for bars in (shares, slopes) for part in (*bars.bars, *bars.numbers, *bars.words, bars.title)]

    def heights(k, temperature, **scores):
        """How high the bar of class k is at each stop of its score."""
        z = np.linspace(LOWEST, HIGHEST, round((HIGHEST - LOWEST) / controls["z1"].step) + 1)
        others = [scores[f"z{j}"] for j in (1, 2, 3) if j != k]
        return 1 / (1 + sum(np.exp((other - z) / stop_value(temperature)) for other in others))

    grips = {
        (None, f"z{k}"): Area(axes[0], (k - 0.5, k + 0.5), places=functools.partial(heights, k)) for k in (1, 2, 3)
    }
    return Explorer(figure, [moving], controls, move, ahead="z1", grips=grips)


def explore_errors(z=-8.0, target=1, learning_rate=1.0):
    """Start one sigmoid output at some z, and see how fast it learns with the squared error and with cross-entropy.

    Parameters
    ----------
    z : where it starts, -10 to 10
    target : 0 or 1
    learning_rate : 0.1 to 10, of which the nearest stop of the slider is taken, 20 for a factor of 10

    Raises
    ------
    ValueError : for a number out of its range

    >>> explore_errors().words.splitlines()[1]
    'Learning rate 1: right after 3,011 updates, or after 9'
    """
    controls = {
        "z": slider("z", z, -draw.REACH, draw.REACH, 0.25),
        "target": whole_slider("target", target, 0, 1),
        "learning_rate": log_slider("learning_rate", learning_rate, -1, 1),
    }
    figure, axes = draw.errors_axes()
    artists = draw.draw_errors(*axes)

    def choose(target, learning_rate):
        draw.move_target(artists, target)
        return target, stop_value(learning_rate)

    def move(chosen, z):
        return draw.move_errors(artists, z, *chosen)

    curves = [*artists.values, *artists.slopes, artists.titles[0]]
    moving = [*artists.guides, *artists.walks, *artists.points, *artists.slope_points, *artists.turns]
    layers = [curves, [*moving, *artists.titles[1:]]]
    return Explorer(figure, layers, controls, move, choose, ahead="z", grips={"z": axes[:2]})
