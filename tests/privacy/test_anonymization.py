"""A person can be made unknown; what they did stays, and what was signed is not touched."""

import json

import asyncpg
import pytest
from fastapi import FastAPI

from app.embedded.servers import Servers
from app.gateways.storage import Storage, UnknownFile
from app.people.photos.service import keys_of
from tests.callers import Caller, Drain
from tests.people.test_me import _jpeg
from tests.stories import close_order, open_order, start_order
from tests.world import create_world

CANARY = "Zoraide"


async def _traces(servers: Servers, caller: Caller) -> dict[str, int]:
    """Table -> rows that still hold the canary, whatever column it is in."""
    connection = await asyncpg.connect(servers.admin_url)
    try:
        tables = await connection.fetch(
            """select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                  and a.attname = 'organization_id'"""
        )
        found = {
            table["relname"]: await connection.fetchval(
                f"select count(*) from {table['relname']} t"
                " where organization_id = $1 and t::text ilike $2",
                caller.organization_id,
                f"%{CANARY}%",
            )
            for table in tables
        }
    finally:
        await connection.close()
    return {name: count for name, count in found.items() if count}


async def test_nothing_tells_any_more_who_it_was(
    app: FastAPI, ada: Caller, bob: Caller, drain: Drain, servers: Servers
) -> None:
    invitation = await ada.post(
        "/v1/invitations",
        {"email": "zoraide@example.com", "name": f"{CANARY} Luz", "role": "requester"},
    )
    joined = await ada.post(
        "/v1/auth/accept-invitation",
        {
            "token": invitation["accept_url"].partition("#")[2],
            "username": "zoraide.luz",
            "password": "gato azul na telha",
        },
        headers={"User-Agent": f"{CANARY}/1.0"},
    )
    zoraide = bob.holding(joined["access_token"])
    await zoraide.send("PUT", "/v1/me/photo", files={"file": ("eu.jpg", _jpeg())})
    ticket = await zoraide.post("/v1/tickets", {"subject": "Sem sinal", "description": "Em casa."})
    await bob.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Vamos ver."})
    await drain(ada.organization_id)
    photo = (await zoraide.get("/v1/me"))["photo_url"].rpartition("/")[2]
    assert await _traces(servers, ada)

    path = f"/v1/people/{joined['person_id']}/anonymise"
    unknown = await ada.post(path, None, 200)
    assert (unknown["name"], unknown["email"], unknown["active"]) == (
        "Pessoa removida",
        None,
        False,
    )
    await drain(ada.organization_id)
    assert await _traces(servers, ada) == {}
    await zoraide.get("/v1/me", 401)
    given = {"domain": ada.domain, "company": "matriz", "username": "zoraide.luz"}
    await ada.post("/v1/auth/sessions", given | {"password": "gato azul na telha"}, 401)
    for key in keys_of(ada.organization_id, photo):
        with pytest.raises(UnknownFile):
            await app.state.runtime.gateway(Storage).get(key)
    # What was asked and answered is still there, of somebody unknown.
    seen = await bob.get(f"/v1/tickets/{ticket['id']}")
    assert (seen["subject"], seen["requester_name"]) == ("Sem sinal", "Pessoa removida")
    assert await ada.post(path, None, 200) == unknown


async def test_what_was_signed_and_what_was_moved_stay_as_they_are(
    ada: Caller, tiago: Caller, carla: Caller, drain: Drain
) -> None:
    world = await create_world(ada, tiago, carla)
    order = await open_order(ada, world)
    await start_order(ada, tiago, order)
    await tiago.post(
        f"/v1/orders/{order['id']}/materials",
        {"product_id": (await world.goods()).product, "quantity": "35.500"},
    )
    await close_order(tiago, order, world)
    await drain(ada.organization_id)

    async def evidence() -> str:
        report = await ada.get(f"/v1/orders/{order['id']}/close-report")
        drawn = [await ada.get(f"/v1/signatures/{signed['id']}") for signed in report["signatures"]]
        pdf = await ada.send("GET", f"/v1/orders/{order['id']}/report")
        balances = await ada.get("/v1/balances", location_id=(await world.goods()).van)
        return json.dumps([report, drawn, balances], sort_keys=True) + pdf.content.hex()

    before = await evidence()
    for person in (carla, tiago):
        await ada.post(f"/v1/people/{person.person_id}/anonymise", None, 200)
    await drain(ada.organization_id)
    assert await evidence() == before


async def test_the_last_manager_cannot_be_made_unknown(ada: Caller, bob: Caller) -> None:
    path = f"/v1/people/{ada.person_id}/anonymise"
    assert (await ada.post(path, None, 409))["code"] == "last_manager"
    assert (await ada.get("/v1/me"))["name"] == "Ada Reis"
    olga = await ada.colleague("owner", "Olga Reis")
    await ada.post(f"/v1/people/{olga.person_id}/anonymise", None, 403)
    await olga.post(path, None, 200)


async def test_tokens_of_somebody_unknown_are_over(ada: Caller) -> None:
    maria = await ada.colleague("manager", "Maria Paz")
    made = await maria.post("/v1/api-tokens", {"name": "ERP", "scopes": ["people:read"]})
    await maria.holding(made["token"]).get("/v1/people")
    await ada.post(f"/v1/people/{maria.person_id}/anonymise", None, 200)
    await maria.holding(made["token"]).get("/v1/people", 401)
