"""Tables of purchases."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class PurchaseStatus(StrEnum):
    """State of a purchase.

    - `ordered`: nothing has arrived yet.
    - `partially_received`: some of it has arrived.
    - `received`: all of it has arrived, or more.
    - `closed`: what has not arrived is not expected any more.
    """

    ORDERED = "ordered"
    PARTIALLY_RECEIVED = "partially_received"
    RECEIVED = "received"
    CLOSED = "closed"


class Purchase(Owned, Versioned, Base):
    """Goods that were ordered from a supplier and are expected at a place."""

    __tablename__ = "purchases"
    __table_args__ = (
        owned_reference("location_id", "locations"),
        owned_reference("ordered_by_id", "people"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "status", "created_at", "id"),
        Index(None, "organization_id", "location_id", "created_at", "id"),
    )

    status: Mapped[PurchaseStatus] = mapped_column(default=PurchaseStatus.ORDERED)
    supplier: Mapped[str]
    order_number: Mapped[str | None]
    location_id: Mapped[UUID]
    note: Mapped[str | None]
    ordered_by_id: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]


class PurchaseLine(Owned, Base):
    """A product of a purchase: how much was ordered, and how much has arrived."""

    __tablename__ = "purchase_lines"
    __table_args__ = (
        owned_reference("purchase_id", "purchases"),
        owned_reference("product_id", "products"),
        CheckConstraint("ordered > 0 and received >= 0", name="quantities"),
        UniqueConstraint("organization_id", "purchase_id", "product_id"),
    )

    purchase_id: Mapped[UUID]
    position: Mapped[int]
    product_id: Mapped[UUID]
    ordered: Mapped[Decimal]
    received: Mapped[Decimal] = mapped_column(default=Decimal(0))
