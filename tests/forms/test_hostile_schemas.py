"""A form is written by one organization and evaluated by the server of all: nothing hangs it."""

import time
from typing import Any

import pytest

from tests.callers import Caller
from tests.forms.conftest import Check
from tests.stories import published_form

CLOSED: dict[str, Any] = {"type": "object", "additionalProperties": False}


def _nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "array", "items": schema}
    return schema


LAUGHS = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 8} for n in range(12)} | {
    "d12": {"type": "string"}
}
CHAIN = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(1500)} | {"d1500": {}}
#: Field of the form -> what is wrong with it.
HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "a schema from elsewhere": ({"$ref": "https://example.com/schema.json"}, "foreign_reference"),
    "a file of the server": ({"$ref": "file:///etc/passwd"}, "foreign_reference"),
    "itself": ({"$ref": "#"}, "foreign_reference"),
    "nowhere": ({"$ref": "#/$defs/nothing"}, "unknown_reference"),
    "another base": ({"$id": "https://example.com/"}, "unknown_keyword"),
    "a dynamic reference": ({"$dynamicRef": "#x"}, "unknown_keyword"),
    "a misspelt keyword": ({"maxlength": 3}, "unknown_keyword"),
    "a pattern that looks back": ({"pattern": "(a)\\1"}, "invalid_schema"),
    "a pattern that looks ahead": ({"pattern": "(?=a)b"}, "invalid_schema"),
    "a pattern that is none": ({"pattern": "("}, "invalid_schema"),
    "a pattern that explodes": ({"pattern": "((a{0,999}){0,999}){0,999}"}, "invalid_schema"),
    "a long pattern": ({"pattern": "a" * 301}, "too_long"),
    "a format of their own": ({"format": "regex"}, "unknown_value"),
    "a type of their own": ({"type": "money"}, "invalid_schema"),
    "a negative length": ({"minLength": -1}, "invalid_schema"),
    "depth": (_nested(40), "too_deep"),
    "another draft": ({"$schema": "http://json-schema.org/draft-04/schema#"}, "unknown_draft"),
}


async def _refused(ada: Caller, schema: Any) -> list[str]:
    form = await ada.post("/v1/forms", {"key": "ajuda", "name": "Ajuda"})
    began = time.monotonic()
    problem = await ada.post(f"/v1/forms/{form['id']}/versions", {"json_schema": schema}, 422)
    assert time.monotonic() - began < 2
    return [error["code"] for error in problem["errors"]]


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_could_hurt_is_refused_when_it_is_written(ada: Caller, name: str) -> None:
    field, code = HOSTILE[name]
    assert await _refused(ada, CLOSED | {"properties": {"x": field}}) == [code]


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"properties": {"x": {"$ref": "#/$defs/d0"}}, "$defs": LAUGHS}, "too_complex"),
        ({"properties": {"x": {"$ref": "#/$defs/d0"}}, "$defs": CHAIN}, "too_deep"),
        ({"$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}}, "circular_reference"),
        ({"properties": {f"f{n}": {"pattern": "a"} for n in range(101)}}, "too_many_patterns"),
        ({"description": "x" * 70_000}, "too_large"),
        ({"properties": []}, "invalid_schema"),
        ({"required": "x"}, "invalid_schema"),
        ({"allOf": {}}, "invalid_schema"),
        ({"$defs": []}, "invalid_schema"),
        ({"$defs": 1, "$ref": "#/$defs/a"}, "unknown_reference"),
        ({"default": "a\x00b"}, "control_character"),
    ],
)
async def test_schemas_that_grow_or_that_cannot_be_kept_are_refused(
    ada: Caller, schema: dict[str, Any], code: str
) -> None:
    assert await _refused(ada, CLOSED | schema) == [code]


@pytest.mark.parametrize("value", ["NaN", "1e999", '"\\ud800"', "[" * 2000 + "]" * 2000])
async def test_what_no_database_can_keep_is_refused(ada: Caller, value: str) -> None:
    form = await ada.post("/v1/forms", {"key": "ajuda", "name": "Ajuda"})
    answer = await ada.send(
        "POST",
        f"/v1/forms/{form['id']}/versions",
        content=f'{{"json_schema": {{"type": "object", "default": {value}}}}}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in (400, 422), answer.text


async def test_a_pattern_takes_linear_time(ada: Caller, check: Check) -> None:
    schema = CLOSED | {"properties": {"x": {"type": "string", "pattern": "^(a+)+$"}}}
    version = await published_form(ada, "ajuda", schema)
    began = time.monotonic()
    assert await check(version, {"x": "a" * 50_000 + "b"}) == [("#/body/fields/x", "pattern")]
    assert time.monotonic() - began < 1
