"""The check that every test's answers pass through does refuse what the contract does not have."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from tests.callers import Caller
from tests.contract import ContractBroken, contract_of

Body = dict[str, Any]


@pytest.fixture
async def answer(app: FastAPI, ada: Caller) -> Callable[..., None]:
    """Checks Ada's own record as if the server had sent it so."""
    response = await ada.send("GET", f"/v1/people/{ada.person_id}")

    def check(
        body: Body | None = None, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        contract_of(app).check(
            "GET",
            f"/v1/people/{ada.person_id}",
            status,
            dict(response.headers) if headers is None else headers,
            json.dumps(response.json() | (body or {})).encode(),
        )

    return check


Answer = Callable[..., None]


def test_the_answer_as_it_was_passes(answer: Answer) -> None:
    answer()


def test_a_key_too_many_is_refused(answer: Answer) -> None:
    with pytest.raises(ContractBroken, match="password_hash"):
        answer({"password_hash": "…"})


def test_a_key_too_few_is_refused(app: FastAPI, ada: Caller) -> None:
    headers = _headers() | {"ETag": '"1"'}
    with pytest.raises(ContractBroken, match="required"):
        contract_of(app).check("GET", "/v1/me", 200, headers, b'{"name": "Ada"}')


@pytest.mark.parametrize("wrong", [{"role": "queen"}, {"id": "7"}, {"created_at": "yesterday"}])
def test_a_value_that_does_not_fit_is_refused(answer: Answer, wrong: Body) -> None:
    with pytest.raises(ContractBroken, match=next(iter(wrong))):
        answer(wrong)


def test_an_undocumented_status_is_refused(answer: Answer) -> None:
    with pytest.raises(ContractBroken, match="202, which is not documented"):
        answer(status=202)


def test_a_missing_header_is_refused(answer: Answer) -> None:
    with pytest.raises(ContractBroken, match="without the header ETag"):
        answer(headers=_headers())


def test_another_media_type_is_refused(answer: Answer) -> None:
    with pytest.raises(ContractBroken, match="as text/html"):
        answer(headers=_headers() | {"etag": '"1"', "content-type": "text/html"})


async def test_an_undocumented_code_is_refused(app: FastAPI, ada: Caller) -> None:
    problem = await ada.get("/v1/people/00000000-0000-0000-0000-000000000000", 404)
    body = json.dumps(problem | {"code": "tenant_not_found"}).encode()
    headers = _headers() | {"content-type": "application/problem+json"}
    with pytest.raises(ContractBroken, match="tenant_not_found: name it"):
        contract_of(app).check("GET", f"/v1/people/{ada.person_id}", 404, headers, body)


def _headers() -> dict[str, str]:
    return {"x-request-id": "a-request", "content-type": "application/json"}
