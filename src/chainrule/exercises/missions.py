"""What a mission is: a goal that many settings reach, checked on the measured state; lessons 09 to 12 end with some."""

import inspect
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from chainrule.exercises.answers import Leaf, inputs_shown, normal, shown, tidy, unanswered, wrong_form
from chainrule.exercises.feedback import Card, Verdict
from chainrule.exercises.question import Question, one_or_all, refuse_blank


@dataclass(frozen=True)
class Failing:
    """A known way to fail: a predicate of the state, the sentence that helps, settings that fail in that way."""

    holds: object
    sentence: str
    example: dict


class Mission(Question):
    """A goal that many settings reach; call it with settings, and it measures what they do.

    question : str, one sentence that says what is to be reached.
    measure : plain function with a parameter for each setting; gives the state: a NamedTuple or a dict of numbers.
        Seeds stand in it: the same settings give the same state.
    goal : function of the state, True where the goal is reached.
    settings : what may be set, by its name (an identifier, as of an explorer's control):
        (low, high) for a number, `range(low, end)` for a whole number, a list for a choice of words, or of things
        with a `.name` (a learner may pass the name); a list of one is what the mission fixes: it may be left out.
    say : function of the state that gives the sentence with the measured numbers.
    example : dict, settings that reach the goal; `.solution()` shows them.
    why : str, why it matters, said when the goal is reached.
    hints : list of str, one more at each `.hint()`.

    A learner passes settings by keyword or in a dict, an explorer (anything whose `.values` is a mapping by these
    names; its other controls are left alone), or the values alone, in the order of the settings that are left open.

    Raises ValueError for an empty text, no hint, a measure that does not fit the settings, or a bad example.

    >>> def shrink(factor, layers):
    ...     return {"left": factor**layers}
    >>> keep = Mission(
    ...     "Let a gradient keep a tenth of its size.",
    ...     shrink,
    ...     goal=lambda state: state["left"] >= 0.1,
    ...     settings={"factor": (0, 1), "layers": range(10, 51)},
    ...     say=lambda state: f"{state['left']:.2g} of it is left.",
    ...     example={"factor": 0.9, "layers": 20},
    ...     why="A little less than 1 is far less than 1 after many layers.",
    ...     hints=["Nearer to 1."],
    ... )
    >>> @keep.failing("Nothing is left at all.", example={"factor": 0})
    ... def nothing_left(state):
    ...     return state["left"] == 0
    >>> keep(factor=0.95, layers=30)
    ✓ Correct
    0.21 of it is left.
    A little less than 1 is far less than 1 after many layers.
    """

    def __init__(self, question, measure, *, goal, settings, say, example, why, hints):
        super().__init__(question, why, hints, goal)
        self.measure, self.goal, self.say, self.settings = measure, goal, say, dict(settings)
        self.failures = {}
        self._check_settings()
        self.example = self._check_example("its example", example)

    @property
    def open_settings(self):
        """The names of the settings that a learner must give: all but those with one choice."""
        return [name for name, allowed in self.settings.items() if not _is_fixed(allowed)]

    # --- defining -------------------------------------------------------------------------------------------

    def failing(self, sentence, *, example):
        """Decorate a predicate of the state that tells a known way to fail, with the sentence that helps.

        sentence : str; example : dict, settings that fail in this way; those left out are as in the mission's example.
        Raises ValueError if the sentence is empty, the name missing or taken, or the example no proper settings.
        """

        def remember(predicate):
            name = predicate.__name__
            refuse_blank(f"the sentence of failure {name}", sentence)
            if name in self.failures or name == "<lambda>":
                raise ValueError(f"a failure of {self.question!r} needs a name of its own, not {name}")
            settings = self._check_example(f"the example of failure {name}", {**self.example, **example})
            self.failures[name] = Failing(predicate, sentence, settings)
            return predicate

        return remember

    def _check_settings(self):
        own, wanted = list(inspect.signature(self.measure).parameters), list(self.settings)
        if not self.open_settings:
            raise ValueError(f"{self.question!r}: at least one setting must be left to the learner")
        if sorted(own) != sorted(wanted):
            raise ValueError(f"{self.question!r}: its measure takes {own}, but the settings give {wanted}")
        for name, allowed in self.settings.items():
            if not _is_allowed(allowed):
                raise ValueError(f"{self.question!r}: {name} must be (low, high), a range or a list, not {allowed!r}")

    def _check_example(self, what, example):
        try:
            return self._read(example)
        except ValueError as problem:
            raise ValueError(f"{self.question!r}: {what} is not proper: {problem}") from None

    # --- answering ------------------------------------------------------------------------------------------

    def __call__(self, *answers, **settings):
        """Judge settings: `...`, keywords, a dict, an explorer, or the values in order.

        >>> from chainrule import sigmoid
        >>> flat = Mission(
        ...     "At which z is sigmoid's slope under 0.01?",
        ...     lambda z: {"slope": sigmoid.derivative(z)},
        ...     goal=lambda state: state["slope"] < 0.01,
        ...     settings={"z": (-10, 10)},
        ...     say=lambda state: f"The slope is {state['slope']:.2g}.",
        ...     example={"z": 5},
        ...     why="Out there a unit hardly learns.",
        ...     hints=["Further out."],
        ... )
        >>> flat(-6)
        ✓ Correct
        The slope is 0.0025.
        Out there a unit hardly learns.
        """
        answer = settings if settings and not answers else answers[0] if len(answers) == 1 else answers
        given = _values_of(answer)
        if not (answers or settings) or unanswered(
            [*settings.values(), answer if given is None else list(given.values())]
        ):
            return self._not_answered()
        self.attempts += 1
        try:
            settings = self._read(answer, settings)
        except ValueError as refusal:
            return Verdict("not yet", str(refusal), ("settings",))
        asides = [f"Read from the explorer: `{_written(settings)}`."] if _is_explorer(answer) else []
        try:
            return self._judge(self._measured(settings), asides)
        except Exception as error:
            problem = f"Measuring raised `{type(error).__name__}: {tidy(error, 300)}`."
            return Verdict("raised", f"{problem}\nThis was with `{_written(settings)}`.")

    def _judge(self, state, asides):
        measured = self.say(state)
        if self.goal(state):
            return self._correct(measured, self.why, *asides)
        known = [name for name, failure in self.failures.items() if failure.holds(state)]
        sentences = [self.failures[name].sentence for name in known]
        advice = one_or_all(sentences, "More than one thing is in the way:") if known else self._way_on("a step")
        return Verdict("not yet", "\n".join([measured, advice, *asides]), tuple(known))

    def _measured(self, settings):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return self.measure(**settings)

    # --- reading settings -----------------------------------------------------------------------------------

    def _read(self, answer, more=MappingProxyType({})):
        """Give the proper settings of an answer, or raise ValueError with the sentences that help."""
        given = _values_of(answer)
        if given is None:
            given = self._in_order(answer)
        given = {_identifier(name): value for name, value in {**given, **more}.items()}
        if _is_explorer(answer):
            given = {name: _stop(value) for name, value in given.items()}
        self._check_names(answer, given)
        settings, refusals = {}, []
        for name, allowed in self.settings.items():
            try:  # what is left out is fixed: it has one choice
                settings[name] = _proper(name, given[name], allowed) if name in given else allowed[0]
            except ValueError as refusal:
                refusals.append(str(refusal))
        if refusals:
            raise ValueError("\n".join(refusals))
        return settings

    def _in_order(self, answer):
        """Give the settings of values alone, by name."""
        if inspect.isroutine(answer) or isinstance(answer, type):
            wanted = "call it, keep the explorer that it gives under a name, and pass that"
            raise ValueError(f"You passed the function `{shown(answer)}` itself: {wanted}.")
        if len(self.open_settings) == 1 and answer is not None:
            return {self.open_settings[0]: answer}
        if isinstance(answer, (tuple, list)) and len(answer) == len(self.open_settings):
            return dict(zip(self.open_settings, answer, strict=True))
        what = "nothing (`None`)" if answer is None else f"`{shown(answer)}`"
        raise ValueError(f"You passed {what}; pass {self._wanted()}.")

    def _check_names(self, answer, given):
        missing = [name for name in self.open_settings if name not in given]
        if _is_explorer(answer):
            if missing:
                own = f"It has {_listed(given)}. " if given else ""
                lacking = _listed(missing, " and no ")
                raise ValueError(f"That explorer has no {lacking}. {own}Is it the one of this mission?")
            return
        unknown = [name for name in given if name not in self.settings]
        said = [f"There is no setting {_listed(unknown)} in this mission."] if unknown else []
        if missing:
            said.append(f"{_listed(missing)} {'is' if len(missing) == 1 else 'are'} missing.")
        if said:
            raise ValueError(" ".join([*said, f"The mission takes {self._offer()}."]))

    # --- what is said ---------------------------------------------------------------------------------------

    def _form(self):
        """How a learner writes the settings, with `...` for each value."""
        if len(self.open_settings) == 1:
            return "..."
        return ", ".join(f"{name}=..." for name in self.open_settings)

    def _wanted(self):
        alone = len(self.open_settings) == 1
        return f"{f'your `{self.open_settings[0]}`' if alone else f'your settings, `{self._form()}`'}, or an explorer"

    def _offer(self):
        return _joined([f"`{name}` ({_words(self.settings[name])})" for name in self.open_settings])

    def _call(self):
        return f"Call it with {self._wanted()}: `{self.name or 'check'}(...)`."

    def _todo(self):
        return f"You set {self._offer()}.\nPut {self._wanted()}, where `...` stands."

    def _solution(self):
        chosen = {name: self.example[name] for name in self.open_settings}
        alone = len(chosen) == 1
        code = ", ".join(_as_code(value) if alone else f"{name}={_as_code(value)}" for name, value in chosen.items())
        return Card("One way there", self.say(self._measured(self.example)), f"{self.name or 'check'}({code})")


