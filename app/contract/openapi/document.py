"""The OpenAPI document, completed for client generators and readers.

`build` is a pure function of the app: what FastAPI emits, completed with what operations have in
common (credential, headers, refusals), so that no route has to repeat it.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.contract.openapi.access import credential, describe_access
from app.contract.openapi.enums import name_enums
from app.contract.openapi.json_schema import drop_null, good_name, references, renamed, tidy
from app.contract.openapi.parts import (
    EXAMPLE_ID,
    HEADERS,
    PARAMETERS,
    RESPONSES,
    Part,
    headers,
    problem_examples,
    problem_response,
    reference,
    shared_responses,
)
from app.contract.openapi.words import describe_parameter, describe_schema
from app.core.data.database import Versioned
from app.core.http import idempotency
from app.core.http.access import bearer
from app.core.http.routing import permission_of
from app.core.values import errors
from app.core.values.errors import Refusal

Document = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
_SCHEMAS = "#/components/schemas/"
_OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")
_DONE = {"200": "OK", "201": "Created", "202": "Accepted", "204": "Done"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """Facts that decide the common part of one operation."""

    changes: bool
    permission: str | None
    takes_key: bool = False
    checks_version: bool = False
    has_parameters: bool = False
    has_body: bool = False
    has_cursor: bool = False
    names_a_row: bool = False

    def refusals(self) -> Iterator[type[Refusal]]:
        """Answers that any operation of this shape may give, whatever its domain."""
        yield from (errors.RateLimited, errors.InternalError, errors.Unavailable)
        if self.permission:
            yield from (errors.Unauthenticated, errors.GrantEnded, errors.PermissionMissing)
            yield from (errors.AddressNotAllowed, errors.PasswordChangeRequired)
            yield errors.SecondFactorSetupRequired
        if self.names_a_row:
            yield errors.NotFound
        if self.has_cursor:
            yield errors.InvalidCursor
        if self.checks_version:
            yield errors.PreconditionFailed
        if self.has_parameters or self.has_body:
            yield errors.ValidationFailed
        if self.changes:
            yield errors.TryAgain
        if self.has_body:
            yield from (errors.MalformedRequest, errors.BodyTooLarge, errors.MediaTypeNotSupported)
            yield from (errors.Duplicate, errors.RuleViolated, errors.UnknownReference)
        if self.takes_key:
            yield idempotency.IdempotencyKeyMalformed
            yield idempotency.IdempotencyInProgress
            yield idempotency.AnswerUndecryptable
            yield idempotency.IdempotencyKeyReused


@dataclass(frozen=True, slots=True)
class Examples:
    """Values that show what is sent and what comes back."""

    #: Name of a request's schema -> a body.
    bodies: Mapping[str, Any] = field(default_factory=dict)
    #: Name of a path parameter, or of an operation and one of its query parameters -> a value.
    parameters: Mapping[str, Any] = field(default_factory=dict)
    #: operationId -> status -> an answer.
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


_EVERY_SHAPE = _Shape(True, "any", True, True, True, True, True, True)


def build(app: FastAPI, examples: Examples | None = None) -> Document:
    """Complete what FastAPI emits: the whole document."""
    examples = examples or Examples()
    document = copy.deepcopy(FastAPI.openapi(app))
    _tidy_schemas(document)
    dependants = {
        route.operation_id: route.dependant
        for route in app.routes
        if isinstance(route, APIRoute) and route.operation_id
    }
    for path, method, operation in operations(document):
        dependant = dependants[operation["operationId"]]
        shape = _shape(path, method, operation, dependant)
        _describe(operation)
        _complete_parameters(operation, shape)
        _complete_security(operation, shape)
        _complete_answers(document, method, operation, shape)
        _complete_refusals(operation, shape)
        _give_examples(operation, examples)
        describe_access(operation, dependant)
    name_enums(document)
    document["components"] |= {
        "parameters": copy.deepcopy(dict(PARAMETERS)),
        "headers": copy.deepcopy(dict(HEADERS)),
        "responses": shared_responses(_EVERY_SHAPE.refusals()),
        "examples": problem_examples(),
        "securitySchemes": {bearer.scheme_name: credential()},
    }
    document["paths"] = {
        path: {method: item[method] for method in METHODS if method in item}
        for path, item in document["paths"].items()
    }
    _drop_unused(document)
    return document


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Path, method and operation, in the order of the document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _shape(path: str, method: str, operation: Document, dependant: Dependant) -> _Shape:
    parameters = operation.get("parameters", ())
    permission = permission_of(dependant)
    return _Shape(
        changes=method != "get",
        permission=permission,
        takes_key=_takes_key(dependant)
        or (method == "post" and not (permission or ":read").endswith(":read")),
        checks_version=_checks_version(dependant),
        has_parameters=bool(parameters),
        has_body="requestBody" in operation,
        has_cursor=any(p["name"] == "cursor" for p in parameters),
        names_a_row="{" in path and permission is not None,
    )


def _takes_key(dependant: Dependant) -> bool:
    """Return True if a public route makes its answer repeatable by itself."""
    return any(inner.call is idempotency.given_key for inner in dependant.dependencies)


def _checks_version(dependant: Dependant) -> bool:
    """Return True if the route takes a versioned row, which is held against `If-Match`."""
    assert dependant.call is not None
    kinds = get_type_hints(dependant.call).values()
    return any(isinstance(kind, type) and issubclass(kind, Versioned) for kind in kinds)


def _tidy_schemas(document: Document) -> None:
    for name in _OF_THE_FRAMEWORK:
        document["components"]["schemas"].pop(name, None)
    names = {name: good_name(name) for name in document["components"]["schemas"]}
    uploads = {new for old, new in names.items() if old != new and new.endswith("Form")}
    document.update(renamed(document, {_SCHEMAS + old: _SCHEMAS + names[old] for old in names}))
    found = {names[old]: schema for old, schema in document["components"]["schemas"].items()}
    document["components"]["schemas"] = dict(sorted(found.items()))
    for name, schema in found.items():
        if name in uploads:
            for field in schema["properties"].values():
                drop_null(field)
        tidy(schema)
        describe_schema(name, schema)
    # A refusal brings what a program needs to go on, such as how much is available.
    found["Problem"]["additionalProperties"] = True


def _describe(operation: Document) -> None:
    """The first sentence of the docstring is the summary; what follows explains."""
    paragraph, _, more = operation.get("description", "").partition("\n\n")
    summary, _, rest = " ".join(paragraph.split()).partition(". ")
    operation["summary"] = summary.removesuffix(".")
    operation["description"] = "\n\n".join(filter(None, [rest, more]))


def _complete_parameters(operation: Document, shape: _Shape) -> None:
    parameters = operation.get("parameters", [])
    for parameter in parameters:
        schema = parameter["schema"]
        if not parameter.get("required"):
            drop_null(schema)
        tidy(schema)
        schema.pop("description", None)  # it stands beside the schema already
        if schema.get("type") == "array":
            parameter |= {"style": "form", "explode": True}
        describe_parameter(parameter)
    if shape.takes_key:
        parameters.append(reference("parameters", "IdempotencyKey"))
    if shape.checks_version:
        parameters.append(reference("parameters", "IfMatch"))
    if parameters:
        operation["parameters"] = parameters


def _complete_security(operation: Document, shape: _Shape) -> None:
    operation["security"] = [{bearer.scheme_name: []}] if shape.permission else []


def _complete_answers(document: Document, method: str, operation: Document, shape: _Shape) -> None:
    answers = operation["responses"]
    for status in [status for status in answers if status.startswith("2")]:
        answer = answers[status]
        if answer.get("description") == "Successful Response":
            answer["description"] = _DONE[status]
        names = ["X-Request-Id", "RateLimit", "RateLimit-Policy"]
        if _has_version(document, answer) or "304" in answers:
            names.append("ETag")
        if status == "201" and shape.permission:
            names.append("Location")
        if shape.takes_key:
            names.append("Idempotent-Replayed")
        answer["headers"] = headers(*names) | answer.get("headers", {})
        if method == "get" and "ETag" in names:
            operation.setdefault("parameters", []).append(reference("parameters", "IfNoneMatch"))
            answers["304"] = {
                "description": "Not changed since that version.",
                "headers": headers("X-Request-Id", "ETag"),
            }


def _has_version(document: Document, answer: Part) -> bool:
    for media in answer.get("content", {}).values():
        tidy(media.get("schema", {}))
        name = media.get("schema", {}).get("$ref", "").removeprefix(_SCHEMAS)
        if "version" in document["components"]["schemas"].get(name, {}).get("properties", {}):
            return True
    return False


def _complete_refusals(operation: Document, shape: _Shape) -> None:
    """A shared response where the operation adds no code of its own, else one that names them."""
    answers = operation["responses"]
    common: dict[int, list[str]] = {}
    for refusal in shape.refusals():
        common.setdefault(refusal.status, []).append(refusal.code())
    own = {int(s): a["x-codes"] for s, a in answers.items() if "x-codes" in a}
    answers.pop("422", None)  # the framework's own, where the route names none
    for status in common.keys() | own.keys():
        expected = sorted(common.get(status, ()))
        special = [code for code in own.get(status, ()) if code not in expected]
        answers[str(status)] = (
            problem_response(status, [*special, *expected])
            if special
            else reference("responses", RESPONSES[status])
        )
    operation["responses"] = dict(sorted(answers.items()))


def _give_examples(operation: Document, examples: Examples) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter.get("in") == "path":
            parameter["example"] = examples.parameters.get(parameter["name"], EXAMPLE_ID)
        name = f"{operation['operationId']}.{parameter.get('name')}"
        if name in examples.parameters:
            parameter["example"] = examples.parameters[name]
    for media in operation.get("requestBody", {}).get("content", {}).values():
        name = media.get("schema", {}).get("$ref", "").removeprefix(_SCHEMAS)
        if name in examples.bodies:
            media["example"] = examples.bodies[name]
    for status, answer in examples.answers.get(operation["operationId"], {}).items():
        operation["responses"][status]["content"]["application/json"]["example"] = answer


def _drop_unused(document: Document) -> None:
    """Remove schemas that no operation leads to: dead weight in every client."""
    components = document["components"]
    reached: set[str] = set()
    waiting = list(references(document["paths"]))
    while waiting:
        address = waiting.pop()
        if address not in reached:
            reached.add(address)
            _, _, kind, name = address.split("/")
            waiting += references(components[kind][name])
    for kind in ("schemas", "responses", "headers", "parameters", "examples"):
        components[kind] = {
            name: part
            for name, part in components[kind].items()
            if f"#/components/{kind}/{name}" in reached
        }
