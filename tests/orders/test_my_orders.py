"""Story 5: a technician's own list, with its counters, and the operation screen behind a card."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.security.encryption import Encryptor
from app.core.values.clock import now
from tests.callers import Caller, Drain
from tests.stories import close_order, open_order, start_order, tomorrow_at
from tests.world import World


def slot(technician: Caller, hour: int, **more: Any) -> dict[str, Any]:
    return {
        "technician_id": str(technician.person_id),
        "starts_at": tomorrow_at(hour).isoformat(),
        "ends_at": tomorrow_at(hour + 1).isoformat(),
    } | more


async def given_to(ada: Caller, technician: Caller, world: World, hour: int, **more: Any) -> str:
    wanted = {
        "customer_id": world.customer["id"],
        "site_id": world.site["id"],
        "problem_code_id": world.problem["id"],
        "title": "Sem internet",
    }
    order = await ada.post("/v1/orders", wanted | more)
    await ada.post(f"/v1/orders/{order['id']}/schedule", slot(technician, hour))
    return str(order["id"])


async def test_only_ones_own_with_total_and_urgent_total(
    ada: Caller, tiago: Caller, world: World
) -> None:
    rui = await ada.colleague("technician", "Rui Sá")
    maria = await ada.post("/v1/customers", {"name": "MARÍA das Graças"})
    site = await ada.post(
        f"/v1/customers/{maria['id']}/sites",
        {"label": "Casa", "street": "Rua A", "city": "Campinas"},
    )
    hers = {"customer_id": maria["id"], "site_id": site["id"], "priority": "urgent"}
    late = await given_to(ada, tiago, world, 15)
    early = await given_to(ada, tiago, world, 8)
    marias = await given_to(ada, tiago, world, 10, **hers)
    others = await given_to(ada, rui, world, 8, **hers)

    mine = await tiago.get("/v1/me/orders")
    assert [o["id"] for o in mine["items"]] == [early, marias, late]
    assert (mine["total_count"], mine["urgent_count"]) == (3, 1)
    found = await tiago.get("/v1/me/orders", q="maria grac")
    assert [o["id"] for o in found["items"]] == [marias]
    assert (found["total_count"], found["urgent_count"]) == (3, 1)
    assert (await tiago.get("/v1/me/orders", status="in_progress"))["items"] == []
    urgent = await tiago.get("/v1/me/orders", priority="urgent")
    assert [o["id"] for o in urgent["items"]] == [marias]
    first = await tiago.get("/v1/me/orders", limit=2)
    rest = await tiago.get("/v1/me/orders", limit=2, cursor=first["next_cursor"])
    assert [o["id"] for o in first["items"] + rest["items"]] == [early, marias, late]
    assert (await tiago.get(f"/v1/orders/{others}", 404))["code"] == "not_found"


async def test_nothing_to_do_is_an_empty_list(tiago: Caller) -> None:
    assert await tiago.get("/v1/me/orders") == {
        "items": [],
        "next_cursor": None,
        "total_count": 0,
        "urgent_count": 0,
    }


async def test_what_is_closed_or_cancelled_is_not_to_do(
    ada: Caller, tiago: Caller, world: World
) -> None:
    done = await open_order(ada, world)
    await start_order(ada, tiago, done)
    await close_order(tiago, done, world)
    gone = await given_to(ada, tiago, world, 14)
    await ada.post(f"/v1/orders/{gone}/cancel", {"reason": "Desistiu."}, 200)
    assert (await tiago.get("/v1/me/orders"))["total_count"] == 0


async def test_a_card_has_what_the_list_of_a_phone_shows(
    ada: Caller, tiago: Caller, world: World
) -> None:
    top = await ada.post("/v1/categories", {"name": "Reparo"})
    sub = await ada.post("/v1/categories", {"name": "OS RÁPIDA", "parent_id": top["id"]})
    contract = await ada.post(
        f"/v1/customers/{world.customer['id']}/contracts",
        {"contract_number": "7", "plan": "Fibra 700 M"},
    )
    await given_to(ada, tiago, world, 9, contract_id=contract["id"], category_id=sub["id"])
    [card] = (await tiago.get("/v1/me/orders"))["items"]
    assert card["contract_number"] == "7"
    assert card["category"] == {"name": "OS RÁPIDA", "parent_name": "Reparo"}
    assert card["problem"] == {"code": "SEM-SINAL", "label": "Sem sinal"}
    assert (card["latitude"], card["longitude"]) == (-22.9056, -47.0608)
    assert card["site"]["street"] == "Rua das Flores"
    assert card["starts_at"].startswith(tomorrow_at(9).isoformat()[:16])
    assert card["protocol"]


@pytest.fixture
async def line(ada: Caller, world: World) -> dict[str, Any]:
    """A contract with an account, and the apparatus at its end."""
    path = f"/v1/customers/{world.customer['id']}"
    account = {"pppoe_username": "padaria@rede", "pppoe_password": "s3nha"}
    contract: dict[str, Any] = await ada.post(
        f"{path}/contracts",
        {"contract_number": "7", "plan": "Fibra 700 M", "sub_plan": "Wi-Fi 6", **account},
    )
    here = {"site_id": world.site["id"]}
    await ada.post(f"{path}/equipment", {"label": "ONU", "serial_number": "A1", **here})
    removed = await ada.post(f"{path}/equipment", {"label": "Antiga", **here})
    await ada.patch(f"/v1/equipment/{removed['id']}", {"removed_on": "2026-01-02"})
    return contract


async def test_the_operation_screen_shows_the_technical_side(
    ada: Caller, tiago: Caller, world: World, line: dict[str, Any]
) -> None:
    order = await given_to(ada, tiago, world, 9, contract_id=line["id"])
    shown = await tiago.get(f"/v1/orders/{order}")
    assert shown["technical"]["contract"] == {
        "id": line["id"],
        "contract_number": "7",
        "plan": "Fibra 700 M",
        "sub_plan": "Wi-Fi 6",
        "status": "active",
        "pppoe_username": "padaria@rede",
        "has_pppoe_password": True,
    }
    assert [e["label"] for e in shown["technical"]["equipment"]] == ["ONU"]
    assert "s3nha" not in str(shown)
    bare = await tiago.get(f"/v1/orders/{await given_to(ada, tiago, world, 11)}")
    assert bare["technical"]["contract"] is None


async def test_the_password_is_shown_to_the_assigned_technician_while_the_order_is_open(
    ada: Caller, bob: Caller, tiago: Caller, world: World, line: dict[str, Any]
) -> None:
    order = await given_to(ada, tiago, world, 9, contract_id=line["id"])
    path = f"/v1/orders/{order}"
    shown = await tiago.send("GET", f"{path}/pppoe")
    assert shown.json() == {"username": "padaria@rede", "password": "s3nha"}
    assert shown.headers["Cache-Control"] == "no-store"
    for other in (ada, bob):
        assert (await other.get(f"{path}/pppoe", 403))["code"] == "secret_locked"
    looks = [
        (e["name"], e["actor_name"])
        for e in (await ada.get(f"{path}/timeline"))["items"]
        if e["name"] == "order.pppoe_revealed"
    ]
    assert looks == [("order.pppoe_revealed", "Tiago Nunes")]
    audited = await ada.get("/v1/audit")
    assert "order.pppoe_revealed" in [e["name"] for e in audited["items"]]

    await tiago.post(f"{path}/start", {"occurred_at": now().isoformat()}, 200)
    await close_order(tiago, {"id": order}, world)
    assert (await tiago.get(f"{path}/pppoe", 403))["code"] == "secret_locked"


async def test_a_password_of_a_retired_secret_is_told_from_a_wrong_one(
    ada: Caller,
    tiago: Caller,
    world: World,
    line: dict[str, Any],
    app: FastAPI,
) -> None:
    order = await given_to(ada, tiago, world, 9, contract_id=line["id"])
    runtime = app.state.runtime
    another = Encryptor(["another secret of the installation"])
    app.state.runtime = replace(runtime, encryptor=another)
    try:
        refused = await tiago.get(f"/v1/orders/{order}/pppoe", 409)
    finally:
        app.state.runtime = runtime
    assert refused["code"] == "secret_unreadable"


async def test_a_line_without_a_password_has_none_to_show(
    ada: Caller, tiago: Caller, world: World
) -> None:
    order = await given_to(ada, tiago, world, 9)
    assert (await tiago.get(f"/v1/orders/{order}/pppoe", 404))["code"] == "not_found"


async def test_a_helper_comes_along_and_leaves_the_leading_to_the_other(
    ada: Caller, tiago: Caller, world: World
) -> None:
    rui = await ada.colleague("technician", "Rui Sá")
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    twice = slot(tiago, 9, helper_ids=[str(tiago.person_id)])
    assert (await ada.post(f"{path}/schedule", twice, 422))["errors"][0]["code"] == "duplicate"
    await ada.post(f"{path}/schedule", slot(tiago, 9, helper_ids=[str(rui.person_id)]))
    assert (await rui.get("/v1/me/orders", role="helper"))["total_count"] == 1
    shown = await rui.get(path)
    assert (shown["technician_name"], shown["helpers"]) == (
        "Tiago Nunes",
        [{"id": str(rui.person_id), "name": "Rui Sá"}],
    )
    # The helper's agenda is taken, and nobody but the responsible one starts.
    other = await open_order(ada, world)
    taken = await ada.post(f"/v1/orders/{other['id']}/schedule", slot(rui, 9), 409)
    assert taken["code"] == "technician_overlap"
    started = {"occurred_at": now().isoformat()}
    assert (await rui.post(f"{path}/start", started, 409))["code"] == "not_assigned"
    assert (await rui.get(f"{path}/pppoe", 403))["code"] == "secret_locked"

    # Material that a helper uses comes from the helper's van.
    await tiago.post(f"{path}/start", started, 200)
    used = {"product_id": (await world.goods()).product, "quantity": "1.000"}
    assert (await rui.post(f"{path}/materials", used, 409))["code"] == "no_van"
    await close_order(tiago, order, world)
    assert (await rui.get("/v1/me/orders", role="helper"))["total_count"] == 0


async def test_who_is_not_needed_any_more_is_free(ada: Caller, tiago: Caller, world: World) -> None:
    rui = await ada.colleague("technician", "Rui Sá")
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}/schedule"
    await ada.post(path, slot(tiago, 9, helper_ids=[str(rui.person_id)]))
    await ada.post(path, slot(tiago, 10), 200)
    assert (await rui.get("/v1/me/orders", role="helper"))["total_count"] == 0
    other = await open_order(ada, world)
    await ada.post(f"/v1/orders/{other['id']}/schedule", slot(rui, 9))


async def test_everyone_whose_day_changes_hears_of_it(
    ada: Caller, tiago: Caller, world: World, drain: Drain
) -> None:
    rui = await ada.colleague("technician", "Rui Sá")
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    await ada.post(f"{path}/schedule", slot(tiago, 9, helper_ids=[str(rui.person_id)]))
    await ada.post(f"{path}/dispatch", None, 200)
    await ada.post(f"{path}/schedule", slot(rui, 10), 200)
    await ada.post(f"{path}/cancel", {"reason": "Desistiu."}, 200)
    await drain(ada.organization_id)

    async def heard(caller: Caller) -> set[str]:
        return {bell["event"] for bell in (await caller.get("/v1/notifications"))["items"]}

    assert await heard(tiago) == {"order.scheduled", "order.dispatched"}
    assert await heard(rui) == {"order.scheduled", "order.cancelled"}
    titles = [bell["title"] for bell in (await tiago.get("/v1/notifications"))["items"]]
    assert titles[0] == f"{order['protocol']}: a visita agora é de outra pessoa"
