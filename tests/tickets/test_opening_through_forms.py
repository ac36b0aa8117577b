"""A ticket begins in the tree of forms, and a process leads it on (stories 1, 2 and 21)."""

from typing import Any
from uuid import UUID

import pytest

from app.core.data.database import Database
from app.forms.importing.service import import_trees
from tests.callers import Caller
from tests.stories import active_process, published_form, upload
from tests.world import World

NEW = {"subject": "Erro na emissão", "description": "A nota não sai."}


@pytest.fixture
async def wizard(ada: Caller, database: Database) -> dict[str, UUID]:
    """The wizard of a support portal: channel, module, subject, extra information."""
    async with database.transaction(ada.actor) as session:
        return await import_trees(session, "assistente")


@pytest.fixture
async def tools(ada: Caller, database: Database) -> dict[str, UUID]:
    """Tools that hold processes; only the ERP is contracted."""
    async with database.transaction(ada.actor) as session:
        planted = await import_trees(session, "ferramentas")
    await ada.post("/v1/tool-entitlements", {"key": "tool:erp"})
    return planted


async def test_only_contracted_tools_are_listed_and_opened(
    carla: Caller, stranger: Caller, tools: dict[str, UUID]
) -> None:
    tree = (await carla.get("/v1/form-tree"))["nodes"]
    assert [(node["label"], node["selectable"]) for node in tree] == [("ERP", False)]
    erp, crm = tools["ERP / Erro em uma rotina"], tools["CRM / Erro em uma rotina"]

    refused = await carla.post("/v1/tickets", NEW | {"form_node_id": str(crm)}, 403)
    assert (refused["code"], refused["entitlement_key"]) == ("tool_not_contracted", "tool:crm")
    group = await carla.post("/v1/tickets", NEW | {"form_node_id": str(tools["ERP"])}, 422)
    assert group["code"] == "node_not_selectable"
    version = await published_form(stranger, "alheio")
    theirs = await active_process(stranger, version["form_id"])
    await carla.post("/v1/tickets", NEW | {"process_id": theirs["id"]}, 404)
    assert (await carla.post("/v1/tickets", NEW, 422))["code"] == "process_required"
    missing = await carla.post("/v1/tickets", NEW | {"form_node_id": str(erp), "fields": {}}, 422)
    assert missing["code"] == "validation_failed"


async def test_a_ticket_of_the_wizard_keeps_the_form_it_was_opened_with(
    ada: Caller, bob: Caller, carla: Caller, wizard: dict[str, UUID], world: World
) -> None:
    node = str(wizard["Suporte / Vendas / Notas fiscais"])
    wrong = NEW | {"form_node_id": node, "fields": {"surpresa": "sim"}}
    problem = await carla.post("/v1/tickets", wrong, 422)
    assert "#/body/fields/surpresa" in {e["pointer"] for e in problem["errors"]}
    skipped = {p["pointer"].rpartition("/")[2] for p in problem["errors"]} - {"surpresa"}
    assert skipped, "the extra information is asked for"

    schema = await _schema(carla, wizard, node)
    switch = next(name for name in schema["properties"] if name.endswith("_not_applicable"))
    fields = {"description": "Não se aplica a um item.", switch: True}
    opened = await carla.post(
        "/v1/tickets",
        NEW | {"form_node_id": node, "fields": fields, "enable_support_access": True},
        headers={"Idempotency-Key": "0b54a2f6-5b52-4a7e-9f0e-0f3f7a1c2d3e"},
    )
    assert (opened["status"], opened["awaiting"], opened["version"]) == ("new", "agent", 1)
    assert (opened["topic"], opened["fields"]) == ("Notas fiscais", fields)
    assert opened["support_access_wanted"]
    again = await carla.send(
        "POST",
        "/v1/tickets",
        json=NEW | {"form_node_id": node, "fields": fields, "enable_support_access": True},
        headers={"Idempotency-Key": "0b54a2f6-5b52-4a7e-9f0e-0f3f7a1c2d3e"},
    )
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["id"] == opened["id"]

    version = await ada.get(f"/v1/form-versions/{opened['form_version_id']}")
    newer = await ada.post(
        f"/v1/forms/{version['form_id']}/versions",
        {
            "json_schema": {"type": "object", "additionalProperties": False, "properties": {}},
            "required_on_solve": [],
            "agent_only": [],
            "not_applicable_groups": [],
        },
    )
    await ada.post(f"/v1/form-versions/{newer['id']}/publish", None, 200)
    old = await bob.get(f"/v1/tickets/{opened['id']}")
    assert old["form_version_id"] == opened["form_version_id"]
    assert old["fields"] == fields


