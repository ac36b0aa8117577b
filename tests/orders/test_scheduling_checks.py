"""What is held against a visit: hours, holidays and travel; refused, told, or set aside."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.values.clock import now
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork

Body = dict[str, Any]
ZONE = ZoneInfo("America/Sao_Paulo")
#: A Tuesday; Wednesday, the 21st, is the holiday of Tiradentes.
TUESDAY, HOLIDAY = "2027-04-20", "2027-04-21"
STRICT = {"outside_hours_check": "refuse", "holiday_check": "refuse", "travel_check": "refuse"}


def _slot(work: Fieldwork, starts: str, ends: str, day: str = TUESDAY, **more: Any) -> Body:
    at = {
        name: datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).isoformat()
        for name, clock in (("starts_at", starts), ("ends_at", ends))
    }
    return {"technician_id": str(work.technician.person_id), **at, **more}


async def _schedule(
    work: Fieldwork, slot: Body, expect: int = 201, who: Caller | None = None, **order: Any
) -> Body:
    opened = await work.opened(**order)
    path = f"/v1/orders/{opened['id']}/schedule"
    answer: Body = await (who or work.office).post(path, slot, expect)
    return answer


async def _strict(work: Fieldwork) -> None:
    await work.office.patch("/v1/organization/settings", STRICT)


async def _site(work: Fieldwork, latitude: float, longitude: float) -> str:
    site = await work.office.post(
        f"/v1/customers/{work.customer_id}/sites",
        {
            "label": f"Obra {latitude}",
            "street": "Rua Augusta",
            "city": "São Paulo",
            "country": "BR",
            "latitude": latitude,
            "longitude": longitude,
        },
    )
    return str(site["id"])


async def test_a_visit_outside_of_the_hours_is_refused_with_the_hours_of_that_day(
    work: Fieldwork,
) -> None:
    await _strict(work)
    problem = await _schedule(work, _slot(work, "17:00", "18:00"), 409)
    assert problem["code"] == "outside_working_hours"
    assert problem["starts_at"] == f"{TUESDAY}T20:30:00Z"
    (hours,) = problem["working_hours"]
    assert hours == {"starts_at": f"{TUESDAY}T11:30:00Z", "ends_at": f"{TUESDAY}T20:30:00Z"}
    assert (await _schedule(work, _slot(work, "16:30", "17:30")))["warnings"] == []


async def test_a_visit_on_a_holiday_is_refused_by_its_name(work: Fieldwork) -> None:
    await _strict(work)
    problem = await _schedule(work, _slot(work, "14:00", "16:00", HOLIDAY), 409)
    assert (problem["code"], problem["name"]) == ("holiday", "Tiradentes")
    assert "Tiradentes" in problem["detail"]


async def test_an_absence_in_the_way_has_a_code_of_its_own(work: Fieldwork) -> None:
    absence = _slot(work, "09:00", "13:00")
    absence["person_id"] = absence.pop("technician_id")
    booking = await work.office.post("/v1/bookings", absence | {"kind": "absence"})
    slot = _slot(work, "08:45", "12:45", override_reason="Cliente sem alternativa")
    problem = await _schedule(work, slot, 409)
    assert (problem["code"], problem["booking_id"]) == ("technician_absent", booking["id"])


async def test_a_way_that_takes_longer_than_there_is_time_names_the_neighbour(
    work: Fieldwork,
) -> None:
    await _strict(work)
    near, far = await _site(work, -22.90, -47.06), await _site(work, -23.55, -46.63)
    await _schedule(work, _slot(work, "09:00", "10:00"), site_id=near)
    (neighbour,) = (await work.office.get("/v1/bookings"))["items"]
    for starts, ends, free in (("10:30", "11:30", 1800), ("08:30", "09:00", 0)):
        problem = await _schedule(work, _slot(work, starts, ends), 409, site_id=far)
        assert (problem["code"], problem["booking_id"]) == ("travel_too_short", neighbour["id"])
        assert problem["available_seconds"] == free
        assert 3 * 3600 < problem["needed_seconds"] < 5 * 3600
    await _schedule(work, _slot(work, "10:00", "11:00"), site_id=near)
    await _schedule(work, _slot(work, "16:00", "17:00"), site_id=far)


async def test_what_is_not_refused_is_told(work: Fieldwork) -> None:
    scheduled = await _schedule(work, _slot(work, "14:00", "20:00", HOLIDAY))
    (warning,) = scheduled["warnings"]
    assert warning["code"] == "holiday"
    assert warning["person_id"] == str(work.technician.person_id)
    assert warning["facts"]["name"] == "Tiradentes"
    booking = await work.office.get(f"/v1/bookings/{scheduled['booking_id']}")
    assert (booking["warnings"], booking["override_reason"]) == ([warning], None)


async def test_a_manager_sets_a_refusal_aside_with_a_reason_that_stays(
    work: Fieldwork, bob: Caller
) -> None:
    await _strict(work)
    reason = "Cliente só pode à noite"
    slot = _slot(work, "19:00", "20:00", override_reason=reason)
    problem = await _schedule(work, slot, 403, bob)
    assert (problem["code"], problem["permission"]) == ("permission_missing", "schedules:override")
    scheduled = await _schedule(work, slot)
    assert [each["code"] for each in scheduled["warnings"]] == ["outside_working_hours"]
    booking = await work.office.get(f"/v1/bookings/{scheduled['booking_id']}")
    assert booking["override_reason"] == reason
    timeline = (await work.office.get(f"/v1/orders/{scheduled['id']}/timeline"))["items"]
    (told,) = [entry for entry in timeline if entry["name"] == "order.checks_overridden"]
    assert (told["detail"], told["data"]["codes"]) == (reason, ["outside_working_hours"])

    needless = await _schedule(work, _slot(work, "10:00", "11:00", override_reason=reason))
    booking = await work.office.get(f"/v1/bookings/{needless['booking_id']}")
    assert (booking["override_reason"], booking["warnings"]) == (None, [])


async def test_helpers_are_held_against_the_same(work: Fieldwork) -> None:
    tecla = await work.office.colleague("technician", "Tecla Reis")
    await work.office.put(f"/v1/technicians/{tecla.person_id}/working-hours", {"periods": []})
    helper = str(tecla.person_id)
    scheduled = await _schedule(work, _slot(work, "10:00", "11:00", helper_ids=[helper]))
    assert scheduled["warnings"] == []
    bookings = (await work.office.get("/v1/bookings", person_id=helper))["items"]
    ((warning,),) = [booking["warnings"] for booking in bookings]
    assert (warning["code"], warning["person_id"]) == ("outside_working_hours", helper)
    await _strict(work)
    slot = _slot(work, "13:00", "14:00", helper_ids=[helper])
    assert (await _schedule(work, slot, 409))["code"] == "outside_working_hours"


async def test_a_refused_move_leaves_the_visit(work: Fieldwork) -> None:
    order = await _schedule(work, _slot(work, "10:00", "11:00"))
    await _strict(work)
    path = f"/v1/orders/{order['id']}"
    await work.office.post(f"{path}/schedule", _slot(work, "10:30", "23:00"), 409)
    assert (await work.office.get(path))["booking_id"] == order["booking_id"]


@pytest.mark.parametrize(
    ("chosen", "minutes", "days", "pointer", "code"),
    [
        ({}, 24 * 60 + 1, 2, "ends_at", "too_long"),
        ({"visit_max_minutes": 120}, 121, 2, "ends_at", "too_long"),
        ({"visit_days_ahead": 30}, 60, 31, "starts_at", "too_far_ahead"),
    ],
)
async def test_a_visit_has_bounds(
    work: Fieldwork, chosen: Body, minutes: int, days: int, pointer: str, code: str
) -> None:
    if chosen:
        await work.office.patch("/v1/organization/settings", chosen)
    starts = now() + timedelta(days=days)
    slot = {
        "technician_id": str(work.technician.person_id),
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(minutes=minutes)).isoformat(),
    }
    problem = await _schedule(work, slot, 422)
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        (f"#/body/{pointer}", code)
    ]
