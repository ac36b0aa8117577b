"""Visits as callers send and see them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Instant, Latitude, Longitude, Out, Prose, StrictBool
from app.orders.visits.models import SegmentKind, VisitStatus
from app.signatures.schemas import DeviceTime, Metres

#: When something happened on site: reported by the device, held against the server's clock.
OccurredAt = Annotated[
    DeviceTime,
    Field(
        description="Time at which it happened, by the clock of the technician's device. Refused"
        " when it is more than five minutes ahead of the server."
    ),
]
_LATITUDE = "Latitude of the technician's device, in degrees (WGS 84)."
_LONGITUDE = "Longitude of the technician's device, in degrees (WGS 84)."
_ACCURACY = "Accuracy of the position, as a radius in metres."
_UNKNOWN = " Null or absent when unknown."


class VisitMoment(In):
    """Time and place of a step of a visit, as the technician's device reports them."""

    occurred_at: OccurredAt
    latitude: Latitude | None = Field(None, description=_LATITUDE + _UNKNOWN)
    longitude: Longitude | None = Field(None, description=_LONGITUDE + _UNKNOWN)
    accuracy_m: Metres | None = Field(None, description=_ACCURACY + _UNKNOWN)


class OrderStart(VisitMoment):
    """Time and place of the start of the work, as the technician's device reports them."""


class FailedVisitReport(VisitMoment):
    """Report that the technician was there and the work could not be done."""

    reason: Prose = Field(description="Why the work could not be done.")


class OrderLocation(In):
    """Corrected position of the order's site: where the technician stands."""

    latitude: Latitude = Field(description=_LATITUDE)
    longitude: Longitude = Field(description=_LONGITUDE)
    accuracy_m: Metres | None = Field(None, description=_ACCURACY + _UNKNOWN)
    confirm: StrictBool = Field(
        False,
        description="Confirms that the position is right although it is more than 50 km from the"
        " former one; such a correction is refused otherwise.",
    )


class VisitSegment(Out):
    """One period of travel, work or pause. The periods of a visit never overlap."""

    kind: SegmentKind = Field(description="What the period was spent on.")
    started_at: Instant = Field(
        description="Start of the period: the time that counts for the step that began it; never in"
        " the future, and never before the end of the former period."
    )
    ended_at: Instant | None = Field(
        description="End of the period, likewise. Null while it goes on."
    )


class VisitStep(Out):
    """One step of a visit, by the clock of the device, by that of the server, and what counts."""

    step: str = Field(
        description="What was reported: `depart`, `arrive`, `start`, `pause`, `resume`,"
        " `report_no_show`, `report_failed_visit` or `close`."
    )
    reported_at: Instant = Field(description="Time of the step by the clock of the device.")
    received_at: Instant = Field(description="Time at which the server heard of the step.")
    counted_at: Instant = Field(
        description="Time that counts: what the device says, but never before the former step nor"
        " after `received_at`; and `received_at` if the device names a time before the day of the"
        " visit, or before the day on which it was scheduled if that is earlier."
    )


class VisitRecord(Out):
    """One visit of an order, with its times and its outcome."""

    id: UUID
    attempt_no: int = Field(
        description="Number of the attempt: 1, and one more after each no-show or failed visit."
    )
    status: VisitStatus = Field(description="Where the visit is in its life.")
    technician_id: UUID = Field(description="The technician who is responsible for the visit.")
    technician_name: str = Field(description="Name of this technician.")
    starts_at: Instant = Field(description="Agreed start of the visit.")
    ends_at: Instant = Field(description="Agreed end of the visit.")
    arrived_at: Instant | None = Field(
        description="Time of arrival at the site, by the clock of the technician's device as far as"
        " it tells something possible; see `steps`. Null when it was not reported."
    )
    started_at: Instant | None = Field(
        description="Time at which the work was started, by the same clock. Null when it was not."
    )
    finished_at: Instant | None = Field(
        description="Time at which the visit ended, by the same clock; by the server's when it was"
        " cancelled. Null when it has not ended, or never began."
    )
    travel_seconds: int = Field(description="Travel that has ended, in seconds.")
    work_seconds: int = Field(
        description="Work without pauses, in seconds, up to the last pause or the end."
    )
    pause_seconds: int = Field(description="Pauses that have ended, in seconds.")
    clock_skew_seconds: int = Field(
        description="Greatest difference between `reported_at` and `received_at` of a step, in"
        " seconds. 0: five minutes at most."
    )
    steps: list[VisitStep] = Field(
        description="The steps of the visit that were reported, in order. Empty for visits that"
        " ended before steps were kept."
    )
    outcome_note: str | None = Field(
        description="What the technician reported of a no-show, or the reason of a failed visit."
        " Null for any other visit, and for a no-show without a note."
    )
    no_show_distance_m: int | None = Field(
        description="Distance between the device and the site when nobody was met, in metres. Null"
        " unless it is a no-show and both positions are known."
    )
    no_show_waited_seconds: int | None = Field(
        description="Time from the arrival to the report that nobody was met, in seconds. Null"
        " unless it is a no-show and the arrival was reported."
    )
    contact_attempts: int | None = Field(
        description="How often the technician tried to reach the customer. Null unless it is a"
        " no-show that says so."
    )
    segments: list[VisitSegment] = Field(
        description="The periods of travel, work and pause, in order."
    )


class Visits(Out):
    """All visits of an order in the order in which they were scheduled, without pages."""

    items: list[VisitRecord]
