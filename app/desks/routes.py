"""`/v1/desks`, and what belongs to them: statuses, teams, and the agents who work there."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from app.calendars.service import business_time
from app.core.access import acting, existing
from app.core.clock import now
from app.core.concurrency import etag
from app.core.database import TenantSession
from app.core.errors import Duplicate, NotFound, UnknownReference, refuses
from app.core.listing import Page
from app.core.reading import Json, Reading, Rows, one
from app.core.routing import Route
from app.desks import agents, schemas, service
from app.desks.agents import NotAnAgent
from app.desks.models import Desk, StatusName, Team
from app.desks.reads import (
    DESK,
    DESKS,
    STATUS_NAME,
    STATUS_NAMES,
    SUPPORT_PROFILE,
    SUPPORT_PROFILES,
    TEAM,
    TEAMS,
)
from app.files.uploads import ACCEPTED
from app.people.models import Person

router = APIRouter(tags=["desks"], route_class=Route)

CanRead = Annotated[Reading, acting("desks:read")]
CanReadAgents = Annotated[Reading, acting("tickets:read")]
CanWrite = Annotated[TenantSession, acting("desks:write")]
CanWork = Annotated[TenantSession, acting("tickets:work")]
TheDesk = Annotated[Desk, existing(Desk, "desks:write")]
TheStatus = Annotated[StatusName, existing(StatusName, "desks:write", name="status_name_id")]
TheTeam = Annotated[Team, existing(Team, "desks:write")]
ThePerson = Annotated[Person, existing(Person, "desks:write", name="agent_id")]


async def _desk(source: Rows, desk_id: UUID, *, status: int = 200, location: str = "") -> Json:
    """A desk with what its calendar says at this moment."""
    row = await source.row(DESK, id=desk_id)
    if row is None:
        raise NotFound
    moment = now()
    hours = await business_time(source, row["calendar_id"], around=moment)
    facts = {name: row[name] for name in schemas.Desk.model_fields if name in row}
    facts["accepted_media_types"] = row["accepted_media_types"] or sorted(ACCEPTED)
    open_now = hours.is_open(moment)
    next_opening_at = None if open_now else hours.next_opening(moment)
    desk = schemas.Desk(
        **facts, zone=str(hours.zone), open_now=open_now, next_opening_at=next_opening_at
    )
    state = f"{next_opening_at.timestamp():.0f}" if next_opening_at else f"{open_now:d}"
    headers = {"ETag": etag(desk.version, state)} | ({"Location": location} if location else {})
    return Json(desk.model_dump_json(), status, headers)


@router.get("/desks", operation_id="listDesks", response_model=Page[schemas.DeskRow])
async def list_desks(reading: CanRead, query: Annotated[schemas.DeskQuery, Query()]) -> Any:
    """The desks of this organization."""
    return await DESKS.page(reading, query)


@router.post(
    "/desks",
    operation_id="createDesk",
    status_code=201,
    response_model=schemas.Desk,
    responses=refuses(Duplicate),
)
async def create_desk(session: CanWrite, new: schemas.DeskCreate) -> Any:
    """Add a desk; its limits are the usual ones until they are changed."""
    desk = service.add_desk(session, new)
    return await _desk(session, desk.id, status=201, location=f"/v1/desks/{desk.id}")


@router.get("/desks/{desk_id}", operation_id="getDesk", response_model=schemas.Desk)
async def get_desk(reading: CanRead, desk_id: UUID) -> Any:
    """A desk: its limits, whether it is open now, and when it opens next."""
    return await _desk(reading, desk_id)


@router.patch(
    "/desks/{desk_id}",
    operation_id="updateDesk",
    response_model=schemas.Desk,
    responses=refuses(UnknownReference, Duplicate),
)
async def update_desk(session: CanWrite, desk: TheDesk, change: schemas.DeskUpdate) -> Any:
    """Change the name, the hours or the limits of a desk."""
    await service.change_desk(session, desk, change)
    return await _desk(session, desk.id)


@router.get(
    "/status-names", operation_id="listStatusNames", response_model=Page[schemas.StatusName]
)
async def list_status_names(
    reading: CanRead, query: Annotated[schemas.StatusNameQuery, Query()]
) -> Any:
    """The organization's own names for statuses, in their order."""
    return await STATUS_NAMES.page(reading, query)


