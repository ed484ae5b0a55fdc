"""Grips in a browser, without JupyterLab: from a pointer to a stop of a control and back to the halo on its point."""

import json

import numpy as np
import pytest

from chainrule.explorers.canvas import LiveCanvas

PREPARE = """([state, controls]) => {
    document.body.style.margin = 0;
    window.controls = {};
    window.log = [];
    for (const [name, given] of Object.entries(controls)) {
        const acts = [];
        window.controls[name] = {
            comm_live: true, ...given,
            get: key => window.controls[name].state[key],
            set(changes) { Object.assign(this.state, changes); acts.forEach(act => act()); },
            on: (_, act) => acts.push(act),
            off: (_, act) => acts.splice(acts.indexOf(act), 1),
            save_changes() { log.push(JSON.stringify(this.state.value ?? this.state.index)); },
            listeners: () => acts.length,
        };
    }
    window.view = open_view(state);
    return new Promise(done => setTimeout(done, 100));
}"""
AHEAD = {
    "start": -1,
    "step": 0.5,
    "frames": ["<text>a frame</text>"] * 5,
    "descriptions": ["words"] * 5,
    "sides": [""] * 5,
}
STYLE = LiveCanvas._css + ".chainrule-frame > * { max-width: none !important; }"  # four pixels for each point
SLIDER = {"min": -1.0, "max": 1.0, "step": 0.5, "value": 0.0, "description": "z"}


def state_with(grips, **changes):
    """A canvas of 200 by 100 points that is shown 800 pixels wide, with these grips."""
    return {
        "size": [200, 100], "definitions": "", "background": "", "layers": [""], "description": "words",
        "stepper": False, "side": "", "position": 0, "ahead": {}, "grips": grips, **changes,
    }  # fmt: skip


def axis(control="z", ends=(-1.0, 1.0), log=False, places=(), ahead=False):
    return {"control": f"IPY_MODEL_{control}", "ahead": ahead, "ends": list(ends), "log": log, "places": list(places)}


@pytest.fixture
def open_picture(page):
    page.set_viewport_size({"width": 800, "height": 600})
    page.add_style_tag(content=STYLE)

    def open_picture_(grips, controls=None, **changes):
        controls = {name: {"state": state} for name, state in (controls or {"z": SLIDER}).items()}
        page.evaluate(PREPARE, [state_with(grips, **changes), controls])
        return page

    return open_picture_


def value(page, name="z", key="value"):
    return page.evaluate("([name, key]) => window.controls[name].state[key]", [name, key])


def drag(page, *places):
    """Press at the first place of the picture, in its points, move to the others, and let go."""
    for i, (x, y) in enumerate(places):
        page.mouse.move(4 * x, 4 * y)
        if i == 0:
            page.mouse.down()
    page.mouse.up()


BOX = [50, 20, 150, 80]  # in points; -1 is at 50 and 1 at 150


@pytest.mark.parametrize(
    ("x", "wanted"), [(50, -1), (61, -1), (64, -0.5), (99, 0), (149, 1), (170, 1), (20, -1), (-40, -1)]
)
def test_a_drag_along_x_moves_to_the_nearest_stop_and_ends_at_the_ends(open_picture, x, wanted):
    page = open_picture([{"box": BOX, "x": axis()}])
    drag(page, (130, 50), (110, 50), (x, 90))  # it may leave the area
    assert value(page) == wanted


def test_a_tap_moves_at_once_and_one_beside_the_area_does_nothing(open_picture):
    page = open_picture([{"box": BOX, "x": axis()}])
    page.mouse.click(4 * 126, 4 * 50)
    assert value(page) == 0.5
    page.mouse.click(4 * 30, 4 * 50)
    page.mouse.click(4 * 80, 4 * 50, button="right")
    assert value(page) == 0.5


def test_the_point_does_not_jump_to_a_pointer_that_takes_it_beside_its_middle(open_picture):
    page = open_picture([{"box": BOX, "x": axis()}], {"z": {**SLIDER, "step": 0.01}})
    drag(page, (102, 50))
    assert value(page) == 0
    drag(page, (102, 50), (127, 50))
    assert value(page) == 0.5


def test_moving_without_pressing_moves_nothing(open_picture):
    page = open_picture([{"box": BOX, "x": axis()}])
    page.mouse.move(4 * 60, 4 * 50)
    page.mouse.move(4 * 140, 4 * 50)
    assert value(page) == 0
    drag(page, (60, 50))
    page.mouse.move(4 * 140, 4 * 50)
    assert value(page) == -1


def test_two_controls_at_once_and_up_is_more(open_picture):
    page = open_picture([{"box": BOX, "x": axis("w"), "y": axis("v")}], {"w": SLIDER, "v": SLIDER})
    drag(page, (60, 70), (125, 35))
    assert (value(page, "w"), value(page, "v")) == (0.5, 0.5)
    assert page.locator(".chainrule-halo").count() == 1


