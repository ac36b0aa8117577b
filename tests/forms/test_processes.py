"""A process is defined as a whole and then active, fading away or over."""

from typing import Any

import pytest

from tests.callers import Caller
from tests.stories import active_process, published_form


@pytest.fixture
async def form_id(ada: Caller) -> str:
    return str((await published_form(ada, "ajuda"))["form_id"])


def _activity(key: str, *dialogs: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "label_agent": key, "label_requester": key, "dialogs": [*dialogs]}


def _opening(form_id: str) -> dict[str, Any]:
    return {"key": "abrir", "audience": "both", "form_id": form_id, "is_opening": True}


async def _new(ada: Caller) -> str:
    process = await ada.post("/v1/processes", {"key": "erro", "name": "Erro"})
    assert (process["status"], process["activities"], process["first_activity_id"]) == (
        *("draft", []),
        None,
    )
    return f"/v1/processes/{process['id']}"


async def test_a_process_is_defined_by_keys_which_keep_their_ids(ada: Caller, form_id: str) -> None:
    path = await _new(ada)
    definition = {
        "activities": [
            _activity("triagem", _opening(form_id)),
            _activity("analise"),
            _activity("perdida"),
        ],
        "transitions": [
            {
                "from_activity": "triagem",
                "to_activity": "analise",
                "condition": {"required": ["fields"]},
                "actions": [{"type": "set_priority", "value": "high"}],
            }
        ],
    }
    defined = await ada.put(f"{path}/definition", definition)
    assert [a["key"] for a in defined["activities"]] == ["triagem", "analise", "perdida"]
    assert defined["first_activity_id"] == defined["activities"][0]["id"]
    assert defined["unreachable"] == ["perdida"]
    (way,) = defined["transitions"]
    assert (way["from_activity"], way["condition"]) == ("triagem", {"required": ["fields"]})
    assert way["actions"] == [{"type": "set_priority", "value": "high"}]

    definition["activities"] = [*reversed(definition["activities"][:2])]
    definition["activities"][0]["dialogs"] = [_opening(form_id)]
    definition["activities"][1]["dialogs"] = []
    again = await ada.put(f"{path}/definition", definition)
    assert again["version"] == defined["version"] + 1
    before = {a["key"]: a["id"] for a in defined["activities"]}
    assert {a["key"]: a["id"] for a in again["activities"]} == {
        key: before[key] for key in ("triagem", "analise")
    }
    assert again["first_activity_id"] == before["analise"]
    assert again["unreachable"] == ["triagem"]
    assert await ada.get(path) == again


async def test_a_definition_is_checked_as_a_whole(ada: Caller, form_id: str) -> None:
    path = await _new(ada)
    draft = await ada.post("/v1/forms", {"key": "rascunho", "name": "Rascunho"})
    dialog = {"key": "d", "audience": "agent", "form_id": draft["id"]}
    definition = {
        "activities": [
            _activity("a"),
            _activity("a", dialog, dialog),
            _activity("b", _opening(form_id)),
        ],
        "transitions": [
            {"from_activity": "a", "to_activity": "nowhere"},
            {"from_activity": "a", "to_activity": "b", "condition": {"$ref": "http://x/"}},
            {"from_activity": "a", "to_activity": "b", "automatic": True},
        ],
    }
    problem = await ada.put(f"{path}/definition", definition, 422)
    assert {(e["pointer"], e["code"]) for e in problem["errors"]} == {
        ("#/body/activities/0/dialogs", "no_opening_dialog"),
        ("#/body/activities/1/key", "duplicate"),
        ("#/body/activities/1/dialogs/0/form_id", "form_not_published"),
        ("#/body/activities/1/dialogs/1/form_id", "form_not_published"),
        ("#/body/activities/1/dialogs/1/key", "duplicate"),
        ("#/body/activities/2/dialogs/0/is_opening", "not_the_first"),
        ("#/body/transitions/0/to_activity", "unknown_activity"),
        ("#/body/transitions/1/condition", "foreign_reference"),
        ("#/body/transitions/2/condition", "required"),
    }
    assert (await ada.get(path))["activities"] == []
    await ada.put(f"{path}/definition", {"activities": []}, 422)


async def test_a_process_goes_from_draft_to_its_end_and_back(ada: Caller, form_id: str) -> None:
    path = await _new(ada)
    assert (await ada.post(f"{path}/activate", None, 409))["code"] == "process_incomplete"
    await ada.put(f"{path}/definition", {"activities": [_activity("a", _opening(form_id))]})

    async def go(command: str, expect: int = 200) -> Any:
        return await ada.post(f"{path}/{command}", None, expect)

    refused = await go("fade-away", 409)
    assert (refused["code"], refused["allowed"]) == ("invalid_transition", ["activate"])
    assert (await go("activate"))["status"] == "active"
    assert (await go("retire", 409))["allowed"] == ["fade-away"]
    assert (await go("fade-away"))["status"] == "fade_away"
    assert (await go("retire"))["status"] == "inactive"
    assert (await go("activate"))["status"] == "active"
    assert (await go("activate", 409))["code"] == "invalid_transition"


async def test_no_activity_is_taken_away_from_under_a_ticket(ada: Caller, form_id: str) -> None:
    process = await active_process(ada, form_id)
    path = f"/v1/processes/{process['id']}/definition"
    other = {"activities": [_activity("outra", _opening(form_id))]}
    refused = await ada.put(path, other, 409)
    assert (refused["code"], refused["keys"]) == ("activity_in_use", ["triagem"])
    other["activities"].append(_activity("triagem"))
    assert (await ada.put(path, other))["unreachable"] == ["triagem"]


async def test_an_old_version_of_a_process_is_not_written_over(ada: Caller, form_id: str) -> None:
    path = await _new(ada)
    definition = {"activities": [_activity("a", _opening(form_id))]}
    await ada.put(f"{path}/definition", definition)
    stale = await ada.put(f"{path}/definition", definition, 412, headers={"If-Match": '"1"'})
    assert stale["code"] == "precondition_failed"


async def test_processes_are_listed_by_state(ada: Caller, form_id: str, carla: Caller) -> None:
    await active_process(ada, form_id, "um")
    renamed = await ada.post("/v1/processes", {"key": "dois", "name": "Dois"})
    renamed = await ada.patch(f"/v1/processes/{renamed['id']}", {"name": "Outro"})
    assert renamed["name"] == "Outro"

    async def keys(**query: Any) -> list[str]:
        return [p["key"] for p in (await ada.get("/v1/processes", **query))["items"]]

    assert await keys() == ["dois", "um"]
    assert await keys(status="active") == ["um"]
    assert await keys(status=["draft", "active"], sort="-key") == ["um", "dois"]
    assert (await carla.get("/v1/processes", 403))["code"] == "permission_missing"
