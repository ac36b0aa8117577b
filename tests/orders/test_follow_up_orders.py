"""A closed order is never opened again: its matter goes on in another one."""

from typing import Any

import pytest

from tests.callers import Caller, Drain
from tests.stories import close_order, open_order, start_order
from tests.world import World

AGAIN = {"reason": "O sinal caiu de novo dois dias depois."}


@pytest.fixture
async def closed(ada: Caller, tiago: Caller, world: World) -> dict[str, Any]:
    order = await open_order(ada, world)
    contract = await ada.post(
        f"/v1/customers/{order['customer_id']}/contracts", {"contract_number": "1", "plan": "Fibra"}
    )
    await ada.patch(f"/v1/orders/{order['id']}", {"contract_id": contract["id"]})
    await start_order(ada, tiago, order)
    return await close_order(tiago, order, world)


async def test_what_was_signed_stays_and_the_new_order_knows_where_it_comes_from(
    ada: Caller, closed: dict[str, Any], drain: Drain
) -> None:
    await drain(ada.organization_id)
    path = f"/v1/orders/{closed['id']}"
    report, pdf = await ada.get(f"{path}/close-report"), await ada.send("GET", f"{path}/report")
    coordinator = await ada.colleague("coordinator", "Otávio Nogueira")
    follow_up = await coordinator.post(f"{path}/reopen", AGAIN | {"priority": "high"})
    assert (follow_up["follow_up_of_id"], follow_up["status"]) == (closed["id"], "open")
    assert (follow_up["title"], follow_up["priority"]) == (closed["title"], "high")
    assert follow_up["description"] == AGAIN["reason"]
    assert follow_up["contract_id"] == closed["contract_id"] is not None
    assert (follow_up["site_id"], follow_up["technician_id"]) == (closed["site_id"], None)
    await drain(ada.organization_id)
    assert await ada.get(f"{path}/close-report") == report
    assert (await ada.send("GET", f"{path}/report")).content == pdf.content
    told = (await ada.get(f"{path}/timeline"))["items"][-1]
    assert (told["name"], told["data"]["follow_up_id"]) == ("order.followed_up", follow_up["id"])


async def test_only_who_leads_takes_it_up_and_only_when_it_is_closed(
    ada: Caller, bob: Caller, tiago: Caller, world: World, closed: dict[str, Any]
) -> None:
    path = f"/v1/orders/{closed['id']}/reopen"
    for caller in (tiago, bob):
        assert (await caller.post(path, AGAIN, 403))["permission"] == "orders:lead"
    await ada.post(path, {}, 422)
    running = await open_order(ada, world)
    refused = await ada.post(f"/v1/orders/{running['id']}/reopen", AGAIN, 409)
    assert (refused["code"], refused["current"]) == ("invalid_transition", "open")


async def test_a_code_that_is_gone_is_named_anew(
    ada: Caller, world: World, closed: dict[str, Any]
) -> None:
    await ada.patch(f"/v1/codes/{world.problem['id']}", {"active": False})
    path = f"/v1/orders/{closed['id']}/reopen"
    assert (await ada.post(path, AGAIN, 422))["code"] == "unknown_code"
    other = await ada.post("/v1/codes", {"kind": "problem", "code": "LENTO", "label": "Lento"})
    follow_up = await ada.post(path, AGAIN | {"problem_code_id": other["id"]})
    assert follow_up["problem"]["code"] == "LENTO"


async def test_the_ticket_behind_it_is_behind_the_new_one_too(
    ada: Caller, bob: Caller, tiago: Caller, carla: Caller, world: World, drain: Drain
) -> None:
    ticket = await carla.post(
        "/v1/tickets", {"subject": "Sem internet", "description": "Luz vermelha."}
    )
    path = f"/v1/tickets/{ticket['id']}"
    raised = {"problem_code_id": world.problem["id"], "site_id": world.site["id"]}
    order = await bob.post(f"{path}/orders", raised)
    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    await drain(ada.organization_id)
    assert (await bob.get(path))["status"] == "open"
    follow_up = await ada.post(f"/v1/orders/{order['id']}/reopen", AGAIN)
    await drain(ada.organization_id)
    shown = await bob.get(path)
    assert shown["status"] == "on_hold"
    assert {*shown["order_ids"]} == {order["id"], follow_up["id"]}
