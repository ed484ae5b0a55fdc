"""The live canvas: a still background once, moving artists above it, one message for each frame."""

import re
import xml.etree.ElementTree as ElementTree
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest

from chainrule.explorers.canvas import LiveCanvas
from chainrule.figures import style

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def still_figure():
    """A figure with a curve, words and a hatched zone."""
    figure, (left, right) = style.new_figure(columns=2, size=(6, 3))
    z = np.linspace(-2, 2, 9)
    left.plot(z, z**2, color=style.CONTEXT, marker="s")
    left.axvspan(-2, -1, facecolor=style.SHADE, edgecolor=style.GRID, hatch="//")
    style.dress(left, "A parabola", "$z$, pre-activation", "$a(z)$, activation")
    style.dress(right)
    left.set(xticks=[-2, 0, 2], yticks=[0, 4])  # few, because each takes its time
    right.set(xticks=[], yticks=[])
    return figure, left, right, z


def make():
    """The same with two layers on it: a line and words, and two points."""
    figure, left, right, z = still_figure()
    (line,) = left.plot(z, z, color=style.FUNCTION, lw=3)
    words = left.text(0.5, 0.5, "a < b & c", color=style.INK)
    points = [ax.plot([0.5], [0.5], "o", color=style.DERIVATIVE, mec=style.PAPER)[0] for ax in (left, right)]
    canvas = LiveCanvas(figure, [[line, words], points])
    canvas.show("at the start")
    return SimpleNamespace(canvas=canvas, figure=figure, line=line, words=words, points=points, ax=left)


@pytest.fixture
def made():
    return make()


def elements(fragment):
    """The drawn elements of a fragment, by kind."""
    tags = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(SVG.format(fragment)).iter()]
    return {kind: tags.count(kind) for kind in ("path", "use", "text")}


def parts(canvas):
    return [canvas.definitions, canvas.background, *canvas.layers]


# --- what is drawn where ------------------------------------------------------------------------------------


def test_background_leaves_out_the_moving_artists_and_nothing_else(made):
    figure, left, right, _ = still_figure()
    for ax, moving in ((left, made.ax), (right, made.figure.axes[1])):
        ax.set(xlim=moving.get_xlim(), ylim=moving.get_ylim())
    still = LiveCanvas(figure, [[]])
    still.show("")
    assert elements(made.canvas.background) == elements(still.background)
    assert "var(--function)" not in made.canvas.background
    assert "var(--derivative)" not in made.canvas.background


def test_layers_hold_the_moving_artists_and_nothing_else(made):
    lower, upper = made.canvas.layers
    assert elements(lower) == {"path": 1, "use": 0, "text": 1}
    assert "var(--function)" in lower
    assert elements(upper) == {"path": 0, "use": 2, "text": 0}
    assert "var(--derivative)" in upper and "var(--paper)" in made.canvas.definitions + upper


def test_moving_artists_are_drawn_where_matplotlib_draws_them(made):
    _, upper = made.canvas.layers
    uses = [element for element in ElementTree.fromstring(SVG.format(upper)).iter() if element.tag.endswith("use")]
    height = 72 * made.figure.get_size_inches()[1]
    for use, point in zip(uses, made.points, strict=True):
        x, y = point.axes.transData.transform((0.5, 0.5))
        assert float(use.get("x")) == pytest.approx(x, abs=0.01)
        assert float(use.get("y")) == pytest.approx(height - y, abs=0.01)


def test_lower_artists_come_first_in_a_layer():
    figure, ax = style.new_figure(size=(3, 3))
    (high,) = ax.plot([0, 1], [0, 1], color=style.BACKWARD, zorder=5)
    (low,) = ax.plot([0, 1], [1, 0], color=style.FORWARD, zorder=1)
    canvas = LiveCanvas(figure, [[high, low]])
    canvas.show("")
    assert re.findall(r"var\(--(forward|backward)\)", canvas.layers[0]) == ["forward", "backward"]


