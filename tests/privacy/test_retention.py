"""What nobody needs any more goes by itself: unused files, notifications, old events."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import time_machine
from fastapi import FastAPI
from sqlalchemy import select

from app.core.data.database import Base, Database
from app.core.data.statements import sql
from app.core.events.outbox import enqueue
from app.core.jobs import delete_old_given_up_work
from app.core.runtime import Runtime
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.domains import import_tables
from app.files.jobs import KEPT, delete_unused_files
from app.files.models import FILE_IDS, STORAGE_KEY, File
from app.gateways.storage import Storage, UnknownFile
from app.notifications.jobs import delete_old_notifications
from app.people.invitations.jobs import delete_old_invitations
from app.privacy.retention.jobs import delete_old_events
from tests.callers import Caller, Drain
from tests.stories import upload
from tests.sweeping import run_sweep

Later = Callable[[timedelta, Any], Awaitable[bool]]


@pytest.fixture
def later(ada: Caller, database: Database, drain: Drain) -> Later:
    """Make a round of a sweep in Ada's organization, so much later; whether it had to."""

    async def run(after: timedelta, sweep: Any) -> bool:
        with time_machine.travel(now() + after, tick=True):
            had_to = await run_sweep(database, ada.organization_id, sweep)
            await drain(ada.organization_id)
        return had_to

    return run


async def _key(database: Database, ada: Caller, file_id: str) -> str | None:
    async with database.transaction(ada.actor) as session:
        wanted = select(File.storage_key).where(File.id == UUID(file_id))
        return await session.scalar(wanted)


async def _has_bytes(app: FastAPI, key: str) -> bool:
    runtime: Runtime = app.state.runtime
    try:
        await runtime.gateway(Storage).get(key)
    except UnknownFile:
        return False
    return True


async def test_an_upload_that_nothing_refers_to_goes_with_its_bytes(
    app: FastAPI, ada: Caller, database: Database, drain: Drain, later: Later
) -> None:
    unused = (await upload(ada, "nunca usado.txt", b"never used"))["id"]
    used = (await upload(ada, "sinal.txt", b"in a ticket"))["id"]
    twice = [(await upload(ada, f"{n}.txt", b"the same bytes"))["id"] for n in (1, 2)]
    opened = {"subject": "Sem sinal", "description": "Veja.", "file_ids": [used, twice[0]]}
    await ada.post("/v1/tickets", opened)
    await drain(ada.organization_id)
    keys = {each: await _key(database, ada, each) for each in (unused, used, *twice)}
    assert not await later(KEPT - timedelta(hours=1), delete_unused_files)

    assert await later(KEPT + timedelta(hours=1), delete_unused_files)
    left = {each for each in keys if await _key(database, ada, each)}
    assert left == {used, twice[0]}
    kept = {each for each, key in keys.items() if await _has_bytes(app, key or "")}
    assert kept == {used, *twice}, "the bytes of both copies are the same"


async def test_bytes_that_were_put_a_moment_ago_stay(
    app: FastAPI, ada: Caller, database: Database, drain: Drain
) -> None:
    """They may be those of an upload whose row is still to come."""
    file = await upload(ada, "de novo.txt", b"once more")
    key = await _key(database, ada, file["id"])
    async with database.transaction(ada.actor) as session:
        await session.rows(
            sql(
                "delete from files where organization_id = :organization_id and storage_key = :key"
            ),
            key=key,
        )
        enqueue(session, "erase_unused", keys=[key])
    await drain(ada.organization_id)
    assert await _has_bytes(app, key or "")


def test_every_column_that_names_a_file_or_its_bytes_says_so() -> None:
    """What refers to files is found in the tables: a column that does not say it loses them."""
    import_tables()
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    silent = [
        str(column)
        for column in columns
        if (re.search(r"(^|_)file_ids?$", column.name) and not _names_files(column))
        or (column.name.endswith(("storage_key", "result_key", "thumbnail_key")))
        != (column.info == STORAGE_KEY)
    ]
    assert not silent


def _names_files(column: Any) -> bool:
    keys = {key.column.table.name for key in column.foreign_keys}
    return "files" in keys or column.info == FILE_IDS


