"""What the tests bring themselves, and how they share the cores (`-n logical` in pyproject.toml; `-n 0`: one)."""

import importlib
import os
import subprocess
import sys
from importlib.util import find_spec

os.environ.pop("CHAINRULE_PROGRESS", None)  # a test's answers are nobody's
os.environ.setdefault("OMP_NUM_THREADS", "1")  # one process for each core: none needs another's for its matrices


def pytest_xdist_auto_num_workers(config):
    """Start no further processes for the tests of one file, which run one after another anyway."""
    files = {argument.split("::")[0] for argument in config.args}
    return 0 if len(files) == 1 and min(files).endswith((".py", ".ipynb")) else None


def pytest_configure(config):
    """Let uv bring what only tests need, 200 MB of it, so that `uv run chainrule` does without."""
    missing = [name for name in ("playwright", "jupyterlite_core") if find_spec(name) is None]
    if missing and "UV" in os.environ and not hasattr(config, "workerinput"):
        print(f"uv brings what the tests need: {', '.join(missing)}", flush=True)
        add = ["pip", "install", "--quiet", "--group", "browser", "--group", "site"]  # leaves what is there as it is
        subprocess.run([os.environ["UV"], *add, "--python", sys.executable], cwd=config.rootpath)
        importlib.invalidate_caches()


def pytest_collectstart(collector):
    """Compare the words of pictures and cards, not their HTML: a picture is stored as PNG and words alone."""
    if collector.path.suffix == ".ipynb" and hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/html",)
