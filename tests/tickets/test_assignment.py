"""Nobody is given more than they carry, and what waits is given to whoever can take it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core.data.database import Database
from app.core.values.clock import now
from app.tickets.assignment.jobs import assign_waiting_tickets
from tests.callers import Caller, Drain
from tests.sweeping import run_sweep


async def _opened(carla: Caller, **more: Any) -> str:
    ticket = await carla.post("/v1/tickets", {"subject": "X", "description": "Y"} | more)
    return f"/v1/tickets/{ticket['id']}"


async def _profile(ada: Caller, person: Caller, **wanted: Any) -> None:
    await ada.put(f"/v1/agents/{person.person_id}/support-profile", wanted)


async def _load(ada: Caller, person: Caller) -> int:
    profile = await ada.get(f"/v1/agents/{person.person_id}/support-profile")
    return int(profile["current_open"])


def _to(person: Caller, **more: Any) -> dict[str, Any]:
    return {"assignee_id": str(person.person_id)} | more


async def test_an_agent_who_carries_enough_is_given_more_only_by_a_lead_who_says_why(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    await _profile(ada, bob, max_open_tickets=1)
    first, second = await _opened(carla), await _opened(carla)
    await ada.post(f"{first}/assign", _to(bob), 200)
    full = await ada.post(f"{second}/assign", _to(bob), 409)
    assert (full["code"], full["limit"], full["current"]) == ("agent_over_capacity", 1, 1)
    silent = await ada.post(f"{second}/assign", _to(bob, force=True), 422)
    assert silent["errors"][0]["pointer"] == "#/body/reason"
    reason = {"force": True, "reason": "Cliente na linha"}
    assert (await bob.post(f"{second}/assign", _to(bob, **reason), 403))["code"]
    forced = await ada.post(f"{second}/assign", _to(bob, **reason), 200)
    assert forced["assignee_name"] == "Bob Prado"
    assert await _load(ada, bob) == 2
    notes = [m["body"] for m in (await ada.get(f"{second}/messages"))["items"]]
    assert "Cliente na linha" in notes
    events = (await ada.get(f"{second}/timeline"))["items"]
    assert [e["data"]["forced"] for e in events if e["name"] == "ticket.assigned"] == [True]


async def test_of_two_assignments_to_the_last_slot_one_holds(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    await _profile(ada, bob, max_open_tickets=3)
    paths = [await _opened(carla) for _ in range(8)]
    answers = await asyncio.gather(
        *(ada.send("POST", f"{path}/assign", json=_to(bob)) for path in paths)
    )
    assert sorted(a.status_code for a in answers) == [200] * 3 + [409] * 5
    assert await _load(ada, bob) == 3


async def test_of_two_who_take_a_ticket_one_has_it(ada: Caller, bob: Caller, carla: Caller) -> None:
    path = await _opened(carla)
    answers = await asyncio.gather(*(who.send("POST", f"{path}/take") for who in (ada, bob)))
    taken, refused = sorted(answers, key=lambda a: a.status_code)
    assert (taken.status_code, refused.status_code) == (200, 409)
    problem = refused.json()
    assert problem["code"] == "already_assigned"
    assert problem["assignee"] == taken.json()["assignee_name"]


async def test_what_an_agent_carries_follows_every_turn_of_the_ticket(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    path = await _opened(carla)
    await bob.post(f"{path}/take", None, 200)
    assert await _load(ada, bob) == 1
    for command, body, load in (
        ("transition", {"status": "pending"}, 0),
        ("transition", {"status": "open"}, 1),
        ("solve", {"details": "Feito."}, 0),
        ("reopen", None, 1),
        ("assign", _to(ada), 0),
        ("assign", _to(bob), 1),
        ("release", None, 0),
    ):
        await ada.post(f"{path}/{command}", body, 200)
        assert await _load(ada, bob) == load, command


async def test_tickets_swapped_by_many_at_once_leave_the_counts_right(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    paths = [await _opened(carla) for _ in range(4)]
    swaps = [(path, _to(person)) for path in paths for person in (ada, bob, ada, bob)]
    answers = await asyncio.gather(
        *(ada.send("POST", f"{path}/assign", json=body) for path, body in swaps)
    )
    assert {a.status_code for a in answers} <= {200}
    assignees = [(await ada.get(path))["assignee_id"] for path in paths]
    for person in (ada, bob):
        assert await _load(ada, person) == assignees.count(str(person.person_id))


@pytest.fixture
async def by_rule(ada: Caller, drain: Drain) -> str:
    """The desk gives tickets by itself."""
    await drain(ada.organization_id)
    desk = f"/v1/desks/{ada.organization_id}"
    await ada.patch(desk, {"strategy": "least_loaded"})
    return desk


async def test_a_new_ticket_goes_to_whoever_is_there_and_carries_least(
    ada: Caller, bob: Caller, carla: Caller, by_rule: str, drain: Drain
) -> None:
    clara = await ada.colleague("agent", "Clara Luz")
    for person, room in ((bob, 2), (clara, 10)):
        await _profile(ada, person, max_open_tickets=room)
        await person.put("/v1/me/availability", {"availability": "online"})
    names = []
    for _ in range(5):
        path = await _opened(carla)
        await drain(ada.organization_id)
        names.append((await ada.get(path))["assignee_name"])
    assert names.count("Bob Prado") == 1
    assert names.count("Clara Luz") == 4
    events = (await ada.get(f"{path}/timeline"))["items"]
    assert [e["data"]["by_rule"] for e in events if e["name"] == "ticket.assigned"] == [True]


async def test_nobody_offline_is_given_anything_and_the_leads_hear_of_it_once(
    ada: Caller, bob: Caller, carla: Caller, by_rule: str, drain: Drain
) -> None:
    await _profile(ada, bob)
    path = await _opened(carla)
    for _ in range(3):
        await drain(ada.organization_id)
    waiting = await ada.get(path)
    assert (waiting["assignee_id"], waiting["queue_reason"]) == (None, "nobody_online")
    bell = [n["event"] for n in (await ada.get("/v1/notifications"))["items"]]
    assert bell.count("ticket.queued") == 1
    await bob.put("/v1/me/availability", {"availability": "online"})
    await drain(ada.organization_id)
    given = await ada.get(path)
    assert (given["assignee_name"], given["queue_reason"]) == ("Bob Prado", None)


async def test_room_that_becomes_free_is_used(
    ada: Caller, bob: Caller, carla: Caller, by_rule: str, drain: Drain
) -> None:
    await _profile(ada, bob, max_open_tickets=1)
    await bob.put("/v1/me/availability", {"availability": "online"})
    first, second = await _opened(carla), await _opened(carla)
    await drain(ada.organization_id)
    waiting = await ada.get(second)
    assert (waiting["assignee_id"], waiting["queue_reason"]) == (None, "everybody_full")
    await bob.post(f"{first}/solve", {"details": "Feito."}, 200)
    await drain(ada.organization_id)
    assert (await ada.get(second))["assignee_name"] == "Bob Prado"


async def test_where_knowledge_is_required_nobody_else_will_do(
    ada: Caller, bob: Caller, carla: Caller, by_rule: str, drain: Drain
) -> None:
    form = await ada.post("/v1/forms", {"key": "f", "name": "F"})
    draft = await ada.post(
        f"/v1/forms/{form['id']}/versions",
        {"json_schema": {"type": "object", "additionalProperties": False, "properties": {}}},
    )
    await ada.post(f"/v1/form-versions/{draft['id']}/publish", None, 200)
    tool = await ada.post("/v1/form-nodes", {"kind": "tool", "label": "ERP"})
    node = await ada.post(
        "/v1/form-nodes",
        {"kind": "topic", "label": "Notas", "parent_id": tool["id"], "form_id": form["id"]},
    )
    await ada.patch(by_rule, {"specialization": "require"})
    await bob.put("/v1/me/availability", {"availability": "online"})
    path = await _opened(carla, form_node_id=node["id"], fields={})
    await drain(ada.organization_id)
    waiting = await ada.get(path)
    assert (waiting["assignee_id"], waiting["queue_reason"]) == (None, "nobody_knows")
    clara = await ada.colleague("agent", "Clara Luz")
    await _profile(ada, clara, specializations=[{"form_node_id": tool["id"], "level": 2}])
    await clara.put("/v1/me/availability", {"availability": "online"})
    await drain(ada.organization_id)
    assert (await ada.get(path))["assignee_name"] == "Clara Luz"


async def test_outside_of_working_hours_a_ticket_waits(
    ada: Caller, bob: Caller, carla: Caller, by_rule: str, drain: Drain, database: Database
) -> None:
    await ada.patch(by_rule, {"respect_calendar": True})
    await bob.put("/v1/me/availability", {"availability": "online"})
    with time_machine.travel("2026-11-14T15:00:00Z"):
        path = await _opened(carla)
        await drain(ada.organization_id)
        assert (await ada.get(path))["queue_reason"] == "outside_hours"
    with time_machine.travel("2026-11-16T11:31:00Z"):
        await run_sweep(database, ada.organization_id, assign_waiting_tickets)
        assert (await ada.get(path))["assignee_name"] == "Bob Prado"


async def test_what_is_left_without_a_word_goes_back_to_the_queue(
    ada: Caller, bob: Caller, carla: Caller, by_rule: str, drain: Drain, database: Database
) -> None:
    await ada.patch(by_rule, {"strategy": "manual", "reassign_after_minutes": 30})
    silent, answered = await _opened(carla), await _opened(carla)
    for path in (silent, answered):
        await bob.post(f"{path}/take", None, 200)
    await bob.post(f"{answered}/replies", {"body": "Estou vendo."})
    with time_machine.travel(now() + timedelta(minutes=31)):
        await run_sweep(database, ada.organization_id, assign_waiting_tickets)
        assert (await ada.get(silent))["assignee_id"] is None
        assert (await ada.get(answered))["assignee_name"] == "Bob Prado"
    assert await _load(ada, bob) == 1


async def test_a_ticket_of_a_team_is_given_within_the_team(
    ada: Caller, bob: Caller, carla: Caller, by_rule: str, drain: Drain
) -> None:
    clara = await ada.colleague("agent", "Clara Luz")
    team = await ada.post("/v1/teams", {"name": "Fibra", "member_ids": [str(clara.person_id)]})
    path = await _opened(carla)
    await ada.patch(path, {"team_id": team["id"]})
    await bob.put("/v1/me/availability", {"availability": "online"})
    await drain(ada.organization_id)
    assert (await ada.get(path))["assignee_id"] is None
    await clara.put("/v1/me/availability", {"availability": "online"})
    await drain(ada.organization_id)
    assert (await ada.get(path))["assignee_name"] == "Clara Luz"
