"""Redacting a message removes its words from every place where they are kept."""

from typing import Any

import pytest
from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from app.core.data.database import Base, Database
from app.domains import import_tables
from app.gateways.mail import FakeMailer, MailRefused
from app.tickets.redaction.service import PLACES
from tests.callers import Caller, Drain
from tests.stories import upload
from tests.world import World

CANARY = "hunter2canario"


def _texts_of_tickets() -> set[str]:
    """Columns of text of tickets, of messages and of what points at either."""
    import_tables()
    found = set()
    for table in Base.metadata.sorted_tables:
        names = {key.column.table.name for column in table.columns for key in column.foreign_keys}
        if table.name in {"tickets", "messages"} or names & {"tickets", "messages"}:
            found |= {
                f"{table.name}.{column.name}"
                for column in table.columns
                if isinstance(column.type, Text | JSONB | TSVECTOR)
                or (type(column.type) is String and column.type.length is None)
            }
    return found


def test_every_text_of_a_ticket_or_a_message_is_in_the_list_of_places() -> None:
    texts = _texts_of_tickets()
    assert {"messages.body", "tickets.solution_details", "tickets.fields"} <= texts
    assert texts - PLACES.keys() == set(), "say how a redaction removes the words from there"
    columns = {f"{t.name}.{c.name}" for t in Base.metadata.sorted_tables for c in t.columns}
    assert PLACES.keys() - columns == set()


async def _kept(database: Database, caller: Caller) -> set[str]:
    """Every table of the database in which the canary stands, readable or as a word of search."""
    found = set()
    async with database.read(caller.actor) as connection:
        for table in Base.metadata.sorted_tables:
            rows = f"select count(*) from {table.name} t where t::text ilike '%{CANARY}%'"
            if await connection.fetchval(rows):
                found.add(table.name)
    return found


async def test_the_words_leave_every_place(
    ada: Caller,
    bob: Caller,
    carla: Caller,
    world: World,
    drain: Drain,
    database: Database,
) -> None:
    file = await upload(carla, f"{CANARY}.txt", CANARY.encode())
    new = {"subject": "Sem sinal", "description": f"Senha {CANARY}", "file_ids": [file["id"]]}
    ticket = await carla.post("/v1/tickets", new | {"site_id": world.site["id"]})
    path = f"/v1/tickets/{ticket['id']}"
    [said] = (await carla.get(f"{path}/messages"))["items"]
    message = f"/v1/messages/{said['id']}"
    html = {"body": f"<p>Senha <b>{CANARY}</b> errada</p>", "format": "html"}
    await carla.patch(message, html)
    order = await bob.post(f"{path}/orders", {"problem_code_id": world.problem["id"]})
    split = await bob.post(f"{path}/split", {"message_id": said["id"], "subject": "Outra coisa"})
    assert await _kept(database, ada) >= {"messages", "message_revisions", "files", "orders"}

    gone = await bob.post(f"{message}/redact", {"reason": "Senha."}, 200)
    assert (gone["body"], gone["body_html"], gone["attachments"]) == ("(removido)", None, [])
    assert (await bob.get(f"/v1/orders/{order['id']}"))["description"] == "(removido)"
    [copy, note] = (await bob.get(f"/v1/tickets/{split['id']}/messages"))["items"]
    assert (copy["body"], copy["attachments"], note["kind"]) == ("(removido)", [], "internal_note")
    await carla.get(f"/v1/files/{file['id']}/content", 404)
    assert (await bob.get("/v1/tickets", q=CANARY, view="all"))["items"] == []
    assert await _kept(database, ada) == set()
    await drain(ada.organization_id)
    assert await _kept(database, ada) == set()


async def test_a_solution_goes_with_the_message_that_was_it(
    ada: Caller, bob: Caller, ticket: dict[str, Any], database: Database
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    await bob.post(f"{path}/solve", {"details": f"A senha é {CANARY}"}, 200)
    said = (await bob.get(f"{path}/messages"))["items"][-1]
    await bob.patch(f"/v1/messages/{said['id']}", {"body": "A senha foi trocada."})
    await bob.post(f"/v1/messages/{said['id']}/redact", {"reason": "Senha."}, 200)
    assert (await bob.get(path))["solution_details"] == "(removido)"
    assert await _kept(database, ada) == set()


async def test_a_repeated_request_is_not_answered_with_the_words_and_not_done_again(
    bob: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    key = {"Idempotency-Key": "resposta-com-senha"}
    body = {"body": f"Senha {CANARY}"}
    said = await carla.post(f"{path}/replies", body, headers=key)
    other = {"Idempotency-Key": "outro-chamado-1234"}
    new = {"subject": "Outro", "description": "Sem rede."}
    kept = await carla.post("/v1/tickets", new, headers=other)
    await bob.post(f"/v1/messages/{said['id']}/redact", {"reason": "Senha."}, 200)
    again = await carla.send("POST", f"{path}/replies", json=body, headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "answer_undecryptable")
    assert CANARY not in again.text
    assert len((await bob.get(f"{path}/messages"))["items"]) == 3
    assert await carla.post("/v1/tickets", new, headers=other) == kept


async def test_a_mail_that_waits_is_not_sent_any_more(
    ada: Caller,
    bob: Caller,
    ticket: dict[str, Any],
    drain: Drain,
    mailer: FakeMailer,
    database: Database,
) -> None:
    await drain(ada.organization_id)
    path = f"/v1/tickets/{ticket['id']}"
    said = await bob.post(f"{path}/replies", {"body": f"Senha {CANARY}"})
    mailer.refusals.append(MailRefused("later", permanent=False))
    with pytest.raises(AssertionError):
        await drain(ada.organization_id)
    assert await _kept(database, ada) >= {"outbox_tasks"}
    await bob.post(f"/v1/messages/{said['id']}/redact", {"reason": "Senha."}, 200)
    assert await _kept(database, ada) == set()


async def test_a_split_has_the_files_too_and_loses_them_with_the_message(
    bob: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    file = await upload(carla)
    said = await carla.post(f"{path}/replies", {"body": "Segue.", "file_ids": [file["id"]]})
    split = await bob.post(f"{path}/split", {"message_id": said["id"], "subject": "Outra"})
    [copy] = (await bob.get(f"/v1/tickets/{split['id']}/messages"))["items"]
    assert [a["name"] for a in copy["attachments"]] == ["erro.txt"]
    shown = await carla.send("GET", f"/v1/attachments/{copy['attachments'][0]['id']}/content")
    assert shown.content == b"sem sinal"
    await bob.post(f"/v1/messages/{copy['id']}/redact", {"reason": "Engano."}, 200)
    assert (await bob.get(f"{path}/messages"))["items"][1]["body"] == "(removido)"
    await carla.get(f"/v1/files/{file['id']}/content", 404)
