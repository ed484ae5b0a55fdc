"""How two answers are compared, and what can be said about a wrong one without giving the right one away."""

import math
import re
import sys
from fractions import Fraction
from numbers import Real
from typing import NamedTuple

import numpy as np

# --- one form for every answer ------------------------------------------------------------------------------

MANY = 10_000  # parts; what is longer is no answer that is taken apart piece by piece


def normal(raw):
    """Bring an answer to one form: numbers become arrays, words lower case, lists arrays or tuples.

    raw : anything; what is no answer at all (None, a function, a complex number ...) comes back as it is.

    >>> normal([1, 2]), normal(" Tanh "), normal((0.5, "tanh"))
    (array([1., 2.]), 'tanh', (array(0.5), 'tanh'))
    """
    try:
        return _normal(raw)
    except Exception:
        return raw


def _normal(raw):
    if isinstance(raw, str):
        return raw.strip().casefold()
    masked = sys.modules.get("numpy.ma")  # loaded where somebody has made a masked array
    if masked and isinstance(raw, masked.MaskedArray):
        return raw.astype(float).filled(np.nan)  # what is masked is no value
    if isinstance(raw, (list, tuple, set, frozenset)) and len(raw) > MANY:
        return np.array(raw, dtype=float)
    if isinstance(raw, (set, frozenset)):
        return frozenset(_normal(part) for part in raw)
    if isinstance(raw, (list, tuple)):
        return _together([_normal(part) for part in raw])
    if isinstance(raw, Real) and not isinstance(raw, bool):
        return np.array(float(raw))
    if isinstance(raw, bool) or (hasattr(raw, "__array__") and not isinstance(raw, type)):
        array = np.asarray(raw)
        if array.dtype.kind in "OUS":
            return _normal(array.tolist())
        if array.dtype.kind in "biuf":
            return array.astype(bool if array.dtype.kind == "b" else float)  # a copy
    return raw


def _together(parts):
    if all(isinstance(part, np.ndarray) for part in parts) and len({part.shape for part in parts}) <= 1:
        return np.array(parts)
    return tuple(parts)


def _parts(answer):
    if isinstance(answer, np.ndarray) and answer.ndim:
        return tuple(np.asarray(row) for row in answer)
    return answer if isinstance(answer, tuple) else None


def unanswered(raw):
    """Say whether there is still a `...` in an answer.

    raw : anything.

    >>> unanswered(...), unanswered((0.5, ...)), unanswered(0.5)
    (True, True, False)
    """
    if isinstance(raw, np.ndarray) and raw.dtype == object:
        raw = raw.ravel().tolist()
    if isinstance(raw, (list, tuple)) and len(raw) <= MANY:
        try:
            return any(unanswered(part) for part in raw)
        except RecursionError:  # a list that contains itself
            return False
    return raw is ...


class Leaf(NamedTuple):
    """One number or word of an answer beside the one expected there, or two things of different form."""

    path: str
    index: tuple
    shape: tuple
    expected: object
    given: object

    def is_number(self):
        return isinstance(self.expected, (bool, float)) and isinstance(self.given, (bool, float))

    def rounded(self):
        """Whether the given number is the expected one, rounded to two digits or more."""
        digits = _digits(self.given) if self.is_number() else 0
        return bool(digits > 1 and np.isfinite(self.expected) and _significant(self.expected, digits) == self.given)

    def alike(self):
        """Whether the two numbers are the same, as far as the given one was written."""
        if not self.is_number() or not np.isfinite([self.expected, self.given]).all():
            return True
        return abs(self.expected - self.given) <= max(0.005 * abs(self.expected), 0.51 * _unit(self.given))

    def same(self, rtol, atol):
        if self.is_number():
            with np.errstate(all="ignore"):
                return bool(np.isclose(float(self.given), float(self.expected), rtol, atol, equal_nan=True))
        comparable = isinstance(self.expected, (str, frozenset)) and type(self.expected) is type(self.given)
        return self.expected == self.given if comparable else self.expected is None is self.given


