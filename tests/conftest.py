"""How the tests share the cores (pyproject.toml sets `-n logical`; `-n 0` runs them one after another)."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # one process for each core: none needs another's for its matrices


def pytest_xdist_auto_num_workers(config):
    """Start no further processes for the tests of one file, which run one after another anyway."""
    files = {argument.split("::")[0] for argument in config.args}
    return 0 if len(files) == 1 and min(files).endswith((".py", ".ipynb")) else None
