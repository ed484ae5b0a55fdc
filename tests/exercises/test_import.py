"""A lesson's checks are there at once: what they compute, they compute when they are asked."""

import pathlib
import subprocess
import sys

import pytest

import chainrule.exercises

LESSONS = sorted(path.stem for path in pathlib.Path(chainrule.exercises.__file__).parent.glob("lesson_*.py"))
TIMED = """
import time
start = time.process_time()
import numpy
middle = time.process_time()
import chainrule.exercises.{lesson}
print((time.process_time() - middle) / (middle - start))
"""
COUNTED = """
import importlib
from chainrule.exercises import framework
ran, framework.run = [], lambda *inputs: ran.append(inputs)
for lesson in {lessons}:
    importlib.import_module("chainrule.exercises." + lesson)
print(len(ran))
"""


def printed(code):
    """What a fresh interpreter prints."""
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def test_no_reference_and_no_mistake_runs_at_import():
    assert printed(COUNTED.format(lessons=LESSONS)) == 0


@pytest.mark.parametrize("lesson", ["lesson_10", "lesson_15"])
def test_import_takes_about_as_long_as_that_of_numpy(lesson):
    assert min(printed(TIMED.format(lesson=lesson)) for _ in range(3)) < 3  # 0.3 s where numpy takes 0.1 s
