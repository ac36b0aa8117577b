"""The listener that moves tool entitlements along when customers are merged."""

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.listeners import on
from app.customers.events import CustomersMerged

#: What the other has contracted itself stays as it is there.
_GIVE = sql("""update tool_entitlements t set customer_id = :into_customer_id
        where organization_id = :organization_id and customer_id = :customer_id
          and not exists (select from tool_entitlements o
                           where o.organization_id = :organization_id
                             and o.customer_id = :into_customer_id and o.key = t.key)""")


@on(CustomersMerged)
async def follow_the_customer(session: TenantSession, event: CustomersMerged) -> None:
    await session.rows(
        _GIVE, customer_id=event.customer_id, into_customer_id=event.into_customer_id
    )
