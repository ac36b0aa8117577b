"""Whatever is written as a draft is kept or refused, published or refused, and never a failure."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.callers import Caller

_names = st.sampled_from(["a", "b", "c/d", "ção"])
_plain = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))
_rules: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(["string", "integer", "object", "array", ["null", "string"], "money"]),
    "enum": st.lists(_plain, max_size=3),
    "const": _plain,
    "pattern": st.sampled_from(["^a+$", "(", "[0-9]{2}", "(?=a)"]),
    "minLength": st.one_of(st.integers(-1, 5), st.integers(10**20, 10**21)),
    "maximum": st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    "multipleOf": st.sampled_from([0, 0.01, 2]),
    "format": st.sampled_from(["date", "email", "money"]),
    "required": st.lists(_names, max_size=3),
    "$ref": st.sampled_from(["#/$defs/a", "#", "http://localhost/", "#/$defs/b"]),
    "x-note": _plain,
}
_schemas = st.recursive(
    st.one_of(st.booleans(), st.fixed_dictionaries({}, optional=_rules)),
    lambda inner: st.fixed_dictionaries(
        {},
        optional=_rules
        | {
            "properties": st.dictionaries(_names, inner, max_size=3),
            "items": inner,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "allOf": st.lists(inner, max_size=2),
            "anyOf": st.lists(inner, max_size=2),
            "dependentSchemas": st.dictionaries(_names, inner, max_size=2),
            "dependentRequired": st.dictionaries(_names, st.lists(_names), max_size=2),
            "$defs": st.dictionaries(_names, inner, max_size=2),
        },
    ),
    max_leaves=8,
)
_drafts = st.builds(
    lambda schema, more: (
        {
            "json_schema": {"type": "object", "additionalProperties": False}
            | (schema if isinstance(schema, dict) else {})
        }
        | more
    ),
    _schemas,
    st.fixed_dictionaries(
        {},
        optional={
            "agent_only": st.lists(_names, max_size=2),
            "required_on_solve": st.lists(_names, max_size=2),
            "not_applicable_groups": st.lists(
                st.fixed_dictionaries(
                    {
                        "key": st.sampled_from(["g", "h"]),
                        "field_keys": st.lists(_names, min_size=1, max_size=2),
                    }
                ),
                max_size=2,
            ),
        },
    ),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(draft=_drafts)
async def test_no_draft_breaks_the_server(ada: Caller, draft: dict[str, Any]) -> None:
    forms = (await ada.get("/v1/forms"))["items"]
    form = forms[0] if forms else await ada.post("/v1/forms", {"key": "f", "name": "F"})
    path = f"/v1/forms/{form['id']}"
    kept = await ada.send("POST", f"{path}/versions", json=draft)
    assert kept.status_code in (201, 422), kept.text
    if kept.status_code == 201:
        published = await ada.send("POST", f"/v1/form-versions/{kept.json()['id']}/publish")
        assert published.status_code in (200, 422), published.text
        if published.status_code == 200:
            for audience in ("requester", "agent"):
                await ada.get(f"{path}/schema", audience=audience, phase="solve")
