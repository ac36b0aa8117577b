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
async def create_customer(session: CanWrite, new: schemas.CustomerCreate) -> Json:
    """Add a customer."""
    customer = service.create_customer(session, new)
    location = f"/v1/customers/{customer.id}"
    return await one(session, CUSTOMER, id=customer.id, status=201, location=location)


@router.get("/customers/{customer_id}", operation_id="getCustomer", response_model=schemas.Customer)
async def get_customer(reading: CanRead, customer_id: UUID) -> Json:
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
) -> Json:
    """Change what is kept of a customer."""
    service.update_customer(session, customer, change)
    return await one(session, CUSTOMER, id=customer.id)
