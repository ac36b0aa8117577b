"""A reply takes a ticket up again, or opens a new one when the old has long rested (story 10)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core.data.database import Database
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.tickets.jobs import close_quiet_tickets
from app.tickets.messages import service as messages
from app.tickets.models import AuthorKind, Ticket
from tests.callers import Caller, Drain
from tests.stories import close_order, start_order, upload
from tests.sweeping import run_sweep
from tests.world import World


@pytest.fixture
def path(ticket: dict[str, Any]) -> str:
    return f"/v1/tickets/{ticket['id']}"


@pytest.fixture
async def long_closed(bob: Caller, ada: Caller, path: str, database: Database) -> str:
    """Solved 27 days ago, closed 20 days ago."""
    with time_machine.travel(now() - timedelta(days=27)):
        await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    with time_machine.travel(now() - timedelta(days=19, hours=23)):
        await run_sweep(database, ada.organization_id, close_quiet_tickets)
    assert (await bob.get(path))["status"] == "closed"
    return path


async def test_a_reply_to_a_solved_ticket_opens_it_with_the_same_agent(
    bob: Caller, carla: Caller, path: str
) -> None:
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    with time_machine.travel(now() + timedelta(days=3)):
        said = await carla.post(f"{path}/replies", {"body": "Caiu de novo."})
    assert (said["follow_up_of_id"], said["ticket_id"]) == (None, path.rpartition("/")[2])
    back = await carla.get(path)
    assert (back["status"], back["reopened_count"], back["awaiting"]) == ("open", 1, "agent")
    assert (back["assignee_name"], back["first_response_at"]) == ("Bob Prado", None)


async def test_a_reply_to_one_that_rested_opens_a_new_one(
    bob: Caller, carla: Caller, long_closed: str
) -> None:
    before = await bob.get(long_closed)
    said = await carla.post(f"{long_closed}/replies", {"body": "Voltou a cair."})
    assert said["follow_up_of_id"] == before["id"]
    new = await carla.get(f"/v1/tickets/{said['ticket_id']}")
    assert (new["number"], new["status"]) == (said["ticket_number"], "new")
    assert new["subject"] == before["subject"]
    assert [m["body"] for m in (await carla.get(f"/v1/tickets/{new['id']}/messages"))["items"]] == [
        "Voltou a cair."
    ]
    assert await bob.get(long_closed) == before
    [link] = (await bob.get(f"/v1/tickets/{new['id']}/links"))["items"]
    assert (link["kind"], link["other_id"]) == ("follow_up", before["id"])


async def test_a_late_reply_is_kept_as_it_came_and_opens_one_ticket(
    ada: Caller, bob: Caller, carla: Caller, long_closed: str
) -> None:
    rui = await ada.colleague("requester", "Rui Sá")
    for person, role in ((ada, "watcher"), (rui, "cc")):
        joins = {"person_id": str(person.person_id), "role": role}
        await bob.post(f"{long_closed}/participants", joins)
    await bob.put(f"{long_closed}/tags", {"tags": ["fibra"]})
    reply = {"id": str(new_id()), "body": "<p>Voltou a <b>cair</b>.</p>", "format": "html"}
    said = await rui.post(f"{long_closed}/replies", reply)
    assert (said["id"], said["body_html"]) == (reply["id"], reply["body"])
    await rui.post(f"{long_closed}/replies", reply, 409)
    new = f"/v1/tickets/{said['ticket_id']}"
    assert (await bob.get(new))["tags"] == ["fibra"]
    people = (await bob.get(f"{new}/participants"))["items"]
    assert {(p["name"], p["role"]) for p in people} == {
        ("Ada Reis", "watcher"),
        ("Carla Dias", "cc"),
    }
    [link] = (await bob.get(f"{new}/links"))["items"]
    assert link["other_id"] == said["follow_up_of_id"]
    assert [t["id"] for t in (await rui.get("/v1/tickets"))["items"]] == [said["ticket_id"]]


async def test_what_comes_of_an_order_concerns_the_follow_up(
    ada: Caller,
    bob: Caller,
    tiago: Caller,
    carla: Caller,
    world: World,
    path: str,
    database: Database,
    drain: Drain,
) -> None:
    ordered = {"problem_code_id": world.problem["id"], "site_id": world.site["id"]}
    order = await bob.post(f"{path}/orders", ordered)
    with time_machine.travel(now() - timedelta(days=20)):
        await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
        await bob.post(f"{path}/transition", {"status": "closed"}, 200)
    said = await carla.post(f"{path}/replies", {"body": "Ninguém veio."})
    new = f"/v1/tickets/{said['ticket_id']}"
    assert said["follow_up_of_id"] == path.rpartition("/")[2]
    assert (await bob.get(new))["order_ids"] == [order["id"]]
    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    await drain(ada.organization_id)
    assert len((await bob.get(f"{new}/reply-drafts"))["items"]) == 1
    assert (await bob.get(f"{path}/reply-drafts"))["items"] == []


async def test_automatic_mail_moves_nothing(
    ada: Caller, bob: Caller, carla: Caller, long_closed: str, database: Database
) -> None:
    before = await bob.get(long_closed)
    async with database.transaction(ada.actor) as session:
        ticket = await session.fetch(Ticket, before["id"], lock=True)
        await messages.write_reply(
            session,
            ticket,
            "Estou de férias.",
            author_kind=AuthorKind.REQUESTER,
            author_id=carla.person_id,
            is_automatic=True,
        )
    after = await bob.get(long_closed)
    assert (after["status"], after["assignee_id"]) == ("closed", before["assignee_id"])
    said = (await bob.get(f"{long_closed}/messages"))["items"][-1]
    assert (said["body"], said["is_automatic"]) == ("Estou de férias.", True)


async def test_an_agent_reopens_after_a_year_and_no_other_way_is_open(
    ada: Caller, bob: Caller, long_closed: str
) -> None:
    barred = await bob.post(f"{long_closed}/transition", {"status": "pending"}, 409)
    assert (barred["code"], barred["allowed"]) == ("invalid_transition", ["open"])
    with time_machine.travel(now() + timedelta(days=365)):
        later = await ada.colleague("agent", "Clara Luz")
        await later.post(f"{long_closed}/reopen", None, 200)


@pytest.mark.parametrize(
    ("before", "to", "allowed"),
    [
        ("new", "closed", ["open", "pending", "on_hold", "solved"]),
        ("pending", "closed", ["open", "on_hold", "solved"]),
        ("on_hold", "closed", ["open", "pending", "solved"]),
        ("solved", "on_hold", ["open", "closed"]),
    ],
)
async def test_a_barred_way_names_those_that_are_open(
    bob: Caller, path: str, before: str, to: str, allowed: list[str]
) -> None:
    if before == "solved":
        await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    elif before != "new":
        await bob.post(f"{path}/transition", {"status": before}, 200)
    problem = await bob.post(f"{path}/transition", {"status": to}, 409)
    assert (problem["code"], problem["current"], problem["allowed"]) == (
        *("invalid_transition", before),
        allowed,
    )


async def test_the_requester_says_that_it_is_solved_and_takes_that_back(
    carla: Caller, path: str
) -> None:
    solved = await carla.post(f"{path}/solve", {"details": "Voltou sozinho."}, 200)
    assert (solved["status"], solved["assignee_id"]) == ("solved", None)
    assert (await carla.post(f"{path}/reopen", None, 200))["status"] == "open"
    await carla.post(f"{path}/transition", {"status": "pending"}, 403)
    urgent = {"subject": "X", "description": "Y", "priority": "urgent"}
    await carla.post("/v1/tickets", urgent, 403)


async def test_mere_thanks_leave_a_solved_ticket_solved_where_the_desk_wants_it(
    ada: Caller, bob: Caller, carla: Caller, path: str
) -> None:
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    await ada.patch(f"/v1/desks/{ada.organization_id}", {"thanks_filter": True})
    await carla.post(f"{path}/replies", {"body": "Muito obrigada!"})
    assert (await carla.get(path))["status"] == "solved"
    await carla.post(f"{path}/replies", {"body": "Obrigada, mas caiu de novo agora há pouco"})
    assert (await carla.get(path))["status"] == "open"


async def test_thanks_with_a_file_are_looked_at(
    ada: Caller, bob: Caller, carla: Caller, path: str
) -> None:
    await ada.patch(f"/v1/desks/{ada.organization_id}", {"thanks_filter": True})
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    html = {"body": "<p>Obrigada, <b>Bob</b>!</p><p>Carla Dias</p>", "format": "html"}
    await carla.post(f"{path}/replies", html)
    assert (await carla.get(path))["status"] == "solved"
    file = await upload(carla)
    await carla.post(f"{path}/replies", {"body": "Obrigada!", "file_ids": [file["id"]]})
    assert (await carla.get(path))["status"] == "open"


async def test_an_agents_reply_says_what_the_ticket_waits_for(
    bob: Caller, carla: Caller, path: str
) -> None:
    await bob.post(f"{path}/replies", {"body": "Qual é a luz?", "status": "pending"})
    asked = await bob.get(path)
    assert (asked["status"], asked["awaiting"]) == ("pending", "requester")
    await carla.post(f"{path}/replies", {"body": "Vermelha."})
    told = await bob.get(path)
    assert (told["status"], told["awaiting"]) == ("open", "agent")


async def test_spam_is_closed_without_a_word(
    bob: Caller, carla: Caller, path: str, drain: Any
) -> None:
    spam = await bob.post(f"{path}/mark-as-spam", None, 200)
    assert (spam["status"], spam["is_spam"], spam["awaiting"]) == ("closed", True, "nobody")
    await drain(bob.organization_id)
    assert await carla.get("/v1/counts/notifications") == {"unread": 0}
