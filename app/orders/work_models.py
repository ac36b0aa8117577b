"""What belongs to an order beside its visits: services, helpers, expenses and comments."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Owned, owned_reference


class OrderService(Owned, Base):
    """A service that an order is for, as the catalogue had it when it was put there."""

    __tablename__ = "order_services"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("service_id", "services"),
        UniqueConstraint("organization_id", "order_id", "service_id"),
        CheckConstraint("quantity > 0 and unit_price >= 0", name="amounts"),
        Index(None, "organization_id", "service_id", "order_id"),
    )

    order_id: Mapped[UUID]
    position: Mapped[int]
    service_id: Mapped[UUID]
    code: Mapped[str]
    name: Mapped[str]
    quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    duration_minutes: Mapped[int]
    #: The closing policy: a copy, so that a requirement that is dropped later was one all the same.
    min_photos: Mapped[int]
    needs_network: Mapped[bool]
    needs_technician_signature: Mapped[bool]
    created_at: Mapped[datetime]


class VisitHelper(Owned, Base):
    """A technician who comes along; the responsible one starts, reports and closes."""

    __tablename__ = "visit_helpers"
    __table_args__ = (
        owned_reference("visit_id", "visits"),
        owned_reference("order_id", "orders"),
        owned_reference("person_id", "people"),
        owned_reference("booking_id", "bookings"),
        UniqueConstraint("organization_id", "visit_id", "person_id"),
        Index(None, "organization_id", "person_id", "order_id"),
    )

    visit_id: Mapped[UUID]
    order_id: Mapped[UUID]
    person_id: Mapped[UUID]
    booking_id: Mapped[UUID]


class ExpenseKind(StrEnum):
    PART = "part"
    TOLL = "toll"
    FUEL = "fuel"
    PARKING = "parking"
    MEAL = "meal"
    OTHER = "other"


class OrderExpense(Owned, Base):
    """What a technician paid on the way or at the customer's."""

    __tablename__ = "order_expenses"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("person_id", "people"),
        owned_reference("file_id", "files"),
        CheckConstraint("amount > 0", name="is_paid"),
        Index(None, "organization_id", "order_id", "created_at", "id"),
    )

    order_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    kind: Mapped[ExpenseKind]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    note: Mapped[str | None]
    spent_on: Mapped[date]
    #: A picture of the receipt.
    file_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class OrderComment(Owned, Base):
    """What those who work on an order tell each other; customers do not see it."""

    __tablename__ = "order_comments"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("author_id", "people"),
        Index(None, "organization_id", "order_id", "created_at", "id"),
    )

    order_id: Mapped[UUID]
    author_id: Mapped[UUID | None]
    body: Mapped[str]
    created_at: Mapped[datetime]
