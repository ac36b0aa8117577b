"""The sweep that deletes events beyond the retention that an organization has chosen."""

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.schedule import every
from app.core.values.clock import now
from app.organizations.service import settings_of

_AT_ONCE = 5000
# What a ticket was promised is read from its events, for as long as it is open.
_OLD_EVENTS = sql("""select e.seq from events e
        where e.organization_id = :organization_id
          and e.occurred_at < :now::timestamptz - make_interval(months => :months)
          and not exists (select from tickets t
                           where t.organization_id = :organization_id and t.id = e.subject_id
                             and t.status <> 'closed')
        order by e.occurred_at limit :most""")
_DELETE = sql("select delete_old_events(:organization_id, :seqs::bigint[])")


@every(hours=1, organizations="with_old_events")
async def delete_old_events(session: TenantSession) -> None:
    """Events go when they are older than the organization wants to keep them."""
    months = (await settings_of(session)).event_retention_months
    if months is None:
        return
    old = await session.rows(_OLD_EVENTS, now=now(), months=months, most=_AT_ONCE)
    if old:
        await session.rows(_DELETE, seqs=[row["seq"] for row in old])
