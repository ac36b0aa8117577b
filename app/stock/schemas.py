"""Products, stock locations, balances and movements as callers see them."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    DecimalString,
    In,
    Instant,
    Line,
    Out,
    StrictBool,
    StrictInt,
    Update,
)
from app.stock.models import LocationKind, MovementKind, Unit

Sku = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$")
]
#: How much; the product says how many decimals it may have.
Quantity = Annotated[DecimalString, Field(gt=0, le=Decimal("99999999.999"))]


class Product(Out):
    id: UUID
    sku: str
    name: str
    unit: Unit
    scale: int = Field(description="How many decimals its quantities may have.")
    active: bool = Field(description="False: archived, not offered any more.")
    version: int
    created_at: Instant
    updated_at: Instant


class ProductCreate(In):
    """Unit and scale are for good: the ledger is written in them."""

    id: UUID | None = None
    sku: Sku = Field(examples=["DROP-1FO"])
    name: Line
    unit: Unit
    scale: Annotated[StrictInt, Field(ge=0, le=3)] = 0


class ProductUpdate(Update):
    sku: Sku = UNCHANGED
    name: Line = UNCHANGED
    active: StrictBool = UNCHANGED


class ProductQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    q: str | None = Field(None, max_length=200, description="Beginnings of words of SKU or name.")
    active: bool | None = None


class Location(Out):
    id: UUID
    kind: LocationKind
    name: str
    person_id: UUID | None = Field(description="Whose van it is.")
    version: int
    created_at: Instant
    updated_at: Instant


class LocationCreate(In):
    id: UUID | None = None
    kind: Literal["warehouse", "van", "customer"]
    name: Line
    person_id: UUID | None = Field(None, description="Whose van it is; a person has one at most.")


class LocationUpdate(Update):
    name: Line = UNCHANGED
    person_id: UUID | None = UNCHANGED
    clear: list[Literal["person_id"]] = Field(default_factory=list)


class LocationQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    kind: list[LocationKind] | None = None
    person_id: UUID | Literal["me"] | None = None


class ProductInBrief(Out):
    id: UUID
    sku: str
    name: str
    unit: Unit
    scale: int


class LocationInBrief(Out):
    id: UUID
    kind: LocationKind
    name: str


class Balance(Out):
    """How much of a product is at a place."""

    id: UUID
    location: LocationInBrief
    product: ProductInBrief
    quantity: DecimalString


class BalanceQuery(ListQuery):
    sort: Literal["id"] = "id"
    location_id: list[UUID] | None = None
    product_id: list[UUID] | None = None


class MovementLine(Out):
    product_id: UUID
    quantity: DecimalString
    from_location_id: UUID
    to_location_id: UUID


class Movement(Out):
    """An entry of the ledger. It is never changed; a mistake is reversed."""

    id: UUID
    kind: MovementKind
    reverses_id: UUID | None
    reversed_by_id: UUID | None
    person_id: UUID | None = Field(description="Who moved the goods; null: the system.")
    reference_kind: str | None = Field(description="What it was for, such as `order`.")
    reference_id: UUID | None
    note: str | None
    occurred_at: Instant
    lines: list[MovementLine]


class LineCreate(In):
    product_id: UUID
    quantity: Quantity


class MovementCreate(In):
    """Goods that arrive from a supplier, or go from one place to another."""

    id: UUID | None = None
    kind: Literal["receipt", "transfer"]
    from_location_id: UUID | None = Field(None, description="Of a transfer only.")
    to_location_id: UUID
    note: Line | None = None
    lines: list[LineCreate] = Field(min_length=1, max_length=100)


class MovementQuery(ListQuery):
    sort: Literal["-occurred_at", "occurred_at"] = "-occurred_at"
    kind: list[MovementKind] | None = None
    reference_id: UUID | None = None
    occurred_after: Instant | None = None
    occurred_before: Instant | None = None
