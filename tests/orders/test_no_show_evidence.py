"""Story 11: that nobody was met is proven, counted, and has a limit."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.values.clock import now
from tests.callers import Caller
from tests.stories import open_order, picture, tomorrow_at
from tests.world import World

HERE: dict[str, Any] = {"latitude": -22.9057, "longitude": -47.0609}
FAR: dict[str, Any] = {"latitude": -22.95, "longitude": -47.06}


def at(minutes_ago: float = 0, **more: Any) -> dict[str, Any]:
    return {"occurred_at": (now() - timedelta(minutes=minutes_ago)).isoformat()} | more


def slot(technician: Caller, hour: int) -> dict[str, Any]:
    return {
        "technician_id": str(technician.person_id),
        "starts_at": tomorrow_at(hour).isoformat(),
        "ends_at": tomorrow_at(hour + 1).isoformat(),
    }


@pytest.fixture
async def path(ada: Caller, tiago: Caller, world: World) -> str:
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    await ada.post(f"{path}/schedule", slot(tiago, 9))
    return path


async def test_a_no_show_keeps_its_proof(
    ada: Caller, tiago: Caller, world: World, path: str
) -> None:
    assert (await tiago.post(f"{path}/report-no-show", at(), 409))["code"] == "not_arrived"
    await tiago.post(f"{path}/arrive", at(20, **HERE), 200)
    photo = {"file_id": (await picture(tiago))["id"], "kind": "no_show"}
    await tiago.post(f"{path}/photos", photo)
    missed = at(5, note="Portão fechado.", contact_attempts=3, **HERE)
    shown = await tiago.post(f"{path}/report-no-show", missed, 200)
    assert (shown["status"], shown["failed_visits"]) == ("awaiting_reschedule", 1)

    [visit] = (await ada.get(f"{path}/visits"))["items"]
    assert (visit["status"], visit["attempt_no"]) == ("no_show", 1)
    assert (visit["no_show_distance_m"], visit["no_show_waited_seconds"]) == (15, 900)
    assert (visit["contact_attempts"], visit["outcome_note"]) == (3, "Portão fechado.")
    [event] = [
        e["data"]
        for e in (await ada.get(f"{path}/timeline"))["items"]
        if e["name"] == "order.visit_no_show"
    ]
    assert (event["distance_m"], event["waited_seconds"], event["contact_attempts"]) == (
        *(15, 900, 3),
    )

    other = await open_order(ada, world)
    await ada.post(f"/v1/orders/{other['id']}/schedule", slot(tiago, 9))  # the slot is free
    await ada.post(f"{path}/schedule", slot(tiago, 11))
    assert [v["attempt_no"] for v in (await ada.get(f"{path}/visits"))["items"]] == [1, 2]


async def test_after_material_was_used_somebody_was_met(
    tiago: Caller, world: World, path: str
) -> None:
    await tiago.post(f"{path}/start", at(), 200)
    used = {"product_id": (await world.goods()).product, "quantity": "1.000"}
    await tiago.post(f"{path}/materials", used)
    for command in ("report-no-show", "report-failed-visit"):
        reason = {"reason": "Chuva."} if command == "report-failed-visit" else {}
        refused = await tiago.post(f"{path}/{command}", at() | reason, 409)
        assert refused["code"] == "has_movements"


async def test_after_too_many_visits_only_who_leads_plans_another(
    ada: Caller, bob: Caller, tiago: Caller, path: str
) -> None:
    for hour in (11, 13, 15):
        await tiago.post(f"{path}/arrive", at(), 200)
        await tiago.post(f"{path}/report-no-show", at(), 200)
        if hour < 15:
            await bob.post(f"{path}/schedule", slot(tiago, hour))
    refused = await bob.post(f"{path}/schedule", slot(tiago, 15), 409)
    assert (refused["code"], refused["max_failed_visits"]) == ("max_attempts", 3)
    assert (await ada.post(f"{path}/schedule", slot(tiago, 15)))["failed_visits"] == 3


async def test_an_organization_may_ask_for_more(ada: Caller, tiago: Caller, path: str) -> None:
    asked = {"no_show_wait_minutes": 10, "no_show_radius_m": 200, "no_show_needs_photo": True}
    await ada.patch("/v1/organization/settings", asked)
    await tiago.post(f"{path}/arrive", at(3, **HERE), 200)
    refused = await tiago.post(f"{path}/report-no-show", at(**FAR), 409)
    assert refused["code"] == "no_show_unproven"
    assert refused["missing"] == ["waiting_time", "position", "photo"]
    assert 180 <= refused["waited_seconds"] < 240  # as long as the test itself takes
    assert refused["wait_seconds"] == 600
    assert (refused["radius_m"], 4_000 < refused["distance_m"] < 6_000) == (200, True)
    photo = {"file_id": (await picture(tiago))["id"], "kind": "no_show"}
    await tiago.post(f"{path}/photos", photo)
    refused = await tiago.post(f"{path}/report-no-show", at(**HERE), 409)
    assert refused["missing"] == ["waiting_time"]
    await ada.patch("/v1/organization/settings", {"clear": ["no_show_wait_minutes"]})
    # A device that does not know where it is, is believed.
    await tiago.post(f"{path}/report-no-show", at(), 200)


async def test_a_photo_of_the_visit_before_proves_nothing(
    ada: Caller, tiago: Caller, path: str
) -> None:
    await ada.patch("/v1/organization/settings", {"no_show_needs_photo": True})
    await tiago.post(f"{path}/arrive", at(), 200)
    photo = {"file_id": (await picture(tiago))["id"], "kind": "no_show"}
    await tiago.post(f"{path}/photos", photo)
    await tiago.post(f"{path}/report-no-show", at(), 200)
    await ada.post(f"{path}/schedule", slot(tiago, 11))
    await tiago.post(f"{path}/arrive", at(), 200)
    assert (await tiago.post(f"{path}/report-no-show", at(), 409))["missing"] == ["photo"]
