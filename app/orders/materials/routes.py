"""`/v1/orders/{order_id}/materials`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import (
    UnknownReference,
    refuses,
)
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed, VisitNotStarted
from app.orders.materials import schemas
from app.orders.materials import service as materials
from app.orders.materials.reads import MATERIAL, MATERIALS, OF_ORDER
from app.orders.visibility import CanExecute, CanRead, TheJob, require_visible
from app.stock.ledger.service import InsufficientStock
from app.stock.service import AlreadyReversed, NoVan

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


@router.get(
    "/{order_id}/materials",
    operation_id="listOrderMaterials",
    response_model=Page[schemas.Material],
)
async def list_order_materials(
    reading: CanRead, order_id: UUID, query: Annotated[schemas.MaterialQuery, Query()]
) -> Json:
    """Materials that were used, with those that were taken back."""
    await require_visible(reading, order_id)
    return await MATERIALS.page(reading, query, OF_ORDER, order_id=order_id)


@router.post(
    "/{order_id}/materials",
    operation_id="useOrderMaterial",
    status_code=201,
    response_model=schemas.Material,
    responses=refuses(
        InsufficientStock,
        NoVan,
        VisitNotStarted,
        OrderAlreadyClosed,
        OrderAlreadyCancelled,
        UnknownReference,
    ),
)
async def use_order_material(
    session: CanExecute, order: TheJob, wanted: schemas.MaterialUse
) -> Json:
    """Use material from the technician's van."""
    material = await materials.use_material(session, order, wanted)
    location = f"/v1/orders/{order.id}/materials"
    return await one(session, MATERIAL, id=material.id, status=201, location=location)


@router.post(
    "/{order_id}/materials/{material_id}/reverse",
    operation_id="reverseOrderMaterial",
    response_model=schemas.Material,
    responses=refuses(AlreadyReversed, VisitNotStarted, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def reverse_order_material(session: CanExecute, order: TheJob, material_id: UUID) -> Json:
    """Give material that was entered by mistake back to the van; `reversal_id` is the movement."""
    material = await materials.reverse_material(session, order, material_id)
    return await one(session, MATERIAL, id=material.id)
