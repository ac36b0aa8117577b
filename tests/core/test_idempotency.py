"""A request that is sent twice is done once: the double click, the lost answer, the replay."""

import asyncio
import hashlib
from typing import Any

from sqlalchemy import text

from app.core.data.database import Database
from tests.callers import Caller

KEY = {"Idempotency-Key": '"b0a9a7f2-7f3e-4f0e-9a59"'}
TICKET = {"subject": "Sem sinal", "description": "A luz da ONU pisca."}


async def _post(caller: Caller, body: dict[str, Any], **headers: str) -> Any:
    return await caller.send("POST", "/v1/tickets", json=body, headers=KEY | headers)


async def test_a_replay_gives_the_same_answer_byte_for_byte(ada: Caller) -> None:
    first = await _post(ada, TICKET)
    again = await _post(ada, TICKET)
    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert len((await ada.get("/v1/tickets"))["items"]) == 1


async def test_twenty_clicks_at_once_open_one_ticket(ada: Caller) -> None:
    answers = await asyncio.gather(*(_post(ada, TICKET) for _ in range(20)))
    assert {a.status_code for a in answers} <= {201, 409}
    assert len({a.json()["id"] for a in answers if a.status_code == 201}) == 1
    refused = {a.json()["code"] for a in answers if a.status_code == 409}
    assert refused <= {"idempotency_in_progress"}
    assert len((await ada.get("/v1/tickets"))["items"]) == 1


async def test_a_key_belongs_to_one_request(ada: Caller) -> None:
    await _post(ada, TICKET)
    other = await _post(ada, TICKET | {"subject": "Outra coisa"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_form_that_is_sent_again_may_have_another_boundary(ada: Caller) -> None:
    sent = [("sinal.txt", b"-27 dBm"), ("sinal.txt", b"-27 dBm"), ("sinal.txt", b"-19 dBm")]
    first, again, other = [
        await ada.send("POST", "/v1/files", files={"file": file}, headers=KEY) for file in sent
    ]
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == first.json()["id"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_answers_are_kept_longer_for_those_who_work_offline(
    database: Database, bob: Caller, tiago: Caller
) -> None:
    async def upload(caller: Caller) -> str:
        files = {"file": ("sinal.txt", b"-27 dBm")}
        sent = await caller.send("POST", "/v1/files", files=files, headers=KEY)
        return str(sent.raise_for_status().json()["id"])

    first = [await upload(caller) for caller in (bob, tiago)]
    async with database.transaction(bob.actor) as session:
        a_day = "update idempotency_keys set expires_at = expires_at - interval '25 hours'"
        await session.execute(text(a_day))
    again = [await upload(caller) for caller in (bob, tiago)]
    assert again[0] != first[0]
    assert again[1] == first[1]


async def test_a_key_belongs_to_one_person(ada: Caller, bob: Caller, stranger: Caller) -> None:
    tickets = {(await _post(caller, TICKET)).json()["id"] for caller in (ada, bob, stranger)}
    assert len(tickets) == 3


async def test_a_final_refusal_is_replayed_and_a_mistake_releases_the_key(ada: Caller) -> None:
    ticket = await ada.post("/v1/tickets", TICKET)
    reopen = f"/v1/tickets/{ticket['id']}/reopen"
    first = await ada.send("POST", reopen, headers=KEY)
    assert (first.status_code, first.json()["code"]) == (409, "invalid_transition")
    await ada.post(f"/v1/tickets/{ticket['id']}/solve", {"details": "Trocado"}, 200)
    again = await ada.send("POST", reopen, headers=KEY)
    assert (again.status_code, again.headers["idempotent-replayed"]) == (409, "true")
    assert again.content == first.content

    mistaken = await _post(ada, {"subject": "Sem sinal"})
    assert mistaken.status_code == 422
    assert (await _post(ada, TICKET)).status_code == 201


async def test_a_malformed_key_is_told(ada: Caller) -> None:
    short = await ada.send("POST", "/v1/tickets", json=TICKET, headers={"Idempotency-Key": "short"})
    assert (short.status_code, short.json()["code"]) == (400, "idempotency_key_malformed")


async def test_a_replay_is_authorised_again(ada: Caller, bob: Caller) -> None:
    assert (await _post(bob, TICKET)).status_code == 201
    await ada.patch(f"/v1/people/{bob.person_id}", {"active": False})
    assert (await _post(bob, TICKET)).status_code == 401


async def test_the_fingerprint_of_a_request_lets_nobody_guess_its_password(
    ada: Caller, database: Database
) -> None:
    person = {"username": "marina", "name": "Marina", "role": "agent", "password": "laranja azul 9"}
    made = await ada.send("POST", "/v1/people", json=person, headers=KEY)
    assert made.status_code == 201
    body = made.request.content
    head = b"/v1/people?\napplication/json\n"
    async with database.read(ada.actor) as connection:
        kept = await connection.fetchval("select request_hash from idempotency_keys")
    assert hashlib.sha256(head + body).digest() not in kept
