"""Choices of customers: windows are offered and held, one is chosen, and the visit is scheduled."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.security.tokens import derived_opaque, fingerprint
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition, NotFound, Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.customers.models import Contact, Customer
from app.orders.choices.models import VisitChoice
from app.orders.choices.schemas import VisitLinkSend, VisitToChoose, VisitWindow
from app.orders.events import OrderVisitChosen, OrderWindowsOffered
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed, check
from app.orders.line_items.reads import WORK_OF_ORDER
from app.orders.models import Order
from app.orders.scheduling.schemas import OrderSchedule
from app.orders.scheduling.service import agreed_visit, current_visit, schedule_visit
from app.orders.suggestions.reads import TECHNICIANS
from app.orders.visits.models import Visit, VisitStatus
from app.organizations.models import Organization
from app.organizations.service import organization_of, settings_of
from app.schedules.models import Booking
from app.schedules.offers.service import (
    SlotOffered,
    held_slots,
    hold_slots,
    release_holds,
)
from app.schedules.promises.service import Promise
from app.schedules.suggestions.schemas import SlotsWanted
from app.schedules.suggestions.service import instant, suggest_slots

VISIT_TOKEN = "chm_visit"  # noqa: S105 - the public beginning of a token
#: How many windows a customer is offered at once.
_MOST_WINDOWS = 6
#: Nobody can be there earlier.
_NOTICE = timedelta(hours=2)
#: Of an order without services.
_USUAL_MINUTES = 60
#: Every slot, so that each window is among them.
_ALL = 100_000


class VisitLinkDead(Refusal):
    """The link is of no order, or of one that is closed or cancelled."""

    status = 410
    title = N_("This link leads nowhere any more")
    advice = N_("Ask the organization for a new one.")


class WindowNotHeld(Refusal):
    """The window was not offered for this order, or is not kept for its customer any more."""

    title = N_("This window is not kept for you any more")
    advice = N_("Choose one of the windows that are offered now.")


class TooLateToChange(Refusal):
    """The visit is too near, or on its way: only the organization can change it.

    `change_until` is until when the customer could.
    """

    title = N_("It is too late to change the visit")
    advice = N_("Call the organization.")


class ChangesUsedUp(Refusal):
    """The customer has changed the visit as often as the settings allow (`customer_changes`)."""

    title = N_("The visit cannot be changed any more")
    advice = N_("Call the organization.")


async def send_link(
    session: TenantSession, order: Order, how: VisitLinkSend, key: bytes
) -> tuple[str, str | None]:
    """Let the customer choose the visit by a link. Returns the link's token and the address.

    `key` derives the token, here as in the worker that mails it: it is the same each time.
    """
    _check_open(order)
    choice = await _choice_of(session, order)
    token = derived_opaque(VISIT_TOKEN, order.organization_id, key, str(order.id))
    choice.fingerprint = fingerprint(token)
    address = how.email or (await session.fetch(Customer, order.customer_id)).email
    if address is not None:
        enqueue(session, "visit_link_mail", order_id=order.id, email=address, message=how.message)
    return token, address


async def order_by_token(session: TenantSession, token: str) -> Order:
    """The order of a link, locked; 410 when it is over."""
    wanted = select(VisitChoice).where(VisitChoice.fingerprint == fingerprint(token))
    choice: VisitChoice | None = await session.scalar(wanted)
    if choice is None:
        raise VisitLinkDead
    # Nobody is signed in whose zone that of the organization would be.
    zone = (await organization_of(session)).zone
    session.actor = replace(session.actor, zone=zone)
    order = await session.fetch(Order, choice.order_id, lock=True)
    if order.closed_at is not None or order.cancelled_at is not None:
        raise VisitLinkDead
    return order


async def order_of_contact(session: TenantSession, order_id: UUID) -> Order:
    """An order of the customer for whom the caller speaks, locked; 404 for any other."""
    order = await session.fetch(Order, order_id, lock=True)
    speaks = select(Contact.id).where(
        Contact.customer_id == order.customer_id, Contact.person_id == session.actor.person_id
    )
    if await session.scalar(speaks) is None:
        raise NotFound
    return order


async def offer_windows(session: TenantSession, order: Order) -> None:
    """Hold windows for the customer; those that are held already stay, and no longer."""
    await _check_may_choose(session, order)
    if await held_slots(session, order.id):
        return
    # One after another: who looked at the same time would want the same slots.
    await session.fetch(Organization, order.organization_id, lock=True)
    await release_holds(session, order.id)
    offered = await _best_windows(session, order)
    count = await hold_slots(session, order.id, f"{order.protocol} · {order.title}", offered)
    announce(session, OrderWindowsOffered(order_id=order.id, count=count))


async def choose_window(session: TenantSession, order: Order, window_id: UUID) -> None:
    """Schedule the visit in a window that is held for this order, as confirmed by the customer."""
    before = await _check_may_choose(session, order)
    held = {slot.id: slot for slot in await held_slots(session, order.id)}
    slot = held.get(window_id)
    if slot is None:
        raise WindowNotHeld
    choice = await _choice_of(session, order)
    await release_holds(session, order.id)
    await schedule_visit(
        session,
        order,
        OrderSchedule(
            technician_id=slot.person_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            promised_from=slot.promised_from,
            promised_until=slot.promised_until,
        ),
    )
    visit = await agreed_visit(session, order)
    (await session.fetch(Booking, visit.booking_id)).confirmed_at = now()
    choice.changes += before is not None
    announce(
        session,
        OrderVisitChosen(
            order_id=order.id,
            promised_from=slot.promised_from,
            promised_until=slot.promised_until,
            is_change=before is not None,
        ),
    )


async def shown_to_customer(session: TenantSession, order: Order) -> VisitToChoose:
    organization = await organization_of(session)
    visit = await current_visit(session, order)
    booking = await session.fetch(Booking, visit.booking_id) if visit else None
    obstacle = await _obstacle(session, order, visit)
    choice = await _found_choice(session, order)
    most = (await settings_of(session)).customer_changes
    return VisitToChoose(
        organization_name=organization.name,
        zone=organization.zone,
        protocol=order.protocol,
        title=order.title,
        status=order.status,
        promised_from=booking.promised_from if booking else None,
        promised_until=booking.promised_until if booking else None,
        confirmed_at=booking.confirmed_at if booking else None,
        can_choose=obstacle is None,
        changes_left=max(0, most - (choice.changes if choice else 0)),
        change_until=await _change_until(session, visit) if visit else None,
        windows=[
            VisitWindow(
                id=slot.id,
                promised_from=slot.promised_from,
                promised_until=slot.promised_until,
                held_until=slot.held_until,
            )
            for slot in await held_slots(session, order.id)
        ],
    )


async def _best_windows(session: TenantSession, order: Order) -> list[SlotOffered]:
    """The best slot of each window, the best windows first; none for one technician overlap."""
    work = await session.row(WORK_OF_ORDER, order_id=order.id)
    assert work is not None
    moment = now().replace(microsecond=0)
    days = (await settings_of(session)).customer_choice_days
    wanted = SlotsWanted(
        site_id=order.site_id,
        duration_minutes=min(1440, max(5, work["minutes"] or _USUAL_MINUTES)),
        starts_after=moment + _NOTICE,
        ends_before=moment + timedelta(days=days),
    )
    all_of_it = {"service_ids": work["service_ids"], "limit": _ALL}
    found = await suggest_slots(session, wanted.model_copy(update=all_of_it), TECHNICIANS)
    chosen: list[SlotOffered] = []
    for slot in found.slots:
        offered = SlotOffered(
            slot.person_id,
            instant(slot.starts),
            instant(slot.ends),
            Promise(found.kind, instant(slot.window[0]), instant(slot.window[1])),
        )
        if all(_apart(offered, other) for other in chosen):
            chosen.append(offered)
        if len(chosen) == _MOST_WINDOWS:
            break
    return chosen


def _apart(one: SlotOffered, other: SlotOffered) -> bool:
    """Return True if two slots can be offered together: other windows, and their own time."""
    if one.promise.starts_from == other.promise.starts_from:
        return False
    return (
        one.person_id != other.person_id
        or one.ends_at <= other.starts_at
        or other.ends_at <= one.starts_at
    )


async def _check_may_choose(session: TenantSession, order: Order) -> Visit | None:
    """The visit that is agreed now; refuses a customer who may not choose another one."""
    check(order, "schedule")
    visit = await current_visit(session, order)
    obstacle = await _obstacle(session, order, visit)
    if obstacle is not None:
        raise obstacle
    return visit


async def _obstacle(session: TenantSession, order: Order, visit: Visit | None) -> Refusal | None:
    """Find the reason against a choice of the customer."""
    try:
        check(order, "schedule")
    except (InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled) as refusal:
        return refusal
    if visit is None:
        return None
    until = await _change_until(session, visit)
    if visit.status is not VisitStatus.SCHEDULED or now() > until:
        return TooLateToChange(change_until=until)
    choice = await _found_choice(session, order)
    most = (await settings_of(session)).customer_changes
    if choice is not None and choice.changes >= most:
        return ChangesUsedUp(customer_changes=most)
    return None


async def _change_until(session: TenantSession, visit: Visit) -> datetime:
    booking = await session.fetch(Booking, visit.booking_id)
    hours = (await settings_of(session)).customer_change_hours
    return (booking.promised_from or visit.starts_at) - timedelta(hours=hours)


async def _found_choice(session: TenantSession, order: Order) -> VisitChoice | None:
    wanted = select(VisitChoice).where(VisitChoice.order_id == order.id)
    found: VisitChoice | None = await session.scalar(wanted)
    return found


async def _choice_of(session: TenantSession, order: Order) -> VisitChoice:
    """The choice that the customer has, made when it is needed first; the order is locked."""
    choice = await _found_choice(session, order)
    if choice is None:
        choice = VisitChoice(id=new_id(), order_id=order.id, changes=0)
        session.add(choice)
        await session.flush()
    return choice


def _check_open(order: Order) -> None:
    if order.closed_at is not None:
        raise OrderAlreadyClosed
    if order.cancelled_at is not None:
        raise OrderAlreadyCancelled
