"""The table of stock levels."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, Versioned, owned_reference


class StockLevel(Owned, Versioned, Base):
    """Quantity of a product that should be at a place: a minimum, and a target to fill up to."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        owned_reference("location_id", "locations"),
        owned_reference("product_id", "products"),
        CheckConstraint("minimum >= 0 and target >= minimum", name="quantities"),
        UniqueConstraint("organization_id", "location_id", "product_id"),
        Index(None, "organization_id", "location_id", "id"),
        Index(None, "organization_id", "product_id", "id"),
    )

    location_id: Mapped[UUID]
    product_id: Mapped[UUID]
    minimum: Mapped[Decimal]
    target: Mapped[Decimal]
