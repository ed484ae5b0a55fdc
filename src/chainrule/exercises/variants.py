"""Single changes of a piece of code: a sign, a factor left out, another name ...; `slips` tries what they explain."""

# A change replaces expressions in their place in a tree of `ast`; `made` makes it and takes it back, so that no tree is
# copied. Sizes say how much is changed: 1 for one sign, more for a factor of several parts. Smaller is likelier.

import ast
import contextlib
import functools
import io
import itertools
import tokenize
from typing import NamedTuple

HERE = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}
TERMS, FACTORS = (ast.Add, ast.Sub), (ast.Mult, ast.Div)
KIN = [  # functions that are taken for one another
    {"exp", "log", "sqrt", "abs", "square", "tanh", "sinh", "cosh", "expm1", "log1p", "log2", "log10", "sign", "exp2"},
    {"sum", "mean", "max", "min", "prod", "std", "var", "median"},
    {"max", "maximum"},
    {"min", "minimum"},
    {"maximum", "minimum"},
    {"argmax", "argmin"},
    {"any", "all"},
    {"zeros_like", "ones_like"},
    {"dot", "outer", "matmul", "multiply"},
]
RARE = {"expm1", "log1p", "exp2", "log2", "sinh", "cosh", "square", "sign", "median"}
REDUCE = {"sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin", "median", "any", "all", "norm"}
SIZES = {"range", "zeros", "ones", "empty", "full", "arange", "linspace", "eye", "repeat", "tile", "random", "normal"}


LOOPS = (ast.For, ast.While, ast.comprehension, ast.ListComp, ast.GeneratorExp)
GROWING = ("operator", "power", "factor", "part", "order")  # in a loop of whole numbers they grow beyond any memory
NAMED = {  # changes of a function, a number, a slice: what is put there
    "another function": lambda new: getattr(new, "func", new),
    "function too many": lambda new: None,
    "slice": lambda new: None,
    "number": lambda new: new,
}
COMMON = ("np.exp", "np.log", "np.tanh", "np.sqrt", "np.abs", "np.sum", "np.mean", "np.max")  # tried everywhere


class Place(NamedTuple):
    """Where an expression stands: the attribute of a node of the tree, or an entry of a list there."""

    parent: ast.AST
    field: str
    index: int | None
    line: int
    statement: int
    form: str = ""  # of the statement, whatever its names are

    @property
    def node(self):
        held = getattr(self.parent, self.field)
        return held if self.index is None else held[self.index]

    def put(self, node):
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


class Change(NamedTuple):
    """One change: of which kind, how large, where, and what is put there; `about` is the piece that it is about."""

    kind: str
    size: float
    edits: tuple
    about: object = None

    @property
    def place(self):
        return self.edits[0][0]

    @property
    def old(self):
        return ast.unparse(self.place.node)

    @property
    def new(self):
        return ast.unparse(self.edits[0][1])


class Pool(NamedTuple):
    """What may be put into code: names, numbers, whole parts (nodes of `ast`), and functions, "np.exp"."""

    names: tuple = ()
    numbers: tuple = ()
    parts: tuple = ()
    functions: tuple = ()
    arrays: bool = False
    divisors: tuple = ()
    size: int = 0  # of the whole code
    cost: float = 1.0  # of a change that is tried, 1 with small inputs


@contextlib.contextmanager
def made(change):
    """Make a change in its tree, for as long as the block runs."""
    before = [(place, place.node) for place, _ in change.edits]
    try:
        for place, new in change.edits:
            place.put(new)
        yield
    finally:
        for place, old in reversed(before):
            place.put(old)


def parsed(text):
    """Give the node of an expression's text.

    >>> ast.unparse(parsed("w1*i1"))
    'w1 * i1'
    """
    return ast.parse(text, mode="eval").body


