"""`/v1/orders/{order_id}/photos`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.responses import sends
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import (
    InvalidTransition,
    MediaTypeNotSupported,
    NotFound,
    UnknownReference,
    refuses,
)
from app.files.uploads.service import UploadAlreadyUsed
from app.gateways.storage import Storage, UnknownFile
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.photos import schemas
from app.orders.photos import service as photos
from app.orders.photos.reads import PHOTO, PHOTOS, PHOTOS_OF_ORDER, THUMBNAIL
from app.orders.visibility import AssignedOrder, CanExecute, CanRead, require_visible

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


@router.get(
    "/{order_id}/photos",
    operation_id="listOrderPhotos",
    response_model=Page[schemas.OrderPhoto],
)
async def list_order_photos(
    reading: CanRead, order_id: UUID, query: Annotated[schemas.OrderPhotoQuery, Query()]
) -> Json:
    """List the photos of a service order.

    The pictures that document the order, in the order in which they were added, with what the
    camera wrote into each file. Photos that were deleted are not in it. `downloadFile` gives a
    picture, `downloadOrderPhotoThumbnail` a small one. A technician finds the orders of their
    visits and those they help with.
    """
    await require_visible(reading, order_id)
    return await PHOTOS.page(reading, query, PHOTOS_OF_ORDER, order_id=order_id)


@router.post(
    "/{order_id}/photos",
    operation_id="addOrderPhoto",
    status_code=201,
    response_model=schemas.OrderPhoto,
    responses=refuses(
        *(UnknownReference, UploadAlreadyUsed, MediaTypeNotSupported, InvalidTransition),
        *(OrderAlreadyClosed, OrderAlreadyCancelled),
    ),
)
async def add_order_photo(session: CanExecute, order: AssignedOrder, new: schemas.PhotoAdd) -> Json:
    """Add a photo to a service order.

    Upload the picture first (`uploadFile`) and name it here. It is possible once the order was
    scheduled, and until it is over. The thumbnail and the data of the camera follow within seconds;
    a picture that cannot be read is kept without them. The closing policy may require a number of
    photos; those of the kind `no_show` do not count. Recorded as the event `order.photo_created`.

    Refused with `unknown_reference` when the file is no upload of the caller, with
    `upload_already_used` when it is a photo already, and with `media_type_not_supported` when it is
    no picture. Refused with `invalid_transition` before the order was scheduled, and with
    `order_already_closed` or `order_already_cancelled` when it is over.
    """
    photo = await photos.create_photo(session, order, new)
    location = f"/v1/orders/{order.id}/photos"
    return await one(session, PHOTO, id=photo.id, status=201, location=location)


@router.delete(
    "/{order_id}/photos/{photo_id}",
    operation_id="deleteOrderPhoto",
    status_code=204,
    responses=refuses(InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def delete_order_photo(session: CanExecute, order: AssignedOrder, photo_id: UUID) -> Response:
    """Delete a photo of a service order.

    Use it for a photo that does not belong to the order; the timeline keeps that there was one.
    Refused with `order_already_closed` or `order_already_cancelled` when the order is over, and
    with `invalid_transition` when it was never scheduled.
    """
    await photos.delete_photo(session, order, photo_id)
    return Response(status_code=204)


@router.get(
    "/{order_id}/photos/{photo_id}/thumbnail",
    operation_id="downloadOrderPhotoThumbnail",
    response_class=Response,
    responses=refuses(NotFound) | sends("image/webp"),
)
async def download_order_photo_thumbnail(
    request: Request, reading: CanRead, order_id: UUID, photo_id: UUID
) -> Response:
    """Download the thumbnail of a photo of a service order.

    A small picture (WebP), turned upright and without the data of the camera. It never changes, so
    keep it. Not found until it was made, some seconds after the photo was added, and when the file
    cannot be read: `has_thumbnail` tells. A technician finds the orders of their visits and those
    they help with.
    """
    await require_visible(reading, order_id)
    found = await reading.row(THUMBNAIL, order_id=order_id, id=photo_id)
    if found is None:
        raise NotFound
    storage = runtime_of(request).gateway(Storage)
    try:
        picture = await storage.get(found["thumbnail_key"])
    except UnknownFile:
        raise NotFound from None
    kept = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(picture, media_type="image/webp", headers=kept)
