"""Codes name problems, causes and solutions; an archived one is no longer accepted."""

from typing import Any
from uuid import UUID

import pytest

from app.catalog.models import CodeKind
from app.catalog.service import UnknownCode, require_code
from app.core.data.database import Database
from app.core.values.ids import new_id
from tests.callers import Caller

CAUSE = {"kind": "cause", "code": "FIBRA-01", "label": "Fibra partida"}


async def test_a_code_is_added_read_and_renamed(ada: Caller, tiago: Caller) -> None:
    response = await ada.send("POST", "/v1/codes", json=CAUSE)
    assert response.status_code == 201
    code = response.json()
    assert response.headers["Location"] == f"/v1/codes/{code['id']}"
    assert (code["kind"], code["code"], code["active"]) == ("cause", "FIBRA-01", True)
    assert set(code) == {
        *("id", "kind", "code", "label", "active", "version", "created_at", "updated_at")
    }

    renamed = await ada.patch(f"/v1/codes/{code['id']}", {"label": "Fibra rompida"})
    assert (renamed["label"], renamed["version"]) == ("Fibra rompida", 2)
    assert await tiago.get(f"/v1/codes/{code['id']}") == renamed


async def test_a_code_is_unique_within_its_kind(ada: Caller) -> None:
    await ada.post("/v1/codes", CAUSE)
    assert (await ada.post("/v1/codes", CAUSE, 409))["code"] == "duplicate"
    await ada.post("/v1/codes", CAUSE | {"kind": "solution"})


async def test_a_client_may_bring_the_id_once(ada: Caller) -> None:
    own = CAUSE | {"id": str(new_id())}
    assert (await ada.post("/v1/codes", own))["id"] == own["id"]
    assert (await ada.post("/v1/codes", own | {"code": "X"}, 409))["code"] == "duplicate"


async def test_codes_are_listed_by_kind_state_and_words(ada: Caller) -> None:
    for code, label in (("A1", "Sem sinal óptico"), ("A2", "Roteador queimado")):
        await ada.post("/v1/codes", {"kind": "problem", "code": code, "label": label})
    archived = await ada.post("/v1/codes", CAUSE)
    await ada.patch(f"/v1/codes/{archived['id']}", {"active": False})

    async def found(**query: Any) -> list[str]:
        page = await ada.get("/v1/codes", **query)
        return [code["code"] for code in page["items"]]

    assert await found() == ["A1", "A2", "FIBRA-01"]
    assert await found(sort="-code") == ["FIBRA-01", "A2", "A1"]
    assert await found(kind="problem") == ["A1", "A2"]
    assert await found(kind=["problem", "cause"], active="false") == ["FIBRA-01"]
    assert await found(q="optic") == ["A1"]
    assert await found(q="fibra-01") == ["FIBRA-01"]
    assert await found(q="fibra-02") == []


async def test_a_list_is_read_page_by_page(ada: Caller) -> None:
    for number in range(5):
        await ada.post("/v1/codes", CAUSE | {"code": f"C{number}"})
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await ada.get("/v1/codes", limit=2, **cursor)
        seen += [code["code"] for code in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == ["C0", "C1", "C2", "C3", "C4"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"label": None}, "#/body/label", "not_text"),
        ({"label": "  "}, "#/body/label", "too_short"),
        ({"active": "yes"}, "#/body/active", "bool_type"),
        ({"kind": "problem"}, "#/body/kind", "unknown_field"),
    ],
)
async def test_a_change_that_makes_no_sense_is_told(
    ada: Caller, change: dict[str, object], pointer: str, code: str
) -> None:
    made = await ada.post("/v1/codes", CAUSE)
    problem = await ada.patch(f"/v1/codes/{made['id']}", change, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [(pointer, code)]


async def test_a_mistyped_filter_is_refused(ada: Caller) -> None:
    problem = await ada.get("/v1/codes", 422, knid="problem")
    assert problem["errors"][0]["code"] == "unknown_field"


async def test_only_who_may_write_adds_codes(ada: Caller, tiago: Caller, carla: Caller) -> None:
    assert (await tiago.post("/v1/codes", CAUSE, 403))["permission"] == "catalog:write"
    await carla.get("/v1/codes", 403)
    made = await ada.post("/v1/codes", CAUSE)
    await tiago.patch(f"/v1/codes/{made['id']}", {"active": False}, 403)


async def test_another_organization_has_codes_of_its_own(ada: Caller, stranger: Caller) -> None:
    made = await ada.post("/v1/codes", CAUSE)
    await stranger.get(f"/v1/codes/{made['id']}", 404)
    await stranger.patch(f"/v1/codes/{made['id']}", {"label": "x"}, 404)
    assert (await stranger.get("/v1/codes"))["items"] == []
    await stranger.post("/v1/codes", CAUSE | {"id": made["id"]})


async def test_a_change_to_an_old_version_is_refused(ada: Caller) -> None:
    made = await ada.post("/v1/codes", CAUSE)
    path = f"/v1/codes/{made['id']}"
    await ada.patch(path, {"label": "Primeiro"}, headers={"If-Match": '"1"'})
    response = await ada.send("PATCH", path, json={"label": "x"}, headers={"If-Match": '"1"'})
    assert (response.status_code, response.headers["ETag"]) == (412, '"2"')
    assert (await ada.get(path))["label"] == "Primeiro"


async def test_only_an_active_code_of_the_right_kind_is_accepted(
    ada: Caller, stranger: Caller, database: Database
) -> None:
    good, archived = [
        UUID((await ada.post("/v1/codes", CAUSE | {"code": code}))["id"]) for code in ("A", "B")
    ]
    await ada.patch(f"/v1/codes/{archived}", {"active": False})
    foreign = UUID((await stranger.post("/v1/codes", CAUSE))["id"])

    async with database.transaction(ada.actor) as session:
        assert (await require_code(session, good, CodeKind.CAUSE, "cause_code_id")).id == good
        for wrong, kind in (
            (good, CodeKind.SOLUTION),
            (archived, CodeKind.CAUSE),
            (foreign, CodeKind.CAUSE),
            (new_id(), CodeKind.CAUSE),
        ):
            with pytest.raises(UnknownCode) as refusal:
                await require_code(session, wrong, kind, "cause_code_id")
            assert refusal.value.errors[0].pointer == "#/body/cause_code_id"
