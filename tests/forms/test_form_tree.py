"""A requester finds what is contracted, and nothing that leads nowhere."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.core.data.database import Database
from app.core.values.clock import now
from app.forms.importing.service import import_trees
from tests.callers import Caller
from tests.stories import active_process, published_form
from tests.world import create_world


def _labels(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The tree as labels; what can be chosen has no children here."""
    return {
        node["label"]: True if node["selectable"] else _labels(node["children"]) for node in nodes
    }


async def _planted(ada: Caller, database: Database, tree: str) -> dict[str, UUID]:
    async with database.transaction(ada.actor) as session:
        return await import_trees(session, tree)


async def _seen(caller: Caller, **query: Any) -> dict[str, Any]:
    return _labels((await caller.get("/v1/form-tree", **query))["nodes"])


async def test_the_wizard_leads_from_channel_to_form(
    ada: Caller, carla: Caller, database: Database
) -> None:
    planted = await _planted(ada, database, "assistente")
    assert await _seen(carla) == {
        "Suporte": {
            "Vendas": {"Notas fiscais": True, "Pedidos de venda": True},
            "Financeiro": {"Contas a receber": True, "Boletos": True},
        },
        "Conta": {
            "Minha conta está suspensa, mas já paguei": True,
            "Segunda via do boleto": True,
            "Outro assunto": True,
        },
    }
    account = (await carla.get("/v1/form-tree"))["nodes"][1]
    paid = account["children"][0]
    assert paid["id"] == str(planted["Conta / Minha conta está suspensa, mas já paguei"])
    form = await carla.get(f"/v1/forms/{paid['form_id']}/schema")
    assert (form["attachment_min"], form["side_effects"]) == (1, ["payment_promise"])
    assert form["ui_schema"]["ui:order"] == ["paid_on", "description"]


async def test_tools_are_groups_and_only_contracted_ones_are_listed(
    ada: Caller, carla: Caller, bob: Caller, database: Database
) -> None:
    await _planted(ada, database, "ferramentas")
    assert await _seen(carla) == {}
    await ada.post("/v1/tool-entitlements", {"key": "tool:erp"})
    assert await _seen(carla) == {"ERP": {"Erro em uma rotina": True}}
    (erp,) = (await carla.get("/v1/form-tree"))["nodes"]
    assert (erp["kind"], erp["selectable"], erp["process_id"]) == ("tool", False, None)
    assert erp["children"][0]["process_id"]
    everything = {"ERP": {"Erro em uma rotina": True}, "CRM": {"Erro em uma rotina": True}}
    assert await _seen(bob) == everything
    assert await _seen(bob, audience="requester") == await _seen(carla)


async def test_a_customer_may_have_contracted_what_others_have_not(
    ada: Caller, tiago: Caller, carla: Caller, bob: Caller, database: Database
) -> None:
    await _planted(ada, database, "ferramentas")
    customer = (await create_world(ada, tiago, carla)).customer
    tool = await ada.post(
        "/v1/tool-entitlements", {"key": "tool:crm", "customer_id": customer["id"]}
    )
    rui = await ada.colleague("requester", "Rui Sá")
    assert await _seen(carla) == {"CRM": {"Erro em uma rotina": True}}
    assert await _seen(rui) == {}
    on_behalf = await _seen(bob, audience="requester", customer_id=customer["id"])
    assert on_behalf == await _seen(carla)
    await rui.get("/v1/form-tree", 403, customer_id=customer["id"])
    await rui.get("/v1/form-tree", 403, audience="agent")

    await ada.patch(f"/v1/tool-entitlements/{tool['id']}", {"ends_at": now().isoformat()})
    assert await _seen(carla) == {}
    await ada.patch(f"/v1/tool-entitlements/{tool['id']}", {"clear": ["ends_at"]})
    assert await _seen(carla) == {"CRM": {"Erro em uma rotina": True}}


async def test_a_tool_is_contracted_once_and_ends_after_it_began(ada: Caller) -> None:
    await ada.post("/v1/tool-entitlements", {"key": "tool:erp"})
    again = await ada.post("/v1/tool-entitlements", {"key": "tool:erp"}, 409)
    assert again["code"] == "duplicate"
    wrong = {
        "key": "tool:crm",
        "starts_at": "2026-02-01T00:00:00Z",
        "ends_at": "2026-01-01T00:00:00Z",
    }
    problem = await ada.post("/v1/tool-entitlements", wrong, 422)
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/ends_at"]
    assert len((await ada.get("/v1/tool-entitlements"))["items"]) == 1


