"""Events of tickets; none carries text that people wrote."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_
from app.desks.models import TicketStatus
from app.tickets.links.models import LinkKind
from app.tickets.models import AuthorKind, Priority, QueueReason
from app.tickets.participants.models import ParticipantRole


class TicketEvent(Event):
    subject: ClassVar = "ticket"
    ticket_id: UUID


class TicketOpened(TicketEvent):
    name: ClassVar = "ticket.opened"
    label: ClassVar = N_("Ticket opened")
    requester_id: UUID
    desk_id: UUID
    priority: Priority
    support_access_wanted: bool


class TicketReplied(TicketEvent):
    name: ClassVar = "ticket.replied"
    label: ClassVar = N_("Reply written")
    message_id: UUID
    seq: int
    author_kind: AuthorKind
    #: A machine wrote it: it moves nothing and keeps no promise.
    is_automatic: bool
    #: It is the solution of the ticket.
    solves: bool = False
    #: It took a finished ticket up again.
    reopens: bool = False
    #: What was said to many tickets at once, such as an update of an incident.
    broadcast_id: UUID | None = None


class TicketNoted(TicketEvent):
    """An internal note was written; requesters never hear of it."""

    name: ClassVar = "ticket.noted"
    label: ClassVar = N_("Internal note written")
    message_id: UUID
    seq: int
    #: It tells of a call in which the requester was answered.
    counts_as_response: bool


class MessageEdited(TicketEvent):
    name: ClassVar = "ticket.message_edited"
    label: ClassVar = N_("Message edited")
    message_id: UUID
    seq: int


class MessageRedacted(TicketEvent):
    """The text of a message was removed for good."""

    name: ClassVar = "ticket.message_redacted"
    label: ClassVar = N_("Message redacted")
    message_id: UUID
    seq: int


class TicketAssigned(TicketEvent):
    name: ClassVar = "ticket.assigned"
    label: ClassVar = N_("Ticket assigned")
    assignee_id: UUID | None
    #: Nobody chose: the desk's rule did.
    by_rule: bool
    #: Beyond what the agent carries, because a lead said why.
    forced: bool
    #: Who did it; null: a program, or it happened before this was written down.
    by_id: UUID | None = None


class TicketQueued(TicketEvent):
    """Nobody could be given the ticket; it waits."""

    name: ClassVar = "ticket.queued"
    label: ClassVar = N_("Ticket waits in the queue")
    reason: QueueReason


class TicketUpdated(TicketEvent):
    name: ClassVar = "ticket.updated"
    label: ClassVar = N_("Ticket changed")
    fields: list[str]
    #: As it is now: what was promised may hang on it.
    priority: Priority


class TicketStatusChanged(TicketEvent):
    name: ClassVar = "ticket.status_changed"
    label: ClassVar = N_("Status changed")
    detail: ClassVar = "{status_before} → {status_after}"
    status_before: TicketStatus
    status_after: TicketStatus


class TicketSolved(TicketEvent):
    name: ClassVar = "ticket.solved"
    label: ClassVar = N_("Ticket solved")
    #: The requester said so.
    by_requester: bool


class TicketReopened(TicketEvent):
    name: ClassVar = "ticket.reopened"
    label: ClassVar = N_("Ticket reopened")
    #: Who did it; null: a program, or it happened before this was written down.
    by_id: UUID | None = None
    #: A reply did it, of which `ticket.replied` tells.
    by_reply: bool = False


class TicketClosed(TicketEvent):
    name: ClassVar = "ticket.closed"
    label: ClassVar = N_("Ticket closed")


class TicketMerged(TicketEvent):
    """The ticket was merged; its messages are in the other one."""

    name: ClassVar = "ticket.merged"
    label: ClassVar = N_("Ticket merged")
    into_id: UUID
    into_number: int


class TicketTookOver(TicketEvent):
    """The other side of a merge."""

    name: ClassVar = "ticket.took_over"
    label: ClassVar = N_("Another ticket was merged into this one")
    other_id: UUID
    other_number: int


class TicketMarkedAsSpam(TicketEvent):
    name: ClassVar = "ticket.marked_as_spam"
    label: ClassVar = N_("Ticket marked as spam")


class TicketUnmarkedAsSpam(TicketEvent):
    name: ClassVar = "ticket.unmarked_as_spam"
    label: ClassVar = N_("Ticket is no spam")


class TicketLinked(TicketEvent):
    name: ClassVar = "ticket.linked"
    label: ClassVar = N_("Ticket linked")
    other_id: UUID
    kind: LinkKind


class TicketUnlinked(TicketEvent):
    name: ClassVar = "ticket.unlinked"
    label: ClassVar = N_("Link removed")
    other_id: UUID
    kind: LinkKind


class TicketTagged(TicketEvent):
    name: ClassVar = "ticket.tagged"
    label: ClassVar = N_("Tags changed")
    added: list[str]
    removed: list[str]


class ParticipantCreated(TicketEvent):
    name: ClassVar = "ticket.participant_created"
    label: ClassVar = N_("Participant added")
    person_id: UUID
    role: ParticipantRole


class ParticipantDeleted(TicketEvent):
    name: ClassVar = "ticket.participant_deleted"
    label: ClassVar = N_("Participant removed")
    person_id: UUID


class TicketAdvanced(TicketEvent):
    """A dialog was submitted; the process may have moved on."""

    name: ClassVar = "ticket.advanced"
    label: ClassVar = N_("Step of the process taken")
    dialog_id: UUID
    activity_before_id: UUID
    activity_after_id: UUID


class ReplyDrafted(TicketEvent):
    """The order that was raised from the ticket is closed: its outcome waits to be sent."""

    name: ClassVar = "ticket.reply_drafted"
    label: ClassVar = N_("Reply drafted from the report")
    order_id: UUID


class OrderRaised(TicketEvent):
    name: ClassVar = "ticket.order_raised"
    label: ClassVar = N_("Service order raised")
    order_id: UUID
    protocol: str


class OrderCameFromTicket(Event):
    """The other side of `OrderRaised`: the order's own timeline names the ticket."""

    subject: ClassVar = "order"
    name: ClassVar = "order.came_from_ticket"
    label: ClassVar = N_("Raised from a ticket")
    order_id: UUID
    ticket_id: UUID
    ticket_number: int


