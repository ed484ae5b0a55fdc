"""Swatches: a control shows the line of the picture that it is about, where a figure on paper has a legend."""

from urllib.parse import quote

from matplotlib.markers import MarkerStyle

from chainrule.figures import style

DASHES = (*style.CATEGORY_DASHES, "none")
MARKERS = "os^DvpdhX<>P"
_NAMES = {colour: name for name, colour in style.LIGHT.items()}
_SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='{}' preserveAspectRatio='none'>{}</svg>"


def add_swatch(control, colour, dash="solid", marker=None):
    """Give a control a swatch, as its line is drawn; give the control.

    Parameters
    ----------
    control : widget with a label
    colour : one of `style.LIGHT`
    dash : one of `DASHES`
    marker : one of `MARKERS`, or None
    """
    names = [f"colour-{_NAMES[colour]}", f"dash-{DASHES.index(dash)}"]
    if marker:
        names.append(f"marker-{MARKERS.index(marker)}")
    for name in ("swatch", *names):
        control.add_class(f"chainrule-{name}")
    return control


def swatch_css():
    """Give the rules for all swatches: a colour, cut out by a line and a marker."""
    rules = [f".chainrule-colour-{name} {{ --own: var(--{name}); }}" for name in style.LIGHT]
    rules += [f".chainrule-dash-{i} {{ --line: {_line(dash)}; }}" for i, dash in enumerate(DASHES)]
    rules += [f".chainrule-marker-{i} {{ --marker: {_marker(marker)}; }}" for i, marker in enumerate(MARKERS)]
    return "\n".join(rules) + "\n"


def _url(box, inside):
    return f'url("data:image/svg+xml,{quote(_SVG.format(box, inside))}")'


def _line(dash):
    if dash == "none":
        return "linear-gradient(transparent, transparent)"
    lengths = "" if dash == "solid" else " ".join(str(round(2.5 * part, 2)) for part in dash[1])
    return _url("0 0 36 14", f"<path d='M0 7H36' stroke='black' stroke-width='2.5' stroke-dasharray='{lengths}'/>")


def _marker(name):
    shape = MarkerStyle(name)
    (corners,) = shape.get_path().transformed(shape.get_transform()).to_polygons()
    path = "L".join(f"{round(x, 2)} {round(-y, 2)}" for x, y in corners)
    return _url("-.8 -.8 1.6 1.6", f"<path d='M{path}Z'/>")
