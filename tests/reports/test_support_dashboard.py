"""The figures of the desk, against tickets whose times are known to the second."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.data.database import Database
from app.core.security.actors import Actor
from tests.callers import Caller, Drain

NOON = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # a Monday, noon in São Paulo
PERIOD = {"first_day": "2026-11-01", "last_day": "2026-11-14"}


@pytest.fixture
def rewrite(database: Database, ada: Caller) -> Callable[..., Awaitable[None]]:
    """Move what happened to one ticket to known instants."""

    async def at(
        ticket: dict[str, Any],
        opened: datetime,
        answered: timedelta | None = None,
        solved: timedelta | None = None,
    ) -> None:
        times = {
            "id": UUID(ticket["id"]),
            "opened": opened,
            "answered": answered and opened + answered,
            "solved": solved and opened + solved,
        }
        async with database.transaction(Actor(ada.organization_id)) as session:
            await session.execute(
                text("update tickets set opened_at = :opened, solved_at = :solved where id = :id"),
                {k: times[k] for k in ("id", "opened", "solved")},
            )
            if answered:
                await session.execute(
                    text(
                        "update messages set created_at = :answered"
                        " where ticket_id = :id and author_kind = 'agent'"
                    ),
                    {k: times[k] for k in ("id", "answered")},
                )

    return at


async def opened(carla: Caller, subject: str = "Sem sinal") -> dict[str, Any]:
    made: dict[str, Any] = await carla.post(
        "/v1/tickets", {"subject": subject, "description": "Caiu agora."}
    )
    return made


async def figures(caller: Caller, **wanted: Any) -> dict[str, Any]:
    found: dict[str, Any] = await caller.get("/v1/dashboards/support", **PERIOD | wanted)
    return found


async def test_medians_and_ninetieth_percentiles_are_those_of_the_period(
    ada: Caller, bob: Caller, carla: Caller, rewrite: Callable[..., Awaitable[None]]
) -> None:
    minutes = timedelta(minutes=1)
    for place in range(1, 6):
        ticket = await opened(carla)
        await bob.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Já vejo."})
        await bob.post(f"/v1/tickets/{ticket['id']}/solve", {"details": "Feito."}, 200)
        day = NOON + timedelta(days=place - 1)
        await rewrite(ticket, day, place * 10 * minutes, place * 60 * minutes)
    outside = await opened(carla)
    await rewrite(outside, NOON - timedelta(days=40))
    late = await opened(carla)  # an hour before midnight of the last day, in São Paulo
    await rewrite(late, datetime(2026, 11, 15, 2, 0, tzinfo=UTC))
    found = await figures(ada)
    assert (found["opened"], found["solved"], found["reopened"]) == (6, 5, 0)
    assert found["first_response"] == {"count": 5, "median_seconds": 1800, "p90_seconds": 2760}
    assert found["resolution"] == {"count": 5, "median_seconds": 10800, "p90_seconds": 16560}
    assert len(found["series"]) == 14
    points = {point["starts_on"]: point for point in found["series"]}
    monday, sunday = points["2026-11-02"], points["2026-11-01"]
    assert (monday["opened"], monday["solved"]) == (1, 1)
    assert monday["first_response"] == {"count": 1, "median_seconds": 600, "p90_seconds": 600}
    assert sunday["resolution"] == {"count": 0, "median_seconds": None, "p90_seconds": None}
    assert points["2026-11-14"]["opened"] == 1, "the day ends when it ends in the organization"
    by_week = (await figures(ada, by="week"))["series"]
    assert [(p["starts_on"], p["opened"]) for p in by_week] == [
        ("2026-10-26", 0),
        ("2026-11-02", 5),
        ("2026-11-09", 1),
    ]
    assert [p["opened"] for p in (await figures(ada, by="month"))["series"]] == [6]


async def test_what_is_open_now_is_told_by_status_agent_and_topic(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    first, second, third = [await opened(carla) for _ in range(3)]
    await ada.patch(f"/v1/tickets/{first['id']}", {"priority": "urgent"})
    await bob.post(f"/v1/tickets/{second['id']}/take", None, 200)
    await bob.post(f"/v1/tickets/{third['id']}/solve", {"details": "Feito."}, 200)
    await carla.post(f"/v1/tickets/{third['id']}/rating", {"stars": 4})
    found = await ada.get("/v1/dashboards/support")
    now = found["backlog"]
    assert (now["count"], now["unassigned"], now["awaiting_agent"]) == (2, 1, 2)
    assert now["by_status"] == [{"status": "new", "count": 1}, {"status": "open", "count": 1}]
    assert {p["priority"]: p["count"] for p in now["by_priority"]} == {"normal": 1, "urgent": 1}
    agents = {agent["agent_name"]: agent for agent in found["agents"]}
    assert agents["Bob Prado"] == {
        "agent_id": str(bob.person_id),
        "agent_name": "Bob Prado",
        "open": 1,
        "solved": 1,
        "ratings": 1,
        "average_stars": 4.0,
    }
    assert (agents[None]["open"], agents[None]["solved"]) == (1, 0)
    assert found["topics"] == [{"form_node_id": None, "label": None, "open": 2, "opened": 3}]
    assert found["satisfaction"] == {"count": 1, "average": 4.0, "by_stars": [0, 0, 0, 1, 0]}


async def test_merged_tickets_and_spam_count_nowhere(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    kept, merged, spam = [await opened(carla) for _ in range(3)]
    await bob.post(f"/v1/tickets/{merged['id']}/merge", {"into_id": kept["id"]}, 200)
    await bob.post(f"/v1/tickets/{spam['id']}/mark-as-spam", None, 200)
    found = await ada.get("/v1/dashboards/support")
    assert (found["opened"], found["solved"], found["backlog"]["count"]) == (1, 0, 1)


async def test_promises_that_were_kept_and_broken(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    target = {"metric": "first_response", "priority": "normal", "minutes": 60}
    always = await ada.post("/v1/calendars", {"name": "Sempre", "zone": "UTC", "is_24x7": True})
    policy = {"name": "Normal", "targets": [target], "calendar_id": always["id"]}
    await ada.post("/v1/sla-policies", policy)
    ticket = await opened(carla)
    await bob.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Já vejo."})
    await opened(carla)
    await drain(ada.organization_id)
    found = await ada.get("/v1/dashboards/support")
    (promise,) = found["sla_targets"]
    assert (promise["metric"], promise["met"], promise["breached"]) == ("first_response", 1, 0)
    assert promise["working_time"]["count"] == 1
    assert found["backlog"]["due_within_hour"] == 1


async def test_an_empty_desk_has_figures_too(ada: Caller) -> None:
    found = await figures(ada)
    assert found["backlog"]["count"] == found["opened"] == 0
    assert found["first_response"] == {"count": 0, "median_seconds": None, "p90_seconds": None}
    assert found["satisfaction"] == {"count": 0, "average": None, "by_stars": [0, 0, 0, 0, 0]}
    assert (found["agents"], found["topics"], found["sla_targets"]) == ([], [], [])
    assert (await ada.get("/v1/dashboards/support"))["period"]["by"] == "day"


async def test_a_part_of_the_desk(ada: Caller, carla: Caller) -> None:
    team = await ada.post("/v1/teams", {"name": "Fibra"})
    ticket, _ = await opened(carla), await opened(carla)
    await ada.patch(f"/v1/tickets/{ticket['id']}", {"team_id": team["id"]})
    found = await ada.get("/v1/dashboards/support", team_id=team["id"])
    assert (found["opened"], found["backlog"]["count"]) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_day": "2026-11-14", "last_day": "2026-11-01"},
        {"first_day": "2024-11-14", "last_day": "2026-11-01"},
        {"by": "hour"},
        {"first_day": "9999-12-01", "last_day": "9999-12-31"},
        {"first_day": "0001-01-01", "last_day": "0001-01-05"},
        {"first_day": "yesterday"},
    ],
)
async def test_a_period_that_is_none_is_refused(ada: Caller, wrong: dict[str, str]) -> None:
    refused = await ada.get("/v1/dashboards/support", 422, **PERIOD | wrong)
    assert refused["code"] == "validation_failed"


async def test_figures_are_not_for_requesters_and_never_of_another_organization(
    carla: Caller, stranger: Caller, tiago: Caller
) -> None:
    await opened(carla)
    await carla.get("/v1/dashboards/support", 403)
    await tiago.get("/v1/dashboards/support", 403)
    assert (await stranger.get("/v1/dashboards/support"))["opened"] == 0
