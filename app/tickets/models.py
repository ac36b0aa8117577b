"""A ticket: one request for help, from the moment it is opened until it is closed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Owned, Versioned, owned_reference


class TicketStatus(StrEnum):
    NEW = "new"
    OPEN = "open"
    #: Waits for something that is neither the customer nor the desk: a visit.
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Channel(StrEnum):
    PORTAL = "portal"
    PHONE = "phone"
    API = "api"


class MessageKind(StrEnum):
    PUBLIC_REPLY = "public_reply"
    INTERNAL_NOTE = "internal_note"


class AuthorKind(StrEnum):
    REQUESTER = "requester"
    AGENT = "agent"
    SYSTEM = "system"


def _without(column: str) -> Index:
    """For the list of those that have none, in their order."""
    return Index(
        f"tickets_without_{column}_idx",
        *("organization_id", "opened_at", "id"),
        postgresql_where=text(f"{column} is null"),
    )


class Ticket(Owned, Versioned, Base):
    __tablename__ = "tickets"
    __table_args__ = (
        owned_reference("requester_id", "people"),
        owned_reference("created_by_id", "people"),
        owned_reference("assignee_id", "people"),
        owned_reference("customer_id", "customers"),
        owned_reference("site_id", "sites"),
        owned_reference("cause_code_id", "codes"),
        owned_reference("solution_code_id", "codes"),
        UniqueConstraint("organization_id", "number"),
        Index(None, "organization_id", "opened_at", "id"),
        Index(None, "organization_id", "status", "opened_at", "id"),
        Index(None, "organization_id", "priority", "opened_at", "id"),
        Index(None, "organization_id", "requester_id", "opened_at", "id"),
        Index(None, "organization_id", "assignee_id", "opened_at", "id"),
        Index(None, "organization_id", "customer_id", "opened_at", "id"),
        # PostgreSQL does not follow the order behind `is null` in the indexes above.
        _without("assignee_id"),
        _without("customer_id"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    number: Mapped[int]
    protocol: Mapped[str]
    subject: Mapped[str]
    status: Mapped[TicketStatus]
    priority: Mapped[Priority]
    channel: Mapped[Channel]
    requester_id: Mapped[UUID]
    created_by_id: Mapped[UUID]
    assignee_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    site_id: Mapped[UUID | None]
    cause_code_id: Mapped[UUID | None]
    solution_code_id: Mapped[UUID | None]
    solution_details: Mapped[str | None]
    #: The number of its last message; messages count from 1, the description.
    last_seq: Mapped[int]
    reopened_count: Mapped[int]
    opened_at: Mapped[datetime]
    last_activity_at: Mapped[datetime]
    first_response_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    #: Subject and description, as Portuguese words without accents.
    search_vector: Mapped[str] = mapped_column(TSVECTOR, deferred=True)

    def is_finished(self) -> bool:
        return self.status in (TicketStatus.SOLVED, TicketStatus.CLOSED)


class Message(Owned, Base):
    """What somebody wrote in a ticket. A note never reaches the requester."""

    __tablename__ = "messages"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("author_id", "people"),
        UniqueConstraint("organization_id", "ticket_id", "seq"),
    )

    ticket_id: Mapped[UUID]
    seq: Mapped[int]
    kind: Mapped[MessageKind]
    author_kind: Mapped[AuthorKind]
    author_id: Mapped[UUID | None]
    body: Mapped[str]
    created_at: Mapped[datetime]


class ReadMarker(Base):
    """How far one person has read one ticket; nobody else's act moves it."""

    __tablename__ = "read_markers"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("person_id", "people"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_read_seq: Mapped[int]


class TicketOrder(Base):
    """A service order that was raised from a ticket."""

    __tablename__ = "ticket_orders"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("order_id", "orders"),
        Index(None, "organization_id", "order_id"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
