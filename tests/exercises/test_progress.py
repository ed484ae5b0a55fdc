"""What is done is kept in the learner's folder, only where it was asked for, and never in the way."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chainrule.exercises import lesson_00, lesson_01, missions, progress
from chainrule.exercises.framework import Exercise
from chainrule.exercises.progress import show_progress

LESSONS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """The learner's file, in a folder with the first lessons."""
    for number in ("00", "01"):
        shutil.copy(next(LESSONS.glob(f"{number}_*")), tmp_path)
    monkeypatch.setenv(progress.PLACE, str(tmp_path / "progress.txt"))
    return tmp_path / "progress.txt"


def test_a_right_answer_is_written_once_and_a_wrong_one_never(kept):
    lesson_00.first_number(12)
    lesson_00.first_number(...)
    assert not kept.exists()
    lesson_00.first_number(3)
    lesson_00.first_number(3.0)
    lesson_00.first_chain(6)
    assert kept.read_text("utf-8") == f"{progress.HEAD}\nlesson 00: first_number\nlesson 00: first_chain"


def test_every_kind_of_question_in_every_lesson_is_known_by_its_lesson_and_name(kept):
    for path in sorted(LESSONS.glob("[0-9]*.ipynb")):
        check = importlib.import_module(f"chainrule.exercises.lesson_{path.name[:2]}")
        for name in dir(check):
            progress.note(getattr(check, name))
            assert progress.read(kept)[-1] == (path.name[:2], name)
        (lesson,) = (each for each in progress.lessons(LESSONS) if each.file == path.name)
        assert set(lesson.questions) == set(dir(check))


def test_a_mission_counts(kept):
    check = importlib.import_module("chainrule.exercises.lesson_09")
    name, mission = next((name, thing) for name, thing in vars(check).items() if isinstance(thing, missions.Mission))
    assert repr(mission(dict(mission.example))).startswith("✓")
    assert progress.read(kept) == [("09", name)]


def test_nothing_is_written_where_nobody_asked_for_it(kept, monkeypatch):
    monkeypatch.delenv(progress.PLACE)
    assert repr(lesson_00.first_number(3)).startswith("✓")
    assert not kept.exists() and repr(show_progress()).startswith("Nothing done yet")


def test_a_learners_own_exercise_is_none_of_the_course(kept):
    def half():
        return 0.5

    Exercise("What is sigmoid(0)?", half, why="It is halfway.", hints=["What is e⁰?"])(0.5)
    assert not kept.exists()


@pytest.mark.parametrize("hurdle", ["a folder", "no folder", "not text"])
def test_a_file_that_cannot_be_written_or_read_is_no_error(kept, monkeypatch, hurdle):
    if hurdle == "a folder":
        kept.mkdir()
    elif hurdle == "no folder":
        monkeypatch.setenv(progress.PLACE, str(kept.parent / "nowhere" / "progress.txt"))
    else:
        kept.write_bytes(b"\xff\x00lesson 00:\nlesson 00: \nLesson\n")
    assert repr(lesson_00.first_number(3)).startswith("✓")
    assert repr(show_progress()).startswith("Done: 1 of" if hurdle == "not text" else "Nothing done yet")


def test_it_shows_what_is_done_and_goes_on_after_the_last(kept):
    assert repr(show_progress()) == f"Nothing done yet\n{progress.NOTHING}"
    first, second, *_ = progress.lessons(kept.parent)[1].questions
    progress.note(getattr(lesson_01, first))
    shown = show_progress()
    total = len(dir(lesson_00)) + len(dir(lesson_01))
    assert repr(shown).splitlines()[0] == f"Done: 1 of {total}"
    assert repr(shown).splitlines()[-1].endswith(f"check.{second}")
    assert f'Next: <a href="{next(LESSONS.glob("01_*")).name}">' in shown._repr_html_()
    for name in dir(lesson_01):
        progress.note(getattr(lesson_01, name))
    assert repr(show_progress()).splitlines()[-1].endswith("check.first_number"), "what was left out comes last"
    for name in dir(lesson_00):
        progress.note(getattr(lesson_00, name))
    assert repr(show_progress()).splitlines()[-1] == "All is done."


def test_a_broken_notebook_is_left_out(kept):
    (kept.parent / "02_broken.ipynb").write_text("{", "utf-8")
    (kept.parent / "03_other.ipynb").write_text(json.dumps({"cells": [{}]}), "utf-8")
    assert [lesson.number for lesson in progress.lessons(kept.parent)] == ["00", "01"]


@pytest.mark.parametrize("name", ["00_start_here-Copy1.ipynb", "00_start_here_0123abcd.ipynb"])
def test_a_copy_of_a_lesson_is_no_other_lesson(kept, name):
    lesson_00.first_number(3)
    before = repr(show_progress())
    shutil.copy(kept.parent / "00_start_here.ipynb", kept.parent / name)
    assert repr(show_progress()) == before


def test_where_no_lesson_is_nothing_is_said_of_the_next_one(kept):
    lesson_00.first_number(3)
    for path in kept.parent.glob("*.ipynb"):
        path.unlink()
    assert repr(show_progress()).startswith("Done: 1\n") and "Next" not in repr(show_progress())


def test_two_notebooks_that_write_at_once_lose_nothing(kept):
    code = """from chainrule.exercises import lesson_{0} as check, progress
for name in dir(check):
    progress.note(getattr(check, name))"""
    numbers = ("00", "01", "02")
    with ThreadPoolExecutor() as pool:
        runs = [[sys.executable, "-c", code.format(number)] for number in numbers]
        assert [done.returncode for done in pool.map(lambda run: subprocess.run(run, env=os.environ), runs)] == [0] * 3
    modules = {number: importlib.import_module(f"chainrule.exercises.lesson_{number}") for number in numbers}
    assert set(progress.read(kept)) == {(number, name) for number, check in modules.items() for name in dir(check)}
