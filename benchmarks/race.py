"""One step of mini-batch descent, 784-256-10, batch 100: ours beside PyTorch's, JAX's and scikit-learn's.

    uv run python benchmarks/race.py

The others are no dependencies; where one is missing a line says how to get it. Everything runs in this process, on one
thread, in float32, in turns. Times are CPU milliseconds, the best of many turns; the ratios are what to read. Before it
the weights after three steps are compared with those of PyTorch and JAX.

Where OPENBLAS_CORETYPE is set to an older processor, as on some shared machines, numpy's products are slowed: unset it.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[name] = "1"  # before numpy and torch are imported
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import importlib.util
import math
import time

import numpy as np

from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.initialization import lecun
from chainrule.maths.race import make_room, sgd_step, start

WIDTHS, BATCH, RATE, TURNS, STEPS = (784, 256, 10), 100, 0.033, 60, 10
NAMES = ("sigmoid", "tanh", "relu")


def problem(name):
    """A network, a batch of pictures, and what they show."""
    rng = np.random.default_rng(0)
    stack = start(WIDTHS, ACTIVATIONS[name], lecun, rng)
    return stack, rng.random((BATCH, WIDTHS[0]), np.float32), rng.integers(0, WIDTHS[-1], BATCH)


def ours(name):
    """`sgd_step`, as lesson 14 runs it."""
    stack, x, labels = problem(name)
    wanted, room = np.eye(WIDTHS[-1], dtype=np.float32)[labels], make_room(stack, BATCH)
    return lambda: sgd_step(stack, x, wanted, RATE, room), lambda: stack.weights


def pytorch(name):
    """PyTorch in eager mode: layers, `cross_entropy`, `backward()`, and its own SGD."""
    import torch

    torch.set_num_threads(1)
    stack, x, labels = problem(name)
    weights, biases = ([torch.tensor(p, requires_grad=True) for p in ps] for ps in (stack.weights, stack.biases))
    x, labels, activation = torch.tensor(x), torch.tensor(labels), getattr(torch, name)
    optimizer = torch.optim.SGD([*weights, *biases], lr=RATE)

    def step():
        optimizer.zero_grad()
        h = activation(torch.addmm(biases[0], x, weights[0]))
        torch.nn.functional.cross_entropy(torch.addmm(biases[1], h, weights[1]), labels).backward()
        optimizer.step()

    return step, lambda: [W.detach().numpy() for W in weights]


def jax(name):
    """JAX, compiled, the old parameters' memory given back (`donate_argnums`)."""
    import jax

    stack, x, labels = problem(name)
    activation = {"tanh": jax.numpy.tanh, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}[name]

    def error(parameters):
        (W1, W2), (b1, b2) = parameters
        scores = activation(x @ W1 + b1) @ W2 + b2
        return -jax.nn.log_softmax(scores)[np.arange(BATCH), labels].mean()

    def descend(parameters):
        return jax.tree.map(lambda p, g: p - RATE * g, parameters, jax.grad(error)(parameters))

    compiled = jax.jit(descend, donate_argnums=0)
    now = [jax.tree.map(jax.numpy.array, (stack.weights, stack.biases))]

    def step():
        now[0] = jax.block_until_ready(compiled(now[0]))

    return step, lambda: now[0][0]


def scikit_learn(name):
    """scikit-learn's MLPClassifier, one batch by `partial_fit`."""
    from sklearn.neural_network import MLPClassifier

    _, x, labels = problem(name)
    activation = {"sigmoid": "logistic"}.get(name, name)
    model = MLPClassifier(WIDTHS[1], activation=activation, solver="sgd", batch_size=BATCH, alpha=0, momentum=0,
                          learning_rate_init=RATE, random_state=0)  # fmt: skip
    model.partial_fit(x, labels, classes=np.arange(WIDTHS[-1]))
    return lambda: model.partial_fit(x, labels), None


PEERS = {
    "chainrule": (ours, "chainrule"),
    "PyTorch": (pytorch, "torch"),
    "JAX": (jax, "jax"),
    "scikit-learn": (scikit_learn, "sklearn"),
}


def times(steps):
    """Let all take turns; give the best CPU ms of a step of each."""
    best = dict.fromkeys(steps, math.inf)
    for _ in range(TURNS):
        for peer, step in steps.items():
            before = time.process_time()
            for _ in range(STEPS):
                step()
            best[peer] = min(best[peer], 1000 * (time.process_time() - before) / STEPS)
    return best


def main():
    there = {peer: make for peer, (make, module) in PEERS.items() if importlib.util.find_spec(module)}
    for peer, (_, module) in PEERS.items():
        if peer not in there:
            package = {"sklearn": "scikit-learn"}.get(module, module)
            print(f"{peer} is not installed: uv run --with {package} python benchmarks/race.py")
    for name in NAMES:
        made = {peer: make(name) for peer, make in there.items()}
        for step, _ in made.values():
            for _ in range(3):
                step()
        right = made["chainrule"][1]()
        for peer, (_, weights) in made.items():
            if weights and peer != "chainrule":
                apart = max(float(np.abs(np.asarray(a) - b).max()) for a, b in zip(weights(), right, strict=True))
                assert apart < 1e-6, f"{name}: {peer} has other weights after three steps, {apart:.1e} apart"
        best = times({peer: step for peer, (step, _) in made.items()})
        said = "  ".join(f"{peer} {ms:.2f} ({best['chainrule'] / ms:.2f})" for peer, ms in best.items())
        print(f"{name:8} {said}   ms (ours as a part of it)")


if __name__ == "__main__":
    main()
