"""What callers do all day, as requests."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from uuid import UUID

from app.core.data.database import Database
from app.core.events.outbox import enqueue
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.domains import import_tables
from app.orders.models import Order
from bench import load
from bench.servers import Bench, Target
from demo.builder.organizations import BENCH
from demo.builder.sample_signature import signature_of
from demo.builder.stage import PASSWORD

#: Clients of a change; reads have as many as a load has by default.
_WRITERS = 8
_TICKET = {
    "subject": "Sem sinal desde ontem à noite",
    "description": "O roteador acende a luz vermelha e o telefone também não funciona.",
}
_REPLY = {"body": "Bom dia! Vi que o sinal caiu e vou mandar um técnico."}
_OFTEN = 120
#: The steps of an order's life, as often as they are taken; its report is apart.
LIFE = {"schedule it": 1, "start it": 1, "use a material": 2, "close it": 1, "write its report": -1}


@dataclass(frozen=True)
class Operation:
    """Something callers do, and what we want it to cost."""

    name: str
    #: What is sent to a target in one turn.
    requests: Callable[[Target], tuple[bytes, ...]]
    goal: str = ""
    clients: int = _WRITERS
    #: The requests are repeated for the length of a turn; else each is sent once.
    is_repeated: bool = False
    #: Instead of requests: gives the worker something to do, and says how often.
    asks_worker: Callable[[Target], int] | None = None


def reads(bench: Bench) -> list[Operation]:
    def repeated(name: str, paths: list[str], goal: str) -> Operation:
        requests = tuple(load.request("GET", path, bench.token) for path in paths)
        return Operation(name, lambda _: requests, goal, load.CLIENTS, is_repeated=True)

    one = [f"/v1/tickets/{ticket_id}" for ticket_id in bench.ticket_ids]
    # The numbers of all tickets, or as many as there are ids at hand.
    words = [f"/v1/tickets?limit=50&q=raro{number}" for number in range(1, len(one) + 1)]
    return [
        repeated("read one ticket", one, "own/floor >= 0.6"),
        repeated("list 50 tickets", ["/v1/tickets?limit=50"], "API <= 0.9, PG <= 1.0, >= 0.7"),
        repeated("search a rare word", words, ""),
    ]


def changes(bench: Bench) -> list[Operation]:
    body = json.dumps(_TICKET).encode()
    opened = (load.request("POST", "/v1/tickets", bench.token, body),) * _OFTEN
    keyed = (load.request("POST", "/v1/tickets", bench.token, body, keyed=True),) * _OFTEN
    life = _Life(bench)
    return [
        Operation("open a ticket", lambda _: opened, "API+worker <= 3, PG <= 2.5"),
        Operation("open a ticket, with key", lambda _: keyed),
        Operation("reply", lambda _: replies(bench, _OFTEN), "API+worker <= 4.5"),
        Operation("open an order", life.open),
        Operation("schedule it", life.schedule),
        Operation("start it", life.start),
        Operation("use a material", life.use_materials),
        Operation("close it", life.close),
        Operation("write its report", lambda _: (), asks_worker=life.report),
        Operation("sign in", lambda _: _sign_ins(bench)),
    ]


def orders(bench: Bench) -> list[Operation]:
    """What is asked of orders by eight clients at once."""
    opened = (_post(bench.token, "/v1/orders", _described(bench)),)
    listed = (load.request("GET", "/v1/orders?limit=50", bench.token),)
    return [
        Operation("open orders", lambda _: opened, "p99 <= 60", is_repeated=True),
        Operation("list 50 orders", lambda _: listed, "p99 <= 40", is_repeated=True),
    ]


def mix(bench: Bench) -> tuple[bytes, ...]:
    """The ordinary mix: two replies for each new ticket, and an order for every fourth."""
    opened = (_post(bench.token, "/v1/tickets", _TICKET),) * 80
    ordered = (_post(bench.token, "/v1/orders", _described(bench)),) * 20
    return opened + replies(bench, 160) + ordered


def replies(bench: Bench, count: int) -> tuple[bytes, ...]:
    """Replies of the desk, each in another ticket as far as they go."""
    ids = bench.ticket_ids
    paths = [f"/v1/tickets/{ids[number % len(ids)]}/replies" for number in range(count)]
    return tuple(_post(bench.token, path, _REPLY) for path in paths)


@dataclass
class _Life:
    """Orders on their way from opening to closing, one for each technician."""

    bench: Bench
    _orders: dict[int, list[UUID]] = field(default_factory=dict)

    def of(self, target: Target) -> list[UUID]:
        return self._orders[target.pid]

    def open(self, target: Target) -> tuple[bytes, ...]:
        self._orders[target.pid] = [new_id() for _ in self.bench.crew]
        described = _described(self.bench)
        return tuple(
            _post(self.bench.token, "/v1/orders", described | {"id": order_id})
            for order_id in self.of(target)
        )

    def schedule(self, target: Target) -> tuple[bytes, ...]:
        starts_at = now()
        slot = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
        return tuple(
            _post(
                self.bench.token,
                f"/v1/orders/{order_id}/schedule",
                slot | {"technician_id": technician.person_id},
            )
            for order_id, technician in zip(self.of(target), self.bench.crew, strict=True)
        )

    def start(self, target: Target) -> tuple[bytes, ...]:
        return self._by_technicians(target, "start", {"occurred_at": now()})

    def use_materials(self, target: Target) -> tuple[bytes, ...]:
        used = [
            self._by_technicians(target, "materials", {"product_id": product_id, "quantity": "1"})
            for product_id in self.bench.job.product_ids
        ]
        return tuple(request for requests in used for request in requests)

    def close(self, target: Target) -> tuple[bytes, ...]:
        codes = self.bench.job.codes
        facts = {
            "cause_code_id": codes["cause"],
            "solution_code_id": codes["solution"],
            "details": "Cabo drop rompido junto ao poste. Lançados 35,5 m de drop novo.",
            "attended_by": "Helena Duarte",
        }
        signature = {**signature_of("Helena Duarte"), "signer_name": "Helena Duarte"}
        requests = []
        for order_id, technician in zip(self.of(target), self.bench.crew, strict=True):
            signed = signature | {
                "content_hash": _shown_hash(target, order_id, technician.token, facts),
                "device_time": now(),
            }
            path = f"/v1/orders/{order_id}/close"
            requests.append(_post(technician.token, path, facts | {"customer_signature": signed}))
        return tuple(requests)

    def report(self, target: Target) -> int:
        """Ask for the reports of closed orders once more."""

        async def ask() -> None:
            import_tables()
            database = await Database.connect(self.bench.settings.database_url, write_pool=1)
            async with database.transaction(Actor(self.bench.organization_id)) as session:
                for order_id in self.of(target):
                    order = await session.fetch(Order, order_id, lock=True)
                    order.report_file_id = None
                    enqueue(session, "order_report", order_id=order_id)
            await database.close()

        asyncio.run(ask())
        return len(self.of(target))

    def _by_technicians(
        self, target: Target, command: str, body: dict[str, Any]
    ) -> tuple[bytes, ...]:
        return tuple(
            _post(technician.token, f"/v1/orders/{order_id}/{command}", body)
            for order_id, technician in zip(self.of(target), self.bench.crew, strict=True)
        )


def _shown_hash(target: Target, order_id: UUID, token: str, facts: dict[str, Any]) -> str:
    """Hash of what is shown before it is signed; the floor looks at none."""
    if target.name == "floor":
        return "0" * 64
    connection = HTTPConnection("127.0.0.1", target.port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request(
        "POST", f"/v1/orders/{order_id}/preview-close", json.dumps(facts, default=str), headers
    )
    shown = json.load(connection.getresponse())
    connection.close()
    return str(shown["content_hash"])


def _sign_ins(bench: Bench) -> tuple[bytes, ...]:
    return tuple(
        _post(
            "",
            "/v1/auth/sessions",
            {
                "domain": BENCH,
                "company": "matriz",
                "username": technician.username,
                "password": PASSWORD,
            },
        )
        for technician in bench.crew
    )


def _described(bench: Bench) -> dict[str, Any]:
    return {
        "customer_id": bench.job.customer_id,
        "site_id": bench.job.site_id,
        "problem_code_id": bench.job.codes["problem"],
        "title": "Sem sinal na fibra",
    }


def _post(token: str, path: str, body: dict[str, Any]) -> bytes:
    return load.request("POST", path, token, json.dumps(body, default=_plain).encode())


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
