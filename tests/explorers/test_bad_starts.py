"""Every argument of every explorer, given what it cannot be: a sentence that names it, before any figure is made."""

import importlib
import inspect
import pkgutil

import matplotlib.figure
import pytest

import chainrule.explorers
from chainrule.explorers.network import explore_weight
from chainrule.maths.formula import FormulaError
from chainrule.maths.network import WORKED_EXAMPLE

BAD = [
    None, True, "no such thing", object(), [1, 2], float("nan"), float("inf"), -1e6, 1e6, -1, 10**400, 1j,
]  # fmt: skip
"""What hardly any argument can be."""

FINE = {
    ("explore_depth", "initialization"): [None],
    ("explore_depth", "float32"): [True],
    ("explore_my_activation", "slope"): [None],
    ("explore_my_activation", "beside"): [None],
}
"""But these are documented."""

BOTH_SIGNS = {"z", "w1", "w2", "w5", "w7", "bias_shift"}
POSITIVE = {"reach", "learning_rate", "threshold", "temperature", "units", "parts", "batch", "width"}


def find_arguments():
    """Every argument of every `explore_...`: (function, name, default); not those after a star."""
    for module in pkgutil.iter_modules(chainrule.explorers.__path__, "chainrule.explorers."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if name.startswith("explore_") and function.__module__ == module.name:
                for argument in inspect.signature(function).parameters.values():
                    if argument.kind is not argument.VAR_POSITIONAL:
                        yield function, argument.name, argument.default


def bad_values(explorer, name, default):
    """What this argument cannot be."""
    fine = FINE.get((explorer, name), []) + [-1] * (name in BOTH_SIGNS)
    values = [value for value in BAD if not any(value is each or value == each for each in fine)]
    values += [0] * (name in POSITIVE)
    return values + [1.5] * (type(default) is int)  # a whole number


ARGUMENTS = list(find_arguments())


@pytest.fixture
def no_figure(monkeypatch):
    def refuse(*_, **__):
        pytest.fail("a figure was made: the value was taken, or refused too late")

    monkeypatch.setattr(matplotlib.figure.Figure, "__init__", refuse)


@pytest.mark.parametrize(
    "explore, name, default", ARGUMENTS, ids=[f"{explore.__name__}-{name}" for explore, name, _ in ARGUMENTS]
)
def test_what_an_argument_cannot_be_is_refused_by_name(explore, name, default, no_figure):
    for value in bad_values(explore.__name__, name, default):
        with pytest.raises((ValueError, TypeError)) as refusal:
            explore(**{name: value})
        said = str(refusal.value)
        if not isinstance(refusal.value, FormulaError):  # a text: it says what in the formula is wrong
            assert said.startswith(("there is no ", name)) and len(said.split()) > 4, (value, said)


def test_the_steps_of_an_argument_are_kept(no_figure):
    with pytest.raises(ValueError, match=r"^updates must be one of 0, 20, 40 and so on to 600, but it is 30$"):
        chainrule.explorers.explore_border(updates=30)


def test_a_weight_that_its_slider_cannot_show_is_refused_by_name(no_figure):
    with pytest.raises(ValueError, match=r"^w5 of network must lie between -12 and 12, but it is 100$"):
        explore_weight("w5", WORKED_EXAMPLE.replace(w5=100.0))
