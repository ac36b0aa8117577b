"""Statements that read teams."""

from sqlalchemy import func, select

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.desks.models import (
    Team,
    TeamMember,
)
from app.desks.reads import EMPTY_LIST

_TEAMS = select(
    Team.id,
    Team.name,
    select(func.coalesce(func.json_agg(TeamMember.person_id), EMPTY_LIST))
    .where(tenant_join(Team, TeamMember, TeamMember.team_id))
    .correlate(Team)
    .scalar_subquery()
    .label("member_ids"),
    Team.version,
)
TEAMS = Listing(_TEAMS, Team)
TEAM = read_by_id(_TEAMS, Team, "version")
