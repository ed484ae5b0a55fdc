"""A class on one machine: every learner gets a JupyterLab with a copy of the lessons (see README.md)."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
c = get_config()  # noqa: F821  # JupyterHub gives it

# Who may come. As root: the machine's own users, each with their own rights. Else everybody works under your name, in
# folders beside each other, after one password for all: for people who trust each other.
if os.geteuid() == 0:
    c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
    c.JupyterHub.authenticator_class = "pam"
else:
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(Path.cwd() / "learners" / "{username}")
    c.JupyterHub.authenticator_class = "shared-password"
    c.SharedPasswordAuthenticator.user_password = os.environ.get("CLASS_PASSWORD", "")
c.Authenticator.allow_all = True

# A learner's server: copies the lessons that are missing, and opens the first.
c.Spawner.cmd = [sys.executable, str(HERE / "learner.py")]
c.Spawner.notebook_dir = "~/chainrule-lessons"
c.Spawner.default_url = "/lab/tree/00_start_here.ipynb"
c.Spawner.args = [
    "--KernelManager.transport=ipc",  # with TCP, one kernel in thirty found its port taken by another
    "--ServerApp.kernel_websocket_connection_class=chainrule.server.PromptConnection",  # small answers leave at once
    "--LabApp.extension_manager=readonly",
    "--MappingKernelManager.cull_idle_timeout=3600",
]
c.Spawner.environment = {
    "OMP_NUM_THREADS": "1",  # the matrices are small, and the cores are for everybody
    "MALLOC_ARENA_MAX": "1",  # memory that is free goes back to the machine: 15 MB a learner
    "MALLOC_TRIM_THRESHOLD_": "100000",
    "LEARNER_MEMORY": "4000",  # megabytes that a process may ask for: then it gets a MemoryError, and nobody else does
}

# Thirty that come at once need a minute on two cores; the usual limit is half of one.
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.JupyterHub.concurrent_spawn_limit = 40
c.JupyterHub.activity_resolution = 60

# A server that nobody has used for two hours is stopped; the files stay.
c.JupyterHub.services = [
    {"name": "idle", "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=7200"]},
]
c.JupyterHub.load_roles = [
    {
        "name": "idle",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle"],
    },
]
