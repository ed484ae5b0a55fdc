"""One way to write numbers: digits are right, signs are true, and no number is written in two ways."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chainrule
from chainrule.maths.numbers import number, percent, power, raised, size, times

some = settings(max_examples=300, deadline=None, derandomize=True)
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def read(words):
    """The number that a reader takes from what was written."""
    mantissa, _, power = words.replace(",", "").replace("−", "-").partition(" × 10")
    return float(mantissa + (f"e{power.translate(LOWERED)}" if power else ""))


@some
@given(x=st.floats(allow_nan=False, allow_infinity=False), digits=st.integers(2, 6))
def test_what_is_read_is_what_was_written_to_so_many_digits(x, digits):
    written = number(x, digits)
    assert re.fullmatch(r"−?[0-9,]+(\.[0-9]*[1-9])?( × 10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?", written)
    if abs(x) < 1e308:
        assert read(written) == pytest.approx(x, rel=0.51 * 10.0 ** (1 - digits), abs=0)
    assert ("×" in written) == (x != 0 and not 1e-4 <= abs(float(f"{x:.{digits - 1}e}")) < 1e6)


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.0001, "0.0001"),
        (0.00009996, "0.0001"),
        (0.00009994, "9.99 × 10⁻⁵"),
        (999.6, "1,000"),
        (123456.7, "123,457"),
        (999_600, "1 × 10⁶"),
        (1e-300, "1 × 10⁻³⁰⁰"),
        (-1e-9, "−1 × 10⁻⁹"),
        (-0.0, "0"),
        (100, "100"),
        (np.float32(0.1), "0.1"),
        (np.int64(-8), "−8"),
        (-np.inf, "−∞"),
        (np.nan, "not a number"),
    ],
)
def test_numbers_at_the_edges_of_the_rule(x, written):
    assert number(x) == written


def test_times_are_rounded_before_the_word_is_chosen():
    assert times(np.log10(999_900)) == "1 million" and times(np.log10(999_999_999)) == "1 billion"
    assert times(np.log10(4785)) == times(-np.log10(4785)) == "4,800"
    assert times(11.999) == "10^12"


def test_exponents_sizes_and_shares():
    assert [power(-0.004), power(np.float64(12.346))] == ["10^0.00", "10^12.35"]
    assert [raised(-13), raised(0.0), raised(5)] == ["10⁻¹³", "1", "10⁵"]
    assert [size(np.inf), size(1234.5), size(0.0)] == ["beyond any number", "1,234", "0"]
    assert [percent(0.995), percent(1)] == ["100 %", "100 %"]


UPPER_FLOORS = [
    path for floor in ("figures", "explorers") for path in Path(chainrule.__file__).parent.glob(f"{floor}/*.py")
]
NOT_FOR_PEOPLE = {"check_between", "stop_value", "_validate_value", "_number_field"}
"""What a learner typed is repeated as Python writes it; stops of sliders and widths of fields are for the browser."""


def own_formats(path):
    """The format specs of numbers in a module, but for those in refusals, each with its place."""

    def walk(node):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.FunctionDef) and node.name in NOT_FOR_PEOPLE):
            return
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            spec = ast.unparse(node.format_spec)[2:-1]
            if re.search(r"[eEfFgG%,]|^\.\d+$", spec):
                yield f"{path.parent.name}/{path.name}, line {node.lineno}: {spec}"
        for child in ast.iter_child_nodes(node):
            yield from walk(child)

    return list(walk(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", UPPER_FLOORS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_figure_and_no_explorer_writes_numbers_in_a_way_of_its_own(path):
    assert own_formats(path) == []


@pytest.mark.parametrize("code", ['f"{x:.2e}"', 'f"{x:g} %"', 'print(f"{x:,}")', 'f"{x:.3}"'])
def test_a_way_of_its_own_would_be_found(code, tmp_path):
    path = tmp_path / "own.py"
    path.write_text(f"def say(x):\n    if x < 0:\n        raise ValueError(f'{{x:g}} is below 0')\n    return {code}\n")
    assert len(own_formats(path)) == 1 and "line 4" in own_formats(path)[0]
