"""Signing in takes domain, company, user and password; which of them was wrong is not told."""

import asyncio

import pytest
from fastapi import FastAPI

from tests.callers import PASSWORD, Caller


def _credentials(caller: Caller, **other: str) -> dict[str, str]:
    right = {
        "domain": caller.domain,
        "company": "matriz",
        "username": caller.username,
        "password": PASSWORD,
    }
    return right | other


async def test_the_domain_finds_the_organization_before_anyone_signs_in(ada: Caller) -> None:
    tenant = await ada.get(f"/v1/tenants/{ada.domain}")
    assert tenant == {
        "domain": ada.domain,
        "name": "Rede Boa",
        "locale": "pt-BR",
        "logo_url": None,
        "login_methods": ["password"],
    }
    assert (await ada.get("/v1/tenants/nope", 404))["code"] == "tenant_not_found"


async def test_a_session_opens_the_api_and_ends_with_signing_out(ada: Caller) -> None:
    session = await ada.post("/v1/auth/sessions", _credentials(ada))
    bearer = {"Authorization": f"Bearer {session['access_token']}"}

    me = await ada.send("GET", "/v1/me", headers=bearer)
    assert me.json()["username"] == ada.username

    await ada.post("/v1/auth/sign-out", expect=204, headers=bearer)
    again = await ada.send("GET", "/v1/people", headers=bearer)
    assert again.status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"domain": "nowhere"},
        {"company": "filial"},
        {"username": "nobody"},
        {"password": "wrong horse battery"},
    ],
)
async def test_whatever_is_wrong_the_answer_is_the_same(ada: Caller, wrong: dict[str, str]) -> None:
    problem = await ada.post("/v1/auth/sessions", _credentials(ada, **wrong), 401)
    assert problem["code"] == "invalid_credentials"
    assert problem["detail"] == "These credentials are not right"


async def test_a_missing_company_is_named(ada: Caller) -> None:
    given = _credentials(ada)
    del given["company"]
    problem = await ada.post("/v1/auth/sessions", given, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/company", "required")
    ]


async def test_a_refresh_token_is_good_once_and_a_second_use_ends_the_session(ada: Caller) -> None:
    first = await ada.post("/v1/auth/sessions", _credentials(ada))
    held = {"refresh_token": first["refresh_token"]}
    second = await ada.post("/v1/auth/refresh", held, 200)

    await ada.post("/v1/auth/refresh", held, 401)
    stolen = {"Authorization": f"Bearer {second['access_token']}"}
    assert (await ada.send("GET", "/v1/me", headers=stolen)).status_code == 401
    await ada.post("/v1/auth/refresh", {"refresh_token": second["refresh_token"]}, 401)


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
    reads = app.state.database.reads
    held = [await reads.take() for _ in range(app.state.settings.read_pool_size)]
    async with asyncio.timeout(5):  # with none left, whoever asked the database would wait
        refused = await ada.send("GET", "/v1/me", headers={"Authorization": f"Bearer {typo}"})
    for connection in held:
        reads.give_back(connection)
    assert refused.status_code == 401
