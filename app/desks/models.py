"""Tables of desks, status names, teams and support profiles."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_


class TicketStatus(StrEnum):
    """Status of a ticket. An organization may have names of its own within a status.

    - `new`: opened; no agent has replied to it or been assigned to it.
    - `open`: the desk works on it.
    - `pending`: waits for the requester.
    - `on_hold`: waits for something else, such as a part or a visit.
    - `solved`: solved; a reply reopens it.
    - `closed`: closed, by an agent, by itself some days after solving, or as merged or spam.
    """

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"


label_values(
    TicketStatus,
    {
        TicketStatus.NEW: C_("ticket", "New"),
        TicketStatus.OPEN: C_("ticket", "Open"),
        TicketStatus.PENDING: C_("ticket", "Pending"),
        TicketStatus.ON_HOLD: C_("ticket", "On hold"),
        TicketStatus.SOLVED: C_("ticket", "Solved"),
        TicketStatus.CLOSED: C_("ticket", "Closed"),
    },
)


class Strategy(StrEnum):
    """Strategy by which a desk assigns waiting tickets to agents online with capacity.

    - `manual`: not at all; agents take tickets or are given them.
    - `least_loaded`: to the agent who uses the smallest share of `max_open_tickets`.
    - `round_robin`: to the agent whose last assignment is the longest ago.
    """

    MANUAL = "manual"
    LEAST_LOADED = "least_loaded"
    ROUND_ROBIN = "round_robin"


class Skill(StrEnum):
    """Weight of specializations when a desk looks for an agent.

    - `ignore`: not at all.
    - `prefer`: agents with the highest level in the ticket's topic come first.
    - `require`: as `prefer`, and agents without the topic are not considered.
    """

    IGNORE = "ignore"
    PREFER = "prefer"
    REQUIRE = "require"


class GrantAnchor(StrEnum):
    """Beginning of the time of a support grant.

    - `activation`: when the grant is given.
    - `first_use`: when the platform's team uses it for the first time.
    """

    ACTIVATION = "activation"
    FIRST_USE = "first_use"


class OrderOutcome(StrEnum):
    """Consequence for a ticket when the service order raised from it is closed.

    - `draft`: the technician's report becomes a reply draft, which an agent sends or discards.
    - `solve`: the report is sent as the reply, and the ticket is solved.
    """

    DRAFT = "draft"
    SOLVE = "solve"


class Availability(StrEnum):
    """Availability of an agent. A desk's strategy assigns to `online` agents only.

    - `online`: at work.
    - `away`: at work, but not at the desk.
    - `offline`: not at work; set by itself when `availability_until` has passed.
    - `on_leave`: absent for longer.
    """

    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"
    ON_LEAVE = "on_leave"


class Desk(Owned, Versioned, Base):
    """Desk that customers turn to. The first one has the id of the organization: no lookup."""

    __tablename__ = "desks"
    __table_args__ = (
        owned_reference("calendar_id", "calendars"),
        UniqueConstraint("organization_id", "name"),
        Index(None, "organization_id", "name", "id"),
    )

    name: Mapped[str]
    #: Null: the organization's default calendar.
    calendar_id: Mapped[UUID | None]
    portal_enabled: Mapped[bool] = mapped_column(default=True)
    chat_enabled: Mapped[bool] = mapped_column(default=False)
    #: How protocols are written: `{year}`, `{month}`, `{day}` and `{number}` are replaced.
    protocol_format: Mapped[str] = mapped_column(default="{year}{number}")
    max_attachment_bytes: Mapped[int] = mapped_column(default=2_097_152)
    max_attachments_per_message: Mapped[int] = mapped_column(default=5)
    #: Null: the usual ones (`files.uploads`).
    accepted_media_types: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    #: Days after closing in which a reply opens the ticket again.
    reopen_window_days: Mapped[int] = mapped_column(default=14)
    #: Days after solving in which nobody came back: the ticket is closed.
    auto_close_days: Mapped[int] = mapped_column(default=7)
    rating_edit_days: Mapped[int] = mapped_column(default=7)
    #: Hours after solving in which a mail asks how it was; null: never.
    rating_mail_after_hours: Mapped[int | None] = mapped_column(default=24)
    support_grant_anchor: Mapped[GrantAnchor] = mapped_column(default=GrantAnchor.ACTIVATION)
    order_outcome: Mapped[OrderOutcome] = mapped_column(default=OrderOutcome.DRAFT)
    #: Whether a reply that is nothing but thanks leaves a solved ticket solved.
    thanks_filter: Mapped[bool] = mapped_column(default=False)
    strategy: Mapped[Strategy] = mapped_column(default=Strategy.MANUAL)
    specialization: Mapped[Skill] = mapped_column(default=Skill.PREFER)
    #: Whether only those get tickets whose working hours are now.
    respect_calendar: Mapped[bool] = mapped_column(default=False)
    #: Minutes without a reply after which a ticket goes back to the queue; null: never.
    reassign_after_minutes: Mapped[int | None]


class StatusName(Owned, Versioned, Base):
    """An organization's own name for a status, or for a part of it."""

    __tablename__ = "status_names"
    __table_args__ = (
        Index(None, "organization_id", "position", "id"),
        Index(None, "organization_id", "status", "position", "id"),
    )

    status: Mapped[TicketStatus]
    label_agent: Mapped[str]
    label_requester: Mapped[str]
    position: Mapped[int]
    archived_at: Mapped[datetime | None]


class Team(Owned, Versioned, Base):
    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        Index(None, "organization_id", "name", "id"),
    )

    name: Mapped[str]


class TeamMember(Base):
    __tablename__ = "team_members"
    __table_args__ = (
        owned_reference("team_id", "teams", ondelete="CASCADE"),
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)


class SupportProfile(Owned, Versioned, Base):
    """Support profile of an agent: specializations, limit of open tickets, availability.

    `current_open` is kept by the transactions that assign, under this row's lock: nothing is
    counted to find somebody, and nobody is given more than they carry.
    """

    __tablename__ = "support_profiles"
    __table_args__ = (
        owned_reference("person_id", "people"),
        owned_reference("working_calendar_id", "calendars"),
        UniqueConstraint("organization_id", "person_id"),
        Index(None, "organization_id", "created_at", "person_id"),
        CheckConstraint("current_open >= 0", name="current_open"),
    )

    person_id: Mapped[UUID]
    active: Mapped[bool] = mapped_column(default=True)
    #: Null: as many as come.
    max_open_tickets: Mapped[int | None]
    max_concurrent_chats: Mapped[int | None]
    availability: Mapped[Availability] = mapped_column(default=Availability.OFFLINE)
    #: When the availability ends by itself and the agent is offline; null: when they say so.
    availability_until: Mapped[datetime | None]
    #: Null: the desk's.
    working_calendar_id: Mapped[UUID | None]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    current_open: Mapped[int] = mapped_column(default=0)
    current_chats: Mapped[int] = mapped_column(default=0)
    last_assigned_at: Mapped[datetime | None]

    def has_room(self) -> bool:
        return self.max_open_tickets is None or self.current_open < self.max_open_tickets


class Specialization(Base):
    """That somebody knows a topic, a tool or a module of the form tree, from 1 to 3."""

    __tablename__ = "specializations"
    __table_args__ = (
        owned_reference("profile_id", "support_profiles", ondelete="CASCADE"),
        owned_reference("form_node_id", "form_nodes"),
        Index(None, "organization_id", "form_node_id"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(primary_key=True)
    form_node_id: Mapped[UUID] = mapped_column(primary_key=True)
    level: Mapped[int]
