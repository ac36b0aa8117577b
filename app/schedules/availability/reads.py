"""Statements that read what decides when technicians are available."""

from typing import Any

from sqlalchemy import ARRAY, Select, Text, Uuid, and_, any_, bindparam, cast, select
from sqlalchemy.sql.elements import ColumnElement

from app.core.data.statements import prepared
from app.core.http.listing import Listing
from app.people.models import Person, PersonKind, Role
from app.schedules.models import LONGEST, Booking, BookingKind
from app.schedules.on_call.models import OnCallDuty
from app.schedules.working_hours.models import WorkingHours

_ORGANIZATION = bindparam("organization_id", type_=Uuid())
_HOURS = (
    WorkingHours.id.label("hours_id"),
    WorkingHours.zone,
    WorkingHours.calendar_id,
    WorkingHours.observes_calendar,
)


def _with_hours(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return rows.outerjoin(
        WorkingHours,
        and_(
            WorkingHours.organization_id == _ORGANIZATION,
            WorkingHours.person_id == Person.id,
        ),
    ).outerjoin(
        OnCallDuty,
        and_(
            OnCallDuty.organization_id == _ORGANIZATION,
            OnCallDuty.person_id == Person.id,
        ),
    )


TECHNICIANS = Listing(
    _with_hours(
        select(
            Person.id,
            Person.name,
            *_HOURS,
            WorkingHours.periods,
            OnCallDuty.periods.label("on_call"),
        )
    ),
    Person,
)
#: Who is listed.
ACTIVE = and_(
    Person.kind == PersonKind.MEMBER.value, Person.role == Role.TECHNICIAN.value, Person.active
)
NAMED = Person.id == any_(bindparam("person_ids", type_=ARRAY(Uuid)))
OF_COMPANY = Person.company_id == bindparam("company_id", type_=Uuid())
#: Groups of people by the parameter that names one, said by the domains that they belong to: who is
#: in the group, as a condition that knows the value of the parameter.
GROUPS: dict[str, ColumnElement[bool]] = {}

_HOURS_AS_TEXT = _with_hours(
    select(
        Person.id,
        *_HOURS,
        cast(WorkingHours.periods, Text).label("periods"),
        cast(OnCallDuty.periods, Text).label("on_call"),
    ).select_from(Person)
).where(Person.organization_id == _ORGANIZATION)
HOURS_OF = prepared(_HOURS_AS_TEXT.where(Person.id == bindparam("person_id", type_=Uuid())))
HOURS_OF_ALL = prepared(_HOURS_AS_TEXT.where(ACTIVE))
_BOOKINGS = select(
    Booking.id,
    Booking.person_id,
    Booking.kind,
    Booking.starts_at,
    Booking.ends_at,
    Booking.note,
    Booking.order_id,
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
