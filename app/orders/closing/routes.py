"""`/v1/orders/{order_id}/preview-close`, `/close`, `/close-report`"""

from uuid import UUID

from fastapi import APIRouter, Request

from app.catalog.service import UnknownCode
from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import (
    ValidationFailed,
    refuses,
)
from app.orders import schemas
from app.orders.closing import schemas as closing_schemas
from app.orders.closing import service as closing
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed, VisitNotStarted
from app.orders.reads import answer_with
from app.orders.visibility import AssignedOrder, CanExecute, CanRead, require_visible
from app.signatures.service import EvidenceHashMismatch, Origin, SignatureBlank

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


@router.post(
    "/{order_id}/preview-close",
    operation_id="previewOrderClose",
    response_model=closing_schemas.ClosePreview,
    responses=refuses(
        ValidationFailed, UnknownCode, VisitNotStarted, OrderAlreadyClosed, OrderAlreadyCancelled
    ),
)
async def preview_order_close(
    session: CanExecute, order: AssignedOrder, facts: closing_schemas.CloseFacts
) -> closing_schemas.ClosePreview:
    """Preview the document that closing a service order has signed.

    Returns what the customer is to be shown before signing, and the hash that each signature
    repeats in `closeOrder`; nothing is saved. Preview again whenever order, material or report
    changes, because the hash changes with them.

    A client without network makes the same document: `{"kind": "close_report", "format": 2}` with

    - `order`, the fields that are shown here as `GET /v1/orders/{order_id}` gives them, and from
      the same answer `lines`, `totals` and `loans` (equipment that the organization owns, sorted by
      `id`);
    - `close_report`, the body as it is sent with every field present (null when absent) but
      `occurred_at`, and `cause` and `solution` as `{id, code, label}` in the place of the two ids;
    - `materials`, those in use, and `photos`, both sorted by `id`;
    - `visit`: `arrived_at` and `segments` of the visit that counts, `finished_at`, which is
      `occurred_at` in UTC with six decimals of a second (null when absent), `work_seconds`, the
      whole seconds of work up to then or to the last pause, and the names of the `helpers`.

    `content_hash` is the SHA-256, in hexadecimal, of its canonical JSON (RFC 8785). A document of
    format 1, which has `order`, `close_report` and `materials` (without `movement_id`) alone, is
    accepted from devices that had no network (`offline`).

    Refused with `visit_not_started` unless the order is in progress, with `order_already_closed` or
    `order_already_cancelled` when it is over, and with `unknown_code` when cause or solution is no
    active code of its kind. Refused with `validation_failed` when the closing policy requires
    photos or network readings that are missing, as `closeOrder` would be.
    """
    return await closing.preview_close(session, order, facts)


@router.post(
    "/{order_id}/close",
    operation_id="closeOrder",
    response_model=schemas.Order,
    responses=refuses(
        ValidationFailed,
        UnknownCode,
        SignatureBlank,
        EvidenceHashMismatch,
        VisitNotStarted,
        OrderAlreadyClosed,
        OrderAlreadyCancelled,
    ),
)
async def close_order(
    request: Request, session: CanExecute, order: AssignedOrder, given: closing_schemas.OrderClose
) -> Json:
    """Close a service order with the customer's signature.

    Saves the closing report and its signatures; what was signed never changes afterwards. The visit
    is completed, and the agenda of technician and helpers is free from now on. Afterwards the PDF
    is made (`downloadOrderReport`). If the order was raised from a ticket, the report becomes a
    reply draft there, or the reply that solves it, as the setting `order_outcome` of the desk says.
    Recorded as the event `order.closed`.

    Refused with `evidence_hash_mismatch` when a signature is bound to another document, such as
    when material or a photo was added since it was shown, and with `signature_blank` when too
    little is drawn.
    Refused with `validation_failed` when the closing policy requires photos, network readings or
    the technician's signature that are missing, and with `unknown_code` when cause or solution is
    no active code of its kind. Refused with `visit_not_started` unless the order is in progress,
    and with `order_already_closed` or `order_already_cancelled` when it is over.
    """
    address = request.client.host if request.client else None
    origin = Origin(request.headers.get("user-agent", "")[:300] or None, address)
    await closing.close_order(session, order, given, origin)
    return await answer_with(session, order)


@router.get(
    "/{order_id}/close-report",
    operation_id="getOrderCloseReport",
    response_model=closing_schemas.CloseReport,
)
async def get_order_close_report(reading: CanRead, order_id: UUID) -> Json:
    """Get the closing report of a service order.

    The report as it was signed, with the signed document, its hash and the signatures. Not found
    until the order is closed. A technician finds the orders of their visits and those they help
    with. `downloadOrderReport` gives it as a PDF.
    """
    await require_visible(reading, order_id)
    return await closing.read_close_report(reading, order_id)
