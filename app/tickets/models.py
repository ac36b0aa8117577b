"""Tables of tickets, messages and read markers, and the rules a ticket knows about itself."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import FetchedValue, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.data.ordering import known_moment, urgency
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.text import N_
from app.desks.models import TicketStatus


class TicketWasMerged(Refusal):
    """The ticket was merged: `merged_into` says where it goes on."""

    title = N_("This ticket was merged into another one")
    advice = N_("Go on in the ticket that `merged_into` names.")

    @classmethod
    def code(cls) -> str:
        return "ticket_merged"


class Priority(StrEnum):
    """Urgency of a ticket; SLA targets differ by priority.

    - `low`: can wait.
    - `normal`: the usual one.
    - `high`: more urgent than usual; only the desk sets it.
    - `urgent`: assigned first, and SLA alerts are sent at any hour; only the desk sets it.
    """

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class PrioritySource(StrEnum):
    """Source of the priority of a ticket, as set last.

    - `requester`: the requester, on opening it.
    - `agent`: somebody at the desk.
    - `rule`: an automation rule or a transition of a process.
    """

    REQUESTER = "requester"
    AGENT = "agent"
    RULE = "rule"


class Channel(StrEnum):
    """Channel by which a ticket or message came in.

    - `portal`: the customer portal; also the default.
    - `phone`: a telephone call that somebody at the desk wrote down.
    - `api`: a program of the customer or of a third party.
    - `email`: an e-mail.
    - `chat`: a chat.
    - `order`: a service order.
    - `error_report`: an error report of an application.
    """

    PORTAL = "portal"
    PHONE = "phone"
    API = "api"
    EMAIL = "email"
    CHAT = "chat"
    ORDER = "order"
    ERROR_REPORT = "error_report"


class Awaiting(StrEnum):
    """Whose turn it is. Follows from the status and from who wrote the last public reply.

    - `agent`: the desk has to act.
    - `requester`: the desk has replied, or the status is `pending`.
    - `third_party`: the status is `on_hold`.
    - `nobody`: the ticket is solved or closed.
    """

    AGENT = "agent"
    REQUESTER = "requester"
    THIRD_PARTY = "third_party"
    NOBODY = "nobody"


class QueueReason(StrEnum):
    """Why the strategy of the desk has found no agent for a ticket yet.

    - `nobody_online`: no active agent, of the ticket's team if it has one, is `online`.
    - `nobody_knows`: the desk requires a specialization that no agent online has.
    - `everybody_full`: all suitable agents carry as many tickets as they may.
    - `outside_hours`: no suitable agent has business hours now.
    """

    NOBODY_ONLINE = "nobody_online"
    NOBODY_KNOWS = "nobody_knows"
    EVERYBODY_FULL = "everybody_full"
    OUTSIDE_HOURS = "outside_hours"


class MessageKind(StrEnum):
    """Readers of a message.

    - `public_reply`: the requester, the participants and the desk.
    - `internal_note`: only the desk.
    """

    PUBLIC_REPLY = "public_reply"
    INTERNAL_NOTE = "internal_note"


class AuthorKind(StrEnum):
    """On which side the author of a message stands in the ticket.

    - `requester`: the requester of the ticket.
    - `participant`: another person of the customer's side.
    - `agent`: somebody at the desk.
    - `system`: an automation rule or another automatic process.
    """

    REQUESTER = "requester"
    PARTICIPANT = "participant"
    AGENT = "agent"
    SYSTEM = "system"


_ORDERS = ("opened_at", "last_activity_at")
_USUAL = _ORDERS[:1]


def _by(
    *columns: str, where: str = "", name: str = "", orders: tuple[str, ...] = _ORDERS
) -> list[Index]:
    """For the list that a filter keeps, in each of these orders."""
    return [
        Index(
            f"tickets_{name or '_'.join(columns)}_{order.removesuffix('_at')}_idx",
            *("organization_id", *columns, order, "id"),
            postgresql_where=text(where) if where else None,
        )
        for order in orders
    ]


class Ticket(Owned, Versioned, Base):
    __tablename__ = "tickets"
    __table_args__ = (
        owned_reference("desk_id", "desks"),
        owned_reference("status_name_id", "status_names"),
        owned_reference("team_id", "teams"),
        owned_reference("requester_id", "people"),
        owned_reference("created_by_id", "people"),
        owned_reference("assignee_id", "people"),
        owned_reference("carried_by_id", "people"),
        owned_reference("customer_id", "customers"),
        owned_reference("site_id", "sites"),
        owned_reference("cause_code_id", "codes"),
        owned_reference("solution_code_id", "codes"),
        owned_reference("form_node_id", "form_nodes"),
        owned_reference("process_id", "processes"),
        owned_reference("activity_id", "activities"),
        owned_reference("form_version_id", "form_versions"),
        owned_reference("merged_into_id", "tickets"),
        UniqueConstraint("organization_id", "number"),
        *_by(name="all"),
        *_by(where="awaiting <> 'nobody'", name="open"),
        *_by("status"),
        *_by("awaiting"),
        *_by("priority"),
        *_by("requester_id"),
        *_by("assignee_id"),
        *_by("customer_id"),
        *_by("team_id"),
        *_by("form_node_id"),
        *_by("desk_id", orders=_USUAL),
        *_by("channel", orders=_USUAL),
        *_by("process_id", orders=_USUAL, where="process_id is not null"),
        *_by("status_name_id", orders=_USUAL, where="status_name_id is not null"),
        Index(None, "organization_id", "updated_at", "id"),
        *_by(where="is_spam", name="spam"),
        # PostgreSQL does not follow the order behind `is null` in the indexes above.
        *_by(where="assignee_id is null", name="without_assignee"),
        *_by(where="customer_id is null", name="without_customer"),
        *_by(where="team_id is null", name="without_team"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
        Index(
            "tickets_solved_idx",
            *("organization_id", "solved_at"),
            postgresql_where=text("solved_at is not null"),
        ),
        Index(
            "tickets_queue_idx",
            *("organization_id", "opened_at", "id"),
            postgresql_where=text("assignee_id is null and status in ('new', 'open')"),
        ),
    )

    number: Mapped[int]
    protocol: Mapped[str]
    subject: Mapped[str]
    desk_id: Mapped[UUID]
    status: Mapped[TicketStatus]
    #: The organization's own name for the status; null: the usual one.
    status_name_id: Mapped[UUID | None]
    #: Follows from the status and from who spoke last in public; see `lifecycle.awaiting`.
    awaiting: Mapped[Awaiting]
    priority: Mapped[Priority]
    priority_source: Mapped[PrioritySource]
    channel: Mapped[Channel]
    requester_id: Mapped[UUID]
    created_by_id: Mapped[UUID]
    team_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    assigned_at: Mapped[datetime | None]
    #: Whose `current_open` counts this ticket: the assignee while it is new or open.
    carried_by_id: Mapped[UUID | None]
    queue_reason: Mapped[QueueReason | None]
    customer_id: Mapped[UUID | None]
    site_id: Mapped[UUID | None]
    form_node_id: Mapped[UUID | None]
    process_id: Mapped[UUID | None]
    activity_id: Mapped[UUID | None]
    #: What `fields` were checked against, and always will be.
    form_version_id: Mapped[UUID | None]
    fields: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    support_access_wanted: Mapped[bool] = mapped_column(default=False)
    cause_code_id: Mapped[UUID | None]
    solution_code_id: Mapped[UUID | None]
    solution_details: Mapped[str | None]
    #: The number of its last message; messages count from 1, the description.
    last_seq: Mapped[int]
    #: A resolution cycle ends with each reopening.
    reopened_count: Mapped[int]
    merged_into_id: Mapped[UUID | None]
    is_spam: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    last_activity_at: Mapped[datetime]
    #: Of this cycle.
    first_response_at: Mapped[datetime | None]
    last_agent_reply_at: Mapped[datetime | None]
    last_requester_reply_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    #: When the first SLA target that is owed is due; past: it was missed. Kept by `app.sla`.
    due_at: Mapped[datetime | None]
    #: Number, subject and description, as `search_numbered` makes them.
    search_vector: Mapped[str] = mapped_column(TSVECTOR, deferred=True)

    @property
    def cycle(self) -> int:
        """Number of the resolution cycle under way: the first is 1."""
        return self.reopened_count + 1

    def require_writable(self) -> None:
        """Refuse to write in a ticket that goes on elsewhere."""
        if self.merged_into_id is not None:
            raise TicketWasMerged(merged_into=self.merged_into_id)

    def is_beyond_reopening(self, window_days: int) -> bool:
        """Return True if it was closed longer ago than the desk's window for reopening."""
        return self.closed_at is not None and now() - self.closed_at > timedelta(days=window_days)

    def side_of(self, actor: Actor) -> AuthorKind:
        """On which side of the desk somebody stands in this ticket."""
        if actor.kind == "system":
            return AuthorKind.SYSTEM
        if actor.person_id == self.requester_id:
            return AuthorKind.REQUESTER
        if actor.may("tickets:all"):
            return AuthorKind.AGENT
        return AuthorKind.PARTICIPANT  # in copy, or an administrator of the same customer

    def is_finished(self) -> bool:
        return self.status in (TicketStatus.SOLVED, TicketStatus.CLOSED)


