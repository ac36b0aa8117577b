"""The words in which migrations describe a table: types, columns, keys, checks and indexes.

Constraints and indexes are named by the convention of the models, unless a name is given. Keys and
indexes begin with organization_id, which is not repeated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

BIGINT = sa.BigInteger()
BOOLEAN = sa.Boolean()
BYTEA = sa.LargeBinary()
DATE = sa.Date()
DOUBLE: TypeEngine[float] = sa.Double()
INTEGER = sa.Integer()
JSONB = postgresql.JSONB()
TEXT = sa.Text()
TEXT_ARRAY = sa.ARRAY(sa.Text())
TIMESTAMPTZ = sa.TIMESTAMP(timezone=True)
TSTZRANGE = postgresql.TSTZRANGE()
TSVECTOR = postgresql.TSVECTOR()
UUID = sa.Uuid()
UUID_ARRAY = sa.ARRAY(sa.Uuid())
#: One of a few words. It is stored as text, so that a new word needs no migration.
WORD = sa.String(40)
MONEY = sa.Numeric(14, 2)
QUANTITY = sa.Numeric(14, 3)
PERCENT = sa.Numeric(5, 2)


@dataclass(frozen=True)
class Index:
    """An index of the table that it is described with."""

    columns: tuple[str, ...]
    name: str | None
    unique: bool
    where: str | None
    using: str | None


#: What a table is made of.
Part = SchemaItem | Index | tuple[SchemaItem, ...]


def column(name: str, type_: TypeEngine[Any], *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=nullable)


def computed(name: str, type_: TypeEngine[Any], sql: str) -> sa.Column[Any]:
    """A stored column that PostgreSQL computes from others of its row."""
    return sa.Column(name, type_, sa.Computed(sql, persisted=True), nullable=False)


def versioned() -> tuple[SchemaItem, ...]:
    """The columns of a row that people edit: each change raises `version`."""
    return (
        column("version", INTEGER),
        column("created_at", TIMESTAMPTZ),
        column("updated_at", TIMESTAMPTZ),
    )


def reference(
    name: str, table: str, *, nullable: bool = False, ondelete: str | None = None
) -> tuple[SchemaItem, ...]:
    """A column with the id of a row of `table`; its key keeps the link in one organization."""
    key = foreign_key([name], table, ["id"], ondelete=ondelete)
    return column(name, UUID, nullable=nullable), key


def foreign_key(
    columns: Sequence[str], table: str, referred: Sequence[str], *, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", *columns],
        [f"{table}.{name}" for name in ("organization_id", *referred)],
        ondelete=ondelete,
    )


def unique(
    *columns: str, name: str | None = None, nulls_not_distinct: bool = False
) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(
        "organization_id",
        *columns,
        name=name,
        postgresql_nulls_not_distinct=nulls_not_distinct or None,
    )


def check(name: str, sql: str) -> sa.CheckConstraint:
    """A rule that every row keeps; the constraint is called <table>_<name>_check."""
    return sa.CheckConstraint(sql, name=name)


def index(
    *columns: str,
    name: str | None = None,
    unique: bool = False,
    where: str | None = None,
    using: str | None = None,
) -> Index:
    return Index(columns, name, unique, where, using)


def flatten(parts: Iterable[Part]) -> tuple[list[SchemaItem], list[Index]]:
    """What stands in CREATE TABLE, and the indexes that come after it."""
    items: list[SchemaItem] = []
    indexes: list[Index] = []
    for part in parts:
        if isinstance(part, Index):
            indexes.append(part)
        else:
            items.extend(part if isinstance(part, tuple) else (part,))
    return items, indexes
