"""`/v1/orders`: what the technician does at the customer's."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.catalog.service import UnknownCode
from app.core.errors import (
    InvalidTransition,
    MediaTypeNotSupported,
    NotFound,
    Unavailable,
    UnknownReference,
    ValidationFailed,
    refuses,
)
from app.core.listing import Page
from app.core.reading import one
from app.core.routing import Route
from app.customers.service import NeedsConfirmation
from app.files.uploads import UploadAlreadyUsed
from app.gateways.storage import Storage, StorageUnavailable, UnknownFile
from app.orders import closing, materials, photos, schemas, visiting
from app.orders.access import CanExecute, CanRead, TheJob, card, require_visible, sight
from app.orders.lifecycle import (
    AbsenceUnproven,
    AlreadyStarted,
    HasMovements,
    NotArrived,
    OrderCancelled,
    OrderClosed,
    VisitNotStarted,
)
from app.orders.reads import (
    MATERIAL,
    MATERIALS,
    OF_ORDER,
    PHOTO,
    PHOTOS,
    PHOTOS_OF_ORDER,
    REPORT_FILE,
)
from app.orders.report import ReportNotReady
from app.orders.visiting import NotAssigned, OtherVisitInProgress
from app.signatures.service import EvidenceHashMismatch, Origin, SignatureBlank
from app.stock.ledger import InsufficientStock
from app.stock.service import AlreadyReversed, NoVan

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


#: What any step of a visit may be refused for.
_ANY_STEP = (NotAssigned, InvalidTransition, OrderClosed, OrderCancelled)


class Pdf(Response):
    media_type = "application/pdf"


@router.post(
    "/{order_id}/depart",
    operation_id="departForOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP),
)
async def depart_for_order(session: CanExecute, order: TheJob, given: schemas.VisitMoment) -> Any:
    """Set out for the customer's; travelling time counts from now on."""
    await visiting.depart(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/arrive",
    operation_id="arriveAtOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP),
)
async def arrive_at_order(session: CanExecute, order: TheJob, given: schemas.VisitMoment) -> Any:
    """Be there; what comes next is to start, or to say that nobody was met."""
    await visiting.arrive(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/start",
    operation_id="startOrder",
    response_model=schemas.Order,
    responses=refuses(
        AlreadyStarted,
        OtherVisitInProgress,
        NotAssigned,
        InvalidTransition,
        OrderClosed,
        OrderCancelled,
    ),
)
async def start_order(session: CanExecute, order: TheJob, given: schemas.OrderStart) -> Any:
    """Begin the visit, where and when the technician's device says."""
    await visiting.start(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/pause",
    operation_id="pauseOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, VisitNotStarted),
)
async def pause_order(session: CanExecute, order: TheJob, given: schemas.VisitMoment) -> Any:
    """Interrupt the work; another visit may be worked on meanwhile."""
    await visiting.pause(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/resume",
    operation_id="resumeOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, VisitNotStarted, OtherVisitInProgress),
)
async def resume_order(session: CanExecute, order: TheJob, given: schemas.VisitMoment) -> Any:
    """Go on with the work."""
    await visiting.resume(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/report-failure",
    operation_id="reportOrderFailure",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, NotArrived, HasMovements),
)
async def report_order_failure(
    session: CanExecute, order: TheJob, given: schemas.OrderFailure
) -> Any:
    """Say that it could not be done, and why: another visit has to follow."""
    await visiting.report_failure(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/report-absence",
    operation_id="reportCustomerAbsence",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, NotArrived, HasMovements, AbsenceUnproven),
)
async def report_customer_absence(
    session: CanExecute, order: TheJob, given: schemas.OrderAbsence
) -> Any:
    """Say that nobody was met: the slot is free again, and the order awaits another date."""
    await visiting.report_absence(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/location",
    operation_id="correctOrderLocation",
    response_model=schemas.Order,
    responses=refuses(NeedsConfirmation, InvalidTransition, OrderClosed, OrderCancelled),
)
async def correct_order_location(
    session: CanExecute, order: TheJob, given: schemas.OrderLocation
) -> Any:
    """Put the site where the technician stands; where it was thought to be stays on record."""
    await visiting.correct_location(session, order, given)
    return await card(session, order)


@router.get(
    "/{order_id}/materials",
    operation_id="listOrderMaterials",
    response_model=Page[schemas.Material],
)
async def list_order_materials(
    reading: CanRead, order_id: UUID, query: Annotated[schemas.MaterialQuery, Query()]
) -> Any:
    """Materials that were used, with those that were taken back."""
    await require_visible(reading, order_id)
    return await MATERIALS.page(reading, query, OF_ORDER, order_id=order_id)


@router.post(
    "/{order_id}/materials",
    operation_id="useOrderMaterial",
    status_code=201,
    response_model=schemas.Material,
    responses=refuses(
        InsufficientStock, NoVan, VisitNotStarted, OrderClosed, OrderCancelled, UnknownReference
    ),
)
async def use_order_material(
    session: CanExecute, order: TheJob, wanted: schemas.MaterialUse
) -> Any:
    """Use material from the technician's van."""
    material = await materials.use_material(session, order, wanted)
    location = f"/v1/orders/{order.id}/materials"
    return await one(session, MATERIAL, id=material.id, status=201, location=location)


