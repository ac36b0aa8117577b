"""Replies are read by both sides, notes by the desk only; what is unread is each person's own."""

from typing import Any

from app.gateways.mail import FakeMailer
from tests.callers import Caller, Drain
from tests.mails import mails_to, text_of

CANARY = "canario-interno-7f3e"


async def test_a_reply_of_the_desk_rings_the_customer_in_the_bell_and_by_mail(
    bob: Caller, carla: Caller, ticket: dict[str, Any], drain: Drain, mailer: FakeMailer
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    reply = await bob.post(f"{path}/replies", {"body": "Estamos verificando a fibra."})
    assert (reply["seq"], reply["author_kind"], reply["author_name"]) == (2, "agent", "Bob Prado")
    await drain(carla.organization_id)

    seen = await carla.get(path)
    assert (seen["status"], seen["unread_count"]) == ("open", 1)
    assert seen["first_response_at"] is not None
    assert await carla.get("/v1/counts/notifications") == {"unread": 1}
    bell = (await carla.get("/v1/notifications"))["items"]
    assert [(n["event"], n["subject_id"], n["is_read"]) for n in bell] == [
        ("ticket.replied", ticket["id"], False)
    ]
    received, mail = mails_to(mailer, carla)
    assert "recebido" in received["Subject"]
    assert mail["To"].addresses[0].display_name == "Carla Dias"
    assert ticket["protocol"] in mail["Subject"]
    assert "Estamos verificando a fibra." in text_of(mail)


async def test_reading_is_each_persons_own_and_never_goes_back(
    ada: Caller, bob: Caller, carla: Caller, ticket: dict[str, Any], drain: Drain
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    for body in ("Um", "Dois"):
        await bob.post(f"{path}/replies", {"body": body})
    await drain(carla.organization_id)
    await ada.put(f"{path}/read-marker", {"seq": 3})
    assert (await carla.get(path))["unread_count"] == 2

    read = await carla.put(f"{path}/read-marker", {"seq": 2})
    assert read == {"last_read_seq": 2, "unread_count": 1}
    assert await carla.put(f"{path}/read-marker", {"seq": 1}) == read
    assert await carla.get("/v1/counts/notifications") == {"unread": 1}
    await carla.put(f"{path}/read-marker", {"seq": 999})
    assert (await carla.get(path))["unread_count"] == 0
    assert await carla.get("/v1/counts/notifications") == {"unread": 0}
    assert (await bob.get(path))["unread_count"] == 1


async def test_a_note_leaves_no_trace_on_the_customers_side(
    ada: Caller,
    bob: Caller,
    carla: Caller,
    ticket: dict[str, Any],
    drain: Drain,
    mailer: FakeMailer,
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    before = await carla.get(path)
    note = await bob.post(f"{path}/notes", {"body": f"Cliente difícil: {CANARY}"})
    await drain(carla.organization_id)

    assert (await carla.get(path)) | {"version": 0} == before | {"version": 0}
    for where in ("", "/messages", "/timeline"):
        answer = await carla.send("GET", path + where)
        assert answer.status_code == 200
        assert CANARY not in answer.text
        assert "note" not in answer.text.lower()
    assert (await carla.get("/v1/tickets", q=CANARY))["items"] == []
    assert await carla.get("/v1/counts/notifications") == {"unread": 0}
    assert not any(CANARY in mail.as_string() for mail in mailer.sent)
    assert [mail["Subject"] for mail in mails_to(mailer, carla)] == [
        f"{ticket['protocol']}: recebido – Sem internet"
    ]
    desk = (await ada.get(f"{path}/messages"))["items"]
    assert [m["kind"] for m in desk] == ["public_reply", "internal_note"]
    assert note["seq"] == 2
    await carla.post(f"{path}/notes", {"body": "x"}, 403)
    refused = await bob.post(f"{path}/notes", {"body": "x", "recipients": ["carla"]}, 422)
    assert refused["errors"][0]["code"] == "unknown_field"


async def test_a_customer_sees_no_ticket_of_another(
    ada: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    diego = await ada.colleague("requester", "Diego Sá")
    path = f"/v1/tickets/{ticket['id']}"
    for where in ("", "/messages", "/timeline"):
        await diego.get(path + where, 404)
    await diego.post(f"{path}/replies", {"body": "Oi"}, 404)
    await diego.put(f"{path}/read-marker", {"seq": 1}, 404)
    assert (await diego.get("/v1/tickets"))["items"] == []
    assert [t["id"] for t in (await carla.get("/v1/tickets"))["items"]] == [ticket["id"]]


async def test_the_assignee_hears_of_the_assignment_and_of_the_customers_reply(
    ada: Caller, bob: Caller, carla: Caller, ticket: dict[str, Any], drain: Drain
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    given = await ada.post(f"{path}/assign", {"assignee_id": str(bob.person_id)}, 200)
    assert (given["assignee_name"], given["status"]) == ("Bob Prado", "open")
    await carla.post(f"{path}/replies", {"body": "Alguma novidade?"})
    await drain(bob.organization_id)
    bell = (await bob.get("/v1/notifications", sort="created_at"))["items"]
    assert [n["event"] for n in bell] == ["ticket.assigned", "ticket.replied"]
    read = await bob.post(f"/v1/notifications/{bell[0]['id']}/read", expect=200)
    assert read["is_read"]
    assert await bob.get("/v1/counts/notifications") == {"unread": 1}


async def test_only_people_of_the_desk_are_assigned(
    ada: Caller, tiago: Caller, carla: Caller, stranger: Caller, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}/assign"
    for person in (tiago, carla):
        problem = await ada.post(path, {"assignee_id": str(person.person_id)}, 422)
        assert problem["code"] == "not_an_agent"
    await ada.post(path, {"assignee_id": str(stranger.person_id)}, 404)