@pytest.mark.parametrize("base", [10, 20])
def test_a_logarithmic_control_on_a_logarithmic_axis(open_picture, base):
    control = {"min": -2.0, "max": 2.0, "step": 0.05, "base": base, "value": 1.0, "description": "rate"}
    ends = np.log10([base**-2.0, base**2.0]).tolist()
    page = open_picture([{"box": BOX, "x": axis(ends=ends, log=True)}], {"z": control})
    drag(page, (60, 50), (125, 50))
    assert value(page) == pytest.approx(base)
    drag(page, (60, 50), (76.1, 50))
    assert value(page) == pytest.approx(base**-0.95)
    page.evaluate("window.controls.z.set({ value: 0 })")  # a scale of 0 lies beyond every log axis
    assert page.locator(".chainrule-halo").bounding_box()["x"] == pytest.approx(4 * 50 - 6, abs=1)


def test_a_plain_slider_on_a_logarithmic_axis(open_picture):
    control = {"min": 1, "max": 40, "step": 1, "value": 4, "description": "parts"}
    page = open_picture([{"box": BOX, "x": axis(ends=(0, 2), log=True)}], {"z": control})
    drag(page, (60, 50), (100, 50))
    assert value(page) == 10
    drag(page, (60, 50), (149, 50))
    assert value(page) == 40


def test_a_menu_is_moved_to_the_entry_whose_place_is_nearest(open_picture):
    control = {"_options_labels": ["a", "b", "c"], "index": 0, "description": "menu"}
    page = open_picture([{"box": BOX, "y": axis(ends=(2.5, -0.5), places=[0, 1, 2])}], {"z": control})
    drag(page, (100, 25), (100, 75))  # the axis points down
    assert value(page, key="index") == 2
    drag(page, (100, 75), (100, 49))
    assert value(page, key="index") == 1


def test_places_of_stops_may_be_curved(open_picture):
    places = [1 / (1 + np.exp(-4 * z)) for z in (-1, -0.5, 0, 0.5, 1)]
    page = open_picture([{"box": BOX, "y": axis(ends=(0, 1), places=places)}])
    drag(page, (100, 50), (100, 80 - 60 * places[3]))
    assert value(page) == 0.5


def test_halo_lies_on_every_marker_at_the_value_and_on_no_other(open_picture):
    marks = (
        (100, 30),
        (100, 60),
        (100.2, 60.1),
        (120, 40),
        (100, 90),
    )  # the third lies on the second, the last outside
    layer = "".join(f'<use href="#m" x="{x}" y="{y}"/>' for x, y in marks)
    page = open_picture([{"box": BOX, "x": axis()}], layers=[layer])
    halos = [halo.bounding_box() for halo in page.locator(".chainrule-halo").all()]
    middles = sorted((box["y"] + box["height"] / 2) / 4 for box in halos)
    assert middles == pytest.approx([30, 60], abs=0.3)
    assert all((box["x"] + box["width"] / 2) / 4 == pytest.approx(100, abs=0.3) for box in halos)
    assert all(min(box["width"], box["height"]) >= 24 for box in halos)


def test_a_line_without_marker_gets_a_knob(open_picture):
    page = open_picture([{"box": BOX, "x": axis()}])
    box = page.locator(".chainrule-knob").bounding_box()
    assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx((400, 200), abs=1)


def test_halo_follows_the_control_and_new_limits(open_picture):
    page = open_picture([{"box": BOX, "x": axis()}])
    page.evaluate("window.controls.z.set({ value: 1 })")
    halo = page.locator(".chainrule-halo")
    assert halo.bounding_box()["x"] == pytest.approx(4 * 150 - 6, abs=1)
    page.evaluate("grips => view.model.set('grips', grips)", [{"box": BOX, "x": axis(ends=(-2, 2))}])
    assert halo.bounding_box()["x"] == pytest.approx(4 * 125 - 6, abs=1)
    drag(page, (125, 50), (75, 50))
    assert value(page) == -1


@pytest.mark.parametrize(
    ("control", "ahead", "alive"),
    [
        ({}, False, True),
        ({"comm_live": False}, False, False),  # the kernel is gone, or there never was one
        ({"comm_live": False}, True, True),  # but the frames are here
        ({"disabled": True}, True, False),
    ],
)
def test_what_cannot_follow_is_not_offered(open_picture, page, control, ahead, alive):
    page = open_picture([{"box": BOX, "x": axis(ahead=ahead)}], ahead=AHEAD if ahead else {})
    page.evaluate(
        """({ comm_live = true, disabled = false }) => {
            window.controls.z.comm_live = comm_live;
            window.controls.z.set({ disabled });
        }""",
        control,
    )
    assert page.locator(".chainrule-grip").is_visible() == alive
    assert page.locator(".chainrule-hint").text_content() == ("Drag in the picture: z" if alive else "")


def test_a_kernel_that_goes_during_a_drag_leaves_the_control_as_it_is(open_picture):
    page = open_picture([{"box": BOX, "x": axis()}])
    page.mouse.move(4 * 60, 200)
    page.mouse.down()
    page.evaluate("window.controls.z.comm_live = false")
    page.mouse.move(4 * 140, 200)
    page.mouse.up()
    drag(page, (80, 50))
    assert value(page) == -1


