"""The audit trail: who did what, when, from where, on whose behalf; also as a table."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.auth.events import SignedIn
from app.core.events.event_log import announce
from app.core.values.clock import now
from tests.callers import PASSWORD, Caller
from tests.conftest import PLATFORM

#: What stands in every log from the first moment.
SIGN_UP = ["organization.signed_up", "domain.claimed", "domain.verified"]


async def _session(app: FastAPI, caller: Caller, address: str, password: str = PASSWORD) -> Any:
    """Sign in from this address."""
    transport = httpx.ASGITransport(app, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.post(
            "/v1/auth/sessions",
            json={
                "domain": caller.domain,
                "company": "matriz",
                "username": caller.username,
                "password": password,
            },
        )
    return answer.json()


async def test_what_happens_at_the_door_is_told_in_order(
    app: FastAPI, ada: Caller, bob: Caller
) -> None:
    await _session(app, bob, "203.0.113.1", "not this one at all")
    session = await _session(app, bob, "203.0.113.2")
    bobs = bob.holding(session["access_token"])
    renewed = await bobs.post("/v1/auth/refresh", {"refresh_token": session["refresh_token"]}, 200)
    await bob.holding(renewed["access_token"]).post("/v1/auth/sign-out", expect=204)
    await ada.patch(f"/v1/people/{bob.person_id}", {"role": "viewer"})
    token = await ada.post("/v1/api-tokens", {"name": "ERP", "scopes": ["people:write"]})
    await ada.holding(token["token"]).patch(
        f"/v1/people/{(await ada.colleague('requester', 'Rui')).person_id}", {"name": "Rui Sá"}
    )
    await ada.delete(f"/v1/api-tokens/{token['id']}")

    entries = (await ada.get("/v1/audit", sort="occurred_at"))["items"]
    told = [(e["name"], e["actor_name"], e["address"], e["token_name"]) for e in entries]
    assert told[len(SIGN_UP) :] == [
        ("person.sign_in_failed", None, "203.0.113.1", None),
        ("person.signed_in", "Bob Prado", "203.0.113.2", None),
        ("person.session_refreshed", "Bob Prado", "127.0.0.1", None),
        ("person.signed_out", "Bob Prado", "127.0.0.1", None),
        ("person.updated", "Ada Reis", "127.0.0.1", None),
        ("person.role_changed", "Ada Reis", "127.0.0.1", None),
        ("api_token.created", "Ada Reis", "127.0.0.1", None),
        ("person.updated", "Ada Reis", "127.0.0.1", "ERP"),
        ("api_token.revoked", "Ada Reis", "127.0.0.1", None),
    ]
    role = next(e for e in entries if e["name"] == "person.role_changed")
    assert (role["data"]["before"], role["data"]["after"]) == ("agent", "viewer")
    assert (role["subject_kind"], role["subject_id"]) == ("person", str(bob.person_id))
    assert entries[0]["actor_kind"] == "system"
    signed = next(e for e in entries if e["name"] == "person.signed_out")
    assert signed["session_id"] == session["session_id"]
    began = next(e for e in entries if e["name"] == "person.signed_in")
    assert began["session_id"] == session["session_id"]
    assert [e["seq"] for e in entries] == list(range(1, len(entries) + 1))


async def test_it_speaks_the_readers_language(ada: Caller) -> None:
    await ada.patch("/v1/me", {"locale": "pt-PT"})
    (entry, *_) = (await ada.get("/v1/audit"))["items"]
    assert (entry["name"], entry["label"]) == ("person.updated", "Pessoa alterada")


async def test_what_a_visitor_does_says_who_they_are_at_home(ada: Caller, paula: Caller) -> None:
    entered = await ada.post("/v1/auth/exchange", {"domain": PLATFORM}, 200)
    there = ada.holding(entered["access_token"])
    await there.post("/v1/tickets", {"subject": "Mapa", "description": "Não abre."})
    entries = (await paula.get("/v1/audit", actor_id=entered["person_id"]))["items"]
    assert {"ticket.opened", "person.visitor_entered"} <= {e["name"] for e in entries}
    assert [e["on_behalf"] for e in entries] == [
        {
            "organization_id": str(ada.organization_id),
            "person_id": str(ada.person_id),
            "grant_id": None,
        }
    ] * len(entries)


@pytest.mark.parametrize("role", ["coordinator", "technician", "agent", "requester", "viewer"])
async def test_it_is_for_managers(ada: Caller, role: str) -> None:
    somebody = await ada.colleague(role, "Alguém")
    for path in ("/v1/audit", "/v1/audit-export"):
        await somebody.get(path, 403)


async def _sign_in_often(app: FastAPI, caller: Caller, times: int) -> None:
    actor = caller.actor
    async with app.state.runtime.database.transaction(actor) as session:
        for _ in range(times):
            event = SignedIn(person_id=caller.person_id, session_id=caller.person_id)
            announce(session, event)


async def test_filters_narrow_and_pages_follow_without_gaps(
    app: FastAPI, ada: Caller, bob: Caller, stranger: Caller
) -> None:
    await _sign_in_often(app, bob, 60)
    middle = now()
    await _sign_in_often(app, ada, 5)

    assert len((await ada.get("/v1/audit", actor_id="me", limit=100))["items"]) == 5
    after = await ada.get("/v1/audit", occurred_after=middle.isoformat(), limit=100)
    assert len(after["items"]) == 5
    before = await ada.get("/v1/audit", occurred_before=middle.isoformat(), limit=100)
    assert len(before["items"]) == 60 + len(SIGN_UP)
    for instant in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        problem = await ada.get("/v1/audit", 422, occurred_after=instant)
        assert problem["errors"][0]["code"] == "not_an_instant"
    of_bob = await ada.get("/v1/audit", limit=100, subject_id=str(bob.person_id))
    assert len(of_bob["items"]) == 60

    seen, cursor = [], None
    while True:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = await ada.get("/v1/audit", name="person.signed_in", limit=7, **more)
        await _sign_in_often(app, bob, 1)  # others write meanwhile
        seen += [entry["seq"] for entry in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 65
    others = (await stranger.get("/v1/audit", sort="occurred_at"))["items"]
    assert [e["name"] for e in others] == SIGN_UP


async def test_the_table_is_the_list_row_for_row_and_leaves_a_trace(
    app: FastAPI, ada: Caller
) -> None:
    await ada.patch("/v1/me", {"name": "=cmd|' /C calc'!A0", "locale": "pt-BR"})
    await _sign_in_often(app, ada, 300)
    async with ada.http.stream("GET", "/v1/audit-export", params={"sort": "occurred_at"}) as answer:
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        chunks = [chunk async for chunk in answer.aiter_text()]
    text = "".join(chunks)
    assert text.startswith("\ufeffNúmero;Quando;")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))

    entries: list[Any] = []
    cursor = None
    while cursor is not None or not entries:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = await ada.get("/v1/audit", sort="occurred_at", limit=100, **more)
        entries += page["items"]
        cursor = page["next_cursor"]
    assert [row["Número"] for row in rows] == [str(e["seq"]) for e in entries]
    assert [row["Evento"] for row in rows] == [e["name"] for e in entries]
    assert rows[-1]["Evento"] == "organization.audit_exported"
    assert rows[-1]["Quem"] == "'=cmd|' /C calc'!A0"  # a spreadsheet runs nothing
    moment = datetime.fromisoformat(rows[-1]["Quando (UTC)"])
    assert moment.tzinfo is not None
    local = datetime.strptime(rows[-1]["Quando"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    assert (moment.replace(microsecond=0) - local).total_seconds() == 3 * 3600


async def test_a_download_that_is_broken_off_keeps_no_connection(app: FastAPI, ada: Caller) -> None:
    await _sign_in_often(app, ada, 300)
    for _ in range(app.state.runtime.settings.read_pool_size + 2):
        async with ada.http.stream("GET", "/v1/audit-export") as answer:
            assert answer.status_code == 200
    await ada.get("/v1/audit")
