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
    """The teams of the desk and who is in them."""
    return await TEAMS.page(reading, query)


@router.post(
    "/teams",
    operation_id="createTeam",
    status_code=201,
    response_model=schemas.Team,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_team(session: CanWrite, new: schemas.TeamCreate) -> Json:
    """Add a team."""
    team = await teams.create_team(session, new)
    return await one(session, TEAM, id=team.id, status=201, location=f"/v1/teams/{team.id}")


@router.get("/teams/{team_id}", operation_id="getTeam", response_model=schemas.Team)
async def get_team(reading: CanReadAgents, team_id: UUID) -> Json:
    """One team."""
    return await one(reading, TEAM, id=team_id)


@router.patch(
    "/teams/{team_id}",
    operation_id="updateTeam",
    response_model=schemas.Team,
    responses=refuses(Duplicate, UnknownReference),
)
async def update_team(session: CanWrite, team: TheTeam, change: schemas.TeamUpdate) -> Json:
    """Rename a team, or say anew who is in it."""
    await teams.update_team(session, team, change)
    return await one(session, TEAM, id=team.id)
