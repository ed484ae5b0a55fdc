"""Say where each row of the course's content is taught: fill the last column of docs/content.md.

    uv run python tools/list_content.py

A cell of a lesson names the rows that it teaches in its metadata, `"teaches": ["002-11", "E6"]`; so they move with it.
"""

import collections
import pathlib
import re

import nbformat

ROOT = pathlib.Path(__file__).parent.parent
TABLE = ROOT / "docs" / "content.md"
ROW = re.compile(r"^\| (?P<name>\d{3}-\d{2}|E\d+) \| (?P<what>.*?) \|(?P<where>.*)\|$", re.MULTILINE)


def rows():
    """Give the rows' names and what each says, in the order of the table."""
    return {row["name"]: row["what"] for row in ROW.finditer(TABLE.read_text("utf-8"))}


def taught():
    """Give for each row the cells that teach it: (lesson's path, heading, number of the cell, the cell)."""
    found = collections.defaultdict(list)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        heading = ""
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
            if cell.cell_type == "markdown":
                heading = [heading, *re.findall(r"^#+ (.*)", cell.source, re.MULTILINE)][-1]
            for name in cell.metadata.get("teaches", []):
                found[name].append((path, heading, number, cell))
    return found


def table(where):
    """Write the table anew, as text; `where` is what `taught` gives."""

    def filled(row):
        places = [
            f"[{path.stem[:2]}](../notebooks/{path.name}) {heading.replace('|', chr(92) + '|')}, cell {number}"
            for path, heading, number, _ in where.get(row["name"], ())
        ]
        return f"| {row['name']} | {row['what']} | {'; '.join(places)} |"

    return ROW.sub(filled, TABLE.read_text("utf-8"))


if __name__ == "__main__":
    names, where = rows(), taught()
    TABLE.write_text(table(where), "utf-8")
    missing = names.keys() - where.keys()
    print(f"{len(names) - len(missing)} of {len(names)} rows are taught", *sorted(missing))
