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
DeviceTime = Annotated[Instant, AfterValidator(_not_in_the_future)]
Metres = Annotated[StrictFloat, Field(ge=0)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class StrokePoint(In):
    """One touch of the glass."""

    t: StrictFloat = Field(
        description="Milliseconds, from any origin, never backwards in a stroke."
    )
    x: StrictFloat = Field(description="CSS pixels from the left edge of the canvas.")
    y: StrictFloat = Field(description="CSS pixels from the upper edge of the canvas.")
    pressure: StrictFloat | None = Field(None, ge=0, le=1)


class Canvas(In):
    """Size of the area that was signed on, in CSS pixels."""

    width: StrictFloat = Field(ge=SMALLEST_SIDE, le=LARGEST_SIDE)
    height: StrictFloat = Field(ge=SMALLEST_SIDE, le=LARGEST_SIDE)


Stroke = Annotated[list[StrokePoint], Field(max_length=MAX_POINTS)]


class SignatureGiven(In):
    """A signature as it was drawn: its strokes, never a picture."""

    role: SignerRole = SignerRole.CUSTOMER
    signer_name: Line
    signer_document: Annotated[Line, Field(min_length=5, max_length=40)] | None = Field(
        None, description="Number of an identity document, such as a CPF."
    )
    consent_text: Prose | None = Field(None, description="What the signer was shown and agreed to.")
    strokes: list[Stroke] = Field(
        max_length=MAX_STROKES,
        description=(
            f"At least {LEAST_STROKES} strokes and {LEAST_POINTS} points over 5 % of the canvas; "
            f"at most {MAX_POINTS} points."
        ),
    )
    canvas: Canvas
    content_hash: Sha256 = Field(
        description="SHA-256 of the canonical JSON (RFC 8785) of the document that was signed."
    )
    device_time: DeviceTime
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    accuracy_m: Metres | None = None
    offline: StrictBool = Field(False, description="The device had no network at that moment.")


class Signature(Out):
    """A signature as evidence. The server drew `svg` from the strokes that it keeps."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    content_hash: str
    role: SignerRole
    signer_name: str
    signer_document: str | None = Field(description="Masked but for the last three characters.")
    consent_text: str | None
    device_time: Instant
    received_at: Instant
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    offline: bool
    svg: str
