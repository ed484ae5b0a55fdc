"""What a bend is for: linear layers collapse into one, hinges add up to any curve, and layers fold (lesson 01).

A hinge is one ReLU unit, a hat is four of them; a network with one hidden layer adds hinges, one with more folds.
"""

import math

import numpy as np

from chainrule.maths.activations import identity, relu
from chainrule.maths.checks import check_above_zero, check_rng, check_whole
from chainrule.maths.depth import Stack, make_stack
from chainrule.maths.initialization import xavier_normal
from chainrule.maths.training import train


def collapse(stack):
    """Multiply linear layers out: one matrix and one bias do what all of them do.

    W = W_1 W_2 ... W_L,   b = b_1 W_2 ... W_L + b_2 W_3 ... W_L + ... + b_L

    Parameters
    ----------
    stack : Stack whose activations are all the identity

    Returns
    -------
    W : array of shape (inputs, outputs)
    b : array of shape (outputs,)

    Raises
    ------
    ValueError : if a layer bends

    >>> one, two = np.array([[1.0], [2.0]]), np.array([[3.0]])
    >>> collapse(Stack((one, two), (np.array([1.0]), np.array([0.5])), (identity, identity)))
    (array([[3.],
           [6.]]), array([3.5]))
    """
    bent = [activation.label for activation in stack.activations if activation is not identity]
    if bent:
        raise ValueError(f"only layers that do not bend can be multiplied out, but this stack has {', '.join(bent)}")
    W, b = stack.weights[0], stack.biases[0]
    for next_W, next_b in zip(stack.weights[1:], stack.biases[1:], strict=True):
        W, b = W @ next_W, b @ next_W + next_b
    return W, b


