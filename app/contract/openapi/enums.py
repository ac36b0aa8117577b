"""Named components for every enumeration, open to values that do not exist yet.

Generators make one type of a component, and another one of each enumeration that stands inline.
"""

import re
from collections.abc import Iterator
from typing import Any

from app.contract.openapi.json_schema import Schema, every_schema

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_METHODS = ("get", "put", "post", "patch", "delete")
_SORT = "sort"
#: Enumerations of several places, which no class names.
_SHARED = {
    ("Bearer",): "TokenType",
    ("create", "solve"): "FormPhase",
    ("csv", "xlsx"): "TableFormat",
    ("day", "week", "month"): "ReportStep",
    ("fixed", "date", "easter"): "HolidayRuleKind",
    ("manual", "geocoded"): "GivenGeoSource",
    ("open", "pending", "on_hold"): "ReplyStatus",
    ("pt-BR", "pt-PT", "en"): "LanguageTag",
    ("requester", "agent"): "FormAudience",
    ("skip_rows", "import_nothing"): "RowErrorHandling",
    ("text", "html"): "MessageFormat",
}


def name_enums(document: Document) -> None:
    """Move each inline enumeration to a component of its own, and refer to it.

    It is called like the class it equals, or else after the place where it stands:
    `TicketUpdateClear`, `ListTicketsSort`. Two places share none because their values happen to be
    equal: one of them may get a value that the other has not.
    """
    schemas = document["components"]["schemas"]
    shared = _SHARED | {tuple(s["enum"]): name for name, s in schemas.items() if "enum" in s}
    for name, field, place in list(_places(document)):
        values = tuple(value for value in place.get("enum", [place.get("const")]) if value)
        component = shared.get(values, name)
        found = schemas.setdefault(
            component,
            {"type": "string", "enum": list(values), "description": f"Values of `{field}`."},
        )
        assert found["enum"] == list(values), component
        if field == _SORT:
            found["x-enum-varnames"] = [_direction(value) for value in values]
        _refer(place, component)
    for schema in schemas.values():
        if "enum" in schema:
            _open(schema)
    document["components"]["schemas"] = dict(sorted(schemas.items()))


def _places(document: Document) -> Iterator[tuple[str, str, Schema]]:
    """Name, field and schema of each enumeration that stands inline."""
    schemas = document["components"]["schemas"]
    tags = {
        schema["discriminator"]["propertyName"]
        for outer in schemas.values()
        for schema in every_schema(outer)
        if "discriminator" in schema
    }
    for name, schema in schemas.items():
        for field, kind in schema.get("properties", {}).items():
            for place in every_schema(kind):
                if "enum" in place or ("const" in place and field not in tags):
                    yield name + _pascal(field), field, place
    for path in document["paths"].values():
        for operation in (path[method] for method in _METHODS if method in path):
            for parameter in operation.get("parameters", ()):
                for place in every_schema(parameter.get("schema")):
                    if "enum" in place or "const" in place:
                        name = _pascal(operation["operationId"]) + _pascal(parameter["name"])
                        yield name, parameter["name"], place


def _refer(place: Schema, component: str) -> None:
    nullable = "null" in place.pop("type", ())
    place.pop("enum", None)
    place.pop("const", None)
    there = {"$ref": _SCHEMAS + component}
    place.update({"anyOf": [there, {"type": "null"}]} if nullable else there)


def _open(schema: Schema) -> None:
    """Say to generators that values may be added, and call those that are no identifiers."""
    schema["x-ms-enum"] = {"modelAsString": True}
    schema["x-speakeasy-unknown-values"] = "allow"
    if not all(value.isidentifier() for value in schema["enum"]):
        schema.setdefault("x-enum-varnames", [_identifier(value) for value in schema["enum"]])


def _identifier(value: str) -> str:
    """`pt-BR` -> `pt_br`."""
    return re.sub(r"\W+", "_", value).lower()


def _direction(value: str) -> str:
    """`-opened_at` -> `opened_at_desc`, `name` -> `name_asc`: enumerations have a `name`."""
    word = value.removeprefix("-")
    return f"{word}_{'asc' if word == value else 'desc'}"


def _pascal(name: str) -> str:
    """`group_by` -> `GroupBy`, `listTickets` -> `ListTickets`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))
