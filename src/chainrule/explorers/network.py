"""Explorers of the 2-2-2 network: step through a pass, pull one weight (lessons 06 to 08)."""

import itertools
import math
from typing import NamedTuple

import ipywidgets

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, menu, slider, whole_slider, words_of
from chainrule.figures import network as draw
from chainrule.figures import style
from chainrule.maths.network import PRESETS, WEIGHTS, WORKED_EXAMPLE, Network, forward, update
from chainrule.maths.numbers import number
from chainrule.maths.story import mathml, story, symbol_html


def ledger(steps, count):
    """Write the values of the first `count` steps as an HTML table, phase by phase; the last one is marked as new."""
    parts = []
    for phase, told in itertools.groupby(steps[:count], lambda step: step.phase):
        rows = "".join(_row(step, new=step.number == count) for step in told)
        parts.append(f'<tbody class="{phase}"><tr><th colspan="3" scope="rowgroup">{phase}</th></tr>{rows}</tbody>')
    head = "".join(f'<th scope="col">{name}</th>' for name in ("quantity", "value", "finite difference"))
    return (
        '<div class="chainrule-ledger" role="group" tabindex="0" aria-label="Values found so far"><table>'
        f"<caption>Found so far</caption><thead><tr>{head}</tr></thead>{''.join(parts)}</table></div>"
    )


def _row(step, new):
    """A value of the ledger; the finite difference stands beside a gradient."""
    check = "" if step.central_difference is None else draw.four(step.central_difference)
    return (
        f'<tr class="{"new" if new else ""}" data-term="{step.symbol}"><th scope="row">{symbol_html(step.symbol)}</th>'
        f"<td>{draw.four(step.value)}</td><td>{check}</td></tr>"
    )


def formula(steps, count):
    """Write the formula of the step in MathML, and below it the same with the numbers put in."""
    if not count:
        return '<div class="chainrule-formula">Press Next, or the right arrow key, to begin.</div>'
    step = steps[count - 1]
    left, right = mathml(step.formula).split("</math> ", 1)
    return (
        f'<div class="chainrule-formula {step.phase}" role="group" tabindex="0" aria-label="Formula of this step">'
        f"{left}</math><div>{right}</div><div><math><mo>=</mo></math>{mathml(step.numbers)}</div></div>"
    )


class Told(NamedTuple):
    """A network and its story; `refused` says why it is not the one that the fields ask for, or is empty."""

    preset: str
    network: Network
    steps: tuple
    refused: str = ""


def _tell(preset, network):
    if not math.isfinite(forward(network).E):
        raise ValueError("with these numbers the error is too large for a computer's number")
    return Told(preset, network, story(network))


def _say(told, step):
    if step == 0:
        units = f"hidden {told.network.hidden.label}, output {told.network.output.label}"
        return (
            f"Before the first of {len(told.steps)} steps: "
            f"inputs, weights and targets are given. Start: {told.preset}, {units}."
        )
    now = told.steps[step - 1]
    return f"Step {step} of {len(told.steps)}, {now.phase}. {_capital(now.sentence)}"


