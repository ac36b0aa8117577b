"""Statements that read support profiles."""

from sqlalchemy import bindparam, func, select

from app.core.data.statements import as_json, prepared, tenant_join
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
    .join(FormNode, tenant_join(FormNode, Specialization, Specialization.form_node_id))
    .where(tenant_join(SupportProfile, Specialization, Specialization.profile_id))
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
    tenant_join(Person, SupportProfile, SupportProfile.person_id),
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
