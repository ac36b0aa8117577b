"""Events of service orders and visits."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.core.events.event_log import Event
from app.core.values.notation import CurrencyAmount, Measure, TimeSpan
from app.core.values.text import N_
from app.orders.expenses.models import ExpenseKind
from app.orders.photos.models import PhotoKind
from app.stock.models import UnitOfMeasure


class OrderEvent(Event):
    """A fact about one order."""

    subject: ClassVar = "order"
    order_id: UUID


class OrderOpened(OrderEvent):
    name: ClassVar = "order.opened"
    label: ClassVar = N_("Order opened")


class OrderUpdated(OrderEvent):
    name: ClassVar = "order.updated"
    label: ClassVar = N_("Order changed")
    fields: list[str]


class OrderScheduled(OrderEvent):
    name: ClassVar = "order.scheduled"
    label: ClassVar = N_("Visit scheduled")
    detail: ClassVar = "{period}"
    technician_id: UUID
    starts_at: datetime
    ends_at: datetime
    helper_ids: list[UUID] = Field(default_factory=list)
    #: When the customer was told that the visit starts; null in events of before.
    promised_from: datetime | None = None
    promised_until: datetime | None = None
    #: Who had the visit before; null when it is the first.
    previous_technician_id: UUID | None

    def words(self) -> dict[str, Any]:
        return {"period": TimeSpan(self.starts_at, self.ends_at)}


class OrderChecksOverridden(OrderEvent):
    """Somebody booked the visit in spite of what is refused otherwise."""

    name: ClassVar = "order.checks_overridden"
    label: ClassVar = N_("Visit scheduled by exception")
    detail: ClassVar = "{reason}"
    reason: str
    codes: list[str]


class OrderWindowsOffered(OrderEvent):
    """Windows were offered to the customer, and are kept for some minutes."""

    name: ClassVar = "order.windows_offered"
    label: ClassVar = N_("Windows offered to the customer")
    count: int


class OrderVisitChosen(OrderEvent):
    """The customer chose when the visit is."""

    name: ClassVar = "order.visit_chosen"
    label: ClassVar = N_("Visit chosen by the customer")
    detail: ClassVar = "{period}"
    promised_from: datetime
    promised_until: datetime
    #: Whether another visit was agreed before.
    is_change: bool

    def words(self) -> dict[str, Any]:
        return {"period": TimeSpan(self.promised_from, self.promised_until)}


class OrderDispatched(OrderEvent):
    """The technician was told to go there next."""

    name: ClassVar = "order.dispatched"
    label: ClassVar = N_("Technician dispatched")
    technician_id: UUID


class OrderCloned(OrderEvent):
    """Another order was copied from this one."""

    name: ClassVar = "order.cloned"
    label: ClassVar = N_("Copied into another order")
    detail: ClassVar = "{protocol}"
    clone_id: UUID
    protocol: str


class PppoeRevealed(OrderEvent):
    """Somebody looked at the password of the customer's line."""

    name: ClassVar = "order.pppoe_revealed"
    label: ClassVar = N_("PPPoE password looked at")
    contract_id: UUID


class ExpenseCreated(OrderEvent):
    name: ClassVar = "order.expense_created"
    label: ClassVar = N_("Expense added")
    detail: ClassVar = "{kind} · {paid}"
    expense_id: UUID
    kind: ExpenseKind
    amount: Decimal
    currency: str = "BRL"

    def words(self) -> dict[str, Any]:
        return {"kind": self.kind, "paid": CurrencyAmount(self.amount, self.currency)}


class ExpenseDeleted(OrderEvent):
    name: ClassVar = "order.expense_deleted"
    label: ClassVar = N_("Expense removed")
    detail: ClassVar = "{kind} · {paid}"
    expense_id: UUID
    kind: ExpenseKind
    amount: Decimal
    currency: str = "BRL"

    def words(self) -> dict[str, Any]:
        return {"kind": self.kind, "paid": CurrencyAmount(self.amount, self.currency)}


class CommentCreated(OrderEvent):
    name: ClassVar = "order.comment_created"
    label: ClassVar = N_("Comment added")
    comment_id: UUID


