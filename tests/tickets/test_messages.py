"""What is written: cleaned, corrected with a history, taken out for good, never written twice."""

from typing import Any

import pytest

from tests.callers import Caller
from tests.stories import upload


@pytest.fixture
def path(ticket: dict[str, Any]) -> str:
    return f"/v1/tickets/{ticket['id']}"


async def test_html_is_kept_as_far_as_it_is_harmless(bob: Caller, path: str) -> None:
    body = (
        '<p onclick="x()">Olá <b>Carla</b></p><script>alert(1)</script>'
        '<img src="http://rastreio.example/p.gif"><a href="javascript:x()">aqui</a>'
        '<a href="https://ajuda.example/">ajuda</a>'
    )
    said = await bob.post(f"{path}/replies", {"body": body, "format": "html"})
    assert said["body"] == "Olá Carla\naquiajuda"
    assert said["body_html"].startswith("<p>Olá <b>Carla</b></p>")
    for harm in ("script", "img", "onclick", "javascript"):
        assert harm not in said["body_html"]
    assert 'rel="noopener noreferrer nofollow"' in said["body_html"]
    empty = {"body": "<script>alert(1)</script>", "format": "html"}
    problem = await bob.post(f"{path}/replies", empty, 422)
    assert problem["errors"][0]["pointer"] == "#/body/body"
    plain = await bob.post(f"{path}/replies", {"body": "1 < 2 & <b>"})
    assert (plain["body"], plain["body_html"]) == ("1 < 2 & <b>", None)


async def test_a_link_leads_where_it_says_from_wherever_it_is_read(bob: Caller, path: str) -> None:
    links = ("/v1/me", "//evil.example/x", "x.html", "\\\\evil.example", "https://ok.example/")
    body = "".join(f'<a href="{link}">aqui</a>' for link in links)
    said = await bob.post(f"{path}/replies", {"body": body, "format": "html"})
    assert said["body_html"].count("href") == 1
    assert 'href="https://ok.example/"' in said["body_html"]


async def test_an_edit_keeps_what_it_said_before(
    ada: Caller, bob: Caller, carla: Caller, path: str
) -> None:
    said = await bob.post(f"{path}/replies", {"body": "Chego as nove."})
    message = f"/v1/messages/{said['id']}"
    await ada.patch(message, {"body": "Outro texto."}, 403)
    for body in ("Chego às nove.", "Chego às dez."):
        edited = await bob.patch(message, {"body": body})
    assert (edited["body"], edited["edited_at"] is None) == ("Chego às dez.", False)
    kept = (await ada.get(f"{message}/revisions"))["items"]
    assert [(r["number"], r["body"]) for r in kept] == [
        (1, "Chego as nove."),
        (2, "Chego às nove."),
    ]
    await carla.get(f"{message}/revisions", 404)
    assert (await carla.get(f"{path}/messages"))["items"][-1]["body"] == "Chego às dez."


async def test_a_redaction_is_for_good(bob: Caller, carla: Caller, path: str) -> None:
    file = await upload(carla)
    body = {"body": "Minha senha é hunter2", "file_ids": [file["id"]]}
    said = await carla.post(f"{path}/replies", body)
    message = f"/v1/messages/{said['id']}"
    await carla.patch(message, {"body": "Minha senha era hunter2"})
    await carla.post(f"{message}/redact", {"reason": "Senha"}, 403)
    gone = await bob.post(f"{message}/redact", {"reason": "Continha uma senha."}, 200)
    assert (gone["body"], gone["attachments"]) == ("(removido)", [])
    assert (await bob.get(f"{message}/revisions"))["items"] == []
    await bob.get(f"/v1/attachments/{said['attachments'][0]['id']}/content", 404)
    again = await carla.patch(message, {"body": "x"}, 409)
    assert again["code"] == "message_was_redacted"
    note = (await bob.get(f"{path}/messages"))["items"][-1]
    assert (note["kind"], "Continha uma senha." in note["body"]) == ("internal_note", True)
    assert "hunter2" not in str(await bob.get(f"{path}/messages"))


