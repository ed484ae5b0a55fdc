"""The story of a pass: its values are the trace's, its formulas come to them, and four writers say the same thing."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

from chainrule.maths.activations import ACTIVATIONS, Activation, identity
from chainrule.maths.network import (
    EDGES,
    NODES,
    PRESETS,
    WORKED_EXAMPLE,
    Network,
    backward,
    forward,
    update,
)
from chainrule.maths.story import (
    PASS,
    Function,
    Number,
    Symbol,
    html,
    latex,
    mathml,
    places,
    read,
    story,
    symbol_latex,
    words,
)

own = Activation("own", lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2)
without_derivative = Activation("no_slope", lambda z: np.sin(z))


def random_networks():
    """A network with each activation, hidden and as output, whose nets lie away from a bend at 0."""
    rng = np.random.default_rng(21)
    activations = [*ACTIVATIONS.values(), own, without_derivative]
    for i, hidden in enumerate(activations):
        while True:
            network = Network(
                inputs=rng.uniform(-1.5, 1.5, 2),
                weights=rng.uniform(-1.5, 1.5, 8),
                biases=rng.uniform(-1.5, 1.5, rng.choice([2, 4])),
                targets=rng.uniform(-1.5, 1.5, 2),
                hidden=hidden,
                output=activations[i - 3],
                learning_rate=rng.uniform(0.01, 2),
                learn_biases=bool(rng.integers(2)),
            )
            t = forward(network)
            if min(abs(net) for net in (t.net_h1, t.net_h2, t.net_o1, t.net_o2)) > 0.05:
                break
        yield network


RANDOM = [*random_networks()]


def names_in(expression):
    return set(re.findall(r"[A-Za-z]\w*", expression)) - {"hidden", "output", "derivative"}


@pytest.mark.parametrize("network", RANDOM, ids=lambda network: network.hidden.name)
def test_every_value_of_the_story_is_that_of_the_trace_and_of_its_own_formula(network):
    truth = {**vars(forward(network)), **vars(backward(network))}
    new = update(network)
    truth |= {f"{symbol}_new": new[symbol] for symbol in network.learned}
    truth |= {f"{symbol}_new": value for symbol, value in vars(forward(new)).items()}
    told = {**network.values, "eta": network.learning_rate}
    told |= {"hidden": network.hidden, "output": network.output}
    told |= {name: truth[name] for name in ("E_o1_new", "E_o2_new")}
    for step in story(network):
        assert step.value == truth[step.symbol]
        assert names_in(step.expression) <= set(told), "a step follows from those before it"
        assert eval(step.expression, {}, told) == step.value
        told[step.symbol] = step.value


@pytest.mark.parametrize("network", RANDOM, ids=lambda network: network.hidden.name)
def test_every_derivative_of_the_story_has_its_central_difference_beside_it(network):
    scale = max(forward(network).E, 1)
    for step in story(network):
        if step.phase == "backward":
            assert step.value == pytest.approx(step.central_difference, rel=1e-7, abs=2e-9 * scale)
        else:
            assert step.central_difference is None


def value_of_latex(text):
    """Work out numbers written in LaTeX, as they stand and with every minus made a plus."""
    python = re.sub(r" \\times 10\^\{(-?\d+)\}", r"e\1", text)
    python = python.replace(r"\frac{1}{2}", "0.5*").replace("^2", "**2").replace(r"\cdot", "*")
    return eval(python), eval(re.sub(r"(?<!e)-", "+", python))


@pytest.mark.parametrize("network", PRESETS.values(), ids=PRESETS)
@pytest.mark.parametrize("biases", [{}, {"biases": (-0.3, 0.2, 2.5, -40), "learn_biases": True}])
def test_numbers_put_into_a_formula_come_to_its_value(network, biases):
    for step in story(network.replace(**biases)):
        *stages, value = latex(step.numbers).split(" = ")
        assert stages
        assert len(set(stages)) == len(stages)
        assert value_of_latex(value)[0] == pytest.approx(step.value, rel=5e-4)
        for stage in stages:
            if "mathrm" not in stage:  # sigmoid(0.3775) is no sum
                number, size = value_of_latex(stage)
                assert number == pytest.approx(step.value, rel=0, abs=3e-3 * size), stage


def test_the_story_begins_where_the_number_05_meets_its_weight():
    first = story(WORKED_EXAMPLE)[0]
    assert latex(first.formula) == r"\mathrm{net}_{h1} = w_1 \cdot i_1 + w_2 \cdot i_2 + b_1"
    assert latex(first.numbers).startswith(r"0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.0075 + 0.02 + 0.35")
    assert first.sentence == "net of h1: 0.15 times 0.05 plus 0.2 times 0.1 plus 0.35 is 0.3775"
    assert (first.nodes, first.edges) == (("i1", "i2", "b1", "h1"), ("w1", "w2", "b_h1"))


def test_the_story_shows_both_paths_to_w1_before_their_sum_and_all_factors_before_the_gradient():
    order = [step.symbol for step in story(WORKED_EXAMPLE)]
    told = [order.index(symbol) for symbol in (
        "dE_o1_dout_h1", "dE_o2_dout_h1", "dE_dout_h1", "dout_h1_dnet_h1", "delta_h1", "dE_dw1"
    )]  # fmt: skip
    assert told == sorted(told)
    assert order.index("dE_dw1") == 27


def test_the_story_writes_the_chain_rule_of_w5_with_three_factors_and_of_w1_with_both_paths():
    formulas = {step.symbol: latex(step.formula).split(" = ") for step in story(WORKED_EXAMPLE)}
    d = symbol_latex
    assert formulas["dE_dw5"] == [
        d("dE_dw5"),
        rf"{d('dE_dout_o1')} \cdot {d('dout_o1_dnet_o1')} \cdot {d('dnet_o1_dw5')}",
        rf"{d('delta_o1')} \cdot {d('out_h1')}",
    ]
    assert formulas["dE_dw1"] == [
        d("dE_dw1"),
        rf"({d('dE_o1_dout_h1')} + {d('dE_o2_dout_h1')}) \cdot "
        rf"{d('dout_h1_dnet_h1')} \cdot {d('dnet_h1_dw1')}",
        rf"{d('delta_h1')} \cdot {d('i1')}",
    ]


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({}, 37 + 8 + 1),
        ({"learn_biases": True}, 37 + 10 + 1),
        ({"biases": (1, 2, 3, 4)}, 39 + 8 + 1),
        ({"biases": (1, 2, 3, 4), "learn_biases": True}, 39 + 12 + 1),
    ],
)
def test_the_story_tells_every_quantity_once_in_four_phases(changes, steps):
    network = WORKED_EXAMPLE.replace(**changes)
    told = story(network)
    assert [step.number for step in told] == list(range(1, steps + 1))
    assert [phase for phase, _ in itertools.groupby(step.phase for step in told)] == [
        "forward", "error", "backward", "update",
    ]  # fmt: skip
    symbols = [step.symbol for step in told]
    assert len(set(symbols)) == len(symbols)
    gradients = {f"dE_d{symbol}" for symbol in network.parameters}
    factors = {name for name in vars(backward(network)) if not re.match(r"dE_d[wb]", name)}
    assert set(symbols) == (
        set(vars(forward(network))) | factors | gradients | {f"{s}_new" for s in network.learned} | {"E_new"}
    )


def test_steps_touch_nodes_and_edges_of_the_drawing_and_every_one_is_touched_in_each_direction():
    told = story(WORKED_EXAMPLE)
    for step in told:
        assert step.nodes
        assert set(step.nodes) <= set(NODES)
        assert set(step.edges) <= set(EDGES)
        assert {end for edge in step.edges for end in EDGES[edge]} <= set(step.nodes)
    for phases in (("forward", "error"), ("backward",)):
        assert {edge for step in told if step.phase in phases for edge in step.edges} == set(EDGES)


@pytest.mark.parametrize("network", RANDOM, ids=lambda network: network.hidden.name)
def test_sentences_are_plain_words(network):
    for step in story(network):
        said = step.sentence
        assert re.fullmatch(r"[A-Za-z0-9_.,:; ]+", said), said
        assert not re.search(r"_(?!o[12])|plus minus|minus minus|  |e\d", said), said
        assert (" is " in said) and (("finite difference" in said) == (step.phase == "backward"))


def test_formulas_can_be_drawn_by_matplotlib_too():
    parser = MathTextParser("path")
    odd = Activation("my_act #1 {µ}", np.tanh)
    network = PRESETS["saturated"].replace(hidden=odd, output=ACTIVATIONS["leaky_relu"], learn_biases=True)
    for step in story(network):
        parser.parse(f"${latex(step.formula)}$")
        parser.parse(f"${latex(step.numbers)}$")


# -- tokens and their writers --------------------------------------------------------------------------------


def python(tokens):
    """A formula's tokens as they were read."""
    names = {Symbol: "{0.name}", Function: "{0.name}{0.slope}", Number: "{0.of}", str: "{0}"}
    return (
        "".join(names[type(token)].format(token) for token in tokens)
        .replace("True", ".derivative")
        .replace("False", "")
    )


