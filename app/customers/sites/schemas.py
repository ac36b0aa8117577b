"""Sites as callers see them."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Out,
    OwnId,
    Prose,
    StrictFloat,
    Update,
)
from app.customers.models import GeoSource

_LABEL = "Name of the site, such as `Casa` or `Loja do centro`."
_STREET = "Street, without the house number."
_NUMBER = "House number, with any addition. Null: none."
_COMPLEMENT = "Where inside, such as `Apto 42, bloco B` or `3.º Esq.`. Null: none."
_DISTRICT = "District: bairro or freguesia. Null: not known."
_CITY = "City or municipality."
_STATE = "State or district of the country, such as `SP`. Null: not known."
_POSTAL_CODE = "Postal code, as it was entered. Null: not known."
_COUNTRY = "Country, as an ISO 3166-1 code of two letters."
_LATITUDE = (
    "Latitude of the site in degrees (WGS 84). Null: not known, and then `longitude` is null too."
)
_LONGITUDE = (
    "Longitude of the site in degrees (WGS 84). Null: not known, and then `latitude` is null too."
)
_GEO_SOURCE = "How the coordinates were found."
_GEO_ACCURACY = "How far the coordinates may be from the true position, in metres. Null: not known."
_ACCESS_NOTES = "How to get in, such as whom to ask at the door. Null: none."

Metres = Annotated[StrictFloat, Field(ge=0, le=100_000)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["BR"])]


def _postal_code(value: str) -> str:
    digits = re.sub(r"[ .-]", "", value)
    return f"{digits[:5]}-{digits[5:]}" if re.fullmatch(r"[0-9]{8}", digits) else value


#: A CEP, eight digits, as it is written on a letter; codes of other countries as they are typed.
PostalCode = Annotated[Line, AfterValidator(_postal_code)]


class Site(Out):
    """A place where a customer is served, with its address and position."""

    id: UUID
    customer_id: UUID
    label: str = Field(description=_LABEL)
    street: str = Field(description=_STREET)
    street_number: str | None = Field(description=_NUMBER)
    complement: str | None = Field(description=_COMPLEMENT)
    district: str | None = Field(description=_DISTRICT)
    city: str = Field(description=_CITY)
    state: str | None = Field(description=_STATE)
    postal_code: str | None = Field(description=_POSTAL_CODE)
    country: str = Field(description=_COUNTRY)
    latitude: float | None = Field(description=_LATITUDE)
    longitude: float | None = Field(description=_LONGITUDE)
    geo_source: GeoSource | None = Field(
        description=f"{_GEO_SOURCE} Null while there are no coordinates."
    )
    geo_accuracy_m: float | None = Field(description=_GEO_ACCURACY)
    access_notes: str | None = Field(description=_ACCESS_NOTES)
    version: int
    created_at: Instant
    updated_at: Instant


class SiteCreate(In):
    """A new site of a customer. Coordinates are sent as a pair, or not at all."""

    id: OwnId | None = None
    label: Line = Field(description=_LABEL, examples=["Casa", "Loja do centro"])
    street: Line = Field(description=_STREET)
    street_number: Line | None = Field(None, description=_NUMBER)
    complement: Line | None = Field(None, description=_COMPLEMENT)
    district: Line | None = Field(None, description=_DISTRICT)
    city: Line = Field(description=_CITY)
    state: Line | None = Field(None, description=_STATE)
    postal_code: PostalCode | None = Field(None, description=_POSTAL_CODE)
    country: Country = Field("BR", description=_COUNTRY)
    latitude: Latitude | None = Field(None, description=_LATITUDE)
    longitude: Longitude | None = Field(None, description=_LONGITUDE)
    geo_source: Literal[GeoSource.MANUAL, GeoSource.GEOCODED] = Field(
        GeoSource.MANUAL, description=f"{_GEO_SOURCE} Without effect if there are none."
    )
    geo_accuracy_m: Metres | None = Field(None, description=_GEO_ACCURACY)
    access_notes: Prose | None = Field(None, description=_ACCESS_NOTES)


class SiteUpdate(Update):
    """Changes to a site: absent fields stay as they are, null clears one.

    New coordinates reset `geo_source` to `manual` and `geo_accuracy_m` to null, unless they are
    sent as well.
    """

    label: Annotated[Line, Field(description=_LABEL)] = UNCHANGED
    street: Annotated[Line, Field(description=_STREET)] = UNCHANGED
    street_number: Annotated[Line | None, Field(description=_NUMBER)] = UNCHANGED
    complement: Annotated[Line | None, Field(description=_COMPLEMENT)] = UNCHANGED
    district: Annotated[Line | None, Field(description=_DISTRICT)] = UNCHANGED
    city: Annotated[Line, Field(description=_CITY)] = UNCHANGED
    state: Annotated[Line | None, Field(description=_STATE)] = UNCHANGED
    postal_code: Annotated[PostalCode | None, Field(description=_POSTAL_CODE)] = UNCHANGED
    country: Annotated[Country, Field(description=_COUNTRY)] = UNCHANGED
    latitude: Annotated[Latitude | None, Field(description=_LATITUDE)] = UNCHANGED
    longitude: Annotated[Longitude | None, Field(description=_LONGITUDE)] = UNCHANGED
    geo_source: Annotated[
        Literal[GeoSource.MANUAL, GeoSource.GEOCODED], Field(description=_GEO_SOURCE)
    ] = UNCHANGED
    geo_accuracy_m: Annotated[Metres | None, Field(description=_GEO_ACCURACY)] = UNCHANGED
    access_notes: Annotated[Prose | None, Field(description=_ACCESS_NOTES)] = UNCHANGED
    clear: list[
        Literal[
            "street_number",
            "complement",
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
    """Query parameters of `listSites`."""

    sort: Literal["label", "-label"] = "label"


class SiteLocationChange(Out):
    """A correction of a site's position to where a technician stood."""

    id: UUID
    site_id: UUID
    person_id: UUID | None = Field(
        description="Person who corrected the position. Null: the system."
    )
    person_name: str | None = Field(description="Present name of that person. Null: the system.")
    old_latitude: float | None = Field(
        description="Previous latitude in degrees (WGS 84). Null: none was known."
    )
    old_longitude: float | None = Field(
        description="Previous longitude in degrees (WGS 84). Null: none was known."
    )
    old_source: GeoSource | None = Field(
        description="How the previous coordinates were found. Null: there were none."
    )
    latitude: float = Field(description="New latitude in degrees (WGS 84).")
    longitude: float = Field(description="New longitude in degrees (WGS 84).")
    accuracy_m: float | None = Field(
        description="How far the new coordinates may be from the true position, in metres."
        " Null: not known."
    )
    distance_m: int | None = Field(
        description="Distance between the previous and the new position, in metres. Null: there was"
        " no previous one."
    )
    created_at: Instant


class SiteLocationChangeQuery(ListQuery):
    """Query parameters of `listSiteLocationChanges`."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
