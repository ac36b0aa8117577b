"""What other domains may hear about tickets. No event carries what was written."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.core.text import N_
from app.tickets.models import AuthorKind


class TicketEvent(Event):
    subject: ClassVar = "ticket"
    ticket_id: UUID


class TicketOpened(TicketEvent):
    name: ClassVar = "ticket.opened"
    label: ClassVar = N_("Ticket opened")
    requester_id: UUID


class TicketReplied(TicketEvent):
    name: ClassVar = "ticket.replied"
    label: ClassVar = N_("Reply written")
    message_id: UUID
    seq: int
    author_kind: AuthorKind


class TicketNoted(TicketEvent):
    """An internal note was written; requesters never hear of it."""

    name: ClassVar = "ticket.noted"
    label: ClassVar = N_("Internal note written")
    message_id: UUID
    seq: int


class TicketAssigned(TicketEvent):
    name: ClassVar = "ticket.assigned"
    label: ClassVar = N_("Ticket assigned")
    assignee_id: UUID | None


class TicketChanged(TicketEvent):
    name: ClassVar = "ticket.changed"
    label: ClassVar = N_("Ticket changed")
    fields: list[str]


class TicketSolved(TicketEvent):
    name: ClassVar = "ticket.solved"
    label: ClassVar = N_("Ticket solved")


class TicketReopened(TicketEvent):
    name: ClassVar = "ticket.reopened"
    label: ClassVar = N_("Ticket reopened")


class TicketClosed(TicketEvent):
    name: ClassVar = "ticket.closed"
    label: ClassVar = N_("Ticket closed")


class OrderRaised(TicketEvent):
    name: ClassVar = "ticket.order_raised"
    label: ClassVar = N_("Service order raised")
    order_id: UUID
    protocol: str


class VisitCancelled(TicketEvent):
    """The order raised from the ticket will not be carried out; the desk has it back."""

    name: ClassVar = "ticket.visit_cancelled"
    label: ClassVar = N_("Visit cancelled")
    order_id: UUID


class VisitScheduled(TicketEvent):
    """The order raised from the ticket got a date."""

    name: ClassVar = "ticket.visit_scheduled"
    label: ClassVar = N_("Visit scheduled")
    order_id: UUID
    starts_at: datetime
    ends_at: datetime
