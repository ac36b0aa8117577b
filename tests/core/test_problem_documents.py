"""Whatever goes wrong, the answer has one shape, in the caller's language, and shows no secret."""

from typing import Any

import pytest
from asyncpg import ForeignKeyViolationError

from app.core.data.database_errors import refusal_from_database
from app.core.values.ids import new_id
from tests.callers import Caller


async def test_a_problem_says_what_where_and_in_which_language(ada: Caller) -> None:
    english = await ada.post("/v1/tickets", {"description": "x"}, 422)
    assert english["code"] == "validation_failed"
    assert english["type"] == "/problems/validation-failed"
    assert english["errors"] == [
        {
            "pointer": "#/body/subject",
            "code": "required",
            "detail": "This field is required.",
            "params": {},
        }
    ]
    portuguese = await ada.post(
        "/v1/tickets", {"description": "x"}, 422, headers={"Accept-Language": "pt-BR,pt;q=0.9"}
    )
    assert portuguese["title"] == "Alguns campos não estão certos"
    assert portuguese["errors"][0]["detail"] == "Este campo é obrigatório."


async def test_the_order_is_credential_permission_existence_body(
    ada: Caller, carla: Caller
) -> None:
    broken = {"content": b'{"subject": ', "headers": {"Content-Type": "application/json"}}
    nobody = await ada.send(
        "POST", "/v1/people", content=b"{", headers={"Authorization": "Bearer nonsense"}
    )
    assert nobody.status_code == 401
    assert (await carla.send("POST", "/v1/people", **broken)).status_code == 403
    assert (await ada.send("POST", "/v1/people", **broken)).status_code == 400
    unknown = f"/v1/people/{ada.organization_id}"
    assert (await ada.send("PATCH", unknown, json={"name": 1})).status_code == 404


async def test_an_unknown_parameter_must_not_return_everything(ada: Caller) -> None:
    problem = await ada.get("/v1/people", 422, rolle="agent")
    assert problem["errors"][0]["pointer"] == "#/query/rolle"


async def test_a_wrong_method_names_all_that_are_right(ada: Caller) -> None:
    answer = await ada.send("PUT", f"/v1/people/{ada.person_id}", json={})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, PATCH"
    assert (await ada.send("GET", "/v1/nothing/here")).json()["code"] == "route_not_found"


async def test_a_value_is_never_repeated_and_nul_is_refused(ada: Caller) -> None:
    secret = "s3cret-value-that-was-pasted"
    answer = await ada.send("POST", "/v1/people", json={"role": secret, "password": secret})
    assert answer.status_code == 422
    assert secret not in answer.text
    body = {"subject": "a\x00b", "description": "x"}
    assert (await ada.send("POST", "/v1/tickets", json=body)).status_code == 422


async def test_a_huge_body_is_refused_before_it_is_read(ada: Caller) -> None:
    answer = await ada.send("POST", "/v1/tickets", content=b" " * 5_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.headers["content-type"] == "application/problem+json"

    async def endless() -> object:
        for _ in range(100):
            yield b" " * 65_536

    chunked = await ada.send("POST", "/v1/tickets", content=endless())
    assert (chunked.status_code, chunked.json()["code"]) == (413, "body_too_large")


async def test_every_answer_carries_the_safe_headers(ada: Caller) -> None:
    for path in ("/v1/me", "/v1/nothing", "/healthz"):
        answer = await ada.send("GET", path, headers={"X-Request-Id": "from-the-caller"})
        assert answer.headers["x-request-id"] == "from-the-caller"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] in ("no-store", "private, no-cache")
    limited = await ada.send("GET", "/v1/me")
    assert limited.headers["ratelimit-policy"] == '"read";q=1000000;w=60'


async def test_a_rule_of_our_own_speaks_the_callers_language(ada: Caller, tiago: Caller) -> None:
    body = {
        "person_id": str(tiago.person_id),
        "kind": "block",
        "starts_at": "2026-11-23T09:00:00",
        "ends_at": "2026-11-23T10:00:00Z",
    }
    problem = await ada.post("/v1/bookings", body, 422, headers={"Accept-Language": "pt-BR"})
    (error,) = problem["errors"]
    assert (error["pointer"], error["code"]) == ("#/body/starts_at", "not_an_instant")
    assert error["detail"] == "Deve ser uma data e hora RFC 3339 com fuso horário."


@pytest.mark.parametrize(
    ("path", "new", "other"),
    [
        ("companies", {"code": "filial", "name": "Filial"}, {"code": "outra"}),
        ("domains", {"domain": "redeboa.example"}, {"domain": "outra.example"}),
        (
            "people",
            {
                "username": "rita",
                "name": "Rita Lobo",
                "role": "agent",
                "password": "gato na telha",
            },
            {"username": "caio"},
        ),
        (
            "permission-profiles",
            {"name": "Escuta", "role": "viewer", "permissions": ["orders:read"]},
            {"name": "Leitura"},
        ),
        (
            "invitations",
            {"name": "Rita Lobo", "email": "rita@redeboa.example", "role": "agent"},
            {"email": "caio@redeboa.example"},
        ),
    ],
)
async def test_an_id_that_is_taken_is_a_duplicate_and_nothing_else(
    ada: Caller, path: str, new: dict[str, Any], other: dict[str, Any]
) -> None:
    known = {"id": str(new_id())} | new
    await ada.post(f"/v1/{path}", known)
    assert (await ada.post(f"/v1/{path}", known | other, 409))["code"] == "duplicate"
    same = await ada.post(f"/v1/{path}", new, 409)
    assert same["code"] != "duplicate"


@pytest.mark.parametrize("shard", ["", "_102008"])
def test_the_field_of_a_broken_key_is_named_through_the_number_of_a_shard(shard: str) -> None:
    """As a sharded database says it: in the message alone."""
    refusal = refusal_from_database(
        ForeignKeyViolationError(
            f'insert or update on table "tickets{shard}" violates foreign key constraint'
            f' "tickets_desk_id_fkey{shard}"'
        )
    )
    assert refusal is not None
    assert [problem.pointer for problem in refusal.errors] == ["#/body/desk_id"]
