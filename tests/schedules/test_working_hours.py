"""When technicians work: hours of their own, holidays and bookings, told with their reasons."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core.data.database import Database
from app.core.data.reading import Reading
from app.core.data.statements import Readable
from app.core.values.clock import now
from app.schedules.service import book
from tests.callers import Caller

Body = dict[str, Any]


def _shift(weekday: int, starts: str, ends: str) -> Body:
    return {"weekday": weekday, "starts": starts, "ends": ends}


def _period(first_day: str, *weeks: list[Body], **more: Any) -> Body:
    return {"first_day": first_day, "weeks": [{"intervals": week} for week in weeks]} | more


DAYS = [_shift(day, "08:00", "12:00") for day in range(5)]
NIGHTS = [_shift(day, "22:00", "06:00") for day in (0, 1)]


def _path(person: Caller) -> str:
    return f"/v1/technicians/{person.person_id}/working-hours"


async def _told(caller: Caller, person: Caller, first: str, last: str) -> list[tuple[str, ...]]:
    """The intervals of a few days: start and end as local clocks show them, and why."""
    page = await caller.get(
        "/v1/schedules/availability",
        starts_at=f"{first}T00:00:00-03:00",
        ends_at=f"{last}T00:00:00-03:00",
        person_id=str(person.person_id),
    )
    (found,) = page["items"]
    return [
        (
            *(
                (datetime.fromisoformat(part[edge]) - timedelta(hours=3)).strftime("%d %H:%M")
                for edge in ("starts_at", "ends_at")
            ),
            part["status"],
            part["basis"],
        )
        for part in found["intervals"]
    ]


async def test_hours_are_set_read_replaced_and_taken_away(ada: Caller, tiago: Caller) -> None:
    path = _path(tiago)
    await tiago.get(path, 404)
    await ada.delete(path, 404)
    body = {"periods": [_period("2027-01-04", DAYS, name="Manhãs")]}
    first = await ada.send("PUT", path, json=body)
    assert first.status_code == 200
    assert first.json() == {
        "person_id": str(tiago.person_id),
        "zone": None,
        "calendar_id": None,
        "observes_calendar": True,
        "periods": [
            {
                "name": "Manhãs",
                "first_day": "2027-01-04",
                "last_day": None,
                "weeks": [{"intervals": DAYS}],
            }
        ],
        "version": 1,
        "visits_outside": [],
    }
    assert first.headers["ETag"] == '"1"'
    shown = await tiago.get(path)
    assert shown == {k: v for k, v in first.json().items() if k != "visits_outside"}

    await ada.put(path, body, 412, headers={"If-Match": '"7"'})
    changed = await ada.put(path, {"periods": [], "zone": "America/Manaus"})
    assert (changed["version"], changed["periods"], changed["zone"]) == (2, [], "America/Manaus")
    await ada.delete(path, 412, headers={"If-Match": '"1"'})
    await ada.delete(path)
    await tiago.get(path, 404)
    audit = [e["name"] for e in (await ada.get("/v1/audit"))["items"]]
    assert audit.count("working_hours.updated") == 2
    assert audit.count("working_hours.deleted") == 1


async def test_a_day_is_told_with_the_reason_of_each_part(ada: Caller, tiago: Caller) -> None:
    await ada.put(_path(tiago), {"periods": [_period("2027-01-04", [*DAYS, *NIGHTS])]})
    for kind, starts, ends in (("block", "09:00", "10:00"), ("absence", "11:00", "13:00")):
        await ada.post(
            "/v1/bookings",
            {
                "person_id": str(tiago.person_id),
                "kind": kind,
                "starts_at": f"2027-04-20T{starts}:00-03:00",
                "ends_at": f"2027-04-20T{ends}:00-03:00",
            },
        )
    # 20 April is a Tuesday, and the 21st the holiday of Tiradentes, which ends the night shift.
    assert await _told(tiago, tiago, "2027-04-20", "2027-04-22") == [
        ("20 00:00", "20 06:00", "free", "working_hours"),
        ("20 06:00", "20 08:00", "off", "outside_hours"),
        ("20 08:00", "20 09:00", "free", "working_hours"),
        ("20 09:00", "20 10:00", "taken", "block"),
        ("20 10:00", "20 11:00", "free", "working_hours"),
        ("20 11:00", "20 13:00", "taken", "absence"),
        ("20 13:00", "20 22:00", "off", "outside_hours"),
        ("20 22:00", "21 00:00", "free", "working_hours"),
        ("21 00:00", "22 00:00", "off", "holiday"),
    ]


async def test_weeks_take_turns_and_a_season_interrupts_them(ada: Caller, tiago: Caller) -> None:
    early, late = [_shift(0, "06:00", "14:00")], [_shift(0, "14:00", "22:00")]
    summer = _period("2027-02-01", [_shift(0, "05:00", "07:00")], last_day="2027-02-07")
    await ada.put(_path(tiago), {"periods": [_period("2027-01-06", early, late), summer]})

    async def monday(day: str) -> list[tuple[str, ...]]:
        following = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
        told = await _told(ada, tiago, day, following)
        return [part[:2] for part in told if part[2] == "free"]

    assert await monday("2027-01-04") == []  # the rotation begins on the Wednesday
    assert await monday("2027-01-11") == [("11 14:00", "11 22:00")]
    assert await monday("2027-01-18") == [("18 06:00", "18 14:00")]
    assert await monday("2027-02-01") == [("01 05:00", "01 07:00")]
    assert await monday("2027-02-15") == [("15 06:00", "15 14:00")]


async def test_holidays_of_country_state_and_city_come_from_the_calendar(
    ada: Caller, tiago: Caller
) -> None:
    city = await ada.post(
        "/v1/holiday-sets",
        {"name": "Campinas", "rules": [{"name": "NS", "kind": "fixed", "month": 7, "day": 8}]},
    )
    calendar = await ada.post(
        "/v1/calendars",
        {
            "name": "Campinas",
            "zone": "America/Sao_Paulo",
            "country": "BR",
            "state": "SP",
            "holiday_set_ids": [city["id"]],
        },
    )
    closed = {"date": "2027-07-12", "reason": "Inventário", "intervals": []}
    await ada.post(f"/v1/calendars/{calendar['id']}/overrides", closed)
    body = {"calendar_id": calendar["id"], "periods": [_period("2027-01-04", DAYS)]}
    await ada.put(_path(tiago), body)
    for day, following, basis in (
        ("2027-07-08", "2027-07-09", "holiday"),  # of the city
        ("2027-07-09", "2027-07-10", "holiday"),  # of the state
        ("2027-09-07", "2027-09-08", "holiday"),  # of the country
        ("2027-07-12", "2027-07-13", "closed"),
    ):
        assert [part[2:] for part in await _told(ada, tiago, day, following)] == [("off", basis)]
    await ada.put(_path(tiago), body | {"observes_calendar": False})
    told = await _told(ada, tiago, "2027-07-12", "2027-07-13")
    assert [part[3] for part in told] == ["outside_hours", "working_hours", "outside_hours"]


async def test_whoever_has_no_hours_works_by_the_calendar_of_the_organization(
    ada: Caller, tiago: Caller
) -> None:
    page = await ada.get(
        "/v1/schedules/availability",
        starts_at="2027-04-20T00:00:00-03:00",
        ends_at="2027-04-22T00:00:00-03:00",
    )
    (found,) = page["items"]
    assert (found["name"], found["zone"]) == ("Tiago Nunes", "America/Sao_Paulo")
    assert found["free_minutes"] == 9 * 60
    assert [part["basis"] for part in found["intervals"]] == [
        *("outside_hours", "working_hours", "outside_hours", "holiday")
    ]
    assert found["intervals"][3]["name"] == "Tiradentes"


async def test_a_change_of_hours_tells_which_visits_do_not_fit(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    monday = now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=28)
    monday -= timedelta(days=monday.weekday())
    visits = []
    async with database.transaction(ada.actor) as session:
        for start, end in ((13, 14), (14, 16), (18, 19)):  # in UTC; 10 to 11 and so on
            booking_id = await book(
                session,
                person_id=tiago.person_id,
                starts_at=monday + timedelta(hours=start),
                ends_at=monday + timedelta(hours=end),
                note=f"{start}",
            )
            visits.append(str(booking_id))
    body: Body = {
        "observes_calendar": False,
        "periods": [_period("2026-01-05", [_shift(0, "08:00", "12:00")])],
    }
    saved = await ada.put(_path(tiago), body)
    assert [each["booking_id"] for each in saved["visits_outside"]] == visits[1:]
    assert [each["note"] for each in saved["visits_outside"]] == ["14", "18"]
    body["periods"][0]["weeks"][0]["intervals"] = [
        _shift(0, "08:00", "13:00"),
        _shift(0, "13:00", "24:00"),
    ]
    assert (await ada.put(_path(tiago), body))["visits_outside"] == []


async def test_one_several_a_company_or_all_are_shown_page_by_page(
    ada: Caller, tiago: Caller, bob: Caller, stranger: Caller
) -> None:
    tecla = await ada.colleague("technician", "Tecla Reis")
    await stranger.colleague("technician", "Téo Luz")

    async def names(**asked: Any) -> list[str]:
        page = await tiago.get("/v1/schedules/availability", **asked)
        return [each["name"] for each in page["items"]]

    assert await names() == ["Tecla Reis", "Tiago Nunes"]
    assert await names(person_id="me") == ["Tiago Nunes"]
    both = [str(person.person_id) for person in (tecla, tiago, bob, stranger)]
    assert await names(person_id=both) == ["Tecla Reis", "Tiago Nunes"]
    assert await names(company_id=str(ada.company_id)) == ["Tecla Reis", "Tiago Nunes"]
    assert await names(company_id=str(stranger.company_id)) == []
    first = await ada.get("/v1/schedules/availability", limit=1)
    rest = await ada.get("/v1/schedules/availability", limit=1, cursor=first["next_cursor"])
    assert [each["name"] for each in first["items"] + rest["items"]] == await names()
    assert rest["next_cursor"] is None
    await ada.patch(f"/v1/people/{tecla.person_id}", {"active": False})
    assert await names() == ["Tiago Nunes"]


async def test_all_of_it_takes_three_statements_however_many_they_are(
    ada: Caller, tiago: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        person = await ada.colleague("technician", f"Técnico {number}")
        await ada.put(_path(person), {"periods": [_period("2027-01-04", DAYS)]})
    sent: list[Readable] = []
    rows = Reading.rows

    async def noted(reading: Reading, statement: Readable, **given: Any) -> Any:
        sent.append(statement)
        return await rows(reading, statement, **given)

    monkeypatch.setattr(Reading, "rows", noted)
    assert len((await ada.get("/v1/schedules/availability"))["items"]) == 6
    assert len(sent) == 3


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (_period("2027-01-04", [_shift(0, "08:00", "08:00")]), "ends_as_it_starts"),
        (_period("2027-01-04", [_shift(0, "24:00", "08:00")]), "ends_as_it_starts"),
        (
            _period("2027-01-04", [_shift(0, "08:00", "12:00"), _shift(0, "11:59", "13:00")]),
            "interval_overlap",
        ),
        (
            _period("2027-01-04", [_shift(0, "05:00", "07:00"), _shift(6, "22:00", "06:00")]),
            "interval_overlap",
        ),
        (
            _period("2027-01-04", [_shift(6, "22:00", "06:00")], [_shift(0, "05:00", "07:00")]),
            "interval_overlap",
        ),
        (_period("2027-01-04", [], last_day="2027-01-03"), "ends_before_it_starts"),
        (_period("2027-01-04"), "too_few"),
        (_period("2027-01-04", [_shift(7, "08:00", "12:00")]), "less_than_equal"),
    ],
)
async def test_hours_that_cannot_be_are_refused(
    ada: Caller, tiago: Caller, period: Body, code: str
) -> None:
    problem = await ada.put(_path(tiago), {"periods": [period]}, 422)
    assert [e["code"] for e in problem["errors"]] == [code]
    twice = _period("2027-01-04", DAYS)
    problem = await ada.put(_path(tiago), {"periods": [twice, twice]}, 422)
    assert [e["code"] for e in problem["errors"]] == ["same_first_day"]


async def test_a_night_shift_may_end_where_the_next_one_starts(ada: Caller, tiago: Caller) -> None:
    round_the_week = [_shift(6, "22:00", "06:00"), _shift(0, "06:00", "14:00")]
    await ada.put(_path(tiago), {"periods": [_period("2027-01-04", round_the_week)]})


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"ends_at": "2027-01-05T00:00:00Z"}, "ends_before_it_starts"),
        ({"ends_at": "2027-03-09T00:00:00Z"}, "period_too_long"),
        ({"limit": 101}, "less_than_equal"),
        ({"starting_at": "2027-01-05T00:00:00Z"}, "unknown_field"),
    ],
)
async def test_a_period_has_bounds(ada: Caller, asked: Body, code: str) -> None:
    asked = {"starts_at": "2027-01-05T00:00:00Z"} | asked
    problem = await ada.get("/v1/schedules/availability", 422, **asked)
    assert [e["code"] for e in problem["errors"]] == [code]


async def test_who_may_see_and_set_hours(
    ada: Caller, bob: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    body = {"periods": [_period("2027-01-04", DAYS)]}
    coordinator = await ada.colleague("coordinator", "Caio Braga")
    await coordinator.put(_path(tiago), body)
    for caller in (tiago, bob, carla):
        problem = await caller.put(_path(tiago), body, 403)
        assert problem["permission"] == "calendars:write"
        await caller.delete(_path(tiago), 403)
    await tiago.get(_path(tiago))
    await carla.get(_path(tiago), 403)
    await carla.get("/v1/schedules/availability", 403)
    await stranger.get(_path(tiago), 404)
    await stranger.put(_path(tiago), body, 404)
    assert (await ada.put(_path(bob), body, 422))["code"] == "not_a_technician"
    theirs = await stranger.post("/v1/calendars", {"name": "Dela", "zone": "UTC"})
    problem = await ada.put(_path(tiago), body | {"calendar_id": theirs["id"]}, 422)
    assert problem["code"] == "unknown_reference"
