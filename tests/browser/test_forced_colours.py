"""A page in the few colours that its reader has chosen: rails, handles, borders, rings, halos and numbers stay in sight."""

import pytest

from .lab import write_notebook

CELLS = (
    "from chainrule.explorers import explore_activation, explore_my_activation, explore_pass",
    "explore_activation('leaky_relu')",
    "explore_my_activation()",
    "explore_pass(step=20)",
)
CONTRAST = """(part, edge) => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const luminance = rgb => rgb.map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const probe = document.body.appendChild(document.createElement("p"));
    probe.style.background = "Canvas";
    const page = channels(getComputedStyle(probe).backgroundColor).slice(0, 3);
    probe.remove();
    const style = getComputedStyle(part), seen = {
        rim: () => parseFloat(style.borderTopWidth) >= 1 && style.borderTopStyle !== "none" && style.borderTopColor,
        fill: () => style.backgroundColor,
        ring: () => parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none" && style.outlineColor,
        letters: () => style.color,
    }[edge]();
    if (!seen) return 0;
    const [r, g, b, alpha = 1] = channels(seen);
    const mixed = [r, g, b].map((c, i) => page[i] + alpha * style.opacity * (c - page[i]));
    const [low, high] = [luminance(mixed), luminance(page)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}"""


@pytest.fixture(scope="module")
def exported(export, tmp_path_factory):
    path = tmp_path_factory.mktemp("forced") / "forced.ipynb"
    write_notebook(path, CELLS)
    return export(path).as_uri()


@pytest.fixture(scope="module", params=["light", "dark"])
def page(browser, exported, request):
    context = browser.new_context(color_scheme=request.param, forced_colors="active")
    page = context.new_page()
    page.goto(exported)
    page.wait_for_function("document.querySelectorAll('.chainrule-halo').length > 3", timeout=120_000)
    page.wait_for_function("document.querySelectorAll('.chainrule-number').length > 3", timeout=120_000)
    yield page
    context.close()


def contrast(part, edge):
    """How much a part's edge stands out from the page: 1 to 21; 0 if it has none."""
    return part.evaluate(CONTRAST, edge)


@pytest.mark.parametrize(
    ("parts", "edge"),
    [
        (".noUi-target", "rim"),
        (".noUi-handle", "fill"),
        (".chainrule-controls select", "rim"),
        (".chainrule-controls input[type=text]", "rim"),
        (".chainrule-controls button, .chainrule-stepper button", "rim"),
        (".chainrule-halo", "rim"),
        (".chainrule-ledger", "rim"),
        (".chainrule-caption, .chainrule-hint, .chainrule-ledger td, .chainrule-formula, .widget-readout", "letters"),
    ],
)
def test_it_stands_out_from_the_page(page, parts, edge):
    found = page.locator(parts).all()
    assert found
    for part in found:
        assert contrast(part, edge) >= 3, part.evaluate("part => part.outerHTML.slice(0, 200)")


def test_a_control_that_works_looks_unlike_one_that_waits_for_a_kernel(page):
    fill = "handle => getComputedStyle(handle).backgroundColor"
    works = {handle.evaluate(fill) for handle in page.locator(".noUi-target:not([disabled]) .noUi-handle").all()}
    waits = {handle.evaluate(fill) for handle in page.locator(".noUi-target[disabled] .noUi-handle").all()}
    assert len(works) == len(waits) == 1
    assert works != waits


def test_whatever_has_the_focus_shows_it(page):
    for explorer in page.locator(".chainrule-explorer").all():
        controls = explorer.locator("[role=slider], select, button, input, .chainrule-ledger")
        focused = 0
        for control in controls.all():
            control.focus()
            page.keyboard.press("Shift")  # from here on the browser takes it that keys are used
            if control.evaluate("control => control === document.activeElement && control.matches(':focus-visible')"):
                focused += 1
                assert contrast(control, "ring") >= 3, control.evaluate("control => control.outerHTML.slice(0, 200)")
        assert focused
