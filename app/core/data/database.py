"""Tenant sessions: transactions for changes that belong to one organization."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal, Self, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy import (
    TIMESTAMP,
    BindParameter,
    Date,
    Enum,
    ForeignKeyConstraint,
    MetaData,
    Numeric,
    Text,
    Uuid,
    bindparam,
    event,
    inspect,
)
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
)
from sqlalchemy.pool import NullPool

from app.core.data.objects import Objects, by_ids, by_key, locks
from app.core.data.pool import Pool
from app.core.data.statements import Readable
from app.core.data.tenancy import OfOrganization, narrowed_to
from app.core.data.transactions import Transaction
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.core.values.errors import NotFound, UnknownReference
from app.core.values.ids import new_id


def _own_columns(constraint: Any, _table: Any) -> str:
    """The columns that tell a key apart: every key begins with organization_id."""
    names = (str(column.name) for column in constraint.columns)
    return "_".join(name for name in names if name != "organization_id") or "organization_id"


class Base(OfOrganization, DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "own_columns": _own_columns,
            "pk": "%(table_name)s_pkey",
            "fk": "%(table_name)s_%(own_columns)s_fkey",
            "uq": "%(table_name)s_%(own_columns)s_key",
            "ix": "%(table_name)s_%(own_columns)s_idx",
            "ck": "%(table_name)s_%(constraint_name)s_check",
        }
    )
    type_annotation_map: ClassVar = {
        str: Text,
        datetime: TIMESTAMP(timezone=True),
        date: Date,
        Decimal: Numeric(14, 3),
        # Stored as text, not as a Postgres enum, so that a new value needs no migration.
        StrEnum: Enum(
            StrEnum, native_enum=False, length=40, values_callable=list, create_constraint=False
        ),
    }


class Owned:
    """A row that belongs to one organization; its key says so."""

    organization_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)


class Versioned:
    """A row that people edit: each change raises `version`, which is its ETag."""

    version: Mapped[int] = mapped_column(default=1, sort_order=90)
    created_at: Mapped[datetime] = mapped_column(sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(sort_order=92)

    @classmethod
    def changed(cls) -> dict[str, Any]:
        """Values for a statement that changes many rows: each is a version further."""
        return {"version": cls.version + 1, "updated_at": now()}


def owned_reference(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """Point at another owned row. The pair of columns keeps the link inside one organization."""
    return ForeignKeyConstraint(
        ["organization_id", column], [f"{table}.organization_id", f"{table}.id"], **options
    )


class _OwnedSession(Session):
    """Marks the sessions that the listeners below apply to."""


Model = TypeVar("Model")
Row = TypeVar("Row", bound=Owned)
#: A lane: the worker has something to do there; "credentials": forget what was verified.
Lane = Literal["inside", "background", "outside", "long"]
Signal = Lane | Literal["credentials"]
LastStatement = Callable[["TenantSession"], Awaitable[None]]


class TenantSession(AsyncSession):
    """A transaction of one actor in one organization."""

    sync_session_class = _OwnedSession

    def __init__(
        self, connection: AsyncConnection, raw: "asyncpg.Connection[Any]", actor: Actor
    ) -> None:
        super().__init__(connection, expire_on_commit=False, info={"actor": actor})
        self.actor = actor
        #: What must run last before COMMIT: it holds locks that all writers wait for.
        self.last_statements: list[LastStatement] = []
        #: What other processes should hear once this is committed.
        self.signals: set[Signal] = set()
        self._raw = raw

    async def find(self, model: type[Model], *key: Any, lock: bool = False) -> Model | None:
        """Return the row with this key within the organization, if there is one."""
        wanted = by_key(inspect(model), lock=lock)
        whole = (self.actor.organization_id, *key)
        known = None if lock else wanted.known(self.sync_session, whole)
        return known or await self.object(wanted, **wanted.named(whole))

    async def fetch(self, model: type[Row], id: UUID, *, lock: bool = False) -> Row:
        """Return the row with this id, or answer 404."""
        row = await self.find(model, id, lock=lock)
        if row is None:
            raise NotFound
        return row

    async def lock(self, *rows: Owned) -> None:
        """Lock several rows of one model, and read them anew.

        Whoever needs more than one takes them together: those who cross would wait in a circle.
        """
        wanted = by_ids(inspect(type(rows[0])), lock=True)
        await self.objects(wanted, ids=[row.id for row in rows])

    async def refer(self, model: type[Row], id: UUID, field: str) -> Row:
        """Return the row that this field of the body names, or answer 422."""
        row = await self.find(model, id)
        if row is None:
            raise UnknownReference.at(field)
        return row

    async def refer_all(self, named: Iterable[tuple[str, type[Owned], UUID]]) -> dict[str, Any]:
        """Return the row of each field (its path, the model, the id), with one look per model.

        Answer 422 with each field that names none.
        """
        wanted = list(named)
        found: dict[tuple[type[Owned], UUID], Any] = {}
        for model in {model for _, model, _ in wanted}:
            ids = [key for _, of, key in wanted if of is model]
            rows: list[Owned] = await self.objects(by_ids(inspect(model)), ids=ids)
            found |= {(model, row.id): row for row in rows}
        unknown = [field for field, model, key in wanted if (model, key) not in found]
        if unknown:
            raise UnknownReference.at(*unknown)
        return {field: found[model, key] for field, model, key in wanted}

    async def refer_list(self, model: type[Owned], keys: Sequence[UUID], field: str) -> None:
        """Answer 422 with each place of a list that names no row, after one look at them all."""
        places = ((f"{field}/{place}", model, key) for place, key in enumerate(keys))
        await self.refer_all(places)

    async def objects(self, wanted: Objects[Model], **given: Any) -> list[Model]:
        """Load rows by a compiled statement, as objects that can be changed."""
        return wanted.attach(self.sync_session, await self.rows(wanted.statement, **given))

    async def object(self, wanted: Objects[Model], **given: Any) -> Model | None:
        found = await self.objects(wanted, **given)
        return found[0] if found else None

    async def rows(self, statement: Readable, **given: Any) -> list[asyncpg.Record]:
        """Run a compiled statement in this transaction, after what the session has pending."""
        if self._has_changes():
            await self.flush()
        given["organization_id"] = self.actor.organization_id
        given.setdefault("actor_id", self.actor.person_id)
        chosen = statement.of(self.actor)
        return await self._raw.fetch(chosen.sql, *chosen.values(given))

    async def row(self, statement: Readable, **given: Any) -> asyncpg.Record | None:
        found = await self.rows(statement, **given)
        return found[0] if found else None

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Run a block of which nothing stays if it fails, not even its announcements.

        Rows that were changed inside have to be fetched again afterwards.
        """
        announced: list[Any] = self.info.get("announced", [])
        before = len(announced)
        try:
            async with self.begin_nested():
                yield
        except BaseException:
            del self.info.get("announced", announced)[before:]
            raise

    async def forget_rows(self) -> None:
        """Send what is pending; rows are read anew from here on."""
        if self._has_changes():
            await self.flush()
        self.expunge_all()

    async def finish(self) -> None:
        """Send what is pending, and what must run last."""
        if self._has_changes():
            await self.flush()
        for statement in self.last_statements:
            await statement(self)

    async def let_go(self) -> None:
        """Leave the connection to the next session; rows that were loaded stay readable."""
        if self.in_transaction():
            await self.close()

    def _has_changes(self) -> bool:
        inner = self.sync_session
        return bool(inner.new or inner.deleted or inner.identity_map.check_modified())


