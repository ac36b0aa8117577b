"""Codes, specialties, categories and cities as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.catalog.models import CodeKind
from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    IdOrNone,
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Out,
    OwnId,
    Prose,
    StrictBool,
    Update,
)

CodeText = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
]
_ACTIVE = "False once the entry is archived: it is no longer offered, and stays where it was used."
_ONLY_ACTIVE = "Only active entries (true) or only archived ones (false)."
#: Whether an entry is offered, in a change of it.
Active = Annotated[StrictBool, Field(description="False archives the entry; true offers it again.")]

_CODE = "The code itself, unique within its kind."
_CODE_KIND = "Whether it is a problem, a cause or a solution."
_LABEL = "What the code means, as people read it."


class Code(Out):
    """A problem, a cause or a solution that is chosen from a list when orders are written."""

    id: UUID
    kind: CodeKind = Field(description=_CODE_KIND)
    code: str = Field(description=_CODE)
    label: str = Field(description=_LABEL)
    active: bool = Field(description=_ACTIVE)
    version: int
    created_at: Instant
    updated_at: Instant


class CodeCreate(In):
    """A new code. Kind and code cannot be changed later."""

    id: OwnId | None = None
    kind: CodeKind = Field(description=_CODE_KIND)
    code: CodeText = Field(description=_CODE, examples=["FIBRA-01"])
    label: Line = Field(description=_LABEL)


class CodeUpdate(Update):
    """Changes to a code, as a merge patch. Kind and code cannot be changed."""

    label: Annotated[Line, Field(description=_LABEL)] = UNCHANGED
    active: Active = UNCHANGED


class CodeQuery(ListQuery):
    """Filters and order of the list of codes."""

    sort: Literal["code", "-code"] = "code"
    q: str | None = Field(
        None,
        max_length=200,
        description="Search text. Each word has to be the beginning of a word of the code or of the"
        " label, in any order, regardless of case and accents.",
    )
    kind: list[CodeKind] | None = Field(None, description="Only codes of these kinds.")
    active: bool | None = Field(None, description=_ONLY_ACTIVE)


_SPECIALTY_NAME = "Name of the specialty, unique within the organization."


class Specialty(Out):
    """A skill that a service needs and a technician has."""

    id: UUID
    name: str = Field(description=_SPECIALTY_NAME)
    description: str | None = Field(
        description="What the specialty comprises. Null without a description."
    )
    active: bool = Field(description=_ACTIVE)
    version: int
    created_at: Instant
    updated_at: Instant


class SpecialtyCreate(In):
    """A new specialty."""

    id: OwnId | None = None
    name: Line = Field(description=_SPECIALTY_NAME, examples=["Fibra óptica"])
    description: Prose | None = Field(None, description="What the specialty comprises.")


class SpecialtyUpdate(Update):
    """Changes to a specialty, as a merge patch."""

    name: Annotated[Line, Field(description=_SPECIALTY_NAME)] = UNCHANGED
    description: Annotated[
        Prose | None, Field(description="What the specialty comprises. Null removes it.")
    ] = UNCHANGED
    active: Active = UNCHANGED
    clear: list[Literal["description"]] = Field(default_factory=list)


class NamedQuery(ListQuery):
    """Filters and order of a list of catalog entries that have a name."""

    sort: Literal["name", "-name"] = "name"
    active: bool | None = Field(None, description=_ONLY_ACTIVE)


_CATEGORY_NAME = "Name of the category, unique among those with the same parent."


class Category(Out):
    """A group of orders. With a parent it is a subcategory; there is no third level."""

    id: UUID
    name: str = Field(description=_CATEGORY_NAME)
    parent_id: UUID | None = Field(
        description="The category that this one is a subcategory of. Null at the top level."
    )
    parent_name: str | None = Field(
        description="Name of the category that `parent_id` names. Null at the top level."
    )
    active: bool = Field(description=_ACTIVE)
    version: int
    created_at: Instant
    updated_at: Instant


class CategoryCreate(In):
    """A new category or, with `parent_id`, a new subcategory."""

    id: OwnId | None = None
    name: Line = Field(description=_CATEGORY_NAME, examples=["Instalação"])
    parent_id: UUID | None = Field(
        None,
        description="The category to make a subcategory of; it must not be a subcategory itself."
        " Null or absent: the new category is at the top level. It cannot be changed later.",
    )


class CategoryUpdate(Update):
    """Changes to a category, as a merge patch. Its parent cannot be changed."""

    name: Annotated[Line, Field(description=_CATEGORY_NAME)] = UNCHANGED
    active: Active = UNCHANGED


class CategoryQuery(NamedQuery):
    """Filters and order of the list of categories."""

    parent_id: list[IdOrNone] | None = Field(
        None,
        description="Only subcategories of these categories; `none` selects the top level.",
    )


_CITY_NAME = "Name of the city, unique within its state and country."
_STATE = "State, district or region of the city, such as `SP`."
_CENTRE = "of the centre of the city, in degrees (WGS 84)."
_PAIR = " Latitude and longitude are set together or not at all."


class City(Out):
    """A city that the organization serves."""

    id: UUID
    name: str = Field(description=_CITY_NAME)
    state: str | None = Field(description=f"{_STATE} Null without one.")
    country: str = Field(description="Country as a code of two letters (ISO 3166-1 alpha-2).")
    latitude: float | None = Field(description=f"Latitude {_CENTRE} Null when unknown.")
    longitude: float | None = Field(description=f"Longitude {_CENTRE} Null when unknown.")
    active: bool = Field(description="False once the city is archived and no longer served.")
    version: int
    created_at: Instant
    updated_at: Instant


class CityCreate(In):
    """A new city that the organization serves."""

    id: OwnId | None = None
    name: Line = Field(description=_CITY_NAME, examples=["Campinas"])
    state: Line | None = Field(None, description=_STATE, examples=["SP"])
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        "BR",
        description="Country as a code of two letters (ISO 3166-1 alpha-2). It cannot be changed"
        " later.",
    )
    latitude: Latitude | None = Field(None, description=f"Latitude {_CENTRE}{_PAIR}")
    longitude: Longitude | None = Field(None, description=f"Longitude {_CENTRE}{_PAIR}")


class CityUpdate(Update):
    """Changes to a city, as a merge patch. Its country cannot be changed."""

    name: Annotated[Line, Field(description=_CITY_NAME)] = UNCHANGED
    state: Annotated[Line | None, Field(description=f"{_STATE} Null removes it.")] = UNCHANGED
    latitude: Annotated[
        Latitude | None, Field(description=f"Latitude {_CENTRE}{_PAIR} Null removes it.")
    ] = UNCHANGED
    longitude: Annotated[
        Longitude | None, Field(description=f"Longitude {_CENTRE}{_PAIR} Null removes it.")
    ] = UNCHANGED
    active: Annotated[
        StrictBool, Field(description="False archives the city; true serves it again.")
    ] = UNCHANGED
    clear: list[Literal["state", "latitude", "longitude"]] = Field(default_factory=list)
