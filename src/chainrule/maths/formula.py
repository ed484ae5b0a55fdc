"""Reads a formula that a learner types, such as `z / (1 + abs(z))`, as a function of z (lesson 05).

Only what is listed here can stand in a formula, so nothing else can be run; what cannot be read is answered
with a sentence that says what to write instead.
"""

import ast
import math
import re
import warnings

import numpy as np

from chainrule.maths.activations import ACTIVATIONS

CONSTANTS = {"pi": math.pi, "e": math.e}
OF_ONE = (
    np.exp,
    np.log,
    np.sqrt,
    np.sin,
    np.cos,
    np.tan,
    np.arctan,
    np.sinh,
    np.cosh,
    np.sign,
    np.expm1,
    np.log1p,
)
OF_SEVERAL = (np.maximum, np.minimum, np.clip, np.where)
FUNCTIONS = {"abs": np.abs, **{function.__name__: function for function in (*OF_ONE, *OF_SEVERAL)}}
_NAMES = {**CONSTANTS, **FUNCTIONS, **ACTIVATIONS}
TAKES = {"maximum": 2, "minimum": 2, "clip": 3, "where": 3}
"""How many inputs a function takes, where it is not one."""

FINITE_ON = np.linspace(-20, 20, 4001)
"""A formula must be finite here: on these points the facts about an activation are measured."""

LONGEST = 300
_TYPOGRAPHY = str.maketrans(
    {"−": "-", "–": "-", "·": "*", "×": "*", "²": "**2", "³": "**3", "σ": "sigmoid", "π": "pi", "’": "'"}
)
_INSTEAD = {
    "x": "The input is called z, not x.",
    "max": "For the larger of two numbers write maximum(0, z).",
    "min": "For the smaller of two numbers write minimum(0, z).",
    "ln": "The natural logarithm is log(z).",
    "np": "Leave out np.: write exp(z) instead of np.exp(z).",
    "numpy": "Leave out numpy.: write exp(z) instead of numpy.exp(z).",
    "math": "Leave out math.: write exp(z) instead of math.exp(z).",
    "atan": "The inverse of the tangent is arctan(z).",
    "a": "a is what the formula gives; the input is called z.",
}
_POWER = "For a power write **, as in z**2: in Python ^ means something else."
_NO_INPUT = "A function stands where a number is wanted: has each one its input, as in exp(z)?"
_BRANCH = "For two cases write where(z > 0, this, that): this where the condition holds, that elsewhere."
_ALLOWED = (
    *(
        ast.Expression,
        ast.BinOp,
        ast.Add,
        ast.Sub,
        ast.Mult,
        ast.Div,
        ast.Mod,
        ast.Pow,
        ast.BitAnd,
        ast.BitOr,
    ),
    *(ast.UnaryOp, ast.UAdd, ast.USub, ast.Compare, ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Eq, ast.NotEq),
    *(ast.Call, ast.keyword, ast.Name, ast.Load, ast.Attribute, ast.Constant),
)


class FormulaError(ValueError):
    """A formula that cannot be used; its message says why and what to write instead."""


def read_formula(text, needs_z=True):
    """Turn the text of a formula into a function of z.

    Names: z, pi, e, the functions in `FUNCTIONS`, the built-in activations and their derivatives
    (`sigmoid(z)`, `leaky_relu(z, alpha=0.1)`, `sigmoid.derivative(z)`).

    Parameters
    ----------
    text : str, a formula in z that is finite for -20 <= z <= 20
    needs_z : False accepts a constant as well, such as the slope 1 of the identity

    Returns
    -------
    function of a number or an array

    Raises
    ------
    FormulaError : with a sentence that helps

    >>> bent = read_formula("z / (1 + abs(z))")
    >>> print(bent(1.0))
    0.5
    >>> read_formula("x**2")
    Traceback (most recent call last):
    chainrule.maths.formula.FormulaError: The input is called z, not x.
    """
    tree = _parse(text)
    for node in ast.walk(tree):
        _refuse(node)
    if needs_z and not any(isinstance(node, ast.Name) and node.id == "z" for node in ast.walk(tree)):
        raise FormulaError("There is no z in this formula: it is the same everywhere, and its slope is 0.")
    code = compile(_with_floats(tree), "formula", "eval")

    def formula(z):
        with np.errstate(all="ignore"):
            return eval(code, {"__builtins__": {}}, {**_NAMES, "z": z})

    _try_out(formula)
    return formula


def _parse(text):
    """Give the syntax tree of a text, or say what is wrong with it."""
    if not isinstance(text, str):
        raise FormulaError(f"A formula is a text such as 'z / (1 + abs(z))', but this is {text!r}.")
    text = text.translate(_TYPOGRAPHY).strip()
    if not text:
        raise FormulaError("Type a formula in z, such as z / (1 + abs(z)).")
    if len(text) > LONGEST:
        raise FormulaError(f"This formula has {len(text)} characters; {LONGEST} are the most that is read.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval")
    except SyntaxError as trouble:
        raise FormulaError(_unreadable(text, trouble.offset)) from None
    except (ValueError, RecursionError, MemoryError):
        raise FormulaError("This cannot be read: write a formula in z, such as z / (1 + abs(z)).") from None


