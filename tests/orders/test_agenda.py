"""The agenda: technicians with their visits, beside the orders that wait for one."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.data.reading import Reading
from app.core.values.clock import now
from app.core.values.ids import new_id
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.stories import tomorrow_at

AGENDA, WAITING = "/v1/schedules/agenda", "/v1/schedules/unscheduled-orders"


def _tomorrow() -> str:
    return tomorrow_at(12).date().isoformat()


async def _agenda(caller: Caller, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = await caller.get(AGENDA, **{"first_day": _tomorrow()} | asked)
    return found


async def _site(work: Fieldwork, **other: Any) -> str:
    """Another site of the customer's: in Santos, on the coast."""
    site = {"label": "Filial", "street": "Rua do Porto", "city": "Santos", "state": "SP"}
    place = {"latitude": -23.96, "longitude": -46.33}
    made = await work.office.post(f"/v1/customers/{work.customer_id}/sites", site | place | other)
    return str(made["id"])


async def _block(caller: Caller, technician: Caller, at: int) -> str:
    slot = {"starts_at": tomorrow_at(at).isoformat(), "ends_at": tomorrow_at(at + 1).isoformat()}
    block = {"kind": "block", "person_id": str(technician.person_id), "note": "Reunião"}
    return str((await caller.post("/v1/bookings", block | slot))["id"])


async def test_a_technician_has_hours_visits_with_their_orders_blocks_and_requests(
    work: Fieldwork,
) -> None:
    order = await work.scheduled(at=10, until=12, priority="high")
    block_id = await _block(work.office, work.technician, 14)
    day = _tomorrow()
    await work.technician.post(
        "/v1/absences", {"kind": "training", "first_day": day, "last_day": day}
    )
    agenda = await _agenda(work.office)
    assert (agenda["first_day"], agenda["last_day"]) == (day, day)
    assert agenda["starts_at"] == f"{day}T03:00:00Z"
    assert (agenda["zone"], agenda["next_cursor"]) == ("America/Sao_Paulo", None)
    [row] = agenda["technicians"]
    assert row["person_id"] == str(work.technician.person_id)
    visit, block = row["bookings"]
    assert (visit["kind"], visit["visit_status"], visit["is_helper"]) == (
        "visit",
        "scheduled",
        False,
    )
    assert visit["starts_at"][:19] == order["starts_at"][:19]
    shown = visit["order"]
    for name in ("id", "number", "protocol", "title", "status", "priority", "version"):
        assert shown[name] == order[name]
    assert (shown["customer_name"], shown["site"]["city"]) == ("Padaria São João", "Campinas")
    assert (shown["latitude"], shown["longitude"]) == (-22.9056, -47.0608)
    assert (block["id"], block["kind"], block["note"]) == (block_id, "block", "Reunião")
    assert (block["order"], block["visit_status"]) == (None, None)
    assert [absence["kind"] for absence in row["requested_absences"]] == ["training"]
    taken = [i["booking_id"] for i in row["intervals"] if i["status"] == "taken"]
    assert taken == [visit["id"], block["id"]]


async def test_a_week_is_shown_and_a_longer_period_than_31_days_is_refused(
    work: Fieldwork,
) -> None:
    await work.scheduled()
    today = now().astimezone(ZoneInfo("America/Sao_Paulo")).date()
    last = (today + timedelta(days=6)).isoformat()
    agenda = await _agenda(work.office, first_day=today.isoformat(), last_day=last)
    assert [b["kind"] for b in agenda["technicians"][0]["bookings"]] == ["visit"]
    assert (await work.office.get(AGENDA))["first_day"] == today.isoformat()
    for last_day, code in (
        (today + timedelta(days=31), "period_too_long"),
        (today - timedelta(days=1), "ends_before_it_starts"),
    ):
        asked = {"first_day": today.isoformat(), "last_day": last_day.isoformat()}
        problem = await work.office.get(AGENDA, 422, **asked)
        assert [e["code"] for e in problem["errors"]] == [code]


async def test_technicians_are_those_of_a_team_or_of_named_technicians(work: Fieldwork) -> None:
    tania = await work.office.colleague("technician", "Tânia Luz")
    members = [str(tania.person_id), str(work.office.person_id)]
    team = await work.office.post("/v1/teams", {"name": "Fibra", "member_ids": members})
    for path in (AGENDA, "/v1/schedules/availability"):
        found = {}
        for asked in (
            {"team_id": team["id"]},
            {"person_id": [str(work.technician.person_id)]},
            {"team_id": str(new_id())},
            {},
        ):
            page = await work.office.get(path, **asked)
            rows = page.get("technicians", page.get("items"))
            found[str(asked)] = [row["name"] for row in rows]
        assert [*found.values()] == [
            ["Tânia Luz"],
            ["Tiago Nunes"],
            [],
            ["Tiago Nunes", "Tânia Luz"],
        ]


async def test_a_team_of_others_selects_nobody(work: Fieldwork, stranger: Caller) -> None:
    members = [str(stranger.person_id)]
    team = await stranger.post("/v1/teams", {"name": "Fibra", "member_ids": members})
    assert (await _agenda(work.office, team_id=team["id"]))["technicians"] == []


