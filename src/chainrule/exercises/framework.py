"""What an exercise is: a question, its solution, and the mistakes it knows by name; every lesson uses it."""

# For who writes a lesson's checks (docs/exercises.md says it in full):
#   - values are data, `mistakes=[wrong(0.5**50, "...")]`; functions of one line too, `wrong(lambda z: z**2, "...")`;
#     a function of several lines is decorated, `@exercise.mistake("...")`. A mistake's name, as `verdict.mistakes`
#     gives it: `name=`, or the function's, or the word itself, or the first four words of its sentence.
#   - a reference is the formula itself in the lesson's symbols, not a call of the package: its parts are varied.
#   - nothing runs at import; `exercise.validate()` runs reference and mistakes, and a test walks all of them.
#   - the last line of a lesson's module is `offer_questions(__name__)`: then `check.<Tab>` offers the questions only,
#     and references and helpers are no attributes any more (`vars(module)` has them, for tests).

import ast
import copy
import inspect
import re
import sys
import textwrap
import warnings
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real

import numpy as np

from chainrule.exercises import slips
from chainrule.exercises.answers import (
    alone,
    direction,
    inputs_shown,
    leaves,
    members,
    near,
    normal,
    pattern,
    same,
    shown,
    tidy,
    unanswered,
    wrong_form,
)
from chainrule.exercises.feedback import Card, Verdict
from chainrule.exercises.limits import TimeUp, within
from chainrule.exercises.overflow import numpy_warns, watched
from chainrule.exercises.question import Question, offer_questions, one_or_all, refuse_blank
from chainrule.exercises.raised import cause, idle_inputs, line_of, nothing_returned, own_step
from chainrule.exercises.reading import choices_in, one_answer, read_as, readings
from chainrule.exercises.sources import tree_of

__all__ = ["Choice", "Exercise", "offer_questions", "wrong"]

SECONDS = 4.0  # for one call of a learner's function


