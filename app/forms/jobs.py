"""The listener that moves tool entitlements along when customers are merged."""

from app.core.data.database import TenantSession
from app.core.data.statements import Statement
from app.core.events.event_log import on
from app.customers.events import CustomersMerged

#: What the other has contracted itself stays as it is there.
_GIVE = Statement(
    """update tool_entitlements t set customer_id = $3
        where organization_id = $1 and customer_id = $2
          and not exists (select from tool_entitlements o
                           where o.organization_id = $1 and o.customer_id = $3
                             and o.key = t.key)""",
    ("organization_id", "customer_id", "into_customer_id"),
    {},
)


@on(CustomersMerged)
async def follow_the_customer(session: TenantSession, event: CustomersMerged) -> None:
    await session.rows(
        _GIVE, customer_id=event.customer_id, into_customer_id=event.into_customer_id
    )
