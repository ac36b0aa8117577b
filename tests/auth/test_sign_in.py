"""Signing in takes domain, company, user and password; which of them was wrong is not told."""

import asyncio

import pytest

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


async def test_a_sign_in_whose_answer_was_lost_is_asked_for_again(ada: Caller) -> None:
    key = {"Idempotency-Key": "0123456789abcdef"}
    path, given = "/v1/auth/sessions", _credentials(ada)
    first, again = [await ada.send("POST", path, json=given, headers=key) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["access_token"] == first.json()["access_token"]
    wrong = await ada.post(path, _credentials(ada, password="other"), 401, headers=key)
    assert wrong["code"] == "invalid_credentials"
    other = given | {"device_token": first.json()["device_token"]}
    assert (await ada.post(path, other, 422, headers=key))["code"] == "idempotency_key_reused"


async def test_a_sign_in_that_is_sent_twice_at_once_starts_one_session(ada: Caller) -> None:
    key = {"Idempotency-Key": "0123456789abcdef"}
    answers = await asyncio.gather(
        *(
            ada.send("POST", "/v1/auth/sessions", json=_credentials(ada), headers=key)
            for _ in range(5)
        )
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.json()["session_id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1


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
