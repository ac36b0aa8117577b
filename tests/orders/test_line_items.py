"""What an order is for, and what closing it asks for because of that."""

from typing import Any

import pytest

from app.core.values.clock import now
from tests.callers import Caller
from tests.stories import open_order, picture, signature, start_order, tomorrow_at
from tests.world import World


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
        return told | {"customer_signature": signature(shown["content_hash"])}

    bare = await facts()
    refused = await tiago.post(f"{path}/close", bare, 422)
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
    signed = signature(whole["customer_signature"]["content_hash"], "Tiago Nunes")
    whole["technician_signature"] = signed | {"role": "technician"}
    assert (await tiago.post(f"{path}/close", whole, 200))["status"] == "closed"
    late = await ada.put(f"{path}/services", {"services": []}, 409)
    assert late["code"] == "order_already_closed"


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
