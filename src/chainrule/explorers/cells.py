"""Which explorers each cell of a notebook shows: run again, a cell closes those that it showed before.

Otherwise they would stay in the kernel for ever, and JupyterLab would fetch each of them when the page is reloaded.
"""

import re

from IPython import get_ipython

HISTORY = re.compile(r"_+\d*")  # IPython's own names for what cells gave: _, __, ___, _12
_now = []  # shown by the cell that runs
_shown = {}  # by the id that the front end gives to a cell


def note_shown(explorer):
    """Remember that the cell that runs shows this explorer."""
    shell = get_ipython()
    if shell is None:
        return  # a plain script
    if _tidy not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("pre_run_cell", _begin)
        shell.events.register("post_run_cell", _tidy)
    _now.append(explorer)


def _begin(info):
    _now.clear()  # what a button's callback showed belongs to no cell


def _tidy(result):
    """Close what this cell showed when it ran before, unless a cell still shows it or a variable holds it."""
    cell = getattr(result.info, "cell_id", None)
    if cell is None:
        return  # a front end that does not say which cell it is
    before, _shown[cell] = _shown.get(cell, []), [*_now]
    for explorer in before:
        if any(explorer is other for shown in _shown.values() for other in shown):
            continue
        names = [name for name, value in get_ipython().user_ns.items() if value is explorer]
        if not all(map(HISTORY.fullmatch, names)):
            _shown[cell].append(explorer)  # to be asked about again when the cell is run again
            continue
        explorer.close()
        if names:
            get_ipython().del_var(names[0])  # this takes it out of every place of the history
