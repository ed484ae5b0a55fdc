"""A lesson for a room: screen by screen, explorers live and whole, nothing of it kept."""

import pytest

from .lab import KERNEL, OpenNotebook

LESSONS = ["00_start_here.ipynb", "02_meet_the_sigmoid.ipynb", "06_go_forward.ipynb"]
LONG = [LESSONS[0], *(pytest.param(lesson, marks=pytest.mark.long) for lesson in LESSONS[1:])]
NUMBER = "document.querySelector('.chainrule-stage nav output')?.textContent"
MODEL = "jupyterapp.shell.currentWidget.content.model"
EXPLORER, PREDICTION = ".chainrule-now .chainrule-explorer", ".chainrule-now .jp-OutputPlaceholder"
SCREEN = """() => {
    const shown = [...document.querySelectorAll(".chainrule-now")].filter((each) => each.checkVisibility());
    const stage = document.querySelector(".chainrule-stage .jp-WindowedPanel-outer");
    const words = ".jp-RenderedMarkdown > *, .cm-line, .jp-OutputArea-output pre, .jp-OutputArea-output p";
    return {
        prose: shown.filter((each) => each.matches(".jp-RenderedMarkdown > *")).map((each) => each.textContent),
        code: shown.filter((each) => each.matches(".jp-CodeCell")).length,
        type: Math.min(...shown.flatMap((each) => [...each.querySelectorAll(words), each]).filter((each) =>
            each.matches(words) && each.checkVisibility()).map((each) => parseFloat(getComputedStyle(each).fontSize))),
        below: stage.scrollHeight - stage.clientHeight,
        explorer: Boolean(document.querySelector(".chainrule-now .chainrule-explorer")),
    };
}"""
WHOLE = """explorer => {
    const { left, right, top, bottom } = explorer.getBoundingClientRect(), picture = explorer.querySelector(".chainrule-picture").getBoundingClientRect();
    const end = document.querySelector(".chainrule-stage nav").getBoundingClientRect().top;
    return top >= 0 && bottom <= end && left >= 0 && right <= innerWidth && picture.height > 0.45 * innerHeight && picture.bottom <= end;
}"""

SEEN = """() => {
    const { content, toolbar } = jupyterapp.shell.currentWidget, { top, bottom, width } = content.activeCell.node.getBoundingClientRect();
    const present = [...toolbar.node.querySelectorAll("*")].find((each) => each.textContent === "Present");
    return bottom - top > 10 && top >= 0 && top < innerHeight / 2 && width < content.node.clientWidth && content.node.getBoundingClientRect().right <= innerWidth && present.checkVisibility();
}"""


@pytest.fixture(scope="module")
def notebook(open_notebook):
    with open_notebook(LESSONS[0], 1280, 720) as notebook:
        yield notebook


def start(notebook):
    notebook.page.evaluate("void jupyterapp.commands.execute('chainrule:present')")


def present(notebook):
    start(notebook)
    notebook.wait_until(NUMBER)


def place(notebook):
    return tuple(map(int, notebook.page.evaluate(NUMBER).split(" / ")))


def wait_for_explorer(notebook):
    notebook.page.locator(f"{EXPLORER} .chainrule-picture g").first.wait_for()
    notebook.wait_for_kernel()
    return notebook.page.locator(EXPLORER)


def walk(notebook):
    """Press a clicker's button from the first screen to the last; give each screen, with its answer."""
    while True:
        here, total = place(notebook)
        prediction = notebook.page.locator(PREDICTION).count()
        before = notebook.page.evaluate(SCREEN)
        if prediction:
            assert not before["explorer"], "a prediction comes before its picture"
            notebook.page.keyboard.press("PageDown")
            notebook.page.locator(PREDICTION).wait_for(state="detached")
            assert place(notebook)[0] == here
            if any(
                code.startswith("explore_")
                for code in notebook.page.locator(".chainrule-now .cm-content").all_text_contents()
            ):
                wait_for_explorer(notebook)
        yield before, notebook.page.evaluate(SCREEN)
        if here == total:
            return
        for _ in range(5):
            notebook.page.keyboard.press("PageDown")  # more than once where a long output is below
            if place(notebook)[0] != here:
                break
        assert place(notebook)[0] == here + 1


