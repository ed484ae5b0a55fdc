"""Moving a slider keeps nothing: neither small objects nor the text of a frame."""

import gc
import sys
import tracemalloc

import pytest

from chainrule.explorers.activations import explore_activation


def move(explorer, moves):
    """Move z from stop to stop, in an order in which all of them come and neighbours lie apart."""
    z = explorer.controls["z"]
    stops = explorer._positions()
    for i in range(moves):
        z.value = stops[(37 * i + 5) % len(stops)]


def kept():
    """How many small blocks of memory are in use."""
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.parametrize("ahead", [True, False], ids=["frames ahead", "each frame drawn"])
def test_nothing_is_kept_of_600_moves(ahead):
    explorer = explore_activation()
    if ahead:
        explorer.send_frames_ahead()
    move(explorer, 200)  # what is kept for good, such as the sizes of letters, is kept now
    before = kept()
    move(explorer, 450)
    tracemalloc.start()  # sees large blocks too, but takes three times as long: for the last of them
    move(explorer, 150)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept() - before < 300  # half a block for each move
    assert grown < 150_000  # bytes; a frame has 7000
    assert bool(explorer.canvas.ahead) == ahead
