"""Tables of products, stock locations, movements and balances."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.clock import now
from app.core.values.notation import label_values
from app.core.values.text import C_


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


class StockLocationKind(StrEnum):
    """Kind of a stock location. Real ones hold goods; virtual ones are the other end of a movement.

    - `warehouse`: real; a store of the organization.
    - `van`: real; the vehicle of one technician.
    - `customer`: real; a place at a customer's.
    - `consumed`: virtual; goods that were used on an order.
    - `supplier`: virtual; goods come from here when they are received.
    - `adjustment`: virtual; reserved for corrections of balances, not in use yet.
    """

    WAREHOUSE = "warehouse"
    VAN = "van"
    CUSTOMER = "customer"
    CONSUMED = "consumed"
    SUPPLIER = "supplier"
    ADJUSTMENT = "adjustment"

    @property
    def is_real(self) -> bool:
        return self in (
            StockLocationKind.WAREHOUSE,
            StockLocationKind.VAN,
            StockLocationKind.CUSTOMER,
        )


class MovementKind(StrEnum):
    """Kind of a movement.

    - `receipt`: goods arrive from a supplier.
    - `transfer`: goods go from one real stock location to another.
    - `use`: goods are used on an order.
    - `reversal`: undoes another movement; the same goods go the other way.
    """

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    USE = "use"
    REVERSAL = "reversal"


class Product(Owned, Versioned, Base):
    """Something that is counted or measured; `scale` is how many decimals its quantities have."""

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("organization_id", "sku"),
        CheckConstraint("scale between 0 and 3", name="scale"),
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    sku: Mapped[str]
    name: Mapped[str]
    unit: Mapped[UnitOfMeasure]
    scale: Mapped[int]
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
            "locations_virtual_kind_key",
            "organization_id",
            "kind",
            unique=True,
            postgresql_where=text("kind in ('consumed', 'supplier', 'adjustment')"),
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
    occurred_at: Mapped[datetime] = mapped_column(default=now)


class MovementLine(Owned, Base):
    """So much of a product went from one place to another."""

    __tablename__ = "movement_lines"
    __table_args__ = (
        owned_reference("movement_id", "movements"),
        owned_reference("product_id", "products"),
        owned_reference("from_location_id", "locations"),
        owned_reference("to_location_id", "locations"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("from_location_id <> to_location_id", name="places"),
        Index(None, "organization_id", "movement_id", "id"),
    )

    movement_id: Mapped[UUID]
    product_id: Mapped[UUID]
    quantity: Mapped[Decimal]
    from_location_id: Mapped[UUID]
    to_location_id: Mapped[UUID]


class Balance(Owned, Base):
    """Quantity of a product at a real place: the sum of the ledger, kept up with it."""

    __tablename__ = "balances"
    __table_args__ = (
        owned_reference("location_id", "locations"),
        owned_reference("product_id", "products"),
        UniqueConstraint("organization_id", "location_id", "product_id"),
        CheckConstraint("quantity >= 0", name="quantity"),
        Index(None, "organization_id", "location_id", "id"),
        Index(None, "organization_id", "product_id", "id"),
    )

    location_id: Mapped[UUID]
    product_id: Mapped[UUID]
    quantity: Mapped[Decimal]
