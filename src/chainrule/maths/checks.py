"""Refusing bad numbers before anything is computed: each check says what was given and what was wanted."""

import math
from numbers import Real

import numpy as np


def check_whole(name, value, least=0):
    """Refuse what is no whole number of at least `least`, with a TypeError or ValueError; give it as int."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be a whole number, but it is {value!r}")
    if value < least:
        raise ValueError(f"{name} must be {least} or more, but it is {value}")
    return int(value)


def check_rng(rng):
    """Refuse what is no random generator, with a TypeError that shows how to make one."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a random generator such as np.random.default_rng(0), but it is {rng!r}")


def check_not_negative(name, value):
    """Refuse what is no finite number of 0 or more, with a TypeError or ValueError; give it as float."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name} must be a number, but it is {value!r}")
    if not 0 <= value < math.inf:
        raise ValueError(f"{name} must be finite and 0 or more, but it is {value}")
    return float(value)


def check_above_zero(name, value):
    """Refuse what is no finite number above 0, with a TypeError or ValueError that says so."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, but it is {value!r}")
    if not 0 < value < math.inf:
        raise ValueError(f"{name} must be above 0 and finite, but it is {value}")


def check_kind(name, given, kind, example):
    """Refuse what is not of this kind, with a TypeError that gives an example of one."""
    if not isinstance(given, kind):
        raise TypeError(f"{name} must be a {kind.__name__}, {example}; it is {given!r}")


def look_up(symbol, values, what):
    """Give what a symbol stands for in a dict, or refuse it with a ValueError that tells which there are."""
    if not isinstance(symbol, str) or symbol not in values:
        raise ValueError(f"there is no {symbol!r} in this {what}; it has {', '.join(values)}")
    return values[symbol]
