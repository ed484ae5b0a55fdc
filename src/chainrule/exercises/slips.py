"""Find the slip in a wrong answer: one change that makes the code right, or the formula give the learner's number."""

# Tried after the lesson's known mistakes. A name is said only where it is certain: the changed code is right on the
# exercise's inputs and on further random ones (or with other numbers behind the names), and no other change of the
# same size explains the answer with another meaning. Whatever fails in here means: nothing found.

import ast
import contextlib
import copy
import io
import time
import warnings
from typing import NamedTuple

import numpy as np

from chainrule.exercises import said
from chainrule.exercises.answers import normal, same
from chainrule.exercises.limits import TimeUp, within
from chainrule.exercises.sources import answer_in, called_from, closed_over, runs_again, tree_of
from chainrule.exercises.variants import COMMON, HERE, Pool, changes, is_simple, made, parsed, stopped
from chainrule.exercises.worlds import WORLDS, Formula, Own, digits, flat, half_unit

SECONDS = 1.8  # the last guard: what is found hangs on the work that is allowed, and not on the machine
WORK = 5000  # changes tried in one of two parts of a search; with large inputs fewer
LARGE = 300  # numbers in the inputs, with which a change costs twice as much
FAINT = {
    "constant_factor", "constant_shift", "opposite_sign", "sign", "same_everywhere", "how_many_values", "transposed",
    "twice", "half", "off_by_one", "given_number", "given_symbol", "same_twice", "wrong_sign", "no_share",
    "put_to_the_test",     "idle_input", "nan", "infinite", "division_by_zero",
}  # fmt: skip
GIVEN = {"given_number", "given_symbol"}  # what stands in the question was taken from there, and did not come out
REPLACED = {"slip_name", "slip_number", "slip_off_by_one"}
PLAIN = (float, int, str)  # inputs that no function changes
FAR = ("term", "part", "reciprocal")
LIKELY = 1.3  # changes larger than that are not tried on a number alone: one of so many fits by chance
# Tried on a part of the lists in tests/exercises/answers: CROWD 2 or 10, LIKELY 1.15 or 1.6, ALIKE 0.02 or 0.3 each
# change the sentence of one answer in 13 or fewer, and name none more: the values are not delicate.
CROWD = 4  # half units of the last digit typed, within which nothing else may lie
ALIKE = 0.12  # changes that differ less in size are equally likely


class Slip(NamedTuple):
    """What was found: the sentence, stable words for `verdict.mistakes`, and the change itself for a hint."""

    sentence: str
    names: tuple
    hint: str


def find(exercise, answer, runs, names=()):
    """Look for the slip in a wrong answer, for about a second at most.

    exercise : Exercise; answer : what was passed; runs : list of Run, what it gave on the exercise's inputs.
    names : what is said of it already; where that is more than FAINT, nothing is looked for.
    Gives a Slip, or None when nothing is certain.
    """
    if set(names) - FAINT:
        return None
    frame = called_from()
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            found = within(SECONDS, _search, exercise, answer, runs, frame, clock=time.process_time)
            far = found and GIVEN & set(names) and REPLACED & set(found[1])
            return None if far else found and Slip(*found)
        except (Exception, TimeUp):
            return None
        finally:
            del frame


def _search(exercise, answer, runs, frame):
    if exercise.wants_function:
        trial = Trial(exercise, answer, runs)
        return _in_own_function(trial) or _in_reference(trial) or said.copied(tree_of(answer))
    return _in_value(exercise, runs[0].value, frame)


# --- functions ----------------------------------------------------------------------------------------------


def close(expected, given, rtol=1e-6, atol=1e-9):
    """Say whether two answers in normal form agree; quick for arrays.

    >>> close(np.array(1.0), np.array(1.0 + 1e-9)), close(np.array([1.0]), np.array([1.0, 2.0]))
    (True, False)
    """
    if isinstance(expected, np.ndarray) and isinstance(given, np.ndarray):
        if expected.shape != given.shape and not expected.size == given.size == 1:
            return False
        a, b = expected.astype(float).ravel(), given.astype(float).ravel()
        return bool(np.all((np.abs(a - b) <= atol + rtol * np.abs(a)) | (a == b) | (np.isnan(a) & np.isnan(b))))
    if isinstance(expected, tuple) and isinstance(given, tuple):
        return len(expected) == len(given) and all(
            close(a, b, rtol, atol) for a, b in zip(expected, given, strict=True)
        )
    return type(expected) is type(given) and same(expected, given, rtol, atol)