def places(tree):
    """List the places of all expressions that are computed in a tree, from the outside in.

    >>> [ast.unparse(place.node) for place in places(ast.parse("y = a + 1"))]
    ['a + 1', 'a', '1']
    """
    found, number = [], itertools.count()

    def walk(node, line, statement, form):
        for field, held in ast.iter_fields(node):
            if field in ("decorator_list", "annotation", "returns", "args") and isinstance(
                node, (ast.FunctionDef, ast.AnnAssign)
            ):
                continue
            for index, child in enumerate(held) if isinstance(held, list) else [(None, held)]:
                if not isinstance(child, ast.AST):
                    continue
                new = isinstance(child, ast.stmt)
                own, own_form = (
                    (next(number), "" if hasattr(child, "body") else _shape(child)) if new else (statement, form)
                )
                at = getattr(child, "lineno", line)
                if isinstance(child, ast.expr) and isinstance(getattr(child, "ctx", None) or ast.Load(), ast.Load):
                    if isinstance(node, ast.Call) and field == "func":
                        if _dotted(child):  # np.exp: no value to be changed
                            continue
                    else:
                        found.append(Place(node, field, index, at, own, own_form))
                walk(child, at, own, own_form)

    walk(tree, 1, next(number), "")
    return found


def _dotted(node):
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))


def changes(tree, pool):
    """List the single changes of a tree, the small ones first.

    tree : ast.AST; pool : Pool, what may be put in.

    >>> tree = ast.parse("a + 1")
    >>> [(change.kind, change.new) for change in changes(tree, Pool())][:2]
    [('sign', 'a - 1'), ('sign', '-(a + 1)')]
    """
    spots = places(tree)
    single, alike = [], {}
    for place in spots:
        shape = _shape(place.node)
        for rule in RULES:
            for number, (kind, size, new, about) in enumerate(rule(place, pool)):
                change = Change(kind, size, ((place, new),), about)
                single.append(change)
                if kind in NAMED:  # the same one wherever it stands
                    alike.setdefault((kind, _text(about), _text(NAMED[kind](new))), []).append(change)
                elif size <= 1.35 and kind not in ("index", "term too many"):
                    put = about if kind in ("factor", "term", "part", "name", "fixed") else number
                    key = kind, shape, type(place.parent), put, type(getattr(new, "op", None))
                    alike.setdefault((*key, place.field), []).append(change)
                    if kind == "factor too many" and _is(place.parent, TERMS):  # on both sides of a sum
                        alike.setdefault(key, []).append(change)
    every = itertools.chain(
        single, _alike(alike.values()), _renamed(spots, pool), _traded(spots), _regrouped(spots), _statements(tree)
    )
    looped = {id(part) for loop in ast.walk(tree) if isinstance(loop, LOOPS) for part in ast.walk(loop)}
    calm = (c for c in every if c.kind not in GROWING or not any(id(place.parent) in looped for place, _ in c.edits))
    return sorted(calm, key=lambda change: change.size)


# --- rules: what may stand in an expression's place ---------------------------------------------------------


def _text(node):
    return node and ast.unparse(node)


@functools.lru_cache(4096)
def _sized(node):
    return sum(isinstance(part, (ast.Name, ast.Constant, ast.Call, ast.Attribute)) for part in ast.walk(node))


def _op(left, op, right):
    return ast.BinOp(left, op, right, **HERE)


def _call(function, *args, keywords=()):
    return ast.Call(function, list(args), list(keywords), **HERE)


def _number(value):
    return ast.Constant(value, **HERE)


def _is(node, kinds):
    return isinstance(node, ast.BinOp) and isinstance(node.op, kinds)


def _root(place):
    """Whether an arithmetic expression begins here."""
    return not isinstance(place.parent, (ast.BinOp, ast.UnaryOp))


def _counts(place):
    """Whether a number here says how often or how many: larger ones would cost time and memory."""
    function = getattr(place.parent, "func", None)
    return getattr(function, "attr", getattr(function, "id", None)) in SIZES


def _signs(place, pool):
    node = place.node
    if _is(node, TERMS):
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield "sign", 1, _op(node.left, other, node.right), node.right
    if _is(node, ast.Sub):
        yield "sign", 1, _op(node.right, ast.Sub(), node.left), node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", 1, node.operand, node.operand
    elif not isinstance(node, (ast.Tuple, ast.List, ast.Constant)) and (
        _root(place) or (_is(place.parent, TERMS) and place.field == "left")
    ):
        yield "sign", 1.02, ast.UnaryOp(ast.USub(), node, **HERE), node


