"""A right answer is counted in the learner's folder, and the count leads on to the next question."""

from chainrule.exercises import progress

from .lab import write_notebook


def test_a_right_answer_is_counted_and_the_count_leads_on(open_notebook, folder):
    kept = folder / "progress.txt"
    write_notebook(
        folder / "answer.ipynb",
        [
            "from chainrule.exercises import lesson_00 as check\ncheck.first_number(3)",
            "from chainrule.exercises.progress import show_progress\nshow_progress()",
        ],
    )
    try:
        with open_notebook("answer.ipynb") as notebook:
            notebook.run_all()
            notebook.page.get_by_text("Done: 1 of").wait_for()
            assert progress.read(kept) == [("00", "first_number")]
            notebook.page.get_by_text("Next:").get_by_role("link").click()
            notebook.wait_until("jupyterapp.shell.currentWidget?.context?.path === '00_start_here.ipynb'")
            notebook.check_no_errors()
    finally:
        kept.unlink(missing_ok=True)
