"""Tables of customers, sites, contacts, contracts, equipment and documents."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Float, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_


class CustomerKind(StrEnum):
    """Kind of a customer.

    - `person`: a natural person.
    - `company`: a company or another legal entity.
    """

    PERSON = "person"
    COMPANY = "company"


class GeoSource(StrEnum):
    """Source of a site's coordinates.

    - `manual`: entered by hand or picked on a map.
    - `geocoded`: derived from the address.
    - `technician`: position of a technician at the site.
    """

    MANUAL = "manual"
    GEOCODED = "geocoded"
    TECHNICIAN = "technician"


#: Everything that somebody may know of a customer. A telephone number is found by its end, as
#: people leave out the country and the area; addresses are those of the sites, in words.
_SEARCHED = """search_words(name || ' ' || coalesce(email, '') || ' ' || coalesce(document, '')
    || ' ' || addresses || ' ' || coalesce(phone, '') || ' ' || coalesce(phone_e164, ''))
    || search_ends(coalesce(phone_e164, phone), 4)"""
_IN_USE = text("merged_into_id is null")


class Customer(Owned, Versioned, Base):
    __tablename__ = "customers"
    __table_args__ = (
        owned_reference("merged_into_id", "customers"),
        CheckConstraint("merged_into_id <> id", name="merges_into_another"),
        # Lists show who was not merged into another.
        Index(None, "organization_id", "name", "id", postgresql_where=_IN_USE),
        Index(None, "organization_id", "kind", "name", "id", postgresql_where=_IN_USE),
        Index(None, "organization_id", "document", "name", "id", postgresql_where=_IN_USE),
        Index(None, "organization_id", "phone_e164", "name", "id", postgresql_where=_IN_USE),
        Index(None, "organization_id", "merged_into_id"),
        Index(
            *(None, "organization_id", "search_vector"),
            postgresql_using="gin",
            postgresql_where=_IN_USE,
        ),
    )

    name: Mapped[str]
    kind: Mapped[CustomerKind]
    document: Mapped[str | None]
    email: Mapped[str | None]
    #: As it was typed.
    phone: Mapped[str | None]
    #: The number that was meant; null: none can be read from `phone`.
    phone_e164: Mapped[str | None]
    notes: Mapped[str | None]
    #: The customer that this one turned out to be; whatever it had is there.
    merged_into_id: Mapped[UUID | None]
    #: The words of its sites' addresses, for the search; `sites.gather_addresses` alone sets it.
    addresses: Mapped[str] = mapped_column(default="", deferred=True)
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR, Computed(_SEARCHED, persisted=True), deferred=True
    )


class Site(Owned, Versioned, Base):
    """An address of a customer: where work is done."""

    __tablename__ = "sites"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="whole_position"),
        Index(None, "organization_id", "customer_id", "label", "id"),
        Index(None, "organization_id", "city_key", "id"),
    )

    customer_id: Mapped[UUID]
    label: Mapped[str]
    street: Mapped[str]
    street_number: Mapped[str | None]
    #: Where inside: apartment, block, floor.
    complement: Mapped[str | None]
    district: Mapped[str | None]
    city: Mapped[str]
    state: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str]
    latitude: Mapped[float | None] = mapped_column(Float(53))
    longitude: Mapped[float | None] = mapped_column(Float(53))
    geo_source: Mapped[GeoSource | None]
    #: How far the coordinates may be off, as far as whoever took them knows.
    geo_accuracy_m: Mapped[float | None]
    access_notes: Mapped[str | None]
    #: The city in small letters without accents: it is typed in many ways.
    city_key: Mapped[str] = mapped_column(Computed("city_key(city)", persisted=True), deferred=True)


class SiteLocationChange(Owned, Base):
    """A technician stood somewhere else than the site was thought to be."""

    __tablename__ = "site_location_changes"
    __table_args__ = (
        owned_reference("site_id", "sites"),
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "site_id", "created_at", "id"),
    )

    site_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    old_latitude: Mapped[float | None] = mapped_column(Float(53))
    old_longitude: Mapped[float | None] = mapped_column(Float(53))
    old_source: Mapped[GeoSource | None]
    latitude: Mapped[float] = mapped_column(Float(53))
    longitude: Mapped[float] = mapped_column(Float(53))
    accuracy_m: Mapped[float | None]
    #: Null: nothing was known before.
    distance_m: Mapped[int | None]
    created_at: Mapped[datetime]


class ContractStatus(StrEnum):
    """State of a contract.

    - `active`: in force.
    - `suspended`: the service is withheld, for instance for an unpaid bill; it can be resumed.
    - `cancelled`: ended for good.
    """

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


label_values(
    ContractStatus,
    {
        ContractStatus.ACTIVE: C_("contract", "Active"),
        ContractStatus.SUSPENDED: C_("contract", "Suspended"),
        ContractStatus.CANCELLED: C_("contract", "Cancelled"),
    },
)


class Contract(Owned, Versioned, Base):
    """Contract of a customer, and the account by which the line is reached."""

    __tablename__ = "contracts"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        owned_reference("site_id", "sites"),
        UniqueConstraint("organization_id", "contract_number"),
        CheckConstraint("(status = 'cancelled') = (cancelled_at is not null)", name="cancelled"),
        Index(None, "organization_id", "contract_number", "id"),
        Index(None, "organization_id", "customer_id", "contract_number", "id"),
        Index(None, "organization_id", "site_id", "contract_number", "id"),
        Index(None, "organization_id", "status", "contract_number", "id"),
    )

    contract_number: Mapped[str]
    customer_id: Mapped[UUID]
    site_id: Mapped[UUID | None]
    plan: Mapped[str]
    sub_plan: Mapped[str | None]
    status: Mapped[ContractStatus] = mapped_column(default=ContractStatus.ACTIVE)
    starts_on: Mapped[date | None]
    pppoe_username: Mapped[str | None]
    #: Sealed for this contract alone (`contracts.reveal`); never sent with anything else.
    pppoe_password_encrypted: Mapped[bytes | None] = mapped_column(deferred=True)
    notes: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]


class EquipmentOwner(StrEnum):
    """Owner of equipment at a customer's site.

    - `customer`: the customer owns it.
    - `organization`: the organization has lent it to the customer (comodato).
    """

    CUSTOMER = "customer"
    ORGANIZATION = "organization"


class Equipment(Owned, Versioned, Base):
    """An apparatus at a customer's, whoever owns it."""

    __tablename__ = "equipment"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        owned_reference("site_id", "sites"),
        owned_reference("contract_id", "contracts"),
        Index(None, "organization_id", "customer_id", "label", "id"),
        Index(None, "organization_id", "serial_number"),
    )

    customer_id: Mapped[UUID]
    site_id: Mapped[UUID | None]
    contract_id: Mapped[UUID | None]
    label: Mapped[str]
    manufacturer: Mapped[str | None]
    model: Mapped[str | None]
    serial_number: Mapped[str | None]
    owner: Mapped[EquipmentOwner]
    installed_on: Mapped[date | None]
    #: Null: it is still there.
    removed_on: Mapped[date | None]
    notes: Mapped[str | None]


class CustomerFile(Owned, Base):
    """A document of a customer: a signed contract, a plan of the building."""

    __tablename__ = "customer_files"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        owned_reference("file_id", "files"),
        UniqueConstraint("organization_id", "file_id"),
        Index(None, "organization_id", "customer_id", "created_at", "id"),
    )

    customer_id: Mapped[UUID]
    file_id: Mapped[UUID]
    note: Mapped[str | None]
    created_at: Mapped[datetime]


class Contact(Owned, Versioned, Base):
    """A person (role requester) who speaks for one customer."""

    __tablename__ = "contacts"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "person_id"),
        Index(None, "organization_id", "customer_id", "created_at", "id"),
    )

    customer_id: Mapped[UUID]
    person_id: Mapped[UUID]
    #: Sees what everyone of the customer asks for.
    is_administrator: Mapped[bool] = mapped_column(default=False)
