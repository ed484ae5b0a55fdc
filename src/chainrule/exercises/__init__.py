"""The checks of each lesson: `from chainrule.exercises import lesson_02 as check`."""
