"""Tables of transfers between stock locations."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class TransferStatus(StrEnum):
    """State of a transfer.

    - `requested`: goods are asked for; nothing has moved.
    - `picked`: goods are put together; nothing has moved.
    - `shipped`: goods are on the way, in the stock location of the kind `transit`.
    - `received`: goods have arrived, or are known to be missing.
    - `cancelled`: given up before anything moved.
    """

    REQUESTED = "requested"
    PICKED = "picked"
    SHIPPED = "shipped"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class Transfer(Owned, Versioned, Base):
    """Goods that are asked for at one place and come from another, step by step."""

    __tablename__ = "transfers"
    __table_args__ = (
        owned_reference("from_location_id", "locations"),
        owned_reference("to_location_id", "locations"),
        owned_reference("requested_by_id", "people"),
        owned_reference("picked_by_id", "people"),
        owned_reference("received_by_id", "people"),
        owned_reference("shipment_id", "movements"),
        owned_reference("arrival_id", "movements"),
        CheckConstraint("from_location_id <> to_location_id", name="places"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "status", "created_at", "id"),
        Index(None, "organization_id", "from_location_id", "created_at", "id"),
        Index(None, "organization_id", "to_location_id", "created_at", "id"),
    )

    status: Mapped[TransferStatus] = mapped_column(default=TransferStatus.REQUESTED)
    from_location_id: Mapped[UUID]
    to_location_id: Mapped[UUID]
    note: Mapped[str | None]
    requested_by_id: Mapped[UUID | None]
    picked_by_id: Mapped[UUID | None]
    received_by_id: Mapped[UUID | None]
    #: The movement from the source to the goods on the way, and the one from there.
    shipment_id: Mapped[UUID | None]
    arrival_id: Mapped[UUID | None]
    shipped_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]


class TransferLine(Owned, Base):
    """A product of a transfer: how much was asked for, has left, and has arrived."""

    __tablename__ = "transfer_lines"
    __table_args__ = (
        owned_reference("transfer_id", "transfers"),
        owned_reference("product_id", "products"),
        CheckConstraint(
            "requested > 0 and picked >= 0 and received between 0 and picked", name="quantities"
        ),
        UniqueConstraint("organization_id", "transfer_id", "product_id"),
    )

    transfer_id: Mapped[UUID]
    position: Mapped[int]
    product_id: Mapped[UUID]
    requested: Mapped[Decimal]
    picked: Mapped[Decimal | None]
    received: Mapped[Decimal | None]
    serials: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    received_serials: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
