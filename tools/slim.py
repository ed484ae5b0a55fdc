"""Slim and compile the wheels and Python's own library in /packages; slim.mjs runs this in Pyodide.

What Python's start and the imports of lesson 02 cost, in seconds of processor (Node.js on a busy machine): 17 with the
wheels compiled, 9 with Python's own library compiled as well.
"""

import hashlib
import io
import json
import os
import pathlib
import py_compile
import re
import zipfile

PACKAGES = pathlib.Path("/packages")
LOCK = PACKAGES / "pyodide-lock.json"
STDLIB = PACKAGES / "python_stdlib.zip"
DROPPED = {  # what no lesson reads
    "python": r"^(multiprocessing|xmlrpc|wsgiref|imaplib|mailbox|smtplib|poplib|ftplib|modulefinder)\b"
    r"|^(_pyio|_pydatetime|xml/(dom|etree)|http/(server|cookiejar)|pickletools|optparse|doctest|trace)\b"
    r"|^(wave|compileall|symtable|fileinput)\b"
    r"|^(asyncio/(proactor|windows)_|concurrent/futures/process|_pyrepl/(?!__init__|utils|types|trace|pager))"
    r"|^encodings/(big5|cp(?!437|1252)|euc|gb|hp|hz|iso|johab|kz|mac|ptcp|shift|tis|koi|palm)",
    "chainrule": r"/lessons/",
    "matplotlib": r"/(tests?|testing|sample_data|images|sphinxext|axisartist|axes_grid1)/|\.pyi$|^mpl_toolkits/.*tests/"
    r"|/fonts/(afm|pdfcorefonts|ttf/(DejaVuSerif|DejaVuSansMono-|DejaVuSans-BoldOblique|STIX\w+(Bol|BolIta|Ita|Italic)\.))"
    r"|/backends/(web_backend|backend_(gtk|qt|wx|tk|mac|cairo|pgf|pdf|ps|web|nb)|_backend_(gtk|tk|pdf)|_tkagg|qt_)|/_qhull",
    "numpy": r"/tests/|\.(pyi|c|h|pxd|a|lib)$|/f2py/|_core/(include|lib)/|/lapack_lite|/licenses/|/ctypeslib/"
    r"|/(conftest|recfunctions|mrecords|testutils|mypy_plugin)\.py",
    "jedi": r"^jedi/",  # IPython completes well, and at once, without it
    "packaging": r"/licenses/|/(pylock|metadata|direct_url|dependency_groups)\.py",
    "pillow": r"_webp|_avif|_imaging(ft|cms|math|morph|tk)|\.pyi$|/(?!Bmp|Gif|Jpeg|Png|Ppm)\w+ImagePlugin|/Pdf"
    r"|/Image(Cms|Math|Morph|Grab|Qt|Win|Tk)\.|/PcfFont",
    "anywidget": r"\.data/|/(lab|nb)extension/",
    "pygments": r"/lexers/(?!__init__|_mapping|python|special|ipython|_?builtins)|/(cmdline|sphinxext)\."
    r"|/formatters/(bbcode|groff|img|irc|latex|pangomarkup|rtf|svg)\.",
    "psygnal": r"/containers/|/(_evented_model|testing)\.py|/_pyinstaller_util/",
    "pyparsing": r"/(diagram|tools|ai)/",
    "python-dateutil": r"\.tar\.gz$",
    "ipywidgets": r"/tests/",
    "ipython": r"/(tests?|testing/plugin|sphinxext)/|/extensions/(autoreload|deduperreload)|/_process_win32"
    r"|/lib/(demo|backgroundjobs|latextools|deepreload)|/testing/tools|/external/qt|/core/profileapp"
    r"|/terminal/(?!(pt_inputhooks/)?__init__)",
}
ADDED = {
    "ipython": {"IPython/terminal/embed.py": "embed = None\n"},  # it always imports its terminal; nobody has one here
    "python": {  # a look into the learner's folder asks the page, and waits: look among what is installed first
        "sitecustomize.py": """
import os
import sys
from importlib.machinery import PathFinder


class Installed:
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, path or [place for place in sys.path if place], target)


sys.meta_path.insert(-1, Installed)
os.environ["CHAINRULE_PROGRESS"] = "progress.txt"  # in the learner's folder, which the browser keeps
"""
    },
}
WITH_DOCSTRINGS = {"numpy", "chainrule"}  # a learner asks these for help
WITH_SOURCE = {"chainrule"}  # `.solution()` shows it


def compiled(where, source, optimize):
    """Compile a module to the bytes of a .pyc that is never checked against its source; None where it is not Python."""
    pathlib.Path("module.py").write_bytes(source)
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    try:
        made = py_compile.compile("module.py", "module.pyc", where, True, optimize, unchecked)
    except py_compile.PyCompileError:
        return None
    return pathlib.Path(made).read_bytes()


def slimmed(package, wheel):
    """Give the bytes of a wheel, or another zip, without what is dropped, its modules compiled."""
    place = "/lib/python314.zip" if package == "python" else "/lib/python3.14/site-packages"
    dropped, out = re.compile(DROPPED.get(package, r"$^")), io.BytesIO()
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        kept = [n for n in old.namelist() if not n.endswith(("/", "RECORD")) and not dropped.search(n)]
        added = {name: text.encode() for name, text in ADDED.get(package, {}).items()}
        for name, data in [*((name, old.read(name)) for name in kept), *added.items()]:
            module = None
            if name.endswith(".py") and ".data/" not in name:
                module = compiled(f"{place}/{name}", data, 0 if package in WITH_DOCSTRINGS else 2)
            if module is None or package in WITH_SOURCE:
                new.writestr(name, data)
            if module and package in WITH_SOURCE:
                folder, file = os.path.split(name)
                new.writestr(f"{folder}/__pycache__/{file.removesuffix('.py')}.cpython-314.pyc", module)
            elif module:
                new.writestr(f"{name}c", module)
    return out.getvalue()


STDLIB.write_bytes(slimmed("python", STDLIB))
lock = json.loads(LOCK.read_text("utf-8"))
for package, entry in lock["packages"].items():
    wheel = PACKAGES / entry["file_name"]
    if wheel.is_file():  # else it is an address
        data = slimmed(package, wheel)
        wheel.unlink()
        entry["sha256"] = hashlib.sha256(data).hexdigest()
        name, version, tags = wheel.name.split("-", 2)  # another build, another name: no browser confuses them
        entry["file_name"] = f"{name}-{version}-0{entry['sha256'][:8]}-{tags}"
        (PACKAGES / entry["file_name"]).write_bytes(data)
LOCK.write_text(json.dumps(lock, separators=(",", ":")), "utf-8")
