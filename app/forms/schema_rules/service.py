"""Rules for accepted JSON Schemas: strangers fill forms, and no form may hang the server."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from app.core.values.errors import FieldProblem, field_problem
from app.core.values.notation import Codes
from app.core.values.text import N_

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MOST_BYTES = 65_536
MOST_DEPTH = 32
MOST_FIELDS = 200
MOST_PATTERNS = 100
LONGEST_PATTERN = 300
#: So many subschemas may there be, once every reference is replaced by what it names.
MOST_EXPANDED = 5_000

#: Keyword -> how schemas stand in it.
ONE = frozenset({"items", "contains", "not", "if", "then", "else", "additionalProperties"})
MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
NAMED = frozenset({"properties", "dependentSchemas", "$defs"})
PLAIN = frozenset(
    {
        *("$schema", "$comment", "$ref", "title", "description", "default", "examples"),
        *("deprecated", "readOnly", "type", "enum", "const", "format", "pattern"),
        *("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"),
        *("exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "minContains"),
        *("maxContains", "required", "minProperties", "maxProperties", "dependentRequired"),
    }
)
KEYWORDS = ONE | MANY | NAMED | PLAIN
#: Keywords whose schemas apply to the very object that the schema is about.
IN_PLACE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"})
FORMATS = frozenset(
    {"date", "time", "date-time", "duration", "email", "uri", "uuid", "ipv4", "ipv6", "hostname"}
)
_DEFINED = "#/$defs/"


class Broken(ValueError):
    """Problem of a schema, and its place in it."""

    def __init__(self, place: str, code: str, detail: str, **params: Any) -> None:
        super().__init__(code)
        self.place, self.code, self.detail, self.params = place, code, detail, params

    def problem(self, field: str) -> FieldProblem:
        return field_problem(f"{field}{self.place}", self.code, self.detail, **self.params)


def escaped(part: object) -> str:
    """One step of a JSON pointer."""
    return str(part).replace("~", "~0").replace("/", "~1")


def below(schema: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The schemas that stand directly in this one, and where."""
    for key in schema:
        value, here = schema[key], f"{place}/{escaped(key)}"
        if key in ONE:
            yield here, value
        elif key in MANY and isinstance(value, list):
            yield from ((f"{here}/{number}", part) for number, part in enumerate(value))
        elif key in NAMED and isinstance(value, dict):
            yield from ((f"{here}/{escaped(name)}", part) for name, part in value.items())


def every(schema: Any, place: str = "", depth: int = 0) -> Iterator[tuple[str, Schema]]:
    """Every subschema that is an object, outermost first."""
    if depth > MOST_DEPTH:
        raise Broken(place, "too_deep", N_("This is nested too deeply."))
    if isinstance(schema, dict):
        yield place, schema
        for here, part in below(schema, place):
            yield from every(part, here, depth + 1)


def compiled(schema: Any) -> jsonschema_rs.Draft202012Validator:
    """A validator: no network, and patterns that match in linear time."""
    return jsonschema_rs.Draft202012Validator(
        schema,
        validate_formats=True,
        offline=True,
        pattern_options=jsonschema_rs.RegexOptions(size_limit=200_000, dfa_size_limit=1_000_000),
    )


def check_schema(schema: Schema, *, most_bytes: int = MOST_BYTES) -> None:
    """Raise `Broken` unless we are willing to evaluate this."""
    size = len(json.dumps(schema, ensure_ascii=False).encode())
    if size > most_bytes:
        raise Broken(
            "", "too_large", N_("At most {limit_bytes} bytes of JSON."), limit_bytes=most_bytes
        )
    parts = list(every(schema))
    for place, part in parts:
        _check_keywords(part, place)
    if sum("pattern" in part for _, part in parts) > MOST_PATTERNS:
        raise Broken("", "too_many_patterns", N_("At most {limit} patterns."), limit=MOST_PATTERNS)
    definitions = schema.get("$defs", {})
    for part in (schema, *(definitions.values() if isinstance(definitions, dict) else ())):
        _measure(schema, part, {}, ())
    try:
        compiled(schema)
    except ValueError as error:
        place = "".join(f"/{escaped(step)}" for step in getattr(error, "instance_path", ()))
        detail = N_("This is no valid JSON Schema (draft 2020-12).")
        raise Broken(place, "invalid_schema", detail) from None