#: What nobody waits for longer. The first is longer than PostgreSQL takes to find a deadlock; the
#: last is for a server that does not even answer that it is too late.
LOCK_SECONDS, STATEMENT_SECONDS, IDLE_SECONDS, COMMAND_SECONDS = 4, 30, 60, 40
_CONNECT_SECONDS = 10


def _connection(name: str) -> dict[str, Any]:
    """Options of asyncpg for a connection of the app, which has deadlines."""
    return {
        "timeout": _CONNECT_SECONDS,
        "command_timeout": COMMAND_SECONDS,
        "server_settings": {
            "application_name": name,
            "lock_timeout": f"{LOCK_SECONDS}s",
            "statement_timeout": f"{STATEMENT_SECONDS}s",
            "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
        },
    }


@dataclass(slots=True)
class _ChangeConnection:
    """A connection for changes, with what SQLAlchemy keeps beside it."""

    connection: AsyncConnection
    raw: "asyncpg.Connection[Any]"

    async def execute(self, sql: str) -> str:
        return await self.raw.execute(sql)

    def is_closed(self) -> bool:
        return self.raw.is_closed()

    def is_in_transaction(self) -> bool:
        return self.raw.is_in_transaction()

    def terminate(self) -> None:
        self.raw.terminate()

    async def close(self) -> None:
        await self.connection.close()


