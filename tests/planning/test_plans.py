"""A day is planned, looked at as a difference, and applied all or nothing."""

import asyncio
from typing import Any

from sqlalchemy import text

from app.core.data.database import Database
from app.core.values.ids import new_id
from tests.callers import Caller
from tests.planning.days import NORTH, SOUTH, Planner

Body = dict[str, Any]


async def test_an_open_order_is_planned_and_applied(planner: Planner) -> None:
    order = await planner.work.opened()
    plan = await planner.planned()
    assert (plan["status"], plan["result"]["unplanned"]) == ("ready", [])
    assert plan["best"]["unplanned_count"] == 0
    assert plan["rounds_done"] == plan["rounds_total"] == 3
    [move] = plan["result"]["moves"]
    assert (move["order_id"], move["from_technician_id"]) == (order["id"], None)
    assert plan["result"]["planned"]["visits"] == 1
    assert (await planner.order(order))["status"] == "open"

    applied = await planner.apply(plan)
    assert (applied["status"], applied["applied_by_id"]) == (
        "applied",
        str(planner.office.person_id),
    )
    seen = await planner.order(order)
    assert (seen["status"], seen["technician_id"], seen["starts_at"][:19]) == (
        "scheduled",
        move["technician_id"],
        move["starts_at"][:19],
    )


async def test_visits_change_places_and_keep_what_was_promised(
    planner: Planner, database: Database
) -> None:
    """Each technician crosses the town twice, and need not."""
    tiago, tania = planner.work.technician, await planner.technician("Tânia Luz")
    slots = [(tiago, NORTH, 8), (tiago, SOUTH, 10), (tania, SOUTH, 8), (tania, NORTH, 10)]
    orders = [await planner.visit_at(place, at, who) for who, place, at in slots]
    promised = await _promises(planner)
    plan = await planner.planned()
    result = plan["result"]
    assert result["planned"]["travel_seconds"] < result["present"]["travel_seconds"]
    assert result["planned"]["metres"] < result["present"]["metres"]
    assert result["present"]["visits"] == result["planned"]["visits"] == 4
    assert result["moves"]

    await planner.apply(plan)
    for move in result["moves"]:
        seen = await planner.order({"id": move["order_id"]})
        assert seen["technician_id"] == move["technician_id"]
        assert seen["starts_at"][:19] == move["starts_at"][:19]
    assert await _promises(planner) == promised
    assert len(await planner.bookings()) == len(orders)
    again = await planner.planned()
    assert again["result"]["moves"] == []


async def _promises(planner: Planner) -> dict[str, Any]:
    return {
        each["order_id"]: (each["promised_from"], each["promised_until"])
        for each in await planner.bookings()
    }


async def test_what_is_fixed_never_moves(planner: Planner, database: Database) -> None:
    tania = await planner.technician("Tânia Luz")
    pinned = await planner.visit_at(SOUTH, 8, pinned=True)
    confirmed = await planner.visit_at(NORTH, 9)
    dispatched = await planner.visit_at(SOUTH, 10)
    helped = await planner.visit_at(NORTH, 11, helper_ids=[str(tania.person_id)])
    await planner.office.post(f"/v1/orders/{dispatched['id']}/dispatch", None, 200)
    async with database.transaction(planner.office.actor) as session:
        await session.execute(
            text(
                "update bookings set confirmed_at = starts_at"
                " where organization_id = :organization_id and order_id = :order_id"
            ),
            {
                "organization_id": planner.office.organization_id,
                "order_id": confirmed["id"],
            },
        )
    open_order = await planner.order_at(*NORTH)
    plan = await planner.planned()
    moved = {move["order_id"] for move in plan["result"]["moves"]}
    assert moved == {open_order["id"]}
    assert not moved & {order["id"] for order in (pinned, confirmed, dispatched, helped)}


async def test_orders_without_a_place_have_a_reason(planner: Planner) -> None:
    office = planner.office
    fibre = (await office.post("/v1/specialties", {"name": "Fibra óptica"}))["id"]
    service = await planner.service("FUSAO-X", 60, needed=[(fibre, 3)])
    lines = [{"service_id": service["id"], "quantity": "1"}]
    skilled = await planner.work.opened(services=lines)
    nowhere = await planner.order_without_position()
    long = await planner.service("TORRE", 60 * 20)
    endless = await planner.work.opened(services=[{"service_id": long["id"], "quantity": "1"}])
    plan = await planner.planned()
    reasons = {each["order_id"]: each["unplanned_reason"] for each in plan["result"]["unplanned"]}
    assert reasons == {
        skilled["id"]: "missing_skill",
        nowhere["id"]: "no_location",
        endless["id"]: "no_window",
    }

    tania = await planner.technician("Tânia Luz")
    path = f"/v1/technicians/{tania.person_id}/specialties/{fibre}"
    await office.put(path, {"level": 2})
    plan = await planner.planned()
    assert skilled["id"] in {each["order_id"] for each in plan["result"]["unplanned"]}
    await office.put(path, {"level": 3})
    plan = await planner.planned()
    [move] = plan["result"]["moves"]
    assert (move["order_id"], move["technician_id"]) == (skilled["id"], str(tania.person_id))
    assert move["ends_at"][11:13] == f"{int(move['starts_at'][11:13]) + 1:02}"