def check_form_schema(schema: Schema) -> None:
    """Raise `Broken` unless this is the schema of a form: an object whose fields are all named."""
    if schema.get("type") != "object":
        raise Broken("/type", "not_an_object", N_("A form is an object: `type` is `object`."))
    if schema.get("additionalProperties") is not False:
        detail = N_("A form names its fields: `additionalProperties` is `false`.")
        raise Broken("/additionalProperties", "open_schema", detail)
    check_schema(schema)
    if len(schema.get("properties", {})) > MOST_FIELDS:
        raise Broken("/properties", "too_many", N_("At most {limit} fields."), limit=MOST_FIELDS)


def check_names(schema: Schema) -> None:
    """Raise `Broken` if a rule names a field that the form does not have: nobody could fill it."""
    fields = schema.get("properties", {})
    for place, name in _named(schema):
        if name not in fields:
            detail = N_("`properties` has no field of this name.")
            raise Broken(place, "unknown_field", detail)


def target(schema: Schema, reference: str) -> Any:
    """The schema that a `$ref` names."""
    return schema["$defs"][reference.removeprefix(_DEFINED).replace("~1", "/").replace("~0", "~")]


def _check_keywords(part: Schema, place: str) -> None:
    for key, value in part.items():
        here = f"{place}/{escaped(key)}"
        if key not in KEYWORDS and not key.startswith("x-"):
            raise Broken(here, "unknown_keyword", N_("Forms do not have this keyword."))
        if key == "$schema" and value != DRAFT:
            raise Broken(here, "unknown_draft", N_("Schemas are of draft 2020-12."))
        if key == "$defs" and place:
            raise Broken(here, "misplaced", N_("`$defs` stands at the top only."))
        if key == "pattern" and (not isinstance(value, str) or len(value) > LONGEST_PATTERN):
            raise Broken(
                here, "too_long", N_("At most {max_length} characters."), max_length=LONGEST_PATTERN
            )
        if key == "format" and value not in FORMATS:
            raise Broken(
                here,
                "unknown_value",
                N_("Must be one of: {expected}."),
                expected=Codes(tuple(sorted(FORMATS)), ", ".join(sorted(FORMATS))),
            )


def _measure(
    root: Schema, schema: Any, known: dict[str, tuple[int, int]], open_: tuple[str, ...]
) -> tuple[int, int]:
    """Number and depth of subschemas, references replaced by what they name."""
    if not isinstance(schema, dict):
        return 1, 1
    inner = [
        _measure(root, part, known, open_)
        for place, part in below(schema)
        if not place.startswith("/$defs/")
    ]
    reference = schema.get("$ref")
    if reference is not None:
        if not isinstance(reference, str) or not reference.startswith(_DEFINED):
            raise Broken("", "foreign_reference", N_("A `$ref` begins with `#/$defs/`."))
        if reference in open_:
            detail = N_("The reference `{reference}` leads back to itself.")
            raise Broken("", "circular_reference", detail, reference=reference)
        if reference not in known:
            try:
                named = target(root, reference)
            except (KeyError, TypeError):
                detail = N_("The reference `{reference}` leads nowhere.")
                raise Broken("", "unknown_reference", detail, reference=reference) from None
            if len(open_) > MOST_DEPTH:
                raise Broken("", "too_deep", N_("This is nested too deeply."))
            known[reference] = _measure(root, named, known, (*open_, reference))
        inner.append(known[reference])
    size = 1 + sum(size for size, _ in inner)
    depth = 1 + max((depth for _, depth in inner), default=0)
    if size > MOST_EXPANDED:
        detail = N_("At most {limit} subschemas, references replaced by what they name.")
        raise Broken("", "too_complex", detail, limit=MOST_EXPANDED)
    if depth > MOST_DEPTH:
        raise Broken("", "too_deep", N_("This is nested too deeply."))
    return size, depth


def _named(schema: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """The fields of the form that rules about the whole object name."""
    if not isinstance(schema, dict):
        return
    for key in ("properties", "dependentSchemas", "dependentRequired"):
        for name in schema.get(key, ()):
            yield f"{place}/{key}/{escaped(name)}", name
    for number, name in enumerate(schema.get("required", ())):
        yield f"{place}/required/{number}", name
    for names in schema.get("dependentRequired", {}).values():
        yield from ((f"{place}/dependentRequired", name) for name in names)
    for here, part in below(schema, place):
        if here.removeprefix(place).split("/")[1] in IN_PLACE:
            yield from _named(part, here)