def leaves(expected, given, path=""):
    """List the single numbers and words of two answers side by side, as `Leaf`s.

    expected, given : answers in the form that `normal` gives.

    >>> [(leaf.path, leaf.given) for leaf in leaves(normal([1, 2]), normal([1, 3]))]
    [('entry [0]', 1.0), ('entry [1]', 3.0)]
    """
    if isinstance(expected, np.ndarray) and isinstance(given, np.ndarray):
        if expected.size == given.size == 1:
            return [Leaf(path, (), (), expected.item(), given.item())]
        if expected.shape == given.shape and expected.size:
            start = f"{path}, entry" if path else "entry"
            return [
                Leaf(f"{start} {list(i)}", i, expected.shape, expected[i].item(), given[i].item())
                for i in np.ndindex(expected.shape)
            ]
    if isinstance(given, tuple) and all(isinstance(part, str) for part in given):
        if isinstance(expected, frozenset):
            given = frozenset(given)
        elif isinstance(expected, str) and len(given) == 1:
            given = given[0]
    if isinstance(expected, tuple) or isinstance(given, tuple):
        wanted, got = _parts(expected), _parts(given)
        if wanted and got and len(wanted) == len(got):
            pairs = enumerate(zip(wanted, got, strict=True), start=1)
            return [leaf for n, (a, b) in pairs for leaf in leaves(a, b, f"part {n}")]
    return [Leaf(path, (), (), expected, given)]


def same(expected, given, rtol, atol):
    """Say whether two answers agree within the tolerances, whatever their form.

    expected, given : answers in the form that `normal` gives; rtol, atol : relative and absolute tolerance.

    >>> same(normal(0.5), normal([0.5]), 1e-6, 0), same(normal(0.5), normal("0.5"), 1e-6, 0)
    (True, False)
    """
    return all(leaf.same(rtol, atol) for leaf in leaves(expected, given))


# --- showing numbers and inputs -----------------------------------------------------------------------------


def shown(value):
    """Write a learner's value or an input in a few characters, the same at every run.

    value : anything.

    >>> shown(2 / 3), shown([1.0, 2.5]), shown("tanh")
    ('0.666667', '[1, 2.5]', "'tanh'")
    """
    if isinstance(value, (list, tuple)) and isinstance(normal(value), np.ndarray):
        value = normal(value)
    if isinstance(value, np.ndarray) and value.ndim:
        text = np.array2string(value, separator=", ", threshold=12, formatter={"all": shown})
    elif isinstance(value, (set, frozenset)):
        text = "{" + ", ".join(sorted(map(shown, value))) + "}"
    elif isinstance(value, (bool, np.bool_)):
        text = str(bool(value))
    elif isinstance(value, (Real, np.ndarray)):
        text = f"{float(value):.6g}" if np.asarray(value).dtype.kind in "iuf" else str(value)
    else:
        name = getattr(value, "__name__", None) or getattr(value, "name", None)
        text = name if isinstance(name, str) else _represented(value)
    return tidy(text)


def _represented(value):
    try:
        return repr(value)
    except Exception:
        return f"something of type {type(value).__name__}"


def tidy(text, limit=120):
    """Bring a text to one short line without memory addresses or backticks.

    text : str; limit : int, characters kept.

    >>> tidy("<object at 0x7f3a>")
    '<object>'
    """
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(str(text).split())).replace("`", "'")
    return text if len(text) <= limit else text[: limit - 1] + "…"