def learn_border(x, targets, activation, rng, layers=2, units=8, learning_rate=0.1, updates=600, frames=31):
    """Train a small classifier of points in the plane and keep it as it was on the way; its border is where out = 0.

    Hidden layers of one activation, then one linear unit; half squared error, all points at once.

    Parameters
    ----------
    x : array of shape (points, 2)
    targets : array of shape (points, 1), -1 or 1
    activation : Activation of the hidden layers
    rng : numpy.random.Generator, for the weights
    layers : int, 0 to 10 hidden layers
    units : int, 1 or more, of each hidden layer
    learning_rate : number above 0
    updates : int, `frames - 1` or more
    frames : int, 2 or more, how many states are kept, from before the first update to after the last, evenly

    Returns
    -------
    list of (updates so far, Stack)

    Raises
    ------
    TypeError, ValueError : for points and targets of another shape, and numbers out of range

    >>> from chainrule import tanh
    >>> from chainrule.maths.data import xor
    >>> rng = np.random.default_rng(0)
    >>> x, targets = xor(80, rng)
    >>> kept = learn_border(x, targets, tanh, rng)
    >>> accuracies = [share_right(stack, x, targets) for _, stack in kept]
    >>> kept[-1][0], accuracies[-1] > 0.95
    (600, True)
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"x must have shape (points, 2), but its shape is {x.shape}")
    layers, units = check_whole("layers", layers), check_whole("units", units, least=1)
    if layers > 10:
        raise ValueError(f"layers must be 10 or fewer, but it is {layers}")
    frames = check_whole("frames", frames, least=2)
    updates = check_whole("updates", updates, least=frames - 1)
    check_rng(rng)
    stack = make_stack((2, *[units] * layers, 1), activation, xavier_normal, rng, output=identity)
    kept = [(0, stack)]
    for so_far in np.linspace(0, updates, frames).round().astype(int)[1:].tolist():
        stack = train(stack, x, targets, learning_rate, so_far - kept[-1][0]).stack
        kept.append((so_far, stack))
    return kept


@np.errstate(all="ignore")
def scores(stack, x):
    """What a classifier gives for each point: above 0 it says 1, below 0 it says -1; nan once it ran away.

    x : array of shape (points, 2); the result has shape (points,).
    """
    h = np.asarray(x, dtype=float)
    for W, b, activation in zip(stack.weights, stack.biases, stack.activations, strict=True):
        h = activation(h @ W + b)
    return h[:, 0]


def share_right(stack, x, targets):
    """The share of the points on the right side of the border, 0 to 1."""
    return float((np.sign(scores(stack, x)) == np.asarray(targets)[:, 0]).mean())


@np.errstate(all="ignore")
def border_error(stack, x, targets):
    """The half squared error, in the mean of the points; nan or inf once the classifier ran away."""
    return float(((scores(stack, x) - np.asarray(targets)[:, 0]) ** 2).mean() / 2)


def hat(x, centre, width):
    """Add four ReLU units to a hat: 0 outside, 1 on a flat top, a slanted side to the left and to the right.

    hat = (relu(x - c + 3d) - relu(x - c + d) - relu(x - c - d) + relu(x - c - 3d)) / 2d,   with d = width / 4

    Parameters
    ----------
    x : number or array
    centre : number, c, the middle of the top
    width : number above 0; hats of one width, set that far apart, add up to 1 everywhere between them

    Raises
    ------
    TypeError, ValueError : for a width that is no number above 0

    >>> hat(np.array([-1.0, -0.5, 0.0, 0.25, 0.5]), centre=0, width=1)
    array([0. , 0.5, 1. , 1. , 0.5])
    """
    check_above_zero("width", width)
    d, from_centre = width / 4, np.asarray(x, dtype=float) - centre
    return sum(sign * relu(from_centre + side * d) for sign, side in ((1, 3), (-1, 1), (-1, -1), (1, -3))) / (2 * d)


def sum_of_hats(curve, hats, span=(0.0, 1.0)):
    """Build a curve out of hats side by side, each as high as the curve at its middle.

    Parameters
    ----------
    curve : function of an array
    hats : int, 1 or more; the first and the last stand on the ends of the span
    span : (from, to), the interval on which the curve is built; outside it the sum goes back to 0

    Returns
    -------
    function of an array, the network's output: 4 hats units in one hidden layer

    Raises
    ------
    TypeError, ValueError : for no whole number of hats, or an empty span

    Source: M. Nielsen, "Neural Networks and Deep Learning" (2015), chapter 4, which builds them of sigmoids.

    >>> built = sum_of_hats(np.sin, hats=31, span=(0, 3))
    >>> print(f"{largest_distance(np.sin, built, (0, 3)):.3f}")
    0.025
    """
    hats = check_whole("hats", hats, least=1)
    low, high = span
    if not low < high:
        raise ValueError(f"span must go from a smaller number to a larger one, but it is {span!r}")
    width = (high - low) / (hats - 1) if hats > 1 else 2 * (high - low)  # the top of a single one covers the span
    centres = np.linspace(low, high, hats) if hats > 1 else np.array([(low + high) / 2])
    heights = np.broadcast_to(curve(centres), centres.shape)
    return lambda x: sum(height * hat(x, c, width) for height, c in zip(heights, centres, strict=True))


def hinges_through(curve, units, span=(0.0, 1.0)):
    """Build a curve out of hinges: straight pieces between points of the curve, one ReLU unit for each bend.

    out = curve(x_0) + sum over the units of weight * relu(x - bend)

    Parameters
    ----------
    curve : function of an array
    units : int, 1 or more, of the one hidden layer; the bends lie evenly on the span, the first at its start
    span : (from, to)

    Returns
    -------
    start : number, the bias of the output
    weights, bends : arrays of shape (units,)

    Raises
    ------
    TypeError, ValueError : for no whole number of units, or an empty span

    >>> start, weights, bends = hinges_through(np.square, units=2)
    >>> float(start), weights.tolist(), bends.tolist()
    (0.0, [0.5, 1.0], [0.0, 0.5])
    """
    units = check_whole("units", units, least=1)
    if not span[0] < span[1]:
        raise ValueError(f"span must go from a smaller number to a larger one, but it is {span!r}")
    knots = np.linspace(*span, units + 1)
    heights = np.broadcast_to(curve(knots), knots.shape)
    slopes = np.diff(heights) / np.diff(knots)
    return heights[0], np.diff(slopes, prepend=0.0), knots[:-1]


def largest_distance(curve, built, span=(0.0, 1.0)):
    """Measure how far a built curve is from the one it follows, at most, on 2,001 points of the span."""
    x = np.linspace(*span, 2001)
    return float(np.abs(built(x) - curve(x)).max())


def fold_stack(folds, units=2):
    """Make a network that folds the interval [0, 1] again and again, layer after layer: a sawtooth comes out.

    One layer of m units: fold(x) = m relu(x) - 2m relu(x - 1/m) + 2m relu(x - 2/m) - ..., m straight pieces between 0
    and 1. Every piece goes once through the next layer's m pieces: m^folds in all.

    Parameters
    ----------
    folds : int, 1 or more, hidden layers
    units : int, 2 or more, m, of each hidden layer; m^folds may be 2^40 at most

    Returns
    -------
    Stack of `folds` hidden layers, and one linear output

    Raises
    ------
    TypeError, ValueError : for numbers out of range

    Source: M. Telgarsky, "Representation benefits of deep feedforward networks" (2015), lemma 2.4; G. Montufar et al.,
    "On the number of linear regions of deep neural networks" (2014), section 3.

    >>> scores(fold_stack(2), np.array([[0.0], [0.25], [0.5], [0.75], [1.0]])).tolist()
    [0.0, 1.0, 0.0, 1.0, 0.0]
    """
    folds, units = check_whole("folds", folds, least=1), check_whole("units", units, least=2)
    if folds * math.log2(units) > 40:
        raise ValueError(f"{units}^{folds} pieces are finer than a float64 tells apart; 2^40 is the most")
    heights = 2.0 * units * np.resize([1.0, -1.0], (units, 1))  # what each unit adds to the slope
    heights[0] = units  # the first one starts from 0, the others turn a slope round
    both, bends = np.ones((1, units)), -np.arange(units) / units
    weights = (both, *[heights @ both] * (folds - 1), heights)
    return Stack(weights, (*[bends] * folds, np.zeros(1)), (*[relu] * folds, identity))


def straight_pieces(stack, span=(0.0, 1.0)):
    """Count the straight pieces of a ReLU network with one input on an interval, exactly: bend by bend, layer by layer.

    Between two bends every unit is a straight line, so the next layer's bends are where its lines cross 0.

    Parameters
    ----------
    stack : Stack with one input; ReLU and identity layers only
    span : (from, to)

    Returns
    -------
    int : pieces on which no unit changes between 0 and its line, neighbours of the same slope counted as one

    Raises
    ------
    ValueError : for more than one input, or another activation

    >>> [straight_pieces(fold_stack(folds)) for folds in (1, 2, 3, 10)]
    [2, 4, 8, 1024]
    """
    if stack.widths[0] != 1 or any(activation not in (relu, identity) for activation in stack.activations):
        raise ValueError("straight pieces are counted for one input, and for layers of ReLU or identity only")
    knots = np.array(span, dtype=float)
    for l in range(1, stack.depth + 1):  # noqa: E741
        part = Stack(stack.weights[:l], stack.biases[:l], (*stack.activations[: l - 1], identity))
        z = _outputs(part, knots)
        if stack.activations[l - 1] is relu:
            knots = np.unique(np.concatenate([knots, *(_crossings(knots, unit) for unit in z.T)]))
            apart = np.diff(knots) > 1e-14 * np.abs(knots).max()  # one bend, rounded in two ways, is one
            knots = knots[np.r_[True, apart]]
    heights = _outputs(stack, knots)
    slopes = np.diff(heights, axis=0) / np.diff(knots)[:, None]
    changes = np.abs(np.diff(slopes, axis=0)).max(axis=1) > 1e-6 * max(1.0, np.abs(slopes).max())
    return 1 + int(changes.sum())


def _outputs(stack, x):
    h = x[:, None]
    for W, b, activation in zip(stack.weights, stack.biases, stack.activations, strict=True):
        h = activation(h @ W + b)
    return h


def _crossings(knots, z):
    """Where straight lines between (knot, z) pairs cross 0."""
    i = np.flatnonzero(z[:-1] * z[1:] < 0)
    return knots[i] - z[i] * (knots[i + 1] - knots[i]) / (z[i + 1] - z[i])


def most_pieces(widths):
    """How many straight pieces a ReLU network with one input can have at most: each layer multiplies, each unit adds.

    pieces <= product over the hidden layers of (units + 1)

    widths : units of each hidden layer.

    Source: the bound of Montufar et al. (2014) for one input.

    >>> most_pieces([6]), most_pieces([2, 2, 2])
    (7, 27)
    """
    return math.prod(check_whole("units", units, least=1) + 1 for units in widths)


def changes_evenly(function, x, step=1.0):
    """Whether equal steps of x change a function equally: the test for a straight line ("constant change").

    Parameters
    ----------
    function : of a number or an array
    x : array of shape (points,), where to try it
    step : number above 0

    >>> changes_evenly(lambda x: 3 * x + 2, np.arange(5)), changes_evenly(relu, np.arange(-2, 3))
    (True, False)
    """
    check_above_zero("step", step)
    x = np.asarray(x, dtype=float)
    changes = np.asarray(function(x + step)) - function(x)
    return bool(np.ptp(changes) <= 1e-9 * max(1.0, np.abs(changes).max()))
