"""What the code of a learner's function shows: why a line raised, whether it returns, which input lies idle."""

import ast
import builtins
import collections
import difflib
import dis
import inspect
import itertools
import linecache
import textwrap
import types

import numpy as np

from chainrule.exercises import limits
from chainrule.exercises.sources import tree_of

NUMBER_BY_NUMBER = {"max": "np.maximum", "min": "np.minimum", "amax": "np.maximum", "amin": "np.minimum"}


# --- why it raised ------------------------------------------------------------------------------------------


def own_step(error, function):
    """Find the last step in the learner's own file (or cell) on the way to an error: a traceback, or None."""
    steps, step = [], error.__traceback__
    while step:
        steps.append(step)
        step = step.tb_next
    steps = [step for step in steps[1:] if step.tb_frame.f_code.co_filename != limits.__file__]
    plain = inspect.unwrap(getattr(function, "pyfunc", function))
    code = getattr(plain, "__code__", None)
    home = code.co_filename if code else steps[0].tb_frame.f_code.co_filename if steps else None
    return next((step for step in reversed(steps) if step.tb_frame.f_code.co_filename == home), None)


def line_of(step):
    """The number of the line at a step of a traceback, and its text."""
    return step.tb_lineno, linecache.getline(step.tb_frame.f_code.co_filename, step.tb_lineno).strip()


def cause(error, step):
    """Name what made a line raise, (name, sentence), as its code and the values there show; or None.

    error : Exception; step : traceback, where it was raised.
    """
    kinds = {TimeoutError: "endless_loop", RecursionError: "calls_itself", ZeroDivisionError: "division_by_zero"}
    for kind, name in kinds.items():
        if isinstance(error, kind):
            return name, ""
    if step is None:
        return None
    place = Place(step)
    try:
        return next(filter(None, (look(place, node, error) for node in place.parts for look in LOOKS)), None)
    except Exception:  # a learner's object can raise at any look
        return None


