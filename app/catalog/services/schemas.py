"""Services as callers see them."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.catalog.schemas import CodeText, NamedQuery
from app.core.values.wire import (
    UNCHANGED,
    DecimalString,
    In,
    Instant,
    Line,
    Money,
    Out,
    Prose,
    StrictBool,
    StrictInt,
    Update,
)
from app.stock.models import Unit
from app.stock.schemas import Quantity


class ServiceSpecialty(Out):
    id: UUID
    name: str


class ServiceMaterial(Out):
    product_id: UUID
    sku: str
    name: str
    unit: Unit
    quantity: DecimalString


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
    price: DecimalString
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
    min_photos: Annotated[StrictInt, Field(ge=0, le=50)] = 0
    needs_network: StrictBool = False
    needs_technician_signature: StrictBool = False


Minutes = Annotated[StrictInt, Field(ge=1, le=10_080)]


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
    active: StrictBool = UNCHANGED
    clear: list[Literal["description", "category_id"]] = Field(default_factory=list)


class ServiceQuery(NamedQuery):
    q: str | None = Field(None, max_length=200, description="Beginnings of words.")
    category_id: list[UUID] | None = None
