"""Spam: out of the way of everybody, and with a way back."""

from typing import Any

import pytest

from tests.callers import Caller, Drain


@pytest.fixture
def path(ticket: dict[str, Any]) -> str:
    return f"/v1/tickets/{ticket['id']}"


async def _listed(caller: Caller, **query: Any) -> list[str]:
    return [t["subject"] for t in (await caller.get("/v1/tickets", **query))["items"]]


async def test_spam_has_a_list_of_its_own(bob: Caller, carla: Caller, path: str) -> None:
    await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "x"})
    await bob.post(f"{path}/mark-as-spam", None, 200)
    assert await _listed(bob) == ["Sem sinal"]
    assert await _listed(bob, view="closed") == []
    assert await _listed(bob, q="internet") == []
    for sort in ("-opened_at", "opened_at", "-last_activity_at"):
        assert await _listed(bob, is_spam=True, sort=sort) == ["Sem internet"]
    assert await _listed(bob, is_spam=False) == ["Sem sinal"]
    assert await _listed(carla, view="all") == ["Sem sinal", "Sem internet"]


async def test_what_is_no_spam_is_open_again_and_promised_anew(
    ada: Caller, bob: Caller, path: str, drain: Drain
) -> None:
    target = {"metric": "resolution", "priority": "normal", "minutes": 480}
    await ada.post("/v1/sla-policies", {"name": "Padrão", "targets": [target]})
    await drain(ada.organization_id)
    await ada.post(f"{path}/assign", {"assignee_id": str(bob.person_id)}, 200)
    await bob.post(f"{path}/mark-as-spam", None, 200)
    await drain(ada.organization_id)
    [cancelled] = (await bob.get(f"{path}/sla"))["clocks"]
    assert cancelled["status"] == "cancelled"
    back = await bob.post(f"{path}/unmark-as-spam", None, 200)
    assert (back["status"], back["is_spam"], back["awaiting"]) == ("open", False, "agent")
    assert (back["closed_at"], back["assignee_name"]) == (None, "Bob Prado")
    assert await _listed(bob) == ["Sem internet"]
    await drain(ada.organization_id)
    clocks = (await bob.get(f"{path}/sla"))["clocks"]
    assert [c["status"] for c in clocks] == ["cancelled", "running"]
    again = await bob.post(f"{path}/unmark-as-spam", None, 409)
    assert (again["code"], again["allowed"]) == ("invalid_transition", ["mark_as_spam"])


async def test_what_was_solved_before_it_was_called_spam_stays_closed(
    bob: Caller, path: str
) -> None:
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    await bob.post(f"{path}/mark-as-spam", None, 200)
    back = await bob.post(f"{path}/unmark-as-spam", None, 200)
    assert (back["status"], back["is_spam"], back["reopened_count"]) == ("closed", False, 0)
    reopened = await bob.post(f"{path}/reopen", None, 200)
    assert reopened["status"] == "open"


async def test_whoever_sends_spam_does_not_take_it_back(
    ada: Caller, bob: Caller, carla: Caller, stranger: Caller, path: str
) -> None:
    await bob.post(f"{path}/mark-as-spam", None, 200)
    said = await carla.post(f"{path}/replies", {"body": "Compre já!"})
    assert said["follow_up_of_id"] is None
    await carla.post(f"{path}/reopen", None, 409)
    await carla.post(f"{path}/unmark-as-spam", None, 403)
    await stranger.post(f"{path}/unmark-as-spam", None, 404)
    assert (await bob.get(path))["status"] == "closed"
    reopened = await bob.post(f"{path}/reopen", None, 200)
    assert (reopened["status"], reopened["is_spam"]) == ("open", False)
