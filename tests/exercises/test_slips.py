"""A slip is found where it is, a coincidence is not named, and looking for it harms nothing."""

import ast
import contextlib
import copy
import importlib
import linecache
import pathlib
import time
import types

import numpy as np
import pytest

import chainrule
from chainrule.exercises import lesson_06, lesson_07, lesson_08, slips
from chainrule.exercises.answers import same
from chainrule.exercises.framework import Exercise
from chainrule.exercises.slips import Trial, called, close, compiled, further, pool_of
from chainrule.exercises.sources import runs_again, tree_of
from chainrule.exercises.variants import changes, made
from chainrule.maths.network import WORKED_EXAMPLE, backward, forward

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


def lesson(number):
    return importlib.import_module(f"chainrule.exercises.lesson_{number:02d}")


def define(name, body):
    return f"def f({name}):\n    {body}\n"


LOOP = "def f(ws, ss):\n    p = 1\n    for w, s in zip(ws, ss):\n        {}\n{}\n"
CLIP = "def f(g, threshold):\n    n = np.linalg.norm(g, {})\n    return g * np.minimum(1, threshold / n)\n"
KINDS = [
    (5, "check.ten_layers(0.5**9)", "slip_off_by_one", "`9`"),
    (12, "check.quiet_batch(0.9**19)", "slip_off_by_one", "`19`"),
    (2, "check.gradient_through(0.8 * 0.31)", "slip_number", "`0.31`"),
    (2, "check.three_layers(1 / 256)", "slip_off_by_one", "`4`"),
    (12, "check.quiet_batch(0.9**10)", "slip_number", "`10`"),
    (12, "check.quiet_batch(1 - 0.1 * 20)", "no_share", "between 0 and 1"),
    (12, "check.flat_at_ten(0.5)", "put_to_the_test", "0.674"),
    (15, "check.two_weights((0.3, 0.3))", "same_twice", "entry [0]"),
    (15, "check.left_of_zero((-2, 0.1))", "given_symbol", "`z` itself"),
    (5, "check.order_of_slopes(['tanh', 'relu', 'sigmoid'])", "other_order", "1 of them"),
    (
        9,
        define("alpha", "return (2 / (1 + alpha**2)) ** 1 / 2") + "check.my_critical_scale(f)",
        "slip_brackets",
        "line 2",
    ),
    (9, define("w, s", "return np.prod(w[1:] * s[1:])") + "check.my_passed(f)", "slip_slice", "in several places"),
    (9, LOOP.format("p = w * s", "    return p") + "check.my_passed(f)", "slip_loop", "forgets"),
    (9, LOOP.format("p = p * w * s", "        return p") + "check.my_passed(f)", "slip_loop", "first round"),
    (10, "check.until_a_million(18.37)", "not_whole", "whole number"),
    (12, "check.flat_at_ten(76)", "percent_for_share", "percent"),
    (5, "check.zero_centred_ones({'tanh', 'elu', 'identity'})", "some_other", "2 of 3 belong"),
    (9, define("alpha", "return np.sqrt(2 / (1 - alpha**2))") + "check.my_critical_scale(f)", "slip_sign", "Raised"),
    (12, define("x", "return (x - x.mean(axis=1)) / x.std(axis=1)") + "check.my_standardise(f)", "slip_axis", "line 2"),
    (2, define("z", "return 1 / (1 - np.exp(-z))") + "check.my_sigmoid(f)", "slip_sign", "np.exp(-z)"),
    (8, "check.hidden_gradient(0.1004)", "slip_factor_missing", "without `w5`, and alike elsewhere"),
    (
        6,
        define("i, w, b", "h1 = sigmoid(w[:2] @ i + b[0])\n    h2 = sigmoid(w[:2] @ i + b[0])\n    return h1, h2")
        + "check.my_forward(f)",
        "slip_copied",
        "lines 2 and 3 `h1` and `h2`",
    ),
    (10, CLIP.format("axis=0") + "check.my_clip(f)", "slip_axis", "line 2"),
    (
        10,
        define("g", "s = np.abs(g)\n    return np.sum(s), np.max(s), np.sum(s**2) ** 0.5") + "check.my_norms(f)",
        "slip_order",
        "line 3",
    ),
    (
        12,
        define("s", "return np.sum(np.abs(s) < 0.01), np.sum(np.all(s == 0, axis=0))") + "check.my_shares(f)",
        "slip_function",
        "in several places",
    ),
]


