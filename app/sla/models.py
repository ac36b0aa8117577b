"""Tables of SLA policies, terms, clocks and alerts."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class Metric(StrEnum):
    FIRST_RESPONSE = "first_response"
    #: From a requester's message that nobody answered, after the first response.
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    #: Overdue; it stays so, even when it is met afterwards.
    BREACHED = "breached"
    #: What promised it does not hold any more.
    CANCELLED = "cancelled"


class SlaPolicy(Owned, Versioned, Base):
    """What is promised, to which tickets. The first active policy that matches is the one."""

    __tablename__ = "sla_policies"
    __table_args__ = (
        owned_reference("calendar_id", "calendars"),
        Index(None, "organization_id", "position", "id"),
    )

    name: Mapped[str]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    #: Field of a ticket -> the values of which it must have one; every field named must match.
    match: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Null: the desk's.
    calendar_id: Mapped[UUID | None]
    #: `{metric, priority, minutes}`; a priority without a target is promised nothing.
    targets: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: After so much of a target somebody is warned.
    warn_percent: Mapped[int] = mapped_column(default=80)
    #: Whether the first response waits too while the requester is asked.
    first_response_pauses: Mapped[bool] = mapped_column(default=False)


class SlaTerms(Owned, Base):
    """What a ticket was promised from a moment on. Policies change; what was promised does not."""

    __tablename__ = "sla_terms"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("policy_id", "sla_policies"),
        owned_reference("calendar_id", "calendars"),
        Index(None, "organization_id", "ticket_id", "since", "id"),
    )

    ticket_id: Mapped[UUID]
    since: Mapped[datetime]
    #: Null: nothing.
    policy_id: Mapped[UUID | None]
    policy_version: Mapped[int | None]
    calendar_id: Mapped[UUID | None]
    targets: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    warn_percent: Mapped[int]
    first_response_pauses: Mapped[bool]


class SlaClock(Owned, Base):
    """How a promise stands, for lists and sweeps; the ledger says why (`ledger.py`)."""

    __tablename__ = "sla_clocks"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        UniqueConstraint("organization_id", "ticket_id", "cycle", "metric", "number"),
        Index(None, "organization_id", "started_at"),
        Index(
            "sla_clocks_running_idx",
            *("organization_id", "due_at", "id"),
            postgresql_where=text("state = 'running'"),
        ),
        Index(
            "sla_clocks_warning_idx",
            *("organization_id", "warn_at", "id"),
            postgresql_where=text("warned_at is null and warn_at is not null"),
        ),
    )

    ticket_id: Mapped[UUID]
    #: The first is 1; each reopening begins another.
    cycle: Mapped[int]
    metric: Mapped[Metric]
    #: Of several next responses in a cycle.
    number: Mapped[int]
    state: Mapped[ClockState]
    target_seconds: Mapped[int]
    consumed_seconds: Mapped[int]
    started_at: Mapped[datetime]
    running_since: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]


class SlaAlert(Owned, Base):
    """Somebody is to be told of a promise, when they work."""

    __tablename__ = "sla_alerts"
    __table_args__ = (
        owned_reference("clock_id", "sla_clocks"),
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "clock_id", "person_id", "breached"),
        Index(None, "organization_id", "due_at"),
    )

    clock_id: Mapped[UUID]
    person_id: Mapped[UUID]
    breached: Mapped[bool]
    #: Null once they were told.
    due_at: Mapped[datetime | None]
