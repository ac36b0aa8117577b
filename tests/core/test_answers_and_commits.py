"""A 2xx means saved: an answer never leaves before its COMMIT has succeeded."""

from contextlib import suppress

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.data.database import Database
from app.embedded.servers import Servers
from tests.callers import PASSWORD, Caller

#: Whoever adds this person, or a file of this name, fails the first time.
_FIRST = "Fails the first time.txt"
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


@pytest.fixture
async def failing_once(servers: Servers) -> None:
    """Whoever adds such a person or file fails at COMMIT; the next one does not."""
    owner = await asyncpg.connect(servers.owner_database_url)
    await owner.execute(
        """create sequence if not exists tries;
           select setval('tries', 1, false);
           grant usage on sequence tries to chamado_app;
           create or replace function fail_once() returns trigger language plpgsql as
           $$ begin
                if nextval('tries') = 1 then raise exception 'no' using errcode = '40P01'; end if;
                return null;
              end $$"""
    )
    for table in ("people", "files"):
        await owner.execute(
            f"""drop trigger if exists fail_once on {table};
                create constraint trigger fail_once after insert on {table}
                  deferrable initially deferred for each row
                  when (new.name = '{_FIRST}') execute function fail_once()"""
        )
    await owner.close()


@pytest.mark.usefixtures("failing_once")
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "0123456789abcdef"}])
async def test_a_change_that_had_to_give_way_is_begun_anew(
    ada: Caller, headers: dict[str, str]
) -> None:
    made = await ada.post("/v1/people", _PERSON | {"name": _FIRST}, headers=headers)
    assert (await ada.get(f"/v1/people/{made['id']}"))["name"] == _FIRST
    again = await ada.send("POST", "/v1/people", json=_PERSON | {"name": _FIRST}, headers=headers)
    assert again.status_code == (201 if headers else 409)


@pytest.mark.usefixtures("failing_once")
async def test_so_is_an_upload(ada: Caller) -> None:
    sent = {"file": (_FIRST, b"Contrato", "text/plain")}
    answer = await ada.send("POST", "/v1/files", files=sent)
    assert answer.status_code == 201, answer.text
    kept = await ada.send("GET", f"/v1/files/{answer.json()['id']}/content")
    assert kept.content == b"Contrato"


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
