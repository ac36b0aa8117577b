"""Statements that read tool entitlements."""

from sqlalchemy import select

from app.core.data.statements import Statement, read_by_id
from app.core.http.listing import Listing
from app.forms.models import (
    ToolEntitlement,
)

#: What is contracted now, by the organization or by the customer.
HELD_KEYS = Statement(
    """select key from tool_entitlements
        where organization_id = $1 and (customer_id is null or customer_id = $2)
          and starts_at <= $3 and (ends_at is null or ends_at > $3)""",
    ("organization_id", "customer_id", "now"),
    {},
)

_ENTITLEMENTS = select(
    ToolEntitlement.id,
    ToolEntitlement.key,
    ToolEntitlement.customer_id,
    ToolEntitlement.source,
    ToolEntitlement.starts_at,
    ToolEntitlement.ends_at,
    ToolEntitlement.version,
    ToolEntitlement.created_at,
    ToolEntitlement.updated_at,
)
ENTITLEMENTS = Listing(_ENTITLEMENTS, ToolEntitlement)
ENTITLEMENT = read_by_id(_ENTITLEMENTS, ToolEntitlement, "version")
