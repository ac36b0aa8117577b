"""Contacts: people who speak for a customer."""

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.events.event_log import announce
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.customers.contacts.schemas import ContactCreate, ContactUpdate
from app.customers.events import ContactCreated, ContactDeleted, ContactUpdated
from app.customers.models import Contact, Customer
from app.customers.service import check_in_use
from app.people.models import Person, Role


class AlreadyAContact(Refusal):
    """The person speaks for a customer already; one person speaks for one customer."""

    title = N_("This person is the contact of a customer already")
    advice = N_("Remove the person from that customer first.")


async def create_contact(session: TenantSession, customer: Customer, new: ContactCreate) -> Contact:
    """Let a requester speak for the customer."""
    check_in_use(customer)
    person = await session.refer(Person, new.person_id, "person_id")
    if person.role is not Role.REQUESTER:
        raise ValidationFailed.at(
            "person_id", "not_a_requester", N_("Only requesters are contacts.")
        )
    contact = Contact(
        id=new_id(),
        customer_id=customer.id,
        person_id=person.id,
        is_administrator=new.is_administrator,
    )
    session.add(contact)
    with duplicate_means(AlreadyAContact):
        await session.flush()
    announce(
        session,
        ContactCreated(customer_id=customer.id, contact_id=contact.id, person_id=person.id),
    )
    return contact


def update_contact(session: TenantSession, contact: Contact, change: ContactUpdate) -> None:
    """Let a contact see what everyone of the customer asks for, or only what is their own."""
    fields = change.apply_to(contact)
    announce(
        session,
        ContactUpdated(customer_id=contact.customer_id, contact_id=contact.id, fields=fields),
    )


async def delete_contact(session: TenantSession, contact: Contact) -> None:
    await session.delete(contact)
    announce(
        session,
        ContactDeleted(
            customer_id=contact.customer_id, contact_id=contact.id, person_id=contact.person_id
        ),
    )
