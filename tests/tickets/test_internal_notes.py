"""The text of an internal note reaches nobody outside of the desk, by no way (story 19)."""

import asyncio
from typing import Any

from app.core.data.database import Database
from app.gateways.mail import FakeMailer
from tests.callers import Caller, Drain
from tests.mails import mails_to
from tests.stories import upload
from tests.world import World

CANARY = "canario9f3c7"


async def test_a_canary_in_a_note_is_found_nowhere(
    ada: Caller,
    bob: Caller,
    carla: Caller,
    world: World,
    ticket: dict[str, Any],
    drain: Drain,
    mailer: FakeMailer,
    database: Database,
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    rui = await ada.colleague("requester", "Rui Sá")
    await bob.post(f"{path}/participants", {"person_id": str(rui.person_id)})
    file = await upload(bob)
    written = await bob.post(
        f"{path}/notes",
        {"body": f"<b>{CANARY}</b> deve ser má fé.", "format": "html", "file_ids": [file["id"]]},
    )
    await bob.patch(f"/v1/messages/{written['id']}", {"body": f"{CANARY} corrigido"})
    await bob.post(f"{path}/replies", {"body": "Vamos ver."})
    order = {"problem_code_id": world.problem["id"], "site_id": world.site["id"]}
    await bob.post(f"{path}/orders", order)
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    await carla.post(f"{path}/replies", {"body": "Caiu de novo."})
    job = await ada.post(f"/v1/people/{carla.person_id}/export", None, 202)
    await drain(ada.organization_id)

    said = (await bob.get(f"{path}/messages"))["items"]
    assert any(CANARY in m["body"] for m in said), "the desk reads it"
    for outsider in (carla, rui):
        answers = [
            await outsider.get(path),
            await outsider.get(f"{path}/messages", limit=100),
            await outsider.get(f"{path}/timeline"),
            await outsider.get("/v1/tickets", q=CANARY, view="all"),
            await outsider.get("/v1/tickets", view="all"),
            await outsider.get("/v1/notifications"),
            await outsider.get("/v1/ticket-counts"),
            await outsider.get(f"{path}/dialogs"),
        ]
        assert CANARY not in str(answers)
        assert answers[3]["items"] == []
        assert (await outsider.get(path))["last_seq"] == len(
            [m for m in said if m["kind"] == "public_reply"]
        )
        for refused in (f"/v1/messages/{written['id']}/revisions", f"{path}/links"):
            await outsider.get(refused, 404)
        await outsider.patch(f"/v1/messages/{written['id']}", {"body": "x"}, 404)
        await outsider.get(f"/v1/attachments/{written['attachments'][0]['id']}/content", 404)
    assert mailer.sent
    assert not any(CANARY in mail.as_string() for mail in mailer.sent)
    async with database.read(ada.actor) as connection:
        events = await connection.fetch("select payload::text from events")
        bells = await connection.fetch("select title from notifications")
    assert CANARY not in str(events) + str(bells)
    export = await ada.send("GET", f"/v1/jobs/{job['id']}/result")
    assert export.status_code == 200
    assert CANARY.encode() not in export.content


async def test_a_note_has_no_recipients_and_is_never_a_reply(
    bob: Caller, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    addressed = {"body": "x", "recipients": ["carla@example.com"]}
    problem = await bob.post(f"{path}/notes", addressed, 422)
    assert problem["errors"][0]["pointer"] == "#/body/recipients"
    note = await bob.post(f"{path}/notes", {"body": "x"})
    changed = {"body": "x", "kind": "public_reply"}
    await bob.patch(f"/v1/messages/{note['id']}", changed, 422)


async def test_a_note_rings_nobody_outside(
    bob: Caller, carla: Caller, ticket: dict[str, Any], drain: Drain, mailer: FakeMailer
) -> None:
    await bob.post(f"/v1/tickets/{ticket['id']}/notes", {"body": "Só nós."})
    await drain(bob.organization_id)
    assert await carla.get("/v1/counts/notifications") == {"unread": 0}
    assert len(mails_to(mailer, carla)) == 1, "that the ticket was received, and nothing else"
    row = await carla.get(f"/v1/tickets/{ticket['id']}")
    assert (row["has_unread"], row["unread_count"], row["last_seq"]) == (False, 0, 1)


async def test_a_note_leaves_no_trace_on_the_other_side(
    bob: Caller, carla: Caller, ticket: dict[str, Any], drain: Drain
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    await bob.post(f"{path}/replies", {"body": "Vamos ver."})
    await drain(bob.organization_id)

    async def seen() -> list[Any]:
        answer = await carla.send("GET", path)
        return [
            *(answer.headers["ETag"], answer.json()),
            await carla.get(f"{path}/messages"),
            await carla.get(f"{path}/timeline"),
            await carla.get("/v1/tickets", sort="-last_activity_at"),
            await carla.get("/v1/ticket-counts"),
        ]

    before = await seen()
    note = await bob.post(f"{path}/notes", {"body": "Deve ser má fé."})
    await drain(bob.organization_id)
    assert await seen() == before
    assert note["seq"] == 3
    assert (await bob.get(path))["last_seq"] == 3
    bobs = await bob.send("GET", path)
    assert bobs.headers["ETag"] == before[0]

    reply = await bob.post(f"{path}/replies", {"body": "Troque o cabo."})
    assert reply["seq"] == 4
    said = (await carla.get(f"{path}/messages"))["items"]
    assert [m["seq"] for m in said] == [1, 2, 3], "as if there were no note"
    after = await carla.get(path)
    assert (after["last_seq"], after["unread_count"]) == (3, 2)
    assert "'seq': 4" not in str(
        [e["data"] for e in (await carla.get(f"{path}/timeline"))["items"]]
    )


async def test_what_was_read_is_counted_as_each_side_counts(
    bob: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    for step, body in (("notes", "Só nós."), ("replies", "Um."), ("notes", "x"), ("replies", "2.")):
        await bob.post(f"{path}/{step}", {"body": body})
    read = await carla.put(f"{path}/read-marker", {"seq": 2})
    assert read == {"last_read_seq": 2, "unread_count": 1}
    behind = await carla.send(
        "POST", f"{path}/replies", json={"body": "Sim."}, headers={"X-Last-Seen-Seq": "2"}
    )
    assert (behind.json()["warning"], behind.json()["seq"]) == ("newer_messages", 4)
    await bob.post(f"{path}/notes", {"body": "Nada de novo."})
    up_to_date = await carla.send(
        "POST", f"{path}/replies", json={"body": "Ok."}, headers={"X-Last-Seen-Seq": "4"}
    )
    assert up_to_date.json()["warning"] is None
    assert (await carla.put(f"{path}/read-marker", {"seq": 99}))["last_read_seq"] == 5
    listed = (await carla.get("/v1/tickets"))["items"]
    assert [(t["last_seq"], t["unread_count"]) for t in listed] == [(5, 0)]


async def test_a_note_and_a_reply_at_once_have_numbers_of_their_own(
    ada: Caller, bob: Caller, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    await asyncio.gather(
        *(bob.post(f"{path}/notes", {"body": f"Nota {n}"}) for n in range(4)),
        *(ada.post(f"{path}/replies", {"body": f"Resposta {n}"}) for n in range(4)),
    )
    said = (await bob.get(f"{path}/messages", limit=100))["items"]
    assert [m["seq"] for m in said] == [*range(1, 10)]
    assert (await bob.get(path))["last_seq"] == 9
