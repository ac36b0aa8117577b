"""Sweeps: work that recurs in every organization."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from app.core.data.database import TenantSession

Sweep = Callable[[TenantSession], Awaitable[None]]
#: name -> (interval, sweep)
sweeps: dict[str, tuple[timedelta, Sweep]] = {}


def every(**interval: float) -> Callable[[Sweep], Sweep]:
    """Run the decorated function in each organization at this interval, in its own transaction.

    What is due is a column that the sweep asks for: running late, or twice, does no harm.
    """

    def register(sweep: Sweep) -> Sweep:
        name = f"{sweep.__module__.removeprefix('app.')}.{sweep.__name__}"
        sweeps[name] = (timedelta(**interval), sweep)
        return sweep

    return register
