"""Nobody waits for ever, and nobody waits for another organization's row."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI

from app.core.data import database as room
from app.core.data.database import Database
from app.core.data.database_errors import refusal_from_database
from app.core.settings import Settings
from app.core.values.errors import Unavailable
from app.embedded.servers import Servers
from app.main import create_app
from tests.callers import Caller

TICKET = {"subject": "Sem sinal", "description": "A luz da ONU pisca."}


@asynccontextmanager
async def _held_log(servers: Servers, caller: Caller) -> AsyncIterator[None]:
    """Somebody else holds the row that every change of this organization needs last."""
    other = await asyncpg.connect(servers.admin_url)
    async with other.transaction():
        await other.execute(
            "select from event_heads where organization_id = $1 for update", caller.organization_id
        )
        yield
    await other.close()


@asynccontextmanager
async def _process(settings: Settings, **changed: Any) -> AsyncIterator[FastAPI]:
    app = create_app(settings.model_copy(update=changed))
    async with app.router.lifespan_context(app):
        yield app


def _through(caller: Caller, app: FastAPI) -> Caller:
    fields = ("organization_id", "company_id", "person_id", "role", "username", "domain", "token")
    return Caller(app, *(getattr(caller, name) for name in fields))


async def test_a_row_that_is_held_ends_in_a_refusal_to_be_repeated(
    settings: Settings, servers: Servers, ada: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LOCK_SECONDS", 1)
    async with _process(settings) as app, _held_log(servers, ada):
        answer = await _through(ada, app).send("POST", "/v1/tickets", json=TICKET)
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.headers["retry-after"]) == ("try_again", "1")
    await ada.post("/v1/tickets", TICKET)


async def test_what_one_organization_waits_for_keeps_no_other_waiting(
    settings: Settings, servers: Servers, ada: Caller, stranger: Caller
) -> None:
    async with _process(settings, write_pool_size=4) as app:
        async with _held_log(servers, ada):
            waiting = [
                asyncio.create_task(_through(ada, app).send("POST", "/v1/tickets", json=TICKET))
                for _ in range(8)
            ]
            await asyncio.sleep(0.5)  # until they hold what they can get
            await _through(stranger, app).post("/v1/tickets", TICKET)
            assert not any(task.done() for task in waiting)
        answers = await asyncio.gather(*waiting)
    assert {answer.status_code for answer in answers} == {201}


async def test_every_connection_of_the_app_has_deadlines(database: Database) -> None:
    for pool in (database.reads, database.changes):
        async with pool.connection() as held:
            raw: Any = getattr(held, "raw", held)
            for name, seconds in (
                ("lock_timeout", room.LOCK_SECONDS),
                ("statement_timeout", room.STATEMENT_SECONDS),
                ("idle_in_transaction_session_timeout", room.IDLE_SECONDS),
            ):
                set_to = await raw.fetchval(
                    "select setting::int from pg_settings where name = $1", name
                )
                assert set_to == seconds * 1000, name


async def test_a_transaction_that_idles_is_ended_and_its_connection_not_used_again(
    settings: Settings, ada: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "IDLE_SECONDS", 1)
    async with _process(settings) as app:
        database: Database = app.state.runtime.database
        used: list[Any] = []

        async def idle() -> None:
            async with database.read(ada.actor) as connection:
                used.append(connection)
                await asyncio.sleep(1.5)
                await connection.fetch("select 1")

        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)) as told:
            await idle()
        assert isinstance(refusal_from_database(told.value), Unavailable)
        async with database.read(ada.actor) as connection:
            assert connection is not used[0]
            assert await connection.fetchval("select 1") == 1