async def test_whom_a_customer_excludes_is_not_sent(planner: Planner) -> None:
    tania = await planner.technician("Tânia Luz")
    order = await planner.work.opened()
    path = f"/v1/customers/{planner.work.customer_id}/technicians"
    for preference, sent in (("excluded", tania), ("required", planner.work.technician)):
        wanted = {"person_id": str(planner.work.technician.person_id), "preference": preference}
        await planner.office.put(path, {"technicians": [wanted]})
        plan = await planner.planned()
        [move] = plan["result"]["moves"]
        assert (move["order_id"], move["technician_id"]) == (order["id"], str(sent.person_id))


async def test_the_same_agenda_gives_the_same_plan(planner: Planner) -> None:
    await planner.technician("Tânia Luz")
    for place in (NORTH, SOUTH, NORTH, SOUTH, NORTH):
        await planner.order_at(*place)
    first, second = [(await planner.planned(seed=5))["result"] for _ in range(2)]
    assert first == second


async def test_a_plan_is_applied_once(planner: Planner) -> None:
    await planner.work.opened()
    plan = await planner.planned()
    path = f"/v1/schedules/plans/{plan['id']}/apply"
    stale = await planner.apply(plan, 412, headers={"If-Match": '"1"'})
    assert stale["code"] == "precondition_failed"
    key = {"Idempotency-Key": str(new_id()), "If-Match": f'"{plan["version"]}"'}
    answers = await asyncio.gather(*(planner.office.send("POST", path) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert (await planner.apply(plan, 412, headers=key))["code"] == "precondition_failed"
    problem = await planner.apply(plan, 409)
    assert (problem["code"], problem["plan_status"]) == ("plan_not_ready", "applied")
    assert len(await planner.bookings()) == 1
    await planner.office.post(f"/v1/schedules/plans/{plan['id']}/cancel", None, 409)


async def test_a_request_that_is_repeated_asks_for_one_plan(planner: Planner) -> None:
    key = {"Idempotency-Key": str(new_id())}
    first, second = [await planner.requested(headers=key) for _ in range(2)]
    assert first == second
    listed = await planner.office.get("/v1/schedules/plans", status="queued")
    assert [plan["id"] for plan in listed["items"]] == [first["id"]]


async def test_only_those_who_lead_make_plans_and_see_them(
    planner: Planner, stranger: Caller, bob: Caller, tiago: Caller
) -> None:
    plan = await planner.requested()
    path = f"/v1/schedules/plans/{plan['id']}"
    for person in (bob, tiago):
        await person.post("/v1/schedules/plans", planner.period(), 403)
        await person.get(path, 404)
        assert (await person.get("/v1/schedules/plans"))["items"] == []
        await person.post(f"{path}/apply", None, 403)
    await stranger.get(path, 404)
    for command in ("cancel", "apply"):
        await stranger.post(f"{path}/{command}", None, 404)
    order = await planner.work.opened()
    asked = planner.period(order_ids=[order["id"]])
    assert (await stranger.post("/v1/schedules/plans", asked, 422))["code"] == "unknown_reference"


async def test_a_period_and_people_are_checked(planner: Planner, bob: Caller) -> None:
    office, usual = planner.office, planner.period()
    over = {"starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-02T00:00:00Z"}
    long = {"ends_at": usual["starts_at"].replace("T00", "T01").replace("20", "21", 1)}
    for wrong, pointer in (
        (over, "#/body/ends_at"),
        (long, "#/body"),
        ({"ends_at": usual["starts_at"]}, "#/body"),
        ({"technician_ids": [str(bob.person_id)]}, "#/body/technician_ids/0"),
        ({"technician_ids": []}, "#/body/technician_ids"),
        ({"rounds": 0}, "#/body/rounds"),
    ):
        problem = await office.post("/v1/schedules/plans", usual | wrong, 422)
        assert problem["errors"][0]["pointer"] == pointer
