"""Every lesson: stored in canonical form, in the rhythm of the course, exercises open, words for each picture."""

import copy
import functools
import importlib.util
import itertools
import math
import pathlib
import re

import nbformat
import pytest

ROOT = pathlib.Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
README = (ROOT / "README.md").read_text("utf-8")

pytestmark = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])


def tool(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TEACHER_PAGES = tool("teacher_pages")


@functools.cache
def stored(path):
    """A lesson, read once for all tests: none changes it."""
    return nbformat.read(path, as_version=4)


def cells(path, kind):
    return [cell for cell in stored(path).cells if cell.cell_type == kind]


def code_lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def test_it_is_stored_in_canonical_form(path):
    """That running it again gives the same outputs is nbval's to prove, which runs every lesson of `notebooks`."""
    lesson = stored(path)
    assert nbformat.writes(tool("refresh_lessons").canonical(copy.deepcopy(lesson))) == nbformat.writes(lesson)


def test_every_code_cell_was_run_in_order(path):
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


def test_no_output_is_an_error_a_warning_or_an_address(path):
    for cell in cells(path, "code"):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            words = output.get("text") or output.get("data", {}).get("text/plain", "")
            assert not re.search(r"\bat 0x[0-9a-f]{6,}|np\.float64|Figure size", words), words


def test_every_picture_has_words(path):
    pictures = [
        output.data for cell in cells(path, "code") for output in cell.outputs if "image/png" in output.get("data", {})
    ]
    assert pictures
    for data in pictures:
        words = data["text/plain"]
        assert len(words.split()) >= 5, words
        assert not re.search(r"\d[eE][+−-]?\d|(?<![\w.])-\d", words), words  # numbers and minus signs are for people


def test_every_exercise_is_still_open(path):
    exercises = [cell for cell in cells(path, "code") if re.search(r"^check\.\w+\(", cell.source, re.M)]
    assert len(exercises) >= 5
    for cell in exercises:
        assert "..." in cell.source, cell.source
        (output,) = cell.outputs
        assert output.data["text/plain"].startswith("○ Not answered yet")


def test_every_check_of_the_lesson_is_asked(path):
    module = importlib.import_module(f"chainrule.exercises.lesson_{path.stem[:2]}")
    from chainrule.exercises.question import Question

    asked = {name for cell in cells(path, "code") for name in re.findall(r"check\.(\w+)\(", cell.source)}
    assert asked == {name for name, thing in vars(module).items() if isinstance(thing, Question)}


def test_the_rhythm_is_short_cells_between_prose(path):
    code, prose = cells(path, "code"), cells(path, "markdown")
    lengths = sorted(len(code_lines(cell)) for cell in code)
    words = sum(len(re.findall(r"\w+", cell.source)) for cell in prose)
    assert len(prose) >= 0.48 * (len(prose) + len(code))
    assert 1 <= lengths[len(lengths) // 2] <= 3
    assert lengths[int(0.9 * len(lengths))] < 8
    assert words >= 12 * sum(lengths)


def main_road(path):
    """The cells before the first heading that starts with "Further", and what stands above it in its own cell."""
    for cell in stored(path).cells:
        above, *below = re.split(r"^#+ Further", cell.source, maxsplit=1, flags=re.M)
        if cell.cell_type == "code" or not below:
            yield cell
            continue
        yield nbformat.NotebookNode(cell | {"source": above})
        return


def checks_of(path):
    return vars(importlib.import_module(f"chainrule.exercises.lesson_{path.stem[:2]}"))


def asked(cell):
    """The names of the checks that a cell calls."""
    return re.findall(r"^check\.(\w+)\(", cell.source, re.M) if cell.cell_type == "code" else []


def minutes(path):
    """A learner's minutes on the main road, as the teacher's page counts them."""
    return TEACHER_PAGES.minutes([*main_road(path)], checks_of(path))


def test_its_main_road_takes_25_minutes_at_most_and_as_many_as_it_says(path):
    head = cells(path, "markdown")[0].source
    (stated,) = re.findall(r"\b[Aa]bout (\d+) minutes", head)
    assert minutes(path) <= 25
    assert int(stated) == 5 * math.ceil(minutes(path) / 5)


EVENTS = re.compile(r"(?P<closes>What we saw|^#+ )|(?P<opens>\bPredict\b|\bBefore you \w+)", re.M)


def answers_in_sight(path):
    """The numbers of cells whose output may answer a prediction above, and is seen before the cell is run.

    A prediction is open from "Predict" or "Before you ..." on, or from a check whose question begins with "Predict",
    until prose that says "What we saw", or a heading. A hidden output still shows its first line (in JupyterLab):
    print a neutral one.
    """
    is_open, seen = False, []
    for number, cell in enumerate(stored(path).cells, 1):
        if cell.cell_type == "markdown":
            *_, last = [None, *EVENTS.finditer(cell.source)]
            is_open = is_open if last is None else last["opens"] is not None
        elif asked(cell):
            is_open |= any(checks_of(path)[name].question.startswith("Predict") for name in asked(cell))
        elif cell.outputs and is_open:
            first = cell.outputs[0]
            first_text = first.get("text") or first.data["text/plain"]
            hidden = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
            if not hidden or len(first_text.strip().splitlines()) < 2:
                seen.append(number)
    return seen


def test_no_answer_to_a_prediction_is_in_sight(path):
    assert not answers_in_sight(path)


def test_it_opens_and_ends_as_lessons_do(path):
    prose = cells(path, "markdown")
    for promise in ("What you will do", "What you will learn", "What you need"):
        assert promise in prose[0].source
    summaries = [i for i, cell in enumerate(prose) if "## What we have learned" in cell.source]
    another_day = [i for i, cell in enumerate(prose) if "## Further: " in cell.source]
    assert len(summaries) == 1
    assert summaries[0] in (min(another_day, default=-1), len(prose) - 2, len(prose) - 1)
    assert "## Further reading" in prose[-2].source + prose[-1].source


def test_prose_stands_before_every_explorer(path):
    everything = stored(path).cells
    for before, cell in itertools.pairwise(everything):
        if re.search(r"^explore_", cell.source, re.M) and cell.cell_type == "code":
            assert before.cell_type == "markdown"
            assert len(code_lines(cell)) <= 2


def test_the_readme_and_the_first_lesson_list_it(path):
    assert f"notebooks/{path.name}" in README
    map_of_lessons = "\n".join(cell.source for cell in cells(LESSONS[0], "markdown"))
    assert path == LESSONS[0] or f"]({path.name})" in map_of_lessons


def test_every_column_of_a_table_has_a_name(path):
    tables = re.findall(
        r"^(\|.*\|)\n\|[-:| ]+\|$", "\n".join(cell.source for cell in cells(path, "markdown")), re.MULTILINE
    )
    assert all(name.strip() for head in tables for name in head.strip("|").split("|"))


def test_its_links_to_other_lessons_lead_somewhere(path):
    for cell in cells(path, "markdown"):
        for target in re.findall(r"\]\((\d\d_[^)]*\.ipynb)\)", cell.source):
            assert (path.parent / target).exists(), target
