"""A formula with other numbers behind its names, to tell a slip from a coincidence."""

# In world 0 all is as in the lesson; in the others each number, wherever it stands, has another value. Two expressions
# that agree in all worlds are the same formula; two that agree in world 0 alone agree by chance (i1 = i2 / 2).

import ast
import contextlib
import time
import zlib
from numbers import Real

import numpy as np

from chainrule.exercises.answers import normal
from chainrule.exercises.sources import tree_of

WORLDS = 4
SLOW = 0.1  # seconds
CLOCK = getattr(time, "thread_time", time.perf_counter)
PLAIN = (0.0, 1.0, 2.0, -1.0)
COUNT = 5  # smaller whole numbers stay what they are: powers, axes, indices


def is_number(thing):
    """Whether a thing is a number that may have another value: no truth value, no small count.

    >>> is_number(0.5), is_number(784), is_number(2), is_number(True)
    (True, True, False, False)
    """
    if isinstance(thing, np.ndarray):
        return thing.dtype.kind == "f"
    if isinstance(thing, (int, np.integer)):
        return thing >= COUNT
    return isinstance(thing, Real) and bool(np.isfinite(thing))


def moved(value, world):
    """Give the value that a number has in another world: the same one for the same number.

    >>> float(moved(0.5, 0)), bool(moved(0.5, 1) == moved(0.50, 1)), bool(moved(0.5, 1) == 0.5)
    (0.5, True, False)
    """
    if world == 0:
        return value
    if isinstance(value, np.ndarray):
        return np.vectorize(lambda each: moved(float(each), world))(value)
    if value in PLAIN:
        return value
    if isinstance(value, (int, np.integer)):
        return int(value) + zlib.crc32(f"{int(value)} in {world}".encode()) % 7 * 2 + world
    seed = zlib.crc32(f"{abs(float(value)):.10g}".encode())
    return float(value) * float(np.random.default_rng([seed, world]).uniform(0.7, 1.3))


@contextlib.contextmanager
def constants(tree, table):
    """Put other numbers in place of those typed in a tree, for as long as the block runs."""
    held = [node for node in ast.walk(tree) if _is_plain(node) and node.value in table]
    before = [node.value for node in held]
    try:
        for node in held:
            new = table[node.value]
            node.value = int(new) if isinstance(new, (int, np.integer)) else float(new)
        yield
    finally:
        for node, value in zip(held, before, strict=True):
            node.value = value


def _is_plain(node):
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _is_typed(node):
    return _is_plain(node) and is_number(node.value)


def _given(nodes):
    """The small numbers that have a name of their own, `z = 2`, and stand nowhere else: they move as well."""
    typed = [node.value for node in nodes if _is_plain(node)]
    sides = [node.value for node in nodes if isinstance(node, ast.Assign)]
    alone = [part for side in sides for part in getattr(side, "elts", [side]) if _is_plain(part)]
    return {part.value for part in alone if 1 < part.value < COUNT and typed.count(part.value) == 1}


def digits(number):
    """How many digits of a number were typed.

    >>> digits(0.0226), digits(0.5), digits(1000.0)
    (3, 1, 4)
    """
    return len(np.format_float_positional(abs(number), trim="-").replace(".", "").lstrip("0"))


def half_unit(number):
    """Half a unit in the last digit that was typed.

    >>> float(half_unit(0.0226)), float(half_unit(12.5))
    (5e-05, 0.05)
    """
    text = np.format_float_positional(abs(number), trim="-")
    return 0.5 * 10.0 ** -len(text.partition(".")[2])


class Formula:
    """A reference without parameters, in every world: its value, its names, its parts."""

    def __init__(self, reference):
        self.tree, self.names = tree_of(reference), dict(reference.__globals__)
        body = ast.walk(self.tree)
        nodes = list(body)
        stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        free = {n.id for n in nodes if isinstance(n, ast.Name)} - stored
        typed = {node.value for node in nodes if _is_typed(node)} - set(PLAIN)
        numbers = {name: self.names[name] for name in sorted(free) if is_number(self.names.get(name))}
        self.moved_names = [{n: moved(v, k) for n, v in numbers.items()} for k in range(WORLDS)]
        given = {value: [value + k for k in range(WORLDS)] for value in _given(nodes)}
        self.tables = [
            {v: given[v][k] if v in given else moved(v, k) for v in typed | set(given)} for k in range(WORLDS)
        ]
        self.local = []
        start = CLOCK()
        self.values = [self.value(0, keep=self.local)]
        if CLOCK() - start > SLOW:
            raise ValueError("a formula that takes so long is not varied")
        self.values += [self.value(k, keep=self.local) for k in range(1, WORLDS)]
        self.moves = not np.array_equal(flat(self.values[0]), flat(self.values[1]))

    def value(self, world, keep=None):
        """Give the formula's value in a world, as it stands in the tree now."""
        with constants(self.tree, self.tables[world]):
            space = {**self.names, **self.moved_names[world]}
            exec(compile(self.tree, "<change>", "exec"), space)
            function = space[self.tree.body[0].name]
            if keep is None:
                return normal(function())
            tree = ast.parse(ast.unparse(self.tree))
            for node in ast.walk(tree):
                if isinstance(node, ast.Return):
                    node.value = ast.Tuple([node.value, ast.Call(ast.Name("locals", ast.Load()), [], [])], ast.Load())
            exec(compile(ast.fix_missing_locations(tree), "<change>", "exec"), space)
            value, local = space[self.tree.body[0].name]()
            keep.append({name: thing for name, thing in local.items() if is_number(thing)})
            return normal(value)

    def symbols(self):
        """List (name, its value in each world) of all that has a value: names, numbers typed."""
        found = {name: [self.moved_names[k][name] for k in range(WORLDS)] for name in self.moved_names[0]}
        found |= {name: [self.local[k][name] for k in range(WORLDS)] for name in self.local[0]}
        return found

    def typed(self):
        """List the values in each world of the numbers typed in the formula."""
        return [[self.tables[k][value] for k in range(WORLDS)] for value in self.tables[0]]

    def parts(self):
        """List (text, its value in each world) of the pieces that the formula is made of."""
        found = {}
        nodes = [n for n in ast.walk(self.tree) if isinstance(n, (ast.BinOp, ast.Call, ast.UnaryOp, ast.Name))]
        for node in nodes:
            text = ast.unparse(node)
            if text in found:
                continue
            values = []
            for k in range(WORLDS):
                with constants(node, self.tables[k]), contextlib.suppress(Exception):
                    space = {**self.names, **self.moved_names[k], **self.local[k]}
                    values.append(normal(eval(compile(ast.Expression(node), "<part>", "eval"), space)))
            if len(values) == WORLDS and all(isinstance(each, np.ndarray) for each in values):
                found[text] = values
        return found


