"""A prediction's output stays out of sight in JupyterLab until its cell is run."""

import nbformat

CELL = "print('the answer:', 6 * 7, sep='\\n')"
PICTURE = {"image/png": "iVBORw0KGgo=", "text/plain": "A picture. In words:\nthe answer is 43"}


def test_a_hidden_output_shows_its_first_line_and_opens_when_its_cell_is_run(open_notebook, folder):
    outputs = [
        nbformat.v4.new_output("stream", text="the answer:\n42\n"),
        nbformat.v4.new_output("display_data", data=PICTURE),
    ]
    hidden = {"metadata": {"jupyter": {"outputs_hidden": True}}}
    cells = [nbformat.v4.new_code_cell(CELL, outputs=[output], **hidden) for output in outputs]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "predict.ipynb")
    with open_notebook("predict.ipynb") as notebook:
        folded = notebook.page.locator(".jp-OutputPlaceholder")
        folded.nth(1).wait_for()
        assert [text.strip() for text in folded.all_inner_texts()] == ["the answer:", "A picture. In words:"]
        shown = notebook.page.locator(".jp-Cell-outputWrapper")
        assert "42" not in "".join(shown.all_inner_texts()) and "43" not in "".join(shown.all_inner_texts())
        notebook.run_all()
        notebook.wait_until("document.querySelectorAll('.jp-OutputPlaceholder').length === 0")
        notebook.page.get_by_text("42").first.wait_for()
