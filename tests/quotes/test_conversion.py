"""What was approved is what is ordered and billed, to the cent."""

from typing import Any

import pytest

from tests.callers import Caller
from tests.stories import close_order, start_order
from tests.world import World

TERMS = ("service_id", "product_id", "description", "quantity", "unit_price", "discount_percent")
SUMS = ("subtotal", "discount", "total")


@pytest.fixture
async def visit(ada: Caller) -> dict[str, Any]:
    new = {"code": "VIS", "name": "Visita", "price": "80", "duration_minutes": 45}
    service: dict[str, Any] = await ada.post("/v1/services", new)
    return service


@pytest.fixture
async def three_kinds(world: World, visit: dict[str, Any]) -> list[dict[str, Any]]:
    """80 for a service, 250 for a router, 50 for a scaffold."""
    router = (await world.goods()).product
    return [
        {"service_id": visit["id"]},
        {"product_id": router, "description": "Roteador", "unit_price": "250.00"},
        {"description": "Andaime", "unit_price": "50.00"},
    ]


async def approved(ada: Caller, world: World, **offered: Any) -> dict[str, Any]:
    """A quote that the customer has approved."""
    new = {"customer_id": world.customer["id"], "site_id": world.site["id"], "title": "Rede"}
    quote = await ada.post("/v1/quotes", new | offered)
    await ada.post(f"/v1/quotes/{quote['id']}/send", {}, 200)
    answered: dict[str, Any] = await ada.post(f"/v1/quotes/{quote['id']}/approve", None, 200)
    return answered


async def converted(ada: Caller, world: World, quote: dict[str, Any]) -> dict[str, Any]:
    """The order that is made of it, as its screen shows it."""
    wanted = {"problem_code_id": world.problem["id"]}
    order = await ada.post(f"/v1/quotes/{quote['id']}/convert", wanted)
    shown: dict[str, Any] = await ada.get(f"/v1/orders/{order['id']}")
    return shown


@pytest.mark.parametrize(
    ("lines", "off", "sums"),
    [
        ([("1", "100.00", None)], {"discount_percent": "10"}, ("100.00", "10.00", "90.00")),
        ([("3", "33.33", "50")], {}, ("50.00", "0.00", "50.00")),  # 49.995, rounded once
        ([("3", "33.33", None)], {"discount_percent": "50"}, ("99.99", "50.00", "49.99")),
        ([("1", "0.10", None)] * 3, {"discount_amount": "0.30"}, ("0.30", "0.30", "0.00")),
        ([("7", "0.07", "33.33"), ("7", "0.07", None)], {}, ("0.82", "0.00", "0.82")),
        ([("1.333", "99.99", "12.5")] * 3, {"discount_percent": "7.77"}, None),
    ],
)
async def test_an_order_bills_what_was_approved(
    lines: list[tuple[str, str, str | None]],
    off: dict[str, str],
    sums: tuple[str, ...] | None,
    ada: Caller,
    world: World,
    visit: dict[str, Any],
) -> None:
    named = [
        {"service_id": visit["id"], "quantity": n, "unit_price": price, "discount_percent": percent}
        for n, price, percent in lines
    ]
    quote = await approved(ada, world, lines=named, **off)
    order = await converted(ada, world, quote)
    for name in SUMS:
        assert order[name] == quote[name]
    if sums:
        assert tuple(order[name] for name in SUMS) == sums
    assert [line["total"] for line in order["lines"]] == [line["total"] for line in quote["lines"]]
    assert order["discount_percent"] == quote["discount_percent"]
    assert order["approved_total"] == quote["total"]


async def test_all_three_kinds_are_billed_and_reported(
    ada: Caller, tiago: Caller, world: World, three_kinds: list[dict[str, Any]]
) -> None:
    quote = await approved(ada, world, lines=three_kinds, discount_percent="10")
    order = await converted(ada, world, quote)
    assert (quote["total"], order["total"]) == ("342.00", "342.00")
    assert [line["kind"] for line in order["lines"]] == ["service", "product", "text"]
    assert all(line["is_approved"] for line in order["lines"])
    for line, offered in zip(order["lines"], quote["lines"], strict=True):
        assert [line[name] for name in TERMS] == [offered[name] for name in TERMS]
    assert (order["description"], order["duration_minutes"]) == (None, 45)

    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    report = await ada.get("/v1/reports/field-service", group_by="service")
    assert report["totals"]["revenue"] == "342.00"
    assert [(g["name"], g["figures"]["revenue"]) for g in report["groups"]] == [
        ("Visita", "342.00")
    ]
    table = await ada.send("GET", "/v1/reports/field-service-export")
    [row] = table.text.splitlines()[1:]
    assert "342,00" in row
    assert "Visita" in row


