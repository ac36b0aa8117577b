"""Services as callers see them."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.catalog.models import HIGHEST_LEVEL
from app.catalog.schemas import Active, CodeText, NamedQuery
from app.core.values.wire import (
    UNCHANGED,
    DecimalString,
    In,
    Instant,
    Line,
    Money,
    Out,
    OwnId,
    Prose,
    StrictBool,
    StrictInt,
    Update,
)
from app.stock.models import UnitOfMeasure
from app.stock.schemas import Quantity

_CODE = "Short code of the service, unique within the organization."
_NAME = "Name of the service as people read it."
_DESCRIPTION = "What the service comprises."
_DURATION = "Usual duration of the service, in minutes."
_PRICE = "Price of one unit of the service, in the organization's currency."
_SPECIALTIES = "Specialties that whoever does the service has to have."
_AT_ANY_LEVEL = f"{_SPECIALTIES} Any level will do; `needed_specialties` asks for a level."
_AT_A_LEVEL = (
    "Specialties that whoever does the service has to have at a level, beside those of"
    " `specialty_ids`; one that stands in both has the level given here."
)
_LEAST_LEVEL = "Lowest level that will do, from 1 (a beginner) to 5 (teaches it to others)."
_MATERIALS = "Products that the service usually uses."
_POLICY = "What closing an order with this service requires."
_QUANTITY = "Quantity that is usually used, in the unit of the product."
_MIN_PHOTOS = "Number of photos that the order must have at least; those of a no-show do not count."
_NEEDS_NETWORK = (
    "Whether the closing report must have at least one of fibre terminal (CTO), port, seal and"
    " signal."
)
_NEEDS_TECHNICIAN = "Whether the technician must sign beside the customer."


class ServiceSpecialty(Out):
    """A specialty that a service needs, in brief."""

    id: UUID
    name: str = Field(description="Name of the specialty.")
    least_level: int = Field(description=_LEAST_LEVEL)


class ServiceMaterial(Out):
    """A product that a service usually uses, with its quantity."""

    product_id: UUID
    sku: str = Field(description="Stock keeping unit of the product.")
    name: str = Field(description="Name of the product.")
    unit: UnitOfMeasure = Field(description="Unit in which the quantity is counted.")
    quantity: DecimalString = Field(description=f"{_QUANTITY} With three decimals.")


class ClosingPolicy(Out):
    """Requirements for closing an order with a service, beside cause, solution and signature."""

    min_photos: int = Field(description=_MIN_PHOTOS)
    needs_network: bool = Field(description=_NEEDS_NETWORK)
    needs_technician_signature: bool = Field(description=_NEEDS_TECHNICIAN)


class Service(Out):
    """Work that the organization offers, with price, duration and requirements.

    An order copies it, and a quote its name and price; later changes do not touch them.
    """

    id: UUID
    code: str = Field(description=_CODE)
    name: str = Field(description=_NAME)
    description: str | None = Field(description=f"{_DESCRIPTION} Null without a description.")
    category_id: UUID | None = Field(
        description="The category that the service is listed under. Null without one."
    )
    duration_minutes: int = Field(description=_DURATION)
    price: DecimalString = Field(description=_PRICE)
    specialties: list[ServiceSpecialty] = Field(description=f"{_SPECIALTIES} Sorted by name.")
    materials: list[ServiceMaterial] = Field(description=f"{_MATERIALS} Sorted by name.")
    closing_policy: ClosingPolicy = Field(description=_POLICY)
    active: bool = Field(description="False once the service is archived and no longer offered.")
    version: int
    created_at: Instant
    updated_at: Instant


Level = Annotated[StrictInt, Field(ge=1, le=HIGHEST_LEVEL)]


class NeededSpecialty(In):
    """A specialty that a service needs, with the lowest level that will do."""

    specialty_id: UUID = Field(description="The specialty; each one once in the list.")
    least_level: Level = Field(1, description=_LEAST_LEVEL)


class ServiceMaterialGiven(In):
    """A product that a service usually uses, as it is sent."""

    product_id: UUID = Field(description="The product; each product once in the list.")
    quantity: Quantity = Field(description=_QUANTITY)


class ClosingPolicyGiven(In):
    """Requirements for closing an order with a service, as they are sent.

    In a change of a service, what is absent here stays as it was.
    """

    min_photos: Annotated[StrictInt, Field(ge=0, le=50)] = Field(0, description=_MIN_PHOTOS)
    needs_network: StrictBool = Field(False, description=_NEEDS_NETWORK)
    needs_technician_signature: StrictBool = Field(False, description=_NEEDS_TECHNICIAN)


Minutes = Annotated[StrictInt, Field(ge=1, le=10_080)]


class ServiceCreate(In):
    """A new service."""

    id: OwnId | None = None
    code: CodeText = Field(
        description=f"{_CODE} It cannot be changed later.", examples=["INST-FTTH"]
    )
    name: Line = Field(description=_NAME)
    description: Prose | None = Field(None, description=_DESCRIPTION)
    category_id: UUID | None = Field(
        None, description="An active category to list the service under."
    )
    duration_minutes: Minutes = Field(60, description=f"{_DURATION} At most 10080 (one week).")
    price: Money = Field(Decimal(0), description=f"{_PRICE} At most two decimals.")
    specialty_ids: list[UUID] = Field(
        default_factory=list, max_length=50, description=_AT_ANY_LEVEL
    )
    needed_specialties: list[NeededSpecialty] = Field(
        default_factory=list, max_length=50, description=_AT_A_LEVEL
    )
    materials: list[ServiceMaterialGiven] = Field(
        default_factory=list, max_length=100, description=_MATERIALS
    )
    closing_policy: ClosingPolicyGiven = Field(
        default_factory=ClosingPolicyGiven,
        description=f"{_POLICY} Absent: nothing beside cause, solution and signature.",
    )


class ServiceUpdate(Update):
    """Changes to a service, as a merge patch. A list replaces the former list as a whole.

    `specialty_ids` and `needed_specialties` are one list: either of them replaces all of it.

    Orders and quotes that have the service already keep what they copied.
    """

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    description: Annotated[Prose | None, Field(description=f"{_DESCRIPTION} Null removes it.")] = (
        UNCHANGED
    )
    category_id: Annotated[
        UUID | None,
        Field(
            description="An active category to list the service under. Null takes it out of its"
            " category."
        ),
    ] = UNCHANGED
    duration_minutes: Annotated[
        Minutes, Field(description=f"{_DURATION} At most 10080 (one week).")
    ] = UNCHANGED
    price: Annotated[Money, Field(description=f"{_PRICE} At most two decimals.")] = UNCHANGED
    specialty_ids: Annotated[
        list[UUID], Field(max_length=50, description=f"{_AT_ANY_LEVEL} Replaces the former list.")
    ] = UNCHANGED
    needed_specialties: Annotated[
        list[NeededSpecialty],
        Field(max_length=50, description=f"{_AT_A_LEVEL} Replaces the former list."),
    ] = UNCHANGED
    materials: Annotated[
        list[ServiceMaterialGiven],
        Field(max_length=100, description=f"{_MATERIALS} Replaces the former list."),
    ] = UNCHANGED
    closing_policy: Annotated[
        ClosingPolicyGiven,
        Field(description=f"{_POLICY} What is absent in it stays as it was."),
    ] = UNCHANGED
    active: Active = UNCHANGED
    clear: list[Literal["description", "category_id"]] = Field(default_factory=list)


class ServiceQuery(NamedQuery):
    """Filters and order of the list of services."""

    q: str | None = Field(
        None,
        max_length=200,
        description="Search text. Each word has to be the beginning of a word of the code or of the"
        " name, in any order, regardless of case and accents.",
    )
    category_id: list[UUID] | None = Field(
        None, description="Only services of these categories; subcategories are not included."
    )
