"""Pictures of where weights start: what each initialization does to signals, gradients and learning.

Used by lesson 11; `explorers/initialization.py` moves the artists that are drawn here.
"""

import math
from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from chainrule.figures import style
from chainrule.figures.activations import MARKERS, Table
from chainrule.figures.pictures import show
from chainrule.maths.activations import tanh
from chainrule.maths.initialization import INITIALIZATIONS, constant_of, he, large_normal, xavier_normal
from chainrule.maths.numbers import number, percent, size, times
from chainrule.maths.trials import (
    DEPTH,
    EQUAL,
    GUESS,
    RATE,
    STRIDE,
    UPDATES,
    WIDTH,
    attempt,
    largest_probabilities,
    weights_of_units,
)

NO_GRADIENT = -13.0  # where the gradient axis, in powers of ten, shows what is 0 or under the smallest power
NOTHING = Path([(1.0, 0.0)])
GRADIENT_BINS = np.arange(NO_GRADIENT - 0.125, 3.25, 0.25)


EVERY_ONE = tuple(INITIALIZATIONS.values())


# --- the table ----------------------------------------------------------------------------------------------

COLUMNS = {
    "formula": lambda i, n_in, n_out: f"${i.latex}$",
    "variance": lambda i, n_in, n_out: number(i.variance(n_in, n_out)),
    "weight scale": lambda i, n_in, n_out: number(i.weight_scale(n_in, n_out)),
    "made for": lambda i, n_in, n_out: i.made_for,
    "source": lambda i, n_in, n_out: i.source,
}


def initialization_table(
    columns=("formula", "variance", "made for", "source"),
    initializations=EVERY_ONE,
    n_in=256,
    n_out=256,
):
    """Make a table of initializations from their own facts.

    Parameters
    ----------
    columns : names out of formula, variance, weight scale, made for, source
    initializations : the rows
    n_in, n_out : the inputs and units of the layer whose variance and weight scale are given

    Raises
    ------
    ValueError : for a column that is not one of these

    >>> initialization_table(["variance", "made for"], [he])
    initialization · variance · made for
    He · 0.00781 · ReLU
    """
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown:
        raise ValueError(f"there is no column {unknown[0]!r}; choose from: {', '.join(COLUMNS)}")
    rows = [[each.label, *(COLUMNS[column](each, n_in, n_out) for column in columns)] for each in initializations]
    return Table(["initialization", *columns], rows)


# --- what is to be seen of it, in words -------------------------------------------------------------------------


@np.errstate(all="ignore")
def _ratio(numbers, start, end):
    """The number at one end over that at the other; 1 where there is no telling."""
    ratio = float(np.float64(numbers[end]) / numbers[start])
    return 1.0 if math.isnan(ratio) else ratio


def _saturated(moment, activation):
    """The share of saturated units, for an activation that is bounded on both sides; 0 for others."""
    return float(moment.layers.saturated.mean()) if np.isfinite(activation.range).all() else 0.0


def see_signal(moment, activation):
    """Say in a few words what becomes of the activations on their way through the hidden layers."""
    if moment is None:
        return "Beyond any number"
    if not any(h.any() for h in moment.activations):
        return "All activations are 0"
    if moment.equal:
        return "All units of a layer are equal"
    ratio = _ratio(moment.layers.spread, 0, -1)
    if ratio < 0.1:
        return "Activations fade"
    if ratio > 10:
        return "Activations explode"
    return "Units saturate" if _saturated(moment, activation) > 0.25 else "Activations keep their size"


def see_gradient(moment):
    """Say in a few words what becomes of the gradient on its way back through the hidden layers."""
    gradient = moment.layers.gradient if moment else np.array([np.inf])
    if not np.isfinite(gradient).all():
        return "Beyond any number"
    if not gradient.any():
        return "No gradient comes back"
    ratio = _ratio(gradient, -1, 0)
    return "Gradients fade" if ratio < 0.1 else "Gradients explode" if ratio > 10 else "Gradients keep their size"


def see_learning(trial):
    """Say in a few words what became of the error."""
    last = trial.errors[-1]
    if not last < 10 * max(trial.errors[0], GUESS):
        return "It diverges"
    if last > 0.95 * GUESS:
        return "It learns nothing"
    if last > 0.1 * GUESS:
        return "It learns little"
    return "It learns by heart" if trial.moments[-1].new_error > 0.5 * GUESS else "It learns"


