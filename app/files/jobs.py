"""The outbox task that erases bytes from the storage."""

from typing import Any

from app.core.events.outbox import Record, TaskContext, outbox_task
from app.gateways.storage import Storage


@outbox_task("erase")
async def erase(context: TaskContext, what: dict[str, Any]) -> Record | None:
    """Delete bytes from the storage."""
    for key in what["keys"]:
        await context.gateway(Storage).delete(key)
    return None
