"""How an exercise answers: verdicts, hints and solutions, as plain text and as a small box in a notebook."""

import html
import itertools
import re
from dataclasses import dataclass

# A colour-blind-safe set (Okabe-Ito and Tol), each at least 3:1 on white and on JupyterLab's dark background.
LOOKS = {
    "not answered": ("○", "Not answered yet", "#767676"),
    "correct": ("✓", "Correct", "#009E73"),
    "not yet": ("✗", "Not yet", "#D55E00"),
    "raised": ("!", "Raised", "#AA3377"),
}
CALM = "#0072B2"
CODE = re.compile(r"`([^`\n]+)`")
STRESS = re.compile(r"(?<![\w*)])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*(])")  # "w*x*y" and "2 * 3 * 4" are products


def as_html(text):
    """Escape a text for HTML: `code` between backticks, *stress* between stars, a list of lines that begin with "- ".

    text : str. Each other line becomes a paragraph.

    >>> as_html("is `z < 0` *meant*?")
    '<p style="margin: 0.3em 0">is <code>z &lt; 0</code> <em>meant</em>?</p>'
    >>> as_html("- one")
    '<ul style="margin: 0.3em 0"><li>one</li></ul>'
    """
    pieces = CODE.split(html.escape(text))  # words and code, in turn
    pieces[::2] = [STRESS.sub(r"<em>\1</em>", words) for words in pieces[::2]]
    pieces[1::2] = [f"<code>{code}</code>" for code in pieces[1::2]]
    blocks = []
    for is_list, lines in itertools.groupby("".join(pieces).split("\n"), lambda line: line.startswith("- ")):
        if is_list:
            items = "".join(f"<li>{line[2:]}</li>" for line in lines)
            blocks.append(f'<ul style="margin: 0.3em 0">{items}</ul>')
        else:
            blocks += [f'<p style="margin: 0.3em 0">{line}</p>' for line in lines]
    return "".join(blocks)


def box(icon, word, colour, text, code=""):
    """Give the HTML of a box: a coloured left border, an icon with a word, then the text and any code.

    icon, word, colour, text, code : str.

    >>> 'role="status"' in box("✓", "Correct", "#009E73", "Well done.")
    True
    """
    listing = f'<pre style="margin: 0.3em 0; color: inherit">{html.escape(code)}</pre>' if code else ""
    return (
        f'<div role="status" style="border-left: 5px solid {colour}; padding: 0.2em 0.9em; margin: 0.3em 0; '
        'color: var(--jp-ui-font-color1, inherit); background: transparent">'
        f'<strong><span aria-hidden="true">{icon}</span> {html.escape(word)}</strong>'
        f"{as_html(text) if text else ''}{listing}</div>"
    )


@dataclass(frozen=True, repr=False)
class Verdict:
    """What an exercise says to an answer.

    outcome : "not answered", "correct", "not yet" or "raised".
    message : str, what to tell the learner; `code` stands between backticks.
    mistakes : tuple of str, the names of the known mistakes that give the same answer.

    >>> Verdict("correct", "The slope is largest at 0.")
    ✓ Correct
    The slope is largest at 0.
    """

    outcome: str
    message: str
    mistakes: tuple[str, ...] = ()

    def __repr__(self):
        icon, word, _ = LOOKS[self.outcome]
        return f"{icon} {word}\n{self.message}"

    def _repr_html_(self):
        return box(*LOOKS[self.outcome], self.message)


@dataclass(frozen=True, repr=False)
class Card:
    """A hint, a question or a solution, shown as a box in a notebook and as text elsewhere.

    title, text, code : str; the code is shown as it is.

    >>> Card("Hint 1 of 2", "Write it as a product.")
    Hint 1 of 2
    Write it as a product.
    """

    title: str
    text: str = ""
    code: str = ""

    def __repr__(self):
        return "\n".join(part for part in (self.title, self.text, self.code) if part)

    def _repr_html_(self):
        return box("›", self.title, CALM, self.text, self.code)
