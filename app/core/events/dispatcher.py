"""The dispatcher: listeners take an organization's new events in order, exactly once in effect.

`drain` runs the listeners of a batch of events in ONE transaction, which also moves the
organization's position: what was taken, and that it was taken, become durable together. A batch
that fails or dies is split into deliveries, one row for each listener, which are tried alone
(`deliver`): the row is removed in the transaction of its listener, the missing row is the receipt.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Database, TenantSession
from app.core.data.statements import Statement, sql
from app.core.events.event_log import Cause, Event
from app.core.events.listeners import Known, Listener, listeners, organization_facts
from app.core.security.actors import Actor
from app.core.traces import TRACES
from app.core.values.clock import now

log = structlog.get_logger()

#: How long a claim keeps others away until the transaction has begun that holds the row itself.
LEASE = timedelta(seconds=5)
#: Waits between attempts; after the last one the delivery stays, for a person to look at.
BACKOFF = [timedelta(seconds=s) for s in (1, 5, 30, 120, 600, 3600, 4 * 3600, 24 * 3600)]
LAST_ATTEMPT = len(BACKOFF) + 1
#: How long a batch, or a listener alone, may take.
BATCH_TIMEOUT, DELIVERY_TIMEOUT = 10, 20
#: A batch ends after so many events, or so many seconds: what its rows lock is waited for.
BATCH_EVENTS, BATCH_SECONDS = 100, 0.1


class Delivery(Base):
    """An event that one listener has yet to take, alone."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(None, "organization_id", "due_at"),
        Index(None, "organization_id", "listener", "subject_id", "seq"),
        Index(
            None,
            *("organization_id", "given_up_at"),
            postgresql_where=text("given_up_at is not null"),
        ),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    listener: Mapped[str] = mapped_column(primary_key=True)
    #: What happened to one thing is taken in order by a listener.
    subject_id: Mapped[UUID]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int]
    last_error: Mapped[str | None]
    #: No more attempts from here on, unless somebody asks for one.
    given_up_at: Mapped[datetime | None]


class DispatcherPosition(Base):
    """Position in an organization's log up to which events were taken or became deliveries."""

    __tablename__ = "dispatcher_positions"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    #: How many times the batch after it was begun.
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Drained:
    """Figures of one batch."""

    events: int = 0
    taken: int = 0
    #: The batch failed, or had died before: its deliveries wait to be tried alone.
    split: bool = False
    #: The log goes on.
    more: bool = False


class _LeaseLostError(Exception):
    """Another worker took the batch up: nothing of this one stays."""


_CLAIM_BATCH = """with free as (
           select seq from dispatcher_positions
            where organization_id = :organization_id
              and (leased_until is null or leased_until < :now)
              and seq < (select seq from event_heads where organization_id = :organization_id)
              for no key update skip locked)
       update dispatcher_positions set attempts = attempts + 1, leased_until = :until
        where organization_id = :organization_id and seq in (select seq from free)
    returning seq, attempts,
              (select seq from event_heads where organization_id = :organization_id) as head,
              exists (select from deliveries where organization_id = :organization_id
                       and due_at is not null) as has_deliveries"""
# The row stays locked until the batch is committed: a claim passes it by. What was announced after
# the claim is for the next one, whose facts know it.
_EVENTS = sql("""with held as (
           select seq from dispatcher_positions
            where organization_id = :organization_id and seq = :mark and attempts = :attempts
              for no key update)
       select e.seq, e.name, e.subject_id, e.payload::text as payload, e.depth, e.root_seq,
              e.traceparent
         from events e
        where e.organization_id = :organization_id and e.seq > (select seq from held)
          and e.seq <= :head
        order by e.seq limit :most""")
_WAITING = sql("""select listener, subject_id from deliveries
        where organization_id = :organization_id and due_at is not null""")
_MOVE_MARK = sql("""update dispatcher_positions set seq = :mark, attempts = 0, leased_until = null
        where organization_id = :organization_id""")
_ADD_DELIVERIES = sql("""insert into deliveries
              (organization_id, seq, listener, subject_id, due_at, attempts)
       select :organization_id, d.seq, d.listener, d.subject_id, :now, 0
         from unnest(:seqs::bigint[], :names::text[], :subjects::uuid[])
              as d(seq, listener, subject_id)
       returning seq""")
