"""`/v1/customers/{customer_id}/duplicates`, `/merge`"""

from uuid import UUID

from fastapi import APIRouter

from app.core.data.reading import Json, one
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.customers import schemas
from app.customers.merging import schemas as merging_schemas
from app.customers.merging import service as merging
from app.customers.reads import CUSTOMER
from app.customers.service import CustomerWasMerged
from app.customers.visibility import CanRead, CanWrite, TheCustomer

router = APIRouter(tags=["customers"], route_class=Route)


@router.get(
    "/customers/{customer_id}/duplicates",
    operation_id="listCustomerDuplicates",
    response_model=merging_schemas.CustomerDuplicates,
)
async def list_customer_duplicates(
    reading: CanRead, customer_id: UUID
) -> merging_schemas.CustomerDuplicates:
    """Who may be the same customer: same document, e-mail, telephone or name; 50 at most."""
    return await merging.duplicates_of(reading, customer_id)


@router.post(
    "/customers/{customer_id}/merge",
    operation_id="mergeCustomer",
    response_model=schemas.Customer,
    responses=refuses(CustomerWasMerged, UnknownReference),
)
async def merge_customer(
    session: CanWrite, customer: TheCustomer, wanted: merging_schemas.CustomerMerge
) -> Json:
    """Make two entries of one customer one: everything goes to the other, which is answered.

    What the other has no document, e-mail, telephone or notes for is taken over. The merged entry
    stays readable under its own id; it is not listed and cannot be changed.
    """
    into = await merging.merge_customers(session, customer, wanted.into_customer_id)
    return await one(session, CUSTOMER, id=into.id)
