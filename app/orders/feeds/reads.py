"""Statements that read calendar feeds, and what they tell."""

from sqlalchemy import LargeBinary, Text, Uuid, bindparam, not_, select

from app.core.data.objects import objects
from app.core.data.statements import prepared, read_by_id
from app.core.http.listing import Listing
from app.orders.feeds.models import AgendaFeed
from app.orders.feeds.visibility import FEED_VISIBILITY
from app.schedules.models import LONGEST, Booking

#: Of one feed; a technician with ten bookings a day has fewer.
MOST_BOOKINGS = 3000

_FEEDS = select(
    AgendaFeed.id,
    AgendaFeed.person_id,
    AgendaFeed.name,
    AgendaFeed.revoked_at,
    AgendaFeed.version,
    AgendaFeed.created_at,
    AgendaFeed.updated_at,
)
FEEDS = Listing(_FEEDS, AgendaFeed, visibility=FEED_VISIBILITY)
FEED = FEED_VISIBILITY.read_by_id(_FEEDS, "version")
#: With its address, for the one answer that shows it.
FEED_WITH_URL = read_by_id(
    _FEEDS.add_columns(bindparam("url", type_=Text()).label("url")), AgendaFeed, "version"
)
FEED_BY_FINGERPRINT = objects(
    select(AgendaFeed).where(
        AgendaFeed.organization_id == bindparam("organization_id", type_=Uuid()),
        AgendaFeed.fingerprint == bindparam("fingerprint", type_=LargeBinary()),
        AgendaFeed.revoked_at.is_(None),
    )
)
_BOOKINGS = select(
    Booking.id,
    Booking.kind,
    Booking.starts_at,
    Booking.ends_at,
    Booking.note,
    Booking.order_id,
    Booking.active,
    Booking.version,
    Booking.updated_at,
).where(
    Booking.organization_id == bindparam("organization_id", type_=Uuid()),
    Booking.person_id == bindparam("person_id", type_=Uuid()),
    Booking.starts_at < bindparam("until", type_=Booking.starts_at.type),
    Booking.starts_at >= bindparam("since", type_=Booking.starts_at.type) - LONGEST,
    Booking.ends_at > bindparam("since", type_=Booking.starts_at.type),
)
#: What is booked in a period and what was released, each from an index of its own.
BOOKED, RELEASED = (
    prepared(_BOOKINGS.where(which).order_by(Booking.starts_at).limit(MOST_BOOKINGS))
    for which in (Booking.active, not_(Booking.active))
)
