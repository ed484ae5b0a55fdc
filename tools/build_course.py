"""The course in JupyterLite: JupyterLab whose Python runs in the browser, as plain files (`build_site.py` uses it).

Pyodide's own packages, a few of PyPI, and chainrule itself are put into one list (Pyodide's lock), which names what
each needs; what lies here is slimmed and compiled once, so that no learner's browser has to.
"""

import email
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

from fetch_pyodide import CORE, LOCK, PYODIDE, WHEELS, download, fetch_core, official
from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL, PYODIDE_VERSION

TOOLS = pathlib.Path(__file__).parent
ROOT = TOOLS.parent
OFFICIAL = PYODIDE_CDN_URL.replace(PYODIDE_VERSION, PYODIDE)
KERNEL = pathlib.Path("share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi")
AT_START = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "chainrule"]
NEVER_USED = {  # there already, or by nothing that the lessons do
    "jupyterlab", "jupyterlab-widgets", "pexpect", "fonttools", "pytz", "parso", "prompt-toolkit"
}  # fmt: skip
EXTENSIONS = ROOT / "src" / "chainrule" / "labextensions"
OVERRIDES = ROOT / "src" / "chainrule" / "settings" / "labconfig" / "default_setting_overrides.json"
SAVE_OFTEN = {"@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 10}}  # seconds
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "chainrule",
        "defaultKernelName": "python",
        "exposeAppInBrowser": True,  # its tests ask it whether the kernel is idle
        "litePluginSettings": {
            "@jupyterlite/pyodide-kernel-extension:kernel": {
                "disablePyPIFallback": True,  # nothing is asked of another host
                "loadPyodideOptions": {"packages": AT_START},
            }
        },
    },
}


def build_course(out, pyodide=None):
    """Write the course into the folder `out`, with the Pyodide of the folder `pyodide`, or the official one."""
    with tempfile.TemporaryDirectory() as place:
        lite = pathlib.Path(place, "lite")
        packages = lite / "static" / "pyodide"
        packages.mkdir(parents=True)
        gather(packages, pyodide)
        slim(packages)
        (lite / "files").mkdir()
        for lesson in sorted((ROOT / "notebooks").glob("*.ipynb")):
            prepared = prepare(json.loads(lesson.read_text("utf-8")))
            (lite / "files" / lesson.name).write_text(json.dumps(prepared, ensure_ascii=False), "utf-8")
        (lite / "jupyter-lite.json").write_text(json.dumps(SETTINGS))
        (lite / "overrides.json").write_text(json.dumps(json.loads(OVERRIDES.read_text("utf-8")) | SAVE_OFTEN))
        options = [
            "--apps=lab",
            "--no-sourcemaps",
            "--no-unused-shared-packages",
            "--contents=files",
            f"--output-dir={out.resolve()}",
            f"--FederatedExtensionAddon.extra_labextensions_path={EXTENSIONS}",
        ]
        run([sys.executable, "-m", "jupyterlite_core.app", "build", *options], cwd=lite)
    shutil.copy(TOOLS / "course.js", out)
    (out / "lab" / "favicon.ico").write_bytes(b"")  # JupyterLab's weighs 320 kB
    page = out / "lab" / "index.html"
    mark = hashlib.sha256((out / "course.js").read_bytes()).hexdigest()[:8]
    script = f'<script defer src="../course.js?_={mark}"></script>\n</head>'
    page.write_text(page.read_text("utf-8").replace("</head>", script, 1), "utf-8")


def run(command, **options):
    """Run a command; end with what it said last where it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, encoding="utf-8", **options)
    if done.returncode:
        sys.exit(f"{pathlib.Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-600:]}")


def gather(folder, pyodide=None):
    """Put Pyodide's core, all wheels of the course and the list of them into `folder`."""
    if pyodide:
        for name in (*CORE, LOCK):
            shutil.copy(pyodide / name, folder)
    else:
        fetch_core(folder)
    entries = official(folder)
    packages = {name: entries[name] for name in WHEELS}
    for entry in packages.values():
        if pyodide:
            shutil.copy(pyodide / entry["file_name"], folder)
        else:
            entry["file_name"] = f"{OFFICIAL}/{entry['file_name']}"
    pure = ["--platform=any", "--implementation=py", "--abi=none", "--python-version=3.14"]
    with tempfile.TemporaryDirectory() as wheels:
        download(wheels, *pure, f"--requirement={TOOLS / 'course_packages.txt'}")
        run([shutil.which("uv") or os.environ["UV"], "build", "--wheel", "--quiet", f"--out-dir={wheels}", ROOT])
        own = pathlib.Path(sys.prefix, KERNEL).glob("*.whl")
        for wheel in sorted([*pathlib.Path(wheels).glob("*.whl"), *own]):
            entry = describe(wheel)
            packages[entry["name"]] = entry
            shutil.copy(wheel, folder)
    write_lock(folder, packages)


def plain(name):
    """Give a package's name as Pyodide's list writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def describe(wheel):
    """Give the entry of a pure wheel for Pyodide's list."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        (metadata,) = (name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        said = email.message_from_bytes(packed.read(metadata))
    modules = {name.split("/")[0].removesuffix(".py") for name in names if re.match(r"[^/.]+(/[^.]*)?\.py$", name)}
    needs = [need for need in said.get_all("Requires-Dist") or [] if ";" not in need]
    return {
        "name": plain(said["Name"]),
        "version": said["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(modules),
        "depends": [plain(re.match(r"[\w.-]+", need)[0]) for need in needs],
        "unvendored_tests": False,
    }


def write_lock(folder, packages):
    """Write Pyodide's list with these packages only; end with a sentence where one needs another that is missing."""
    for entry in packages.values():
        entry["depends"] = [need for need in map(plain, entry["depends"]) if need not in NEVER_USED]
        missing = set(entry["depends"]) - set(packages)
        if missing:
            sys.exit(f"{entry['name']} needs {', '.join(sorted(missing))}: add it to course_packages.txt")
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    lock["packages"] = dict(sorted(packages.items()))
    (folder / LOCK).write_text(json.dumps(lock, separators=(",", ":")), "utf-8")


def slim(folder):
    """Leave out of the wheels in `folder` what no lesson reads, and compile them with the very Python that will run."""
    node = shutil.which("node")
    if not node:
        sys.exit("node is needed to compile the course for the browser, and it is not installed (Node.js)")
    run([node, TOOLS / "slim.mjs", folder.resolve(), TOOLS / "slim.py"])


def prepare(notebook):
    """Give a lesson as JupyterLite wants it: its kernel by name, and whole strings instead of lists of lines.

    Its version goes with it, so that a learner's copy in the browser knows when the course has a newer one.
    """
    version = hashlib.sha256(json.dumps(notebook).encode()).hexdigest()[:8]
    notebook = joined(notebook)
    notebook["metadata"]["chainrule"] = {"version": version}
    notebook["metadata"]["kernelspec"] = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    return notebook


def joined(part):
    """Join every list of lines in a notebook.

    >>> joined({"source": ["a\\n", "b"], "tags": ["c"]})
    {'source': 'a\\nb', 'tags': ['c']}
    """
    if isinstance(part, list):
        return [joined(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: "".join(value) if is_text(key) and isinstance(value, list) else joined(value)
        for key, value in part.items()
    }


def is_text(key):
    return key in ("source", "text") or "/" in key  # "/": a MIME type
