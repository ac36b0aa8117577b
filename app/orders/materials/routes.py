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
from app.orders.visibility import AssignedOrder, CanExecute, CanRead, require_visible
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
    """List the materials used on a service order.

    What was taken from vans for the order, in the order in which it was used unless `sort` says
    otherwise. Reversed material stays in the list; `reversed_at` tells it from material in use. A
    technician finds the orders of their visits and those they help with.
    """
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
    session: CanExecute, order: AssignedOrder, wanted: schemas.MaterialUse
) -> Json:
    """Use material on a service order.

    Takes a product from the van of the technician who is responsible or, when a helper sends this,
    from the helper's own van. The balance of the van changes at once, by a movement of the kind
    `use`. Material in use is part of the document that the customer signs. Recorded as the events
    `goods.moved` and `order.material_used`.

    Refused with `insufficient_stock` when the van holds less, and with `no_van` when the technician
    has none. Refused with `visit_not_started` unless the order is in progress, with
    `order_already_closed` or `order_already_cancelled` when it is over, with `unknown_reference`
    when the product does not exist, and with `validation_failed` when the quantity has more
    decimals than the product.
    """
    material = await materials.use_material(session, order, wanted)
    location = f"/v1/orders/{order.id}/materials"
    return await one(session, MATERIAL, id=material.id, status=201, location=location)


@router.post(
    "/{order_id}/materials/{material_id}/reverse",
    operation_id="reverseOrderMaterial",
    response_model=schemas.Material,
    responses=refuses(AlreadyReversed, VisitNotStarted, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def reverse_order_material(
    session: CanExecute, order: AssignedOrder, material_id: UUID
) -> Json:
    """Reverse material used on a service order.

    Use it for material that was entered by mistake: the whole quantity goes back to the van it came
    from, by a movement that `reversal_id` names. The material stays in the list, marked as
    reversed. Recorded as the events `goods.moved` and `order.material_reversed`.

    Refused with `already_reversed` when it was reversed before, with `visit_not_started` unless the
    order is in progress, and with `order_already_closed` or `order_already_cancelled` when it is
    over.
    """
    material = await materials.reverse_material(session, order, material_id)
    return await one(session, MATERIAL, id=material.id)
