"""Validation of values against a form, with problems in words."""

import json
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

import jsonschema_rs

from app.core.values.errors import FieldProblem, field_problem
from app.core.values.notation import Codes
from app.core.values.text import N_
from app.forms.effective_schema.service import Phase, Role, effective
from app.forms.schema_rules.service import Schema, compiled, escaped

#: More problems than a person corrects at once.
MOST_PROBLEMS = 50
MOST_VALIDATORS = 2_000
#: Organization, version of a form and the version of that row, audience, phase.
_validators: dict[tuple[UUID, UUID, int, str, str], jsonschema_rs.Draft202012Validator] = {}

_WORDS: dict[str, tuple[str, str]] = {
    "type": ("wrong_type", N_("Must be of the type {types}.")),
    "enum": ("unknown_value", N_("Must be one of: {expected}.")),
    "const": ("unknown_value", N_("Must be one of: {expected}.")),
    "pattern": ("pattern", N_("Does not have the form that is asked for.")),
    "format": ("format", N_("Must be written as `{format}`.")),
    "minLength": ("too_short", N_("At least {min_length} characters.")),
    "maxLength": ("too_long", N_("At most {max_length} characters.")),
    "minItems": ("too_few", N_("At least {min_length} entries.")),
    "maxItems": ("too_many", N_("At most {max_length} entries.")),
    "minimum": ("greater_than_equal", N_("Must be {ge} or more.")),
    "maximum": ("less_than_equal", N_("Must be {le} or less.")),
    "exclusiveMinimum": ("greater_than", N_("Must be greater than {gt}.")),
    "exclusiveMaximum": ("less_than", N_("Must be less than {lt}.")),
    "falseSchema": ("not_expected", N_("This field is not expected with the other answers.")),
}
_LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
}
_REQUIRED = ("required", N_("This field is required."))
_UNKNOWN = ("unknown_field", N_("There is no such field."))
_AGENT_ONLY = ("agent_only", N_("Only the desk fills in this field."))
_OTHER = ("not_valid", N_("This value is not valid."))


class Asking(Protocol):
    """A version of a form, as far as validation looks at it."""

    organization_id: Any
    id: Any
    version: Any
    json_schema: Any
    agent_only: Any
    required_on_solve: Any
    not_applicable_groups: Any


def schema_for(asking: Asking, audience: Role, phase: Phase) -> Schema:
    """Fields that this audience fills in during this phase, as JSON Schema that stands alone."""
    return effective(
        asking.json_schema,
        agent_only=asking.agent_only,
        required_on_solve=asking.required_on_solve,
        not_applicable_groups=asking.not_applicable_groups,
        audience=audience,
        phase=phase,
    )


def validate(
    asking: Asking, values: dict[str, Any], *, audience: Role, phase: Phase, field: str = "fields"
) -> list[FieldProblem] | None:
    """None, or what is wrong; pointers lead into this field of the body."""
    validator = _validator(asking, audience, phase)
    hidden = frozenset(asking.agent_only) if audience == "requester" else frozenset()
    found: dict[tuple[str, str], FieldProblem] = {}
    for error in validator.iter_errors(values):
        for problem in _told(error, field, hidden):
            found.setdefault((problem.pointer, problem.code), problem)
        if len(found) >= MOST_PROBLEMS:
            break
    return list(found.values()) or None


def _validator(asking: Asking, audience: Role, phase: Phase) -> jsonschema_rs.Draft202012Validator:
    key = (asking.organization_id, asking.id, asking.version, audience, phase)
    found = _validators.get(key)
    if found is None:
        if len(_validators) >= MOST_VALIDATORS:
            _validators.clear()
        found = _validators[key] = compiled(schema_for(asking, audience, phase))
    return found


def _told(
    error: jsonschema_rs.ValidationError, field: str, hidden: frozenset[str]
) -> list[FieldProblem]:
    place = "".join(f"/{escaped(step)}" for step in error.instance_path)
    keyword, said = error.kind.name, error.kind.as_dict()
    if keyword == "required":
        return [field_problem(f"{field}{place}/{escaped(said['property'])}", *_REQUIRED)]
    if keyword == "additionalProperties":
        return [
            field_problem(
                f"{field}{place}/{escaped(name)}",
                *(_AGENT_ONLY if not place and name in hidden else _UNKNOWN),
            )
            for name in said["unexpected"][:MOST_PROBLEMS]
        ]
    code, detail = _WORDS.get(keyword, _OTHER)
    return [field_problem(f"{field}{place}", code, detail, **_params(keyword, said))]


def _params(keyword: str, said: dict[str, Any]) -> dict[str, Any]:
    if keyword in _LIMITS:
        return {_LIMITS[keyword]: said["limit"]}
    if keyword == "type":
        return {"types": Codes(tuple(said["types"]), ", ".join(said["types"]))}
    if keyword == "enum":
        return {"expected": _listed(said["options"])}
    if keyword == "const":
        return {"expected": _listed([said["expected_value"]])}
    return {"format": said["format"]} if keyword == "format" else {}


def _listed(values: list[Any]) -> Codes:
    shown = ", ".join(str(value) for value in values[:50])
    return Codes(tuple(values[:50]), shown if len(shown) <= 500 else f"{shown[:500]}…")


@lru_cache(2_000)
def condition_of(written: str) -> jsonschema_rs.Draft202012Validator:
    """The compiled condition of a transition, found by its JSON text."""
    return compiled(json.loads(written))
