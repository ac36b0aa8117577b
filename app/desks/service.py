"""The rules of desks: their limits, the names of statuses, teams. Who works there: `agents.py`."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.calendars.service import require_calendar
from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import ValidationFailed, field_problem
from app.core.events import announce
from app.core.ids import new_id
from app.core.text import N_, translate
from app.desks.events import (
    DeskAdded,
    DeskChanged,
    StatusNameAdded,
    StatusNameChanged,
    TeamAdded,
    TeamChanged,
)
from app.desks.models import Desk, StatusName, Team, TeamMember, TicketStatus
from app.desks.schemas import (
    DeskCreate,
    DeskUpdate,
    StatusNameCreate,
    StatusNameUpdate,
    TeamCreate,
    TeamUpdate,
)
from app.files.uploads import ACCEPTED
from app.organizations.service import organization_of
from app.people.models import Person


async def default_desk(session: TenantSession) -> Desk:
    """The desk of whoever names none. It is made when somebody needs it first."""
    organization_id = session.actor.organization_id
    desk = await session.get(Desk, (organization_id, organization_id))
    if desk is not None:
        return desk
    organization = await organization_of(session)
    moment = now()
    await session.execute(
        insert(Desk)
        .values(
            organization_id=organization_id,
            id=organization_id,
            name=translate(N_("Support"), organization.locale),
            version=1,
            created_at=moment,
            updated_at=moment,
        )
        .on_conflict_do_nothing()
    )
    return await session.fetch(Desk, organization_id)


async def require_desk(session: TenantSession, desk_id: UUID | None) -> Desk:
    """The desk that a request names, or the default one."""
    if desk_id is None or desk_id == session.actor.organization_id:
        return await default_desk(session)
    return await session.refer(Desk, desk_id, "desk_id")


def add_desk(session: TenantSession, new: DeskCreate) -> Desk:
    desk = Desk(id=new.id or new_id(), name=new.name)
    session.add(desk)
    announce(session, DeskAdded(desk_id=desk.id))
    return desk


async def change_desk(session: TenantSession, desk: Desk, change: DeskUpdate) -> None:
    wanted = change.changes()
    if wanted.get("calendar_id") is not None:
        await require_calendar(session, wanted["calendar_id"], "calendar_id")
    unknown = set(wanted.get("accepted_media_types") or ()) - ACCEPTED.keys()
    if unknown:
        detail = N_("Files of the type {media_type} are not taken here.")
        problems = [
            field_problem("accepted_media_types", "media_type", detail, media_type=media_type)
            for media_type in sorted(unknown)
        ]
        raise ValidationFailed(errors=problems)
    for name, value in wanted.items():
        setattr(desk, name, value)
    if wanted:
        announce(session, DeskChanged(desk_id=desk.id, fields=sorted(wanted)))


def add_status_name(session: TenantSession, new: StatusNameCreate) -> StatusName:
    status = StatusName(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(status)
    announce(session, StatusNameAdded(status_name_id=status.id))
    return status


def change_status_name(
    session: TenantSession, status: StatusName, change: StatusNameUpdate
) -> None:
    """Rename or move it; an archived one stays on the tickets that bear it."""
    wanted = change.changes()
    fields = sorted(wanted)
    if "archived" in wanted:
        archived = wanted.pop("archived")
        status.archived_at = (status.archived_at or now()) if archived else None
    for name, value in wanted.items():
        setattr(status, name, value)
    if fields:
        announce(session, StatusNameChanged(status_name_id=status.id, fields=fields))


async def require_status_name(
    session: TenantSession, status_name_id: UUID | None, status: TicketStatus
) -> StatusName | None:
    """The name that a request gives to a status; 422 unless it is a living name of that status."""
    if status_name_id is None:
        return None
    found = await session.refer(StatusName, status_name_id, "status_name_id")
    if found.status is not status or found.archived_at is not None:
        detail = N_("This is no name of the status {status}.")
        problem = field_problem("status_name_id", "not_of_this_status", detail, status=str(status))
        raise ValidationFailed(errors=[problem])
    return found


async def add_team(session: TenantSession, new: TeamCreate) -> Team:
    team = Team(id=new.id or new_id(), name=new.name)
    session.add(team)
    await session.flush()
    await _put_members(session, team, new.member_ids)
    announce(session, TeamAdded(team_id=team.id))
    return team


async def change_team(session: TenantSession, team: Team, change: TeamUpdate) -> None:
    wanted = change.changes()
    members = wanted.pop("member_ids", None)
    for name, value in wanted.items():
        setattr(team, name, value)
    if members is not None:
        await _put_members(session, team, members)
    announce(session, TeamChanged(team_id=team.id))


async def members_of(session: TenantSession, team_id: UUID) -> set[UUID]:
    found = await session.scalars(
        select(TeamMember.person_id).where(
            TeamMember.organization_id == session.actor.organization_id,
            TeamMember.team_id == team_id,
        )
    )
    return set(found)


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
