"""The story of one pass of the 2-2-2 network, in the order of thought: `PASS` is all of it, `story` puts numbers in.

A line of `PASS` names a value, says how it comes about from the lines before it, and, behind the bar, which edges or
nodes of the drawing it touches. The names are those of `Trace` and `Gradients`: `dE_dw5` is the derivative of E by w5,
`delta_o1` that of E by net_o1. Lessons 06 and 07 walk through it.
"""

import functools
import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from chainrule.maths.network import (
    EDGES,
    NODES,
    OWN_BIASES,
    SHARED_BIASES,
    backward,
    finite_differences,
    forward,
    update,
)
from chainrule.maths.numbers import mantissa_and_power, number

PASS = {
    "forward": """
        net_h1 = w1*i1 + w2*i2 + b_h1                                                        | w1 w2 b_h1
        out_h1 = hidden(net_h1)                                                              | h1
        net_h2 = w3*i1 + w4*i2 + b_h2                                                        | w3 w4 b_h2
        out_h2 = hidden(net_h2)                                                              | h2

        net_o1 = w5*out_h1 + w6*out_h2 + b_o1                                                | w5 w6 b_o1
        out_o1 = output(net_o1)                                                              | o1
        net_o2 = w7*out_h1 + w8*out_h2 + b_o2                                                | w7 w8 b_o2
        out_o2 = output(net_o2)                                                              | o2
    """,
    "error": """
        E_o1 = 1/2*(target_o1 - out_o1)**2                                                   | E_o1
        E_o2 = 1/2*(target_o2 - out_o2)**2                                                   | E_o2
        E = E_o1 + E_o2                                                                      | E_o1 E_o2
    """,
    "backward": """
        dE_dout_o1 = -(target_o1 - out_o1) = out_o1 - target_o1                              | E_o1
        dout_o1_dnet_o1 = output.derivative(net_o1)                                          | o1
        delta_o1 = dE_dnet_o1 = dE_dout_o1*dout_o1_dnet_o1                                   | o1
        dE_dw5 = dE_dout_o1*dout_o1_dnet_o1*dnet_o1_dw5 = delta_o1*out_h1                    | w5
        dE_dw6 = dE_dout_o1*dout_o1_dnet_o1*dnet_o1_dw6 = delta_o1*out_h2                    | w6
        dE_db_o1 = delta_o1*dnet_o1_db_o1 = delta_o1                                         | b_o1

        dE_dout_o2 = -(target_o2 - out_o2) = out_o2 - target_o2                              | E_o2
        dout_o2_dnet_o2 = output.derivative(net_o2)                                          | o2
        delta_o2 = dE_dnet_o2 = dE_dout_o2*dout_o2_dnet_o2                                   | o2
        dE_dw7 = dE_dout_o2*dout_o2_dnet_o2*dnet_o2_dw7 = delta_o2*out_h1                    | w7
        dE_dw8 = dE_dout_o2*dout_o2_dnet_o2*dnet_o2_dw8 = delta_o2*out_h2                    | w8
        dE_db_o2 = delta_o2*dnet_o2_db_o2 = delta_o2                                         | b_o2
        dE_db2 = delta_o1*dnet_o1_db2 + delta_o2*dnet_o2_db2 = delta_o1 + delta_o2           | b_o1 b_o2

        dE_o1_dout_h1 = delta_o1*dnet_o1_dout_h1 = delta_o1*w5                               | w5
        dE_o2_dout_h1 = delta_o2*dnet_o2_dout_h1 = delta_o2*w7                               | w7
        dE_dout_h1 = dE_o1_dout_h1 + dE_o2_dout_h1                                           | w5 w7
        dout_h1_dnet_h1 = hidden.derivative(net_h1)                                          | h1
        delta_h1 = dE_dnet_h1 = dE_dout_h1*dout_h1_dnet_h1                                   | h1
        dE_dw1 = (dE_o1_dout_h1 + dE_o2_dout_h1)*dout_h1_dnet_h1*dnet_h1_dw1 = delta_h1*i1   | w1
        dE_dw2 = (dE_o1_dout_h1 + dE_o2_dout_h1)*dout_h1_dnet_h1*dnet_h1_dw2 = delta_h1*i2   | w2
        dE_db_h1 = delta_h1*dnet_h1_db_h1 = delta_h1                                         | b_h1

        dE_o1_dout_h2 = delta_o1*dnet_o1_dout_h2 = delta_o1*w6                               | w6
        dE_o2_dout_h2 = delta_o2*dnet_o2_dout_h2 = delta_o2*w8                               | w8
        dE_dout_h2 = dE_o1_dout_h2 + dE_o2_dout_h2                                           | w6 w8
        dout_h2_dnet_h2 = hidden.derivative(net_h2)                                          | h2
        delta_h2 = dE_dnet_h2 = dE_dout_h2*dout_h2_dnet_h2                                   | h2
        dE_dw3 = (dE_o1_dout_h2 + dE_o2_dout_h2)*dout_h2_dnet_h2*dnet_h2_dw3 = delta_h2*i1   | w3
        dE_dw4 = (dE_o1_dout_h2 + dE_o2_dout_h2)*dout_h2_dnet_h2*dnet_h2_dw4 = delta_h2*i2   | w4
        dE_db_h2 = delta_h2*dnet_h2_db_h2 = delta_h2                                         | b_h2
        dE_db1 = delta_h1*dnet_h1_db1 + delta_h2*dnet_h2_db1 = delta_h1 + delta_h2           | b_h1 b_h2
    """,
    "update": """
        w1_new = w1 - eta*dE_dw1                                                             | w1
        w2_new = w2 - eta*dE_dw2                                                             | w2
        w3_new = w3 - eta*dE_dw3                                                             | w3
        w4_new = w4 - eta*dE_dw4                                                             | w4
        w5_new = w5 - eta*dE_dw5                                                             | w5
        w6_new = w6 - eta*dE_dw6                                                             | w6
        w7_new = w7 - eta*dE_dw7                                                             | w7
        w8_new = w8 - eta*dE_dw8                                                             | w8
        b1_new = b1 - eta*dE_db1                                                             | b_h1 b_h2
        b2_new = b2 - eta*dE_db2                                                             | b_o1 b_o2
        b_h1_new = b_h1 - eta*dE_db_h1                                                       | b_h1
        b_h2_new = b_h2 - eta*dE_db_h2                                                       | b_h2
        b_o1_new = b_o1 - eta*dE_db_o1                                                       | b_o1
        b_o2_new = b_o2 - eta*dE_db_o2                                                       | b_o2
        E_new = E_o1_new + E_o2_new                                                          | E_o1 E_o2
    """,
}
"""Every line that a pass can have. A network skips those of biases that it does not have, or does not learn; where a
layer shares its bias, b_h1 and b_h2 in the way forward are b1, b_o1 and b_o2 are b2."""


