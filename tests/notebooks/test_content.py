"""docs/content.md: every row of the course's content is taught, every mistake found, and the table says where."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("list_content", ROOT / "tools" / "list_content.py")
list_content = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(list_content)

ROWS, TAUGHT = list_content.rows(), list_content.taught()
MISTAKES = [name for name in ROWS if name.startswith("E")]


def test_the_five_texts_have_154_rows_and_27_mistakes():
    assert (len(ROWS), len(MISTAKES)) == (154 + 27, 27)


def test_no_cell_names_a_row_that_does_not_exist():
    assert set(TAUGHT) <= set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_it_is_taught(name):
    assert TAUGHT[name], ROWS[name]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found_by_an_answer(name):
    code = [cell.source for *_, cell in TAUGHT[name] if cell.cell_type == "code"]
    assert any(re.search(r"^check\.\w+\(", source, re.MULTILINE) for source in code), ROWS[name]


def test_the_table_says_where():
    assert list_content.TABLE.read_text("utf-8") == list_content.table(TAUGHT), "run tools/list_content.py"
