"""The mission of lesson 05 accepts every function that has what is asked, and says of any other what is missing."""

import numpy as np
import pytest

from chainrule import ACTIVATIONS, Activation
from chainrule.exercises import lesson_05
from chainrule.maths.own_activation import mean_square, measure_facts

mission = lesson_05.mission
GRID, PROPERTIES, properties = (vars(lesson_05)[name] for name in ("GRID", "PROPERTIES", "properties"))


@pytest.mark.parametrize(
    "design",
    [
        np.arcsinh,
        lambda z: (np.tanh(z) + 0.1 * z) / 1.1,
        lambda z: np.where(np.abs(z) < 1, z, np.sign(z) + 0.1 * (z - np.sign(z))),
        lambda z: 0.9 * z + 0.1 * np.sin(z),
        lambda z: z / (1 + 0.1 * np.abs(z)),
        Activation("own", np.arcsinh),
    ],
)
def test_every_design_with_the_properties_is_accepted(design):
    assert mission(design).outcome == "correct"


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_built_in_one_has_them_all(name):
    assert mission(ACTIVATIONS[name]).outcome == "not yet"


@pytest.mark.parametrize("name", ["tanh", "elu", "softplus", "gelu"])
def test_properties_are_those_that_the_bench_measures(name):
    activation = ACTIVATIONS[name]
    found = properties(activation(GRID))
    assert found["zero-centred"] == activation.zero_centred
    assert found["not saturated"] == (not activation.saturated_zones(-8, 8))
    assert found["passes more"] == (
        mean_square(activation.derivative) > mean_square(ACTIVATIONS["tanh"].derivative) + 1e-6
    )


def test_what_is_missing_is_said():
    verdict = mission(lambda z: np.maximum(z, 0) - 0.25 * z)
    for name in ("zero-centred", "slope 1", "not saturated", "passes more"):
        assert PROPERTIES[name] in verdict.message
    assert PROPERTIES["bent"] not in verdict.message


def test_the_solution_has_what_is_asked_on_the_bench_too():
    facts = measure_facts(Activation("own", np.arcsinh))
    assert facts.activation.zero_centred
    assert not facts.activation.saturated_zones(-8, 8)
    assert facts.mean_square_slope > 0.464


@pytest.mark.parametrize("height", [0.05, -0.05, 2])
@pytest.mark.parametrize("at", [-1.003, 0.0, 0.5])
def test_a_jump_is_no_activation(at, height):
    assert properties(np.arcsinh(GRID))["unbroken"]
    verdict = mission(lambda z: np.arcsinh(z) + height * (z > at))
    assert verdict.outcome == "not yet"
    assert not properties(np.arcsinh(GRID) + height * (at < GRID))["unbroken"]


@pytest.mark.parametrize("corner", [0.0, 1.0, 1.003])
def test_a_corner_is_no_jump(corner):
    assert properties(np.where(corner < GRID, 0.5 * (GRID - corner), 2 * (GRID - corner)))["unbroken"]
