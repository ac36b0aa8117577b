"""What became of a day: working time, ways, promises, plan and fact."""

from datetime import timedelta

from sqlalchemy import text

from app.core.data.database import Database
from tests.callers import Caller
from tests.planning.days import NORTH, SOUTH, Planner
from tests.stories import tomorrow_at

_PATH = "/v1/schedules/figures"


async def test_a_day_in_figures(planner: Planner, database: Database) -> None:
    await planner.technician("Tânia Luz")
    kept = await planner.visit_at(NORTH, 8, promised=(8, 9))
    late = await planner.visit_at(SOUTH, 10, promised=(10, 11))
    await planner.book("block", 13, 14)
    async with database.transaction(planner.office.actor) as session:
        for order, minutes in ((kept, 5), (late, 90)):
            await session.execute(
                text(
                    """update visits set status = 'completed', arrived_at = starts_at + :after,
                              started_at = starts_at + :after, travel_seconds = 900,
                              work_seconds = 2700
                        where organization_id = :organization_id and order_id = :order_id"""
                ),
                {
                    "after": timedelta(minutes=minutes),
                    "organization_id": planner.office.organization_id,
                    "order_id": order["id"],
                },
            )
    figures = await planner.office.get(_PATH, **planner.period())
    tania, tiago = (
        next(each for each in figures["technicians"] if each["name"] == name)
        for name in ("Tânia Luz", "Tiago Nunes")
    )
    assert (tania["visits"], tania["working_seconds"], tania["utilization"]) == (0, 9 * 3600, 0)
    assert tania["travel_share"] is tania["promises_kept_share"] is tania["late_seconds"] is None
    metres = tiago.pop("metres")
    assert 10_000 < metres < 40_000
    assert tiago == {
        "person_id": str(planner.work.technician.person_id),
        "name": "Tiago Nunes",
        "visits": 2,
        "done": 2,
        "failed": 0,
        "working_seconds": 8 * 3600,
        "booked_seconds": 7200,
        "utilization": 0.25,
        "travel_seconds": 1800,
        "work_seconds": 5400,
        "travel_share": 0.25,
        "promises": 2,
        "promises_kept": 1,
        "promises_kept_share": 0.5,
        "planned_seconds": 7200,
        "late_seconds": 2850,
    }
    other_day = planner.period()
    other_day = {name: other_day[name].replace("20", "21", 1) for name in other_day}
    then = (await planner.office.get(_PATH, **other_day))["technicians"]
    assert {(each["visits"], each["metres"]) for each in then} == {(0, 0)}


async def test_who_sees_figures_and_of_whom(
    planner: Planner, stranger: Caller, bob: Caller, tiago: Caller
) -> None:
    period = planner.period()
    await tiago.get(_PATH, 403, **period)
    named = await bob.get(_PATH, person_id=str(tiago.person_id), **period)
    assert [each["person_id"] for each in named["technicians"]] == [str(tiago.person_id)]
    assert (await bob.get(_PATH, person_id="me", **period))["technicians"] == []
    assert (await stranger.get(_PATH, person_id=str(tiago.person_id), **period))[
        "technicians"
    ] == []
    backwards = {"starts_at": period["ends_at"], "ends_at": period["starts_at"]}
    long = period | {"ends_at": (tomorrow_at(0) + timedelta(days=32)).isoformat()}
    for wrong in (backwards, long):
        assert (await bob.get(_PATH, 422, **wrong))["code"] == "validation_failed"
