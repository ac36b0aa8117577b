"""`chamado status`: health, what waits, and when schedules ran, for a person at a terminal."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import httpx

from app.core.settings import Settings
from app.core.values.clock import now
from app.domains import import_jobs
from app.gateways.storage import Storage, storage_from
from app.gateways.travel import TravelTimes, travel_from
from app.operations.figures import Waiting, queues, waiting_work
from app.operations.health import optional_checks
from app.operations.heartbeat import last_runs
from app.operations.runtime import Pools, runtime_for


async def status(settings: Settings) -> tuple[str, bool]:
    """Return the figures of `/readyz` and of the metrics as text, and whether all is well."""
    import_jobs()  # with them the schedules
    gateways = {
        Storage: storage_from(settings.storage_url, settings.home / "files"),
        TravelTimes: travel_from(settings.travel_url),
    }
    opened = runtime_for(settings, gateways, Pools(1, 1), verifies_credentials=False)
    async with opened() as runtime:
        checks = {"API": await _api(settings), **await optional_checks(runtime)}
        work, visits = await waiting_work(runtime), await queues(runtime)
        runs = await last_runs(runtime)
    lines = [*_health(checks), "", *_waiting(work, visits), "", *_schedules(runs)]
    return "\n".join(lines), all(result == "ok" for result in checks.values())


async def _api(settings: Settings) -> str:
    async with httpx.AsyncClient(timeout=5) as http:
        try:
            found = (await http.get(f"http://{settings.host}:{settings.port}/readyz")).json()
        except (httpx.HTTPError, ValueError):
            return f"does not answer at {settings.host}:{settings.port}"
    wrong = [f"{name} {result}" for name, result in found["checks"].items() if result != "ok"]
    return f"{found['status']} ({', '.join(wrong)})" if wrong else str(found["status"])


def _health(checks: Mapping[str, str]) -> list[str]:
    return [f"{name[0].upper() + name[1:]:<10} {result}" for name, result in checks.items()]


def _waiting(work: Sequence[Waiting], visits: Sequence[Waiting]) -> list[str]:
    heading = f"{'':<20} {'waiting':>8} {'oldest':>8} {'given up':>9}"
    rows = [(each.work, each) for each in work] + [(f"queue {each.work}", each) for each in visits]
    return [
        heading,
        *(
            f"{name:<20} {each.count:>8} {_duration(each.oldest_seconds):>8} {each.dead or '':>9}"
            for name, each in rows
        ),
    ]


def _schedules(runs: Mapping[str, datetime]) -> list[str]:
    if not runs:
        return ["No schedule has run yet."]
    return [
        f"{name:<50} {_duration((now() - at).total_seconds())} ago"
        for name, at in sorted(runs.items())
    ]


def _duration(seconds: float) -> str:
    """Seconds, minutes, hours or days: whichever a person would say."""
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
