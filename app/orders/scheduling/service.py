"""Scheduling: an order is given to a technician at a time, and dispatched."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.orders.events import OrderDispatched, OrderScheduled
from app.orders.lifecycle.service import MaxAttempts, check, check_visit
from app.orders.models import Order
from app.orders.scheduling.schemas import OrderSchedule
from app.orders.time_tracking.service import switch_segment
from app.orders.visits.models import OVER_FOR_ANOTHER, UNDER_WAY, Visit, VisitHelper, VisitStatus
from app.organizations.schemas import OrganizationSettings
from app.organizations.service import settings_of
from app.people.held_work.service import HeldWork
from app.people.models import Role
from app.schedules import service as schedules
from app.schedules.availability.service import zone_of
from app.schedules.models import PromiseKind
from app.schedules.promises.service import Promise, promise_around

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
    can_hold=lambda standing: (
        standing.role is Role.TECHNICIAN and "orders:execute" in standing.permissions
    ),
)


_SLOT = {"technician_id", "starts_at", "ends_at"}
#: Work that takes longer is done in several visits.
LONGEST_VISIT = timedelta(hours=24)


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
    if wanted.ends_at - wanted.starts_at > LONGEST_VISIT:
        detail = N_("A visit lasts {hours} hours at most.")
        hours = LONGEST_VISIT // timedelta(hours=1)
        raise ValidationFailed.at("ends_at", "too_long", detail, hours=hours)
    settings = await settings_of(session)
    most = settings.max_failed_visits
    if most is not None and order.failed_visits >= most and not session.actor.may("orders:lead"):
        raise MaxAttempts(max_failed_visits=most)
    zone = await zone_of(session, wanted.technician_id)
    promise = _promised(settings, wanted, zone)
    before = await current_visit(session, order)
    if before is not None:
        await schedules.release(session, before.booking_id)
        await release_helpers(session, before, released=True)
        if before.status in UNDER_WAY:
            await switch_segment(session, before, None, now())
        before.status = VisitStatus.RESCHEDULED
        await session.flush()  # the new visit may count only once this one does not
    booking_id = await schedules.book(
        session,
        person_id=wanted.technician_id,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        note=f"{order.protocol} · {order.title}",
        order_id=order.id,
        promise=promise,
        pinned=wanted.pinned,
        field="technician_id",
    )
    visit = Visit(
        **wanted.model_dump(include=_SLOT),
        id=new_id(),
        order_id=order.id,
        booking_id=booking_id,
        status=VisitStatus.SCHEDULED,
        attempt_no=order.failed_visits + 1,
    )
    session.add(visit)
    await session.flush()
    await _bring_helpers(session, order, visit, wanted)
    order.derive_status(visit)
    announce(
        session,
        OrderScheduled(
            **wanted.model_dump(include=_SLOT | {"helper_ids"}),
            order_id=order.id,
            promised_from=promise.starts_from,
            promised_until=promise.starts_until,
            previous_technician_id=before.technician_id if before else None,
        ),
    )
    return before is None


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


async def release_helpers(session: TenantSession, visit: Visit, *, released: bool = False) -> None:
    """Nobody comes along any more: their time is free, all of it or from now on."""
    for helper in await session.objects(_HELPERS, visit_id=visit.id):
        if released:
            await schedules.release(session, helper.booking_id)
        else:
            await schedules.end_at(session, helper.booking_id, now())
        await session.delete(helper)


async def end_with_helpers(session: TenantSession, visit: Visit, moment: datetime) -> None:
    """The work is done: the agenda of everybody who was there is free from now on."""
    await schedules.end_at(session, visit.booking_id, moment)
    for helper in await session.objects(_HELPERS, visit_id=visit.id):
        await schedules.end_at(session, helper.booking_id, moment)


def _promised(settings: OrganizationSettings, wanted: OrderSchedule, zone: ZoneInfo) -> Promise:
    if wanted.promised_from is not None and wanted.promised_until is not None:
        promise = Promise(PromiseKind.WINDOW, wanted.promised_from, wanted.promised_until)
        if not promise.holds(wanted.starts_at):
            detail = N_("The visit starts outside of the window that is promised.")
            raise ValidationFailed.at("starts_at", "outside_promise", detail)
        return promise
    kind = PromiseKind(wanted.promise_kind or settings.promise_kind)
    return promise_around(kind, wanted.starts_at, zone, settings.shifts)


async def _bring_helpers(
    session: TenantSession, order: Order, visit: Visit, wanted: OrderSchedule
) -> None:
    for place, person_id in enumerate(wanted.helper_ids):
        booking_id = await schedules.book(
            session,
            person_id=person_id,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            note=f"{order.protocol} · {order.title}",
            order_id=order.id,
            pinned=wanted.pinned,
            field=f"helper_ids/{place}",
        )
        session.add(
            VisitHelper(
                id=new_id(),
                visit_id=visit.id,
                order_id=order.id,
                person_id=person_id,
                booking_id=booking_id,
            )
        )
