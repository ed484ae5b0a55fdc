"""The explorer of signals through depth: pull depth and weight scale, watch a gradient shrink or blow up."""

import math
from numbers import Real

import ipywidgets
import numpy as np
import traitlets

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, check_between, menu, menu_options, slider, tick, whole_slider
from chainrule.explorers.grips import Area
from chainrule.figures import depth as draw
from chainrule.figures.scale_map import SCALES, draw_scale_map, move_here
from chainrule.figures.threads import one_blas_thread
from chainrule.maths.ensemble import DEPTHS, Ensemble, Setting
from chainrule.maths.initialization import INITIALIZATIONS

WIDTHS = 1, 2, 4, 8, 16, 32, 64, 128
BATCHES = 1, 4, 16, 64
BY_SCALE = ""
"""The entry of the menu of initializations that leaves the weights to the slider (None would leave the menu blank)."""


class ScaleSlider(ipywidgets.FloatLogSlider):
    """A slider of weight scales on a log axis from 0.05 to 20, with 1 in the middle; its left end is 0.

    It starts at the stop nearest to what is asked for, as a browser would move it there.
    """

    def __init__(self, value, **options):
        low, high = SCALES
        ends = {"base": high, "min": math.log(low, high), "max": 1.0, "step": 0.002}
        if low < value < high:
            value = high ** (ends["min"] + ends["step"] * round((math.log(value, high) - ends["min"]) / ends["step"]))
        super().__init__(value, readout_format=".3g", **ends, **options)

    @traitlets.validate("value")
    def _validate_value(self, proposal):
        if proposal["value"] <= 1.0001 * self.base**self.min:
            return 0.0
        return float(f"{super()._validate_value(proposal):.6g}")  # the browser's 20^0 is not quite 1


def explore_depth(
    activation="sigmoid", weight_scale=1.0, depth=10, width=64, bias_spread=0.0, initialization=None, batch=64,
    float32=False, seed=0,
):  # fmt: skip
    """Pull the depth and the weight scale of a real stack; watch its signal go forward and its gradient come back.

    Points are five random stacks, the line through them is theory, and the map says where else one could be.

    Parameters
    ----------
    activation : name of a built-in one, or an `Activation` of your own
    weight_scale : s, 0 or 0.05 to 20; the weights are drawn from N(0, s^2 / width)
    depth : number of layers, 1 to 200
    width : units of every layer: 1, 2, 4, 8, 16, 32, 64 or 128
    bias_spread : the biases are drawn from N(0, bias_spread^2), 0 to 2
    initialization : None for the weight scale, a name of `INITIALIZATIONS`, or an `Initialization`
    batch : number of samples: 1, 4, 16 or 64
    float32 : True to compute with single precision, whose numbers end at 1e-45 and 3e38
    seed : 0 to 99, another one draws everything anew

    Raises
    ------
    ValueError : for what lies beyond these ranges, and for a name that is not built in

    >>> explorer = explore_depth("sigmoid", weight_scale=1.0, depth=10)
    >>> print(explorer.words.split(" (")[0])
    Vanishes: 10^−0.63 per layer
    """
    zero = isinstance(weight_scale, Real) and weight_scale == 0
    check_between("weight_scale", weight_scale, 0.0 if zero else SCALES[0], SCALES[1])
    activations, start = choices(activation)
    initializations, weights = menu_options(
        INITIALIZATIONS, "he" if initialization is None else initialization, "initialization"
    )
    controls = {
        "depth": whole_slider("depth", depth, 1, DEPTHS[-1]),
        "width": menu("width", list(WIDTHS), width),
        "weight_scale": ScaleSlider(float(weight_scale), description="weight scale s", tooltip="the left end is 0"),
        "bias_spread": slider("bias_spread", bias_spread, 0.0, 2.0, 0.05, "spread of biases"),
        "activation": menu("activation", activations, start),
        "initialization": menu(
            "initialization", [("by weight scale", BY_SCALE), *initializations],
            BY_SCALE if initialization is None else weights, "weights",
        ),
        "batch": menu("batch", list(BATCHES), batch),
        "float32": tick("float32", float32),
        "seed": whole_slider("seed", seed, 0, 99),
    }  # fmt: skip
    draws, rows = Ensemble(), [each for _, each in activations]

    def measure(initialization, float32, **asked):
        """Measure what the controls ask for, on one thread."""
        setting = Setting(initialization=initialization or None, dtype=np.float32 if float32 else np.float64, **asked)
        with one_blas_thread():
            return draws.measure_setting(setting)

    first = measure(**{name: control.value for name, control in controls.items()})
    figure, (top, bottom, right) = draw.depth_axes()
    strip, gradient = draw.draw_layers(top, first), draw.draw_gradient(bottom, first)
    marks = draw_scale_map(right, rows)

    def move(measured):
        setting, limits = measured.setting, draw.decade_limits(measured.decades)
        controls["weight_scale"].disabled = setting.initialization is not None
        draw.move_layers(strip, measured)
        draw.move_gradient(gradient, measured, limits)
        move_here(marks, rows, setting.activation, setting.theory_scale)
        return draw.say(measured, limits)

    ticks = [top.xaxis, top.yaxis, bottom.xaxis, bottom.yaxis]
    layers = [ticks, [*strip, *gradient], [*marks]]
    grips = {("weight_scale", "activation"): Area(right, powers=True)}
    explorer = Explorer(figure, layers, controls, move, measure, first, grips=grips)
    explorer.add_class("chainrule-wordy")
    return explorer
