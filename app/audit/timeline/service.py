"""Timeline of one subject: its events in order, in the reader's language."""

from uuid import UUID

from app.audit.timeline.reads import TIMELINE
from app.audit.timeline.schemas import Timeline, TimelineEntry
from app.core.data.reading import Rows
from app.core.events.event_log import known_events
from app.core.values.notation import Notation
from app.core.values.text import translate


async def timeline_of(
    source: Rows, kind: str, id: UUID, notation: Notation, *, shown: frozenset[str] | None = None
) -> Timeline:
    """The events of one thing, oldest first, or those with a `shown` name; 500 at most."""
    rows = await source.rows(TIMELINE, kind=kind, id=id)
    entries = []
    for row in rows:
        event = known_events().get(row["name"])
        if event is None or (shown is not None and row["name"] not in shown):
            continue
        fact = event.model_validate_json(row["payload"])
        data = fact.model_dump(mode="json")
        entries.append(
            TimelineEntry(
                seq=row["seq"],
                name=row["name"],
                label=translate(event.label, notation.locale),
                actor_id=row["actor_id"],
                actor_name=row["actor_name"],
                occurred_at=row["occurred_at"],
                detail=notation.fill(event.detail, **fact.words()) or None,
                latitude=data.get("latitude"),
                longitude=data.get("longitude"),
                data=data,
            )
        )
    return Timeline(items=entries)
