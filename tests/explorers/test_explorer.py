"""Every explorer, whoever wrote it: each control to both ends and in pairs, Reset, frames ahead, what is stored.

Explorers are found by their names, `explore_...`, in the modules of `chainrule.explorers`: a new one is tested at once.
"""

import asyncio
import base64
import contextlib
import functools
import importlib
import inspect
import itertools
import pkgutil
import re
import time
from types import SimpleNamespace

import ipywidgets
import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances

import chainrule.explorers
from chainrule.explorers.explorer import MOST_AHEAD, SLICE, Explorer, check_between, menu, slider, tick, whole_slider
from chainrule.figures import style

from .pairs import pairwise


def find_explorers():
    """All functions `explore_...`, by name."""
    found = {}
    for module in pkgutil.iter_modules(chainrule.explorers.__path__, "chainrule.explorers."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if name.startswith("explore_") and function.__module__ == module.name:
                found[name] = function
    return found


EXPLORERS = find_explorers()
EVERY = pytest.mark.parametrize("name", EXPLORERS)


@functools.cache
def shared(name):
    """One explorer for all tests: making its figure takes longer than moving it. Each test leaves it as it was."""
    return EXPLORERS[name]()


@functools.cache
def twin(name):
    """A second one, made by the same call."""
    return EXPLORERS[name]()


@functools.cache
def frames(name):
    """The frames ahead of its first state, the letters they need, and the state before and after they were sent."""
    explorer = shared(name)
    before = state(explorer)
    explorer.send_frames_ahead()
    ahead, definitions = explorer.canvas.ahead, explorer.canvas.definitions
    explorer.canvas.ahead = {}
    explorer.canvas.show(explorer.words, explorer.canvas.side)
    return SimpleNamespace(ahead=ahead, definitions=definitions, before=before, after=state(explorer))


@pytest.fixture
def explorer(name):
    before = state(shared(name))
    yield shared(name)
    shared(name).canvas.ahead = {}
    if state(shared(name)) != before:
        shared(name).reset()


def ends(control):
    """The values at the ends of a control: both ends of a slider, every option of a menu, ticked and not ticked."""
    match control:
        case ipywidgets.FloatLogSlider():
            return [control.base**control.min, control.base**control.max]
        case ipywidgets.FloatSlider() | ipywidgets.IntSlider():
            return [control.min, control.max]
        case ipywidgets.Dropdown():
            return [option[1] if isinstance(option, tuple) else option for option in control.options]
        case ipywidgets.Checkbox():
            return [False, True]
        case ipywidgets.FloatText():
            return [0.1, 3.0]
        case ipywidgets.Text():
            return ["", "((", "sin(z)"]
    raise NotImplementedError(f"how is a {type(control).__name__} driven to its ends?")


def valued(explorer):
    """The controls that have a value, by symbol (a button has none)."""
    return {name: control for name, control in explorer.controls.items() if control.has_trait("value")}


@contextlib.contextmanager
def undrawn(explorer):
    """Let the artists move and the sentence be said, but draw nothing; give the list of what would be shown."""
    said = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explorer.canvas, "show", lambda words, side="": said.append(words))
        yield said


def check_words(words):
    """What is said is a sentence, and every number in it is one, written as `maths/numbers.py` has it."""
    assert len(words.split()) >= 3, words
    assert not re.search(r"\b(?:nan|inf|None|np|float64|array)\b", words), words
    assert not re.search(r"\d[eE][+−-]?\d|(?<![\w.])-\d", words), words


def state(explorer):
    """All that a learner sees of an explorer."""
    canvas = explorer.canvas
    controls = {
        name: (control.value, getattr(control, "min", None), getattr(control, "max", None), control.layout.display)
        for name, control in valued(explorer).items()
    }
    return {
        "words": explorer.words, "description": canvas.description, "side": canvas.side, "layers": canvas.layers,
        "background": canvas.background, "position": canvas.position, "ahead": canvas.ahead, "controls": controls,
    }  # fmt: skip


# --- every explorer -----------------------------------------------------------------------------------------


def test_explorers_are_found():
    assert {"explore_activation", "explore_comparison", "explore_sigmoid_to_tanh", "explore_chain_of_slopes"} <= set(
        EXPLORERS
    )


