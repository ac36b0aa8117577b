"""A mass incident: many tickets, told once and solved once."""

import asyncio
from typing import Any

import pytest

from app.core.data.database import Database
from app.core.events.outbox import enqueue
from app.core.security.actors import Actor
from app.core.values.clock import now
from tests.callers import Caller, Drain
from tests.stories import active_process, published_form

CUT = {"title": "Backbone rompido no Água Verde"}
FOUND = {"body": "O rompimento foi localizado; a equipe está no local."}
OVER = {"body": "O cabo foi emendado e o sinal voltou."}


async def open_tickets(caller: Caller, count: int) -> list[str]:
    return [
        (
            await caller.post(
                "/v1/tickets", {"subject": f"Sem sinal {n}", "description": "Caiu agora."}
            )
        )["id"]
        for n in range(count)
    ]


async def messages_of(caller: Caller, ticket_id: str) -> list[str]:
    page = await caller.get(f"/v1/tickets/{ticket_id}/messages")
    return [message["body"] for message in page["items"]]


@pytest.fixture
async def tickets(carla: Caller) -> list[str]:
    return await open_tickets(carla, 3)


@pytest.fixture
async def incident(ada: Caller, tickets: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = await ada.post("/v1/incidents", CUT | {"ticket_ids": tickets})
    return made


async def test_one_update_reaches_every_linked_ticket_once(
    ada: Caller, carla: Caller, incident: dict[str, Any], tickets: list[str], drain: Drain
) -> None:
    assert (incident["number"], incident["ticket_count"], incident["status"]) == (1, 3, "open")
    path = f"/v1/incidents/{incident['id']}"
    job = await ada.post(f"{path}/updates", FOUND, 202)
    assert job["status"] == "queued"
    await drain(ada.organization_id)
    job = await ada.get(f"/v1/jobs/{job['id']}")
    assert (job["status"], job["progress_done"], job["progress_total"]) == ("done", 3, 3)
    assert job["result"]["told"] == 3
    for ticket_id in tickets:
        assert (await messages_of(carla, ticket_id)).count(FOUND["body"]) == 1
        shown = await carla.get(f"/v1/tickets/{ticket_id}")
        assert (shown["status"], shown["awaiting"]) == ("open", "requester")
    (told,) = (await ada.get(f"{path}/updates"))["items"]
    assert (told["body"], told["author_name"], told["solves"]) == (FOUND["body"], "Ada Reis", False)


async def test_who_joins_later_is_told_the_latest_and_nobody_is_told_twice(
    ada: Caller,
    bob: Caller,
    carla: Caller,
    incident: dict[str, Any],
    tickets: list[str],
    drain: Drain,
) -> None:
    path = f"/v1/incidents/{incident['id']}/tickets"
    late = await open_tickets(carla, 1)
    refused = await bob.post(path, {"ticket_ids": late, "tell": True}, 409)
    assert refused["code"] == "nothing_was_told"
    await ada.post(f"/v1/incidents/{incident['id']}/updates", FOUND, 202)
    await drain(ada.organization_id)
    shown = await bob.post(path, {"ticket_ids": [*late, *tickets], "tell": True}, 200)
    assert shown["ticket_count"] == 4
    await drain(ada.organization_id)
    for ticket_id in (*late, *tickets):
        assert (await messages_of(carla, ticket_id)).count(FOUND["body"]) == 1
    last = await open_tickets(carla, 1)
    await bob.post(path, {"ticket_ids": last, "tell": True}, 200)
    await drain(ada.organization_id)
    latest = (await bob.get("/v1/jobs"))["items"][0]
    assert (latest["progress_total"], latest["result"]["told"]) == (1, 1), "nobody else is asked"
    linked = (await bob.get(path))["items"]
    assert [row["ticket_id"] for row in linked] == [*tickets, *late, *last]
    assert linked[0]["requester_name"] == "Carla Dias"


async def test_resolving_tells_and_solves_and_says_which_could_not_be(
    ada: Caller,
    bob: Caller,
    carla: Caller,
    incident: dict[str, Any],
    tickets: list[str],
    drain: Drain,
) -> None:
    other, merged, solved = tickets
    await bob.post(f"/v1/tickets/{solved}/solve", {"details": "Já voltou."}, 200)
    path = f"/v1/incidents/{incident['id']}"
    job = await ada.post(f"{path}/resolve", OVER, 202)
    await drain(ada.organization_id)
    result = (await ada.get(f"/v1/jobs/{job['id']}"))["result"]
    assert (result["solved"], result["over"], result["passed_over"]) == (2, 1, [])
    for ticket_id in (other, merged):
        ticket = await carla.get(f"/v1/tickets/{ticket_id}")
        assert (ticket["status"], ticket["solution_details"]) == ("solved", OVER["body"])
        assert (await bob.get(f"/v1/tickets/{ticket_id}"))["assignee_name"] == "Ada Reis"
    shown = await ada.get(path)
    assert (shown["status"], shown["open_ticket_count"]) == ("resolved", 0)
    refused = await ada.post(f"{path}/resolve", OVER, 409)
    assert (refused["code"], refused["allowed"]) == ("invalid_transition", ["reopen"])
    again = await ada.post(f"{path}/reopen", None, 200)
    assert (again["status"], again["resolved_at"]) == ("open", None)


async def test_a_ticket_that_refuses_keeps_no_other_from_being_solved(
    ada: Caller, carla: Caller, incident: dict[str, Any], drain: Drain
) -> None:
    version = await published_form(ada, "sinal", required_on_solve=["item"])
    process = await active_process(ada, version["form_id"])
    node = {"kind": "tool", "label": "Sinal", "process_id": process["id"]}
    await ada.post("/v1/form-nodes", node)
    about = {"process_id": process["id"], "fields": {}}
    stubborn = await carla.post(
        "/v1/tickets", {"subject": "Sem sinal", "description": "Desde ontem."} | about
    )
    path = f"/v1/incidents/{incident['id']}"
    await ada.post(f"{path}/tickets", {"ticket_ids": [stubborn["id"]]}, 200)
    job = await ada.post(f"{path}/resolve", OVER, 202)
    await drain(ada.organization_id)
    result = (await ada.get(f"/v1/jobs/{job['id']}"))["result"]
    assert result["solved"] == 3
    assert result["passed_over"] == [{"ticket_id": stubborn["id"], "code": "validation_failed"}]
    assert (await carla.get(f"/v1/tickets/{stubborn['id']}"))["status"] == "new"
    assert await messages_of(carla, stubborn["id"]) == ["Desde ontem."]
    assert (await ada.get(path))["open_ticket_count"] == 1


async def test_a_worker_that_dies_before_it_is_done_tells_nobody_twice(
    ada: Caller,
    carla: Caller,
    incident: dict[str, Any],
    tickets: list[str],
    database: Database,
    drain: Drain,
) -> None:
    job = await ada.post(f"/v1/incidents/{incident['id']}/updates", FOUND, 202)
    await drain(ada.organization_id)
    done = await ada.get(f"/v1/jobs/{job['id']}")
    update_id = done["result"]["update_id"]
    async with database.transaction(Actor(ada.organization_id)) as session:
        # What a killed worker leaves: the replies are written, the task waits as before.
        enqueue(session, "carry_incident_update", job_id=job["id"], update_id=update_id)
    await drain(ada.organization_id)
    again = await ada.get(f"/v1/jobs/{job['id']}")
    assert (again["result"], again["version"] > done["version"]) == (done["result"], True)
    for ticket_id in tickets:
        assert (await messages_of(carla, ticket_id)).count(FOUND["body"]) == 1


async def test_the_promises_of_a_ticket_name_the_incident_behind_it(
    ada: Caller, bob: Caller, incident: dict[str, Any], tickets: list[str], drain: Drain
) -> None:
    told = await bob.get(f"/v1/tickets/{tickets[0]}/sla")
    assert told["incidents"] == [
        {
            "incident_id": incident["id"],
            "number": 1,
            "title": CUT["title"],
            "started_at": incident["started_at"],
            "resolved_at": None,
        }
    ]
    path = f"/v1/incidents/{incident['id']}/tickets/{tickets[0]}"
    await bob.delete(path)
    await bob.delete(path, 404)
    assert (await bob.get(f"/v1/tickets/{tickets[0]}/sla"))["incidents"] == []
    timeline = (await bob.get(f"/v1/tickets/{tickets[0]}/timeline"))["items"]
    names = [entry["name"] for entry in timeline]
    assert {"ticket.joined_incident", "ticket.left_incident"} <= {*names}


async def test_requesters_never_hear_of_the_incident_itself(
    carla: Caller, incident: dict[str, Any], tickets: list[str], drain: Drain
) -> None:
    await carla.get("/v1/incidents", 403)
    timeline = (await carla.get(f"/v1/tickets/{tickets[0]}/timeline"))["items"]
    assert "ticket.joined_incident" not in [entry["name"] for entry in timeline]


async def test_what_is_wrong_with_an_incident_is_said_where_it_is(
    ada: Caller, bob: Caller, tiago: Caller, stranger: Caller, tickets: list[str]
) -> None:
    theirs = (await open_tickets(stranger, 1))[0]
    refused = await ada.post("/v1/incidents", CUT | {"ticket_ids": [*tickets, theirs]}, 422)
    assert refused["errors"][0]["pointer"] == "#/body/ticket_ids/3"
    refused = await ada.post(
        "/v1/incidents", CUT | {"started_at": now().replace(year=2050).isoformat()}, 422
    )
    assert refused["errors"][0]["code"] == "in_the_future"
    assert (await ada.get("/v1/incidents"))["items"] == [], "nothing of it was kept"
    assert (await bob.post("/v1/incidents", CUT, 403))["permission"] == "incidents:write"
    await tiago.get("/v1/incidents", 403)


async def test_two_incidents_at_once_have_two_numbers(ada: Caller) -> None:
    made = await asyncio.gather(*(ada.post("/v1/incidents", CUT) for _ in range(4)))
    assert sorted(one["number"] for one in made) == [1, 2, 3, 4]