def _identifier(name):
    """The setting that is meant: "Weight scale" is `weight_scale`."""
    return "_".join(str(name).casefold().split())


def _is_fixed(allowed):
    return isinstance(allowed, list) and len(allowed) == 1


def _is_allowed(allowed):
    if isinstance(allowed, tuple):
        return len(allowed) == 2 and allowed[0] < allowed[1]
    return isinstance(allowed, (range, list)) and len(allowed) > 0


def _values_of(answer):
    """The settings by name of a dict or of an explorer; None for anything else."""
    values = answer if isinstance(answer, Mapping) else getattr(answer, "values", None)
    return values if isinstance(values, Mapping) else None


def _is_explorer(answer):
    return not isinstance(answer, Mapping) and _values_of(answer) is not None


def _stop(value):
    """The number that an explorer's slider shows, and that the explorer computes with: three digits.

    >>> _stop(10**-0.3)
    0.501
    """
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _proper(name, given, allowed):
    """Give a setting in the form that the measure takes, or raise ValueError with the sentence that helps."""
    value = normal(given)
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if isinstance(allowed, list):
        chosen = [choice for choice in allowed if _is_choice(value, choice)]
        if chosen:
            return chosen[0]
        trouble = f"`{shown(given)}`", f"here it is {_words(allowed)}"
    else:
        trouble = _wrong_number(value, allowed)
    if trouble:
        raise ValueError(f"You gave {trouble[0]} as `{name}`: {trouble[1]}.")
    return int(value) if isinstance(allowed, range) else float(value)