@pytest.mark.parametrize(("number", "code", "word", "said"), KINDS)
def test_slip_is_seen_by_its_kind(number, code, word, said):
    verdict = ask(lesson(number), code)
    assert verdict.mistakes == (word,)
    assert said in repr(verdict)


CHANCE = [  # what was said of them by chance: two numbers meet, or both are tiny
    (2, "check.gradient_through(0.8 * 2 * (1 - 2))", "np.exp"),
    (11, "check.after_thirty(0.25**30)", "mean square"),
    (11, "check.after_thirty(0.25**30)", "term"),
    (11, "check.spread_of_z1(28 / 3)", "units"),
    (12, "check.quiet_batch(0.5**20)", "speaks for all 20"),
    (10, "check.end_of_float32(3.4e38)", "in place of"),
    (13, "none = 0.0\ncheck.add_ten(none * 2)", "comes out"),
    (11, "check.spread_of_z1(784)", "comes out"),
    (9, "check.spread_of_z(192)", "before `n`"),
    (16, define("z", "return 4 * sigmoid(2 * z) * (1 - sigmoid(2 * z))") + "check.careful_tanh_slope(f)", "comes out"),
    (
        12,
        define("s", "return (np.abs(s) < 0.01).mean(), (s < 0.01).all(axis=0).mean()") + "check.my_shares(f)",
        "through",
    ),
]


@pytest.mark.parametrize(("number", "code", "never"), CHANCE)
def test_what_meets_by_chance_is_not_named(number, code, never):
    assert never not in ask(lesson(number), code).message


SIDE_EFFECTS = [
    "seen.append(1)\n    return w - r * abs(g)",
    "input('?')\n    return w - r * abs(g)",
    "global seen\n    seen = 3\n    return w - r * abs(g)",
    "open('x', 'w')\n    return w - r * abs(g)",
    "seen[0] = 1\n    return w - r * abs(g)",
]


@pytest.mark.parametrize("body", SIDE_EFFECTS)
def test_code_that_changes_what_is_outside_is_not_run_again(body):
    tree = ast.parse(f"def f(w, g, r):\n    {body}\n")
    assert not runs_again(tree, {"seen": [0]})


# --- properties ---------------------------------------------------------------------------------------------


def functions():
    """Every exercise of the lessons that asks for a function, with its name."""
    for path in sorted(pathlib.Path(chainrule.exercises.__file__).parent.glob("lesson_*.py")):
        module = importlib.import_module(f"chainrule.exercises.{path.stem}")
        for name, thing in vars(module).items():
            if isinstance(thing, Exercise) and thing.wants_function:
                yield f"{path.stem}.{name}", thing


FUNCTIONS_ASKED = dict(functions())


