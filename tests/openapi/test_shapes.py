"""One word has one type in the whole contract, and no type has a name that is taken."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from app.core.values.ids import new_id
from tests.openapi.taken_names import TAKEN

Document = dict[str, Any]

#: Words with several types, and why.
SEVERAL = {
    "type": "a discriminator; in a problem the URI of RFC 9457",
    "status": "a life cycle; in a problem the HTTP status of RFC 9457",
    "value": "what an action sets; its type depends on `type`",
}
_FORMATS = ("uuid", "date", "date-time")


def test_one_word_has_one_type(document: Document) -> None:
    types: dict[str, set[str]] = defaultdict(set)
    for name, kind in _words(document):
        types[name].add(kind)
    several = {name: kinds for name, kinds in types.items() if len(kinds) > 1}
    assert several.keys() == SEVERAL.keys(), several


def test_an_id_that_a_client_chooses_is_of_version_7(document: Document) -> None:
    components = document["components"]["schemas"]
    chosen = {
        name: components[name]["properties"]["id"].get("pattern")
        for path in document["paths"].values()
        for operation in path.values()
        for media in operation.get("requestBody", {}).get("content", {}).values()
        if (name := media["schema"].get("$ref", "").rpartition("/")[2])
        and "id" in components[name]["properties"]
    }
    pattern = chosen["TicketCreate"]
    assert re.fullmatch(pattern, str(new_id()))
    assert not re.fullmatch(pattern, str(uuid4()))
    assert {name: found for name, found in chosen.items() if found != pattern} == {}


def test_no_type_hides_one_of_a_language(document: Document) -> None:
    names = set(document["components"]["schemas"])
    assert {language: names & taken for language, taken in TAKEN.items() if names & taken} == {}


def _words(document: Document) -> Iterator[tuple[str, str]]:
    """Every property and parameter, and its type."""
    components = document["components"]["schemas"]
    for schema in components.values():
        for name, kind in schema.get("properties", {}).items():
            yield name, _type(kind, components)
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if "$ref" not in parameter:
                    yield parameter["name"], _filtered(parameter["schema"], components)


def _filtered(schema: Document, components: Document) -> str:
    """The type of one value of a parameter; `me` and `none` stand for an id."""
    if schema.get("type") == "array":
        return _filtered(schema["items"], components)
    if schema.get("pattern", "").startswith(("^(me|", "^(none|")):
        return "uuid"
    return _type(schema, components)


def _type(schema: Document, components: Document) -> str:
    """`null` aside. An enumeration is a type of its own, as are `uuid`, `date`, `date-time`."""
    if "$ref" in schema:
        target = components[schema["$ref"].rpartition("/")[2]]
        return "object" if "oneOf" in target else _type(target, components)
    if "anyOf" in schema:
        (only,) = {_type(m, components) for m in schema["anyOf"] if m != {"type": "null"}}
        return only
    kind = schema["type"]
    if isinstance(kind, list):
        (kind,) = set(kind) - {"null"}
    if kind == "array":
        return f"list of {_type(schema['items'], components)}"
    if "enum" in schema or "const" in schema:
        return "enum"
    return schema["format"] if schema.get("format") in _FORMATS else str(kind)
