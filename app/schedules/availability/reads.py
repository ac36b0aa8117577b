"""Statements that read what decides when technicians are available."""

from sqlalchemy import ARRAY, Text, Uuid, and_, any_, bindparam, cast, select

from app.core.data.statements import prepared
from app.core.http.listing import Listing
from app.people.models import Person, PersonKind, Role
from app.schedules.models import LONGEST, Booking, BookingKind
from app.schedules.working_hours.models import WorkingHours

_ORGANIZATION = bindparam("organization_id", type_=Uuid())
_HOURS = (
    WorkingHours.id.label("hours_id"),
    WorkingHours.zone,
    WorkingHours.calendar_id,
    WorkingHours.observes_calendar,
)
TECHNICIANS = Listing(
    select(Person.id, Person.name, *_HOURS, WorkingHours.periods).outerjoin(
        WorkingHours,
        and_(
            WorkingHours.organization_id == _ORGANIZATION,
            WorkingHours.person_id == Person.id,
        ),
    ),
    Person,
)
#: Who is listed.
ACTIVE = and_(
    Person.kind == PersonKind.MEMBER.value, Person.role == Role.TECHNICIAN.value, Person.active
)
NAMED = Person.id == any_(bindparam("person_ids", type_=ARRAY(Uuid)))
OF_COMPANY = Person.company_id == bindparam("company_id", type_=Uuid())

HOURS_OF = prepared(
    select(*_HOURS, cast(WorkingHours.periods, Text).label("periods")).where(
        WorkingHours.organization_id == _ORGANIZATION,
        WorkingHours.person_id == bindparam("person_id", type_=Uuid()),
    )
)
_BOOKINGS = select(
    Booking.id, Booking.person_id, Booking.kind, Booking.starts_at, Booking.ends_at, Booking.note
).where(
    Booking.organization_id == _ORGANIZATION,
    Booking.person_id == any_(bindparam("person_ids", type_=ARRAY(Uuid))),
    Booking.active,
    Booking.starts_at < bindparam("until", type_=Booking.starts_at.type),
    Booking.starts_at >= bindparam("since", type_=Booking.starts_at.type) - LONGEST,
    Booking.ends_at > bindparam("since", type_=Booking.starts_at.type),
)
#: What is booked in a period, of each person in order.
BOOKED = prepared(_BOOKINGS.order_by(Booking.starts_at))
VISITS = prepared(
    _BOOKINGS.where(Booking.kind == BookingKind.VISIT.value).order_by(Booking.starts_at)
)
