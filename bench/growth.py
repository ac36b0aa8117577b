"""What a list costs as the table grows: every documented shape, at a thousand and at a million."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

from bench import load
from bench.pinning import memory_mb
from bench.rounds import measure
from bench.servers import Bench, Target

#: One client: what is asked here is how long the database takes, not how many it serves.
_ALONE = 1
_TURNS = 5


@dataclass(frozen=True)
class Shape:
    """A list that a caller may ask for, and the name it has in the table."""

    name: str
    path: str


def shapes() -> list[Shape]:
    """Each filter of `listTickets` alone in both orders, and searches for rare and common words."""
    filters = {
        "no filter": "",
        "status": "&status=open",
        "two statuses": "&status=open&status=on_hold",
        "priority": "&priority=urgent",
        "assignee": "&assignee_id=me",
        "unassigned": "&assignee_id=none",
        "requester": "&requester_id=me",
        "period": "&opened_after=2026-01-01T00%3A00%3A00Z",
    }
    lists = [
        Shape(f"{name}, {order}", f"/v1/tickets?limit=50&sort={sort}{wanted}")
        for name, wanted in filters.items()
        for order, sort in (("newest", "-opened_at"), ("oldest", "opened_at"))
    ]
    search = "/v1/tickets?limit=50&q="
    return [
        *lists,
        Shape("search, rare word", search + "raro500"),
        Shape("search, two words", search + quote("raro500 internet")),
    ]


def milliseconds(
    generator: ProcessPoolExecutor, grown: dict[int, tuple[Bench, Target]], *, seconds: float
) -> dict[str, dict[int, float]]:
    """Shape -> size -> median time of an answer; the sizes take turns, so that noise hits all."""
    found = {}
    for shape in shapes():
        samples: dict[int, list[float]] = {size: [] for size in grown}
        for _ in range(_TURNS):
            for size, (bench, product) in grown.items():
                request = (load.request("GET", shape.path, bench.token),)
                sample = measure(generator, request, product, seconds / _TURNS, _ALONE)
                samples[size].append(sample.outcome.p50_ms)
        found[shape.name] = {size: median(times) for size, times in samples.items()}
    return found


def memory(
    generator: ProcessPoolExecutor, bench: Bench, product: Target, requests: int
) -> list[float]:
    """Megabytes that the API process holds, five times on the way through so many reads."""
    reads = tuple(load.request("GET", f"/v1/tickets/{t}", bench.token) for t in bench.ticket_ids)
    held, done = [memory_mb(product.pid)], 0
    while done < requests:
        part = 0
        while part < requests // 5:
            part += measure(generator, reads, product, 1).outcome.requests
        done += part
        held.append(memory_mb(product.pid))
    return held
