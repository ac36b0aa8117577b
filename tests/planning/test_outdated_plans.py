"""A plan is refused when the agenda is not as it was, and says what is different."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.planning.days import NORTH, Planner
from tests.stories import tomorrow_at

Body = dict[str, Any]


async def _cancelled(planner: Planner, visit: Body, _order: Body) -> None:
    await planner.office.post(f"/v1/orders/{visit['id']}/cancel", {"reason": "Resolvido"}, 200)


async def _pinned(planner: Planner, visit: Body, _order: Body) -> None:
    slot = planner.work.slot(16, 17) | {"pinned": True}
    await planner.office.post(f"/v1/orders/{visit['id']}/schedule", slot, 200)


async def _scheduled(planner: Planner, _visit: Body, order: Body) -> None:
    tania = await planner.technician("Tânia Luz")
    slot = planner.work.slot(14, 15, tania)
    await planner.office.post(f"/v1/orders/{order['id']}/schedule", slot)


async def _blocked(planner: Planner, _visit: Body, _order: Body) -> None:
    await planner.book("block", 17, 18)


async def _hours(planner: Planner, _visit: Body, _order: Body) -> None:
    path = f"/v1/technicians/{planner.work.technician.person_id}/working-hours"
    await planner.office.put(path, {"periods": []})


CHANGES: list[tuple[Callable[[Planner, Body, Body], Awaitable[None]], str, set[str]]] = [
    (_cancelled, "order_changed", {"visit"}),
    (_pinned, "order_changed", {"visit"}),
    (_scheduled, "order_changed", {"order"}),
    (_blocked, "technician_booked", set()),
    (_hours, "hours_changed", {"visit", "order"}),
]


@pytest.mark.parametrize(("change", "code", "about"), CHANGES)
async def test_what_has_changed_is_told_and_nothing_applied(
    planner: Planner,
    change: Callable[[Planner, Body, Body], Awaitable[None]],
    code: str,
    about: set[str],
) -> None:
    """The visit moves to the morning, beside the order that is new there."""
    visit = await planner.visit_at(NORTH, 11, promised=(8, 18))
    order = await planner.order_at(*NORTH)
    plan = await planner.planned()
    moved = {move["order_id"] for move in plan["result"]["moves"]}
    assert moved == {visit["id"], order["id"]}
    await change(planner, visit, order)
    before = await planner.bookings()
    problem = await planner.apply(plan, 409)
    assert problem["code"] == "plan_outdated"
    found = [each for each in problem["changes"] if each["change"] == code]
    assert found
    names = {"visit": visit["id"], "order": order["id"]}
    assert {names[name] for name in about} <= {each.get("order_id") for each in found}
    assert await planner.bookings() == before
    assert (await planner.seen(plan))["status"] == "ready"


async def test_a_booking_that_is_gone_does_no_harm(planner: Planner) -> None:
    block = await planner.book("block", 8, 10)
    order = await planner.order_at(*NORTH)
    plan = await planner.planned()
    await planner.office.delete(f"/v1/bookings/{block['id']}")
    await planner.apply(plan)
    assert (await planner.order(order))["starts_at"][:16] == tomorrow_at(10).isoformat()[:16]