@pytest.mark.parametrize("line", [line for text in PASS.values() for line in text.split("\n") if line.strip()])
def test_reading_a_line_loses_nothing(line):
    formula = line.partition("|")[0].strip()
    assert python(read(formula)) == formula


@pytest.mark.parametrize("network", [*RANDOM, *PRESETS.values()], ids=lambda network: network.hidden.name)
def test_every_number_in_a_formula_knows_what_it_stands_for(network):
    told = {**network.values, "eta": network.learning_rate, "E_o1_new": None, "E_o2_new": None}
    after = vars(forward(update(network)))
    for step in story(network):
        told[step.symbol] = step.value
        told |= {f"{name}_new": after[name] for name in ("E_o1", "E_o2")}
        for token in step.numbers:
            if isinstance(token, Number) and "dnet" not in token.of:
                assert eval(token.of, {}, told) == token.value


@pytest.mark.parametrize("network", [*RANDOM, *PRESETS.values()], ids=lambda network: network.hidden.name)
def test_a_factor_that_is_a_slope_of_net_is_what_the_net_of_the_story_says(network):
    """d net_o1 / d w5 is found by moving w5 in the line that gives net_o1."""
    steps = {step.symbol: step for step in story(network)}
    values = {**network.values, **{symbol: step.value for symbol, step in steps.items()}}
    factors = {t for step in steps.values() for t in step.numbers if isinstance(t, Number) and t.of.startswith("dnet")}
    assert len(factors) >= 4  # those of weights and biases; others read like w5, and are told as w5
    for factor in factors:
        unit, by = re.fullmatch(r"dnet_(..)_d(\w+)", factor.of).groups()
        moved = eval(steps[f"net_{unit}"].expression, {}, {**values, by: values[by] + 1})
        assert moved - values[f"net_{unit}"] == pytest.approx(factor.value, abs=1e-12 * max(1, abs(moved)))


