"""The `chainrule` command: what it copies, what it tells JupyterLab, and what it says when it cannot."""

import io
import os
import runpy
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import Mock

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from jupyterlab.labapp import LabApp

from chainrule import cli, server


@pytest.fixture
def started(monkeypatch):
    """The arguments of each JupyterLab that would have been started."""
    starts = []
    monkeypatch.setattr(LabApp, "launch_instance", starts.append)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "a user's own")
    monkeypatch.setenv("CHAINRULE_PROGRESS", "")
    return starts


@pytest.fixture
def served(monkeypatch, tmp_path):
    """Each server that would have been started, with all settings as JupyterLab understands them."""
    servers = []

    def make(arguments):
        quiet = ["--no-browser", "--log-level=CRITICAL"]
        servers.append(LabApp.initialize_server(argv=[*arguments, *quiet]))

    monkeypatch.setattr(LabApp, "launch_instance", make)
    monkeypatch.setattr(ServerApp, "find_server_extensions", lambda self: None)  # others take a second
    for place in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        monkeypatch.setenv(f"JUPYTER_{place}", str(tmp_path / place))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.setenv("CHAINRULE_PROGRESS", "")
    yield servers
    ServerApp.clear_instance()
    LabApp.clear_instance()


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """An installed package's lessons, with the current folder elsewhere."""
    folder = tmp_path / "package" / "lessons"
    (folder / "data").mkdir(parents=True)
    (folder / "00_start.ipynb").write_bytes(b"zero\r\n\xff")
    (folder / "01_next.ipynb").write_bytes(b"one\n")
    (folder / "data" / "digits.npz").write_bytes(b"\0\1")
    (folder / ".gitkeep").touch()
    (folder / "progress.txt").touch()  # of who made the package
    monkeypatch.setattr(cli, "SHIPPED", folder)
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    return folder


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def argument(arguments, name):
    (value,) = [a.partition("=")[2] for a in arguments if a.startswith(f"{name}=")]
    return value


def leaves_with(*arguments):
    """Run the command, which must leave with one sentence and a code that is not 0; return the sentence."""
    with pytest.raises(SystemExit) as left:
        cli.main(list(arguments))
    message = left.value.code
    assert isinstance(message, str), "a string becomes exit code 1 and goes to stderr"
    assert message.startswith("chainrule: ") and message.endswith(".") and "\n" not in message
    return message


def test_a_checkout_opens_its_notebooks_and_copies_nothing(started, tmp_path, monkeypatch):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in ("02 second.ipynb", "00 first.ipynb", "README.md", "template.ipynb"):
        (notebooks / name).touch()
    monkeypatch.setattr(cli, "SHIPPED", tmp_path / "lessons")
    monkeypatch.setattr(cli, "CHECKOUT", notebooks)
    monkeypatch.chdir(tmp_path)
    cli.main([])
    assert argument(started[0], "--ServerApp.root_dir") == str(notebooks)
    assert argument(started[0], "--LabApp.default_url") == "/lab/tree/00%20first.ipynb"
    assert not (tmp_path / "chainrule-lessons").exists()


def test_without_a_lesson_the_folder_opens(started, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "SHIPPED", tmp_path / "lessons")
    monkeypatch.setattr(cli, "CHECKOUT", tmp_path)
    cli.main([])
    assert argument(started[0], "--LabApp.default_url") == "/lab"


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        (["--present"], "00_start"),
        (["--present", "01"], "01_next"),
        (["--present", "1"], "01_next"),
        (["--present=01", "--port=8899"], "01_next"),
    ],
    ids=" ".join,
)
def test_a_lesson_is_presented(given, opened, started, shipped):
    cli.main(given)
    assert argument(started[0], "--LabApp.default_url") == f"/lab/tree/{opened}.ipynb?present"
    assert not [each for each in started[0] if "--present" in each]


@pytest.mark.parametrize("given", ["77", "/x", "../01_next.ipynb", "**", "a[", "01_next.ipynb/"])
def test_a_lesson_that_is_not_there_cannot_be_presented(given, started, shipped):
    message = leaves_with("--present", given)
    assert f"no lesson {given} in " in message and "--present 07" in message
    assert started == []


@pytest.mark.parametrize("given", [["--present", "01", "mine"], ["mine/own.ipynb", "--present"]], ids=" ".join)
def test_what_is_no_lesson_is_presented_from_its_own_page(given, started, shipped):
    Path("mine").mkdir()
    Path("mine/own.ipynb").touch()
    assert "press Present" in leaves_with(*given)
    assert started == []


def test_an_installed_package_copies_its_lessons_and_opens_the_first(started, shipped, capsys):
    cli.main([])
    copied = Path("chainrule-lessons").absolute()
    expected = files(shipped)
    del expected[".gitkeep"], expected["progress.txt"]
    assert files(copied) == expected
    assert argument(started[0], "--ServerApp.root_dir") == str(copied)
    assert argument(started[0], "--LabApp.default_url") == "/lab/tree/00_start.ipynb"
    assert str(copied) in capsys.readouterr().out


