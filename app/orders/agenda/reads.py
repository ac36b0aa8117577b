"""Statements that read the agenda, and the orders that wait for a visit."""

import json

from sqlalchemy import ARRAY, Float, Text, Uuid, and_, any_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import JSON

from app.catalog.models import Code
from app.core.data.statements import as_json, prepared, tenant_join
from app.core.http.listing import Listing
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.customers.models import Customer, Site
from app.orders.agenda.urgency import reasons, urgency
from app.orders.agenda.visibility import AGENDA_VISIBILITY
from app.orders.models import Order
from app.orders.reads import SITE_ADDRESS
from app.orders.visibility import ORDER_VISIBILITY
from app.orders.visits.models import Visit
from app.people.models import Person
from app.schedules.absences.models import Absence, AbsenceStatus
from app.schedules.absences.visibility import ABSENCE_VISIBILITY
from app.schedules.availability.reads import TECHNICIANS
from app.schedules.models import LONGEST, Booking
from app.schedules.reads import BOOKING_COLUMNS

_ORGANIZATION = bindparam("organization_id", type_=Uuid())
_PEOPLE = any_(bindparam("person_ids", type_=ARRAY(Uuid)))
_SINCE = bindparam("since", type_=Booking.starts_at.type)
_UNTIL = bindparam("until", type_=Booking.starts_at.type)

#: Technicians as `listAvailability` reads them, of whom the reader may see the work.
AGENDAS = Listing(TECHNICIANS.rows, Person, visibility=AGENDA_VISIBILITY)
#: What is booked, visits with their status; a helper's booking has none.
_BOOKED = (
    BOOKING_COLUMNS.add_columns(Visit.status.label("visit_status"))
    .outerjoin(Visit, tenant_join(Booking, Visit, Visit.booking_id))
    .where(
        Booking.organization_id == _ORGANIZATION,
        Booking.person_id == _PEOPLE,
        Booking.active,
        Booking.starts_at < _UNTIL,
        Booking.starts_at >= _SINCE - LONGEST,
        Booking.ends_at > _SINCE,
    )
)
BOOKED = prepared(as_json(_BOOKED, "person_id", "order_id", "starts_at"))
_ORDERS = (
    select(
        Order.id,
        Order.number,
        Order.protocol,
        Order.title,
        Order.status,
        Order.priority,
        Order.customer_id,
        Customer.name.label("customer_name"),
        func.json_build_object("code", Code.code, "label", Code.label, type_=JSON).label("problem"),
        Order.site_id,
        SITE_ADDRESS.label("site"),
        Site.latitude,
        Site.longitude,
        Order.version,
    )
    .join(Customer, tenant_join(Customer, Order, Order.customer_id))
    .join(Site, tenant_join(Site, Order, Order.site_id))
    .join(Code, tenant_join(Code, Order, Order.problem_code_id))
)

_CITY, _STATE = (bindparam(name, type_=Text()) for name in ("city", "state"))
_SOUTH, _NORTH, _WEST, _EAST = (
    bindparam(name, type_=Float(53))
    for name in ("min_latitude", "max_latitude", "min_longitude", "max_longitude")
)
#: The site is where it is asked for: territory, map, neither (null) or both.
_IN_PLACE = and_(
    or_(_CITY.is_(None), func.lower(Site.city) == func.lower(_CITY)),
    or_(_STATE.is_(None), func.lower(Site.state) == func.lower(_STATE)),
    or_(
        _SOUTH.is_(None),
        and_(Site.latitude.between(_SOUTH, _NORTH), Site.longitude.between(_WEST, _EAST)),
    ),
)
#: Orders of bookings, as far as the reader sees them.
ORDERS = ORDER_VISIBILITY.as_json(
    _ORDERS,
    where=[
        Order.organization_id == _ORGANIZATION,
        Order.id == any_(bindparam("order_ids", type_=ARRAY(Uuid))),
        _IN_PLACE,
    ],
)
#: Absences that nobody has decided on.
REQUESTED = ABSENCE_VISIBILITY.as_json(
    select(Absence.id, Absence.person_id, Absence.kind, Absence.starts_at, Absence.ends_at),
    where=[
        Absence.organization_id == _ORGANIZATION,
        Absence.person_id == _PEOPLE,
        Absence.status == AbsenceStatus.REQUESTED.value,
        Absence.starts_at < _UNTIL,
        Absence.starts_at >= _SINCE - LONGEST,
        Absence.ends_at > _SINCE,
    ],
)


def _with_reasons(body: str, _reader: Actor) -> str:
    order = json.loads(body)
    return json.dumps(order | {"reasons": reasons(order, now())}, ensure_ascii=False)


UNSCHEDULED_ORDERS = Listing(
    _ORDERS.add_columns(
        Order.failed_visits,
        Order.technician_id.label("last_technician_id"),
        Order.opened_at,
    ),
    Order,
    sorts={"urgency": urgency},
    visibility=ORDER_VISIBILITY,
    dress=_with_reasons,
)
IN_PLACE = (
    select(Site.id)
    .where(tenant_join(Site, Order, Order.site_id), _IN_PLACE)
    .correlate(Order)
    .exists()
)
