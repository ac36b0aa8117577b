"""Promises over HTTP: due to the minute, explained, and told once (story 9)."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.core.data.database import Database
from app.sla.jobs import update_due_clocks
from tests.callers import Caller, Drain
from tests.sweeping import run_sweep

#: Friday, five in the afternoon in São Paulo; and the Thursday before a national holiday.
FRIDAY = datetime.fromisoformat("2026-11-13T20:00:00+00:00")
THURSDAY = datetime.fromisoformat("2026-11-19T20:00:00+00:00")


def targets(**minutes: int) -> list[dict[str, Any]]:
    return [
        {"metric": metric, "priority": priority, "minutes": count}
        for metric, count in minutes.items()
        for priority in ("low", "normal")
    ]


@pytest.fixture
async def policy(ada: Caller) -> dict[str, Any]:
    urgent = [
        {"metric": metric, "priority": priority, "minutes": minutes}
        for metric, priority, minutes in (
            *(("first_response", "urgent", 30), ("resolution", "urgent", 120)),
        )
    ]
    found: dict[str, Any] = await ada.post(
        "/v1/sla-policies",
        {"name": "Padrão", "targets": targets(first_response=60, resolution=480) + urgent},
    )
    return found


@pytest.fixture
async def clock_of(ada: Caller, drain: Drain) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def ask(path: str, metric: str) -> dict[str, Any]:
        await drain(ada.organization_id)
        clocks = (await ada.get(f"{path}/sla"))["clocks"]
        found: dict[str, Any] = [c for c in clocks if c["metric"] == metric][-1]
        return found

    return ask


async def _opened(carla: Caller) -> str:
    ticket = await carla.post("/v1/tickets", {"subject": "X", "description": "Y"})
    return f"/v1/tickets/{ticket['id']}"


@pytest.mark.parametrize(
    ("since", "due", "holiday"),
    [
        (FRIDAY, "2026-11-16T12:00:00", "Proclamação da República"),
        (THURSDAY, "2026-11-23T12:00:00", "Dia Nacional de Zumbi e da Consciência Negra"),
    ],
)
async def test_the_worked_cases_are_due_to_the_minute(
    ada: Caller, carla: Caller, policy: Any, clock_of: Any, since: datetime, due: str, holiday: str
) -> None:
    with time_machine.travel(since, tick=False):
        path = await _opened(carla)
        clock = await clock_of(path, "first_response")
        assert (clock["status"], clock["consumed_seconds"]) == ("running", 0)
        assert clock["due_at"] == f"{due}Z"
        assert (await ada.get(path))["due_at"].startswith(due)
        [row] = [
            c for c in (await ada.get("/v1/sla-clocks"))["items"] if c["metric"] == "first_response"
        ]
        assert row["due_at"].startswith(due)
    with time_machine.travel(f"{due}Z", tick=False):
        segments = (await ada.get(f"{path}/sla"))["clocks"][0]["segments"]
    assert segments[0]["counted"]
    assert segments[-1]["counted"]
    assert {s["name"] for s in segments if s["basis"] == "holiday"} == {holiday}


async def test_a_lunch_break_and_a_holiday_added_today_count_for_open_clocks(
    ada: Caller, carla: Caller, policy: Any, clock_of: Any
) -> None:
    halves = [("08:30", "12:00"), ("13:30", "17:30")]
    calendar = await ada.post(
        "/v1/calendars",
        {
            "name": "Com almoço",
            "zone": "America/Sao_Paulo",
            "intervals": [
                {"weekday": day, "starts": starts, "ends": ends}
                for day in range(5)
                for starts, ends in halves
            ],
        },
    )
    await ada.patch(f"/v1/sla-policies/{policy['id']}", {"calendar_id": calendar["id"]})
    with time_machine.travel("2026-11-16T14:30:00Z", tick=False):  # half past eleven
        path = await _opened(carla)
        clock = await clock_of(path, "first_response")
        assert clock["due_at"] == "2026-11-16T17:00:00Z"
    with time_machine.travel("2026-11-16T14:45:00Z", tick=False):
        closed = {"date": "2026-11-16", "intervals": [], "reason": "Luto"}
        half = closed | {"intervals": [{"starts": "08:30", "ends": "12:00"}]}
        await ada.post(f"/v1/calendars/{calendar['id']}/overrides", half)
        clock = await clock_of(path, "first_response")
        assert clock["due_at"] == "2026-11-17T12:00:00Z"
        names = [e["name"] for e in (await ada.get(f"{path}/timeline"))["items"]]
        assert names.count("sla.retargeted") == 2  # both clocks


async def test_pending_waits_and_urgency_keeps_what_was_consumed(
    ada: Caller, bob: Caller, carla: Caller, policy: Any, clock_of: Any
) -> None:
    with time_machine.travel("2026-11-16T12:00:00Z", tick=False) as clock:
        path = await _opened(carla)
        await bob.post(f"{path}/replies", {"body": "Qual é a luz?"})
        clock.shift(timedelta(hours=1))
        await bob.post(f"{path}/transition", {"status": "pending"}, 200)
        waiting = await clock_of(path, "resolution")
        assert (waiting["status"], waiting["due_at"], waiting["consumed_seconds"]) == (
            *("paused", None),
            3600,
        )
        assert (await ada.get(path))["due_at"] is None
        clock.shift(timedelta(hours=2))
        await carla.post(f"{path}/replies", {"body": "Vermelha."})
        running = await clock_of(path, "resolution")
        assert running["due_at"] == "2026-11-17T13:00:00Z"  # seven more hours of work
        reasons = [s["basis"] for s in running["segments"]]
        assert reasons == ["working_hours", "waiting_for_requester"]
        await bob.patch(path, {"priority": "urgent"})
        urgent = await clock_of(path, "resolution")
        assert (urgent["target_seconds"], urgent["consumed_seconds"]) == (7200, 3600)
        assert urgent["due_at"] == "2026-11-16T16:00:00Z"


async def test_a_team_that_promises_nothing_cancels_the_clocks(
    ada: Caller, bob: Caller, carla: Caller, policy: Any, clock_of: Any
) -> None:
    team = await ada.post("/v1/teams", {"name": "Projetos"})
    other = await ada.post("/v1/teams", {"name": "Suporte"})
    await ada.patch(f"/v1/sla-policies/{policy['id']}", {"match": {"team_ids": [other["id"]]}})
    path = await _opened(carla)
    await bob.patch(path, {"team_id": other["id"]})
    assert (await clock_of(path, "resolution"))["status"] == "running"
    await bob.patch(path, {"team_id": team["id"]})
    cancelled = await clock_of(path, "resolution")
    assert (cancelled["status"], cancelled["due_at"]) == ("cancelled", None)
    assert (await ada.get(path))["due_at"] is None


async def test_notes_do_not_answer_but_a_call_does(
    bob: Caller, carla: Caller, policy: Any, clock_of: Any
) -> None:
    path = await _opened(carla)
    await bob.post(f"{path}/notes", {"body": "Olhei."})
    assert (await clock_of(path, "first_response"))["met_at"] is None
    await bob.post(f"{path}/notes", {"body": "Liguei.", "counts_as_response": True})
    assert (await clock_of(path, "first_response"))["status"] == "met"


async def test_a_breach_is_when_it_was_due_however_late_it_is_noticed(
    ada: Caller, bob: Caller, carla: Caller, policy: Any, drain: Drain, database: Database
) -> None:
    with time_machine.travel("2026-11-16T12:00:00Z", tick=False) as clock:
        path = await _opened(carla)
        await ada.post(f"{path}/assign", {"assignee_id": str(bob.person_id)}, 200)
        await drain(ada.organization_id)
        clock.shift(timedelta(hours=3))  # the worker was down
        for _ in range(3):
            await run_sweep(database, ada.organization_id, update_due_clocks)
            await drain(ada.organization_id)
        events = (await ada.get(f"{path}/timeline"))["items"]
        [broken] = [e for e in events if e["name"] == "sla.breached"]
        assert broken["data"]["breached_at"] == "2026-11-16T13:00:00Z"
        bell = [n["event"] for n in (await bob.get("/v1/notifications"))["items"]]
        assert bell.count("sla.breached") == 1
        clocks = (await ada.get(f"{path}/sla"))["clocks"]
        first = next(c for c in clocks if c["metric"] == "first_response")
        assert (first["status"], first["remaining_seconds"]) == ("breached", -7200)
        assert "sla." not in str(await carla.get(f"{path}/timeline"))
        await carla.get(f"{path}/sla", 404)


async def test_a_warning_waits_for_the_morning_unless_it_is_urgent(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain, database: Database
) -> None:
    always = await ada.post("/v1/calendars", {"name": "24x7", "zone": "UTC", "is_24x7": True})
    every = [
        {"metric": "resolution", "priority": priority, "minutes": 100}
        for priority in ("normal", "urgent")
    ]
    promise = {"name": "Sempre", "calendar_id": always["id"], "targets": every}
    await ada.post("/v1/sla-policies", promise)

    async def sweep() -> list[str]:
        await run_sweep(database, ada.organization_id, update_due_clocks)
        await drain(ada.organization_id)
        return [n["event"] for n in (await bob.get("/v1/notifications"))["items"]]

    with time_machine.travel("2026-11-17T02:00:00Z", tick=False) as clock:  # late in the evening
        calm, urgent = await _opened(carla), await _opened(carla)
        await ada.patch(urgent, {"priority": "urgent"})
        for path in (calm, urgent):
            await ada.post(f"{path}/assign", {"assignee_id": str(bob.person_id)}, 200)
        await drain(ada.organization_id)
        clock.shift(timedelta(minutes=81))
        assert (await sweep()).count("sla.warned") == 1
    with time_machine.travel("2026-11-17T03:25:00Z", tick=False):
        assert (await sweep()).count("sla.warned") == 1
    with time_machine.travel("2026-11-17T11:30:00Z", tick=False):
        heard = await sweep()
        assert heard.count("sla.warned") == 2
        assert heard.count("sla.breached") == 2


async def test_solved_time_is_not_counted_and_a_reopened_ticket_begins_anew(
    ada: Caller, bob: Caller, carla: Caller, policy: Any, clock_of: Any
) -> None:
    with time_machine.travel("2026-11-16T12:00:00Z", tick=False) as clock:
        path = await _opened(carla)
        clock.shift(timedelta(minutes=30))
        await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
        met = await clock_of(path, "resolution")
        assert (met["status"], met["consumed_seconds"]) == ("met", 1800)
        clock.shift(timedelta(hours=2))
        await carla.post(f"{path}/replies", {"body": "Voltou."})
        again = await clock_of(path, "resolution")
        assert (again["cycle"], again["status"], again["consumed_seconds"]) == (2, "running", 0)
        assert again["started_at"] == "2026-11-16T14:30:00Z"


async def test_policies_are_tried_in_order_and_checked(
    ada: Caller, bob: Caller, carla: Caller, stranger: Caller, clock_of: Any
) -> None:
    late = await ada.post(
        "/v1/sla-policies", {"name": "B", "position": 2, "targets": targets(resolution=100)}
    )
    first = await ada.post(
        "/v1/sla-policies",
        {
            "name": "A",
            "position": 1,
            "targets": targets(resolution=50),
            "match": {"channels": ["portal"]},
        },
    )
    path = await _opened(carla)
    assert (await clock_of(path, "resolution"))["target_seconds"] == 3000
    await ada.patch(f"/v1/sla-policies/{first['id']}", {"position": 3})
    assert (await clock_of(path, "resolution"))["target_seconds"] == 6000
    await ada.delete(f"/v1/sla-policies/{late['id']}")
    assert (await clock_of(path, "resolution"))["target_seconds"] == 3000
    assert [p["name"] for p in (await bob.get("/v1/sla-policies"))["items"]] == ["B", "A"]
    await bob.patch(f"/v1/sla-policies/{first['id']}", {"name": "X"}, 403)
    await carla.get("/v1/sla-policies", 403)
    await stranger.get(f"/v1/sla-policies/{first['id']}", 404)

    team = await stranger.post("/v1/teams", {"name": "Alheia"})
    wrong = {"name": "C", "targets": targets(resolution=1), "match": {"team_ids": [team["id"]]}}
    problem = await ada.post("/v1/sla-policies", wrong, 422)
    assert problem["errors"][0]["pointer"] == "#/body/match/team_ids/0"
    twice = {"name": "C", "targets": targets(resolution=1) + targets(resolution=2)}
    assert (await ada.post("/v1/sla-policies", twice, 422))["errors"][0]["code"] == "target_twice"


async def _with_hours(ada: Caller, calendar_id: str, day: str, *hours: tuple[str, str]) -> None:
    intervals = [{"starts": starts, "ends": ends} for starts, ends in hours]
    override = {"date": day, "intervals": intervals, "reason": "Plantão"}
    await ada.post(f"/v1/calendars/{calendar_id}/overrides", override)


@pytest.mark.parametrize("replies_after", [timedelta(minutes=30), timedelta(minutes=90)])
async def test_a_clock_that_has_ended_stays_as_it_ended(
    replies_after: timedelta,
    *,
    ada: Caller,
    bob: Caller,
    carla: Caller,
    policy: Any,
    clock_of: Any,
    drain: Drain,
) -> None:
    """Hours that are set later, for a day that is over, break and mend no promise."""
    calendar_id = str(ada.organization_id)
    with time_machine.travel("2026-11-16T14:30:00Z", tick=False) as clock:
        path = await _opened(carla)
        await drain(ada.organization_id)
        clock.shift(replies_after)
        await bob.post(f"{path}/replies", {"body": "Vou ver."})
        ended = await clock_of(path, "first_response")
        assert ended["status"] == ("met" if replies_after < timedelta(hours=1) else "breached")
        running = await clock_of(path, "resolution")
        assert running["status"] == "running"
        clock.shift(timedelta(hours=1))
        # As if the office had opened at noon, in local time: half an hour after the opening.
        await _with_hours(ada, calendar_id, "2026-11-16", ("12:00", "12:01"))
        assert await clock_of(path, "first_response") == ended
        assert (await clock_of(path, "resolution"))["due_at"] != running["due_at"]
        await bob.patch(path, {"priority": "low"})  # another reason to look at its clocks
        assert await clock_of(path, "first_response") == ended


async def test_hours_added_later_break_no_promise_that_was_kept(
    ada: Caller, bob: Caller, carla: Caller, policy: Any, clock_of: Any, drain: Drain
) -> None:
    with time_machine.travel("2026-11-14T12:00:00Z", tick=False) as clock:  # a Saturday
        path = await _opened(carla)
        await drain(ada.organization_id)
        clock.shift(timedelta(hours=5))
        await bob.post(f"{path}/replies", {"body": "Vou ver."})
        ended = await clock_of(path, "first_response")
        assert (ended["status"], ended["consumed_seconds"]) == ("met", 0)
        await _with_hours(ada, str(ada.organization_id), "2026-11-14", ("08:00", "18:00"))
        await bob.patch(path, {"priority": "low"})
        assert await clock_of(path, "first_response") == ended
        assert {s["counted"] for s in ended["segments"]} == {False}
        names = [e["name"] for e in (await ada.get(f"{path}/timeline"))["items"]]
        assert "sla.breached" not in names


async def test_a_breach_that_was_told_stays_while_its_clock_runs_on(
    ada: Caller,
    carla: Caller,
    policy: Any,
    clock_of: Any,
    database: Database,
) -> None:
    with time_machine.travel("2026-11-16T12:00:00Z", tick=False) as clock:
        path = await _opened(carla)
        assert (await clock_of(path, "first_response"))["status"] == "running"
        clock.shift(timedelta(hours=2))
        await run_sweep(database, ada.organization_id, update_due_clocks)
        broken = await clock_of(path, "first_response")
        assert broken["breached_at"] == "2026-11-16T13:00:00Z"
        await _with_hours(ada, str(ada.organization_id), "2026-11-16")  # closed all day
        after = await clock_of(path, "first_response")
        assert (after["status"], after["breached_at"]) == ("breached", broken["breached_at"])
        listed = (await ada.get("/v1/sla-clocks"))["items"]
        assert [one["metric"] for one in listed] == ["resolution"]