async def _schema(caller: Caller, planted: dict[str, UUID], node_id: str) -> dict[str, Any]:
    def find(nodes: list[dict[str, Any]]) -> dict[str, Any] | None:
        for node in nodes:
            if node["id"] == node_id:
                return node
            if (below := find(node["children"])) is not None:
                return below
        return None

    node = find((await caller.get("/v1/form-tree"))["nodes"])
    assert node is not None
    schema: dict[str, Any] = await caller.get(f"/v1/forms/{node['form_id']}/schema")
    return dict(schema["json_schema"])


async def test_who_paid_already_shows_the_proof(carla: Caller, wizard: dict[str, UUID]) -> None:
    node = str(wizard["Conta / Minha conta está suspensa, mas já paguei"])
    fields = _filled(await _schema(carla, wizard, node))
    body = NEW | {"form_node_id": node, "fields": fields}
    problem = await carla.post("/v1/tickets", body, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/file_ids", "too_few_files")
    ]
    proof = await upload(carla)
    await carla.post("/v1/tickets", body | {"file_ids": [proof["id"]]})


def _filled(schema: dict[str, Any]) -> dict[str, Any]:
    """The least that a form asks for."""
    found = {}
    for name in schema.get("required", []):
        kind = schema["properties"][name]
        found[name] = kind.get("enum", ["2026-11-10" if kind.get("format") == "date" else "texto"])[
            0
        ]
    return found


@pytest.fixture
async def stepped(ada: Caller, carla: Caller) -> dict[str, Any]:
    """A ticket in a process of two steps: the requester confirms, then an agent concludes."""
    version = await published_form(ada, "abrir")
    confirm = await published_form(
        ada,
        "confirmar",
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["answer"],
            "properties": {"answer": {"enum": ["yes", "no"]}},
        },
    )
    opening = {
        "key": "abrir",
        "audience": "both",
        "form_id": version["form_id"],
        "is_opening": True,
    }
    definition = {
        "activities": [
            {
                "key": "triagem",
                "label_agent": "Triagem",
                "label_requester": "Recebido",
                "dialogs": [
                    opening,
                    {"key": "c", "audience": "requester", "form_id": confirm["form_id"]},
                ],
            },
            {
                "key": "fim",
                "label_agent": "Conclusão",
                "label_requester": "Em conclusão",
                "dialogs": [{"key": "f", "audience": "agent", "form_id": confirm["form_id"]}],
            },
        ],
        "transitions": [
            {
                "from_activity": "triagem",
                "to_activity": "fim",
                "condition": {
                    "properties": {"fields": {"properties": {"answer": {"const": "yes"}}}}
                },
                "actions": [
                    {"type": "set_priority", "value": "high"},
                    {"type": "set_status", "value": "pending"},
                ],
            }
        ],
    }
    process = await active_process(ada, version["form_id"], "erro", definition)
    node = {"kind": "tool", "label": "Erro", "process_id": process["id"]}
    await ada.post("/v1/form-nodes", node)
    ticket = await carla.post("/v1/tickets", NEW | {"process_id": process["id"]})
    return {"process": process, "ticket": ticket, "path": f"/v1/tickets/{ticket['id']}"}


