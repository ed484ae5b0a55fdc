"""The canvas in a browser, without JupyterLab: the right frame at each position, its words, and ids of its own."""

import re

import pytest

from chainrule.explorers import canvas
from chainrule.explorers.activations import explore_activation


def small_state(**changes):
    """A canvas of two layers whose drawings are words, and five frames ahead, at -1, -0.5, 0, 0.5 and 1."""
    frames = [f"<text>frame {i}</text>" for i in range(5)]
    return {
        "size": [100, 50], "definitions": "", "background": "<text>background</text>", "stepper": False,
        "layers": ["<text>lower</text>", "<text>upper</text>"], "description": "by the kernel", "side": "",
        "position": 0.25, "grips": [], "ahead": {
            "start": -1, "step": 0.5, "frames": frames, "descriptions": [f"words {i}" for i in range(5)],
            "sides": [""] * 5,
        }, **changes,
    }  # fmt: skip


def state_of(shown):
    """What a browser is sent of a canvas; without its grips, which name widgets of a page."""
    return {name: getattr(shown, name) for name in small_state()} | {"grips": []}


@pytest.mark.parametrize(
    ("position", "shown"),
    [(-1, 0), (-0.5, 1), (0, 2), (0.1 + 0.2 + 0.2, 3), (1, 4), (0.25, None), (1.5, None), (-1.5, None)],
)
def test_each_position_shows_its_frame_and_one_between_two_what_the_kernel_drew(page, position, shown):
    lower, upper, words, caption = page.evaluate(
        """([state, position]) => {
            const { model, el } = open_view(state);
            model.set("position", position);
            const words = el.querySelector("[role=img]").getAttribute("aria-label");
            return [...sheets(el), words, el.querySelector(".chainrule-caption").textContent];
        }""",
        [small_state(), position],
    )
    assert lower == "lower"
    assert upper == ("upper" if shown is None else f"frame {shown}")
    assert words == caption == ("by the kernel" if shown is None else f"words {shown}")


def test_every_position_shows_its_frame_however_it_was_rounded(page):
    """0.7 is stop 17 from -1 in steps of 0.1, but (0.7 + 1) / 0.1 is 16.999999999999996."""
    count = 21
    frames = [f"<text>{i}</text>" for i in range(count)]
    words = [str(i) for i in range(count)]
    ahead = {"start": -1, "step": 0.1, "frames": frames, "descriptions": words, "sides": [""] * count}
    shown = page.evaluate(
        """state => {
            const { model, el } = open_view(state);
            return state.ahead.frames.map((_, i) => {
                model.set("position", Number((-1 + i * 0.1).toFixed(2)));
                return sheets(el)[1];
            });
        }""",
        small_state(ahead=ahead),
    )
    assert shown == words


def test_without_frames_ahead_the_kernel_s_layers_are_shown(page):
    assert page.evaluate("state => sheets(open_view(state).el)", small_state(ahead={}, position=0)) == [
        "lower",
        "upper",
    ]


def test_what_did_not_change_is_left_alone(page):
    assert page.evaluate(
        """state => {
            const { model, el } = open_view(state);
            const drawings = () => [...el.querySelectorAll("svg text")];
            const before = drawings();
            model.set("position", 0.5);
            return drawings().map((drawing, i) => drawing === before[i]);
        }""",
        small_state(),
    ) == [True, True, False]


def test_every_view_refers_to_its_own_definitions_also_beside_a_hidden_one(page):
    """Two lessons in two tabs draw the same figure; clips and hatches of the hidden one do not work in the other."""
    shown = explore_activation("sigmoid").canvas
    state = state_of(shown)
    ids, missing, foreign = page.evaluate(
        """state => {
            const views = [open_view({ ...state }, true), open_view({ ...state })];
            const [hidden, seen] = views.map(view => new Set([...view.el.querySelectorAll("[id]")].map(one => one.id)));
            const uses = views[1].el.innerHTML.matchAll(/(?:url\\((?:&quot;|")?#|href="#)([^")&]+)/g);
            const used = [...uses].map(use => use[1]);
            return [seen.size, used.filter(id => !seen.has(id)), [...seen].filter(id => hidden.has(id))];
        }""",
        state,
    )
    assert ids > 10
    assert missing == foreign == []


def test_hatches_are_drawn_beside_a_hidden_view_of_the_same_figure(page):
    shown = explore_activation("sigmoid").canvas
    state = state_of(shown)
    pictures = []
    for hidden in (False, True):
        page.evaluate("document.body.replaceChildren()")
        page.evaluate("([state, hidden]) => { if (hidden) open_view({ ...state }, true); }", [state, hidden])
        page.evaluate("state => { window.last = open_view({ ...state }).el; }", state)
        page.evaluate("document.body.append(window.last)")
        pictures.append(page.locator(".chainrule-picture").last.screenshot())
    assert pictures[0] == pictures[1]


def test_theme_colours_are_all_that_the_style_sheet_needs(page):
    """Each colour that the picture names has a value, in the light and in the dark theme."""
    shown = explore_activation("sigmoid").canvas
    names = sorted(set(re.findall(r"var\(--([\w-]+)\)", shown.background + shown.definitions + "".join(shown.layers))))
    state = state_of(shown)
    page.add_style_tag(content=canvas.LiveCanvas._css)
    looks = []
    for light in ("true", "false"):
        looks.append(page.evaluate(
            """([state, names, light]) => {
                document.body.dataset.jpThemeLight = light;
                const style = getComputedStyle(open_view(state).el);
                return names.map(name => style.getPropertyValue(`--${name}`));
            }""",
            [state, names, light],
        ))  # fmt: skip
    assert len(names) >= 6
    assert all(looks[0]) and all(looks[1])
    assert all(one != other for one, other in zip(*looks, strict=True))
