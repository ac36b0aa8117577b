"""The floor of the benchmark does what Chamado does, or its ratios compare apples with pears."""

import asyncpg
import httpx
import pytest

from app.core.values.ids import new_id
from app.embedded.servers import Servers
from bench.floor import Floor
from tests.callers import Caller


@pytest.mark.parametrize("key", [None, "once"])
async def test_a_ticket_of_the_floor_is_a_ticket_of_the_api(
    ada: Caller, servers: Servers, key: str | None
) -> None:
    new = {"subject": "Sem sinal", "description": "Caiu agora."}
    known = await ada.post("/v1/tickets", new)  # makes the desk
    floor = Floor(servers.database_url, ada.organization_id, ada.person_id)
    floor.pool = await asyncpg.create_pool(servers.database_url, min_size=1, max_size=1)
    transport = httpx.ASGITransport(floor)
    headers = {"Idempotency-Key": f"{key}-{new_id()}"} if key else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://floor") as http:
        made = await http.post("/v1/tickets", json=new, headers=headers)
        shown = await http.get(f"/v1/tickets/{known['id']}")
        listed = await http.get("/v1/tickets?limit=50")
    await floor.pool.close()
    assert made.status_code == 201
    ticket = made.json()
    assert ticket == await ada.get(f"/v1/tickets/{ticket['id']}")
    assert ticket.keys() == known.keys()
    assert shown.json() == known
    assert [one["id"] for one in listed.json()["items"]] == [ticket["id"], known["id"]]
