"""Values are put into texts as they are: only `Notation` turns them into characters."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.core.values.errors import catalogue
from app.domains import routers

_NOTATION = Path("app/core/values/notation.py")
#: Functions beside the refusals that take the values of a text.
_TELLING = {"field_problem", "at", "tell", "send_email", "fill", "Broken", "RowProblem"}
#: Calls that make characters of a value.
_WRITING = {"str", "repr", "format", "isoformat", "strftime", "normalize"}


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(Path("app").rglob("*.py")):
        yield path, ast.parse(path.read_text())


def test_babel_formats_in_one_place() -> None:
    users = {
        path
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("babel")
    }
    assert users == {_NOTATION, Path("app/core/values/text.py")}


def test_no_value_of_a_text_is_written_beforehand() -> None:
    routers()
    telling = _TELLING | {refusal.__name__ for refusal in catalogue()}
    found = []
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in telling:
                found += [
                    f"{path}:{value.lineno} {value.arg}"
                    for value in node.keywords
                    if value.arg not in ("errors", "link") and _is_written(value.value)
                ]
    assert not found


def test_every_mail_greets_with_the_comma_of_portuguese() -> None:
    for locale in ("pt-BR", "pt-PT"):
        greetings = re.findall(
            r'^msgstr "(Olá\W+\{name\}.?)',
            Path(f"app/locales/{locale}.po").read_text(),
            re.MULTILINE,
        )
        assert len(greetings) > 5
        assert {*greetings} == {"Olá, {name},"}


def _is_written(value: ast.expr) -> bool:
    return any(
        (isinstance(node, ast.Call) and _name(node.func) in _WRITING)
        or (isinstance(node, ast.FormattedValue) and node.format_spec is not None)
        for node in ast.walk(value)
    )


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
