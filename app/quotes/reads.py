"""Statements that read quotes."""

from datetime import timedelta

from sqlalchemy import JSON, Date, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.data.statements import EMPTY_LIST, read_by_id, tenant_join
from app.core.http.listing import Listing
from app.customers.models import Customer
from app.orders.models import Order
from app.organizations.models import Organization
from app.quotes.models import Quote, QuoteLine

_LINE = func.json_build_object(
    *("id", QuoteLine.id, "position", QuoteLine.position, "service_id", QuoteLine.service_id),
    *("product_id", QuoteLine.product_id, "description", QuoteLine.description),
    *("quantity", cast(QuoteLine.quantity, Text)),
    *("unit_price", cast(QuoteLine.unit_price, Text)),
    *("discount_percent", cast(QuoteLine.discount_percent, Text)),
    *("total", cast(QuoteLine.total, Text)),
)
_LINES = (
    select(func.json_agg(aggregate_order_by(_LINE, QuoteLine.position)))
    .select_from(QuoteLine)
    .where(tenant_join(Quote, QuoteLine, QuoteLine.quote_id))
    .correlate(Quote)
    .scalar_subquery()
)
#: What was promised; of quotes that were sent before days were kept, by the zone of today.
_LAST_DAY = func.coalesce(
    Quote.last_day,
    cast(func.timezone(Organization.zone, Quote.valid_until - timedelta(seconds=1)), Date),
)
_QUOTES = (
    select(
        Quote.id,
        Quote.number,
        Quote.status,
        Quote.customer_id,
        Customer.name.label("customer_name"),
        Quote.site_id,
        Quote.title,
        Quote.description,
        Quote.payment_terms,
        Quote.starts_on,
        Quote.ends_on,
        Quote.currency,
        func.coalesce(_LINES, EMPTY_LIST, type_=JSON).label("lines"),
        Quote.discount_percent,
        Quote.discount_amount,
        Quote.subtotal,
        Quote.discount,
        Quote.total,
        Quote.sent_at,
        Quote.valid_until,
        _LAST_DAY.label("last_day"),
        Quote.answered_at,
        Quote.answered_by_id,
        Quote.reject_reason,
        Quote.converted_at,
        Order.id.label("order_id"),
        Quote.version,
        Quote.created_at,
        Quote.updated_at,
    )
    .join_from(
        Quote,
        Customer,
        tenant_join(Customer, Quote, Quote.customer_id),
    )
    .join(Organization, tenant_join(Organization, Quote, Quote.organization_id))
    .outerjoin(Order, tenant_join(Quote, Order, Order.quote_id))
)
QUOTES = Listing(_QUOTES, Quote, search="prefixes")
QUOTE = read_by_id(_QUOTES, Quote, "version")
