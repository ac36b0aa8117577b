"""The table of service orders."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Table, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.data.ordering import known_moment, urgency
from app.core.values.notation import label_values
from app.core.values.text import N_
from app.orders.visits.models import Visit, VisitStatus
from app.schedules.models import Booking


class OrderStatus(StrEnum):
    """Status of an order.

    - `open`: not scheduled yet.
    - `scheduled`: a technician and a time are agreed; the work has not started.
    - `in_progress`: the technician works, or has paused.
    - `awaiting_reschedule`: a visit was a no-show or failed; another one has to be scheduled.
    - `closed`: done and signed; it does not change any more.
    - `cancelled`: will not be done; it does not change any more.
    """

    OPEN = "open"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    #: Somebody went there that failed; another date has to be found.
    AWAITING_RESCHEDULE = "awaiting_reschedule"
    CLOSED = "closed"
    CANCELLED = "cancelled"


label_values(
    OrderStatus,
    {
        OrderStatus.OPEN: N_("Open"),
        OrderStatus.SCHEDULED: N_("Visit agreed"),
        OrderStatus.IN_PROGRESS: N_("In progress"),
        OrderStatus.AWAITING_RESCHEDULE: N_("Awaiting another date"),
        OrderStatus.CLOSED: N_("Closed"),
        OrderStatus.CANCELLED: N_("Cancelled"),
    },
)


class OrderPriority(StrEnum):
    """Priority of an order.

    - `low`: can wait.
    - `normal`: the usual priority.
    - `high`: before those of normal priority.
    - `urgent`: before all others; counted apart in a technician's list.
    """

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


label_values(
    OrderPriority,
    {
        OrderPriority.LOW: N_("Low"),
        OrderPriority.NORMAL: N_("Normal"),
        OrderPriority.HIGH: N_("High"),
        OrderPriority.URGENT: N_("Urgent"),
    },
)


_URGENCY = """((case when priority = 'urgent' then 0 when priority = 'high' then 1
                     when priority = 'normal' then 2 else 3 end * 2
                + case when failed_visits > 0 then 0 else 1 end) * 100000000000000000::bigint
               + cast(extract(epoch from opened_at - timestamptz '1970-01-01 00:00:00+00')
                      * 1000000 as bigint))"""


class Order(Owned, Versioned, Base):
    __tablename__ = "orders"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        owned_reference("site_id", "sites"),
        owned_reference("problem_code_id", "codes"),
        owned_reference("technician_id", "people"),
        owned_reference("report_file_id", "files"),
        owned_reference("follow_up_of_id", "orders"),
        owned_reference("cloned_from_id", "orders"),
        owned_reference("contract_id", "contracts"),
        owned_reference("category_id", "categories"),
        Index(None, "organization_id", "follow_up_of_id"),
        # Whose report a file is: most orders that have one are closed.
        Index(
            None,
            *("organization_id", "report_file_id"),
            postgresql_where=text("report_file_id is not null"),
        ),
        UniqueConstraint("organization_id", "quote_id"),
        UniqueConstraint("organization_id", "number"),
        UniqueConstraint("organization_id", "protocol"),
        CheckConstraint("(status = 'closed') = (closed_at is not null)", name="closed"),
        CheckConstraint("(status = 'cancelled') = (cancelled_at is not null)", name="cancelled"),
        Index(None, "organization_id", "opened_at", "id"),
        Index(None, "organization_id", "status", "opened_at", "id"),
        Index(None, "organization_id", "priority", "opened_at", "id"),
        Index(None, "organization_id", "technician_id", "opened_at", "id"),
        Index(None, "organization_id", "customer_id", "opened_at", "id"),
        Index(None, "organization_id", "contract_id", "opened_at", "id"),
        Index(None, "organization_id", "site_id", "opened_at", "id"),
        Index(None, "organization_id", "category_id", "opened_at", "id"),
        Index(None, "organization_id", "problem_code_id", "opened_at", "id"),
        # What a technician has to do, in the order in which it is due.
        Index(
            "orders_to_do_idx",
            *("organization_id", "technician_id", "starts_at", "id"),
            postgresql_where=text("closed_at is null and cancelled_at is null"),
        ),
        # PostgreSQL does not follow the order behind `is null` in the indexes above.
        Index(
            "orders_without_technician_id_idx",
            *("organization_id", "opened_at", "id"),
            postgresql_where=text("technician_id is null"),
        ),
        # What waits for a visit, the most urgent first: `agenda.urgency` explains the number.
        Index(
            "orders_unscheduled_idx",
            *("organization_id", text(_URGENCY), "id"),
            postgresql_where=text("status in ('open', 'awaiting_reschedule')"),
        ),
        Index(None, "organization_id", "updated_at", "id"),
        # What happened in a period, for reports.
        *(
            Index(
                None,
                *("organization_id", f"{moment}_at"),
                postgresql_where=text(f"{moment}_at is not null"),
            )
            for moment in ("closed", "cancelled")
        ),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    number: Mapped[int]
    protocol: Mapped[str]
    customer_id: Mapped[UUID]
    site_id: Mapped[UUID]
    problem_code_id: Mapped[UUID]
    contract_id: Mapped[UUID | None]
    category_id: Mapped[UUID | None]
    title: Mapped[str]
    description: Mapped[str | None]
    priority: Mapped[OrderPriority]
    #: These four repeat facts of the current visit, for lists; `derive_status` alone sets them.
    status: Mapped[OrderStatus] = mapped_column(default=OrderStatus.OPEN)
    technician_id: Mapped[UUID | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    #: Visits that failed: nobody was met, or it could not be done.
    failed_visits: Mapped[int] = mapped_column(default=0)
    #: Those in use, without the reversed ones.
    materials_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]
    report_file_id: Mapped[UUID | None]
    #: The closed order whose matter was taken up again.
    follow_up_of_id: Mapped[UUID | None]
    #: What was approved beforehand; one order each.
    quote_id: Mapped[UUID | None]
    #: The order that this one was copied from.
    cloned_from_id: Mapped[UUID | None]
    #: Taken off all lines together, or off those that were approved; null: nothing.
    discount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    #: What the discount was agreed as, if it was a percentage.
    discount_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    search_vector: Mapped[Any] = mapped_column(TSVECTOR, deferred=True)

    def derive_status(self, visit: Visit | None) -> None:
        """Derive the status from the facts: cancelled? closed? and the visit that counts now."""
        if self.cancelled_at is not None:
            self.status = OrderStatus.CANCELLED
        elif self.closed_at is not None:
            self.status = OrderStatus.CLOSED
        elif visit is None:
            self.status = (
                OrderStatus.AWAITING_RESCHEDULE if self.failed_visits else OrderStatus.OPEN
            )
        elif visit.status in (VisitStatus.IN_PROGRESS, VisitStatus.PAUSED):
            self.status = OrderStatus.IN_PROGRESS
        else:
            self.status = OrderStatus.SCHEDULED
        if visit is not None:
            self.technician_id = visit.technician_id
            self.starts_at, self.ends_at = visit.starts_at, visit.ends_at


# Bookings know nothing of orders, which lie above them: whoever lies above declares the key.
cast(Table, Booking.__table__).append_constraint(owned_reference("order_id", "orders"))

#: What a list sorted by start follows: what is not scheduled comes after everything that is.
_BY_START = (known_moment(Order.starts_at), Order.id)
Index("orders_start_idx", Order.organization_id, *_BY_START)
Index("orders_status_start_idx", Order.organization_id, Order.status, *_BY_START)
Index("orders_technician_start_idx", Order.organization_id, Order.technician_id, *_BY_START)
Index("orders_urgency_idx", Order.organization_id, urgency(Order.priority), Order.id)
