"""Few states of some controls in which every two options of every two of them meet."""

import itertools

import numpy as np


def pairwise(options, most=4):
    """States in which every two options of every two controls meet; of a menu longer than `most` only some."""
    options = {
        name: values if len(values) <= most else values[:: -(-len(values) // most)] for name, values in options.items()
    }
    missing = {
        frozenset([(one, i), (other, j)])
        for one, other in itertools.combinations(options, 2)
        for i in range(len(options[one]))
        for j in range(len(options[other]))
    }
    rng = np.random.default_rng(0)
    while missing:
        rows = [{name: int(rng.integers(len(values))) for name, values in options.items()} for _ in range(20)]
        rows.append({**rows[0], **dict(min(missing, key=sorted))})
        covered = [{frozenset(pair) for pair in itertools.combinations(row.items(), 2)} & missing for row in rows]
        best = max(range(len(rows)), key=lambda i: len(covered[i]))
        missing -= covered[best]
        yield {name: options[name][i] for name, i in rows[best].items()}