def inputs_shown(names, args, leaf=None):
    """Write the inputs of a call, "z = 0.5, w = 2"; for an entry of an elementwise answer, that entry's own.

    names : parameter names; args : the inputs; leaf : Leaf or None.

    >>> inputs_shown(["z"], (np.array([1.0, 2.0]),), Leaf("entry [1]", (1,), (2,), 0.1, 0.2))
    'z = 2'
    """

    shapes = {array.shape for array in map(normal, args) if isinstance(array, np.ndarray)}
    elementwise = leaf and len(leaf.shape) == 1 and shapes <= {(), leaf.shape}  # as far as shapes can tell

    def entry(arg):
        array = normal(arg)
        return array[leaf.index] if elementwise and np.shape(array) == leaf.shape else arg

    return ", ".join(f"{name} = {shown(entry(arg))}" for name, arg in zip(names, args, strict=False))


# --- what can be said about a wrong answer ------------------------------------------------------------------


def wrong_form(leaf, is_function, choices=()):
    """Say what is wrong with the form of an answer: (its name, what was given, what helps), or None.

    leaf : Leaf; is_function : bool, whether the answer is a function; choices : the words to choose from.

    >>> wrong_form(Leaf("", (), (), 0.25, "much"), is_function=False)
    ('text', "the string `'much'`", 'a number is wanted, without quotes')
    """
    expected, given = leaf.expected, leaf.given
    wanted = _wanted(expected, choices)
    if leaf.is_number():
        return _wrong_number(expected, given)
    if isinstance(expected, str) and isinstance(given, str):
        return ("no_choice", _given(given), wanted) if choices and given not in choices else None
    if isinstance(expected, frozenset) and isinstance(given, frozenset):
        return None
    if given is None:
        where = "is there" if is_function else "in the function that you called, is there"
        return "nothing", "nothing (`None`)", f"{where} a `return`? Printing a value does not return it"
    if isinstance(given, str):
        single = not isinstance(expected, (tuple, frozenset)) and np.ndim(expected) == 0
        return "text", f"the string {_given(given)}", wanted + ", without quotes" * single
    if callable(given):
        step = "call that function, and return what it gives" if is_function else "pass the value itself"
        return "a_function", "a function", f"{wanted}; {step}"
    both = isinstance(expected, np.ndarray) and isinstance(given, np.ndarray)
    turned = both and given.T.shape == expected.shape
    name = "transposed" if turned else "no_choice" if choices else "how_many_values"
    return name, _given(given), wanted + ("; is something transposed?" if turned else "")


def _wrong_number(expected, given):
    if np.isfinite(expected) and np.isnan(given):
        return "nan", "`nan` (not a number)", "something like 0/0, inf - inf or 0 * inf happened on the way"
    if np.isfinite(expected) and np.isinf(given):
        return "infinite", f"`{given}`", "a division by zero, or a number too large for a float, on the way"
    if isinstance(expected, bool):
        return None if given in (0, 1) else ("true_or_false", _given(given), _wanted(expected))
    return (
        ("true_or_false", _given(given), _wanted(expected)) if isinstance(given, bool) and given != expected else None
    )


def _wanted(expected, choices=()):
    if isinstance(expected, str):
        listed = ", ".join(f"`{word!r}`" for word in choices)
        return f"choose one of {listed}" if choices else "a word in quotes is wanted"
    if isinstance(expected, frozenset):
        return "a list of words in quotes is wanted"
    if isinstance(expected, tuple):
        return f"{len(expected)} values are wanted"
    if isinstance(expected, np.ndarray) and expected.ndim == 1:
        return f"{len(expected)} numbers are wanted, as in `({', '.join('...' for _ in expected[:3])})`"
    if isinstance(expected, np.ndarray) and expected.ndim:
        return f"an array of shape {expected.shape} is wanted"
    return "`True` or `False` is wanted" if np.asarray(expected).dtype == bool else "a number is wanted"


