"""`/v1/teams`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.desks.models import Team
from app.desks.teams import schemas
from app.desks.teams import service as teams
from app.desks.teams.reads import TEAM, TEAMS

router = APIRouter(tags=["desks"], route_class=Route)
CanReadAgents = Annotated[Reading, acting("tickets:read")]
CanWrite = Annotated[TenantSession, acting("desks:write")]
TheTeam = Annotated[Team, existing(Team, "desks:write")]


@router.get("/teams", operation_id="listTeams", response_model=Page[schemas.Team])
async def list_teams(reading: CanReadAgents, query: Annotated[schemas.TeamQuery, Query()]) -> Json:
    """List teams with their members.

    Gives each team with the ids of its members, who come in no order. In the order of `name`.
    Teams group agents who share tickets: a ticket of a team is assigned by strategy to its
    members only. Everyone who may see tickets sees all teams.
    """
    return await TEAMS.page(reading, query)


@router.post(
    "/teams",
    operation_id="createTeam",
    status_code=201,
    response_model=schemas.Team,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_team(session: CanWrite, new: schemas.TeamCreate) -> Json:
    """Create a team.

    Adds a team with up to 500 members. A ticket is given to it with `updateTicket`, a rule or a
    macro; the strategy of the desk then considers only its members. Members need not be agents
    yet. Teams cannot be deleted. Refuses a name that another team has (`duplicate`), and
    members who do not exist (`unknown_reference`).
    """
    team = await teams.create_team(session, new)
    return await one(session, TEAM, id=team.id, status=201, location=f"/v1/teams/{team.id}")


@router.get("/teams/{team_id}", operation_id="getTeam", response_model=schemas.Team)
async def get_team(reading: CanReadAgents, team_id: UUID) -> Json:
    """Get a team with its members.

    Gives the name of the team and the ids of its members, in no order. Everyone who may see
    tickets sees all teams.
    """
    return await one(reading, TEAM, id=team_id)


@router.patch(
    "/teams/{team_id}",
    operation_id="updateTeam",
    response_model=schemas.Team,
    responses=refuses(Duplicate, UnknownReference),
)
async def update_team(session: CanWrite, team: TheTeam, change: schemas.TeamUpdate) -> Json:
    """Update the name or the members of a team.

    `member_ids` replaces the whole list of members; leave it out to keep them. Tickets of the
    team stay with the team and with their assignees. Members see the macros of the team, and
    former members no longer do. Refuses a name that another team has (`duplicate`), and members
    who do not exist (`unknown_reference`).
    """
    await teams.update_team(session, team, change)
    return await one(session, TEAM, id=team.id)
