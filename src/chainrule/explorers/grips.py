"""Grips: areas of a picture where a pointer moves a control, or two at once; the control stays as the keyboard's way.

What a grip is made of is sent once (`grips.js` does the rest), so that a drag by frames sent ahead needs no kernel.
"""

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets
import numpy as np
from matplotlib.axes import Axes

RAILS = ipywidgets.FloatSlider, ipywidgets.IntSlider, ipywidgets.FloatLogSlider, ipywidgets.Dropdown
"""The controls that have stops, along which they can be pulled."""


@dataclass(frozen=True)
class Area:
    """Axes, or a part of them, that a pointer may drag in, and where in them the stops of a control lie.

    Parameters
    ----------
    ax : Axes
    between : two numbers on the x-axis, for the part between them; None for all of the axes
    powers : True where the x-axis shows the decimal logarithm of the control's value
    places : function of all controls' values, by keyword, that gives for each stop of the control its place on the
        axis; None where the place is the value (for a menu of words: its number, from 0 on)
    """

    ax: Axes
    between: tuple | None = None
    powers: bool = False
    places: Callable | None = None


def read_grips(grips, controls, figure):
    """Give the pairs ((control along x or None, control along y or None), `Area`), each checked.

    Parameters
    ----------
    grips : dict from a control's name (moved along x) or two names (x, y; None for neither) to axes, `Area`s, or a
        list of them
    controls : widgets by name
    figure : the axes must be its own

    Raises
    ------
    ValueError : for a name that no control has, a control without stops, or what are no axes of this figure
    """
    pairs = []
    for names, areas in (grips or {}).items():
        names = names if isinstance(names, tuple) else (names, None)
        for name in names:
            if name is not None and name not in controls:
                raise ValueError(
                    f"a grip moves {name!r}, but there is no such control; choose from: {', '.join(controls)}"
                )
            if name is not None and not isinstance(controls[name], RAILS):
                raise ValueError(f"a grip moves a slider or a menu, but {name!r} is a {type(controls[name]).__name__}")
        for area in areas if isinstance(areas, list | tuple | np.ndarray) else [areas]:
            area = area if isinstance(area, Area) else Area(area)
            if area.ax not in figure.axes:
                raise ValueError(
                    f"the grip of {names[0] or names[1]!r} needs axes of the explorer's figure, not {area.ax!r}"
                )
            pairs.append((names, area))
    return pairs


def describe_grips(pairs, controls, values, ahead=None):
    """Say of each grip what the browser must know: its box in points, and along each axis the control and its ends."""
    return [_describe(names, area, controls, values, ahead) for names, area in pairs]


def describe_numbers(numbers, controls):
    """Say of each number in the picture what the browser must know: its control, its symbol, its words, their box.

    Parameters
    ----------
    numbers : dict from a control's name to the `Text` that shows its value
    controls : widgets by name
    """
    described = []
    for name, text in numbers.items():
        height = 72 * text.figure.get_figheight()
        box = text.get_window_extent(text.figure._get_renderer()).padded(3)
        ends = [round(float(u), 2) for u in (box.x0, height - box.y1, box.x1, height - box.y0)]
        term = text.get_gid().removeprefix("data:term=")
        described.append({"control": controls[name], "term": term, "written": text.get_text(), "box": ends})
    return described


def _describe(names, area, controls, values, ahead):
    ax = area.ax
    place = ax.bbox.transformed(ax.figure.transFigure.inverted())  # `get_position` would call the figure outdated
    width, height = 72 * ax.figure.get_size_inches()
    (left, right), (bottom, top) = _ends(ax.get_xlim(), ax.get_xscale()), _ends(ax.get_ylim(), ax.get_yscale())
    x0, x1 = place.x0, place.x1
    if area.between:
        parts = [(u - left) / (right - left) for u in _ends(area.between, ax.get_xscale())]
        x0, x1 = (place.x0 + part * place.width for part in parts)
        left, right = _ends(area.between, ax.get_xscale())
    box = [round(float(u), 2) for u in (x0 * width, (1 - place.y1) * height, x1 * width, (1 - place.y0) * height)]
    logs = ax.get_xscale() == "log", ax.get_yscale() == "log"
    axes = {}
    for key, name, ends, log in zip("xy", names, ((left, right), (bottom, top)), logs, strict=True):
        if name is not None:
            powers = key == "x" and area.powers
            places = [float(u) for u in _ends(_places(area, controls[name], values), "log" if log else "linear")]
            axes[key] = {
                "control": controls[name], "ahead": name == ahead, "ends": [float(end) for end in ends],
                "log": log or powers, "places": [] if powers else places,
            }  # fmt: skip
    return {"box": box, **axes}


def _places(area, control, values):
    """The places of the stops on the axis; none where they are the stops' values."""
    if area.places:
        return area.places(**values)
    if not isinstance(control, ipywidgets.Dropdown):
        return []
    options = [option[1] if isinstance(option, tuple) else option for option in control.options]
    numbers = all(isinstance(option, int | float) for option in options)
    return options if numbers else range(len(options))


def _ends(numbers, scale):
    """Numbers of an axis as they lie on the page: on a log axis their logarithms do."""
    numbers = np.asarray(list(numbers), dtype=float)
    return np.log10(numbers) if scale == "log" else numbers
