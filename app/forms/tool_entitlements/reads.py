"""Statements that read tool entitlements."""

from sqlalchemy import select

from app.core.data.statements import read_by_id, sql
from app.core.http.listing import Listing
from app.forms.models import (
    ToolEntitlement,
)

#: What is contracted now, by the organization or by the customer.
HELD_KEYS = sql("""select key from tool_entitlements
        where organization_id = :organization_id
          and (customer_id is null or customer_id = :customer_id)
          and starts_at <= :now and (ends_at is null or ends_at > :now)""")

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
