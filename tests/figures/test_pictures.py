"""How a figure is shown: sharp, in the colours of the page's theme, with words; and as a PNG where that cannot be."""

import base64
import io
import re
import xml.etree.ElementTree

import IPython.display
import numpy as np
import pytest
from PIL import Image

from chainrule.figures import pictures, style


def test_png_is_a_picture_of_75_dots_an_inch_and_always_the_same():
    figure, ax = style.new_figure(size=(4, 2))
    ax.plot([0, 1], [0, 1])
    first = pictures.png(figure)
    assert Image.open(io.BytesIO(first)).size == (300, 150)
    assert pictures.png(figure) == first


def test_png_takes_few_bytes_and_keeps_its_colours():
    figure, axes = style.new_figure(columns=2)
    for ax, colour in zip(axes, (style.FUNCTION, style.DERIVATIVE), strict=True):
        ax.axvspan(0, 1, color=colour, lw=0)
    picture = pictures.png(figure)
    assert len(picture) < 20_000
    counted = sorted(Image.open(io.BytesIO(picture)).convert("RGB").getcolors(100_000), reverse=True)
    shown = {f"#{bytes(colour).hex()}" for _, colour in counted[:3]}
    assert shown == {style.PAPER, style.FUNCTION, style.DERIVATIVE}


def test_png_shows_moving_artists_as_well():
    figure, ax = style.new_figure(size=(2, 2))
    without = pictures.png(figure)
    ax.plot([0.2, 0.8], [0.2, 0.8], animated=True, scalex=False, scaley=False)
    assert pictures.png(figure) != without


def test_show_displays_a_picture_whose_text_alternative_is_the_words(monkeypatch):
    displayed = []
    monkeypatch.setattr(IPython.display, "display", lambda *things, **options: displayed.append((things, options)))
    figure, _ = style.new_figure(size=(2, 2))
    assert pictures.show(figure, "a line at 3") is None
    [((bundle,), options)] = displayed
    assert bundle["text/plain"] == "A picture. In words:\na line at 3"
    assert bundle["image/png"] == pictures.png(figure)
    assert bundle["text/html"] == pictures.still(figure, "a line at 3", bundle["image/png"])
    assert options == {"metadata": {"image/png": {"alt": "a line at 3"}}, "raw": True}


@pytest.fixture
def still():
    """A picture with all that SVG needs ids for (clips, markers, letters) and words with a sign of HTML."""
    figure, ax = style.new_figure(size=(4, 3))
    ax.plot(np.linspace(0, 1, 5), "o-", color=style.FUNCTION)
    style.dress(ax, "a < b", "$z$", "$a(z)$")
    return pictures.still(figure, "a < b", pictures.png(figure))


def svg_in(page):
    return xml.etree.ElementTree.fromstring(re.search(r"<svg.*</svg>", page, re.DOTALL)[0].replace("xlink:", ""))


def test_a_still_picture_says_itself_with_and_without_svg(still):
    assert svg_in(still).attrib["aria-label"] == "a < b" and svg_in(still).attrib["role"] == "img"
    assert '<img alt="a &lt; b" ' in still


def test_a_still_picture_falls_back_on_its_png(still):
    assert base64.b64decode(re.search(r"base64,([^\"]+)", still)[1]).startswith(b"\x89PNG")


def test_a_still_picture_names_its_colours_and_both_themes_know_them(still):
    drawn = re.search(r"<svg.*</svg>", still, re.DOTALL)[0]
    assert not set(re.findall(r"#[0-9a-f]{6}\b", drawn))
    named = set(re.findall(r"var\(--(\w+)\)", drawn))
    assert {"ink", "function"} <= named
    for theme in (style.LIGHT, style.DARK):
        assert all(f"--{name}: {theme[name]};" in still for name in named)


def test_every_reference_in_a_still_picture_has_its_target_there_alone(still):
    targets = [part.attrib["id"] for part in svg_in(still).iter() if "id" in part.attrib]
    wanted = set(re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", still))
    assert len(set(targets)) == len(targets)
    assert {one or other for one, other in wanted} <= set(targets)
    assert wanted


def test_two_still_pictures_share_no_id():
    pages = []
    for height in (0, 1):
        figure, ax = style.new_figure(size=(2, 2))
        ax.plot([0, height], "o")
        pages.append(pictures.still(figure, "a line", b""))
    first, second = ({part.get("id") for part in svg_in(page).iter() if part.get("id")} for page in pages)
    assert first and not first & second


def test_letters_keep_their_size_and_places_lose_surplus_digits(still):
    assert 'transform="scale(0.015625)"' in still  # matplotlib's letters are drawn 64 times too large
    assert re.search(r' x="[^"]*\.\d\d"', still) and not re.search(r' x="[^"]*\.\d{3}', still)


@pytest.mark.parametrize("alpha", [1, 0.5])
def test_many_markers_share_one_style_and_still_shine_through_each_other(alpha):
    figure, ax = style.new_figure()
    (line,) = ax.plot(range(50), range(50), "o", color=style.FORWARD, alpha=alpha)
    figure.draw_without_rendering()
    inside = pictures.draw_inside(figure, line.draw)
    assert inside.count("<use") == 50
    assert inside.count("fill: var(--forward)") == 1
    assert ("fill-opacity: 0.5" in inside) == (alpha == 0.5)  # of each: not "opacity", which is that of all together
    assert not re.search(r"[^-]opacity", inside)
