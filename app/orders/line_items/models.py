"""The table of an order's line items."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference


class LineKind(StrEnum):
    """Kind of a line item.

    - `service`: a service of the catalog.
    - `product`: a product of the stock.
    - `text`: anything else, in words.
    """

    SERVICE = "service"
    PRODUCT = "product"
    TEXT = "text"


class OrderLine(Owned, Base):
    """One thing that an order is for and bills, as it was agreed when it was put there."""

    #: Called after the only kind that there was first.
    __tablename__ = "order_services"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("service_id", "services"),
        owned_reference("product_id", "products"),
        CheckConstraint("quantity > 0 and unit_price >= 0", name="amounts"),
        CheckConstraint("service_id is null or product_id is null", name="one_thing"),
        Index(None, "organization_id", "order_id", "position"),
        Index(None, "organization_id", "service_id", "order_id"),
    )

    order_id: Mapped[UUID]
    position: Mapped[int]
    service_id: Mapped[UUID | None]
    product_id: Mapped[UUID | None]
    #: Of the service, or the stock keeping unit of the product.
    code: Mapped[str | None]
    #: As the customer reads it.
    name: Mapped[str]
    quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    discount_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    #: Null in rows from before there was one: quantity times price, not rounded.
    total: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    #: Whether the customer approved it with the quote; then it stays as it is.
    is_approved: Mapped[bool]
    duration_minutes: Mapped[int]
    #: The closing policy: a copy, so that a requirement that is dropped later was one all the same.
    min_photos: Mapped[int]
    needs_network: Mapped[bool]
    needs_technician_signature: Mapped[bool]
    created_at: Mapped[datetime]

    @property
    def amount(self) -> Decimal:
        """Amount of the line, before any discount on the whole."""
        return self.quantity * self.unit_price if self.total is None else self.total
