"""How a figure is shown: as SVG whose colours are names, and as a PNG for paper and for pages that allow no SVG.

The page says what the names look like, in its light and in its dark theme. `explorers/canvas.py` draws its frames so.
"""

import base64
import hashlib
import html
import io
import re

from matplotlib.backends.backend_svg import RendererSVG
from PIL import Image

from chainrule.figures import style

_NAME_OF = {colour: name for name, colour in style.LIGHT.items()}
_COLOURS = re.compile("|".join(_NAME_OF))
_DATA = re.compile(r'(?<=<g) id="data:([^"]*)"')  # of an artist that a page is to know: see `data`
_SURPLUS = re.compile(r'(?<=<g) id="[^"]*"|<!--.*?-->|(?<=>) (?=<)')
_PLACES = re.compile(r' (?:d|x|y|transform)="(?!scale)[^"]*"')  # a letter's own scale has six digits that count
_TINY = re.compile(r"(\.\d\d)\d{3,}")  # thousandths of a point and less
_FAMILY = re.compile(r'font-family: [^;"]*')
_IDS = re.compile(r'(\bid="|url\(#|href="#)')
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


class _Pen(RendererSVG):
    """matplotlib's SVG renderer with settings of its own: `rcParams` belong to the cells, and switching takes time."""

    letters = "path"

    def _make_id(self, type, content):
        return type + hashlib.sha256(str(content).encode()).hexdigest()[:10]

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        """Draw the markers of a line; their style is written once, around them, and not with each."""
        self.writer.start("g", style=self._get_style(gc, rgbFace))
        self._get_style = lambda *_: ""
        super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
        del self._get_style
        self.writer.end("g")

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        draw = self._draw_text_as_path if self.letters == "path" else self._draw_text_as_text
        draw(gc, x, y, s, prop, angle, ismath, mtext)


def data(term, also="", steps=""):
    """Write what a page must know of an artist as its `gid`, of which its SVG makes data-term and its kin.

    Parameters
    ----------
    term : the symbols that it stands for
    also : symbols that light it too
    steps : the steps of the story that it is about

    >>> data("w5", steps="5 15")
    'data:term=w5;steps=5 15'
    """
    return "data:" + ";".join(f"{name}={words}" for name, words in vars().items() if words)


def _data_attributes(gid):
    return "".join(f' data-{name}="{words}"' for name, words in re.findall(r"(\w+)=([^;]*)", gid[1]))


def size_of(figure):
    """Give a figure's width and height in points, which are the units of its SVG."""
    return [round(72 * inches, 2) for inches in figure.get_size_inches()]


def draw_inside(figure, draw, letters="path"):
    """Let `draw(renderer)` draw into SVG; give what is inside the <svg> element, colours by their names.

    `letters` that are paths look the same everywhere; as text ("none") they are short, for what moves.

    >>> figure, ax = style.new_figure()
    >>> heading = style.dress(ax, "a title")
    >>> "var(--ink)" in draw_inside(figure, figure.draw)
    True
    """
    out = io.StringIO()
    pen = _Pen(*size_of(figure), out, metadata=_NO_METADATA)
    pen.letters = letters
    with style.house():
        draw(pen)
    pen.finalize()
    svg = out.getvalue()
    start = svg.index("</defs>") + len("</defs>")  # its first <defs> styles the whole page
    inside = _DATA.sub(_data_attributes, svg[start : svg.rindex("</svg>")])
    inside = _SURPLUS.sub("", re.sub(r"\s*\n\s*", " ", inside))
    inside = _FAMILY.sub("font-family: DejaVu Sans, Verdana, sans-serif", inside)
    inside = _COLOURS.sub(lambda colour: f"var(--{_NAME_OF[colour[0]]})", inside)
    return _PLACES.sub(lambda place: _TINY.sub(r"\1", place[0]), inside)


def theme_css(what):
    """Give the rules that say what each colour looks like in the elements of a selector, in light and in dark pages.

    >>> theme_css(".picture").splitlines()[0][:30]
    '.picture { --ink: #1f1f1f; --p'
    """
    light, dark = ("".join(f"--{name}: {colour}; " for name, colour in t.items()) for t in (style.LIGHT, style.DARK))
    return (
        f"{what} {{ {light}}}\n"
        f':is([data-jp-theme-light="false"], .vscode-dark, html[theme="dark"]) {what} {{ {dark}color-scheme: dark; }}\n'
        f"@media (prefers-color-scheme: dark) {{ body:not([data-jp-theme-light], .vscode-light) {what} "
        f"{{ {dark}color-scheme: dark; }} }}\n"
    )


def png(figure):
    """Draw the whole figure, moving artists included, as the bytes of a PNG.

    With 64 colours it looks the same and takes a quarter of the space: a lesson has ten of them.
    """
    full, small = io.BytesIO(), io.BytesIO()
    figure.savefig(full, format="png", dpi=75, metadata={"Software": None})
    picture = Image.open(full).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    picture.save(small, format="png", optimize=True)
    return small.getvalue()


def stored_words(words):
    """Write the words of a picture as they are stored: of a hidden output JupyterLab shows the first line.

    >>> print(stored_words("a line at 3"))
    A picture. In words:
    a line at 3
    """
    return f"A picture. In words:\n{words}"


_STILL_CSS = theme_css(".chainrule-still") + (
    ".chainrule-still { display: block; width: 100%; height: auto; max-width: 1150px; }"
    ".chainrule-still + img { display: none; }"  # for pages that take out what they do not trust: SVG, and this rule
)


def still(figure, words, pixels):
    """Give a finished figure as HTML that follows the page's theme; `words` is its text alternative, `pixels` its PNG.

    >>> figure, ax = style.new_figure()
    >>> 'aria-label="a line at 3"' in still(figure, "a line at 3", png(figure))
    True
    """
    inside, (width, height) = draw_inside(figure, figure.draw), size_of(figure)
    own = hashlib.sha256(inside.encode()).hexdigest()[:8]  # a page holds many pictures: each has ids of its own
    inside, words = _IDS.sub(rf"\g<1>{own}-", inside), html.escape(words)
    return (
        f"<div><style>{_STILL_CSS}</style>"
        f'<svg class="chainrule-still" role="img" aria-label="{words}" viewBox="0 0 {width} {height}">{inside}</svg>'
        f'<img alt="{words}" src="data:image/png;base64,{base64.b64encode(pixels).decode()}"></div>'
    )


def show(figure, words):
    """Show a finished figure in the notebook; `words` is its text alternative.

    A lesson is stored with the PNG and the words alone (`tools/refresh_lessons.py`).
    """
    from IPython.display import display

    pixels = png(figure)
    bundle = {"text/html": still(figure, words, pixels), "image/png": pixels, "text/plain": stored_words(words)}
    display(bundle, metadata={"image/png": {"alt": words}}, raw=True)
