"""Macros: canned replies and what goes with them, as an agent applies them."""

from typing import Any

import pytest

from tests.callers import Caller

ASK: dict[str, Any] = {
    "name": "Pedir as luzes",
    "actions": [
        {"type": "reply", "value": "Olá {{requester.first_name}}, quais luzes? {{agent.name}}"},
        {"type": "set_status", "value": "pending"},
        {"type": "assign", "value": "me"},
    ],
}


@pytest.fixture
async def ticket(carla: Caller) -> dict[str, Any]:
    made: dict[str, Any] = await carla.post(
        "/v1/tickets", {"subject": "Sem sinal", "description": "Caiu agora."}
    )
    return made


async def test_an_agent_looks_edits_and_applies(
    ada: Caller, bob: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    await ada.put(f"/v1/agents/{bob.person_id}/support-profile", {})
    macro = await bob.post("/v1/macros", ASK)
    assert macro["person_id"] == str(bob.person_id)
    path = f"/v1/tickets/{ticket['id']}/macros/{macro['id']}"
    preview = await bob.get(path)
    assert preview["reply"] == "Olá Carla, quais luzes? Bob Prado"
    assert [action["type"] for action in preview["actions"]] == ["reply", "set_status", "assign"]
    shown = await bob.post(f"{path}/apply", {"reply": "Carla, a luz PON acende?"}, 200)
    assert (shown["status"], shown["assignee_name"]) == ("pending", "Bob Prado")
    last = (await carla.get(f"/v1/tickets/{ticket['id']}/messages"))["items"][-1]
    assert (last["body"], last["author_kind"]) == ("Carla, a luz PON acende?", "agent")
    assert shown["first_response_at"] is not None, "an agent's macro is an agent's answer"


async def test_a_macro_does_everything_or_nothing(
    ada: Caller, bob: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    await ada.put(f"/v1/agents/{bob.person_id}/support-profile", {"max_open_tickets": 1})
    other = await carla.post("/v1/tickets", {"subject": "Outro", "description": "Também caiu."})
    await bob.post(f"/v1/tickets/{other['id']}/take", None, 200)
    reply, _, assign = ASK["actions"]
    macro = await bob.post("/v1/macros", {"name": "Assumir", "actions": [reply, assign]})
    path = f"/v1/tickets/{ticket['id']}/macros/{macro['id']}/apply"
    assert (await bob.post(path, {}, 409))["code"] == "agent_over_capacity"
    assert len((await carla.get(f"/v1/tickets/{ticket['id']}/messages"))["items"]) == 1
    assert (await carla.get(f"/v1/tickets/{ticket['id']}"))["status"] == "new"


async def test_one_s_own_are_nobody_elses_and_a_teams_are_the_teams(
    ada: Caller, bob: Caller, ticket: dict[str, Any]
) -> None:
    own = await bob.post("/v1/macros", ASK)
    rui = await ada.colleague("agent", "Rui Sá")
    await rui.get(f"/v1/macros/{own['id']}", 404)
    await rui.get(f"/v1/tickets/{ticket['id']}/macros/{own['id']}", 404)
    team = await ada.post("/v1/teams", {"name": "Fibra", "member_ids": [str(bob.person_id)]})
    of_team = await ada.post("/v1/macros", ASK | {"name": "Da equipe", "team_id": team["id"]})
    of_desk = await ada.post("/v1/macros", ASK | {"name": "De todos", "shared": True})
    seen = [macro["id"] for macro in (await bob.get("/v1/macros"))["items"]]
    assert seen == [of_team["id"], of_desk["id"], own["id"]]
    assert [m["id"] for m in (await rui.get("/v1/macros"))["items"]] == [of_desk["id"]]
    await rui.get(f"/v1/macros/{of_team['id']}", 404)
    for path, body in ((f"/v1/macros/{of_desk['id']}", {"name": "Meu"}),):
        assert (await bob.patch(path, body, 403))["permission"] == "tickets:lead"
    assert (await bob.post("/v1/macros", ASK | {"shared": True}, 403))[
        "permission"
    ] == "tickets:lead"
    changed = await bob.patch(f"/v1/macros/{own['id']}", {"name": "Luzes"})
    assert (changed["name"], changed["version"]) == ("Luzes", 2)
    await bob.delete(f"/v1/macros/{own['id']}")
    await bob.get(f"/v1/macros/{own['id']}", 404)


async def test_a_requester_can_neither_see_nor_use_macros(
    ada: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    macro = await ada.post("/v1/macros", ASK | {"shared": True})
    await carla.get("/v1/macros", 403)
    await carla.post(f"/v1/tickets/{ticket['id']}/macros/{macro['id']}/apply", {}, 403)


async def test_a_text_that_was_put_in_is_no_template(ada: Caller, carla: Caller) -> None:
    ticket = await carla.post(
        "/v1/tickets", {"subject": "{{agent.name}} <b>", "description": "Caiu agora."}
    )
    note = {"type": "note", "value": "Sobre: {{ticket.subject}}"}
    macro = await ada.post("/v1/macros", {"name": "Anotar", "actions": [note]})
    preview = await ada.get(f"/v1/tickets/{ticket['id']}/macros/{macro['id']}")
    assert preview["actions"] == [{"type": "note", "value": "Sobre: {{agent.name}} <b>"}]
    assert preview["reply"] is None