@dataclass(frozen=True)
class Step:
    """One micro-step of the story of a pass.

    Fields:
    `number`, from 1; `phase`: "forward", "error", "backward" or "update";
    `symbol`, the name of what is found ("net_h1", "dE_dw5", "w5_new"); `value`, what it comes to;
    `expression`, its last right side as Python;
    `formula`, the symbol and its right sides, and `numbers`, the right sides with the numbers put in, to four digits,
    down to the value: both as tokens, which `latex`, `html`, `mathml` and `words` write;
    `nodes`, `edges`, what it touches, by the names in `NODES` and `EDGES`;
    `central_difference`, on the way back, the derivative found without calculus, else None;
    `sentence`, the step in words.
    """

    number: int
    phase: str
    symbol: str
    value: float
    expression: str
    formula: tuple
    numbers: tuple
    nodes: tuple[str, ...]
    edges: tuple[str, ...]
    central_difference: float | None
    sentence: str


def story(network):
    """Tell a forward pass, the error, the way back and the update in micro-steps, in the order of thought.

    Each step follows from those before it. Forward, error and backward take 37 steps (39 if each unit has its
    own bias), and by about the 28th the error is back at w1. The update adds one for each number learned, and
    one for the new error.

    Parameters
    ----------
    network : Network

    Returns
    -------
    tuple of Step

    Raises
    ------
    TypeError : if it is no Network
    ValueError : if the update leaves the range of floating-point numbers

    >>> from chainrule.maths.network import WORKED_EXAMPLE
    >>> first = story(WORKED_EXAMPLE)[0]
    >>> first.sentence
    'net of h1: 0.15 times 0.05 plus 0.2 times 0.1 plus 0.35 is 0.3775'
    >>> print(latex(first.formula))
    \\mathrm{net}_{h1} = w_1 \\cdot i_1 + w_2 \\cdot i_2 + b_1
    >>> html(first.numbers)
    '0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.0075 + 0.02 + 0.35 = 0.3775'
    """
    values, differences = _values(network), vars(finite_differences(network))
    names = (_spoken_name(network.hidden), _spoken_name(network.output))
    steps = []
    for line in _lines(network.shared_biases, *names):
        if line.symbol in values:
            difference = differences[line.symbol] if line.phase == "backward" else None
            steps.append(_step(len(steps) + 1, line, values, difference))
    return tuple(steps)


