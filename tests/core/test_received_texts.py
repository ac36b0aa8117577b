"""Texts that come in are composed and hold nothing that misleads whoever reads them."""

import unicodedata
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.core.values.wire import Received
from tests.callers import PASSWORD, Caller
from tests.stories import upload

#: `São João`, as a Mac types it into a file name.
DECOMPOSED = unicodedata.normalize("NFD", "São João")


def _with_dependencies(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _with_dependencies(inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation)
    for part in get_args(annotation):
        yield from _models(part)


def test_every_request_is_read_by_the_same_rules(app: FastAPI) -> None:
    others = {
        model.__name__
        for route in app.router.routes
        if isinstance(route, APIRoute)
        for dependant in _with_dependencies(route.dependant)
        for parameter in (*dependant.query_params, *dependant.body_params)
        for model in _models(parameter.field_info.annotation)
        if not issubclass(model, Received)
    }
    assert not others


@pytest.mark.parametrize(
    "name",
    [
        "Padaria\nSão João",
        "Padaria\u2028São João",
        "Padaria\x85São João",
        "Padaria \u202eoãoJ oãS",
        "Padaria\x00",
    ],
)
async def test_a_line_is_a_line_and_reads_as_it_is(ada: Caller, name: str) -> None:
    problem = await ada.post("/v1/customers", {"name": name, "kind": "company"}, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/name", "control_character")
    ]


@pytest.mark.parametrize("name", ["\u200b\ufeff", " \u00ad\t"])
async def test_what_cannot_be_seen_is_no_name(ada: Caller, name: str) -> None:
    problem = await ada.post("/v1/customers", {"name": name, "kind": "company"}, 422)
    assert problem["errors"][0]["code"] == "too_short"


async def test_invisible_ends_are_trimmed(ada: Caller) -> None:
    new = {"name": "\ufeff Padaria\u200b ", "kind": "company"}
    assert (await ada.post("/v1/customers", new))["name"] == "Padaria"


async def test_what_looks_the_same_is_found(ada: Caller) -> None:
    made = await ada.post("/v1/customers", {"name": DECOMPOSED, "kind": "company"})
    assert made["name"] == "São João"
    for words in ("São João", DECOMPOSED):
        found = await ada.get("/v1/customers", q=words)
        assert [customer["id"] for customer in found["items"]] == [made["id"]]


async def test_a_password_is_the_same_on_every_keyboard(ada: Caller) -> None:
    new = "gato azul na telha do " + DECOMPOSED
    await ada.put("/v1/me/password", {"current_password": PASSWORD, "new_password": new}, 204)
    signing_in = {"domain": ada.domain, "company": "matriz", "username": ada.username}
    composed = unicodedata.normalize("NFC", new)
    await ada.post("/v1/auth/sessions", signing_in | {"password": composed})


async def test_the_name_of_a_file_is_for_old_and_new_programs(ada: Caller) -> None:
    file = await upload(ada, name=f"{DECOMPOSED}.txt")
    assert file["name"] == "São João.txt"
    answer = await ada.send("GET", f"/v1/files/{file['id']}/content")
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Sao Joao.txt\"; filename*=UTF-8''S%C3%A3o%20Jo%C3%A3o.txt"
    )