def test_hidden_artists_stay_hidden_when_the_background_is_drawn_anew(made):
    made.points[0].set_visible(False)
    made.ax.set_ylim(-1, 5)
    made.canvas.show("one point less")
    assert [point.get_visible() for point in made.points] == [False, True]
    assert made.line.get_visible()
    assert elements(made.canvas.layers[1])["use"] == 1
    made.points[0].set_visible(True)
    made.canvas.show("both again")
    assert elements(made.canvas.layers[1])["use"] == 2


def test_artists_come_back_when_the_background_cannot_be_drawn(made, monkeypatch):
    def fail(renderer):
        raise ArithmeticError("no ink")

    monkeypatch.setattr(made.figure, "draw", fail)
    made.ax.set_ylim(-1, 5)
    with pytest.raises(ArithmeticError):
        made.canvas.show("")
    assert all(artist.get_visible() for artist in (made.line, made.words, *made.points))


# --- what is drawn when -------------------------------------------------------------------------------------


def test_only_the_layer_whose_artist_changed_is_drawn_anew(made, monkeypatch):
    drawn = []
    draw = made.canvas._draw
    monkeypatch.setattr(made.canvas, "_draw", lambda *artist: drawn.append(1) or draw(*artist))
    before = list(made.canvas.layers)
    made.points[1].set_data([1], [0.25])
    made.canvas.show("moved")
    assert len(drawn) == 1
    assert made.canvas.layers[0] == before[0]
    assert made.canvas.layers[1] != before[1]
    made.canvas.show("not moved")
    assert len(drawn) == 1
    made.points[0].set_visible(False)
    made.canvas.show("hidden")
    made.canvas.show("still hidden")
    assert len(drawn) == 2


def test_shows_in_a_row_leave_the_background_alone(made):
    background = made.canvas.background
    for i in range(5):
        made.line.set_ydata(np.full(9, i / 5))
        made.words.set_text(f"{i}")
        made.points[0].set_data([i / 5], [0.5])
        made.points[1].set_visible(i % 2 == 0)
        assert not made.figure.stale
        made.canvas.show(f"{i}")
        assert not made.figure.stale
        assert made.canvas.background is background


def test_new_limits_draw_background_and_layers_anew(made):
    before = [made.canvas.background, *made.canvas.layers]
    made.ax.set_ylim(-3, 9)
    made.canvas.show("")
    assert all(new != old for new, old in zip([made.canvas.background, *made.canvas.layers], before, strict=True))


def test_axes_keep_their_places_when_limits_and_words_change(made):
    before = [ax.get_position().bounds for ax in made.figure.axes]
    made.ax.set_ylim(-30000, 90000)
    made.words.set_text("much longer words than before")
    made.canvas.show("")
    made.figure.draw_without_rendering()
    assert [ax.get_position().bounds for ax in made.figure.axes] == before


def test_frame_is_the_top_layer(made):
    assert made.canvas.frame() == made.canvas.layers[-1]
    made.points[0].set_data([0.25], [0.75])
    frame = made.canvas.frame()
    assert frame != made.canvas.layers[-1]
    made.canvas.show("")
    assert made.canvas.layers[-1] == frame


def test_the_same_artists_always_give_the_same_frame():
    assert parts(make().canvas) == parts(make().canvas)


def test_png_draws_everything_and_leaves_what_is_to_be_drawn_as_it_was(made):
    made.points[0].set_data([0.25], [0.75])
    before = list(made.canvas.layers)
    assert made.canvas.png().startswith(b"\x89PNG\r\n")
    assert not made.figure.stale
    made.canvas.show("")
    assert made.canvas.layers[1] != before[1]
    made.ax.set_ylim(-3, 9)
    background = made.canvas.background
    made.canvas.png()
    made.canvas.show("")
    assert made.canvas.background != background


# --- what is sent -------------------------------------------------------------------------------------------


@pytest.fixture
def sent(made, monkeypatch):
    """The states that reach the browser, one for each message."""
    messages = []
    monkeypatch.setattr(made.canvas.comm, "send", lambda data, **other: messages.append(data["state"]))
    return messages


def test_a_frame_is_one_message_with_what_changed_and_its_words(made, sent):
    made.points[0].set_data([1], [1])
    made.canvas.show("at 1")
    [state] = sent
    assert set(state) == {"layers", "description"}
    assert state["description"] == "at 1"
    assert state["layers"] == made.canvas.layers


