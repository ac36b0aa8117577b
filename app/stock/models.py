"""Tables of products, stock locations, movements and balances."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Computed,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.clock import now
from app.core.values.notation import label_values
from app.core.values.text import C_

#: Amounts of money as the ledger keeps them: quantity times average, before anybody rounds it.
VALUE, EXACT = Numeric(18, 4), Decimal("0.0001")


class UnitOfMeasure(StrEnum):
    """Unit in which a product is counted.

    - `un`: pieces.
    - `m`: metres.
    - `kg`: kilograms.
    - `l`: litres.
    """

    PIECE = "un"
    METRE = "m"
    KILOGRAM = "kg"
    LITRE = "l"


label_values(
    UnitOfMeasure,
    {
        UnitOfMeasure.PIECE: C_("unit", "pcs"),
        UnitOfMeasure.METRE: C_("unit", "m"),
        UnitOfMeasure.KILOGRAM: C_("unit", "kg"),
        UnitOfMeasure.LITRE: C_("unit", "l"),
    },
)


class Tracking(StrEnum):
    """Way in which pieces of a product are told apart.

    - `none`: it is counted or measured, and one is like the other.
    - `serial`: each piece has a serial number, and is at exactly one stock location.
    """

    NONE = "none"
    SERIAL = "serial"


class StockLocationKind(StrEnum):
    """Kind of a stock location. Real ones hold goods; virtual ones are the other end of a movement.

    - `warehouse`: real; a store of the organization.
    - `van`: real; the vehicle of one technician, or one that several share.
    - `customer`: real; a place at a customer's.
    - `quarantine`: real; goods that came back and have to be looked at.
    - `workshop`: real; goods that are being repaired.
    - `transit`: real; goods that a transfer has sent and nobody has received yet.
    - `consumed`: virtual; goods that were used on an order.
    - `supplier`: virtual; goods come from here when they are received.
    - `adjustment`: virtual; what corrections of balances add comes from here, or goes here.
    - `loss`: virtual; goods that were lost, stolen or broken.
    """

    WAREHOUSE = "warehouse"
    VAN = "van"
    CUSTOMER = "customer"
    QUARANTINE = "quarantine"
    WORKSHOP = "workshop"
    TRANSIT = "transit"
    CONSUMED = "consumed"
    SUPPLIER = "supplier"
    ADJUSTMENT = "adjustment"
    LOSS = "loss"

    @property
    def is_real(self) -> bool:
        return self not in VIRTUAL_KINDS


#: They hold nothing: a balance of theirs would be below zero, or only grow.
VIRTUAL_KINDS = (
    StockLocationKind.CONSUMED,
    StockLocationKind.SUPPLIER,
    StockLocationKind.ADJUSTMENT,
    StockLocationKind.LOSS,
)


class MovementKind(StrEnum):
    """Kind of a movement.

    - `receipt`: goods arrive from a supplier.
    - `transfer`: goods go from one real stock location to another.
    - `use`: goods are used on an order.
    - `adjustment`: the ledger is corrected, by somebody's approval.
    - `count`: the ledger is corrected to what was counted, by somebody's approval.
    - `reversal`: undoes another movement; the same goods go the other way.
    """

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    USE = "use"
    ADJUSTMENT = "adjustment"
    COUNT = "count"
    REVERSAL = "reversal"


class Product(Owned, Versioned, Base):
    """Something that is counted or measured; `scale` is how many decimals its quantities have."""

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("organization_id", "sku"),
        CheckConstraint("scale between 0 and 3", name="scale"),
        CheckConstraint("tracking <> 'serial' or scale = 0", name="tracking"),
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "product_category", "name", "id"),
        Index(None, "organization_id", "barcodes", postgresql_using="gin"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    sku: Mapped[str]
    name: Mapped[str]
    unit: Mapped[UnitOfMeasure]
    scale: Mapped[int]
    tracking: Mapped[Tracking] = mapped_column(default=Tracking.NONE)
    product_category: Mapped[str | None]
    #: What a receipt takes one unit to cost when it does not say.
    cost: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    price: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    barcodes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    active: Mapped[bool] = mapped_column(default=True)
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("search_words(sku || ' ' || name)", persisted=True),
        deferred=True,
    )


class StockLocation(Owned, Versioned, Base):
    """A place in the ledger. A van belongs to the technician who drives it."""

    __tablename__ = "locations"
    __table_args__ = (
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "person_id"),
        CheckConstraint("person_id is null or kind = 'van'", name="only_vans_have_drivers"),
        Index(
            "locations_server_made_key",
            "organization_id",
            "kind",
            unique=True,
            postgresql_where=text(
                "kind in ('consumed', 'supplier', 'adjustment', 'loss', 'transit')"
            ),
        ),
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "kind", "name", "id"),
    )

    kind: Mapped[StockLocationKind]
    name: Mapped[str]
    person_id: Mapped[UUID | None]


class Movement(Owned, Base):
    """One entry of the ledger; its id is what people quote. Never changed, only reversed.

    `reference` names what it was for, without a foreign key: orders stand to the right of stock.
    """

    __tablename__ = "movements"
    __table_args__ = (
        owned_reference("reverses_id", "movements"),
        owned_reference("person_id", "people"),
        owned_reference("approved_by_id", "people"),
        UniqueConstraint("organization_id", "reverses_id"),
        Index(None, "organization_id", "occurred_at", "id"),
        Index(None, "organization_id", "kind", "occurred_at", "id"),
        Index(None, "organization_id", "reference_id", "occurred_at", "id"),
    )

    kind: Mapped[MovementKind]
    reverses_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    reference_kind: Mapped[str | None]
    reference_id: Mapped[UUID | None]
    note: Mapped[str | None]
    #: Of the supplier: that of an invoice or a delivery note.
    document_number: Mapped[str | None]
    approved_by_id: Mapped[UUID | None]
    occurred_at: Mapped[datetime] = mapped_column(default=now)


class MovementLine(Owned, Base):
    """So much of a product, worth so much, went from one place to another."""

    __tablename__ = "movement_lines"
    __table_args__ = (
        owned_reference("movement_id", "movements"),
        owned_reference("product_id", "products"),
        owned_reference("from_location_id", "locations"),
        owned_reference("to_location_id", "locations"),
        owned_reference("serial_id", "serials"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint("serial_id is null or quantity = 1", name="serial"),
        CheckConstraint("from_location_id <> to_location_id", name="places"),
        Index(None, "organization_id", "movement_id", "id"),
        Index(None, "organization_id", "serial_id", "id"),
        Index(None, "organization_id", "product_id", "id"),
    )

    movement_id: Mapped[UUID]
    product_id: Mapped[UUID]
    quantity: Mapped[Decimal]
    from_location_id: Mapped[UUID]
    to_location_id: Mapped[UUID]
    value: Mapped[Decimal] = mapped_column(VALUE)
    serial_id: Mapped[UUID | None]


class Balance(Owned, Base):
    """Quantity and worth of a product at a real place: sums of the ledger, kept up with it."""

    __tablename__ = "balances"
    __table_args__ = (
        owned_reference("location_id", "locations"),
        owned_reference("product_id", "products"),
        UniqueConstraint("organization_id", "location_id", "product_id"),
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("value >= 0", name="value"),
        Index(None, "organization_id", "location_id", "id"),
        Index(None, "organization_id", "product_id", "id"),
    )

    location_id: Mapped[UUID]
    product_id: Mapped[UUID]
    quantity: Mapped[Decimal]
    value: Mapped[Decimal] = mapped_column(VALUE)
