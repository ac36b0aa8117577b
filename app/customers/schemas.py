"""Customers, their sites and their contacts as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import EmailStr, Field, StringConstraints

from app.core.documents import Document
from app.core.listing import ListQuery
from app.core.wire import (
    UNCHANGED,
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Out,
    Prose,
    Update,
    YesNo,
)
from app.customers.models import CustomerKind, GeoSource

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["BR"])]


class Customer(Out):
    id: UUID
    name: str
    kind: CustomerKind
    document: str | None
    email: str | None
    phone: str | None
    notes: str | None
    version: int
    created_at: Instant
    updated_at: Instant


class CustomerCreate(In):
    """Nothing but the name is needed."""

    id: UUID | None = None
    name: Line
    kind: CustomerKind = CustomerKind.PERSON
    document: Document | None = Field(None, description="CPF, CNPJ or NIF.")
    email: EmailStr | None = None
    phone: Line | None = None
    notes: Prose | None = None


class CustomerUpdate(Update):
    name: Line = UNCHANGED
    kind: CustomerKind = UNCHANGED
    document: Document | None = UNCHANGED
    email: EmailStr | None = UNCHANGED
    phone: Line | None = UNCHANGED
    notes: Prose | None = UNCHANGED
    clear: list[Literal["document", "email", "phone", "notes"]] = Field(default_factory=list)


class CustomerQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    q: str | None = Field(None, max_length=200, description="Beginnings of words of the name.")
    kind: list[CustomerKind] | None = None
    document: Document | None = Field(None, description="Exactly this one, however it is written.")


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
    access_notes: Prose | None = UNCHANGED
    clear: list[
        Literal[
            "number",
            "district",
            "state",
            "postal_code",
            "latitude",
            "longitude",
            "access_notes",
        ]
    ] = Field(default_factory=list)


class SiteQuery(ListQuery):
    sort: Literal["label", "-label"] = "label"


class Contact(Out):
    id: UUID
    customer_id: UUID
    person_id: UUID
    name: str
    email: str | None
    is_administrator: bool
    created_at: Instant


class ContactCreate(In):
    person_id: UUID = Field(description="Someone with the role requester.")
    is_administrator: YesNo = Field(
        False, description="Sees what everyone of the customer asks for."
    )


class ContactUpdate(Update):
    is_administrator: YesNo = UNCHANGED


class SpeaksFor(Out):
    """The customer that the caller speaks for at the portal."""

    customer_id: UUID
    name: str
    is_administrator: bool


class ContactQuery(ListQuery):
    sort: Literal["created_at", "-created_at"] = "created_at"
