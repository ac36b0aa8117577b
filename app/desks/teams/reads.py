"""Statements that read teams."""

from sqlalchemy import any_, bindparam, func, select

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.desks.models import (
    Team,
    TeamMember,
)
from app.desks.reads import EMPTY_LIST
from app.people.models import Person
from app.schedules.availability.reads import GROUPS

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

GROUPS["team_id"] = Person.id == any_(
    func.array(
        select(TeamMember.person_id)
        .where(
            TeamMember.organization_id
            == bindparam("organization_id", type_=TeamMember.organization_id.type),
            TeamMember.team_id == bindparam("team_id", type_=TeamMember.team_id.type),
        )
        .scalar_subquery()
    )
)
