"""The hub's configuration names things that exist."""

import importlib
import runpy
from pathlib import Path

import pytest
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
    assert Path(config.Spawner.environment["JUPYTER_CONFIG_PATH"], "labconfig").is_dir()


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
