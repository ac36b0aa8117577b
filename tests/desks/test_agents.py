"""Anybody of the staff becomes an agent through a support profile."""

from datetime import timedelta
from typing import Any

import time_machine

from app.core.data.database import Database
from app.core.values.clock import now
from app.desks.agents.jobs import end_availability
from tests.callers import Caller, Drain
from tests.sweeping import run_sweep


def _profile(person: Caller) -> str:
    return f"/v1/agents/{person.person_id}/support-profile"


async def test_a_technician_works_at_the_desk_once_made_an_agent(
    ada: Caller, tiago: Caller, carla: Caller
) -> None:
    ticket = await carla.post("/v1/tickets", {"subject": "X", "description": "Y"})
    assert (await tiago.get("/v1/tickets", 403))["code"] == "permission_missing"
    await ada.put(_profile(tiago), {"max_open_tickets": 3, "languages": ["pt-BR", "en"]})
    taken = await tiago.post(f"/v1/tickets/{ticket['id']}/take", None, 200)
    assert taken["assignee_name"] == "Tiago Nunes"
    profile = await tiago.get(_profile(tiago))
    assert (profile["current_open"], profile["max_open_tickets"]) == (1, 3)

    await ada.put(_profile(tiago), {"active": False, "hand_back": True})
    await tiago.get("/v1/tickets", 403)
    body = {"assignee_id": str(tiago.person_id)}
    other = await carla.post("/v1/tickets", {"subject": "X", "description": "Y"})
    problem = await ada.post(f"/v1/tickets/{other['id']}/assign", body, 422)
    assert problem["code"] == "not_an_agent"


async def test_customers_do_not_become_agents(ada: Caller, carla: Caller) -> None:
    assert (await ada.put(_profile(carla), {}, 422))["code"] == "not_an_agent"


async def test_what_an_agent_knows_is_kept_with_levels(ada: Caller, bob: Caller) -> None:
    form = await ada.post("/v1/forms", {"key": "f", "name": "F"})
    node = await ada.post("/v1/form-nodes", {"kind": "tool", "label": "ERP", "form_id": form["id"]})
    known = [{"form_node_id": node["id"], "level": 3}]
    profile = await ada.put(_profile(bob), {"specializations": known})
    assert profile["specializations"] == [{"form_node_id": node["id"], "label": "ERP", "level": 3}]
    again = await ada.put(_profile(bob), {"specializations": []})
    assert again["specializations"] == []
    assert [a["name"] for a in (await bob.get("/v1/agents"))["items"]] == ["Bob Prado"]


async def test_availability_is_said_by_oneself_and_ends_when_it_was_said_to(
    ada: Caller, bob: Caller, tiago: Caller, database: Database
) -> None:
    until = now() + timedelta(hours=2)
    wanted = {"availability": "online", "until": until.isoformat()}
    profile = await bob.put("/v1/me/availability", wanted)
    assert profile["availability"] == "online"
    past = {"availability": "away", "until": (now() - timedelta(minutes=1)).isoformat()}
    assert (await bob.put("/v1/me/availability", past, 422))["errors"][0]["code"] == "in_the_past"
    await tiago.put("/v1/me/availability", {"availability": "online"}, 403)
    with time_machine.travel(until + timedelta(minutes=1)):
        await run_sweep(database, ada.organization_id, end_availability)
    assert (await ada.get(_profile(bob)))["availability"] == "offline"
    lead = f"/v1/agents/{bob.person_id}/availability"
    assert (await ada.put(lead, {"availability": "away"}))["availability"] == "away"


async def test_teams_have_members(ada: Caller, bob: Caller, stranger: Caller) -> None:
    team = await ada.post("/v1/teams", {"name": "Fibra", "member_ids": [str(bob.person_id)]})
    assert team["member_ids"] == [str(bob.person_id)]
    wrong = {"member_ids": [str(bob.person_id), str(stranger.person_id)]}
    problem = await ada.patch(f"/v1/teams/{team['id']}", wrong, 422)
    assert problem["errors"][0]["pointer"] == "#/body/member_ids/1"
    assert (await ada.patch(f"/v1/teams/{team['id']}", {"member_ids": []}))["member_ids"] == []


async def test_an_organization_names_its_statuses(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    labels = {"label_agent": "Aguardando peça", "label_requester": "Em andamento"}
    name = await ada.post("/v1/status-names", {"status": "on_hold", **labels})
    ticket = await carla.post("/v1/tickets", {"subject": "X", "description": "Y"})
    path = f"/v1/tickets/{ticket['id']}"
    wrong: dict[str, Any] = {"status": "pending", "status_name_id": name["id"]}
    problem = await bob.post(f"{path}/transition", wrong, 422)
    assert problem["errors"][0]["code"] == "not_of_this_status"
    right = {"status": "on_hold", "status_name_id": name["id"]}
    assert (await bob.post(f"{path}/transition", right, 200))["status_label"] == "Aguardando peça"
    assert (await carla.get(path))["status_label"] == "Em andamento"
    open_ones = (await carla.get("/v1/tickets", view="open"))["items"]
    assert [t["status_label"] for t in open_ones] == ["Em andamento"]
    await ada.patch(f"/v1/status-names/{name['id']}", {"archived": True})
    assert (await carla.get(path))["status_label"] == "Em andamento"
    assert (await bob.post(f"{path}/transition", right, 422))["code"] == "validation_failed"
    assert (await bob.post(f"{path}/transition", {"status": "open"}, 200))["status_label"] is None
