"""What all explorers share: controls above a live canvas, wired; one sentence that says what is to be seen."""

import asyncio
import base64
import contextlib
import math
import time
from collections.abc import Hashable
from numbers import Real
from types import MappingProxyType

import ipywidgets
import numpy as np

from chainrule.explorers.canvas import LiveCanvas
from chainrule.explorers.cells import note_shown
from chainrule.explorers.grips import describe_grips, describe_numbers, read_grips
from chainrule.figures.pictures import stored_words
from chainrule.figures.style import DRAWING

QUIET = 0.3  # seconds without a change before frames are sent ahead
SLICE = 0.02  # seconds for which drawing them may keep the kernel busy
MOST_AHEAD = 1_000_000  # characters of all frames together; with more the kernel draws each one when it is asked for


def check_between(name, value, low, high):
    """Refuse what is not a number from low to high, with a ValueError that says so."""
    if isinstance(value, bool) or not isinstance(value, Real) or not low <= value <= high:
        shown = f"{value:g}" if isinstance(value, float) else repr(value)
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, but it is {shown}")


def words_of(name):
    """Write the name of a control or an argument as a learner reads it: blanks instead of _."""
    return name.replace("_", " ")


def slider(name, value, low, high, step=0.1, words=None):
    """Make a slider of floats with the looks of all explorers; what is given for `name` must lie between its ends.

    `words` stand beside it on the page; None for those of `name`.
    """
    check_between(name, value, low, high)
    ends = {"min": low, "max": high, "step": step, "description": words or words_of(name)}
    return ipywidgets.FloatSlider(float(value), readout_format=".2f", **ends)


def whole_slider(name, value, low, high, step=1, words=None):
    """Make a slider of whole numbers with the looks of all explorers."""
    check_between(name, value, low, high)
    if value != int(value):
        raise ValueError(f"{name} must be a whole number, but it is {value:g}")
    return ipywidgets.IntSlider(int(value), min=low, max=high, step=step, description=words or words_of(name))


def log_slider(name, value, low, high):
    """Make a slider from 10^low to 10^high 20 stops for a factor of ten, set to the nearest, as a browser would."""
    check_between(name, value, 10.0**low, 10.0**high)
    nearest = 10 ** (round(20 * math.log10(value)) / 20)
    ends = {"min": low, "max": high, "step": 0.05, "description": words_of(name)}
    return ipywidgets.FloatLogSlider(nearest, readout_format=".3g", **ends)


def stop_value(value):
    """Give the number that a `log_slider` shows: of its stops a browser may change the later digits.

    >>> stop_value(10**-1.5)
    0.0316
    """
    return float(f"{value:.3g}")


def menu_options(built_in, given, what):
    """Give a menu of named things as (words, thing), and the one that is meant.

    Parameters
    ----------
    built_in : things with a label, by name
    given : a name, or such a thing; one of the learner's own is put first in the menu
    what : "activation", say, for the message

    Raises
    ------
    ValueError : for a name that is not built in
    """
    options = [(each.label, each) for each in built_in.values()]
    if isinstance(given, type(next(iter(built_in.values())))):
        known = given in built_in.values()
        return (options if known else [(f"{given.label} (yours)", given), *options]), given
    if not isinstance(given, str) or given not in built_in:
        raise ValueError(f"there is no {what} {given!r}; choose from: {', '.join(built_in)}")
    return options, built_in[given]


def menu(name, options, value, words=None):
    """Make a menu; `options` are (words, value) pairs or a list of values, of which `value` must be one."""
    values = [option[1] if isinstance(option, tuple) else option for option in options]
    if isinstance(value, bool) or not isinstance(value, Hashable) or value not in values:
        raise ValueError(f"{name} must be one of {', '.join(map(str, values))}, but it is {value!r}")
    return ipywidgets.Dropdown(options=options, value=value, description=words or words_of(name))