def _given(answer):
    if isinstance(answer, np.ndarray) and answer.ndim == 1:
        return f"{len(answer)} number{'s' * (len(answer) != 1)}"
    if isinstance(answer, np.ndarray) and answer.ndim:
        return f"an array of shape {answer.shape}"
    if isinstance(answer, (str, bool, float, np.ndarray)):
        return f"`{shown(answer)}`"
    if isinstance(answer, tuple):
        return f"{len(answer)} value{'s' * (len(answer) != 1)}"
    if isinstance(answer, frozenset):
        return "a set, which keeps no order"
    return f"something of type `{type(answer).__name__}`"


def direction(leaf):
    """Say in which direction a wrong number or word is wrong.

    leaf : Leaf, one that differs.

    >>> direction(Leaf("", (), (), 0.25, 0.5)), direction(Leaf("", (), (), 2.0, -1.0))
    ('too large', 'it has the wrong sign')
    """
    expected, given = leaf.expected, leaf.given
    if not leaf.is_number() or isinstance(expected, bool):
        return "that is not it"
    if expected * given < 0:
        return "it has the wrong sign" if given != -expected else "the size is right and the sign is wrong"
    close = "close, but " if abs(given - expected) < 0.01 * abs(expected) else ""
    if expected < 0:
        return close + ("too far below zero" if given < expected else "not far enough below zero")
    return close + ("too large" if given > expected else "too small")


def alone(leaf, right, question=""):
    """Name what can be seen in one wrong number by itself: (name, sentence), or None.

    leaf : Leaf, one that differs; right : list of Leaf, those that do not; question : str.

    >>> alone(Leaf("", (), (), 0.25, 1.5), [], "What share is left?")
    ('no_share', 'A share lies between 0 and 1.')
    >>> alone(Leaf("", (), (), 3.0, -2.0), [], "What comes out of z = −2?")[1]
    'That is `z` itself, as the question gives it.'
    """
    expected, given = leaf.expected, leaf.given
    if not leaf.is_number() or isinstance(expected, bool):
        return None
    shares = re.search("share|probabilit|how likely|between 0 and 1", question.casefold())
    if shares and 0 <= expected <= 1 and not (0 <= given <= 1 or re.search("percent|%", question)):
        return "no_share", f"A {'probability' if 'prob' in shares[0] else 'share'} lies between 0 and 1."
    for symbol, number in re.findall(r"(\w+) = (-?\d+\.?\d*)", question.replace("−", "-")):
        if float(number) == given:
            return "given_symbol", f"That is `{symbol}` itself, as the question gives it."
    there = next((other.path for other in right if other.given == given), "")
    if there:
        return "same_twice", f"The same number stands as {there}, and there it is right."
    return ("wrong_sign", direction(leaf)) if expected * given < 0 else None


def members(leaf, choices=()):
    """Say how a set of words differs from the right one: (its names, what is said).

    leaf : Leaf; choices : the words to choose from, if a question names them.

    >>> members(Leaf("", (), (), frozenset({"w2"}), frozenset({"w2", "w3"})))
    ([('too_many', '')], '1 of 2 belongs to the answer')
    """
    expected, given = leaf.expected, leaf.given
    strangers = sorted(given - set(choices))
    if expected <= set(choices) and strangers:
        said = f"`{strangers[0]}` is none of the names to choose from, {', '.join(f'`{each}`' for each in choices)}"
        return [("no_choice", "")], said
    right = len(expected & given)
    name = (
        "too_many"
        if expected <= given
        else "some_missing"
        if given <= expected
        else "some_other"
        if right
        else "none_belongs"
    )
    said = f"{right} of {len(given)} belong{'s' * (right == 1)} to the answer" if given else "that is not it"
    missing = ", and something is missing" if given and not expected <= given else ""
    return [(name, "")], said + missing


