"""A technician is in one place at a time: slots are booked, moved, raced for and given back."""

import asyncio

import pytest

from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.stories import tomorrow_at


async def test_an_order_is_given_to_a_technician_at_a_time(work: Fieldwork) -> None:
    order = await work.opened()
    response = await work.office.send(
        "POST", f"/v1/orders/{order['id']}/schedule", json=work.slot(10, 12)
    )
    planned = response.json()
    assert response.status_code == 201
    assert response.headers["ETag"] == f'"{planned["version"]}"' != '"1"'
    assert planned["status"] == "scheduled"
    assert planned["technician_id"] == str(work.technician.person_id)
    assert planned["technician_name"] == "Tiago Nunes"
    assert planned["starts_at"][:16] == tomorrow_at(10).isoformat()[:16]
    [booking] = (await work.office.get("/v1/bookings"))["items"]
    assert (booking["kind"], booking["starts_at"]) == ("visit", planned["starts_at"])


async def test_a_slot_that_is_taken_is_refused_and_named(work: Fieldwork) -> None:
    await work.scheduled(at=10, until=11)
    [booking] = (await work.office.get("/v1/bookings"))["items"]
    order = await work.opened()
    path = f"/v1/orders/{order['id']}/schedule"
    slot = work.slot(10, 12) | {"starts_at": tomorrow_at(10, 59).isoformat()}
    problem = await work.office.post(path, slot, 409)
    assert problem["code"] == "technician_overlap"
    assert problem["booking_id"] == booking["id"]
    assert (await work.office.get(f"/v1/orders/{order['id']}"))["status"] == "open"

    touching = await work.office.post(path, work.slot(11, 12), 201)
    assert touching["status"] == "scheduled"


async def test_rescheduling_frees_the_earlier_slot(work: Fieldwork) -> None:
    tania = await work.office.colleague("technician", "Tânia Luz")
    order = await work.scheduled(at=10, until=12)
    path = f"/v1/orders/{order['id']}/schedule"
    moved = await work.office.post(path, work.slot(14, 16, tania), 200)
    assert moved["technician_id"] == str(tania.person_id)
    assert moved["version"] > order["version"]

    await work.technician.get(f"/v1/orders/{order['id']}", 404)
    assert (await tania.get(f"/v1/orders/{order['id']}"))["starts_at"] == moved["starts_at"]
    assert (await work.scheduled(at=10, until=12))["status"] == "scheduled"


async def test_the_same_technician_may_keep_a_part_of_the_slot(work: Fieldwork) -> None:
    order = await work.scheduled(at=10, until=12)
    path = f"/v1/orders/{order['id']}/schedule"
    moved = await work.office.post(path, work.slot(11, 13), 200)
    assert moved["starts_at"] > order["starts_at"]
    [booking] = (await work.office.get("/v1/bookings"))["items"]
    assert booking["starts_at"] == moved["starts_at"]


async def test_a_refused_move_leaves_the_earlier_slot(work: Fieldwork) -> None:
    await work.scheduled(at=14, until=16)
    order = await work.scheduled(at=10, until=12)
    path = f"/v1/orders/{order['id']}"
    await work.office.post(f"{path}/schedule", work.slot(15, 17), 409)
    assert (await work.office.get(path)).items() >= order.items()
    assert len((await work.office.get("/v1/bookings"))["items"]) == 2


async def test_only_active_technicians_are_scheduled_and_time_runs_forward(
    work: Fieldwork, bob: Caller, stranger: Caller
) -> None:
    order = await work.opened()
    path = f"/v1/orders/{order['id']}/schedule"
    for wrong, pointer in (
        (work.slot(10, 12, bob), "#/body/technician_id"),
        (work.slot(10, 12, stranger), "#/body/technician_id"),
        (work.slot(12, 10), "#/body/ends_at"),
        (work.slot(12, 12), "#/body/ends_at"),
    ):
        problem = await work.office.post(path, wrong, 422)
        assert [e["pointer"] for e in problem["errors"]] == [pointer]


async def test_an_order_in_progress_is_not_rescheduled(work: Fieldwork) -> None:
    order = await work.started()
    path = f"/v1/orders/{order['id']}/schedule"
    problem = await work.office.post(path, work.slot(10, 12), 409)
    assert problem["code"] == "invalid_transition"
    assert set(problem["allowed"]) == {
        *("update", "use_material", "reverse_material", "photograph", "spend", "report_no_show"),
        *("report_failed_visit", "pause", "resume", "correct_location", "close", "cancel"),
    }


async def test_of_fifty_that_want_one_slot_exactly_one_gets_it(work: Fieldwork) -> None:
    orders = [await work.opened() for _ in range(50)]
    answers = await asyncio.gather(
        *(
            work.office.send("POST", f"/v1/orders/{o['id']}/schedule", json=work.slot(10, 12))
            for o in orders
        )
    )
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(201), statuses.count(409)) == (1, 49)
    codes = {a.json()["code"] for a in answers if a.status_code == 409}
    assert codes == {"technician_overlap"}
    assert len((await work.office.get("/v1/bookings"))["items"]) == 1
    assert len((await work.office.get("/v1/orders", status="scheduled"))["items"]) == 1


async def test_two_who_schedule_one_order_leave_it_one_visit(work: Fieldwork) -> None:
    order = await work.opened()
    path = f"/v1/orders/{order['id']}/schedule"
    slots = [work.slot(8 + 2 * i, 10 + 2 * i) for i in range(5)]
    answers = await asyncio.gather(*(work.office.send("POST", path, json=s) for s in slots))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len((await work.office.get("/v1/bookings"))["items"]) == 1


@pytest.mark.parametrize("colleague", ["technician", "requester"])
async def test_the_field_and_the_portal_do_not_schedule(work: Fieldwork, colleague: str) -> None:
    someone = await work.office.colleague(colleague, "Rui Sá")
    order = await work.opened()
    problem = await someone.post(f"/v1/orders/{order['id']}/schedule", work.slot(1, 2), 403)
    assert problem["permission"] == "orders:write"
