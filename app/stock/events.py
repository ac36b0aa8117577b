"""Events of stock."""

from decimal import Decimal
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


class TransferRequested(Event):
    name: ClassVar = "transfer.requested"
    label: ClassVar = N_("Goods requested")
    subject: ClassVar = "transfer"
    transfer_id: UUID
    from_location_id: UUID
    to_location_id: UUID


class TransferPicked(Event):
    name: ClassVar = "transfer.picked"
    label: ClassVar = N_("Goods of a transfer picked")
    subject: ClassVar = "transfer"
    transfer_id: UUID


class TransferShipped(Event):
    name: ClassVar = "transfer.shipped"
    label: ClassVar = N_("Goods of a transfer shipped")
    subject: ClassVar = "transfer"
    transfer_id: UUID


class TransferReceived(Event):
    name: ClassVar = "transfer.received"
    label: ClassVar = N_("Goods of a transfer received")
    subject: ClassVar = "transfer"
    transfer_id: UUID
    is_short: bool


class TransferCancelled(Event):
    name: ClassVar = "transfer.cancelled"
    label: ClassVar = N_("Transfer cancelled")
    subject: ClassVar = "transfer"
    transfer_id: UUID


class AdjustmentRequested(Event):
    name: ClassVar = "adjustment.requested"
    label: ClassVar = N_("Adjustment of stock requested")
    subject: ClassVar = "adjustment"
    adjustment_id: UUID
    location_id: UUID


class AdjustmentApproved(Event):
    name: ClassVar = "adjustment.approved"
    label: ClassVar = N_("Adjustment of stock approved")
    subject: ClassVar = "adjustment"
    adjustment_id: UUID


class AdjustmentRefused(Event):
    name: ClassVar = "adjustment.refused"
    label: ClassVar = N_("Adjustment of stock refused")
    subject: ClassVar = "adjustment"
    adjustment_id: UUID


class CountOpened(Event):
    name: ClassVar = "count.opened"
    label: ClassVar = N_("Count of stock opened")
    subject: ClassVar = "count"
    count_id: UUID
    location_id: UUID


class CountSubmitted(Event):
    name: ClassVar = "count.submitted"
    label: ClassVar = N_("Count of stock submitted")
    subject: ClassVar = "count"
    count_id: UUID


class CountReopened(Event):
    name: ClassVar = "count.reopened"
    label: ClassVar = N_("Recount of stock asked for")
    subject: ClassVar = "count"
    count_id: UUID


class CountApproved(Event):
    name: ClassVar = "count.approved"
    label: ClassVar = N_("Count of stock approved")
    subject: ClassVar = "count"
    count_id: UUID
    movement_id: UUID | None


class CountCancelled(Event):
    name: ClassVar = "count.cancelled"
    label: ClassVar = N_("Count of stock cancelled")
    subject: ClassVar = "count"
    count_id: UUID


class PurchaseOrdered(Event):
    name: ClassVar = "purchase.ordered"
    label: ClassVar = N_("Goods ordered from a supplier")
    subject: ClassVar = "purchase"
    purchase_id: UUID


class PurchaseReceived(Event):
    name: ClassVar = "purchase.received"
    label: ClassVar = N_("Goods of a purchase received")
    subject: ClassVar = "purchase"
    purchase_id: UUID
    movement_id: UUID


class PurchaseClosed(Event):
    name: ClassVar = "purchase.closed"
    label: ClassVar = N_("Purchase closed")
    subject: ClassVar = "purchase"
    purchase_id: UUID


class StockLevelSet(Event):
    name: ClassVar = "stock_level.set"
    label: ClassVar = N_("Stock level set")
    subject: ClassVar = "location"
    location_id: UUID
    product_id: UUID
    minimum: Decimal
    target: Decimal


class StockLevelDeleted(Event):
    name: ClassVar = "stock_level.deleted"
    label: ClassVar = N_("Stock level deleted")
    subject: ClassVar = "location"
    location_id: UUID
    product_id: UUID