def pattern(all_leaves, is_function):
    """Say what all the numbers have in common, (its name, a sentence): one factor, one difference, the sign; or None.

    all_leaves : list of Leaf, all that were compared; is_function : bool, whether the answer is a function.

    >>> pattern(leaves(normal([1, 2, 4]), normal([0.5, 1, 2])), True)
    ('constant_factor', 'Everywhere it is `1/2` times what it should be: a constant factor.')
    """
    words = all(isinstance(word, str) for leaf in all_leaves for word in (leaf.expected, leaf.given))
    if words and sorted(leaf.expected for leaf in all_leaves) == sorted(leaf.given for leaf in all_leaves):
        there = sum(leaf.expected == leaf.given for leaf in all_leaves)
        return "other_order", f"The words are right, their order is not: {there or 'none'} of them stands in its place."
    if not all(leaf.is_number() for leaf in all_leaves):
        return None
    expected = np.array([leaf.expected for leaf in all_leaves], dtype=float)
    given = np.array([leaf.given for leaf in all_leaves], dtype=float)
    if len(set(expected)) < 2 or not np.all(np.isfinite([expected, given])):
        return None
    if np.allclose(np.sort(expected), np.sort(given), 1e-6, 1e-9) and not is_function:
        return "other_order", "Those are the right values, in another order."
    if len(all_leaves) < 3:
        return None
    if is_function and np.all(given == given[0]):
        return "same_everywhere", f"It is the same number everywhere, `{shown(given[0])}`."
    with np.errstate(all="ignore"):
        return _factor(expected, given) or _shift(expected, given) or _sign(expected, given)


def _factor(expected, given):
    some = expected != 0
    ratios = given[some] / expected[some]
    if len(ratios) < 3 or np.any(given[~some] != 0) or not np.allclose(ratios, ratios[0], 1e-6, 0):
        return None
    if ratios[0] == 0 or abs(ratios[0] - 1) < 1e-3:
        return None
    if np.isclose(ratios[0], -1, 1e-6, 0):
        return "opposite_sign", "That holds everywhere."
    return (
        "constant_factor",
        f"Everywhere it is `{_as_fraction(ratios[0])}` times what it should be: a constant factor.",
    )


def _as_fraction(number):
    simple = Fraction(float(number)).limit_denominator(64)
    return str(simple) if np.isclose(float(simple), number, 1e-6, 0) else shown(number)


def _shift(expected, given):
    shifts = given - expected
    scale = np.max(np.abs(expected))
    if not np.allclose(shifts, shifts[0], 1e-9, 1e-6 * scale) or abs(shifts[0]) <= 1e-3 * scale:
        return None
    side = "large" if shifts[0] > 0 else "small"
    return "constant_shift", f"Everywhere it is off by the same amount: `{shown(abs(shifts[0]))}` too {side}."


def _sign(expected, given):
    some = expected != 0
    opposite = np.sign(expected[some]) == -np.sign(given[some])
    where = "everywhere" if np.all(some) else "wherever the answer is not 0"
    return ("sign", f"The sign is wrong {where}.") if len(opposite) > 2 and np.all(opposite) else None


# --- what a wrong number has to do with the right one -------------------------------------------------------

NEAR = [  # name, where it may be said, what then stands in place of the right x, what helps
    ("opposite_sign", lambda x: x != 0, lambda x: -x, "The size is right and the sign is wrong."),
    ("percent_for_share", lambda x: 0 < x < 1, lambda x: 100 * x, "That is in percent; a share lies between 0 and 1."),
    ("share_for_percent", lambda x: 1 < x < 100, lambda x: x / 100, "That is a share: give it in percent."),
    ("other_share", lambda x: 0 < x < 1, lambda x: 1 - x, "That is what is missing to 1: the other share."),
    ("reciprocal", lambda x: x not in (0, 1), lambda x: 1 / x, "That is 1 divided by the right number: upside down."),
    ("twice", bool, lambda x: 2 * x, "That is twice the right number: where does the factor 2 come from, or get lost?"),
    (
        "half",
        bool,
        lambda x: x / 2,
        "That is half the right number: where does the factor ½ come from, or a 2 get lost?",
    ),
    ("decimal_point", bool, lambda x: 10 * x, "The digits are right: the decimal point is not where it should be."),
    ("decimal_point", bool, lambda x: x / 10, "The digits are right: the decimal point is not where it should be."),
    ("decimal_point", bool, lambda x: 1000 * x, "The digits are right: the decimal point is not where it should be."),
    ("decimal_point", bool, lambda x: x / 1000, "The digits are right: the decimal point is not where it should be."),
]


