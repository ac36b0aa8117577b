"""Photos on the service report: upright, small enough to be mailed, with kind and hash."""

from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.values.text import N_
from app.files.models import File
from app.gateways.pictures import PictureRefused, printable
from app.gateways.storage import Storage, UnknownFile
from app.orders.photos.models import OrderPhoto
from app.orders.report.words import Words

#: Photos that are printed: more take longer than a task may, and no mailbox takes them.
MOST_PHOTOS = 40
_MORE = N_("Photos that are kept with the order and not printed here: {number}.")


class Photo(NamedTuple):
    """A photo to be printed: where its file lies, what is said of it, and the file's SHA-256."""

    storage_key: str
    caption: str
    sha256: str


class Photos(NamedTuple):
    """The first photos of an order, and a sentence about those that are not printed."""

    printed: list[Photo]
    more: str | None


async def photos_of(session: TenantSession, words: Words, order_id: UUID) -> Photos:
    """Photos of the order, in the order in which they were added."""
    found = (
        await session.execute(
            select(OrderPhoto, File.storage_key, File.sha256, func.count().over())
            .join(File, tenant_join(File, OrderPhoto, OrderPhoto.file_id))
            .where(OrderPhoto.order_id == order_id)
            .order_by(OrderPhoto.created_at, OrderPhoto.id)
            .limit(MOST_PHOTOS)
        )
    ).all()
    printed = [
        Photo(key, _caption(words, place, photo), sha256)
        for place, (photo, key, sha256, _) in enumerate(found, start=1)
    ]
    left = found[0][3] - len(found) if found else 0
    return Photos(printed, words.notation.fill(_MORE, number=left) if left else None)


async def print_photos(
    photos: list[Photo], storage: Storage
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """`photos` of the template's data, and the files that they name.

    What is no picture that we read (a HEIC, a damaged file) has its place without one. Raises
    StorageUnavailable.
    """
    shown, files = [], {}
    for place, photo in enumerate(photos, start=1):
        name = f"photo-{place}.jpg"
        with suppress(PictureRefused, UnknownFile):
            files[name] = await printable(await storage.get(photo.storage_key))
        image = name if name in files else None
        shown.append({"image": image, "caption": photo.caption, "sha256": photo.sha256})
    return shown, files


def _caption(words: Words, place: int, photo: OrderPhoto) -> str:
    kind = words.notation.label(photo.kind)
    moment = words.moment(photo.taken_at or photo.created_at)
    return " · ".join(filter(None, (str(place), kind, moment, photo.note)))
