"""Fate of the rows of every table that points at a ticket, when that ticket is merged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.tickets.links.models import TicketLink
from app.tickets.models import Ticket
from app.tickets.orders.models import TicketOrder
from app.tickets.participants.models import Participant
from app.tickets.reply_drafts.models import ReplyDraft
from app.tickets.tags.models import TicketTag


@dataclass(frozen=True, slots=True)
class Moves:
    """Rows go to the other ticket, except those that say nothing new there."""

    model: type[Any]
    #: Columns by which the other ticket has such a row already.
    key: tuple[str, ...]
    #: Whether a row has no meaning in the other ticket.
    is_void: Callable[[Any, Ticket], bool] = lambda _row, _target: False


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Rows are not simply moved, for this reason."""

    reason: str


def _links_to_itself(link: TicketLink, target: Ticket) -> bool:
    return target.id in (link.ticket_id, link.other_id)


def _is_requester(participant: Participant, target: Ticket) -> bool:
    return participant.person_id == target.requester_id


#: Column that points at a ticket -> what becomes of its rows. Domains to the right listen.
MERGED: dict[str, Moves | Otherwise] = {
    "participants.ticket_id": Moves(Participant, ("person_id",), _is_requester),
    "reply_drafts.ticket_id": Moves(ReplyDraft, ("order_id",)),
    "ticket_links.ticket_id": Moves(TicketLink, ("other_id", "kind"), _links_to_itself),
    "ticket_links.other_id": Moves(TicketLink, ("ticket_id", "kind"), _links_to_itself),
    "ticket_orders.ticket_id": Moves(TicketOrder, ("order_id",)),
    "ticket_tags.ticket_id": Moves(TicketTag, ("tag",)),
    "messages.ticket_id": Otherwise("Move with new numbers, and with all that hangs on them."),
    "tickets.merged_into_id": Otherwise("Point at the end of the chain."),
    "read_markers.ticket_id": Otherwise("Stay: numbers of messages differ in the other ticket."),
    "incident_tickets.ticket_id": Otherwise("Move, by a listener of incidents."),
    "sla_terms.ticket_id": Otherwise("Stay: what was promised for this ticket."),
    "sla_clocks.ticket_id": Otherwise("Stay; a listener of SLA cancels those that run."),
    "ratings.ticket_id": Otherwise("Stay: they judge one resolution of this ticket."),
    "rating_invitations.ticket_id": Otherwise("Stay: they ask about a resolution of this ticket."),
    "rule_runs.ticket_id": Otherwise("Stay: the log of what rules did to this ticket."),
}


async def carry(session: TenantSession, ticket: Ticket, target: Ticket) -> None:
    """Move to the target what belongs to a merged ticket."""
    for place, fate in MERGED.items():
        if isinstance(fate, Moves):
            await _move(session, fate, place.partition(".")[2], ticket, target)
            await session.flush()


async def _move(
    session: TenantSession, moves: Moves, column: str, ticket: Ticket, target: Ticket
) -> None:
    pointer = getattr(moves.model, column)
    rows = await session.scalars(
        select(moves.model).where(
            moves.model.organization_id == session.actor.organization_id,
            pointer.in_((ticket.id, target.id)),
        )
    )
    found = rows.all()
    there = {_key(row, moves) for row in found if getattr(row, column) == target.id}
    for row in found:
        if getattr(row, column) != ticket.id:
            continue
        if moves.is_void(row, target) or _key(row, moves) in there:
            await session.delete(row)
        else:
            setattr(row, column, target.id)


def _key(row: Any, moves: Moves) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in moves.key)
