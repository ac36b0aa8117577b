"""Codes, specialties, categories and cities as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.catalog.models import CodeKind
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
    StrictBool,
    Update,
)

CodeText = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
]


class Code(Out):
    """What a problem, a cause or a solution is called here."""

    id: UUID
    kind: CodeKind
    code: str
    label: str
    active: bool = Field(description="False: archived, not offered any more.")
    version: int
    created_at: Instant
    updated_at: Instant


class CodeCreate(In):
    id: UUID | None = None
    kind: CodeKind
    code: CodeText = Field(description="Short and unique within its kind.", examples=["FIBRA-01"])
    label: Line


class CodeUpdate(Update):
    label: Line = UNCHANGED
    active: StrictBool = UNCHANGED


class CodeQuery(ListQuery):
    sort: Literal["code", "-code"] = "code"
    q: str | None = Field(None, max_length=200, description="Beginnings of words.")
    kind: list[CodeKind] | None = None
    active: bool | None = None


class Specialty(Out):
    """Something that a technician can be good at."""

    id: UUID
    name: str
    description: str | None
    active: bool = Field(description="False: archived, not offered any more.")
    version: int
    created_at: Instant
    updated_at: Instant


class SpecialtyCreate(In):
    id: UUID | None = None
    name: Line = Field(examples=["Fibra óptica"])
    description: Prose | None = None


class SpecialtyUpdate(Update):
    name: Line = UNCHANGED
    description: Prose | None = UNCHANGED
    active: StrictBool = UNCHANGED
    clear: list[Literal["description"]] = Field(default_factory=list)


class NamedQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    active: bool | None = None


class Category(Out):
    """What orders are sorted by; with a `parent_id` a subcategory."""

    id: UUID
    name: str
    parent_id: UUID | None
    parent_name: str | None
    active: bool = Field(description="False: archived, not offered any more.")
    version: int
    created_at: Instant
    updated_at: Instant


class CategoryCreate(In):
    id: UUID | None = None
    name: Line = Field(examples=["Instalação"])
    parent_id: UUID | None = Field(None, description="A category that is no subcategory itself.")


class CategoryUpdate(Update):
    name: Line = UNCHANGED
    active: StrictBool = UNCHANGED


class CategoryQuery(NamedQuery):
    parent_id: list[Literal["none"] | UUID] | None = None


class City(Out):
    """A place that is served."""

    id: UUID
    name: str
    state: str | None
    country: str
    latitude: float | None = Field(description="Of its centre.")
    longitude: float | None = Field(description="Of its centre.")
    active: bool = Field(description="False: not served any more.")
    version: int
    created_at: Instant
    updated_at: Instant


class CityCreate(In):
    """Coordinates come as a pair, or not at all."""

    id: UUID | None = None
    name: Line = Field(examples=["Campinas"])
    state: Line | None = Field(None, examples=["SP"])
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "BR"
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class CityUpdate(Update):
    name: Line = UNCHANGED
    state: Line | None = UNCHANGED
    latitude: Latitude | None = UNCHANGED
    longitude: Longitude | None = UNCHANGED
    active: StrictBool = UNCHANGED
    clear: list[Literal["state", "latitude", "longitude"]] = Field(default_factory=list)
