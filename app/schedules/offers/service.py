"""Held slots: time of technicians that is offered to a customer and kept for some minutes.

A hold is a booking like any other, under the same constraint: two customers never get one slot.
Whoever wants the time of a hold that is over takes it (`release_expired_holds`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.schedules.promises.service import Promise
from app.schedules.service import release_expired_holds

HELD_FOR = timedelta(minutes=10)

_HOLD = sql("""insert into bookings (organization_id, id, person_id, kind, slot, note, order_id,
                                     promise_kind, promised_from, promised_until, held_until,
                                     pinned, active, version, created_at, updated_at)
       values (:organization_id, :id, :person_id, 'hold', tstzrange(:starts_at, :ends_at, '[)'),
               :note, :order_id, :promise_kind, :promised_from, :promised_until, :held_until,
               false, true, 1, :now, :now)
       on conflict do nothing
       returning id""")
_HELD = sql("""select id, person_id, starts_at, ends_at, promised_from, promised_until, held_until
         from bookings
        where organization_id = :organization_id and order_id = :order_id and active
          and kind = 'hold' and held_until > :now
        order by promised_from, starts_at, id""")
_RELEASE = sql("""update bookings set active = false, version = version + 1, updated_at = :now
        where organization_id = :organization_id and order_id = :order_id and active
          and kind = 'hold'
       returning id""")
_RELEASE_OVER = sql("""update bookings set active = false, version = version + 1, updated_at = :now
        where organization_id = :organization_id and active and kind = 'hold'
          and held_until <= :now
       returning id""")


class SlotOffered(NamedTuple):
    """A slot of a technician, and the window that the customer is promised with it."""

    person_id: UUID
    starts_at: datetime
    ends_at: datetime
    promise: Promise


class SlotHeld(NamedTuple):
    """A slot that is held; `id` is that of its booking."""

    id: UUID
    person_id: UUID
    starts_at: datetime
    ends_at: datetime
    promised_from: datetime
    promised_until: datetime
    held_until: datetime


async def hold_slots(
    session: TenantSession, order_id: UUID, note: str, offered: Iterable[SlotOffered]
) -> int:
    """Hold those of the slots that nobody else has taken meanwhile; return how many.

    They are taken in one order by everybody, so that those who want the same ones wait for each
    other and never in a circle.
    """
    held = 0
    moment = now()
    for slot in sorted(offered):
        await release_expired_holds(session, slot.person_id, slot.starts_at, slot.ends_at)
        row = await session.row(
            _HOLD,
            id=new_id(),
            person_id=slot.person_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            note=note,
            order_id=order_id,
            promise_kind=slot.promise.kind,
            promised_from=slot.promise.starts_from,
            promised_until=slot.promise.starts_until,
            held_until=moment + HELD_FOR,
            now=moment,
        )
        held += row is not None
    return held


async def held_slots(session: TenantSession, order_id: UUID) -> Sequence[SlotHeld]:
    """Slots that are held for an order now, by their windows."""
    rows = await session.rows(_HELD, order_id=order_id, now=now())
    return [SlotHeld(*row.values()) for row in rows]


async def release_holds(session: TenantSession, order_id: UUID) -> None:
    """Give back all that is held for an order."""
    await session.rows(_RELEASE, order_id=order_id, now=now())


async def release_holds_that_are_over(session: TenantSession) -> None:
    await session.rows(_RELEASE_OVER, now=now())
