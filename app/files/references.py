"""References to files and to their bytes, found in the tables themselves."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    or_,
    select,
    union,
)

from app.core.data.database import Base
from app.core.data.statements import Statement, prepared
from app.files.models import FILE_IDS, STORAGE_KEY, File

_ORGANIZATION = bindparam("organization_id", type_=Uuid())
_KEYS = bindparam("keys", type_=ARRAY(Text))


def is_in_use() -> ColumnElement[bool]:
    """A row of the organization names the file: by a foreign key, or in a list of ids."""
    names = []
    for table in Base.metadata.sorted_tables:
        for link in table.constraints:
            if isinstance(link, ForeignKeyConstraint) and link.referred_table.name == "files":
                column = table.c[link.column_keys[-1]]
                names.append(_rows(column, column == File.id))
        lists = (column for column in table.columns if column.info == FILE_IDS)
        names += [_rows(column, File.id == any_(column)) for column in lists]
    return or_(*(row.exists() for row in names))


@cache
def keys_in_use() -> Statement:
    """Those of `keys` under which a row of the organization expects bytes."""
    return prepared(union(*(_rows(column, column == any_(_KEYS)) for column in _key_columns())))


def all_keys() -> Statement:
    """Keys under which rows of all organizations expect bytes, for who may see them."""
    columns = (select(column.label("key")).where(column.is_not(None)) for column in _key_columns())
    return prepared(union(*columns))


def _key_columns() -> list[Column[Any]]:
    tables = Base.metadata.sorted_tables
    return [column for table in tables for column in table.columns if column.info == STORAGE_KEY]


def _rows(column: Column[Any], condition: ColumnElement[bool]) -> Select[Any]:
    own = column.table.c.organization_id == _ORGANIZATION
    return select(column.label("key")).where(own, condition)
