"""A formula is read as it is meant; one that cannot be read is answered with what to write instead."""

import builtins
import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule import ACTIVATIONS, leaky_relu, sigmoid
from chainrule.maths.formula import FUNCTIONS, FormulaError, read_formula

Z = np.linspace(-6, 6, 25)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("z / (1 + abs(z))", lambda z: z / (1 + np.abs(z))),
        ("where(z > 0, z, expm1(z))", lambda z: np.where(z > 0, z, np.expm1(z))),
        ("z * (z > 0)", lambda z: np.maximum(z, 0)),
        ("(z > -1) & (z < 1)", lambda z: np.abs(z) < 1),
        ("z−1", lambda z: z - 1),
        ("2·z² × σ(z)", lambda z: 2 * z**2 * sigmoid(z)),
        ("e**(-z**2) * sin(π*z)", lambda z: np.exp(-(z**2)) * np.sin(np.pi * z)),
        ("leaky_relu(z, alpha=0.1)", leaky_relu(alpha=0.1)),
        ("z * sigmoid(z)", ACTIVATIONS["silu"]),
        ("sigmoid.derivative(z) - 1", lambda z: sigmoid.derivative(z) - 1),
        ("  2e-1*z ", lambda z: 0.2 * z),
    ],
)
def test_formula_gives_what_is_meant(text, meant):
    np.testing.assert_allclose(read_formula(text)(Z), meant(Z).astype(float), atol=1e-14)


@pytest.mark.parametrize("name", [*FUNCTIONS, *ACTIVATIONS])
def test_every_name_on_the_list_can_be_used(name):
    text = {
        "where": "where(z > 0, z, 0)", "clip": "clip(z, -1, 1)",
        "maximum": "maximum(z, 0)", "minimum": "minimum(z, 0)",
        "log": "log(1 + z**2)", "sqrt": "sqrt(1 + z**2)", "log1p": "log1p(abs(z))",
    }.get(name, f"{name}(z)")  # fmt: skip
    assert np.isfinite(read_formula(text)(Z)).all()


def test_single_precision_stays_single():
    assert read_formula("z / (1 + abs(z))")(Z.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("text", "helps"),
    [
        ("", "Type a formula in z"),
        ("x / (1 + abs(x))", "The input is called z, not x."),
        ("z^2", "**"),
        ("e^-z", "**"),
        ("2z", "2 * z instead of 2z"),
        ("3(z + 1)", "3 * (...)"),
        ("z(z + 1)", "z * (...)"),
        ("|z|", "abs(z)"),
        ("a = z", "right of the equals sign"),
        ("max(0, z)", "maximum(0, z)"),
        ("ln(1 + z**2)", "log(z)"),
        ("np.exp(z)", "Leave out np."),
        ("ReLU(z)", "here it is written relu"),
        ("foo(z)", "There is no foo"),
        ("0,5 * z", "0.5"),
        ("(z", "1 times ( and 0 times )"),
        ("z +", "sign or a star missing"),
        ("z if z > 0 else 0", "where(z > 0"),
        ("z > 0 and z", "where(z > 0"),
        ("-1 < z < 1", "(z > -1) * (z < 1)"),
        ("where(z > 0)", "where takes 3 inputs, but here it has 1"),
        ("leaky_relu(z, slope=1)", "no parameter slope"),
        ("exp + z", "as in exp(z)"),
        ("sigmoid(z > 0)", "where(z > 0, this, that)"),
        ("log(z)", "At z = 0 this gives -inf"),
        ("sqrt(z)", "At z = -0.01 this gives nan"),
        ("1 / z", "must be finite for |z| up to 20"),
        ("(-1)**0.5 * z", "complex"),
        ("1j * z", "Only real numbers"),
        ("'z'", "Only real numbers"),
        ("1 / 0 + z", "divides by zero"),
        ("3", "There is no z"),
        ("pi * e", "There is no z"),
        ("lambda z: z", "behind the colon"),
        ("z" * 301, "300 are the most"),
    ],
)
def test_formula_that_cannot_be_read_is_told_what_to_write(text, helps):
    with pytest.raises(FormulaError) as told:
        read_formula(text)
    assert helps in str(told.value)
    assert len(str(told.value)) < 140


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "z.__class__",
        "().__class__.__bases__",
        "exp.__self__",
        "sigmoid.function(z)",
        "[z for z in (1, 2)]",
        "(z := 1)",
        "f'{z}'",
        "exp(*z)",
        "exp(z, out=z)",
        "z @ z",
        "z is z",
        "~z",
        "open('file') * z",
        "9**9**9**9**9 * z",
        "-" * 290 + "(",
        "(" * 140 + "z" + ")" * 140,
        "z\x00",
    ],
)
def test_nothing_else_is_run(text):
    with contextlib.suppress(FormulaError):
        assert read_formula(text)(1.0) == 1.0  # many brackets may be too many or not


@pytest.mark.parametrize("name", [name for name in dir(builtins) if name not in FUNCTIONS])
def test_no_builtin_can_be_used(name):
    with pytest.raises(FormulaError):
        read_formula(f"{name}(z)")


def test_constant_is_accepted_where_a_slope_is_read():
    assert read_formula("1", needs_z=False)(Z) == 1
    with pytest.raises(FormulaError, match="as in exp"):
        read_formula("exp", needs_z=False)


@pytest.mark.parametrize("thing", [None, 3, np.exp, b"z"])
def test_what_is_no_text_is_refused(thing):
    with pytest.raises(FormulaError, match="a text such as"):
        read_formula(thing)


@given(st.text(alphabet="z0123456789.+-*/()^ <>=,_eexplogabsin", max_size=30))
def test_any_text_gives_a_function_or_a_sentence(text):
    try:
        assert np.isfinite(np.asarray(read_formula(text)(Z), dtype=float)).all()
    except FormulaError as told:
        assert str(told).endswith((".", "?", ")")) or "(z)" in str(told)
