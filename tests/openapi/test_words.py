"""The contract explains itself: every schema, property and parameter has a description."""

from typing import Any

from app.core.openapi.document import operations

Document = dict[str, Any]


def test_every_schema_says_what_it_is(document: Document) -> None:
    silent = [
        name
        for name, schema in document["components"]["schemas"].items()
        if not schema.get("description")
    ]
    assert silent == []


def test_every_property_says_what_it_holds(document: Document) -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, kind in schema.get("properties", {}).items()
        if not kind.get("description")
    ]
    assert silent == []


def test_no_property_repeats_its_own_name(document: Document) -> None:
    empty = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, kind in schema.get("properties", {}).items()
        if kind["description"].lower().strip(". ") == field.replace("_", " ")
    ]
    assert empty == []


def test_every_parameter_says_what_it_is_for(document: Document) -> None:
    silent = [
        f"{operation['operationId']} {parameter['name']}"
        for _path, _method, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if "$ref" not in parameter and not parameter.get("description")
    ]
    assert silent == []