def test_a_frame_with_a_new_background_is_one_message_too(made, sent):
    made.ax.set_ylim(-3, 9)
    made.canvas.show("wider", side="<b>3</b>")
    [state] = sent
    assert {"background", "layers", "description", "side"} <= set(state)


def test_nothing_is_sent_where_nothing_changed(made, sent):
    made.canvas.show("at the start")
    assert [state for state in sent if state] == []


def test_frames_ahead_are_one_message_with_the_letters_they_need(made, sent):
    made.points[0].set_marker("*")  # its shape is in no layer yet
    frame = made.canvas.frame()
    made.canvas.send_ahead({"start": 0, "step": 1, "frames": [frame], "descriptions": [""], "sides": [""]})
    [state] = sent
    assert set(state) == {"definitions", "ahead"}
    assert referenced(frame) <= defined(state["definitions"])


def test_size_is_that_of_the_figure_in_points(made):
    assert made.canvas.size == [432, 216]


# --- clean SVG ----------------------------------------------------------------------------------------------


def referenced(*fragments):
    return set(re.findall(r'(?:url\(#|href="#)([^")]+)', "".join(fragments)))


def defined(fragment):
    return set(re.findall(r' id="([^"]+)"', fragment))


def test_everything_parses_as_xml(made):
    for part in parts(made.canvas):
        ElementTree.fromstring(SVG.format(part))


def test_everything_that_is_referred_to_is_defined_once(made):
    canvas = made.canvas
    assert referenced(canvas.background, *canvas.layers)
    assert referenced(canvas.background, *canvas.layers) <= defined(canvas.definitions)
    ids = re.findall(r' id="([^"]+)"', canvas.definitions)
    assert len(ids) == len(set(ids))


def test_nothing_styles_or_describes_the_page_around_it(made):
    for part in parts(made.canvas):
        assert not re.search(r"<(?:style|metadata|svg|\?xml|!DOCTYPE|script)\b", part)


def test_colours_are_names_that_the_theme_fills_in(made):
    names = set(re.findall(r"var\(--([^)]+)\)", "".join(parts(made.canvas))))
    assert {"ink", "function", "derivative", "context", "shade"} <= names <= set(style.LIGHT)
    for part in parts(made.canvas):
        assert not re.search(r"#[0-9a-fA-F]{6}\b(?!\")", part)
        assert not re.search(r"(?:fill|stroke)(?:: |=\")(?!none|var\(--|url\(#h)", part)


@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK])
def test_style_sheet_fills_in_every_name_in_both_themes(theme):
    css = LiveCanvas._css
    for name, colour in theme.items():
        assert f"--{name}: {colour};" in css
    assert "/*light*/" not in css
    assert "/*dark*/" not in css
    assert css.count("{") == css.count("}")


def test_words_are_escaped(made):
    assert "a &lt; b &amp; c" in made.canvas.layers[0]


def test_many_letters_are_forgotten_once_nothing_uses_them(made, monkeypatch):
    monkeypatch.setattr("chainrule.explorers.canvas._MOST_DEFINED", 20_000)
    for i in range(60):
        made.words.set_text(f"${chr(ord('а') + i)}$")  # a letter of the Cyrillic alphabet, one after the other
        made.points[0].set_markersize(5 + i / 10)
        made.canvas.show("")
        assert referenced(made.canvas.background, *made.canvas.layers) <= defined(made.canvas.definitions)
        assert len(made.canvas.definitions) < 22_000


def test_letters_of_frames_ahead_are_kept_as_long_as_the_frames(made, monkeypatch):
    monkeypatch.setattr("chainrule.explorers.canvas._MOST_DEFINED", 10)
    made.points[0].set_marker("*")
    frame = made.canvas.frame()
    made.canvas.send_ahead({"start": 0, "step": 1, "frames": [frame], "descriptions": [""], "sides": [""]})
    made.points[0].set_marker("o")
    made.canvas.show("between two frames")
    assert referenced(frame) <= defined(made.canvas.definitions)


def test_drawing_changes_no_setting_of_matplotlib():
    before = dict(matplotlib.rcParams)
    make()
    assert dict(matplotlib.rcParams) == before
