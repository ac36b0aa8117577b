"""Events of stock."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class ProductCreated(Event):
    name: ClassVar = "product.created"
    label: ClassVar = N_("Product added")
    subject: ClassVar = "product"
    product_id: UUID


class ProductUpdated(Event):
    name: ClassVar = "product.updated"
    label: ClassVar = N_("Product changed")
    subject: ClassVar = "product"
    product_id: UUID
    fields: list[str]


class LocationCreated(Event):
    name: ClassVar = "location.created"
    label: ClassVar = N_("Stock place added")
    subject: ClassVar = "location"
    location_id: UUID
    kind: str


class LocationUpdated(Event):
    name: ClassVar = "location.updated"
    label: ClassVar = N_("Stock place changed")
    subject: ClassVar = "location"
    location_id: UUID
    fields: list[str]


class GoodsMoved(Event):
    """Goods were received, transferred, used, or brought back by a reversal."""

    name: ClassVar = "goods.moved"
    label: ClassVar = N_("Goods moved")
    subject: ClassVar = "movement"
    movement_id: UUID
    kind: str
    reverses_id: UUID | None
    reference_kind: str | None
    reference_id: UUID | None
