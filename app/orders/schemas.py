"""Service orders as callers see them."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    IdOrMeOrNone,
    IdOrNone,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    Prose,
    StrictBool,
    Update,
)
from app.orders.line_items.schemas import MOST_SERVICES, OrderLinesGiven, OrderServiceGiven
from app.orders.models import OrderPriority, OrderStatus
from app.orders.visits.models import VisitStatus

_PRIORITY = "How urgent the order is."
_TITLE = "Short description of the work."
_DESCRIPTION = "What is to be done, in words."
_PROBLEM_CODE = "The problem that is to be solved: an active code of the kind `problem`."
_CONTRACT = "The contract that the work belongs to; one of this customer."
_CONFIRM = (
    "Confirms that the work belongs to a contract that was cancelled, such as fetching what was"
    " left there; such an order is refused otherwise."
)
_CATEGORY = "The category that the order is listed under; an active one."
_LAST_VISIT = (
    " After a no-show or a failed visit it stays that of this visit until the order is scheduled"
    " again. Null: never scheduled."
)
_NO_VISIT = " Null when no visit counts now."
#: What the search of order lists looks at.
ORDER_SEARCH = (
    "Search text. Each word has to be the beginning of a word of the customer's name, the title or"
    " the description, in any order, regardless of case, accents and plural; or the number, the"
    " protocol or its last digits."
)


class OrderSite(Out):
    """Address of the site of an order."""

    label: str = Field(description="Name of the site, unlike the customer's other sites.")
    street: str = Field(description="Name of the street, without the number.")
    street_number: str | None = Field(description="House number. Null without one.")
    complement: str | None = Field(
        description="Where inside, such as apartment, block or floor. Null without one."
    )
    district: str | None = Field(description="District or neighbourhood. Null when unknown.")
    city: str = Field(description="Name of the city.")
    state: str | None = Field(description="State, district or region. Null when unknown.")
    postal_code: str | None = Field(description="Postal code. Null when unknown.")
    country: str = Field(description="Country as a code of two letters (ISO 3166-1 alpha-2).")


class OrderCategory(Out):
    """The category of an order, in brief."""

    name: str = Field(description="Name of the category or subcategory.")
    parent_name: str | None = Field(
        description="Name of the category above. Null: it is no subcategory."
    )


class OrderProblem(Out):
    """The problem code of an order, in brief."""

    code: str = Field(description="The code itself.")
    label: str = Field(description="What the code means, as people read it.")


class Order(Out):
    """A service order: work to be done at a customer's site.

    Technician, times and position are those of the visit that counts now, the one that was
    scheduled last. None counts before the order is scheduled and after a no-show or a failed visit.
    """

    id: UUID
    number: int = Field(description="Consecutive number of the order within the organization.")
    protocol: str = Field(
        description="Number that people read aloud: the year of opening and the order's number,"
        " such as `2026000042`."
    )
    status: OrderStatus = Field(description="Where the order is in its life.")
    priority: OrderPriority = Field(description=_PRIORITY)
    title: str = Field(description=_TITLE)
    description: str | None = Field(description=f"{_DESCRIPTION} Null without a description.")
    customer_id: UUID
    customer_name: str = Field(description="Name of the customer.")
    customer_phone: str | None = Field(
        description="Telephone number of the customer in E.164 format. Null when unknown."
    )
    site_id: UUID
    site: OrderSite = Field(description="Address of the site where the work is done.")
    latitude: float | None = Field(
        description="Latitude of the site, in degrees (WGS 84). Null when unknown."
    )
    longitude: float | None = Field(
        description="Longitude of the site, in degrees (WGS 84). Null when unknown."
    )
    access_notes: str | None = Field(
        description="How to get to the site and into it. Null without a note."
    )
    problem_code_id: UUID
    problem: OrderProblem = Field(description="The problem that is to be solved.")
    category_id: UUID | None = Field(
        description="The category that the order is listed under. Null without one."
    )
    category: OrderCategory | None = Field(
        description="The category that `category_id` names. Null without one."
    )
    contract_id: UUID | None = Field(
        description="The contract that the work belongs to. Null without one."
    )
    contract_number: str | None = Field(
        description="Number of the contract. Null without a contract."
    )
    technician_id: UUID | None = Field(
        description=f"The technician who is responsible for the visit.{_LAST_VISIT}"
    )
    technician_name: str | None = Field(
        description="Name of the technician whom `technician_id` names. Null without one."
    )
    starts_at: Instant | None = Field(description=f"Agreed start of the visit.{_LAST_VISIT}")
    ends_at: Instant | None = Field(description=f"Agreed end of the visit.{_LAST_VISIT}")
    started_at: Instant | None = Field(
        description="Time at which the technician started the work, by the clock of the"
        " technician's device. Null until then, and when no visit counts now."
    )
    start_latitude: float | None = Field(
        description="Latitude of the technician's device when the work was started, in degrees"
        " (WGS 84). Null when unknown."
    )
    start_longitude: float | None = Field(
        description="Longitude of the technician's device when the work was started, in degrees"
        " (WGS 84). Null when unknown."
    )
    start_accuracy_m: float | None = Field(
        description="Accuracy of the start position, as a radius in metres. Null when unknown."
    )
    finished_at: Instant | None = Field(
        description="Time at which the work was finished, by the clock of the technician's device,"
        " or at which a visit under way was cancelled. Null until then, and when no visit counts"
        " now."
    )
    visit_status: VisitStatus | None = Field(
        description="Where the visit is in its life. Null when no visit counts now."
    )
    travel_seconds: int | None = Field(
        description=f"Travel of this visit that has ended, in seconds.{_NO_VISIT}"
    )
    work_seconds: int | None = Field(
        description="Work of this visit without pauses, in seconds, up to the last pause or the"
        f" end.{_NO_VISIT}"
    )
    pause_seconds: int | None = Field(
        description=f"Pauses of this visit that have ended, in seconds.{_NO_VISIT}"
    )
    clock_skew_seconds: int | None = Field(
        description="Greatest difference between the technician's device and the server in a step"
        " of this visit, in seconds: the device's clock is wrong, or the step was sent later; see"
        f" `listOrderVisits`. 0: five minutes at most.{_NO_VISIT}"
    )
    failed_visits: int = Field(
        description="Number of visits that ended without the work being done, no-shows included."
    )
    materials_count: int = Field(
        description="Number of materials in use; reversed ones do not count."
    )
    opened_at: Instant = Field(description="Time at which the order was opened.")
    closed_at: Instant | None = Field(
        description="Time at which the server closed the order. Null unless it is closed."
    )
    cancelled_at: Instant | None = Field(
        description="Time at which the order was cancelled. Null unless it is cancelled."
    )
    cancel_reason: str | None = Field(
        description="Why the order was cancelled. Null unless it is cancelled."
    )
    follow_up_of_id: UUID | None = Field(
        description="The closed order that this one continues. Null: none."
    )
    cloned_from_id: UUID | None = Field(
        description="The order that this one was copied from. Null: none."
    )
    quote_id: UUID | None = Field(
        description="The approved quote that this order was made of. Null: none."
    )
    report_file_id: UUID | None = Field(
        description="The service report, a PDF file. Null until it is written, some seconds after"
        " the order is closed."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class OrderCreate(In):
    """A new service order for a customer's site."""

    id: OwnId | None = None
    customer_id: UUID
    site_id: UUID = Field(description="The site where the work is done; one of this customer.")
    problem_code_id: UUID = Field(description=_PROBLEM_CODE)
    contract_id: UUID | None = Field(None, description=_CONTRACT)
    category_id: UUID | None = Field(None, description=_CATEGORY)
    title: Line = Field(description=_TITLE)
    description: Prose | None = Field(None, description=_DESCRIPTION)
    priority: OrderPriority = Field(OrderPriority.NORMAL, description=_PRIORITY)
    services: list[OrderServiceGiven] = Field(
        default_factory=list,
        max_length=MOST_SERVICES,
        description="The services that are to be done; each service once.",
    )
    lines: OrderLinesGiven = Field(
        default_factory=list,
        description="What the order bills beside `services`: services, products and anything else.",
    )
    confirm: StrictBool = Field(False, description=_CONFIRM)


