"""Slim and compile the wheels in /packages; slim.mjs runs this in Pyodide. First picture: 14 s, was 34."""

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
DROPPED = {  # what no lesson reads
    "chainrule": r"/lessons/",
    "matplotlib": r"/(tests?|testing|sample_data|images)/|\.pyi$|^mpl_toolkits/.*tests/"
    r"|/fonts/(afm|pdfcorefonts|ttf/DejaVuSerif|ttf/DejaVuSansMono-)|/backends/(web_backend|backend_(gtk|qt|wx|tk|mac|cairo|pgf|pdf|ps|web|nb)|_backend_(gtk|tk|pdf)|qt_)",
    "numpy": r"/tests/|\.(pyi|c|h|pxd|a|lib)$|/f2py/|_core/(include|lib)/",
    "jedi": r"/third_party/",
    "pillow": r"_webp|_avif|_imagingft|_imagingcms|\.pyi$",
    "anywidget": r"\.data/",
    "pygments": r"/lexers/(?!__init__|_mapping|python|special|ipython|_?builtins)",
    "ipywidgets": r"/tests/",
    "ipython": r"/tests?/",
}
WITH_DOCSTRINGS = {"numpy", "chainrule"}  # a learner asks these for help
WITH_SOURCE = {"chainrule"}  # `.solution()` shows it


def compiled(name, source, optimize):
    """Compile a module to the bytes of a .pyc that is never checked against its source; None where it is not Python."""
    pathlib.Path("module.py").write_bytes(source)
    where, unchecked = f"/lib/python3.14/site-packages/{name}", py_compile.PycInvalidationMode.UNCHECKED_HASH
    try:
        made = py_compile.compile("module.py", "module.pyc", where, True, optimize, unchecked)
    except py_compile.PyCompileError:
        return None
    return pathlib.Path(made).read_bytes()


def slimmed(package, wheel):
    """Give the bytes of a wheel without what is dropped, its modules compiled."""
    dropped, out = re.compile(DROPPED.get(package, r"$^")), io.BytesIO()
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            if name.endswith(("/", "RECORD")) or dropped.search(name):
                continue
            data, module = old.read(name), None
            if name.endswith(".py") and ".data/" not in name:
                module = compiled(name, data, 0 if package in WITH_DOCSTRINGS else 2)
            if module is None or package in WITH_SOURCE:
                new.writestr(name, data)
            if module and package in WITH_SOURCE:
                folder, file = os.path.split(name)
                new.writestr(f"{folder}/__pycache__/{file.removesuffix('.py')}.cpython-314.pyc", module)
            elif module:
                new.writestr(f"{name}c", module)
    return out.getvalue()


lock = json.loads(LOCK.read_text("utf-8"))
for package, entry in lock["packages"].items():
    wheel = PACKAGES / entry["file_name"]
    if wheel.is_file():  # else it is an address
        wheel.write_bytes(slimmed(package, wheel))
        entry["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
LOCK.write_text(json.dumps(lock, separators=(",", ":")), "utf-8")
