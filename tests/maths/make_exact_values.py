"""Writes exact_values.json: every activation and derivative to the last bit, over the whole range of doubles.

Run by hand, with Python 3.11 and mpmath 1.4.1 (which the project itself does not need):

    uv venv /tmp/exact && VIRTUAL_ENV=/tmp/exact uv pip install mpmath
    /tmp/exact/bin/python tests/maths/make_exact_values.py

How the values are made: z is the double, exactly; the formula is evaluated with mpmath at 100 digits and again at 150
(near the roots of the slopes of SiLU and GELU some 20 are lost); both are rounded once, from the exact rational number
to the nearest double (subnormal ones included; inf where it is beyond the largest), and must agree. Parameters such as
alpha = 0.1 are the double, exactly; SELU's two constants are solved for, at full precision, from "mean 0 and variance 1
are kept". Nothing here is shared with chainrule: no formula, no constant, no point is imported from it.

In the file, a list of doubles is one text of hexadecimal floats (`float.fromhex`) with spaces between them.
"""

import json
import math
import random
from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf

FILE = Path(__file__).with_name("exact_values.json")


# -- the formulas, as the textbooks have them ------------------------------------------------------------------------


def sigmoid(z):
    return 1 / (1 + mp.exp(-z))


def sigmoid_slope(z):
    return 1 / (2 + mp.exp(z) + mp.exp(-z))


def tanh_slope(z):
    return mp.sech(z) ** 2


def softplus(z):
    return mp.log1p(mp.exp(z)) if z < 0 else z + mp.log1p(mp.exp(-z))


def silu_slope(z):
    return sigmoid(z) * (1 + z * sigmoid(-z))


def normal_cdf(z):
    if abs(z) > 1000:  # 0 or 1 to 200,000 digits; mpmath's own test overflows for the largest z
        return mpf(z > 0)
    return mp.erfc(-z / mp.sqrt(2)) / 2


def gelu_slope(z):
    return normal_cdf(z) + z * mp.npdf(z)


def leaky(alpha):
    return lambda z: z if z > 0 else alpha * z, lambda z: mpf(1) if z > 0 else alpha


def elu(alpha):
    return lambda z: z if z > 0 else alpha * mp.expm1(z), lambda z: mpf(1) if z > 0 else alpha * mp.exp(z)


def selu_constants():
    """Solve E[selu(x)] = 0 and E[selu(x)^2] = 1 for x ~ N(0, 1) (Klambauer et al. 2017), with E over the half line.

    E[x; x>0] = 1/sqrt(2 pi), E[x^2; x>0] = 1/2, E[e^(kx); x<0] = e^(k^2/2) Phi(-k).
    """
    left, twice = mp.exp(mpf(1) / 2) * normal_cdf(mpf(-1)), mp.exp(2) * normal_cdf(mpf(-2))
    alpha = (1 / mp.sqrt(2 * mp.pi)) / (mpf(1) / 2 - left)
    scale = 1 / mp.sqrt(mpf(1) / 2 + alpha**2 * (twice - 2 * left + mpf(1) / 2))
    return scale, alpha


def selu():
    scale, alpha = selu_constants()
    value, slope = elu(alpha)
    return lambda z: scale * value(z), lambda z: scale * slope(z)


def formulas():
    """Every activation: name, parameters, value and derivative (at a bend: the slope on the left)."""
    return [
        ("identity", {}, lambda z: z, lambda z: mpf(1)),
        ("sigmoid", {}, sigmoid, sigmoid_slope),
        ("tanh", {}, mp.tanh, tanh_slope),
        ("relu", {}, *leaky(mpf(0))),
        ("leaky_relu", {}, *leaky(mpf(0.01))),
        ("leaky_relu", {"alpha": 0.1}, *leaky(mpf(0.1))),
        ("leaky_relu", {"alpha": 1.7}, *leaky(mpf(1.7))),
        ("prelu", {}, *leaky(mpf(0.25))),
        ("prelu", {"alpha": -0.3}, *leaky(mpf(-0.3))),
        ("elu", {}, *elu(mpf(1))),
        ("elu", {"alpha": 0.3}, *elu(mpf(0.3))),
        ("elu", {"alpha": 1.7}, *elu(mpf(1.7))),
        ("selu", {}, *selu()),
        ("softplus", {}, softplus, sigmoid),
        ("silu", {}, lambda z: z * sigmoid(z), silu_slope),
        ("gelu", {}, lambda z: z * normal_cdf(z), gelu_slope),
        ("maxout", {}, lambda z: max(z, -z / 2), lambda z: mpf(1) if z > 0 else mpf(-0.5)),
    ]


# -- the points ------------------------------------------------------------------------------------------------------


