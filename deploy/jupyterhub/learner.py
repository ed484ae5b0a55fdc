"""Start a learner's server, with that learner's own rights (jupyterhub_config.py names this as the command)."""

import os
import resource
import sys
import tempfile
from pathlib import Path

from chainrule.cli import CHECKOUT, SHIPPED, copy_new, skip_slow_check

most = int(os.environ["LEARNER_MEMORY"]) * 1_000_000
resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # its kernels inherit it
copy_new(SHIPPED if SHIPPED.is_dir() else CHECKOUT, Path.home() / "chainrule-lessons")

skip_slow_check()
from jupyterhub.singleuser import main  # noqa: E402  # only now, when the slow check is skipped

with tempfile.TemporaryDirectory(prefix="lessons-") as place:  # a home may be too deep: a socket's path has a limit
    os.environ["JUPYTER_RUNTIME_DIR"] = place
    sys.exit(main())