@dataclass(slots=True)
class Database:
    """The connections of one process: those for changes know SQLAlchemy, those for reads do not."""

    reads: Pool["asyncpg.Connection[Any]"]
    changes: Pool[_ChangeConnection]
    signal: Callable[[Signal, UUID], None] = field(default=lambda _signal, _organization: None)

    @classmethod
    async def connect(cls, url: str, *, write_pool: int = 5, read_pool: int = 5) -> Self:
        engine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            # BEGIN and COMMIT are ours: BEGIN travels in one message with the organization.
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            poolclass=NullPool,
            connect_args=_connection("chamado-write"),
        )
        dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

        async def open_read() -> "asyncpg.Connection[Any]":
            opened: asyncpg.Connection[Any]
            opened = await asyncpg.connect(dsn, **_connection("chamado-read"))
            return opened

        async def open_change() -> _ChangeConnection:
            connection = await engine.connect()
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            return _ChangeConnection(connection, raw)

        database = cls(Pool(open_read, read_pool), Pool(open_change, write_pool))
        async with database.reads.connection():
            return database  # a wrong address or password shows at once

    async def close(self) -> None:
        await self.changes.close()
        await self.reads.close()

    async def refuse_privileges(self) -> None:
        """Stop unless this login is bound by row-level security like any other."""
        if await self.outside_tenants(
            """select rolsuper or rolbypassrls or exists (
                        select from pg_class
                         where relowner = r.oid and relnamespace = 'public'::regnamespace)
                 from pg_roles r where rolname = current_user"""
        ):
            raise SystemExit(
                "CHAMADO_DATABASE_URL is the login of a superuser or of the owner of the tables: "
                "row-level security would not bind it. Use the login chamado_app."
            )

    async def outside_tenants(self, sql: str, *values: Any) -> Any:
        """One value with no organization set: only functions made for that see anything."""
        async with self.reads.connection() as connection:
            return await connection.fetchval(sql, *values)

    async def across_tenants(self, function: str, *values: Any) -> list[asyncpg.Record]:
        """Rows of one of the functions that look across organizations; used by the worker only."""
        async with self.reads.connection() as connection:
            places = ", ".join(f"${place}" for place, _ in enumerate(values, start=1))
            return await connection.fetch(f"select * from {function}({places})", *values)  # noqa: S608 - our names

    @asynccontextmanager
    async def transaction(self, actor: Actor) -> AsyncIterator[TenantSession]:
        """Commit if the block succeeds; undo all of it if it does not."""
        async with Transaction(self.changes, actor.organization_id) as held:
            session = TenantSession(held.connection, held.raw, actor)
            try:
                yield session
                await session.finish()
            finally:
                await session.let_go()
        for signal in session.signals:
            self.signal(signal, actor.organization_id)

    def read(self, actor: Actor, *, planned_once: bool = False) -> Transaction[Any]:
        """A read-only transaction on asyncpg, in the actor's organization."""
        organization_id = actor.organization_id
        return Transaction(self.reads, organization_id, read_only=True, planned_once=planned_once)


@event.listens_for(_OwnedSession, "before_flush")
def _stamp_rows(session: Session, _context: Any, _instances: Any) -> None:
    actor: Actor = session.info["actor"]
    for row in session.new:
        if isinstance(row, Owned):
            row.organization_id = actor.organization_id
        if isinstance(row, Versioned):
            row.created_at = row.updated_at = row.created_at or now()
    for row in session.dirty:
        if isinstance(row, Versioned) and session.is_modified(row):
            row.version += 1
            row.updated_at = now()


#: Set before each statement, so that a statement is compiled once for all organizations.
_organization_id: ContextVar[UUID] = ContextVar("organization_id")
_ORGANIZATION_ID: BindParameter[UUID] = bindparam(
    "of_organization_id", type_=Uuid(), callable_=_organization_id.get
)
_OF_THE_ORGANIZATION = narrowed_to(_ORGANIZATION_ID)


@event.listens_for(_OwnedSession, "do_orm_execute")
def _narrow_to_the_organization(state: ORMExecuteState) -> None:
    if not state.is_insert and not state.is_column_load:
        _organization_id.set(state.session.info["actor"].organization_id)
        state.statement = state.statement.options(_OF_THE_ORGANIZATION)
    if locks(state.statement):
        # Whoever held the row may have changed it while we waited.
        state.update_execution_options(populate_existing=True)
