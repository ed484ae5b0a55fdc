"""Several draws of one stack, measured layer by layer: what lesson 09 pulls by its sliders.

Weights, signals and slopes are kept: a stack of depth 10 is the beginning of one of depth 50, so another depth costs a
way back only, and another weight scale draws no new numbers.
"""

import functools
import math
from typing import NamedTuple

import numpy as np

from chainrule.maths.activations import Activation
from chainrule.maths.checks import check_not_negative, check_whole
from chainrule.maths.depth import (
    DEEPEST,
    Signals,
    Stack,
    backward,
    forward,
    norm,
    saturated_and_dead,
    where_numbers_end,
)
from chainrule.maths.initialization import Initialization, scaled_normal
from chainrule.maths.mean_field import predict

DEPTHS = 10, 20, 50, 100, 200
"""Theory is worked out down to one of these, so that shallow stacks share it; a picture's layer axis reaches there."""
BINS = 41
"""So many equal parts a histogram of activations has."""
LARGEST_BATCH = 64


class Setting(NamedTuple):
    """What is drawn and measured.

    activation : Activation of every layer
    weight_scale : s, the weights are N(0, s^2 / width); without effect where an initialization is given
    depth : number of layers, 1 to 200
    width : units of every layer and number of inputs, 1 or more
    bias_spread : the biases are N(0, bias_spread^2)
    initialization : Initialization, or None for the weight scale
    batch : number of inputs, which are N(0, 1), 1 to 64
    dtype : np.float64 or np.float32
    seed : int, 0 or more; another one draws everything anew
    draws : how many stacks are drawn
    """

    activation: Activation
    weight_scale: float = 1.0
    depth: int = 10
    width: int = 64
    bias_spread: float = 0.0
    initialization: Initialization | None = None
    batch: int = LARGEST_BATCH
    dtype: type = np.float64
    seed: int = 0
    draws: int = 5

    @property
    def theory_scale(self):
        """The weight scale that theory may use: that of the initialization; None if it draws nothing at random."""
        if self.initialization is None:
            return float(self.weight_scale)
        return self.initialization.weight_scale(self.width, self.width) or None


class Measured(NamedTuple):
    """What was measured: of every draw the gradient, of the first draw the signal.

    setting : the Setting
    decades : log10 of |dE/dh_l| / |dE/dh_L|, of shape (draws, depth); -inf where nothing arrives, nan beyond numbers
    decades_per_layer : by how many powers of ten the gradient grows with each layer on its way back, as median of the
        draws; 0 for a single layer, -inf where nothing arrives, nan beyond numbers
    verdict : what becomes of the gradient, in the words of `verdict`
    theory : what theory predicts for the decades, of shape (depth,); None where it has no say
    learning : log10 of |dE/dW_1| / |dE/dW_L|, of shape (draws,)
    mean, spread : of the activations, one number for each layer
    saturated, dead : shares of the units, as in `chainrule.maths.depth.Layers`
    shares : histogram of the activations, of shape (depth, BINS), between the two ends of `value_range`
    below, above : share of the activations beyond these ends
    trouble : where numbers end, in words, or ""
    """

    setting: Setting
    decades: np.ndarray
    decades_per_layer: float
    verdict: str
    theory: np.ndarray | None
    learning: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    saturated: np.ndarray
    dead: np.ndarray
    shares: np.ndarray
    below: np.ndarray
    above: np.ndarray
    trouble: str


def verdict(per_layer, depth):
    """Tell what becomes of a gradient: "vanishes", "explodes", "stays alive", or "is lost" where it leaves the numbers.

    It stays alive if all layers together change it at most tenfold.

    >>> verdict(-0.63, 10), verdict(0.2, 50), verdict(-0.01, 50)
    ('vanishes', 'explodes', 'stays alive')
    """
    if math.isnan(per_layer) or per_layer == math.inf:
        return "is lost"
    if abs(per_layer) <= 0.3 and abs(per_layer) * (depth - 1) <= 1:
        return "stays alive"
    return "vanishes" if per_layer < 0 else "explodes"


def deepest(depth):
    """Give the first of `DEPTHS` that holds a depth."""
    return next(end for end in DEPTHS if depth <= end)


