"""Requesters see their own tickets, a customer's administrator those of the whole when asked."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from app.tickets.visibility import TICKET_VISIBILITY
from tests.callers import Caller

NEW = {"subject": "Sem sinal", "description": "A luz da ONU pisca."}


async def _customer(ada: Caller, administrator: Caller, *others: Caller) -> dict[str, Any]:
    customer: dict[str, Any] = await ada.post("/v1/customers", {"name": "Padaria São João"})
    path = f"/v1/customers/{customer['id']}/contacts"
    await ada.post(path, {"person_id": str(administrator.person_id), "is_administrator": True})
    for other in others:
        await ada.post(path, {"person_id": str(other.person_id)})
    return customer


async def _ids(caller: Caller, expect: int = 200, **query: str) -> Any:
    page = await caller.get("/v1/tickets", expect, **query)
    return {ticket["id"] for ticket in page["items"]} if expect == 200 else page["code"]


@pytest.fixture
async def rui(ada: Caller) -> Caller:
    return await ada.colleague("requester", "Rui Sá")


async def test_the_scope_decides_and_each_has_a_default(
    ada: Caller, bob: Caller, carla: Caller, rui: Caller
) -> None:
    await _customer(ada, carla, rui)
    elsewhere = await ada.colleague("requester", "Outra")
    hers, his, others = [
        (await caller.post("/v1/tickets", NEW))["id"] for caller in (carla, rui, elsewhere)
    ]
    assert await _ids(carla) == await _ids(carla, scope="mine") == {hers}
    assert await _ids(carla, scope="customer") == {hers, his}
    assert await _ids(rui) == {his}
    assert await _ids(bob) == await _ids(bob, scope="desk") == {hers, his, others}
    assert await _ids(bob, scope="mine") == set()
    for caller, scope in (
        (rui, "customer"),
        (elsewhere, "customer"),
        (carla, "desk"),
        (bob, "customer"),
    ):
        assert await _ids(caller, 403, scope=scope) == "scope_not_allowed"


async def test_an_administrator_reads_and_answers_what_a_colleague_asked(
    ada: Caller, bob: Caller, carla: Caller, rui: Caller
) -> None:
    await _customer(ada, carla, rui)
    ticket = await rui.post("/v1/tickets", NEW)
    path = f"/v1/tickets/{ticket['id']}"
    await bob.post(f"{path}/replies", {"body": "Vamos ver."})
    await bob.post(f"{path}/notes", {"body": "canary of the desk"})
    for below in ("", "/messages", "/timeline"):
        seen = await carla.send("GET", path + below)
        assert seen.status_code == 200
        assert "canary" not in seen.text
    await carla.put(f"{path}/read-marker", {"seq": 2})
    assert (await rui.get(path))["unread_count"] == 1  # hers is not his
    said = await carla.post(f"{path}/replies", {"body": "É urgente."})
    assert said["author_kind"] == "participant"
    await carla.post(f"{path}/notes", {"body": "x"}, 403)

    contact = (await ada.get(f"/v1/customers/{ticket['customer_id']}/contacts"))["items"][0]
    assert contact["is_administrator"] is True
    await ada.patch(f"/v1/contacts/{contact['id']}", {"is_administrator": False})
    await carla.get(path, 404)
    assert await _ids(carla, 403, scope="customer") == "scope_not_allowed"


async def test_a_colleagues_ticket_is_not_there(ada: Caller, carla: Caller, rui: Caller) -> None:
    await _customer(ada, carla, rui)
    ticket = await carla.post("/v1/tickets", NEW)
    path = f"/v1/tickets/{ticket['id']}"
    for below in ("", "/messages", "/timeline"):
        await rui.get(path + below, 404)
    await rui.post(f"{path}/replies", {"body": "x"}, 404)
    await rui.put(f"{path}/read-marker", {"seq": 1}, 404)
    hidden, unknown = await rui.get(path, 404), await rui.get(f"/v1/tickets/{uuid4()}", 404)
    for problem in (hidden, unknown):
        del problem["instance"], problem["request_id"]
    assert hidden == unknown


async def test_a_portal_learns_whom_the_caller_speaks_for(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    customer = await _customer(ada, carla)
    assert await carla.get("/v1/me/customer") == {
        "customer_id": customer["id"],
        "name": "Padaria São João",
        "is_administrator": True,
    }
    await bob.get("/v1/me/customer", 404)


async def test_the_rule_of_changes_and_the_rule_of_looks_are_one(
    app: FastAPI, ada: Caller, bob: Caller, carla: Caller, rui: Caller
) -> None:
    await _customer(ada, carla, rui)
    stranger = await ada.colleague("requester", "Outra")
    everyone = (ada, bob, carla, rui, stranger)
    tickets = [await caller.post("/v1/tickets", NEW) for caller in everyone]
    for caller in everyone:
        actor = await app.state.runtime.credentials.actor(caller.token)
        async with app.state.runtime.database.transaction(actor) as session:
            rows = TICKET_VISIBILITY.row_to_change(actor)
            found = {t["id"] for t in tickets if await session.object(rows, id=UUID(t["id"]))}
        looked = [await caller.send("GET", f"/v1/tickets/{t['id']}") for t in tickets]
        assert found == {a.json()["id"] for a in looked if a.status_code == 200}
