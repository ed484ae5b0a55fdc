"""Lesson 07 as a page without a kernel: buttons, keys and sliders work, and no other server is asked for anything."""

import pytest

from chainrule.maths.network import WORKED_EXAMPLE
from chainrule.maths.story import story

from .lab import LESSONS, READ, write_notebook

STEPS = story(WORKED_EXAMPLE)


@pytest.fixture(scope="module")
def opened(browser, export):
    """The exported page, opened from disk, with a list of all that the browser asked for and complained of."""
    path = export(LESSONS / "07_go_back.ipynb")
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page, complaints, inside = context.new_page(), [], (path.parent.as_uri(), "data:", "blob:")
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(inside) or complaints.append(f"asked for {asked.url}"))
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((folded) => (folded.open = true))")
    page.wait_for_function("document.querySelectorAll('.chainrule-picture g').length > 0", timeout=120_000)
    page.wait_for_function("document.querySelectorAll('mjx-container').length > 0", timeout=120_000)
    yield page, complaints
    context.close()


@pytest.fixture
def page(opened):
    page, complaints = opened
    yield page
    assert not complaints


@pytest.fixture
def stepper(page):
    """The explorer with the steps of the worked example, before the first of them."""
    explorer = page.locator(".chainrule-explorer", has=page.get_by_role("button", name="Next")).first
    press(explorer, "slider", "step", "Home")
    assert said(explorer).startswith("Before the first")
    return explorer


def press(explorer, role, name, key):
    control = explorer.get_by_role(role, name=name, exact=True)
    control.focus()
    control.press(key)


def said(explorer):
    """The sentence of the moment, which stands under the picture and is its text alternative."""
    shown = explorer.evaluate(READ)
    assert shown["words"] == shown["caption"]
    return shown["words"]


def stands_at(explorer, number):
    """Whether the explorer says this step of the story."""
    words, step = said(explorer), STEPS[number - 1]
    return words.startswith(f"Step {number} of {len(STEPS)}, ") and words.lower().endswith(step.sentence.lower())


def test_next_walks_through_thirty_steps_and_back_returns(stepper):
    pictures = set()
    for number in range(1, 31):
        press(stepper, "button", "Next", "Enter")
        assert stands_at(stepper, number)
        pictures.add(stepper.evaluate(READ)["picture"])
    assert len(pictures) == 30
    rows = stepper.locator(".chainrule-ledger tr:has(td)")
    assert rows.count() == 30
    assert rows.last.get_attribute("class") == "new"
    press(stepper, "button", "Back", "Enter")
    assert stands_at(stepper, 29)


def test_slider_walks_to_the_last_step(stepper):
    press(stepper, "slider", "step", "ArrowRight")
    assert stands_at(stepper, 1)
    press(stepper, "slider", "step", "End")
    assert stands_at(stepper, len(STEPS))
    assert stepper.locator(".chainrule-ledger tr:has(td)").count() == len(STEPS)


@pytest.mark.parametrize("button", ["Back", "Next", "Play"])
def test_arrow_keys_on_a_button_walk_both_ways(stepper, button):
    press(stepper, "button", button, "ArrowLeft")
    assert said(stepper).startswith("Before the first")
    press(stepper, "button", button, "ArrowRight")
    press(stepper, "button", button, "ArrowRight")
    assert stands_at(stepper, 2)
    press(stepper, "button", button, "ArrowLeft")
    assert stands_at(stepper, 1)
    handle = stepper.get_by_role("slider", name="step", exact=True)
    assert float(handle.get_attribute("aria-valuenow")) == 1
    press(stepper, "button", button, "Alt+ArrowRight")  # the browser's own key: forward
    assert stands_at(stepper, 1)


@pytest.mark.parametrize("key", ["Enter", "ArrowLeft"])
def test_play_walks_by_itself_until_pause_or_an_arrow_key(stepper, key):
    press(stepper, "button", "Play", "Enter")
    stepper.get_by_text("Step 1 of").wait_for()
    press(stepper, "button", "Pause", key)
    assert stepper.get_by_role("button", name="Play").is_visible()


def test_slider_of_another_explorer_moves(page):
    explorer = page.locator(".chainrule-explorer", has=page.get_by_role("slider", name="value", exact=True)).first
    press(explorer, "slider", "value", "Home")
    first = explorer.evaluate(READ)
    press(explorer, "slider", "value", "End")
    last = explorer.evaluate(READ)
    assert first["words"].startswith("w5 = ") and last["words"].startswith("w5 = ")
    assert first["words"] != last["words"] and first["picture"] != last["picture"]


def test_every_control_that_needs_a_kernel_is_disabled_and_no_other(page):
    for explorer in page.locator(".chainrule-explorer").all():
        needy = ".chainrule-controls :is(select, button, input):not(.chainrule-stepper *)"
        for control in explorer.locator(needy).all():
            assert control.is_disabled()
        for button in explorer.locator(".chainrule-stepper button").all():
            assert button.is_enabled()
        assert explorer.locator(".widget-slider [disabled]").count() == 0


def test_formulas_are_set_and_every_picture_has_words(page):
    words = page.locator(".jp-RenderedMarkdown").all_text_contents()
    assert not [text for text in words if "$" in text]
    assert page.locator("img").count() >= 2
    for picture in page.locator("img").all():
        assert len(picture.get_attribute("alt")) > 20
        assert "No description" not in picture.get_attribute("alt")


def test_frames_that_the_kernel_had_sent_between_two_cells_are_in_the_page_too(export, tmp_path):
    lesson = tmp_path / "idle.ipynb"
    show = "from chainrule.explorers.activations import explore_activation\nexplorer = explore_activation()\nexplorer"
    wait = "import asyncio\nwhile not explorer.canvas.ahead:\n    await asyncio.sleep(0.1)"
    write_notebook(lesson, [show, wait])
    assert export(lesson).read_text("utf-8").count('"frames":') == 1


def test_the_words_beside_the_controls_are_light_on_a_dark_page(page):
    page.get_by_role("button", name="Dark").click()
    colours = page.evaluate(
        "() => [...document.querySelectorAll('.chainrule-controls .widget-label, .chainrule-controls .widget-readout, .chainrule-controls select')].map(part => getComputedStyle(part).color)"
    )
    page.get_by_role("button", name="Light").click()
    assert set(colours) == {"rgb(236, 236, 236)"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_page(page, axe, theme):
    page.evaluate("theme => { document.body.dataset.jpThemeLight = theme === 'light'; }", theme)
    page.wait_for_function("document.getAnimations().length === 0")  # colours take a moment to change
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []
