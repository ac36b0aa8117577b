"""Tickets as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.listing import ListQuery
from app.core.wire import UNCHANGED, In, Instant, Line, Out, Prose, Update, Whole
from app.orders.models import OrderPriority
from app.tickets.models import AuthorKind, Channel, MessageKind, Priority, TicketStatus


class Ticket(Out):
    id: UUID
    number: int
    protocol: str = Field(description="What people quote on the telephone.")
    subject: str
    status: TicketStatus
    priority: Priority
    channel: Channel
    requester_id: UUID
    requester_name: str
    assignee_id: UUID | None
    assignee_name: str | None
    customer_id: UUID | None
    customer_name: str | None
    site_id: UUID | None
    cause_code_id: UUID | None
    solution_code_id: UUID | None
    solution_details: str | None
    order_ids: list[UUID] = Field(description="Service orders that were raised from it.")
    last_seq: int = Field(description="Number of the newest message that the caller may see.")
    unread_count: int = Field(description="Messages that the caller may see and has not read.")
    reopened_count: int
    opened_at: Instant
    last_activity_at: Instant
    first_response_at: Instant | None
    solved_at: Instant | None
    closed_at: Instant | None
    version: int


class TicketCreate(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    subject: Line
    description: Prose
    priority: Priority = Priority.NORMAL
    requester_id: UUID | None = Field(
        None, description="Agents only: on whose behalf, for example on the telephone."
    )
    channel: Channel = Channel.PORTAL
    customer_id: UUID | None = Field(None, description="Null: the requester's own customer.")
    site_id: UUID | None = None


class TicketUpdate(Update):
    subject: Line = UNCHANGED
    priority: Priority = UNCHANGED
    site_id: UUID | None = UNCHANGED
    clear: list[Literal["site_id"]] = Field(default_factory=list)


class TicketQuery(ListQuery):
    sort: Literal["-opened_at", "opened_at"] = "-opened_at"
    q: Annotated[
        str | None,
        Field(max_length=200, description="Words of subject and description; accents are ignored."),
    ] = None
    scope: Literal["mine", "customer", "desk"] | None = Field(
        None,
        description="`mine`: what the caller asked for; `customer`: what everyone of the customer"
        " did, for its administrators; `desk`: everything. The desk's default is `desk`.",
    )
    status: list[TicketStatus] | None = None
    priority: list[Priority] | None = None
    assignee_id: list[UUID | Literal["me", "none"]] | None = None
    requester_id: list[UUID | Literal["me"]] | None = None
    customer_id: list[UUID | Literal["none"]] | None = None
    opened_after: Instant | None = None
    opened_before: Instant | None = None


class Message(Out):
    id: UUID
    seq: int
    kind: MessageKind
    author_kind: AuthorKind
    author_id: UUID | None
    author_name: str | None
    body: str
    created_at: Instant


class MessageQuery(ListQuery):
    sort: Literal["seq", "-seq"] = "seq"


class ReplyCreate(In):
    id: UUID | None = None
    body: Prose


class NoteCreate(In):
    """A note has no recipients: it cannot leak."""

    id: UUID | None = None
    body: Prose


class TicketAssign(In):
    assignee_id: UUID | None = Field(description="Null: back to the queue.")


class TicketSolve(In):
    details: Prose = Field(description="What was done; the requester reads it as a reply.")
    cause_code_id: UUID | None = None
    solution_code_id: UUID | None = None


class ReadMarkerPut(In):
    seq: Whole = Field(ge=0, description="Number of the newest message that was read.")


class ReadMarker(Out):
    last_read_seq: int
    unread_count: int


class TicketOrderCreate(In):
    """What an order needs beside what the ticket already knows."""

    id: UUID | None = None
    problem_code_id: UUID
    site_id: UUID | None = Field(None, description="Null: the site of the ticket.")
    title: Line | None = Field(None, description="Null: the subject of the ticket.")
    description: Prose | None = Field(None, description="Null: the ticket's description.")
    priority: OrderPriority | None = Field(None, description="Null: the priority of the ticket.")
