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
    """Metric of an SLA target, in business time.

    - `first_response`: from opening or reopening the ticket to the desk's first response.
    - `next_response`: after that, from a requester's reply to the desk's next response.
    - `resolution`: from opening or reopening the ticket to solving it.
    """

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class SlaClockStatus(StrEnum):
    """State of an SLA clock.

    - `running`: counts business time towards the target.
    - `paused`: waits for the requester or for something else.
    - `met`: what it measures happened in time.
    - `breached`: the target passed before; it stays so, even if that happens afterwards.
    - `cancelled`: the target does not apply any more, or the ticket was merged or is spam.
    """

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


class SlaPolicy(Owned, Versioned, Base):
    """Targets for the tickets that match; the first active policy that matches applies."""

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
    #: `{metric, priority, minutes}`; a priority may have no target.
    targets: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: After so much of a target somebody is warned.
    warn_percent: Mapped[int] = mapped_column(default=80)
    #: Whether the first response waits too while the requester is asked.
    first_response_pauses: Mapped[bool] = mapped_column(default=False)


class SlaTerms(Owned, Base):
    """The targets of a ticket from a given time on; kept when policies change."""

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
    """State of one metric of one ticket, for lists and sweeps; `ledger.py` explains it."""

    __tablename__ = "sla_clocks"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        UniqueConstraint("organization_id", "ticket_id", "cycle", "metric", "number"),
        Index(None, "organization_id", "started_at"),
        Index(
            "sla_clocks_running_idx",
            *("organization_id", "due_at", "id"),
            postgresql_where=text("status = 'running'"),
        ),
        # What is due has not ended, and is not paused; and what became of targets in a period.
        *(
            Index(
                f"sla_clocks_{moment}_idx",
                *("organization_id", f"{moment}_at", "id"),
                postgresql_where=text(f"{moment}_at is not null"),
            )
            for moment in ("due", "met", "breached")
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
    status: Mapped[SlaClockStatus]
    target_seconds: Mapped[int]
    consumed_seconds: Mapped[int]
    started_at: Mapped[datetime]
    running_since: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    #: Its life as it was counted when it ended, as `schemas.SlaStretch`; null: it has not.
    segments: Mapped[list[dict[str, Any]] | None] = mapped_column(
        JSONB(none_as_null=True), deferred=True
    )


class SlaAlert(Owned, Base):
    """A reminder of a target for one person, sent in their working hours."""

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
