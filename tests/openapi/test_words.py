"""The contract explains itself: every schema, property and parameter has a description."""

import re
from collections import defaultdict
from typing import Any

from app.contract.openapi.document import operations
from app.contract.openapi.json_schema import every_schema

Document = dict[str, Any]

#: What operations do. A new verb is added here when none of these says it.
VERBS = {
    *("accept", "activate", "add", "anonymize", "apply", "approve", "assign", "cancel"),
    *("change", "claim", "clone", "close", "confirm", "convert", "correct", "count"),
    *("create", "delete", "discard", "dispatch", "download", "edit", "end", "exchange"),
    *("export", "find", "get", "import", "let", "link", "list", "mark", "merge", "move"),
    *("open", "pause", "preview", "publish", "raise", "rate", "read", "record", "redact"),
    *("refresh", "refuse", "reject", "release", "remove", "renew", "reopen", "replace", "reply"),
    *("report", "request", "reset", "resolve", "resume", "retire", "retry", "reverse", "revise"),
    *("revoke", "schedule", "send", "set", "sign", "solve", "split", "start", "submit"),
    *("suspend", "take", "tell", "try", "unlink", "update", "upload", "use", "verify"),
    *("pick", "receive", "reconcile", "ship"),
    "write",
}
#: What a number counts or measures, or the place that it says.
MEASURE = re.compile(
    r"number of|how (many|often)|share|percent|stars|counted from|in this order|degrees|metres"
    r"|pixels|bytes|seconds?\b|minutes|hours|days?\b|dbm|currency|in (its|the) unit|how many times"
    r"|\d to \d|\d \(|lower numbers|`seq`|which action",
    re.IGNORECASE,
)
#: Numbers that are names.
NAMES = {"number", "other_number", "ticket_number", "rule_version", "version", "status"}


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


def test_every_number_says_what_it_measures_and_its_unit(document: Document) -> None:
    silent = [
        f"{name}.{field}: {kind['description']}"
        for name, schema in document["components"]["schemas"].items()
        for field, kind in schema.get("properties", {}).items()
        if field not in NAMES and any(map(_is_number, every_schema(kind)))
        if not MEASURE.search(kind["description"])
    ]
    assert silent == []


def test_every_parameter_says_what_it_is_for(document: Document) -> None:
    silent = [
        parameter["name"] for parameter in _parameters(document) if not parameter.get("description")
    ]
    assert silent == []


def test_what_every_list_takes_is_said_in_the_same_words(document: Document) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for parameter in _parameters(document):
        said[parameter["name"]].add(parameter["description"])
    assert [name for name in ("limit", "cursor", "sort") if len(said[name]) != 1] == []


def test_every_operation_is_named_by_a_verb_and_explained(document: Document) -> None:
    """A summary is one line that begins with a verb; the description says more than the right."""
    summaries = [operation["summary"] for _path, _method, operation in operations(document)]
    assert len(set(summaries)) == len(summaries)
    assert [s for s in summaries if len(s) > 85 or s.endswith(".") or not s[0].isupper()] == []
    assert {s.split()[0].lower().rstrip(",") for s in summaries} - VERBS == set()
    unexplained = [
        operation["operationId"]
        for _path, _method, operation in operations(document)
        if len(operation["description"].rpartition("\n\n")[0]) < 80
    ]
    assert unexplained == []


def _parameters(document: Document) -> list[Document]:
    """Those of all operations, and those that operations share."""
    own = [p for _, _, operation in operations(document) for p in operation.get("parameters", ())]
    return [*document["components"]["parameters"].values(), *(p for p in own if "$ref" not in p)]


def _is_number(schema: Document) -> bool:
    """Whether it is one, also as a decimal string."""
    kinds = schema.get("type", ())
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    return bool(kinds & {"integer", "number"}) or r"\d{1," in schema.get("pattern", "")
