"""What a learner has done: lines of text beside the lessons, written when an answer is right, shown by lesson 00.

Only where `CHAINRULE_PROGRESS` names the file: the command `chainrule`, a class's hub and the site set it, tests never.
"""

import contextlib
import html
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from chainrule.exercises.feedback import CALM, Card, box

PLACE = "CHAINRULE_PROGRESS"
HEAD = "What you have answered right. To begin again, delete this file; chainrule makes a new one."
LINE = re.compile(r"^lesson (\d\d): (\w+)\s*$", re.MULTILINE)
NOTHING = "Each question that you answer right will be counted here."


def note(question):
    """Write down that a question of a lesson was answered right; where it cannot be written, go on without."""
    lesson = re.search(r"\.lesson_(\d\d)$", question.home)
    if not lesson or not os.environ.get(PLACE):
        return
    entry = lesson[1], question.name.removeprefix("check.")
    path = Path(os.environ[PLACE])
    with contextlib.suppress(OSError):
        if entry not in read(path):
            head = "" if path.exists() else HEAD
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{head}\nlesson {entry[0]}: {entry[1]}")  # at once, at the end: two notebooks may write


def read(path):
    """Give what is done, in its order: the number of the lesson, and the question's name."""
    with contextlib.suppress(OSError):
        return LINE.findall(path.read_text("utf-8", "replace"))
    return []


@dataclass(frozen=True)
class Lesson:
    """A lesson in the learner's folder: file, number, title, the names of its questions as they come."""

    file: str
    number: str
    title: str
    questions: list[str]


def lessons(folder):
    """Give the lessons of a folder, each once; a notebook that cannot be read is none."""
    paths = sorted(folder.glob("[0-9][0-9]_*.ipynb"), key=lambda path: len(path.name), reverse=True)
    found = []
    for _, path in sorted({path.name[:2]: path for path in paths}.items()):  # a copy of a lesson has a longer name
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            cells = json.loads(path.read_text("utf-8"))["cells"]
            text = "\n\n".join("".join(cell["source"]) for cell in cells)
            title = re.search(r"^# (.*)", text, re.MULTILINE)
            questions = list(dict.fromkeys(re.findall(r"^check\.(\w+)\(", text, re.MULTILINE)))
            found.append(Lesson(path.name, path.name[:2], title[1] if title else path.stem, questions))
    return found


@dataclass(frozen=True, repr=False)
class Progress:
    """The lessons with how much of each is done, and what comes next: (lesson, question), or None."""

    rows: list[tuple[Lesson, int]]
    following: tuple[Lesson, str] | None

    def __repr__(self):
        rows = [f"{lesson.title}: {done} of {len(lesson.questions)}" for lesson, done in self.rows]
        lesson, question = self.following or (None, "")
        return "\n".join([self.head, *rows, f"Next: {lesson.title}, check.{question}" if lesson else "All is done."])

    @property
    def head(self):
        return f"Done: {sum(done for _, done in self.rows)} of {sum(len(each.questions) for each, _ in self.rows)}"

    def _repr_html_(self):
        rows = [f"<li>{_link(lesson)}: {done} of {len(lesson.questions)}</li>" for lesson, done in self.rows]
        lesson, question = self.following or (None, "")
        following = f"Next: {_link(lesson)}, <code>check.{question}</code>" if lesson else "All is done."
        return box("›", self.head, CALM, "") + f"<p><strong>{following}</strong></p><ul>{''.join(rows)}</ul>"


def _link(lesson):
    return f'<a href="{html.escape(lesson.file)}">{html.escape(lesson.title)}</a>'


def show_progress():
    """Show which questions of which lessons are done, and the next one: after the last, or else what was left out."""
    path = Path(os.environ.get(PLACE) or "")
    done = read(path)
    if not done:
        return Card("Nothing done yet", NOTHING)
    all_ = lessons(path.parent)
    if not all_:
        return Card(f"Done: {len(done)}", "What comes next stands in the lessons, and none of them is in this folder.")
    left = [(each, name) for each in all_ for name in each.questions if (each.number, name) not in done]
    onward = [(each, name) for each, name in left if each.number >= done[-1][0]]
    rows = [(each, sum((each.number, name) in done for name in each.questions)) for each in all_]
    return Progress(rows, next(iter(onward + left), None))
