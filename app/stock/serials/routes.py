"""`/v1/serials`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.stock.ledger.service import InsufficientStock, SerialNotHere
from app.stock.serials import schemas
from app.stock.serials import service as serials
from app.stock.serials.models import StockSerial
from app.stock.serials.reads import OF_SERIAL, SERIAL, SERIALS, STEPS

router = APIRouter(prefix="/serials", tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]
CanApprove = Annotated[TenantSession, acting("stock:approve")]
#: Balances are locked before serial numbers, by whoever moves goods.
TheSerial = Annotated[StockSerial, existing(StockSerial, "stock:approve", lock=False)]


@router.get("", operation_id="listSerials", response_model=Page[schemas.StockSerial])
async def list_serials(
    reading: CanRead, query: Annotated[schemas.StockSerialQuery, Query()]
) -> Json:
    """List serial numbers, and where each is.

    Every piece with a serial number that was ever received, sorted by the number: `serial` finds
    what a scanner read, `location_id` what is in a van. The kind of its location is its state.
    """
    return await SERIALS.page(reading, query)


@router.get("/{serial_id}", operation_id="getSerial", response_model=schemas.StockSerial)
async def get_serial(reading: CanRead, serial_id: UUID) -> Json:
    """Get a piece with a serial number.

    Its product, the stock location where it is, and since when. `listSerialSteps` tells where it
    was before.
    """
    return await one(reading, SERIAL, id=serial_id)


@router.get(
    "/{serial_id}/steps", operation_id="listSerialSteps", response_model=Page[schemas.SerialStep]
)
async def list_serial_steps(
    reading: CanRead, serial_id: UUID, query: Annotated[schemas.SerialStepQuery, Query()]
) -> Json:
    """List the movements of a piece with a serial number.

    Where it has been, since when, by whom and for what: the newest first unless `sort` says
    otherwise. Nothing is left out, reversals included.
    """
    await one(reading, SERIAL, id=serial_id)
    return await STEPS.page(reading, query, OF_SERIAL, serial_id=serial_id)


@router.post(
    "/{serial_id}/reconcile",
    operation_id="reconcileSerial",
    response_model=schemas.StockSerial,
    responses=refuses(InsufficientStock, SerialNotHere, UnknownReference),
)
async def reconcile_serial(
    session: CanApprove, serial: TheSerial, found: schemas.SerialReconcile
) -> Json:
    """Reconcile a piece that was found somewhere else than the ledger has it.

    Moves it to where it was found, by a movement of the kind `adjustment` that names who approved
    it: the caller. Both balances change with it. Recorded as the event `goods.moved`.

    Refused with `serial_not_here` or `insufficient_stock` when the piece was moved at the same
    moment, with `unknown_reference` when there is no such stock location, and with
    `validation_failed` when that
    is virtual or the piece is there already.
    """
    await serials.reconcile_serial(session, serial, found)
    return await one(session, SERIAL, id=serial.id)
