"""The wheel, built and installed elsewhere: its `chainrule` brings the lessons and opens them."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LESSONS = {path.name: path.read_bytes() for path in sorted(ROOT.glob("notebooks/*.ipynb"))}
UV = os.environ.get("UV") or shutil.which("uv")

pytestmark = pytest.mark.skipif(UV is None, reason="uv, which builds and installs the wheel, is not on PATH")


def uv(*arguments):
    done = subprocess.run([UV, *map(str, arguments)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--out-dir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def scripts(wheel, tmp_path_factory):
    """The folder of programs of a new environment: the wheel is its own, all other packages are borrowed."""
    environment = tmp_path_factory.mktemp("environment")
    uv("venv", "--clear", "--python", sys.executable, environment)
    uv("pip", "install", "--no-deps", "--offline", "--python", environment, wheel)
    windows = sys.platform == "win32"
    paths = sysconfig.get_paths("nt" if windows else "posix_prefix", vars={"base": environment})
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(paths["purelib"], "borrowed.pth").write_text("\n".join(borrowed))
    return Path(paths["scripts"])


@pytest.fixture
def surroundings(tmp_path):
    """Environment variables under which nothing of the user's own Jupyter is read or written."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON", "VIRTUAL"))}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        own[name] = str(tmp_path / name)
    own["JUPYTERLAB_DIR"] = os.path.join(sys.prefix, "share", "jupyter", "lab")  # borrowed like the packages
    return own


def server_of(process, runtime):
    """What Jupyter wrote down about the server of `process`, once it has."""
    for _ in range(600):
        assert process.poll() is None, "chainrule ended by itself"
        for file in runtime.glob("jpserver-*.json"):
            text = file.read_text()
            if text.endswith("}"):
                return json.loads(text)
        time.sleep(0.1)
    raise AssertionError("no server after a minute")


def wait_for_port(port):
    """Wait until somebody listens there: Jupyter writes down its port a little earlier."""
    for _ in range(600):
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("localhost", port)):
            return
        time.sleep(0.1)
    raise AssertionError("nobody listens after a minute")


def test_the_wheel_holds_every_lesson_and_the_licenses(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    prefix = "chainrule/lessons/"
    lessons = {name.removeprefix(prefix): data for name, data in packed.items() if name.startswith(prefix)}
    assert {name: data for name, data in lessons.items() if name.endswith(".ipynb")} == LESSONS
    assert {name.rpartition("/")[2] for name in packed} >= {"LICENSE", "LICENSE-LESSONS"}
    assert not [name for name in packed if "checkpoint" in name or "__pycache__" in name]


def test_the_installed_chainrule_copies_the_lessons_keeps_an_edited_one_and_opens_there(
    scripts, surroundings, tmp_path
):
    first, *others = LESSONS
    edited = tmp_path / "chainrule-lessons" / first
    edited.parent.mkdir()
    edited.write_bytes(b"{}\r\n mine")

    # The copy that runs is the installed one, not the checkout.
    where = "import chainrule.cli; print(chainrule.cli.__file__)"
    python = [scripts / "python", "-c", where]
    file = Path(subprocess.check_output(python, cwd=tmp_path, env=surroundings, text=True).strip())
    assert file.is_relative_to(scripts.parent) and not file.is_relative_to(ROOT)

    log = tmp_path / "log"
    command = [scripts / "chainrule", "--no-browser", "--port=0"]
    with (
        open(log, "wb") as out,
        subprocess.Popen(
            command, cwd=tmp_path, env=surroundings, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        ) as process,
    ):
        try:
            server = server_of(process, tmp_path / "JUPYTER_RUNTIME_DIR")

            def ask(path, **request):
                headers = {"Authorization": f"token {server['token']}"}
                request = urllib.request.Request(server["url"] + path, headers=headers, **request)
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return answer.url, answer.read().decode()

            wait_for_port(server["port"])

            url, page = ask("")
            assert url == server["url"] + f"lab/tree/{first}" and "JupyterLab" in page
            content = json.loads(ask("api/contents")[1])["content"]
            assert {item["name"] for item in content} >= set(LESSONS)
            settings = json.loads(ask("lab/api/settings/@jupyterlab/apputils-extension:notification")[1])
            assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
            ask("api/shutdown", method="POST")
            process.wait(30)
        finally:
            process.kill()

    assert process.returncode == 0
    assert edited.read_bytes() == b"{}\r\n mine"
    assert {name: (edited.parent / name).read_bytes() for name in others} == {name: LESSONS[name] for name in others}
    assert f"kept as they are: {first}" in log.read_text()
