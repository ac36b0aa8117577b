"""Sites as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Out,
    Prose,
    StrictFloat,
    Update,
)
from app.customers.models import GeoSource

Metres = Annotated[StrictFloat, Field(ge=0, le=100_000)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["BR"])]


class Site(Out):
    id: UUID
    customer_id: UUID
    label: str
    street: str
    number: str | None
    district: str | None
    city: str
    state: str | None
    postal_code: str | None
    country: str
    latitude: float | None
    longitude: float | None
    geo_source: GeoSource | None = Field(description="How the coordinates were found.")
    geo_accuracy_m: float | None = Field(description="How far they may be off, if that is known.")
    access_notes: str | None
    version: int
    created_at: Instant
    updated_at: Instant


class SiteCreate(In):
    """Coordinates come as a pair, or not at all."""

    id: UUID | None = None
    label: Line = Field(examples=["Casa", "Loja do centro"])
    street: Line
    number: Line | None = None
    district: Line | None = None
    city: Line
    state: Line | None = None
    postal_code: Line | None = None
    country: Country = "BR"
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    geo_source: Literal[GeoSource.MANUAL, GeoSource.GEOCODED] = Field(
        GeoSource.MANUAL, description="How the coordinates were found."
    )
    geo_accuracy_m: Metres | None = None
    access_notes: Prose | None = Field(None, description="How to get in: the dog, the doorman.")


class SiteUpdate(Update):
    label: Line = UNCHANGED
    street: Line = UNCHANGED
    number: Line | None = UNCHANGED
    district: Line | None = UNCHANGED
    city: Line = UNCHANGED
    state: Line | None = UNCHANGED
    postal_code: Line | None = UNCHANGED
    country: Country = UNCHANGED
    latitude: Latitude | None = UNCHANGED
    longitude: Longitude | None = UNCHANGED
    geo_source: Literal[GeoSource.MANUAL, GeoSource.GEOCODED] = UNCHANGED
    geo_accuracy_m: Metres | None = UNCHANGED
    access_notes: Prose | None = UNCHANGED
    clear: list[
        Literal[
            "number",
            "district",
            "state",
            "postal_code",
            "latitude",
            "longitude",
            "geo_accuracy_m",
            "access_notes",
        ]
    ] = Field(default_factory=list)


class SiteQuery(ListQuery):
    sort: Literal["label", "-label"] = "label"


class SiteLocationChange(Out):
    """A correction of where a site is, by whoever stood there."""

    id: UUID
    site_id: UUID
    person_id: UUID | None
    person_name: str | None
    old_latitude: float | None
    old_longitude: float | None
    old_source: GeoSource | None
    latitude: float
    longitude: float
    accuracy_m: float | None
    distance_m: int | None = Field(description="Null: nothing was known before.")
    created_at: Instant


class SiteLocationChangeQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"