def _operators(place, pool):
    node = place.node
    if not isinstance(node, ast.BinOp) or _counts(place):
        return
    others = {
        ast.Add: [ast.Mult],
        ast.Sub: [ast.Mult, ast.Div],
        ast.Mult: [ast.Div, ast.Add, ast.MatMult],
        ast.Div: [ast.Mult],
        ast.MatMult: [ast.Mult],
        ast.FloorDiv: [ast.Div],
        ast.BitXor: [ast.Pow],
        ast.Pow: [ast.Mult],
    }
    for other in others.get(type(node.op), []):
        yield "operator", 1.1, _op(node.left, other(), node.right), node
    if _is(node, (ast.Div, ast.MatMult, ast.Pow)) and _sized(node) < 12:
        yield "order", 1.1, _op(node.right, node.op, node.left), node
    if _is(node, ast.Mult) and isinstance(node.right, ast.Constant) and node.right.value in (2, 3):
        yield "operator", 1.1, _op(node.left, ast.Pow(), node.right), node


def _too_many(place, pool):
    node = place.node
    if _is(node, TERMS):
        alone = 0.2 * isinstance(node.left, ast.Constant)  # of 1 - a, the 1
        yield "term too many", 1.05 + alone + 0.1 * _sized(node.right), node.left, node.right
        if isinstance(node.op, ast.Add):
            yield "term too many", 1.05 + 0.1 * _sized(node.left), node.right, node.left
        else:
            yield "term too many", 1.1 + 0.1 * _sized(node.left), ast.UnaryOp(ast.USub(), node.right, **HERE), node.left
    elif _is(node, (*FACTORS, ast.MatMult)):
        yield "factor too many", 1.05 + 0.1 * _sized(node.right), node.left, node.right
        if not isinstance(node.op, ast.Div):
            yield "factor too many", 1.05 + 0.1 * _sized(node.left), node.right, node.left
        elif not isinstance(node.left, ast.Constant):
            yield "factor too many", 1.05 + 0.1 * _sized(node.left), _op(_number(1), ast.Div(), node.right), node.left
    elif _is(node, ast.Pow):
        yield "power too many", 1.1, node.left, node
    elif isinstance(node, ast.Call) and len(node.args) == 1:
        yield "function too many", 1.1, node.args[0], node.func
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        yield "function too many", 1.1, node.func.value, node.func
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose", 1, node.value, node.value


def _missing(place, pool):
    node = place.node
    if isinstance(node, (ast.Tuple, ast.List, ast.Compare, ast.BoolOp)) or _counts(place):
        return
    if isinstance(place.parent, ast.Subscript) and place.field == "slice":
        return
    short = [part for part in pool.parts if _sized(part) <= 5 and not (_is(node, TERMS) and _is(part, TERMS))]
    pieces = [(piece, 1.2 + 0.1 * _sized(piece)) for piece in (*pool.names, *pool.numbers, *short)]
    if isinstance(node, ast.Name) and not _root(place):  # to a name within a product a number is added at most: 1 - a
        pieces = [(number, 1.3) for number in pool.numbers]
    alone = isinstance(place.parent, ast.UnaryOp) or isinstance(node, ast.Constant)
    if not _is(place.parent, (*FACTORS, ast.MatMult)) and not alone:
        for piece, size in pieces:
            if isinstance(piece, ast.Name) and isinstance(node, ast.Name) and piece.id == node.id:
                continue  # that is a square
            if getattr(piece, "value", 1) == 0:
                continue
            yield "factor", size, _op(node, ast.Mult(), piece), piece
            if isinstance(piece, ast.Constant) or (pool.divisors and ast.unparse(piece) in pool.divisors):
                yield "factor", size, _op(node, ast.Div(), piece), piece
        yield "reciprocal", 1.3, _op(_number(1), ast.Div(), node), node
    if not _is(place.parent, TERMS) and not isinstance(place.parent, ast.UnaryOp):
        for piece, size in pieces:
            if isinstance(node, ast.Constant) and isinstance(piece, ast.Constant):
                continue  # that is another number
            if isinstance(node, ast.Name) and ast.unparse(piece) == node.id:
                continue  # twice, or nothing
            yield "term", size, _op(node, ast.Add(), piece), piece
            yield "term", size, _op(node, ast.Sub(), piece), piece
            if isinstance(piece, ast.Constant):
                yield "term", size + 0.05, _op(piece, ast.Sub(), node), piece
    if not isinstance(node, ast.Constant):
        yield "power", 1.2, _op(node, ast.Pow(), _number(2)), node
        compared = isinstance(place.parent, ast.Compare)  # many functions leave a comparison as it is
        for function in ("np.abs",) if compared else pool.functions:
            size = 1.15 + 0.15 * (function in COMMON)
            yield "function", size, _call(parsed(function), node), node
        if pool.arrays:
            yield "transpose", 1.1, ast.Attribute(node, "T", ast.Load(), **HERE), node