def _values(network):
    """Every value that this network has a line for in `PASS`, by its symbol, and what stands on the right sides."""
    trace = forward(network)
    gradients = backward(network, trace)
    new = update(network, gradients)
    values = {**network.values, **vars(trace), **vars(gradients), "eta": network.learning_rate}
    for bias in OWN_BIASES if network.shared_biases else SHARED_BIASES:
        del values[f"dE_d{bias}"]
    after = {**{symbol: new[symbol] for symbol in network.learned}, **vars(forward(new))}
    values |= {f"{symbol}_new": value for symbol, value in after.items()}
    values |= {slope: values.get(twin, 1.0) for slope, twin in TWINS.items()}
    return values


def _twins():
    for edge, (source, unit) in EDGES.items():  # net is a sum of products: its slope by one factor is the other one
        if edge[0] == "w":
            signal = source if source[0] == "i" else f"out_{source}"
            yield from ((f"dnet_{unit}_d{edge}", signal), (f"dnet_{unit}_d{signal}", edge))
        elif edge[0] == "b":
            yield from ((f"dnet_{unit}_d{by}", f"one_{source}") for by in (edge, source))


TWINS = dict(_twins())
"""A factor that is another quantity of the drawing: the slope of net_o1 by w5 is out_h1, that by a bias the 1 of its
circle, "one_b2"."""


def places(name):
    """Say under which names a quantity, or a product such as "w5*out_h1", stands in the drawing and in the ledger.

    >>> places("dnet_o1_dw5"), places("dE_dnet_o1"), places("w5*out_h1")
    ('out_h1', 'delta_o1', 'w5 out_h1')
    """
    found = (TWINS.get(part, part).replace("dE_dnet_", "delta_") for part in name.split("*"))
    return " ".join(found)


def _step(place, line, values, difference):
    """Put the numbers into a line."""
    symbol, value = line.symbol, values[line.symbol]
    stages = {html(stage): stage for stage in _stages(line, values)}  # two that read the same are one
    said = f"{symbol_words(symbol)}: {words(_put_in(line.sides[-1], values))} is {_number_words(value)}"
    if difference is not None:
        said += f"; the finite difference gives {_number_words(difference)}"
    if symbol == "E_new":
        said += f"; before the update it was {_number_words(values['E'])}"
    return Step(
        number=place,
        phase=line.phase,
        symbol=symbol,
        value=value,
        expression=line.expressions[-1],
        formula=_equated([Symbol(symbol)], *line.sides),
        numbers=_equated(*stages.values(), [Number(value, symbol)]),
        nodes=line.nodes,
        edges=line.edges,
        central_difference=difference,
        sentence=said,
    )


def _stages(line, values):
    """Each right side with its numbers; a sum of products once more, with the products worked out."""
    for expression, side in zip(line.expressions, line.sides, strict=True):
        if len(side) > 1:  # a bare name would only say the value twice
            yield _put_in(side, values)
        if "*" in expression and " + " in expression and "(" not in expression:
            terms = [Symbol(term) for term in expression.split(" + ")]
            products = {term.name: math.prod(values[name] for name in term.name.split("*")) for term in terms}
            yield _put_in(_joined(" + ", [[term] for term in terms]), products)