class OrderUpdate(Update):
    """Changes to what describes an order, as a merge patch, until it is closed or cancelled.

    Status, visit and services have operations of their own. The customer cannot be changed.
    """

    site_id: Annotated[
        UUID, Field(description="The site where the work is done; one of the order's customer.")
    ] = UNCHANGED
    problem_code_id: Annotated[UUID, Field(description=_PROBLEM_CODE)] = UNCHANGED
    contract_id: Annotated[
        UUID | None, Field(description=f"{_CONTRACT} Null: it belongs to none.")
    ] = UNCHANGED
    category_id: Annotated[
        UUID | None, Field(description=f"{_CATEGORY} Null: it is listed under none.")
    ] = UNCHANGED
    title: Annotated[Line, Field(description=_TITLE)] = UNCHANGED
    description: Annotated[Prose | None, Field(description=f"{_DESCRIPTION} Null removes it.")] = (
        UNCHANGED
    )
    priority: Annotated[OrderPriority, Field(description=_PRIORITY)] = UNCHANGED
    confirm: Annotated[StrictBool, Field(description=_CONFIRM)] = UNCHANGED
    clear: list[Literal["description", "contract_id", "category_id"]] = Field(default_factory=list)


class OrderClone(In):
    """Fields in which a copy of an order differs from it; absent or null: as in the original.

    Customer, site, problem, contract, category, lines, discount and closing policy are copied; a
    category that is archived is left out.
    """

    id: OwnId | None = Field(
        None,
        description="Identifier of the copy, a UUID of version 7 chosen by the client. Null or"
        " absent: the server chooses one.",
    )
    title: Line | None = Field(None, description=_TITLE)
    description: Prose | None = Field(None, description=_DESCRIPTION)
    priority: OrderPriority | None = Field(None, description=_PRIORITY)