class Own:
    """A learner's expression in every world, as far as its numbers are those of the formula."""

    def __init__(self, tree, names, formula, plain_halves):
        self.tree, self.names = tree, dict(names)
        for name, thing in formula.names.items():
            self.names.setdefault(name, thing)
        symbols = formula.symbols()
        known = [*symbols.values(), *formula.typed(), *formula.parts().values()]
        self.overlay = [{name: values[k] for name, values in symbols.items()} for k in range(WORLDS)]
        self.tables = [dict(table) for table in formula.tables]
        _Plain(self.names).visit(tree)
        for node in list(ast.walk(tree)):
            if isinstance(node, ast.Name) and is_number(self.names.get(node.id)):
                values = _matching(symbols.get(node.id), known, self.names[node.id])
                for k in range(WORLDS):  # what the formula does not know moves as well: it cannot be right by chance
                    self.overlay[k][node.id] = moved(self.names[node.id], k) if values is None else values[k]
            elif _is_typed(node) and node.value not in (*PLAIN, *formula.tables[0]):
                if plain_halves and digits(node.value) < 3:
                    continue
                values = _typed(known, node.value)
                for k in range(WORLDS):
                    self.tables[k][node.value] = moved(node.value, k) if values is None else values[k]

        self.spaces = [{**self.names, **overlay} for overlay in self.overlay]

    def value(self, world):
        """Give the value of the expression in a world, as it stands in the tree now."""
        with constants(self.tree, self.tables[world]):
            return normal(eval(compile(self.tree, "<change>", "eval"), self.spaces[world]))


class _Plain(ast.NodeTransformer):
    """Makes `trace.out_h1` one name, with its value."""

    def __init__(self, names):
        self.names = names

    def visit_Call(self, node):
        node.args = [self.visit(arg) for arg in node.args]
        if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
            node.func.value = self.visit(node.func.value)
        return node

    def visit_Attribute(self, node):
        text = ast.unparse(node)
        with contextlib.suppress(Exception):
            value = eval(text, dict(self.names))
            if is_number(value):
                self.names[text] = value
                return ast.copy_location(ast.Name(text, ast.Load()), node)
        return self.generic_visit(node)


def flat(value):
    """Give the numbers of an answer in one row.

    >>> flat((np.array(1.0), np.array([2.0, 3.0]))).tolist()
    [1.0, 2.0, 3.0]
    """
    parts = [value] if isinstance(value, np.ndarray) else value if isinstance(value, tuple) else ()
    return np.concatenate(
        [np.ravel(part).astype(float) for part in parts if isinstance(part, np.ndarray)] or [np.zeros(0)]
    )


def _matching(own, known, value):
    """The values in all worlds of what has this value: under its own name, or the only one with it."""
    same = [values for values in ([own] if own is not None else []) + known if _equal(values[0], value)]
    different = {tuple(np.ravel(values[1])) for values in same}
    if own is not None and same and same[0] is own:
        return own
    return same[0] if len(different) == 1 else None


def _equal(a, b):
    return np.shape(a) == np.shape(b) and np.allclose(a, b, 1e-9, 0)


def _typed(known, number):
    """The same for a number that was typed, maybe rounded."""
    numbers = [values for values in known if np.ndim(values[0]) == 0]
    same = [v for v in numbers if abs(abs(float(v[0])) - number) <= 1e-12 * number]
    if not same and digits(number) >= 3:
        same = [v for v in numbers if abs(abs(float(v[0])) - number) <= half_unit(number)]
    signed = [[float(each) * np.sign(float(v[0])) for each in v] for v in same]
    return signed[0] if len({round(v[1], 12) for v in signed}) == 1 else None
