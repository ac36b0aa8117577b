"""A technician's agenda in the format of calendar programs (iCalendar, RFC 5545).

What is written here is copied to servers of others: an address and a title, no names, no telephone
numbers, no notes on how to get in.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import icalendar

from app.core.values.text import N_, translate
from app.orders.agenda.schemas import AgendaOrder
from app.orders.models import OrderPriority
from app.schedules.models import BookingKind

#: How often calendar programs look for changes.
_REFRESH = timedelta(minutes=15)
_LABELS = {
    BookingKind.VISIT: N_("Visit"),
    BookingKind.ABSENCE: N_("Absence"),
    BookingKind.BLOCK: N_("Blocked time"),
}
#: RFC 5545, 3.8.1.9: 1 is the highest.
_PRIORITIES = {
    OrderPriority.URGENT: 1,
    OrderPriority.HIGH: 3,
    OrderPriority.NORMAL: 5,
    OrderPriority.LOW: 9,
}


def write_calendar(
    bookings: Iterable[Any], orders: Mapping[Any, AgendaOrder], *, locale: str
) -> bytes:
    """The bookings as a calendar; `orders` has those that the technician sees, by their id."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Chamado//Agenda//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, translate(N_("Agenda"), locale))
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(_REFRESH))
    for booking in bookings:
        calendar.add_component(_entry(booking, orders.get(booking["order_id"]), locale))
    written: bytes = calendar.to_ical()
    return written


def _entry(booking: Mapping[str, Any], order: AgendaOrder | None, locale: str) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", f"{booking['id']}@chamado")
    entry.add("sequence", booking["version"] - 1)
    changed = booking["updated_at"]
    for name in ("dtstamp", "last-modified"):
        entry.add(name, changed)
    entry.add("dtstart", booking["starts_at"])
    entry.add("dtend", booking["ends_at"])
    entry.add("status", "CONFIRMED" if booking["active"] else "CANCELLED")
    label = translate(_LABELS[BookingKind(booking["kind"])], locale)
    if order is None:
        entry.add("summary", booking["note"] or label)
        return entry
    entry.add("summary", f"{order.protocol} · {order.title}")
    entry.add("categories", [label])
    entry.add("priority", _PRIORITIES[order.priority])
    entry.add("location", _address(order))
    if order.latitude is not None and order.longitude is not None:
        entry.add("geo", (order.latitude, order.longitude))
    return entry


def _address(order: AgendaOrder) -> str:
    site = order.site
    street = ", ".join(filter(None, (site.street, site.street_number, site.complement)))
    return ", ".join(filter(None, (street, site.district, site.city, site.state, site.postal_code)))
