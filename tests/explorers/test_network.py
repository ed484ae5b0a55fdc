"""Explorers of the 2-2-2 network: what they show and say is what forward, backward, update and the story give."""

import re
from xml.etree import ElementTree

import pytest

from chainrule.explorers import network as explore
from chainrule.figures import network as draw
from chainrule.maths.activations import identity, relu, tanh
from chainrule.maths.network import PRESETS, WEIGHTS, WORKED_EXAMPLE, backward, forward, update
from chainrule.maths.story import story


@pytest.fixture(scope="module")
def only():
    return explore.explore_pass()


@pytest.fixture
def passing(only):
    """The explorer of a pass: one for all tests, since making its figure takes longest."""
    yield only
    only.reset()


@pytest.fixture
def sketch():
    """A drawing of our own, to compare with."""
    _, ax = draw.network_axes()
    return draw.draw_network(ax, WORKED_EXAMPLE)


def what_is_drawn(drawing):
    """The words and places of a drawing's artists."""
    seen = [text.get_text() for text in (*drawing.given.values(), *drawing.found.values())]
    seen += [(line.get_linewidth(), line.get_linestyle(), line.get_color()) for line in drawing.lines.values()]
    for arrow in drawing.arrows.values():
        seen.append(arrow.get_visible() and (*map(tuple, arrow._posA_posB), arrow.get_edgecolor()))
    return seen + [(ring.get_visible(), ring.get_visible() and ring.get_edgecolor()) for ring in drawing.rings.values()]


def drawing_of(explorer):
    """Find the artists of the explorer again, in the order of `Drawing`."""
    return explorer._move.__closure__[explorer._move.__code__.co_freevars.index("drawing")].cell_contents


def page_of(explorer):
    """What stands beside the picture, formula and ledger, as XML."""
    return ElementTree.fromstring(f"<div>{explorer.canvas.side}</div>")


def rows(explorer):
    """The ledger's rows: phase, whether it is new, symbol, value, finite difference."""
    return [
        (part.get("class"), row.get("class") == "new", row.get("data-term"), *(cell.text or "" for cell in row[1:]))
        for part in page_of(explorer).iter("tbody") for row in part.iter("tr") if len(row) == 3
    ]  # fmt: skip


def numbers(explorer):
    """What stands in the fields."""
    return {name: explorer.controls[name].value for name in (*WORKED_EXAMPLE.values, "learning_rate")}


def change(explorer, **values):
    with explorer.held():
        for name, value in values.items():
            explorer.controls[name].value = value


def told(network, i):
    """The sentence of a step without its first letter, which is a capital in the explorer."""
    return story(network)[i].sentence[1:]


# --- the pass -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_shows_its_own_network_at_every_step(preset, passing, sketch):
    network = PRESETS[preset]
    change(passing, step=7)
    change(passing, preset=preset)
    assert passing.controls["step"].value == (7 if preset == "worked example" else 0)  # it was chosen already
    assert numbers(passing) == {**network.values, "learning_rate": network.learning_rate}
    assert (passing.controls["hidden"].value, passing.controls["output"].value) == (network.hidden, network.output)
    steps = story(network)
    draw.move_weights(sketch, network)
    for count in (0, 1, 8, 11, 14, 16, 25, 28, 37, 40, len(steps)):
        change(passing, step=count)
        draw.move_pass(sketch, network, steps, count)
        assert what_is_drawn(drawing_of(passing)) == what_is_drawn(sketch)


def test_words_are_the_sentence_of_the_step(passing):
    for step in story(WORKED_EXAMPLE):
        words, _ = passing._moved(**{**passing.values, "step": step.number})
        assert words == f"Step {step.number} of 46, {step.phase}. {step.sentence[0].upper()}{step.sentence[1:]}"


def test_before_the_first_step_the_words_say_which_network_it_is(passing):
    change(passing, preset="dead")
    assert passing.words == (
        "Before the first of 46 steps: inputs, weights and targets are given. Start: dead, hidden ReLU, output Sigmoid."
    )
    assert rows(passing) == []


@pytest.mark.parametrize("count", [1, 12, 46])
def test_the_ledger_has_a_row_for_each_step_and_marks_the_last(count, passing):
    change(passing, step=count)
    table, steps = rows(passing), story(WORKED_EXAMPLE)[:count]
    assert [row[:4] for row in table] == [
        (step.phase, step.number == count, step.symbol, draw.four(step.value)) for step in steps
    ]
    assert [bool(found) for *_, found in table] == [step.phase == "backward" for step in steps]


