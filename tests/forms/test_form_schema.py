"""The form as the caller may fill it in: what the desk fills in, requesters never see."""

from typing import Any

import jsonschema_rs
import pytest

from tests.callers import Caller
from tests.forms.test_validation import RULES, SCHEMA
from tests.stories import published_form


@pytest.fixture
async def version(ada: Caller) -> dict[str, Any]:
    return await published_form(
        ada,
        "nota",
        SCHEMA,
        **RULES,
        ui_schema={"ui:order": ["kind", "cause", "amount"], "cause": {"ui:widget": "textarea"}},
        attachment_min=1,
        side_effects=["payment_promise"],
    )


async def test_a_requester_sees_no_field_of_the_desk(
    version: dict[str, Any], carla: Caller, bob: Caller
) -> None:
    path = f"/v1/forms/{version['form_id']}/schema"
    shown = await carla.get(path)
    assert (shown["audience"], shown["form_version_id"]) == ("requester", version["id"])
    assert (shown["attachment_min"], shown["side_effects"]) == (1, ["payment_promise"])
    assert "cause" not in str(shown)
    assert "severity" not in str(shown)
    for_desk = await bob.get(path)
    assert for_desk["audience"] == "agent"
    assert "cause" in for_desk["json_schema"]["properties"]
    assert await bob.get(path, audience="requester") == shown


async def test_only_the_desk_sees_what_the_desk_fills_in(
    version: dict[str, Any], carla: Caller, tiago: Caller
) -> None:
    path = f"/v1/forms/{version['form_id']}/schema"
    for caller in (carla, tiago):
        problem = await caller.get(path, 403, audience="agent")
        assert problem["code"] == "permission_missing"
    assert (await tiago.get(path))["audience"] == "requester"


async def test_a_client_can_evaluate_the_schema_by_itself(
    version: dict[str, Any], carla: Caller, bob: Caller
) -> None:
    path = f"/v1/forms/{version['form_id']}/schema"
    shown = (await carla.get(path))["json_schema"]
    validator = jsonschema_rs.Draft202012Validator(shown)
    assert validator.is_valid({"kind": "invoice", "item_not_applicable": True})
    assert not validator.is_valid({"kind": "invoice"})
    on_solve = (await bob.get(path, phase="solve"))["json_schema"]
    assert "cause" in on_solve["required"]
