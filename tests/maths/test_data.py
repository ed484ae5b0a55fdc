"""Toy data: two rings around each other, and samples far out."""

import numpy as np
import pytest

from chainrule.maths.data import digits, rings, split_digits, with_outliers


def test_each_ring_lies_at_its_radius_and_has_its_target():
    x, targets = rings(2000, np.random.default_rng(0))
    radius = np.hypot(*x.T)
    for target, expected in ((-1, 0.5), (1, 1.5)):
        ring = radius[targets[:, 0] == target]
        assert len(ring) == 1000
        # noise of 0.1 across the ring widens its radius a little: sqrt(r^2 + 0.1^2)
        assert ring.mean() == pytest.approx(np.hypot(expected, 0.1), abs=0.01)
        assert ring.std() == pytest.approx(0.1, abs=0.01)
    assert np.abs(x.mean(axis=0)).max() < 0.1


def test_no_straight_line_parts_the_rings():
    x, targets = rings(400, np.random.default_rng(1))
    inputs = np.column_stack([x, np.ones(len(x))])
    weights, *_ = np.linalg.lstsq(inputs, targets, rcond=None)
    assert 0.3 < (np.sign(inputs @ weights) == targets).mean() < 0.75


def test_an_odd_number_of_samples_and_a_single_one_work():
    assert rings(5, np.random.default_rng(0))[1].ravel().tolist() == [-1, 1, -1, 1, -1]
    assert rings(1, np.random.default_rng(0))[0].shape == (1, 2)


def test_outliers_are_moved_and_the_given_points_stay_as_they_are():
    x = np.ones((4, 2))
    moved = with_outliers(x, 2, 10.0)
    assert moved[:, 0].tolist() == [10, 10, 1, 1]
    assert (x == 1).all()
    assert (with_outliers(x, 0, 10.0) == x).all()


def test_bad_numbers_are_refused():
    rng = np.random.default_rng(0)
    for call, error, said in (
        (lambda: rings(0, rng), ValueError, "samples must be 1 or more, but it is 0"),
        (lambda: rings(2.0, rng), TypeError, "whole number, but it is 2.0"),
        (lambda: rings(4, 0), TypeError, "random generator"),
        (lambda: with_outliers(np.ones((3, 2)), 4, 2.0), ValueError, "at most the number of samples, 3, but it is 4"),
        (lambda: with_outliers(np.ones((3, 2)), -1, 2.0), ValueError, "count must be 0 or more"),
    ):
        with pytest.raises(error, match=said):
            call()


def test_the_digits_are_those_of_the_uci_test_set():
    images = digits()
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as the set's own description gives them
    assert np.bincount(images.labels).tolist() == counts
    assert images.x.dtype == np.float32
    assert images.x.min() == 0 and images.x.max() == 1
    with pytest.raises(ValueError, match="read-only"):
        images.x[0] = 1


def test_a_split_keeps_every_digit_once():
    train, test = split_digits(np.random.default_rng(3), test=100)
    assert (len(train.x), len(test.x)) == (1697, 100)
    together = np.vstack([train.x, test.x])
    assert sorted(map(bytes, together)) == sorted(map(bytes, digits().x))


@pytest.mark.parametrize("test", [0, 1797, -3, 2.5])
def test_a_split_without_pictures_on_both_sides_is_refused(test):
    with pytest.raises((TypeError, ValueError), match="test must be"):
        split_digits(np.random.default_rng(0), test=test)
