"""A form is drafted, published once, and kept for good."""

import asyncio
from typing import Any

from tests.callers import Caller
from tests.stories import published_form

OPEN: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
CLOSED = OPEN | {"additionalProperties": False}


async def _draft(ada: Caller, **version: Any) -> dict[str, Any]:
    form = await ada.post("/v1/forms", {"key": "ajuda", "name": "Ajuda"})
    draft: dict[str, Any] = await ada.post(f"/v1/forms/{form['id']}/versions", version)
    return draft


async def test_a_draft_is_worked_on_and_published(ada: Caller, carla: Caller) -> None:
    draft = await _draft(ada, json_schema=OPEN)
    path = f"/v1/form-versions/{draft['id']}"
    assert (draft["number"], draft["status"], draft["published_at"]) == (1, "draft", None)
    await carla.get(f"/v1/forms/{draft['form_id']}/schema", 404)
    await carla.get(f"{path}/schema", 404)

    refused = await ada.post(f"{path}/publish", None, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/json_schema/additionalProperties", "open_schema")
    ]
    changed = await ada.patch(path, {"json_schema": CLOSED, "attachment_max": 3})
    assert (changed["json_schema"], changed["attachment_max"]) == (CLOSED, 3)
    assert (await ada.patch(path, {"clear": ["attachment_max"]}))["attachment_max"] is None
    published = await ada.post(f"{path}/publish", None, 200)
    assert published["status"] == "published"
    form = await ada.get(f"/v1/forms/{draft['form_id']}")
    assert form["published_version_id"] == draft["id"]


async def test_what_was_published_never_changes(ada: Caller) -> None:
    version = await published_form(ada, "ajuda")
    path = f"/v1/form-versions/{version['id']}"
    assert (await ada.patch(path, {"attachment_min": 1}, 409))["code"] == "form_already_published"
    assert (await ada.post(f"{path}/publish", None, 409))["code"] == "invalid_transition"
    assert await ada.get(path) == version


async def test_a_new_version_begins_as_the_newest_and_retires_the_former(
    ada: Caller, carla: Caller
) -> None:
    first = await published_form(ada, "ajuda", CLOSED, attachment_min=1, agent_only=["a"])
    form_id = first["form_id"]
    second = await ada.post(f"/v1/forms/{form_id}/versions", {"attachment_min": 2})
    assert (second["number"], second["json_schema"], second["agent_only"]) == (2, CLOSED, ["a"])
    assert (await carla.get(f"/v1/forms/{form_id}/schema"))["number"] == 1

    await ada.post(f"/v1/form-versions/{second['id']}/publish", None, 200)
    states = [
        (v["number"], v["status"])
        for v in (await ada.get(f"/v1/forms/{form_id}/versions"))["items"]
    ]
    assert states == [(2, "published"), (1, "retired")]
    assert (await carla.get(f"/v1/forms/{form_id}/schema"))["number"] == 2
    # What a ticket keeps stays readable.
    old = await carla.get(f"/v1/form-versions/{first['id']}/schema")
    assert (old["number"], old["attachment_min"]) == (1, 1)


async def test_two_drafts_published_at_once_leave_one_current(ada: Caller) -> None:
    form = await ada.post("/v1/forms", {"key": "ajuda", "name": "Ajuda"})
    drafts = [
        await ada.post(f"/v1/forms/{form['id']}/versions", {"json_schema": CLOSED})
        for _ in range(4)
    ]
    answers = await asyncio.gather(
        *(ada.send("POST", f"/v1/form-versions/{draft['id']}/publish") for draft in drafts)
    )
    assert {answer.status_code for answer in answers} == {200}
    versions = (await ada.get(f"/v1/forms/{form['id']}/versions"))["items"]
    assert sorted(v["status"] for v in versions) == ["published", *["retired"] * 3]


async def test_rules_name_fields_that_the_form_has(ada: Caller) -> None:
    draft = await _draft(
        ada,
        json_schema=CLOSED,
        required_on_solve=["a", "b"],
        agent_only=["c"],
        not_applicable_groups=[
            {"key": "x", "field_keys": ["a", "d"]},
            {"key": "x", "field_keys": ["a"]},
        ],
    )
    refused = await ada.post(f"/v1/form-versions/{draft['id']}/publish", None, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/required_on_solve/1", "unknown_field"),
        ("#/body/agent_only/0", "unknown_field"),
        ("#/body/not_applicable_groups/0/field_keys/1", "unknown_field"),
        ("#/body/not_applicable_groups/1/key", "duplicate"),
    ]


async def test_a_field_that_nobody_could_fill_in_is_not_required(ada: Caller) -> None:
    schema = CLOSED | {"if": {"required": ["a"]}, "then": {"required": ["b"]}}
    draft = await _draft(ada, json_schema=schema)
    refused = await ada.post(f"/v1/form-versions/{draft['id']}/publish", None, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/json_schema/then/required/0", "unknown_field")
    ]


async def test_attachments_are_a_range(ada: Caller) -> None:
    form = await ada.post("/v1/forms", {"key": "ajuda", "name": "Ajuda"})
    wrong = {"attachment_min": 3, "attachment_max": 2}
    refused = await ada.post(f"/v1/forms/{form['id']}/versions", wrong, 422)
    assert [e["pointer"] for e in refused["errors"]] == ["#/body/attachment_max"]


async def test_forms_are_named_listed_and_archived(ada: Caller, bob: Caller) -> None:
    await published_form(ada, "ajuda")
    form = await ada.post("/v1/forms", {"key": "boleto", "name": "Boleto"})
    assert (await ada.post("/v1/forms", {"key": "boleto", "name": "X"}, 409))["code"] == "duplicate"
    archived = await ada.patch(f"/v1/forms/{form['id']}", {"active": False})
    assert (archived["active"], archived["version"]) == (False, 2)
    assert [f["key"] for f in (await ada.get("/v1/forms"))["items"]] == ["ajuda", "boleto"]
    assert [f["key"] for f in (await ada.get("/v1/forms", active="true"))["items"]] == ["ajuda"]
    assert (await bob.get("/v1/forms", 403))["code"] == "permission_missing"
    assert (await bob.post("/v1/forms", {"key": "x", "name": "X"}, 403))["code"] == (
        "permission_missing"
    )


async def test_fields_stay_in_the_order_in_which_they_were_written(ada: Caller) -> None:
    names = ["zona", "telefone_de_contato", "a", "melhor_horario", "bairro", "cpf"]
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"type": "string"} for name in names},
    }
    version = await published_form(ada, "ordem", schema, ui_schema={n: {} for n in names})
    shown = await ada.send("GET", f"/v1/form-versions/{version['id']}")
    assert list(shown.json()["json_schema"]["properties"]) == names
    assert list(shown.json()["ui_schema"]) == names
    asked = await ada.send("GET", f"/v1/form-versions/{version['id']}/schema")
    assert list(asked.json()["json_schema"]["properties"]) == names
