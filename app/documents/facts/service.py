"""Facts of a row as they are hashed: plain JSON, the same for a row that is new and one read again.

Names are listed and never taken from the table, so that a column that is added later leaves the
hashes of what was recorded before as they are.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core.data.database import Base

SIGNATURE_FACTS = (
    *("id", "subject_kind", "subject_id", "content_hash", "role", "signer_name"),
    *("signer_document", "consent_text", "consent_version", "strokes", "canvas_width"),
    *("canvas_height", "svg", "device_time", "received_at", "latitude", "longitude"),
    *("accuracy_m", "offline", "collected_by_id", "user_agent", "address"),
)


def facts_of(row: Base, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        case UUID() | Decimal() | date():
            return str(value)
    return value
