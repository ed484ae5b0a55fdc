"""Where the panels of a figure stand: side by side on a wide page, one below the other on a narrow one."""

import numpy as np
from matplotlib.gridspec import GridSpec
from matplotlib.ticker import FixedLocator

from chainrule.figures.style import house

NARROW = 4.1  # inches: where a phone leaves 274 pixels to a picture, 12 points are 11 pixels
FLATTEST, STEEPEST = 0.6, 0.8  # height of a panel on a narrow page, per width
STRIP = 0.3  # the same for one that is narrow itself
LINE = 15  # points from one line of letters to the next
PAD = 5 / 72  # inches around a panel


class Layout:
    """The places of a figure's axes, found once for each kind of page, so that nothing shifts under a slider.

    On a narrow page titles and labels go on in another line; a drawing without an axis stays as it is.
    """

    def __init__(self, figure):
        self.figure, self._size = figure, tuple(figure.get_size_inches())
        self._panels = [ax for ax in figure.axes if ax.get_subplotspec()]
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        self._wide = [ax.get_position(original=True) for ax in self._panels]

    def fit(self, narrow):
        """Find the places for a narrow page, or go back to those for a wide one."""
        with house():
            self._wrap(narrow)
            if narrow and any(ax.axison for ax in self._panels):
                self._stack()
            else:
                self._unstack()

    def _unstack(self):
        self.figure.set_size_inches(self._size)
        for ax, place in zip(self._panels, self._wide, strict=True):
            ax.set_position(place)
            ax.set_in_layout(True)

    def _wrap(self, narrow):
        for ax in self._panels:
            for text in (ax._left_title, ax.xaxis.label, ax.yaxis.label):
                text.set_wrap(narrow)

    def _stack(self):
        ratios = [_ratio(ax, len(self._panels) == 1) for ax in self._panels]
        height = 3.0 * len(ratios)
        for _ in range(2):  # once more, with what titles and labels leave to the panels
            column = [*GridSpec(len(ratios), 1, self.figure, height_ratios=ratios)]
            self._find(column, (NARROW, height))
            sizes = [_size(ax) for ax in self._panels]
            heights = [
                max(ratio * width, _least_height(ax))
                for ratio, ax, (width, high) in zip(ratios, self._panels, sizes, strict=True)
            ]
            height += (sum(heights) - sum(high for _, high in sizes)) / 72
            ratios = [high / width for high, (width, _) in zip(heights, sizes, strict=True)]

    def _find(self, places, size):
        """Let matplotlib find places for all panels and what stands beside them."""
        titles = [ax._left_title for ax in self._panels]
        words = [title.get_text() for title in titles]
        for ax, place, title in zip(self._panels, places, titles, strict=True):
            ax.set_subplotspec(place)
            if title.get_animated():
                title.set_text("two\nlines")  # that the next title may need
        self.figure.set_size_inches(size)
        self.figure.set_layout_engine("constrained", w_pad=PAD, h_pad=PAD)
        self.figure.draw_without_rendering()
        self.figure.set_layout_engine("none")
        for title, word in zip(titles, words, strict=True):
            title.set_text(word)


def _size(ax):
    """Width and height of the place for a panel in points, of which one with an aspect takes a part."""
    return ax.get_position(original=True).size * ax.figure.get_size_inches() * 72


def _ratio(ax, alone):
    """Height per width of a panel on a narrow page."""
    if ax.get_aspect() != "auto":
        return ax.get_data_ratio()
    if alone:
        return 1
    width, height = _size(ax)
    ratio = height / width
    return STRIP if ratio > 2 else min(max(ratio, FLATTEST), STEEPEST)


def _least_height(ax):
    """The points that fixed ticks need to stand a line apart, and a legend to leave half of them to the curves."""
    ticks, legend = ax.get_yticks(), ax.get_legend()
    beside = 2 * legend.get_window_extent().height if legend else 0
    if not isinstance(ax.yaxis.get_major_locator(), FixedLocator) or len(ticks) < 2:
        return beside
    places = (ax.transScale + ax.transLimits).transform([(1, y) for y in ticks])[:, 1]
    return max(beside, min(LINE / np.abs(np.diff(places)).min(), 240))
