"""Tables of visits: their time segments and helpers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_


class VisitStatus(StrEnum):
    """Status of a visit.

    - `scheduled`: agreed for a time.
    - `dispatched`: the technician was told to go there next.
    - `en_route`: the technician is on the way.
    - `on_site`: the technician has arrived; the work has not started.
    - `in_progress`: the technician works.
    - `paused`: the work is interrupted.
    - `completed`: the work is done and the order closed.
    - `rescheduled`: another visit took its place.
    - `cancelled`: the order was cancelled.
    - `no_show`: the technician arrived and met nobody.
    - `failed`: the technician was there, and the work could not be done.
    """

    SCHEDULED = "scheduled"
    #: The technician was told to go there next.
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    ON_SITE = "on_site"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    COMPLETED = "completed"
    #: Another visit took its place.
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    #: The technician came and met nobody.
    NO_SHOW = "no_show"
    #: The technician was there and could not do what was to be done.
    FAILED = "failed"


label_values(
    VisitStatus,
    {
        VisitStatus.SCHEDULED: C_("visit", "Scheduled"),
        VisitStatus.DISPATCHED: C_("visit", "Dispatched"),
        VisitStatus.EN_ROUTE: C_("visit", "On the way"),
        VisitStatus.ON_SITE: C_("visit", "On site"),
        VisitStatus.IN_PROGRESS: C_("visit", "In progress"),
        VisitStatus.PAUSED: C_("visit", "Paused"),
        VisitStatus.COMPLETED: C_("visit", "Completed"),
        VisitStatus.RESCHEDULED: C_("visit", "Rescheduled"),
        VisitStatus.CANCELLED: C_("visit", "Cancelled"),
        VisitStatus.NO_SHOW: C_("visit", "Nobody was there"),
        VisitStatus.FAILED: C_("visit", "Failed"),
    },
)


#: Another visit may follow one of these; what became of it stays a fact.
OVER_FOR_ANOTHER = (
    VisitStatus.RESCHEDULED,
    VisitStatus.NO_SHOW,
    VisitStatus.FAILED,
)
#: The technician has set out and is not done.
UNDER_WAY = (
    VisitStatus.EN_ROUTE,
    VisitStatus.ON_SITE,
    VisitStatus.IN_PROGRESS,
    VisitStatus.PAUSED,
)


class Visit(Owned, Base):
    """One technician's slot at the customer's, and what became of it."""

    __tablename__ = "visits"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("technician_id", "people"),
        owned_reference("booking_id", "bookings"),
        UniqueConstraint("organization_id", "booking_id"),
        Index(None, "organization_id", "order_id"),
        Index(
            None,
            *("organization_id", "finished_at"),
            postgresql_where=text("finished_at is not null"),
        ),
        Index(
            "visits_current_key",
            "organization_id",
            "order_id",
            unique=True,
            postgresql_where=text("status not in ('rescheduled', 'no_show', 'failed')"),
        ),
        Index(
            "visits_one_in_progress_key",
            "organization_id",
            "technician_id",
            unique=True,
            postgresql_where=text("status = 'in_progress'"),
        ),
    )

    order_id: Mapped[UUID]
    technician_id: Mapped[UUID]
    booking_id: Mapped[UUID]
    status: Mapped[VisitStatus]
    #: Which time it is that somebody goes there: one more than the visits that failed.
    attempt_no: Mapped[int]
    #: As it was agreed; the booking is cut short when the visit ends early.
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: By the technician's device, and when the server heard of it.
    started_at: Mapped[datetime | None]
    start_received_at: Mapped[datetime | None]
    start_latitude: Mapped[float | None]
    start_longitude: Mapped[float | None]
    start_accuracy_m: Mapped[float | None]
    arrived_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    #: That nobody was met: how far from the site, how long after arriving, after how many calls.
    no_show_distance_m: Mapped[int | None]
    no_show_waited_seconds: Mapped[int | None]
    contact_attempts: Mapped[int | None]
    #: What the technician says of a visit that failed.
    outcome_note: Mapped[str | None]
    #: `{step, reported_at, received_at, counted_at}`: by the device, by the server, and what
    #: counts; only `time_tracking.take_step` adds any.
    steps: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    #: The greatest difference of the two clocks in a step; 0: a few minutes at most.
    clock_skew_seconds: Mapped[int] = mapped_column(default=0)
    #: Sums of its segments that are over; only `time_tracking.switch_segment` sets them.
    travel_seconds: Mapped[int] = mapped_column(default=0)
    work_seconds: Mapped[int] = mapped_column(default=0)
    pause_seconds: Mapped[int] = mapped_column(default=0)


class SegmentKind(StrEnum):
    """Activity in a period of a visit.

    - `travel`: the way to the site.
    - `work`: the work itself.
    - `pause`: an interruption of the work.
    """

    TRAVEL = "travel"
    WORK = "work"
    PAUSE = "pause"


class VisitSegment(Owned, Base):
    """Period of a technician's time by the device's clock; periods follow one another."""

    __tablename__ = "visit_segments"
    __table_args__ = (
        owned_reference("visit_id", "visits"),
        CheckConstraint("ended_at >= started_at", name="runs_forward"),
        Index(None, "organization_id", "visit_id", "started_at"),
        Index(
            "visit_segments_running_key",
            *("organization_id", "visit_id"),
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    visit_id: Mapped[UUID]
    kind: Mapped[SegmentKind]
    started_at: Mapped[datetime]
    #: Null: it goes on.
    ended_at: Mapped[datetime | None]


class VisitHelper(Owned, Base):
    """A technician who comes along; the responsible one starts, reports and closes."""

    __tablename__ = "visit_helpers"
    __table_args__ = (
        owned_reference("visit_id", "visits"),
        owned_reference("order_id", "orders"),
        owned_reference("person_id", "people"),
        owned_reference("booking_id", "bookings"),
        UniqueConstraint("organization_id", "visit_id", "person_id"),
        Index(None, "organization_id", "person_id", "order_id"),
    )

    visit_id: Mapped[UUID]
    order_id: Mapped[UUID]
    person_id: Mapped[UUID]
    booking_id: Mapped[UUID]
