"""Run lessons from top to bottom and store their outputs in canonical form, so that running again changes nothing.

    uv run python tools/refresh_lessons.py                 every lesson
    uv run python tools/refresh_lessons.py notebooks/02*   one of them

Canonical: execution counts 1..n, no widget state, no model ids, no timings; of a picture its PNG and words stay, and
so does that a prediction's output is stored hidden, and which rows of docs/content.md a cell teaches.
"""

import asyncio
import os
import pathlib
import sys

import nbformat
from nbclient import NotebookClient

os.environ.pop("CHAINRULE_PROGRESS", None)  # the learner of the stored outputs has done nothing yet
LESSONS = pathlib.Path(__file__).parent.parent / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def canonical(notebook):
    """Take out of an executed notebook whatever differs from run to run."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02d}"
        hidden = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
        kept = {"jupyter": {"outputs_hidden": True}} if hidden else {}
        if cell.metadata.get("teaches"):
            kept["teaches"] = sorted(cell.metadata["teaches"])
        cell.metadata = nbformat.from_dict(kept)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if "image/png" in data:
                data.pop("text/html", None)  # the same picture for a live page
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
    return notebook


def joined(outputs):
    """Join what one stream printed in a row: a busy machine sends it in pieces."""
    whole = []
    for output in outputs:
        if whole and output.output_type == "stream" and whole[-1].get("name") == output.name:
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


async def run(path):
    """Run a lesson in a fresh kernel; give it in canonical form, without writing it."""
    notebook = nbformat.read(path, as_version=4)
    await NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).async_execute()
    return canonical(notebook)


async def run_all(paths, at_once=2):
    """Run lessons, two at a time; give them (or the error that stopped one) by path."""
    gate = asyncio.Semaphore(at_once)

    async def run_one(path):
        async with gate:
            return await run(path)

    return dict(zip(paths, await asyncio.gather(*map(run_one, paths), return_exceptions=True), strict=True))


if __name__ == "__main__":
    asked = [pathlib.Path(name) for name in sys.argv[1:]] or sorted(LESSONS.glob("*.ipynb"))
    for path, lesson in asyncio.run(run_all(asked)).items():
        if isinstance(lesson, Exception):
            raise lesson
        nbformat.write(lesson, path)
        print("refreshed", path.name)