async def test_the_lines_of_the_bell_go_after_half_a_year(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain, later: Later
) -> None:
    ticket = await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Luz."})
    await ada.post(f"/v1/tickets/{ticket['id']}/assign", {"assignee_id": str(bob.person_id)}, 200)
    await drain(ada.organization_id)
    assert (await bob.get("/v1/notifications"))["items"]
    assert not await later(timedelta(days=179), delete_old_notifications)
    assert await later(timedelta(days=181), delete_old_notifications)
    assert not (await bob.get("/v1/notifications"))["items"]


async def test_an_invitation_that_nobody_accepted_goes_three_months_after_it_expired(
    ada: Caller, later: Later
) -> None:
    new = {"email": "nova@example.com", "name": "Nova Gente", "role": "agent"}
    await ada.post("/v1/invitations", new)
    assert not await later(timedelta(days=90), delete_old_invitations)
    assert await later(timedelta(days=98), delete_old_invitations)
    assert not (await ada.get("/v1/invitations"))["items"]


_GIVE_UP = sql("""update outbox_tasks set due_at = null, given_up_at = :at
        where organization_id = :organization_id""")
_TASKS = sql("select id from outbox_tasks where organization_id = :organization_id")


async def test_what_was_given_up_stays_for_three_months(
    ada: Caller, database: Database, drain: Drain
) -> None:
    await drain(ada.organization_id)
    for days, is_kept in ((89, True), (91, False)):
        async with database.transaction(ada.actor) as session:
            enqueue(session, "mail", to="x@example.com")
            await session.flush()
            await session.rows(_GIVE_UP, at=now() - timedelta(days=days))
        assert await run_sweep(database, ada.organization_id, delete_old_given_up_work) != is_kept
        async with database.transaction(ada.actor) as session:
            assert bool(await session.rows(_TASKS)) == is_kept


_NAMES = sql("select seq, subject_id from events where organization_id = :organization_id")
_REMEMBER = sql("""insert into events (organization_id, seq, id, name, subject_kind, subject_id,
              actor_kind, payload, occurred_at, depth)
       select :organization_id, :seq, :id, 'ticket.noted', 'ticket', :subject_id, 'system', '{}',
              :at, 0 returning seq""")
_DELETE = sql("select delete_old_events(:organization_id, :seqs::bigint[])")


async def _subjects(database: Database, ada: Caller) -> dict[int, UUID]:
    async with database.transaction(ada.actor) as session:
        return {row["seq"]: row["subject_id"] for row in await session.rows(_NAMES)}


async def _remember(database: Database, ada: Caller, seq: int, of: UUID, at: datetime) -> None:
    async with database.transaction(ada.actor) as session:
        await session.rows(_REMEMBER, seq=seq, id=new_id(), subject_id=of, at=at)


async def test_events_go_when_the_organization_no_longer_wants_them(
    ada: Caller, database: Database, drain: Drain
) -> None:
    ticket = await ada.post("/v1/tickets", {"subject": "Sem sinal", "description": "Luz."})
    await drain(ada.organization_id)
    before = await _subjects(database, ada)
    long_ago, something = now() - timedelta(days=800), new_id()
    await _remember(database, ada, -2, something, long_ago)
    await _remember(database, ada, -1, UUID(ticket["id"]), long_ago)

    assert not await run_sweep(database, ada.organization_id, delete_old_events)
    settings = "/v1/organization/settings"
    await ada.patch(settings, {"event_retention_months": 11}, 422)
    await ada.patch(settings, {"event_retention_months": 24})
    assert await run_sweep(database, ada.organization_id, delete_old_events)
    after = await _subjects(database, ada)
    assert something not in after.values()
    assert -1 in after, "the ticket is open, and its promises are read from it"
    assert before.keys() <= after.keys()


async def test_nobody_deletes_a_young_event(ada: Caller, database: Database) -> None:
    seqs = list(await _subjects(database, ada))
    with pytest.raises(asyncpg.RestrictViolationError):
        async with database.transaction(ada.actor) as session:
            await session.rows(_DELETE, seqs=seqs)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(ada.actor) as session:
            await session.rows(sql("delete from events where organization_id = :organization_id"))


async def test_nobody_deletes_the_old_events_of_another_organization(
    ada: Caller, stranger: Caller, database: Database
) -> None:
    await _remember(database, stranger, -1, new_id(), now() - timedelta(days=800))
    steal = sql("select delete_old_events(:other, :seqs::bigint[])")
    async with database.transaction(ada.actor) as session:
        await session.rows(steal, other=stranger.organization_id, seqs=[-1])
    assert -1 in await _subjects(database, stranger)
