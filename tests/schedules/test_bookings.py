"""No technician is in two places at once, whatever the reasons are."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.data.database import Database
from app.core.values.ids import new_id
from app.schedules.models import BookingKind
from app.schedules.service import TechnicianAbsent, book, end_at, release
from tests.callers import Caller

DAY = "2027-03-08"


def _at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{DAY}T{clock}:00+00:00")


def _block(person: Caller, starts: str, ends: str, **other: Any) -> dict[str, Any]:
    return {
        "person_id": str(person.person_id),
        "kind": "block",
        "starts_at": f"{DAY}T{starts}:00Z",
        "ends_at": f"{DAY}T{ends}:00Z",
    } | other


async def test_an_absence_is_booked_read_and_given_back(ada: Caller, tiago: Caller) -> None:
    body = _block(tiago, "09:00", "13:00", kind="absence", note="Médico")
    response = await ada.send("POST", "/v1/bookings", json=body)
    assert response.status_code == 201
    booking = response.json()
    assert response.headers["Location"] == f"/v1/bookings/{booking['id']}"
    assert booking == {
        "id": booking["id"],
        "person_id": str(tiago.person_id),
        "kind": "absence",
        "starts_at": f"{DAY}T09:00:00.000000Z",
        "ends_at": f"{DAY}T13:00:00.000000Z",
        "note": "Médico",
        "order_id": None,
        "promise_kind": None,
        "promised_from": None,
        "promised_until": None,
        "pinned": False,
        "confirmed_at": None,
        "warnings": [],
        "override_reason": None,
        "version": 1,
        "created_at": booking["created_at"],
        "updated_at": booking["created_at"],
    }
    path = f"/v1/bookings/{booking['id']}"
    assert await tiago.get(path) == booking

    await ada.delete(path, 412, headers={"If-Match": '"2"'})
    await ada.delete(path)
    await ada.get(path, 404)
    await ada.delete(path, 404)
    assert (await ada.get("/v1/bookings"))["items"] == []
    await ada.post("/v1/bookings", body)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("10:59", "12:00"), ("09:00", "10:01"), ("10:15", "10:30"), ("08:00", "20:00")],
)
async def test_any_overlap_is_refused_and_the_other_booking_named(
    ada: Caller, tiago: Caller, starts: str, ends: str
) -> None:
    taken = await ada.post("/v1/bookings", _block(tiago, "10:00", "11:00"))
    problem = await ada.post("/v1/bookings", _block(tiago, starts, ends, kind="absence"), 409)
    assert problem["code"] == "technician_overlap"
    assert (problem["booking_id"], problem["kind"]) == (taken["id"], "block")
    assert (problem["starts_at"], problem["ends_at"]) == (
        f"{DAY}T10:00:00Z",
        f"{DAY}T11:00:00Z",
    )


async def test_slots_may_touch_and_others_are_free(ada: Caller, tiago: Caller) -> None:
    tecla = await ada.colleague("technician", "Tecla Reis")
    await ada.post("/v1/bookings", _block(tiago, "10:00", "11:00"))
    await ada.post("/v1/bookings", _block(tiago, "11:00", "12:00"))
    await ada.post("/v1/bookings", _block(tiago, "09:00", "10:00"))
    await ada.post("/v1/bookings", _block(tecla, "10:00", "11:00"))


async def test_an_absence_stands_against_a_visit_that_only_ends_in_it(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    absence = await ada.post("/v1/bookings", _block(tiago, "09:00", "13:00", kind="absence"))
    with pytest.raises(TechnicianAbsent) as refusal:
        async with database.transaction(ada.actor) as session:
            await book(
                session,
                person_id=tiago.person_id,
                starts_at=_at("08:45"),
                ends_at=_at("12:45"),
            )
    assert str(refusal.value.members["booking_id"]) == absence["id"]


async def test_of_fifty_who_want_one_slot_one_gets_it(ada: Caller, tiago: Caller) -> None:
    body = _block(tiago, "10:00", "11:00")
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/bookings", json=body) for _ in range(50))
    )
    assert sorted(a.status_code for a in answers) == [201] + [409] * 49
    [made] = [a.json() for a in answers if a.status_code == 201]
    refused = [a.json() for a in answers if a.status_code == 409]
    assert {(r["code"], r["booking_id"]) for r in refused} == {("technician_overlap", made["id"])}


async def test_of_many_slots_that_overlap_in_a_row_none_that_were_made_overlap(
    ada: Caller, tiago: Caller
) -> None:
    bodies = [_block(tiago, f"10:{m:02}", f"11:{m:02}") for m in range(0, 60, 2)]
    answers = await asyncio.gather(*(ada.send("POST", "/v1/bookings", json=b) for b in bodies))
    assert {a.status_code for a in answers} == {201, 409}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"technician_overlap"}
    # All of them hold 10:58.
    assert sum(a.status_code == 201 for a in answers) == 1


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"ends_at": f"{DAY}T10:00:00Z"}, "ends_at", "not_after_start"),
        ({"ends_at": f"{DAY}T09:00:00Z"}, "ends_at", "not_after_start"),
        ({"ends_at": "2028-03-10T10:00:00Z"}, "ends_at", "too_long"),
        ({"ends_at": f"{DAY}T11:00:00"}, "ends_at", "not_an_instant"),
        ({"starts_at": 1_800_000_000}, "starts_at", "not_an_instant"),
        ({"kind": "visit"}, "kind", "unknown_value"),
    ],
)
async def test_a_booking_that_cannot_be_is_refused(
    ada: Caller, tiago: Caller, wrong: dict[str, Any], pointer: str, code: str
) -> None:
    problem = await ada.post("/v1/bookings", _block(tiago, "10:00", "11:00") | wrong, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [(f"#/body/{pointer}", code)]


async def test_only_active_technicians_of_this_organization_are_booked(
    ada: Caller, bob: Caller, tiago: Caller, stranger: Caller
) -> None:
    theirs = await stranger.colleague("technician", "Téo Luz")
    problem = await ada.post("/v1/bookings", _block(theirs, "10:00", "11:00"), 422)
    assert problem["code"] == "unknown_reference"
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/person_id"]

    await ada.patch(f"/v1/people/{tiago.person_id}", {"active": False})
    for person in (bob, tiago):
        problem = await ada.post("/v1/bookings", _block(person, "10:00", "11:00"), 422)
        assert [e["code"] for e in problem["errors"]] == ["not_a_technician"]


async def test_a_visit_is_released_by_its_order_only(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    async with database.transaction(ada.actor) as session:
        visit_id = await book(
            session, person_id=tiago.person_id, starts_at=_at("10:00"), ends_at=_at("11:00")
        )
    path = f"/v1/bookings/{visit_id}"
    assert (await ada.get(path))["kind"] == "visit"
    assert (await ada.delete(path, 409))["code"] == "booked_by_order"

    async with database.transaction(ada.actor) as session:
        await release(session, visit_id)
        await release(session, visit_id)
    await ada.get(path, 404)
    await ada.post("/v1/bookings", _block(tiago, "10:00", "11:00"))


async def test_a_visit_that_ends_early_frees_the_rest(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    async with database.transaction(ada.actor) as session:
        visit_id = await book(
            session, person_id=tiago.person_id, starts_at=_at("10:00"), ends_at=_at("12:00")
        )
        await end_at(session, visit_id, _at("10:40"))
    seen = await ada.get(f"/v1/bookings/{visit_id}")
    assert seen["ends_at"] == f"{DAY}T10:40:00.000000Z"
    await ada.post("/v1/bookings", _block(tiago, "10:40", "12:00"))
    await ada.post("/v1/bookings", _block(tiago, "10:39", "10:40"), 409)

    async with database.transaction(ada.actor) as session:
        await end_at(session, visit_id, _at("11:00"))  # a later end takes no more time
    assert (await ada.get(f"/v1/bookings/{visit_id}"))["ends_at"] == seen["ends_at"]

    async with database.transaction(ada.actor) as session:
        await end_at(session, visit_id, _at("10:00"))  # it never began
    await ada.get(f"/v1/bookings/{visit_id}", 404)


async def test_a_window_of_the_agenda_holds_what_reaches_into_it(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    tecla = await ada.colleague("technician", "Tecla Reis")
    await ada.post("/v1/bookings", _block(tiago, "08:00", "10:00", note="a"))
    await ada.post("/v1/bookings", _block(tiago, "10:30", "11:00", note="b", kind="absence"))
    await ada.post("/v1/bookings", _block(tecla, "10:45", "13:00", note="c"))
    await ada.post("/v1/bookings", _block(tecla, "13:00", "14:00", note="d"))

    async def notes(**query: Any) -> list[str]:
        return [b["note"] for b in (await tiago.get("/v1/bookings", **query))["items"]]

    window: dict[str, Any] = {"ends_after": f"{DAY}T09:00:00Z", "starts_before": f"{DAY}T13:00:00Z"}
    assert await notes() == ["a", "b", "c", "d"]
    assert await notes(sort="-starts_at") == ["d", "c", "b", "a"]
    assert await notes(**window) == ["a", "b", "c"]
    assert await notes(**window, person_id="me") == ["a", "b"]
    assert await notes(**window, person_id=[str(tecla.person_id)], kind="block") == ["c"]
    assert await notes(starts_after=f"{DAY}T10:45:00Z") == ["c", "d"]
    assert await notes(ends_after="1900-01-01T00:00:00Z") == ["a", "b", "c", "d"]

    first = await tiago.get("/v1/bookings", limit=2, **window)
    rest = await tiago.get("/v1/bookings", limit=2, **window, cursor=first["next_cursor"])
    assert [b["note"] for b in first["items"] + rest["items"]] == ["a", "b", "c"]
    await tiago.get("/v1/bookings", 422, start_after=f"{DAY}T10:45:00Z")


async def test_the_longest_absence_is_seen_from_its_last_moment(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    starts = datetime(2026, 1, 1, tzinfo=UTC)
    ends = starts + timedelta(days=366)
    async with database.transaction(ada.actor) as session:
        await book(
            session,
            person_id=tiago.person_id,
            starts_at=starts,
            ends_at=ends,
            kind=BookingKind.ABSENCE,
        )
    last = (ends - timedelta(seconds=1)).isoformat()
    assert len((await ada.get("/v1/bookings", ends_after=last))["items"]) == 1


async def test_a_client_may_bring_the_id_once(ada: Caller, tiago: Caller) -> None:
    body = _block(tiago, "10:00", "11:00", id=str(new_id()))
    assert (await ada.post("/v1/bookings", body))["id"] == body["id"]
    later = body | _block(tiago, "12:00", "13:00")
    assert (await ada.post("/v1/bookings", later, 409))["code"] == "duplicate"


async def test_who_may_see_and_change_the_agenda(
    ada: Caller, bob: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    booking = await bob.post("/v1/bookings", _block(tiago, "10:00", "11:00"))
    path = f"/v1/bookings/{booking['id']}"
    await tiago.get(path)
    assert (await tiago.delete(path, 403))["permission"] == "schedules:write"
    await tiago.post("/v1/bookings", _block(tiago, "12:00", "13:00"), 403)
    await carla.get("/v1/bookings", 403)
    await stranger.get(path, 404)
    await stranger.delete(path, 404)
    assert (await stranger.get("/v1/bookings"))["items"] == []
