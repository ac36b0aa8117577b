"""Nobody was met: what the visit leaves behind, and what may follow."""

from typing import Any

import pytest

from app.core.values.clock import now
from tests.callers import Caller
from tests.stories import open_order, start_order, tomorrow_at
from tests.world import World


@pytest.fixture
async def order(ada: Caller, world: World) -> dict[str, Any]:
    return await open_order(ada, world)


def no_show(**more: Any) -> dict[str, Any]:
    return {"occurred_at": now().isoformat()} | more


def slot(tiago: Caller, hour: int) -> dict[str, Any]:
    return {
        "technician_id": str(tiago.person_id),
        "starts_at": tomorrow_at(hour).isoformat(),
        "ends_at": tomorrow_at(hour + 1).isoformat(),
    }


async def test_the_slot_is_free_and_the_order_awaits_another_date(
    ada: Caller, tiago: Caller, world: World, order: dict[str, Any]
) -> None:
    await start_order(ada, tiago, order, hour=9)
    path = f"/v1/orders/{order['id']}"
    missed = await tiago.post(f"{path}/report-no-show", no_show(note="Liguei duas vezes."), 200)
    assert (missed["status"], missed["failed_visits"]) == ("awaiting_reschedule", 1)
    assert missed["started_at"] is None, "no visit counts now"
    other = await open_order(ada, world)
    await ada.post(f"/v1/orders/{other['id']}/schedule", slot(tiago, 9))
    again = await ada.post(f"{path}/schedule", slot(tiago, 11))
    assert (again["status"], again["failed_visits"]) == ("scheduled", 1)
    await tiago.post(f"{path}/start", no_show(), 200)
    missed = await tiago.post(f"{path}/report-no-show", no_show(), 200)
    assert missed["failed_visits"] == 2
    names = [e["name"] for e in (await ada.get(f"{path}/timeline"))["items"]]
    assert names.count("order.visit_no_show") == 2
    [listed] = (await ada.get("/v1/orders", status="awaiting_reschedule"))["items"]
    assert listed["id"] == order["id"]


async def test_who_has_not_arrived_or_has_worked_met_somebody(
    ada: Caller, tiago: Caller, world: World, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}"
    await ada.post(f"{path}/schedule", slot(tiago, 9))
    assert (await tiago.post(f"{path}/report-no-show", no_show(), 409))["code"] == "not_arrived"
    await tiago.post(f"{path}/start", no_show(), 200)
    used = {"product_id": (await world.goods()).product, "quantity": "2.000"}
    material = await tiago.post(f"{path}/materials", used)
    refused = await tiago.post(f"{path}/report-no-show", no_show(), 409)
    assert refused["code"] == "has_movements"
    await tiago.post(f"{path}/materials/{material['id']}/reverse", None, 200)
    await tiago.post(f"{path}/report-no-show", no_show(), 200)
    # The lost answer: saying it again changes nothing.
    again = await tiago.post(f"{path}/report-no-show", no_show(), 409)
    assert (again["code"], again["current"]) == ("invalid_transition", "awaiting_reschedule")
    await tiago.post(f"{path}/close", {}, 422)


async def test_it_is_cancelled_or_described_but_not_started(
    ada: Caller, tiago: Caller, order: dict[str, Any]
) -> None:
    await start_order(ada, tiago, order)
    path = f"/v1/orders/{order['id']}"
    await tiago.post(f"{path}/report-no-show", no_show(), 200)
    refused = await tiago.post(f"{path}/start", no_show(), 409)
    assert (refused["code"], refused["current"]) == ("invalid_transition", "awaiting_reschedule")
    await ada.patch(path, {"title": "Combinar outra data"})
    gone = await ada.post(f"{path}/cancel", {"reason": "O cliente desistiu."}, 200)
    assert gone["status"] == "cancelled"
    await tiago.post(f"{path}/report-no-show", {"occurred_at": "2099-01-01T00:00:00Z"}, 422)
