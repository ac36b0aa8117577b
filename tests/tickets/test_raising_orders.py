"""An agent sends a technician: the ticket waits for the visit and hears how it went."""

from typing import Any

from app.core.values.clock import now
from app.gateways.mail import FakeMailer
from tests.callers import Caller, Drain
from tests.mails import mails_to, text_of
from tests.stories import close_order, picture, start_order, tomorrow_at, upload
from tests.world import World


async def _raise(bob: Caller, world: World, ticket: dict[str, Any], **more: Any) -> Any:
    body = {"problem_code_id": world.problem["id"], "site_id": world.site["id"]} | more
    return await bob.post(f"/v1/tickets/{ticket['id']}/orders", body)


async def test_the_order_takes_over_what_the_ticket_knows(
    bob: Caller, carla: Caller, world: World, ticket: dict[str, Any]
) -> None:
    order = await _raise(bob, world, ticket)
    assert order["title"] == "Sem internet"
    assert order["description"] == "A luz da ONU está vermelha desde ontem."
    assert (order["customer_id"], order["site_id"]) == (world.customer["id"], world.site["id"])
    waiting = await bob.get(f"/v1/tickets/{ticket['id']}")
    assert (waiting["status"], waiting["order_ids"]) == ("on_hold", [order["id"]])
    seen = (await carla.get(f"/v1/tickets/{ticket['id']}/timeline"))["items"]
    assert seen[-1]["name"] == "ticket.order_raised"
    assert seen[-1]["data"]["protocol"] == order["protocol"]
    told = (await bob.get(f"/v1/orders/{order['id']}/timeline"))["items"]
    [entry] = [e for e in told if e["name"] == "order.came_from_ticket"]
    assert entry["data"]["ticket_id"] == ticket["id"]


