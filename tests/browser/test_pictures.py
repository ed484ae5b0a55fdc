"""A still picture in JupyterLab: vectors in the theme's colours with their words, and a PNG where SVG is not trusted."""

import json

import pytest

from .lab import write_notebook

PLOT = "from chainrule.figures.activations import plot_gallery\nplot_gallery()"
LINE = "() => getComputedStyle(document.querySelector('.chainrule-still path[style*=\"--function\"]')).stroke"


@pytest.fixture(scope="module")
def picture(open_notebook, folder):
    """A notebook whose only cell shows a picture."""
    write_notebook(folder / "picture.ipynb", [PLOT])
    with open_notebook("picture.ipynb") as notebook:
        notebook.run_all()
        notebook.page.wait_for_selector(".chainrule-still")
        yield notebook


def test_a_still_picture_says_itself(picture):
    (shown,) = picture.page.get_by_role("img", name="Value (solid) and derivative (dashed) of Identity").all()
    assert shown.evaluate("element => element.tagName") == "svg"


def test_a_still_picture_follows_the_theme(picture):
    for theme, colour in {"dark": "rgb(86, 180, 233)", "light": "rgb(0, 114, 178)"}.items():
        picture.change_theme(theme)
        assert picture.page.evaluate(LINE) == colour


def test_a_stranger_s_notebook_shows_the_picture_without_its_svg(picture, folder):
    picture.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    saved = folder / "picture.ipynb"
    picture.wait_until("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    lesson = json.loads(saved.read_text("utf-8"))
    lesson["cells"][0]["source"] += "  # its signature is of another text: nobody has run this"
    (folder / "strange.ipynb").write_text(json.dumps(lesson), "utf-8")
    picture.go_on_to("strange.ipynb")
    (shown,) = picture.page.get_by_role("img", name="Value (solid) and derivative (dashed) of Identity").all()
    assert shown.evaluate("element => [element.tagName, element.naturalWidth > 100]") == ["IMG", True]
