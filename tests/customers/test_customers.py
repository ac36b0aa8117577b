"""Customers are found by the beginnings of their names, however those are spelt."""

from typing import Any

import pytest

from app.core.values.ids import new_id
from tests.callers import Caller

MARIA = {
    "name": "María das Graças Sá",
    "kind": "person",
    "document": "529.982.247-25",
    "email": "maria@example.com",
    "phone": "+55 11 91234-5678",
}


async def test_a_customer_needs_nothing_but_a_name(ada: Caller) -> None:
    response = await ada.send("POST", "/v1/customers", json={"name": "Padaria Sol"})
    assert response.status_code == 201
    customer = response.json()
    assert response.headers["Location"] == f"/v1/customers/{customer['id']}"
    assert response.headers["ETag"] == '"1"'
    assert customer == {
        "id": customer["id"],
        "name": "Padaria Sol",
        "kind": "person",
        "document": None,
        "email": None,
        "phone": None,
        "phone_e164": None,
        "notes": None,
        "merged_into_id": None,
        "version": 1,
        "created_at": customer["created_at"],
        "updated_at": customer["created_at"],
    }
    assert await ada.get(f"/v1/customers/{customer['id']}") == customer


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("529.982.247-25", "52998224725"),
        ("11.222.333/0001-81", "11222333000181"),
        ("12.abc.345/01de-35", "12ABC34501DE35"),
        ("PT 501 964 843", "501964843"),
        ("501 964 843", "501964843"),
        ("529.982.247-24", None),
        ("11.222.333/0001-80", None),
        ("123", None),
    ],
)
async def test_a_document_is_checked_and_kept_without_punctuation(
    ada: Caller, given: str, kept: str | None
) -> None:
    body = {"name": "Alguém", "document": given}
    if kept is None:
        problem = await ada.post("/v1/customers", body, 422)
        assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
            ("#/body/document", "not_a_document")
        ]
        assert given not in problem["detail"] + str(problem["errors"])
    else:
        assert (await ada.post("/v1/customers", body))["document"] == kept


async def test_a_change_sets_and_clears(ada: Caller) -> None:
    customer = await ada.post("/v1/customers", MARIA)
    path = f"/v1/customers/{customer['id']}"
    changed = await ada.patch(path, {"phone": None, "notes": "Cão bravo", "clear": ["document"]})
    assert (changed["phone"], changed["notes"], changed["document"]) == (None, "Cão bravo", None)
    assert (changed["name"], changed["email"]) == (MARIA["name"], MARIA["email"])
    assert changed["version"] == 2

    for wrong, pointer in (
        ({"name": None}, "#/body/name"),
        ({"clear": ["name"]}, "#/body/clear/0"),
        ({"email": "a@example.com", "clear": ["email"]}, "#/body/clear"),
    ):
        problem = await ada.patch(path, wrong, 422)
        assert [e["pointer"] for e in problem["errors"]] == [pointer]


async def test_customers_are_found_by_beginnings_of_words_without_accents(ada: Caller) -> None:
    for name in (MARIA["name"], "Mário Sousa", "Ana Maria Lima", "Zé da Silva"):
        await ada.post("/v1/customers", {"name": name})

    async def found(q: str) -> list[str]:
        return [c["name"] for c in (await ada.get("/v1/customers", q=q))["items"]]

    assert await found("maria") == ["Ana Maria Lima", "María das Graças Sá"]
    assert await found("MAR") == ["Ana Maria Lima", "María das Graças Sá", "Mário Sousa"]
    assert await found("gracas mar") == ["María das Graças Sá"]
    assert await found("Zé") == ["Zé da Silva"]
    assert await found("'; drop table customers; --") == []
    assert await found("&|!:*") == []


async def test_a_renamed_customer_is_found_by_the_new_name_only(ada: Caller) -> None:
    customer = await ada.post("/v1/customers", {"name": "Velha Firma"})
    await ada.patch(f"/v1/customers/{customer['id']}", {"name": "Nova Firma"})
    assert (await ada.get("/v1/customers", q="velha"))["items"] == []
    assert len((await ada.get("/v1/customers", q="nova"))["items"]) == 1


async def test_customers_are_filtered_by_kind_and_document(ada: Caller) -> None:
    maria = await ada.post("/v1/customers", MARIA)
    firm = await ada.post("/v1/customers", {"name": "Firma", "kind": "company"})

    async def found(**query: Any) -> list[str]:
        return [c["id"] for c in (await ada.get("/v1/customers", **query))["items"]]

    assert await found(kind="company") == [firm["id"]]
    assert await found(document="529 982 247 25") == [maria["id"]]
    assert await found(sort="-name") == [maria["id"], firm["id"]]


async def test_customers_are_read_page_by_page_and_a_cursor_fits_its_list_only(
    ada: Caller,
) -> None:
    for name in ("Cí", "Bá", "Aá", "Bá"):
        await ada.post("/v1/customers", {"name": name})
    names: list[str] = []
    query: dict[str, Any] = {"limit": 3}
    page = await ada.get("/v1/customers", **query)
    names += [c["name"] for c in page["items"]]
    cursor = page["next_cursor"]
    page = await ada.get("/v1/customers", **query, cursor=cursor)
    names += [c["name"] for c in page["items"]]
    assert names == ["Aá", "Bá", "Bá", "Cí"]
    assert page["next_cursor"] is None

    assert (await ada.get("/v1/customers", 400, cursor=cursor, sort="-name"))["code"] == (
        "invalid_cursor"
    )
    await ada.get("/v1/customers", 422, nome="Ana")


async def test_requesters_see_no_customers_and_technicians_change_none(
    ada: Caller, bob: Caller, tiago: Caller, carla: Caller
) -> None:
    assert (await carla.get("/v1/customers", 403))["permission"] == "customers:read"
    assert (await tiago.post("/v1/customers", MARIA, 403))["permission"] == "customers:write"
    customer = await bob.post("/v1/customers", MARIA)
    assert (await tiago.get(f"/v1/customers/{customer['id']}"))["name"] == MARIA["name"]


async def test_another_organization_does_not_see_a_customer(ada: Caller, stranger: Caller) -> None:
    path = f"/v1/customers/{(await ada.post('/v1/customers', MARIA))['id']}"
    theirs = await stranger.get(path, 404)
    unknown = await stranger.get(f"/v1/customers/{new_id()}", 404)
    assert {k: v for k, v in theirs.items() if k not in ("instance", "request_id")} == {
        k: v for k, v in unknown.items() if k not in ("instance", "request_id")
    }
    await stranger.patch(path, {"name": "x"}, 404)
    assert (await stranger.get("/v1/customers", q="maria"))["items"] == []


async def test_a_change_to_an_old_version_is_refused(ada: Caller) -> None:
    path = f"/v1/customers/{(await ada.post('/v1/customers', MARIA))['id']}"
    await ada.patch(path, {"name": "Maria"}, headers={"If-Match": '"1"'})
    assert (await ada.patch(path, {"name": "x"}, 412, headers={"If-Match": '"1"'}))["code"] == (
        "precondition_failed"
    )
