"""The rules of customers: what is kept of them, where their sites are, who speaks for them."""

from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import Refusal, UnknownReference, ValidationFailed, field_problem, sqlstate
from app.core.events import announce
from app.core.ids import new_id
from app.core.positions import check_whole, distance_m
from app.core.statements import Statement, prepared
from app.core.text import N_
from app.customers.events import (
    ContactAdded,
    ContactChanged,
    ContactRemoved,
    CustomerAdded,
    CustomerChanged,
    SiteAdded,
    SiteChanged,
    SiteMoved,
)
from app.customers.models import Contact, Customer, GeoSource, Site, SiteLocationChange
from app.customers.schemas import (
    ContactCreate,
    ContactUpdate,
    CustomerCreate,
    CustomerUpdate,
    SiteCreate,
    SiteUpdate,
)
from app.people.models import Person
from app.people.roles import Role

#: A correction further than this is more likely a mistake than a correction.
FAR_M = 50_000


class AlreadyAContact(Refusal):
    """The person speaks for a customer already; one person speaks for one customer."""

    title = N_("This person is the contact of a customer already")
    advice = N_("Remove the person from that customer first.")


class CustomerWasMerged(Refusal):
    """The customer turned out to be another one, `merged_into_id`: that one goes on."""

    title = N_("This customer was merged into another")
    advice = N_("Use the customer in `merged_into_id`.")


class NeedsConfirmation(Refusal):
    """The new position is very far from the known one; `distance_m` says how far."""

    title = N_("This is far from where the site was")
    advice = N_("Send it again with `confirm: true` if it is right.")