def say(trial, updates=0):
    """Say in three lines, with numbers, what there is to see after some updates, and what it means."""
    moment = trial.at(updates)
    layers = "1 hidden layer" if trial.depth == 1 else f"{trial.depth} hidden layers"
    return (
        f"{_capital(trial.initialization.label)} ({trial.activation.label}, {layers} of {trial.width}), "
        f"{f'after {updates} updates' if updates else 'at birth'}: "
        f"{_say_layers(moment)}.\n{_say_errors(trial, updates)}\n{verdict(trial)}"
    )


def _capital(sentence):
    return sentence[0].upper() + sentence[1:]


def _say_layers(moment):
    """Say the numbers of the first and the last hidden layer."""
    if moment is None:
        return "no numbers are left"
    spread, gradient = moment.layers.spread, moment.layers.gradient
    last = len(spread)
    if last == 1:
        return f"spread of the activations {size(spread[0])}, gradient {size(gradient[0])}"
    return (
        f"spread of the activations {size(spread[0])} in layer 1, {size(spread[-1])} in layer {last}; "
        f"gradient {size(gradient[-1])} in layer {last}, {size(gradient[0])} in layer 1"
    )


def _say_errors(trial, updates):
    """Say the error at first, now and at the end, and that for new samples."""
    rate, beyond = f"{see_learning(trial)} at learning rate {number(trial.learning_rate)}", trial.diverged_at
    if beyond == 0:
        return f"{rate}: error beyond any number from the first."
    now = f", {size(trial.errors[updates])} now" if 0 < updates < min(beyond or UPDATES, UPDATES) else ""
    if beyond:
        return f"{rate}: error {size(trial.errors[0])} at first{now}, beyond any number after {beyond} updates."
    end, new = trial.errors[-1], trial.moments[-1].new_error
    if see_learning(trial) == "It learns by heart":  # such a training takes another way on another processor
        end, new = f"under {number(0.1 * GUESS)}", f"over {number(0.5 * GUESS)}"
    else:
        end, new = size(end), size(new)
    return f"{rate}: error {size(trial.errors[0])} at first{now}, {end} after {UPDATES} updates; {new} for new samples."


def verdict(trial):
    """Say in a sentence or two what the start means.

    >>> verdict(attempt(constant_of(0.1), depth=2, width=8))
    'All 8 units of a layer are equal and stay equal: they do the work of one.'
    """
    birth, last = trial.moments[0], trial.depth
    if birth is None:
        return "At birth the numbers end."
    if birth.equal:
        alike = f"All {trial.width} units of a layer are equal"
        if not birth.layers.gradient.any():
            return f"{alike}, and no gradient reaches them: none of their weights moves."
        return f"{alike} and stay equal: they do the work of one." if _stay_equal(trial) else f"{alike} at birth."
    said, saturated = [], _saturated(birth, trial.activation)
    if saturated > 0.25:
        said.append(f"{percent(saturated)} of the slopes are under 0.01: saturated.")
    for what, ratio, where in (
        ("activations", _ratio(birth.layers.spread, 0, -1), f"by layer {last}"),
        ("gradients", _ratio(birth.layers.gradient, -1, 0), "by layer 1"),
    ):
        if ratio < 0.1:
            left = f"{number(100 * ratio, 2)} %" if ratio > 0.001 else number(ratio, 2)
            said.append(f"At birth {what} shrink to {left} of their size {where}.")
        elif ratio > 10:
            grown = f"{times(math.log10(ratio))} times" if math.isfinite(ratio) else "beyond any number"
            said.append(f"At birth {what} grow {grown} {where}.")
    return " ".join(said) or "At birth activations and gradients keep their size."


def _stay_equal(trial):
    """Whether the units were equal at every moment that had numbers of a size that can be compared."""
    return all(moment.equal for moment in trial.moments if moment and np.isfinite(moment.layers.spread).all())


# --- one initialization -----------------------------------------------------------------------------------------


class Strips(NamedTuple):
    """The artists that change with the initialization or the moment: histograms, titles, the error and its marker."""

    activations: PathPatch
    gradients: PathPatch
    errors: Line2D
    new_errors: Line2D
    now: Line2D
    titles: tuple[Text, Text, Text]