def _put_in(tokens, values):
    """Give tokens with numbers for symbols, in brackets where a minus would follow another sign."""
    found, before = [], ""
    for token in tokens:
        if not isinstance(token, Symbol):
            found.append(token)
        else:
            put_in = Number(values[token.name], token.name)
            found += ["(", put_in, ")"] if put_in.value < 0 and before in ("*", " + ", " - ") else [put_in]
        before = token
    return found


def _equated(*sides):
    return tuple(_joined(" = ", sides))


def _joined(sign, groups):
    return [token for group in groups for token in (sign, *group)][1:]


# -- reading: a formula as tokens ----------------------------------------------------------------------------


class Symbol(NamedTuple):
    """A quantity in a formula, by its name: "w5", "net_h1", "dE_dw5", "w5_new"."""

    name: str


class Number(NamedTuple):
    """A number put into a formula, and what it stands for: a symbol, or a product such as "w1*i1"."""

    value: float
    of: str


class Function(NamedTuple):
    """An activation in a formula, by its name; or its slope."""

    name: str
    slope: bool


class _Line(NamedTuple):
    phase: str
    symbol: str
    expressions: tuple[str, ...]
    sides: tuple[tuple, ...]
    nodes: tuple[str, ...]
    edges: tuple[str, ...]


_TOKEN = re.compile(r"(?P<layer>hidden|output)(?P<slope>\.derivative)?|1/2\*|\*\*2| [-+=] |[-*()]|[A-Za-z]\w*")


def read(formula, hidden="hidden", output="output"):
    """Take a formula apart into tokens: `Symbol`, `Function`, and each sign as text; `hidden`, `output` name them.

    Returns
    -------
    tuple of tokens

    >>> read("w5*out_h1")
    (Symbol(name='w5'), '*', Symbol(name='out_h1'))
    """
    names = {"hidden": hidden, "output": output}

    def token(match):
        if match["layer"]:
            return Function(names[match["layer"]], bool(match["slope"]))
        return Symbol(match[0]) if match[0][0].isalpha() else match[0]

    return tuple(map(token, _TOKEN.finditer(formula)))


@functools.lru_cache(maxsize=64)
def _lines(shared_biases, hidden, output):
    """Read `PASS` for one kind of network, with the names of its activations."""
    found = []
    for phase, text in PASS.items():
        for line in filter(None, map(str.strip, text.splitlines())):
            formula, _, touched = line.partition("|")
            if shared_biases:
                for bias in OWN_BIASES:
                    formula = formula.replace(f" + {bias}", f" + {EDGES[bias][0]}")
            symbol, *expressions = formula.strip().split(" = ")
            sides = tuple(read(expression, hidden, output) for expression in expressions)
            edges = tuple(name for name in touched.split() if name in EDGES)
            ends = {*touched.split(), *(end for edge in edges for end in EDGES[edge])}
            nodes = tuple(node for node in NODES if node in ends)
            found.append(_Line(phase, symbol, tuple(expressions), sides, nodes, edges))
    return found


@functools.cache
def _parts(symbol):
    """Take a name apart: ("new", of what), ("derivative", of what, by what), or its letters and its index."""
    if symbol.endswith("_new"):
        return "new", symbol.removesuffix("_new")
    if of_by := re.fullmatch(r"d(\w+)_d(\w+)", symbol):
        return "derivative", *of_by.groups()
    return re.fullmatch(r"([A-Za-z]+)_?(\w*)", symbol).groups()


def _spoken_name(activation):
    """The name of an activation, without anything that LaTeX could trip over."""
    return re.sub(r"[\W_]+", " ", activation.name).strip() or "activation"


# -- writing: tokens as LaTeX, as HTML, as MathML, in words --------------------------------------------------


def _write(tokens, symbol, digits, function, signs, term="{}"):
    def written(token):
        match token:
            case Symbol(name):
                return term.format(symbol(name), places(name))
            case Number(value, of):
                return term.format(digits(value), places(of))
            case Function(name, slope):
                return function(name, slope)
        return signs.get(token, token)

    return "".join(map(written, tokens))


