"""The customers that a request reaches."""

from typing import Annotated
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.data.visibility import Visibility
from app.core.http.access import acting, existing
from app.core.values.errors import NotFound
from app.customers.models import Customer, CustomerFile
from app.customers.reads import CUSTOMER
from app.files.visibility import attach_visibility

#: Whoever reads customers reads the documents of all of them.
DOCUMENT_VISIBILITY = Visibility(CustomerFile, (), everything="customers:read")
attach_visibility(DOCUMENT_VISIBILITY, CustomerFile.file_id)

CanRead = Annotated[Reading, acting("customers:read")]
CanWrite = Annotated[TenantSession, acting("customers:write")]
TheCustomer = Annotated[Customer, existing(Customer, "customers:write")]
#: The customer to merge: locked with the other one.
MergedCustomer = Annotated[Customer, existing(Customer, "customers:write", lock=False)]


async def require_visible(reading: Reading, customer_id: UUID) -> None:
    """404 unless there is this customer."""
    if await reading.row(CUSTOMER, id=customer_id) is None:
        raise NotFound
