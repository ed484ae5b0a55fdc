"""10,000 updates of the 2-2-2 worked example: our `learn` beside what a user would write in micrograd and PyTorch.

    uv run python benchmarks/network.py

micrograd and PyTorch are no dependencies; where one is missing its row says how to get it. Everything runs in this one
process, on one thread, in float64, with the biases fixed as in M. Mazur's article, and each must end at his example's
error. Times are CPU seconds, the best of a few rounds in which all take turns; the ratios are what to read.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[name] = "1"  # before numpy and torch are imported

import importlib.util
import math
import time

import numpy as np

from chainrule.maths.matrices import learn
from chainrule.maths.network import WORKED_EXAMPLE, update

UPDATES, ROUNDS = 10_000, 3
E_AFTER_10_000 = 3.5101877829788459e-5  # recomputed with 40 digits
INPUTS, TARGETS, (B1, B2), ETA = [0.05, 0.10], [0.01, 0.99], (0.35, 0.60), 0.5
W1, W2 = [[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]


def our_learn():
    """Our `learn`, which keeps the error and all parameters of every moment."""
    return learn(WORKED_EXAMPLE, UPDATES).E[-1]


def our_update():
    """Our `update`, called again and again: it checks every number and gives a whole new network."""
    network = WORKED_EXAMPLE
    for _ in range(UPDATES):
        network = update(network)
    return learn(network, 0).E[0]


def plain_floats():
    """Every product written out, in Python floats and nothing else: what could be had without any library."""
    (i1, i2), (t1, t2) = INPUTS, TARGETS
    ((w1, w2), (w3, w4)), ((w5, w6), (w7, w8)) = W1, W2
    for k in range(UPDATES + 1):
        h1 = 1 / (1 + math.exp(-(w1 * i1 + w2 * i2 + B1)))
        h2 = 1 / (1 + math.exp(-(w3 * i1 + w4 * i2 + B1)))
        o1 = 1 / (1 + math.exp(-(w5 * h1 + w6 * h2 + B2)))
        o2 = 1 / (1 + math.exp(-(w7 * h1 + w8 * h2 + B2)))
        if k == UPDATES:
            return ((t1 - o1) ** 2 + (t2 - o2) ** 2) / 2
        d1, d2 = (o1 - t1) * o1 * (1 - o1), (o2 - t2) * o2 * (1 - o2)
        e1, e2 = (d1 * w5 + d2 * w7) * h1 * (1 - h1), (d1 * w6 + d2 * w8) * h2 * (1 - h2)
        w1, w2, w3, w4 = w1 - ETA * e1 * i1, w2 - ETA * e1 * i2, w3 - ETA * e2 * i1, w4 - ETA * e2 * i2
        w5, w6, w7, w8 = w5 - ETA * d1 * h1, w6 - ETA * d1 * h2, w7 - ETA * d2 * h1, w8 - ETA * d2 * h2


def micrograd():
    """A. Karpathy's scalar autograd, with sigmoid written as one operation of its own, as its relu is."""
    from micrograd.engine import Value

    def sigmoid(z):
        s = 1 / (1 + math.exp(-z.data))
        out = Value(s, (z,), "sigmoid")

        def backward():
            z.grad += s * (1 - s) * out.grad

        out._backward = backward
        return out

    first, second = ([[Value(w) for w in row] for row in W] for W in (W1, W2))
    weights = [w for row in first + second for w in row]

    def error():
        h1, h2 = (sigmoid(a * INPUTS[0] + b * INPUTS[1] + B1) for a, b in first)
        outs = [sigmoid(a * h1 + b * h2 + B2) for a, b in second]
        misses = [out - target for out, target in zip(outs, TARGETS, strict=True)]
        return (misses[0] ** 2 + misses[1] ** 2) * 0.5

    for _ in range(UPDATES):
        for w in weights:
            w.grad = 0
        error().backward()
        for w in weights:
            w.data -= ETA * w.grad
    return error().data


def pytorch():
    """PyTorch, eager, with its optimizer SGD."""
    import torch

    torch.set_num_threads(1)
    x, target = torch.tensor(INPUTS, dtype=torch.float64), torch.tensor(TARGETS, dtype=torch.float64)
    first, second = (torch.tensor(W, dtype=torch.float64, requires_grad=True) for W in (W1, W2))
    sgd = torch.optim.SGD([first, second], lr=ETA)

    def error():
        out = torch.sigmoid(second @ torch.sigmoid(first @ x + B1) + B2)
        return ((target - out) ** 2).sum() / 2

    for _ in range(UPDATES):
        sgd.zero_grad()
        error().backward()
        sgd.step()
    return error().item()


def pytorch_lean():
    """PyTorch, eager, without the optimizer: gradients by `autograd.grad`, weights changed in place."""
    import torch

    torch.set_num_threads(1)
    x, target = torch.tensor(INPUTS, dtype=torch.float64), torch.tensor(TARGETS, dtype=torch.float64)
    first, second = (torch.tensor(W, dtype=torch.float64, requires_grad=True) for W in (W1, W2))

    def error():
        out = torch.sigmoid(second @ torch.sigmoid(first @ x + B1) + B2)
        return ((target - out) ** 2).sum() / 2

    for _ in range(UPDATES):
        gradients = torch.autograd.grad(error(), (first, second))
        with torch.no_grad():
            first.sub_(gradients[0], alpha=ETA)
            second.sub_(gradients[1], alpha=ETA)
    return error().item()


WAYS = {
    "chainrule learn": (our_learn, None),
    "chainrule update, in a loop": (our_update, None),
    "plain Python floats": (plain_floats, None),
    "micrograd": (micrograd, "micrograd"),
    "PyTorch, autograd.grad": (pytorch_lean, "torch"),
    "PyTorch, optim.SGD": (pytorch, "torch"),
}


def seconds(way):
    """Run one way; give its CPU seconds, after a look at what it ended with."""
    before = time.process_time()
    error = way()
    spent = time.process_time() - before
    if not math.isclose(error, E_AFTER_10_000, rel_tol=1e-9):
        raise SystemExit(f"{way.__name__} ended at an error of {error!r}, not at {E_AFTER_10_000!r}")
    return spent


def main():
    there = {name: way for name, (way, needs) in WAYS.items() if not needs or importlib.util.find_spec(needs)}
    times = {name: [] for name in there}
    for _ in range(ROUNDS):
        for name, way in there.items():  # in turns, so that a busy moment hits all alike
            times[name].append(seconds(way))
    best = {name: min(spent) for name, spent in times.items()}

    ours = best["chainrule learn"]
    print(f"{UPDATES:,} updates of the 2-2-2 example, float64, one thread, best CPU time of {ROUNDS} rounds in turns")
    print(f"numpy {np.__version__}\n")
    print("| way | µs per update | ratio to learn | spread of rounds |")
    print("|---|---:|---:|---:|")
    for name in WAYS:
        if name in best:
            spread = max(times[name]) / best[name]
            print(f"| {name} | {best[name] / UPDATES * 1e6:.1f} | {best[name] / ours:.2f} | {spread:.2f} |")
        else:
            print(f"| {name} | not installed: `uv pip install {WAYS[name][1]}` | | |")


if __name__ == "__main__":
    main()
