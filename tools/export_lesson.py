"""Turn lessons into pages whose steppers and sliders work without a kernel, and put the scripts they need beside them.

    uv run python tools/export_lesson.py notebooks/07*              into the folder `pages`
    uv run python tools/export_lesson.py notebooks/*.ipynb course   all lessons, into another folder

The pages ask no other server for anything: open them from disk, or put the folder on any web server.
The scripts come from npm, once per folder.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

import anywidget
import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter

STATE = "application/vnd.jupyter.widget-state+json"
SCRIPTS = {  # of each npm package these files, under these names (None: its own); html-manager 1 is for ipywidgets 8
    "requirejs@2.3.8": {"require.js": "require.js"},
    "@jupyter-widgets/html-manager@1.0.15": {"dist/embed-amd.js": "embed-amd.js", "dist/*.woff2": None},
    "mathjax@3.2.2": {"es5/tex-svg-full.js": "mathjax.js"},
}
LAST_CELL = """
from IPython.display import display
from ipywidgets import Widget
from ipywidgets.widgets.widget import _instances
from chainrule.explorers.explorer import Explorer
for widget in list(_instances.values()):
    if isinstance(widget, Explorer) and widget._ahead:
        widget.send_frames_ahead()
display({"%s": Widget.get_manager_state(drop_defaults=False)}, raw=True)
"""


def fetch_scripts(folder):
    """Put the scripts of all pages into `folder`; end with a sentence where npm does not give them."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(pathlib.Path(anywidget.__file__).parent / "nbextension" / "index.js", folder / "anywidget.js")
    if all((folder / name).exists() for files in SCRIPTS.values() for name in files.values() if name):
        return
    with tempfile.TemporaryDirectory() as packs:
        for package, files in SCRIPTS.items():
            unpack(fetch(package, packs), files, folder)


def fetch(package, folder):
    """Fetch a package from npm into `folder` and give its path; end with a sentence where npm does not give it."""
    npm = shutil.which("npm")
    if not npm:
        sys.exit(f"npm is needed for {package}, and it is not installed (it comes with Node.js)")
    command = [npm, "pack", package, "--loglevel=error", "--fetch-retries=1"]
    packed = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    if packed.returncode:
        said = (packed.stderr.strip() or "it gave no reason").splitlines()[0]
        sys.exit(f"npm could not fetch {package}: {said}")
    return pathlib.Path(folder, packed.stdout.split()[-1])


def unpack(pack, files, folder):
    """Write those `files` of an npm package into `folder`."""
    with tarfile.open(pack) as members:
        for member in members:
            path = pathlib.PurePosixPath(member.name).relative_to("package")
            for pattern, name in files.items():
                if path.match(pattern):
                    (folder / (name or path.name)).write_bytes(members.extractfile(member).read())


def run(path):
    """Run a lesson in a fresh kernel; give it with the state of its widgets and all frames that can be sent ahead."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(LAST_CELL % STATE))
    settings = {"timeout": 600, "startup_timeout": 300, "resources": {"metadata": {"path": str(path.parent)}}}
    # nbclient's own record of the state leaves out what the kernel sends between two cells, as it does with frames.
    NotebookClient(notebook, store_widget_state=False, **settings).execute()
    notebook.metadata.widgets = {STATE: notebook.cells.pop().outputs[-1].data[STATE]}
    return notebook


def disable_what_needs_a_kernel(models):
    """Grey out every control that is not linked, in the browser, to a canvas whose frames are there."""
    by_reference = {f"IPY_MODEL_{name}": model["state"] for name, model in models.items()}
    alive = set()
    for link in by_reference.values():
        source, target = link.get("source"), link.get("target")
        if source and target and by_reference[target[0]].get("ahead"):
            alive.add(source[0])
    for reference, state in by_reference.items():
        if "disabled" in state and reference not in alive:
            state["disabled"] = True


def page(notebook, name, template="page.html.j2", site=None):
    """Write a lesson that was run as HTML; `site` is what its template says of other pages, if there are any."""
    if "widgets" in notebook.metadata:
        disable_what_needs_a_kernel(notebook.metadata.widgets[STATE].state)
    title = re.search(r"^# (.*)", notebook.cells[0].source, re.MULTILINE)
    notebook.metadata.title = title[1] if title else name
    exporter = HTMLExporter(
        template_file=template,
        extra_template_paths=[str(pathlib.Path(__file__).parent)],
        widget_renderer_url="scripts/embed-amd.js",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    html, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": name}, "site": site})
    html = re.sub('<a class="anchor-link".*?</a>', "", html)  # headings keep their ids
    html = html.replace("<!-- contents -->", contents(html))
    return re.sub(r'href="(\w+)\.ipynb"', r'href="\1.html"', html)


def contents(html):
    """Give a page's headings as a list of links.

    >>> contents('<h2 id="One">One</h2> <h3 id="Two">Two</h3>')
    '<li class="h2"><a href="#One">One</a></li>\\n<li class="h3"><a href="#Two">Two</a></li>'
    """
    headings = re.findall(r'<(h[23]) id="([^"]+)">(.*?)</h', html, re.DOTALL)
    return "\n".join(f'<li class="{level}"><a href="#{name}">{words}</a></li>' for level, name, words in headings)


def export(path, folder):
    """Run a lesson and write its page into `folder`; give the page's path."""
    written = folder / f"{path.stem}.html"
    written.write_text(page(run(path), path.stem), "utf-8")
    return written


if __name__ == "__main__":
    lessons = [pathlib.Path(name) for name in sys.argv[1:] if name.endswith(".ipynb")]
    folders = [pathlib.Path(name) for name in sys.argv[1:] if not name.endswith(".ipynb")]
    if not lessons or len(folders) > 1:
        sys.exit(__doc__)
    folder = folders[0] if folders else pathlib.Path("pages")
    fetch_scripts(folder / "scripts")
    for path in lessons:
        written = export(path, folder)
        print(f"exported {written}, {written.stat().st_size / 1e6:.1f} MB")