_DUE_DELIVERIES = sql("""select d.seq, d.listener from deliveries d
        where d.organization_id = :organization_id and d.due_at <= :now
          and not exists (select from deliveries b where b.organization_id = :organization_id
                             and b.listener = d.listener and b.subject_id = d.subject_id
                             and b.seq < d.seq and b.due_at is not null)
        order by d.attempts, d.seq limit 100""")
_CLAIM_DELIVERY = sql("""with free as (
           select seq from deliveries
            where organization_id = :organization_id and seq = :seq and listener = :listener
              and due_at <= :now
              for no key update skip locked)
       update deliveries set attempts = attempts + 1, due_at = (:next::timestamptz[])[attempts + 1]
        where organization_id = :organization_id and listener = :listener
          and seq in (select seq from free)
    returning attempts""")
_HOLD_DELIVERY = sql("""select e.seq, e.name, e.payload::text as payload, e.depth, e.root_seq,
              e.traceparent
         from deliveries d
         join events e on e.organization_id = :organization_id and e.seq = d.seq
        where d.organization_id = :organization_id and d.seq = :seq and d.listener = :listener
          and d.attempts = :attempts
          for update of d skip locked""")
_REMOVE_DELIVERY = sql(
    """delete from deliveries
        where organization_id = :organization_id and seq = :seq and listener = :listener"""
)
_PUT_BACK = sql(
    """update deliveries set due_at = :due_at, last_error = coalesce(:last_error, last_error),
              given_up_at = case when :due_at::timestamptz is null then :now::timestamptz end
        where organization_id = :organization_id and seq = :seq and listener = :listener
          and attempts = :attempts"""
)


async def drain(database: Database, organization_id: UUID) -> Drained:
    """Let the listeners take a batch of the organization's new events."""
    actor = Actor(organization_id)
    async with database.transaction(actor) as session:
        claimed = await session.row(_claim_batch(), now=now(), until=now() + LEASE)
    if claimed is None:
        return Drained()  # nothing is new, or another worker is at it
    known = {fact: claimed[f"fact_{place}"] for place, fact in enumerate(organization_facts)}
    if claimed["attempts"] == 1:
        try:
            async with (
                asyncio.timeout(BATCH_TIMEOUT),
                database.transaction(actor) as session,
            ):
                return await _take_batch(session, claimed, known)
        except _LeaseLostError:
            return Drained()
        except Exception:
            log.exception("batch_failed", organization_id=str(organization_id), mark=claimed["seq"])
    try:
        async with database.transaction(actor) as session:
            return await _split_batch(session, claimed, known)
    except _LeaseLostError:
        return Drained()


async def due_deliveries(database: Database, organization_id: UUID) -> list[tuple[int, str]]:
    """Deliveries that may be tried now: of one listener and subject, only the first."""
    async with database.read(Actor(organization_id)) as connection:
        rows = await connection.fetch(
            _DUE_DELIVERIES.sql,
            *_DUE_DELIVERIES.values({"organization_id": organization_id, "now": now()}),
        )
    return [(row["seq"], row["listener"]) for row in rows]


async def deliver(database: Database, organization_id: UUID, seq: int, listener: str) -> bool:
    """Let one listener take one event alone, unless it has. Return whether it took it now."""
    actor = Actor(organization_id)
    which = {"seq": seq, "listener": listener}
    async with database.transaction(actor) as session:
        claimed = await session.row(_CLAIM_DELIVERY, **which, now=now(), next=_next_attempts())
    if claimed is None:
        return False
    attempts = claimed["attempts"]
    error: str | None = None
    if attempts <= LAST_ATTEMPT:
        try:
            async with (
                asyncio.timeout(DELIVERY_TIMEOUT),
                database.transaction(actor) as session,
            ):
                found = await session.row(_HOLD_DELIVERY, **which, attempts=attempts)
                if found is None:
                    return False
                heard = listeners[found["name"]][listener]
                await _take(
                    session, heard, found, heard.event.model_validate_json(found["payload"])
                )
                await session.rows(_REMOVE_DELIVERY, **which)
        except Exception as failure:
            log.exception("delivery_failed", organization_id=str(organization_id), **which)
            error = repr(failure)[:500]
        else:
            return True
    async with database.transaction(actor) as session:
        await session.rows(
            _PUT_BACK,
            **which,
            attempts=attempts,
            due_at=next_attempt(attempts),
            last_error=error,
            now=now(),
        )
    return False


