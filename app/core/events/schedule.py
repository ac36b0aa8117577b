"""Sweeps: work that recurs, in the organizations that have something due."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from app.core.data.database import TenantSession

Sweep = Callable[[TenantSession], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A sweep with its interval, and the database function that lists where it has work."""

    interval: timedelta
    organizations: str
    run: Sweep


#: name -> schedule
sweeps: dict[str, Schedule] = {}


def every(*, organizations: str, **interval: float) -> Callable[[Sweep], Sweep]:
    """Run the decorated function at this interval, in a transaction of each organization listed.

    `organizations` is a function of the database: it takes the moment, and lists those that have
    something due. What is due is a column that the sweep asks for too: running late, or twice,
    does no harm.
    """

    def register(sweep: Sweep) -> Sweep:
        name = f"{sweep.__module__.removeprefix('app.')}.{sweep.__name__}"
        sweeps[name] = Schedule(timedelta(**interval), organizations, sweep)
        return sweep

    return register
