"""A token is exchanged for one in another organization, and says who acts there for whom."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from fastapi import FastAPI
from jose import jwt

from app.core.security.actors import Actor
from app.core.settings import Settings
from app.core.values.clock import now
from app.main import create_app
from app.people.models import Role
from app.support.grants.service import Grant
from tests.callers import PASSWORD, Caller
from tests.conftest import PLATFORM

TICKET = {"subject": "O mapa não abre", "description": "Desde hoje cedo, para todos."}


async def _exchange(caller: Caller, domain: str, expect: int = 200) -> Any:
    return await caller.post("/v1/auth/exchange", {"domain": domain}, expect)


async def _events(app: FastAPI, organization_id: UUID) -> list[Any]:
    async with app.state.runtime.database.read(Actor(organization_id)) as connection:
        found: list[Any] = await connection.fetch(
            "select * from events where organization_id = $1 order by seq", organization_id
        )
    return found


async def test_somebody_of_a_tenant_is_a_requester_at_the_platforms_desk(
    app: FastAPI, ada: Caller, bob: Caller, paula: Caller
) -> None:
    entered = await _exchange(ada, PLATFORM)
    claims = jwt.get_unverified_claims(entered["access_token"])
    assert claims["act"] == {"org": str(ada.organization_id), "sub": str(ada.person_id)}
    assert (claims["org"], claims["sub"]) == (str(paula.organization_id), entered["person_id"])
    assert entered["expires_in"] <= 900

    there = ada.holding(entered["access_token"])
    me = await there.get("/v1/me")
    assert (me["name"], me["role"], me["organization_id"]) == (
        "Ada Reis",
        "requester",
        str(paula.organization_id),
    )
    assert me["on_behalf"] == {
        "organization_id": str(ada.organization_id),
        "person_id": str(ada.person_id),
        "grant_id": None,
    }
    ticket = await there.post("/v1/tickets", TICKET)
    assert ticket["customer_name"] == "Rede Boa"
    assert ticket["customer_id"] == str(ada.organization_id)

    # A colleague speaks for the same customer, and sees none of her tickets.
    colleague = bob.holding((await _exchange(bob, PLATFORM))["access_token"])
    assert (await colleague.get("/v1/tickets"))["items"] == []
    theirs = await colleague.post("/v1/tickets", TICKET)
    assert theirs["customer_id"] == ticket["customer_id"]

    (opened,) = [
        e
        for e in await _events(app, paula.organization_id)
        if e["name"] == "ticket.opened" and str(e["subject_id"]) == ticket["id"]
    ]
    assert (opened["act_organization_id"], opened["act_person_id"]) == (
        ada.organization_id,
        ada.person_id,
    )


async def test_who_comes_again_is_the_same_person_even_twice_at_once(
    ada: Caller, paula: Caller
) -> None:
    entered = await asyncio.gather(*(_exchange(ada, PLATFORM) for _ in range(5)))
    assert len({e["person_id"] for e in entered}) == 1
    await ada.patch("/v1/me", {"name": "Ada Reis Lima"})
    there = ada.holding((await _exchange(ada, PLATFORM))["access_token"])
    assert (await there.get("/v1/me"))["name"] == "Ada Reis Lima"


async def test_signing_out_at_home_ends_the_visit(ada: Caller, paula: Caller) -> None:
    session = await ada.post(
        "/v1/auth/sessions",
        {
            "domain": ada.domain,
            "company": "matriz",
            "username": ada.username,
            "password": PASSWORD,
        },
    )
    home = ada.holding(session["access_token"])
    there = ada.holding((await _exchange(home, PLATFORM))["access_token"])
    await there.get("/v1/me")
    await home.post("/v1/auth/sign-out", expect=204)
    await there.get("/v1/me", 401)


async def test_the_platform_may_send_a_visitor_away(ada: Caller, paula: Caller) -> None:
    entered = await _exchange(ada, PLATFORM)
    there = ada.holding(entered["access_token"])
    await there.get("/v1/me")
    await paula.patch(f"/v1/people/{entered['person_id']}", {"active": False})
    await there.get("/v1/me", 401)
    assert (await _exchange(ada, PLATFORM, 403))["code"] == "permission_missing"


async def test_a_platform_agent_sees_what_was_asked_and_nothing_of_the_tenants_own_desk(
    ada: Caller, carla: Caller, paula: Caller
) -> None:
    own = await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Em casa."})
    asked = await ada.holding((await _exchange(ada, PLATFORM))["access_token"]).post(
        "/v1/tickets", TICKET
    )
    agent = await paula.colleague("agent", "Pedro Luz")
    assert (await agent.get(f"/v1/tickets/{asked['id']}"))["subject"] == TICKET["subject"]
    await agent.get(f"/v1/tickets/{own['id']}", 404)
    listed = (await agent.get("/v1/tickets", limit=100))["items"]
    assert own["id"] not in [ticket["id"] for ticket in listed]
    assert (await _exchange(agent, ada.domain, 403))["code"] == "support_access_not_granted"


async def test_there_is_no_way_from_tenant_to_tenant_and_no_chain(
    ada: Caller, stranger: Caller, paula: Caller
) -> None:
    for domain in (stranger.domain, ada.domain, "nowhere"):
        problem = await _exchange(ada, domain, 403)
        assert problem["code"] == "support_access_not_granted"
    there = ada.holding((await _exchange(ada, PLATFORM))["access_token"])
    assert (await _exchange(there, ada.domain, 403))["code"] == "permission_missing"
    made = await ada.post("/v1/api-tokens", {"name": "ERP", "scopes": ["me:write"]})
    problem = await _exchange(ada.holding(made["token"]), PLATFORM, 403)
    assert problem["code"] == "permission_missing"


async def test_a_visitor_cannot_sign_in_nor_be_reached_by_a_password(
    ada: Caller, paula: Caller
) -> None:
    entered = await _exchange(ada, PLATFORM)
    there = ada.holding(entered["access_token"])
    username = (await there.get("/v1/me"))["username"]
    credentials = {"domain": PLATFORM, "company": "matriz", "username": username}
    await ada.post("/v1/auth/sessions", credentials | {"password": PASSWORD}, 401)
    path = f"/v1/people/{entered['person_id']}/temporary-password"
    await paula.post(path, {"password": PASSWORD}, 204)
    await ada.post("/v1/auth/sessions", credentials | {"password": PASSWORD}, 401)
    there = ada.holding((await _exchange(ada, PLATFORM))["access_token"])
    change = {"current_password": "another one", "new_password": "gato azul na telha"}
    assert (await there.put("/v1/me/password", change, 422))["code"] == "password_wrong"


@dataclass
class OneGrant:
    """What an organization granted, for as long as it says so."""

    organization_id: UUID
    grant: Grant
    ended: bool = False

    async def live(self, organization_id: UUID) -> Grant | None:
        return None if self.ended or organization_id != self.organization_id else self.grant

    async def is_live(self, organization_id: UUID, grant_id: UUID) -> bool:
        return await self.live(organization_id) is not None and grant_id == self.grant.id


@pytest.fixture
async def granted(settings: Settings, ada: Caller) -> AsyncIterator[tuple[FastAPI, OneGrant]]:
    """The API where Ada's organization has let the platform's team in."""
    until: datetime = now() + timedelta(minutes=5)
    grants = OneGrant(ada.organization_id, Grant(uuid4(), Role.VIEWER, until))
    app = create_app(settings, grants)
    async with app.router.lifespan_context(app):
        yield app, grants


async def test_with_a_live_grant_an_agent_acts_in_the_tenant_until_it_ends(
    granted: tuple[FastAPI, OneGrant], ada: Caller, carla: Caller, paula: Caller
) -> None:
    app, grants = granted
    own = await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Em casa."})
    agent = await paula.colleague("agent", "Pedro Luz")
    at_home = replace(agent, app=app)
    entered = await _exchange(at_home, ada.domain)
    assert entered["expires_in"] <= 300
    there = at_home.holding(entered["access_token"])
    assert (await there.get(f"/v1/tickets/{own['id']}"))["id"] == own["id"]
    assert (await there.get("/v1/me"))["on_behalf"]["grant_id"] == str(grants.grant.id)
    await there.post(f"/v1/tickets/{own['id']}/notes", {"body": "x"}, 403)

    manager = await paula.colleague("requester", "Não Agente")
    outsider = replace(manager, app=app)
    assert (await _exchange(outsider, ada.domain, 403))["code"] == "support_access_not_granted"

    grants.ended = True
    app.state.runtime.credentials.forget(ada.organization_id)  # what ending a grant signals
    assert (await there.get("/v1/me", 401))["code"] == "grant_ended"


async def test_a_visitor_leaves_no_person_behind(
    granted: tuple[FastAPI, OneGrant], ada: Caller, bob: Caller, paula: Caller
) -> None:
    app, grants = granted
    grants.grant = replace(grants.grant, role=Role.MANAGER)
    agent = replace(await paula.colleague("agent", "Pedro Luz"), app=app)
    there = agent.holding((await _exchange(agent, ada.domain))["access_token"])
    await there.get("/v1/people")
    new = {"email": "meu@example.com", "name": "Meu", "role": "viewer"}
    await there.post("/v1/invitations", new, 403)
    await there.patch(f"/v1/people/{bob.person_id}", {"role": "manager"}, 403)
    handed = {"password": "gato azul na telha"}
    await there.post(f"/v1/people/{bob.person_id}/temporary-password", handed, 403)


async def test_a_visitor_leaves_no_token_behind(
    granted: tuple[FastAPI, OneGrant], ada: Caller, paula: Caller
) -> None:
    app, grants = granted
    grants.grant = replace(grants.grant, role=Role.MANAGER)
    of_ada = replace(ada, app=app)
    agent = replace(await paula.colleague("agent", "Pedro Luz"), app=app)
    there = agent.holding((await _exchange(agent, ada.domain))["access_token"])
    account = await of_ada.post("/v1/service-accounts", {"name": "ERP", "role": "viewer"})
    new = {"name": "ERP", "scopes": ["people:read"]}
    await there.post("/v1/api-tokens", new, 403)
    await there.post("/v1/api-tokens", new | {"service_account_id": account["id"]}, 403)
    made = await of_ada.post("/v1/api-tokens", new | {"service_account_id": account["id"]})
    await there.post(f"/v1/api-tokens/{made['id']}/rotate", {}, 403)


async def test_who_asks_visitors_for_a_second_factor_means_the_one_they_have_at_home(
    granted: tuple[FastAPI, OneGrant], ada: Caller, paula: Caller
) -> None:
    app, _ = granted
    agent = replace(await paula.colleague("agent", "Pedro Luz"), app=app)
    there = agent.holding((await _exchange(agent, ada.domain))["access_token"])
    await there.get("/v1/tickets")
    wanted = {"second_factor_roles": ["viewer"]}
    await replace(ada, app=app).patch("/v1/organization/settings", wanted)
    problem = await there.get("/v1/tickets", 403)
    assert problem["code"] == "second_factor_setup_required"

    made = await agent.post("/v1/me/second-factor", {"password": PASSWORD}, 200)
    code = pyotp.TOTP(made["secret"]).now()
    await agent.post("/v1/me/second-factor/confirm", {"code": code}, 200)
    await there.get("/v1/tickets")
