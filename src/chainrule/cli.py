"""The `chainrule` command: puts the lessons where you can edit them and opens JupyterLab there.

From a checkout that is its `notebooks/` folder. Installed as a package, it is `chainrule-lessons/` in the
current folder, where each lesson is copied once and then is yours: a file that is there is never touched.
"""

import argparse
import contextlib
import io
import os
import socket
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

SHIPPED = Path(__file__).with_name("lessons")  # only an installed package has them here
CHECKOUT = Path(__file__).parents[2] / "notebooks"
PROGRESS = "progress.txt"  # beside the lessons: what was answered right (chainrule.exercises.progress)
SETTINGS = Path(__file__).with_name("settings")  # JupyterLab's defaults here: it does not ask about news
EXTENSIONS = Path(__file__).with_name("labextensions")  # what the course adds to JupyterLab: it can present a lesson

HELP = """\
Open the lessons in JupyterLab, at the first one.

From a checkout, these are the files in notebooks/. Installed as a package, chainrule first copies the
lessons into chainrule-lessons/ in the current folder; a file that is already there is never touched.

--present shows the lesson to a room, one idea a screen; --present 07 begins with lesson 07.

Every other option goes on to JupyterLab: --no-browser, --port=9999 and so on. See them all with
chainrule --help-all."""


def main(args=None):
    """Run the command with `args`, by default those of the command line, until Ctrl-C ends JupyterLab."""
    parser = argparse.ArgumentParser(
        "chainrule",
        usage="chainrule [--present [NN]] [option of JupyterLab ...]",
        description=HELP,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"chainrule {version('chainrule')}")
    parser.add_argument("--present", nargs="?", const="", metavar="NN", help="show a lesson to a room")
    ours, further = parser.parse_known_args(args)
    with contextlib.suppress(AttributeError):  # a stream of somebody else's making
        sys.stdout.reconfigure(errors="backslashreplace")  # a folder's name may have letters that a terminal has not

    skip_slow_check()
    from jupyterlab.labapp import LabApp  # here, because it takes a second

    arguments = jupyter_arguments(further, ours.present)
    paths = [os.environ.get("JUPYTER_CONFIG_PATH"), str(SETTINGS)]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    try:
        LabApp.launch_instance(arguments)
    except OSError as error:
        sys.exit(f"chainrule: JupyterLab could not start: {error}.")


def skip_slow_check():
    """Let Jupyter do without `rfc3987_syntax`, a check of addresses that no lesson needs: its import takes a second."""
    sys.modules.setdefault("rfc3987_syntax", None)  # jsonschema, which would use it, then goes on without


def jupyter_arguments(further, present=None):
    """All arguments for JupyterLab: ours, as far as `further` does not set the same, then `further`.

    present : the number of the lesson that is to be presented, "" for the first one.
    """
    read = read_arguments(further)
    if read is None:
        return further  # JupyterLab says what is wrong with them
    settings, words = read
    sections = [section for section in settings.values() if isinstance(section, dict)]
    given = {name: value for section in sections for name, value in section.items()}
    check_port(given.get("port", 0))
    ours = {
        "ServerApp.kernel_websocket_connection_class": "chainrule.server.PromptConnection",
        "LabApp.extension_manager": "readonly",  # the course works offline: no shop for extensions
        "LabApp.extra_labextensions_path": str(EXTENSIONS),
    }
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        ours["ServerApp.allow_root"] = True  # as in most containers; JupyterLab refuses without it
    if words:  # a file or a folder to be opened instead
        if present is not None:
            sys.exit("chainrule: --present shows a lesson of the course: open any other notebook, and press Present.")
        place = Path(words[0])
        keep_progress(place if place.is_dir() else place.parent)
    else:
        chosen = given.get("root_dir", given.get("notebook_dir"))
        ours["ServerApp.root_dir"] = folder = chosen or lessons_folder()
        keep_progress(folder)
        first = first_lesson(folder, present)
        ours["LabApp.default_url"] = f"/lab/tree/{quote(first.name)}" if first else "/lab"
        if first and present is not None:
            ours["LabApp.default_url"] += "?present"
    ours = {name: value for name, value in ours.items() if name.rpartition(".")[2] not in given}
    if "default_url" in given and "LabApp.default_url" not in settings:
        ours["LabApp.default_url"] = given["default_url"]  # JupyterLab itself overlooks ServerApp.default_url
    return [f"--{name}={value}" for name, value in ours.items()] + further


def first_lesson(folder, number):
    """The lesson of that number in `folder`, without a number the first one; None where there is none at all."""
    named = sorted(path for path in Path(folder).glob("*.ipynb") if path.name[0].isdigit())
    found = [path for path in named if not number or path.name.startswith(number.zfill(2))]
    if number and not found:
        sys.exit(f"chainrule: there is no lesson {number} in {folder}: give its number, as in --present 07.")
    return next(iter(found), None)


def keep_progress(folder):
    """Let the kernels that start from here write down in `folder` what is answered right."""
    os.environ["CHAINRULE_PROGRESS"] = str(Path(folder).absolute() / PROGRESS)


def read_arguments(arguments):
    """Read arguments as JupyterLab will; give (its settings, the words between them), or None where it cannot."""
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp
    from traitlets.config.loader import ArgumentError, KVArgParseConfigLoader

    server, lab = ServerApp(), LabApp()  # they know other spellings, such as --notebook-dir for ServerApp.root_dir
    loader = KVArgParseConfigLoader(
        arguments, server.aliases | lab.aliases, server.flags | lab.flags, classes=[ServerApp, LabApp]
    )
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            return loader.load_config(), loader.extra_args
    except (ArgumentError, SystemExit):
        return None


def lessons_folder():
    """The folder to open: the checkout's, or the learner's own, with the lessons that it did not have yet."""
    if not SHIPPED.is_dir():
        return CHECKOUT
    folder = Path.cwd()
    if folder.name != "chainrule-lessons":  # else we stand in it
        folder = folder / "chainrule-lessons"
    try:
        kept = copy_new(SHIPPED, folder)
    except OSError as error:
        sys.exit(
            f"chainrule: cannot write the lessons to {folder} ({error.strerror}): "
            "start in a folder that you can write to."
        )
    print(f"chainrule: your lessons are in {folder}", flush=True)
    if kept:
        print("chainrule: kept as they are:", ", ".join(kept))
        print("chainrule: (rename one to get a fresh copy of it at the next start)", flush=True)
    return folder


def copy_new(source, target):
    """Copy the files in `source` that `target` does not have yet; return the names of those that it has."""
    kept = []
    for original in sorted(path for path in source.rglob("[!.]*") if path.is_file() and path.name != PROGRESS):
        name = original.relative_to(source)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if not write_new(target / name, original.read_bytes()):
            kept.append(name.as_posix())
    return kept


def write_new(path, data):
    """Write a new file; return False, and touch nothing, if `path` exists."""
    created = False
    try:
        with open(path, "xb") as file:  # x: the system itself refuses to open a file that is there
            created = True
            file.write(data)
    except FileExistsError:
        return False
    except BaseException:
        if created:
            path.unlink()  # half a lesson would be kept for ever
        raise
    return True


def check_port(port):
    """Leave with a sentence if this user can never have `port`; from a busy one JupyterLab walks on."""
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", int(port)))
    except (PermissionError, OverflowError, ValueError):
        sys.exit(f"chainrule: port {port} cannot be used: choose one from 1024 to 65535, as in --port=8888.")
    except OSError:
        pass  # busy


if __name__ == "__main__":
    main()
