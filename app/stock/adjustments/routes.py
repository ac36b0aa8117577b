"""`/v1/adjustments`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.stock.adjustments import schemas
from app.stock.adjustments import service as adjustments
from app.stock.adjustments.models import Adjustment
from app.stock.adjustments.reads import ADJUSTMENT, ADJUSTMENTS
from app.stock.adjustments.service import AdjustmentAlreadyDecided
from app.stock.ledger.service import InsufficientStock, SerialNotHere

router = APIRouter(prefix="/adjustments", tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]
CanRequest = Annotated[TenantSession, acting("stock:request")]
CanApprove = Annotated[TenantSession, acting("stock:approve")]
TheAdjustment = Annotated[Adjustment, existing(Adjustment, "stock:approve")]


@router.get("", operation_id="listAdjustments", response_model=Page[schemas.Adjustment])
async def list_adjustments(
    reading: CanRead, query: Annotated[schemas.AdjustmentQuery, Query()]
) -> Json:
    """List adjustments of balances.

    Corrections that were asked for, and what became of them: the newest first unless `sort` says
    otherwise.
    """
    return await ADJUSTMENTS.page(reading, query)


@router.post(
    "",
    operation_id="requestAdjustment",
    status_code=201,
    response_model=schemas.Adjustment,
    responses=refuses(Duplicate, UnknownReference),
)
async def request_adjustment(session: CanRequest, new: schemas.AdjustmentCreate) -> Json:
    """Request an adjustment of balances, with its reason.

    Nothing moves before somebody approves it. Technicians request it for the van that they drive;
    for any other stock location it takes `stock:write`, and others answer `permission_missing`.
    Recorded as the event `adjustment.requested`. Refused with `unknown_reference` when a product or
    the stock location does not exist, with `duplicate` when the `id` is taken, and with
    `validation_failed` when a product is named twice, or a quantity or serial number does not fit
    it.
    """
    adjustment = await adjustments.request_adjustment(session, new)
    location = f"/v1/adjustments/{adjustment.id}"
    return await one(session, ADJUSTMENT, id=adjustment.id, status=201, location=location)


@router.get("/{adjustment_id}", operation_id="getAdjustment", response_model=schemas.Adjustment)
async def get_adjustment(reading: CanRead, adjustment_id: UUID) -> Json:
    """Get an adjustment.

    Its kind, its products with how much more or less of each is there, who asked for it, and what
    became of it.
    """
    return await one(reading, ADJUSTMENT, id=adjustment_id)


@router.post(
    "/{adjustment_id}/approve",
    operation_id="approveAdjustment",
    response_model=schemas.Adjustment,
    responses=refuses(AdjustmentAlreadyDecided, InsufficientStock, SerialNotHere),
)
async def approve_adjustment(session: CanApprove, adjustment: TheAdjustment) -> Json:
    """Approve an adjustment and correct the balances.

    Goods that are lost, stolen or damaged go to the stock location of the kind `loss`; others go to
    the one of the kind `adjustment`, or come from there. The movement names who approved it.
    Recorded as the events `goods.moved` and `adjustment.approved`. Refused with
    `adjustment_already_decided` when it was approved or refused before, with `insufficient_stock`
    when less is there by now than would be taken away, and with `serial_not_here` when a piece is
    somewhere else.
    """
    await adjustments.approve_adjustment(session, adjustment)
    return await one(session, ADJUSTMENT, id=adjustment.id)


@router.post(
    "/{adjustment_id}/refuse",
    operation_id="refuseAdjustment",
    response_model=schemas.Adjustment,
    responses=refuses(AdjustmentAlreadyDecided),
)
async def refuse_adjustment(session: CanApprove, adjustment: TheAdjustment) -> Json:
    """Refuse an adjustment; the balances stay as they are.

    Recorded as the event `adjustment.refused`. Refused with `adjustment_already_decided` when it
    was approved or refused before.
    """
    adjustments.refuse_adjustment(session, adjustment)
    return await one(session, ADJUSTMENT, id=adjustment.id)
