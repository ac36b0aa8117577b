"""A technician asks for time off; whoever leads them decides, and the agenda follows."""

import asyncio
from datetime import timedelta
from typing import Any

from app.core.data.database import Database
from app.core.values.clock import now
from app.schedules.models import BookingKind
from app.schedules.service import book
from tests.callers import Caller

Body = dict[str, Any]
DAY = (now() + timedelta(days=60)).date().isoformat()
NEXT = (now() + timedelta(days=61)).date().isoformat()


def _days(first: str = DAY, last: str = DAY, **more: Any) -> Body:
    return {"kind": "vacation", "first_day": first, "last_day": last} | more


async def _requested(person: Caller, **more: Any) -> str:
    absence = await person.post("/v1/absences", _days(**more))
    return f"/v1/absences/{absence['id']}"


async def test_an_absence_is_requested_approved_and_booked(ada: Caller, tiago: Caller) -> None:
    absence = await tiago.post("/v1/absences", _days(DAY, NEXT, reason="Casamento"))
    path = f"/v1/absences/{absence['id']}"
    assert absence | {"created_at": "", "updated_at": ""} == {
        "id": absence["id"],
        "person_id": str(tiago.person_id),
        "kind": "vacation",
        "first_day": DAY,
        "last_day": NEXT,
        "part": "whole",
        "starts_at": f"{DAY}T03:00:00.000000Z",
        "ends_at": absence["ends_at"],
        "reason": "Casamento",
        "status": "requested",
        "decided_by_id": None,
        "decided_at": None,
        "answer": None,
        "booking_id": None,
        "version": 1,
        "created_at": "",
        "updated_at": "",
    }
    assert (await ada.get("/v1/bookings"))["items"] == []

    approved = await ada.post(f"{path}/approve", None, 200)
    assert (approved["status"], approved["decided_by_id"]) == ("approved", str(ada.person_id))
    (booking,) = (await tiago.get("/v1/bookings"))["items"]
    assert booking["id"] == approved["booking_id"]
    assert (booking["kind"], booking["note"]) == ("absence", None)
    assert (booking["starts_at"], booking["ends_at"]) == (
        absence["starts_at"],
        absence["ends_at"],
    )
    problem = await ada.post(f"{path}/approve", None, 409)
    assert (problem["code"], problem["absence_status"]) == ("absence_already_decided", "approved")


async def test_half_a_day_ends_or_begins_at_noon_where_the_technician_is(
    ada: Caller, tiago: Caller
) -> None:
    hours = {"zone": "America/Manaus", "periods": []}
    await ada.put(f"/v1/technicians/{tiago.person_id}/working-hours", hours)
    morning = await tiago.post("/v1/absences", _days(part="morning"))
    afternoon = await tiago.post("/v1/absences", _days(part="afternoon"))
    assert morning["starts_at"] == f"{DAY}T04:00:00.000000Z"
    assert morning["ends_at"] == afternoon["starts_at"] == f"{DAY}T16:00:00.000000Z"
    assert afternoon["ends_at"] == f"{NEXT}T04:00:00.000000Z"
    for absence in (morning, afternoon):
        await ada.post(f"/v1/absences/{absence['id']}/approve", None, 200)


