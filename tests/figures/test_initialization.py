"""Pictures of initializations: what is drawn and said is what networks of that start really do."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from chainrule.figures import initialization as draw
from chainrule.figures import style
from chainrule.maths.activations import ACTIVATIONS, Activation, identity, relu, sigmoid, tanh
from chainrule.maths.data import rings
from chainrule.maths.depth import forward, make_stack
from chainrule.maths.initialization import (
    INITIALIZATIONS,
    constant,
    constant_of,
    he,
    large_normal,
    scaled_normal,
    small_normal,
    xavier_normal,
    zero,
)
from chainrule.maths.training import train


def birth(initialization, activation=tanh, depth=draw.DEPTH, width=draw.WIDTH, seed=0):
    """The stack and the samples of a trial, made again."""
    x, targets = rings(64, np.random.default_rng(0))
    widths = (2, *[width] * depth, 1)
    return make_stack(widths, activation, initialization, np.random.default_rng(seed), output=identity), x, targets


def boxes(patch):
    """The outlines of a patch of histograms, one array of corners for each."""
    path = patch.get_path()
    starts = np.flatnonzero(path.codes == path.MOVETO)
    return np.split(path.vertices, starts[1:])


# --- the table ----------------------------------------------------------------------------------------------


def test_table_gives_the_facts_of_each_initialization():
    table = draw.initialization_table(n_in=784, n_out=256)
    assert table.head == ["initialization", "formula", "variance", "made for", "source"]
    assert [row[0] for row in table.rows] == [each.label for each in INITIALIZATIONS.values()]
    variance = {row[0]: row[2] for row in table.rows}
    assert variance["He"] == f"{2 / 784:.3g}"
    assert variance["Xavier uniform"] == f"{2 / (784 + 256):.3g}"
    assert variance["zero"] == "0"


def test_table_writes_formulas_for_a_notebook_and_refuses_unknown_columns():
    assert f"| ${he.latex}$ | 1.41 |" in draw.initialization_table(["formula", "weight scale"])._repr_markdown_()
    with pytest.raises(ValueError, match="there is no column 'price'; choose from: formula, variance"):
        draw.initialization_table(["price"])


# --- one initialization -------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", [tanh, sigmoid, relu, identity], ids=lambda a: a.name)
def test_histograms_are_those_of_activations_and_gradients(shown, activation):
    draw.plot_initialization(xavier_normal, activation, updates=60, depth=4, width=16)
    left, middle, right = shown.figure.axes
    moment = draw.attempt(xavier_normal, activation, 4, 16).at(60)
    bins = draw.value_bins(activation)
    decades = [np.maximum(np.log10(np.maximum(np.abs(g), 1e-300)), -13) for g in moment.gradients]
    for ax, arrays, edges, full in ((left, moment.activations, bins, 0.15), (middle, decades, draw.GRADIENT_BINS, 0.3)):
        (patch,) = ax.patches
        for l, (outline, values) in enumerate(zip(boxes(patch), arrays, strict=True), 1):  # noqa: E741
            share = np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0] / values.size
            widest = outline[:, 0].max() - l
            assert widest == pytest.approx(0.44 * min(share.max() / full, 1))
            filled = np.flatnonzero(share)
            assert outline[:, 1].min() == pytest.approx(edges[filled[0]])
            assert outline[:, 1].max() == pytest.approx(edges[filled[-1] + 1])
    assert right.lines[0].get_ydata()[0] == draw.GUESS


def test_errors_are_drawn_and_the_moment_is_marked(shown):
    draw.plot_initialization(xavier_normal, updates=100)
    trial = draw.attempt(xavier_normal)
    errors, new, now = shown.figure.axes[2].lines[1:]
    np.testing.assert_array_equal(errors.get_ydata(), trial.errors)
    np.testing.assert_array_equal(new.get_ydata(), [moment.new_error for moment in trial.moments])
    np.testing.assert_array_equal(new.get_xdata(), np.arange(0, 301, 20))
    assert now.get_xydata().tolist() == [[100, trial.errors[100]]]


def test_axes_are_the_same_for_all_initializations(shown):
    limits = set()
    for initialization in INITIALIZATIONS.values():
        draw.plot_initialization(initialization, depth=3, width=4)
        limits.add(tuple((*ax.get_xlim(), *ax.get_ylim()) for ax in shown.figure.axes))
    assert len(limits) == 1


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_bins_hold_the_range_of_an_activation_and_0_in_the_middle_of_one(activation):
    bins = draw.value_bins(activation)
    low, high = (np.clip(end, -3, 3) for end in activation.range)
    assert bins[0] < low and bins[-1] > high and 20 <= len(bins) <= 50
    assert np.abs((bins[1:] + bins[:-1]) / 2).min() < 1e-9


def test_bins_are_found_for_strange_activations():
    for function in (lambda z: 0 * z + 7, lambda z: z**2 + 5, lambda z: -(z**2) - 5, lambda z: 1e9 * z):
        bins = draw.value_bins(Activation("strange", function))
        assert np.isfinite(bins).all() and 2 < len(bins) < 100


SEEN = {
    "keeps": ((xavier_normal, tanh), ["Activations keep their size", "Gradients keep their size", "It learns"]),
    "fades": ((small_normal, tanh), ["Activations fade", "Gradients fade", "It learns nothing"]),
    "saturates": ((large_normal, tanh), ["Units saturate", "Gradients explode", "It learns by heart"]),
    "explodes": ((large_normal, relu), ["Activations explode", "Gradients explode", "It diverges"]),
    "nothing": ((zero, tanh), ["All activations are 0", "No gradient comes back", "It learns nothing"]),
    "alike": ((constant, tanh), ["All units of a layer are equal", "Gradients explode", "It learns little"]),
    "sigmoid": ((xavier_normal, sigmoid), ["Activations keep their size", "Gradients fade", "It learns nothing"]),
}


@pytest.mark.parametrize("case", SEEN)
def test_titles_say_what_is_true(case, shown):
    (initialization, activation), titles = SEEN[case]
    draw.plot_initialization(initialization, activation)
    assert [ax.get_title("left") for ax in shown.figure.axes] == titles
    stack, x, targets = birth(initialization, activation)
    signals = forward(stack, x)
    spread = [float(h.std()) for h in signals.h[1:-1]]
    if spread[0]:
        assert (spread[-1] / spread[0] < 0.1) == (titles[0] == "Activations fade")
        if titles[0] == "Units saturate":
            slopes = [activation.derivative(z) for z in signals.z[1:-1]]
            assert (np.abs(slopes) < 0.01).mean() > 0.25
    trained = train(stack, x, targets, draw.RATE, 300).errors[-1]
    assert (trained < 0.05) == (titles[2] in ("It learns", "It learns by heart"))


def test_words_give_the_numbers(shown):
    draw.plot_initialization(small_normal, updates=20)
    stack, x, targets = birth(small_normal)
    stack = train(stack, x, targets, draw.RATE, 20).stack
    h = forward(stack, x).h
    lines = shown.words.split("\n")
    assert lines[0].startswith("Small normal, 0.01 (Tanh, 6 hidden layers of 32), after 20 updates: ")
    assert f"activations {h[1].std():.3g} in layer 1, {h[6].std() * 1e9:.3g} × 10⁻⁹ in layer 6" in lines[0]
    assert lines[1].startswith("It learns nothing at learning rate 0.0316: error 0.5 at first, 0.5 now, 0.5 after 300")
    assert lines[2].startswith("At birth activations shrink to 6.3 × 10⁻⁷ of their size by layer 6.")


def test_a_share_that_is_left_is_a_percentage():
    trial = draw.attempt(xavier_normal, relu, depth=10)
    h = trial.moments[0].activations
    left = f"{100 * h[-1].std() / h[0].std():.2g}"
    assert draw.verdict(trial).startswith(f"At birth activations shrink to {left} % of their size by layer 10. ")


@pytest.mark.parametrize("activation", [tanh, relu, sigmoid], ids=lambda a: a.name)
def test_equal_units_are_found_and_stay_equal(activation):
    trial = draw.attempt(constant, activation, 3, 16)
    assert all(moment.equal for moment in trial.moments)
    assert draw.verdict(trial).startswith("All 16 units of a layer are equal and stay equal")
    assert not any(moment.equal for moment in draw.attempt(he, activation, 3, 16).moments)


@pytest.mark.parametrize("activation", [tanh, relu, sigmoid], ids=lambda a: a.name)
def test_zero_weights_do_not_move_on_the_rings(activation):
    assert draw.verdict(draw.attempt(zero, activation, 3, 16)).endswith("none of their weights moves.")
    stack, x, targets = birth(zero, activation)
    trained = train(stack, x, targets, draw.RATE, 300).stack
    assert not any(part.any() for part in (*trained.weights, *trained.biases))


EXTREMES = {
    "one unit": (constant, tanh, 10, 1, 1.0),
    "one layer": (he, relu, 1, 48, 1.0),
    "numbers end at birth": (constant_of(1e200), identity, 3, 4, 0.1),
    "numbers end soon": (scaled_normal(1e60), identity, 5, 4, 1.0),
    "identity explodes": (large_normal, identity, 10, 48, 1.0),
    "constant explodes": (constant_of(1e30), relu, 10, 16, 1e-3),
    "all dead": (constant_of(-1.0), relu, 3, 8, 0.1),
    "zero sigmoid": (zero, sigmoid, 2, 8, 1.0),
}


@pytest.mark.parametrize("case", EXTREMES)
@pytest.mark.parametrize("updates", [0, 300])
def test_extremes_give_words_and_a_picture(case, updates, shown):
    initialization, activation, depth, width, rate = EXTREMES[case]
    draw.plot_initialization(initialization, activation, updates, depth, width, rate)
    assert shown.words and not {"nan", "inf"} & set(shown.words.replace(".", " ").replace(",", " ").split())
    for ax in shown.figure.axes:
        assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all() and ax.get_title("left").strip()
        for line in ax.lines:
            assert not line.get_visible() or np.isfinite(np.asarray(line.get_xydata(), float)).all()
    shown.figure.canvas.draw()


def test_where_the_numbers_end_it_is_said(shown):
    draw.plot_initialization(constant_of(1e200), identity, depth=3, width=4)
    assert "no numbers are left" in shown.words and "beyond any number from the first" in shown.words
    draw.plot_initialization(large_normal, relu)
    assert "error 2.62 × 10⁶ at first, beyond any number after 2 updates" in shown.words


# --- several ------------------------------------------------------------------------------------------------


def test_several_stand_in_rows_on_the_same_axes(shown):
    draw.plot_initializations(small_normal, large_normal, he, activation=relu, depth=3, width=8)
    rows = np.reshape(shown.figure.axes, (3, 3))
    assert [row[0].get_ylabel().split("\n")[0] for row in rows] == ["small normal, 0.01", "large normal, 1", "He"]
    assert len({tuple((*ax.get_xlim(), *ax.get_ylim()) for ax in row) for row in rows}) == 1
    one_by_one = [draw.say(draw.attempt(each, relu, 3, 8)) for each in (small_normal, large_normal, he)]
    assert shown.words == "\n\n".join(one_by_one)
    with pytest.raises(ValueError, match="give one initialization or more"):
        draw.plot_initializations()


# --- equal weights, and a network saturated at birth ----------------------------------------------------------


def test_equal_weights_lie_on_one_line_and_random_ones_part(shown):
    draw.plot_equal_weights()
    left, right = shown.figure.axes
    equal, random = (np.array([line.get_ydata() for line in ax.lines]) for ax in (left, right))
    assert equal.shape == random.shape == (8, 301)
    assert np.ptp(equal, axis=0).max() < 1e-12 and np.ptp(equal[0]) > 0.1
    assert np.diff(np.sort(random[:, -1])).min() > 1e-3
    assert left.get_title("left") == "All 0.5: 8 units, 1 line"
    assert right.get_title("left") == "Xavier normal: 8 units, 8 lines"
    assert "the weights of the 8 units are all at 0.28; error 5 at first, 0.357 at last" in shown.words


def test_the_bars_are_the_shares_of_the_networks(shown):
    draw.plot_saturated_at_birth(large_normal, he, networks=40)
    for ax, initialization in zip(shown.figure.axes, (large_normal, he), strict=True):
        largest, _ = draw.largest_probabilities(initialization, 40)
        heights = [bar.get_height() for bar in ax.patches]
        np.testing.assert_allclose(heights, np.histogram(largest, np.linspace(0, 1, 21))[0] / 40)
        assert {bar.get_facecolor() for bar in ax.patches} == {to_rgba(style.FORWARD)}
    assert "Large normal, 1: the largest probability is" in shown.words and "of 40 networks" in shown.words


def test_a_training_that_differs_between_processors_is_said_in_bounds_only():
    """With large weights the last digits of a product decide: here they are changed on purpose."""
    said = set()
    for nudge in (0.0, 1e-13, -1e-13):
        trial = draw.attempt(large_normal, tanh, learning_rate=10**-1.5 * (1 + nudge))
        said.add(draw.say(trial, 0).split("\n")[1])
    assert len(said) == 1
    assert "It learns by heart" in (sentence := said.pop())
    assert "under 0.05 after 300 updates; over 0.25 for new samples" in sentence
