"""What is said of a slip that was found: where it is and of which kind; the correction itself is kept for a hint."""

import ast

WORDS = {  # of a change that mends the learner's code: its stable word, and what is said
    "sign": ("slip_sign", "one sign: look at what stands before `{about}`"),
    "operator": ("slip_operator", "one operator: look at what joins the two parts of `{old}`"),
    "order": ("slip_order", "the order: what comes first, and what second, in `{old}`?"),
    "reciprocal": ("slip_reciprocal", "`{old}` is upside down"),
    "term": ("slip_term_missing", "a term is missing: something is still to be added to `{old}`, or taken from it"),
    "factor": ("slip_factor_missing", "a factor is missing: what else multiplies or divides `{old}`?"),
    "power": ("slip_power", "a square is missing: look at `{old}`"),
    "function": ("slip_function_missing", "a function is missing: through what must `{old}` go?"),
    "term too many": ("slip_term_too_many", "one term too many: does `{about}` belong there?"),
    "factor too many": ("slip_factor_too_many", "one factor too many: does `{about}` belong there?"),
    "power too many": ("slip_power", "one power too many: look at `{old}`"),
    "function too many": ("slip_function_too_many", "one function too many: does `{about}` belong there?"),
    "another function": ("slip_function", "one function: is `{about}` the right one?"),
    "transpose": ("slip_transpose", "a matrix turned, or not turned: look at the shapes in `{old}`"),
    "name": ("slip_name", "one name: is `{about}` the one that belongs there?"),
    "traded": ("slip_traded", "two names stand in each other's place: `{a}` and `{b}`"),
    "number": ("slip_number", "one number: look at `{about}`"),
    "one off": ("slip_off_by_one", "one number, off by one: count again at `{about}`"),
    "fixed": ("slip_fixed", "the number `{about}` is always the same: which quantity belongs there?"),
    "part": ("slip_part", "all is right but one part: look at `{about}`"),
    "axis": ("slip_axis", "the axis: along which one does `{old}` go, and which shape is left?"),
    "comparison": ("slip_comparison", "one comparison: which way round, and what at equality, in `{old}`?"),
    "index": ("slip_index", "an index, off by one: count again at `{old}`"),
    "brackets": ("slip_brackets", "the brackets: what belongs together in `{old}`?"),
    "slice": ("slip_slice", "a part left out: should `{old}` not be all of it?"),
    "return in loop": ("slip_loop", "the loop: `{about}` stands inside it, so it ends in its first round"),
    "each round anew": ("slip_loop", "the loop: `{about}` forgets what the rounds before gave"),
    "does not stop": ("slip_loop", "the loop: after `{about}` it goes on, and later rounds write over it"),
}
ON_THE_WAY = "That is `{about}`, which stands on the way to the answer. How does it go on from there?"
CAME = {  # of a change that makes the right formula give the learner's answer
    "stopped": ("slip_part_only", "with `{about}` alone"),
    "one off": ("slip_off_by_one", "with `{new}` in place of `{old}`: count again"),
    "term too many": ("slip_term_missing", "without the term `{about}`"),
    "factor too many": ("slip_factor_missing", "without `{about}`"),
    "power too many": ("slip_power", "with `{new}` in place of `{old}`"),
    "function too many": ("slip_function_missing", "without `{about}`"),
    "term": ("slip_term_too_many", "with `{about}` as one more term"),
    "factor": ("slip_factor_too_many", "with `{about}` as one more factor, or divisor"),
    "function": ("slip_function_too_many", "with `{new}` in place of `{old}`"),
    "operator": ("slip_operator", "with `{sign_now}` in place of `{sign_then}` before `{right}`"),
    "traded": ("slip_traded", "with `{a}` and `{b}` each in the other's place"),
    "sign": ("slip_sign", "with the other sign before `{about}`"),
    "brackets": ("slip_brackets", "with other brackets, `{new}`"),
}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@", ast.FloorDiv: "//"}
LONG = 60  # characters of code in a sentence


