"""Cost of a list as the table grows: every documented shape, at a thousand and at a million."""

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from urllib.parse import quote

from bench import load
from bench.load import Load
from bench.pinning import memory_mb
from bench.servers import Bench, Target

#: One client: what is asked here is how long the database takes, not how many it serves.
_ALONE = 1
_TURNS = 5
#: A deep page is this many pages down the list, or as far as a full page follows.
_DEEP = 40
_PERIOD = "opened_after=2026-01-01T00%3A00%3A00Z&opened_before=2027-01-01T00%3A00%3A00Z"
_TICKETS = {
    "no filter": "",
    "status": "status=open",
    "two statuses": "status=open&status=on_hold",
    "most statuses": "status=open&status=solved&status=closed",
    "priority": "priority=urgent",
    "two priorities": "priority=high&priority=urgent",
    "assignee": "assignee_id={assignee_id}",
    "unassigned": "assignee_id=none",
    "requester": "requester_id={requester_id}",
    "customer": "customer_id={customer_id}",
    "period": _PERIOD,
    "channel": "channel=phone",
    "two channels": "channel=phone&channel=email",
}
_ORDERS = {
    "no filter": "",
    "status": "status=closed",
    "two statuses": "status=scheduled&status=cancelled",
    "priority": "priority=urgent",
    "two priorities": "priority=high&priority=urgent",
    "technician": "technician_id={technician_id}",
    "never scheduled": "technician_id=none",
    "customer": "customer_id={customer_id}",
    "period": _PERIOD,
}

_QUEUES = {
    "tickets: open, by due date": "/v1/tickets?view=open&sort=due_at",
    "tickets: open, by urgency": "/v1/tickets?view=open&sort=priority",
    "tickets: of an agent, by due date": "/v1/tickets?sort=due_at&assignee_id={assignee_id}",
    "tickets: overdue": "/v1/tickets?is_overdue=true",
    "tickets: changed last": "/v1/tickets?sort=-updated_at",
    "orders: by start": "/v1/orders?sort=starts_at&starts_after=2026-01-01T00%3A00%3A00Z",
    "orders: status, by start": "/v1/orders?sort=starts_at&status=scheduled",
    "orders: two statuses, by start": "/v1/orders?sort=starts_at&status=scheduled&status=open",
    "orders: technician, by start": "/v1/orders?sort=-starts_at&technician_id={technician_id}",
    "orders: by urgency": "/v1/orders?sort=priority",
    "orders: city": "/v1/orders?city=campinas",
    "orders: city, by number": "/v1/orders?city=campinas&sort=-number",
    "orders: status, by number": "/v1/orders?status=scheduled&sort=-number",
}


@dataclass(frozen=True)
class Shape:
    """A list that a caller may ask for, and the name it has in the table."""

    name: str
    path: str
    is_deep: bool = False
    #: A search finds few, whatever the size: it has no page to fill.
    is_search: bool = False


def shapes() -> list[Shape]:
    """Filters of both lists alone in both orders, at the top and deep down; queues; searches."""
    return [
        *(
            Shape(
                f"{thing}: {name}, {order}{', deep' * deep}",
                f"/v1/{thing}?limit=50&sort={sort}&{wanted}",
                deep,
            )
            for thing, filters in (("tickets", _TICKETS), ("orders", _ORDERS))
            for name, wanted in filters.items()
            for order, sort in (("newest", "-opened_at"), ("oldest", "opened_at"))
            for deep in (False, True)
        ),
        *(Shape(name, f"{path}&limit=50") for name, path in _QUEUES.items()),
        _search("tickets: rare word", "tickets", "raro{rows}"),
        _search("tickets: two words", "tickets", "raro{rows} na"),
        _search("tickets: common word (no goal)", "tickets", "internet"),
        _search("orders: rare word", "orders", "raro{rows}"),
    ]


def _search(name: str, thing: str, words: str) -> Shape:
    """Search for words; `raro{rows}` is in one row, and no other word begins like it."""
    return Shape(name, f"/v1/{thing}?limit=50&q={quote(words, safe='{}')}", is_search=True)


def milliseconds(
    generator: ProcessPoolExecutor, grown: dict[int, tuple[Bench, Target]], *, seconds: float
) -> dict[str, dict[int, float]]:
    """Shape -> size -> median time of a full page; the sizes take turns, so that noise hits all.

    A size is left out where no page of the shape is full: fewer rows cost less.
    """
    found = {}
    for shape in shapes():
        pages = {size: _page(shape, size, *at) for size, at in grown.items()}
        requests = {
            size: load.request("GET", path, grown[size][0].token)
            for size, path in pages.items()
            if path
        }
        samples: dict[int, list[float]] = {size: [] for size in requests}
        for _ in range(_TURNS):
            for size, request in requests.items():
                wanted = Load(grown[size][1].port, (request,), seconds / _TURNS, _ALONE)
                samples[size].append(generator.submit(load.run, wanted).result().p50_ms)
        found[shape.name] = {size: median(times) for size, times in samples.items()}
    return found


def _page(shape: Shape, rows: int, bench: Bench, product: Target) -> str | None:
    """The path of the page that is measured; None when it would not be full."""
    path = shape.path.format_map({**bench.somebody, "rows": rows})
    if shape.is_search:
        return path
    full, following = None, path
    for _ in range(_DEEP if shape.is_deep else 1):
        cursor = _next_cursor(following, bench, product)
        if cursor is None:
            break  # fewer than 51 rows from here on
        full, following = following, f"{path}&cursor={cursor}"
    return full if not shape.is_deep or full != path else None


def _next_cursor(path: str, bench: Bench, product: Target) -> str | None:
    connection = HTTPConnection("127.0.0.1", product.port)
    connection.request("GET", path, headers={"Authorization": f"Bearer {bench.token}"})
    cursor: str | None = json.load(connection.getresponse())["next_cursor"]
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
            wanted = Load(product.port, reads, 1)
            part += generator.submit(load.run, wanted).result().requests
        done += part
        held.append(memory_mb(product.pid))
    return held