_BY_URGENCY = (Ticket.organization_id, urgency(Ticket.priority), Ticket.id)
Index("tickets_due_idx", Ticket.organization_id, known_moment(Ticket.due_at), Ticket.id)
Index("tickets_urgency_idx", *_BY_URGENCY)
Index("tickets_open_urgency_idx", *_BY_URGENCY, postgresql_where=text("awaiting <> 'nobody'"))


class Message(Owned, Versioned, Base):
    """Message of a ticket. A note never reaches the requester."""

    __tablename__ = "messages"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("author_id", "people"),
        UniqueConstraint("organization_id", "ticket_id", "seq"),
        Index(
            None,
            *("organization_id", "origin_id"),
            postgresql_where=text("origin_id is not null"),
        ),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
        Index(
            "messages_unindexed_idx",
            *("organization_id", "id"),
            postgresql_where=text("search_vector is null"),
        ),
    )

    ticket_id: Mapped[UUID]
    seq: Mapped[int]
    kind: Mapped[MessageKind]
    author_kind: Mapped[AuthorKind]
    author_id: Mapped[UUID | None]
    #: Plain text; of HTML what is readable of it.
    body: Mapped[str]
    #: What may be shown of the HTML that somebody sent; null: it was plain text.
    body_html: Mapped[str | None]
    channel: Mapped[Channel | None]
    #: Written by a machine (an automatic reply, a rule): moves no ticket and meets no SLA target.
    is_automatic: Mapped[bool] = mapped_column(default=False)
    #: A note about a telephone call in which the requester was answered.
    counts_as_response: Mapped[bool] = mapped_column(default=False)
    #: The message that a split has copied, whose words these are.
    origin_id: Mapped[UUID | None]
    edited_at: Mapped[datetime | None]
    redacted_at: Mapped[datetime | None]
    #: Words of the body; a trigger writes them. Null: older than the search, see `jobs`.
    search_vector: Mapped[str | None] = mapped_column(
        TSVECTOR, FetchedValue(), FetchedValue(for_update=True), deferred=True
    )


class MessageRevision(Base):
    """Earlier text of a message that was edited."""

    __tablename__ = "message_revisions"
    __table_args__ = (
        owned_reference("message_id", "messages"),
        owned_reference("person_id", "people"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str]
    body_html: Mapped[str | None]
    person_id: Mapped[UUID | None]
    replaced_at: Mapped[datetime]


class ReadMarker(Base):
    """Read marker of one person in one ticket; nobody else's act moves it."""

    __tablename__ = "read_markers"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("person_id", "people"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_read_seq: Mapped[int]
    #: When the person looked at the ticket last; null: before this was written down.
    read_at: Mapped[datetime | None]
