"""Which of Valkey's numbered databases is whose: two workers on one queue rob each other."""

from typing import Literal

Use = Literal["in_process", "live", "journey"]
_USES: tuple[Use, ...] = ("in_process", "live", "journey")


def queue_of(redis_url: str, worker_id: str, use: Use) -> str:
    """The database of one parallel worker (`gw0`, `gw1` …, or `master`) for one use."""
    number = int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
    place = 1 + number * len(_USES) + _USES.index(use)
    return f"{redis_url.rpartition('/')[0]}/{place}"
