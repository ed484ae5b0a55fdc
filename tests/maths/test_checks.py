"""The checks of numbers: what they take, and the sentence for what they do not."""

import math

import numpy as np
import pytest

from chainrule.maths.checks import check_above_zero, check_not_negative, check_rng, check_whole


def test_good_numbers_pass_and_come_back_plain():
    assert check_whole("n", np.int64(3)) == 3 and type(check_whole("n", np.int64(3))) is int
    assert check_not_negative("s", np.float32(0.5)) == 0.5 and type(check_not_negative("s", 1)) is float
    assert check_whole("n", 0) == check_not_negative("s", 0) == 0
    check_above_zero("rate", 5e-324)
    check_rng(np.random.default_rng(0))


@pytest.mark.parametrize("bad", [1.0, "1", None, True, np.bool_(True), [1]], ids=repr)
def test_what_is_no_whole_number_is_refused(bad):
    with pytest.raises(TypeError, match="n must be a whole number, but it is"):
        check_whole("n", bad)


@pytest.mark.parametrize("check", [check_not_negative, check_above_zero])
@pytest.mark.parametrize("bad", ["1", None, True, 1j, [1.0]], ids=repr)
def test_what_is_no_number_is_refused(check, bad):
    with pytest.raises(TypeError, match="s must be a number, but it is"):
        check("s", bad)


@pytest.mark.parametrize("bad", [-1.0, math.inf, math.nan])
def test_numbers_out_of_range_are_refused(bad):
    with pytest.raises(ValueError, match="s must be finite and 0 or more, but it is"):
        check_not_negative("s", bad)
    with pytest.raises(ValueError, match="s must be above 0 and finite, but it is"):
        check_above_zero("s", bad)


def test_limits_are_told():
    with pytest.raises(ValueError, match="depth must be 1 or more, but it is 0"):
        check_whole("depth", 0, least=1)
    with pytest.raises(ValueError, match="s must be above 0"):
        check_above_zero("s", 0)
    with pytest.raises(TypeError, match=r"random generator such as np.random.default_rng\(0\), but it is 7"):
        check_rng(7)