class Trial:
    """A learner's function beside the reference, on the exercise's inputs and on further ones."""

    def __init__(self, exercise, function, runs):
        self.exercise, self.function = exercise, getattr(function, "pyfunc", function)
        self.given = [each.value for each in runs]
        self.vectorized = self.function is not function
        self.inputs, self.wanted = list(exercise.inputs), [each.value for each in exercise.runs]
        rng = np.random.default_rng(0)
        for args in [args for _ in range(2) for args in exercise.inputs[:3]]:
            more = tuple(further(arg, rng) for arg in args)
            value = called(exercise.reference, more)
            if value is not None and (is_finite(value) or not arrays(value)):
                self.inputs.append(more)
                self.wanted.append(value)
        self.rtol, self.atol = min(exercise.rtol, 1e-4), min(exercise.atol, 1e-6)

    def is_right(self, function):
        function = np.vectorize(function) if self.vectorized else function
        return all(
            close(right, called(function, args), self.rtol, self.atol)
            for args, right in zip(self.inputs, self.wanted, strict=True)
        )

    def given_everywhere(self):
        """What the learner's function gives on all the inputs, or None where that cannot be told."""
        more = [called(self.function_again(), args) for args in self.inputs[len(self.given) :]]
        return None if any(value is None for value in more) else self.given + more

    def function_again(self):
        return np.vectorize(self.function) if self.vectorized else self.function


def called(function, args):
    """Give what a function gives on copies of its inputs, in normal form, or None if it raises."""
    try:
        return normal(function(*[arg if isinstance(arg, PLAIN) else copy.deepcopy(arg) for arg in args]))
    except Exception:
        return None


def arrays(value):
    """List the arrays in an answer."""
    return [value] if isinstance(value, np.ndarray) else list(value) if isinstance(value, tuple) else []


def is_finite(value):
    """Say whether an answer consists of numbers, all of them finite.

    >>> is_finite(np.array([1.0, np.nan])), is_finite("tanh"), is_finite(np.array(1.0))
    (False, False, True)
    """
    return bool(arrays(value)) and all(np.ndim(each) >= 0 and np.all(np.isfinite(flat(each))) for each in arrays(value))


def further(arg, rng):
    """Give another input of the same kind: numbers are moved, counts, labels, words and functions stay.

    >>> float(further(2.0, np.random.default_rng(0))) != 2.0, further(3, None), further("tanh", None)
    (True, 3, 'tanh')
    """
    if isinstance(arg, (tuple, list)) and arg:
        return type(arg)(further(part, rng) for part in arg)
    if isinstance(arg, (float, np.floating)):
        return type(arg)(arg * rng.uniform(0.6, 1.4))
    if isinstance(arg, np.ndarray) and arg.dtype.kind == "f" and not set(np.unique(arg)) <= {0.0, 1.0}:
        shares = arg.ndim and np.all(arg >= 0) and np.allclose(arg.sum(axis=-1), 1)
        moved = rng.permutation(arg.ravel()).reshape(arg.shape) * rng.uniform(0.6, 1.4, arg.shape).astype(arg.dtype)
        return moved / moved.sum(axis=-1, keepdims=True) if shares else moved
    return arg


