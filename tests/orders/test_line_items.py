"""What an order is for, and what closing it asks for because of that."""

from typing import Any
from uuid import UUID

import pytest

from app.core.data.statements import sql
from app.core.values.clock import now
from tests.callers import Caller
from tests.stories import close_order, open_order, picture, signature, start_order, tomorrow_at
from tests.world import World

_AS_BEFORE = sql("""update order_services set total = null
                     where organization_id = :organization_id and order_id = :order_id""")


@pytest.fixture
async def install(ada: Caller) -> dict[str, Any]:
    service: dict[str, Any] = await ada.post(
        "/v1/services",
        {
            "code": "INST",
            "name": "Instalação",
            "price": "149.90",
            "duration_minutes": 90,
            "closing_policy": {
                "min_photos": 2,
                "needs_network": True,
                "needs_technician_signature": True,
            },
        },
    )
    return service


async def test_services_are_kept_as_the_catalogue_had_them(
    ada: Caller, world: World, install: dict[str, Any]
) -> None:
    visit = await ada.post("/v1/services", {"code": "VIS", "name": "Visita", "price": "80"})
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    lines = [
        {"service_id": install["id"], "quantity": "2"},
        {"service_id": visit["id"], "unit_price": "50.00"},
    ]
    shown = await ada.put(f"{path}/services", {"services": lines})
    assert (shown["services_total"], shown["duration_minutes"]) == ("349.80", 240)
    await ada.patch(f"/v1/services/{install['id']}", {"price": "999.00", "active": False})
    shown = await ada.get(path)
    assert [(s["code"], s["quantity"], s["unit_price"]) for s in shown["services"]] == [
        ("INST", "2.000", "149.90"),
        ("VIS", "1.000", "50.00"),
    ]
    assert shown["closing_policy"] == install["closing_policy"]
    archived = await ada.put(f"{path}/services", {"services": lines}, 422)
    assert [(e["pointer"], e["code"]) for e in archived["errors"]] == [
        ("#/body/services/0/service_id", "archived")
    ]
    twice = {"services": [{"service_id": visit["id"]}] * 2}
    refused = await ada.put(f"{path}/services", twice, 422)
    assert [e["code"] for e in refused["errors"]] == ["duplicate"]
    emptied = await ada.put(f"{path}/services", {"services": []})
    assert (emptied["services"], emptied["duration_minutes"]) == ([], None)


async def test_closing_asks_for_what_the_service_asks_for(
    ada: Caller, tiago: Caller, world: World, install: dict[str, Any]
) -> None:
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    await ada.put(f"{path}/services", {"services": [{"service_id": install["id"]}]})
    await start_order(ada, tiago, order)

    async def facts(**more: Any) -> dict[str, Any]:
        told = {
            "cause_code_id": world.cause["id"],
            "solution_code_id": world.solution["id"],
            "details": "Feito.",
        } | more
        shown = await tiago.post(f"{path}/preview-close", told, 200)
        assert shown["needs_technician_signature"] is True
        return told | {"customer_signature": signature(shown["content_hash"])}

    bare = {
        "cause_code_id": world.cause["id"],
        "solution_code_id": world.solution["id"],
        "details": "Feito.",
    }
    # Nobody signs in vain: what closing would refuse is refused before.
    refused = await tiago.post(f"{path}/preview-close", bare, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/network", "required"),
        ("#/body/photos", "too_few_photos"),
    ]
    signed = bare | {"customer_signature": signature("0" * 64)}
    refused = await tiago.post(f"{path}/close", signed, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/network", "required"),
        ("#/body/technician_signature", "required"),
        ("#/body/photos", "too_few_photos"),
    ]
    assert refused["errors"][2]["params"] == {"min_photos": 2, "photos": 0}
    assert (await ada.get(path))["status"] == "in_progress"

    for kind in ("before", "after"):
        photo = {"file_id": (await picture(tiago))["id"], "kind": kind}
        await tiago.post(f"{path}/photos", photo)
    whole = await facts(network={"cto": "CTO-7", "port": "3", "signal_dbm": "-19.8"})
    lacking = await tiago.post(f"{path}/close", whole, 422)
    assert [e["pointer"] for e in lacking["errors"]] == ["#/body/technician_signature"]
    signed = signature(whole["customer_signature"]["content_hash"], "Tiago Nunes")
    whole["technician_signature"] = signed | {"role": "technician"}
    assert (await tiago.post(f"{path}/close", whole, 200))["status"] == "closed"
    late = await ada.put(f"{path}/services", {"services": []}, 409)
    assert late["code"] == "order_already_closed"


