"""Where a ticket begins: what was chosen must be offered, contracted and open."""

from uuid import UUID, uuid4

import pytest

from app.core.data.database import Database
from app.core.values.errors import NotFound
from app.forms.entry.service import (
    NodeNotSelectable,
    ProcessRequired,
    ProcessRetired,
    ToolNotContracted,
)
from app.forms.importing.service import import_trees
from tests.callers import Caller
from tests.forms.conftest import Enter
from tests.stories import active_process, published_form
from tests.world import create_world


@pytest.fixture
async def tools(ada: Caller, database: Database) -> dict[str, UUID]:
    """The tools of the seed, of which the ERP is contracted."""
    async with database.transaction(ada.actor) as session:
        planted = await import_trees(session, "ferramentas")
    await ada.post("/v1/tool-entitlements", {"key": "tool:erp"})
    return planted


async def _process_of(ada: Caller, node_id: UUID) -> str:
    return str((await ada.get(f"/v1/form-nodes/{node_id}"))["process_id"])


async def test_an_organization_without_a_tree_asks_for_nothing(enter: Enter) -> None:
    begun = await enter()
    assert (begun.form_version_id, begun.process_id, begun.path) == (None, None, ())


async def test_with_a_tree_something_has_to_be_chosen(tools: dict[str, UUID], enter: Enter) -> None:
    with pytest.raises(ProcessRequired):
        await enter()


async def test_a_process_is_entered_through_its_node_or_by_itself(
    ada: Caller, tools: dict[str, UUID], enter: Enter
) -> None:
    node_id = tools["ERP / Erro em uma rotina"]
    begun = await enter(node_id)
    process = await ada.get(f"/v1/processes/{begun.process_id}")
    first = process["activities"][0]
    assert str(begun.activity_id) == first["id"]
    assert str(begun.dialog_id) == first["dialogs"][0]["id"]
    assert begun.path == ("ERP", "Erro em uma rotina")
    form = await ada.get(f"/v1/forms/{begun.form_id}/schema")
    assert form["form_version_id"] == str(begun.form_version_id)
    assert (begun.attachment_min, begun.attachment_max) == (0, 5)
    assert await enter(process_id=begun.process_id) == begun
    assert await enter(node_id, begun.process_id) == begun


async def test_a_tool_that_is_not_contracted_is_refused_to_requesters(
    ada: Caller, tools: dict[str, UUID], enter: Enter, tiago: Caller, carla: Caller
) -> None:
    node_id = tools["CRM / Erro em uma rotina"]
    process_id = await _process_of(ada, node_id)
    for choice in ({"node_id": node_id}, {"process_id": process_id}):
        with pytest.raises(ToolNotContracted) as refused:
            await enter(**choice)
        assert refused.value.members == {"entitlement_key": "tool:crm"}
        assert (await enter(**choice, audience="agent")).process_id == UUID(process_id)
    customer = (await create_world(ada, tiago, carla)).customer
    body = {"key": "tool:crm", "customer_id": customer["id"]}
    await ada.post("/v1/tool-entitlements", body)
    assert (await enter(node_id, customer_id=customer["id"])).process_id == UUID(process_id)


async def test_a_group_opens_nothing(ada: Caller, tools: dict[str, UUID], enter: Enter) -> None:
    node = await ada.get(f"/v1/form-nodes/{tools['ERP / Erro em uma rotina']}")
    with pytest.raises(NodeNotSelectable):
        await enter(node["parent_id"])


async def test_what_does_not_exist_here_is_not_found(
    ada: Caller, stranger: Caller, tools: dict[str, UUID], enter: Enter
) -> None:
    form_id = (await published_form(stranger, "ajuda"))["form_id"]
    process_id = (await active_process(stranger, form_id))["id"]
    for choice in (
        {"process_id": process_id},
        {"process_id": uuid4()},
        {"node_id": uuid4()},
    ):
        with pytest.raises(NotFound):
            await enter(**choice)
    node = await ada.get(f"/v1/form-nodes/{tools['ERP / Erro em uma rotina']}")
    await ada.patch(f"/v1/form-nodes/{node['parent_id']}", {"active": False})
    for choice in ({"node_id": node["id"]}, {"process_id": node["process_id"]}):
        with pytest.raises(NotFound):
            await enter(**choice)


async def test_a_process_that_fades_away_takes_no_new_tickets(
    ada: Caller, tools: dict[str, UUID], enter: Enter
) -> None:
    node_id = tools["ERP / Erro em uma rotina"]
    process_id = await _process_of(ada, node_id)
    await ada.post(f"/v1/processes/{process_id}/fade-away", None, 200)
    for choice in ({"node_id": node_id}, {"process_id": process_id}):
        with pytest.raises(ProcessRetired):
            await enter(**choice)


async def test_a_choice_may_lead_to_a_form_alone(
    ada: Caller, enter: Enter, database: Database
) -> None:
    async with database.transaction(ada.actor) as session:
        planted = await import_trees(session, "assistente")
    begun = await enter(planted["Conta / Minha conta está suspensa, mas já paguei"])
    assert (begun.process_id, begun.activity_id) == (None, None)
    assert (begun.attachment_min, begun.side_effects) == (1, ("payment_promise",))
    await ada.patch(f"/v1/forms/{begun.form_id}", {"active": False})
    with pytest.raises(NodeNotSelectable):
        await enter(begun.node_id)


async def test_a_dialog_of_the_desk_opens_nothing_for_a_requester(
    ada: Caller, enter: Enter
) -> None:
    form_id = (await published_form(ada, "ajuda"))["form_id"]
    opening = {"key": "abrir", "audience": "agent", "form_id": form_id, "is_opening": True}
    activity = {"key": "a", "label_agent": "A", "label_requester": "A", "dialogs": [opening]}
    process = await active_process(ada, form_id, definition={"activities": [activity]})
    await ada.post("/v1/form-nodes", {"kind": "topic", "label": "X", "process_id": process["id"]})
    with pytest.raises(NodeNotSelectable):
        await enter(process_id=process["id"])
    assert (await enter(process_id=process["id"], audience="agent")).form_id == UUID(form_id)