class OrderStarted(OrderEvent):
    """`started_at` is the technician's device's time."""

    name: ClassVar = "order.started"
    label: ClassVar = N_("Visit started")
    technician_id: UUID
    started_at: datetime
    latitude: float | None = None
    longitude: float | None = None


class OrderLocationCorrected(OrderEvent):
    """The technician found the site elsewhere; `site.moved` says where."""

    name: ClassVar = "order.location_corrected"
    label: ClassVar = N_("Location of the site corrected")
    site_id: UUID


class OrderFollowedUp(OrderEvent):
    """The matter of a closed order was taken up again, in an order of its own."""

    name: ClassVar = "order.followed_up"
    label: ClassVar = N_("Taken up again in another order")
    detail: ClassVar = "{protocol}"
    follow_up_id: UUID
    protocol: str


class VisitEvent(OrderEvent):
    """A step of a visit, where and when the technician's device says."""

    technician_id: UUID
    occurred_at: datetime
    latitude: float | None = None
    longitude: float | None = None


class TechnicianDeparted(VisitEvent):
    name: ClassVar = "order.technician_departed"
    label: ClassVar = N_("Technician on the way")


class TechnicianArrived(VisitEvent):
    name: ClassVar = "order.technician_arrived"
    label: ClassVar = N_("Technician has arrived")


class VisitPaused(VisitEvent):
    name: ClassVar = "order.visit_paused"
    label: ClassVar = N_("Visit paused")


class VisitResumed(VisitEvent):
    name: ClassVar = "order.visit_resumed"
    label: ClassVar = N_("Visit resumed")


class VisitNoShow(VisitEvent):
    """The technician came and met nobody; the visit needs another date."""

    name: ClassVar = "order.visit_no_show"
    label: ClassVar = N_("Nobody was met")
    failed_visits: int
    distance_m: int | None = None
    waited_seconds: int | None = None
    contact_attempts: int | None = None


class VisitFailed(VisitEvent):
    """The technician was there and could not do it; another visit has to follow."""

    name: ClassVar = "order.visit_failed"
    label: ClassVar = N_("Visit failed")
    detail: ClassVar = "{reason}"
    failed_visits: int
    reason: str


class PhotoCreated(OrderEvent):
    name: ClassVar = "order.photo_created"
    label: ClassVar = N_("Photo added")
    photo_id: UUID
    kind: PhotoKind


class PhotoDeleted(OrderEvent):
    name: ClassVar = "order.photo_deleted"
    label: ClassVar = N_("Photo removed")
    photo_id: UUID


class MaterialUsed(OrderEvent):
    name: ClassVar = "order.material_used"
    label: ClassVar = N_("Material used")
    detail: ClassVar = "{measure} · {product_name}"
    material_id: UUID
    product_id: UUID
    product_name: str
    quantity: Decimal
    unit: UnitOfMeasure
    #: Decimals with which the product is counted.
    scale: int = 3
    movement_id: UUID

    def words(self) -> dict[str, Any]:
        measure = Measure(self.quantity, self.unit, self.scale)
        return {"measure": measure, "product_name": self.product_name}


class MaterialReversed(OrderEvent):
    name: ClassVar = "order.material_reversed"
    label: ClassVar = N_("Material taken back")
    detail: ClassVar = "{measure} · {product_name}"
    material_id: UUID
    product_id: UUID
    product_name: str
    quantity: Decimal
    unit: UnitOfMeasure
    #: Decimals with which the product is counted.
    scale: int = 3
    movement_id: UUID

    def words(self) -> dict[str, Any]:
        measure = Measure(self.quantity, self.unit, self.scale)
        return {"measure": measure, "product_name": self.product_name}


class OrderClosed(OrderEvent):
    name: ClassVar = "order.closed"
    label: ClassVar = N_("Order closed")
    detail: ClassVar = "{details}"
    technician_id: UUID | None
    cause_code_id: UUID
    solution_code_id: UUID
    details: str
    content_hash: str


class OrderCancelled(OrderEvent):
    name: ClassVar = "order.cancelled"
    label: ClassVar = N_("Order cancelled")
    detail: ClassVar = "{reason}"
    reason: str


class ReportIssued(OrderEvent):
    name: ClassVar = "order.report_issued"
    label: ClassVar = N_("Service report issued")
    file_id: UUID
