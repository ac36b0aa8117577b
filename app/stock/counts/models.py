"""Tables of counts."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class CountStatus(StrEnum):
    """State of a count.

    - `open`: people count, and do not see what the ledger has.
    - `counted`: the differences are known; nothing has moved.
    - `approved`: the balances are corrected by the differences.
    - `cancelled`: the balances stay as they are.
    """

    OPEN = "open"
    COUNTED = "counted"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class StockCount(Owned, Versioned, Base):
    """A count of what is at a place, without looking at what should be there; one at a time."""

    __tablename__ = "counts"
    __table_args__ = (
        owned_reference("location_id", "locations"),
        owned_reference("opened_by_id", "people"),
        owned_reference("decided_by_id", "people"),
        owned_reference("movement_id", "movements"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "status", "created_at", "id"),
        Index(None, "organization_id", "location_id", "created_at", "id"),
        Index(
            "counts_open_location_key",
            "organization_id",
            "location_id",
            unique=True,
            postgresql_where=text("status in ('open', 'counted')"),
        ),
    )

    status: Mapped[CountStatus] = mapped_column(default=CountStatus.OPEN)
    location_id: Mapped[UUID]
    note: Mapped[str | None]
    opened_by_id: Mapped[UUID | None]
    decided_by_id: Mapped[UUID | None]
    movement_id: Mapped[UUID | None]


class StockCountLine(Owned, Base):
    """Quantity that was found of a product, and the one that the ledger had at that moment.

    The difference is that of the moment: what is moved afterwards does not change it.
    """

    __tablename__ = "count_lines"
    __table_args__ = (
        owned_reference("count_id", "counts"),
        owned_reference("product_id", "products"),
        owned_reference("counted_by_id", "people"),
        CheckConstraint("counted >= 0 and expected >= 0", name="quantities"),
        UniqueConstraint("organization_id", "count_id", "product_id"),
    )

    count_id: Mapped[UUID]
    product_id: Mapped[UUID]
    counted: Mapped[Decimal]
    expected: Mapped[Decimal]
    #: Of the time before, if it was counted again.
    first_counted: Mapped[Decimal | None]
    serials: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    expected_serials: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    counted_by_id: Mapped[UUID | None]
    counted_at: Mapped[datetime]
