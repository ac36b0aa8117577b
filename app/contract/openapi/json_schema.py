"""JSON Schemas for client generators: no redundant titles, one notation for null.

Every function changes schemas in place and knows the keyword `title` from a property of that name.
"""

import re
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_ONE = ("items", "additionalProperties", "not", "contains", "propertyNames")
_MANY = ("anyOf", "oneOf", "allOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "$defs")
_NULL = {"type": "null"}
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def every_schema(schema: Any) -> Iterator[Schema]:
    """A schema and all that are part of it, outermost first."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key in _ONE:
        yield from every_schema(schema.get(key))
    for key in _MANY:
        for part in schema.get(key, ()):
            yield from every_schema(part)
    for key in _NAMED:
        for part in schema.get(key, {}).values():
            yield from every_schema(part)


def tidy(schema: Schema) -> None:
    """Complete a schema with the parts that all need, wherever it stands."""
    for part in every_schema(schema):
        part.pop("title", None)
        fold_null(part)
        if part.get("additionalProperties") is True:
            part["additionalProperties"] = {}  # says the same, and generators look for a schema
        for bound in _BOUNDS:
            if isinstance(part.get(bound), float) and part[bound].is_integer():
                part[bound] = int(part[bound])  # 599, not 599.0
        if part.get("contentMediaType") == "application/octet-stream":
            part["format"] = "binary"  # generators of OpenAPI 3.0 age take it for text otherwise


def fold_null(schema: Schema) -> None:
    """`anyOf: [{type: T}, null]` -> `type: [T, null]`; a reference or null stays a union."""
    rest = _without_null(schema)
    if rest is None or len(rest) > 1 or not isinstance(rest[0].get("type"), str):
        return
    if "const" in rest[0]:
        return
    only = dict(rest[0])
    only["type"] = [only["type"], "null"]
    if "enum" in only:
        only["enum"] = [*only["enum"], None]
    _replace_union(schema, only)


def drop_null(schema: Schema) -> None:
    """Outside JSON nothing can be sent as null: an optional parameter is simply left out."""
    rest = _without_null(schema)
    if rest is None:
        return
    if len(rest) == 1:
        _replace_union(schema, rest[0])
    else:
        schema["anyOf"] = rest


def good_name(name: str) -> str:
    """`Page_Order_` -> `OrderPage`, `Body_uploadFile` -> `UploadFileForm`."""
    if page := re.fullmatch(r"Page_(\w+)_", name):
        return f"{page[1]}Page"
    if form := re.fullmatch(r"Body_(\w)(\w*)", name):
        return f"{form[1].upper()}{form[2]}Form"
    return name


def references(node: Any) -> Iterator[str]:
    """Every `$ref` below, and the targets of discriminators."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            elif key == "mapping" and isinstance(value, dict):
                yield from value.values()
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def renamed(node: Any, names: dict[str, str]) -> Any:
    """A copy in which every reference to an old address leads to its new one."""
    if isinstance(node, dict):
        return {key: renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [renamed(value, names) for value in node]
    return names.get(node, node) if isinstance(node, str) else node


def _without_null(schema: Schema) -> list[Schema] | None:
    """The other members of a union with null; None if it is no such union."""
    union = schema.get("anyOf")
    if not union or _NULL not in union:
        return None
    return [member for member in union if member != _NULL]


def _replace_union(schema: Schema, only: Schema) -> None:
    del schema["anyOf"]
    for key, value in only.items():
        schema.setdefault(key, value)