def value_bins(activation):
    """Give the edges of the bins in which values of an activation are counted; 0 is the middle of one of them.

    They span the activation's range, as far as it lies between -3 and 3; the outermost also hold what lies beyond.

    >>> bins = value_bins(tanh)
    >>> print(f"{len(bins) - 1} bins from {bins[0]:.2f} to {bins[-1]:.2f}")
    31 bins from -1.03 to 1.03
    """
    low, high = activation.range
    low = max(math.floor(2 * max(low, -3)) / 2, -3.0)
    high = min(math.ceil(2 * min(high, 1e6)) / 2, max(low, 0) + 3)
    high = max(high, low + 0.5)
    step = 0.2 if high - low > 4 else 0.1 if high - low > 2 else (high - low) / 30
    return np.arange(round((high - low) / step) + 2) * step + low - step / 2


def _histograms(arrays, bins, full=0.15):
    """Draw a histogram of each array, upright around x = 1, 2, ...; a bin with a share of `full` or more is widest."""
    parts = []
    for l, values in enumerate(arrays, 1):  # noqa: E741 - l is the lesson's symbol of a layer
        numbers = values[~np.isnan(values)]
        share = np.histogram(np.clip(numbers, bins[0], bins[-1]), bins)[0] / values.size
        filled = np.flatnonzero(share)
        if not filled.size:
            continue
        first, last = filled[[0, -1]]
        half = np.repeat(0.44 * np.minimum(share[first : last + 1] / full, 1), 2)
        y = np.repeat(bins[first : last + 2], 2)[1:-1]
        outline = np.column_stack([np.r_[l + half, l - half[::-1]], np.r_[y, y[::-1]]])
        parts.append(Path(np.vstack([outline, outline[:1]]), closed=True))
    return Path.make_compound_path(*parts or [NOTHING])


def _gradient_decades(gradients):
    """The size of gradients as powers of ten, what is 0 or next to it set apart."""
    with np.errstate(all="ignore"):
        decades = [np.log10(np.abs(gradient)) for gradient in gradients]
    return [np.where(each < NO_GRADIENT + 1, NO_GRADIENT, each) for each in decades]


def initialization_axes():
    """Make the figure of one initialization: activations, gradients, error."""
    return style.new_figure(columns=3, size=(10.5, 4.8), width_ratios=[4, 4, 3.3])


def draw_initialization(axes, trial, updates=0):
    """Draw activations, gradients and error of a `Trial` on three axes; give the `Strips`."""
    left, middle, right = axes
    activations, gradients = (
        ax.add_patch(PathPatch(NOTHING, facecolor=colour, edgecolor=colour, lw=0.8))
        for ax, colour in ((left, style.FORWARD), (middle, style.BACKWARD))
    )
    left.axhline(0, color=style.GRID, lw=1, zorder=0)
    middle.set(ylim=(NO_GRADIENT - 0.6, 3.6), yticks=[NO_GRADIENT, -9, -6, -3, 0, 3])
    middle.set_yticklabels(["0", *(f"$10^{{{power}}}$" for power in (-9, -6, -3, 0)), r"$\geq 10^3$"])
    guess = right.axhline(GUESS, color=style.CONTEXT, lw=2, ls="dotted", zorder=0, label="always answer 0")
    (errors,) = right.plot([], [], color=style.INK, lw=3, label="samples")
    (new_errors,) = right.plot([], [], color=style.CONTEXT, lw=2.5, ls=style.DASHED, label="new samples")
    (now,) = right.plot([], [], "D", color=style.INK, ms=11, mec=style.PAPER, mew=2, clip_on=False)
    right.legend(
        handles=[errors, new_errors, guess], loc="upper right", fontsize=style.SMALL, frameon=False,
        labelcolor=style.INK,
    )  # fmt: skip
    right.set(yscale="log", xlim=(-12, UPDATES + 12), ylim=(1e-4, 1e2), xticks=[0, 100, 200, 300])
    right.minorticks_off()
    titles = (
        style.dress(left, " ", "hidden layer", "$h$, activation"),
        style.dress(middle, " ", "hidden layer", r"$|\partial{}E/\partial{}h|$, gradient"),
        style.dress(right, " ", "updates", "$E$, error"),
    )
    strips = Strips(activations, gradients, errors, new_errors, now, titles)
    fit_initialization(strips, trial)
    move_trial(strips, trial)
    move_moment(strips, trial, updates)
    return strips


