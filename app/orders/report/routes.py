"""`/v1/orders/{order_id}/report`"""

from uuid import UUID

from fastapi import APIRouter, Request

from app.core.http.responses import PdfResponse, disposition, sends
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import (
    NotFound,
    Unavailable,
    refuses,
)
from app.gateways.storage import Storage, StorageUnavailable, UnknownFile
from app.orders.report.reads import REPORT_FILE
from app.orders.report.sheet import ReportNotReady
from app.orders.visibility import CanRead

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


@router.get(
    "/{order_id}/report",
    operation_id="downloadOrderReport",
    response_class=PdfResponse,
    responses=refuses(ReportNotReady)
    | sends("application/pdf")
    | {304: {"description": "Not changed since that version."}},
)
async def download_order_report(request: Request, reading: CanRead, order_id: UUID) -> PdfResponse:
    """Download the service report of a closed order as a PDF.

    The signed report with its signatures, in the language of the organization; the file never
    changes. It is made within seconds after the order was closed: `report_file_id` of the order
    tells that it is there. A technician finds the orders of their visits and those they help with.
    Refused with `report_not_ready` until then, and for an order that is not closed.
    """
    found = await reading.row(REPORT_FILE, id=order_id)
    if found is None:
        raise NotFound
    if found["storage_key"] is None:
        raise ReportNotReady
    storage = runtime_of(request).gateway(Storage)
    try:
        content = await storage.get(found["storage_key"])
    except (UnknownFile, StorageUnavailable):
        raise Unavailable from None
    shown = disposition(f"{found['protocol']}.pdf", inline=True)
    return PdfResponse(content, headers=shown | {"ETag": f'"{found["sha256"]}"'})
