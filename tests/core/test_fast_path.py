"""The short ways that requests take lead where the long ones do."""

from collections.abc import Callable
from typing import Annotated, Any

import fastapi.routing
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header
from fastapi.dependencies.utils import solve_dependencies
from fastapi.routing import APIRoute
from starlette.routing import Match

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.route_index import RouteIndex
from app.core.http.routing import Route, permission_of
from app.domains import routers
from tests.callers import Caller

ROUTES = {
    route.operation_id: route
    for router in routers()
    for route in router.routes
    if isinstance(route, APIRoute)
}


@pytest.mark.parametrize("operation_id", ROUTES)
def test_the_directory_finds_every_route(operation_id: str, app: FastAPI) -> None:
    route = ROUTES[operation_id]
    names = list(route.param_convertors)
    path = route.path.format_map({name: f"the-{name}" for name in names})
    scope: dict[str, Any] = {
        "type": "http",
        "method": next(iter(route.methods or ())),
        "path": path,
    }
    directory = app.router.routes[0]
    assert isinstance(directory, RouteIndex)
    found, what = directory.matches(scope)
    assert found is Match.FULL
    assert what["route"] is route
    assert what["path_params"] == {name: f"the-{name}" for name in names}


@pytest.mark.parametrize("operation_id", ROUTES)
def test_every_read_takes_the_fast_path(operation_id: str) -> None:
    route = ROUTES[operation_id]
    assert isinstance(route, Route)
    reads = (permission_of(route.dependant) or "").endswith(":read")
    assert route.takes_fast_path == (reads and route.methods == {"GET"})


async def test_a_read_does_without_the_solver_of_dependencies(
    ada: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved: list[str] = []

    async def noted(**given: Any) -> Any:
        solved.append(given["request"].method)
        return await solve_dependencies(**given)

    monkeypatch.setattr(fastapi.routing, "solve_dependencies", noted)
    await ada.get(f"/v1/people/{ada.person_id}")
    await ada.get("/v1/people", role=["agent"])
    assert solved == []
    await ada.post("/v1/tickets", {"subject": "Sem sinal", "description": "x"})
    assert solved == ["POST"]


Reads = Annotated[Reading, acting("people:read")]


async def _with_a_header(reading: Reads, x_colour: Annotated[str, Header()]) -> None: ...


async def _with_loose_parameters(reading: Reads, limit: int) -> None: ...


async def _with_another_dependency(
    reading: Reads, other: Annotated[int, Depends(lambda: 1)]
) -> None: ...


def _not_async(reading: Reads) -> None: ...


@pytest.mark.parametrize(
    ("endpoint", "obstacle"),
    [
        (_with_a_header, "header_params"),
        (_with_loose_parameters, "query parameters"),
        (_with_another_dependency, "dependencies"),
        (_not_async, "not async"),
    ],
)
def test_a_read_that_cannot_take_it_does_not_import(
    endpoint: Callable[..., Any], obstacle: str
) -> None:
    router = APIRouter(route_class=Route)
    with pytest.raises(TypeError, match=rf"{endpoint.__name__}.*{obstacle}"):
        router.get("/colours")(endpoint)
    router.post("/colours")(endpoint)  # only a GET has to


async def test_a_path_or_a_method_that_is_unknown_is_refused_as_ever(ada: Caller) -> None:
    for path in ("/v1/people/", "/v1//people", "/v1/people/a/b", "/v2/people", "/v1/{}"):
        assert (await ada.get(path, 404))["code"] == "route_not_found"
    answer = await ada.send("DELETE", f"/v1/people/{ada.person_id}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, PATCH")


async def test_what_is_wrong_with_a_read_is_told_as_ever(ada: Caller) -> None:
    told = await ada.get("/v1/people/nobody", 422)
    assert [(e["pointer"], e["code"]) for e in told["errors"]] == [
        ("#/path/person_id", "not_a_uuid")
    ]
    told = await ada.get("/v1/people", 422, limit=0, role=["king", "agent"], colour="blue")
    assert {(e["pointer"], e["code"]) for e in told["errors"]} == {
        ("#/query/limit", "greater_than_equal"),
        ("#/query/role/0", "unknown_value"),
        ("#/query/colour", "unknown_field"),
    }


async def test_a_filter_given_twice_means_either(ada: Caller) -> None:
    await ada.colleague("agent", "Bob Prado")
    await ada.colleague("technician", "Tiago Nunes")
    found = await ada.get("/v1/people", role=["agent", "technician"])
    assert [person["role"] for person in found["items"]] == ["agent", "technician"]
