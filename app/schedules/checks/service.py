"""Checks of a visit before it is booked: working hours, holidays, the way from its neighbours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.data.reading import Rows
from app.core.security.actors import Actor
from app.core.values.errors import PermissionMissing, Refusal
from app.core.values.notation import wire
from app.core.values.text import N_
from app.gateways.travel import GeoPoint, TravelProfile, estimate
from app.organizations.schemas import OrganizationSettings
from app.schedules.availability.intervals import AvailabilityStatus, TechnicianHours, stacked
from app.schedules.checks.reads import VISITS_NEAR
from app.schedules.skills.service import MissingSkill
from app.schedules.working_hours.shifts import Period, local_day

#: Visits that are further away leave time for every way.
_NEAR = timedelta(hours=24)


class OutsideWorkingHours(Refusal):
    """A part of the visit lies outside of the technician's working hours.

    `working_hours` has those of the day on which it starts.
    """

    title = N_("The technician does not work at that time")
    advice = N_("Choose a time within the working hours, or another technician.")


class Holiday(Refusal):
    """A part of the visit lies on a holiday, or on a day on which the calendar is closed."""

    title = N_("That day is a holiday")
    advice = N_("Choose another day.")


class TravelTooShort(Refusal):
    """The way from or to a neighbouring visit takes longer than the time between the two.

    `booking_id` names that visit; the way is estimated by the distance.
    """

    title = N_("There is too little time for the way")
    advice = N_("Leave more time between the visits, or choose another technician.")


#: The setting that says whether each problem is refused or told.
_SETTINGS: dict[type[Refusal], str] = {
    OutsideWorkingHours: "outside_hours_check",
    Holiday: "holiday_check",
    TravelTooShort: "travel_check",
    MissingSkill: "missing_skill_check",
}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Problems of a visit that may be booked: as warnings, and why it may in spite of some."""

    warnings: list[dict[str, Any]] = field(default_factory=list)
    #: Codes of what would have been refused.
    overridden: tuple[str, ...] = ()
    override_reason: str | None = None


UNCHECKED = CheckResult()


@dataclass(frozen=True, slots=True)
class VisitChecks:
    """Checks of visits by the settings, and the reason to set a refusal aside.

    Refuses a reason of somebody who may set nothing aside.
    """

    settings: OrganizationSettings
    actor: Actor
    override_reason: str | None = None

    def __post_init__(self) -> None:
        if self.override_reason is not None and not self.actor.may("schedules:override"):
            raise PermissionMissing(permission="schedules:override")

    def judge(self, person_id: UUID, problems: Iterable[Refusal]) -> CheckResult:
        """Raise the first problem that is refused, unless there is a reason; tell the others."""
        warnings: list[dict[str, Any]] = []
        overridden: list[str] = []
        for problem in problems:
            code = problem.code()
            if getattr(self.settings, _SETTINGS[type(problem)]) == "refuse":
                if self.override_reason is None:
                    raise problem
                overridden.append(code)
            facts = {name: wire(value) for name, value in problem.members.items()}
            warnings.append({"code": code, "person_id": str(person_id), "facts": facts})
        reason = self.override_reason if overridden else None
        return CheckResult(warnings, tuple(overridden), reason)


async def problems_of(
    source: Rows,
    person_id: UUID,
    hours: TechnicianHours,
    slot: Period,
    site: GeoPoint | None,
    *,
    is_urgent: bool = False,
    besides: UUID | None = None,
) -> list[Refusal]:
    """Problems of a visit of this technician at a site, in one statement.

    Other bookings in the way are none of it: the table itself refuses them. `besides` is the
    booking that moves, which is no neighbour of its own.
    """
    problems = hours_problems(hours, slot, is_urgent=is_urgent)
    if site is not None:
        near = await source.rows(
            VISITS_NEAR, person_id=person_id, since=slot[0] - _NEAR, until=slot[1] + _NEAR
        )
        problems += _travel_problems(
            [visit for visit in near if visit["id"] != besides], slot, site
        )
    return problems


def hours_problems(hours: TechnicianHours, slot: Period, *, is_urgent: bool) -> list[Refusal]:
    """Holidays and times without work within the slot, the first of each.

    Who is on call works for what is urgent.
    """
    hours = hours if is_urgent else hours._replace(on_call=())
    found: dict[type[Refusal], Refusal] = {}
    for part in stacked(hours.layers(slot), slot):
        if part.status is not AvailabilityStatus.OFF:
            continue
        facts: dict[str, Any] = {"starts_at": part.starts_at, "ends_at": part.ends_at}
        if part.basis == "outside_hours":
            facts["working_hours"] = _working_hours(hours, slot[0])
            detail = N_("There is no work from {starts_at} to {ends_at}.")
            problem: Refusal = OutsideWorkingHours(detail, **facts)
        else:
            detail = N_("{name}, from {starts_at} to {ends_at}.")
            problem = Holiday(detail, name=part.name or "", **facts)
        found.setdefault(type(problem), problem)
    return list(found.values())


def _working_hours(hours: TechnicianHours, at: datetime) -> list[dict[str, datetime]]:
    day = local_day(hours.zone, at.astimezone(hours.zone).date())
    return [
        {"starts_at": part.starts_at, "ends_at": part.ends_at}
        for part in stacked(hours.layers(day), day)
        if part.status is AvailabilityStatus.FREE
    ]


def _travel_problems(near: Sequence[Any], slot: Period, site: GeoPoint) -> list[Refusal]:
    before = [visit for visit in near if visit["ends_at"] <= slot[0]][-1:]
    after = [visit for visit in near if visit["starts_at"] >= slot[1]][:1]
    gaps = [(visit, slot[0] - visit["ends_at"]) for visit in before]
    gaps += [(visit, visit["starts_at"] - slot[1]) for visit in after]
    found: list[Refusal] = []
    for visit, gap in gaps:
        other = GeoPoint(visit["latitude"], visit["longitude"])
        needed = estimate(other, site, TravelProfile.URBAN).seconds
        available = int(gap.total_seconds())
        if needed > available:
            found.append(
                TravelTooShort(
                    N_("The way takes {needed_minutes} minutes, and there are {free_minutes}."),
                    booking_id=visit["id"],
                    starts_at=visit["starts_at"],
                    ends_at=visit["ends_at"],
                    needed_seconds=needed,
                    available_seconds=available,
                    needed_minutes=-(-needed // 60),
                    free_minutes=available // 60,
                )
            )
    return found
