"""Service orders as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Out,
    Prose,
    Update,
)
from app.orders.line_items.schemas import MOST_SERVICES, OrderServiceGiven
from app.orders.models import OrderPriority, OrderStatus
from app.orders.visits.models import VisitStatus


class OrderSite(Out):
    """Where the work is done."""

    label: str
    street: str
    number: str | None
    district: str | None
    city: str
    state: str | None
    postal_code: str | None
    country: str


class OrderCategory(Out):
    name: str
    parent_name: str | None = Field(description="Null: it is no subcategory.")


class OrderProblem(Out):
    code: str
    label: str


class Order(Out):
    """A piece of work at a customer's. Technician and times are those of the current visit."""

    id: UUID
    number: int
    protocol: str = Field(description="The number that people read aloud.")
    status: OrderStatus
    priority: OrderPriority
    title: str
    description: str | None
    customer_id: UUID
    customer_name: str
    customer_phone: str | None
    site_id: UUID
    site: OrderSite
    latitude: float | None = Field(description="Of the site.")
    longitude: float | None = Field(description="Of the site.")
    access_notes: str | None = Field(description="Of the site.")
    problem_code_id: UUID
    problem: OrderProblem
    category_id: UUID | None
    category: OrderCategory | None
    contract_id: UUID | None
    contract_number: str | None
    technician_id: UUID | None
    technician_name: str | None
    starts_at: Instant | None
    ends_at: Instant | None
    started_at: Instant | None = Field(description="By the technician's device.")
    start_latitude: float | None = Field(description="Null: the device did not know where it was.")
    start_longitude: float | None
    start_accuracy_m: float | None
    finished_at: Instant | None
    visit_status: VisitStatus | None = Field(description="Null: no visit counts now.")
    travel_seconds: int | None = Field(description="Of this visit: of journeys that are over.")
    work_seconds: int | None = Field(description="Of this visit, without pauses.")
    pause_seconds: int | None
    failed_visits: int = Field(
        description="Visits that came to nothing: nobody was met, or it could not be done."
    )
    materials_count: int = Field(description="Materials in use, without reversed ones.")
    opened_at: Instant
    closed_at: Instant | None
    cancelled_at: Instant | None
    cancel_reason: str | None
    follow_up_of_id: UUID | None = Field(
        description="The closed order whose matter this one takes up again."
    )
    cloned_from_id: UUID | None = Field(description="The order that this one was copied from.")
    quote_id: UUID | None = Field(description="The quote that it was made of.")
    report_file_id: UUID | None = Field(description="The PDF; null until the worker wrote it.")
    version: int
    created_at: Instant
    updated_at: Instant


class OrderCreate(In):
    id: UUID | None = None
    customer_id: UUID
    site_id: UUID = Field(description="A site of this customer.")
    problem_code_id: UUID = Field(description="An active code of the kind `problem`.")
    contract_id: UUID | None = Field(None, description="A contract of this customer.")
    category_id: UUID | None = None
    title: Line
    description: Prose | None = None
    priority: OrderPriority = OrderPriority.NORMAL
    services: list[OrderServiceGiven] = Field(default_factory=list, max_length=MOST_SERVICES)


class OrderUpdate(Update):
    site_id: UUID = UNCHANGED
    problem_code_id: UUID = UNCHANGED
    contract_id: UUID | None = UNCHANGED
    category_id: UUID | None = UNCHANGED
    title: Line = UNCHANGED
    description: Prose | None = UNCHANGED
    priority: OrderPriority = UNCHANGED
    clear: list[Literal["description", "contract_id", "category_id"]] = Field(default_factory=list)


class OrderClone(In):
    """How the copy is to differ; what is null is as in the original."""

    id: UUID | None = Field(None, description="Of the copy (UUID version 7).")
    title: Line | None = None
    description: Prose | None = None
    priority: OrderPriority | None = None


class OrderQuery(ListQuery):
    sort: Literal["-opened_at", "opened_at"] = "-opened_at"
    q: str | None = Field(
        None, max_length=200, description="Beginnings of words of customer, title and protocol."
    )
    status: list[OrderStatus] | None = None
    priority: list[OrderPriority] | None = None
    technician_id: list[Literal["me", "none"] | UUID] | None = None
    customer_id: list[UUID] | None = None
    contract_id: list[UUID] | None = None
    opened_after: Instant | None = None
    opened_before: Instant | None = None
    updated_since: Instant | None = None


class OrderReopen(In):
    """What is left to do, and how the new order is to differ from the closed one."""

    id: UUID | None = Field(None, description="Of the new order (UUID version 7).")
    reason: Prose = Field(description="Why the matter is not over: the new order's description.")
    title: Line | None = Field(None, description="Null: that of the closed order.")
    problem_code_id: UUID | None = Field(None, description="Null: that of the closed order.")
    priority: OrderPriority | None = Field(None, description="Null: that of the closed order.")


class OrderCancel(In):
    reason: Prose
