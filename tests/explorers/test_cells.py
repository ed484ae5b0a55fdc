"""A cell that is run again closes the explorer that it showed before, and no other one."""

import gc
import itertools
import sys
import types
import weakref

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from ipywidgets.widgets.widget import _instances
from matplotlib.figure import Figure
from traitlets.config import Config

from chainrule.explorers import cells
from chainrule.explorers.explorer import Explorer, slider

SHOW = "explore()"


def explore():
    """The smallest explorer there is."""
    figure = Figure(figsize=(1, 1))
    dot = figure.text(0, 0, ".")
    z = slider("z", 0.0, 0.0, 1.0)
    return Explorer(figure, [[dot]], {"z": z}, lambda z: dot.set_x(z) or f"z = {z}", ahead="z")


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run code in a cell of this name, as a kernel does."""
    monkeypatch.setattr(cells, "_now", [])
    monkeypatch.setattr(cells, "_shown", {})
    settings = Config({"HistoryManager": {"hist_file": ":memory:"}})
    shell = InteractiveShell.instance(
        config=settings, user_module=types.ModuleType("made_up"), ipython_dir=str(tmp_path)
    )
    monkeypatch.setattr(shell.displayhook, "write_format_data", lambda *_: None)
    monkeypatch.setattr(shell.display_pub, "publish", lambda *_, **__: None)

    def run_(code, cell):
        return shell.run_cell(code, store_history=True, cell_id=cell).result

    shell.user_ns |= {"explore": explore, "display": display}
    yield run_
    for explorer in itertools.chain(*cells._shown.values()):
        explorer.close()
    del sys.modules["made_up"]
    InteractiveShell.clear_instance()


def is_open(explorer):
    return explorer.comm is not None


def test_a_cell_that_is_run_again_and_again_keeps_no_more_widgets_and_no_more_memory(run):
    def run_often(times):
        for _ in range(times):
            run(SHOW, "a")
        gc.collect()
        return len(_instances), sys.getallocatedblocks()

    widgets, blocks = run_often(10)
    canvas = weakref.ref(run(SHOW, "a").canvas)
    more_widgets, more_blocks = run_often(50)
    assert more_widgets == widgets
    assert more_blocks - blocks < 15_000  # fifty explorers have more than 100,000
    assert canvas() is None


def test_only_that_cells_explorer_is_closed(run):
    first, other = run(SHOW, "a"), run(SHOW, "b")
    again = run(SHOW, "a")
    assert [is_open(each) for each in (first, other, again)] == [False, True, True]


def test_both_explorers_of_a_cell_are_closed(run):
    both = "pair = explore(), explore()\ndisplay(*pair)"
    run(both, "a")
    widgets = len(_instances)
    run(both, "a")
    run(both, "a")
    assert len(_instances) == widgets


def test_an_explorer_that_a_variable_holds_stays_until_none_does(run):
    first = run(f"e = {SHOW}\ne", "a")
    run("kept = e", "b")
    run(f"e = {SHOW}\ne", "a")
    assert is_open(first)
    run("kept = None", "b")
    run(f"e = {SHOW}\ne", "a")
    assert not is_open(first)


def test_an_explorer_that_another_cell_shows_too_stays(run):
    first = run(f"e = {SHOW}\ne", "a")
    run("e", "b")
    run(f"e = {SHOW}\ne", "a")
    assert is_open(first)
    run("e", "b")
    assert not is_open(first)


def test_a_cell_that_shows_the_same_explorer_again_keeps_it(run):
    run(f"e = {SHOW}", "a")
    first = run("e", "b")
    assert run("e", "b") is first
    assert is_open(first)


def test_a_cell_that_ends_with_an_error_or_shows_nothing_any_more_closes_its_explorer(run, capsys):
    first, second = run(SHOW, "a"), run(SHOW, "b")
    run("1 / 0", "a")
    run("2", "b")
    assert not is_open(first) and not is_open(second)
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_where_no_cell_is_known_nothing_is_closed(run):
    first = run(SHOW, None)
    run(SHOW, None)
    assert is_open(first)


def test_what_is_closed_is_out_of_the_history_too(run):
    first = run(SHOW, "a")
    for _ in range(4):  # IPython's _, __ and ___ hold the last three
        run(SHOW, "a")
    shell = InteractiveShell.instance()
    assert not [name for name, value in shell.user_ns.items() if value is first]
    assert first not in shell.user_ns["_oh"].values()