def next_attempt(attempts: int) -> datetime | None:
    """Time of the next attempt after so many; None: no more."""
    return now() + BACKOFF[attempts - 1] if attempts < LAST_ATTEMPT else None


def _next_attempts() -> list[datetime]:
    # Set when an attempt begins: who dies in it has been counted, and waits like who fails.
    return [now() + max(wait, LEASE) for wait in (*BACKOFF, LEASE, LEASE)]


def begin_dispatching(session: TenantSession) -> None:
    """Start relaying the log of a new organization."""
    session.add(DispatcherPosition(organization_id=session.actor.organization_id, seq=0))


@cache
def _claim_batch() -> Statement:
    asked = [f", ({fact.sql}) as fact_{place}" for place, fact in enumerate(organization_facts)]
    return sql(_CLAIM_BATCH + "".join(asked))


async def _take_batch(session: TenantSession, claimed: asyncpg.Record, known: Known) -> Drained:
    began = time.monotonic()
    events = await _events_after(session, claimed)
    waiting = set()
    if claimed["has_deliveries"]:
        waiting = {(row["listener"], row["subject_id"]) for row in await session.rows(_WAITING)}
    late: list[tuple[int, str, UUID]] = []
    taken = done = 0
    for event in events:
        for listener, fact in _concerned(event, known):
            if (listener.name, event["subject_id"]) in waiting:
                late.append((event["seq"], listener.name, event["subject_id"]))
                continue
            await _take(session, listener, event, fact)
            taken += 1
        done += 1
        if time.monotonic() - began > BATCH_SECONDS:
            break
    await _move_mark(session, events[done - 1]["seq"], late)
    announced = bool(session.info.get("announced"))
    return Drained(
        done,
        taken,
        split=bool(late),
        more=announced or done < len(events) or len(events) == BATCH_EVENTS,
    )


async def _split_batch(session: TenantSession, claimed: asyncpg.Record, known: Known) -> Drained:
    events = await _events_after(session, claimed)
    alone = [
        (event["seq"], listener.name, event["subject_id"])
        for event in events
        for listener, _fact in _concerned(event, known)
    ]
    await _move_mark(session, events[-1]["seq"], alone)
    return Drained(len(events), split=True, more=len(events) == BATCH_EVENTS)


async def _events_after(session: TenantSession, claimed: asyncpg.Record) -> list[asyncpg.Record]:
    events = await session.rows(
        _EVENTS,
        mark=claimed["seq"],
        attempts=claimed["attempts"],
        head=claimed["head"],
        most=BATCH_EVENTS,
    )
    if not events:
        raise _LeaseLostError
    return events


async def _move_mark(session: TenantSession, mark: int, alone: list[tuple[int, str, UUID]]) -> None:
    if alone:
        seqs, names, subjects = zip(*alone, strict=True)
        await session.rows(_ADD_DELIVERIES, seqs=seqs, names=names, subjects=subjects, now=now())
        session.signals.add("background")
    await session.rows(_MOVE_MARK, mark=mark)


def _concerned(event: asyncpg.Record, known: Known) -> Iterator[tuple[Listener, Event]]:
    heard = [*listeners.get(event["name"], {}).values()]
    if heard:
        fact = heard[0].event.model_validate_json(event["payload"])
        yield from ((listener, fact) for listener in heard if listener.concerns(fact, known))


async def _take(
    session: TenantSession, listener: Listener, event: asyncpg.Record, fact: Event
) -> None:
    session.info["cause"] = Cause(event["depth"] + 1, event["root_seq"] or event["seq"])
    with TRACES.span(listener.name, event["traceparent"]):
        await listener.take(session, fact)
    await session.forget_rows()  # the next listener sees what this one wrote, not what it read
