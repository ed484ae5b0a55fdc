"""Read an answer as it was meant: a number in quotes, brackets left out, another spelling; all exercises use it."""

import ast
import difflib
import math
import operator
import re
import unicodedata
from collections.abc import Mapping, Set
from decimal import Decimal
from numbers import Real

import numpy as np

from chainrule.exercises.answers import MANY, normal, shown
from chainrule.maths.activations import ACTIVATIONS

COUNTED = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SAID = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}
LITTLE = set(
    re.findall(r"\w+", "a an the it they is are be will would becomes become gets get goes go of to in at for by and")
)
NOT = ("non", "not", "un", "in", "dis")  # before a word: its opposite, however alike they look
SIGNS = {"+": 1.0, "plus": 1.0, "positive": 1.0, "-": -1.0, "minus": -1.0, "negative": -1.0}
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FUNCTIONS = {"sqrt": math.sqrt, "exp": math.exp, "log": math.log, "ln": math.log, "tanh": math.tanh, "abs": abs}


# --- several arguments, one answer --------------------------------------------------------------------------


def one_answer(values, named):
    """Make one answer of all that stands between the brackets: (answer, what is to be said about it).

    values : tuple; named : dict, what was given by keyword.

    >>> one_answer((0, 0.25), {})
    ((0, 0.25), 'Several values are one answer in brackets of their own, `((0, 0.25))`: I took them so.')
    """
    every = (*values, *named.values())
    if len(every) == 1:
        return every[0], ""
    inner = ", ".join(map(shown, every))
    return every, f"Several values are one answer in brackets of their own, `(({inner}))`: I took them so."


# --- numbers ------------------------------------------------------------------------------------------------


def calculated(text):
    """Give the value of a formula of plain numbers, always as a float, so that no power gets out of hand.

    text : str. Raises ValueError for anything else, or where there is no such value.

    >>> calculated("sqrt(4) / 2^2")
    0.5
    """
    try:
        return _value(ast.parse(text.replace("^", "**"), mode="eval").body)
    except (SyntaxError, KeyError, TypeError, ArithmeticError, RecursionError, MemoryError) as problem:
        raise ValueError(f"{text!r} is no formula of plain numbers") from problem


def _value(node):
    match node:
        case ast.Constant(value=bool() | complex()):
            raise TypeError
        case ast.Constant(value=number):
            return number + 0.0
        case ast.BinOp(left, op, right):
            return OPERATORS[type(op)](_value(left), _value(right)) + 0.0
        case ast.UnaryOp(op, operand):
            return OPERATORS[type(op)](_value(operand))
        case ast.Call(ast.Name(name) | ast.Attribute(ast.Name("np" | "math"), name), [argument], []):
            return FUNCTIONS[name](_value(argument))
        case ast.Name("pi") | ast.Attribute(ast.Name("np" | "math"), "pi"):
            return math.pi
        case ast.Name("e") | ast.Attribute(ast.Name("np" | "math"), "e"):
            return math.e
    raise TypeError


