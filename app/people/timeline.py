"""What happened to one thing, in order and in words: who, when, what."""

from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import bindparam, cast, select
from sqlalchemy.types import Text

from app.core.events import EventRecord, known_events
from app.core.reading import Rows
from app.core.statements import prepared
from app.core.text import translate
from app.core.wire import Instant, Out
from app.people.models import Person


class TimelineEntry(Out):
    seq: int
    name: str = Field(description="Name of the event; new ones may appear.")
    label: str = Field(description="The event in words, in the caller's language.")
    actor_id: UUID | None
    actor_name: str | None = Field(description="Null: the system.")
    occurred_at: Instant
    detail: str | None = Field(description="What in particular, in a few words.")
    latitude: float | None = Field(description="Where, if whoever did it knows.")
    longitude: float | None
    data: dict[str, Any]


class Timeline(Out):
    items: list[TimelineEntry]


_TIMELINE = prepared(
    select(
        EventRecord.seq,
        EventRecord.name,
        EventRecord.actor_id,
        Person.name.label("actor_name"),
        EventRecord.occurred_at,
        cast(EventRecord.payload, Text).label("payload"),
    )
    .outerjoin(
        Person,
        (Person.organization_id == EventRecord.organization_id)
        & (Person.id == EventRecord.actor_id),
    )
    .where(
        EventRecord.organization_id == bindparam("organization_id"),
        EventRecord.subject_kind == bindparam("kind"),
        EventRecord.subject_id == bindparam("id"),
    )
    .order_by(EventRecord.seq)
    .limit(500)
)


async def timeline_of(
    source: Rows, kind: str, id: UUID, locale: str, *, shown: frozenset[str] | None = None
) -> Timeline:
    """The events of one thing, oldest first, or those with a `shown` name; 500 at most."""
    rows = await source.rows(_TIMELINE, kind=kind, id=id)
    entries = []
    for row in rows:
        event = known_events().get(row["name"])
        if event is None or (shown is not None and row["name"] not in shown):
            continue
        data = event.model_validate_json(row["payload"]).model_dump(mode="json")
        entries.append(
            TimelineEntry(
                seq=row["seq"],
                name=row["name"],
                label=translate(event.label, locale),
                actor_id=row["actor_id"],
                actor_name=row["actor_name"],
                occurred_at=row["occurred_at"],
                detail=event.detail.format(**data) or None,
                latitude=data.get("latitude"),
                longitude=data.get("longitude"),
                data=data,
            )
        )
    return Timeline(items=entries)
