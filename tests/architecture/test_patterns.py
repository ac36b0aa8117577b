"""No text makes a regular expression slow: twice as much of it takes twice as long.

The inputs are made of the pattern itself: what it repeats, many times, after what leads there and
before what spoils the match. Patterns of request schemas are not here: pydantic's engine, like that
of forms, matches in linear time.
"""

import ast
import itertools
import re
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from re import _constants as sre
from re import _parser as parser
from typing import Any, NamedTuple

import pytest

from tests.architecture.imports import modules

#: Characters; a quadratic pattern needs a hundred million steps for so many.
LENGTH = 16_000
#: Hostile texts tried on one pattern.
MOST_TEXTS = 1000
#: Of CPU time, for what a linear pattern does in a thousandth of it.
LIMIT_SECONDS = 3
#: Linear is 2, quadratic 4; in between lies what the machine does beside.
MOST_GROWTH = 3
#: Below this a measurement says more about the machine than about the pattern.
NOISE_SECONDS = 0.01
METHODS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
_ENDS = ("", "\x00")
Pattern = tuple[str | bytes, int]
#: Only in a request schema.
_CLOCK: Pattern = (r"([01]\d|2[0-3]):[0-5]\d|24:00", 0)
#: Blanks, letters and digits stand for classes such as `\s`, `\w` and `\d`.
_SPECIMENS = "a0 -_.\n\té<"


class TooSlow(Exception):
    pass


def _of_re(node: ast.AST, *names: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in names
    )


@cache
def _used() -> dict[Pattern, set[str]]:
    """Pattern and flags -> the methods by which the code applies it."""
    nodes = [
        (path, node)
        for path in modules().values()
        for node in ast.walk(ast.parse(path.read_text()))
    ]
    named: dict[tuple[Path | None, str], Pattern] = {}
    for path, node in nodes:
        if isinstance(node, ast.Assign) and _of_re(node.value, "compile"):
            assert isinstance(node.value, ast.Call)
            assert isinstance(node.targets[0], ast.Name)
            name = node.targets[0].id
            # A public one is also used where it is imported.
            named[path, name] = named[None, name] = _pattern(node.value, 1, path)
    uses: dict[Pattern, set[str]] = defaultdict(set)
    for path, node in nodes:
        if isinstance(node, ast.Call) and _of_re(node, *METHODS):
            method = getattr(node.func, "attr", "")
            place = 4 if method.startswith("sub") else 2
            uses[_pattern(node, place, path)].add(method)
        elif (
            isinstance(node, ast.Attribute)
            and node.attr in METHODS
            and isinstance(node.value, ast.Name)
            and (found := named.get((path, node.value.id)) or named.get((None, node.value.id)))
        ):
            uses[found].add(node.attr)
    assert uses.keys() >= set(named.values()) - {_CLOCK}
    return dict(uses)


def _pattern(call: ast.Call, place_of_flags: int, path: Path) -> Pattern:
    flags = [k.value for k in call.keywords if k.arg == "flags"] or call.args[place_of_flags:]
    # Some are made of names of their module.
    is_constant = isinstance(call.args[0], ast.Constant)
    names = {} if is_constant else vars(import_module(".".join(path.with_suffix("").parts)))
    text = eval(compile(ast.Expression(call.args[0]), "", "eval"), names)  # noqa: S307 - our own code
    value = eval(compile(ast.Expression(flags[0]), "", "eval"), {"re": re}) if flags else 0  # noqa: S307
    return text, int(value)


class Texts(NamedTuple):
    """What some steps of a pattern match: the shortest, what leads into them, what they repeat."""

    shortest: str
    starts: list[str]
    repeated: list[str]


def _texts(tree: Any) -> Texts:
    shortest, starts, repeated = "", [""], []
    for operation, argument in tree:
        here = _step(operation, argument)
        starts += [shortest + start for start in here.starts]
        repeated += here.repeated
        shortest += here.shortest
        repeated.append(shortest)
    return Texts(shortest, [*starts, shortest], repeated)


def _step(operation: Any, argument: Any) -> Texts:
    if operation is sre.LITERAL:
        return Texts(chr(argument), [], [])
    if operation in {sre.ANY, sre.NOT_LITERAL, sre.IN}:
        found = [c for c in _SPECIMENS if re.fullmatch(_source(operation, argument), c, re.DOTALL)]
        found = found or [_first(argument)]
        return Texts(found[0], [], found)
    if operation in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        least, _, body = argument
        one = _texts(body)
        return Texts(one.shortest * least, one.starts, [one.shortest, *one.repeated])
    if operation in {sre.SUBPATTERN, sre.ATOMIC_GROUP}:
        return _texts(argument[-1] if operation is sre.SUBPATTERN else argument)
    if operation is sre.BRANCH:
        ways = [_texts(way) for way in argument[1]]
        joined = itertools.chain.from_iterable
        return Texts(
            ways[0].shortest,
            [*joined(way.starts for way in ways)],
            [*joined([way.shortest, *way.repeated] for way in ways)],
        )
    return Texts("", [], [])  # anchors and looks aside


