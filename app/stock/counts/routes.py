"""`/v1/counts`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.stock.counts import schemas
from app.stock.counts import service as counts
from app.stock.counts.models import StockCount
from app.stock.counts.reads import COUNT, COUNTS
from app.stock.counts.service import CountNotReady, LocationBeingCounted, NothingCounted
from app.stock.ledger.service import InsufficientStock, SerialNotHere

router = APIRouter(prefix="/stock-counts", tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]
CanCount = Annotated[TenantSession, acting("stock:request")]
CanApprove = Annotated[TenantSession, acting("stock:approve")]
TheCount = Annotated[StockCount, existing(StockCount, "stock:request", name="count_id")]
TheCountToApprove = Annotated[StockCount, existing(StockCount, "stock:approve", name="count_id")]


@router.get("", operation_id="listStockCounts", response_model=Page[schemas.StockCount])
async def list_stock_counts(
    reading: CanRead, query: Annotated[schemas.StockCountQuery, Query()]
) -> Json:
    """List counts of stock.

    Counts that are going on or over: the newest first unless `sort` says otherwise.
    """
    return await COUNTS.page(reading, query)


@router.post(
    "",
    operation_id="openStockCount",
    status_code=201,
    response_model=schemas.StockCount,
    responses=refuses(Duplicate, UnknownReference, LocationBeingCounted),
)
async def open_stock_count(session: CanCount, new: schemas.StockCountCreate) -> Json:
    """Open a count of a stock location.

    Technicians count the van that they drive; any other stock location takes `stock:write`, and
    others answer `permission_missing`. Goods may be moved meanwhile: each product is compared at
    the moment at which it is counted. Recorded as the event `count.opened`. Refused with
    `location_being_counted` when another count of it is not over, with `unknown_reference` when
    there is no such stock location, and with `duplicate` when the `id` is taken.
    """
    count = await counts.open_count(session, new)
    location = f"/v1/stock-counts/{count.id}"
    return await one(session, COUNT, id=count.id, status=201, location=location)


@router.get("/{count_id}", operation_id="getStockCount", response_model=schemas.StockCount)
async def get_stock_count(reading: CanRead, count_id: UUID) -> Json:
    """Get a count of stock.

    What was found of each product. What the ledger has, and the difference, are null while the
    count is open: who counts should not know what to find.
    """
    return await one(reading, COUNT, id=count_id)


@router.post(
    "/{count_id}/record",
    operation_id="recordStockCount",
    response_model=schemas.StockCount,
    responses=refuses(CountNotReady, UnknownReference),
)
async def record_stock_count(
    session: CanCount, count: TheCount, found: schemas.CountRecord
) -> Json:
    """Record what was found of some products.

    May be sent as often as products are counted. A product that is recorded again is counted again:
    the last quantity counts, and `first_counted_quantity` keeps the first. Refused with
    `count_not_ready` unless the count is open, with `unknown_reference` when a product does not
    exist, and with `validation_failed` when a quantity or the serial numbers do not fit it, or it
    is named twice.
    """
    await counts.record_count(session, count, found)
    return await one(session, COUNT, id=count.id)


@router.post(
    "/{count_id}/submit",
    operation_id="submitStockCount",
    response_model=schemas.StockCount,
    responses=refuses(CountNotReady, NothingCounted),
)
async def submit_stock_count(session: CanCount, count: TheCount) -> Json:
    """Submit a count of stock.

    Everything is counted: from now on the differences are seen, and somebody may approve them.
    Products that nobody recorded are left as they are. Recorded as the event `count.submitted`.
    Refused with `count_not_ready` unless the count is open, and with `nothing_counted` when nothing
    was recorded.
    """
    await counts.submit_count(session, count)
    return await one(session, COUNT, id=count.id)


@router.post(
    "/{count_id}/reopen",
    operation_id="reopenStockCount",
    response_model=schemas.StockCount,
    responses=refuses(CountNotReady),
)
async def reopen_stock_count(session: CanApprove, count: TheCountToApprove) -> Json:
    """Reopen a count of stock, so that products are counted again.

    Recorded as the event `count.reopened`. Refused with `count_not_ready` unless the count was
    submitted and waits for its approval.
    """
    await counts.reopen_count(session, count)
    return await one(session, COUNT, id=count.id)


@router.post(
    "/{count_id}/approve",
    operation_id="approveStockCount",
    response_model=schemas.StockCount,
    responses=refuses(CountNotReady, InsufficientStock, SerialNotHere),
)
async def approve_stock_count(session: CanApprove, count: TheCountToApprove) -> Json:
    """Approve a count of stock and correct the balances.

    One movement of the kind `count` moves the differences, and names who approved them: what is
    missing goes to the stock location of the kind `adjustment`, what was found comes from there,
    and pieces with serial numbers come from where the ledger has them. Recorded as the events
    `goods.moved` and `count.approved`. Refused with `count_not_ready` unless the count was
    submitted, with `insufficient_stock` when less is there by now than was missing, and with
    `serial_not_here` when a piece with a serial number has gone: reopen it.
    """
    await counts.approve_count(session, count)
    return await one(session, COUNT, id=count.id)


@router.post(
    "/{count_id}/cancel",
    operation_id="cancelStockCount",
    response_model=schemas.StockCount,
    responses=refuses(CountNotReady),
)
async def cancel_stock_count(session: CanCount, count: TheCount) -> Json:
    """Cancel a count of stock; the balances stay as they are.

    Recorded as the event `count.cancelled`. Refused with `count_not_ready` when the count is
    approved or cancelled.
    """
    await counts.cancel_count(session, count)
    return await one(session, COUNT, id=count.id)
