"""The dispatcher: from the event log to listeners, retry and backoff, exactly once in effect.

`dispatch` turns new events into deliveries, one row for each listener. `deliver` runs one listener
and removes its row in ONE transaction: the missing row is the receipt. The queue only makes it
fast: a delivery that the queue lost is found by the next `overdue`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Database, TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import Cause, listeners
from app.core.security.actors import Actor
from app.core.values.clock import now

log = structlog.get_logger()

#: How long a queued delivery may take before it is queued again.
LEASE = timedelta(seconds=30)
#: Waits between attempts; after the last one the delivery stays, for a person to look at.
BACKOFF = [timedelta(seconds=s) for s in (1, 5, 30, 120, 600, 3600, 4 * 3600, 24 * 3600)]


class Delivery(Base):
    """An event that one listener has yet to take."""

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "organization_id", "due_at"),)

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    listener: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime | None]
    queued: Mapped[int]
    attempts: Mapped[int]
    last_error: Mapped[str | None]


class DispatcherPosition(Base):
    """Position in an organization's log up to which events became deliveries."""

    __tablename__ = "dispatcher_positions"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Queued:
    """A delivery that is to be put on the queue; `turn` tells its repetitions apart."""

    seq: int
    listener: str
    turn: int


_TAKE_MARK = sql("""select seq from dispatcher_positions where organization_id = :organization_id
          for no key update skip locked""")
_NEW_EVENTS = sql(
    """select seq, name from events where organization_id = :organization_id and seq > :mark
       order by seq limit 500"""
)
_MOVE_MARK = sql(
    "update dispatcher_positions set seq = :mark where organization_id = :organization_id"
)
_ADD_DELIVERIES = sql(
    """insert into deliveries (organization_id, seq, listener, due_at, queued, attempts)
       select :organization_id, d.seq, d.listener, :due_at, 1, 0
         from unnest(:seqs::bigint[], :names::text[]) as d(seq, listener)"""
)
_REQUEUE = sql("""update deliveries set queued = queued + 1, due_at = :due_at
        where organization_id = :organization_id and due_at <= :now
    returning seq, listener, queued""")
_TAKE_DELIVERY = sql("""select d.attempts, e.name, e.payload::text as payload, e.depth, e.root_seq
         from deliveries d
         join events e on e.organization_id = d.organization_id and e.seq = d.seq
        where d.organization_id = :organization_id and d.seq = :seq and d.listener = :listener
          for update of d skip locked""")
_REMOVE_DELIVERY = sql(
    """delete from deliveries
        where organization_id = :organization_id and seq = :seq and listener = :listener"""
)
_PUT_BACK = sql(
    """update deliveries set attempts = :attempts, due_at = :due_at, last_error = :last_error
        where organization_id = :organization_id and seq = :seq and listener = :listener"""
)


async def dispatch(database: Database, organization_id: UUID) -> Sequence[Queued]:
    """Turn the organization's new events into deliveries; return what to put on the queue."""
    async with database.transaction(Actor(organization_id)) as session:
        queued = [
            Queued(row["seq"], row["listener"], row["queued"])
            for row in await session.rows(_REQUEUE, now=now(), due_at=now() + LEASE)
        ]
        taken = await session.row(_TAKE_MARK)
        if taken is None:
            return queued  # another worker is at it
        mark = taken["seq"]
        while events := await session.rows(_NEW_EVENTS, mark=mark):
            mark = events[-1]["seq"]
            fresh = [(e["seq"], name) for e in events for name in listeners.get(e["name"], ())]
            await session.rows(
                _ADD_DELIVERIES,
                seqs=[seq for seq, _ in fresh],
                names=[name for _, name in fresh],
                due_at=now() + LEASE,
            )
            await session.rows(_MOVE_MARK, mark=mark)
            queued += [Queued(seq, name, 1) for seq, name in fresh]
    return queued


async def deliver(database: Database, organization_id: UUID, seq: int, listener: str) -> bool:
    """Let one listener take one event, unless it has. Return whether it took it now."""
    attempts = 0
    try:
        async with database.transaction(Actor(organization_id)) as session:
            found = await session.row(_TAKE_DELIVERY, seq=seq, listener=listener)
            if found is None:
                return False
            attempts = found["attempts"]
            session.info["cause"] = Cause(found["depth"] + 1, found["root_seq"] or seq)
            event, take = listeners[found["name"]][listener]
            await take(session, event.model_validate_json(found["payload"]))
            await session.rows(_REMOVE_DELIVERY, seq=seq, listener=listener)
    except Exception as error:
        log.exception(
            "delivery_failed", organization_id=str(organization_id), seq=seq, listener=listener
        )
        async with database.transaction(Actor(organization_id)) as session:
            await session.rows(
                _PUT_BACK,
                seq=seq,
                listener=listener,
                attempts=attempts + 1,
                due_at=next_attempt(attempts),
                last_error=repr(error)[:500],
            )
        return False
    return True


def next_attempt(attempts: int) -> datetime | None:
    """Time of the next attempt after `attempts` failures before this one; None: no more."""
    return now() + BACKOFF[attempts] if attempts < len(BACKOFF) else None


def begin_dispatching(session: TenantSession) -> None:
    """Start relaying the log of a new organization."""
    session.add(DispatcherPosition(organization_id=session.actor.organization_id, seq=0))