@functools.lru_cache(256)
def _steps(activation, weight_scale, depth, bias_spread):
    """log10 of the factor by which theory lets each layer change the gradient."""
    factors = predict(activation, weight_scale, depth, bias_spread=bias_spread).chi
    with np.errstate(divide="ignore"):
        return np.log10(factors) / 2


def theory_decades(setting):
    """Give what theory predicts for log10 of the gradient at each layer, 0 at the last; None where it has no say.

    As `predict(...).decades`, but shallow stacks share the work with deep ones.

    >>> from chainrule import sigmoid
    >>> print(f"{theory_decades(Setting(sigmoid, 1.0, depth=11))[0]:.2f}")
    -6.27
    """
    scale = setting.theory_scale
    if scale is None:
        return None
    steps = _steps(setting.activation, scale, deepest(setting.depth), float(setting.bias_spread))
    return np.append(np.cumsum(steps[1 : setting.depth][::-1])[::-1], 0.0)


def value_range(activation, most=4.0):
    """Give the two ends between which the activations are counted: the range of the activation, at most -4 to 4.

    >>> from chainrule import relu, sigmoid
    >>> value_range(sigmoid), value_range(relu)
    ((0.0, 1.0), (0.0, 4.0))
    """
    low, high = (float(np.clip(end, -most, most)) for end in activation.range)
    return (low, high) if low < high else (low - 1, high + 1)


class Ensemble:
    """Draws stacks and measures them, and keeps what the next setting has in common with the last.

    >>> from chainrule import sigmoid
    >>> draws = Ensemble()
    >>> shallow, deep = draws.measure_setting(Setting(sigmoid)), draws.measure_setting(Setting(sigmoid, depth=50))
    >>> print(f"{shallow.decades_per_layer:.2f}  {deep.decades_per_layer:.2f}")
    -0.63  -0.63
    """

    def __init__(self):
        self._drawn, self._passed = (None, []), (None, [])

    def measure_setting(self, setting):
        """Measure a `Setting`; give `Measured`.

        Raises
        ------
        TypeError, ValueError : for settings beyond their ranges
        """
        return _measure_passes(self._passes(check(setting)), setting)

    def _passes(self, setting):
        """The forward passes of all draws: the kept ones, if only the depth is another one."""
        drawn_by = setting.width, setting.initialization, setting.seed, setting.draws
        if self._drawn[0] != drawn_by:
            self._drawn = drawn_by, [_Numbers(setting, draw) for draw in range(setting.draws)]
        passed_by = setting._replace(depth=0)
        if self._passed[0] != passed_by:
            self._passed = passed_by, [_Pass(setting, numbers) for numbers in self._drawn[1]]
        return self._passed[1]


def check(setting):
    """Refuse a setting beyond its ranges, with a TypeError or ValueError; give it back."""
    if not isinstance(setting.activation, Activation):
        raise TypeError(f"activation must be an Activation, but it is {setting.activation!r}")
    if not isinstance(setting.initialization, Initialization | None):
        raise TypeError(f"initialization must be an Initialization or None, but it is {setting.initialization!r}")
    for name, most in (("depth", DEEPEST), ("batch", LARGEST_BATCH), ("width", 4096), ("draws", 1000)):
        if check_whole(name, getattr(setting, name), least=1) > most:
            raise ValueError(f"{name} must be at most {most}, but it is {getattr(setting, name)}")
    for name in ("weight_scale", "bias_spread"):
        check_not_negative(name, getattr(setting, name))
    check_whole("seed", setting.seed)
    if setting.dtype not in (np.float32, np.float64):
        raise TypeError(f"dtype must be np.float64 or np.float32, but it is {setting.dtype!r}")
    return setting


class _Numbers:
    """The random numbers of one draw: weights at scale 1, biases at spread 1, inputs, and a gradient to send back."""

    def __init__(self, setting, draw):
        self._random = [np.random.default_rng([setting.seed, draw, part]) for part in range(4)]
        self._width, self._draw = setting.width, setting.initialization or scaled_normal(1.0)
        self.weights, self.biases = [], []
        shape = LARGEST_BATCH, setting.width
        self.inputs, self.upstream = (rng.normal(size=shape) for rng in self._random[2:])

    def grow(self, depth):
        for _ in range(len(self.weights), depth):
            self.weights.append(self._draw(self._width, self._width, self._random[0]))
            self.biases.append(self._random[1].normal(size=self._width))


