"""The clock of a technician's device: believed as far as it tells something possible, and shown."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest

from app.core.values.clock import now
from tests.callers import Caller, Drain
from tests.stories import close_order
from tests.world import World

#: What a device says that has lost its clock.
RESET = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
async def path(ada: Caller, tiago: Caller, world: World) -> str:
    """An order whose visit was agreed for the time from now on."""
    order = await ada.post(
        "/v1/orders",
        {
            "customer_id": world.customer["id"],
            "site_id": world.site["id"],
            "problem_code_id": world.problem["id"],
            "title": "Internet caiu",
        },
    )
    slot = {
        "technician_id": str(tiago.person_id),
        "starts_at": now().isoformat(),
        "ends_at": (now() + timedelta(hours=2)).isoformat(),
    }
    await ada.post(f"/v1/orders/{order['id']}/schedule", slot)
    return f"/v1/orders/{order['id']}"


def at(moment: datetime) -> dict[str, str]:
    return {"occurred_at": moment.isoformat()}


def read(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


@pytest.mark.parametrize("started_at", [RESET, now() - timedelta(days=30)])
async def test_a_clock_that_was_reset_makes_no_years_of_work(
    ada: Caller, tiago: Caller, world: World, path: str, drain: Drain, started_at: datetime
) -> None:
    started = await tiago.post(f"{path}/start", at(started_at), 200)
    assert abs(read(started["started_at"]) - now()) < timedelta(minutes=1)
    assert started["clock_skew_seconds"] >= timedelta(days=30).total_seconds() - 1
    closed = await close_order(tiago, started, world)
    assert closed["work_seconds"] < 60
    [visit] = (await ada.get(f"{path}/visits"))["items"]
    told, ended = visit["steps"]
    assert (told["step"], read(told["reported_at"])) == ("start", started_at)
    assert told["counted_at"] == told["received_at"]
    assert ended["step"] == "close"
    assert visit["clock_skew_seconds"] == closed["clock_skew_seconds"]
    await drain(ada.organization_id)
    [report] = pypdf.PdfReader(io.BytesIO((await ada.send("GET", f"{path}/report")).content)).pages
    assert "no aparelho, recebido em" in " ".join(report.extract_text().split())


async def test_a_step_before_the_one_before_it_is_counted_with_it_and_shown(
    ada: Caller, tiago: Caller, path: str
) -> None:
    begun = now() - timedelta(minutes=4)
    await tiago.post(f"{path}/start", at(begun), 200)
    await tiago.post(f"{path}/pause", at(begun + timedelta(minutes=2)), 200)
    back = await tiago.post(f"{path}/resume", at(begun - timedelta(minutes=30)), 200)
    assert (back["work_seconds"], back["pause_seconds"]) == (120, 0)
    assert 34 * 60 <= back["clock_skew_seconds"] <= 35 * 60
    [visit] = (await ada.get(f"{path}/visits"))["items"]
    _, paused, resumed = visit["steps"]
    assert resumed["counted_at"] == paused["counted_at"]
    assert read(resumed["reported_at"]) == begun - timedelta(minutes=30)


async def test_a_few_minutes_are_no_matter(ada: Caller, tiago: Caller, path: str) -> None:
    fast = now() + timedelta(minutes=4)
    started = await tiago.post(f"{path}/start", at(fast), 200)
    assert read(started["started_at"]) == fast, "what the device holds, and lets sign"
    assert started["clock_skew_seconds"] == 0
    [visit] = (await ada.get(f"{path}/visits"))["items"]
    assert read(visit["segments"][0]["started_at"]) <= now()


async def test_no_wait_for_nobody_is_made_of_a_wrong_clock(
    ada: Caller, tiago: Caller, path: str
) -> None:
    await ada.patch("/v1/organization/settings", {"no_show_wait_minutes": 10})
    await tiago.post(f"{path}/arrive", at(RESET), 200)
    refused = await tiago.post(f"{path}/report-no-show", at(now()), 409)
    assert (refused["code"], refused["missing"]) == ("no_show_unproven", ["waiting_time"])


async def test_before_it_is_scheduled_no_visit_has_a_clock(ada: Caller, world: World) -> None:
    order: dict[str, Any] = await ada.post(
        "/v1/orders",
        {
            "customer_id": world.customer["id"],
            "site_id": world.site["id"],
            "problem_code_id": world.problem["id"],
            "title": "Internet caiu",
        },
    )
    assert order["clock_skew_seconds"] is None
