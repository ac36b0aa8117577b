"""A permission profile refines a role, and what it changes is felt at once, wherever one works."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from tests.callers import Caller

ONE_SECOND = 1.0


async def _status(app: FastAPI, caller: Caller, path: str) -> int:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get(path, headers={"Authorization": f"Bearer {caller.token}"})
    return answer.status_code


async def test_a_permission_that_is_removed_is_felt_within_a_second_in_every_process(
    app: FastAPI, second: FastAPI, ada: Caller, tiago: Caller
) -> None:
    profile = await ada.post(
        "/v1/permission-profiles",
        {"name": "Técnico", "role": "technician", "permissions": ["orders:read", "stock:read"]},
    )
    await ada.patch(f"/v1/people/{tiago.person_id}", {"profile_id": profile["id"]})
    token = await _token_of(tiago)
    for process in (app, second):
        assert await _status(process, token, "/v1/products") == 200

    await ada.patch(f"/v1/permission-profiles/{profile['id']}", {"permissions": ["orders:read"]})
    await asyncio.sleep(ONE_SECOND)
    for process in (app, second):
        assert await _status(process, token, "/v1/products") == 403
    assert await _status(second, token, "/v1/orders") == 200


async def _token_of(caller: Caller) -> Caller:
    """The token that was given before the change: no new sign-in makes it feel anything."""
    await caller.get("/v1/me")
    return caller


async def test_a_profile_may_add_to_its_role_and_another_role_drops_it(
    ada: Caller, tiago: Caller
) -> None:
    new = {
        "name": "Técnico que agenda",
        "role": "technician",
        "permissions": ["orders:read", "schedules:read", "schedules:write"],
    }
    profile = await ada.post("/v1/permission-profiles", new)
    changed = await ada.patch(f"/v1/people/{tiago.person_id}", {"profile_id": profile["id"]})
    assert changed["profile_id"] == profile["id"]
    me = await tiago.get("/v1/me")
    assert me["permissions"] == sorted([*new["permissions"], "me:read", "me:write"])

    moved = await ada.patch(f"/v1/people/{tiago.person_id}", {"role": "agent"})
    assert (moved["role"], moved["profile_id"]) == ("agent", None)
    problem = await ada.patch(f"/v1/people/{tiago.person_id}", {"profile_id": profile["id"]}, 422)
    assert problem["errors"][0]["code"] == "not_for_this_role"


async def test_nobody_hands_out_what_they_do_not_hold(ada: Caller) -> None:
    helper = await ada.post(
        "/v1/permission-profiles",
        {
            "name": "Quase gestor",
            "role": "coordinator",
            "permissions": ["profiles:read", "profiles:write", "people:read", "people:staff"],
        },
    )
    caio = await ada.colleague("coordinator", "Caio Luz")
    await ada.patch(f"/v1/people/{caio.person_id}", {"profile_id": helper["id"]})
    new = {"name": "Mais", "role": "agent", "permissions": ["audit:read"]}
    problem = await caio.post("/v1/permission-profiles", new, 403)
    assert (problem["code"], problem["permission"]) == ("permission_missing", "audit:read")
    path = f"/v1/permission-profiles/{helper['id']}"
    more = [*helper["permissions"], "people:admin"]
    await caio.patch(path, {"permissions": more}, 403)
    await ada.patch(path, {"permissions": [*helper["permissions"], "stock:read"]})


async def test_what_a_profile_takes_away_nobody_takes_back_for_oneself(ada: Caller) -> None:
    narrow = await ada.post(
        "/v1/permission-profiles",
        {"name": "RH", "role": "coordinator", "permissions": ["people:read", "people:staff"]},
    )
    rita = await ada.colleague("coordinator", "Rita Luz")
    writes = [*narrow["permissions"], "people:write"]
    await ada.patch(f"/v1/permission-profiles/{narrow['id']}", {"permissions": writes})
    await ada.patch(f"/v1/people/{rita.person_id}", {"profile_id": narrow["id"]})
    for change in ({"clear": ["profile_id"]}, {"role": "agent"}):
        problem = await rita.patch(f"/v1/people/{rita.person_id}", change, 403)
        assert problem["code"] == "permission_missing"
    await rita.patch(f"/v1/people/{rita.person_id}", {"role": "coordinator", "name": "Rita L."})


@pytest.mark.parametrize(
    ("role", "permission", "code"),
    [
        ("agent", "tickets:fly", "unknown_permission"),
        ("requester", "tickets:all", "not_for_this_role"),
        ("manager", "people:owners", "not_for_this_role"),
    ],
)
async def test_what_a_role_cannot_have_is_named(
    ada: Caller, role: str, permission: str, code: str
) -> None:
    new = {"name": "Perfil", "role": role, "permissions": ["me:read", permission]}
    problem = await ada.post("/v1/permission-profiles", new, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/permissions/1", code)
    ]


async def test_owners_have_no_profile_and_names_are_unique(ada: Caller) -> None:
    new = {"name": "Perfil", "role": "agent", "permissions": ["people:read"]}
    problem = await ada.post("/v1/permission-profiles", new | {"role": "owner"}, 422)
    assert problem["errors"][0]["code"] == "not_for_owners"
    await ada.post("/v1/permission-profiles", new)
    assert (await ada.post("/v1/permission-profiles", new, 409))["code"] == "profile_name_taken"


async def test_a_profile_that_somebody_has_is_not_removed(ada: Caller, bob: Caller) -> None:
    new = {"name": "Perfil", "role": "agent", "permissions": ["people:read"]}
    profile = await ada.post("/v1/permission-profiles", new)
    path = f"/v1/permission-profiles/{profile['id']}"
    await ada.patch(f"/v1/people/{bob.person_id}", {"profile_id": profile["id"]})
    assert (await ada.delete(path, 409))["code"] == "profile_in_use"
    await ada.patch(f"/v1/people/{bob.person_id}", {"clear": ["profile_id"]})
    await ada.delete(path)
    await ada.get(path, 404)


async def test_the_roles_say_what_they_allow(ada: Caller) -> None:
    roles = await ada.get("/v1/roles")
    by_role = {item["role"]: set(item["permissions"]) for item in roles["items"]}
    assert by_role["owner"] - by_role["manager"] == {"people:owners"}
    assert {p["name"] for p in roles["permission_meanings"]} == by_role["owner"]


async def test_an_assignee_is_judged_by_the_profile_too(ada: Caller, bob: Caller) -> None:
    new = {"name": "Só lê", "role": "agent", "permissions": ["tickets:read", "tickets:all"]}
    profile = await ada.post("/v1/permission-profiles", new)
    await ada.patch(f"/v1/people/{bob.person_id}", {"profile_id": profile["id"]})
    ticket = await ada.post("/v1/tickets", {"subject": "Sem sinal", "description": "Desde ontem."})
    path = f"/v1/tickets/{ticket['id']}/assign"
    problem = await ada.post(path, {"assignee_id": str(bob.person_id)}, 422)
    assert problem["code"] == "not_an_agent"
