"""Customers, their sites and their contacts as callers see them."""

import re
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import EmailStr, Field, StringConstraints, field_validator

from app.core.documents import Document
from app.core.listing import ListQuery
from app.core.wire import (
    UNCHANGED,
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Number,
    Out,
    Prose,
    Update,
    YesNo,
)
from app.customers.models import ContractStatus, CustomerKind, EquipmentOwner, GeoSource

Metres = Annotated[Number, Field(ge=0, le=100_000)]
#: Written once and then sealed; no answer repeats it.
PppoePassword = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(json_schema_extra={"writeOnly": True}),
]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["BR"])]


class Customer(Out):
    id: UUID
    name: str
    kind: CustomerKind
    document: str | None
    email: str | None
    phone: str | None
    notes: str | None
    merged_into_id: UUID | None = Field(
        description="The customer that this one turned out to be, with everything it had."
    )
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
    q: str | None = Field(
        None,
        max_length=200,
        description="Beginnings of words of name, e-mail and addresses; or document or telephone.",
    )
    kind: list[CustomerKind] | None = None
    document: Document | None = Field(None, description="Exactly this one, however it is written.")

    @field_validator("q")
    @classmethod
    def _bare_number(cls, q: str | None) -> str | None:
        """A document or a telephone number is kept without punctuation."""
        is_number = q and re.search(r"\d", q) and not re.search(r"[^\W\d_]", q)
        return re.sub(r"\D", "", q) if q and is_number else q


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


class Contract(Out):
    """What a customer pays for. `pppoe_password` is revealed on site only (`revealPppoe`)."""

    id: UUID
    number: str
    customer_id: UUID
    site_id: UUID | None
    plan: str
    sub_plan: str | None
    status: ContractStatus
    starts_on: date | None
    pppoe_username: str | None
    has_pppoe_password: bool
    notes: str | None
    cancelled_at: Instant | None
    cancel_reason: str | None
    version: int
    created_at: Instant
    updated_at: Instant


class ContractCreate(In):
    id: UUID | None = None
    number: Line = Field(description="Unique in the organization.", examples=["2026/001234"])
    site_id: UUID | None = Field(None, description="A site of this customer.")
    plan: Line = Field(examples=["Fibra 700 M"])
    sub_plan: Line | None = None
    starts_on: date | None = None
    pppoe_username: Line | None = None
    pppoe_password: PppoePassword | None = None
    notes: Prose | None = None


class ContractUpdate(Update):
    number: Line = UNCHANGED
    site_id: UUID | None = UNCHANGED
    plan: Line = UNCHANGED
    sub_plan: Line | None = UNCHANGED
    starts_on: date | None = UNCHANGED
    pppoe_username: Line | None = UNCHANGED
    pppoe_password: PppoePassword | None = UNCHANGED
    notes: Prose | None = UNCHANGED
    clear: list[
        Literal["site_id", "sub_plan", "starts_on", "pppoe_username", "pppoe_password", "notes"]
    ] = Field(default_factory=list)


class ContractCancel(In):
    reason: Prose


class ContractQuery(ListQuery):
    sort: Literal["number", "-number"] = "number"
    customer_id: list[UUID] | None = None
    site_id: list[UUID] | None = None
    status: list[ContractStatus] | None = None
    number: Line | None = Field(None, description="Exactly this one.")


class Equipment(Out):
    """An apparatus at a customer's: their own, or left there on loan."""

    id: UUID
    customer_id: UUID
    site_id: UUID | None
    contract_id: UUID | None
    label: str
    manufacturer: str | None
    model: str | None
    serial_number: str | None
    owner: EquipmentOwner
    installed_on: date | None
    removed_on: date | None = Field(description="Null: it is still there.")
    notes: str | None
    version: int
    created_at: Instant
    updated_at: Instant


class EquipmentCreate(In):
    id: UUID | None = None
    site_id: UUID | None = Field(None, description="A site of this customer.")
    contract_id: UUID | None = Field(None, description="A contract of this customer.")
    label: Line = Field(examples=["Roteador da sala"])
    manufacturer: Line | None = None
    model: Line | None = None
    serial_number: Line | None = None
    owner: EquipmentOwner = EquipmentOwner.CUSTOMER
    installed_on: date | None = None
    notes: Prose | None = None


class EquipmentUpdate(Update):
    site_id: UUID | None = UNCHANGED
    contract_id: UUID | None = UNCHANGED
    label: Line = UNCHANGED
    manufacturer: Line | None = UNCHANGED
    model: Line | None = UNCHANGED
    serial_number: Line | None = UNCHANGED
    owner: EquipmentOwner = UNCHANGED
    installed_on: date | None = UNCHANGED
    removed_on: date | None = UNCHANGED
    notes: Prose | None = UNCHANGED
    clear: list[
        Literal[
            "site_id",
            "contract_id",
            "manufacturer",
            "model",
            "serial_number",
            "installed_on",
            "removed_on",
            "notes",
        ]
    ] = Field(default_factory=list)


class EquipmentQuery(ListQuery):
    sort: Literal["label", "-label"] = "label"


class CustomerFile(Out):
    id: UUID
    file_id: UUID
    name: str
    media_type: str
    size_bytes: int
    note: str | None
    created_at: Instant


class CustomerFileAdd(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    file_id: UUID = Field(description="An upload of the caller, used for nothing else.")
    note: Line | None = None


class CustomerFileQuery(ListQuery):
    sort: Literal["created_at", "-created_at"] = "created_at"


class CustomerMerge(In):
    into_customer_id: UUID = Field(description="The customer that goes on, with everything.")


class Duplicate(Out):
    """A customer that may be the same one, and why."""

    id: UUID
    name: str
    document: str | None
    email: str | None
    phone: str | None
    reasons: list[Literal["document", "email", "phone", "name"]]


class Duplicates(Out):
    items: list[Duplicate]


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
