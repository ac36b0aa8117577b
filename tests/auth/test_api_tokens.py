"""API tokens: bound to scopes, networks and a time; replaced with grace; revoked at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine
from fastapi import FastAPI

from app.core.values.clock import now
from app.people.roles.service import PERMISSIONS, limit_to_scopes
from tests.callers import Caller
from tests.patience import PATIENCE

NEW = {"name": "ERP", "scopes": ["people:read"]}


async def test_an_api_token_does_what_its_scopes_and_its_owner_may(ada: Caller) -> None:
    made = await ada.post("/v1/api-tokens", {"name": "ERP", "scopes": ["people:read"]})
    assert made["token"].startswith("chm_live_")
    bearer = {"Authorization": f"Bearer {made['token']}"}

    assert (await ada.send("GET", "/v1/people", headers=bearer)).status_code == 200
    refused = await ada.send("GET", "/v1/api-tokens", headers=bearer)
    assert (refused.status_code, refused.json()["permission"]) == (403, "tokens:read")

    (listed,) = (await ada.get("/v1/api-tokens"))["items"]
    assert listed["last_used_at"] is not None
    await ada.delete(f"/v1/api-tokens/{made['id']}")
    assert (await ada.send("GET", "/v1/people", headers=bearer)).status_code == 401


async def test_a_mistyped_token_never_reaches_the_database(app: FastAPI, ada: Caller) -> None:
    made = await ada.post("/v1/api-tokens", {"name": "ERP", "scopes": ["people:read"]})
    typo = made["token"][:-1] + ("a" if made["token"][-1] != "a" else "b")
    reads = app.state.runtime.database.reads
    held = [await reads.acquire() for _ in range(app.state.runtime.settings.read_pool_size)]
    async with asyncio.timeout(PATIENCE):  # with none left, whoever asked the database would wait
        refused = await ada.send("GET", "/v1/me", headers={"Authorization": f"Bearer {typo}"})
    for connection in held:
        reads.release(connection)
    assert refused.status_code == 401


async def _from(app: FastAPI, address: str, token: str) -> tuple[int, str]:
    transport = httpx.ASGITransport(app, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/v1/people", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json().get("code", "")


def test_a_scope_covers_what_its_level_says() -> None:
    everything = frozenset(PERMISSIONS)
    assert limit_to_scopes(["people:read"], everything) == {"people:read"}
    assert limit_to_scopes(["tickets:read"], everything) == {"tickets:read", "tickets:all"}
    assert limit_to_scopes(["people:write"], everything) == {
        "people:read",
        "people:write",
        "people:staff",
    }
    administered = {p for p in everything if p.endswith((":admin", ":owners"))}
    resources = {p.partition(":")[0] for p in everything}
    written = limit_to_scopes([f"{r}:write" for r in resources], everything)
    assert written == everything - administered
    assert limit_to_scopes([f"{r}:admin" for r in resources], everything) == everything
    assert limit_to_scopes(["people:admin"], frozenset({"people:read"})) == {"people:read"}


@pytest.mark.parametrize("scope", ["flights:read", "people:fly", "people", "*", "people:owners"])
async def test_a_scope_that_there_is_not_is_named(ada: Caller, scope: str) -> None:
    problem = await ada.post("/v1/api-tokens", NEW | {"scopes": ["me:read", scope]}, 422)
    assert problem["errors"][0]["pointer"] == "#/body/scopes/1"


async def test_a_token_works_from_its_networks_only(app: FastAPI, ada: Caller) -> None:
    networks = ["203.0.113.7/24", "2001:db8::/32", "::ffff:198.51.100.1"]
    made = await ada.post("/v1/api-tokens", NEW | {"networks": networks})
    assert made["networks"] == ["198.51.100.1/32", "2001:db8::/32", "203.0.113.0/24"]
    for address in ("203.0.113.99", "::ffff:203.0.113.1", "2001:db8::7", "198.51.100.1"):
        assert await _from(app, address, made["token"]) == (200, "")
    for address in ("203.0.114.1", "2001:db9::1", "198.51.100.2", "unknown"):
        # Known by now, and looked at all the same.
        assert await _from(app, address, made["token"]) == (403, "address_not_allowed")

    await ada.patch(f"/v1/api-tokens/{made['id']}", {"networks": []})
    assert await _from(app, "192.0.2.1", made["token"]) == (200, "")
    problem = await ada.post("/v1/api-tokens", NEW | {"networks": ["203.0.113.0/33"]}, 422)
    assert problem["errors"][0]["code"] == "not_a_network"


async def test_a_token_that_is_replaced_works_on_for_the_grace(ada: Caller) -> None:
    made = await ada.post(
        "/v1/api-tokens", NEW | {"expires_in_days": 30, "networks": ["0.0.0.0/0"]}
    )
    path = f"/v1/api-tokens/{made['id']}/rotate"
    fresh = await ada.post(path, {"grace_hours": 2})
    same = ("name", "scopes", "networks", "person_id")
    assert [fresh[k] for k in same] == [made[k] for k in same]
    for token in (made["token"], fresh["token"]):
        await ada.holding(token).get("/v1/people")
    with time_machine.travel(now() + timedelta(hours=2, seconds=1), tick=True):
        await ada.holding(made["token"]).get("/v1/people", 401)
        await ada.holding(fresh["token"]).get("/v1/people")

    problem = await ada.post(path, {}, 409)
    assert (problem["code"], problem["successor_id"]) == ("token_replaced", fresh["id"])
    assert (await ada.get(f"/v1/api-tokens/{made['id']}"))["successor_id"] == fresh["id"]

    at_once = await ada.post(f"/v1/api-tokens/{fresh['id']}/rotate", {"grace_hours": 0})
    await ada.holding(fresh["token"]).get("/v1/people", 401)
    await ada.delete(f"/v1/api-tokens/{at_once['id']}")
    problem = await ada.post(f"/v1/api-tokens/{at_once['id']}/rotate", {"grace_hours": 0}, 409)
    assert problem["code"] == "token_ended"


async def test_a_successor_lives_as_long_as_its_predecessor_was_meant_to(ada: Caller) -> None:
    def lifetime(token: dict[str, Any]) -> float:
        ends, begins = (datetime.fromisoformat(token[k]) for k in ("expires_at", "created_at"))
        return (ends - begins) / timedelta(days=1)

    token = await ada.post("/v1/api-tokens", NEW | {"expires_in_days": 30})
    for _ in range(3):
        token = await ada.post(f"/v1/api-tokens/{token['id']}/rotate", {"grace_hours": 1})
        assert round(lifetime(token), 3) == 30


async def test_replaced_twice_at_once_it_has_one_successor(ada: Caller) -> None:
    made = await ada.post("/v1/api-tokens", NEW)
    path = f"/v1/api-tokens/{made['id']}/rotate"
    answers = await asyncio.gather(*(ada.send("POST", path, json={}) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len((await ada.get("/v1/api-tokens"))["items"]) == 2


async def test_a_token_makes_no_other_and_revokes_only_itself(ada: Caller) -> None:
    scopes = {"scopes": ["tokens:admin", "people:read"]}
    made = await ada.post("/v1/api-tokens", NEW | scopes)
    other = await ada.post("/v1/api-tokens", NEW)
    program = ada.holding(made["token"])
    await program.post("/v1/api-tokens", NEW, 403)
    await program.post(f"/v1/api-tokens/{other['id']}/rotate", {}, 403)
    await program.delete(f"/v1/api-tokens/{other['id']}", 403)
    await program.delete(f"/v1/api-tokens/{made['id']}")
    await program.get("/v1/people", 401)


async def test_a_token_does_not_free_itself_of_its_networks(ada: Caller) -> None:
    bound = {"scopes": ["tokens:admin"], "networks": ["127.0.0.0/8"]}
    made = await ada.post("/v1/api-tokens", NEW | bound)
    path = f"/v1/api-tokens/{made['id']}"
    await ada.holding(made["token"]).patch(path, {"networks": []}, 403)
    assert (await ada.get(path))["networks"] == ["127.0.0.0/8"]


async def test_whoever_administers_tokens_gets_to_hold_nobody_elses(ada: Caller) -> None:
    olga = await ada.colleague("owner", "Olga Reis")
    hers = await olga.post("/v1/api-tokens", NEW | {"scopes": ["people:admin"]})
    await ada.post(f"/v1/api-tokens/{hers['id']}/rotate", {}, 403)
    await olga.holding(hers["token"]).get("/v1/people")
    await ada.delete(f"/v1/api-tokens/{hers['id']}")
    await olga.holding(hers["token"]).get("/v1/people", 401)


async def _revoke(ada: Caller, made: dict[str, Any]) -> None:
    await ada.delete(f"/v1/api-tokens/{made['id']}")


async def _replace_at_once(ada: Caller, made: dict[str, Any]) -> None:
    await ada.post(f"/v1/api-tokens/{made['id']}/rotate", {"grace_hours": 0})


async def _deactivate_account(ada: Caller, made: dict[str, Any]) -> None:
    await ada.patch(f"/v1/service-accounts/{made['person_id']}", {"active": False})


@pytest.mark.parametrize("end", [_revoke, _replace_at_once, _deactivate_account])
async def test_its_end_is_felt_in_every_process_within_a_second(
    end: Callable[[Caller, dict[str, Any]], Awaitable[None]],
    app: FastAPI,
    second: FastAPI,
    ada: Caller,
) -> None:
    account = await ada.post("/v1/service-accounts", {"name": "ERP", "role": "viewer"})
    made = await ada.post("/v1/api-tokens", NEW | {"service_account_id": account["id"]})
    for process in (app, second):
        assert await _from(process, "127.0.0.1", made["token"]) == (200, "")
    await end(ada, made)
    await asyncio.sleep(1)
    for process in (app, second):
        assert await _from(process, "127.0.0.1", made["token"]) == (401, "unauthenticated")


async def test_ones_own_are_listed_and_administrators_find_those_of_others(
    ada: Caller, bob: Caller
) -> None:
    agents = await ada.post(
        "/v1/permission-profiles",
        {"name": "Com tokens", "role": "agent", "permissions": ["tokens:read", "tokens:write"]},
    )
    await ada.patch(f"/v1/people/{bob.person_id}", {"profile_id": agents["id"]})
    mine = await ada.post("/v1/api-tokens", NEW)
    theirs = await bob.post("/v1/api-tokens", NEW | {"scopes": ["tokens:read"]})
    assert [t["id"] for t in (await ada.get("/v1/api-tokens"))["items"]] == [mine["id"]]
    listed = await ada.get("/v1/api-tokens", person_id=str(bob.person_id))
    assert [t["id"] for t in listed["items"]] == [theirs["id"]]
    assert (await bob.get("/v1/api-tokens", person_id=str(ada.person_id)))["items"] == []
    for send in (bob.get, bob.delete):
        await send(f"/v1/api-tokens/{mine['id']}", 404)
    await ada.delete(f"/v1/api-tokens/{theirs['id']}")
    await bob.holding(theirs["token"]).get("/v1/api-tokens", 401)


async def test_twice_sent_once_made(ada: Caller) -> None:
    key = {"Idempotency-Key": "0198c5a4-7d1e-7c3a"}
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/api-tokens", json=NEW, headers=key) for _ in range(3))
    )
    texts: set[Any] = {a.json()["token"] for a in answers if a.status_code == 201}
    assert len(texts) == 1
    assert len((await ada.get("/v1/api-tokens"))["items"]) == 1
