"""The statement behind timelines."""

from sqlalchemy import bindparam, cast, select
from sqlalchemy.types import Text

from app.core.data.statements import prepared, tenant_join
from app.core.events.event_log import EventRecord
from app.people.models import Person

TIMELINE = prepared(
    select(
        EventRecord.seq,
        EventRecord.name,
        EventRecord.actor_id,
        Person.name.label("actor_name"),
        EventRecord.occurred_at,
        cast(EventRecord.payload, Text).label("payload"),
    )
    .outerjoin(Person, tenant_join(Person, EventRecord, EventRecord.actor_id))
    .where(
        EventRecord.organization_id == bindparam("organization_id"),
        EventRecord.subject_kind == bindparam("kind"),
        EventRecord.subject_id == bindparam("id"),
    )
    .order_by(EventRecord.seq)
    .limit(500)
)