def _is_choice(value, choice):
    if isinstance(value, str):
        names = [choice] if isinstance(choice, str) else [getattr(choice, "name", ""), getattr(choice, "label", "")]
        return value in [normal(name) for name in names]
    if isinstance(choice, str):
        return normal(getattr(value, "name", None)) == normal(choice)
    return value is choice or (isinstance(value, (bool, float)) and value == choice)


def _wrong_number(value, allowed):
    """What is wrong with a number: (what was given, what helps), or None."""
    if value is None:
        return "nothing (`None`)", "a number is wanted"
    infinite = isinstance(value, float) and math.isinf(value)
    trouble = None if infinite else wrong_form(Leaf("", (), (), 0.5, value), is_function=False)
    if trouble:
        return trouble[1:]
    outside = not allowed[0] <= value <= allowed[-1]
    if outside or (isinstance(allowed, range) and value not in allowed):
        return f"`{shown(value)}`", f"here it is {_words(allowed)}"
    return None


def _words(allowed):
    """Say what a setting may be.

    >>> _words((0, 20)), _words(range(1, 51)), _words(["tanh", "relu"])
    ('from 0 to 20', 'a whole number from 1 to 50', '`"tanh"` or `"relu"`')
    """
    if isinstance(allowed, list):
        return " or ".join(f"`{_as_code(choice)}`" for choice in allowed)
    whole = "a whole number " if isinstance(allowed, range) else ""
    return f"{whole}from {allowed[0]:g} to {allowed[-1]:g}"


def _as_code(thing):
    """Write a setting as a learner would: a thing with a name by its name."""
    thing = getattr(thing, "name", thing)
    return f'"{thing}"' if isinstance(thing, str) else shown(thing)


def _written(settings):
    return inputs_shown(list(settings), settings.values())


def _listed(names, last=" and "):
    return _joined([f"`{tidy(name)}`" for name in names], last)


def _joined(words, last=" and "):
    return ", ".join(words[:-1]) + last + words[-1] if len(words) > 1 else words[0]