def fit_initialization(strips, trial):
    """Fit the axes to the activation and the depth of a trial: they are the same for all initializations."""
    left, middle = strips.activations.axes, strips.gradients.axes
    for ax in (left, middle):
        ax.set(xlim=(0.4, trial.depth + 0.6), xticks=range(1, trial.depth + 1))
    bins, (least, most) = value_bins(trial.activation), trial.activation.range
    low, high = bins[0], bins[-1]
    step = 0.25 if high - low < 1.5 else 0.5 if high - low < 2.5 else 1.0
    ticks = np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step
    labels = [number(tick) for tick in ticks]
    if most > high:
        labels[-1] = f"≥ {labels[-1]}"
    if least < low:
        labels[0] = f"≤ {labels[0]}"
    air = 0.03 * (high - low)
    left.set(ylim=(low - air, high + air), yticks=ticks)
    left.set_yticklabels(labels)


def move_trial(strips, trial):
    """Draw the errors of another trial; what lies outside the picture goes on a little beyond its edge."""
    new = np.array([moment.new_error if moment else np.inf for moment in trial.moments])
    for line, errors, stride in ((strips.errors, trial.errors, 1), (strips.new_errors, new, STRIDE)):
        seen = np.isfinite(errors)
        line.set_data(stride * np.flatnonzero(seen), np.clip(errors[seen], 1e-9, 1e9))
    strips.titles[2].set_text(see_learning(trial))


def move_moment(strips, trial, updates):
    """Draw the activations and gradients of a trial after some updates, and mark the moment on its error."""
    moment = trial.at(updates)
    for artist in (strips.activations, strips.gradients, strips.now):
        artist.set_visible(moment is not None)
    strips.titles[0].set_text(see_signal(moment, trial.activation))
    strips.titles[1].set_text(see_gradient(moment))
    if moment:
        bins = value_bins(trial.activation)
        _reshape(strips.activations, _histograms(moment.activations, bins))
        _reshape(strips.gradients, _histograms(_gradient_decades(moment.gradients), GRADIENT_BINS, 0.3))
        strips.now.set_data([updates], [np.clip(trial.errors[updates], 1e-4, 1e2)])


def _reshape(patch, path):
    """Give a patch another outline; matplotlib does not note by itself that it has to be drawn anew."""
    patch.set_path(path)
    patch.stale = True


def plot_initialization(
    initialization, activation=tanh, updates=0, depth=DEPTH, width=WIDTH, learning_rate=RATE, seed=0
):
    """Show what an initialization does to activations and gradients in the hidden layers, and the error of a training.

    Parameters
    ----------
    initialization : Initialization
    activation : Activation of the hidden layers
    updates : at which moment of the training, 0 to 300 in twenties
    depth, width : how many hidden layers there are, and how many units each has
    learning_rate : number above 0
    seed : of the weights
    """
    trial = attempt(initialization, activation, depth, width, learning_rate, seed)
    figure, axes = initialization_axes()
    draw_initialization(axes, trial, updates)
    show(figure, say(trial, updates))


def plot_initializations(*initializations, activation=tanh, depth=DEPTH, width=WIDTH, learning_rate=RATE, seed=0):
    """Show several initializations at birth, each in a row of its own on the same axes, and the error of the training.

    Parameters
    ----------
    initializations : Initializations, from top to bottom
    activation, depth, width, learning_rate, seed : as for `plot_initialization`

    Raises
    ------
    ValueError : if there is no initialization
    """
    if not initializations:
        raise ValueError("there is nothing to show: give one initialization or more, such as xavier_normal, he")
    rows = len(initializations)
    figure, axes = style.new_figure(
        columns=3, rows=rows, size=(10.5, 0.9 + 2.3 * rows), width_ratios=[4, 4, 3.3], sharex="col", squeeze=False
    )
    said = []
    for row, initialization in zip(axes, initializations, strict=True):
        trial = attempt(initialization, activation, depth, width, learning_rate, seed)
        draw_initialization(row, trial)
        row[0].set_ylabel(f"{initialization.label}\n$h$")
        for ax, label in zip(row[1:], (r"$|\partial E / \partial h|$", "$E$"), strict=True):
            ax.set_ylabel(label)
        said.append(say(trial))
    for ax in axes[:-1].flat:
        ax.set_xlabel("")
    for ax in axes[:, 2]:
        legend = ax.get_legend()
        legend.remove()
    figure.legend(
        handles=legend.legend_handles, loc="outside lower right", ncols=3, fontsize=style.SMALL, frameon=False,
        labelcolor=style.INK, handlelength=3,
    )  # fmt: skip
    show(figure, "\n\n".join(said))