def add_customer(session: TenantSession, new: CustomerCreate) -> Customer:
    customer = Customer(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(customer)
    announce(session, CustomerAdded(customer_id=customer.id))
    return customer


def check_in_use(customer: Customer) -> None:
    """Refuse a customer that was merged into another."""
    if customer.merged_into_id is not None:
        raise CustomerWasMerged(merged_into_id=str(customer.merged_into_id))


async def require_customer(
    session: TenantSession, customer_id: UUID, field: str = "customer_id"
) -> Customer:
    """Return the customer that a field of the body names; 422 unless it is one in use."""
    customer = await session.refer(Customer, customer_id, field)
    if customer.merged_into_id is not None:
        problem = field_problem(
            field, "customer_was_merged", N_("This customer was merged into another.")
        )
        raise ValidationFailed(errors=[problem])
    return customer


def change_customer(session: TenantSession, customer: Customer, change: CustomerUpdate) -> None:
    check_in_use(customer)
    wanted = change.changes()
    for name, value in wanted.items():
        setattr(customer, name, value)
    announce(session, CustomerChanged(customer_id=customer.id, fields=sorted(wanted)))


async def add_site(session: TenantSession, customer: Customer, new: SiteCreate) -> Site:
    """Add an address of the customer; coordinates come as a pair or not at all."""
    check_in_use(customer)
    site = Site(**new.model_dump(exclude={"id"}), id=new.id or new_id(), customer_id=customer.id)
    _check_position(site)
    session.add(site)
    await gather_addresses(session, customer.id)
    announce(session, SiteAdded(site_id=site.id, customer_id=customer.id))
    return site


async def change_site(session: TenantSession, site: Site, change: SiteUpdate) -> None:
    """Correct an address; coordinates that are given count as set by hand unless it says how."""
    wanted = change.changes()
    if {"latitude", "longitude"} & wanted.keys():
        wanted = {"geo_source": GeoSource.MANUAL, "geo_accuracy_m": None} | wanted
    for name, value in wanted.items():
        setattr(site, name, value)
    _check_position(site)
    await gather_addresses(session, site.customer_id)
    announce(
        session,
        SiteChanged(site_id=site.id, customer_id=site.customer_id, fields=sorted(wanted)),
    )


def move_site(
    session: TenantSession,
    site: Site,
    *,
    latitude: float,
    longitude: float,
    accuracy_m: float | None = None,
    confirm: bool = False,
) -> None:
    """Put the site where a technician stands; more than 50 km away only when confirmed."""
    distance = None
    if site.latitude is not None and site.longitude is not None:
        distance = distance_m(site.latitude, site.longitude, latitude, longitude)
        if distance > FAR_M and not confirm:
            raise NeedsConfirmation(
                N_("The new position is {distance_m} m from the known one."), distance_m=distance
            )
    session.add(
        SiteLocationChange(
            id=new_id(),
            site_id=site.id,
            person_id=session.actor.person_id,
            old_latitude=site.latitude,
            old_longitude=site.longitude,
            old_source=site.geo_source,
            latitude=latitude,
            longitude=longitude,
            accuracy_m=accuracy_m,
            distance_m=distance,
            created_at=now(),
        )
    )
    announce(
        session,
        SiteMoved(
            site_id=site.id,
            customer_id=site.customer_id,
            old_latitude=site.latitude,
            old_longitude=site.longitude,
            latitude=latitude,
            longitude=longitude,
            distance_m=distance,
        ),
    )
    site.latitude, site.longitude = latitude, longitude
    site.geo_source, site.geo_accuracy_m = GeoSource.TECHNICIAN, accuracy_m


async def require_site(
    session: TenantSession, customer_id: UUID, site_id: UUID, field: str = "site_id"
) -> Site:
    """Return the site that a field of the body names, or answer 422 unless it is the customer's."""
    site = await session.refer(Site, site_id, field)
    if site.customer_id != customer_id:
        problem = field_problem(
            field, "unknown_reference", N_("This site belongs to another customer.")
        )
        raise UnknownReference(errors=[problem])
    return site


async def add_contact(session: TenantSession, customer: Customer, new: ContactCreate) -> Contact:
    """Let a requester speak for the customer."""
    check_in_use(customer)
    person = await session.refer(Person, new.person_id, "person_id")
    if person.role is not Role.REQUESTER:
        problem = field_problem("person_id", "not_a_requester", N_("Only requesters are contacts."))
        raise ValidationFailed(errors=[problem])
    contact = Contact(
        id=new_id(),
        customer_id=customer.id,
        person_id=person.id,
        is_administrator=new.is_administrator,
    )
    session.add(contact)
    try:
        await session.flush()
    except Exception as error:
        if sqlstate(error) == "23505":
            raise AlreadyAContact from None
        raise
    announce(
        session,
        ContactAdded(customer_id=customer.id, contact_id=contact.id, person_id=person.id),
    )
    return contact


def change_contact(session: TenantSession, contact: Contact, change: ContactUpdate) -> None:
    """Let a contact see what everyone of the customer asks for, or only what is their own."""
    wanted = change.changes()
    for name, value in wanted.items():
        setattr(contact, name, value)
    announce(
        session,
        ContactChanged(
            customer_id=contact.customer_id, contact_id=contact.id, fields=sorted(wanted)
        ),
    )


async def remove_contact(session: TenantSession, contact: Contact) -> None:
    await session.delete(contact)
    announce(
        session,
        ContactRemoved(
            customer_id=contact.customer_id, contact_id=contact.id, person_id=contact.person_id
        ),
    )


#: Compiled, because every ticket that a requester opens asks it.
_CUSTOMER_OF = prepared(
    select(Contact.customer_id).where(
        Contact.organization_id == bindparam("organization_id"),
        Contact.person_id == bindparam("person_id"),
    )
)


async def customer_of(session: TenantSession, person_id: UUID) -> UUID | None:
    """The customer that this requester speaks for."""
    row = await session.row(_CUSTOMER_OF, person_id=person_id)
    return row["customer_id"] if row else None


def _check_position(site: Site) -> None:
    check_whole(site.latitude, site.longitude)
    if site.latitude is None:
        site.geo_source = site.geo_accuracy_m = None


_GATHER_ADDRESSES = Statement(
    r"""update customers set addresses = coalesce(
            (select string_agg(regexp_replace(
                        concat_ws(' ', street, number, district, city, state, postal_code,
                                  regexp_replace(postal_code, '\D', '', 'g')),
                        '\W+', ' ', 'g'), ' ')
               from sites where organization_id = $1 and customer_id = $2), '')
         where organization_id = $1 and id = $2""",
    ("organization_id", "customer_id"),
    {},
)


async def gather_addresses(session: TenantSession, customer_id: UUID) -> None:
    """Let the customer be found by the addresses that it has now."""
    await session.rows(_GATHER_ADDRESSES, customer_id=customer_id)