@pytest.mark.parametrize("lesson", LONG)
def test_a_lesson_goes_by_screen_by_screen_and_is_left_as_it_was(notebook, lesson, folder):
    if lesson != LESSONS[0]:
        notebook.go_on_to(lesson)
    notebook.page.evaluate(f"{MODEL}.dirty = false")
    stored, before = (folder / lesson).read_bytes(), notebook.page.evaluate(f"JSON.stringify({MODEL})")
    present(notebook)
    prose, explorers = [], 0
    for screen, answered in walk(notebook):
        prose += screen["prose"]
        assert screen["type"] >= 24 and screen["code"] <= 1
        assert screen["below"] <= (0 if not screen["code"] else 200)
        if answered["explorer"]:
            explorers += 1
            assert answered["below"] <= 0 and notebook.page.locator(EXPLORER).evaluate(WHOLE)
    assert explorers and not notebook.page.evaluate(f"{MODEL}.dirty")
    assert prose == notebook.page.locator(".jp-RenderedMarkdown > *").all_text_contents()
    notebook.check_no_errors()
    here, total = place(notebook)
    for _ in range(total // 2):
        notebook.page.keyboard.press("PageUp")
    assert place(notebook)[0] == here - total // 2
    notebook.page.keyboard.press("Escape")
    notebook.wait_until("!document.querySelector('.chainrule-stage')")
    assert notebook.page.evaluate(f"JSON.stringify({MODEL})") == before and not notebook.page.evaluate(f"{MODEL}.dirty")
    assert (folder / lesson).read_bytes() == stored
    notebook.wait_until(SEEN)
    notebook.check_no_errors()


def test_what_is_typed_stays(notebook):
    notebook.go_on_to(LESSONS[0])
    present(notebook)
    for _ in walk(notebook):
        if notebook.page.locator(".chainrule-now.jp-CodeCell .cm-content").count():
            break
    notebook.page.locator(".chainrule-now.jp-CodeCell .cm-content").last.click()
    notebook.page.keyboard.type("typed = 1  ")
    notebook.page.get_by_role("button", name="Leave").click()
    notebook.wait_until("!document.querySelector('.chainrule-stage')")
    assert "typed = 1" in notebook.page.evaluate(f"JSON.stringify({MODEL})")
    assert notebook.page.evaluate(f"{MODEL}.dirty")


@pytest.mark.parametrize("begin", [start, present], ids=["at once", "on a screen"])
def test_a_lesson_that_is_closed_meanwhile_leaves_the_room_to_another(notebook, begin):
    notebook.go_on_to(LESSONS[0])
    begin(notebook)
    notebook.go_on_to(LESSONS[1])
    assert not notebook.page.locator(".chainrule-presenting").count()
    present(notebook)
    notebook.check_no_errors()
    notebook.page.keyboard.press("Escape")
    notebook.wait_until("!document.querySelector('.chainrule-stage')")


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)], ids=str)
def test_an_explorer_is_live_and_whole_in_other_windows_and_its_keys_are_its_own(notebook, size):
    notebook.go_on_to(LESSONS[1])
    present(notebook)
    notebook.page.set_viewport_size({"width": size[0], "height": size[1]})
    for _, answered in walk(notebook):
        if answered["explorer"]:
            break
    explorer = notebook.explorers()[0]
    notebook.wait_until(f"() => ({WHOLE})(document.querySelector('{EXPLORER}'))")
    here, old = place(notebook), notebook.settle(explorer)
    explorer.locator("[role=slider]:visible").first.press("ArrowRight")
    assert notebook.settle(explorer, old)["picture"] != old["picture"] and place(notebook) == here
    notebook.page.keyboard.press("PageDown")
    assert place(notebook)[0] == here[0] + 1
    notebook.page.keyboard.press("ArrowLeft")
    assert place(notebook)[0] == here[0]
    notebook.page.get_by_role("button", name="Leave").click()
    notebook.wait_until("!document.querySelector('.chainrule-stage')")
    notebook.page.set_viewport_size({"width": 1280, "height": 720})


def test_the_button_of_the_notebook_and_the_address_start_it(browser, address, notebook):
    notebook.page.locator(".jp-NotebookPanel-toolbar").get_by_text("Present").click()
    notebook.wait_until(NUMBER)
    notebook.page.keyboard.press("Escape")
    with OpenNotebook(browser, address, f"{LESSONS[0]}?present&x=", 1280, 720) as opened:
        opened.wait_until(NUMBER)
        assert place(opened)[0] == 1 and opened.page.evaluate(f"{KERNEL}.status")
