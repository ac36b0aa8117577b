"""Tags of tickets."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.tickets.events import TicketTagged
from app.tickets.models import Ticket
from app.tickets.tags.models import TicketTag


async def put_tags(session: TenantSession, ticket: Ticket, tags: list[str]) -> None:
    """Say anew how the ticket is tagged."""
    organization_id = session.actor.organization_id
    present = {row.tag: row for row in await _tags(session, ticket)}
    wanted = set(tags)
    added, removed = sorted(wanted - present.keys()), sorted(present.keys() - wanted)
    session.add_all(
        TicketTag(organization_id=organization_id, ticket_id=ticket.id, tag=tag) for tag in added
    )
    for tag in removed:
        await session.delete(present[tag])
    if added or removed:
        announce(session, TicketTagged(ticket_id=ticket.id, added=added, removed=removed))


async def tags_of(session: TenantSession, ticket: Ticket) -> list[str]:
    return sorted(row.tag for row in await _tags(session, ticket))


async def _tags(session: TenantSession, ticket: Ticket) -> Sequence[TicketTag]:
    found = await session.scalars(
        select(TicketTag).where(
            TicketTag.organization_id == session.actor.organization_id,
            TicketTag.ticket_id == ticket.id,
        )
    )
    return found.all()
