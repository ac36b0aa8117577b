"""Signatures as callers send and see them."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.values.clock import now
from app.core.values.text import N_
from app.core.values.wire import (
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Out,
    Prose,
    StrictBool,
    StrictFloat,
)
from app.signatures.models import SignerRole
from app.signatures.strokes.service import (
    LARGEST_SIDE,
    LEAST_POINTS,
    LEAST_SHARE,
    LEAST_STROKES,
    MAX_POINTS,
    MAX_STROKES,
    SMALLEST_SIDE,
)

#: How far the clock of a device may be ahead of ours.
SKEW = timedelta(minutes=5)


def _not_in_the_future(value: datetime) -> datetime:
    if value > now() + SKEW:
        raise PydanticCustomError("in_the_future", N_("Must not be in the future."))
    return value


#: An instant by a device's clock: not trusted to order anything, and refused when it runs ahead.
DeviceTime = Annotated[
    Instant,
    AfterValidator(_not_in_the_future),
    Field(
        description="Time by the clock of the device. Refused when it is more than five minutes"
        " ahead of the server."
    ),
]
Metres = Annotated[StrictFloat, Field(ge=0)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

#: Said of a signature that is sent and of one that is read.
_LATITUDE = "Latitude of the device when it was signed, in degrees (WGS 84)."
_LONGITUDE = "Longitude of the device when it was signed, in degrees (WGS 84)."
_ACCURACY = "Accuracy of the position, as a radius in metres."
_UNKNOWN = " Null when unknown."


class StrokePoint(In):
    """One measured point of a stroke."""

    t: StrictFloat = Field(
        description="Time of the point in milliseconds, from any origin that all strokes share. It"
        " must not decrease within a stroke, and all points must lie within one hour."
    )
    x: StrictFloat = Field(
        description="Distance from the left edge of the canvas, in CSS pixels, 0 to its width."
    )
    y: StrictFloat = Field(
        description="Distance from the upper edge of the canvas, in CSS pixels, 0 to its height."
    )
    pressure: StrictFloat | None = Field(
        None,
        ge=0,
        le=1,
        description="Pressure of the pen, 0 to 1. Null or absent when the device does not measure"
        " it.",
    )


class Canvas(In):
    """Width and height of a drawing area."""

    width: StrictFloat = Field(
        ge=SMALLEST_SIDE, le=LARGEST_SIDE, description="Width of the area, in CSS pixels."
    )
    height: StrictFloat = Field(
        ge=SMALLEST_SIDE, le=LARGEST_SIDE, description="Height of the area, in CSS pixels."
    )


Stroke = Annotated[list[StrokePoint], Field(max_length=MAX_POINTS)]


class SignatureGiven(In):
    """A signature as it was drawn on a device: its strokes, never a picture."""

    role: SignerRole = Field(SignerRole.CUSTOMER, description="In what capacity it was signed.")
    signer_name: Line = Field(description="Full name of the person who signed.")
    signer_document: Annotated[Line, Field(min_length=5, max_length=40)] | None = Field(
        None,
        description="Number of an identity document of the person who signed, such as a CPF. Kept"
        " as evidence; answers show its last three characters only.",
    )
    consent_text: Prose | None = Field(
        None, description="Text that the person was shown and agreed to by signing."
    )
    consent_version: Annotated[Line, Field(max_length=40)] | None = Field(
        None,
        description="Version of that text, as its author names it: a number or a date. Null or"
        " absent: it has none.",
    )
    strokes: list[Stroke] = Field(
        max_length=MAX_STROKES,
        description=(
            "The lines that were drawn, each a list of points in the order of drawing. Accepted"
            f" from {LEAST_STROKES} strokes and {LEAST_POINTS} points (repeated ones count once)"
            f" whose bounding box covers {LEAST_SHARE:.0%} of the canvas; at most {MAX_STROKES}"
            f" strokes and {MAX_POINTS} points together."
        ),
    )
    canvas: Canvas = Field(description="Size of the area that was signed on.")
    content_hash: Sha256 = Field(
        description="SHA-256, in lower-case hexadecimal, of the canonical JSON (RFC 8785) of the"
        " document that was signed. Refused when it is not the hash of the document that the"
        " server would save."
    )
    device_time: DeviceTime
    latitude: Latitude | None = Field(None, description=_LATITUDE + _UNKNOWN)
    longitude: Longitude | None = Field(None, description=_LONGITUDE + _UNKNOWN)
    accuracy_m: Metres | None = Field(None, description=_ACCURACY + _UNKNOWN)
    offline: StrictBool = Field(
        False, description="Whether the device had no network when it was signed."
    )


class Signature(Out):
    """A signature as evidence. It is never changed or deleted."""

    id: UUID
    subject_kind: str = Field(description="Kind of what was signed: `order` or `quote`.")
    subject_id: UUID = Field(description="Identifier of the order or quote that was signed.")
    content_hash: str = Field(
        description="SHA-256, in lower-case hexadecimal, of the canonical JSON (RFC 8785) of the"
        " document that was signed."
    )
    role: SignerRole = Field(description="In what capacity it was signed.")
    signer_name: str = Field(description="Full name of the person who signed.")
    signer_document: str | None = Field(
        description="Number of an identity document of the person who signed, with a star for each"
        " letter and digit but the last three. Null when none was given."
    )
    consent_text: str | None = Field(
        description="Text that the person was shown and agreed to by signing. Null without one."
    )
    consent_version: str | None = Field(
        description="Version of the consent text, as its author names it. Null without one."
    )
    device_time: Instant = Field(
        description="Time of signing by the clock of the device. Use `received_at` to order"
        " signatures."
    )
    received_at: Instant = Field(description="Time at which the server received the signature.")
    latitude: float | None = Field(description=_LATITUDE + _UNKNOWN)
    longitude: float | None = Field(description=_LONGITUDE + _UNKNOWN)
    accuracy_m: float | None = Field(description=_ACCURACY + _UNKNOWN)
    offline: bool = Field(description="Whether the device had no network when it was signed.")
    svg: str = Field(
        description="The signature as an SVG picture, drawn by the server from the strokes: black"
        " on a transparent ground, cut to its ink."
    )
