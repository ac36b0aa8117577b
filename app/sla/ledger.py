"""The SLA ledger: the clocks of one ticket as a pure function of its facts.

Nothing is added up over time: whoever asks again gets the same answer, whatever was lost, repeated
or late. All instants are aware; amounts are working seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from app.calendars.business_time.service import BusinessTime, NeverOpen, Segment
from app.desks.models import TicketStatus
from app.sla.models import Metric, SlaClockStatus

Pause = Literal["waiting_for_requester", "on_hold"]
Reason = Literal[
    "working_hours", "outside_hours", "holiday", "closed", "waiting_for_requester", "on_hold"
]
PAUSES: dict[TicketStatus, Pause] = {
    TicketStatus.PENDING: "waiting_for_requester",
    TicketStatus.ON_HOLD: "on_hold",
}


class FactKind(StrEnum):
    OPENED = "opened"
    AGENT_REPLIED = "agent_replied"
    REQUESTER_REPLIED = "requester_replied"
    STATUS_CHANGED = "status_changed"
    SOLVED = "solved"
    REOPENED = "reopened"
    #: Merged, or spam: nothing is owed any more.
    DROPPED = "dropped"
    PRIORITY_CHANGED = "priority_changed"
    TERMS_CHANGED = "terms_changed"


@dataclass(frozen=True, slots=True)
class Terms:
    """Targets of a ticket: seconds by metric and priority, counted in these hours."""

    hours: BusinessTime
    targets: dict[tuple[Metric, str], int]
    first_response_pauses: bool = False
    warn_percent: int = 80


@dataclass(frozen=True, slots=True)
class Fact:
    at: datetime
    kind: FactKind
    status: TicketStatus | None = None
    priority: str = ""
    #: Null: nothing is promised.
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a clock's life that counted, or did not and why."""

    starts_at: datetime
    ends_at: datetime
    counted: bool
    reason: Reason
    name: str | None = None


@dataclass(slots=True)
class _Run:
    """From one turn of a clock to the next, in the hours that held then."""

    since: datetime
    hours: BusinessTime
    pause: Pause | None
    until: datetime | None = None


