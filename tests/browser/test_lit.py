"""The explorer of a pass: one term lights in three places, numbers are dragged and typed, a click jumps to a step."""

import pytest

from chainrule.figures.network import four
from chainrule.maths.network import WORKED_EXAMPLE, forward
from chainrule.maths.story import story

from .lab import write_notebook

CELLS = ("from chainrule.explorers import explore_pass", "explorer = explore_pass(step=15)\nexplorer")
PLACES = [".chainrule-picture", ".chainrule-formula", ".chainrule-ledger"]
NAMES = ["i1", "i2", *(f"w{i}" for i in range(1, 9)), "b1", "b2", "target o1", "target o2", "learning rate"]
STEPS = [step.symbol for step in story(WORKED_EXAMPLE)]


def lit(explorer):
    """What is lit in drawing, formula and ledger."""
    return [
        {part.get_attribute("data-term") for part in explorer.locator(f"{place} [data-lit]").all()} for place in PLACES
    ]


def row(explorer, symbol):
    """The value of a quantity in the ledger."""
    return explorer.locator(f'.chainrule-ledger tr[data-term="{symbol}"] td').first.text_content()


def stands_at(explorer, symbol):
    """Wait until the explorer stands at the step that finds this."""
    explorer.get_by_text(f"Step {STEPS.index(symbol) + 1} of 46", exact=False).first.wait_for()
    return True


MIDDLE = """halo => {
    const path = halo.querySelector("path"), matrix = path.getScreenCTM();
    const { x, y } = path.getPointAtLength(0.65 * path.getTotalLength()).matrixTransform(matrix);
    return [x, y];
}"""


def middle(part):
    box = part.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# --- a page without a kernel --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(browser, export, tmp_path_factory):
    path = tmp_path_factory.mktemp("lit") / "lit.ipynb"
    write_notebook(path, CELLS)
    page = browser.new_context(viewport={"width": 1000, "height": 900}, has_touch=True).new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(export(path).as_uri())
    page.locator(".chainrule-field").first.wait_for(state="attached", timeout=120_000)
    yield page
    assert not complaints
    page.context.close()


@pytest.fixture
def pass_(page):
    """The explorer, at the step that finds the gradient of w5."""
    explorer = page.locator(".chainrule-explorer")
    slider = explorer.get_by_role("slider", name="step", exact=True)
    slider.press("Home")
    for _ in range(15):
        slider.press("ArrowRight")
    page.mouse.move(1, 1)
    explorer.scroll_into_view_if_needed()
    return explorer


def test_a_factor_lights_in_drawing_formula_and_ledger_wherever_it_is_pointed_at(page, pass_):
    assert lit(pass_) == [set(), set(), set()]
    for place in PLACES:
        pass_.locator(f'{place} [data-term="out_h1"]').first.hover()
        drawn, *others = lit(pass_)
        assert "out_h1" in drawn and len(drawn) == 2  # the number, and its unit
        assert others == [{"out_h1"}, {"out_h1"}]
    pass_.locator('.chainrule-formula [data-term="dE_dout_o1"]').first.hover()
    assert [sum("dE_dout_o1" in terms for terms in place) for place in lit(pass_)] == [2, 1, 1]  # the edge and the unit
    page.mouse.move(1, 1)
    assert lit(pass_) == [set(), set(), set()]


def test_arrow_keys_light_factor_after_factor_and_a_tap_lights_too(page, pass_):
    pass_.locator(".chainrule-formula").focus()
    for term in ("dE_dw5", "dE_dout_o1", "dout_o1_dnet_o1", "out_h1"):
        page.keyboard.press("ArrowRight")
        assert lit(pass_)[1:] == [{term}, {term}]
    pass_.locator('.chainrule-ledger tr[data-term="net_h1"]').tap()
    assert lit(pass_)[2] == {"net_h1"}