async def test_a_place_selects_visits_and_waiting_orders_but_keeps_time_taken(
    work: Fieldwork,
) -> None:
    santos = await _site(work)
    nowhere = await _site(work, label="Sem posição", latitude=None, longitude=None)
    await work.scheduled(at=10, until=11)
    there = await work.scheduled(at=12, until=13, site_id=santos)
    waiting = await work.opened(site_id=santos)
    await work.opened(site_id=nowhere)
    await work.opened()
    coast = {
        "min_latitude": -24.5,
        "max_latitude": -23.5,
        "min_longitude": -47,
        "max_longitude": -46,
    }
    for asked, orders in (
        (coast, [waiting["id"]]),
        ({"city": "SANTOS", "state": "sp"} | coast, [waiting["id"]]),
        ({"city": "Campinas"} | coast, []),
    ):
        agenda = await _agenda(work.office, **asked)
        [row] = agenda["technicians"]
        visits = [booking["order"]["id"] for booking in row["bookings"]]
        assert visits == ([there["id"]] if orders else [])
        assert len([i for i in row["intervals"] if i["status"] == "taken"]) == 2
        assert [order["id"] for order in agenda["unscheduled"]["items"]] == orders
        assert [o["id"] for o in (await work.office.get(WAITING, **asked))["items"]] == orders
    for wrong in ({"min_latitude": 1}, coast | {"max_latitude": -25}, coast | {"min_longitude": 0}):
        for path in (AGENDA, WAITING):
            await work.office.get(path, 422, **wrong)


async def _failed(work: Fieldwork, **other: Any) -> dict[str, Any]:
    order = await work.started(**other)
    report = work.start(reason="Chovia")
    failed: dict[str, Any] = await work.technician.post(
        f"/v1/orders/{order['id']}/report-failed-visit", report, 200
    )
    return failed


async def test_waiting_orders_come_the_most_urgent_first_with_the_reasons(
    work: Fieldwork,
) -> None:
    low = await work.opened(priority="low")
    older = await work.opened()
    newer = await work.opened()
    failed = await _failed(work)
    high = await work.opened(priority="high")
    urgent = await work.opened(priority="urgent")
    await work.scheduled(at=20, until=21, priority="urgent")
    expected = [o["id"] for o in (urgent, high, failed, older, newer, low)]
    page = await work.office.get(WAITING)
    assert [order["id"] for order in page["items"]] == expected
    assert [order["reasons"] for order in page["items"]] == [
        ["urgent_priority"],
        ["high_priority"],
        ["failed_visit"],
        *([], [], []),
    ]
    assert page["items"][2]["last_technician_id"] == str(work.technician.person_id)

    agenda = await _agenda(work.office)
    assert agenda["unscheduled"] == page
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while len(seen) < 10:
        part = await work.office.get(WAITING, limit=2, **cursor)
        seen += [order["id"] for order in part["items"]]
        if part["next_cursor"] is None:
            break
        cursor = {"cursor": part["next_cursor"]}
    assert seen == expected


async def test_technicians_see_their_own_agenda_and_what_failed_for_them(
    work: Fieldwork, stranger: Caller, carla: Caller
) -> None:
    tania = await work.office.colleague("technician", "Tânia Luz")
    order = await work.opened()
    slot = work.slot(10, 12) | {"helper_ids": [str(tania.person_id)]}
    await work.office.post(f"/v1/orders/{order['id']}/schedule", slot)
    failed = await _failed(work)
    await work.opened()

    for caller, is_helper, waiting in (
        (work.technician, False, [failed["id"]]),
        (tania, True, []),
    ):
        agenda = await _agenda(caller)
        [row] = agenda["technicians"]
        assert row["person_id"] == str(caller.person_id)
        [booking] = row["bookings"]
        assert (booking["order"]["id"], booking["is_helper"]) == (order["id"], is_helper)
        assert [o["id"] for o in agenda["unscheduled"]["items"]] == waiting
        other = work.technician if caller is tania else tania
        assert (await _agenda(caller, person_id=[str(other.person_id)]))["technicians"] == []
    assert (await _agenda(stranger))["technicians"] == []
    assert (await stranger.get(WAITING))["items"] == []
    for path in (AGENDA, WAITING):
        await carla.get(path, 403)


async def test_a_credential_that_may_not_read_orders_sees_time_only(work: Fieldwork) -> None:
    await work.scheduled()
    await work.opened()
    token = await work.office.post(
        "/v1/api-tokens", {"name": "Painel", "scopes": ["schedules:read"], "expires_in_days": 1}
    )
    panel = work.office.holding(token["token"])
    agenda = await _agenda(panel)
    assert agenda["unscheduled"]["items"] == []
    assert [row["bookings"] for row in agenda["technicians"]] == []
    await panel.get(WAITING, 403)


async def test_the_agenda_takes_as_many_statements_for_much_as_for_little(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    rows = Reading.rows

    async def counted(reading: Reading, statement: Any, **given: Any) -> Any:
        sent.append(statement)
        return await rows(reading, statement, **given)

    await work.scheduled()
    monkeypatch.setattr(Reading, "rows", counted)
    await _agenda(work.office)
    assert len(sent) == 7
    tania = await work.office.colleague("technician", "Tânia Luz")
    for at in range(6, 20, 2):
        await work.scheduled(at=at, until=at + 1, technician=tania)
        await work.opened()
    sent.clear()
    await _agenda(work.office)
    assert len(sent) == 7
