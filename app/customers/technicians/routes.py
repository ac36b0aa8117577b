"""`/v1/customers/{customer_id}/technicians`"""

from uuid import UUID

from fastapi import APIRouter

from app.core.data.reading import Json, one
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.customers.service import CustomerWasMerged
from app.customers.technicians import schemas
from app.customers.technicians import service as technicians
from app.customers.technicians.reads import CUSTOMER_TECHNICIANS
from app.customers.visibility import CanRead, CanWrite, TheCustomer

router = APIRouter(
    prefix="/customers/{customer_id}/technicians", tags=["customers"], route_class=Route
)


@router.get("", operation_id="getCustomerTechnicians", response_model=schemas.CustomerTechnicians)
async def get_customer_technicians(reading: CanRead, customer_id: UUID) -> Json:
    """Get the technicians whom a customer prefers, requires or excludes.

    `suggestSlots` follows them. Anybody who is not in the list may come, unless the customer
    requires somebody. An unknown customer is refused with `not_found`.
    """
    return await one(reading, CUSTOMER_TECHNICIANS, id=customer_id)


@router.put(
    "",
    operation_id="putCustomerTechnicians",
    response_model=schemas.CustomerTechnicians,
    responses=refuses(UnknownReference, CustomerWasMerged),
)
async def put_customer_technicians(
    session: CanWrite, customer: TheCustomer, wanted: schemas.CustomerTechniciansPut
) -> Json:
    """Set the technicians whom a customer prefers, requires or excludes.

    Replaces the whole list; `If-Match` is held against the version of the customer. Visits that are
    scheduled stay as they are. Recorded as the event `customer.technicians_updated`. Refused with
    `unknown_reference` when a person does not exist, with `validation_failed` when one is no
    technician or is named twice, and with `customer_was_merged` when the customer was merged.
    """
    await technicians.put_technicians(session, customer, wanted)
    return await one(session, CUSTOMER_TECHNICIANS, id=customer.id)