def numbers_in(text, percent=1.0):
    """List the numbers that a text may mean, the likeliest first.

    text : str; percent : float, what a percent sign divides by: 1 where a question asks for percent.

    >>> numbers_in("25 %", 100), numbers_in("0,25"), numbers_in("203,530"), numbers_in("60 of 60")
    ([0.25], [0.25], [203530.0, 203.53], [60.0, 1.0])
    """
    text = unicodedata.normalize("NFKC", text).strip().casefold().strip("\"'`$ ")  # ½ becomes 1⁄2
    for sign, plain in {"−": "-", "–": "-", "⁄": "/", "×": "*", "·": "*", "√": "sqrt"}.items():
        text = text.replace(sign, plain)
    text = re.sub(r"^[\w' ]*[=≈~]\s*|[.\s]+$", "", text)
    if text in COUNTED:
        return [float(COUNTED.index(text))]
    if found := re.fullmatch(r"(.*?)\s*(%|percent|per cent)", text):
        return [number / percent for number in numbers_in(found[1])]
    if found := re.fullmatch(r"(.+?)\s+(?:out )?of\s+(.+)", text):
        part, whole = numbers_in(found[1]), numbers_in(found[2])
        return [*part[:1], part[0] / whole[0]] if part and whole and whole[0] else part
    if re.fullmatch(r"[+-]?\d{1,3}([,' ]\d{3})+", text):
        return [float(re.sub(r"[,' ]", "", text)), *([float(text.replace(",", "."))] if text.count(",") == 1 else [])]
    if re.fullmatch(r"[+-]?\d*,\d+(e[+-]?\d+)?", text):
        text = text.replace(",", ".")
    text = re.sub(r"(?<=\d)\s+(?!e\b)[^\W\d_]{3,}\.?( [^\W\d_]+)*$", "", text)  # a unit: "5 layers"
    try:
        return [calculated(text)]
    except ValueError:
        return []


def _numbers(answer, percent=100):
    """The numbers that an answer may mean where one is wanted."""
    if isinstance(answer, str):
        return numbers_in(answer, percent)
    if isinstance(answer, Decimal):
        return [float(answer)]
    if isinstance(answer, (Set, Mapping, list, tuple)) and len(answer) == 1:
        (only,) = answer.values() if isinstance(answer, Mapping) else answer
        return [float(only)] if isinstance(only, Real) else _numbers(only, percent)
    if isinstance(answer, (tuple, list)) and len(answer) == 2 and all(isinstance(part, int) for part in answer):
        return [float(f"{answer[0]}.{answer[1]}")] if answer[1] >= 0 else []  # a decimal comma
    if isinstance(answer, (Set, tuple, list)) and answer and all(isinstance(part, str) for part in answer):
        return [float(len(answer))]  # "how many" answered with all of them
    return []


def _number_rows(answer, wanted, percent):
    """What an answer may mean where an array of a certain shape is wanted."""
    if isinstance(answer, str):
        text = re.sub(r"\band\b", " ", answer).strip("()[]{} ")
        parts = [part for part in re.split(r"[;,\s]\s*" if ";" not in text else ";", text) if part]
        answer = tuple(parts)
    if isinstance(answer, Mapping):
        answer = tuple(answer.values())
    if isinstance(answer, Set) and len(answer) == 1 and len(set(wanted.ravel())) == 1:
        answer = tuple(answer) * wanted.size  # a set keeps what is equal only once
    array = normal(answer)
    if getattr(array, "shape", None) == wanted.shape:
        return [array]
    if isinstance(array, np.ndarray) and array.size == wanted.size and sorted(array.shape)[-1] == wanted.size:
        return [array.reshape(wanted.shape)] if wanted.ndim == 1 else []
    if not isinstance(answer, (tuple, list)) or wanted.ndim != 1 or len(answer) > MANY:
        return []
    if len(answer) == 2 * wanted.size and all(isinstance(part, int) for part in answer):
        return [np.array([float(f"{a}.{b}") for a, b in zip(answer[::2], answer[1::2], strict=True) if b >= 0])]
    if len(answer) != wanted.size:
        return []
    each = [[SIGNS[part]] if part in SIGNS else _numbers(part, percent) or [part] for part in answer]
    return [np.array([some[0] for some in each])] if all(isinstance(some[0], Real) for some in each) else []


# --- words --------------------------------------------------------------------------------------------------


def _folded(text):
    """A word without what nobody cares about: case, hyphens, plural, an article, -er for -re."""
    text = normal(text).replace("center", "centre").replace("ization", "isation").replace("'", "")
    words = re.split(r"[\W_]+", re.sub(r"^(an?|the)\s+(?=\w{2})", "", text))
    return "".join(word.removesuffix("s") if len(word) > 3 else word for word in words)


