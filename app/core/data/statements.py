"""Statements: SQL composed once, at import; at run time only values are sent.

SQLAlchemy says what, asyncpg runs it, PostgreSQL writes the JSON: see `docs/decisions`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from sqlalchemy import (
    DateTime,
    Label,
    Numeric,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement

from app.core.security.actors import Actor

#: `:name`, but no cast (`::text`) and nothing inside a word.
_NAMED_VALUE = re.compile(r"(?<![:\w]):([a-z_]\w*)")
#: What an aggregate over no rows is, as JSON.
EMPTY_LIST: ColumnElement[Any] = literal_column("'[]'::json")
_DIALECT = dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's dialects are untyped


@dataclass(frozen=True, slots=True)
class Statement:
    """Compiled SQL, the order of its values, and the values that are part of it."""

    sql: str
    names: tuple[str, ...]
    constants: dict[str, Any] = field(compare=False)

    def values(self, given: dict[str, Any]) -> Sequence[Any]:
        """The values for asyncpg, in order; what the statement does not name is left out."""
        return [given[name] if name in given else self.constants[name] for name in self.names]

    def of(self, _actor: Actor) -> Self:
        """The same for everybody; see `Readable`."""
        return self


class Readable(Protocol):
    """Statement to run for an actor: always the same, or one of several by visibility."""

    def of(self, actor: Actor, /) -> Statement: ...


def prepared(statement: ClauseElement) -> Statement:
    """Compile for asyncpg. Values must be of the types asyncpg expects (UUID, datetime, str)."""
    compiled: Any = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    constants = {
        name: str(value) if isinstance(value, str) else value
        for name, value in compiled.params.items()
        if value is not None
    }
    return Statement(str(compiled), tuple(compiled.positiontup or ()), constants)


def sql(text: str) -> Statement:
    """SQL written by hand, with named values: `where organization_id = :organization_id`.

    A cast follows the name: `:events::jsonb`.
    """
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    return Statement(_NAMED_VALUE.sub(numbered, text), tuple(names), {})


def rfc3339(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """A timestamp as the contract writes it: RFC 3339, UTC, `Z`."""
    return func.to_char(
        func.timezone("UTC", column), literal_column('\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\'')
    )


def by_id(model: Any) -> ColumnElement[bool]:
    """The row of the caller's organization that the value `id` names."""
    return and_(model.organization_id == bindparam("organization_id"), model.id == bindparam("id"))


def read_by_id(rows: Select[*tuple[Any, ...]], model: Any, *beside: str) -> Statement:
    """The row that `id` names, as one JSON text; see `as_json`."""
    return prepared(as_json(rows.where(by_id(model)), *beside))


def tenant_join(left: Any, right: Any, key: Any) -> ColumnElement[bool]:
    """Join where `key`, a column of `right`, names the row of `left`, within the organization."""
    return and_(left.organization_id == right.organization_id, left.id == key)


def as_json(rows: Select[*tuple[Any, ...]], *beside: str) -> Select[*tuple[Any, ...]]:
    """Each row as one JSON text, `body`; columns named in `beside` come along as they are.

    Instants are written as RFC 3339 and exact numbers as decimal strings. A column whose name
    begins with `_` stays out of the body.
    """
    row = rows.subquery("row")
    # A lateral select keeps the originals at hand: they sort, page and tag what is sent.
    shown = (_written(c) for c in row.columns if not str(c.key).startswith("_"))
    shaped = select(*shown).correlate(row).lateral("shaped")
    body = cast(func.row_to_json(literal_column('"shaped"')), Text).label("body")
    kept = (row.columns[name] for name in beside)
    return select(body, *kept).select_from(row.join(shaped, true()))


def _written(column: ColumnElement[Any]) -> Label[Any]:
    if isinstance(column.type, DateTime):
        return rfc3339(column).label(str(column.key))
    if isinstance(column.type, Numeric) and column.type.asdecimal:
        return cast(column, Text).label(str(column.key))
    return column.label(str(column.key))
