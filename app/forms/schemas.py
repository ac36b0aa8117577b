"""Forms as callers see them."""

import json
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    StrictBool,
    StrictInt,
    Update,
    composed,
)
from app.forms.models import FormVersionStatus, SideEffect
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
        text = composed(json.dumps(value, ensure_ascii=False, allow_nan=False))
        written = text.encode()
    except ValueError:  # not a number, or half of a surrogate pair
        raise PydanticCustomError("not_json", N_("Must be valid JSON.")) from None
    if b"\\u0000" in written:
        raise PydanticCustomError("control_character", N_("Must not hold control characters."))
    if len(written) > MOST_BYTES:
        raise PydanticCustomError(
            "too_large", N_("At most {limit_bytes} bytes of JSON."), {"limit_bytes": MOST_BYTES}
        )
    found: dict[str, Any] = json.loads(text)
    return found


def _depth(value: Any) -> int:
    """Depth of nested objects and lists, counted level by level: the input may be hostile."""
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


#: A JSON object of the caller's own design.
Document = Annotated[dict[str, Any], AfterValidator(_storable)]
#: What was filled in, by field: checked against the form afterwards.
FieldValues = Document

_KEY = (
    "Name of the form for programs, unique within the organization: lower-case letters, digits,"
    " `_` and `-`, such as `second-copy`."
)
_NAME = "Name of the form as people read it."
_JSON_SCHEMA = (
    "The fields of the form as JSON Schema (draft 2020-12): an object with"
    " `additionalProperties: false`, at most 200 fields and 65536 bytes. A `$ref` leads to"
    " `#/$defs/` only."
)
_UI_SCHEMA = (
    "How a client shows the fields, such as their order (`ui:order`). The server does not"
    " evaluate it."
)
_REQUIRED_ON_SOLVE = (
    "Names of the fields that are required when the ticket is solved, beside those that the JSON"
    " Schema requires."
)
_AGENT_ONLY = "Names of the fields that only the desk sees and fills in."
_GROUPS = (
    "Groups of fields that can be declared not applicable. Each adds the boolean field"
    " `<key>_not_applicable`; while it is true, the fields of the group are not required and must"
    " be absent."
)
_GROUP_KEY = "Key of the group; its switch is the field `<key>_not_applicable`."
_GROUP_FIELDS = "Names of the fields that the switch excuses."
_ATTACHMENT_MIN = (
    "Number of files that a ticket must have at least when it is opened with the form."
)
_ATTACHMENT_MAX = "Number of files that a ticket may have at most when it is opened with the form."
_SIDE_EFFECTS = "What opening a ticket with the form may do besides."
_AS_NEWEST = " Absent or null: as in the newest version of the form."
#: For whom a form or the tree is shown.
AUDIENCE = (
    "Whose view is shown: `requester` or `agent`. Absent: `agent` for a caller with the permission"
    " `tickets:all`, else `requester`. Anybody without it who asks for `agent` is refused."
)


