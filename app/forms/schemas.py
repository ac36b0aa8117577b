"""Forms as callers see them."""

import json
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, StrictBool, StrictInt, Update
from app.forms.models import SideEffect, VersionState
from app.forms.schema_rules.service import MOST_BYTES, MOST_DEPTH

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
EntitlementKey = Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z0-9][a-z0-9_.-]{0,59}$")]
Position = Annotated[StrictInt, Field(ge=0, le=100_000)]
Files = Annotated[StrictInt, Field(ge=0, le=50)]


def _storable(value: dict[str, Any]) -> dict[str, Any]:
    """JSON that PostgreSQL can keep: of a size and a depth, of finite numbers and real text."""
    if _depth(value) > 2 * MOST_DEPTH:
        raise PydanticCustomError("too_deep", N_("This is nested too deeply."))
    try:
        written = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:  # not a number, or half of a surrogate pair
        raise PydanticCustomError("not_json", N_("Must be valid JSON.")) from None
    if b"\\u0000" in written:
        raise PydanticCustomError("control_character", N_("Must not hold control characters."))
    if len(written) > MOST_BYTES:
        raise PydanticCustomError(
            "too_large", N_("At most {limit_bytes} bytes of JSON."), {"limit_bytes": MOST_BYTES}
        )
    return value


def _depth(value: Any) -> int:
    """How deeply objects and lists are nested, level by level: the input may be hostile."""
    levels, level = 0, [value]
    while level and levels <= 2 * MOST_DEPTH:
        levels += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return levels


#: A JSON object of somebody else's making.
Document = Annotated[dict[str, Any], AfterValidator(_storable)]
#: What was filled in, by field: checked against the form afterwards.
FieldValues = Document


class Form(Out):
    """A form under its name; what it asks stands in its versions."""

    id: UUID
    key: str
    name: str
    active: bool = Field(description="False: archived, not offered any more.")
    published_version_id: UUID | None = Field(description="The version that is filled in now.")
    version: int
    created_at: Instant
    updated_at: Instant


class FormCreate(In):
    id: UUID | None = None
    key: Key
    name: Line


class FormUpdate(Update):
    name: Line = UNCHANGED
    active: StrictBool = UNCHANGED


class FormQuery(ListQuery):
    sort: Literal["key", "-key"] = "key"
    active: bool | None = None


class NotApplicableGroup(In):
    """Fields that somebody may say do not apply: with the switch `<key>_not_applicable`."""

    key: Key
    fields: Annotated[list[FieldName], Field(min_length=1, max_length=50)]


class NotApplicable(Out):
    key: str
    fields: list[str]


class FormVersion(Out):
    """What a form asks: the draft, the published one, or one that tickets still show."""

    id: UUID
    form_id: UUID
    number: int
    state: VersionState
    json_schema: dict[str, Any]
    ui_schema: dict[str, Any]
    required_on_solve: list[str]
    agent_only: list[str]
    not_applicable_groups: list[NotApplicable]
    attachment_min: int
    attachment_max: int | None
    side_effects: list[SideEffect]
    published_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


class FormVersionCreate(In):
    """A new draft; what is left out is taken over from the newest version."""

    json_schema: Document | None = Field(None, description="JSON Schema, draft 2020-12.")
    ui_schema: Document | None = Field(None, description="How to show it; never evaluated here.")
    required_on_solve: Annotated[list[FieldName], Field(max_length=200)] | None = None
    agent_only: Annotated[list[FieldName], Field(max_length=200)] | None = None
    not_applicable_groups: Annotated[list[NotApplicableGroup], Field(max_length=20)] | None = None
    attachment_min: Files | None = None
    attachment_max: Files | None = None
    side_effects: list[SideEffect] | None = None


class FormVersionUpdate(Update):
    json_schema: Document = UNCHANGED
    ui_schema: Document = UNCHANGED
    required_on_solve: Annotated[list[FieldName], Field(max_length=200)] = UNCHANGED
    agent_only: Annotated[list[FieldName], Field(max_length=200)] = UNCHANGED
    not_applicable_groups: Annotated[list[NotApplicableGroup], Field(max_length=20)] = UNCHANGED
    attachment_min: Files = UNCHANGED
    attachment_max: Files | None = UNCHANGED
    side_effects: list[SideEffect] = UNCHANGED
    clear: list[Literal["attachment_max"]] = Field(default_factory=list)


class FormVersionQuery(ListQuery):
    sort: Literal["number", "-number"] = "-number"


class FormSchema(Out):
    """A form as the caller may fill it in; `json_schema` stands alone and is what we check."""

    form_id: UUID
    form_version_id: UUID
    number: int
    key: str
    name: str
    audience: Literal["requester", "agent"]
    phase: Literal["create", "solve"]
    json_schema: dict[str, Any]
    ui_schema: dict[str, Any]
    not_applicable_groups: list[NotApplicable]
    attachment_min: int
    attachment_max: int | None
    side_effects: list[SideEffect]


class SchemaQuery(In):
    audience: Literal["requester", "agent"] | None = Field(
        None, description="The desk may see either; a requester sees the requester's only."
    )
    phase: Literal["create", "solve"] = "create"
