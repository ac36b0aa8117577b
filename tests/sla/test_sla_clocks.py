"""The ledger: what counted and what did not, as a function of what happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendars.business_time.service import BusinessTime
from app.desks.models import TicketStatus
from app.sla.ledger import Clock, Fact, FactKind, Terms, clocks_of
from app.sla.models import Metric, SlaClockStatus

MONDAY = datetime(2026, 11, 16, 11, 30, tzinfo=UTC)  # half past eight in São Paulo
HOURS = BusinessTime(ZoneInfo("America/Sao_Paulo"), (((510, 1050),),) * 5 + ((), ()))
ALWAYS = BusinessTime(ZoneInfo("UTC"), ((),) * 7, is_24x7=True)
TARGETS = {
    (Metric.FIRST_RESPONSE, "normal"): 3600,
    (Metric.NEXT_RESPONSE, "normal"): 1800,
    (Metric.RESOLUTION, "normal"): 4 * 3600,
    (Metric.FIRST_RESPONSE, "urgent"): 900,
    (Metric.RESOLUTION, "urgent"): 3600,
}
TERMS = Terms(HOURS, TARGETS)


def at(minutes: float, kind: FactKind, **more: object) -> Fact:
    return Fact(MONDAY + timedelta(minutes=minutes), kind, **more)  # type: ignore[arg-type]


def opened(terms: Terms | None = TERMS) -> Fact:
    return at(0, FactKind.OPENED, priority="normal", terms=terms)


def status(minutes: float, to: TicketStatus) -> Fact:
    return at(minutes, FactKind.STATUS_CHANGED, status=to)


def ask(facts: list[Fact], minutes: float, metric: Metric, number: int = -1) -> Clock:
    clocks = clocks_of(facts, MONDAY + timedelta(minutes=minutes))
    return [clock for clock in clocks if clock.metric is metric][number]


def due(clock: Clock) -> float | None:
    return None if clock.due_at is None else (clock.due_at - MONDAY) / timedelta(minutes=1)


def test_pending_pauses_and_resuming_moves_what_is_due() -> None:
    facts = [opened(), status(60, TicketStatus.PENDING)]
    waiting = ask(facts, 90, Metric.RESOLUTION)
    assert (waiting.status, waiting.due_at) == (SlaClockStatus.PAUSED, None)
    assert waiting.consumed(MONDAY + timedelta(minutes=90)) == 3600
    first = ask(facts, 50, Metric.FIRST_RESPONSE)
    assert (first.status, due(first)) == (SlaClockStatus.RUNNING, 60), (
        "an answer is owed all the same"
    )
    going_on = ask([*facts, status(120, TicketStatus.OPEN)], 121, Metric.RESOLUTION)
    assert due(going_on) == 120 + 180
    told = [(s.counted, s.reason) for s in going_on.segments(MONDAY + timedelta(minutes=121))]
    assert told == [
        (True, "working_hours"),
        (False, "waiting_for_requester"),
        (True, "working_hours"),
    ]


def test_the_first_response_waits_only_where_that_was_promised() -> None:
    terms = replace(TERMS, first_response_pauses=True)
    facts = [opened(terms), status(10, TicketStatus.ON_HOLD)]
    assert ask(facts, 600, Metric.FIRST_RESPONSE).status is SlaClockStatus.PAUSED


def test_another_priority_keeps_what_was_consumed() -> None:
    facts = [opened(), at(30, FactKind.PRIORITY_CHANGED, priority="urgent")]
    clock = ask(facts, 31, Metric.RESOLUTION)
    assert (clock.target_seconds, due(clock)) == (3600, 60)
    first = ask(facts, 31, Metric.FIRST_RESPONSE)
    assert first.breached_at == MONDAY + timedelta(minutes=30), "15 minutes had long passed"


def test_a_longer_target_after_a_breach_is_due_when_it_is_used_up_whatever_paused_later() -> None:
    facts = [
        opened(),
        at(1, FactKind.PRIORITY_CHANGED, priority="urgent"),
        at(100, FactKind.PRIORITY_CHANGED, priority="normal"),
    ]
    paused = [*facts, status(300, TicketStatus.PENDING), status(310, TicketStatus.OPEN)]
    for told in (facts, paused):
        clock = ask(told, 320, Metric.RESOLUTION)
        assert (clock.status, due(clock)) == (SlaClockStatus.BREACHED, 240)
        assert clock.breached_at == MONDAY + timedelta(minutes=60)


def test_without_a_promise_clocks_are_cancelled_and_a_new_one_starts_afresh() -> None:
    facts = [opened(), at(30, FactKind.TERMS_CHANGED, terms=None)]
    clock = ask(facts, 31, Metric.RESOLUTION)
    assert (clock.status, clock.due_at) == (SlaClockStatus.CANCELLED, None)
    again = [*facts, at(40, FactKind.TERMS_CHANGED, terms=TERMS)]
    assert due(ask(again, 41, Metric.RESOLUTION)) == 40 + 240


def test_the_next_response_is_owed_after_the_first_and_from_the_first_unanswered_word() -> None:
    facts = [opened(), at(5, FactKind.REQUESTER_REPLIED)]
    assert not any(c.metric is Metric.NEXT_RESPONSE for c in clocks_of(facts, MONDAY))
    facts += [
        at(10, FactKind.AGENT_REPLIED),
        at(20, FactKind.REQUESTER_REPLIED),
        at(25, FactKind.REQUESTER_REPLIED),
    ]
    owed = ask(facts, 26, Metric.NEXT_RESPONSE)
    assert (owed.started_at, due(owed)) == (MONDAY + timedelta(minutes=20), 50)
    met = ask([*facts, at(40, FactKind.SOLVED)], 41, Metric.NEXT_RESPONSE)
    assert (met.status, met.met_at) == (SlaClockStatus.MET, MONDAY + timedelta(minutes=40))
    facts += [at(45, FactKind.AGENT_REPLIED), at(50, FactKind.REQUESTER_REPLIED)]
    assert ask(facts, 51, Metric.NEXT_RESPONSE).number == 1


def test_a_breach_is_stamped_when_it_was_due_and_stays_when_it_is_met_late() -> None:
    late = ask([opened()], 600, Metric.FIRST_RESPONSE)
    assert (late.status, late.breached_at) == (
        SlaClockStatus.BREACHED,
        MONDAY + timedelta(minutes=60),
    )
    answered = ask([opened(), at(90, FactKind.AGENT_REPLIED)], 600, Metric.FIRST_RESPONSE)
    assert answered.status is SlaClockStatus.BREACHED
    assert answered.met_at == MONDAY + timedelta(minutes=90)
    in_time = ask([opened(), at(60, FactKind.AGENT_REPLIED)], 600, Metric.FIRST_RESPONSE)
    assert in_time.breached_at == MONDAY + timedelta(minutes=60), "on the stroke it is used up"


def test_the_time_between_solved_and_reopened_is_nobodys() -> None:
    facts = [opened(), at(60, FactKind.SOLVED), at(2000, FactKind.REOPENED)]
    first, second = [
        c
        for c in clocks_of(facts, MONDAY + timedelta(minutes=2001))
        if c.metric is Metric.RESOLUTION
    ]
    assert (first.status, first.consumed(MONDAY + timedelta(days=9))) == (SlaClockStatus.MET, 3600)
    assert (second.cycle, second.started_at) == (2, MONDAY + timedelta(minutes=2000))


def test_a_dropped_ticket_owes_nothing() -> None:
    clock = ask([opened(), at(5, FactKind.DROPPED)], 600, Metric.RESOLUTION)
    assert (clock.status, clock.breached_at) == (SlaClockStatus.CANCELLED, None)


facts_later = st.lists(
    st.one_of(
        st.builds(
            status,
            st.integers(1, 6000),
            st.sampled_from(["open", "pending", "on_hold"]).map(TicketStatus),
        ),
        st.builds(
            at,
            st.integers(1, 6000),
            st.sampled_from(
                [
                    FactKind.AGENT_REPLIED,
                    FactKind.REQUESTER_REPLIED,
                    FactKind.SOLVED,
                    FactKind.REOPENED,
                ]
            ),
        ),
        st.builds(
            lambda minutes, priority: at(minutes, FactKind.PRIORITY_CHANGED, priority=priority),
            st.integers(1, 6000),
            st.sampled_from(["normal", "urgent", "low"]),
        ),
        st.builds(
            lambda minutes, terms: at(minutes, FactKind.TERMS_CHANGED, terms=terms),
            st.integers(1, 6000),
            st.sampled_from([None, TERMS, Terms(ALWAYS, TARGETS)]),
        ),
    ),
    max_size=14,
)


@settings(max_examples=800, deadline=None)
@given(facts_later, st.integers(0, 8000), st.booleans())
def test_a_clock_never_counts_more_than_has_passed(
    later: list[Fact], minutes: int, always: bool
) -> None:
    terms = Terms(ALWAYS, TARGETS) if always else TERMS
    until = MONDAY + timedelta(minutes=minutes)
    for clock in clocks_of([opened(terms), *[f for f in later if f.at <= until]], until):
        end = clock.ended_at or until
        assert 0 <= clock.consumed(until) <= (end - clock.started_at).total_seconds()
        parts = clock.segments(until)
        counted = sum((p.ends_at - p.starts_at).total_seconds() for p in parts if p.counted)
        assert counted == clock.consumed(until)
        assert (
            sum(((p.ends_at - p.starts_at) for p in parts), timedelta()) == end - clock.started_at
        )
        live = clock.status is SlaClockStatus.RUNNING
        assert not live or clock.due_at is None or clock.due_at > until
        assert clock.breached_at is None or clock.breached_at <= until


@settings(max_examples=300, deadline=None)
@given(facts_later, st.integers(1, 5999))
def test_a_pause_that_takes_no_time_changes_nothing(later: list[Fact], minutes: int) -> None:
    is_paused = status(minutes, TicketStatus.PENDING)
    facts = [opened(), *(f for f in later if f.kind is not FactKind.STATUS_CHANGED)]
    until = MONDAY + timedelta(minutes=6001)
    plain = clocks_of(facts, until)
    paused = clocks_of([*facts, is_paused, status(minutes, TicketStatus.OPEN)], until)
    for before, after in zip(plain, paused, strict=True):
        assert (before.status, before.due_at, before.consumed(until)) == (
            *(after.status, after.due_at),
            after.consumed(until),
        )


@settings(max_examples=300, deadline=None)
@given(facts_later, st.integers(0, 7000))
def test_asking_again_gives_the_same_answer(later: list[Fact], minutes: int) -> None:
    facts, until = [opened(), *later], MONDAY + timedelta(minutes=minutes)
    assert repr(clocks_of(facts, until)) == repr(clocks_of(list(facts), until))