def test_the_ledger_is_a_table_with_a_name_and_headers_that_says_the_phase_in_words(passing):
    change(passing, step=46)
    page = page_of(passing)
    ledger, *columns = page.find(".//*[@aria-label='Values found so far']"), *page.findall(".//thead//th")
    assert ledger.get("tabindex") == "0" and ledger.get("role") == "group"  # a region's name must be its own in a page
    assert page.findtext(".//caption") == "Found so far"
    assert {column.get("scope") for column in columns} == {"col"}
    assert [head.text for head in page.findall(".//*[@scope='rowgroup']")] == ["forward", "error", "backward", "update"]
    assert len(page.findall(".//tbody//*[@scope='row']")) == 46


@pytest.mark.parametrize("preset", PRESETS)
def test_every_factor_of_every_formula_is_found_in_the_drawing_and_what_is_known_in_the_ledger(preset, passing):
    change(passing, preset=preset)
    steps = {step.symbol: step for step in story(PRESETS[preset])}
    for step in steps.values():
        change(passing, step=step.number)
        canvas, page = passing.canvas, page_of(passing)
        drawn = " ".join(re.findall(r'data-(?:term|also)="(.*?)"', "".join([canvas.background, *canvas.layers])))
        told = {row.get("data-term") for row in page.iter("tr")}
        factors = {
            term for part in page[0].iter() if part.tag == "mrow" for term in part.get("data-term", "").split()
        } - {"E_o1_new", "E_o2_new"}  # no one asks for the two new errors by themselves
        assert step.symbol in factors
        assert factors <= set(drawn.split()), step.symbol
        assert {term for term in factors if term in steps} <= told, step.symbol


def test_every_given_number_has_a_field_on_its_label_in_the_drawing(passing):
    change(passing, w5=-0.7)
    width, height = passing.canvas.size
    described = {number["control"].description: number for number in passing.canvas.numbers}
    assert list(described) == [*(name.replace("_", " ") for name in WORKED_EXAMPLE.values), "learning rate"]
    assert (described["w5"]["written"], described["w5"]["term"]) == ("w5 −0.7", "w5")
    for number in described.values():
        x0, y0, x1, y1 = number["box"]
        assert 0 < x0 < x1 < width and 0 < y0 < y1 < height


def test_an_edge_and_a_unit_know_the_steps_that_they_are_about(passing):
    change(passing, step=46)
    found = re.findall(r'data-term="([^"]*)"[^>]*data-steps="(.*?)"', passing.canvas.layers[0])
    steps = {terms.split()[0]: numbers for terms, numbers in found}
    assert steps["w5"] == "5 15 23 25 42"
    assert steps["net_h1"] == "1 2 25 26 27"
    assert steps["E"] == "11 46"


@pytest.mark.parametrize("symbol", WORKED_EXAMPLE.values)
@pytest.mark.parametrize("value", [-3.0, 3.0])
def test_a_changed_number_is_drawn_and_computed(symbol, value, passing):
    change(passing, step=11, **{symbol: value})
    changed = WORKED_EXAMPLE.replace(**{symbol: value})
    assert passing.words == f"Step 11 of 46, error. T{story(changed)[10].sentence[1:]}"
    drawing = drawing_of(passing)
    if symbol in WEIGHTS:
        assert drawing.given[symbol].get_text() == f"{symbol} {draw.four(value)}"
        assert drawing.lines[symbol].is_dashed() == (value < 0)
        assert drawing.lines[symbol].get_linewidth() == 7
    assert drawing.given[symbol].get_text().endswith(draw.four(value))


@pytest.mark.parametrize("activation", [identity, tanh, relu])
@pytest.mark.parametrize("layer", ["hidden", "output"])
def test_another_activation_is_computed(layer, activation, passing):
    change(passing, step=11, **{layer: activation})
    assert passing.words.endswith(told(WORKED_EXAMPLE.replace(**{layer: activation}), 10))


