"""A ticket is overdue from its first missed target until what was promised happens."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.core.data.database import Database
from app.core.values.clock import now
from app.sla.jobs import update_due_clocks
from tests.callers import Caller, Drain
from tests.sweeping import run_sweep


@pytest.fixture
async def promise(ada: Caller) -> None:
    """An answer within an hour and a solution within eight, at any hour."""
    always = await ada.post("/v1/calendars", {"name": "24x7", "zone": "UTC", "is_24x7": True})
    targets = [
        {"metric": metric, "priority": "normal", "minutes": minutes}
        for metric, minutes in (("first_response", 60), ("resolution", 480))
    ]
    policy = {"name": "Sempre", "calendar_id": always["id"], "targets": targets}
    await ada.post("/v1/sla-policies", policy)


async def _opened(who: Caller, drain: Drain, hours_ago: float) -> dict[str, Any]:
    with time_machine.travel(now() - timedelta(hours=hours_ago), tick=False):
        ticket: dict[str, Any] = await who.post(
            "/v1/tickets", {"subject": f"há {hours_ago} h", "description": "Texto."}
        )
        await drain(who.organization_id)
    return ticket


async def _overdue(who: Caller, *, overdue: bool = True, **wanted: Any) -> list[str]:
    page = await who.get("/v1/tickets", sort="due_at", is_overdue=overdue, **wanted)
    return [ticket["id"] for ticket in page["items"]]


async def _due_at(who: Caller, ticket: dict[str, Any]) -> timedelta | None:
    """So long after it was opened."""
    found = (await who.get(f"/v1/tickets/{ticket['id']}"))["due_at"]
    opened = datetime.fromisoformat(ticket["opened_at"])
    return found and datetime.fromisoformat(found) - opened


async def _agree_on(ada: Caller, late: list[str], rest: list[str]) -> None:
    assert await _overdue(ada) == late
    assert await _overdue(ada, overdue=False, view="open") == rest
    assert (await ada.get("/v1/ticket-counts"))["overdue"] == len(late)
    assert (await ada.get("/v1/dashboards/support"))["backlog"]["overdue"] == len(late)


async def test_a_missed_target_makes_overdue_until_it_is_met(
    ada: Caller, bob: Caller, carla: Caller, promise: None, drain: Drain, database: Database
) -> None:
    older, newer = [await _opened(carla, drain, hours_ago) for hours_ago in (10, 2)]
    fresh = await _opened(carla, drain, 0)
    first, resolution = timedelta(hours=1), timedelta(hours=8)
    ids = [ticket["id"] for ticket in (older, newer, fresh)]
    # By the minute, also before anybody has noticed, and likewise afterwards.
    for _ in range(2):
        assert [await _due_at(ada, t) for t in (older, newer, fresh)] == [first] * 3
        await _agree_on(ada, ids[:2], ids[2:])
        await run_sweep(database, ada.organization_id, update_due_clocks)
        await drain(ada.organization_id)

    for ticket in (older, newer):
        await bob.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Vimos."})
    await drain(ada.organization_id)
    assert await _due_at(ada, newer) == resolution, "answered; there are six hours left"
    assert await _due_at(ada, older) == resolution, "two hours too late already"
    await _agree_on(ada, ids[:1], [ids[2], ids[1]])

    for ticket in (older, newer):
        path = f"/v1/tickets/{ticket['id']}"
        await bob.post(f"{path}/transition", {"status": "pending"}, 200)
    await drain(ada.organization_id)
    assert await _due_at(ada, newer) is None, "waits for the requester"
    assert await _due_at(ada, older) == resolution, "waiting mends no missed target"
    await _agree_on(ada, ids[:1], [ids[2], ids[1]])

    await bob.post(f"/v1/tickets/{ids[0]}/solve", {"details": "Feito."}, 200)
    await drain(ada.organization_id)
    assert await _due_at(ada, older) is None
    await _agree_on(ada, [], [ids[2], ids[1]])


async def test_spam_owes_nothing(
    ada: Caller, bob: Caller, carla: Caller, promise: None, drain: Drain
) -> None:
    ticket = await _opened(carla, drain, 2)
    await bob.post(f"/v1/tickets/{ticket['id']}/mark-as-spam", None, 200)
    await drain(ada.organization_id)
    assert await _overdue(ada, is_spam=True) == []


async def test_everybody_sees_what_is_overdue_of_their_own(
    carla: Caller, bob: Caller, stranger: Caller, promise: None, drain: Drain
) -> None:
    theirs = await _opened(bob, drain, 3)
    own = await _opened(carla, drain, 2)
    assert await _overdue(carla) == [own["id"]]
    assert await _overdue(bob) == [theirs["id"], own["id"]]
    assert await _overdue(stranger) == []


async def test_a_queue_is_a_part_of_what_is_due(
    ada: Caller, carla: Caller, promise: None, drain: Drain
) -> None:
    tickets = [await _opened(carla, drain, hours_ago) for hours_ago in (5, 3, 1.5)]
    with time_machine.travel(now() - timedelta(minutes=1), tick=False):
        without = await carla.post(
            "/v1/tickets", {"subject": "x", "description": "y", "priority": "low"}
        )
    await drain(ada.organization_id)
    due = [(await ada.get(f"/v1/tickets/{t['id']}"))["due_at"] for t in tickets]

    async def listed(**wanted: Any) -> list[str]:
        page = await ada.get("/v1/tickets", **{"sort": "due_at"} | wanted)
        return [ticket["id"] for ticket in page["items"]]

    ids = [ticket["id"] for ticket in tickets]
    assert await listed() == [*ids, without["id"]], "what owes nothing comes last"
    assert await listed(sort="-due_at") == [without["id"], *ids[::-1]]
    for sort in ("due_at", "opened_at"):
        assert await listed(sort=sort, due_after=due[1]) == ids[1:]
        assert await listed(sort=sort, due_before=due[1]) == ids[:1]
        assert await listed(sort=sort, due_after=due[1], due_before=due[2]) == ids[1:2]
    first = await ada.get("/v1/tickets", sort="due_at", limit=3, due_after=due[0])
    assert first["next_cursor"] is None
    page = await ada.get("/v1/tickets", sort="due_at", limit=2)
    rest = await ada.get("/v1/tickets", sort="due_at", limit=2, cursor=page["next_cursor"])
    assert [t["id"] for t in page["items"] + rest["items"]] == [*ids, without["id"]]


async def test_clocks_are_listed_by_what_became_of_them_and_when(
    ada: Caller, bob: Caller, carla: Caller, promise: None, drain: Drain
) -> None:
    met, broken = [await _opened(carla, drain, hours_ago) for hours_ago in (0.5, 10)]
    for ticket in (met, broken):
        await bob.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Vimos."})
    await drain(ada.organization_id)

    async def listed(**wanted: Any) -> list[tuple[str, str]]:
        page = await ada.get("/v1/sla-clocks", **wanted)
        return [(clock["ticket_id"], clock["metric"]) for clock in page["items"]]

    answer_met, answer_broken = (met["id"], "first_response"), (broken["id"], "first_response")
    solution, late_solution = (met["id"], "resolution"), (broken["id"], "resolution")
    assert await listed() == [solution]
    assert await listed(status="met", sort="started_at") == [answer_met]
    missed = [answer_broken, late_solution]
    assert {*await listed(status="breached", sort="-started_at")} == {*missed}
    assert await listed(status=["running", "breached"]) == [late_solution, solution]
    assert await listed(status="met") == [], "what has ended is not due"
    every = {"status": ["running", "met", "breached"], "sort": "started_at"}
    middle = (now() - timedelta(hours=5)).isoformat()
    assert {*await listed(**every, started_before=middle)} == {*missed}
    assert {*await listed(**every, started_after=middle)} == {answer_met, solution}
    assert {*await listed(**every, breached_after=middle)} == {late_solution}
    assert {*await listed(**every, breached_before=middle)} == {answer_broken}
    assert {*await listed(**every, met_after=middle)} == {answer_met, answer_broken}
    assert await listed(**every, met_before=middle) == []
    assert await listed(**every, due_before=middle) == []
    assert await listed(**every, due_before=now().isoformat()) == [late_solution]
    await carla.get("/v1/sla-clocks", 403)
