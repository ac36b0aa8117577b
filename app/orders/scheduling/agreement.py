"""Facts that a visit is booked with: a promise to its customer, and the checks of its slot."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.text import N_
from app.customers.models import Site
from app.gateways.travel import GeoPoint
from app.orders.line_items.reads import WORK_OF_ORDER
from app.orders.models import Order, OrderPriority
from app.orders.scheduling.schemas import PromiseWanted
from app.organizations.schemas import OrganizationSettings
from app.schedules import service as schedules
from app.schedules.availability.service import hours_of
from app.schedules.checks.service import VisitChecks, problems_of
from app.schedules.models import PromiseKind
from app.schedules.promises.service import Promise, promise_around
from app.schedules.service import VisitFacts
from app.schedules.skills.service import skill_problems

#: Start and end.
Period = tuple[datetime, datetime]


def check_bounds(settings: OrganizationSettings, slot: Period) -> None:
    """Refuse a visit that is too long, or too far ahead."""
    most = settings.visit_max_minutes
    if slot[1] - slot[0] > timedelta(minutes=most):
        detail = N_("A visit lasts {minutes} minutes at most.")
        raise ValidationFailed.at("ends_at", "too_long", detail, minutes=most)
    ahead = settings.visit_days_ahead
    if slot[0] - now() > timedelta(days=ahead):
        detail = N_("Visits are scheduled {days} days ahead at most.")
        raise ValidationFailed.at("starts_at", "too_far_ahead", detail, days=ahead)


async def checked_facts(
    session: TenantSession,
    order: Order,
    checks: VisitChecks,
    person_id: UUID,
    slot: Period,
    *,
    wanted: PromiseWanted | None,
    field: str,
    besides: UUID | None = None,
) -> VisitFacts:
    """Facts of a visit that this person may be booked for; `wanted`: with a promise.

    `field` is the field of the request that names the person, `besides` the booking that moves.
    """
    await schedules.check_slot_of(session, person_id, slot, field)
    hours = await hours_of(session, person_id, around=slot[0])
    site = await session.fetch(Site, order.site_id)
    place = (
        None
        if site.latitude is None or site.longitude is None
        else GeoPoint(site.latitude, site.longitude)
    )
    problems = await problems_of(
        session,
        person_id,
        hours,
        slot,
        place,
        is_urgent=order.priority is OrderPriority.URGENT,
        besides=besides,
    )
    if wanted is not None:  # who comes along to help need not have the skills
        work = await session.row(WORK_OF_ORDER, order_id=order.id)
        assert work is not None
        day = slot[0].astimezone(hours.zone).date()
        problems += await skill_problems(session, person_id, work["service_ids"], day)
    return VisitFacts(
        order.id,
        order.site_id,
        promised(checks.settings, wanted, slot, hours.zone) if wanted else None,
        checks.judge(person_id, problems),
    )


def promised(
    settings: OrganizationSettings, wanted: PromiseWanted, slot: Period, zone: ZoneInfo
) -> Promise:
    """The window that is asked for, or the usual one around the start of the slot."""
    if wanted.promised_from is not None and wanted.promised_until is not None:
        promise = Promise(PromiseKind.WINDOW, wanted.promised_from, wanted.promised_until)
        if not promise.holds(slot[0]):
            detail = N_("The visit starts outside of the window that is promised.")
            raise ValidationFailed.at("starts_at", "outside_promise", detail)
        return promise
    kind = PromiseKind(wanted.promise_kind or settings.promise_kind)
    return promise_around(kind, slot[0], zone, settings.shifts)
