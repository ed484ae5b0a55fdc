"""A class on one machine: learners who come all at once, run lesson 02, and pull sliders at a person's pace.

    uv run python benchmarks/classroom.py                      thirty learners
    uv run python benchmarks/classroom.py --learners 3

The hub is that of deploy/jupyterhub, made new in a throw-away folder (JupyterHub from PyPI, its proxy from npm), with
one password for all. A learner is what the server sees of one: the form to log in, the lesson's page and file, the
messages of its cells, and three moves a second, of a slider that is drawn by the kernel and of one whose frames
were sent ahead. No browser takes time here; the learners do, in this process, and share the machine with the hub.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import requests
import websocket
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1

from chainrule.explorers import explore_activation, explore_chain_of_slopes

ROOT = Path(__file__).parents[1]
FIRST, LESSON = "00_start_here.ipynb", "02_meet_the_sigmoid.ipynb"
PASSWORD, PACE, PATIENCE = "a password for all", 1 / 3, 300  # seconds between moves; until something counts as lost
PORT = 18000
ADDRESS = f"http://127.0.0.1:{PORT}"
CONFIG = f"""
import pathlib
load_subconfig({str(ROOT / "deploy" / "jupyterhub" / "jupyterhub_config.py")!r})
c.JupyterHub.spawner_class, c.JupyterHub.authenticator_class = "simple", "shared-password"  # also as root
c.SimpleLocalProcessSpawner.home_dir_template = str(pathlib.Path("learners", "{{username}}").absolute())
c.SharedPasswordAuthenticator.user_password = {PASSWORD!r}
c.Spawner.args.append("--allow-root")
c.JupyterHub.bind_url, c.JupyterHub.hub_port = {ADDRESS!r}, {PORT + 1}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{PORT + 2}"
"""


@contextlib.contextmanager
def hub():
    """Install and start a hub; give its process."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        python, uv = Path(folder, "venv", "bin", "python"), os.environ.get("UV") or shutil.which("uv")
        subprocess.run([uv, "venv", "--quiet", Path(folder, "venv")], check=True)
        install = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--compile-bytecode",
            "--refresh-package=chainrule",
        ]
        subprocess.run([*install, ROOT, "jupyterhub", "jupyterhub-idle-culler"], check=True)
        subprocess.run([uv, "pip", "uninstall", "--quiet", "--python", python, "debugpy"], check=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, "configurable-http-proxy"], check=True)
        config = Path(folder, "config.py")
        config.write_text(CONFIG)
        places = os.pathsep.join([f"{folder}/node_modules/.bin", str(python.parent), os.environ["PATH"]])
        command = [python, "-m", "jupyterhub", "--config", config]
        with (
            Path(folder, "log").open("wb") as log,
            subprocess.Popen(command, cwd=folder, env=os.environ | {"PATH": places}, stdout=log, stderr=log) as process,
        ):
            try:
                wait_until(lambda: answers(f"{ADDRESS}/hub/health"))
                yield psutil.Process(process.pid)
            finally:
                process.terminate()


def answers(address):
    with contextlib.suppress(requests.ConnectionError):
        return requests.get(address).ok


def wait_until(condition, pause=0.5):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "nothing came"
        time.sleep(pause)


