"""The steps of a visit: what may follow what, and what the technician's time went to."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.core.values.clock import now
from tests.callers import Caller
from tests.stories import close_order, open_order, tomorrow_at
from tests.world import World

WHERE: dict[str, Any] = {"latitude": -22.9056, "longitude": -47.0608, "accuracy_m": 8.0}


@pytest.fixture
async def order(ada: Caller, tiago: Caller, world: World) -> dict[str, Any]:
    return await scheduled(ada, tiago, world)


async def scheduled(ada: Caller, tiago: Caller, world: World, hour: int = 9) -> dict[str, Any]:
    made = await open_order(ada, world)
    slot = {
        "technician_id": str(tiago.person_id),
        "starts_at": tomorrow_at(hour).isoformat(),
        "ends_at": tomorrow_at(hour + 1).isoformat(),
    }
    shown: dict[str, Any] = await ada.post(f"/v1/orders/{made['id']}/schedule", slot)
    return shown


def at(moment: datetime | None = None, **more: Any) -> dict[str, Any]:
    return {"occurred_at": (moment or now()).isoformat()} | more


async def test_a_visit_takes_its_steps_and_the_timeline_tells_where(
    ada: Caller, tiago: Caller, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}"
    seen = [(order["status"], order["visit_status"])]
    for command in ("depart", "arrive", "start", "pause", "resume"):
        shown = await tiago.post(f"{path}/{command}", at(**WHERE), 200)
        seen.append((shown["status"], shown["visit_status"]))
    assert seen == [
        ("scheduled", "scheduled"),
        ("scheduled", "en_route"),
        ("scheduled", "on_site"),
        ("in_progress", "in_progress"),
        ("in_progress", "paused"),
        ("in_progress", "in_progress"),
    ]
    timeline = (await ada.get(f"{path}/timeline"))["items"]
    [arrived] = [e for e in timeline if e["name"] == "order.technician_arrived"]
    assert arrived["actor_name"] == "Tiago Nunes"
    assert arrived["data"]["latitude"] == WHERE["latitude"]
    assert (arrived["latitude"], arrived["longitude"]) == (WHERE["latitude"], WHERE["longitude"])
    assert arrived["detail"] is None


async def test_time_is_the_sum_of_segments_by_the_devices_clock(
    tiago: Caller, world: World, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}"
    begun = now()
    with time_machine.travel(begun + timedelta(minutes=42), tick=True):
        steps = (("depart", -18), ("arrive", -3), ("start", 0), ("pause", 12), ("resume", 27))
        for command, minute in steps:
            await tiago.post(f"{path}/{command}", at(begun + timedelta(minutes=minute)), 200)
        closed = await close_order(tiago, order, world)
    spent = (closed["travel_seconds"], closed["pause_seconds"], closed["visit_status"])
    assert spent == (900, 900, "completed")
    assert 1620 <= closed["work_seconds"] <= 1680, "closed after forty-two minutes, by the server"


async def test_a_clock_that_runs_back_loses_no_time_and_makes_none(
    tiago: Caller, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}"
    begun = now() - timedelta(minutes=10)
    await tiago.post(f"{path}/start", at(begun), 200)
    shown = await tiago.post(f"{path}/pause", at(begun - timedelta(hours=3)), 200)
    assert (shown["work_seconds"], shown["pause_seconds"]) == (0, 0)
    ahead = await tiago.post(f"{path}/resume", at(now() + timedelta(hours=1)), 422)
    assert ahead["code"] == "validation_failed"
    shown = await tiago.post(f"{path}/resume", at(), 200)
    assert 590 <= shown["pause_seconds"] <= 660


@pytest.mark.parametrize(
    ("steps", "command", "code"),
    [
        ((), "pause", "visit_not_started"),
        ((), "report-no-show", "not_arrived"),
        ((), "report-failed-visit", "not_arrived"),
        (("depart",), "depart", "invalid_transition"),
        (("depart",), "report-failed-visit", "invalid_transition"),
        (("start",), "resume", "invalid_transition"),
        (("start",), "arrive", "invalid_transition"),
        (("start",), "start", "already_started"),
        (("start", "pause"), "start", "already_started"),
        (("start", "pause"), "report-no-show", "invalid_transition"),
    ],
)
async def test_a_step_out_of_turn_is_refused(
    tiago: Caller, order: dict[str, Any], steps: tuple[str, ...], command: str, code: str
) -> None:
    path = f"/v1/orders/{order['id']}"
    for step in steps:
        await tiago.post(f"{path}/{step}", at(), 200)
    body = at(reason="Poste sem energia.") if command == "report-failed-visit" else at()
    assert (await tiago.post(f"{path}/{command}", body, 409))["code"] == code


async def test_who_is_on_the_way_can_find_nobody(
    ada: Caller, tiago: Caller, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}"
    await tiago.post(f"{path}/depart", at(), 200)
    shown = await tiago.post(f"{path}/report-no-show", at(note="Ninguém atendeu."), 200)
    assert (shown["status"], shown["visit_status"]) == ("awaiting_reschedule", None)


async def test_what_could_not_be_done_needs_another_visit(
    ada: Caller, tiago: Caller, world: World, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}"
    await tiago.post(f"{path}/start", at(), 200)
    failed = await tiago.post(f"{path}/report-failed-visit", at(reason="Poste sem energia."), 200)
    assert (failed["status"], failed["failed_visits"]) == ("awaiting_reschedule", 1)
    timeline = (await ada.get(f"{path}/timeline"))["items"]
    assert timeline[-1]["data"]["reason"] == "Poste sem energia."
    await tiago.post(f"{path}/report-failed-visit", at(), 422)


async def test_while_one_pauses_another_may_be_worked_on_but_not_both(
    ada: Caller, tiago: Caller, world: World, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}"
    await tiago.post(f"{path}/start", at(), 200)
    await tiago.post(f"{path}/pause", at(), 200)
    other = await scheduled(ada, tiago, world, hour=13)
    await tiago.post(f"/v1/orders/{other['id']}/start", at(), 200)
    refused = await tiago.post(f"{path}/resume", at(), 409)
    assert refused["code"] == "other_visit_in_progress"
    assert (refused["order_id"], refused["protocol"]) == (other["id"], other["protocol"])
    assert other["protocol"] in refused["detail"]
    assert (await tiago.get(path))["visit_status"] == "paused"


async def test_another_technician_has_no_part_in_it(
    ada: Caller, tiago: Caller, order: dict[str, Any]
) -> None:
    juliana = await ada.colleague("technician", "Juliana Reis")
    for command in ("depart", "arrive", "start"):
        await juliana.post(f"/v1/orders/{order['id']}/{command}", at(), 404)
    assert (await ada.post(f"/v1/orders/{order['id']}/depart", at(), 409))["code"] == "not_assigned"


async def test_work_and_pauses_are_told_to_the_second(
    ada: Caller, tiago: Caller, world: World, order: dict[str, Any]
) -> None:
    """Story 10: what the device says of each step, a phone without network included."""
    path = f"/v1/orders/{order['id']}"
    day = (now() - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    slot = {
        "technician_id": str(tiago.person_id),
        "starts_at": day.replace(hour=14).isoformat(),
        "ends_at": day.replace(hour=15).isoformat(),
    }
    await ada.post(f"{path}/schedule", slot, 200)

    def told(hour: int, minute: int) -> dict[str, str]:
        return {"occurred_at": (day.replace(hour=hour) + timedelta(minutes=minute)).isoformat()}

    await tiago.post(f"{path}/start", told(14, 28), 200)
    await tiago.post(f"{path}/pause", told(14, 40), 200)
    assert (await tiago.post(f"{path}/pause", told(14, 41), 409))["current"] == "paused"
    await tiago.post(f"{path}/resume", told(14, 55), 200)
    assert (await tiago.post(f"{path}/resume", told(14, 56), 409))["current"] == "in_progress"
    closed = await close_order(tiago, order, world, **told(15, 10))
    assert (closed["work_seconds"], closed["pause_seconds"]) == (1620, 900)
    _, visit = (await ada.get(f"{path}/visits"))["items"]
    assert [s["kind"] for s in visit["segments"]] == ["work", "pause", "work"]
    assert visit["finished_at"][:16] == told(15, 10)["occurred_at"][:16]
