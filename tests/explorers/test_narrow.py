"""On a narrow page every explorer's panels stand in one column, with letters of a readable size and nothing cut."""

import importlib
import itertools
import pkgutil

import pytest
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import chainrule.explorers
from chainrule.explorers.activations import explore_activation
from chainrule.explorers.network import explore_pass

PHONE = 274  # CSS pixels that JupyterLab leaves to an explorer on a phone of 390
MODULES = [
    importlib.import_module(f"chainrule.explorers.{module.name}")
    for module in pkgutil.iter_modules(chainrule.explorers.__path__)
]
EXPLORERS = {
    name: made for module in MODULES for name, made in vars(module).items()
    if name.startswith("explore_") and made.__module__ == module.__name__ and made is not explore_pass
}  # fmt: skip


def words(figure):
    """Every text of a figure that is shown, but for those that have no place in the layout."""
    return [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def box_of(artist):
    """What an artist takes up with all its letters; None where it is not shown."""
    return artist.get_tightbbox(artist.get_figure()._get_renderer()) if artist.get_visible() else None


@pytest.mark.parametrize("name", EXPLORERS)
def test_explorer_fits_a_narrow_page_and_a_wide_one_again(name):
    explorer = EXPLORERS[name]()
    canvas, figure = explorer.canvas, explorer.figure
    wide = canvas.size, canvas.background, canvas.layers
    canvas.narrow = True
    width, height = canvas.size
    panels = [ax for ax in figure.axes if ax.get_subplotspec()]
    boxes = [Bbox.union(list(filter(None, map(box_of, (ax.xaxis, ax.yaxis, ax._left_title))))) for ax in panels]
    assert all(upper.y0 >= lower.y1 - 1 for upper, lower in itertools.pairwise(boxes))
    for text in words(figure):
        assert text.get_fontsize() * PHONE / width >= 10.9, text
    for box in boxes:
        assert box.x0 > -1 and box.x1 < width + 1 and box.y0 > -1 and box.y1 < height + 1
    canvas.narrow = False
    assert (canvas.size, canvas.background, canvas.layers) == wide


def test_drawing_without_axes_keeps_its_size():
    canvas = explore_pass().canvas
    size = canvas.size
    canvas.narrow = True
    assert canvas.size == size


@pytest.mark.parametrize("narrow", [False, True])
def test_track_of_a_slider_begins_and_ends_with_its_axis(narrow):
    explorer = explore_activation(reach=6.0)
    explorer.canvas.narrow = narrow
    (start, end), width = explorer.figure.axes[0].bbox.intervalx, explorer.figure.bbox.width
    first, length, _ = explorer.controls["z"].layout.grid_template_columns.split(" ", 2)
    assert float(first[:-1]) == pytest.approx(100 * start / width, abs=0.01)
    assert float(length[:-1]) == pytest.approx(100 * (end - start) / width, abs=0.02)
