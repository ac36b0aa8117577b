"""The text of an internal note reaches nobody outside of the desk, by no way (story 19)."""

from typing import Any

from app.core.data.database import Database
from app.gateways.mail import FakeMailer
from tests.callers import Caller, Drain
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
        ) + 1
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
    assert mailer.sent == []
    row = await carla.get(f"/v1/tickets/{ticket['id']}")
    assert (row["has_unread"], row["unread_count"], row["last_seq"]) == (False, 0, 1)