def _others(place, pool):
    """Another name, number or part for one that stands there."""
    node = place.node
    if isinstance(place.parent, ast.Attribute) or (_is(place.parent, ast.Pow) and not isinstance(node, ast.Constant)):
        return
    if getattr(place.parent, "arg", "") == "axis":
        return
    if isinstance(node, ast.Name):
        for other in pool.names:
            if other.id != node.id:
                yield "name", 1.05, other, node
        for number in pool.numbers:
            if not _neutral(place, number):
                yield "name", 1.25, number, node
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        power = _is(place.parent, ast.Pow) and place.field == "right"
        for number in pool.numbers:
            steps = abs(number.value - node.value) != 1 or node.value < 3  # another kind: one off
            fits = steps and 1 != number.value <= max(4, 4 * node.value) if power else not _neutral(place, number)
            if number.value != node.value and fits:
                yield "number", 1.05, number, place.parent if isinstance(place.parent, ast.UnaryOp) else node
        for name in () if power or node.value in (0, 1, 2) else pool.names:
            yield "fixed", 1.1, name, node
        if isinstance(node.value, int) and abs(node.value) > 2 and not _counts(place):
            for step in (-1, 1):
                yield "one off", 1.1, _number(node.value + step), node
        if isinstance(node.value, float) and not _root(place):
            for part in pool.parts:
                yield "number", 1.4 + 0.1 * _sized(part), part, node
    elif isinstance(node, ast.Attribute) and _dotted(node) and node.attr != "T":
        for name in pool.names:
            yield "name", 1.1, name, node
        for function in pool.functions:
            yield "another function", 1.1, parsed(function), node
    elif not _root(place) and 1 < _sized(node) <= 8:
        for name in pool.names:
            yield "part", 1.45 + 0.05 * _sized(node), name, node
    if not isinstance(node, (ast.Tuple, ast.List, ast.Constant)) and _sized(node) <= max(
        8 * (not _root(place)), pool.size / 3
    ):
        for part in pool.parts:
            yield "part", 1.4 + 0.05 * _sized(node) + 0.1 * _sized(part), part, node


def _neutral(place, number):
    """Whether a number here would do nothing: then a factor or a term is left out, which is another change."""
    above = _is(place.parent, ast.Div) and place.field == "left" and isinstance(place.node, ast.Constant)
    one = _is(place.parent, FACTORS) and number.value == 1 and not above
    return one or (_is(place.parent, TERMS) and number.value == 0)


def _functions(place, pool):
    node = place.node
    if not isinstance(node, ast.Call):
        return
    own = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    for family in KIN:
        for other in sorted(family - {own}) if own in family else ():
            size = 1.3 if other in RARE else 1.1
            if isinstance(node.func, ast.Attribute):
                home = node.func.value
                if isinstance(home, ast.Name) and home.id == "math":
                    home = ast.Name("np", ast.Load(), **HERE)
                yield "another function", size, _like(node, ast.Attribute(home, other, ast.Load(), **HERE)), node.func
            else:
                yield "another function", size, _like(node, parsed(f"np.{other}")), node.func
    if own in {"max", "min", "abs", "sum", "exp", "log", "sqrt", "tanh"} and not ast.unparse(node.func).startswith(
        "np."
    ):
        yield "another function", 1.05, _like(node, parsed(f"np.{own}")), node.func
    for other in pool.functions:
        if other != ast.unparse(node.func):
            yield "another function", 1.1, _like(node, parsed(other)), node.func