class Learner:
    """One of the class, as the server sees them."""

    def __init__(self, name):
        self.name, self.server = name, f"{ADDRESS}/user/{name}"
        self.web, self.session, self.models, self.heard = requests.Session(), Session(), {}, []

    def come_in(self):
        """Log in, and open the first lesson as soon as the server is there."""
        self.web.get(f"{ADDRESS}/hub/login")
        form = {"username": self.name, "password": PASSWORD, "_xsrf": self.web.cookies.get("_xsrf", path="/hub/")}
        self.web.post(f"{ADDRESS}/hub/login", data=form).raise_for_status()
        page = f"{self.server}/lab/tree/{FIRST}"
        wait_until(lambda: (got := self.web.get(page)).ok and got.url == page)
        assert self.api("contents", FIRST)["content"]["cells"]

    def api(self, *path, **sent):
        """Ask the learner's server for something, or send it something."""
        headers = {"X-XSRFToken": self.web.cookies.get("_xsrf", path=f"/user/{self.name}/")}
        address = "/".join([self.server, "api", *path])
        got = self.web.post(address, json=sent, headers=headers) if sent else self.web.get(address)
        got.raise_for_status()
        return got.json()

    def first_cell(self):
        """Start a kernel for the lesson and run its first cell."""
        cells = self.api("contents", LESSON)["content"]["cells"]
        self.cells = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        kernel = self.api("sessions", path=LESSON, name=LESSON, type="notebook", kernel={"name": "python3"})["kernel"]
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.web.cookies)
        self.socket = websocket.create_connection(
            f"{self.server.replace('http', 'ws')}/api/kernels/{kernel['id']}/channels?session_id={self.name}",
            subprotocols=["v1.kernel.websocket.jupyter.org"], cookie=cookies, timeout=PATIENCE,
        )  # fmt: skip
        self.run(self.cells[0])

    def rest_of_the_lesson(self):
        """Run the other cells, and find what stands in them: two explorers, their sliders and pictures."""
        for cell in self.cells[1:]:
            self.run(cell)
        self.pictures = [name for name, model in self.models.items() if "ahead" in model]
        self.sliders = [name for name, model in self.models.items() if model.get("description") == "z"]
        wait_until(lambda: self.listen(0.1) or self.models[self.pictures[0]]["ahead"], 0)

    def run(self, code):
        """Run a cell; nothing may go wrong in it."""
        self.heard.clear()
        self.hear_until_done(self.send("execute_request", code=code, silent=False, store_history=True))
        assert not [content for kind, content in self.heard if kind == "error"]

    def send(self, kind, **content):
        """Send a message to the kernel; give its number."""
        message = self.session.msg(kind, content)
        self.socket.send_binary(
            serialize_msg_to_ws_v1(message, "shell", lambda part: json.dumps(part, default=str).encode())
        )
        return message["header"]["msg_id"]

    def hear(self):
        """Hear one message, and keep what it says of a widget; give its kind, what it says, and what it answers."""
        _, parts = deserialize_msg_from_ws_v1(self.socket.recv())
        header, parent, _, content = map(json.loads, parts[:4])
        self.heard.append((header["msg_type"], content))
        if header["msg_type"] in ("comm_open", "comm_msg"):
            self.models.setdefault(content["comm_id"], {}).update(content["data"].get("state", {}))
        return header["msg_type"], content, parent.get("msg_id")

    def hear_until_done(self, number, picture=None):
        """Hear all answers to a message; give the time at which a new picture came, or else the last answer."""
        came = None
        while True:
            kind, content, answered = self.hear()
            if answered != number:
                continue
            if picture and content.get("comm_id") == picture and "layers" in content["data"].get("state", {}):
                came = time.monotonic()
            if kind == "status" and content["execution_state"] == "idle":
                return came or time.monotonic()

    def listen(self, seconds):
        """Hear what comes in so many seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            with contextlib.suppress(websocket.WebSocketTimeoutException):
                self.hear()
        self.socket.settimeout(PATIENCE)

    def pull(self, which, seconds):
        """Pull a slider to and fro; give the milliseconds of each move."""
        slider, picture, times = self.sliders[which], self.pictures[which], []
        self.listen(random.uniform(0, PACE))
        for i in range(round(seconds / PACE)):
            self.last = value = round(0.1 * (abs(i % 80 - 40) - 20) + 0.1, 1)
            start = time.monotonic()
            number = self.update(slider, value=value)
            if which == 0:  # the browser shows this frame at once, and says so
                number = self.update(picture, position=value)
            times.append(1000 * (self.hear_until_done(number, picture) - start))
            self.listen(max(0.001, start + PACE - time.monotonic()))
        self.hear_until_done(self.send("comm_msg", comm_id=slider, data={"method": "request_state"}))
        return times

    def update(self, model, **state):
        """Tell the kernel what the browser did to a widget; give the message's number."""
        return self.send("comm_msg", comm_id=model, data={"method": "update", "state": state, "buffer_paths": []})

    def shows_the_last(self, which, explorer):
        """Tell whether kernel and picture are where the slider was left, as an explorer is that was put there."""
        explorer.controls["z"].value = self.last
        slider, picture = (self.models[names[which]] for names in (self.sliders, self.pictures))
        place = round((self.last + 8) / 0.1)  # among the frames sent ahead
        words = picture["description"] if which else picture["ahead"]["descriptions"][place]
        return (words, slider["value"]) == (explorer.words, self.last)


