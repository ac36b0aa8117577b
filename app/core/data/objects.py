"""Objects of the models, loaded by compiled statements: the rows that a change works on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import asyncpg
from sqlalchemy import Float, Numeric, Select, any_, bindparam, inspect, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapper, Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from app.core.data.statements import DIALECT, Statement, prepared

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, eq=False)
class Objects(Generic[Thing]):
    """A compiled `select(Model)`, whose rows become objects of a session."""

    statement: Statement
    mapper: Mapper[Thing]
    #: What makes a value of the model out of asyncpg's, where they differ.
    readers: tuple[tuple[str, Callable[[Any], Any]], ...]
    #: What is locked or written is not as the session may know it from before.
    is_news: bool

    def named(self, key: Iterable[Any]) -> dict[str, Any]:
        """The values of a primary key by their names; see `by_key`."""
        return dict(zip((column.name for column in self.mapper.primary_key), key, strict=True))

    def known(self, session: Session, key: tuple[Any, ...]) -> Thing | None:
        """The object with this primary key, if the session holds it as it is now."""
        found = session.identity_map.get(self.mapper.identity_key_from_primary_key(key))
        return None if found is None or inspect(found).expired else found

    def attach(self, session: Session, records: Iterable[asyncpg.Record]) -> list[Thing]:
        """Let the rows be objects of the session: each row is one, however often it is found."""
        return [self._attach(session, dict(record)) for record in records]

    def _attach(self, session: Session, values: dict[str, Any]) -> Thing:
        for name, read in self.readers:
            if values[name] is not None:
                values[name] = read(values[name])
        key = self.mapper.identity_key_from_primary_key(
            tuple(values[column.name] for column in self.mapper.primary_key)
        )
        known: Thing | None = session.identity_map.get(key)
        if known is None:
            known = self.mapper.class_manager.new_instance()
            inspect(known).dict.update(values)
            make_transient_to_detached(known)
            session.add(known)
        elif self.is_news or inspect(known).expired:
            for name, value in values.items():
                set_committed_value(known, name, value)
        return known


def objects(rows: Select[Thing], *, lock: bool = False) -> Objects[Thing]:
    """Compile a `select(Model)`; like every compiled statement it names the organization."""
    model = rows.column_descriptions[0]["entity"]
    if lock:
        rows = rows.with_for_update(key_share=True, of=model)
    return _objects(prepared(rows), model, is_news=locks(rows))


def locks(rows: Any) -> bool:
    """Return True if a statement locks what it finds, which is then not as it was read before."""
    return getattr(rows, "_for_update_arg", None) is not None


def written(model: type[Thing], statement: Statement) -> Objects[Thing]:
    """Objects out of what a statement has written: it ends with `returning *`."""
    return _objects(statement, model, is_news=True)


def _objects(statement: Statement, model: Any, *, is_news: bool) -> Objects[Any]:
    mapper: Mapper[Any] = inspect(model)
    read = [(a.key, _reader(a.columns[0].type)) for a in mapper.column_attrs if not a.deferred]
    readers = tuple((name, reader) for name, reader in read if reader)
    return Objects(statement, mapper, readers, is_news)


@cache
def by_key(mapper: Mapper[Thing], *, lock: bool = False) -> Objects[Thing]:
    """The row whose primary key the values of its names are."""
    keys = (key == bindparam(key.name, type_=key.type) for key in mapper.primary_key)
    return objects(select(mapper).where(*keys), lock=lock)


@cache
def by_ids(mapper: Mapper[Thing], *, lock: bool = False) -> Objects[Thing]:
    """The rows that `ids` names. Locked in the order of ids, so that nobody waits in a circle."""
    columns = mapper.columns
    wanted = select(mapper).where(
        columns.organization_id == bindparam("organization_id"),
        columns.id == any_(bindparam("ids", type_=ARRAY(columns.id.type))),
    )
    return objects(wanted.order_by(columns.id) if lock else wanted, lock=lock)


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    # asyncpg reads numbers as the models have them; SQLAlchemy would ask for the type of the result
    if isinstance(kind, Numeric | Float):
        return None
    found: Callable[[Any], Any] | None = kind.dialect_impl(DIALECT).result_processor(DIALECT, None)
    return found
