"""Answers as beginners write them, a file for each lesson: the right ones are accepted, the wrong ones get a name."""

import ast
import collections
import functools
import importlib
import json
import linecache
import math
import pathlib

import numpy as np
import pytest

import chainrule

FILES = sorted((pathlib.Path(__file__).parent / "answers").glob("lesson_*.jsonl"))
NAMES = {"np": np, "math": math, **chainrule.ACTIVATIONS}


def ask(check, code, name):
    """Run an answer as a cell is run, and give the verdict of its last line."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    *before, last = ast.parse(code, name).body
    names = {**NAMES, "check": check}
    exec(compile(ast.Module(before, []), name, "exec"), names)
    return eval(compile(ast.Expression(last.value), name, "eval"), names)


def kind(answer, verdict):
    if answer["right"]:
        return "accepted" if verdict.outcome == "correct" else "rejected"
    return "praised" if verdict.outcome == "correct" else "named" if verdict.mistakes else "generic"


@functools.cache
def sorted_out(path):
    """The answers of a file by what became of them."""
    check = importlib.import_module(f"chainrule.exercises.{path.stem}")
    found = collections.defaultdict(list)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        answer = json.loads(line)
        try:
            became = kind(answer, ask(check, answer["code"], f"<{path.stem}, line {number}>"))
        except Exception:
            became = "crashed"
        found[became].append(answer["code"])
    return found


each_file = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


@each_file
def test_no_wrong_answer_is_praised_and_nothing_crashes(path):
    assert not sorted_out(path)["praised"]
    assert not sorted_out(path)["crashed"]


@each_file
def test_wrong_answers_are_named_and_right_ones_accepted(path):
    found = sorted_out(path)
    right, wrong = (len(found[a]) + len(found[b]) for a, b in [("accepted", "rejected"), ("named", "generic")])
    assert len(found["accepted"]) >= 0.95 * right, found["rejected"]
    assert len(found["named"]) >= 0.8 * wrong, found["generic"]
