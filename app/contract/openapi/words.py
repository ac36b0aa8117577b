"""Descriptions that serve many properties and parameters, written once."""

from typing import Any

Part = dict[str, Any]

_PROPERTIES = {
    "version": "Number of the latest change; it is the `ETag` as well.",
    "created_at": "Time of creation.",
    "updated_at": "Time of the latest change.",
    "items": "The entries, in the order of the list.",
    "clear": "Names of fields to empty, for clients that cannot send null.",
}
_OWN_ID = "Identifier (UUID version 7)."
_CHOSEN_ID = (
    "Identifier (UUID version 7) chosen by the client, for instance offline; left out, the server"
    " chooses one."
)
#: What a parameter names, where its own name does not say it.
_THINGS = {
    "agent": "person who is an agent",
    "author": "person who wrote it",
    "draft": "reply draft",
    "into_customer": "customer that stays",
    "link": "ticket link",
    "order_line": "line",
    "parent": "entry above",
    "requester": "person who asks",
}
_PARAMETERS = {
    "domain": "Domain of the organization, such as `redeboa.com.br`.",
    "content_hash": "SHA-256 of the content, as 64 hexadecimal digits.",
}
_FORM = "A file, sent as multipart form data."


def describe_schema(name: str, schema: Part) -> None:
    """Give a schema and its properties the common descriptions, where they have none."""
    if name.endswith("Form"):
        schema.setdefault("description", _FORM)
    for field, kind in schema.get("properties", {}).items():
        if not kind.get("description"):
            text = _of_property(field, given="id" in schema.get("required", ()))
            if text:
                kind["description"] = text


def describe_parameter(parameter: Part) -> None:
    """Give a parameter the common description of its name, where it has none."""
    name = parameter["name"]
    text = _PARAMETERS.get(name) or _of_id(name)
    if text and not parameter.get("description"):
        parameter["description"] = text


def _of_property(name: str, *, given: bool) -> str | None:
    if name == "id":
        return _OWN_ID if given else _CHOSEN_ID
    return _PROPERTIES.get(name) or _of_id(name)


def _of_id(name: str) -> str | None:
    """For `problem_code_id`: Identifier of the problem code."""
    if not name.endswith("_id"):
        return None
    thing = name.removesuffix("_id")
    return f"Identifier of the {_THINGS.get(thing, thing.replace('_', ' '))}."
