"""A learner's saved work, opened the next day without a kernel: picture and sentence are there, frames ahead work."""

from .lab import KERNEL, OpenNotebook, write_notebook

CELL = "from chainrule.explorers.activations import explore_activation\nexplore_activation('tanh', z=1.5)"
READY = "document.querySelector('.chainrule-picture g') !== null"


def test_a_saved_explorer_shows_picture_and_words_and_follows_its_slider_without_the_kernel(
    browser, address, open_notebook, folder
):
    write_notebook(folder / "saved.ipynb", [CELL])
    with open_notebook("saved.ipynb") as notebook:
        notebook.run_all()
        notebook.wait_for_frames_ahead()
        notebook.wait_until(READY)
        words = notebook.read(notebook.explorers()[0])["words"]
        notebook.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        notebook.wait_until("!jupyterapp.shell.currentWidget.context.model.dirty")
    with OpenNotebook(browser, address, "saved.ipynb") as notebook:  # page and kernel are new: neither knows a widget
        notebook.wait_until(READY)
        explorer = notebook.explorers()[0]
        first = notebook.read(explorer)
        assert first["words"] == words
        explorer.get_by_role("slider", name="z").focus()
        notebook.page.keyboard.press("ArrowRight")
        notebook.wait_until(
            f"words => {KERNEL} && document.querySelector('.chainrule-caption').textContent !== words", words
        )
        assert notebook.read(explorer)["picture"] != first["picture"]
        assert notebook.page.get_by_text("model not found").count() == 0
