"""`/v1/equipment`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, one
from app.core.http.access import existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.customers.equipment import schemas
from app.customers.equipment import service as equipment
from app.customers.equipment.reads import EQUIPMENT, EQUIPMENT_LIST, EQUIPMENT_OF_CUSTOMER
from app.customers.equipment.service import SerialNumberInUse
from app.customers.models import Equipment
from app.customers.service import CustomerWasMerged
from app.customers.visibility import CanRead, CanWrite, TheCustomer, require_visible

router = APIRouter(tags=["customers"], route_class=Route)
TheEquipment = Annotated[Equipment, existing(Equipment, "customers:write", name="equipment_id")]


@router.get(
    "/customers/{customer_id}/equipment",
    operation_id="listEquipment",
    response_model=Page[schemas.Equipment],
)
async def list_equipment(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.EquipmentQuery, Query()]
) -> Json:
    """List the equipment of a customer.

    The list has everything that is or was at the customer's sites, sorted by label; what was
    removed has `removed_on`. There is no text search and no filter. An unknown customer is refused
    with `not_found`.
    """
    await require_visible(reading, customer_id)
    return await EQUIPMENT_LIST.page(reading, query, EQUIPMENT_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/equipment",
    operation_id="createEquipment",
    status_code=201,
    response_model=schemas.Equipment,
    responses=refuses(Duplicate, UnknownReference, CustomerWasMerged, SerialNumberInUse),
)
async def create_equipment(
    session: CanWrite, customer: TheCustomer, new: schemas.EquipmentCreate
) -> Json:
    """Create an item of equipment of a customer.

    Records what stands at a site and who owns it: the customer, or the organization that lends it.
    It moves no stock. It is recorded as `equipment.created`. A site or contract that is unknown or
    of another customer is refused with `unknown_reference`, an `id` that exists already with
    `duplicate`, and a customer that was merged with `customer_was_merged`. A serial number of an
    item that still stands at some customer's is refused with `serial_number_in_use`, which names
    it, unless `confirm` is true; a contract for another site with `validation_failed`.
    """
    added = await equipment.create_equipment(session, customer, new)
    location = f"/v1/equipment/{added.id}"
    return await one(session, EQUIPMENT, id=added.id, status=201, location=location)


@router.get(
    "/equipment/{equipment_id}", operation_id="getEquipment", response_model=schemas.Equipment
)
async def get_equipment(reading: CanRead, equipment_id: UUID) -> Json:
    """Get an item of equipment.

    Answers with the place, the contract, the owner and the serial number of one item. Items that
    were removed are found as well, with `removed_on`.
    """
    return await one(reading, EQUIPMENT, id=equipment_id)


@router.patch(
    "/equipment/{equipment_id}",
    operation_id="updateEquipment",
    response_model=schemas.Equipment,
    responses=refuses(UnknownReference, SerialNumberInUse),
)
async def update_equipment(
    session: CanWrite, held: TheEquipment, change: schemas.EquipmentUpdate
) -> Json:
    """Update an item of equipment, or record its removal.

    Set `removed_on` when it no longer stands at the customer's; equipment is not deleted. It moves
    no stock. The change is recorded as `equipment.updated`. A site or contract that is unknown or
    of another customer is refused with `unknown_reference`, a removal before the installation and a
    contract for another site with `validation_failed`. A serial number of an item that still stands
    at some customer's is refused with `serial_number_in_use`, unless `confirm` is true.
    """
    await equipment.update_equipment(session, held, change)
    return await one(session, EQUIPMENT, id=held.id)
