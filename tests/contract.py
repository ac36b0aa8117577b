"""Holds every answer against the published contract: nothing undocumented, nothing left out."""

import copy
import json
import re
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
from fastapi import FastAPI

from app.contract.openapi.document import operations
from app.contract.openapi.json_schema import every_schema
from tests.raw_values import raw_values

Document = dict[str, Any]


class ContractBroken(AssertionError):
    """An answer that the contract does not describe."""


def _check_texts(where: str, problem: Document) -> None:
    for text in (problem["detail"], *(error["detail"] for error in problem["errors"])):
        if found := raw_values(text):
            raise ContractBroken(f"{where} with {found} in a text for people: {text}")


class Contract:
    """One document, with what checks its answers; compiled when first needed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        schemas = document["components"]["schemas"]
        self._closed = {"schemas": {name: _closed(schemas[name]) for name in schemas}}
        self._templates = [
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), path)
            for path in sorted(document["paths"], key=lambda path: path.count("{"))
        ]
        self.operations = {(path, method): op for path, method, op in operations(document)}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def template(self, path: str) -> str | None:
        """`/v1/people/0198…` -> `/v1/people/{person_id}`; None for a path without a contract."""
        return next((found for shape, found in self._templates if shape.fullmatch(path)), None)

    def check(
        self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes
    ) -> None:
        """Raise ContractBroken unless this is an answer that the operation documents."""
        template = self.template(path)
        operation = self.operations.get((template or "", method.lower()))
        if operation is None:
            return  # no such operation: 404 or 405, for which there is no contract
        where = f"{operation['operationId']} answered {status}"
        documented = self._follow(operation["responses"].get(str(status)))
        if documented is None:
            raise ContractBroken(f"{where}, which is not documented: {body[:300]!r}")
        for name, header in documented.get("headers", {}).items():
            if self._follow(header).get("required") and name.lower() not in _lower(headers):
                raise ContractBroken(f"{where} without the header {name}")
        self._check_body(where, documented, _lower(headers).get("content-type", ""), body)

    def _check_body(self, where: str, documented: Document, sent_type: str, body: bytes) -> None:
        content = documented.get("content")
        if content is None:
            if body:
                raise ContractBroken(f"{where} with a body, but the contract has none")
            return
        media = content.get(sent_type) or content.get("*/*")
        if media is None:
            raise ContractBroken(f"{where} as {sent_type}, the contract has {list(content)}")
        if not sent_type.endswith("json"):
            return
        sent = json.loads(body)
        if errors := list(self._validator(media["schema"]).iter_errors(sent)):
            told = "; ".join(f"{list(e.instance_path)}: {e.message}" for e in errors[:5])
            raise ContractBroken(f"{where}, which does not fit its schema: {told}"[:2000])
        if sent_type == "application/problem+json":
            _check_texts(where, sent)
        codes = documented.get("x-codes")
        if codes is not None and sent["code"] not in codes:
            raise ContractBroken(
                f"{where} {sent['code']}: name it in the route's `responses=refuses(...)`"
            )

    def _validator(self, schema: Document) -> jsonschema_rs.Draft202012Validator:
        name = json.dumps(schema)
        if name not in self._validators:
            self._validators[name] = jsonschema_rs.Draft202012Validator(
                {"allOf": [_closed(schema)], "components": self._closed},
                validate_formats=True,
            )
        return self._validators[name]

    def _follow(self, part: Any) -> Any:
        """The part itself, or what it refers to."""
        while part is not None and "$ref" in part:
            _, _, kind, name = part["$ref"].split("/")
            part = self.document["components"][kind][name]
        return part


def contract_of(app: FastAPI) -> Contract:
    """The contract that this app publishes, which does not depend on its settings.

    Made once, before any test: seconds of work, in which all tasks of a test would stand still.
    """
    if not _made:
        _made.append(Contract(app.openapi()))
    return _made[0]


_made: list[Contract] = []


def _closed(schema: Document) -> Document:
    """The same schema, refusing keys it does not name and missing those it does."""
    closed = copy.deepcopy(schema)
    for part in every_schema(closed):
        if "properties" in part and "additionalProperties" not in part:
            part["additionalProperties"] = False
            part["required"] = list(part["properties"])
    return closed


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
