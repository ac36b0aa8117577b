"""The form with which a page sends the operation to this server."""

import json
from dataclasses import dataclass
from typing import Any

from app.contract.reference.document import (
    AUTOMATIC_HEADERS,
    DocumentedOperation,
    Part,
    ReferenceDocument,
)
from app.contract.reference.samples import SampleCall
from app.contract.reference.values import example_of_parameter


@dataclass(frozen=True, slots=True)
class FormField:
    """An input for a parameter."""

    name: str
    place: str
    required: bool
    value: str
    #: What may be chosen; empty: any text.
    choices: list[str]
    #: Whether it may be given several times, separated by commas.
    repeats: bool

    @property
    def is_shown(self) -> bool:
        """True if it is seen without asking for more: it has a value, or needs one."""
        return self.required or bool(self.value) or self.name == "q"


@dataclass(frozen=True, slots=True)
class TryForm:
    """The inputs, the body as it is prefilled, and how to read the answer."""

    fields: list[FormField]
    body: str | None
    media_type: str | None
    uploads: bool
    download: str | None

    @property
    def more(self) -> int:
        """Number of fields that are seen only by those who ask for more."""
        return sum(not field.is_shown for field in self.fields)


def form_of(
    document: ReferenceDocument, operation: DocumentedOperation, call: SampleCall
) -> TryForm:
    fields = [
        _field(document, parameter, call)
        for parameter in operation.parameters
        if parameter["name"] not in AUTOMATIC_HEADERS or parameter["name"] == "If-Match"
    ]
    as_text = call.media_type is not None and not call.uploads
    return TryForm(
        fields=sorted(fields, key=lambda f: (f.place != "path", not f.required, not f.value)),
        body=json.dumps(call.body, ensure_ascii=False, indent=2) if as_text else None,
        media_type=call.media_type,
        uploads=call.uploads,
        download=call.download,
    )


def _field(document: ReferenceDocument, parameter: Part, call: SampleCall) -> FormField:
    schema = document.follow(parameter["schema"])
    repeats = schema.get("type") == "array"
    inner = document.follow(schema.get("items", {})) if repeats else schema
    given: dict[str, Any] = {**call.path, **call.query}
    value = given.get(parameter["name"])
    if value is None and parameter.get("required"):
        value = example_of_parameter(document, parameter)
    choices = [str(choice) for choice in inner.get("enum", ())]
    if inner.get("type") == "boolean":
        choices = ["true", "false"]
    return FormField(
        name=parameter["name"],
        place=parameter["in"],
        required=parameter.get("required", False),
        value=_written(value),
        choices=[] if repeats else choices,
        repeats=repeats,
    )


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_written(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
