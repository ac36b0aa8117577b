"""Continuation of a ticket in another one: what goes along when it is split or followed up."""

from uuid import UUID

from sqlalchemy import or_, select

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.tickets.links.models import LinkKind, TicketLink
from app.tickets.links.service import link_tickets
from app.tickets.models import Ticket
from app.tickets.orders.models import TicketOrder
from app.tickets.participants.service import copy_participants
from app.tickets.reply_drafts.models import ReplyDraft
from app.tickets.tags.service import put_tags, tags_of

#: What the desk has said of two tickets; the others say how one came of another.
_SAID = (LinkKind.RELATES, LinkKind.DUPLICATE, LinkKind.PARENT)
#: Column that points at a ticket -> what becomes of it in a ticket that continues another.
CONTINUED = {
    "participants.ticket_id": "Copied: who took part takes part.",
    "ticket_tags.ticket_id": "Copied.",
    "ticket_links.ticket_id": "Copied, if the desk made them.",
    "ticket_links.other_id": "Copied, if the desk made them.",
    "ticket_orders.ticket_id": "Copied to a follow-up: what comes of them concerns it. Of a split"
    " ticket they stay with the one for which they were raised.",
    "reply_drafts.ticket_id": "Moved to a follow-up, where they can be sent; else they stay.",
    "messages.ticket_id": "The one that begins it is copied, with HTML and attachments, by a split;"
    " the reply that opens a follow-up is only there.",
    "incident_tickets.ticket_id": "Copied while the incident is open, by a listener of incidents.",
    "tickets.merged_into_id": "Stay: nothing was merged into the new one.",
    "read_markers.ticket_id": "Stay: nobody has read the new one.",
    "sla_terms.ticket_id": "Stay: the new one has its own.",
    "sla_clocks.ticket_id": "Stay: the new one has its own.",
    "ratings.ticket_id": "Stay: they judge one resolution of the old one.",
    "rating_invitations.ticket_id": "Stay: they ask about a resolution of the old one.",
    "rule_runs.ticket_id": "Stay: the log of what rules did to the old one.",
}


async def carry_on(session: TenantSession, old: Ticket, new: Ticket, kind: LinkKind) -> None:
    """Link the new ticket to the old one, and let what belongs to both go along."""
    await _copy_links(session, old, new)
    link_tickets(session, new.id, old.id, kind)
    await copy_participants(session, old, new)
    await put_tags(session, new, await tags_of(session, old))
    new.team_id = old.team_id
    if kind is LinkKind.FOLLOW_UP:
        await _carry_orders(session, old, new)


async def _copy_links(session: TenantSession, old: Ticket, new: Ticket) -> None:
    said = await session.scalars(
        select(TicketLink).where(
            TicketLink.organization_id == session.actor.organization_id,
            or_(TicketLink.ticket_id == old.id, TicketLink.other_id == old.id),
            TicketLink.kind.in_(_SAID),
        )
    )
    for link in said.all():
        link_tickets(
            session,
            _instead(link.ticket_id, old, new),
            _instead(link.other_id, old, new),
            link.kind,
        )


async def _carry_orders(session: TenantSession, old: Ticket, new: Ticket) -> None:
    organization_id = session.actor.organization_id
    raised = await session.scalars(
        select(TicketOrder).where(
            TicketOrder.organization_id == organization_id, TicketOrder.ticket_id == old.id
        )
    )
    session.add_all(
        TicketOrder(
            organization_id=organization_id,
            ticket_id=new.id,
            order_id=each.order_id,
            created_at=now(),
        )
        for each in raised.all()
    )
    drafts = await session.scalars(
        select(ReplyDraft).where(
            ReplyDraft.organization_id == organization_id, ReplyDraft.ticket_id == old.id
        )
    )
    for draft in drafts.all():
        draft.ticket_id = new.id


def _instead(ticket_id: UUID, old: Ticket, new: Ticket) -> UUID:
    return new.id if ticket_id == old.id else ticket_id
