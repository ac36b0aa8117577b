"""`/v1/contacts`, `/v1/me/customer`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import NotFound, UnknownReference, refuses
from app.customers.contacts import schemas
from app.customers.contacts import service as contacts
from app.customers.contacts.reads import CONTACT, CONTACTS, CONTACTS_OF_CUSTOMER, SPEAKS_FOR
from app.customers.contacts.service import AlreadyAContact
from app.customers.models import Contact
from app.customers.service import CustomerWasMerged
from app.customers.visibility import CanRead, CanWrite, TheCustomer, require_visible

router = APIRouter(tags=["customers"], route_class=Route)

CanReadMe = Annotated[Reading, acting("me:read")]
TheContact = Annotated[Contact, existing(Contact, "customers:write")]


@router.get(
    "/customers/{customer_id}/contacts",
    operation_id="listContacts",
    response_model=Page[schemas.Contact],
)
async def list_contacts(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.ContactQuery, Query()]
) -> Json:
    """List the contacts of a customer.

    Contacts are requesters who speak for the customer. The list is sorted by the time at which they
    became contacts, the first one first. There is no text search and no filter. An unknown customer
    is refused with `not_found`.
    """
    await require_visible(reading, customer_id)
    return await CONTACTS.page(reading, query, CONTACTS_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/contacts",
    operation_id="createContact",
    status_code=201,
    response_model=schemas.Contact,
    responses=refuses(AlreadyAContact, UnknownReference, CustomerWasMerged),
)
async def create_contact(
    session: CanWrite, customer: TheCustomer, new: schemas.ContactCreate
) -> Json:
    """Create a contact: a requester who speaks for a customer.

    The person exists already, with the role `requester`; `createInvitation` or `createPerson` adds
    one. A contact who is an administrator sees the tickets of all contacts of the customer, others
    their own. A person who speaks for a customer already is refused with `already_a_contact`, an
    unknown one with `unknown_reference`, one with another role with `validation_failed`, and a
    customer that was merged with `customer_was_merged`.
    """
    contact = await contacts.create_contact(session, customer, new)
    location = f"/v1/contacts/{contact.id}"
    return await one(session, CONTACT, id=contact.id, status=201, location=location)


@router.get("/contacts/{contact_id}", operation_id="getContact", response_model=schemas.Contact)
async def get_contact(reading: CanRead, contact_id: UUID) -> Json:
    """Get a contact.

    Answers with the person, the customer they speak for, and whether they are an administrator of
    the customer. Telephone and language of the person are in `getPerson`.
    """
    return await one(reading, CONTACT, id=contact_id)


@router.patch(
    "/contacts/{contact_id}", operation_id="updateContact", response_model=schemas.Contact
)
async def update_contact(
    session: CanWrite, contact: TheContact, change: schemas.ContactUpdate
) -> Json:
    """Update whether a contact is an administrator of the customer.

    An administrator sees the tickets of all contacts of the customer, others only their own; the
    change applies to the next request. It is recorded as `contact.updated`. To let somebody speak
    for another customer, delete the contact and create a new one.
    """
    contacts.update_contact(session, contact, change)
    return await one(session, CONTACT, id=contact.id)


@router.get(
    "/me/customer",
    operation_id="getMyCustomer",
    response_model=schemas.SpeaksFor,
    responses=refuses(NotFound),
)
async def get_my_customer(reading: CanReadMe) -> schemas.SpeaksFor:
    """Get the customer for whom the caller speaks.

    For the portal: says which customer the caller is a contact of, and whether as an administrator
    who sees the tickets of all its contacts. Whoever speaks for no customer, such as staff, is
    refused with `not_found`.
    """
    row = await reading.row(SPEAKS_FOR, person_id=reading.actor.person_id)
    if row is None:
        raise NotFound
    return schemas.SpeaksFor(**row)


@router.delete("/contacts/{contact_id}", operation_id="deleteContact", status_code=204)
async def delete_contact(session: CanWrite, contact: TheContact) -> Response:
    """Delete a contact.

    The person no longer speaks for the customer, but remains a requester who can sign in;
    deactivate the person with `updatePerson` if that should end too. It is recorded as
    `contact.deleted`. Afterwards the person can become a contact of another customer.
    """
    await contacts.delete_contact(session, contact)
    return Response(status_code=204)
