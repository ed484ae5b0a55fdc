"""Explorers of the 2-2-2 network: step through a pass, pull one weight, walk down, zig-zag (lessons 06 to 08)."""

import ipywidgets

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, menu, whole_slider
from chainrule.figures import network as draw
from chainrule.maths.network import PRESETS, Network, forward, story, update


def symbol_html(symbol):
    """Write a symbol of the network in HTML, for the ledger.

    >>> symbol_html("dE_dw5"), symbol_html("net_h1"), symbol_html("w5_new")
    ('∂E/∂w<sub>5</sub>', 'net<sub>h1</sub>', 'w<sub>5</sub> new')
    """
    if symbol.endswith("_new"):
        return symbol_html(symbol.removesuffix("_new")) + " new"
    if symbol.startswith("d") and "_d" in symbol:
        above, below = symbol[1:].split("_d", 1)
        return f"∂{symbol_html(above)}/∂{symbol_html(below)}"
    name, _, unit = symbol.partition("_")
    name = "δ" if name == "delta" else name
    if unit:
        return f"{name}<sub>{unit}</sub>"
    return f"{name[0]}<sub>{name[1:]}</sub>" if name[1:] else name


def ledger(steps, count):
    """Write the values of the first `count` steps as an HTML table; the last one is marked as new."""
    rows = [
        f'<tr class="{step.phase}{" new" if step.number == count else ""}"><td>{symbol_html(step.symbol)}</td>'
        f"<td>{draw.four(step.value)}</td>"
        f"<td>{'' if step.central_difference is None else draw.four(step.central_difference)}</td></tr>"
        for step in steps[:count]
    ]
    head = "<tr><th>so far</th><th>value</th><th>by finite difference</th></tr>"
    return f"<table>{head}{''.join(rows)}</table>"


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
    'Step 1 of 46, forward. net of h1: 0.15 times 0.05 plus 0.2 times 0.1 plus 0.35 is 0.3775'
    """
    if preset not in PRESETS:
        raise ValueError(f"there is no preset {preset!r}; choose from: {', '.join(PRESETS)}")
    start = PRESETS[preset]
    longest = len(story(start))
    if not 0 <= step <= longest:
        raise ValueError(f"step must lie between 0 and {longest}, but it is {step}")
    figure, ax = draw.network_axes()
    drawing = draw.draw_network(ax, start)
    numbers = {
        symbol: ipywidgets.FloatText(value, description=symbol.replace("target_", "target "), step=0.05)
        for symbol, value in {**start.values, "learning rate": start.learning_rate}.items()
    }
    options, _ = choices("sigmoid")
    controls = {
        "step": whole_slider("step", step, 0, longest),
        "preset": menu("start from", list(PRESETS), preset),
        "hidden": menu("hidden", options, start.hidden),
        "output": menu("output", options, start.output),
        **numbers,
        "again": ipywidgets.Button(description="Update and go again"),
    }
    shown = {}

    def tell(hidden, output, **values):
        """Tell the story of a network with these numbers, once; raise ValueError for what cannot be told."""
        asked = (hidden, output, *values.values())
        if shown.get("asked") != asked:
            rate = values.pop("learning rate")
            network = start.replace(hidden=hidden, output=output, learning_rate=rate, **values)
            shown.update(asked=asked, network=network, steps=story(network))
            controls["step"].max = len(shown["steps"])
            draw.move_weights(drawing, network)
        return shown["network"], shown["steps"]

    def move(step, preset, **asked):
        try:
            network, steps = tell(**asked)
        except ValueError as refused:
            return f"{refused}. The picture shows the network from before.", ledger(shown["steps"], 0)
        draw.move_pass(drawing, network, steps, step)
        if step == 0:
            return f"Before the first of {len(steps)} steps: inputs, weights and targets are given.", ledger(steps, 0)
        now = steps[step - 1]
        return f"Step {step} of {len(steps)}, {now.phase}. {now.sentence}", ledger(steps, step)

    def set_numbers(network):
        for symbol, value in network.values.items():
            numbers[symbol].value = value

    def start_from(change):
        network = PRESETS[change.new]
        with explorer.held():
            set_numbers(network)
            numbers["learning rate"].value = network.learning_rate
            controls["hidden"].value, controls["output"].value = network.hidden, network.output
            controls["step"].value = 0

    def go_again(_):
        with explorer.held():
            set_numbers(update(shown["network"]))
            controls["step"].value = 0

    controls["preset"].observe(start_from, "value")
    controls["again"].on_click(go_again)
    edit = ipywidgets.Accordion([ipywidgets.Box([*numbers.values()])], titles=["Change a number"])
    edit.children[0].add_class("chainrule-controls")
    rows = [controls[name] for name in ("step", "preset", "hidden", "output", "again")] + [edit]
    layers = [[*drawing.lines.values()], [*drawing.weights.values()], _moving(drawing)]
    explorer = Explorer(figure, layers, controls, move, ahead="step", stepper=True, rows=rows)
    return explorer


def _moving(drawing):
    """All artists that a step moves."""
    groups = (drawing.arrows, drawing.rings, drawing.values, drawing.gradients)
    return [artist for group in groups for artist in group.values()] + [drawing.formula, drawing.numbers, drawing.check]
