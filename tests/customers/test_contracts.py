"""Contracts: what is paid for, and an account whose password leaves only on purpose."""

from typing import Any

import asyncpg

from app.embedded.servers import Servers
from tests.callers import Caller
from tests.world import World

PASSWORD = "s3nha-do-cliente"


async def sign(ada: Caller, world: World, **more: Any) -> dict[str, Any]:
    contract: dict[str, Any] = await ada.post(
        f"/v1/customers/{world.customer['id']}/contracts",
        {
            "contract_number": "2026/001234",
            "site_id": world.site["id"],
            "plan": "Fibra 700 M",
            "sub_plan": "Wi-Fi 6",
            "pppoe_username": "padaria@rede",
            "pppoe_password": PASSWORD,
        }
        | more,
    )
    return contract


async def test_a_contract_never_shows_its_password(
    ada: Caller, world: World, servers: Servers
) -> None:
    contract = await sign(ada, world)
    assert (contract["status"], contract["has_pppoe_password"]) == ("active", True)
    assert PASSWORD not in str(contract) + str(await ada.get("/v1/contracts"))
    connection = await asyncpg.connect(servers.admin_url)
    try:
        kept = await connection.fetchval(
            "select pppoe_password_encrypted from contracts where id = $1", contract["id"]
        )
    finally:
        await connection.close()
    assert PASSWORD.encode() not in kept
    path = f"/v1/contracts/{contract['id']}"
    cleared = await ada.patch(path, {"clear": ["pppoe_password"]})
    assert cleared["has_pppoe_password"] is False


async def test_a_number_is_given_once(ada: Caller, world: World) -> None:
    await sign(ada, world)
    again = f"/v1/customers/{world.customer['id']}/contracts"
    refused = await ada.post(again, {"contract_number": "2026/001234", "plan": "Outro"}, 409)
    assert refused["code"] == "duplicate"
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/contract_number", "duplicate")
    ]


async def test_a_site_of_somebody_else_is_refused(ada: Caller, world: World) -> None:
    other = await ada.post("/v1/customers", {"name": "Outra"})
    refused = await ada.post(
        f"/v1/customers/{other['id']}/contracts",
        {"contract_number": "9", "plan": "Fibra", "site_id": world.site["id"]},
        422,
    )
    assert [e["pointer"] for e in refused["errors"]] == ["#/body/site_id"]


async def test_a_contract_is_suspended_resumed_and_cancelled(ada: Caller, world: World) -> None:
    path = f"/v1/contracts/{(await sign(ada, world))['id']}"
    assert (await ada.post(f"{path}/resume", None, 409))["allowed"] == ["suspend", "cancel"]
    assert (await ada.post(f"{path}/suspend", None, 200))["status"] == "suspended"
    assert (await ada.post(f"{path}/resume", None, 200))["status"] == "active"
    cancelled = await ada.post(f"{path}/cancel", {"reason": "Mudou-se."}, 200)
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("cancelled", "Mudou-se.")
    assert (await ada.post(f"{path}/suspend", None, 409))["allowed"] == []


async def test_contracts_are_listed_by_customer_status_and_number(
    ada: Caller, world: World
) -> None:
    first = await sign(ada, world)
    second = await sign(ada, world, contract_number="2026/000001")
    await ada.post(f"/v1/contracts/{first['id']}/suspend", None, 200)

    async def found(**query: Any) -> list[str]:
        return [c["id"] for c in (await ada.get("/v1/contracts", **query))["items"]]

    assert await found() == [second["id"], first["id"]]
    assert await found(status="suspended") == [first["id"]]
    assert await found(customer_id=world.customer["id"], sort="-contract_number") == [
        first["id"],
        second["id"],
    ]
    assert await found(contract_number="2026/000001") == [second["id"]]
