"""Health of what the API needs: without some of it it cannot serve, without the rest less works."""

import asyncio
from collections.abc import Awaitable, Mapping

from app.core.runtime import Runtime
from app.gateways.storage import Storage
from app.gateways.travel import TravelTimes
from app.operations.heartbeat import Heartbeat, last_heartbeat

#: What serving needs may take longer to answer than what it can do without.
NEEDED_SECONDS, OPTIONAL_SECONDS = 3, 1


async def optional_checks(runtime: Runtime) -> dict[str, str]:
    """Check what serving needs not: name -> ok, or what is wrong.

    These are storage, worker and mail, and travel where there is a routing server.
    """
    storage, travel, heartbeat = await asyncio.gather(
        tried(_storage(runtime), OPTIONAL_SECONDS),
        tried(_travel(runtime), OPTIONAL_SECONDS),
        _heartbeat(runtime),
    )
    checks = {"storage": storage, "worker": _worker(heartbeat), "mailer": _mailer(heartbeat)}
    return checks | ({"travel": travel} if runtime.settings.travel_url else {})


async def tried(check: Awaitable[str], seconds: float) -> str:
    """Await a check; the name of the failure when it fails."""
    try:
        async with asyncio.timeout(seconds):
            return await check
    except Exception as error:  # noqa: BLE001 - whatever it is, this does not work
        return type(error).__name__


def status_of(needed: Mapping[str, str], optional: Mapping[str, str]) -> str:
    """`ok`; `degraded`: requests are served; `unavailable`: they are not."""
    if any(result != "ok" for result in needed.values()):
        return "unavailable"
    return "degraded" if any(result != "ok" for result in optional.values()) else "ok"


async def _storage(runtime: Runtime) -> str:
    await runtime.gateway(Storage).check()
    return "ok"


async def _travel(runtime: Runtime) -> str:
    await runtime.gateway(TravelTimes).check()
    return "ok"


async def _heartbeat(runtime: Runtime) -> Heartbeat | None:
    try:
        async with asyncio.timeout(OPTIONAL_SECONDS):
            return await last_heartbeat(runtime)
    except Exception:  # noqa: BLE001 - that the queue is gone is told by its own check
        return None


def _worker(heartbeat: Heartbeat | None) -> str:
    if heartbeat is None:
        return "no heartbeat"
    return f"no heartbeat for {heartbeat.age_seconds:.0f} s" if heartbeat.is_missed else "ok"


def _mailer(heartbeat: Heartbeat | None) -> str:
    if heartbeat is None or heartbeat.is_missed:
        return "unknown: the worker sends mail"
    return "does not answer" if "mail" in heartbeat.silent else "ok"