class _Pass:
    """The way forward through one draw, as deep as it was asked for, and the slopes for the ways back."""

    def __init__(self, setting, numbers):
        self._setting, self._numbers = setting, numbers
        x = numbers.inputs[: setting.batch].astype(setting.dtype)
        self.weights, self.biases, self.z, self.h, self.slopes = [], [], [x], [x], [None]
        self._told = []

    def _stack(self, first, last):
        layers = slice(first, last)
        return Stack(
            tuple(self.weights[layers]), tuple(self.biases[layers]), (self._setting.activation,) * (last - first)
        )

    def grow(self, depth):
        """Go forward to this depth, if no one went before."""
        setting, start = self._setting, len(self.weights)
        if depth <= start:
            return
        self._numbers.grow(depth)
        scale = setting.weight_scale if setting.initialization is None else 1.0
        self.weights += [(scale * W).astype(setting.dtype, copy=False) for W in self._numbers.weights[start:depth]]
        self.biases += [
            (setting.bias_spread * b).astype(setting.dtype, copy=False) for b in self._numbers.biases[start:depth]
        ]
        further = forward(self._stack(start, depth), self.h[-1])
        self.z += further.z[1:]
        self.h += further.h[1:]
        self.slopes += further.slopes

    def back(self, depth):
        """Send the gradient back from this depth; give its length by h at each layer, by W at the first and last."""
        g = self._numbers.upstream[: self._setting.batch].astype(self._setting.dtype)
        lengths, by_weights = np.empty(depth), []
        for l in range(depth, 0, -1):  # noqa: E741 - l is the lesson's symbol of a layer
            lengths[l - 1] = norm(g)
            delta = g * self.slopes[l]
            if l in (1, depth):
                by_weights.append(norm(self.h[l - 1].T @ delta))
            if l > 1:
                g = delta @ self.weights[l - 1].T
        return lengths, by_weights[-1], by_weights[0]

    def told(self, depth):
        """What is to be told of the activations, a row of numbers for each layer."""
        new = slice(len(self._told) + 1, depth + 1)
        if self.h[new]:
            h = np.array(self.h[new], dtype=float).reshape(len(self.h[new]), -1)
            flat, dead = (each.mean(axis=1) for each in saturated_and_dead(np.array(self.slopes[new])))
            counted = _count(h, *value_range(self._setting.activation))
            self._told += [*np.column_stack([h.mean(axis=1), h.std(axis=1), flat, dead, counted])]
        return np.array(self._told[:depth])

    def trouble(self, depth):
        """Where numbers end, in words."""
        stack, signals = (
            self._stack(0, depth),
            Signals(self.z[: depth + 1], self.h[: depth + 1], self.slopes[1 : depth + 1]),
        )
        upstream = self._numbers.upstream[: self._setting.batch]
        return where_numbers_end(stack, signals, backward(stack, signals, upstream))


def _count(values, low, high):
    """Shares of each row of values in BINS equal parts from low to high, then the share below, then the share above."""
    parts = np.clip(np.floor((values - low) * (BINS / (high - low))), 0, BINS - 1)
    places = np.where(values < low, BINS, np.where(values <= high, parts, BINS + 1)).astype(int)  # nan counts as above
    (rows, size), every = values.shape, BINS + 2
    places += every * np.arange(rows)[:, None]
    return np.bincount(places.ravel(), minlength=every * rows).reshape(rows, every) / size


@np.errstate(all="ignore")
def _measure_passes(passes, setting):
    """Go forward and back through all draws; give `Measured`."""
    depth, decades, learning = setting.depth, [], []
    for each in passes:
        each.grow(depth)
        lengths, first, last = each.back(depth)
        decades.append(np.log10(lengths) - np.log10(lengths[-1]))
        learning.append(np.log10(first) - np.log10(last))
    mean, spread, saturated, dead, *counted = passes[0].told(depth).T
    decades = np.array(decades)
    per_layer = float(np.median(decades[:, 0]) / (depth - 1)) if depth > 1 else 0.0
    well = np.isfinite(decades[0]).all() and np.isfinite(spread).all()
    return Measured(
        setting, decades, per_layer, verdict(per_layer, depth), theory_decades(setting), np.array(learning),
        mean, spread, saturated, dead, np.array(counted[:BINS]).T, counted[BINS], counted[BINS + 1],
        "" if well else passes[0].trouble(depth),
    )  # fmt: skip
