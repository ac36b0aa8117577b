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
from app.customers.models import Equipment
from app.customers.service import CustomerWasMerged
from app.customers.visibility import CanRead, CanWrite, TheCustomer, demand_customer

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
    """What stands, or stood, at a customer's."""
    await demand_customer(reading, customer_id)
    return await EQUIPMENT_LIST.page(reading, query, EQUIPMENT_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/equipment",
    operation_id="createEquipment",
    status_code=201,
    response_model=schemas.Equipment,
    responses=refuses(Duplicate, UnknownReference, CustomerWasMerged),
)
async def create_equipment(
    session: CanWrite, customer: TheCustomer, new: schemas.EquipmentCreate
) -> Json:
    """Write down an apparatus at a customer's."""
    added = await equipment.create_equipment(session, customer, new)
    location = f"/v1/equipment/{added.id}"
    return await one(session, EQUIPMENT, id=added.id, status=201, location=location)


@router.get(
    "/equipment/{equipment_id}", operation_id="getEquipment", response_model=schemas.Equipment
)
async def get_equipment(reading: CanRead, equipment_id: UUID) -> Json:
    """One apparatus."""
    return await one(reading, EQUIPMENT, id=equipment_id)


@router.patch(
    "/equipment/{equipment_id}",
    operation_id="updateEquipment",
    response_model=schemas.Equipment,
    responses=refuses(UnknownReference),
)
async def update_equipment(
    session: CanWrite, held: TheEquipment, change: schemas.EquipmentUpdate
) -> Json:
    """Correct what is known of an apparatus; `removed_on` says that it is there no longer."""
    await equipment.update_equipment(session, held, change)
    return await one(session, EQUIPMENT, id=held.id)
