"""A body that names what another organization owns is refused like one that names nothing."""

import copy
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from app.contract.examples.bodies import BODIES
from app.contract.openapi.document import operations
from tests.architecture.test_routes import _comparable
from tests.callers import Caller, Drain
from tests.contract import contract_of
from tests.stories import Owned, open_order, owned_by
from tests.world import create_world

#: Field of a body -> which of the owned it names.
NAMES = {
    **dict.fromkeys(("requester_id", "technician_id", "assignee_id"), "person_id"),
    **dict.fromkeys(("from_location_id", "to_location_id"), "location_id"),
    **{f"{kind}_code_id": "code_id" for kind in ("problem", "cause", "solution")},
    "profile_id": "permission_profile_id",
    "parent_id": "form_node_id",
    **dict.fromkeys(("into_id", "other_id"), "ticket_id"),
    "into_customer_id": "customer_id",
    "activity_id": "dialog_id",
    "working_calendar_id": "calendar_id",
    "subject_id": "ticket_id",
    "window_id": "booking_id",
}
#: They only narrow by what a body names: nothing is about a thing that is not there.
NARROWING = {"/v1/notifications/read"}
Place = tuple[str | int, ...]


def _places(body: Any, path: Place = ()) -> Iterator[Place]:
    """Where a body names something by its id, lists included."""
    if isinstance(body, dict):
        for key, value in body.items():
            if key.endswith("_id"):
                yield (*path, key)
            yield from _places(value, (*path, key))
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from _places(value, (*path, number))


def _with(body: Any, place: Place, value: str) -> Any:
    changed = copy.deepcopy(body)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return changed


def _bodies(app: FastAPI) -> Iterator[tuple[str, str, Any]]:
    """Method, path and an example body of every operation that takes JSON."""
    document = contract_of(app).document
    for path, method, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is not None and path.startswith("/v1/"):
            name = content["schema"]["$ref"].rpartition("/")[2]
            schema = document["components"]["schemas"][name]
            body = copy.deepcopy(BODIES[name])
            for field, kind in schema["properties"].items():
                # What the example leaves out is named as well.
                formats = [kind.get("format"), *(k.get("format") for k in kind.get("anyOf", ()))]
                if field.endswith("_id") and "uuid" in formats:
                    body.setdefault(field, str(uuid4()))
            body.pop("id", None)
            yield method.upper(), path, body


@pytest.fixture
async def both(
    ada: Caller,
    tiago: Caller,
    carla: Caller,
    stranger: Caller,
    drain: Drain,
) -> tuple[Owned, Owned]:
    """What Ada owns, and what the stranger owns."""
    theirs = [
        await stranger.colleague(role, name)
        for role, name in (("technician", "Téo Reis"), ("requester", "Rita Sá"))
    ]
    return (
        await owned_by(ada, tiago, carla, drain),
        await owned_by(stranger, theirs[0], theirs[1], drain),
    )


async def test_a_foreign_id_in_a_body_answers_like_an_unknown_one(
    app: FastAPI, both: tuple[Owned, Owned], stranger: Caller
) -> None:
    foreign, own = both
    tried = 0
    for method, template, example in _bodies(app):
        path = template.format(**own.ids)
        body = example
        for place in _places(example):
            name = str(place[-1])
            body = _with(body, place, own.ids.get(NAMES.get(name, name), str(uuid4())))
        for place in _places(body):
            name = str(place[-1])
            theirs = foreign.ids.get(NAMES.get(name, name))
            assert theirs, f"{method} {template}: say in NAMES what {name} names"
            first = await stranger.send(method, path, json=_with(body, place, theirs))
            second = await stranger.send(method, path, json=_with(body, place, str(uuid4())))
            where = f"{method} {template} {place}: {first.text} {second.text}"
            assert first.is_error or template in NARROWING, where
            assert first.status_code == second.status_code, where
            assert _comparable(first.json()) == _comparable(second.json()), where
            tried += 1
    assert tried > 20


async def test_no_list_of_a_stranger_holds_an_id_of_ours(
    app: FastAPI, both: tuple[Owned, Owned], stranger: Caller
) -> None:
    foreign, own = both
    ours = set(foreign.ids.values())
    lists = [
        (path, operation)
        for path, method, operation in operations(contract_of(app).document)
        if method == "get" and operation["operationId"].startswith("list")
    ]
    for path, _operation in lists:
        answer = await stranger.send("GET", path.format(**own.ids))
        assert answer.status_code == 200, f"{path}: {answer.text}"
        assert not [owned for owned in ours if owned in answer.text], path


async def test_two_organizations_may_use_one_and_the_same_id(
    ada: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    world = await create_world(ada, tiago, carla)
    order = await open_order(ada, world)
    theirs = [
        await stranger.colleague(role, name)
        for role, name in (("technician", "Téo Reis"), ("requester", "Rita Sá"))
    ]
    their_world = await create_world(stranger, theirs[0], theirs[1])
    same = await stranger.post(
        "/v1/orders",
        {
            "id": order["id"],
            "customer_id": their_world.customer["id"],
            "site_id": their_world.site["id"],
            "problem_code_id": their_world.problem["id"],
            "title": "Outra coisa",
        },
    )
    assert same["id"] == order["id"]
    assert (await ada.get(f"/v1/orders/{order['id']}"))["title"] == "Sem internet"
    assert (await stranger.get(f"/v1/orders/{order['id']}"))["title"] == "Outra coisa"