@router.post(
    "/status-names",
    operation_id="createStatusName",
    status_code=201,
    response_model=schemas.StatusName,
)
async def create_status_name(session: CanWrite, new: schemas.StatusNameCreate) -> Any:
    """Name a part of a status: one label for agents, one for requesters."""
    found = service.add_status_name(session, new)
    location = f"/v1/status-names/{found.id}"
    return await one(session, STATUS_NAME, id=found.id, status=201, location=location)


@router.get(
    "/status-names/{status_name_id}",
    operation_id="getStatusName",
    response_model=schemas.StatusName,
)
async def get_status_name(reading: CanRead, status_name_id: UUID) -> Any:
    """One name of a status."""
    return await one(reading, STATUS_NAME, id=status_name_id)


@router.patch(
    "/status-names/{status_name_id}",
    operation_id="updateStatusName",
    response_model=schemas.StatusName,
)
async def update_status_name(
    session: CanWrite, status: TheStatus, change: schemas.StatusNameUpdate
) -> Any:
    """Rename, move or archive it. Tickets that bear it keep it."""
    service.change_status_name(session, status, change)
    return await one(session, STATUS_NAME, id=status.id)


@router.get("/teams", operation_id="listTeams", response_model=Page[schemas.Team])
async def list_teams(reading: CanReadAgents, query: Annotated[schemas.TeamQuery, Query()]) -> Any:
    """The teams of the desk and who is in them."""
    return await TEAMS.page(reading, query)


@router.post(
    "/teams",
    operation_id="createTeam",
    status_code=201,
    response_model=schemas.Team,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_team(session: CanWrite, new: schemas.TeamCreate) -> Any:
    """Add a team."""
    team = await service.add_team(session, new)
    return await one(session, TEAM, id=team.id, status=201, location=f"/v1/teams/{team.id}")


@router.get("/teams/{team_id}", operation_id="getTeam", response_model=schemas.Team)
async def get_team(reading: CanReadAgents, team_id: UUID) -> Any:
    """One team."""
    return await one(reading, TEAM, id=team_id)


@router.patch(
    "/teams/{team_id}",
    operation_id="updateTeam",
    response_model=schemas.Team,
    responses=refuses(Duplicate, UnknownReference),
)
async def update_team(session: CanWrite, team: TheTeam, change: schemas.TeamUpdate) -> Any:
    """Rename a team, or say anew who is in it."""
    await service.change_team(session, team, change)
    return await one(session, TEAM, id=team.id)


@router.get("/agents", operation_id="listAgents", response_model=Page[schemas.SupportProfile])
async def list_agents(
    reading: CanReadAgents, query: Annotated[schemas.SupportProfileQuery, Query()]
) -> Any:
    """Who works at the desk: what they know, what they carry, whether they are there."""
    return await SUPPORT_PROFILES.page(reading, query)


@router.get(
    "/agents/{agent_id}/support-profile",
    operation_id="getSupportProfile",
    response_model=schemas.SupportProfile,
)
async def get_support_profile(reading: CanReadAgents, agent_id: UUID) -> Any:
    """One agent; the id is the person's."""
    return await one(reading, SUPPORT_PROFILE, id=agent_id)


@router.put(
    "/agents/{agent_id}/support-profile",
    operation_id="putSupportProfile",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent, UnknownReference),
)
async def put_support_profile(
    session: CanWrite, person: ThePerson, wanted: schemas.SupportProfilePut
) -> Any:
    """Make a member of staff an agent, whatever their role, or change what they know and carry."""
    await agents.put_support_profile(session, person, wanted)
    return await one(session, SUPPORT_PROFILE, id=person.id)


@router.put(
    "/agents/{agent_id}/availability",
    operation_id="putAgentAvailability",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent),
)
async def put_agent_availability(
    session: CanWrite, person: ThePerson, wanted: schemas.AvailabilityPut
) -> Any:
    """Say of an agent whether they are there: for a lead, when somebody forgot."""
    await agents.set_availability(session, person.id, wanted)
    return await one(session, SUPPORT_PROFILE, id=person.id)


@router.put(
    "/me/availability",
    operation_id="putAvailability",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent),
)
async def put_availability(session: CanWork, wanted: schemas.AvailabilityPut) -> Any:
    """Say whether the caller is there: who is online is given tickets."""
    person_id = session.actor.person_id
    assert person_id is not None
    await agents.set_availability(session, person_id, wanted)
    return await one(session, SUPPORT_PROFILE, id=person_id)
