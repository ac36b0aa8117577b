"""Teams of a desk."""

from uuid import UUID

from sqlalchemy import delete, select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.core.values.wire import apply
from app.desks.events import TeamCreated, TeamUpdated
from app.desks.models import Team, TeamMember
from app.desks.teams.schemas import TeamCreate, TeamUpdate
from app.people.models import Person


async def create_team(session: TenantSession, new: TeamCreate) -> Team:
    team = Team(id=new.id or new_id(), name=new.name)
    session.add(team)
    await session.flush()
    await _put_members(session, team, new.member_ids)
    announce(session, TeamCreated(team_id=team.id))
    return team


async def update_team(session: TenantSession, team: Team, change: TeamUpdate) -> None:
    wanted = change.changes()
    members = wanted.pop("member_ids", None)
    apply(team, wanted)
    if members is not None:
        await _put_members(session, team, members)
    announce(session, TeamUpdated(team_id=team.id))


async def leave_teams(session: TenantSession, person_id: UUID) -> None:
    """Take somebody who was deactivated out of every team."""
    person = await session.fetch(Person, person_id, lock=True)
    if person.active:
        return
    theirs = select(TeamMember.team_id).where(TeamMember.person_id == person_id)
    teams = await session.scalars(
        select(Team).where(Team.id.in_(theirs)).order_by(Team.id).with_for_update(key_share=True)
    )
    for team in teams.all():
        team.updated_at = now()  # a new version: its members are others
        announce(session, TeamUpdated(team_id=team.id))
    await session.execute(
        delete(TeamMember).where(
            TeamMember.organization_id == session.actor.organization_id,
            TeamMember.person_id == person_id,
        )
    )


async def _put_members(session: TenantSession, team: Team, member_ids: list[UUID]) -> None:
    organization_id = session.actor.organization_id
    wanted = set(member_ids)
    await session.refer_list(Person, member_ids, "member_ids")
    await session.execute(
        delete(TeamMember).where(
            TeamMember.organization_id == organization_id, TeamMember.team_id == team.id
        )
    )
    session.add_all(
        TeamMember(organization_id=organization_id, team_id=team.id, person_id=member)
        for member in wanted
    )
    await session.flush()