def _in_own_function(trial):
    tree = tree_of(trial.function)
    if tree is None or tree.body[0].args.vararg or len(parameters(tree)) < len(trial.exercise.names):
        return None
    names = {**trial.function.__globals__, **closed_over(trial.function)}
    if not runs_again(tree, names):
        return None
    reference = tree_of(trial.exercise.reference)
    if reference is not None:
        reference = mapped(reference, parameters(tree))
        for name, thing in trial.exercise.reference.__globals__.items():
            names.setdefault(name, thing)
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & set(names)
    names |= {
        name: copy.deepcopy(names[name]) for name in own if isinstance(names[name], (list, dict, set, np.ndarray))
    }
    quick = Straight(tree, names, trial.inputs[0])

    def fits(change):
        if quick.before and not trial.vectorized and not close(trial.wanted[0], quick.value(change), 1e-3, 1e-6):
            return False
        return trial.is_right(compiled(tree, names))

    found = explain(tree, pool_of(tree, reference, names, trial.inputs[0]), fits)
    return said.repaired(found, True)


def _in_reference(trial):
    tree = tree_of(trial.exercise.reference)
    if tree is None or not all(map(is_finite, trial.given)) or len(trial.given) < len(trial.exercise.inputs):
        return None
    if trial.function.__class__.__name__ == "function":
        own = tree_of(trial.function)
        if own is not None and not runs_again(own, {**trial.function.__globals__, **closed_over(trial.function)}):
            return None
    wanted = trial.given_everywhere()
    if wanted is None or all(close(wanted[0], other) for other in wanted):
        return None
    names = dict(trial.exercise.reference.__globals__)

    quick = Straight(tree, names, trial.inputs[0])

    def fits(change):
        if quick.before and not close(wanted[0], quick.value(change), 1e-3, 1e-6):
            return False
        function = compiled(tree, names)
        pairs = zip(trial.inputs, wanted, strict=True)
        return all(close(value, called(function, args), trial.rtol, trial.atol) for args, value in pairs)

    return said.came_out(explain(tree, pool_of(tree, tree, names, trial.inputs[0]), fits, stopped(tree))[:1])


class Straight:
    """A function without branches, run statement by statement, so that a change costs only what comes after it.

    tree : of its definition; names : dict, what is around it; args : its inputs.
    """

    def __init__(self, tree, names, args):
        (function,) = tree.body
        self.body, self.before, self.codes = function.body, [], []
        plain = all(isinstance(each, (ast.Assign, ast.Return)) for each in self.body)
        parts = any(isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store) for n in ast.walk(function))
        if not plain or parts or len(self.body) < 2 or not isinstance(self.body[-1], ast.Return):
            return
        space = {**names, **dict(zip(parameters(tree), copy.deepcopy(args), strict=False))}
        for statement in self.body:
            self.codes.append(self._compiled(statement))
            self.before.append(dict(space))
            exec(self.codes[-1], space)

    def _compiled(self, statement):
        if isinstance(statement, ast.Return):
            statement = ast.Assign([ast.Name("returned", ast.Store(), **HERE)], statement.value, **HERE)
        return compile(ast.Module([statement], []), "<change>", "exec")

    def value(self, change):
        """Give the function's value with a change that has been made in its tree."""
        new = {place.statement - 2 for place, _ in change.edits}  # statement 0 is the module, 1 the definition
        if change.kind == "stopped":
            new = {len(self.body) - 1}
        space = dict(self.before[min(new)])
        for number in range(min(new), len(self.body)):
            exec(self._compiled(self.body[number]) if number in new else self.codes[number], space)
        return normal(space["returned"])


def parameters(tree):
    """List the parameters of the function in a tree."""
    return [arg.arg for arg in tree.body[0].args.args]


