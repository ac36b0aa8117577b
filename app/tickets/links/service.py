"""Links between tickets."""

from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import (
    NotFound,
    Refusal,
    ValidationFailed,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.tickets.events import (
    TicketLinked,
    TicketUnlinked,
)
from app.tickets.links.models import LinkKind, TicketLink
from app.tickets.links.schemas import TicketLinkCreate
from app.tickets.models import Ticket


class AlreadyLinked(Refusal):
    """The two tickets are linked in this way already."""

    title = N_("These tickets are linked already")
    advice = N_("Read the links of the ticket.")


async def link(session: TenantSession, ticket: Ticket, wanted: TicketLinkCreate) -> TicketLink:
    """Say what this ticket is to another one."""
    other = await session.refer(Ticket, wanted.other_id, "other_id")
    if other.id == ticket.id:
        raise ValidationFailed.at("other_id", "itself", N_("A ticket is not linked to itself."))
    kind = LinkKind(wanted.kind)
    present = await session.scalar(
        select(TicketLink.id).where(
            TicketLink.ticket_id == ticket.id,
            TicketLink.other_id == other.id,
            TicketLink.kind == kind,
        )
    )
    if present is not None:
        raise AlreadyLinked
    return link_tickets(session, ticket.id, other.id, kind)


async def unlink(session: TenantSession, ticket: Ticket, link_id: UUID) -> None:
    found = await session.fetch(TicketLink, link_id)
    if found.ticket_id != ticket.id:
        raise NotFound
    await session.delete(found)
    announce(session, TicketUnlinked(ticket_id=ticket.id, other_id=found.other_id, kind=found.kind))


def link_tickets(
    session: TenantSession, ticket_id: UUID, other_id: UUID, kind: LinkKind
) -> TicketLink:
    link = TicketLink(
        id=new_id(), ticket_id=ticket_id, other_id=other_id, kind=kind, created_at=now()
    )
    session.add(link)
    announce(session, TicketLinked(ticket_id=ticket_id, other_id=other_id, kind=kind))
    return link