def latex(tokens):
    """Write tokens in LaTeX, for MathJax and for matplotlib's mathtext.

    >>> print(latex(read("1/2*(target_o1 - out_o1)**2")))
    \\frac{1}{2} (\\mathrm{target}_{o1} - \\mathrm{out}_{o1})^2
    """

    def function(name, slope):
        return rf"\mathrm{{{name}}}".replace(" ", r"\ ") + ("'" if slope else "")

    signs = {"1/2*": r"\frac{1}{2} ", "**2": "^2", "*": r" \cdot "}
    return _write(tokens, symbol_latex, _number_latex, function, signs)


def html(tokens):
    """Write tokens in plain letters, with HTML's tags for an index: a line of numbers has none, and can be drawn too.

    >>> html(read("dE_dw5")), html(read("1/2*(target_o1 - out_o1)**2"))
    ('∂E/∂w<sub>5</sub>', '½ (target<sub>o1</sub> − out<sub>o1</sub>)²')
    """

    def function(name, slope):
        return name + ("'" if slope else "")

    signs = {"1/2*": "½ ", "**2": "²", "*": " · ", " - ": " − ", "-": "−"}
    return _write(tokens, symbol_html, _number_html, function, signs)


def mathml(tokens):
    """Write tokens in MathML: real text, in which each factor knows its places, as `data-term`.

    Each side of an equation is a `<math>` of its own, since browsers break lines only between them.

    >>> mathml(read("w5*i1"))
    '<math><mrow data-term="w5"><msub><mi>w</mi><mn>5</mn></msub></mrow><mo>·</mo><mrow data-term="i1"><msub><mi>i</mi>\
<mn>1</mn></msub></mrow></math>'
    """

    def function(name, slope):
        name = f'<mi mathvariant="normal">{name}</mi>'
        return f"<msup>{name}<mo>′</mo></msup>" if slope else f"{name}<mo>\u2061</mo>"

    signs = {"1/2*": "<mfrac><mn>1</mn><mn>2</mn></mfrac>", "*": "<mo>·</mo>", "-": '<mo form="prefix">−</mo>'}
    signs |= {" - ": "<mo>−</mo>", " + ": "<mo>+</mo>", " = ": "</math> <math><mo>=</mo>"}
    signs |= {"(": '<mo stretchy="false">(</mo>', ")": '<mo stretchy="false">)</mo>'}
    term = '<mrow data-term="{1}">{0}</mrow>'
    written = _write(tokens, symbol_mathml, _number_mathml, function, signs, term)
    closed = signs[")"]
    return f"<math>{written.replace(f'{closed}**2', f'<msup>{closed}<mn>2</mn></msup>')}</math>"


def words(tokens):
    """Write tokens in words, for a sentence.

    >>> words(read("w5*out_h1 - b2")), words([Number(2, "w5"), " + ", Number(-1, "b2")])
    ('w5 times out of h1 minus b2', '2 minus 1')
    """

    def function(name, slope):
        return f"slope of {name} at " if slope else f"{name} of "

    signs = {"1/2*": "half the square of ", "**2": "", "*": " times ", " + ": " plus ", " - ": " minus "}
    signs |= {"-": "minus ", "(": "", ")": ""}
    said = _write(tokens, symbol_words, _number_words, function, signs)
    return said.replace(" plus minus ", " minus ").replace(" minus minus ", " plus ")


@functools.cache
def symbol_latex(symbol):
    """Write a name such as "w5", "b_h1", "net_h1", "delta_o1", "dE_dw5", "w5_new" or "eta" in LaTeX.

    >>> print(symbol_latex("dE_dw5"), symbol_latex("net_h1"))
    \\frac{\\partial E}{\\partial w_5} \\mathrm{net}_{h1}
    """
    match _parts(symbol):
        case "new", old:
            return symbol_latex(old) + r"^{\mathrm{new}}"
        case "derivative", of, by:
            return rf"\frac{{\partial {symbol_latex(of)}}}{{\partial {symbol_latex(by)}}}"
        case letters, index:
            greek_or_word = rf"\{letters}" if letters in ("delta", "eta") else rf"\mathrm{{{letters}}}"
            index = f"_{{{index}}}" if index[1:] else index and f"_{index}"
            return (greek_or_word if letters[1:] else letters) + index


