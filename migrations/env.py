"""How a migration reaches the database: as its owner, waiting for no lock longer than a moment."""

import asyncio
from typing import Literal, cast

from alembic import context
from sqlalchemy import Column, Connection, Enum, Index, make_url, pool, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import SchemaItem

from app.core.data.database import Base
from app.core.settings import Settings
from app.domains import import_tables

#: Every table, so that autogenerate sees it.
import_tables()

# Any number will do, as long as it stays: two migrations at once wait for each other.
_ONE_AT_A_TIME = 7_262_341


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    # A value that is one of a few words is stored as text: a new word needs no migration.
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


def _is_compared(item: SchemaItem, _name: str | None, kind: str, *_: object) -> bool:
    # PostgreSQL writes an expression in other words than it was given.
    return kind != "index" or all(
        isinstance(part, Column) for part in cast(Index, item).expressions
    )


def _migrate(connection: Connection) -> None:
    connection.execute(text("select pg_advisory_lock(:key)"), {"key": _ONE_AT_A_TIME})
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        render_item=_render,
        include_object=_is_compared,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.scalar(text("select to_regclass('alembic_version')")):
        # /readyz compares it with the code.
        connection.execute(text("grant select on alembic_version to chamado_app"))
        connection.commit()


async def _connect_and_migrate() -> None:
    url = context.config.attributes.get("url") or Settings().owner_database_url
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        poolclass=pool.NullPool,
        # A migration that waits for a lock makes everybody behind it wait too: better to fail.
        # The other two are for a sharded database; any other one takes note of them and no more.
        connect_args={
            "server_settings": {
                "lock_timeout": "5s",
                "citus.multi_shard_modify_mode": "sequential",
                "citus.enable_unsafe_triggers": "on",
            }
        },
    )
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


asyncio.run(_connect_and_migrate())