REFUSED = {
    "no learning rate": ({"learning_rate": 0.0}, "Learning rate must be above 0"),
    "a step uphill": ({"learning_rate": -1.0}, "Learning rate must be above 0"),
    "an infinite error": (
        {"w1": 1e300, "hidden": identity, "output": identity},
        "With these numbers the error is too large",
    ),
    "an infinite step": (
        {"learning_rate": 1e308, "w5": 1e60, "hidden": identity, "output": identity},
        "This update makes w1 ",
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_refused_numbers_are_named_and_the_network_from_before_can_still_be_stepped_through(why, passing, sketch):
    asked, reason = REFUSED[why]
    change(passing, step=14, **asked)
    refusal, sentence = passing.words.split("\n")
    assert refusal.startswith(reason)
    assert refusal.endswith(". The picture keeps the network from before.")
    for count in (14, 15):
        change(passing, step=count)
        assert sentence == f"Step 14 of 46, backward. D{story(WORKED_EXAMPLE)[13].sentence[1:]}"
        assert len(rows(passing)) == count
        draw.move_pass(sketch, WORKED_EXAMPLE, story(WORKED_EXAMPLE), count)
        assert what_is_drawn(drawing_of(passing)) == what_is_drawn(sketch)


@pytest.mark.parametrize("why", REFUSED)
def test_reset_recovers_from_refused_numbers(why, passing):
    start = passing.words, passing.canvas.layers, passing.canvas.side
    change(passing, step=14, **REFUSED[why][0])
    passing.reset()
    assert (passing.words, passing.canvas.layers, passing.canvas.side) == start


def test_a_good_number_after_a_refused_one_is_shown(passing):
    change(passing, learning_rate=-1.0)
    change(passing, learning_rate=2.0, step=38)
    assert passing.words.endswith(told(WORKED_EXAMPLE.replace(learning_rate=2.0), 37))


def test_update_and_go_again_is_an_update_and_begins_before_the_first_step(passing):
    network = WORKED_EXAMPLE
    change(passing, step=46)
    for _ in range(3):
        passing.controls["again"].click()
        network = update(network)
        assert numbers(passing) == {**network.values, "learning_rate": network.learning_rate}
        assert passing.controls["step"].value == 0
    change(passing, step=11)
    assert passing.words.endswith(told(network, 10))


def test_update_and_go_again_uses_the_learning_rate_in_its_field(passing):
    change(passing, learning_rate=3.0)
    passing.controls["again"].click()
    assert numbers(passing)["w5"] == update(WORKED_EXAMPLE.replace(learning_rate=3.0))["w5"]


def test_update_and_go_again_waits_while_numbers_are_refused(passing):
    change(passing, learning_rate=-1.0)
    before = numbers(passing)
    passing.controls["again"].click()
    assert numbers(passing) == before


def test_a_pass_begins_where_it_is_told():
    assert explore.explore_pass("dead", step=25).words.startswith("Step 25 of 46, backward. Both paths")
    with pytest.raises(
        ValueError, match="there is no preset 'tired'; choose from: worked example, saturated, dead, symmetric"
    ):
        explore.explore_pass("tired")
    for step in (-1, 47):
        with pytest.raises(ValueError, match="step must lie between 0 and 46"):
            explore.explore_pass(step=step)


# --- one weight ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", ["w1", "w5", "w7", "w8"])
@pytest.mark.parametrize("value", [-12.0, 0.0, 12.0])
def test_a_pulled_weight_has_the_error_and_the_gradient_of_its_network(weight, value):
    explorer = explore.explore_weight()
    explorer.controls["weight"].value, explorer.controls["value"].value = weight, value
    error, gradient = (
        forward(WORKED_EXAMPLE, **{weight: value}).E,
        backward(WORKED_EXAMPLE.replace(**{weight: value}))[weight],
    )
    at, height, slope = map(draw.four, (value, error, gradient))
    assert explorer.words.startswith(f"{weight} = {at}: error {height}, gradient {slope}. ")
    a_bit_right = forward(WORKED_EXAMPLE, **{weight: value + 0.01}).E
    assert ("makes the error larger: step down, to the left" in explorer.words) == (a_bit_right > error)
    assert ("makes the error smaller: step down, to the right" in explorer.words) == (a_bit_right < error)


def test_where_the_error_is_flat_no_way_is_named():
    words = explore.explore_weight("w1", PRESETS["dead"]).words
    assert words == "w1 = 0.15: error 0.2613, gradient 0. The curve is flat here: it shows no way down"


# --- the way down -------------------------------------------------------------------------------------------