async def test_what_is_added_later_shows_apart(
    ada: Caller, world: World, three_kinds: list[dict[str, Any]], visit: dict[str, Any]
) -> None:
    quote = await approved(ada, world, lines=three_kinds, discount_percent="10")
    order = await converted(ada, world, quote)
    path = f"/v1/orders/{order['id']}"
    extra = {"description": "Segunda viagem", "unit_price": "20.00", "discount_percent": "25"}
    shown = await ada.put(f"{path}/lines", {"lines": [extra, {"service_id": visit["id"]}]})
    assert shown["lines"][:3] == order["lines"]
    assert [(line["total"], line["is_approved"]) for line in shown["lines"][3:]] == [
        *(("15.00", False), ("80.00", False)),
    ]
    sums = ("approved_total", "added_total", "total", "discount")
    assert [shown[name] for name in sums] == ["342.00", "95.00", "437.00", "38.00"]
    assert shown["version"] > order["version"]

    for off in ({"discount_percent": "5"}, {"discount_amount": "5.00"}):
        refused = await ada.put(f"{path}/lines", {"lines": [], **off}, 422)
        assert [e["code"] for e in refused["errors"]] == ["approved"]
    emptied = await ada.put(f"{path}/lines", {"lines": []})
    assert (emptied["lines"], emptied["added_total"]) == (order["lines"], "0.00")


async def test_approved_services_stay_when_services_are_replaced(
    ada: Caller, world: World, three_kinds: list[dict[str, Any]], visit: dict[str, Any]
) -> None:
    quote = await approved(ada, world, lines=three_kinds, discount_percent="10")
    order = await converted(ada, world, quote)
    path = f"/v1/orders/{order['id']}/services"
    other = await ada.post("/v1/services", {"code": "CFG", "name": "Configuração", "price": "30"})
    # As a screen sends it that read `services` and adds one.
    as_read = [
        {"service_id": s["service_id"], "quantity": s["quantity"], "unit_price": s["unit_price"]}
        for s in order["services"]
    ]
    shown = await ada.put(path, {"services": [*as_read, {"service_id": other["id"]}]})
    assert [s["code"] for s in shown["services"]] == ["VIS", "CFG"]
    assert (shown["approved_total"], shown["added_total"]) == ("342.00", "30.00")
    for changed in ({"quantity": "2"}, {"unit_price": "1.00"}):
        wanted = {"services": [{"service_id": visit["id"], **changed}]}
        refused = await ada.put(path, wanted, 422)
        assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
            ("#/body/services/0/service_id", "approved")
        ]
    shown = await ada.put(path, {"services": []})
    assert shown["lines"] == order["lines"]


async def test_a_copy_bills_the_same_and_is_agreed_anew(
    ada: Caller, tiago: Caller, world: World, three_kinds: list[dict[str, Any]]
) -> None:
    quote = await approved(ada, world, lines=three_kinds, discount_percent="10")
    order = await converted(ada, world, quote)
    path = f"/v1/orders/{order['id']}"
    await ada.put(f"{path}/lines", {"lines": [{"description": "Taxa", "unit_price": "8.01"}]})
    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    original = await ada.get(path)
    for command in ({"path": "clone", "body": {}}, {"path": "reopen", "body": {"reason": "Caiu."}}):
        made = await ada.post(f"{path}/{command['path']}", command["body"])
        copy = await ada.get(f"/v1/orders/{made['id']}")
        assert [copy[name] for name in SUMS] == [original[name] for name in SUMS]
        assert copy["total"] == "350.01"
        own = ("id", "is_approved")
        assert [{k: v for k, v in line.items() if k not in own} for line in copy["lines"]] == [
            {k: v for k, v in line.items() if k not in own} for line in original["lines"]
        ]
        assert (copy["approved_total"], copy["quote_id"]) == (None, None)
        again = {"lines": [{"description": "Outra", "unit_price": "10.00"}]}
        changed = await ada.put(f"/v1/orders/{copy['id']}/lines", again)
        assert (changed["total"], changed["discount"]) == ("10.00", "0.00")
    assert await ada.get(path) == original
