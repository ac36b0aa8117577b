"""Statements that read teams."""

from sqlalchemy import bindparam, func, select

from app.core.data.statements import as_json, prepared
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
    .where(TeamMember.organization_id == Team.organization_id, TeamMember.team_id == Team.id)
    .correlate(Team)
    .scalar_subquery()
    .label("member_ids"),
    Team.version,
)
TEAMS = Listing(_TEAMS, Team)
TEAM = prepared(
    as_json(
        _TEAMS.where(
            Team.organization_id == bindparam("organization_id"), Team.id == bindparam("id")
        ),
        "version",
    )
)