async def test_the_report_comes_back_as_the_draft_of_a_reply(
    ada: Caller,
    bob: Caller,
    tiago: Caller,
    carla: Caller,
    world: World,
    ticket: dict[str, Any],
    drain: Drain,
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    order = await _raise(bob, world, ticket)
    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    await drain(ada.organization_id)

    back = await bob.get(path)
    assert (back["status"], back["awaiting"], back["solved_at"]) == ("open", "agent", None)
    [draft] = (await bob.get(f"{path}/reply-drafts"))["items"]
    assert draft["body"] == "Fusão refeita na caixa; sinal em -19,8 dBm."
    assert (draft["order_id"], draft["cause_code_id"]) == (order["id"], world.cause["id"])
    await carla.get(f"{path}/reply-drafts", 404)
    assert len((await carla.get(f"{path}/messages"))["items"]) == 1
    assert "ticket.reply_drafted" not in str(await carla.get(f"{path}/timeline"))

    how = {"details": "Trocamos o cabo.", "draft_id": draft["id"]}
    solved = await bob.post(f"{path}/solve", how, 200)
    assert (solved["status"], solved["solution_code_id"]) == ("solved", world.solution["id"])
    assert (await bob.get(f"{path}/reply-drafts"))["items"] == []
    assert (await carla.get(f"{path}/messages"))["items"][-1]["body"] == "Trocamos o cabo."


async def test_the_technicians_photos_go_with_the_reply(
    ada: Caller,
    bob: Caller,
    tiago: Caller,
    carla: Caller,
    world: World,
    ticket: dict[str, Any],
    drain: Drain,
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    order = await _raise(bob, world, ticket)
    await start_order(ada, tiago, order)
    photo = await picture(tiago)
    after = {"file_id": photo["id"], "kind": "after"}
    await tiago.post(f"/v1/orders/{order['id']}/photos", after)
    await close_order(tiago, order, world)
    await drain(ada.organization_id)
    [draft] = (await bob.get(f"{path}/reply-drafts"))["items"]
    assert [file["id"] for file in draft["files"]] == [photo["id"]]
    own = await upload(bob)
    body = {"body": "Ficou assim.", "file_ids": [own["id"]], "draft_id": draft["id"]}
    reply = await bob.post(f"{path}/replies", body)
    assert [file["name"] for file in reply["attachments"]] == ["erro.txt", "foto.png"]
    seen = (await carla.get(f"{path}/messages"))["items"][-1]["attachments"]
    shown = await carla.send("GET", f"/v1/attachments/{seen[1]['id']}/content")
    assert shown.content.startswith(b"\x89PNG")


async def test_nobody_was_met_and_the_requester_says_when(
    ada: Caller,
    bob: Caller,
    tiago: Caller,
    carla: Caller,
    world: World,
    ticket: dict[str, Any],
    drain: Drain,
    mailer: FakeMailer,
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    order = await _raise(bob, world, ticket)
    await start_order(ada, tiago, order)
    missed = {"occurred_at": now().isoformat(), "note": "Toquei e liguei duas vezes."}
    await tiago.post(f"/v1/orders/{order['id']}/report-no-show", missed, 200)
    await drain(ada.organization_id)
    waiting = await carla.get(path)
    assert (waiting["status"], waiting["awaiting"]) == ("pending", "requester")
    assert "ticket.visit_no_show" in str(await carla.get(f"{path}/timeline"))
    assert missed["note"] not in str(await carla.get(f"{path}/timeline"))
    [told] = [mail for mail in mailer.sent if "met nobody" in str(mail) or "encontrou" in str(mail)]
    assert ticket["protocol"] in str(told)

    await carla.post(f"{path}/replies", {"body": "Amanhã à tarde estou em casa."})
    assert (await bob.get(path))["status"] == "open"
    await bob.post(f"{path}/transition", {"status": "pending"}, 200)
    await bob.patch("/v1/me", {"locale": "pt-BR"})
    told = (await bob.get(f"{path}/timeline"))["items"]
    changed = [entry for entry in told if entry["name"] == "ticket.status_changed"]
    assert changed[-1]["detail"] == "Em atendimento → Aguardando o solicitante"
    slot = {
        "technician_id": str(tiago.person_id),
        "starts_at": tomorrow_at(15).isoformat(),
        "ends_at": tomorrow_at(16).isoformat(),
    }
    again = await bob.post(f"/v1/orders/{order['id']}/schedule", slot)
    assert (again["status"], again["failed_visits"]) == ("scheduled", 1)
    await drain(ada.organization_id)
    assert (await bob.get(path))["status"] == "on_hold"


async def test_a_draft_can_be_discarded_and_is_no_draft_of_another_ticket(
    ada: Caller, bob: Caller, tiago: Caller, world: World, ticket: dict[str, Any], drain: Drain
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    order = await _raise(bob, world, ticket)
    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    await drain(ada.organization_id)
    [draft] = (await bob.get(f"{path}/reply-drafts"))["items"]
    other = await bob.post(
        "/v1/tickets",
        {
            "subject": "Outro",
            "description": "Outro.",
            "requester_id": ticket["requester_id"],
        },
    )
    body = {"body": "Pronto.", "draft_id": draft["id"]}
    problem = await bob.post(f"/v1/tickets/{other['id']}/replies", body, 422)
    assert problem["code"] == "unknown_reference"
    await bob.delete(f"{path}/reply-drafts/{draft['id']}")
    await bob.delete(f"{path}/reply-drafts/{draft['id']}", 404)


async def test_a_desk_may_let_the_report_be_the_answer(
    ada: Caller,
    bob: Caller,
    tiago: Caller,
    carla: Caller,
    world: World,
    ticket: dict[str, Any],
    drain: Drain,
    mailer: FakeMailer,
) -> None:
    await ada.patch(f"/v1/desks/{ada.organization_id}", {"order_outcome": "solve"})
    order = await _raise(bob, world, ticket)
    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    await drain(ada.organization_id)

    solved = await carla.get(f"/v1/tickets/{ticket['id']}")
    assert solved["status"] == "solved"
    assert solved["cause_code_id"] == world.cause["id"]
    assert solved["solution_code_id"] == world.solution["id"]
    assert solved["solution_details"] == "Fusão refeita na caixa; sinal em -19,8 dBm."
    assert solved["unread_count"] == 1
    assert await carla.get("/v1/counts/notifications") == {"unread": 1}
    _received, mail = mails_to(mailer, carla)
    assert mail["Subject"] == f"{ticket['protocol']}: resolvido – Sem internet"
    assert "Fusão refeita na caixa" in text_of(mail)
    names = [e["name"] for e in (await carla.get(f"/v1/tickets/{ticket['id']}/timeline"))["items"]]
    assert names[-4:] == [
        "ticket.order_raised",
        "ticket.visit_scheduled",
        "ticket.replied",
        "ticket.solved",
    ]


async def test_cancelling_the_order_gives_the_ticket_back_to_the_desk(
    ada: Caller, bob: Caller, world: World, ticket: dict[str, Any], drain: Drain
) -> None:
    order = await _raise(bob, world, ticket)
    await ada.post(f"/v1/orders/{order['id']}/cancel", {"reason": "Cliente viajou."}, 200)
    await drain(ada.organization_id)
    assert (await bob.get(f"/v1/tickets/{ticket['id']}"))["status"] == "open"


async def test_a_ticket_that_was_solved_meanwhile_stays_as_it_is(
    ada: Caller,
    bob: Caller,
    tiago: Caller,
    world: World,
    ticket: dict[str, Any],
    drain: Drain,
) -> None:
    order = await _raise(bob, world, ticket)
    await bob.post(f"/v1/tickets/{ticket['id']}/solve", {"details": "Voltou sozinho."}, 200)
    await start_order(ada, tiago, order)
    await close_order(tiago, order, world)
    await drain(ada.organization_id)
    found = await bob.get(f"/v1/tickets/{ticket['id']}")
    assert (found["status"], found["solution_details"]) == ("solved", "Voltou sozinho.")


async def test_what_a_visit_needs_is_asked_for(
    bob: Caller, stranger: Caller, world: World, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}/orders"
    no_site = await bob.post(path, {"problem_code_id": world.problem["id"]}, 422)
    assert [(e["pointer"], e["code"]) for e in no_site["errors"]] == [
        ("#/body/site_id", "required")
    ]
    theirs = await stranger.post("/v1/codes", {"kind": "problem", "code": "X", "label": "X"})
    body = {"problem_code_id": theirs["id"], "site_id": world.site["id"]}
    assert (await bob.post(path, body, 422))["code"] == "unknown_code"
    assert (await bob.get(f"/v1/tickets/{ticket['id']}"))["status"] == "new"
