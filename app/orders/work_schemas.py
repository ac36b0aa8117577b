"""What belongs to an order beside its visits, as callers see it; and a technician's own list."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from app.core.listing import ListQuery, Page
from app.core.wire import Exact, In, Instant, Line, Money, Out, Prose
from app.customers.models import ContractStatus, EquipmentOwner
from app.orders.models import OrderPriority, OrderStatus, SegmentKind, VisitStatus
from app.orders.schemas import Order
from app.orders.work_models import ExpenseKind


class OrderServiceLine(Out):
    """A service that the order is for, as the catalogue had it then."""

    service_id: UUID
    code: str
    name: str
    quantity: Exact
    unit_price: Exact
    duration_minutes: int


class OrderPolicy(Out):
    """What closing takes beside cause, solution, details and the customer's signature."""

    min_photos: int
    needs_network: bool
    needs_technician_signature: bool


class OrderContract(Out):
    """The technical side of the contract; `revealPppoe` gives the password on site."""

    id: UUID
    number: str
    plan: str
    sub_plan: str | None
    status: ContractStatus
    pppoe_username: str | None
    has_pppoe_password: bool


class OrderEquipment(Out):
    """What stands at the site."""

    id: UUID
    label: str
    manufacturer: str | None
    model: str | None
    serial_number: str | None
    owner: EquipmentOwner


class OrderHelper(Out):
    id: UUID
    name: str


class TechnicalBlock(Out):
    """What the technician works on; nothing of it is changed here."""

    contract: OrderContract | None
    equipment: list[OrderEquipment]


class OrderDetail(Order):
    """An order with everything that the operation screen shows."""

    helpers: list[OrderHelper] = Field(description="Technicians who come along.")
    services: list[OrderServiceLine]
    services_total: Exact = Field(description="What the services cost together.")
    expenses_total: Exact
    duration_minutes: int | None = Field(description="What the services take together.")
    closing_policy: OrderPolicy
    photos_count: int
    technical: TechnicalBlock


class MyOrders(Page[Order]):
    """What is mine to do, with counters over all of it, whatever this page was asked for."""

    total: int
    urgent_total: int = Field(description="Of these, those with the priority `urgent`.")


class MyOrderQuery(ListQuery):
    by_route: ClassVar = frozenset({"role"})

    role: Literal["responsible", "helper"] = "responsible"
    sort: Literal["starts_at", "-starts_at"] = "starts_at"
    q: str | None = Field(
        None, max_length=200, description="Beginnings of words of customer, title and protocol."
    )
    status: list[OrderStatus] | None = None
    priority: list[OrderPriority] | None = None
    starts_after: Instant | None = None
    starts_before: Instant | None = None


class Segment(Out):
    kind: SegmentKind
    started_at: Instant
    ended_at: Instant | None = Field(description="Null: it goes on.")


class VisitRecord(Out):
    """One visit of the order, and what became of it."""

    id: UUID
    attempt_no: int
    status: VisitStatus
    technician_id: UUID
    technician_name: str
    starts_at: Instant
    ends_at: Instant
    arrived_at: Instant | None = Field(description="By the technician's device.")
    started_at: Instant | None
    finished_at: Instant | None
    travel_seconds: int
    work_seconds: int
    pause_seconds: int
    outcome_note: str | None
    absence_distance_m: int | None = Field(description="From the site, when nobody was met.")
    absence_waited_seconds: int | None
    contact_attempts: int | None
    segments: list[Segment]


class Visits(Out):
    items: list[VisitRecord]


class Pppoe(Out):
    """The account by which the customer's line is reached. That it was looked at is an event."""

    username: str | None
    password: str


class Expense(Out):
    id: UUID
    kind: ExpenseKind
    amount: Exact
    note: str | None
    spent_on: date
    file_id: UUID | None = Field(description="The receipt.")
    person_id: UUID | None
    person_name: str | None
    created_at: Instant


class ExpenseAdd(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    kind: ExpenseKind
    amount: Annotated[Money, Field(gt=0)] = Field(examples=["12.50"])
    note: Line | None = None
    spent_on: date | None = Field(None, description="Null: today.")
    file_id: UUID | None = Field(None, description="A receipt: an upload of the caller.")


class ExpenseQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class Comment(Out):
    id: UUID
    author_id: UUID | None
    author_name: str | None
    body: str
    created_at: Instant


class CommentAdd(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    body: Prose


class CommentQuery(ListQuery):
    sort: Literal["created_at", "-created_at"] = "created_at"
