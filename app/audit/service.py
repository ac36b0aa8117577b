"""The audit log as CSV."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.audit.reads import AUDIT, COLUMNS
from app.audit.schemas import AuditQuery
from app.core.data.reading import Reading
from app.core.values.notation import Notation
from app.core.values.text import DEFAULT_LOCALE, translate
from app.gateways.spreadsheets import MARK, csv_line


async def as_csv(reading: Reading, query: AuditQuery) -> AsyncIterator[str]:
    """The whole trail as the query narrows it, page by page: nothing is held in between."""
    actor = reading.actor
    locale = actor.locale or DEFAULT_LOCALE
    notation = Notation(locale, actor.zone)
    zone = ZoneInfo(actor.zone)
    yield MARK + csv_line(notation, [translate(heading, locale) for heading in COLUMNS])
    query = query.model_copy(update={"limit": 100, "cursor": None})
    while True:
        page = json.loads(bytes((await AUDIT.page(reading, query)).body))
        yield "".join(csv_line(notation, _cells(entry, zone)) for entry in page["items"])
        if page["next_cursor"] is None:
            return
        query.cursor = page["next_cursor"]


def _cells(entry: dict[str, Any], zone: ZoneInfo) -> list[str | int | None]:
    moment = datetime.fromisoformat(entry["occurred_at"]).astimezone(zone)
    entry["when"] = moment.strftime("%Y-%m-%d %H:%M:%S")
    return [_cell(entry[key]) for key in COLUMNS.values()]


def _cell(value: Any) -> str | int | None:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
