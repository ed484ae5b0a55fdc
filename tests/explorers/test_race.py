"""The race explorer: what it shows is what the race gives; it can be stopped, and a new setting begins anew."""

import asyncio

import pytest

from chainrule import relu, sigmoid
from chainrule.explorers.race import EVERY, UPDATES, explore_race
from chainrule.maths.initialization import he
from chainrule.maths.race import Runner, collect, race


@pytest.fixture(scope="module")
def made():
    return explore_race("sigmoid", "relu")


@pytest.fixture
def explorer(made):
    yield made
    made.reset()
    made.finish()


def test_its_curves_are_those_of_the_race(explorer):
    rate = explorer.controls["learning_rate_1"].value
    expected = collect(race([Runner(sigmoid, rate), Runner(relu, rate)], [0], he, 32, UPDATES, EVERY))
    assert explorer.curves == expected
    assert explorer.progress.value == explorer.progress.max
    assert explorer.stop_button.disabled


def test_another_goal_looks_at_the_same_race(explorer):
    before = explorer.curves
    explorer.controls["goal"].value = 0.8
    assert explorer.curves is before
    assert explorer.words.startswith("80 % for good")


def test_a_rate_of_its_own_begins_anew_and_finish_runs_it(explorer):
    before = explorer.words
    explorer.controls["learning_rate_1"].value = 2.0
    assert not any(explorer.curves.values())
    assert not explorer.stop_button.disabled
    explorer.finish()
    assert all(len(curve) == UPDATES // EVERY + 1 for curve in explorer.curves.values())
    assert explorer.words != before


def test_a_race_goes_on_in_idle_time_and_can_be_stopped(explorer):
    async def look_on():
        explorer.controls["units"].value = 64
        for _ in range(400):
            await asyncio.sleep(0.01)
            if any(explorer.curves.values()):
                break
        explorer.stop_button.click()
        kept = {key: len(curve) for key, curve in explorer.curves.items()}
        await asyncio.sleep(0.3)
        return kept, {key: len(curve) for key, curve in explorer.curves.items()}

    kept, later = asyncio.run(look_on())
    assert kept == later
    assert any(kept.values())
    assert explorer.stop_button.disabled


def test_reset_during_a_race_ends_it_and_shows_the_first_one_again(explorer):
    before = explorer.words, explorer.canvas.layers

    async def look_on():
        explorer.rate_for_all.value = 1.0
        for _ in range(400):
            await asyncio.sleep(0.01)
            if any(explorer.curves.values()):
                break
        assert "the race is on" in explorer.words
        explorer.reset()
        at_once = explorer.words, explorer.canvas.layers
        await asyncio.sleep(0.3)
        return at_once, (explorer.words, explorer.canvas.layers)

    assert asyncio.run(look_on()) == (before, before)
    assert explorer.stop_button.disabled
    assert explorer.rate_for_all.value == pytest.approx(0.1)


def test_the_words_tell_what_the_race_is_run_with_and_how_far_it_is(explorer):
    assert explorer.words.endswith(". 32 units, He")
    explorer.controls["units"].value = 8
    assert explorer.words.endswith(". 8 units, He; the race is on, 0 % done")
    explorer.finish()
    assert explorer.words.endswith(". 8 units, He")


def test_a_race_in_idle_time_comes_to_its_end(explorer):
    async def wait():
        explorer.controls["units"].value = 8
        for _ in range(3000):
            await asyncio.sleep(0.01)
            if explorer.stop_button.disabled:
                return

    asyncio.run(wait())
    assert all(len(curve) == UPDATES // EVERY + 1 for curve in explorer.curves.values())
    assert explorer.canvas.description == explorer.words


def test_one_slider_moves_all_rates():
    explorer = explore_race("sigmoid", "relu", learning_rate=[1.0, 0.1])
    assert [explorer.controls[f"learning_rate_{i}"].value for i in (1, 2)] == pytest.approx([1.0, 0.1])
    explorer.rate_for_all.value = 0.3162277660168379
    assert [explorer.controls[f"learning_rate_{i}"].value for i in (1, 2)] == pytest.approx([0.316227766] * 2)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"learning_rate": [0.1]}, "learning_rate must be one number, or one for each of 3, but there are 1"),
        ({"learning_rate": 100}, "learning_rate must lie between 0.001 and 10"),
        ({"goal": 0.5}, "goal must be one of"),
        ({"seeds": 0}, "seeds must lie between 1 and 10"),
        ({"initialization": "best"}, "there is no initialization 'best'"),
    ],
)
def test_a_bad_start_gets_a_sentence(asked, said):
    with pytest.raises(ValueError, match=said):
        explore_race(**asked)


def test_seven_runners_are_too_many():
    with pytest.raises(ValueError, match="the number of activations must lie between 1 and 6, but it is 7"):
        explore_race(*["relu"] * 7)
