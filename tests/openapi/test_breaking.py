"""A change that would break a client made from the last contract is told before it is published."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from openapi.breaking import changes

Document = dict[str, Any]


def contract() -> Document:
    person = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": "string"},
            "role": {"$ref": "#/components/schemas/Role"},
        },
    }
    person_create = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "maxLength": 200},
            "email": {"type": ["string", "null"]},
            "role": {"anyOf": [{"$ref": "#/components/schemas/Role"}, {"type": "null"}]},
        },
    }
    return {
        "paths": {
            "/people": {
                "post": {
                    "operationId": "createPerson",
                    "tags": ["people"],
                    "x-required-permission": "people:write",
                    "parameters": [{"$ref": "#/components/parameters/Key"}],
                    "requestBody": _json("PersonCreate"),
                    "responses": {
                        "201": _json("Person") | {"headers": {"ETag": {}}},
                        "409": {"x-codes": ["duplicate"]},
                    },
                }
            }
        },
        "components": {
            "parameters": {"Key": {"in": "header", "name": "Key", "schema": {"type": "string"}}},
            "schemas": {
                "Role": {"type": "string", "enum": ["agent", "manager"]},
                "Person": person,
                "PersonCreate": person_create,
            },
        },
    }


def _json(schema: str) -> Document:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"content": content}


def operation(document: Document) -> Document:
    found: Document = document["paths"]["/people"]["post"]
    return found


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


Edit = Callable[[Document], object]

BREAKS: dict[str, Edit] = {
    "an operation goes": lambda d: d["paths"].clear(),
    "a function is renamed": lambda d: operation(d).update(operationId="addPerson"),
    "a function moves": lambda d: operation(d).update(tags=["staff"]),
    "another permission is needed": lambda d: operation(d).update(
        {"x-required-permission": "people:admin"}
    ),
    "a parameter goes": lambda d: operation(d)["parameters"].clear(),
    "a parameter must be given": lambda d: d["components"]["parameters"]["Key"].update(
        required=True
    ),
    "an answer goes": lambda d: operation(d)["responses"].pop("201"),
    "a header goes": lambda d: operation(d)["responses"]["201"]["headers"].clear(),
    "a field of an answer goes": lambda d: schema(d, "Person")["properties"].pop("name"),
    "a field of an answer may be absent": lambda d: schema(d, "Person")["required"].remove("name"),
    "a field of an answer may be null": lambda d: schema(d, "Person")["properties"].update(
        name={"type": ["string", "null"]}
    ),
    "a field must be sent": lambda d: schema(d, "PersonCreate")["required"].append("email"),
    "null may not be sent": lambda d: schema(d, "PersonCreate")["properties"].update(
        email={"type": "string"}
    ),
    "null may not be sent for a choice": lambda d: schema(d, "PersonCreate")["properties"].update(
        role={"$ref": "#/components/schemas/Role"}
    ),
    "text must be shorter": lambda d: schema(d, "PersonCreate")["properties"]["name"].update(
        maxLength=100
    ),
    "a pattern comes": lambda d: schema(d, "PersonCreate")["properties"]["name"].update(
        pattern="^[a-z]+$"
    ),
    "a value may not be sent": lambda d: schema(d, "Role")["enum"].remove("agent"),
    "a format changes": lambda d: schema(d, "Person")["properties"]["id"].pop("format"),
}
HARMLESS: dict[str, Edit] = {
    "nothing": lambda _: None,
    "an operation comes": lambda d: d["paths"].update({"/orders": {}}),
    "a field of an answer comes": lambda d: schema(d, "Person")["properties"].update(
        email={"type": "string"}
    ),
    "a field may be sent": lambda d: schema(d, "PersonCreate")["properties"].update(
        locale={"type": "string"}
    ),
    "a field need not be sent": lambda d: schema(d, "PersonCreate")["required"].clear(),
    "text may be longer": lambda d: schema(d, "PersonCreate")["properties"]["name"].update(
        maxLength=300
    ),
    "a value comes": lambda d: schema(d, "Role")["enum"].append("technician"),
    "a code comes": lambda d: operation(d)["responses"]["409"]["x-codes"].append("name_taken"),
}


def breaks(edit: Edit) -> list[str]:
    old, new = contract(), copy.deepcopy(contract())
    edit(new)
    return [str(change) for change in changes(old, new) if change.breaks]


@pytest.mark.parametrize("change", BREAKS)
def test_it_breaks_clients_when(change: str) -> None:
    assert breaks(BREAKS[change]) != []


@pytest.mark.parametrize("change", HARMLESS)
def test_clients_live_on_when(change: str) -> None:
    assert breaks(HARMLESS[change]) == []


def test_the_real_contract_does_not_break_itself(document: Document) -> None:
    assert changes(document, copy.deepcopy(document)) == []
