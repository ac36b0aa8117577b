"""`/v1/transfers`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.stock.ledger.service import InsufficientStock, SerialNotHere
from app.stock.transfers import schemas
from app.stock.transfers import service as transfers
from app.stock.transfers.models import Transfer
from app.stock.transfers.reads import TRANSFER, TRANSFERS
from app.stock.transfers.service import TransferNotReady

router = APIRouter(prefix="/transfers", tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]
CanWrite = Annotated[TenantSession, acting("stock:write")]
CanRequest = Annotated[TenantSession, acting("stock:request")]
TheTransfer = Annotated[Transfer, existing(Transfer, "stock:write")]
TheRequest = Annotated[Transfer, existing(Transfer, "stock:request")]


@router.get("", operation_id="listTransfers", response_model=Page[schemas.Transfer])
async def list_transfers(
    reading: CanRead, query: Annotated[schemas.TransferQuery, Query()]
) -> Json:
    """List transfers between stock locations.

    Goods that were asked for, are on the way, have arrived or were given up: the newest first
    unless `sort` says otherwise. A transfer that `createMovement` recorded in one step is not
    listed here.
    """
    return await TRANSFERS.page(reading, query)


@router.post(
    "",
    operation_id="requestTransfer",
    status_code=201,
    response_model=schemas.Transfer,
    responses=refuses(Duplicate, UnknownReference),
)
async def request_transfer(session: CanRequest, new: schemas.TransferCreate) -> Json:
    """Request goods from another stock location.

    Nothing moves yet. Technicians request goods for the van that they drive; who may move goods
    (`stock:write`) for any real stock location, others answer `permission_missing`. Recorded as the
    event `transfer.requested`. Refused with `unknown_reference` when a product or stock location
    does not exist, with `validation_failed` when a product is named twice, a quantity does not fit
    it or both locations are the same, and with `duplicate` when the `id` is taken.
    """
    transfer = await transfers.request_transfer(session, new)
    location = f"/v1/transfers/{transfer.id}"
    return await one(session, TRANSFER, id=transfer.id, status=201, location=location)


@router.get("/{transfer_id}", operation_id="getTransfer", response_model=schemas.Transfer)
async def get_transfer(reading: CanRead, transfer_id: UUID) -> Json:
    """Get a transfer.

    Its products, with what was asked for, picked and received of each, and the movements by which
    they left and arrived.
    """
    return await one(reading, TRANSFER, id=transfer_id)


@router.post(
    "/{transfer_id}/pick",
    operation_id="pickTransfer",
    response_model=schemas.Transfer,
    responses=refuses(TransferNotReady),
)
async def pick_transfer(
    session: CanWrite, transfer: TheTransfer, picked: schemas.TransferPick
) -> Json:
    """Pick the goods of a transfer.

    Says how much of each product is put together, and which serial numbers; it may be less or more
    than what was asked for, and may be said again until the goods are shipped. Nothing moves yet.
    Recorded as the event `transfer.picked`. Refused with `transfer_not_ready` when the goods have
    been shipped or the transfer is cancelled, and with `validation_failed` when a product is not of
    this transfer, or a quantity or the number of serial numbers does not fit it.
    """
    await transfers.pick_transfer(session, transfer, picked)
    return await one(session, TRANSFER, id=transfer.id)


@router.post(
    "/{transfer_id}/ship",
    operation_id="shipTransfer",
    response_model=schemas.Transfer,
    responses=refuses(TransferNotReady, InsufficientStock, SerialNotHere),
)
async def ship_transfer(session: CanWrite, transfer: TheTransfer) -> Json:
    """Ship the goods of a transfer.

    What was picked leaves its stock location and is on the way: the one of the kind `transit` holds
    it until it is received. Recorded as the events `goods.moved` and `transfer.shipped`. Refused
    with `transfer_not_ready` unless the goods are picked, with `insufficient_stock` when they are
    not there any more, and with `serial_not_here` when a serial number is somewhere else.
    """
    await transfers.ship_transfer(session, transfer)
    return await one(session, TRANSFER, id=transfer.id)


@router.post(
    "/{transfer_id}/receive",
    operation_id="receiveTransfer",
    response_model=schemas.Transfer,
    responses=refuses(TransferNotReady, SerialNotHere, InsufficientStock),
)
async def receive_transfer(
    session: CanRequest, transfer: TheRequest, arrived: schemas.TransferReceive
) -> Json:
    """Receive the goods of a transfer, and say what is missing.

    What has arrived comes to its stock location; what is missing of what was shipped goes to the
    one of the kind `loss`, by the same movement. Technicians receive what comes to the van that
    they drive, others need `stock:write`. Recorded as the events `goods.moved` and
    `transfer.received`. Refused with `transfer_not_ready` unless the goods are on the way, with
    `validation_failed` when more of a product is named than was shipped, and with `serial_not_here`
    or `insufficient_stock` when something of it is not on the way any more.
    """
    await transfers.receive_transfer(session, transfer, arrived)
    return await one(session, TRANSFER, id=transfer.id)


@router.post(
    "/{transfer_id}/cancel",
    operation_id="cancelTransfer",
    response_model=schemas.Transfer,
    responses=refuses(TransferNotReady),
)
async def cancel_transfer(session: CanRequest, transfer: TheRequest) -> Json:
    """Cancel a transfer whose goods have not left.

    Technicians cancel what they asked for the van that they drive, others need `stock:write`.
    Recorded as the event `transfer.cancelled`. Refused with `transfer_not_ready` when the goods
    have been shipped: receive them, and send them back.
    """
    await transfers.cancel_transfer(session, transfer)
    return await one(session, TRANSFER, id=transfer.id)