class TicketVisitCancelled(TicketEvent):
    """The order raised from the ticket will not be carried out; the desk has it back."""

    name: ClassVar = "ticket.visit_cancelled"
    label: ClassVar = N_("Visit cancelled")
    order_id: UUID


class TicketVisitScheduled(TicketEvent):
    """The order raised from the ticket got a date."""

    name: ClassVar = "ticket.visit_scheduled"
    label: ClassVar = N_("Visit scheduled")
    order_id: UUID
    starts_at: datetime
    ends_at: datetime


class TicketVisitNoShow(TicketEvent):
    """The technician met nobody; the visit needs another date."""

    name: ClassVar = "ticket.visit_no_show"
    label: ClassVar = N_("Nobody was met; the visit needs another date")
    order_id: UUID


class TicketVisitFailed(TicketEvent):
    """The technician was there and could not do it; another visit has to follow."""

    name: ClassVar = "ticket.visit_failed"
    label: ClassVar = N_("The visit failed; another one follows")
    order_id: UUID


#: What requesters are told of; a new event is not until somebody adds it here.
SHOWN_TO_REQUESTERS = frozenset(
    event.name
    for event in (
        TicketOpened,
        TicketReplied,
        TicketStatusChanged,
        TicketSolved,
        TicketReopened,
        TicketClosed,
        TicketMerged,
        TicketTookOver,
        TicketAdvanced,
        TicketAssigned,
        OrderRaised,
        TicketVisitCancelled,
        TicketVisitScheduled,
        TicketVisitNoShow,
        TicketVisitFailed,
    )
)
