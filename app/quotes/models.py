"""Tables of quotes and their lines."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_
from app.orders.models import Order


class QuoteStatus(StrEnum):
    """Status of a quote.

    - `draft`: being written, for the first time or again; the customer does not see it.
    - `sent`: the customer can answer it.
    - `approved`: the customer has accepted it; an order can be made of it.
    - `rejected`: the customer has declined it.
    - `expired`: nobody answered in time.
    - `converted`: an order was made of it.
    """

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    REJECTED = "rejected"
    #: Nobody answered in time.
    EXPIRED = "expired"
    #: An order was made of it.
    CONVERTED = "converted"


label_values(
    QuoteStatus,
    {
        QuoteStatus.DRAFT: C_("quote", "Draft"),
        QuoteStatus.SENT: C_("quote", "Sent"),
        QuoteStatus.APPROVED: C_("quote", "Approved"),
        QuoteStatus.REJECTED: C_("quote", "Rejected"),
        QuoteStatus.EXPIRED: C_("quote", "Expired"),
        QuoteStatus.CONVERTED: C_("quote", "Converted into an order"),
    },
)


class Quote(Owned, Versioned, Base):
    __tablename__ = "quotes"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        owned_reference("site_id", "sites"),
        owned_reference("sent_by_id", "people"),
        owned_reference("answered_by_id", "people"),
        UniqueConstraint("organization_id", "number"),
        CheckConstraint("total = subtotal - discount and total >= 0", name="adds_up"),
        CheckConstraint("(status = 'converted') = (converted_at is not null)", name="converted"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "status", "created_at", "id"),
        Index(None, "organization_id", "customer_id", "created_at", "id"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
        Index(None, "organization_id", "fingerprint"),
    )

    number: Mapped[int]
    customer_id: Mapped[UUID]
    site_id: Mapped[UUID | None]
    title: Mapped[str]
    description: Mapped[str | None]
    #: How and when the customer pays, and when the work begins and ends.
    payment_terms: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    status: Mapped[QuoteStatus] = mapped_column(default=QuoteStatus.DRAFT)
    currency: Mapped[str]
    #: Off the whole; one of the two, or none. What it comes to is `discount`.
    discount_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    discount_amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    #: These three are computed from the lines; `pricing.price` alone sets them.
    subtotal: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    discount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    total: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    #: How often it was sent: each time with a link of its own.
    revision: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[bytes | None]
    sent_at: Mapped[datetime | None]
    #: Who is told of the answer.
    sent_by_id: Mapped[UUID | None]
    #: What was promised: a day, whatever the zone is called since. Null in quotes sent before 0031.
    last_day: Mapped[date | None]
    #: Until then it may be approved: the end of that day when it was sent.
    valid_until: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    #: Who of the organization took the answer; null: the customer gave it by the link.
    answered_by_id: Mapped[UUID | None]
    reject_reason: Mapped[str | None]
    #: The canonical JSON (RFC 8785) that was approved, byte for byte.
    approved_document: Mapped[str | None] = mapped_column(Text, deferred=True)
    converted_at: Mapped[datetime | None]
    search_vector: Mapped[Any] = mapped_column(TSVECTOR, deferred=True)


class QuoteLine(Owned, Base):
    """One thing that is offered: a service of the catalogue, goods, or anything else in words."""

    __tablename__ = "quote_lines"
    __table_args__ = (
        owned_reference("quote_id", "quotes"),
        owned_reference("service_id", "services"),
        owned_reference("product_id", "products"),
        UniqueConstraint("organization_id", "quote_id", "position"),
        CheckConstraint("quantity > 0 and unit_price >= 0 and total >= 0", name="amounts"),
        CheckConstraint("service_id is null or product_id is null", name="one_thing"),
    )

    quote_id: Mapped[UUID]
    position: Mapped[int]
    service_id: Mapped[UUID | None]
    product_id: Mapped[UUID | None]
    description: Mapped[str]
    quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    discount_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    total: Mapped[Decimal] = mapped_column(Numeric(14, 2))


# Orders know nothing of quotes, which lie above them: whoever lies above declares the key.
cast(Table, Order.__table__).append_constraint(owned_reference("quote_id", "quotes"))
