"""The explorer of clipping: a walk towards a cliff, with and without it (lesson 10)."""

from chainrule.explorers.explorer import Explorer, log_slider, menu, slider, stop_value, whole_slider
from chainrule.figures import descent as draw
from chainrule.maths.descent import RULES, walk_cliff


def explore_clipping(threshold=1.0, rule="L2 norm", learning_rate=0.1, start=-2.5, update=12):
    """Walk towards a cliff, update by update, and clip the gradient that would throw the walk away.

    Parameters
    ----------
    threshold : 0.01 to 100; of this and of the learning rate the nearest stop of the slider is taken
    rule : what is clipped, one of the names in `chainrule.maths.descent.RULES`
    learning_rate : 0.01 to 1
    start : the bias at the start, -2.7 to -2.3; the weight starts at 4.3
    update : 0 to 50

    Raises
    ------
    ValueError : for a number out of its range or another rule

    >>> explorer = explore_clipping(update=10)
    >>> explorer.words.split(". ")[0]
    'Update 10: the gradient has length 47.78, clipped to length 1 (L2 norm, threshold 1)'
    """
    if rule not in RULES:
        raise ValueError(f"there is no rule {rule!r}; choose from: {', '.join(RULES)}")
    controls = {
        "updates": whole_slider("updates", update, 0, draw.UPDATES),
        "start": slider("start b", start, -2.7, -2.3, 0.05),
        "learning rate": log_slider("learning rate", learning_rate, -2, 0),
        "threshold": log_slider("threshold", threshold, -2, 2),
        "clipped": menu("clipped is", list(RULES), rule),
    }
    figure, axes = draw.cliff_axes()
    cliff, shown = draw.draw_cliff(*axes), {}

    def move(updates, start, threshold, clipped, **rate):
        threshold = stop_value(threshold)
        asked = (start, stop_value(rate["learning rate"]), threshold, clipped)
        if shown.get("asked") != asked:
            place, clip = (draw.START[0], start), draw.clip_with(clipped, threshold)
            walks = (walk_cliff(place, asked[1], draw.UPDATES, rule) for rule in (None, clip))
            shown.update(asked=asked, walks=tuple(walks))
        draw.move_cliff(cliff, *shown["walks"], updates)
        return draw.describe_cliff(*shown["walks"], clipped, threshold, updates)

    return Explorer(figure, [[*cliff]], controls, move, ahead="updates")
