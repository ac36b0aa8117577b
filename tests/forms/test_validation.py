"""Values are held against the form by the server: conditions, switches, audiences and phases."""

from typing import Any

import pytest

from tests.callers import Caller
from tests.forms.conftest import Check
from tests.stories import published_form

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "kind": {"enum": ["invoice", "other"]},
        "invoice_number": {"type": "string", "pattern": "^[0-9]{1,9}$"},
        "amount": {"type": "number", "minimum": 1},
        "paid_on": {"type": "string", "format": "date"},
        "parts": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "cause": {"type": "string", "maxLength": 20},
        "severity": {"type": "integer"},
    },
    "required": ["kind"],
    "if": {"properties": {"kind": {"const": "invoice"}}, "required": ["kind"]},
    "then": {"required": ["invoice_number"]},
    "dependentRequired": {"amount": ["paid_on"]},
}
RULES: dict[str, Any] = {
    "required_on_solve": ["cause"],
    "agent_only": ["cause", "severity"],
    "not_applicable_groups": [{"key": "item", "field_keys": ["invoice_number"]}],
}


@pytest.fixture
async def version(ada: Caller) -> dict[str, Any]:
    return await published_form(ada, "nota", SCHEMA, **RULES)


async def test_a_condition_asks_for_a_field_by_its_name(
    version: dict[str, Any], check: Check
) -> None:
    assert await check(version, {"kind": "other"}) == []
    assert await check(version, {"kind": "invoice", "invoice_number": "123"}) == []
    missing = [("#/body/fields/invoice_number", "required")]
    assert await check(version, {"kind": "invoice"}) == missing
    assert await check(version, {"kind": "other", "amount": 3}) == [
        ("#/body/fields/paid_on", "required")
    ]


async def test_what_does_not_apply_is_not_asked_for_and_must_be_absent(
    version: dict[str, Any], check: Check
) -> None:
    excused = {"kind": "invoice", "item_not_applicable": True}
    assert await check(version, excused) == []
    assert await check(version, excused | {"invoice_number": "1"}) == [
        ("#/body/fields/invoice_number", "not_expected")
    ]
    missing = [("#/body/fields/invoice_number", "required")]
    assert await check(version, excused | {"item_not_applicable": False}) == missing
    assert await check(version, excused | {"item_not_applicable": "yes"}) == [
        ("#/body/fields/item_not_applicable", "wrong_type"),
        *missing,
    ]


async def test_a_field_that_the_form_does_not_have_is_refused(
    version: dict[str, Any], check: Check
) -> None:
    assert await check(version, {"kind": "other", "a/b~c": 1}) == [
        ("#/body/fields/a~1b~0c", "unknown_field")
    ]


async def test_what_the_desk_fills_in_is_refused_from_a_requester(
    version: dict[str, Any], check: Check
) -> None:
    values = {"kind": "other", "cause": "Cabo"}
    assert await check(version, values) == [("#/body/fields/cause", "agent_only")]
    assert await check(version, values, "agent") == []


async def test_some_fields_are_required_only_when_the_ticket_is_solved(
    version: dict[str, Any], check: Check
) -> None:
    assert await check(version, {"kind": "other"}, "agent", "create") == []
    missing = [("#/body/fields/cause", "required")]
    assert await check(version, {"kind": "other"}, "agent", "solve") == missing
    # Who does not see the field cannot be asked for it.
    assert await check(version, {"kind": "other"}, "requester", "solve") == []


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"kind": "nothing"}, "kind", "unknown_value"),
        ({"kind": "other", "invoice_number": "abc"}, "invoice_number", "pattern"),
        ({"kind": "other", "invoice_number": 7}, "invoice_number", "wrong_type"),
        ({"kind": "other", "paid_on": "tomorrow"}, "paid_on", "format"),
        ({"kind": "other", "amount": 0, "paid_on": "2026-01-02"}, "amount", "greater_than_equal"),
        ({"kind": "other", "parts": []}, "parts", "too_few"),
        ({"kind": "other", "parts": ["a", 2]}, "parts/1", "wrong_type"),
    ],
)
async def test_each_rule_has_a_code_and_a_pointer(
    version: dict[str, Any], check: Check, values: dict[str, Any], pointer: str, code: str
) -> None:
    assert await check(version, values) == [(f"#/body/fields/{pointer}", code)]


async def test_all_problems_are_told_at_once(version: dict[str, Any], check: Check) -> None:
    values = {"kind": "invoice", "cause": "x", "other": 1, "paid_on": "?"}
    assert {code for _, code in await check(version, values)} == {
        *("agent_only", "unknown_field", "format", "required"),
    }


async def test_conditions_over_what_only_the_desk_sees_are_for_the_desk(
    ada: Caller, check: Check
) -> None:
    schema = SCHEMA | {
        "if": {"properties": {"severity": {"minimum": 3}}, "required": ["severity"]},
        "then": {"required": ["amount"]},
        "else": {"required": ["parts"]},
    }
    version = await published_form(ada, "grave", schema, **RULES)
    assert await check(version, {"kind": "other"}) == []
    severe = {"kind": "other", "severity": 3}
    assert await check(version, severe, "agent") == [("#/body/fields/amount", "required")]
    assert await check(version, {"kind": "other"}, "agent") == [("#/body/fields/parts", "required")]


async def test_references_inside_the_schema_are_followed(ada: Caller, check: Check) -> None:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"from": {"$ref": "#/$defs/day"}, "to": {"$ref": "#/$defs/day"}},
        "allOf": [{"$ref": "#/$defs/both"}],
        "$defs": {
            "day": {"type": "string", "format": "date"},
            "both": {"required": ["from", "to"]},
        },
    }
    groups = [{"key": "period", "field_keys": ["from", "to"]}]
    version = await published_form(ada, "periodo", schema, not_applicable_groups=groups)
    assert await check(version, {"from": "2026-01-01", "to": "x"}) == [
        ("#/body/fields/to", "format")
    ]
    assert await check(version, {"from": "2026-01-01"}) == [("#/body/fields/to", "required")]
    assert await check(version, {"period_not_applicable": True}) == []


async def test_two_organizations_with_forms_alike_do_not_share_a_validator(
    ada: Caller, stranger: Caller, check: Check
) -> None:
    ours = await published_form(ada, "nota", SCHEMA, **RULES)
    await published_form(stranger, "nota")
    assert await check(ours, {}) == [("#/body/fields/kind", "required")]
