"""Hours, holidays and exceptions, as people keep them."""

from typing import Any

import pytest

from tests.callers import Caller

FRIDAY = "2026-11-13T20:00:00Z"
THURSDAY = "2026-11-19T20:00:00Z"


@pytest.fixture
async def calendar(ada: Caller) -> dict[str, Any]:
    found: dict[str, Any] = await ada.post(
        "/v1/calendars",
        {
            "name": "Campinas",
            "zone": "America/Sao_Paulo",
            "intervals": [{"weekday": day, "starts": "08:30", "ends": "17:30"} for day in range(5)],
            "country": "BR",
            "state": "SP",
        },
    )
    return found


async def _due(caller: Caller, calendar_id: str, since: str, minutes: int = 60) -> str:
    path = f"/v1/calendars/{calendar_id}/preview"
    preview = await caller.get(path, starts_at=since, minutes=minutes)
    return str(preview["due_at"])


async def test_a_new_organization_has_the_usual_hours(ada: Caller, drain: Any) -> None:
    await drain(ada.organization_id)
    (usual,) = (await ada.get("/v1/calendars"))["items"]
    assert (usual["name"], usual["zone"], usual["country"]) == (
        *("Horário comercial", "America/Sao_Paulo"),
        "BR",
    )
    assert usual["is_default"]
    assert len(usual["intervals"]) == 5
    assert await _due(ada, usual["id"], FRIDAY) == "2026-11-16T12:00:00Z"
    assert await _due(ada, usual["id"], THURSDAY) == "2026-11-23T12:00:00Z"


async def test_a_stretch_is_explained(ada: Caller, calendar: dict[str, Any]) -> None:
    path = f"/v1/calendars/{calendar['id']}/preview"
    preview = await ada.get(path, starts_at=THURSDAY, days=4)
    told = [(p["counted"], p["basis"], p["name"]) for p in preview["segments"]]
    assert told[:3] == [
        (True, "working_hours", None),
        (False, "outside_hours", None),
        (False, "holiday", "Dia Nacional de Zumbi e da Consciência Negra"),
    ]
    assert preview["working_minutes"] == 30 + 9 * 60 - 30


async def test_a_holiday_of_the_state_counts_where_it_is_kept(
    ada: Caller, calendar: dict[str, Any]
) -> None:
    wednesday = "2026-07-08T20:00:00Z"
    assert await _due(ada, calendar["id"], wednesday) == "2026-07-10T12:00:00Z"
    path = f"/v1/calendars/{calendar['id']}"
    await ada.patch(path, {"state": None})
    assert await _due(ada, calendar["id"], wednesday) == "2026-07-09T12:00:00Z"


async def test_carnival_is_a_matter_of_choice(ada: Caller, calendar: dict[str, Any]) -> None:
    friday = "2026-02-13T20:00:00Z"
    assert await _due(ada, calendar["id"], friday) == "2026-02-16T12:00:00Z"
    await ada.patch(f"/v1/calendars/{calendar['id']}", {"with_optional": True})
    assert await _due(ada, calendar["id"], friday) == "2026-02-19T12:00:00Z"


async def test_holidays_of_a_city_are_kept_in_a_set(ada: Caller, calendar: dict[str, Any]) -> None:
    holidays = await ada.post(
        "/v1/holiday-sets",
        {
            "name": "Campinas",
            "rules": [
                {"name": "Nossa Senhora", "kind": "fixed", "month": 12, "day": 8},
                {"name": "Segunda-feira santa", "kind": "easter", "offset": -6},
                {"name": "Jubileu", "kind": "date", "date": "2026-11-16"},
            ],
        },
    )
    await ada.patch(f"/v1/calendars/{calendar['id']}", {"holiday_set_ids": [holidays["id"]]})
    assert await _due(ada, calendar["id"], FRIDAY) == "2026-11-17T12:00:00Z"
    assert await _due(ada, calendar["id"], "2026-12-07T20:00:00Z") == "2026-12-09T12:00:00Z"
    assert await _due(ada, calendar["id"], "2026-03-27T20:00:00Z") == "2026-03-31T12:00:00Z"
    rules = [{"name": "Incompleto", "kind": "easter"}]
    problem = await ada.patch(f"/v1/holiday-sets/{holidays['id']}", {"rules": rules}, 422)
    assert problem["errors"][0]["code"] == "incomplete"
    await ada.patch(f"/v1/holiday-sets/{holidays['id']}", {"rules": []})
    assert await _due(ada, calendar["id"], FRIDAY) == "2026-11-16T12:00:00Z"


