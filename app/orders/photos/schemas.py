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
    OwnId,
)
from app.orders.photos.models import PhotoKind
from app.signatures.schemas import DeviceTime

_KIND = "What the photo shows."
_NOTE = "Remark on the photo."


class PhotoCamera(Out):
    """Exif data that the camera wrote into the file of a photo. The thumbnail has none of it."""

    camera_time: str | None = Field(
        description="Date and time by the camera's clock, without a time zone, such as"
        " `2026-11-26T14:28:00`. Null when the file does not say."
    )
    latitude: float | None = Field(
        description="Latitude of the camera, in degrees (WGS 84). Null when the file does not say."
    )
    longitude: float | None = Field(
        description="Longitude of the camera, in degrees (WGS 84). Null when the file does not say."
    )
    make: str | None = Field(
        description="Manufacturer of the camera. Null when the file does not say."
    )
    model: str | None = Field(description="Model of the camera. Null when the file does not say.")
    width_px: int = Field(description="Width of the picture as it is stored, in pixels.")
    height_px: int = Field(description="Height of the picture as it is stored, in pixels.")


class OrderPhoto(Out):
    """A picture that documents an order. `downloadFile` gives the picture itself."""

    id: UUID
    file_id: UUID
    name: str = Field(description="Name of the file.")
    media_type: str = Field(description="Media type of the file, such as `image/jpeg`.")
    size_bytes: int = Field(description="Size of the file, in bytes.")
    sha256: str = Field(
        description="SHA-256 of the file, in lower-case hexadecimal: what is signed of the picture."
    )
    kind: PhotoKind = Field(description=_KIND)
    note: str | None = Field(description=f"{_NOTE} Null without one.")
    taken_at: Instant | None = Field(
        description="Time at which it was taken, by the clock of the technician's device. Null when"
        " the device did not say."
    )
    taken_by_id: UUID | None = Field(
        description="The person who added the photo. Null when a program did."
    )
    camera: PhotoCamera | None = Field(
        description="What the camera wrote into the file. Null until the file was read, and when"
        " it cannot be read."
    )
    has_thumbnail: bool = Field(
        description="Whether there is a thumbnail. False until it was made, some seconds after the"
        " photo was added, and when the file cannot be read."
    )
    created_at: Instant


class OrderPhotoQuery(ListQuery):
    """Order of the list of an order's photos."""

    sort: Literal["created_at"] = "created_at"


class PhotoAdd(In):
    """A picture that was uploaded before and becomes a photo of an order."""

    id: OwnId | None = None
    file_id: UUID = Field(
        description="An upload of the caller: a picture that is no photo of another order."
    )
    kind: PhotoKind = Field(PhotoKind.OTHER, description=_KIND)
    note: Line | None = Field(None, description=_NOTE)
    taken_at: DeviceTime | None = Field(
        None,
        description="Time at which it was taken, by the clock of the technician's device. Refused"
        " when it is more than five minutes ahead of the server.",
    )
