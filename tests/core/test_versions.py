"""Two people change one object: the second is told, and nothing is lost."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text

from app.contract.openapi.document import operations
from app.core.data.database import Base, Database, Versioned
from tests.callers import Caller, Drain
from tests.stories import owned_by

#: Makes the version of a row tell its table.
_APART = 1000
#: Changes that take no `If-Match`, and why.
WITHOUT = {
    "deleteSession": "a session is ended; nobody edits one",
    "deleteSessions": "ends all sessions, which are no row",
}
Document = dict[str, Any]


async def test_a_stale_version_is_refused_and_the_current_one_named(
    ada: Caller, bob: Caller
) -> None:
    path = f"/v1/people/{bob.person_id}"
    seen = await ada.send("GET", path)
    assert seen.headers["etag"] == '"1"'

    first = await ada.send("PATCH", path, json={"name": "Bob"}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"], first.json()["version"]) == (200, '"2"', 2)

    late = await ada.send("PATCH", path, json={"name": "Roberto"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert late.headers["etag"] == '"2"'
    assert (await ada.get(path))["name"] == "Bob"


async def test_of_ten_changes_to_one_version_one_succeeds(ada: Caller, bob: Caller) -> None:
    path = f"/v1/people/{bob.person_id}"
    answers = await asyncio.gather(
        *(
            ada.send("PATCH", path, json={"name": f"Bob {n}"}, headers={"If-Match": '"1"'})
            for n in range(10)
        )
    )
    assert sorted(a.status_code for a in answers) == [200] + [412] * 9


async def test_what_is_known_is_not_sent_again(ada: Caller) -> None:
    path = f"/v1/people/{ada.person_id}"
    tag = (await ada.send("GET", path)).headers["etag"]
    known = await ada.send("GET", path, headers={"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")


async def test_null_clears_and_absence_leaves(ada: Caller, bob: Caller) -> None:
    path = f"/v1/people/{bob.person_id}"
    assert (await ada.patch(path, {"locale": "en"}))["locale"] == "en"
    assert (await ada.patch(path, {"name": "Bob"}))["locale"] == "en"
    assert (await ada.patch(path, {"locale": None}))["locale"] is None
    problem = await ada.patch(path, {"surname": "Prado"}, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/surname", "unknown_field")
    ]


def test_what_changes_a_resource_takes_if_match(app: FastAPI) -> None:
    without = {
        operation["operationId"]
        for _, method, operation in operations(app.openapi())
        if method in ("put", "patch", "delete") and not _takes_if_match(operation)
    }
    assert without == WITHOUT.keys()


async def test_if_match_is_held_against_the_row_that_changes(
    app: FastAPI, database: Database, ada: Caller, tiago: Caller, carla: Caller, drain: Drain
) -> None:
    """The current version, which the refusal names, is one of the table that the answer shows."""
    owned = await owned_by(ada, tiago, carla, drain)
    await ada.put("/v1/me/availability", {"availability": "online"})  # makes her support profile
    await carla.post(f"/v1/tickets/{owned.ids['ticket_id']}/rating", {"stars": 4})
    tables = {
        mapper.class_.__name__: str(mapper.local_table)
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Versioned)
    }
    order = sorted(set(tables.values()))
    async with database.transaction(ada.actor) as session:
        for place, table in enumerate(order, 1):
            await session.execute(text(f"update {table} set version = version + {_APART * place}"))
    for operation, method, path, shown in _changes(app.openapi(), tables):
        caller = owned.reader.get(operation, ada)
        where = path.format(**owned.ids)
        refused = await caller.send(method, where, headers={"If-Match": '"0"'}, json={})
        assert refused.status_code == 412, f"{operation}: {refused.text}"
        held = order[_version(refused.headers["etag"]) // _APART - 1]
        if shown not in order:
            seen = await caller.send("GET", shown.format(**owned.ids))
            assert held == order[_version(seen.headers["etag"]) // _APART - 1], operation
        else:
            assert held == shown, operation


def _changes(document: Document, tables: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """PUT, PATCH and DELETE with If-Match: operationId, method, path, and the table it changes.

    That of the answer's schema, or of that of the PUT beside it, whose name begins with that of the
    model; but if the path can be read with a version, that path, and if no answer has one, the
    nearest such path above.
    """
    paths = document["paths"]
    for path, method, operation in operations(document):
        if method not in ("put", "patch", "delete") or not _takes_if_match(operation):
            continue
        is_read = _has_etag(paths[path].get("get", {}))
        answering = operation if _has_etag(operation) else paths[path].get("put", {})
        schema = _schema(answering) if _has_etag(answering) and not is_read else ""
        models = [name for name in tables if schema.startswith(name)]
        shown = tables[max(models, key=len)] if models else path
        while not models and not _has_etag(paths.get(shown, {}).get("get", {})):
            shown = shown.rpartition("/")[0]
        yield operation["operationId"], method.upper(), path, shown


def _takes_if_match(operation: Document) -> bool:
    return any(p.get("$ref", "").endswith("/IfMatch") for p in operation.get("parameters", ()))


def _has_etag(operation: Document) -> bool:
    return any("ETag" in a.get("headers", {}) for a in operation.get("responses", {}).values())


def _schema(operation: Document) -> str:
    (answer,) = (a for s, a in operation["responses"].items() if s.startswith("2"))
    name: str = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return name


def _version(etag: str) -> int:
    found = re.match(r'"(\d+)', etag)
    assert found, etag
    return int(found[1])
