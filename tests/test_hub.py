"""The hub's configuration names things that exist."""

import importlib
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import yaml
from traitlets.config import Config

ROOT = Path(__file__).parents[1]
HUB = ROOT / "deploy" / "jupyterhub"


@pytest.fixture(params=[0, 1000], ids=["root", "user"])
def config(request, monkeypatch):
    """The configuration as JupyterHub reads it, as root or as an ordinary user."""
    config = Config()
    monkeypatch.setattr("os.geteuid", lambda: request.param, raising=False)
    runpy.run_path(str(HUB / "jupyterhub_config.py"), {"get_config": lambda: config})
    return config


def test_it_starts_a_script_that_is_there_and_opens_a_lesson_that_is_there(config):
    assert Path(config.Spawner.cmd[1]).is_file()
    assert (ROOT / "notebooks" / Path(config.Spawner.default_url).name).is_file()


def test_the_servers_settings_exist(config):
    settings = dict(argument.removeprefix("--").split("=") for argument in config.Spawner.args)
    module, _, name = settings["ServerApp.kernel_websocket_connection_class"].rpartition(".")
    assert hasattr(importlib.import_module(module), name)
    from jupyter_client import KernelManager
    from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
    from jupyterlab.labapp import LabApp

    classes = {each.__name__: each for each in (KernelManager, MappingKernelManager, LabApp)}
    for setting in settings:
        owner, _, trait = setting.partition(".")
        assert owner not in classes or classes[owner].class_traits().get(trait), setting


def test_learners_without_accounts_need_a_password(config):
    classes = (config.JupyterHub.authenticator_class, config.JupyterHub.spawner_class.rpartition(".")[2])
    assert classes in {("pam", "LocalProcessSpawner"), ("shared-password", "simple")}


def test_the_values_for_kubernetes_are_those_of_one_machine(config):
    values = yaml.safe_load((HUB / "values.yaml").read_text("utf-8"))
    hub, learner = values["hub"]["config"]["Spawner"], values["singleuser"]
    spawner = config.Spawner
    assert hub == {name: spawner[name] for name in ("notebook_dir", "args", "http_timeout")}
    assert learner["extraEnv"] == spawner.environment
    assert (learner["defaultUrl"], learner["startTimeout"]) == (spawner.default_url, spawner.start_timeout)
    assert f"--timeout={values['cull']['timeout']}" in config.JupyterHub.services[0]["command"]


def test_the_image_has_the_command_of_the_values():
    image = (HUB / "Dockerfile").read_text("utf-8")
    values = yaml.safe_load((HUB / "values.yaml").read_text("utf-8"))["singleuser"]
    assert f"COPY dist/*.whl deploy/jupyterhub/{Path(values['cmd'][1]).name} /srv/" in image
    assert "--tag {name}:{tag}".format(**values["image"]) in image


def test_the_hub_keeps_what_the_link_to_present_asks():
    (asked,) = re.findall(r"`\?(present[^`]*)`", (HUB / "README.md").read_text("utf-8"))
    assert parse_qsl(asked)  # JupyterHub reads a link so, and drops what has no value


linux = pytest.mark.skipif(os.name == "nt", reason="a hub runs on Linux")


@linux
def test_a_learner_has_the_lessons_and_kernels_whose_sockets_fit_also_with_a_deep_home(tmp_path):
    home, hub = tmp_path / ("deep" * 30), tmp_path / "jupyterhub"
    home.mkdir()
    hub.mkdir()
    places = "os.environ['JUPYTER_RUNTIME_DIR'], os.environ['JUPYTER_CONFIG_PATH']"
    (hub / "singleuser.py").write_text(f"import os\n\ndef main():\n    print({places}, sep='\\n')\n")
    env = os.environ | {"HOME": str(home), "PYTHONPATH": str(tmp_path), "LEARNER_MEMORY": "4000", "TMPDIR": "/tmp"}
    said = subprocess.check_output([sys.executable, HUB / "learner.py"], env=env, text=True)
    runtime, settings = said.splitlines()
    assert Path(settings, "labconfig").is_dir()
    assert (home / "chainrule-lessons" / "00_start_here.ipynb").is_file()
    number = "787284ed-c74d-47ca-82bd-1c495637e67f"
    assert len(f"{runtime}/kernel-{number}-ipc-5") < 108  # what a socket's address can hold


@linux
def test_a_learners_server_starts_without_the_hubs_database(tmp_path):
    uv = os.environ.get("UV") or shutil.which("uv")
    python = [uv, "run", "--quiet", "--isolated", "--no-project", "--with=jupyterhub,jupyterlab", "python"]
    if uv is None or subprocess.run([*python, "-c", "import jupyterhub"], capture_output=True).returncode:
        pytest.skip("JupyterHub could not be had (it comes from PyPI by uv)")
    cache = subprocess.check_output([uv, "cache", "dir"], text=True).strip()
    env = os.environ | {
        "HOME": str(tmp_path),
        "LEARNER_MEMORY": "4000",
        "UV_CACHE_DIR": cache,
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run([*python, "-X", "importtime", HUB / "learner.py", "--version"], env=env, capture_output=True)
    assert done.returncode == 0, done.stderr
    imported = {line.rpartition(b"|")[2].strip() for line in done.stderr.splitlines()}
    assert b"jupyterhub.singleuser.extension" in imported
    assert not imported & {b"sqlalchemy.engine", b"lark", b"numpy"}
