"""Statements: SQL composed once, at import; at run time only values are sent.

SQLAlchemy says what, asyncpg runs it, PostgreSQL writes the JSON: see `docs/decisions`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from sqlalchemy import (
    CTE,
    DateTime,
    Executable,
    Label,
    Numeric,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement

from app.core.data.tenancy import OF_ORGANIZATION
from app.core.security.actors import Actor

#: `:name`, but no cast (`::text`) and nothing inside a word.
_NAMED_VALUE = re.compile(r"(?<![:\w]):([a-z_]\w*)")
#: Rows to answer with; or how to dress a page: a table of what was found first.
Selection = Select[*tuple[Any, ...]] | Callable[[Any], Select[*tuple[Any, ...]]]
#: What an aggregate over no rows is, as JSON.
EMPTY_LIST: ColumnElement[Any] = literal_column("'[]'::json")
DIALECT = dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's dialects are untyped


@dataclass(frozen=True, slots=True)
class Statement:
    """Compiled SQL, the order of its values, and the values that are part of it."""

    sql: str
    names: tuple[str, ...]
    constants: dict[str, Any] = field(compare=False)
    #: Its plan does not depend on its values: PostgreSQL need not look at them to make it.
    is_planned_once: bool = False

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
    """Compile for asyncpg, within the organization that the value `organization_id` names.

    Values must be of the types asyncpg expects (UUID, datetime, str).
    """
    if isinstance(statement, Executable):
        statement = statement.options(OF_ORGANIZATION)
    compiled: Any = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
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


def read_by_id(rows: Selection, model: Any, *beside: str) -> Statement:
    """The row that `id` names, as one JSON text; see `as_json`."""
    return prepared(as_json(dressed(rows, model, by_id(model))[1], *beside))


def tenant_join(left: Any, right: Any, key: Any) -> ColumnElement[bool]:
    """Join where `key`, a column of `right`, names the row of `left`, within the organization."""
    return and_(left.organization_id == right.organization_id, left.id == key)


def dressed(
    rows: Selection, model: Any, *where: ColumnElement[bool]
) -> tuple[Any, Select[*tuple[Any, ...]]]:
    """The rows of `model` that fulfil the conditions, as `rows` shows them; and their columns."""
    if isinstance(rows, Select):
        return model, rows.where(*where)
    # Materialized, or PostgreSQL might find the page anew for each row of a small table beside it.
    found = select(model).where(*where).cte("page").prefix_with("MATERIALIZED")
    page = aliased(model, found)
    return page, rows(page)


def once(rows: Select[*tuple[Any, ...]], column: Any, *keys: Any) -> CTE:
    """Rows that a page refers to, asked for once and not per row; `keys` are columns of the page.

    Materialized, or PostgreSQL, which expects few rows, would ask anew for each of the page.
    """
    named = union_all(*(select(key) for key in keys)) if len(keys) > 1 else select(*keys)
    wanted = and_(
        column.class_.organization_id == bindparam("organization_id"),
        column == any_(func.array(named.scalar_subquery())),
    )
    return rows.where(wanted).cte().prefix_with("MATERIALIZED")


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
