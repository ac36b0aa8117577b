"""Cost of a list as the table grows: every documented shape, at a thousand and at a million."""

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from urllib.parse import quote

from bench import load
from bench.pinning import memory_mb
from bench.rounds import measure
from bench.servers import Bench, Target

#: One client: what is asked here is how long the database takes, not how many it serves.
_ALONE = 1
_TURNS = 5
#: A deep page is this many pages of a hundred down the list, or the last one.
_DEEP = 40


@dataclass(frozen=True)
class Shape:
    """A list that a caller may ask for, and the name it has in the table."""

    name: str
    wanted: str
    is_deep: bool = False


def shapes() -> list[Shape]:
    """Each filter of `listTickets` alone in both orders, at the top and deep down; searches."""
    filters = {
        "no filter": "",
        "status": "&status=open",
        "two statuses": "&status=open&status=on_hold",
        "priority": "&priority=urgent",
        "assignee": "&assignee_id={assignee_id}",
        "unassigned": "&assignee_id=none",
        "requester": "&requester_id={requester_id}",
        "customer": "&customer_id={customer_id}",
        "period": "&opened_after=2026-01-01T00%3A00%3A00Z&opened_before=2027-01-01T00%3A00%3A00Z",
    }
    return [
        *(
            Shape(f"{name}, {order}{', deep' * deep}", f"sort={sort}{wanted}", deep)
            for name, wanted in filters.items()
            for order, sort in (("newest", "-opened_at"), ("oldest", "opened_at"))
            for deep in (False, True)
        ),
        Shape("search, rare word", "q=raro500"),
        Shape("search, two words", "q=" + quote("raro500 na")),
        Shape("search, common word (no goal)", "q=internet"),
    ]


def milliseconds(
    generator: ProcessPoolExecutor, grown: dict[int, tuple[Bench, Target]], *, seconds: float
) -> dict[str, dict[int, float]]:
    """Shape -> size -> median time of an answer; the sizes take turns, so that noise hits all."""
    found = {}
    for shape in shapes():
        requests = {size: (_request(shape, *at),) for size, at in grown.items()}
        samples: dict[int, list[float]] = {size: [] for size in grown}
        for _ in range(_TURNS):
            for size, (_, product) in grown.items():
                sample = measure(generator, requests[size], product, seconds / _TURNS, _ALONE)
                samples[size].append(sample.outcome.p50_ms)
        found[shape.name] = {size: median(times) for size, times in samples.items()}
    return found


def _request(shape: Shape, bench: Bench, product: Target) -> bytes:
    path = "/v1/tickets?" + shape.wanted.format_map(bench.somebody)
    cursor = _deep_cursor(path, bench, product) if shape.is_deep else None
    here = f"&cursor={cursor}" if cursor else ""
    return load.request("GET", f"{path}&limit=50{here}", bench.token)


def _deep_cursor(path: str, bench: Bench, product: Target) -> str | None:
    connection = HTTPConnection("127.0.0.1", product.port)
    cursor = None
    for _ in range(_DEEP):
        here = f"&cursor={cursor}" if cursor else ""
        headers = {"Authorization": f"Bearer {bench.token}"}
        connection.request("GET", f"{path}&limit=100{here}", headers=headers)
        following = json.load(connection.getresponse())["next_cursor"]
        if following is None:
            break
        cursor = following
    connection.close()
    return cursor


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
