"""Effective schema: a form's JSON Schema, adapted to an audience and a phase."""

from typing import Any, Literal

from app.forms.schema_rules.service import IN_PLACE, MANY, NAMED, ONE, Schema, target

Phase = Literal["create", "solve"]
Role = Literal["requester", "agent"]

#: Asks something of the object that depends on what it holds: gone as a whole or not at all.
_CONDITIONS = ("not", "anyOf", "oneOf")


def switch_of(group: dict[str, Any]) -> str:
    """The field by which a requester says that a group does not apply."""
    return f"{group['key']}_not_applicable"


def effective(
    schema: Schema,
    *,
    agent_only: list[str],
    required_on_solve: list[str],
    not_applicable_groups: list[dict[str, Any]],
    audience: Role,
    phase: Phase,
) -> Schema:
    """A new schema without references, for this audience in this phase."""
    found: Schema = expanded(schema, schema)
    found.setdefault("properties", {})
    if audience == "requester" and agent_only:
        found = _without(found, frozenset(agent_only))
    if phase == "solve":
        known = [name for name in required_on_solve if name in found["properties"]]
        found["required"] = list(dict.fromkeys([*found.get("required", ()), *known]))
    for group in not_applicable_groups:
        fields = [name for name in group["field_keys"] if name in found["properties"]]
        if fields:
            found = _with_switch(found, switch_of(group), fields)
    return found


def expanded(root: Schema, schema: Any) -> Any:
    """The schema with each `$ref` replaced; `rules.py` has seen to it that this ends."""
    if not isinstance(schema, dict):
        return schema
    found: Schema = {}
    for key, value in schema.items():
        if key in ("$ref", "$defs"):
            continue
        if key in ONE:
            found[key] = expanded(root, value)
        elif key in MANY:
            found[key] = [expanded(root, part) for part in value]
        elif key in NAMED:
            found[key] = {name: expanded(root, part) for name, part in value.items()}
        else:
            found[key] = value
    if "$ref" in schema:
        named = expanded(root, target(root, schema["$ref"]))
        if not found:
            return named
        found["allOf"] = [*found.get("allOf", ()), named]
    return found


def _mentions(schema: Any, names: frozenset[str]) -> bool:
    """Return True if a rule about the whole object looks at one of the fields."""
    if not isinstance(schema, dict):
        return False
    looked_at = {*schema.get("properties", ()), *schema.get("required", ())}
    looked_at |= {*schema.get("dependentSchemas", ())}
    looked_at |= {*schema.get("dependentRequired", ())}
    return bool(looked_at & names) or any(_mentions(part, names) for part in _in_place(schema))


def _in_place(schema: Schema) -> list[Any]:
    parts: list[Any] = []
    for key in IN_PLACE & schema.keys():
        value = schema[key]
        if key in MANY:
            parts += value
        elif key in NAMED:
            parts += value.values()
        else:
            parts.append(value)
    return parts


def _without(schema: Any, names: frozenset[str]) -> Any:
    """The schema as if the fields did not exist, and no condition over them either."""
    if not isinstance(schema, dict):
        return schema
    found = {
        key: value
        for key, value in schema.items()
        if key not in _CONDITIONS
        or not any(
            _mentions(part, names) for part in (value if isinstance(value, list) else [value])
        )
    }
    if _mentions(found.get("if"), names):
        found = {key: found[key] for key in found.keys() - {"if", "then", "else"}}
    for key in {"then", "else"} & found.keys():
        found[key] = _without(found[key], names)
    if "allOf" in found:
        found["allOf"] = [_without(part, names) for part in found["allOf"]]
    if "properties" in found:
        found["properties"] = _but(found["properties"], names)
    if "required" in found:
        found["required"] = [name for name in found["required"] if name not in names]
    if "dependentSchemas" in found:
        kept = _but(found["dependentSchemas"], names)
        found["dependentSchemas"] = {n: _without(part, names) for n, part in kept.items()}
    if "dependentRequired" in found:
        kept = _but(found["dependentRequired"], names)
        found["dependentRequired"] = {
            first: [n for n in others if n not in names] for first, others in kept.items()
        }
    return found


def _but(named: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: part for name, part in named.items() if name not in names}


def _with_switch(schema: Schema, switch: str, fields: list[str]) -> Schema:
    """The form with a switch that excuses the fields, wherever they are required."""
    flipped = {"properties": {switch: {"const": True}}, "required": [switch]}
    found: Schema = _excusing(schema, flipped, frozenset(fields))
    found["properties"] = {**found["properties"], switch: {"type": "boolean"}}
    absent = {"properties": dict.fromkeys(fields, False)}
    found["allOf"] = [*found.get("allOf", ()), {"if": flipped, "then": absent}]
    return found


def _excusing(schema: Any, flipped: Schema, fields: frozenset[str]) -> Any:
    """The same rules, those that require one of the fields under the condition of the switch.

    What stands in `if` and `not` asks instead of requiring, and stays as it is.
    """
    if not isinstance(schema, dict):
        return schema
    found = dict(schema)
    for key in ("then", "else"):
        if key in found:
            found[key] = _excusing(found[key], flipped, fields)
    for key in ("allOf", "anyOf", "oneOf"):
        if key in found:
            found[key] = [_excusing(part, flipped, fields) for part in found[key]]
    if "dependentSchemas" in found:
        found["dependentSchemas"] = {
            name: _excusing(part, flipped, fields)
            for name, part in found["dependentSchemas"].items()
        }
    unless: Schema = {}
    if excused := [name for name in found.get("required", ()) if name in fields]:
        found["required"] = [name for name in found["required"] if name not in fields]
        unless["required"] = excused
    dependent = found.get("dependentRequired", {})
    if excused_by := {n: [f for f in o if f in fields] for n, o in dependent.items()}:
        found["dependentRequired"] = {
            n: [f for f in others if f not in fields] for n, others in dependent.items()
        }
        unless["dependentRequired"] = excused_by
    if unless:
        found["allOf"] = [*found.get("allOf", ()), {"if": flipped, "else": unless}]
    return found
