"""Example values for parameters, bodies and answers whose document has none."""

from typing import Any

from app.contract.openapi.parts import EXAMPLE_ID
from app.contract.reference.document import Part, ReferenceDocument

_DEPTH = 6
_OF_FORMAT = {
    "uuid": EXAMPLE_ID,
    "date-time": "2026-11-30T13:00:00Z",
    "date": "2026-11-30",
    "time": "09:00:00",
    "email": "helena.duarte@example.com",
    "uri": "https://example.com",
    "binary": "(bytes)",
}
_OF_NAME = {
    "domain": "demo",
    "token": "8sJmTtq1nB4vXcY0wKfR7uLpZeHdAoGi",
    "q": "internet",
    "country": "BR",
    "created_month": "2026-11",
}


def example_of_parameter(document: ReferenceDocument, parameter: Part) -> Any:
    """The documented example, or a value that fits the schema."""
    if "example" in parameter:
        return parameter["example"]
    for example in parameter.get("examples", {}).values():
        return document.follow(example)["value"]
    return example_of(document, parameter["schema"], parameter["name"])


def example_of_media(document: ReferenceDocument, media: Part) -> Any:
    """The first documented example, or a value that fits the schema."""
    for _, value in document.examples_of(media):
        return value
    return example_of(document, media.get("schema", {}))


def example_of(document: ReferenceDocument, schema: Part, name: str = "", depth: int = 0) -> Any:
    """A value that reads well and fits the schema as far as types, formats and enums go."""
    schema = document.follow(schema)
    given = [schema.get(key) for key in ("example", "const", "default")]
    given += [schema[key][0] for key in ("examples", "enum") if schema.get(key)]
    for value in given:
        if value is not None:
            return value
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return example_of(document, schema[key][0], name, depth)
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        return _object(document, schema, depth)
    if kind == "array":
        items = schema.get("items", {})
        return [] if depth >= _DEPTH else [example_of(document, items, name, depth + 1)]
    return _scalar(schema, kind, name)


def _object(document: ReferenceDocument, schema: Part, depth: int) -> dict[str, Any]:
    if depth >= _DEPTH:
        return {}
    wanted = schema.get("required", list(schema.get("properties", {})))
    return {
        name: example_of(document, inner, name, depth + 1)
        for name, inner in schema.get("properties", {}).items()
        if name in wanted
    }


def _scalar(schema: Part, kind: str, name: str) -> Any:
    if kind == "integer":
        return max(schema.get("minimum", 1), min(schema.get("maximum", 1), 1))
    if kind == "number":
        return schema.get("minimum", 1.0)
    if kind in {"boolean", "null"}:
        return True if kind == "boolean" else None
    if found := _OF_FORMAT.get(schema.get("format", "")) or _OF_NAME.get(name):
        return found
    return "text".ljust(schema.get("minLength", 0), "t")[: schema.get("maxLength", 100)]