def points():
    """Doubles over the whole finite range, both signs, many where something happens."""
    some = random.Random(2)
    sizes = [10.0**k * some.uniform(1, 7) for k in range(-300, 309, 9)]  # the whole range
    sizes += [5e-324, 1e-310, math.ulp(0.0) * 2**52, 1e-300, 1e308, math.nextafter(math.inf, 0)]
    sizes += [some.uniform(0, 2.5) for _ in range(40)]  # dense around 0
    sizes += [k + some.uniform(0, 1) for k in range(1, 41)]  # one in each unit
    sizes += [some.uniform(40, 746) for _ in range(30)]  # the tails
    sizes += [math.log(2 + math.sqrt(3)), math.sqrt(2), 2.3993572805154677]  # where slopes are steepest
    sizes += [1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0]
    sizes += [8.29, 8.3, 19.05, 19.06, 19.07, 20.02, 36.7, 36.73, 36.74, 36.75, 37.0]  # where textbooks lose digits
    sizes += [88.8, 103.9, 104.1, 354.2, 354.3, 354.9, 372.5, 373.0]  # exp(z) in float32, exp(2z)
    sizes += [26.5, 37.51, 37.6, 37.67, 38.4, 38.5, 38.6]  # exp(-z^2/2)
    sizes += [39.9, 40.1, 400.0, 400.1, 799.0, 801.0]  # where chainrule cuts z off
    sizes += [708.39, 708.4, 709.78, 709.79, 710.0, 714.9, 715.1, 744.9, 745.13, 745.14, 746.0]  # exp(z)
    z = {sign * size for size in sizes for sign in (-1, 1)} | {0.0}
    for slope, guess in ((silu_slope, -1.2785), (gelu_slope, -0.7518)):
        root = float(mp.findroot(slope, guess))
        z |= {root, math.nextafter(root, 0), math.nextafter(root, -2)}
        z |= {root + sign * 10.0**-k for k in range(1, 16, 2) for sign in (-1, 1)}
    return sorted(z)


# -- rounding and writing --------------------------------------------------------------------------------------------


def nearest_double(x):
    """Round once, from the exact value of x (mpmath's own float() rounds twice where the result is subnormal)."""
    if x == 0 or mp.mag(x) < -1080:
        return 0.0
    sign, man, exp, _ = x._mpf_
    exact = Fraction(int(man)) * Fraction(2) ** exp
    try:
        return float(-exact if sign else exact)
    except OverflowError:
        return -math.inf if sign else math.inf


def exact(function, z):
    """The double nearest to function(z)."""
    return nearest_double(function(mpf(z)))


def table(digits):
    mp.dps = digits
    return [
        {
            "name": name,
            "parameters": parameters,
            "value": [exact(value, z) for z in Z],
            "derivative": [exact(slope, z) for z in Z],
        }
        for name, parameters, value, slope in formulas()
    ]


def over_the_bell_curve():
    """E[phi], E[phi^2], E[phi'^2] over z ~ N(0, 1), by mpmath's quadrature in pieces at 30 digits."""
    mp.dps = 30
    pieces = [-14, -6, -2, 0, 2, 6, 14]  # what is outside is under 1e-42

    def mean(f):
        return nearest_double(mp.quad(lambda x: f(x) * mp.npdf(x), pieces))

    return {
        name: {
            "mean": mean(value),
            "mean_square": mean(lambda x, value=value: value(x) ** 2),
            "mean_square_slope": mean(lambda x, slope=slope: slope(x) ** 2),
        }
        for name, parameters, value, slope in formulas()
        if not parameters
    }


def landmarks():
    """Lowest value and steepest slope of SiLU and GELU, where the derivative and the second derivative are 0."""
    mp.dps = 60

    def found(value, slope, lowest_near, steepest_near):
        lowest_at = mp.findroot(slope, lowest_near)
        steepest_at = mp.findroot(lambda z: mp.diff(slope, z), steepest_near)
        numbers = {
            "lowest_at": lowest_at,
            "lowest": value(lowest_at),
            "steepest_at": steepest_at,
            "steepest_slope": slope(steepest_at),
        }
        return {what: nearest_double(number) for what, number in numbers.items()}

    return {
        "silu": found(lambda z: z * sigmoid(z), silu_slope, -1.28, 2.4),
        "gelu": found(lambda z: z * normal_cdf(z), gelu_slope, -0.75, 1.4),
    }


def text(numbers):
    def short(x):
        if x in (-1, 0, 1) or math.isinf(x):
            return f"{x:g}"
        mantissa, exponent = x.hex().split("p")
        return mantissa.replace("0x", "").rstrip("0").rstrip(".") + "p" + exponent

    return " ".join(short(x) for x in numbers)


def in_hex(facts):
    return {name: {what: number.hex() for what, number in numbers.items()} for name, numbers in facts.items()}


mp.dps = 100
Z = points()

if __name__ == "__main__":
    rows, again = table(100), table(150)
    assert rows == again, "100 digits are not enough"
    made = {
        "made_by": "make_exact_values.py",
        "z": text(Z),
        "activations": [{**row, "value": text(row["value"]), "derivative": text(row["derivative"])} for row in rows],
        "landmarks": in_hex(landmarks()),
        "over_the_bell_curve": in_hex(over_the_bell_curve()),
    }
    FILE.write_text(json.dumps(made, indent=1) + "\n")
    print(f"{len(Z)} points, {len(rows)} activations, {FILE.stat().st_size} bytes")
