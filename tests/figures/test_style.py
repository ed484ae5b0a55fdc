"""How every figure looks: colours that can be seen and told apart, letters, labels, one look for everybody."""

import os
import subprocess
import sys
from threading import Event, Thread

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from chainrule.figures import pictures, style

THEMES = pytest.mark.parametrize("theme", [style.LIGHT, style.DARK], ids=["light", "dark"])
LINES = sorted(set(style.LIGHT) - {"ink", "paper", "shade", "grid", "lit"})


def luminance(colour):
    """Relative luminance, from the definition in WCAG 2.2."""
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    """Contrast ratio, from the definition in WCAG 2.2: 1 to 21."""
    dark, bright = sorted([luminance(one), luminance(other)])
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@THEMES
@pytest.mark.parametrize("name", LINES)
def test_lines_stand_out_from_paper(theme, name):
    assert contrast(theme[name], theme["paper"]) >= 3


@THEMES
@pytest.mark.parametrize("name", ["function", "derivative"])
def test_curves_stand_out_from_saturated_zones(theme, name):
    assert contrast(theme[name], theme["shade"]) >= 3


@THEMES
@pytest.mark.parametrize("behind", ["paper", "shade"])
def test_letters_are_legible(theme, behind):
    assert contrast(theme["ink"], theme[behind]) >= 4.5


@THEMES
@pytest.mark.parametrize("name", ["ink", "forward", "backward", "change"])
def test_letters_that_are_lit_are_legible(theme, name):
    assert contrast(theme[name], theme["lit"]) >= 4.5


@THEMES
def test_zones_and_grid_can_be_told_from_paper_but_stay_behind(theme):
    for name in ("shade", "grid"):
        assert 1.1 < contrast(theme[name], theme["paper"]) < 3


def test_both_themes_name_the_same_colours():
    assert list(style.LIGHT) == list(style.DARK)


@THEMES
def test_no_colour_has_two_meanings(theme):
    assert len(set(theme.values())) == len(theme)


@THEMES
def test_colours_are_written_as_the_svg_renderer_writes_them(theme):
    assert [to_hex(colour) for colour in theme.values()] == list(theme.values())


def test_colours_are_there_under_their_own_names():
    quantities = [name for name in style.LIGHT if not name.startswith("category")]
    assert {name: getattr(style, name.upper()) for name in quantities} == {
        name: style.LIGHT[name] for name in quantities
    }
    assert [style.LIGHT[f"category{i}"] for i in range(1, 7)] == style.CATEGORIES


def test_dress_sets_title_and_labels_and_takes_away_the_box():
    _, ax = style.new_figure()
    heading = style.dress(ax, "tanh is flat", "$z$, pre-activation", "$a(z)$, activation")
    assert heading.get_text() == ax.get_title(loc="left") == "tanh is flat"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$z$, pre-activation", "$a(z)$, activation")
    assert {side: spine.get_visible() for side, spine in ax.spines.items()} == {
        "left": True, "bottom": True, "top": False, "right": False,
    }  # fmt: skip


def test_letters_are_large_enough_for_the_back_row():
    _, ax = style.new_figure()
    heading = style.dress(ax, "title", "x", "y")
    assert min(text.get_fontsize() for text in (heading, ax.xaxis.label, ax.yaxis.label)) >= 14
    assert min(label.get_fontsize() for label in ax.get_xticklabels() + ax.get_yticklabels()) >= 12


def test_new_figure_gives_one_axes_or_an_array_of_them():
    assert style.new_figure()[1].figure is not None
    assert style.new_figure(columns=3)[1].shape == (3,)
    assert style.new_figure(columns=4, rows=2)[1].shape == (2, 4)


def test_drawing_changes_no_setting_of_matplotlib():
    before = dict(matplotlib.rcParams)
    figure, ax = style.new_figure(size=(2, 2))
    style.dress(ax, "title", "x", "y")
    pictures.png(figure)
    assert dict(matplotlib.rcParams) == before


PICTURE = """
import hashlib, json
from chainrule.explorers.activations import explore_activation
from chainrule.figures import pictures, style
figure, ax = style.new_figure(size=(3, 2))
ax.plot([-1, 1], [-1, 1])
ax.text(0, 0, "made later: $-1$")
style.dress(ax, "title", "x", "y")
explorer = explore_activation()
bundle = explorer._repr_mimebundle_()
drawn = pictures.png(figure), explorer.canvas.background.encode(), bundle["image/png"].encode()
print([hashlib.md5(part).hexdigest() for part in drawn])
"""
RC = (
    "text.usetex: True\nfont.family: serif\naxes.unicode_minus: False\naxes.grid: True\nsvg.fonttype: none\n"
    "figure.dpi: 300\nsavefig.bbox: tight\nsavefig.transparent: True\nno.such.key: 3\n"
)


def test_a_learners_matplotlibrc_and_a_home_that_cannot_be_written_change_no_picture_and_say_nothing(tmp_path):
    def draw(**surroundings):
        ran = subprocess.run(
            [sys.executable, "-c", PICTURE], capture_output=True, text=True, env=os.environ | surroundings
        )
        assert ran.stderr == "" and ran.returncode == 0, ran.stderr
        return ran.stdout

    (tmp_path / "matplotlibrc").write_text(RC)
    (tmp_path / "file").touch()
    nowhere = str(tmp_path / "file" / "home")  # not even root can make a folder in a file
    places = {"HOME": nowhere, "XDG_CONFIG_HOME": nowhere, "XDG_CACHE_HOME": nowhere, "MPLCONFIGDIR": ""}
    usual = draw()
    assert draw(MATPLOTLIBRC=str(tmp_path)) == usual
    assert draw(**places) == usual


def test_a_picture_drawn_in_another_thread_leaves_a_learners_settings_as_they_were():
    """A cell draws in the main thread, an explorer in that of its slider; the second to start ends last."""
    first_is_in, second_is_in = Event(), Event()

    def first():
        with style.house():
            first_is_in.set()
            second_is_in.wait(0.2)

    def second():
        first_is_in.wait()
        with style.house():
            second_is_in.set()
            threads[0].join()

    threads = [Thread(target=first), Thread(target=second)]
    with matplotlib.rc_context({"lines.linewidth": 7}):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert matplotlib.rcParams["lines.linewidth"] == 7
