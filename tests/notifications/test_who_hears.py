"""Every ticket has somebody who hears: assignee, else team, else who is on duty, else the leads."""

from typing import Any

import pytest

from app.gateways.mail import FakeMailer
from tests.callers import Caller, Drain
from tests.mails import mails_to, text_of


async def _bell(caller: Caller) -> list[tuple[str, int]]:
    """What a person's unread lines tell of, oldest first, and how often."""
    lines = (await caller.get("/v1/notifications", is_read=False, sort="created_at"))["items"]
    return [(line["event"], line["event_count"]) for line in lines]


async def _read_all(*callers: Caller) -> None:
    for caller in callers:
        await caller.post("/v1/notifications/read", {}, 200)


async def _opened(carla: Caller, subject: str = "Sem sinal") -> str:
    ticket = await carla.post("/v1/tickets", {"subject": subject, "description": "Desde ontem."})
    return f"/v1/tickets/{ticket['id']}"


async def _on_duty(caller: Caller) -> None:
    await caller.put("/v1/me/availability", {"availability": "online"})


@pytest.fixture
async def clara(ada: Caller) -> Caller:
    """Another agent of Ada's desk."""
    return await ada.colleague("agent", "Clara Luz")


async def test_a_new_ticket_is_heard_of_by_who_is_on_duty_else_by_the_leads(
    ada: Caller, bob: Caller, clara: Caller, carla: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    path = await _opened(carla)
    await drain(ada.organization_id)
    assert [await _bell(person) for person in (ada, bob, clara)] == [[("ticket.opened", 1)], [], []]
    [mail] = mails_to(mailer, ada)
    assert "Desde ontem." in text_of(mail)
    assert f"/tickets/{path.rpartition('/')[2]}" in text_of(mail)

    await _on_duty(bob)
    await _read_all(ada)
    await _opened(carla, "Sem telefone")
    await drain(ada.organization_id)
    assert [await _bell(person) for person in (ada, bob, clara)] == [[], [("ticket.opened", 1)], []]


async def test_a_ticket_of_a_team_rings_the_team_until_somebody_has_it(
    ada: Caller, bob: Caller, clara: Caller, carla: Caller, drain: Drain
) -> None:
    await _on_duty(clara)
    team = await ada.post("/v1/teams", {"name": "Fibra", "member_ids": [str(bob.person_id)]})
    path = await _opened(carla)
    await drain(ada.organization_id)
    await _read_all(clara)
    await ada.patch(path, {"team_id": team["id"]})
    await drain(ada.organization_id)
    assert await _bell(bob) == [("ticket.given_to_team", 1)]
    await _read_all(bob)
    await carla.post(f"{path}/replies", {"body": "Alguma novidade?"})
    await drain(ada.organization_id)
    assert [await _bell(person) for person in (bob, clara)] == [[("ticket.replied", 1)], []]

    await clara.post(f"{path}/take", None, 200)
    await _read_all(bob)
    await carla.post(f"{path}/replies", {"body": "Voltou a cair."})
    await drain(ada.organization_id)
    assert [await _bell(person) for person in (bob, clara)] == [[], [("ticket.replied", 1)]]


async def test_a_team_nobody_of_which_works_at_the_desk_is_passed_over(
    ada: Caller, tiago: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    await _on_duty(bob)
    team = await ada.post("/v1/teams", {"name": "Rua", "member_ids": [str(tiago.person_id)]})
    path = await _opened(carla)
    await ada.patch(path, {"team_id": team["id"]})
    await carla.post(f"{path}/replies", {"body": "Alguma novidade?"})
    await drain(ada.organization_id)
    assert await _bell(tiago) == []
    assert ("ticket.replied", 1) in await _bell(bob)


async def test_reopening_and_own_solution_are_heard_of(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    path = await _opened(carla)
    await bob.post(f"{path}/take", None, 200)
    await drain(ada.organization_id)
    await _read_all(ada, bob)
    mailer.sent.clear()
    await carla.post(f"{path}/solve", {"details": "Voltou sozinho."}, 200)
    await carla.post(f"{path}/reopen", None, 200)
    await drain(ada.organization_id)
    assert [await _bell(person) for person in (ada, bob)] == [
        [],
        [("ticket.solved", 1), ("ticket.reopened", 1)],
    ]
    assert [str(mail["Subject"]).partition(": ")[2] for mail in mails_to(mailer, bob)] == [
        "resolvido, diz o cliente – Sem sinal",
        "reaberto – Sem sinal",
    ]
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    await _read_all(bob)
    await carla.post(f"{path}/replies", {"body": "Caiu de novo."})
    await drain(ada.organization_id)
    assert await _bell(bob) == [("ticket.reopened", 1)], "one line: the reply reopened it"


async def test_a_note_is_heard_of_by_bell_and_whoever_it_names_by_mail(
    ada: Caller,
    bob: Caller,
    clara: Caller,
    carla: Caller,
    stranger: Caller,
    drain: Drain,
    mailer: FakeMailer,
) -> None:
    path = await _opened(carla)
    await bob.post(f"{path}/take", None, 200)
    await bob.patch("/v1/me", {"mail_topics": ["note"]})
    await drain(ada.organization_id)
    await _read_all(ada, bob)
    mailer.sent.clear()
    names = f"@{clara.username}, @{carla.username} @{stranger.username} @{ada.username}."
    await ada.post(f"{path}/notes", {"body": f"canario-7 {names} veja isto"})
    await drain(ada.organization_id)
    assert [await _bell(person) for person in (ada, bob, clara, carla)] == [
        [],
        [("ticket.noted", 1)],
        [("ticket.mentioned", 1)],
        [],
    ]
    assert [len(mails_to(mailer, person)) for person in (bob, clara, carla)] == [1, 1, 0]
    assert len(mailer.sent) == 2
    assert "canario-7" not in str([mail.as_string() for mail in mailer.sent])


async def test_watchers_always_hear_and_a_colleagues_reply_calls_nobody_else(
    ada: Caller, bob: Caller, clara: Caller, carla: Caller, drain: Drain
) -> None:
    path = await _opened(carla)
    await _on_duty(bob)
    await ada.post(f"{path}/participants", {"person_id": str(clara.person_id), "role": "watcher"})
    await drain(ada.organization_id)
    await _read_all(ada, bob, clara)
    await ada.post(f"{path}/replies", {"body": "Vamos ver."})
    await drain(ada.organization_id)
    assert [await _bell(person) for person in (bob, clara)] == [[], [("ticket.replied", 1)]]


async def test_topics_without_mail_still_ring(
    ada: Caller, carla: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    me = await ada.get("/v1/me")
    assert me["mail_topics"] is None
    await ada.patch("/v1/me", {"mail_topics": ["reply"]})
    path = await _opened(carla)
    await carla.post(f"{path}/replies", {"body": "E então?"})
    await drain(ada.organization_id)
    assert await _bell(ada) == [("ticket.opened", 1), ("ticket.replied", 1)]
    assert [str(mail["Subject"]).partition(": ")[2] for mail in mails_to(mailer, ada)] == [
        "o cliente respondeu em Sem sinal"
    ]
    await ada.patch("/v1/me", {"mail_topics": ["weather"]}, 422)
    assert (await ada.patch("/v1/me", {"clear": ["mail_topics"]}))["mail_topics"] is None


async def test_three_replies_are_one_line_and_one_mail_for_the_desk(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    path = await _opened(carla)
    await bob.post(f"{path}/take", None, 200)
    await drain(ada.organization_id)
    await _read_all(bob)
    mailer.sent.clear()
    for body in ("Um", "Dois", "Três"):
        await carla.post(f"{path}/replies", {"body": body})
        await drain(ada.organization_id)
    assert await _bell(bob) == [("ticket.replied", 3)]
    assert await bob.get("/v1/counts/notifications") == {"unread": 1}
    assert len(mails_to(mailer, bob)) == 1
    await bob.put(f"{path}/read-marker", {"seq": 4})
    assert await bob.get("/v1/counts/notifications") == {"unread": 0}
    await carla.post(f"{path}/replies", {"body": "Quatro"})
    await drain(ada.organization_id)
    assert await _bell(bob) == [("ticket.replied", 1)], "what was read does not count on"
    assert len(mails_to(mailer, bob)) == 2


async def test_reading_a_ticket_clears_its_lines_whatever_their_kind(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    path, other = await _opened(carla), await _opened(carla, "Outro")
    for each in (path, other):
        await ada.post(f"{each}/assign", {"assignee_id": str(bob.person_id)}, 200)
    await carla.post(f"{path}/replies", {"body": "E então?"})
    await drain(ada.organization_id)
    assert await bob.get("/v1/counts/notifications") == {"unread": 3}
    await bob.put(f"{path}/read-marker", {"seq": 1})
    assert await _bell(bob) == [("ticket.assigned", 1), ("ticket.replied", 1)]
    await bob.put(f"{path}/read-marker", {"seq": 2})
    [left] = (await bob.get("/v1/notifications", is_read=False))["items"]
    assert left["subject_id"] == other.rpartition("/")[2]
    read = (await bob.get("/v1/notifications", is_read=True))["items"]
    assert len(read) == 2


async def test_lines_are_read_all_at_once_or_of_one_thing(
    ada: Caller, bob: Caller, carla: Caller, stranger: Caller, drain: Drain
) -> None:
    paths = [await _opened(carla, name) for name in ("um", "dois", "três")]
    await drain(ada.organization_id)
    first: dict[str, Any] = (await ada.get("/v1/notifications", sort="created_at"))["items"][0]
    about = {"subject_id": paths[1].rpartition("/")[2]}
    for nobody in (stranger, bob):
        await nobody.post("/v1/notifications/read", about, 200)
    assert await ada.post("/v1/notifications/read", about, 200) == {"unread": 2}
    until = {"until": first["created_at"]}
    assert await ada.post("/v1/notifications/read", until, 200) == {"unread": 1}
    assert await ada.post("/v1/notifications/read", {}, 200) == {"unread": 0}
    assert len((await ada.get("/v1/notifications"))["items"]) == 3
