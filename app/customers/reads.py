"""What callers read of customers, sites and contacts: statements, compiled once."""

from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from app.core.listing import Listing
from app.core.statements import Statement, as_json, prepared
from app.customers.models import Contact, Customer, Site
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
    Customer.version,
    Customer.created_at,
    Customer.updated_at,
)
CUSTOMERS = Listing(_CUSTOMERS, Customer, search="prefixes")
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
    Site.access_notes,
    Site.version,
    Site.created_at,
    Site.updated_at,
)
SITES = Listing(_SITES, Site)
SITE = _one(_SITES, Site, "version")
SITES_OF_CUSTOMER = Site.customer_id == bindparam("customer_id", type_=Site.customer_id.type)

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
    and_(Person.organization_id == Contact.organization_id, Person.id == Contact.person_id),
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
        and_(
            Customer.organization_id == Contact.organization_id, Customer.id == Contact.customer_id
        ),
    )
    .where(
        Contact.organization_id == bindparam("organization_id"),
        Contact.person_id == bindparam("person_id"),
    )
)
