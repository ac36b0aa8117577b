"""The caller's own van as its driver sees it."""

from uuid import UUID

from pydantic import ConfigDict, Field

from app.core.values.wire import DecimalString, Out, Received
from app.stock.models import Tracking, UnitOfMeasure
from app.stock.schemas import StockLocationInBrief


class MyStockItem(Out):
    """A product in the caller's van, with how much of it there is."""

    product_id: UUID
    sku: str = Field(description="Stock keeping unit of the product.")
    name: str = Field(description="Name of the product.")
    unit: UnitOfMeasure = Field(description="Unit in which the quantity is counted.")
    scale: int = Field(description="Number of decimals that a quantity may have, 0 to 3.")
    tracking: Tracking = Field(description="How pieces of the product are told apart.")
    barcodes: list[str] = Field(description="Codes that a scanner reads on the product.")
    quantity: DecimalString = Field(
        description="Quantity in the van, in the unit of the product, with three decimals."
    )
    serials: list[str] = Field(
        description="Serial numbers of the pieces in the van. Empty for a product without them."
    )


class MyStock(Out):
    """Contents of the caller's van."""

    location: StockLocationInBrief = Field(description="The van.")
    items: list[MyStockItem] = Field(
        description="The products in the van that match `q`, sorted by name; all at once."
    )
    total_count: int = Field(description="Number of products in the van, whatever `q` says.")


class MyStockQuery(Received):
    """Search in the van."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(
        None,
        max_length=200,
        description="Search text. Each word has to be the beginning of a word of the SKU or of the"
        " name, regardless of case and accents; or it is a barcode of the product, or the serial"
        " number of a piece in the van.",
    )