def code(node):
    """Write a piece of code, the middle of a long one left out.

    >>> code(ast.parse("w1*i1", mode="eval").body)
    'w1 * i1'
    """
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= LONG else f"{text[: LONG // 2]} ... {text[-LONG // 2 :]}"


def filled(sentence, change):
    """Put a change's pieces of code into a sentence."""
    pair = change.about if isinstance(change.about, tuple) else (change.about, change.about)
    old, new = change.edits[0][0].node, change.edits[0][1]
    if change.kind == "sign" and isinstance(new, ast.BinOp) and change.about is old:
        sentence = sentence.replace("before `{about}`", "in `{old}`").replace("look at what stands in", "look at")
    about = pair[0] if pair[0] is not None else old
    sides = {"sign_now": _sign(new), "sign_then": _sign(old), "right": code(getattr(old, "right", old))}
    return sentence.format(**sides, about=code(about), old=code(old), new=code(new), a=code(pair[0]), b=code(pair[1]))


def _sign(node):
    return SIGNS.get(type(getattr(node, "op", None)), "")


def lines_of(change):
    """Say in which lines a change is."""
    lines = sorted({place.line for place, _ in change.edits})
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def different(found, meaning):
    """Of several changes, give the first of each meaning."""
    first = {}
    for change in found:
        first.setdefault(meaning(change), change)
    return list(first.values())


def repaired(found, in_function):
    """Say which changes mend the learner's code: (sentence, names, hint), or None where there are too many."""
    kinds = different(found, lambda change: (WORDS[change.kind][0], lines_of(change)))
    if not kinds or len(kinds) > 2:
        return None
    where = [f"In {lines_of(change)}, " if in_function else "In your expression, " for change in kinds]
    kind = {} if in_function else {"fixed": "number"}
    texts = [filled(WORDS[kind.get(change.kind, change.kind)][1], change) for change in kinds]
    texts = [text + "." * (text[-1] != "?") for text in texts]
    names = tuple(dict.fromkeys(WORDS[change.kind][0] for change in kinds))
    hint = "\n".join(f"`{code(change.edits[0][0].node)}` becomes `{code(change.edits[0][1])}`." for change in kinds)
    if len(kinds) == 1:
        alike = "" if len(kinds[0].edits) == 1 or kinds[0].kind == "traded" else " It is so in several places."
        return where[0] + texts[0] + alike, names, hint
    return "It is one of these two:\n- " + "\n- ".join(a + b for a, b in zip(where, texts, strict=True)), names, hint


def copied(tree):
    """Say which two names get the same value, as of a line that was copied: (sentence, names, hint), or None."""
    lines = {}
    for line in tree.body[0].body if tree else ():
        if isinstance(line, ast.Assign) and not isinstance(line.value, (ast.Constant, ast.Name)):
            first = lines.setdefault(ast.dump(line.value), line)
            if first is not line:
                names = f"`{code(first.targets[0])}` and `{code(line.targets[0])}`"
                where = f"In lines {first.lineno} and {line.lineno}"
                return f"{where} {names} are made of the same: what was to change in the second?", ("slip_copied",), ""
    return None


def came_out(kinds):
    """Say which changes of the right formula give the learner's answer: (sentence, names, hint), or None."""
    if not kinds or len(kinds) > 2:
        return None
    if len(kinds) == 1 and kinds[0].kind == "stopped":
        return filled(ON_THE_WAY, kinds[0]), ("slip_part_only",), ""
    texts, names = [], []
    for change in kinds:
        word, text = CAME.get(change.kind) or (WORDS[change.kind][0], "with `{new}` in place of `{old}`")
        texts.append(
            filled(text, change) + ", and alike elsewhere" * (len(change.edits) > 1 and change.kind != "traded")
        )
        names.append(word)
    first = f"That is what comes out {texts[0]}"
    return first + (f", or {texts[1]}." if len(texts) > 1 else "."), tuple(dict.fromkeys(names)), ""