def test_a_lesson_that_is_there_stays_byte_for_byte_and_is_named(started, shipped, capsys):
    edited = Path("chainrule-lessons/00_start.ipynb")
    edited.parent.mkdir()
    edited.write_bytes(b"mine\r\n\xfe")
    before = edited.stat()
    cli.main([])
    assert edited.read_bytes() == b"mine\r\n\xfe"
    assert edited.stat().st_mtime_ns == before.st_mtime_ns
    assert Path("chainrule-lessons/01_next.ipynb").read_bytes() == b"one\n"
    out = capsys.readouterr().out
    assert "kept as they are: 00_start.ipynb\n" in out


def test_starting_again_changes_nothing(started, shipped):
    cli.main([])
    Path("chainrule-lessons/01_next.ipynb").write_bytes(b"mine")
    before = files(Path("chainrule-lessons"))
    cli.main([])
    assert files(Path("chainrule-lessons")) == before


def test_started_inside_the_lessons_folder_it_opens_that_one(started, shipped, monkeypatch):
    Path("chainrule-lessons").mkdir()
    monkeypatch.chdir("chainrule-lessons")
    cli.main([])
    assert argument(started[0], "--ServerApp.root_dir") == str(Path.cwd())
    assert not Path("chainrule-lessons").exists()


def test_a_lesson_that_could_not_be_written_whole_is_not_left_behind(tmp_path):
    with pytest.raises(TypeError):
        cli.write_new(tmp_path / "lesson.ipynb", "text where bytes belong")
    assert list(tmp_path.iterdir()) == []


def test_all_further_arguments_go_on_to_jupyterlab_in_their_order(started, shipped):
    further = ["--no-browser", "some.ipynb", "--port", "9999", "--IdentityProvider.token=x"]
    cli.main(further)
    assert started[0][-5:] == further


@pytest.mark.parametrize(
    "spelling",
    [
        ["--notebook-dir=mine"],
        ["--notebook-dir", "mine"],
        ["--ServerApp.root_dir=mine"],
        ["--ServerApp.root_dir", "mine"],
        ["--ServerApp.notebook_dir=mine"],
        ["--NotebookApp.notebook_dir=mine"],
        ["--LabApp.root_dir=mine"],
        ["mine"],
    ],
    ids=" ".join,
)
def test_a_folder_that_is_given_is_opened_and_nothing_is_copied(spelling, served, shipped):
    Path("mine").mkdir()
    Path("mine/01_own.ipynb").touch()
    cli.main(spelling)
    assert served[0].root_dir == str(Path("mine").absolute())
    assert served[0].default_url == ("/lab" if spelling == ["mine"] else "/lab/tree/01_own.ipynb")
    assert os.listdir() == ["mine"]


@pytest.mark.parametrize("given", [[], ["--notebook-dir=mine"], ["mine"], ["mine/01_own.ipynb"]], ids=str)
def test_what_a_learner_has_done_is_kept_beside_the_lessons(given, started, shipped):
    Path("mine").mkdir()
    Path("mine/01_own.ipynb").touch()
    cli.main(given)
    folder = Path("mine" if given else "chainrule-lessons").absolute()
    assert os.environ["CHAINRULE_PROGRESS"] == str(folder / "progress.txt")


@pytest.mark.parametrize("section", ["LabApp", "LabServerApp", "ServerApp"])
def test_a_first_page_that_is_given_is_opened(section, served, shipped):
    cli.main([f"--{section}.default_url=/lab/tree/elsewhere"])
    assert served[0].default_url == "/lab/tree/elsewhere"
    assert served[0].root_dir == str(Path("chainrule-lessons").absolute())


def test_without_options_the_server_opens_the_first_lesson(served, shipped):
    cli.main([])
    assert served[0].root_dir == str(Path("chainrule-lessons").absolute())
    assert served[0].default_url == "/lab/tree/00_start.ipynb"
    assert served[0].kernel_websocket_connection_class is server.PromptConnection


@pytest.mark.parametrize("wrong", [["--port"], ["--notebook-dir=a", "--notebook-dir=b"], ["--help-all"]], ids=" ".join)
def test_what_jupyterlab_cannot_start_with_it_gets_as_it_is_and_nothing_is_copied(wrong, started, shipped):
    cli.main(wrong)
    assert started == [wrong]
    assert os.listdir() == []


def test_a_folder_with_letters_that_the_terminal_lacks_is_opened(started, shipped, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), "cp1252")
    monkeypatch.setattr(sys, "stdout", terminal)
    place = Path("уроки")
    place.mkdir()
    monkeypatch.chdir(place)
    (place := Path("chainrule-lessons")).mkdir()
    (place / "00_start.ipynb").touch()
    cli.main([])
    assert argument(started[0], "--ServerApp.root_dir") == str(place.absolute())
    terminal.flush()
    assert b"kept as they are: 00_start.ipynb" in terminal.buffer.getvalue()