async def test_a_requester_takes_a_step_and_the_timeline_tells(
    bob: Caller, carla: Caller, stepped: dict[str, Any]
) -> None:
    path = stepped["path"]
    assert stepped["ticket"]["activity_label"] == "Recebido"
    assert (await bob.get(path))["activity_label"] == "Triagem"
    assert (await bob.get(f"{path}/dialogs"))["items"] == []
    offered = await carla.get(f"{path}/dialogs")
    [dialog] = offered["items"]
    step = {"activity_id": offered["activity_id"], "fields": {"answer": "yes"}}

    await bob.post(f"{path}/dialogs/{dialog['id']}", step, 403)
    missing = await carla.post(f"{path}/dialogs/{dialog['id']}", step | {"fields": {}}, 422)
    assert missing["errors"][0]["pointer"] == "#/body/fields/answer"
    moved = await carla.post(f"{path}/dialogs/{dialog['id']}", step, 200)
    assert (moved["activity_label"], moved["priority"]) == ("Em conclusão", "high")
    assert (moved["status"], moved["fields"]["answer"]) == ("pending", "yes")
    names = [e["name"] for e in (await carla.get(f"{path}/timeline"))["items"]]
    assert "ticket.advanced" in names

    stale = await carla.post(f"{path}/dialogs/{dialog['id']}", step, 409)
    assert (stale["code"], stale["activity_id"]) == ("activity_changed", moved["activity_id"])


async def test_a_condition_that_does_not_hold_keeps_the_ticket_where_it_is(
    carla: Caller, stepped: dict[str, Any]
) -> None:
    path = stepped["path"]
    offered = await carla.get(f"{path}/dialogs")
    step = {"activity_id": offered["activity_id"], "fields": {"answer": "no"}}
    stays = await carla.post(f"{path}/dialogs/{offered['items'][0]['id']}", step, 200)
    assert stays["activity_label"] == "Recebido"


async def test_transitions_that_lead_in_a_ring_are_refused_and_nothing_is_kept(
    ada: Caller, carla: Caller
) -> None:
    version = await published_form(ada, "anel")
    dialog = {"key": "passo", "audience": "both", "form_id": version["form_id"]}
    labels = {"label_agent": "Passo", "label_requester": "Passo"}
    always: dict[str, Any] = {"condition": {}, "automatic": True}
    definition = {
        "activities": [
            labels
            | {"key": "a", "dialogs": [dialog | {"key": "abrir", "is_opening": True}, dialog]},
            labels | {"key": "b"},
        ],
        "transitions": [
            always | {"from_activity": "a", "to_activity": "b"},
            always | {"from_activity": "b", "to_activity": "a"},
        ],
    }
    process = await active_process(ada, version["form_id"], "anel", definition)
    node = {"kind": "tool", "label": "Anel", "process_id": process["id"]}
    await ada.post("/v1/form-nodes", node)
    ticket = await carla.post("/v1/tickets", NEW | {"process_id": process["id"]})
    path = f"/v1/tickets/{ticket['id']}"
    offered = await carla.get(f"{path}/dialogs")
    step = {"activity_id": offered["activity_id"], "fields": {"item": "x"}}
    refused = await carla.post(f"{path}/dialogs/{offered['items'][0]['id']}", step, 409)
    assert refused["code"] == "transition_limit"
    kept = await carla.get(path)
    assert (kept["activity_id"], kept["version"]) == (ticket["activity_id"], ticket["version"])


async def test_a_process_that_fades_away_lets_running_tickets_go_on(
    ada: Caller, carla: Caller, stepped: dict[str, Any]
) -> None:
    process = stepped["process"]
    await ada.post(f"/v1/processes/{process['id']}/fade-away", None, 200)
    refused = await carla.post("/v1/tickets", NEW | {"process_id": process["id"]}, 403)
    assert refused["code"] == "process_retired"
    offered = await carla.get(f"{stepped['path']}/dialogs")
    step = {"activity_id": offered["activity_id"], "fields": {"answer": "yes"}}
    await carla.post(f"{stepped['path']}/dialogs/{offered['items'][0]['id']}", step, 200)
