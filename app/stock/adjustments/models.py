"""Tables of adjustments."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class AdjustmentKind(StrEnum):
    """Kind of an adjustment: why a balance is corrected.

    - `lost`: goods cannot be found.
    - `stolen`: goods were taken.
    - `damaged`: goods cannot be used any more.
    - `found`: goods were there that the ledger did not have.
    - `mistake`: something was recorded wrongly.
    """

    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    FOUND = "found"
    MISTAKE = "mistake"


class AdjustmentStatus(StrEnum):
    """State of an adjustment.

    - `requested`: nobody has decided yet; nothing has moved.
    - `approved`: the balances are corrected.
    - `refused`: the balances stay as they are.
    """

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"


class Adjustment(Owned, Versioned, Base):
    """A correction of balances at one place, for a reason that somebody else may check."""

    __tablename__ = "adjustments"
    __table_args__ = (
        owned_reference("location_id", "locations"),
        owned_reference("requested_by_id", "people"),
        owned_reference("decided_by_id", "people"),
        owned_reference("movement_id", "movements"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "status", "created_at", "id"),
        Index(None, "organization_id", "location_id", "created_at", "id"),
    )

    status: Mapped[AdjustmentStatus] = mapped_column(default=AdjustmentStatus.REQUESTED)
    kind: Mapped[AdjustmentKind]
    location_id: Mapped[UUID]
    note: Mapped[str]
    requested_by_id: Mapped[UUID | None]
    decided_by_id: Mapped[UUID | None]
    movement_id: Mapped[UUID | None]


class AdjustmentLine(Owned, Base):
    """So much more of a product is there than the ledger says, or, below zero, less."""

    __tablename__ = "adjustment_lines"
    __table_args__ = (
        owned_reference("adjustment_id", "adjustments"),
        owned_reference("product_id", "products"),
        CheckConstraint("quantity <> 0", name="quantity"),
        UniqueConstraint("organization_id", "adjustment_id", "product_id"),
    )

    adjustment_id: Mapped[UUID]
    position: Mapped[int]
    product_id: Mapped[UUID]
    quantity: Mapped[Decimal]
    serials: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
