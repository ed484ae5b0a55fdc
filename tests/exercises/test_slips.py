"""A slip is found where it is, a coincidence is not named, and looking for it harms nothing."""

import ast
import linecache

import numpy as np
import pytest

import chainrule
from chainrule.exercises import lesson_06, lesson_07, lesson_08

COUNT = iter(range(10_000))


def ask(check, code, **names):
    """Run an answer as a cell is run, and give the verdict of its last line."""
    name = f"<cell {next(COUNT)}>"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    *before, last = ast.parse(code, name).body
    space = {"np": np, **chainrule.ACTIVATIONS, "check": check, **names}
    exec(compile(ast.Module(before, []), name, "exec"), space)
    return eval(compile(ast.Expression(last.value), name, "eval"), space)


WORKED = dict(i1=0.05, i2=0.1, w1=0.15, w2=0.2, w3=0.25, w4=0.3, b1=0.35, b2=0.6)

FUNCTIONS = [
    ("return w - r * abs(g)", "slip_function_too_many", "`abs`"),
    ("return (w - r) * g", "slip_brackets", "line 2"),
    ("return w - g / r", "slip_operator", "line 2"),
    ("return w - 0.1 * g - 0 * r", "slip_fixed", "`0.1`"),
    ("return r * g - w", "slip_sign", "`r * g - w`"),
    ("return w - r * g * 2", "slip_factor_too_many", "`2`"),
    ("return g - r * w", "slip_traded", "`g` and `w`"),
]


@pytest.mark.parametrize(("line", "word", "said"), FUNCTIONS)
def test_one_change_of_the_learners_function_is_found_and_placed(line, word, said):
    verdict = ask(lesson_08, f"def f(w, g, r):\n    {line}\ncheck.my_update(f)")
    assert verdict.mistakes == (word,)
    assert said in verdict.message


def test_a_lambda_has_its_source_too():
    verdict = ask(lesson_08, "check.my_update(lambda w, g, r: w - r * np.abs(g))")
    assert verdict.mistakes == ("slip_function_too_many",)


EXPRESSIONS = [
    ("w1*i1 + w2*i2 - b1", "slip_sign", "`b1`"),
    ("w1*i1 + b1 + w2*i2 + b1", "slip_term_too_many", "`b1`"),
    ("(w1*i1 + w2*i2) * b1", "slip_operator", "(w1 * i1 + w2 * i2) * b1"),
    ("sigmoid(w1*i1 + w2*i2 + b1)", "slip_function_too_many", "`sigmoid`"),
    ("w1*i1 + b1", "slip_term_missing", "`w1 * i1 + b1`"),
]


@pytest.mark.parametrize(("answer", "word", "said"), EXPRESSIONS)
def test_one_change_of_the_learners_expression_is_found(answer, word, said):
    verdict = ask(lesson_06, f"check.net_h1({answer})", **WORKED)
    assert verdict.mistakes == (word,)
    assert said in verdict.message


def test_a_name_is_followed_to_its_assignment_in_the_cell():
    verdict = ask(lesson_06, "answer = w1*i1 + w2*i2 - b1\ncheck.net_h1(answer)", **WORKED)
    assert verdict.mistakes == ("slip_sign",)


def test_typed_numbers_are_taken_for_the_names_that_they_stand_for():
    verdict = ask(lesson_08, "check.new_b2(0.6 - 0.5 * (0.1385 - 0.0381) * 0.6)")
    assert verdict.mistakes == ("slip_factor_too_many",)
    assert "`0.6`" in verdict.message


def test_a_part_of_the_answer_is_called_so():
    verdict = ask(lesson_08, "check.new_b2(0.1004)")
    assert verdict.mistakes == ("slip_part_only",)
    assert "on the way" in verdict.message


def test_what_a_learners_code_prints_and_changes_stays_inside(capsys):
    code = "seen = []\ndef f(w, g, r):\n    print('hello')\n    return w - r * abs(g)\ncheck.my_update(f)"
    assert ask(lesson_08, code).mistakes == ("slip_function_too_many",)
    assert capsys.readouterr().out.count("hello") <= len(vars(lesson_08)["my_update"].inputs)


SIDE_EFFECTS = [
    "seen.append(1)\n    return w - r * abs(g)",
    "input('?')\n    return w - r * abs(g)",
    "global seen\n    seen = 3\n    return w - r * abs(g)",
    "open('x', 'w')\n    return w - r * abs(g)",
    "seen[0] = 1\n    return w - r * abs(g)",
]


@pytest.mark.parametrize("body", SIDE_EFFECTS)
def test_code_that_changes_what_is_outside_is_not_run_again(body):
    from chainrule.exercises.sources import runs_again

    tree = ast.parse(f"def f(w, g, r):\n    {body}\n")
    assert not runs_again(tree, {"seen": [0]})


def test_the_mean_of_two_paths_is_not_called_another_input():
    trace = {"delta_o1": 0.13849856, "delta_o2": -0.03809824}
    verdict = ask(lesson_07, "check.gradient_of_w4(0.000497713/2)", **trace)
    assert "i1" not in verdict.message
