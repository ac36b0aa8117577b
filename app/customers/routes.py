"""`/v1/customers`, `/v1/sites`, `/v1/contacts`: who is served, where, and who speaks for them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.access import acting, existing
from app.core.errors import Duplicate, NotFound, UnknownReference, refuses
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route
from app.customers import schemas, service
from app.customers.access import CanRead, CanWrite, TheCustomer, demand_customer
from app.customers.models import Contact, Site
from app.customers.reads import (
    CONTACT,
    CONTACTS,
    CONTACTS_OF_CUSTOMER,
    CUSTOMER,
    CUSTOMERS,
    IN_USE,
    LOCATION_CHANGES,
    OF_SITE,
    SITE,
    SITES,
    SITES_OF_CUSTOMER,
    SPEAKS_FOR,
)
from app.customers.service import AlreadyAContact, CustomerWasMerged
from app.files.importing import SheetImport, ask_for_import
from app.files.reads import started
from app.files.schemas import LongJob

router = APIRouter(tags=["customers"], route_class=Route)

CanReadMe = Annotated[Reading, acting("me:read")]
TheSite = Annotated[Site, existing(Site, "customers:write")]
TheContact = Annotated[Contact, existing(Contact, "customers:write")]


@router.get("/customers", operation_id="listCustomers", response_model=Page[schemas.Customer])
async def list_customers(reading: CanRead, query: Annotated[schemas.CustomerQuery, Query()]) -> Any:
    """Who is served; `q` finds names and addresses by their beginnings, documents and telephones.

    Accents and punctuation do not matter. Who was merged into another is not listed.
    """
    return await CUSTOMERS.page(reading, query, IN_USE)


@router.post(
    "/customers",
    operation_id="createCustomer",
    status_code=201,
    response_model=schemas.Customer,
    responses=refuses(Duplicate),
)
async def create_customer(session: CanWrite, new: schemas.CustomerCreate) -> Any:
    """Add a customer."""
    customer = service.add_customer(session, new)
    location = f"/v1/customers/{customer.id}"
    return await one(session, CUSTOMER, id=customer.id, status=201, location=location)


@router.post(
    "/customer-imports",
    operation_id="importCustomers",
    status_code=202,
    response_model=LongJob,
    responses=refuses(UnknownReference),
)
async def import_customers(session: CanWrite, wanted: SheetImport) -> Any:
    """Take customers out of a table, each with an address if it has one.

    Headings may be the names of fields (`name`, `kind`, `document`, `email`, `phone`, `notes`,
    `site_label`, `street`, `number`, `district`, `city`, `state`, `postal_code`, `country`,
    `latitude`, `longitude`, `access_notes`) or what they are called in Portuguese. The job tells
    how far it is, and its `result` how many `rows` there were, how many were `imported` and
    `refused`, and in `errors` each `line`, `column` and reason; its file has all of them.
    """
    return await started(session, await ask_for_import(session, "import_customers", wanted))


@router.get("/customers/{customer_id}", operation_id="getCustomer", response_model=schemas.Customer)
async def get_customer(reading: CanRead, customer_id: UUID) -> Any:
    """One customer."""
    return await one(reading, CUSTOMER, id=customer_id)


@router.patch(
    "/customers/{customer_id}",
    operation_id="updateCustomer",
    response_model=schemas.Customer,
    responses=refuses(CustomerWasMerged),
)
async def update_customer(
    session: CanWrite, customer: TheCustomer, change: schemas.CustomerUpdate
) -> Any:
    """Change what is kept of a customer."""
    service.change_customer(session, customer, change)
    return await one(session, CUSTOMER, id=customer.id)


@router.get(
    "/customers/{customer_id}/sites", operation_id="listSites", response_model=Page[schemas.Site]
)
async def list_sites(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.SiteQuery, Query()]
) -> Any:
    """The addresses of a customer."""
    await demand_customer(reading, customer_id)
    return await SITES.page(reading, query, SITES_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/sites",
    operation_id="createSite",
    status_code=201,
    response_model=schemas.Site,
    responses=refuses(Duplicate, CustomerWasMerged),
)
async def create_site(session: CanWrite, customer: TheCustomer, new: schemas.SiteCreate) -> Any:
    """Add an address of a customer."""
    site = await service.add_site(session, customer, new)
    return await one(session, SITE, id=site.id, status=201, location=f"/v1/sites/{site.id}")


@router.get("/sites/{site_id}", operation_id="getSite", response_model=schemas.Site)
async def get_site(reading: CanRead, site_id: UUID) -> Any:
    """One address."""
    return await one(reading, SITE, id=site_id)


@router.patch("/sites/{site_id}", operation_id="updateSite", response_model=schemas.Site)
async def update_site(session: CanWrite, site: TheSite, change: schemas.SiteUpdate) -> Any:
    """Correct an address; coordinates count as set by hand unless `geo_source` says otherwise."""
    await service.change_site(session, site, change)
    return await one(session, SITE, id=site.id)


@router.get(
    "/sites/{site_id}/location-changes",
    operation_id="listSiteLocationChanges",
    response_model=Page[schemas.SiteLocationChange],
)
async def list_site_location_changes(
    reading: CanRead, site_id: UUID, query: Annotated[schemas.SiteLocationChangeQuery, Query()]
) -> Any:
    """Where the site was thought to be, and who corrected it from the spot."""
    if await reading.row(SITE, id=site_id) is None:
        raise NotFound
    return await LOCATION_CHANGES.page(reading, query, OF_SITE, site_id=site_id)


@router.get(
    "/customers/{customer_id}/contacts",
    operation_id="listContacts",
    response_model=Page[schemas.Contact],
)
async def list_contacts(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.ContactQuery, Query()]
) -> Any:
    """Who speaks for a customer."""
    await demand_customer(reading, customer_id)
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
) -> Any:
    """Let a requester speak for a customer; an administrator sees the tickets of all who do."""
    contact = await service.add_contact(session, customer, new)
    location = f"/v1/contacts/{contact.id}"
    return await one(session, CONTACT, id=contact.id, status=201, location=location)


@router.get("/contacts/{contact_id}", operation_id="getContact", response_model=schemas.Contact)
async def get_contact(reading: CanRead, contact_id: UUID) -> Any:
    """One contact."""
    return await one(reading, CONTACT, id=contact_id)


@router.patch(
    "/contacts/{contact_id}", operation_id="updateContact", response_model=schemas.Contact
)
async def update_contact(
    session: CanWrite, contact: TheContact, change: schemas.ContactUpdate
) -> Any:
    """Make a contact an administrator of the customer, or not any more."""
    service.change_contact(session, contact, change)
    return await one(session, CONTACT, id=contact.id)


@router.get(
    "/me/customer",
    operation_id="getMyCustomer",
    response_model=schemas.SpeaksFor,
    responses=refuses(NotFound),
)
async def get_my_customer(reading: CanReadMe) -> schemas.SpeaksFor:
    """The customer that the caller speaks for; 404 for whoever speaks for none."""
    row = await reading.row(SPEAKS_FOR, person_id=reading.actor.person_id)
    if row is None:
        raise NotFound
    return schemas.SpeaksFor(**row)


@router.delete("/contacts/{contact_id}", operation_id="deleteContact", status_code=204)
async def delete_contact(session: CanWrite, contact: TheContact) -> Response:
    """Let the person speak for the customer no longer; the person stays."""
    await service.remove_contact(session, contact)
    return Response(status_code=204)
