"""Several draws measured with what they share kept: the same numbers as forward, backward and measure_layers give."""

import numpy as np
import pytest

from chainrule.maths.activations import ACTIVATIONS, Activation, relu, sigmoid, tanh
from chainrule.maths.depth import Stack, backward, forward, measure_layers
from chainrule.maths.ensemble import BINS, DEPTHS, Ensemble, Setting, _count, deepest, value_range, verdict
from chainrule.maths.initialization import constant, he, orthogonal, scaled_normal


def anew(setting, draw):
    """Signals and gradients of one draw, with nothing kept."""
    rng = [np.random.default_rng([setting.seed, draw, part]) for part in range(4)]
    initialization = setting.initialization or scaled_normal(setting.weight_scale)
    size = setting.width
    weights = tuple(initialization(size, size, rng[0]).astype(setting.dtype) for _ in range(setting.depth))
    biases = tuple((setting.bias_spread * rng[1].normal(size=size)).astype(setting.dtype) for _ in range(setting.depth))
    x, upstream = (each.normal(size=(64, size))[: setting.batch].astype(setting.dtype) for each in rng[2:])
    stack = Stack(weights, biases, (setting.activation,) * setting.depth)
    signals = forward(stack, x)
    return signals, measure_layers(signals, backward(stack, signals, upstream))


SETTINGS = [
    Setting(sigmoid),
    Setting(tanh, 3.0, depth=17, width=16, bias_spread=0.3, batch=4, seed=5),
    Setting(relu, depth=30, initialization=he),
    Setting(tanh, depth=1, width=1, batch=1),
    Setting(relu, 1.2, depth=12, dtype=np.float32),
    Setting(sigmoid, depth=5, initialization=constant, draws=1),
    Setting(tanh, depth=8, initialization=orthogonal),
]


@pytest.mark.parametrize("setting", SETTINGS, ids=range(len(SETTINGS)))
def test_measured_is_what_a_stack_gives_that_was_drawn_anew(setting):
    found = Ensemble().measure_setting(setting)
    close = 1e-10 if setting.dtype is np.float64 else 1e-4
    for draw in range(setting.draws):
        signals, layers = anew(setting, draw)
        np.testing.assert_allclose(found.decades[draw], np.log10(layers.gradient / layers.gradient[-1]), atol=close)
        ratio = np.log10(layers.weight_gradient[0] / layers.weight_gradient[-1])
        assert found.learning[draw] == pytest.approx(ratio, abs=close)
        if draw == 0:
            for name in ("mean", "spread", "saturated", "dead"):
                np.testing.assert_allclose(getattr(found, name), getattr(layers, name), rtol=1e-4, atol=1e-6)
            low, high = value_range(setting.activation)
            for h, shares in zip(signals.h[1:], found.shares, strict=True):
                expected = np.histogram(h.astype(float), BINS, (low, high))[0] / h.size
                assert abs(shares - expected).sum() <= 4 / h.size  # a value at an edge may count on either side


def test_what_is_kept_changes_no_number():
    draws = Ensemble()
    rng = np.random.default_rng(0)
    for _ in range(25):
        activation = list(ACTIVATIONS.values())[rng.integers(4)]
        setting = Setting(
            activation, float(rng.choice([0.0, 1.0, 2.0])), int(rng.integers(1, 30)), int(rng.choice([1, 8])),
            seed=int(rng.integers(2)), batch=int(rng.choice([1, 16])),
        )  # fmt: skip
        found = draws.measure_setting(setting)
        assert found.setting is setting
        for kept, new in zip(found[1:], Ensemble().measure_setting(setting)[1:], strict=True):
            np.testing.assert_array_equal(kept, new)


def test_another_depth_goes_forward_no_second_time(monkeypatch):
    from chainrule.maths import ensemble as module

    draws, layers = Ensemble(), []
    monkeypatch.setattr(module, "forward", lambda stack, x: layers.append(stack.depth) or forward(stack, x))
    for depth in (20, 7, 20, 30, 1):
        draws.measure_setting(Setting(sigmoid, depth=depth, draws=2))
    assert layers == [20, 20, 10, 10]


