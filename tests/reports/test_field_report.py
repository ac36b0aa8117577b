"""The figures of field service, against work whose outcome is known."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from app.core.values.clock import now
from tests.callers import Caller
from tests.stories import close_order, open_order, tomorrow_at
from tests.world import World

PATH = "/v1/reports/field-service"


def at(minutes_ago: float) -> dict[str, str]:
    return {"occurred_at": (now() - timedelta(minutes=minutes_ago)).isoformat()}


async def scheduled(ada: Caller, technician: Caller, order: dict[str, Any], begins: Any) -> str:
    path = f"/v1/orders/{order['id']}"
    slot = {
        "technician_id": str(technician.person_id),
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(minutes=30)).isoformat(),
    }
    await ada.send("POST", f"{path}/schedule", json=slot)
    return path


@pytest.fixture
async def work(ada: Caller, tiago: Caller, world: World) -> list[dict[str, Any]]:
    """One done on time, one a day early and then late, one cancelled, one open."""
    install = await ada.post("/v1/services", {"code": "I", "name": "Instalação", "price": "100"})
    first, second, gone, waiting = [await open_order(ada, world) for _ in range(4)]
    path = await scheduled(ada, tiago, first, now() - timedelta(minutes=50))
    services = {"services": [{"service_id": install["id"], "quantity": "2"}]}
    await ada.put(f"{path}/services", services)
    await tiago.post(f"{path}/depart", at(60), 200)
    await tiago.post(f"{path}/arrive", at(40), 200)
    await tiago.post(f"{path}/start", at(30), 200)
    await tiago.post(f"{path}/expenses", {"kind": "toll", "amount": "12.50"})
    await close_order(tiago, first, world, **at(10))

    path = await scheduled(ada, tiago, second, tomorrow_at(11))
    await tiago.post(f"{path}/arrive", at(9), 200)
    await tiago.post(f"{path}/report-no-show", at(8), 200)
    await scheduled(ada, tiago, second, now() - timedelta(hours=3))
    await tiago.post(f"{path}/start", at(7), 200)
    await close_order(tiago, second, world, **at(2))

    await ada.post(f"/v1/orders/{gone['id']}/cancel", {"reason": "Desistiu."}, 200)
    return [first, second, gone, waiting, install]


async def test_rates_times_and_money_of_a_period(ada: Caller, work: list[dict[str, Any]]) -> None:
    report = await ada.get(PATH)
    totals = report["totals"]
    assert (totals["opened"], totals["closed"], totals["cancelled"]) == (4, 2, 1)
    assert (totals["visits"], totals["no_shows"]) == (3, 1)
    assert totals["first_time_fix_rate"] == 0.5
    assert totals["no_show_rate"] == 0.3333
    assert totals["punctuality_rate"] == 0.3333
    assert (totals["travel_seconds"], totals["work_seconds"]) == (1200, 1500)
    assert (totals["revenue"], totals["expenses"]) == ("200.00", "12.50")
    assert report["backlog"]["open"] == 1
    assert report["currency"] == "BRL"
    steps = report["series"]
    assert len(steps) == 30
    assert sum(step["figures"]["closed"] for step in steps) == 2

    # A matter that was taken up again was not fixed at the first time.
    reason = {"reason": "Voltou a cair."}
    await ada.post(f"/v1/orders/{work[0]['id']}/reopen", reason)
    assert (await ada.get(PATH))["totals"]["first_time_fix_rate"] == 0.0


async def test_groups_and_filters_divide_the_same_facts(
    ada: Caller, tiago: Caller, work: list[dict[str, Any]]
) -> None:
    async def grouped(by: str, **more: Any) -> dict[str | None, int]:
        groups = (await ada.get(PATH, group_by=by, **more))["groups"]
        return {group["name"]: group["figures"]["closed"] for group in groups}

    assert await grouped("technician") == {"Tiago Nunes": 2, None: 0}
    assert await grouped("service") == {"Instalação": 1, None: 1}
    assert await grouped("city") == {"Campinas": 2}
    assert await grouped("status") == {"closed": 2, "open": 0, "cancelled": 0}
    assert (await ada.get(PATH, technician_id=tiago.person_id))["totals"]["closed"] == 2
    assert (await ada.get(PATH, technician_id=ada.person_id))["totals"]["closed"] == 0
    assert (await ada.get(PATH, service_id=work[4]["id"]))["totals"]["closed"] == 1
    assert (await ada.get(PATH, city="campinas"))["totals"]["visits"] == 3
    assert (await ada.get(PATH, city="Santos"))["totals"]["opened"] == 0


async def test_nothing_happened_is_a_report_too(ada: Caller) -> None:
    report = await ada.get(PATH, first_day="2026-01-01", last_day="2026-03-31", by="month")
    assert [step["starts_on"] for step in report["series"]] == [
        *("2026-01-01", "2026-02-01", "2026-03-01"),
    ]
    assert report["totals"] == {
        **dict.fromkeys(("opened", "closed", "cancelled", "visits", "no_shows"), 0),
        **dict.fromkeys(("first_time_fix_rate", "no_show_rate", "punctuality_rate")),
        **dict.fromkeys(("travel_seconds", "work_seconds", "pause_seconds"), 0),
        **dict.fromkeys(("revenue", "expenses"), "0.00"),
    }
    await ada.get(PATH, 422, first_day="2026-03-01", last_day="2026-01-01")


async def test_the_orders_of_a_period_as_a_table(
    ada: Caller, tiago: Caller, work: list[dict[str, Any]]
) -> None:
    answer = await ada.send("GET", f"{PATH}-export")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 4
    assert rows[0]["Protocolo"] == work[0]["protocol"]
    assert (rows[0]["Receita"], rows[0]["Serviços"]) == ("200,00", "Instalação")
    assert (rows[0]["Situação"], rows[0]["Prioridade"]) == ("Encerrada", "Normal")
    assert rows[1]["Visitas não concluídas"] == "1"
    assert rows[3]["Receita"] == "0,00"

    answer = await ada.send("GET", f"{PATH}-export", params={"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    table = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert len(table) == 5
    assert table[1][table[0].index("Trabalho (s)")] == 1200
    assert (await tiago.send("GET", f"{PATH}-export")).status_code == 403


async def test_without_a_last_day_a_report_runs_to_today(ada: Caller) -> None:
    today = datetime.now(ZoneInfo("America/Sao_Paulo")).date()
    long_ago = today - timedelta(days=90)
    report = await ada.get(PATH, first_day=long_ago.isoformat(), by="week")
    told = (report["period"]["first_day"], report["period"]["last_day"])
    assert told == (long_ago.isoformat(), today.isoformat())
    for unheard in (today - timedelta(days=367), today + timedelta(days=1)):
        refused = await ada.get(PATH, 422, first_day=unheard.isoformat())
        assert [e["pointer"] for e in refused["errors"]] == ["#/query/first_day"]
