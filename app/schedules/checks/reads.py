"""The statement that reads what stands around a visit in the agenda."""

from sqlalchemy import Uuid, and_, bindparam, select

from app.core.data.statements import prepared
from app.customers.models import Site
from app.schedules.models import Booking, BookingKind

_ORGANIZATION = bindparam("organization_id", type_=Uuid())
_AT = Booking.starts_at.type
#: Visits of a technician near a time, with the position of their sites, in order.
VISITS_NEAR = prepared(
    select(Booking.id, Booking.starts_at, Booking.ends_at, Site.latitude, Site.longitude)
    .join(
        Site,
        and_(Site.organization_id == _ORGANIZATION, Site.id == Booking.site_id),
    )
    .where(
        Booking.organization_id == _ORGANIZATION,
        Booking.person_id == bindparam("person_id", type_=Uuid()),
        Booking.active,
        Booking.kind == BookingKind.VISIT.value,
        Booking.starts_at < bindparam("until", type_=_AT),
        Booking.starts_at >= bindparam("since", type_=_AT),
        Site.latitude.is_not(None),
    )
    .order_by(Booking.starts_at)
)
