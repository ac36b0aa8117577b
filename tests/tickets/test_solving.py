"""A solved ticket says how; the customer's reply takes it up again; quiet ones rest."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core.data.database import Database
from app.core.values.clock import now
from app.tickets.jobs import close_quiet_tickets
from tests.callers import Caller
from tests.sweeping import run_sweep
from tests.world import World


async def test_solving_tells_the_customer_how(
    bob: Caller, carla: Caller, world: World, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    solved = await bob.post(
        f"{path}/solve",
        {
            "details": "Trocamos o conector.",
            "cause_code_id": world.cause["id"],
            "solution_code_id": world.solution["id"],
        },
        200,
    )
    assert (solved["status"], solved["assignee_name"]) == ("solved", "Bob Prado")
    assert solved["solution_code_id"] == world.solution["id"]
    messages = (await carla.get(f"{path}/messages"))["items"]
    assert messages[-1]["body"] == "Trocamos o conector."
    again = await bob.post(f"{path}/solve", {"details": "x"}, 409)
    assert (again["code"], again["allowed"]) == ("invalid_transition", ["reopen"])
    labels = [e["name"] for e in (await carla.get(f"{path}/timeline"))["items"]]
    assert labels == ["ticket.opened", "ticket.replied", "ticket.solved"]


async def test_the_customers_reply_opens_it_again(
    bob: Caller, carla: Caller, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    await carla.post(f"{path}/replies", {"body": "Caiu de novo."})
    back = await carla.get(path)
    assert (back["status"], back["reopened_count"], back["solved_at"]) == ("open", 1, None)


async def test_a_cause_must_be_one(
    bob: Caller, stranger: Caller, world: World, ticket: dict[str, Any]
) -> None:
    path = f"/v1/tickets/{ticket['id']}/solve"
    theirs = await stranger.post("/v1/codes", {"kind": "cause", "code": "X", "label": "X"})
    for wrong in (theirs["id"], world.solution["id"]):
        problem = await bob.post(path, {"details": "Feito.", "cause_code_id": wrong}, 422)
        assert problem["code"] == "unknown_code"
        assert problem["errors"][0]["pointer"] == "#/body/cause_code_id"


@pytest.fixture
async def resting(ada: Caller, ticket: dict[str, Any], database: Database) -> str:
    """A ticket that was solved eight days ago and closed by the sweep today."""
    path = f"/v1/tickets/{ticket['id']}"
    with time_machine.travel(now() - timedelta(days=8), tick=True):
        await ada.post(f"{path}/solve", {"details": "Feito."}, 200)
    await run_sweep(database, ada.organization_id, close_quiet_tickets)
    assert (await ada.get(path))["status"] == "closed"
    return path


async def test_a_quiet_ticket_rests_after_a_week_and_a_reply_still_wakes_it(
    carla: Caller, resting: str
) -> None:
    await carla.post(f"{resting}/replies", {"body": "Voltou a cair."})
    assert (await carla.get(resting))["status"] == "open"


async def test_after_two_weeks_only_the_desk_wakes_it(
    ada: Caller, carla: Caller, resting: str
) -> None:
    with time_machine.travel(now() + timedelta(days=15), tick=True):
        refused = await carla.post(f"{resting}/reopen", expect=409)
        assert (refused["code"], refused["allowed"]) == ("invalid_transition", ["reply"])
        await ada.post(f"{resting}/reopen", expect=200)
    assert (await ada.get(resting))["status"] == "open"


async def test_of_two_who_solve_at_once_one_does(ada: Caller, bob: Caller, ticket: Any) -> None:
    path = f"/v1/tickets/{ticket['id']}/solve"
    answers = await asyncio.gather(
        *(who.send("POST", path, json={"details": "Feito."}) for who in (ada, bob) * 5)
    )
    assert sorted(a.status_code for a in answers) == [200] + [409] * 9