def mapped(tree, names):
    """Give a tree of a function with other names for its parameters."""
    new = dict(zip(parameters(tree), names, strict=False))
    tree = copy.deepcopy(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
    return tree


def compiled(tree, names):
    """Give the function that a tree defines."""
    space = dict(names)
    exec(compile(tree, "<change>", "exec"), space)
    return space[tree.body[0].name]


def explain(tree, pool, fits, more=None, likely=False):
    """List the changes of a tree that explain an answer: the smallest ones, all of about the same size."""
    found = []
    tried = changes(tree, pool)
    if more is not None:  # a formula is varied: nobody adds to it what only this lesson's formula knows
        tried = sorted([*more, *(c for c in tried if c.kind not in FAR)], key=lambda change: change.size)
    for number, change in enumerate(tried):
        if change.size > found[0].size + ALIKE if found and not likely else number * pool.cost > WORK:
            break
        if likely and change.size > LIKELY:
            break
        with made(change):
            try:
                right = fits(change)
            except Exception:
                right = False
        if right:
            found.append(change)
    left_out = {change.place for change in found if change.kind == "function too many"}
    found = [c for c in found if c.kind != "another function" or c.place not in left_out]
    steps = any(c.kind == "stopped" for c in found)  # a part of the formula, and no number like it
    return [c for c in found if not steps or c.kind != "number"]


def pool_of(tree, reference, names, inputs=()):
    """Gather what may be put into code: what stands in it, and what stands in the reference."""
    large = sum(np.size(value) for value in inputs if isinstance(value, np.ndarray))
    has_arrays = any(isinstance(value, (np.ndarray, list, tuple)) for value in inputs)
    trees = [each for each in (tree, reference) if each is not None]
    nodes = [node for each in trees for node in ast.walk(each)]
    loaded = [node.id for node in nodes if isinstance(node, ast.Name)]
    loaded += parameters(tree) if isinstance(tree, ast.Module) else []
    used = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    own = [
        n
        for n in dict.fromkeys(loaded)
        if n not in used and not callable(names.get(n)) and not _is_module(names.get(n))
    ]
    numbers = [n.value for n in nodes if isinstance(n, ast.Constant) and type(n.value) in (int, float)]
    functions = [ast.unparse(n.func) for n in nodes if isinstance(n, ast.Call) and _plain(n.func, names)]
    parts = {}
    if reference is not None:
        lines = {n.targets[0].id: n.value for n in ast.walk(reference) if is_simple(n)}
        whole = {id(node.value) for node in ast.walk(reference) if isinstance(node, ast.Return)}
        for node in [*ast.walk(reference), *products(reference)]:
            if (
                id(node) not in whole
                and isinstance(node, (ast.BinOp, ast.Call, ast.UnaryOp))
                and sum(1 for _ in ast.walk(node)) <= 24
            ):
                parts[ast.unparse(node)] = copy.deepcopy(node)  # a node put under itself would make a ring
                inlined = _Inlined(lines).visit(copy.deepcopy(node))
                parts.setdefault(ast.unparse(inlined), inlined)
    return Pool(
        tuple(ast.Name(name, ast.Load(), **HERE) for name in own),
        tuple(parsed(repr(number)) for number in dict.fromkeys([*numbers, 1, 2, 0.5])),
        tuple(ast.fix_missing_locations(part) for part in parts.values()),
        tuple(dict.fromkeys([*functions, *(COMMON if has_arrays else COMMON[:5])])),
        has_arrays,
        tuple(ast.unparse(n.right) for n in nodes if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)),
        sum(isinstance(node, (ast.Name, ast.Constant)) for node in ast.walk(tree)),
        1 + large / LARGE,
    )


def products(tree):
    """List the products within longer ones, b*c of a*b*c, which are no part of the tree."""
    found = []
    for node in ast.walk(tree):
        factors = []
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            factors, node = [node.right, *factors], node.left
        for first in range(len(factors) - 1):
            product = factors[first]
            for factor in factors[first + 1 :]:
                product = ast.BinOp(product, ast.Mult(), factor, **HERE)
                found.append(product)
    return found


def _is_module(thing):
    return type(thing).__name__ == "module"


def _plain(function, names):
    if isinstance(function, ast.Name):
        return callable(names.get(function.id))
    return isinstance(function, ast.Attribute) and ast.unparse(function).startswith("np.")


class _Inlined(ast.NodeTransformer):
    def __init__(self, lines):
        self.lines = lines

    def visit_Name(self, node):
        if node.id in self.lines and isinstance(node.ctx, ast.Load):
            rest = {name: value for name, value in self.lines.items() if name != node.id}
            return _Inlined(rest).visit(copy.deepcopy(self.lines[node.id]))
        return node