# --- equal weights never part -----------------------------------------------------------------------------------


def draw_weights_of_units(ax, weights):
    """Draw the weight of each unit against updates on `ax`: a line for each, with marks of its own; give the title."""
    updates, units = len(weights) - 1, weights.shape[1]
    stretch = max(1, updates // 3)
    for unit in range(units):
        ax.plot(
            weights[:, unit], color=style.CHANGE, lw=2, marker=MARKERS[unit % len(MARKERS)], ms=10, mec=style.PAPER,
            mew=1, markevery=(unit * stretch // units, stretch),
        )  # fmt: skip
    ax.set_xlim(-0.03 * updates, 1.03 * updates)
    return style.dress(ax, " ", "updates", "$w$, from input 1 to each unit")


def plot_equal_weights(value=0.5, activation=tanh, updates=UPDATES, learning_rate=0.2, seed=0):
    """Show the weights of one layer's units while it learns: equal ones stay one line, random ones part.

    Parameters
    ----------
    value : where all weights of the left network start; the right one starts from Xavier's
    activation : Activation of the hidden layers
    updates, learning_rate : of the training
    seed : of the right network's weights
    """
    figure, axes = style.new_figure(columns=2, size=(10.5, 4.6), sharey=True)
    said = []
    for ax, initialization in zip(axes, (constant_of(value), xavier_normal), strict=True):
        weights, errors = weights_of_units(initialization, activation, 8, learning_rate, updates, seed)
        title = draw_weights_of_units(ax, weights)
        at_last = np.sort(weights[-1])
        lines = 1 + int((np.diff(at_last) > EQUAL * np.abs(at_last).max()).sum())
        start = _capital(initialization.label)
        title.set_text(f"{start}: 8 units, {lines} line{'s' * (lines > 1)}")
        low, high = map(number, at_last[[0, -1]])
        where = f"all at {low}" if lines == 1 else f"from {low} to {high}"
        said.append(
            f"{start}: after {updates} updates the weights of the 8 units are {where}; "
            f"error {size(errors[0])} at first, {size(errors[-1])} at last"
        )
    axes[1].set_ylabel("")
    show(figure, ".\n".join(said) + ".")


# --- a network that is saturated at birth -----------------------------------------------------------------------


def draw_largest(ax, largest):
    """Draw the histogram of the largest probabilities of many networks on `ax`; give the title."""
    shares = np.full(len(largest), 1 / len(largest))
    ax.hist(largest, np.linspace(0, 1, 21), weights=shares, facecolor=style.FORWARD, edgecolor=style.PAPER)
    ax.axvline(0.1, color=style.CONTEXT, lw=2, ls="dotted")
    ax.text(0.12, 1.0, "all ten alike", fontsize=style.SMALL, color=style.INK, va="center")
    ax.set(xlim=(0, 1.02), ylim=(0, 1.05), yticks=[0, 0.5, 1], yticklabels=["none", "half", "all"])
    return style.dress(ax, " ", "largest of ten probabilities", "networks")


def plot_saturated_at_birth(*initializations, networks=200, seed=0):
    """Show how sure of themselves networks are that have not learned anything: 784-256-10, ReLU, softmax.

    Parameters
    ----------
    initializations : one or more, side by side; none for N(0, 1) and He
    networks : how many of each
    seed : of inputs and weights
    """
    initializations = initializations or (large_normal, he)
    figure, axes = style.new_figure(columns=len(initializations), size=(10.5, 4.2), sharey=True, squeeze=False)
    said = []
    for ax, initialization in zip(axes[0], initializations, strict=True):
        largest, z = largest_probabilities(initialization, networks, seed)
        title = draw_largest(ax, largest)
        sure = f"{number(100 * (largest > 0.999).mean())} %"
        start = _capital(initialization.label)
        title.set_text(f"{start}: {number(largest.mean())} on average")
        said.append(
            f"{start}: the largest probability is {number(largest.mean())} on average, and above 0.999 in {sure} of "
            f"{networks} networks; spread of the ten pre-activations {number(z.std(axis=1).mean())} on average"
        )
    for ax in axes[0, 1:]:
        ax.set_ylabel("")
    show(figure, "Before any learning. " + ".\n".join(said) + ".")