def _words_of(answer):
    """The ways to say what was given: an activation by name and label, a number by its word."""
    if isinstance(answer, str):
        said = [answer, *re.findall(r"[^()]+", answer)]
        return [*said, answer.rpartition(".")[2]] if re.fullmatch(r"[\w.]+\w", answer.strip()) else said
    if isinstance(answer, Real) and not isinstance(answer, bool):
        special = {0: "zero", math.inf: "infinity", -math.inf: "minus infinity"}
        return ["nan" if math.isnan(answer) else special.get(answer, f"{answer:g}"), f"{answer:g}"]
    if isinstance(answer, bool):
        return ["yes", "true"] if answer else ["no", "false"]
    own = (getattr(answer, "name", None), getattr(answer, "__name__", None))
    return [name for name in own if isinstance(name, str)]


def word_meant(answer, words, question="", more=""):
    """Give the one of some words that is meant, or None where it is none, or where it could be two.

    answer : anything; words : collection of str; question, more : str, the words around a choice in the question
        may be said with it, and those of the other texts that stand at no other choice.

    >>> word_meant("Get stuck.", ["diverge", "stuck"]), word_meant("SiLU (Swish)", ["silu", "elu"])
    ('stuck', 'silu')
    >>> word_meant("a smaller batch", ["rate", "batch"], 'a smaller "rate", or a larger "batch"?')
    """
    for said in _words_of(answer):
        found = [word for word in words if _folded(said) and _folded(said) in _aliases(word)]
        if len(found) == 1:
            return found[0]
    if isinstance(answer, Real) and not isinstance(answer, bool):
        found = [word for word in words if re.search(rf"(?<![\d.]){answer:g}(?![\d.])", word)]
        return found[0] if len(found) == 1 else None
    if not isinstance(answer, str):
        return None
    if "not " not in answer and (head := re.match(r"(?:the )?([\w-]+) of ", answer.strip().casefold())):
        found = [word for word in words if _folded(head[1]) in _aliases(word)]
        if found and not any(_split(word) <= _split(answer) for word in words if word not in found):
            return found[0]
    mine = _split(answer)
    clauses = {word: _split(_clause(question, word)) for word in words}
    for word in words:
        beside = set().union(*(clauses[other] for other in words if other != word)) | {"not", "no", "never", *words}
        own = _split(word)
        if own and own <= mine and mine - own <= clauses[word] | (_split(more) - beside):
            return word
    known = {_folded(name) for name in ACTIVATIONS}
    close = difflib.get_close_matches(_folded(answer), [_folded(word) for word in words], 2, 0.84)
    turned = close and {_folded(answer), close[0]} & {no + each for no in NOT for each in (_folded(answer), close[0])}
    if len(close) == 1 and len(close[0]) > 4 and not turned and _folded(answer) not in known:
        return next(word for word in words if _folded(word) == close[0])
    return None


def _split(text):
    return {_folded(word) for word in re.findall(r"[^\W_][\w-]*", text) if word.casefold() not in LITTLE}


def _aliases(word):
    own = ACTIVATIONS.get(word.replace(" ", "_"))
    return {_folded(word), *map(_folded, re.findall(r"[^()]+", own.label if own else ""))}


def _clause(question, word):
    """What stands around a choice in the question, as far as the next choice or comma."""
    found = re.search(rf"([^\",:?.]*)[\"']{re.escape(word)}[\"']([^\",:?.]*)", question.casefold())
    return "".join(found.groups()) if found else ""


def choices_in(question):
    """List the words to choose from: those in quotes in a question.

    >>> choices_in('Does E "rise" or "fall"?')
    ['rise', 'fall']
    """
    return [normal(word) for word in re.findall(r'"([^"]+)"', question)]


