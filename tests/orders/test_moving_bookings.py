"""A booking is dragged to another time or technician, and whatever hangs on it follows."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.core.values.clock import now
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork

Body = dict[str, Any]
ZONE = ZoneInfo("America/Sao_Paulo")
TUESDAY = "2027-04-20"


def _at(clock: str, day: str = TUESDAY) -> str:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).isoformat()


async def _visit(work: Fieldwork, starts: str, ends: str, **more: Any) -> tuple[str, str]:
    """Paths of an order and of the booking of its visit."""
    order = await work.opened()
    slot = {
        "technician_id": str(work.technician.person_id),
        "starts_at": _at(starts),
        "ends_at": _at(ends),
    }
    path = f"/v1/orders/{order['id']}"
    scheduled = await work.office.post(f"{path}/schedule", slot | more)
    return path, f"/v1/bookings/{scheduled['booking_id']}"


async def test_slot_and_technician_change_in_one_call_and_the_order_follows(
    work: Fieldwork,
) -> None:
    tecla = await work.office.colleague("technician", "Tecla Reis")
    path, booking = await _visit(work, "09:00", "10:00")
    body = {"person_id": str(tecla.person_id), "starts_at": _at("11:00")}
    stale = {"If-Match": '"7"'}
    assert (await work.office.patch(booking, body, 412, headers=stale))["code"] == (
        "precondition_failed"
    )
    moved = await work.office.patch(booking, body, headers={"If-Match": '"1"'})
    assert (moved["person_id"], moved["version"]) == (body["person_id"], 2)
    assert moved["starts_at"][11:16] + moved["ends_at"][11:16] == "14:0015:00"
    order = await work.office.get(path)
    assert (order["technician_name"], order["starts_at"]) == ("Tecla Reis", moved["starts_at"])
    assert f"/v1/bookings/{order['booking_id']}" == booking
    names = [entry["name"] for entry in (await work.office.get(f"{path}/timeline"))["items"]]
    assert names.count("order.scheduled") == 2
    await work.technician.get(path, 404)
    await tecla.get(path)
    await _visit(work, "09:00", "10:00")

    history = (await tecla.get(f"{booking}/history"))["items"]
    assert [entry["name"] for entry in history] == ["booking.made", "booking.moved"]
    assert history[1]["data"]["previous_person_id"] == str(work.technician.person_id)
    assert history[1]["data"]["previous_starts_at"][11:16] == "12:00"


async def test_a_visit_that_would_leave_its_window_says_so(work: Fieldwork, bob: Caller) -> None:
    path, booking = await _visit(work, "09:00", "10:00")
    await work.office.patch(booking, {"confirmed": True})
    inside = await work.office.patch(booking, {"starts_at": _at("10:30")})
    assert inside["confirmed_at"] is not None
    problem = await work.office.patch(booking, {"starts_at": _at("14:00")}, 409)
    assert problem["code"] == "promise_broken"
    assert problem["confirmed_at"][:10] == now().date().isoformat()
    assert problem["promised_until"] == f"{TUESDAY}T15:00:00Z"
    assert await work.office.get(booking) == inside

    anew = {"starts_at": _at("14:00"), "promise_kind": "two_hours"}
    agreed = await bob.patch(booking, anew)
    assert (agreed["promise_kind"], agreed["confirmed_at"]) == ("two_hours", None)
    reason = {"starts_at": _at("09:00"), "override_reason": "Carro quebrado"}
    assert (await bob.patch(booking, reason, 403))["permission"] == "schedules:override"
    broken = await work.office.patch(booking, reason)
    assert (broken["promise_kind"], broken["override_reason"]) == ("shift", "Carro quebrado")
    timeline = (await work.office.get(f"{path}/timeline"))["items"]
    (told,) = [entry for entry in timeline if entry["name"] == "order.checks_overridden"]
    assert told["data"]["codes"] == ["promise_broken"]


async def test_what_is_taken_stands_against_a_move(work: Fieldwork) -> None:
    _, first = await _visit(work, "09:00", "10:00")
    path, second = await _visit(work, "10:00", "11:00")
    before = await work.office.get(path)
    problem = await work.office.patch(second, {"starts_at": _at("09:30")}, 409)
    assert (problem["code"], f"/v1/bookings/{problem['booking_id']}") == (
        "technician_overlap",
        first,
    )
    assert await work.office.get(path) == before
    await work.office.patch(second, {"starts_at": _at("10:30")})


async def test_of_many_drags_onto_one_slot_one_succeeds(work: Fieldwork) -> None:
    bookings = [(await _visit(work, f"{hour:02}:00", f"{hour:02}:30"))[1] for hour in range(8, 12)]
    body = {"starts_at": _at("16:00"), "promise_kind": "exact"}
    answers = await asyncio.gather(*(work.office.send("PATCH", b, json=body) for b in bookings))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    codes = {a.json()["code"] for a in answers if a.status_code == 409}
    assert codes == {"technician_overlap"}


async def test_helpers_come_along(work: Fieldwork) -> None:
    tecla = await work.office.colleague("technician", "Tecla Reis")
    helper = str(tecla.person_id)
    _, booking = await _visit(work, "09:00", "10:00", helper_ids=[helper])
    await work.office.patch(booking, {"starts_at": _at("10:00"), "ends_at": _at("11:30")})
    (theirs,) = (await tecla.get("/v1/bookings", person_id="me"))["items"]
    moved = await work.office.get(booking)
    assert (theirs["starts_at"], theirs["ends_at"]) == (moved["starts_at"], moved["ends_at"])
    problem = await work.office.patch(f"/v1/bookings/{theirs['id']}", {"pinned": True}, 409)
    assert problem["code"] == "booked_by_order"


async def test_a_visit_that_has_begun_is_not_dragged(work: Fieldwork) -> None:
    order = await work.started()
    booking_id = (await work.office.get(f"/v1/orders/{order['id']}"))["booking_id"]
    problem = await work.office.patch(f"/v1/bookings/{booking_id}", {"pinned": True}, 409)
    assert problem["code"] == "invalid_transition"


async def test_blocks_are_moved_and_approved_absences_are_not(
    work: Fieldwork, ada: Caller, tiago: Caller
) -> None:
    person = {"person_id": str(tiago.person_id)}
    slot = {"starts_at": _at("09:00"), "ends_at": _at("10:00")}
    block = await ada.post("/v1/bookings", person | slot | {"kind": "block", "note": "Oficina"})
    path = f"/v1/bookings/{block['id']}"
    moved = await ada.patch(path, {"starts_at": _at("15:00"), "note": None, "pinned": True})
    assert (moved["ends_at"][11:16], moved["note"], moved["pinned"]) == ("19:00", None, True)
    problem = await ada.patch(path, {"confirmed": True}, 422)
    assert [each["code"] for each in problem["errors"]] == ["not_a_visit"]
    problem = await ada.patch(path, {"ends_at": _at("14:00")}, 422)
    assert [each["code"] for each in problem["errors"]] == ["not_after_start"]

    day = (now() + timedelta(days=30)).date().isoformat()
    absence = await tiago.post(
        "/v1/absences", {"kind": "vacation", "first_day": day, "last_day": day}
    )
    approved = await ada.post(f"/v1/absences/{absence['id']}/approve", None, 200)
    booked = f"/v1/bookings/{approved['booking_id']}"
    problem = await ada.patch(booked, {"starts_at": _at("15:00")}, 409)
    assert (problem["code"], problem["absence_id"]) == ("booked_by_absence", absence["id"])


async def test_who_may_move(work: Fieldwork, ada: Caller, tiago: Caller, stranger: Caller) -> None:
    _, booking = await _visit(work, "09:00", "10:00")
    body = {"starts_at": _at("10:00")}
    assert (await tiago.patch(booking, body, 403))["permission"] == "schedules:write"
    await stranger.patch(booking, body, 404)
    await stranger.get(f"{booking}/history", 404)
    theirs = await stranger.colleague("technician", "Téo Luz")
    problem = await ada.patch(booking, {"person_id": str(theirs.person_id)}, 422)
    assert problem["code"] == "unknown_reference"
    await ada.post(
        f"/v1/orders/{(await ada.get(booking))['order_id']}/cancel", {"reason": "X"}, 200
    )
    await ada.patch(booking, body, 404)
    history = [entry["name"] for entry in (await ada.get(f"{booking}/history"))["items"]]
    assert history == ["booking.made", "booking.released"]