def _like(call, function):
    return _call(function, *call.args, keywords=call.keywords)


def _arguments(place, pool):
    node = place.node
    if isinstance(node, ast.IfExp):
        yield "order", 1, ast.IfExp(node.test, node.orelse, node.body, **HERE), node
    if not isinstance(node, ast.Call):
        return
    own = getattr(node.func, "attr", "")
    for i, j in itertools.combinations(range(own == "where", len(node.args)), 2):
        turned = list(node.args)
        turned[i], turned[j] = turned[j], turned[i]
        yield "order", 1, _call(node.func, *turned, keywords=node.keywords), node
    if own in REDUCE:
        yield from _axes(node)


def _axes(node):
    has = {word.arg: word.value for word in node.keywords}
    for axis in (0, 1, -1, None):
        if "axis" not in has or getattr(has["axis"], "value", "") != axis:
            for keep in (True, False):
                words = {"axis": axis} | ({"keepdims": True} if keep else {})
                new = [ast.keyword(word, _number(value), **HERE) for word, value in words.items()]
                others = [word for word in node.keywords if word.arg not in ("axis", "keepdims")]
                dropped = 0.1 * (axis is None and not keep)  # all of it: likelier than a function around it
                yield "axis", 1.1 + 0.02 * keep - dropped, _call(node.func, *node.args, keywords=[*others, *new]), node
    others = [word for word in node.keywords if word.arg != "keepdims"]
    keep = [] if "keepdims" in has else [ast.keyword("keepdims", _number(True), **HERE)]
    yield "axis", 1.05, _call(node.func, *node.args, keywords=[*others, *keep]), node


def _comparisons(place, pool):
    node = place.node
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq):
            if not isinstance(node.ops[0], other):
                yield "comparison", 1, ast.Compare(node.left, [other()], node.comparators, **HERE), node


def _indices(place, pool):
    node = place.node
    inside = isinstance(place.parent, (ast.Subscript, ast.Slice)) and place.field != "value"
    whole = isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool)
    if inside and whole:
        for step in (-1, 1):
            yield "index", 1.1, _number(node.value + step), node
    if (inside and not whole and not isinstance(node, (ast.Slice, ast.Tuple))) or (
        isinstance(place.parent, ast.Call) and getattr(place.parent.func, "id", "") == "range"
    ):
        yield "index", 1.1, _op(node, ast.Sub(), _number(1)), node
        yield "index", 1.1, _op(node, ast.Add(), _number(1)), node
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        yield "slice", 1.1, node.value, node.slice
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range" and len(node.args) == 1:
        yield "index", 1.15, _call(node.func, _number(1), *node.args), node
        more = _op(node.args[0], ast.Add(), _number(1))
        yield "index", 1.15, _call(node.func, _number(1), more), node


RULES = (_signs, _operators, _too_many, _missing, _others, _functions, _arguments, _comparisons, _indices)


# --- one change in several places ---------------------------------------------------------------------------


def _shape(node):
    """The form of an expression, whatever its names and numbers are."""
    if isinstance(node, (ast.Name, ast.Constant)):
        return "x"
    inner = ",".join(_shape(child) for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr_context))
    return f"{type(node).__name__}({inner})"


def _choices(places):
    """Ways to choose among places: all of them, those in statements of one form, those in one statement."""
    forms = {place.form: None for place in places if place.form}
    lines = {place.statement: None for place in places}
    ways = [lambda place: True]
    ways += [lambda place, form=form: place.form == form for form in forms if len(forms) > 1]
    ways += [lambda place, line=line: place.statement == line for line in lines if len(lines) > 1]
    seen = set()
    for way in ways:
        chosen = tuple(number for number, place in enumerate(places) if way(place))
        if len(chosen) > 1 and chosen not in seen:
            seen.add(chosen)
            yield chosen


