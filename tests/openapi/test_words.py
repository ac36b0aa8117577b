"""The contract explains itself: every schema, property and parameter has a description."""

from typing import Any

from app.contract.openapi.document import operations

Document = dict[str, Any]

#: How a summary would begin that names a thing instead of what is done.
NO_VERBS = {"A", "An", "The", "What", "Who", "Where", "When", "How", "Whether", "One", "Everything"}


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


def test_every_operation_is_named_by_a_verb_and_explained(document: Document) -> None:
    """A summary is one line that begins with a verb; the description says more than the right."""
    summaries = [operation["summary"] for _path, _method, operation in operations(document)]
    assert len(set(summaries)) == len(summaries)
    assert [s for s in summaries if len(s) > 85 or s.endswith(".") or not s[0].isupper()] == []
    assert {s.split()[0] for s in summaries} & NO_VERBS == set()
    unexplained = [
        operation["operationId"]
        for _path, _method, operation in operations(document)
        if len(operation["description"].rpartition("\n\n")[0]) < 80
    ]
    assert unexplained == []
