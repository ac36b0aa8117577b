"""How routes get at tickets: what callers may do, and the row that the path names."""

from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import Select, select

from app.core.access import acting, existing
from app.core.actors import Actor
from app.core.database import TenantSession
from app.core.errors import NotFound
from app.core.reading import Reading, Rows, one
from app.tickets.models import Message, MessageKind, Ticket
from app.tickets.reads import TICKET, TICKET_EXISTS
from app.tickets.sight import visible

CanRead = Annotated[Reading, acting("tickets:read")]
CanWrite = Annotated[TenantSession, acting("tickets:write")]
CanWork = Annotated[TenantSession, acting("tickets:work")]
CanLead = Annotated[TenantSession, acting("tickets:lead")]
#: The ticket that the path names, for those who may write in it or work on it.
InTicket = Annotated[Ticket, existing(Ticket, "tickets:write", visible=visible)]
TheTicket = Annotated[Ticket, existing(Ticket, "tickets:work", visible=visible)]


def _readable(actor: Actor) -> Select[Any]:
    """Messages of the tickets that somebody sees; from outside only what is public."""
    seen = visible(actor).with_only_columns(Ticket.id)
    messages = select(Message).where(Message.ticket_id.in_(seen))
    if actor.may("tickets:all"):
        return messages
    return messages.where(Message.kind == MessageKind.PUBLIC_REPLY)


TheMessage = Annotated[Message, existing(Message, "tickets:write", visible=_readable)]
WorkedMessage = Annotated[Message, existing(Message, "tickets:work", visible=_readable)]


async def the_ticket(source: Rows, ticket_id: UUID, **more: Any) -> Any:
    """Answer one ticket as the caller sees it."""
    statement = TICKET[source.actor.may("tickets:all")]
    return await one(source, statement, id=ticket_id, actor_id=source.actor.person_id, **more)


async def check_exists(reading: Reading, ticket_id: UUID) -> None:
    """404 unless the caller may see the ticket."""
    statement = TICKET_EXISTS[reading.actor.may("tickets:all")]
    if await reading.row(statement, id=ticket_id, actor_id=reading.actor.person_id) is None:
        raise NotFound