def tick(name, value, words=None):
    """Make a box to be ticked."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be True or False, but it is {value!r}")
    return ipywidgets.Checkbox(bool(value), description=words or words_of(name), indent=False)


def _parts(thing):
    """Every widget of a widget, or of a list of them: itself, its layout, its children and theirs."""
    if isinstance(thing, ipywidgets.Widget):
        yield thing
        thing = [getattr(thing, name) for name in thing.keys]
    if isinstance(thing, list | tuple):
        for part in thing:
            yield from _parts(part)


def _row(widgets, *names):
    """Put widgets into the grid of all controls, or into a row of their own."""
    box = ipywidgets.Box(widgets)
    for name in ("controls", *names):
        box.add_class(f"chainrule-{name}")
    return box


class Explorer(ipywidgets.VBox):
    """Controls, a figure that follows them, and the sentence that says it.

    Parameters
    ----------
    figure, layers : as for `LiveCanvas`
    controls : widgets by symbol
    move : called with the controls' values by keyword; moves the artists and gives the sentence, or the sentence and
        HTML to stand beside the picture
    compute : for what takes long: called in the same way, but without the `ahead` control, and only when another one
        changed. It may move artists that depend on nothing else. `move` is then called with what it gives, and with
        the `ahead` control's value by keyword
    computed : what `compute` gives for the start, where the artists were drawn from it
    ahead : symbol of the slider whose frames are sent ahead, if any
    grips : dict from the name of a control to the axes in which a pointer moves it along x, or from two names to the
        axes in which it moves both (None for no control); see `read_grips`
    numbers : dict from the name of a control to the `Text` in the figure in which its number is dragged and typed
    framed : which of the layers the `ahead` slider moves
    stepper : True for Back, Next and Play buttons that move the `ahead` slider, in the browser; they stand beside it
    rows : widgets to show above the figure, where not all controls stand there
    paper : called for the stored picture; adds the legend that the controls are on a page, by their swatches

    `.controls[symbol].value = 2` drives it from code; `.figure` and `.words` tell what it shows, and
    `.computed` what `compute` gave.
    """

    def __init__(
        self, figure, layers, controls, move, compute=None, computed=None, ahead=None, grips=None, numbers=None,
        framed=-1, stepper=False, rows=None, paper=None,
    ):  # fmt: skip
        self.figure, self.controls = figure, MappingProxyType(controls)
        self._valued = {name: control for name, control in controls.items() if control.has_trait("value")}
        self._start = self.values
        self._compute, self.computed = compute, computed
        self._asked = None if computed is None else self._others(self._start, ahead)
        self._move, self._ahead, self._filling, self._turn, self._holding = move, ahead, None, 0, False
        self._paper = paper
        self._link, self._grips, self._numbers = None, read_grips(grips, controls, figure), numbers or {}
        self.canvas = LiveCanvas(figure, layers, stepper=stepper, framed=framed)
        reset = ipywidgets.Button(description="Reset", tooltip="Set every control back to where it was")
        reset.on_click(lambda _: self.reset())
        reset.add_class("chainrule-reset")
        shown = [*(rows or controls.values())]
        parts = [self.canvas]
        if self._track():
            along = controls[ahead]
            shown = [control for control in shown if control is not along]
            parts.insert(0, _row([along], "along", *["roomy"] * bool(self._track()[1] < 0.9)))
            self._line_up()
        elif stepper:
            parts.insert(0, _row([controls[ahead]], "steps"))  # where canvas.js puts the buttons
        super().__init__([_row([*shown, reset]), *parts])
        self.add_class("chainrule-explorer")
        for name, control in self._valued.items():
            control.tooltip = control.tooltip or control.description  # without one, ipywidgets shows "null"
            control.observe(lambda change, name=name: self._changed(name), "value")
        self.canvas.observe(lambda _: self._fit(), "narrow")
        if ahead:
            controls[ahead].add_class("chainrule-main")
            link = ipywidgets.jslink if stepper else ipywidgets.jsdlink
            self.canvas.position = controls[ahead].value  # from here on the browser keeps the two together
            self._link = link((controls[ahead], "value"), (self.canvas, "position"))
        self._changed(None)

    @property
    def values(self):
        """The values of all controls, by symbol."""
        return {name: control.value for name, control in self._valued.items()}

    @contextlib.contextmanager
    def held(self):
        """Let several controls change together, and draw once afterwards."""
        with DRAWING:
            nested, self._holding = self._holding, True
            try:
                yield
            finally:
                self._holding = nested
            if not nested:
                self._changed(None)

    def reset(self):
        """Set every control back to where it was at the start."""
        with self.held():
            for name, value in [*self._start.items()] * 2:  # twice: a menu may have moved a control that came before it
                self._valued[name].value = value

    def send_frames_ahead(self):
        """Draw the frames of all positions of the `ahead` slider now and send them, so that it needs no kernel."""
        with DRAWING:
            for _ in self._fill():
                pass

    def close(self):
        """Take it out of the page, with every widget that it is made of."""
        if self.comm is None:
            return  # closed already
        self._turn += 1  # frames on their way ahead give up
        parts = {*_parts([*self.children, *self.controls.values(), self._link, self.layout])}
        super().close()
        for part in parts:
            part.close()

    @staticmethod
    def _others(values, *names):
        """The values of all controls but these."""
        return {name: value for name, value in values.items() if name not in names}

    def _moved(self, **values):
        """Move the artists; give the sentence and the side."""
        if self._compute:
            asked = self._others(values, self._ahead)
            if asked != self._asked:
                self._asked = None  # while it is computed, and if that fails
                self.computed, self._asked = self._compute(**asked), asked
            said = self._move(self.computed, **self._others(values, *asked))
        else:
            said = self._move(**values)
        return said if isinstance(said, tuple) else (said, "")

    def _changed(self, name):
        with DRAWING:
            if not self._holding:
                self._show(name)

    def _show(self, name):
        self.words, side = self._moved(**self.values)
        by_slider = name is not None and name == self._ahead
        if by_slider and self.canvas.ahead and self._has_frame(self.values[name]):
            self._send_grips()
            return  # the browser has this frame already
        with self.canvas.hold_sync():
            if not by_slider:
                self.canvas.ahead = {}
            self.canvas.show(self.words, side)
            self.canvas.numbers = describe_numbers(self._numbers, self.controls)
            self._send_grips()
        if self._ahead and not self.canvas.ahead:
            self._fill_when_quiet()

    def _fit(self):
        with DRAWING, self.canvas.hold_sync():
            self.canvas.fit()
            self._line_up()
            self._show(None)

    def _track(self):
        """Where across the picture the first and the last stop of the `ahead` slider lie, if on an axis at its left."""
        for names, area in self._grips:
            scale = area.powers or area.places or area.between or area.ax.get_xscale()
            if names[0] == self._ahead and scale == "linear":
                control = self.controls[self._ahead]
                places = area.ax.get_xaxis_transform().transform([(control.min, 0), (control.max, 0)])[:, 0]
                first, last = places / self.figure.bbox.width
                return (first, last) if first < 0.25 else None
        return None

    def _line_up(self):
        """Let the track of the `ahead` slider lie exactly above its axis."""
        track = self._track()
        if track:
            first, last = (round(100 * float(share), 2) for share in track)
            columns = f"{first}% {round(last - first, 2)}% minmax(0, 1fr)"
            self.controls[self._ahead].layout.grid_template_columns = columns

    def _send_grips(self):
        self.canvas.grips = describe_grips(self._grips, self.controls, self.values, self._ahead)

    def _fill_when_quiet(self):
        self._turn += (
            1  # a fill under way sees this and gives up; it may belong to another thread, so we cannot cancel it
        )
        with contextlib.suppress(RuntimeError):  # a plain script: there is no kernel whose idle time could be used
            self._filling = asyncio.get_running_loop().create_task(self._fill_slowly(self._turn))

    async def _fill_slowly(self, turn):
        await asyncio.sleep(QUIET)
        frames = self._fill()
        while self._fill_a_while(frames, turn):
            await asyncio.sleep(SLICE)

    def _fill_a_while(self, frames, turn):
        """Draw some of the frames and put the artists back; tell whether there are more."""
        with DRAWING:
            if turn != self._turn:
                return frames.close()
            pause = time.monotonic() + SLICE
            for _ in frames:
                if time.monotonic() > pause:
                    self._moved(**self.values)
                    return True
            return False

    def _has_frame(self, value):
        """Whether the `ahead` slider stops at this value; one that is typed or set by code may lie between."""
        control = self._valued[self._ahead]
        place = (value - control.min) / control.step
        return abs(place - round(place)) < 1e-6

    def _positions(self):
        """The positions of the `ahead` slider from end to end."""
        control = self._valued[self._ahead]
        steps = math.floor((control.max - control.min) / control.step + 1e-6)
        return [type(control.value)(round(control.min + i * control.step, 9)) for i in range(steps + 1)]

    def _fill(self):
        """Draw frame after frame, put the artists back, and send all frames in one message."""
        control = self._valued[self._ahead]
        frames, descriptions, sides, size = [], [], [], 0
        try:
            for position in self._positions():
                words, side = self._moved(**{**self.values, self._ahead: position})
                descriptions.append(words)
                sides.append(side)
                frames.append(self.canvas.frame())
                size += len(frames[-1]) + len(side)
                if size > MOST_AHEAD:
                    return
                yield
        finally:
            self._moved(**self.values)
        self.canvas.send_ahead(
            {"start": control.min, "step": control.step, "frames": frames, "descriptions": descriptions, "sides": sides}
        )

    def _repr_mimebundle_(self, **kwargs):
        """The widget for a live page; for a stored one, a picture of the first state and the sentence."""
        note_shown(self)
        bundle = super()._repr_mimebundle_(**kwargs)
        with DRAWING:
            bundle["text/plain"] = stored_words(self.words)
            bundle["image/png"] = base64.b64encode(self._png()).decode()
        return bundle

    def _png(self):
        """The picture as it is stored, with a legend."""
        stale, legend = self.figure.stale, self._paper and self._paper()
        picture = self.canvas.png()
        if legend:
            legend.remove()
        self.figure.stale = stale
        return picture
