"""A 2xx means saved: an answer never leaves before its COMMIT has succeeded."""

from contextlib import suppress

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.data.database import Database
from app.embedded.servers import Servers
from tests.callers import PASSWORD, Caller

_PERSON = {"username": "marina", "name": "Fails at commit", "role": "agent", "password": PASSWORD}


@pytest.fixture
async def failing_commit(servers: Servers) -> None:
    """From now on, whoever adds a person of this name fails at COMMIT and not before."""
    owner = await asyncpg.connect(servers.owner_database_url)
    await owner.execute(
        """create or replace function fail_late() returns trigger language plpgsql as
           $$ begin raise exception 'no' using errcode = '40001'; end $$;
           drop trigger if exists fail_late on people;
           create constraint trigger fail_late after insert on people
             deferrable initially deferred for each row
             when (new.name = 'Fails at commit') execute function fail_late()"""
    )
    await owner.close()


@pytest.mark.usefixtures("failing_commit")
async def test_a_commit_that_fails_is_no_success(ada: Caller) -> None:
    problem = await ada.post("/v1/people", _PERSON, 409)
    assert problem["code"] == "try_again"
    names = [p["name"] for p in (await ada.get("/v1/people"))["items"]]
    assert "Fails at commit" not in names


@pytest.mark.usefixtures("failing_commit")
async def test_neither_is_its_answer_kept_for_a_replay(ada: Caller) -> None:
    key = {"Idempotency-Key": "0123456789abcdef"}
    await ada.post("/v1/people", _PERSON, 409, headers=key)
    saved = await ada.post(
        "/v1/people", _PERSON | {"name": "Marina"}, 201, headers={"Idempotency-Key": "f" * 16}
    )
    assert saved["name"] == "Marina"
    again = await ada.send("POST", "/v1/people", json=_PERSON, headers=key)
    assert "idempotent-replayed" not in again.headers


async def test_a_broken_statement_rolls_everything_back_and_the_connection_goes_on(
    ada: Caller,
) -> None:
    await ada.post("/v1/people", _PERSON | {"name": "Marina", "email": None})
    taken = await ada.post("/v1/people", _PERSON | {"name": "Outra"}, 409)
    assert taken["code"] == "username_taken"
    assert [p["name"] for p in (await ada.get("/v1/people", role="agent"))["items"]] == ["Marina"]


async def test_a_transaction_that_an_error_has_ended_cannot_be_committed(
    ada: Caller, database: Database
) -> None:
    """PostgreSQL answers such a COMMIT with ROLLBACK, which is no error to it."""

    async def go_on_after_an_error() -> None:
        async with database.transaction(ada.actor) as session:
            with suppress(DBAPIError):
                await session.execute(text("select 1 / 0"))

    with pytest.raises(RuntimeError, match="Nothing was saved"):
        await go_on_after_an_error()
