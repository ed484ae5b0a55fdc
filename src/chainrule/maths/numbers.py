"""How a number is written for people: one rule for every title, table, text alternative and message.

A minus is the true one, −, never a hyphen. Three digits count (four in the worked example), and zeros at the end go;
whole numbers are written in full, 12,346. Under 0.0001, and from a million on, a power of ten takes over: 9.54 × 10⁻⁷,
as the lessons' formulas have it; screen readers say both the × and the raised digits, and pass over ^ and ·. Only
where the exponent itself is the quantity, decades per layer, it stands on the line: 10^−0.63. How many times as much
something is, is said in words beyond a million. Numbers that a learner types, or prints, are Python's.

It stands on floor 1, because figures, explorers and exercises all write numbers, and all may import it from here.
"""

import math

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(x, digits=3):
    """Write a number for people.

    >>> number(0.10499), number(-2.0), number(-0.0), number(12345.6), number(math.inf)
    ('0.105', '−2', '0', '12,346', '∞')
    >>> number(9.5367e-07), number(-2.5e30), number(0.59326999, 4)
    ('9.54 × 10⁻⁷', '−2.5 × 10³⁰', '0.5933')
    """
    mantissa, power = mantissa_and_power(x, digits)
    return mantissa + (f" × {raised(power)}" if power else "")


def mantissa_and_power(x, digits=3):
    """Take apart what `number` writes; the power of ten is 0 where there is none.

    >>> mantissa_and_power(-9.5367e-07), mantissa_and_power(12345.6)
    (('−9.54', -7), ('12,346', 0))
    """
    x = float(x)
    if not math.isfinite(x):
        return "not a number" if math.isnan(x) else "∞" if x > 0 else "−∞", 0
    mantissa, _, power = f"{x:.{digits - 1}e}".partition("e")
    fixed = x == 0 or -4 <= int(power) < 6
    written = f"{x + 0.0:,.{max(digits - 1 - int(power), 0)}f}" if fixed else mantissa
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.replace("-", "−"), 0 if fixed else int(power)


def raised(power):
    """Write a whole power of ten with a raised exponent.

    >>> raised(-7), raised(12), raised(0)
    ('10⁻⁷', '10¹²', '1')
    """
    return "10" + f"{power:.0f}".translate(_RAISED) if round(power) else "1"


def power(decades):
    """Write a power of ten whose exponent is what counts, such as a rate in decades per layer.

    >>> power(-0.63), power(0.146), power(-0.001)
    ('10^−0.63', '10^0.15', '10^0.00')
    """
    return f"10^{round(decades, 2) + 0.0:.2f}".replace("-", "−")


def times(decades):
    """Write how many times as much a number of decades is, whatever the sign, in two digits.

    >>> times(0.1), times(-5.5), times(9.3), times(40.2)
    ('1.3', '320,000', '2 billion', '10^40')
    """
    size = abs(decades)
    count = float(f"{10 ** min(size, 12):.2g}")  # rounded first: 999,900 is a million
    if count >= 1e12:
        return f"10^{size:.0f}"
    for unit, name in ((1e9, " billion"), (1e6, " million")):
        if count >= unit:
            return f"{number(count / unit)}{name}"
    return number(count)


def percent(share):
    """Write a share in whole per cent.

    >>> percent(0.228), percent(0.0)
    ('23 %', '0 %')
    """
    return f"{100 * share:.0f} %"


def size(x, digits=3):
    """Write a size that may have left all numbers.

    >>> size(3.2e-7), size(math.nan)
    ('3.2 × 10⁻⁷', 'beyond any number')
    """
    return number(x, digits) if math.isfinite(x) else "beyond any number"