def test_only_a_negative_number_stands_in_brackets():
    told = " ".join(html(step.numbers) for step in story(WORKED_EXAMPLE.replace(i1=0, w7=-0.5)))
    assert "· (−0.5)" in told and "· 0" in told
    assert "(0)" not in told and "−0 " not in told
    below = story(WORKED_EXAMPLE.replace(output=identity, b2=-3))
    assert "½ (0.01 − (−2.494))²" in html(next(step.numbers for step in below if step.symbol == "E_o1"))


def test_an_activation_whose_name_has_no_letters_is_called_one():
    nameless = Activation("-", lambda z: z / (1 + abs(z)))
    assert story(WORKED_EXAMPLE.replace(hidden=nameless))[1].sentence.startswith("out of h1: activation of 0.3775 is")


def test_the_last_step_says_what_the_error_was_before():
    last = story(WORKED_EXAMPLE)[-1]
    assert last.sentence.endswith("is 0.291; before the update it was 0.2984")


def test_each_step_lights_the_edges_that_it_is_about():
    own_biases = WORKED_EXAMPLE.replace(biases=(1, 2, 3, 4), learn_biases=True)
    for step in [*story(WORKED_EXAMPLE.replace(learn_biases=True)), *story(own_biases)]:
        by = step.symbol.removesuffix("_new").split("_d")[-1]
        named = {by} if step.phase in ("backward", "update") else set(re.findall(r"\w+", step.expression)) | {by}
        about = {edge for edge in named if edge in EDGES}
        about |= {edge for edge in EDGES if edge[0] == "b" and EDGES[edge][0] == by}  # both of a shared bias
        if step.symbol.startswith("net_"):
            about |= {f"b_{step.symbol[4:]}"}
        if by == "E":
            about = {"E_o1", "E_o2"}
        if by.startswith("out_") and step.phase == "backward":
            ends = re.match(r"dE_(o\d)", step.symbol)
            about = {e for e, (start, end) in EDGES.items() if start == by[4:] and end == (ends[1] if ends else end)}
        assert set(step.edges) == about, step.symbol
        if not about:
            assert step.nodes == (step.symbol[-2:],)


