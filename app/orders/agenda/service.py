"""The agenda: what technicians do on some days, and which orders wait for a visit."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.data.reading import Json, Reading
from app.core.http.listing import Page
from app.core.values.clock import now
from app.orders.agenda.reads import (
    AGENDAS,
    BOOKED,
    IN_PLACE,
    ORDERS,
    REQUESTED,
    UNSCHEDULED_ORDERS,
)
from app.orders.agenda.schemas import (
    Agenda,
    AgendaBooking,
    AgendaOrder,
    AgendaQuery,
    RequestedAbsence,
    TechnicianAgenda,
    UnscheduledOrder,
    UnscheduledOrderQuery,
)
from app.orders.agenda.urgency import UNSCHEDULED
from app.orders.visibility import ORDER_VISIBILITY
from app.schedules.availability.service import (
    availability_fields,
    availability_of,
    technicians_page,
)

_A_DAY = timedelta(days=1)
ById = dict[UUID, list[Any]]


async def agenda_of(reading: Reading, asked: AgendaQuery) -> Agenda:
    """The agenda of a page of technicians, in seven statements at most, however much is booked."""
    zone = ZoneInfo(reading.actor.zone)
    first_day = asked.first_day or now().astimezone(zone).date()
    last_day = asked.last_day or first_day
    period = _midnight(first_day, zone), _midnight(last_day + _A_DAY, zone)
    technicians, next_cursor = await technicians_page(reading, AGENDAS, asked)
    found = await availability_of(reading, technicians, period)
    given = {
        "person_ids": [row["id"] for row in technicians],
        "since": period[0],
        "until": period[1],
    }
    booked = await _bookings(reading, asked.place, given)
    requested = await _requested(reading, given)
    agendas = [
        TechnicianAgenda(
            **availability_fields(row, each),
            bookings=booked[row["id"]],
            requested_absences=requested[row["id"]],
        )
        for row, each in zip(technicians, found, strict=True)
    ]
    return Agenda(
        first_day=first_day,
        last_day=last_day,
        zone=zone.key,
        starts_at=period[0],
        ends_at=period[1],
        technicians=agendas,
        next_cursor=next_cursor,
        unscheduled=await _most_urgent(reading, asked),
    )


async def unscheduled_orders(reading: Reading, query: UnscheduledOrderQuery) -> Json:
    """A page of the orders that wait for a visit, the most urgent first."""
    place = query.place
    if any(value is not None for value in place.values()):
        return await UNSCHEDULED_ORDERS.page(reading, query, UNSCHEDULED, IN_PLACE, **place)
    return await UNSCHEDULED_ORDERS.page(reading, query, UNSCHEDULED)


async def _bookings(reading: Reading, place: Mapping[str, Any], given: Mapping[str, Any]) -> ById:
    rows = await reading.rows(BOOKED, **given)
    orders = await _orders(reading, place, {row["order_id"] for row in rows} - {None})
    anywhere = all(value is None for value in place.values())
    found: ById = defaultdict(list)
    for row in sorted(rows, key=itemgetter("starts_at")):
        order = orders.get(row["order_id"])
        if row["order_id"] is None or order is not None or anywhere:
            found[row["person_id"]].append(
                AgendaBooking(
                    **(booking := json.loads(row["body"])),
                    is_helper=row["order_id"] is not None and booking["visit_status"] is None,
                    order=order,
                )
            )
    return found


async def _orders(
    reading: Reading, place: Mapping[str, Any], order_ids: set[UUID]
) -> dict[UUID, AgendaOrder]:
    if not order_ids or ORDER_VISIBILITY.extent_for(reading.actor) == "nothing":
        return {}
    rows = await reading.rows(ORDERS, order_ids=sorted(order_ids), **place)
    orders = (AgendaOrder.model_validate_json(row["body"]) for row in rows)
    return {order.id: order for order in orders}


async def _requested(reading: Reading, given: Mapping[str, Any]) -> ById:
    found: ById = defaultdict(list)
    for row in await reading.rows(REQUESTED, **given):
        absence = json.loads(row["body"])
        person_id = UUID(absence.pop("person_id"))
        found[person_id].append(RequestedAbsence(**absence))
    return found


async def _most_urgent(reading: Reading, asked: AgendaQuery) -> Page[UnscheduledOrder]:
    if ORDER_VISIBILITY.extent_for(reading.actor) == "nothing":
        return Page[UnscheduledOrder](items=[], next_cursor=None)
    page = await unscheduled_orders(reading, UnscheduledOrderQuery(**asked.place))
    return Page[UnscheduledOrder].model_validate_json(bytes(page.body))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