def _source(operation: Any, argument: Any) -> str:
    if operation is sre.ANY:
        return "."
    if operation is sre.NOT_LITERAL:
        return f"[^{re.escape(chr(argument))}]"
    parts = []
    for kind, value in argument:
        if kind is sre.NEGATE:
            parts.append("^")
        elif kind is sre.LITERAL:
            parts.append(re.escape(chr(value)))
        elif kind is sre.RANGE:
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        else:
            name = str(value).rpartition("_")[2].lower()[0]
            parts.append("\\" + (name.upper() if "_NOT_" in str(value) else name))
    return f"[{''.join(parts)}]"


def _first(members: Any) -> str:
    for kind, value in members:
        if kind is sre.LITERAL:
            return chr(value)
        if kind is sre.RANGE:
            return chr(value[0])
    return "a"


def _hostile(pattern: str | bytes, flags: int) -> Iterator[tuple[str, str, str]]:
    """Texts as start, what is repeated, and end."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    _, starts, repeated = _texts(parser.parse(text, flags))
    found = [
        *itertools.product(dict.fromkeys(starts), filter(None, dict.fromkeys(repeated)), _ENDS)
    ]
    # A list of words has thousands, which are alike: every so many-th.
    yield from found[:: 1 + len(found) // MOST_TEXTS]


def _seconds(run: Callable[[], Any]) -> float:
    """CPU seconds of the fastest of three runs. Raises TooSlow."""

    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    fastest = float(LIMIT_SECONDS)
    try:
        for _ in range(3):
            signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_SECONDS)
            began = time.thread_time()
            run()
            fastest = min(fastest, time.thread_time() - began)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if fastest < NOISE_SECONDS:
                break
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return fastest


def _grows(once: Callable[[], Any], twice: Callable[[], Any]) -> bool:
    seconds = _seconds(twice)
    return seconds > NOISE_SECONDS and seconds > MOST_GROWTH * _seconds(once)


def slow_inputs(pattern: str | bytes, flags: int, methods: set[str]) -> Iterator[str]:
    """What takes more than twice as long when there is twice as much of it."""
    compiled: Any = re.compile(pattern, flags)
    for start, repeated, end in _hostile(pattern, flags):

        def run(length: int, method: str) -> Callable[[], Any]:
            written = start + repeated * (length // len(repeated)) + end  # noqa: B023 - run at once
            given = written.encode() if isinstance(pattern, bytes) else written
            if method.startswith("sub"):
                return lambda: compiled.sub(lambda found: found[0], given)
            if method == "finditer":
                return lambda: list(compiled.finditer(given))
            return lambda: getattr(compiled, method)(given)

        for method in methods:
            described = f"{method}: {start!r} + {repeated!r} * n + {end!r}"
            try:
                # First a text so short that even an exponential pattern ends, or is stopped.
                _seconds(run(200, method))
                once, twice = run(LENGTH, method), run(2 * LENGTH, method)
                # What grows does so each time that it is measured; the machine's work beside, not.
                if all(_grows(once, twice) for _ in range(5)):
                    yield described
            except TooSlow:
                yield described


@pytest.mark.parametrize(
    ("pattern", "flags"),
    _used(),
    ids=lambda value: repr(value)[:60].encode().decode("ascii", "ignore"),
)
def test_a_pattern_takes_linear_time(pattern: str | bytes, flags: int) -> None:
    assert next(slow_inputs(pattern, flags, _used()[pattern, flags]), None) is None


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"\{\{\s*([^{}]*?)\s*\}\}", "sub"),
        (r"<(?:br|hr)\b[^>]*>", "sub"),
        (rb"\s*(<!--.*?-->|\s)*<svg", "match"),
        (r"(a+)+b", "search"),
        (r"\s+$", "search"),
    ],
)
def test_a_slow_pattern_is_found(pattern: str | bytes, method: str) -> None:
    assert next(slow_inputs(pattern, re.DOTALL, {method}), None)


def test_request_schemas_match_in_linear_time() -> None:
    """pydantic's own engine does; Python's, which can be chosen instead, does not."""
    assert not [
        name for name, path in modules().items() if "regex_engine" in Path(path).read_text()
    ]
