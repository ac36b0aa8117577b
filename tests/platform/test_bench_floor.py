"""The floor of the benchmark does what Chamado does, or its ratios compare apples with pears."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import func, select

from app.core.data.database import Base, Database
from app.core.events.dispatcher import DispatcherPosition
from app.core.events.event_log import EventHead
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.embedded.servers import Servers
from bench.floor.server import Floor
from tests.callers import PASSWORD, Caller, Drain
from tests.orders.fieldwork import Fieldwork
from tests.world import balance, create_location, create_world, receipt

NEW = {"subject": "Sem sinal", "description": "Caiu agora."}
#: What the service report leaves behind: it is measured apart.
REPORT = Counter({"files": 1, "events": 2})
#: The floor keeps no chain: what that costs is ours.
CHAIN = Counter({"evidence_heads": 1, "evidence_records": 2})


@pytest.fixture
async def floor(ada: Caller, servers: Servers) -> AsyncIterator[httpx.AsyncClient]:
    secret = "only the floor knows this one here"
    made = Floor(servers.database_url, secret, ada.organization_id, ada.person_id)
    made.pool = await asyncpg.create_pool(servers.database_url, min_size=1, max_size=1)
    transport = httpx.ASGITransport(made)
    async with httpx.AsyncClient(transport=transport, base_url="http://floor") as http:
        yield http
    await made.pool.close()


@pytest.mark.parametrize("key", [None, "once"])
async def test_a_ticket_of_the_floor_is_a_ticket_of_the_api(
    ada: Caller, floor: httpx.AsyncClient, drain: Drain, key: str | None
) -> None:
    known = await ada.post("/v1/tickets", NEW)  # makes the desk
    await drain(ada.organization_id)
    headers = {"Idempotency-Key": f"{key}-{new_id()}"} if key else {}
    made = await floor.post("/v1/tickets", json=NEW, headers=headers)
    shown = await floor.get(f"/v1/tickets/{known['id']}")
    assert made.status_code == 201
    ticket = made.json()
    assert ticket == await ada.get(f"/v1/tickets/{ticket['id']}")
    assert ticket.keys() == known.keys()
    assert shown.json() == known
    for asked in ("limit=50", "limit=50&q=sinal"):
        listed = await floor.get(f"/v1/tickets?{asked}")
        assert [one["id"] for one in listed.json()["items"]] == [ticket["id"], known["id"]]


async def test_changes_of_the_floor_write_what_the_api_and_the_worker_write(
    ada: Caller, floor: httpx.AsyncClient, database: Database, drain: Drain
) -> None:
    """As many rows in each table; the answers have the same fields, and the same in those told."""
    tiago, telma = [await ada.colleague("technician", name) for name in ("Tiago Luz", "Telma Sá")]
    work = Fieldwork(await create_world(ada, tiago))
    product = (await work.world.goods()).product
    van = await create_location(ada, "van", name="Kombi", person_id=str(telma.person_id))
    await ada.post("/v1/movements", receipt(van, product, "100"))

    async def rows() -> Counter[str]:
        async with database.transaction(ada.actor) as session:
            tables = [t for t in Base.metadata.sorted_tables if "organization_id" in t.columns]
            counts = [
                select(func.count())
                .select_from(t)
                .where(t.c.organization_id == ada.organization_id)
                .scalar_subquery()
                for t in tables
            ]
            found = (await session.execute(select(*counts))).one()
        return Counter(dict(zip((t.name for t in tables), found, strict=True)))

    async def compare(
        caller: Caller, path: str, ids: Sequence[str], *bodies: dict[str, Any]
    ) -> Counter[str]:
        """Let the API do it to the first, the floor to the second; what the floor did not write."""
        await drain(ada.organization_id)
        before = await rows()
        done = await caller.send("POST", path.format(ids[0]), json=bodies[0])
        assert done.is_success, done.text
        await drain(ada.organization_id)
        between = await rows()
        bare = await floor.post(path.format(ids[1]), json=bodies[-1])
        written, floored = between - before, await rows() - between
        assert floored <= written
        ours, theirs = done.json(), bare.json()
        assert theirs.keys() <= ours.keys()
        for name in ("status", "body", "quantity", "materials_count", "failed_visits"):
            assert theirs.get(name) == ours.get(name)
        return written - floored

    requester = await ada.colleague("requester", "Rita Melo")
    tickets = [(await requester.post("/v1/tickets", NEW))["id"] for _ in range(2)]
    orders = [str(new_id()), str(new_id())]
    assert not await compare(ada, "/v1/tickets/{}/replies", tickets, {"body": "Já vamos."})
    await work.opened()  # takes the first number, of which there is no row before
    opened = [work.described(id=order_id, description=None) for order_id in orders]
    assert not await compare(ada, "/v1/orders", orders, *opened)
    slots = [work.slot(10, 12, technician) for technician in (tiago, telma)]
    for slot in slots:
        slot["starts_at"] = now().isoformat()
        slot["ends_at"] = (now() + timedelta(hours=2)).isoformat()
    assert not await compare(ada, "/v1/orders/{}/schedule", orders, *slots)
    assert not await compare(tiago, "/v1/orders/{}/start", orders, work.start())
    used = {"product_id": product, "quantity": "2.500"}
    used_up = Counter({"locations": 1})  # where it goes to: made when something is first used
    assert await compare(tiago, "/v1/orders/{}/materials", orders, used) == used_up
    assert await balance(ada, van, product) == await work.balance()
    signed = await work.signed(orders[0])
    assert await compare(tiago, "/v1/orders/{}/close", orders, signed) == REPORT + CHAIN
    account = {
        "domain": ada.domain,
        "company": "matriz",
        "username": ada.username,
        "password": PASSWORD,
    }
    assert not await compare(ada, "/v1/auth/sessions", orders, account)


async def test_the_floor_passes_by_what_it_announces(
    ada: Caller, floor: httpx.AsyncClient, database: Database, drain: Drain
) -> None:
    await ada.post("/v1/tickets", NEW)
    await drain(ada.organization_id)
    await floor.post("/v1/tickets", json=NEW)
    async with database.transaction(ada.actor) as session:
        head = await session.scalar(select(EventHead.seq))
        assert await session.scalar(select(DispatcherPosition.seq)) == head
