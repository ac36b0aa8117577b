"""Statements that find the dialogs open in a ticket."""

from sqlalchemy import and_, bindparam, select
from sqlalchemy.types import Text

from app.core.data.statements import by_id, prepared
from app.forms.models import ActivityDialog, FormVersion
from app.tickets.models import Ticket
from app.tickets.reads import VIEWS
from app.tickets.visibility import TICKET_VISIBILITY

STEP = TICKET_VISIBILITY.statement(
    select(Ticket.activity_id, Ticket.requester_id).where(by_id(Ticket))
)
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
            FormVersion.status == "published",
        ),
    )
    .where(
        by_id(Ticket),
        *VIEWS["open"],
        ~ActivityDialog.is_opening,
        ActivityDialog.audience.in_(["both", bindparam("audience", type_=Text())]),
    )
    .order_by(ActivityDialog.position, ActivityDialog.id)
)