@dataclass(slots=True)
class Clock:
    metric: Metric
    cycle: int
    number: int
    started_at: datetime
    target_seconds: int
    target_since: datetime
    warn_percent: int
    status: SlaClockStatus = SlaClockStatus.RUNNING
    met_at: datetime | None = None
    breached_at: datetime | None = None
    ended_at: datetime | None = None
    runs: list[_Run] = field(default_factory=list)

    def consumed(self, until: datetime) -> int:
        """Working seconds that counted before an instant."""
        total = 0
        for run in self.runs:
            if run.pause is None:
                total += run.hours.between(run.since, min(run.until or until, until))
        return total

    @property
    def running_since(self) -> datetime | None:
        return self._open_run.since if self._open_run else None

    @property
    def due_at(self) -> datetime | None:
        """Time at which the target is used up if nothing happens; null while paused or over."""
        return self._used_up(self.target_seconds)

    @property
    def warn_at(self) -> datetime | None:
        return self._used_up(self.target_seconds * self.warn_percent // 100)

    def segments(self, until: datetime) -> list[Stretch]:
        """The whole life of the clock up to an instant."""
        found: list[Stretch] = []
        for run in self.runs:
            end = min(run.until or until, until)
            if run.since >= end:
                continue
            if run.pause is not None:
                found.append(Stretch(run.since, end, False, run.pause))
            else:
                found += [_stretch(part) for part in run.hours.segments(run.since, end)]
        return found

    def look(self, at: datetime) -> None:
        """Notice a breach that happened before this instant, at the instant it happened."""
        due = self.due_at
        if self.breached_at is None and due is not None and due <= at:
            self.breached_at = due

    def stay_breached(self, told: datetime | None) -> None:
        """Keep a breach that was told, whatever was changed in a calendar since."""
        self.breached_at = told or self.breached_at
        if self.breached_at is not None and self.status is not SlaClockStatus.CANCELLED:
            self.status = SlaClockStatus.BREACHED

    def turn(self, at: datetime, hours: BusinessTime, pause: Pause | None) -> None:
        """Go on in these hours, or wait."""
        self.look(at)
        if self.runs and self.runs[-1].until is None:
            self.runs[-1].until = at
        self.runs.append(_Run(at, hours, pause))
        self.status = SlaClockStatus.PAUSED if pause else SlaClockStatus.RUNNING

    def end(self, at: datetime, status: SlaClockStatus) -> None:
        self.look(at)
        if self.runs and self.runs[-1].until is None:
            self.runs[-1].until = at
        if status is SlaClockStatus.MET:
            self.met_at = at
        self.ended_at = at
        broken = self.breached_at is not None and status is SlaClockStatus.MET
        self.status = SlaClockStatus.BREACHED if broken else status

    @property
    def _open_run(self) -> _Run | None:
        run = self.runs[-1] if self.runs else None
        return run if run and run.until is None and run.pause is None else None

    def _used_up(self, seconds: int) -> datetime | None:
        """The first instant at which so much had counted, however the life was cut into runs.

        Never before the target was set: a shorter one is not broken before anybody knew it.
        """
        if self._open_run is None or self.ended_at is not None:
            return None
        left = seconds
        for run in self.runs:
            if run.pause is not None:
                continue
            counted = None if run.until is None else run.hours.between(run.since, run.until)
            if counted is None or counted >= left:
                try:
                    return max(run.hours.add(run.since, left), self.target_since)
                except NeverOpen:
                    return None
            left -= counted
        return None


def clocks_of(facts: Sequence[Fact], until: datetime) -> list[Clock]:
    """All clocks that these facts started, as they stand at an instant."""
    ledger = _Ledger()
    for fact in sorted(facts, key=lambda f: f.at):
        ledger.take(fact)
    for clock in ledger.clocks:
        if clock.ended_at is None:
            clock.look(until)
            clock.stay_breached(None)
    return ledger.clocks


class _Ledger:
    def __init__(self) -> None:
        self.clocks: list[Clock] = []
        self.live: dict[Metric, Clock] = {}
        self.terms: Terms | None = None
        self.priority = ""
        self.pause: Pause | None = None
        self.cycle = 1
        self.is_over = False
        self.was_answered = False

    def take(self, fact: Fact) -> None:  # noqa: C901 - one case for each kind
        at = fact.at
        match fact.kind:
            case FactKind.OPENED:
                self.priority, self.terms = fact.priority, fact.terms
                self._begin(at)
            case FactKind.REOPENED:
                self.cycle += 1
                self.pause, self.is_over, self.was_answered = None, False, False
                self._begin(at)
            case FactKind.AGENT_REPLIED:
                self.was_answered = True
                self._end(at, SlaClockStatus.MET, Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE)
            case FactKind.REQUESTER_REPLIED:
                if self.was_answered and Metric.NEXT_RESPONSE not in self.live:
                    self._start(Metric.NEXT_RESPONSE, at)
            case FactKind.STATUS_CHANGED:
                assert fact.status is not None
                self._wait(at, PAUSES.get(fact.status))
            case FactKind.SOLVED:
                self.is_over = True
                self._end(at, SlaClockStatus.MET, *Metric)
            case FactKind.DROPPED:
                self.is_over = True
                self._end(at, SlaClockStatus.CANCELLED, *Metric)
            case FactKind.PRIORITY_CHANGED:
                self.priority = fact.priority
                self._retarget(at)
            case FactKind.TERMS_CHANGED:
                self.terms = fact.terms
                self._retarget(at)

    def _begin(self, at: datetime) -> None:
        self._start(Metric.FIRST_RESPONSE, at)
        self._start(Metric.RESOLUTION, at)

    def _start(self, metric: Metric, at: datetime) -> None:
        target = self._target(metric)
        if target is None or self.terms is None or self.is_over:
            return
        number = sum(c.metric is metric and c.cycle == self.cycle for c in self.clocks)
        clock = Clock(metric, self.cycle, number, at, target, at, self.terms.warn_percent)
        clock.turn(at, self.terms.hours, self._pause_of(metric))
        self.clocks.append(clock)
        self.live[metric] = clock

    def _end(self, at: datetime, status: SlaClockStatus, *metrics: Metric) -> None:
        for metric in metrics:
            clock = self.live.pop(metric, None)
            if clock is not None:
                clock.end(at, status)

    def _wait(self, at: datetime, pause: Pause | None) -> None:
        self.pause = pause
        for metric, clock in self.live.items():
            wanted = self._pause_of(metric)
            if self.terms is not None and clock.runs[-1].pause != wanted:
                clock.turn(at, self.terms.hours, wanted)

    def _retarget(self, at: datetime) -> None:
        """Other targets, other hours; what was consumed stays consumed."""
        for metric in [*self.live]:
            target = self._target(metric)
            if target is None or self.terms is None:
                self._end(at, SlaClockStatus.CANCELLED, metric)
                continue
            clock = self.live[metric]
            # What was due until now was due by the old target: turn first.
            clock.turn(at, self.terms.hours, self._pause_of(metric))
            if clock.target_seconds != target:
                clock.target_seconds, clock.target_since = target, at
            clock.warn_percent = self.terms.warn_percent
        if not self.is_over:
            started = {c.metric for c in self.clocks if c.cycle == self.cycle}
            if not self.was_answered and Metric.FIRST_RESPONSE not in started:
                self._start(Metric.FIRST_RESPONSE, at)
            if Metric.RESOLUTION not in self.live:
                self._start(Metric.RESOLUTION, at)

    def _target(self, metric: Metric) -> int | None:
        return self.terms.targets.get((metric, self.priority)) if self.terms else None

    def _pause_of(self, metric: Metric) -> Pause | None:
        if metric is Metric.FIRST_RESPONSE:
            return self.pause if self.terms and self.terms.first_response_pauses else None
        return self.pause


def _stretch(part: Segment) -> Stretch:
    return Stretch(part.starts_at, part.ends_at, part.counted, part.reason, part.name)
