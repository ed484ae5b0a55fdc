"""Writes exact_softmax.json: softmax, its logarithm and its slopes to the last bit, over the whole range of doubles.

Run by hand, as `make_exact_values.py` beside it, whose rounding it uses:

    uv venv /tmp/exact && VIRTUAL_ENV=/tmp/exact uv pip install mpmath
    /tmp/exact/bin/python tests/maths/make_exact_softmax.py

Each row of scores is taken exactly as the doubles are, and so is its temperature. The formulas of the textbooks are
evaluated with mpmath at 1,000 digits and again at 1,400 (a winner that leads by 745 needs 324 digits more than its
log-probability keeps), rounded once, and must agree. Nothing here is shared with chainrule.

In the file, a list of doubles is one text of hexadecimal floats (`float.fromhex`) with spaces between them.
"""

import json
import math
import random
from pathlib import Path

from make_exact_values import nearest_double, text
from mpmath import mp, mpf

FILE = Path(__file__).with_name("exact_softmax.json")
LARGEST = math.nextafter(math.inf, 0)


def rows():
    """(scores, temperature): small and large, close together and far apart, of 1 to 100 classes."""
    some = random.Random(13)
    plain = [
        [some.gauss(0, spread) for _ in range(k)] for k in (2, 3, 10) for spread in (0.01, 1, 10, 100) for _ in "abc"
    ]
    plain += [[some.gauss(0, 3) for _ in range(100)], [some.gauss(0, 300) for _ in range(100)]]
    plain += [[0.0] * 10, [1.0, 2.0, 3.0], [0.7], [-3.3, -3.3, -7.7]]
    leads = (36.7, 36.8, 40, 100, 400, 708.3, 708.5, 720.1, 744.9, 745.2, 760, 1e4, 1e300)
    plain += [[float(lead), 0.0, 0.0] for lead in leads] + [[-0.1, -lead / 1.1, 0.1 - lead] for lead in leads]
    plain += [[1e17, 1e17 - 16, 1e17 - 48], [1e300, 1e300, 1e299], [5e-324, 0.0, -5e-324], [1e-310, -1e-17, 0.3]]
    plain += [[LARGEST, 0.0, -LARGEST], [-LARGEST, -LARGEST], [LARGEST, math.nextafter(LARGEST, 0)]]
    plain += [[1e6 + some.random() for _ in range(4)], [-1e6 - 500 * some.random() for _ in range(4)]]
    heats = (0.1, 0.3, 0.5, 2.0, 3.3, 10.0, 1e-3, 1e3)
    heated = [([some.gauss(0, 3 * heat) for _ in range(3)], heat) for heat in heats for _ in "ab"]
    heated += [([some.gauss(0, 200 * heat) for _ in range(3)], heat) for heat in heats for _ in "ab"]
    heated += [([1.0, 2.0, 3.0], 0.5), ([1e299, 3e299, 9e299], 1.1e298), ([2e-310, 5e-310, 3e-308], 7e-309)]
    heated += [([1.0, 2.0], 1e300), ([1.0, 2.0], 5e-324), ([1.0, 2.0], LARGEST), ([LARGEST, -LARGEST], 1e306)]
    return [(row, 1.0) for row in plain] + heated


def answers(row, heat):
    behind = [(mpf(z) - mpf(max(row))) / mpf(heat) for z in row]
    powers = [mp.exp(each) if each > -(10**6) else mpf(0) for each in behind]  # 0 to 400,000 digits
    whole = mp.fsum(powers)
    p = [power / whole for power in powers]
    rest = [mp.fsum(powers[:i] + powers[i + 1 :]) / whole for i in range(len(row))]
    made = {"p": p, "log_p": [each - mp.log(whole) for each in behind], "rest": rest}
    made["slopes"] = [a * b / mpf(heat) for a, b in zip(p, rest, strict=True)]
    return {name: text(map(nearest_double, numbers)) for name, numbers in made.items()}


def table(digits):
    mp.dps = digits
    return [{"z": text(row), "temperature": heat.hex(), **answers(row, heat)} for row, heat in rows()]


def outputs(digits):
    """One sigmoid output: squared error and cross-entropy with their slopes."""
    mp.dps = digits
    some = random.Random(13)
    z = [
        sign * size
        for size in (0.0, 5e-324, 1e-9, 1.0, 8.0, 20.0, 37.0, 354.0, 700.0, 746.0, 1e300)
        for sign in (-1, 1)
    ]
    z += [some.gauss(0, 8) for _ in range(30)]
    made = []
    for t in (0.0, 1.0, 0.25):
        numbers = {"squared": [], "squared_slope": [], "log": [], "log_slope": []}
        for each in z:
            far = abs(each) > 2000
            a = mpf(each > 0) if far else 1 / (1 + mp.exp(-mpf(each)))
            slope = mpf(0) if far else a * (1 - a)
            soft = [max(s, mpf(0)) if far else mp.log(1 + mp.exp(s)) for s in (-mpf(each), mpf(each))]
            numbers["squared"].append((a - t) ** 2 / 2)
            numbers["squared_slope"].append((a - t) * slope)
            numbers["log"].append(t * soft[0] + (1 - mpf(t)) * soft[1])
            numbers["log_slope"].append(a - t)
        rounded = {name: text(map(nearest_double, each)) for name, each in numbers.items()}
        made.append({"t": t, "z": text(z), **rounded})
    return made


if __name__ == "__main__":
    made, again = table(1000), table(1400)
    assert made == again and outputs(1000) == outputs(1400), "1,000 digits are not enough"
    FILE.write_text(
        json.dumps({"made_by": Path(__file__).name, "rows": made, "outputs": outputs(1000)}, indent=1) + "\n"
    )
    print(f"{len(made)} rows, {FILE.stat().st_size} bytes")
