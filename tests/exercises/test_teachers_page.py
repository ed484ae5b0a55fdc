"""The page for teachers: its examples run, and do what the page says."""

import pathlib
import re
import textwrap

ROOT = pathlib.Path(__file__).parents[2]
PAGE = (ROOT / "docs/exercises.md").read_text("utf-8")


def examples():
    names = {"__name__": "lesson"}
    for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(textwrap.dedent(code), names)
    return names


def test_examples_of_the_page_run_and_name_their_mistakes():
    check = examples()
    check["three_layers"].validate()
    check["which_way"].validate()
    assert check["three_layers"](1 / 64).outcome == "correct"
    assert check["three_layers"](0.75).mistakes == ("you_added_the_slopes",)
    assert check["three_layers"]("1/64").outcome == "correct"
    assert check["three_layers"](0.016).mistakes == ("rounded_too_far",)
    assert check["which_way"]("falls").outcome == "correct"
    assert check["which_way"]("rise").message == "Is out_o2 above its target, or below?"


def test_an_exercise_takes_ten_lines_beside_its_reference():
    (call,) = re.findall(r"three_layers = Exercise\(.*?\n\)\n", PAGE, re.DOTALL)
    assert call.count("\n") <= 10


def test_readme_leads_to_the_page():
    assert "(docs/exercises.md)" in (ROOT / "README.md").read_text("utf-8")