def processes(hub, *words):
    """Give the processes of the learners whose command has one of these words."""
    return [each for each in hub.children(recursive=True) if any(word in " ".join(each.cmdline()) for word in words)]


def processor(hub):
    """Give the seconds of processor that the learners' servers and kernels have taken."""
    return sum(sum(each.cpu_times()[:2]) for each in processes(hub, "learner.py", "ipykernel"))


def memory(hub, word):
    """Give the megabytes of such processes, shared ones by halves, thirds and so on."""
    return sum(each.memory_full_info().pss for each in processes(hub, word)) / 1e6


class Room:
    """All learners, who do everything at the same time; one who fails is lost, and the others go on."""

    def __init__(self, count):
        self.learners = [Learner(f"learner{i}") for i in range(count)]
        self.lost, self.pool = set(), ThreadPoolExecutor(count)

    def all(self, do, what=None):
        """Let everybody do something; give what came of it, and say how long the last one took."""
        start = time.monotonic()

        def one(learner):
            try:
                return do(learner)
            except Exception as error:
                print(f"lost: {learner.name}: {type(error).__name__}: {error}")
                self.lost.add(learner)

        found = [*self.pool.map(one, self.learners)]
        if what:
            print(f"{what:45} {time.monotonic() - start:6.1f} s", flush=True)
        self.learners = [learner for learner in self.learners if learner not in self.lost]
        if not self.learners:
            sys.exit("everybody is lost")
        return [each for each in found if each is not None]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30, help="for which each slider is pulled")
    asked = parser.parse_args()
    explorers = explore_activation("sigmoid", z=0.0), explore_chain_of_slopes("sigmoid", z=0.0, layers=3)
    with hub() as process:
        room = Room(asked.learners)
        room.all(Learner.come_in, "all are at lesson 00")
        room.all(Learner.first_cell, "the first cell of lesson 02")
        room.all(Learner.rest_of_the_lesson, "all its cells, and frames sent ahead")
        for which, what in ((1, "through the kernel"), (0, "with frames ahead")):
            before = processor(process)
            pulled = room.all(lambda learner, which=which: learner.pull(which, asked.seconds))
            times = [ms for each in pulled for ms in each]
            spent = 1000 * (processor(process) - before) / len(times)
            tail = statistics.quantiles(times, n=20)[-1]
            room.all(lambda learner: learner.listen(2))
            right = sum(learner.shows_the_last(which, explorers[which]) for learner in room.learners)
            print(f"a move {what}: median {statistics.median(times):.0f} ms, 95th percentile {tail:.0f} ms, "
                  f"{spent:.0f} ms of processor; the last state is right for {right}", flush=True)  # fmt: skip
        server, kernel = (memory(process, word) / len(room.learners) for word in ("learner.py", "ipykernel"))
        print(f"memory of a learner: {server + kernel:.0f} MB (server {server:.0f}, kernel {kernel:.0f})")
        print(f"lost: {len(room.lost)} of {asked.learners}")


if __name__ == "__main__":
    main()
