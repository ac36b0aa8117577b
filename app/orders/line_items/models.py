"""The table of an order's line items."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference


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