def some_changes(exercise, most):
    """Single small changes of an exercise's reference, so many at most: (the changed function, its source)."""
    tree, names = tree_of(exercise.reference), dict(vars(importlib.import_module(exercise.reference.__module__)))
    if tree is None:
        return
    found = changes(tree, pool_of(tree, tree, names, exercise.inputs[0]))
    small = [change for change in found if change.size <= 1.1]
    for change in small[:: len(small) // most + 1]:
        with made(change):
            source = ast.unparse(ast.fix_missing_locations(tree))
            with contextlib.suppress(Exception):
                yield compiled(tree, names), source


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("where", FUNCTIONS_ASKED)
def test_a_changed_reference_that_gives_other_values_somewhere_is_refused(where):
    exercise = FUNCTIONS_ASKED[where]
    if where in {"lesson_00.first_function", "lesson_05.mission", "lesson_13.my_x"}:
        pytest.skip("its reference takes long, or accepts more than one")
    trial = Trial(exercise, exercise.reference, exercise.runs)
    asked = len(exercise.inputs)

    def agrees(function, these):
        given = [called(function, trial.inputs[i]) for i in these]
        return all(same(trial.wanted[i], g, exercise.rtol, exercise.atol) for i, g in zip(these, given, strict=True))

    with np.errstate(all="ignore"):
        for function, source in some_changes(exercise, most=8):
            if agrees(function, range(asked)):
                assert agrees(function, range(asked, len(trial.inputs))), source


def fresh(exercise):
    """Inputs that the search has not seen."""
    rng = np.random.default_rng(123)
    return [tuple(further(arg, rng) for arg in args) for args in exercise.inputs]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("where", list(FUNCTIONS_ASKED)[::6])
def test_a_change_that_is_claimed_makes_the_answer_right(where, monkeypatch):
    exercise, names = FUNCTIONS_ASKED[where], dict(FUNCTIONS_ASKED[where].reference.__globals__)

    def explain(tree, *others, **more):
        found = found_before(tree, *others, **more)
        for change in found if tree.body[0].name == "mine" else ():
            with made(change):
                mended = compiled(tree, names)
            for args in fresh(exercise):
                assert close(called(exercise.reference, args), called(mended, args), 1e-4, 1e-6), change
        return found

    found_before = slips.explain
    monkeypatch.setattr(slips, "explain", explain)
    for number, (_, source) in enumerate(some_changes(exercise, most=2)):
        text = source.replace(f"def {tree_of(exercise.reference).body[0].name}(", "def mine(")
        linecache.cache[f"<{where} {number}>"] = (
            len(text),
            None,
            text.splitlines(keepends=True),
            f"<{where} {number}>",
        )
        space = dict(names)
        exec(compile(text, f"<{where} {number}>", "exec"), space)
        exercise(space["mine"])


def test_parts_of_a_lambda_are_varied():
    three = Exercise("How much is left?", lambda: 0.25**3, why="Little.", hints=["Multiply."])
    assert three(0.125).mistakes == ("slip_number",)


def test_a_coincidence_of_one_input_is_not_taken_for_the_slip():
    mean_of_paths = "(delta_o1*w6 + delta_o2*w8) / 2 * out_h2 * (1 - out_h2) * i2"  # i1 = i2 / 2
    trace = forward(WORKED_EXAMPLE)
    names = {name: getattr(trace, name) for name in ("out_h2", "out_o1", "out_o2")}
    names |= {name: getattr(backward(WORKED_EXAMPLE), name) for name in ("delta_o1", "delta_o2")}
    exercise = copy.copy(vars(lesson_07)["gradient_of_w4"])
    exercise.mistakes = {}
    exercise.__dict__.pop("_wrong_runs", None)
    check = types.SimpleNamespace(gradient_of_w4=exercise)
    verdict = ask(check, f"check.gradient_of_w4({mean_of_paths})", i2=0.1, w6=0.45, w8=0.55, **names)
    assert verdict.mistakes == ("slip_factor_too_many",)
    assert "i1" not in verdict.message


def test_a_step_on_the_way_is_known_by_one_digit():
    def one_step():
        gradient = 0.5 * -2 + -0.2 * -1
        return 0.25 - 0.1 * gradient

    verdict = Exercise("?", one_step, why="So.", hints=["Step."])(-0.8)
    assert verdict.mistakes == ("slip_part_only",)
    assert "`gradient`" in verdict.message


def test_of_two_explanations_of_a_number_alone_both_are_said():
    def three_terms():
        a, b, c = 0.5312, 0.1234, 0.12341
        return a + b + c

    verdict = Exercise("?", three_terms, why="So.", hints=["Step."])(0.6546)
    assert verdict.mistakes == ("slip_part_only", "slip_term_missing")
    assert "with `a + b` alone, or without the term `b`" in verdict.message


def test_a_number_of_few_digits_is_explained_by_nothing():
    def product():
        a, b = 0.123, 0.4567
        return a * b + 0.01

    exercise = Exercise("?", product, why="So.", hints=["Step."])
    assert exercise(0.0462).mistakes == ("slip_sign",)
    assert exercise(0.046).mistakes == ()


@pytest.mark.parametrize("seconds", [0.2])
def test_the_search_ends_in_time(monkeypatch, seconds):
    monkeypatch.setattr(slips, "SECONDS", seconds)
    body = "for _ in range(20000):\n        w = w * 1.0\n    return w + r * abs(g)"
    code = f"def f(w, g, r):\n    {body}\ncheck.my_update(f)"
    start = time.monotonic()
    ask(lesson_08, code)
    assert time.monotonic() - start < 3


def test_an_object_that_raises_everywhere_finds_nothing_and_raises_nothing():
    class Odd:
        def __getattr__(self, name):
            raise RuntimeError("odd")

    assert slips.find(vars(lesson_08)["my_update"], Odd(), []) is None
