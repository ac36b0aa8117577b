"""Only the technician whose visit it is starts it, once, and one visit at a time."""

import asyncio
from datetime import timedelta

from app.core.values.clock import now
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork


async def test_the_assigned_technician_starts_where_and_when_the_device_says(
    work: Fieldwork,
) -> None:
    order = await work.scheduled()
    began = (now() - timedelta(minutes=3)).isoformat()
    running = await work.technician.post(
        f"/v1/orders/{order['id']}/start", work.start(occurred_at=began), 200
    )
    assert running["status"] == "in_progress"
    assert running["started_at"][:19] == began[:19]
    assert running["finished_at"] is None
    assert (running["start_latitude"], running["start_longitude"]) == (-22.9056, -47.0608)
    assert running["start_accuracy_m"] == 12.5


async def test_a_start_without_a_position_is_taken(work: Fieldwork) -> None:
    order = await work.scheduled()
    given = {"occurred_at": now().isoformat()}
    running = await work.technician.post(f"/v1/orders/{order['id']}/start", given, 200)
    assert running["status"] == "in_progress"
    assert running["start_latitude"] is None


async def test_a_second_start_is_refused(work: Fieldwork) -> None:
    order = await work.started()
    problem = await work.technician.post(f"/v1/orders/{order['id']}/start", work.start(), 409)
    assert problem["code"] == "already_started"


async def test_one_visit_at_a_time(work: Fieldwork) -> None:
    await work.started()
    order = await work.scheduled()
    problem = await work.technician.post(f"/v1/orders/{order['id']}/start", work.start(), 409)
    assert problem["code"] == "other_visit_in_progress"
    assert (await work.office.get(f"/v1/orders/{order['id']}"))["status"] == "scheduled"


async def test_of_two_visits_started_at_once_one_runs(work: Fieldwork) -> None:
    orders = [await work.scheduled(at=8 + i, until=9 + i) for i in range(5)]
    answers = await asyncio.gather(
        *(
            work.technician.send("POST", f"/v1/orders/{o['id']}/start", json=work.start())
            for o in orders
        )
    )
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409]
    assert len((await work.office.get("/v1/orders", status="in_progress"))["items"]) == 1


async def test_nobody_else_starts_it(work: Fieldwork) -> None:
    order = await work.scheduled()
    tania = await work.office.colleague("technician", "Tânia Luz")
    path = f"/v1/orders/{order['id']}/start"
    assert (await tania.post(path, work.start(), 404))["code"] == "not_found"
    assert (await work.office.post(path, work.start(), 409))["code"] == "not_assigned"


async def test_an_order_that_is_not_scheduled_is_not_started(work: Fieldwork, ada: Caller) -> None:
    order = await work.opened()
    problem = await ada.post(f"/v1/orders/{order['id']}/start", work.start(), 409)
    assert (problem["code"], problem["allowed"]) == (
        "invalid_transition",
        ["update", "schedule", "cancel"],
    )


async def test_a_clock_may_be_a_little_fast_but_not_an_hour(work: Fieldwork) -> None:
    order = await work.scheduled()
    path = f"/v1/orders/{order['id']}/start"
    late = (now() + timedelta(hours=1)).isoformat()
    problem = await work.technician.post(path, work.start(occurred_at=late), 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/occurred_at", "in_the_future")
    ]
    fast = (now() + timedelta(minutes=4)).isoformat()
    await work.technician.post(path, work.start(occurred_at=fast), 200)
