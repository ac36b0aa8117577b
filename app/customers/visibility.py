"""The customers that a request reaches."""

from typing import Annotated
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.http.access import acting, existing
from app.core.values.errors import NotFound
from app.customers.models import Customer
from app.customers.reads import CUSTOMER

CanRead = Annotated[Reading, acting("customers:read")]
CanWrite = Annotated[TenantSession, acting("customers:write")]
TheCustomer = Annotated[Customer, existing(Customer, "customers:write")]


async def demand_customer(reading: Reading, customer_id: UUID) -> None:
    """404 unless there is this customer."""
    if await reading.row(CUSTOMER, id=customer_id) is None:
        raise NotFound