def _alike(groups):
    """The same change wherever an expression of the same form stands."""
    known = {}  # many groups stand in the same places
    for group in ({id(change.place): change for change in each} for each in groups):
        places, group = tuple(group), list(group.values())
        if len(places) < 2:
            continue
        if places not in known:
            chosen = _choices([change.place for change in group])
            known[places] = [each for each in chosen if _apart([group[number].place for number in each])]
        for chosen in known[places]:
            some = [group[number] for number in chosen]
            edits = tuple(change.edits[0] for change in some)
            yield Change(some[0].kind, some[0].size + 0.15, edits, some[0].about)


def _apart(some):
    """Whether no place is within another."""
    held = {id(place.node) for place in some}
    inner = (part for place in some for part in ast.walk(place.node) if part is not place.node)
    return len(held) == len(some) and not any(id(part) in held for part in inner)


def _renamed(spots, pool):
    """Another name wherever one stands: in the whole code, or in some statements."""
    held = {}
    for spot in spots:
        if isinstance(spot.node, ast.Name) or (isinstance(spot.node, ast.Attribute) and _dotted(spot.node)):
            held.setdefault(ast.unparse(spot.node), []).append(spot)
    for name, every in held.items():
        for chosen in _choices(every):
            some = [every[number] for number in chosen]
            for other in pool.names:
                if other.id != name:
                    yield Change("name", 1.2, tuple((spot, other) for spot in some), some[0].node)


def _traded(spots):
    """Two names, each in the other's place."""
    held = [spot for spot in spots if isinstance(spot.node, ast.Name) and not isinstance(spot.parent, ast.Attribute)]
    for chosen in _choices(held):
        some = [held[number] for number in chosen]
        for one, other in itertools.combinations(sorted({spot.node.id for spot in some}), 2):
            a, b = ([spot for spot in some if spot.node.id == name] for name in (one, other))
            edits = [(spot, b[0].node) for spot in a] + [(spot, a[0].node) for spot in b]
            yield Change("traded", 1.25, tuple(edits), (a[0].node, b[0].node))
    outer = (ast.Return, ast.Expression)
    for spot in (s for s in spots if isinstance(s.node, ast.Tuple) and isinstance(s.parent, outer)):
        for i, j in itertools.combinations(range(len(spot.node.elts[:12])), 2):
            elts = list(spot.node.elts)
            elts[i], elts[j] = elts[j], elts[i]
            yield Change("order", 1, ((spot, ast.Tuple(elts, ast.Load(), **HERE)),), spot.node)


# --- brackets -----------------------------------------------------------------------------------------------


def _regrouped(spots):
    for place in spots:
        node = place.node
        if _root(place) and isinstance(node, (ast.BinOp, ast.UnaryOp)) and _sized(node) <= 16:
            for text in _bracketed(ast.unparse(node)):
                yield Change("brackets", 1.05, ((place, parsed(text)),), node)
        if _is(node, ast.Div) and _is(node.left, ast.Pow):  # x ** 1 / 2
            whole = _op(node.left.left, ast.Pow(), _op(node.left.right, ast.Div(), node.right))
            yield Change("brackets", 1.05, ((place, whole),), node)
        if isinstance(node, ast.BinOp):
            for side in ("left", "right"):
                inner, other = getattr(node, side), node.right if side == "left" else node.left
                if isinstance(inner, ast.Call) and len(inner.args) == 1:
                    order = (inner.args[0], other) if side == "left" else (other, inner.args[0])
                    new = _op(order[0], node.op, order[1])
                    yield Change("brackets", 1.05, ((place, _call(inner.func, new, keywords=inner.keywords)),), node)
        if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.BinOp):
            inner = node.args[0]
            for left in (True, False):
                call = _call(node.func, inner.left if left else inner.right, keywords=node.keywords)
                new = _op(call, inner.op, inner.right) if left else _op(inner.left, inner.op, call)
                yield Change("brackets", 1.05, ((place, new),), node)


