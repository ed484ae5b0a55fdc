"""How every figure looks: colours that mean quantities, and letters for the back row.

A colour stands for the same quantity in every lesson, and a dash or a marker says it again for those who see no colour.
"""

import contextlib
import threading

from matplotlib import rcParams, rcParamsDefault
from matplotlib.figure import Figure
from matplotlib.text import Text

LIGHT = {
    "ink": "#1f1f1f",  # letters and axes
    "paper": "#ffffff",
    "context": "#6e6e6e",  # grey: what is there for comparison
    "shade": "#e4e4e4",  # saturated zones
    "grid": "#d9d9d9",
    "function": "#0072b2",  # blue, solid: values of an activation
    "derivative": "#d55e00",  # vermillion, dashed: slopes
    "forward": "#00805f",  # green: what flows forward
    "backward": "#a8467e",  # purple: gradients on their way back
    "change": "#8f6400",  # ochre: a change of weights
    "lit": "#fff5d0",  # marker behind what is pointed at
    "category1": "#332288",  # what is compared with its like: a colour of another set, with a dash and a marker
    "category2": "#117733",
    "category3": "#aa4466",
    "category4": "#7a5c00",
    "category5": "#007a8a",
    "category6": "#5b5b5b",
}
DARK = {
    "ink": "#ececec",
    "paper": "#111111",
    "context": "#a8a8a8",
    "shade": "#3a3a3a",
    "grid": "#444444",
    "function": "#56b4e9",
    "derivative": "#ff9a5c",
    "forward": "#35cfa4",
    "backward": "#e59cc4",
    "change": "#e8b84a",
    "lit": "#4d3f10",
    "category1": "#a5a0ff",
    "category2": "#5fcf86",
    "category3": "#ff8fa8",
    "category4": "#e0c060",
    "category5": "#5fd0e0",
    "category6": "#b5b5b5",
}
INK, PAPER, CONTEXT, SHADE, GRID, FUNCTION, DERIVATIVE, FORWARD, BACKWARD, CHANGE, LIT, *CATEGORIES = LIGHT.values()

DASHED = (0, (4, 2))
CATEGORY_DASHES = ("solid", DASHED, (0, (1, 1.2)), (0, (6, 2, 1, 2)), (0, (8, 2)), (0, (3, 1, 1, 1, 1, 1)))
CATEGORY_MARKERS = "osD^vP"
TEXT, SMALL = 14, 12
POINTS = 400


DRAWING = threading.RLock()  # JupyterLab answers sliders in a thread beside the cells'; matplotlib draws for one
HOUSE = {name: value for name, value in dict.items(rcParamsDefault) if not name.startswith("backend")}


@contextlib.contextmanager
def house():
    """Draw by matplotlib's own defaults, whatever a learner's matplotlibrc says; afterwards theirs hold again."""
    with DRAWING:
        # These values are known to be good: 20 microseconds, where rc_context takes milliseconds. (And `dict.copy` of a
        # dict with an order of its own takes 200: it asks for each value by name.)
        theirs = dict(dict.items(rcParams))
        dict.update(rcParams, HOUSE)
        try:
            yield theirs
        finally:
            dict.update(rcParams, theirs)


class HouseFigure(Figure):
    """A figure that looks the same for everyone: no LaTeX to be called for, no font of theirs."""

    def draw(self, renderer):
        with self._at_home():
            super().draw(renderer)

    def savefig(self, *args, **kwargs):
        with self._at_home():
            super().savefig(*args, **kwargs)

    @contextlib.contextmanager
    def _at_home(self):
        with house() as theirs:
            for text in self.findobj(Text):  # also those that were made after the figure, outside of the house
                if text.get_usetex():
                    text.set_usetex(False)
                if text.get_fontfamily() == theirs["font.family"] != HOUSE["font.family"]:
                    text.set_fontfamily(HOUSE["font.family"])
            yield


def new_figure(columns=1, rows=1, size=(10.5, 4.2), **grid):
    """Make a figure without global state; give it and its axes (one, or an array of them)."""
    with house():
        figure = HouseFigure(figsize=size, dpi=72, layout="constrained", facecolor=PAPER)
        return figure, figure.subplots(rows, columns, **grid)


def dress(ax, title="", x="", y=""):
    """Give axes their title (which says what to see) and labels (symbol and meaning), and no box; give the title."""
    heading = ax.set_title(title, fontsize=TEXT, color=INK, loc="left", y=1.02)
    ax.set_xlabel(x, fontsize=TEXT, color=INK)
    ax.set_ylabel(y, fontsize=TEXT, color=INK)
    ax.set_facecolor("none")
    ax.tick_params(labelsize=SMALL, colors=INK, which="both")
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(INK)
    return heading
