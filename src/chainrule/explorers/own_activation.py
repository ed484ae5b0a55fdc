"""The explorer for one's own activation: type a formula, see what it would do (lesson 05)."""

import functools

import ipywidgets
import numpy as np

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, check_between, menu, slider
from chainrule.explorers.swatches import add_swatch
from chainrule.figures import own_activation as draw
from chainrule.figures import style
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
    check_between("reach", reach, 1, 100)
    check_between("z", z, -reach, reach)
    beside = choices(beside)[1] if beside is not None else None
    texts = [given if isinstance(given, str) else "" for given in (function, slope)]

    @functools.lru_cache(1)
    def facts_of(formula, slope_formula):
        """Measure what is typed; where nothing is, what was passed."""
        if [formula, slope_formula] == texts:
            return measure_facts(bring(function, slope), reach)
        if formula.strip() or isinstance(function, str):
            return measure_facts(bring(formula, slope_formula.strip() or None), reach)
        return measure_facts(bring(function, slope_formula.strip() or slope), reach)

    facts = facts_of(*texts)
    figure, axes = draw.own_activation_axes()
    artists = draw.draw_own_activation(axes, facts, beside, z, reach)
    others = [("nothing", ""), *((built_in.label, built_in) for built_in in ACTIVATIONS.values())]
    if beside and beside not in dict(others).values():
        others.append((beside.label, beside))
    controls = {
        "z": slider("z", z, -reach, reach),
        "formula": formula_field("a(z) =", texts[0], "the function you passed"),
        "slope": formula_field("a′(z) =", texts[1], "if you like: a formula for the slope"),
        "beside": menu("beside", others, beside or "", "beside it"),  # None would leave the menu blank
    }

    @np.errstate(all="ignore")
    def measure(formula, slope, beside):
        """Measure what is typed; where that cannot be read, keep the last activation that could."""
        nonlocal facts
        trouble, beside = "", beside or None
        try:
            facts = facts_of(formula, slope)
        except (ValueError, TypeError, ArithmeticError) as problem:
            trouble = str(problem)
        draw.move_own_activation(artists, facts, beside, reach)
        return trouble, facts, beside, draw.say_facts(facts, reach)

    start = "", facts, beside, draw.say_facts(facts, reach)

    @np.errstate(all="ignore")
    def move(measured, z):
        trouble, facts, beside, said = measured
        move_probe(artists.probe, facts.activation, z)
        place = draw.say_place(facts, z)
        return f"{trouble}\nStill shown: {place}" if trouble else f"{place}{draw.say_beside(beside, z)}\n{said}"

    still = [*artists.value, *artists.slope, artists.dots, artists.beside, artists.beside_slope]
    layers = [still, [*artists.probe]]
    add_swatch(controls["formula"], style.FUNCTION)
    add_swatch(controls["slope"], style.DERIVATIVE, style.DASHED)
    add_swatch(controls["beside"], style.CONTEXT)
    return Explorer(
        figure, layers, controls, move, measure, start, ahead="z", grips={"z": axes[:2]},
        paper=lambda: draw.name_lines(axes[0], artists, "best"),
    )  # fmt: skip
