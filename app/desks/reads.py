"""What callers read of desks: statements, compiled once."""

from sqlalchemy import and_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON

from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.desks.models import (
    Desk,
    Specialization,
    StatusName,
    SupportProfile,
    Team,
    TeamMember,
)
from app.forms.models import FormNode
from app.people.models import Person

_NOTHING = cast("[]", JSON)

DESKS = Listing(select(Desk.id, Desk.name, Desk.portal_enabled, Desk.chat_enabled), Desk)
DESK = prepared(
    select(*(c for c in Desk.__table__.columns if c.key != "organization_id")).where(
        Desk.organization_id == bindparam("organization_id"), Desk.id == bindparam("id")
    )
)

_STATUS_NAMES = select(
    StatusName.id,
    StatusName.status,
    StatusName.label_agent,
    StatusName.label_requester,
    StatusName.position,
    StatusName.archived_at,
    StatusName.version,
)
STATUS_NAMES = Listing(_STATUS_NAMES, StatusName)
STATUS_NAME = prepared(
    as_json(
        _STATUS_NAMES.where(
            StatusName.organization_id == bindparam("organization_id"),
            StatusName.id == bindparam("id"),
        ),
        "version",
    )
)

_TEAMS = select(
    Team.id,
    Team.name,
    select(func.coalesce(func.json_agg(TeamMember.person_id), _NOTHING))
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

_specializations = (
    select(
        func.coalesce(
            func.json_agg(
                func.json_build_object(
                    *("form_node_id", Specialization.form_node_id, "label", FormNode.label),
                    *("level", Specialization.level),
                )
            ),
            _NOTHING,
        )
    )
    .join(
        FormNode,
        and_(
            FormNode.organization_id == Specialization.organization_id,
            FormNode.id == Specialization.form_node_id,
        ),
    )
    .where(
        Specialization.organization_id == SupportProfile.organization_id,
        Specialization.profile_id == SupportProfile.id,
    )
    .correlate(SupportProfile)
    .scalar_subquery()
)
_PROFILES = select(
    SupportProfile.person_id,
    Person.name,
    SupportProfile.active,
    SupportProfile.max_open_tickets,
    SupportProfile.max_concurrent_chats,
    SupportProfile.availability,
    SupportProfile.availability_until,
    SupportProfile.working_calendar_id,
    SupportProfile.languages,
    _specializations.label("specializations"),
    SupportProfile.current_open,
    SupportProfile.current_chats,
    SupportProfile.last_assigned_at,
    SupportProfile.version,
).join(
    Person,
    and_(
        Person.organization_id == SupportProfile.organization_id,
        Person.id == SupportProfile.person_id,
    ),
)
SUPPORT_PROFILES = Listing(_PROFILES, SupportProfile, tie="person_id")
SUPPORT_PROFILE = prepared(
    as_json(
        _PROFILES.where(
            SupportProfile.organization_id == bindparam("organization_id"),
            SupportProfile.person_id == bindparam("id"),
        ),
        "version",
    )
)
