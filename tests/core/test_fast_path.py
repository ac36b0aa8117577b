"""The short ways that requests take lead where the long ones do."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match

from app.core.http.fast_path import has_fast_path
from app.core.http.route_index import RouteIndex
from app.core.http.routing import permission_of
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
    path = "/v1" + route.path.format_map({name: f"the-{name}" for name in names})
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
def test_every_read_is_plain(operation_id: str) -> None:
    route = ROUTES[operation_id]
    reads = (permission_of(route.dependant) or "").endswith(":read")
    assert has_fast_path(route.dependant) == (reads and route.methods == {"GET"})


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