def test_pairs_meet():
    options = {"a": [1, 2], "b": [1, 2, 3], "c": list(range(12))}
    rows = list(pairwise(options))
    assert len(rows) < 30
    for one, other in (("a", "b"), ("a", "c"), ("b", "c")):
        assert len({(row[one], row[other]) for row in rows}) == len(options[one]) * min(4, len(options[other]))


@EVERY
def test_every_control_at_its_ends_leaves_a_sentence_that_is_true_of_the_picture(name, explorer):
    for control in valued(explorer).values():
        values = ends(control)
        for value in values:
            if value in (*values[:2], values[-1]):  # the middle of a menu only moves the artists
                with explorer.held():  # all others are where they were at the start
                    explorer.reset()
                    control.value = value
                assert explorer.canvas.description == explorer.words
                assert not explorer.figure.stale
                assert len(explorer.canvas.layers) == len(explorer.canvas._artists)
            else:
                with undrawn(explorer):
                    control.value = value
            check_words(explorer.words)


@EVERY
def test_every_pair_of_ends_gives_a_sentence(name, explorer):
    controls = valued(explorer)
    with undrawn(explorer):  # drawing is tested with each end alone
        for row in pairwise({symbol: ends(control) for symbol, control in controls.items()}):
            drive(explorer, row)
            check_words(explorer.words)


def drive(explorer, row):
    with explorer.held():
        for symbol, value in row.items():
            explorer.controls[symbol].value = value


@EVERY
def test_a_picture_does_not_depend_on_what_was_shown_before(name, explorer):
    """After going round, and in an explorer that was just made, the same values give the same picture."""
    controls = valued(explorer)
    rows = list(itertools.islice(pairwise({symbol: ends(control)[:2] for symbol, control in controls.items()}), 5))
    with undrawn(explorer):
        for row in rows[:-2]:
            drive(explorer, row)
    for row in rows[-2:]:
        drive(explorer, row)
    drive(twin(name), rows[-1])
    assert state(twin(name)) == state(explorer)
    twin(name).reset()


@EVERY
def test_reset_is_a_button_that_restores_everything(name, explorer):
    before = state(explorer)
    [reset] = [part for part in walk(explorer) if getattr(part, "description", "") == "Reset"]
    drive(explorer, {symbol: ends(control)[-1] for symbol, control in valued(explorer).items()})
    assert state(explorer) != before
    reset.click()
    assert state(explorer) == before


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


@EVERY
def test_every_control_is_on_the_page_and_has_a_label(name, explorer):
    on_the_page = [*walk(explorer), *(number["control"] for number in explorer.canvas.numbers)]
    for control in explorer.controls.values():
        assert control in on_the_page
        assert control.description.strip()


@EVERY
def test_pictures_are_small_whole_and_coloured_by_name(name, explorer):
    canvas = explorer.canvas
    for part in (canvas.background, canvas.definitions, *canvas.layers):
        assert not re.search(r"<(?:style|metadata|svg)\b", part)
        assert not re.search(r"(?:fill|stroke)(?:: |=\")(?!none|var\(--|url\(#h)", part)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', canvas.background + "".join(canvas.layers)))
    assert used <= set(re.findall(r' id="([^"]+)"', canvas.definitions))
    assert sum(map(len, canvas.layers)) < 200_000


@EVERY
def test_moving_the_first_control_leaves_the_background_alone(name, explorer):
    """The control that is dragged most redraws nothing but its artists."""
    background = explorer.canvas.background
    control = next(iter(valued(explorer).values()))
    for value in ends(control):
        control.value = value
        assert explorer.canvas.background is background


@EVERY
def test_stored_output_is_the_sentence_a_picture_and_the_widget(name, explorer):
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == f"A picture. In words:\n{explorer.words}"
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG\r\n")
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert not explorer.figure.stale


@EVERY
def test_the_same_call_gives_the_same_explorer(name):
    assert state(twin(name)) == state(shared(name))


# --- frames ahead -------------------------------------------------------------------------------------------


BY_KERNEL = {"explore_depth", "explore_race"}
"""Explorers that have no frames ahead; to ask them all would take every process of the tests ten seconds."""
AHEAD = pytest.mark.parametrize("name", [name for name in EXPLORERS if name not in BY_KERNEL])


