"""The table of schedule plans."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class SchedulePlanKind(StrEnum):
    """Purpose of a plan.

    - `optimization`: to schedule open orders, with as little travel as possible.
    - `repair`: to mend the agenda after a disruption, moving as little as possible.
    """

    OPTIMIZATION = "optimization"
    REPAIR = "repair"


class SchedulePlanStatus(StrEnum):
    """State of a plan.

    - `queued`: waits for a worker.
    - `running`: is being calculated.
    - `ready`: can be looked at and applied.
    - `failed`: there is no result; `failure_code` tells why.
    - `cancelled`: somebody stopped it, or decided against it.
    - `applied`: its moves are in the agenda.
    """

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    APPLIED = "applied"


#: It can still come to a result.
UNDER_WAY = (SchedulePlanStatus.QUEUED, SchedulePlanStatus.RUNNING)


class SchedulePlan(Owned, Versioned, Base):
    """A proposal to change the agenda: nothing is changed until somebody applies it."""

    __tablename__ = "schedule_plans"
    __table_args__ = (
        owned_reference("requested_by_id", "people"),
        owned_reference("applied_by_id", "people"),
        CheckConstraint("starts_at < ends_at", name="period"),
        CheckConstraint("(status = 'applied') = (applied_at is not null)", name="applied"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "status", "created_at", "id"),
        Index(None, "organization_id", "kind", "created_at", "id"),
        Index(None, "organization_id", "requested_by_id", "created_at", "id"),
    )

    kind: Mapped[SchedulePlanKind]
    status: Mapped[SchedulePlanStatus] = mapped_column(default=SchedulePlanStatus.QUEUED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: What was asked for: `plans.schemas.PlanOptions`, and the disruption of a repair.
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rounds_done: Mapped[int] = mapped_column(default=0)
    rounds_total: Mapped[int]
    #: Figures of the best plan so far.
    best: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: The bookings and orders that the result rests on; see `plans.changes`.
    basis: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    failure_code: Mapped[str | None]
    requested_by_id: Mapped[UUID | None]
    applied_by_id: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
