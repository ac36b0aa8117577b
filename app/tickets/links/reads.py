"""Statements that read links between tickets."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.tickets.links.models import TicketLink
from app.tickets.models import Ticket
from app.tickets.participants.models import Participant
from app.tickets.reply_drafts.models import ReplyDraft

_Other = aliased(Ticket)
LINKS = Listing(
    select(
        TicketLink.id,
        TicketLink.kind,
        TicketLink.other_id,
        _Other.number.label("other_number"),
        _Other.subject.label("other_subject"),
        _Other.status.label("other_status"),
        TicketLink.created_at,
    ).join(_Other, tenant_join(_Other, TicketLink, TicketLink.other_id)),
    TicketLink,
)
OF_TICKET = {
    model: model.ticket_id == bindparam("ticket_id", type_=Uuid())
    for model in (TicketLink, Participant, ReplyDraft)
}
LINK = read_by_id(LINKS.rows, TicketLink)
