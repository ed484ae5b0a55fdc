"""The explorer for one's own activation: type a formula, see what it would do (lesson 05)."""

import ipywidgets
import numpy as np

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, menu, slider
from chainrule.figures import own_activation as draw
from chainrule.figures.activations import move_probe
from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.own_activation import bring, measure_facts


def formula_field(symbol, text, placeholder):
    """Make a field for a formula, which is read when Enter is pressed or the field is left."""
    return ipywidgets.Text(text, description=symbol, placeholder=placeholder, continuous_update=False)


def explore_my_activation(function="z / (1 + abs(z))", slope=None, beside=None, z=1.0, reach=8.0):
    """Bring an activation of your own; see its slope, checked by central differences, and facts about it.

    Parameters
    ----------
    function : text of a formula in z, a function of z, or an `Activation`; typing a formula replaces it
    slope : text of a formula or a function of z for the derivative; None takes central differences
    beside : name of a built-in one (or an `Activation`) to lay beside it in grey, or None
    z : where to start
    reach : the slider and the axes go from -reach to reach

    Raises
    ------
    ValueError : if the formula that the explorer is to start with cannot be read, or z lies beyond reach
    TypeError : if `function` or `slope` is neither a text nor something that can be called

    >>> explorer = explore_my_activation("z / (1 + abs(z))")
    >>> explorer.controls["formula"].value = "z^2"
    >>> print(explorer.words)
    For a power write **, as in z**2: in Python ^ means something else.
    Still shown: Yours at z = 1: value 0.5, slope 0.25; 25 % of an incoming gradient passes.
    """
    if not -reach <= z <= reach:
        raise ValueError(f"z must lie between -{reach:g} and {reach:g}, but it is {z:g}")
    beside = choices(beside)[1] if beside is not None else None
    texts = [given if isinstance(given, str) else "" for given in (function, slope)]
    figure, axes = draw.own_activation_axes()
    shown = {"texts": texts, "beside": beside, "trouble": ""}

    def show(facts):
        shown.update(facts=facts, said=draw.say_facts(facts, reach))

    show(measure_facts(bring(function, slope), reach))
    artists = draw.draw_own_activation(figure, axes, shown["facts"], beside, z, reach)
    others = [("nothing", ""), *((built_in.label, built_in) for built_in in ACTIVATIONS.values())]
    if beside and beside not in dict(others).values():
        others.append((beside.label, beside))
    controls = {
        "z": slider("z", z, -reach, reach),
        "formula": formula_field("a(z) =", texts[0], "the function you passed"),
        "slope": formula_field("a′(z) =", texts[1], "if you like: a formula for the slope"),
        "beside": menu("beside it", others, beside or ""),  # None would leave the menu blank
    }

    def read(formula, slope_formula):
        """Take what is typed; where nothing is, what was passed."""
        if formula.strip() or isinstance(function, str):
            return bring(formula, slope_formula.strip() or None)
        return bring(function, slope_formula.strip() or slope)

    def take(texts):
        """Read and measure_facts once per change of the formulas; keep the last activation that could be read."""
        shown.update(texts=texts, trouble="")
        try:
            show(measure_facts(read(*texts), reach))
        except (ValueError, TypeError, ArithmeticError) as trouble:
            shown["trouble"] = str(trouble)

    @np.errstate(all="ignore")
    def move(z, formula, slope, beside):
        before, beside = (shown["facts"], shown["beside"]), beside or None
        if [formula, slope] != shown["texts"]:
            take([formula, slope])
        shown["beside"] = beside
        if before != (shown["facts"], beside):
            draw.move_own_activation(artists, shown["facts"], beside, reach)
        move_probe(artists.probe, shown["facts"].activation, z)
        place = draw.say_place(shown["facts"], z)
        if shown["trouble"]:
            return f"{shown['trouble']}\nStill shown: {place}"
        return f"{place}{draw.say_beside(beside, z)}\n{shown['said']}"

    still = [*artists.value, *artists.slope, artists.dots, artists.beside, artists.beside_slope]
    return Explorer(figure, [still, [*artists.probe]], controls, move, ahead="z")
