"""`/v1/me/photo`, `/v1/photos/{content_hash}`"""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.core.data.reading import Json, Reading
from app.core.http.access import acting
from app.core.http.responses import sends
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import MediaTypeNotSupported, NotFound, refuses
from app.gateways.storage import Storage
from app.organizations.logos.service import PictureTooLarge
from app.people.me import schemas
from app.people.me.reads import shown
from app.people.me.visibility import CanWriteMe, Oneself
from app.people.photos import schemas as photos_schemas
from app.people.photos import service as photos
from app.people.photos.service import StoredPhoto

router = APIRouter(tags=["people"], route_class=Route)

CanSee = Annotated[Reading, acting("organization:read")]


@router.put(
    "/me/photo",
    operation_id="uploadMyPhoto",
    response_model=schemas.Me,
    responses=refuses(PictureTooLarge, MediaTypeNotSupported),
)
async def upload_my_photo(photo: StoredPhoto, session: CanWriteMe, person: Oneself) -> Json:
    """Upload the caller's photo.

    Takes a PNG, JPEG or WebP of at most 4 MB (4,000,000 bytes) and keeps the square in its middle,
    in two sizes and without metadata. It replaces the present photo, and `photo_url` gets a new
    path. Everyone in the organization can see it. A file that is too large, or has more than 40
    megapixels, is refused with `picture_too_large`, one that is no such picture with
    `media_type_not_supported`.
    """
    photos.change_photo(session, person, photo)
    return await shown(session)


@router.delete("/me/photo", operation_id="deleteMyPhoto", status_code=204)
async def delete_my_photo(session: CanWriteMe, person: Oneself) -> Response:
    """Delete the caller's photo.

    The profile no longer names a photo, here and wherever the person is shown. Whoever has kept the
    path of the picture can still download it. It is recorded as `person.photo_changed`.
    """
    photos.change_photo(session, person, None)
    return Response(status_code=204)


@router.get(
    "/photos/{content_hash}",
    operation_id="downloadPhoto",
    response_class=Response,
    responses=refuses(NotFound) | sends("image/webp"),
)
async def download_photo(
    request: Request,
    reading: CanSee,
    content_hash: str,
    query: Annotated[photos_schemas.PersonPhotoQuery, Query()],
) -> Response:
    """Download the photo of a person.

    Sends the WebP that `photo_url` of a person names; `size` chooses between the small and the
    large one. The path contains the hash of the picture, so it never changes and may be cached
    without a limit. Photos of other organizations are refused with `not_found`, like unknown ones.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", content_hash):
        raise NotFound
    storage = runtime_of(request).gateway(Storage)
    picture = await photos.photo(storage, reading.actor.organization_id, content_hash, query.size)
    kept = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(picture, media_type="image/webp", headers=kept)