async def test_what_is_taken_stands_against_an_approval_and_nothing_is_decided(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    path = await _requested(tiago)
    absence = await tiago.get(path)
    async with database.transaction(ada.actor) as session:
        visit_id = await book(
            session,
            person_id=tiago.person_id,
            starts_at=now() + timedelta(days=59),
            ends_at=now() + timedelta(days=61),
            kind=BookingKind.VISIT,
        )
    problem = await ada.post(f"{path}/approve", None, 409)
    assert (problem["code"], problem["booking_id"]) == ("technician_overlap", str(visit_id))
    assert await tiago.get(path) == absence


async def test_of_many_who_decide_at_once_one_does(ada: Caller, tiago: Caller) -> None:
    path = await _requested(tiago)
    answers = await asyncio.gather(*(ada.send("POST", f"{path}/approve") for _ in range(8)))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 7
    assert len((await ada.get("/v1/bookings"))["items"]) == 1


async def test_a_refusal_has_an_answer_and_leaves_the_time_free(ada: Caller, tiago: Caller) -> None:
    path = await _requested(tiago)
    await ada.post(f"{path}/refuse", {}, 422)
    await ada.post(f"{path}/refuse", {"answer": "Plantão"}, 200)
    seen = await tiago.get(path)
    assert (seen["status"], seen["answer"], seen["booking_id"]) == ("refused", "Plantão", None)
    for command in ("approve", "cancel"):
        problem = await ada.post(f"{path}/{command}", None, 409)
        assert problem["code"] == "absence_already_decided"


async def test_an_absence_that_is_cancelled_frees_the_time(ada: Caller, tiago: Caller) -> None:
    waiting = await _requested(tiago)
    await tiago.post(f"{waiting}/cancel", None, 200)
    path = await _requested(tiago)
    await ada.post(f"{path}/approve", None, 200)
    assert (await tiago.post(f"{path}/cancel", None, 200))["status"] == "cancelled"
    assert (await ada.get("/v1/bookings"))["items"] == []
    await ada.post(f"{await _requested(tiago)}/approve", None, 200)


async def test_an_absence_follows_its_booking_out_of_the_agenda(ada: Caller, tiago: Caller) -> None:
    today = now().date()
    path = await _requested(
        tiago,
        first=(today - timedelta(days=1)).isoformat(),
        last=(today + timedelta(days=1)).isoformat(),
    )
    approved = await ada.post(f"{path}/approve", None, 200)
    problem = await tiago.post(f"{path}/cancel", None, 409)
    assert problem["code"] == "absence_already_begun"
    await ada.delete(f"/v1/bookings/{approved['booking_id']}")
    assert (await tiago.get(path))["status"] == "cancelled"


async def test_why_somebody_was_absent_goes_with_their_name(ada: Caller, tiago: Caller) -> None:
    absence = await tiago.post("/v1/absences", _days(kind="sick", reason="Cirurgia"))
    path = f"/v1/absences/{absence['id']}"
    await ada.post(f"{path}/refuse", {"answer": "Depois da cirurgia"}, 200)
    await ada.post(f"/v1/people/{tiago.person_id}/anonymise", None, 200)
    seen = await ada.get(path)
    assert (seen["kind"], seen["reason"], seen["answer"]) == ("other", None, None)


async def test_requests_that_cannot_be_are_refused(ada: Caller, tiago: Caller) -> None:
    later = (now() + timedelta(days=60 + 365)).date().isoformat()
    for body, code in (
        (_days(NEXT, DAY), "ends_before_it_starts"),
        (_days(DAY, later), "period_too_long"),
        (_days(DAY, NEXT, part="morning"), "half_of_several_days"),
        (_days(kind="strike"), "unknown_value"),
    ):
        problem = await tiago.post("/v1/absences", body, 422)
        assert [e["code"] for e in problem["errors"]] == [code]
    assert (await ada.post("/v1/absences", _days(), 422))["code"] == "not_a_technician"


async def test_who_sees_requests_and_who_decides(
    ada: Caller, bob: Caller, tiago: Caller, stranger: Caller
) -> None:
    tecla = await ada.colleague("technician", "Tecla Reis")
    coordinator = await ada.colleague("coordinator", "Caio Braga")
    path, other = await _requested(tiago), await _requested(tecla)

    async def seen(caller: Caller, **asked: Any) -> set[str]:
        page = await caller.get("/v1/absences", **asked)
        return {f"/v1/absences/{each['id']}" for each in page["items"]}

    assert await seen(tiago) == {path}
    assert await seen(coordinator) == {path, other}
    assert await seen(coordinator, person_id=str(tecla.person_id), status="requested") == {other}
    assert await seen(coordinator, status="approved") == set()
    assert await seen(bob) == await seen(stranger) == set()
    for caller in (tecla, bob, stranger):
        await caller.get(path, 404)
    await tecla.post(f"{path}/cancel", None, 404)
    await stranger.post(f"{path}/approve", None, 404)
    for caller in (tiago, bob):
        for command, body in (("approve", None), ("refuse", {"answer": "Não"})):
            problem = await caller.post(f"{path}/{command}", body, 403)
            assert problem["permission"] == "schedules:lead"
    assert (await bob.post("/v1/absences", _days(), 403))["permission"] == "schedules:request"
    await coordinator.post(f"{path}/approve", None, 200)
