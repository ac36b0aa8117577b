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
from app.orders.materials.reads import MATERIAL, MATERIALS, MATERIALS_NAMED, OF_ORDER
from app.orders.materials.service import OrderNotClosed
from app.orders.visibility import (
    AssignedOrder,
    CanExecute,
    CanLead,
    CanRead,
    LedOrder,
    require_visible,
)
from app.stock.ledger.service import InsufficientStock, SerialNotHere
from app.stock.reads import MOVEMENT
from app.stock.schemas import Movement
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
        SerialNotHere,
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

    Refused with `insufficient_stock` when the van holds less, `elsewhere` naming where there is
    some, with `serial_not_here` when a piece is not in the van, and with `no_van` when the
    technician has none. Refused with `visit_not_started` unless the order is in progress, with
    `order_already_closed` or `order_already_cancelled` when it is over, with `unknown_reference`
    when the product does not exist, and with `validation_failed` when the quantity has more
    decimals than the product.
    """
    material = await materials.use_material(session, order, wanted)
    location = f"/v1/orders/{order.id}/materials"
    return await one(session, MATERIAL, id=material.id, status=201, location=location)


@router.post(
    "/{order_id}/material-kits",
    operation_id="useOrderMaterialKit",
    status_code=201,
    response_model=schemas.MaterialsUsed,
    responses=refuses(
        InsufficientStock,
        SerialNotHere,
        NoVan,
        VisitNotStarted,
        OrderAlreadyClosed,
        OrderAlreadyCancelled,
        UnknownReference,
    ),
)
async def use_order_material_kit(
    session: CanExecute, order: AssignedOrder, kit: schemas.MaterialKit
) -> Json:
    """Use several materials on a service order at once.

    The same as `useOrderMaterial` for each product, all or none: what a service usually uses is in
    its `materials`. Each has a movement of its own and may be reversed by itself. Recorded as the
    events `goods.moved` and `order.material_used`, once for each.

    Refused like `useOrderMaterial`, and `errors` names the line: with `insufficient_stock` when the
    van holds less of any of them, with `serial_not_here` when a piece is not in it, with `no_van`,
    `visit_not_started`, `order_already_closed` and `order_already_cancelled`.
    """
    used = await materials.use_kit(session, order, kit.lines)
    rows = await session.rows(MATERIALS_NAMED, ids=[material.id for material in used])
    listed = ",".join(row["body"] for row in rows)
    location = f"/v1/orders/{order.id}/materials"
    return Json(f'{{"items":[{listed}]}}', 201, {"Location": location})


@router.post(
    "/{order_id}/material-corrections",
    operation_id="correctOrderMaterial",
    status_code=201,
    response_model=Movement,
    responses=refuses(InsufficientStock, SerialNotHere, OrderNotClosed, UnknownReference),
)
async def correct_order_material(
    session: CanLead, order: LedOrder, correction: schemas.MaterialCorrection
) -> Json:
    """Correct what a closed service order has consumed.

    Takes goods from a stock location for the order, or gives some back, by a movement of the kind
    `adjustment` that names the order and who approved it: the caller. What the customer signed, and
    the materials of the order, stay as they are. Recorded as the event `goods.moved`.

    Refused with `order_not_closed` unless the order is closed, with `insufficient_stock` when the
    stock location holds less, with `serial_not_here` when a piece is somewhere else, with
    `unknown_reference` when the product or the stock location does not exist, and with
    `validation_failed` when the quantity is zero or does not fit the product.
    """
    movement = await materials.correct_material(session, order, correction)
    location = f"/v1/movements/{movement.id}"
    return await one(session, MOVEMENT, id=movement.id, status=201, location=location)


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