def test_a_click_on_an_edge_or_a_unit_goes_to_its_next_step_and_the_formula_follows(page, pass_):
    for term, symbol in (("w7", "dE_dw7"), ("w7", "dE_o2_dout_h1"), ("net_h1", "dE_dout_h1"), ("E", "E_new")):
        page.mouse.click(*pass_.locator(f'.chainrule-picture [data-steps][data-term~="{term}"]').evaluate(MIDDLE))
        assert stands_at(pass_, symbol)
        assert pass_.locator(".chainrule-formula [data-term]").first.get_attribute("data-term") == symbol
        newest, ledger = (pass_.locator(f".chainrule-ledger{part}").bounding_box() for part in (" .new", ""))
        assert newest["y"] + newest["height"] <= ledger["y"] + ledger["height"]


def test_without_python_the_numbers_say_what_they_need(page, pass_):
    field = pass_.get_by_role("spinbutton", name="w1", exact=True)
    hint = pass_.locator(".chainrule-hint")
    assert "where Python runs" in hint.text_content()
    field.focus()
    page.keyboard.press("ArrowUp")
    assert "chainrule-refused" in hint.get_attribute("class")
    assert field.input_value() == "0.15" and row(pass_, "net_h1") == "0.3775"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_explorer(page, pass_, axe, theme):
    page.evaluate("theme => { document.body.dataset.jpThemeLight = theme === 'light'; }", theme)
    page.wait_for_function("document.getAnimations().length === 0")  # colours take a moment to change
    page.evaluate(axe)
    found = page.evaluate("axe.run('.chainrule-explorer')")["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


# --- JupyterLab ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def notebook(open_notebook, folder):
    write_notebook(folder / "lit.ipynb", CELLS)
    with open_notebook("lit.ipynb") as notebook:
        notebook.run_all()
        notebook.wait_for_frames_ahead()
        yield notebook


@pytest.fixture
def live(notebook):
    explorer = notebook.explorers()[0]
    explorer.get_by_role("button", name="Reset").click()
    notebook.wait_for_kernel()
    explorer.scroll_into_view_if_needed()
    return explorer


def waits_for(notebook, explorer, symbol, value):
    notebook.wait_until(
        "([explorer, symbol, value]) => explorer.querySelector(`tr[data-term=${symbol}] td`)?.textContent === value",
        [explorer.element_handle(), symbol, four(value)],
    )


def test_tab_reaches_every_number(notebook, live):
    live.get_by_role("spinbutton", name="i1", exact=True).focus()
    seen = []
    for _ in NAMES:
        seen.append(notebook.page.evaluate("document.activeElement.ariaLabel"))
        notebook.page.keyboard.press("Tab")
    assert seen == NAMES


def test_keys_move_a_number_and_all_that_follows_from_it(notebook, live):
    field = live.get_by_role("spinbutton", name="w1", exact=True)
    field.focus()
    notebook.page.keyboard.press("ArrowUp")
    after = forward(WORKED_EXAMPLE, w1=0.2)
    for symbol in ("net_h1", "out_h1", "net_o2", "E"):
        waits_for(notebook, live, symbol, getattr(after, symbol))
    assert live.locator("[data-ghost]").get_attribute("data-ghost") == "w1 0.15"
    notebook.page.keyboard.type("0.75")
    notebook.page.keyboard.press("Enter")
    waits_for(notebook, live, "net_h1", forward(WORKED_EXAMPLE, w1=0.75).net_h1)
    notebook.page.keyboard.type("3")
    notebook.page.keyboard.press("Escape")
    assert field.input_value() == "0.75"
    assert live.locator("[data-ghost]").count() == 0
    assert not notebook.complaints


def test_a_drag_scrubs_a_number(notebook, live):
    mouse, (x, y) = notebook.page.mouse, middle(live.get_by_role("spinbutton", name="w5", exact=True))
    mouse.move(x, y)
    mouse.down()
    for to in (20, 35, 50):
        mouse.move(x + to, y)
    mouse.up()
    waits_for(notebook, live, "net_o1", forward(WORKED_EXAMPLE, w5=0.9).net_o1)
    assert live.locator("[data-ghost]").get_attribute("data-ghost") == "w5 0.4"
    assert not notebook.complaints