def test_shares_of_a_layer_are_a_whole():
    found = Ensemble().measure_setting(Setting(relu, 3.0, depth=20))
    np.testing.assert_allclose(found.shares.sum(axis=1) + found.below + found.above, 1)
    assert found.above[-1] > 0.4


@pytest.mark.parametrize("depth", [3, 10])
@pytest.mark.parametrize("activation", [tanh, sigmoid])
def test_no_value_of_a_bounded_activation_lies_beyond_its_range(activation, depth):
    found = Ensemble().measure_setting(Setting(activation, 15.0, depth))
    assert not found.above.any() and not found.below.any()
    np.testing.assert_allclose(found.shares.sum(axis=1), 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [0.0, 0.05, 20.0])
@pytest.mark.parametrize("activation", [relu, sigmoid, tanh])
def test_extremes_are_measured_without_a_warning(activation, scale, dtype):
    for width, batch in ((1, 1), (8, 64)):
        found = Ensemble().measure_setting(Setting(activation, scale, 200, width, 2.0, None, batch, dtype))
        assert found.decades.shape == (5, 200)
        assert scale or found.decades_per_layer == -np.inf
        assert bool(found.trouble) or np.isfinite(found.decades[0]).all()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"depth": 201}, "depth must be at most 200"),
        ({"depth": 0}, "depth must be 1 or more"),
        ({"batch": 65}, "batch must be at most 64"),
        ({"weight_scale": -1.0}, "weight_scale must be finite and 0 or more"),
        ({"seed": -1}, "seed must be 0 or more"),
    ],
)
def test_settings_beyond_their_ranges_are_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        Ensemble().measure_setting(Setting(sigmoid)._replace(**wrong))


@pytest.mark.parametrize("wrong", [{"activation": "sigmoid"}, {"initialization": "he"}, {"dtype": int}])
def test_settings_of_another_kind_are_refused(wrong):
    with pytest.raises(TypeError, match=next(iter(wrong))):
        Ensemble().measure_setting(Setting(sigmoid)._replace(**wrong))


def test_scale_for_theory_is_that_of_the_initialization():
    assert Setting(relu, 3.0).theory_scale == 3.0
    assert Setting(relu, 3.0, initialization=he).theory_scale == pytest.approx(2**0.5)
    assert Setting(relu, initialization=constant).theory_scale is None
    assert Setting(relu, 0.0).theory_scale == 0


def test_both_ends_are_counted_in_the_outer_bins_and_what_lies_beyond_is_not():
    counted = _count(np.array([[-1.0, 0.0, 0.5, 1.0, 1.0, 2.0, np.nan, np.inf]]), 0.0, 1.0)[0] * 8
    places = {0: 1, BINS // 2: 1, BINS - 1: 2, BINS: 1, BINS + 1: 3}  # then below, then above, with it nan
    assert counted.tolist() == [places.get(place, 0) for place in range(BINS + 2)]


def test_a_gradient_stays_alive_up_to_a_tenfold_change_and_three_tenths_a_layer():
    assert verdict(0.25, 5) == verdict(-0.25, 5) == verdict(0.3, 2) == "stays alive"
    assert verdict(0.25, 6) == verdict(0.31, 2) == "explodes"
    assert verdict(-0.25, 6) == verdict(-np.inf, 2) == "vanishes"
    assert verdict(np.inf, 2) == verdict(np.nan, 2) == "is lost"


def test_each_depth_shares_its_theory_with_the_next_deeper_one_of_the_list():
    assert [deepest(depth) for depth in DEPTHS] == list(DEPTHS)
    assert [deepest(depth) for depth in (1, 11, 101)] == [10, 20, 200]


@pytest.mark.parametrize(
    ("given", "ends"), [((-1, 1), (-1, 1)), ((-np.inf, 2), (-4, 2)), ((5, 6), (3, 5)), ((2, 2), (1, 3))]
)
def test_activations_are_counted_between_two_ends_that_differ(given, ends):
    assert value_range(Activation("own", lambda z: z, range=given)) == ends