def test_a_finger_drags_across_and_a_scroll_moves_nothing(browser, open_views):
    context = browser.new_context(viewport={"width": 800, "height": 300}, has_touch=True)
    page = context.new_page()
    open_views(page)
    page.add_style_tag(content=STYLE + "body { height: 3000px; }")
    page.evaluate(PREPARE, [state_with([{"box": BOX, "x": axis()}]), {"z": {"state": SLIDER}}])
    fingers = context.new_cdp_session(page)

    def swipe(*places):
        for i, (x, y) in enumerate(places):
            kind = "touchMove" if i else "touchStart"
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": 4 * x, "y": 4 * y}]})
            page.wait_for_timeout(30)
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(100)

    swipe((70, 60), (90, 60), (110, 61), (149, 60))
    assert value(page) == 1
    swipe((126, 50))
    assert value(page) == 0.5  # a tap
    assert page.evaluate("scrollY") == 0
    swipe((70, 60), (70, 45), (71, 30), (70, 10))
    assert page.evaluate("scrollY") > 100
    assert value(page) == 0.5
    context.close()


FRAMES = {
    **AHEAD,
    "frames": [f"<text>frame {i}</text>" for i in range(5)],
    "descriptions": [f"words {i}\nand more" for i in range(5)],
}


def reading(page):
    """What is read at the pointer: the frame and its words; None if nothing is."""
    shown = page.locator(".chainrule-reading")
    return [shown.locator(part).text_content() for part in ("svg", ".chainrule-said")] if shown.is_visible() else None


def test_a_pointer_over_the_axes_reads_the_frame_of_its_place_and_moves_nothing(open_picture):
    page = open_picture([{"box": BOX, "x": axis(ahead=True)}], ahead=FRAMES)
    assert reading(page) is None
    for x, stop in ((60, 0), (126, 3), (149, 4)):
        page.mouse.move(4 * x, 200)
        assert reading(page) == [f"frame {stop}", f"words {stop}"]
        words = page.locator(".chainrule-said").bounding_box()
        assert words["x"] <= 4 * x <= words["x"] + words["width"] <= 800
    assert value(page) == 0
    assert page.evaluate("log") == []
    assert page.locator(".chainrule-caption").text_content() == "words 2\nand more"
    page.mouse.move(4 * 30, 200)
    assert reading(page) is None


def test_what_is_read_goes_by_escape_and_by_a_drag(open_picture):
    page = open_picture([{"box": BOX, "x": axis(ahead=True)}], ahead=FRAMES)
    page.evaluate("controls.z.on('', () => view.model.set('position', controls.z.get('value')))")
    page.mouse.move(4 * 126, 200)
    page.keyboard.press("Escape")
    assert reading(page) is None
    page.mouse.move(4 * 127, 200)
    assert reading(page) == ["frame 3", "words 3"]
    page.mouse.down()
    for x in (100, 75):
        page.mouse.move(4 * x, 200)
        assert reading(page) is None
    page.mouse.up()
    assert (value(page), page.locator(".chainrule-caption").text_content()) == (-0.5, "words 1\nand more")
    page.mouse.move(4 * 100, 200)
    assert reading(page) == ["frame 2", "words 2"]


@pytest.mark.parametrize(
    ("grip", "frames"),
    [
        ({"x": axis(ahead=True)}, {}),  # no frames: there is nothing to read
        ({"x": axis()}, FRAMES),  # the frames are another control's
        ({"y": axis(ahead=True)}, FRAMES),
        ({"x": axis(ahead=True, places=(-1, -0.8, 0, 0.8, 1))}, FRAMES),  # the axis is another quantity's
    ],
)
def test_where_the_axis_is_not_that_of_the_frames_nothing_is_read(open_picture, grip, frames):
    page = open_picture([{"box": BOX, **grip}], ahead=frames)
    page.mouse.move(4 * 126, 200)
    assert reading(page) is None


def test_every_view_can_be_dragged_and_one_that_is_closed_no_longer_listens(open_picture):
    page = open_picture([{"box": BOX, "x": axis()}])
    page.evaluate("state => { window.second = open_view(state); }", state_with([{"box": BOX, "x": axis()}]))
    page.wait_for_timeout(100)
    first, second = page.locator(".chainrule-halo").all()
    drag(page, (60, 50), (126, 50))
    assert first.evaluate("halo => halo.style.left") == second.evaluate("halo => halo.style.left") == "75%"
    assert page.evaluate("window.controls.z.listeners()") == 2
    page.evaluate("window.second.close()")
    assert page.evaluate("window.controls.z.listeners()") == 1


def test_words_are_said_once_it_is_quiet(open_picture):
    """A live region that follows every stop of a drag would never stop talking."""
    page = open_picture([], layers=[""])
    heard = page.evaluate(
        """async () => {
            const region = view.el.querySelector("[aria-live]"), heard = [];
            new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true });
            for (let i = 0; i < 30; i++) {
                view.model.set("description", `words ${i}`);
                await new Promise(done => setTimeout(done, 20));
            }
            const during = [...heard];
            await new Promise(done => setTimeout(done, 700));
            return JSON.stringify([during, heard]);
        }"""
    )
    assert json.loads(heard) == [[], ["words 29"]]
