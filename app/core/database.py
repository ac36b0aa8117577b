"""The one way to change data: a session that belongs to an organization."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal, Self, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy import TIMESTAMP, Date, Enum, ForeignKeyConstraint, MetaData, Numeric, Text, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)

from app.core.clock import now
from app.core.errors import NotFound, UnknownReference, field_problem
from app.core.ids import new_id
from app.core.statements import Statement
from app.core.text import N_


def _own_columns(constraint: Any, _table: Any) -> str:
    """The columns that tell a key apart: every key begins with organization_id."""
    names = (str(column.name) for column in constraint.columns)
    return "_".join(name for name in names if name != "organization_id") or "organization_id"


class Base(DeclarativeBase):
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


def owned_reference(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """Point at another owned row. The pair of columns keeps the link inside one organization."""
    return ForeignKeyConstraint(
        ["organization_id", column], [f"{table}.organization_id", f"{table}.id"], **options
    )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting, in which organization, and what they may do."""

    organization_id: UUID
    person_id: UUID | None = None
    kind: Literal["person", "token", "system"] = "system"
    permissions: frozenset[str] = frozenset()
    session_id: UUID | None = None
    token_id: UUID | None = None
    locale: str | None = None
    zone: str = "America/Sao_Paulo"
    request_id: str | None = None

    def may(self, permission: str) -> bool:
        """Whether the actor holds the permission; the system itself holds all of them."""
        return self.kind == "system" or permission in self.permissions

    @property
    def principal(self) -> str:
        """Whose idempotency keys and rate limits apply."""
        return str(self.token_id or self.person_id or "system")


#: How long a request waits for a connection before it is told that the service is not available.
_PATIENCE_SECONDS = 20


class _OwnedSession(Session):
    """Marks the sessions that the listeners below apply to."""


Row = TypeVar("Row", bound=Owned)
#: "work": the worker has something to do; "credentials": forget what was verified.
Signal = Literal["work", "credentials"]
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

    async def fetch(self, model: type[Row], id: UUID, *, lock: bool = False) -> Row:
        """Return the row with this id, or answer 404."""
        row = await self.get(
            model,
            (self.actor.organization_id, id),
            with_for_update={"key_share": True} if lock else None,
        )
        if row is None:
            raise NotFound
        return row

    async def refer(self, model: type[Row], id: UUID, field: str) -> Row:
        """Return the row that this field of the body names, or answer 422."""
        row = await self.get(model, (self.actor.organization_id, id))
        if row is None:
            detail = N_("There is nothing with this id.")
            raise UnknownReference(errors=[field_problem(field, "unknown_reference", detail)])
        return row

    async def rows(self, statement: Statement, **given: Any) -> list[asyncpg.Record]:
        """Run a compiled statement in this transaction, after what the session has pending."""
        await self.flush()
        given["organization_id"] = self.actor.organization_id
        return await self._raw.fetch(statement.sql, *statement.values(given))

    async def row(self, statement: Statement, **given: Any) -> asyncpg.Record | None:
        found = await self.rows(statement, **given)
        return found[0] if found else None


@dataclass(slots=True)
class Database:
    """The pools of one process: SQLAlchemy's for changes, asyncpg's own for reads."""

    engine: AsyncEngine
    reads: "asyncpg.Pool[Any]"
    signal: Callable[[Signal, UUID], None] = field(default=lambda _signal, _organization: None)

    @classmethod
    async def connect(cls, url: str, *, write_pool: int = 5, read_pool: int = 5) -> Self:
        engine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            # BEGIN and COMMIT are ours: BEGIN travels in one message with the organization.
            isolation_level="AUTOCOMMIT",
            pool_size=write_pool,
            max_overflow=0,
            pool_timeout=_PATIENCE_SECONDS,
            connect_args={"server_settings": {"application_name": "chamado-write"}},
        )
        dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        reads = await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=read_pool,
            server_settings={"application_name": "chamado-read"},
            # Every connection serves all tenants; what RESET would undo we never set.
            reset=_keep,
        )
        return cls(engine, reads)

    async def close(self) -> None:
        await self.engine.dispose()
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
        return await self.reads.fetchval(sql, *values)

    async def organizations(self, function: str, *values: Any) -> list[UUID]:
        """What one of the functions that list organizations returns; used by the worker only."""
        return [row[0] for row in await self.reads.fetch(f"select {function}", *values)]

    @asynccontextmanager
    async def transaction(self, actor: Actor) -> AsyncIterator[TenantSession]:
        """Commit if the block succeeds; undo all of it if it does not."""
        async with self.engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            await raw.execute(begin(actor.organization_id))
            session = TenantSession(connection, raw, actor)
            try:
                yield session
                await session.flush()
                for statement in session.last_statements:
                    await statement(session)
                await raw.execute("commit")
            except BaseException:
                await asyncio.shield(_undo(connection, raw))
                raise
            finally:
                session.expunge_all()
        for signal in session.signals:
            self.signal(signal, actor.organization_id)

    @asynccontextmanager
    async def read(self, actor: Actor) -> AsyncIterator[Any]:
        """A read-only transaction on asyncpg, in the actor's organization."""
        async with self.reads.acquire(timeout=_PATIENCE_SECONDS) as connection:
            await connection.execute(begin(actor.organization_id, read_only=True))
            try:
                yield connection
            except BaseException:
                if not connection.is_closed():
                    await asyncio.shield(connection.execute("rollback"))
                raise
            await connection.execute("commit")


def begin(organization_id: UUID, *, read_only: bool = False) -> str:
    """BEGIN and the organization in one message. A UUID object cannot carry SQL."""
    mode = " read only" if read_only else ""
    return f"begin{mode}; select set_organization('{UUID(str(organization_id))}')"


async def _keep(_connection: Any) -> None:
    pass


async def _undo(connection: AsyncConnection, raw: "asyncpg.Connection[Any]") -> None:
    try:
        await raw.execute("rollback")
    except Exception:  # noqa: BLE001 - whatever broke it, this connection must not be reused
        raw.terminate()
        await connection.invalidate()


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


@event.listens_for(_OwnedSession, "do_orm_execute")
def _narrow_to_the_organization(state: ORMExecuteState) -> None:
    # Row-level security hides other organizations already; saying it in SQL lets a
    # sharded database route by it, and keeps a wrongly granted role harmless.
    organization_id = state.session.info["actor"].organization_id
    if not state.is_column_load and not state.is_relationship_load:
        state.statement = state.statement.options(
            with_loader_criteria(
                Owned, lambda owned: owned.organization_id == organization_id, include_aliases=True
            )
        )
