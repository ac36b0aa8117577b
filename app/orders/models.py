"""A service order: a piece of work at a customer's, from the call to the signed report."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Owned, Versioned, owned_reference


class OrderStatus(StrEnum):
    OPEN = "open"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    #: Somebody went there in vain; another date has to be found.
    AWAITING_RESCHEDULE = "awaiting_reschedule"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class OrderPriority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class VisitStatus(StrEnum):
    SCHEDULED = "scheduled"
    #: The technician was told to go there next.
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    ON_SITE = "on_site"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    COMPLETED = "completed"
    #: Another visit took its place.
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    #: The technician came and met nobody.
    CUSTOMER_ABSENT = "customer_absent"
    #: The technician was there and could not do what was to be done.
    NOT_COMPLETED = "not_completed"


#: Another visit may follow one of these; what became of it stays a fact.
OVER_FOR_ANOTHER = (
    VisitStatus.RESCHEDULED,
    VisitStatus.CUSTOMER_ABSENT,
    VisitStatus.NOT_COMPLETED,
)
#: The technician has set out and is not done.
UNDER_WAY = (
    VisitStatus.EN_ROUTE,
    VisitStatus.ON_SITE,
    VisitStatus.IN_PROGRESS,
    VisitStatus.PAUSED,
)


class Visit(Owned, Base):
    """One technician's slot at the customer's, and what became of it."""

    __tablename__ = "visits"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("technician_id", "people"),
        owned_reference("booking_id", "bookings"),
        UniqueConstraint("organization_id", "booking_id"),
        Index(None, "organization_id", "order_id"),
        Index(
            None,
            *("organization_id", "finished_at"),
            postgresql_where=text("finished_at is not null"),
        ),
        Index(
            "visits_current_key",
            "organization_id",
            "order_id",
            unique=True,
            postgresql_where=text(
                "status not in ('rescheduled', 'customer_absent', 'not_completed')"
            ),
        ),
        Index(
            "visits_one_in_progress_key",
            "organization_id",
            "technician_id",
            unique=True,
            postgresql_where=text("status = 'in_progress'"),
        ),
    )

    order_id: Mapped[UUID]
    technician_id: Mapped[UUID]
    booking_id: Mapped[UUID]
    status: Mapped[VisitStatus]
    #: Which time it is that somebody goes there: one more than the visits that came to nothing.
    attempt_no: Mapped[int]
    #: As it was agreed; the booking is cut short when the visit ends early.
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: By the technician's device, and when the server heard of it.
    started_at: Mapped[datetime | None]
    start_received_at: Mapped[datetime | None]
    start_latitude: Mapped[float | None]
    start_longitude: Mapped[float | None]
    start_accuracy_m: Mapped[float | None]
    arrived_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    #: That nobody was met: how far from the site, how long after arriving, after how many calls.
    absence_distance_m: Mapped[int | None]
    absence_waited_seconds: Mapped[int | None]
    contact_attempts: Mapped[int | None]
    #: What the technician says of a visit that came to nothing.
    outcome_note: Mapped[str | None]
    #: These three are sums of its segments that are over; `visiting.turn` alone sets them.
    travel_seconds: Mapped[int] = mapped_column(default=0)
    work_seconds: Mapped[int] = mapped_column(default=0)
    pause_seconds: Mapped[int] = mapped_column(default=0)


class SegmentKind(StrEnum):
    TRAVEL = "travel"
    WORK = "work"
    PAUSE = "pause"


class VisitSegment(Owned, Base):
    """What a technician's time went to, by the device's clock; one after the other."""

    __tablename__ = "visit_segments"
    __table_args__ = (
        owned_reference("visit_id", "visits"),
        CheckConstraint("ended_at >= started_at", name="runs_forward"),
        Index(None, "organization_id", "visit_id", "started_at"),
        Index(
            "visit_segments_running_key",
            *("organization_id", "visit_id"),
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    visit_id: Mapped[UUID]
    kind: Mapped[SegmentKind]
    started_at: Mapped[datetime]
    #: Null: it goes on.
    ended_at: Mapped[datetime | None]


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
        owned_reference("quote_id", "quotes"),
        Index(None, "organization_id", "follow_up_of_id"),
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
    #: These four repeat facts of the current visit, for lists; `settle` alone sets them.
    status: Mapped[OrderStatus] = mapped_column(default=OrderStatus.OPEN)
    technician_id: Mapped[UUID | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    #: Visits that came to nothing: nobody was met, or it could not be done.
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
    search_vector: Mapped[Any] = mapped_column(TSVECTOR, deferred=True)

    def settle(self, visit: Visit | None) -> None:
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


class OrderMaterial(Owned, Base):
    """Goods that went from the technician's van into the work. Taken back: reversed, never gone."""

    __tablename__ = "order_materials"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("product_id", "products"),
        owned_reference("movement_id", "movements"),
        owned_reference("reversal_id", "movements"),
        owned_reference("used_by_id", "people"),
        UniqueConstraint("organization_id", "movement_id"),
        CheckConstraint("quantity > 0", name="is_used"),
        CheckConstraint("(reversal_id is null) = (reversed_at is null)", name="reversed_at_once"),
        Index(None, "organization_id", "order_id", "used_at", "id"),
    )

    order_id: Mapped[UUID]
    product_id: Mapped[UUID]
    quantity: Mapped[Decimal]
    movement_id: Mapped[UUID]
    used_by_id: Mapped[UUID | None]
    used_at: Mapped[datetime]
    reversal_id: Mapped[UUID | None]
    reversed_at: Mapped[datetime | None]


class PhotoKind(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    POWER_METER = "power_meter"
    #: That nobody was met.
    ABSENCE = "absence"
    EQUIPMENT = "equipment"
    SITE = "site"
    OTHER = "other"


class OrderPhoto(Owned, Base):
    """What the technician saw. A picture belongs to one order."""

    __tablename__ = "order_photos"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("file_id", "files"),
        owned_reference("taken_by_id", "people"),
        UniqueConstraint("organization_id", "file_id"),
        Index(None, "organization_id", "order_id", "created_at", "id"),
    )

    order_id: Mapped[UUID]
    file_id: Mapped[UUID]
    kind: Mapped[PhotoKind]
    note: Mapped[str | None]
    #: By the technician's device.
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[UUID | None]
    #: What the camera wrote into the file, kept apart from the small picture that is shown.
    camera: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Where the small picture lies; null: it is being made, or the file is none that we read.
    thumbnail_key: Mapped[str | None]
    created_at: Mapped[datetime]


class CloseReport(Owned, Base):
    """What was found and done, exactly as it was signed; never changed afterwards."""

    __tablename__ = "close_reports"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("cause_code_id", "codes"),
        owned_reference("solution_code_id", "codes"),
        owned_reference("closed_by_id", "people"),
        UniqueConstraint("organization_id", "order_id"),
        CheckConstraint("btrim(details) <> ''", name="says_what_was_done"),
    )

    order_id: Mapped[UUID]
    cause_code_id: Mapped[UUID]
    solution_code_id: Mapped[UUID]
    details: Mapped[str]
    address_changed: Mapped[bool]
    attended_by: Mapped[str | None]
    network: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    content_hash: Mapped[str]
    #: The canonical JSON (RFC 8785) whose SHA-256 is `content_hash`, byte for byte.
    document: Mapped[str] = mapped_column(Text)
    closed_by_id: Mapped[UUID | None]
    closed_at: Mapped[datetime]
