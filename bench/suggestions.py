"""Suggestions: processor time with 30 technicians, 14 days and 10 visits a day, against a floor.

`python -m bench.suggestions` needs no server: it answers the three statements itself, as PostgreSQL
would. The floor does the least that looking at every visit takes: one pass over the same columns,
with one estimate of travel for each visit. Both are measured in turns, on the same processor.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import quantiles
from time import process_time
from typing import Any
from uuid import UUID

import typer

from app.core.data.statements import Readable
from app.core.security.actors import Actor
from app.core.values.ids import new_id
from app.gateways.travel import GeoPoint, TravelProfile, estimate
from app.orders.suggestions.reads import TECHNICIANS
from app.schedules.suggestions.reads import WANTED
from app.schedules.suggestions.schemas import SlotsWanted
from app.schedules.suggestions.service import suggest_slots

PEOPLE, DAYS, VISITS = 30, 14, 10
ROUNDS = 200
GOAL_MS = 50.0
_START = datetime(2026, 12, 7, 3, tzinfo=UTC)
_SITE = GeoPoint(-22.9056, -47.0608)
_HOURS = {
    "first_day": "2020-01-06",
    "last_day": None,
    "weeks": [
        {
            "intervals": [
                {"weekday": day, "starts": starts, "ends": ends}
                for day in range(7)
                for starts, ends in (("08:00", "12:00"), ("13:00", "18:00"))
            ]
        }
    ],
}


class _Answers:
    """A source of rows that knows the answers: half of the technicians have their own hours."""

    def __init__(self, random: Random) -> None:
        self.actor = Actor(new_id())
        self.specialty = new_id()
        self.technicians = [self._technician(random, number) for number in range(PEOPLE)]

    async def rows(self, statement: Readable, **_given: Any) -> list[Any]:
        if statement is TECHNICIANS:
            return self.technicians
        if statement is WANTED:
            return [
                {
                    "latitude": _SITE.latitude,
                    "longitude": _SITE.longitude,
                    "customer_id": new_id(),
                    "settings": "{}",
                    "services": "[]",
                    "needed": json.dumps([[str(self.specialty), "Fibra", 2]]),
                }
            ]
        return []

    async def row(self, statement: Readable, **given: Any) -> Any:
        return (await self.rows(statement, **given))[0]

    def _technician(self, random: Random, number: int) -> dict[str, Any]:
        starts, ends, latitudes, longitudes = [], [], [], []
        for day in range(DAYS):
            at = int((_START + timedelta(days=day, hours=8)).timestamp())
            for _ in range(VISITS):
                at += random.choice((0, 600, 1200, 2400))
                starts.append(at)
                at += random.choice((1800, 2400, 3000, 3600))
                ends.append(at)
                latitudes.append(_SITE.latitude + random.uniform(-0.1, 0.1))
                longitudes.append(_SITE.longitude + random.uniform(-0.1, 0.1))
        own = number % 2
        return {
            "id": UUID(int=number + 1),
            "name": f"T{number:02}",
            "hours_id": new_id() if own else None,
            "zone": None,
            "calendar_id": None,
            "observes_calendar": True,
            # Each a day later, so that no two have the same rules.
            "periods": json.dumps([_HOURS | {"first_day": f"2020-01-{number + 1:02}"}])
            if own
            else None,
            "preference": None,
            "skills": json.dumps([[str(self.specialty), 2 + number % 4, None, None]]),
            "starts": starts,
            "ends": ends,
            "latitudes": latitudes,
            "longitudes": longitudes,
        }


def _floor(source: _Answers) -> None:
    for row in source.technicians:
        for latitude, longitude in zip(row["latitudes"], row["longitudes"], strict=True):
            estimate(GeoPoint(latitude, longitude), _SITE, TravelProfile.URBAN)


def _milliseconds(work: Callable[[], Any]) -> float:
    before = process_time()
    work()
    return 1000 * (process_time() - before)


def main() -> None:
    """Print the figures; fail when the goal is missed."""
    source = _Answers(Random(1))  # noqa: S311 - the same each time
    wanted = SlotsWanted(
        site_id=new_id(),
        duration_minutes=30,
        starts_after=_START,
        ends_before=_START + timedelta(days=DAYS),
        window="two_hours",
        specialty_ids=[source.specialty],
    )
    loop = asyncio.new_event_loop()

    def suggest() -> None:
        assert loop.run_until_complete(suggest_slots(source, wanted, TECHNICIANS)).slots

    ours, floor = [], []
    for _ in range(ROUNDS):
        ours.append(_milliseconds(suggest))
        floor.append(_milliseconds(lambda: _floor(source)))
    loop.close()
    p50, p95 = (quantiles(ours, n=100)[place - 1] for place in (50, 95))
    least, at_most = (quantiles(floor, n=100)[place - 1] for place in (50, 95))
    typer.echo(
        f"suggestions: {PEOPLE} technicians x {DAYS} days x {VISITS} visits: p50 {p50:.1f} ms,"
        f" p95 {p95:.1f} ms of processor (goal {GOAL_MS:.0f}); floor {least:.1f} and"
        f" {at_most:.1f} ms, ratio {least / p50:.2f}"
    )
    if p95 > GOAL_MS:
        raise SystemExit("The goal is missed.")


if __name__ == "__main__":
    main()