def _bracketed(text):
    """Give the texts in which one pair of brackets more, less, or elsewhere stands."""
    try:
        tokens = [
            token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.string.strip()
        ]
    except tokenize.TokenError:
        return
    opened, pairs = [], []
    for i, token in enumerate(tokens):
        if token in "([{":
            opened.append(i)
        elif token in ")]}":
            pairs.append((opened.pop(), i))
    calls = {i + 1 for i, token in enumerate(tokens) if token[-1].isalnum() or token[-1] in "_)]"}
    free = [(a, b) for a, b in pairs if tokens[a] == "(" and a not in calls]
    seen = {ast.dump(parsed(text))}
    starts = [i for i in range(len(tokens)) if i == 0 or tokens[i - 1] in "+-*/@**("]
    ends = [i for i in range(len(tokens)) if i == len(tokens) - 1 or tokens[i + 1] in "+-*/@**)"]
    kept = [(tokens, None)] + [([t for i, t in enumerate(tokens) if i not in pair], pair) for pair in free]
    for _, pair in kept:
        trials = [(None, None)] if pair else []
        for a, b in itertools.product(starts, ends):
            if a < b and (pair is None or (a in (pair[0], pair[0] + 1)) != (b in (pair[1], pair[1] - 1))):
                trials.append((a, b))
        for a, b in trials:
            new = []
            for i, token in enumerate(tokens):
                keep = [] if pair and i in pair else [token]
                new += (["("] if i == a else []) + keep + ([")"] if i == b else [])
            joined = " ".join(new)
            try:
                tree = parsed(joined)
            except SyntaxError:
                continue
            dump = ast.dump(tree)
            if dump not in seen and not any(_is(n, ast.Pow) and isinstance(n.right, ast.BinOp) for n in ast.walk(tree)):
                seen.add(dump)
                yield joined


# --- statements ---------------------------------------------------------------------------------------------


def _statements(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list) or not body:
            continue
        for index, statement in enumerate(body):
            spot = Place(node, "body", index, statement.lineno, index)
            if isinstance(statement, ast.AugAssign) and isinstance(statement.op, (*TERMS, *FACTORS)):
                for other in {ast.Add, ast.Sub, ast.Mult, ast.Div} - {type(statement.op)}:
                    signs = isinstance(statement.op, TERMS) and other in TERMS
                    new = ast.AugAssign(statement.target, other(), statement.value, **HERE)
                    yield Change(
                        "sign" if signs else "operator", 1 + 0.1 * (not signs), ((spot, new),), statement.target
                    )
            if isinstance(statement, (ast.For, ast.While)):
                yield from _rounds(spot)


def _rounds(loop):
    """Changes of a loop: what is to grow from round to round starts anew, it stops too soon, or not at all."""
    last = loop.node.body[-1]
    if isinstance(last, ast.Return) and len(loop.node.body) > 1:
        shorter = _with(loop.node, body=loop.node.body[:-1])
        after = ast.If(ast.Constant(True, **HERE), [shorter, last], [], **HERE)
        yield Change("return in loop", 1.1, ((loop, after),), last)
    for node in ast.walk(loop.node):
        for index, statement in enumerate(getattr(node, "body", [])):
            if not is_simple(statement):
                continue
            spot, target = Place(node, "body", index, statement.lineno, index), statement.targets[0]
            for op in (ast.Mult(), ast.Add()):
                grows = ast.AugAssign(target, op, statement.value, **HERE)
                yield Change("each round anew", 1.15, ((spot, grows),), statement)
            if isinstance(node, ast.If):
                yield Change("does not stop", 1.15, ((spot, ast.Return(statement.value, **HERE)),), statement)


def _with(node, **fields):
    return type(node)(**{**dict(ast.iter_fields(node)), **fields}, **HERE)


def is_simple(node):
    """Say whether a statement gives one name a value."""
    return isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)


def stopped(tree):
    """List the changes of a formula that give one of its parts in place of the whole."""
    found = {}
    returns = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
    for node in ast.walk(tree) if len(returns) == 1 else ():
        named = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        if (named or isinstance(node, (ast.BinOp, ast.Call, ast.UnaryOp))) and node is not returns[0].value:
            place = Place(returns[0], "value", None, returns[0].lineno, 0)
            found.setdefault(ast.unparse(node), Change("stopped", 1.1, ((place, node),), node))
    return list(found.values())
