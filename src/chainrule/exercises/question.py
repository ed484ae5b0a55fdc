"""What exercises and missions share: a question, why it matters, hints one by one, a solution after an attempt."""

import sys
import types

from chainrule.exercises import progress
from chainrule.exercises.feedback import Card, Verdict


class Question:
    """A question with hints; `Exercise` and `Mission` are its two kinds.

    question : str; why : str, why it matters; hints : list of str, one more at each `.hint()`.
    home : function that stands in the same module, to find the name that a learner types.

    A kind says how it is answered (`_call`, `_todo`) and what its solution is (`_solution`).

    Raises ValueError for an empty text, or no hint.
    """

    def __init__(self, question, why, hints, home):
        self.question, self.why, self.hints, self._home = question, why, list(hints), home
        refuse_blank("the question", question)
        refuse_blank(f"the why of {question!r}", why)
        for hint in self.hints:
            refuse_blank(f"a hint of {question!r}", hint)
        if not self.hints:
            raise ValueError(f"{question!r} needs at least one hint")
        self.attempts = self.hints_shown = 0
        self.change = ""  # what would mend the last answer; the next hint
        self._asked = False
        self.__doc__ = question

    @property
    def home(self):
        """The name of the module in which it stands."""
        return getattr(self._home, "__module__", None) or ""

    @property
    def name(self):
        """What a learner writes: `check.` and the question's name in its lesson's module, or ""."""
        module = sys.modules.get(self.home)
        found = next((name for name, thing in vars(module).items() if thing is self), "") if module else ""
        return f"check.{found}" if found and module.__name__.startswith("chainrule.") else found

    def hint(self):
        """Give one hint more at each call; the last one stays. First a change that mends the last answer.

        >>> from chainrule.exercises.framework import Exercise
        >>> def half():
        ...     return 0.5
        >>> Exercise("What is sigmoid(0)?", half, why="It is halfway.", hints=["What is e⁰?"]).hint()
        Hint 1 of 1
        What is e⁰?
        """
        if self.change:
            change, self.change = self.change, ""
            return Card("Hint: what to change", change)
        self.hints_shown = min(self.hints_shown + 1, len(self.hints))
        return Card(f"Hint {self.hints_shown} of {len(self.hints)}", self.hints[self.hints_shown - 1])

    def solution(self):
        """Show one solution; before any attempt, ask for one first.

        >>> from chainrule.exercises.framework import Exercise
        >>> def half():
        ...     return 0.5
        >>> Exercise("What is sigmoid(0)?", half, why="It is halfway.", hints=["What is e⁰?"]).solution()
        Try it once first
        Call `.solution()` again to see it anyway.
        """
        if not self.attempts and not self._asked:
            self._asked = True
            return Card("Try it once first", "Call `.solution()` again to see it anyway.")
        return self._solution()

    def _correct(self, *said):
        progress.note(self)
        return Verdict("correct", "\n".join(said))

    def _not_answered(self, todo=""):
        return Verdict("not answered", f"{self.question}\n{todo or self._todo()} {self._way_on('a first step')}")

    def _way_on(self, what):
        return f"`{self.name}.hint()` gives {what}."

    def __repr__(self):
        return f"{self.question}\n{self._call()} `.hint()` helps, `.solution()` shows one."

    def _repr_html_(self):
        title, text = repr(self).split("\n", 1)
        return Card(title, text)._repr_html_()


def refuse_blank(what, text):
    """Raise ValueError for a text that says nothing.

    >>> refuse_blank("the why", "It is halfway.")
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{what} must be a sentence, not {text!r}")


def one_or_all(sentences, heading):
    """Give the one sentence, or a heading and a list of the different ones.

    sentences : list of str; heading : str.

    >>> one_or_all(["The 2 is lost."] * 2, "More than one mistake gives this answer:")
    'The 2 is lost.'
    """
    different = list(dict.fromkeys(sentences))
    return different[0] if len(different) == 1 else "\n- ".join([heading, *different])


class Lesson(types.ModuleType):
    """The module of a lesson's checks, as a learner sees it: its questions, and nothing that would give answers."""

    def __dir__(self):
        return [name for name, thing in vars(self).items() if isinstance(thing, Question)]

    def __getattribute__(self, name):
        thing = super().__getattribute__(name)
        if name.startswith("__") or isinstance(thing, Question):
            return thing
        raise AttributeError(f"{name!r} is no question of this lesson; they are: {', '.join(dir(self))}", name=name)


def offer_questions(module):
    """Let a lesson's module show its questions only; `vars(module)` still has all that stands in it.

    module : str, `__name__` of the lesson's module, in its last line.
    """
    sys.modules[module].__class__ = Lesson
