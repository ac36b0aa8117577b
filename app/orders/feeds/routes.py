"""`/v1/schedules/feeds`, and the address that calendar programs read."""

import hashlib
from email.utils import format_datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import PublicRead, acting
from app.core.http.listing import Page
from app.core.http.responses import disposition, sends
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import Duplicate, NotFound, refuses
from app.orders.feeds import schemas
from app.orders.feeds import service as feeds
from app.orders.feeds.reads import FEED, FEED_WITH_URL, FEEDS
from app.orders.feeds.visibility import TheFeed
from app.organizations.emails.service import organization_behind
from app.schedules.working_hours.service import NotATechnician

router = APIRouter(tags=["schedules"], route_class=Route)

CanRead = Annotated[Reading, acting("schedules:read")]
CanRequest = Annotated[TenantSession, acting("schedules:request")]


class CalendarResponse(Response):
    """A calendar in the format of RFC 5545."""

    media_type = "text/calendar; charset=utf-8"


@router.get(
    "/schedules/feeds", operation_id="listAgendaFeeds", response_model=Page[schemas.AgendaFeed]
)
async def list_agenda_feeds(
    reading: CanRead, query: Annotated[schemas.AgendaFeedQuery, Query()]
) -> Json:
    """List calendar feeds, newest first.

    Technicians find their own, those who lead (`schedules:lead`) everybody's. Revoked feeds are
    included; the address of a feed is never part of the list.
    """
    return await FEEDS.page(reading, query)


@router.post(
    "/schedules/feeds",
    operation_id="createAgendaFeed",
    status_code=201,
    response_model=schemas.AgendaFeedWithUrl,
    responses=refuses(NotATechnician, Duplicate),
)
async def create_agenda_feed(
    request: Request, session: CanRequest, new: schemas.AgendaFeedCreate
) -> Json:
    """Create a calendar feed of the caller's own agenda.

    Calendar programs subscribe to `url`, which only this answer contains: whoever has it reads the
    agenda without signing in, until the feed is revoked or the technician is not active any more.
    Recorded as the event `agenda_feed.created`. Refused with `not_a_technician` when the caller is
    none, with `permission_missing` for API tokens and visitors, and with `duplicate` when the `id`
    is taken.
    """
    feed, token = await feeds.create_feed(session, new)
    url = f"{runtime_of(request).settings.base_url}/v1/feeds/{token}.ics"
    location = f"/v1/schedules/feeds/{feed.id}"
    return await one(session, FEED_WITH_URL, id=feed.id, url=url, status=201, location=location)


@router.get(
    "/schedules/feeds/{feed_id}", operation_id="getAgendaFeed", response_model=schemas.AgendaFeed
)
async def get_agenda_feed(reading: CanRead, feed_id: UUID) -> Json:
    """Get a calendar feed without its address.

    One of the caller's own, or for those who lead (`schedules:lead`) one of anybody; revoked ones
    are found as well.
    """
    return await one(reading, FEED, id=feed_id)


@router.delete("/schedules/feeds/{feed_id}", operation_id="deleteAgendaFeed", status_code=204)
async def delete_agenda_feed(session: CanRequest, feed: TheFeed) -> Response:
    """Revoke a calendar feed.

    Its address is not found any more; the feed stays in the list with `revoked_at`. Technicians
    revoke their own, those who lead (`schedules:lead`) anybody's. Recorded as the event
    `agenda_feed.revoked`. Revoking a feed twice changes nothing.
    """
    feeds.revoke_feed(session, feed)
    return Response(status_code=204)


@router.get(
    "/feeds/{feed_token}",
    operation_id="downloadAgendaFeed",
    response_class=CalendarResponse,
    responses=refuses(NotFound)
    | sends("text/calendar")
    | {304: {"description": "Not changed since that version."}},
)
async def download_agenda_feed(
    request: Request,
    access: PublicRead,
    feed_token: Annotated[str, Path(description="Token of the feed, and the ending `.ics`.")],
) -> CalendarResponse:
    """Download the agenda behind the address of a calendar feed.

    For calendar programs, which do not sign in: what is booked from 30 days ago to 180 days ahead
    in the format of RFC 5545, in UTC. A visit has protocol, title, priority, address and position
    of its order, without names and telephone numbers. What was released in that time is told as
    cancelled. Refused with `not_found` when the feed was revoked, and when its technician is not
    active or may not see agendas any more.
    """
    token = feed_token.removesuffix(".ics")
    organization_id = organization_behind(token, feeds.FEED_TOKEN)
    async with access.database.transaction(access.actor(organization_id)) as session:
        found = await feeds.read_feed(session, token)
    tag = f'"{hashlib.sha256(found.content).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(found.changed_at, usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return CalendarResponse(status_code=304, headers=headers)
    return CalendarResponse(found.content, headers=headers | disposition("agenda.ics", inline=True))
