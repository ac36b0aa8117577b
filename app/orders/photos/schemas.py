"""Photos as callers send and see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    In,
    Instant,
    Line,
    Out,
)
from app.orders.photos.models import PhotoKind
from app.signatures.schemas import DeviceTime


class PhotoCamera(Out):
    """What a camera writes beside a picture; the small picture that is shown has none of it."""

    taken_at: str | None = Field(description="By the camera's clock, without a zone.")
    latitude: float | None
    longitude: float | None
    make: str | None
    model: str | None
    width: int
    height: int


class OrderPhoto(Out):
    id: UUID
    file_id: UUID
    name: str
    media_type: str
    size_bytes: int
    kind: PhotoKind
    note: str | None
    taken_at: Instant | None = Field(description="By the technician's device.")
    taken_by_id: UUID | None
    camera: PhotoCamera | None = Field(
        description="What the camera wrote into the file; null: nothing, or not read yet."
    )
    has_thumbnail: bool = Field(description="False: it is being made, or the file is not read.")
    created_at: Instant


class OrderPhotoQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class PhotoAdd(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    file_id: UUID = Field(description="An upload of the caller; a picture, used for nothing else.")
    kind: PhotoKind = PhotoKind.OTHER
    note: Line | None = None
    taken_at: DeviceTime | None = None