async def test_an_order_bills_services_products_and_anything_else(
    ada: Caller, world: World, install: dict[str, Any]
) -> None:
    lines = [
        {"service_id": install["id"], "quantity": "2", "discount_percent": "50"},
        {"product_id": (await world.goods()).product, "quantity": "3", "unit_price": "33.33"},
        {"description": "Andaime", "unit_price": "80.00"},
    ]
    body = {
        "customer_id": world.customer["id"],
        "site_id": world.site["id"],
        "problem_code_id": world.problem["id"],
        "title": "Rede",
        "lines": lines,
    }
    order = await ada.post("/v1/orders", body)
    path = f"/v1/orders/{order['id']}"
    shown = await ada.get(path)
    assert [(line["kind"], line["total"]) for line in shown["lines"]] == [
        *(("service", "149.90"), ("product", "99.99"), ("text", "80.00")),
    ]
    assert (shown["total"], shown["services_total"]) == ("329.89", "149.90")
    assert (shown["approved_total"], shown["added_total"]) == (None, None)
    assert shown["closing_policy"] == install["closing_policy"]

    shown = await ada.put(f"{path}/lines", {"lines": lines, "discount_percent": "10"})
    assert (shown["subtotal"], shown["discount"], shown["total"]) == ("329.89", "32.99", "296.90")
    # The services alone are replaced; what is taken off follows.
    shown = await ada.put(f"{path}/services", {"services": []})
    assert [line["kind"] for line in shown["lines"]] == ["product", "text"]
    assert (shown["discount"], shown["total"]) == ("18.00", "161.99")
    off = {"lines": lines[2:], "discount_amount": "12.34"}
    assert (await ada.put(f"{path}/lines", off))["total"] == "67.66"
    emptied = await ada.put(f"{path}/lines", {"lines": []})
    assert (emptied["total"], emptied["discount"], emptied["duration_minutes"]) == (
        *("0.00", "0.00", None),
    )


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"lines": [{"description": "Nada"}]}, "#/body/lines/0", "incomplete"),
        (
            {"lines": [{"description": "X", "unit_price": "1.00", "quantity": "0.0004"}]},
            *("#/body/lines/0/quantity", "too_little"),
        ),
        (
            {"lines": [], "discount_percent": "5", "discount_amount": "1.00"},
            *("#/body", "two_discounts"),
        ),
        ({"lines": [], "discount_amount": "1.00"}, "#/body/discount_amount", "too_much"),
        (
            {
                "lines": [
                    {
                        "description": "X",
                        "quantity": "99999999.999",
                        "unit_price": "9999999999.99",
                    }
                ]
            },
            *("#/body/lines", "too_much"),
        ),
    ],
)
async def test_lines_that_do_not_add_up_are_refused(
    wrong: dict[str, Any], pointer: str, code: str, ada: Caller, world: World
) -> None:
    order = await open_order(ada, world)
    refused = await ada.put(f"/v1/orders/{order['id']}/lines", wrong, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [(pointer, code)]


async def test_a_quantity_is_priced_as_it_is_kept(ada: Caller, world: World) -> None:
    order = await open_order(ada, world)
    line = {"description": "Cabo", "quantity": "1.0005", "unit_price": "1000.00"}
    shown = await ada.put(f"/v1/orders/{order['id']}/lines", {"lines": [line]})
    assert [(each["quantity"], each["total"]) for each in shown["lines"]] == [("1.001", "1001.00")]


async def test_lines_of_before_keep_their_figures(ada: Caller, tiago: Caller, world: World) -> None:
    """Lines had no total of their own: the order came to the sum, rounded at its end."""
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    wanted = []
    for code in "ABC":
        service = await ada.post("/v1/services", {"code": code, "name": code, "price": "0.01"})
        wanted.append({"service_id": service["id"], "quantity": "0.5"})
    shown = await ada.put(f"{path}/services", {"services": wanted})
    assert shown["total"] == "0.03"
    async with ada.app.state.runtime.database.transaction(ada.actor) as session:
        await session.rows(_AS_BEFORE, order_id=UUID(order["id"]))
    shown = await ada.get(path)
    assert (shown["services_total"], shown["total"]) == ("0.02", "0.02")
    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    report = await ada.get("/v1/reports/field-service")
    assert report["totals"]["revenue"] == "0.02"
    clone = await ada.post(f"{path}/clone", {})
    assert (await ada.get(f"/v1/orders/{clone['id']}"))["total"] == "0.02"


async def test_a_clone_is_for_the_same_and_stands_on_its_own(
    ada: Caller, world: World, install: dict[str, Any]
) -> None:
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    category = await ada.post("/v1/categories", {"name": "Reparo"})
    contract = await ada.post(
        f"/v1/customers/{order['customer_id']}/contracts", {"contract_number": "1", "plan": "Fibra"}
    )
    await ada.patch(path, {"category_id": category["id"], "contract_id": contract["id"]})
    await ada.patch(f"/v1/categories/{category['id']}", {"active": False})
    await ada.put(f"{path}/services", {"services": [{"service_id": install["id"]}]})
    clone = await ada.post(f"{path}/clone", {"title": "Revisão anual"})
    assert (clone["title"], clone["cloned_from_id"]) == ("Revisão anual", order["id"])
    assert (clone["status"], clone["customer_id"]) == ("open", order["customer_id"])
    assert (clone["contract_number"], clone["category"]) == ("1", None)
    shown = await ada.get(f"/v1/orders/{clone['id']}")
    assert [s["code"] for s in shown["services"]] == ["INST"]
    assert shown["protocol"] != order["protocol"]
    names = [e["name"] for e in (await ada.get(f"{path}/timeline"))["items"]]
    assert names[-1] == "order.cloned"


async def test_a_technician_is_dispatched_once(ada: Caller, tiago: Caller, world: World) -> None:
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    refused = await ada.post(f"{path}/dispatch", None, 409)
    assert (refused["code"], refused["current"]) == ("invalid_transition", "open")
    slot = {
        "technician_id": str(tiago.person_id),
        "starts_at": tomorrow_at(9).isoformat(),
        "ends_at": tomorrow_at(10).isoformat(),
    }
    await ada.post(f"{path}/schedule", slot)
    shown = await ada.post(f"{path}/dispatch", None, 200)
    assert (shown["status"], shown["visit_status"]) == ("scheduled", "dispatched")
    assert (await ada.post(f"{path}/dispatch", None, 409))["current"] == "dispatched"
    moment = {"occurred_at": now().isoformat()}
    assert (await tiago.post(f"{path}/depart", moment, 200))["visit_status"] == "en_route"
