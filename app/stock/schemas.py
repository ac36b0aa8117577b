"""Products, stock locations, balances and movements as callers see them."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    Day,
    DecimalString,
    IdOrMe,
    In,
    Instant,
    Line,
    Money,
    Out,
    OwnId,
    StrictBool,
    StrictInt,
    Update,
)
from app.stock.models import MovementKind, StockLocationKind, Tracking, UnitOfMeasure

_SKU = "Stock keeping unit: the code of the product, unique within the organization."
_PRODUCT_NAME = "Name of the product as people read it."
_UNIT = "Unit in which quantities of the product are counted."
_SCALE = "Number of decimals that a quantity of the product may have, 0 to 3."
_TRACKING = "How pieces of the product are told apart. It cannot be changed later."
_CATEGORY = "Group of products that it belongs to, in the words of the organization. Null: none."
_COST = (
    "What one unit costs, with up to four decimals, in the organization's currency: taken for a"
    " receipt that does not say. Null: unknown."
)
_PRICE = "What one unit is sold for, in the organization's currency. Null: it has no price."
_BARCODES = "Codes that a scanner reads on the product, such as its EAN. `q` finds it by each."
_LOCATION_NAME = "Name of the stock location as people read it."
_LINE_QUANTITY = "Quantity that is moved, in the unit of the product."

Sku = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$"),
    Field(description=_SKU),
]
#: How much; the product says how many decimals it may have.
Quantity = Annotated[
    DecimalString,
    Field(
        gt=0,
        le=Decimal("99999999.999"),
        description="Quantity in the unit of the product, greater than 0. It may have as many"
        " decimals as the `scale` of the product, at most three.",
    ),
]
#: What was found of it, which may be nothing.
QuantityOrNone = Annotated[
    DecimalString,
    Field(
        ge=0,
        le=Decimal("99999999.999"),
        description="Quantity in the unit of the product, or 0 when there is none. It may have as"
        " many decimals as the `scale` of the product, at most three.",
    ),
]
#: Of one unit: a roll of 305 m may cost less than a cent by the metre.
UnitCost = Annotated[DecimalString, Field(ge=0, le=Decimal("9999999.9999"), decimal_places=4)]
SerialNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}$"),
    Field(description="Serial number, as it is printed on the piece."),
]
Barcode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[\x21-\x7e]{1,80}$"),
    Field(description="Code that a scanner reads."),
]
Barcodes = Annotated[list[Barcode], Field(max_length=20, description=_BARCODES)]


class Product(Out):
    """A kind of goods that is kept in stock, with its unit and number of decimals."""

    id: UUID
    sku: str = Field(description=_SKU)
    name: str = Field(description=_PRODUCT_NAME)
    unit: UnitOfMeasure = Field(description=_UNIT)
    scale: int = Field(description=_SCALE)
    tracking: Tracking = Field(description=_TRACKING)
    product_category: str | None = Field(description=_CATEGORY)
    cost: DecimalString | None = Field(description=_COST)
    price: DecimalString | None = Field(description=_PRICE)
    barcodes: list[str] = Field(description=_BARCODES)
    active: bool = Field(description="False once the product is archived and no longer offered.")
    version: int
    created_at: Instant
    updated_at: Instant


class ProductCreate(In):
    """A new product. Unit and scale cannot be changed later: movements are recorded in them."""

    id: OwnId | None = None
    sku: Sku = Field(examples=["DROP-1FO"])
    name: Line = Field(description=_PRODUCT_NAME)
    unit: UnitOfMeasure = Field(description=_UNIT)
    scale: Annotated[StrictInt, Field(ge=0, le=3)] = Field(0, description=_SCALE)
    tracking: Tracking = Field(Tracking.NONE, description=_TRACKING)
    product_category: Line | None = Field(None, description=_CATEGORY)
    cost: UnitCost | None = Field(None, description=_COST)
    price: Money | None = Field(None, description=_PRICE)
    barcodes: Barcodes = Field(default_factory=list)


class ProductUpdate(Update):
    """Changes to a product, as a merge patch. Unit, scale and tracking cannot be changed."""

    sku: Sku = UNCHANGED
    name: Annotated[Line, Field(description=_PRODUCT_NAME)] = UNCHANGED
    product_category: Annotated[Line | None, Field(description=_CATEGORY)] = UNCHANGED
    cost: Annotated[UnitCost | None, Field(description=_COST)] = UNCHANGED
    price: Annotated[Money | None, Field(description=_PRICE)] = UNCHANGED
    barcodes: Barcodes = UNCHANGED
    active: Annotated[
        StrictBool, Field(description="False archives the product; true offers it again.")
    ] = UNCHANGED
    clear: list[Literal["product_category", "cost", "price"]] = Field(default_factory=list)


class ProductQuery(ListQuery):
    """Filters and order of the list of products."""

    sort: Literal["name", "-name"] = "name"
    q: str | None = Field(
        None,
        max_length=200,
        description="Search text. Each word has to be the beginning of a word of the SKU or of the"
        " name, in any order, regardless of case and accents. A barcode finds its product, too.",
    )
    product_category: Line | None = Field(None, description="Only products of this category.")
    active: bool | None = Field(
        None, description="Only active products (true) or only archived ones (false)."
    )


class StockLocation(Out):
    """A stock location: a warehouse, a van, a place at a customer's, or a virtual one."""

    id: UUID
    kind: StockLocationKind = Field(description="Kind of the stock location.")
    name: str = Field(description=_LOCATION_NAME)
    person_id: UUID | None = Field(
        description="The technician whose van it is. Null for every other kind, and for a van"
        " that belongs to nobody."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class StockLocationCreate(In):
    """A new stock location. The virtual ones are made by the server when first needed."""

    id: OwnId | None = None
    kind: Literal["warehouse", "van", "customer", "quarantine", "workshop"] = Field(
        description="Kind of the stock location. It cannot be changed later."
    )
    name: Line = Field(description=_LOCATION_NAME)
    person_id: UUID | None = Field(
        None,
        description="The technician whose van it is. Only for the kind `van`; a person has one van"
        " at most.",
    )


class StockLocationUpdate(Update):
    """Changes to a stock location, as a merge patch. The kind cannot be changed."""

    name: Annotated[Line, Field(description=_LOCATION_NAME)] = UNCHANGED
    person_id: Annotated[
        UUID | None,
        Field(
            description="The technician who takes over the van. Null: the van belongs to nobody."
            " Only for the kind `van`; a person has one van at most."
        ),
    ] = UNCHANGED
    clear: list[Literal["person_id"]] = Field(default_factory=list)


class StockLocationQuery(ListQuery):
    """Filters and order of the list of stock locations."""

    sort: Literal["name", "-name"] = "name"
    kind: list[StockLocationKind] | None = Field(
        None, description="Only stock locations of these kinds."
    )
    person_id: IdOrMe | None = Field(
        None, description="Only the van of this person; `me` is the caller."
    )


class ProductInBrief(Out):
    """The product of a balance, in brief."""

    id: UUID
    sku: str = Field(description=_SKU)
    name: str = Field(description=_PRODUCT_NAME)
    unit: UnitOfMeasure = Field(description=_UNIT)
    scale: int = Field(description=_SCALE)


class StockLocationInBrief(Out):
    """The stock location of a balance, in brief."""

    id: UUID
    kind: StockLocationKind = Field(description="Kind of the stock location.")
    name: str = Field(description=_LOCATION_NAME)


class Balance(Out):
    """Quantity of one product at one stock location now. Virtual locations have none."""

    id: UUID
    location: StockLocationInBrief = Field(description="The stock location that holds the goods.")
    product: ProductInBrief = Field(description="The product that is counted.")
    quantity: DecimalString = Field(
        description="Quantity at the location, in the unit of the product, with three decimals."
        " Never negative; 0 when everything has left."
    )
    value: DecimalString = Field(
        description="What these goods have cost, by the moving average of the stock location, with"
        " four decimals, in the organization's currency."
    )


class BalanceQuery(ListQuery):
    """Filters and order of the list of balances."""

    sort: Literal["id"] = "id"
    location_id: list[UUID] | None = Field(
        None, description="Only balances at these stock locations."
    )
    product_id: list[UUID] | None = Field(None, description="Only balances of these products.")


class MovementLine(Out):
    """One product of a movement, with its quantity and the two locations."""

    product_id: UUID
    quantity: DecimalString = Field(description=f"{_LINE_QUANTITY} Always positive.")
    from_location_id: UUID = Field(
        description="The stock location that the goods leave; for a receipt the virtual one of the"
        " kind `supplier`."
    )
    to_location_id: UUID = Field(
        description="The stock location that the goods go to; for a use the virtual one of the"
        " kind `consumed`."
    )
    serial: str | None = Field(
        description="Serial number of the piece. Null for a product that has none."
    )
    value: DecimalString = Field(
        description="What these goods have cost, with four decimals, in the organization's"
        " currency: as the receipt said, or by the average of the stock location that they leave."
    )


class Movement(Out):
    """An entry of the ledger. Movements are never changed or deleted; a mistake is reversed."""

    id: UUID
    kind: MovementKind = Field(description="Kind of the movement.")
    reverses_id: UUID | None = Field(
        description="The movement that this reversal undoes. Null for every other kind."
    )
    reversed_by_id: UUID | None = Field(
        description="The reversal that has undone this movement. Null while it stands."
    )
    person_id: UUID | None = Field(
        description="The person who recorded the movement. Null when the system did."
    )
    reference_kind: str | None = Field(
        description="Kind of the object that the goods were moved for, such as `order`. Null for a"
        " receipt or a transfer."
    )
    reference_id: UUID | None = Field(
        description="Identifier of the object that `reference_kind` names. Null without one."
    )
    note: str | None = Field(description="Remark of the person who recorded it. Null without one.")
    document_number: str | None = Field(
        description="Number of the supplier's document that came with the goods. Null without one."
    )
    approved_by_id: UUID | None = Field(
        description="The person who approved the correction. Null for what needs no approval."
    )
    occurred_at: Instant = Field(description="Time at which the server recorded the movement.")
    lines: list[MovementLine] = Field(description="The products that were moved; at least one.")


class LineCreate(In):
    """One product of a new movement, with its quantity."""

    product_id: UUID
    quantity: Quantity
    serials: list[SerialNumber] = Field(
        default_factory=list,
        max_length=500,
        description="Serial numbers of the pieces, as many as `quantity`; for products with serial"
        " numbers alone. A receipt brings new ones.",
    )
    unit_cost: UnitCost | None = Field(
        None,
        description="What one unit costs, in the organization's currency; for receipts alone."
        " Null: as the product says.",
    )
    warranty_until: Day | None = Field(
        None,
        description="Last day of the supplier's warranty of pieces with serial numbers that arrive."
        " Null: unknown.",
    )


class MovementCreate(In):
    """A receipt of goods from a supplier, or a transfer between two real stock locations."""

    id: OwnId | None = None
    kind: Literal["receipt", "transfer"] = Field(
        description="`receipt`: goods arrive from a supplier. `transfer`: goods go from one real"
        " stock location to another."
    )
    from_location_id: UUID | None = Field(
        None,
        description="The real stock location that the goods leave. Required for a transfer; must be"
        " absent or null for a receipt.",
    )
    to_location_id: UUID = Field(
        description="The real stock location that the goods go to: a warehouse, a van or a place at"
        " a customer's."
    )
    note: Line | None = Field(None, description="Remark on the movement.")
    document_number: Line | None = Field(
        None, description="Number of the supplier's invoice or delivery note; for a receipt alone."
    )
    lines: list[LineCreate] = Field(
        min_length=1,
        max_length=100,
        description="The products that are moved. All of them leave and reach the same locations.",
    )


class MovementQuery(ListQuery):
    """Filters and order of the list of movements."""

    sort: Literal["-occurred_at", "occurred_at"] = "-occurred_at"
    kind: list[MovementKind] | None = Field(None, description="Only movements of these kinds.")
    reference_id: UUID | None = Field(
        None, description="Only movements for this object, such as an order."
    )
    occurred_after: Instant | None = Field(
        None, description="Only movements at this time or later."
    )
    occurred_before: Instant | None = Field(None, description="Only movements before this time.")
