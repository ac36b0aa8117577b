"""Which of Valkey's numbered databases is whose: two workers on one queue rob each other."""

from typing import Literal

Use = Literal["in_process", "live", "journey"]
_USES: tuple[Use, ...] = ("in_process", "journey", "live")
#: The live ones of a worker, one after the other: each folder that imports the fixture has its own.
_MOST_LIVE = 4


def queue_of(redis_url: str, worker_id: str, use: Use, nth: int = 0) -> str:
    """The database of one parallel worker (`gw0`, `gw1` …, or `master`) for one use."""
    assert nth < _MOST_LIVE
    number = int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
    place = 1 + number * (len(_USES) + _MOST_LIVE) + _USES.index(use) + nth
    return f"{redis_url.rpartition('/')[0]}/{place}"
