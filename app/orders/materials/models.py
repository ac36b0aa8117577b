"""The table of materials used on orders."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, owned_reference


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
