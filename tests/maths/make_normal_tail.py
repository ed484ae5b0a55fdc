"""Prints the polynomial of `_normal_cdf` in activations.py: the tail of the bell curve, for GELU.

Run by hand, with mpmath (as make_exact_values.py says). P(t) = (x + sqrt(2/pi)) e^(x^2/2) Phi(-x) with
t = (x - 4.5) / (x + 4.5) is a smooth curve between 0.39 and 0.48 for x from 0 to infinity; its Chebyshev series, cut
off after degree 23 (what is left out is under 1e-17), is written in powers of t.
"""

from mpmath import mp, mpf

mp.dps = 50
DEGREE, NODES = 23, 64


def p(t):
    x = mpf(4.5) * (1 + t) / (1 - t)
    mills = (
        mp.exp(x**2 / 2) * mp.ncdf(-x) if x < 200 else (1 - x**-2 + 3 * x**-4 - 15 * x**-6) / (x * mp.sqrt(2 * mp.pi))
    )
    return (x + mp.sqrt(2 / mp.pi)) * mills


def main():
    angles = [mp.pi * (k + mpf(1) / 2) / NODES for k in range(NODES)]
    values = [p(mp.cos(angle)) for angle in angles]
    before, now, powers = [mpf(0)], [mpf(1)], [mpf(0)] * (DEGREE + 1)
    for n in range(DEGREE + 1):
        share = (
            sum(value * mp.cos(n * angle) for value, angle in zip(values, angles, strict=True)) * (1 + (n > 0)) / NODES
        )
        powers = [power + share * c for power, c in zip(powers, now + [0] * DEGREE, strict=False)]
        twice = [mpf(0), *((1 + (n > 0)) * c for c in now)]  # T_(n+1) = 2 t T_n - T_(n-1), and T_1 = t
        before, now = (
            now,
            [a - b for a, b in zip(twice, (before if n else [mpf(0)]) + [mpf(0)] * len(twice), strict=False)],
        )
    print(*(f"{float(power)!r}," for power in reversed(powers)), sep="\n")


if __name__ == "__main__":
    main()
