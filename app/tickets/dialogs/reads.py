"""Statements that find the dialogs open in a ticket."""

from sqlalchemy import and_, bindparam, select
from sqlalchemy.types import Text

from app.core.data.statements import prepared
from app.forms.models import ActivityDialog, FormVersion
from app.tickets.models import Ticket
from app.tickets.reads import VIEWS
from app.tickets.visibility import SEEN_FROM_OUTSIDE

_THIS = (Ticket.organization_id == bindparam("organization_id"), Ticket.id == bindparam("id"))
_STEP = select(Ticket.activity_id, Ticket.requester_id).where(*_THIS)
STEP = {True: prepared(_STEP), False: prepared(_STEP.where(SEEN_FROM_OUTSIDE))}
#: What may be submitted in a ticket now, by one audience.
DIALOGS = prepared(
    select(
        ActivityDialog.id,
        ActivityDialog.key,
        ActivityDialog.form_id,
        FormVersion.id.label("form_version_id"),
        ActivityDialog.submit_label,
        ActivityDialog.submit_advice,
    )
    .select_from(Ticket)
    .join(
        ActivityDialog,
        and_(
            ActivityDialog.organization_id == Ticket.organization_id,
            ActivityDialog.activity_id == Ticket.activity_id,
        ),
    )
    .join(
        FormVersion,
        and_(
            FormVersion.organization_id == ActivityDialog.organization_id,
            FormVersion.form_id == ActivityDialog.form_id,
            FormVersion.state == "published",
        ),
    )
    .where(
        *_THIS,
        *VIEWS["open"],
        ~ActivityDialog.is_opening,
        ActivityDialog.audience.in_(["both", bindparam("audience", type_=Text())]),
    )
    .order_by(ActivityDialog.position, ActivityDialog.id)
)
