"""Statements that read support profiles."""

from sqlalchemy import and_, bindparam, func, select

from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing
from app.desks.models import (
    Specialization,
    SupportProfile,
)
from app.desks.reads import EMPTY_LIST
from app.forms.models import FormNode
from app.people.models import Person

_specializations = (
    select(
        func.coalesce(
            func.json_agg(
                func.json_build_object(
                    *("form_node_id", Specialization.form_node_id, "label", FormNode.label),
                    *("level", Specialization.level),
                )
            ),
            EMPTY_LIST,
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
