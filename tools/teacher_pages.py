"""Write a teacher's page for a lesson, from the lesson and its checks themselves; the site holds one for each.

    uv run python tools/teacher_pages.py notebooks/02*             as text (Markdown)
    uv run python tools/teacher_pages.py notebooks/*.ipynb teach   as pages to print, into the folder `teach`

For each section: its minutes, what to pull, and every question with the answer, the wrong answers to expect and the
sentence that helps.
"""

import importlib
import pathlib
import re
import sys
import textwrap

import nbformat

from chainrule.exercises.answers import shown
from chainrule.exercises.missions import Mission

MINUTES = "150 words a minute, 1.5 minutes a question, 4 an explorer or a mission"
CHECK = r"^check\.(\w+)\("


def sections(path):
    """Give a lesson's sections, (heading, its cells), split at headings of the second level."""
    found = [("Opening", [])]
    for cell in nbformat.read(path, as_version=4).cells:
        heading = re.match(r"## (.*)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            found.append((heading[1], []))
        found[-1][1].append(cell)
    return found


def calls(cells, pattern):
    """Give what code cells call, each once, in order."""
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return list(dict.fromkeys(re.findall(pattern, code, re.MULTILINE)))


def minutes(cells, checks):
    """Estimate a learner's minutes for cells of a lesson that has these checks (by name), as MINUTES says."""
    prose = " ".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    words = sum(any(map(str.isalnum, word)) for word in prose.split())
    asked = [checks[name] for name in re.findall(CHECK, code, re.MULTILINE)]
    missions = sum(isinstance(question, Mission) for question in asked)
    pulled = len(re.findall(r"\bexplore_\w+\(", code)) + missions
    return words / 150 + 1.5 * (len(asked) - missions) + 4 * pulled


def answer_of(question):
    """Give the answer of a question: the settings that reach its goal, its value, or its formula as code."""
    if isinstance(question, Mission):
        return "for example " + ", ".join(f"{name} = {as_word(value)}" for name, value in question.example.items())
    if question.wants_function:
        return "\n\n" + textwrap.indent(question.source, "    ")
    return f"`{shown(question.reference())}`"


def as_word(value):
    """Write the value of a setting: a word, the name of a thing, or a number."""
    return value if isinstance(value, str) else getattr(value, "name", None) or f"{value:g}"


def mistakes_of(question):
    """Write the wrong answers to expect, each with the sentence that helps; of functions the sentence alone."""
    if isinstance(question, Mission):
        rows = [(name.replace("_", " "), failing.sentence) for name, failing in question.failures.items()]
    elif question.wants_function:
        return [f"- {mistake.sentence}" for mistake in question.mistakes.values()]
    else:
        rows = [(f"`{shown(each.function())}`", each.sentence) for each in question.mistakes.values()]
    lines = [f"| {in_cell(what)} | {in_cell(sentence)} |" for what, sentence in rows]
    return ["| wrong answer to expect | the sentence that helps |", "|---|---|", *lines] if lines else []


def in_cell(text):
    """Write text for a cell of a table, in one line."""
    return text.replace("|", r"\|").replace("\n", " ")


def question_text(question):
    """Write one question for a teacher."""
    answer = f"Answer: {answer_of(question)}"
    return "\n".join(
        [f"**{question.question}**", "", answer, "", *mistakes_of(question), "", f"Then say: {question.why}", ""]
    )


def teacher_page(path):
    """Write the teacher's page of a lesson, as Markdown."""
    checks = vars(importlib.import_module(f"chainrule.exercises.lesson_{path.stem[:2]}"))
    parts, whole = [], 0.0
    for heading, cells in sections(path):
        questions = [checks[name] for name in calls(cells, CHECK)]
        time, pull = minutes(cells, checks), calls(cells, r"\b(explore_\w+\(.*)")
        whole += time
        parts.append(f"## {heading} ({time:.0f} min)\n")
        parts += [f"Pull: `{each}`. Ask first what will move, and which way; then pull.\n" for each in pull]
        parts += [question_text(question) for question in questions]
    title = re.search(r"^# (.*)", sections(path)[0][1][0].source, re.MULTILINE)[1]
    head = f"# For the teacher: {title}\n\nAbout {whole:.0f} minutes with all that goes further ({MINUTES}).\n"
    return "\n".join([head, *parts])


def write_teacher_page(path, folder, site=None):
    """Write the teacher's page of a lesson as HTML into a folder; `site` names the lesson's page, if there is one."""
    from export_lesson import page  # here, because text does without

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(teacher_page(path))])
    html = page(notebook, path.stem, template="teacher.html.j2", site=site)
    (folder / f"teach_{path.stem}.html").write_text(html, "utf-8")


if __name__ == "__main__":
    lessons = [pathlib.Path(name) for name in sys.argv[1:] if name.endswith(".ipynb")]
    folders = [pathlib.Path(name) for name in sys.argv[1:] if not name.endswith(".ipynb")]
    if not lessons or len(folders) > 1:
        sys.exit(__doc__)
    for folder in folders:
        from export_lesson import fetch_scripts

        fetch_scripts(folder / "scripts")
    for path in lessons:
        if folders:
            write_teacher_page(path, folders[0])
        else:
            print(teacher_page(path))