@EVERY
def test_all_but_a_few_explorers_send_frames_ahead(name):
    assert bool(shared(name)._ahead) == (name not in BY_KERNEL)


def ahead_slider(explorer):
    return explorer.controls[explorer._ahead]


@AHEAD
def test_one_frame_is_sent_ahead_for_each_position_of_the_slider(name, explorer):
    control, ahead = ahead_slider(explorer), frames(name).ahead
    count = round((control.max - control.min) / control.step) + 1
    assert len(ahead["frames"]) == len(ahead["descriptions"]) == len(ahead["sides"]) == count
    assert (ahead["start"], ahead["step"]) == (control.min, control.step)


@AHEAD
def test_letters_and_markers_of_frames_ahead_are_sent_with_them(name):
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', "".join(frames(name).ahead["frames"])))
    assert used <= set(re.findall(r' id="([^"]+)"', frames(name).definitions))


@AHEAD
def test_frames_ahead_are_what_the_kernel_would_draw(name, explorer):
    ahead, before = frames(name).ahead, frames(name).before
    control, canvas = ahead_slider(explorer), explorer.canvas
    last = len(ahead["frames"]) - 1
    for i in sorted({0, 1, last // 3, last // 2, last - 1, last}):
        control.value = type(control.value)(round(ahead["start"] + i * ahead["step"], 9))
        assert canvas.layers[ahead["layer"]] == ahead["frames"][i]
        assert canvas.description == ahead["descriptions"][i]
        assert canvas.side == ahead["sides"][i]
        still = [j for j in range(len(canvas.layers)) if j != ahead["layer"]]
        assert [canvas.layers[j] for j in still] == [before["layers"][j] for j in still]  # a frame leaves them out
        assert canvas.background == before["background"]


@AHEAD
def test_sending_frames_ahead_moves_nothing(name):
    assert frames(name).after == frames(name).before


@AHEAD
def test_frames_ahead_stay_under_a_megabyte(name):
    ahead = frames(name).ahead
    size = sum(len(part.encode()) for kind in ("frames", "descriptions", "sides") for part in ahead[kind])
    assert 0 < size < 1_000_000


@AHEAD
def test_a_move_of_which_the_browser_has_the_frame_sends_no_picture(name, explorer, monkeypatch):
    explorer.canvas.ahead = ahead = frames(name).ahead
    sent = []
    monkeypatch.setattr(explorer.canvas.comm, "send", lambda data, **other: sent.append(data))
    control = ahead_slider(explorer)
    for value in (control.min, control.max):
        control.value = value
        assert explorer.words == ahead["descriptions"][0 if value == control.min else -1]
    assert all(set(message["state"]) == {"grips"} for message in sent)  # where the bars of softmax stand
    assert explorer.canvas.ahead is ahead


@AHEAD
def test_every_other_control_clears_the_frames_ahead(name, explorer):
    for symbol, control in valued(explorer).items():
        if symbol != explorer._ahead:
            explorer.canvas.ahead = frames(name).ahead
            with undrawn(explorer) as said:
                control.value = next(value for value in ends(control) if value != control.value)
            assert explorer.canvas.ahead == {}
            assert said[-1] == explorer.words


# --- the parts, on a small explorer -------------------------------------------------------------------------


def make_small(move=None, **sliders):
    """An explorer of a point at (x, y), with x sent ahead."""
    figure, ax = style.new_figure(size=(2, 2))
    (point,) = ax.plot([0], [0], "o")
    ax.set(xlim=(-10, 10), ylim=(-10, 10), xticks=[], yticks=[])
    controls = sliders or {"x": slider("x", 0.0, -1.0, 1.0), "y": slider("y", 0.0, -1.0, 1.0)}

    def to_point(x, y=0.0):
        if move:
            move(x, y)
        point.set_data([x], [y])
        return f"Point at {x:g}, {y:g}"

    explorer = Explorer(figure, [[point]], controls, to_point, ahead="x")
    explorer.point = point
    return explorer


def test_code_can_drive_it():
    explorer = make_small()
    explorer.controls["x"].value = 0.5
    assert explorer.point.get_xydata().tolist() == [[0.5, 0.0]]
    assert explorer.words == explorer.canvas.description == "Point at 0.5, 0"
    assert explorer.values == {"x": 0.5, "y": 0.0}


def test_controls_cannot_be_replaced_by_mistake():
    with pytest.raises(TypeError):
        make_small().controls["x"] = 2


def test_several_changes_can_be_held_and_drawn_once():
    explorer, moves = make_small(), []
    explorer._move = lambda x, y: moves.append((x, y)) or "Moved"
    with explorer.held():
        explorer.controls["x"].value = 0.1
        with explorer.held():
            explorer.controls["y"].value = 0.2
        explorer.controls["x"].value = 0.3
    assert moves == [(0.3, 0.2)]


def test_reset_restores_what_a_later_control_moved():
    explorer = make_small()
    x, y = explorer.controls["x"], explorer.controls["y"]
    y.observe(lambda _: x.set_trait("value", -1.0), "value")  # as a menu of examples sets the numbers
    y.value = 0.5
    explorer.reset()
    assert explorer.values == {"x": 0.0, "y": 0.0}


def test_compute_is_asked_only_if_another_control_than_the_one_ahead_changed():
    asked, moved = [], []

    def compute(y):
        asked.append(y)
        if y > 0.5:
            raise ArithmeticError("too high")
        return f"computed for {y:g}"

    figure, ax = style.new_figure(size=(2, 2))
    controls = {name: slider(name, 0.0, -1.0, 1.0) for name in "xy"}
    move = lambda computed, x: moved.append((computed, x)) or "moved to a point"  # noqa: E731
    explorer = Explorer(figure, [ax.plot([0], [0])], controls, move, compute, ahead="x")
    explorer.controls["x"].value = 0.5
    explorer.send_frames_ahead()
    assert asked == [0]
    explorer.controls["y"].value = 0.25
    explorer.send_frames_ahead()
    assert asked == [0, 0.25]
    assert moved[-1] == ("computed for 0.25", 0.5)
    with pytest.raises(ArithmeticError):
        explorer.controls["y"].value = 1.0
    explorer.controls["y"].value = 0.25  # artists may have been moved half-way: it is computed again
    assert asked == [0, 0.25, 1.0, 0.25]


def test_what_was_computed_for_the_start_is_not_computed_again():
    asked = []
    figure, ax = style.new_figure(size=(2, 2))
    controls = {name: slider(name, 0.0, -1.0, 1.0) for name in "xy"}
    compute, move = lambda **values: asked.append(values), lambda computed, x: f"{computed} at x = {x:g}"
    explorer = Explorer(figure, [ax.plot([0], [0])], controls, move, compute, "at hand", ahead="x")
    assert explorer.words == "at hand at x = 0"
    explorer.controls["y"].value = 1.0
    assert asked == [{"y": 1.0}]


@pytest.mark.parametrize(
    "low, high, step, positions",
    [
        (-1.0, 1.0, 0.5, [-1, -0.5, 0, 0.5, 1]),
        (-0.3, 0.3, 0.1, [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]),
        (0.0, 0.26, 0.1, [0, 0.1, 0.2]),  # 0.3 would be beyond the end
        (0.0, 0.24, 0.1, [0, 0.1, 0.2]),
        (0.5, 3.0, 0.1, [round(0.5 + i / 10, 9) for i in range(26)]),
    ],
)
def test_positions_go_from_end_to_end_and_never_beyond(low, high, step, positions):
    explorer = make_small(x=slider("x", low, low, high, step))
    explorer.send_frames_ahead()
    assert explorer.canvas.ahead["descriptions"] == [f"Point at {position:g}, 0" for position in positions]
    assert explorer._positions() == positions


def test_whole_sliders_are_asked_for_whole_numbers():
    seen = []
    explorer = make_small(lambda x, y: seen.append(x), x=whole_slider("x", 2, 0, 5))
    explorer.send_frames_ahead()
    assert len(explorer.canvas.ahead["frames"]) == 6
    assert {type(x) for x in seen} == {int}


def test_a_value_between_two_positions_is_drawn_by_the_kernel_and_the_frames_stay():
    explorer = make_small()
    explorer.send_frames_ahead()
    frames = explorer.canvas.ahead
    explorer.controls["x"].value = 0.25
    assert explorer.canvas.description == explorer.words == "Point at 0.25, 0"
    assert explorer.canvas.layers[-1] == explorer.canvas.frame()
    assert explorer.canvas.layers[-1] not in frames["frames"]
    assert explorer.canvas.ahead is frames


@pytest.mark.parametrize(("value", "ahead"), [(0.5, True), (0.8, True), (1.0, True), (0.75, False), (0.81, False)])
def test_a_slider_that_does_not_begin_at_0_has_its_frames_at_its_own_stops(value, ahead):
    explorer = make_small(x=slider("x", 0.7, 0.5, 1.0))
    explorer.send_frames_ahead()
    explorer.canvas.layers = []
    explorer.controls["x"].value = value
    assert (explorer.canvas.layers == []) == ahead  # the browser has that frame, or the kernel draws it


def test_the_position_is_left_to_the_browser_which_may_be_ahead_of_the_kernel():
    explorer = make_small()
    start = explorer.canvas.position
    assert start == explorer.controls["x"].value
    explorer.controls["x"].value = 0.25
    explorer.controls["x"].value = 0.5
    assert explorer.canvas.position == start


def test_a_position_that_the_browser_rounds_otherwise_still_has_its_frame():
    explorer = make_small()
    explorer.send_frames_ahead()
    description = explorer.canvas.description
    for position, words in zip(explorer._positions(), explorer.canvas.ahead["descriptions"], strict=True):
        explorer.controls["x"].value = np.nextafter(position, 0)
        assert explorer.canvas.description == description  # nothing was drawn
        assert explorer.words == words


def test_frames_that_are_too_many_are_not_sent(monkeypatch):
    monkeypatch.setattr("chainrule.explorers.explorer.MOST_AHEAD", 1000)
    explorer = make_small()
    explorer.controls["y"].value = 0.5
    explorer.send_frames_ahead()
    assert explorer.canvas.ahead == {}
    assert explorer.point.get_xydata().tolist() == [[0.0, 0.5]]
    explorer.controls["x"].value = 1.0
    assert explorer.canvas.description == "Point at 1, 0.5"
    assert MOST_AHEAD == 1_000_000


def test_a_move_that_fails_leaves_an_explorer_that_works():
    def fail(x, y):
        if y > 0.5:
            raise ArithmeticError("too high")

    explorer = make_small(fail)
    before = state(explorer)
    with pytest.raises(ArithmeticError):
        explorer.controls["y"].value = 1.0
    explorer.controls["y"].value = 0.25
    assert explorer.words == explorer.canvas.description == "Point at 0, 0.25"
    with pytest.raises(ArithmeticError), explorer.held():
        explorer.controls["y"].value = 1.0
    explorer.reset()
    assert state(explorer) == before
    explorer.controls["x"].value = 0.5
    assert explorer.canvas.description == "Point at 0.5, 0"


def test_an_error_among_held_changes_ends_the_hold():
    explorer = make_small()
    with pytest.raises(KeyError), explorer.held():
        explorer.controls["nothing"].value = 1.0
    explorer.controls["x"].value = 0.5
    assert explorer.canvas.description == "Point at 0.5, 0"


def test_a_frame_that_cannot_be_drawn_puts_the_artists_back_and_sends_none():
    def fail(x, y):
        if x > 0.5:
            raise ArithmeticError("too far")

    explorer = make_small(fail)
    explorer.controls["y"].value = 0.5
    with pytest.raises(ArithmeticError):
        explorer.send_frames_ahead()
    assert explorer.canvas.ahead == {}
    assert explorer.point.get_xydata().tolist() == [[0.0, 0.5]]


# --- in a running event loop, as in a notebook --------------------------------------------------------------


@pytest.fixture
def soon(monkeypatch):
    """A shorter wait until it counts as quiet."""
    monkeypatch.setattr("chainrule.explorers.explorer.QUIET", 0.06)


async def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.01)


def test_frames_are_sent_ahead_once_it_is_quiet(soon):
    async def main():
        explorer = make_small()
        assert explorer.canvas.ahead == {}
        await until(lambda: explorer.canvas.ahead)
        assert len(explorer.canvas.ahead["frames"]) == 21
        explorer.controls["y"].value = 1.0
        assert explorer.canvas.ahead == {}
        await until(lambda: explorer.canvas.ahead)
        assert explorer.canvas.ahead["descriptions"][0] == "Point at -1, 1"

    asyncio.run(main())


def test_frames_wait_as_long_as_the_learner_moves(soon):
    async def main():
        explorer = make_small()
        start = time.monotonic()
        for i in range(12):
            explorer.controls["y"].value = i / 20
            late = time.monotonic() - start > 0.05
            start = time.monotonic()
            assert late or not explorer.canvas.ahead
            await asyncio.sleep(0.01)
        await until(lambda: explorer.canvas.ahead)
        assert explorer.canvas.ahead["descriptions"][10] == "Point at 0, 0.55"

    asyncio.run(main())


def test_a_move_while_frames_are_drawn_starts_them_anew(soon):
    async def main():
        drawn = []
        explorer = make_small(lambda x, y: (drawn.append((x, y)), time.sleep(0.004)))
        await until(lambda: drawn.count((-0.5, 0.0)))  # the frames are half drawn
        explorer.controls["y"].value = 1.0
        assert explorer.canvas.description == "Point at 0, 1"
        await until(lambda: explorer.canvas.ahead)
        assert all(words.endswith(", 1") for words in explorer.canvas.ahead["descriptions"])
        assert explorer.point.get_xydata().tolist() == [[0.0, 1.0]]
        assert (1.0, 0.0) not in drawn  # the first filling gave up

    asyncio.run(main())


def test_old_fillings_leave_nothing_behind(soon):
    async def main():
        explorer = make_small()
        for i in range(30):
            explorer.controls["y"].value = i / 30
        await until(lambda: explorer.canvas.ahead)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(main())


def test_filling_frees_the_kernel_every_few_hundredths_of_a_second(soon):
    async def main():
        explorer = EXPLORERS["explore_activation"]()
        pauses, before = [], time.thread_time()
        while not explorer.canvas.ahead:
            await asyncio.sleep(0)
            pauses.append(time.thread_time() - before)
            before = time.thread_time()
            await asyncio.sleep(0.001)
        assert max(pauses) < 2.5 * SLICE
        assert sum(pauses) > 2 * SLICE  # there was something to do

    asyncio.run(main())


# --- controls -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [-1.01, 1.01, float("nan"), float("inf"), "1", None, [1], True, 10**400])
def test_a_start_beyond_the_ends_is_refused_with_a_sentence(value):
    with pytest.raises(ValueError, match=r"^z must lie between -1 and 1, but it is "):
        slider("z", value, -1.0, 1.0)


@pytest.mark.parametrize("value", [-1, 1.0, np.float64(0.5), np.int64(1), np.float32(0.25)])
def test_any_kind_of_number_within_the_ends_will_do(value):
    check_between("z", value, -1, 1)
    assert slider("z", value, -1.0, 1.0).value == value


def test_a_broken_number_is_refused_by_a_slider_of_whole_ones():
    with pytest.raises(ValueError, match=r"n must be a whole number, but it is 2\.5"):
        whole_slider("n", 2.5, 0, 5)
    assert whole_slider("n", np.int64(3), 0, 5).value == 3


def test_words_on_the_page_have_blanks_where_names_have_none():
    assert slider("weight_scale", 1, 0, 2).description == "weight scale"
    assert whole_slider("update", 1, 0, 2, words="updates").description == "updates"
    assert whole_slider("update", 1, 0, 4, 2).step == 2


@pytest.mark.parametrize("value", [3, None, True, "4", [4], float("nan"), np.array([4])])
def test_a_menu_refuses_what_it_does_not_offer(value):
    with pytest.raises(ValueError, match=r"^batch must be one of 1, 4, 16, but it is "):
        menu("batch", [1, 4, 16], value)


@pytest.mark.parametrize("value", [None, 0, 1, "no", float("nan")])
def test_a_tick_is_true_or_false(value):
    with pytest.raises(ValueError, match=r"^float32 must be True or False, but it is "):
        tick("float32", value)
    assert tick("float32", np.True_).value is True


def test_menu_offers_words_and_values():
    control = menu("kind", [("one", 1), ("two", 2)], 2)
    assert (control.value, control.label) == (2, "two")


@EVERY
def test_a_closed_explorer_leaves_no_widget_behind(name):
    before = len(_instances)
    explorer = EXPLORERS[name]()
    assert len(_instances) > before + 5
    explorer.close()
    explorer.close()
    assert len(_instances) == before
