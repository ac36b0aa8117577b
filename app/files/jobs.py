"""The outbox task that erases bytes from the storage."""

from typing import Any

from app.core.events.outbox import Outside, Record, errand
from app.gateways.storage import Storage


@errand("erase")
async def erase(outside: Outside, what: dict[str, Any]) -> Record | None:
    """Delete bytes from the storage."""
    for key in what["keys"]:
        await outside.gateway(Storage).delete(key)
    return None
