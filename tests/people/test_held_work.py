"""Whoever leaves, or may do less, leaves no work behind that nobody hears of."""

from typing import Any

import pytest

from app.people.held_work.service import HeldItem
from tests.callers import Caller, Drain
from tests.stories import open_order, tomorrow_at
from tests.world import World, create_world


async def _ticket(carla: Caller, bob: Caller) -> dict[str, Any]:
    ticket = await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Caiu."})
    taken: dict[str, Any] = await bob.post(f"/v1/tickets/{ticket['id']}/take", None, 200)
    return taken


async def _visit(ada: Caller, tiago: Caller, world: World, *helpers: Caller) -> dict[str, Any]:
    order = await open_order(ada, world)
    scheduled: dict[str, Any] = await ada.post(
        f"/v1/orders/{order['id']}/schedule",
        {
            "technician_id": str(tiago.person_id),
            "helper_ids": [str(helper.person_id) for helper in helpers],
            "starts_at": tomorrow_at(9).isoformat(),
            "ends_at": tomorrow_at(10).isoformat(),
        },
    )
    return scheduled | {"id": order["id"], "protocol": order["protocol"]}


def _assigning(person: Caller) -> dict[str, Any]:
    action = {"type": "assign", "value": str(person.person_id)}
    return {"name": f"Para {person.person_id}", "actions": [action]}


async def _rule(ada: Caller, person: Caller, **more: Any) -> dict[str, Any]:
    rule: dict[str, Any] = await ada.post(
        "/v1/automation-rules", {"trigger": "ticket_opened"} | _assigning(person) | more
    )
    return rule


async def _refused(ada: Caller, person: Caller, change: dict[str, Any]) -> list[tuple[str, str]]:
    problem = await ada.patch(f"/v1/people/{person.person_id}", change, 409)
    assert problem["code"] == "still_holds_work"
    assert all(item.keys() == set(HeldItem._fields) for item in problem["held"])
    return [(item["kind"], item["id"]) for item in problem["held"]]


async def _bells(person: Caller) -> list[tuple[str, str]]:
    lines = (await person.get("/v1/notifications"))["items"]
    return [
        (line["subject_kind"], line["subject_id"])
        for line in lines
        if line["event"] == "person.work_handed_back"
    ]


@pytest.mark.parametrize("change", [{"active": False}, {"role": "viewer"}, {"role": "technician"}])
async def test_an_agent_who_goes_hands_tickets_back_to_their_queue(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain, change: dict[str, Any]
) -> None:
    ticket = await _ticket(carla, bob)
    await bob.put("/v1/me/availability", {"availability": "online"})
    assert await _refused(ada, bob, change) == [("ticket", ticket["id"])]
    seen = await ada.get(f"/v1/people/{bob.person_id}")
    assert (seen["active"], seen["role"]) == (True, "agent")

    await ada.patch(f"/v1/people/{bob.person_id}", change | {"hand_back": True})
    await drain(ada.organization_id)
    path = f"/v1/tickets/{ticket['id']}"
    assert (await ada.get(path))["assignee_id"] is None
    events = (await ada.get(f"{path}/timeline"))["items"]
    assert [e["data"]["assignee_id"] for e in events if e["name"] == "ticket.assigned"] == [
        str(bob.person_id),
        None,
    ]
    profile = await ada.get(f"/v1/agents/{bob.person_id}/support-profile")
    assert (profile["availability"], profile["current_open"]) == ("offline", 0)


async def test_what_an_agent_can_go_on_with_is_left_alone(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    ticket = await _ticket(carla, bob)
    for change in ({"name": "Bob P."}, {"role": "coordinator"}, {"active": True}):
        await ada.patch(f"/v1/people/{bob.person_id}", change)
    await drain(ada.organization_id)
    seen = await ada.get(f"/v1/tickets/{ticket['id']}")
    assert seen["assignee_id"] == str(bob.person_id)


async def test_a_profile_that_takes_the_desk_away_is_refused_as_well(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    ticket = await _ticket(carla, bob)
    narrow = {"name": "Só leitura", "role": "agent", "permissions": ["tickets:read"]}
    profile = await ada.post("/v1/permission-profiles", narrow)
    held = await _refused(ada, bob, {"profile_id": profile["id"]})
    assert held == [("ticket", ticket["id"])]


async def test_a_finished_ticket_holds_nobody_and_reopens_into_the_queue(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    ticket = await _ticket(carla, bob)
    path = f"/v1/tickets/{ticket['id']}"
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    await ada.patch(f"/v1/people/{bob.person_id}", {"active": False})
    await drain(ada.organization_id)
    assert (await ada.get(path))["assignee_id"] == str(bob.person_id)  # who solved it

    await carla.post(f"{path}/replies", {"body": "Caiu de novo."})
    await drain(ada.organization_id)
    seen = await ada.get(path)
    assert (seen["status"], seen["assignee_id"]) == ("open", None)


@pytest.mark.parametrize("change", [{"active": False}, {"role": "coordinator"}])
async def test_visits_of_a_technician_who_goes_are_told_to_coordinators(
    ada: Caller, tiago: Caller, carla: Caller, drain: Drain, change: dict[str, Any]
) -> None:
    caio = await ada.colleague("coordinator", "Caio Luz")
    order = await _visit(ada, tiago, await create_world(ada, tiago, carla))
    problem = await ada.patch(f"/v1/people/{tiago.person_id}", change, 409)
    [held] = problem["held"]
    assert (held["kind"], held["id"], held["name"]) == ("order", order["id"], order["protocol"])
    assert held["starts_at"].startswith(tomorrow_at(9).isoformat()[:16])

    await ada.patch(f"/v1/people/{tiago.person_id}", change | {"hand_back": True})
    await drain(ada.organization_id)
    assert await _bells(caio) == [("order", order["id"])]
    assert (await ada.get(f"/v1/orders/{order['id']}"))["status"] == "scheduled"


async def test_who_comes_along_is_missed_as_well(ada: Caller, tiago: Caller, carla: Caller) -> None:
    sara = await ada.colleague("technician", "Sara Dias")
    order = await _visit(ada, tiago, await create_world(ada, tiago, carla), sara)
    assert await _refused(ada, sara, {"active": False}) == [("order", order["id"])]


async def test_rules_and_shared_macros_that_assign_to_somebody_are_reported(
    ada: Caller, bob: Caller, drain: Drain
) -> None:
    rule = await _rule(ada, bob)
    await _rule(ada, bob, mode="inactive")
    await _rule(ada, ada)
    macro = await ada.post("/v1/macros", _assigning(bob) | {"shared": True})
    await ada.post("/v1/macros", _assigning(bob))  # one's own: it says so when it is applied
    expected = [("automation_rule", rule["id"]), ("macro", macro["id"])]
    assert await _refused(ada, bob, {"active": False}) == expected

    await ada.patch(f"/v1/people/{bob.person_id}", {"active": False, "hand_back": True})
    await drain(ada.organization_id)
    assert sorted(await _bells(ada)) == expected


async def test_nobody_is_anonymised_while_work_waits_for_them(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    await _ticket(carla, bob)
    path = f"/v1/people/{bob.person_id}"
    assert (await ada.post(f"{path}/anonymise", None, 409))["code"] == "still_holds_work"
    await ada.patch(path, {"active": False, "hand_back": True})
    await drain(ada.organization_id)
    await ada.post(f"{path}/anonymise", None, 200)
