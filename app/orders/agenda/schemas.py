"""The agenda, and the orders that wait for a visit, as callers see them."""

from datetime import date
from typing import ClassVar, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery, Page
from app.core.values.text import N_
from app.core.values.wire import Day, Instant, Out
from app.orders.agenda.urgency import UrgencyReason
from app.orders.models import OrderPriority, OrderStatus
from app.orders.schemas import OrderProblem, OrderSite
from app.orders.visits.models import VisitStatus
from app.schedules.absences.models import AbsenceKind
from app.schedules.availability.schemas import TechnicianAvailability, TechniciansAsked
from app.schedules.schemas import Booking

#: The longest period that is shown at once.
MOST_DAYS = 31
_BOUNDS = "A map has all four bounds or none."


class PlaceAsked(BaseModel):
    """Query parameters that select sites: a territory, what a map shows, or both."""

    city: str | None = Field(
        None, max_length=200, description="Only orders in this city, whatever the case of letters."
    )
    state: str | None = Field(
        None,
        max_length=200,
        description="Only orders in this state, district or region, whatever the case of letters.",
    )
    min_latitude: float | None = Field(
        None, ge=-90, le=90, description=f"Southern bound of a map, in degrees (WGS 84). {_BOUNDS}"
    )
    max_latitude: float | None = Field(
        None, ge=-90, le=90, description=f"Northern bound of a map, in degrees (WGS 84). {_BOUNDS}"
    )
    min_longitude: float | None = Field(
        None, ge=-180, le=180, description=f"Western bound of a map, in degrees (WGS 84). {_BOUNDS}"
    )
    max_longitude: float | None = Field(
        None, ge=-180, le=180, description=f"Eastern bound of a map, in degrees (WGS 84). {_BOUNDS}"
    )

    @model_validator(mode="after")
    def _is_a_map(self) -> Self:
        south, north, west, east = self.bounds
        if len({each is None for each in self.bounds}) > 1:
            raise PydanticCustomError("incomplete_bounds", N_("A map has all four bounds or none."))
        if south is not None and north is not None and south > north:
            raise PydanticCustomError("bounds_reversed", N_("The bounds of the map are reversed."))
        if west is not None and east is not None and west > east:
            raise PydanticCustomError("bounds_reversed", N_("The bounds of the map are reversed."))
        return self

    @property
    def bounds(self) -> tuple[float | None, ...]:
        return (self.min_latitude, self.max_latitude, self.min_longitude, self.max_longitude)

    @property
    def place(self) -> dict[str, str | float | None]:
        """Each of these parameters, null where it was not given."""
        return {name: getattr(self, name) for name in PlaceAsked.model_fields}


class AgendaQuery(PlaceAsked, TechniciansAsked):
    """Query parameters of `getAgenda`: days, whose agenda it is, and where."""

    first_day: Day | None = Field(
        None, description="First day, in the organization's time zone. Absent: today."
    )
    last_day: Day | None = Field(
        None,
        description="Last day, included; at most 30 days after the first. Absent: the first day.",
    )

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.last_day is not None and self.first_day is None:
            raise PydanticCustomError("period", N_("A last day needs a first day."))
        if self.last_day is not None and self.first_day is not None:
            days = (self.last_day - self.first_day).days + 1
            if days < 1:
                raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
            if days > MOST_DAYS:
                raise PydanticCustomError("period_too_long", N_("The period is too long."))
        return self


class UnscheduledOrderQuery(PlaceAsked, ListQuery):
    """Filters and order of the list of orders that wait for a visit."""

    by_route: ClassVar = frozenset(PlaceAsked.model_fields)

    sort: Literal["urgency"] = "urgency"


class AgendaOrder(Out):
    """An order in the agenda, in brief."""

    id: UUID
    number: int = Field(description="Consecutive number of the order within the organization.")
    protocol: str = Field(description="Number that people read aloud, such as `2026000042`.")
    title: str = Field(description="Short description of the work.")
    status: OrderStatus = Field(description="Where the order is in its life.")
    priority: OrderPriority = Field(description="How urgent the order is.")
    customer_id: UUID
    customer_name: str = Field(description="Name of the customer.")
    problem: OrderProblem = Field(description="The problem that is to be solved.")
    site_id: UUID
    site: OrderSite = Field(description="Address of the site where the work is done.")
    latitude: float | None = Field(
        description="Latitude of the site, in degrees (WGS 84). Null when unknown."
    )
    longitude: float | None = Field(
        description="Longitude of the site, in degrees (WGS 84). Null when unknown."
    )
    version: int = Field(description="Version of the order, for `If-Match` when it is scheduled.")


class UnscheduledOrder(AgendaOrder):
    """An order that waits for a visit, with what makes it urgent."""

    failed_visits: int = Field(
        description="Number of visits that ended without the work being done, no-shows included."
    )
    last_technician_id: UUID | None = Field(
        description="The technician whose visit failed last. Null: none did."
    )
    opened_at: Instant = Field(description="Time at which the order was opened.")
    reasons: list[UrgencyReason] = Field(
        description="What makes the order urgent. Empty: nothing but that it waits."
    )


class AgendaBooking(Booking):
    """A booking in the agenda, with its visit and order."""

    is_helper: bool = Field(
        description="Whether the technician comes along to the visit without being responsible."
    )
    visit_status: VisitStatus | None = Field(
        description="Where the visit is in its life. Null for a helper, and when it is no visit."
    )
    order: AgendaOrder | None = Field(
        description="The order that is visited. Null when it is no visit, and when the caller may"
        " not see the order."
    )


class RequestedAbsence(Out):
    """An absence that a technician requests and that nobody has decided on; nothing is booked."""

    id: UUID
    kind: AbsenceKind = Field(description="Why the technician is absent.")
    starts_at: Instant = Field(description="Start of the absence.")
    ends_at: Instant = Field(description="End of the absence, not included.")


class TechnicianAgenda(TechnicianAvailability):
    """A technician's part of the agenda: working hours, what is booked, and what is requested."""

    bookings: list[AgendaBooking] = Field(
        description="What is booked, in order. Visits elsewhere are left out when a place is asked"
        " for; `intervals` has their time."
    )
    requested_absences: list[RequestedAbsence] = Field(
        description="Absences that wait for a decision, as far as the caller may see them."
    )


class Agenda(Out):
    """The agenda of some days: technicians side by side, and the orders that wait for a visit."""

    first_day: date = Field(description="First day, in the organization's time zone.")
    last_day: date = Field(description="Last day, included.")
    zone: str = Field(description="Time zone in which days begin and end, as an IANA name.")
    starts_at: Instant = Field(description="Start of the first day.")
    ends_at: Instant = Field(description="End of the last day, not included.")
    technicians: list[TechnicianAgenda] = Field(
        description="Technicians of this page, by name; at most `limit`."
    )
    next_cursor: str | None = Field(
        description="Value to send as `cursor` for the technicians that follow. Null: these are"
        " the last ones."
    )
    unscheduled: Page[UnscheduledOrder] = Field(
        description="The most urgent orders that wait for a visit. `listUnscheduledOrders` has the"
        " pages that follow, with the same place."
    )