@dataclass(frozen=True)
class Run:
    """What one call of a function gave: its value in normal form, its error, its warnings, changed inputs."""

    value: object = None
    unanswered: bool = False
    error: Exception | None = None
    warned: tuple[str, ...] = ()
    changed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners typically give: the function that gives it, the sentence that helps."""

    function: object
    sentence: str
    name: str
    rtol: float | None = None
    atol: float | None = None


def wrong(answer, sentence, *, name="", rtol=None, atol=None):
    """Say which answer a typical mistake gives, and the sentence that helps.

    answer : the value, or a function that gives it (with the reference's parameters, or none).
    sentence : str; name : str, how `verdict.mistakes` calls it; rtol, atol : tolerances of this mistake alone,
        where answers that share it scatter.

    >>> wrong(0.5**50, "That is the product of the slopes alone.").name
    'that_is_the_product'
    >>> wrong("rise", "So it is with w5.").name
    'rise'
    """
    function = answer if callable(answer) else lambda *inputs: answer
    own = getattr(answer, "__name__", answer if isinstance(answer, str) else "<lambda>")
    words = re.findall(r"[^\W\d]\w*", sentence.casefold() if own == "<lambda>" else own)[:4]
    return Mistake(function, sentence, name or "_".join(words), rtol, atol)


def run(function, args=(), seconds=None):
    """Call a function on copies of its inputs and keep what happened, without letting warnings out.

    function : callable; args : tuple of inputs; seconds : float, after which a call counts as endless, or None.

    >>> run(np.log, (np.array([0.0, 1.0]),)).warned
    ('divide by zero encountered in log',)
    """
    mine, value, error = copy.deepcopy(args), None, None
    loud = np.errstate(divide="warn", over="warn", invalid="warn", under="ignore")
    with warnings.catch_warnings(record=True) as caught, loud:
        warnings.simplefilter("always")
        try:
            value = within(seconds, function, *mine) if seconds else function(*mine)
        except TimeUp as problem:
            said = f"it had not ended after {seconds:g} seconds; is there a loop without an end?"
            error = TimeoutError(said).with_traceback(problem.__traceback__)
        except (Exception, SystemExit) as problem:
            error = problem
    return Run(
        value=normal(value),
        unanswered=unanswered(value) or (isinstance(error, TypeError) and "ellipsis" in str(error).lower()),
        error=error,
        warned=tuple(dict.fromkeys(tidy(warning.message) for warning in caught)),
        changed=tuple(i for i, (a, b) in enumerate(zip(args, mine, strict=True)) if not _unchanged(a, b)),
    )


def _unchanged(before, after):
    return not isinstance(before, (np.ndarray, list)) or same(normal(before), normal(after), 0, 0)


class Exercise(Question):
    """A question that knows its answer, and the mistakes on the way there; call it with an answer.

    question : str, one sentence that says what is asked.
    reference : plain function or lambda, the solution; `.solution()` shows its source. If it has parameters, a learner
        passes a function. If not, they pass what it returns: a number, array, word, truth value, a tuple
        of these, or a set of words (any order).
    why : str, why it matters, said when the answer is correct.
    hints : list of str, one more at each `.hint()`.
    inputs : list of argument tuples on which functions are compared, chosen so that mistakes differ; an entry
        that is no tuple is a single argument.
    rtol, atol : relative and absolute tolerance, |answer - right| <= atol + rtol |right|.
    quiet : bool, whether an answer that makes numpy warn is wrong.
    mistakes : list of what `wrong` gives.
    also : dict, other ways to say an answer, `{"falls": "fall", "all": 60, 2001: 2000}`.
    follows : function of a wrong number, or of several, that says what would follow from it; where nothing else
        is found this is said.

    Raises ValueError for an empty text, no hint, or inputs that do not fit.

    >>> def twice(z):
    ...     return 2 * z
    >>> slope = Exercise(
    ...     "Write the derivative of z².",
    ...     twice,
    ...     why="A parabola gets steeper in proportion to z.",
    ...     hints=["Bring the 2 down."],
    ...     inputs=[1.0, 3.0],
    ...     mistakes=[wrong(lambda z: z**2, "That is z² itself.")],
    ... )
    >>> slope(lambda z: z * z)
    ✗ Not yet
    That is z² itself.
    """

    def __init__(
        self,
        question,
        reference,
        *,
        why,
        hints,
        inputs=(),
        rtol=1e-6,
        atol=1e-9,
        quiet=False,
        mistakes=(),
        also=(),
        follows=None,
    ):
        super().__init__(question, why, hints, reference)
        self.reference = reference
        self._check_is_function()
        self.names = list(inspect.signature(reference).parameters)
        self.inputs = [args if isinstance(args, tuple) else (args,) for args in inputs] or [()]
        if quiet and not numpy_warns():
            self.inputs = watched(self.inputs)
        self.rtol, self.atol, self.quiet = rtol, atol, quiet
        self.mistakes, self.follows = {}, follows
        self.also = {shown(normal(other)): meant for other, meant in dict(also).items()}
        self._check_inputs()
        for mistake in mistakes:
            self._remember(mistake)  # of two sentences that begin alike, the second gets a number

    @property
    def wants_function(self):
        return bool(self.names)

    @cached_property
    def runs(self):
        """What the reference gives on the inputs; run when it is first asked."""
        return self._run_all(self.reference)

    @cached_property
    def _wrong_runs(self):
        return {name: self._run_all(mistake.function) for name, mistake in self.mistakes.items()}

    @property
    def source(self):
        """The reference as it is written, a lambda as a function of the question's name; "" if it is not at hand."""
        tree = tree_of(self.reference)
        if tree and self.reference.__name__ == "<lambda>":
            (made,) = tree.body
            name = self.name.rpartition(".")[2] or "solution"
            return f"def {name}({ast.unparse(made.args)}):\n    return {ast.unparse(made.body[0].value)}"
        return textwrap.dedent(inspect.getsource(self.reference)).rstrip() if tree else ""

    # --- defining -------------------------------------------------------------------------------------------

    def mistake(self, sentence, *, rtol=None, atol=None):
        """Decorate a function that gives the wrong answer of a typical mistake, with the sentence that helps.

        sentence : str; rtol, atol : tolerances of this mistake alone, where answers that share it scatter.
        Raises ValueError if the sentence is empty, or the name missing or taken.

        >>> def half():
        ...     return 0.5
        >>> middle = Exercise("What is sigmoid(0)?", half, why="Halfway.", hints=["e⁰ = 1."])
        >>> @middle.mistake("That is tanh(0).")
        ... def of_tanh():
        ...     return 0
        >>> middle(0).mistakes
        ('of_tanh',)
        """

        def remember(function):
            name = function.__name__
            if name in self.mistakes or name == "<lambda>":
                raise ValueError(f"a mistake of {self.question!r} needs a name of its own, not {name}")
            self._remember(wrong(function, sentence, name=name, rtol=rtol, atol=atol))
            return function

        return remember

    def _remember(self, mistake):
        refuse_blank(f"the sentence of mistake {mistake.name}", mistake.sentence)
        number = sum(re.sub(r"_\d+$", "", name) == mistake.name for name in self.mistakes)
        self.mistakes[mistake.name + f"_{number + 1}" * bool(number)] = mistake
        self.__dict__.pop("_wrong_runs", None)

    def validate(self):
        """Run the reference and every mistake; for the test that walks all exercises.

        Raises ValueError if the reference fails or warns, or a mistake fails or gives the right answer.
        """
        self._check_reference()
        for name, runs in self._wrong_runs.items():
            if self._right(runs):
                raise ValueError(f"mistake {name} of {self.question!r} gives the right answer on all inputs")

    def _check_is_function(self):
        if not inspect.isfunction(self.reference):
            raise ValueError(f"{self.question!r}: its reference must be a function of Python, to be shown")

    def _check_inputs(self):
        for args in self.inputs:
            if _wrong_parameters(self.reference, args, self.names):
                raise ValueError(f"{self.question!r}: its reference does not take the inputs {shown(args)}")

    def _check_reference(self):
        own = [leaf for each in self.runs for leaf in leaves(each.value, each.value)]
        if not self._right(self.runs) or any(wrong_form(leaf, self.wants_function) for leaf in own):
            raise ValueError(f"{self.question!r}: its reference gives no proper answer, or warns")

    def _run_all(self, function):
        runs = [run(function, args) for args in self.inputs]
        for args, each in zip(self.inputs, runs, strict=True):
            if each.error:
                where = f"{function.__name__} of {self.question!r} raises on {shown(args)}"
                raise ValueError(f"{where}: {each.error}") from each.error
        return runs

    # --- answering ------------------------------------------------------------------------------------------

    def __call__(self, /, *answers, **named):
        """Judge an answer: `...`, a value, or the learner's function itself.

        >>> def half():
        ...     return 0.5
        >>> middle = Exercise("What is sigmoid(0)?", half, why="It is halfway up.", hints=["e⁰ = 1."])
        >>> middle(0.5)
        ✓ Correct
        It is halfway up.
        """
        answer, aside = one_answer(answers, named)
        answer = self.also.get(shown(normal(answer)), answer) if isinstance(answer, (str, Real)) else answer
        if not (answers or named):
            return self._not_answered(f"Put your answer between the brackets: `{self.name or 'check'}(...)`.")
        if unanswered(answer):
            return self._not_answered()
        if self.wants_function:
            refusal = self._not_a_function(answer) or self._wrong_parameters(answer)
            runs = [] if refusal else self._run_learners(answer)
        else:
            meant = self._meant(answer)
            aside = read_as(answer, meant) if meant is not answer else aside
            refusal, runs = None, [Run(normal(meant))]
        if any(each.unanswered for each in runs):
            return self._not_answered()
        self.attempts, self.change, self._typed = self.attempts + 1, "", _as_typed(answer)
        return Verdict("not yet", refusal[1], refusal[:1]) if refusal else self._judge(answer, runs, aside)

    def _meant(self, answer):
        """What an answer means: what is right, or else what is known; not far-fetched, if it is neither."""
        other = readings(answer, self.runs[0].value, self._words, self.question, " ".join([self.why, *self.hints]))
        tried = [(meant, [Run(normal(meant))]) for meant in (answer, *other)]
        right = [meant for meant, runs in tried if self._right(runs)]
        known = [meant for meant, runs in tried if self._known(runs)]
        likely = [] if isinstance(answer, (tuple, list)) and getattr(self.runs[0].value, "size", 0) == 1 else other
        return [*(known if known and known[0] is answer else right), *right, *known, *likely, answer][0]

    def _run_learners(self, function):
        runs = []
        for args in self.inputs:
            runs.append(self._fitted(run(function, args, SECONDS), len(runs)))
            if runs[-1].error:  # said at once: an endless loop takes its time only once
                break
        return runs

    def _fitted(self, done, number):
        """A run with its value in the form that is wanted: a dict or a column is a row of numbers."""
        wanted = self.runs[number].value
        if not isinstance(wanted, np.ndarray) or getattr(done.value, "shape", None) == wanted.shape:
            return done
        meant = [] if isinstance(done.value, str) else readings(done.value, wanted)
        return replace(done, value=normal(meant[0])) if meant else done

    def _judge(self, answer, runs, aside=""):
        for args, each in zip(self.inputs, runs, strict=False):
            if each.error:
                return self._raised(answer, args, each.error, runs)
        asides = [*filter(None, [aside]), *self._asides(runs)]
        if self._right(runs):
            return self._correct(self.why, *asides)
        known = self._known(runs)
        if known:
            return Verdict("not yet", "\n".join([self._named(known), *asides]), tuple(known))
        names, said = self._seen(answer, runs)
        if self.follows and not names:
            names, said = self._followed(said, runs)
        slip = slips.find(self, answer, runs, names)
        if slip:
            names, said, self.change = slip.names, slip.sentence, slip.hint
        return Verdict("not yet", "\n".join([said, *asides, self._way_on("a step")]), tuple(names))

    def _known(self, runs):
        return [name for name in self.mistakes if self._is_known(name, runs)]

    def _agree(self, expected, runs, rtol, atol):
        return all(same(a.value, b.value, rtol, atol) for a, b in zip(expected, runs, strict=True))

    def _is_known(self, name, runs):
        mistake, expected = self.mistakes[name], self._wrong_runs[name]
        rtol = self.rtol if mistake.rtol is None else mistake.rtol
        atol = self.atol if mistake.atol is None else mistake.atol
        if self.wants_function:
            return self._agree(expected, runs, rtol, atol)
        given, scatters = runs[0].value, (mistake.rtol, mistake.atol) != (None, None)
        rtol = rtol if scatters else max(rtol, 3e-4)  # made of numbers that were rounded
        right = [leaf.rounded() for leaf in leaves(self.runs[0].value, given)] == [True]
        return all(  # a wrong number with fewer digits is still that one, unless it is the right one with fewer
            (leaf.rounded() and not right) or (leaf.same(rtol, atol) and (scatters or leaf.alike()))
            for leaf in leaves(expected[0].value, given)
        )

    def _right(self, runs):
        return self._agree(self.runs, runs, self.rtol, self.atol) and not (
            self.quiet and any(each.warned for each in runs)
        )

    # --- what is said ---------------------------------------------------------------------------------------

    def _call(self):
        wanted = "your function" if self.wants_function else "your answer"
        return f"Call it with {wanted}: `{self.name or 'check'}(...)`."

    def _todo(self):
        return "Put your answer where `...` stands."

    def _named(self, known):
        sentences = [self.mistakes[name].sentence for name in known]
        return one_or_all(sentences, "More than one mistake gives this answer:")

    def _not_a_function(self, answer):
        if callable(answer):
            return None
        example = f"`{self.name or 'check'}(my_function)`"
        if isinstance(answer, str):
            return "text", f"You passed a string; pass the function itself, without quotes: {example}."
        what = "nothing (`None`)" if answer is None else f"`{shown(answer)}`"
        helps = "pass the function itself, without parentheses after its name"
        return "value_for_function", f"You passed {what}; {helps}: {example}."

    def _wrong_parameters(self, function):
        said = _wrong_parameters(function, self.inputs[0], self.names)
        return said and ("how_many_inputs", said)

    def _raised(self, function, args, error, runs):
        step = own_step(error, function)
        number, code = line_of(step) if step else (0, "")
        where = f" in line {number}: `{tidy(code)}`" if code else ""
        text, seen = tidy(error, 300), cause(error, step)
        first = f"Your function raised `{type(error).__name__}{': ' if text else ''}{text}`{where}"
        said = [first, f"This was with `{inputs_shown(self.names, args)}`.", *filter(None, (seen or ())[1:])]
        names = (seen or ())[:1]
        if slip := slips.find(self, function, runs, names):
            names, self.change = slip.names, slip.hint
            said.append(slip.sentence)
        return Verdict("raised", "\n".join(said), names)

    def _asides(self, runs):
        warned = list(dict.fromkeys(text for each in runs for text in each.warned))
        changed = list(dict.fromkeys(self.names[i] for each in runs for i in each.changed))
        said = []
        if warned:
            said.append(f"While it ran, there were warnings: `{'`, `'.join(warned)}`.")
        if changed:
            said.append(f"Your function changes its input `{'`, `'.join(changed)}` in place: work on a copy.")
        return said

    def _seen(self, answer, runs):
        """What can be seen in an answer that no mistake explains: (names, what is said)."""
        pairs = [
            (leaf, args)
            for args, right, each in zip(self.inputs, self.runs, runs, strict=True)
            for leaf in leaves(right.value, each.value)
        ]
        for leaf, args in pairs:
            trouble = wrong_form(leaf, self.wants_function, self._choices(leaf))
            if trouble:
                name, what, help = trouble
                seen = nothing_returned(answer) if leaf.given is None and self.wants_function else None
                name, help = seen or (name, help)
                return [name], self._sentence(leaf, args, what, help)
        wrong = [(leaf, args) for leaf, args in pairs if not leaf.same(self.rtol, self.atol)]
        if not wrong:
            return ["warns"], "The values are right, but not without warnings."
        leaf, args = wrong[0]
        near_by = [] if self.wants_function else self._slips([leaf for leaf, _ in wrong])
        near_by = [slip for slip in near_by if slip[0] != "given_number" or len(pairs) == 1]
        if not (near_by or self.wants_function):
            near_by = list(
                filter(None, [alone(leaf, [x for x, _ in pairs if x.same(self.rtol, self.atol)], self.question)])
            )
        idle = self._idle(answer) if self.wants_function else None
        common = idle or pattern([leaf for leaf, _ in pairs], self.wants_function)
        help = direction(leaf)
        if isinstance(leaf.expected, frozenset):
            near_by, help = members(leaf, choices_in(self.question))
        elif near_by:
            help = one_or_all([sentence for _, sentence in near_by], "one of these:").rstrip(".")
        names = [name for name, _ in near_by] or [name for name, _ in filter(None, [common])]
        said = common[1] if common else _counted(len(pairs) - len(wrong), len(pairs))
        return names, "\n".join(filter(None, [self._sentence(leaf, args, f"`{self._digits(leaf)}`", help), said]))

    def _followed(self, said, runs):
        """Put a wrong number to the test."""
        try:
            with np.errstate(all="raise"):
                return ["put_to_the_test"], f"{said}\n{self.follows(*map(float, np.ravel(runs[0].value)))}"
        except (ArithmeticError, TypeError, ValueError):  # it cannot be put there
            return [], said

    def _slips(self, wrong):
        """The slips that explain every wrong number."""
        each = [dict(near(x.expected, x.given, self.question, self.rtol)) if x.is_number() else {} for x in wrong]
        return [(name, said) for name, said in each[0].items() if all(name in other for other in each)]

    def _idle(self, function):
        idle, of_notebook = idle_inputs(function, self.reference)
        if not idle:
            return None
        instead = f", and `{of_notebook[0]}`, of the notebook, is" if of_notebook else ""
        return "idle_input", f"The input `{'`, `'.join(idle)}` is not used{instead}."

    @cached_property
    def _words(self):
        """All the words that stand in right and wrong answers."""
        every = [self.runs, *self._wrong_runs.values()]
        values = [each.value for runs in every for each in runs]
        parts = [p for v in values for p in (v if isinstance(v, (tuple, frozenset)) else [v])]
        return list(dict.fromkeys(part for part in parts if isinstance(part, str)))

    def _sentence(self, leaf, args, what, help):
        if isinstance(leaf.given, str):
            what = what.replace(shown(leaf.given), shown(self._typed.get(leaf.given, leaf.given)))
        who = "Your function gives" if self.wants_function else "You gave"
        path = f" as {leaf.path}" if leaf.path else ""
        at = f" at `{inputs_shown(self.names, args, leaf)}`" if self.wants_function else ""
        return f"{who} {what}{path}{at}: {help[:1].lower()}{help[1:]}{'' if help.endswith(('?', '.')) else '.'}"

    def _digits(self, leaf):
        if isinstance(leaf.given, frozenset):
            return shown({self._typed.get(word, word) for word in leaf.given})
        near = leaf.is_number() and f"{leaf.given:.6g}" == f"{leaf.expected:.6g}"
        return repr(leaf.given) if near else shown(leaf.given)

    def _choices(self, leaf):
        """The words to choose from, where one is wanted; of several words those that the question offers."""
        if isinstance(self.runs[0].value, tuple):
            offered = choices_in(self.question)
            return offered if leaf.expected in offered and isinstance(leaf.given, str) else []
        every = [self.runs, *self._wrong_runs.values()]
        words = [each.value for runs in every for each in runs]
        return sorted(set(words)) if len(words) > 2 and all(isinstance(word, str) for word in words) else []

    def _solution(self):
        if not self.source:
            return Card("One solution", "Its source is not at hand here.")
        gives = "" if self.wants_function else f"It gives `{shown(self.reference())}`."
        return Card("One solution", gives, self.source)


known_as = wrong  # under a name that the parameter `wrong` of Choice does not hide


class Choice(Exercise):
    """A question with a few answers to choose from, each wrong one with its sentence.

    question : str; right : the right word, truth value, or set of words.
    wrong : dict, a sentence for each other choice; also : dict, other ways to say a choice, `{"falls": "fall"}`.
    why, hints : as for an `Exercise`.

    >>> Choice(
    ...     'w7 grows. Does E "rise", "fall" or "stay"?',
    ...     right="fall",
    ...     wrong={"rise": "So it is with w5.", "stay": "What it moves, moves E."},
    ...     also={"falls": "fall"},
    ...     why="The gradient of w7 is negative.",
    ...     hints=["Sigmoid climbs."],
    ... )("rise")
    ✗ Not yet
    So it is with w5.
    """

    def __init__(self, question, *, right, wrong, why, hints, also=()):
        def reference():
            return right

        reference.__module__ = sys._getframe(1).f_globals["__name__"]  # where the learner's name for it is found
        mistakes = [known_as(answer, sentence) for answer, sentence in wrong.items()]
        super().__init__(question, reference, why=why, hints=hints, mistakes=mistakes, also=also)

    def _solution(self):
        return Card("The answer", f"It is `{shown(self.reference())}`.")


def _as_typed(answer):
    """The words of an answer in normal form, and as they were typed."""
    words = answer if isinstance(answer, (set, frozenset, list, tuple)) else [answer]
    return {normal(word): word for word in words if isinstance(word, str)}


def _counted(right, total):
    if total == 1:
        return ""
    return f"{right or 'None'} of the {total} values {'is' if right < 2 else 'are'} right."


def _wrong_parameters(function, args, names):
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):
        return None
    try:
        signature.bind(*args)
    except TypeError:
        own = list(signature.parameters)
        takes = f"{len(own)} input{'s' * (len(own) != 1)}: `{', '.join(own)}`" if own else "no input"
        return f"Your function takes {takes}. Here it is called with {len(args)}: `{', '.join(names)}`."
    return None
