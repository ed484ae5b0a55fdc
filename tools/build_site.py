"""Write the site: landing page, reading pages of the lessons, and the course whose Python runs in the browser.

    uv run --group site python tools/build_site.py OUT                   Pyodide from its official distribution
    uv run --group site python tools/build_site.py OUT --pyodide FOLDER  one that tools/fetch_pyodide.py fetched
    uv run --group site python tools/build_site.py OUT notebooks/02*     reading pages of these lessons only

Put the folder OUT on any web server. With `--pyodide`, nothing in it asks another host for anything.
"""

import argparse
import pathlib
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
from build_course import build_course
from export_lesson import fetch_scripts, page, run
from teacher_pages import write_teacher_page

ROOT = pathlib.Path(__file__).parent.parent
LESSON = re.compile(r"^\| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \|$", re.MULTILINE)
START = "from chainrule.explorers.activations import explore_activation\n\nexplore_activation()"


def lessons():
    """Give the lessons in their order, as the README lists them: title, file's name, what one touches."""
    found = LESSON.findall((ROOT / "README.md").read_text("utf-8"))
    return [{"title": title, "name": name, "touches": touches} for title, name, touches in found]


def neighbours(name):
    """Give what a lesson's page says of the site: all lessons, the one before and the one after."""
    every = lessons()
    names = [lesson["name"] for lesson in every]
    here = names.index(name)
    return {
        "lessons": every,
        "before": every[here - 1] if here else None,
        "after": every[here + 1] if here + 1 < len(every) else None,
    }


def write_lesson(path, out):
    """Run a lesson and write its reading page into the folder `out`."""
    html = page(run(path), path.stem, site=neighbours(path.stem))
    (out / f"{path.stem}.html").write_text(html, "utf-8")
    print(f"wrote {path.stem}.html", flush=True)


def write_landing(out):
    """Write the landing page, with an explorer that can be pulled at once."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(START)])
    place = out / "index.ipynb"
    nbformat.write(notebook, place)
    ran = run(place)
    place.unlink()
    html = page(ran, "chainrule", template="landing.html.j2", site={"lessons": lessons()})
    (out / "index.html").write_text(html, "utf-8")
    print("wrote index.html", flush=True)


def main(arguments):
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("lessons", type=pathlib.Path, nargs="*")
    parser.add_argument("--pyodide", type=pathlib.Path)
    asked = parser.parse_args(arguments)
    if asked.pyodide and not (asked.pyodide / "pyodide.mjs").is_file():
        sys.exit(f"{asked.pyodide} holds no Pyodide: fill it with tools/fetch_pyodide.py")
    asked.out.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(asked.out / "course", ignore_errors=True)
    every = [ROOT / "notebooks" / f"{lesson['name']}.ipynb" for lesson in lessons()]
    with ThreadPoolExecutor(3) as pool:  # one of three mostly waits: for npm, for PyPI, for a kernel
        work = [
            pool.submit(build_course, asked.out / "course", asked.pyodide),
            pool.submit(fetch_scripts, asked.out / "scripts"),
            pool.submit(write_landing, asked.out),
            *(
                pool.submit(write_lesson, path, asked.out) for path in reversed(asked.lessons or every)
            ),  # long ones first
            *(pool.submit(write_teacher_page, path, asked.out, {"lesson": path.stem}) for path in every),
        ]
    for each in work:
        each.result()
    size = sum(path.stat().st_size for path in asked.out.rglob("*") if path.is_file()) / 1e6
    print(f"the site is in {asked.out}, {size:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
