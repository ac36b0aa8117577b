"""The committed document as the reference reads it: by operation, schema, tag and group."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from app.contract.openapi.document import operations

Part = dict[str, Any]

#: The document as it was committed: what is served is what was reviewed.
COMMITTED = Path(__file__).parents[3] / "openapi" / "openapi.json"
CHANGELOG = COMMITTED.with_name("CHANGELOG.md")

_SCHEMAS = "#/components/schemas/"
_SUCCESS = re.compile(r"[23]\d\d")
#: Headers that every program sends by the same rule; samples and forms write them themselves.
AUTOMATIC_HEADERS = ("Idempotency-Key", "If-Match", "If-None-Match")


@dataclass(frozen=True)
class DocumentedOperation:
    """One operation, with every reference of its own resolved."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    part: Part = field(repr=False)
    parameters: tuple[Part, ...] = field(repr=False)
    #: status -> response, resolved.
    responses: dict[str, Part] = field(repr=False)

    @property
    def body(self) -> tuple[str, Part] | None:
        """Media type of the request body, and its media object; None: it has no body."""
        for media_type, media in self.part.get("requestBody", {}).get("content", {}).items():
            return media_type, media
        return None

    @property
    def answer(self) -> tuple[str, str, Part] | None:
        """Status, media type and media object of the first answer with a body; None: no body."""
        for status, response in self.responses.items():
            if _SUCCESS.fullmatch(status):
                for media_type, media in response.get("content", {}).items():
                    return status, media_type, media
        return None

    @property
    def needs_token(self) -> bool:
        return bool(self.part.get("security"))

    @property
    def takes_key(self) -> bool:
        """True if it accepts an `Idempotency-Key`."""
        return any(parameter["name"] == "Idempotency-Key" for parameter in self.parameters)

    @property
    def codes(self) -> dict[str, list[str]]:
        """Status -> problem codes that the answer may have."""
        return {
            status: response["x-codes"]
            for status, response in self.responses.items()
            if "x-codes" in response
        }


class ReferenceDocument:
    """An OpenAPI document and what the pages ask of it."""

    def __init__(self, document: Part) -> None:
        self.document = document
        self.schemas: dict[str, Part] = document["components"]["schemas"]
        self.operations = {
            operation["operationId"]: self._read(path, method, operation)
            for path, method, operation in operations(document)
        }

    @classmethod
    def committed(cls) -> "ReferenceDocument":
        return cls(json.loads(COMMITTED.read_bytes()))

    @property
    def version(self) -> str:
        return str(self.document["info"]["version"])

    @cached_property
    def tags(self) -> dict[str, str]:
        """Tag -> what its operations are about."""
        return {tag["name"]: tag.get("description", "") for tag in self.document["tags"]}

    @cached_property
    def groups(self) -> list[tuple[str, list[str]]]:
        """Tags by task, in the order in which a newcomer needs them."""
        found = [(g["name"], list(g["tags"])) for g in self.document.get("x-tagGroups", ())]
        rest = [tag for tag in self.tags if not any(tag in tags for _, tags in found)]
        return [*found, ("More" if found else "Operations", rest)] if rest else found

    @cached_property
    def by_tag(self) -> dict[str, list[DocumentedOperation]]:
        """Tag -> its operations, in the order of the document."""
        found: dict[str, list[DocumentedOperation]] = {tag: [] for tag in self.tags}
        for operation in self.operations.values():
            found[operation.tag].append(operation)
        return found

    @cached_property
    def by_code(self) -> dict[str, list[DocumentedOperation]]:
        """Problem code -> operations that may answer with it."""
        found: dict[str, list[DocumentedOperation]] = {}
        for operation in self.operations.values():
            for codes in operation.codes.values():
                for code in codes:
                    found.setdefault(code, []).append(operation)
        return found

    @cached_property
    def used_by_operations(self) -> dict[str, list[DocumentedOperation]]:
        """Schema -> operations that name it in parameters, body or answers."""
        found: dict[str, list[DocumentedOperation]] = {}
        for operation in self.operations.values():
            success = {s: r for s, r in operation.responses.items() if _SUCCESS.fullmatch(s)}
            parts = [operation.parameters, operation.part.get("requestBody"), success]
            for name in _unique(_named(parts)):
                found.setdefault(name, []).append(operation)
        return found

    @cached_property
    def used_by_schemas(self) -> dict[str, list[str]]:
        """Schema -> schemas that contain it."""
        found: dict[str, list[str]] = {}
        for name, schema in self.schemas.items():
            for inner in _unique(_named(schema)):
                if inner != name:
                    found.setdefault(inner, []).append(name)
        return found

    def follow(self, part: Part) -> Part:
        """The part itself, or what it refers to."""
        while "$ref" in part:
            _, _, kind, name = part["$ref"].split("/")
            part = self.document["components"][kind][name]
        return part

    def examples_of(self, media: Part) -> list[tuple[str, Any]]:
        """Name and value of each documented example of a media object."""
        if "example" in media:
            return [("", media["example"])]
        return [
            (name, example["value"])
            for name, found in media.get("examples", {}).items()
            if "value" in (example := self.follow(found))
        ]

    def _read(self, path: str, method: str, operation: Part) -> DocumentedOperation:
        return DocumentedOperation(
            id=operation["operationId"],
            method=method.upper(),
            path=path,
            tag=operation["tags"][0],
            summary=str(operation.get("summary", operation["operationId"])),
            description=str(operation.get("description", "")),
            part=operation,
            parameters=tuple(self.follow(p) for p in operation.get("parameters", ())),
            responses={s: self.follow(r) for s, r in operation["responses"].items()},
        )


def schema_name(schema: Part) -> str | None:
    """Name of the schema that this one refers to; None: it is written out."""
    found: str | None = schema.get("$ref")
    return found.removeprefix(_SCHEMAS) if found else None


def _named(part: Any) -> Iterator[str]:
    """Names of the schemas that a part refers to, with repetitions."""
    if isinstance(part, dict):
        if (name := schema_name(part)) is not None and part["$ref"].startswith(_SCHEMAS):
            yield name
        for inner in part.values():
            yield from _named(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _named(inner)


def _unique(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(names))
