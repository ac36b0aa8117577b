"""Rights are compared by what is allowed: nobody opens a way in that leads further than their own.

Every operation that touches how somebody signs in, or what they may do then, stands in one of the
lists below.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI

from tests.callers import PASSWORD, Caller

#: What the coordinator of these tests is not allowed, and every technician is.
LACKING = "orders:execute"
_NEW = {"username": "nova", "name": "Nova Lima", "password": PASSWORD}
_INVITED = {"name": "Nova Lima", "email": "nova@example.com"}

#: Operation -> whom it concerns and what is sent: `tiago` is allowed what the caller is not.
Ask = Callable[[Caller, Caller], Awaitable[Any]]


async def _create(caller: Caller, _: Caller) -> Any:
    return await caller.post("/v1/people", _NEW | {"role": "technician"}, 403)


async def _invite(caller: Caller, _: Caller) -> Any:
    return await caller.post("/v1/invitations", _INVITED | {"role": "coordinator"}, 403)


async def _resend(caller: Caller, _: Caller) -> Any:
    invitations = await caller.get("/v1/invitations")
    return await caller.post(f"/v1/invitations/{invitations['items'][0]['id']}/resend", None, 403)


def _updating(change: dict[str, Any]) -> Ask:
    async def update(caller: Caller, tiago: Caller) -> Any:
        return await caller.patch(f"/v1/people/{tiago.person_id}", change, 403)

    return update


async def _set_password(caller: Caller, tiago: Caller) -> Any:
    path = f"/v1/people/{tiago.person_id}/temporary-password"
    return await caller.post(path, {"password": PASSWORD}, 403)


async def _reset_second_factor(caller: Caller, tiago: Caller) -> Any:
    return await caller.post(f"/v1/people/{tiago.person_id}/reset-second-factor", None, 403)


async def _anonymise(caller: Caller, tiago: Caller) -> Any:
    return await caller.post(f"/v1/people/{tiago.person_id}/anonymise", None, 403)


async def _widen_profile(caller: Caller, _: Caller) -> Any:
    mine = (await caller.get("/v1/me"))["profile_id"]
    change = {"permissions": [*await _permissions(caller), LACKING]}
    return await caller.patch(f"/v1/permission-profiles/{mine}", change, 403)


async def _create_profile(caller: Caller, _: Caller) -> Any:
    new = {"name": "Mais", "role": "technician", "permissions": [LACKING]}
    return await caller.post("/v1/permission-profiles", new, 403)


async def _raise_account(caller: Caller, _: Caller) -> Any:
    new = {"name": "ERP", "role": "requester"}
    account = await caller.post("/v1/service-accounts", new)
    path = f"/v1/service-accounts/{account['id']}"
    return await caller.patch(path, {"role": "technician"}, 403)


async def _create_token(caller: Caller, _: Caller) -> Any:
    account = await caller.post("/v1/service-accounts", {"name": "ERP", "role": "technician"})
    new = {"name": "ERP", "scopes": ["orders:write"], "service_account_id": account["id"]}
    return await caller.post("/v1/api-tokens", new, 403)


async def _free_token(caller: Caller, tiago: Caller) -> Any:
    (token,) = (await caller.get("/v1/api-tokens", person_id=str(tiago.person_id)))["items"]
    return await caller.patch(f"/v1/api-tokens/{token['id']}", {"networks": []}, 403)


async def _replace_token(caller: Caller, tiago: Caller) -> Any:
    (token,) = (await caller.get("/v1/api-tokens", person_id=str(tiago.person_id)))["items"]
    return await caller.post(f"/v1/api-tokens/{token['id']}/rotate", {}, 403)


COMPARED: dict[tuple[str, str], Ask] = {
    ("createPerson", ""): _create,
    ("createInvitation", ""): _invite,
    ("resendInvitation", ""): _resend,
    ("updatePerson", "email"): _updating({"email": "mine@example.com"}),
    ("updatePerson", "role"): _updating({"role": "coordinator"}),
    ("updatePerson", "a smaller role"): _updating({"role": "viewer"}),
    ("updatePerson", "active"): _updating({"active": True}),
    ("setTemporaryPassword", ""): _set_password,
    ("resetSecondFactor", ""): _reset_second_factor,
    ("anonymisePerson", ""): _anonymise,
    ("createPermissionProfile", ""): _create_profile,
    ("updatePermissionProfile", ""): _widen_profile,
    ("updateServiceAccount", ""): _raise_account,
    ("createApiToken", ""): _create_token,
    ("updateApiToken", ""): _free_token,
    ("rotateApiToken", ""): _replace_token,
}
#: About oneself: with one's password, a code, or nothing that helps to come in.
OWN = {
    *("updateMe", "uploadMyPhoto", "deleteMyPhoto", "changePassword", "exportMe"),
    *("setUpSecondFactor", "confirmSecondFactor", "renewRecoveryCodes", "removeSecondFactor"),
    *("deleteSession", "deleteSessions", "signOut", "exchangeToken"),
}
#: With a secret in the request, not with a right.
PUBLIC = {
    *("createSession", "refreshSession", "forgotPassword", "resetPassword"),
    *("readInvitation", "acceptInvitation"),
}
#: Takes away, gives a copy of data, or gives a name that opens nothing.
OPENING_NOTHING = {
    *("revokeInvitation", "deleteApiToken", "deletePermissionProfile", "createServiceAccount"),
    "exportPerson",
}


async def _permissions(caller: Caller) -> list[str]:
    permissions: list[str] = (await caller.get("/v1/me"))["permissions"]
    return permissions


@pytest.fixture
async def caio(ada: Caller, tiago: Caller) -> Caller:
    """A coordinator who may do everything with people, and lacks one right of technicians."""
    everything = set(await _permissions(ada)) - {LACKING, "people:admin"}
    new = {"name": "Sem ordens", "role": "coordinator", "permissions": sorted(everything)}
    profile = await ada.post("/v1/permission-profiles", new)
    caio = await ada.colleague("coordinator", "Caio Luz")
    await ada.patch(f"/v1/people/{caio.person_id}", {"profile_id": profile["id"]})
    await ada.post("/v1/invitations", _INVITED | {"email": "t@example.com", "role": "technician"})
    account = {"name": "App", "scopes": ["orders:write"], "networks": ["10.0.0.0/8"]}
    everyone = sorted({*everything, LACKING, "tokens:write"})
    tokens = {"name": "Com token", "role": "technician", "permissions": everyone}
    wide = await ada.post("/v1/permission-profiles", tokens)
    await ada.patch(f"/v1/people/{tiago.person_id}", {"profile_id": wide["id"]})
    await tiago.post("/v1/api-tokens", account)
    return caio


def test_every_operation_about_ways_in_is_walked(app: FastAPI) -> None:
    walked = {operation for operation, _ in COMPARED} | OWN | PUBLIC | OPENING_NOTHING
    there = {
        getattr(route, "operation_id", "")
        for route in app.router.routes
        if {"people", "auth", "privacy"} & set(getattr(route, "tags", ()))
        and getattr(route, "methods", set()) - {"GET", "HEAD"}
    }
    assert walked == there


@pytest.mark.parametrize("operation", COMPARED, ids=" ".join)
async def test_nobody_opens_a_way_to_what_they_may_not(
    operation: tuple[str, str], caio: Caller, tiago: Caller
) -> None:
    problem = await COMPARED[operation](caio, tiago)
    assert problem["code"] == "permission_missing"
    if operation[0] != "rotateApiToken":
        assert problem["permission"] == LACKING


async def test_what_is_no_way_in_follows_the_role(caio: Caller, tiago: Caller) -> None:
    path = f"/v1/people/{tiago.person_id}"
    await caio.patch(path, {"name": "Tiago N.", "phone": "+55 19 98765-4321"})
    await caio.patch(path, {"active": False})
    await caio.post("/v1/people", _NEW | {"role": "agent"})


async def test_nobody_takes_a_place_at_the_desk_that_gives_more(ada: Caller) -> None:
    less = sorted(set(await _permissions(ada)) - {"tickets:all", "people:admin"})
    new = {"name": "Sem chamados", "role": "coordinator", "permissions": less}
    profile = await ada.post("/v1/permission-profiles", new)
    caio = await ada.colleague("coordinator", "Caio Luz")
    await ada.patch(f"/v1/people/{caio.person_id}", {"profile_id": profile["id"]})
    path = f"/v1/agents/{caio.person_id}/support-profile"
    assert (await caio.put(path, {}, 403))["permission"] == "tickets:all"
    await ada.put(path, {})


BY_TOKEN = {
    *("createPerson", "createInvitation", "resendInvitation", "updatePerson"),
    *("setTemporaryPassword", "resetSecondFactor", "anonymisePerson", "createApiToken"),
    *("updateApiToken", "rotateApiToken"),
}


@pytest.mark.parametrize("networks", [[], ["127.0.0.0/8"]], ids=["anywhere", "one network"])
@pytest.mark.parametrize("operation", [o for o in COMPARED if o[0] in BY_TOKEN], ids=" ".join)
async def test_a_token_lets_nobody_in(
    operation: tuple[str, str], networks: list[str], ada: Caller, caio: Caller, tiago: Caller
) -> None:
    """Whoever came in would be free of its scopes, its networks and its end."""
    del caio  # what this fixture prepares
    resources = {permission.partition(":")[0] for permission in await _permissions(ada)}
    scopes = {"scopes": [f"{r}:admin" for r in resources], "networks": networks}
    made = await ada.post("/v1/api-tokens", {"name": "Tudo"} | scopes)
    if operation[1] in {"role", "a smaller role", "active"}:
        scopes["scopes"] = ["people:admin"]
        made = await ada.post("/v1/api-tokens", {"name": "Só pessoas"} | scopes)
    program = ada.holding(made["token"])
    if operation[0] == "createApiToken":
        await program.post("/v1/api-tokens", {"name": "B", "scopes": ["people:read"]}, 403)
        return
    problem = await COMPARED[operation](program, tiago)
    assert problem["code"] == "permission_missing"
