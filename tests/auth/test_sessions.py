"""One's sessions: where one is signed in, signing out one or all, and stolen refresh tokens."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from fastapi import FastAPI
from sqlalchemy import select

from app.auth.jobs import end_expired_sessions
from app.auth.models import SignIn
from app.core.events.event_log import EventRecord
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.organizations.models import Organization
from tests.callers import PASSWORD, Caller

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile"


async def _sign_in(caller: Caller, **options: Any) -> dict[str, Any]:
    session: dict[str, Any] = await caller.post(
        "/v1/auth/sessions",
        {
            "domain": caller.domain,
            "company": "matriz",
            "username": caller.username,
            "password": PASSWORD,
        },
        **options,
    )
    return session


def _bearer(session: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['access_token']}"}


async def _events(app: FastAPI, caller: Caller, name: str) -> list[EventRecord]:
    async with app.state.runtime.database.transaction(Actor(caller.organization_id)) as session:
        found = await session.scalars(
            select(EventRecord).where(
                EventRecord.organization_id == caller.organization_id, EventRecord.name == name
            )
        )
        return list(found)


async def test_the_list_shows_devices_and_where_they_were(ada: Caller) -> None:
    await _sign_in(ada, headers={"User-Agent": PHONE})
    here, phone = sorted(
        (await ada.get("/v1/auth/sessions"))["items"], key=lambda s: s["started_at"]
    )
    assert (here["is_current"], phone["is_current"]) == (True, False)
    assert (phone["device_name"], phone["address"]) == ("Chrome 140, Android", "127.0.0.1")


async def test_one_device_is_signed_out_and_then_all(ada: Caller) -> None:
    first, second = await _sign_in(ada), await _sign_in(ada)
    await ada.delete(f"/v1/auth/sessions/{first['session_id']}")
    assert (await ada.send("GET", "/v1/me", headers=_bearer(first))).status_code == 401
    assert (await ada.send("GET", "/v1/me", headers=_bearer(second))).status_code == 200
    await ada.post("/v1/auth/refresh", {"refresh_token": first["refresh_token"]}, 401)

    await ada.delete("/v1/auth/sessions")
    assert (await ada.send("GET", "/v1/me", headers=_bearer(second))).status_code == 401
    await ada.get("/v1/me", 401)


async def test_a_colleagues_session_is_not_there(ada: Caller, bob: Caller) -> None:
    theirs = await _sign_in(bob)
    await ada.delete(f"/v1/auth/sessions/{theirs['session_id']}", 404)


async def test_a_replayed_refresh_token_ends_its_family_and_is_an_event(
    app: FastAPI, ada: Caller
) -> None:
    other = await _sign_in(ada)
    stolen = await _sign_in(ada)
    held = {"refresh_token": stolen["refresh_token"]}
    renewed = await ada.post("/v1/auth/refresh", held, 200)
    again = await ada.post("/v1/auth/refresh", {"refresh_token": renewed["refresh_token"]}, 200)

    await ada.post("/v1/auth/refresh", held, 401)
    for session in (stolen, renewed, again):
        assert (await ada.send("GET", "/v1/me", headers=_bearer(session))).status_code == 401
    await ada.post("/v1/auth/refresh", {"refresh_token": again["refresh_token"]}, 401)
    assert (await ada.send("GET", "/v1/me", headers=_bearer(other))).status_code == 200

    (event,) = await _events(app, ada, "person.refresh_token_reused")
    assert event.payload["session_id"] == stolen["session_id"]
    assert (event.actor_id, event.address) == (ada.person_id, "127.0.0.1")
    assert len(await _events(app, ada, "person.session_refreshed")) == 2


async def test_of_two_refreshes_at_once_one_is_a_theft(ada: Caller) -> None:
    held = {"refresh_token": (await _sign_in(ada))["refresh_token"]}
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/auth/refresh", json=held) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_a_lost_answer_is_given_again_to_whoever_knows_the_key(ada: Caller) -> None:
    held = {"refresh_token": (await _sign_in(ada))["refresh_token"]}
    key = {"Idempotency-Key": "0198c5a4-7d1e-7c3a"}
    first = await ada.post("/v1/auth/refresh", held, 200, headers=key)
    again = await ada.post("/v1/auth/refresh", held, 200, headers=key)
    assert again["refresh_token"] == first["refresh_token"]

    await ada.post("/v1/auth/refresh", {"refresh_token": again["refresh_token"]}, 200)
    # Once the answer has been used it was not lost: whoever asks again has stolen it.
    await ada.post("/v1/auth/refresh", held, 401, headers=key)
    assert (await ada.send("GET", "/v1/me", headers=_bearer(again))).status_code == 401


async def test_another_key_or_a_later_time_is_no_repetition(ada: Caller) -> None:
    for later, other in (
        (timedelta(0), "another-key-00000"),
        (timedelta(minutes=3), "0198c5a4-7d1e-7c3a"),
    ):
        held = {"refresh_token": (await _sign_in(ada))["refresh_token"]}
        await ada.post(
            "/v1/auth/refresh", held, 200, headers={"Idempotency-Key": "0198c5a4-7d1e-7c3a"}
        )
        with time_machine.travel(now() + later, tick=True):
            await ada.post("/v1/auth/refresh", held, 401, headers={"Idempotency-Key": other})


async def test_an_organization_decides_how_long_a_session_lasts(app: FastAPI, ada: Caller) -> None:
    async with app.state.runtime.database.transaction(Actor(ada.organization_id)) as session:
        organization = await session.fetch(Organization, ada.organization_id)
        organization.settings = {"session_days": 1}
    held = {"refresh_token": (await _sign_in(ada))["refresh_token"]}
    with time_machine.travel(now() + timedelta(days=1, seconds=1), tick=True):
        await ada.post("/v1/auth/refresh", held, 401)


async def test_an_access_token_ends_when_it_says(ada: Caller) -> None:
    session = await _sign_in(ada)
    assert session["expires_in"] == 900
    with time_machine.travel(now() + timedelta(seconds=880), tick=True):
        assert (await ada.send("GET", "/v1/me", headers=_bearer(session))).status_code == 200
    with time_machine.travel(now() + timedelta(seconds=901), tick=True):
        # Verified less than a minute of its life ago, and over all the same.
        assert (await ada.send("GET", "/v1/me", headers=_bearer(session))).status_code == 401


async def test_who_was_added_with_a_password_has_to_change_it_first(ada: Caller) -> None:
    new = {"username": "nova", "name": "Nova Lima", "role": "agent", "password": "trocar já amanhã"}
    person = await ada.post("/v1/people", new)
    credentials = {"domain": ada.domain, "company": "matriz", "username": "nova"}
    session = await ada.post("/v1/auth/sessions", credentials | {"password": new["password"]})
    bearer = _bearer(session)
    refused = await ada.send("GET", "/v1/tickets", headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    me = await ada.send("GET", "/v1/me", headers=bearer)
    assert me.json()["must_change_password"] is True

    change = {"current_password": new["password"], "new_password": "gato azul na telha"}
    await ada.put("/v1/me/password", change, 204, headers=bearer)
    assert (await ada.send("GET", "/v1/tickets", headers=bearer)).status_code == 200

    handed = {"password": "outra vez provisória"}
    await ada.post(f"/v1/people/{person['id']}/temporary-password", handed, 204)
    assert (await ada.send("GET", "/v1/me", headers=bearer)).status_code == 401
    again = await ada.post("/v1/auth/sessions", credentials | handed)
    refused = await ada.send("GET", "/v1/tickets", headers=_bearer(again))
    assert refused.json()["code"] == "password_change_required"


async def test_expired_sessions_leave_the_list(ada: Caller, app: FastAPI) -> None:
    session = await _sign_in(ada)
    async with app.state.runtime.database.transaction(Actor(ada.organization_id)) as transaction:
        started = await transaction.fetch(SignIn, UUID(session["session_id"]))
        started.expires_at = now() - timedelta(seconds=1)
        await transaction.flush()
        await end_expired_sessions(transaction)
    listed = [s["id"] for s in (await ada.get("/v1/auth/sessions"))["items"]]
    assert session["session_id"] not in listed
