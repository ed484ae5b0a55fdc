"""The source of a learner's function, or of the answer in a call, as trees of `ast`; and whether it may run again."""

import ast
import builtins
import copy
import linecache
import sys
import types

import numpy as np

ROOT = __name__.rpartition(".")[0]
CHANGING = {
    "append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault", "fill",
    "put",
}  # fmt: skip
HARMLESS = {
    "abs", "all", "any", "bool", "dict", "enumerate", "float", "int", "isinstance", "len", "list", "max", "min",
    "pow", "print", "range", "reversed", "round", "set", "sorted", "str", "sum", "tuple", "zip", "map", "filter",
    "callable",
}  # fmt: skip
KEPT = ("numpy", "math", "chainrule.maths", "builtins", "statistics", "cmath")


def tree_of(function):
    """Give a function's definition as a tree and its name there, or None if its source is not at hand.

    function : plain function or lambda.

    >>> def twice(z):
    ...     return 2 * z
    >>> tree_of(len) is None
    True
    """
    code = getattr(function, "__code__", None)
    if code is None or code.co_filename == "<string>":
        return None
    whole = _whole(code.co_filename, getattr(function, "__globals__", None))
    if whole is None:
        return None
    for node in ast.walk(whole):
        if isinstance(node, ast.FunctionDef) and (node.name, node.lineno) == (code.co_name, code.co_firstlineno):
            return ast.Module([node], [])
    lambdas = [n for n in ast.walk(whole) if isinstance(n, ast.Lambda) and n.lineno == code.co_firstlineno]
    own = [n for n in lambdas if _same_code(n, code)] or lambdas * (len(lambdas) == 1)
    if code.co_name != "<lambda>" or not own:
        return None
    node = own[0]
    body = ast.Return(node.body, lineno=node.lineno, col_offset=node.col_offset)
    made = ast.FunctionDef("_lambda", node.args, [body], [], lineno=node.lineno, col_offset=node.col_offset)
    return ast.Module([made], [])


def _same_code(node, code):
    (made,) = [c for c in compile(ast.Expression(node), "", "eval").co_consts if isinstance(c, types.CodeType)]
    return all(
        getattr(made, part) == getattr(code, part) for part in ("co_code", "co_consts", "co_names", "co_varnames")
    )


def _whole(filename, names=None):
    lines = linecache.getlines(filename, names)
    try:
        return ast.parse("".join(lines)) if lines else None
    except (SyntaxError, ValueError):
        return None


def called_from():
    """Find the frame in which a learner called a check: the first one outside the exercises.

    >>> called_from().f_globals["__name__"].startswith("chainrule")
    False
    """
    frame = sys._getframe(1)
    while frame and frame.f_globals.get("__name__", "").startswith(ROOT):
        frame = frame.f_back
    return frame


def answer_in(frame):
    """Give the expression that a learner passed in the call that a frame is in, or None.

    frame : frame object. A plain name is followed to its last assignment above in the same cell.
    """
    if frame is None or not hasattr(frame.f_code, "co_positions") or frame.f_lasti < 0:
        return None
    whole = _whole(frame.f_code.co_filename, frame.f_globals)
    if whole is None:
        return None
    here = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    calls = [node for node in ast.walk(whole) if isinstance(node, ast.Call) and len(node.args) == 1]
    found = [n for n in calls if (n.lineno, n.end_lineno, n.col_offset, n.end_col_offset) == here]
    if not found:
        return None
    answer = found[0].args[0]
    if isinstance(answer, ast.Name):
        above = [
            node
            for node in whole.body
            if isinstance(node, ast.Assign) and node.lineno < answer.lineno and _assigns(node, answer.id)
        ]
        others = [
            n for n in ast.walk(whole) if isinstance(n, ast.Name) and n.id == answer.id and isinstance(n.ctx, ast.Store)
        ]
        answer = above[-1].value if len(above) == len(others) == 1 else answer
    return ast.Expression(copy.deepcopy(answer))


def _assigns(node, name):
    return len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name


def runs_again(tree, names, seen=()):
    """Say whether code may be run again and again: it changes nothing outside itself, and asks for nothing.

    tree : ast.AST; names : dict, what its names stand for. In doubt it may not.

    >>> runs_again(ast.parse("a + 1"), {}), runs_again(ast.parse("input()"), {})
    (True, False)
    """
    own = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    own |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    unsafe = (
        ast.Global,
        ast.Nonlocal,
        ast.Import,
        ast.ImportFrom,
        ast.With,
        ast.Delete,
        ast.ClassDef,
        ast.Await,
        ast.Yield,
    )
    for node in ast.walk(tree):
        if isinstance(node, unsafe) and not _harmless_import(node):
            return False
        if (
            isinstance(node, (ast.Attribute, ast.Subscript))
            and not isinstance(node.ctx, ast.Load)
            and _base(node) not in own
        ):
            return False
        if isinstance(node, ast.AugAssign) and _base(node.target) not in own:
            return False
        if isinstance(node, ast.Call) and not _harmless(node.func, own, names, seen):
            return False
    return True


def _harmless_import(node):
    names = [alias.name for alias in getattr(node, "names", []) if isinstance(alias, ast.alias)]
    home = getattr(node, "module", None)
    return isinstance(node, (ast.Import, ast.ImportFrom)) and all(
        (home or n).split(".")[0] in ("math", "numpy") for n in names
    )


def _base(node):
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return getattr(node, "id", None)


def _harmless(function, own, names, seen):
    base = _base(function)
    if base is None:  # a method of what an expression gives
        return (
            isinstance(function, (ast.Attribute, ast.Call, ast.Lambda))
            and getattr(function, "attr", "") not in CHANGING
        )
    if base in own:
        return not (isinstance(function, ast.Attribute) and function.attr in {"tofile", "dump", "save"})
    if isinstance(function, ast.Attribute) and function.attr in CHANGING:
        return False
    try:
        thing = names[base]
        for part in _path(function):
            thing = getattr(thing, part)
    except (KeyError, AttributeError):
        return base in HARMLESS or (base not in names and not hasattr(builtins, base))
    if isinstance(thing, types.FunctionType) and not _kept(thing):
        if thing.__code__ in seen:
            return True
        tree = tree_of(thing)
        return tree is not None and runs_again(
            tree, {**thing.__globals__, **closed_over(thing)}, (*seen, thing.__code__)
        )
    return _kept(thing) or isinstance(thing, (np.ufunc, np.ndarray))


def _path(function):
    parts = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    return parts[::-1]


def _kept(thing):
    home = getattr(thing, "__module__", None) or type(getattr(thing, "__self__", thing)).__module__
    home = "numpy" if isinstance(thing, np.ufunc) else home or ""
    return (
        home.startswith(KEPT)
        and getattr(thing, "__name__", "")
        not in {"save", "savetxt", "input", "open", "exec", "eval", "seed", "shuffle"}
    ) or home.startswith(ROOT)


def closed_over(function):
    """Give the names that a function takes from the functions around it.

    function : function.

    >>> closed_over(tree_of)
    {}
    """
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells}
