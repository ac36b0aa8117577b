"""Whoever stops working at the desk, by whatever change, leaves no ticket behind."""

import asyncio
from typing import Any

import pytest

from tests.callers import Caller, Drain


@pytest.fixture
async def ticket(carla: Caller, bob: Caller) -> dict[str, Any]:
    """One that Bob works on."""
    opened = await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Caiu."})
    taken: dict[str, Any] = await bob.post(f"/v1/tickets/{opened['id']}/take", None, 200)
    await bob.put("/v1/me/availability", {"availability": "online"})
    return taken


async def _is_back_in_the_queue(ada: Caller, bob: Caller, ticket: dict[str, Any]) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    assert (await ada.get(path))["assignee_id"] is None
    events = (await ada.get(f"{path}/timeline"))["items"]
    assert [e["data"]["assignee_id"] for e in events if e["name"] == "ticket.assigned"] == [
        str(bob.person_id),
        None,
    ]
    profile = await ada.get(f"/v1/agents/{bob.person_id}/support-profile")
    assert (profile["availability"], profile["current_open"]) == ("offline", 0)


def _held(problem: dict[str, Any]) -> list[tuple[str, str, str]]:
    assert problem["code"] == "still_holds_work"
    return [(item["person_id"], item["kind"], item["id"]) for item in problem["held"]]


async def test_a_permission_profile_is_not_narrowed_under_open_tickets(
    ada: Caller, bob: Caller, ticket: dict[str, Any], drain: Drain
) -> None:
    full = ["tickets:read", "tickets:work", "customers:read"]
    new = {"name": "Atendimento", "role": "agent", "permissions": full}
    profile = f"/v1/permission-profiles/{(await ada.post('/v1/permission-profiles', new))['id']}"
    await ada.patch(f"/v1/people/{bob.person_id}", {"profile_id": profile.rpartition("/")[2]})
    # What the desk does not need is taken away without a question.
    await ada.patch(profile, {"permissions": full[:2]})
    narrow = {"permissions": ["tickets:read"]}
    held = _held(await ada.patch(profile, narrow, 409))
    assert held == [(str(bob.person_id), "ticket", ticket["id"])]
    assert (await ada.get(profile))["permissions"] == full[:2]

    await ada.patch(profile, narrow | {"hand_back": True})
    await drain(ada.organization_id)
    await _is_back_in_the_queue(ada, bob, ticket)


async def test_a_profile_that_only_leavers_have_holds_nothing_back(
    ada: Caller, bob: Caller, ticket: dict[str, Any], drain: Drain
) -> None:
    full = {"name": "A", "role": "agent", "permissions": ["tickets:read", "tickets:work"]}
    profile = await ada.post("/v1/permission-profiles", full)
    bobs = f"/v1/people/{bob.person_id}"
    await ada.patch(bobs, {"profile_id": profile["id"]})
    await ada.patch(bobs, {"active": False, "hand_back": True})
    narrow = {"permissions": ["tickets:read"]}
    await ada.patch(f"/v1/permission-profiles/{profile['id']}", narrow)


async def test_a_support_profile_is_not_switched_off_under_open_tickets(
    ada: Caller, bob: Caller, ticket: dict[str, Any], drain: Drain
) -> None:
    path = f"/v1/agents/{bob.person_id}/support-profile"
    held = _held(await ada.put(path, {"active": False}, 409))
    assert held == [(str(bob.person_id), "ticket", ticket["id"])]
    assert (await ada.get(path))["active"] is True

    off = await ada.put(path, {"active": False, "hand_back": True})
    assert (off["active"], off["availability"]) == (False, "offline")
    await drain(ada.organization_id)
    await _is_back_in_the_queue(ada, bob, ticket)
    again = {"assignee_id": str(bob.person_id)}
    refused = await ada.post(f"/v1/tickets/{ticket['id']}/assign", again, 422)
    assert refused["code"] == "not_an_agent"


async def test_a_technician_who_leaves_the_desk_keeps_the_role(
    ada: Caller, tiago: Caller, carla: Caller, drain: Drain
) -> None:
    path = f"/v1/agents/{tiago.person_id}/support-profile"
    await ada.put(path, {"active": True})
    opened = await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Caiu."})
    await tiago.post(f"/v1/tickets/{opened['id']}/take", None, 200)
    assert len(_held(await ada.put(path, {"active": False}, 409))) == 1
    await ada.put(path, {"active": False, "hand_back": True})
    await drain(ada.organization_id)
    assert (await ada.get(f"/v1/tickets/{opened['id']}"))["assignee_id"] is None
    assert (await ada.get(f"/v1/people/{tiago.person_id}"))["role"] == "technician"


async def test_memberships_of_teams_end_with_deactivation(
    ada: Caller, bob: Caller, drain: Drain
) -> None:
    members = [str(bob.person_id), str(ada.person_id)]
    team = await ada.post("/v1/teams", {"name": "Redes", "member_ids": members})
    other = await ada.post("/v1/teams", {"name": "Campo", "member_ids": members[1:]})
    bobs = f"/v1/people/{bob.person_id}"
    await ada.patch(bobs, {"name": "Bob P.", "active": True})
    await drain(ada.organization_id)
    assert len((await ada.get(f"/v1/teams/{team['id']}"))["member_ids"]) == 2
    await ada.patch(bobs, {"active": False})
    await drain(ada.organization_id)
    left = await ada.get(f"/v1/teams/{team['id']}")
    assert (left["member_ids"], left["version"]) == (members[1:], team["version"] + 1)
    assert await ada.get(f"/v1/teams/{other['id']}") == other


async def test_no_ticket_slips_in_while_somebody_is_deactivated(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    path = f"/v1/people/{bob.person_id}"
    for _ in range(4):
        new = {"subject": "Sem sinal", "description": "Caiu."}
        ticket = await carla.post("/v1/tickets", new)
        given, gone = await asyncio.gather(
            ada.send(
                *("POST", f"/v1/tickets/{ticket['id']}/assign"),
                json={"assignee_id": str(bob.person_id)},
            ),
            ada.send("PATCH", path, json={"active": False}),
        )
        assert (given.status_code, gone.status_code) in {(200, 409), (422, 200)}
        if gone.status_code == 200:
            await ada.patch(path, {"active": True})
        else:
            await ada.post(f"/v1/tickets/{ticket['id']}/assign", {"assignee_id": None}, 200)
