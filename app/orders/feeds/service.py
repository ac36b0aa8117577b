"""Calendar feeds: made by technicians, read by calendar programs, revoked."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.security.tokens import fingerprint, new_opaque
from app.core.values.clock import now
from app.core.values.errors import NotFound, PermissionMissing
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.orders.agenda.reads import ORDERS
from app.orders.agenda.schemas import AgendaOrder, PlaceAsked
from app.orders.feeds.calendar import write_calendar
from app.orders.feeds.events import AgendaFeedCreated, AgendaFeedRevoked
from app.orders.feeds.models import AgendaFeed
from app.orders.feeds.reads import BOOKED, FEED_BY_FINGERPRINT, RELEASED
from app.orders.feeds.schemas import AgendaFeedCreate
from app.organizations.service import organization_of
from app.people.models import Person
from app.people.service import permissions_of
from app.schedules.working_hours.service import NotATechnician, require_technician

FEED_TOKEN = "chm_feed"  # noqa: S105 - the public beginning of a token, for secret scanners
#: What a feed tells: of the past for timesheets, of the future as far as visits are agreed.
_BEHIND, _AHEAD = timedelta(days=30), timedelta(days=180)
_ANYWHERE = PlaceAsked().place


class FeedRead(NamedTuple):
    """Content of a feed, and the time of its last change."""

    content: bytes
    changed_at: datetime


async def create_feed(session: TenantSession, new: AgendaFeedCreate) -> tuple[AgendaFeed, str]:
    """Make a feed of the caller's own agenda; its token is returned this once."""
    actor = session.actor
    if actor.kind != "person" or actor.act is not None or actor.person_id is None:
        # It would outlast what they were given.
        raise PermissionMissing(N_("Programs and visitors make no calendar feeds."))
    require_technician(await session.fetch(Person, actor.person_id))
    token = new_opaque(FEED_TOKEN, actor.organization_id)
    feed = AgendaFeed(
        id=new.id or new_id(),
        person_id=actor.person_id,
        name=new.name,
        fingerprint=fingerprint(token),
    )
    session.add(feed)
    announce(session, AgendaFeedCreated(agenda_feed_id=feed.id, person_id=feed.person_id))
    return feed, token


def revoke_feed(session: TenantSession, feed: AgendaFeed) -> None:
    """End a feed for good; one that was revoked stays so."""
    if feed.revoked_at is None:
        feed.revoked_at = now()
        announce(session, AgendaFeedRevoked(agenda_feed_id=feed.id, person_id=feed.person_id))


async def read_feed(session: TenantSession, token: str) -> FeedRead:
    """The agenda behind a token; 404 once it is revoked, or its technician may not see it."""
    feed = await session.object(FEED_BY_FINGERPRINT, fingerprint=fingerprint(token))
    if feed is None:
        raise NotFound
    person = await session.fetch(Person, feed.person_id)
    allowed = await _allowed(session, person)
    moment = now()
    period = {"since": moment - _BEHIND, "until": moment + _AHEAD}
    bookings = [
        *await session.rows(BOOKED, person_id=person.id, **period),
        *await session.rows(RELEASED, person_id=person.id, **period),
    ]
    orders: dict[UUID, AgendaOrder] = {}
    if "orders:read" in allowed:
        orders = await _orders(session, person.id, {row["order_id"] for row in bookings} - {None})
    locale = person.locale or (await organization_of(session)).locale
    changes = [feed.created_at, *(row["updated_at"] for row in bookings)]
    return FeedRead(write_calendar(bookings, orders, locale=locale), max(changes))


async def _allowed(session: TenantSession, person: Person) -> frozenset[str]:
    try:
        require_technician(person)
    except NotATechnician:
        raise NotFound from None
    allowed = await permissions_of(session, person)
    if not person.active or "schedules:read" not in allowed:
        raise NotFound
    return allowed


async def _orders(
    session: TenantSession, person_id: UUID, order_ids: set[UUID]
) -> dict[UUID, AgendaOrder]:
    given = {"actor_id": person_id, "order_ids": sorted(order_ids)}
    rows = await session.rows(ORDERS.part, **given, **_ANYWHERE)
    orders = (AgendaOrder.model_validate_json(row["body"]) for row in rows)
    return {order.id: order for order in orders}
