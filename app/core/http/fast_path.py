"""The fast path: reads answered without FastAPI's dependency solver.

The solver finds out for each request anew what a route needs; a read needs little, and it is known
when the route is made. See `docs/decisions`.
"""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Any, cast

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel

from app.core.data.reading import Json

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def fast_path(dependant: Dependant, answer: Handler) -> Handler:
    """Answer a plain read directly; any other route is answered by `answer` as before.

    A plain read takes a `Reading`, parameters of its path, at most one model of its query and
    perhaps the request. When one of the values is not right, `answer` says so.
    """
    reads = _reading(dependant)
    if reads is None:
        return answer
    endpoint, open_reading = dependant.call, reads.call
    assert endpoint is not None
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


def has_fast_path(dependant: Dependant) -> bool:
    """Whether `fast_path` answers this route directly."""
    return _reading(dependant) is not None


def _reading(dependant: Dependant) -> Dependant | None:
    """The dependency that gives the `Reading`, if the route needs nothing out of the ordinary."""
    known = Dependant(
        path=dependant.path,
        name=dependant.name,
        call=dependant.call,
        path_params=dependant.path_params,
        query_params=dependant.query_params,
        dependencies=dependant.dependencies,
        request_param_name=dependant.request_param_name,
        scope=dependant.scope,
    )
    one = dependant.dependencies[0] if len(dependant.dependencies) == 1 else None
    queries = [_is_model(field.field_info.annotation) for field in dependant.query_params]
    if known != dependant or queries not in ([], [True]) or one is None:
        return None
    reads = getattr(one.call, "permission", "").endswith(":read")
    return one if reads and iscoroutinefunction(dependant.call) else None


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
