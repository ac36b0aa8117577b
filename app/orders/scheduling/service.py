"""Scheduling: an order is given to a technician at a time, and dispatched."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.orders.events import OrderChecksOverridden, OrderDispatched, OrderScheduled
from app.orders.lifecycle.service import MaxAttempts, check, check_visit
from app.orders.models import Order
from app.orders.scheduling.agreement import check_bounds, checked_facts
from app.orders.scheduling.schemas import OrderSchedule
from app.orders.time_tracking.service import switch_segment
from app.orders.visits.models import OVER_FOR_ANOTHER, UNDER_WAY, Visit, VisitHelper, VisitStatus
from app.organizations.service import settings_of
from app.people.held_work.service import HeldWork, standing_of
from app.people.models import Person, Role
from app.schedules import service as schedules
from app.schedules.checks.service import CheckResult, VisitChecks
from app.schedules.service import VisitFacts

_CURRENT_VISIT = objects(
    select(Visit).where(
        Visit.organization_id == bindparam("organization_id"),
        Visit.order_id == bindparam("order_id"),
        *(Visit.status != over for over in OVER_FOR_ANOTHER),
    )
)
_HELPERS = objects(
    select(VisitHelper).where(
        VisitHelper.organization_id == bindparam("organization_id"),
        VisitHelper.visit_id == bindparam("visit_id"),
    )
)
_COMES_ALONG = sql("""select from visit_helpers
                       where organization_id = :organization_id
                         and order_id = :order_id and person_id = :actor_id""")


async def _can_be_booked(session: TenantSession, person: Person) -> bool:
    standing = await standing_of(session, person)
    return standing.role is Role.TECHNICIAN and "orders:execute" in standing.permissions


#: Orders whose visit somebody carries out, or comes along to.
HeldWork(
    sql("""with named as (
           select o.id from orders o
            where o.organization_id = :organization_id and o.technician_id = :person_id
              and o.closed_at is null and o.cancelled_at is null
           union
           select h.order_id from visit_helpers h
            where h.organization_id = :organization_id and h.person_id = :person_id
       )
       select 'order' as kind, o.id, o.protocol as name, v.starts_at
         from named
         join orders o on o.organization_id = :organization_id and o.id = named.id
         join visits v on v.organization_id = :organization_id and v.order_id = o.id
        where o.closed_at is null and o.cancelled_at is null
          and v.status in ('scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress',
                           'paused')
          and (v.technician_id = :person_id
               or exists (select from visit_helpers h
                           where h.organization_id = :organization_id and h.visit_id = v.id
                             and h.person_id = :person_id))
        order by v.starts_at, o.id
        limit :most"""),
    can_hold=_can_be_booked,
)


_SLOT = {"technician_id", "starts_at", "ends_at"}


async def current_visit(session: TenantSession, order: Order) -> Visit | None:
    """The visit that counts, if there is one: the last that was scheduled."""
    return await session.object(_CURRENT_VISIT, order_id=order.id)


async def agreed_visit(session: TenantSession, order: Order) -> Visit:
    """The visit of an order whose status says that there is one."""
    visit = await current_visit(session, order)
    assert visit is not None
    return visit


async def schedule_visit(session: TenantSession, order: Order, wanted: OrderSchedule) -> bool:
    """Book the technician's slot, giving back an earlier one. Return whether it is the first.

    409 technician_overlap, naming the booking that is in the way.
    """
    check(order, "schedule")
    settings = await settings_of(session)
    checks = VisitChecks(settings, session.actor, wanted.override_reason)
    slot = (wanted.starts_at, wanted.ends_at)
    check_bounds(settings, slot)
    most = settings.max_failed_visits
    if most is not None and order.failed_visits >= most and not session.actor.may("orders:lead"):
        raise MaxAttempts(max_failed_visits=most)
    before = await current_visit(session, order)
    if before is not None:
        await _give_back(session, before)
    visit = Visit(
        **wanted.model_dump(include=_SLOT),
        id=new_id(),
        order_id=order.id,
        status=VisitStatus.SCHEDULED,
        attempt_no=order.failed_visits + 1,
    )
    facts = await checked_facts(
        session, order, checks, visit.technician_id, slot, wanted=wanted, field="technician_id"
    )
    visit.booking_id = await _book(session, order, visit.technician_id, wanted, facts)
    session.add(visit)
    await session.flush()
    results = [facts.result, *await _bring_helpers(session, order, visit, wanted, checks)]
    order.derive_status(visit)
    assert facts.promise is not None
    announce(
        session,
        OrderScheduled(
            **wanted.model_dump(include=_SLOT | {"helper_ids"}),
            order_id=order.id,
            promised_from=facts.promise.starts_from,
            promised_until=facts.promise.starts_until,
            previous_technician_id=before.technician_id if before else None,
        ),
    )
    announce_overridden(session, order, results)
    return before is None


def announce_overridden(
    session: TenantSession, order: Order, results: Sequence[CheckResult]
) -> None:
    """Tell in the timeline what was set aside, if anything was."""
    codes = sorted({code for result in results for code in result.overridden})
    reason = next((v.override_reason for v in results if v.override_reason), None)
    if reason is not None:
        announce(session, OrderChecksOverridden(order_id=order.id, reason=reason, codes=codes))


async def dispatch(session: TenantSession, order: Order) -> None:
    """Tell the technician to go there next."""
    check(order, "dispatch")
    visit = await agreed_visit(session, order)
    check_visit(visit, "dispatch")
    visit.status = VisitStatus.DISPATCHED
    announce(session, OrderDispatched(order_id=order.id, technician_id=visit.technician_id))


async def comes_along(session: TenantSession, order: Order) -> bool:
    """Return True if the caller is a helper in this order, not the one responsible for it."""
    return await session.row(_COMES_ALONG, order_id=order.id) is not None


async def helpers_of(session: TenantSession, visit: Visit) -> list[VisitHelper]:
    """Helpers of a visit."""
    return await session.objects(_HELPERS, visit_id=visit.id)


async def release_helpers(session: TenantSession, visit: Visit, *, released: bool = False) -> None:
    """Nobody comes along any more: their time is free, all of it or from now on."""
    for helper in await helpers_of(session, visit):
        if released:
            await schedules.release(session, helper.booking_id)
        else:
            await schedules.end_at(session, helper.booking_id, now())
        await session.delete(helper)


async def end_with_helpers(session: TenantSession, visit: Visit, moment: datetime) -> None:
    """The work is done: the agenda of everybody who was there is free from now on."""
    await schedules.end_at(session, visit.booking_id, moment)
    for helper in await helpers_of(session, visit):
        await schedules.end_at(session, helper.booking_id, moment)


async def _give_back(session: TenantSession, visit: Visit) -> None:
    """Free the time of a visit that another one replaces."""
    await schedules.release(session, visit.booking_id)
    await release_helpers(session, visit, released=True)
    if visit.status in UNDER_WAY:
        await switch_segment(session, visit, None, now())
    visit.status = VisitStatus.RESCHEDULED
    await session.flush()  # the new visit may count only once this one does not


async def _book(
    session: TenantSession,
    order: Order,
    person_id: UUID,
    wanted: OrderSchedule,
    facts: VisitFacts,
) -> UUID:
    return await schedules.book(
        session,
        person_id=person_id,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        note=f"{order.protocol} · {order.title}",
        visit=facts,
        pinned=wanted.pinned,
    )


async def _bring_helpers(
    session: TenantSession,
    order: Order,
    visit: Visit,
    wanted: OrderSchedule,
    checks: VisitChecks,
) -> list[CheckResult]:
    slot = (wanted.starts_at, wanted.ends_at)
    results = []
    for place, person_id in enumerate(wanted.helper_ids):
        field = f"helper_ids/{place}"
        facts = await checked_facts(
            session, order, checks, person_id, slot, wanted=None, field=field
        )
        results.append(facts.result)
        session.add(
            VisitHelper(
                id=new_id(),
                visit_id=visit.id,
                order_id=order.id,
                person_id=person_id,
                booking_id=await _book(session, order, person_id, wanted, facts),
            )
        )
    return results