# --- values -------------------------------------------------------------------------------------------------


def _in_value(exercise, given, frame):
    if not is_finite(given) or not is_finite(exercise.runs[0].value):
        return None
    answer = answer_in(frame)
    names = {**frame.f_globals, **frame.f_locals}
    if answer is not None and not runs_again(answer, names):
        return None
    try:
        formula = Formula(exercise.reference)
    except Exception:
        formula = None
    if answer is not None and not is_typed(answer.body):
        return _in_expression(exercise, given, answer, names, formula)
    return formula and _in_formula(given, formula)


def is_typed(node):
    """Say whether an answer is a number alone, as typed, or several of them.

    >>> is_typed(parsed("(-0.5, 2)")), is_typed(parsed("0.5 * 2"))
    (True, False)
    """
    if isinstance(node, (ast.Tuple, ast.List)):
        return all(map(is_typed, node.elts))
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def _in_expression(exercise, given, answer, names, formula):
    typed = -1
    for plain_halves in (False, True) if formula and formula.moves else ():
        own = Own(copy.deepcopy(answer), names, formula, plain_halves)
        if plain_halves and len(own.tables[0]) == typed:  # it is what was tried already
            break
        typed = len(own.tables[0])
        if close(given, own.value(0), 5e-3, 1e-6):
            held = [own.names.get(node.id) for node in ast.walk(own.tree) if isinstance(node, ast.Name)]
            pool = pool_of(own.tree, formula.tree, own.names, held)
            values = [own.value(k) for k in range(WORLDS)]
            if close(values[0], values[1]):  # what is the same in all worlds is a number alone
                return _in_formula(given, formula)
            found = explain(own.tree, pool, lambda change, own=own: agree(formula.values, own.value))
            if found:
                return said.repaired(found, False)
            again = pool_of(formula.tree, formula.tree, formula.names)
            more = stopped(formula.tree)
            found = explain(formula.tree, again, lambda change, values=values: agree(values, formula.value), more)
            if found:
                return said.came_out(found[:1])
    plain = formula and not any(isinstance(node, ast.Name) for node in ast.walk(answer))
    return _in_formula(given, formula) if plain else None


def agree(values, value):
    """Say whether an expression has these values, world by world."""
    return all(close(each, value(k), 1e-9, 1e-12) for k, each in enumerate(values))


def _in_formula(given, formula):
    """Look for the change of the formula that gives a number as it was typed."""
    numbers = flat(given)
    if max(map(digits, numbers), default=0) < 3:
        return said.came_out(_way_stations(numbers, formula))
    unit = np.array([half_unit(number) for number in numbers])
    near = []

    def fits(change):
        value = flat(formula.value(0))
        if value.shape != numbers.shape or not np.all(np.abs(value - numbers) <= CROWD * unit):
            return False
        near.append(value)
        return bool(np.all(np.abs(value - numbers) <= 1.01 * unit))

    more = stopped(formula.tree)
    found = explain(formula.tree, _likely(pool_of(formula.tree, None, formula.names)), fits, more, likely=True)
    meanings = {}
    for change in found:
        with made(change):
            apart = flat(formula.value(1)) if formula.moves else [hash(change.old + change.new)]
            meanings.setdefault(tuple(np.round(apart, 9)), change)
    close_by = {tuple(np.round(value, 12)) for value in near}
    return said.came_out(list(meanings.values())) if len(close_by) <= len(meanings) <= 2 else None


def _way_stations(numbers, formula):
    """List the steps of a formula, those with a name, that give just these numbers: few digits, but no chance hits."""
    steps = [change for change in stopped(formula.tree) if isinstance(change.about, ast.Name)]
    found = []
    for change in steps:
        value = np.ravel(formula.local[0].get(change.about.id, np.nan))
        if np.array_equal(np.round(value, 12), numbers) and not np.all(value == np.round(value)):
            found.append(change)
    return said.different(found, lambda change: change.about.id)


def _likely(pool):
    """Of what may be put in, what comes to mind: too many possibilities make chance hits."""
    return pool._replace(functions=(), parts=())
