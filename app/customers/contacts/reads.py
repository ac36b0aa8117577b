"""Statements that read contacts."""

from sqlalchemy import bindparam, select

from app.core.data.statements import prepared, read_by_id, tenant_join
from app.core.http.listing import Listing
from app.customers.models import (
    Contact,
    Customer,
)
from app.people.models import Person

_CONTACTS = select(
    Contact.id,
    Contact.customer_id,
    Contact.person_id,
    Person.name,
    Person.email,
    Contact.is_administrator,
    Contact.version,
    Contact.created_at,
    Contact.updated_at,
).join_from(
    Contact,
    Person,
    tenant_join(Person, Contact, Contact.person_id),
)
CONTACTS = Listing(_CONTACTS, Contact)
CONTACT = read_by_id(_CONTACTS, Contact, "version")
CONTACTS_OF_CUSTOMER = Contact.customer_id == bindparam(
    "customer_id", type_=Contact.customer_id.type
)
SPEAKS_FOR = prepared(
    select(Contact.customer_id, Customer.name, Contact.is_administrator)
    .join(
        Customer,
        tenant_join(Customer, Contact, Contact.customer_id),
    )
    .where(
        Contact.organization_id == bindparam("organization_id"),
        Contact.person_id == bindparam("person_id"),
    )
)
