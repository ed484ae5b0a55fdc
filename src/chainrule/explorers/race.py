"""The explorer of the race: activations learn the handwritten digits side by side, while one looks on (lesson 14)."""

import asyncio
import contextlib
import time

import ipywidgets

from chainrule.explorers.activations import choices
from chainrule.explorers.explorer import Explorer, check_between, log_slider, menu, menu_options, whole_slider
from chainrule.explorers.swatches import add_swatch
from chainrule.figures import race as draw
from chainrule.figures.style import DRAWING
from chainrule.figures.threads import one_blas_thread
from chainrule.maths.initialization import INITIALIZATIONS
from chainrule.maths.numbers import percent
from chainrule.maths.race import Runner, race

UPDATES, EVERY = 1500, 10
SLICE, PAUSE = 0.1, 0.02  # seconds of computing, then for the browser, while a race is on


class RaceExplorer(Explorer):
    """An explorer whose picture goes on by itself: a race runs in the idle time of the kernel until it is finished.

    `.finish()` runs what is left at once; the Stop button leaves things as they are; Reset shows the first race again.
    """

    def __init__(self, runners, controls, rate_for_all):
        self.runners, self.curves, self._asked_for, self._first = runners, {}, None, None
        self._race, self._task, self._done = None, None, 0
        figure, (left, right) = draw.race_axes()
        self._tracks, self._heading = draw.draw_race(left, right, runners, UPDATES)
        self.progress = ipywidgets.IntProgress(min=0, max=1, description="race", tooltip="how far the race has come")
        self.stop_button = ipywidgets.Button(description="Stop", tooltip="End the race here")
        self.stop_button.on_click(lambda _: self.stop())
        self.rate_for_all, self._rate = rate_for_all, rate_for_all.value
        rows = [*controls.values(), rate_for_all, self.progress, self.stop_button]
        moving = [artist for track in self._tracks for artist in track]
        grips = {(None, "goal"): left}
        layers = [[*moving, self._heading]]
        super().__init__(
            figure, layers, controls, self._start_anew, grips=grips, rows=rows,
            paper=lambda: draw.draw_names(left, self.runners),
        )  # fmt: skip
        self.finish()
        self._first = self._asked_for, self.curves

    def reset(self):
        """Set every control back to where it was at the start, and show the race that was run for it."""
        with self.held():
            self.rate_for_all.value = self._rate  # it moves others, so that it comes first
            super().reset()

    def finish(self):
        """Run the race to its end now."""
        with DRAWING:
            self._run_for(float("inf"))
            self._show_now()

    def stop(self):
        """End the race where it is."""
        with DRAWING:
            self._race = None
            self._show_now()

    def _start_anew(self, goal, units, seeds, initialization, **rates):
        """Begin another race; another goal only looks at the same one."""
        runners = [Runner(old.activation, rate) for old, rate in zip(self.runners, rates.values(), strict=True)]
        asked = runners, units, seeds, initialization
        if asked != self._asked_for:
            self._asked_for, self.runners, self._race = asked, runners, None
            if self._first and asked == self._first[0]:
                self.curves = self._first[1]
                return self._draw(goal)
            self.curves = {(i, seed): [] for i in range(len(runners)) for seed in range(seeds)}
            self._race = race(runners, range(seeds), initialization, units, UPDATES, EVERY)
            self.progress.max, self._done = len(self.curves) * (UPDATES // EVERY + 1), 0
            self._go_on_when_idle()
        return self._draw(goal)

    def _draw(self, goal):
        self.progress.value = self._done if self._race else self.progress.max
        self.stop_button.disabled = not self._race
        self.stop_button.layout.visibility = "visible" if self._race else "hidden"
        said = draw.move_race(self._tracks, self._heading, self.curves, self.runners, goal)
        _, units, _, initialization = self._asked_for
        return f"{said}. {units} units, {initialization.label}{self._how_far()}"

    def _how_far(self):
        """While a race is on, how far it has come, in quarters: a screen reader reads each new sentence aloud."""
        return f"; the race is on, {percent(4 * self._done // self.progress.max / 4)} done" if self._race else ""

    def _run_for(self, seconds):
        """Let everybody run for so long."""
        until = time.monotonic() + seconds
        with one_blas_thread():
            for key, now in self._race or ():
                self.curves[key].append(now)
                self._done += 1
                if time.monotonic() > until:
                    return
        self._race = None

    def _show_now(self):
        self.words = self._draw(self.values["goal"])
        self.canvas.show(self.words)

    def _go_on_when_idle(self):
        with contextlib.suppress(RuntimeError):  # a plain script: `finish` has to be called
            self._task = asyncio.get_running_loop().create_task(self._go_on(self._race))

    async def _go_on(self, own):
        while self._race is own:  # until it is finished, stopped, or another one has begun
            await asyncio.sleep(PAUSE)
            with DRAWING:
                if self._race is own:
                    self._run_for(SLICE)
                    self._show_now()


def explore_race(*activations, learning_rate=0.1, goal=0.9, initialization="he", units=32, seeds=1):
    """Race activations on 1,797 handwritten digits: same network, same data, same first weights; who is first?

    One hidden layer, batches of 32, plain gradient descent on the cross-entropy, 1,500 updates. Each has a slider for
    its own learning rate, and one slider moves all of them. While a race is on, the picture follows it.

    Parameters
    ----------
    activations : 1 to 6 names of built-in ones or `Activation`s of your own; none for sigmoid, tanh and ReLU
    learning_rate : 0.001 to 10, for all; of which the nearest stop of the slider is taken, 20 for a factor of 10; or a
        list with one for each
    goal : 0.8, 0.9 or 0.95, the accuracy that is looked for
    initialization : name of a built-in one, or an `Initialization` of your own
    units : of the hidden layer, 1 to 128
    seeds : how many times each runs, 1 to 10: test digits, weights and order are drawn anew for each seed

    Raises
    ------
    ValueError : for more than 6, for a name that is not built in, or a number beyond its ends

    >>> explorer = explore_race("sigmoid", "relu")
    >>> explorer.words.split(" after")[0]
    '90 % for good, 1 seed: ReLU'
    """
    chosen = [choices(activation)[1] for activation in activations or ("sigmoid", "tanh", "relu")]
    check_between("the number of activations", len(chosen), 1, 6)
    rates = learning_rate if isinstance(learning_rate, list | tuple) else [learning_rate] * len(chosen)
    if len(rates) != len(chosen):
        raise ValueError(
            f"learning_rate must be one number, or one for each of {len(chosen)}, but there are {len(rates)}"
        )
    starts, start = menu_options(INITIALIZATIONS, initialization, "initialization")
    controls = {f"learning_rate_{i}": log_slider("learning_rate", rate, -3, 1) for i, rate in enumerate(rates, 1)}
    runners = [Runner(activation, control.value) for activation, control in zip(chosen, controls.values(), strict=True)]
    for runner, control, look in zip(runners, controls.values(), draw.looks(), strict=False):
        add_swatch(control, *look).description = f"rate of {runner.activation.label}"
    for_all = log_slider("rate_for_all", rates[0], -3, 1)
    controls |= {
        "goal": menu("goal", [(percent(each), each) for each in draw.GOALS], goal),
        "initialization": menu("initialization", starts, start),
        "units": whole_slider("units", units, 1, 128),
        "seeds": whole_slider("seeds", seeds, 1, 10),
    }
    explorer = RaceExplorer(runners, controls, for_all)

    def set_all(change):
        with explorer.held():
            for i in range(1, len(runners) + 1):
                explorer.controls[f"learning_rate_{i}"].value = change.new

    for_all.observe(set_all, "value")
    return explorer
