"""What a bend is for: the collapse is exact, borders bend or do not, hinges and hats follow curves, folds double."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule import identity, relu, sigmoid, tanh
from chainrule.maths.bend import (
    changes_evenly,
    collapse,
    fold_stack,
    hat,
    hinges_through,
    largest_distance,
    learn_border,
    most_pieces,
    scores,
    share_right,
    straight_pieces,
    sum_of_hats,
)
from chainrule.maths.data import moons, rings, xor
from chainrule.maths.depth import Stack, forward, make_stack
from chainrule.maths.initialization import he, xavier_normal

DATA = {"moons": moons, "rings": rings, "xor": xor}


@given(st.integers(1, 6), st.integers(1, 8), st.integers(0, 1000))
def test_linear_layers_do_what_their_product_does(depth, width, seed):
    rng = np.random.default_rng(seed)
    stack = make_stack((3, *[width] * (depth - 1), 2), identity, xavier_normal, rng, bias_spread=1.0)
    W, b = collapse(stack)
    x = rng.normal(size=(10, 3))
    np.testing.assert_allclose(x @ W + b, forward(stack, x).h[-1], rtol=1e-9, atol=1e-12)


def test_a_layer_that_bends_does_not_collapse():
    stack = make_stack((2, 4, 1), tanh, xavier_normal, np.random.default_rng(0), output=identity)
    with pytest.raises(ValueError, match="do not bend can be multiplied out, but this stack has Tanh"):
        collapse(stack)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("layers", [0, 1, 4])
def test_without_an_activation_the_border_is_a_straight_line_at_every_moment(data, layers):
    rng = np.random.default_rng(0)
    x, targets = DATA[data](80, rng)
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-2, 2, 9)), axis=-1).reshape(-1, 2)
    for _, stack in learn_border(x, targets, identity, rng, layers=layers, updates=100, frames=6):
        W, b = collapse(stack)
        np.testing.assert_allclose(scores(stack, grid), (grid @ W + b)[:, 0], atol=1e-12)


@pytest.mark.parametrize("data", DATA)
def test_in_five_draws_tanh_parts_what_no_line_parts(data):
    with_bend, without = [], []
    for seed in range(5):
        for activation, shares in ((tanh, with_bend), (identity, without)):
            rng = np.random.default_rng(seed)
            x, targets = DATA[data](120, rng)
            shares.append(
                share_right(learn_border(x, targets, activation, rng, updates=400, frames=2)[-1][1], x, targets)
            )
    assert np.median(with_bend) > 0.97
    assert max(without) < 0.93
    assert min(with_bend) > max(without)


def test_frames_lie_evenly_from_before_the_first_update_to_the_last():
    rng = np.random.default_rng(0)
    x, targets = xor(40, rng)
    kept = learn_border(x, targets, relu, rng, updates=100, frames=5)
    assert [updates for updates, _ in kept] == [0, 25, 50, 75, 100]


@pytest.mark.parametrize("width", [0.3, 1.0, 7.0])
def test_hats_side_by_side_add_up_to_one(width):
    x = np.linspace(0, 5 * width, 501)
    total = sum(hat(x, k * width, width) for k in range(6))
    np.testing.assert_allclose(total, 1, atol=1e-12)


def test_a_hat_is_0_outside_and_1_on_top():
    x = np.array([-9, -0.75, -0.25, 0, 0.25, 0.75, 9])
    np.testing.assert_allclose(hat(x, 0, 1), [0, 0, 1, 1, 1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(hat(x + 3, 3, 1), [0, 0, 1, 1, 1, 0, 0], atol=1e-12)


@pytest.mark.parametrize("curve", [np.sin, np.square, lambda x: np.exp(-x)])
def test_the_distance_of_hats_halves_with_twice_as_many(curve):
    rough, fine = (largest_distance(curve, sum_of_hats(curve, hats, (0, 3)), (0, 3)) for hats in (41, 81))
    assert fine == pytest.approx(rough / 2, rel=0.1)


def test_the_distance_of_hinges_falls_with_the_square_of_their_number():
    """Between points 1/n apart a chord of x^2 is off by 1/(4 n^2) (Davis, Interpolation, theorem 3.1.1)."""
    for units in (1, 2, 4, 10):
        start, weights, bends = hinges_through(np.square, units)

        def built(x, start=start, weights=weights, bends=bends):
            return start + relu(x[:, None] - bends) @ weights

        assert largest_distance(np.square, built) == pytest.approx(1 / (4 * units**2), rel=1e-3)


@pytest.mark.parametrize(("folds", "units"), [(1, 2), (2, 2), (5, 2), (12, 2), (1, 3), (4, 3), (3, 5), (2, 8)])
def test_every_fold_multiplies_the_straight_pieces(folds, units):
    pieces = units**folds
    assert straight_pieces(fold_stack(folds, units)) == pieces
    x = np.arange(pieces + 1) / pieces
    np.testing.assert_allclose(
        scores(fold_stack(folds, units), x[:, None]), np.arange(pieces + 1) % 2, atol=1e-9 * pieces
    )


@given(st.integers(0, 10_000))
def test_pieces_are_those_that_a_fine_grid_shows_and_never_more_than_the_bound(seed):
    rng = np.random.default_rng(seed)
    widths = tuple(rng.integers(1, 5, rng.integers(1, 4)).tolist())
    stack = make_stack((1, *widths, 1), relu, he, rng, output=identity, bias_spread=0.5)
    pieces = straight_pieces(stack, (-2, 2))
    assert 1 <= pieces <= most_pieces(widths)
    x = np.linspace(-2, 2, 20_001)
    bends = np.abs(np.diff(scores(stack, x[:, None]), 2)) > 1e-9
    seen = 1 + int((np.diff(bends.astype(int)) == 1).sum()) + int(bends[0])
    assert seen <= pieces


def test_one_layer_has_at_most_one_piece_more_than_units():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        stack = make_stack((1, 6, 1), relu, he, rng, output=identity, bias_spread=1.0)
        assert straight_pieces(stack, (-50, 50)) <= 7


@pytest.mark.parametrize(
    ("function", "even"),
    [(lambda x: 3 * x + 2, True), (lambda x: 0 * x + 5, True), (np.square, False), (np.abs, False), (sigmoid, False)],
)
def test_only_straight_lines_change_evenly(function, even):
    assert changes_evenly(function, np.linspace(-3, 3, 13), 0.5) is even


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: learn_border(np.ones((4, 3)), np.ones((4, 1)), tanh, np.random.default_rng(0)), r"\(points, 2\)"),
        (lambda: learn_border(np.ones((4, 2)), np.ones((4, 1)), tanh, 0), "rng must be a random generator"),
        (lambda: learn_border(np.ones((4, 2)), np.ones(4), tanh, np.random.default_rng(0)), "targets must have shape"),
        (
            lambda: learn_border(np.ones((4, 2)), np.ones((4, 1)), tanh, np.random.default_rng(0), layers=11),
            "layers must be 10 or fewer, but it is 11",
        ),
        (lambda: hat(0.0, 0, 0), "width must be above 0"),
        (lambda: sum_of_hats(np.sin, 0), "hats must be 1 or more"),
        (lambda: sum_of_hats(np.sin, 3, (1, 1)), "span must go from a smaller number"),
        (lambda: hinges_through(np.sin, 2.5), "units must be a whole number"),
        (lambda: fold_stack(41), r"2\^41 pieces are finer"),
        (lambda: fold_stack(2, 1), "units must be 2 or more"),
        (lambda: straight_pieces(Stack((np.ones((2, 1)),), (np.zeros(1),), (identity,))), "for one input"),
        (lambda: changes_evenly(np.sin, [0, 1], step=0), "step must be above 0"),
    ],
)
def test_bad_input_gets_a_sentence(ask, said):
    with pytest.raises((TypeError, ValueError), match=said):
        ask()


@pytest.mark.parametrize("make", [moons, xor])
def test_data_sets_are_balanced_and_lie_around_the_origin(make):
    x, targets = make(400, np.random.default_rng(1))
    assert x.shape == (400, 2)
    assert targets.sum() == 0
    assert np.abs(x.mean(axis=0)).max() < 0.1
    assert np.abs(x).max() < 2.5
