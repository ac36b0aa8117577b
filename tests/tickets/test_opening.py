"""A customer opens a ticket for herself; an agent opens one for whoever telephones."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.core.values.ids import new_id
from tests.callers import Caller
from tests.world import World

BODY = {"subject": "Sem internet", "description": "A luz da ONU está vermelha."}


async def test_a_customer_opens_a_ticket_and_it_knows_whose_it_is(
    carla: Caller, world: World, ticket: dict[str, Any]
) -> None:
    assert ticket["number"] == 1
    assert ticket["protocol"].endswith("000001")
    assert (ticket["status"], ticket["priority"], ticket["channel"]) == ("new", "normal", "portal")
    assert ticket["requester_name"] == "Carla Dias"
    assert ticket["customer_name"] == "Padaria São João"
    assert (ticket["last_seq"], ticket["unread_count"], ticket["version"]) == (1, 0, 1)
    messages = (await carla.get(f"/v1/tickets/{ticket['id']}/messages"))["items"]
    assert [(m["seq"], m["kind"], m["author_kind"]) for m in messages] == [
        (1, "public_reply", "requester")
    ]


async def test_an_agent_opens_one_for_whoever_telephones(
    bob: Caller, carla: Caller, world: World
) -> None:
    made = await bob.post(
        "/v1/tickets", BODY | {"requester_id": str(carla.person_id), "channel": "phone"}
    )
    assert made["requester_id"] == str(carla.person_id)
    assert made["customer_id"] == world.customer["id"]
    assert (await carla.get(f"/v1/tickets/{made['id']}"))["unread_count"] == 1


async def test_a_customer_opens_none_for_somebody_else(ada: Caller, carla: Caller) -> None:
    body = BODY | {"requester_id": str(ada.person_id)}
    assert (await carla.post("/v1/tickets", body, 403))["code"] == "permission_missing"


@pytest.mark.parametrize("channel", ["phone", "email", "order"])
async def test_a_customer_opens_none_by_a_channel_of_the_desk(carla: Caller, channel: str) -> None:
    refused = await carla.post("/v1/tickets", BODY | {"channel": channel}, 403)
    assert refused["code"] == "permission_missing"
    assert (await carla.post("/v1/tickets", BODY | {"channel": "api"}))["channel"] == "api"


async def test_a_customer_cannot_borrow_another_customer(ada: Caller, carla: Caller) -> None:
    other = await ada.post("/v1/customers", {"name": "Outra"})
    made = await carla.post("/v1/tickets", BODY | {"customer_id": other["id"]})
    assert made["customer_id"] is None


async def test_numbers_have_no_gap_and_no_double_when_many_open_at_once(ada: Caller) -> None:
    made = await asyncio.gather(*(ada.post("/v1/tickets", BODY) for _ in range(20)))
    assert sorted(t["number"] for t in made) == list(range(1, 21))


async def test_a_client_may_bring_its_own_id_and_another_organization_may_use_the_same(
    ada: Caller, stranger: Caller
) -> None:
    mine = {"id": str(new_id())}
    assert (await ada.post("/v1/tickets", BODY | mine))["id"] == mine["id"]
    assert (await stranger.post("/v1/tickets", BODY | mine))["id"] == mine["id"]
    assert (await ada.post("/v1/tickets", BODY | mine, 409))["code"] == "duplicate"


async def test_an_id_of_another_version_is_refused(ada: Caller) -> None:
    problem = await ada.post("/v1/tickets", BODY | {"id": str(uuid4())}, 422)
    assert [(e["pointer"], e["code"], e["params"]) for e in problem["errors"]] == [
        ("#/body/id", "uuid_version", {"expected_version": 7})
    ]


async def test_the_list_filters_searches_without_accents_and_turns_pages(ada: Caller) -> None:
    for number in range(7):
        await ada.post(
            "/v1/tickets",
            {
                "subject": f"Instalação {number}",
                "description": "Configuração do roteador" if number == 3 else "Mudança",
                "priority": "urgent" if number % 2 else "low",
            },
        )
    found = await ada.get("/v1/tickets", q="configuracao roteadores")
    assert [t["subject"] for t in found["items"]] == ["Instalação 3"]

    first = await ada.get("/v1/tickets", limit=2, sort="opened_at", priority="urgent")
    assert [t["subject"] for t in first["items"]] == ["Instalação 1", "Instalação 3"]
    rest = await ada.get(
        "/v1/tickets",
        limit=2,
        sort="opened_at",
        priority="urgent",
        cursor=first["next_cursor"],
    )
    assert [t["subject"] for t in rest["items"]] == ["Instalação 5"]
    assert rest["next_cursor"] is None
    assert len((await ada.get("/v1/tickets", priority=["urgent", "low"]))["items"]) == 7
    assert (await ada.get("/v1/tickets", assignee_id="none", requester_id="me"))["items"]
    assert (await ada.get("/v1/tickets", assignee_id="me"))["items"] == []


async def test_a_cursor_is_good_for_its_list_only(ada: Caller, stranger: Caller) -> None:
    for caller in (ada, stranger):
        for _ in range(2):
            await caller.post("/v1/tickets", BODY)
    cursor = (await ada.get("/v1/tickets", limit=1))["next_cursor"]
    for caller, params in (
        (ada, {"sort": "opened_at"}),
        (ada, {"status": "new"}),
        (stranger, {}),
    ):
        problem = await caller.get("/v1/tickets", 400, cursor=cursor, limit=1, **params)
        assert problem["code"] == "invalid_cursor"
    tampered = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    await ada.get("/v1/tickets", 400, cursor=tampered)
    await ada.get("/v1/tickets", 400, cursor="nonsense!")


async def test_a_search_turns_pages_in_both_orders(ada: Caller) -> None:
    for number in range(7):
        await ada.post(
            "/v1/tickets", {"subject": f"Roteador {number}", "description": "Configuração"}
        )
    for sort, expected in (("opened_at", range(7)), ("-opened_at", range(6, -1, -1))):
        seen: list[str] = []
        cursor: dict[str, Any] = {}
        while True:
            page = await ada.get(
                "/v1/tickets", q="roteador configuracao", limit=3, sort=sort, **cursor
            )
            seen += [t["subject"] for t in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert seen == [f"Roteador {n}" for n in expected]
