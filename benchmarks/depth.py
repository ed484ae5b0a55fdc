"""One pass forward and back through 50 layers: our stack beside PyTorch's and JAX's automatic differentiation.

    uv run python benchmarks/depth.py

PyTorch and JAX are no dependencies; where one is missing a line says how to get it. Everything runs in this process, on
one thread: depth 50, width 64, batch 64, all gradients by weights and biases, in turns. Times are CPU milliseconds,
the best of many turns; the ratios are what to read. In float64 the gradients are compared with theirs.

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
from chainrule.maths.depth import backward, forward, make_stack
from chainrule.maths.initialization import scaled_normal
from chainrule.maths.mean_field import critical_weight_scale

DEPTH, WIDTH, BATCH, ROUNDS = 50, 64, 64, 200
NAMES = ("tanh", "relu", "sigmoid")


def problem(name, dtype):
    """A stack at its critical weight scale, inputs, and a gradient to send back."""
    rng, activation = np.random.default_rng(0), ACTIVATIONS[name]
    scale = critical_weight_scale(activation)
    stack = make_stack((WIDTH,) * (DEPTH + 1), activation, scaled_normal(scale), rng, dtype=dtype)
    return stack, *(rng.normal(size=(BATCH, WIDTH)).astype(dtype) for _ in range(2))


def ours(name, dtype):
    """Our `forward` and `backward`, which also keep every z, h and slope for the figures."""
    stack, x, upstream = problem(name, dtype)

    def step():
        gradients = backward(stack, forward(stack, x), upstream)
        return gradients.weights, gradients.biases

    return step


def pytorch(name, dtype):
    """PyTorch in eager mode: the same layers, and `backward()`."""
    import torch

    torch.set_num_threads(1)
    stack, x, upstream = problem(name, dtype)
    weights, biases = ([torch.tensor(p, requires_grad=True) for p in ps] for ps in (stack.weights, stack.biases))
    x, upstream, activation = torch.tensor(x), torch.tensor(upstream), getattr(torch, name)

    def step():
        for parameter in (*weights, *biases):
            parameter.grad = None
        h = x
        for W, b in zip(weights, biases, strict=True):
            h = activation(torch.addmm(b, h, W))
        h.backward(upstream)
        return [W.grad.numpy() for W in weights], [b.grad.numpy() for b in biases]

    return step


def jax(name, dtype):
    """JAX, compiled: `grad` of the sum of outputs times the gradient sent back."""
    import jax

    jax.config.update("jax_enable_x64", True)
    stack, x, upstream = problem(name, dtype)
    activation = {"tanh": jax.numpy.tanh, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}[name]

    def error(parameters):
        h = x
        for W, b in zip(*parameters, strict=True):
            h = activation(h @ W + b)
        return (h * upstream).sum()

    gradient, parameters = jax.jit(jax.grad(error)), (stack.weights, stack.biases)
    return lambda: jax.block_until_ready(gradient(parameters))


PEERS = {"chainrule": (ours, "chainrule"), "PyTorch": (pytorch, "torch"), "JAX": (jax, "jax")}


def relative_error(step, reference):
    """The largest difference of any gradient to the reference's, relative to the largest gradient of its matrix."""
    pairs = (pair for mine, right in zip(step(), reference(), strict=True) for pair in zip(mine, right, strict=True))
    return max(float(np.abs(np.asarray(a) - b).max() / np.abs(b).max()) for a, b in pairs)


def times(steps):
    """Let all take turns; give the best CPU ms of each."""
    best = dict.fromkeys(steps, math.inf)
    for _ in range(ROUNDS):
        for peer, step in steps.items():
            start = time.process_time()
            step()
            best[peer] = min(best[peer], 1000 * (time.process_time() - start))
    return best


def hold_much_memory_once():
    """As a notebook does with each picture. Until then the C library gives a pass's memory back and fetches it anew."""
    np.ones(2_000_000)


def main():
    hold_much_memory_once()
    there = {peer: make for peer, (make, module) in PEERS.items() if importlib.util.find_spec(module)}
    for peer, (_, module) in PEERS.items():
        if peer not in there:
            print(f"{peer} is not installed; to see it too: pip install {module}")
    print(f"depth {DEPTH}, width {WIDTH}, batch {BATCH}, forward and backward, one thread; CPU ms, and ours / theirs")
    for name in NAMES:
        for dtype in (np.float32, np.float64):
            steps = {peer: make(name, dtype) for peer, make in there.items()}
            took = times(steps)
            row = "   ".join(f"{peer} {ms:6.2f} ({took['chainrule'] / ms:.2f})" for peer, ms in took.items())
            print(f"{name:8} {np.dtype(dtype).name}   {row}")
            if dtype is np.float64:
                for peer in list(steps)[1:]:
                    far = relative_error(steps[peer], steps["chainrule"])
                    print(f"         largest relative difference to {peer}: {far:.1e}")


if __name__ == "__main__":
    main()