async def test_a_day_may_be_different(ada: Caller, calendar: dict[str, Any]) -> None:
    path = f"/v1/calendars/{calendar['id']}/overrides"
    half = {
        "date": "2026-11-16",
        "intervals": [{"starts": "13:00", "ends": "17:00"}],
        "reason": "Inventário",
    }
    override = await ada.post(path, half)
    assert await _due(ada, calendar["id"], FRIDAY) == "2026-11-16T16:30:00Z"
    assert (await ada.post(path, half, 409))["code"] == "duplicate"
    assert [o["date"] for o in (await ada.get(path))["items"]] == ["2026-11-16"]
    await ada.delete(f"{path}/{override['id']}")
    assert await _due(ada, calendar["id"], FRIDAY) == "2026-11-16T12:00:00Z"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"zone": "Brasil/Campinas"}, "#/body/zone", "unknown_zone"),
        ({"state": "XX", "country": "BR"}, "#/body/state", "unknown_state"),
        (
            {"intervals": [{"weekday": 0, "starts": "12:00", "ends": "08:00"}]},
            "#/body/intervals/0",
            "ends_before_it_starts",
        ),
        (
            {
                "intervals": [
                    {"weekday": 0, "starts": "08:00", "ends": "12:00"},
                    {"weekday": 0, "starts": "11:59", "ends": "18:00"},
                ]
            },
            "#/body/intervals",
            "interval_overlap",
        ),
        ({"intervals": [{"weekday": 7, "starts": "08:00", "ends": "24:01"}]}, None, None),
    ],
)
async def test_what_cannot_be_is_told(
    ada: Caller, body: dict[str, Any], pointer: str | None, code: str | None
) -> None:
    problem = await ada.post("/v1/calendars", {"name": "X", "zone": "UTC"} | body, 422)
    if pointer:
        found = [(e["pointer"], e["code"]) for e in problem["errors"]]
        assert found == [(pointer, code)]


async def test_only_those_who_run_the_house_change_hours(
    bob: Caller, carla: Caller, stranger: Caller, calendar: dict[str, Any]
) -> None:
    path = f"/v1/calendars/{calendar['id']}"
    assert (await bob.get(path))["name"] == "Campinas"
    await bob.patch(path, {"name": "X"}, 403)
    await carla.get(path, 403)
    await stranger.get(path, 404)


async def test_the_default_calendar_stays(ada: Caller, drain: Any) -> None:
    await drain(ada.organization_id)
    path = f"/v1/calendars/{ada.organization_id}"
    assert (await ada.patch(path, {"archived": True}, 409))["code"] == "default_calendar_needed"


@pytest.mark.parametrize(("month", "day"), [(2, 30), (2, 31), (4, 31), (11, 31)])
async def test_a_day_that_no_year_has_is_no_holiday(ada: Caller, month: int, day: int) -> None:
    rule = {"name": "Nunca", "kind": "fixed", "month": month, "day": day}
    refused = await ada.post("/v1/holiday-sets", {"name": "X", "rules": [rule]}, 422)
    assert [e["code"] for e in refused["errors"]] == ["no_such_day"]
    leap = rule | {"month": 2, "day": 29}
    await ada.post("/v1/holiday-sets", {"name": "X", "rules": [leap]})
