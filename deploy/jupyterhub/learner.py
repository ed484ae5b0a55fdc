"""Start a learner's server, with that learner's own rights (jupyterhub_config.py names this as the command)."""

import os
import resource
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from chainrule.cli import CHECKOUT, EXTENSIONS, SETTINGS, SHIPPED, copy_new, keep_progress, skip_slow_check

HUBS_OWN = ("sqlalchemy", "sqlalchemy.exc", "jupyterhub.orm", "jupyterhub.handlers", "jupyterhub.handlers.pages")


class Unused(ModuleType):
    """Stands for a module that is imported and not used: each of its names is an error that nobody raises."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {})


most = int(os.environ["LEARNER_MEMORY"]) * 1_000_000
resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # its kernels inherit it
copy_new(SHIPPED if SHIPPED.is_dir() else CHECKOUT, Path.home() / "chainrule-lessons")
keep_progress(Path.home() / "chainrule-lessons")

os.environ["JUPYTER_CONFIG_PATH"] = str(SETTINGS)
sys.argv.append(f"--LabApp.extra_labextensions_path={EXTENSIONS}")
skip_slow_check()
sys.modules |= {name: Unused(name) for name in HUBS_OWN}  # its database: almost half of a server's start, and 37 MB
from jupyterhub.singleuser import main  # noqa: E402  # only now

with tempfile.TemporaryDirectory(prefix="lessons-") as place:  # a home may be too deep: a socket's path has a limit
    os.environ["JUPYTER_RUNTIME_DIR"] = place
    sys.exit(main())
