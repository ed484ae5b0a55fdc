"""The live canvas: a matplotlib figure whose moving artists follow a slider without flicker.

The figure is drawn once, without its moving artists. Then only these are drawn for each frame, as vectors, and the
browser lays them over the background like sheets of clear film (`canvas.js`). Where one slider's positions are few,
all their frames are sent ahead, and moving that slider needs no kernel.
"""

import itertools
import pathlib
import re

import anywidget
import ipywidgets
import traitlets
from matplotlib.text import Text

from chainrule.explorers.swatches import swatch_css
from chainrule.figures.layout import Layout
from chainrule.figures.pictures import draw_inside, png, size_of, theme_css

_HERE = pathlib.Path(__file__).parent
_DEFINITION = re.compile(r'<path id="([^"]+)"[^>]*/>|<(clipPath|pattern) id="([^"]+)".*?</\2>')
_MOST_DEFINED = 200_000  # characters


class LiveCanvas(anywidget.AnyWidget):
    """A figure in the browser: a still background and one or more layers of moving artists above it.

    Parameters
    ----------
    figure : matplotlib Figure, complete
    layers : list of lists of its artists, from bottom to top; an artist is drawn anew only when it changed
    framed : which of the layers is the one whose frames may be sent ahead
    stepper : True for Back, Next and Play buttons, which walk through the frames sent ahead

    >>> from chainrule.figures.style import new_figure
    >>> figure, ax = new_figure()
    >>> point, = ax.plot([0], [0], "o")
    >>> canvas = LiveCanvas(figure, [[point]])
    >>> canvas.show("a point at 0")
    >>> point.set_data([0.5], [0.5])
    >>> canvas.show("a point at 0.5")
    """

    _esm = "".join(
        (_HERE / name).read_text("utf-8") for name in ("grips.js", "lit.js", "numbers.js", "canvas.js")
    )  # as text: for a path, anywidget would keep every canvas for ever
    _css = (
        theme_css(":is(.chainrule-canvas, .chainrule-controls)")
        + swatch_css()
        + (_HERE / "canvas.css").read_text("utf-8")
    )

    size = traitlets.List().tag(sync=True)
    definitions = traitlets.Unicode().tag(sync=True)
    background = traitlets.Unicode().tag(sync=True)
    layers = traitlets.List().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    side = traitlets.Unicode().tag(sync=True)
    position = traitlets.Float(0.0).tag(sync=True, echo_update=False)  # the browser moved it: it need not hear of it
    ahead = traitlets.Dict().tag(sync=True)
    stepper = traitlets.Bool(False).tag(sync=True)
    grips = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    numbers = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    narrow = traitlets.Bool(False).tag(sync=True, echo_update=False)  # whether the page is, as the browser says

    def __init__(self, figure, layers, stepper=False, framed=-1):
        self.figure, self._artists, self._defined, self._drawings = figure, layers, {}, {}
        self._framed = range(len(layers))[framed]
        for artist in itertools.chain(*layers):
            artist.set_animated(True)
        self._lay_out()
        super().__init__(size=size_of(figure), layers=[""] * len(layers), stepper=stepper)

    def show(self, description, side=""):
        """Draw what changed since the last frame and send it in one message.

        `description` is the text alternative; `side` is HTML to stand beside the picture, such as a table.
        """
        with self.hold_sync():
            if self.figure.stale or not self.background:
                self.background = self._draw(self._still_artists)
            self.layers = [self._layer(artists) for artists in self._artists]
            self.definitions = self._definitions(*self.ahead.get("frames", ()))
            self.description, self.side = description, side

    def frame(self):
        """Draw the framed layer and give it as SVG: one of the frames to be sent ahead."""
        return self._layer(self._artists[self._framed])

    def send_ahead(self, frames):
        """Send the frames of all positions, with the letters that they are made of, in one message."""
        with self.hold_sync():
            self.definitions = self._definitions(*frames["frames"])
            self.ahead = frames | {"layer": self._framed}

    def png(self):
        """Draw the whole figure as the bytes of a PNG; what had to be drawn anew for the browser still has to be."""
        stale = [(artist, artist.stale) for artist in (*itertools.chain(*self._artists), self.figure)]
        picture = png(self.figure)
        self._draw(self._still_artists)  # put a legend's parts back where they are at our own resolution
        for artist, was_stale in stale:
            artist.stale = was_stale
        return picture

    def _lay_out(self):
        """Find the places of the axes once, so that nothing shifts under a slider."""
        self._layout = Layout(self.figure)

    def fit(self):
        """Lay the figure out for the page as it is; all of it is drawn anew when it is shown next."""
        self._layout.fit(self.narrow)
        self.size, self.background, self._drawings, self._defined = size_of(self.figure), "", {}, {}

    def _still_artists(self, renderer):
        """Draw the figure without its moving artists (`Figure.draw` leaves animated ones to us only on a screen)."""
        moving = [artist for artist in itertools.chain(*self._artists) if artist.get_visible()]
        for artist in moving:
            artist.set_visible(False)
        try:
            self.figure.draw(renderer)
        finally:
            for artist in moving:
                artist.set_visible(True)

    def _layer(self, artists):
        """Join the drawings of artists; one that did not change since it was last drawn is not drawn again."""
        for artist in artists:
            if artist.stale or artist not in self._drawings:
                letters = "none" if isinstance(artist, Text) and "$" not in artist.get_text() else "path"
                self._drawings[artist] = self._draw(artist.draw, letters)
                artist.stale = False
        for part in (*self.figure.axes, self.figure):
            part.stale = False  # an axis that is drawn moves its ticks, which is no reason to draw all else again
        return "".join(self._drawings[artist] for artist in sorted(artists, key=lambda artist: artist.get_zorder()))

    def _draw(self, draw, letters="path"):
        """Draw into SVG; letters and markers are kept apart."""
        return re.sub(r"<defs>.*?</defs>", self._define, draw_inside(self.figure, draw, letters))

    def _define(self, defs):
        """Keep the letters and markers that a frame is made of: they are sent once, not with every frame."""
        self._defined |= {found[1] or found[3]: found[0] for found in _DEFINITION.finditer(defs[0])}
        return ""

    def _definitions(self, *frames):
        """All letters and markers kept; if they are many, only those that are still in use."""
        if sum(map(len, self._defined.values())) > _MOST_DEFINED:
            used = set(re.findall(r"#([^\")]+)", "".join([self.background, *self.layers, *frames])))
            self._defined = {name: markup for name, markup in self._defined.items() if name in used}
        return "".join(self._defined.values())
