"""The outbox task that makes a thumbnail and keeps the camera's data."""

import hashlib
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.files.models import File
from app.files.uploads.service import storage_key
from app.gateways.pictures import PictureRefused, camera_of, shrunk
from app.gateways.storage import Storage
from app.orders.photos.models import OrderPhoto


@outbox_task("order_photo")
async def make_thumbnail(context: TaskContext, asked: dict[str, Any]) -> Record | None:
    """Make the small picture that is shown, and keep what the camera wrote apart from it.

    The file itself stays as it came: it is evidence.
    """
    photo_id = UUID(asked["photo_id"])
    async with context.transaction() as session:
        photo = await session.get(OrderPhoto, (context.organization_id, photo_id))
        if photo is None:
            return None  # it was taken back
        file = await session.fetch(File, photo.file_id)
    storage = context.gateway(Storage)
    data = await storage.get(file.storage_key)
    try:
        small, camera = await shrunk(data), await camera_of(data)
    except PictureRefused:
        return None  # a picture that we do not read: a HEIC, or a damaged one
    key = storage_key(context.organization_id, hashlib.sha256(small).hexdigest())
    await storage.put(key, small, "image/webp")

    async def record(session: TenantSession) -> None:
        photo = await session.get(OrderPhoto, (context.organization_id, photo_id))
        if photo is not None:
            photo.thumbnail_key, photo.camera = key, camera

    return record