async def test_what_cannot_be_opened_is_not_listed(ada: Caller, carla: Caller) -> None:
    version = await published_form(ada, "ajuda")
    process = await active_process(ada, version["form_id"])
    group = await ada.post("/v1/form-nodes", {"kind": "group", "label": "Rede"})
    node = await ada.post(
        "/v1/form-nodes",
        {
            "parent_id": group["id"],
            "kind": "topic",
            "label": "Lentidão",
            "process_id": process["id"],
        },
    )
    shown = {"Rede": {"Lentidão": True}}
    assert await _seen(carla) == shown
    await ada.post(f"/v1/processes/{process['id']}/fade-away", None, 200)
    assert await _seen(carla) == {}
    await ada.post(f"/v1/processes/{process['id']}/activate", None, 200)
    assert await _seen(carla) == shown
    await ada.patch(f"/v1/forms/{version['form_id']}", {"active": False})
    assert await _seen(carla) == {}
    await ada.patch(f"/v1/forms/{version['form_id']}", {"active": True})
    await ada.patch(f"/v1/form-nodes/{node['id']}", {"active": False})
    assert await _seen(carla) == {}


async def test_siblings_stand_in_their_order_and_can_be_moved(ada: Caller, carla: Caller) -> None:
    form_id = (await published_form(ada, "ajuda"))["form_id"]
    nodes = {}
    for position, label in ((20, "Segundo"), (10, "Primeiro")):
        nodes[label] = await ada.post(
            "/v1/form-nodes",
            {"kind": "topic", "label": label, "position": position, "form_id": form_id},
        )
    assert [*await _seen(carla)] == ["Primeiro", "Segundo"]
    moved = await ada.patch(f"/v1/form-nodes/{nodes['Segundo']['id']}", {"position": 5})
    assert (moved["position"], moved["selectable"]) == (5, True)
    assert [*await _seen(carla)] == ["Segundo", "Primeiro"]
    listed = (await ada.get("/v1/form-nodes"))["items"]
    assert [node["label"] for node in listed] == ["Primeiro", "Segundo"]


async def test_a_node_never_lies_below_itself(ada: Caller) -> None:
    parent_id = None
    chain = []
    for number in range(12):
        node = await ada.post(
            "/v1/form-nodes",
            {"kind": "group", "label": f"Nível {number}", "parent_id": parent_id},
        )
        parent_id = node["id"]
        chain.append(node)
    for parent in (chain[0], chain[3]):
        path = f"/v1/form-nodes/{chain[0]['id']}"
        problem = await ada.patch(path, {"parent_id": parent["id"]}, 409)
        assert problem["code"] == "tree_too_deep"
    too_deep = {"kind": "group", "label": "Fundo", "parent_id": parent_id}
    assert (await ada.post("/v1/form-nodes", too_deep, 409))["code"] == "tree_too_deep"


async def test_two_moves_at_once_close_no_circle(ada: Caller) -> None:
    for _ in range(5):
        pair = [
            await ada.post("/v1/form-nodes", {"kind": "group", "label": label})
            for label in ("Um", "Dois")
        ]
        answers = await asyncio.gather(
            *(
                ada.send("PATCH", f"/v1/form-nodes/{a['id']}", json={"parent_id": b["id"]})
                for a, b in (pair, reversed(pair))
            )
        )
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, 409], [answer.text for answer in answers]


@pytest.mark.parametrize("kind", ["group", "topic"])
async def test_a_node_leads_one_way_and_a_group_none(ada: Caller, kind: str) -> None:
    form_id = (await published_form(ada, "ajuda"))["form_id"]
    process = await active_process(ada, form_id)
    node = {"kind": kind, "label": "X", "process_id": process["id"], "form_id": form_id}
    problem = await ada.post("/v1/form-nodes", node, 422)
    codes = {error["code"] for error in problem["errors"]}
    assert codes == {"leads_two_ways"} | ({"group_leads"} if kind == "group" else set())