def _unreadable(text, offset):
    """Guess what was meant by a text that is no expression."""
    glued = re.search(r"(?<![\w.])(\d+\.?\d*)\s*(?!e[-+\d])([A-Za-z(]\w*)", text)
    brackets = text.count("("), text.count(")")
    if "^" in text:
        return _POWER
    if "|" in text:
        return "For |z| write abs(z)."
    if re.search(r"(?<![<>=!])=(?!=)", text):
        return "Write only what stands on the right of the equals sign."
    if brackets[0] != brackets[1]:
        return f"The brackets do not match: {brackets[0]} times ( and {brackets[1]} times )."
    if glued:
        return f"A product needs its star: {glued[1]} * {glued[2]} instead of {glued[0]}."
    before = text[: max((offset or 1) - 1, 0)].rstrip()
    where = f" after '{before}'" if before else ""
    return f"This cannot be read{where}: is there a sign or a star missing?"


def _refuse(node):
    """Raise FormulaError for a part that cannot stand in a formula, with what to write instead."""
    if isinstance(node, ast.BitXor):
        raise FormulaError(_POWER)
    if isinstance(node, ast.Tuple):
        raise FormulaError("A comma stands only between the inputs of a function; a number has a point: 0.5.")
    if isinstance(node, ast.IfExp | ast.BoolOp | ast.Not):
        raise FormulaError(_BRANCH)
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        raise FormulaError("Write a double condition as a product: (z > -1) * (z < 1).")
    if isinstance(node, ast.Lambda):
        raise FormulaError("Write only what stands behind the colon of the lambda.")
    if isinstance(node, ast.Name):
        _refuse_name(node.id)
    elif isinstance(node, ast.Attribute):
        _refuse_attribute(node)
    elif isinstance(node, ast.Call):
        _refuse_call(node)
    elif isinstance(node, ast.Constant) and type(node.value) not in (int, float):
        raise FormulaError(f"Only real numbers can stand in a formula, not {node.value!r}.")
    elif not isinstance(node, _ALLOWED):
        raise FormulaError("Only numbers, z, + - * / ** and functions such as exp(z) can stand in a formula.")


def _refuse_name(name):
    if name == "z" or name in _NAMES:
        return
    if name.lower() in _INSTEAD:
        raise FormulaError(_INSTEAD[name.lower()])
    alike = {known.replace("_", ""): known for known in (*_NAMES, "z")}
    plain = name.lower().replace("_", "")
    if plain in alike:
        raise FormulaError(f"There is no {name}; here it is written {alike[plain]}.")
    usual = "exp, log, sqrt, abs, maximum, where, tanh, sigmoid and others"
    raise FormulaError(f"There is no {name}. The input is called z; functions are {usual}.")


def _refuse_attribute(node):
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    if owner in ("np", "numpy", "math"):
        raise FormulaError(_INSTEAD[owner])
    if node.attr != "derivative" or owner not in ACTIVATIONS:
        raise FormulaError("A point can stand in a number, or as in sigmoid.derivative(z).")


def _refuse_call(node):
    """Refuse a call of something that is no function, or with the wrong number of inputs."""
    name = ast.unparse(node.func)
    if isinstance(node.func, ast.Attribute):
        _refuse_attribute(node.func)
    elif isinstance(node.func, ast.Name):
        _refuse_name(name)
    if not isinstance(node.func, ast.Attribute) and name not in FUNCTIONS and name not in ACTIVATIONS:
        raise FormulaError(f"A product needs its star: {name} * (...), not {name}(...).")
    own = ACTIVATIONS[name].parameters if name in ACTIVATIONS and ACTIVATIONS[name].family else ()
    wanted = TAKES.get(name, 1)
    if len(node.args) != wanted:
        inputs = f"{wanted} input{'s' * (wanted > 1)}"
        raise FormulaError(f"{name} takes {inputs}, but here it has {len(node.args)}.")
    for keyword in node.keywords:
        if keyword.arg not in own:
            raise FormulaError(f"{name} has no parameter {keyword.arg}.")


def _with_floats(tree):
    """Make every number a float: a tower of powers then overflows at once instead of filling the memory."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            try:
                node.value = float(node.value)
            except OverflowError:
                raise FormulaError("A number in this formula is too large for a float.") from None
    return tree


def _try_out(formula):
    """Run a formula on `FINITE_ON`; raise FormulaError unless it gives a finite real number everywhere."""
    try:
        value = np.asarray(formula(FINITE_ON))
    except ZeroDivisionError:
        raise FormulaError("This formula divides by zero.") from None
    except OverflowError:
        raise FormulaError("A number in this formula gets too large for a float.") from None
    except Exception as trouble:
        raise FormulaError(_explain(trouble)) from None
    if value.dtype.kind == "c":
        raise FormulaError("This gives complex numbers, as a root of a negative number does.")
    if value.dtype.kind not in "fb":
        raise FormulaError(_NO_INPUT)
    value = np.broadcast_to(value, FINITE_ON.shape)
    bad = np.flatnonzero(~np.isfinite(value))
    if bad.size:
        at = bad[np.argmin(np.abs(FINITE_ON[bad]))]
        undefined = "a root or logarithm of a negative number, or 0/0"
        reason = undefined if np.isnan(value[at]) else "a division by 0, or too large"
        where = f"At z = {FINITE_ON[at] + 0.0:.3g} this gives {value[at]} ({reason})"
        raise FormulaError(f"{where}. It must be finite for |z| up to 20.")


def _explain(trouble):
    """Say in a sentence why a formula that could be read could not be run."""
    text = str(trouble).split("\n")[0]
    if "True or False" in text:
        return "A condition such as z > 0 belongs into where(z > 0, this, that), or into a product."
    if "ufunc" in text or "unsupported operand" in text or "not callable" in text:
        return _NO_INPUT
    return f"This formula cannot be worked out: {text}."
