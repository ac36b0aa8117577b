"""The fast path: reads answered without FastAPI's dependency solver.

The solver finds out for each request anew what a route needs; a read needs little, and it is known
when the route is made. See `docs/decisions`.
"""

from collections.abc import Callable, Coroutine
from dataclasses import fields
from inspect import iscoroutinefunction
from typing import Any, cast

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel

from app.core.data.reading import Json
from app.core.http.access import ReadAccess

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


#: What a read may take; the rest of a `Dependant` has to be as it is by default.
_KNOWN = {
    *("path", "name", "call", "scope", "dependencies"),
    *("path_params", "query_params", "request_param_name"),
}


def fast_path(dependant: Dependant, answer: Handler) -> Handler:
    """Answer a read directly. When one of the values is not right, `answer` says so.

    TypeError, at import, for a route that takes more than a read may.
    """
    endpoint = dependant.call
    assert endpoint is not None
    if obstacles := _obstacles(dependant):
        raise TypeError(
            f"{endpoint.__module__}.{endpoint.__qualname__} is a GET with a `:read` permission, so "
            "it takes the fast path. It may take one Reading, parameters of its path, one model of "
            f"its query and the Request. What does not fit: {', '.join(obstacles)}."
        )
    (reads,) = dependant.dependencies
    open_reading = reads.call
    assert open_reading is not None
    query = dependant.query_params[0] if dependant.query_params else None
    lists = _lists(cast(Any, query.field_info.annotation)) if query else frozenset()

    async def handle(request: Request) -> Response:
        values: dict[str, Any] = {}
        for parameter in dependant.path_params:
            given = request.path_params[parameter.alias]
            values[parameter.name], problems = parameter.validate(given)
            if problems:
                return await answer(request)
        if query:
            values[query.name], problems = query.validate(_query(request, lists))
            if problems:
                return await answer(request)
        values[reads.name or ""] = await open_reading(request)
        if dependant.request_param_name:
            values[dependant.request_param_name] = request
        found = await endpoint(**values)
        if isinstance(found, BaseModel):
            return Json(found.model_dump_json(by_alias=True))
        assert isinstance(found, Response)
        return found

    return handle


def _obstacles(dependant: Dependant) -> list[str]:
    """Reasons that keep a route from the fast path."""
    usual = Dependant()
    found = [
        field.name
        for field in fields(Dependant)
        if field.name not in _KNOWN and getattr(dependant, field.name) != getattr(usual, field.name)
    ]
    if [isinstance(inner.call, ReadAccess) for inner in dependant.dependencies] != [True]:
        found.append("dependencies beside the Reading")
    queries = [_is_model(field.field_info.annotation) for field in dependant.query_params]
    if queries not in ([], [True]):
        found.append("query parameters that are not one model")
    if not iscoroutinefunction(dependant.call):
        found.append("a function that is not async")
    return found


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _lists(model: type[BaseModel]) -> frozenset[str]:
    """The parameters that may be given several times."""
    properties = model.model_json_schema()["properties"]
    return frozenset(
        name
        for name, kind in properties.items()
        if any(part.get("type") == "array" for part in (kind, *kind.get("anyOf", ())))
    )


def _query(request: Request, lists: frozenset[str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in lists:
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    return given
