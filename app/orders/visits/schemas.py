"""Visits as callers send and see them."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Instant, Latitude, Longitude, Out, Prose, StrictBool
from app.orders.visits.models import SegmentKind, VisitStatus
from app.signatures.schemas import DeviceTime, Metres


class VisitMoment(In):
    """When and where something happened, by the technician's device."""

    occurred_at: DeviceTime
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    accuracy_m: Metres | None = None


class OrderStart(VisitMoment):
    """When and where the technician began, by the technician's device."""


class FailedVisitReport(VisitMoment):
    """Why what was to be done could not be done."""

    reason: Prose


class OrderLocation(In):
    """Where the site really is: where the technician stands."""

    latitude: Latitude
    longitude: Longitude
    accuracy_m: Metres | None = None
    confirm: StrictBool = Field(False, description="That it is right although it is far away.")


class VisitSegment(Out):
    kind: SegmentKind
    started_at: Instant
    ended_at: Instant | None = Field(description="Null: it goes on.")


class VisitRecord(Out):
    """One visit of the order, and what became of it."""

    id: UUID
    attempt_no: int
    status: VisitStatus
    technician_id: UUID
    technician_name: str
    starts_at: Instant
    ends_at: Instant
    arrived_at: Instant | None = Field(description="By the technician's device.")
    started_at: Instant | None
    finished_at: Instant | None
    travel_seconds: int
    work_seconds: int
    pause_seconds: int
    outcome_note: str | None
    no_show_distance_m: int | None = Field(description="From the site, when nobody was met.")
    no_show_waited_seconds: int | None
    contact_attempts: int | None
    segments: list[VisitSegment]


class Visits(Out):
    items: list[VisitRecord]
