"""Stock levels as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import DecimalString, In, Instant, Out
from app.stock.schemas import ProductInBrief, Quantity, QuantityOrNone, StockLocationInBrief


class StockLevel(Out):
    """Quantity of a product that should be at a stock location, and the one that is."""

    id: UUID
    location: StockLocationInBrief = Field(description="The stock location.")
    product: ProductInBrief = Field(description="The product.")
    minimum: DecimalString = Field(
        description="With less than this, in the unit of the product, it is replenished."
    )
    target: DecimalString = Field(
        description="Quantity that it is replenished to, in the unit of the product."
    )
    quantity: DecimalString = Field(
        description="Quantity that is there now, in the unit of the product."
    )
    missing: DecimalString = Field(
        description="What is missing to the target, in the unit of the product."
    )
    is_below_minimum: bool = Field(description="Whether less than the minimum is there.")
    version: int
    created_at: Instant
    updated_at: Instant


class StockLevelPut(In):
    """Quantity of a product that should be at a stock location."""

    minimum: QuantityOrNone
    target: Quantity

    @model_validator(mode="after")
    def _reaches(self) -> "StockLevelPut":
        if self.target < self.minimum:
            raise PydanticCustomError(
                "target_below_minimum", N_("The target is not less than the minimum.")
            )
        return self


class StockLevelQuery(ListQuery):
    """Filters and order of the list of stock levels."""

    sort: Literal["id"] = "id"
    location_id: list[UUID] | None = Field(
        None, description="Only levels of these stock locations."
    )
    product_id: list[UUID] | None = Field(None, description="Only levels of these products.")
