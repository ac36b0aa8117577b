"""The worker's heartbeat: that it gets its rounds done, and which destinations are silent."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core.events.schedule import sweeps
from app.core.runtime import Runtime
from app.core.values.clock import now

_KEY = "chamado:heartbeat"
_SCHEDULE = "chamado:schedule:{}"
#: A worker that was not heard of for so long is missed; it makes a round each two seconds.
MISSED_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Sign of life of whichever worker gave the last one."""

    at: datetime
    #: Destinations that have failed so often in a row that they are asked less and less.
    silent: tuple[str, ...]

    @property
    def age_seconds(self) -> float:
        return (now() - self.at).total_seconds()

    @property
    def is_missed(self) -> bool:
        return self.age_seconds > MISSED_SECONDS


async def beat(runtime: Runtime, silent: Iterable[str]) -> None:
    """Say that a round was made."""
    told = {"at": now().isoformat(), "silent": sorted(silent)}
    await runtime.queue.redis.set(_KEY, json.dumps(told))


async def last_heartbeat(runtime: Runtime) -> Heartbeat | None:
    """The last sign of life of a worker; None: there was none yet."""
    told = await runtime.queue.redis.get(_KEY)
    if told is None:
        return None
    found = json.loads(told)
    return Heartbeat(datetime.fromisoformat(found["at"]), tuple(found["silent"]))


async def note_run(runtime: Runtime, schedule: str) -> None:
    """Say that the round of a schedule has been started, wherever it has something due."""
    await runtime.queue.redis.set(_SCHEDULE.format(schedule), now().isoformat())


async def last_runs(runtime: Runtime) -> dict[str, datetime]:
    """Schedule -> when its last round was started; those that had none yet are left out."""
    names = sorted(sweeps)
    times = await runtime.queue.redis.mget([_SCHEDULE.format(name) for name in names])
    return {
        name: datetime.fromisoformat(at.decode())
        for name, at in zip(names, times, strict=True)
        if at is not None
    }