@router.post(
    "/{order_id}/materials/{material_id}/reverse",
    operation_id="reverseOrderMaterial",
    response_model=schemas.Material,
    responses=refuses(AlreadyReversed, VisitNotStarted, OrderClosed, OrderCancelled),
)
async def reverse_order_material(session: CanExecute, order: TheJob, material_id: UUID) -> Any:
    """Give material that was entered by mistake back to the van; `reversal_id` is the movement."""
    material = await materials.reverse_material(session, order, material_id)
    return await one(session, MATERIAL, id=material.id)


@router.get(
    "/{order_id}/photos",
    operation_id="listOrderPhotos",
    response_model=Page[schemas.OrderPhoto],
)
async def list_order_photos(
    reading: CanRead, order_id: UUID, query: Annotated[schemas.PhotoQuery, Query()]
) -> Any:
    """What was seen there; `downloadFile` gives the pictures."""
    await require_visible(reading, order_id)
    return await PHOTOS.page(reading, query, PHOTOS_OF_ORDER, order_id=order_id)


@router.post(
    "/{order_id}/photos",
    operation_id="addOrderPhoto",
    status_code=201,
    response_model=schemas.OrderPhoto,
    responses=refuses(
        *(UnknownReference, UploadAlreadyUsed, MediaTypeNotSupported, InvalidTransition),
        *(OrderClosed, OrderCancelled),
    ),
)
async def add_order_photo(session: CanExecute, order: TheJob, new: schemas.PhotoAdd) -> Any:
    """Keep a picture that was uploaded before as a photo of the order."""
    photo = await photos.add_photo(session, order, new)
    location = f"/v1/orders/{order.id}/photos"
    return await one(session, PHOTO, id=photo.id, status=201, location=location)


@router.delete(
    "/{order_id}/photos/{photo_id}",
    operation_id="deleteOrderPhoto",
    status_code=204,
    responses=refuses(InvalidTransition, OrderClosed, OrderCancelled),
)
async def delete_order_photo(session: CanExecute, order: TheJob, photo_id: UUID) -> Response:
    """Take back a photo that does not belong there; not once the order is closed."""
    await photos.remove_photo(session, order, photo_id)
    return Response(status_code=204)


@router.post(
    "/{order_id}/preview-close",
    operation_id="previewOrderClose",
    response_model=schemas.ClosePreview,
    responses=refuses(UnknownCode, VisitNotStarted, OrderClosed, OrderCancelled),
)
async def preview_order_close(
    session: CanExecute, order: TheJob, facts: schemas.CloseFacts
) -> schemas.ClosePreview:
    """What the customer is to be shown and to sign, and its hash; nothing is saved.

    A client without network makes the same document: `{"kind": "close_report", "format": 1}` with
    `order`, the fields that are shown here as `GET /v1/orders/{order_id}` gives them; `materials`,
    those in use sorted by `id`, likewise; and `close_report`, the body as it is sent with every
    field present (null when absent) and `cause` and `solution` as `{id, code, label}` in the place
    of the two ids. `content_hash` is the SHA-256, in hexadecimal, of its canonical JSON (RFC 8785).
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
        OrderClosed,
        OrderCancelled,
    ),
)
async def close_order(
    request: Request, session: CanExecute, order: TheJob, given: schemas.OrderClose
) -> Any:
    """Close the order with the signed report: the agenda is free, the PDF is being written."""
    address = request.client.host if request.client else None
    origin = Origin(request.headers.get("user-agent", "")[:300] or None, address)
    await closing.close_order(session, order, given, origin)
    return await card(session, order)


@router.get(
    "/{order_id}/close-report",
    operation_id="getOrderCloseReport",
    response_model=schemas.CloseReport,
)
async def get_order_close_report(reading: CanRead, order_id: UUID) -> Any:
    """The report as it was signed, with its signatures; 404 until the order is closed."""
    await require_visible(reading, order_id)
    return await closing.read_close_report(reading, order_id)


@router.get(
    "/{order_id}/report",
    operation_id="downloadOrderReport",
    response_class=Pdf,
    responses=refuses(ReportNotReady)
    | {
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}},
        304: {"description": "Not changed since that version."},
    },
)
async def download_order_report(request: Request, reading: CanRead, order_id: UUID) -> Pdf:
    """The service report as a PDF."""
    found = await reading.row(REPORT_FILE, id=order_id, **sight(reading))
    if found is None:
        raise NotFound
    if found["storage_key"] is None:
        raise ReportNotReady
    storage: Storage = request.app.state.storage
    try:
        content = await storage.get(found["storage_key"])
    except (UnknownFile, StorageUnavailable):
        raise Unavailable from None
    name = f'inline; filename="{found["protocol"]}.pdf"'
    return Pdf(content, headers={"Content-Disposition": name, "ETag": f'"{found["sha256"]}"'})
