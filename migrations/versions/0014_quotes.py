"""Quotes: what is offered to a customer, and the order that an approved quote becomes."""

from migrations.columns import (
    BYTEA,
    INTEGER,
    MONEY,
    PERCENT,
    QUANTITY,
    TEXT,
    TIMESTAMPTZ,
    TSVECTOR,
    WORD,
    check,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import add_reference, owned_table

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    owned_table(
        "quotes",
        column("number", INTEGER),
        reference("customer_id", "customers"),
        reference("site_id", "sites", nullable=True),
        column("title", TEXT),
        column("description", TEXT, nullable=True),
        column("status", WORD),
        column("currency", TEXT),
        column("discount_percent", PERCENT, nullable=True),
        column("discount_amount", MONEY, nullable=True),
        column("subtotal", MONEY),
        column("discount", MONEY),
        column("total", MONEY),
        column("revision", INTEGER),
        column("fingerprint", BYTEA, nullable=True),
        column("sent_at", TIMESTAMPTZ, nullable=True),
        reference("sent_by_id", "people", nullable=True),
        column("valid_until", TIMESTAMPTZ, nullable=True),
        column("answered_at", TIMESTAMPTZ, nullable=True),
        reference("answered_by_id", "people", nullable=True),
        column("reject_reason", TEXT, nullable=True),
        column("approved_document", TEXT, nullable=True),
        column("converted_at", TIMESTAMPTZ, nullable=True),
        column("search_vector", TSVECTOR),
        versioned(),
        check("adds_up", "total = subtotal - discount and total >= 0"),
        check("converted", "(status = 'converted') = (converted_at is not null)"),
        unique("number"),
        index("created_at", "id"),
        index("status", "created_at", "id"),
        index("customer_id", "created_at", "id"),
        index("search_vector", using="gin"),
        index("fingerprint"),
    )
    # A service, a product, or anything else in words.
    owned_table(
        "quote_lines",
        reference("quote_id", "quotes"),
        column("position", INTEGER),
        reference("service_id", "services", nullable=True),
        reference("product_id", "products", nullable=True),
        column("description", TEXT),
        column("quantity", QUANTITY),
        column("unit_price", MONEY),
        column("discount_percent", PERCENT, nullable=True),
        column("total", MONEY),
        check("amounts", "quantity > 0 and unit_price >= 0 and total >= 0"),
        check("one_thing", "service_id is null or product_id is null"),
        unique("quote_id", "position"),
    )
    add_reference("orders", "quote_id", "quotes")
