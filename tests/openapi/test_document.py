"""The contract reads well: to people, to linters, and to generators of clients."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from fastapi import FastAPI
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.contract.description import document_of
from app.contract.examples.bodies import BODIES
from app.contract.openapi.document import operations
from app.contract.openapi.json_schema import every_schema
from app.core.values.errors import catalogue
from app.domains import TAGS

Document = dict[str, Any]
Operations = dict[str, Document]


def test_it_is_valid_openapi(document: Document) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_it_is_the_same_each_time_it_is_built(app: FastAPI, document: Document) -> None:
    assert json.dumps(document_of(app)) == json.dumps(document)


def test_every_function_of_an_sdk_has_a_name_of_its_own(document: Document) -> None:
    names = Counter(operation["operationId"] for _, _, operation in operations(document))
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+[A-Z]\w+", name)] == []


def test_functions_that_read_write_and_remove_are_named_so(document: Document) -> None:
    verbs = {
        "get": ("get", "list", "count", "download"),
        "patch": ("update",),
        "delete": ("delete",),
    }
    wrong = [
        operation["operationId"]
        for _, method, operation in operations(document)
        if not operation["operationId"].startswith(verbs.get(method, ""))
    ]
    assert wrong == []


def test_every_operation_stands_in_one_described_group(
    document: Document, every_operation: Operations
) -> None:
    assert {name for name, o in every_operation.items() if len(o["tags"]) != 1} == set()
    assert {o["tags"][0] for o in every_operation.values()} == set(TAGS)
    assert [tag["name"] for tag in document["tags"]] == sorted(TAGS)


def test_every_operation_is_explained(every_operation: Operations) -> None:
    silent = [
        name
        for name, operation in every_operation.items()
        if len(operation["summary"]) < 8 or not operation["description"]
    ]
    assert silent == []


def test_what_is_read_is_never_what_is_sent(document: Document) -> None:
    names = document["components"]["schemas"]
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z0-9]+", name)] == []


def test_generated_titles_are_gone(document: Document) -> None:
    assert [
        name
        for name, schema in document["components"]["schemas"].items()
        for part in every_schema(schema)
        if isinstance(part.get("title"), str)
    ] == []


def test_only_json_can_say_null(document: Document) -> None:
    parameters = [
        (operation["operationId"], parameter["name"])
        for _, _, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if "null" in json.dumps(parameter.get("schema", {}))
    ]
    assert parameters == []


def test_every_field_of_an_answer_is_promised(document: Document) -> None:
    schemas = document["components"]["schemas"]
    sent = {
        address
        for _, _, operation in operations(document)
        for address in re.findall(r"schemas/(\w+)", json.dumps(operation.get("requestBody", {})))
    }
    loose = [
        name
        for name, schema in schemas.items()
        if name not in sent
        and not name.endswith(("Create", "Update"))
        and schema.get("additionalProperties") is not False
        and set(schema.get("properties", {})) != set(schema.get("required", ()))
    ]
    assert loose == []


def test_every_code_that_is_documented_is_in_the_catalogue(document: Document) -> None:
    known = {refusal.code() for refusal in catalogue()}
    documented = set(document["components"]["examples"])
    assert documented <= known


def test_every_body_comes_with_an_example_that_fits_it(document: Document) -> None:
    wrong = [
        f"{operation['operationId']} {error}"
        for _, _, operation in operations(document)
        for error in _errors(document, operation.get("requestBody", {}))
    ]
    assert wrong == []


def test_every_json_answer_comes_with_an_example_that_fits_it(document: Document) -> None:
    wrong = [
        f"{operation['operationId']} {status} {error}"
        for _, _, operation in operations(document)
        for status, answer in operation["responses"].items()
        for error in _errors(document, answer)
    ]
    assert wrong == []


def test_no_example_is_left_over(document: Document) -> None:
    assert set(BODIES) <= set(document["components"]["schemas"])


def _errors(document: Document, part: Document) -> Iterator[str]:
    """What is wrong with the example of JSON that is sent or answered."""
    media = part.get("content", {}).get("application/json")
    if media is None:
        return
    if "example" not in media:
        yield "has no example"
        return
    schema = {"allOf": [media["schema"]], "components": document["components"]}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    for error in validator.iter_errors(media["example"]):
        yield f"{list(error.instance_path)}: {error.message}"
