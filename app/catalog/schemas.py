"""The catalogue as callers see it."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.catalog.models import CodeKind
from app.core.listing import ListQuery
from app.core.wire import (
    UNCHANGED,
    Exact,
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Money,
    Out,
    Prose,
    Update,
    Whole,
    YesNo,
)
from app.files.importing import SheetImport
from app.stock.models import Unit
from app.stock.schemas import Quantity

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
    active: YesNo = UNCHANGED


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
    active: YesNo = UNCHANGED
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
    active: YesNo = UNCHANGED


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
    active: YesNo = UNCHANGED
    clear: list[Literal["state", "latitude", "longitude"]] = Field(default_factory=list)


class ServiceSpecialty(Out):
    id: UUID
    name: str


class ServiceMaterial(Out):
    product_id: UUID
    sku: str
    name: str
    unit: Unit
    quantity: Exact


class ClosingPolicy(Out):
    """What closing an order with this service takes beside cause, solution and signature."""

    min_photos: int
    needs_network: bool = Field(description="CTO, port, seal or signal have to be told.")
    needs_technician_signature: bool


class Service(Out):
    """Something that is done at a customer's."""

    id: UUID
    code: str
    name: str
    description: str | None
    category_id: UUID | None
    duration_minutes: int
    price: Exact
    specialties: list[ServiceSpecialty] = Field(description="What whoever does it has to know.")
    materials: list[ServiceMaterial] = Field(description="What it usually takes.")
    closing_policy: ClosingPolicy
    active: bool = Field(description="False: archived, not offered any more.")
    version: int
    created_at: Instant
    updated_at: Instant


class ServiceMaterialGiven(In):
    product_id: UUID
    quantity: Quantity


class ClosingPolicyGiven(In):
    min_photos: Annotated[Whole, Field(ge=0, le=50)] = 0
    needs_network: YesNo = False
    needs_technician_signature: YesNo = False


Minutes = Annotated[Whole, Field(ge=1, le=10_080)]


class ServiceCreate(In):
    id: UUID | None = None
    code: CodeText = Field(description="Short and unique.", examples=["INST-FTTH"])
    name: Line
    description: Prose | None = None
    category_id: UUID | None = None
    duration_minutes: Minutes = 60
    price: Money = Decimal(0)
    specialty_ids: list[UUID] = Field(default_factory=list, max_length=50)
    materials: list[ServiceMaterialGiven] = Field(default_factory=list, max_length=100)
    closing_policy: ClosingPolicyGiven = Field(default_factory=ClosingPolicyGiven)


class ServiceUpdate(Update):
    """A list that is given takes the place of the list there was."""

    name: Line = UNCHANGED
    description: Prose | None = UNCHANGED
    category_id: UUID | None = UNCHANGED
    duration_minutes: Minutes = UNCHANGED
    price: Money = UNCHANGED
    specialty_ids: Annotated[list[UUID], Field(max_length=50)] = UNCHANGED
    materials: Annotated[list[ServiceMaterialGiven], Field(max_length=100)] = UNCHANGED
    closing_policy: ClosingPolicyGiven = UNCHANGED
    active: YesNo = UNCHANGED
    clear: list[Literal["description", "category_id"]] = Field(default_factory=list)


class ServiceQuery(NamedQuery):
    q: str | None = Field(None, max_length=200, description="Beginnings of words.")
    category_id: list[UUID] | None = None


class CatalogKind(StrEnum):
    CODES = "codes"
    SPECIALTIES = "specialties"
    CATEGORIES = "categories"
    CITIES = "cities"
    SERVICES = "services"


class CatalogImport(SheetImport):
    kind: CatalogKind


class CatalogExportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: CatalogKind
    format: Literal["csv", "xlsx"] = "csv"
