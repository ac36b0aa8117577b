"""What callers read of customers, sites and contacts: statements, compiled once."""

from typing import Any

from sqlalchemy import Select, bindparam, select

from app.core.listing import Listing
from app.core.statements import Statement, as_json, prepared, same
from app.customers.models import (
    Contact,
    Contract,
    Customer,
    CustomerFile,
    Equipment,
    Site,
    SiteLocationChange,
)
from app.files.models import File
from app.people.models import Person


def _one(rows: Select[*tuple[Any, ...]], model: Any, *beside: str) -> Statement:
    return prepared(
        as_json(
            rows.where(
                model.organization_id == bindparam("organization_id"), model.id == bindparam("id")
            ),
            *beside,
        )
    )


_CUSTOMERS = select(
    Customer.id,
    Customer.name,
    Customer.kind,
    Customer.document,
    Customer.email,
    Customer.phone,
    Customer.notes,
    Customer.merged_into_id,
    Customer.version,
    Customer.created_at,
    Customer.updated_at,
)
CUSTOMERS = Listing(_CUSTOMERS, Customer, search="prefixes")
#: Those that were not merged into another.
IN_USE = Customer.merged_into_id.is_(None)
CUSTOMER = _one(_CUSTOMERS, Customer, "version")

_SITES = select(
    Site.id,
    Site.customer_id,
    Site.label,
    Site.street,
    Site.number,
    Site.district,
    Site.city,
    Site.state,
    Site.postal_code,
    Site.country,
    Site.latitude,
    Site.longitude,
    Site.geo_source,
    Site.geo_accuracy_m,
    Site.access_notes,
    Site.version,
    Site.created_at,
    Site.updated_at,
)
SITES = Listing(_SITES, Site)
SITE = _one(_SITES, Site, "version")
SITES_OF_CUSTOMER = Site.customer_id == bindparam("customer_id", type_=Site.customer_id.type)

_LOCATION_CHANGES = select(
    SiteLocationChange.id,
    SiteLocationChange.site_id,
    SiteLocationChange.person_id,
    Person.name.label("person_name"),
    SiteLocationChange.old_latitude,
    SiteLocationChange.old_longitude,
    SiteLocationChange.old_source,
    SiteLocationChange.latitude,
    SiteLocationChange.longitude,
    SiteLocationChange.accuracy_m,
    SiteLocationChange.distance_m,
    SiteLocationChange.created_at,
).outerjoin_from(
    SiteLocationChange,
    Person,
    same(Person, SiteLocationChange, SiteLocationChange.person_id),
)
LOCATION_CHANGES = Listing(_LOCATION_CHANGES, SiteLocationChange)
OF_SITE = SiteLocationChange.site_id == bindparam("site_id", type_=SiteLocationChange.site_id.type)

_CONTRACTS = select(
    Contract.id,
    Contract.number,
    Contract.customer_id,
    Contract.site_id,
    Contract.plan,
    Contract.sub_plan,
    Contract.status,
    Contract.starts_on,
    Contract.pppoe_username,
    Contract.pppoe_password_sealed.is_not(None).label("has_pppoe_password"),
    Contract.notes,
    Contract.cancelled_at,
    Contract.cancel_reason,
    Contract.version,
    Contract.created_at,
    Contract.updated_at,
)
CONTRACTS = Listing(_CONTRACTS, Contract)
CONTRACT = _one(_CONTRACTS, Contract, "version")

_EQUIPMENT = select(
    Equipment.id,
    Equipment.customer_id,
    Equipment.site_id,
    Equipment.contract_id,
    Equipment.label,
    Equipment.manufacturer,
    Equipment.model,
    Equipment.serial_number,
    Equipment.owner,
    Equipment.installed_on,
    Equipment.removed_on,
    Equipment.notes,
    Equipment.version,
    Equipment.created_at,
    Equipment.updated_at,
)
EQUIPMENT_LIST = Listing(_EQUIPMENT, Equipment)
EQUIPMENT = _one(_EQUIPMENT, Equipment, "version")
EQUIPMENT_OF_CUSTOMER = Equipment.customer_id == bindparam(
    "customer_id", type_=Equipment.customer_id.type
)

_FILES = select(
    CustomerFile.id,
    CustomerFile.file_id,
    File.name,
    File.media_type,
    File.size_bytes,
    CustomerFile.note,
    CustomerFile.created_at,
).join_from(
    CustomerFile,
    File,
    same(File, CustomerFile, CustomerFile.file_id),
)
FILES = Listing(_FILES, CustomerFile)
CUSTOMER_FILE = _one(_FILES, CustomerFile)
FILES_OF_CUSTOMER = CustomerFile.customer_id == bindparam(
    "customer_id", type_=CustomerFile.customer_id.type
)

_CONTACTS = select(
    Contact.id,
    Contact.customer_id,
    Contact.person_id,
    Person.name,
    Person.email,
    Contact.is_administrator,
    Contact.created_at,
).join_from(
    Contact,
    Person,
    same(Person, Contact, Contact.person_id),
)
CONTACTS = Listing(_CONTACTS, Contact)
CONTACT = _one(_CONTACTS, Contact)
CONTACTS_OF_CUSTOMER = Contact.customer_id == bindparam(
    "customer_id", type_=Contact.customer_id.type
)
SPEAKS_FOR = prepared(
    select(Contact.customer_id, Customer.name, Contact.is_administrator)
    .join(
        Customer,
        same(Customer, Contact, Contact.customer_id),
    )
    .where(
        Contact.organization_id == bindparam("organization_id"),
        Contact.person_id == bindparam("person_id"),
    )
)