class Form(Out):
    """A form that is filled in to open or advance a ticket. Its fields are in its versions."""

    id: UUID
    key: str = Field(description=_KEY)
    name: str = Field(description=_NAME)
    active: bool = Field(description="False once the form is archived and no longer offered.")
    published_version_id: UUID | None = Field(
        description="The version that is filled in now. Null while none is published."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class FormCreate(In):
    """A new form, without fields: they come with its first version."""

    id: OwnId | None = None
    key: Key = Field(description=f"{_KEY} It cannot be changed later.")
    name: Line = Field(description=_NAME)


class FormUpdate(Update):
    """Changes to a form, as a merge patch. Its key cannot be changed."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    active: Annotated[
        StrictBool, Field(description="False archives the form; true offers it again.")
    ] = UNCHANGED


class FormQuery(ListQuery):
    """Filters and order of the list of forms."""

    sort: Literal["key", "-key"] = "key"
    active: bool | None = Field(
        None, description="Only active forms (true) or only archived ones (false)."
    )


class NotApplicableGroup(In):
    """Fields of a form that can be declared not applicable together, as they are sent."""

    key: Key = Field(description=_GROUP_KEY)
    field_keys: Annotated[list[FieldName], Field(min_length=1, max_length=50)] = Field(
        description=_GROUP_FIELDS
    )


class NotApplicable(Out):
    """Fields of a form that can be declared not applicable together."""

    key: str = Field(description=_GROUP_KEY)
    field_keys: list[str] = Field(description=_GROUP_FIELDS)


class FormVersion(Out):
    """One version of a form: a draft, the published one, or a retired one that tickets keep."""

    id: UUID
    form_id: UUID
    number: int = Field(description="Number of the version within its form, counted from 1.")
    status: FormVersionStatus = Field(description="Where the version is in its life.")
    json_schema: dict[str, Any] = Field(description=_JSON_SCHEMA)
    ui_schema: dict[str, Any] = Field(description=_UI_SCHEMA)
    required_on_solve: list[str] = Field(description=_REQUIRED_ON_SOLVE)
    agent_only: list[str] = Field(description=_AGENT_ONLY)
    not_applicable_groups: list[NotApplicable] = Field(description=_GROUPS)
    attachment_min: int = Field(description=_ATTACHMENT_MIN)
    attachment_max: int | None = Field(
        description=f"{_ATTACHMENT_MAX} Null: only the limits of the desk apply."
    )
    side_effects: list[SideEffect] = Field(description=_SIDE_EFFECTS)
    published_at: Instant | None = Field(
        description="Time at which the version was published. Null while it is a draft."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class FormVersionCreate(In):
    """A new draft of a form. What is left out is taken over from the newest version."""

    json_schema: Document | None = Field(None, description=_JSON_SCHEMA + _AS_NEWEST)
    ui_schema: Document | None = Field(None, description=_UI_SCHEMA + _AS_NEWEST)
    required_on_solve: Annotated[list[FieldName], Field(max_length=200)] | None = Field(
        None, description=_REQUIRED_ON_SOLVE + _AS_NEWEST
    )
    agent_only: Annotated[list[FieldName], Field(max_length=200)] | None = Field(
        None, description=_AGENT_ONLY + _AS_NEWEST
    )
    not_applicable_groups: Annotated[list[NotApplicableGroup], Field(max_length=20)] | None = Field(
        None, description=_GROUPS + _AS_NEWEST
    )
    attachment_min: Files | None = Field(None, description=_ATTACHMENT_MIN + _AS_NEWEST)
    attachment_max: Files | None = Field(None, description=_ATTACHMENT_MAX + _AS_NEWEST)
    side_effects: list[SideEffect] | None = Field(None, description=_SIDE_EFFECTS + _AS_NEWEST)


class FormVersionUpdate(Update):
    """Changes to a draft. What is given replaces the former value as a whole, schemas included.

    A version that was published does not change any more.
    """

    json_schema: Annotated[Document, Field(description=_JSON_SCHEMA)] = UNCHANGED
    ui_schema: Annotated[Document, Field(description=_UI_SCHEMA)] = UNCHANGED
    required_on_solve: Annotated[
        list[FieldName], Field(max_length=200, description=_REQUIRED_ON_SOLVE)
    ] = UNCHANGED
    agent_only: Annotated[list[FieldName], Field(max_length=200, description=_AGENT_ONLY)] = (
        UNCHANGED
    )
    not_applicable_groups: Annotated[
        list[NotApplicableGroup], Field(max_length=20, description=_GROUPS)
    ] = UNCHANGED
    attachment_min: Annotated[Files, Field(description=_ATTACHMENT_MIN)] = UNCHANGED
    attachment_max: Annotated[
        Files | None,
        Field(description=f"{_ATTACHMENT_MAX} Null: only the limits of the desk apply."),
    ] = UNCHANGED
    side_effects: Annotated[list[SideEffect], Field(description=_SIDE_EFFECTS)] = UNCHANGED
    clear: list[Literal["attachment_max"]] = Field(default_factory=list)


class FormVersionQuery(ListQuery):
    """Order of the list of a form's versions."""

    sort: Literal["number", "-number"] = "-number"


class FormSchema(Out):
    """One version of a form as one audience fills it in during one phase.

    `json_schema` needs nothing else to be evaluated, and is what the server checks values with.
    """

    form_id: UUID
    form_version_id: UUID
    number: int = Field(description="Number of the version within its form, counted from 1.")
    key: str = Field(description=_KEY)
    name: str = Field(description=_NAME)
    audience: Literal["requester", "agent"] = Field(
        description="Who fills it in: the requester, or an agent of the desk."
    )
    phase: Literal["create", "solve"] = Field(
        description="When it is filled in: to open or advance a ticket (`create`), or to solve it"
        " (`solve`)."
    )
    json_schema: dict[str, Any] = Field(
        description="The fields for this audience and phase as JSON Schema (draft 2020-12), without"
        " references: fields that only the desk fills in are left out for a requester, fields that"
        " are required on solving are required in that phase, and the switches of"
        " `not_applicable_groups` are added."
    )
    ui_schema: dict[str, Any] = Field(description=_UI_SCHEMA)
    not_applicable_groups: list[NotApplicable] = Field(description=_GROUPS)
    attachment_min: int = Field(description=_ATTACHMENT_MIN)
    attachment_max: int | None = Field(
        description=f"{_ATTACHMENT_MAX} Null: only the limits of the desk apply."
    )
    side_effects: list[SideEffect] = Field(description=_SIDE_EFFECTS)


class SchemaQuery(In):
    """For whom and when a form is filled in."""

    audience: Literal["requester", "agent"] | None = Field(None, description=AUDIENCE)
    phase: Literal["create", "solve"] = Field(
        "create",
        description="When the form is filled in: to open or advance a ticket (`create`), or to"
        " solve it (`solve`), which requires the fields of `required_on_solve` as well.",
    )
