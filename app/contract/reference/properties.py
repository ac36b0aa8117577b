"""Properties of a schema as rows that a page lists: type, rules, values and what is nested."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from app.contract.reference.document import Part, ReferenceDocument, schema_name

#: Levels of nested properties that are shown in place; deeper ones are a link away.
_LEVELS = 3
#: Rows of one body or answer, nested ones included, after which schemas are only linked.
_ROWS = 120


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """One property or parameter."""

    name: str
    type: Markup
    required: bool
    #: Markdown.
    description: str
    rules: list[str]
    values: list[str]
    nested: list["PropertyRow"]
    #: Where the property stands: `query`, `path` or `header`; empty for one of a schema.
    place: str = ""
    example: str = ""


class PropertyReader:
    """Reads the rows of one body, answer or schema page, within a budget of rows."""

    def __init__(self, document: ReferenceDocument, *, is_answer: bool = False) -> None:
        """`is_answer`: what is required is not said, as the server sends every property."""
        self._document = document
        self._is_answer = is_answer
        self._left = _ROWS

    def rows(self, schema: Part, above: tuple[str, ...] = ()) -> list[PropertyRow]:
        """Rows for the properties of an object, or of the items of a list of objects."""
        name = schema_name(schema)
        if name in above or len(above) >= _LEVELS:
            return []
        inner = self._document.follow(schema)
        if "items" in inner:
            return self.rows(inner["items"], above)
        for key in ("anyOf", "allOf", "oneOf"):
            parts = [p for p in inner.get(key, ()) if p.get("type") != "null"]
            if len(parts) == 1:
                return self.rows(parts[0], above)
        properties: dict[str, Part] = inner.get("properties", {})
        if not properties or len(properties) > self._left:
            return []
        self._left -= len(properties)
        wanted = inner.get("required", ())
        below = (*above, name or "")
        return [
            self.row(name, part, required=name in wanted, above=below)
            for name, part in properties.items()
        ]

    def row(
        self,
        name: str,
        schema: Part,
        *,
        required: bool,
        above: tuple[str, ...] = (),
        description: str = "",
        place: str = "",
        example: str = "",
    ) -> PropertyRow:
        return PropertyRow(
            name=name,
            type=type_label(self._document, schema),
            required=required and not self._is_answer,
            description=description or self._description(schema),
            rules=list(_rules(schema)),
            values=self._values(schema),
            nested=self.rows(schema, above) if above else [],
            place=place,
            example=example,
        )

    def _description(self, schema: Part) -> str:
        found = schema.get("description") or self._document.follow(schema).get("description", "")
        return str(found)

    def _values(self, schema: Part) -> list[str]:
        inner = self._document.follow(schema)
        for key in ("items", "additionalProperties"):
            if isinstance(inner.get(key), dict):
                return self._values(inner[key])
        found: list[Any] = inner.get("enum", [])
        for part in (*inner.get("anyOf", ()), *inner.get("oneOf", ())):
            resolved = self._document.follow(part)
            found = [*found, *resolved.get("enum", ())]
            found += [resolved["const"]] if "const" in resolved else []
        return [str(value) for value in found if value is not None]


def type_label(document: ReferenceDocument, schema: Part) -> Markup:
    """The type in words, with links: `list of TicketStatus`, `string (uuid) or null`."""
    if (name := schema_name(schema)) is not None:
        return Markup('<a href="/docs/schemas/{0}">{0}</a>').format(name)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return _joined([type_label(document, part) for part in schema[key]])
    if "allOf" in schema:
        return Markup(" and ").join(type_label(document, part) for part in schema["allOf"])
    if "const" in schema:
        return Markup("<code>{}</code>").format(_json_word(schema["const"]))
    kinds = schema.get("type", "any value")
    labels = [
        _label(document, schema, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)
    ]
    return _joined(labels)


def _label(document: ReferenceDocument, schema: Part, kind: str) -> Markup:
    if kind == "array":
        return Markup("list of {}").format(type_label(document, schema.get("items", {})))
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        inner = type_label(document, schema["additionalProperties"])
        return Markup("map of {}").format(inner)
    if kind == "string" and "format" in schema:
        return Markup("string ({})").format(schema["format"])
    return escape(kind)


def _joined(labels: list[Markup]) -> Markup:
    return Markup(" or ").join(dict.fromkeys(labels))


def _rules(schema: Part) -> Iterator[str]:
    yield from _range(schema.get("minLength"), schema.get("maxLength"), " characters")
    yield from _range(schema.get("minimum"), schema.get("maximum"), "")
    if "exclusiveMinimum" in schema:
        yield f"more than {schema['exclusiveMinimum']}"
    if "exclusiveMaximum" in schema:
        yield f"less than {schema['exclusiveMaximum']}"
    yield from _range(schema.get("minItems"), schema.get("maxItems"), " items")
    if schema.get("uniqueItems"):
        yield "no item twice"
    if "pattern" in schema:
        yield f"pattern {schema['pattern']}"
    if schema.get("default") not in (None, [], {}):
        yield f"default {_json_word(schema['default'])}"
    for key, words in (("readOnly", "read only"), ("writeOnly", "write only")):
        if schema.get(key):
            yield words
    if schema.get("deprecated"):
        yield "deprecated"
    if isinstance(schema.get("items"), dict) and "$ref" not in schema["items"]:
        yield from (f"each: {rule}" for rule in _rules(schema["items"]))


def _range(least: Any, most: Any, unit: str) -> Iterator[str]:
    if least is not None and most is not None:
        yield f"{least}{unit}" if least == most else f"{least} to {most}{unit}"
    elif most is not None:
        yield f"at most {most}{unit}"
    elif least is not None:
        yield f"at least {least}{unit}"


def _json_word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