class OrderQuery(ListQuery):
    """Filters and order of the list of orders."""

    by_route: ClassVar = frozenset(("city", "service_id", "cause_code_id", "solution_code_id"))
    sort: Literal[
        "-opened_at",
        "opened_at",
        "starts_at",
        "-starts_at",
        "number",
        "-number",
        "updated_at",
        "-updated_at",
        "priority",
        "-priority",
        "-relevance",
    ] = "-opened_at"
    q: str | None = Field(
        None,
        max_length=200,
        description=f"{ORDER_SEARCH} Orders of a customer, contact or contract that is found by it"
        " are listed as well. Without `sort`, in the order of `-relevance`.",
    )
    status: list[OrderStatus] | None = Field(
        None, description="Only orders with one of these statuses."
    )
    priority: list[OrderPriority] | None = Field(
        None, description="Only orders with one of these priorities."
    )
    technician_id: list[IdOrMeOrNone] | None = Field(
        None,
        description="Only orders whose visit is that of one of these technicians; `me` is the"
        " caller, `none` selects orders that were never scheduled.",
    )
    customer_id: list[UUID] | None = Field(None, description="Only orders of these customers.")
    contract_id: list[UUID] | None = Field(None, description="Only orders of these contracts.")
    site_id: list[UUID] | None = Field(None, description="Only orders at these sites.")
    city: Annotated[list[Line], Field(max_length=20)] | None = Field(
        None,
        description="Only orders at sites in these cities, by the whole name, such as `São Paulo`,"
        " regardless of case and accents.",
    )
    category_id: list[IdOrNone] | None = Field(
        None,
        description="Only orders of these categories; subcategories of them do not count. `none`:"
        " without a category.",
    )
    problem_code_id: list[UUID] | None = Field(None, description="Only orders with these problems.")
    cause_code_id: list[UUID] | None = Field(
        None, description="Only orders that were closed with one of these causes."
    )
    solution_code_id: list[UUID] | None = Field(
        None, description="Only orders that were closed with one of these solutions."
    )
    service_id: list[UUID] | None = Field(
        None, description="Only orders that have one of these services among their lines."
    )
    starts_after: Instant | None = Field(
        None, description="Only orders whose visit starts at this time or later."
    )
    starts_before: Instant | None = Field(
        None, description="Only orders whose visit starts before this time."
    )
    opened_after: Instant | None = Field(
        None, description="Only orders that were opened at this time or later."
    )
    opened_before: Instant | None = Field(
        None, description="Only orders that were opened before this time."
    )
    updated_since: Instant | None = Field(
        None, description="Only orders that were last changed at this time or later."
    )


class OrderReopen(In):
    """Why a closed order has to be continued, and how the follow-up order is to differ from it.

    Customer, site, contract, category, lines, discount and closing policy are copied; a category
    that is archived is left out.
    """

    id: OwnId | None = Field(
        None,
        description="Identifier of the follow-up order, a UUID of version 7 chosen by the client."
        " Null or absent: the server chooses one.",
    )
    reason: Prose = Field(
        description="Why the work has to be continued. It becomes the description of the follow-up"
        " order."
    )
    title: Line | None = Field(
        None, description=f"{_TITLE} Null or absent: that of the closed order."
    )
    problem_code_id: UUID | None = Field(
        None, description=f"{_PROBLEM_CODE} Null or absent: that of the closed order."
    )
    priority: OrderPriority | None = Field(
        None, description=f"{_PRIORITY} Null or absent: that of the closed order."
    )


class OrderCancel(In):
    """Why an order is cancelled."""

    reason: Prose = Field(description="Why the order is cancelled.")