@pytest.mark.parametrize("module", ["chainrule", "chainrule.cli"])
def test_python_m_starts_the_course(module, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [module, "--version"])
    monkeypatch.delitem(sys.modules, "chainrule.cli")
    with pytest.raises(SystemExit):
        runpy.run_module(module, run_name="__main__")
    assert capsys.readouterr().out.startswith("chainrule 0")


@pytest.mark.parametrize(("user", "given", "expected"), [(0, [], 1), (0, ["--allow-root"], 1), (1000, [], 0)])
def test_root_is_allowed_where_one_is_root(user, given, expected, started, shipped, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    cli.main(given)
    assert len([a for a in started[0] if a in ("--allow-root", "--ServerApp.allow_root=True")]) == expected


def test_windows_has_no_root(started, shipped, monkeypatch):
    monkeypatch.delattr(os, "geteuid", raising=False)
    cli.main([])
    assert not [argument for argument in started[0] if "allow" in argument]


def test_the_course_brings_its_defaults_beside_the_users_own(started, shipped):
    cli.main([])
    assert os.environ["JUPYTER_CONFIG_PATH"] == os.pathsep.join(["a user's own", str(cli.SETTINGS)])
    assert (cli.SETTINGS / "labconfig" / "default_setting_overrides.json").is_file()


def test_a_file_in_the_way_of_the_folder_gets_a_sentence(started, shipped):
    Path("chainrule-lessons").write_bytes(b"a file")
    message = leaves_with()
    assert str(Path("chainrule-lessons").absolute()) in message
    assert Path("chainrule-lessons").read_bytes() == b"a file"
    assert started == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders of this kind")
def test_a_read_only_folder_gets_a_sentence(started, monkeypatch):
    with tempfile.TemporaryDirectory() as place:
        lessons = Path(place, "lessons")
        lessons.mkdir()
        (lessons / "00_start.ipynb").touch()
        monkeypatch.setattr(cli, "SHIPPED", lessons)
        monkeypatch.chdir(place)
        os.chmod(place, 0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)  # root may write anywhere; here we are nobody, who may not even read this package
        try:
            with pytest.raises(SystemExit) as left:
                cli.lessons_folder()
        finally:
            if root:
                os.seteuid(0)
            os.chmod(place, 0o755)
            monkeypatch.undo()
    assert "Permission denied" in left.value.code and "chainrule-lessons" in left.value.code


def test_a_port_that_does_not_exist_gets_a_sentence(started, shipped):
    assert "70000" in leaves_with("--port=70000")
    assert not Path("chainrule-lessons").exists()
    assert started == []


def test_a_port_that_the_system_keeps_gets_a_sentence(started, shipped, monkeypatch):
    monkeypatch.setattr(socket.socket, "bind", Mock(side_effect=PermissionError))
    assert "80" in leaves_with("--port", "80")


def test_a_port_that_is_no_number_gets_a_sentence(started, shipped):
    assert "port http cannot be used" in leaves_with("--port=http")
    assert started == [] and not Path("chainrule-lessons").exists()


def test_a_busy_port_is_left_to_jupyterlab_which_tries_the_next(started, shipped):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        cli.main([f"--port={port}"])
    assert argument(started[0], "--port") == str(port)


def test_a_server_that_cannot_start_gets_a_sentence(shipped, monkeypatch):
    error = OSError(99, "Cannot assign requested address")
    monkeypatch.setattr(LabApp, "launch_instance", Mock(side_effect=error))
    assert "Cannot assign requested address" in leaves_with("--ip=192.0.2.1")


def test_help_says_what_it_does_and_starts_nothing(started, shipped, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert "chainrule-lessons/" in out and "JupyterLab" in out
    assert started == [] and not Path("chainrule-lessons").exists()


def test_a_kernels_connection_is_prompt(started, shipped, monkeypatch):
    cli.main([])
    name = argument(started[0], "--ServerApp.kernel_websocket_connection_class")
    assert name == f"{server.__name__}.{server.PromptConnection.__name__}"
    monkeypatch.setattr(server.ZMQChannelsWebsocketConnection, "connect", lambda self: "as Jupyter does")
    handler = Mock(spec=KernelWebsocketHandler)
    connection = server.PromptConnection(websocket_handler=handler)
    assert connection.connect() == "as Jupyter does"
    handler.set_nodelay.assert_called_once_with(True)


def test_a_check_of_addresses_that_takes_a_second_is_not_loaded():
    code = (
        "import sys; from chainrule.cli import skip_slow_check; skip_slow_check(); import jupyter_server.serverapp; "
        "sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    assert subprocess.run([sys.executable, "-c", code.replace("skip_slow_check(); ", "")]).returncode == 1