async def test_a_reply_that_is_sent_again_is_written_once(carla: Caller, path: str) -> None:
    body = {"id": "01990000-0000-7000-8000-00000000abcd", "body": "Sem rede, do celular."}
    key = {"Idempotency-Key": "resposta-offline-1"}
    first = await carla.post(f"{path}/replies", body, headers=key)
    again = await carla.post(f"{path}/replies", body, headers=key)
    assert again == first
    assert (await carla.post(f"{path}/replies", body, 409))["code"] == "duplicate"
    assert len((await carla.get(f"{path}/messages"))["items"]) == 2


async def test_whoever_writes_behind_the_newest_is_told_and_not_stopped(
    bob: Caller, carla: Caller, path: str
) -> None:
    seen = {"X-Last-Seen-Seq": "1"}
    calm = await carla.post(f"{path}/replies", {"body": "Um."}, headers=seen)
    assert calm["warning"] is None
    late = await bob.post(f"{path}/replies", {"body": "Dois."}, headers=seen)
    assert late["warning"] == "newer_messages"
    await bob.post(f"{path}/notes", {"body": "Só nós."})
    unaware = {"X-Last-Seen-Seq": "3"}
    assert (await carla.post(f"{path}/replies", {"body": "Três."}, headers=unaware))[
        "warning"
    ] is None


async def test_a_stale_change_is_refused_with_the_present_version(bob: Caller, path: str) -> None:
    tag = (await bob.send("GET", path)).headers["ETag"]
    await bob.patch(path, {"priority": "high"}, headers={"If-Match": tag})
    stale = await bob.send("PATCH", path, json={"priority": "low"}, headers={"If-Match": tag})
    assert stale.status_code == 412
    assert stale.headers["ETag"] != tag


async def test_a_call_that_was_answered_counts_as_the_first_response(
    bob: Caller, path: str
) -> None:
    await bob.post(f"{path}/notes", {"body": "Olhei por cima."})
    assert (await bob.get(path))["first_response_at"] is None
    called = {"body": "Expliquei por telefone.", "counts_as_response": True}
    note = await bob.post(f"{path}/notes", called)
    assert (await bob.get(path))["first_response_at"] == note["created_at"]


async def test_an_agent_opens_a_ticket_for_whoever_called(
    bob: Caller, carla: Caller, stranger: Caller, drain: Any
) -> None:
    call = {"subject": "Ligou", "description": "Sem sinal.", "channel": "phone"}
    ticket = await bob.post("/v1/tickets", call | {"requester_id": str(carla.person_id)})
    assert (ticket["created_by_id"], ticket["requester_id"], ticket["priority_source"]) == (
        *(str(bob.person_id), str(carla.person_id)),
        "agent",
    )
    foreign = await bob.post("/v1/tickets", call | {"requester_id": str(stranger.person_id)}, 422)
    unknown = await bob.post(
        "/v1/tickets", call | {"requester_id": "01990000-0000-7000-8000-000000000001"}, 422
    )
    assert foreign["errors"] == unknown["errors"]
    await carla.post("/v1/tickets", call | {"requester_id": str(bob.person_id)}, 403)
    await bob.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Vamos ver."})
    await drain(bob.organization_id)
    assert await carla.get("/v1/counts/notifications") == {"unread": 1}


async def test_twenty_thousand_characters_are_counted_without_markup(
    bob: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    word = "<p><strong>sinal</strong></p>"
    long = {"body": word * 3_000, "format": "html"}  # 87,000 characters, 18,000 to be read
    for step in ("replies", "notes"):
        written = await bob.post(f"{path}/{step}", long)
        assert len(written["body"]) <= 20_000
        await bob.patch(f"/v1/messages/{written['id']}", long)
        for body in (
            {"body": word * 4_000, "format": "html"},
            {"body": "x" * 20_001},
            {"body": "x" * 20_001, "format": "html"},
        ):
            refused = await bob.post(f"{path}/{step}", body, 422)
            assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
                ("#/body/body", "too_long")
            ]
    await carla.post(f"{path}/replies", {"body": "x" * 20_000})
