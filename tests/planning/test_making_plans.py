"""A plan is made by a worker: watched, cancelled, and begun anew by another."""

import asyncio
import time
from uuid import UUID

from sqlalchemy import text

from app.core.data.database import Database
from app.planning.plans.models import SchedulePlan, SchedulePlanStatus
from tests.patience import PATIENCE
from tests.planning.days import NORTH, SOUTH, Planner


async def test_a_plan_that_nobody_has_begun_is_cancelled(planner: Planner) -> None:
    await planner.work.opened()
    plan = await planner.requested()
    path = f"/v1/schedules/plans/{plan['id']}"
    assert (await planner.office.post(f"{path}/cancel", None, 200))["status"] == "cancelled"
    await planner.drain(planner.office.organization_id)
    assert ((await planner.seen(plan))["status"], plan["result"]) == ("cancelled", None)
    assert (await planner.apply(plan, 409))["code"] == "plan_not_ready"
    await planner.office.post(f"{path}/cancel", None, 409)


async def test_a_search_that_runs_tells_how_far_it_is_and_ends_when_cancelled(
    planner: Planner,
) -> None:
    await planner.technician("Tânia Luz")
    for number in range(12):
        await planner.order_at(NORTH[0] + number / 300, SOUTH[1] - number / 200)
    plan = await planner.requested(rounds=100, seconds=240)
    working = asyncio.ensure_future(planner.drain(planner.office.organization_id))
    deadline = time.monotonic() + PATIENCE
    while not (seen := await planner.seen(plan))["rounds_done"]:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    assert (seen["status"], seen["best"]["unplanned_count"]) == ("running", 0)
    await planner.office.post(f"/v1/schedules/plans/{plan['id']}/cancel", None, 200)
    async with asyncio.timeout(PATIENCE):
        await working
    seen = await planner.seen(plan)
    assert (seen["status"], seen["result"]) == ("cancelled", None)
    assert seen["rounds_done"] < 100


async def test_what_a_killed_worker_has_left_is_begun_anew(
    planner: Planner, database: Database
) -> None:
    order = await planner.work.opened()
    plan = await planner.requested()
    async with database.transaction(planner.office.actor) as session:
        begun = await session.fetch(SchedulePlan, UUID(plan["id"]))
        begun.status, begun.rounds_done = SchedulePlanStatus.RUNNING, 2
        await session.execute(
            text("update outbox_tasks set attempts = 1 where organization_id = :organization_id"),
            {"organization_id": planner.office.organization_id},
        )
    await planner.drain(planner.office.organization_id)
    seen = await planner.seen(plan)
    assert (seen["status"], seen["rounds_done"]) == ("ready", 3)
    assert [move["order_id"] for move in seen["result"]["moves"]] == [order["id"]]


async def test_an_agenda_that_is_too_tight_is_planned_all_the_same(planner: Planner) -> None:
    """Two visits across the town follow each other at once: somebody wanted it so."""
    await planner.visit_at(NORTH, 8, pinned=True)
    await planner.visit_at((-23.5, -46.6), 9, pinned=True)
    order = await planner.order_at(*NORTH)
    plan = await planner.planned()
    assert [move["order_id"] for move in plan["result"]["moves"]] == [order["id"]]
