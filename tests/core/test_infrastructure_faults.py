"""When a part does not answer, the caller is told when to come again: 503, never 500."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from asyncpg import InternalClientError

from app.core.data.database import Database
from app.core.data.database_errors import refusal_from_database
from app.core.settings import Settings
from app.core.values.errors import Unavailable
from app.embedded.servers import Servers
from app.main import create_app
from tests.callers import PASSWORD, Caller

_PERSON = {"username": "marina", "name": "Fails by itself", "role": "agent", "password": PASSWORD}


async def _owner(servers: Servers, sql: str) -> None:
    owner = await asyncpg.connect(servers.owner_database_url)
    await owner.execute(sql)
    await owner.close()


@pytest.mark.parametrize("state", ["08006", "25P03", "53100", "53200", "57014", "57P02", "58030"])
async def test_what_the_server_cannot_help_is_told_by_its_class(
    servers: Servers, ada: Caller, state: str
) -> None:
    await _owner(
        servers,
        f"""create or replace function fail_by_itself() returns trigger language plpgsql as
            $$ begin raise exception 'no' using errcode = '{state}'; end $$;
            drop trigger if exists fail_by_itself on people;
            create trigger fail_by_itself after insert on people for each row
              when (new.name = 'Fails by itself') execute function fail_by_itself()""",
    )
    answer = await ada.send("POST", "/v1/people", json=_PERSON)
    assert answer.status_code == 503
    assert (answer.json()["code"], answer.headers["retry-after"]) == ("unavailable", "5")


async def test_a_connection_that_dies_under_a_change_answers_503_and_the_next_goes_on(
    servers: Servers, ada: Caller, database: Database
) -> None:
    admin = await asyncpg.connect(servers.admin_url)
    change = {"subject": "Sem sinal", "description": "A luz da ONU pisca."}
    async with admin.transaction():
        await admin.execute(
            "select from event_heads where organization_id = $1 for update", ada.organization_id
        )
        sending = asyncio.create_task(ada.send("POST", "/v1/tickets", json=change))
        ended = 0
        while not ended:
            await asyncio.sleep(0.05)
            ended = await admin.fetchval(
                """select count(pg_terminate_backend(pid)) from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock'
                      and usename = 'chamado_app'"""
            )
        answer = await sending
    await admin.close()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    await ada.post("/v1/tickets", change)


async def test_a_connection_that_lost_the_thread_is_not_used_again(
    ada: Caller, database: Database
) -> None:
    """asyncpg says so when an answer came that it cannot place; it believes in the connection."""
    used: list[Any] = []

    async def lose_it() -> None:
        async with database.transaction(ada.actor) as session:
            used.append(session._raw)
            raise InternalClientError("got result for unknown protocol state")

    with pytest.raises(InternalClientError):
        await lose_it()
    assert used[0].is_closed()
    assert isinstance(refusal_from_database(InternalClientError("lost")), Unavailable)


async def test_a_database_that_cannot_be_reached_is_no_fault_of_ours(
    settings: Settings, ada: Caller, servers: Servers
) -> None:
    database = await Database.connect(servers.database_url)
    await database.close()

    async def unreachable() -> Any:
        raise FileNotFoundError("/run/postgresql/.s.PGSQL.5432")

    database.reads._open = unreachable
    with pytest.raises(ConnectionError):
        async with database.read(ada.actor):
            pass


async def test_a_storage_that_is_gone_is_told(
    settings: Settings, ada: Caller, tmp_path: Path
) -> None:
    app = create_app(settings.model_copy(update={"home": tmp_path}))
    async with app.router.lifespan_context(app):
        ada.app = app
        ada.__post_init__()
        sent = {"file": ("contrato.txt", b"Contrato", "text/plain")}
        kept = await ada.send("POST", "/v1/files", files=sent)
        assert kept.status_code == 201
        shutil.rmtree(tmp_path / "files")
        (tmp_path / "files").write_text("no folder any more")
        for answer in (
            await ada.send("POST", "/v1/files", files=sent),
            await ada.send("GET", f"/v1/files/{kept.json()['id']}/content"),
        ):
            assert answer.status_code == 503, answer.text
            assert (answer.json()["code"], answer.headers["retry-after"]) == ("unavailable", "5")