def explore_pass(preset="worked example", step=0):
    """Step through a pass of the 2-2-2 network: forward, error, backward, update, with every number in sight.

    Parameters
    ----------
    preset : "worked example", "saturated", "dead" or "symmetric"
    step : where to start, 0 for before the first step

    Raises
    ------
    ValueError : for a preset that does not exist, or a step beyond the story

    >>> explore_pass(step=1).words
    'Step 1 of 46, forward. Net of h1: 0.15 times 0.05 plus 0.2 times 0.1 plus 0.35 is 0.3775'
    """
    if not isinstance(preset, str) or preset not in PRESETS:
        raise ValueError(f"there is no preset {preset!r}; choose from: {', '.join(PRESETS)}")
    start = PRESETS[preset]
    told = _tell(preset, start)
    step_slider = whole_slider("step", step, 0, len(told.steps))
    figure, ax = draw.network_axes()
    drawing = draw.draw_network(ax, start)
    draw.move_weights(drawing, start, told.steps)
    numbers = {
        symbol: ipywidgets.FloatText(value, description=words_of(symbol), step=0.05)
        for symbol, value in {**start.values, "learning_rate": start.learning_rate}.items()
    }
    options, _ = choices("sigmoid")
    controls = {
        "step": step_slider,
        "preset": menu("start from", list(PRESETS), preset),
        "hidden": menu("hidden", options, start.hidden),
        "output": menu("output", options, start.output),
        **numbers,
        "again": ipywidgets.Button(description="Update and go again"),
    }

    def compute(preset, hidden, output, **values):
        try:
            told = _tell(preset, start.replace(hidden=hidden, output=output, **values))
        except ValueError as problem:
            sentence = _capital(str(problem).replace("learning_rate", "learning rate"))
            refused = f"{sentence}. The picture keeps the network from before.\n"
            return explorer.computed._replace(preset=preset, refused=refused)
        draw.move_weights(drawing, told.network, told.steps)
        return told

    def move(told, step):
        draw.move_pass(drawing, told.network, told.steps, step)
        return told.refused + _say(told, step), formula(told.steps, step) + ledger(told.steps, step)

    def set_numbers(network):
        for symbol, value in network.values.items():
            numbers[symbol].value = value

    def start_from(change):
        network = PRESETS[change.new]
        with explorer.held():
            set_numbers(network)
            numbers["learning_rate"].value = network.learning_rate
            controls["hidden"].value, controls["output"].value = network.hidden, network.output
            controls["step"].value = 0

    def go_again(_):
        if explorer.computed.refused:
            return  # there is no network with the numbers that stand in the fields
        with explorer.held():
            set_numbers(update(explorer.computed.network))
            controls["step"].value = 0

    controls["preset"].observe(start_from, "value")
    controls["again"].on_click(go_again)
    rows = [controls[name] for name in ("preset", "hidden", "output", "again")]
    below, moved, above = (
        [artist for group in groups for artist in group.values()]
        for groups in ((drawing.halos, drawing.lines), (drawing.arrows, drawing.rings, drawing.found), (drawing.given,))
    )
    explorer = Explorer(
        figure, [below, moved, above], controls, move, compute, told,
        ahead="step", numbers={symbol: drawing.given[symbol] for symbol in numbers}, framed=1, stepper=True, rows=rows,
    )  # fmt: skip
    explorer.add_class("chainrule-pass")
    return explorer


def _capital(sentence):
    return sentence[0].upper() + sentence[1:]


def explore_weight(weight="w5", network=WORKED_EXAMPLE):
    """Pull one weight of the 2-2-2 network: the error along it, and the gradient as the slope of the tangent.

    Parameters
    ----------
    weight : "w1" to "w8"
    network : Network

    Raises
    ------
    ValueError : for a weight that does not exist, or one whose value lies beyond the slider
    TypeError : for what is no Network

    >>> explore_weight("w5").words
    'w5 = 0.4: error 0.2984, gradient 0.08217. A larger w5 makes the error larger: step down, to the left'
    """
    if not isinstance(weight, str) or weight not in WEIGHTS:
        raise ValueError(f"there is no weight {weight!r}; choose from: {', '.join(WEIGHTS)}")
    if not isinstance(network, Network):
        raise TypeError(f"network must be a Network, but it is {network!r}")
    controls = {
        "value": slider(f"{weight} of network", network[weight], -draw.REACH, draw.REACH, words="value"),
        "weight": menu("weight", list(WEIGHTS), weight),
    }
    figure, ax = style.new_figure(size=(10.5, 4.8))
    artists = draw.draw_error_along(ax, network, weight, network[weight])

    def move(value, weight):
        error, gradient = draw.move_error_along(artists, network, weight, value)
        said = f"{weight} = {number(value)}: error {draw.four(error)}, gradient {draw.four(gradient)}. "
        if not gradient:
            return f"{said}The curve is flat here: it shows no way down"
        grows, way = ("larger", "left") if gradient > 0 else ("smaller", "right")
        return f"{said}A larger {weight} makes the error {grows}: step down, to the {way}"

    layers = [[artists.curve, artists.label], [artists.tangent, artists.point]]
    return Explorer(figure, layers, controls, move, ahead="value", grips={"value": ax})
