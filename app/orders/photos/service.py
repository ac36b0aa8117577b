"""Photos of an order."""

from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.errors import MediaTypeNotSupported, NotFound
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.files.service import require_upload
from app.files.uploads.service import UploadAlreadyUsed
from app.orders.events import PhotoCreated, PhotoDeleted
from app.orders.lifecycle.service import check
from app.orders.models import Order
from app.orders.photos.models import OrderPhoto
from app.orders.photos.schemas import PhotoAdd


async def create_photo(session: TenantSession, order: Order, new: PhotoAdd) -> OrderPhoto:
    """Keep an upload of the caller as a photo of the order."""
    check(order, "photograph")
    file = await require_upload(session, new.file_id)
    if not file.media_type.startswith("image/"):
        raise MediaTypeNotSupported(N_("A photo is a picture."), accepted=["image/*"])
    used = await session.scalar(select(OrderPhoto.id).where(OrderPhoto.file_id == file.id))
    if used is not None:
        raise UploadAlreadyUsed(file_id=file.id)
    photo = OrderPhoto(
        id=new.id or new_id(),
        order_id=order.id,
        file_id=file.id,
        kind=new.kind,
        note=new.note,
        taken_at=new.taken_at,
        taken_by_id=session.actor.person_id,
        created_at=now(),
    )
    session.add(photo)
    enqueue(session, "order_photo", photo_id=photo.id)
    announce(session, PhotoCreated(order_id=order.id, photo_id=photo.id, kind=photo.kind))
    return photo


async def delete_photo(session: TenantSession, order: Order, photo_id: UUID) -> None:
    """Take back a photo that does not belong there, as long as the order is not closed."""
    check(order, "photograph")
    photo = await session.fetch(OrderPhoto, photo_id)
    if photo.order_id != order.id:
        raise NotFound
    await session.delete(photo)
    announce(session, PhotoDeleted(order_id=order.id, photo_id=photo.id))


async def photos_of(session: TenantSession, order_id: UUID) -> list[UUID]:
    """The files of an order's photos, in the order in which they were added."""
    wanted = select(OrderPhoto.file_id).where(OrderPhoto.order_id == order_id)
    return list(await session.scalars(wanted.order_by(OrderPhoto.created_at, OrderPhoto.id)))
