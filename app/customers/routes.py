"""`/v1/customers`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, refuses
from app.customers import schemas, service
from app.customers.reads import CUSTOMER, CUSTOMERS, IN_USE
from app.customers.service import CustomerWasMerged
from app.customers.visibility import CanRead, CanWrite, TheCustomer

router = APIRouter(tags=["customers"], route_class=Route)


@router.get("/customers", operation_id="listCustomers", response_model=Page[schemas.Customer])
async def list_customers(
    reading: CanRead, query: Annotated[schemas.CustomerQuery, Query()]
) -> Json:
    """List customers.

    The list is sorted by name and leaves out customers that were merged into another. `q` searches
    the beginnings of words in the name, the e-mail address and the addresses of the sites, and
    documents and telephone numbers; case, accents and the punctuation of numbers do not matter. Use
    `document` to find one customer by its exact tax number. Whoever may read customers sees all of
    them.
    """
    return await CUSTOMERS.page(reading, query, IN_USE)


@router.post(
    "/customers",
    operation_id="createCustomer",
    status_code=201,
    response_model=schemas.Customer,
    responses=refuses(Duplicate),
)
async def create_customer(session: CanWrite, new: schemas.CustomerCreate) -> Json:
    """Create a customer.

    Only the name is required; sites, contacts, contracts and equipment are added afterwards. It is
    recorded as `customer.created`. A `document` that another customer has is refused with
    `duplicate`, whose `customer_id` names that one, unless `allow_duplicate` is sent. Names,
    telephones and e-mail addresses need not be unique: look for an existing customer before with
    `listCustomers`, or afterwards with `listCustomerDuplicates`. An `id` that exists already is
    refused with `duplicate`, too.
    """
    customer = await service.create_customer(session, new)
    location = f"/v1/customers/{customer.id}"
    return await one(session, CUSTOMER, id=customer.id, status=201, location=location)


@router.get("/customers/{customer_id}", operation_id="getCustomer", response_model=schemas.Customer)
async def get_customer(reading: CanRead, customer_id: UUID) -> Json:
    """Get a customer.

    Answers with name, tax number, telephone, e-mail address and notes. A customer that was merged
    into another is found as well: `merged_into_id` says into which.
    """
    return await one(reading, CUSTOMER, id=customer_id)


@router.patch(
    "/customers/{customer_id}",
    operation_id="updateCustomer",
    response_model=schemas.Customer,
    responses=refuses(CustomerWasMerged, Duplicate),
)
async def update_customer(
    session: CanWrite, customer: TheCustomer, change: schemas.CustomerUpdate
) -> Json:
    """Update a customer.

    Changes name, kind, document, e-mail address, telephone or notes, and is recorded as
    `customer.updated`. After a change of name, orders and quotes of the customer are found by the
    new one some moments later. A `document` that another customer has is refused with `duplicate`,
    whose `customer_id` names that one, unless `allow_duplicate` is sent. A customer that was merged
    is refused with `customer_was_merged`: change the one in `merged_into_id`.
    """
    await service.update_customer(session, customer, change)
    return await one(session, CUSTOMER, id=customer.id)