@functools.cache
def symbol_html(symbol):
    """Write a name in HTML.

    >>> symbol_html("dE_dw5"), symbol_html("net_h1"), symbol_html("w5_new")
    ('∂E/∂w<sub>5</sub>', 'net<sub>h1</sub>', 'w<sub>5</sub> new')
    """
    match _parts(symbol):
        case "new", old:
            return f"{symbol_html(old)} new"
        case "derivative", of, by:
            return f"∂{symbol_html(of)}/∂{symbol_html(by)}"
        case letters, index:
            letters = {"delta": "δ", "eta": "η"}.get(letters, letters)
            return f"{letters}<sub>{index}</sub>" if index else letters


@functools.cache
def symbol_mathml(symbol):
    """Write a name in MathML.

    >>> symbol_mathml("out_h1")
    '<msub><mi>out</mi><mi>h1</mi></msub>'
    """
    match _parts(symbol):
        case "new", old:
            if _parts(old)[1:] == ("",):
                return f"<msup>{symbol_mathml(old)}<mtext>new</mtext></msup>"
            return symbol_mathml(old).replace("<msub>", "<msubsup>").replace("</msub>", "<mtext>new</mtext></msubsup>")
        case "derivative", of, by:
            above, below = (f"<mrow><mo>∂</mo>{symbol_mathml(part)}</mrow>" for part in (of, by))
            return f"<mfrac>{above}{below}</mfrac>"
        case letters, index:
            letters = f"<mi>{ {'delta': 'δ', 'eta': 'η'}.get(letters, letters) }</mi>"
            index = f"<mn>{index}</mn>" if index.isdigit() else index and f"<mi>{index}</mi>"
            return f"<msub>{letters}{index}</msub>" if index else letters


@functools.cache
def symbol_words(symbol):
    """Write a name in words.

    >>> symbol_words("dE_dw5"), symbol_words("net_h1"), symbol_words("dE_o1_dout_h1")
    ('gradient of w5', 'net of h1', 'path through o1: how error of o1 moves with out of h1')
    """
    match _parts(symbol):
        case "new", old:
            return "error after the update" if old == "E" else f"new {symbol_words(old)}"
        case "derivative", _, by if by[0] in "wb":
            return f"gradient of {symbol_words(by)}"
        case "derivative", of, by:
            path = "both paths: " if of == "E" else f"path through {_parts(of)[1]}: "
            return f"{path if by.startswith('out_h') else ''}how {symbol_words(of)} moves with {symbol_words(by)}"
        case "delta", unit:
            return f"delta of {unit}, how total error moves with net of {unit}"
        case letters, unit if "_" in symbol:
            return f"{ {'E': 'error', 'b': 'bias'}.get(letters, letters) } of {unit}"
    return "total error" if symbol == "E" else symbol


def _number_html(value):
    return number(value, 4)


def _number_latex(value):
    mantissa, power = mantissa_and_power(value, 4)
    mantissa = {"∞": r"\infty", "−∞": r"-\infty", "not a number": r"\mathrm{nan}"}.get(mantissa, mantissa)
    return mantissa.replace("−", "-").replace(",", "{,}") + (rf" \times 10^{{{power}}}" if power else "")


def _number_mathml(value):
    mantissa, power = mantissa_and_power(value, 4)
    sign, mantissa = ('<mo form="prefix">−</mo>' if mantissa[0] == "−" else ""), mantissa.lstrip("−")
    power = f"<mo>×</mo><msup><mn>10</mn><mn>{power}</mn></msup>".replace("-", "−") if power else ""
    return f"{sign}<mn>{mantissa}</mn>{power}"


def _number_words(value):
    mantissa, power = mantissa_and_power(value, 4)
    power = f" times 10 to the power {power}".replace("-", "minus ") if power else ""
    return mantissa.replace("−", "minus ").replace("∞", "infinity") + power
