"""Statements that read invitations."""

from sqlalchemy import Text, bindparam, case, cast, func, select

from app.core.data.statements import as_json, by_id, prepared
from app.core.http.listing import Listing
from app.people.models import Invitation

_expired = (Invitation.status == "pending") & (Invitation.expires_at <= func.now())
_INVITATIONS = select(
    Invitation.id,
    Invitation.email,
    Invitation.name,
    Invitation.locale,
    Invitation.role,
    Invitation.profile_id,
    Invitation.company_id,
    Invitation.invited_by_id,
    case((_expired, "expired"), else_=cast(Invitation.status, Text)).label("status"),
    Invitation.sent_count,
    Invitation.expires_at,
    Invitation.person_id,
    Invitation.version,
    Invitation.created_at,
    Invitation.updated_at,
)
_THIS_INVITATION = by_id(Invitation)
INVITATIONS = Listing(_INVITATIONS, Invitation)
INVITATION = prepared(as_json(_INVITATIONS.where(_THIS_INVITATION), "version"))
#: With the link, for the one answer that shows it.
INVITATION_WITH_LINK = prepared(
    as_json(
        _INVITATIONS.add_columns(bindparam("accept_url", type_=Text()).label("accept_url")).where(
            _THIS_INVITATION
        ),
        "version",
    )
)