def _names(answer, words, question, more="", ordered=False):
    """The names that are meant where a set of them, or several in their order, are wanted."""
    if isinstance(answer, str):
        alone, text, letters = (
            word_meant(answer, words, question, more),
            answer.strip("()[]{} "),
            len(max(words, key=len)),
        )
        between = [r"[,;]", r"[,;<>/&+→]|\band\b|\bthen\b", r"[,;<>/&+→\s]|\band\b|\bthen\b"]
        splits = [re.split(rf"\s*(?:{separator})\s*", text) for separator in between]
        splits += [list(text)] if letters == 1 else []
        whole = (each for each in splits if all(word_meant(part, words, question) for part in each if part))
        several = next((each for each in whole if len(each) > 1), None)
        answer = several or ([alone] if alone else None)
        if answer is None:
            return []
    elif isinstance(answer, Mapping):
        said = [kept for kept in answer.values() if isinstance(kept, str)]
        answer = said if ordered and said else [name for name, kept in answer.items() if kept is not False]
    elif isinstance(answer, Real) and f"{answer:g}" not in words:  # how many they are, and not which
        return []
    elif not isinstance(answer, (Set, list, tuple, np.ndarray)):
        answer = [answer]
    if ordered and isinstance(answer, Set):
        return []
    meant = [word_meant(each, words, question, more) or each for each in answer if each != ""]
    return [meant if ordered else set(meant)] if all(isinstance(each, str) for each in meant) else []


# --- what may be meant --------------------------------------------------------------------------------------


def readings(answer, wanted, words=(), question="", more=""):
    """List what an answer may mean, beside what stands there: other values, the likeliest first.

    answer : anything; wanted : the right answer, in the form that `normal` gives; words : collection of str,
        the words that stand in right and wrong answers; question, more : str, as for `word_meant`.

    >>> readings("1/4", normal(0.25)), readings((0, 25), normal(0.25)), readings({"w_2"}, normal({"w2"}), ["w2"])
    ([0.25], [0.25], [{'w2'}])
    """
    try:
        return _readings(answer, wanted, list(dict.fromkeys([*words, *choices_in(question)])), question, more)
    except (TypeError, ValueError, AttributeError, RecursionError):
        return []


def _readings(answer, wanted, words, question, more):
    if isinstance(wanted, np.ndarray) and wanted.dtype == bool and wanted.size == 1:
        said = normal(answer)
        return [SAID[said]] if isinstance(said, str) and said in SAID else []
    if isinstance(wanted, np.ndarray):
        if getattr(normal(answer), "shape", None) == wanted.shape:
            return []
        percent = 1 if re.search(r"percent|%", question) else 100
        return _numbers(answer, percent) if wanted.size == 1 else _number_rows(answer, wanted, percent)
    if isinstance(wanted, frozenset):
        return _names(answer, words, question, more)
    if isinstance(wanted, str):
        if isinstance(answer, (Set, list, tuple)) and len(answer) == 1:
            (answer,) = answer
        meant = word_meant(answer, words, question, more)
        return [meant] if meant else []
    if isinstance(wanted, tuple) and all(isinstance(part, str) for part in wanted):
        return _names(answer, words, question, more, ordered=True)
    if isinstance(wanted, tuple) and isinstance(answer, (Mapping, list, tuple)) and len(answer) == len(wanted):
        parts = answer.values() if isinstance(answer, Mapping) else answer
        pairs = zip(parts, wanted, strict=True)
        return [tuple((_readings(part, right, words, question, more) or [part])[0] for part, right in pairs)]
    return []


def read_as(answer, meaning):
    """Say how an answer was read, where that is not obvious.

    answer : what stands there; meaning : what was taken.

    >>> read_as("25 %", 0.25), read_as("Stuck", "stuck")
    ('I read it as `0.25`.', '')
    """
    one, other = (
        [each] if isinstance(each, str) else each if isinstance(each, (Set, list, tuple)) else []
        for each in (answer, meaning)
    )
    alike = [sorted(_folded(word) for word in words if isinstance(word, str)) for words in (one, other)]
    return "" if alike[0] == alike[1] != [] else f"I read it as `{shown(meaning)}`."
