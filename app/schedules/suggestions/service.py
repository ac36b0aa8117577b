"""Suggestions: slots of technicians in which a visit fits, with the reasons.

Everything is read in three statements; the rest is arithmetic (`schedules.suggestions.engine`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.calendars.schemas import minute_of
from app.calendars.service import business_times
from app.core.data.reading import Rows
from app.core.data.statements import Statement
from app.core.values.clock import now
from app.core.values.errors import UnknownReference, ValidationFailed
from app.core.values.notation import Notation
from app.core.values.text import N_
from app.customers.technicians.models import TechnicianPreference
from app.gateways.travel import GeoPoint
from app.organizations.schemas import DayShift, OrganizationSettings
from app.schedules.availability.intervals import (
    AvailabilityStatus,
    TechnicianHours,
    stacked,
)
from app.schedules.availability.service import hours_from
from app.schedules.models import PromiseKind
from app.schedules.skills.rules import (
    HeldSkill,
    LackedSkill,
    NeededSkill,
    days_without_lack,
    missing_skills,
    spare_level,
)
from app.schedules.suggestions import reasons, schemas
from app.schedules.suggestions.engine import (
    BookedStop,
    Contender,
    Slot,
    Span,
    VisitWanted,
    obstacle_of,
    slots_of,
    travel_between,
)
from app.schedules.suggestions.reads import WANTED
from app.schedules.suggestions.reasons import ReasonText
from app.schedules.working_hours.shifts import days, local_day, local_instant

#: Working days are looked at as a whole, also where the period begins or ends in one.
_AROUND = timedelta(hours=12)
_TWO_HOURS = 120
_NO_CUSTOMER = UUID(int=0)
#: Columns that say when somebody works.
_RULES = ("calendar_id", "zone", "observes_calendar", "periods")


@dataclass(frozen=True, slots=True)
class _Technician:
    """A technician, and what keeps them from the visit before their time is looked at."""

    person_id: UUID
    name: str
    refused: tuple[ReasonText, ...] = ()
    missing: tuple[LackedSkill, ...] = ()
    contender: Contender | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """Slots, the best first, and whoever has none, in order of their names."""

    slots: list[Slot]
    kind: PromiseKind
    names: Mapping[UUID, str]
    not_offered: list[_Technician]
    needs_skills: bool
    is_site_known: bool


async def suggest_slots(
    source: Rows, wanted: schemas.SlotsWanted, technicians_at: Statement
) -> Suggested:
    """Find slots for a visit.

    `technicians_at` reads technicians and the places of what is booked: orders, which lie above,
    know those. 422 unknown_reference when the site, a service or a specialty does not exist.
    """
    facts = await source.row(
        WANTED,
        site_id=wanted.site_id,
        service_ids=wanted.service_ids,
        specialty_ids=wanted.specialty_ids,
    )
    if facts is None:
        raise UnknownReference.at("site_id")
    needed = [NeededSkill(UUID(key), name, level) for key, name, level in _list(facts["needed"])]
    visit = _visit(wanted, dict(facts), needed)
    settings = OrganizationSettings.model_validate(json.loads(facts["settings"]))
    kind = PromiseKind(wanted.window or settings.promise_kind)
    period = (wanted.starts_after.astimezone(UTC), wanted.ends_before.astimezone(UTC))
    found = await source.rows(
        technicians_at,
        customer_id=facts["customer_id"] or _NO_CUSTOMER,
        specialty_ids=[need.specialty_id for need in needed],
        since=period[0] - _AROUND,
        until=period[1] + _AROUND,
        now=now(),
    )
    rows = [
        dict(
            row,
            periods=json.loads(row["periods"] or "null"),
            rules=tuple(row[name] for name in _RULES),
        )
        for row in found
    ]
    technicians = await _technicians(source, rows, needed, _Times(period, kind, settings.shifts))
    return _ranked(visit, technicians, kind, wanted.limit, needs_skills=bool(needed))


async def _technicians(
    source: Rows, rows: Sequence[Mapping[str, Any]], needed: Sequence[NeededSkill], times: "_Times"
) -> list[_Technician]:
    calendars = await business_times(
        source, (row["calendar_id"] for row in rows), around=times.period[0]
    )
    is_one_required = any(row["preference"] == TechnicianPreference.REQUIRED for row in rows)
    return [
        _technician(
            row,
            hours_from(row, calendars[row["calendar_id"]]),
            times,
            needed,
            is_one_required=is_one_required,
        )
        for row in rows
    ]


def shown(suggested: Suggested, notation: Notation) -> schemas.SlotSuggestions:
    """The suggestions as callers read them."""
    items = []
    before: Slot | None = None
    for slot in suggested.slots:
        why = reasons.reasons_for(
            slot,
            before,
            needs_skills=suggested.needs_skills,
            is_site_known=suggested.is_site_known,
        )
        items.append(
            schemas.SlotSuggestion(
                technician_id=slot.person_id,
                technician_name=suggested.names[slot.person_id],
                starts_at=instant(slot.starts),
                ends_at=instant(slot.ends),
                promise_kind=suggested.kind,
                promised_from=instant(slot.window[0]),
                promised_until=instant(slot.window[1]),
                cost_seconds=slot.cost,
                travel_added_seconds=slot.travel_added,
                load_percent=slot.load_percent,
                spare_level=slot.spare_level,
                is_preferred=slot.is_preferred,
                explanations=_told(why, notation),
            )
        )
        before = slot
    return schemas.SlotSuggestions(
        items=items,
        not_offered=[
            schemas.TechnicianNotOffered(
                technician_id=each.person_id,
                technician_name=each.name,
                explanations=_told(each.refused, notation),
                missing_skills=[schemas.MissingSpecialty(**m._asdict()) for m in each.missing],
            )
            for each in suggested.not_offered
        ],
    )


def instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _visit(
    wanted: schemas.SlotsWanted, facts: Mapping[str, Any], needed: Sequence[NeededSkill]
) -> VisitWanted:
    minutes = {UUID(key): duration for key, duration in _list(facts["services"])}
    known = {need.specialty_id for need in needed}
    unknown = [
        *(f"service_ids/{n}" for n, key in enumerate(wanted.service_ids) if key not in minutes),
        *(f"specialty_ids/{n}" for n, key in enumerate(wanted.specialty_ids) if key not in known),
    ]
    if unknown:
        raise UnknownReference.at(*unknown)
    duration = wanted.duration_minutes or sum(minutes[key] for key in wanted.service_ids)
    if not duration:
        detail = N_("Without a service the duration has to be given.")
        raise ValidationFailed.at("duration_minutes", "required", detail)
    place = None
    if facts["latitude"] is not None:
        place = GeoPoint(facts["latitude"], facts["longitude"])
    return VisitWanted(
        _second(wanted.starts_after), _second(wanted.ends_before), 60 * duration, place
    )


class _Times:
    """Working time and windows of technicians in a period, each kind of them made once."""

    def __init__(
        self, period: tuple[datetime, datetime], kind: PromiseKind, shifts: Sequence[DayShift]
    ) -> None:
        self.period = period
        self._whole = (period[0] - _AROUND, period[1] + _AROUND)
        self._kind, self._shifts = kind, shifts
        self._work: dict[tuple[Any, ...], list[Span]] = {}
        self._windows: dict[str, list[Span] | None] = {}

    def work(self, hours: TechnicianHours, rules: tuple[Any, ...]) -> list[Span]:
        """Working time; those who work by the same rules work at the same time."""
        if rules not in self._work:
            self._work[rules] = self._spans(hours)
        return self._work[rules]

    def windows(self, zone: ZoneInfo) -> list[Span] | None:
        if zone.key not in self._windows:
            self._windows[zone.key] = self._in_zone(zone)
        return self._windows[zone.key]

    def _spans(self, hours: TechnicianHours) -> list[Span]:
        return [
            (_second(part.starts_at), _second(part.ends_at))
            for part in stacked(hours.layers(self._whole), self._whole)
            if part.status is AvailabilityStatus.FREE
        ]

    def _in_zone(self, zone: ZoneInfo) -> list[Span] | None:
        if self._kind is PromiseKind.EXACT:
            return None
        minutes = [(m, m + _TWO_HOURS) for m in range(0, 1440, _TWO_HOURS)]
        if self._kind is PromiseKind.SHIFT:
            minutes = [(minute_of(shift.starts), minute_of(shift.ends)) for shift in self._shifts]
        return [
            (_second(local_instant(zone, day, first)), _second(local_instant(zone, day, last)))
            for day in days(zone, *self.period)
            for first, last in minutes
        ]


def _technician(
    row: Mapping[str, Any],
    hours: TechnicianHours,
    times: _Times,
    needed: Sequence[NeededSkill],
    *,
    is_one_required: bool,
) -> _Technician:
    who = {"person_id": row["id"], "name": row["name"]}
    if row["preference"] == TechnicianPreference.EXCLUDED:
        return _Technician(**who, refused=(reasons.excluded(),))
    if is_one_required and row["preference"] != TechnicianPreference.REQUIRED:
        return _Technician(**who, refused=(reasons.another_required(),))
    held = {
        UUID(key): HeldSkill(level, _day(first), _day(last))
        for key, level, first, last in _list(row["skills"])
    }
    first, last = (at.astimezone(hours.zone).date() for at in times.period)
    able = days_without_lack(needed, held, first, last)
    if able is None:
        missing = missing_skills(needed, held, first) or missing_skills(needed, held, last)
        return _Technician(**who, refused=tuple(reasons.lacking(missing)), missing=tuple(missing))
    return _Technician(
        **who,
        contender=Contender(
            person_id=row["id"],
            work=times.work(hours, row["rules"]),
            stops=_stops(row),
            able=(
                _second(local_day(hours.zone, able[0])[0]),
                _second(local_day(hours.zone, able[1])[1]),
            ),
            windows=times.windows(hours.zone),
            spare_level=spare_level(needed, held),
            is_preferred=row["preference"] == TechnicianPreference.PREFERRED,
        ),
    )


def _stops(row: Mapping[str, Any]) -> list[BookedStop]:
    if row["starts"] is None:
        return []
    places = (
        None if latitude is None else GeoPoint(latitude, longitude)
        for latitude, longitude in zip(row["latitudes"], row["longitudes"], strict=True)
    )
    return list(map(BookedStop, row["starts"], row["ends"], places))


def _ranked(
    visit: VisitWanted,
    technicians: Sequence[_Technician],
    kind: PromiseKind,
    limit: int,
    *,
    needs_skills: bool,
) -> Suggested:
    travel = travel_between()
    found: dict[UUID, list[Slot]] = {
        each.person_id: slots_of(visit, each.contender, travel)
        for each in technicians
        if each.contender is not None
    }
    best = sorted(slot for slots in found.values() for slot in slots)[:limit]
    offered = {slot.person_id for slot in best}
    return Suggested(
        best,
        kind,
        {each.person_id: each.name for each in technicians},
        [
            each if each.contender is None else _left_out(visit, each, found[each.person_id])
            for each in technicians
            if each.person_id not in offered
        ],
        needs_skills,
        visit.place is not None,
    )


def _left_out(visit: VisitWanted, each: _Technician, slots: Sequence[Slot]) -> _Technician:
    assert each.contender is not None
    why = reasons.ranked_lower() if slots else reasons.blocked(obstacle_of(visit, each.contender))
    return _Technician(each.person_id, each.name, (why,))


def _told(why: Iterable[ReasonText], notation: Notation) -> list[schemas.SuggestionReason]:
    return [
        schemas.SuggestionReason(code=code, text=notation.fill(text, **values))
        for code, text, values in why
    ]


def _list(text: str) -> Iterator[Any]:
    return iter(json.loads(text))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _second(at: datetime) -> int:
    return int(at.timestamp())
