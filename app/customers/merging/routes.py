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
from app.customers.visibility import CanRead, CanWrite, MergedCustomer

router = APIRouter(tags=["customers"], route_class=Route)


@router.get(
    "/customers/{customer_id}/duplicates",
    operation_id="listCustomerDuplicates",
    response_model=merging_schemas.CustomerDuplicates,
)
async def list_customer_duplicates(
    reading: CanRead, customer_id: UUID
) -> merging_schemas.CustomerDuplicates:
    """List possible duplicates of a customer.

    Finds customers with the same document, e-mail address, telephone number or name, and says which
    of these they share. At most 50 are listed, sorted by name; merged customers are left out. Join
    two entries of one customer with `mergeCustomer`.
    """
    return await merging.duplicates_of(reading, customer_id)


@router.post(
    "/customers/{customer_id}/merge",
    operation_id="mergeCustomer",
    response_model=schemas.Customer,
    responses=refuses(CustomerWasMerged, UnknownReference),
)
async def merge_customer(
    session: CanWrite, customer: MergedCustomer, wanted: merging_schemas.CustomerMerge
) -> Json:
    """Merge a customer into another one.

    For two entries of the same customer: sites, contacts, contracts, equipment and documents go to
    the other one at once, orders, quotes, tickets and contracted tools some moments later.
    Document, e-mail address, telephone and notes are taken over where the other has none. The
    answer is the customer that remains; the merged one stays readable under its id, is no longer
    listed and cannot be changed. It cannot be undone and is recorded as `customer.merged`. A
    customer that was merged before is refused with `customer_was_merged`, an unknown one in
    `into_customer_id` with `unknown_reference`, and one that is the same or was merged itself with
    `validation_failed`.
    """
    into = await merging.merge_customers(session, customer, wanted.into_customer_id)
    return await one(session, CUSTOMER, id=into.id)
