"""On-call duty: shown where there is no work, and taken by what is urgent."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.world import World

Body = dict[str, Any]
ZONE = ZoneInfo("America/Sao_Paulo")
#: Wednesday, the 21st, is the holiday of Tiradentes.
TUESDAY, HOLIDAY = "2027-04-20", "2027-04-21"


@pytest.fixture
def work(world: World) -> Fieldwork:
    return Fieldwork(world)


def _at(day: str, clock: str) -> str:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).isoformat()


def _path(person: Caller) -> str:
    return f"/v1/technicians/{person.person_id}/on-call"


NIGHT = {"starts_at": _at(TUESDAY, "16:00"), "ends_at": _at(HOLIDAY, "08:00")}


async def _duty(ada: Caller, person: Caller, *periods: Body, **options: Any) -> Body:
    saved: Body = await ada.put(_path(person), {"periods": [*periods]}, **options)
    return saved


async def test_duty_is_set_read_replaced_and_deleted(ada: Caller, tiago: Caller) -> None:
    await tiago.get(_path(tiago), 404)
    other = {"starts_at": _at(TUESDAY, "08:00"), "ends_at": _at(TUESDAY, "09:00")}
    saved = await _duty(ada, tiago, NIGHT, other)
    assert (saved["person_id"], saved["version"]) == (str(tiago.person_id), 1)
    assert saved["periods"][0]["starts_at"] == f"{TUESDAY}T11:00:00.000000Z"
    assert [datetime.fromisoformat(p["starts_at"]) for p in saved["periods"]] == [
        datetime.fromisoformat(each["starts_at"]) for each in (other, NIGHT)
    ]
    assert await tiago.get(_path(tiago)) == saved
    await _duty(ada, tiago, NIGHT, expect=412, headers={"If-Match": '"7"'})
    assert (await _duty(ada, tiago, NIGHT))["version"] == 2
    await ada.delete(_path(tiago))
    await ada.delete(_path(tiago), 404)


async def test_availability_shows_it_where_there_is_no_work(ada: Caller, tiago: Caller) -> None:
    await _duty(ada, tiago, NIGHT)
    page = await ada.get(
        "/v1/schedules/availability",
        starts_at=_at(TUESDAY, "12:00"),
        ends_at=_at(HOLIDAY, "12:00"),
    )
    (found,) = page["items"]
    told = [
        (
            datetime.fromisoformat(part["starts_at"]).astimezone(ZONE).strftime("%d %H:%M"),
            part["status"],
            part["basis"],
        )
        for part in found["intervals"]
    ]
    assert told == [
        ("20 12:00", "free", "working_hours"),
        ("20 17:30", "on_call", "on_call"),
        ("21 08:00", "off", "holiday"),
    ]
    assert found["free_minutes"] == 330


async def test_an_urgent_order_is_booked_into_it_and_no_other(work: Fieldwork) -> None:
    office, technician = work.office, work.technician
    await _duty(office, technician, NIGHT)
    strict = {"outside_hours_check": "refuse", "holiday_check": "refuse"}
    await office.patch("/v1/organization/settings", strict)
    slot = {
        "technician_id": str(technician.person_id),
        "starts_at": _at(TUESDAY, "23:00"),
        "ends_at": _at(HOLIDAY, "01:00"),
    }
    usual = await work.opened()
    problem = await office.post(f"/v1/orders/{usual['id']}/schedule", slot, 409)
    assert problem["code"] == "outside_working_hours"
    urgent = await work.opened(priority="urgent")
    assert (await office.post(f"/v1/orders/{urgent['id']}/schedule", slot))["warnings"] == []
    later = slot | {"starts_at": _at(HOLIDAY, "07:00"), "ends_at": _at(HOLIDAY, "09:00")}
    other = await work.opened(priority="urgent")
    problem = await office.post(f"/v1/orders/{other['id']}/schedule", later, 409)
    assert problem["code"] == "holiday"


async def test_a_changed_calendar_tells_which_visits_lie_outside(
    work: Fieldwork, stranger: Caller
) -> None:
    office = work.office
    calendar = await office.post(
        "/v1/calendars", {"name": "Campinas", "zone": "America/Sao_Paulo", "is_24x7": True}
    )
    path, own = f"/v1/calendars/{calendar['id']}", calendar["id"]
    week = [{"weekday": day, "starts": "00:00", "ends": "24:00"} for day in range(7)]
    periods = [{"first_day": "2026-01-05", "weeks": [{"intervals": week}]}]
    await office.put(
        f"/v1/technicians/{work.technician.person_id}/working-hours",
        {"calendar_id": own, "periods": periods},
    )
    await work.scheduled(at=13, until=14)

    async def outside(caller: Caller, **asked: Any) -> list[str]:
        page = await caller.get("/v1/schedules/visits-outside", **asked)
        return [visit["order_id"] for visit in page["items"]]

    assert await outside(office) == []
    (booking,) = (await office.get("/v1/bookings"))["items"]
    day = datetime.fromisoformat(booking["starts_at"]).astimezone(ZONE).date().isoformat()
    await office.post(f"{path}/overrides", {"date": day, "reason": "Mudança", "intervals": []})
    assert await outside(office) == await outside(office, calendar_id=own) == [booking["order_id"]]
    other = await office.post("/v1/calendars", {"name": "Outro", "zone": "UTC"})
    assert await outside(office, calendar_id=other["id"]) == []
    assert await outside(stranger) == await outside(stranger, calendar_id=own) == []


@pytest.mark.parametrize(
    ("periods", "code"),
    [
        (
            [{"starts_at": _at(TUESDAY, "10:00"), "ends_at": _at(TUESDAY, "10:00")}],
            "ends_before_it_starts",
        ),
        ([NIGHT, NIGHT], "interval_overlap"),
    ],
)
async def test_duty_that_cannot_be_is_refused(
    ada: Caller, tiago: Caller, periods: list[Body], code: str
) -> None:
    problem = await _duty(ada, tiago, *periods, expect=422)
    assert [each["code"] for each in problem["errors"]] == [code]


async def test_who_may_see_and_set_duty(
    ada: Caller, bob: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    coordinator = await ada.colleague("coordinator", "Caio Braga")
    await _duty(coordinator, tiago, NIGHT)
    for caller in (tiago, bob, carla):
        problem = await _duty(caller, tiago, NIGHT, expect=403)
        assert problem["permission"] == "calendars:write"
        await caller.delete(_path(tiago), 403)
    await bob.get(_path(tiago))
    await carla.get(_path(tiago), 403)
    await stranger.get(_path(tiago), 404)
    await _duty(stranger, tiago, NIGHT, expect=404)
    assert (await _duty(ada, bob, NIGHT, expect=422))["code"] == "not_a_technician"