def near(expected, given, question="", rtol=1e-6):
    """List the slips that turn the right number into the given one: pairs (name, sentence).

    expected, given : float; question : str; rtol : float, how close counts as the same.

    >>> near(0.25, 0.75), near(0.3775, 0.38)[0][0], near(0.3775, 0.39)
    ([('other_share', 'That is what is missing to 1: the other share.')], 'rounded_too_far', [])
    """
    if not np.isfinite([expected, given]).all():
        return []
    asks_count = re.search(r"how many (?!times|%|percent)", question.casefold())
    count = float(expected).is_integer() and abs(expected) > 2 and asks_count
    if count and abs(given - expected) == 1:
        return [("off_by_one", f"One too {'many' if given > expected else 'few'}: count again.")]
    if count and abs(given - expected) < 1:
        return [("not_whole", "A count is a whole number: which one is the first that is enough?")]
    if fewer := _fewer_digits(expected, given):
        asked = re.search(r"\w+ (digits|decimals)|to 0\.\d+", question)
        how = f"give {'it ' * asked[0].startswith('to')}{asked[0]}" if asked else "give more digits"
        said = f"Right, but rounded too far: {how}." if fewer == "rounded_too_far" else f"Cut off, not rounded: {how}."
        return [(fewer, said)]
    if all(float(number).is_integer() and abs(number) < 13 for number in (expected, given)) and given != -expected:
        return []  # among small whole numbers such things happen by chance
    given_there = re.findall(r"(?<![\w.])-?\d[\d,]*\.?\d*(?! ?(?:digits|decimals))", question.replace("−", "-"))
    if any(float(text.replace(",", "")) == given for text in given_there if len(text.strip(",.")) > 1):
        return [("given_number", "That number stands in the question. What is to be made of it?")]
    percent = re.search("percent|%", question) is not None
    said = {}
    for name, possible, slip, sentence in NEAR:
        if name == ("percent_for_share" if percent else "share_for_percent") or not possible(expected):
            continue
        if name == "decimal_point" and _digits(given) == 1:
            continue  # among powers of ten that would be a guess
        if name in ("twice", "half") and _digits(given) == _digits(expected) == 1:
            continue  # -0.5 for -1 need not be a half of it
        if _equal(slip(expected), given, rtol, 2 if name == "percent_for_share" else 3):
            said.setdefault(name, sentence)
    return list(said.items())


def _significant(number, digits):
    return float(f"{number:.{digits - 1}e}")


def _digits(number):
    return len(f"{abs(number):.12g}".replace(".", "").split("e")[0].strip("0")) or 1


def _unit(number):
    """One unit in the last digit of a number."""
    return 10.0 ** (math.floor(math.log10(abs(number))) + 1 - _digits(number)) if number else 0.0


def _equal(number, given, rtol, enough=3):
    digits = _digits(given)
    return bool(np.isclose(number, given, rtol, 0)) or (digits >= enough and _significant(number, digits) == given)


def _fewer_digits(expected, given):
    """How a number is the right one with fewer digits: "rounded_too_far", "cut_off", or "" if it is not."""
    digits, off = _digits(given), abs(given - expected)
    if expected == 0 or off > (0.02 if digits == 1 else 0.05) * abs(expected) or digits >= _digits(expected):
        return ""
    cut = digits > 2 and math.trunc(expected / _unit(given)) == round(given / _unit(given))
    return "rounded_too_far" if _significant(expected, digits) == given else "cut_off" if cut else ""
