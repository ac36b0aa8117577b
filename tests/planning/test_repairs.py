"""After a disruption few visits move, and none from what was promised."""

from typing import Any

from tests.callers import Caller
from tests.planning.days import NORTH, SOUTH, Planner
from tests.stories import tomorrow_at

Body = dict[str, Any]


def _absent(technician: Caller, first: int = 7, last: int = 18, **other: Any) -> Body:
    return {
        "disruption": "technician_absent",
        "technician_id": str(technician.person_id),
        "starts_at": tomorrow_at(first).isoformat(),
        "ends_at": tomorrow_at(last).isoformat(),
        "until": tomorrow_at(23).isoformat(),
    } | other


async def test_visits_of_who_is_absent_go_to_others_and_nothing_else_moves(
    planner: Planner,
) -> None:
    tiago, tania = planner.work.technician, await planner.technician("Tânia Luz")
    lost = [await planner.visit_at(NORTH, 8), await planner.visit_at(SOUTH, 10)]
    kept = await planner.visit_at(NORTH, 9, tania)
    plan = await planner.repaired(_absent(tiago))
    assert (plan["kind"], plan["status"]) == ("repair", "ready")
    result = plan["result"]
    assert set(result["affected_order_ids"]) == {order["id"] for order in lost}
    assert {move["order_id"] for move in result["moves"]} == {order["id"] for order in lost}
    assert {move["technician_id"] for move in result["moves"]} == {str(tania.person_id)}
    for move in result["moves"]:
        assert move["promised_from"] <= move["starts_at"] <= move["promised_until"]

    await planner.apply(plan)
    for order in lost:
        assert (await planner.order(order))["technician_id"] == str(tania.person_id)
    assert (await planner.order(kept))["starts_at"] == kept["starts_at"]


async def test_what_a_person_has_fixed_is_left_to_them(planner: Planner) -> None:
    await planner.technician("Tânia Luz")
    pinned = await planner.visit_at(NORTH, 8, pinned=True)
    plan = await planner.repaired(_absent(planner.work.technician))
    assert plan["result"]["affected_order_ids"] == [pinned["id"]]
    assert plan["result"]["unplanned"] == [{"order_id": pinned["id"], "unplanned_reason": "pinned"}]
    assert plan["result"]["moves"] == []


async def test_an_overrun_takes_the_next_visit_along(planner: Planner) -> None:
    late = await planner.visit_at(NORTH, 8)
    following = await planner.visit_at(SOUTH, 10)
    afterwards = await planner.visit_at(SOUTH, 14)
    told = {"disruption": "overrun", "order_id": late["id"]}
    nothing = await planner.repaired(told | {"ends_at": tomorrow_at(9, 10).isoformat()})
    assert nothing["result"]["affected_order_ids"] == []
    plan = await planner.repaired(told | {"ends_at": tomorrow_at(10, 20).isoformat()})
    assert plan["result"]["affected_order_ids"] == [following["id"]]
    [move] = plan["result"]["moves"]
    assert move["order_id"] == following["id"] != afterwards["id"]
    assert move["starts_at"] > tomorrow_at(10, 20).isoformat()


async def test_another_visit_steps_aside_when_there_is_no_room(planner: Planner) -> None:
    """Only the evening is free, and only the other visit may go there."""
    tiago, tania = planner.work.technician, await planner.technician("Tânia Luz")
    lost = await planner.visit_at(NORTH, 8, promised=(8, 9))
    aside = await planner.visit_at(NORTH, 8, tania, promised=(8, 17))
    plan = await planner.repaired(_absent(tiago))
    moves = {move["order_id"]: move for move in plan["result"]["moves"]}
    assert moves[lost["id"]]["technician_id"] == str(tania.person_id)
    assert moves.keys() <= {lost["id"], aside["id"]}
    assert plan["result"]["unplanned"] == []
    await planner.apply(plan)


async def test_an_urgent_order_is_put_between(planner: Planner) -> None:
    kept = [await planner.visit_at(NORTH, 8), await planner.visit_at(SOUTH, 14)]
    urgent = await planner.order_at(*NORTH, priority="urgent")
    other = await planner.order_at(*NORTH)
    until = {"until": tomorrow_at(23).isoformat()}
    told = {"disruption": "urgent_order", "order_id": urgent["id"]} | until
    plan = await planner.repaired(told)
    assert [move["order_id"] for move in plan["result"]["moves"]] == [urgent["id"]]
    await planner.apply(plan)
    for order in kept:
        assert (await planner.order(order))["starts_at"] == order["starts_at"]
    assert (await planner.order(other))["status"] == "open"
    problem = await planner.office.post("/v1/schedules/repairs", told, 409)
    assert problem["code"] == "invalid_transition"


async def test_a_no_show_gets_another_visit(planner: Planner) -> None:
    order = await planner.work.started()
    report = {"occurred_at": planner.work.start()["occurred_at"], "reason": "Portão fechado"}
    path = f"/v1/orders/{order['id']}/report-failed-visit"
    await planner.work.technician.post(path, report, 200)
    told = {"disruption": "no_show", "order_id": order["id"]}
    plan = await planner.repaired(told | {"until": tomorrow_at(23).isoformat()})
    assert [move["order_id"] for move in plan["result"]["moves"]] == [order["id"]]
    await planner.apply(plan)
    assert (await planner.order(order))["status"] == "scheduled"


async def test_a_disruption_is_told_by_its_fields(planner: Planner, stranger: Caller) -> None:
    order = await planner.work.opened()
    path, office = "/v1/schedules/repairs", planner.office
    for wrong in (
        {"disruption": "no_show"},
        {"disruption": "overrun", "order_id": order["id"]},
        {"disruption": "urgent_order", "order_id": order["id"], "ends_at": "2030-01-01T00:00:00Z"},
        _absent(planner.work.technician, 10, 9),
        _absent(planner.work.technician) | {"until": "2020-01-01T00:00:00Z"},
        _absent(planner.work.technician) | {"until": "2090-01-01T00:00:00Z"},
        _absent(office),
    ):
        assert (await office.post(path, wrong, 422))["code"] == "validation_failed"
    told = {"disruption": "urgent_order", "order_id": order["id"]}
    assert (await stranger.post(path, told, 422))["code"] == "unknown_reference"
    await planner.work.technician.post(path, told, 403)
    problem = await office.post(path, told | {"disruption": "no_show"}, 409)
    assert problem["code"] == "invalid_transition"