@pytest.mark.parametrize(
    ("formula", "in_latex", "in_html", "in_words"),
    [
        ("w5", "w_5", "w<sub>5</sub>", "w5"),
        ("E", "E", "E", "total error"),
        ("eta", r"\eta", "η", "eta"),
        ("b_h1", "b_{h1}", "b<sub>h1</sub>", "bias of h1"),
        ("E_o2", "E_{o2}", "E<sub>o2</sub>", "error of o2"),
        ("delta_o1", r"\delta_{o1}", "δ<sub>o1</sub>", "delta of o1, how total error moves with net of o1"),
        ("dE_db1", r"\frac{\partial E}{\partial b_1}", "∂E/∂b<sub>1</sub>", "gradient of b1"),
        ("dE_db_h2", r"\frac{\partial E}{\partial b_{h2}}", "∂E/∂b<sub>h2</sub>", "gradient of bias of h2"),
        (
            "dE_dout_h2",
            r"\frac{\partial E}{\partial \mathrm{out}_{h2}}",
            "∂E/∂out<sub>h2</sub>",
            "both paths: how total error moves with out of h2",
        ),
        (
            "dE_dout_o1",
            r"\frac{\partial E}{\partial \mathrm{out}_{o1}}",
            "∂E/∂out<sub>o1</sub>",
            "how total error moves with out of o1",
        ),
        ("w5_new", r"w_5^{\mathrm{new}}", "w<sub>5</sub> new", "new w5"),
        ("E_new", r"E^{\mathrm{new}}", "E new", "error after the update"),
        (
            "hidden.derivative(net_h1)",
            r"\mathrm{leaky\ relu}'(\mathrm{net}_{h1})",
            "leaky relu'(net<sub>h1</sub>)",
            "slope of leaky relu at net of h1",
        ),
        (
            "-(w1 - i1)*w2",
            r"-(w_1 - i_1) \cdot w_2",
            "−(w<sub>1</sub> − i<sub>1</sub>) · w<sub>2</sub>",
            "minus w1 minus i1 times w2",
        ),
    ],
)
def test_a_formula_is_written_in_three_ways(formula, in_latex, in_html, in_words):
    tokens = read(formula, hidden="leaky relu")
    assert (latex(tokens), html(tokens), words(tokens)) == (in_latex, in_html, in_words)


@pytest.mark.parametrize(
    ("value", "in_latex", "in_html", "in_words"),
    [
        (0.29837, "0.2984", "0.2984", "0.2984"),
        (-0.0, "0", "0", "0"),
        (-12.0, "-12", "−12", "minus 12"),
        (-1.5e-10, r"-1.5 \times 10^{-10}", "−1.5 × 10⁻¹⁰", "minus 1.5 times 10 to the power minus 10"),
        (12345.6, "12{,}346", "12,346", "12,346"),
        (-np.inf, r"-\infty", "−∞", "minus infinity"),
        (1e16, r"1 \times 10^{16}", "1 × 10¹⁶", "1 times 10 to the power 16"),
        (np.inf, r"\infty", "∞", "infinity"),
        (np.nan, r"\mathrm{nan}", "not a number", "not a number"),
    ],
)
def test_a_number_is_written_in_three_ways(value, in_latex, in_html, in_words):
    tokens = [Number(value, "w1")]
    assert (latex(tokens), html(tokens), words(tokens)) == (in_latex, in_html, in_words)


def test_a_negative_number_after_a_sign_stands_in_brackets_and_is_said_without():
    steps = {step.symbol: step for step in story(WORKED_EXAMPLE.replace(w1=-2, w2=-3, b1=-1))}
    assert html(steps["net_h1"].numbers) == "-2 · 0.05 + (-3) · 0.1 + (-1) = -0.1 + (-0.3) + (-1) = -1.4".replace(
        "-", "−"
    )
    assert steps["net_h1"].sentence == "net of h1: minus 2 times 0.05 minus 3 times 0.1 minus 1 is minus 1.4"
    assert steps["w7_new"].sentence.startswith("new w7: 0.5 minus 0.5 times minus 0.0")


def test_stages_that_read_the_same_are_written_once():
    path = {step.symbol: step for step in story(WORKED_EXAMPLE)}["dE_o1_dout_h1"]
    assert html(path.numbers) == "0.1385 · 0.4 = 0.0554"
    assert [token.of for token in path.numbers if isinstance(token, Number)] == ["delta_o1", "w5", "dE_o1_dout_h1"]


@pytest.mark.parametrize("network", [*RANDOM, *PRESETS.values()], ids=lambda network: network.hidden.name)
def test_mathml_is_xml_and_has_every_token_as_text_with_its_places(network):
    for step in story(network):
        for tokens in (step.formula, step.numbers):
            page = ElementTree.fromstring(f"<p>{mathml(tokens)}</p>")
            assert len(page) == 1 + tokens.count(" = ")
            terms = [part.get("data-term") for part in page.iter("mrow") if part.get("data-term")]
            assert terms == [places(token[-1]) for token in tokens if isinstance(token, Symbol | Number)]
            plain = re.sub(r"[\s/½]|</?sub>", "", html(tokens).replace("'", "′").replace("²", "2"))
            plain = plain.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−"))
            assert re.sub(r"[\s\u2061]|12(?=\()", "", "".join(page.itertext())) == plain


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("w5", "w5"),
        ("dnet_o2_dout_h1", "w7"),
        ("dnet_h2_dw4", "i2"),
        ("dnet_h1_db1", "one_b1"),
        ("dnet_o1_db_o1", "one_b2"),
        ("delta_o1*dnet_o1_db2", "delta_o1 one_b2"),
    ],
)
def test_a_factor_that_is_another_quantity_is_found_there(name, found):
    assert places(name) == found
