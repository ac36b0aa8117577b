"""Whatever day, month or instant a caller names, it is no fault of ours."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.contract.openapi.document import operations
from app.contract.reference.document import COMMITTED
from tests.examples.calls import PREPARATIONS, Call, Demo

Place = tuple[str | int, ...]
#: What an example leaves out, and another one has.
_LEFT_OUT: dict[tuple[str, str | int], Callable[[Demo], Any]] = {
    ("updateHolidaySet", "rules"): lambda demo: copy.deepcopy(
        demo.operations["createHolidaySet"].body["rules"]
    ),
    ("convertQuote", "schedule"): lambda demo: dict(demo.operations["scheduleOrder"].body),
    ("closeOrder", "technician_signature"): lambda demo: (
        copy.deepcopy(demo.operations["closeOrder"].body["customer_signature"])
        | {"role": "technician"}
    ),
}
_DOCUMENT = json.loads(COMMITTED.read_text())
_MONTHS = ("0000-01", "0001-01", "1899-12", "1900-01", "2199-12", "2200-01", "9999-12")
_DAYS = ("0000-01-01", "0001-01-01", "1900-01-01", "2199-12-31", "2200-01-01", "9999-12-31")
_INSTANTS = (
    *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59"),
    *("1800-01-01T00:00:00+14:00", "2299-12-31T23:59:59.999999-12:00"),
    *("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999-23:59"),
)


def _edges(schema: dict[str, Any]) -> tuple[str, ...]:
    """Values at the edges of time, if it is one that this describes."""
    if schema.get("pattern", "").endswith("-(0[1-9]|1[0-2])$"):
        return _MONTHS
    return {"date": _DAYS, "date-time": _INSTANTS}.get(schema.get("format", ""), ())


def _times(schema: dict[str, Any], seen: tuple[str, ...] = ()) -> Iterator[tuple[Place, Any]]:
    """Where in a value of this schema there are times, and the edges of each."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name:
        if name not in seen:
            yield from _times(_DOCUMENT["components"]["schemas"][name], (*seen, name))
        return
    if edges := _edges(schema):
        yield (), edges
    for inner in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _times(inner, seen)
    parts = {**schema.get("properties", {}), **({0: schema["items"]} if "items" in schema else {})}
    for key, inner in parts.items():
        yield from (((key, *place), edges) for place, edges in _times(inner, seen))


def _fields() -> Iterator[tuple[str, str, Place, tuple[str, ...]]]:
    """Every parameter and field of the contract that is a time."""
    for _, _, operation in operations(_DOCUMENT):
        for parameter in operation.get("parameters", ()):
            for place, edges in _times(parameter.get("schema", {})):
                where = "path" if parameter["in"] == "path" else "query"
                yield operation["operationId"], where, (parameter["name"], *place), edges
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        for place, edges in dict(_times(body.get("schema", {}))).items():
            yield operation["operationId"], "body", place, edges


_FIELDS = list(_fields())


def test_there_are_times_of_every_kind() -> None:
    assert {edges for *_, edges in _FIELDS} == {_MONTHS, _DAYS, _INSTANTS}
    assert len(_FIELDS) > 50


@pytest.mark.usefixtures("paula")
@pytest.mark.parametrize(
    ("operation_id", "where", "place", "edges"),
    _FIELDS,
    ids=[f"{name}-{'.'.join(map(str, place))}" for name, _, place, _ in _FIELDS],
)
async def test_the_edges_of_time_are_answered(
    demo: Demo, operation_id: str, where: str, place: Place, edges: tuple[str, ...]
) -> None:
    prepare = PREPARATIONS.get(operation_id)
    for edge in edges:
        call = await prepare(demo) if prepare else Call()
        response = await demo.call(
            operation_id, _with(demo, operation_id, call, where, place, edge)
        )
        assert response.status_code < 500, (edge, response.text)
        if edge[:4] in ("0000", "0001", "9999"):
            assert response.status_code == 422, (edge, response.text)


def _with(demo: Demo, operation_id: str, call: Call, where: str, place: Place, edge: str) -> Call:
    """The call with the edge in that place."""
    given = copy.deepcopy({**(demo.operations[operation_id].body or {}), **call.body})
    if (operation_id, place[0]) in _LEFT_OUT:
        given[str(place[0])] = _LEFT_OUT[operation_id, place[0]](demo)
    values = dict(getattr(call, where)) if where != "body" else given
    *way, last = place
    inner: Any = values
    for key in way:
        inner = inner[key]
    inner[last] = edge
    changed = {"path": call.path, "query": call.query, "body": call.body, where: values}
    return Call(by=call.by, files=call.files, headers=call.headers, **changed)