class Place:
    """Where an error was raised: the parts of the code around it, the smallest first, and what its names stand for."""

    def __init__(self, step):
        code = step.tb_frame.f_code
        self.names = {**vars(builtins), **step.tb_frame.f_globals, **step.tb_frame.f_locals}
        self.own = [name for name in step.tb_frame.f_locals if name.isidentifier()]
        row, end_row, start, end = next(itertools.islice(code.co_positions(), step.tb_lasti // 2, None))
        self.parts = []
        if None not in (row, end_row, start, end):
            around = ast.walk(_parsed("".join(linecache.getlines(code.co_filename))))
            span = (row, start), (end_row, end)
            self.parts = [n for n in around if isinstance(n, (ast.expr, ast.stmt)) and _holds(n, span)][::-1]
            self.parts = [
                n for n in self.parts if not hasattr(n, "body") or isinstance(n, (ast.IfExp, ast.While, ast.If))
            ]

    def value(self, node):
        """What a name, an attribute of one, or a number stands for; None for anything else."""
        if isinstance(node, ast.Attribute):
            return getattr(self.value(node.value), node.attr, None)
        return self.names.get(node.id) if isinstance(node, ast.Name) else getattr(node, "value", None)

    def is_array(self, node):
        return any(isinstance(self.value(part), np.ndarray) and self.value(part).ndim for part in ast.walk(node))


def _holds(node, span):
    return (node.lineno, node.col_offset) <= span[0] and span[1] <= (node.end_lineno, node.end_col_offset)


def _parsed(source):
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def _unknown_name(place, node, error):
    if not isinstance(error, NameError) or not isinstance(node, ast.Name):
        return None
    name = node.id
    if name in ("np", "math", "numpy"):
        return "not_imported", f"`{name}` is not there yet: `import {'math' if name == 'math' else 'numpy as np'}`."
    there = getattr(np, name, None)  # np.e and np.pi are numbers
    if (callable(there) or isinstance(there, float)) and name not in vars(builtins):
        return "without_np", f"`{name}` belongs to numpy: `np.{name}`."
    folded = {own.casefold(): own for own in place.own if own != name}
    close = [folded.get(name.casefold()), *difflib.get_close_matches(name, place.own, 1, 0.8)]
    if any(close) and name not in place.own:
        return "other_name", f"`{name}` has no value. Is `{next(filter(None, close))}` meant?"
    return "unknown_name", f"`{name}` has no value there: it is no input, and no line before gives it one."


def _caret(place, node, error):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
        return "caret", "`^` is no power in Python: a power is written `**`."
    return None


def _no_such_part(place, node, error):
    if not isinstance(error, AttributeError) or not isinstance(node, ast.Attribute):
        return None
    owner = ast.unparse(node.value)
    instead = NUMBER_BY_NUMBER.get(node.attr) or (f"np.{node.attr}" if hasattr(np, node.attr) else "")
    helps = f" `{instead}` is there." if instead and isinstance(place.value(node.value), types.ModuleType) else ""
    return "no_such_part", f"`{owner}` has no `{node.attr}`.{helps}"


def _call(place, node, error):
    if not isinstance(node, ast.Call) or isinstance(error, (NameError, AttributeError)):
        return None
    called, name = place.value(node.func), ast.unparse(node.func)
    if called is not None and not callable(called):
        if not node.args:
            return "no_function", f"`{name}` is no function: it takes no brackets."
        return "star_left_out", f"Brackets right behind `{name}` call it as a function. A product needs its `*`."
    alone = name.rpartition(".")[2]
    if called in (np.max, np.min) and len(node.args) > 1:
        return (
            "max_of_two",
            f"`{name}` takes the largest or smallest of one array. `{NUMBER_BY_NUMBER[alone]}` compares two.",
        )
    if called in (max, min) and any(map(place.is_array, node.args)):
        return (
            "max_of_array",
            f"`{name}` cannot compare whole arrays. `{NUMBER_BY_NUMBER[alone]}` does, number by number.",
        )
    if name.startswith("math.") and any(map(place.is_array, node.args)):
        return "math_on_array", f"`math` takes one number, and here is an array: `np.{alone}` takes both."
    if called in (float, int, round, range) and any(map(place.is_array, node.args)):
        return "one_number_only", f"`{name}` takes one number, and here is an array."
    if isinstance(called, np.ufunc) and len(node.args) < called.nin:
        return "input_left_out", f"`{name}` takes {called.nin} things, and here it gets {len(node.args)}."
    return None


def _function_as_number(place, node, error):
    operands = [node.left, node.right] if isinstance(node, ast.BinOp) else getattr(node, "args", [])
    for operand in operands if isinstance(error, TypeError) else []:
        if isinstance(operand, (ast.Name, ast.Attribute)) and callable(place.value(operand)):
            name = ast.unparse(operand)
            return "function_as_number", f"`{name}` is the function itself; its value is `{name}(...)`."
    return None


def _one_truth(place, node, error):
    if not isinstance(error, ValueError):
        return None
    if isinstance(node, ast.Compare) and len(node.ops) > 1 and place.is_array(node):
        return "chained", "Two comparisons in a row need one number. For an array: `(0 < z) & (z < 1)`."
    if isinstance(node, (ast.BoolOp, ast.UnaryOp)) and isinstance(
        getattr(node, "op", None), (ast.And, ast.Or, ast.Not)
    ):
        return (
            "and_on_array",
            "`and`, `or` and `not` need one truth value. For arrays: `&`, `|` and `~`, with brackets.",
        )
    if isinstance(node, (ast.If, ast.IfExp, ast.While)) and place.is_array(node.test):
        return "if_on_array", "`if` needs one number, and the input is an array: `np.where` takes arrays."
    return None


def _shapes(place, node, error):
    if not isinstance(error, ValueError) or not isinstance(node, ast.BinOp):
        return None
    left, right = (place.value(side) for side in (node.left, node.right))
    if not all(isinstance(side, np.ndarray) for side in (left, right)):
        return None
    said = f"`{ast.unparse(node)}`: shapes {left.shape} and {right.shape} do not fit."
    inner = isinstance(node.op, ast.MatMult)
    return "shapes", said + (" The last of the first must be the first of the second." if inner else "")


def _index(place, node, error):
    if not isinstance(node, ast.Subscript) or not isinstance(error, (IndexError, TypeError)):
        return None
    name, value = ast.unparse(node.value), place.value(node.value)
    if value is None:
        return "index", f"`{name}` has no entry at that place. Entries are counted from 0."
    if np.ndim(value) == 0:
        return "index", f"`{name}` is one number here: it has no entries."
    return "index", f"`{name}` has the shape {np.shape(value)}, and entries are counted from 0."


LOOKS = [_unknown_name, _caret, _no_such_part, _call, _function_as_number, _one_truth, _shapes, _index]


# --- what is in a function's code ---------------------------------------------------------------------------


def body_of(function):
    """The syntax tree of a function, or None where its source is not at hand."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return None
    return next((node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)), None)


def nothing_returned(function):
    """Say why a function gives nothing, (name, sentence); or None where its source does not show it.

    function : the learner's function.
    """
    tree = body_of(function)
    if tree is None:
        return None
    inside = list(ast.walk(tree))
    returned = [node.value for node in inside if isinstance(node, ast.Return) and node.value]
    printed = [node for node in inside if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"]
    if printed and (not returned or any(value in printed for value in returned)):
        return "print_for_return", "`print` shows a value and gives nothing back: `return` gives it back."
    if not returned:
        return "no_return", "There is no `return` in it: the value is computed and lost."
    if not isinstance(tree.body[-1], ast.Return):
        return "return_not_reached", "Here it comes to its end without meeting a `return`."
    return None


def idle_inputs(function, reference):
    """List the inputs that the right answer needs and a function never reads, and the notebook's numbers it reads.

    function : the learner's; reference : the right one.
    """
    mine, right = getattr(function, "__code__", None), reference.__code__
    if not isinstance(mine, types.CodeType) or mine.co_argcount != right.co_argcount or mine.co_flags & 4:
        return [], []
    needed, read, tree = _loaded(right), _loaded(mine), tree_of(function)
    read = _used(tree) if tree else read
    pairs = zip(mine.co_varnames, right.co_varnames[: right.co_argcount], strict=False)
    idle = [name for name, own in pairs if own in needed and name not in read]
    outside = sorted(read - set(mine.co_varnames))
    return idle, [name for name in outside if _is_number(function.__globals__.get(name))]


def _used(tree):
    """The names that are read in a function, but for lines whose result nothing reads."""
    every = _names(tree, ast.Load)
    for line in ast.walk(tree):
        own = set(_names(ast.Tuple(line.targets), ast.Store)) if isinstance(line, ast.Assign) else ()
        if own and not own & set(every):
            every = every - _names(line, ast.Load)
    return set(every)


def _names(tree, context):
    return collections.Counter(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, context))


def _loaded(code):
    """The names that a function reads, those of functions inside it as well."""
    names = set()
    for step in dis.get_instructions(code):
        if step.opname.startswith("LOAD") and isinstance(step.argval, (str, tuple)):
            names |= {step.argval} if isinstance(step.argval, str) else set(step.argval)
    return names.union(*(_loaded(inner) for inner in code.co_consts if isinstance(inner, types.CodeType)))


def _is_number(value):
    return isinstance(value, (int, float, np.ndarray, np.number)) or "Trace" in type(value).__name__
