"""What was given up is seen, retried or discarded: by its organization, or by the operator."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.data.counters import next_number
from app.core.data.database import Database, TenantSession
from app.core.data.statements import sql
from app.core.events.destinations import PermanentFailure
from app.core.events.dispatcher import deliver, due_deliveries
from app.core.events.dispatcher import drain as dispatch
from app.core.events.event_log import Event, announce
from app.core.events.listeners import listeners, on
from app.core.events.outbox import Outbox, enqueue, handlers, outbox_task
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.embedded.processes import CannotStartError
from app.programs.dead_letters import decide
from tests.callers import Caller, Drain

LETTERS = "/v1/dead-letters"


class Knocked(Event):
    name: ClassVar = "test.knocked"
    label: ClassVar = "Knocked"
    subject: ClassVar = "door"
    door_id: UUID


class Trouble:
    """Whether what is tried fails."""

    is_over = False


@pytest.fixture(autouse=True)
def failing() -> Iterator[None]:
    """A listener and an outbox task that fail until the trouble is over."""
    Trouble.is_over = False

    @on(Knocked)
    async def open_door(session: TenantSession, _event: Knocked) -> None:
        await next_number(session, "opened")
        if not Trouble.is_over:
            raise RuntimeError("nobody is at home")

    @outbox_task("test_letter")
    async def send(_context: Any, _what: Any) -> None:
        if not Trouble.is_over:
            raise PermanentFailure("no such street")

    yield
    listeners.pop(Knocked.name)
    handlers.pop("test_letter")


@pytest.fixture
def outbox(app: FastAPI) -> Outbox:
    runtime: Runtime = app.state.runtime
    return Outbox(runtime)


_LAST_ATTEMPT = sql("""update deliveries set attempts = 8, due_at = :now
        where organization_id = :organization_id""")
_OPENED = sql("""select value from counters
        where organization_id = :organization_id and name = 'opened'""")


async def _give_up(ada: Caller, database: Database, outbox: Outbox) -> list[dict[str, Any]]:
    """A mail and the reaction to an event, as they are after their last attempts."""
    async with database.transaction(ada.actor) as session:
        announce(session, Knocked(door_id=new_id()))
        enqueue(session, "test_letter")
    await dispatch(database, ada.organization_id)
    await outbox.run(ada.organization_id, "outside")
    async with database.transaction(ada.actor) as session:
        await session.rows(_LAST_ATTEMPT, now=now())
    await _deliver(ada, database)
    items: list[dict[str, Any]] = (await ada.get(LETTERS))["items"]
    return items


async def _deliver(ada: Caller, database: Database) -> list[bool]:
    due = await due_deliveries(database, ada.organization_id)
    return [await deliver(database, ada.organization_id, *each) for each in due]


@pytest.fixture
async def letters(
    ada: Caller, database: Database, drain: Drain, outbox: Outbox
) -> dict[str, dict[str, Any]]:
    await drain(ada.organization_id)
    return {each["origin"]: each for each in await _give_up(ada, database, outbox)}


async def test_they_say_what_failed_and_why(ada: Caller, letters: dict[str, Any]) -> None:
    assert letters["outbox_task"]["work"] == "test_letter"
    assert "no such street" in letters["outbox_task"]["last_error"]
    assert "nobody is at home" in letters["delivery"]["last_error"]
    assert letters["delivery"]["work"].endswith("open_door")
    assert letters["delivery"]["attempts"] == 9
    assert (await ada.get(LETTERS))["total_count"] == 2


async def test_a_retry_does_it_and_is_in_the_audit_trail(
    ada: Caller, database: Database, outbox: Outbox, letters: dict[str, Any]
) -> None:
    Trouble.is_over = True
    assert not await _deliver(ada, database)
    assert not await outbox.run(ada.organization_id, "outside")
    for each in letters.values():
        await ada.post(f"{LETTERS}/{each['id']}/retry", expect=204)
        await ada.post(f"{LETTERS}/{each['id']}/retry", expect=404)
    assert (await ada.get(LETTERS))["items"] == []
    assert await _deliver(ada, database) == [True]
    assert await outbox.run(ada.organization_id, "outside") == [True]
    async with database.transaction(ada.actor) as session:
        assert await session.row(_OPENED)
    trail = await ada.get("/v1/audit", name="dead_letter.retried")
    assert {entry["data"]["work"] for entry in trail["items"]} == {
        each["work"] for each in letters.values()
    }


async def test_what_is_discarded_is_never_done(
    ada: Caller, database: Database, outbox: Outbox, letters: dict[str, Any]
) -> None:
    for each in letters.values():
        await ada.post(f"{LETTERS}/{each['id']}/discard", expect=204)
        await ada.post(f"{LETTERS}/{each['id']}/discard", expect=404)
    Trouble.is_over = True
    assert (await ada.get(LETTERS))["total_count"] == 0
    assert not await _deliver(ada, database)
    assert not await outbox.run(ada.organization_id, "outside")


async def test_what_still_waits_cannot_be_discarded(
    ada: Caller, database: Database, drain: Drain
) -> None:
    await drain(ada.organization_id)
    async with database.transaction(ada.actor) as session:
        enqueue(session, "test_letter")
        await session.flush()
        waiting = await session.rows(
            sql("select id from outbox_tasks where organization_id = :organization_id")
        )
    await ada.post(f"{LETTERS}/{waiting[0]['id']}/discard", expect=404)


async def test_others_neither_see_nor_touch_them(
    bob: Caller, stranger: Caller, letters: dict[str, Any]
) -> None:
    assert (await stranger.get(LETTERS))["items"] == []
    letter = f"{LETTERS}/{letters['delivery']['id']}"
    await stranger.post(f"{letter}/discard", expect=404)
    await bob.get(LETTERS, 403)
    await bob.post(f"{letter}/retry", expect=403)


async def test_the_operator_lists_retries_and_discards_by_command(
    ada: Caller, settings: Settings, letters: dict[str, Any]
) -> None:
    delivery, task = letters["delivery"]["id"], letters["outbox_task"]["id"]
    listed = await decide(settings, "list", [])
    assert str(ada.organization_id) in listed
    assert delivery in listed
    assert await decide(settings, "retry", [delivery]) == "retry: 1 of 1."
    assert delivery not in await decide(settings, "list", [])
    with pytest.raises(CannotStartError, match="Name what is to be discarded"):
        await decide(settings, "discard", [])
    assert await decide(settings, "discard", [task]) == "discard: 1 of 1."
    assert (await ada.get(LETTERS))["items"] == []


async def test_what_is_named_is_found_however_old_it_is(
    ada: Caller, settings: Settings, letters: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.programs.dead_letters.MOST_LISTED", 1)
    listed = (await decide(settings, "list", [])).splitlines()
    assert len([line for line in listed if str(ada.organization_id) in line]) == 1
    assert listed[-1].startswith("And ")
    oldest = next(each["id"] for each in letters.values() if each["id"] not in "".join(listed))
    assert await decide(settings, "retry", [oldest]) == "retry: 1 of 1."
