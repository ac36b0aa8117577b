"""`/v1/desks`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.calendars.service import business_time
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, Rows
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.preconditions import etag
from app.core.http.routing import Route
from app.core.values.clock import now
from app.core.values.errors import Duplicate, NotFound, UnknownReference, refuses
from app.desks import schemas, service
from app.desks.models import Desk
from app.desks.reads import DESK, DESKS
from app.files.uploads.schemas import USUAL

router = APIRouter(tags=["desks"], route_class=Route)

CanRead = Annotated[Reading, acting("desks:read")]
CanWrite = Annotated[TenantSession, acting("desks:write")]
TheDesk = Annotated[Desk, existing(Desk, "desks:write")]


async def _desk(source: Rows, desk_id: UUID, *, status: int = 200, location: str = "") -> Json:
    """A desk with what its calendar says at this moment."""
    row = await source.row(DESK, id=desk_id)
    if row is None:
        raise NotFound
    moment = now()
    hours = await business_time(source, row["calendar_id"], around=moment)
    facts = {name: row[name] for name in schemas.Desk.model_fields if name in row}
    facts["accepted_media_types"] = row["accepted_media_types"] or sorted(USUAL)
    open_now = hours.is_open(moment)
    next_opening_at = None if open_now else hours.next_opening(moment)
    desk = schemas.Desk(
        **facts, zone=str(hours.zone), open_now=open_now, next_opening_at=next_opening_at
    )
    state = f"{next_opening_at.timestamp():.0f}" if next_opening_at else f"{open_now:d}"
    headers = {"ETag": etag(desk.version, state)} | ({"Location": location} if location else {})
    return Json(desk.model_dump_json(), status, headers)


@router.get("/desks", operation_id="listDesks", response_model=Page[schemas.DeskRow])
async def list_desks(reading: CanRead, query: Annotated[schemas.DeskQuery, Query()]) -> Json:
    """List desks.

    Gives the name of each desk and which channels it offers; use `getDesk` for settings, limits
    and opening hours. In the order of `name`. All desks of the organization are listed, and
    everyone who is signed in sees them. The list of a new organization has one desk, whose id
    is that of the organization.
    """
    return await DESKS.page(reading, query)


@router.post(
    "/desks",
    operation_id="createDesk",
    status_code=201,
    response_model=schemas.Desk,
    responses=refuses(Duplicate),
)
async def create_desk(session: CanWrite, new: schemas.DeskCreate) -> Json:
    """Create a desk.

    Only the name is sent: limits, hours and assignment strategy have their defaults until
    `updateDesk` changes them, and the business hours are those of the organization's default
    calendar. Tickets can be opened at the desk from then on. Desks cannot be deleted. Refuses a
    name that another desk has (`duplicate`).
    """
    desk = service.create_desk(session, new)
    return await _desk(session, desk.id, status=201, location=f"/v1/desks/{desk.id}")


@router.get("/desks/{desk_id}", operation_id="getDesk", response_model=schemas.Desk)
async def get_desk(reading: CanRead, desk_id: UUID) -> Json:
    """Get a desk with its limits and opening hours.

    Gives the settings of the desk, whether it is within its business hours at the time of the
    answer, and when these begin next. Read it before a ticket is opened or a reply is written,
    to know which attachments are accepted. The `ETag` changes when the desk opens or closes as
    well.
    """
    return await _desk(reading, desk_id)


@router.patch(
    "/desks/{desk_id}",
    operation_id="updateDesk",
    response_model=schemas.Desk,
    responses=refuses(UnknownReference, Duplicate),
)
async def update_desk(session: CanWrite, desk: TheDesk, change: schemas.DeskUpdate) -> Json:
    """Update the settings of a desk.

    Changes the fields that are sent: name, calendar, attachment limits, periods for closing,
    reopening and rating, assignment strategy. Another calendar makes the SLA targets of all
    open tickets due anew; that happens in the background. Messages and protocols that exist
    stay as they are.

    Refuses a calendar that does not exist (`unknown_reference`), a name that another desk has
    (`duplicate`), and with `validation_failed` an archived calendar and media types that the
    platform does not accept.
    """
    await service.update_desk(session, desk, change)
    return await _desk(session, desk.id)
